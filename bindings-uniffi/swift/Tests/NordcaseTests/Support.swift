import Foundation
import Nordcase
import XCTest

/// What a server and a test tell each other.
final class Shared<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var kept: Value

    init(_ value: Value) {
        kept = value
    }

    var value: Value {
        get { lock.withLock { kept } }
        set { lock.withLock { kept = newValue } }
    }

    func change(_ body: (inout Value) -> Void) { lock.withLock { body(&kept) } }
}

/// Waits until it is so, at most so many seconds: many, since it is only on a busy machine that it takes more than a moment.
func comesTrue(within seconds: Double = 30, pausing pause: Double = 0.005, _ isSo: () -> Bool) async throws -> Bool {
    let end = Date() + seconds
    while !isSo() {
        guard Date() < end else { return false }
        try await Task.sleep(nanoseconds: UInt64(pause * 1e9))
    }
    return true
}

/// Whether it can end within a fifth of a second of the time that it gives: one of a few times, since others may have the processor just then. Also how
/// often it was tried.
func isFast(_ body: (_ attempt: Int) async throws -> Date) async throws -> (isSo: Bool, attempts: Int) {
    for attempt in 1...10 {
        let start = try await body(attempt)
        if -start.timeIntervalSinceNow < 0.2 { return (true, attempt) }
    }
    return (false, 10)
}

/// How much memory the process has now.
func residentKilobytes() throws -> Int {
    #if os(Linux)
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try XCTUnwrap(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        return try XCTUnwrap(Int(line.filter(\.isNumber)))
    #else
        throw XCTSkip("resident memory is read from /proc")
    #endif
}

/// The controls of the sandbox's server.
struct Control {
    let url: String

    init(_ url: String) {
        self.url = url
    }

    /// Carries out a command, which is JSON.
    @discardableResult
    func command(_ command: String) async throws -> JSON {
        let request = HttpRequest(
            method: "POST", url: "\(url)/_sandbox/control",
            headers: [Header(name: "Content-Type", value: "application/json")], body: Data(command.utf8))
        let response = try await HttpTransport().send(request)
        XCTAssertEqual(response.status, 200, String(decoding: response.body, as: UTF8.self))
        return try JSONDecoder().decode(JSON.self, from: response.body)
    }
}

import Foundation
import Nordcase
import XCTest

/// Much at once, for long: memory stays where it is. What a call costs, `cargo xtask bench swift` says.
final class LoadTests: XCTestCase {
    /// 200 to look closely; the test command does a few.
    private let rounds = Int(ProcessInfo.processInfo.environment["NORDCASE_ROUNDS"] ?? "") ?? 6

    /// The sandbox's answer that lists one case, with that case so many times.
    private func caseList(_ count: Int) async throws -> HttpResponse {
        let recorder = Recorder()
        let agency = try CaseAgency(
            baseUrl: "https://sandbox.example", systemUser: "SKDEN", password: Sandbox.systems["SKDEN"]!,
            transport: recorder)
        _ = try await agency.instantiateCollaboration(service: konkursbo, reportee: "910453092")
        _ = try await agency.cases(service: konkursbo)
        let one = try XCTUnwrap(recorder.last)
        let text = String(decoding: one.body, as: UTF8.self)
        let name = "ExternalCaseBE>"
        let opening = try XCTUnwrap(text.range(of: name))
        let first = try XCTUnwrap(text[..<opening.lowerBound].lastIndex(of: "<"))
        let last = try XCTUnwrap(text.range(of: name, options: .backwards)).upperBound
        let body = text[..<first] + String(repeating: String(text[first..<last]), count: count) + text[last...]
        let headers = one.headers.filter { $0.name.lowercased() != "content-length" }
        return HttpResponse(status: one.status, headers: headers, body: Data(body.utf8))
    }

    func testEightTasksReadLongAnswersInTheSameMemory() async throws {
        let answer = try await caseList(5_000)
        let agency = try CaseAgency(
            baseUrl: "https://altinn.example", systemUser: "SKDEN", password: "p", transport: Fixed(answer))
        let count = try await agency.cases(service: konkursbo).count
        XCTAssertEqual(count, 5_000)
        var sizes: [Int] = []
        for _ in 0..<rounds {
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 { group.addTask { try await agency.cases(service: konkursbo).count } }
                for try await count in group { XCTAssertEqual(count, 5_000) }
            }
            sizes.append(try residentKilobytes())
        }
        let (early, late) = (sizes[rounds / 3], sizes[rounds - 1])
        XCTAssertLessThan(late, early + early / 5, "\(sizes)")
    }
}

/// The sandbox, and what it answered last.
final class Recorder: Transport, @unchecked Sendable {
    private let sandbox = Sandbox()
    private let lock = NSLock()
    private var answer: HttpResponse?
    private var bodies: [String] = []

    var last: HttpResponse? { lock.withLock { answer } }

    /// The bodies of all requests.
    var sent: [String] { lock.withLock { bodies } }

    func send(_ request: HttpRequest) async throws(TransportFailure) -> HttpResponse {
        let response = try await sandbox.send(request)
        lock.withLock {
            answer = response
            bodies.append(String(decoding: request.body, as: UTF8.self))
        }
        return response
    }
}

/// A transport that has one answer.
struct Fixed: Transport {
    let answer: HttpResponse

    init(_ answer: HttpResponse) {
        self.answer = answer
    }

    func send(_: HttpRequest) async throws(TransportFailure) -> HttpResponse { answer }
}

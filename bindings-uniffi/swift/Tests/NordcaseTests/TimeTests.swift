import Foundation
import Nordcase
import XCTest

/// A time-out is the time that the network takes in all (FAULTS 5.14, 5.15).
final class TimeTests: XCTestCase {
    /// Calls the server with half a second of time, and looks that it ends by that.
    private func assertLate(
        _ what: String, file: StaticString = #filePath, line: UInt = #line,
        _ body: @escaping @Sendable (Server.Write) -> Void
    ) async throws {
        let server = Server { _, _ in .write(body) }
        defer { server.stop() }
        let fastDok = try FastDok(baseUrl: server.url, ticket: "t", timeout: 0.5)
        let agency = try CaseAgency(baseUrl: server.url, systemUser: "SKDEN", password: "p", timeout: 0.5)
        let calls: [@Sendable () async -> NordcaseError?] = [
            { await failure { try await fastDok.performAction(taskId: "t1", action: .actionPay) } },
            { await failure { for try await _ in fastDok.tasks() {} } },
            { await failure { try await agency.cases(service: konkursbo) } },
        ]
        for (index, call) in calls.enumerated() {
            let start = Date()
            let error = await call()
            XCTAssertEqual(error?.code, "transport.timeout", "\(what) \(index)", file: file, line: line)
            XCTAssertGreaterThan(-start.timeIntervalSinceNow, 0.45, "\(what) \(index)", file: file, line: line)
            XCTAssertLessThan(-start.timeIntervalSinceNow, 5, "\(what) \(index)", file: file, line: line)
        }
    }

    /// Writes a piece again and again, slowly, as long as the other side is there.
    @Sendable private static func drip(_ write: Server.Write, _ piece: String) {
        for _ in 0..<400 {
            Thread.sleep(forTimeInterval: 0.03)
            guard write(piece) else { return }
        }
    }

    func test_5_15_aHeadThatDripsEndsInTime() async throws {
        try await assertLate("a head of many small lines") { write in
            guard write("HTTP/1.1 200 OK\r\n") else { return }
            Self.drip(write, "X-A: b\r\n")
        }
        try await assertLate("one letter after the other") { write in
            guard write("HTTP/1.1 200 OK\r\nX-A: ") else { return }
            Self.drip(write, "a")
        }
    }

    func test_5_15_hintsWithoutEndEndInTime() async throws {
        try await assertLate("103") { Self.drip($0, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n") }
        try await assertLate("100") { Self.drip($0, "HTTP/1.1 100 Continue\r\n\r\n") }
    }

    func test_5_15_aBodyThatDripsEndsInTime() async throws {
        try await assertLate("chunks") { write in
            guard write(chunkedHead("application/json") + chunk("{\"success\":true,\"a\":\"")) else { return }
            Self.drip(write, chunk("a"))
        }
        try await assertLate("a length") { write in
            guard write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{") else {
                return
            }
            Self.drip(write, " ")
        }
    }

    func test_5_15_aHintIsNotTheAnswer() async throws {
        for hint in ["103 Early Hints\r\nLink: </a>", "102 Processing\r\nX-A: b", "100 Continue"] {
            let server = Server { _, _ in
                .close(
                    "HTTP/1.1 \(hint)\r\n\r\nHTTP/1.1 \(hint)\r\n\r\n"
                        + answer("{\"Balance\":7}", "200 OK", "X-C: d\r\n"))
            }
            defer { server.stop() }
            let balance = try await FastDok(baseUrl: server.url, ticket: "t", timeout: 5).getBalance()
            XCTAssertEqual(balance.balance, 7, hint)
            for method in ["GET", "POST"] {
                let response = try await HttpTransport(timeout: 5).send(
                    HttpRequest(method: method, url: server.url, headers: [], body: Data()))
                XCTAssertEqual(response.status, 200, hint)
                XCTAssertEqual(response.headers.map(\.name).sorted(), ["Content-Length", "Content-Type", "X-C"], hint)
            }
        }
    }

    func test_5_14_aSlowReaderIsNotLate() async throws {
        // Forty cases are sent at once; the reader takes longer for them than the network may.
        let few = Server { _, _ in
            .close(
                answer(CaseList.whole(40), "200 OK").replacingOccurrences(of: "application/json", with: CaseList.xml))
        }
        defer { few.stop() }
        let agency = try CaseAgency(baseUrl: few.url, systemUser: "SKDEN", password: "p", timeout: 1)
        var count = 0
        let start = Date()
        for try await _ in agency.eachCase(service: konkursbo) {
            count += 1
            try await Task.sleep(nanoseconds: 50_000_000)
        }
        XCTAssertEqual(count, 40)
        XCTAssertGreaterThan(-start.timeIntervalSinceNow, 1.5)
    }

    func test_5_14_aSlowReaderOfMuchIsNotLate() async throws {
        // More than waits for a reader, so that the connection is held back meanwhile.
        let cases = 40_000
        let much = Server { _, _ in
            .write { write in
                guard write(chunkedHead(CaseList.xml) + chunk(CaseList.start)) else { return }
                for _ in 0..<cases / 100 {
                    guard write(CaseList.hundred) else { return }
                }
                _ = write(chunk(CaseList.end) + chunk(""))
            }
        }
        defer { much.stop() }
        // Generous: what the network takes in all is far below.
        let agency = try CaseAgency(baseUrl: much.url, systemUser: "SKDEN", password: "p", timeout: 4)
        var count = 0
        for try await _ in agency.eachCase(service: konkursbo) {
            count += 1
            if count == 1_000 || count == 20_000 { try await Task.sleep(nanoseconds: 5_000_000_000) }
        }
        XCTAssertEqual(count, cases)
    }

    func test_5_14_whatTheNetworkTakesIsAddedUp() async throws {
        // Each case comes in time, but not all of them, whatever the reader does between.
        let server = Server { _, _ in
            .write { write in
                guard write(chunkedHead(CaseList.xml) + chunk(CaseList.start)) else { return }
                for id in 1..<200 {
                    Thread.sleep(forTimeInterval: 0.1)
                    guard write(chunk(CaseList.cases(id..<id + 1))) else { return }
                }
            }
        }
        defer { server.stop() }
        for pause in [UInt64(0), 20_000_000] {
            let agency = try CaseAgency(baseUrl: server.url, systemUser: "SKDEN", password: "p", timeout: 1)
            var count = 0
            let error = await failure {
                for try await _ in agency.eachCase(service: konkursbo) {
                    count += 1
                    try await Task.sleep(nanoseconds: pause)
                }
            }
            XCTAssertEqual(error?.code, "transport.timeout")
            XCTAssertTrue((1..<30).contains(count), "\(count)")
        }
    }
}

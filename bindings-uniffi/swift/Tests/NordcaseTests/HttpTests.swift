import Foundation
import Nordcase
import XCTest

/// Runs what must fail in the transport, and gives its failure.
private func transportError(
    file: StaticString = #filePath, line: UInt = #line, _ body: () async throws -> some Any
) async -> TransportFailure? {
    let error = await failure(file: file, line: line, body)
    guard case .Transport(_, _, _, _, let details) = error else {
        XCTFail("\(error as Any)", file: file, line: line)
        return nil
    }
    XCTAssertFalse("\(String(reflecting: error))".contains("S3CRET"), file: file, line: line)
    return details
}

/// The transport over real sockets: against servers that misbehave, and against the sandbox's server.
final class HttpTests: XCTestCase {
    private func client(_ server: Server, timeout: TimeInterval = 5, maxAnswerBytes: Int = 1_000_000) throws -> FastDok
    {
        try FastDok(baseUrl: server.url, ticket: "ticket-S3CRET", timeout: timeout, maxAnswerBytes: maxAnswerBytes)
    }

    func testARedirectIsNotFollowed() async throws {
        let server = Server { path, _ in
            path.hasSuffix("/elsewhere")
                ? .close(answer("{\"Balance\":1}")) : .close(answer("", "302 Found", "Location: /elsewhere\r\n"))
        }
        defer { server.stop() }
        let fastDok = try client(server)
        let error = await failure { try await fastDok.getBalance() }
        XCTAssertNotNil(error)
        XCTAssertEqual(server.seen.count, 1)
        let plain = try await HttpTransport().send(
            HttpRequest(method: "GET", url: server.url, headers: [], body: Data()))
        XCTAssertEqual(plain.status, 302)
    }

    func testAnAnswerThatDoesNotComeEndsInTime() async throws {
        let server = Server { _, _ in .hang(30) }
        defer { server.stop() }
        let fastDok = try client(server, timeout: 0.3)
        let start = Date()
        let details = await transportError { try await fastDok.getBalance() }
        XCTAssertEqual(details?.failure, .timeout)
        XCTAssertEqual(details?.mayHaveArrived, true)
        XCTAssertGreaterThan(-start.timeIntervalSinceNow, 0.25)
        XCTAssertLessThan(-start.timeIntervalSinceNow, 20)
    }

    func testACancelledCallEndsWithinAFifthOfASecond() async throws {
        let server = Server { _, _ in .hang(30) }
        defer { server.stop() }
        let fastDok = try client(server, timeout: 20)
        let (isFast, calls) = try await isFast { attempt in
            let task = Task { await transportError { try await fastDok.getBalance() } }
            let came = try await comesTrue { server.seen.count == attempt }
            XCTAssertTrue(came)
            let start = Date()
            task.cancel()
            let details = await task.value
            XCTAssertEqual(details?.failure, .cancelled)
            XCTAssertEqual(details?.mayHaveArrived, true)
            return start
        }
        XCTAssertTrue(isFast)

        let before = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await transportError { try await fastDok.getBalance() }
        }
        let unsent = await before.value
        XCTAssertEqual(unsent?.mayHaveArrived, false)
        XCTAssertEqual(server.seen.count, calls)
    }

    func testATooLargeAnswerIsNotReadToItsEnd() async throws {
        let body = String(repeating: "x", count: 2_000_000)
        let said = Server { _, _ in .close(answer(body)) }
        let unsaid = Server { _, _ in .close("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n\(body)") }
        defer {
            said.stop()
            unsaid.stop()
        }
        for server in [said, unsaid] {
            let fastDok = try client(server)
            let details = await transportError { try await fastDok.getBalance() }
            XCTAssertEqual(details?.failure, .tooLarge)
        }
    }

    func testACutAnswerIsNotTakenForAWholeOne() async throws {
        let server = Server { _, _ in .close(String(answer(String(repeating: "x", count: 1000)).dropLast(500))) }
        defer { server.stop() }
        let fastDok = try client(server)
        let details = await transportError { try await fastDok.getBalance() }
        XCTAssertEqual(details?.failure, .network)
        XCTAssertEqual(details?.mayHaveArrived, true)
    }

    func testARefusedConnectionIsKnownNotToHaveArrived() async throws {
        let server = Server { _, _ in .close("") }
        server.stop()
        let fastDok = try client(server)
        let details = await transportError { try await fastDok.getBalance() }
        XCTAssertEqual(details?.failure, .network)
        XCTAssertEqual(details?.mayHaveArrived, false)
    }

    func testAKeptConnectionThatClosesRepeatsNoChange() async throws {
        // An HTTP client sends a request once more when a kept connection closes without an answer: over a shared one, three come.
        let server = Server { _, count in
            count == 1 ? .keep(answer("{\"success\":true}", "200 OK", "Set-Cookie: a=b\r\n")) : .close("")
        }
        defer { server.stop() }
        let fastDok = try client(server)
        let first = try await fastDok.performAction(taskId: "t1", action: .actionPay)
        XCTAssertNil(first.taskId)
        let details = await transportError { try await fastDok.performAction(taskId: "t1", action: .actionComplete) }
        XCTAssertEqual(details?.mayHaveArrived, true)
        XCTAssertEqual(server.seen.count, 2)
        XCTAssertTrue(server.seen.allSatisfy { !$0.contains("Cookie") && $0.contains("ticket-S3CRET") })
    }

    // MARK: - The sandbox's server

    /// The server's address, and its standard data. The tests are skipped where there is none.
    private func sandbox() async throws -> String {
        guard let url = ProcessInfo.processInfo.environment["NORDCASE_SANDBOX"], !url.isEmpty else {
            throw XCTSkip("NORDCASE_SANDBOX is not set")
        }
        try await Control(url).command("{\"command\":\"reset\"}")
        return url
    }

    private func fastDok(_ url: String, timeout: TimeInterval = 5) throws -> FastDok {
        try FastDok(
            baseUrl: "\(url)/API/v1.0", apiKey: Sandbox.apiKey, username: "asa.oberg@bjorken.example",
            password: Sandbox.users["asa.oberg@bjorken.example"], timeout: timeout)
    }

    func testACaseIsPaidOverTheWire() async throws {
        for fault in ["", "answer_lost", "cut_body", "error500_applied", "never_arrives"] {
            let url = try await sandbox()
            let fastDok = try fastDok(url)
            let started = try await fastDok.startCase(entries: entries)
            _ = try await fastDok.performAction(taskId: XCTUnwrap(started.taskId), action: .actionPay)
            if !fault.isEmpty {
                try await Control(url).command(
                    "{\"command\":\"add_fault\",\"operation\":\"fastdok.perform_action\",\"nth\":1,\"fault\":\"\(fault)\"}"
                )
            }
            let receipt = try await fastDok.payCase(caseId: started.caseId) { $0.balance ?? 0 > 500 }
            XCTAssertEqual(receipt.outcome, .paid, fault)
            let summary = try await Control(url).command("{\"command\":\"summary\"}")
            XCTAssertEqual(summary["debits"]?.int, 1, fault)
            let completed = try await fastDok.completeCase(caseId: started.caseId)
            XCTAssertTrue(completed.verified, fault)
        }
    }

    func testAnAgencyOverTheWire() async throws {
        let url = try await sandbox()
        for binding in [AltinnBinding.basic, .ws] {
            let agency = try CaseAgency(
                baseUrl: url, systemUser: "SKDEN", password: Sandbox.systems["SKDEN"]!, binding: binding)
            try await agency.test()
            let created = try await agency.createCase(service: konkursbo, reportee: "910453092", due: "2027-03-01")
            let listed = try await agency.cases(service: konkursbo, reportee: "910453092")
            XCTAssertTrue(listed.contains { $0.caseId == created.caseId })
            let wrong = await failure { try await agency.caseWith(id: 1003) }
            XCTAssertEqual(wrong?.code, "altinn.60015")
        }
    }
}

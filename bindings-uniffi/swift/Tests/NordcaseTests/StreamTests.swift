import Foundation
import Nordcase
import XCTest

/// A list of cases as the service sends it, in parts.
enum CaseList {
    static let xml = "text/xml; charset=utf-8"
    static let start = """
        <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetCaseListAgencySystemExternalBasicResponse \
        xmlns="http://www.altinn.no/services/ServiceEngine/Case/2010/10"><GetCaseListAgencySystemExternalBasicResult \
        xmlns:a="http://schemas.altinn.no/services/ServiceEngine/Case/2010/10" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
        """
    static let end = """
        </GetCaseListAgencySystemExternalBasicResult></GetCaseListAgencySystemExternalBasicResponse></s:Body></s:Envelope>
        """

    static func cases(_ ids: Range<Int>) -> String {
        ids.map { id in
            """
            <a:ExternalCaseBE><a:CaseID>\(id)</a:CaseID><a:CaseName>Konkursbo</a:CaseName><a:CurrentStateName>Opprettet\
            </a:CurrentStateName><a:DueDate>2027-01-04T12:00:00</a:DueDate><a:IsArchived>false</a:IsArchived>\
            <a:NoticeTemplateID i:nil="true"/></a:ExternalCaseBE>
            """
        }.joined()
    }

    static let hundred = chunk(cases(1..<101))

    static func whole(_ count: Int) -> String { start + cases(1..<count + 1) + end }
}

/// Lists that are read while they arrive: over real sockets, and from the services in memory.
final class StreamTests: XCTestCase {
    private func agency(
        _ server: Server, timeout: TimeInterval = 20, maxAnswerBytes: Int = 1 << 30
    ) throws -> CaseAgency {
        try CaseAgency(
            baseUrl: server.url, systemUser: "SKDEN", password: "S3CRET", timeout: timeout,
            maxAnswerBytes: maxAnswerBytes)
    }

    /// Reads a list until it ends or throws.
    private func read<Item>(_ list: ListItems<Item>) async -> (items: [Item], error: NordcaseError?) {
        var items: [Item] = []
        do {
            for try await item in list { items.append(item) }
        } catch {
            XCTAssertFalse("\(String(reflecting: error))".contains("S3CRET"))
            return (items, error)
        }
        return (items, nil)
    }

    func testACaseIsThereBeforeTheListEnds() async throws {
        let seen = DispatchSemaphore(value: 0)
        let server = Server { _, _ in
            .write { write in
                _ = write(chunkedHead(CaseList.xml) + chunk(CaseList.start + CaseList.cases(1..<3) + "<a:Exter"))
                // The rest is sent when the first case was seen.
                guard seen.wait(timeout: .now() + 10) == .success else { return }
                _ = write(chunk("nalCaseBE><a:CaseID>3</a:CaseID></a:ExternalCaseBE>" + CaseList.end) + chunk(""))
            }
        }
        defer { server.stop() }
        var ids: [Int32] = []
        for try await found in try agency(server).eachCase(service: konkursbo) {
            ids.append(found.caseId)
            if ids.count == 2 { seen.signal() }
        }
        XCTAssertEqual(ids, [1, 2, 3])
        XCTAssertEqual(server.seen.count, 1)
    }

    func testWhatComesInPiecesIsWhatComesWhole() async throws {
        let body = CaseList.whole(2_000)
        let server = Server { _, _ in
            .write { write in
                _ = write(chunkedHead(CaseList.xml))
                // Pieces that end anywhere, also in the middle of a tag.
                var rest = Substring(body)
                while !rest.isEmpty {
                    _ = write(chunk(String(rest.prefix(1_237))))
                    rest = rest.dropFirst(1_237)
                }
                _ = write(chunk(""))
            }
        }
        defer { server.stop() }
        let agency = try agency(server)
        let (items, error) = await read(agency.eachCase(service: konkursbo))
        XCTAssertNil(error)
        let whole = try await agency.cases(service: konkursbo)
        XCTAssertEqual(items, whole)
        XCTAssertEqual(items.count, 2_000)
    }

    func testAListThatIsCutThrowsAfterItsItems() async throws {
        let part = CaseList.start + CaseList.cases(1..<101)
        let inChunk = Server { _, _ in .close(String((chunkedHead(CaseList.xml) + chunk(part)).dropLast(40))) }
        let inXml = Server { _, _ in .close(chunkedHead(CaseList.xml) + chunk(part) + chunk("")) }
        defer {
            inChunk.stop()
            inXml.stop()
        }
        let (some, cut) = await read(try agency(inChunk).eachCase(service: konkursbo))
        XCTAssertEqual(some.count, 99)
        guard case .Transport(_, _, _, _, let details) = cut else { return XCTFail("\(cut as Any)") }
        XCTAssertEqual(details.failure, .network)
        XCTAssertTrue(details.mayHaveArrived)
        let (all, truncated) = await read(try agency(inXml).eachCase(service: konkursbo))
        XCTAssertEqual(all.count, 100)
        XCTAssertEqual(truncated?.code, "parse.truncated")
        XCTAssertEqual(inChunk.seen.count + inXml.seen.count, 2)
    }

    func testTheBoundHoldsWhileAListArrives() async throws {
        let server = Server { _, _ in
            .write { write in
                guard write(chunkedHead(CaseList.xml) + chunk(CaseList.start)) else { return }
                while write(CaseList.hundred) {}
            }
        }
        defer { server.stop() }
        let (items, error) = await read(try agency(server, maxAnswerBytes: 300_000).eachCase(service: konkursbo))
        XCTAssertGreaterThan(items.count, 1_000)
        XCTAssertLessThan(items.count, 1_500)
        guard case .Transport(_, _, _, _, let details) = error else { return XCTFail("\(error as Any)") }
        XCTAssertEqual(details.failure, .tooLarge)
        let said = Server { _, _ in .close(answer(CaseList.whole(2_000))) }
        defer { said.stop() }
        let none = await read(try agency(said, maxAnswerBytes: 300_000).eachCase(service: konkursbo))
        XCTAssertEqual(none.items.count, 0)
        XCTAssertEqual(none.error?.code, "transport.too_large")
    }

    func testLeavingTheLoopClosesTheConnection() async throws {
        let isGone = Shared(false)
        let server = Server { _, _ in
            .write { write in
                guard write(chunkedHead(CaseList.xml) + chunk(CaseList.start)) else { return }
                while write(CaseList.hundred) {}
                isGone.value = true
            }
        }
        defer { server.stop() }
        for try await found in try agency(server).eachCase(service: konkursbo) where found.caseId == 50 { break }
        let gone = try await comesTrue { isGone.value }
        XCTAssertTrue(gone)
    }

    func testAReaderThatWaitsHoldsTheListBack() async throws {
        let (sent, cases) = (Shared(0), 100_000)
        let server = Server { _, _ in
            .write { write in
                guard write(chunkedHead(CaseList.xml) + chunk(CaseList.start)) else { return }
                for _ in 0..<cases / 100 {
                    guard write(CaseList.hundred) else { return }
                    sent.change { $0 += CaseList.hundred.utf8.count }
                }
                _ = write(chunk(CaseList.end) + chunk(""))
            }
        }
        defer { server.stop() }
        var count = 0
        for try await _ in try agency(server).eachCase(service: konkursbo) {
            count += 1
            guard count == 1_000 else { continue }
            // What the sockets hold, and what waits for us: no more comes after that.
            var before = -1
            let isHeldBack = try await comesTrue(pausing: 0.3) {
                defer { before = sent.value }
                return before == sent.value
            }
            XCTAssertTrue(isHeldBack)
            XCTAssertLessThan(before, 20_000_000)
        }
        XCTAssertEqual(count, cases)
        XCTAssertGreaterThan(sent.value, 24_000_000)
    }

    func testACallInsideALoopDoesNotWaitForIt() async throws {
        let ten = CaseList.whole(10)
        let server = Server { _, count in
            count > 6
                ? .close(chunkedHead(CaseList.xml) + chunk(ten) + chunk(""))
                : .write { write in
                    guard write(chunkedHead(CaseList.xml) + chunk(CaseList.start)) else { return }
                    while write(CaseList.hundred) {}
                }
        }
        defer { server.stop() }
        let agency = try agency(server)
        var waiting: [ListItems<ExternalCase>.AsyncIterator] = []
        for _ in 0..<6 {
            var iterator = agency.eachCase(service: konkursbo).makeAsyncIterator()
            _ = try await iterator.next()
            waiting.append(iterator)
        }
        try await Task.sleep(nanoseconds: 300_000_000)
        let start = Date()
        let cases = try await agency.cases(service: konkursbo)
        XCTAssertEqual(cases.count, 10)
        // Who waited for one of the others would be late.
        XCTAssertLessThan(-start.timeIntervalSinceNow, 15)
        XCTAssertEqual(waiting.count, 6)
    }

    func testACancelledLoopEndsWithinAFifthOfASecond() async throws {
        let gone = Shared(0)
        let server = Server { _, _ in
            .write { write in
                _ = write(chunkedHead(CaseList.xml) + chunk(CaseList.start + CaseList.cases(1..<11)))
                // White space between the cases, until the other side has gone.
                for _ in 0..<600 {
                    Thread.sleep(forTimeInterval: 0.05)
                    guard write(chunk(" ")) else { return gone.change { $0 += 1 } }
                }
            }
        }
        defer { server.stop() }
        let agency = try agency(server, timeout: 60)
        let (isFast, _) = try await isFast { attempt in
            let count = Shared(0)
            let task = Task {
                await failure {
                    for try await _ in agency.eachCase(service: konkursbo) { count.change { $0 += 1 } }
                }
            }
            let came = try await comesTrue { count.value == 10 }
            XCTAssertTrue(came)
            try await Task.sleep(nanoseconds: 50_000_000)
            let start = Date()
            task.cancel()
            let error = await task.value
            XCTAssertEqual(error?.code, "transport.cancelled")
            return start
        }
        XCTAssertTrue(isFast)
        let isGone = try await comesTrue { gone.value > 0 }
        XCTAssertTrue(isGone)
    }

    func testAListThatStopsEndsInTime() async throws {
        let server = Server { _, _ in
            .write { write in
                _ = write(chunkedHead(CaseList.xml) + chunk(CaseList.start + CaseList.cases(1..<11)))
                Thread.sleep(forTimeInterval: 30)
            }
        }
        defer { server.stop() }
        let start = Date()
        let (items, error) = await read(try agency(server, timeout: 0.5).eachCase(service: konkursbo))
        XCTAssertEqual(items.count, 10)
        XCTAssertEqual(error?.code, "transport.timeout")
        XCTAssertGreaterThan(-start.timeIntervalSinceNow, 0.45)
        XCTAssertLessThan(-start.timeIntervalSinceNow, 20)
    }

    func testARefusalIsAnError() async throws {
        let server = Server { _, _ in
            .close("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")
        }
        defer { server.stop() }
        let redirected = await read(try agency(server).eachCase(service: konkursbo))
        XCTAssertNotNil(redirected.error)
        XCTAssertEqual(server.seen.count, 1)

        let sandbox = Sandbox()
        let wrong = try sandbox.caseAgency(password: "wrong-S3CRET")
        for _ in 0..<2 {
            let refused = await read(wrong.eachCase(service: konkursbo))
            guard case .Service = refused.error else { return XCTFail("\(refused.error as Any)") }
        }
        XCTAssertEqual(sandbox.ledger.filter { $0.what == "system_refused" }.count, 1)
        let input = await read(try sandbox.caseAgency().eachCase(service: konkursbo, reportee: "12"))
        guard case .Input = input.error else { return XCTFail("\(input.error as Any)") }
    }

    // MARK: - FastDok's pages

    func testPagesAreReadWhileTheyArrive() async throws {
        let seen = DispatchSemaphore(value: 0)
        func tasks(_ ids: ClosedRange<Int>) -> String { ids.map { "{\"Id\":\"t\($0)\"}" }.joined(separator: ",") }
        let (two, four) = (tasks(1...2), tasks(3...4))
        let server = Server { path, _ in
            path.contains("Start=2")
                ? .close(answer("{\"TotalCount\":4,\"Data\":[\(four)]}"))
                : .write { write in
                    _ = write(chunkedHead("application/json") + chunk("{\"TotalCount\":4,\"Data\":[\(two)"))
                    guard seen.wait(timeout: .now() + 10) == .success else { return }
                    _ = write(chunk("]}") + chunk(""))
                }
        }
        defer { server.stop() }
        let fastDok = try FastDok(baseUrl: server.url, ticket: "t")
        var ids: [String] = []
        for try await task in fastDok.tasks(max: 2) {
            ids.append(task.id)
            if ids.count == 1 { seen.signal() }
        }
        XCTAssertEqual(ids, ["t1", "t2", "t3", "t4"])
        XCTAssertEqual(server.seen.count, 2)
    }

    func testAnExpiredTicketIsRenewedOnceForManyLists() async throws {
        let sandbox = Sandbox()
        let fastDok = try sandbox.fastDok()
        for _ in 0..<3 { _ = try await fastDok.startCase(entries: entries) }
        _ = try sandbox.control("{\"command\":\"sign_everybody_out\"}")
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var count = 0
                    for try await _ in fastDok.tasks(max: 2) { count += 1 }
                    return count
                }
            }
            for try await count in group { XCTAssertEqual(count, 3) }
        }
        XCTAssertEqual(sandbox.ledger.filter { $0.what == "signed_in" }.count, 2)
    }

    func testTheSandboxStreamsWithItsFaults() async throws {
        let sandbox = Sandbox()
        let agency = try sandbox.caseAgency()
        for _ in 0..<40 {
            _ = try await agency.instantiateCollaboration(service: konkursbo, reportee: "910453092")
        }
        let whole = try await agency.cases(service: konkursbo)
        let streamed = await read(agency.eachCase(service: konkursbo))
        XCTAssertEqual(streamed.items, whole)
        XCTAssertEqual(whole.count, 40)
        try sandbox.add(.cutBody, to: "altinn.get_case_list")
        let cut = await read(agency.eachCase(service: konkursbo))
        XCTAssertTrue((1..<40).contains(cut.items.count), "\(cut.items.count)")
        XCTAssertEqual(cut.error?.code, "transport.network")
        for fault in [Sandbox.Fault.neverArrives, .htmlPage, .error500] {
            try sandbox.add(fault, to: "altinn.get_case_list")
            let failed = await read(agency.eachCase(service: konkursbo))
            XCTAssertNotNil(failed.error, "\(fault)")
            XCTAssertEqual(failed.items, [], "\(fault)")
        }
        // A transport of one's own may have `send` alone.
        let sending = try CaseAgency(
            baseUrl: "https://sandbox.example", systemUser: "SKDEN", password: Sandbox.systems["SKDEN"]!,
            transport: Slow(sandbox))
        let sent = await read(sending.eachCase(service: konkursbo))
        XCTAssertEqual(sent.items, whole)
    }

    func testATransportOfOnesOwnIsBoundedToo() async throws {
        struct Endless: Transport {
            func send(_: HttpRequest) async throws(TransportFailure) -> HttpResponse { fatalError("not used") }
            func stream(_: HttpRequest) async throws(TransportFailure) -> HttpStream {
                HttpStream(
                    status: 500, headers: [], body: HttpBody { () async throws(TransportFailure) in Data(count: 4096) })
            }
        }
        let agency = try CaseAgency(
            baseUrl: "https://altinn.example", systemUser: "SKDEN", password: "p", transport: Endless(),
            maxAnswerBytes: 100_000)
        let endless = await read(agency.eachCase(service: konkursbo))
        XCTAssertEqual(endless.error?.code, "transport.too_large")
    }
}

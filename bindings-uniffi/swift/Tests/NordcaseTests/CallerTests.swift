import Foundation
import Nordcase
import XCTest

/// What the caller's own functions may do: throw, hang, give anything, use the client that calls them, be cancelled (FAULTS 1.1, 1.2, 1.3, 1.7).
final class CallerTests: XCTestCase {
    private struct Secret: Error, CustomStringConvertible {
        let description = "hunter2"
    }

    /// Claims that are as they are told.
    private struct Told: Claims {
        let give: @Sendable ([String]) async throws -> [String]
        func claim(owner: String, caseIds: [String], take: Bool) async throws -> [String] { try await give(caseIds) }
    }

    private func fastDok(
        _ transport: any Transport, password: String? = nil, claims: (any Claims)? = nil
    ) throws -> FastDok {
        let user = "asa.oberg@bjorken.example"
        return try FastDok(
            baseUrl: "https://sandbox.example/API/v1.0", apiKey: Sandbox.apiKey, username: user,
            password: password ?? Sandbox.users[user], transport: transport, claims: claims)
    }

    private func agency(
        _ transport: any Transport, password: String? = nil, claims: (any Claims)? = nil
    ) throws -> CaseAgency {
        try CaseAgency(
            baseUrl: "https://sandbox.example", systemUser: "SKDEN", password: password ?? Sandbox.systems["SKDEN"]!,
            transport: transport, claims: claims)
    }

    private func payable(_ fastDok: FastDok) async throws -> String {
        let started = try await fastDok.startCase(entries: entries)
        _ = try await fastDok.performAction(taskId: started.taskId!, action: .actionPay)
        return started.caseId
    }

    func test_1_7_claimsThatFailOrGiveSomethingElseEndTheJob() async throws {
        let wrong: [(String, @Sendable ([String]) async throws -> [String])] = [
            ("throws", { _ in throw Secret() }), ("is cancelled", { _ in throw CancellationError() }),
            ("gives another case", { _ in ["another"] }), ("gives another besides", { $0 + ["another"] }),
        ]
        for (name, give) in wrong {
            for isKept in [false, true] {
                let (sandbox, kept, claims) = (Sandbox(), Kept(), Told(give: give))
                let save = isKept ? Save(claims: claims) { try await kept.keep($0) } : kept.save
                let fastDok = try fastDok(sandbox, claims: isKept ? nil : claims)
                let agency = try agency(sandbox, claims: isKept ? nil : claims)
                let errors = [
                    await failure { try await fastDok.startCase(entries: entries, save: save) },
                    await failure {
                        try await agency.createCase(service: konkursbo, reportee: "910453092", save: save)
                    },
                ]
                for error in errors {
                    guard case .Input("input.journey_not_stored", _, _, _, let details) = error else {
                        return XCTFail("\(name): \(error as Any)")
                    }
                    XCTAssertEqual(details.field, "claims", name)
                    XCTAssertFalse("\(error!)".contains("hunter2"))
                }
                // What was carried out is found, and not made again.
                let texts = await kept.texts
                let start = try XCTUnwrap(texts.last { $0.contains("fastdok.start_case") })
                _ = try await sandbox.fastDok().resume(.startCase, start)
                _ = try await sandbox.caseAgency().resume(.createCase, try XCTUnwrap(texts.last))
                XCTAssertEqual(sandbox.ledger.filter { $0.what == "case_started" }.count, 1, name)
                XCTAssertEqual(sandbox.ledger.filter { $0.what == "case_created" }.count, 1, name)
            }
        }
    }

    func test_1_7_aCaseIsClaimedWhateverItsIdIs() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("nordcase-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let ids = [
            ".", "..", "", "a/b", "../../x", String(repeating: "x", count: 300), String(repeating: "x", count: 301),
            String(repeating: "å", count: 90), "a\0b", "%2E", "🧾",
        ]
        do {
            let journal = try Journal(folder: folder)
            for id in ids {
                let taken = try await journal.claim(owner: "me", caseIds: [id], take: true)
                XCTAssertEqual(taken, [id])
            }
        }
        let journal = try Journal(folder: folder)
        let none = try await journal.claim(owner: "another", caseIds: ids, take: true)
        XCTAssertEqual(none, [])
        let mine = try await journal.claim(owner: "me", caseIds: ids, take: false)
        XCTAssertEqual(mine, ids)
    }

    func test_1_3_whatIsCalledByAJourneyMayUseItsClient() async throws {
        for which in ["save", "approve", "loop"] {
            let sandbox = Sandbox()
            let caseId = try await payable(sandbox.fastDok())
            let (fastDok, agency) = (try fastDok(sandbox), try agency(sandbox))
            let isDone = Shared(false)
            let work = Task {
                switch which {
                case "save":
                    _ = try await fastDok.payCase(
                        caseId: caseId, approve: { _ in true }, save: Save { _ in _ = try await fastDok.getBalance() })
                    _ = try await agency.createCase(
                        service: konkursbo, reportee: "910453092",
                        save: Save { _ in _ = try await agency.cases(service: konkursbo) })
                case "approve":
                    _ = try await fastDok.payCase(caseId: caseId) { _ in
                        try await fastDok.getBalance().balance > 0
                    }
                default:
                    for try await _ in try fastDok.payingCase(caseId: caseId, approve: { _ in true }) {
                        _ = try await fastDok.getBalance()
                    }
                    for try await _ in try agency.creatingCase(service: konkursbo, reportee: "910453092") {
                        _ = try await agency.cases(service: konkursbo)
                    }
                }
                isDone.value = true
            }
            let done = try await comesTrue { isDone.value }
            XCTAssertTrue(done, which)
            work.cancel()
            XCTAssertEqual(sandbox.debits.count, 1, which)
            XCTAssertEqual(sandbox.ledger.filter { $0.what == "signed_in" }.count, 2, which)
            XCTAssertLessThanOrEqual(sandbox.ledger.filter { $0.what == "case_created" }.count, 1, which)
            // A wrong password leaves once, whoever of them sends it.
            let other = Overlapping()
            let refused = try self.fastDok(other, password: "wrong")
            _ = await failure {
                for try await _ in try refused.startingCase(entries: entries) { _ = try? await refused.getBalance() }
            }
            XCTAssertEqual(other.counts.requests, 1)
        }
    }

    func test_1_1_aPaymentThatIsGivenUpAtAnyRequestIsPaidOnce() async throws {
        for arrives in [false, true] {
            for nth in 1...8 {
                let sandbox = Sandbox()
                let caseId = try await payable(sandbox.fastDok())
                let (kept, transport) = (Kept(), GivenUp(sandbox, nth, arrives))
                let fastDok = try fastDok(transport)
                let paying = Task {
                    _ = try? await fastDok.payCase(caseId: caseId, approve: { _ in true }, save: kept.save)
                }
                transport.giveUp.value = { paying.cancel() }
                await paying.value
                let texts = await kept.texts
                let last = try XCTUnwrap(texts.last)
                XCTAssertNil(try journeyInspect(stored: last).ended, "\(nth) \(arrives)")
                _ = try await sandbox.fastDok().resume(.payCase, last, approve: { _ in true })
                XCTAssertEqual(sandbox.debits.count, 1, "\(nth) \(arrives)")
            }
        }
    }

    func test_1_3_credentialsThatGetNoAnswerLeaveFourTimes() async throws {
        let lost = Lost()
        let (fastDok, agency) = (try fastDok(lost, password: "wrong"), try agency(lost, password: "wrong"))
        let calls: [@Sendable () async -> NordcaseError?] = [
            { await failure { try await fastDok.getBalance() } },
            { await failure { try await agency.cases(service: konkursbo) } },
        ]
        for call in calls {
            lost.count.value = 0
            await withTaskGroup(of: NordcaseError?.self) { group in
                for _ in 0..<50 { group.addTask { await call() } }
                for await error in group { XCTAssertNotNil(error) }
            }
            XCTAssertTrue((1...4).contains(lost.count.value), "\(lost.count.value)")
            _ = await call()
            XCTAssertLessThanOrEqual(lost.count.value, 4)
        }
    }

    func testATransportOfOnesOwnMayAnswerAnything() async throws {
        let headers = [
            Header(name: "", value: ""), Header(name: "Content-Type", value: "application/json; charset=\0"),
        ]
        for status: UInt16 in [0, 1, 99, 100, 101, 199, 204, 304, 600, 999, 65_535, 200] {
            let answer = HttpResponse(status: status, headers: headers, body: Data([0, 0xff]))
            let (fastDok, agency) = (try fastDok(Fixed(answer)), try agency(Fixed(answer)))
            _ = await failure { try await fastDok.getBalance() }
            _ = await failure { for try await _ in fastDok.tasks() {} }
            _ = await failure { try await fastDok.payCase(caseId: "1") { _ in true } }
            _ = await failure { try await agency.cases(service: konkursbo) }
            _ = await failure { for try await _ in agency.eachCase(service: konkursbo) {} }
        }
    }
}

/// A sandbox behind a network that the caller gives up at one of the requests, before or after that has arrived.
private final class GivenUp: Transport {
    let giveUp = Shared<@Sendable () -> Void>({})
    private let sandbox: Sandbox
    private let nth: Int
    private let arrives: Bool
    private let count = Shared(0)

    init(_ sandbox: Sandbox, _ nth: Int, _ arrives: Bool) {
        (self.sandbox, self.nth, self.arrives) = (sandbox, nth, arrives)
    }

    func send(_ request: HttpRequest) async throws(TransportFailure) -> HttpResponse {
        count.change { $0 += 1 }
        guard count.value == nth else { return try await sandbox.send(request) }
        if arrives { _ = try await sandbox.send(request) }
        while !Task.isCancelled {
            // It is known a moment after the journey was begun.
            giveUp.value()
            try? await Task.sleep(nanoseconds: 1_000_000)
        }
        throw TransportFailure(failure: .cancelled, mayHaveArrived: true, reason: "given up")
    }

    func now() -> Date { sandbox.now() }

    func pause(milliseconds: UInt64) async { await sandbox.pause(milliseconds: milliseconds) }
}

/// A network that brings no answer back.
private final class Lost: Transport {
    let count = Shared(0)
    private let sandbox = Sandbox()

    func send(_ request: HttpRequest) async throws(TransportFailure) -> HttpResponse {
        count.change { $0 += 1 }
        _ = try await sandbox.send(request)
        throw TransportFailure(failure: .network, mayHaveArrived: true, reason: "lost")
    }

    func now() -> Date { sandbox.now() }

    func pause(milliseconds: UInt64) async { await sandbox.pause(milliseconds: milliseconds) }
}

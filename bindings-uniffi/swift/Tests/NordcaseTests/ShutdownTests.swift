import Foundation
import Nordcase
import XCTest

/// A task that is cancelled, as by a polite shutdown, is no worse than a process that is killed: what is stored stays unfinished, and is carried on.
final class ShutdownTests: XCTestCase {
    private var folder = URL(fileURLWithPath: "/")

    override func setUpWithError() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("nordcase-\(UUID().uuidString)")
    }

    override func tearDownWithError() throws {
        try? FileManager.default.removeItem(at: folder)
    }

    private func assertCancelled(_ error: NordcaseError?, _ place: String, line: UInt = #line) {
        guard case .Transport("transport.cancelled", _, let explanation, _, let details)? = error else {
            return XCTFail("\(place): \(error as Any)", line: line)
        }
        XCTAssertEqual(details.failure, .cancelled, place, line: line)
        XCTAssertFalse(explanation.isEmpty, place, line: line)
    }

    /// Over HTTP: cancelled at each of a payment's requests, before it leaves or when it has been answered.
    func test_aPaymentThatIsCancelledAtAnyRequestIsUnfinishedAndPaidOnce() async throws {
        guard let url = ProcessInfo.processInfo.environment["NORDCASE_SANDBOX"], !url.isEmpty else {
            throw XCTSkip("NORDCASE_SANDBOX is not set")
        }
        let user = "asa.oberg@bjorken.example"
        func client(_ transport: any Transport) throws -> FastDok {
            try FastDok(
                baseUrl: "\(url)/API/v1.0", apiKey: Sandbox.apiKey, username: user, password: Sandbox.users[user],
                transport: transport, settle: .milliseconds(500))
        }
        let journal = try Journal(folder: folder)
        for moment in Interrupted.Moment.allCases {
            for nth in 1...8 {
                let key = "\(moment) \(nth)"
                try await Control(url).command("{\"command\":\"reset\"}")
                let whole = try client(HttpTransport())
                let caseId = try await payable(whole)
                let transport = Interrupted(HttpTransport(), nth, moment)
                let (fastDok, save) = (try client(transport), try journal.entry(key))
                let error = await transport.interrupting {
                    await failure { try await fastDok.payCase(caseId: caseId, approve: { _ in true }, save: save) }
                }
                assertCancelled(error, key)
                // One who waits at the gate was not asked yet, and has stored nothing that is worse.
                XCTAssertEqual(try journal.unfinished().map(\.key), [key])
                let outcomes = try await whole.resumeAll(journal, approve: { _ in true })
                XCTAssertNoThrow(try outcomes[key]?.get(), key)
                XCTAssertEqual(try journal.ended().map(\.key).contains(key), true, key)
                let summary = try await Control(url).command("{\"command\":\"summary\"}")
                XCTAssertEqual(summary["debits"]?.int, 1, key)
            }
        }
    }

    func test_aCreationThatIsCancelledAtAnyRequestIsUnfinishedAndCreatedOnce() async throws {
        for moment in Interrupted.Moment.allCases {
            for nth in 1...2 {
                let (key, sandbox) = ("\(moment) \(nth)", Sandbox())
                let transport = Interrupted(sandbox, nth, moment)
                let agency = try CaseAgency(
                    baseUrl: "https://sandbox.example", systemUser: "SKDEN", password: Sandbox.systems["SKDEN"]!,
                    transport: transport)
                let journal = try Journal(folder: folder.appendingPathComponent(key))
                let save = try journal.entry(key)
                let error = await transport.interrupting {
                    await failure {
                        try await agency.createCase(service: konkursbo, reportee: "910453092", save: save)
                    }
                }
                assertCancelled(error, key)
                let outcomes = try await sandbox.caseAgency().resumeAll(journal)
                XCTAssertNoThrow(try outcomes[key]?.get(), key)
                XCTAssertEqual(outcomes.count, 1, key)
                XCTAssertEqual(sandbox.ledger.filter { $0.what == "case_created" }.count, 1, key)
            }
        }
    }

    /// An end that is known is told, and stored.
    func test_aTaskThatIsCancelledWithTheLastAnswerHasItsReceipt() async throws {
        let journal = try Journal(folder: folder)
        var receipts = 0
        for nth in 1...16 {
            let (sandbox, key) = (Sandbox(), "\(nth)")
            let caseId = try await payable(sandbox.fastDok())
            let transport = Interrupted(sandbox, nth, .answered)
            let (fastDok, save) = (try self.fastDok(transport), try journal.entry(key))
            let error = await transport.interrupting { () -> NordcaseError? in
                do throws(NordcaseError) {
                    _ = try await fastDok.payCase(caseId: caseId, approve: { _ in true }, save: save)
                    return nil
                } catch {
                    return error
                }
            }
            if error == nil {
                receipts += 1
                XCTAssertTrue(try journal.ended().map(\.key).contains(key), key)
            } else {
                assertCancelled(error, key)
                _ = try await sandbox.fastDok().resumeAll(journal, approve: { _ in true })
            }
            XCTAssertEqual(try journal.unfinished().count, 0, key)
            XCTAssertEqual(sandbox.debits.count, 1, key)
        }
        XCTAssertGreaterThan(receipts, 0)
    }

    func test_whoIsCancelledInAFunctionOfItsOwnIsNotToldToMendTheStorage() async throws {
        struct Never: Claims {
            func claim(owner: String, caseIds: [String], take: Bool) async throws -> [String] {
                try await Task.sleep(nanoseconds: 3_600_000_000_000)
                return []
            }
        }
        for place in ["save", "approve", "claims", "loop", "claims of a save"] {
            let sandbox = Sandbox()
            let caseId = try await payable(sandbox.fastDok())
            let (kept, came) = (Kept(), Shared(false))
            let fastDok = try fastDok(sandbox, claims: place == "claims" ? Never() : nil)
            let hang: @Sendable () async throws -> Void = {
                came.value = true
                try await Task.sleep(nanoseconds: 3_600_000_000_000)
            }
            let task = Task {
                await failure { () async throws -> Void in
                    switch place {
                    case "save":
                        _ = try await fastDok.payCase(
                            caseId: caseId, approve: { _ in true }, save: Save { _ in try await hang() })
                    case "approve":
                        _ = try await fastDok.payCase(
                            caseId: caseId,
                            approve: { _ in
                                try await hang()
                                return true
                            }, save: kept.save)
                    case "claims": _ = try await fastDok.startCase(entries: entries, save: kept.save)
                    case "claims of a save":
                        _ = try await fastDok.startCase(
                            entries: entries, save: Save(claims: Never()) { try await kept.keep($0) })
                    default:
                        for try await _ in try fastDok.payingCase(
                            caseId: caseId, approve: { _ in true }, save: kept.save)
                        {
                            came.value = true
                            try? await Task.sleep(nanoseconds: 3_600_000_000_000)
                        }
                    }
                }
            }
            if place.hasPrefix("claims") {
                let started = try await comesTrue { sandbox.ledger.filter { $0.what == "case_started" }.count == 2 }
                XCTAssertTrue(started, place)
                try await Task.sleep(nanoseconds: 50_000_000)
            } else {
                let isThere = try await comesTrue { came.value }
                XCTAssertTrue(isThere, place)
            }
            task.cancel()
            assertCancelled(await task.value, place)
            for text in await kept.texts { XCTAssertNil(try journeyInspect(stored: text).ended, place) }
            XCTAssertEqual(sandbox.debits.count, 0, place)
        }
    }

    /// A password that may have been refused without anybody hearing leaves four times, and then not: five wrong ones lock an account.
    func test_1_3_signInsThatAreGivenUpLeaveFourTimes() async throws {
        for which in 0..<6 {
            let unheard = Unheard()
            let user = "asa.oberg@bjorken.example"
            let fastDok = try FastDok(
                baseUrl: "https://sandbox.example/API/v1.0", apiKey: Sandbox.apiKey, username: user, password: "wrong",
                transport: unheard)
            let agency = try CaseAgency(
                baseUrl: "https://sandbox.example", systemUser: "SKDEN", password: "wrong", transport: unheard)
            let calls: [@Sendable () async throws -> Void] = [
                { _ = try await fastDok.getBalance() },
                { for try await _ in fastDok.tasks() {} },
                { _ = try await fastDok.payCase(caseId: "1") { _ in true } },
                { _ = try await agency.cases(service: konkursbo) },
                { for try await _ in agency.eachCase(service: konkursbo) {} },
                { _ = try await agency.createCase(service: konkursbo, reportee: "910453092") },
            ]
            for _ in 0..<8 {
                let (before, isOver, call) = (unheard.count.value, Shared(false), calls[which])
                let task = Task {
                    _ = try? await call()
                    isOver.value = true
                }
                let came = try await comesTrue { unheard.count.value > before || isOver.value }
                XCTAssertTrue(came)
                task.cancel()
                await task.value
            }
            XCTAssertEqual(unheard.count.value, 4, "\(which)")
        }
    }

    /// The gate is free while a journey is stored, so all of them may have stored a sign-in before one leaves. What was only stored is not out.
    func test_1_4_journeysThatAllStoreBeforeAnySendsEachDoTheirJob() async throws {
        let sandbox = Sandbox()
        let (fastDok, agency) = (try sandbox.fastDok(), try sandbox.caseAgency())
        for isAltinn in [false, true] {
            let stored = Shared(0)
            let save = Save { _ in
                stored.change { $0 += 1 }
                _ = try await comesTrue { stored.value >= 9 }
            }
            let cases = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<9 {
                    group.addTask {
                        if isAltinn {
                            let receipt = try await agency.createCase(
                                service: konkursbo, reportee: "910453092", save: save)
                            return "\(receipt.caseId)"
                        }
                        return try await fastDok.startCase(entries: entries, save: save).caseId
                    }
                }
                var cases = Set<String>()
                for try await id in group { cases.insert(id) }
                return cases
            }
            XCTAssertEqual(cases.count, 9)
        }
    }

    /// A storage that fails is still said to.
    func test_aStorageThatFailsIsSaid() async throws {
        let sandbox = Sandbox()
        let error = await failure {
            try await sandbox.fastDok().startCase(entries: entries, save: Save { _ in throw CancellationError() })
        }
        XCTAssertEqual(error?.code, "input.journey_not_stored")
    }

    private func fastDok(_ transport: any Transport, claims: (any Claims)? = nil) throws -> FastDok {
        let user = "asa.oberg@bjorken.example"
        return try FastDok(
            baseUrl: "https://sandbox.example/API/v1.0", apiKey: Sandbox.apiKey, username: user,
            password: Sandbox.users[user], transport: transport, claims: claims)
    }

    private func payable(_ fastDok: FastDok) async throws -> String {
        let started = try await fastDok.startCase(entries: entries)
        _ = try await fastDok.performAction(taskId: started.taskId!, action: .actionPay)
        return started.caseId
    }
}

/// A network whose user is cancelled at one of the requests.
final class Interrupted: Transport {
    enum Moment: CaseIterable {
        /// Before it leaves.
        case unsent
        /// While its answer is on its way.
        case lost
        /// With its answer.
        case answered
    }

    private let inner: any Transport
    private let nth: Int
    private let moment: Moment
    private let count = Shared(0)
    private let stop = Shared<@Sendable () -> Void>({})

    init(_ inner: any Transport, _ nth: Int, _ moment: Moment) {
        (self.inner, self.nth, self.moment) = (inner, nth, moment)
    }

    /// Does this in a task of its own, which is the one that is cancelled.
    func interrupting<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) async -> Value {
        let isKnown = Shared(false)
        let task = Task {
            while !isKnown.value { await Task.yield() }
            return await work()
        }
        stop.value = { task.cancel() }
        isKnown.value = true
        return await task.value
    }

    func send(_ request: HttpRequest) async throws(TransportFailure) -> HttpResponse {
        count.change { $0 += 1 }
        guard count.value == nth else { return try await inner.send(request) }
        if moment == .unsent { stop.value() }
        let answer = try await inner.send(request)
        stop.value()
        guard moment == .answered else {
            throw TransportFailure(failure: .cancelled, mayHaveArrived: true, reason: "given up")
        }
        return answer
    }

    func now() -> Date { inner.now() }

    func pause(milliseconds: UInt64) async { await inner.pause(milliseconds: milliseconds) }
}

/// Sign-ins that arrive, and whose callers stop waiting.
private final class Unheard: Transport {
    let count = Shared(0)
    private let sandbox = Sandbox()

    func send(_ request: HttpRequest) async throws(TransportFailure) -> HttpResponse {
        _ = try await sandbox.send(request)
        count.change { $0 += 1 }
        try? await Task.sleep(nanoseconds: 3_600_000_000_000)
        throw TransportFailure(failure: .cancelled, mayHaveArrived: true, reason: "given up")
    }

    func now() -> Date { sandbox.now() }

    func pause(milliseconds: UInt64) async { await sandbox.pause(milliseconds: milliseconds) }
}

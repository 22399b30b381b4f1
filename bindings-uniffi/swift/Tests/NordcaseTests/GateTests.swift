import Foundation
import Nordcase
import XCTest

/// Many at once on a new client: one sign-in is out at a time, and a refused one is never sent again (FAULTS 1.3, 1.4).
final class GateTests: XCTestCase {
    private static let many = 200

    /// What came of many calls, in any order: how many gave an answer, and the different errors of the others.
    private func outcomes(
        _ count: Int = many, _ call: @escaping @Sendable (Int) async throws -> Void
    ) async -> (answers: Int, errors: Set<String>) {
        await withTaskGroup(of: String?.self) { group in
            for index in 0..<count {
                group.addTask {
                    do {
                        try await call(index)
                        return nil
                    } catch {
                        guard let error = error as? NordcaseError else { return "\(error)" }
                        return "\(error.retry) \(error.code): \(error.explanation) \(error.whatToDo)"
                    }
                }
            }
            var (answers, errors) = (0, Set<String>())
            for await error in group {
                if let error { errors.insert(error) } else { answers += 1 }
            }
            return (answers, errors)
        }
    }

    private func fastDok(_ transport: Overlapping, password: String? = nil) throws -> FastDok {
        let user = "asa.oberg@bjorken.example"
        return try FastDok(
            baseUrl: "https://sandbox.example/API/v1.0", apiKey: Sandbox.apiKey, username: user,
            password: password ?? Sandbox.users[user], transport: transport)
    }

    private func agency(
        _ transport: Overlapping, password: String? = nil, binding: AltinnBinding = .basic
    ) throws -> CaseAgency {
        try CaseAgency(
            baseUrl: "https://sandbox.example", systemUser: "SKDEN", password: password ?? Sandbox.systems["SKDEN"]!,
            binding: binding, transport: transport)
    }

    /// One call of each kind: plain, a page, a list that is read while it arrives.
    @Sendable private static func call(_ fastDok: FastDok, _ index: Int) async throws {
        switch index % 4 {
        case 0: _ = try await fastDok.getBalance()
        case 1: _ = try await fastDok.listTasks()
        case 2: for try await _ in fastDok.instances() {}
        default: for try await _ in fastDok.tasks(max: 2) {}
        }
    }

    @Sendable private static func call(_ agency: CaseAgency, _ index: Int) async throws {
        switch index % 3 {
        case 0: _ = try await agency.cases(service: konkursbo)
        case 1: for try await _ in agency.eachCase(service: konkursbo) {}
        default: _ = try await agency.instantiateCollaboration(service: konkursbo, reportee: "910453092")
        }
    }

    /// A job of several requests; each is of its own contents.
    @Sendable private static func journey(_ fastDok: FastDok, _ index: Int) async throws {
        let name = EntryProperty(name: "Namn", value: "Kund \(index)")
        _ = try await fastDok.startCase(entries: [ObjectEntry(typeNamespace: "Kund", properties: [name])])
    }

    @Sendable private static func journey(_ agency: CaseAgency, _ index: Int) async throws {
        _ = try await agency.createCase(
            service: konkursbo, reportee: "910453092", due: NorwegianTime("2027-03-\(index % 20 + 10)"))
    }

    // MARK: - FastDok

    func test_1_3_manyCallsOfFastDokSignInOnce() async throws {
        let transport = Overlapping()
        let fastDok = try fastDok(transport)
        let (answers, errors) = await outcomes { try await Self.call(fastDok, $0) }
        XCTAssertEqual(errors, [])
        XCTAssertEqual(answers, Self.many)
        XCTAssertEqual(transport.counts.signIns, 1)
        XCTAssertGreaterThan(transport.counts.mostAtOnce, 10)
    }

    func test_1_3_manyCallsOfFastDokSendAWrongPasswordOnce() async throws {
        let transport = Overlapping()
        let fastDok = try fastDok(transport, password: "wrong-S3CRET")
        let (answers, errors) = await outcomes { try await Self.call(fastDok, $0) }
        XCTAssertEqual(answers, 0)
        XCTAssertEqual(transport.counts.requests, 1)
        assertOneRefusal(errors, "fastdok.sign_in_failed")
    }

    func test_1_4_manyJourneysOfFastDokSignInOnce() async throws {
        let transport = Overlapping()
        let fastDok = try fastDok(transport)
        let (answers, errors) = await outcomes(25) { try await Self.journey(fastDok, $0) }
        XCTAssertEqual(errors, [])
        XCTAssertEqual(answers, 25)
        XCTAssertEqual(transport.counts.signIns, 1)
    }

    func test_1_4_manyJourneysOfFastDokSendAWrongPasswordOnce() async throws {
        let transport = Overlapping()
        let fastDok = try fastDok(transport, password: "wrong-S3CRET")
        let (answers, errors) = await outcomes(25) { try await Self.journey(fastDok, $0) }
        XCTAssertEqual(answers, 0)
        XCTAssertEqual(transport.counts.requests, 1)
        assertOneRefusal(errors, "fastdok.sign_in_failed")
    }

    func test_1_4_callsAndJourneysOfFastDokShareTheGate() async throws {
        for (password, signIns) in [(String?.none, 1), ("wrong-S3CRET", 1)] {
            let transport = Overlapping()
            let fastDok = try fastDok(transport, password: password)
            let (answers, _) = await outcomes(60) { index in
                if index % 2 == 0 {
                    try await Self.call(fastDok, index / 2)
                } else {
                    try await Self.journey(fastDok, index)
                }
            }
            XCTAssertEqual(answers, password == nil ? 60 : 0)
            XCTAssertEqual(transport.counts.signIns, signIns)
        }
    }

    func test_1_3_aTicketThatEndsIsRenewedOnceForAll() async throws {
        let transport = Overlapping()
        let fastDok = try fastDok(transport)
        _ = try await fastDok.getBalance()
        try transport.sandbox.control("{\"command\":\"sign_everybody_out\"}")
        let (answers, errors) = await outcomes(50) { index in
            if index % 2 == 0 {
                try await Self.call(fastDok, index / 2)
            } else {
                try await Self.journey(fastDok, index)
            }
        }
        XCTAssertEqual(errors, [])
        XCTAssertEqual(answers, 50)
        XCTAssertEqual(transport.counts.signIns, 2)
    }

    // MARK: - Altinn

    func test_1_3_manyCallsOfAltinnWaitUntilItsPasswordWasAccepted() async throws {
        for binding in [AltinnBinding.basic, .ws] {
            let transport = Overlapping()
            let agency = try agency(transport, binding: binding)
            let (answers, errors) = await outcomes { try await Self.call(agency, $0) }
            XCTAssertEqual(errors, [])
            XCTAssertEqual(answers, Self.many)
            XCTAssertEqual(transport.counts.mostBeforeAnAnswer, 1)
            XCTAssertGreaterThan(transport.counts.mostAtOnce, 10)
        }
    }

    func test_1_3_manyCallsOfAltinnSendAWrongPasswordOnce() async throws {
        for binding in [AltinnBinding.basic, .ws] {
            let transport = Overlapping()
            let agency = try agency(transport, password: "wrong-S3CRET", binding: binding)
            let (answers, errors) = await outcomes { try await Self.call(agency, $0) }
            XCTAssertEqual(answers, 0)
            XCTAssertEqual(transport.counts.requests, 1)
            assertOneRefusal(errors, "altinn.")
        }
    }

    func test_1_4_manyJourneysOfAltinnWaitUntilItsPasswordWasAccepted() async throws {
        let transport = Overlapping()
        let agency = try agency(transport)
        let (answers, errors) = await outcomes(25) { try await Self.journey(agency, $0) }
        XCTAssertEqual(errors, [])
        XCTAssertEqual(answers, 25)
        XCTAssertEqual(transport.counts.mostBeforeAnAnswer, 1)
    }

    func test_1_4_manyJourneysOfAltinnSendAWrongPasswordOnce() async throws {
        let transport = Overlapping()
        let agency = try agency(transport, password: "wrong-S3CRET")
        let (answers, errors) = await outcomes(25) { try await Self.journey(agency, $0) }
        XCTAssertEqual(answers, 0)
        XCTAssertEqual(transport.counts.requests, 1)
        assertOneRefusal(errors, "altinn.")
    }

    // MARK: - Who leaves the gate

    func test_1_3_aCancelledCallLetsTheOthersPass() async throws {
        let transport = Overlapping(milliseconds: 1_000)
        let fastDok = try fastDok(transport)
        let first = Task { try await fastDok.getBalance() }
        let came = try await comesTrue { transport.counts.requests == 1 }
        XCTAssertTrue(came)
        let waiting = Task { await failure { try await fastDok.getBalance() } }
        let others = (0..<5).map { _ in Task { try await fastDok.getBalance().balance } }
        try await Task.sleep(nanoseconds: 50_000_000)
        // One that waits at the gate ends at once, and the one that has signed in half gives the gate back.
        waiting.cancel()
        let unsent = await waiting.value
        XCTAssertEqual(unsent?.code, "transport.cancelled")
        if case .Transport(_, _, _, _, let details) = unsent { XCTAssertFalse(details.mayHaveArrived) }
        first.cancel()
        for other in others {
            let balance = try await other.value
            XCTAssertEqual(balance, 2000)
        }
        XCTAssertLessThanOrEqual(transport.counts.signIns, 2)
        XCTAssertEqual(transport.counts.mostSignInsAtOnce, 1)
    }

    func test_1_4_aCancelledJourneyLetsTheOthersPass() async throws {
        let transport = Overlapping(milliseconds: 1_000)
        let agency = try agency(transport)
        let first = Task { await failure { try await agency.createCase(service: konkursbo, reportee: "910453092") } }
        let came = try await comesTrue { transport.counts.requests == 1 }
        XCTAssertTrue(came)
        let others = (0..<5).map { _ in Task { try await agency.cases(service: konkursbo).count } }
        try await Task.sleep(nanoseconds: 50_000_000)
        first.cancel()
        let cancelled = await first.value
        XCTAssertNotNil(cancelled)
        for other in others {
            let count = try await other.value
            XCTAssertEqual(count, 0)
        }
    }

    /// All errors are one, it is the true one, and it holds no secret.
    private func assertOneRefusal(
        _ errors: Set<String>, _ code: String, file: StaticString = #filePath, line: UInt = #line
    ) {
        XCTAssertTrue(errors.allSatisfy { $0.hasPrefix("never \(code)") }, "\(errors)", file: file, line: line)
        XCTAssertFalse(errors.contains { $0.contains("S3CRET") }, file: file, line: line)
        XCTAssertEqual(errors.count, 1, "\(errors)", file: file, line: line)
    }
}

/// A sandbox whose answers take a moment, so that calls overlap; it counts what is out at once.
final class Overlapping: Transport {
    struct Counts {
        var requests = 0
        var signIns = 0
        var mostAtOnce = 0
        var mostSignInsAtOnce = 0
        /// How many were out together before the first good answer.
        var mostBeforeAnAnswer = 0
        fileprivate var out = 0
        fileprivate var signInsOut = 0
        fileprivate var isAnswered = false
    }

    let sandbox = Sandbox()
    private let state = Shared(Counts())
    private let milliseconds: UInt64

    var counts: Counts { state.value }

    init(milliseconds: UInt64 = 5) {
        self.milliseconds = milliseconds
    }

    func send(_ request: HttpRequest) async throws(TransportFailure) -> HttpResponse {
        let signsIn = request.url.lowercased().hasSuffix("/authenticate") ? 1 : 0
        state.change { counts in
            counts.requests += 1
            counts.signIns += signsIn
            counts.out += 1
            counts.signInsOut += signsIn
            counts.mostAtOnce = max(counts.mostAtOnce, counts.out)
            counts.mostSignInsAtOnce = max(counts.mostSignInsAtOnce, counts.signInsOut)
            if !counts.isAnswered { counts.mostBeforeAnAnswer = max(counts.mostBeforeAnAnswer, counts.out) }
        }
        var isGood = false
        defer {
            state.change { counts in
                counts.out -= 1
                counts.signInsOut -= signsIn
                if isGood { counts.isAnswered = true }
            }
        }
        do {
            try await Task.sleep(nanoseconds: milliseconds * 1_000_000)
        } catch {
            throw TransportFailure(failure: .cancelled, mayHaveArrived: true, reason: "cancelled")
        }
        let response = try await sandbox.send(request)
        isGood = response.status == 200
        return response
    }

    func now() -> Date { sandbox.now() }

    func pause(milliseconds: UInt64) async { await sandbox.pause(milliseconds: milliseconds) }
}

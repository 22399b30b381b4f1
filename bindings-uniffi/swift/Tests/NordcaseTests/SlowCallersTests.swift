import Foundation
import Nordcase
import XCTest

/// What the caller brings may take minutes, and use the client: what is sent is made when it leaves, and nobody waits at the gate for it.
final class SlowCallersTests: XCTestCase {
    private enum Place: CaseIterable {
        case save, loop
    }

    /// Carries a journey out with something of the caller's in one of the places that there are for it.
    private static func receipt<Receipt>(
        _ place: Place, _ work: @escaping @Sendable () async -> Void,
        _ steps: (Save?) throws -> JourneySteps<Receipt>
    ) async throws -> Receipt {
        switch place {
        case .save: return try await steps(Save { _ in await work() }).receipt()
        case .loop:
            for try await event in try steps(nil) {
                if case .done(let receipt) = event { return receipt }
                await work()
            }
            throw Stop()
        }
    }

    private struct Stop: Error {}

    func test_aSecurityHeaderIsMadeAfterTheRequestWasStoredAndTold() async throws {
        for place in Place.allCases {
            let sandbox = Sandbox()
            let agency = try sandbox.caseAgency(binding: .ws)
            let work: @Sendable () async -> Void = { sandbox.advance(seconds: 360) }
            // On a new client, whose requests are under the gate, and on one whose credentials were accepted.
            for _ in 0..<2 {
                _ = try await Self.receipt(place, work) {
                    try agency.creatingCase(service: konkursbo, reportee: "910453092", save: $0)
                }
            }
            let cases = try await agency.cases(service: konkursbo)
            XCTAssertEqual(cases.count, 2, "\(place)")
        }
    }

    /// The nth takes longer than a ticket lives; 0 is each of them.
    func test_aTicketThatGrewOldWhileARequestWasStoredAndToldIsRenewed() async throws {
        for (place, nth) in [(Place.save, 0), (.loop, 0)] + (1...6).map({ (.save, $0) }) {
            let (sandbox, count) = (Sandbox(), Shared(0))
            let work: @Sendable () async -> Void = {
                count.change { $0 += 1 }
                if nth == 0 || count.value == nth { sandbox.advance(seconds: 61 * 60) }
            }
            let first = try sandbox.fastDok()
            let started = try await Self.receipt(place, work) { try first.startingCase(entries: entries, save: $0) }
            count.value = 0
            let second = try sandbox.fastDok()
            let paid = try await Self.receipt(place, work) {
                try second.payingCase(caseId: started.caseId, approve: { _ in true }, save: $0)
            }
            XCTAssertEqual(paid.outcome, .paid, "\(place) \(nth)")
            XCTAssertEqual(sandbox.debits.count, 1, "\(place) \(nth)")
            XCTAssertEqual(sandbox.ledger.filter { $0.what == "case_started" }.count, 1, "\(place) \(nth)")
        }
    }

    /// Cancelled at any of its requests: what was stored last says what may have been sent.
    func test_whatIsCancelledBetweenSuchARenewalAndItsAnswerIsDoneOnce() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("nordcase-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let journal = try Journal(folder: folder)
        for nth in 1...20 {
            let (key, sandbox) = ("\(nth)", Sandbox())
            let caseId = try await sandbox.fastDok().startCase(entries: entries).caseId
            let transport = Interrupted(sandbox, nth, .lost)
            let user = "asa.oberg@bjorken.example"
            let fastDok = try FastDok(
                baseUrl: "https://sandbox.example/API/v1.0", apiKey: Sandbox.apiKey, username: user,
                password: Sandbox.users[user], transport: transport)
            let steps = try fastDok.payingCase(caseId: caseId, approve: { _ in true }, save: journal.entry(key))
            await transport.interrupting {
                do {
                    for try await event in steps {
                        if case .sending = event { sandbox.advance(seconds: 61 * 60) }
                    }
                } catch {}
            }
            let outcomes = try await sandbox.fastDok().resumeAll(journal, approve: { _ in true })
            XCTAssertNoThrow(try outcomes[key]?.get(), key)
            XCTAssertEqual(try journal.find(key)?.journey.get().ended, .done, key)
            XCTAssertEqual(sandbox.debits.count, 1, key)
        }
    }

    func test_theGateIsFreeWhileSomethingOfTheCallersRunsAlsoOnADeadNetwork() async throws {
        for place in Place.allCases {
            for altinn in [false, true] {
                let dead = Dead()
                let user = "asa.oberg@bjorken.example"
                let fastDok = try FastDok(
                    baseUrl: "https://sandbox.example/API/v1.0", apiKey: Sandbox.apiKey, username: user,
                    password: Sandbox.users[user], transport: dead)
                let agency = try CaseAgency(
                    baseUrl: "https://sandbox.example", systemUser: "SKDEN", password: Sandbox.systems["SKDEN"]!,
                    transport: dead)
                let use: @Sendable () async -> Void = {
                    if altinn {
                        _ = try? await agency.cases(service: konkursbo)
                    } else {
                        _ = try? await fastDok.getBalance()
                    }
                }
                let ended = Shared(0)
                let jobs = (0..<5).map { _ in
                    Task {
                        let error = await failure { try await Self.start(altinn, fastDok, agency, place, use) }
                        ended.change { $0 += 1 }
                        return error
                    }
                }
                guard try await comesTrue(within: 60, { ended.value == 5 }) else {
                    return XCTFail("\(place) altinn: \(altinn): \(ended.value) of 5 ended")
                }
                for job in jobs {
                    let error = await job.value
                    XCTAssertNotNil(error)
                }
                dead.isDead.value = false
                dead.sandbox.advance(seconds: 16 * 60)
                try await Self.start(altinn, fastDok, agency, place, use)
            }
        }
    }

    private static func start(
        _ altinn: Bool, _ fastDok: FastDok, _ agency: CaseAgency, _ place: Place,
        _ use: @escaping @Sendable () async -> Void
    ) async throws {
        if altinn {
            _ = try await receipt(place, use) {
                try agency.creatingCase(service: konkursbo, reportee: "910453092", save: $0)
            }
        } else {
            _ = try await receipt(place, use) { try fastDok.startingCase(entries: entries, save: $0) }
        }
    }
}

/// A network that is dead, and takes a moment to say so: many are at it at once.
private final class Dead: Transport {
    let sandbox = Sandbox()
    let isDead = Shared(true)

    func send(_ request: HttpRequest) async throws(TransportFailure) -> HttpResponse {
        try? await Task.sleep(nanoseconds: 20_000_000)
        guard !isDead.value else {
            throw TransportFailure(failure: .network, mayHaveArrived: false, reason: "dead")
        }
        return try await sandbox.send(request)
    }

    func now() -> Date { sandbox.now() }

    func pause(milliseconds: UInt64) async { await sandbox.pause(milliseconds: milliseconds) }
}

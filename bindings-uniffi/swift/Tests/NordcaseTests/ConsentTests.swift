import Foundation
import Nordcase
import XCTest

/// Money is spent if `approve` returns true, and not otherwise; a stored journey is resumed as what it is (FAULTS 1.1, 1.10, 1.11, 1.13).
final class ConsentTests: XCTestCase {
    private struct Shop: Error {}

    private let sandbox = Sandbox()

    private func payable(_ fastDok: FastDok) async throws -> String {
        let started = try await fastDok.startCase(entries: entries)
        _ = try await fastDok.performAction(taskId: started.taskId!, action: .actionPay)
        return started.caseId
    }

    func test_1_1_anApprovalThatThrowsSpendsNothingAndSaysSo() async throws {
        let fastDok = try sandbox.fastDok()
        let caseId = try await payable(fastDok)
        let kept = Kept()
        let error = await failure {
            try await fastDok.payCase(caseId: caseId, approve: { _ in throw Shop() }, save: kept.save)
        }
        XCTAssertEqual(error?.code, "input.approve")
        XCTAssertEqual(error?.retry, .never)
        XCTAssertTrue("\(error as Any)".contains("Shop"))
        XCTAssertTrue(sandbox.debits.isEmpty)
        // It can be carried on as it was stored last.
        let last = await kept.texts.last!
        let receipt = try await fastDok.resume(.payCase, last, approve: { _ in true })
        XCTAssertEqual(receipt.outcome, .paid)
        XCTAssertEqual(sandbox.debits.count, 1)
    }

    func test_1_1_theSequenceEndsToo() async throws {
        let fastDok = try sandbox.fastDok()
        let caseId = try await payable(fastDok)
        let ended = Shared(false)
        let error = await failure {
            var steps = try fastDok.payingCase(caseId: caseId) { _ in throw Shop() }.makeAsyncIterator()
            do throws(NordcaseError) {
                while try await steps.next() != nil {}
            } catch {
                ended.value = try await steps.next() == nil
                throw error
            }
        }
        XCTAssertEqual(error?.code, "input.approve")
        XCTAssertTrue(ended.value)
        XCTAssertTrue(sandbox.debits.isEmpty)
    }

    func test_1_1_whatCannotBeStoredIsNotSent() async throws {
        let fastDok = try sandbox.fastDok()
        let caseId = try await payable(fastDok)
        let before = sandbox.ledger
        let error = await failure {
            try await fastDok.payCase(caseId: caseId, approve: { _ in true }, save: Kept(stopsAt: 1).save)
        }
        XCTAssertEqual(error?.code, "input.journey_not_stored")
        XCTAssertEqual(sandbox.ledger, before)
    }

    func test_1_11_aPaymentIsNotResumedWithoutSomebodyToAsk() async throws {
        let fastDok = try sandbox.fastDok()
        let caseId = try await payable(fastDok)
        let kept = Kept()
        _ = await failure { try await fastDok.payCase(caseId: caseId, approve: { _ in throw Shop() }, save: kept.save) }
        let (last, before) = (await kept.texts.last!, sandbox.ledger)
        let recorder = Overlapping()
        let other = try FastDok(baseUrl: "https://sandbox.example/API/v1.0", ticket: "t", transport: recorder)
        let error = await failure { try await other.resume(.payCase, last) }
        XCTAssertEqual(error?.code, "input.approve")
        let unnamed = await failure { try await other.resume(.named("fastdok.pay_case"), last) }
        XCTAssertEqual(unnamed?.code, "input.approve")
        XCTAssertEqual(recorder.counts.requests, 0)
        XCTAssertEqual(sandbox.ledger, before)
    }

    func test_1_10_aStoredJourneyIsNotTakenForAnother() async throws {
        let fastDok = try sandbox.fastDok()
        let (first, second) = (try await payable(fastDok), try await payable(fastDok))
        let kept = Kept()
        _ = await failure { try await fastDok.payCase(caseId: first, approve: { _ in throw Shop() }, save: kept.save) }
        let last = await kept.texts.last!
        let before = sandbox.ledger
        let otherCase = await failure {
            try await fastDok.resume(.payCase, last, caseId: second, approve: { _ in true })
        }
        XCTAssertEqual(otherCase?.code, "input.journey_case")
        let otherKind = await failure { try await fastDok.resume(.completeCase, last, caseId: first) }
        XCTAssertEqual(otherKind?.code, "input.journey_stored")
        let noJourney = await failure { try await fastDok.resume(.payCase, "{}", approve: { _ in true }) }
        XCTAssertEqual(noJourney?.code, "input.journey_stored")
        let otherService = await failure { try await sandbox.caseAgency().resume(.placeNotice, last) }
        XCTAssertEqual(otherService?.code, "input.journey_stored")
        XCTAssertEqual(sandbox.ledger, before)
        let receipt = try await fastDok.resume(.payCase, last, caseId: first, approve: { _ in true })
        XCTAssertEqual(receipt.caseId, first)
    }

    func test_1_13_theEndIsStored() async throws {
        let fastDok = try sandbox.fastDok()
        let done = Kept()
        let started = try await fastDok.startCase(entries: entries, save: done.save)
        let again = try await fastDok.resume(.startCase, await done.texts.last!)
        XCTAssertEqual(again, started)
        let declined = Kept()
        _ = try await fastDok.performAction(taskId: started.taskId!, action: .actionPay)
        let refused = await failure {
            try await fastDok.payCase(caseId: started.caseId, approve: { _ in false }, save: declined.save)
        }
        XCTAssertEqual(refused?.code, "journey.declined")
        let last = await declined.texts.last!
        for text in [await done.texts.last!, last] { XCTAssertNotNil(try journeyInspect(stored: text).ended) }
        // An end spends nothing, so nobody need be asked; it is the same end.
        let same = await failure { try await fastDok.resume(.payCase, last) }
        XCTAssertEqual(same.map { "\($0)" }, refused.map { "\($0)" })
        XCTAssertTrue(sandbox.debits.isEmpty)
    }
}

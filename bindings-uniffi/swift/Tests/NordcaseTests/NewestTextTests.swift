import Foundation
import Nordcase
import XCTest

/// Of a journey that a journal keeps the newest text is carried on, by one at a time; anything else sends nothing (FAULTS 1.12).
final class NewestTextTests: XCTestCase {
    private struct Stop: Error {}

    private var folder = URL(fileURLWithPath: "/")
    private let sandbox = Sandbox()

    override func setUpWithError() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("nordcase-\(UUID().uuidString)")
    }

    override func tearDownWithError() throws {
        try? FileManager.default.removeItem(at: folder)
    }

    private func payable() async throws -> String {
        let fastDok = try sandbox.fastDok()
        let started = try await fastDok.startCase(entries: entries)
        _ = try await fastDok.performAction(taskId: started.taskId!, action: .actionPay)
        return started.caseId
    }

    /// A payment whose process ended while somebody was asked.
    private func asked(_ journal: Journal, _ key: String) async throws -> (item: JournalEntry, stored: String) {
        let (caseId, save, fastDok) = (try await payable(), try journal.entry(key), try sandbox.fastDok())
        let error = await failure {
            try await fastDok.payCase(caseId: caseId, approve: { _ in throw Stop() }, save: save)
        }
        XCTAssertEqual(error?.code, "input.approve")
        return try kept(journal, key)
    }

    private func kept(_ journal: Journal, _ key: String) throws -> (item: JournalEntry, stored: String) {
        let item = try XCTUnwrap(try journal.unfinished().first { $0.key == key })
        return (item, try item.journey.get().stored)
    }

    private func assertRefused(line: UInt = #line, _ body: () async throws -> some Any) async throws {
        let (before, file) = (sandbox.ledger, folder.appendingPathComponent("a.json"))
        let text = try String(contentsOf: file, encoding: .utf8)
        let error = await failure(line: line, body)
        XCTAssertEqual(error?.code, "input.journal_key", line: line)
        XCTAssertEqual(sandbox.ledger, before, line: line)
        XCTAssertEqual(try String(contentsOf: file, encoding: .utf8), text, line: line)
    }

    func test_1_12_aJourneyIsCarriedOnByOneAtATime() async throws {
        let (fastDok, journal) = (try sandbox.fastDok(), try Journal(folder: folder))
        let (first, stored) = try await asked(journal, "a")
        let (isAsked, goesOn) = (Shared(false), Shared(false))
        let paying = Task {
            try await fastDok.resume(
                .payCase, stored,
                approve: { _ in
                    isAsked.value = true
                    return try await comesTrue { goesOn.value }
                }, save: first.save)
        }
        let came = try await comesTrue { isAsked.value }
        XCTAssertTrue(came)
        let newest = try kept(journal, "a")
        for (item, text) in [(first, stored), newest] {
            try await assertRefused {
                try await fastDok.resume(.payCase, text, approve: { _ in true }, save: item.save)
            }
        }
        let others = try await fastDok.resumeAll(journal, approve: { _ in true })
        XCTAssertTrue(others.isEmpty, "\(others)")
        goesOn.value = true
        let receipt = try await paying.value
        XCTAssertEqual(receipt.outcome, .paid)
        XCTAssertEqual(sandbox.debits.count, 1)
    }

    func test_1_12_twoWhoCarryAllOnShareTheJourneys() async throws {
        let journal = try Journal(folder: folder)
        for index in 0..<8 { _ = try await asked(journal, "pay \(index)") }
        let sandbox = sandbox
        let both = try await withThrowingTaskGroup(of: [String: Result<AnyReceipt, NordcaseError>].self) { group in
            for _ in 0..<2 {
                group.addTask { try await sandbox.fastDok().resumeAll(journal, approve: { _ in true }) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        XCTAssertEqual(both.map(\.count).reduce(0, +), 8)
        XCTAssertEqual(Set(both.flatMap(\.keys)).count, 8)
        for outcome in both.flatMap(\.values) { XCTAssertNoThrow(try outcome.get()) }
        XCTAssertEqual(sandbox.debits.count, 8)
    }

    func test_1_12_aTextThatIsNotTheNewestIsRefused() async throws {
        let (fastDok, journal) = (try sandbox.fastDok(), try Journal(folder: folder))
        let kept = Kept()
        let caseId = try await payable()
        _ = await failure { try await fastDok.payCase(caseId: caseId, approve: { _ in throw Stop() }, save: kept.save) }
        let texts = await kept.texts
        let begun = try XCTUnwrap(texts.first)
        let place = try journal.entry("a")
        _ = await failure {
            try await fastDok.resume(.payCase, begun, approve: { _ in throw Stop() }, save: place)
        }
        let (old, stored) = try self.kept(journal, "a")
        XCTAssertNotEqual(begun, stored)
        // A text that was kept elsewhere, at the place of a newer one.
        try await assertRefused { try await fastDok.resume(.payCase, begun, approve: { _ in true }, save: old.save) }
        try await assertRefused { try await fastDok.resume(.payCase, begun, approve: { _ in true }, save: place) }
        let receipt = try await fastDok.resume(.payCase, stored, approve: { _ in true }, save: old.save)
        XCTAssertEqual(receipt.outcome, .paid)
        // It is over: nobody pays with what was read before.
        try await assertRefused { try await fastDok.resume(.payCase, stored, approve: { _ in true }, save: old.save) }
        XCTAssertEqual(sandbox.debits.count, 1)
        // Its end can be read as often as one likes.
        let end = try XCTUnwrap(try journal.ended().first)
        let again = try await fastDok.resume(.payCase, end.journey.get().stored, save: end.save)
        XCTAssertEqual(again, receipt)
    }

    func test_1_12_aPlaceHasOneJourney() async throws {
        let (fastDok, journal) = (try sandbox.fastDok(), try Journal(folder: folder))
        let (place, caseId) = (try journal.entry("a"), try await payable())
        let steps = try fastDok.payingCase(caseId: caseId, approve: { _ in throw Stop() }, save: place)
        _ = await failure { try await steps.receipt() }
        // A second loop would begin from the text before.
        try await assertRefused { try await steps.receipt() }
        try await assertRefused { try await fastDok.startCase(entries: entries, save: place) }
        _ = try await fastDok.resumeAll(journal, approve: { _ in true })
        try await assertRefused { try await fastDok.startCase(entries: entries, save: place) }
        XCTAssertEqual(sandbox.debits.count, 1)
        try journal.remove("a")
        _ = try await fastDok.startCase(entries: entries, save: journal.entry("a"))
    }
}

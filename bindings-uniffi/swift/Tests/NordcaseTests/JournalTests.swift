import Foundation
import Nordcase
import XCTest

/// A folder that keeps journeys (FAULTS 1.7, 1.12, 1.13).
final class JournalTests: XCTestCase {
    private var folder = URL(fileURLWithPath: "/")

    override func setUpWithError() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("nordcase-\(UUID().uuidString)")
    }

    override func tearDownWithError() throws {
        try? FileManager.default.removeItem(at: folder)
    }

    private func payable(_ fastDok: FastDok) async throws -> String {
        let started = try await fastDok.startCase(entries: entries)
        _ = try await fastDok.performAction(taskId: started.taskId!, action: .actionPay)
        return started.caseId
    }

    private func code(_ body: () throws -> some Any) -> String? {
        do {
            XCTFail("gives \(try body())")
        } catch let error as NordcaseError {
            return error.code
        } catch {
            XCTFail("\(error)")
        }
        return nil
    }

    func test_1_12_aJourneyIsKeptAndCarriedOn() async throws {
        let sandbox = Sandbox()
        let fastDok = try sandbox.fastDok()
        let caseId = try await payable(fastDok)
        struct Stop: Error {}
        do {
            let journal = try Journal(folder: folder)
            let save = try journal.entry("betalning 17/åäö")
            let error = await failure {
                try await fastDok.payCase(caseId: caseId, approve: { _ in throw Stop() }, save: save)
            }
            XCTAssertEqual(error?.code, "input.approve")
            XCTAssertEqual(code { try journal.entry("betalning 17/åäö") }, "input.journal_key")
            XCTAssertEqual(code { try journal.remove("betalning 17/åäö") }, "input.journal_key")
        }
        XCTAssertTrue(FileManager.default.fileExists(atPath: folder.path + "/betalning%2017%2F%C3%A5%C3%A4%C3%B6.json"))
        let journal = try Journal(folder: folder)
        let unfinished = try journal.unfinished()
        XCTAssertEqual(unfinished.map(\.key), ["betalning 17/åäö"])
        let journey = try XCTUnwrap(unfinished.first).journey.get()
        XCTAssertEqual(journey.kind, "fastdok.pay_case")
        XCTAssertEqual(journey.caseId, caseId)
        XCTAssertTrue(journey.spends)
        // Without somebody to ask it stays as it is.
        let refused = try await fastDok.resumeAll(journal)
        XCTAssertEqual(refused.mapValues { (try? $0.get()) == nil }, ["betalning 17/åäö": true])
        XCTAssertTrue(sandbox.debits.isEmpty)
        let elsewhere = try await sandbox.caseAgency().resumeAll(journal)
        XCTAssertTrue(elsewhere.isEmpty)
        let outcomes = try await fastDok.resumeAll(journal, approve: { _ in true })
        guard case .success(.payCase(let receipt))? = outcomes["betalning 17/åäö"] else {
            return XCTFail("\(outcomes)")
        }
        XCTAssertEqual(receipt.outcome, .paid)
        XCTAssertEqual(sandbox.debits.count, 1)
        XCTAssertEqual(try journal.unfinished().count, 0)
        XCTAssertEqual(try journal.ended().map(\.key), ["betalning 17/åäö"])
        try journal.remove("betalning 17/åäö")
        XCTAssertEqual(try journal.ended().count, 0)
        _ = try journal.entry("betalning 17/åäö")
    }

    func test_1_12_oneOwnsTheFolder() throws {
        var first: Journal? = try Journal(folder: folder)
        XCTAssertEqual(first?.folder, folder)
        XCTAssertEqual(code { try Journal(folder: folder) }, "input.journal_in_use")
        first = nil
        _ = try Journal(folder: folder)
    }

    /// What the core has words for is said in its words.
    func test_theTextsAreTheCores() async throws {
        let journal = try Journal(folder: folder)
        let fastDok = try Sandbox().fastDok()
        let kept = Kept()
        let caseId = try await payable(fastDok)
        struct Stop: Error {}
        let stopped = await failure {
            try await fastDok.payCase(caseId: caseId, approve: { _ in throw Stop() }, save: kept.save)
        }
        let texts = await kept.texts
        let last = try XCTUnwrap(texts.last)
        let file = folder.appendingPathComponent("file")
        try Data().write(to: file)
        let errors: [(String, NordcaseError?)] = [
            ("input.approve", stopped),
            ("input.approve", await failure { try await fastDok.resume(.payCase, last) }),
            ("input.journey_case", await failure { try await fastDok.resume(.payCase, last, caseId: "another") }),
            ("input.journey_stored", await failure { try await fastDok.resume(.completeCase, last) }),
            ("input.journal_key", await failure { try journal.entry("") }),
            ("input.journal_in_use", await failure { try Journal(folder: self.folder) }),
            ("input.journey_not_stored", await failure { try Journal(folder: file) }),
            ("input.batch_concurrency", await failure { try await fastDok.resumeAll(journal, atOnce: 0) }),
            (
                "input.batch_concurrency",
                await failure { try await Sandbox().caseAgency().resumeAll(journal, atOnce: -1) }
            ),
        ]
        for (code, error) in errors {
            let row = try XCTUnwrap(nordcaseErrorCodes().first { $0.code == code }, code)
            guard case .Input(code, row.retry, row.explanation, row.whatToDo, let details)? = error else {
                XCTFail("\(code): \(error as Any)")
                continue
            }
            XCTAssertFalse(details.field.isEmpty || details.rule.isEmpty, code)
        }
    }

    func test_1_12_keysAreAnyText() throws {
        let journal = try Journal(folder: folder)
        for key in ["", String(repeating: "a", count: 201), String(repeating: "å", count: 60)] {
            XCTAssertEqual(code { try journal.entry(key) }, "input.journal_key")
            XCTAssertEqual(code { try journal.find(key) }, "input.journal_key")
        }
        for key in ["..", "/etc/passwd", "a\0b", "lock", "claims", "~", "%2F", String(repeating: "a", count: 200), "🧾"]
        {
            _ = try journal.entry(key)
        }
        XCTAssertEqual(code { try journal.remove("not there") }, "input.journal_key")
    }

    func test_1_12_whatCannotBeReadIsSaidAndStopsNothingElse() async throws {
        let sandbox = Sandbox()
        let fastDok = try sandbox.fastDok()
        let journal = try Journal(folder: folder)
        struct Stop: Error {}
        let caseId = try await payable(fastDok)
        let save = try journal.entry("good")
        _ = await failure { try await fastDok.payCase(caseId: caseId, approve: { _ in throw Stop() }, save: save) }
        try Data().write(to: folder.appendingPathComponent("empty.json"))
        try Data([0xff, 0xfe]).write(to: folder.appendingPathComponent("bytes.json"))
        try Data("{\"journey\":\"fastdok.no_such\"}".utf8).write(to: folder.appendingPathComponent("other.json"))
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("folder.json"), withIntermediateDirectories: false)
        XCTAssertEqual(Set(try journal.unfinished().map(\.key)), ["good", "empty", "bytes", "other", "folder"])
        let outcomes = try await fastDok.resumeAll(journal, approve: { _ in true })
        XCTAssertEqual(outcomes.count, 5)
        for (key, outcome) in outcomes { XCTAssertEqual((try? outcome.get()) != nil, key == "good", key) }
        XCTAssertEqual(sandbox.debits.count, 1)
    }

    func test_whatNoJournalHasWrittenIsUnderNoKeyOfIt() async throws {
        let (sandbox, journal) = (Sandbox(), try Journal(folder: folder))
        let fastDok = try sandbox.fastDok()
        struct Stop: Error {}
        let keys: Set = ["a b", "A", "%", "é", "%41"]
        for key in keys {
            let caseId = try await payable(fastDok)
            let save = try journal.entry(key)
            _ = await failure { try await fastDok.payCase(caseId: caseId, approve: { _ in throw Stop() }, save: save) }
        }
        // A key is what Swift takes for one.
        XCTAssertEqual(try journal.find("e\u{301}")?.key, "é")
        XCTAssertEqual(code { try journal.entry("e\u{301}") }, "input.journal_key")
        let job = try XCTUnwrap(try journal.find("A")).journey.get().stored
        let long = String(repeating: "x", count: 201)
        let foreign = ["a b", "é", "e%CC%81", "%c3%a9", "%41", "%", "%zz", "+", "", long, "later%"]
        let file = { [folder] (name: String) in folder.appendingPathComponent(name + ".json") }
        for name in foreign { try Data(job.utf8).write(to: file(name)) }
        try FileManager.default.createSymbolicLink(
            atPath: file("link").path, withDestinationPath: file("nowhere").path)
        let listed = try journal.unfinished()
        XCTAssertEqual(Set(listed.map(\.key)).count, listed.count)
        let own = listed.filter { (try? $0.journey.get()) != nil }
        let others = listed.filter { (try? $0.journey.get()) == nil }
        XCTAssertEqual(Set(own.map(\.key)), keys)
        let names: Set = [
            "a b.json", "é.json", "e%CC%81", "%c3%a9", "%41.json", "%.json", "%zz", "+", "", long, "later%", "link",
        ]
        XCTAssertEqual(Set(others.map(\.key)), names)
        for other in others {
            XCTAssertEqual(code { try other.journey.get() }, "input.journey_stored", other.key)
            let error = await failure { try await fastDok.startCase(entries: entries, save: other.save) }
            XCTAssertNotNil(error, other.key)
        }
        for key in ["%zz", "+", "later%"] {
            XCTAssertNil(try journal.find(key))
            XCTAssertEqual(code { try journal.remove(key) }, "input.journal_key")
        }
        XCTAssertNotNil(try journal.find("link"))
        XCTAssertEqual(code { try journal.entry("link") }, "input.journal_key")
        XCTAssertNotNil(code { try journal.remove("link") })

        let outcomes = try await fastDok.resumeAll(journal, approve: { _ in true })
        XCTAssertEqual(Set(outcomes.filter { (try? $0.value.get()) != nil }.keys), keys)
        XCTAssertEqual(Set(outcomes.filter { (try? $0.value.get()) == nil }.keys), names)
        for key in keys { try journal.remove(key) }
        for name in foreign { XCTAssertEqual(try String(contentsOf: file(name), encoding: .utf8), job, name) }
        XCTAssertNoThrow(try FileManager.default.destinationOfSymbolicLink(atPath: file("link").path))
        XCTAssertEqual(sandbox.debits.count, keys.count)
    }

    func test_1_12_aDiskThatIsFullStopsTheJobBeforeAnythingIsSent() async throws {
        let journal = try Journal(folder: folder)
        let save = try journal.entry("a")
        try FileManager.default.removeItem(at: folder)
        let transport = Overlapping()
        let agency = try CaseAgency(
            baseUrl: "https://sandbox.example", systemUser: "SKDEN", password: "p", transport: transport)
        let error = await failure {
            try await agency.createCase(service: konkursbo, reportee: "910453092", save: save)
        }
        XCTAssertEqual(error?.code, "input.journey_not_stored")
        XCTAssertTrue("\(error as Any)".contains("folder"))
        XCTAssertEqual(transport.counts.requests, 0)
    }

    func test_1_12_aJourneyIsUnderWayOnce() async throws {
        let fastDok = try Sandbox().fastDok()
        let journal = try Journal(folder: folder)
        let save = try journal.entry("a")
        var running = try fastDok.startingCase(entries: entries, save: save).makeAsyncIterator()
        _ = try await running.next()
        // It is unfinished, but nobody may carry it on beside the one who does.
        let outcomes = try await fastDok.resumeAll(journal)
        XCTAssertTrue(outcomes.isEmpty, "\(outcomes)")
        let item = try XCTUnwrap(try journal.unfinished().first)
        let stored = try item.journey.get().stored
        let beside = await failure { try await fastDok.resume(.startCase, stored, save: item.save) }
        XCTAssertEqual(beside?.code, "input.journal_key")
        while try await running.next() != nil {}
        XCTAssertEqual(try journal.ended().map(\.key), ["a"])
        let again = await failure { try await fastDok.startCase(entries: entries, save: save) }
        XCTAssertEqual(again?.code, "input.journal_key")
    }

    func test_1_7_claimsAreKept() async throws {
        do {
            let journal = try Journal(folder: folder)
            let all = try await journal.claim(owner: "a", caseIds: ["1", "../2"], take: false)
            XCTAssertEqual(all, ["1", "../2"])
            let first = try await journal.claim(owner: "a", caseIds: ["1", "../2"], take: true)
            XCTAssertEqual(first, ["1"])
        }
        let journal = try Journal(folder: folder)
        let mine = try await journal.claim(owner: "a", caseIds: ["1", "../2"], take: true)
        XCTAssertEqual(mine, ["1"])
        let free = try await journal.claim(owner: "b", caseIds: ["1", "../2"], take: false)
        XCTAssertEqual(free, ["../2"])
        let theirs = try await journal.claim(owner: "b", caseIds: ["1", "../2"], take: true)
        XCTAssertEqual(theirs, ["../2"])
        let none = try await journal.claim(owner: "c", caseIds: ["1", "../2"], take: true)
        XCTAssertEqual(none, [])
    }

    func test_1_7_jobsOfTheSameContentsHaveACaseEach() async throws {
        let same = [ObjectEntry(typeNamespace: "Kund", properties: [EntryProperty(name: "Namn", value: "Åsa Öberg")])]
        for isKept in [false, true] {
            let sandbox = Sandbox()
            let fastDok = try sandbox.fastDok()
            _ = try await fastDok.getBalance()
            let journal = try Journal(folder: folder.appendingPathComponent("\(isKept)"))
            for nth in [1, 3, 4, 6, 9] { try sandbox.add(.answerLost, to: "fastdok.start_case", nth: nth) }
            let cases = await withTaskGroup(of: String?.self) { group in
                for index in 0..<12 {
                    group.addTask {
                        let save = isKept ? try? journal.entry("\(index)") : nil
                        return try? await fastDok.startCase(entries: same, save: save).caseId
                    }
                }
                return await group.reduce(into: [String?]()) { $0.append($1) }
            }
            XCTAssertEqual(Set(cases.compactMap { $0 }).count, 12, "\(cases)")
            XCTAssertEqual(sandbox.ledger.filter { $0.what == "case_started" }.count, 12)
        }
    }

    /// Two identical jobs of one client that claim in two sets: two journals, or a journal and the client's own set.
    func test_1_7_jobsThatAreKeptInTwoPlacesHaveACaseEach() async throws {
        for hasTwo in [true, false] {
            let sandbox = Sandbox()
            let user = "asa.oberg@bjorken.example"
            let fastDok = try FastDok(
                baseUrl: "https://sandbox.example/API/v1.0", apiKey: Sandbox.apiKey, username: user,
                password: Sandbox.users[user], transport: LostTogether(sandbox))
            let first = try Journal(folder: folder.appendingPathComponent("first \(hasTwo)"))
            let second = try Journal(folder: folder.appendingPathComponent("second \(hasTwo)"))
            let saves = [try first.entry("a"), hasTwo ? try second.entry("a") : nil]
            let cases = await withTaskGroup(of: String?.self) { group in
                for save in saves {
                    group.addTask { try? await fastDok.startCase(entries: entries, save: save).caseId }
                }
                return await group.reduce(into: [String?]()) { $0.append($1) }
            }
            XCTAssertEqual(Set(cases.compactMap { $0 }).count, 2, "\(hasTwo) \(cases)")
            XCTAssertEqual(sandbox.ledger.filter { $0.what == "case_started" }.count, 2, "\(hasTwo)")
        }
    }

    func test_whatIsNotTheJournalsStaysInItsFolder() throws {
        do { _ = try Journal(folder: folder) }
        let own = ["a.json%tmp", "claims/1%tmp"]
        let foreign = ["notes.tmp", "1.tmp", "a.json.tmp", "claims/notes.tmp", "note%tmp"]
        for name in own + foreign { try Data("half".utf8).write(to: folder.appendingPathComponent(name)) }
        do { _ = try Journal(folder: folder) }
        let there = { [folder] (name: String) in
            FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
        }
        XCTAssertEqual((own + foreign).filter(there), foreign)
    }

    func test_aFolderThatCannotBeUsedSaysWhy() async throws {
        let fastDok = try Sandbox().fastDok()
        do { _ = try Journal(folder: folder) }
        let file = folder.appendingPathComponent("file")
        try Data().write(to: file)
        for wrong in [file, file.appendingPathComponent("below")] {
            guard case .Input(_, _, _, _, let details)? = await failure({ try Journal(folder: wrong) }) else {
                XCTFail("\(wrong)")
                continue
            }
            XCTAssertTrue(details.rule.contains("Not a directory"), details.rule)
        }
        // Nobody wanted to store what cannot be read.
        let bad = folder.appendingPathComponent("bad")
        let journal = try Journal(folder: bad)
        try FileManager.default.createDirectory(
            at: bad.appendingPathComponent("dir.json"), withIntermediateDirectories: true)
        try Data([0xff, 0xfe, 0]).write(to: bad.appendingPathComponent("bytes.json"))
        let unfinished = try journal.unfinished()
        XCTAssertEqual(unfinished.map(\.key), ["bytes", "dir"])
        for item in unfinished {
            XCTAssertEqual(code { try item.journey.get() }, "input.journey_stored", item.key)
        }
        for outcome in try await fastDok.resumeAll(journal).values {
            XCTAssertEqual(code { try outcome.get() }, "input.journey_stored")
        }
    }

    // MARK: - Killed

    #if os(Linux) || os(macOS)
        /// Where the package's programs are built.
        private static var programs: URL {
            #if os(Linux)
                Bundle.main.executableURL!.deletingLastPathComponent()
            #else
                Bundle(for: JournalTests.self).bundleURL.deletingLastPathComponent()
            #endif
        }

        /// A program that uses a journal, killed again and again: no file is ever torn, and each job has its case and is paid once.
        func test_1_12_programsThatAreKilledLoseNothing() async throws {
            guard let url = ProcessInfo.processInfo.environment["NORDCASE_SANDBOX"], !url.isEmpty else {
                throw XCTSkip("NORDCASE_SANDBOX is not set")
            }
            // How far a program comes in its life is the machine's: all is done once more until enough of them were killed.
            var kills = 0
            for turn in 0..<100 where kills < 6 {
                try await Control(url).command("{\"command\":\"reset\"}")
                kills += try await killed(url, folder.appendingPathComponent("\(turn)"))
            }
            XCTAssertGreaterThan(kills, 5)
        }

        /// Kills programs until one comes to its end, and looks what they have done. Gives how many were killed.
        private func killed(_ url: String, _ folder: URL) async throws -> Int {
            let program = Self.programs.appendingPathComponent("journal-program")
            let jobs = 8
            var (kills, isDone, random) = (0, false, SystemRandomNumberGenerator())
            for round in 0..<400 where !isDone {
                let process = Process()
                process.executableURL = program
                process.arguments = [url, folder.path, "\(jobs)"]
                let output = Pipe()
                process.standardOutput = output
                try process.run()
                let life = Date() + (round < 30 ? Double.random(in: 0.02...0.35, using: &random) : 60)
                while process.isRunning && Date() < life { try await Task.sleep(nanoseconds: 2_000_000) }
                if process.isRunning {
                    kill(process.processIdentifier, SIGKILL)
                    kills += 1
                }
                process.waitUntilExit()
                let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                let ended = process.terminationReason == .exit
                isDone = ended && process.terminationStatus == 0
                guard isDone || !ended else {
                    XCTFail("\(round): \(said)")
                    return 6
                }
                for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
                where name.hasSuffix(".json") {
                    let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
                    XCTAssertNoThrow(try journeyInspect(stored: text), "\(name): \(text.prefix(80))")
                }
            }
            XCTAssertTrue(isDone)
            let journal = try Journal(folder: folder)
            XCTAssertEqual(try journal.unfinished().count, 0)
            XCTAssertEqual(try journal.ended().count, 2 * jobs)
            let summary = try await Control(url).command("{\"command\":\"summary\"}")
            XCTAssertEqual(summary["debits"]?.int, Int64(jobs))
            return kills
        }
    #endif
}

/// Two starts that leave when both jobs have seen what was there before, and whose replies are lost.
private final class LostTogether: Transport {
    private let sandbox: Sandbox
    private let starting = Shared(0)
    private let lost = Shared(0)

    init(_ sandbox: Sandbox) {
        self.sandbox = sandbox
    }

    func send(_ request: HttpRequest) async throws(TransportFailure) -> HttpResponse {
        guard request.url.lowercased().hasSuffix("/apps/form") else { return try await sandbox.send(request) }
        starting.change { $0 += 1 }
        let isThird = starting.value > 2
        _ = try? await comesTrue { self.starting.value > 1 }
        let answer = try await sandbox.send(request)
        if isThird { return answer }
        lost.change { $0 += 1 }
        _ = try? await comesTrue { self.lost.value > 1 }
        throw TransportFailure(failure: .network, mayHaveArrived: true, reason: "lost")
    }

    func now() -> Date { sandbox.now() }

    func pause(milliseconds: UInt64) async { await sandbox.pause(milliseconds: milliseconds) }
}

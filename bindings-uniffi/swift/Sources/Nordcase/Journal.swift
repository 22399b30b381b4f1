import Foundation

/// A folder that keeps journeys, so that none is lost when the process stops.
///
/// ```swift
/// let journal = try Journal(folder: URL(fileURLWithPath: "journeys"))
/// let outcomes = try await fastDok.resumeAll(journal, approve: approve)  // what was under way when the last process stopped
/// let receipt = try await fastDok.payCase(caseId: id, approve: approve, save: journal.entry("order 17"))
/// ```
///
/// Each journey is a file of its own, `<key>.json`. A newer text is written beside it, brought to the disk, and put into its place: whenever the process or the
/// machine stops, the file is whole. One process owns the folder at a time, by a lock of the operating system that ends with the process. Journeys that are
/// kept here claim their cases here too.
public final class Journal: Claims, Sendable {
    /// The folder. It belongs on a disk of this machine: locks of network file systems do not always hold.
    public let folder: URL

    private let claimed: URL
    private let lock: FolderLock
    /// The keys whose journeys are under way in this process.
    private let busy = Locked<Set<String>>([])
    private let claiming = NSLock()

    /// Opens the journal in this folder, which is made if it is not there.
    ///
    /// - Throws: `NordcaseError` with the code `input.journal_in_use` if another process, or another `Journal` of this one, has it open;
    ///   `input.journey_not_stored` if the folder cannot be used, with the system's reason.
    public init(folder: URL) throws(NordcaseError) {
        self.folder = folder
        claimed = folder.appendingPathComponent("claims")
        try JournalFiles.make(claimed)
        lock = try FolderLock(folder.appendingPathComponent("lock").path)
        // What its last owner was about to write. Folders stay, since unlink takes none.
        for (folder, ending) in [(folder, ".json"), (claimed, "")] {
            for name in try JournalFiles.names(folder) where name.hasSuffix(ending + JournalFiles.beside) {
                unlink(folder.appendingPathComponent(name).path)
            }
        }
    }

    /// The place of a new journey, to be handed to it as `save`.
    ///
    /// - Parameter key: What you call it, as an order's number: 1 to 200 characters. Keys that Swift takes for equal are one.
    /// - Throws: `NordcaseError` with the code `input.journal_key` if it cannot be a key, or is taken: resume that journey, or remove it.
    public func entry(_ key: String) throws(NordcaseError) -> Save {
        let file = try file(key)
        if JournalFiles.isThere(file) {
            throw .journalKey("is taken: resume the journey that is kept there, or remove it")
        }
        return save(key, file, known: nil)
    }

    /// What is kept under a key, to be carried on with the client's `resume`, or read once more when it has ended; `nil` if nothing is.
    ///
    /// - Throws: `NordcaseError` with the code `input.journal_key` if it cannot be a key.
    public func find(_ key: String) throws(NordcaseError) -> JournalEntry? {
        let file = try file(key)
        return JournalFiles.isThere(file) ? entry(key, file) : nil
    }

    /// The journeys that have not ended, by their keys. What cannot be read is among them, with the reason.
    public func unfinished() throws(NordcaseError) -> [JournalEntry] {
        try entries().filter { entry in
            guard case .success(let journey) = entry.journey else { return true }
            return journey.ended == nil
        }
    }

    /// The journeys that have ended, by their keys.
    public func ended() throws(NordcaseError) -> [JournalEntry] {
        try entries().filter { entry in
            guard case .success(let journey) = entry.journey else { return false }
            return journey.ended != nil
        }
    }

    /// Removes a journey that has ended.
    ///
    /// - Throws: `NordcaseError` with the code `input.journal_key` if none of this key is there, or it has not ended.
    public func remove(_ key: String) throws(NordcaseError) {
        let file = try file(key)
        guard JournalFiles.isThere(file) else { throw .journalKey("is not there") }
        guard try read(file).ended != nil else { throw .journalKey("is of a journey that has not ended: resume it") }
        try JournalFiles.remove(file)
    }

    /// Which of these cases are free, as ``Claims`` has it.
    public func claim(owner: String, caseIds: [String], take: Bool) async throws -> [String] {
        try claimNow(owner, caseIds, take)
    }

    private func claimNow(_ owner: String, _ caseIds: [String], _ take: Bool) throws(NordcaseError) -> [String] {
        claiming.lock()
        defer { claiming.unlock() }
        var free: [String] = []
        for id in caseIds {
            let file = claimed.appendingPathComponent(journalClaimName(caseId: id))
            // Nobody but this process writes here, and it only here.
            let isTaken = JournalFiles.isThere(file)
            if isTaken, try JournalFiles.read(file) != owner { continue }
            if take {
                if !isTaken { try JournalFiles.write(owner, to: file) }
                return [id]
            }
            free.append(id)
        }
        return free
    }

    // MARK: - Files

    private func file(_ key: String) throws(NordcaseError) -> URL {
        guard (1...200).contains(key.count) else { throw .journalKey("must have 1 to 200 characters") }
        // As Swift compares texts: "é" is one key, however it is written.
        let name = JournalFiles.encoded(key.precomposedStringWithCanonicalMapping)
        guard name.utf8.count <= 245 else {
            throw .journalKey("is too long for the name of a file: percent-encoded it may have 245 characters")
        }
        return folder.appendingPathComponent(name + ".json")
    }

    /// The journal's own, by their keys; and what others have put there, by names that are no keys of it.
    private func entries() throws(NordcaseError) -> [JournalEntry] {
        var (entries, foreign) = ([JournalEntry](), [String]())
        for name in try JournalFiles.names(folder) where name.hasSuffix(".json") {
            if let key = ownKey(name) {
                entries.append(entry(key, folder.appendingPathComponent(name)))
            } else {
                foreign.append(name)
            }
        }
        var keys = Set(entries.map(\.key))
        for file in foreign.sorted() {
            var name = String(file.dropLast(5))
            while !keys.insert(name).inserted { name += ".json" }
            let refusal = NordcaseError.input(
                "input.journey_stored", "folder", "has a file that no journal has written")
            let save = Save(claims: self) { _ in
                throw refusal
            } hold: { _ throws(NordcaseError) in
                throw refusal
            }
            entries.append(JournalEntry(key: name, journey: .failure(refusal), save: save))
        }
        return entries.sorted { $0.key < $1.key }
    }

    /// The key of a file that a journal has written; `nil` for another one.
    private func ownKey(_ name: String) -> String? {
        guard let key = String(name.dropLast(5)).removingPercentEncoding, let file = try? file(key) else { return nil }
        return file.lastPathComponent.utf8.elementsEqual(name.utf8) ? key : nil
    }

    private func entry(_ key: String, _ file: URL) -> JournalEntry {
        let journey = Result { () throws(NordcaseError) in try read(file) }
        let save = save(key, file, known: (try? journey.get())?.stored ?? "")
        return JournalEntry(key: key, journey: journey, save: save)
    }

    private func read(_ file: URL) throws(NordcaseError) -> StoredJourney {
        let stored = try JournalFiles.read(file)
        let about = try ofCore { try journeyInspect(stored: stored) }
        return StoredJourney(
            kind: about.journey, caseId: about.caseId, spends: about.spends, ended: about.ended, stored: stored)
    }

    /// - Parameter known: The text that is kept there; nothing for a new journey.
    private func save(_ key: String, _ file: URL, known: String?) -> Save {
        Save(claims: self) { text in
            try JournalFiles.write(text, to: file)
        } hold: { [self] carried throws(NordcaseError) in
            guard let held = hold(key) else { throw .journalKey("is of a journey that is under way; nothing was sent") }
            let now = JournalFiles.isThere(file) ? try JournalFiles.read(file) : nil
            let isNew = now == nil && known == nil
            guard isNew || now == carried else {
                let why = now == nil ? "was removed" : "is not the one that stands in the journal now"
                throw .journalKey(
                    "is of a journey that was carried on meanwhile: its text \(why); nothing was sent. Ask the journal for what is unfinished"
                )
            }
            return held
        }
    }

    /// A journey as it stands in its file now, which nobody else carries on; `nil` if it is under way already, or has ended.
    func inHand(_ key: String) throws(NordcaseError) -> (StoredJourney, Save)? {
        let file = try file(key)
        guard let held = hold(key), JournalFiles.isThere(file) else { return nil }
        let journey = try read(file)
        guard journey.ended == nil else { return nil }
        let save = Save(claims: self) { text in
            try JournalFiles.write(text, to: file)
        } hold: { _ throws(NordcaseError) in
            held
        }
        return (journey, save)
    }

    /// Says that a journey is under way, until what this gives is let go; `nil` if it is already.
    private func hold(_ key: String) -> Held? {
        guard busy.withLock({ $0.insert(key).inserted }) else { return nil }
        return Held { [self] in busy.withLock { _ = $0.remove(key) } }
    }

    /// Calls what it has when it is let go.
    private final class Held: Sendable {
        private let end: @Sendable () -> Void

        init(_ end: @escaping @Sendable () -> Void) {
            self.end = end
        }

        deinit {
            end()
        }
    }
}

/// What a ``Journal`` keeps under a key. A file that no journal has written has its name there, which is no key; it is neither carried on nor replaced.
public struct JournalEntry: Sendable {
    /// The key.
    public let key: String
    /// The journey, or why the file cannot be read.
    public let journey: Result<StoredJourney, NordcaseError>
    /// Its place, to be handed to `resume` as `save`.
    public let save: Save
}

/// A journey as it is stored, and what it says of itself.
public struct StoredJourney: Sendable {
    /// Its name, as `fastdok.pay_case`.
    public let kind: String
    /// The case that it is about; `nil` for one that starts or creates a case.
    public let caseId: String?
    /// Whether it asks before it spends money.
    public let spends: Bool
    /// How it has ended; `nil` if it has not.
    public let ended: JourneyEnd?
    /// The text.
    public let stored: String
}

extension Engine {
    /// Carries on what is unfinished, a few at a time.
    func resumeAll(
        _ journal: Journal, of service: String, atOnce: Int,
        _ resume: @escaping @Sendable (StoredJourney, Save) async throws -> AnyReceipt
    ) async throws(NordcaseError) -> [String: Result<AnyReceipt, NordcaseError>] {
        guard atOnce > 0 else { throw .input("input.batch_concurrency", "atOnce", "must be at least 1") }
        let entries = try journal.unfinished().filter { entry in
            guard case .success(let journey) = entry.journey else { return true }
            return journey.kind.hasPrefix(service)
        }
        return await withTaskGroup(of: (String, Result<AnyReceipt, NordcaseError>?).self) { group in
            var (outcomes, waiting) = ([String: Result<AnyReceipt, NordcaseError>](), entries[...])
            func begin() {
                guard let entry = waiting.popFirst() else { return }
                group.addTask {
                    do {
                        _ = try entry.journey.get()
                        // What somebody else carries on, or has brought to its end meanwhile, is theirs.
                        guard let (journey, save) = try journal.inHand(entry.key) else { return (entry.key, nil) }
                        return (entry.key, .success(try await resume(journey, save)))
                    } catch {
                        return (entry.key, .failure(error as? NordcaseError ?? .unreadable("\(type(of: error))")))
                    }
                }
            }
            for _ in 0..<atOnce { begin() }
            for await (key, outcome) in group {
                outcomes[key] = outcome
                begin()
            }
            return outcomes
        }
    }
}

extension NordcaseError {
    static func journalKey(_ rule: String) -> NordcaseError {
        .input("input.journal_key", "key", rule)
    }
}

import Foundation

/// Files that are whole at any time, whatever is killed.
enum JournalFiles {
    /// More than any journey is long.
    private static let most = 64 * 1024 * 1024

    /// Behind the name of a file that is being written. No name of a journey or a claim has it: a percent sign is followed by digits there.
    static let beside = "%tmp"

    /// A link that leads nowhere is there too.
    static func isThere(_ file: URL) -> Bool {
        var about = stat()
        return lstat(file.path, &about) == 0
    }

    static func make(_ folder: URL) throws(NordcaseError) {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw .journalFiles("cannot be made: \(whyNot(folder))")
        }
    }

    static func names(_ folder: URL) throws(NordcaseError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder.path)
        } catch {
            let why = access(folder.path, R_OK | X_OK) == 0 ? "it changed meanwhile" : reason
            throw .journalFiles("cannot be read: \(why)")
        }
    }

    static func read(_ file: URL) throws(NordcaseError) -> String {
        let open = open(file.path, O_RDONLY | O_CLOEXEC)
        guard open >= 0 else { throw .journalFile("cannot be read: \(reason)") }
        defer { close(open) }
        var (bytes, buffer) = (Data(), [UInt8](repeating: 0, count: 64 * 1024))
        while true {
            let count = Foundation.read(open, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .journalFile("cannot be read: \(reason)") }
            guard count > 0 else { break }
            bytes.append(contentsOf: buffer[..<count])
            guard bytes.count <= most else { throw .journalFile("is too large for a journey") }
        }
        guard let text = String(data: bytes, encoding: .utf8) else { throw .journalFile("is no text") }
        return text
    }

    /// Written beside, brought to the disk, put into its place, and the place brought to the disk too.
    static func write(_ text: String, to file: URL) throws(NordcaseError) {
        let folder = file.deletingLastPathComponent()
        let beside = file.path + beside
        let open = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard open >= 0 else { throw .journalFiles("cannot be written: \(reason)") }
        do throws(NordcaseError) {
            defer { close(open) }
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Foundation.write(open, $0.baseAddress, $0.count) }
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { throw .journalFiles("cannot be written: \(reason)") }
                rest = rest.dropFirst(count)
            }
            try synchronise(open)
            guard rename(beside, file.path) == 0 else { throw .journalFiles("cannot be written: \(reason)") }
        } catch {
            unlink(beside)
            throw error
        }
        try synchronise(folder: folder)
    }

    static func remove(_ file: URL) throws(NordcaseError) {
        guard unlink(file.path) == 0 else { throw .journalFiles("has a file that cannot be removed: \(reason)") }
        try synchronise(folder: file.deletingLastPathComponent())
    }

    /// As the name of a file, on every system.
    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }

    private static func synchronise(folder: URL) throws(NordcaseError) {
        let open = open(folder.path, O_RDONLY | O_CLOEXEC)
        guard open >= 0 else { throw .journalFiles("cannot be brought to the disk: \(reason)") }
        defer { close(open) }
        try synchronise(open)
    }

    private static func synchronise(_ open: Int32) throws(NordcaseError) {
        #if canImport(Darwin)
            // There fsync leaves it in the disk's own memory.
            if fcntl(open, F_FULLFSYNC) == 0 { return }
        #endif
        guard fsync(open) == 0 else { throw .journalFiles("cannot be brought to the disk: \(reason)") }
    }

    /// Why a folder cannot be made, in the system's words: on Linux, Foundation has none. What is missing above it may be what cannot be.
    private static func whyNot(_ folder: URL) -> String {
        var (folder, why) = (folder, "it changed meanwhile")
        while mkdir(folder.path, 0o777) != 0, errno != EEXIST {
            why = reason
            guard errno == ENOENT, folder.pathComponents.count > 1 else { break }
            folder.deleteLastPathComponent()
        }
        return why
    }

    fileprivate static var reason: String { String(cString: strerror(errno)) }
}

/// The lock of a folder. It ends with the process, or when it is let go.
final class FolderLock: Sendable {
    private let open: Int32

    init(_ path: String) throws(NordcaseError) {
        let file = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .journalFiles("cannot be locked: \(JournalFiles.reason)") }
        // The first kind is of this opening, and keeps another journal of this process out. The second is the one that Java takes.
        var region = flock()
        region.l_type = Int16(F_WRLCK)
        region.l_whence = Int16(SEEK_SET)
        guard flock(file, LOCK_EX | LOCK_NB) == 0, fcntl(file, F_SETLK, &region) == 0 else {
            let isOwned = [EWOULDBLOCK, EAGAIN, EACCES].contains(errno)
            let failure = JournalFiles.reason
            close(file)
            throw isOwned ? .journalInUse : .journalFiles("cannot be locked: \(failure)")
        }
        open = file
    }

    deinit {
        close(open)
    }
}

extension NordcaseError {
    fileprivate static var journalInUse: NordcaseError {
        input("input.journal_in_use", "folder", "is owned by another process, or by another Journal of this one")
    }

    /// Nobody wanted to store what cannot be read: it is no stored journey.
    fileprivate static func journalFile(_ rule: String) -> NordcaseError {
        input("input.journey_stored", "folder", "has a file that \(rule)")
    }

    fileprivate static func journalFiles(_ rule: String) -> NordcaseError {
        input("input.journey_not_stored", "folder", rule)
    }
}

import Foundation

/// Files that are whole at any time, whatever is killed.
enum JournalFiles {
    /// More than any journey is long.
    private static let most = 64 * 1024 * 1024

    /// What is written beside a file has a name of its own: nobody but this process writes in the folder.
    private static let written = Locked(0)

    static func isThere(_ file: URL) -> Bool { access(file.path, F_OK) == 0 }

    static func make(_ folder: URL) throws(NordcaseError) {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw .journalFiles("cannot be made")
        }
    }

    static func names(_ folder: URL) throws(NordcaseError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder.path)
        } catch {
            throw .journalFiles("cannot be read")
        }
    }

    static func read(_ file: URL) throws(NordcaseError) -> String {
        let open = open(file.path, O_RDONLY | O_CLOEXEC)
        guard open >= 0 else { throw .journalFiles("has a file that cannot be read: \(reason)") }
        defer { close(open) }
        var (bytes, buffer) = (Data(), [UInt8](repeating: 0, count: 64 * 1024))
        while true {
            let count = Foundation.read(open, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .journalFiles("has a file that cannot be read: \(reason)") }
            guard count > 0 else { break }
            bytes.append(contentsOf: buffer[..<count])
            guard bytes.count <= most else { throw .journalFiles("has a file that is too large for a journey") }
        }
        guard let text = String(data: bytes, encoding: .utf8) else { throw .journalFiles("has a file that is no text") }
        return text
    }

    /// Written beside, brought to the disk, put into its place, and the place brought to the disk too.
    static func write(_ text: String, to file: URL) throws(NordcaseError) {
        let number = written.withLock { number in
            number += 1
            return number
        }
        let folder = file.deletingLastPathComponent()
        let beside = folder.appendingPathComponent("\(number).tmp").path
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

    fileprivate static func journalFiles(_ rule: String) -> NordcaseError {
        input("input.journey_not_stored", "folder", rule)
    }
}

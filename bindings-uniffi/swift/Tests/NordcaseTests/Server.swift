import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A server on loopback that does what a real one should not. It takes each connection on a thread of its own.
final class Server: @unchecked Sendable {
    /// What to do with a request, by its path; the connection is kept afterwards only if it says so.
    enum Reply {
        /// These bytes, and the connection is kept.
        case keep(String)
        /// These bytes, and the connection is closed.
        case close(String)
        /// Nothing for so many seconds.
        case hang(Double)
        /// These bytes of any kind, and the connection is closed.
        case bytes([UInt8])
        /// These bytes, and the connection is closed so many seconds later, while nothing goes over it.
        case keepFor(Double, String)
        /// What this writes, piece by piece, and the connection is kept.
        case writeOn(@Sendable (_ write: Write) -> Void)
        /// What this writes, piece by piece, and the connection is closed.
        case write(@Sendable (_ write: Write) -> Void)
    }

    /// Writes, and waits while the other side takes nothing; says whether it is still there.
    typealias Write = (String) -> Bool

    let url: String
    private let listener: Int32
    private let lock = NSLock()
    private var heads: [String] = []
    private var accepted = 0

    /// The heads of all requests that came.
    var seen: [String] { lock.withLock { heads } }

    /// How many connections were made.
    var connections: Int { lock.withLock { accepted } }

    init(_ reply: @escaping @Sendable (_ path: String, _ count: Int) -> Reply) {
        #if canImport(Glibc)
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let listener = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = bind(listener, address, size)
                _ = listen(listener, 16)
                _ = getsockname(listener, address, &size)
            }
        }
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        self.listener = listener
        Thread.detachNewThread { [weak self] in
            // Closed here and nowhere else: its number is soon another server's, which this thread must not accept for.
            defer { close(listener) }
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                guard let self else { return _ = close(connection) }
                self.lock.withLock { self.accepted += 1 }
                Thread.detachNewThread { self.serve(connection, reply) }
            }
        }
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func serve(_ connection: Int32, _ reply: (String, Int) -> Reply) {
        defer { close(connection) }
        while let head = read(connection) {
            let count = lock.withLock {
                heads.append(head)
                return heads.count
            }
            let path = head.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            switch reply(path, count) {
            case .keep(let text): _ = write(connection, text)
            case .close(let text): return _ = write(connection, text)
            case .bytes(let bytes): return _ = write(connection, bytes)
            case .keepFor(let seconds, let text):
                _ = write(connection, text)
                return Thread.sleep(forTimeInterval: seconds)
            case .writeOn(let body): body { self.write(connection, $0) }
            case .write(let body): return body { self.write(connection, $0) }
            case .hang(let seconds): return Thread.sleep(forTimeInterval: seconds)
            }
        }
    }

    /// One request: its head; its body is read and forgotten.
    private func read(_ connection: Int32) -> String? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            if let end = String(decoding: bytes, as: UTF8.self).range(of: "\r\n\r\n") {
                let text = String(decoding: bytes, as: UTF8.self)
                let head = String(text[..<end.lowerBound])
                let length = head.lowercased().components(separatedBy: "content-length: ").dropFirst().first
                let wanted = Int(length?.prefix(while: \.isNumber) ?? "0") ?? 0
                if text[end.upperBound...].utf8.count >= wanted { return head }
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }

    private func write(_ connection: Int32, _ text: String) -> Bool { write(connection, Array(text.utf8)) }

    private func write(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            #if canImport(Glibc)
                let count = bytes[sent...].withUnsafeBytes {
                    send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
            #else
                let count = bytes[sent...].withUnsafeBytes { send(connection, $0.baseAddress, $0.count, 0) }
            #endif
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}

/// A complete answer.
func answer(_ body: String, _ status: String = "200 OK", _ headers: String = "") -> String {
    "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
}

/// The head of an answer whose body comes in chunks.
func chunkedHead(_ contentType: String) -> String {
    "HTTP/1.1 200 OK\r\nContent-Type: \(contentType)\r\nTransfer-Encoding: chunked\r\n\r\n"
}

/// One of them; an empty one is the end.
func chunk(_ text: String) -> String {
    "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n"
}

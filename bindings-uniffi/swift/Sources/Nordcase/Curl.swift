#if canImport(NordcaseHttp)
    import Foundation
    import NordcaseHttp

    /// Carries requests out over libcurl, each on a thread of its own.
    final class Connections: Sendable {
        /// Sets of connections that no exchange uses, the last used one last.
        private let idle = Locked<[Handle]>([])
        private static let kept = 16

        func begin(
            _ request: HttpRequest, _ url: URL, isLocal: Bool, _ make: (@escaping @Sendable () -> Void) -> Exchange
        ) throws(TransportFailure) -> Running {
            let isShared = request.method == "GET"
            let known = isShared ? idle.withLock { $0.popLast() } : nil
            guard let handle = known ?? Handle() else {
                throw TransportFailure(
                    failure: .network, mayHaveArrived: false, reason: "libcurl (libcurl.so.4) is not on this machine")
            }
            let room = DispatchSemaphore(value: 0)
            let running = Running(make { room.signal() }, handle)
            let thread = Thread {
                let result = Carrying(running.exchange, room).out(request, handle, isLocal)
                // Whoever wants to stop it from now on finds nothing to be stopped.
                running.ends()
                if isShared { self.idle.withLock { if $0.count < Self.kept { $0.append(handle) } } }
                running.exchange.completes(result == 0 ? nil : TransportFailure(curl: result))
            }
            thread.stackSize = 512 * 1024
            thread.start()
            return running
        }
    }

    /// A set of connections, for one exchange at a time.
    final class Handle: @unchecked Sendable {
        let connections: OpaquePointer

        init?() {
            guard let connections = nordcase_http_open() else { return nil }
            self.connections = connections
        }

        deinit {
            nordcase_http_close(connections)
        }
    }

    /// An exchange that is under way.
    final class Running: Sendable {
        let exchange: Exchange
        private let handle: Locked<Handle?>

        fileprivate init(_ exchange: Exchange, _ handle: Handle) {
            (self.exchange, self.handle) = (exchange, Locked(handle))
        }

        /// It looks whether it is still wanted.
        func stop() {
            handle.withLock { if let handle = $0 { nordcase_http_wake(handle.connections) } }
        }

        fileprivate func ends() {
            handle.withLock { $0 = nil }
        }
    }

    /// What libcurl tells of one exchange, on its thread.
    private final class Carrying {
        private let exchange: Exchange
        private let room: DispatchSemaphore
        private var status: Int?
        private var headers: [Header] = []
        private var isHeadWhole = false

        init(_ exchange: Exchange, _ room: DispatchSemaphore) {
            (self.exchange, self.room) = (exchange, room)
        }

        /// libcurl's number of how it ended; -1 when nobody wanted it any more.
        func out(_ request: HttpRequest, _ handle: Handle, _ isLocal: Bool) -> Int32 {
            let named = request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
            // Without these libcurl adds what nobody asked for.
            let hasType = request.headers.contains { $0.name.lowercased() == "content-type" }
            let lines = (named + ["Expect:"] + (hasType ? [] : ["Content-Type:"])).map { strdup($0)! }
            defer { for line in lines { free(line) } }
            let pointers: [UnsafePointer<CChar>] = lines.map { UnsafePointer($0) }
            let me = Unmanaged.passUnretained(self).toOpaque()
            var reader = nordcase_http_reader(
                context: me,
                line: { Carrying.of($0).line(UnsafeRawBufferPointer(start: $1, count: $2)) ? 1 : 0 },
                piece: { Carrying.of($0).piece(Data(bytes: $1, count: $2)) ? 1 : 0 },
                goes_on: { Carrying.of($0).exchange.isWanted ? 1 : 0 })
            let hasBody = !request.body.isEmpty || request.method == "POST"
            return request.method.withCString { method in
                request.url.withCString { url in
                    pointers.withUnsafeBufferPointer { headers in
                        // An empty one has an address too.
                        (request.body + Data([0])).withUnsafeBytes { body in
                            var plain = nordcase_http_request(
                                method: method, url: url, headers: headers.baseAddress!, header_count: headers.count,
                                body: hasBody ? body.baseAddress : nil, body_size: request.body.count,
                                direct: isLocal ? 1 : 0)
                            return withExtendedLifetime(self) {
                                nordcase_http_exchange(handle.connections, &plain, &reader)
                            }
                        }
                    }
                }
            }
        }

        private static func of(_ context: UnsafeMutableRawPointer) -> Carrying {
            Unmanaged<Carrying>.fromOpaque(context).takeUnretainedValue()
        }

        private func line(_ bytes: UnsafeRawBufferPointer) -> Bool {
            // What follows the body says nothing.
            if isHeadWhole { return exchange.isWanted }
            let ended = bytes.prefix { $0 != 13 && $0 != 10 }
            // In any bytes: what is no UTF-8 is Latin-1.
            let text = String(validating: ended, as: UTF8.self) ?? String(ended.map { Character(UnicodeScalar($0)) })
            if text.isEmpty { return endsHead() }
            guard status != nil else {
                status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
                return exchange.isWanted
            }
            if text.first == " " || text.first == "\t", let last = headers.popLast() {
                let rest = text.trimmingCharacters(in: .whitespaces)
                headers.append(Header(name: last.name, value: "\(last.value) \(rest)"))
            } else if let colon = text.firstIndex(of: ":") {
                let value = text[text.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                headers.append(Header(name: text[..<colon].trimmingCharacters(in: .whitespaces), value: value))
            }
            return exchange.isWanted
        }

        private func endsHead() -> Bool {
            let head = (status: status ?? 0, headers: headers)
            (status, headers) = (nil, [])
            isHeadWhole = head.status >= 200
            return exchange.begins(head.status, head.headers)
        }

        private func piece(_ bytes: Data) -> Bool {
            switch exchange.takes(bytes) {
            case .nothing: return false
            case .more: return true
            case .later:
                room.wait()
                return exchange.isWanted
            }
        }
    }

    extension TransportFailure {
        /// By its number only: its texts may hold an address with a query.
        fileprivate init(curl result: Int32) {
            // What is no address, what finds nobody, what ends before the connection is safe.
            let unsent: Set<Int32> = [
                1, 3, 5, 6, 7, 27, 35, 53, 54, 58, 59, 60, 66, 77, 80, 82, 83, 90, 91, 96, 97, 98,
            ]
            self.init(
                failure: .network, mayHaveArrived: !unsent.contains(result), reason: "libcurl ended with \(result)")
        }
    }
#endif

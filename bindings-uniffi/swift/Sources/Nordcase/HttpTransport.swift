import Foundation

/// Sends over HTTP: no redirects, no cookies, no cache, bounded in time and size. What is for this machine goes through no proxy.
///
/// On Apple's systems it is `URLSession`, on Linux libcurl, which Foundation there uses as well. Only `GET` requests share connections: both send a request once
/// more by themselves when a kept connection turns out to be closed, and a repeated payment is a second payment; so everything else goes over a connection of
/// its own.
public final class HttpTransport: Transport {
    /// Seconds for one exchange, if not said otherwise; the services' own bound is not known.
    public static let defaultTimeout: TimeInterval = 120

    /// Bytes of the largest answer that is read, unpacked, if not said otherwise.
    public static let defaultMaxAnswerBytes = 64 * 1024 * 1024

    private let timeout: TimeInterval
    private let maxAnswerBytes: Int
    private let connections: Connections

    /// A transport with connections of its own.
    ///
    /// - Parameters:
    ///   - timeout: Seconds that the network takes in all for one exchange; what the reader of a list does between two items does not count.
    ///   - maxAnswerBytes: The largest answer that is read, unpacked.
    public convenience init(
        timeout: TimeInterval = defaultTimeout, maxAnswerBytes: Int = defaultMaxAnswerBytes
    ) {
        self.init(timeout, maxAnswerBytes, Connections())
    }

    init(_ timeout: TimeInterval, _ maxAnswerBytes: Int, _ connections: Connections) {
        (self.timeout, self.maxAnswerBytes, self.connections) = (timeout, maxAnswerBytes, connections)
    }

    public func send(_ request: HttpRequest) async throws(TransportFailure) -> HttpResponse {
        try await stream(request).collected(upTo: maxAnswerBytes)
    }

    public func stream(_ request: HttpRequest) async throws(TransportFailure) -> HttpStream {
        guard let url = URL(string: request.url), let host = url.host else {
            throw TransportFailure(failure: .network, mayHaveArrived: false, reason: "the address cannot be read")
        }
        guard !Task.isCancelled else { throw .cancelled(mayHaveArrived: false) }
        let running = try connections.begin(request, url, isLocal: Self.isLoopback(host)) { goOn in
            Exchange(maxAnswerBytes: maxAnswerBytes, timeout: timeout, goOn: goOn)
        }
        let held = Held(running)
        let (status, headers) = try await held.running.exchange.head()
        let body = HttpBody { () async throws(TransportFailure) in try await held.running.exchange.next() }
        return HttpStream(status: status, headers: headers, body: body)
    }

    /// Whether a host is this machine, as the core has it.
    private static func isLoopback(_ host: String) -> Bool {
        let name = host.lowercased().trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        let bytes = name.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return name == "localhost" || name == "::1" || (bytes.count == 4 && bytes[0] == 127 && !bytes.contains(nil))
    }
}

/// Keeps an exchange going as long as somebody wants the answer. Letting it go ends it.
private final class Held: Sendable {
    let running: Running

    init(_ running: Running) {
        self.running = running
    }

    deinit {
        running.exchange.end(.cancelled(mayHaveArrived: true))
        running.stop()
    }
}

import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Sends over `URLSession`: no redirects, no cookies, no cache, bounded in time and size.
///
/// Only `GET` requests whose answers are read whole share connections. `URLSession` sends a request once more by itself when a kept connection turns out to be
/// closed (seen on Linux, `POST` included), and a repeated payment is a second payment; so everything else goes over a connection of its own. So does what is
/// streamed: it is held back while nobody reads it, which on Linux can be done to a whole session only.
public final class URLSessionTransport: Transport {
    /// Seconds for one exchange, if not said otherwise; the services' own bound is not known.
    public static let defaultTimeout: TimeInterval = 120

    /// Bytes of the largest answer that is read, unpacked, if not said otherwise.
    public static let defaultMaxAnswerBytes = 64 * 1024 * 1024

    private let configuration: @Sendable () -> URLSessionConfiguration
    private let timeout: TimeInterval
    private let maxAnswerBytes: Int
    private let shared: URLSession
    private let sharedRouter = Router()

    /// A transport with sessions of its own.
    ///
    /// - Parameters:
    ///   - timeout: Seconds for one whole exchange; of a list that is read while it arrives, until its last piece was taken.
    ///   - maxAnswerBytes: The largest answer that is read, unpacked.
    ///   - configuration: What the sessions begin with, for proxies and the like. Cookies, cache and stored credentials are switched off in it.
    public init(
        timeout: TimeInterval = defaultTimeout,
        maxAnswerBytes: Int = defaultMaxAnswerBytes,
        configuration: @escaping @Sendable () -> URLSessionConfiguration = { .ephemeral }
    ) {
        self.timeout = timeout
        self.maxAnswerBytes = maxAnswerBytes
        self.configuration = {
            let bare = configuration()
            bare.httpCookieStorage = nil
            bare.httpCookieAcceptPolicy = .never
            bare.httpShouldSetCookies = false
            bare.urlCache = nil
            bare.urlCredentialStorage = nil
            bare.requestCachePolicy = .reloadIgnoringLocalCacheData
            bare.timeoutIntervalForRequest = Self.later(timeout)
            bare.timeoutIntervalForResource = Self.later(timeout)
            return bare
        }
        shared = URLSession(configuration: self.configuration(), delegate: sharedRouter, delegateQueue: nil)
    }

    deinit {
        shared.finishTasksAndInvalidate()
    }

    public func send(_ request: HttpRequest) async throws(TransportFailure) -> HttpResponse {
        guard request.method == "GET" else { return try await stream(request).collected(upTo: maxAnswerBytes) }
        let task = shared.dataTask(with: try urlRequest(request))
        let exchange = Exchange(maxAnswerBytes: maxAnswerBytes)
        return try await begin(Held(exchange, task, sharedRouter, timeout: timeout)).collected(upTo: maxAnswerBytes)
    }

    public func stream(_ request: HttpRequest) async throws(TransportFailure) -> HttpStream {
        let (plain, router) = (try urlRequest(request), Router())
        let session = URLSession(configuration: configuration(), delegate: router, delegateQueue: Flow.reports())
        let task = session.dataTask(with: plain)
        let exchange = Exchange(maxAnswerBytes: maxAnswerBytes, flow: Flow(session, task))
        return try await begin(Held(exchange, task, router, own: session, timeout: timeout))
    }

    /// What the session is told: our own timer comes first, since on Linux the session cuts fractions of a second off.
    private static func later(_ timeout: TimeInterval) -> TimeInterval { timeout.rounded(.up) + 1 }

    private func urlRequest(_ request: HttpRequest) throws(TransportFailure) -> URLRequest {
        guard let url = URL(string: request.url) else {
            throw TransportFailure(
                failure: .network, mayHaveArrived: false, reason: "URLSession cannot read the address")
        }
        guard !Task.isCancelled else { throw .cancelled(mayHaveArrived: false) }
        var plain = URLRequest(
            url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: Self.later(timeout))
        plain.httpMethod = request.method
        plain.httpShouldHandleCookies = false
        for header in request.headers { plain.addValue(header.value, forHTTPHeaderField: header.name) }
        if !request.body.isEmpty { plain.httpBody = request.body }
        return plain
    }

    private func begin(_ held: Held) async throws(TransportFailure) -> HttpStream {
        held.task.resume()
        let (status, headers) = try await held.exchange.head()
        let body = HttpBody { () async throws(TransportFailure) in try await held.exchange.next() }
        return HttpStream(status: status, headers: headers, body: body)
    }
}

/// What goes on as long as somebody wants the answer. Letting it go ends the exchange.
private final class Held: Sendable {
    let exchange: Exchange
    let task: URLSessionTask
    private let router: Router
    private let own: URLSession?
    private let timer: Task<Void, any Error>

    /// - Parameter own: The task's session, if it is the only one there.
    init(_ exchange: Exchange, _ task: URLSessionTask, _ router: Router, own: URLSession? = nil, timeout: TimeInterval)
    {
        (self.exchange, self.task, self.router, self.own) = (exchange, task, router, own)
        router.add(exchange, to: task)
        timer = Task { [weak exchange] in
            try await Task.sleep(nanoseconds: UInt64(min(max(timeout, 0), 1e9) * 1e9))
            exchange?.end(.late)
        }
    }

    deinit {
        timer.cancel()
        router.remove(task)
        // First, since it lets go of what is held back.
        exchange.end(.cancelled(mayHaveArrived: true))
        // Whatever ended the exchange, nothing of it goes on; a task that is done does not mind.
        task.cancel()
        own?.finishTasksAndInvalidate()
    }
}

extension TransportFailure {
    fileprivate static let late = TransportFailure(
        failure: .timeout, mayHaveArrived: true, reason: "the answer did not come in time")
}

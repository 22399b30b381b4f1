import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Sends over `URLSession`: no redirects, no cookies, no cache, bounded in time and size.
///
/// Only `GET` requests share connections. `URLSession` sends a request once more by itself when a kept connection turns out to be closed (seen on Linux,
/// `POST` included), and a repeated payment is a second payment; so everything else goes over a connection of its own.
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
    ///   - timeout: Seconds for one whole exchange.
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
            bare.timeoutIntervalForRequest = timeout
            bare.timeoutIntervalForResource = timeout
            return bare
        }
        shared = URLSession(configuration: self.configuration(), delegate: sharedRouter, delegateQueue: nil)
    }

    deinit {
        shared.finishTasksAndInvalidate()
    }

    public func send(_ request: HttpRequest) async throws(TransportFailure) -> HttpResponse {
        guard let url = URL(string: request.url) else {
            throw TransportFailure(
                failure: .network, mayHaveArrived: false, reason: "URLSession cannot read the address")
        }
        guard !Task.isCancelled else { throw .cancelled(mayHaveArrived: false) }
        var plain = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: timeout)
        plain.httpMethod = request.method
        plain.httpShouldHandleCookies = false
        for header in request.headers { plain.addValue(header.value, forHTTPHeaderField: header.name) }
        if !request.body.isEmpty { plain.httpBody = request.body }

        if request.method == "GET" {
            return try await exchange(plain, shared, sharedRouter)
        }
        let router = Router()
        let session = URLSession(configuration: configuration(), delegate: router, delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        return try await exchange(plain, session, router)
    }

    private func exchange(
        _ request: URLRequest, _ session: URLSession, _ router: Router
    ) async throws(TransportFailure) -> HttpResponse {
        let task = session.dataTask(with: request)
        let exchange = Exchange(maxAnswerBytes: maxAnswerBytes)
        router.add(exchange, to: task)
        let timer = DispatchSource.makeTimerSource()
        timer.schedule(deadline: .now() + timeout)
        timer.setEventHandler { [weak exchange] in exchange?.end(.failure(.late)) }
        timer.activate()
        defer {
            timer.cancel()
            router.remove(task)
            // Whatever ended the exchange, nothing of it goes on; a task that is done does not mind.
            task.cancel()
        }
        let result = await withTaskCancellationHandler {
            task.resume()
            return await exchange.result()
        } onCancel: {
            exchange.end(.failure(.cancelled(mayHaveArrived: true)))
        }
        return try result.get()
    }
}

extension TransportFailure {
    fileprivate static let late = TransportFailure(
        failure: .timeout, mayHaveArrived: true, reason: "the answer did not come in time")
    fileprivate static let tooLarge = TransportFailure(
        failure: .tooLarge, mayHaveArrived: true, reason: "the answer is larger than the limit")
    fileprivate static let cut = TransportFailure(
        failure: .network, mayHaveArrived: true, reason: "the connection ended before the answer did")

    /// A failure of `URLSession`, by its number only: its texts may hold an address with a query.
    fileprivate init(_ error: any Error) {
        guard let error = error as? URLError else {
            self.init(failure: .network, mayHaveArrived: true, reason: "URLSession: \(type(of: error))")
            return
        }
        let unsent: [URLError.Code] = [
            .badURL, .unsupportedURL, .cannotFindHost, .cannotConnectToHost, .dnsLookupFailed, .notConnectedToInternet,
            .secureConnectionFailed, .serverCertificateHasBadDate, .serverCertificateUntrusted,
            .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid, .clientCertificateRejected,
            .clientCertificateRequired,
        ]
        self.init(
            failure: error.code == .timedOut ? .timeout : error.code == .cancelled ? .cancelled : .network,
            mayHaveArrived: !unsent.contains(error.code),
            reason: "URLError \(error.code.rawValue)")
    }
}

/// One request on its way, and what comes of it. The first end counts.
private final class Exchange: Sendable {
    typealias Outcome = Result<HttpResponse, TransportFailure>

    private struct State {
        var status: UInt16?
        var headers: [Header] = []
        var body = Data()
        var outcome: Outcome?
        var waiting: CheckedContinuation<Outcome, Never>?
    }

    private let state = Locked(State())
    private let maxAnswerBytes: Int

    init(maxAnswerBytes: Int) {
        self.maxAnswerBytes = maxAnswerBytes
    }

    /// Waits for the end.
    func result() async -> Outcome {
        await withCheckedContinuation { waiting in
            let outcome = state.withLock { state -> Outcome? in
                if state.outcome == nil { state.waiting = waiting }
                return state.outcome
            }
            if let outcome { waiting.resume(returning: outcome) }
        }
    }

    func end(_ outcome: Outcome) {
        let waiting = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            guard state.outcome == nil else { return nil }
            state.outcome = outcome
            state.body = Data()
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: outcome)
    }

    /// Takes the head of the answer; says whether to go on.
    func begins(_ response: HTTPURLResponse) -> Bool {
        if response.expectedContentLength > Int64(maxAnswerBytes) {
            end(.failure(.tooLarge))
            return false
        }
        let fields = response.allHeaderFields.map { Header(name: "\($0.key)", value: "\($0.value)") }
        state.withLock { state in
            state.status = UInt16(clamping: response.statusCode)
            state.headers = fields.sorted { $0.name < $1.name }
        }
        return true
    }

    /// Takes a piece of the body; says whether to go on.
    func takes(_ piece: Data) -> Bool {
        let fits = state.withLock { state in
            guard state.outcome == nil, state.body.count + piece.count <= maxAnswerBytes else { return false }
            state.body.append(piece)
            return true
        }
        if !fits { end(.failure(.tooLarge)) }
        return fits
    }

    func completes(_ error: (any Error)?) {
        if let error { return end(.failure(TransportFailure(error))) }
        let outcome = state.withLock { state -> Outcome in
            guard let status = state.status else { return .failure(.cut) }
            // Some loaders call a body complete when its connection broke off.
            let length = state.headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) }
            let packed = state.headers.contains { $0.name.lowercased() == "content-encoding" }
            if let length, !packed, length > state.body.count { return .failure(.cut) }
            return .success(HttpResponse(status: status, headers: state.headers, body: state.body))
        }
        end(outcome)
    }
}

/// Hands what a session reports to the exchange it is about.
private final class Router: NSObject, URLSessionDataDelegate, Sendable {
    private let exchanges = Locked<[Int: Exchange]>([:])

    func add(_ exchange: Exchange, to task: URLSessionTask) {
        let id = task.taskIdentifier
        exchanges.withLock { $0[id] = exchange }
    }

    func remove(_ task: URLSessionTask) {
        let id = task.taskIdentifier
        exchanges.withLock { $0[id] = nil }
    }

    private func exchange(of task: URLSessionTask) -> Exchange? {
        let id = task.taskIdentifier
        return exchanges.withLock { $0[id] }
    }

    func urlSession(
        _: URLSession, task: URLSessionTask, willPerformHTTPRedirection _: HTTPURLResponse, newRequest _: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(
        _: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        guard let response = response as? HTTPURLResponse, let exchange = exchange(of: dataTask) else {
            return completionHandler(.cancel)
        }
        completionHandler(exchange.begins(response) ? .allow : .cancel)
    }

    func urlSession(_: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        if exchange(of: dataTask)?.takes(data) != true { dataTask.cancel() }
    }

    func urlSession(_: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        exchange(of: task)?.completes(error)
    }
}

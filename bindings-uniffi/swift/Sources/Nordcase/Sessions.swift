#if !canImport(NordcaseHttp)
    import Foundation

    /// Carries requests out over `URLSession`.
    final class Connections: Sendable {
        private let configuration: @Sendable (_ isLocal: Bool) -> URLSessionConfiguration
        /// By whether it is for this machine.
        private let shared = Locked<[Bool: URLSession]>([:])
        private let router = Router()

        init(_ configuration: @escaping @Sendable () -> URLSessionConfiguration = { .ephemeral }) {
            self.configuration = { isLocal in
                let bare = configuration()
                if isLocal { bare.connectionProxyDictionary = [:] }
                bare.httpCookieStorage = nil
                bare.httpCookieAcceptPolicy = .never
                bare.httpShouldSetCookies = false
                bare.urlCache = nil
                bare.urlCredentialStorage = nil
                bare.requestCachePolicy = .reloadIgnoringLocalCacheData
                bare.timeoutIntervalForRequest = Self.never
                bare.timeoutIntervalForResource = Self.never
                return bare
            }
        }

        deinit {
            for session in shared.withLock({ $0.values }) { session.finishTasksAndInvalidate() }
        }

        /// What a session is told: its own timers count also what the reader does. Ours do not.
        private static let never: TimeInterval = 7 * 86_400

        func begin(
            _ request: HttpRequest, _ url: URL, isLocal: Bool, _ make: (@escaping @Sendable () -> Void) -> Exchange
        ) throws(TransportFailure) -> Running {
            var plain = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: Self.never)
            plain.httpMethod = request.method
            plain.httpShouldHandleCookies = false
            for header in request.headers { plain.addValue(header.value, forHTTPHeaderField: header.name) }
            plain.setValue("gzip", forHTTPHeaderField: "Accept-Encoding")
            if !request.body.isEmpty { plain.httpBody = request.body }
            let own = request.method == "GET" ? nil : session(isLocal, Router())
            let session =
                own
                ?? shared.withLock { shared in
                    let session = shared[isLocal] ?? session(isLocal, router)
                    shared[isLocal] = session
                    return session
                }
            let task = session.dataTask(with: plain)
            let running = Running(make { task.resume() }, task, (session.delegate as? Router) ?? router, own: own)
            task.resume()
            return running
        }

        private func session(_ isLocal: Bool, _ router: Router) -> URLSession {
            URLSession(configuration: configuration(isLocal), delegate: router, delegateQueue: nil)
        }
    }

    extension HttpTransport {
        /// A transport whose sessions begin with a configuration of yours, for certificates, proxies and the like.
        ///
        /// - Parameters:
        ///   - timeout: Seconds that the network takes in all for one exchange; what the reader of a list does between two items does not count.
        ///   - maxAnswerBytes: The largest answer that is read, unpacked.
        ///   - configuration: The configuration. Cookies, cache and stored credentials are switched off in it.
        public convenience init(
            timeout: TimeInterval = defaultTimeout, maxAnswerBytes: Int = defaultMaxAnswerBytes,
            configuration: @escaping @Sendable () -> URLSessionConfiguration
        ) {
            self.init(timeout, maxAnswerBytes, Connections(configuration))
        }
    }

    /// An exchange that is under way.
    final class Running: Sendable {
        let exchange: Exchange
        private let task: URLSessionTask
        private let router: Router
        private let own: URLSession?

        /// - Parameter own: The task's session, if it is the only one there.
        init(_ exchange: Exchange, _ task: URLSessionTask, _ router: Router, own: URLSession?) {
            (self.exchange, self.task, self.router, self.own) = (exchange, task, router, own)
            router.add(exchange, to: task)
        }

        func stop() {
            router.remove(task)
            task.cancel()
            own?.finishTasksAndInvalidate()
        }
    }

    /// Hands what a session reports to the exchange it is about.
    final class Router: NSObject, URLSessionDataDelegate, Sendable {
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
            _: URLSession, task: URLSessionTask, willPerformHTTPRedirection _: HTTPURLResponse,
            newRequest _: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
        ) {
            completionHandler(nil)
        }

        /// The answer to a request with wrong credentials is an answer like any other.
        func urlSession(
            _: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
            completionHandler: @escaping @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
        ) {
            let tls = [NSURLAuthenticationMethodServerTrust, NSURLAuthenticationMethodClientCertificate]
            let isTls = tls.contains(challenge.protectionSpace.authenticationMethod)
            completionHandler(isTls ? .performDefaultHandling : .rejectProtectionSpace, nil)
        }

        func urlSession(
            _: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
            completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
        ) {
            guard let response = response as? HTTPURLResponse, let exchange = exchange(of: dataTask) else {
                return completionHandler(.cancel)
            }
            let headers = response.allHeaderFields.map { Header(name: "\($0.key)", value: "\($0.value)") }
            let isWanted = exchange.begins(response.statusCode, headers.sorted { $0.name < $1.name })
            completionHandler(isWanted ? .allow : .cancel)
        }

        func urlSession(_: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
            guard let exchange = exchange(of: dataTask) else { return }
            switch exchange.takes(data) {
            case .nothing: dataTask.cancel()
            case .more: break
            case .later: dataTask.suspend()
            }
        }

        func urlSession(_: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
            exchange(of: task)?.completes(error.map { TransportFailure($0) })
        }
    }

    extension TransportFailure {
        /// A failure of `URLSession`, by its number only: its texts may hold an address with a query.
        fileprivate init(_ error: any Error) {
            guard let error = error as? URLError else {
                self.init(failure: .network, mayHaveArrived: true, reason: "URLSession: \(type(of: error))")
                return
            }
            let unsent: [URLError.Code] = [
                .badURL, .unsupportedURL, .cannotFindHost, .cannotConnectToHost, .dnsLookupFailed,
                .notConnectedToInternet, .secureConnectionFailed, .serverCertificateHasBadDate,
                .serverCertificateUntrusted, .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid,
                .clientCertificateRejected, .clientCertificateRequired,
            ]
            self.init(
                failure: error.code == .timedOut ? .timeout : error.code == .cancelled ? .cancelled : .network,
                mayHaveArrived: !unsent.contains(error.code), reason: "URLError \(error.code.rawValue)")
        }
    }
#endif

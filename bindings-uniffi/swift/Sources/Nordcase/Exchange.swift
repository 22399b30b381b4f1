import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// One request on its way, and what comes of it: `URLSession` puts in, one reader takes out. The first end counts.
final class Exchange: Sendable {
    /// So much waits for the reader before the answer is held back.
    private static let room = 256 * 1024

    private struct State {
        var head: (status: UInt16, headers: [Header])?
        /// What has come and was not taken.
        var waiting = Data()
        var received = 0
        var end: Result<Void, TransportFailure>?
        var readers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Locked(State())
    private let maxAnswerBytes: Int
    private let flow: Flow?

    /// - Parameter flow: Holds the answer back while nobody takes it; without one, up to `maxAnswerBytes` wait.
    init(maxAnswerBytes: Int, flow: Flow? = nil) {
        (self.maxAnswerBytes, self.flow) = (maxAnswerBytes, flow)
    }

    // MARK: - The reader

    /// Waits for the head.
    func head() async throws(TransportFailure) -> (status: UInt16, headers: [Header]) {
        await news { $0.head != nil || $0.end != nil }
        let (head, end) = state.withLock { ($0.head, $0.end) }
        if let head { return head }
        if case .failure(let failure) = end { throw failure }
        throw .cut
    }

    /// Waits for more of the body, and takes all that is there; `nil` at the end.
    func next() async throws(TransportFailure) -> Data? {
        while true {
            await news { !$0.waiting.isEmpty || $0.end != nil }
            let (piece, end) = state.withLock { state in
                defer {
                    state.waiting = Data()
                    flow?.go()
                }
                return (state.waiting, state.end)
            }
            if !piece.isEmpty { return piece }
            if let end {
                try end.get()
                return nil
            }
            // Another reader was faster.
        }
    }

    /// Returns when there is something for the reader. Its task's cancellation is an end.
    private func news(_ isNews: @escaping @Sendable (State) -> Bool) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { reader in
                let now = state.withLock { state in
                    if isNews(state) { return true }
                    state.readers.append(reader)
                    return false
                }
                if now { reader.resume() }
            }
        } onCancel: {
            end(.cancelled(mayHaveArrived: true))
        }
    }

    // MARK: - The session

    func end(_ failure: TransportFailure) {
        change { state in
            guard state.end == nil else { return }
            state.end = .failure(failure)
            // Who cancels wants nothing more; who is cut off gets what came before.
            if failure.failure == .cancelled { state.waiting = Data() }
        }
    }

    /// Takes the head of the answer; says whether to go on.
    func begins(_ response: HTTPURLResponse) -> Bool {
        if response.expectedContentLength > Int64(maxAnswerBytes) {
            end(.tooLarge)
            return false
        }
        let fields = response.allHeaderFields.map { Header(name: "\($0.key)", value: "\($0.value)") }
        change { state in
            state.head = (UInt16(clamping: response.statusCode), fields.sorted { $0.name < $1.name })
        }
        return true
    }

    /// Takes a piece of the body; says whether to go on.
    func takes(_ piece: Data) -> Bool {
        change { state in
            guard state.end == nil else { return }
            guard state.received + piece.count <= maxAnswerBytes else {
                state.end = .failure(.tooLarge)
                return
            }
            state.received += piece.count
            state.waiting.append(piece)
            if state.waiting.count >= Self.room { flow?.hold() }
        }
        return state.withLock { $0.end == nil }
    }

    func completes(_ error: (any Error)?) {
        change { state in
            guard state.end == nil else { return }
            if let error {
                state.end = .failure(TransportFailure(error))
                return
            }
            // Some loaders call a body complete when its connection broke off.
            let headers = state.head?.headers ?? []
            let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) }
            let packed = headers.contains { $0.name.lowercased() == "content-encoding" }
            let isCut = state.head == nil || (!packed && length ?? 0 > state.received)
            state.end = isCut ? .failure(.cut) : .success(())
        }
    }

    /// Changes the state, and wakes who waits for that.
    private func change(_ body: (inout State) -> Void) {
        let readers = state.withLock { state in
            body(&state)
            // A session that is held back cannot be ended.
            if state.end != nil { flow?.go() }
            defer { state.readers = [] }
            return state.readers
        }
        for reader in readers { reader.resume() }
    }
}

extension TransportFailure {
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
        guard exchange(of: dataTask)?.takes(data) != true else { return }
        // Not from here: a session may report from where it reads, and cancelling waits for that.
        DispatchQueue.global().async { dataTask.cancel() }
    }

    func urlSession(_: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        exchange(of: task)?.completes(error)
    }
}

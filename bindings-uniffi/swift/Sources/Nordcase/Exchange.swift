import Foundation

/// One request on its way, and what comes of it: the HTTP client below puts in, one reader takes out. The first end counts.
final class Exchange: Sendable {
    /// So much waits for the reader before the answer is held back.
    private static let room = 256 * 1024

    private struct State {
        var head: (status: UInt16, headers: [Header])?
        /// What has come and was not taken.
        var waiting = Data()
        var received = 0
        var length: Int?
        /// How long the network may still be waited for.
        var left: TimeInterval
        var end: Result<Void, TransportFailure>?
        var isPacked = false
        /// The HTTP client waits until something was taken.
        var isHeldBack = false
        var readers: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Locked<State>
    private let maxAnswerBytes: Int
    private let goOn: @Sendable () -> Void

    /// - Parameters:
    ///   - timeout: Seconds that the network may be waited for in all.
    ///   - goOn: Tells the HTTP client that was held back that something was taken, or that nothing more is wanted.
    init(maxAnswerBytes: Int, timeout: TimeInterval, goOn: @escaping @Sendable () -> Void) {
        state = Locked(State(left: timeout))
        (self.maxAnswerBytes, self.goOn) = (maxAnswerBytes, goOn)
    }

    /// Whether somebody wants more of it.
    var isWanted: Bool { state.withLock { $0.end == nil } }

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
            let (piece, end, goesOn) = state.withLock { state in
                defer { (state.waiting, state.isHeldBack) = (Data(), false) }
                return (state.waiting, state.end, state.isHeldBack)
            }
            if goesOn { goOn() }
            if !piece.isEmpty { return piece }
            if let end {
                try end.get()
                return nil
            }
            // Another reader was faster.
        }
    }

    /// Returns when there is something for the reader. Its task's cancellation is an end, and so is the end of its time. That passes only here: while the
    /// reader does something else, nobody waits for the network.
    private func news(_ isNews: @escaping @Sendable (State) -> Bool) async {
        if Task.isCancelled { end(.cancelled(mayHaveArrived: true)) }
        let left = state.withLock { isNews($0) ? nil : $0.left }
        guard let left else { return }
        let start = DispatchTime.now().uptimeNanoseconds
        let timer = Task { [weak self] in
            try await Task.sleep(nanoseconds: UInt64(min(max(left, 0), 1e9) * 1e9))
            self?.end(.late)
        }
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
        timer.cancel()
        let took = TimeInterval(DispatchTime.now().uptimeNanoseconds - start) / 1e9
        state.withLock { $0.left -= took }
    }

    // MARK: - The HTTP client

    func end(_ failure: TransportFailure) {
        change { state in
            guard state.end == nil else { return }
            state.end = .failure(failure)
            // Who cancels wants nothing more; who is cut off gets what came before.
            if failure.failure == .cancelled { state.waiting = Data() }
        }
    }

    /// Takes the head of the answer; says whether more is wanted.
    func begins(_ status: Int, _ headers: [Header]) -> Bool {
        // What comes before the answer says nothing.
        guard status >= 200 else { return isWanted }
        let packing = Packing(headers)
        if let name = packing.unknown {
            end(.packed(in: name))
        } else if !packing.isPacked && packing.length ?? 0 > maxAnswerBytes {
            end(.tooLarge)
        }
        change { state in
            guard state.end == nil else { return }
            state.head = (UInt16(clamping: status), packing.rest)
            state.isPacked = packing.isPacked
            state.length = packing.length
        }
        return isWanted
    }

    /// Takes a piece of the body.
    func takes(_ piece: Data) -> Wanted {
        change { state in
            guard state.end == nil else { return }
            guard state.received + piece.count <= maxAnswerBytes else {
                state.end = .failure(.tooLarge)
                return
            }
            state.received += piece.count
            state.waiting.append(piece)
            state.isHeldBack = state.waiting.count >= Self.room
        }
        return state.withLock { $0.end != nil ? .nothing : $0.isHeldBack ? .later : .more }
    }

    /// What the reader wants after a piece.
    enum Wanted {
        case more
        /// Nobody takes what is there: wait until it goes on.
        case later
        case nothing
    }

    /// The answer has ended.
    func completes(_ failure: TransportFailure?) {
        change { state in
            guard state.end == nil else { return }
            // Some loaders call a body complete when its connection broke off.
            let isCut = state.head == nil || (!state.isPacked && state.length ?? 0 > state.received)
            state.end = failure.map { .failure($0) } ?? (isCut ? .failure(.cut) : .success(()))
        }
    }

    /// Changes the state, and wakes who waits for that.
    private func change(_ body: (inout State) -> Void) {
        let (readers, goesOn) = state.withLock { state in
            let before = state.isHeldBack
            body(&state)
            if state.end != nil { state.isHeldBack = false }
            defer { state.readers = [] }
            return (state.readers, before && !state.isHeldBack)
        }
        if goesOn { goOn() }
        for reader in readers { reader.resume() }
    }
}

/// How a body is packed, by its headers. It is unpacked below, and the header that says so is left.
private struct Packing {

    /// What nobody asked for, or packed more than once: a few bytes of that are gigabytes.
    private(set) var unknown: String?
    private(set) var isPacked = false
    private(set) var length: Int?
    /// The other headers.
    private(set) var rest: [Header] = []

    init(_ headers: [Header]) {
        var codings: [String] = []
        for header in headers {
            let name = header.name.lowercased()
            if name == "content-length" { length = Int(header.value) }
            guard name == "content-encoding" else {
                rest.append(header)
                continue
            }
            let names = header.value.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
            codings += names.filter { !["", "identity"].contains($0) }
        }
        isPacked = !codings.isEmpty
        if codings.count > 1 || !codings.allSatisfy(["gzip", "x-gzip", "deflate"].contains) {
            unknown = codings.joined(separator: ", ")
        }
    }
}

extension TransportFailure {
    fileprivate static let late = TransportFailure(
        failure: .timeout, mayHaveArrived: true, reason: "the answer did not come in time")

    fileprivate static func packed(in coding: String) -> TransportFailure {
        let name = String(String.UnicodeScalarView(coding.unicodeScalars.filter { $0.value > 31 }.prefix(40)))
        return TransportFailure(
            failure: .network, mayHaveArrived: true,
            reason: "the answer came in a Content-Encoding that nobody asked for: \(name)")
    }

    fileprivate static let cut = TransportFailure(
        failure: .network, mayHaveArrived: true, reason: "the connection ended before the answer did")
}

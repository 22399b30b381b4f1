import Foundation

/// What sends a request. ``HttpTransport`` is the usual one; a `Sandbox` has one without a network; write your own to use another HTTP client.
///
/// A transport sends exactly what it is given, once: it follows no redirect (a ticket must not travel), repeats nothing, keeps no cookies,
/// and hands back the whole answer, whatever its status. When its task is cancelled it ends at once.
public protocol Transport: Sendable {
    /// Sends the request and waits for the whole answer.
    ///
    /// - Throws: `TransportFailure`. Its `mayHaveArrived` is `false` only if the request has certainly not reached the service.
    func send(_ request: HttpRequest) async throws(TransportFailure) -> HttpResponse

    /// Sends the request and waits for the head of the answer only: lists are read from the body while it arrives.
    ///
    /// A transport without it sends as always, and lists come when their answer is whole.
    ///
    /// - Throws: `TransportFailure`, as ``send(_:)``; reading the body throws it too.
    func stream(_ request: HttpRequest) async throws(TransportFailure) -> HttpStream

    /// Whether it may send a request twice by itself; `.never` unless it says otherwise. Journeys reckon with what it says.
    var repeats: TransportRepeats { get }

    /// The time. The system's clock, unless the transport has another.
    func now() -> Date

    /// Waits between two requests of a journey; returns early when the task is cancelled.
    func pause(milliseconds: UInt64) async
}

extension Transport {
    /// The whole answer of ``send(_:)``, as a body of one piece.
    public func stream(_ request: HttpRequest) async throws(TransportFailure) -> HttpStream {
        let response = try await send(request)
        return HttpStream(status: response.status, headers: response.headers, body: HttpBody(response.body))
    }

    /// It sends each request once.
    public var repeats: TransportRepeats { .never }

    /// The system's clock.
    public func now() -> Date { Date() }

    /// Waits as long as it says.
    public func pause(milliseconds: UInt64) async {
        // A cancelled pause just ends: whoever waits looks at the task.
        try? await Task.sleep(nanoseconds: min(milliseconds, 86_400_000) * 1_000_000)
    }
}

extension TransportFailure: Error {
    static func cancelled(mayHaveArrived: Bool) -> TransportFailure {
        TransportFailure(failure: .cancelled, mayHaveArrived: mayHaveArrived, reason: "the task was cancelled")
    }

    static let tooLarge = TransportFailure(
        failure: .tooLarge, mayHaveArrived: true, reason: "the answer is larger than the limit")
}

/// A value that several threads change.
final class Locked<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: Value) {
        self.value = value
    }

    func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        lock.lock()
        defer { lock.unlock() }
        return body(&value)
    }
}

import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Holds the answer to a task back while nobody takes it, so that memory does not grow with it.
final class Flow: Sendable {
    private let isHeld = Locked(false)
    private let pause: @Sendable () -> Void
    private let resume: @Sendable () -> Void

    /// - Parameter session: The task's, and of no other task.
    init(_ session: URLSession, _ task: URLSessionTask) {
        #if canImport(FoundationNetworking)
            // Suspending a task will not do on Linux: it drops the connection, and resuming sends the request anew. Nor will making the session wait when it
            // reports, since all sessions wait for each other. But each reads its connections on a queue of its own, and a queue can be suspended. It is
            // private: where a later Foundation has none, nothing is held back, and what bounds the memory is the largest answer.
            let queue = Mirror(reflecting: session).descendant("multiHandle", "queue") as? DispatchQueue
            pause = { @Sendable in queue?.suspend() }
            resume = { @Sendable in queue?.resume() }
        #else
            pause = { task.suspend() }
            resume = { task.resume() }
        #endif
    }

    /// On what a session reports whose answer may be held back; nothing: on what it likes.
    static func reports() -> OperationQueue? {
        #if canImport(FoundationNetworking)
            AtOnce()
        #else
            nil
        #endif
    }

    /// Nothing more is read from the connection. What was read already may still come.
    func hold() {
        isHeld.withLock { isHeld in
            if !isHeld { pause() }
            isHeld = true
        }
    }

    /// It is read on.
    func go() {
        isHeld.withLock { isHeld in
            if isHeld { resume() }
            isHeld = false
        }
    }
}

#if canImport(FoundationNetworking)
    /// Reports at once, where the connection is read: on a queue of the usual kind, which is much slower than that, megabytes of reports pile up.
    ///
    /// It has no state of its own, and its class may be used by any thread.
    private final class AtOnce: OperationQueue, @unchecked Sendable {
        override func addOperation(_ block: @escaping @Sendable () -> Void) {
            block()
        }
    }
#endif

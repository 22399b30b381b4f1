import Foundation

/// An answer whose head is there and whose body still arrives.
public struct HttpStream: Sendable {
    /// The status.
    public let status: UInt16
    /// The headers, in order.
    public let headers: [Header]
    /// The body, only unpacked if it was compressed.
    public let body: HttpBody

    /// As it is.
    public init(status: UInt16, headers: [Header], body: HttpBody) {
        (self.status, self.headers, self.body) = (status, headers, body)
    }

    /// The whole answer, if its body has no more than so many bytes.
    func collected(upTo limit: Int) async throws(TransportFailure) -> HttpResponse {
        var (whole, pieces) = (Data(), body.makeAsyncIterator())
        while let piece = try await pieces.next() {
            guard whole.count + piece.count <= limit else { throw .tooLarge }
            whole.append(piece)
        }
        return HttpResponse(status: status, headers: headers, body: whole)
    }
}

/// The body of an answer, in pieces, as they come. It is there once: a second loop goes on where the first one stopped.
///
/// A body that is let go before its end ends its exchange. It throws `TransportFailure` after the pieces that came.
public struct HttpBody: AsyncSequence, Sendable {
    private let piece: @Sendable () async throws(TransportFailure) -> Data?

    /// A body of these pieces.
    ///
    /// - Parameter next: Gives the next piece when there is one, `nil` at the end. It throws at once when its task is cancelled. What it holds is let go when
    ///   nothing more is wanted; that has to end the exchange.
    public init(next: @escaping @Sendable () async throws(TransportFailure) -> Data?) {
        piece = next
    }

    /// A body that is there as a whole.
    public init(_ whole: Data) {
        let rest = Locked<Data?>(whole)
        piece = { () async throws(TransportFailure) in
            rest.withLock { rest in
                defer { rest = nil }
                return rest
            }
        }
    }

    /// Begins with the next piece.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(piece: piece)
    }

    /// Where a loop over the pieces stands.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let piece: @Sendable () async throws(TransportFailure) -> Data?

        /// The next piece; `nil` at the end.
        public mutating func next() async throws(TransportFailure) -> Data? {
            try await piece()
        }
    }
}

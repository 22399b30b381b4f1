/// All items of a list, read page by page as they are asked for.
///
/// ```swift
/// for try await task in fastDok.tasks(status: .ready) { print(task.id) }
/// ```
///
/// It throws `NordcaseError`. A new loop begins at the first page again.
public struct Pages<Element: Sendable>: AsyncSequence, Sendable {
    struct Page: Sendable {
        let items: [Element]
        let totalCount: Int64?
    }

    let engine: Engine
    let operation: @Sendable (_ start: UInt32?) -> ServiceOperation
    let read: @Sendable (ServiceAnswer) -> Page?

    /// Begins at the first page.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(pages: self)
    }

    /// Where a loop over the items stands.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let pages: Pages
        private var items: ArraySlice<Element> = []
        private var start: UInt32?
        private var asked: UInt32 = 0
        private var ended = false

        fileprivate init(pages: Pages) {
            self.pages = pages
        }

        /// The next item; `nil` at the end.
        public mutating func next() async throws(NordcaseError) -> Element? {
            while items.isEmpty {
                guard !ended else { return nil }
                // After an error there is nothing more.
                ended = true
                let operation = pages.operation(start)
                let call = try ofCore { try ServiceCall(operation: operation) }
                guard let page = pages.read(try await pages.engine.call(call)) else { throw .wrongAnswer }
                items = page.items[...]
                asked += 1
                start = call.nextStart(
                    items: UInt32(clamping: page.items.count), totalCount: page.totalCount, asked: asked)
                ended = start == nil
            }
            return items.popFirst()
        }
    }
}

extension NordcaseError {
    /// The library answered a call with the answer to another. It does not.
    static let wrongAnswer = unreadable("the answer is of another operation")
}

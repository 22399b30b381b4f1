import Foundation

/// All items of a list, read while they arrive: each comes as soon as it is complete, and memory does not grow with the list.
///
/// A list in pages is read on as its items are asked for.
///
/// ```swift
/// for try await task in fastDok.tasks(status: .ready) { print(task.id) }
/// ```
///
/// It throws `NordcaseError`; a list that breaks off does so after the items that came. Leaving the loop ends its exchange at once, and so does cancelling
/// its task. Nothing is sent again, and a new loop begins at the first item again.
public struct ListItems<Element: Sendable>: AsyncSequence, Sendable {
    /// What one answer, or a part of it, says.
    struct Part: Sendable {
        let items: [Element]
        let totalCount: Int64?
    }

    let engine: Engine
    let operation: @Sendable (_ start: UInt32?) -> ServiceOperation
    let read: @Sendable (ServiceAnswer) -> Part?

    /// Begins at the first item.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(list: self)
    }

    /// Where a loop over the items stands.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private enum Place {
            case before(start: UInt32?)
            case inside(ArrivingList)
            case end
        }

        private let list: ListItems
        private var place = Place.before(start: nil)
        private var items: ArraySlice<Element> = []
        /// Pages that were asked for.
        private var asked: UInt32 = 0
        /// Items of this page.
        private var came: UInt32 = 0

        fileprivate init(list: ListItems) {
            self.list = list
        }

        /// The next item; `nil` at the end.
        public mutating func next() async throws(NordcaseError) -> Element? {
            while items.isEmpty {
                let here = place
                // After an error there is nothing more.
                place = .end
                switch here {
                case .end: return nil
                case .before(let start):
                    (asked, came) = (asked + 1, 0)
                    switch try await list.engine.list(list.operation(start)) {
                    case .arriving(let arriving): place = .inside(arriving)
                    case .whole(let answer, let call): place = after(call, totalCount: try take(answer))
                    }
                case .inside(let arriving):
                    if let part = try await arriving.next() {
                        _ = try take(part)
                        place = here
                    } else {
                        place = after(arriving.call, totalCount: try take(arriving.finish()))
                    }
                }
            }
            return items.popFirst()
        }

        /// Takes the items, and gives what the answer says of their number.
        private mutating func take(_ answer: ServiceAnswer) throws(NordcaseError) -> Int64? {
            guard let part = list.read(answer) else { throw .wrongAnswer }
            items = part.items[...]
            came = UInt32(clamping: Int(came) + part.items.count)
            return part.totalCount
        }

        private func after(_ call: ServiceCall, totalCount: Int64?) -> Place {
            call.nextStart(items: came, totalCount: totalCount, asked: asked).map { .before(start: $0) } ?? .end
        }
    }
}

/// What came of asking for a list.
enum ListAnswer {
    /// It is read while it arrives.
    case arriving(ArrivingList)
    /// It is there already.
    case whole(ServiceAnswer, of: ServiceCall)
}

/// A list whose answer still arrives. Letting it go ends the exchange.
struct ArrivingList {
    let call: ServiceCall
    private let engine: Engine
    private let access: Access
    private let reading: ListReading
    private let body: HttpBody

    init(engine: Engine, call: ServiceCall, access: Access, reading: ListReading, _ body: HttpBody) {
        (self.engine, self.call, self.access, self.reading, self.body) = (engine, call, access, reading, body)
    }

    /// The next items; `nil` when the body has ended.
    func next() async throws(NordcaseError) -> ServiceAnswer? {
        var pieces = body.makeAsyncIterator()
        while let piece = try await next(&pieces) {
            if let items = try ofCore({ try reading.feed(piece: piece) }) { return items }
        }
        return nil
    }

    private func next(_ pieces: inout HttpBody.AsyncIterator) async throws(NordcaseError) -> Data? {
        do throws(TransportFailure) {
            return try await pieces.next()
        } catch {
            throw engine.failed(call, access, error)
        }
    }

    /// What the answer says besides its items.
    func finish() throws(NordcaseError) -> ServiceAnswer {
        try ofCore { try reading.finish(session: engine.session, moment: engine.moment()) }
    }
}

extension NordcaseError {
    /// The library answered a call with the answer to another. It does not.
    static let wrongAnswer = unreadable("the answer is of another operation")
}

import Foundation

/// All items of a list, read while they arrive: each comes as soon as it is complete, and memory does not grow with the list.
///
/// A list in pages is read on as its items are asked for. It ends also with a page that came before: a service that ignores where a page is to start
/// would be asked for ever.
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
        /// Nothing where a list has no pages.
        let firstId: String?

        /// A part of a list without pages.
        init(items: [Element]) {
            (self.items, totalCount, firstId) = (items, nil, nil)
        }

        /// A part of a page.
        init(items: [Element], totalCount: Int64?, id: (Element) -> String) {
            (self.items, self.totalCount, firstId) = (items, totalCount, items.first.map(id))
        }
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
            case again(ServiceCall, Access)
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
        /// What the core remembers of the pages that came.
        private var remembered: String?

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
                    try begin(await list.engine.list(list.operation(start)))
                case .again(let call, let access): try begin(await list.engine.list(call, access))
                case .inside(let arriving):
                    switch try await arriving.next(isFirst: came == 0) {
                    case .items(let answer): if try take(answer) != nil { place = here }
                    case .end(let answer): if let page = try take(answer) { place = after(arriving.call, page) }
                    case .again: place = .again(arriving.call, arriving.access)
                    }
                }
            }
            return items.popFirst()
        }

        private mutating func begin(_ answer: ListAnswer) throws(NordcaseError) {
            switch answer {
            case .arriving(let arriving): place = .inside(arriving)
            case .whole(let answer, let call): if let page = try take(answer) { place = after(call, page) }
            }
        }

        /// Takes the items, and gives the rest; `nil` if this page came before.
        private mutating func take(_ answer: ServiceAnswer) throws(NordcaseError) -> Part? {
            guard let part = list.read(answer) else { throw .wrongAnswer }
            if came == 0, let first = part.firstId {
                remembered = nordcaseMarkPage(asked: asked, firstId: first, remembered: remembered)
                if remembered == nil { return nil }
            }
            items = part.items[...]
            came = UInt32(clamping: Int(came) + part.items.count)
            return part
        }

        private func after(_ call: ServiceCall, _ page: Part) -> Place {
            call.nextStart(items: came, totalCount: page.totalCount, asked: asked).map { .before(start: $0) } ?? .end
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
    /// What came next.
    enum Part {
        /// Some items.
        case items(ServiceAnswer)
        /// What the answer says besides its items: the body has ended.
        case end(ServiceAnswer)
        /// It broke before anything came, and is asked for once more.
        case again
    }

    let call: ServiceCall
    let access: Access
    private let engine: Engine
    private let reading: ListReading
    private let body: HttpBody
    private let pass: Pass?

    init(
        engine: Engine, call: ServiceCall, access: Access, reading: ListReading, _ body: HttpBody, _ pass: Pass?
    ) {
        (self.engine, self.call, self.access) = (engine, call, access)
        (self.reading, self.body, self.pass) = (reading, body, pass)
    }

    /// The next part.
    ///
    /// - Parameter isFirst: No item has come yet.
    func next(isFirst: Bool) async throws(NordcaseError) -> Part {
        // Once there are items, the credentials were accepted; and whatever is thrown here is the list's end.
        defer { pass?.leave() }
        var pieces = body.makeAsyncIterator()
        while true {
            let piece: Data?
            do throws(TransportFailure) {
                piece = try await pieces.next()
            } catch {
                return try await failed(error, isFirst)
            }
            guard let piece else {
                return .end(try ofCore { try reading.finish(session: engine.session, moment: engine.moment()) })
            }
            if let items = try ofCore({ try reading.feed(session: engine.session, piece: piece) }) {
                return .items(items)
            }
        }
    }

    /// What becomes of a list that breaks off: where items came, it is not asked for again.
    private func failed(_ failure: TransportFailure, _ isFirst: Bool) async throws(NordcaseError) -> Part {
        if isFirst {
            _ = try await engine.end(call, access, .failed(failure: failure), pass)
            return .again
        }
        // The call has only so many tries, of which none is made.
        for _ in 0..<16 {
            let outcome = HttpOutcome.failed(failure: failure)
            _ = try ofCore {
                try call.end(access: access, session: engine.session, outcome: outcome, moment: engine.moment())
            }
        }
        throw .unreadable("the core took a failure for an answer")
    }
}

extension NordcaseError {
    /// The library answered a call with the answer to another. It does not.
    static let wrongAnswer = unreadable("the answer is of another operation")
}

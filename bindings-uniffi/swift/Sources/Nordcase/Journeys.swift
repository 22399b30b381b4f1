import Foundation

/// The receipt of a journey: each of its types belongs to one journey.
public protocol JourneyReceipt: Sendable {
    /// The name of its journey, as `fastdok.pay_case`.
    static var journeyName: String { get }

    /// This receipt, if it is of this journey.
    init?(_ receipt: AnyReceipt)
}

/// Is asked before money is spent, with the order and the balance. No money is spent unless it says `true`.
public typealias Approve = @Sendable (PaymentQuestion) async -> Bool

/// Is given a journey as text before each request, to be kept for `resume` in case the process stops. The text holds no secret.
/// If it throws, nothing is sent.
public typealias Save = @Sendable (String) async throws -> Void

/// What a journey does next.
public enum JourneyEvent<Receipt: JourneyReceipt>: Sendable {
    /// It sends a request.
    ///
    /// `operation` is as `fastdok.perform_action`; `label` says what it is for; `changes` says whether it changes anything at the service.
    case sending(operation: String, label: String, changes: Bool)

    /// It waits, and why.
    case waiting(milliseconds: UInt64, reason: String)

    /// It is done.
    case done(Receipt)
}

/// A journey, one event at a time: each comes before what it says is done, and the next call does it. The last one is ``JourneyEvent/done(_:)``.
///
/// ```swift
/// for try await event in try fastDok.payingCase(caseId: id, approve: approve) {
///     switch event {
///     case .sending(_, let label, _): show(label)
///     case .waiting(_, let reason): show(reason)
///     case .done(let receipt): show(receipt)
///     }
/// }
/// ```
///
/// It throws `NordcaseError`; `.Journey` has a report of what is certain and what is safe to do next. Loop over it once: a second loop begins from the
/// same text, as after a crash. When the task is cancelled, the request that is out ends at once, and the report says what it may have done.
public struct JourneySteps<Receipt: JourneyReceipt>: AsyncSequence, Sendable {
    /// What the loop gives.
    public typealias Element = JourneyEvent<Receipt>

    let engine: Engine
    let stored: String
    let approve: Approve?
    let save: Save?

    /// Begins where the stored text stands.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(steps: self)
    }

    /// Carries the journey out to its end.
    public func receipt() async throws(NordcaseError) -> Receipt {
        var iterator = makeAsyncIterator()
        while let event = try await iterator.next() {
            if case .done(let receipt) = event { return receipt }
        }
        throw .unreadable("a journey without an end")
    }

    /// Where a journey stands.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private enum Told: Sendable {
            case nothing
            case send(HttpRequest)
            case wait(UInt64)
            case end
        }

        private let steps: JourneySteps
        private var stored: String
        private var told = Told.nothing
        private var access: Access?

        fileprivate init(steps: JourneySteps) {
            self.steps = steps
            stored = steps.stored
        }

        /// Does what the last event said, and tells the next one.
        public mutating func next() async throws(NordcaseError) -> JourneyEvent<Receipt>? {
            let doing = told
            // Whatever is thrown from here on ends the journey.
            told = .end
            switch doing {
            case .end: return nil
            case .nothing: break
            case .send(let request): try await resume(sent(request))
            case .wait(let milliseconds):
                await steps.engine.transport.pause(milliseconds: milliseconds)
                try resume(.woke)
            }
            while true {
                // One that has ended cannot be cancelled any more, and stays as it is.
                if Task.isCancelled { try? resume(.cancelled) }
                let engine = steps.engine
                let access = try allowed()
                let next = try ofCore {
                    try journeyNext(stored: stored, access: access, session: engine.session, moment: engine.moment())
                }
                stored = next.stored
                switch next.step {
                case .send(let request, let operation, let label, let changes):
                    try await keep()
                    told = .send(request)
                    return .sending(operation: operation, label: label, changes: changes)
                case .wait(let millis, let reason):
                    told = .wait(millis)
                    return .waiting(milliseconds: millis, reason: reason)
                case .ask(let question):
                    let approved = await steps.approve?(question) ?? false
                    try resume(.decided(approved: approved))
                case .done(let any):
                    try await keep()
                    guard let receipt = Receipt(any) else { throw .unreadable("a receipt of another journey") }
                    return .done(receipt)
                case .failed(let report):
                    try await keep()
                    try ofCore { try journeyFailed(report: report) }
                }
            }
        }

        private func sent(_ request: HttpRequest) async -> JourneyInput {
            switch await steps.engine.send(request) {
            case .answered(let response): .answered(response: response)
            case .failed(let failure): .failed(failure: failure)
            }
        }

        private mutating func resume(_ input: JourneyInput) throws(NordcaseError) {
            let (engine, before) = (steps.engine, stored)
            let access = try allowed()
            stored = try ofCore {
                try journeyResume(
                    stored: before, access: access, session: engine.session, input: input, moment: engine.moment())
            }
        }

        /// The access, made once.
        private mutating func allowed() throws(NordcaseError) -> Access {
            if let access { return access }
            let made = try steps.engine.access()
            access = made
            return made
        }

        private func keep() async throws(NordcaseError) {
            guard let save = steps.save else { return }
            do {
                try await save(stored)
            } catch {
                let reason = "\(type(of: error))"
                try ofCore { try journeyNotStored(reason: reason) }
            }
        }
    }
}

extension Engine {
    func steps<Receipt>(_ journey: Journey, _ approve: Approve?, _ save: Save?) throws(NordcaseError) -> JourneySteps<
        Receipt
    > {
        JourneySteps(engine: self, stored: try begin(journey), approve: approve, save: save)
    }

    /// A stored journey, which must be the one of this receipt.
    func steps<Receipt: JourneyReceipt>(
        stored: String, _ approve: Approve?, _ save: Save?
    ) throws(NordcaseError) -> JourneySteps<Receipt> {
        let loaded = try ofCore { try journeyLoad(name: Receipt.journeyName, stored: stored) }
        return JourneySteps(engine: self, stored: loaded, approve: approve, save: save)
    }
}

extension StartReceipt: JourneyReceipt {
    /// `fastdok.start_case`.
    public static var journeyName: String { "fastdok.start_case" }
    /// This receipt, if it is of this journey.
    public init?(_ receipt: AnyReceipt) {
        guard case .startCase(let own) = receipt else { return nil }
        self = own
    }
}

extension PayReceipt: JourneyReceipt {
    /// `fastdok.pay_case`.
    public static var journeyName: String { "fastdok.pay_case" }
    /// This receipt, if it is of this journey.
    public init?(_ receipt: AnyReceipt) {
        guard case .payCase(let own) = receipt else { return nil }
        self = own
    }
}

extension CancelReceipt: JourneyReceipt {
    /// `fastdok.cancel_payment`.
    public static var journeyName: String { "fastdok.cancel_payment" }
    /// This receipt, if it is of this journey.
    public init?(_ receipt: AnyReceipt) {
        guard case .cancelPayment(let own) = receipt else { return nil }
        self = own
    }
}

extension CompleteReceipt: JourneyReceipt {
    /// `fastdok.complete_case`.
    public static var journeyName: String { "fastdok.complete_case" }
    /// This receipt, if it is of this journey.
    public init?(_ receipt: AnyReceipt) {
        guard case .completeCase(let own) = receipt else { return nil }
        self = own
    }
}

extension CreateReceipt: JourneyReceipt {
    /// `altinn.create_case`.
    public static var journeyName: String { "altinn.create_case" }
    /// This receipt, if it is of this journey.
    public init?(_ receipt: AnyReceipt) {
        guard case .createCase(let own) = receipt else { return nil }
        self = own
    }
}

extension EventReceipt: JourneyReceipt {
    /// `altinn.send_event`.
    public static var journeyName: String { "altinn.send_event" }
    /// This receipt, if it is of this journey.
    public init?(_ receipt: AnyReceipt) {
        guard case .sendEvent(let own) = receipt else { return nil }
        self = own
    }
}

extension NoticeReceipt: JourneyReceipt {
    /// `altinn.place_notice`.
    public static var journeyName: String { "altinn.place_notice" }
    /// This receipt, if it is of this journey.
    public init?(_ receipt: AnyReceipt) {
        guard case .placeNotice(let own) = receipt else { return nil }
        self = own
    }
}

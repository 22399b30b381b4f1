import Foundation

/// Is asked before money is spent, with the order and the balance. Money is spent if it returns `true`, and not otherwise: one that throws spends nothing, and
/// the journey, as it was stored last, can be carried on.
public typealias Approve = @Sendable (PaymentQuestion) async throws -> Bool

/// Where a journey is stored: before each request, before it claims a case, and at its end. If it throws, nothing is sent.
///
/// A ``Journal`` has it ready (``Journal/entry(_:)``). Bring your own to store journeys in a database:
///
/// ```swift
/// let receipt = try await fastDok.payCase(caseId: id, approve: approve, save: Save { text in try await table.put(id, text) })
/// ```
public struct Save: Sendable {
    let keep: @Sendable (String) async throws -> Void
    let claims: (any Claims)?
    /// Says that the journey is under way, until what it gives is let go, if this is the newest text of it; `nil` for a new one. A journal has it.
    let hold: (@Sendable (_ carried: String?) throws(NordcaseError) -> any Sendable)?

    /// One of your own.
    ///
    /// - Parameters:
    ///   - claims: Where its journeys claim their cases, if not in the client's memory: use one for all journeys that may start the same contents.
    ///   - keep: Is given the journey as text, to be kept in place of the text before. It holds no secret. It returns when the text is safe.
    public init(claims: (any Claims)? = nil, _ keep: @escaping @Sendable (String) async throws -> Void) {
        self.init(claims: claims, keep: keep, hold: nil)
    }

    init(
        claims: (any Claims)?, keep: @escaping @Sendable (String) async throws -> Void,
        hold: (@Sendable (_ carried: String?) throws(NordcaseError) -> any Sendable)?
    ) {
        (self.claims, self.keep, self.hold) = (claims, keep, hold)
    }
}

/// What a journey does next.
public enum JourneyEvent<Receipt: Sendable>: Sendable {
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
/// It throws `NordcaseError`; `.Journey` has a report of what is certain and what is safe to do next. Loop over it once, and to its end: a second loop begins
/// from the same text, as after a crash (a journal refuses that, since it has a newer one).
///
/// When the task is cancelled, the request that is out ends at once, and `transport.cancelled` is thrown. That ends the loop and not the job: what is stored is
/// unfinished, as after a crash, and when it is carried on it looks what was done.
public struct JourneySteps<Receipt: Sendable>: AsyncSequence, Sendable {
    /// What the loop gives.
    public typealias Element = JourneyEvent<Receipt>

    let engine: Engine
    let kind: @Sendable (AnyReceipt) -> Receipt?
    let stored: String
    /// The text that the caller has; nothing for a new journey.
    let carried: String?
    let approve: Approve?
    let save: Save?

    /// Begins where the stored text stands.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(steps: self)
    }

    /// Carries the journey out to its end.
    public func receipt() async throws(NordcaseError) -> Receipt {
        var iterator = AsyncIterator(steps: self)
        while let event = try await iterator.next() {
            if case .done(let receipt) = event { return receipt }
        }
        throw .unreadable("a journey without an end")
    }

    /// Where a journey stands.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private enum Told: Sendable {
            case nothing
            case send(Ready)
            case wait(UInt64)
            case end
        }

        /// A request that was stored and told: it is made anew, and sent, if the same text still leads to it.
        private struct Ready: Sendable {
            let from: String
            let operation: String
            let label: String
            let changes: Bool
            let gated: Bool

            var isSignIn: Bool { gated && !changes }

            func isSame(as other: Ready) -> Bool {
                (operation, label, changes) == (other.operation, other.label, other.changes)
            }
        }

        private let steps: JourneySteps
        private var stored: String
        private var told = Told.nothing
        private var access: Access?
        /// Kept while a request is out that others wait for.
        private var pass: Pass?
        private var held: (any Sendable)?
        /// Whether a request that changes something may have been sent, also before the text was stored that this began with.
        private var hasChanged: Bool
        /// A request that was ready and is not any more, while it is not known what is sent instead.
        private var passed: Ready?
        /// How many requests in a row grew old while they were stored and told, and the last one if that was more than once: it stands stored already.
        private var aged: (count: Int, stored: Ready?) = (0, nil)

        fileprivate init(steps: JourneySteps) {
            self.steps = steps
            stored = steps.stored
            hasChanged = steps.carried != nil
        }

        /// Does what the last event said, and tells the next one.
        public mutating func next() async throws(NordcaseError) -> JourneyEvent<Receipt>? {
            let doing = told
            // Whatever is thrown from here on ends the journey.
            told = .end
            do throws(NordcaseError) {
                switch doing {
                case .end: return nil
                case .nothing: held = try steps.save?.hold?(steps.carried)
                case .send(let ready): try await send(ready)
                case .wait(let milliseconds):
                    await steps.engine.transport.pause(milliseconds: milliseconds)
                    try resume(.woke)
                }
                while true {
                    if let event = try await step() { return event }
                }
            } catch {
                end()
                throw error
            }
        }

        /// What is told next; nothing where something was done that is not told.
        private mutating func step() async throws(NordcaseError) -> JourneyEvent<Receipt>? {
            let engine = steps.engine
            // An end that is known is told. Anything else is left as it is stored, as by a process that is killed.
            if Task.isCancelled, try ofCore({ try journeyInspect(stored: stored) }).ended == nil { throw cancelled() }
            let access = try allowed()
            let (from, moment) = (stored, engine.moment(past: pass))
            let next = try ofCore {
                try journeyNext(stored: from, kept: nil, access: access, session: engine.session, moment: moment)
            }
            stored = next.stored
            if case .gate = next.step {
                pass = await engine.gate.enter()
                return nil
            }
            // What the caller brings may use this client, and take its time.
            letPass()
            let (before, old) = (passed, aged.stored)
            (passed, aged.stored) = (nil, nil)
            switch next.step {
            case .gate: break
            case .send(_, let operation, let label, let changes, let gated):
                let ready = Ready(from: from, operation: operation, label: label, changes: changes, gated: gated)
                var late = old
                if let before, !before.gated, ready.isSignIn {
                    aged.count += 1
                    if aged.count > 1 { late = before }
                }
                // Who takes longer than a ticket lives would never get further: the sign-in, and then what it is for, are sent at once.
                if let late, ready.isSignIn || ready.isSame(as: late) {
                    aged.stored = late
                    try await send(ready)
                    return nil
                }
                try await keep()
                told = .send(ready)
                return .sending(operation: operation, label: label, changes: changes)
            case .claim(let owner, let caseIds, let take):
                // Killed behind the claim, it must know that it made it. Behind an answer nothing is stored: that text may hold an end that is the session's only.
                try await keep()
                try resume(.claimed(caseIds: try await claim(owner, caseIds, take)))
            case .wait(let millis, let reason):
                told = .wait(millis)
                return .waiting(milliseconds: millis, reason: reason)
            case .ask(let question): try await ask(question)
            case .done(let any):
                try await keep()
                end()
                guard let receipt = steps.kind(any) else { throw .unreadable("a receipt of another journey") }
                return .done(receipt)
            case .failed(let report):
                try await keep()
                try ofCore { try journeyFailed(report: report) }
            }
            return nil
        }

        /// Sends a request that was told, as it is made now: a security header or a ticket may have grown old meanwhile. Nothing where something else is to be
        /// done, as others have passed the gate, or a ticket has ended.
        private mutating func send(_ ready: Ready) async throws(NordcaseError) {
            let (engine, kept) = (steps.engine, stored)
            let access = try allowed()
            stored = ready.from
            var isWaiting = ready.gated
            while true {
                if isWaiting {
                    pass = await engine.gate.enter()
                    guard pass != nil else { return }
                }
                let (from, moment) = (stored, engine.moment(past: pass))
                let next = try ofCore {
                    try journeyNext(stored: from, kept: kept, access: access, session: engine.session, moment: moment)
                }
                switch next.step {
                case .gate:
                    stored = next.stored
                    isWaiting = true
                case .send(let request, _, _, let changes, let gated) where next.stored == kept:
                    stored = kept
                    if !gated {
                        letPass()
                        aged = (0, nil)
                    }
                    return try await send(request, changes)
                default:
                    passed = ready
                    return
                }
            }
        }

        /// Some of these cases and no others; claims that fail are as what cannot be stored. The client's own set is asked before the others, and has the last
        /// word: two journeys of one client that are kept in two places never take the same case.
        private func claim(
            _ owner: String, _ caseIds: [String], _ take: Bool
        ) async throws(NordcaseError) -> [String] {
            let (own, others) = (steps.engine.ownClaims, steps.save?.claims ?? steps.engine.claims)
            while true {
                let ours = own.claimNow(owner, caseIds, take: false)
                guard !ours.isEmpty else { return [] }
                let free: [String]
                do {
                    free = try await others.claim(owner: owner, caseIds: ours, take: take)
                } catch {
                    throw Task.isCancelled ? cancelled() : .claims("failed: \(reason(of: error))")
                }
                guard Set(free).isSubset(of: ours) else { throw .claims("gave a case that they were not asked for") }
                guard take, let first = free.first else { return free }
                // One that another journey of the client has taken meanwhile is not asked for again.
                if !own.claimNow(owner, [first], take: true).isEmpty { return [first] }
            }
        }

        private mutating func send(_ request: HttpRequest, _ changes: Bool) async throws(NordcaseError) {
            defer { letPass() }
            if Task.isCancelled { throw cancelled() }
            if changes { hasChanged = true }
            switch await steps.engine.send(request) {
            case .answered(let response): try resume(.answered(response: response))
            case .failed(let failure) where failure.failure == .cancelled && Task.isCancelled:
                // One under the gate may have been refused, and counts as sent. What comes of that is nobody's any more.
                if pass != nil { try? resume(.failed(failure: failure)) }
                throw cancelled(failure)
            case .failed(let failure): try resume(.failed(failure: failure))
            }
        }

        private mutating func ask(_ question: PaymentQuestion) async throws(NordcaseError) {
            guard let approve = steps.approve else { throw .approve("is missing, and this journey spends money") }
            let approved: Bool
            do {
                approved = try await approve(question)
            } catch {
                if Task.isCancelled { throw cancelled() }
                throw .approve("must give true or false, and threw \(type(of: error))")
            }
            try resume(.decided(approved: approved))
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
                try await save.keep(stored)
            } catch {
                if Task.isCancelled { throw cancelled() }
                // What cannot be stored is not carried out.
                try ofCore { try journeyNotStored(reason: reason(of: error)) }
            }
        }

        /// Not the error's own words: whose they are nobody knows. A journal's are ours.
        private func reason(of error: any Error) -> String {
            guard case .Input(_, _, _, _, let details) = error as? NordcaseError else { return "\(type(of: error))" }
            return "\(details.field) \(details.rule)"
        }

        /// The caller has given the loop up. The job is as it was stored.
        private func cancelled(
            _ failure: TransportFailure = .cancelled(mayHaveArrived: false)
        ) -> NordcaseError {
            .cancelled(
                hasChanged ? .verifyFirst : .safe,
                whatToDo: steps.save.map { _ in "Carry the journey on from what was stored: it looks first." }, failure)
        }

        private mutating func letPass() {
            pass?.leave()
            pass = nil
        }

        private mutating func end() {
            letPass()
            held = nil
        }
    }
}

extension Engine {
    func steps<Client, Receipt>(
        _ kind: JourneyKind<Client, Receipt>, _ journey: Journey, _ approve: Approve?, _ save: Save?
    ) throws(NordcaseError) -> JourneySteps<Receipt> {
        let options = JourneyOptions(
            seed: .random(in: .min ... .max), settleMillis: settleMillis, repeats: transport.repeats)
        let stored = try ofCore { try journeyBegin(journey: journey, options: options) }
        return JourneySteps(
            engine: self, kind: kind.receipt, stored: stored, carried: nil, approve: approve, save: save)
    }

    /// A stored journey, if it is the one that the caller means.
    func steps<Client, Receipt>(
        _ kind: JourneyKind<Client, Receipt>, stored: String, caseId: String?, _ approve: Approve?, _ save: Save?
    ) throws(NordcaseError) -> JourneySteps<Receipt> {
        let about = try ofCore { try journeyInspect(stored: stored) }
        guard about.journey == kind.name else {
            throw .input("input.journey_stored", "journey", "is of \(about.journey), not of \(kind.name)")
        }
        if let caseId, caseId != about.caseId {
            throw .input("input.journey_case", "caseId", "is not the case that the stored journey is about")
        }
        if about.spends && about.ended == nil && approve == nil {
            throw .approve("is missing, and this journey spends money")
        }
        let loaded = try ofCore { try journeyLoad(name: kind.name, stored: stored, repeats: transport.repeats) }
        return JourneySteps(
            engine: self, kind: kind.receipt, stored: loaded, carried: stored, approve: approve, save: save)
    }
}

extension NordcaseError {
    /// Nobody said that money may be spent.
    fileprivate static func approve(_ rule: String) -> NordcaseError {
        .input("input.approve", "approve", rule)
    }

    /// Claims did not say which cases are free.
    fileprivate static func claims(_ rule: String) -> NordcaseError {
        .input("input.journey_not_stored", "claims", "\(rule), so no case was taken")
    }
}

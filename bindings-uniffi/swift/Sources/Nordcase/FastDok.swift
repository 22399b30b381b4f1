import Foundation

/// Calls FastDok (Fastighetsägarna Dokument): signs in when needed, keeps the ticket, and renews it once when the service refuses it.
///
/// ```swift
/// let fastDok = try FastDok(baseUrl: FastDok.production, apiKey: "…", username: "…", password: "…")
/// let started = try await fastDok.startCase(entries: [ObjectEntry(typeNamespace: "Kund")])
/// ```
///
/// All methods throw `NordcaseError`. Cancelling a task ends its call at once; a request that was out may have been applied. A copy shares the
/// original's sign-in, and tasks may share a client.
public struct FastDok: Sendable, CustomStringConvertible, CustomReflectable {
    /// The production service (verified).
    public static let production = fastdokProduction()

    /// The development service (verified).
    public static let development = fastdokDevelopment()

    let engine: Engine
    private let shown: String

    /// A client of one user. Nothing is sent yet.
    ///
    /// - Parameters:
    ///   - baseUrl: The API root, as ``production``, or a server's address.
    ///   - apiKey: The system vendor's key.
    ///   - username: The user's name at the customer's company.
    ///   - password: The user's password. A refused one is never tried again by this client, since accounts get locked.
    ///   - ticket: A ticket from elsewhere, instead of or beside the credentials.
    ///   - transport: What sends, if not ``HttpTransport``.
    ///   - timeout: Seconds that the network takes in all for one exchange over HTTP; what the reader of a list does between two items does not count.
    ///   - maxAnswerBytes: The largest answer that is read, unpacked.
    ///   - settle: How long after a changing request that nobody saw answered the service may still carry it out; four minutes, if not said otherwise. Within it
    ///     a journey sends nothing again that could be doubled.
    ///   - claims: Where journeys claim the cases that they start or create, if not in this client's memory.
    ///   - allowInsecure: Allow plain http to another host than this machine.
    public init(
        baseUrl: String,
        apiKey: String? = nil,
        username: String? = nil,
        password: String? = nil,
        ticket: String? = nil,
        transport: (any Transport)? = nil,
        timeout: TimeInterval = HttpTransport.defaultTimeout,
        maxAnswerBytes: Int = HttpTransport.defaultMaxAnswerBytes,
        settle: Duration? = nil,
        claims: (any Claims)? = nil,
        allowInsecure: Bool = false
    ) throws(NordcaseError) {
        let access = try ofCore {
            try Access.fastdok(
                baseUrl: baseUrl, apiKey: apiKey, username: username, password: password, ticket: ticket,
                allowInsecure: allowInsecure, maxAnswerBytes: UInt64(clamping: maxAnswerBytes))
        }
        let transport = transport ?? HttpTransport(timeout: timeout, maxAnswerBytes: maxAnswerBytes)
        engine = Engine(transport: transport, maxAnswerBytes: maxAnswerBytes, settle: settle, claims: claims) {
            () throws(NordcaseError) in access
        }
        shown = "FastDok(baseUrl: \(baseUrl), username: \(username ?? "-"))"
    }

    /// Address and user, and no secret.
    public var description: String { shown }

    /// Address and user, and no secret.
    public var customMirror: Mirror { Mirror(self, children: ["client": shown]) }

    // MARK: - Journeys

    /// Starts a case once: after a request with no answer it looks for the case instead of starting another.
    ///
    /// - Parameters:
    ///   - entries: The objects that the case begins with, at least one.
    ///   - save: Where it is stored, as ``Journal/entry(_:)``.
    /// - Throws: `NordcaseError.Journey` with a report, if it ended without a case.
    public func startCase(entries: [ObjectEntry], save: Save? = nil) async throws(NordcaseError) -> StartReceipt {
        try await startingCase(entries: entries, save: save).receipt()
    }

    /// ``startCase(entries:save:)``, one event at a time.
    public func startingCase(entries: [ObjectEntry], save: Save? = nil) throws(NordcaseError) -> JourneySteps<
        StartReceipt
    > {
        try engine.steps(.startCase, .startCase(entries: entries), nil, save)
    }

    /// Pays a case once: shows the order and the balance first, and after a payment with no answer looks what became of it.
    ///
    /// - Parameters:
    ///   - caseId: The case.
    ///   - addedForms: Pay again for forms that were added to a paid case.
    ///   - approve: Is asked before money is spent, with the order and the balance. Money is spent if it returns `true`, and not otherwise.
    ///   - save: Where it is stored, as ``Journal/entry(_:)``.
    /// - Throws: `NordcaseError.Journey` with a report of what is certain and what is safe to do next, if it ended without a receipt.
    public func payCase(
        caseId: String, addedForms: Bool = false, approve: @escaping Approve, save: Save? = nil
    ) async throws(NordcaseError) -> PayReceipt {
        try await payingCase(caseId: caseId, addedForms: addedForms, approve: approve, save: save).receipt()
    }

    /// ``payCase(caseId:addedForms:approve:save:)``, one event at a time.
    public func payingCase(
        caseId: String, addedForms: Bool = false, approve: @escaping Approve, save: Save? = nil
    ) throws(NordcaseError) -> JourneySteps<PayReceipt> {
        try engine.steps(.payCase, .payCase(caseId: caseId, addedForms: addedForms), approve, save)
    }

    /// Takes a case back from its payment task. Nothing is spent or returned.
    public func cancelPayment(caseId: String, save: Save? = nil) async throws(NordcaseError) -> CancelReceipt {
        try await cancellingPayment(caseId: caseId, save: save).receipt()
    }

    /// ``cancelPayment(caseId:save:)``, one event at a time.
    public func cancellingPayment(caseId: String, save: Save? = nil) throws(NordcaseError) -> JourneySteps<
        CancelReceipt
    > {
        try engine.steps(.cancelPayment, .cancelPayment(caseId: caseId), nil, save)
    }

    /// Completes a paid case, which archives it for ever.
    public func completeCase(caseId: String, save: Save? = nil) async throws(NordcaseError) -> CompleteReceipt {
        try await completingCase(caseId: caseId, save: save).receipt()
    }

    /// ``completeCase(caseId:save:)``, one event at a time.
    public func completingCase(caseId: String, save: Save? = nil) throws(NordcaseError) -> JourneySteps<CompleteReceipt>
    {
        try engine.steps(.completeCase, .completeCase(caseId: caseId), nil, save)
    }

    /// Carries on a stored journey, also in another process.
    ///
    /// ```swift
    /// let receipt = try await fastDok.resume(.payCase, stored, approve: approve, save: save)
    /// ```
    ///
    /// - Parameters:
    ///   - kind: Which journey it is, as ``JourneyKind/payCase``.
    ///   - stored: The text that was stored last.
    ///   - caseId: The case that it must be about, if you know that.
    ///   - approve: Is asked before money is spent. A payment that has not ended is refused without it.
    ///   - save: Where it is stored from now on.
    /// - Throws: `NordcaseError.Input`, before anything is sent: `input.journey_stored` if the text is of another journey, `input.journey_case` if it is about
    ///   another case, `input.approve` if there is nobody to ask.
    public func resume<Receipt>(
        _ kind: JourneyKind<FastDok, Receipt>, _ stored: String, caseId: String? = nil, approve: Approve? = nil,
        save: Save? = nil
    ) async throws(NordcaseError) -> Receipt {
        try await resuming(kind, stored, caseId: caseId, approve: approve, save: save).receipt()
    }

    /// ``resume(_:_:caseId:approve:save:)``, one event at a time.
    public func resuming<Receipt>(
        _ kind: JourneyKind<FastDok, Receipt>, _ stored: String, caseId: String? = nil, approve: Approve? = nil,
        save: Save? = nil
    ) throws(NordcaseError) -> JourneySteps<Receipt> {
        try engine.steps(kind, stored: stored, caseId: caseId, approve, save)
    }

    /// Carries on all journeys of FastDok that a journal has unfinished.
    ///
    /// - Parameters:
    ///   - journal: The journal.
    ///   - approve: Is asked before money is spent; without it payments are refused, and stay unfinished.
    ///   - atOnce: How many are under way at a time.
    /// - Returns: For each key what came of it. A file that cannot be read is among them; what somebody else carries on just now, or has
    ///   ended meanwhile, is not.
    /// - Throws: `NordcaseError.Input`: `input.batch_concurrency` if `atOnce` is below 1, `input.journey_not_stored` if the folder cannot be read.
    public func resumeAll(
        _ journal: Journal, approve: Approve? = nil, atOnce: Int = 8
    ) async throws(NordcaseError) -> [String: Result<AnyReceipt, NordcaseError>] {
        try await engine.resumeAll(journal, of: "fastdok.", atOnce: atOnce) { journey, save in
            try await resume(.named(journey.kind), journey.stored, approve: approve, save: save)
        }
    }
}

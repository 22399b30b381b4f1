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
    ///   - transport: What sends, if not `URLSession`.
    ///   - timeout: Seconds for one exchange over `URLSession`; of a list that is read while it arrives, until its last piece was taken.
    ///   - maxAnswerBytes: The largest answer that is read.
    ///   - allowInsecure: Allow plain http to another host than this machine.
    public init(
        baseUrl: String,
        apiKey: String? = nil,
        username: String? = nil,
        password: String? = nil,
        ticket: String? = nil,
        transport: (any Transport)? = nil,
        timeout: TimeInterval = URLSessionTransport.defaultTimeout,
        maxAnswerBytes: Int = URLSessionTransport.defaultMaxAnswerBytes,
        allowInsecure: Bool = false
    ) throws(NordcaseError) {
        let access = try ofCore {
            try Access.fastdok(
                baseUrl: baseUrl, apiKey: apiKey, username: username, password: password, ticket: ticket,
                allowInsecure: allowInsecure, maxAnswerBytes: UInt64(clamping: maxAnswerBytes))
        }
        let transport = transport ?? URLSessionTransport(timeout: timeout, maxAnswerBytes: maxAnswerBytes)
        engine = Engine(transport: transport, maxAnswerBytes: maxAnswerBytes) { () throws(NordcaseError) in access }
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
    ///   - save: Is given the journey as text before each request; hand it to ``resume(_:as:approve:save:)`` in case the process stops.
    /// - Throws: `NordcaseError.Journey` with a report, if it ended without a case.
    public func startCase(entries: [ObjectEntry], save: Save? = nil) async throws(NordcaseError) -> StartReceipt {
        try await startingCase(entries: entries, save: save).receipt()
    }

    /// ``startCase(entries:save:)``, one event at a time.
    public func startingCase(entries: [ObjectEntry], save: Save? = nil) throws(NordcaseError) -> JourneySteps<
        StartReceipt
    > {
        try engine.steps(.startCase(entries: entries), nil, save)
    }

    /// Pays a case once: shows the order and the balance first, and after a payment with no answer looks what became of it.
    ///
    /// - Parameters:
    ///   - caseId: The case.
    ///   - addedForms: Pay again for forms that were added to a paid case.
    ///   - approve: Is asked before money is spent, with the order and the balance; no money is spent unless it says `true`.
    ///   - save: Is given the journey as text before each request; hand it to ``resume(_:as:approve:save:)`` in case the process stops.
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
        try engine.steps(.payCase(caseId: caseId, addedForms: addedForms), approve, save)
    }

    /// Takes a case back from its payment task. Nothing is spent or returned.
    public func cancelPayment(caseId: String, save: Save? = nil) async throws(NordcaseError) -> CancelReceipt {
        try await cancellingPayment(caseId: caseId, save: save).receipt()
    }

    /// ``cancelPayment(caseId:save:)``, one event at a time.
    public func cancellingPayment(caseId: String, save: Save? = nil) throws(NordcaseError) -> JourneySteps<
        CancelReceipt
    > {
        try engine.steps(.cancelPayment(caseId: caseId), nil, save)
    }

    /// Completes a paid case, which archives it for ever.
    public func completeCase(caseId: String, save: Save? = nil) async throws(NordcaseError) -> CompleteReceipt {
        try await completingCase(caseId: caseId, save: save).receipt()
    }

    /// ``completeCase(caseId:save:)``, one event at a time.
    public func completingCase(caseId: String, save: Save? = nil) throws(NordcaseError) -> JourneySteps<CompleteReceipt>
    {
        try engine.steps(.completeCase(caseId: caseId), nil, save)
    }

    /// Carries on a journey from the text that `save` was given last, also in another process.
    ///
    /// - Parameters:
    ///   - stored: The text.
    ///   - as: The receipt of its journey, as `PayReceipt.self`.
    ///   - approve: Is asked before money is spent; only paying a case asks.
    ///   - save: Is given the journey as text before each request.
    /// - Throws: `NordcaseError.Input` if the text is no stored journey of this kind.
    public func resume<Receipt: JourneyReceipt>(
        _ stored: String, as _: Receipt.Type, approve: Approve? = nil, save: Save? = nil
    ) async throws(NordcaseError) -> Receipt {
        try await resuming(stored, as: Receipt.self, approve: approve, save: save).receipt()
    }

    /// ``resume(_:as:approve:save:)``, one event at a time.
    public func resuming<Receipt: JourneyReceipt>(
        _ stored: String, as _: Receipt.Type, approve: Approve? = nil, save: Save? = nil
    ) throws(NordcaseError) -> JourneySteps<Receipt> {
        try engine.steps(stored: stored, approve, save)
    }
}

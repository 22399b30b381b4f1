import Foundation

/// Calls Altinn II's CaseAgencySystem for an agency's system. A changing call is sent once; one that only reads, and whose connection breaks, up to three times.
///
/// ```swift
/// let agency = try CaseAgency(baseUrl: CaseAgency.production, systemUser: "SKDEN", password: "…")
/// let created = try await agency.createCase(service: ServiceEdition("2681", 1), reportee: "910453092", due: "2027-03-01")
/// ```
///
/// All methods throw `NordcaseError`; one of the service has the fault whole. Cancelling a task ends its call at once; a request that was out may have
/// been applied. Tasks may share a client.
public struct CaseAgency: Sendable, CustomStringConvertible, CustomReflectable {
    /// The production service (verified). It was closed in June 2026.
    public static let production = altinnProduction()

    let engine: Engine
    private let shown: String

    /// A client of one system user. Nothing is sent yet.
    ///
    /// - Parameters:
    ///   - baseUrl: The service's root, as ``production``.
    ///   - systemUser: The agency system's name or number.
    ///   - password: Its password. After a refusal nothing more is sent: repeating a wrong one locks the system user for about an hour (verified).
    ///   - binding: SOAP 1.1 (`basic`), WS-Security (`ws`), or a certificate (`ec`, `ec2`).
    ///   - securityHeader: For `ec` and `ec2`: makes the signed `wsse:Security` element of a call.
    ///   - namespaceDate: The date in the service's namespace, if not the usual `2010/10`.
    ///   - transport: What sends, if not ``HttpTransport``.
    ///   - timeout: Seconds that the network takes in all for one exchange over HTTP; what the reader of a list does between two items does not count.
    ///   - maxAnswerBytes: The largest answer that is read, unpacked.
    ///   - settle: How long after a changing request that nobody saw answered the service may still carry it out; four minutes, if not said otherwise. Within it
    ///     a journey sends nothing again that could be doubled.
    ///   - claims: Where journeys claim the cases that they start or create, if not in this client's memory.
    ///   - allowInsecure: Allow plain http to another host than this machine.
    public init(
        baseUrl: String,
        systemUser: String,
        password: String,
        binding: AltinnBinding = .basic,
        securityHeader: (@Sendable () -> String)? = nil,
        namespaceDate: String? = nil,
        transport: (any Transport)? = nil,
        timeout: TimeInterval = HttpTransport.defaultTimeout,
        maxAnswerBytes: Int = HttpTransport.defaultMaxAnswerBytes,
        settle: Duration? = nil,
        claims: (any Claims)? = nil,
        allowInsecure: Bool = false
    ) throws(NordcaseError) {
        let make = { @Sendable () throws(NordcaseError) -> Access in
            try ofCore {
                try Access.altinn(
                    baseUrl: baseUrl, binding: binding, systemUserName: systemUser, systemPassword: password,
                    securityHeader: securityHeader?(), namespaceDate: namespaceDate, allowInsecure: allowInsecure,
                    maxAnswerBytes: UInt64(clamping: maxAnswerBytes))
            }
        }
        let transport = transport ?? HttpTransport(timeout: timeout, maxAnswerBytes: maxAnswerBytes)
        if securityHeader == nil {
            let access = try make()
            engine = Engine(transport: transport, maxAnswerBytes: maxAnswerBytes, settle: settle, claims: claims) {
                () throws(NordcaseError) in access
            }
        } else {
            engine = Engine(
                transport: transport, maxAnswerBytes: maxAnswerBytes, settle: settle, claims: claims, access: make)
        }
        shown = "CaseAgency(baseUrl: \(baseUrl), systemUser: \(systemUser))"
    }

    /// Address and system user, and no secret.
    public var description: String { shown }

    /// Address and system user, and no secret.
    public var customMirror: Mirror { Mirror(self, children: ["client": shown]) }

    // MARK: - Journeys

    /// Creates a case exactly once, though the service has no key for that: it lists before, and after a request with no answer lists again.
    ///
    /// - Parameters:
    ///   - service: The service code and its edition.
    ///   - reportee: The national identity number (11 digits) or organisation number (9 digits) of whom the case is for.
    ///   - due: The due date.
    ///   - visible: From when the case is visible; at once without it (verified).
    ///   - checkReportee: `false` switches off the check of the number's digits.
    ///   - save: Where it is stored, as ``Journal/entry(_:)``.
    /// - Throws: `NordcaseError.Journey` with a report, if it ended without a case.
    public func createCase(
        service: ServiceEdition, reportee: String, due: NorwegianTime? = nil, visible: NorwegianTime? = nil,
        checkReportee: Bool = true, save: Save? = nil
    ) async throws(NordcaseError) -> CreateReceipt {
        try await creatingCase(
            service: service, reportee: reportee, due: due, visible: visible, checkReportee: checkReportee, save: save
        ).receipt()
    }

    /// ``createCase(service:reportee:due:visible:checkReportee:save:)``, one event at a time.
    public func creatingCase(
        service: ServiceEdition, reportee: String, due: NorwegianTime? = nil, visible: NorwegianTime? = nil,
        checkReportee: Bool = true, save: Save? = nil
    ) throws(NordcaseError) -> JourneySteps<CreateReceipt> {
        let journey = Journey.createCase(
            externalServiceCode: service.code, externalServiceEditionCode: service.edition, reporteeNumber: reportee,
            visibleDateTime: visible?.text, dueDate: due?.text, checkReportee: checkReportee)
        return try engine.steps(.createCase, journey, nil, save)
    }

    /// Sends an event to a case, or to all running cases of a service and edition, and finds out what it did if no answer comes.
    ///
    /// - Parameters:
    ///   - event: The event's name in the agency's state machine.
    ///   - target: One case, or all running ones of a service and edition.
    ///   - reporteeElementId: The element that the event is about.
    ///   - machine: The agency's state machine: an event that cannot fit is then refused before it is sent.
    ///   - save: Where it is stored, as ``Journal/entry(_:)``.
    /// - Throws: `NordcaseError.Journey` with a report, if it ended without a receipt.
    public func sendEvent(
        _ event: String, to target: EventTarget, reporteeElementId: Int32? = nil, machine: MachineDefinition? = nil,
        save: Save? = nil
    ) async throws(NordcaseError) -> EventReceipt {
        try await sendingEvent(event, to: target, reporteeElementId: reporteeElementId, machine: machine, save: save)
            .receipt()
    }

    /// ``sendEvent(_:to:reporteeElementId:machine:save:)``, one event at a time.
    public func sendingEvent(
        _ event: String, to target: EventTarget, reporteeElementId: Int32? = nil, machine: MachineDefinition? = nil,
        save: Save? = nil
    ) throws(NordcaseError) -> JourneySteps<EventReceipt> {
        let (caseId, service) = target.parts
        let journey = Journey.sendEvent(
            caseId: caseId, externalServiceCode: service?.code, externalServiceEditionCode: service?.edition,
            event: event, reporteeElementId: reporteeElementId, machine: machine)
        return try engine.steps(.sendEvent, journey, nil, save)
    }

    /// Puts a notice on a case, or on an element in one.
    ///
    /// - Parameters:
    ///   - template: The notice template's id.
    ///   - place: The case or the element.
    ///   - tokens: The texts for the template's variables, by name.
    ///   - mayBeSetAgain: Allow a second sending where nobody can see what became of the first.
    ///   - save: Where it is stored, as ``Journal/entry(_:)``.
    /// - Throws: `NordcaseError.Journey` with a report, if it ended without a receipt.
    public func placeNotice(
        _ template: String, on place: NoticePlace, tokens: [String: String] = [:], mayBeSetAgain: Bool = false,
        save: Save? = nil
    ) async throws(NordcaseError) -> NoticeReceipt {
        try await placingNotice(template, on: place, tokens: tokens, mayBeSetAgain: mayBeSetAgain, save: save).receipt()
    }

    /// ``placeNotice(_:on:tokens:mayBeSetAgain:save:)``, one event at a time.
    public func placingNotice(
        _ template: String, on place: NoticePlace, tokens: [String: String] = [:], mayBeSetAgain: Bool = false,
        save: Save? = nil
    ) throws(NordcaseError) -> JourneySteps<NoticeReceipt> {
        let (caseId, element) = place.parts
        let journey = Journey.placeNotice(
            caseId: caseId, reporteeElementId: element, noticeTemplateId: template, noticeTokens: tokens.noticeTokens,
            mayBeSetAgain: mayBeSetAgain)
        return try engine.steps(.placeNotice, journey, nil, save)
    }

    /// Carries on a stored journey, also in another process.
    ///
    /// - Parameters:
    ///   - kind: Which journey it is, as ``JourneyKind/createCase``.
    ///   - stored: The text that was stored last.
    ///   - caseId: The case that it must be about, if you know that.
    ///   - save: Where it is stored from now on.
    /// - Throws: `NordcaseError.Input`, before anything is sent: `input.journey_stored` if the text is of another journey, `input.journey_case` if it is about
    ///   another case.
    public func resume<Receipt>(
        _ kind: JourneyKind<CaseAgency, Receipt>, _ stored: String, caseId: Int32? = nil, save: Save? = nil
    ) async throws(NordcaseError) -> Receipt {
        try await resuming(kind, stored, caseId: caseId, save: save).receipt()
    }

    /// ``resume(_:_:caseId:save:)``, one event at a time.
    public func resuming<Receipt>(
        _ kind: JourneyKind<CaseAgency, Receipt>, _ stored: String, caseId: Int32? = nil, save: Save? = nil
    ) throws(NordcaseError) -> JourneySteps<Receipt> {
        try engine.steps(kind, stored: stored, caseId: caseId.map { "\($0)" }, nil, save)
    }

    /// Carries on all journeys of Altinn that a journal has unfinished.
    ///
    /// - Parameters:
    ///   - journal: The journal.
    ///   - atOnce: How many are under way at a time.
    /// - Returns: For each key what came of it. A file that cannot be read is among them; what somebody else carries on just now, or has
    ///   ended meanwhile, is not.
    /// - Throws: `NordcaseError.Input`: `input.batch_concurrency` if `atOnce` is below 1, `input.journey_not_stored` if the folder cannot be read.
    public func resumeAll(
        _ journal: Journal, atOnce: Int = 8
    ) async throws(NordcaseError) -> [String: Result<AnyReceipt, NordcaseError>] {
        try await engine.resumeAll(journal, of: "altinn.", atOnce: atOnce) { journey, save in
            try await resume(.named(journey.kind), journey.stored, save: save)
        }
    }
}

/// A collaboration service and its edition.
public struct ServiceEdition: Sendable, Hashable {
    /// `ExternalServiceCode`: letters and digits, as `2681`.
    public let code: String
    /// `ExternalServiceEditionCode`: positive.
    public let edition: Int32

    /// As `ServiceEdition("2681", 1)`.
    public init(_ code: String, _ edition: Int32) {
        (self.code, self.edition) = (code, edition)
    }
}

/// Where an event goes.
public enum EventTarget: Sendable, Hashable {
    /// To one case.
    case toCase(Int32)
    /// To all running cases of a service and edition.
    case allOf(ServiceEdition)

    var parts: (caseId: Int32?, service: ServiceEdition?) {
        switch self {
        case .toCase(let id): (id, nil)
        case .allOf(let service): (nil, service)
        }
    }
}

/// Where a notice goes.
public enum NoticePlace: Sendable, Hashable {
    /// On a case.
    case onCase(Int32)
    /// On an element: digits of an active one, `AR` and digits for an archived one (verified).
    case element(String)

    var parts: (caseId: Int32?, element: String?) {
        switch self {
        case .onCase(let id): (id, nil)
        case .element(let id): (nil, id)
        }
    }
}

/// A day, or a time of day, as Altinn takes it: Norwegian time, unless it has an offset (verified).
///
/// Write `"2027-03-01"` or `"2027-03-01T12:00:00"`, or give an instant. The text is checked before anything is sent.
public struct NorwegianTime: Sendable, Hashable, ExpressibleByStringLiteral {
    /// As it is sent.
    public let text: String

    /// `2027-03-01`, or `2027-03-01T12:00:00`.
    public init(_ text: String) {
        self.text = text
    }

    /// As a literal.
    public init(stringLiteral text: String) {
        self.init(text)
    }

    /// An instant, to the second, in UTC.
    public init(_ instant: Date) {
        let utc = TimeZone(secondsFromGMT: 0)!
        self.init(ISO8601DateFormatter.string(from: instant, timeZone: utc, formatOptions: .withInternetDateTime))
    }
}

extension [String: String] {
    /// In the order of their names, so that the same notice is always the same request.
    var noticeTokens: [NoticeToken] {
        sorted { $0.key < $1.key }.map { NoticeToken(tokenKey: $0.key, tokenValue: $0.value) }
    }
}

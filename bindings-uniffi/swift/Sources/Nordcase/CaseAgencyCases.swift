/// The lists of cases, and what goes to one case or to all of a service. What changes something is sent once; what only reads, and whose connection breaks,
/// up to three times.
extension CaseAgency {
    /// All running cases of a service and edition, of one reportee or of all. The service has no paging (verified).
    ///
    /// - Parameters:
    ///   - service: The service code and its edition.
    ///   - reportee: Only this reportee's cases.
    ///   - language: Of the states' friendly names; the service's own if none (verified).
    ///   - checkReportee: `false` switches off the check of the number's digits.
    public func cases(
        service: ServiceEdition, reportee: String? = nil, language: AltinnLanguage? = nil, checkReportee: Bool = true
    ) async throws(NordcaseError) -> [ExternalCase] {
        try await getCaseList(
            service: service, language: language, reportee: reportee, checkReportee: checkReportee)
    }

    /// ``cases(service:reportee:language:checkReportee:)``, one after the other while they arrive: for lists too long to be kept.
    ///
    /// A list that breaks off throws after the cases that came.
    ///
    /// - Parameters:
    ///   - service: The service code and its edition.
    ///   - reportee: Only this reportee's cases.
    ///   - language: Of the states' friendly names; the service's own if none (verified).
    ///   - checkReportee: `false` switches off the check of the number's digits.
    public func eachCase(
        service: ServiceEdition, reportee: String? = nil, language: AltinnLanguage? = nil, checkReportee: Bool = true
    ) -> ListItems<ExternalCase> {
        ListItems(engine: engine) { _ in
            .getCaseList(
                caseId: nil, externalServiceCode: service.code, externalServiceEditionCode: service.edition,
                languageId: language, reporteeNumber: reportee, checkReportee: checkReportee)
        } read: {
            if case .getCaseList(let cases) = $0 { .init(items: cases) } else { nil }
        }
    }

    /// One case; `nil` if the service answers with an empty list. An archived or deleted one is refused (`altinn.60014`, `altinn.60015`).
    ///
    /// - Parameters:
    ///   - caseId: The case.
    ///   - language: Of the state's friendly name.
    ///   - reportee: Whose it is. The documentation wants it here as well, the WSDL does not: without it the service may answer `altinn.60012` (inferred).
    ///   - checkReportee: `false` switches off the check of the number's digits.
    public func caseWith(
        id caseId: Int32, language: AltinnLanguage? = nil, reportee: String? = nil, checkReportee: Bool = true
    ) async throws(NordcaseError) -> ExternalCase? {
        do throws(NordcaseError) {
            return try await getCaseList(
                caseId: caseId, language: language, reportee: reportee, checkReportee: checkReportee
            ).first
        } catch {
            throw error.naming("caseId", "id")
        }
    }

    /// Sends an event by one plain request: what became of it in each case. `NotifyEventAgencySystem`.
    ///
    /// - Parameters:
    ///   - event: The agency's own, as `DeadlineExpired`, or a predefined one, as `3374:1:Submitted` (verified).
    ///   - target: One case, or all running ones of a service and edition.
    ///   - reporteeElementId: The element that gave rise to the event. The service only writes it to its log (verified).
    public func notifyEvent(
        _ event: String, to target: EventTarget, reporteeElementId: Int32? = nil
    ) async throws(NordcaseError) -> [NotificationResult] {
        let (caseId, service) = target.parts
        let operation = ServiceOperation.notifyEvent(
            caseId: caseId, event: event, externalServiceCode: service?.code,
            externalServiceEditionCode: service?.edition, reporteeElementId: reporteeElementId)
        return try await engine.answer(operation) { if case .notifyEvent(let it) = $0 { it } else { nil } }
    }
}

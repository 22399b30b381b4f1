// Made of the core's source by `cargo xtask generate`: change it there.

/// One method for each operation but `NotifyEventAgencySystem`, named as the service names it. What changes something is
/// sent once; what only reads, and whose connection breaks, up to three times.
extension CaseAgency {
    /// Creates a case.
    ///
    /// The service has no idempotency key, and allows several cases of one service for one reportee: sending this again
    /// after an answer that was lost makes a second case. List the cases before and after instead, as the journey
    /// ``createCase(service:reportee:due:visible:checkReportee:save:)`` does.
    ///
    /// It is one plain request. ``createCase(service:reportee:due:visible:checkReportee:save:)`` is safer: it finds out
    /// whether a request with no answer created one.
    ///
    /// Source: `InstantiateCollaborationAgencySystem`: creates a case for a person or an organisation. Parameters,
    /// order and types are verified for EC and EC2 (WSDL), inferred for Basic and WS.
    ///
    /// - Parameters:
    ///   - service: The service code and its edition.
    ///   - reportee: `reporteeNumber`: an organisasjonsnummer (9 digits), or a fødselsnummer or D-number (11).
    ///   - due: `dueDate`: when it is to be done.
    ///   - visible: `visibleDateTime`: when the case is to be seen; at once if left out (verified).
    ///   - checkReportee: Whether the reportee number's form, check digits and birth date are checked before anything
    ///     is sent. `true` unless switched off, for numbers that do not follow the rules.
    public func instantiateCollaboration(
        service: ServiceEdition, reportee: String, due: NorwegianTime? = nil, visible: NorwegianTime? = nil,
        checkReportee: Bool = true
    ) async throws(NordcaseError) -> InstantiatedCase {
        try await engine.answer(
            .instantiateCollaboration(
                externalServiceCode: service.code, externalServiceEditionCode: service.edition,
                reporteeNumber: reportee, visibleDateTime: visible?.text, dueDate: due?.text,
                checkReportee: checkReportee)
        ) {
            if case .instantiateCollaboration(let it) = $0 { it } else { nil }
        }
    }

    /// Lists cases: one by its `caseId`, or all running ones of a service and edition, of one reportee or of all. The
    /// list has no pages (verified).
    ///
    /// Whether archived cases are ever listed is unknown; asking for one by its id is refused with 60014 (archived) or
    /// 60015 (deleted).
    ///
    /// Source: `GetCaseListAgencySystem`: one case, or all running cases of a service. Parameters, order and types are
    /// verified for EC and EC2 (WSDL), inferred for Basic and WS.
    ///
    /// - Parameters:
    ///   - caseId: `caseID`: positive. Either this, or service and edition.
    ///   - service: The service code and its edition.
    ///   - language: `languageID`: the language of the states' friendly names (1033 English, 1044 Bokmål, 2068
    ///     Nynorsk); the service's own if left out (verified).
    ///   - reportee: `reporteeNumber`: only this reportee's cases. The documentation wants it with a case as well, the
    ///     WSDL does not: without it the service may answer 60012 (inferred).
    ///   - checkReportee: Whether the reportee number's form, check digits and birth date are checked before anything
    ///     is sent. `true` unless switched off.
    public func getCaseList(
        caseId: Int32? = nil, service: ServiceEdition? = nil, language: AltinnLanguage? = nil, reportee: String? = nil,
        checkReportee: Bool = true
    ) async throws(NordcaseError) -> [ExternalCase] {
        try await engine.answer(
            .getCaseList(
                caseId: caseId, externalServiceCode: service?.code, externalServiceEditionCode: service?.edition,
                languageId: language, reporteeNumber: reportee, checkReportee: checkReportee)
        ) {
            if case .getCaseList(let it) = $0 { it } else { nil }
        }
    }

    /// Puts a notice on a case or on an element in it. The text is a template of the service's, in which tokens are
    /// replaced.
    ///
    /// It is one plain request. ``placeNotice(_:on:tokens:mayBeSetAgain:save:)`` is safer: it finds out what became of
    /// a request with no answer.
    ///
    /// Source: `SetNoticeAgencySystem`: puts a notice (*merknad*) on a case, or on an element in it. Parameters, order
    /// and types are verified for EC and EC2 (WSDL), inferred for Basic and WS.
    ///
    /// - Parameters:
    ///   - reporteeElementId: `reporteeElementID`: the digits of a CaseID or of an active element; `AR` and digits for
    ///     an archived element, as `AR5276128` (verified).
    ///   - template: `NoticeTemplateID`: a template defined on the case's service (verified; its format is unknown).
    ///   - tokens: The texts for the template's variables, by name.
    public func setNotice(
        reporteeElementId: String, template: String, tokens: [String: String] = [:]
    ) async throws(NordcaseError) {
        try await engine.answer(
            .setNotice(
                reporteeElementId: reporteeElementId, noticeTemplateId: template, noticeTokens: tokens.noticeTokens)
        ) {
            if case .setNotice = $0 { () } else { nil }
        }
    }

    /// Asks whether the service answers. Says nothing about the credentials over the Basic binding, which sends none.
    ///
    /// Source: `Test`: asks whether the service answers.
    public func test() async throws(NordcaseError) {
        try await engine.answer(.test) { if case .test = $0 { () } else { nil } }
    }
}

// Made of the core's source by `cargo xtask generate`: change it there.

package se.nordcase

import java.time.LocalDateTime

/**
 * The operations of CaseAgencySystem, one function each. All are functions of [CaseAgency].
 *
 * Each may throw a [NordcaseException]. Names and facts are the service's; marks say how well a fact is known: *verified* (a public document or a
 * recording says it), *inferred*, *unknown*.
 */
public abstract class CaseAgencyOperations internal constructor(
    internal val caller: Caller,
) {
    /**
     * Creates a case.
     *
     * The service has no idempotency key, and allows several cases of one service for one reportee: sending this again after an answer that was lost
     * makes a second case. List the cases before and after instead, as the journey [CaseAgency.createCase] does.
     *
     * It is one plain request. [CaseAgency.createCase] is the one that creates it exactly once.
     *
     * Source: `InstantiateCollaborationAgencySystem`: creates a case for a person or an organisation. Parameters, order and types are verified for EC
     * and EC2 (WSDL), inferred for Basic and WS.
     *
     * @param service The service and its edition.
     * @param reporteeNumber `reporteeNumber`: an organisasjonsnummer (9 digits), or a fødselsnummer or D-number (11).
     * @param due `dueDate`: when it is to be done, Norwegian time.
     * @param visible `visibleDateTime`: when the case is to be seen, Norwegian time; at once if left out (verified).
     * @param checkReportee Whether the reportee number's form, check digits and birth date are checked before anything is sent. `true` unless
     *   switched off, for numbers that do not follow the rules.
     */
    public suspend fun instantiateCollaboration(
        service: Service,
        reporteeNumber: String,
        due: LocalDateTime? = null,
        visible: LocalDateTime? = null,
        checkReportee: Boolean = true,
    ): InstantiatedCase {
        val operation =
            Operation.InstantiateCollaboration(service.code, service.edition, reporteeNumber, visible?.written(), due?.written(), checkReportee)
        return caller.answer<Answer.InstantiateCollaboration>(operation).v1
    }

    /**
     * Sends an event: to one case by its `caseId`, or to all running cases of a service and edition.
     *
     * An event that does not fit a case's state is no error: its result says that the state has not changed.
     *
     * It is one plain request. [CaseAgency.sendEvent] is the one that finds out what became of it.
     *
     * Source: `NotifyEventAgencySystem`: sends an event into the state machine of one case, or of all running cases of a service. Parameters, order
     * and types are verified for EC and EC2 (WSDL), inferred for Basic and WS.
     *
     * @param event `Event`: the agency's own, as `DeadlineExpired`, or a predefined one, as `3374:1:Submitted` (verified).
     * @param caseId `CaseID`: positive. Either this, or service and edition.
     * @param service The service and its edition.
     * @param reporteeElementId `ReporteeElementID`: the element that gave rise to the event, as a number. The service only writes it to its log
     *   (verified).
     */
    public suspend fun notifyEvent(
        event: String,
        caseId: Int? = null,
        service: Service? = null,
        reporteeElementId: Int? = null,
    ): List<NotificationResult> =
        caller.answer<Answer.NotifyEvent>(Operation.NotifyEvent(caseId, event, service?.code, service?.edition, reporteeElementId)).v1

    /**
     * Puts a notice on a case or on an element in it. The text is a template of the service's, in which tokens are replaced.
     *
     * It is one plain request. [CaseAgency.placeNotice] is the one that finds out what became of it.
     *
     * Source: `SetNoticeAgencySystem`: puts a notice (*merknad*) on a case, or on an element in it. Parameters, order and types are verified for EC
     * and EC2 (WSDL), inferred for Basic and WS.
     *
     * @param reporteeElementId `reporteeElementID`: the digits of a CaseID or of an active element; `AR` and digits for an archived element, as
     *   `AR5276128` (verified).
     * @param noticeTemplateId `NoticeTemplateID`: a template defined on the case's service (verified; its format is unknown).
     * @param tokens `NoticeTokens`: what to put in the place of the template's variables; may be empty.
     */
    public suspend fun setNotice(
        reporteeElementId: String,
        noticeTemplateId: String,
        tokens: List<NoticeToken> = emptyList(),
    ) {
        caller.call(Operation.SetNotice(reporteeElementId, noticeTemplateId, tokens))
    }

    /**
     * Asks whether the service answers. Says nothing about the credentials over the Basic binding, which sends none.
     *
     * Source: `Test`: asks whether the service answers.
     */
    public suspend fun test() {
        caller.call(Operation.Test)
    }
}

package se.nordcase

import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.toList
import java.time.LocalDateTime
import java.time.format.DateTimeFormatter
import kotlin.time.Duration

/**
 * Which collaboration service.
 *
 * @property code `externalServiceCode`: letters and digits, as `2681`.
 * @property edition `externalServiceEditionCode`: positive.
 */
public data class Service(
    public val code: String,
    public val edition: Int,
)

/**
 * Altinn II's CaseAgencySystem, for an agency system. (Altinn II was closed in June 2026.)
 *
 * It may be shared by coroutines. A plain call never sends anything twice.
 *
 * @param systemUser The agency system's name or number.
 * @param password Its password. After a refusal nothing more is sent: repeating a wrong one locks the system user for about an hour (verified).
 * @param baseUrl The service's root, as [PRODUCTION], or a sandbox's.
 * @param binding Which endpoint.
 * @param securityHeader The EC bindings: makes the signed `wsse:Security` element of a call.
 * @param namespaceDate The date in the service's namespace, if not the usual `2010/10`.
 * @param transport What sends, and stays yours to close. An [OkHttpTransport] of its own, if none.
 * @param maxAnswerBytes The largest answer that is read; of a list of cases too, which may be larger than [MAX_ANSWER_BYTES].
 * @param allowInsecure Allow plain http to another host than this machine.
 * @param settle The settle bound: how long after a call whose outcome nobody saw the service may still carry it out. Before it is over, a journey takes
 *   nothing for not done. Gateways wait for 20 to 240 seconds.
 * @param claims Which journey has which case for its own, so that two never have one. The client's own unless you share one; journeys that are kept in a
 *   [Journal] claim there.
 */
public class CaseAgency(
    systemUser: String,
    password: String,
    baseUrl: String = PRODUCTION,
    binding: Binding = Binding.BASIC,
    securityHeader: (() -> String)? = null,
    namespaceDate: String? = null,
    transport: Transport? = null,
    maxAnswerBytes: Long = MAX_ANSWER_BYTES,
    allowInsecure: Boolean = false,
    settle: Duration = SETTLE,
    claims: Claims = MemoryClaims(),
) : CaseAgencyOperations(
        Caller(
            "altinn.",
            transport,
            maxAnswerBytes,
            settle,
            claims,
            accesses(securityHeader) { header ->
                Access.altinn(baseUrl, binding, systemUser, password, header, null, namespaceDate, allowInsecure, maxAnswerBytes.toULong())
            },
        ),
    ),
    AutoCloseable {
    /**
     * All running cases of a service, one after the other while they arrive: memory does not grow with their number. The service has no paging
     * (verified).
     *
     * Leaving the flow early ends the exchange. A list that breaks off throws after the cases that came; they are valid, but not all.
     *
     * @param service The service and its edition.
     * @param reporteeNumber Only this reportee's cases.
     * @param language Of the states' friendly names; the service's own if none.
     * @param checkReportee Whether the number's form, check digits and birth date are checked before anything is sent.
     */
    public fun cases(
        service: Service,
        reporteeNumber: String? = null,
        language: Language? = null,
        checkReportee: Boolean = true,
    ): Flow<ExternalCase> =
        flow {
            val operation = Operation.GetCaseList(null, service.code, service.edition, language, reporteeNumber, checkReportee)
            caller.parts(operation).collect { part ->
                for (case in (part as Answer.GetCaseList).v1) emit(case)
            }
        }

    /**
     * The same as a list, once all have come.
     *
     * @param service The service and its edition.
     * @param reporteeNumber Only this reportee's cases.
     * @param language Of the states' friendly names; the service's own if none.
     * @param checkReportee Whether the number's form, check digits and birth date are checked before anything is sent.
     */
    public suspend fun getCaseList(
        service: Service,
        reporteeNumber: String? = null,
        language: Language? = null,
        checkReportee: Boolean = true,
    ): List<ExternalCase> = cases(service, reporteeNumber, language, checkReportee).toList()

    /**
     * One case, or null where the service answers with an empty list. An archived or deleted one is refused (`altinn.60014`, `altinn.60015`).
     *
     * @param caseId The case.
     * @param language Of the state's friendly name; the service's own if none.
     * @param reporteeNumber Whose case it is; the documentation wants it, the WSDL does not.
     * @param checkReportee Whether the number's form, check digits and birth date are checked before anything is sent.
     */
    public suspend fun case(
        caseId: Int,
        language: Language? = null,
        reporteeNumber: String? = null,
        checkReportee: Boolean = true,
    ): ExternalCase? =
        caller
            .answer<Answer.GetCaseList>(Operation.GetCaseList(caseId, null, null, language, reporteeNumber, checkReportee))
            .v1
            .firstOrNull()

    /**
     * Creates a case exactly once, though the service has no key for that: it lists before, and after a request without an answer lists again.
     *
     * @param service The service and its edition.
     * @param reporteeNumber An organisasjonsnummer (9 digits), or a fødselsnummer or D-number (11).
     * @param due When it is to be done, Norwegian time.
     * @param visible When it is to be seen, Norwegian time; at once if none (verified).
     * @param checkReportee Whether the number's form, check digits and birth date are checked before anything is sent.
     */
    public fun createCase(
        service: Service,
        reporteeNumber: String,
        due: LocalDateTime? = null,
        visible: LocalDateTime? = null,
        checkReportee: Boolean = true,
    ): JourneyRun<CreateReceipt> =
        caller.run(
            JourneyKind.CreateCase,
            Journey.CreateCase(
                service.code,
                service.edition,
                reporteeNumber,
                visible?.written(),
                due?.written(),
                checkReportee,
            ),
        )

    /**
     * Sends an event, and finds out what it did if no answer comes.
     *
     * @param event The event's name in the agency's state machine.
     * @param caseId The case; or
     * @param service all running cases of a service.
     * @param reporteeElementId The element that gave rise to the event.
     * @param machine The agency's state machine: an event that cannot fit is refused before it is sent.
     */
    public fun sendEvent(
        event: String,
        caseId: Int? = null,
        service: Service? = null,
        reporteeElementId: Int? = null,
        machine: MachineDefinition? = null,
    ): JourneyRun<EventReceipt> =
        caller.run(
            JourneyKind.SendEvent,
            Journey.SendEvent(caseId, service?.code, service?.edition, event, reporteeElementId, machine),
        )

    /**
     * Puts a notice on a case, or on an element in one.
     *
     * @param noticeTemplateId A template defined on the case's service.
     * @param caseId The case; or
     * @param reporteeElementId the element.
     * @param tokens What to put in the place of the template's variables.
     * @param mayBeSetAgain Allow a second sending where nobody can see what became of the first.
     */
    public fun placeNotice(
        noticeTemplateId: String,
        caseId: Int? = null,
        reporteeElementId: String? = null,
        tokens: List<NoticeToken> = emptyList(),
        mayBeSetAgain: Boolean = false,
    ): JourneyRun<NoticeReceipt> =
        caller.run(
            JourneyKind.PlaceNotice,
            Journey.PlaceNotice(caseId, reporteeElementId, noticeTemplateId, tokens, mayBeSetAgain),
        )

    /**
     * A journey from its stored text, to be carried on. A payment is asked for once more.
     *
     * @param kind Which journey it is.
     * @param stored The text that was saved.
     * @param caseId The case that it must be about, if you know it.
     * @throws NordcaseException.Input `input.journey_stored` when the text is no stored journey of this kind and of a version that this release reads,
     *   `input.journey_case` when it is about another case.
     */
    public fun <R : Any> resume(
        kind: JourneyKind<R>,
        stored: String,
        caseId: Int? = null,
    ): JourneyRun<R> = caller.resume(kind, stored, caseId?.toString())

    /**
     * Carries on what a journal keeps of this service and has not ended, a few journeys at a time.
     *
     * @param journal Where they are kept.
     * @param atOnce How many at a time.
     * @param onProgress Is told, with the journey's key, what it does.
     * @param approve As for [JourneyRun.await]; without it payments fail with `input.approve`.
     * @return By key the receipt, or why there is none. A file that cannot be read is among them; what somebody else carries on just now,
     *   or has ended meanwhile, is not.
     * @throws NordcaseException.Input `input.batch_concurrency` for an [atOnce] below 1.
     */
    public suspend fun resumeAll(
        journal: Journal,
        atOnce: Int = 4,
        onProgress: suspend (String, JourneyProgress<Nothing>) -> Unit = { _, _ -> },
        approve: (suspend (PaymentQuestion) -> Boolean)? = null,
    ): Map<String, Result<Any>> = caller.resumeAll(journal, atOnce, onProgress, approve)

    /** Ends the client, and its own transport: what is called from now on is refused with `input.params`. A transport of yours is left open. */
    override fun close() {
        caller.close()
    }

    /** The service's address. */
    public companion object {
        /** The production service (verified). It was closed in June 2026. */
        public val PRODUCTION: String = altinnProduction()
    }
}

/** The access of a call: the same for all, unless each has a header of its own. */
private fun accesses(
    securityHeader: (() -> String)?,
    make: (String?) -> Access,
): () -> Access {
    if (securityHeader != null) return { make(securityHeader()) }
    val access = make(null)
    return { access }
}

internal fun LocalDateTime.written(): String = format(DateTimeFormatter.ISO_LOCAL_DATE_TIME)

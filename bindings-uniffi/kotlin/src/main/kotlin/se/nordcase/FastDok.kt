package se.nordcase

import kotlin.time.Duration

/**
 * FastDok (Fastighetsägarna Dokument): form cases of Swedish property owners.
 *
 * It signs in by itself and keeps the ticket in memory. It may be shared by coroutines. No function sends anything twice, but a call that the
 * service refused because of a stale ticket.
 *
 * @param apiKey The key that the service gave your program.
 * @param username Who signs in.
 * @param password Their password. A refused one is not sent again: accounts get locked.
 * @param baseUrl The service's address, as [PRODUCTION], or a sandbox's.
 * @param transport What sends, and stays yours to close. An [OkHttpTransport] of its own, if none.
 * @param maxAnswerBytes The largest answer that is read.
 * @param allowInsecure Allow plain http to another host than this machine.
 * @param settle The settle bound: how long after a call whose outcome nobody saw the service may still carry it out. Before it is over, a journey takes
 *   nothing for not done. Gateways wait for 20 to 240 seconds.
 * @param claims Which journey has which case for its own, so that two never have one. The client's own unless you share one; journeys that are kept in a
 *   [Journal] claim there.
 * @throws NordcaseException.Input when the address is none.
 */
public class FastDok(
    apiKey: String,
    username: String,
    password: String,
    private val baseUrl: String = PRODUCTION,
    transport: Transport? = null,
    maxAnswerBytes: Long = MAX_ANSWER_BYTES,
    private val allowInsecure: Boolean = false,
    settle: Duration = SETTLE,
    claims: Claims = MemoryClaims(),
) : FastDokOperations(
        Access
            .fastdok(baseUrl, apiKey, username, password, null, allowInsecure, maxAnswerBytes.toULong())
            .let { access -> Caller("fastdok.", transport, maxAnswerBytes, settle, claims) { access } },
    ),
    AutoCloseable {
    /**
     * The web page of a task, for a browser: `https://…/tasks/{id}?ticket={webTicket}` (verified).
     *
     * The ticket logs the reader of the page in, so the address is a secret as the ticket is.
     *
     * @param taskId The task's id.
     * @param webTicket What [authenticate] gives when it is asked for one.
     * @throws NordcaseException.Input for an id or a ticket that cannot stand in an address.
     */
    public fun taskLink(
        taskId: String,
        webTicket: String,
    ): String = fastdokTaskLink(baseUrl, allowInsecure, taskId, webTicket)

    /**
     * Starts a form case: exactly once, as far as that can be told.
     *
     * @param entries The objects that it begins with, at least one.
     */
    public fun startCase(entries: List<ObjectEntry>): JourneyRun<StartReceipt> = caller.run(JourneyKind.StartCase, Journey.StartCase(entries))

    /**
     * Pays a case from the company's balance, after asking. A licence customer's case is made sharp without being asked for money.
     *
     * @param caseId The case.
     * @param addedForms Whether forms were added to a paid case, and these are to be paid.
     */
    public fun payCase(
        caseId: String,
        addedForms: Boolean = false,
    ): JourneyRun<PayReceipt> = caller.run(JourneyKind.PayCase, Journey.PayCase(caseId, addedForms))

    /** Cancels the payment that a case waits for. */
    public fun cancelPayment(caseId: String): JourneyRun<CancelReceipt> = caller.run(JourneyKind.CancelPayment, Journey.CancelPayment(caseId))

    /** Completes and archives a paid case for ever. */
    public fun completeCase(caseId: String): JourneyRun<CompleteReceipt> = caller.run(JourneyKind.CompleteCase, Journey.CompleteCase(caseId))

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
        caseId: String? = null,
    ): JourneyRun<R> = caller.resume(kind, stored, caseId)

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

    /** The service's addresses. */
    public companion object {
        /** The service. */
        public val PRODUCTION: String = fastdokProduction()

        /** For development and tests. */
        public val DEVELOPMENT: String = fastdokDevelopment()
    }
}

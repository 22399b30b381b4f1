package se.nordcase

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
 * @param transport What sends.
 * @param maxAnswerBytes The largest answer that is read.
 * @param allowInsecure Allow plain http to another host than this machine.
 * @throws NordcaseException.Input when the address is none.
 */
public class FastDok(
    apiKey: String,
    username: String,
    password: String,
    private val baseUrl: String = PRODUCTION,
    private val transport: Transport = OkHttpTransport(),
    maxAnswerBytes: Long = MAX_ANSWER_BYTES,
    private val allowInsecure: Boolean = false,
) : FastDokOperations(
        Access
            .fastdok(baseUrl, apiKey, username, password, null, allowInsecure, maxAnswerBytes.toULong())
            .let { access -> Caller(transport, maxAnswerBytes) { access } },
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
     * A journey from its stored text, to be carried on.
     *
     * @throws NordcaseException.Input when the text is no stored journey of this kind and of a version that this release reads.
     */
    public fun <R : Any> resume(
        kind: JourneyKind<R>,
        stored: String,
    ): JourneyRun<R> = caller.resume(kind, stored)

    /** Closes the transport. */
    override fun close() {
        transport.close()
    }

    /** The service's addresses. */
    public companion object {
        /** The service. */
        public val PRODUCTION: String = fastdokProduction()

        /** For development and tests. */
        public val DEVELOPMENT: String = fastdokDevelopment()
    }
}

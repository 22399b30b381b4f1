package se.nordcase

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import java.util.concurrent.atomic.AtomicBoolean
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds

/** What a journey does now. */
public sealed interface JourneyProgress<out R> {
    /**
     * It is about to send a request.
     *
     * @property operation The operation's name, as `fastdok.perform_action`.
     * @property label What it is for, for people.
     * @property changes Whether it changes anything at the service.
     */
    public data class Sending(
        public val operation: String,
        public val label: String,
        public val changes: Boolean,
    ) : JourneyProgress<Nothing>

    /**
     * It waits.
     *
     * @property millis How long, in milliseconds.
     * @property reason Why, for people.
     */
    public data class Waiting(
        public val millis: Long,
        public val reason: String,
    ) : JourneyProgress<Nothing> {
        /** How long. */
        public val duration: Duration get() = millis.milliseconds
    }

    /**
     * It is done.
     *
     * @property receipt What came of it.
     */
    public data class Done<R>(
        public val receipt: R,
    ) : JourneyProgress<R>
}

/** Which journey a stored text is of. */
public class JourneyKind<R : Any> private constructor(
    /** Its name, as in the stored text. */
    public val name: String,
    internal val receipt: (Receipt) -> R?,
) {
    /** The journeys. */
    public companion object {
        internal fun named(name: String): JourneyKind<*> = all.first { it.name == name }

        /** [FastDok.startCase]. */
        public val StartCase: JourneyKind<StartReceipt> =
            JourneyKind("fastdok.start_case") { (it as? Receipt.StartCase)?.v1 }

        /** [FastDok.payCase]. */
        public val PayCase: JourneyKind<PayReceipt> = JourneyKind("fastdok.pay_case") { (it as? Receipt.PayCase)?.v1 }

        /** [FastDok.cancelPayment]. */
        public val CancelPayment: JourneyKind<CancelReceipt> =
            JourneyKind("fastdok.cancel_payment") { (it as? Receipt.CancelPayment)?.v1 }

        /** [FastDok.completeCase]. */
        public val CompleteCase: JourneyKind<CompleteReceipt> =
            JourneyKind("fastdok.complete_case") { (it as? Receipt.CompleteCase)?.v1 }

        /** [CaseAgency.createCase]. */
        public val CreateCase: JourneyKind<CreateReceipt> =
            JourneyKind("altinn.create_case") { (it as? Receipt.CreateCase)?.v1 }

        /** [CaseAgency.sendEvent]. */
        public val SendEvent: JourneyKind<EventReceipt> =
            JourneyKind("altinn.send_event") { (it as? Receipt.SendEvent)?.v1 }

        /** [CaseAgency.placeNotice]. */
        public val PlaceNotice: JourneyKind<NoticeReceipt> =
            JourneyKind("altinn.place_notice") { (it as? Receipt.PlaceNotice)?.v1 }

        private val all = listOf(StartCase, PayCase, CancelPayment, CompleteCase, CreateCase, SendEvent, PlaceNotice)
    }
}

/**
 * A job of several calls that ends in a known state, whatever breaks on the way. It has sent nothing yet: [await] or [progress]
 * carries it out, one at a time.
 *
 * A request that changes something is sent at most once; after an outcome that nobody saw comes a look, never the same call again.
 */
public class JourneyRun<R : Any> internal constructor(
    private val caller: Caller,
    private val kind: JourneyKind<R>,
    stored: String,
    /** The text that the caller has, or that was saved last: a journal must have no newer one. */
    private var carried: String?,
) {
    /**
     * Where it stands, as text: keep it, and hand it to `resume` to go on in another process. It holds what the journey is about
     * (ids, form data, event names) and no secret.
     */
    @Volatile
    public var stored: String = stored
        private set

    private val running = AtomicBoolean()

    /**
     * Carries the journey to its end. When the coroutine is cancelled it stops, and can be carried on; it then looks first.
     *
     * @param save Is given [stored] before each request, before a case is claimed, and at the end: a [JournalEntry], or your own, which may use the client. What it throws ends
     *   the journey before anything more is sent (`input.journey_not_stored`). Without saving, a process that is killed during a payment leaves no
     *   trace of it.
     * @param onProgress Is told what the journey does. What it throws ends the journey, which can be carried on, and is thrown as it is; a time-out or a
     *   cancellation of its own is the cause of an [IllegalStateException], since by itself it would end the caller in silence.
     * @param approve Is asked before money is spent, and spends nothing unless it gives `true`. A payment must have it. Only [FastDok.payCase] asks.
     * @throws NordcaseException.Journey when it ends without a receipt; its report has what is certain and what is safe to do next.
     * @throws NordcaseException.Input `input.approve` when a payment has no [approve], or that throws: nothing was spent.
     */
    public suspend fun await(
        save: suspend (String) -> Unit = SAVED_NOWHERE,
        onProgress: suspend (JourneyProgress<Nothing>) -> Unit = TOLD_NOBODY,
        approve: (suspend (PaymentQuestion) -> Boolean)? = null,
    ): R = carriedOut(save, if (onProgress === TOLD_NOBODY) onProgress else hook("onProgress", onProgress), approve)

    private suspend fun carriedOut(
        save: suspend (String) -> Unit,
        onProgress: suspend (JourneyProgress<Nothing>) -> Unit,
        approve: (suspend (PaymentQuestion) -> Boolean)?,
    ): R {
        check(running.compareAndSet(false, true)) { "this journey is being carried out already" }
        val keeping = Keeping(save, carried) { stored = it }
        try {
            return checkNotNull(kind.receipt(caller.journey(stored, keeping, onProgress, approve)))
        } finally {
            carried = keeping.carried
            running.set(false)
        }
    }

    /**
     * The same as a flow that ends with [JourneyProgress.Done]. Collecting it carries the journey out.
     *
     * @param save As for [await].
     * @param approve As for [await].
     */
    public fun progress(
        save: suspend (String) -> Unit = SAVED_NOWHERE,
        approve: (suspend (PaymentQuestion) -> Boolean)? = null,
    ): Flow<JourneyProgress<R>> = flow { emit(JourneyProgress.Done(carriedOut(save, ::emit, approve))) }
}

/** Where a journey is kept: [save] is given each text before its step is carried out, and [kept] after that. */
internal class Keeping(
    val save: suspend (String) -> Unit,
    var carried: String?,
    val kept: (String) -> Unit,
) {
    val entry: JournalEntry? = save as? JournalEntry
}

/** A function of the caller's, whose own cancellations cancel nobody else. Those of a flow that nobody collects any more end it. */
private fun <T> hook(
    name: String,
    function: suspend (T) -> Unit,
): suspend (T) -> Unit =
    { value ->
        try {
            function(value)
        } catch (e: CancellationException) {
            currentCoroutineContext().ensureActive()
            if (e.javaClass.name.startsWith("kotlinx.coroutines.flow.")) throw e
            throw IllegalStateException("$name threw ${e.javaClass.simpleName}", e)
        }
    }

internal val SAVED_NOWHERE: suspend (String) -> Unit = {}

internal val TOLD_NOBODY: suspend (JourneyProgress<Nothing>) -> Unit = {}

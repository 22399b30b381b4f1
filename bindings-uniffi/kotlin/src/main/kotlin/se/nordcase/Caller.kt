package se.nordcase

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.transformWhile
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.sync.withPermit
import kotlinx.coroutines.withContext
import java.io.IOException
import java.security.SecureRandom
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds

/** What both clients are made of: the loops of a call and of a journey around the native library. */
internal class Caller(
    private val service: String,
    given: Transport?,
    private val maxAnswerBytes: Long,
    private val settle: Duration,
    private val claims: Claims,
    private val access: () -> Access,
) {
    private val transport = given ?: OkHttpTransport()
    private val isOurs = given == null
    private val ownClaims = OwnClaims()
    private val session = Session()
    private val random = SecureRandom()

    @Volatile
    private var isClosed = false

    /** Lets nothing new begin. */
    fun close() {
        isClosed = true
        if (isOurs) transport.close()
    }

    private fun mustBeOpen() {
        if (isClosed) throw inputError("input.params", "client", "is closed: make another one")
    }

    /** Held by who signs in, and where credentials go with each call until they were accepted once: a wrong password leaves once. */
    private val gate = Mutex()

    /** One caller's hold of the gate. */
    private inner class Hold {
        var isHeld = false
            private set

        suspend fun take() {
            gate.lock()
            isHeld = true
        }

        fun release() {
            if (isHeld) gate.unlock()
            isHeld = false
        }
    }

    /** Runs with a hold that is given back, whatever happens. */
    private inline fun <T> holding(work: (Hold) -> T): T {
        val hold = Hold()
        try {
            return work(hold)
        } finally {
            hold.release()
        }
    }

    /** Carries one operation out. Nothing is sent twice, but what only reads, and a call that a stale ticket kept from being applied. */
    suspend fun call(operation: Operation): Answer =
        named { ServiceCall(operation) }.use { call ->
            mustBeOpen()
            val access = access()
            while (true) {
                val ended =
                    holding { hold ->
                        val request = begin(call, access, hold)
                        end(call, access, heard(hold, { call.end(access, session, it, moment()) }) { outcome(request) })
                    }
                when (ended) {
                    is Incoming.Answered -> return ended.answer
                    is Incoming.Again -> pause(ended.waitMillis)
                }
            }
            error("unreachable")
        }

    /** The same, where the type of the answer is known. */
    suspend inline fun <reified A : Answer> answer(operation: Operation): A = call(operation) as A

    /**
     * A list while it arrives: answers that hold the items of one piece each, and at last one that says the rest. What comes whole is one answer.
     *
     * Where a collector stops, the exchange is ended. A list that breaks off throws after the items that came.
     */
    fun parts(operation: Operation): Flow<Answer> =
        flow {
            named { ServiceCall(operation) }.use { call ->
                mustBeOpen()
                val access = access()
                while (true) {
                    val ended = holding { hold -> open(call, access, hold) { emit(it) } } ?: return@flow
                    when (ended) {
                        is Incoming.Answered -> return@flow emit(ended.answer)
                        is Incoming.Again -> pause(ended.waitMillis)
                    }
                }
            }
        }

    /** The items of a list of pages, each read while it arrives. It ends where the core says so. */
    inline fun <T, reified A : Answer> pages(
        crossinline items: (A) -> List<T>,
        crossinline id: (T) -> String,
        crossinline total: (A) -> Long?,
        crossinline page: (UInt?) -> Operation,
    ): Flow<T> =
        flow {
            var start: UInt? = null
            var asked = 0u
            var remembered: String? = null
            do {
                val operation = page(start)
                asked++
                var came = 0u
                var count: Long? = null
                var again = false
                parts(operation)
                    .transformWhile { part ->
                        part as A
                        count = total(part) ?: count
                        for (item in items(part)) {
                            if (came == 0u) {
                                remembered = markPage(asked, id(item), remembered)
                                // It came before: the service does not look at where a page is to begin.
                                again = remembered == null
                                if (again) return@transformWhile false
                            }
                            came++
                            emit(item)
                        }
                        true
                    }.collect { emit(it) }
                start = if (again) null else ServiceCall(operation).use { it.nextStart(came, count, asked) }
            } while (start != null)
        }

    /** The call's next request. The gate is held where it is to be kept until there is an outcome. */
    private suspend fun begin(
        call: ServiceCall,
        access: Access,
        hold: Hold,
    ): HttpRequest {
        while (true) {
            val begun = native { call.begin(access, session, moment(hold)) }
            if (begun !is Begun.Send) {
                hold.take()
                continue
            }
            if (!begun.gated) hold.release()
            return begun.request
        }
    }

    private suspend fun end(
        call: ServiceCall,
        access: Access,
        outcome: Outcome,
    ): Incoming = native { call.end(access, session, outcome, moment()) }

    private suspend fun pause(millis: ULong) {
        if (millis > 0uL) beside("pause") { transport.pause(millis.toLong().milliseconds) }
    }

    /**
     * Carries out what was begun. A request under the gate that its caller breaks off is [unheard]: the credentials that it carried may have been refused, and
     * count, since wrong ones lock an account.
     */
    private suspend inline fun <T> heard(
        hold: Hold,
        crossinline unheard: suspend (Outcome) -> Unit,
        work: () -> T,
    ): T =
        try {
            work()
        } catch (e: CancellationException) {
            if (hold.isHeld) {
                withContext(NonCancellable) {
                    // What comes of that is nobody's any more.
                    runCatching { unheard(Outcome.Failed(TransportFailure(Failure.CANCELLED, true, "its caller stopped waiting"))) }
                }
            }
            throw e
        }

    /** Sends a request for a list. It arrives, part by part; or it came whole or goes on from the start, which is then what it gives. */
    private suspend fun open(
        call: ServiceCall,
        access: Access,
        hold: Hold,
        part: suspend (Answer) -> Unit,
    ): Incoming? {
        val request = begin(call, access, hold)
        return heard(hold, { call.end(access, session, it, moment()) }) { opened(call, access, hold, request, part) }
    }

    private suspend fun opened(
        call: ServiceCall,
        access: Access,
        hold: Hold,
        request: HttpRequest,
        part: suspend (Answer) -> Unit,
    ): Incoming? {
        val response =
            try {
                sending { transport.open(request, maxAnswerBytes) }
            } catch (e: IOException) {
                return end(call, access, Outcome.Failed(failure(e)))
            }
        try {
            val reading = native { call.open(access, session, response.status, response.headers, moment()) }
            if (reading == null) return end(call, access, answered { response.whole(maxAnswerBytes) })
            Arriving(reading, session) { sending { response.next() } }.use { arriving ->
                var some = false
                while (true) {
                    val next =
                        try {
                            native { arriving.next() } ?: break
                        } catch (e: IOException) {
                            if (!some) return end(call, access, Outcome.Failed(failure(e)))
                            native { reading.lost(failure(e)) }
                            error("a failure is never an item")
                        }
                    some = true
                    // Who reads it may make other calls meanwhile.
                    hold.release()
                    part(next)
                }
                val end = native { reading.finish(session, moment()) }
                hold.release()
                part(end)
            }
        } finally {
            // What was read was read.
            try {
                response.close()
            } catch (e: VirtualMachineError) {
                throw e
            } catch (_: Throwable) {
            }
        }
        return null
    }

    private suspend fun outcome(request: HttpRequest): Outcome = answered { transport.send(request, maxAnswerBytes) }

    private suspend fun answered(response: suspend () -> HttpResponse): Outcome =
        try {
            sending { Outcome.Answered(response()) }
        } catch (e: IOException) {
            Outcome.Failed(failure(e))
        }

    private fun failure(e: IOException): TransportFailure =
        if (e is SendFailedException) {
            TransportFailure(e.failure, e.mayHaveArrived, e.message.orEmpty())
        } else {
            // A transport of somebody else's that does not say how it failed: it may have arrived.
            TransportFailure(Failure.NETWORK, true, e.javaClass.simpleName)
        }

    /** A journey at its start. */
    fun <R : Any> run(
        kind: JourneyKind<R>,
        journey: Journey,
    ): JourneyRun<R> =
        named {
            val options = JourneyOptions(random.nextLong().toULong(), settle.inWholeMilliseconds.toULong(), transport.repeats)
            JourneyRun(this, kind, journeyBegin(journey, options), null)
        }

    /** A journey from its stored text. */
    fun <R : Any> resume(
        kind: JourneyKind<R>,
        stored: String,
        caseId: String?,
    ): JourneyRun<R> =
        named {
            if (!kind.name.startsWith(
                    service,
                )
            ) {
                throw inputError("input.journey_stored", "kind", "is a journey of the other service: resume it with that client")
            }
            val loaded = journeyLoad(kind.name, stored, transport.repeats)
            val about = journeyInspect(loaded).caseId
            if (caseId != null && caseId != about) throw inputError("input.journey_case", "caseId", "is not the case of this journey")
            JourneyRun(this, kind, loaded, stored)
        }

    /** Carries on all unfinished journeys of this service that a journal keeps, a few at a time. */
    suspend fun resumeAll(
        journal: Journal,
        atOnce: Int,
        onProgress: suspend (String, JourneyProgress<Nothing>) -> Unit,
        approve: (suspend (PaymentQuestion) -> Boolean)?,
    ): Map<String, Result<Any>> =
        coroutineScope {
            if (atOnce < 1) throw inputError("input.batch_concurrency", "atOnce", "must be at least 1")
            val places = Semaphore(atOnce)
            journal
                .unfinished()
                .filter { it !is JournalItem.Unfinished || it.kind.name.startsWith(service) }
                .map { item ->
                    async {
                        val ended =
                            when (item) {
                                is JournalItem.Unfinished -> places.withPermit { carryOn(journal, item, onProgress, approve) }
                                is JournalItem.Unreadable -> Result.failure(item.error)
                                is JournalItem.Ended -> error("it is unfinished")
                            }
                        ended?.let { item.key to it }
                    }
                }.awaitAll()
                .filterNotNull()
                .toMap()
        }

    /** Carries on from the newest text. Nothing for what is in hand already, or has ended meanwhile. */
    private suspend fun carryOn(
        journal: Journal,
        item: JournalItem.Unfinished,
        onProgress: suspend (String, JourneyProgress<Nothing>) -> Unit,
        approve: (suspend (PaymentQuestion) -> Boolean)?,
    ): Result<Any>? {
        val inHand = ended { journal.inHand(item) }.getOrElse { return Result.failure(it) } ?: return null
        return inHand.use { ended { resume(item.kind, it.stored, null).await(it.entry, { step -> onProgress(item.key, step) }, approve) } }
    }

    private suspend fun <T> ended(work: suspend () -> T): Result<T> =
        try {
            Result.success(work())
        } catch (e: CancellationException) {
            currentCoroutineContext().ensureActive()
            Result.failure(e)
        } catch (e: Exception) {
            Result.failure(e)
        }

    /** Carries a journey on until it has a receipt. The caller's functions are called where the caller is, and never while others wait for that. */
    suspend fun journey(
        begun: String,
        of: Keeping,
        told: suspend (JourneyProgress<Nothing>) -> Unit,
        approve: (suspend (PaymentQuestion) -> Boolean)?,
    ): Receipt {
        mustBeOpen()
        // Asked only when it comes to that, it would have moved the case on its way.
        if (approve == null && journeyInspect(begun).run { spends && ended == null }) {
            throw inputError("input.approve", "approve", "must be given: this journey asks before it spends money")
        }
        val inHand = of.entry?.take(of.carried)
        try {
            return carriedOut(begun, of, told, approve)
        } finally {
            inHand?.close()
        }
    }

    private suspend fun carriedOut(
        begun: String,
        of: Keeping,
        told: suspend (JourneyProgress<Nothing>) -> Unit,
        approve: (suspend (PaymentQuestion) -> Boolean)?,
    ): Receipt {
        var sent = "nothing was sent"
        val keep: suspend (String) -> Unit = { text ->
            callers("save", { notStored(it, sent) }) {
                if (of.entry == null) {
                    of.save(text)
                } else {
                    // Whoever is cancelled here must know what the journal has.
                    withContext(NonCancellable) { of.save(text).also { of.carried = text } }
                    currentCoroutineContext().ensureActive()
                }
            }
        }
        val access = access()
        var stored = begun
        holding { hold ->
            var ready: Ready? = null
            val aged = Aged()
            while (true) {
                val from = ready?.from ?: stored
                val next = native { journeyNext(from, ready?.stored, access, session, moment(hold)) }
                val step = next.step
                if (step is Step.Gate) {
                    hold.take()
                    stored = next.stored
                    ready = ready?.let { Ready(stored, it.stored, it.step) }
                    continue
                }
                stored = next.stored
                if (step !is Step.Send || ready?.stored != stored) {
                    // The caller's functions may use this client, and take their time.
                    hold.release()
                    ready?.let { aged.note(it, step) }
                    if (!aged.covers(step)) {
                        aged.forget()
                        if (step is Step.Done || step is Step.Failed) of.kept(stored)
                        // Behind an answer the text may hold an end that is the session's only. What this step begins with does not.
                        if (step !is Step.Wait && step !is Step.Ask) keep(stored)
                        of.kept(stored)
                        if (step is Step.Send) told(JourneyProgress.Sending(step.operation, step.label, step.changes))
                    }
                    if (step is Step.Send) {
                        // What it carries is made when it leaves: a security header or a ticket may have grown old meanwhile.
                        if (step.gated) hold.take()
                        ready = Ready(from, stored, step)
                        continue
                    }
                } else if (!step.gated) {
                    hold.release()
                    aged.end()
                }
                ready = null
                val input =
                    when (step) {
                        is Step.Done -> {
                            return step.receipt
                        }

                        is Step.Failed -> {
                            throw failed(step.report)
                        }

                        is Step.Ask -> {
                            JourneyInput.Decided(
                                callers("approve", {
                                    inputError("input.approve", "approve", "must give true or false: $it, and nothing was spent")
                                }) { checkNotNull(approve)(step.question) },
                            )
                        }

                        is Step.Claim -> {
                            JourneyInput.Claimed(claimed(ownClaims.of(of.entry?.journal ?: claims), step))
                        }

                        is Step.Send -> {
                            sent = "nothing more was sent"
                            heard(hold, { journeyResume(stored, access, session, JourneyInput.Failed((it as Outcome.Failed).failure), moment()) }) {
                                send(step.request)
                            }
                        }

                        is Step.Wait -> {
                            val wait = JourneyProgress.Waiting(step.millis.toLong(), step.reason)
                            told(wait)
                            beside("pause") { transport.pause(wait.duration) }
                            JourneyInput.Woke
                        }

                        is Step.Gate -> {
                            error("it was taken")
                        }
                    }
                stored = native { journeyResume(stored, access, session, input, moment()) }
                hold.release()
            }
        }
        error("unreachable")
    }

    /** The answer of a set of claims: some of what was asked for, and nothing else. One that fails is as one who cannot store. */
    private suspend fun claimed(
        claims: Claims,
        step: Step.Claim,
    ): List<String> {
        val wrong = { why: String -> inputError("input.journey_not_stored", "claims", "$why, so no case was taken") }
        return callers("claim", { wrong("failed: $it") }) { claims.claim(step.owner, step.caseIds, step.take) }
    }

    /** Calls a function of the caller's. If it throws, nothing is sent, and the error says so. */
    private suspend fun <T> callers(
        name: String,
        error: (String) -> NordcaseException,
        function: suspend () -> T,
    ): T =
        try {
            function()
        } catch (e: Exception) {
            // Cancelled from outside; a time-out of the function's own is its failure.
            if (e is CancellationException) currentCoroutineContext().ensureActive()
            // A journal says itself what is wrong.
            if (e is NordcaseException.Input && e.code in JOURNALS) throw e
            throw error("$name threw ${e.javaClass.simpleName}").apply { initCause(e) }
        }

    /** What a transport does: whatever it throws, there is no usable answer. */
    private suspend fun <T> sending(work: suspend () -> T): T =
        try {
            work()
        } catch (e: IOException) {
            throw e
        } catch (e: VirtualMachineError) {
            // No memory, no stack: not the transport's.
            throw e
        } catch (e: Throwable) {
            // Cancelled from outside; a time-out of the transport's own is a failure.
            if (e is CancellationException) currentCoroutineContext().ensureActive()
            val failure = if (e is TimeoutCancellationException) Failure.TIMEOUT else Failure.NETWORK
            throw SendFailedException(failure, true, e.javaClass.simpleName, e)
        }

    /** What a transport does besides sending: whatever it throws, the call or the journey ends here. The journey can be carried on. */
    private suspend inline fun <T> beside(
        name: String,
        work: () -> T,
    ): T =
        try {
            work()
        } catch (e: VirtualMachineError) {
            throw e
        } catch (e: Throwable) {
            if (e is CancellationException) currentCoroutineContext().ensureActive()
            throw networkError("$name threw ${e.javaClass.simpleName}").apply { initCause(e) }
        }

    private suspend fun send(request: HttpRequest): JourneyInput =
        when (val outcome = outcome(request)) {
            is Outcome.Answered -> JourneyInput.Answered(outcome.response)
            is Outcome.Failed -> JourneyInput.Failed(outcome.failure)
        }

    private fun failed(report: FailureReport): NordcaseException =
        try {
            journeyFailed(report)
            error("a report is always an exception")
        } catch (e: NordcaseException) {
            e.named()
        }

    private fun notStored(
        reason: String,
        sent: String,
    ): NordcaseException = inputError("input.journey_not_stored", "journey", "could not be stored: $reason, and $sent")

    /** Reading a large answer takes its time: never on a thread that draws. */
    private suspend fun <T> native(work: suspend () -> T): T = withContext(Dispatchers.Default) { named { work() } }

    private suspend fun moment(hold: Hold? = null): Moment =
        Moment(beside("now") { transport.now().toEpochMilli() }, ByteArray(16).also(random::nextBytes), hold?.isHeld == true)
}

/** What a journal says by itself. */
private val JOURNALS = setOf("input.journal_key", "input.journey_not_stored", "input.journey_stored")

/** A number of items as the native library takes it. */
internal fun count(
    name: String,
    number: Int?,
): UInt? {
    require(number == null || number >= 0) { "$name must not be negative" }
    return number?.toUInt()
}

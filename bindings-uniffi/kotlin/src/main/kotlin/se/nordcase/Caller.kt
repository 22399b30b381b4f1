package se.nordcase

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.withContext
import java.io.IOException
import java.nio.Buffer
import java.nio.ByteBuffer
import java.security.SecureRandom

/** What both clients are made of: the loops of a call and of a journey around the native library. */
internal class Caller(
    private val transport: Transport,
    private val maxAnswerBytes: Long,
    private val access: () -> Access,
) {
    private val session = Session()
    private val random = SecureRandom()

    /** Held while somebody signs in, so that one sign-in serves all calls that wait for it. */
    private val signIn = Mutex()

    /** Carries one operation out. Nothing is sent twice, but a read or an unapplied call once more with a fresh ticket. */
    suspend fun call(operation: Operation): Answer =
        ServiceCall(operation).use { call ->
            val access = access()
            var answer: Answer? = null
            while (answer == null) {
                answer = exchange(call, access) { request -> end(call, access, outcome(request)) }
            }
            answer
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
            ServiceCall(operation).use { call ->
                val access = access()
                while (true) {
                    val (arriving, whole) = exchange(call, access) { request -> open(call, access, request) }
                    arriving?.use {
                        while (true) emit(native { next(it, call, access) } ?: break)
                        return@flow emit(native { it.reading.finish(session, moment()) })
                    }
                    if (whole != null) return@flow emit(whole)
                }
            }
        }

    /** The items of a list of pages, each read while it arrives. It ends where the core says so. */
    inline fun <T, reified A : Answer> pages(
        crossinline items: (A) -> List<T>,
        crossinline total: (A) -> Long?,
        crossinline page: (UInt?) -> Operation,
    ): Flow<T> =
        flow {
            var start: UInt? = null
            var asked = 0u
            do {
                val operation = page(start)
                var came = 0u
                var count: Long? = null
                parts(operation).collect { part ->
                    part as A
                    count = total(part) ?: count
                    for (item in items(part)) {
                        came++
                        emit(item)
                    }
                }
                asked++
                start = ServiceCall(operation).use { it.nextStart(came, count, asked) }
            } while (start != null)
        }

    /** Sends the call's next request; while it signs in, the others wait. */
    private suspend fun <T> exchange(
        call: ServiceCall,
        access: Access,
        send: suspend (HttpRequest) -> T,
    ): T {
        signIn.lock()
        var held = true
        try {
            val request = native { call.begin(access, session, moment()) }
            if (!call.signsIn()) {
                signIn.unlock()
                held = false
            }
            return send(request)
        } finally {
            if (held) signIn.unlock()
        }
    }

    /** The answer; nothing if the call is to begin again. */
    private suspend fun end(
        call: ServiceCall,
        access: Access,
        outcome: Outcome,
    ): Answer? = native { call.end(access, session, outcome, moment()) }

    /** Sends a request for a list. It arrives, or it came whole: then it is the answer, or nothing if the call is to begin again. */
    private suspend fun open(
        call: ServiceCall,
        access: Access,
        request: HttpRequest,
    ): Pair<Arriving?, Answer?> {
        val response =
            try {
                transport.open(request, maxAnswerBytes)
            } catch (e: IOException) {
                return null to end(call, access, Outcome.Failed(failure(e)))
            }
        var arriving: Arriving? = null
        try {
            val reading = native { call.open(access, session, response.status, response.headers, moment()) }
            if (reading == null) return null to end(call, access, answered { response.whole(maxAnswerBytes) })
            arriving = Arriving(response, reading)
            return arriving to null
        } finally {
            if (arriving == null) response.close()
        }
    }

    /** The items that the next pieces complete; nothing at the end. */
    private suspend fun next(
        arriving: Arriving,
        call: ServiceCall,
        access: Access,
    ): Answer? =
        try {
            arriving.next()
        } catch (e: IOException) {
            end(call, access, Outcome.Failed(failure(e)))
            error("a failure is never an answer")
        }

    private suspend fun outcome(request: HttpRequest): Outcome = answered { transport.send(request, maxAnswerBytes) }

    private suspend fun answered(response: suspend () -> HttpResponse): Outcome =
        try {
            Outcome.Answered(response())
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
    ): JourneyRun<R> = JourneyRun(this, kind, journeyBegin(journey, random.nextLong().toULong()))

    /** A journey from its stored text. */
    fun <R : Any> resume(
        kind: JourneyKind<R>,
        stored: String,
    ): JourneyRun<R> = JourneyRun(this, kind, journeyLoad(kind.name, stored))

    /**
     * Carries a journey on until it has a receipt. [keep] is given each stored text before its step is carried out. The functions are called where the
     * caller is.
     */
    suspend fun journey(
        begun: String,
        keep: suspend (String) -> Unit,
        told: suspend (JourneyProgress<Nothing>) -> Unit,
        approve: suspend (PaymentQuestion) -> Boolean,
    ): Receipt {
        val access = access()
        var stored = begun
        while (true) {
            val next = native { journeyNext(stored, access, session, moment()) }
            keep(next.stored)
            val input =
                when (val step = next.step) {
                    is Step.Done -> {
                        return step.receipt
                    }

                    is Step.Failed -> {
                        throw failed(step.report)
                    }

                    is Step.Ask -> {
                        JourneyInput.Decided(approve(step.question))
                    }

                    is Step.Send -> {
                        told(JourneyProgress.Sending(step.operation, step.label, step.changes))
                        send(step.request)
                    }

                    is Step.Wait -> {
                        val wait = JourneyProgress.Waiting(step.millis.toLong(), step.reason)
                        told(wait)
                        transport.pause(wait.duration)
                        JourneyInput.Woke
                    }
                }
            stored = native { journeyResume(next.stored, access, session, input, moment()) }
            // The outcome of the step, so that a caller who stops here need not look for it again.
            keep(stored)
        }
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
            e
        }

    /** Reading a large answer takes its time: never on a thread that draws. */
    private suspend fun <T> native(work: suspend () -> T): T = withContext(Dispatchers.Default) { work() }

    private fun moment(): Moment = Moment(transport.now().toEpochMilli(), ByteArray(16).also(random::nextBytes))
}

/** A list and its reading. */
private class Arriving(
    private val response: StreamedResponse,
    val reading: ListReading,
) : AutoCloseable {
    private var piece = ByteArray(0)
    private var start = 0

    /** The native library reads in place, which it can of direct buffers only. */
    private val shared = ByteBuffer.allocateDirect(SHARED_BYTES)

    /** The same, by the type that has these methods on every Android. */
    private val ends: Buffer = shared

    /** The items that the next pieces complete; nothing at the end of the body. */
    suspend fun next(): Answer? {
        while (true) {
            if (start == piece.size) {
                piece = response.next() ?: return null
                start = 0
            }
            val size = minOf(piece.size - start, SHARED_BYTES)
            ends.clear()
            shared.put(piece, start, size)
            ends.flip()
            start += size
            return reading.feed(shared) ?: continue
        }
    }

    override fun close() {
        response.close()
        reading.close()
    }
}

private const val SHARED_BYTES = 64 * 1024

/** A number of items as the native library takes it. */
internal fun count(
    name: String,
    number: Int?,
): UInt? {
    require(number == null || number >= 0) { "$name must not be negative" }
    return number?.toUInt()
}

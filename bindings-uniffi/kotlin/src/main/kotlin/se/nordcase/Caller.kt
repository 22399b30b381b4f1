package se.nordcase

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.withContext
import java.io.IOException
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
            while (answer == null) answer = exchange(call, access)
            answer
        }

    /** The same, where the type of the answer is known. */
    suspend inline fun <reified A : Answer> answer(operation: Operation): A = call(operation) as A

    /** The items of a list, page by page as they are collected. It ends where the core says so. */
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
                val answer = answer<A>(operation)
                asked++
                for (item in items(answer)) emit(item)
                start = ServiceCall(operation).use { it.nextStart(items(answer).size.toUInt(), total(answer), asked) }
            } while (start != null)
        }

    private suspend fun exchange(
        call: ServiceCall,
        access: Access,
    ): Answer? {
        signIn.lock()
        var held = true
        try {
            val request = native { call.begin(access, session, moment()) }
            if (!call.signsIn()) {
                signIn.unlock()
                held = false
            }
            val outcome = outcome(request)
            return native { call.end(access, session, outcome, moment()) }
        } finally {
            if (held) signIn.unlock()
        }
    }

    private suspend fun outcome(request: HttpRequest): Outcome =
        try {
            Outcome.Answered(transport.send(request, maxAnswerBytes))
        } catch (e: SendFailedException) {
            Outcome.Failed(TransportFailure(e.failure, e.mayHaveArrived, e.message.orEmpty()))
        } catch (e: IOException) {
            // A transport of somebody else's that does not say how it failed: it may have arrived.
            Outcome.Failed(TransportFailure(Failure.NETWORK, true, e.javaClass.simpleName))
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
    private suspend fun <T> native(work: () -> T): T = withContext(Dispatchers.Default) { work() }

    private fun moment(): Moment = Moment(transport.now().toEpochMilli(), ByteArray(16).also(random::nextBytes))
}

/** A number of items as the native library takes it. */
internal fun count(
    name: String,
    number: Int?,
): UInt? {
    require(number == null || number >= 0) { "$name must not be negative" }
    return number?.toUInt()
}

package se.nordcase

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import org.junit.jupiter.params.provider.ValueSource
import java.nio.file.Path
import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

/** A caller's functions may take minutes, and use the client: what is sent is made when it leaves, and nobody waits at the gate for them. */
class SlowCallersTest {
    private val sandbox = Sandbox()

    /** Carries a journey out with a function of the caller's in each place that there is for one. */
    private suspend fun <R : Any> carriedOut(
        run: JourneyRun<R>,
        place: String,
        work: suspend () -> Unit,
    ): R {
        var receipt: R? = null
        when (place) {
            "save" -> {
                receipt = run.await(save = { work() }) { true }
            }

            "onProgress" -> {
                receipt = run.await(onProgress = { work() }) { true }
            }

            else -> {
                run.progress { true }.collect {
                    if (it is JourneyProgress.Done) receipt = it.receipt else work()
                }
            }
        }
        return checkNotNull(receipt)
    }

    @ParameterizedTest
    @ValueSource(strings = ["save", "onProgress", "the loop"])
    fun `a security header is made after the request was stored and told`(place: String): Unit =
        runBlocking {
            // On a new client, whose requests are under the gate, and on one whose credentials were accepted.
            val agency = caseAgency(sandbox, Binding.WS)
            repeat(2) { carriedOut(agency.createCase(konkursbo, REPORTEE), place) { sandbox.advance(6.minutes) } }
            assertEquals(2, agency.getCaseList(konkursbo).size)
        }

    /** The nth function takes longer than a ticket lives; 0 is each of them. */
    @ParameterizedTest
    @CsvSource("save,0", "onProgress,0", "the loop,0", "save,1", "save,2", "save,3", "save,4", "save,5", "save,6")
    fun `a ticket that grew old while a request was stored and told is renewed`(
        place: String,
        nth: Int,
    ): Unit =
        runBlocking {
            withTimeout(60.seconds) {
                var count = 0
                val work: suspend () -> Unit = { if (nth == 0 || ++count == nth) sandbox.advance(61.minutes) }
                val started = carriedOut(fastDok(sandbox).startCase(entries), place, work)
                count = 0
                val paid = carriedOut(fastDok(sandbox).payCase(started.caseId), place, work)
                assertEquals(PayOutcome.PAID, paid.outcome)
                assertEquals(1, sandbox.ledger().count { it == "case_started" })
                assertEquals(1, sandbox.debits())
            }
        }

    /** Also killed at any of its texts: what was stored last says what may have been sent. */
    @Test
    fun `what is killed between such a renewal and its answer is done once`(
        @TempDir folder: Path,
    ): Unit =
        runBlocking {
            Journal(folder).use { journal ->
                for (nth in 1..30) {
                    val started = fastDok(sandbox).startCase(entries).await()
                    val before = sandbox.debits()
                    sandbox.control("""{"command":"set_balance","domain":"Bostads AB Björken","amount":"2000.00"}""")
                    var count = 0
                    lateinit var paying: Job
                    val dying =
                        object : Transport by sandbox {
                            override suspend fun send(
                                request: HttpRequest,
                                maxAnswerBytes: Long,
                            ): HttpResponse {
                                val response = sandbox.send(request, maxAnswerBytes)
                                if (++count < nth) return response
                                paying.cancel()
                                awaitCancellation()
                            }

                            override suspend fun open(
                                request: HttpRequest,
                                maxAnswerBytes: Long,
                            ): StreamedResponse = error("no list is read piece by piece here")
                        }
                    val entry = journal.entry("$nth")
                    val late: suspend (JourneyProgress<Nothing>) -> Unit = { if (it is JourneyProgress.Sending) sandbox.advance(61.minutes) }
                    paying = launch { fastDok(dying).payCase(started.caseId).await(entry, late) { true } }
                    withTimeout(20.seconds) { paying.join() }
                    val kept = journal.find("$nth")
                    if (kept is JournalItem.Unfinished) fastDok(sandbox).resume(JourneyKind.PayCase, kept.stored).await(kept.entry) { true }
                    assertEquals(JourneyEnd.DONE, (journal.find("$nth") as? JournalItem.Ended)?.end, "$nth")
                    assertEquals(before + 1, sandbox.debits(), "$nth")
                }
            }
        }

    /** A network that is dead, and takes a moment to say so: many are at it at once. */
    private inner class Dead(
        private val open: Transport = sandbox,
    ) : Transport by open {
        @Volatile
        var isDead = true

        override suspend fun send(
            request: HttpRequest,
            maxAnswerBytes: Long,
        ): HttpResponse {
            delay(20)
            if (isDead) throw SendFailedException(Failure.NETWORK, false, "dead")
            return open.send(request, maxAnswerBytes)
        }

        override suspend fun open(
            request: HttpRequest,
            maxAnswerBytes: Long,
        ): StreamedResponse {
            delay(20)
            if (isDead) throw SendFailedException(Failure.NETWORK, false, "dead")
            return open.open(request, maxAnswerBytes)
        }

        override suspend fun pause(duration: Duration) = sandbox.pause(duration)
    }

    @ParameterizedTest
    @CsvSource("save,false", "onProgress,false", "the loop,false", "save,true", "onProgress,true", "the loop,true")
    fun `the gate is free while something of the caller's runs, also on a dead network`(
        place: String,
        altinn: Boolean,
    ): Unit =
        runBlocking {
            val dead = Dead()
            val (fastDok, agency) = fastDok(dead) to caseAgency(dead)
            val use: suspend () -> Unit = { runCatching { if (altinn) agency.getCaseList(konkursbo) else fastDok.getBalance() } }
            val start: suspend () -> Any = {
                if (altinn) carriedOut(agency.createCase(konkursbo, REPORTEE), place, use) else carriedOut(fastDok.startCase(entries), place, use)
            }
            withContext(Dispatchers.Default) {
                withTimeout(60.seconds) {
                    val ended = coroutineScope { List(5) { async { runCatching { start() } } }.awaitAll() }
                    assertTrue(ended.all { it.exceptionOrNull() is NordcaseException }, "$ended")
                    dead.isDead = false
                    sandbox.advance(16.minutes)
                    if (altinn) agency.getCaseList(konkursbo) else fastDok.getBalance()
                    start()
                }
            }
        }
}

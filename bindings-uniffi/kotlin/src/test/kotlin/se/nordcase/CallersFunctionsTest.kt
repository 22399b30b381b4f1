package se.nordcase

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import java.nio.file.Path
import java.util.concurrent.atomic.AtomicInteger
import kotlin.coroutines.cancellation.CancellationException
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** What the caller's own functions may do: throw, hang, give anything, use the client they are called by, be cancelled. FAULTS 1.1, 1.2, 1.3, 1.7. */
class CallersFunctionsTest {
    @TempDir
    lateinit var folder: Path
    private val sandbox = Sandbox()
    private val patience = 60.seconds

    private fun claims(claim: suspend (List<String>) -> List<String>) = Claims { _, caseIds, _ -> claim(caseIds) }

    @Test
    fun `1_7 claims that fail or give something else end the job, and nothing is lost`(): Unit =
        runBlocking {
            val wrong =
                mapOf(
                    "throws" to claims { error("hunter2") },
                    "cannot reach its table" to claims { throw java.io.IOException("hunter2") },
                    "has a time-out of its own" to claims { withTimeout(1.milliseconds) { delay(60_000).let { emptyList() } } },
                    "was cancelled" to claims { throw CancellationException("hunter2") },
                    "gives another case" to claims { listOf("another") },
                    "gives another case besides" to claims { it + "another" },
                )
            for ((name, claims) in wrong) {
                val fastDok = FastDok(API_KEY, USERNAME, PASSWORD, "http://127.0.0.1:8080", sandbox, claims = claims)
                val agency = CaseAgency("SKDEN", "sandkasse-2681", "http://127.0.0.1:8080", transport = sandbox, claims = claims)
                for ((run, kind) in listOf(
                    fastDok.startCase(entries) to JourneyKind.StartCase,
                    agency.createCase(konkursbo, REPORTEE) to JourneyKind.CreateCase,
                )) {
                    var last = ""
                    val thrown = assertThrows<NordcaseException.Input>(name) { runBlocking { run.await(save = { last = it }) } }
                    assertEquals("input.journey_not_stored", thrown.code, name)
                    assertEquals("claims", thrown.details.field, name)
                    assertTrue("hunter2" !in thrown.message, thrown.message)
                    // What was carried out is found, and not made again.
                    val before = sandbox.ledger()
                    if (kind == JourneyKind.StartCase) {
                        fastDok(sandbox).resume(JourneyKind.StartCase, last).await()
                    } else {
                        caseAgency(sandbox).resume(JourneyKind.CreateCase, last).await()
                    }
                    assertEquals(before.filter { "case" in it }, sandbox.ledger().filter { "case" in it }, name)
                }
            }
        }

    @Test
    fun `1_7 claims that hang end with their caller`(): Unit =
        runBlocking {
            val hanging = claims { delay(3_600_000).let { emptyList() } }
            val fastDok = FastDok(API_KEY, USERNAME, PASSWORD, "http://127.0.0.1:8080", sandbox, claims = hanging)
            var last = ""
            assertNull(withTimeoutOrNull(2.seconds) { fastDok.startCase(entries).await(save = { last = it }) })
            fastDok(sandbox).resume(JourneyKind.StartCase, last).await()
            assertEquals(1, sandbox.ledger().count { it == "case_started" })
        }

    @Test
    fun `1_7 a case is claimed whatever its id is`(
        @TempDir folder: Path,
    ): Unit =
        runBlocking {
            val ids =
                listOf(".", "..", "", "a/b", "../../x", "x".repeat(300), "x".repeat(301), "å".repeat(90), "a\u0000b", "CON", "%2E", "\uD83E\uDDFE")
            Journal(folder).use { journal ->
                for (id in ids) assertEquals(listOf(id), journal.claim("me", listOf(id), true), id)
            }
            Journal(folder).use { journal ->
                assertEquals(emptyList<String>(), journal.claim("another", ids, true))
                assertEquals(ids, journal.claim("me", ids, false))
            }
        }

    @ParameterizedTest
    @ValueSource(strings = ["save", "onProgress", "approve", "a collector"])
    fun `1_3 a function that is called by a journey may use its client`(which: String): Unit =
        runBlocking {
            val caseId = payable(fastDok(sandbox))
            val signIns = { sandbox.ledger().count { it == "signed_in" } }
            val before = signIns()
            val fastDok = fastDok(sandbox)
            val use: suspend () -> Unit = { fastDok.getBalance() }
            val agency = caseAgency(sandbox)
            withTimeout(patience) {
                when (which) {
                    "save" -> fastDok.payCase(caseId).await(save = { use() }) { true }
                    "onProgress" -> fastDok.payCase(caseId).await(onProgress = { use() }) { true }
                    "approve" -> fastDok.payCase(caseId).await { use().let { true } }
                    else -> fastDok.payCase(caseId).progress { true }.collect { use() }
                }
                assertEquals(1, sandbox.debits())
                assertEquals(before + 1, signIns())
                val create = agency.createCase(konkursbo, REPORTEE)
                if (which ==
                    "save"
                ) {
                    create.await(save = { agency.getCaseList(konkursbo) })
                } else {
                    create.progress().collect { agency.getCaseList(konkursbo) }
                }
                assertEquals(1, agency.getCaseList(konkursbo).size)
            }
            // A wrong password leaves once, whoever of them sends it.
            val refused = { json(sandbox.control("""{"command":"summary"}"""))["sign_ins_refused"].asInt }
            val wrong = fastDok(sandbox, password = "wrong")
            withTimeout(patience) {
                assertThrows<NordcaseException> { runBlocking { wrong.startCase(entries).await(save = { wrong.getBalance() }) } }
                assertThrows<NordcaseException> { runBlocking { wrong.startCase(entries).await() } }
            }
            assertEquals(1, refused(), "${sandbox.ledger()}")
        }

    @Test
    fun `a time-out of onProgress's own cancels nobody in silence`(): Unit =
        runBlocking {
            val caseId = payable(fastDok(sandbox))
            val late =
                mapOf<String, suspend () -> Unit>(
                    "a time-out" to { withTimeout(1.milliseconds) { delay(3_600_000) } },
                    "a cancelled future" to { throw CancellationException("hunter2") },
                    "a cancelled job" to { async { delay(3_600_000) }.apply { cancel() }.await() },
                )
            for ((name, act) in late) {
                var said: Throwable? = null
                val job =
                    launch {
                        said = runCatching { fastDok(sandbox).payCase(caseId).await(onProgress = { act() }) { true } }.exceptionOrNull()
                        (said as? CancellationException)?.let { throw it }
                    }
                job.join()
                assertTrue(said is IllegalStateException && said !is CancellationException, "$name: $said")
                assertFalse(job.isCancelled, name)
                assertTrue(said?.cause is CancellationException, name)
            }
            // In a journal too, and for all that is unfinished.
            Journal(folder).use { journal ->
                runCatching { fastDok(sandbox).payCase(caseId).await(journal.entry("pay")) { error("the process ends") } }
                val ended = fastDok(sandbox).resumeAll(journal, onProgress = { _, _ -> withTimeout(1.milliseconds) { delay(3_600_000) } }) { true }
                assertTrue(ended.getValue("pay").exceptionOrNull().let { it is IllegalStateException && it !is CancellationException }, "$ended")
            }
            // Who stops listening stops it, and who is cancelled is.
            val ours = fastDok(sandbox).payCase(caseId).progress { true }
            assertEquals(1, ours.take(1).toList().size)
            val own = flow { fastDok(sandbox).payCase(caseId).await(onProgress = { emit(it) }) { true } }
            assertEquals(1, own.take(1).toList().size)
            assertNull(withTimeoutOrNull(50.milliseconds) { fastDok(sandbox).payCase(caseId).await(onProgress = { delay(3_600_000) }) { true } })
            assertEquals(0, sandbox.debits())
        }

    /** The services, behind a network that a caller gives up at one of the requests, before or after it has arrived. */
    private inner class GivenUp(
        private val nth: Int,
        private val arrives: Boolean,
    ) : Transport by sandbox {
        private val count = AtomicInteger()
        lateinit var giveUp: suspend () -> Unit

        override suspend fun send(
            request: HttpRequest,
            maxAnswerBytes: Long,
        ): HttpResponse {
            if (count.incrementAndGet() != nth) return sandbox.send(request, maxAnswerBytes)
            if (arrives) sandbox.send(request, maxAnswerBytes)
            giveUp()
            delay(3_600_000)
            error("it was given up")
        }

        override suspend fun open(
            request: HttpRequest,
            maxAnswerBytes: Long,
        ) = sandbox.open(request, maxAnswerBytes)
    }

    @Test
    fun `1_1 a payment that is given up at any request is paid once`(): Unit =
        runBlocking {
            for (arrives in listOf(false, true)) {
                for (nth in 1..8) {
                    val caseId = payable(fastDok(sandbox))
                    val before = sandbox.debits()
                    sandbox.control("""{"command":"set_balance","domain":"Bostads AB Björken","amount":"2000.00"}""")
                    val transport = GivenUp(nth, arrives)
                    var last = ""
                    val paying = launch { fastDok(transport).payCase(caseId).await(save = { last = it }) { true } }
                    transport.giveUp = { paying.cancel() }
                    paying.join()
                    val receipt = fastDok(sandbox).resume(JourneyKind.PayCase, last).await { true }
                    assertTrue(receipt.outcome in setOf(PayOutcome.PAID, PayOutcome.ALREADY_PAID), "$nth $arrives: $receipt")
                    assertEquals(before + 1, sandbox.debits(), "$nth $arrives")
                }
            }
        }

    @Test
    fun `1_1 who is given up while he is asked, and says yes all the same, spends nothing`(): Unit =
        runBlocking {
            val caseId = payable(fastDok(sandbox))
            var last = ""
            lateinit var paying: Job
            paying =
                launch {
                    fastDok(sandbox).payCase(caseId).await(save = { last = it }) {
                        paying.cancel()
                        true
                    }
                }
            paying.join()
            assertEquals(0, sandbox.debits())
            assertEquals(PayOutcome.PAID, fastDok(sandbox).resume(JourneyKind.PayCase, last).await { true }.outcome)
            assertEquals(1, sandbox.debits())
        }

    @Test
    fun `1_3 credentials that get no answer leave four times, then not`(): Unit =
        runBlocking {
            val signIns = AtomicInteger()
            val lost =
                object : Transport by sandbox {
                    override suspend fun send(
                        request: HttpRequest,
                        maxAnswerBytes: Long,
                    ): HttpResponse {
                        signIns.incrementAndGet()
                        sandbox.send(request, maxAnswerBytes)
                        throw SendFailedException(Failure.NETWORK, true, "lost")
                    }

                    override suspend fun open(
                        request: HttpRequest,
                        maxAnswerBytes: Long,
                    ): StreamedResponse = send(request, maxAnswerBytes).let { error("lost") }
                }
            val fastDok = fastDok(lost, password = "wrong")
            val agency = caseAgency(lost, password = "wrong")
            for (call in listOf<suspend () -> Any>({ fastDok.getBalance() }, { agency.getCaseList(konkursbo) })) {
                signIns.set(0)
                val calls = List(50) { async { runCatching { call() }.exceptionOrNull() } }
                joinAll(*calls.toTypedArray())
                assertTrue(calls.all { it.await() is NordcaseException }, "${calls.map { it.await() }}")
                assertTrue(signIns.get() in 1..4, "$signIns")
                assertThrows<NordcaseException> { runBlocking { call() } }
                assertTrue(signIns.get() <= 4, "$signIns")
            }
        }

    @ParameterizedTest
    @ValueSource(booleans = [false, true])
    fun `1_4 journeys that all store their first request before any of them sends it each do their job`(altinn: Boolean): Unit =
        runBlocking {
            val (fastDok, agency) = fastDok(sandbox) to caseAgency(sandbox)
            val (stored, all) = AtomicInteger() to CompletableDeferred<Unit>()
            val save: suspend (String) -> Unit = {
                if (stored.incrementAndGet() == 9) all.complete(Unit)
                all.await()
            }
            val receipts =
                List(9) {
                    async(Dispatchers.Default) {
                        if (altinn) agency.createCase(konkursbo, REPORTEE).await(save).caseId else fastDok.startCase(entries).await(save).caseId
                    }
                }
            assertEquals(9, receipts.map { it.await() }.toSet().size)
        }

    /** Sign-ins that arrive, and whose callers stop waiting. */
    private inner class Unheard : Transport by sandbox {
        val signIns = AtomicInteger()

        @Volatile
        var arrived = CompletableDeferred<Unit>()

        override suspend fun send(
            request: HttpRequest,
            maxAnswerBytes: Long,
        ): HttpResponse {
            signIns.incrementAndGet()
            sandbox.send(request, maxAnswerBytes)
            arrived.complete(Unit)
            delay(3_600_000)
            error("it was given up")
        }

        override suspend fun open(
            request: HttpRequest,
            maxAnswerBytes: Long,
        ): StreamedResponse = send(request, maxAnswerBytes).let { error("it was given up") }
    }

    @ParameterizedTest
    @ValueSource(ints = [0, 1, 2, 3, 4, 5])
    fun `1_3 sign-ins that are given up leave four times, then not`(which: Int): Unit =
        runBlocking {
            val unheard = Unheard()
            val fastDok = fastDok(unheard, password = "wrong")
            val agency = caseAgency(unheard, password = "wrong")
            val calls =
                listOf<suspend () -> Any>(
                    { fastDok.getBalance() },
                    { fastDok.tasks().toList() },
                    { fastDok.payCase("1").await { true } },
                    { agency.test() },
                    { agency.cases(konkursbo).toList() },
                    { agency.createCase(konkursbo, REPORTEE).await() },
                )
            repeat(8) {
                unheard.arrived = CompletableDeferred()
                val call = launch(Dispatchers.Default) { runCatching { calls[which]() } }
                call.invokeOnCompletion { unheard.arrived.complete(Unit) }
                unheard.arrived.await()
                call.cancelAndJoin()
            }
            assertEquals(4, unheard.signIns.get())
        }
}

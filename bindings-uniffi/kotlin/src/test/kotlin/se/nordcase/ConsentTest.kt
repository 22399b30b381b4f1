package se.nordcase

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import kotlin.coroutines.cancellation.CancellationException
import kotlin.time.Duration.Companion.milliseconds

/** FAULTS 1.1, 1.2, 1.10, 1.11, 1.13: money is spent for `true` alone, what cannot be stored is not sent, and a text is resumed as what it is. */
class ConsentTest {
    private val sandbox = Sandbox()

    private fun input(work: suspend () -> Unit): NordcaseException.Input = assertThrows { runBlocking { work() } }

    @Test
    fun `1_1 an approve that throws spends nothing, and says so`(): Unit =
        runBlocking {
            val fastDok = fastDok(sandbox)
            val caseId = payable(fastDok)
            val own = IllegalStateException("hunter2")
            val run = fastDok.payCase(caseId)
            val thrown = input { run.await { throw own } }
            assertEquals("input.approve", thrown.code)
            assertSame(own, thrown.cause)
            assertTrue("hunter2" !in thrown.message && "IllegalStateException" in thrown.message, thrown.message)
            // Also one whose own time is over: that must not look as if the caller had been cancelled.
            val late = input { run.await { withTimeout(1.milliseconds) { CompletableDeferred<Boolean>().await() } } }
            assertEquals("input.approve", late.code)
            assertEquals(0, sandbox.debits())
            // What is left can be carried on.
            assertEquals(PayOutcome.PAID, run.await { true }.outcome)
            assertEquals(1, sandbox.debits())
        }

    @Test
    fun `1_1 who is cancelled while he is asked is cancelled`(): Unit =
        runBlocking {
            val fastDok = fastDok(sandbox)
            val caseId = payable(fastDok)
            val asked = CompletableDeferred<Unit>()
            var end: Throwable? = null
            val paying =
                launch {
                    try {
                        fastDok.payCase(caseId).await {
                            asked.complete(Unit)
                            delay(60_000)
                            true
                        }
                    } catch (e: Throwable) {
                        end = e
                        throw e
                    }
                }
            asked.await()
            paying.cancelAndJoin()
            assertTrue(end is CancellationException)
            assertEquals(0, sandbox.debits())
        }

    @Test
    fun `1_11 a payment without approve is refused before anything is sent`(): Unit =
        runBlocking {
            val fastDok = fastDok(sandbox)
            val caseId = payable(fastDok)
            val before = sandbox.ledger()
            val fresh = fastDok(sandbox)
            assertEquals("input.approve", input { fresh.payCase(caseId).await() }.code)
            assertEquals("input.approve", input { fresh.payCase(caseId).progress().toList() }.code)
            val stored = fresh.payCase(caseId).stored
            assertEquals("input.approve", input { fresh.resume(JourneyKind.PayCase, stored).await() }.code)
            assertEquals(before, sandbox.ledger())
        }

    @Test
    fun `1_2 what cannot be stored is not sent`(): Unit =
        runBlocking {
            val fastDok = fastDok(sandbox)
            val caseId = payable(fastDok)
            val before = sandbox.ledger()
            val own = java.io.IOException("disk full")
            val thrown = input { fastDok(sandbox).payCase(caseId).await(save = { throw own }) { true } }
            assertEquals("input.journey_not_stored", thrown.code)
            assertSame(own, thrown.cause)
            assertTrue("nothing was sent" in thrown.details.rule, thrown.details.rule)
            assertEquals(before, sandbox.ledger())
        }

    @Test
    fun `1_2 an end that cannot be stored is there for who asks again`(): Unit =
        runBlocking {
            val fastDok = fastDok(sandbox)
            val run = fastDok.payCase(payable(fastDok))
            val thrown = input { run.await(save = { check(journeyInspect(it).ended == null) }) { true } }
            assertEquals("input.journey_not_stored", thrown.code)
            assertTrue("nothing more was sent" in thrown.details.rule, thrown.details.rule)
            assertEquals(1, sandbox.debits())
            assertEquals(PayOutcome.PAID, run.await().outcome)
            assertEquals(1, sandbox.debits())
        }

    @Test
    fun `1_13 the end is saved, good or bad`(): Unit =
        runBlocking {
            val fastDok = fastDok(sandbox)
            val caseId = payable(fastDok)
            val kept = mutableListOf<String>()
            runCatching { fastDok.payCase(caseId).await(kept::add) { false } }
            assertEquals(JourneyEnd.FAILED, journeyInspect(kept.last()).ended)
            val again = assertThrows<NordcaseException.Journey> { runBlocking { fastDok.resume(JourneyKind.PayCase, kept.last()).await() } }
            assertEquals(FailureCode.DECLINED, again.details.code)
            fastDok.payCase(caseId).await(kept::add) { true }
            assertEquals(JourneyEnd.DONE, journeyInspect(kept.last()).ended)
            fastDok.startCase(entries).await(kept::add)
            assertEquals(JourneyEnd.DONE to null, journeyInspect(kept.last()).let { it.ended to it.caseId })
            runCatching { fastDok.startCase(emptyList()).await(kept::add) }
            caseAgency(sandbox).createCase(konkursbo, REPORTEE).await(kept::add)
            assertEquals(JourneyEnd.DONE, journeyInspect(kept.last()).ended)
        }

    @Test
    fun `1_10 a text is resumed as what it is`(): Unit =
        runBlocking {
            val fastDok = fastDok(sandbox)
            val agency = caseAgency(sandbox)
            val caseId = payable(fastDok)
            val before = sandbox.ledger()
            val payment = fastDok.payCase(caseId).stored
            val wrong =
                listOf<Pair<String, () -> Any>>(
                    "input.journey_stored" to { fastDok.resume(JourneyKind.CompleteCase, payment) },
                    "input.journey_stored" to { fastDok.resume(JourneyKind.CreateCase, payment) },
                    "input.journey_stored" to { agency.resume(JourneyKind.PayCase, payment) },
                    "input.journey_stored" to { agency.resume(JourneyKind.CreateCase, payment) },
                    "input.journey_stored" to { fastDok.resume(JourneyKind.PayCase, "{}") },
                    "input.journey_stored" to { fastDok.resume(JourneyKind.PayCase, "") },
                    "input.journey_case" to { fastDok.resume(JourneyKind.PayCase, payment, caseId = "another") },
                )
            for ((code, resume) in wrong) assertEquals(code, assertThrows<NordcaseException.Input> { resume() }.code)
            val other = assertThrows<NordcaseException.Input> { agency.resume(JourneyKind.PayCase, payment) }
            assertTrue("binding" !in other.message && "service" in other.message, other.message)
            assertEquals(before, sandbox.ledger())
            assertEquals(PayOutcome.PAID, fastDok.resume(JourneyKind.PayCase, payment, caseId).await { true }.outcome)
        }

    @Test
    fun `a journey is carried out by one at a time`(): Unit =
        runBlocking {
            val fastDok = fastDok(sandbox)
            val run = fastDok.payCase(payable(fastDok))
            val asked = CompletableDeferred<Unit>()
            val go = CompletableDeferred<Boolean>()
            val first =
                async {
                    run.await {
                        asked.complete(Unit)
                        go.await()
                    }
                }
            asked.await()
            assertThrows<IllegalStateException> { runBlocking { run.await { true } } }
            go.complete(true)
            first.await()
            assertEquals(1, sandbox.debits())
            assertNull(runCatching { run.await() }.exceptionOrNull())
        }
}

package se.nordcase

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlin.time.measureTime

/** Journeys under a fault plan: what they say is what the sandbox's ledger says. */
class JourneysTest {
    private val sandbox = Sandbox()

    @ParameterizedTest
    @ValueSource(
        strings = [
            "never_arrives",
            "answer_lost",
            "error500",
            "error500_applied",
            "html_page",
            "html_page_applied",
            "cut_body",
            "stale_ticket",
        ],
    )
    fun `a payment with a fault at each of its calls`(fault: String): Unit =
        runBlocking {
            for (nth in 1..8) {
                sandbox.control("""{"command":"reset"}""")
                val caseId = payable(fastDok(sandbox))
                sandbox.addFault("*", fault, nth)
                val debited =
                    try {
                        fastDok(sandbox).payCase(caseId).await { true }
                        Certainty.YES
                    } catch (e: NordcaseException.Journey) {
                        e.details.facts.debited
                    }
                val expected = mapOf(Certainty.YES to listOf(1), Certainty.NO to listOf(0), Certainty.UNKNOWN to listOf(0, 1))
                assertTrue(sandbox.debits() in expected.getValue(debited), "$fault at call $nth: $debited, ${sandbox.ledger()}")
                sandbox.control("""{"command":"clear_faults"}""")
                // Begun again, it ends well and has still paid once.
                fastDok(sandbox).payCase(caseId).await { true }
                assertEquals(1, sandbox.debits(), "$fault at call $nth")
            }
        }

    @ParameterizedTest
    @ValueSource(strings = ["never_arrives", "answer_lost", "error500", "error500_applied", "html_page", "html_page_applied", "cut_body"])
    fun `an Altinn case with a fault at each of its calls`(fault: String): Unit =
        runBlocking {
            for (nth in 1..4) {
                sandbox.control("""{"command":"reset"}""")
                sandbox.addFault("*", fault, nth)
                val created = caseAgency(sandbox).createCase(konkursbo, REPORTEE).await()
                sandbox.control("""{"command":"clear_faults"}""")
                assertEquals(listOf(created.caseId), caseAgency(sandbox).getCaseList(konkursbo).map { it.caseId }, "$fault at call $nth")
            }
        }

    @Test
    fun `a payment that is cancelled in the middle goes on with a look`(): Unit =
        runBlocking {
            val fastDok = fastDok(sandbox)
            val caseId = payable(fastDok)
            // Applied at once, answered much later.
            sandbox.addFault("fastdok.perform_action", "slow", delay = 5.minutes)
            val payment = fastDok.payCase(caseId)
            val out = CompletableDeferred<Unit>()
            val paying =
                launch {
                    payment.await(onProgress = { if (it is JourneyProgress.Sending && it.changes) out.complete(Unit) }) { true }
                }
            out.await()
            while (sandbox.debits() == 0) delay(5)
            val time =
                measureTime {
                    paying.cancel()
                    paying.join()
                }
            assertTrue(time < 10.seconds, "$time")
            val receipt = fastDok.resume(JourneyKind.PayCase, payment.stored).await { true }
            assertEquals(Evidence.STATE, receipt.seen)
            assertEquals(1, sandbox.debits())
        }
}

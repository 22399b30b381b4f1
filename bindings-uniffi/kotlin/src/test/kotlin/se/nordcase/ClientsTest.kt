package se.nordcase

import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.count
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource
import org.junit.jupiter.params.provider.ValueSource
import java.math.BigDecimal
import java.time.Instant
import kotlin.time.Duration.Companion.minutes

/** The clients and journeys against the services in memory, with what goes wrong. */
class ClientsTest {
    private val sandbox = Sandbox()

    @Test
    fun `a case is paid once though its answer is lost`(): Unit =
        runBlocking {
            val fastDok = fastDok(sandbox)
            val caseId = payable(fastDok)
            sandbox.addFault("fastdok.perform_action", "answer_lost")
            val kept = mutableListOf<String>()
            val told = mutableListOf<JourneyProgress<Nothing>>()
            val asked = mutableListOf<PaymentQuestion>()
            val receipt = fastDok.payCase(caseId).await(kept::add, told::add) { asked.add(it) }
            assertEquals(PayOutcome.PAID, receipt.outcome)
            assertEquals(Evidence.STATE, receipt.seen)
            assertEquals(BigDecimal("2000.00"), asked.single().balance)
            assertEquals(1, sandbox.debits())
            assertEquals(1, told.filterIsInstance<JourneyProgress.Sending>().count { it.changes })
            assertTrue(kept.all { json(it)["journey"].asString == "fastdok.pay_case" && "Löv" !in it })
            assertTrue(fastDok.completeCase(caseId).await().verified)
            assertTrue("case_archived" in sandbox.ledger())
        }

    @ParameterizedTest
    @ValueSource(ints = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    fun `a payment that is stopped goes on elsewhere`(stop: Int): Unit =
        runBlocking {
            val caseId = payable(fastDok(sandbox))
            val kept = mutableListOf<String>()
            val save: suspend (String) -> Unit = {
                kept.add(it)
                check(kept.size != stop) { "the process ends" }
            }
            val run = fastDok(sandbox).payCase(caseId)
            runCatching { run.await(save) { true } }
            val again = fastDok(sandbox).resume(JourneyKind.PayCase, kept.last()).await { true }
            assertTrue(again.outcome == PayOutcome.PAID || again.outcome == PayOutcome.ALREADY_PAID)
            assertEquals(1, sandbox.debits())
        }

    @Test
    fun `nothing is spent without approval`(): Unit =
        runBlocking {
            val fastDok = fastDok(sandbox)
            val caseId = payable(fastDok)
            val thrown = assertThrows<NordcaseException.Journey> { runBlocking { fastDok.payCase(caseId).await { false } } }
            assertEquals(FailureCode.DECLINED, thrown.details.code)
            assertEquals("journey.declined", (thrown as NordcaseException).code)
            assertEquals(0, sandbox.debits())
        }

    @Test
    fun `progress is a flow that ends with the receipt`(): Unit =
        runBlocking {
            val events = fastDok(sandbox).startCase(entries).progress().toList()
            val operations = events.filterIsInstance<JourneyProgress.Sending>().map { it.operation }
            assertEquals("fastdok.authenticate", operations.first())
            assertTrue("fastdok.start_case" in operations)
            val receipt = (events.last() as JourneyProgress.Done).receipt
            assertEquals(StartConfidence.REPLY, receipt.certainty)
        }

    @ParameterizedTest
    @ValueSource(strings = ["answer_lost", "cut_body", "error500_applied", "html_page_applied", "never_arrives"])
    fun `a case is created exactly once`(fault: String): Unit =
        runBlocking {
            val agency = caseAgency(sandbox)
            sandbox.addFault("altinn.instantiate_collaboration", fault)
            val created = agency.createCase(konkursbo, REPORTEE).await()
            assertEquals(listOf(created.caseId), agency.getCaseList(konkursbo).map { it.caseId })
            assertEquals("Opprettet", agency.case(created.caseId)?.currentStateName)
        }

    @ParameterizedTest
    @EnumSource(Binding::class, names = ["BASIC", "WS"])
    fun `Altinn over a binding`(binding: Binding): Unit =
        runBlocking {
            val agency = caseAgency(sandbox, binding)
            agency.test()
            val created = agency.createCase(konkursbo, REPORTEE).await()
            val tokens = listOf(NoticeToken("frist", "1. mars"), NoticeToken("navn", "Åsa"))
            assertEquals(Evidence.REPLY, agency.placeNotice("12", created.caseId, tokens = tokens).await().seen)
            assertEquals("12", agency.case(created.caseId)?.noticeTemplateId)
            val thrown = assertThrows<NordcaseException.Service> { runBlocking { agency.case(1002) } }
            assertEquals("altinn.60014", thrown.code)
            assertEquals(60014, thrown.details.fault?.errorId)
            assertEquals(Retry.NEVER, (thrown as NordcaseException).retry)
        }

    @Test
    fun `a stale ticket is renewed once`(): Unit =
        runBlocking {
            val fastDok = fastDok(sandbox)
            fastDok.getBalance()
            sandbox.control("""{"command":"sign_everybody_out"}""")
            assertEquals(BigDecimal("2000.00"), fastDok.getBalance().balance)
            sandbox.advance(51.minutes)
            fastDok.getBalance()
            assertEquals(3, sandbox.ledger().count { it == "signed_in" })
        }

    @Test
    fun `many calls at once sign in once`(): Unit =
        runBlocking {
            val fastDok = fastDok(sandbox)
            coroutineScope { List(20) { async { fastDok.getBalance() } }.awaitAll() }
            assertEquals(1, sandbox.ledger().count { it == "signed_in" })
        }

    @Test
    fun `a refused password is never sent again, and nobody shows it`(): Unit =
        runBlocking {
            val fastDok = fastDok(sandbox, password = "hunter2-wrong")
            repeat(3) {
                val thrown = assertThrows<NordcaseException.Service> { runBlocking { fastDok.getBalance() } }
                assertEquals("fastdok.sign_in_failed", thrown.code)
                assertFalse("hunter2" in thrown.stackTraceToString())
            }
            assertEquals(1, sandbox.ledger().size)
            val agency = caseAgency(sandbox, password = "hunter2-wrong")
            repeat(3) { assertThrows<NordcaseException.Service> { runBlocking { agency.getCaseList(konkursbo) } } }
            assertEquals(1, sandbox.ledger().count { it == "system_refused" })
        }

    @Test
    fun `what holds a secret is not shown`() {
        val access = Access.fastdok("https://forms.example.se", API_KEY, USERNAME, "hunter2")
        val request = encode("fastdok.authenticate", "{}", access)
        assertTrue("hunter2" in request.body.decodeToString())
        val signedIn = SignedIn("hunter2", "hunter2")
        val shown = listOf(access, request, request.headers, signedIn, Header("Ticket", "hunter2"), Answer.Authenticate(signedIn))
        assertFalse(shown.any { "hunter2" in it.toString() || API_KEY in it.toString() }, shown.toString())
    }

    @Test
    fun `a task's page for a browser`(): Unit =
        runBlocking {
            val fastDok = fastDok(sandbox)
            val started = fastDok.startCase(entries).await()
            val task = checkNotNull(started.taskId)
            val webTicket = checkNotNull(fastDok.authenticate(webTicket = true).webTicket)
            assertEquals("http://127.0.0.1:8080/tasks/$task?ticket=$webTicket", fastDok.taskLink(task, webTicket))
            assertEquals("http://127.0.0.1:8080/tasks/1?ticket=a%20b%26c", fastDok.taskLink("1", "a b&c"))
            val thrown = assertThrows<NordcaseException.Input> { fastDok.taskLink("../Domains", webTicket) }
            assertEquals("input.id_path", thrown.code)
            assertFalse(webTicket in thrown.stackTraceToString())
        }

    @Test
    fun `pages come as they are collected`(): Unit =
        runBlocking {
            val fastDok = fastDok(sandbox)
            repeat(3) { fastDok.startCase(entries).await() }
            assertEquals(3, fastDok.instances(max = 1).count())
            assertEquals(
                2,
                fastDok
                    .tasks(max = 2)
                    .take(2)
                    .toList()
                    .size,
            )
            val task =
                fastDok
                    .tasks()
                    .take(1)
                    .toList()
                    .single()
            assertEquals(TaskKind.TaskCreate, task.referenceId)
            assertTrue(checkNotNull(task.createdDate?.instant) > Instant.now().minusSeconds(600))
        }

    @Test
    fun `values that cannot be sent are refused before anybody signs in`(): Unit =
        runBlocking {
            val fastDok = fastDok(sandbox)
            val thrown = assertThrows<NordcaseException.Input> { runBlocking { fastDok.getTask("../Domains") } }
            assertEquals("input.id_path", thrown.code)
            assertThrows<IllegalArgumentException> { runBlocking { fastDok.listTasks(max = -1) } }
            assertThrows<NordcaseException.Input> { fastDok.resume(JourneyKind.PayCase, "{}") }
            assertTrue(sandbox.ledger().isEmpty())
        }

    @Test
    fun `files come and go as bytes`(): Unit =
        runBlocking {
            val fastDok = fastDok(sandbox)
            val started = fastDok.startCase(entries).await()
            val objects = fastDok.taskObjects(checkNotNull(started.taskId)).toList()
            val form = objects.first { it.objectType == "dataform" }
            val pdf = fastDok.getObjectPdf(form.id)
            assertEquals(
                "%PDF",
                pdf.bytes
                    .take(4)
                    .toByteArray()
                    .decodeToString(),
            )
        }
}

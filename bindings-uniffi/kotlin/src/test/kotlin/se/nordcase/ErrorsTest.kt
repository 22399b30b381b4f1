package se.nordcase

import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import java.time.LocalDate

/** What errors and values say. FAULTS 2.6, 3.2, 3.5, 3.7. */
class ErrorsTest {
    private val sandbox = Sandbox()

    private fun thrown(call: suspend () -> Unit): NordcaseException = assertThrows { runBlocking { call() } }

    @Test
    fun `3_7 a message is a sentence`(): Unit =
        runBlocking {
            val fastDok = fastDok(sandbox)
            val caseId = payable(fastDok)
            val access = Access.fastdok("https://forms.example.se", ticket = "t1")
            val errors =
                listOf(
                    thrown { fastDok.getTask("../Domains") },
                    thrown { caseAgency(sandbox).case(1002) },
                    thrown { fastDok(sandbox, password = "hunter2-wrong").getBalance() },
                    thrown { fastDok.payCase(caseId).await { false } },
                    thrown { fastDok.performAction("none", ActionKind.ActionPay) },
                    thrown {
                        sandbox.addFault("fastdok.perform_action", "never_arrives")
                        fastDok.performAction("t1", ActionKind.ActionPay)
                    },
                    assertThrows { decode("fastdok.get_balance", "{}", access, HttpResponse(200u, emptyList(), "{".encodeToByteArray())) },
                    assertThrows { formApply(FormState(Stage.Archived, Customer.UNKNOWN, Origin.UNKNOWN), ActionKind.ActionPay) },
                )
            assertEquals(
                listOf("Input", "Service", "Service", "Journey", "Service", "Transport", "Parse", "Transition"),
                errors.map { it.javaClass.simpleName },
            )
            for (error in errors) {
                val message = checkNotNull(error.message)
                // No dump of members, no class with an address, and what it says ends.
                assertFalse(Regex("\\w=|\\w+\\(|@[0-9a-f]{4,}|null").containsMatchIn(message), message)
                assertTrue(error.code in message, message)
                assertTrue(error.whatToDo in message, message)
                assertTrue(message.length in 30..1_000, message)
                assertEquals("${error.javaClass.name}: $message", error.toString())
            }
            val refused = assertThrows<SandboxException> { sandbox.control("""{"command":"nothing"}""") }
            assertFalse(Regex("\\w=").containsMatchIn(checkNotNull(refused.message)), refused.message)
        }

    @Test
    fun `3_7 the service's own words stand in the message`() {
        val error = thrown { fastDok(sandbox).getTask("nothing-of-this-name") } as NordcaseException.Service
        assertTrue(checkNotNull(error.details.serviceMessage) in checkNotNull(error.message), error.message)
        val journey = thrown { fastDok(sandbox).payCase("nothing-of-this-name").await { true } } as NordcaseException.Journey
        assertTrue(journey.details.known.all { it in checkNotNull(journey.message) }, journey.message)
    }

    @Test
    fun `3_7 a value without members is shown by its name`() {
        val shown =
            mapOf(
                CreateConfidence.OnlyNewCase to "OnlyNewCase",
                CreateConfidence.Reply to "Reply",
                TaskKind.TaskPaid to "TaskPaid",
                ActionKind.ActionComplete to "ActionComplete",
                InstanceStatus.Active to "Active",
                Stage.Archived to "Archived",
                Operation.GetBalance to "GetBalance",
                Answer.Test to "Test",
                JourneyInput.Woke to "Woke",
                Language.English to "English",
            )
        for ((value, name) in shown) assertEquals(name, value.toString())
        assertEquals("FormState(stage=Task(v1=TaskPay), customer=BALANCE, cameFrom=TASK_CREATE)", state().toString())
    }

    private fun state() = FormState(Stage.Task(TaskKind.TaskPay), Customer.BALANCE, Origin.TASK_CREATE)

    @Test
    fun `3_5 members have the names that the caller wrote`() {
        val agency = caseAgency(sandbox)
        val bad = Service("26-81", 1)
        val early = LocalDate.of(2027, 3, 1).atStartOfDay()
        val fields =
            listOf<Pair<String, suspend () -> Unit>>(
                "service.code" to { agency.getCaseList(bad) },
                "service.code" to { agency.cases(bad).toList() },
                "service.code" to { agency.instantiateCollaboration(bad, REPORTEE) },
                "service.code" to { agency.createCase(bad, REPORTEE).await() },
                "service.code" to { agency.notifyEvent("x", service = bad) },
                "service.edition" to { agency.getCaseList(Service("2681", 0)) },
                "service.edition" to { agency.createCase(Service("2681", 0), REPORTEE).await() },
                "reporteeNumber" to { agency.createCase(konkursbo, "1").await() },
                "visible" to { agency.instantiateCollaboration(konkursbo, REPORTEE, due = early, visible = early.plusDays(1)) },
                "caseId" to { agency.case(0) },
                "service" to { agency.notifyEvent("x") },
                "event" to { agency.notifyEvent("", caseId = 1) },
                "reporteeElementId" to { agency.setNotice("x y", "12") },
                "noticeTemplateId" to { agency.setNotice("1", "") },
                "tokens[0].tokenKey" to { agency.setNotice("1", "12", listOf(NoticeToken("", "x"))) },
                "systemUser" to { CaseAgency("", "p", transport = sandbox).test() },
                "password" to { CaseAgency("SKDEN", "", transport = sandbox).test() },
            )
        for ((field, call) in fields) {
            val error = thrown(call)
            // A journey's error has the field in its words.
            if (error !is NordcaseException.Journey) assertEquals(field, (error as NordcaseException.Input).details.field)
            val said = checkNotNull(error.message)
            assertTrue(field in said && Regex("external|systemUserName|systemPassword|caseID|ElementID").find(said) == null, said)
        }
        val order = thrown { agency.instantiateCollaboration(konkursbo, REPORTEE, due = early, visible = early.plusDays(1)) }
        assertFalse("dueDate" in order.message!! || "visibleDateTime" in order.message!!, order.message)
    }

    @Test
    fun `3_5 a declined payment names the function that takes it back`(): Unit =
        runBlocking {
            val fastDok = fastDok(sandbox)
            val caseId = payable(fastDok)
            val error = thrown { fastDok.payCase(caseId).await { false } } as NordcaseException.Journey
            val said = (error.details.known + error.details.safeNext + error.message).toString()
            assertTrue("cancelPayment" in said && "CancelPayment" !in said, said)
        }

    @Test
    fun `3_2 a journey's error has the advice of what is behind it`() {
        val refused = thrown { fastDok(sandbox, password = "hunter2-wrong").payCase("c1").await { true } }
        assertEquals("fastdok.sign_in_failed" to Retry.NEVER, refused.code to refused.retry)
        val system = thrown { caseAgency(sandbox, password = "hunter2-wrong").createCase(konkursbo, REPORTEE).await() }
        assertEquals(Retry.NEVER, system.retry)
        val input = thrown { fastDok(sandbox).startCase(emptyList()).await() }
        assertEquals(Retry.NEVER, input.retry)
    }

    @Test
    fun `2_6 a list whose pages repeat ends`(): Unit =
        runBlocking {
            var asked = 0
            var inTurn = 1
            val pages =
                object : Transport {
                    override suspend fun send(
                        request: HttpRequest,
                        maxAnswerBytes: Long,
                    ): HttpResponse {
                        val signsIn = request.url.endsWith("/authenticate", ignoreCase = true)
                        if (!signsIn) asked++
                        if (asked > 100) throw SendFailedException(Failure.NETWORK, true, "asked too often")
                        val body = if (signsIn) """{"Success":true,"Ticket":"t1"}""" else """[{"Id":"t${asked % inTurn}"},{"Id":"last"}]"""
                        return HttpResponse(200u, listOf(Header("Content-Type", "application/json")), body.encodeToByteArray())
                    }
                }
            val fastDok = fastDok(pages)
            val lists =
                listOf<suspend () -> Int>(
                    { fastDok.tasks(max = 2).toList().size },
                    { fastDok.instances(max = 2).toList().size },
                    { fastDok.apps(max = 2).toList().size },
                    { fastDok.taskObjects("t", max = 2).toList().size },
                    { fastDok.instanceTasks("t", max = 2).toList().size },
                )
            for (list in lists) {
                asked = 0
                assertEquals(2, list())
                assertEquals(2, asked)
            }
            // A few pages that come in turn, as from several caches.
            for (few in 2..5) {
                inTurn = few
                for (list in lists) {
                    asked = 0
                    assertTrue(list() in 2 * few..30)
                    assertTrue(asked < 16, "$asked")
                }
            }
        }
}

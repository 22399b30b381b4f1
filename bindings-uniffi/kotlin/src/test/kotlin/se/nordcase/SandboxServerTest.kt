package se.nordcase

import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import org.junit.jupiter.params.provider.ValueSource
import se.nordcase.examples.createACase
import se.nordcase.examples.payACase
import java.io.File
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers

/** The clients and the examples over real HTTP, against the sandbox whose address is in NORDCASE_SANDBOX. */
class SandboxServerTest {
    private val url = System.getenv("NORDCASE_SANDBOX").orEmpty()
    private val http = HttpClient.newHttpClient()

    @BeforeEach
    fun reset() {
        assumeTrue(url.isNotEmpty(), "NORDCASE_SANDBOX is not set")
        control("""{"command":"reset"}""")
    }

    private fun control(command: String): String {
        val request =
            java.net.http.HttpRequest
                .newBuilder(URI.create("$url/_sandbox/control"))
                .POST(BodyPublishers.ofString(command))
                .build()
        val answer = http.send(request, BodyHandlers.ofString())
        check(answer.statusCode() == 200) { answer.body() }
        return answer.body()
    }

    private fun transport(name: String): Transport = if (name == "okhttp") OkHttpTransport() else JavaHttpTransport()

    @ParameterizedTest
    @CsvSource("okhttp,answer_lost", "okhttp,cut_body", "okhttp,error500_applied", "java,answer_lost", "java,html_page")
    fun `a payment under a fault`(
        name: String,
        fault: String,
    ): Unit =
        runBlocking {
            val fastDok = fastDok(transport(name), baseUrl = "$url/API/v1.0")
            val caseId = payable(fastDok)
            control("""{"command":"add_fault","operation":"fastdok.perform_action","nth":1,"fault":"$fault"}""")
            assertEquals(PayOutcome.PAID, fastDok.payCase(caseId).await { true }.outcome)
            assertEquals(1, json(control("""{"command":"summary"}"""))["debits"].asInt)
            assertEquals(
                TaskKind.TaskPaid,
                fastDok
                    .instanceTasks(caseId, status = TaskStatus.Ready)
                    .toList()
                    .single()
                    .referenceId,
            )
        }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `a case under a fault`(name: String): Unit =
        runBlocking {
            val agency = caseAgency(transport(name), Binding.WS, baseUrl = url)
            control("""{"command":"add_fault","operation":"altinn.instantiate_collaboration","nth":1,"fault":"answer_lost"}""")
            val created = agency.createCase(konkursbo, REPORTEE).await()
            assertEquals(listOf(created.caseId), agency.getCaseList(konkursbo).map { it.caseId })
        }

    @Test
    fun `the examples`(): Unit =
        runBlocking {
            val file = File.createTempFile("payment", ".json").apply(File::deleteOnExit)
            payACase(url, OkHttpTransport(), file)
            createACase(url, JavaHttpTransport())
            val summary = json(control("""{"command":"summary"}"""))
            assertEquals(listOf(1, 1, 1), listOf("debits", "archived", "cases").map { summary[it].asInt })
            assertTrue("PASSWORD" !in file.readText() && "Löv" !in file.readText())
        }
}

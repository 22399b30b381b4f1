package se.nordcase

import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import org.junit.jupiter.params.provider.EnumSource
import org.junit.jupiter.params.provider.ValueSource
import se.nordcase.examples.createACase
import se.nordcase.examples.payACase
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers
import java.nio.file.Path
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.readText
import kotlin.time.Duration.Companion.seconds

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
            val fastDok = fastDok(transport(name), baseUrl = "$url/API/v1.0", settle = 1.seconds)
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
            val agency = caseAgency(transport(name), Binding.WS, baseUrl = url, settle = 1.seconds)
            control("""{"command":"add_fault","operation":"altinn.instantiate_collaboration","nth":1,"fault":"answer_lost"}""")
            val created = agency.createCase(konkursbo, REPORTEE).await()
            assertEquals(listOf(created.caseId), agency.getCaseList(konkursbo).map { it.caseId })
        }

    @Test
    fun `1_12 processes that pay are killed, and each case is paid once`(
        @TempDir folder: Path,
    ): Unit =
        runBlocking {
            val fastDok = fastDok(OkHttpTransport(), baseUrl = "$url/API/v1.0")
            val cases = List(8) { payable(fastDok) }
            for (nth in listOf(2, 3, 7, 11)) {
                control("""{"command":"add_fault","operation":"fastdok.perform_action","nth":$nth,"fault":"answer_lost"}""")
            }
            val arguments = listOf<Any>("pay", folder, "$url/API/v1.0") + cases
            for (round in 0 until 5) {
                Child(*arguments.toTypedArray()).use { child ->
                    assertEquals("paying", child.line())
                    Thread.sleep(100L + 120 * round)
                    child.kill()
                }
            }
            Child(*arguments.toTypedArray()).use { child -> assertEquals(listOf("paying", "paid"), child.rest()) }
            assertEquals(cases.size, json(control("""{"command":"summary"}"""))["debits"].asInt)
            Journal(folder).use { journal ->
                assertEquals(cases.toSet(), journal.ended().map { it.key }.toSet())
                assertEquals(emptyList<JournalItem>(), journal.unfinished())
            }
        }

    private fun Journal.kept() = unfinished().associate { it.key to (it as JournalItem.Unfinished).stored }

    private fun Map<String, Result<Any>>.code(key: String) = (getValue(key).exceptionOrNull() as NordcaseException).code

    @Test
    fun `a payment whose credentials were refused is carried on with the right ones`(
        @TempDir folder: Path,
    ): Unit =
        runBlocking {
            val baseUrl = "$url/API/v1.0"
            val client = { password: String -> fastDok(OkHttpTransport(), password, baseUrl, 1.seconds) }
            val caseId = payable(client(PASSWORD))
            Journal(folder).use { journal ->
                val refused = assertThrows<NordcaseException> { runBlocking { client("wrong").payCase(caseId).await(journal.entry("pay")) { true } } }
                assertEquals("fastdok.sign_in_failed", refused.code, refused.message)
                assertEquals(setOf("pay"), journal.kept().keys)
                // The next start, still with the wrong one; then with the right one while a gateway is down.
                assertEquals("fastdok.sign_in_failed", client("wrong").resumeAll(journal) { true }.code("pay"))
                control("""{"command":"add_fault","operation":"fastdok.authenticate","nth":1,"fault":"html_page"}""")
                assertEquals("fastdok.sign_in_failed", client(PASSWORD).resumeAll(journal) { true }.code("pay"))
                assertEquals(setOf("pay"), journal.kept().keys)

                val paid = client(PASSWORD).resumeAll(journal) { true }.getValue("pay").getOrThrow() as PayReceipt
                assertEquals(PayOutcome.PAID, paid.outcome)
                assertEquals(1, json(control("""{"command":"summary"}"""))["debits"].asInt)
                assertEquals(emptySet<String>(), journal.kept().keys)
            }
            // What a function of the caller's is given is never an end that is not one.
            val saved = mutableListOf<String>()
            assertThrows<NordcaseException> { runBlocking { client("wrong").payCase(caseId).await(save = { saved += it }) { true } } }
            assertTrue(saved.isNotEmpty() && saved.all { journeyInspect(it).ended == null }, "${saved.map { journeyInspect(it).ended }}")
        }

    @Test
    fun `a payment that was killed behind its request outlives a wrong password`(
        @TempDir folder: Path,
    ): Unit =
        runBlocking {
            val baseUrl = "$url/API/v1.0"
            val client = { password: String -> fastDok(OkHttpTransport(), password, baseUrl, 1.seconds) }
            val caseId = payable(client(PASSWORD))
            Child("payAndDie", folder, baseUrl, caseId).use { assertEquals(listOf("paying"), it.rest()) }
            assertEquals(1, json(control("""{"command":"summary"}"""))["debits"].asInt)
            Journal(folder).use { journal ->
                assertEquals("fastdok.sign_in_failed", client("wrong").resumeAll(journal) { true }.code("pay"))
                control("""{"command":"add_fault","operation":"fastdok.authenticate","nth":1,"fault":"html_page"}""")
                assertEquals("fastdok.sign_in_failed", client(PASSWORD).resumeAll(journal) { true }.code("pay"))
                assertEquals(setOf("pay"), journal.kept().keys)
                client(PASSWORD).resumeAll(journal) { true }.getValue("pay").getOrThrow()
                assertEquals(1, json(control("""{"command":"summary"}"""))["debits"].asInt)
            }
        }

    @ParameterizedTest
    @EnumSource(Binding::class, names = ["BASIC", "WS"])
    fun `a creation whose credentials were refused is carried on with the right ones`(
        binding: Binding,
        @TempDir folder: Path,
    ): Unit =
        runBlocking {
            val client = { password: String -> caseAgency(OkHttpTransport(), binding, password, url, 1.seconds) }
            Journal(folder).use { journal ->
                val refused =
                    assertThrows<NordcaseException> {
                        runBlocking { client("wrong").createCase(konkursbo, REPORTEE).await(journal.entry("create")) }
                    }
                assertEquals("altinn.989", refused.code, refused.message)
                assertEquals("altinn.989", client("wrong").resumeAll(journal).code("create"))
                assertEquals(setOf("create"), journal.kept().keys)
                val created = client("sandkasse-2681").resumeAll(journal).getValue("create").getOrThrow() as CreateReceipt
                assertEquals(listOf(created.caseId), client("sandkasse-2681").getCaseList(konkursbo).map { it.caseId })
            }
        }

    @Test
    fun `the examples`(
        @TempDir folder: Path,
    ): Unit =
        runBlocking {
            Journal(folder).use { payACase(url, OkHttpTransport(), it) }
            createACase(url, JavaHttpTransport())
            val summary = json(control("""{"command":"summary"}"""))
            assertEquals(listOf(1, 1, 1), listOf("debits", "archived", "cases").map { summary[it].asInt })
            val kept = folder.listDirectoryEntries("*.json").single().readText()
            assertTrue("Löv" !in kept && "fastdok.pay_case" in kept)
        }
}

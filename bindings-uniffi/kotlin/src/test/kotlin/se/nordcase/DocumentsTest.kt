package se.nordcase

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir
import se.nordcase.examples.payTheOrder
import java.io.File
import java.math.BigDecimal
import java.nio.file.Path
import kotlin.io.path.writeText
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.measureTime

/** What the README shows is what runs: in the examples, or here. */
class DocumentsTest {
    @Test
    fun `the snippets are those of programs that run`() {
        val readme = File(System.getProperty("nordcase.readme"))
        val examples = readme.resolve("../../../examples/kotlin/src/se/nordcase/examples").normalize().walk()
        val tests = readme.resolve("../src/test/kotlin/se/nordcase/DocumentsTest.kt").normalize()
        val programs = (examples.filter { it.isFile } + tests).map { lines(it.readText()) }.toList()
        val root = readme.resolve("../../../README.md").normalize()
        val fences = Regex("```kotlin\n(.*?)```", RegexOption.DOT_MATCHES_ALL)
        val snippets = listOf(readme, root).map { page -> fences.findAll(page.readText()).map { it.groupValues[1] }.toList() }
        assertEquals(listOf(8, 1), snippets.map { it.size })
        for (snippet in snippets.flatten()) {
            assertTrue(programs.any { lines(snippet) in it }, "this stands in no program:\n$snippet")
        }
    }

    /** The text without indentation. */
    private fun lines(text: String): String = text.lines().joinToString("\n") { it.trim() }.trim()

    @Test
    fun `the order in the README is paid once, however often it is run`(
        @TempDir folder: Path,
    ): Unit =
        runBlocking {
            val sandbox = Sandbox()
            Journal(folder).use { journal ->
                // It ends at each of its requests, before it leaves or behind its answer; then it is run once more, and again.
                for (nth in 1..12) {
                    val ending =
                        object : Transport by sandbox {
                            private var count = 0

                            override suspend fun send(
                                request: HttpRequest,
                                maxAnswerBytes: Long,
                            ): HttpResponse {
                                if (++count == nth && nth % 2 == 0) throw Ended()
                                val response = sandbox.send(request, maxAnswerBytes)
                                if (count == nth) throw Ended()
                                return response
                            }

                            override suspend fun open(
                                request: HttpRequest,
                                maxAnswerBytes: Long,
                            ): StreamedResponse = error("it lists nothing")
                        }
                    runCatching { payTheOrder(fastDok(ending), journal) }
                }
                repeat(2) { payTheOrder(fastDok(sandbox), journal) }
                assertEquals(2, journal.ended().size)
                assertNull(journal.find("order 18"))
                assertEquals("input.journal_key", assertThrows<NordcaseException> { journal.find("") }.code)
                folder.resolve("order%2018.json").writeText("")
                assertTrue(journal.find("order 18") is JournalItem.Unreadable)
            }
            assertEquals(1, sandbox.ledger().count { it == "case_started" })
            assertEquals(1, sandbox.debits())
        }

    /** As the end of the process: no failure of the network's. */
    private class Ended : VirtualMachineError()

    @Test
    fun `the sandbox in the README`(): Unit =
        runBlocking {
            val sandbox = Sandbox()
            val fastDok = FastDok(API_KEY, USERNAME, PASSWORD, FastDok.DEVELOPMENT, sandbox)
            sandbox.addFault("fastdok.get_balance", "slow", delay = 300.milliseconds)
            val time = measureTime { assertEquals(BigDecimal("2000.00"), fastDok.getBalance().balance) }
            assertTrue(time > 300.milliseconds)
        }
}

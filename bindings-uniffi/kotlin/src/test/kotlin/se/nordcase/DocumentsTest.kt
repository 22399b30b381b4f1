package se.nordcase

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.File
import java.math.BigDecimal
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
        assertEquals(listOf(6, 1), snippets.map { it.size })
        for (snippet in snippets.flatten()) {
            assertTrue(programs.any { lines(snippet) in it }, "this stands in no program:\n$snippet")
        }
    }

    /** The text without indentation. */
    private fun lines(text: String): String = text.lines().joinToString("\n") { it.trim() }.trim()

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

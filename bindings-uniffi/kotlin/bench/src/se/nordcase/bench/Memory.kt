package se.nordcase.bench

import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import se.nordcase.CaseAgency
import java.io.File

private const val CASES = 1_000_000
private const val GOAL_MIB = 64

/**
 * The JVM of the measuring. A heap grows as far as it is let, whatever it holds: with this one all of the process counts, and a list that
 * is kept does not fit.
 */
private val OPTIONS = listOf("-Xms16m", "-Xmx32m")

/** By how much the process grows at its largest while a million cases pass through the client, over HTTP. */
internal fun memory(): Row =
    runBlocking {
        val url = checkNotNull(System.getenv("NORDCASE_BENCH_STREAM"))
        CaseAgency("SKDEN", "p", url, allowInsecure = true, maxAnswerBytes = Long.MAX_VALUE).use { agency ->
            agency.cases(service).first()
            val before = peak()
            var count = 0
            agency.cases(service).collect { count++ }
            check(count == CASES) { "$count cases came" }
            val grown = peak() - before
            Row("memory of a million cases, above the JVM's own, ${OPTIONS.last()}", "MiB", grown, goal = "$GOAL_MIB MB", met = grown < GOAL_MIB)
        }
    }

/** The largest resident set of this process so far, in MiB. */
private fun peak(): Double =
    File("/proc/self/status")
        .readLines()
        .first { it.startsWith("VmHWM:") }
        .filter(Char::isDigit)
        .toInt() / 1024.0

/** Measures that in a JVM of its own, which prints the row. */
internal fun memoryOfItsOwn(): Int {
    val java = File(System.getProperty("java.home"), "bin/java").path
    val command = listOf(java) + OPTIONS + listOf("-classpath", System.getProperty("java.class.path"), "se.nordcase.bench.MainKt", "memory")
    return ProcessBuilder(command).inheritIO().start().waitFor()
}

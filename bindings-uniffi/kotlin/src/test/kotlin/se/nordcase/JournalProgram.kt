package se.nordcase

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertTrue
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.milliseconds

/** Another process of the journal's. */
internal class Child(
    vararg arguments: Any,
) : AutoCloseable {
    private val process =
        ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // It lives for a second or so.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-classpath",
            System.getProperty("java.class.path"),
            "se.nordcase.JournalProgram",
            *arguments.map(Any::toString).toTypedArray(),
        ).redirectError(ProcessBuilder.Redirect.INHERIT).start()
    private val said = process.inputReader()

    fun line(): String? = said.readLine()

    /** The rest of what it says, once it has ended. */
    fun rest(): List<String> = said.readLines()

    fun kill() {
        process.destroyForcibly()
        assertTrue(process.waitFor(30, TimeUnit.SECONDS))
    }

    override fun close() {
        if (!process.waitFor(0, TimeUnit.SECONDS)) kill()
    }
}

/** Ends the process when such a request has been answered. */
private class Dying(
    private val inner: Transport,
    private val url: Regex,
) : Transport by inner {
    override suspend fun send(
        request: HttpRequest,
        maxAnswerBytes: Long,
    ): HttpResponse =
        inner.send(request, maxAnswerBytes).also {
            if (url in request.url) Runtime.getRuntime().halt(9)
        }
}

/** What those processes do. */
internal object JournalProgram {
    @JvmStatic
    fun main(arguments: Array<String>): Unit =
        runBlocking {
            val (what, folder) = arguments
            val journal =
                try {
                    Journal(Path.of(folder))
                } catch (e: NordcaseException.Input) {
                    return@runBlocking println(e.code)
                }
            when (what) {
                "own" -> {
                    println("owned")
                }

                "hold" -> {
                    println("owned")
                    Thread.sleep(60_000)
                }

                "pay" -> {
                    println("paying")
                    val transport = OkHttpTransport()
                    val fastDok = fastDok(transport, baseUrl = arguments[2], settle = 500.milliseconds)
                    fastDok.resumeAll(journal) { true }
                    val kept = journal.ended().map { it.key }
                    for (caseId in arguments.drop(3) - kept.toSet()) fastDok.payCase(caseId).await(journal.entry(caseId)) { true }
                    println("paid")
                    transport.close()
                }

                "payAndDie" -> {
                    println("paying")
                    val dying = Dying(OkHttpTransport(), Regex("/ActionComplete", RegexOption.IGNORE_CASE))
                    fastDok(dying, baseUrl = arguments[2], settle = 500.milliseconds).payCase(arguments[3]).await(journal.entry("pay")) { true }
                }

                "save" -> {
                    val entry = journal.entry("a")
                    entry("0".repeat(200_000))
                    println("saving")
                    var round = 0
                    while (true) entry("${++round % 10}".repeat(200_000))
                }
            }
        }
}

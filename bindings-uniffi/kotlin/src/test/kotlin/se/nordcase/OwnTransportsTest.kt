package se.nordcase

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.async
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import okhttp3.OkHttpClient
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import java.time.Instant
import kotlin.coroutines.cancellation.CancellationException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** Transports of the caller's that throw, hang or answer anything; clients and transports that are closed, or shared. */
class OwnTransportsTest {
    private val sandbox = Sandbox()

    /** Sends as it is told; the time is a sandbox's, so that nobody waits. */
    private inner class Own(
        private val act: suspend () -> HttpResponse,
    ) : Transport by sandbox {
        override suspend fun send(
            request: HttpRequest,
            maxAnswerBytes: Long,
        ): HttpResponse = act()

        override suspend fun open(
            request: HttpRequest,
            maxAnswerBytes: Long,
        ): StreamedResponse = Whole(act())
    }

    private class Whole(
        response: HttpResponse,
        private val act: suspend () -> ByteArray? = { null },
    ) : StreamedResponse {
        override val status = response.status
        override val headers = response.headers
        private var body: ByteArray? = response.body

        override suspend fun next(): ByteArray? = body?.also { body = null } ?: act()

        override fun close() {}
    }

    /** Everything that sends. */
    private fun calls(transport: Transport): List<suspend () -> Any> {
        val fastDok = fastDok(transport)
        val agency = caseAgency(transport)
        return listOf(
            { fastDok.getBalance() },
            { fastDok.performAction("t1", ActionKind.ActionPay) },
            { fastDok.tasks().toList() },
            { fastDok.startCase(entries).await() },
            { fastDok.payCase("1").await { true } },
            { agency.getCaseList(konkursbo) },
            { agency.cases(konkursbo).toList() },
            { agency.createCase(konkursbo, REPORTEE).await() },
        )
    }

    @Test
    fun `what a transport throws is an error of the network, and cancels nobody`(): Unit =
        runBlocking {
            val throwing =
                mapOf<String, suspend () -> HttpResponse>(
                    "an exception" to { throw IllegalStateException("hunter2") },
                    "nothing's" to { throw NullPointerException("hunter2") },
                    "its own time-out" to { withTimeout(1.milliseconds) { delay(3_600_000).let { error("late") } } },
                    "a cancelled future" to { throw CancellationException("hunter2") },
                    "unchecked" to { throw java.io.UncheckedIOException(java.io.IOException("hunter2")) },
                    "what is still to be written" to { TODO("hunter2") },
                    "an assertion" to { throw AssertionError("hunter2") },
                    "a class that is not there" to { throw NoClassDefFoundError("hunter2") },
                )
            for ((name, act) in throwing) {
                for ((number, call) in calls(Own(act)).withIndex()) {
                    val thrown = assertThrows<NordcaseException>("$name $number") { runBlocking { call() } }
                    val expected = if (name == "its own time-out") "transport.timeout" else "transport.network"
                    if (thrown is NordcaseException.Transport) {
                        assertEquals(
                            expected,
                            thrown.code,
                        )
                    } else {
                        assertTrue(thrown is NordcaseException.Journey, "$thrown")
                    }
                    assertTrue("hunter2" !in thrown.message.orEmpty(), "$thrown")
                }
            }
        }

    @Test
    fun `a clock and a pause that throw are errors of the network`(): Unit =
        runBlocking {
            for (act in listOf<() -> Unit>({ throw IllegalStateException("hunter2") }, { TODO("hunter2") })) {
                val clock =
                    object : Transport by sandbox {
                        override fun now(): Instant = act().let { error("it throws") }
                    }
                val resting =
                    object : Transport by sandbox {
                        override suspend fun send(
                            request: HttpRequest,
                            maxAnswerBytes: Long,
                        ): HttpResponse = throw SendFailedException(Failure.NETWORK, true, "lost")

                        override suspend fun open(
                            request: HttpRequest,
                            maxAnswerBytes: Long,
                        ): StreamedResponse = throw SendFailedException(Failure.NETWORK, true, "lost")

                        override suspend fun pause(duration: Duration) = act()
                    }
                for (transport in listOf(clock, resting)) {
                    // What pays nothing and is not tried again has no pause.
                    for ((number, call) in calls(transport).withIndex()) {
                        val thrown = assertThrows<NordcaseException>("$number") { runBlocking { call() } }
                        assertTrue(thrown is NordcaseException.Transport && thrown.code == "transport.network", "$number: $thrown")
                        assertTrue("hunter2" !in thrown.message.orEmpty(), "$thrown")
                    }
                }
            }
        }

    @Test
    fun `an answer that cannot be closed was read all the same`(): Unit =
        runBlocking {
            val created = caseAgency(sandbox).createCase(konkursbo, REPORTEE).await().caseId
            val transport =
                object : Transport by sandbox {
                    override suspend fun open(
                        request: HttpRequest,
                        maxAnswerBytes: Long,
                    ): StreamedResponse {
                        val inner = sandbox.open(request, maxAnswerBytes)
                        return object : StreamedResponse by inner {
                            override fun close(): Unit = throw java.io.IOException("hunter2")
                        }
                    }
                }
            assertEquals(listOf(created), caseAgency(transport).cases(konkursbo).toList().map { it.caseId })
            fastDok(transport).tasks().toList()
        }

    @Test
    fun `what ends the virtual machine is not an error of the network`() {
        val full = Own { throw OutOfMemoryError("hunter2") }
        assertThrows<OutOfMemoryError> { runBlocking { fastDok(full).getBalance() } }
    }

    @Test
    fun `what breaks while a list arrives is an error of the network`(): Unit =
        runBlocking {
            val start = HttpResponse(200u, listOf(Header("Content-Type", "text/xml")), (CASES_START + case(1)).encodeToByteArray())
            val transport =
                object : Transport by sandbox {
                    override suspend fun open(
                        request: HttpRequest,
                        maxAnswerBytes: Long,
                    ): StreamedResponse = Whole(start) { throw IllegalStateException("hunter2") }
                }
            val seen = mutableListOf<Int>()
            val thrown =
                assertThrows<NordcaseException.Transport> {
                    runBlocking { caseAgency(transport).cases(konkursbo).collect { seen.add(it.caseId) } }
                }
            assertEquals("transport.network", thrown.code)
            assertEquals(listOf(1), seen)
        }

    @Test
    fun `an answer of any status and any shape is no answer, or an error that says so`(): Unit =
        runBlocking {
            for (status in listOf(0, 1, 99, 100, 101, 199, 204, 304, 600, 999, 65_535)) {
                for ((number, call) in calls(Own { HttpResponse(status.toUShort(), emptyList(), ByteArray(0)) }).withIndex()) {
                    assertThrows<NordcaseException>("$status $number") { runBlocking { call() } }
                }
            }
            val headers = listOf(Header("", ""), Header("Content-Type", "application/json; charset=\u0000"), Header("Content-Length", "-1"))
            for (call in calls(Own { HttpResponse(200u, headers, byteArrayOf(0, -1)) })) assertThrows<NordcaseException> { runBlocking { call() } }
        }

    @Test
    fun `a transport that hangs ends with its caller`(): Unit =
        runBlocking {
            val hanging = Own { delay(3_600_000).let { error("late") } }
            // Each by a client of its own: after four sign-ins that were given up a client sends none.
            for (number in calls(hanging).indices) assertNull(withTimeoutOrNull(100.milliseconds) { calls(hanging)[number]() }, "$number")
        }

    @Test
    fun `a client that is closed says so, and closes what is its own`(): Unit =
        runBlocking {
            val first = fastDok(sandbox)
            val second = fastDok(sandbox)
            val agency = caseAgency(sandbox)
            val run = first.startCase(entries)
            first.close()
            agency.close()
            val calls =
                listOf<suspend () -> Any>(
                    { first.getBalance() },
                    { first.tasks().toList() },
                    { run.await() },
                    { first.startCase(entries).await() },
                    { agency.getCaseList(konkursbo) },
                    { agency.createCase(konkursbo, REPORTEE).await() },
                )
            for (call in calls) {
                val thrown = assertThrows<NordcaseException.Input> { runBlocking { call() } }
                assertEquals(listOf("input.params", "client"), listOf(thrown.code, thrown.details.field))
            }
            assertTrue(sandbox.ledger().isEmpty())
            // The transport is the caller's: whoever shares it goes on.
            assertEquals(2_000, second.getBalance().balance.toInt())
            RawServer { answer("200 OK", "Content-Type: application/json", body = """{"Success":true,"Ticket":"t1","Balance":1}""") }.use { server ->
                val own = FastDok(API_KEY, USERNAME, PASSWORD, server.url)
                assertEquals(1, own.getBalance().balance.toInt())
                own.close()
                own.close()
                assertEquals("input.params", assertThrows<NordcaseException> { runBlocking { own.getBalance() } }.code)
            }
        }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java", "shut"])
    fun `a transport that is closed says so, and what is under way has its end`(name: String): Unit =
        runBlocking {
            val arrived = CompletableDeferred<Unit>()
            RawServer {
                if ("authenticate" in head.lines().first().lowercase()) {
                    answer("200 OK", "Content-Type: application/json", body = """{"Success":true,"Ticket":"t1"}""")
                } else {
                    arrived.complete(Unit)
                    Thread.sleep(500)
                    answer("200 OK", "Content-Type: application/json", body = """{"Balance":7}""")
                }
            }.use { server ->
                val client = OkHttpClient()
                val transport =
                    when (name) {
                        "okhttp" -> OkHttpTransport()
                        "java" -> JavaHttpTransport()
                        else -> OkHttpTransport(client)
                    }
                val fastDok = fastDok(transport, baseUrl = server.url, settle = 10.milliseconds)
                val under = async { fastDok.getBalance() }
                val paying = async { runCatching { fastDok.payCase("1").await { true } }.exceptionOrNull() }
                arrived.await()
                if (name == "shut") client.dispatcher.executorService.shutdown() else transport.close()
                assertEquals(7, under.await().balance.toInt())
                assertTrue(withTimeout(30.seconds) { paying.await() } is NordcaseException)
                val thrown = assertThrows<NordcaseException.Transport> { runBlocking { fastDok.getBalance() } }
                assertTrue(!thrown.details.mayHaveArrived)
                assertNotEquals("transport.timeout", thrown.code)
                assertEquals("the transport is closed", thrown.details.reason)
            }
        }
}

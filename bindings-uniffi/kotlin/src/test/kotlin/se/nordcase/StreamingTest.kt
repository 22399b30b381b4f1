package se.nordcase

import com.sun.net.httpserver.HttpExchange
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import java.io.IOException
import java.io.OutputStream
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.measureTime

/** Lists that are read while they arrive: from a server that takes its time, from the services in memory, and piece by piece. */
class StreamingTest {
    /** What the server waits for in the middle of its answer. */
    private val goOn = CountDownLatch(1)

    /** The client has closed the connection before the answer's end. */
    private val closed = CountDownLatch(1)

    /** What the server writes. */
    private var body: (OutputStream) -> Unit = {}
    private val server = Loopback(::answer)
    private val url = server.url

    @AfterEach
    fun stop() {
        goOn.countDown()
        server.close()
    }

    private fun answer(exchange: HttpExchange) {
        exchange.requestBody.readBytes()
        exchange.responseHeaders.add("Content-Type", "text/xml; charset=utf-8")
        exchange.sendResponseHeaders(200, 0)
        try {
            body(exchange.responseBody)
        } catch (_: IOException) {
            closed.countDown()
        }
        runCatching { exchange.close() }
    }

    private fun agency(
        name: String,
        timeout: Duration = 30.seconds,
        maxAnswerBytes: Long = MAX_ANSWER_BYTES,
    ): CaseAgency {
        val transport = if (name == "okhttp") OkHttpTransport(timeout = timeout) else JavaHttpTransport(timeout = timeout)
        return CaseAgency("SKDEN", "p", url, transport = transport, maxAnswerBytes = maxAnswerBytes)
    }

    private fun OutputStream.say(text: String) {
        write(text.encodeToByteArray())
        flush()
    }

    /** Cases without end; a pause after each so that it is not done before it is noticed. */
    private fun OutputStream.endless() {
        say(CASES_START)
        for (number in 1..Int.MAX_VALUE) {
            say(case(number))
            Thread.sleep(1)
        }
    }

    /** The ids of the cases that came before the error, and the error. */
    private fun broken(cases: Flow<ExternalCase>): Pair<List<Int>, NordcaseException> {
        val came = mutableListOf<Int>()
        val thrown = assertThrows<NordcaseException> { runBlocking { cases.collect { came.add(it.caseId) } } }
        return came to thrown
    }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `a case is there before the answer's end`(name: String): Unit =
        runBlocking {
            body = { out ->
                out.say(CASES_START + case(1))
                goOn.await()
                out.say(case(2) + CASES_END)
            }
            val here = Thread.currentThread()
            val came = mutableListOf<Int>()
            agency(name).cases(konkursbo).collect {
                assertSame(here, Thread.currentThread())
                came.add(it.caseId)
                goOn.countDown()
            }
            assertEquals(listOf(1, 2), came)
        }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `leaving early closes the connection at once`(name: String): Unit =
        runBlocking {
            body = { it.endless() }
            val time = measureTime { assertEquals(1, agency(name).cases(konkursbo).first().caseId) }
            assertTrue(time < 10.seconds, "$time")
            assertTrue(closed.await(10, TimeUnit.SECONDS))
        }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `cancelling between two cases closes the connection at once`(name: String): Unit =
        runBlocking {
            body = { out ->
                out.say(CASES_START + case(1))
                // Spaces say nothing, but show when nobody listens any more.
                while (true) {
                    out.say(" ")
                    Thread.sleep(5)
                }
            }
            val came = mutableListOf<Int>()
            val collecting = launch { agency(name).cases(konkursbo).collect { came.add(it.caseId) } }
            while (came.isEmpty()) delay(5)
            val time =
                measureTime {
                    collecting.cancel()
                    collecting.join()
                }
            assertTrue(time < 10.seconds, "$time")
            assertTrue(closed.await(10, TimeUnit.SECONDS))
        }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `a list that breaks off throws after the cases that came`(name: String) {
        body = { out ->
            out.say(CASES_START + case(1) + case(2) + "<a:Ext")
            goOn.await(500, TimeUnit.MILLISECONDS)
            // The end of the chunks is missing: the connection is cut.
            server.cut()
        }
        val (came, error) = broken(agency(name).cases(konkursbo))
        assertEquals(listOf(1, 2), came)
        assertEquals("transport.network", error.code)
    }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `an answer that ends too early is no whole list`(name: String) {
        body = { it.say(CASES_START + case(1)) }
        val (came, error) = broken(agency(name).cases(konkursbo))
        assertEquals(listOf(1), came)
        assertEquals("parse.truncated", error.code)
    }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `the bound holds for the whole answer`(name: String) {
        body = { it.endless() }
        val (came, error) = broken(agency(name, maxAnswerBytes = 20_000).cases(konkursbo))
        assertTrue(came.size in 50..250, "${came.size}")
        assertEquals("transport.too_large", error.code)
        assertTrue(closed.await(10, TimeUnit.SECONDS))
    }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `the time is for the whole exchange`(name: String) {
        body = { it.endless() }
        val (came, error) = broken(agency(name, timeout = 700.milliseconds).cases(konkursbo))
        assertTrue(came.isNotEmpty())
        assertEquals("transport.timeout", error.code)
        assertTrue(closed.await(10, TimeUnit.SECONDS))
    }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `while many lists arrive other calls go on`(name: String): Unit =
        runBlocking {
            body = { out ->
                out.say(CASES_START + case(1))
                out.say(case(2) + CASES_END)
            }
            val agency = agency(name)
            val found =
                List(12) {
                    async {
                        val cases = mutableListOf<ExternalCase?>()
                        agency.cases(konkursbo).collect { cases.add(agency.case(it.caseId)) }
                        cases.size
                    }
                }
            assertEquals(List(12) { 2 }, found.awaitAll())
        }

    /** Gives one answer, in pieces of this size. */
    private class InPieces(
        private val answer: ByteArray,
        private val size: Int,
    ) : Transport {
        var open = 0

        override suspend fun send(
            request: HttpRequest,
            maxAnswerBytes: Long,
        ) = HttpResponse(200u, emptyList(), answer)

        override suspend fun open(
            request: HttpRequest,
            maxAnswerBytes: Long,
        ): StreamedResponse =
            object : StreamedResponse {
                private val pieces = answer.asList().chunked(size).iterator()
                override val status: UShort = 200u
                override val headers = emptyList<Header>()

                init {
                    open++
                }

                override suspend fun next() = if (pieces.hasNext()) pieces.next().toByteArray() else null

                override fun close() {
                    open--
                }
            }
    }

    @ParameterizedTest
    @ValueSource(ints = [1, 7, 1_000, 100_000])
    fun `what arrives is what the whole list has`(size: Int): Unit =
        runBlocking {
            // Of small pieces there are many.
            val many = if (size < 10) 40 else 400
            val cases = InPieces(answer((1..many).joinToString("") { case(it) }), size)
            val agency = caseAgency(cases)
            val params = """{"externalServiceCode":"2681","externalServiceEditionCode":1}"""
            val access = Access.altinn("http://127.0.0.1:8080", Binding.BASIC, "SKDEN", "p")
            val whole = decode("altinn.get_case_list", params, access, cases.send(HttpRequest("POST", "", emptyList(), ByteArray(0)), 0))
            assertEquals(whole, Answer.GetCaseList(agency.cases(konkursbo).toList()))

            val items = (1..many).joinToString { """{"Id":"t$it","Name":"Å $it","Unknown":{"a":[$it]}}""" }
            val tasks = InPieces("""{"TotalCount":$many,"Data":[$items]}""".encodeToByteArray(), size)
            val fastDok = FastDok(API_KEY, USERNAME, PASSWORD, transport = SignedIn(tasks))
            assertEquals(fastDok.listTasks().items, fastDok.tasks().toList())
            assertEquals(fastDok.listTasks().items.take(3), fastDok.tasks().take(3).toList())
            assertEquals(listOf(0, 0), listOf(cases.open, tasks.open))
        }

    /** Answers the sign-in by itself. It has `send` alone for it, as a transport from before there was `open`. */
    private class SignedIn(
        private val rest: Transport,
    ) : Transport {
        override suspend fun send(
            request: HttpRequest,
            maxAnswerBytes: Long,
        ): HttpResponse =
            if (request.url.endsWith("/Authenticate", ignoreCase = true)) {
                HttpResponse(200u, emptyList(), """{"Success":true,"Ticket":"t1"}""".encodeToByteArray())
            } else {
                rest.send(request, maxAnswerBytes)
            }

        override suspend fun open(
            request: HttpRequest,
            maxAnswerBytes: Long,
        ): StreamedResponse =
            if (request.url.endsWith("/Authenticate", ignoreCase = true)) super.open(request, maxAnswerBytes) else rest.open(request, maxAnswerBytes)
    }

    @Test
    fun `a transport that can only send gives the same`(): Unit =
        runBlocking {
            val whole = answer((1..2_000).joinToString("") { case(it) })
            val sending =
                object : Transport {
                    override suspend fun send(
                        request: HttpRequest,
                        maxAnswerBytes: Long,
                    ) = HttpResponse(200u, emptyList(), whole)
                }
            assertEquals((1..2_000).toList(), caseAgency(sending).cases(konkursbo).toList().map { it.caseId })
            val small = CaseAgency("SKDEN", "p", url, transport = sending, maxAnswerBytes = 10_000)
            val error = broken(small.cases(konkursbo)).second
            assertTrue(error.code in listOf("transport.too_large", "parse.too_large"), error.code)
        }

    @Test
    fun `a stale ticket is renewed once, and one sign-in serves many lists`(): Unit =
        runBlocking {
            val sandbox = Sandbox()
            val fastDok = fastDok(sandbox)
            repeat(3) { fastDok.startCase(entries).await() }
            sandbox.control("""{"command":"sign_everybody_out"}""")
            val before = sandbox.ledger().count { it == "signed_in" }
            val lists = List(20) { async { fastDok.tasks(max = 2).toList() } }.awaitAll()
            assertEquals(1, lists.toSet().size)
            assertEquals(3, lists.first().size)
            assertEquals(before + 1, sandbox.ledger().count { it == "signed_in" })
        }

    @Test
    fun `a refusal is what it is for any call, and is not repeated`(): Unit =
        runBlocking {
            val sandbox = Sandbox()
            val agency = caseAgency(sandbox, password = "hunter2-wrong")
            repeat(3) { assertTrue(broken(agency.cases(konkursbo)).second is NordcaseException.Service) }
            assertEquals(1, sandbox.ledger().count { it == "system_refused" })
            val error = broken(caseAgency(sandbox).cases(Service("9999", 1))).second
            assertTrue(error is NordcaseException.Service, error.code)
        }

    @Test
    fun `the sandbox breaks an answer off in the middle`(): Unit =
        runBlocking {
            val sandbox = Sandbox()
            val agency = caseAgency(sandbox)
            repeat(10) { agency.createCase(konkursbo, REPORTEE).await() }
            val all = agency.cases(konkursbo).toList()
            assertEquals(agency.getCaseList(konkursbo), all)
            sandbox.addFault("altinn.get_case_list", "cut_body")
            val (came, error) = broken(agency.cases(konkursbo))
            assertEquals("transport.network", error.code)
            assertTrue(came.size in 3..6, "${came.size} of ${all.size}")
            assertEquals(all.map { it.caseId }.take(came.size), came)
        }

    private fun answer(cases: String) = (CASES_START + cases + CASES_END).encodeToByteArray()
}

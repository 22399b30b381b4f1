package se.nordcase

import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import java.io.ByteArrayOutputStream
import java.util.zip.GZIPOutputStream
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.measureTime

/** What comes between: packing, and time. FAULTS 2.3, 5.14, 5.15. */
class NetworkTest {
    private fun transport(
        name: String,
        timeout: Duration = 30.seconds,
    ): Transport = if (name == "okhttp") OkHttpTransport(timeout = timeout) else JavaHttpTransport(timeout = timeout)

    private fun request(
        url: String,
        method: String = "GET",
    ) = HttpRequest(method, url, listOf(Header("Ticket", "t1")), ByteArray(0))

    private fun fails(
        transport: Transport,
        request: HttpRequest,
        most: Long = 1_000_000,
    ): SendFailedException = assertThrows { runBlocking { transport.send(request, most) } }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `5_15 a head that drips has the time of the whole exchange`(name: String) {
        val drips =
            listOf<RawRequest.() -> Unit>(
                {
                    say("HTTP/1.1 200 OK\r\nX-Drip: ")
                    while (true) say("a").also { Thread.sleep(20) }
                },
                {
                    while (true) say("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n").also { Thread.sleep(20) }
                },
                {
                    say("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                    while (true) say("a").also { Thread.sleep(20) }
                },
                {
                    say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                    while (true) say("1\r\na\r\n").also { Thread.sleep(20) }
                },
                {
                    say("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\na")
                    Thread.sleep(60_000)
                },
            )
        for ((number, drip) in drips.withIndex()) {
            RawServer(drip).use { server ->
                for (method in listOf("GET", "POST")) {
                    val time =
                        measureTime {
                            val failed = fails(transport(name, 500.milliseconds), request("${server.url}/", method))
                            assertTrue(failed.mayHaveArrived)
                            // The platform's client takes a 103 for the answer, and what follows for rubbish: that is no answer either.
                            if (number != 1 || name == "okhttp") assertEquals(Failure.TIMEOUT, failed.failure, "drip $number")
                        }
                    assertTrue(time < 5.seconds, "drip $number: $time")
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `an answer that says 103 first is read`(name: String): Unit =
        runBlocking {
            RawServer {
                repeat(3) { say("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n") }
                answer("200 OK", body = "body")
            }.use { server ->
                val response = transport(name).send(request("${server.url}/", "POST"), 1_000)
                assertEquals(200.toUShort(), response.status)
                assertEquals("body", response.body.decodeToString())
            }
        }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `5_14 a consumer that takes its time is not the network`(name: String): Unit =
        runBlocking {
            val cases = (1..4_000).joinToString("") { case(it) }
            RawServer {
                say("HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n")
                val body = CASES_START + cases + CASES_END
                for (piece in body.chunked(1_000)) say("${piece.encodeToByteArray().size.toString(16)}\r\n$piece\r\n")
                say("0\r\n\r\n")
            }.use { server ->
                val agency = CaseAgency("SKDEN", "p", server.url, transport = transport(name, 1.seconds))
                var came = 0
                val time = measureTime { agency.cases(konkursbo).collect { if (++came % 40 == 0) delay(30) } }
                assertEquals(4_000, came)
                assertTrue(time > 2.seconds, "$time")
                // Nor is one that blocks the only thread there is, with others beside it.
                val found =
                    List(3) {
                        async {
                            var some = 0
                            agency.cases(konkursbo).collect { if (++some % 100 == 0) Thread.sleep(20) }
                            some
                        }
                    }
                assertEquals(listOf(4_000, 4_000, 4_000), found.awaitAll())
            }
        }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `5_14 who waits for a free connection is not out of time`(name: String): Unit =
        runBlocking {
            RawServer {
                Thread.sleep(200)
                answer("200 OK")
            }.use { server ->
                // OkHttp lets five calls out to one host.
                val transport = transport(name, 1.seconds)
                val answers = List(40) { async { transport.send(request("${server.url}/"), 1_000).status } }.awaitAll()
                assertEquals(List(40) { 200.toUShort() }, answers)
            }
        }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `2_3 what is understood is said and read`(name: String): Unit =
        runBlocking {
            RawServer {
                if ("gzip" !in header("Accept-Encoding").orEmpty()) return@RawServer answer("200 OK", body = "åäö")
                val packed = gzip("åäö".encodeToByteArray())
                say("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.size}\r\n\r\n")
                out.write(packed)
            }.use { server ->
                val response = transport(name).send(request("${server.url}/", "POST"), 1_000)
                assertEquals("åäö", response.body.decodeToString())
                val accepted = server.seen.single().header("Accept-Encoding")
                assertTrue(accepted in listOf("gzip", "identity"), "$accepted")
            }
        }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp br", "okhttp deflate", "okhttp gzip, gzip", "java gzip", "java x-gzip", "java br", "java deflate"])
    fun `2_3 an encoding that is not understood is named`(which: String) {
        val (name, encoding) = which.split(' ', limit = 2)
        val packed = gzip(gzip("""{"Balance":1}""".encodeToByteArray()))
        RawServer {
            if ("Authenticate" in head.lines().first()) {
                answer("200 OK", "Content-Type: application/json", body = """{"Success":true,"Ticket":"t1"}""")
            } else {
                say("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: $encoding\r\nContent-Length: ${packed.size}\r\n\r\n")
                out.write(packed)
            }
        }.use { server ->
            val fastDok = fastDok(transport(name), baseUrl = server.url)
            for (call in listOf<suspend () -> Unit>({ fastDok.getBalance() }, { fastDok.tasks().collect {} })) {
                val thrown = assertThrows<NordcaseException> { runBlocking { call() } }
                assertEquals("parse.content_encoding", thrown.code)
                assertTrue(encoding.substringAfterLast(' ') in checkNotNull(thrown.message), thrown.message)
            }
        }
    }

    private fun gzip(bytes: ByteArray): ByteArray =
        ByteArrayOutputStream().also { out -> GZIPOutputStream(out).use { it.write(bytes) } }.toByteArray()
}

package se.nordcase

import com.sun.net.httpserver.HttpExchange
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import okhttp3.OkHttpClient
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import java.net.InetAddress
import java.net.ServerSocket
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.measureTime

/** What every transport must keep, over real sockets. */
class TransportsTest {
    private val seen = CopyOnWriteArrayList<String>()
    private val server = Loopback(::answer)
    private val url = server.url

    @AfterEach
    fun stop() {
        server.close()
    }

    private fun answer(exchange: HttpExchange) {
        val body = exchange.requestBody.readBytes().decodeToString()
        seen.add("${exchange.requestMethod} ${exchange.requestURI} ${exchange.requestHeaders.getFirst("Ticket")} $body")
        when (exchange.requestURI.path) {
            "/redirect" -> {
                exchange.responseHeaders.add("Location", "$url/elsewhere")
                exchange.sendResponseHeaders(302, -1)
            }

            "/slow" -> {
                runCatching { Thread.sleep(60_000) }
            }

            "/cut" -> {
                exchange.sendResponseHeaders(200, 1_000)
                exchange.responseBody.write(ByteArray(500))
                exchange.responseBody.flush()
            }

            "/large" -> {
                exchange.sendResponseHeaders(200, 0)
                // For ever, if it is let.
                runCatching { while (true) exchange.responseBody.write(ByteArray(10_000)) }
            }

            else -> {
                exchange.responseHeaders.add("X-Twice", "1")
                exchange.responseHeaders.add("X-Twice", "2")
                exchange.sendResponseHeaders(500, 4)
                exchange.responseBody.write("body".encodeToByteArray())
            }
        }
        exchange.close()
    }

    private fun transport(
        name: String,
        timeout: Duration = 30.seconds,
    ): Transport = if (name == "okhttp") OkHttpTransport(timeout = timeout) else JavaHttpTransport(timeout = timeout)

    private fun request(
        path: String,
        method: String = "GET",
        body: String = "",
    ) = HttpRequest(method, url + path, listOf(Header("Ticket", "t1")), body.encodeToByteArray())

    private fun fails(
        transport: Transport,
        request: HttpRequest,
        most: Long = 1_000_000,
    ): SendFailedException = assertThrows { runBlocking { transport.send(request, most) } }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `a response of any status, its headers in order`(name: String): Unit =
        runBlocking {
            val response = transport(name).send(request("/x", "POST", "åäö"), 1_000)
            assertEquals(500.toUShort(), response.status)
            assertEquals("body", response.body.decodeToString())
            assertEquals(listOf("1", "2"), response.headers.filter { it.name.equals("X-Twice", true) }.map { it.value })
            transport(name).send(request("/y", "DELETE"), 1_000)
            assertEquals(listOf("POST /x t1 åäö", "DELETE /y t1 "), seen)
        }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `no redirect is followed`(name: String): Unit =
        runBlocking {
            assertEquals(302.toUShort(), transport(name).send(request("/redirect"), 1_000).status)
            assertEquals(1, seen.size)
        }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `a time-out may have arrived`(name: String) {
        val failed = fails(transport(name, 300.milliseconds), request("/slow", "POST"))
        assertEquals(Failure.TIMEOUT, failed.failure)
        assertTrue(failed.mayHaveArrived)
    }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `a cut body is a broken connection, and is not sent again`(name: String) {
        val failed = fails(transport(name), request("/cut", "POST"))
        assertEquals(Failure.NETWORK, failed.failure)
        assertTrue(failed.mayHaveArrived)
        assertEquals(1, seen.size)
    }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `a body that is too large is given up while it is read`(name: String) {
        val time = measureTime { assertEquals(Failure.TOO_LARGE, fails(transport(name), request("/large"), 100_000).failure) }
        assertTrue(time < 10.seconds)
    }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `what nobody listens to has not arrived`(name: String) {
        val free = ServerSocket(0, 1, InetAddress.getLoopbackAddress()).use { it.localPort }
        val failed = fails(transport(name), HttpRequest("POST", "http://127.0.0.1:$free/", emptyList(), ByteArray(0)))
        assertEquals(Failure.NETWORK, failed.failure)
        assertFalse(failed.mayHaveArrived)
    }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `cancelling ends the exchange at once`(name: String): Unit =
        runBlocking {
            val transport = transport(name)
            val sending = async { transport.send(request("/slow"), 1_000) }
            while (seen.isEmpty()) delay(5)
            val time =
                measureTime {
                    sending.cancel()
                    assertThrows<CancellationException> { runBlocking { sending.await() } }
                }
            assertTrue(time < 10.seconds, "$time")
        }

    @Test
    fun `a client of its own ends with the transport, and the caller's does not`(): Unit =
        runBlocking {
            val threads = { Thread.getAllStackTraces().keys.count { it.name.startsWith("OkHttp $url") } }
            val before = threads()
            val own = OkHttpTransport()
            own.send(request("/x"), 1_000)
            own.close()
            assertEquals(before, threads())
            assertThrows<SendFailedException> { runBlocking { own.send(request("/x"), 1_000) } }
            val client = OkHttpClient()
            OkHttpTransport(client).use { it.send(request("/x"), 1_000) }
            assertEquals(500.toUShort(), OkHttpTransport(client).send(request("/x"), 1_000).status)
            client.dispatcher.executorService.shutdown()
        }
}

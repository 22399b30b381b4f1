package se.nordcase

import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import okhttp3.Authenticator
import okhttp3.Cache
import okhttp3.ConnectionPool
import okhttp3.Credentials
import okhttp3.OkHttpClient
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource
import org.junit.jupiter.params.provider.ValueSource
import java.io.File
import java.net.PasswordAuthentication
import java.net.http.HttpClient
import java.util.concurrent.TimeUnit

/** FAULTS 5.8 and 5.17: what leaves a transport leaves it once, whatever the server does. */
class SentOnceTest {
    private fun transport(name: String): Transport = if (name == "okhttp") OkHttpTransport() else JavaHttpTransport()

    private fun request(
        server: RawServer,
        method: String = "POST",
    ) = HttpRequest(method, "${server.url}/x", listOf(Header("Ticket", "t1")), if (method == "POST") "body".encodeToByteArray() else ByteArray(0))

    private fun RawServer.count(method: String) = seen.count { it.method == method }

    @ParameterizedTest
    @MethodSource("answers")
    fun `5_8 an answer is the answer, and is not asked for again`(
        name: String,
        method: String,
        status: String,
        header: String,
    ): Unit =
        runBlocking {
            RawServer { answer(status, header, body = "why") }.use { server ->
                val transport = transport(name)
                // A kept connection is there, as it is in use.
                if (method != "GET") transport.send(request(server, "GET"), 1_000)
                val response = transport.send(request(server, method), 1_000)
                assertEquals(status.substringBefore(' '), response.status.toString())
                assertEquals("why", response.body.decodeToString())
                val (key, value) = header.split(": ")
                assertEquals(value, response.headers.single { it.name.equals(key, ignoreCase = true) }.value)
                assertEquals(1, server.count(method))
            }
        }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp POST", "okhttp DELETE", "java POST", "java DELETE"])
    fun `5_17 a kept connection that dies with a changing request in it`(which: String): Unit =
        runBlocking {
            val (name, method) = which.split(' ')
            for (end in listOf(RawRequest::close, RawRequest::reset)) {
                RawServer { if (this.method == "GET") answer("200 OK") else end(this) }.use { server ->
                    val transport = transport(name)
                    repeat(3) { transport.send(request(server, "GET"), 1_000) }
                    val failed = assertThrows<SendFailedException> { runBlocking { transport.send(request(server, method), 1_000) } }
                    assertEquals(Failure.NETWORK, failed.failure)
                    assertTrue(failed.mayHaveArrived)
                    assertEquals(1, server.count(method))
                }
            }
        }

    @ParameterizedTest
    @ValueSource(strings = ["POST", "DELETE"])
    fun `5_17 a changing request has a connection that was never idle`(method: String): Unit =
        runBlocking {
            // A server that drops what it reads on a connection that it is about to close, as one does whose idle time is over.
            RawServer { if (number == 1) answer("200 OK", body = "done") else close() }.use { server ->
                val transport = OkHttpTransport()
                transport.send(request(server, "GET"), 1_000)
                repeat(3) { assertEquals("done", transport.send(request(server, method), 1_000).body.decodeToString()) }
                assertEquals(3, server.count(method))
                assertTrue(server.seen.all { it.number == 1 })
            }
        }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `5_17 a connection that the server has closed meanwhile fails no call`(name: String): Unit =
        runBlocking {
            RawServer {
                val signsIn = "authenticate" in head.lines().first().lowercase()
                answer("200 OK", "Content-Type: application/json", body = if (signsIn) """{"Success":true,"Ticket":"t1"}""" else """{"Balance":1}""")
            }.use { server ->
                val fastDok = fastDok(transport(name), baseUrl = server.url)
                repeat(3) {
                    assertEquals(1, fastDok.getBalance().balance.toInt())
                    server.closeConnections()
                    delay(50)
                    runCatching { fastDok.deleteInstance("c1") }
                    assertEquals(1, fastDok.getBalance().balance.toInt())
                }
                // The changing ones arrived once each.
                assertEquals(3, server.count("DELETE"))
            }
        }

    @Test
    fun `reads of java_net_http share a kept connection, OkHttp keeps none of HTTP 1`(): Unit =
        runBlocking {
            for ((transport, numbers) in listOf(JavaHttpTransport() to listOf(1, 2, 3, 4, 5), OkHttpTransport() to List(5) { 1 })) {
                RawServer { answer("200 OK") }.use { server ->
                    repeat(5) { transport.send(request(server, "GET"), 1_000) }
                    assertEquals(numbers, server.seen.map { it.number })
                }
            }
        }

    @Test
    fun `5_8 an authenticator of the caller's does not send again`(): Unit =
        runBlocking {
            RawServer { answer("401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"") }.use { server ->
                val authenticator =
                    Authenticator {
                        _,
                        response,
                        ->
                        response.request
                            .newBuilder()
                            .header("Authorization", Credentials.basic("u", "p"))
                            .build()
                    }
                val okHttp = OkHttpTransport(OkHttpClient.Builder().authenticator(authenticator).build())
                val platforms =
                    object : java.net.Authenticator() {
                        override fun getPasswordAuthentication() = PasswordAuthentication("u", "p".toCharArray())
                    }
                val java = JavaHttpTransport(HttpClient.newBuilder().authenticator(platforms).build())
                for ((transport, method) in listOf(okHttp to "POST", okHttp to "GET", java to "POST", java to "GET")) {
                    assertEquals(401.toUShort(), transport.send(request(server, method), 1_000).status)
                    assertEquals(1, server.seen.size)
                    server.seen.clear()
                }
            }
        }

    @Test
    fun `5_8 a client of the caller's that follows redirects does not follow them here`(): Unit =
        runBlocking {
            RawServer { answer("307 Temporary Redirect", "Location: /elsewhere") }.use { server ->
                val okHttp = OkHttpTransport(OkHttpClient.Builder().followRedirects(true).build())
                val java = JavaHttpTransport(HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build())
                for (transport in listOf(okHttp, java)) {
                    assertEquals(307.toUShort(), transport.send(request(server), 1_000).status)
                    assertEquals(1, server.seen.size)
                    server.seen.clear()
                }
            }
        }

    @Test
    fun `5_8 an interceptor of the caller's that repeats is stopped`(): Unit =
        runBlocking {
            RawServer { answer("500 Internal Server Error") }.use { server ->
                val again =
                    OkHttpClient
                        .Builder()
                        .addInterceptor { chain ->
                            chain.proceed(chain.request()).close()
                            chain.proceed(chain.request().newBuilder().build())
                        }.build()
                val failed = assertThrows<SendFailedException> { runBlocking { OkHttpTransport(again).send(request(server), 1_000) } }
                assertTrue(failed.mayHaveArrived)
                assertEquals(1, server.seen.size)
                // To ask twice harms nobody.
                assertEquals(500.toUShort(), OkHttpTransport(again).send(request(server, "GET"), 1_000).status)
            }
        }

    @Test
    fun `a cache of the caller's does not answer`(
        @TempDir folder: File,
    ): Unit =
        runBlocking {
            RawServer { answer("200 OK", "Cache-Control: max-age=60", body = "${seen()}") }.use { server ->
                Cache(folder, 1_000_000).use { cache ->
                    val transport = OkHttpTransport(OkHttpClient.Builder().cache(cache).build())
                    repeat(2) { transport.send(request(server, "GET"), 1_000) }
                    assertEquals(2, server.seen.size)
                }
            }
        }

    private fun seen() = System.nanoTime()

    @Test
    fun `5_17 what a client of the caller's keeps is not used by a changing request`(): Unit =
        runBlocking {
            RawServer { if (number == 1) answer("200 OK") else close() }.use { server ->
                val pool = ConnectionPool(5, 5, TimeUnit.MINUTES)
                val shared = OkHttpClient.Builder().connectionPool(pool).build()
                OkHttpTransport(shared).send(request(server, "GET"), 1_000)
                assertEquals(200.toUShort(), OkHttpTransport(shared).send(request(server), 1_000).status)
            }
        }

    companion object {
        @JvmStatic
        fun answers(): List<Array<String>> {
            val answers =
                listOf(
                    "503 Service Unavailable" to "Retry-After: 0",
                    "503 Service Unavailable" to "Retry-After: 1",
                    "429 Too Many Requests" to "Retry-After: 0",
                    "408 Request Timeout" to "Connection: close",
                    "408 Request Timeout" to "Retry-After: 0",
                    "421 Misdirected Request" to "X-A: b",
                    "401 Unauthorized" to "WWW-Authenticate: Basic realm=\"x\"",
                    "300 Multiple Choices" to "Location: /elsewhere",
                    "301 Moved Permanently" to "Location: /elsewhere",
                    "302 Found" to "Location: /elsewhere",
                    "303 See Other" to "Location: /elsewhere",
                    "307 Temporary Redirect" to "Location: /elsewhere",
                    "308 Permanent Redirect" to "Location: /elsewhere",
                )
            return listOf("okhttp", "java").flatMap { name ->
                listOf("GET", "POST", "DELETE").flatMap { method ->
                    answers.map { (status, header) -> arrayOf(name, method, status, header) }
                }
            }
        }
    }
}

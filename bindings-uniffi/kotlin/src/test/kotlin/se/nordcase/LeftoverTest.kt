package se.nordcase

import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import java.io.ByteArrayOutputStream
import java.util.zip.GZIPOutputStream

/** FAULTS 5.17: what comes behind an answer, or while nothing is asked, is nobody's answer. */
class LeftoverTest {
    private fun transport(name: String): Transport = if (name == "okhttp") OkHttpTransport() else JavaHttpTransport()

    private fun whole(
        body: String,
        head: String = "Content-Length: ${body.length}",
    ) = "HTTP/1.1 200 OK\r\n$head\r\n\r\n$body"

    /** What a gateway may put behind an answer. */
    private val strange =
        listOf(whole("strange"), whole("strange", "Connection: close\r\nContent-Length: 7"), "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", "x")

    private val answers =
        listOf(
            whole("own"),
            whole("3\r\nown\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
            whole("", "Content-Length: 0"),
            "HTTP/1.1 204 No Content\r\n\r\n",
        )

    @ParameterizedTest
    @ValueSource(strings = ["okhttp GET", "okhttp POST", "okhttp DELETE", "java GET", "java POST", "java DELETE"])
    fun `5_17 the next request does not get it`(which: String): Unit =
        runBlocking {
            val (name, method) = which.split(' ')
            // With it, and later. Directly after it, which may be when the next request is out already, only a fresh connection helps.
            for (pause in if (name == "java") listOf(-1L, 50L) else listOf(-1L, 0L, 50L)) {
                for (answer in if (pause > 0) answers.take(2) else answers) {
                    for (more in if (pause > 0) strange.take(2) else strange) {
                        RawServer {
                            if ("/first" !in head.lines().first()) return@RawServer say(whole("next"))
                            if (pause < 0) return@RawServer say(answer + more)
                            say(answer)
                            Thread.sleep(pause)
                            say(more)
                        }.use { server ->
                            val transport = transport(name)
                            for (first in listOf("GET", "POST")) {
                                val headers = emptyList<Header>()
                                transport.send(HttpRequest(first, "${server.url}/first", headers, ByteArray(0)), 1_000)
                                if (pause > 0) delay(100)
                                val next = transport.send(HttpRequest(method, "${server.url}/next", headers, ByteArray(0)), 1_000)
                                assertEquals(
                                    "200 next",
                                    "${next.status} ${next.body.decodeToString()}",
                                    "$first, then $method: $answer + $more, $pause",
                                )
                            }
                        }
                    }
                }
            }
        }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `2_4 a character set by another name is read, packed or not`(name: String): Unit =
        runBlocking {
            val packed = ByteArrayOutputStream().also { out -> GZIPOutputStream(out).use { it.write("""{"Balance":1234.5}""".encodeToByteArray()) } }
            RawServer {
                when {
                    "authenticate" in head.lines().first().lowercase() -> {
                        answer("200 OK", "Content-Type: application/json; charset=utf8", body = """{"Success":true,"Ticket":"t1"}""")
                    }

                    header("Accept-Encoding") == "gzip" -> {
                        val type = "Content-Type: application/json; charset=\"utf8\""
                        say("HTTP/1.1 200 OK\r\n$type\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.size()}\r\n\r\n")
                        packed.writeTo(out)
                    }

                    else -> {
                        answer("200 OK", "Content-Type: application/json; charset=UTF8", body = """{"Balance":1234.5}""")
                    }
                }
            }.use { server ->
                assertEquals("1234.5", fastDok(transport(name), baseUrl = server.url).getBalance().balance.toString())
            }
        }
}

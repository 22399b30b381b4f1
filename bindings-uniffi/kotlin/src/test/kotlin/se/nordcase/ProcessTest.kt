package se.nordcase

import com.sun.management.ThreadMXBean
import kotlinx.coroutines.runBlocking
import okhttp3.OkHttpClient
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.parallel.Isolated
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import java.io.ByteArrayOutputStream
import java.lang.management.ManagementFactory
import java.net.InetSocketAddress
import java.net.Proxy
import java.net.ProxySelector
import java.net.http.HttpClient
import java.util.zip.GZIPOutputStream

/** What is of the whole process: its proxies, its memory. FAULTS 5.12, 5.16. */
@Isolated
class ProcessTest {
    private fun transport(name: String): Transport = if (name == "okhttp") OkHttpTransport() else JavaHttpTransport()

    private fun request(
        url: String,
        method: String = "GET",
    ) = HttpRequest(method, url, listOf(Header("Ticket", "t1")), ByteArray(0))

    /** Runs the test with these properties of the system, and takes them back. */
    private fun <T> with(
        properties: Map<String, String>,
        test: () -> T,
    ): T {
        val before = properties.keys.associateWith(System::getProperty)
        properties.forEach(System::setProperty)
        try {
            return test()
        } finally {
            before.forEach { (name, value) -> if (value == null) System.clearProperty(name) else System.setProperty(name, value) }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `5_12 what goes to this machine goes through no proxy`(name: String) {
        RawServer { answer("200 OK", body = "direct") }.use { server ->
            RawServer { answer("200 OK", body = "proxy") }.use { proxy ->
                val address = InetSocketAddress("127.0.0.1", proxy.port)
                val everything = mapOf("http.proxyHost" to "127.0.0.1", "http.proxyPort" to "${proxy.port}", "http.nonProxyHosts" to "")
                val transports =
                    with(everything) {
                        // The caller's own proxy, in each way it can be given; and the system's.
                        if (name == "okhttp") {
                            val builder = OkHttpClient.Builder()
                            val one = builder.build().newBuilder().proxy(Proxy(Proxy.Type.HTTP, address))
                            val selecting = builder.build().newBuilder().proxySelector(ProxySelector.of(address))
                            listOf(OkHttpTransport(), OkHttpTransport(one.build()), OkHttpTransport(selecting.build()))
                        } else {
                            val selecting = HttpClient.newBuilder().proxy(ProxySelector.of(address)).build()
                            listOf(JavaHttpTransport(), JavaHttpTransport(selecting))
                        }
                    }
                with(everything) {
                    for (transport in transports) {
                        for (method in listOf("GET", "POST")) {
                            for (host in listOf("127.0.0.1", "localhost", "LOCALHOST")) {
                                val said = runBlocking { transport.send(request("http://$host:${server.port}/", method), 1_000) }
                                assertEquals("direct", said.body.decodeToString())
                            }
                            val far = runBlocking { transport.send(request("http://nordcase.example/", method), 1_000) }
                            assertEquals("proxy", far.body.decodeToString())
                        }
                    }
                }
                assertTrue(proxy.seen.none { "127.0.0.1" in it.head.lines().first() })
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = ["okhttp", "java"])
    fun `5_16 a body that grows when it is unpacked has a bound`(name: String) {
        // 150 MB of nothing, in 150 kB.
        val bomb =
            ByteArrayOutputStream().also { out ->
                GZIPOutputStream(out).use { packing -> repeat(150) { packing.write(ByteArray(1_000_000)) } }
            }
        RawServer {
            say("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.size()}\r\n\r\n")
            bomb.writeTo(out)
        }.use { server ->
            val before = allocated()
            val sent = runCatching { runBlocking { transport(name).send(request("${server.url}/"), 1_000_000) } }
            // Who did not ask for it does not unpack it; the client then names it.
            if (name == "okhttp") {
                assertEquals(Failure.TOO_LARGE, (sent.exceptionOrNull() as SendFailedException).failure)
            } else {
                assertEquals(bomb.size(), sent.getOrThrow().body.size)
            }
            assertTrue(allocated() - before < 50_000_000)
        }
    }

    /** How many bytes the threads of this process have asked for so far. */
    private fun allocated(): Long {
        val threads = ManagementFactory.getThreadMXBean() as ThreadMXBean
        return threads.getThreadAllocatedBytes(threads.allThreadIds).sum()
    }
}

package se.nordcase

import java.io.InputStream
import java.io.OutputStream
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.Executors

/** A request that a [RawServer] has read whole. */
internal class RawRequest(
    /** The request line and the headers. */
    val head: String,
    val body: String,
    /** Which connection it came on, from 1. */
    val connection: Int,
    /** Its number on that connection, from 1. */
    val number: Int,
    private val socket: Socket,
) {
    val method = head.substringBefore(' ')
    val out: OutputStream = socket.getOutputStream()

    fun header(name: String): String? =
        head
            .lines()
            .firstOrNull { it.startsWith("$name:", ignoreCase = true) }
            ?.substringAfter(':')
            ?.trim()

    fun say(text: String) {
        out.write(text.encodeToByteArray())
        out.flush()
    }

    /** A whole answer, after which the connection is kept. */
    fun answer(
        status: String,
        vararg headers: String,
        body: String = "",
    ) = say(listOf("HTTP/1.1 $status", *headers, "Content-Length: ${body.encodeToByteArray().size}", "", body).joinToString("\r\n"))

    fun close() = socket.close()

    /** Cuts the connection so that the other side sees a reset. */
    fun reset() {
        socket.setSoLinger(true, 0)
        socket.close()
    }
}

/** A server without an HTTP library under it: it does what a test says, also what no library would. Each connection has a thread of its own. */
internal class RawServer(
    private val act: RawRequest.() -> Unit,
) : AutoCloseable {
    private val listening = ServerSocket(0, 50, InetAddress.getLoopbackAddress())
    private val sockets = CopyOnWriteArrayList<Socket>()
    private val threads = Executors.newCachedThreadPool { Thread(it).apply { isDaemon = true } }
    val url = "http://127.0.0.1:${listening.localPort}"
    val port: Int = listening.localPort

    /** What was read, in order. */
    val seen = CopyOnWriteArrayList<RawRequest>()

    init {
        threads.execute {
            runCatching {
                while (true) {
                    val socket = listening.accept()
                    sockets.add(socket)
                    val connection = sockets.size
                    threads.execute { runCatching { serve(socket, connection) } }
                }
            }
        }
    }

    private fun serve(
        socket: Socket,
        connection: Int,
    ) {
        val input = socket.getInputStream().buffered()
        var number = 0
        while (true) {
            val head = head(input) ?: return socket.close()
            val length =
                Regex("(?im)^content-length: *(\\d+)")
                    .find(head)
                    ?.groupValues
                    ?.get(1)
                    ?.toInt() ?: 0
            val request = RawRequest(head, input.readNBytes(length).decodeToString(), connection, ++number, socket)
            seen.add(request)
            request.act()
        }
    }

    private fun head(input: InputStream): String? {
        val head = StringBuilder()
        while (!head.endsWith("\r\n\r\n")) {
            val byte = input.read()
            if (byte < 0) return null
            head.append(byte.toChar())
        }
        return head.toString()
    }

    /** Closes all connections, as a server does with those that were idle for too long. */
    fun closeConnections() = sockets.forEach(Socket::close)

    override fun close() {
        listening.close()
        closeConnections()
        threads.shutdownNow()
    }
}

package se.nordcase

import kotlinx.coroutines.delay
import java.io.ByteArrayOutputStream
import java.io.IOException
import java.net.InetAddress
import java.net.Proxy
import java.net.ProxySelector
import java.net.SocketAddress
import java.net.URI
import java.time.Instant
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days

/**
 * What carries requests: [OkHttpTransport] unless you choose another.
 *
 * A transport sends each request exactly once and as it is, follows no redirect (a ticket must not travel), gives every
 * response whatever its status, and ends the exchange when the coroutine is cancelled.
 */
public interface Transport : AutoCloseable {
    /**
     * Sends a request and reads the whole answer.
     *
     * @throws SendFailedException when there is no answer, or it is larger than [maxAnswerBytes].
     */
    public suspend fun send(
        request: HttpRequest,
        maxAnswerBytes: Long,
    ): HttpResponse

    /**
     * Sends a request and gives its answer as soon as the head is there. The clients' flows of lists read so; the default waits for the whole
     * answer.
     *
     * @param maxAnswerBytes As for [send]: [StreamedResponse.next] fails when more has come.
     * @throws SendFailedException when there is no answer.
     */
    public suspend fun open(
        request: HttpRequest,
        maxAnswerBytes: Long,
    ): StreamedResponse = Arrived(send(request, maxAnswerBytes))

    /** Whether it may send a request twice by itself; journeys then reckon with it. */
    public val repeats: Repeats get() = Repeats.NEVER

    /** The time that requests are made for; a sandbox has its own. */
    public fun now(): Instant = Instant.now()

    /** Lets time pass between the steps of a journey; a sandbox only sets its clock. */
    public suspend fun pause(duration: Duration) {
        delay(duration)
    }

    /** Gives back what the transport holds. */
    override fun close() {}
}

/** An answer while it arrives. To be closed, whatever happens; one coroutine reads it. */
public interface StreamedResponse : AutoCloseable {
    /** The status. */
    public val status: UShort

    /** The headers, in order. */
    public val headers: List<Header>

    /**
     * The next piece of the body, of any size; `null` at its end.
     *
     * @throws SendFailedException when the body breaks off or is too large.
     */
    public suspend fun next(): ByteArray?

    /** Ends the exchange at once, if the body has not ended. */
    override fun close()
}

/** An answer that came whole. */
private class Arrived(
    response: HttpResponse,
) : StreamedResponse {
    override val status = response.status
    override val headers = response.headers
    private var body: ByteArray? = response.body

    override suspend fun next(): ByteArray? = body.also { body = null }

    override fun close() {}
}

/** Collects the body, of at most so many bytes. */
internal suspend fun StreamedResponse.whole(maxAnswerBytes: Long): HttpResponse {
    val bound = Bound(maxAnswerBytes)
    val body = ByteArrayOutputStream()
    while (true) {
        val piece = bound.check(next() ?: break)
        body.write(piece, 0, piece.size)
    }
    return HttpResponse(status, headers, body.toByteArray())
}

/** Counts the bytes of a body. */
internal class Bound(
    private val maxAnswerBytes: Long,
) {
    private var left = maxAnswerBytes

    /** The piece, if the body is not too large with it. */
    fun check(piece: ByteArray): ByteArray {
        left -= piece.size
        if (left < 0) throw SendFailedException(Failure.TOO_LARGE, true, "more than $maxAnswerBytes bytes")
        return piece
    }
}

/** A time that clocks can count. */
internal fun Duration.bounded(): Duration = coerceIn(Duration.ZERO, 365.days)

/** The answer, unless its body comes in an encoding of the transfer that nobody here reads: then it is closed. (The core names those of the content.) */
internal fun <R : StreamedResponse> R.understood(): R {
    val unknown =
        headers
            .filter { it.name.equals("Transfer-Encoding", ignoreCase = true) }
            .flatMap { it.value.split(',') }
            .map { it.trim().lowercase() }
            .filterNot { it in setOf("", "identity", "chunked") }
    if (unknown.isEmpty()) return this
    close()
    throw SendFailedException(Failure.NETWORK, true, "the answer is sent with the encoding ${unknown.joinToString()}, which was not asked for")
}

/** The proxies that [others] choose, but none for this machine: what a program on it is told must not leave it. */
internal class PastLoopback(
    private val others: ProxySelector?,
) : ProxySelector() {
    override fun select(uri: URI): List<Proxy> {
        val direct = listOf(Proxy.NO_PROXY)
        if (others == null || isThisMachine(uri.host.orEmpty())) return direct
        return others.select(uri).orEmpty().ifEmpty { direct }
    }

    override fun connectFailed(
        uri: URI?,
        address: SocketAddress?,
        error: IOException?,
    ) {
        others?.connectFailed(uri, address, error)
    }

    private fun isThisMachine(host: String): Boolean {
        val name = host.removeSurrounding("[", "]").removeSuffix(".").lowercase()
        if (name == "localhost" || name.endsWith(".localhost")) return true
        // Only what is a number already: no name is looked up here.
        val isAddress = ':' in name || (name.isNotEmpty() && name.all { it.isDigit() || it == '.' })
        return isAddress && runCatching { InetAddress.getByName(name).isLoopbackAddress }.getOrDefault(false)
    }
}

/** One proxy for everything. */
internal class Only(
    private val proxy: Proxy,
) : ProxySelector() {
    override fun select(uri: URI?): List<Proxy> = listOf(proxy)

    override fun connectFailed(
        uri: URI?,
        address: SocketAddress?,
        error: IOException?,
    ) {}
}

/**
 * A transport has no usable answer. The clients make a [NordcaseException.Transport] of it.
 *
 * @property failure How it failed.
 * @property mayHaveArrived Whether the request may have reached the service; `true` when unsure, so that it is looked at before
 *   anything is sent again.
 * @param reason The HTTP client's own words, without secrets.
 */
public class SendFailedException(
    public val failure: Failure,
    public val mayHaveArrived: Boolean,
    reason: String,
    cause: Throwable? = null,
) : IOException(reason, cause)

/** Nothing is sent by one that was closed. */
internal fun transportClosed(mayHaveArrived: Boolean): SendFailedException =
    SendFailedException(Failure.CANCELLED, mayHaveArrived, "the transport is closed")

/** The largest answer that clients read unless told otherwise: 64 MiB. */
public const val MAX_ANSWER_BYTES: Long = 64L * 1024 * 1024

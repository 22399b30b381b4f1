package se.nordcase

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.suspendCancellableCoroutine
import okhttp3.Authenticator
import okhttp3.Call
import okhttp3.Callback
import okhttp3.Connection
import okhttp3.ConnectionPool
import okhttp3.Interceptor
import okhttp3.OkHttpClient
import okhttp3.Protocol
import okhttp3.Request
import okhttp3.RequestBody
import okhttp3.Response
import okio.AsyncTimeout
import okio.BufferedSink
import java.io.IOException
import java.io.InterruptedIOException
import java.util.concurrent.TimeUnit
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.resumeWithException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.nanoseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource
import kotlin.time.toJavaDuration

/**
 * Sends with OkHttp, each request once.
 *
 * Your client's dispatcher, proxies, certificates, cookies, interceptors and event listener are used, and its connection pool for reads over HTTP/2;
 * switched off are redirects, authenticators, the cache, and OkHttp's own repeating of requests. Each changing request, and over HTTP/1 each read too, has
 * a connection of its own: what a gateway sends behind an answer is nobody's. An interceptor that sends a changing request a second time fails. What goes to this machine goes through no proxy.
 *
 * @param client The client to build on; what it holds is yours. One of its own, if none, ends with [close]: until then its idle threads keep a JVM for a minute.
 * @param timeout What the network may take for one exchange in all: connecting, sending, waiting, and reading the answer, but not the time that you
 *   take between the pieces of a list.
 */
public class OkHttpTransport(
    client: OkHttpClient? = null,
    private val timeout: Duration = 120.seconds,
) : Transport {
    private val isOwn = client == null
    private val base = client ?: OkHttpClient()
    private val reading =
        base
            .newBuilder()
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .authenticator(Authenticator.NONE)
            .cache(null)
            .proxy(null)
            .proxySelector(PastLoopback(base.proxy?.let(::Only) ?: base.proxySelector))
            // Exchange counts the time, and not the consumer's.
            .callTimeout(java.time.Duration.ZERO)
            .readTimeout(timeout.bounded().toJavaDuration())
            .writeTimeout(timeout.bounded().toJavaDuration())
            .apply { interceptors().add(0, timed) }
            .addNetworkInterceptor(once)
            .build()

    /** A kept connection may die with a request in it, and nobody could tell what became of that: so none is kept. */
    private val changing = reading.newBuilder().connectionPool(ConnectionPool(0, 1, TimeUnit.SECONDS)).build()

    @Volatile
    private var isClosed = false

    override suspend fun send(
        request: HttpRequest,
        maxAnswerBytes: Long,
    ): HttpResponse = open(request, maxAnswerBytes).use { it.whole(maxAnswerBytes) }

    override suspend fun open(
        request: HttpRequest,
        maxAnswerBytes: Long,
    ): StreamedResponse {
        if (isClosed) throw transportClosed(false)
        val exchange = Exchange(timeout.bounded())
        val call = (if (request.method == "GET") reading else changing).newCall(okHttp(request, exchange))
        exchange.call = call
        val response =
            suspendCancellableCoroutine { waiting ->
                waiting.invokeOnCancellation { call.cancel() }
                call.enqueue(
                    object : Callback {
                        override fun onFailure(
                            call: Call,
                            e: IOException,
                        ) = waiting.resumeWithException(if (isOver && !exchange.sending) transportClosed(false) else exchange.failed(e))

                        override fun onResponse(
                            call: Call,
                            response: Response,
                        ) = waiting.resume(response) { _, late, _ -> late.close() }
                    },
                )
            }
        return Arriving(response, exchange, Bound(maxAnswerBytes)).understood()
    }

    /** It is closed, or the client's own threads are. */
    private val isOver get() = isClosed || base.dispatcher.executorService.isShutdown

    /** Nothing more is sent. What is under way ends as it would have. */
    override fun close() {
        isClosed = true
        if (!isOwn) return
        base.dispatcher.executorService.shutdown()
        base.connectionPool.evictAll()
    }

    private fun okHttp(
        request: HttpRequest,
        exchange: Exchange,
    ): Request {
        val builder = Request.Builder().url(request.url).tag(Exchange::class.java, exchange)
        for (header in request.headers) builder.addHeader(header.name, header.value)
        val body = if (request.method == "GET") null else Once(request.body)
        return builder.method(request.method, body).build()
    }

    /** A body that OkHttp must not send a second time: it would for `503` with `Retry-After: 0`, and after an authentication. */
    private class Once(
        private val bytes: ByteArray,
    ) : RequestBody() {
        override fun contentType() = null

        override fun contentLength() = bytes.size.toLong()

        override fun isOneShot() = true

        override fun writeTo(sink: BufferedSink) {
            sink.write(bytes)
        }
    }

    /** What is known of one exchange, and its time: the timer runs while the network works, on the thread that does it. */
    private class Exchange(
        @Volatile private var left: Duration,
    ) : AsyncTimeout() {
        lateinit var call: Call

        /** Something of the request may have left. */
        @Volatile
        var sending = false

        /** What was kept from OkHttp. */
        @Volatile
        var retryAfter: String? = null

        @Volatile
        private var over = false

        override fun timedOut() {
            over = true
            call.cancel()
        }

        fun <T> timed(work: () -> T): T {
            // 0 would be no limit.
            timeout(left.coerceAtLeast(1.nanoseconds).inWholeNanoseconds, TimeUnit.NANOSECONDS)
            val start = TimeSource.Monotonic.markNow()
            enter()
            try {
                return work()
            } finally {
                exit()
                left -= start.elapsedNow()
            }
        }

        fun failed(error: IOException): SendFailedException {
            if (error is SendFailedException) return error
            val failure =
                when {
                    over || error is InterruptedIOException -> Failure.TIMEOUT
                    call.isCanceled() -> Failure.CANCELLED
                    else -> Failure.NETWORK
                }
            return SendFailedException(failure, sending, error.javaClass.simpleName, error)
        }
    }

    /** OkHttp reads a body on the thread that asks for it, so not on the caller's. */
    private class Arriving(
        private val response: Response,
        private val exchange: Exchange,
        private val bound: Bound,
    ) : StreamedResponse {
        override val status = response.code.toUShort()
        override val headers =
            response.headers.map { (name, value) -> Header(name, value) } + listOfNotNull(exchange.retryAfter?.let { Header(RETRY_AFTER, it) })
        private val source = response.body.source()

        @Volatile
        private var ended = false

        override suspend fun next(): ByteArray? =
            suspendCancellableCoroutine { waiting ->
                waiting.invokeOnCancellation { exchange.call.cancel() }
                Dispatchers.IO.dispatch(waiting.context) { waiting.resumeWith(runCatching(::read)) }
            }

        /** Waits for a piece and takes all of it that is there. */
        @Synchronized
        private fun read(): ByteArray? =
            try {
                ended = exchange.timed(source::exhausted)
                if (ended) null else bound.check(source.readByteArray(source.buffer.size))
            } catch (e: IOException) {
                throw exchange.failed(e)
            }

        override fun close() {
            if (ended) return release()
            // Without this OkHttp reads on for a while, to keep the connection.
            exchange.call.cancel()
            // A reading may still be under way, and the caller's thread may be one that draws.
            Dispatchers.IO.dispatch(EmptyCoroutineContext, ::release)
        }

        @Synchronized
        private fun release() {
            response.close()
        }
    }

    private companion object {
        const val RETRY_AFTER = "Retry-After"

        /** On a connection of HTTP/1 bytes behind an answer, which a gateway may send, would be taken for the next answer: so it has one answer. */
        fun Request.alone(connection: Connection?): Request {
            if (connection?.protocol() !in setOf(Protocol.HTTP_1_0, Protocol.HTTP_1_1)) return this
            return newBuilder().header("Connection", "close").build()
        }

        fun exchange(chain: Interceptor.Chain): Exchange = checkNotNull(chain.call().request().tag(Exchange::class.java))

        /** Around everything that OkHttp does for a call until the head of its answer is there, from the time that it does something. */
        val timed = Interceptor { chain -> exchange(chain).timed { chain.proceed(chain.request()) } }

        /** The last before the connection. */
        val once =
            Interceptor { chain ->
                val exchange = exchange(chain)
                if (exchange.sending && chain.request().method != "GET") {
                    throw SendFailedException(Failure.NETWORK, true, "an interceptor of your OkHttpClient tried to send it again")
                }
                exchange.sending = true
                val response = chain.proceed(chain.request().alone(chain.connection()))
                // OkHttp would ask again by itself if it saw this.
                exchange.retryAfter = if (response.code == 503) response.header(RETRY_AFTER) else null
                if (exchange.retryAfter == null) response else response.newBuilder().removeHeader(RETRY_AFTER).build()
            }
    }
}

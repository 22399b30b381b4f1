package se.nordcase

import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.suspendCancellableCoroutine
import java.io.IOException
import java.net.ConnectException
import java.net.ProxySelector
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpConnectTimeoutException
import java.net.http.HttpResponse.BodySubscriber
import java.net.http.HttpTimeoutException
import java.nio.ByteBuffer
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionException
import java.util.concurrent.CompletionStage
import java.util.concurrent.Flow
import java.util.concurrent.TimeUnit
import kotlin.coroutines.resumeWithException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.nanoseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource
import kotlin.time.toJavaDuration

/**
 * Sends with the client of the Java platform, `java.net.http`, each request once. Android has none: use [OkHttpTransport] there.
 *
 * Your client's proxies, certificates, cookies, executor and connecting time are used, and its version of HTTP for https; redirects and authenticators are
 * not (a proxy that wants a password needs [OkHttpTransport]). What goes to this machine goes through no proxy.
 *
 * The platform's client lets nobody choose a connection: over HTTP/1 also a changing request may go out on one that was used before. Bytes behind an answer,
 * which a broken gateway may send, are thrown away, unless they come after the next request has left: then they are taken for its answer. [OkHttpTransport] has a
 * connection for each.
 *
 * @param client The client whose settings are used.
 * @param timeout What the network may take for one exchange in all: connecting, sending, waiting, and reading the answer, but not the time that you
 *   take between the pieces of a list.
 */
public class JavaHttpTransport(
    client: HttpClient? = null,
    private val timeout: Duration = 120.seconds,
) : Transport {
    private val client =
        HttpClient
            .newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(PastLoopback(if (client == null) ProxySelector.getDefault() else client.proxy().orElseGet(ProxySelector::getDefault)))
            .apply {
                if (client == null) return@apply
                version(client.version())
                sslContext(client.sslContext())
                sslParameters(client.sslParameters())
                client.executor().ifPresent(::executor)
                client.cookieHandler().ifPresent(::cookieHandler)
                client.connectTimeout().ifPresent(::connectTimeout)
            }.build()

    /** Once, unless the JVM was told otherwise. */
    override val repeats: Repeats
        get() {
            val all = System.getProperty("jdk.httpclient.enableAllMethodRetry") ?: return Repeats.NEVER
            return if (all.isEmpty() || all.toBoolean()) Repeats.MAYBE else Repeats.NEVER
        }

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
        val body = Pieces()
        val start = TimeSource.Monotonic.markNow()
        val sent = client.sendAsync(javaRequest(request)) { body }
        return suspendCancellableCoroutine<StreamedResponse> { waiting ->
            waiting.invokeOnCancellation {
                sent.cancel(true)
                body.close()
            }
            sent.whenComplete { head, error ->
                if (error != null) {
                    body.close()
                    waiting.resumeWithException(failed(error))
                } else {
                    val left = timeout.bounded() - start.elapsedNow()
                    waiting.resume(Arriving(head, body, Bound(maxAnswerBytes), left)) { _, _, _ -> body.close() }
                }
            }
        }.understood()
    }

    /** Nothing more is sent. What is under way ends as it would have. */
    override fun close() {
        isClosed = true
    }

    private fun javaRequest(request: HttpRequest): java.net.http.HttpRequest {
        val builder =
            java.net.http.HttpRequest
                .newBuilder(URI.create(request.url))
                .timeout(timeout.bounded().coerceAtLeast(1.nanoseconds).toJavaDuration())
        for (header in request.headers) builder.header(header.name, header.value)
        builder.header("Accept-Encoding", "identity")
        // The platform's client would ask for version 2 in headers of its own.
        if (request.url.startsWith("http:", ignoreCase = true)) builder.version(HttpClient.Version.HTTP_1_1)
        val body =
            if (request.body.isEmpty()) {
                java.net.http.HttpRequest.BodyPublishers
                    .noBody()
            } else {
                java.net.http.HttpRequest.BodyPublishers
                    .ofByteArray(request.body)
            }
        return builder.method(request.method, body).build()
    }

    private class Arriving(
        head: java.net.http.HttpResponse<Unit>,
        private val body: Pieces,
        private val bound: Bound,
        left: Duration,
    ) : StreamedResponse {
        override val status = head.statusCode().toUShort()
        override val headers = head.headers().map().flatMap { (name, values) -> values.map { Header(name, it) } }

        init {
            body.left = left
        }

        override suspend fun next(): ByteArray? =
            try {
                body.next()?.let(bound::check)
            } catch (e: IOException) {
                throw failed(e)
            }

        override fun close() = body.close()
    }

    /** A body whose next piece is asked for when it is wanted, and not before. The time runs from then until it is there. */
    private class Pieces :
        BodySubscriber<Unit>,
        AutoCloseable {
        private val subscribed = CompletableFuture<Flow.Subscription>()
        private val pieces = Channel<ByteArray>(Channel.UNLIMITED)

        @Volatile
        var left = Duration.INFINITE
        private var start = TimeSource.Monotonic.markNow()

        @Volatile
        private var timer = CompletableFuture<Unit>()

        // The head is all that is waited for.
        override fun getBody(): CompletionStage<Unit> = CompletableFuture.completedStage(Unit)

        override fun onSubscribe(subscription: Flow.Subscription) {
            if (!subscribed.complete(subscription)) subscription.cancel()
        }

        override fun onNext(buffers: List<ByteBuffer>) {
            came()
            val piece = ByteBuffer.allocate(buffers.sumOf { it.remaining() })
            buffers.forEach(piece::put)
            pieces.trySend(piece.array())
        }

        override fun onError(error: Throwable) {
            came()
            pieces.close(error)
        }

        override fun onComplete() {
            came()
            pieces.close()
        }

        suspend fun next(): ByteArray? {
            start = TimeSource.Monotonic.markNow()
            timer = CompletableFuture<Unit>().orTimeout(left.coerceAtLeast(Duration.ZERO).inWholeNanoseconds, TimeUnit.NANOSECONDS)
            timer.whenComplete { _, late -> if (late != null) pieces.close(HttpTimeoutException("no more in time")) }
            try {
                subscribed.thenAccept { it.request(1) }
                val piece = pieces.receiveCatching()
                return piece.getOrNull() ?: piece.exceptionOrNull()?.let { throw it }
            } finally {
                came()
            }
        }

        /** Stops the time, on the network's thread: who is to read the piece may be busy. */
        private fun came() {
            if (timer.complete(Unit)) left -= start.elapsedNow()
        }

        override fun close() {
            if (!subscribed.cancel(false)) subscribed.thenAccept(Flow.Subscription::cancel)
        }
    }

    private companion object {
        fun failed(error: Throwable): SendFailedException {
            val cause = if (error is CompletionException) error.cause ?: error else error
            val reason = cause.javaClass.simpleName
            return when (cause) {
                is SendFailedException -> cause
                is HttpConnectTimeoutException -> SendFailedException(Failure.TIMEOUT, false, reason, cause)
                is HttpTimeoutException -> SendFailedException(Failure.TIMEOUT, true, reason, cause)
                is ConnectException -> SendFailedException(Failure.NETWORK, false, reason, cause)
                else -> SendFailedException(Failure.NETWORK, true, reason, cause)
            }
        }
    }
}

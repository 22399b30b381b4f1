package se.nordcase

import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.future.await
import kotlinx.coroutines.withTimeout
import java.io.IOException
import java.net.ConnectException
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
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeMark
import kotlin.time.TimeSource

/**
 * Sends with the client of the Java platform, `java.net.http`. Android has none: use [OkHttpTransport] there.
 *
 * @param client A client that follows no redirects.
 * @param timeout For one whole exchange, its answer included.
 */
public class JavaHttpTransport(
    private val client: HttpClient = HttpClient.newHttpClient(),
    private val timeout: Duration = 120.seconds,
) : Transport {
    init {
        require(client.followRedirects() == HttpClient.Redirect.NEVER) { "the client must not follow redirects" }
    }

    override suspend fun send(
        request: HttpRequest,
        maxAnswerBytes: Long,
    ): HttpResponse = open(request, maxAnswerBytes).use { it.whole(maxAnswerBytes) }

    override suspend fun open(
        request: HttpRequest,
        maxAnswerBytes: Long,
    ): StreamedResponse {
        val end = TimeSource.Monotonic.markNow() + timeout
        val body = Pieces()
        var opened = false
        try {
            val head = until(end) { client.sendAsync(javaRequest(request)) { body }.await() }
            opened = true
            return Arriving(head, body, Bound(maxAnswerBytes), end)
        } finally {
            if (!opened) body.close()
        }
    }

    /** What is done until then, or how it failed. */
    private suspend fun <T> until(
        end: TimeMark,
        work: suspend () -> T,
    ): T =
        try {
            withTimeout(-end.elapsedNow()) { work() }
        } catch (e: TimeoutCancellationException) {
            // It may also be the time of a caller further out.
            currentCoroutineContext().ensureActive()
            throw SendFailedException(Failure.TIMEOUT, true, "no answer in $timeout", e)
        } catch (e: CompletionException) {
            throw failed(e.cause ?: e)
        } catch (e: IOException) {
            throw failed(e)
        }

    private fun javaRequest(request: HttpRequest): java.net.http.HttpRequest {
        val builder =
            java.net.http.HttpRequest
                .newBuilder(URI.create(request.url))
        for (header in request.headers) builder.header(header.name, header.value)
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

    private fun failed(error: Throwable): SendFailedException {
        val reason = error.javaClass.simpleName
        return when (error) {
            is HttpConnectTimeoutException -> SendFailedException(Failure.TIMEOUT, false, reason, error)
            is HttpTimeoutException -> SendFailedException(Failure.TIMEOUT, true, reason, error)
            is ConnectException -> SendFailedException(Failure.NETWORK, false, reason, error)
            else -> SendFailedException(Failure.NETWORK, true, reason, error)
        }
    }

    private inner class Arriving(
        head: java.net.http.HttpResponse<Unit>,
        private val body: Pieces,
        private val bound: Bound,
        private val end: TimeMark,
    ) : StreamedResponse {
        override val status = head.statusCode().toUShort()
        override val headers = head.headers().map().flatMap { (name, values) -> values.map { Header(name, it) } }

        override suspend fun next(): ByteArray? = until(end) { body.next() }?.let(bound::check)

        override fun close() = body.close()
    }

    /** A body whose next piece is asked for when it is wanted, and not before. */
    private class Pieces :
        BodySubscriber<Unit>,
        AutoCloseable {
        private val subscribed = CompletableFuture<Flow.Subscription>()
        private val pieces = Channel<ByteArray>(Channel.UNLIMITED)

        // The head is all that is waited for.
        override fun getBody(): CompletionStage<Unit> = CompletableFuture.completedStage(Unit)

        override fun onSubscribe(subscription: Flow.Subscription) {
            if (!subscribed.complete(subscription)) subscription.cancel()
        }

        override fun onNext(buffers: List<ByteBuffer>) {
            val piece = ByteBuffer.allocate(buffers.sumOf { it.remaining() })
            buffers.forEach(piece::put)
            pieces.trySend(piece.array())
        }

        override fun onError(error: Throwable) {
            pieces.close(error)
        }

        override fun onComplete() {
            pieces.close()
        }

        suspend fun next(): ByteArray? {
            subscribed.await().request(1)
            val piece = pieces.receiveCatching()
            return piece.getOrNull() ?: piece.exceptionOrNull()?.let { throw it }
        }

        override fun close() {
            if (!subscribed.cancel(false)) subscribed.thenAccept(Flow.Subscription::cancel)
        }
    }
}

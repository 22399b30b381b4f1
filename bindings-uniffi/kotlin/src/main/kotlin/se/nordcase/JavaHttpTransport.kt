package se.nordcase

import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.future.await
import kotlinx.coroutines.withTimeout
import java.io.ByteArrayOutputStream
import java.io.IOException
import java.net.ConnectException
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpConnectTimeoutException
import java.net.http.HttpResponse.BodyHandler
import java.net.http.HttpResponse.BodySubscriber
import java.net.http.HttpTimeoutException
import java.nio.ByteBuffer
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionException
import java.util.concurrent.CompletionStage
import java.util.concurrent.Flow
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

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
    ): HttpResponse =
        try {
            val answer =
                withTimeout(timeout) {
                    client.sendAsync(javaRequest(request), BodyHandler { Capped(maxAnswerBytes) }).await()
                }
            val headers = answer.headers().map().flatMap { (name, values) -> values.map { Header(name, it) } }
            HttpResponse(answer.statusCode().toUShort(), headers, answer.body())
        } catch (e: TimeoutCancellationException) {
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
            is SendFailedException -> error

            is HttpConnectTimeoutException -> SendFailedException(Failure.TIMEOUT, false, reason, error)

            is HttpTimeoutException -> SendFailedException(Failure.TIMEOUT, true, reason, error)

            is ConnectException -> SendFailedException(Failure.NETWORK, false, reason, error)

            // The client wraps what a body's subscriber threw.
            else -> error.cause as? SendFailedException ?: SendFailedException(Failure.NETWORK, true, reason, error)
        }
    }

    /** Collects a body, and gives up as soon as it is too large. */
    private class Capped(
        private val maxBytes: Long,
    ) : BodySubscriber<ByteArray> {
        private val collected = ByteArrayOutputStream()
        private val whole = CompletableFuture<ByteArray>()
        private var subscription: Flow.Subscription? = null

        override fun getBody(): CompletionStage<ByteArray> = whole

        override fun onSubscribe(subscription: Flow.Subscription) {
            this.subscription = subscription
            subscription.request(1)
        }

        override fun onNext(pieces: List<ByteBuffer>) {
            if (collected.size() + pieces.sumOf { it.remaining().toLong() } > maxBytes) {
                subscription?.cancel()
                whole.completeExceptionally(SendFailedException(Failure.TOO_LARGE, true, "more than $maxBytes bytes"))
                return
            }
            for (piece in pieces) ByteArray(piece.remaining()).also(piece::get).let(collected::writeBytes)
            subscription?.request(1)
        }

        override fun onError(error: Throwable) {
            whole.completeExceptionally(error)
        }

        override fun onComplete() {
            whole.complete(collected.toByteArray())
        }
    }
}

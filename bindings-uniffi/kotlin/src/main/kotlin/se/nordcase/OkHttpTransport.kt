package se.nordcase

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.suspendCancellableCoroutine
import okhttp3.Call
import okhttp3.Callback
import okhttp3.EventListener
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody
import okhttp3.Response
import java.io.IOException
import java.io.InterruptedIOException
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.resumeWithException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration

/**
 * Sends with OkHttp.
 *
 * Your client's connection pool, dispatcher, proxies, certificates and interceptors are used; switched off are redirects and OkHttp's
 * own repeating of requests, and its event listener is replaced.
 *
 * @param client The client to build on.
 * @param timeout For one whole exchange, its answer included.
 */
public class OkHttpTransport(
    client: OkHttpClient = OkHttpClient(),
    timeout: Duration = 120.seconds,
) : Transport {
    private val client =
        client
            .newBuilder()
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .callTimeout(timeout.toJavaDuration())
            .readTimeout(timeout.toJavaDuration())
            .writeTimeout(timeout.toJavaDuration())
            .eventListenerFactory { call -> call.request().tag(Progress::class.java) ?: EventListener.NONE }
            .build()

    override suspend fun send(
        request: HttpRequest,
        maxAnswerBytes: Long,
    ): HttpResponse = open(request, maxAnswerBytes).use { it.whole(maxAnswerBytes) }

    override suspend fun open(
        request: HttpRequest,
        maxAnswerBytes: Long,
    ): StreamedResponse {
        val progress = Progress()
        val call = client.newCall(okHttp(request, progress))
        val response =
            suspendCancellableCoroutine { waiting ->
                waiting.invokeOnCancellation { call.cancel() }
                call.enqueue(
                    object : Callback {
                        override fun onFailure(
                            call: Call,
                            e: IOException,
                        ) = waiting.resumeWithException(failed(call, progress, e))

                        override fun onResponse(
                            call: Call,
                            response: Response,
                        ) = waiting.resume(response) { _, late, _ -> late.close() }
                    },
                )
            }
        return Arriving(call, response, progress, Bound(maxAnswerBytes))
    }

    private fun okHttp(
        request: HttpRequest,
        progress: Progress,
    ): Request {
        val builder = Request.Builder().url(request.url).tag(Progress::class.java, progress)
        for (header in request.headers) builder.addHeader(header.name, header.value)
        val body = if (request.method == "GET") null else request.body.toRequestBody(null)
        return builder.method(request.method, body).build()
    }

    /** Whether anything of a request has left. */
    private class Progress : EventListener() {
        @Volatile
        var sending = false

        override fun requestHeadersStart(call: Call) {
            sending = true
        }
    }

    /** OkHttp reads a body on the thread that asks for it, so not on the caller's. */
    private class Arriving(
        private val call: Call,
        private val response: Response,
        private val progress: Progress,
        private val bound: Bound,
    ) : StreamedResponse {
        override val status = response.code.toUShort()
        override val headers = response.headers.map { (name, value) -> Header(name, value) }
        private val source = response.body.source()

        @Volatile
        private var ended = false

        override suspend fun next(): ByteArray? =
            suspendCancellableCoroutine { waiting ->
                waiting.invokeOnCancellation { call.cancel() }
                Dispatchers.IO.dispatch(waiting.context) { waiting.resumeWith(runCatching(::read)) }
            }

        /** Waits for a piece and takes all of it that is there. */
        @Synchronized
        private fun read(): ByteArray? =
            try {
                ended = source.exhausted()
                if (ended) null else bound.check(source.readByteArray(source.buffer.size))
            } catch (e: SendFailedException) {
                throw e
            } catch (e: IOException) {
                throw failed(call, progress, e)
            }

        override fun close() {
            if (ended) return release()
            // Without this OkHttp reads on for a while, to keep the connection.
            call.cancel()
            // A reading may still be under way, and the caller's thread may be one that draws.
            Dispatchers.IO.dispatch(EmptyCoroutineContext, ::release)
        }

        @Synchronized
        private fun release() {
            response.close()
        }
    }

    private companion object {
        private fun failed(
            call: Call,
            progress: Progress,
            error: IOException,
        ): SendFailedException {
            // OkHttp also cancels a call whose time is over, so the time-out is asked for first.
            val failure =
                when {
                    error is InterruptedIOException -> Failure.TIMEOUT
                    call.isCanceled() -> Failure.CANCELLED
                    else -> Failure.NETWORK
                }
            return SendFailedException(failure, progress.sending, error.javaClass.simpleName, error)
        }
    }
}

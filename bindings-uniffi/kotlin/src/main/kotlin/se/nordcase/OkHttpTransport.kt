package se.nordcase

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
import kotlin.coroutines.resume
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
    ): HttpResponse {
        val progress = Progress()
        val call = client.newCall(okHttp(request, progress))
        return suspendCancellableCoroutine { waiting ->
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
                    ) {
                        val read =
                            try {
                                response.use { read(it, maxAnswerBytes) }
                            } catch (e: SendFailedException) {
                                return waiting.resumeWithException(e)
                            } catch (e: IOException) {
                                return waiting.resumeWithException(failed(call, progress, e))
                            }
                        waiting.resume(read)
                    }
                },
            )
        }
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

    private fun read(
        response: Response,
        maxAnswerBytes: Long,
    ): HttpResponse {
        val source = response.body.source()
        // One byte more than is wanted tells whether there is more, and no more than that is ever held.
        if (source.request(maxAnswerBytes + 1)) {
            throw SendFailedException(Failure.TOO_LARGE, true, "more than $maxAnswerBytes bytes")
        }
        val headers = response.headers.map { (name, value) -> Header(name, value) }
        return HttpResponse(response.code.toUShort(), headers, source.readByteArray())
    }

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

    /** Whether anything of a request has left. */
    private class Progress : EventListener() {
        @Volatile
        var sending = false

        override fun requestHeadersStart(call: Call) {
            sending = true
        }
    }
}

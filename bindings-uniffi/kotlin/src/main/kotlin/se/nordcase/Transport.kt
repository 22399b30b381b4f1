package se.nordcase

import kotlinx.coroutines.delay
import java.io.IOException
import java.time.Instant
import kotlin.time.Duration

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

    /** The time that requests are made for; a sandbox has its own. */
    public fun now(): Instant = Instant.now()

    /** Lets time pass between the steps of a journey; a sandbox only sets its clock. */
    public suspend fun pause(duration: Duration) {
        delay(duration)
    }

    /** Gives back what the transport holds. */
    override fun close() {}
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

/** The largest answer that clients read unless told otherwise: 64 MiB. */
public const val MAX_ANSWER_BYTES: Long = 64L * 1024 * 1024

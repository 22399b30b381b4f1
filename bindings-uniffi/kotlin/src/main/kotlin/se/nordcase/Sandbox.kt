package se.nordcase

import kotlinx.coroutines.delay
import java.time.Instant
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.toJavaDuration

/**
 * Both services in memory: a transport for your tests, with a clock, a balance and faults that you set.
 *
 * Users, passwords, forms and cases of the standard data stand in docs/sandbox.md of the repository; where no source documents a
 * service's fields, what it serves is marked as invented. No network is used, and journeys do not wait: the clock jumps.
 *
 * @param seed The same seed and the same requests at the same times give the same answers.
 */
public class Sandbox(
    seed: Long = 0,
) : Transport {
    private val services = Services(seed.toULong())

    @Volatile
    private var ahead: Duration = Duration.ZERO

    override suspend fun send(
        request: HttpRequest,
        maxAnswerBytes: Long,
    ): HttpResponse = open(request, maxAnswerBytes).use { it.whole(maxAnswerBytes) }

    override suspend fun open(
        request: HttpRequest,
        maxAnswerBytes: Long,
    ): StreamedResponse {
        val reply = services.handle(request, now().toEpochMilli())
        // Really: a time-out of the caller's must be able to strike.
        if (reply.delayMillis > 0uL) delay(reply.delayMillis.toLong())
        val response = reply.response ?: throw SendFailedException(Failure.NETWORK, true, "no answer")
        return Pieces(response, reply.cutAfter, Bound(maxAnswerBytes))
    }

    override fun now(): Instant = Instant.now() + ahead.toJavaDuration()

    override suspend fun pause(duration: Duration) {
        advance(duration)
    }

    /** Sets the clock ahead: 51 minutes make every ticket stale. */
    @Synchronized
    public fun advance(duration: Duration) {
        ahead += duration
    }

    /**
     * Carries out a control command, which is JSON, as `{"command":"ledger"}`; gives its answer as JSON. The commands are listed in docs/sandbox.md.
     *
     * @throws SandboxException when the command cannot be carried out; nothing has changed then.
     */
    public fun control(command: String): String = services.control(command, now().toEpochMilli())

    /**
     * Orders that the [nth] call of an operation, counted from now on, goes wrong.
     *
     * @param operation Its name, as `fastdok.perform_action`; `*` for any.
     * @param fault One of docs/sandbox.md: `never_arrives`, `answer_lost`, `error500`, `error500_applied`, `html_page`,
     *   `html_page_applied`, `cut_body`, `slow`, `stale_ticket`, `locked_account`.
     * @param delay For `slow`.
     */
    public fun addFault(
        operation: String,
        fault: String,
        nth: Int = 1,
        delay: Duration = 0.milliseconds,
    ) {
        val ms = if (fault == "slow") ""","ms":${delay.inWholeMilliseconds}""" else ""
        control("""{"command":"add_fault","operation":"$operation","nth":$nth,"fault":"$fault"$ms}""")
    }

    override fun close() {
        services.close()
    }

    /** An answer piece by piece, as a network brings it. */
    private class Pieces(
        response: HttpResponse,
        private val cutAfter: ULong?,
        private val bound: Bound,
    ) : StreamedResponse {
        override val status = response.status
        override val headers = response.headers
        private val body = response.body
        private val end = cutAfter?.toInt()?.coerceAtMost(body.size) ?: body.size
        private var start = 0

        override suspend fun next(): ByteArray? {
            if (start == end && cutAfter == null) return null
            if (start == end) throw SendFailedException(Failure.NETWORK, true, "the connection broke")
            val piece = body.copyOfRange(start, minOf(start + PIECE_BYTES, end))
            start += piece.size
            return bound.check(piece)
        }

        override fun close() {}
    }

    private companion object {
        const val PIECE_BYTES = 4096
    }
}

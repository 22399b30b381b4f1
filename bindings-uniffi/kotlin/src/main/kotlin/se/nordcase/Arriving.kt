package se.nordcase

import java.nio.Buffer
import java.nio.ByteBuffer

/** A list and its reading. */
internal class Arriving(
    private val reading: ListReading,
    private val session: Session,
    private val more: suspend () -> ByteArray?,
) : AutoCloseable {
    private var piece = ByteArray(0)
    private var start = 0

    /** The native library reads in place, which it can of direct buffers only. */
    private val shared = ByteBuffer.allocateDirect(SHARED_BYTES)

    /** The same, by the type that has these methods on every Android. */
    private val ends: Buffer = shared

    /** The items that the next pieces complete; nothing at the end of the body. */
    suspend fun next(): Answer? {
        while (true) {
            if (start == piece.size) {
                piece = more() ?: return null
                start = 0
            }
            val size = minOf(piece.size - start, SHARED_BYTES)
            ends.clear()
            shared.put(piece, start, size)
            ends.flip()
            start += size
            return reading.feed(session, shared) ?: continue
        }
    }

    override fun close() = reading.close()
}

private const val SHARED_BYTES = 64 * 1024

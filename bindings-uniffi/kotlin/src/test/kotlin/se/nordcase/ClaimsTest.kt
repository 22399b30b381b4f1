package se.nordcase

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import java.nio.file.Path
import java.util.concurrent.atomic.AtomicInteger

/** Jobs of one client that have the same contents and claim in different sets: none takes the case of another. */
class ClaimsTest {
    @TempDir
    lateinit var folder: Path

    /** Two starts that leave when both jobs have seen what was there before, and whose replies are lost. */
    private class LostTogether(
        private val sandbox: Sandbox,
    ) : Transport by sandbox {
        private val starting = AtomicInteger()
        private val lost = AtomicInteger()
        private val bothStart = CompletableDeferred<Unit>()
        private val bothAreLost = CompletableDeferred<Unit>()

        override suspend fun send(
            request: HttpRequest,
            maxAnswerBytes: Long,
        ): HttpResponse {
            if (!request.url.endsWith("/apps/form", ignoreCase = true)) return sandbox.send(request, maxAnswerBytes)
            val nth = starting.incrementAndGet()
            if (nth == 2) bothStart.complete(Unit)
            bothStart.await()
            val answer = sandbox.send(request, maxAnswerBytes)
            if (nth > 2) return answer
            if (lost.incrementAndGet() == 2) bothAreLost.complete(Unit)
            bothAreLost.await()
            throw SendFailedException(Failure.NETWORK, true, "lost")
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = [true, false])
    fun `1_7 two starts that are kept in two places have a case each`(hasTwoJournals: Boolean): Unit =
        runBlocking {
            Journal(folder.resolve("1")).use { first ->
                Journal(folder.resolve("2")).use { second ->
                    val sandbox = Sandbox()
                    val fastDok = fastDok(LostTogether(sandbox))
                    val saves = listOf(first.entry("a"), if (hasTwoJournals) second.entry("a") else SAVED_NOWHERE)
                    val started =
                        withContext(Dispatchers.Default) { saves.map { async { fastDok.startCase(entries).await(it).caseId } }.awaitAll() }
                    assertEquals(2, started.toSet().size)
                    assertEquals(2, sandbox.ledger().count { it == "case_started" })
                }
            }
        }

    @Test
    fun `1_7 a claim asks the client's own set too`(): Unit =
        runBlocking {
            val asked = mutableListOf<List<String>>()
            val all = Claims { _, caseIds, take -> caseIds.also { asked += it }.let { if (take) it.take(1) else it } }
            val claims = OwnClaims()
            assertEquals(listOf("1"), claims.of(MemoryClaims()).claim("first", listOf("1", "2"), true))
            // What is another's here is not asked for elsewhere.
            assertEquals(listOf("2", "3"), claims.of(all).claim("second", listOf("1", "2", "3"), false))
            assertEquals(listOf("2"), claims.of(all).claim("second", listOf("1", "2", "3"), true))
            assertEquals(listOf(listOf("2", "3"), listOf("2", "3")), asked)
            assertEquals(emptyList<String>(), claims.of(MemoryClaims()).claim("third", listOf("1", "2"), true))
            assertEquals(listOf("1"), claims.of(all).claim("first", listOf("1", "2"), true))
        }

    @Test
    fun `1_7 of two that are given one case elsewhere at once the client's own set knows whose it is`(): Unit =
        runBlocking {
            val claims = OwnClaims()
            // While the first is asked elsewhere, the second one takes the case.
            val slow =
                Claims { _, caseIds, _ ->
                    claims.of(MemoryClaims()).claim("second", listOf("1"), true)
                    caseIds.take(1)
                }
            assertEquals(listOf("2"), claims.of(slow).claim("first", listOf("1", "2"), true))
            assertEquals(emptyList<String>(), claims.of(slow).claim("third", listOf("1"), true))
        }
}

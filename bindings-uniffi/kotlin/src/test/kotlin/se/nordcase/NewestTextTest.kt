package se.nordcase

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import kotlin.io.path.readText

/** FAULTS 1.12: of a journey that a journal keeps the newest text is carried on, by one at a time; anything else sends nothing. */
class NewestTextTest {
    @TempDir
    lateinit var folder: Path
    private val sandbox = Sandbox()
    private val fastDok = fastDok(sandbox)

    private fun Journal.kept(key: String) = unfinished().filterIsInstance<JournalItem.Unfinished>().single { it.key == key }

    /** A payment whose process ended while somebody was asked. */
    private suspend fun Journal.asked(key: String): JournalItem.Unfinished {
        assertThrows<NordcaseException.Input> {
            runBlocking { fastDok.payCase(payable(fastDok)).await(entry(key)) { error("the process ends") } }
        }
        return kept(key)
    }

    private suspend fun refused(work: suspend () -> Any) {
        val before = sandbox.ledger()
        val text = folder.resolve("a.json").readText()
        assertEquals("input.journal_key", assertThrows<NordcaseException.Input> { runBlocking { work() } }.code)
        assertEquals(before, sandbox.ledger())
        assertEquals(text, folder.resolve("a.json").readText())
    }

    @Test
    fun `1_12 a journey is carried on by one at a time`(): Unit =
        runBlocking {
            Journal(folder).use { journal ->
                val first = journal.asked("a")
                val (asked, go) = CompletableDeferred<Unit>() to CompletableDeferred<Boolean>()
                val paying =
                    async {
                        fastDok.resume(JourneyKind.PayCase, first.stored).await(first.entry) {
                            asked.complete(Unit)
                            go.await()
                        }
                    }
                asked.await()
                for (item in listOf(first, journal.kept("a"))) {
                    refused { fastDok.resume(JourneyKind.PayCase, item.stored).await(item.entry) { true } }
                }
                // What is in hand is somebody else's.
                assertEquals(emptyMap<String, Result<Any>>(), fastDok.resumeAll(journal) { true })
                go.complete(true)
                assertEquals(PayOutcome.PAID, paying.await().outcome)
                assertEquals(1, sandbox.debits())
            }
        }

    @Test
    fun `1_12 two who carry all on at once share the journeys`(): Unit =
        runBlocking {
            Journal(folder).use { journal ->
                val keys = List(8) { journal.asked("pay $it").key }
                val both = withContext(Dispatchers.Default) { List(2) { async { fastDok(sandbox).resumeAll(journal) { true } } }.awaitAll() }
                assertEquals(keys.toSet(), both.flatMap { it.keys }.toSet())
                assertTrue(both.all { done -> done.values.all { (it.getOrThrow() as PayReceipt).outcome == PayOutcome.PAID } }, "$both")
                assertEquals(8, sandbox.debits())
            }
        }

    @Test
    fun `1_12 a text that is not the newest is refused before anything is sent`(): Unit =
        runBlocking {
            Journal(folder).use { journal ->
                val fresh = fastDok.payCase(payable(fastDok))
                val begun = fresh.stored
                assertThrows<NordcaseException.Input> { runBlocking { fresh.await(journal.entry("a")) { error("the process ends") } } }
                val old = journal.kept("a")
                assertThrows<NordcaseException.Input> {
                    runBlocking { fastDok.resume(JourneyKind.PayCase, old.stored).await(old.entry) { error("once more") } }
                }
                val newest = journal.kept("a")
                refused { fastDok.resume(JourneyKind.PayCase, begun).await(newest.entry) { true } }
                if (old.stored != newest.stored) refused { fastDok.resume(JourneyKind.PayCase, old.stored).await(old.entry) { true } }
                assertEquals(PayOutcome.PAID, fastDok.resume(JourneyKind.PayCase, newest.stored).await(newest.entry) { true }.outcome)
                // It is over: nobody pays with what was read before.
                for (item in listOf(old, newest)) {
                    refused { fastDok.resume(JourneyKind.PayCase, item.stored).await(item.entry) { true } }
                    refused { fastDok.resume(JourneyKind.PayCase, item.stored).await({ text -> item.entry(text) }) { true } }
                }
                assertEquals(1, sandbox.debits())
            }
        }

    @Test
    fun `1_12 a function around a place keeps, and refuses what is not the newest`(): Unit =
        runBlocking {
            Journal(folder).use { journal ->
                val seen = mutableListOf<String>()
                val first = journal.asked("a")
                val item = journal.kept("a")
                val save: suspend (String) -> Unit = { text ->
                    item.entry(text)
                    seen.add(text)
                }
                assertEquals(PayOutcome.PAID, fastDok.resume(JourneyKind.PayCase, item.stored).await(save) { true }.outcome)
                assertEquals(seen.last(), journal.ended().single().stored)
                refused { fastDok.resume(JourneyKind.PayCase, first.stored).await({ first.entry(it) }) { true } }
                assertEquals(1, sandbox.debits())
            }
        }

    @Test
    fun `1_12 a place has one journey, also when it has ended`(): Unit =
        runBlocking {
            Journal(folder).use { journal ->
                val place = journal.entry("a")
                val run = fastDok.payCase(payable(fastDok))
                assertThrows<NordcaseException.Input> { runBlocking { run.await(place) { error("not now") } } }
                val other = fastDok.payCase(payable(fastDok))
                refused { other.await(place) { true } }
                // The same run goes on where it was.
                assertEquals(PayOutcome.PAID, run.await(place) { true }.outcome)
                refused { fastDok.startCase(entries).await(place) }
                refused { fastDok.startCase(entries).await({ place(it) }) }
                journal.remove("a")
                fastDok.startCase(entries).await(journal.entry("a"))
            }
        }

    @Test
    fun `1_12 a run that is cancelled while the journal writes goes on with the same entry`(): Unit =
        runBlocking {
            Journal(folder).use { journal ->
                for (round in 1..3) {
                    for (nth in 1..5) {
                        val key = "$round/$nth"
                        sandbox.control("""{"command":"set_balance","domain":"Bostads AB Björken","amount":"2000.00"}""")
                        val run = fastDok.payCase(payable(fastDok))
                        val entry = journal.entry(key)
                        val paying = launch(Dispatchers.Default) { run.await(entry) { true } }
                        withContext(Dispatchers.IO) {
                            // As soon as the nth text is there.
                            var (seen, last) = 0 to null as String?
                            while (seen < nth && !paying.isCompleted) {
                                val now = journal.now(key)
                                if (now != last) seen++
                                last = now
                            }
                            paying.cancelAndJoin()
                        }
                        val receipt = run.await(entry) { true }
                        assertTrue(receipt.outcome in setOf(PayOutcome.PAID, PayOutcome.ALREADY_PAID), "$key: $receipt")
                    }
                }
                assertEquals(15, sandbox.debits())
                assertEquals(15, journal.ended().size)
            }
        }

    @Test
    fun `1_12 a journal that is closed keeps nothing, and nothing is sent`(): Unit =
        runBlocking {
            val journal = Journal(folder)
            val item = journal.asked("a")
            val place = journal.entry("b")
            journal.close()
            val before = sandbox.ledger()
            val works =
                listOf<suspend () -> Any>(
                    { fastDok.resume(JourneyKind.PayCase, item.stored).await(item.entry) { true } },
                    { fastDok.startCase(entries).await(place) },
                    { fastDok.startCase(entries).await({ place(it) }) },
                )
            for (work in works) assertEquals("input.journey_not_stored", assertThrows<NordcaseException.Input> { runBlocking { work() } }.code)
            assertTrue(
                fastDok.resumeAll(journal) { true }.values.all { (it.exceptionOrNull() as NordcaseException).code == "input.journey_not_stored" },
            )
            assertEquals(before, sandbox.ledger())
        }
}

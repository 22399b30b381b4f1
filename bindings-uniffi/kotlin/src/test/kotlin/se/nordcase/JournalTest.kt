package se.nordcase

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.createDirectories
import kotlin.io.path.exists
import kotlin.io.path.isSymbolicLink
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readText
import kotlin.io.path.writeBytes
import kotlin.io.path.writeText

/** FAULTS 1.12 and 1.13: what a journal keeps is whole, has one owner, and says what has not ended. */
class JournalTest {
    @TempDir
    lateinit var folder: Path
    private val sandbox = Sandbox()

    private fun refused(work: suspend () -> Unit): String = assertThrows<NordcaseException.Input> { runBlocking { work() } }.code

    /** Lets a journey come so far, then stops it as the end of its process does. */
    private suspend fun stopped(
        run: JourneyRun<*>,
        entry: JournalEntry,
        after: Int,
    ) {
        var saved = 0
        runCatching {
            run.await({ text ->
                entry(text)
                check(++saved < after) { "the process ends" }
            }) { true }
        }
    }

    @Test
    fun `1_12 a journey is kept from its first step to its end`(): Unit =
        runBlocking {
            Journal(folder.resolve("new/journal")).use { journal ->
                val fastDok = fastDok(sandbox)
                val caseId = payable(fastDok)
                val paid = fastDok.payCase(caseId).await(journal.entry("Å/7")) { true }
                val ended = journal.ended().single()
                assertEquals(listOf("Å/7", JourneyKind.PayCase, caseId, JourneyEnd.DONE), listOf(ended.key, ended.kind, ended.caseId, ended.end))
                assertEquals(emptyList<JournalItem>(), journal.unfinished())
                assertEquals(listOf("%C3%85%2F7.json"), folder.resolve("new/journal").listDirectoryEntries("*.json*").map { it.name })
                // What has ended says so again, without asking anybody.
                assertEquals(paid, fastDok(sandbox).resume(ended.kind, ended.stored).await())
                journal.remove("Å/7")
                assertEquals(emptyList<JournalItem>(), journal.ended())
                journal.entry("Å/7")
            }
        }

    @Test
    fun `1_12 a key has one journey`(): Unit =
        runBlocking {
            Journal(folder.resolve("own")).use { journal ->
                val fastDok = fastDok(sandbox)
                stopped(fastDok.payCase(payable(fastDok)), journal.entry("a"), 3)
                assertEquals("input.journal_key", refused { journal.entry("a") })
                assertEquals("input.journal_key", refused { journal.remove("a") })
                for (bad in listOf("", "x".repeat(201), "å".repeat(50), "\uD800")) assertEquals("input.journal_key", refused { journal.entry(bad) })
                for (good in listOf(".", "..", "a/b", "a\u0000b", "x".repeat(200), "å".repeat(40), "CON", "%41")) {
                    val entry = journal.entry(good)
                    stopped(fastDok.payCase(payable(fastDok)), entry, 2)
                }
                val keys = journal.unfinished().map { it.key }.toSet()
                assertTrue(keys.containsAll(listOf("a", ".", "..", "a/b", "a\u0000b", "x".repeat(200), "å".repeat(40), "CON", "%41")), "$keys")
                assertTrue(folder.listDirectoryEntries("*.json").isEmpty())
            }
        }

    @Test
    fun `1_12 a folder has one owner`(): Unit =
        runBlocking {
            val journal = Journal(folder)
            assertEquals("input.journal_in_use", refused { Journal(folder) })
            // Another process, also after the attempt of this one.
            assertEquals("input.journal_in_use", Child("own", folder).use { it.line() })
            journal.close()
            assertEquals("owned", Child("own", folder).use { it.line() })
            Child("hold", folder).use { child ->
                assertEquals("owned", child.line())
                assertEquals("input.journal_in_use", refused { Journal(folder) })
                child.kill()
            }
            // A dead owner has lost it.
            Journal(folder).close()
            assertEquals("input.journey_not_stored", refused { journal.save("a", null, "{}") })
        }

    @Test
    fun `1_12 what is killed while it saves leaves the old text or the new one`() {
        repeat(5) { round ->
            val own = folder.resolve("$round").createDirectories()
            Child("save", own).use { child ->
                assertEquals("saving", child.line())
                Thread.sleep(20L + 29 * round)
                child.kill()
            }
            val text = own.resolve("a.json").readText()
            assertTrue(text.length > 100_000 && text.toSet().size == 1, "${text.length} characters")
            Journal(own).use { journal ->
                assertTrue(journal.unfinished().single() is JournalItem.Unreadable)
                assertTrue(own.listDirectoryEntries("*tmp").isEmpty())
            }
        }
    }

    @Test
    fun `what is not the journal's stays in its folder`() {
        Journal(folder).close()
        val own = listOf("a.json%tmp", "claims/1%tmp")
        val foreign = listOf("notes.tmp", "a.json.tmp", "1.tmp", "claims/notes.tmp", "note%tmp")
        for (name in own + foreign) folder.resolve(name).writeText("half")
        val folders = listOf("dir.tmp", "dir.json%tmp", "claims/dir%tmp")
        for (name in folders) folder.resolve("$name/full").createDirectories()
        Journal(folder).close()
        assertEquals(foreign + folders, (own + foreign + folders).filter { folder.resolve(it).exists() })
    }

    @Test
    fun `a folder that cannot be used says why`(): Unit =
        runBlocking {
            val file = folder.resolve("file").apply { writeText("") }
            val held = folder.resolve("held").apply { resolve("lock").createDirectories() }
            for (wrong in listOf(file, file.resolve("below"), held)) {
                val error = assertThrows<NordcaseException.Input>("$wrong") { Journal(wrong) }
                assertEquals("input.journey_not_stored", error.code)
                assertEquals("folder", error.details.field)
                assertTrue(error.cause is java.io.IOException && error.details.rule.length > 20, error.message)
            }
            // What happens while it is open.
            val gone = folder.resolve("gone")
            Journal(gone).use { journal ->
                val entry = journal.entry("a")
                gone.toFile().deleteRecursively()
                val works =
                    listOf<suspend () -> Any>(
                        { journal.unfinished() },
                        { entry("{}") },
                        { journal.claim("me", listOf("1"), true) },
                        { fastDok(sandbox).resumeAll(journal) { true } },
                        { fastDok(sandbox).startCase(entries).await(entry) },
                    )
                for ((number, work) in works.withIndex()) {
                    val error = assertThrows<NordcaseException.Input>("$number") { runBlocking { work() } }
                    assertEquals("input.journey_not_stored", error.code, "$number")
                    assertEquals("folder", error.details.field, "$number")
                }
            }
            // A file that cannot be read is no journey; nobody wanted to store anything.
            Journal(folder.resolve("bad")).use { journal ->
                folder.resolve("bad/dir.json").createDirectories()
                folder.resolve("bad/bytes.json").writeBytes(byteArrayOf(-1, -2, 0))
                for (item in journal.unfinished()) {
                    assertEquals("input.journey_stored", (item as JournalItem.Unreadable).error.code, item.key)
                }
                assertEquals(2, journal.unfinished().size)
                assertEquals("input.journal_key", refused { journal.remove("dir") })
            }
            assertEquals(emptyList<String>(), sandbox.ledger())
        }

    @Test
    fun `1_12 what cannot be read is said, and stops nothing else`(): Unit =
        runBlocking {
            Journal(folder).use { journal ->
                val fastDok = fastDok(sandbox)
                val caseId = payable(fastDok)
                stopped(fastDok.payCase(caseId), journal.entry("good"), 4)
                folder.resolve("empty.json").writeText("")
                folder.resolve("later.json").writeText("""{"version":99,"journey":"fastdok.pay_case"}""")
                folder.resolve("%zz.json").writeText("{}")
                folder.resolve("folder.json").createDirectories()
                val items = journal.unfinished()
                assertEquals(setOf("%zz", "empty", "folder", "later"), items.filterIsInstance<JournalItem.Unreadable>().map { it.key }.toSet())
                val done = fastDok.resumeAll(journal) { true }
                assertEquals(setOf("good", "%zz", "empty", "folder", "later"), done.keys)
                assertEquals(PayOutcome.PAID, (done.getValue("good").getOrThrow() as PayReceipt).outcome)
                assertTrue((done - "good").values.all { it.isFailure })
            }
        }

    @Test
    fun `1_12 all that is unfinished is carried on`(): Unit =
        runBlocking {
            val jobs =
                Journal(folder).use { journal ->
                    val fastDok = fastDok(sandbox)
                    val agency = caseAgency(sandbox)
                    for (stop in 1..8) stopped(fastDok.payCase(payable(fastDok)), journal.entry("pay $stop"), stop + 1)
                    for (stop in 1..4) stopped(agency.createCase(konkursbo, REPORTEE), journal.entry("create $stop"), stop + 1)
                    journal.unfinished().map { it.key }
                }
            Journal(folder).use { journal ->
                // Without approval nothing is spent, and nothing moves.
                val before = sandbox.ledger()
                val refused = fastDok(sandbox).resumeAll(journal)
                assertTrue(refused.values.all { (it.exceptionOrNull() as NordcaseException).code == "input.approve" })
                for (none in listOf(0, -1)) {
                    val error = assertThrows<NordcaseException.Input> { runBlocking { fastDok(sandbox).resumeAll(journal, none) { true } } }
                    assertEquals("input.batch_concurrency", error.code)
                }
                assertEquals(before, sandbox.ledger())

                val fastDok = fastDok(sandbox)
                val paid = fastDok.resumeAll(journal) { true }
                assertEquals(jobs.filter { "pay" in it }.toSet(), paid.keys)
                assertTrue(paid.values.all { it.getOrThrow() is PayReceipt })
                val created = caseAgency(sandbox).resumeAll(journal)
                assertEquals(jobs.filter { "create" in it }.toSet(), created.keys)
                assertEquals(
                    created.size,
                    created.values
                        .map { (it.getOrThrow() as CreateReceipt).caseId }
                        .toSet()
                        .size,
                )
                assertEquals(emptyList<JournalItem>(), journal.unfinished())
            }
        }

    @Test
    fun `an entry that has stored nothing holds nothing once its run is over`(): Unit =
        runBlocking {
            Journal(folder).use { journal ->
                val fastDok = fastDok(sandbox)
                val caseId = payable(fastDok)
                val closed = fastDok(sandbox).apply { close() }
                assertEquals("input.approve", refused { fastDok.payCase(caseId).await(journal.entry("a")) })
                assertEquals("input.params", refused { closed.payCase(caseId).await(journal.entry("a")) { true } })
                val cancelled = launch(start = CoroutineStart.UNDISPATCHED) { fastDok.payCase(caseId).await(journal.entry("c")) { true } }
                cancelled.cancelAndJoin()
                // It may have stored its first text before it was cancelled; if not, the key is free.
                if (journal.find("c") == null) journal.entry("c")
                journal.entry("a")
                assertNull(journal.find("a"))
                // Of two that are under way, one is carried out.
                val entry = journal.entry("a")
                val other = journal.entry("a")
                val asked = CompletableDeferred<Unit>()
                val answer = CompletableDeferred<Boolean>()
                val paying = async(Dispatchers.Default) { fastDok.payCase(caseId).await(entry) { asked.complete(Unit).let { answer.await() } } }
                asked.await()
                assertEquals("input.journal_key", refused { fastDok.payCase(caseId).await(other) { true } })
                assertEquals("input.journal_key", refused { journal.entry("a") })
                answer.complete(true)
                assertEquals(PayOutcome.PAID, paying.await().outcome)
                assertEquals("input.journal_key", refused { fastDok.payCase(caseId).await(other) { true } })
                assertEquals("input.journal_key", refused { other("{}") })
                // What is stored and unfinished refuses a new one.
                stopped(fastDok.payCase(payable(fastDok)), journal.entry("b"), 2)
                assertEquals("input.journal_key", refused { journal.entry("b") })
                assertEquals(1, sandbox.debits())
            }
        }

    @Test
    fun `what no journal has written is under no key of it`(): Unit =
        runBlocking {
            Journal(folder).use { journal ->
                val fastDok = fastDok(sandbox)
                val keys = listOf("a b", "A", "%", "é", "%41")
                for (key in keys) stopped(fastDok.payCase(payable(fastDok)), journal.entry(key), 3)
                val job = (journal.find("A") as JournalItem.Unfinished).stored
                val foreign = listOf("a b", "%41", "%", "%c3%a9", "%zz", "+", "", "x".repeat(201), "later%")
                for (name in foreign) folder.resolve("$name.json").writeText(job)
                Files.createSymbolicLink(folder.resolve("link.json"), folder.resolve("nowhere"))
                val listed = journal.unfinished()
                assertEquals(listed.size, listed.map { it.key }.toSet().size)
                assertEquals(keys.toSet(), listed.filterIsInstance<JournalItem.Unfinished>().map { it.key }.toSet())
                val names = setOf("a b.json", "%41.json", "%.json", "%c3%a9", "%zz", "+", "", "x".repeat(201), "later%", "link")
                assertEquals(names, listed.filterIsInstance<JournalItem.Unreadable>().map { it.key }.toSet())
                for (key in listOf("%zz", "+", "later%")) assertNull(journal.find(key))
                assertTrue(journal.find("link") is JournalItem.Unreadable)
                assertEquals("input.journal_key", refused { journal.entry("link") })
                assertEquals("input.journal_key", refused { journal.remove("link") })
                journal.remove("%zz")
                fastDok.payCase(payable(fastDok)).await(journal.entry("+")) { true }

                val ended = fastDok.resumeAll(journal) { true }
                assertEquals(keys.toSet(), ended.filterValues { it.isSuccess }.keys)
                assertEquals(names.filter { it != "+" }.toSet() + "+.json", ended.filterValues { it.isFailure }.keys)
                assertEquals((keys + "+").toSet(), journal.ended().map { it.key }.toSet())
                for (key in keys) journal.remove(key)
                for (name in foreign) assertEquals(job, folder.resolve("$name.json").readText(), name)
                assertTrue(folder.resolve("link.json").isSymbolicLink())
            }
        }

    /** What the core has words for is said in its words. */
    @Test
    fun `the texts are the core's`(): Unit =
        runBlocking {
            Journal(folder).use { journal ->
                val fastDok = fastDok(sandbox)
                val payment = fastDok.payCase(payable(fastDok)).stored
                val errors =
                    mapOf<String, suspend () -> Any>(
                        "input.approve" to { fastDok.resume(JourneyKind.PayCase, payment).await() },
                        "input.journey_case" to { fastDok.resume(JourneyKind.PayCase, payment, caseId = "another") },
                        "input.journey_stored" to { fastDok.resume(JourneyKind.CompleteCase, payment) },
                        "input.journal_key" to { journal.entry("") },
                        "input.journal_in_use" to { Journal(folder) },
                        "input.batch_concurrency" to { fastDok.resumeAll(journal, 0) },
                    )
                for ((code, wrong) in errors) {
                    val error = assertThrows<NordcaseException.Input> { runBlocking { wrong() } }
                    val row = errorCodes().first { it.code == code }
                    assertEquals(listOf(code, row.explanation, row.whatToDo), listOf(error.code, error.explanation, error.whatToDo))
                    assertEquals(row.retry, error.retry)
                }
            }
        }

    @Test
    fun `a case is claimed once, also after a restart`(): Unit =
        runBlocking {
            Journal(folder).use { journal ->
                val found =
                    withContext(
                        Dispatchers.Default,
                    ) { List(20) { async { journal.claim("owner $it", listOf("c1", "c2", "c/3"), true).singleOrNull() } }.awaitAll() }
                assertEquals(setOf("c1", "c2", "c/3"), found.filterNotNull().toSet())
                assertEquals(17, found.count { it == null })
                val owner = found.indexOf("c2")
                assertEquals(listOf("c2"), journal.claim("owner $owner", listOf("c1", "c2"), true))
            }
            Journal(folder).use { journal ->
                assertEquals(emptyList<String>(), journal.claim("another", listOf("c1", "c2", "c/3"), true))
                assertEquals(listOf("c4", "c5"), journal.claim("another", listOf("c1", "c4", "c5"), false))
                assertEquals(listOf("c5"), journal.claim("third", listOf("c1", "c5"), true))
                assertEquals(listOf("c4"), journal.claim("another", listOf("c1", "c4", "c5"), true))
                assertFalse(folder.resolve("claims/c").exists())
            }
            val claims = MemoryClaims()
            val found =
                withContext(
                    Dispatchers.Default,
                ) { List(20) { async { claims.claim("owner $it", listOf("c1", "c2"), true).singleOrNull() } }.awaitAll() }
            assertEquals(listOf(1, 1), listOf("c1", "c2").map { case -> found.count { it == case } })
            assertEquals(listOf("c3"), claims.claim("another", listOf("c1", "c2", "c3"), false))
        }
}

package se.nordcase

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext
import java.io.IOException
import java.net.URLDecoder
import java.nio.ByteBuffer
import java.nio.channels.FileChannel
import java.nio.file.DirectoryIteratorException
import java.nio.file.FileSystemException
import java.nio.file.Files
import java.nio.file.LinkOption.NOFOLLOW_LINKS
import java.nio.file.Path
import java.nio.file.StandardCopyOption.ATOMIC_MOVE
import java.nio.file.StandardCopyOption.REPLACE_EXISTING
import java.nio.file.StandardOpenOption.CREATE
import java.nio.file.StandardOpenOption.READ
import java.nio.file.StandardOpenOption.TRUNCATE_EXISTING
import java.nio.file.StandardOpenOption.WRITE
import kotlin.io.path.deleteIfExists
import kotlin.io.path.exists
import kotlin.io.path.isDirectory
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readText

/**
 * A folder that keeps journeys, so that they survive the end of the process: a file for each, which is whole at any time, whatever is killed.
 *
 * ```
 * Journal(folder).use { journal ->
 *     fastDok.resumeAll(journal, approve = approve) // what was under way when the process ended
 *     fastDok.payCase(caseId).await(journal.entry("payment-17"), approve = approve)
 * }
 * ```
 *
 * One process owns the folder at a time. Journeys that are kept here claim their cases here, so that two of them never take one case for theirs.
 *
 * @param folder Is made if it is not there. It must be on a disk of this machine: locks of network file systems do not always hold.
 * @throws NordcaseException.Input `input.journal_in_use` when somebody owns the folder: another process, or another [Journal] of this one;
 *   `input.journey_not_stored` when it cannot be used.
 */
public class Journal(
    private val folder: Path,
) : Claims,
    AutoCloseable {
    private val owned: Path = files("cannot be made") { Files.createDirectories(folder.resolve(CLAIMS)).toRealPath().parent }
    private val lock: FileChannel = own()
    private val claiming = Mutex()

    /** The keys whose journeys are being carried out. */
    private val held = HashSet<String>()

    /** Held while a file is looked at and changed. */
    private val writing = Any()

    private fun own(): FileChannel {
        // Locks are the process's: opening the file once more, and closing it, would lose the first one's.
        if (!synchronized(ours) { ours.add(owned) }) throw inUse()
        var channel: FileChannel? = null
        try {
            channel = files("cannot be locked") { FileChannel.open(folder.resolve("lock"), CREATE, WRITE) }
            if (files("cannot be locked") { channel.tryLock() } == null) throw inUse()
            // What a killed process was about to write.
            files("cannot be tidied up") {
                val begun = folder.listDirectoryEntries("*$SUFFIX$BESIDE") + folder.resolve(CLAIMS).listDirectoryEntries("*$BESIDE")
                begun.filterNot { it.isDirectory(NOFOLLOW_LINKS) }.forEach(Path::deleteIfExists)
            }
            return channel
        } catch (e: Exception) {
            channel?.close()
            synchronized(ours) { ours.remove(owned) }
            throw e
        }
    }

    /**
     * A place for a new journey: hand it to its `save`. It holds nothing until that has stored its first text; of two that are under way with one key, the second is
     * refused before anything is sent.
     *
     * @param key What you call the journey, as the number of your own record: 1 to 200 characters.
     * @throws NordcaseException.Input `input.journal_key` for a key that is there already (resume or remove it), or is none.
     */
    public fun entry(key: String): JournalEntry {
        if (isThere(folder.resolve(fileName(key)))) throw badKey("is in use: resume the journey that is kept there, or remove it")
        return JournalEntry(this, key, null)
    }

    /**
     * What is kept under a key; `null` if nothing is.
     *
     * With it a job is done once for each key, however often a program runs:
     *
     * ```
     * when (val kept = journal.find(key)) {
     *     null -> fastDok.startCase(entries).await(journal.entry(key))
     *     is JournalItem.Unfinished -> fastDok.resume(JourneyKind.StartCase, kept.stored).await(kept.entry)
     *     is JournalItem.Ended -> fastDok.resume(JourneyKind.StartCase, kept.stored).await() // its receipt, or its error, again
     *     is JournalItem.Unreadable -> throw kept.error
     * }
     * ```
     *
     * @throws NordcaseException.Input `input.journal_key` for what is no key.
     */
    public fun find(key: String): JournalItem? = folder.resolve(fileName(key)).takeIf(::isThere)?.let { item(key, it) }

    /** The journeys that have not ended, by their keys, and what cannot be read. */
    public fun unfinished(): List<JournalItem> = items().filter { it !is JournalItem.Ended }

    /** The journeys that have ended. */
    public fun ended(): List<JournalItem.Ended> = items().filterIsInstance<JournalItem.Ended>()

    /**
     * Removes a journey that has ended.
     *
     * @throws NordcaseException.Input `input.journal_key` for one that has not, or cannot be read.
     */
    public fun remove(key: String) {
        val file = folder.resolve(fileName(key))
        if (!isThere(file)) return
        if (item(key, file) !is JournalItem.Ended) throw badKey("is of a journey that has not ended: resume it")
        synchronized(writing) {
            files("has a file that cannot be removed") {
                Files.delete(file)
                sync(folder)
            }
        }
    }

    /** Only the owner of the folder gets here, and one at a time: what is not there now is not there when it is made. */
    override suspend fun claim(
        owner: String,
        caseIds: List<String>,
        take: Boolean,
    ): List<String> =
        withContext(Dispatchers.IO) {
            claiming.withLock {
                val claims = folder.resolve(CLAIMS)
                val file = { caseId: String -> claims.resolve(journalClaimName(caseId)) }
                val isFree = { caseId: String -> file(caseId).let { !isThere(it) || files(UNREADABLE) { it.readText() } == owner } }
                if (!take) return@withLock caseIds.filter(isFree)
                val first = caseIds.firstOrNull(isFree) ?: return@withLock emptyList()
                if (!isThere(file(first))) write(claims, file(first), owner)
                listOf(first)
            }
        }

    /** Puts a text in place of the one that its writer knows: else somebody else has carried the journey on, or it is over. */
    internal suspend fun save(
        key: String,
        known: String?,
        stored: String,
    ): Unit =
        withContext(Dispatchers.IO) {
            synchronized(writing) {
                val now = now(key)
                if (now != known || (now != null && now != stored && hasEnded(now))) throw passed(now)
                write(folder, folder.resolve(fileName(key)), stored)
            }
        }

    /** What stands in the file of a key; nothing where there is none. */
    internal fun now(key: String): String? = folder.resolve(fileName(key)).let { if (isThere(it)) read(it) else null }

    /** Nobody wanted to store what cannot be read: it is no stored journey. */
    private fun read(file: Path): String = files(UNREADABLE, "input.journey_stored") { file.readText() }

    /** Notes that a journey is in hand, until what this gives is closed; nothing if it is already. */
    internal fun hold(key: String): AutoCloseable? {
        if (!lock.isOpen) throw closed()
        if (!synchronized(held) { held.add(key) }) return null
        return AutoCloseable { synchronized(held) { held.remove(key) } }
    }

    /** Takes a journey in hand as it stands in its file now; nothing if it is in hand already, or has ended. */
    internal suspend fun inHand(item: JournalItem.Unfinished): InHand? {
        val hold = hold(item.key) ?: return null
        var inHand: InHand? = null
        try {
            val stored = withContext(Dispatchers.IO) { now(item.key) }
            if (stored != null && !hasEnded(stored)) inHand = InHand(stored, JournalEntry(this, item.key, stored, true), hold)
        } finally {
            if (inHand == null) hold.close()
        }
        return inHand
    }

    /** A journey that nobody else carries on until it is closed. */
    internal class InHand(
        val stored: String,
        val entry: JournalEntry,
        hold: AutoCloseable,
    ) : AutoCloseable by hold

    /** Written beside, synced, renamed: who looks finds the old text or the new one. */
    private fun write(
        folder: Path,
        file: Path,
        text: String,
    ) {
        if (!lock.isOpen) throw closed()
        val beside = folder.resolve("${file.name}$BESIDE")
        files("cannot be written") {
            FileChannel.open(beside, CREATE, WRITE, TRUNCATE_EXISTING).use { channel ->
                val bytes = ByteBuffer.wrap(text.encodeToByteArray())
                while (bytes.hasRemaining()) channel.write(bytes)
                channel.force(true)
            }
            Files.move(beside, file, ATOMIC_MOVE, REPLACE_EXISTING)
            sync(folder)
        }
    }

    private fun sync(folder: Path) {
        // Windows opens no folders, and needs this not.
        runCatching { FileChannel.open(folder, READ) }.getOrNull()?.use { it.force(true) }
    }

    /** The journal's own, by their keys; then what others have put there, by names that are no keys of it. */
    private fun items(): List<JournalItem> {
        val files = files("cannot be read") { folder.listDirectoryEntries("*$SUFFIX") }.sortedBy { it.name }
        val (own, foreign) = files.map { ownKey(it) to it }.partition { it.first != null }
        val items = own.mapTo(mutableListOf()) { (key, file) -> item(checkNotNull(key), file) }
        val names = items.mapTo(HashSet()) { it.key }
        for ((_, file) in foreign) {
            var name = file.name.removeSuffix(SUFFIX)
            while (!names.add(name)) name += SUFFIX
            items += JournalItem.Unreadable(name, inputError("input.journey_stored", "folder", "has a file that no journal has written"))
        }
        return items
    }

    private fun item(
        key: String,
        file: Path,
    ): JournalItem =
        try {
            val stored = read(file)
            val about = journeyInspect(stored)
            val kind = JourneyKind.named(about.journey)
            val end = about.ended
            if (end == null) {
                JournalItem.Unfinished(key, kind, about.caseId, stored, JournalEntry(this, key, stored))
            } else {
                JournalItem.Ended(key, kind, about.caseId, stored, end)
            }
        } catch (e: NordcaseException) {
            JournalItem.Unreadable(key, e.named())
        }

    /** Gives the folder back. */
    override fun close() {
        lock.close()
        synchronized(ours) { ours.remove(owned) }
    }

    private companion object {
        const val CLAIMS = "claims"
        const val SUFFIX = ".json"

        /** Behind the name of a file that is being written. No name of a journey or a claim has it: a percent sign is followed by digits there. */
        const val BESIDE = "%tmp"

        const val UNREADABLE = "has a file that cannot be read"

        /** What the file system refuses, in words, with its reason. */
        inline fun <T> files(
            rule: String,
            code: String = "input.journey_not_stored",
            work: () -> T,
        ): T =
            try {
                work()
            } catch (e: IOException) {
                throw refused(rule, code, e)
            } catch (e: DirectoryIteratorException) {
                throw refused(rule, code, e.cause ?: e)
            }

        fun refused(
            rule: String,
            code: String,
            cause: Exception,
        ): NordcaseException {
            val reason = listOfNotNull(cause.javaClass.simpleName, (cause as? FileSystemException)?.reason).joinToString(": ")
            return inputError(code, "folder", "$rule ($reason)").apply { initCause(cause) }
        }

        /** The folders that this process owns. */
        val ours = HashSet<Path>()

        fun fileName(key: String): String {
            if (key.length !in 1..200) throw badKey("must be of 1 to 200 characters")
            if (key != key.encodeToByteArray().decodeToString()) throw badKey("must be text that UTF-8 can hold")
            val name = encoded(key) + SUFFIX
            // With the suffix of what is written beside it, most systems' limit.
            if (name.length > 250) throw badKey("is too long for a file's name: percent-encoded, it must be at most 245 characters")
            return name
        }

        /** A link that leads nowhere is there too. */
        fun isThere(file: Path): Boolean = file.exists(NOFOLLOW_LINKS)

        /** The key of a file that a journal has written; nothing for another one. */
        fun ownKey(file: Path): String? {
            val name = file.name.removeSuffix(SUFFIX)
            val key = runCatching { URLDecoder.decode(name.replace("+", "%2B"), "UTF-8") }.getOrNull() ?: return null
            return key.takeIf { runCatching { fileName(key) }.getOrNull() == file.name }
        }

        fun encoded(text: String): String =
            text.encodeToByteArray().joinToString("") { byte ->
                val char = byte.toInt().toChar()
                if (char in 'a'..'z' || char in 'A'..'Z' || char in '0'..'9' || char in "-_.~") "$char" else "%%%02X".format(byte)
            }

        fun inUse(): NordcaseException =
            inputError("input.journal_in_use", "folder", "is owned by another process, or by another Journal of this one")

        fun closed(): NordcaseException = inputError("input.journey_not_stored", "journey", "could not be stored: the journal is closed")

        fun hasEnded(stored: String): Boolean = runCatching { journeyInspect(stored) }.getOrNull()?.ended != null
    }
}

/** Where one journey is kept: what `save` takes. A text that is not the newest of its journey is refused, before anything is sent. */
public class JournalEntry internal constructor(
    internal val journal: Journal,
    /** What it is called in the journal. */
    public val key: String,
    @Volatile private var known: String?,
    private val isHeld: Boolean = false,
) : suspend (String) -> Unit {
    /** Keeps this text in place of the one before. */
    override suspend fun invoke(stored: String) {
        // Whoever is cancelled here must know what stands there now.
        withContext(NonCancellable) {
            journal.save(key, known, stored)
            known = stored
        }
        currentCoroutineContext().ensureActive()
    }

    /** Takes the journey in hand, until what this gives is closed. [carried] is what is to be carried on, nothing for a new journey. */
    internal suspend fun take(carried: String?): AutoCloseable {
        if (isHeld) return AutoCloseable {}
        val hold = journal.hold(key) ?: throw badKey("is of a journey that is being carried out already; nothing was sent")
        try {
            val now = withContext(Dispatchers.IO) { journal.now(key) }
            val isNew = now == null && known == null
            if (!isNew && now != carried) throw passed(now)
            known = now
            return hold
        } catch (e: Exception) {
            hold.close()
            throw e
        }
    }
}

private fun badKey(rule: String): NordcaseException = inputError("input.journal_key", "key", rule)

/** The error of a journey that is not where it was when its text was read. */
private fun passed(now: String?): NordcaseException {
    val why = if (now == null) "it was removed" else "its text is not the one that stands in the journal now"
    return badKey("is of a journey that was carried on meanwhile: $why; nothing was sent. Ask the journal for what is unfinished")
}

/** What is kept under a key of a [Journal]. */
public sealed interface JournalItem {
    /** The key. */
    public val key: String

    /**
     * A journey that has not ended: `fastDok.resume(item.kind, item.stored).await(item.entry)`.
     *
     * @property kind Which journey.
     * @property caseId The case that it is about; `null` for one that starts or creates a case.
     * @property stored Its stored text.
     * @property entry Where it is kept.
     */
    public class Unfinished internal constructor(
        override val key: String,
        public val kind: JourneyKind<*>,
        public val caseId: String?,
        public val stored: String,
        public val entry: JournalEntry,
    ) : JournalItem

    /**
     * A journey that has ended, with a receipt or without.
     *
     * @property kind Which journey.
     * @property caseId The case that it is about; `null` for one that starts or creates a case.
     * @property stored Its stored text; resumed, it gives its receipt or its error again.
     * @property end Which of the two.
     */
    public class Ended internal constructor(
        override val key: String,
        public val kind: JourneyKind<*>,
        public val caseId: String?,
        public val stored: String,
        public val end: JourneyEnd,
    ) : JournalItem

    /**
     * A file that is no stored journey, or one of a later release, or that no journal has written: that one's [key] is its name, and no key.
     *
     * @property error Why.
     */
    public class Unreadable internal constructor(
        override val key: String,
        public val error: NordcaseException,
    ) : JournalItem
}

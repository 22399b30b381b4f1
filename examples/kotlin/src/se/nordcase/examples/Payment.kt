package se.nordcase.examples

import kotlinx.coroutines.runBlocking
import se.nordcase.FastDok
import se.nordcase.Journal
import se.nordcase.JournalItem
import se.nordcase.JourneyKind
import se.nordcase.ObjectEntry
import se.nordcase.PaymentQuestion
import java.math.BigDecimal
import java.nio.file.Path

/** One order, one case, one payment, however often this runs and wherever it was killed. The argument is the address of FastDok. */
fun main(arguments: Array<String>): Unit =
    runBlocking {
        val fastDok =
            FastDok(
                apiKey = "7b1f6a52-0c3e-4f8b-9d21-5a60c1e2d3f4",
                username = "asa.oberg@bjorken.example",
                password = "Björk&Löv+2026",
                baseUrl = arguments.first(),
            )
        fastDok.use { Journal(Path.of("payments")).use { journal -> payTheOrder(fastDok, journal) } }
    }

/** Begins what is not in the journal, carries on what has not ended, and reads once more what has. */
suspend fun payTheOrder(
    fastDok: FastDok,
    journal: Journal,
) {
    val form = listOf(ObjectEntry("Blankett", templateId = "12B.2"))
    val started =
        when (val kept = journal.find("order 17")) {
            null -> fastDok.startCase(form).await(journal.entry("order 17"))
            is JournalItem.Unfinished -> fastDok.resume(JourneyKind.StartCase, kept.stored).await(kept.entry)
            is JournalItem.Ended -> fastDok.resume(JourneyKind.StartCase, kept.stored).await()
            is JournalItem.Unreadable -> throw kept.error
        }

    // Nothing is spent unless this gives true.
    val approve: suspend (PaymentQuestion) -> Boolean = { question -> checkNotNull(question.balance) > BigDecimal(500) }
    val paid =
        when (val kept = journal.find("order 17, payment")) {
            null -> fastDok.payCase(started.caseId).await(journal.entry("order 17, payment"), approve = approve)
            is JournalItem.Unfinished -> fastDok.resume(JourneyKind.PayCase, kept.stored).await(kept.entry, approve = approve)
            is JournalItem.Ended -> fastDok.resume(JourneyKind.PayCase, kept.stored).await()
            is JournalItem.Unreadable -> throw kept.error
        }
    println("${paid.outcome}, ${paid.balanceAfter} SEK left")
}

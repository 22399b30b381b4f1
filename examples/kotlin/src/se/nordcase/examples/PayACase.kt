package se.nordcase.examples

import kotlinx.coroutines.runBlocking
import se.nordcase.EntryProperty
import se.nordcase.FastDok
import se.nordcase.Journal
import se.nordcase.JourneyProgress
import se.nordcase.NordcaseException
import se.nordcase.ObjectEntry
import se.nordcase.OkHttpTransport
import se.nordcase.PaymentQuestion
import se.nordcase.Transport
import se.nordcase.whatToDo
import java.math.BigDecimal
import java.nio.file.Path

/**
 * FastDok: starts a case, pays it once, completes and archives it.
 *
 * The argument is the address of a sandbox, as `http://127.0.0.1:8080`; user and password are the sandbox's public test data.
 */
fun main(arguments: Array<String>): Unit =
    runBlocking {
        Journal(Path.of("payments")).use { journal ->
            OkHttpTransport().use { payACase(arguments.first(), it, journal) }
        }
    }

/** Carries it out, and keeps the payment in [journal], so that it survives the end of the process. */
suspend fun payACase(
    baseUrl: String,
    transport: Transport,
    journal: Journal,
) {
    val fastDok =
        FastDok(
            apiKey = "7b1f6a52-0c3e-4f8b-9d21-5a60c1e2d3f4",
            username = "asa.oberg@bjorken.example",
            password = "Björk&Löv+2026",
            baseUrl = baseUrl,
            transport = transport,
        )
    println("The company has ${fastDok.getBalance().balance} SEK")

    val started =
        fastDok
            .startCase(
                listOf(
                    ObjectEntry("Kund", properties = listOf(EntryProperty("Namn", "Åsa Öberg"))),
                    ObjectEntry("Blankett", templateId = "12B.2"),
                ),
            ).await()
    println("Case ${started.caseId} is started")

    // Nothing is spent unless this gives true.
    val approve: suspend (PaymentQuestion) -> Boolean = { question -> checkNotNull(question.balance) > BigDecimal(500) }

    // What had not ended when this program last did: it is looked at first, then carried on.
    for ((key, ended) in fastDok.resumeAll(journal, approve = approve)) {
        println("$key: ${ended.fold({ receipt -> "done, $receipt" }, { error -> "not done, ${error.message}" })}")
    }

    // Jobs of several calls are journeys: whatever gets lost on the way, the case is paid once.
    fastDok
        .payCase(started.caseId)
        .progress(save = journal.entry("payment of ${started.caseId}"), approve)
        .collect { step ->
            when (step) {
                is JourneyProgress.Sending -> println("  ${step.label}")
                is JourneyProgress.Waiting -> println("  waiting ${step.duration}: ${step.reason}")
                is JourneyProgress.Done -> println("${step.receipt.outcome}, ${step.receipt.balanceAfter} SEK left")
            }
        }

    val completed = fastDok.completeCase(started.caseId).await()
    println("Archived: ${completed.verified}")

    try {
        fastDok.getTask("../Domains")
    } catch (e: NordcaseException.Input) {
        println("${e.code}: ${e.details.field} ${e.details.rule}. ${e.whatToDo}")
    }
}

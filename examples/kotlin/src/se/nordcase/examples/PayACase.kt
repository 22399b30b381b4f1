package se.nordcase.examples

import kotlinx.coroutines.runBlocking
import se.nordcase.EntryProperty
import se.nordcase.FastDok
import se.nordcase.JourneyKind
import se.nordcase.JourneyProgress
import se.nordcase.NordcaseException
import se.nordcase.ObjectEntry
import se.nordcase.OkHttpTransport
import se.nordcase.Transport
import se.nordcase.whatToDo
import java.io.File
import java.math.BigDecimal

/**
 * FastDok: starts a case, pays it once, completes and archives it.
 *
 * The argument is the address of a sandbox, as `http://127.0.0.1:8080`; user and password are the sandbox's public test data.
 */
fun main(arguments: Array<String>): Unit =
    runBlocking {
        payACase(arguments.first(), OkHttpTransport(), File.createTempFile("payment", ".json"))
    }

/** Carries it out, and keeps the payment in [file], so that it survives the end of the process. */
suspend fun payACase(
    baseUrl: String,
    transport: Transport,
    file: File,
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

    // Jobs of several calls are journeys: whatever gets lost on the way, the case is paid once.
    val payment = fastDok.payCase(started.caseId)
    payment
        .progress(save = { file.writeText(it) }) { question -> checkNotNull(question.balance) > BigDecimal(500) }
        .collect { step ->
            when (step) {
                is JourneyProgress.Sending -> println("  ${step.label}")
                is JourneyProgress.Waiting -> println("  waiting ${step.duration}: ${step.reason}")
                is JourneyProgress.Done -> println("${step.receipt.outcome}, ${step.receipt.balanceAfter} SEK left")
            }
        }

    // The stored payment can be carried on by any process; this one has come to its end, and only says so again.
    val again = fastDok.resume(JourneyKind.PayCase, file.readText()).await()
    println("Paid: ${again.outcome}")

    val completed = fastDok.completeCase(started.caseId).await()
    println("Archived: ${completed.verified}")

    try {
        fastDok.getTask("../Domains")
    } catch (e: NordcaseException.Input) {
        println("${e.code}: ${e.details.field} ${e.details.rule}. ${e.whatToDo}")
    }
}

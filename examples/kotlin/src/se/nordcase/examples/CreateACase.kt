package se.nordcase.examples

import kotlinx.coroutines.runBlocking
import se.nordcase.CaseAgency
import se.nordcase.JavaHttpTransport
import se.nordcase.Language
import se.nordcase.NordcaseException
import se.nordcase.NoticeToken
import se.nordcase.Service
import se.nordcase.Transport
import se.nordcase.explanation
import java.time.LocalDate

/**
 * Altinn's CaseAgencySystem: creates a case exactly once, sends an event, sets a notice, lists the cases.
 *
 * The argument is the address of a sandbox, as `http://127.0.0.1:8080`; name and password are the sandbox's public test data.
 */
fun main(arguments: Array<String>): Unit = runBlocking { createACase(arguments.first(), JavaHttpTransport()) }

/** Carries it out. */
suspend fun createACase(
    baseUrl: String,
    transport: Transport,
) {
    val agency = CaseAgency(systemUser = "SKDEN", password = "sandkasse-2681", baseUrl = baseUrl, transport = transport)
    val service = Service("2681", 1)

    // The service has no idempotency key. The journey looks before it creates, and again if the reply is lost.
    val due = LocalDate.of(2027, 3, 1).atStartOfDay()
    val created = agency.createCase(service, reporteeNumber = "910453092", due = due).await()
    println("Case ${created.caseId} is created: ${created.sure}")

    // Both are sent once, and looked for when the reply is lost.
    val event = agency.sendEvent("3374:1:Instantiated", caseId = created.caseId).await()
    for (moved in event.cases) println("Case ${moved.caseId}: from ${moved.from} to ${moved.to}")

    val tokens = listOf(NoticeToken("navn", "Ærlig & Sønn AS"), NoticeToken("frist", "1. mars 2027"))
    agency.placeNotice("12", caseId = created.caseId, tokens = tokens).await()

    // They come while the answer is still on its way, however many there are.
    agency.cases(service, language = Language.English).collect { case ->
        println("${case.caseId} ${case.caseName} ${case.currentStateFriendlyName} due ${case.dueDate?.text}")
    }

    // What the service refuses is an exception with a stable code, its meaning, and what to do.
    try {
        agency.case(1002)
    } catch (e: NordcaseException.Service) {
        println("${e.code}: ${e.explanation}")
    }
}

package se.nordcase

import com.google.gson.JsonObject
import com.google.gson.JsonParser
import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import java.net.InetAddress
import java.net.InetSocketAddress
import java.util.concurrent.Executors
import kotlin.time.Duration

/** The standard data of the sandbox, docs/sandbox.md. */
internal const val API_KEY = "7b1f6a52-0c3e-4f8b-9d21-5a60c1e2d3f4"
internal const val USERNAME = "asa.oberg@bjorken.example"
internal const val PASSWORD = "Björk&Löv+2026"

internal val konkursbo = Service("2681", 1)
internal const val REPORTEE = "910453092"

internal val entries =
    listOf(
        ObjectEntry("Kund", properties = listOf(EntryProperty("Namn", "Åsa Öberg"))),
        ObjectEntry("Blankett", templateId = "12B.2"),
    )

internal fun fastDok(
    transport: Transport,
    password: String = PASSWORD,
    baseUrl: String = "http://127.0.0.1:8080",
    settle: Duration = SETTLE,
): FastDok = FastDok(API_KEY, USERNAME, password, baseUrl, transport, settle = settle)

internal fun caseAgency(
    transport: Transport,
    binding: Binding = Binding.BASIC,
    password: String = "sandkasse-2681",
    baseUrl: String = "http://127.0.0.1:8080",
    settle: Duration = SETTLE,
): CaseAgency = CaseAgency("SKDEN", password, baseUrl, binding, transport = transport, settle = settle)

/** What happened at the services, in order: the ledger's `what`. */
internal fun Sandbox.ledger(): List<String> =
    JsonParser.parseString(control("""{"command":"ledger"}""")).asJsonArray.map { it.asJsonObject["what"].asString }

internal fun Sandbox.debits(): Int = ledger().count { it == "debited" }

internal fun json(text: String): JsonObject = JsonParser.parseString(text).asJsonObject

/** A case that waits for its payment. */
internal suspend fun payable(fastDok: FastDok): String {
    val started = fastDok.startCase(entries).await()
    fastDok.performAction(checkNotNull(started.taskId), ActionKind.ActionPay)
    return started.caseId
}

/** A server on a free port of loopback that answers as it is told, each exchange on a thread of its own. */
internal class Loopback(
    answer: (HttpExchange) -> Unit,
) : AutoCloseable {
    private val threads = Executors.newCachedThreadPool()
    private val server =
        HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0).apply {
            executor = threads
            createContext("/") { answer(it) }
            start()
        }
    val url = "http://127.0.0.1:${server.address.port}"

    /** Takes no more connections, and cuts those that are there. */
    fun cut() = server.stop(0)

    override fun close() {
        cut()
        threads.shutdownNow()
    }
}

/** Altinn's answer with a list of cases, in three parts. */
private const val NAMESPACE = "http://www.altinn.no/services/ServiceEngine/Case/2010/10"
internal const val CASES_START =
    """<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>""" +
        """<GetCaseListAgencySystemExternalBasicResponse xmlns="$NAMESPACE"><GetCaseListAgencySystemExternalBasicResult """ +
        """xmlns:a="http://schemas.altinn.no/services/ServiceEngine/Case/2010/10">"""
internal const val CASES_END =
    "</GetCaseListAgencySystemExternalBasicResult></GetCaseListAgencySystemExternalBasicResponse></s:Body></s:Envelope>"

internal fun case(number: Int) = "<a:ExternalCaseBE><a:CaseID>$number</a:CaseID><a:CaseName>Konkursbo $number</a:CaseName></a:ExternalCaseBE>"

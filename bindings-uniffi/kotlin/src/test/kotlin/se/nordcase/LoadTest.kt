package se.nordcase

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.parallel.Isolated
import java.io.File
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import kotlin.time.measureTime

/** Large answers on many threads, and what they leave behind. NORDCASE_ROUNDS sets the rounds (10). */
@Isolated
class LoadTest {
    private val access = Access.altinn("https://www.altinn.no", Binding.BASIC, "SKDEN", "p")

    /** The answer of a service with so many cases. */
    private fun answer(cases: Int): HttpResponse {
        val list =
            (1..cases).joinToString("") {
                "<a:ExternalCaseBE><a:CaseID>$it</a:CaseID><a:CaseName>Konkursbo $it</a:CaseName>" +
                    "<a:CurrentStateName>Opprettet</a:CurrentStateName></a:ExternalCaseBE>"
            }
        val body =
            """<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>""" +
                """<GetCaseListAgencySystemExternalBasicResponse xmlns="http://www.altinn.no/services/ServiceEngine/Case/2010/10">""" +
                """<GetCaseListAgencySystemExternalBasicResult xmlns:a="http://schemas.altinn.no/services/ServiceEngine/Case/2010/10">""" +
                "$list</GetCaseListAgencySystemExternalBasicResult></GetCaseListAgencySystemExternalBasicResponse></s:Body></s:Envelope>"
        return HttpResponse(200u, listOf(Header("Content-Type", "text/xml; charset=utf-8")), body.encodeToByteArray())
    }

    private fun read(response: HttpResponse): List<ExternalCase> {
        val params = """{"externalServiceCode":"2681","externalServiceEditionCode":1}"""
        return (decode("altinn.get_case_list", params, access, response) as Answer.GetCaseList).v1
    }

    /** What the process holds, in MiB. */
    private fun resident(): Long =
        File("/proc/self/status")
            .readLines()
            .first { it.startsWith("VmRSS:") }
            .filter(Char::isDigit)
            .toLong() / 1024

    @Test
    fun `ten thousand cases on eight threads, again and again, in flat memory`() {
        assumeTrue(File("/proc/self/status").exists(), "only Linux says what a process holds")
        val response = answer(10_000)
        val rounds = System.getenv("NORDCASE_ROUNDS")?.toInt() ?: 10
        val threads = Executors.newFixedThreadPool(8)
        val held = mutableListOf<Long>()
        val time =
            measureTime {
                repeat(rounds) {
                    val done = threads.invokeAll(List(8) { Callable { read(response) } })
                    for (cases in done.map { it.get() }) {
                        assertEquals(10_000, cases.size)
                        assertEquals("Konkursbo 10000", cases.last().caseName)
                    }
                    System.gc()
                    held.add(resident())
                }
            }
        threads.shutdown()
        // The heap finds its size in the first two rounds.
        val early = held.take(rounds / 2).drop(2).max()
        val late = held.drop(rounds / 2).max()
        println("load: $rounds rounds of 8 x 10,000 cases in $time; resident $held MiB")
        assertTrue(late <= early + early / 5, "$held MiB")
    }
}

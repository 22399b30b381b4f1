package se.nordcase.bench

import com.google.gson.GsonBuilder
import kotlinx.coroutines.runBlocking
import se.nordcase.Access
import se.nordcase.Binding
import se.nordcase.CaseAgency
import se.nordcase.FastDok
import se.nordcase.Header
import se.nordcase.HttpRequest
import se.nordcase.HttpResponse
import se.nordcase.Sandbox
import se.nordcase.Service
import se.nordcase.Transport
import se.nordcase.decode
import se.nordcase.encode
import java.io.File
import java.lang.management.ManagementFactory
import java.util.logging.Level
import java.util.logging.Logger

/**
 * The package beside what people use on the JVM instead, in the same run: prints one JSON object per row, for `cargo xtask bench kotlin`.
 *
 * Ours and theirs are measured in turns, warmed up, in processor time of the whole process (its other threads, the compiler and the collector of
 * garbage included), and their medians compared. Ours is a whole call through the client with a transport that has the answer already; so is CXF's.
 */
fun main(arguments: Array<String>) {
    if (arguments.firstOrNull() == "memory") return show(memory())
    cxfLog.level = Level.WARNING
    small().forEach(::show)
    cases().forEach(::show)
    show(tasks())
    check(memoryOfItsOwn() == 0) { "the measuring of memory failed" }
}

/** Held here: nobody else does. */
private val cxfLog = Logger.getLogger("org.apache.cxf")

/** One thing measured. The ratio is theirs to ours: above 1 ours is the faster. */
internal class Row(
    val bench: String,
    val unit: String,
    val ours: Double,
    val peer: String? = null,
    val theirs: Double? = null,
    val ratio: Double? = theirs?.div(ours),
    val goal: String = "-",
    val met: Boolean = true,
)

private fun show(row: Row) =
    println(
        GsonBuilder()
            .serializeNulls()
            .disableHtmlEscaping()
            .create()
            .toJson(row),
    )

/** Of the whole process, in steps of 10 ms. */
private val process = ManagementFactory.getOperatingSystemMXBean() as com.sun.management.OperatingSystemMXBean

/** A job, and how often it is done in a round. */
private class Job(
    val times: Int,
    val run: () -> Unit,
)

/** The medians of the jobs' processor time, in microseconds. */
private fun medians(vararg jobs: Job): List<Double> {
    repeat(WARM_UP) { jobs.forEach(::micros) }
    val found = jobs.map { mutableListOf<Double>() }
    repeat(ROUNDS) { jobs.forEachIndexed { index, job -> found[index].add(micros(job)) } }
    return found.map { it.sorted()[ROUNDS / 2] }
}

private fun micros(job: Job): Double {
    System.gc()
    val before = process.processCpuTime
    repeat(job.times) { job.run() }
    return (process.processCpuTime - before) / 1e3 / job.times
}

private const val WARM_UP = 4
private const val ROUNDS = 9

/** A transport that has the answer already. */
private class Fixed(
    contentType: String,
    body: ByteArray,
) : Transport {
    private val answer = HttpResponse(200u, listOf(Header("Content-Type", contentType)), body)

    override suspend fun send(
        request: HttpRequest,
        maxAnswerBytes: Long,
    ): HttpResponse = answer
}

internal fun input(name: String): ByteArray = File(checkNotNull(System.getenv("NORDCASE_BENCH_INPUTS")), name).readBytes()

internal val service = Service("2681", 1)

private fun agency(body: ByteArray) = CaseAgency("SKDEN", "p", "https://www.altinn.no", transport = Fixed("text/xml; charset=utf-8", body))

/** What lies between Kotlin and the core: one small call, with the native library alone and as a user makes it. */
private fun small(): List<Row> {
    val one = input("cases-1.xml")
    val access = Access.altinn("https://www.altinn.no", Binding.BASIC, "SKDEN", "p")
    val params = """{"caseId":100000}"""
    val answer = HttpResponse(200u, listOf(Header("Content-Type", "text/xml; charset=utf-8")), one)
    val agency = agency(one)
    val cxf = CxfCases(one)
    val native = {
        encode("altinn.get_case_list", params, access)
        decode("altinn.get_case_list", params, access, answer)
        Unit
    }
    val client = { check(runBlocking { agency.case(100_000) }?.caseId == 100_000) }
    val theirs = {
        check(
            cxf
                .list()
                .cases
                .single()
                .id == 100_000,
        )
    }
    val (encoded, called, peer) = medians(Job(4_000, native), Job(2_000, client), Job(2_000, theirs))
    return listOf(
        Row("one small call, native library alone", "us", encoded),
        Row("GetCaseList, one case", "us", called, "Apache CXF", peer),
    )
}

private fun cases(): List<Row> {
    val many = input("cases-10000.xml")
    val agency = agency(many)
    val cxf = CxfCases(many)
    val (whole, theirs) = runBlocking { agency.getCaseList(service) } to cxf.list().cases
    check(whole.size == 10_000 && whole.map { it.caseId } == theirs.map { it.id } && whole.map { it.caseName } == theirs.map { it.name })

    val list = Job(10) { runBlocking { check(agency.getCaseList(service).size == 10_000) } }
    val flow =
        Job(10) {
            runBlocking {
                var count = 0
                agency.cases(service).collect { count++ }
                check(count == 10_000)
            }
        }
    val peer = Job(10) { check(cxf.list().cases.size == 10_000) }
    val (listed, flowed, cxfs) = medians(list, flow, peer).map { it / 1e3 }
    val size = "10,000 cases, %.1f MB".format(many.size / 1e6)
    return listOf(
        Row("GetCaseList, $size", "ms", listed, "Apache CXF", cxfs),
        Row("GetCaseList, $size, as a Flow", "ms", flowed, "Apache CXF", cxfs),
    )
}

private fun tasks(): Row {
    val body = input("tasks-1000.json")
    val sandbox = Sandbox()
    val fixed = Fixed("application/json", body)
    val transport =
        object : Transport by fixed {
            override suspend fun send(
                request: HttpRequest,
                maxAnswerBytes: Long,
            ) = if (request.url.endsWith("/Tasks")) fixed.send(request, maxAnswerBytes) else sandbox.send(request, maxAnswerBytes)
        }
    val fastDok = FastDok("7b1f6a52-0c3e-4f8b-9d21-5a60c1e2d3f4", "asa.oberg@bjorken.example", "Björk&Löv+2026", transport = transport)
    val page = runBlocking { fastDok.listTasks() }
    check(page.items.size == 1_000 && page.items.map { it.id } == gsonTasks(body).data.map { it.id })
    val (ours, theirs) =
        medians(
            Job(100) { runBlocking { check(fastDok.listTasks().items.size == 1_000) } },
            Job(100) { check(gsonTasks(body).data.size == 1_000) },
        ).map { it / 1e3 }
    return Row("list_tasks, 1,000 tasks, ${body.size / 1_000} kB", "ms", ours, "Gson", theirs)
}

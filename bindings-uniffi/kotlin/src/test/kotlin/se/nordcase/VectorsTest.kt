package se.nordcase

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import com.google.gson.JsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import java.io.ByteArrayOutputStream
import java.io.File

/** The shared vectors, as tests/vectors/README.md has them. */
class VectorsTest {
    private val folder = File(System.getProperty("nordcase.vectors"))
    private val accesses = parse(File(folder, "access.json")) as JsonObject
    private val rows = errorCodes().associateBy { it.code }

    @TestFactory
    fun vectors(): List<DynamicTest> =
        folder
            .walk()
            .filter { it.extension == "json" && it.name != "access.json" }
            .sorted()
            .flatMap { file ->
                val cases = (parse(file) as JsonObject).getAsJsonArray("cases").map { it.asJsonObject }
                cases.map { case ->
                    val name = "${file.relativeTo(folder)} ${case["id"].asString}"
                    DynamicTest.dynamicTest(name) { run(case) }
                }
            }.toList()

    private fun run(case: JsonObject) {
        val kind = case["kind"].asString
        when (kind) {
            "request", "input" -> request(case)
            "response" -> response(case, case["response"].asJsonObject)
            "next-page" -> nextPage(case)
            "page-mark" -> pageMark(case)
            "error-table" -> case["rows"].asJsonArray.forEach { row(case, it.asJsonObject) }
            "transport" -> transport(case)
            "workflow" -> workflow(case)
            "machine" -> machine(case)
            "journey" -> journey(case)
            else -> error("no kind of vector $kind")
        }
    }

    private fun request(case: JsonObject) {
        val sent = either(case["error"]) { encode(case["operation"].asString, params(case), access(case["access"])) } ?: return
        val wanted = case["request"].asJsonObject
        assertEquals(wanted["method"].asString, sent.method)
        assertEquals(wanted["url"].asString, sent.url)
        val headers = wanted["headers"].asJsonArray.map { it.asJsonArray[0].asString to it.asJsonArray[1].asString }
        assertEquals(headers, sent.headers.map { it.name to it.value })
        assertEquals(body(wanted["body"]).decodeToString(), sent.body.decodeToString())
        assertEquals(body(wanted["body"]).toList(), sent.body.toList())
    }

    private fun response(
        case: JsonObject,
        answer: JsonObject,
    ) {
        val headers = answer["headers"].asJsonArray.map { Header(it.asJsonArray[0].asString, it.asJsonArray[1].asString) }
        val response = HttpResponse(answer["status"].asInt.toUShort(), headers, body(answer["body"]))
        val found =
            either(case["error"]) { decode(case["operation"].asString, params(case), access(case["access"]), response) } ?: return
        val value = Expected.fields(found)["v1"]
        if (value == null) assertNull(case["output"]) else assertNull(Expected.difference(case["output"], value))
    }

    private fun nextPage(case: JsonObject) {
        val total = case["totalCount"]?.asLong
        val start = nextStart(case["operation"].asString, params(case), case["items"].asInt.toUInt(), total, case["asked"].asInt.toUInt())
        assertEquals(case["start"]?.asLong, start?.toLong())
    }

    private fun pageMark(case: JsonObject) {
        val mark = markPage(case["asked"].asInt.toUInt(), case["first"].asString, case["remembered"]?.asString)
        assertEquals(case["mark"]?.asString, mark)
    }

    private fun row(
        case: JsonObject,
        row: JsonObject,
    ) {
        val found = rows.getValue(row["code"].asString)
        for (name in listOf("kind", "retry", "name")) {
            row[name]?.let { assertNull(Expected.difference(it, Expected.fields(found)[name])) }
        }
        val number = row["number"] ?: return
        val answer = case["response"].asJsonObject.deepCopy()
        answer.addProperty("body", body(answer["body"]).decodeToString().replace("{number}", number.asString))
        val error = JsonObject()
        for (name in listOf("code", "kind", "retry")) error.add(name, row[name])
        val one = case.deepCopy()
        one.add("error", error)
        response(one, answer)
    }

    private fun transport(case: JsonObject) {
        val failure = Failure.valueOf(case["failure"].asString.uppercase())
        val access = Access.fastdok("https://forms.example.se", ticket = "t1")
        val moment = Moment(0, ByteArray(16))
        val reads = case["reads"]?.asBoolean ?: false
        either(case["error"]) {
            val call = ServiceCall(if (reads) Operation.GetBalance else Operation.PerformAction("t", ActionKind.ActionPay, null, emptyList()))
            val session = Session()
            val outcome = Outcome.Failed(TransportFailure(failure, case["mayHaveArrived"].asBoolean, ""))
            // A read is sent again a few times before it gives up.
            var ended: Incoming
            do {
                check(call.begin(access, session, moment) is Begun.Send)
                ended = call.end(access, session, outcome, moment)
            } while (reads && ended is Incoming.Again)
            ended
        }
    }

    private fun workflow(case: JsonObject) {
        val state = case["state"]
        val event = case["event"].asString
        val (allowed, apply) =
            if (case["machine"].asString == "fastdok") {
                val form = formState(state.asJsonObject)
                Pair(formAllowed(form)) { formApply(form, actionKind(event)) }
            } else {
                val of = CaseState.valueOf(state.asString.uppercase())
                val what = CaseEvent.entries.first { it.name.replace("_", "").equals(event, ignoreCase = true) }
                Pair(caseAllowed(of)) { caseApply(of, what) }
            }
        assertNull(Expected.difference(case["allowed"], allowed))
        val found = either(case["error"]) { apply() } ?: return
        assertNull(Expected.difference(case["transition"], found))
    }

    private fun formState(state: JsonObject): FormState {
        val word = state["stage"].asString
        val stage = if (word == "Archived") Stage.Archived else Stage.Task(taskKind(word))
        val customer = Customer.valueOf((state["customer"]?.asString ?: "unknown").uppercase())
        val from = state["cameFrom"]?.asString ?: "unknown"
        return FormState(stage, customer, Origin.entries.first { it.name.replace("_", "").equals(from, ignoreCase = true) })
    }

    private fun machine(case: JsonObject) {
        val definition = expand(case["definition"])
        val text = if (definition is JsonPrimitive) definition.asString else definition.toString()
        val machine = either(case["error"]) { StateMachine.fromJson(text) } ?: return
        val findings = machine.check().map { Triple(it.code, it.severity.name.lowercase(), it.place) }
        val wanted = case["findings"].asJsonArray.map { it.asJsonObject }
        assertEquals(wanted.map { Triple(it["code"].asString, it["severity"].asString, it["place"].asString) }, findings)
        for (step in case["steps"]?.asJsonArray.orEmpty().map { it.asJsonObject }) {
            val conditions =
                step["conditions"]
                    ?.asJsonObject
                    ?.asMap()
                    .orEmpty()
                    .mapValues { it.value.asBoolean }
            val found =
                either(step["error"]) { machine.apply(step["state"].asString, step["event"].asString, conditions) } ?: continue
            assertNull(Expected.difference(step["step"], found))
        }
        // What a definition is, it still is after it was read into records.
        assertEquals(findings.size, StateMachine(machine.definition()).check().size)
    }

    private fun journey(case: JsonObject) {
        val expanded = expand(case["stored"])
        val text = if (expanded is JsonPrimitive) expanded.asString else expanded.toString()
        val name = case["journey"].asString
        val input = case["input"]?.asString
        either(case["error"]) {
            val stored = journeyLoad(name, text, Repeats.NEVER)
            assertEquals(stored, journeyLoad(name, stored, Repeats.NEVER))
            val given = if (input == "woke") JourneyInput.Woke else JourneyInput.Decided(true)
            val access = access(JsonPrimitive(if (name.startsWith("fastdok")) "fastdok" else "basic"))
            if (input != null) journeyResume(stored, access, Session(), given, Moment(0, ByteArray(16)))
        }
    }

    /** What the call gives, or null after the error that was expected. */
    private fun <T : Any> either(
        error: JsonElement?,
        call: () -> T?,
    ): T? =
        try {
            val found = call()
            assertNull(error, "this must fail, and gives $found")
            found
        } catch (e: NordcaseException) {
            if (error == null) throw e
            assertNull(Expected.difference(error.asJsonObject, e))
            null
        }

    private fun params(case: JsonObject): String = expand(case["params"]).toString()

    private fun access(named: JsonElement): Access {
        val values = if (named is JsonPrimitive) accesses[named.asString] ?: error("no access $named") else expand(named)
        return Access.fromJson(values.toString())
    }

    private fun parse(file: File): JsonElement = file.reader().use(JsonParser::parseReader)

    private fun JsonArray?.orEmpty(): JsonArray = this ?: JsonArray()

    private fun body(parts: JsonElement?): ByteArray {
        val bytes = ByteArrayOutputStream()
        val all = if (parts is JsonArray) parts.toList() else listOfNotNull(parts)
        for (part in all) {
            val hex = (part as? JsonObject)?.get("hex")?.asString
            bytes.writeBytes(hex?.chunked(2)?.map { it.toInt(16).toByte() }?.toByteArray() ?: expand(part).asString.encodeToByteArray())
        }
        return bytes.toByteArray()
    }

    private fun expand(value: JsonElement): JsonElement =
        when (value) {
            is JsonObject -> {
                val repeat = value["repeat"]?.takeIf { value.size() == 1 }?.asJsonArray
                if (repeat != null) {
                    JsonPrimitive(repeat[0].asString.repeat(repeat[1].asInt))
                } else {
                    JsonObject().also { all -> value.asMap().forEach { (name, member) -> all.add(name, expand(member)) } }
                }
            }

            is JsonArray -> {
                JsonArray().also { all -> value.forEach { all.add(expand(it)) } }
            }

            else -> {
                value
            }
        }
}

package se.nordcase

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonNull
import com.google.gson.JsonObject
import com.google.gson.JsonPrimitive
import java.lang.reflect.Modifier
import java.math.BigDecimal
import java.time.OffsetDateTime

/** Compares what the vectors expect with typed values. Gives the first difference, or null. */
internal object Expected {
    /** Where a Kotlin name is not the core's. */
    private val names = mapOf("objectType" to "type", "serviceMessage" to "message")

    fun difference(
        expected: JsonElement?,
        actual: Any?,
        place: String = "",
    ): String? {
        val wanted = expected ?: JsonNull.INSTANCE
        val unlike = { "$place: expected $wanted, found $actual" }
        return when (actual) {
            null -> if (wanted.isJsonNull) null else unlike()
            is String, is Boolean, is BigDecimal -> unlike().takeUnless { text(wanted) == plain(actual) }
            is Number, is UInt, is ULong, is UShort -> unlike().takeUnless { text(wanted) == actual.toString() }
            is Enum<*> -> unlike().takeUnless { bare(text(wanted)) == bare(actual.name) }
            is DateTime -> time(wanted, actual, unlike)
            is ByteArray -> unlike().takeUnless { wanted is JsonArray && wanted.map { it.asInt.toByte() } == actual.toList() }
            is List<*> -> list(wanted, actual, place)
            is Map<*, *> -> map(wanted, actual, place)
            else -> record(wanted, actual, place)
        }
    }

    private fun plain(value: Any): String = if (value is BigDecimal) value.toPlainString() else value.toString()

    private fun text(value: JsonElement): String? = (value as? JsonPrimitive)?.asString

    /** A name whatever its style: `verify_first`, `VERIFY_FIRST`, `verifyFirst`. */
    private fun bare(name: String?): String? = name?.replace("_", "")?.lowercase()

    private fun time(
        wanted: JsonElement,
        actual: DateTime,
        unlike: () -> String,
    ): String? {
        if (text(wanted) != actual.text) return unlike()
        val known = runCatching { OffsetDateTime.parse(actual.text).toInstant() }.getOrNull()
        return unlike().takeUnless { known == actual.instant }
    }

    private fun list(
        wanted: JsonElement,
        actual: List<*>,
        place: String,
    ): String? {
        val items = if (wanted is JsonArray) wanted.toList() else emptyList()
        if (items.size != actual.size) return "$place: expected ${items.size} items, found ${actual.size}"
        return actual.indices.firstNotNullOfOrNull { difference(items[it], actual[it], "$place/$it") }
    }

    private fun map(
        wanted: JsonElement,
        actual: Map<*, *>,
        place: String,
    ): String? {
        val members = if (wanted is JsonObject) wanted.asMap() else emptyMap()
        if (members.keys != actual.keys) return "$place: expected ${members.keys}, found ${actual.keys}"
        return members.keys.firstNotNullOfOrNull { difference(members[it], actual[it], "$place/$it") }
    }

    private fun record(
        wanted: JsonElement,
        actual: Any,
        place: String,
    ): String? {
        val fields = fields(actual)
        // A member of an enumeration: by its name, or what it holds.
        if (fields.isEmpty()) return "$place: expected $wanted, found $actual".takeUnless { bare(text(wanted)) == bare(actual.javaClass.simpleName) }
        if (fields.keys == setOf("v1")) return difference(wanted, fields.getValue("v1"), place)
        if (wanted !is JsonObject) return "$place: expected $wanted, found $actual"
        val left = wanted.asMap().toMutableMap()
        left.remove("step")?.let {
            if (bare(text(it)) != bare(actual.javaClass.simpleName)) return "$place: expected $it, found $actual"
        }
        for ((name, value) in fields) {
            val wire = names[name] ?: name
            val member = left.keys.firstOrNull { it.equals(wire, ignoreCase = true) }
            difference(member?.let(left::remove), value, "$place/$name")?.let { return it }
        }
        return left.entries.firstOrNull { !it.value.isJsonNull && it.value != JsonObject() }?.let { "$place: nothing has ${it.key}" }
    }

    fun fields(record: Any): Map<String, Any?> =
        record.javaClass.declaredFields
            .filterNot { Modifier.isStatic(it.modifiers) || it.isSynthetic }
            .onEach { it.isAccessible = true }
            .associate { it.name to it.get(record) }

    /** The expected error and the one that was thrown. */
    fun difference(
        expected: JsonObject,
        thrown: NordcaseException,
    ): String? {
        val details = fields(thrown).getValue("details") ?: error("an error without details")
        val members = fields(details).mapKeys { (name, _) -> (names[name] ?: name).lowercase() }
        for ((name, wanted) in expected.asMap()) {
            val found =
                when (name) {
                    "kind" -> thrown.javaClass.simpleName
                    "code" -> thrown.code
                    "retry" -> thrown.retry
                    else -> members[name.lowercase()]
                }
            val difference =
                if (name ==
                    "kind"
                ) {
                    "kind: $wanted, $found".takeUnless { bare(wanted.asString) == bare(found as String) }
                } else {
                    difference(wanted, found, name)
                }
            difference?.let { return "$it in $thrown" }
        }
        return null
    }
}

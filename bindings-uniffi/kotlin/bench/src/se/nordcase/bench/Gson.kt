package se.nordcase.bench

import com.google.gson.Gson
import com.google.gson.TypeAdapter
import com.google.gson.annotations.SerializedName
import com.google.gson.stream.JsonReader
import com.google.gson.stream.JsonToken
import com.google.gson.stream.JsonWriter
import java.time.Instant

/** A page of tasks as somebody would read it with Gson: the same members, of the same types. */
internal class GsonTasks(
    @SerializedName("TotalCount") val totalCount: Long,
    @SerializedName("Data") val data: List<GsonTask>,
)

internal class GsonTask(
    @SerializedName("Id") val id: String,
    @SerializedName("ReferenceId") val referenceId: String?,
    @SerializedName("Name") val name: String?,
    @SerializedName("Description") val description: String?,
    @SerializedName("Status") val status: String?,
    @SerializedName("CreatedDate") val createdDate: Instant?,
    @SerializedName("CompletedDate") val completedDate: Instant?,
    @SerializedName("CompletedBy") val completedBy: String?,
    @SerializedName("CompletedByUserId") val completedByUserId: String?,
    @SerializedName("InstanceName") val instanceName: String?,
    @SerializedName("InstanceId") val instanceId: String?,
    @SerializedName("ApplicationName") val applicationName: String?,
    @SerializedName("Locked") val locked: Boolean?,
    @SerializedName("PerformPermission") val performPermission: Boolean?,
)

internal fun gsonTasks(body: ByteArray): GsonTasks = gson.fromJson(body.decodeToString(), GsonTasks::class.java)

private val gson: Gson = Gson().newBuilder().registerTypeAdapter(Instant::class.java, Instants).create()

private object Instants : TypeAdapter<Instant?>() {
    override fun read(from: JsonReader): Instant? {
        if (from.peek() == JsonToken.NULL) return null.also { from.nextNull() }
        return Instant.parse(from.nextString())
    }

    override fun write(
        to: JsonWriter,
        value: Instant?,
    ) {
        to.value(value?.toString())
    }
}

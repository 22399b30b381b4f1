import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import se.nordcase.CaseAgency
import se.nordcase.EntryProperty
import se.nordcase.FastDok
import se.nordcase.NordcaseException
import se.nordcase.ObjectEntry
import se.nordcase.Sandbox
import se.nordcase.Service
import se.nordcase.code

/** A program that is shrunk and renamed by ProGuard, with the rules in the jar alone. It uses what the native library gives and takes. */
object Pay {
    @JvmStatic
    fun main(arguments: Array<String>): Unit =
        runBlocking {
            val sandbox = Sandbox()
            val key = "7b1f6a52-0c3e-4f8b-9d21-5a60c1e2d3f4"
            val fastDok = FastDok(key, "asa.oberg@bjorken.example", "Björk&Löv+2026", FastDok.DEVELOPMENT, sandbox)
            val entries =
                listOf(
                    ObjectEntry("Kund", properties = listOf(EntryProperty("Namn", "Åsa Öberg"))),
                    ObjectEntry("Blankett", templateId = "12B.2"),
                )
            sandbox.addFault("fastdok.perform_action", "answer_lost", nth = 2)
            val started = fastDok.startCase(entries).await()
            val paid = fastDok.payCase(started.caseId).await { checkNotNull(it.balance).signum() > 0 }
            val cases = CaseAgency("SKDEN", "sandkasse-2681", transport = sandbox).cases(Service("2681", 1)).toList()
            val refused =
                try {
                    fastDok.getTask("../Domains")
                    "nothing"
                } catch (e: NordcaseException) {
                    e.code
                }
            println("${paid.outcome}, ${fastDok.tasks().toList().size} tasks, ${cases.size} cases, $refused")
        }
}

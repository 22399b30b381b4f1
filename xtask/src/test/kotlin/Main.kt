import kotlinx.coroutines.runBlocking
import se.nordcase.FastDok
import se.nordcase.Sandbox

fun main(): Unit =
    runBlocking {
        val key = "7b1f6a52-0c3e-4f8b-9d21-5a60c1e2d3f4"
        val fastDok = FastDok(key, "asa.oberg@bjorken.example", "Björk&Löv+2026", FastDok.DEVELOPMENT, Sandbox())
        println("${fastDok.getBalance().balance} SEK")
    }

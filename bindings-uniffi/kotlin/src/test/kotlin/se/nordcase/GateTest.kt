package se.nordcase

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration

/** FAULTS 1.3 and 1.4: many at once on a new client sign in once, and a wrong password leaves once. */
class GateTest {
    private val sandbox = Sandbox()

    /** The services behind a network that takes its time, so that all who may send at once do. */
    private class Far(
        private val services: Transport,
    ) : Transport {
        val signIns = AtomicInteger()
        val requests = AtomicInteger()

        private suspend fun travel(request: HttpRequest) {
            requests.incrementAndGet()
            if (request.url.endsWith("/authenticate", ignoreCase = true)) signIns.incrementAndGet()
            delay(20)
        }

        override suspend fun send(
            request: HttpRequest,
            maxAnswerBytes: Long,
        ): HttpResponse = travel(request).let { services.send(request, maxAnswerBytes) }

        override suspend fun open(
            request: HttpRequest,
            maxAnswerBytes: Long,
        ): StreamedResponse = travel(request).let { services.open(request, maxAnswerBytes) }

        override fun now() = services.now()

        override suspend fun pause(duration: Duration) = services.pause(duration)
    }

    private val far = Far(sandbox)

    /** So many at once, on all threads there are: what each gave. */
    private suspend fun <T> atOnce(
        many: Int,
        job: suspend (Int) -> T,
    ): List<Result<T>> = withContext(Dispatchers.Default) { coroutineScope { List(many) { async { runCatching { job(it) } } }.awaitAll() } }

    private fun assertSameError(
        code: String,
        found: List<Result<*>>,
    ) {
        val errors = found.map { it.exceptionOrNull() as NordcaseException }
        assertEquals(setOf(code), errors.map { it.code }.toSet())
        assertEquals(setOf(Retry.NEVER), errors.map { it.retry }.toSet())
        // The same words: what the service said reaches each of them, and no secret does.
        val words =
            errors.map {
                when (it) {
                    is NordcaseException.Journey -> it.details.message
                    is NordcaseException.Service -> it.details.serviceMessage
                    else -> it.message
                }
            }
        assertEquals(1, words.toSet().size, "${words.toSet()}")
        assertTrue(errors.none { "hunter2" in it.stackTraceToString() })
    }

    @Test
    fun `1_3 two hundred calls with the right password`(): Unit =
        runBlocking {
            val fastDok = fastDok(far)
            assertEquals(200, atOnce(200) { fastDok.getBalance() }.count { it.isSuccess })
            assertEquals(1, far.signIns.get())
            assertEquals(201, far.requests.get())
        }

    @Test
    fun `1_3 two hundred calls and lists with a wrong password`(): Unit =
        runBlocking {
            val fastDok = fastDok(far, password = "hunter2-wrong")
            val found = atOnce(200) { if (it % 2 == 0) fastDok.getBalance() else fastDok.tasks().toList() }
            assertSameError("fastdok.sign_in_failed", found)
            assertEquals(1, far.requests.get())
            // Nor later.
            assertSameError("fastdok.sign_in_failed", atOnce(5) { fastDok.authenticate() })
            assertEquals(1, far.requests.get())
        }

    @ParameterizedTest
    @EnumSource(Binding::class, names = ["BASIC", "WS"])
    fun `1_3 two hundred calls and lists of Altinn`(binding: Binding): Unit =
        runBlocking {
            val agency = caseAgency(far, binding)
            assertEquals(200, atOnce(200) { if (it % 2 == 0) agency.test() else agency.getCaseList(konkursbo) }.count { it.isSuccess })
            assertEquals(200, far.requests.get())
        }

    @ParameterizedTest
    @EnumSource(Binding::class, names = ["BASIC", "WS"])
    fun `1_3 two hundred calls and lists of Altinn with a wrong password`(binding: Binding): Unit =
        runBlocking {
            val agency = caseAgency(far, binding, password = "hunter2-wrong")
            val found = atOnce(200) { if (it % 2 == 0) agency.case(1001) else agency.getCaseList(konkursbo) }
            assertEquals(1, found.map { (it.exceptionOrNull() as NordcaseException).code }.toSet().size)
            assertSameError((found[0].exceptionOrNull() as NordcaseException).code, found)
            assertEquals(1, far.requests.get())
        }

    @Test
    fun `1_4 twenty-five journeys with the right password`(): Unit =
        runBlocking {
            val fastDok = fastDok(far)
            val started = atOnce(25) { fastDok.startCase(listOf(ObjectEntry("Blankett", templateId = "12B.2"))).await() }
            assertEquals(25, started.map { it.getOrThrow().caseId }.toSet().size)
            assertEquals(1, far.signIns.get())
        }

    @Test
    fun `1_4 twenty-five journeys with a wrong password`(): Unit =
        runBlocking {
            val fastDok = fastDok(far, password = "hunter2-wrong")
            val found = atOnce(25) { if (it % 2 == 0) fastDok.startCase(entries).await() else fastDok.payCase("c$it").await { true } }
            assertSameError("fastdok.sign_in_failed", found)
            assertEquals(1, far.requests.get())
        }

    @ParameterizedTest
    @EnumSource(Binding::class, names = ["BASIC", "WS"])
    fun `1_4 twenty-five journeys of Altinn`(binding: Binding): Unit =
        runBlocking {
            val agency = caseAgency(far, binding)
            val found = atOnce(25) { agency.createCase(konkursbo, REPORTEE).await().caseId }
            assertEquals(25, found.map { it.getOrThrow() }.toSet().size)

            val wrong = Far(sandbox)
            val refused = caseAgency(wrong, binding, password = "hunter2-wrong")
            val jobs =
                atOnce(25) {
                    if (it % 2 == 0) {
                        refused.createCase(konkursbo, REPORTEE).await()
                    } else {
                        refused.placeNotice("12", caseId = 1001).await()
                    }
                }
            assertSameError((jobs[0].exceptionOrNull() as NordcaseException).code, jobs)
            assertEquals(1, wrong.requests.get())
        }

    @Test
    fun `1_3 calls and journeys beside each other`(): Unit =
        runBlocking {
            val fastDok = fastDok(far, password = "hunter2-wrong")
            val found =
                atOnce(60) {
                    when (it % 3) {
                        0 -> fastDok.getBalance()
                        1 -> fastDok.startCase(entries).await()
                        else -> fastDok.tasks().toList()
                    }
                }
            assertSameError("fastdok.sign_in_failed", found)
            assertEquals(1, far.requests.get())
        }

    @Test
    fun `1_3 who is cancelled while he signs in holds nobody up`(): Unit =
        runBlocking {
            val fastDok = fastDok(far)
            val first = launch { fastDok.getBalance() }
            while (far.requests.get() == 0) delay(1)
            val others = async { atOnce(10) { fastDok.getBalance() } }
            first.cancelAndJoin()
            assertEquals(10, others.await().count { it.isSuccess })
        }
}

package se.nordcase

import java.util.concurrent.ConcurrentHashMap
import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes

/**
 * Which journey has which case for its own.
 *
 * A journey whose call to start or create a case got no answer looks for the case. Two such journeys with the same contents must not take the same one: the
 * first that claims it has it. What no claims can know is a program outside that starts the same contents.
 */
public fun interface Claims {
    /**
     * Says which cases are free: those that nobody has claimed, or this owner has.
     *
     * @param owner Names a journey, also when it is resumed.
     * @param caseIds The cases that could be its own, the best first.
     * @param take Whether the first free one is now claimed by the owner, for ever: finding and noting it is one step, which no other claim comes between.
     * @return With [take] the one that was claimed, without it all that are free, in order; empty if others have all of them.
     */
    public suspend fun claim(
        owner: String,
        caseIds: List<String>,
        take: Boolean,
    ): List<String>
}

/** The claims of one process, in memory. Share one among clients of the same service. */
public class MemoryClaims : Claims {
    private val owners = ConcurrentHashMap<String, String>()

    override suspend fun claim(
        owner: String,
        caseIds: List<String>,
        take: Boolean,
    ): List<String> =
        if (take) {
            listOfNotNull(caseIds.firstOrNull { (owners.putIfAbsent(it, owner) ?: owner) == owner })
        } else {
            caseIds.filter { owners[it] in setOf(null, owner) }
        }
}

/** What the journeys of one client have claimed, wherever else they claim: two that are kept in two places never take the same case. */
internal class OwnClaims {
    private val own = MemoryClaims()

    /** Asks [others] for what is nobody else's here, and has the last word. */
    fun of(others: Claims): Claims =
        Claims { owner, caseIds, take ->
            while (true) {
                val ours = own.claim(owner, caseIds, false)
                if (ours.isEmpty()) return@Claims ours
                val free = others.claim(owner, ours, take).toList()
                if (!ours.containsAll(free)) {
                    throw inputError("input.journey_not_stored", "claims", "gave a case that they were not asked for, so no case was taken")
                }
                // One that another journey of the client has taken meanwhile is not asked for again.
                if (!take || free.isEmpty()) return@Claims free
                own.claim(owner, free.take(1), true).ifEmpty { null }?.let { return@Claims it }
            }
            error("unreachable")
        }
}

/** The settle bound unless another is set: gateways wait for 20 to 240 seconds. */
public val SETTLE: Duration = 4.minutes

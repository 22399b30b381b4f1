package se.nordcase

/** A request that was stored and told: it is made anew, and sent, if the same text still leads to it. */
internal class Ready(
    val from: String,
    val stored: String,
    val step: Step.Send,
)

/** The requests that grew old, one after the other, while they were stored and told. */
internal class Aged {
    private var count = 0
    private var stored: Step.Send? = null

    /** What was ready is not any more: it needs a sign-in first. */
    fun note(
        ready: Ready,
        step: Step,
    ) {
        if (!ready.step.gated && isSignIn(step) && ++count > 1) stored = ready.step
    }

    /**
     * Whether this is not stored and told again: a sign-in, and then the request that it is for, which stands stored already. Who takes longer than a ticket
     * lives would never get further.
     */
    fun covers(step: Step): Boolean {
        val old = stored ?: return false
        return isSignIn(step) || (step is Step.Send && step.operation == old.operation && step.label == old.label && step.changes == old.changes)
    }

    fun forget() {
        stored = null
    }

    /** Something else than a sign-in was sent. */
    fun end() {
        count = 0
        stored = null
    }

    private fun isSignIn(step: Step) = step is Step.Send && step.gated && !step.changes
}

package se.nordcase

/** The stable code, one of [errorCodes]: what programs decide by, with [retry]. */
public val NordcaseException.code: String
    get() =
        when (this) {
            is NordcaseException.Input -> code
            is NordcaseException.Transport -> code
            is NordcaseException.Parse -> code
            is NordcaseException.Service -> code
            is NordcaseException.Transition -> code
            is NordcaseException.Journey -> code
        }

/** Whether the same call may be sent again. */
public val NordcaseException.retry: Retry
    get() =
        when (this) {
            is NordcaseException.Input -> retry
            is NordcaseException.Transport -> retry
            is NordcaseException.Parse -> retry
            is NordcaseException.Service -> retry
            is NordcaseException.Transition -> retry
            is NordcaseException.Journey -> retry
        }

/** What it means, in English. */
public val NordcaseException.explanation: String
    get() =
        when (this) {
            is NordcaseException.Input -> explanation
            is NordcaseException.Transport -> explanation
            is NordcaseException.Parse -> explanation
            is NordcaseException.Service -> explanation
            is NordcaseException.Transition -> explanation
            is NordcaseException.Journey -> explanation
        }

/** What to do about it, in English. */
public val NordcaseException.whatToDo: String
    get() =
        when (this) {
            is NordcaseException.Input -> whatToDo
            is NordcaseException.Transport -> whatToDo
            is NordcaseException.Parse -> whatToDo
            is NordcaseException.Service -> whatToDo
            is NordcaseException.Transition -> whatToDo
            is NordcaseException.Journey -> whatToDo
        }

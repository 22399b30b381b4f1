package se.nordcase

/** What the core calls as the services do or by its journeys, and how it is called here. */
private val names =
    mapOf(
        "externalServiceCode" to "service.code",
        "ExternalServiceCode" to "service.code",
        "externalServiceEditionCode" to "service.edition",
        "ExternalServiceEditionCode" to "service.edition",
        "caseID" to "caseId",
        "CaseID" to "caseId",
        "languageID" to "language",
        "visibleDateTime" to "visible",
        "dueDate" to "due",
        "Event" to "event",
        "reporteeElementID" to "reporteeElementId",
        "ReporteeElementID" to "reporteeElementId",
        "NoticeTemplateID" to "noticeTemplateId",
        "NoticeTokens" to "tokens",
        "noticeTokens" to "tokens",
        "TokenKey" to "tokenKey",
        "TokenValue" to "tokenValue",
        "systemUserName" to "systemUser",
        "systemPassword" to "password",
    )

/** The journeys stand in sentences, where the words above may be words of the language. */
private val journeys =
    mapOf(
        "StartCase" to "startCase",
        "PayCase" to "payCase",
        "CancelPayment" to "cancelPayment",
        "CompleteCase" to "completeCase",
        "CreateCase" to "createCase",
        "SendEvent" to "sendEvent",
        "PlaceNotice" to "placeNotice",
    )

private val word = Regex("[A-Za-z]+")

/** A field, or a rule about fields. */
private fun String.asCalledHere(): String = word.replace(this) { names[it.value] ?: journeys[it.value] ?: it.value }

/** A sentence. Of the fields only those are named whose name is no word: `caseID`, not `Event`. */
private fun String.asSaidHere(): String =
    word.replace(this) {
        val field = names[it.value].takeIf { _ -> it.value.drop(1).any(Char::isUpperCase) }
        journeys[it.value] ?: field ?: it.value
    }

/** The error in this package's words. */
internal fun NordcaseException.named(): NordcaseException {
    val named =
        when (this) {
            is NordcaseException.Input -> {
                val field = details.field.asCalledHere()
                // A service is one value here: either it is missing, or the case.
                val called = if (code == "input.case_or_service") field.removeSuffix(".code") else field
                val said = InputDetails(called, details.rule.asCalledHere())
                NordcaseException.Input(code, retry, explanation.asSaidHere(), whatToDo.asSaidHere(), said)
            }

            is NordcaseException.Journey -> {
                val said =
                    details.copy(
                        known = details.known.map { it.asSaidHere() },
                        unknown = details.unknown.map { it.asSaidHere() },
                        safeNext = details.safeNext.asSaidHere(),
                        message = details.message?.let { if (details.code == FailureCode.INPUT) it.asCalledHere() else it },
                    )
                NordcaseException.Journey(code, retry, explanation.asSaidHere(), whatToDo.asSaidHere(), said)
            }

            else -> {
                return this
            }
        }
    named.stackTrace = stackTrace
    return named
}

/** What the work gives; its errors in this package's words. */
internal inline fun <T> named(work: () -> T): T =
    try {
        work()
    } catch (e: NordcaseException) {
        throw e.named()
    }

/** An error of a value that the caller gave, which the core has a code for but does not make. */
internal fun inputError(
    code: String,
    field: String,
    rule: String,
): NordcaseException {
    val row = errorCodes().first { it.code == code }
    return NordcaseException.Input(code, row.retry, row.explanation, row.whatToDo, InputDetails(field, rule))
}

/** An error of the network that the core does not make. Whether a request was out before it nobody knows. */
internal fun networkError(reason: String): NordcaseException {
    val row = errorCodes().first { it.code == "transport.network" }
    return NordcaseException.Transport(row.code, row.retry, row.explanation, row.whatToDo, TransportFailure(Failure.NETWORK, true, reason))
}

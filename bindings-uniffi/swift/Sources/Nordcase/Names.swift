/// What the core names as the services or its journeys do, and what it is called here.
private let fields = [
    "externalservicecode": "service.code",
    "externalserviceeditioncode": "service.edition",
    "caseid": "caseId",
    "languageid": "language",
    "reporteenumber": "reportee",
    "visibledatetime": "visible",
    "duedate": "due",
    "event": "event",
    "reporteeelementid": "reporteeElementId",
    "noticetemplateid": "template",
    "noticetokens": "tokens",
    "tokenkey": "tokenKey",
    "tokenvalue": "tokenValue",
    "systemusername": "systemUser",
    "systempassword": "password",
]

private let journeys = [
    "StartCase": "startCase",
    "PayCase": "payCase",
    "CancelPayment": "cancelPayment",
    "CompleteCase": "completeCase",
    "CreateCase": "createCase",
    "SendEvent": "sendEvent",
    "PlaceNotice": "placeNotice",
]

extension String {
    /// A field, or a rule about fields.
    fileprivate var asWrittenHere: String { replacingWords { fields[$0.lowercased()] ?? journeys[$0] } }

    /// A sentence: of the fields only those whose name is no word, as `caseID`.
    fileprivate var asSaidHere: String {
        replacingWords { word in
            let isField = word.dropFirst().contains { $0.isUppercase }
            return journeys[word] ?? (isField ? fields[word.lowercased()] : nil)
        }
    }

    private func replacingWords(_ name: (String) -> String?) -> String {
        var (text, word) = ("", "")
        func end() {
            text += name(word) ?? word
            word = ""
        }
        for letter in self {
            if letter.isASCII && letter.isLetter {
                word.append(letter)
            } else {
                end()
                text.append(letter)
            }
        }
        end()
        return text
    }
}

extension NordcaseError {
    /// The same, in this package's words.
    var named: NordcaseError {
        switch self {
        case .Input(let code, let retry, let explanation, let whatToDo, let details):
            var (field, rule) = (details.field, details.rule)
            // A rule about one of the values says first which one.
            let parts = rule.components(separatedBy: ": ")
            if ["params", "access"].contains(field), parts.count > 1, !parts[0].contains(" ") {
                (field, rule) = (parts[0], parts[1...].joined(separator: ": "))
            }
            let named = InputDetails(field: field.asWrittenHere, rule: rule.asWrittenHere)
            return .Input(
                code: code, retry: retry, explanation: explanation.asSaidHere, whatToDo: whatToDo.asSaidHere,
                details: named)
        case .Journey(let code, let retry, let explanation, let whatToDo, let report):
            let isInput = report.code == .input
            let named = FailureReport(
                code: report.code, facts: report.facts, known: report.known.map(\.asSaidHere),
                unknown: report.unknown.map(\.asSaidHere), safeNext: report.safeNext.asSaidHere, retry: report.retry,
                errorCode: report.errorCode, message: isInput ? report.message?.asWrittenHere : report.message)
            return .Journey(
                code: code, retry: retry, explanation: explanation.asSaidHere, whatToDo: whatToDo.asSaidHere,
                details: named)
        default: return self
        }
    }

    /// The same, where one value has another name.
    func naming(_ field: String, _ name: String) -> NordcaseError {
        guard case .Input(let code, let retry, let explanation, let whatToDo, let details) = self,
            details.field == field
        else {
            return self
        }
        return .Input(
            code: code, retry: retry, explanation: explanation, whatToDo: whatToDo,
            details: InputDetails(field: name, rule: details.rule))
    }

    /// An error of a value that the caller gave, which the core has a code for but does not make.
    static func input(_ code: String, _ field: String, _ rule: String) -> NordcaseError {
        let row = nordcaseErrorCodes().first { $0.code == code }
        return .Input(
            code: code, retry: row?.retry ?? .never, explanation: row?.explanation ?? "",
            whatToDo: row?.whatToDo ?? "", details: InputDetails(field: field, rule: rule))
    }
}

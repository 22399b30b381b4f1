import Foundation

extension NordcaseError {
    /// The stable code, one of ``nordcaseErrorCodes()``; of a journey also its own reason, as `journey.declined`.
    public var code: String { common.code }

    /// Whether the same call may be sent again.
    public var retry: RetryAdvice { common.retry }

    /// What it means, in English.
    public var explanation: String { common.explanation }

    /// What to do about it, in English.
    public var whatToDo: String { common.whatToDo }

    private var common: (code: String, retry: RetryAdvice, explanation: String, whatToDo: String) {
        switch self {
        case .Input(let code, let retry, let explanation, let whatToDo, _),
            .Transport(let code, let retry, let explanation, let whatToDo, _),
            .Parse(let code, let retry, let explanation, let whatToDo, _),
            .Service(let code, let retry, let explanation, let whatToDo, _),
            .Transition(let code, let retry, let explanation, let whatToDo, _),
            .Journey(let code, let retry, let explanation, let whatToDo, _):
            return (code, retry, explanation, whatToDo)
        }
    }
}

extension NordcaseError: LocalizedError {
    /// Code, meaning and advice, in English, with no secret.
    public var errorDescription: String? { description }

    /// What it means.
    public var failureReason: String? { explanation }

    /// What to do about it.
    public var recoverySuggestion: String? { whatToDo }
}

extension NordcaseError: CustomStringConvertible {
    /// Code, meaning and advice, in English, with no secret; also which value cannot be sent, or how the connection failed.
    public var description: String {
        switch self {
        case .Input(_, _, _, _, let details): "\(code): \(details.field) \(details.rule). \(explanation) \(whatToDo)"
        case .Transport(_, _, _, _, let details): "\(code): \(explanation) \(whatToDo) (\(details.reason))"
        case .Journey(_, _, _, _, let report) where explanation.isEmpty:
            "\(code): \(report.message.map { "\($0). " } ?? "")\(whatToDo)"
        default: "\(code): \(explanation) \(whatToDo)"
        }
    }
}

extension SandboxError: LocalizedError {
    /// What is wrong with the command.
    public var errorDescription: String? {
        switch self {
        case .Refused(let code, let reason): "\(code): \(reason)"
        }
    }
}

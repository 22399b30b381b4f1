//! The core's errors as the exceptions of other languages.

use std::fmt;

use nordcase::Error;
use nordcase::error::{Api, Kind, Retry, SoapFault, TransportError as TransportFailure};
use nordcase::journey::FailureReport;

/// Everything that can go wrong.
///
/// Programs decide by `code` and `retry`; people read `explanation` and `whatToDo`. No member contains a secret.
#[derive(Debug, uniffi::Error)]
pub enum NordcaseError {
    /// The caller's value can't be sent; nothing was.
    Input {
        /// The stable code, one of `errorCodes()`.
        code: String,
        /// Whether the same call may be sent again.
        retry: Retry,
        /// What it means, in English.
        explanation: String,
        /// What to do about it, in English.
        what_to_do: String,
        /// Which field, which rule.
        details: InputDetails,
    },
    /// No usable answer came.
    Transport {
        /// The stable code, one of `errorCodes()`.
        code: String,
        /// Whether the same call may be sent again.
        retry: Retry,
        /// What it means, in English.
        explanation: String,
        /// What to do about it, in English.
        what_to_do: String,
        /// How the HTTP client failed.
        details: TransportFailure,
    },
    /// The answer can't be read.
    Parse {
        /// The stable code, one of `errorCodes()`.
        code: String,
        /// Whether the same call may be sent again.
        retry: Retry,
        /// What it means, in English.
        explanation: String,
        /// What to do about it, in English.
        what_to_do: String,
        /// Where, and why.
        details: ParseDetails,
    },
    /// The service said no.
    Service {
        /// The stable code, one of `errorCodes()`.
        code: String,
        /// Whether the same call may be sent again.
        retry: Retry,
        /// What it means, in English.
        explanation: String,
        /// What to do about it, in English.
        what_to_do: String,
        /// What the service said.
        details: ServiceDetails,
    },
    /// The workflow forbids it.
    Transition {
        /// The stable code, one of `errorCodes()`.
        code: String,
        /// Whether the same call may be sent again.
        retry: Retry,
        /// What it means, in English.
        explanation: String,
        /// What to do about it, in English.
        what_to_do: String,
        /// The state, the event, and what is allowed.
        details: TransitionDetails,
    },
    /// A journey ended without a receipt.
    Journey {
        /// The code of the error behind it, one of `errorCodes()`; or the journey's own reason, as `declined`.
        code: String,
        /// Whether the journey may be begun again. A journey looks before it acts, so this is never `Safe`.
        retry: Retry,
        /// What is certain, in sentences.
        explanation: String,
        /// What is safe to do next.
        what_to_do: String,
        /// What is known and what is not.
        details: FailureReport,
    },
}

/// A value that can't be sent.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct InputDetails {
    /// The field, by the name the API gives it, as `reporteeNumber` or `tokens[2].TokenKey`.
    pub field: String,
    /// The rule it breaks. Never contains the value.
    pub rule: String,
}

/// An answer that can't be read: where, why, and a bounded excerpt.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct ParseDetails {
    /// A JSON pointer (`/Data/3/Id`) or a path of elements (`Envelope/Body/…`); empty for the whole.
    pub place: String,
    /// What was expected and what was found.
    pub reason: String,
    /// A few characters of the answer from there on, control characters replaced, secrets masked.
    pub excerpt: String,
    /// The HTTP status of the answer.
    pub status: u16,
}

/// A refusal by the service.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct ServiceDetails {
    /// Which service.
    pub api: Api,
    /// The HTTP status.
    pub status: u16,
    /// The service's own words, as it wrote them.
    pub service_message: Option<String>,
    /// FastDok's `errorCode`. Inferred from the vendor's own client; its values are unknown.
    pub error_code: Option<String>,
    /// What the service's support asks for: FastDok's `errorLogId`, Altinn's `ErrorGuid`.
    pub support_id: Option<String>,
    /// FastDok: the task named in the refusal, if any.
    pub task_id: Option<String>,
    /// Altinn: the fault as it came.
    pub fault: Option<SoapFault>,
    /// What came instead of the service's own format (an HTML page), cut, secrets masked.
    pub excerpt: Option<String>,
}

/// An event that the workflow does not allow in this state.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct TransitionDetails {
    /// The state.
    pub state: String,
    /// The event.
    pub event: String,
    /// The events allowed in that state.
    pub allowed: Vec<String>,
    /// What is in the way, in a sentence.
    pub reason: String,
}

/// Whether the same call may be sent again.
#[uniffi::remote(Enum)]
pub enum Retry {
    /// Sending it again cannot help, or does harm (a locked account).
    Never,
    /// Nothing was applied; sending it again, later, is safe.
    Safe,
    /// It may have been applied: read the state first, then decide.
    VerifyFirst,
}

/// Which of the two services.
#[uniffi::remote(Enum)]
pub enum Api {
    /// Fastighetsägarna Dokument.
    FastDok,
    /// Altinn II CaseAgencySystem.
    Altinn,
}

/// The kinds of errors that have a code.
#[uniffi::remote(Enum)]
pub enum Kind {
    /// The caller's value can't be sent.
    Input,
    /// No usable answer came.
    Transport,
    /// The answer can't be read.
    Parse,
    /// The service said no.
    Service,
    /// The workflow forbids it.
    Transition,
}

/// A SOAP fault of version 1.1 or 1.2, with the members of `AltinnFault` if it has one. Every member may be missing.
#[uniffi::remote(Record)]
pub struct SoapFault {
    /// Local name of the fault code (`Client`, `Sender`, `ActionNotSupported`); the innermost subcode where there is one.
    pub fault_code: Option<String>,
    /// `faultstring` or `Reason/Text`. Never decide by it: the service misspells it differently from fault to fault (verified).
    pub reason: Option<String>,
    /// Whether there was an `AltinnFault`.
    pub has_altinn_fault: bool,
    /// `ErrorID`.
    pub error_id: Option<i32>,
    /// `AltinnErrorMessage`.
    pub error_message: Option<String>,
    /// `AltinnExtendedErrorMessage`.
    pub extended_error_message: Option<String>,
    /// `AltinnLocalizedErrorMessage`.
    pub localized_error_message: Option<String>,
    /// `ErrorGuid`: what Altinn's support asks for, with the time and the system user's name.
    pub error_guid: Option<String>,
    /// `UserGuid`.
    pub user_guid: Option<String>,
    /// `UserId`.
    pub user_id: Option<String>,
}

/// One row of the table of error codes.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct ErrorCode {
    /// The stable code, as `fastdok.refused` or `altinn.60014`.
    pub code: String,
    /// Its kind.
    pub kind: Kind,
    /// Whether the same call may be sent again. For transport failures: when the request may have arrived.
    pub retry: Retry,
    /// What it means, in English.
    pub explanation: String,
    /// What to do about it, in English.
    pub what_to_do: String,
    /// Altinn's name of the code, where it has one.
    pub name: Option<String>,
    /// What it means, in Bokmål (Altinn's 600xx codes).
    pub bokmal: Option<String>,
    /// What it means, in Nynorsk (Altinn's 600xx codes).
    pub nynorsk: Option<String>,
}

/// The table of all error codes. A code never changes its meaning; later releases may add some.
#[uniffi::export]
pub fn error_codes() -> Vec<ErrorCode> {
    nordcase::error_codes()
        .into_iter()
        .map(|row| ErrorCode {
            code: row.code.into_owned(),
            kind: row.kind,
            retry: row.retry,
            explanation: row.explanation.into_owned(),
            what_to_do: row.what_to_do.into_owned(),
            name: row.name.map(str::to_owned),
            bokmal: row.bokmal.map(str::to_owned),
            nynorsk: row.nynorsk.map(str::to_owned),
        })
        .collect()
}

impl From<Error> for NordcaseError {
    fn from(error: Error) -> Self {
        let code = error.code().to_owned();
        let retry = error.retry();
        let explanation = error.explanation().into_owned();
        let what_to_do = error.what_to_do().into_owned();
        match error {
            Error::Input(error) => {
                let details = InputDetails { field: error.field.into_owned(), rule: error.rule.into_owned() };
                Self::Input { code, retry, explanation, what_to_do, details }
            }
            Error::Transport(details) => Self::Transport { code, retry, explanation, what_to_do, details: *details },
            Error::Parse(error) => {
                let details = ParseDetails {
                    place: error.place,
                    reason: error.reason,
                    excerpt: error.excerpt,
                    status: error.status,
                };
                Self::Parse { code, retry, explanation, what_to_do, details }
            }
            Error::Service(error) => {
                let details = ServiceDetails {
                    api: error.api,
                    status: error.status,
                    service_message: error.message,
                    error_code: error.error_code,
                    support_id: error.support_id,
                    task_id: error.task_id,
                    fault: error.fault,
                    excerpt: error.excerpt,
                };
                Self::Service { code, retry, explanation, what_to_do, details }
            }
            Error::Transition(error) => {
                let details = TransitionDetails {
                    state: error.state,
                    event: error.event,
                    allowed: error.allowed,
                    reason: error.reason,
                };
                Self::Transition { code, retry, explanation, what_to_do, details }
            }
            // The core's enum may grow; until this crate knows the new kind, it is what cannot be judged.
            error => Self::unreadable(error.to_string()),
        }
    }
}

impl NordcaseError {
    /// What this crate cannot read of the core's own values. The tests run all vectors to see that there is nothing like that.
    pub(crate) fn unreadable(reason: impl fmt::Display) -> Self {
        let details =
            ParseDetails { place: String::new(), reason: reason.to_string(), excerpt: String::new(), status: 0 };
        Self::Parse {
            code: "parse.missing".to_owned(),
            retry: Retry::VerifyFirst,
            explanation: "This release cannot read a value of its own core.".to_owned(),
            what_to_do: "Report it as a fault of the library.".to_owned(),
            details,
        }
    }
}

impl fmt::Display for NordcaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Input { code, explanation, .. }
        | Self::Transport { code, explanation, .. }
        | Self::Parse { code, explanation, .. }
        | Self::Service { code, explanation, .. }
        | Self::Transition { code, explanation, .. }
        | Self::Journey { code, explanation, .. }) = self;
        write!(f, "{code}: {explanation}")
    }
}

impl std::error::Error for NordcaseError {}

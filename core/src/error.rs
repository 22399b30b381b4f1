//! One error type, five kinds, a table of stable codes.
//!
//! | kind | means | made by |
//! | --- | --- | --- |
//! | [`Error::Input`] | the caller's value can't be sent | the core, before anything is sent |
//! | [`Error::Transport`] | no usable answer came | the host |
//! | [`Error::Parse`] | the answer can't be read | the core |
//! | [`Error::Service`] | the service said no | the core; making it never fails |
//! | [`Error::Transition`] | the workflow forbids it | the core |
//!
//! Programs decide by [`Error::code`] and [`Error::retry`]; people read [`Error::explanation`] and [`Error::what_to_do`].

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

pub(crate) mod codes;
mod echo;
mod table;
pub use table::{ErrorCode, Kind, Retry};

use crate::limits::EXCERPT_CHARS;
use crate::secret::Secret;

/// Everything that can go wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The caller's value can't be sent.
    Input(Box<InputError>),
    /// No usable answer came.
    Transport(Box<TransportError>),
    /// The answer can't be read.
    Parse(Box<ParseError>),
    /// The service said no.
    Service(Box<ServiceError>),
    /// The workflow forbids it.
    Transition(Box<TransitionError>),
}

/// A value that can't be sent: which field, which rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InputError {
    /// `input.…`
    pub code: &'static str,
    /// The field, by the name the API gives it, as `reporteeNumber` or `tokens[2].TokenKey`.
    pub field: Cow<'static, str>,
    /// The rule it breaks. Never contains the value.
    pub rule: Cow<'static, str>,
}

/// How a transport failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// No answer in time.
    Timeout,
    /// No connection, a cut connection, TLS, DNS.
    Network,
    /// The caller cancelled.
    Cancelled,
    /// The answer is larger than the limit.
    TooLarge,
}

/// A failure of the host's HTTP client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TransportError {
    /// How it failed.
    pub failure: Failure,
    /// Whether the request may have reached the service. When unsure, `true`.
    pub may_have_arrived: bool,
    /// The HTTP client's own words, without secrets.
    pub reason: String,
    /// Whether the call only reads, so that it may be sent again whatever arrived. Hosts leave it `false`; who knows the call sets it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reads: bool,
}

impl TransportError {
    /// A failure as a host sees it, which does not know what the call does.
    pub fn new(failure: Failure, may_have_arrived: bool, reason: impl Into<String>) -> Self {
        Self { failure, may_have_arrived, reason: reason.into(), reads: false }
    }
}

/// An answer that can't be read: where, why, and a bounded excerpt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParseError {
    /// `parse.…`
    pub code: &'static str,
    /// A JSON pointer (`/Data/3/Id`) or a path of elements (`Envelope/Body/…`); empty for the whole.
    pub place: String,
    /// What was expected and what was found.
    pub reason: String,
    /// At most [`EXCERPT_CHARS`] characters of the answer from there on, control characters replaced, secrets masked.
    pub excerpt: String,
    /// The HTTP status of the answer.
    pub status: u16,
}

/// Which of the two services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Api {
    /// Fastighetsägarna Dokument.
    FastDok,
    /// Altinn II CaseAgencySystem.
    Altinn,
}

/// A refusal by the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceError {
    /// The row of its code, `fastdok.…` or `altinn.…`. It crosses to other languages as the code alone.
    #[serde(rename = "code", serialize_with = "table::write_code", deserialize_with = "table::read_code")]
    pub row: ErrorCode,
    /// Which service.
    pub api: Api,
    /// The HTTP status.
    pub status: u16,
    /// The service's own words, as it wrote them (FastDok `message` or `errorMessage`; Altinn's localised or plain message, or the fault's reason).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// FastDok's `errorCode`. Inferred from the vendor's own client; its values are unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// What the service's support asks for: FastDok's `errorLogId`, Altinn's `ErrorGuid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support_id: Option<String>,
    /// FastDok: the task named in the refusal, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_id: Option<String>,
    /// Altinn: the fault as it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<SoapFault>,
    /// What came instead of the service's own format (an HTML page), cut to [`EXCERPT_CHARS`] characters, secrets masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
    /// Whether it is the service that speaks: FastDok's `success: false`, Altinn's SOAP fault. Anything else may come from what stands between (a firewall
    /// that reads answers, a gateway), also after the call was carried out.
    // Of a stored session only: a refusal of the credentials, whoever spoke.
    #[serde(skip, default = "yes")]
    pub(crate) own: bool,
}

/// A SOAP fault of version 1.1 or 1.2, with the members of `AltinnFault` if it has one. Every member may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
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

/// An event that the workflow does not allow in this state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TransitionError {
    /// `transition.…`
    pub code: &'static str,
    /// The state.
    pub state: String,
    /// The event.
    pub event: String,
    /// The events allowed in that state.
    pub allowed: Vec<String>,
    /// What is in the way, in a sentence.
    pub reason: String,
}

impl Error {
    /// A value of the caller that can't be sent. `code` is a row of the table.
    pub(crate) fn input(
        code: &'static str,
        field: impl Into<Cow<'static, str>>,
        rule: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::Input(Box::new(InputError { code, field: field.into(), rule: rule.into() }))
    }

    /// An answer that can't be read at `place`; `rest` is the answer from there on.
    pub(crate) fn parse(
        code: &'static str,
        place: impl Into<String>,
        reason: impl Into<String>,
        rest: &[u8],
        status: u16,
    ) -> Self {
        let excerpt = excerpt(rest);
        Self::Parse(Box::new(ParseError { code, place: place.into(), reason: reason.into(), excerpt, status }))
    }

    /// An answer whose encoding is still on it.
    pub(crate) fn still_encoded(encoding: &str, status: u16) -> Self {
        let reason = format!("the answer is still encoded, with {}", excerpt(encoding.as_bytes()));
        Self::parse("parse.content_encoding", "", reason, b"", status)
    }

    /// The kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Input(_) => Kind::Input,
            Self::Transport(_) => Kind::Transport,
            Self::Parse(_) => Kind::Parse,
            Self::Service(_) => Kind::Service,
            Self::Transition(_) => Kind::Transition,
        }
    }

    /// The stable code, one of [`error_codes`](crate::error_codes()).
    pub fn code(&self) -> &str {
        match self {
            Self::Input(error) => error.code,
            Self::Transport(error) => error.failure.code(),
            Self::Parse(error) => error.code,
            Self::Service(error) => error.code(),
            Self::Transition(error) => error.code,
        }
    }

    /// Whether the same call may be sent again.
    ///
    /// For a transport failure it depends on whether the request may have arrived and on whether the call only reads; for all others it is the
    /// table's word (but see [`altinn.0`](crate::altinn::error_codes::retry)).
    pub fn retry(&self) -> Retry {
        match self {
            Self::Transport(error) if error.failure == Failure::TooLarge => Retry::Never,
            Self::Transport(error) if error.reads || !error.may_have_arrived => Retry::Safe,
            Self::Transport(_) => Retry::VerifyFirst,
            _ => self.row().map_or(Retry::VerifyFirst, |row| row.retry),
        }
    }

    /// What the code means, in English.
    pub fn explanation(&self) -> Cow<'static, str> {
        self.row().map_or(Cow::Borrowed(""), |row| row.explanation.clone())
    }

    /// What to do about it, in English.
    pub fn what_to_do(&self) -> Cow<'static, str> {
        self.row().map_or(Cow::Borrowed(""), |row| row.what_to_do.clone())
    }

    fn row(&self) -> Option<Cow<'_, ErrorCode>> {
        match self {
            Self::Service(error) => Some(Cow::Borrowed(&error.row)),
            _ => codes::find(self.code()).map(Cow::Owned),
        }
    }

    /// The error with every occurrence of these secrets masked: a service may echo a request in its answer.
    pub(crate) fn without(mut self, secrets: &[&Secret]) -> Self {
        match &mut self {
            Self::Parse(error) => {
                mask_quoted(&mut error.excerpt, secrets);
                mask(&mut error.reason, secrets);
                mask(&mut error.place, secrets);
            }
            Self::Service(error) => {
                for text in [
                    &mut error.message,
                    &mut error.error_code,
                    &mut error.support_id,
                    &mut error.task_id,
                    &mut error.excerpt,
                ] {
                    text.iter_mut().for_each(|text| mask_quoted(text, secrets));
                }
                if let Some(fault) = &mut error.fault {
                    for text in [
                        &mut fault.fault_code,
                        &mut fault.reason,
                        &mut fault.error_message,
                        &mut fault.extended_error_message,
                        &mut fault.localized_error_message,
                        &mut fault.error_guid,
                        &mut fault.user_guid,
                        &mut fault.user_id,
                    ] {
                        text.iter_mut().for_each(|text| mask_quoted(text, secrets));
                    }
                }
            }
            Self::Transport(error) => mask(&mut error.reason, secrets),
            Self::Input(_) | Self::Transition(_) => {}
        }
        self
    }
}

impl Failure {
    /// The failure's code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Timeout => "transport.timeout",
            Self::Network => "transport.network",
            Self::Cancelled => "transport.cancelled",
            Self::TooLarge => "transport.too_large",
        }
    }
}

fn yes() -> bool {
    true
}

impl ServiceError {
    /// A refusal of which nothing but its code is known.
    pub(crate) fn of(row: ErrorCode, api: Api) -> Self {
        Self {
            row,
            api,
            status: 0,
            message: None,
            error_code: None,
            support_id: None,
            task_id: None,
            fault: None,
            excerpt: None,
            own: true,
        }
    }

    /// The stable code: `fastdok.…` or `altinn.…`.
    pub fn code(&self) -> &str {
        &self.row.code
    }
}

/// The first characters of `bytes` in a form that can stand in one line of a log.
pub(crate) fn excerpt(bytes: &[u8]) -> String {
    let head = bytes.get(..EXCERPT_CHARS * 4).unwrap_or(bytes);
    let mut text: String = String::from_utf8_lossy(head)
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(EXCERPT_CHARS)
        .collect();
    if text.len() < bytes.len() {
        text.push('…');
    }
    text
}

/// Masks each secret, also where it is escaped, and also the part of one that the excerpt cut off at its end or began in the middle of.
fn mask(text: &mut String, secrets: &[&Secret]) {
    for secret in secrets.iter().map(|secret| secret.expose()).filter(|secret| !is_word(secret)) {
        let found = echo::ranges(text, secret);
        for range in found.into_iter().rev() {
            text.replace_range(range, "***");
        }
    }
}

/// What stands in place of a text that may show a secret which a mask would give away.
const WITHHELD: &str = "(withheld: it may quote credentials)";

/// The service's own text, in which secrets that are like words are looked for too.
///
/// A mask in the middle of ordinary words says which letters it hides, so such secrets are never masked: a text that has one, where a word may stand,
/// is withheld whole.
fn mask_quoted(text: &mut String, secrets: &[&Secret]) {
    let words = secrets.iter().map(|secret| secret.expose()).filter(|secret| is_word(secret));
    if words.into_iter().any(|word| quotes(text, word)) {
        *text = WITHHELD.to_owned();
    }
    mask(text, secrets);
}

/// Whether a secret is so short, or so much like a word or a number, that ordinary texts hold it by chance.
fn is_word(secret: &str) -> bool {
    const SHORT: usize = 5;
    const LONG: usize = 10;
    let length = secret.chars().count();
    length < SHORT || length < LONG && (secret.chars().all(char::is_alphabetic) || secret.chars().all(char::is_numeric))
}

/// Whether the word stands in the text by itself.
fn quotes(text: &str, word: &str) -> bool {
    let joins = |c: char| c.is_alphanumeric();
    let inside = |found: Option<char>, edge: Option<char>| found.is_some_and(joins) && edge.is_some_and(joins);
    text.match_indices(word).any(|(at, _)| {
        let (before, from) = text.split_at_checked(at).unwrap_or_default();
        let after = from.strip_prefix(word).unwrap_or_default();
        let (first, last) = (word.chars().next(), word.chars().next_back());
        !word.is_empty() && !inside(before.chars().next_back(), first) && !inside(after.chars().next(), last)
    })
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(error) => write!(f, "{}: {} ({})", error.field, error.rule, error.code),
            Self::Transport(error) => {
                let arrived = if error.may_have_arrived { "the request may have arrived" } else { "nothing was sent" };
                write!(f, "{}; {arrived} ({})", error.reason, self.code())
            }
            Self::Parse(error) => {
                let place = if error.place.is_empty() { "the answer" } else { error.place.as_str() };
                write!(f, "{place}: {} ({})", error.reason, error.code)
            }
            Self::Service(error) => {
                let said = error.message.as_deref().unwrap_or("the service gave no reason");
                write!(f, "{said} (HTTP {}, {})", error.status, error.code())
            }
            Self::Transition(error) => write!(f, "{} ({})", error.reason, error.code),
        }
    }
}

impl std::error::Error for Error {}

/// The form in which an error crosses to other languages: `kind`, `code`, `retry`, `message`, `explanation`, `whatToDo`, and the members of its kind
/// as `details`.
impl Serialize for Error {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;

        let mut error = serializer.serialize_struct("Error", 7)?;
        error.serialize_field("kind", &self.kind())?;
        error.serialize_field("code", self.code())?;
        error.serialize_field("retry", &self.retry())?;
        error.serialize_field("message", &self.to_string())?;
        error.serialize_field("explanation", &self.explanation())?;
        error.serialize_field("whatToDo", &self.what_to_do())?;
        match self {
            Self::Input(details) => error.serialize_field("details", details)?,
            Self::Transport(details) => error.serialize_field("details", details)?,
            Self::Parse(details) => error.serialize_field("details", details)?,
            Self::Service(details) => error.serialize_field("details", details)?,
            Self::Transition(details) => error.serialize_field("details", details)?,
        }
        error.end()
    }
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        Self::Transport(Box::new(error))
    }
}

#[cfg(test)]
mod tests;

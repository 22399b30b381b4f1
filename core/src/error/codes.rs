//! The table of error codes. A code never changes its meaning; a new one may be added.

use std::borrow::Cow;

use serde::Serialize;

use super::{Kind, Retry};
use crate::altinn;

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorCode {
    /// The stable code, as `fastdok.refused` or `altinn.60014`.
    pub code: Cow<'static, str>,
    /// Its kind.
    pub kind: Kind,
    /// Whether the same call may be sent again. For transport failures: when the request may have arrived.
    pub retry: Retry,
    /// What it means, in English.
    pub explanation: Cow<'static, str>,
    /// What to do about it, in English.
    pub what_to_do: Cow<'static, str>,
    /// Altinn's name of the code, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'static str>,
    /// What it means, in Bokmål (Altinn's 600xx codes).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bokmal: Option<&'static str>,
    /// What it means, in Nynorsk (Altinn's 600xx codes).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nynorsk: Option<&'static str>,
}

/// A row of the part of the table that is the same for both services, or FastDok's own.
type Row = (&'static str, Kind, Retry, &'static str, &'static str);

/// Every code there is, in a stable order.
pub fn error_codes() -> Vec<ErrorCode> {
    ROWS.iter().map(from_row).chain(altinn::error_codes::rows()).collect()
}

/// The row of one code.
pub fn find(code: &str) -> Option<ErrorCode> {
    ROWS.iter().find(|row| row.0 == code).map(from_row).or_else(|| altinn::error_codes::find(code))
}

fn from_row(&(code, kind, retry, explanation, what_to_do): &Row) -> ErrorCode {
    ErrorCode {
        code: Cow::Borrowed(code),
        kind,
        retry,
        explanation: Cow::Borrowed(explanation),
        what_to_do: Cow::Borrowed(what_to_do),
        name: None,
        bokmal: None,
        nynorsk: None,
    }
}

use Kind::{Input, Parse, Service, Transition, Transport};
use Retry::{AfterALook, Never, Safe};

const CORRECT: &str = "Correct the value; nothing was sent.";
const UNREADABLE: &str = "The call may have been applied: read the state before anything else. If it happens again, report it with the excerpt.";

const ROWS: &[Row] = &[
    // --- input: addresses -------------------------------------------------------------------------------------------
    ("input.url_malformed", Input, Never, "The base URL is not an absolute http or https URL.", CORRECT),
    (
        "input.url_not_https",
        Input,
        Never,
        "The base URL is not https, and its host is not the loopback.",
        "Use https, or allow plain http explicitly for a server in your own network.",
    ),
    (
        "input.url_userinfo",
        Input,
        Never,
        "The base URL carries a user or a password.",
        "Hand credentials in with the call, not in the URL.",
    ),
    ("input.url_query", Input, Never, "The base URL has a query or a fragment.", CORRECT),
    // --- input: identifiers -----------------------------------------------------------------------------------------
    ("input.id_empty", Input, Never, "An identifier is empty; the path would mean another resource.", CORRECT),
    (
        "input.id_path",
        Input,
        Never,
        "An identifier would change the path: it is '.' or '..', or holds a slash or backslash.",
        CORRECT,
    ),
    ("input.id_control", Input, Never, "An identifier holds a control character (CR, LF, NUL, …).", CORRECT),
    (
        "input.too_long",
        Input,
        Never,
        "A value is longer than its limit.",
        "Shorten it; the limits are public constants.",
    ),
    ("input.empty", Input, Never, "A value that the service requires is empty.", CORRECT),
    (
        "input.header_value",
        Input,
        Never,
        "A value that goes into a header holds a character that a header cannot carry.",
        CORRECT,
    ),
    // --- input: credentials -----------------------------------------------------------------------------------------
    (
        "input.credentials_missing",
        Input,
        Never,
        "The call needs credentials and got none.",
        "Hand them in with the call.",
    ),
    (
        "input.ticket_missing",
        Input,
        Never,
        "The call needs a ticket and got none.",
        "Sign in first (authenticate), then hand the ticket in.",
    ),
    (
        "input.nonce",
        Input,
        Never,
        "The WS binding needs a nonce of at least 16 random bytes for each call.",
        "Hand in fresh random bytes for each call.",
    ),
    ("input.created", Input, Never, "The WS binding needs the time of the call, in UTC.", "Hand in the current time."),
    (
        "input.security_header",
        Input,
        Never,
        "The ready-made security header of the EC binding is missing or is not one well-formed element.",
        "Hand in the signed wsse:Security element that your signing layer made for this call.",
    ),
    // --- input: FastDok ---------------------------------------------------------------------------------------------
    (
        "input.entries",
        Input,
        Never,
        "The object entries cannot start a case: there is none, or one has no typeNamespace.",
        CORRECT,
    ),
    (
        "input.property_duplicate",
        Input,
        Never,
        "A property or field is named twice; only one value would be kept.",
        CORRECT,
    ),
    ("input.field_name", Input, Never, "A field name is empty or holds a control character.", CORRECT),
    ("input.file_name", Input, Never, "A file name is empty, holds a control character, a quote, or a slash.", CORRECT),
    ("input.paging", Input, Never, "Max is zero: such a page never ends a list.", CORRECT),
    // --- input: Altinn ----------------------------------------------------------------------------------------------
    (
        "input.case_or_service",
        Input,
        Never,
        "Give either a caseID, or a service code and its edition: neither, or only half, was given, or both.",
        CORRECT,
    ),
    ("input.case_id", Input, Never, "A caseID is a positive 32-bit number.", CORRECT),
    ("input.service_code", Input, Never, "A service code has letters and digits only.", CORRECT),
    ("input.service_edition", Input, Never, "A service edition code is a positive 32-bit number.", CORRECT),
    ("input.event_empty", Input, Never, "The event is empty.", CORRECT),
    ("input.date_order", Input, Never, "The case would become visible after it is due.", CORRECT),
    ("input.date", Input, Never, "The date or time does not exist, or is outside the years 1753 to 9999.", CORRECT),
    (
        "input.language",
        Input,
        Never,
        "The languageID is none of 1033 (English), 1044 (Bokmål), 2068 (Nynorsk).",
        CORRECT,
    ),
    (
        "input.reportee_format",
        Input,
        Never,
        "A reporteeNumber is an organisasjonsnummer of 9 digits, or a fødselsnummer or D-number of 11.",
        CORRECT,
    ),
    (
        "input.reportee_check_digits",
        Input,
        Never,
        "The check digits of the reporteeNumber, or the birth date in it, are wrong.",
        "Correct the number, or switch the check off for numbers that do not follow the rule.",
    ),
    ("input.element_id", Input, Never, "A reporteeElementID is digits, or AR followed by digits.", CORRECT),
    (
        "input.token_key_duplicate",
        Input,
        Never,
        "Two notice tokens have the same key; the service does not tell upper from lower case.",
        CORRECT,
    ),
    ("input.xml_character", Input, Never, "The text holds a character that XML 1.0 cannot carry.", CORRECT),
    (
        "input.machine",
        Input,
        Never,
        "The state machine's JSON cannot be used.",
        "The rule names the place and the problem.",
    ),
    ("input.namespace_date", Input, Never, "The service namespace's date is not of the form yyyy/MM.", CORRECT),
    // --- input: journeys --------------------------------------------------------------------------------------------
    (
        "input.journey_input",
        Input,
        Never,
        "The journey cannot take this input at its present step.",
        "Ask next() what it expects; the journey is as it was.",
    ),
    (
        "input.journey_stored",
        Input,
        Never,
        "The text is not a stored journey of this kind.",
        "Load it as the journey that it is, or restore it from its copy.",
    ),
    (
        "input.journey_not_stored",
        Input,
        Never,
        "The journey could not be stored before its request.",
        "Mend the storage, then carry the journey on; nothing was sent.",
    ),
    (
        "input.journey_version",
        Input,
        Never,
        "The stored journey was written by a newer release.",
        "Use a release that knows this version.",
    ),
    (
        "input.journey_case",
        Input,
        Never,
        "The stored journey is about another case.",
        "Resume it for its own case; nothing was sent.",
    ),
    (
        "input.approve",
        Input,
        Never,
        "What approves a payment must give true or false, and was missing or gave something else.",
        "Pass a function that gives true or false. Nothing was sent; the journey, as it was saved last, can be resumed.",
    ),
    (
        "input.journal_key",
        Input,
        Never,
        "The journal has an entry of this key already, has none, or cannot name one so.",
        "Resume the entry or remove it once it has ended, or take another key.",
    ),
    (
        "input.journal_in_use",
        Input,
        Never,
        "Another process owns the journal.",
        "Let one process own each journal; open this one once the other has ended.",
    ),
    (
        "input.batch_concurrency",
        Input,
        Never,
        "A batch in which no journey may run would never end.",
        "Let at least one run at a time.",
    ),
    // --- input: by name ---------------------------------------------------------------------------------------------
    ("input.operation", Input, Never, "There is no operation of this name.", "operations() lists them."),
    ("input.params", Input, Never, "The parameters do not have the operation's form.", CORRECT),
    // --- transport --------------------------------------------------------------------------------------------------
    (
        "transport.timeout",
        Transport,
        AfterALook,
        "No answer came in time.",
        "For a call that changes something, read the state before sending it again.",
    ),
    (
        "transport.network",
        Transport,
        AfterALook,
        "The connection could not be made, or broke.",
        "If nothing was sent, try again; else read the state first.",
    ),
    (
        "transport.cancelled",
        Transport,
        AfterALook,
        "The caller cancelled the call.",
        "The request may have been applied: read the state before sending it again.",
    ),
    (
        "transport.too_large",
        Transport,
        Never,
        "The answer is larger than the limit.",
        "Raise the limit, or ask for less. The request was applied.",
    ),
    // --- parse ------------------------------------------------------------------------------------------------------
    ("parse.json", Parse, AfterALook, "The answer is not well-formed JSON.", UNREADABLE),
    ("parse.xml", Parse, AfterALook, "The answer is not well-formed XML.", UNREADABLE),
    ("parse.doctype", Parse, AfterALook, "The answer has a DOCTYPE, which is never read.", UNREADABLE),
    ("parse.depth", Parse, AfterALook, "The answer is nested deeper than the limit.", UNREADABLE),
    (
        "parse.too_large",
        Parse,
        AfterALook,
        "The answer, or one item of it, is larger than the limit.",
        "Raise the limit, or ask for less.",
    ),
    ("parse.utf8", Parse, AfterALook, "The answer is not valid UTF-8.", UNREADABLE),
    ("parse.truncated", Parse, AfterALook, "The answer ends before it is complete.", UNREADABLE),
    (
        "parse.content_type",
        Parse,
        AfterALook,
        "The answer is of another content type than the operation's.",
        UNREADABLE,
    ),
    (
        "parse.content_encoding",
        Parse,
        AfterALook,
        "The answer is compressed in a way that the transport did not ask for, or did not undo.",
        "Let the transport undo what its Accept-Encoding allows, and allow no more. The call may have been applied: read the state first.",
    ),
    ("parse.duplicate", Parse, AfterALook, "A member occurs twice, and it is not known which one counts.", UNREADABLE),
    ("parse.missing", Parse, AfterALook, "A member that the operation cannot do without is missing.", UNREADABLE),
    ("parse.type", Parse, AfterALook, "A member is of another type than it should be.", UNREADABLE),
    ("parse.value", Parse, AfterALook, "A value cannot be read: a number, a date, a boolean.", UNREADABLE),
    (
        "parse.unexpected",
        Parse,
        AfterALook,
        "The answer is well-formed, but not an answer to this operation.",
        UNREADABLE,
    ),
    // --- FastDok ----------------------------------------------------------------------------------------------------
    (
        "fastdok.refused",
        Service,
        Never,
        "The service did not do it (success false); its message says why, for instance that the balance is too low.",
        "Show the message to the user. Nothing was changed.",
    ),
    (
        "fastdok.sign_in_failed",
        Service,
        Never,
        "The sign-in was refused, or answered with something that is no ticket.",
        "Check API key, user name and password. Do not repeat it blindly: accounts get locked.",
    ),
    (
        "fastdok.unauthorized",
        Service,
        Safe,
        "The ticket is missing, stale or unknown (HTTP 401). Nothing was applied.",
        "Sign in again once, and send the call with the new ticket.",
    ),
    ("fastdok.forbidden", Service, Never, "The user may not do this (HTTP 403).", "Use an account that has the right."),
    (
        "fastdok.not_found",
        Service,
        Never,
        "There is no such resource for this user (HTTP 404). Whether the service uses this status is unknown.",
        "Check the id; cases of other companies are as if they did not exist.",
    ),
    (
        "fastdok.client_error",
        Service,
        Never,
        "The service took the request for wrong (another 4xx).",
        "Read the message.",
    ),
    (
        "fastdok.server_error",
        Service,
        AfterALook,
        "The service broke (5xx). A changing call may have been applied all the same.",
        "Read the state before sending a changing call again.",
    ),
    (
        "fastdok.redirect",
        Service,
        Never,
        "The service answered with a redirect, which is never followed: a ticket must not travel.",
        "Correct the base URL.",
    ),
    // --- transitions ------------------------------------------------------------------------------------------------
    (
        "transition.not_allowed",
        Transition,
        Never,
        "The workflow does not allow this event in this state.",
        "Read the state again; the error lists what is allowed.",
    ),
    (
        "transition.unknown_state",
        Transition,
        Never,
        "The state is unknown to this version, so nothing can be said of its events.",
        "Ask the service which actions the task has.",
    ),
    ("transition.finished", Transition, Never, "The case has ended; nothing can be done with it.", "Start a new case."),
    (
        "transition.ambiguous",
        Transition,
        Never,
        "Two transitions of the state machine match the event.",
        "Make the regular expressions of the machine disjoint.",
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_explained() {
        let rows = error_codes();
        let codes: BTreeSet<_> = rows.iter().map(|row| row.code.clone()).collect();
        assert_eq!(codes.len(), rows.len());
        for row in &rows {
            assert!(!row.explanation.is_empty() && !row.what_to_do.is_empty(), "{}", row.code);
            assert_eq!(find(&row.code).as_ref(), Some(row));
        }
    }
}

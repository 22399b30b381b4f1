//! The rows of the codes that belong to neither API: what the core and the hosts themselves say.

use std::borrow::Cow;

use super::table::{ErrorCode, Kind, Retry};

type Row = (&'static str, Kind, Retry, &'static str, &'static str);

/// Every row, in a stable order.
pub(crate) fn rows() -> impl Iterator<Item = ErrorCode> {
    ROWS.iter().map(to_error_code)
}

/// The row of one code.
pub(crate) fn find(code: &str) -> Option<ErrorCode> {
    ROWS.iter().find(|row| row.0 == code).map(to_error_code)
}

fn to_error_code(&(code, kind, retry, explanation, what_to_do): &Row) -> ErrorCode {
    ErrorCode::plain(Cow::Borrowed(code), kind, retry, explanation, what_to_do)
}

use Kind::{Input, Parse, Transition, Transport};
use Retry::{Never, VerifyFirst};

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
    (
        "input.field_name",
        Input,
        Never,
        "A field name is empty or holds a control character; of an attachment also a quote or a backslash.",
        CORRECT,
    ),
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
        "The journey, or the batch, could not be stored.",
        "Mend the storage, then carry it on; no request was sent that was not stored before.",
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
        VerifyFirst,
        "No answer came in time.",
        "For a call that changes something, read the state before sending it again.",
    ),
    (
        "transport.network",
        Transport,
        VerifyFirst,
        "The connection could not be made, or broke.",
        "If nothing was sent, try again; else read the state first.",
    ),
    (
        "transport.cancelled",
        Transport,
        VerifyFirst,
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
    ("parse.json", Parse, VerifyFirst, "The answer is not well-formed JSON.", UNREADABLE),
    ("parse.xml", Parse, VerifyFirst, "The answer is not well-formed XML.", UNREADABLE),
    ("parse.doctype", Parse, VerifyFirst, "The answer has a DOCTYPE, which is never read.", UNREADABLE),
    ("parse.depth", Parse, VerifyFirst, "The answer is nested deeper than the limit.", UNREADABLE),
    (
        "parse.too_large",
        Parse,
        VerifyFirst,
        "The answer, or one item of it, is larger than the limit.",
        "Raise the limit, or ask for less.",
    ),
    ("parse.utf8", Parse, VerifyFirst, "The answer is not valid UTF-8.", UNREADABLE),
    ("parse.truncated", Parse, VerifyFirst, "The answer ends before it is complete.", UNREADABLE),
    (
        "parse.content_type",
        Parse,
        VerifyFirst,
        "The answer is of another content type than the operation's.",
        UNREADABLE,
    ),
    (
        "parse.content_encoding",
        Parse,
        VerifyFirst,
        "The answer is compressed in a way that the transport did not ask for, or did not undo.",
        "Let the transport undo what its Accept-Encoding allows, and allow no more. The call may have been applied: read the state first.",
    ),
    ("parse.duplicate", Parse, VerifyFirst, "A member occurs twice, and it is not known which one counts.", UNREADABLE),
    ("parse.missing", Parse, VerifyFirst, "A member that the operation cannot do without is missing.", UNREADABLE),
    ("parse.type", Parse, VerifyFirst, "A member is of another type than it should be.", UNREADABLE),
    ("parse.value", Parse, VerifyFirst, "A value cannot be read: a number, a date, a boolean.", UNREADABLE),
    (
        "parse.unexpected",
        Parse,
        VerifyFirst,
        "The answer is well-formed, but not an answer to this operation.",
        UNREADABLE,
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

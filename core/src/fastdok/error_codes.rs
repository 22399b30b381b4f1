//! The rows of FastDok's error codes. The words are our own; which status and which answer makes which code is in `answer.rs`.

use std::borrow::Cow;

use crate::error::{Api, ErrorCode, Kind, Retry, ServiceError};

use Retry::{Never, Safe, VerifyFirst};

type Row = (&'static str, Retry, &'static str, &'static str);

/// Every row, in a stable order.
pub(crate) fn rows() -> impl Iterator<Item = ErrorCode> {
    ROWS.iter().map(to_error_code)
}

/// The row of one code.
pub(crate) fn find(code: &str) -> Option<ErrorCode> {
    ROWS.iter().find(|row| row.0 == code).map(to_error_code)
}

/// A refusal of which nothing but its code is known.
pub(super) fn refusal(code: &'static str) -> ServiceError {
    with_row(ServiceError::of(ErrorCode::unknown(code.into()), Api::FastDok))
}

/// The refusal with the row of its code.
pub(super) fn with_row(mut refusal: ServiceError) -> ServiceError {
    if let Some(row) = find(refusal.code()) {
        refusal.row = row;
    }
    refusal
}

fn to_error_code(&(code, retry, explanation, what_to_do): &Row) -> ErrorCode {
    ErrorCode::plain(Cow::Borrowed(code), Kind::Service, retry, explanation, what_to_do)
}

const ROWS: &[Row] = &[
    (
        "fastdok.refused",
        Never,
        "The service did not do it (success false); its message says why, for instance that the balance is too low.",
        "Show the message to the user. Nothing was changed.",
    ),
    (
        "fastdok.sign_in_failed",
        Never,
        "The sign-in was refused, or answered with something that is no ticket.",
        "Check API key, user name and password. Do not repeat it blindly: accounts get locked.",
    ),
    (
        "fastdok.unauthorized",
        Safe,
        "The ticket is missing, stale or unknown (HTTP 401). Nothing was applied.",
        "Sign in again once, and send the call with the new ticket.",
    ),
    ("fastdok.forbidden", Never, "The user may not do this (HTTP 403).", "Use an account that has the right."),
    (
        "fastdok.not_found",
        Never,
        "There is no such resource for this user (HTTP 404). Whether the service uses this status is unknown.",
        "Check the id; cases of other companies are as if they did not exist.",
    ),
    ("fastdok.client_error", Never, "The service took the request for wrong (another 4xx).", "Read the message."),
    (
        "fastdok.server_error",
        VerifyFirst,
        "The service broke (5xx). A changing call may have been applied all the same.",
        "Read the state before sending a changing call again.",
    ),
    (
        "fastdok.redirect",
        Never,
        "The service answered with a redirect, which is never followed: a ticket must not travel.",
        "Correct the base URL.",
    ),
];

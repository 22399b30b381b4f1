//! How every answer is built: JSON with the members in the order of the recorded samples, lists in pages, faults,
//! dates, money.
//!
//! A *refusal* is a business answer (HTTP 200, `success:false`, `message`; the status code is inferred). A *fault* is
//! an answer with an HTTP error code; that it carries `errorCode` and `errorMessage` is verified for Barium's clients,
//! which code goes with what is the sandbox's choice except for 401 (ticket) and 400 (unknown resource).

use jiff::Timestamp;
use nordcase::http::{Header, HttpResponse};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::now::Now;

/// What a handler gives: both sides are answers, the `Err` one just leaves the handler early.
pub(super) type Answer = Result<HttpResponse, HttpResponse>;

/// The list envelope, as recorded.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct List<T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) total_count: Option<usize>,
    pub(super) data: Vec<T>,
}

/// The status object that answers every call that changes something.
#[derive(Default, Serialize)]
pub(super) struct Status<'a> {
    pub(super) success: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<&'a str>,
    #[serde(rename = "TaskId", skip_serializing_if = "Option::is_none")]
    pub(super) task_id: Option<&'a str>,
    #[serde(rename = "InstanceId", skip_serializing_if = "Option::is_none")]
    pub(super) instance_id: Option<&'a str>,
    #[serde(rename = "updatedFields", skip_serializing_if = "Option::is_none")]
    pub(super) updated_fields: Option<&'a [String]>,
    #[serde(rename = "ignoredFields", skip_serializing_if = "Option::is_none")]
    pub(super) ignored_fields: Option<&'a [String]>,
}

pub(super) fn respond(status: u16, content_type: &str, body: Vec<u8>) -> HttpResponse {
    let headers = vec![Header::new("Content-Type", content_type), Header::new("Cache-Control", "private, no-store")];
    HttpResponse { status, headers, body }
}

pub(super) fn json(value: &impl Serialize) -> HttpResponse {
    json_with(200, value)
}

fn json_with(status: u16, value: &impl Serialize) -> HttpResponse {
    respond(status, "application/json; charset=utf-8", serde_json::to_vec(value).unwrap_or_default())
}

pub(super) fn done() -> HttpResponse {
    json(&Status { success: true, ..Status::default() })
}

/// The service understood and says no.
pub(super) fn refused(message: &str) -> HttpResponse {
    json(&Status { message: Some(message), ..Status::default() })
}

/// An answer with an HTTP error code and a readable body.
pub(super) fn fault(status: u16, message: &str) -> HttpResponse {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Fault<'a> {
        success: bool,
        error_code: u16,
        error_message: &'a str,
    }
    json_with(status, &Fault { success: false, error_code: status, error_message: message })
}

/// An id that this company does not have. Another company's id gets the same answer.
pub(super) fn unknown(what: &str) -> HttpResponse {
    fault(404, &format!("{what} finns inte."))
}

/// `2011-07-13T21:43:04Z`: UTC, whole seconds (verified).
pub(super) fn date(at: Now) -> String {
    Timestamp::from_second(at.div_euclid(1000)).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}

/// A day as FastDok stores it: the UTC time of its midnight in Sweden (verified by a recording). Other text is returned
/// as it is.
pub(super) fn stored_day(text: &str) -> String {
    let midnight = text
        .parse::<jiff::civil::Date>()
        .ok()
        .filter(|day| text.len() == 10 && day.year() >= 1900)
        .and_then(|day| day.to_zoned(jiff::tz::get!("Europe/Stockholm")).ok());
    midnight.map_or_else(|| text.to_owned(), |zoned| zoned.timestamp().to_string())
}

/// The digits themselves as a JSON number: a float never touches an amount.
pub(super) fn number(amount: Decimal) -> Box<RawValue> {
    RawValue::from_string(amount.to_string()).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// One line of `Items` in the answer of a start or an upload.
#[derive(Serialize)]
pub(super) struct Item<'a> {
    pub(super) success: bool,
    #[serde(rename = "ObjectClass", skip_serializing_if = "Option::is_none")]
    pub(super) object_class: Option<&'a str>,
    #[serde(rename = "Name")]
    pub(super) name: &'a str,
    #[serde(rename = "Id")]
    pub(super) id: &'a str,
    #[serde(rename = "ReferenceId")]
    pub(super) reference_id: &'a str,
    #[serde(rename = "resourceURI", skip_serializing_if = "Option::is_none")]
    pub(super) resource_uri: Option<String>,
}

/// `success:true` with these items.
pub(super) fn items(items: &[Item<'_>]) -> HttpResponse {
    #[derive(Serialize)]
    struct Started<'a> {
        success: bool,
        #[serde(rename = "Items")]
        items: &'a [Item<'a>],
    }
    json(&Started { success: true, items })
}

pub(super) const NO_XML: &str = "format=xml finns inte i sandlådan: formen är inte känd. Använd format=json.";

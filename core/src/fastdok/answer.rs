//! How a FastDok answer is judged before its content is read, and how a refusal is put into words.
//!
//! An HTTP status of 200 is no success by itself: a refusal for business reasons is `success: false` with a `message`
//! (verified). Making an error of a refusal never fails: what can't be read of it is left out, or kept as an excerpt.

use super::access::Access;
use super::error_codes;
use crate::error::{Error, ServiceError, excerpt};
use crate::http::{HttpResponse, begins_like_text, content_encoding};
use crate::json::{self, Members, Place, RawJson, Record};
use crate::limits::ITEM_BYTES;
use crate::operation::Access as _;

/// How much of the body of a refusal is looked at, in bytes.
pub(super) const REFUSAL_BYTES: usize = 64 * 1024;

/// What kind of content an answer says it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// JSON; or nothing was said, or plain text, which some servers put on everything.
    Json,
    /// An HTML page.
    Html,
    /// Anything else.
    Other,
}

impl Content {
    pub(super) fn of(content_type: Option<&str>) -> Self {
        let essence =
            content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "" | "application/json" | "text/json" | "text/plain" => Self::Json,
            "text/html" | "application/xhtml+xml" => Self::Html,
            other if other.ends_with("+json") => Self::Json,
            _ => Self::Other,
        }
    }
}

/// The refusal that this HTTP status is, if it is one.
pub(super) fn refusal(status: u16, body: &[u8]) -> Option<Error> {
    if (200..300).contains(&status) {
        return None;
    }
    let head = body.get(..REFUSAL_BYTES).unwrap_or(body);
    let mut members = json::document(head, status).and_then(|text| Members::read(text, Place::Root, status)).ok();
    let refused = members.as_mut().is_some_and(|members| members.flag("success").ok().flatten() == Some(false));
    let code = match status {
        300..=399 => "fastdok.redirect",
        401 => "fastdok.unauthorized",
        403 => "fastdok.forbidden",
        404 => "fastdok.not_found",
        // Which status goes with `success: false` is unknown, so a 4xx that says it is read as it.
        400..=499 if refused => "fastdok.refused",
        400..=499 => "fastdok.client_error",
        _ => "fastdok.server_error",
    };
    Some(service_error(code, status, refused, members, body))
}

/// The service's own words, from wherever it put them: `message` (FastDok, verified) or `errorMessage` (the generic
/// API, verified).
pub(super) fn service_error(
    code: &'static str,
    status: u16,
    own: bool,
    members: Option<Members<'_>>,
    body: &[u8],
) -> Error {
    let mut error = ServiceError { status, own, ..error_codes::refusal(code) };
    if let Some(mut members) = members {
        let mut said = |name: &str| members.scalar(name).ok().flatten().filter(|text| !text.trim().is_empty());
        let generic = said("errorMessage");
        error.own |= generic.is_some();
        error.message = said("message").or(generic);
        error.error_code = said("errorCode");
        error.support_id = said("errorLogId");
        error.task_id = said("TaskId");
    }
    if error.message.is_none() {
        error.excerpt = Some(excerpt(body)).filter(|text| !text.trim().is_empty());
    }
    Error::Service(Box::new(error))
}

/// Refuses an answer that is larger than accepted.
pub(super) fn check_size(size: usize, limit: u64, status: u16) -> Result<(), Error> {
    if size as u64 > limit {
        let reason = format!("the answer has {size} bytes, accepted are {limit}");
        return Err(Error::parse("parse.too_large", "", reason, b"", status));
    }
    Ok(())
}

/// An answer of another content type than JSON.
pub(super) fn not_json(status: u16, content_type: Option<&str>, body: &[u8]) -> Error {
    let found: String = content_type.unwrap_or("no content type").chars().take(80).collect();
    Error::parse("parse.content_type", "", format!("expected JSON, found {found}"), body, status)
}

/// The text of a JSON answer that is not a refusal by its HTTP status.
pub(super) fn json_text<'r>(access: &Access, response: &'r HttpResponse) -> Result<&'r str, Error> {
    let HttpResponse { status, body, .. } = response;
    if let Some(error) = refusal(*status, body) {
        return Err(error);
    }
    if let Some(encoding) = content_encoding(&response.headers)
        && !begins_like_text(body)
    {
        return Err(Error::still_encoded(encoding, *status));
    }
    let content_type = response.header("Content-Type");
    if Content::of(content_type) != Content::Json && !json::begins_like_json(body) {
        return Err(not_json(*status, content_type, body));
    }
    check_size(body.len(), access.limits.answer_bytes, *status)?;
    json::document(body, *status)
}

/// Reads an answer that is one object. One that says `success: false` is a refusal, whatever the operation.
pub(super) fn object<T>(
    access: &Access,
    response: &HttpResponse,
    read: impl FnOnce(Members<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let text = json_text(access, response)?;
    // One object is read in full; only lists, and what is kept raw, may be larger.
    check_size(text.len(), ITEM_BYTES as u64, response.status)?;
    read(accepted(Members::read(text, Place::Root, response.status)?, response.status, &response.body)?)
}

/// Reads an answer that is a record.
pub(super) fn record<T: Record>(access: &Access, response: &HttpResponse) -> Result<T, Error> {
    object(access, response, T::read)
}

/// The same as a journey reads it: a member that it does not decide by may be anything.
pub(super) fn lenient<T: Record>(access: &Access, response: &HttpResponse) -> Result<T, Error> {
    object(access, response, |members| T::read(members.tolerant_if(true))).map_err(|error| access.scrub(error))
}

/// Reads an answer that nobody documents, and keeps it whole. It too may be a refusal.
pub(super) fn raw(access: &Access, response: &HttpResponse) -> Result<RawJson, Error> {
    let text = json_text(access, response)?.trim_ascii();
    if text.starts_with(['{', '<']) || text.is_empty() {
        accepted(Members::read(text, Place::Root, response.status)?, response.status, &response.body)?;
    }
    json::raw_at_root(text, response.status)
}

/// The members, unless they say `success: false`.
pub(super) fn accepted<'a>(mut members: Members<'a>, status: u16, body: &[u8]) -> Result<Members<'a>, Error> {
    match members.flag("success")? {
        Some(false) => Err(service_error("fastdok.refused", status, true, Some(members), body)),
        _ => Ok(members),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(status: u16, body: &str) -> ServiceError {
        match refusal(status, body.as_bytes()).unwrap() {
            Error::Service(error) => *error,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_status_has_a_code() {
        assert!(refusal(200, b"").is_none() && refusal(204, b"").is_none());
        for (status, code) in [
            (0, "fastdok.server_error"),
            (101, "fastdok.server_error"),
            (302, "fastdok.redirect"),
            (400, "fastdok.client_error"),
            (401, "fastdok.unauthorized"),
            (403, "fastdok.forbidden"),
            (404, "fastdok.not_found"),
            (429, "fastdok.client_error"),
            (500, "fastdok.server_error"),
            (u16::MAX, "fastdok.server_error"),
        ] {
            assert_eq!(service(status, "").code(), code, "{status}");
        }
    }

    #[test]
    fn the_services_own_words() {
        let body =
            r#"{"success":"false","ErrorMessage":"För lågt saldo","errorCode":17,"errorLogId":"L-1","taskid":"t"}"#;
        let error = service(400, body);
        assert_eq!(error.code(), "fastdok.refused");
        assert_eq!(error.message.as_deref(), Some("För lågt saldo"));
        assert_eq!(error.error_code.as_deref(), Some("17"));
        assert_eq!((error.support_id.as_deref(), error.task_id.as_deref()), (Some("L-1"), Some("t")));
        // A 5xx may have been applied all the same, so it is never called a refusal.
        assert_eq!(service(500, body).code(), "fastdok.server_error");
    }

    #[test]
    fn a_page_is_an_excerpt() {
        let error = service(502, "<html>\r\n<h1>Bad gateway</h1>");
        assert_eq!((error.message, error.excerpt.as_deref()), (None, Some("<html>  <h1>Bad gateway</h1>")));
        assert_eq!(service(500, r#"{"message":["#).excerpt.as_deref(), Some(r#"{"message":["#));
        assert!(refusal(500, &b"[".repeat(1_000_000)).is_some());
        assert!(refusal(500, &[0xff; 10]).is_some());
    }

    #[test]
    fn content_types() {
        for json in [None, Some("application/json; charset=utf-8"), Some("text/json"), Some("application/problem+json")]
        {
            assert_eq!(Content::of(json), Content::Json, "{json:?}");
        }
        assert_eq!(Content::of(Some("Text/HTML;charset=utf-8")), Content::Html);
        assert_eq!(Content::of(Some("application/xml")), Content::Other);
    }
}

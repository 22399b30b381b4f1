//! What the tests of the operations share.

use super::access::{Access, Credentials};
use crate::base_url::BaseUrl;
use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::operation::Operation;

pub(super) fn access() -> Access {
    let credentials = Credentials { api_key: "key-1".into(), username: "anna".into(), password: "p&ss wörd".into() };
    let base_url = BaseUrl::new("https://forms.example.se/API/v1.0").unwrap();
    Access::new(base_url).with_credentials(credentials).with_ticket("ticket-1".into())
}

/// The request as it crosses the wire, without the server's address, the version 1.0 and the ticket (which must be
/// there).
pub(super) fn sent<O: Operation<Access = Access>>(operation: &O) -> String {
    let HttpRequest { method, url, headers, body } = operation.request(&access()).unwrap();
    assert_eq!(headers[0], Header::new("Ticket", "ticket-1"));
    let path = url.strip_prefix("https://forms.example.se/API").unwrap();
    let path = path.strip_prefix("/v1.0").unwrap_or_else(|| {
        assert!(path.starts_with("/v1.1/"), "{path}");
        path
    });
    let headers: String = headers[1..].iter().map(|Header { name, value }| format!("{name}: {value}\n")).collect();
    format!("{method} {path}\n{headers}\n{}", String::from_utf8(body).unwrap())
}

/// The code of the input rule that the operation breaks.
pub(super) fn refused<O: Operation<Access = Access>>(operation: &O) -> String {
    code(operation.request(&access()))
}

pub(super) fn code<T>(result: Result<T, Error>) -> String {
    result.map(|_| ()).unwrap_err().code().to_owned()
}

pub(super) fn json(body: &str) -> HttpResponse {
    response(200, "application/json; charset=utf-8", body.as_bytes())
}

pub(super) fn response(status: u16, content_type: &str, body: &[u8]) -> HttpResponse {
    HttpResponse { status, headers: vec![Header::new("Content-Type", content_type)], body: body.to_vec() }
}

//! Hostile answers to every FastDok operation: always a typed error or a value, never a panic, never a secret.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;
use std::sync::LazyLock;

use nordcase::fastdok::*;
use nordcase::{Api, BaseUrl, Error, Header, HttpResponse, Kind, Operation, wire};
use proptest::prelude::*;
use serde_json::Value;

const ACCESS: &str = r#"{"baseUrl":"https://forms.example.se","ticket":"ticket-7",
 "credentials":{"apiKey":"apikey-9","username":"anna","password":"hunter-2"}}"#;

fn access() -> Access {
    let credentials = Credentials { api_key: "apikey-9".into(), username: "anna".into(), password: "hunter-2".into() };
    Access::new(BaseUrl::new(DEVELOPMENT).unwrap()).with_credentials(credentials).with_ticket("ticket-7".into())
}

/// Every operation of the registry, with the parameters of its first vector.
static OPERATIONS: LazyLock<Vec<(&'static str, Value)>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/fastdok");
    let fastdok = wire::operations().into_iter().filter(|info| info.api == Api::FastDok);
    let with_params = fastdok.map(|info| {
        let file = folder.join(format!("{}.json", info.name.trim_start_matches("fastdok.")));
        let vectors: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        assert_eq!(vectors["cases"][0]["kind"], "request", "{}", info.name);
        (info.name, vectors["cases"][0]["params"].clone())
    });
    with_params.collect()
});

/// Reads one answer with every operation, and gives each operation's name with its result.
fn all(response: &HttpResponse) -> Vec<(&'static str, Result<(), Error>)> {
    let one = |(name, params): &(&'static str, Value)| {
        let decoded = wire::decode(name, params, &ACCESS, response, serde_json::value::Serializer);
        (*name, decoded.map(|output| drop(output.unwrap())))
    };
    OPERATIONS.iter().map(one).collect()
}

fn response(status: u16, content_type: &str, body: &[u8]) -> HttpResponse {
    HttpResponse { status, headers: vec![Header::new("Content-Type", content_type)], body: body.to_vec() }
}

fn json(body: &str) -> HttpResponse {
    response(200, "application/json", body.as_bytes())
}

/// An answer that every JSON operation but the bare lists can read in part.
const RICH: &str = r#"{"Id":"1","success":true,"Ticket":"t","InstanceId":"i","Balance":10.50,"TaskId":"t2","message":"Å\u00e5\n",
 "TotalCount":1,"Data":[{"Id":"x","Name":"n","CreatedDate":"2011-07-13T21:43:04Z","Locked":"True","Index":3,"Identifier":"u","userid":7}],
 "Items":[{"success":true,"Id":"i","resourceURI":"/tasks/1"}],"Properties":[{"TypeNamespace":"fsab.medlem","Value":"True"}]}"#;

#[test]
fn the_rich_answer_is_readable() {
    for (name, result) in all(&json(RICH)) {
        let binary = ["fastdok.get_object_pdf", "fastdok.get_object_image", "fastdok.get_object_file"].contains(&name);
        assert_eq!(result.is_ok(), !binary, "{name}: {result:?}");
    }
}

#[test]
fn success_false_is_a_refusal_everywhere() {
    for body in [
        r#"{"success":false,"message":"Nej"}"#,
        r#"{"Success":"False","errorMessage":"Nej"}"#,
        r#"{"Data":[],"SUCCESS":false,"Message":"Nej"}"#,
    ] {
        for (name, result) in all(&json(body)) {
            let error = result.unwrap_err();
            let expected = if name == "fastdok.authenticate" { "fastdok.sign_in_failed" } else { "fastdok.refused" };
            assert_eq!(error.code(), expected, "{name}");
            let Error::Service(error) = error else { panic!("{name}") };
            assert_eq!(error.message.as_deref(), Some("Nej"), "{name}");
        }
    }
}

#[test]
fn http_statuses_everywhere() {
    for (status, code) in [
        (302, "fastdok.redirect"),
        (400, "fastdok.client_error"),
        (401, "fastdok.unauthorized"),
        (403, "fastdok.forbidden"),
        (404, "fastdok.not_found"),
        (500, "fastdok.server_error"),
        (503, "fastdok.server_error"),
    ] {
        let echo = "<html>Ticket: ticket-7, Password: hunter-2, APIKey: apikey-9</html>";
        for (name, result) in all(&response(status, "text/html", echo.as_bytes())) {
            let error = result.unwrap_err();
            let sign_in = name == "fastdok.authenticate" && status == 401;
            assert_eq!(error.code(), if sign_in { "fastdok.sign_in_failed" } else { code }, "{name}");
            let printed = format!("{error:?} {error}");
            for secret in ["ticket-7", "hunter-2", "apikey-9"] {
                assert!(!printed.contains(secret), "{name}: {printed}");
            }
        }
    }
}

#[test]
fn what_is_not_json_is_said_to_be_so() {
    let deep_array = "[".repeat(10_000);
    let deep_object = "{\"a\":".repeat(10_000);
    let table: [(&str, &[u8], &[&str]); 12] = [
        ("text/html", b"<html><h1>Driftstopp</h1></html>", &["parse.content_type"]),
        ("application/json", b"<!DOCTYPE html><html></html>", &["parse.content_type"]),
        ("application/json", b"", &["parse.truncated"]),
        ("application/json", b" \r\n ", &["parse.truncated", "parse.content_type"]),
        ("application/json", b"{\"Id\":\"\xff\"}", &["parse.utf8", "parse.content_type"]),
        ("application/json", b"{\"Id\":1,\"id\":2}", &["parse.duplicate", "parse.missing", "parse.content_type"]),
        ("application/json", deep_array.as_bytes(), &["parse.depth", "parse.content_type"]),
        ("application/json", deep_object.as_bytes(), &["parse.depth", "parse.content_type"]),
        ("application/json", b"{\"Id\":\"1\"", &["parse.truncated", "parse.content_type"]),
        ("application/json", b"{'Id':'1'}", &["parse.json", "parse.content_type"]),
        ("application/json", b"{\"success\":true,\"a\":1,\"a\":2}", &["parse.duplicate", "parse.content_type"]),
        ("application/xml", b"<Task/>", &["parse.content_type"]),
    ];
    for (content_type, body, codes) in table {
        for (name, result) in all(&response(200, content_type, body)) {
            // A picture or a file may be of any type but JSON and HTML, and hold any bytes.
            if result.is_ok() {
                let kept = ["get_object_image", "get_object_file"];
                let of_name = name.strip_prefix("fastdok.").unwrap();
                assert!(kept.contains(&of_name), "{name} took {:?}", String::from_utf8_lossy(body));
                continue;
            }
            let error = result.unwrap_err();
            assert!(codes.contains(&error.code()), "{name}: {} for {:?}", error.code(), &body[..body.len().min(60)]);
            let Error::Parse(error) = error else { panic!("{name}") };
            assert!(error.excerpt.chars().count() <= 161 && error.place.len() < 500 && error.reason.len() < 500);
        }
    }
}

#[test]
fn truncated_at_every_byte() {
    for cut in 0..RICH.len() {
        for (name, result) in all(&response(200, "application/json", &RICH.as_bytes()[..cut])) {
            let error = result.expect_err(name);
            assert_eq!(error.kind(), Kind::Parse, "{name} cut at {cut}: {error:?}");
        }
    }
}

#[test]
fn larger_than_accepted() {
    let access = Access { limits: nordcase::Limits { answer_bytes: 10 }, ..access() };
    let task = GetTask::new("t").response(&access, &json(r#"{"Id":"0123456789"}"#));
    assert_eq!(task.unwrap_err().code(), "parse.too_large");
    let pdf = GetObjectPdf::new("o").response(&access, &response(200, "application/pdf", b"%PDF-1.7 12345"));
    assert_eq!(pdf.unwrap_err().code(), "parse.too_large");
    // An object of many megabytes is none that could be meant.
    let huge = format!(r#"{{"Id":"1","x":"{}"}}"#, "x".repeat(nordcase::limits::ITEM_BYTES));
    let task = GetTask::new("t").response(&self::access(), &json(&huge));
    assert_eq!(task.unwrap_err().code(), "parse.too_large");
}

#[test]
fn no_request_without_a_ticket_or_with_one_that_is_none() {
    for (ticket, code) in
        [(None, "input.ticket_missing"), (Some("a\r\nX: y"), "input.header_value"), (Some(""), "input.header_value")]
    {
        let access = Access { ticket: ticket.map(Into::into), ..access() };
        assert_eq!(ListTasks::new().request(&access).unwrap_err().code(), code);
        assert_eq!(DeleteObject::new("o").request(&access).unwrap_err().code(), code);
        assert_eq!(GetObjectPdf::new("o").request(&access).unwrap_err().code(), code);
    }
}

#[test]
fn operations_can_be_stored_and_refuse_unknown_members() {
    let stored = serde_json::to_string(&PerformAction::new("t1", ActionKind::ActionPay)).unwrap();
    assert_eq!(stored, r#"{"taskId":"t1","action":"ActionPay","comment":null}"#);
    assert_eq!(
        serde_json::from_str::<PerformAction>(&stored).unwrap(),
        PerformAction::new("t1", ActionKind::ActionPay)
    );
    assert_eq!(serde_json::from_str::<ListTasks>("{}").unwrap(), ListTasks::new());
    assert!(serde_json::from_str::<ListTasks>(r#"{"Max":1}"#).is_err());
    assert!(serde_json::from_str::<GetTask>("{}").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_changed_answer_panics(changes in proptest::collection::vec((0..RICH.len(), any::<u8>()), 1..8)) {
        let mut body = RICH.as_bytes().to_vec();
        for (at, byte) in changes {
            body[at] = byte;
        }
        all(&response(200, "application/json", &body));
        all(&response(200, "application/octet-stream", &body));
        all(&response(500, "application/json", &body));
    }

    #[test]
    fn no_header_panics(disposition in "\\PC{0,60}", body in proptest::collection::vec(any::<u8>(), 0..60)) {
        let mut answer = response(200, "application/octet-stream", &body);
        answer.headers.push(Header::new("Content-Disposition", format!("attachment; filename{disposition}")));
        if let Ok(file) = GetObjectFile::new("o").response(&access(), &answer) {
            prop_assert!(file.file_name.is_none_or(|name| !name.contains(['/', '\\']) && name != ".." && !name.is_empty()));
        }
    }
}

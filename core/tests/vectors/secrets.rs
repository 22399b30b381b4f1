//! No secret is ever printed: not by the requests and answers of the vectors, and not by the errors of services that
//! echo one.

use nordcase::{Error, Header, HttpResponse, wire};
use serde_json::{Value, json};

use crate::check::whole;
use crate::schema::{Check, Vectors, expand};

#[test]
fn never_prints_a_secret() {
    let vectors = Vectors::load();
    let mut looked_at = 0;
    for (file, case) in vectors.cases() {
        let (operation, access, params) = match &case.check {
            Check::Request(it) => (&it.operation, &it.access, &it.params),
            Check::Input(it) => (&it.operation, &it.access, &it.params),
            Check::Response(it) => (&it.operation, &it.access, &it.params),
            _ => continue,
        };
        let (params, access) = (expand(params), vectors.access(access));
        let place = format!("{file}: {}", case.id);
        let mut printed = match wire::encode(operation, &params, &access) {
            Ok(request) => format!("{request:?}"),
            Err(error) => print(&error),
        };
        if let Check::Response(it) = &case.check {
            let answer = it.response.to_response();
            printed += &format!("{answer:?}");
            if let Err(error) = wire::decode(operation, &params, &access, &answer, serde_json::value::Serializer) {
                printed += &print(&error);
            }
        }
        refuse_secrets(&place, &secrets(&access), &printed);
        looked_at += 1;
    }
    assert!(looked_at > 100);
}

#[test]
fn never_prints_a_secret_that_the_service_echoes() {
    let vectors = Vectors::load();
    let mut errors = 0;
    for info in wire::operations() {
        let altinn = info.name.starts_with("altinn.");
        let request = vectors.cases().find_map(|(_, case)| match &case.check {
            Check::Request(it) if it.operation == info.name => Some(it),
            _ => None,
        });
        let params = expand(&request.expect("a request vector").params);
        for access in vectors.accesses(altinn) {
            for secret in secrets(access) {
                for (status, content_type, body) in echoes(&secret) {
                    let headers = vec![Header::new("Content-Type", content_type)];
                    let answer = HttpResponse { status, headers, body: body.clone().into_bytes() };
                    let outcome = wire::decode(info.name, &params, access, &answer, serde_json::value::Serializer);
                    let Err(error) = outcome else { continue };
                    let place = format!("{} after HTTP {status} {body}", info.name);
                    refuse_secrets(&place, &secrets(access), &print(&error));
                    errors += 1;
                }
            }
        }
    }
    assert!(errors > 1_000, "{errors}");
}

/// Everything that a program could log of an error.
fn print(error: &Error) -> String {
    format!("{error} {error:?} {}", Value::Object(whole(error)))
}

/// The secrets of an access.
fn secrets(access: &Value) -> Vec<String> {
    let places = ["/credentials/apiKey", "/credentials/password", "/ticket", "/systemPassword", "/securityHeader"];
    let texts = places.iter().filter_map(|place| access.pointer(place)?.as_str());
    texts.filter(|secret| !secret.is_empty()).map(str::to_owned).collect()
}

/// Fails if a secret stands in the printed text: whole or its beginning, as it is or escaped.
fn refuse_secrets(place: &str, secrets: &[String], printed: &str) {
    for form in secrets.iter().flat_map(|secret| forms(secret)) {
        // What a beginning gives away; that of a security header is the same for everybody.
        let beginning = if form.contains("Security") { form.len() } else { form.len().min(8) };
        let beginning = (beginning..).find_map(|end| form.get(..end)).unwrap_or(&form);
        assert!(!printed.contains(beginning), "{place}:\n{form:?} is in\n{printed}");
    }
}

/// How a secret can stand in an answer or a log: as it is, and as XML, Rust, JSON and forms write it.
fn forms(secret: &str) -> Vec<String> {
    let percent = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    // As .NET's JSON writers do it: everything that could mean something in HTML.
    let json = |c: char| match c {
        '"' => "\\\"".to_owned(),
        c if c.is_ascii() && !matches!(c, '&' | '<' | '>' | '+' | '\'') => c.to_string(),
        c => format!("\\u{:04x}", u32::from(c)),
    };
    let debug = format!("{secret:?}");
    let (percent, json) = (secret.bytes().map(percent).collect(), secret.chars().map(json).collect());
    vec![secret.to_owned(), xml(secret), debug.trim_matches('"').to_owned(), percent, json]
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Answers that repeat what they were sent: in pages, messages, faults, broken documents, and cut off by the end of an
/// excerpt.
fn echoes(secret: &str) -> Vec<(u16, &'static str, String)> {
    let (json_type, html, xml_type) = ("application/json", "text/html", "text/xml; charset=utf-8");
    let escaped = xml(secret);
    let message =
        json!({"success": false, "message": format!("wrong: {secret}"), "errorCode": secret, "errorLogId": secret});
    let fault = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>{escaped}</faultcode>\
         <faultstring>{escaped}</faultstring><detail><AltinnFault xmlns=\"http://www.altinn.no/services/common/fault/2009/10\">\
         <AltinnErrorMessage>{escaped}</AltinnErrorMessage><AltinnExtendedErrorMessage>{escaped}</AltinnExtendedErrorMessage>\
         <AltinnLocalizedErrorMessage>{escaped}</AltinnLocalizedErrorMessage><ErrorGuid>{escaped}</ErrorGuid><ErrorID>989</ErrorID>\
         <UserGuid>{escaped}</UserGuid><UserId>{escaped}</UserId></AltinnFault></detail></s:Fault></s:Body></s:Envelope>"
    );
    let mut echoes = vec![
        (200, json_type, message.to_string()),
        (400, json_type, message.to_string()),
        (200, json_type, json!({secret: secret, "Id": {"x": secret}}).to_string()),
        (200, json_type, format!("{{\"Id\":\"{secret}")),
        (200, json_type, format!("[{secret}]")),
        (200, "text/plain", format!("login failed for {secret}")),
        (200, "application/octet-stream", format!("{secret}{secret}")),
        (200, xml_type, fault.clone()),
        (500, xml_type, fault),
        (200, xml_type, format!("<{escaped}")),
        (302, html, secret.to_owned()),
    ];
    for status in [200, 401, 500] {
        for form in forms(secret) {
            echoes.push((status, html, format!("<html><body><pre>{form}</pre></body></html>")));
            echoes.push((status, json_type, format!("{{\"Id\": oops, \"Password\": \"{form}\"}}")));
        }
    }
    for form in forms(secret) {
        // Cut by the excerpt at many of its characters.
        let cuts = (100..=160).step_by(3);
        echoes.extend(cuts.map(|before| (500, html, format!("<html>{}{form}", "x".repeat(before)))));
    }
    echoes
}

//! The registry: any operation by name, with any parameters, and any answer to it.
//!
//! Input, on lines of their own: the operation's name, its parameters as JSON, the HTTP status, the content type, then the answer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nordcase::wire;
use nordcase_fuzz::{SECRET, answer, check, line};

fuzz_target!(|text: &str| {
    let (name, rest) = line(text);
    let (params, rest) = line(rest);
    let (status, rest) = line(rest);
    let (content_type, body) = line(rest);
    let access = if name.starts_with("altinn.") {
        format!(
            r#"{{"baseUrl":"https://example.se","binding":"basic","systemUserName":"SKDEN","systemPassword":"{SECRET}"}}"#
        )
    } else {
        let credentials = format!(r#"{{"apiKey":"{SECRET}","username":"anna","password":"{SECRET}"}}"#);
        format!(r#"{{"baseUrl":"https://example.se","ticket":"{SECRET}","credentials":{credentials}}}"#)
    };
    // A secret that the caller puts into parameters is the caller's: their names are quoted, and ids stand in the URL.
    let ours = !params.contains("S3CRET") && !params.contains('\\');
    match wire::encode(name, &params, &access.as_str()) {
        Ok(request) => {
            assert!(request.url.starts_with("https://example.se/"), "{}", request.url);
            let one_line = |text: &str| !text.contains(['\r', '\n', '\0']);
            assert!(request.headers.iter().all(|header| one_line(&header.name) && one_line(&header.value)));
            assert!(!ours || !format!("{request:?}").contains(SECRET), "a request shows a secret");
        }
        Err(error) if ours => check(&error),
        Err(_) => return,
    }
    let response = answer(status.parse().unwrap_or(200), content_type, body.as_bytes());
    match wire::decode(name, &params, &access.as_str(), &response, serde_json::value::Serializer) {
        Ok(output) => assert!(output.is_ok(), "{output:?}"),
        Err(error) => check(&error),
    }
});

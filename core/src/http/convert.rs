//! Conversions to and from the `http` crate's types (feature `http`).

use super::{Header, HttpRequest, HttpResponse, Method};

impl From<Method> for http::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Get => Self::GET,
            Method::Post => Self::POST,
            Method::Delete => Self::DELETE,
        }
    }
}

impl TryFrom<HttpRequest> for http::Request<Vec<u8>> {
    type Error = http::Error;

    /// Fails only for a request that this crate did not make: its own have valid URLs and header values.
    fn try_from(request: HttpRequest) -> Result<Self, http::Error> {
        let mut builder = http::Request::builder().method(http::Method::from(request.method)).uri(&request.url);
        for Header { name, value } in &request.headers {
            builder = builder.header(name.as_str(), value.as_bytes());
        }
        builder.body(request.body)
    }
}

impl<B: Into<Vec<u8>>> From<http::Response<B>> for HttpResponse {
    /// Header values that are not UTF-8 are read as Latin-1, as HTTP/1.1 does.
    fn from(response: http::Response<B>) -> Self {
        let (head, body) = response.into_parts();
        Self { status: head.status.as_u16(), headers: headers(&head.headers), body: body.into() }
    }
}

/// The headers as a list, in order, duplicates kept.
fn headers(map: &http::HeaderMap) -> Vec<Header> {
    let text = |value: &[u8]| match std::str::from_utf8(value) {
        Ok(text) => text.to_owned(),
        Err(_) => value.iter().map(|&byte| char::from(byte)).collect(),
    };
    map.iter().map(|(name, value)| Header::new(name.as_str(), text(value.as_bytes()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let request = HttpRequest {
            method: Method::Post,
            url: "https://example.se/API/v1.0/tasks/1?x=%C3%A5".to_owned(),
            headers: vec![Header::new("Ticket", "t"), Header::new("Accept", "application/json")],
            body: b"a=b".to_vec(),
        };
        let converted = http::Request::try_from(request.clone()).unwrap();
        assert_eq!(converted.method(), http::Method::POST);
        assert_eq!(converted.uri().to_string(), request.url);
        assert_eq!(converted.headers()["ticket"], "t");
        assert_eq!(converted.body(), &request.body);

        let response = http::Response::builder()
            .status(201)
            .header("Set-Cookie", "a")
            .header("Set-Cookie", "b")
            .header("X", http::HeaderValue::from_bytes(b"\xe5").unwrap())
            .body(b"body".to_vec())
            .unwrap();
        let response = HttpResponse::from(response);
        assert_eq!(response.status, 201);
        assert_eq!(response.headers.len(), 3);
        assert_eq!(response.header("x"), Some("å"));
        assert_eq!(response.body, b"body");
    }

    #[test]
    fn a_request_that_is_not_ours_is_refused() {
        let request =
            HttpRequest { method: Method::Get, url: "not a url".to_owned(), headers: Vec::new(), body: Vec::new() };
        assert!(http::Request::try_from(request).is_err());
    }
}

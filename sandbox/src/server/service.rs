//! From the socket to the sandbox and back: a request becomes plain data, and the reply becomes bytes, a delay or a broken connection.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, HOST};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method as HttpMethod, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use nordcase::http::{Header, HttpRequest, HttpResponse, Method};

use super::shared::{HangUp, MAX_BODY, Shared, lock};
use super::traffic::{Exchange, Part, shown_path};
use crate::{Fault, Reply};

/// How long a client may take to send a body.
const BODY_TIMEOUT: Duration = Duration::from_secs(60);
/// The slowest answer the plan can order.
const MAX_DELAY: Duration = Duration::from_secs(600);
/// How long the first half of a cut body gets to leave before the connection breaks.
const CUT_PAUSE: Duration = Duration::from_millis(30);

/// Handles a request for one of the two services.
pub(super) async fn handle(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let started = Instant::now();
    let (head, body) = request.into_parts();
    let method = match head.method {
        HttpMethod::GET | HttpMethod::HEAD => Method::Get,
        HttpMethod::POST => Method::Post,
        HttpMethod::DELETE => Method::Delete,
        HttpMethod::OPTIONS => return preflight(),
        _ => return with_cors((StatusCode::METHOD_NOT_ALLOWED, "Method not allowed").into_response()),
    };
    let body = match tokio::time::timeout(BODY_TIMEOUT, axum::body::to_bytes(body, MAX_BODY)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => {
            return with_cors((StatusCode::PAYLOAD_TOO_LARGE, "The body is too large or broken").into_response());
        }
        Err(_) => return with_cors(StatusCode::REQUEST_TIMEOUT.into_response()),
    };
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    let request = HttpRequest {
        method,
        url: format!("{}://{}{path}", shared.scheme(), host(&head.headers, &shared)),
        headers: plain_headers(&head.headers),
        body: body.into(),
    };
    let now = shared.now();
    let reply = lock(&shared.sandbox).handle(&request, now);
    if reply.delay_ms > 0 {
        let mut stopping = shared.stopping.clone();
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(reply.delay_ms).min(MAX_DELAY)) => {}
            _ = stopping.changed() => {}
        }
    }
    remember(&shared, &request, path, &reply, now, started);
    answer(reply)
}

/// The host the client asked for (a WSDL tells it back), or our own address if it named none that could stand in a URL.
fn host(headers: &HeaderMap, shared: &Shared) -> String {
    let named = headers.get(HOST).and_then(|host| host.to_str().ok()).filter(|host| {
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte))
    });
    named.map_or_else(|| shared.address.to_string(), str::to_owned)
}

fn plain_headers(headers: &HeaderMap) -> Vec<Header> {
    headers.iter().map(|(name, value)| Header::new(name.as_str(), String::from_utf8_lossy(value.as_bytes()))).collect()
}

fn answer(reply: Reply) -> Response {
    let Some(HttpResponse { status, headers, body }) = reply.response else {
        let mut never_sent = Response::new(Body::empty());
        never_sent.extensions_mut().insert(HangUp);
        return never_sent;
    };
    let length = body.len();
    let mut response = Response::new(match reply.cut_after {
        None => Body::from(body),
        Some(at) => cut_body(Bytes::from(body).slice(..at.min(length))),
    });
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for header in headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(header.name), HeaderValue::try_from(header.value)) {
            response.headers_mut().append(name, value);
        }
    }
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    with_cors(response)
}

/// A body that promises more than it delivers: what there is, a moment for it to leave, then a broken connection.
fn cut_body(start: Bytes) -> Body {
    Body::from_stream(stream::unfold(Some(start), |start| async {
        match start {
            Some(start) if !start.is_empty() => Some((Ok(start), Some(Bytes::new()))),
            Some(_) => {
                tokio::time::sleep(CUT_PAUSE).await;
                Some((Err(io::Error::from(io::ErrorKind::ConnectionReset)), None))
            }
            None => None,
        }
    }))
}

fn remember(shared: &Shared, request: &HttpRequest, path: &str, reply: &Reply, at: i64, started: Instant) {
    let exchange = Exchange {
        number: 0,
        at,
        method: request.method.as_str().to_owned(),
        path: shown_path(path),
        operation: reply.operation,
        status: reply.response.as_ref().map(|response| response.status),
        ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        fault: reply.fault,
        request: Part::new(&request.headers, &request.body, false),
        response: reply.response.as_ref().map(|response| {
            // A sign-in may answer with the bare ticket, in which no name tells the secret.
            let bare_ticket = reply.operation == Some("fastdok.authenticate") && !response.body.starts_with(b"{");
            Part::new(&response.headers, &response.body, bare_ticket && request.method == Method::Post)
        }),
    };
    if shared.log {
        let status = exchange.status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
        let fault = exchange.fault.map_or_else(String::new, |fault| format!("  {}", fault_name(fault)));
        eprintln!("{} {}  {status}  {} ms{fault}", exchange.method, exchange.path, exchange.ms);
    }
    lock(&shared.traffic).push(exchange);
    shared.tick();
}

/// The fault's name as in the plan, `answer_lost`.
fn fault_name(fault: Fault) -> String {
    serde_json::to_value(fault).ok().and_then(|value| value["fault"].as_str().map(str::to_owned)).unwrap_or_default()
}

/// What browsers ask before they send a header such as `Ticket` from another origin. Whether the real services answer it is not
/// known; the sandbox does, so that browser applications can be tried against it.
fn preflight() -> Response {
    let mut response = with_cors(StatusCode::NO_CONTENT.into_response());
    for (name, value) in [
        ("access-control-allow-methods", "GET, POST, DELETE, OPTIONS"),
        ("access-control-allow-headers", "Ticket, SOAPAction, Content-Type"),
        ("access-control-allow-private-network", "true"),
        ("access-control-max-age", "600"),
    ] {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

fn with_cors(mut response: Response) -> Response {
    response.headers_mut().insert("access-control-allow-origin", HeaderValue::from_static("*"));
    response
}

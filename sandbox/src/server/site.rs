//! What the server has beside the two services: the control endpoints under `/_sandbox/`, and the page.
//!
//! | path | |
//! | --- | --- |
//! | `POST /_sandbox/control` | a [`Command`] as JSON; answers its result, or `{"code","message"}` with status 400 |
//! | `GET /_sandbox/ledger?since=n` | the ledger |
//! | `GET /_sandbox/overview` | both services' data |
//! | `GET /_sandbox/traffic?since=n` | the last 200 exchanges, secrets masked; `DELETE` forgets them |
//! | `GET /_sandbox/events` | server-sent events: one whenever something changed |
//! | `GET, POST /_sandbox/clock` | the time: see [`super::clock::Change`] |
//! | `GET /_sandbox/certificate.pem` | the certificate of `--tls` |
//! | `GET /` | the page |

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Query, Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, ORIGIN, REFERRER_POLICY,
    VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use futures_util::stream;
use serde::Deserialize;
use serde_json::{Value, json};

use super::clock::Change;
use super::service;
use super::shared::{MAX_BODY, Shared, lock};
use crate::Command;

/// How often an idle event stream says that it is still there.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Changes that come closer together than this are reported as one.
const TICK: Duration = Duration::from_millis(40);

/// Only files of our own, no inline script or style, nothing from or to elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The page's files. They are part of the program, so that one binary is the whole sandbox.
const FILES: [(&str, &str, &str); 10] = [
    ("/", HTML, include_str!("../../page/index.html")),
    ("/_sandbox/page/style.css", CSS, include_str!("../../page/style.css")),
    ("/_sandbox/page/icon.svg", "image/svg+xml", include_str!("../../page/icon.svg")),
    ("/_sandbox/page/app.js", SCRIPT, include_str!("../../page/app.js")),
    ("/_sandbox/page/dom.js", SCRIPT, include_str!("../../page/dom.js")),
    ("/_sandbox/page/cases.js", SCRIPT, include_str!("../../page/cases.js")),
    ("/_sandbox/page/diagram.js", SCRIPT, include_str!("../../page/diagram.js")),
    ("/_sandbox/page/lists.js", SCRIPT, include_str!("../../page/lists.js")),
    ("/_sandbox/page/overview.js", SCRIPT, include_str!("../../page/overview.js")),
    ("/_sandbox/page/controls.js", SCRIPT, include_str!("../../page/controls.js")),
];

/// Everything the server answers.
pub(super) fn router(shared: Arc<Shared>) -> Router {
    let mut site = Router::new()
        .route("/_sandbox/control", post(control))
        .route("/_sandbox/ledger", get(ledger))
        .route("/_sandbox/overview", get(overview))
        .route("/_sandbox/traffic", get(traffic).delete(forget_traffic))
        .route("/_sandbox/events", get(events))
        .route("/_sandbox/clock", get(read_clock).post(set_clock))
        .route("/_sandbox/certificate.pem", get(certificate))
        .route("/_sandbox/{*other}", get(nothing_here));
    for (path, content_type, text) in FILES {
        site = site.route(path, get(move || async move { ([(CONTENT_TYPE, content_type)], text) }));
    }
    site.layer(middleware::from_fn_with_state(shared.clone(), guard))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .fallback(service::handle)
        .with_state(shared)
}

/// Keeps other web sites out: a page somewhere on the internet must not steer the sandbox of whoever looks at it.
async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let origin = request.headers().get(ORIGIN).cloned();
    let welcome = welcome(request.headers(), &shared);
    let mut response = if !welcome {
        refuse(StatusCode::FORBIDDEN, "cross_site", "other web sites may not use the sandbox's own endpoints")
    } else if request.method() == Method::OPTIONS {
        let allowed = [
            ("access-control-allow-methods", "GET, POST, DELETE, OPTIONS"),
            ("access-control-allow-headers", "Content-Type"),
            ("access-control-allow-private-network", "true"),
        ];
        (StatusCode::NO_CONTENT, allowed).into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    if let Some(origin) = origin.filter(|_| welcome) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    headers.insert(VARY, HeaderValue::from_static("Origin"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Programs are welcome (they send no `Origin`); of web pages, those of this machine and our own.
fn welcome(headers: &HeaderMap, shared: &Shared) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let host = text(HOST).map(host_name).unwrap_or_default();
    // A name that someone else's DNS points at this machine would make their page look like ours.
    if shared.address.ip().is_loopback() && !is_loopback(host) {
        return false;
    }
    let Some(origin) = headers.get(ORIGIN) else {
        return headers.get("sec-fetch-site").is_none_or(|site| site != "cross-site");
    };
    let origin = origin.to_str().ok().and_then(|origin| origin.parse::<Uri>().ok());
    let Some(from) = origin.as_ref().and_then(Uri::authority) else { return false };
    let from_name = host_name(from.as_str());
    let same_address = from_name.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok()
        && text(HOST).is_some_and(|host| host == from.as_str());
    is_loopback(from_name) || same_address
}

/// `Host` or authority without its port.
fn host_name(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => authority,
    }
}

fn is_loopback(name: &str) -> bool {
    let address = name.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

fn refuse(status: StatusCode, code: &str, message: &str) -> Response {
    (status, Json(json!({"code": code, "message": message}))).into_response()
}

async fn nothing_here() -> Response {
    refuse(StatusCode::NOT_FOUND, "unknown", "there is no such endpoint")
}

async fn control(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let now = shared.now();
    let done = Command::from_json(&body).and_then(|command| lock(&shared.sandbox).control(command, now));
    match done {
        Ok(result) => {
            shared.tick();
            Json(result).into_response()
        }
        Err(refused) => refuse(StatusCode::BAD_REQUEST, refused.code(), &refused.to_string()),
    }
}

/// Where a reader left off.
#[derive(Deserialize)]
struct Since {
    #[serde(default)]
    since: u64,
}

/// A command that only reads.
fn read(shared: &Shared, command: Command) -> Response {
    let now = shared.now();
    match lock(&shared.sandbox).control(command, now) {
        Ok(result) => Json(result).into_response(),
        Err(refused) => refuse(StatusCode::INTERNAL_SERVER_ERROR, refused.code(), &refused.to_string()),
    }
}

async fn ledger(State(shared): State<Arc<Shared>>, Query(Since { since }): Query<Since>) -> Response {
    read(&shared, Command::Ledger { since })
}

async fn overview(State(shared): State<Arc<Shared>>) -> Response {
    read(&shared, Command::Overview)
}

async fn traffic(State(shared): State<Arc<Shared>>, Query(Since { since }): Query<Since>) -> Json<Value> {
    Json(json!(lock(&shared.traffic).since(since)))
}

async fn forget_traffic(State(shared): State<Arc<Shared>>) -> StatusCode {
    lock(&shared.traffic).clear();
    shared.tick();
    StatusCode::NO_CONTENT
}

async fn read_clock(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(lock(&shared.clock).to_json())
}

async fn set_clock(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let changed = serde_json::from_slice::<Change>(&body)
        .map_err(|error| error.to_string())
        .and_then(|change| lock(&shared.clock).change(&change));
    match changed {
        Ok(()) => {
            // What was accepted and is due by now.
            let now = shared.now();
            lock(&shared.sandbox).advance(now);
            shared.tick();
            Json(lock(&shared.clock).to_json()).into_response()
        }
        Err(why) => refuse(StatusCode::BAD_REQUEST, "not_a_clock_change", &why),
    }
}

async fn certificate(State(shared): State<Arc<Shared>>) -> Response {
    match &shared.certificate {
        Some(pem) => ([(CONTENT_TYPE, "application/x-pem-file")], pem.clone()).into_response(),
        None => refuse(StatusCode::NOT_FOUND, "unknown", "the server was started without --tls"),
    }
}

/// Server-sent events. Each tells only that there is news (its data is a counter); readers then ask for what they show.
async fn events(State(shared): State<Arc<Shared>>) -> Response {
    let (mut changed, stopping) = (shared.changed.subscribe(), shared.stopping.clone());
    changed.mark_changed();
    let stream = stream::unfold((changed, stopping), |(mut changed, mut stopping)| async {
        let line = tokio::select! {
            _ = stopping.changed() => return None,
            news = changed.changed() => {
                news.ok()?;
                tokio::time::sleep(TICK).await;
                format!("data: {}\n\n", *changed.borrow_and_update())
            }
            () = tokio::time::sleep(KEEP_ALIVE) => ": still here\n\n".to_owned(),
        };
        Some((Ok::<_, std::convert::Infallible>(line), (changed, stopping)))
    });
    ([(CONTENT_TYPE, "text/event-stream")], Body::from_stream(stream)).into_response()
}

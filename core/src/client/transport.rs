//! Requests in, responses out, over `reqwest`.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use tokio::time::Instant;

use crate::error::{Error, Failure, TransportError};
use crate::http::{Header, HttpRequest, HttpResponse, Method};
use crate::limits::{ANSWER_BYTES, Limits};
use crate::operation::{Access, ListOperation, ListReader};

/// How the transport behaves.
#[derive(Debug, Clone)]
pub struct TransportOptions {
    /// The longest time to make a connection. Default 10 s; at most three quarters of `timeout`, so that a connection that is not made is known as that.
    pub connect_timeout: Duration,
    /// The longest time that the network may take for a whole call: connecting, sending, and waiting for head and body, all together. For a list that is
    /// read while it arrives, what the consumer does between two items does not count. Default 120 s, what a long-lived client of FastDok used (verified).
    pub timeout: Duration,
    /// The largest answer, in bytes. Default 64 MiB.
    pub limits: Limits,
    /// Certificates trusted besides the system's, in PEM: for a form server of one's own, or the sandbox with `--tls`.
    pub extra_roots_pem: Vec<u8>,
}

impl Default for TransportOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(120),
            limits: Limits { answer_bytes: ANSWER_BYTES },
            extra_roots_pem: Vec::new(),
        }
    }
}

/// Sends requests. Cheap to clone; clones share their connections. Make one and share it: making one reads the system's certificates.
///
/// Only a GET is sent on a connection that was kept. Any other request has one of its own: a second copy of the answer before it (a faulty gateway sends
/// such) would be taken for its answer, and a payment for made. So all calls of Altinn have, its reads too.
///
/// TLS is rustls with ring and the system's certificate store. Redirects are not followed, since a `Ticket` header and a password must not travel to
/// another host; nothing is sent twice; cookies are not kept; nothing is unpacked, and the service is told so.
///
/// A proxy of the environment (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`) carries only what is encrypted, to other machines. Loopback addresses, and plain
/// `http` (which [`BaseUrl::insecure`](crate::BaseUrl::insecure) allows in one's own network), go past it: it would read the password.
#[derive(Clone)]
pub struct Transport {
    reads: Route,
    /// With a connection of its own for each request.
    changes: Route,
    timeout: Duration,
    limits: Limits,
}

/// The clients of one kind of requests.
#[derive(Clone)]
struct Route {
    client: reqwest::Client,
    /// The same without a proxy.
    direct: reqwest::Client,
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { timeout, limits, .. } = self;
        f.debug_struct("Transport").field("timeout", timeout).field("limits", limits).finish_non_exhaustive()
    }
}

impl Transport {
    /// A transport of these options. Fails when the extra certificates can't be read or TLS can't be set up.
    pub fn new(options: TransportOptions) -> Result<Self, Error> {
        let tls = tls(&options.extra_roots_pem)?;
        // A time-out of the whole call cannot tell whether the request had left.
        let connect_timeout = options.connect_timeout.min(options.timeout.saturating_mul(3) / 4);
        let builder = |idle: usize| {
            reqwest::Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .referer(false)
                // Another crate of the program may have switched these on in reqwest.
                .no_gzip()
                .no_brotli()
                .no_deflate()
                .no_zstd()
                .connect_timeout(connect_timeout)
                .pool_max_idle_per_host(idle)
                // Shorter than servers keep idle connections: a changing call must not be lost on a connection that is just closing.
                .pool_idle_timeout(Duration::from_secs(15))
                .user_agent(concat!("nordcase/", env!("CARGO_PKG_VERSION")))
        };
        let route = |idle| {
            let client = builder(idle).build().map_err(|error| set_up(&error))?;
            let direct = builder(idle).no_proxy().build().map_err(|error| set_up(&error))?;
            Ok::<_, Error>(Route { client, direct })
        };
        let (reads, changes) = (route(usize::MAX)?, route(0)?);
        Ok(Self { reads, changes, timeout: options.timeout, limits: options.limits })
    }

    /// A transport on a client of the caller's, for its certificates, its proxy, its resolver or its connections.
    ///
    /// Of the options only `timeout` and `limits` are used: the client's own `timeout` is overridden with each request. What a request could be repeated
    /// by is taken from it as well (its body cannot be read twice), so `reqwest`'s retries and redirects with 307 and 308 do not happen. The rest is the
    /// caller's to set, since no request can override it:
    ///
    /// | to set | why |
    /// | --- | --- |
    /// | `redirect(Policy::none())` | `reqwest` follows a 301, 302 or 303 by itself, and takes the ticket along. What was answered elsewhere is refused here, but the ticket has travelled by then. A redirect to the same address cannot be seen here: the answer to a GET that nobody asked for is then taken for that of the POST, and a payment may count as made that was not |
    /// | `pool_max_idle_per_host(0)` | a gateway's second copy of an answer, on a connection that was kept, is taken for the answer to the next request |
    /// | `no_proxy()`, or a proxy for `https` alone | by itself `reqwest` sends plain `http`, to the loopback too, through a proxy of the environment |
    /// | `pool_idle_timeout` below that of the server | a request that is sent on a connection which is just closing is lost; a journey then has to look |
    /// | no `cookie_store`, no `read_timeout` | a session beside the ticket; and a time-out that also counts the consumer of a list |
    pub fn with_client(client: reqwest::Client, options: TransportOptions) -> Self {
        let route = Route { direct: client.clone(), client };
        Self { reads: route.clone(), changes: route, timeout: options.timeout, limits: options.limits }
    }

    /// The longest time for a whole call.
    pub(super) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Sends a request and waits for the whole answer.
    pub async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.open(request).await?.whole().await
    }

    /// Sends a request and waits for the head of the answer; its body is read piece by piece.
    pub async fn open(&self, request: HttpRequest) -> Result<Incoming, TransportError> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Delete => reqwest::Method::DELETE,
        };
        let url = Url::parse(&request.url).map_err(|error| {
            TransportError::new(Failure::Network, false, format!("the request's URL cannot be read: {error}"))
        })?;
        // What is sent by another method changes something, signs in, or is Altinn's, which has one method for all.
        let route = if request.method == Method::Get { &self.reads } else { &self.changes };
        let client = if is_past_proxies(&url) { &route.direct } else { &route.client };
        let unpacks_nothing = request.header("Accept-Encoding").is_none();
        let mut builder = client.request(method, url.clone());
        for header in &request.headers {
            builder = builder.header(&header.name, &header.value);
        }
        if unpacks_nothing {
            builder = builder.header(reqwest::header::ACCEPT_ENCODING, "identity");
        }
        // Nothing below can send a body again that can be read once only. An empty one must not be seen to be empty for that; its length is said here.
        let body = match request.body {
            empty if empty.is_empty() && request.method != Method::Get => {
                builder = builder.header(reqwest::header::CONTENT_LENGTH, "0");
                reqwest::Body::wrap_stream(futures_util::stream::empty::<Result<Vec<u8>, std::io::Error>>())
            }
            body => reqwest::Body::wrap(reqwest::Body::from(body)),
        };
        let mut left = self.timeout;
        // The time is kept here; the client's own would count the consumer of a list.
        let response = timed(&mut left, builder.body(body).timeout(FOR_EVER).send()).await?;
        if *response.url() != url {
            let reason = "the client that was handed in followed a redirect, which may have taken the credentials along: make it with \
                          redirect::Policy::none()";
            return Err(arrived(Failure::Network, reason.to_owned()));
        }
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| Header::new(name.as_str(), String::from_utf8_lossy(value.as_bytes())))
            .collect::<Vec<_>>();
        Ok(Incoming {
            status: response.status().as_u16(),
            packed: packing(&headers),
            headers,
            bytes_left: self.limits.answer_bytes,
            time_left: left,
            response,
        })
    }

    /// Reads a list while it arrives. An answer of another status than 2xx is read whole, and is the error that it says.
    pub async fn list<O: ListOperation>(&self, access: O::Access, operation: &O) -> Result<ListStream<O>, Error> {
        let request = operation.request(&access)?;
        self.read_list(access, operation, request).await
    }

    /// The same with the operation's own request.
    pub(super) async fn read_list<O: ListOperation>(
        &self,
        access: O::Access,
        operation: &O,
        request: HttpRequest,
    ) -> Result<ListStream<O>, Error> {
        let lost = |error: TransportError| access.scrub(error.into());
        let incoming = self.open(request).await.map_err(lost)?;
        if !(200..300).contains(&incoming.status) {
            let status = incoming.status;
            let refusal = incoming.whole().await.map_err(lost)?;
            operation.response(&access, &refusal)?;
            // No operation reads such an answer as a list; should one ever, it is at least not taken for an empty one.
            let reason = format!("HTTP {status} is no list");
            return Err(Error::parse("parse.unexpected", "", reason, &[], status));
        }
        let reader = operation.reader(&access, incoming.status, &incoming.headers);
        Ok(ListStream {
            access,
            incoming,
            reader: Some(reader),
            ready: Vec::new().into_iter(),
            failed: None,
            end: None,
        })
    }
}

/// Longer than any program runs.
const FOR_EVER: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// Whether a request must not be seen by a proxy: it stays on this machine, or is not encrypted.
fn is_past_proxies(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let name = host.trim_end_matches('.');
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    url.scheme() != "https"
        || name == "localhost"
        || name.ends_with(".localhost")
        || address.is_ok_and(|address| address.to_canonical().is_loopback())
}

/// How an answer is packed, if it is: nobody asked for it, and it is not unpacked here.
fn packing(headers: &[Header]) -> Option<String> {
    let encodings = headers.iter().filter(|header| {
        ["content-encoding", "transfer-encoding"].iter().any(|name| header.name.eq_ignore_ascii_case(name))
    });
    let mut names = encodings.flat_map(|header| header.value.split(',')).map(|name| name.trim().to_ascii_lowercase());
    let packing = names.find(|name| !matches!(name.as_str(), "" | "identity" | "chunked"))?;
    // The server's word, so neither long nor strange.
    Some(packing.chars().filter(char::is_ascii_graphic).take(40).collect())
}

/// Waits for the network, at most as long as there is time left, and takes the time that it took off it: also when the caller stops waiting.
async fn timed<T>(
    left: &mut Duration,
    waiting: impl Future<Output = Result<T, reqwest::Error>>,
) -> Result<T, TransportError> {
    struct Clock<'a> {
        left: &'a mut Duration,
        since: Instant,
    }
    impl Drop for Clock<'_> {
        fn drop(&mut self) {
            *self.left = self.left.saturating_sub(self.since.elapsed());
        }
    }
    let clock = Clock { left, since: Instant::now() };
    match tokio::time::timeout(*clock.left, waiting).await {
        Ok(outcome) => outcome.map_err(|error| failed(&error)),
        Err(_) => Err(arrived(Failure::Timeout, NO_ANSWER.to_owned())),
    }
}

const NO_ANSWER: &str = "no answer in time";

fn arrived(failure: Failure, reason: String) -> TransportError {
    TransportError::new(failure, true, reason)
}

/// An answer whose body is still coming.
pub struct Incoming {
    /// The status code.
    pub status: u16,
    /// The headers, in order.
    pub headers: Vec<Header>,
    packed: Option<String>,
    bytes_left: u64,
    time_left: Duration,
    response: reqwest::Response,
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming").field("status", &self.status).field("headers", &self.headers).finish_non_exhaustive()
    }
}

impl Incoming {
    async fn whole(mut self) -> Result<HttpResponse, TransportError> {
        let mut body = Vec::new();
        while let Some(piece) = self.next_piece().await? {
            body.extend_from_slice(&piece);
        }
        Ok(HttpResponse { status: self.status, headers: self.headers, body })
    }

    /// The next piece of the body, `None` at its end. Dropping the future loses nothing: the next one goes on.
    pub async fn next_piece(&mut self) -> Result<Option<Vec<u8>>, TransportError> {
        let Some(piece) = timed(&mut self.time_left, self.response.chunk()).await? else {
            return Ok(None);
        };
        if let Some(packing) = self.packed.as_deref().filter(|_| !piece.is_empty()) {
            let reason = format!("the answer is packed as {packing}, though the request said that nothing is unpacked");
            return Err(arrived(Failure::Network, reason));
        }
        let left = self.bytes_left.checked_sub(piece.len() as u64);
        self.bytes_left =
            left.ok_or_else(|| arrived(Failure::TooLarge, "the answer is larger than the limit".to_owned()))?;
        Ok(Some(piece.into()))
    }
}

/// The items of a list as they arrive.
pub struct ListStream<O: ListOperation> {
    access: O::Access,
    incoming: Incoming,
    reader: Option<O::Reader>,
    ready: std::vec::IntoIter<O::Item>,
    failed: Option<Error>,
    end: Option<O::End>,
}

impl<O: ListOperation> fmt::Debug for ListStream<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListStream").field("operation", &O::NAME).finish_non_exhaustive()
    }
}

impl<O: ListOperation> ListStream<O> {
    /// The next item; `None` at the end of the list. After an error the list is over and was not whole; the items before it are given first, however the
    /// answer was cut into pieces. Dropping the future loses nothing: the next one goes on.
    pub async fn next(&mut self) -> Option<Result<O::Item, Error>> {
        self.begin().await;
        match self.ready.next() {
            Some(item) => Some(Ok(item)),
            None => self.failed.take().map(Err),
        }
    }

    /// Reads until there is an item, an error, or the end.
    async fn begin(&mut self) {
        while self.reader.is_some() && self.ready.as_slice().is_empty() {
            let piece = self.incoming.next_piece().await;
            // The reader stays where it is until the piece is there: the caller may stop waiting.
            let Some(mut reader) = self.reader.take() else { return };
            let outcome = match piece {
                Ok(Some(piece)) => {
                    let mut items = Vec::new();
                    let fed = reader.feed(&piece, &mut items);
                    self.ready = items.into_iter();
                    fed.map(|()| self.reader = Some(reader))
                }
                Ok(None) => reader.finish().map(|end| self.end = Some(end)),
                Err(error) => Err(error.into()),
            };
            self.failed = outcome.err().map(|error| self.access.scrub(error));
        }
    }

    /// The same list once its first item, or its end, has come: then the service has taken the credentials.
    pub(super) async fn begun(mut self) -> Result<Self, Error> {
        self.begin().await;
        match self.failed.take_if(|_| self.ready.as_slice().is_empty()) {
            Some(error) => Err(error),
            None => Ok(self),
        }
    }

    /// What the answer said besides its items; `None` until the list has ended well.
    pub fn end(&self) -> Option<&O::End> {
        self.end.as_ref()
    }
}

fn tls(extra_roots_pem: &[u8]) -> Result<rustls::ClientConfig, Error> {
    use rustls::pki_types::pem::PemObject;

    let roots = rustls::pki_types::CertificateDer::pem_slice_iter(extra_roots_pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| set_up(&error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(roots, Arc::clone(&provider))
        .map_err(|error| set_up(&error))?;
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| set_up(&error))?
        .dangerous() // the name of the builder's state; the verifier is the operating system's own
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(config)
}

fn set_up(error: &dyn std::error::Error) -> Error {
    let reason = format!("TLS cannot be set up: {error}");
    TransportError::new(Failure::Network, false, reason).into()
}

/// What became of the request, as far as `reqwest` tells. Its URL is left out of the reason.
fn failed(error: &reqwest::Error) -> TransportError {
    let failure = if error.is_timeout() { Failure::Timeout } else { Failure::Network };
    let may_have_arrived = !(error.is_connect() || error.is_builder());
    let mut reason = if error.is_timeout() { NO_ANSWER.to_owned() } else { "the connection failed".to_owned() };
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        reason = format!("{reason}: {cause}");
        source = cause.source();
    }
    TransportError::new(failure, may_have_arrived, reason)
}

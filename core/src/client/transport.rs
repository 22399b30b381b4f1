//! Requests in, responses out, over `reqwest`.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, Failure, TransportError};
use crate::http::{Header, HttpRequest, HttpResponse, Method};
use crate::limits::{ANSWER_BYTES, Limits};
use crate::operation::{Access, ListOperation, ListReader};

/// How the transport behaves.
#[derive(Debug, Clone)]
pub struct TransportOptions {
    /// The longest time to make a connection. Default 10 s.
    pub connect_timeout: Duration,
    /// The longest time for a whole call, body included. Default 120 s, what a long-lived client of FastDok used (verified).
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
/// TLS is rustls with ring and the system's certificate store. Redirects are not followed, since a `Ticket` header and a password must not travel to
/// another host; nothing is retried; cookies are not kept.
#[derive(Clone)]
pub struct Transport {
    client: reqwest::Client,
    limits: Limits,
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Transport {
    /// A transport of these options. Fails when the extra certificates can't be read or TLS can't be set up.
    pub fn new(options: TransportOptions) -> Result<Self, Error> {
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls(&options.extra_roots_pem)?)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(options.connect_timeout)
            .timeout(options.timeout)
            // Shorter than servers keep idle connections: a changing call must not be lost on a connection that is just closing.
            .pool_idle_timeout(Duration::from_secs(15))
            .user_agent(concat!("nordcase/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| set_up(&error))?;
        Ok(Self { client, limits: options.limits })
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
        let mut builder = self.client.request(method, &request.url);
        for header in &request.headers {
            builder = builder.header(&header.name, &header.value);
        }
        let response = builder.body(request.body).send().await.map_err(|error| failed(&error))?;
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| Header::new(name.as_str(), String::from_utf8_lossy(value.as_bytes())));
        Ok(Incoming {
            status: response.status().as_u16(),
            headers: headers.collect(),
            left: self.limits.answer_bytes,
            response,
        })
    }

    /// Reads a list while it arrives. An answer of another status than 2xx is read whole, and is the error that it says.
    pub async fn list<O: ListOperation>(&self, access: O::Access, operation: &O) -> Result<ListStream<O>, Error> {
        let request = operation.request(&access)?;
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
        Ok(ListStream { access, incoming, reader: Some(reader), ready: Vec::new().into_iter(), end: None })
    }
}

/// An answer whose body is still coming.
pub struct Incoming {
    /// The status code.
    pub status: u16,
    /// The headers, in order.
    pub headers: Vec<Header>,
    left: u64,
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

    /// The next piece of the body, `None` at its end.
    pub async fn next_piece(&mut self) -> Result<Option<Vec<u8>>, TransportError> {
        let Some(piece) = self.response.chunk().await.map_err(|error| failed(&error))? else {
            return Ok(None);
        };
        self.left = self
            .left
            .checked_sub(piece.len() as u64)
            .ok_or_else(|| TransportError::new(Failure::TooLarge, true, "the answer is larger than the limit"))?;
        Ok(Some(piece.into()))
    }
}

/// The items of a list as they arrive.
pub struct ListStream<O: ListOperation> {
    access: O::Access,
    incoming: Incoming,
    reader: Option<O::Reader>,
    ready: std::vec::IntoIter<O::Item>,
    end: Option<O::End>,
}

impl<O: ListOperation> fmt::Debug for ListStream<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListStream").field("operation", &O::NAME).finish_non_exhaustive()
    }
}

impl<O: ListOperation> ListStream<O> {
    /// The next item; `None` at the end of the list. After an error the list is over and was not whole.
    pub async fn next(&mut self) -> Option<Result<O::Item, Error>> {
        loop {
            if let Some(item) = self.ready.next() {
                return Some(Ok(item));
            }
            let mut reader = self.reader.take()?;
            match self.incoming.next_piece().await {
                Ok(Some(piece)) => {
                    let mut items = Vec::new();
                    if let Err(error) = reader.feed(&piece, &mut items) {
                        return Some(Err(self.access.scrub(error)));
                    }
                    self.ready = items.into_iter();
                    self.reader = Some(reader);
                }
                Ok(None) => match reader.finish() {
                    Ok(end) => self.end = Some(end),
                    Err(error) => return Some(Err(self.access.scrub(error))),
                },
                Err(error) => return Some(Err(self.access.scrub(error.into()))),
            }
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
    let mut reason =
        if error.is_timeout() { "no answer in time".to_owned() } else { "the connection failed".to_owned() };
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        reason = format!("{reason}: {cause}");
        source = cause.source();
    }
    TransportError::new(failure, may_have_arrived, reason)
}

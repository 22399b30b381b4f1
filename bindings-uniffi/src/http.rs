//! HTTP as plain data, and how a host's HTTP client failed.

use std::fmt;

use nordcase::Method;
use nordcase::error::{Failure, TransportError as TransportFailure};

/// A complete request: send exactly this and add nothing but what the HTTP client must (`Host`, `Content-Length`).
/// Follow no redirect, and repeat nothing.
///
/// As text it is shown without its body (it may carry a password), its query, and every header that could be a secret.
#[derive(Clone, PartialEq, uniffi::Record)]
#[uniffi::export(Display)]
pub struct HttpRequest {
    /// `GET`, `POST` or `DELETE`.
    pub method: String,
    /// The absolute URL, percent-encoded.
    pub url: String,
    /// The headers, in order.
    pub headers: Vec<Header>,
    /// The body; empty for none.
    pub body: Vec<u8>,
}

/// One header line. As text it is shown without its value, unless that cannot be a secret.
#[derive(Clone, PartialEq, uniffi::Record)]
#[uniffi::export(Display)]
pub struct Header {
    /// The name, in any case.
    pub name: String,
    /// The value, as it goes over the wire.
    pub value: String,
}

/// A complete response, whatever its status says. As text it is shown without its body.
#[derive(Clone, PartialEq, uniffi::Record)]
#[uniffi::export(Display)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// The headers, in order.
    pub headers: Vec<Header>,
    /// The body as it came, only unpacked if it was compressed.
    pub body: Vec<u8>,
}

/// What came of a request.
#[derive(Clone, uniffi::Enum)]
pub enum Outcome {
    /// The service answered.
    Answered {
        /// The response.
        response: HttpResponse,
    },
    /// There is no answer.
    Failed {
        /// How the HTTP client failed.
        failure: TransportFailure,
    },
}

/// How a transport failed.
#[uniffi::remote(Enum)]
pub enum Failure {
    /// No answer in time.
    Timeout,
    /// No connection, a cut connection, TLS, DNS.
    Network,
    /// The caller cancelled.
    Cancelled,
    /// The answer is larger than the limit.
    TooLarge,
}

/// A failure of the host's HTTP client.
#[uniffi::remote(Record)]
pub struct TransportFailure {
    /// How it failed.
    pub failure: Failure,
    /// Whether the request may have reached the service. When unsure, `true`.
    pub may_have_arrived: bool,
    /// The HTTP client's own words, without secrets.
    pub reason: String,
    /// Whether the call only reads: then it may be sent again whatever arrived. A host leaves it false.
    #[uniffi(default = false)]
    pub reads: bool,
}

impl Outcome {
    pub(crate) fn into_core(self) -> Result<nordcase::HttpResponse, TransportFailure> {
        match self {
            Self::Answered { response } => Ok(response.into()),
            Self::Failed { failure } => Err(failure),
        }
    }
}

impl From<Header> for nordcase::Header {
    fn from(Header { name, value }: Header) -> Self {
        Self { name, value }
    }
}

impl From<nordcase::Header> for Header {
    fn from(nordcase::Header { name, value }: nordcase::Header) -> Self {
        Self { name, value }
    }
}

impl From<nordcase::HttpRequest> for HttpRequest {
    fn from(request: nordcase::HttpRequest) -> Self {
        let nordcase::HttpRequest { method, url, headers, body } = request;
        Self { method: method.to_string(), url, headers: headers.into_iter().map(Header::from).collect(), body }
    }
}

impl From<HttpRequest> for nordcase::HttpRequest {
    fn from(HttpRequest { method, url, headers, body }: HttpRequest) -> Self {
        let method = match method.as_str() {
            "GET" => Method::Get,
            "DELETE" => Method::Delete,
            _ => Method::Post,
        };
        Self { method, url, headers: headers.into_iter().map(Into::into).collect(), body }
    }
}

impl From<nordcase::HttpResponse> for HttpResponse {
    fn from(nordcase::HttpResponse { status, headers, body }: nordcase::HttpResponse) -> Self {
        Self { status, headers: headers.into_iter().map(Header::from).collect(), body }
    }
}

impl From<HttpResponse> for nordcase::HttpResponse {
    fn from(HttpResponse { status, headers, body }: HttpResponse) -> Self {
        Self { status, headers: headers.into_iter().map(Into::into).collect(), body }
    }
}

impl fmt::Display for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", nordcase::HttpRequest::from(self.clone()))
    }
}

impl fmt::Display for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", nordcase::Header::from(self.clone()))
    }
}

impl fmt::Display for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpResponse({}, {} bytes)", self.status, self.body.len())
    }
}

//! HTTP as plain data: what the core hands to a host's client, and what the host hands back.
//!
//! These are our own four small types and not those of the `http` crate because they cross every language boundary
//! unchanged, keep the order and the duplicates of headers, and never print a secret.

use std::fmt;

#[cfg(feature = "http")]
mod convert;

use serde::{Deserialize, Serialize};

/// The methods the two services use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Reads, never changes anything.
    Get,
    /// FastDok's and SOAP's changing calls; for SOAP also the reads.
    Post,
    /// Only for the removal of FastDok cases and objects.
    Delete,
}

impl Method {
    /// The method as it stands in the request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One header line. Order and duplicates are kept as they are.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The name, in any case.
    pub name: String,
    /// The value, as it goes over the wire.
    pub value: String,
}

impl Header {
    /// A header of this name and value.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

/// Header values that may be printed; every other one prints as `***`.
const PRINTABLE: [&str; 8] =
    ["accept", "content-type", "content-length", "soapaction", "date", "server", "retry-after", "allow"];

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = PRINTABLE.iter().any(|name| self.name.eq_ignore_ascii_case(name));
        write!(f, "{}: {}", self.name, if shown { self.value.as_str() } else { "***" })
    }
}

/// A complete request: the host sends exactly this and adds nothing but what its HTTP client must (`Host`, `Content-Length`).
///
/// `Debug` leaves out the body (it may carry a password), the query, and every header value that could be a secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The absolute URL, percent-encoded.
    pub url: String,
    /// The headers, in order.
    pub headers: Vec<Header>,
    /// The body; empty for none.
    #[serde(with = "serde_bytes")]
    pub body: Vec<u8>,
}

impl HttpRequest {
    /// The value of the first header of this name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// The path of the URL, without scheme, host and query.
    pub fn path(&self) -> &str {
        let rest = self.url.split_once("://").map_or(self.url.as_str(), |(_, rest)| rest);
        let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
        path.split(['?', '#']).next().unwrap_or(path)
    }

    /// The query of the URL without its `?`, or an empty string.
    pub fn query(&self) -> &str {
        self.url.split_once('?').map_or("", |(_, query)| query)
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("url", &self.url.split('?').next().unwrap_or_default())
            .field("headers", &self.headers)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// A response as the host received it. The host decodes nothing: no charset, no JSON, no following of redirects.
///
/// `Debug` leaves out the body (a sign-in answers with a ticket) and every header value that could be a secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// The headers, in order.
    pub headers: Vec<Header>,
    /// The body.
    #[serde(with = "serde_bytes")]
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// The value of the first header of this name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpResponse")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// The encoding that the headers say is on the body, if they say one.
pub(crate) fn content_encoding(headers: &[Header]) -> Option<&str> {
    let named = find(headers, "Content-Encoding")?.trim();
    (!named.is_empty() && !named.eq_ignore_ascii_case("identity")).then_some(named)
}

/// How many bytes of a body tell whether it is text.
pub(crate) const TELLING_BYTES: usize = 8;

/// Whether a body begins like text, as nothing compressed does.
pub(crate) fn begins_like_text(body: &[u8]) -> bool {
    let head = body.get(..TELLING_BYTES).unwrap_or(body);
    // The last character may be cut off.
    let utf8 = str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true);
    utf8 && head.iter().all(|byte| !byte.is_ascii_control() || byte.is_ascii_whitespace())
}

/// Whether a name of an encoding means UTF-8, or a part of it.
pub(crate) fn is_utf8(name: &str) -> bool {
    let name = name.trim().trim_matches(['"', '\'']);
    ["utf-8", "utf8", "utf_8", "us-ascii", "ascii"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn find<'a>(headers: &'a [Header], name: &str) -> Option<&'a str> {
    headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)).map(|header| header.value.as_str())
}

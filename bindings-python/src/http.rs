//! Requests and responses as Python sees them: plain data, whose `repr` shows no secret.

use pyo3::prelude::*;
use pyo3::types::PyBytes;

use nordcase::Header;

/// A complete request: send exactly this, follow no redirect, repeat nothing.
#[pyclass(frozen, eq, module = "nordcase")]
#[derive(PartialEq)]
pub(crate) struct HttpRequest(pub(crate) nordcase::HttpRequest);

#[pymethods]
impl HttpRequest {
    /// A request, for transports and tests: the clients make their own.
    #[new]
    #[pyo3(signature = (method, url, headers, body))]
    fn new(method: &str, url: String, headers: Vec<(String, String)>, body: &[u8]) -> PyResult<Self> {
        let method = match method {
            "GET" => nordcase::Method::Get,
            "POST" => nordcase::Method::Post,
            "DELETE" => nordcase::Method::Delete,
            _ => return Err(pyo3::exceptions::PyValueError::new_err("method must be GET, POST or DELETE")),
        };
        Ok(Self(nordcase::HttpRequest { method, url, headers: from_pairs(headers), body: body.to_vec() }))
    }

    /// ``GET``, ``POST`` or ``DELETE``.
    #[getter]
    fn method(&self) -> &'static str {
        self.0.method.as_str()
    }

    /// The absolute URL, percent-encoded.
    #[getter]
    fn url(&self) -> &str {
        &self.0.url
    }

    /// The headers, in order.
    #[getter]
    fn headers(&self) -> Vec<(&str, &str)> {
        pairs(&self.0.headers)
    }

    /// The body; empty for none.
    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.body)
    }

    fn __repr__(&self) -> String {
        format!("{:?}", self.0)
    }
}

/// A response as the service sent it: nothing decoded, no redirect followed.
#[pyclass(frozen, eq, module = "nordcase")]
#[derive(PartialEq)]
pub(crate) struct HttpResponse(pub(crate) nordcase::HttpResponse);

#[pymethods]
impl HttpResponse {
    /// A response with its status, all its headers and its whole body.
    #[new]
    #[pyo3(signature = (status, headers, body))]
    fn new(status: u16, headers: Vec<(String, String)>, body: &[u8]) -> Self {
        Self(nordcase::HttpResponse { status, headers: from_pairs(headers), body: body.to_vec() })
    }

    /// The status code.
    #[getter]
    fn status(&self) -> u16 {
        self.0.status
    }

    /// The headers, in order.
    #[getter]
    fn headers(&self) -> Vec<(&str, &str)> {
        pairs(&self.0.headers)
    }

    /// The body.
    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.body)
    }

    fn __repr__(&self) -> String {
        format!("{:?}", self.0)
    }
}

fn pairs(headers: &[Header]) -> Vec<(&str, &str)> {
    headers.iter().map(|header| (header.name.as_str(), header.value.as_str())).collect()
}

pub(crate) fn from_pairs(headers: Vec<(String, String)>) -> Vec<Header> {
    headers.into_iter().map(|(name, value)| Header::new(name, value)).collect()
}

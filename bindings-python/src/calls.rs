//! Operations by name: requests, answers, and whole calls with their sign-in.

use std::sync::Mutex;

use nordcase::journey::Moment;
use nordcase::wire::calls::{self, Begun, Incoming};
use nordcase::wire::{self, OutputSink, SessionState};
use nordcase::{BaseUrl, Secret};
use pyo3::prelude::*;
use serde::Serialize;

use crate::errors::{exception, transport};
use crate::http::{HttpRequest, HttpResponse};
use crate::values_in::{Values, held};
use crate::values_out::{plain, typed};

/// The operations: name, service, and whether it can change anything.
#[pyfunction]
pub(crate) fn operations(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    plain(py, &wire::operations())
}

/// The request of an operation.
#[pyfunction]
pub(crate) fn encode(py: Python<'_>, name: &str, params: Py<PyAny>, access: Py<PyAny>) -> PyResult<HttpRequest> {
    wire::encode(name, &Values(&params), &Values(&access)).map(HttpRequest).map_err(|error| exception(py, &error))
}

/// Reads the response to an operation's request: as records, or as plain values.
#[pyfunction]
#[pyo3(signature = (name, params, access, response, *, records=true))]
pub(crate) fn decode(
    py: Python<'_>,
    name: &str,
    params: Py<PyAny>,
    access: Py<PyAny>,
    response: &Bound<'_, HttpResponse>,
    records: bool,
) -> PyResult<Py<PyAny>> {
    let response = &response.get().0;
    py.detach(|| wire::decode_with(name, &Values(&params), &Values(&access), response, Answer { records }))
        .map_err(|error| exception(py, &error))?
}

/// Takes the lock of the interpreter again once an answer is read, to make objects of it.
pub(crate) struct Answer {
    pub(crate) records: bool,
}

impl OutputSink for Answer {
    type Out = PyResult<Py<PyAny>>;

    fn accept<T: Serialize + 'static>(self, output: T) -> Self::Out {
        Python::attach(|py| {
            let object = if self.records { typed(py, &output) } else { plain(py, &output) };
            object.map(Bound::unbind)
        })
    }
}

/// What a client remembers of its sign-in. It holds the ticket: it is neither shown nor stored.
#[pyclass(frozen, module = "nordcase._native")]
#[derive(Default)]
pub(crate) struct Session(pub(crate) Mutex<SessionState>);

#[pymethods]
impl Session {
    #[new]
    fn new() -> Self {
        Self::default()
    }
}

/// Where a call stands between its requests.
#[pyclass(frozen, module = "nordcase._native")]
#[derive(Default)]
pub(crate) struct CallState(pub(crate) calls::CallState);

#[pymethods]
impl CallState {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Whether the request that is out holds the gate, which is kept until its outcome was handed in.
    #[getter]
    fn gated(&self) -> bool {
        self.0.gated()
    }
}

/// The next request of a call: a sign-in that it needs first, or its own. Without one: take the gate, and ask again with the state.
#[pyfunction]
pub(crate) fn call_begin(
    py: Python<'_>,
    name: &str,
    params: Py<PyAny>,
    access: Py<PyAny>,
    session: &Session,
    state: &CallState,
    moment: Instant,
) -> PyResult<(Option<HttpRequest>, CallState)> {
    let (params, access, moment) = (Values(&params), Values(&access), at(moment));
    // The session's lock may be waited for, so the interpreter's is given back first.
    let begun = py.detach(|| calls::begin(name, &params, &access, &session.0, state.0, moment));
    Ok(match begun.map_err(|error| exception(py, &error))? {
        Begun::Gate(state) => (None, CallState(state)),
        Begun::Send(outgoing) => (Some(HttpRequest(outgoing.request)), CallState(outgoing.state)),
    })
}

/// Takes the answer to that request, or the transport's failure ``(failure, may_have_arrived, reason)``. Gives the answer, or a state to go on with after so
/// many milliseconds.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub(crate) fn call_end(
    py: Python<'_>,
    name: &str,
    params: Py<PyAny>,
    access: &Bound<'_, PyAny>,
    session: &Session,
    state: &CallState,
    outcome: Outcome<'_>,
    moment: Instant,
) -> PyResult<(Option<CallState>, u64, Option<Py<PyAny>>)> {
    let outcome = outcome.read()?;
    let (params, access, moment) = (Values(&params), held(access), at(moment));
    let answer = Answer { records: true };
    let incoming = py.detach(|| calls::end(name, &params, &access, &session.0, state.0, outcome, moment, answer));
    match incoming.map_err(|error| exception(py, &error))? {
        Incoming::Again { state, wait_millis } => Ok((Some(CallState(state)), wait_millis, None)),
        Incoming::Answer(answer) => Ok((None, 0, Some(answer?))),
        Incoming::Failed(error) => Err(exception(py, &error)),
    }
}

/// A response, or how the transport failed.
#[derive(FromPyObject)]
pub(crate) enum Outcome<'py> {
    Response(Bound<'py, HttpResponse>),
    Failed((String, bool, String)),
}

impl Outcome<'_> {
    pub(crate) fn read(self) -> PyResult<Result<nordcase::HttpResponse, nordcase::error::TransportError>> {
        Ok(match self {
            Self::Response(response) => Ok(response.get().0.clone()),
            Self::Failed((failure, may_have_arrived, reason)) => Err(transport(&failure, may_have_arrived, reason)?),
        })
    }
}

/// Milliseconds since 1970, random bytes, and whether the session's gate is held.
pub(crate) type Instant = (i64, [u8; 16], bool);

pub(crate) fn at((unix_millis, random, gate): Instant) -> Moment {
    Moment { unix_millis, random, gate }
}

/// Where the next page of a list begins: None at its end, and for an operation without pages.
#[pyfunction]
pub(crate) fn next_start(
    name: &str,
    params: Py<PyAny>,
    items: usize,
    total_count: Option<i64>,
    asked: usize,
) -> Option<u32> {
    wire::calls::next_start(name, &Values(&params), items, total_count, asked)
}

/// What to remember of a list's pages, by the first item's id: None if this page came before, so that the list is over.
#[pyfunction]
pub(crate) fn mark_page(asked: usize, first_id: &str, remembered: Option<String>) -> Option<String> {
    nordcase::fastdok::mark_page(asked, first_id, remembered)
}

/// The web address of a task's page, with the ticket that it logs in with.
#[pyfunction]
pub(crate) fn task_link(
    py: Python<'_>,
    base_url: &str,
    allow_insecure: bool,
    task_id: &str,
    web_ticket: &str,
) -> PyResult<String> {
    let base_url = if allow_insecure { BaseUrl::insecure(base_url) } else { BaseUrl::new(base_url) };
    let link =
        base_url.and_then(|url| nordcase::fastdok::Access::new(url).task_link(task_id, &Secret::new(web_ticket)));
    Ok(link.map_err(|error| exception(py, &error))?.expose().to_owned())
}

//! Lists that are read while they arrive.

use std::sync::{Mutex, PoisonError};

use nordcase::wire::lists::{self, ListDecoder};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::calls::{Answer, CallState, Instant, Session, at};
use crate::errors::exception;
use crate::http::from_pairs;
use crate::values_in::Values;

/// The reading of one answer. It holds the access: it is neither shown nor stored.
#[pyclass(frozen, module = "nordcase._native")]
pub(crate) struct ListReading(Mutex<Option<ListDecoder<Answer>>>);

/// Begins to read the answer to the request of ``call_begin``, from its status and headers. None: collect it, it is for ``call_end``.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub(crate) fn list_open(
    py: Python<'_>,
    name: &str,
    params: Py<PyAny>,
    access: Py<PyAny>,
    session: &Session,
    state: &CallState,
    status: u16,
    headers: Vec<(String, String)>,
    moment: Instant,
) -> PyResult<Option<ListReading>> {
    let (params, access, headers) = (Values(&params), Values(&access), from_pairs(headers));
    let opened = py.detach(|| lists::open(name, &params, &access, &session.0, state.0, at(moment), status, &headers));
    let reading = opened.map_err(|error| exception(py, &error))?;
    Ok(reading.map(|reading| ListReading(Mutex::new(Some(reading)))))
}

#[pymethods]
impl ListReading {
    /// Takes the next piece of the body. Gives the items that it completes, or None. Once there are any, the gate may go.
    fn feed(&self, py: Python<'_>, piece: &[u8], session: &Session) -> PyResult<Option<Py<PyAny>>> {
        let items = py.detach(|| {
            let mut reading = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            reading.as_mut().map(|reading| reading.feed(piece, &session.0, Answer { records: true }))
        });
        items.ok_or_else(ended)?.map_err(|error| exception(py, &error))?.transpose()
    }

    /// The body has ended. Gives what the answer says besides its items.
    fn finish(&self, py: Python<'_>, session: &Session, moment: Instant) -> PyResult<Py<PyAny>> {
        let end = py.detach(|| {
            let reading = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
            reading.map(|reading| reading.finish(&session.0, at(moment), Answer { records: true }))
        });
        end.ok_or_else(ended)?.map_err(|error| exception(py, &error))?
    }
}

fn ended() -> PyErr {
    PyValueError::new_err("the reading has ended")
}

//! The core's errors as the package's exceptions, which are classes of Python.

use nordcase::Error;
use nordcase::error::{Failure, TransportError};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::values_out::plain;

/// The exception for this error.
pub(crate) fn exception(py: Python<'_>, error: &Error) -> PyErr {
    let made = plain(py, error).and_then(|values| py.import("nordcase._errors")?.call_method1("from_core", (values,)));
    made.map_or_else(|failed| failed, PyErr::from_value)
}

pub(crate) fn failure(name: &str) -> PyResult<Failure> {
    match name {
        "timeout" => Ok(Failure::Timeout),
        "network" => Ok(Failure::Network),
        "cancelled" => Ok(Failure::Cancelled),
        "too_large" => Ok(Failure::TooLarge),
        _ => Err(PyValueError::new_err("failure must be timeout, network, cancelled or too_large")),
    }
}

pub(crate) fn transport(name: &str, may_have_arrived: bool, reason: String) -> PyResult<TransportError> {
    Ok(TransportError { failure: failure(name)?, may_have_arrived, reason, reads: false })
}

/// The exception for a transport's failure: ``timeout``, ``network``, ``cancelled`` or ``too_large``.
#[pyfunction]
#[pyo3(signature = (failure, may_have_arrived, reason, *, reads=false))]
pub(crate) fn transport_error(
    py: Python<'_>,
    failure: &str,
    may_have_arrived: bool,
    reason: String,
    reads: bool,
) -> PyResult<Py<PyAny>> {
    let error = Error::from(TransportError { reads, ..transport(failure, may_have_arrived, reason)? });
    Ok(exception(py, &error).into_value(py).into_any())
}

/// Every error code: what it means and what to do.
#[pyfunction]
pub(crate) fn error_codes(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    plain(py, &nordcase::error_codes())
}

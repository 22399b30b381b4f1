//! The sandbox: both services in memory.

use std::sync::{Mutex, MutexGuard, PoisonError};

use nordcase_sandbox::{Command, Sandbox as Core};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::http::{HttpRequest, HttpResponse};
use crate::values_in::read;
use crate::values_out::plain;

/// Both services with their data, the fault plan and the ledger. It has no clock: each call is told the time, in milliseconds since 1970.
#[pyclass(frozen, module = "nordcase._native")]
pub(crate) struct Sandbox(Mutex<Core>);

/// Whether the request arrived, the answer, after how many bytes of its body the connection breaks, and how long it takes in milliseconds.
type Reply = (bool, Option<HttpResponse>, Option<usize>, u64);

#[pymethods]
impl Sandbox {
    /// A sandbox with the standard data. The same seed and the same requests at the same times give the same answers.
    #[new]
    fn new(seed: u64) -> Self {
        Self(Mutex::new(Core::new(seed)))
    }

    /// Handles one request.
    fn handle(&self, py: Python<'_>, request: &HttpRequest, now: i64) -> Reply {
        let reply = py.detach(|| self.core().handle(&request.0, now));
        (reply.arrived, reply.response.map(HttpResponse), reply.cut_after, reply.delay_ms)
    }

    /// Carries out a control command, `{"command": …}`.
    fn control<'py>(&self, py: Python<'py>, command: &Bound<'py, PyAny>, now: i64) -> PyResult<Bound<'py, PyAny>> {
        let command: Command = read(command)?;
        let answer = py.detach(|| self.core().control(command, now));
        let answer = answer.map_err(|refused| PyValueError::new_err(refused.to_string()))?;
        plain(py, &answer)
    }
}

impl Sandbox {
    fn core(&self) -> MutexGuard<'_, Core> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

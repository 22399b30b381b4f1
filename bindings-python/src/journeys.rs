//! Journeys by name. What is stored is text; nothing is kept here.

use std::sync::PoisonError;

use nordcase::journey::Input;
use nordcase::wire::journeys as wire;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::calls::{Outcome, Session, at};
use crate::errors::exception;
use crate::http::HttpRequest;
use crate::texts::Texts;
use crate::values_in::{Values, read};
use crate::values_out::records;

/// The names of all journeys.
#[pyfunction]
pub(crate) fn journeys() -> Vec<&'static str> {
    wire::journeys().to_vec()
}

/// Begins a journey: its first stored text.
#[pyfunction]
pub(crate) fn journey_begin(py: Python<'_>, name: &str, params: Py<PyAny>, seed: u64) -> PyResult<String> {
    wire::begin(name, &Values(&params), seed).map_err(|error| exception(py, &error))
}

/// What to do next: the new stored text, the step's members, and the request if it is one to send.
#[pyfunction]
pub(crate) fn journey_next(
    py: Python<'_>,
    stored: &str,
    access: Py<PyAny>,
    session: &Session,
    moment: (i64, [u8; 16]),
) -> PyResult<(String, Py<PyAny>, Option<HttpRequest>)> {
    // Whoever holds the session's lock may wait for the interpreter's, so that is given back while waiting.
    let state = py.detach(|| session.0.lock().unwrap_or_else(PoisonError::into_inner).clone());
    let texts = Texts::default();
    let (stored, step) = wire::next(stored, &Values(&access), &state, at(moment), records(py, &texts)?)
        .map_err(|error| exception(py, &error))?;
    let step = step.map_err(Into::into)?;
    let request = match step.get_item("request") {
        Ok(request) => Some(HttpRequest(read(&request)?)),
        Err(_) => None,
    };
    Ok((stored, step.unbind(), request))
}

/// Takes what came of the step: ``"woke"``, ``"cancelled"``, ``True`` or ``False`` for a decision, a response, or a transport's failure.
#[pyfunction]
pub(crate) fn journey_resume(
    py: Python<'_>,
    stored: &str,
    access: Py<PyAny>,
    session: &Session,
    input: StepInput<'_>,
    moment: (i64, [u8; 16]),
) -> PyResult<String> {
    let input = match input {
        StepInput::Decision(approved) => Input::Decision { approved },
        StepInput::Word(word) if word == "woke" => Input::Woke,
        StepInput::Word(word) if word == "cancelled" => Input::Cancelled,
        StepInput::Word(_) => return Err(PyValueError::new_err("input must be woke or cancelled")),
        StepInput::Outcome(outcome) => outcome.read()?.map_or_else(Input::Failed, Input::Response),
    };
    let access = Values(&access);
    py.detach(|| {
        let mut state = session.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (stored, new) = wire::resume(stored, &access, &state, input, at(moment))?;
        *state = new;
        Ok(stored)
    })
    .map_err(|error| exception(py, &error))
}

/// What came of a step.
#[derive(FromPyObject)]
pub(crate) enum StepInput<'py> {
    Decision(bool),
    Word(String),
    Outcome(Outcome<'py>),
}

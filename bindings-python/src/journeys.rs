//! Journeys by name. What is stored is text; nothing is kept here.

use nordcase::journey::{Input, Repeats};
use nordcase::wire::journeys::{self as wire, JourneyOptions};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::calls::{Instant, Outcome, Session, at};
use crate::errors::exception;
use crate::http::HttpRequest;
use crate::texts::Texts;
use crate::values_in::{Values, held, read};
use crate::values_out::{plain, records};

/// The names of all journeys.
#[pyfunction]
pub(crate) fn journeys() -> Vec<&'static str> {
    wire::journeys().to_vec()
}

/// Begins a journey: its first stored text. The seed is random; the settle bound is in milliseconds; `repeats` is ``never`` or ``maybe``.
#[pyfunction]
pub(crate) fn journey_begin(
    py: Python<'_>,
    name: &str,
    params: Py<PyAny>,
    seed: u64,
    settle_millis: Option<u64>,
    repeats: &str,
) -> PyResult<String> {
    let options = JourneyOptions { seed, settle_millis, repeats: how_often(repeats)? };
    wire::begin(name, &Values(&params), options).map_err(|error| exception(py, &error))
}

/// A stored journey, which must be of this name, to go on over a transport.
#[pyfunction]
pub(crate) fn journey_load(py: Python<'_>, name: &str, stored: &str, repeats: &str) -> PyResult<String> {
    wire::load(name, stored, how_often(repeats)?).map_err(|error| exception(py, &error))
}

/// What a stored journey is about: `journey`, `ended`, `caseId`, `spends`.
#[pyfunction]
pub(crate) fn journey_inspect<'py>(py: Python<'py>, stored: &str) -> PyResult<Bound<'py, PyAny>> {
    plain(py, &wire::inspect(stored).map_err(|error| exception(py, &error))?)
}

fn how_often(repeats: &str) -> PyResult<Repeats> {
    match repeats {
        "never" => Ok(Repeats::Never),
        "maybe" => Ok(Repeats::Maybe),
        _ => Err(PyValueError::new_err("a transport's repeats must be never or maybe")),
    }
}

/// What to do next: the new stored text, the step's members, and the request if it is one to send. `kept` is the text that was stored for a request under
/// the gate (`wire::next`).
#[pyfunction]
pub(crate) fn journey_next(
    py: Python<'_>,
    stored: &str,
    kept: Option<&str>,
    access: Py<PyAny>,
    session: &Session,
    moment: Instant,
) -> PyResult<(String, Py<PyAny>, Option<HttpRequest>)> {
    let texts = Texts::default();
    let (stored, step) = wire::next(stored, kept, &Values(&access), &session.0, at(moment), records(py, &texts)?)
        .map_err(|error| exception(py, &error))?;
    let step = step.map_err(Into::into)?;
    let request = match step.get_item("request") {
        Ok(request) => Some(HttpRequest(read(&request)?)),
        Err(_) => None,
    };
    Ok((stored, step.unbind(), request))
}

/// Takes what came of the step: ``"woke"``, ``"cancelled"``, ``True`` or ``False`` for a decision, the ids of a claim, a response, or a transport's failure.
#[pyfunction]
pub(crate) fn journey_resume(
    py: Python<'_>,
    stored: &str,
    access: &Bound<'_, PyAny>,
    session: &Session,
    input: StepInput<'_>,
    moment: Instant,
) -> PyResult<String> {
    let input = match input {
        StepInput::Decision(approved) => Input::Decision { approved },
        StepInput::Word(word) if word == "woke" => Input::Woke,
        StepInput::Word(word) if word == "cancelled" => Input::Cancelled,
        StepInput::Word(_) => return Err(PyValueError::new_err("input must be woke or cancelled")),
        StepInput::Claimed(case_ids) => Input::Claimed { case_ids },
        StepInput::Outcome(outcome) => outcome.read()?.map_or_else(Input::Failed, Input::Response),
    };
    let access = held(access);
    py.detach(|| wire::resume(stored, &access, &session.0, input, at(moment))).map_err(|error| exception(py, &error))
}

/// What came of a step.
#[derive(FromPyObject)]
pub(crate) enum StepInput<'py> {
    Decision(bool),
    Word(String),
    Claimed(Vec<String>),
    Outcome(Outcome<'py>),
}

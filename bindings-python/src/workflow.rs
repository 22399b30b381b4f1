//! The workflows: what is allowed in a state, and what an event does. Pure functions over the core's tables.

use std::collections::BTreeMap;

use nordcase::altinn::state_machine;
use nordcase::altinn::workflow as altinn;
use nordcase::fastdok::workflow as fastdok;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::errors::exception;
use crate::values_in::read;
use crate::values_out::plain;

/// The events allowed in a state of a workflow, ``fastdok`` or ``altinn_case``.
#[pyfunction]
pub(crate) fn workflow_allowed<'py>(
    py: Python<'py>,
    machine: &str,
    state: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    match machine {
        "fastdok" => plain(py, &fastdok::allowed(&read(state)?)),
        "altinn_case" => plain(py, &altinn::allowed(read(state)?)),
        _ => Err(no_machine()),
    }
}

/// What an event does in a state of a workflow.
#[pyfunction]
pub(crate) fn workflow_apply<'py>(
    py: Python<'py>,
    machine: &str,
    state: &Bound<'py, PyAny>,
    event: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    match machine {
        "fastdok" => plain(py, &fastdok::apply(&read(state)?, &read(event)?).map_err(|error| exception(py, &error))?),
        "altinn_case" => plain(py, &altinn::apply(read(state)?, read(event)?).map_err(|error| exception(py, &error))?),
        _ => Err(no_machine()),
    }
}

fn no_machine() -> PyErr {
    PyValueError::new_err("machine must be fastdok or altinn_case")
}

/// An agency's own state machine, from its JSON.
///
/// Raises InputError for a text that describes none.
#[pyclass(frozen, module = "nordcase")]
pub(crate) struct StateMachine(state_machine::StateMachine);

#[pymethods]
impl StateMachine {
    #[new]
    fn new(py: Python<'_>, definition: &str) -> PyResult<Self> {
        state_machine::StateMachine::from_json(definition).map(Self).map_err(|error| exception(py, &error))
    }

    /// Dead and unreachable states, and the like: a list of findings with ``code``, ``severity``, ``place`` and ``message``.
    fn check<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &self.0.check())
    }

    /// What an event does in a state, with the conditions whose value is known.
    #[pyo3(signature = (state, event, conditions=None))]
    fn apply<'py>(
        &self,
        py: Python<'py>,
        state: &str,
        event: &str,
        conditions: Option<BTreeMap<String, bool>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let step = self.0.apply(state, event, &conditions.unwrap_or_default());
        plain(py, &step.map_err(|error| exception(py, &error))?)
    }

    /// What an event does in a state, in a sentence.
    fn explain(&self, state: &str, event: &str) -> String {
        self.0.explain(state, event)
    }

    /// The machine as a Mermaid diagram.
    fn to_mermaid(&self) -> String {
        self.0.to_mermaid()
    }

    /// The definition as plain values, as `send_event(machine=…)` takes it.
    #[getter]
    fn definition<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, self.0.definition())
    }
}

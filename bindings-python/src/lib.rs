//! `nordcase._native`: the core for Python.
//!
//! It is private to the package: a handful of functions over plain values, which `nordcase/*.py` makes into clients. There is no rule of either API
//! here. Values come in through [`values_in`] and go out through [`values_out`], which makes the package's own classes of them.

mod calls;
mod classes;
mod errors;
mod http;
mod journeys;
mod lists;
mod sandbox;
mod texts;
mod values_in;
mod values_out;
mod workflow;

use pyo3::pymodule;

#[pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    use crate::calls::{
        CallState, Session, call_begin, call_end, decode, encode, mark_page, next_start, operations, task_link,
    };
    #[pymodule_export]
    use crate::errors::{error_codes, transport_error};
    #[pymodule_export]
    use crate::http::{HttpRequest, HttpResponse};
    #[pymodule_export]
    use crate::journeys::{journey_begin, journey_inspect, journey_load, journey_next, journey_resume, journeys};
    #[pymodule_export]
    use crate::lists::{ListReading, list_open};
    #[pymodule_export]
    use crate::sandbox::Sandbox;
    #[pymodule_export]
    use crate::workflow::{StateMachine, workflow_allowed, workflow_apply};
}

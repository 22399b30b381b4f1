//! The workflow tables, and agencies' own machines.

use std::collections::BTreeMap;

use nordcase::altinn::state_machine::StateMachine;
use nordcase::altinn::workflow as case;
use nordcase::fastdok::workflow as fastdok;
use wasm_bindgen::prelude::*;

use crate::values::{Thrown, object, own, thrown};

/// The events allowed in a state of `fastdok` or `altinn_case`; the state is JSON.
#[wasm_bindgen(js_name = workflowAllowed)]
pub fn workflow_allowed(machine: &str, state: &str) -> Thrown {
    match machine {
        "fastdok" => object(&fastdok::allowed(&own(state)?)),
        _ => object(&case::allowed(own(state)?)),
    }
}

/// What an event leads to; state and event are JSON.
#[wasm_bindgen(js_name = workflowApply)]
pub fn workflow_apply(machine: &str, state: &str, event: &str) -> Thrown {
    match machine {
        "fastdok" => object(&fastdok::apply(&own(state)?, &own(event)?).map_err(thrown)?),
        _ => object(&case::apply(own(state)?, own(event)?).map_err(thrown)?),
    }
}

/// The same in a sentence.
#[wasm_bindgen(js_name = workflowExplain)]
pub fn workflow_explain(machine: &str, state: &str, event: &str) -> Thrown<String> {
    Ok(match machine {
        "fastdok" => fastdok::explain(&own(state)?, &own(event)?),
        _ => case::explain(own(state)?, own(event)?),
    })
}

/// A table as a diagram, in the language of `mermaid` or `graphviz`.
#[wasm_bindgen(js_name = workflowDiagram)]
pub fn workflow_diagram(machine: &str, language: &str) -> String {
    match (machine, language) {
        ("fastdok", "mermaid") => fastdok::to_mermaid(),
        ("fastdok", _) => fastdok::to_graphviz(),
        (_, "mermaid") => case::to_mermaid(),
        _ => case::to_graphviz(),
    }
}

/// Loads an agency's machine, and asks it one question.
#[wasm_bindgen]
pub fn machine(definition: &str, question: &str, arguments: Vec<String>) -> Thrown {
    let machine = StateMachine::from_json(definition).map_err(thrown)?;
    let argument = |n: usize| arguments.get(n).map_or("", String::as_str);
    let (state, event) = (argument(0), argument(1));
    match question {
        "allowed" => object(&machine.allowed(state).map_err(thrown)?),
        "apply" => {
            let conditions: BTreeMap<String, bool> = own(argument(2))?;
            object(&machine.apply(state, event, &conditions).map_err(thrown)?)
        }
        "explain" => object(&machine.explain(state, event)),
        "predefinedEvents" => object(&machine.predefined_events()),
        "mermaid" => object(&machine.to_mermaid()),
        "graphviz" => object(&machine.to_graphviz()),
        _ => object(&machine.check()),
    }
}

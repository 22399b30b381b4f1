//! Agencies' own machines. (The fixed tables are in the package as data: `js/src/workflow.ts`.)

use std::collections::BTreeMap;

use nordcase::altinn::state_machine::StateMachine;
use wasm_bindgen::prelude::*;

use crate::values::{Thrown, from_json, text, thrown};

/// Loads an agency's machine, and asks it one question.
#[wasm_bindgen]
pub fn machine(definition: &str, question: &str, arguments: Vec<String>) -> Thrown {
    let machine = StateMachine::from_json(definition).map_err(thrown)?;
    let argument = |n: usize| arguments.get(n).map_or("", String::as_str);
    let (state, event) = (argument(0), argument(1));
    match question {
        "allowed" => text(&machine.allowed(state).map_err(thrown)?),
        "apply" => {
            let conditions: BTreeMap<String, bool> = from_json(argument(2))?;
            text(&machine.apply(state, event, &conditions).map_err(thrown)?)
        }
        "explain" => text(&machine.explain(state, event)),
        "predefinedEvents" => text(&machine.predefined_events()),
        "mermaid" => text(&machine.to_mermaid()),
        "graphviz" => text(&machine.to_graphviz()),
        _ => text(&machine.check()),
    }
}

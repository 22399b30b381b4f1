//! Agencies' own machines. (The fixed tables are in the package as data: `js/src/workflow.ts`.)

use std::collections::BTreeMap;

use nordcase::altinn::state_machine::StateMachine;
use wasm_bindgen::prelude::*;

use crate::values::{Thrown, object, own, thrown};

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

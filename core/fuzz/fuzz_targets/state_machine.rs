//! An agency's own state machine. Input: a state, an event, then the machine's JSON, on lines of their own.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use nordcase::altinn::state_machine::StateMachine;
use nordcase_fuzz::line;

fuzz_target!(|text: &str| {
    let (state, rest) = line(text);
    let (event, json) = line(rest);
    let machine = match StateMachine::from_json(json) {
        Ok(machine) => machine,
        Err(error) => return assert_eq!(error.code(), "input.machine"),
    };
    let written = serde_json::to_string(machine.definition()).expect("a definition can be written");
    let again = StateMachine::from_json(&written).expect("what is written can be read");
    assert_eq!(again.definition(), machine.definition());
    assert_eq!(again.check(), machine.check());
    assert!(machine.to_mermaid().starts_with("stateDiagram"));
    assert!(machine.to_graphviz().starts_with("digraph"));
    let names = machine.definition().states.iter().map(|state| state.name.as_str());
    for state in names.chain([state]) {
        assert!(!machine.explain(state, event).is_empty());
        if let Err(error) = machine.apply(state, event, &BTreeMap::new()) {
            let known = machine.state(state).is_some();
            assert_eq!(error.code() == "transition.unknown_state", !known);
        }
    }
});

//! The workflow tables for the npm package's entry without WebAssembly: the core's own answers, one for each state and
//! event.
//!
//! `bindings-wasm/js/src/workflow.ts` only looks them up, so no rule is written twice. States that the core tells
//! nothing apart by share a row, which keeps the tables small. A word that this version does not know (FastDok may add
//! kinds of tasks and actions) stands as `{stage}` or `{event}` in the sentences, and is put in there.

use std::borrow::Cow;
use std::collections::BTreeMap;

use nordcase::altinn::workflow::{self as case, CaseEvent, CaseState};
use nordcase::error::{Error, InputError};
use nordcase::fastdok::workflow as fastdok;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// What the core says of one event in one state: `{explain, to}` or `{explain, refused}`.
type Answer = (String, Result<Value, Error>);

/// Both tables, with what their errors have in common.
pub(super) fn tables() -> Value {
    let mut codes = BTreeMap::new();
    let unknown_word = Error::Input(Box::new(InputError {
        code: "input.params",
        field: Cow::Borrowed("{field}"),
        rule: Cow::Borrowed("it is none of the words that are known"),
    }));
    json!({
        "fastDok": fastdok_machine(&mut codes),
        "altinnCase": case_machine(&mut codes),
        "unknownWord": refused(&unknown_word, &mut codes),
        "codes": codes,
    })
}

fn fastdok_machine(codes: &mut BTreeMap<String, Value>) -> Value {
    let states: Vec<Value> = fastdok::states().iter().map(plain).collect();
    let words = |member: &str| distinct(states.iter().map(|state| state[member].clone()));
    let open = |mut words: Vec<Value>, word: &str| {
        words.push(word.into());
        words
    };
    let stages = open(words("stage"), "{stage}");
    let (customers, origins) = (words("customer"), words("cameFrom"));
    let events = open(distinct(fastdok::TRANSITIONS.iter().map(|row| plain(&row.event))), "{event}");

    let mut machine = Machine::default();
    for stage in &stages {
        for customer in &customers {
            for origin in &origins {
                let state = json!({ "stage": stage, "customer": customer, "cameFrom": origin });
                let state: fastdok::State = serde_json::from_value(state).expect("a state of its own words");
                let answer = |event: &Value| -> Answer {
                    let event = event.as_str().unwrap_or_default().into();
                    let to = fastdok::apply(&state, &event).map(|transition| {
                        // `from` and `event` are what was asked.
                        json!({ "outcomes": transition.outcomes, "mayBeRefused": transition.may_be_refused })
                    });
                    (fastdok::explain(&state, &event), to)
                };
                machine.add(plain(&fastdok::allowed(&state)), events.iter().map(answer).collect(), codes);
            }
        }
    }
    let axes = json!([
        { "field": "stage", "words": stages, "open": true },
        { "field": "customer", "words": customers },
        { "field": "cameFrom", "words": origins },
        { "field": "event", "words": events, "open": true },
    ]);
    machine.finish(axes, fastdok::to_mermaid(), fastdok::to_graphviz())
}

fn case_machine(codes: &mut BTreeMap<String, Value>) -> Value {
    let mut machine = Machine::default();
    for state in CaseState::ALL {
        let answer = |event| (case::explain(state, event), case::apply(state, event).map(|it| plain(&it)));
        machine.add(plain(&case::allowed(state)), CaseEvent::ALL.map(answer).into(), codes);
    }
    let axes = json!([
        { "field": "state", "words": CaseState::ALL },
        { "field": "event", "words": CaseEvent::ALL },
    ]);
    machine.finish(axes, case::to_mermaid(), case::to_graphviz())
}

/// A table on its way: for each state the number of its row.
#[derive(Default)]
struct Machine {
    places: Vec<usize>,
    rows: Vec<Value>,
}

impl Machine {
    /// The next state: what it allows, and the answer to each event.
    fn add(&mut self, allowed: Value, answers: Vec<Answer>, codes: &mut BTreeMap<String, Value>) {
        let event = |(explain, to): Answer| match to {
            Ok(to) => json!({ "explain": explain, "to": to }),
            Err(error) => json!({ "explain": explain, "refused": refused(&error, codes) }),
        };
        let row = json!({ "allowed": allowed, "events": answers.into_iter().map(event).collect::<Vec<_>>() });
        let place = self.rows.iter().position(|it| *it == row).unwrap_or(self.rows.len());
        if place == self.rows.len() {
            self.rows.push(row);
        }
        self.places.push(place);
    }

    fn finish(self, axes: Value, mermaid: String, graphviz: String) -> Value {
        json!({ "axes": axes, "places": self.places, "rows": self.rows, "mermaid": mermaid, "graphviz": graphviz })
    }
}

/// An error's data; what depends on its code alone goes to `codes`.
fn refused(error: &Error, codes: &mut BTreeMap<String, Value>) -> Value {
    let Value::Object(mut data) = plain(error) else { unreachable!("an error is an object") };
    let common: Map<String, Value> =
        ["kind", "retry", "explanation", "whatToDo"].into_iter().filter_map(|name| data.remove_entry(name)).collect();
    codes.insert(error.code().to_owned(), common.into());
    data.into()
}

fn plain(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("plain data")
}

fn distinct(values: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut found = Vec::new();
    for value in values {
        if !found.contains(&value) {
            found.push(value);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_has_a_row_and_each_row_an_answer_to_each_event() {
        for machine in [&tables()["fastDok"], &tables()["altinnCase"]] {
            let words = |axis: &Value| axis["words"].as_array().map_or(0, Vec::len);
            let axes = machine["axes"].as_array().unwrap();
            let (events, state) = axes.split_last().unwrap();
            let places = machine["places"].as_array().unwrap();
            assert_eq!(places.len(), state.iter().map(words).product::<usize>());
            for place in places {
                let row = &machine["rows"][place.as_u64().unwrap() as usize];
                assert_eq!(row["events"].as_array().unwrap().len(), words(events));
            }
        }
    }

    #[test]
    fn states_that_differ_in_nothing_share_a_row() {
        // Where TaskPay was entered from means nothing elsewhere; then the archive, and all kinds of tasks added later.
        assert_eq!(tables()["fastDok"]["rows"].as_array().unwrap().len(), 3 + 9 + 3 + 1 + 1);
    }
}

//! An agency's own state machine: which events move a case of its service edition, and where to.
//!
//! Each agency defines its machine in TUL, Altinn's development tool; no call gives it out. So the caller writes it down as
//! JSON, and nordcase checks it ([`StateMachine::check`]), refuses an event that cannot fit before it is sent
//! ([`StateMachine::apply`]), and explains what came back ([`StateMachine::explain_result`]).
//!
//! # The JSON
//!
//! ```json
//! {
//!   "serviceCode": "3374",
//!   "serviceEdition": 1,
//!   "start": "Opened",
//!   "states": [
//!     { "name": "Opened", "friendlyNames": { "1044": "Åpnet", "1033": "Opened" }, "mayDelete": true },
//!     { "name": "Received" },
//!     { "name": "Done", "mayArchive": true }
//!   ],
//!   "transitions": [
//!     { "name": "Submit", "from": "Opened", "to": "Received", "event": "^3374:1:Submitted$", "condition": "AllFormsSent" },
//!     { "name": "Close", "from": "Received", "to": "Done", "event": "^DeadlineExpired$" }
//!   ],
//!   "events": ["DeadlineExpired"]
//! }
//! ```
//!
//! | member | what it is |
//! | --- | --- |
//! | `serviceCode`, `serviceEdition` | of the collaboration service |
//! | `start` | the state of a new case |
//! | `states` | `name`; optional `friendlyNames` by languageID; `mayArchive` and `mayDelete`, false if left out |
//! | `transitions` | `name`, `from`, `to`; `event`, a regular expression; optional `condition`, a name, case-sensitive |
//! | `events` | optional: the free-text events that the agency sends; used by the checks only |
//!
//! Other members are refused, so that a misspelt one is noticed. States, flags, regular expressions, named conditions and the
//! predefined events `<code>:<edition>:<what happened>` are Altinn's (verified); the JSON is nordcase's.
//!
//! # Regular expressions
//!
//! An expression fits if it matches anywhere in the event, as .NET's `Regex.IsMatch` does (that Altinn calls it so is
//! inferred): write `^…$` to mean the whole. Where this library's expressions differ from .NET's (look-around, back references,
//! `\p{…}`; letters beyond ASCII with `\w`, `\d`, `\s`, `\b` or `(?i)`) a transition *may* fit, and the event is not refused:
//! only what surely cannot fit is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diagram::{Diagram, Edge, Node};
use crate::error::{Error, TransitionError};
use crate::limits::TEXT_CHARS;
use crate::value::Value;

mod check;
mod explain;
mod finding;
mod pattern;

pub use finding::{Finding, Severity};

use pattern::{Fit, Pattern};

/// The largest JSON of a machine, in bytes.
pub const JSON_BYTES: usize = 1024 * 1024;
/// The largest number of states.
pub const STATES: usize = 200;
/// The largest number of transitions.
pub const TRANSITIONS: usize = 500;
/// The largest number of known events.
pub const EVENTS: usize = 200;
/// The longest name of a state, transition, condition or event, in characters.
pub const NAME_CHARS: usize = 200;
/// The longest regular expression, in characters.
pub const PATTERN_CHARS: usize = 300;

/// What the predefined events end in: `<service code>:<edition>:Submitted`.
pub const PREDEFINED: [&str; 5] = ["Instantiated", "Submitted", "Archived", "Opened", "Confirmed"];

/// Altinn's languageIDs: English, Bokmål, Nynorsk.
const LANGUAGES: [&str; 3] = ["1033", "1044", "2068"];

/// One state of a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct State {
    /// `CurrentStateName`.
    pub name: String,
    /// `CurrentStateFriendlyName` by languageID.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub friendly_names: BTreeMap<String, String>,
    /// Whether the reportee may archive a case in this state.
    #[serde(default)]
    pub may_archive: bool,
    /// Whether the reportee may delete a case in this state.
    #[serde(default)]
    pub may_delete: bool,
}

/// One transition of a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Transition {
    /// Its name in TUL.
    pub name: String,
    /// The state that it leads from.
    pub from: String,
    /// The state that it leads to.
    pub to: String,
    /// The regular expression that the event must fit.
    pub event: String,
    /// The condition that must be true, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
}

/// A machine as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Definition {
    /// `externalServiceCode` of the collaboration service.
    pub service_code: String,
    /// `externalServiceEditionCode`.
    pub service_edition: i32,
    /// The state of a new case.
    pub start: String,
    /// The states.
    pub states: Vec<State>,
    /// The transitions.
    pub transitions: Vec<Transition>,
    /// The free-text events that the agency sends.
    #[serde(default)]
    pub events: Vec<String>,
}

/// A machine that can be asked.
#[derive(Debug, Clone)]
pub struct StateMachine {
    definition: Definition,
    /// One for each transition, in the same order.
    patterns: Vec<Pattern>,
}

/// What an event does to a case. All names are the machine's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "step", rename_all = "camelCase")]
pub enum Step {
    /// The case moves.
    Moves {
        /// The transition that fits.
        transition: String,
        /// The state after it; the same as before for a transition that leads back.
        to: String,
    },
    /// The event fits, but no condition is true: the case stays, and the result says `IsStateChanged` false.
    Stays {
        /// The conditions that are false.
        conditions: Vec<String>,
    },
    /// It cannot be told here: a condition is not known, or an expression cannot be judged as .NET does.
    MayMove {
        /// The transitions that may fit.
        transitions: Vec<String>,
        /// The conditions that would have to be known.
        conditions: Vec<String>,
    },
}

/// A transition that fits or may fit an event.
struct Candidate<'a> {
    transition: &'a Transition,
    /// Whether it surely fires: the expression fits, and the condition, if any, is true.
    certain: bool,
}

impl StateMachine {
    /// Reads a machine. It may still have faults of content: [`Self::check`] finds them.
    ///
    /// Error: `input.machine`, with the place in the JSON and the rule.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        if text.len() > JSON_BYTES {
            return Err(Error::input("input.machine", "machine", format!("at most {JSON_BYTES} bytes")));
        }
        let definition = Value::from_json(text).and_then(Value::read).map_err(|reason| {
            // Names of members may be as long as the text.
            let short = |text: &str| text.chars().take(NAME_CHARS).collect::<String>();
            Error::input("input.machine", short(reason.place()), short(reason.rule()))
        })?;
        Self::new(definition)
    }

    /// A machine from its parts. Errors as [`Self::from_json`].
    pub fn new(definition: Definition) -> Result<Self, Error> {
        within_bounds(&definition)?;
        let patterns = definition.transitions.iter().map(|transition| Pattern::new(&transition.event)).collect();
        Ok(Self { definition, patterns })
    }

    /// The machine as it was written down.
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// The state of this name.
    pub fn state(&self, name: &str) -> Option<&State> {
        self.definition.states.iter().find(|state| state.name == name)
    }

    /// The five events that Altinn itself sends to this service's cases, as `3374:1:Submitted`.
    pub fn predefined_events(&self) -> [String; 5] {
        let Definition { service_code, service_edition, .. } = &self.definition;
        PREDEFINED.map(|event| format!("{service_code}:{service_edition}:{event}"))
    }

    /// The transitions that lead from this state.
    ///
    /// Error: `transition.unknown_state` for a state that the machine does not have.
    pub fn allowed(&self, state: &str) -> Result<Vec<&Transition>, Error> {
        match self.state(state) {
            Some(_) => Ok(self.leaving(state).map(|(transition, _)| transition).collect()),
            None => Err(self.refusal("transition.unknown_state", state, "", "the machine has no such state".into())),
        }
    }

    /// What `event` does to a case in `state`. A condition that `conditions` does not name is not known.
    ///
    /// Errors: `transition.unknown_state`; `transition.not_allowed` if no transition can fit: Altinn would answer that
    /// nothing changed; `transition.ambiguous` if several surely fire: which one Altinn takes is unknown.
    pub fn apply(&self, state: &str, event: &str, conditions: &BTreeMap<String, bool>) -> Result<Step, Error> {
        self.allowed(state)?;
        if event.chars().count() > TEXT_CHARS {
            return Err(self.refusal("transition.not_allowed", state, event, format!("over {TEXT_CHARS} characters")));
        }
        let mut candidates = Vec::new();
        let mut blocked = Vec::new();
        for (transition, fit) in self.leaving(state).map(|(transition, pattern)| (transition, pattern.fit(event))) {
            let holds = transition.condition.as_ref().map_or(Some(true), |name| conditions.get(name).copied());
            match (fit, holds) {
                (Fit::No, _) => {}
                (_, Some(false)) => blocked.extend(transition.condition.clone()),
                (fit, holds) => {
                    candidates.push(Candidate { transition, certain: fit == Fit::Yes && holds == Some(true) });
                }
            }
        }
        let certain: Vec<&str> =
            candidates.iter().filter(|it| it.certain).map(|it| it.transition.name.as_str()).collect();
        match (candidates.as_slice(), certain.len()) {
            ([], _) if blocked.is_empty() => {
                Err(self.refusal("transition.not_allowed", state, event, "no transition fits the event".into()))
            }
            ([], _) => Ok(Step::Stays { conditions: blocked }),
            ([only], 1) => Ok(Step::Moves { transition: only.transition.name.clone(), to: only.transition.to.clone() }),
            (_, 2..) => {
                let reason = format!("several transitions fit the event: {}", certain.join(", "));
                Err(self.refusal("transition.ambiguous", state, event, reason))
            }
            _ => Ok(Step::MayMove {
                transitions: candidates.iter().map(|it| it.transition.name.clone()).collect(),
                conditions: candidates
                    .iter()
                    .filter_map(|it| it.transition.condition.clone())
                    .filter(|name| !conditions.contains_key(name))
                    .collect(),
            }),
        }
    }

    /// The machine as a Mermaid diagram. Transitions to states that it does not have are left out.
    pub fn to_mermaid(&self) -> String {
        self.diagram().to_mermaid()
    }

    /// The machine as a Graphviz diagram. Transitions to states that it does not have are left out.
    pub fn to_graphviz(&self) -> String {
        self.diagram().to_graphviz()
    }

    fn leaving<'a>(&'a self, state: &str) -> impl Iterator<Item = (&'a Transition, &'a Pattern)> {
        let all = self.definition.transitions.iter().zip(&self.patterns);
        all.filter(move |(transition, _)| transition.from == state)
    }

    fn refusal(&self, code: &'static str, state: &str, event: &str, reason: String) -> Error {
        let short = |text: &str| text.chars().take(NAME_CHARS).collect();
        let allowed = self.leaving(state).map(|(transition, _)| transition.event.clone()).collect();
        Error::Transition(Box::new(TransitionError { code, state: short(state), event: short(event), allowed, reason }))
    }

    fn diagram(&self) -> Diagram {
        let Definition { start, states, transitions, .. } = &self.definition;
        let place = |name: &str| states.iter().position(|state| state.name == name);
        let edge = |transition: &Transition| {
            let condition = transition.condition.as_ref().map_or_else(String::new, |name| format!(" [{name}]"));
            let label = format!("{}: {}{condition}", transition.name, transition.event);
            Some(Edge { from: place(&transition.from)?, to: place(&transition.to)?, label })
        };
        let node = |state: &State| {
            let note = match (state.may_archive, state.may_delete) {
                (true, true) => "may be archived or deleted",
                (true, false) => "may be archived",
                (false, true) => "may be deleted",
                (false, false) => "",
            };
            Node { name: state.name.clone(), note: note.into(), end: state.may_archive }
        };
        Diagram {
            start: place(start),
            nodes: states.iter().map(node).collect(),
            edges: transitions.iter().filter_map(edge).collect(),
        }
    }
}

/// The bounds and forms that the rest of the module relies on.
fn within_bounds(definition: &Definition) -> Result<(), Error> {
    let wrong = |place: String, rule: String| Err(Error::input("input.machine", place, rule));
    let Definition { service_code, service_edition, start, states, transitions, events } = definition;
    if service_code.is_empty() || !service_code.chars().all(|c| c.is_ascii_alphanumeric()) {
        return wrong("serviceCode".into(), "letters and digits only".into());
    }
    if *service_edition < 1 {
        return wrong("serviceEdition".into(), "a positive number".into());
    }
    for (place, length, most) in [
        ("states", states.len(), STATES),
        ("transitions", transitions.len(), TRANSITIONS),
        ("events", events.len(), EVENTS),
    ] {
        if length > most {
            return wrong(place.into(), format!("at most {most}"));
        }
    }
    text("serviceCode", service_code, NAME_CHARS)?;
    text("start", start, NAME_CHARS)?;
    for (index, state) in states.iter().enumerate() {
        text(&format!("states[{index}].name"), &state.name, NAME_CHARS)?;
        for (language, name) in &state.friendly_names {
            if !LANGUAGES.contains(&language.as_str()) {
                return wrong(format!("states[{index}].friendlyNames"), "the members are 1033, 1044 and 2068".into());
            }
            text(&format!("states[{index}].friendlyNames.{language}"), name, NAME_CHARS)?;
        }
    }
    for (index, transition) in transitions.iter().enumerate() {
        let place = |member: &str| format!("transitions[{index}].{member}");
        text(&place("name"), &transition.name, NAME_CHARS)?;
        text(&place("from"), &transition.from, NAME_CHARS)?;
        text(&place("to"), &transition.to, NAME_CHARS)?;
        text(&place("event"), &transition.event, PATTERN_CHARS)?;
        if let Some(condition) = &transition.condition {
            text(&place("condition"), condition, NAME_CHARS)?;
        }
    }
    for (index, event) in events.iter().enumerate() {
        text(&format!("events[{index}]"), event, NAME_CHARS)?;
    }
    Ok(())
}

/// A name is not empty and not too long.
fn text(place: &str, value: &str, most: usize) -> Result<(), Error> {
    let rule = match value.chars().count() {
        0 => "must not be empty".to_owned(),
        length if length > most => format!("at most {most} characters"),
        _ => return Ok(()),
    };
    Err(Error::input("input.machine", place.to_owned(), rule))
}

#[cfg(test)]
mod tests;

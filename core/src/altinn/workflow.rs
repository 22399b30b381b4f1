//! The life of an Altinn case: active, then archived or deleted, and what an agency may do with it in each.
//!
//! ```text
//! InstantiateCollaboration → Active ──archive──→ Archived
//!                                   └─delete───→ Deleted
//! ```
//!
//! The agency cannot end a case through this service: the reportee archives or deletes it in Altinn, where the service's state
//! machine lets them (verified). So an agency meets the end as a refusal: fault 60014 or 60015 (verified). Which *state* an
//! active case is in, is the business of the service's own machine: see [`crate::altinn::state_machine`].
//!
//! The table is about one case, named by its caseID. A call for a whole service edition passes over cases that have ended:
//! "all running cases" (verified); whether a list ever shows an archived one is unknown.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::altinn::error_codes;
use crate::diagram::{Diagram, Edge, Node};
use crate::error::{Error, TransitionError};
use crate::mark::Mark;

/// Where a case is in its life. A new one is active.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CaseState {
    /// It runs.
    Active,
    /// The reportee has archived it.
    Archived,
    /// The reportee has deleted it.
    Deleted,
}

/// What happens to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CaseEvent {
    /// The agency looks it up by its caseID.
    GetCaseList,
    /// The agency sends an event into its state machine.
    NotifyEvent,
    /// The agency puts a notice on it.
    SetNotice,
    /// The reportee archives it.
    Archive,
    /// The reportee deletes it.
    Delete,
}

/// What comes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum CaseOutcome {
    /// It is done; the case's life goes on as it is.
    Stays,
    /// It is done, and the case is now this.
    Becomes(CaseState),
    /// Altinn refuses with this error number.
    Refused(i32),
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CaseRow {
    /// The state.
    pub state: CaseState,
    /// What happens.
    pub event: CaseEvent,
    /// What comes of it.
    pub outcome: CaseOutcome,
    /// How well it is known.
    pub mark: Mark,
}

/// An event that is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseTransition {
    /// The state after it.
    pub to: CaseState,
    /// The events allowed after it.
    pub allowed: Vec<CaseEvent>,
    /// How well it is known.
    pub mark: Mark,
}

impl CaseState {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Active, Self::Archived, Self::Deleted];
}

impl CaseEvent {
    /// All five.
    pub const ALL: [Self; 5] = [Self::GetCaseList, Self::NotifyEvent, Self::SetNotice, Self::Archive, Self::Delete];
}

use CaseEvent::{Archive, Delete, GetCaseList, NotifyEvent, SetNotice};
use CaseOutcome::{Becomes, Refused, Stays};
use CaseState::{Active, Archived, Deleted};
use Mark::{Inferred, Verified};

const fn row(state: CaseState, event: CaseEvent, outcome: CaseOutcome, mark: Mark) -> CaseRow {
    CaseRow { state, event, outcome, mark }
}

/// The whole table: one row for every state and event.
pub const TRANSITIONS: [CaseRow; 15] = [
    row(Active, GetCaseList, Stays, Verified),
    row(Active, NotifyEvent, Stays, Verified),
    row(Active, SetNotice, Stays, Verified),
    row(Active, Archive, Becomes(Archived), Verified),
    row(Active, Delete, Becomes(Deleted), Verified),
    row(Archived, GetCaseList, Refused(60014), Verified),
    row(Archived, NotifyEvent, Refused(60014), Verified),
    row(Archived, SetNotice, Refused(60014), Verified),
    // 60013 is the code of the table that says it; that it is the answer to these calls is inferred.
    row(Archived, Archive, Refused(60013), Inferred),
    row(Archived, Delete, Refused(60013), Inferred),
    row(Deleted, GetCaseList, Refused(60015), Verified),
    row(Deleted, NotifyEvent, Refused(60015), Verified),
    row(Deleted, SetNotice, Refused(60015), Verified),
    row(Deleted, Archive, Refused(60013), Inferred),
    row(Deleted, Delete, Refused(60013), Inferred),
];

/// What may happen to a case in this state. To archive or delete it, the state machine must allow it too.
pub fn allowed(state: CaseState) -> Vec<CaseEvent> {
    let fits = |row: &&CaseRow| row.state == state && !matches!(row.outcome, Refused(_));
    TRANSITIONS.iter().filter(fits).map(|row| row.event).collect()
}

/// The error number with which Altinn refuses the event in this state; none if it is allowed.
pub fn refused_by(state: CaseState, event: CaseEvent) -> Option<i32> {
    TRANSITIONS.iter().find(|row| row.state == state && row.event == event).and_then(|row| match row.outcome {
        Refused(number) => Some(number),
        Stays | Becomes(_) => None,
    })
}

/// The state of which a fault with this number tells: archived for 60014, deleted for 60015.
pub fn state_told_by(number: i32) -> Option<CaseState> {
    match number {
        60014 => Some(Archived),
        60015 => Some(Deleted),
        _ => None,
    }
}

/// What the event makes of the state. Error: `transition.finished`, with the number that Altinn would give in its reason.
pub fn apply(state: CaseState, event: CaseEvent) -> Result<CaseTransition, Error> {
    let row = TRANSITIONS.iter().find(|row| row.state == state && row.event == event);
    let (to, mark) = match row.map(|row| (row.outcome, row.mark)) {
        Some((Stays, mark)) => (state, mark),
        Some((Becomes(next), mark)) => (next, mark),
        Some((Refused(number), _)) => return Err(refusal(state, event, Some(number))),
        None => return Err(refusal(state, event, None)),
    };
    Ok(CaseTransition { to, allowed: allowed(to), mark })
}

fn refusal(state: CaseState, event: CaseEvent, number: Option<i32>) -> Error {
    let refused = number.map_or_else(String::new, |number| format!("; Altinn refuses {event} with {number}"));
    Error::Transition(Box::new(TransitionError {
        code: "transition.finished",
        state: state.to_string(),
        event: event.to_string(),
        allowed: allowed(state).iter().map(CaseEvent::to_string).collect(),
        reason: format!("the case is {state}{refused}"),
    }))
}

/// What the event does in this state, or why it does nothing, in plain words.
pub fn explain(state: CaseState, event: CaseEvent) -> String {
    match (apply(state, event), refused_by(state, event)) {
        (Ok(transition), _) if transition.to == state => format!("{event} is possible; the case stays {state}."),
        (Ok(transition), _) => {
            format!("{event} makes the case {}, if its state machine allows that in the state it is in.", transition.to)
        }
        (Err(_), Some(number)) => {
            let meaning = error_codes::find_number(number).map(|row| row.explanation).unwrap_or_default();
            format!("{event} is refused with {number}: {meaning}")
        }
        (Err(error), None) => error.to_string(),
    }
}

/// The case's life as a Mermaid diagram.
pub fn to_mermaid() -> String {
    diagram().to_mermaid()
}

/// The case's life as a Graphviz diagram.
pub fn to_graphviz() -> String {
    diagram().to_graphviz()
}

fn diagram() -> Diagram {
    let place = |state| CaseState::ALL.iter().position(|&it| it == state);
    let edge = |row: &CaseRow| {
        let to = match row.outcome {
            Stays => row.state,
            Becomes(state) => state,
            Refused(_) => return None,
        };
        Some(Edge { from: place(row.state)?, to: place(to)?, label: row.event.to_string() })
    };
    let node = |state: CaseState| Node { name: state.to_string(), note: String::new(), end: state != Active };
    Diagram {
        start: place(Active),
        nodes: CaseState::ALL.map(node).into(),
        edges: TRANSITIONS.iter().filter_map(edge).collect(),
    }
}

impl fmt::Display for CaseState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Active => "active",
            Self::Archived => "archived",
            Self::Deleted => "deleted",
        })
    }
}

impl fmt::Display for CaseEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::GetCaseList => "GetCaseList",
            Self::NotifyEvent => "NotifyEvent",
            Self::SetNotice => "SetNotice",
            Self::Archive => "Archive",
            Self::Delete => "Delete",
        })
    }
}

//! FastDok's workflow: which action a task allows, where it leads, and what it costs.
//!
//! ```text
//! TaskCreate --ActionPay--> TaskPay --ActionComplete--> TaskPaid --ActionComplete--> archived
//! ```
//!
//! Two things that the task itself does not say decide the rest: whether the company is a licence customer (it pays nothing, so
//! `TaskPay` is left out), and which task `TaskPay` came from (`ActionCancel` leads back there). Either may be unknown; then
//! [`apply`] gives every possibility.
//!
//! The table is FastDok's page on status change and balance payment (verified) where a row does not say otherwise. A refusal by
//! the service, for instance because the balance is too low, leaves the task as it was (verified). Beware: `ActionComplete`
//! *pays* on `TaskPay` and *archives for ever* on `TaskPaid`.
//!
//! ```
//! use nordcase::fastdok::workflow::{self, Customer, State};
//! use nordcase::fastdok::{ActionKind, TaskKind};
//!
//! let draft = State::new(TaskKind::TaskCreate, Customer::Unknown);
//! let transition = workflow::apply(&draft, &ActionKind::ActionPay)?;
//! assert_eq!(transition.outcomes.len(), 2); // TaskPay, or TaskPaid for a licence customer
//! assert!(workflow::apply(&draft, &ActionKind::ActionComplete).is_err());
//! # Ok::<(), nordcase::Error>(())
//! ```

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::diagram::{Diagram, Edge, Node};
use crate::error::{Error, TransitionError};
use crate::fastdok::{ActionKind, TaskKind};
use crate::mark::Mark;

/// Where a case stands. Written as the task's `ReferenceId`, or `Archived`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Stage {
    /// Its ready task is of this kind.
    Task(TaskKind),
    /// Completed and archived: no task is left, nothing can be edited.
    Archived,
}

/// Whether the company pays by licence or from its balance: the domain's property `fsab.avtalskund` (that the two names mean
/// the same is inferred).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Customer {
    /// Pays by licence: never comes to `TaskPay`.
    Licence,
    /// Pays each case from the company's balance.
    Balance,
    /// Not asked yet.
    #[default]
    Unknown,
}

/// The task that `TaskPay` came from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Origin {
    /// The first payment.
    TaskCreate,
    /// A payment for forms that were added to the sharp case.
    TaskPaid,
    /// Not seen.
    #[default]
    #[serde(rename = "unknown")]
    Unknown,
}

/// A case's place in the workflow, as far as it is known. JSON: `{"stage":"TaskPay","customer":"balance","cameFrom":"TaskCreate"}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct State {
    /// Where the case stands.
    pub stage: Stage,
    /// How the company pays.
    #[serde(default)]
    pub customer: Customer,
    /// Where `TaskPay` was entered from; without meaning in other stages.
    #[serde(default)]
    pub came_from: Origin,
}

/// What an action does that cannot be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Effect {
    /// Nothing.
    Nothing,
    /// The case becomes sharp: the draft watermark goes.
    BecomesSharp,
    /// The order is drawn from the balance that the whole company shares; the paid forms are sharp.
    DebitsBalance,
    /// The case ends for ever, in the archive.
    Archives,
}

/// One row of the table: in stage `from`, for such a customer and origin, `event` leads to `to`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The kind of the ready task.
    pub from: TaskKind,
    /// The customers it holds for; `None`: all.
    pub customer: Option<Customer>,
    /// The origins it holds for; `None`: all.
    pub came_from: Option<Origin>,
    /// The action.
    pub event: ActionKind,
    /// The next stage; `None`: refused.
    pub to: Option<Stage>,
    /// What cannot be taken back.
    pub effect: Effect,
    /// How well it is known.
    pub mark: Mark,
    /// What the source says, in a few words.
    pub source: &'static str,
}

/// What an action may lead to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// The state after it.
    pub state: State,
    /// What cannot be taken back.
    pub effect: Effect,
    /// How well it is known.
    pub mark: Mark,
    /// The actions allowed after it.
    pub allowed: Vec<ActionKind>,
}

/// An allowed action. One outcome, or several if the state is not known well enough to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Transition {
    /// The state before it.
    pub from: State,
    /// The action.
    pub event: ActionKind,
    /// At least one.
    pub outcomes: Vec<Outcome>,
    /// Whether it is refused for a kind of customer that this one may be.
    pub may_be_refused: bool,
}

/// The whole workflow. Whatever it does not list is refused.
pub static TRANSITIONS: [Row; 8] = [
    Row {
        from: TaskKind::TaskCreate,
        customer: Some(Customer::Balance),
        came_from: None,
        event: ActionKind::ActionPay,
        to: Some(Stage::Task(TaskKind::TaskPay)),
        effect: Effect::Nothing,
        mark: Mark::Verified,
        source: "the draft goes to payment",
    },
    Row {
        from: TaskKind::TaskCreate,
        customer: Some(Customer::Licence),
        came_from: None,
        event: ActionKind::ActionPay,
        to: Some(Stage::Task(TaskKind::TaskPaid)),
        effect: Effect::BecomesSharp,
        mark: Mark::Verified,
        source: "a licence customer skips the payment",
    },
    Row {
        from: TaskKind::TaskPay,
        customer: None,
        came_from: None,
        event: ActionKind::ActionComplete,
        to: Some(Stage::Task(TaskKind::TaskPaid)),
        effect: Effect::DebitsBalance,
        mark: Mark::Verified,
        source: "confirms the order and pays it",
    },
    Row {
        from: TaskKind::TaskPay,
        customer: None,
        came_from: Some(Origin::TaskCreate),
        event: ActionKind::ActionCancel,
        to: Some(Stage::Task(TaskKind::TaskCreate)),
        effect: Effect::Nothing,
        mark: Mark::Verified,
        source: "back to the draft",
    },
    Row {
        from: TaskKind::TaskPay,
        customer: None,
        came_from: Some(Origin::TaskPaid),
        event: ActionKind::ActionCancel,
        to: Some(Stage::Task(TaskKind::TaskPaid)),
        effect: Effect::Nothing,
        mark: Mark::Verified,
        source: "back to the sharp case; the added forms stay unpaid",
    },
    Row {
        from: TaskKind::TaskPaid,
        customer: None,
        came_from: None,
        event: ActionKind::ActionComplete,
        to: Some(Stage::Archived),
        effect: Effect::Archives,
        mark: Mark::Verified,
        source: "completes and archives the case; no more editing",
    },
    Row {
        from: TaskKind::TaskPaid,
        customer: Some(Customer::Balance),
        came_from: None,
        event: ActionKind::ActionPay,
        to: Some(Stage::Task(TaskKind::TaskPay)),
        effect: Effect::Nothing,
        mark: Mark::Verified,
        source: "payment of forms added since the last one",
    },
    Row {
        from: TaskKind::TaskPaid,
        customer: Some(Customer::Licence),
        came_from: None,
        event: ActionKind::ActionPay,
        to: None,
        effect: Effect::Nothing,
        mark: Mark::Unknown,
        source: "not for licence customers; whether it is refused, hidden or without effect is documented nowhere",
    },
];

impl State {
    /// A state whose origin is not known.
    pub fn new(stage: impl Into<Stage>, customer: Customer) -> Self {
        Self { stage: stage.into(), customer, came_from: Origin::Unknown }
    }

    /// `TaskPay`, entered from `origin`.
    pub fn pay(origin: Origin, customer: Customer) -> Self {
        Self { stage: Stage::Task(TaskKind::TaskPay), customer, came_from: origin }
    }
}

impl Row {
    fn fits(&self, state: &State, event: &ActionKind) -> bool {
        matches!(&state.stage, Stage::Task(kind) if *kind == self.from)
            && self.event == *event
            && self.customer.is_none_or(|it| state.customer == it || state.customer == Customer::Unknown)
            && self.came_from.is_none_or(|it| state.came_from == it || state.came_from == Origin::Unknown)
    }

    /// The state after it. What the row asks for is known from then on.
    fn next(&self, state: &State) -> Option<State> {
        let came_from = match (&self.to, &self.from) {
            (Some(Stage::Task(TaskKind::TaskPay)), TaskKind::TaskCreate) => Origin::TaskCreate,
            (Some(Stage::Task(TaskKind::TaskPay)), TaskKind::TaskPaid) => Origin::TaskPaid,
            _ => Origin::Unknown,
        };
        let customer = self.customer.unwrap_or(state.customer);
        self.to.clone().map(|stage| State { stage, customer, came_from })
    }
}

/// Every state of the known kinds of task, and the end, for exhaustive tests and tables.
pub fn states() -> Vec<State> {
    const CUSTOMERS: [Customer; 3] = [Customer::Balance, Customer::Licence, Customer::Unknown];
    const ORIGINS: [Origin; 3] = [Origin::TaskCreate, Origin::TaskPaid, Origin::Unknown];
    let every = |stage: Stage| CUSTOMERS.map(|customer| State::new(stage.clone(), customer));
    let pay = ORIGINS.into_iter().flat_map(|origin| CUSTOMERS.map(|customer| State::pay(origin, customer)));
    let mut states = every(TaskKind::TaskCreate.into()).to_vec();
    states.extend(pay);
    states.extend(every(TaskKind::TaskPaid.into()));
    states.push(State::new(Stage::Archived, Customer::Unknown));
    states
}

/// The actions that the workflow allows, or may allow if the state is not known well enough. None for the end, and none for a
/// kind of task added later: ask the service for its actions.
pub fn allowed(state: &State) -> Vec<ActionKind> {
    let leads_on = |event: &ActionKind| TRANSITIONS.iter().any(|row| row.to.is_some() && row.fits(state, event));
    [ActionKind::ActionPay, ActionKind::ActionComplete, ActionKind::ActionCancel].into_iter().filter(leads_on).collect()
}

/// Where `event` leads from `state`.
///
/// Errors: `transition.finished` after the archive, `transition.unknown_state` for a kind of task added later, and
/// `transition.not_allowed`.
pub fn apply(state: &State, event: &ActionKind) -> Result<Transition, Error> {
    let rows: Vec<&Row> = TRANSITIONS.iter().filter(|row| row.fits(state, event)).collect();
    let outcomes: Vec<Outcome> = rows
        .iter()
        .filter_map(|row| {
            let state = row.next(state)?;
            Some(Outcome { allowed: allowed(&state), state, effect: row.effect, mark: row.mark })
        })
        .collect();
    if outcomes.is_empty() {
        return Err(refusal(state, event, rows.first().map(|row| row.source)));
    }
    let may_be_refused = outcomes.len() < rows.len();
    Ok(Transition { from: state.clone(), event: event.clone(), outcomes, may_be_refused })
}

fn refusal(state: &State, event: &ActionKind, source: Option<&str>) -> Error {
    let (code, reason) = match (&state.stage, source) {
        (Stage::Archived, _) => ("transition.finished", "the case is completed and archived".to_owned()),
        (Stage::Task(TaskKind::Other(task)), _) => (
            "transition.unknown_state",
            format!("{task} is a kind of task that this version does not know; ask the service for its actions"),
        ),
        (stage, Some(source)) => ("transition.not_allowed", format!("{event} on {stage}: {source}")),
        (stage, None) => ("transition.not_allowed", format!("{stage} has no {event}")),
    };
    Error::Transition(Box::new(TransitionError {
        code,
        state: state.to_string(),
        event: event.to_string(),
        allowed: allowed(state).iter().map(ActionKind::to_string).collect(),
        reason,
    }))
}

/// What `event` does in `state`, or why it does nothing, in plain words.
pub fn explain(state: &State, event: &ActionKind) -> String {
    let transition = match apply(state, event) {
        Ok(transition) => transition,
        Err(Error::Transition(error)) if error.allowed.is_empty() => return format!("Not possible: {}.", error.reason),
        Err(Error::Transition(error)) => {
            return format!("Not possible: {}. Allowed: {}.", error.reason, error.allowed.join(", "));
        }
        Err(error) => return error.to_string(),
    };
    let outcomes: Vec<String> = transition
        .outcomes
        .iter()
        .map(|outcome| {
            let mark = if outcome.mark == Mark::Verified { String::new() } else { format!(" ({})", outcome.mark) };
            format!("to {}, where {}{mark}", outcome.state, outcome.effect)
        })
        .collect();
    let refused = if transition.may_be_refused { "; or nowhere, for a licence customer" } else { "" };
    format!("{event} leads from {state} {}{refused}.", outcomes.join("; or "))
}

/// The workflow as a Mermaid diagram.
pub fn to_mermaid() -> String {
    diagram().to_mermaid()
}

/// The workflow as a Graphviz diagram.
pub fn to_graphviz() -> String {
    diagram().to_graphviz()
}

fn diagram() -> Diagram {
    let tasks = [TaskKind::TaskCreate, TaskKind::TaskPay, TaskKind::TaskPaid];
    let stages: Vec<Stage> = tasks.into_iter().map(Stage::Task).chain([Stage::Archived]).collect();
    let place = |stage: &Stage| stages.iter().position(|it| it == stage);
    let edge = |row: &Row| {
        Some(Edge { from: place(&row.from.clone().into())?, to: place(row.to.as_ref()?)?, label: label(row) })
    };
    let node = |stage: &Stage| Node { end: *stage == Stage::Archived, name: stage.to_string(), note: String::new() };
    Diagram {
        start: Some(0),
        edges: TRANSITIONS.iter().filter_map(edge).collect(),
        nodes: stages.iter().map(node).collect(),
    }
}

fn label(row: &Row) -> String {
    let customer = match row.customer {
        Some(Customer::Licence) => ", licence customer",
        _ => "",
    };
    let origin = match row.came_from {
        Some(Origin::TaskCreate) => ", came from TaskCreate",
        Some(Origin::TaskPaid) => ", came from TaskPaid",
        _ => "",
    };
    let effect = if row.effect == Effect::Nothing { String::new() } else { format!(" ({})", row.effect) };
    format!("{}{customer}{origin}{effect}", row.event)
}

impl From<TaskKind> for Stage {
    fn from(kind: TaskKind) -> Self {
        Self::Task(kind)
    }
}

impl From<String> for Stage {
    fn from(name: String) -> Self {
        if name.eq_ignore_ascii_case("Archived") { Self::Archived } else { Self::Task(name.into()) }
    }
}

impl From<Stage> for String {
    fn from(stage: Stage) -> Self {
        stage.to_string()
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Task(kind) => kind.fmt(f),
            Self::Archived => f.write_str("Archived"),
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "nothing is final",
            Self::BecomesSharp => "the case becomes sharp",
            Self::DebitsBalance => "the balance is debited",
            Self::Archives => "the case is archived for ever",
        })
    }
}

/// The stage, with what is known of customer and origin where it matters: `TaskPay from TaskCreate (licence customer)`.
impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.stage.fmt(f)?;
        match (&self.stage, self.came_from) {
            (Stage::Task(TaskKind::TaskPay), Origin::TaskCreate) => f.write_str(" from TaskCreate")?,
            (Stage::Task(TaskKind::TaskPay), Origin::TaskPaid) => f.write_str(" from TaskPaid")?,
            _ => {}
        }
        match (&self.stage, self.customer) {
            (Stage::Archived | Stage::Task(TaskKind::Other(_)), _) | (_, Customer::Unknown) => Ok(()),
            (_, Customer::Licence) => f.write_str(" (licence customer)"),
            (_, Customer::Balance) => f.write_str(" (pays from the balance)"),
        }
    }
}

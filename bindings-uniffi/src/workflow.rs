//! The workflows: what is allowed in a state, and what an event does. Pure functions over the core's tables.
//!
//! Most types are the core's own (`uniffi::remote`), some under a longer name, since here all stand beside each other.

use std::collections::HashMap;

use nordcase::altinn::state_machine::{
    Definition, Severity, StateMachine as Core, Step as MachineStep, Transition as MachineTransition,
};
use nordcase::altinn::workflow::{self as altinn, CaseEvent, CaseState, CaseTransition};
use nordcase::fastdok::workflow::{
    self as fastdok, Customer, Effect, Origin, Outcome as FormOutcome, Stage, State as FormState,
    Transition as FormTransition,
};
use nordcase::fastdok::{ActionKind, TaskKind};
use nordcase::mark::Mark;
use serde::{Deserialize, Serialize};

use crate::errors::NordcaseError;
use crate::values::value;

/// The actions that FastDok allows in this state.
#[uniffi::export]
pub fn form_allowed(state: &FormState) -> Vec<ActionKind> {
    fastdok::allowed(state)
}

/// What an action does in this state of a FastDok case.
#[uniffi::export]
pub fn form_apply(state: &FormState, action: &ActionKind) -> Result<FormTransition, NordcaseError> {
    Ok(fastdok::apply(state, action)?)
}

/// What an action does in this state of a FastDok case, in words.
#[uniffi::export]
pub fn form_explain(state: &FormState, action: &ActionKind) -> String {
    fastdok::explain(state, action)
}

/// What can happen to an Altinn case in this state.
#[uniffi::export]
pub fn case_allowed(state: CaseState) -> Vec<CaseEvent> {
    altinn::allowed(state)
}

/// What an event does to an Altinn case in this state.
#[uniffi::export]
pub fn case_apply(state: CaseState, event: CaseEvent) -> Result<CaseTransition, NordcaseError> {
    Ok(altinn::apply(state, event)?)
}

/// What an event does to an Altinn case in this state, in words.
#[uniffi::export]
pub fn case_explain(state: CaseState, event: CaseEvent) -> String {
    altinn::explain(state, event)
}

/// An agency's own machine, that can be asked.
#[derive(uniffi::Object)]
pub struct StateMachine(Core);

#[uniffi::export]
impl StateMachine {
    /// The machine of this definition.
    #[uniffi::constructor]
    pub fn new(definition: MachineDefinition) -> Result<Self, NordcaseError> {
        let definition = value(&definition).map_err(NordcaseError::unreadable)?;
        let definition = definition.read::<Definition>().map_err(NordcaseError::unreadable)?;
        Ok(Self(Core::new(definition)?))
    }

    /// The machine of this JSON text.
    #[uniffi::constructor]
    pub fn from_json(text: &str) -> Result<Self, NordcaseError> {
        Ok(Self(Core::from_json(text)?))
    }

    /// Its definition.
    pub fn definition(&self) -> Result<MachineDefinition, NordcaseError> {
        let definition = value(self.0.definition()).map_err(NordcaseError::unreadable)?;
        definition.read_known().map_err(NordcaseError::unreadable)
    }

    /// Dead and unreachable states, and the like.
    pub fn check(&self) -> Vec<Finding> {
        self.0
            .check()
            .into_iter()
            .map(|finding| Finding {
                code: finding.code.to_owned(),
                severity: finding.severity,
                place: finding.place,
                message: finding.message,
            })
            .collect()
    }

    /// The transitions that lead from this state.
    pub fn allowed(&self, state: &str) -> Result<Vec<MachineTransition>, NordcaseError> {
        Ok(self.0.allowed(state)?.into_iter().cloned().collect())
    }

    /// What an event does in a state, with the conditions whose value is known.
    #[uniffi::method(default(conditions))]
    pub fn apply(
        &self,
        state: &str,
        event: &str,
        conditions: HashMap<String, bool>,
    ) -> Result<MachineStep, NordcaseError> {
        Ok(self.0.apply(state, event, &conditions.into_iter().collect())?)
    }

    /// What an event does in a state, in a sentence.
    pub fn explain(&self, state: &str, event: &str) -> String {
        self.0.explain(state, event)
    }

    /// The events that Altinn itself sends, as expressions begin.
    pub fn predefined_events(&self) -> Vec<String> {
        self.0.predefined_events().to_vec()
    }

    /// The machine as a Mermaid diagram.
    pub fn to_mermaid(&self) -> String {
        self.0.to_mermaid()
    }

    /// The machine as a Graphviz diagram.
    pub fn to_graphviz(&self) -> String {
        self.0.to_graphviz()
    }
}

/// Where a case stands. Written as the task's `ReferenceId`, or `Archived`.
#[uniffi::remote(Enum)]
pub enum Stage {
    /// Its ready task is of this kind.
    Task(TaskKind),
    /// Completed and archived: no task is left, nothing can be edited.
    Archived,
}

/// Whether the company pays by licence or from its balance: the domain's property `fsab.avtalskund` (that the two names mean
/// the same is inferred).
#[uniffi::remote(Enum)]
pub enum Customer {
    /// Pays by licence: never comes to `TaskPay`.
    Licence,
    /// Pays each case from the company's balance.
    Balance,
    /// Not asked yet.
    Unknown,
}

/// The task that `TaskPay` came from.
#[uniffi::remote(Enum)]
pub enum Origin {
    /// The first payment.
    TaskCreate,
    /// A payment for forms that were added to the sharp case.
    TaskPaid,
    /// Not seen.
    Unknown,
}

/// A case's place in the workflow, as far as it is known. JSON: `{"stage":"TaskPay","customer":"balance","cameFrom":"TaskCreate"}`.
#[uniffi::remote(Record)]
pub struct FormState {
    /// Where the case stands.
    pub stage: Stage,
    /// How the company pays.
    pub customer: Customer,
    /// Where `TaskPay` was entered from; without meaning in other stages.
    pub came_from: Origin,
}

/// What an action does that cannot be taken back.
#[uniffi::remote(Enum)]
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

/// What an action may lead to.
#[uniffi::remote(Record)]
pub struct FormOutcome {
    /// The state after it.
    pub state: FormState,
    /// What cannot be taken back.
    pub effect: Effect,
    /// How well it is known.
    pub mark: Mark,
    /// The actions allowed after it.
    pub allowed: Vec<ActionKind>,
}

/// An allowed action. One outcome, or several if the state is not known well enough to tell.
#[uniffi::remote(Record)]
pub struct FormTransition {
    /// The state before it.
    pub from: FormState,
    /// The action.
    pub event: ActionKind,
    /// At least one.
    pub outcomes: Vec<FormOutcome>,
    /// Whether it is refused for a kind of customer that this one may be.
    pub may_be_refused: bool,
}

/// How well a fact is known.
#[uniffi::remote(Enum)]
pub enum Mark {
    /// Stated by the provider's documentation, or seen in recorded traffic or a working client.
    Verified,
    /// Concluded from something verified.
    Inferred,
    /// Found nowhere: what stands here is this library's choice.
    Unknown,
}

/// Where a case is in its life. A new one is active.
#[uniffi::remote(Enum)]
pub enum CaseState {
    /// It runs.
    Active,
    /// The reportee has archived it.
    Archived,
    /// The reportee has deleted it.
    Deleted,
}

/// What happens to a case.
#[uniffi::remote(Enum)]
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

/// An event that is allowed.
#[uniffi::remote(Record)]
pub struct CaseTransition {
    /// The state after it.
    pub to: CaseState,
    /// The events allowed after it.
    pub allowed: Vec<CaseEvent>,
    /// How well it is known.
    pub mark: Mark,
}

/// One transition of a machine.
#[uniffi::remote(Record)]
pub struct MachineTransition {
    /// Its name in TUL.
    pub name: String,
    /// The state that it leads from.
    pub from: String,
    /// The state that it leads to.
    pub to: String,
    /// The regular expression that the event must fit.
    pub event: String,
    /// The condition that must be true, if it has one.
    #[uniffi(default = None)]
    pub condition: Option<String>,
}

/// What an event does to a case. All names are the machine's.
#[uniffi::remote(Enum)]
pub enum MachineStep {
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

/// How bad a finding is.
#[uniffi::remote(Enum)]
pub enum Severity {
    /// The machine cannot work as it is written.
    Error,
    /// Probably a mistake.
    Warning,
}

/// Something wrong with a machine.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Finding {
    /// Stable: `machine.no_start`, `machine.duplicate_state`, `machine.unknown_state`, `machine.bad_pattern`,
    /// `machine.unreachable`, `machine.dead_end`, `machine.overlap`, `machine.unmatched`.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// The place in the JSON, as `transitions[2].event`.
    pub place: String,
    /// What is wrong, in a sentence.
    pub message: String,
}

/// One state of a machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, uniffi::Record)]
#[serde(rename_all = "camelCase")]
pub struct MachineState {
    /// `CurrentStateName`.
    pub name: String,
    /// `CurrentStateFriendlyName` by languageID.
    #[uniffi(default)]
    #[serde(default)]
    pub friendly_names: HashMap<String, String>,
    /// Whether the reportee may archive a case in this state.
    #[uniffi(default = false)]
    #[serde(default)]
    pub may_archive: bool,
    /// Whether the reportee may delete a case in this state.
    #[uniffi(default = false)]
    #[serde(default)]
    pub may_delete: bool,
}

/// A machine as it is written down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, uniffi::Record)]
#[serde(rename_all = "camelCase")]
pub struct MachineDefinition {
    /// `externalServiceCode` of the collaboration service.
    pub service_code: String,
    /// `externalServiceEditionCode`.
    pub service_edition: i32,
    /// The state of a new case.
    pub start: String,
    /// The states.
    pub states: Vec<MachineState>,
    /// The transitions.
    pub transitions: Vec<MachineTransition>,
    /// The free-text events that the agency sends.
    #[uniffi(default = [])]
    #[serde(default)]
    pub events: Vec<String>,
}

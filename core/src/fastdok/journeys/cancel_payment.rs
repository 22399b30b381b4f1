//! `CancelPayment`: brings a case back from payment. Nothing is debited or refunded.

use serde::{Deserialize, Serialize};

use super::act::{Act, ActCommand, End, Position};
use super::calls::{FastDokAnswer, FastDokCall};
use crate::error::Error;
use crate::fastdok::{ActionKind, TaskKind};
use crate::journey::{Command, Evidence, Facts, FailureCode, FailureReport, NoQuestion, Repeats, Script, WHOLE};

/// Cancels the payment that a case waits for: `ActionCancel` on its TaskPay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CancelPayment(Act);

/// The receipt of a cancelled payment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CancelReceipt {
    /// The case.
    pub case_id: String,
    /// Where it came back to: TaskCreate, or TaskPaid if it had been paid before (verified). `None` if it could not be read any more. With [`Evidence::State`] a
    /// case found at TaskPaid may also have been paid by somebody else at the same moment.
    pub returned_to: Option<TaskKind>,
    /// That task's id.
    pub task_id: Option<String>,
    /// How it is known.
    pub seen: Evidence,
}

impl CancelPayment {
    /// Cancels the payment of this case.
    pub fn new(case_id: impl Into<String>) -> Self {
        Self(Act::new(case_id.into(), TaskKind::TaskPay, ActionKind::ActionCancel))
    }
}

impl Script for CancelPayment {
    const NAME: &'static str = "fastdok.cancel_payment";
    type Call = FastDokCall;
    type Question = NoQuestion;
    type Receipt = CancelReceipt;

    fn next_command(&self) -> Command<FastDokCall, Self::Question, CancelReceipt> {
        let end = match self.0.next_command() {
            ActCommand::Call(call) => return Command::Call(call),
            ActCommand::Settle => return Command::Settle { look: WHOLE },
            ActCommand::Ended(end) => end,
        };
        let not_possible = |known: &str| {
            Command::Fail(FailureReport::new(FailureCode::NotPossible, self.facts(), None).knowing(known))
        };
        match end {
            End::Applied { seen: Evidence::State, now: Some(Position::Archived | Position::Nowhere) } => {
                let report = FailureReport::new(FailureCode::ChangedMeanwhile, self.facts(), None);
                Command::Fail(report.knowing("The case is neither a draft nor paid any more: somebody else moved it."))
            }
            End::Applied { seen, now } => {
                let (returned_to, task_id) = match now {
                    Some(Position::Task { kind, id }) => (Some(kind.clone()), Some(id.clone())),
                    _ => (None, None),
                };
                Command::Done(CancelReceipt { case_id: self.0.case_id.clone(), returned_to, task_id, seen: *seen })
            }
            End::Elsewhere { now: Position::Task { kind: TaskKind::TaskCreate, .. } } => {
                not_possible("The case is a draft; there is no payment to cancel.")
            }
            End::Elsewhere { now: Position::Task { .. } } => {
                not_possible("The case is paid; there is no payment to cancel.")
            }
            End::Elsewhere { now: Position::Archived } => not_possible("The case is archived."),
            End::Elsewhere { now: Position::Nowhere } => not_possible("The case has no ready task."),
            End::Failed { code, known, refusal } => {
                Command::Fail(FailureReport::new(*code, self.facts(), None).knowing(known).saying(refusal.as_ref()))
            }
        }
    }

    fn on_response(&mut self, _call: &FastDokCall, answer: FastDokAnswer, _repeats: Repeats) {
        self.0.on_response(answer);
    }

    fn on_refusal(&mut self, _call: &FastDokCall, error: &Error) {
        self.0.on_refusal(error);
    }

    fn on_indeterminate(&mut self, _call: &FastDokCall, may_be_applied: bool, refusal: Option<&Error>) {
        self.0.on_indeterminate(may_be_applied, refusal);
    }

    fn on_unreadable(&mut self, _call: &FastDokCall, _error: &Error) -> bool {
        self.0.on_unreadable()
    }

    fn on_wake(&mut self) {
        self.0.on_wake();
    }

    fn case_id(&self) -> Option<String> {
        Some(self.0.case_id.clone())
    }

    fn on_abandoned(&mut self, _call: &FastDokCall) -> bool {
        self.0.on_abandoned()
    }

    fn facts(&self) -> Facts {
        Facts { changed: self.0.applied, ..Facts::default() }
    }
}

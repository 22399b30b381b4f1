//! `CancelPayment`: brings a case back from payment. Nothing is debited or refunded.

use serde::{Deserialize, Serialize};

use super::act::{Act, End, Wants, Where};
use super::calls::{FastDokAnswer, FastDokCall};
use crate::error::Error;
use crate::fastdok::{ActionKind, TaskKind};
use crate::journey::{Facts, FailureCode, FailureReport, Move, NoQuestion, Repeats, Script, Seen, WHOLE};

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
    /// Where it came back to: TaskCreate, or TaskPaid if it had been paid before (verified). `None` if it could not be read any more.
    pub returned_to: Option<TaskKind>,
    /// That task's id.
    pub task_id: Option<String>,
    /// How it is known.
    pub seen: Seen,
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

    fn wants(&self) -> Move<FastDokCall, Self::Question, CancelReceipt> {
        let end = match self.0.wants() {
            Wants::Call(call) => return Move::Call(call),
            Wants::Settle => return Move::Settle { look: WHOLE },
            Wants::Ended(end) => end,
        };
        let not_possible =
            |known: &str| Move::Fail(FailureReport::new(FailureCode::NotPossible, self.facts(), None).knowing(known));
        match end {
            End::Applied { seen: Seen::State, now: Some(Where::Archived | Where::Nowhere) } => {
                let report = FailureReport::new(FailureCode::ChangedMeanwhile, self.facts(), None);
                Move::Fail(report.knowing("The case is neither a draft nor paid any more: somebody else moved it."))
            }
            End::Applied { seen, now } => {
                let (returned_to, task_id) = match now {
                    Some(Where::Task { kind, id }) => (Some(kind.clone()), Some(id.clone())),
                    _ => (None, None),
                };
                Move::Done(CancelReceipt { case_id: self.0.case_id.clone(), returned_to, task_id, seen: *seen })
            }
            End::Elsewhere { now: Where::Task { kind: TaskKind::TaskCreate, .. } } => {
                not_possible("The case is a draft; there is no payment to cancel.")
            }
            End::Elsewhere { now: Where::Task { .. } } => {
                not_possible("The case is paid; there is no payment to cancel.")
            }
            End::Elsewhere { now: Where::Archived } => not_possible("The case is archived."),
            End::Elsewhere { now: Where::Nowhere } => not_possible("The case has no ready task."),
            End::Failed { code, known, refusal } => {
                Move::Fail(FailureReport::new(*code, self.facts(), None).knowing(known).saying(refusal.as_ref()))
            }
        }
    }

    fn answered(&mut self, _call: &FastDokCall, answer: FastDokAnswer, _repeats: Repeats) {
        self.0.answered(answer);
    }

    fn refused(&mut self, _call: &FastDokCall, error: &Error) {
        self.0.refused(error);
    }

    fn unseen(&mut self, _call: &FastDokCall, may_be_applied: bool, refusal: Option<&Error>) {
        self.0.unseen(may_be_applied, refusal);
    }

    fn unread(&mut self, _call: &FastDokCall, _error: &Error) -> bool {
        self.0.unread()
    }

    fn woke(&mut self) {
        self.0.woke();
    }

    fn case_id(&self) -> Option<String> {
        Some(self.0.case_id.clone())
    }

    fn without(&mut self, _call: &FastDokCall) -> bool {
        self.0.without()
    }

    fn facts(&self) -> Facts {
        Facts { changed: self.0.applied, ..Facts::default() }
    }
}

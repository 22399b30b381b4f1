//! `CompleteCase`: completes and archives a paid case. It cannot be undone.
//!
//! `ActionComplete` is sent to a task that was just seen as TaskPaid and Ready, and to nothing else: on TaskPay the same action would spend money.

use serde::{Deserialize, Serialize};

use super::act::{Act, End, Wants, Where};
use super::calls::{FastDokAnswer, FastDokCall};
use crate::error::Error;
use crate::fastdok::{ActionKind, TaskKind};
use crate::journey::{Facts, FailureCode, FailureReport, Move, NoQuestion, Repeats, Script, Seen, WHOLE};

/// Completes and archives a paid case for ever.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CompleteCase(Act);

/// The receipt of a completed case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CompleteReceipt {
    /// The case.
    pub case_id: String,
    /// Whether it was archived before this journey asked for it. Otherwise this journey archived it; with [`Seen::State`] somebody else may have done so at the
    /// same time.
    pub already_archived: bool,
    /// How it is known.
    pub seen: Seen,
    /// Whether the case was seen completed after the reply. `false` if it could not be read any more.
    pub verified: bool,
}

impl CompleteCase {
    /// Completes this case.
    pub fn new(case_id: impl Into<String>) -> Self {
        Self(Act::new(case_id.into(), TaskKind::TaskPaid, ActionKind::ActionComplete))
    }

    fn receipt(
        &self,
        already_archived: bool,
        seen: Seen,
        verified: bool,
    ) -> Move<FastDokCall, NoQuestion, CompleteReceipt> {
        Move::Done(CompleteReceipt { case_id: self.0.case_id.clone(), already_archived, seen, verified })
    }
}

impl Script for CompleteCase {
    const NAME: &'static str = "fastdok.complete_case";
    type Call = FastDokCall;
    type Question = NoQuestion;
    type Receipt = CompleteReceipt;

    fn wants(&self) -> Move<FastDokCall, Self::Question, CompleteReceipt> {
        let end = match self.0.wants() {
            Wants::Call(call) => return Move::Call(call),
            Wants::Settle => return Move::Settle { look: WHOLE },
            Wants::Ended(end) => end,
        };
        let fail = |code, facts, known: &str| Move::Fail(FailureReport::new(code, facts, None).knowing(known));
        let not_archived = Facts::default();
        match end {
            End::Applied { seen, now: Some(Where::Archived) } => self.receipt(false, *seen, true),
            End::Applied { seen: Seen::Reply, .. } => self.receipt(false, Seen::Reply, false),
            // After an unseen outcome the case is somewhere else, but not archived: somebody asked for another payment meanwhile.
            End::Applied { seen: Seen::State, now: Some(Where::Task { .. }) } => fail(
                FailureCode::ChangedMeanwhile,
                not_archived,
                "Somebody moved the case meanwhile; it is not archived.",
            ),
            End::Applied { seen: Seen::State, .. } => {
                fail(FailureCode::OutcomeUnknown, self.facts(), "The case has no ready task, and is not completed.")
            }
            End::Elsewhere { now: Where::Archived } => self.receipt(!self.0.asked, Seen::State, true),
            End::Elsewhere { now: Where::Task { .. } } => {
                fail(FailureCode::NotPossible, not_archived, "The case is not paid, so it cannot be completed.")
            }
            End::Elsewhere { now: Where::Nowhere } => {
                fail(FailureCode::NotPossible, not_archived, "The case has no ready task.")
            }
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
        Facts { archived: self.0.applied, ..Facts::default() }
    }
}

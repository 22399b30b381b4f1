//! `CompleteCase`: completes and archives a paid case. It cannot be undone.
//!
//! `ActionComplete` is sent to a task that was just seen as TaskPaid and Ready, and to nothing else: on TaskPay the same action would spend money.

use serde::{Deserialize, Serialize};

use super::act::{Act, ActCommand, End, Position};
use super::calls::{FastDokAnswer, FastDokCall};
use crate::error::Error;
use crate::fastdok::{ActionKind, TaskKind};
use crate::journey::{Command, Evidence, Facts, FailureCode, FailureReport, NoQuestion, Repeats, Script, WHOLE};

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
    /// Whether it was archived before this journey asked for it. Otherwise this journey archived it; with [`Evidence::State`] somebody else may have done so at the
    /// same time.
    pub already_archived: bool,
    /// How it is known.
    pub seen: Evidence,
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
        seen: Evidence,
        verified: bool,
    ) -> Command<FastDokCall, NoQuestion, CompleteReceipt> {
        Command::Done(CompleteReceipt { case_id: self.0.case_id.clone(), already_archived, seen, verified })
    }
}

impl Script for CompleteCase {
    const NAME: &'static str = "fastdok.complete_case";
    type Call = FastDokCall;
    type Question = NoQuestion;
    type Receipt = CompleteReceipt;

    fn next_command(&self) -> Command<FastDokCall, Self::Question, CompleteReceipt> {
        let end = match self.0.next_command() {
            ActCommand::Call(call) => return Command::Call(call),
            ActCommand::Settle => return Command::Settle { look: WHOLE },
            ActCommand::Ended(end) => end,
        };
        let fail = |code, facts, known: &str| Command::Fail(FailureReport::new(code, facts, None).knowing(known));
        let not_archived = Facts::default();
        match end {
            End::Applied { seen, now: Some(Position::Archived) } => self.receipt(false, *seen, true),
            End::Applied { seen: Evidence::Reply, .. } => self.receipt(false, Evidence::Reply, false),
            // After an unseen outcome the case is somewhere else, but not archived: somebody asked for another payment meanwhile.
            End::Applied { seen: Evidence::State, now: Some(Position::Task { .. }) } => fail(
                FailureCode::ChangedMeanwhile,
                not_archived,
                "Somebody moved the case meanwhile; it is not archived.",
            ),
            End::Applied { seen: Evidence::State, .. } => {
                fail(FailureCode::OutcomeUnknown, self.facts(), "The case has no ready task, and is not completed.")
            }
            End::Elsewhere { now: Position::Archived } => self.receipt(!self.0.asked, Evidence::State, true),
            End::Elsewhere { now: Position::Task { .. } } => {
                fail(FailureCode::NotPossible, not_archived, "The case is not paid, so it cannot be completed.")
            }
            End::Elsewhere { now: Position::Nowhere } => {
                fail(FailureCode::NotPossible, not_archived, "The case has no ready task.")
            }
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
        Facts { archived: self.0.applied, ..Facts::default() }
    }
}

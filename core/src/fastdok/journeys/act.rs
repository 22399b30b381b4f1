//! The part that `CancelPayment` and `CompleteCase` share: one action on one kind of task, carried out once.

use std::cmp::Ordering;

use serde::{Deserialize, Deserializer, Serialize};

use super::calls::{FastDokAnswer, FastDokCall};
use super::history::History;
use super::tasks::{ROUNDS, SENDS, is_archived, ready_task};
use crate::dates::DateTime;
use crate::error::Error;
use crate::fastdok::{ActionKind, GetInstance, PerformAction, Task, TaskKind};
use crate::journey::{Certainty, Evidence, FailureCode, Refusal};
use crate::operation::Lenient;
use crate::value::tagged;

/// Carries out `action` on the case's ready task of the kind `on`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Act {
    pub(super) case_id: String,
    on: TaskKind,
    action: ActionKind,
    at: At,
    #[serde(default)]
    pub(super) applied: Certainty,
    /// The task that the action was sent to without an answer, or was carried out on.
    #[serde(default)]
    unseen_on: Option<String>,
    #[serde(default)]
    refusal: Option<Refusal>,
    /// When that task came to be: an older one is from an answer before.
    #[serde(default)]
    since: Option<DateTime>,
    /// The TaskPaid that the case was seen at before the settle bound passed: what led there is in every answer after that.
    #[serde(default)]
    paid: Option<String>,
    /// Whether the action was asked for at all.
    #[serde(default)]
    pub(super) asked: bool,
    /// Whether the settle bound has passed since the last action whose outcome nobody saw.
    #[serde(default)]
    settled: bool,
    #[serde(default)]
    sent: u32,
    #[serde(default)]
    rounds: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "is")]
enum At {
    /// Where is the case?
    Tasks,
    /// It has no ready task: is it archived?
    Instance,
    /// The task was just seen Ready: act on it.
    Perform {
        task: String,
    },
    /// Nothing yet: what was sent may still be carried out.
    Settle,
    /// The case is paid after an attempt to cancel. Had it been paid before?
    History {
        payment: String,
        now: String,
        history: History,
    },
    /// The service said that it did. Where is the case now?
    Verify,
    /// And is it archived, having no ready task?
    VerifyInstance,
    Ended {
        end: End,
    },
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        tagged(from, "is", |is, members| {
            Ok(Some(match is {
                "tasks" => Self::Tasks,
                "instance" => Self::Instance,
                "perform" => Self::Perform { task: members.take("task")? },
                "settle" => Self::Settle,
                "history" => Self::History {
                    payment: members.take("payment")?,
                    now: members.take("now")?,
                    history: members.take("history")?,
                },
                "verify" => Self::Verify,
                "verifyInstance" => Self::VerifyInstance,
                "ended" => Self::Ended { end: members.take("end")? },
                _ => return Ok(None),
            }))
        })
    }
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "is")]
pub(super) enum End {
    /// The action was carried out, or the case was found in the state that it leads to after an unseen outcome.
    Applied { seen: Evidence, now: Option<Position> },
    /// The case never was where the action applies.
    Elsewhere { now: Position },
    /// It failed.
    Failed { code: FailureCode, known: String, refusal: Option<Refusal> },
}

impl<'de> Deserialize<'de> for End {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        tagged(from, "is", |is, members| {
            Ok(Some(match is {
                "applied" => Self::Applied { seen: members.take("seen")?, now: members.take("now")? },
                "elsewhere" => Self::Elsewhere { now: members.take("now")? },
                "failed" => Self::Failed {
                    code: members.take("code")?,
                    known: members.take("known")?,
                    refusal: members.take("refusal")?,
                },
                _ => return Ok(None),
            }))
        })
    }
}

/// Where a case is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "is")]
pub(super) enum Position {
    /// At this ready task.
    Task { kind: TaskKind, id: String },
    /// Completed and archived.
    Archived,
    /// Neither: it has no ready task, and is not completed.
    Nowhere,
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        tagged(from, "is", |is, members| {
            Ok(Some(match is {
                "task" => Self::Task { kind: members.take("kind")?, id: members.take("id")? },
                "archived" => Self::Archived,
                "nowhere" => Self::Nowhere,
                _ => return Ok(None),
            }))
        })
    }
}

/// What it wants next.
pub(super) enum ActCommand<'a> {
    Call(FastDokCall),
    /// The settle bound to pass.
    Settle,
    Ended(&'a End),
}

impl Act {
    pub(super) fn new(case_id: String, on: TaskKind, action: ActionKind) -> Self {
        Self {
            case_id,
            on,
            action,
            at: At::Tasks,
            applied: Certainty::No,
            unseen_on: None,
            since: None,
            paid: None,
            refusal: None,
            asked: false,
            settled: false,
            sent: 0,
            rounds: 0,
        }
    }

    pub(super) fn next_command(&self) -> ActCommand<'_> {
        ActCommand::Call(match &self.at {
            At::Tasks | At::Verify => FastDokCall::tasks(&self.case_id),
            At::Instance | At::VerifyInstance => FastDokCall::Instance(GetInstance::new(&self.case_id)),
            At::Perform { task } => FastDokCall::Perform(PerformAction::new(task, self.action.clone())),
            At::History { history, .. } => FastDokCall::history(&self.case_id, history.start),
            At::Settle => return ActCommand::Settle,
            At::Ended { end } => return ActCommand::Ended(end),
        })
    }

    fn fail(&mut self, code: FailureCode, known: impl Into<String>) {
        let end = End::Failed { code, known: known.into(), refusal: self.refusal.take() };
        self.at = At::Ended { end };
    }

    fn end(&mut self, end: End) {
        self.at = At::Ended { end };
    }

    fn found(&mut self, tasks: &Lenient<Task>) {
        let task = match ready_task(tasks) {
            Ok(Some(task)) => task,
            Ok(None) => return self.at = At::Instance,
            Err(several) => return self.fail(FailureCode::NotPossible, several),
        };
        let id = task.id.clone();
        let age = task.created_date.zip(self.since).map(|(now, then)| now.as_if_utc().cmp(&then.as_if_utc()));
        if task.kind() == self.on {
            // A task can be completed once. A new one of the same kind: somebody completed the other, and the case was brought back.
            let came_back = self.unseen_on.as_ref().is_some_and(|unseen| *unseen != id);
            // Unless it is an answer from before, which shows an earlier one.
            if came_back && age != Some(Ordering::Greater) && !self.settled {
                return self.at = At::Settle;
            }
            if came_back && self.action != ActionKind::ActionComplete {
                return self.fail(FailureCode::ChangedMeanwhile, "Somebody brought the case back to where it was.");
            }
            // An archived case has no task at all, so this one was not archived by the action; nor can it be any more.
            self.settled |= came_back;
            self.since = task.created_date;
            return self.still_there(id);
        }
        // It may be an answer from before the case came to where the action applies. That a case is not archived is said only where it surely is none.
        let older = match self.action {
            ActionKind::ActionComplete => age != Some(Ordering::Greater),
            _ => age == Some(Ordering::Less),
        };
        if older && self.applied == Certainty::Unknown && !self.settled {
            return self.at = At::Settle;
        }
        match (task.kind(), &self.unseen_on) {
            // A payment that is cancelled leads back to TaskPaid, and one that is made leads there.
            (TaskKind::TaskPaid, payment) if self.applied == Certainty::Unknown => {
                let payment = payment.clone().unwrap_or_default();
                self.at = At::History { payment, now: id, history: History::default() };
            }
            (kind, _) => self.is_at(Position::Task { kind, id }),
        }
    }

    /// The case stands before the action, whatever was sent before. It may be sent again to the same task: that can be completed once.
    fn still_there(&mut self, task: String) {
        if self.settled {
            self.applied = Certainty::No;
            self.unseen_on = None;
        }
        if self.refusal.is_none() && self.sent < SENDS {
            self.at = At::Perform { task };
        } else if self.applied == Certainty::Unknown {
            self.at = At::Settle;
        } else if self.refusal.is_some() {
            self.fail(FailureCode::Refused, "The case is where it was.");
        } else {
            self.fail(FailureCode::GaveUp, "When last seen, the case was where it was before.");
        }
    }

    /// The case is somewhere else than before the action.
    fn is_at(&mut self, now: Position) {
        if let Position::Task { kind: TaskKind::Other(kind), .. } = &now {
            let known = format!("The case has a task of the kind {kind}, which this version does not know.");
            return self.fail(FailureCode::UnknownTask, known);
        }
        if self.applied == Certainty::Unknown {
            return self.end(End::Applied { seen: Evidence::State, now: Some(now) });
        }
        self.refusal = None;
        self.end(End::Elsewhere { now });
    }

    /// The case is at TaskPaid after a cancellation that nobody saw, and what it has been through is read.
    fn judge(&mut self, history: &History, now: String) {
        // With another payment in between, this one may have been cancelled and the other one made.
        let is_only = history.proves_only_payment();
        if is_only && self.paid.as_ref() == Some(&now) {
            self.applied = Certainty::No;
            let now = Position::Task { kind: TaskKind::TaskPaid, id: now };
            return self.end(End::Elsewhere { now });
        }
        // And an answer from before the case was paid would not show that other payment: once more, when what led here is surely in it.
        if is_only && self.paid.is_none() {
            self.paid = Some(now);
            return self.at = At::Settle;
        }
        self.fail(
            FailureCode::OutcomeUnknown,
            "The case is paid, as it was before the payment that was to be cancelled: either that was cancelled, or somebody has made it.",
        );
    }

    pub(super) fn on_response(&mut self, answer: FastDokAnswer) {
        match (self.at.clone(), answer) {
            (At::Tasks, FastDokAnswer::Tasks(tasks)) => self.found(&tasks),
            (At::Instance, FastDokAnswer::Instance(instance)) => {
                self.is_at(if is_archived(&instance) { Position::Archived } else { Position::Nowhere });
            }
            (At::History { payment, now, mut history }, FastDokAnswer::Tasks(tasks)) => {
                if history.read(&tasks, &payment) {
                    self.at = At::History { payment, now, history };
                } else {
                    self.judge(&history, now);
                }
            }
            (At::Perform { task }, FastDokAnswer::Performed(_)) => {
                self.applied = Certainty::Yes;
                self.asked = true;
                self.unseen_on = Some(task);
                self.at = At::Verify;
            }
            (At::Verify, FastDokAnswer::Tasks(tasks)) => match ready_task(&tasks) {
                // An answer from before the action says nothing of where the case is now.
                Ok(Some(task)) if self.unseen_on.as_ref() == Some(&task.id) => {
                    self.end(End::Applied { seen: Evidence::Reply, now: None });
                }
                Ok(Some(task)) => {
                    let now = Position::Task { kind: task.kind(), id: task.id.clone() };
                    self.end(End::Applied { seen: Evidence::Reply, now: Some(now) });
                }
                Ok(None) => self.at = At::VerifyInstance,
                Err(_) => self.end(End::Applied { seen: Evidence::Reply, now: None }),
            },
            (At::VerifyInstance, FastDokAnswer::Instance(instance)) => {
                let now = if is_archived(&instance) { Position::Archived } else { Position::Nowhere };
                self.end(End::Applied { seen: Evidence::Reply, now: Some(now) });
            }
            // Each call is answered in its own kind.
            _ => {}
        }
    }

    pub(super) fn on_refusal(&mut self, error: &Error) {
        if self.on_abandoned() {
            return;
        }
        self.refusal = Some(Refusal::of(error));
        if let At::History { now, .. } = self.at.clone() {
            self.judge(&History::default(), now);
        } else if matches!(self.at, At::Perform { .. }) {
            // Another may have been faster: look before the refusal is taken for the last word.
            self.asked = true;
            self.again();
        } else {
            self.fail(FailureCode::Refused, "The case could not be read.");
        }
    }

    pub(super) fn on_indeterminate(&mut self, may_be_applied: bool, refusal: Option<&Error>) {
        let At::Perform { task } = self.at.clone() else { return };
        self.asked |= may_be_applied;
        self.sent = self.sent.saturating_add(1);
        if may_be_applied {
            self.applied = Certainty::Unknown;
            self.unseen_on = Some(task);
            self.settled = false;
        }
        self.refusal = refusal.map(Refusal::of).or_else(|| self.refusal.take());
        self.again();
    }

    /// Begins anew with the case's tasks.
    fn again(&mut self) {
        self.rounds = self.rounds.saturating_add(1);
        self.at = At::Tasks;
        if self.rounds > ROUNDS {
            self.fail(FailureCode::ChangedMeanwhile, "The case did not come to rest while the journey looked at it.");
        }
    }

    pub(super) fn on_wake(&mut self) {
        self.settled = true;
        self.at = At::Tasks;
    }

    /// A read that is not tried any more.
    pub(super) fn on_unreadable(&mut self) -> bool {
        if let At::History { now, .. } = self.at.clone() {
            self.judge(&History::default(), now);
            return true;
        }
        self.on_abandoned()
    }

    /// The service's reply is enough; where the case is now is only good to know.
    pub(super) fn on_abandoned(&mut self) -> bool {
        let known = matches!(self.at, At::Verify | At::VerifyInstance);
        if known {
            self.end(End::Applied { seen: Evidence::Reply, now: None });
        }
        known
    }
}

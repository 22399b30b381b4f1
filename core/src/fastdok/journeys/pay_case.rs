//! `PayCase`: brings a case to payment, asks, pays once, and says how it is known.
//!
//! Customer → tasks → actions → ActionPay → order → balance → *approve?* → the task once more → ActionComplete → tasks → balance.
//!
//! A licence customer's case goes from draft to sharp with ActionPay alone, and nothing is debited.

mod at;
mod receipt;

use serde::{Deserialize, Serialize};

use super::calls::{FastDokAnswer, FastDokCall, next_start};
use super::history::History;
use super::tasks::{ROUNDS, SENDS, is_archived, ready_task};
use crate::error::Error;
use crate::fastdok::{
    ActionKind, GetBalance, GetCurrentDomain, GetInstance, GetTask, GetTaskOrder, ListTaskActions, PerformAction, Task,
    TaskKind,
};
use crate::journey::{Certainty, Command, Evidence, Facts, FailureCode, FailureReport, Refusal, Repeats, Script};
use crate::journey::{LOOKS, WHOLE};
use crate::json::RawJson;
use crate::money::Amount;
use crate::operation::Lenient;
use at::At;
pub use receipt::{PayOutcome, PayReceipt, PaymentQuestion};

/// Pays a case from the company's balance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PayCase {
    case_id: String,
    added_forms: bool,
    at: At,
    #[serde(default)]
    licence: Option<bool>,
    #[serde(default)]
    factor: Option<Amount>,
    #[serde(default)]
    order: Option<RawJson>,
    #[serde(default)]
    balance_before: Option<Amount>,
    /// The payment task that the caller approved.
    #[serde(default)]
    approved: Option<String>,
    /// Whether this journey has moved the case towards payment.
    #[serde(default)]
    moved: Certainty,
    /// The task that an ActionPay was sent to whose outcome is still to be looked at.
    #[serde(default)]
    moving: Option<String>,
    /// The task that an ActionPay was surely carried out on: it is completed, whatever a cache says.
    #[serde(default)]
    left: Option<String>,
    #[serde(default)]
    debited: Certainty,
    /// The payment task that this journey last saw waiting.
    #[serde(default)]
    waiting: Option<String>,
    /// Why there is no order to show.
    #[serde(default)]
    order_problem: Option<String>,
    /// Whether the settle bound has passed since the last call whose outcome nobody saw.
    #[serde(default)]
    settled: bool,
    /// A refusal whose cause is still to be looked at: somebody else may have been faster.
    #[serde(default)]
    refusal: Option<Refusal>,
    #[serde(default)]
    sent: u32,
    #[serde(default)]
    rounds: u32,
}

impl PayCase {
    /// Pays what is unpaid in a draft, or a case that waits for payment. A paid case is left as it is.
    pub fn new(case_id: impl Into<String>) -> Self {
        Self {
            case_id: case_id.into(),
            added_forms: false,
            at: At::Customer,
            licence: None,
            factor: None,
            order: None,
            balance_before: None,
            approved: None,
            moved: Certainty::No,
            moving: None,
            left: None,
            debited: Certainty::No,
            waiting: None,
            order_problem: None,
            settled: false,
            refusal: None,
            sent: 0,
            rounds: 0,
        }
    }

    /// Pays also the forms that were added to a paid case since its last payment. Not for licence customers (verified).
    pub fn with_added_forms(mut self) -> Self {
        self.added_forms = true;
        self
    }

    fn fail(&mut self, code: FailureCode, known: impl Into<String>) {
        let report = self.report(code, None).knowing(known).saying(self.refusal.as_ref());
        self.at = At::Failed { report };
    }

    /// Begins anew with the case's tasks.
    fn again(&mut self) {
        self.rounds = self.rounds.saturating_add(1);
        if self.rounds > ROUNDS {
            return self
                .fail(FailureCode::ChangedMeanwhile, "The case did not come to rest while the journey looked at it.");
        }
        self.at = At::Tasks;
    }

    /// The answer is older than what this journey knows: the next one may be newer, until the settle bound has passed.
    fn stale(&mut self) {
        self.again();
        let look = self.rounds.saturating_sub(1) as usize;
        match self.at {
            At::Tasks if look < LOOKS => self.at = At::Stale { look },
            At::Tasks => {
                self.fail(FailureCode::ChangedMeanwhile, "The service went on showing the case as it was before.")
            }
            _ => {}
        }
    }

    fn finish(&mut self, outcome: PayOutcome, seen: Evidence, task_id: Option<String>) {
        let receipt = self.receipt(outcome, seen, task_id);
        self.at = match outcome {
            PayOutcome::Paid | PayOutcome::PaidByUnknown => At::BalanceAfter { receipt },
            PayOutcome::AlreadyPaid | PayOutcome::MadeSharp => At::Done { receipt },
        };
    }

    fn receipt(&self, outcome: PayOutcome, seen: Evidence, task_id: Option<String>) -> PayReceipt {
        PayReceipt {
            case_id: self.case_id.clone(),
            outcome,
            seen,
            task_id,
            archived_meanwhile: false,
            order: self.order.clone(),
            balance_before: self.balance_before,
            balance_after: None,
            sent: self.sent,
        }
    }

    /// The case's tasks, before the payment was sent.
    fn found(&mut self, tasks: &Lenient<Task>) {
        let task = match ready_task(tasks) {
            Ok(Some(task)) => task,
            Ok(None) => return self.at = At::Instance,
            Err(several) => return self.fail(FailureCode::NotPossible, several),
        };
        let id = task.id.clone();
        if self.left.as_ref() == Some(&id) {
            return self.stale();
        }
        self.settle_move(task);
        match task.kind() {
            // The move was refused, and the task is where it was: that is the service's last word.
            TaskKind::TaskCreate => self.before_payment(id, "The case is a draft as before."),
            TaskKind::TaskPay => {
                self.refusal = None;
                self.sent = 0;
                self.waiting = Some(id.clone());
                let approved = self.approved.as_deref() == Some(id.as_str());
                self.at = if approved { At::Confirm { task: id } } else { At::Order { task: id } };
            }
            TaskKind::TaskPaid if self.added_forms && self.licence == Some(true) => {
                self.fail(FailureCode::NotPossible, "A licence customer does not pay for added forms.");
            }
            TaskKind::TaskPaid if self.added_forms && self.waiting.is_none() && self.moved != Certainty::Yes => {
                self.before_payment(id, "The case is paid but for what was added, as before.");
            }
            TaskKind::TaskPaid if self.licence == Some(true) && self.moved != Certainty::No => {
                self.finish(PayOutcome::MadeSharp, Evidence::State, Some(id));
            }
            // It waited for payment a moment ago. Somebody has paid it since, or has cancelled a later payment: then something is still unpaid.
            TaskKind::TaskPaid if self.waiting.is_some() || self.added_forms => {
                let payment = self.waiting.clone().unwrap_or_default();
                self.at = At::History { payment, now: Some(id), history: History::default() };
            }
            TaskKind::TaskPaid => self.finish(PayOutcome::AlreadyPaid, Evidence::State, Some(id)),
            TaskKind::Other(kind) => {
                let known = format!("The case has a task of the kind {kind}, which this version does not know.");
                self.fail(FailureCode::UnknownTask, known);
            }
        }
    }

    /// What became of an ActionPay that nobody saw. While its own task is ready it was not applied, yet.
    fn settle_move(&mut self, now: &Task) {
        let same = self.moving.as_deref() == Some(now.id.as_str());
        if self.moving.is_none() || same && !self.settled {
            return;
        }
        self.moving = None;
        if !same && self.moved != Certainty::Yes {
            self.moved = if now.kind() == TaskKind::TaskPay { Certainty::Yes } else { Certainty::Unknown };
        }
    }

    /// The case stands before ActionPay, whatever was sent before. To its own task it may be sent again: that can be completed once.
    fn before_payment(&mut self, task: String, known: &str) {
        if self.refusal.is_none() && self.sent < SENDS {
            self.at = At::Actions { task };
        } else if self.moving.is_some() && !self.settled {
            self.at = At::SettleMove;
        } else if self.refusal.is_some() {
            self.fail(FailureCode::Refused, known);
        } else {
            self.fail(FailureCode::GaveUp, known);
        }
    }

    /// The payment task after a payment whose outcome nobody saw, or that was refused. It may be sent again to the same task: that can be completed once.
    fn looked(&mut self, task: String, shown: &Task) {
        if !waits(&task, shown) {
            return self.at = At::After { task, seen: Evidence::State };
        }
        if self.settled {
            self.debited = Certainty::No;
        }
        if self.refusal.is_none() && self.sent < SENDS {
            return self.at = At::Complete { task };
        }
        if self.debited == Certainty::Unknown {
            return self.at = At::Settle { task };
        }
        if self.refusal.is_some() {
            return self.fail(FailureCode::Refused, "The case waits for payment as before; nothing was debited.");
        }
        self.fail(FailureCode::GaveUp, "When last seen, the case was still waiting for payment.");
    }

    /// The case's tasks after its payment task was completed, by this journey or by somebody else.
    fn after(&mut self, task: &str, seen: Evidence, tasks: &Lenient<Task>) {
        let now = match ready_task(tasks) {
            Ok(Some(now)) => now,
            Ok(None) => return self.at = At::AfterInstance { seen },
            Err(_) => return self.moved_on(seen, "The case has several tasks now."),
        };
        match now.kind() {
            TaskKind::TaskPaid if seen == Evidence::Reply => self.paid(seen, Some(now.id.clone()), false),
            TaskKind::TaskPaid => {
                let (payment, now) = (task.to_owned(), Some(now.id.clone()));
                self.at = At::History { payment, now, history: History::default() };
            }
            TaskKind::TaskPay if now.id == task && seen == Evidence::State && self.rounds < ROUNDS => {
                self.rounds = self.rounds.saturating_add(1);
                self.at = At::Look { task: task.to_owned() };
            }
            // It may be an answer from before.
            TaskKind::TaskCreate if seen == Evidence::State && self.debited == Certainty::Unknown && !self.settled => {
                self.at = At::Settle { task: task.to_owned() };
            }
            // Only a case that was never paid goes back to its draft (verified).
            TaskKind::TaskCreate if seen == Evidence::State => {
                self.debited = Certainty::No;
                self.fail(FailureCode::ChangedMeanwhile, "Somebody cancelled the payment; the case is a draft again.");
            }
            _ => self.moved_on(seen, "Somebody moved the case on meanwhile."),
        }
    }

    /// The case is somewhere that does not tell whether it was paid on the way.
    fn moved_on(&mut self, seen: Evidence, known: &str) {
        if seen == Evidence::Reply {
            return self.finish(PayOutcome::Paid, seen, None);
        }
        if self.debited == Certainty::No {
            return self.fail(FailureCode::ChangedMeanwhile, known);
        }
        self.debited = Certainty::Unknown;
        self.fail(FailureCode::OutcomeUnknown, known);
    }

    /// The case is at TaskPaid, or archived, and what it has been through is read.
    fn judge(&mut self, history: &History, now: Option<String>) {
        let archived = now.is_none();
        if history.proves_first_payment(archived) {
            self.paid(Evidence::State, now, archived);
        } else {
            self.moved_on(
                Evidence::State,
                "The case is paid, but it had been before: somebody may have cancelled this payment, or made it.",
            );
        }
    }

    /// The case is seen paid.
    fn paid(&mut self, seen: Evidence, task_id: Option<String>, archived: bool) {
        let outcome = match (seen, self.debited, &self.refusal) {
            (Evidence::Reply, ..) | (_, Certainty::Yes, _) => PayOutcome::Paid,
            // Every send of this journey was refused or seen not to be applied: somebody else paid.
            (_, Certainty::No, _) => PayOutcome::AlreadyPaid,
            (_, Certainty::Unknown, None) => PayOutcome::Paid,
            (_, Certainty::Unknown, Some(_)) => PayOutcome::PaidByUnknown,
        };
        if outcome == PayOutcome::Paid {
            self.debited = Certainty::Yes;
        }
        self.finish(outcome, seen, task_id);
        if let At::BalanceAfter { receipt } | At::Done { receipt } = &mut self.at {
            receipt.archived_meanwhile = archived;
        }
    }

    /// The order cannot be had. The task can still be paid; the caller sees why there is none.
    fn without_order(&mut self, task: String, error: &Error) {
        self.order = None;
        self.order_problem = Some(Refusal::of(error).message);
        self.at = At::Balance { task };
    }
}

/// Whether this is the payment task that was asked for, and nothing has become of it. Another one was approved by nobody.
fn waits(task: &str, shown: &Task) -> bool {
    shown.id.eq_ignore_ascii_case(task) && shown.kind() == TaskKind::TaskPay && shown.is_ready()
}

impl Script for PayCase {
    const NAME: &'static str = "fastdok.pay_case";
    const SPENDS: bool = true;
    type Call = FastDokCall;
    type Question = PaymentQuestion;
    type Receipt = PayReceipt;

    fn next_command(&self) -> Command<FastDokCall, PaymentQuestion, PayReceipt> {
        Command::Call(match &self.at {
            At::Customer => FastDokCall::Domain(GetCurrentDomain {}),
            At::Tasks | At::After { .. } => FastDokCall::tasks(&self.case_id),
            At::Instance | At::AfterInstance { .. } => FastDokCall::Instance(GetInstance::new(&self.case_id)),
            At::Actions { task } => FastDokCall::Actions(ListTaskActions::new(task)),
            At::Pay { task } => FastDokCall::Perform(PerformAction::new(task, ActionKind::ActionPay)),
            At::Order { task } => FastDokCall::Order(GetTaskOrder::new(task)),
            At::Balance { .. } | At::BalanceAfter { .. } => FastDokCall::Balance(GetBalance {}),
            At::Confirm { task } | At::Look { task } => FastDokCall::Task(GetTask::new(task)),
            At::Complete { task } => FastDokCall::Perform(PerformAction::new(task, ActionKind::ActionComplete)),
            At::History { history, .. } => FastDokCall::history(&self.case_id, history.start),
            At::Settle { .. } | At::SettleMove => return Command::Settle { look: WHOLE },
            At::Stale { look } => return Command::Settle { look: *look },
            At::Approve { task } => {
                return Command::Ask(PaymentQuestion {
                    case_id: self.case_id.clone(),
                    task_id: task.clone(),
                    order: self.order.clone(),
                    order_problem: self.order_problem.clone(),
                    balance: self.balance_before,
                    discount_factor: self.factor,
                });
            }
            At::Done { receipt } => return Command::Done(receipt.clone()),
            At::Failed { report } => return Command::Fail(report.clone()),
        })
    }

    fn on_response(&mut self, _call: &FastDokCall, answer: FastDokAnswer, _repeats: Repeats) {
        match (self.at.clone(), answer) {
            (At::Customer, FastDokAnswer::Domain(domain)) => {
                self.licence = domain.is_licence_customer();
                self.factor = domain.discount_factor();
                self.at = At::Tasks;
            }
            (At::Tasks, FastDokAnswer::Tasks(tasks)) => self.found(&tasks),
            (At::Instance, FastDokAnswer::Instance(instance)) => {
                let known =
                    if is_archived(&instance) { "The case is archived." } else { "The case has no ready task." };
                self.fail(FailureCode::NotPossible, known);
            }
            (At::Actions { task }, FastDokAnswer::Actions(actions)) => {
                // A service that shows only some of them is asked by the action itself.
                let shows_all = next_start(&actions, 0).is_none();
                let offers = actions.items.iter().any(|action| action.kind() == ActionKind::ActionPay);
                if offers || !shows_all || actions.unreadable > 0 {
                    self.at = At::Pay { task };
                } else {
                    self.fail(FailureCode::NotPossible, "The service does not offer ActionPay for the case's task.");
                }
            }
            (At::Pay { task }, FastDokAnswer::Performed(_)) => {
                self.moved = Certainty::Yes;
                self.moving = None;
                self.left = Some(task);
                self.again();
            }
            (At::Order { task }, FastDokAnswer::Order(order)) => {
                self.order = Some(order.raw);
                self.order_problem = None;
                self.at = At::Balance { task };
            }
            (At::Balance { task }, FastDokAnswer::Balance(balance)) => {
                self.balance_before = Some(balance);
                self.at = At::Approve { task };
            }
            (At::Confirm { task }, FastDokAnswer::Task(seen)) => {
                if waits(&task, &seen) {
                    self.at = At::Complete { task };
                } else {
                    self.again();
                }
            }
            (At::Complete { task }, FastDokAnswer::Performed(_)) => {
                self.sent = self.sent.saturating_add(1);
                self.debited = Certainty::Yes;
                self.at = At::After { task, seen: Evidence::Reply };
            }
            (At::Look { task }, FastDokAnswer::Task(shown)) => self.looked(task, &shown),
            (At::After { task, seen }, FastDokAnswer::Tasks(tasks)) => self.after(&task, seen, &tasks),
            (At::AfterInstance { seen }, FastDokAnswer::Instance(instance)) => {
                // The only way to the archive leads through TaskPaid (verified).
                if !is_archived(&instance) {
                    self.moved_on(seen, "The case has no ready task now.");
                } else if seen == Evidence::Reply {
                    self.paid(seen, None, true);
                } else {
                    let payment = self.waiting.clone().unwrap_or_default();
                    self.at = At::History { payment, now: None, history: History::default() };
                }
            }
            (At::History { payment, now, mut history }, FastDokAnswer::Tasks(tasks)) => {
                if history.read(&tasks, &payment) {
                    self.at = At::History { payment, now, history };
                } else {
                    self.judge(&history, now);
                }
            }
            (At::BalanceAfter { mut receipt }, FastDokAnswer::Balance(balance)) => {
                receipt.balance_after = Some(balance);
                self.at = At::Done { receipt };
            }
            // Each call is answered in its own kind.
            _ => {}
        }
    }

    fn on_refusal(&mut self, call: &FastDokCall, error: &Error) {
        let refusal = Refusal::of(error);
        match self.at.clone() {
            // Another may have been faster: look before the refusal is taken for the last word.
            At::Pay { .. } => {
                self.refusal = Some(refusal);
                self.again();
            }
            At::Complete { task } => {
                self.sent = self.sent.saturating_add(1);
                self.refusal = Some(refusal);
                self.at = At::Look { task };
            }
            At::Order { task } => self.without_order(task, error),
            At::Balance { task } => self.at = At::Approve { task },
            // The task is gone, or not for this user: where is the case?
            At::Actions { .. } | At::Confirm { .. } => self.again(),
            At::History { now, .. } => self.judge(&History::default(), now),
            At::Look { task } => self.at = At::After { task, seen: Evidence::State },
            _ if self.on_abandoned(call) => {}
            _ => {
                self.refusal = Some(refusal);
                self.fail(FailureCode::Refused, "The case could not be read.");
            }
        }
    }

    fn on_indeterminate(&mut self, _call: &FastDokCall, may_be_applied: bool, refusal: Option<&Error>) {
        self.settled = !may_be_applied && self.settled;
        self.refusal = refusal.map(Refusal::of).or_else(|| self.refusal.take());
        match self.at.clone() {
            At::Pay { task } => {
                self.sent = self.sent.saturating_add(1);
                if may_be_applied {
                    self.moving = Some(task);
                }
                self.again();
            }
            At::Complete { task } => {
                self.sent = self.sent.saturating_add(1);
                if may_be_applied && self.debited == Certainty::No {
                    self.debited = Certainty::Unknown;
                }
                self.at = At::Look { task };
            }
            _ => {}
        }
    }

    fn on_unreadable(&mut self, call: &FastDokCall, error: &Error) -> bool {
        match self.at.clone() {
            At::Order { task } => self.without_order(task, error),
            At::Balance { task } => self.at = At::Approve { task },
            At::History { now, .. } => self.judge(&History::default(), now),
            _ => return self.on_abandoned(call),
        }
        true
    }

    fn on_wake(&mut self) {
        match self.at.clone() {
            At::Settle { task } => self.at = At::Look { task },
            At::SettleMove => self.at = At::Tasks,
            _ => return self.at = At::Tasks,
        }
        self.settled = true;
    }

    fn case_id(&self) -> Option<String> {
        Some(self.case_id.clone())
    }

    fn on_abandoned(&mut self, _call: &FastDokCall) -> bool {
        match self.at.clone() {
            At::BalanceAfter { receipt } => self.at = At::Done { receipt },
            At::After { seen: Evidence::Reply, .. } | At::AfterInstance { seen: Evidence::Reply } => {
                let receipt = self.receipt(PayOutcome::Paid, Evidence::Reply, None);
                self.at = At::Done { receipt };
            }
            _ => return false,
        }
        true
    }

    fn on_decision(&mut self, approved: bool) {
        let At::Approve { task } = self.at.clone() else { return };
        if approved {
            self.approved = Some(task.clone());
            self.sent = 0;
            self.at = At::Confirm { task };
        } else {
            self.fail(FailureCode::Declined, "The case waits for payment; CancelPayment brings it back.");
        }
    }

    /// Whatever happened: the reader wants to know of the money first.
    fn report(&self, code: FailureCode, error: Option<&Error>) -> FailureReport {
        let report = FailureReport::new(code, self.facts(), error);
        if self.debited == Certainty::No { report.knowing("No payment was made by this journey.") } else { report }
    }

    /// What was paid once is paid; forms that were added since are another job.
    fn is_same_job(&self, other: &Self) -> bool {
        self.case_id == other.case_id && self.added_forms == other.added_forms
    }

    fn facts(&self) -> Facts {
        let changed =
            if self.moving.is_some() && self.moved == Certainty::No { Certainty::Unknown } else { self.moved };
        Facts { debited: self.debited, changed, ..Facts::default() }
    }
}

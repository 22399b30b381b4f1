//! Journeys that are wrong on purpose. The exploration must catch them.
//!
//! [`BlindPay`] is as forty lines of `fetch` would be: it completes whatever task is ready, and tries again when the answer is lost. After a lost answer the ready
//! task is TaskPaid, and the same ActionComplete archives the case for ever.
//!
//! [`TrustingPay`] does all that with care, but believes what stands before the service: a firewall's 403 in place of the answer of a payment that was made.

use nordcase::error::Error;
use nordcase::fastdok::journeys::{FastDokAnswer, FastDokCall};
use nordcase::fastdok::{ActionKind, ListInstanceTasks, PerformAction, Session, TaskKind};
use nordcase::journey::{Certainty, Command, Facts, FailureCode, FailureReport, Journey, Repeats, Script};
use nordcase_sandbox::Sandbox;
use nordcase_sandbox::ledger::What;
use serde::{Deserialize, Serialize};

use crate::scenarios::{ASA, Bench, START, Times, deeds, fastdok_session, truth};
use crate::search::{Report, Scenario, explore as search};
use crate::world::{End, Place, World, is_job};

/// Explores the broken journeys; of each what is wrong with it.
pub(crate) fn explore(faults: u8) -> [(&'static str, Report); 2] {
    [
        ("completes whatever task is ready, blindly", search(&Blind, faults.min(1))),
        ("believes a page that stands in place of the service's answer", search(&Trusting, faults.min(1))),
    ]
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct BlindPay {
    case_id: String,
    task: Option<String>,
    paid: bool,
    failed: bool,
    sent: u32,
}

impl BlindPay {
    pub(crate) fn new(case_id: String) -> Self {
        Self { case_id, task: None, paid: false, failed: false, sent: 0 }
    }
}

impl Script for BlindPay {
    const NAME: &'static str = "broken.blind_pay";
    type Call = FastDokCall;
    type Question = ();
    type Receipt = ();

    fn next_command(&self) -> Command<FastDokCall, (), ()> {
        if self.paid {
            return Command::Done(());
        }
        if self.failed || self.sent > 3 {
            return Command::Fail(report(FailureCode::GaveUp, Certainty::Unknown));
        }
        Command::Call(complete(&self.case_id, self.task.as_ref()))
    }

    fn on_response(&mut self, _call: &FastDokCall, answer: FastDokAnswer, _repeats: Repeats) {
        match answer {
            FastDokAnswer::Tasks(tasks) => {
                self.task = tasks.items.iter().find(|task| task.is_ready()).map(|task| task.id.clone());
                self.failed = self.task.is_none();
            }
            _ => self.paid = true,
        }
    }

    fn on_refusal(&mut self, _call: &FastDokCall, _error: &Error) {
        self.failed = true;
    }

    fn on_indeterminate(&mut self, _call: &FastDokCall, _may_be_applied: bool, _refusal: Option<&Error>) {
        self.sent += 1;
        self.task = None;
    }

    fn facts(&self) -> Facts {
        Facts { debited: Certainty::Unknown, ..Facts::default() }
    }
}

/// Completes the task, or looks for one.
fn complete(case_id: &str, task: Option<&String>) -> FastDokCall {
    match task {
        None => FastDokCall::Tasks(ListInstanceTasks::new(case_id)),
        Some(task) => FastDokCall::Perform(PerformAction::new(task, ActionKind::ActionComplete)),
    }
}

fn report(code: FailureCode, debited: Certainty) -> FailureReport {
    let facts = Facts { debited, ..Facts::default() };
    let report = serde_json::json!({ "code": code, "facts": facts, "known": [], "unknown": [], "safeNext": "" });
    serde_json::from_value(report).expect("the report's own form")
}

/// A case that waits for payment.
fn scene() -> (Sandbox, String) {
    let mut bench = Bench::new(1, ASA);
    let case = bench.start();
    bench.act(&case, ActionKind::ActionPay);
    (bench.sandbox, case)
}

struct Blind;

impl Scenario for Blind {
    type Script = BlindPay;

    fn name(&self) -> &'static str {
        "a case that waits for payment"
    }

    fn world(&self) -> World<BlindPay> {
        let (sandbox, case_id) = scene();
        World::new(Journey::new(BlindPay::new(case_id), 1), fastdok_session(ASA), sandbox, START)
    }

    fn fresh_session(&self) -> Session {
        fastdok_session(ASA)
    }

    fn check(&self, world: &World<BlindPay>, _later: &Place, _end: &End<()>) -> Vec<String> {
        let archived =
            world.place.sandbox.ledger.entries.iter().any(|entry| matches!(entry.what, What::CaseArchived { .. }));
        if archived { vec!["archived, which nobody asked for".to_owned()] } else { Vec::new() }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct TrustingPay {
    case_id: String,
    /// The payment task that was just seen waiting.
    task: Option<String>,
    paid: bool,
    /// It ends, and says this of the payment.
    ended: Option<Certainty>,
    debited: Certainty,
    sent: u32,
}

impl Script for TrustingPay {
    const NAME: &'static str = "broken.trusting_pay";
    type Call = FastDokCall;
    type Question = ();
    type Receipt = ();

    fn next_command(&self) -> Command<FastDokCall, (), ()> {
        if self.paid {
            return Command::Done(());
        }
        if let Some(debited) = self.ended {
            return Command::Fail(report(FailureCode::Refused, debited));
        }
        Command::Call(complete(&self.case_id, self.task.as_ref()))
    }

    fn on_response(&mut self, _call: &FastDokCall, answer: FastDokAnswer, _repeats: Repeats) {
        let FastDokAnswer::Tasks(tasks) = answer else { return self.paid = true };
        let ready = tasks.items.iter().find(|task| task.is_ready());
        match ready.map(|task| (task.kind(), task.id.clone())) {
            Some((TaskKind::TaskPay, id)) if self.sent < 3 => self.task = Some(id),
            Some((TaskKind::TaskPaid, _)) => self.paid = true,
            _ => self.ended = Some(self.debited),
        }
    }

    fn on_refusal(&mut self, _call: &FastDokCall, _error: &Error) {
        self.ended = Some(self.debited);
    }

    fn on_indeterminate(&mut self, _call: &FastDokCall, may_be_applied: bool, refusal: Option<&Error>) {
        self.sent += 1;
        self.task = None;
        if refusal.is_some() {
            // Here it is wrong: this need not be the service's word.
            self.ended = Some(self.debited);
        } else if may_be_applied {
            self.debited = Certainty::Unknown;
        }
    }

    fn facts(&self) -> Facts {
        Facts { debited: self.debited, ..Facts::default() }
    }
}

struct Trusting;

impl Scenario for Trusting {
    type Script = TrustingPay;

    fn name(&self) -> &'static str {
        "a case that waits for payment"
    }

    fn world(&self) -> World<TrustingPay> {
        let (sandbox, case_id) = scene();
        let pay = TrustingPay { case_id, task: None, paid: false, ended: None, debited: Certainty::No, sent: 0 };
        World::new(Journey::new(pay, 1), fastdok_session(ASA), sandbox, START)
    }

    fn fresh_session(&self) -> Session {
        fastdok_session(ASA)
    }

    fn check(&self, world: &World<TrustingPay>, later: &Place, end: &End<()>) -> Vec<String> {
        let debits = |place: &Place, own: bool| deeds(place, &scene().1, |maker| is_job(maker) == own).debits;
        let times = Times {
            own: debits(&world.place, true),
            own_later: debits(later, true),
            others: debits(&world.place, false),
        };
        match end {
            End::Done(()) => Vec::new(),
            End::Failed(report) => truth("paid", report.facts.debited, times).into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_believes_a_page_is_caught_by_pages_alone() {
        let [(_, blind), (_, trusting)] = explore(1);
        assert!(blind.violations > 0);
        let kinds: Vec<&str> = trusting.kinds.keys().map(String::as_str).collect();
        assert_eq!(kinds, ["says that it paid not, but it did", "says that it paid not, but it did later"]);
        let by_page = |example: &str| example.lines().any(|line| line.contains("run:") && line.contains("[Page("));
        assert!(trusting.kinds.values().all(|broken| by_page(&broken.example)), "{:?}", trusting.kinds);
        // And there are no other runs that broke a rule: it does not store which page it was, so all of them are the same two ends.
        assert_eq!(trusting.violations, 2);
    }
}

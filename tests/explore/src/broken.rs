//! A journey that is wrong on purpose, as forty lines of `fetch` would be: it completes whatever task is ready, and tries again when the answer is lost.
//!
//! The exploration must catch it: after a lost answer the ready task is TaskPaid, and the same ActionComplete archives the case for ever.

use nordcase::error::Error;
use nordcase::fastdok::journeys::{FastDokAnswer, FastDokCall};
use nordcase::fastdok::{ActionKind, ListInstanceTasks, PerformAction, Session};
use nordcase::journey::{Facts, FailureCode, FailureReport, Journey, Known, Move, Repeats, Script};
use nordcase_sandbox::ledger::What;
use serde::{Deserialize, Serialize};

use crate::scenarios::{Bench, START, fastdok_session};
use crate::search::{Report, Scenario, explore as search};
use crate::world::{End, Place, World};

/// Explores the broken journey.
pub(crate) fn explore(faults: u8) -> Report {
    search(&Blind, faults.min(1))
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

    fn wants(&self) -> Move<FastDokCall, (), ()> {
        if self.paid {
            return Move::Done(());
        }
        if self.failed || self.sent > 3 {
            let report: FailureReport = serde_json::from_value(serde_json::json!({
                "code": FailureCode::GaveUp, "facts": Facts { debited: Known::Unknown, ..Facts::default() },
                "known": [], "unknown": [], "safeNext": "",
            }))
            .expect("the report's own form");
            return Move::Fail(report);
        }
        Move::Call(match &self.task {
            None => FastDokCall::Tasks(ListInstanceTasks::new(&self.case_id)),
            Some(task) => FastDokCall::Perform(PerformAction::new(task, ActionKind::ActionComplete)),
        })
    }

    fn answered(&mut self, _call: &FastDokCall, answer: FastDokAnswer, _repeats: Repeats) {
        match answer {
            FastDokAnswer::Tasks(tasks) => {
                self.task = tasks.items.iter().find(|task| task.is_ready()).map(|task| task.id.clone());
                self.failed = self.task.is_none();
            }
            _ => self.paid = true,
        }
    }

    fn refused(&mut self, _call: &FastDokCall, _error: &Error) {
        self.failed = true;
    }

    fn unseen(&mut self, _call: &FastDokCall, _may_be_applied: bool, _error: Option<&Error>) {
        self.sent += 1;
        self.task = None;
    }

    fn facts(&self) -> Facts {
        Facts { debited: Known::Unknown, ..Facts::default() }
    }
}

struct Blind;

impl Blind {
    fn scene() -> (nordcase_sandbox::Sandbox, String) {
        let mut bench = Bench::new(1, crate::scenarios::ASA);
        let case = bench.start();
        bench.act(&case, ActionKind::ActionPay);
        (bench.sandbox, case)
    }
}

impl Scenario for Blind {
    type Script = BlindPay;

    fn name(&self) -> &'static str {
        "a case that waits for payment"
    }

    fn world(&self) -> World<BlindPay> {
        let (sandbox, case_id) = Self::scene();
        World::new(Journey::new(BlindPay::new(case_id), 1), fastdok_session(crate::scenarios::ASA), sandbox, START)
    }

    fn fresh_session(&self) -> Session {
        fastdok_session(crate::scenarios::ASA)
    }

    fn check(&self, world: &World<BlindPay>, _later: &Place, _end: &End<()>) -> Vec<String> {
        let archived =
            world.place.sandbox.ledger.entries.iter().any(|entry| matches!(entry.what, What::CaseArchived { .. }));
        if archived { vec!["archived, which nobody asked for".to_owned()] } else { Vec::new() }
    }
}

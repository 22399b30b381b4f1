//! Cancelling a payment, and completing a case.

use nordcase::fastdok::Session;
use nordcase::fastdok::journeys::{CancelPayment, CancelReceipt, CompleteCase, CompleteReceipt};
use nordcase::journey::Journey;
use nordcase_sandbox::Sandbox;

use super::{ASA, CHAINS, COLLEAGUES, Frame, NARROW, Setup, Sides, colleague_acts, scene, session};
use crate::scenarios::{Job, START, job, job_up_to, plain, truth};
use crate::search::Scenario;
use crate::twist::Acts;
use crate::world::{End, Place, World};

pub(super) fn jobs() -> Vec<Job> {
    let cancel = |name, setup| Cancelling { name, setup, frame: Frame::default(), repeats: false };
    let complete = |name, setup| Completing { name, setup, frame: Frame::default(), repeats: false };
    let first = || cancel("from the first payment", Setup::AtPayment);
    let later = || cancel("from a later payment", Setup::AtSecondPayment);
    let paid = || complete("a paid case", Setup::Paid);
    let mut jobs = vec![
        job(first()),
        job(later()),
        job_up_to(2, Cancelling { name: "over a transport that repeats", repeats: true, ..later() }),
        job(paid()),
        job(complete("a case that waits for payment", Setup::AtPayment)),
        job_up_to(2, Completing { name: "over a transport that repeats", repeats: true, ..paid() }),
    ];
    for frame in NARROW {
        jobs.push(job_up_to(1, Cancelling { name: "lists of one row", frame, ..later() }));
        jobs.push(job_up_to(1, Completing { name: "lists of one row", frame, ..paid() }));
    }
    jobs
}

#[derive(Clone, Copy)]
struct Cancelling {
    name: &'static str,
    setup: Setup,
    frame: Frame,
    repeats: bool,
}

impl Scenario for Cancelling {
    type Script = CancelPayment;

    fn name(&self) -> &'static str {
        self.name
    }

    fn world(&self) -> World<CancelPayment> {
        let (sandbox, case) = scene(ASA, self.setup).as_ref().clone();
        let sandbox = self.frame.put_around(sandbox);
        let world = World::new(Journey::new(CancelPayment::new(case), 1), session(ASA), sandbox, START);
        if self.repeats { world.over_a_repeating_transport() } else { world }
    }

    fn fresh_session(&self) -> Session {
        session(ASA)
    }

    fn others(&self) -> &'static [&'static str] {
        COLLEAGUES
    }

    fn chains(&self) -> &'static [Acts] {
        CHAINS
    }

    fn act(&self, sandbox: &mut Sandbox, act: &str, now: i64) -> bool {
        colleague_acts(sandbox, act, now)
    }

    fn check(&self, world: &World<CancelPayment>, later: &Place, end: &End<CancelReceipt>) -> Vec<String> {
        let sides = Sides::of(&world.place, later, &scene(ASA, self.setup).1);
        let (own, own_later, others) = (&sides.own, &sides.own_later, &sides.others);
        let mut problems = Vec::new();
        let mut unless = |good: bool, problem: &str| problems.extend((!good).then(|| problem.to_owned()));
        let nothing_else = own_later.debits + own_later.archived + own_later.pays == 0;
        unless(nothing_else, "did something else than cancelling");
        unless(own_later.cancels <= 1, "cancelled twice");
        match end {
            End::Done(receipt) => {
                let receipt = plain(receipt);
                let expected = if self.setup == Setup::AtPayment { "TaskCreate" } else { "TaskPaid" };
                let returned_to = &receipt["returnedTo"];
                unless(own.cancels + others.moves > 0, "says cancelled, but it is not");
                let fits = returned_to.is_null() || returned_to == expected;
                unless(others.moves > 0 || fits, "says that the case came back to where it is not");
                unless(receipt["seen"] != "reply" || own.cancels > 0, "says that the service said so, but it did not");
                unless(receipt["byUs"] != true || own.cancels > 0, "says that it cancelled, but somebody else did");
                unless(receipt["byUs"] != false || own_later.cancels == 0, "says that somebody else cancelled");
            }
            End::Failed(report) => {
                problems.extend(truth("cancelled", report.facts.changed, sides.times(|deeds| deeds.moves)));
                problems.extend(truth("paid", report.facts.debited, sides.times(|deeds| deeds.debits)));
                if world.faults == 0 {
                    problems.push("failed although nothing went wrong".to_owned());
                }
            }
        }
        problems
    }
}

#[derive(Clone, Copy)]
struct Completing {
    name: &'static str,
    setup: Setup,
    frame: Frame,
    repeats: bool,
}

impl Scenario for Completing {
    type Script = CompleteCase;

    fn name(&self) -> &'static str {
        self.name
    }

    fn world(&self) -> World<CompleteCase> {
        let (sandbox, case) = scene(ASA, self.setup).as_ref().clone();
        let sandbox = self.frame.put_around(sandbox);
        let world = World::new(Journey::new(CompleteCase::new(case), 1), session(ASA), sandbox, START);
        if self.repeats { world.over_a_repeating_transport() } else { world }
    }

    fn fresh_session(&self) -> Session {
        session(ASA)
    }

    fn others(&self) -> &'static [&'static str] {
        COLLEAGUES
    }

    fn chains(&self) -> &'static [Acts] {
        CHAINS
    }

    fn act(&self, sandbox: &mut Sandbox, act: &str, now: i64) -> bool {
        colleague_acts(sandbox, act, now)
    }

    fn check(&self, world: &World<CompleteCase>, later: &Place, end: &End<CompleteReceipt>) -> Vec<String> {
        let sides = Sides::of(&world.place, later, &scene(ASA, self.setup).1);
        let (own, own_later, others) = (&sides.own, &sides.own_later, &sides.others);
        let mut problems = Vec::new();
        let mut unless = |good: bool, problem: &str| problems.extend((!good).then(|| problem.to_owned()));
        let nothing_else = own_later.debits + own_later.cancels + own_later.pays == 0;
        unless(nothing_else, "did something else than completing");
        match end {
            End::Done(receipt) => {
                let receipt = plain(receipt);
                unless(own.archived + others.archived > 0, "says that the case is archived, but it is not");
                let before = &receipt["alreadyArchived"];
                unless(*before != true || own_later.archived == 0, "says that it was archived before, but it did it");
                unless(receipt["seen"] != "reply" || *before == true || own.archived > 0, "no reply said so");
            }
            End::Failed(report) => {
                problems.extend(truth("archived", report.facts.archived, sides.times(|deeds| deeds.archived)));
                if world.faults == 0 && self.setup == Setup::Paid {
                    problems.push("failed although nothing went wrong".to_owned());
                }
            }
        }
        problems
    }
}

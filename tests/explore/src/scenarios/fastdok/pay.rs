//! Paying.

use nordcase::fastdok::Session;
use nordcase::fastdok::journeys::{PayCase, PayReceipt};
use nordcase::journey::{FailureCode, Journey};
use nordcase_sandbox::Sandbox;
use nordcase_sandbox::fastdok::Undocumented;

use super::{ASA, CHAINS, COLLEAGUES, EVA, Frame, NARROW, PER, Setup, Sides, User, colleague_acts, scene, session};
use crate::scenarios::{Job, START, Times, job, job_up_to, plain, truth};
use crate::search::Scenario;
use crate::twist::Acts;
use crate::world::{End, Place, World};

pub(super) fn jobs() -> Vec<Job> {
    let pay = |name, user, setup, added| Paying { name, user, setup, added, frame: Frame::default(), repeats: false };
    let draft = || pay("a draft", ASA, Setup::Draft, false);
    let waiting = || pay("a case that waits for payment", ASA, Setup::AtPayment, false);
    let added = || pay("a form added to a paid case", ASA, Setup::PaidAndAdded, true);
    let mut jobs = vec![
        job(draft()),
        job(waiting()),
        job(added()),
        job(pay("a case that waits for its second payment", ASA, Setup::AtSecondPayment, false)),
        job(pay("the same, with what was added", ASA, Setup::AtSecondPayment, true)),
        job(pay("a balance that is too low", PER, Setup::Draft, false)),
        job(pay("a licence customer", EVA, Setup::Draft, false)),
        job_up_to(2, Paying { name: "a draft, over a transport that repeats", repeats: true, ..draft() }),
    ];
    for frame in NARROW {
        jobs.push(job_up_to(1, Paying { name: "lists of one row, a form added", frame, ..added() }));
    }
    for undocumented in [
        Undocumented::NotFound,
        Undocumented::NoContent,
        Undocumented::Empty,
        Undocumented::Html,
        Undocumented::Xml,
        Undocumented::JsonNull,
        Undocumented::JsonNumber,
        Undocumented::JsonArray,
        Undocumented::JsonTwice,
    ] {
        let frame = Frame { undocumented: Some(undocumented), ..Frame::default() };
        jobs.push(job_up_to(1, Paying { name: "an order that says anything", frame, ..waiting() }));
    }
    jobs
}

#[derive(Clone, Copy)]
struct Paying {
    name: &'static str,
    user: User,
    setup: Setup,
    added: bool,
    frame: Frame,
    repeats: bool,
}

impl Scenario for Paying {
    type Script = PayCase;

    fn name(&self) -> &'static str {
        self.name
    }

    fn world(&self) -> World<PayCase> {
        let (sandbox, case) = scene(self.user, self.setup).as_ref().clone();
        let pay = PayCase::new(case);
        let pay = if self.added { pay.with_added_forms() } else { pay };
        let world = World::new(Journey::new(pay, 1), session(self.user), self.frame.put_around(sandbox), START);
        if self.repeats { world.over_a_repeating_transport() } else { world }
    }

    fn fresh_session(&self) -> Session {
        session(self.user)
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

    fn check(&self, world: &World<PayCase>, later: &Place, end: &End<PayReceipt>) -> Vec<String> {
        let scene = scene(self.user, self.setup);
        let (start, case) = scene.as_ref();
        let sides = Sides::of(&world.place, later, case);
        let (own, own_later, others) = (&sides.own, &sides.own_later, &sides.others);
        let mut problems = Vec::new();
        let mut unless = |good: bool, problem: &str| problems.extend((!good).then(|| problem.to_owned()));
        unless(own_later.debits <= 1, "debited twice");
        unless(own_later.archived == 0, "archived, which nobody asked for");
        match end {
            End::Done(receipt) => {
                let receipt = plain(receipt);
                let debits = own.debits + others.debits;
                let by_reply = receipt["seen"] == "reply";
                match receipt["outcome"].as_str().unwrap_or_default() {
                    "paid" if by_reply => {
                        unless(own.debits == 1, "says that its payment was confirmed, but it was not")
                    }
                    "paid" => unless(debits > 0, "says paid, but nobody paid"),
                    "already_paid" => unless(own_later.debits == 0, "says that it debited nothing, but it did"),
                    "paid_by_unknown" => unless(debits > 0, "says that somebody paid, but nobody did"),
                    "made_sharp" => unless(debits == 0 && self.user == EVA, "says made sharp, but it is paid"),
                    _ => unless(false, "an outcome that the exploration does not know"),
                }
                // A paid case was to be left as it is, unless the journey saw what is to be paid.
                let left = receipt["outcome"] == "already_paid" && !self.added && receipt["order"].is_null();
                let paid = left || forms_are_paid(start, &world.place.sandbox, case);
                unless(paid, "says paid, but what was to be paid is unpaid");
                unless(
                    receipt["archivedMeanwhile"] != true || others.archived > 0,
                    "says archived meanwhile, but it is not",
                );
            }
            End::Failed(report) => {
                problems.extend(truth("paid", report.facts.debited, sides.times(|deeds| deeds.debits)));
                problems.extend(truth("archived", report.facts.archived, sides.times(|deeds| deeds.archived)));
                // The payment itself is no other change. A move that is seen may have been any move of others.
                let moved = Times { others: others.moves, ..sides.times(|deeds| deeds.pays) };
                problems.extend(truth("moved the case", report.facts.changed, moved));
                let mut unless = |good: bool, problem: &str| problems.extend((!good).then(|| problem.to_owned()));
                let blames = report.code == FailureCode::ChangedMeanwhile;
                unless(!blames || others.moves > 0 || world.faults > 1, "blames others, who did nothing");
                let expected = self.user == PER || report.code == FailureCode::Declined;
                unless(world.faults > 0 || expected, "failed although nothing went wrong");
                let has_words = report.message.as_ref().is_some_and(|words| words.contains("Saldot"));
                let refused = self.user == PER && report.code == FailureCode::Refused && others.moves == 0;
                // What stands before the service has none.
                let by_page = matches!(report.error_code.as_deref(), Some("fastdok.forbidden" | "fastdok.not_found"));
                unless(!refused || by_page || has_words, "the refusal does not carry the service's words");
            }
        }
        problems
    }
}

/// Whether all forms are paid that the case had at the start.
fn forms_are_paid(start: &Sandbox, now: &Sandbox, case: &str) -> bool {
    let forms = |sandbox: &Sandbox| {
        let overview = sandbox.fastdok.overview();
        let cases = overview["cases"].as_array().cloned().unwrap_or_default();
        let found = cases.into_iter().find(|found| found["id"] == case).unwrap_or_default();
        found["forms"].as_array().cloned().unwrap_or_default()
    };
    let now = forms(now);
    forms(start).iter().all(|form| now.iter().any(|found| found["id"] == form["id"] && found["paid"] == true))
}

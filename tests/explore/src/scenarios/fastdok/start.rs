//! Starting a case.

use nordcase::fastdok::journeys::{StartCase, StartReceipt};
use nordcase::fastdok::{ObjectEntry, Session};
use nordcase::journey::Journey;
use nordcase_sandbox::Sandbox;
use nordcase_sandbox::fastdok::Spoiled;
use nordcase_sandbox::ledger::What;

use super::{ASA, Bench, Frame, NARROW, NILS, colleague_deletes, colleague_starts, entries, entries_with, session};
use crate::scenarios::{Adoption, Job, START, Times, job, job_up_to, plain, texts, truth};
use crate::search::Scenario;
use crate::world::{ALIKE, End, Place, World};

/// More cases than a journey reads.
const TOO_MANY: usize = 20_000;

pub(super) fn jobs() -> Vec<Job> {
    let plain = Starting {
        name: "while a colleague's case runs",
        frame: Frame::default(),
        spoiled: None,
        cases: 1,
        repeats: false,
        only_losses: false,
    };
    let mut jobs =
        vec![job(plain), job_up_to(2, Starting { name: "over a transport that repeats", repeats: true, ..plain })];
    for frame in NARROW {
        jobs.push(job_up_to(1, Starting { name: "lists of one row", frame, cases: 3, ..plain }));
    }
    for spoiled in [Spoiled::Null, Spoiled::Date, Spoiled::NetDate] {
        let name = "while a case runs whose row cannot be read";
        jobs.push(job_up_to(1, Starting { name, spoiled: Some(spoiled), ..plain }));
    }
    let frame = Frame { older_cases: TOO_MANY, ..Frame::default() };
    jobs.push(job_up_to(1, Starting { name: "behind more cases than are read", frame, only_losses: true, ..plain }));
    jobs
}

#[derive(Clone, Copy)]
struct Starting {
    name: &'static str,
    frame: Frame,
    /// How the row of a colleague's case is written.
    spoiled: Option<Spoiled>,
    /// How many cases the colleague has.
    cases: usize,
    repeats: bool,
    only_losses: bool,
}

impl Starting {
    fn scene(&self) -> Sandbox {
        let mut bench = Bench::new(1, NILS);
        for _ in 0..self.cases {
            let case = bench.start();
            bench.sandbox.fastdok.spoil_case(&case, self.spoiled).expect("the case is there");
        }
        self.frame.put_around(bench.sandbox)
    }
}

impl Scenario for Starting {
    type Script = StartCase;

    fn name(&self) -> &'static str {
        self.name
    }

    fn world(&self) -> World<StartCase> {
        let world = World::new(Journey::new(StartCase::new(entries()), 1), session(ASA), self.scene(), START);
        if self.repeats { world.over_a_repeating_transport() } else { world }
    }

    fn fresh_session(&self) -> Session {
        session(ASA)
    }

    fn others(&self) -> &'static [&'static str] {
        &[
            "starts the same",
            "starts with another customer",
            "starts with another phone",
            "starts something else",
            "starts what cannot be read",
            "deletes the newest",
        ]
    }

    fn act(&self, sandbox: &mut Sandbox, act: &str, now: i64) -> bool {
        if act == "deletes the newest" {
            let since = sandbox.ledger.entries.iter().skip(self.scene().ledger.entries.len());
            let newest = since.rev().find_map(|entry| match &entry.what {
                What::CaseStarted { case, .. } => Some(case.clone()),
                _ => None,
            });
            return newest.is_some_and(|case| colleague_deletes(sandbox, case, now));
        }
        let entries = match act {
            "starts with another customer" => entries_with("Nils Ek", "08-400 10 20"),
            "starts with another phone" => entries_with("Åsa Öberg & Söner", "08-400 10 21"),
            "starts something else" => {
                let form = ObjectEntry { template_id: Some("7B".to_owned()), ..ObjectEntry::new("Kontrakt") };
                vec![ObjectEntry::new("Kund").with("Namn", "Nils Ek").with("Telefon", "08"), form]
            }
            _ => entries(),
        };
        let Some(case) = colleague_starts(sandbox, entries, now) else { return false };
        act != "starts what cannot be read" || sandbox.fastdok.spoil_case(&case, Some(Spoiled::Null)).is_ok()
    }

    fn is_alike(&self, act: &str) -> bool {
        act == "starts the same"
    }

    fn only_losses(&self) -> bool {
        self.only_losses
    }

    fn check(&self, world: &World<StartCase>, later: &Place, end: &End<StartReceipt>) -> Vec<String> {
        let own = world.own_cases(&world.place);
        let own_later = world.own_cases(later);
        let alike: Vec<String> = world.place.made(|maker| maker == ALIKE).collect();
        let mut problems = Vec::new();
        if own_later.len() > 1 + usize::from(world.repeated) {
            problems.push("started two cases".to_owned());
        }
        match end {
            End::Done(receipt) => {
                let receipt = plain(receipt);
                let adoption = Adoption {
                    case: receipt["caseId"].as_str().unwrap_or_default(),
                    by_reply: receipt["certainty"] == "reply",
                    candidates: texts(&receipt["candidates"]),
                    twins: texts(&receipt["twins"]),
                    could_look: world.faults == world.repeated,
                };
                problems.extend(adoption.judge(&own, &own_later, &alike));
                if receipt["seen"] == "state" && receipt["certainty"] == "reply" {
                    problems.push("says more than it knows".to_owned());
                }
            }
            End::Failed(report) => {
                let times = Times { own: own.len(), own_later: own_later.len(), others: alike.len() };
                problems.extend(truth("started a case", report.facts.created, times));
                if world.faults == 0 {
                    problems.push("failed although nothing went wrong".to_owned());
                }
            }
        }
        problems
    }
}

//! Two journeys of two users on one case at once: every order of their steps, and in it every fault, up to so many in one run.
//!
//! A request is handed out and handled in one step here. That loses no order: what a journey sends depends on what it has seen, not on when.

use std::collections::{HashMap, HashSet};

use nordcase::fastdok::journeys::{
    CancelPayment, CancelReceipt, CompleteCase, CompleteReceipt, FastDokCall, PayCase, PayReceipt,
};
use nordcase::fastdok::{ActionKind, Session};
use nordcase::journey::{Journey, Script};

use crate::scenarios::{ASA, Bench, Deeds, NILS, START, Times, deeds, fastdok_session, on_all_cores, plain, truth};
use crate::search::{MOST_STEPS, Report, any_twist, violation};
use crate::world::{End, Maker, Next, Place, World};

/// Explores all pairs; one report for each.
pub(crate) fn explore(faults: u8, only: Option<&str>) -> Vec<Report> {
    let (pay, complete) = (ActionKind::ActionPay, ActionKind::ActionComplete);
    let (at_payment, paid) = ([pay.clone()], [pay, complete]);
    type Job<'a> = (&'static str, Box<dyn Fn() -> Report + Send + Sync + 'a>);
    let jobs: [Job<'_>; 5] = [
        ("pay a draft, twice", Box::new(|| pair(&[], PayCase::new, PayCase::new, faults))),
        ("pay and cancel the payment", Box::new(|| pair(&at_payment, PayCase::new, CancelPayment::new, faults))),
        ("pay and complete", Box::new(|| pair(&at_payment, PayCase::new, CompleteCase::new, faults))),
        ("cancel the payment, twice", Box::new(|| pair(&at_payment, CancelPayment::new, CancelPayment::new, faults))),
        ("complete, twice", Box::new(|| pair(&paid, CompleteCase::new, CompleteCase::new, faults))),
    ];
    let wanted: Vec<_> = jobs.iter().filter(|(name, _)| only.is_none_or(|only| name.contains(only))).collect();
    let reports = on_all_cores(&wanted, |(_, job)| job());
    let named = |((name, _), report): (&&Job<'_>, Report)| Report {
        journey: format!("at once: {name}"),
        max_faults: faults,
        ..report
    };
    wanted.iter().zip(reports).map(named).collect()
}

/// What one user did to the case until the end and until long after, and the other until the end.
pub(crate) struct Sides {
    own: Deeds,
    own_later: Deeds,
    other: Deeds,
}

impl Sides {
    pub(crate) fn of(job: Maker, now: &Place, later: &Place, case: &str) -> Self {
        let own = |maker| maker == job;
        Self {
            own: deeds(now, case, own),
            own_later: deeds(later, case, own),
            other: deeds(now, case, |maker| !own(maker)),
        }
    }

    fn times(&self, of: impl Fn(&Deeds) -> usize) -> Times {
        Times { own: of(&self.own), own_later: of(&self.own_later), others: of(&self.other) }
    }
}

/// A journey whose end can be held against what it did, and what the other did.
pub(crate) trait Judged: Script<Call = FastDokCall> {
    fn judge(end: &End<Self::Receipt>, sides: &Sides) -> Vec<String>;
}

fn unless(good: bool, problem: &str) -> Option<String> {
    (!good).then(|| problem.to_owned())
}

impl Judged for PayCase {
    fn judge(end: &End<PayReceipt>, sides: &Sides) -> Vec<String> {
        let Sides { own, own_later, other } = sides;
        let problem = match end {
            End::Done(receipt) => {
                let receipt = plain(receipt);
                let good = match (receipt["outcome"].as_str(), receipt["seen"].as_str()) {
                    (Some("paid"), Some("reply")) => own.debits == 1,
                    (Some("already_paid"), _) => own_later.debits == 0 && other.debits == 1,
                    (Some("paid" | "paid_by_unknown"), _) => own.debits + other.debits == 1,
                    _ => false,
                };
                unless(good, "the receipt does not fit the debits")
            }
            End::Failed(report) => truth("paid", report.facts.debited, sides.times(|deeds| deeds.debits)),
        };
        problem.into_iter().collect()
    }
}

impl Judged for CancelPayment {
    fn judge(end: &End<CancelReceipt>, sides: &Sides) -> Vec<String> {
        let Sides { own, own_later, other } = sides;
        let problem = match end {
            End::Done(receipt) => {
                let receipt = plain(receipt);
                let good = match (receipt["seen"].as_str(), receipt["byUs"].as_bool()) {
                    (Some("reply"), _) | (_, Some(true)) => own.cancels > 0,
                    (_, Some(false)) => own_later.cancels == 0 && other.moves > 0,
                    _ => own.cancels + other.moves > 0,
                };
                unless(good, "the receipt does not fit what was cancelled")
            }
            End::Failed(report) => truth("cancelled", report.facts.changed, sides.times(|deeds| deeds.moves)),
        };
        problem.into_iter().collect()
    }
}

impl Judged for CompleteCase {
    fn judge(end: &End<CompleteReceipt>, sides: &Sides) -> Vec<String> {
        let Sides { own, own_later, other } = sides;
        let problem = match end {
            End::Done(receipt) => {
                let good = match plain(receipt)["alreadyArchived"].as_bool() {
                    Some(true) => own_later.archived == 0 && other.archived == 1,
                    _ => own.archived + other.archived == 1,
                };
                unless(good, "the receipt does not fit what was archived")
            }
            End::Failed(report) => truth("archived", report.facts.archived, sides.times(|deeds| deeds.archived)),
        };
        problem.into_iter().collect()
    }
}

/// Both journeys. They see one service at one time: whoever acts passes both on.
struct Both<A: Script, B: Script> {
    first: World<A>,
    second: World<B>,
    runs: u128,
}

/// Explores two journeys on a case that was brought somewhere by these actions.
fn pair<A: Judged, B: Judged>(
    before: &[ActionKind],
    first: impl Fn(String) -> A,
    second: impl Fn(String) -> B,
    max_faults: u8,
) -> Report {
    let mut bench = Bench::new(1, ASA);
    let case = bench.start();
    for action in before {
        bench.act(&case, action.clone());
    }
    let scene = bench.sandbox;
    let session = fastdok_session(ASA);
    let first = World::new(Journey::new(first(case.clone()), 1), session, scene.clone(), START);
    let session = fastdok_session(NILS);
    let second = World::new(Journey::new(second(case.clone()), 2), session, scene, START).for_job(2);

    let mut report = Report::default();
    let mut seen = HashSet::new();
    let mut level = HashMap::from([(0, Both { first, second, runs: 1 })]);
    for _ in 0..MOST_STEPS {
        let mut following: HashMap<u128, Both<A, B>> = HashMap::new();
        for (fingerprint, node) in level {
            seen.insert(fingerprint);
            let faults = node.first.faults + node.second.faults;
            let mut meet = |first: World<A>, second: World<B>| {
                // Rotated, so that two of the same kind do not cancel out.
                let fingerprint = first.fingerprint() ^ second.own_fingerprint().rotate_left(2);
                following.entry(fingerprint).or_insert(Both { first, second, runs: 0 }).runs += node.runs;
            };
            // Asked on a copy: a journey that is asked twice takes what it handed out as unseen.
            let (mut first, mut second) = (node.first.clone(), node.second.clone());
            let nexts = (first.next(), second.next());
            if let (Next::End(one), Next::End(other)) = &nexts {
                report.runs += node.runs;
                check((&first, one), (&second, other), &case, &mut report);
                continue;
            }
            for world in steps(&first, &nexts.0, &fastdok_session(ASA), faults < max_faults, &mut report) {
                let other = node.second.clone().at(&world.place);
                meet(world, other);
            }
            for world in steps(&second, &nexts.1, &fastdok_session(NILS), faults < max_faults, &mut report) {
                let other = node.first.clone().at(&world.place);
                meet(other, world);
            }
        }
        if following.is_empty() {
            report.states = seen.len() as u64;
            return report;
        }
        level = following;
    }
    for node in level.values() {
        violation(&mut report, &node.first, "the run does not end", "two at once");
    }
    report.states = seen.len() as u64;
    report
}

/// The worlds after the next step of one of the two.
fn steps<S: Script<Call = FastDokCall>>(
    world: &World<S>,
    next: &Next<S>,
    fresh: &Session,
    may_fail: bool,
    report: &mut Report,
) -> Vec<World<S>> {
    if matches!(next, Next::End(_)) {
        return Vec::new();
    }
    let mut worlds = Vec::new();
    for twist in any_twist(next, world, may_fail, &[], &[]) {
        let mut world = world.clone();
        match world.step(next, twist, fresh) {
            Ok(()) => {
                world.fall_asleep();
                worlds.push(world);
            }
            Err(problem) => violation(report, &world, &problem, "two at once"),
        }
    }
    worlds
}

fn check<A: Judged, B: Judged>(
    (first, one): (&World<A>, &End<A::Receipt>),
    (second, other): (&World<B>, &End<B::Receipt>),
    case: &str,
    report: &mut Report,
) {
    let (now, later) = (&first.place, first.place.long_after());
    let later = later.as_ref().unwrap_or(now);
    let (ours, theirs) = (Sides::of(1, now, later, case), Sides::of(2, now, later, case));
    let mut problems = A::judge(one, &ours);
    problems.extend(B::judge(other, &theirs));
    let (ours, theirs) = (ours.own_later, theirs.own_later);
    problems.extend(unless(ours.debits + theirs.debits <= 1, "two debits"));
    problems
        .extend(unless(first.after_refusal + second.after_refusal == 0, "requests after the credentials were refused"));
    for archived in [(ours.archived, A::NAME), (theirs.archived, B::NAME)] {
        problems
            .extend(unless(archived.0 == 0 || archived.1 == CompleteCase::NAME, "archived, which nobody asked for"));
    }
    for problem in problems {
        let (one, other) = (shown(one), shown(other));
        let more = format!("{ours:?} {theirs:?}\n  end: {one}\n  the other: {} → {other}", second.story());
        violation(report, first, &problem, &more);
    }
}

fn shown<R: std::fmt::Debug>(end: &End<R>) -> String {
    match end {
        End::Done(receipt) => format!("{receipt:?}"),
        End::Failed(report) => format!("{:?} {:?} {:?}", report.code, report.facts, report.known),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broken::BlindPay;

    impl Judged for BlindPay {
        fn judge(_end: &End<()>, _sides: &Sides) -> Vec<String> {
            Vec::new()
        }
    }

    #[test]
    fn two_careless_payers_are_caught_without_any_fault() {
        let report = pair(&[ActionKind::ActionPay], BlindPay::new, BlindPay::new, 0);
        assert!(report.violations > 0);
        assert!(report.kinds.contains_key("archived, which nobody asked for"), "{:?}", report.kinds);
    }
}

//! Two journeys of two users on one case at once: every order of their steps, and in it every fault, up to so many in one run.
//!
//! A request is handed out and handled in one step here. That loses no order: what a journey sends depends on what it has seen, not on when.

use std::collections::{HashMap, HashSet};

use nordcase::fastdok::journeys::{
    CancelPayment, CancelReceipt, CompleteCase, CompleteReceipt, FastDokCall, PayCase, PayOutcome, PayReceipt,
};
use nordcase::fastdok::{ActionKind, Session};
use nordcase::journey::{Journey, Script, Seen};
use nordcase_sandbox::Sandbox;
use nordcase_sandbox::ledger::What;

use crate::scenarios::{ASA, Bench, NILS, START, User, fastdok_session, truth};
use crate::search::{MOST_STEPS, Report, twists, violation};
use crate::world::{End, Next, World};

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
    let wanted = jobs.iter().filter(|(name, _)| only.is_none_or(|only| name.contains(only)));
    std::thread::scope(|scope| {
        let running: Vec<_> = wanted.map(|(name, job)| (name, scope.spawn(job))).collect();
        let report = |(name, job): (&&str, std::thread::ScopedJoinHandle<'_, Report>)| Report {
            journey: format!("at once: {name}"),
            max_faults: faults,
            ..job.join().expect("no worker panics")
        };
        running.into_iter().map(report).collect()
    })
}

/// What one user did to the case.
#[derive(Debug, Default)]
struct Deeds {
    debits: usize,
    cancels: usize,
    archived: usize,
    moves: usize,
}

fn deeds(sandbox: &Sandbox, scene: &Sandbox, user: User) -> Deeds {
    let mut deeds = Deeds::default();
    // A debit is followed by the action that made it.
    let mut debited = false;
    for entry in sandbox.ledger.entries.iter().skip(scene.ledger.entries.len()) {
        match &entry.what {
            What::Debited { .. } => debited = true,
            What::ActionDone { action, user: of, .. } => {
                let debit = std::mem::take(&mut debited);
                if of == user.0 {
                    deeds.moves += 1;
                    deeds.debits += usize::from(debit);
                    deeds.cancels += usize::from(action == "ActionCancel");
                }
            }
            What::CaseArchived { user: of, .. } => deeds.archived += usize::from(of == user.0),
            _ => {}
        }
    }
    deeds
}

/// A journey whose end can be held against what it did, and what the other did.
trait Judged: Script<Call = FastDokCall> {
    fn judge(end: &End<Self::Receipt>, own: &Deeds, other: &Deeds) -> Vec<String>;
}

fn unless(good: bool, problem: &str) -> Option<String> {
    (!good).then(|| problem.to_owned())
}

impl Judged for PayCase {
    fn judge(end: &End<PayReceipt>, own: &Deeds, other: &Deeds) -> Vec<String> {
        let problem = match end {
            End::Done(receipt) => unless(
                match (receipt.outcome, receipt.seen) {
                    (PayOutcome::Paid, Seen::Reply) => own.debits == 1,
                    (PayOutcome::Paid, Seen::State) => own.debits + other.debits == 1,
                    (PayOutcome::AlreadyPaid, _) => own.debits == 0 && other.debits == 1,
                    (PayOutcome::MadeSharp, _) => false,
                },
                "the receipt does not fit the debits",
            ),
            End::Failed(report) => truth("paid", report.facts.debited, own.debits, other.debits),
        };
        problem.into_iter().collect()
    }
}

impl Judged for CancelPayment {
    fn judge(end: &End<CancelReceipt>, own: &Deeds, other: &Deeds) -> Vec<String> {
        let problem = match end {
            End::Done(receipt) if receipt.seen == Seen::Reply => {
                unless(own.cancels > 0, "says cancelled, but it is not")
            }
            End::Done(_) => unless(own.cancels + other.moves > 0, "says cancelled, but nothing was moved"),
            End::Failed(report) => truth("cancelled", report.facts.changed, own.cancels, other.moves),
        };
        problem.into_iter().collect()
    }
}

impl Judged for CompleteCase {
    fn judge(end: &End<CompleteReceipt>, own: &Deeds, other: &Deeds) -> Vec<String> {
        let problem = match end {
            End::Done(receipt) if receipt.already_archived => {
                unless(own.archived == 0 && other.archived == 1, "says archived before")
            }
            End::Done(_) => unless(own.archived + other.archived == 1, "says archived, but it is not"),
            End::Failed(report) => truth("archived", report.facts.archived, own.archived, other.archived),
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
    let world = |user| (fastdok_session(user), scene.clone());
    let (session, sandbox) = world(ASA);
    let first = World::new(Journey::new(first(case.clone()), 1), session, sandbox, START);
    let (session, sandbox) = world(NILS);
    let second = World::new(Journey::new(second(case), 2), session, sandbox, START);

    let mut report = Report::default();
    let mut seen = HashSet::new();
    let mut level = HashMap::from([(0, Both { first, second, runs: 1 })]);
    for _ in 0..MOST_STEPS {
        let mut following: HashMap<u128, Both<A, B>> = HashMap::new();
        for (fingerprint, node) in level {
            seen.insert(fingerprint);
            let mut meet = |first: World<A>, second: World<B>| {
                // Rotated, since each has the service in it and the two would cancel out.
                let fingerprint = first.fingerprint().rotate_left(1) ^ second.fingerprint();
                following.entry(fingerprint).or_insert(Both { first, second, runs: 0 }).runs += node.runs;
            };
            // Asked on a copy: a journey that is asked twice takes what it handed out as unseen.
            let (mut first, mut second) = (node.first.clone(), node.second.clone());
            let nexts = (first.next(), second.next());
            if let (Next::End(one), Next::End(other)) = &nexts {
                report.runs += node.runs;
                check((&first, one), (&second, other), &scene, &mut report);
                continue;
            }
            for world in steps(&first, &nexts.0, &fastdok_session(ASA), max_faults, &mut report) {
                let other = node.second.after(&world);
                meet(world, other);
            }
            for world in steps(&second, &nexts.1, &fastdok_session(NILS), max_faults, &mut report) {
                let other = node.first.after(&world);
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
        violation(&mut report, &node.first, "the run does not end");
    }
    report.states = seen.len() as u64;
    report
}

/// The worlds after the next step of one of the two.
fn steps<S: Script<Call = FastDokCall>>(
    world: &World<S>,
    next: &Next<S>,
    fresh: &Session,
    max_faults: u8,
    report: &mut Report,
) -> Vec<World<S>> {
    if matches!(next, Next::End(_)) {
        return Vec::new();
    }
    let mut worlds = Vec::new();
    for twist in twists(next, world.faults < max_faults, &[]) {
        let mut world = world.clone();
        match world.step(next, twist, fresh) {
            Ok(()) => worlds.push(world),
            Err(problem) => violation(report, &world, &problem),
        }
    }
    worlds
}

fn check<A: Judged, B: Judged>(
    (first, one): (&World<A>, &End<A::Receipt>),
    (second, other): (&World<B>, &End<B::Receipt>),
    scene: &Sandbox,
    report: &mut Report,
) {
    let (ours, theirs) = (deeds(&first.sandbox, scene, ASA), deeds(&first.sandbox, scene, NILS));
    let mut problems = A::judge(one, &ours, &theirs);
    problems.extend(B::judge(other, &theirs, &ours));
    problems.extend(unless(ours.debits + theirs.debits <= 1, "two debits"));
    problems
        .extend(unless(first.after_refusal + second.after_refusal == 0, "requests after the credentials were refused"));
    for archived in [(ours.archived, A::NAME), (theirs.archived, B::NAME)] {
        problems
            .extend(unless(archived.0 == 0 || archived.1 == CompleteCase::NAME, "archived, which nobody asked for"));
    }
    for problem in problems {
        let ends = format!("{}\n  and: {}", first.story(), second.story());
        violation(report, first, &format!("{problem}\n  {ends}\n  {ours:?} {theirs:?}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broken::BlindPay;

    impl Judged for BlindPay {
        fn judge(_end: &End<()>, _own: &Deeds, _other: &Deeds) -> Vec<String> {
            Vec::new()
        }
    }

    #[test]
    fn two_careless_payers_are_caught_without_any_fault() {
        let report = pair(&[ActionKind::ActionPay], BlindPay::new, BlindPay::new, 0);
        assert!(report.violations > 0);
        assert!(report.examples[0].contains("archived, which nobody asked for"), "{:?}", report.examples);
    }
}

//! Breadth-first and complete: every run of up to so many faults, states met twice merged, runs counted.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use nordcase::journey::Script;
use nordcase_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::diagram::{Cause, Diagram, Position};
use crate::twist::{FAULTS, Twist};
use crate::world::{End, Next, SessionOf, World};

/// A run of more steps than this does not end.
pub(crate) const MOST_STEPS: usize = 400;
/// How many violations are told in full.
const EXAMPLES: usize = 3;

/// A start, and what must hold at every end.
pub(crate) trait Scenario: Sync {
    type Script: Script;
    /// In a few words.
    fn name(&self) -> &'static str;
    /// The first state.
    fn world(&self) -> World<Self::Script>;
    /// The session of a new process.
    fn fresh_session(&self) -> SessionOf<Self::Script>;
    /// What others may do to the case meanwhile, by [`Scenario::act`].
    fn others(&self) -> &'static [&'static str] {
        &[]
    }
    /// Lets somebody else act; `false` when the service does not let them.
    fn act(&self, _sandbox: &mut Sandbox, _act: &str, _now: i64) -> bool {
        false
    }
    /// What is wrong with this end.
    fn check(&self, world: &World<Self::Script>, end: &End<<Self::Script as Script>::Receipt>) -> Vec<String>;
}

/// What an exploration found.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub journey: String,
    pub states: u64,
    pub runs: u128,
    pub max_faults: u8,
    pub violations: u64,
    pub examples: Vec<String>,
    pub diagram: Diagram,
}

impl Report {
    pub(crate) fn to_json(&self) -> Value {
        // The number of runs can be larger than a JSON reader's integers.
        let runs = u64::try_from(self.runs).map_or_else(|_| json!(self.runs.to_string()), |runs| json!(runs));
        json!({
            "journey": self.journey, "states": self.states, "runs": runs,
            "max_faults": self.max_faults, "violations": self.violations,
        })
    }

    /// Adds what was found from another start of the same journey.
    pub(crate) fn add(&mut self, other: Self) {
        self.states += other.states;
        self.runs += other.runs;
        self.violations += other.violations;
        self.examples.extend(other.examples);
        self.diagram.add(other.diagram);
    }
}

struct Node<S: Script> {
    world: World<S>,
    runs: u128,
    /// The states of the journey that led here, and by what.
    came: BTreeSet<(Rc<str>, Cause)>,
}

/// Explores one scenario.
pub(crate) fn explore<C: Scenario>(scenario: &C, max_faults: u8) -> Report
where
    SessionOf<C::Script>: Clone,
{
    let mut report = Report { journey: C::Script::NAME.to_owned(), max_faults, ..Report::default() };
    let mut seen = HashSet::new();
    let fresh = scenario.fresh_session();
    let start = scenario.world();
    let mut level = HashMap::from([(start.fingerprint(), Node { world: start, runs: 1, came: BTreeSet::new() })]);
    for depth in 0..MOST_STEPS {
        let mut following: HashMap<u128, Node<C::Script>> = HashMap::new();
        for (fingerprint, mut node) in level {
            seen.insert(fingerprint);
            let next = node.world.next();
            let here = Position::of(&node.world.journey, &next);
            let came = node.came.iter().map(|(from, cause)| (&**from, *cause));
            report.diagram.note(&here, &next, depth, came);
            if let Next::End(end) = &next {
                report.runs += node.runs;
                check(scenario, &node.world, end, &mut report);
                continue;
            }
            let here: Option<Rc<str>> = if let Position::At(name) = here { Some(name.into()) } else { None };
            for twist in twists(&next, node.world.faults < max_faults, scenario.others()) {
                let mut world = node.world.clone();
                if let Twist::Other(act) = twist
                    && !scenario.act(&mut world.sandbox, act, world.now)
                {
                    continue;
                }
                match world.step(&next, twist, &fresh) {
                    Ok(()) => {
                        let fresh_node = Node { world, runs: 0, came: BTreeSet::new() };
                        let to = following.entry(fresh_node.world.fingerprint()).or_insert(fresh_node);
                        to.runs += node.runs;
                        to.came.extend(here.clone().map(|from| (from, Cause::of(&next, twist))));
                    }
                    Err(problem) => violation(&mut report, &world, &problem),
                }
            }
        }
        if following.is_empty() {
            report.states = seen.len() as u64;
            return report;
        }
        level = following;
    }
    for node in level.values() {
        violation(&mut report, &node.world, "the run does not end");
    }
    report.states = seen.len() as u64;
    report
}

/// What may happen at a step; `others`: what others may do first.
pub(crate) fn twists<S: Script>(next: &Next<S>, may_fail: bool, others: &[&'static str]) -> Vec<Twist> {
    let mut twists = vec![Twist::None];
    if matches!(next, Next::Ask) {
        twists.push(Twist::Decline);
    }
    if may_fail {
        twists.extend([Twist::KillBefore, Twist::CancelBefore]);
        if matches!(next, Next::Send { .. }) {
            twists.extend([Twist::KillAfter, Twist::CancelAfter]);
            twists.extend(FAULTS.map(Twist::Fault));
            twists.extend(others.iter().copied().map(Twist::Other));
        }
    }
    twists
}

fn check<C: Scenario>(
    scenario: &C,
    world: &World<C::Script>,
    end: &End<<C::Script as Script>::Receipt>,
    report: &mut Report,
) where
    SessionOf<C::Script>: Clone,
{
    let mut problems = scenario.check(world, end);
    if world.after_refusal > 0 {
        problems.push(format!("{} requests after the credentials were refused", world.after_refusal));
    }
    for problem in problems {
        let end = match end {
            End::Done(receipt) => format!("{receipt:?}"),
            End::Failed(report) => format!("{report:?}"),
        };
        violation(report, world, &format!("{}: {problem}\n  end: {end}", scenario.name()));
    }
}

pub(crate) fn violation<S: Script>(report: &mut Report, world: &World<S>, problem: &str)
where
    SessionOf<S>: Clone,
{
    report.violations += 1;
    if report.examples.len() < EXAMPLES {
        report.examples.push(format!("{}: {problem}\n  run: {}", S::NAME, world.story()));
    }
}

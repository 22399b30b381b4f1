//! Breadth-first and complete: every run of up to so many faults, states met twice merged, runs counted.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use nordcase::journey::Script;
use nordcase_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::diagram::{Cause, Diagram, Position};
use crate::twist::{Acts, Kind, LOST, Twist, faults, pages};
use crate::world::{ALIKE, End, Next, OTHERS, Place, SessionOf, World};

/// A run of more steps than this does not end.
pub(crate) const MOST_STEPS: usize = 2_000;
/// A start, and what must hold at every end.
pub(crate) trait Scenario: Sync {
    type Script: Script;
    /// In a few words.
    fn name(&self) -> &'static str;
    /// The first state.
    fn world(&self) -> World<Self::Script>;
    /// The session of a new process.
    fn fresh_session(&self) -> SessionOf<Self::Script>;
    /// What others may do meanwhile, by [`Scenario::act`].
    fn others(&self) -> &'static [&'static str] {
        &[]
    }
    /// What others may do in several acts, one after the other, with any steps of the journey in between.
    fn chains(&self) -> &'static [Acts] {
        &[]
    }
    /// Lets somebody else act; `false` when the service does not let them.
    fn act(&self, _sandbox: &mut Sandbox, _act: &str, _now: i64) -> bool {
        false
    }
    /// Whether this act makes just what the journey makes, so that nobody can tell the two apart.
    fn is_alike(&self, _act: &str) -> bool {
        false
    }
    /// Whether only the loss of changing requests is of interest, and not what can happen to reads.
    fn only_losses(&self) -> bool {
        false
    }
    /// What is wrong with this end, by what was done until then and by what will have been done long after.
    fn check(
        &self,
        world: &World<Self::Script>,
        later: &Place,
        end: &End<<Self::Script as Script>::Receipt>,
    ) -> Vec<String>;
}

/// What an exploration found.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub journey: String,
    pub states: u64,
    pub runs: u128,
    pub max_faults: u8,
    pub violations: u64,
    /// How often each rule was broken, and the first of the shortest runs that broke it.
    pub kinds: BTreeMap<String, Broken>,
    pub diagram: Diagram,
}

/// Runs that broke a rule.
#[derive(Debug)]
pub(crate) struct Broken {
    pub times: u64,
    pub example: String,
    steps: usize,
}

impl Report {
    pub(crate) fn to_json(&self) -> Value {
        // The number of runs can be larger than a JSON reader's integers.
        let runs = u64::try_from(self.runs).map_or_else(|_| json!(self.runs.to_string()), |runs| json!(runs));
        json!({
            "journey": self.journey, "states": self.states, "runs": runs,
            "max_faults": self.max_faults, "violations": self.violations,
            "kinds": self.kinds.iter().map(|(kind, broken)| (kind.clone(), broken.times)).collect::<BTreeMap<_, _>>(),
        })
    }

    /// Adds what was found from another start of the same journey.
    pub(crate) fn add(&mut self, other: Self) {
        self.states += other.states;
        self.runs += other.runs;
        self.violations += other.violations;
        for (kind, broken) in other.kinds {
            self.note(kind, broken);
        }
        self.diagram.add(other.diagram);
    }

    fn note(&mut self, kind: String, broken: Broken) {
        match self.kinds.entry(kind) {
            Entry::Vacant(entry) => drop(entry.insert(broken)),
            Entry::Occupied(mut entry) => {
                let known = entry.get_mut();
                let times = known.times + broken.times;
                if broken.steps < known.steps {
                    *known = broken;
                }
                known.times = times;
            }
        }
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
                let is_unfinished = check(scenario, &node.world, end, &mut report);
                if is_unfinished {
                    let mut world = node.world;
                    match world.step(&next, Twist::OtherCredentials, &fresh) {
                        Ok(()) => {
                            let fresh_node = Node { world, runs: 0, came: BTreeSet::new() };
                            following.entry(fresh_node.world.fingerprint()).or_insert(fresh_node).runs += node.runs;
                        }
                        Err(problem) => violation(&mut report, &world, &problem, scenario.name()),
                    }
                }
                continue;
            }
            let here: Option<Rc<str>> = if let Position::At(name) = here { Some(name.into()) } else { None };
            for twist in twists(&next, &node.world, max_faults, scenario) {
                let mut world = node.world.clone();
                let mut act = |act: &str| {
                    let maker = if scenario.is_alike(act) { ALIKE } else { OTHERS };
                    world.place.act(maker, |sandbox, now| scenario.act(sandbox, act, now))
                };
                let acted = match twist {
                    Twist::Other(other) => act(other),
                    Twist::Begin { acts, .. } | Twist::GoOn { acts, .. } => acts.iter().all(|other| act(other)),
                    _ => true,
                };
                if !acted {
                    continue;
                }
                match world.step(&next, twist, &fresh) {
                    Ok(()) => {
                        let fresh_node = Node { world, runs: 0, came: BTreeSet::new() };
                        let to = following.entry(fresh_node.world.fingerprint()).or_insert(fresh_node);
                        to.runs += node.runs;
                        to.came.extend(here.clone().map(|from| (from, Cause::of(&next, twist))));
                    }
                    Err(problem) => violation(&mut report, &world, &problem, scenario.name()),
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
        violation(&mut report, &node.world, "the run does not end", scenario.name());
    }
    report.states = seen.len() as u64;
    report
}

/// What may happen at a step.
fn twists<C: Scenario>(next: &Next<C::Script>, world: &World<C::Script>, max_faults: u8, scenario: &C) -> Vec<Twist>
where
    SessionOf<C::Script>: Clone,
{
    let may_fail = world.faults < max_faults;
    if !scenario.only_losses() {
        return any_twist(next, world, may_fail, scenario.others(), scenario.chains());
    }
    let mut twists = vec![Twist::None];
    if may_fail && next.kind() == Some(Kind::Change) {
        twists.extend(LOST.map(Twist::Fault));
        twists.extend(pages(Kind::Change).into_iter().map(Twist::Page));
    }
    twists
}

/// Everything that may happen at a step; `others` and `chains`: what others may do first.
pub(crate) fn any_twist<S: Script>(
    next: &Next<S>,
    world: &World<S>,
    may_fail: bool,
    others: &[&'static str],
    chains: &[Acts],
) -> Vec<Twist>
where
    SessionOf<S>: Clone,
{
    let mut twists = vec![Twist::None];
    if matches!(next, Next::Ask) {
        twists.push(Twist::Decline);
    }
    if matches!(next.kind(), Some(Kind::Read | Kind::Change)) && !world.place.sandbox.late.is_empty() {
        twists.push(Twist::LateNow);
    }
    // What happens while the caller is asked might as well happen before the next request.
    let others_act = matches!(next, Next::Wait { .. }) || matches!(next.kind(), Some(Kind::Read | Kind::Change));
    if others_act {
        twists.extend(parts(world.chain).map(|(acts, then)| Twist::GoOn { acts, then }));
    }
    if !may_fail {
        return twists;
    }
    twists.extend([Twist::KillBefore, Twist::CancelBefore]);
    if others_act {
        twists.extend(others.iter().copied().map(Twist::Other));
        if world.chain.is_empty() {
            let begun = chains.iter().flat_map(|chain| parts(chain));
            twists.extend(begun.map(|(acts, then)| Twist::Begin { acts, then }));
        }
    }
    let Some(kind) = next.kind() else {
        if matches!(next, Next::Claim(_)) {
            twists.push(Twist::KillAfter);
        }
        return twists;
    };
    twists.extend(faults(kind, World::<S>::is_altinn(), world.repeats).map(Twist::Fault));
    twists.extend(pages(kind).into_iter().map(Twist::Page));
    if kind == Kind::Change {
        twists.extend([Twist::KillAfter, Twist::CancelAfter]);
    }
    twists
}

/// The ways to do some of these acts now, one at least, and the rest later.
fn parts(chain: Acts) -> impl Iterator<Item = (Acts, Acts)> {
    (1..=chain.len()).map(|now| chain.split_at(now))
}

/// Holds an end against the rules. Gives whether it is the session's only, so that what is stored can be carried on.
fn check<C: Scenario>(
    scenario: &C,
    world: &World<C::Script>,
    end: &End<<C::Script as Script>::Receipt>,
    report: &mut Report,
) -> bool
where
    SessionOf<C::Script>: Clone,
{
    let later = world.place.long_after();
    let mut problems = scenario.check(world, later.as_ref().unwrap_or(&world.place), end);
    if world.after_refusal > 0 {
        problems.push("requests after the credentials were refused".to_owned());
    }
    let stored = world.stored_end().map(|stored| format!("{stored:?}"));
    let is_unfinished = stored.is_none();
    if is_unfinished && !end.may_be_of_session() || stored.is_some_and(|stored| stored != format!("{end:?}")) {
        problems.push("what is stored at the end has another end".to_owned());
    }
    for problem in problems {
        let end = match end {
            End::Done(receipt) => format!("{receipt:?}"),
            End::Failed(report) => format!("{report:?}"),
        };
        violation(report, world, &problem, &format!("{}\n  end: {end}", scenario.name()));
    }
    is_unfinished
}

/// Notes that a run broke the rule `problem`.
pub(crate) fn violation<S: Script>(report: &mut Report, world: &World<S>, problem: &str, more: &str)
where
    SessionOf<S>: Clone,
{
    report.violations += 1;
    let story = world.story();
    let steps = story.matches('→').count();
    if report.kinds.get(problem).is_none_or(|known| steps < known.steps) {
        let stored: String = world.journey.to_json().chars().take(2_000).collect();
        let example = format!("{}: {problem}: {more}\n  run: {story}\n  stored: {stored}", S::NAME);
        report.note(problem.to_owned(), Broken { times: 1, example, steps });
    } else if let Some(known) = report.kinds.get_mut(problem) {
        known.times += 1;
    }
}

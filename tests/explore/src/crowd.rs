//! Two and three identical jobs at once: every order of their steps, each of them losing the answer to a changing request, whatever became of that.
//!
//! Nobody can tell such jobs apart by what they do, so the ends are judged together: what all of them say against what was done in all.

use std::collections::{HashMap, HashSet};

use nordcase::altinn::Session as AltinnSession;
use nordcase::altinn::journeys::CreateCase;
use nordcase::fastdok::journeys::{CancelPayment, CompleteCase, FastDokCall, PayCase, StartCase};
use nordcase::fastdok::{ActionKind, Session};
use nordcase::journey::{Certainty, FailureReport, Journey, Script};
use nordcase_sandbox::Sandbox;
use nordcase_sandbox::ledger::What;
use serde::Serialize;
use serde_json::Value;

use crate::scenarios::{
    ASA, Bench, START, altinn_access, altinn_scene, create_due, deeds, entries, fastdok_session, on_all_cores, plain,
    texts,
};
use crate::search::{MOST_STEPS, Report, violation};
use crate::twist::{Kind, LOST, Twist};
use crate::world::{End, Next, Place, SessionOf, World, is_job};

/// How many answers all jobs of a run lose together: one each of two. Three that look for their own cases among those of the others would have too many
/// states with more than one; the soak loses more.
fn most_lost(jobs: usize, creates: bool) -> u8 {
    if jobs > 2 && creates { 1 } else { 2 }
}

/// And each of them.
const EACH: u8 = 1;

/// The seed of the first job: digits that stand nowhere else in a stored journey.
const FIRST_SEED: u64 = 7_918_273_645_546_372_810;

/// Explores all crowds; one report for each.
pub(crate) fn explore(only: Option<&str>) -> Vec<Report> {
    type Job = (String, Box<dyn Fn() -> Report + Send + Sync>);
    let mut jobs: Vec<Job> = Vec::new();
    for (number, how_many) in [(3, "three"), (2, "two")] {
        let mut add = |name: &str, job: Box<dyn Fn() -> Report + Send + Sync>| {
            let name = format!("{how_many} at once: {name}");
            if only.is_none_or(|only| name.contains(only)) {
                jobs.push((name, job));
            }
        };
        add("start the same case", Box::new(move || crowd(&Starts, number)));
        add("create the same case", Box::new(move || crowd(&Creates, number)));
        add("pay a case", Box::new(move || crowd(&on_case(&[ActionKind::ActionPay], PayCase::new), number)));
        add(
            "cancel a payment",
            Box::new(move || crowd(&on_case(&[ActionKind::ActionPay], CancelPayment::new), number)),
        );
        let paid = [ActionKind::ActionPay, ActionKind::ActionComplete];
        add("complete a case", Box::new(move || crowd(&on_case(&paid, CompleteCase::new), number)));
    }
    let reports = on_all_cores(&jobs, |(_, job)| job());
    let named = |((name, _), report): (&Job, Report)| Report { journey: name.clone(), max_faults: EACH, ..report };
    jobs.iter().zip(reports).map(named).collect()
}

/// Jobs that are all the same.
trait Crowd {
    type Script: Script;
    /// The first state of one of them.
    fn world(&self, seed: u64) -> World<Self::Script>;
    fn fresh_session(&self) -> SessionOf<Self::Script>;
    /// Whether each job is to have a case of its own.
    const CREATES: bool;
    /// Reads of what none of the jobs changes once it is there.
    const APART: &'static [&'static str];
    /// What is wrong with these ends.
    fn check(&self, now: &Place, later: &Place, ends: &[End<Value>]) -> Vec<String>;
}

/// The changes that all of them made, by what `of` counts.
fn done(place: &Place, of: impl Fn(&What) -> bool) -> usize {
    place.deeds().filter(|(maker, what)| is_job(*maker) && of(what)).count()
}

fn failures(ends: &[End<Value>], of: impl Fn(&FailureReport) -> Certainty, said: Certainty) -> usize {
    ends.iter().filter(|end| matches!(end, End::Failed(report) if of(report) == said)).count()
}

fn receipts(ends: &[End<Value>]) -> impl Iterator<Item = &Value> {
    ends.iter().filter_map(|end| match end {
        End::Done(receipt) => Some(receipt),
        End::Failed(_) => None,
    })
}

/// Every job has a case of its own, or says that it cannot tell.
pub(crate) fn judge_cases(
    made: &[String],
    made_later: &[String],
    ends: &[End<Value>],
    case: impl Fn(&Value) -> String,
) -> Vec<String> {
    let mut problems = Vec::new();
    let mut unless = |good: bool, problem: &str| problems.extend((!good).then(|| problem.to_owned()));
    let jobs = ends.len();
    unless(made_later.len() <= jobs, "more cases than jobs");
    let sure: Vec<_> = receipts(ends).filter(|receipt| candidates(receipt).is_empty()).map(&case).collect();
    let distinct: HashSet<_> = sure.iter().collect();
    unless(distinct.len() == sure.len(), "two receipts name one case");
    unless(sure.iter().all(|case| made.contains(case)), "a receipt names a case that none of them made");
    let all_named = receipts(ends).map(&case).collect::<HashSet<_>>();
    unless(
        distinct.len() < sure.len() || all_named.len() == receipts(ends).count(),
        "two receipts name one case, though one of them is not sure",
    );
    let doubtful =
        receipts(ends).count() - sure.len() + failures(ends, |report| report.facts.created, Certainty::Unknown);
    let yes = sure.len() + failures(ends, |report| report.facts.created, Certainty::Yes);
    unless(yes <= made_later.len(), "more say that they made a case than there are");
    unless(made_later.len() <= yes + doubtful, "a case that every job denies");
    problems
}

fn candidates(receipt: &Value) -> Vec<String> {
    [&receipt["candidates"], &receipt["sure"]["candidates"]].into_iter().flat_map(texts).collect()
}

/// The cases that were started.
pub(crate) fn started(place: &Place) -> Vec<String> {
    let cases = place.deeds().filter_map(|(_, what)| match what {
        What::CaseStarted { case, .. } => Some(case.clone()),
        _ => None,
    });
    cases.collect()
}

struct Starts;

impl Crowd for Starts {
    type Script = StartCase;
    const CREATES: bool = true;
    const APART: &'static [&'static str] =
        &["fastdok.list_instance_objects", "fastdok.get_object_properties", "fastdok.list_instance_tasks"];

    fn world(&self, seed: u64) -> World<StartCase> {
        World::new(Journey::new(StartCase::new(entries()), seed), fastdok_session(ASA), Sandbox::new(1), START)
    }

    fn fresh_session(&self) -> Session {
        fastdok_session(ASA)
    }

    fn check(&self, now: &Place, later: &Place, ends: &[End<Value>]) -> Vec<String> {
        judge_cases(&started(now), &started(later), ends, |receipt| {
            receipt["caseId"].as_str().unwrap_or_default().to_owned()
        })
    }
}

struct Creates;

impl Crowd for Creates {
    type Script = CreateCase;
    const CREATES: bool = true;
    const APART: &'static [&'static str] = &[];

    fn world(&self, seed: u64) -> World<CreateCase> {
        let create = CreateCase::new(create_due(None));
        World::new(Journey::new(create, seed), AltinnSession::new(altinn_access()), altinn_scene(1).0.clone(), START)
    }

    fn fresh_session(&self) -> AltinnSession {
        AltinnSession::new(altinn_access())
    }

    fn check(&self, now: &Place, later: &Place, ends: &[End<Value>]) -> Vec<String> {
        let created = |place: &Place| {
            let cases = place.deeds().filter_map(|(_, what)| match what {
                What::CaseCreated { case_id, .. } => Some(case_id.to_string()),
                _ => None,
            });
            cases.collect::<Vec<_>>()
        };
        judge_cases(&created(now), &created(later), ends, |receipt| receipt["caseId"].to_string())
    }
}

/// Jobs on one case.
struct OnCase<S> {
    scene: Sandbox,
    case: String,
    script: fn(String) -> S,
}

fn on_case<S>(before: &[ActionKind], script: fn(String) -> S) -> OnCase<S> {
    let mut bench = Bench::new(1, ASA);
    let case = bench.start();
    for action in before {
        bench.act(&case, action.clone());
    }
    OnCase { scene: bench.sandbox, case, script }
}

impl<S: Script<Call = FastDokCall>> Crowd for OnCase<S> {
    type Script = S;
    const CREATES: bool = false;
    const APART: &'static [&'static str] = &["fastdok.get_current_domain"];

    fn world(&self, seed: u64) -> World<S> {
        let journey = Journey::new((self.script)(self.case.clone()), seed);
        World::new(journey, fastdok_session(ASA), self.scene.clone(), START)
    }

    fn fresh_session(&self) -> Session {
        fastdok_session(ASA)
    }

    fn check(&self, now: &Place, later: &Place, ends: &[End<Value>]) -> Vec<String> {
        let mut problems = Vec::new();
        let mut unless = |good: bool, problem: &str| problems.extend((!good).then(|| problem.to_owned()));
        let (did, did_later) = (deeds(now, &self.case, is_job), deeds(later, &self.case, is_job));
        let is = |receipt: &&Value, name: &str, value: &str| receipt[name] == value;
        match S::NAME {
            "fastdok.pay_case" => {
                let outcome = |outcome: &str| receipts(ends).filter(|receipt| is(receipt, "outcome", outcome)).count();
                let by_reply = |receipt: &&Value| is(receipt, "outcome", "paid") && is(receipt, "seen", "reply");
                unless(did_later.debits <= 1, "two debits");
                unless(receipts(ends).filter(by_reply).count() <= did.debits, "two receipts for one payment");
                let says_paid = receipts(ends).count();
                unless(says_paid == 0 || did.debits == 1, "says paid, but it is not");
                let deny = outcome("already_paid") + failures(ends, |report| report.facts.debited, Certainty::No);
                unless(did_later.debits == 0 || deny < ends.len(), "a debit that every job denies");
            }
            "fastdok.complete_case" => {
                let before = receipts(ends).filter(|receipt| receipt["alreadyArchived"] == true).count();
                unless(receipts(ends).count() == 0 || did.archived == 1, "says archived, but it is not");
                let deny = before + failures(ends, |report| report.facts.archived, Certainty::No);
                unless(did_later.archived == 0 || deny < ends.len(), "an archived case that every job denies");
            }
            _ => {
                let others = receipts(ends).filter(|receipt| receipt["byUs"] == false).count();
                unless(receipts(ends).count() == 0 || did.cancels == 1, "says cancelled, but it is not");
                let deny = others + failures(ends, |report| report.facts.changed, Certainty::No);
                unless(did_later.cancels == 0 || deny < ends.len(), "a cancellation that every job denies");
            }
        }
        let archives = S::NAME == "fastdok.complete_case";
        unless(archives || did_later.archived == 0, "archived, which nobody asked for");
        unless(
            did_later.archived <= 1 && done(later, |what| matches!(what, What::CaseArchived { .. })) <= 1,
            "archived twice",
        );
        problems
    }
}

/// All jobs. They see one service at one time: whoever acts passes both on.
struct All<S: Script> {
    worlds: Vec<World<S>>,
    runs: u128,
}

/// Explores so many jobs, each of which loses so many answers.
fn crowd<C: Crowd>(crowd: &C, jobs: usize) -> Report
where
    SessionOf<C::Script>: Clone,
    <C::Script as Script>::Receipt: Serialize,
{
    let fresh = crowd.fresh_session();
    let mut report = Report::default();
    let mut seen = HashSet::new();
    let seeds = (0..jobs as u64).map(|job| FIRST_SEED + job);
    let worlds: Vec<_> = seeds.map(|seed| crowd.world(seed).one_of_many(seed)).collect();
    let mut level = HashMap::from([(0, All { worlds, runs: 1 })]);
    for _ in 0..MOST_STEPS {
        let mut following: HashMap<u128, All<C::Script>> = HashMap::new();
        for (fingerprint, node) in level {
            seen.insert(fingerprint);
            // Asked on a copy: a journey that is asked twice takes what it handed out as unseen.
            let mut asked = node.worlds.clone();
            let nexts: Vec<_> = asked.iter_mut().map(World::next).collect();
            if nexts.iter().all(|next| matches!(next, Next::End(_))) {
                report.runs += node.runs;
                check(crowd, &asked, &nexts, &mut report);
                continue;
            }
            for job in movers(&asked, &nexts, C::APART) {
                let lost: u8 = asked.iter().map(|world| world.faults).sum();
                let may_lose = asked[job].faults < EACH && lost < most_lost(jobs, C::CREATES);
                for twist in losses(&nexts[job], &asked[job], may_lose) {
                    let mut world = asked[job].clone();
                    if let Err(problem) = world.step(&nexts[job], twist, &fresh) {
                        violation(&mut report, &world, &problem, "several at once");
                        continue;
                    }
                    world.fall_asleep();
                    let place = world.place.clone();
                    let others = node.worlds.iter().enumerate().filter(|(other, _)| *other != job);
                    let mut worlds: Vec<_> = others.map(|(_, other)| other.clone().at(&place)).collect();
                    worlds.push(world);
                    let (fingerprint, worlds) = in_order(worlds);
                    following.entry(fingerprint).or_insert(All { worlds, runs: 0 }).runs += node.runs;
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
        violation(&mut report, &node.worlds[0], "the run does not end", "several at once");
    }
    report
}

/// Who may go on. A step that neither sees nor changes what others change or see is taken at once: when makes no difference. Those who sleep wake up in
/// the order of their clocks.
fn movers<S: Script>(worlds: &[World<S>], nexts: &[Next<S>], apart: &[&str]) -> Vec<usize> {
    let is_apart = |(world, next): (&World<S>, &Next<S>)| match next {
        Next::Ask => true,
        Next::Send { operation, .. } => next.kind() == Some(Kind::SignIn) || apart.contains(operation),
        Next::Wait { .. } => world.wakes.is_some_and(|wakes| wakes <= world.place.now),
        Next::Claim(_) | Next::Stuck | Next::End(_) => false,
    };
    if let Some(job) = worlds.iter().zip(nexts).position(is_apart) {
        return vec![job];
    }
    let first_to_wake = worlds.iter().filter_map(|world| world.wakes).min();
    let may_go = |job: &usize| match nexts[*job] {
        Next::End(_) => false,
        Next::Wait { .. } => worlds[*job].wakes == first_to_wake,
        _ => true,
    };
    (0..nexts.len()).filter(may_go).collect()
}

/// The answers that may be lost at a step.
fn losses<S: Script>(next: &Next<S>, world: &World<S>, may_fail: bool) -> Vec<Twist> {
    let mut twists = vec![Twist::None];
    if matches!(next.kind(), Some(Kind::Read | Kind::Change)) && !world.place.sandbox.late.is_empty() {
        twists.push(Twist::LateNow);
    }
    if may_fail && next.kind() == Some(Kind::Change) {
        twists.extend(LOST.map(Twist::Fault));
    }
    twists
}

/// Identical jobs in whatever order are the same state.
fn in_order<S: Script>(worlds: Vec<World<S>>) -> (u128, Vec<World<S>>)
where
    SessionOf<S>: Clone,
{
    let mut worlds: Vec<_> = worlds.into_iter().map(|world| (world.own_fingerprint(), world)).collect();
    worlds.sort_by_key(|(fingerprint, _)| *fingerprint);
    let name = |owner: &str| {
        let is_owner = |(_, world): &&(u128, World<S>)| world.alias.is_some_and(|seed| seed.to_string() == owner);
        worlds.iter().find(is_owner).map_or(0, |(fingerprint, _)| *fingerprint)
    };
    let place = worlds.first().map_or(0, |(_, world)| world.place.fingerprint(World::<S>::is_altinn(), name));
    let all = worlds.iter().fold(place, |all, (fingerprint, _)| all.rotate_left(5) ^ fingerprint);
    (all, worlds.into_iter().map(|(_, world)| world).collect())
}

fn check<C: Crowd>(crowd: &C, worlds: &[World<C::Script>], nexts: &[Next<C::Script>], report: &mut Report)
where
    SessionOf<C::Script>: Clone,
    <C::Script as Script>::Receipt: Serialize,
{
    let ends: Vec<End<Value>> = nexts
        .iter()
        .filter_map(|next| match next {
            Next::End(End::Done(receipt)) => Some(End::Done(plain(receipt))),
            Next::End(End::Failed(report)) => Some(End::Failed(report.clone())),
            _ => None,
        })
        .collect();
    let Some(first) = worlds.first() else { return };
    let later = first.place.long_after();
    for problem in crowd.check(&first.place, later.as_ref().unwrap_or(&first.place), &ends) {
        let mut more = String::from("several at once");
        for (job, (world, end)) in worlds.iter().zip(&ends).enumerate() {
            let end = match end {
                End::Done(receipt) => receipt.to_string(),
                End::Failed(report) => format!("{:?} {:?}", report.code, report.facts),
            };
            more.push_str(&format!("\n  job {}: {} → {end}", job + 1, world.story()));
        }
        violation(report, first, &problem, &more);
    }
}

//! Random runs: three to five jobs of two users on one company's balance at once, with faults, late applications, kills and colleagues. At the end, and long
//! after it, all that the jobs say is held against the ledger.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use nordcase::fastdok::Session;
use nordcase::fastdok::journeys::{CancelPayment, CompleteCase, FastDokCall, PayCase, StartCase};
use nordcase::journey::{Journey, Script};
use nordcase_sandbox::ledger::What;
use nordcase_sandbox::random::Random;
use nordcase_sandbox::{Command, Fault, Sandbox};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Value, json};

use crate::crowd::{judge_cases, started};
use crate::pair::{Judged, Sides};
use crate::scenarios::{ASA, Bench, NILS, START, entries, fastdok_session, plain};
use crate::twist::{Acts, Kind, Twist, faults, pages};
use crate::world::{End, Maker, Next, OTHERS, Place, SessionOf, World, is_job};

/// The cases of a run; all of them draft at the start.
const CASES: usize = 3;
/// A run that takes more steps does not end.
const MOST_STEPS: usize = 2_000;

/// What a soak found.
#[derive(Debug)]
pub(crate) struct Soak {
    runs: u64,
    first_seed: u64,
    steps: u64,
    faults: u64,
    seconds: f64,
    pub violations: u64,
    pub examples: Vec<String>,
}

impl Soak {
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "soak": self.runs, "first_seed": self.first_seed, "last_seed": self.first_seed + self.runs.saturating_sub(1),
            "steps": self.steps, "faults": self.faults, "violations": self.violations,
        })
    }
}

impl fmt::Display for Soak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.first_seed + self.runs.saturating_sub(1);
        write!(
            f,
            "soak: {} runs (seeds {} to {last}), {} steps, {} faults, {} violations, {:.1} s",
            self.runs, self.first_seed, self.steps, self.faults, self.violations, self.seconds
        )
    }
}

/// Runs so many seeds from the first on, on all cores.
pub(crate) fn run(runs: u64, first_seed: u64) -> Soak {
    let start = Instant::now();
    let (sandbox, cases) = scene();
    let (next, steps, faults) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let found = std::sync::Mutex::new(BTreeMap::<String, (u64, u64)>::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let run = next.fetch_add(1, Ordering::Relaxed);
                    if run >= runs {
                        return;
                    }
                    let seed = first_seed + run;
                    let played = play(seed, &sandbox, &cases);
                    steps.fetch_add(played.steps as u64, Ordering::Relaxed);
                    faults.fetch_add(played.faults, Ordering::Relaxed);
                    if !played.problems.is_empty() {
                        let mut found = found.lock().expect("no worker panics");
                        for problem in played.problems {
                            let (times, first) = found.entry(problem).or_insert((0, seed));
                            *times += 1;
                            *first = seed.min(*first);
                        }
                    }
                }
            });
        }
    });
    let found = found.into_inner().expect("no worker panics");
    let violations = found.values().map(|(times, _)| times).sum();
    let example = |(problem, (times, seed)): (&String, &(u64, u64))| {
        let stories = play(*seed, &sandbox, &cases).stories.join("\n  ");
        format!("{times} times, first with seed {seed}: {problem}\n  {stories}")
    };
    let examples = found.iter().map(example).collect();
    Soak {
        runs,
        first_seed,
        steps: steps.into_inner(),
        faults: faults.into_inner(),
        seconds: start.elapsed().as_secs_f64(),
        violations,
        examples,
    }
}

fn scene() -> (Sandbox, Vec<String>) {
    let mut bench = Bench::new(7, ASA);
    let cases = (0..CASES).map(|_| bench.start()).collect();
    (bench.sandbox, cases)
}

/// A job at work, and how it ended.
struct Job<S: Script> {
    world: World<S>,
    /// The case that it is about; nothing for a start.
    case: String,
    end: Option<End<S::Receipt>>,
}

impl<S: Script> Job<S>
where
    S::Receipt: Serialize,
    SessionOf<S>: Clone,
{
    fn story(&self) -> String {
        let end = match &self.end {
            Some(End::Done(receipt)) => plain(receipt).to_string(),
            Some(End::Failed(report)) => format!("{:?} {:?}", report.code, report.facts),
            None => "no end".to_owned(),
        };
        format!("job {} {} {}: {} → {end}", self.world.job, S::NAME, self.case, self.world.story())
    }
}

/// One journey of any kind.
enum AnyJob {
    Pay(Job<PayCase>),
    Cancel(Job<CancelPayment>),
    Complete(Job<CompleteCase>),
    Start(Job<StartCase>),
}

impl AnyJob {
    fn story(&self) -> String {
        match self {
            Self::Pay(job) => job.story(),
            Self::Cancel(job) => job.story(),
            Self::Complete(job) => job.story(),
            Self::Start(job) => job.story(),
        }
    }

    fn has_ended(&self) -> bool {
        match self {
            Self::Pay(job) => job.end.is_some(),
            Self::Cancel(job) => job.end.is_some(),
            Self::Complete(job) => job.end.is_some(),
            Self::Start(job) => job.end.is_some(),
        }
    }
}

/// What all jobs share.
struct Run {
    random: Random,
    place: Place,
    cases: Vec<String>,
    asked_to_archive: Vec<String>,
    /// What a colleague still means to do, and to which of the cases.
    colleague: (usize, Acts),
    balance: Decimal,
    steps: usize,
    faults: u64,
}

/// One run, and what was wrong with it.
struct Played {
    steps: usize,
    faults: u64,
    problems: Vec<String>,
    /// What each job did, if something was wrong.
    stories: Vec<String>,
}

fn play(seed: u64, sandbox: &Sandbox, cases: &[String]) -> Played {
    let mut random = Random::new(seed);
    let balance = if one_in(&mut random, 4) { Decimal::new(25_000, 2) } else { Decimal::new(200_000, 2) };
    let mut sandbox = sandbox.clone();
    let command = Command::SetBalance { domain: "Bostads AB Björken".to_owned(), amount: balance };
    sandbox.control(command, START).expect("the company of the standard data");
    let place = Place::new(sandbox, START);
    let cases = cases.to_vec();
    let (asked_to_archive, colleague) = (Vec::new(), (0, &[][..]));
    let mut run = Run { random, place, cases, asked_to_archive, colleague, balance, steps: 0, faults: 0 };
    let mut jobs = run.jobs();
    let problems = run.play(&mut jobs);
    let stories = if problems.is_empty() { Vec::new() } else { jobs.iter().map(AnyJob::story).collect() };
    Played { steps: run.steps, faults: run.faults, problems, stories }
}

impl Run {
    fn play(&mut self, jobs: &mut [AnyJob]) -> Vec<String> {
        while self.steps < MOST_STEPS {
            let open: Vec<usize> = (0..jobs.len()).filter(|at| !jobs[*at].has_ended()).collect();
            if open.is_empty() {
                return self.check(jobs);
            }
            self.steps += 1;
            let stepped = match &mut jobs[open[pick(&mut self.random, open.len())]] {
                AnyJob::Pay(job) => self.step(job),
                AnyJob::Cancel(job) => self.step(job),
                AnyJob::Complete(job) => self.step(job),
                AnyJob::Start(job) => self.step(job),
            };
            if let Err(problem) = stepped {
                return vec![problem];
            }
        }
        vec!["the run does not end".to_owned()]
    }

    fn jobs(&mut self) -> Vec<AnyJob> {
        let mut jobs = Vec::new();
        for number in 1..=3 + self.random.next_u64() % 3 {
            let case = self.cases[pick(&mut self.random, self.cases.len())].clone();
            let (seed, job) = (self.random.next_u64(), number as Maker);
            jobs.push(match self.random.next_u64() % 10 {
                0 | 1 => AnyJob::Cancel(self.job(CancelPayment::new(&case), case, seed, job)),
                2 => {
                    self.asked_to_archive.push(case.clone());
                    AnyJob::Complete(self.job(CompleteCase::new(&case), case, seed, job))
                }
                3..=5 => AnyJob::Start(self.job(StartCase::new(entries()), String::new(), seed, job)),
                _ => AnyJob::Pay(self.job(PayCase::new(&case), case, seed, job)),
            });
        }
        jobs
    }

    fn job<S: Script<Call = FastDokCall>>(&self, script: S, case: String, seed: u64, job: Maker) -> Job<S> {
        let session = fastdok_session(if job.is_multiple_of(2) { ASA } else { NILS });
        let world = World::new(Journey::new(script, seed), session, self.place.sandbox.clone(), START).for_job(job);
        Job { world, case, end: None }
    }

    fn step<S: Script<Call = FastDokCall>>(&mut self, job: &mut Job<S>) -> Result<(), String> {
        if one_in(&mut self.random, 40) {
            self.colleague();
        } else if one_in(&mut self.random, 3) {
            self.colleague_goes_on();
        }
        let world = &mut job.world;
        std::mem::swap(&mut world.place, &mut self.place);
        let next = world.next();
        let stepped = match next {
            Next::End(end) if world.stored_end().is_none() && one_in(&mut self.random, 2) => {
                let fresh = self.fresh();
                world.step(&Next::End(end), Twist::OtherCredentials, &fresh)
            }
            Next::End(end) => {
                job.end = Some(end);
                Ok(())
            }
            next => {
                let twist = self.twist(&next);
                let fresh = self.fresh();
                world.step(&next, twist, &fresh)
            }
        };
        world.fall_asleep();
        std::mem::swap(&mut world.place, &mut self.place);
        stepped
    }

    /// The session of a new process, maybe of another user.
    fn fresh(&mut self) -> Session {
        fastdok_session(if one_in(&mut self.random, 2) { ASA } else { NILS })
    }

    fn twist<S: Script>(&mut self, next: &Next<S>) -> Twist {
        let random = &mut self.random;
        let Some(kind) = next.kind() else {
            return if matches!(next, Next::Ask) && one_in(random, 12) { Twist::Decline } else { Twist::None };
        };
        let twist = if one_in(random, 25) {
            if one_in(random, 2) { Twist::KillBefore } else { Twist::KillAfter }
        } else if one_in(random, 400) {
            Twist::CancelAfter
        } else if kind == Kind::Change && one_in(random, 6) {
            // Up to a little before a gateway gives up.
            let ms = 1_000 * (1 + random.next_u64() % 200);
            let page = one_in(random, 2);
            Twist::Fault(if page { Fault::HtmlPageAppliedLate { ms } } else { Fault::AppliedLate { ms } })
        } else if one_in(random, 8) {
            let mut known: Vec<Twist> = faults(kind, false, false).map(Twist::Fault).collect();
            known.extend(pages(kind).into_iter().map(Twist::Page));
            // A refusal ends a job: the rest is of more interest.
            let twist = known[pick(random, known.len())];
            let refusal = kind == Kind::SignIn || twist == Twist::Fault(Fault::LockedAccount);
            if refusal && !one_in(random, 8) { Twist::Fault(Fault::AnswerLost) } else { twist }
        } else {
            return Twist::None;
        };
        self.faults += 1;
        twist
    }

    /// A colleague acts in the web pages, or begins to cancel a payment, to ask for it anew and to make it.
    fn colleague(&mut self) {
        let at = pick(&mut self.random, self.cases.len());
        let acts: [Acts; 4] =
            [&["ActionPay"], &["ActionComplete"], &["ActionCancel"], &["ActionCancel", "ActionPay", "ActionComplete"]];
        self.colleague = (at, acts[pick(&mut self.random, acts.len())]);
        self.colleague_goes_on();
    }

    /// The next of the acts that a colleague has begun with.
    fn colleague_goes_on(&mut self) {
        let (at, [action, then @ ..]) = self.colleague else { return };
        self.colleague = (at, then);
        let command = Command::WebAction { case: self.cases[at].clone(), action: (*action).to_owned() };
        let _ = self.place.act(OTHERS, |sandbox, now| sandbox.control(command, now));
    }

    fn check(&self, jobs: &[AnyJob]) -> Vec<String> {
        let mut problems = Vec::new();
        let later = self.place.long_after().unwrap_or_else(|| self.place.clone());
        let ledger = &later.sandbox.ledger;
        let mut spent = Decimal::ZERO;
        for entry in &ledger.entries {
            if let What::Debited { amount, .. } = &entry.what {
                spent += amount.parse::<Decimal>().unwrap_or(Decimal::MAX);
            }
        }
        let left = later.sandbox.fastdok.overview()["domains"].as_array().and_then(|domains| {
            let ours = domains.iter().find(|domain| domain["name"] == "Bostads AB Björken")?;
            ours["balance"].as_str()?.parse::<Decimal>().ok()
        });
        if left != Some(self.balance - spent) {
            problems.push("the balance is not what the debits leave".to_owned());
        }
        for case in &self.cases {
            if ledger.debits(Some(case)) > 1 {
                problems.push("two debits of one case".to_owned());
            }
            let archived = crate::scenarios::deeds(&later, case, is_job).archived;
            if archived > 0 && !self.asked_to_archive.contains(case) {
                problems.push("archived, which nobody asked for".to_owned());
            }
        }
        let mut starts = Vec::new();
        for job in jobs {
            match job {
                AnyJob::Pay(job) => problems.extend(self.judge(&later, job)),
                AnyJob::Cancel(job) => problems.extend(self.judge(&later, job)),
                AnyJob::Complete(job) => problems.extend(self.judge(&later, job)),
                AnyJob::Start(job) => starts.extend(plain_end(job)),
            }
        }
        let case = |receipt: &Value| receipt["caseId"].as_str().unwrap_or_default().to_owned();
        problems.extend(judge_cases(&started(&self.place), &started(&later), &starts, case));
        problems
    }

    fn judge<S: Judged>(&self, later: &Place, job: &Job<S>) -> Vec<String> {
        let Some(end) = &job.end else { return Vec::new() };
        let mut problems = S::judge(end, &Sides::of(job.world.job, &self.place, later, &job.case));
        if job.world.after_refusal > 0 {
            problems.push("requests after the credentials were refused".to_owned());
        }
        problems.into_iter().map(|problem| format!("{}: {problem}", S::NAME)).collect()
    }
}

fn plain_end<S: Script>(job: &Job<S>) -> Option<End<Value>>
where
    S::Receipt: Serialize,
{
    match job.end.as_ref()? {
        End::Done(receipt) => Some(End::Done(plain(receipt))),
        End::Failed(report) => Some(End::Failed(report.clone())),
    }
}

fn pick(random: &mut Random, of: usize) -> usize {
    (random.next_u64() % of as u64) as usize
}

/// Whether something happens that happens once in `n` times.
fn one_in(random: &mut Random, n: usize) -> bool {
    pick(random, n) == 0
}

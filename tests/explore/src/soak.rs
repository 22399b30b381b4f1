//! Random runs: several journeys of two users on one company's balance, interleaved, with faults, kills and colleagues.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use nordcase::error::{Failure, TransportError};
use nordcase::fastdok::Session;
use nordcase::fastdok::journeys::{CancelPayment, CompleteCase, FastDokCall, PayCase, PayOutcome, PayReceipt};
use nordcase::journey::{Input, Journey, Known, Moment, Script, Seen, Step};
use nordcase_sandbox::ledger::What;
use nordcase_sandbox::random::Random;
use nordcase_sandbox::{Command, Sandbox};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::scenarios::{ASA, Bench, NILS, START, fastdok_session};
use crate::twist::FAULTS;

/// The cases of a run; all of them draft at the start.
const CASES: usize = 3;
/// A run that takes more steps does not end.
const MOST_STEPS: usize = 2_000;
const EXAMPLES: usize = 5;

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
    let found = std::sync::Mutex::new((0_u64, Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let run = next.fetch_add(1, Ordering::Relaxed);
                    if run >= runs {
                        return;
                    }
                    let seed = first_seed + run;
                    let mut world = Run::new(seed, sandbox.clone(), &cases);
                    let problems = world.play();
                    steps.fetch_add(world.steps as u64, Ordering::Relaxed);
                    faults.fetch_add(world.faults, Ordering::Relaxed);
                    if !problems.is_empty() {
                        let mut found = found.lock().expect("no worker panics");
                        found.0 += problems.len() as u64;
                        if found.1.len() < EXAMPLES {
                            found.1.push(format!("soak seed {seed}: {}", problems.join("; ")));
                        }
                    }
                }
            });
        }
    });
    let (violations, examples) = found.into_inner().expect("no worker panics");
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

/// One journey of any kind.
enum Job {
    Pay(Journey<PayCase>),
    Cancel(Journey<CancelPayment>),
    Complete(Journey<CompleteCase>),
    Ended,
}

/// How a job ended, as far as money and the archive go.
struct Outcome {
    case: String,
    paid_by_reply: bool,
    says_paid: bool,
    no_debit: bool,
    says_archived: bool,
    pay: bool,
}

struct Run {
    random: Random,
    sandbox: Sandbox,
    cases: Vec<String>,
    jobs: Vec<(Job, String, Session)>,
    outcomes: Vec<Outcome>,
    asked_to_archive: Vec<String>,
    others_archived: BTreeMap<String, usize>,
    balance: Decimal,
    now: i64,
    steps: usize,
    faults: u64,
}

impl Run {
    fn new(seed: u64, sandbox: Sandbox, cases: &[String]) -> Self {
        let mut random = Random::new(seed);
        let mut jobs = Vec::new();
        let mut asked_to_archive = Vec::new();
        for number in 0..2 + random.next_u64() % 3 {
            let case = cases[pick(&mut random, cases.len())].clone();
            let user = if number % 2 == 0 { ASA } else { NILS };
            let journey_seed = random.next_u64();
            let job = match random.next_u64() % 10 {
                0 | 1 => Job::Cancel(Journey::new(CancelPayment::new(&case), journey_seed)),
                2 | 3 => {
                    asked_to_archive.push(case.clone());
                    Job::Complete(Journey::new(CompleteCase::new(&case), journey_seed))
                }
                _ => Job::Pay(Journey::new(PayCase::new(&case), journey_seed)),
            };
            jobs.push((job, case, fastdok_session(user)));
        }
        let balance = if one_in(&mut random, 4) { Decimal::new(25_000, 2) } else { Decimal::new(200_000, 2) };
        let mut sandbox = sandbox;
        let command = Command::SetBalance { domain: "Bostads AB Björken".to_owned(), amount: balance };
        sandbox.control(command, START).expect("the company of the standard data");
        Self {
            random,
            sandbox,
            cases: cases.to_vec(),
            jobs,
            outcomes: Vec::new(),
            asked_to_archive,
            others_archived: BTreeMap::new(),
            balance,
            now: START,
            steps: 0,
            faults: 0,
        }
    }

    fn play(&mut self) -> Vec<String> {
        while self.steps < MOST_STEPS {
            let open: Vec<usize> = (0..self.jobs.len()).filter(|at| !matches!(self.jobs[*at].0, Job::Ended)).collect();
            if open.is_empty() {
                return self.check();
            }
            let at = open[pick(&mut self.random, open.len())];
            self.steps += 1;
            if let Err(problem) = self.step(at) {
                return vec![problem];
            }
        }
        vec!["the run does not end".to_owned()]
    }

    fn step(&mut self, at: usize) -> Result<(), String> {
        if one_in(&mut self.random, 40) {
            self.colleague();
        }
        let (mut job, case, mut session) =
            std::mem::replace(&mut self.jobs[at], (Job::Ended, String::new(), fastdok_session(ASA)));
        let outcome = match &mut job {
            Job::Pay(journey) => self.drive(journey, &mut session)?.map(|end| pay_outcome(&case, end)),
            Job::Cancel(journey) => self.drive(journey, &mut session)?.map(|end| {
                let no_debit = end.as_ref().err().is_none_or(|facts| facts.debited == Known::No);
                Outcome {
                    case: case.clone(),
                    paid_by_reply: false,
                    says_paid: false,
                    no_debit,
                    says_archived: false,
                    pay: false,
                }
            }),
            Job::Complete(journey) => self.drive(journey, &mut session)?.map(|end| Outcome {
                case: case.clone(),
                paid_by_reply: false,
                says_paid: false,
                no_debit: true,
                says_archived: end.is_ok(),
                pay: false,
            }),
            Job::Ended => None,
        };
        if let Some(outcome) = outcome {
            self.outcomes.push(outcome);
            job = Job::Ended;
        }
        self.jobs[at] = (job, case, session);
        Ok(())
    }

    /// One step of a journey; its end, if it has come to it.
    fn drive<S: Script<Call = FastDokCall>>(
        &mut self,
        journey: &mut Journey<S>,
        session: &mut Session,
    ) -> Result<Option<Result<S::Receipt, nordcase::journey::Facts>>, String> {
        let moment = Moment::at(self.now);
        let step = journey.next(session, moment);
        let kill = one_in(&mut self.random, 25);
        let input = match step {
            Step::Done(receipt) => return Ok(Some(Ok(receipt))),
            Step::Failed(report) => return Ok(Some(Err(report.facts))),
            Step::Wait { millis, .. } => {
                self.now += i64::try_from(millis).unwrap_or(0);
                Input::Woke
            }
            Step::Ask(_) => Input::Decision { approved: !one_in(&mut self.random, 12) },
            Step::Send(send) => {
                self.now += 40;
                if kill && one_in(&mut self.random, 2) {
                    return self.kill(journey, session);
                }
                if one_in(&mut self.random, 7) {
                    self.faults += 1;
                    let fault = FAULTS[pick(&mut self.random, FAULTS.len())];
                    self.sandbox.plan.add("*", 1, fault);
                }
                let reply = self.sandbox.handle(&send.request, self.now);
                if kill {
                    return self.kill(journey, session);
                }
                if one_in(&mut self.random, 400) {
                    Input::Cancelled
                } else {
                    match reply.response {
                        Some(mut response) if reply.delay_ms < 120_000 => {
                            response.body.truncate(reply.cut_after.unwrap_or(usize::MAX));
                            Input::Response(response)
                        }
                        _ => Input::Failed(TransportError {
                            failure: Failure::Timeout,
                            may_have_arrived: true,
                            reason: "lost".to_owned(),
                        }),
                    }
                }
            }
        };
        journey.resume(session, input, Moment::at(self.now)).map_err(|error| error.to_string())?;
        Ok(None)
    }

    fn kill<S: Script<Call = FastDokCall>, T>(
        &mut self,
        journey: &mut Journey<S>,
        session: &mut Session,
    ) -> Result<Option<T>, String> {
        self.faults += 1;
        *journey = Journey::from_json(&journey.to_json()).map_err(|error| error.to_string())?;
        *session = fastdok_session(if one_in(&mut self.random, 2) { ASA } else { NILS });
        Ok(None)
    }

    /// A colleague acts in the web pages.
    fn colleague(&mut self) {
        let case = self.cases[pick(&mut self.random, self.cases.len())].clone();
        let action = ["ActionPay", "ActionComplete", "ActionCancel"][pick(&mut self.random, 3)];
        let before = self.sandbox.ledger.archived(Some(&case));
        let command = Command::WebAction { case: case.clone(), action: action.to_owned() };
        let _ = self.sandbox.control(command, self.now);
        if self.sandbox.ledger.archived(Some(&case)) > before {
            *self.others_archived.entry(case).or_default() += 1;
        }
    }

    fn check(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let ledger = &self.sandbox.ledger;
        let mut spent = Decimal::ZERO;
        for entry in &ledger.entries {
            if let What::Debited { amount, .. } = &entry.what {
                spent += amount.parse::<Decimal>().unwrap_or(Decimal::MAX);
            }
        }
        let left = self.sandbox.fastdok.overview()["domains"].as_array().and_then(|domains| {
            let ours = domains.iter().find(|domain| domain["name"] == "Bostads AB Björken")?;
            ours["balance"].as_str()?.parse::<Decimal>().ok()
        });
        if left != Some(self.balance - spent) {
            problems.push(format!("{} less {spent} is not {left:?}", self.balance));
        }
        for case in &self.cases {
            let debits = ledger.debits(Some(case));
            if debits > 1 {
                problems.push(format!("{debits} debits of one case"));
            }
            let archived = ledger.archived(Some(case));
            let others = self.others_archived.get(case).copied().unwrap_or_default();
            if archived > others && !self.asked_to_archive.contains(case) {
                problems.push("archived, which nobody asked for".to_owned());
            }
            let ours = || self.outcomes.iter().filter(|outcome| outcome.case == *case);
            if ours().filter(|outcome| outcome.paid_by_reply).count() > 1 {
                problems.push("two receipts for one payment".to_owned());
            }
            if ours().any(|outcome| outcome.says_paid) && debits == 0 {
                problems.push("a receipt without a debit".to_owned());
            }
            if ours().any(|outcome| outcome.says_archived) && archived == 0 {
                problems.push("says archived, but it is not".to_owned());
            }
            let colleague_paid = ledger.entries.iter().any(|entry| {
                matches!(&entry.what, What::ActionDone { case: of, user, from, action, .. }
                    if of == case && user == "web" && from == "TaskPay" && action == "ActionComplete")
            });
            let all_deny = ours().filter(|outcome| outcome.pay).all(|outcome| outcome.no_debit && !outcome.says_paid);
            if debits == 1 && !colleague_paid && all_deny {
                problems.push("a debit that every journey denies".to_owned());
            }
        }
        problems
    }
}

fn pay_outcome(case: &str, end: Result<PayReceipt, nordcase::journey::Facts>) -> Outcome {
    let (paid_by_reply, says_paid, no_debit) = match &end {
        Ok(receipt) => (
            receipt.outcome == PayOutcome::Paid && receipt.seen == Seen::Reply,
            receipt.outcome == PayOutcome::Paid,
            receipt.outcome != PayOutcome::Paid,
        ),
        Err(facts) => (false, facts.debited == Known::Yes, facts.debited == Known::No),
    };
    Outcome { case: case.to_owned(), paid_by_reply, says_paid, no_debit, says_archived: false, pay: true }
}

fn pick(random: &mut Random, of: usize) -> usize {
    (random.next_u64() % of as u64) as usize
}

/// Whether something happens that happens once in `n` times.
fn one_in(random: &mut Random, n: usize) -> bool {
    pick(random, n) == 0
}

//! The scenarios: one start each, and what must hold at every end.

mod altinn;
mod fastdok;

pub(crate) use altinn::{access as altinn_access, create_due, scene as altinn_scene};
pub(crate) use fastdok::{ASA, Bench, Deeds, NILS, deeds, entries, session as fastdok_session};

use nordcase::error::Error;
use nordcase::journey::Certainty;
use nordcase::operation::Operation;
use nordcase_sandbox::Sandbox;

use crate::search::{Report, Scenario, explore as search};
use crate::world::SessionOf;

/// When every run begins: 2027-03-01T08:00:00Z.
pub(crate) const START: i64 = 1_803_888_000_000;

/// A job that explores one scenario.
struct Job {
    journey: &'static str,
    explore: Box<dyn Fn(u8) -> Report + Send + Sync>,
}

/// Explores this scenario with every number of faults.
fn job<C: Scenario + Send + 'static>(scenario: C) -> Job
where
    SessionOf<C::Script>: Clone,
{
    job_up_to(u8::MAX, scenario)
}

/// The same, but with no more faults in one run than these: what is special about it is there in every run.
fn job_up_to<C: Scenario + Send + 'static>(most: u8, scenario: C) -> Job
where
    SessionOf<C::Script>: Clone,
{
    let journey = <C::Script as nordcase::journey::Script>::NAME;
    Job { journey, explore: Box::new(move |faults| search(&scenario, faults.min(most))) }
}

/// Explores all scenarios on all cores; one report for each journey.
pub(crate) fn explore(faults: u8, only: Option<&str>) -> Vec<Report> {
    let jobs: Vec<Job> = fastdok::jobs()
        .into_iter()
        .chain(altinn::jobs())
        .filter(|job| only.is_none_or(|only| job.journey.contains(only)))
        .collect();
    let found = on_all_cores(&jobs, |job| (job.explore)(faults));
    let mut reports: Vec<Report> = Vec::new();
    for (job, report) in jobs.iter().zip(found) {
        match reports.iter_mut().find(|sum| sum.journey == job.journey) {
            Some(sum) => sum.add(report),
            None => reports.push(Report { max_faults: faults, ..report }),
        }
    }
    reports
}

/// Does the same with each of these, on all cores, the first ones first.
pub(crate) fn on_all_cores<T: Sync, R: Send>(jobs: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let found = std::sync::Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(jobs.len().max(1));
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let Some(job) = jobs.get(index) else { return };
                    let result = work(job);
                    found.lock().expect("no worker panics").push((index, result));
                }
            });
        }
    });
    let mut found = found.into_inner().expect("no worker panics");
    found.sort_by_key(|(index, _)| *index);
    found.into_iter().map(|(_, result)| result).collect()
}

/// One call of an operation that goes well, to set a scene.
pub(crate) fn call<O: Operation>(sandbox: &mut Sandbox, access: &O::Access, operation: &O) -> Result<O::Output, Error> {
    call_at(START, sandbox, access, operation)
}

/// One call of an operation at this time, as somebody else does it.
pub(crate) fn call_at<O: Operation>(
    now: i64,
    sandbox: &mut Sandbox,
    access: &O::Access,
    operation: &O,
) -> Result<O::Output, Error> {
    let request = operation.request(access)?;
    let reply = sandbox.handle(&request, now);
    operation.response(access, &reply.response.expect("no fault is planned"))
}

/// How often something happened: by the journey's doing until its end and until long after, and by others until its end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    pub own: usize,
    pub own_later: usize,
    pub others: usize,
}

/// Whether what a journey says of a fact agrees with how often it happened. `Yes` may also be others' doing, since it is read from the state. `No` must hold
/// for ever: what was accepted and is applied only after the end is the journey's doing too.
pub(crate) fn truth(what: &str, said: Certainty, times: Times) -> Option<String> {
    match (said, times) {
        (Certainty::Yes, Times { own: 0, others: 0, .. }) => Some(format!("says that it {what}, but it did not")),
        (Certainty::No, Times { own: 1.., .. }) => Some(format!("says that it {what} not, but it did")),
        (Certainty::No, Times { own_later: 1.., .. }) => Some(format!("says that it {what} not, but it did later")),
        _ => None,
    }
}

/// A receipt as data: members that a form of it has not are `null`.
pub(crate) fn plain(receipt: &impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(receipt).unwrap_or_default()
}

/// The texts of an array of texts or numbers; none for anything else.
pub(crate) fn texts(value: &serde_json::Value) -> Vec<String> {
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    value.as_array().map(|values| values.iter().map(text).collect()).unwrap_or_default()
}

/// What is wrong with what a creating journey says of its case: `case` is the case that it names, `sure` how sure it is.
pub(crate) struct Adoption<'a> {
    pub case: &'a str,
    /// Whether the service's reply named it.
    pub by_reply: bool,
    /// All that could be it, if it says that it cannot tell.
    pub candidates: Vec<String>,
    /// Others of its own making that it knows of.
    pub twins: Vec<String>,
    /// Whether nothing kept it from looking for them.
    pub could_look: bool,
}

impl Adoption<'_> {
    /// `own` and `own_later`: the cases that the journey made, `alike`: those that others made just so.
    pub(crate) fn judge(&self, own: &[String], own_later: &[String], alike: &[String]) -> Vec<String> {
        let mut problems = Vec::new();
        let case = self.case.to_owned();
        if self.by_reply {
            if !own.contains(&case) {
                problems.push("the reply named another case than the receipt".to_owned());
            }
        } else if self.candidates.is_empty() {
            // Two cases of the same contents, one of which somebody outside made, cannot be told apart by anybody: naming theirs claims no more than that.
            if !own_later.contains(&case) && !alike.contains(&case) {
                problems.push("names a case of other contents that somebody else made".to_owned());
            }
        } else if !self.candidates.iter().any(|candidate| own_later.contains(candidate) || alike.contains(candidate)) {
            problems.push("none of the candidates could be it".to_owned());
        }
        let named = |made: &&String| **made == case || self.twins.contains(made) || self.candidates.contains(made);
        if self.could_look && own_later.iter().any(|made| own_later.contains(&case) && !named(&made)) {
            problems.push("made a twin that the receipt does not name".to_owned());
        }
        problems
    }
}

//! The scenarios: one start each, and what must hold at every end.

mod altinn;
mod fastdok;

pub(crate) use fastdok::{ASA, Bench, NILS, User, session as fastdok_session};

use nordcase::error::Error;
use nordcase::journey::Known;
use nordcase::operation::Operation;
use nordcase_sandbox::Sandbox;

use crate::search::{Report, Scenario, explore as search};
use crate::world::SessionOf;

/// When every run begins: 2027-03-01T08:00:00Z.
pub(crate) const START: i64 = 1_803_888_000_000;

/// A job that explores one scenario.
type Job = Box<dyn Fn(u8) -> Report + Send + Sync>;

fn job<C: Scenario + Send + 'static>(scenario: C) -> Job
where
    SessionOf<C::Script>: Clone,
{
    Box::new(move |faults| search(&scenario, faults))
}

/// Explores all scenarios on all cores; one report for each journey.
pub(crate) fn explore(faults: u8, only: Option<&str>) -> Vec<Report> {
    let jobs: Vec<(&'static str, Job)> = fastdok::jobs()
        .into_iter()
        .chain(altinn::jobs())
        .filter(|(journey, _)| only.is_none_or(|only| journey.contains(only)))
        .collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let found = std::sync::Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(jobs.len().max(1));
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((journey, job)) = jobs.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                    let report = job(faults);
                    found.lock().expect("no worker panics").push((*journey, report));
                }
            });
        }
    });
    let found = found.into_inner().expect("no worker panics");
    let mut reports: Vec<Report> = Vec::new();
    for (journey, _) in &jobs {
        if reports.iter().all(|report| report.journey != *journey) {
            reports.push(Report { journey: (*journey).to_owned(), max_faults: faults, ..Report::default() });
        }
    }
    for (journey, report) in found {
        if let Some(sum) = reports.iter_mut().find(|sum| sum.journey == journey) {
            sum.add(report);
        }
    }
    reports
}

/// One call of an operation that goes well, to set a scene.
pub(crate) fn call<O: Operation>(sandbox: &mut Sandbox, access: &O::Access, operation: &O) -> Result<O::Output, Error> {
    let request = operation.request(access)?;
    let reply = sandbox.handle(&request, START);
    operation.response(access, &reply.response.expect("no fault is planned"))
}

/// Whether what a journey says of a fact agrees with how often it happened by its doing. `Yes` may also be others' doing, since it is read from the state.
pub(crate) fn truth(what: &str, said: Known, times: usize, by_others: usize) -> Option<String> {
    match (said, times, by_others) {
        (Known::Yes, 0, 0) => Some(format!("says that it {what}, but it did not")),
        (Known::No, 1.., _) => Some(format!("says that it {what} not, but it did")),
        _ => None,
    }
}

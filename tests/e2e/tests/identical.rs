//! FAULTS 1.7: hundreds of jobs that start the same at once, whose replies get lost and whose process is killed again and again: one case for each job, or an honest
//! *cannot be told*. `NORDCASE_IDENTICAL=1000` makes it a thousand, which takes minutes: each lost job compares its contents with those of all others.

use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nordcase::client::Journal;
use nordcase::fastdok::journeys::{StartCase, StartConfidence};
use nordcase::journey::{Certainty, Moment, Step};
use nordcase_e2e::{PASSWORD, Services};
use nordcase_sandbox::Fault;
use nordcase_sandbox::ledger::What;

/// Jobs, unless `NORDCASE_IDENTICAL` says how many.
const JOBS: usize = 200;
/// Longer than anything here takes to be applied.
const SETTLE_MS: u64 = 3_000;
/// When the processes are killed, in milliseconds of their lives.
const LIVES_MS: [u64; 4] = [400, 900, 1_500, 2_500];

/// Killed when dropped.
struct Starter(Child);

impl Starter {
    fn start(services: &Services, folder: &Path, jobs: usize) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_starter"));
        command.arg(services.server.url()).arg(folder).args([jobs.to_string(), SETTLE_MS.to_string()]);
        Self(command.stdout(Stdio::piped()).spawn().expect("the starter starts"))
    }
}

impl Drop for Starter {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn fault_1_7_identical_starts_at_once_over_killed_processes() {
    let jobs = std::env::var("NORDCASE_IDENTICAL").map_or(JOBS, |jobs| jobs.parse().expect("a number of jobs"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("identical");
    let _ = std::fs::remove_dir_all(&folder);
    let services = Services::start();
    // Each sixth start goes wrong, in one way after the other.
    let ways = [
        Fault::AnswerLost,
        Fault::NeverArrives,
        Fault::Error500Applied,
        Fault::AppliedLate { ms: 700 },
        Fault::HtmlPageAppliedLate { ms: 1_500 },
        Fault::CutBody,
    ];
    for (fault, nth) in ways.into_iter().cycle().zip((3..2_000).step_by(6)) {
        services.order("fastdok.start_case", nth, fault);
    }
    for life in LIVES_MS {
        let _killed = Starter::start(&services, &folder, jobs);
        std::thread::sleep(Duration::from_millis(life));
    }
    let mut last = Starter::start(&services, &folder, jobs);
    let mut said = String::new();
    BufReader::new(last.0.stdout.take().expect("its output")).read_line(&mut said).expect("a line");
    assert!(said.starts_with("ended"), "{said}");
    drop(last);
    // What was accepted late is applied by the next call.
    std::thread::sleep(Duration::from_millis(2_000));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(services.fastdok().call(&nordcase::fastdok::GetBalance {})).expect("the balance");

    let made: HashSet<String> = services.truth(|sandbox| {
        let case = |what: &What| match what {
            What::CaseStarted { case, .. } => Some(case.clone()),
            _ => None,
        };
        sandbox.ledger.entries.iter().filter_map(|entry| case(&entry.what)).collect()
    });
    let journal = Journal::open(&folder).expect("the dead process has lost it");
    let ended = journal.ended().expect("a journal");
    assert_eq!(ended.len(), jobs);
    let (mut named, mut sure, mut unknown) = (HashSet::new(), 0, 0);
    let session = nordcase::fastdok::Session::new(services.fastdok_access(PASSWORD));
    for job in &ended {
        let mut journey = journal.resume(&job.key).and_then(|entry| entry.journey::<StartCase>()).expect("a journey");
        match journey.next(&session, Moment { unix_millis: 0, random: [0; 16], gate: true }) {
            Step::Done(receipt) => {
                assert!(made.contains(&receipt.case_id), "{}: {receipt:?}", job.key);
                assert!(named.insert(receipt.case_id.clone()), "{} is two jobs' case", receipt.case_id);
                sure += usize::from(receipt.certainty != StartConfidence::OneOf);
            }
            // Each start was lost on its way; or its case was taken by a job whose own is still to come.
            Step::Failed(report) => match report.facts.created {
                Certainty::No => {}
                Certainty::Unknown | Certainty::Yes => unknown += 1,
            },
            other => panic!("{}: {other:?}", job.key),
        }
    }
    println!(
        "{} cases of {jobs} jobs: {} named, {sure} of them surely, {unknown} cannot be told",
        made.len(),
        named.len()
    );
    assert!(made.len() <= jobs, "{} cases of {jobs} jobs", made.len());
    assert!(made.len() <= named.len() + unknown, "a case that every job denies");
    assert!(named.len() > jobs / 2, "{} jobs have a case", named.len());
}

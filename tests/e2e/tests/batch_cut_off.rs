//! Batches that are cut off, that cannot be stored, and that go on in another process.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use nordcase::client::{BatchWatcher, Exchange, FastDokClient, SystemClock, Transport, Unwatched, run, run_batch};
use nordcase::error::TransportError;
use nordcase::fastdok::journeys::{PayCase, PaymentQuestion, StartCase as StartJourney};
use nordcase::fastdok::{GetBalance, StartCase};
use nordcase::journey::{Batch, ItemState, Journey, NoQuestion};
use nordcase::{Error, HttpRequest, HttpResponse, Retry};
use nordcase_e2e::{Approve, Impatient, Services, lease, transport};
use nordcase_sandbox::Fault;
use nordcase_sandbox::ledger::What;
use tokio::sync::Barrier;
use tokio::time::timeout;

const LONG: Duration = Duration::from_secs(30);

async fn payments(client: &FastDokClient, count: u64) -> Batch<PayCase> {
    let mut jobs = Vec::new();
    for nth in 0..count {
        let case = client.call(&StartCase::new(lease())).await.expect("a case").instance_id;
        jobs.push((nth.to_string(), Journey::new(PayCase::new(case), nth)));
    }
    Batch::new(jobs, 3)
}

/// Fails where it is told to.
struct Failing<F> {
    saves: AtomicUsize,
    /// Whether this save fails, by its number (from 1) and the batch.
    fails: F,
}

impl<F: Fn(usize, &Batch<PayCase>) -> bool> Failing<F> {
    fn when(fails: F) -> Self {
        Self { saves: AtomicUsize::new(0), fails }
    }
}

impl<F: Fn(usize, &Batch<PayCase>) -> bool + Sync> BatchWatcher<PayCase> for Failing<F> {
    fn save(&self, batch: &Batch<PayCase>) -> io::Result<()> {
        match (self.fails)(self.saves.fetch_add(1, SeqCst) + 1, batch) {
            true => Err(io::Error::other("disk full")),
            false => Ok(()),
        }
    }

    async fn approve(&self, _key: &str, _question: &PaymentQuestion) -> bool {
        true
    }
}

/// It ends well, from where it is, in the same process.
async fn ends(batch: &mut Batch<PayCase>, client: &FastDokClient, services: &Services) {
    let transport = transport();
    let again = run_batch(batch, client.session(), &transport, &SystemClock, &Approve);
    timeout(LONG, again).await.expect("no turning for ever").expect("an end");
    assert_eq!(batch.progress().done, batch.progress().total, "{:?}", batch.progress());
    assert_eq!(services.truth(|sandbox| sandbox.ledger.debits(None)), batch.progress().total);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_whose_run_was_dropped_goes_on() {
    let services = Services::start();
    let client = services.fastdok();
    let mut batch = payments(&client, 3).await;
    services.order("fastdok.get_balance", 1, Fault::Slow { ms: 700 });
    let transport = transport();
    let first = run_batch(&mut batch, client.session(), &transport, &SystemClock, &Approve);
    timeout(Duration::from_millis(400), first).await.expect_err("it is cut off in the middle");
    ends(&mut batch, &client, &services).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_that_could_not_be_stored_goes_on() {
    let services = Services::start();
    let client = services.fastdok();
    let mut batch = payments(&client, 3).await;
    let once = Failing::when(|nth, _| nth == 5);
    let failed = run_batch(&mut batch, client.session(), &transport(), &SystemClock, &once).await;
    assert_eq!(failed.expect_err("the disk is full").code(), "input.journey_not_stored");
    ends(&mut batch, &client, &services).await;
}

/// What a failed save says is so: nothing of it is "nothing was sent", where three were paid.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_a_batch_that_cannot_be_stored() {
    let services = Services::start();
    let client = services.fastdok();
    let mut batch = payments(&client, 3).await;
    let at_the_end = Failing::when(|_, batch| batch.progress().done == 3);
    let error =
        run_batch(&mut batch, client.session(), &transport(), &SystemClock, &at_the_end).await.expect_err("full");
    assert_eq!(batch.progress().done, 3);
    assert_eq!(services.truth(|sandbox| sandbox.ledger.debits(None)), 3);
    assert!(error.to_string().contains("has ended, and its end could not be stored"), "{error}");
    says_nothing_untrue(&error);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_out_is_heard_when_a_batch_cannot_be_stored() {
    let services = Services::start();
    let client = services.fastdok();
    client.call(&GetBalance {}).await.expect("signed in");
    let mut batch = payments(&client, 3).await;
    // Once two are debited nothing can be stored; an answer is still out.
    services.order("fastdok.perform_action", 5, Fault::Slow { ms: 400 });
    services.order("fastdok.perform_action", 6, Fault::Slow { ms: 600 });
    let debits = || services.truth(|sandbox| sandbox.ledger.debits(None));
    let full = Failing::when(|_, _| debits() > 1);
    let error = run_batch(&mut batch, client.session(), &transport(), &SystemClock, &full).await.expect_err("full");
    says_nothing_untrue(&error);
    assert!(error.to_string().contains("no further request was sent"), "{error}");
    // Nothing that was out is unheard: each job knows its own debit, and needs no look.
    let knows = |state: &ItemState<PayCase>| match state {
        ItemState::Running(journey) => journey.to_json().contains(r#""debited":"yes""#),
        state => matches!(state, ItemState::Done(_)),
    };
    assert_eq!(batch.items().iter().filter(|item| knows(&item.state)).count(), debits(), "{}", batch.to_json());
    ends(&mut batch, &client, &services).await;
}

fn says_nothing_untrue(error: &Error) {
    let told = format!("{error} {} {}", error.explanation(), error.what_to_do());
    assert!(!told.contains("nothing was sent"), "{told}");
    assert_eq!(error.code(), "input.journey_not_stored");
    assert_eq!(error.retry(), Retry::Never);
}

/// Lets two journeys start a case at the same time, and hangs for ever then.
struct StuckBehindTheStart {
    transport: Transport,
    both: Barrier,
    started: Barrier,
}

impl Exchange for StuckBehindTheStart {
    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let starts = request.url.contains("apps/form");
        if starts {
            self.both.wait().await;
        }
        let outcome = self.transport.exchange(request).await;
        if starts {
            self.started.wait().await;
            std::future::pending().await
        }
        outcome
    }
}

struct Quiet;

impl BatchWatcher<StartJourney> for Quiet {
    async fn approve(&self, _key: &str, question: &NoQuestion) -> bool {
        match *question {}
    }
}

/// Two jobs that start the same lose their replies. One of them has found its case when the process ends; the other one looks in the next process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_process_gives_no_job_the_case_of_another() {
    let services = Services::start();
    let client = services.fastdok();
    client.call(&GetBalance {}).await.expect("signed in");
    let (mut one, mut other) =
        (Journey::new(StartJourney::new(lease()), 1), Journey::new(StartJourney::new(lease()), 2));
    let stuck = StuckBehindTheStart { transport: transport(), both: Barrier::new(2), started: Barrier::new(3) };
    let (mut quiet, mut as_quiet) = (Unwatched, Unwatched);
    tokio::select! {
        end = run(&mut one, client.session(), &stuck, &Impatient, &mut quiet) => panic!("{end:?}"),
        end = run(&mut other, client.session(), &stuck, &Impatient, &mut as_quiet) => panic!("{end:?}"),
        _ = stuck.started.wait() => {}
    }
    let mut batch = Batch::new([("one".to_owned(), one), ("other".to_owned(), other)], 1);
    run_batch(&mut batch, client.session(), &transport(), &Impatient, &StopAfterOne).await.expect("stopped");
    assert_eq!(batch.progress().done, 1, "{batch:?}");

    let mut batch = Batch::<StartJourney>::from_json(&batch.to_json()).expect("what was stored");
    batch.go_on();
    let new = services.fastdok();
    run_batch(&mut batch, new.session(), &transport(), &Impatient, &Quiet).await.expect("an end");
    let case = |state: &ItemState<StartJourney>| match state {
        ItemState::Done(receipt) => receipt.case_id.clone(),
        other => panic!("no case: {other:?}"),
    };
    let cases: Vec<String> = batch.items().iter().map(|item| case(&item.state)).collect();
    assert_ne!(cases[0], cases[1], "one case for two jobs");
    assert_eq!(services.count(|what| matches!(what, What::CaseStarted { .. })), 2);
}

struct StopAfterOne;

impl BatchWatcher<StartJourney> for StopAfterOne {
    async fn approve(&self, _key: &str, question: &NoQuestion) -> bool {
        match *question {}
    }

    fn progress(&self, _progress: nordcase::journey::Progress) -> std::ops::ControlFlow<()> {
        std::ops::ControlFlow::Break(())
    }
}

//! FAULTS 5.13: a batch that asks about one job goes on with the others.

use std::sync::Mutex;
use std::time::Duration;

use nordcase::client::{BatchWatcher, SharedSession, SystemClock, Transport, TransportOptions, run_batch};
use nordcase::fastdok;
use nordcase::fastdok::Session;
use nordcase::fastdok::journeys::{PayCase, PaymentQuestion};
use nordcase::journey::{Batch, Evidence, ItemState, Journey, Progress};
use nordcase_e2e::{PASSWORD, Services, lease};
use tokio::sync::Notify;

const JOBS: usize = 6;

/// Says yes to the first job only when all others have ended.
#[derive(Default)]
struct Thinking {
    others_ended: Notify,
    progress: Mutex<Progress>,
}

impl BatchWatcher<PayCase> for Thinking {
    async fn approve(&self, key: &str, _question: &PaymentQuestion) -> bool {
        if key == "0" {
            let waited = tokio::time::timeout(Duration::from_secs(20), self.others_ended.notified()).await;
            return waited.is_ok();
        }
        true
    }

    fn progress(&self, progress: Progress) -> std::ops::ControlFlow<()> {
        if progress.done == JOBS - 1 {
            self.others_ended.notify_one();
        }
        *self.progress.lock().expect("nobody panics") = progress;
        std::ops::ControlFlow::Continue(())
    }
}

#[tokio::test]
async fn fault_5_13_a_question_stops_nothing_else() {
    let services = Services::start();
    let client = services.fastdok();
    let mut jobs = Vec::new();
    for nth in 0..JOBS {
        let started = client.call(&fastdok::StartCase::new(lease())).await.expect("a case");
        jobs.push((nth.to_string(), Journey::new(PayCase::new(&started.instance_id), nth as u64)));
    }
    // The first job asks while the others' calls are out; unpolled, these would be too late.
    let options = TransportOptions { timeout: Duration::from_secs(5), ..TransportOptions::default() };
    let transport = Transport::new(options).expect("TLS can be set up");
    let session = SharedSession::new(Session::new(services.fastdok_access(PASSWORD)));
    let mut batch = Batch::new(jobs, JOBS);
    let watcher = Thinking::default();
    run_batch(&mut batch, &session, &transport, &SystemClock, &watcher).await.expect("an end");
    for item in batch.items() {
        let ItemState::Done(receipt) = &item.state else { panic!("{}: {:?}", item.key, item.state) };
        assert_eq!(receipt.seen, Evidence::Reply, "{}: its answer was not heard", item.key);
    }
    assert_eq!(services.truth(|sandbox| sandbox.ledger.debits(None)), JOBS);
    assert_eq!(watcher.progress.lock().expect("nobody panics").done, JOBS);
}

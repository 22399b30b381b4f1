//! Journeys over real HTTP, each call of them gone wrong in each way: nothing happens twice, and the end tells the truth.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use nordcase::altinn::InstantiateCollaboration;
use nordcase::altinn::journeys::CreateCase;
use nordcase::client::{Exchange, FastDokClient, SharedSession, Transport, Unwatched, run};
use nordcase::error::TransportError;
use nordcase::fastdok::journeys::{PayCase, PayOutcome, StartCase};
use nordcase::journey::{Certainty, Journey, Step};
use nordcase::{HttpRequest, HttpResponse, altinn, fastdok};
use nordcase_e2e::{Approve, Impatient, PASSWORD, SYSTEM_PASSWORD, Services, lease, transport};
use nordcase_sandbox::Fault;
use nordcase_sandbox::ledger::What;

const FAULTS: [Fault; 9] = [
    Fault::NeverArrives,
    Fault::AnswerLost,
    Fault::Error500,
    Fault::Error500Applied,
    Fault::HtmlPage,
    Fault::HtmlPageApplied,
    Fault::CutBody,
    Fault::StaleTicket,
    Fault::LockedAccount,
];

/// More than any of these journeys has.
const MOST_CALLS: u32 = 30;

fn truth(known: Certainty, count: usize) -> bool {
    match known {
        Certainty::Yes => count == 1,
        Certainty::No => count == 0,
        Certainty::Unknown => count <= 1,
    }
}

#[tokio::test]
async fn a_case_is_paid_once_whatever_goes_wrong() {
    let transport = transport();
    let mut ends = [0, 0];
    for fault in FAULTS {
        for nth in 1..=MOST_CALLS {
            let services = Services::start();
            let access = services.fastdok_access(PASSWORD);
            let client = FastDokClient::new(access.clone(), transport.clone());
            let started = client.call(&fastdok::StartCase::new(lease())).await.expect("a case");
            services.order("*", nth, fault);
            let session = SharedSession::new(fastdok::Session::new(access));
            let mut journey = Journey::new(PayCase::new(&started.instance_id), u64::from(nth));
            let end = run(&mut journey, &session, &transport, &Impatient, &mut Approve).await.expect("an end");
            let debits = services.truth(|sandbox| sandbox.ledger.debits(None));
            match &end {
                Step::Done(receipt) => {
                    assert_eq!((receipt.outcome, debits), (PayOutcome::Paid, 1), "{fault:?} at call {nth}: {end:?}");
                    ends[0] += 1;
                }
                Step::Failed(report) => {
                    assert!(
                        truth(report.facts.debited, debits),
                        "{fault:?} at call {nth}: {debits} debits, {report:?}"
                    );
                    ends[1] += 1;
                }
                other => panic!("{fault:?} at call {nth}: not an end: {other:?}"),
            }
            if services.truth(|sandbox| !sandbox.plan.rules.is_empty()) {
                assert!(nth > 8, "the journey has more calls than {nth}");
                break;
            }
        }
    }
    // Not one fault alone but bad credentials keeps a case from being paid.
    assert!(ends[0] > 80 && ends[1] < ends[0] / 5, "{ends:?}");
}

#[tokio::test]
async fn a_case_is_started_once_whatever_goes_wrong() {
    let transport = transport();
    for fault in FAULTS {
        for nth in 1..=MOST_CALLS {
            let services = Services::start();
            services.order("*", nth, fault);
            let session = SharedSession::new(fastdok::Session::new(services.fastdok_access(PASSWORD)));
            let mut journey = Journey::new(StartCase::new(lease()), u64::from(nth));
            let end = run(&mut journey, &session, &transport, &Impatient, &mut Unwatched).await.expect("an end");
            let started = services.count(|what| matches!(what, What::CaseStarted { .. }));
            match &end {
                Step::Done(_) => assert_eq!(started, 1, "{fault:?} at call {nth}"),
                Step::Failed(report) => {
                    assert!(truth(report.facts.created, started), "{fault:?} at call {nth}: {report:?}")
                }
                other => panic!("{fault:?} at call {nth}: not an end: {other:?}"),
            }
            if services.truth(|sandbox| !sandbox.plan.rules.is_empty()) {
                break;
            }
        }
    }
}

#[tokio::test]
async fn an_altinn_case_is_created_once_whatever_goes_wrong() {
    let transport = transport();
    for fault in FAULTS {
        for nth in 1..=MOST_CALLS {
            let services = Services::start();
            services.order("*", nth, fault);
            let session = SharedSession::new(altinn::Session::new(services.altinn_access(SYSTEM_PASSWORD)));
            let create = InstantiateCollaboration::new("2681", 1, "910453092");
            let mut journey = Journey::new(CreateCase::new(create), u64::from(nth));
            let end = run(&mut journey, &session, &transport, &Impatient, &mut Unwatched).await.expect("an end");
            let created = services.truth(|sandbox| sandbox.ledger.created());
            match &end {
                Step::Done(_) => assert_eq!(created, 1, "{fault:?} at call {nth}"),
                Step::Failed(report) => {
                    assert!(truth(report.facts.created, created), "{fault:?} at call {nth}: {report:?}")
                }
                other => panic!("{fault:?} at call {nth}: not an end: {other:?}"),
            }
            if services.truth(|sandbox| !sandbox.plan.rules.is_empty()) {
                break;
            }
        }
    }
}

/// A journey that is stored before each request goes on in another process, and pays once: also when the first process died with a request
/// out, which the service then carried out without anybody listening.
#[tokio::test]
async fn a_journey_goes_on_from_its_stored_form() {
    let transport = transport();
    for (killed_at, sent) in (1..=12).flat_map(|at| [(at, false), (at, true)]) {
        let services = Services::start();
        let access = services.fastdok_access(PASSWORD);
        let client = FastDokClient::new(access.clone(), transport.clone());
        let started = client.call(&fastdok::StartCase::new(lease())).await.expect("a case");
        let mut journey = Journey::new(PayCase::new(&started.instance_id), 1);
        let session = SharedSession::new(fastdok::Session::new(services.fastdok_access(PASSWORD)));
        let mut watcher = Killed { at: if sent { usize::MAX } else { killed_at }, stored: String::new() };
        let dying =
            Dying { transport: transport.clone(), left: AtomicUsize::new(if sent { killed_at } else { usize::MAX }) };
        let life = run(&mut journey, &session, &dying, &Impatient, &mut watcher);
        let ended = tokio::select! {
            end = life => end.is_ok(),
            () = dying.is_dead() => false,
        };
        if !ended {
            let mut journey = Journey::<PayCase>::from_json(&watcher.stored).expect("what was stored");
            let session = SharedSession::new(fastdok::Session::new(services.fastdok_access(PASSWORD)));
            let end = run(&mut journey, &session, &transport, &Impatient, &mut Approve).await.expect("an end");
            assert!(matches!(end, Step::Done(_)), "killed at {killed_at}, sent {sent}: {end:?}");
        }
        assert!(!watcher.stored.contains(PASSWORD));
        assert_eq!(services.truth(|sandbox| sandbox.ledger.debits(None)), 1, "killed at {killed_at}, sent {sent}");
    }
}

/// Carries requests out until its end comes: the last one is sent, and its answer heard by nobody.
struct Dying {
    transport: Transport,
    left: AtomicUsize,
}

impl Exchange for Dying {
    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let answer = self.transport.send(request).await;
        if self.left.fetch_sub(1, Ordering::SeqCst) == 1 { std::future::pending().await } else { answer }
    }
}

impl Dying {
    async fn is_dead(&self) {
        while self.left.load(Ordering::SeqCst) > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// Stores, approves, and gives up at one of the requests, as if the process had died there.
struct Killed {
    at: usize,
    stored: String,
}

impl nordcase::client::Watcher<PayCase> for Killed {
    fn save(&mut self, journey: &Journey<PayCase>) -> std::io::Result<()> {
        self.stored = journey.to_json();
        self.at -= 1;
        if self.at == 0 { Err(std::io::Error::other("killed")) } else { Ok(()) }
    }

    async fn approve(&mut self, _question: &fastdok::journeys::PaymentQuestion) -> bool {
        true
    }
}

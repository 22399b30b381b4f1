//! What callers break off, and what they do inside of their own functions: no locked account, no wait for ever.

use std::time::Duration;

use nordcase::Error;
use nordcase::altinn::journeys::CreateCase;
use nordcase::altinn::{GetCaseList, InstantiateCollaboration};
use nordcase::client::{
    BatchWatcher, CaseAgencyClient, Event, FastDokClient, SystemClock, Transport, TransportOptions, Unwatched, Watcher,
    run_batch,
};
use nordcase::error::Failure;
use nordcase::fastdok::GetBalance;
use nordcase::fastdok::journeys::StartCase;
use nordcase::journey::{Batch, Journey, NoQuestion, Step};
use nordcase_e2e::{SYSTEM_PASSWORD, Services, lease, transport};
use nordcase_sandbox::Fault;
use nordcase_sandbox::ledger::What;
use tokio::time::timeout;

/// A slow answer, given up before it comes.
const SLOW: Fault = Fault::Slow { ms: 60_000 };

/// Gives a call up once the service has handled so many of its kind, or lets it end before that.
async fn given_up(call: impl Future, services: &Services, is: impl Fn(&What) -> bool, times: usize) {
    let handled = async {
        while services.count(&is) < times {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        _ = call => {}
        () = handled => {}
    }
}

#[tokio::test]
async fn sign_ins_that_are_given_up_lock_no_account() {
    let services = Services::start();
    let stranger = FastDokClient::new(services.fastdok_access("fel"), transport());
    let refused = |what: &What| matches!(what, What::SignedIn { ok: false, .. });
    for tried in 1..=8 {
        services.order("fastdok.authenticate", 1, SLOW);
        let times = usize::try_from(tried).expect("a small number");
        if tried % 2 == 0 {
            given_up(stranger.call(&GetBalance {}), &services, refused, times).await;
        } else {
            let mut journey = Journey::new(StartCase::new(lease()), tried);
            // Held back, it would wait and try again.
            let mut unwatched = Unwatched;
            let run = timeout(Duration::from_secs(20), stranger.run(&mut journey, &mut unwatched));
            given_up(run, &services, refused, times).await;
        }
    }
    assert_eq!(services.count(refused), 4);
    let held = stranger.call(&GetBalance {}).await.expect_err("held back");
    assert!(held.to_string().contains("15 minutes"), "{held}");
    services.truth(|sandbox| sandbox.plan.rules.clear());
    services.fastdok().call(&GetBalance {}).await.expect("the account is not locked");
}

#[tokio::test]
async fn calls_of_a_system_user_that_are_given_up_lock_it_not() {
    let services = Services::start();
    let stranger = CaseAgencyClient::new(services.altinn_access("feil"), transport());
    let list = GetCaseList::of_service("2681", 1);
    let refused = |what: &What| matches!(what, What::SystemRefused { .. });
    for tried in 1..=8 {
        services.order("altinn.get_case_list", 1, SLOW);
        if tried % 2 == 0 {
            given_up(stranger.call(&list), &services, refused, tried).await;
        } else {
            given_up(stranger.list(&list), &services, refused, tried).await;
        }
    }
    assert_eq!(services.count(refused), 4);
    services.truth(|sandbox| sandbox.plan.rules.clear());
    services.altinn().call(&list).await.expect("the system user is not locked");
}

/// What a journey calls may use its client, also while that signs in.
#[tokio::test(flavor = "multi_thread")]
async fn a_watcher_may_use_its_client() {
    struct Curious<'a>(&'a FastDokClient, usize);
    impl Curious<'_> {
        fn look(&mut self) {
            self.1 += 1;
            let looks = async { self.0.call(&GetBalance {}).await.map(drop) };
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(looks)).expect("a balance");
        }
    }
    impl Watcher<StartCase> for Curious<'_> {
        fn save(&mut self, _: &Journey<StartCase>) -> std::io::Result<()> {
            self.look();
            Ok(())
        }
        async fn approve(&mut self, question: &NoQuestion) -> bool {
            match *question {}
        }
        fn event(&mut self, _: Event<'_>) {
            self.look();
        }
    }
    let services = Services::start();
    let client = services.fastdok();
    let mut journey = Journey::new(StartCase::new(lease()), 1);
    let mut curious = Curious(&client, 0);
    let end = timeout(Duration::from_secs(60), client.run(&mut journey, &mut curious)).await.expect("no wait for ever");
    assert!(matches!(end, Ok(Step::Done(_))), "{end:?}");
    assert!(curious.1 > 2);
    assert_eq!(services.count(|what| matches!(what, What::SignedIn { .. })), 1);
}

/// Who holds the gate may be a future that is not polled: those that wait for it are told, and sent nothing.
#[tokio::test]
async fn a_call_that_nobody_polls_holds_the_others_up_not_for_ever() {
    let services = Services::start();
    let options = TransportOptions { timeout: Duration::from_millis(200), ..TransportOptions::default() };
    let transport = Transport::new(options).expect("TLS can be set up");
    let agency = CaseAgencyClient::new(services.altinn_access(SYSTEM_PASSWORD), transport.clone());
    let list = GetCaseList::of_service("2681", 1);
    services.order("altinn.get_case_list", 1, Fault::Slow { ms: 100 });
    let mut slow = std::pin::pin!(agency.call(&list));
    tokio::select! {
        early = &mut slow => panic!("{early:?}"),
        () = tokio::time::sleep(Duration::from_millis(50)) => {}
    }
    let told = |error: Error| {
        let Error::Transport(error) = error else { panic!("{error:?}") };
        assert_eq!((error.failure, error.may_have_arrived), (Failure::Timeout, false), "{error:?}");
    };
    let other = timeout(Duration::from_secs(20), agency.call(&list)).await.expect("no wait for ever");
    told(other.expect_err("the gate is held"));
    let mut journey = Journey::new(CreateCase::new(InstantiateCollaboration::new("2681", 1, "910453092")), 1);
    let mut unwatched = Unwatched;
    let run = timeout(Duration::from_secs(20), agency.run(&mut journey, &mut unwatched)).await;
    told(run.expect("no wait for ever").expect_err("the gate is held"));
    let mut batch = Batch::new([("one".to_owned(), journey.clone())], 1);
    let run = run_batch(&mut batch, agency.session(), &transport, &SystemClock, &Quiet);
    told(timeout(Duration::from_secs(20), run).await.expect("no wait for ever").expect_err("the gate is held"));
    assert_eq!(services.count(|what| matches!(what, What::CaseCreated { .. })), 0);

    let _ = slow.await;
    let end = agency.run(&mut journey, &mut unwatched).await;
    assert!(matches!(end, Ok(Step::Done(_))), "{end:?}");
}

struct Quiet;

impl BatchWatcher<CreateCase> for Quiet {
    async fn approve(&self, _key: &str, question: &NoQuestion) -> bool {
        match *question {}
    }
}

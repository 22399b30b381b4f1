//! FAULTS 4.1: the futures of all clients can be given to another thread, as `tokio::spawn` and the handlers of web servers want it.

use nordcase::altinn::journeys::CreateCase;
use nordcase::altinn::{GetCaseList, InstantiateCollaboration};
use nordcase::client::{CaseAgencyClient, FastDokClient, SystemClock, Unwatched, run, run_batch};
use nordcase::fastdok::journeys::{PayCase, StartCase};
use nordcase::fastdok::{GetBalance, ListInstances};
use nordcase::journey::{Batch, Journey, Step};
use nordcase_e2e::{Approve, PASSWORD, Services, lease, transport};

/// What axum and its like ask of a handler: a function that can be called again and again, from any thread, and whose future can travel.
async fn handle<F, Fut>(handler: F) -> String
where
    F: FnOnce() -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = String> + Send + 'static,
{
    tokio::spawn(handler.clone()()).await.expect("the handler ends")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_4_1_calls_and_lists_can_be_spawned() {
    let services = Services::start();
    let (fastdok, altinn) = (services.fastdok(), services.altinn());

    let client = fastdok.clone();
    let balance = tokio::spawn(async move { client.call(&GetBalance {}).await });
    assert_eq!(balance.await.expect("it ends").expect("a balance").balance.to_string(), "2000.00");

    let client = altinn.clone();
    let create = tokio::spawn(async move { client.call(&InstantiateCollaboration::new("2681", 1, "910453092")).await });
    create.await.expect("it ends").expect("a case");

    let list = tokio::spawn(async move { count(&fastdok, &altinn).await });
    assert_eq!(list.await.expect("it ends"), (0, 1));
}

async fn count(fastdok: &FastDokClient, altinn: &CaseAgencyClient) -> (usize, usize) {
    let mut counts = (0, 0);
    let mut cases = fastdok.list(&ListInstances::new()).await.expect("a list");
    while let Some(case) = cases.next().await {
        case.expect("a case");
        counts.0 += 1;
    }
    let mut cases = altinn.list(&GetCaseList::of_service("2681", 1)).await.expect("a list");
    while let Some(case) = cases.next().await {
        case.expect("a case");
        counts.1 += 1;
    }
    counts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_4_1_journeys_can_be_spawned() {
    let services = Services::start();
    let (fastdok, altinn) = (services.fastdok(), services.altinn());

    let paid = tokio::spawn(async move {
        let started = fastdok.run(&mut Journey::new(StartCase::new(lease()), 1), &mut Unwatched).await.expect("an end");
        let Step::Done(started) = started else { panic!("not started: {started:?}") };
        fastdok.run(&mut Journey::new(PayCase::new(&started.case_id), 2), &mut Approve).await
    });
    let paid = paid.await.expect("it ends").expect("an end");
    assert!(matches!(paid, Step::Done(_)), "{paid:?}");

    let created = tokio::spawn(async move {
        let create = CreateCase::new(InstantiateCollaboration::new("2681", 1, "910453092"));
        altinn.run(&mut Journey::new(create, 3), &mut Unwatched).await
    });
    let created = created.await.expect("it ends").expect("an end");
    assert!(matches!(created, Step::Done(_)), "{created:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_4_1_the_host_loops_can_be_spawned() {
    let services = Services::start();
    let session =
        nordcase::client::SharedSession::new(nordcase::fastdok::Session::new(services.fastdok_access(PASSWORD)));
    let ends = tokio::spawn(async move {
        let mut journey = Journey::new(StartCase::new(lease()), 1);
        let end = run(&mut journey, &session, &transport(), &SystemClock, &mut Unwatched).await.expect("an end");
        let Step::Done(started) = end else { panic!("not started: {end:?}") };
        let mut batch = Batch::new([("one".to_owned(), Journey::new(PayCase::new(&started.case_id), 2))], 1);
        run_batch(&mut batch, &session, &transport(), &SystemClock, &Approve).await.expect("an end");
        batch.progress()
    });
    assert_eq!(ends.await.expect("it ends").done, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_4_1_a_handler_of_a_web_server_can_call() {
    let services = Services::start();
    let client = services.fastdok();
    let handler = move || async move {
        let balance = client.call(&GetBalance {}).await.map(|balance| balance.balance.to_string());
        balance.unwrap_or_else(|error| error.to_string())
    };
    assert_eq!(handle(handler).await, "2000.00");
}

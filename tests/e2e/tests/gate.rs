//! FAULTS 1.3, 1.4, 4.2 and 5.11: however many calls begin at once, a password is tried once, and what one call learns all of them know.

use std::fmt::Debug;
use std::time::Duration;

use futures_util::future::join_all;
use nordcase::altinn::journeys::CreateCase;
use nordcase::altinn::{GetCaseList, InstantiateCollaboration};
use nordcase::client::{CaseAgencyClient, FastDokClient, Unwatched, Watcher};
use nordcase::fastdok::journeys::{PayCase, PaymentQuestion, StartCase};
use nordcase::fastdok::{GetBalance, ListInstances};
use nordcase::journey::{FailureCode, Journey, Step};
use nordcase::{Error, altinn, fastdok};
use nordcase_e2e::raw::{Act, Heard, Raw, answer};
use nordcase_e2e::{PASSWORD, Services, lease, transport};
use nordcase_sandbox::Fault;
use nordcase_sandbox::ledger::What;

const CALLS: usize = 200;
const JOURNEYS: usize = 25;

fn sign_ins(services: &Services) -> usize {
    services.count(|what| matches!(what, What::SignedIn { .. }))
}

fn refusals(services: &Services) -> usize {
    services.count(|what| matches!(what, What::SystemRefused { .. }))
}

fn stranger(services: &Services) -> FastDokClient {
    FastDokClient::new(services.fastdok_access("fel lösenord"), transport())
}

fn foreign_system(services: &Services) -> CaseAgencyClient {
    CaseAgencyClient::new(services.altinn_access("feil passord"), transport())
}

/// All of them failed, with the same whole error of this code.
fn the_same_error<T: Debug>(outcomes: Vec<Result<T, Error>>, code: &str) {
    let errors: Vec<Error> = outcomes.into_iter().map(|outcome| outcome.expect_err("a refusal")).collect();
    assert_eq!(errors[0].code(), code);
    for error in &errors {
        assert_eq!(error, &errors[0]);
    }
    assert!(matches!(&errors[0], Error::Service(error) if error.message.is_some()), "{:?}", errors[0]);
}

async fn drain_fastdok(client: &FastDokClient) -> Result<usize, Error> {
    let mut list = client.list(&ListInstances::new()).await?;
    let mut count = 0;
    while let Some(case) = list.next().await {
        case?;
        count += 1;
    }
    Ok(count)
}

async fn drain_altinn(client: &CaseAgencyClient) -> Result<usize, Error> {
    let mut list = client.list(&GetCaseList::of_service("2681", 1)).await?;
    let mut count = 0;
    while let Some(case) = list.next().await {
        case?;
        count += 1;
    }
    Ok(count)
}

#[tokio::test]
async fn fault_1_3_two_hundred_calls_sign_in_once() {
    let services = Services::start();
    let client = services.fastdok();
    for outcome in join_all((0..CALLS).map(|_| client.call(&GetBalance {}))).await {
        outcome.expect("a balance");
    }
    assert_eq!(sign_ins(&services), 1);
}

#[tokio::test]
async fn fault_1_3_two_hundred_calls_try_a_wrong_password_once() {
    let services = Services::start();
    let client = stranger(&services);
    let outcomes = join_all((0..CALLS).map(|_| client.call(&GetBalance {}))).await;
    the_same_error(outcomes, "fastdok.sign_in_failed");
    assert_eq!(sign_ins(&services), 1);
}

#[tokio::test]
async fn fault_1_3_lists_sign_in_once_and_try_a_wrong_password_once() {
    let services = Services::start();
    let client = services.fastdok();
    for outcome in join_all((0..CALLS).map(|_| drain_fastdok(&client))).await {
        assert_eq!(outcome.expect("a list"), 0);
    }
    assert_eq!(sign_ins(&services), 1);

    let client = stranger(&services);
    the_same_error(join_all((0..CALLS).map(|_| drain_fastdok(&client))).await, "fastdok.sign_in_failed");
    assert_eq!(sign_ins(&services), 2);
}

#[tokio::test]
async fn fault_1_3_a_ticket_that_all_calls_find_stale_is_renewed_once() {
    let services = Services::start();
    let access = services.fastdok_access(PASSWORD).with_ticket("gammal-biljett".into());
    let client = FastDokClient::new(access, transport());
    for outcome in join_all((0..CALLS).map(|_| client.call(&GetBalance {}))).await {
        outcome.expect("a balance");
    }
    assert_eq!(sign_ins(&services), 1);
}

#[tokio::test]
async fn fault_1_4_journeys_sign_in_once() {
    let services = Services::start();
    let client = services.fastdok();
    let one = async |seed| client.run(&mut Journey::new(StartCase::new(lease()), seed), &mut Unwatched).await;
    for end in join_all((0..JOURNEYS).map(|seed| one(seed as u64))).await {
        let end = end.expect("an end");
        assert!(matches!(end, Step::Done(_)), "{end:?}");
    }
    assert_eq!(sign_ins(&services), 1);
}

#[tokio::test]
async fn fault_1_4_journeys_try_a_wrong_password_once() {
    let services = Services::start();
    let client = stranger(&services);
    let one = async |seed| client.run(&mut Journey::new(StartCase::new(lease()), seed), &mut Unwatched).await;
    let mut messages = Vec::new();
    for end in join_all((0..JOURNEYS).map(|seed| one(seed as u64))).await {
        let Ok(Step::Failed(report)) = end else { panic!("not refused: {end:?}") };
        assert_eq!(report.code, FailureCode::BadCredentials);
        messages.push((report.error_code, report.message));
    }
    assert!(messages.iter().all(|message| message == &messages[0]), "{messages:?}");
    // A call that begins later is refused with the same words, and sends nothing.
    let late = client.call(&GetBalance {}).await.expect_err("a refusal");
    assert_eq!(messages[0].0.as_deref(), Some(late.code()));
    assert_eq!(sign_ins(&services), 1);
}

#[tokio::test]
async fn fault_1_4_altinn_calls_try_a_wrong_password_once() {
    let services = Services::start();
    let client = foreign_system(&services);
    let create = InstantiateCollaboration::new("2681", 1, "910453092");
    the_same_error(join_all((0..CALLS).map(|_| client.call(&create))).await, "altinn.989");
    assert_eq!(refusals(&services), 1);

    let client = foreign_system(&services);
    the_same_error(join_all((0..CALLS).map(|_| drain_altinn(&client))).await, "altinn.989");
    assert_eq!(refusals(&services), 2);
}

#[tokio::test]
async fn fault_1_4_altinn_journeys_try_a_wrong_password_once() {
    let services = Services::start();
    let client = foreign_system(&services);
    let create = InstantiateCollaboration::new("2681", 1, "910453092");
    let one = async |seed| client.run(&mut Journey::new(CreateCase::new(create.clone()), seed), &mut Unwatched).await;
    for end in join_all((0..JOURNEYS).map(|seed| one(seed as u64))).await {
        let Ok(Step::Failed(report)) = end else { panic!("not refused: {end:?}") };
        assert_eq!((report.code, report.error_code.as_deref()), (FailureCode::BadCredentials, Some("altinn.989")));
    }
    assert_eq!(client.call(&create).await.expect_err("a refusal").code(), "altinn.989");
    assert_eq!(refusals(&services), 1);
}

const NO_CASES: &str = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>\
    <GetCaseListAgencySystemExternalBasicResponse xmlns=\"http://www.altinn.no/services/ServiceEngine/Case/2010/10\">\
    <GetCaseListAgencySystemExternalBasicResult/></GetCaseListAgencySystemExternalBasicResponse></s:Body></s:Envelope>";

fn no_cases() -> Vec<u8> {
    let length = NO_CASES.len();
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {length}\r\n\r\n{NO_CASES}").into_bytes()
}

/// Until Altinn has accepted the credentials once, one request is out; then all of them.
#[tokio::test]
async fn fault_1_4_altinn_is_asked_by_one_call_until_it_accepted_the_credentials() {
    // The first gets no answer at all, which proves nothing about the credentials.
    let server = Raw::start(|heard: &Heard| match heard.nth {
        0 => vec![Act::Pause(Duration::from_millis(200)), Act::Close],
        1 => vec![Act::Pause(Duration::from_millis(200)), Act::Send(no_cases())],
        _ => vec![Act::Send(no_cases())],
    })
    .await;
    let client = CaseAgencyClient::new(altinn::Access::basic(server.base_url(), "SKDEN", "hemmelig"), transport());
    let lists = GetCaseList::of_service("2681", 1);
    let calls = join_all((0..50).map(|_| client.call(&lists)));
    let watch = async {
        for expected in [1, 2] {
            while server.heard().len() < expected {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
            assert_eq!(server.heard().len(), expected);
        }
    };
    let (outcomes, ()) = tokio::join!(calls, watch);
    let failed = outcomes.iter().filter(|outcome| outcome.is_err()).count();
    assert!(failed <= 1, "{outcomes:?}");
    assert!(server.heard().len() >= 50);
}

/// A call that is given up while it holds the others back lets them go on.
#[tokio::test]
async fn fault_1_3_a_sign_in_that_is_given_up_holds_nobody_back() {
    let services = Services::start();
    let client = services.fastdok();
    services.order("fastdok.authenticate", 1, Fault::Slow { ms: 20_000 });
    let given_up = tokio::time::timeout(Duration::from_millis(300), client.call(&GetBalance {}));
    let (given_up, next) = tokio::join!(given_up, client.call(&GetBalance {}));
    assert!(given_up.is_err());
    next.expect("a balance");
}

/// What comes of other calls while a journey asks.
struct Meanwhile<'a> {
    services: &'a Services,
    client: FastDokClient,
}

impl Watcher<PayCase> for Meanwhile<'_> {
    async fn approve(&mut self, _question: &PaymentQuestion) -> bool {
        // The ticket is stale, and the account is locked by now.
        self.services.order("fastdok.get_balance", 1, Fault::StaleTicket);
        self.services.order("fastdok.authenticate", 1, Fault::LockedAccount);
        let error = self.client.call(&GetBalance {}).await.expect_err("a refusal");
        assert_eq!(error.code(), "fastdok.sign_in_failed");
        true
    }
}

#[tokio::test]
async fn fault_4_2_and_5_11_a_journey_that_ends_does_not_forget_a_refusal() {
    let services = Services::start();
    let client = services.fastdok();
    let started = client.call(&fastdok::StartCase::new(lease())).await.expect("a case");
    let mut watcher = Meanwhile { services: &services, client: client.clone() };
    let end = client.run(&mut Journey::new(PayCase::new(&started.instance_id), 1), &mut watcher).await;
    let Ok(Step::Failed(report)) = end else { panic!("the session is refused: {end:?}") };
    assert_eq!(report.code, FailureCode::BadCredentials);
    let before = sign_ins(&services);
    let error = client.call(&GetBalance {}).await.expect_err("the refusal is remembered");
    assert_eq!((error.code(), sign_ins(&services)), ("fastdok.sign_in_failed", before));
}

#[tokio::test]
async fn fault_1_3_the_gate_is_for_signing_in_only() {
    // Once signed in, calls are out side by side: each of these answers comes only when all are there.
    let server = Raw::start(|heard: &Heard| {
        if heard.line().contains("uthenticate") {
            return vec![Act::Send(answer("200 OK", "", r#"{"success":true,"ticket":"t1"}"#))];
        }
        vec![Act::Pause(Duration::from_secs(1)), Act::Send(answer("200 OK", "", r#"{"Balance":1}"#))]
    })
    .await;
    let access = fastdok::Access::new(server.base_url()).with_credentials(fastdok::Credentials {
        api_key: "k".into(),
        username: "u".to_owned(),
        password: "hemligt".into(),
    });
    let client = FastDokClient::new(access, transport());
    let start = std::time::Instant::now();
    for outcome in join_all((0..50).map(|_| client.call(&GetBalance {}))).await {
        outcome.expect("a balance");
    }
    // One after the other they would take 50 s.
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    assert_eq!(server.heard().len(), 51);
}

//! Each fault of the plan through the clients: what the caller is told, and what the service did.

use nordcase::altinn::{GetCaseList, InstantiateCollaboration};
use nordcase::client::{CaseAgencyClient, FastDokClient};
use nordcase::fastdok::{GetBalance, ListTasks, StartCase};
use nordcase_e2e::{Services, lease, transport};
use nordcase_sandbox::Fault;
use nordcase_sandbox::ledger::What;

fn code<T>(outcome: Result<T, nordcase::Error>) -> String {
    outcome.map_or_else(|error| error.code().to_owned(), |_| "ok".to_owned())
}

/// The fault, what the caller is told, whether the service did it.
const FASTDOK: [(Fault, &str, bool); 10] = [
    (Fault::NeverArrives, "transport.network", false),
    (Fault::AnswerLost, "transport.network", true),
    (Fault::Error500, "fastdok.server_error", false),
    (Fault::Error500Applied, "fastdok.server_error", true),
    (Fault::HtmlPage, "fastdok.server_error", false),
    (Fault::HtmlPageApplied, "fastdok.server_error", true),
    (Fault::CutBody, "transport.network", true),
    (Fault::Slow { ms: 50 }, "ok", true),
    // The client renews the ticket once, by itself.
    (Fault::StaleTicket, "ok", true),
    (Fault::LockedAccount, "ok", true),
];

#[tokio::test]
async fn fastdok_faults() {
    for (fault, told, done) in FASTDOK {
        let services = Services::start();
        let fastdok = services.fastdok();
        fastdok.call(&GetBalance {}).await.expect("signed in");
        services.order("fastdok.start_case", 1, fault);
        let outcome = fastdok.call(&StartCase::new(lease())).await;
        if let Err(error) = &outcome {
            assert_eq!(error.retry(), nordcase::Retry::VerifyFirst, "{fault:?}: it may have been done");
        }
        assert_eq!(code(outcome), told, "{fault:?}");
        let started = services.count(|what| matches!(what, What::CaseStarted { .. }));
        assert_eq!(started, usize::from(done), "{fault:?}");
        assert!(services.truth(|sandbox| sandbox.plan.rules.is_empty()), "{fault:?} did not strike");
    }
}

const ALTINN: [(Fault, &str, bool); 10] = [
    (Fault::NeverArrives, "transport.network", false),
    (Fault::AnswerLost, "transport.network", true),
    (Fault::Error500, "altinn.http_error", false),
    (Fault::Error500Applied, "altinn.http_error", true),
    (Fault::HtmlPage, "altinn.http_error", false),
    (Fault::HtmlPageApplied, "altinn.http_error", true),
    (Fault::CutBody, "transport.network", true),
    (Fault::Slow { ms: 50 }, "ok", true),
    (Fault::StaleTicket, "ok", true),
    (Fault::LockedAccount, "altinn.989", false),
];

#[tokio::test]
async fn altinn_faults() {
    for (fault, told, done) in ALTINN {
        let services = Services::start();
        let altinn = services.altinn();
        services.order("altinn.instantiate_collaboration", 1, fault);
        let outcome = altinn.call(&InstantiateCollaboration::new("2681", 1, "910453092")).await;
        assert_eq!(code(outcome), told, "{fault:?}");
        assert_eq!(services.truth(|sandbox| sandbox.ledger.created()), usize::from(done), "{fault:?}");
        assert!(services.truth(|sandbox| sandbox.plan.rules.is_empty()), "{fault:?} did not strike");
    }
}

fn sign_ins(services: &Services, wanted: bool) -> usize {
    services.count(|what| matches!(what, What::SignedIn { ok, .. } if *ok == wanted))
}

#[tokio::test]
async fn a_stale_ticket_is_renewed_once() {
    let services = Services::start();
    let fastdok = services.fastdok();
    fastdok.call(&GetBalance {}).await.expect("signed in");
    services.order("fastdok.get_balance", 1, Fault::StaleTicket);
    fastdok.call(&GetBalance {}).await.expect("signed in anew");
    assert_eq!(sign_ins(&services, true), 2);

    // A new ticket that is refused as well is the end: no loop.
    services.order("fastdok.get_balance", 1, Fault::StaleTicket);
    services.order("fastdok.get_balance", 2, Fault::StaleTicket);
    assert_eq!(code(fastdok.call(&GetBalance {}).await), "fastdok.unauthorized");
    assert_eq!(sign_ins(&services, true), 3);
}

#[tokio::test]
async fn one_ticket_serves_many_calls() {
    let services = Services::start();
    let fastdok = services.fastdok();
    for _ in 0..5 {
        fastdok.clone().call(&GetBalance {}).await.expect("a balance");
    }
    assert_eq!(sign_ins(&services, true), 1);
}

#[tokio::test]
async fn a_wrong_password_is_sent_once() {
    let services = Services::start();
    let fastdok = FastDokClient::new(services.fastdok_access("fel-lösenord"), transport());
    for _ in 0..5 {
        let error = fastdok.call(&GetBalance {}).await.expect_err("a wrong password");
        assert_eq!(error.code(), "fastdok.sign_in_failed");
        assert!(!format!("{error:?}").contains("fel-lösenord"));
    }
    assert_eq!(sign_ins(&services, false), 1);

    let altinn = CaseAgencyClient::new(services.altinn_access("feil-passord"), transport());
    for _ in 0..5 {
        let error = altinn.call(&GetCaseList::of_service("2681", 1)).await.expect_err("a wrong password");
        assert_eq!(error.code(), "altinn.989");
        assert!(!format!("{error:?}").contains("feil-passord"));
    }
    assert_eq!(services.count(|what| matches!(what, What::SystemRefused { .. })), 1);
}

#[tokio::test]
async fn a_streamed_list_keeps_the_rules_of_a_call() {
    let services = Services::start();
    let altinn = CaseAgencyClient::new(services.altinn_access("feil-passord"), transport());
    for _ in 0..5 {
        let error = altinn.list(&GetCaseList::of_service("2681", 1)).await.expect_err("a wrong password");
        assert_eq!(error.code(), "altinn.989");
    }
    assert_eq!(services.count(|what| matches!(what, What::SystemRefused { .. })), 1);

    let fastdok = FastDokClient::new(services.fastdok_access(nordcase_e2e::PASSWORD), transport());
    fastdok.call(&GetBalance {}).await.expect("a balance");
    services.server.sandbox.lock().expect("the sandbox").fastdok.expire_tickets();
    let mut tasks = fastdok.list(&ListTasks::default()).await.expect("a list, with a renewed ticket");
    while let Some(task) = tasks.next().await {
        task.expect("a task");
    }
    assert!(tasks.end().is_some());
    assert_eq!(sign_ins(&services, true), 2);
}

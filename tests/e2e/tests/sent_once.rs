//! FAULTS 5.8, 5.9 and 5.17 for Rust: what changes something goes over the wire once, whatever the server does with it or with its connection.

use std::time::Duration;

use nordcase::Error;
use nordcase::altinn::{self, InstantiateCollaboration};
use nordcase::client::{CaseAgencyClient, FastDokClient, Transport, TransportOptions};
use nordcase::error::Failure;
use nordcase::fastdok::{Access, ActionKind, DeleteInstance, GetBalance, PerformAction, StartCase, UploadObject};
use nordcase_e2e::raw::{Act, Heard, Raw, answer};
use nordcase_e2e::{lease, transport};

/// The calls that change something, one of each kind of request: with a body, without one, a file, a removal, SOAP.
const CHANGES: [&str; 5] = ["start", "act", "upload", "delete", "soap"];

/// Our own transport, and one on a client of the caller's that follows redirects and repeats what HTTP/2 allows, as `reqwest` does by itself.
fn transports() -> [(&'static str, Transport); 2] {
    let foreign = callers_client().no_proxy().build().expect("a client");
    [("own", transport()), ("the caller's", Transport::with_client(foreign, TransportOptions::default()))]
}

async fn change(name: &str, server: &Raw, transport: &Transport) -> Result<(), Error> {
    let fastdok = FastDokClient::new(Access::new(server.base_url()).with_ticket("biljett".into()), transport.clone());
    match name {
        "start" => fastdok.call(&StartCase::new(lease())).await.map(drop),
        "act" => fastdok.call(&PerformAction::new("t1", ActionKind::ActionComplete)).await.map(drop),
        "upload" => fastdok.call(&UploadObject::new("o1", "a.txt", vec![b'x'; 300_000])).await.map(drop),
        "delete" => fastdok.call(&DeleteInstance::new("i1")).await.map(drop),
        _ => {
            let access = altinn::Access::basic(server.base_url(), "SKDEN", "hemmelig");
            let agency = CaseAgencyClient::new(access, transport.clone());
            agency.call(&InstantiateCollaboration::new("2681", 1, "910453092")).await.map(drop)
        }
    }
}

/// One read, so that a connection is kept.
async fn read(server: &Raw, transport: &Transport) {
    let fastdok = FastDokClient::new(Access::new(server.base_url()).with_ticket("biljett".into()), transport.clone());
    fastdok.call(&GetBalance {}).await.expect("a balance");
}

fn balance() -> Act {
    Act::Send(answer("200 OK", "", r#"{"Balance":1}"#))
}

fn changes(server: &Raw) -> Vec<Heard> {
    server.heard().into_iter().filter(Heard::changes).collect()
}

fn unseen(error: Error, what: &str) {
    match error {
        Error::Transport(error) => {
            assert_eq!((error.failure, error.may_have_arrived), (Failure::Network, true), "{what}: {error:?}");
        }
        other => panic!("{what}: {other:?}"),
    }
}

#[tokio::test]
async fn fault_5_17_a_connection_that_dies_with_the_request_in_it() {
    for (whose, transport) in transports() {
        for name in CHANGES {
            let server = Raw::start(|heard| if heard.changes() { vec![Act::Close] } else { vec![balance()] }).await;
            read(&server, &transport).await;
            let error = change(name, &server, &transport).await.expect_err("no answer");
            unseen(error, name);
            let sent = changes(&server);
            assert_eq!(sent.len(), 1, "{name}, {whose}: {sent:?}");
            // On a client of the caller's the kept connection is what this test is about; ours has a new one for each change.
            assert_eq!(sent[0].connection, usize::from(whose == "own"), "{name}, {whose}");
        }
    }
}

#[tokio::test]
async fn fault_5_17_a_connection_that_was_closed_while_nobody_used_it() {
    // As some servers say good-bye: without a word, and with an answer that nobody asked for.
    let too_late = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec();
    for good_bye in [vec![], vec![Act::Send(too_late)]] {
        for (whose, transport) in transports() {
            for name in CHANGES {
                let good_bye = good_bye.clone();
                let server = Raw::start(move |heard| match heard.changes() {
                    true => vec![Act::Send(answer("503 Service Unavailable", "", "{}"))],
                    false => [vec![balance()], good_bye.clone(), vec![Act::Close]].concat(),
                })
                .await;
                read(&server, &transport).await;
                tokio::time::sleep(Duration::from_millis(100)).await;
                let error = change(name, &server, &transport).await.expect_err("503");
                assert!(!matches!(error, Error::Transport(_)), "{name}, {whose}: {error:?}");
                let sent = changes(&server);
                assert_eq!(sent.len(), 1, "{name}, {whose}: {sent:?}");
                assert_eq!(sent[0].connection, 1, "{name}, {whose}");
            }
        }
    }
}

#[tokio::test]
async fn fault_5_8_answers_that_invite_to_send_it_again() {
    let invitations = [
        ("503 Service Unavailable", "Retry-After: 0\r\n"),
        ("429 Too Many Requests", "Retry-After: 0\r\n"),
        ("408 Request Timeout", ""),
        ("408 Request Timeout", "Connection: close\r\n"),
        ("421 Misdirected Request", ""),
        ("425 Too Early", ""),
        ("401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"\r\n"),
        ("407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"x\"\r\n"),
    ];
    for (whose, transport) in transports() {
        for (status, headers) in invitations {
            for name in CHANGES {
                let invitation = answer(status, headers, "{}");
                let server = Raw::start(move |_| vec![Act::Send(invitation.clone())]).await;
                change(name, &server, &transport).await.expect_err(status);
                assert_eq!(changes(&server).len(), 1, "{name}, {status}, {whose}");
            }
        }
    }
}

#[tokio::test]
async fn fault_5_8_redirects() {
    for (whose, transport) in transports() {
        for status in ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent"]
        {
            for name in CHANGES {
                let thief = Raw::start(|_| vec![balance()]).await;
                let location = format!("Location: http://{}/elsewhere\r\n", thief.address);
                let server = Raw::start(move |_| vec![Act::Send(answer(status, &location, ""))]).await;
                let error = change(name, &server, &transport).await.expect_err(status);
                assert_eq!((changes(&server).len(), changes(&thief).len()), (1, 0), "{name}, {status}, {whose}");
                // With our own transport nothing follows at all; what a client of the caller's follows is never taken for the answer.
                assert!(whose != "own" || thief.heard().is_empty(), "{name}, {status}: {:?}", thief.heard());
                if !thief.heard().is_empty() {
                    assert!(error.to_string().contains("redirect"), "{error}");
                    unseen(error, status);
                }
            }
        }
    }
}

/// Reads go out once as well: whether one is sent again is the core's policy, which is the same in all languages.
#[tokio::test]
async fn fault_3_3_the_transport_repeats_no_read_by_itself() {
    for (_, transport) in transports() {
        let server = Raw::start(|heard| if heard.nth == 0 { vec![balance()] } else { vec![Act::Close] }).await;
        read(&server, &transport).await;
        let access = Access::new(server.base_url()).with_ticket("biljett".into());
        let request = nordcase::Operation::request(&GetBalance {}, &access).expect("a request");
        let error = transport.send(request).await.expect_err("no answer");
        unseen(error.into(), "a read");
        assert_eq!(server.heard().len(), 2);
    }
}

/// What the caller's client was given as time-outs does not cut an answer short: the transport's options say how long it may take.
#[tokio::test]
async fn fault_4_1_the_callers_client_keeps_the_transports_time() {
    let hasty = callers_client().no_proxy().timeout(Duration::from_millis(100)).build().expect("a client");
    let transport = Transport::with_client(hasty, TransportOptions::default());
    let server = Raw::start(|_| vec![Act::Pause(Duration::from_millis(500)), balance()]).await;
    read(&server, &transport).await;

    let patient = callers_client().no_proxy().build().expect("a client");
    let options = TransportOptions { timeout: Duration::from_millis(300), ..TransportOptions::default() };
    let transport = Transport::with_client(patient, options);
    let server = Raw::start(|_| vec![Act::Pause(Duration::from_secs(30))]).await;
    let fastdok = FastDokClient::new(Access::new(server.base_url()).with_ticket("biljett".into()), transport);
    let error = fastdok.call(&GetBalance {}).await.expect_err("too late");
    assert_eq!(error.code(), "transport.timeout");
}

/// A body's length is announced: some servers refuse what comes in pieces, and a POST that has no body must say so.
#[tokio::test]
async fn a_request_says_how_long_it_is() {
    for (whose, transport) in transports() {
        for name in CHANGES {
            let server = Raw::start(|_| vec![Act::Send(answer("503 Service Unavailable", "", "{}"))]).await;
            change(name, &server, &transport).await.expect_err("503");
            let head = changes(&server)[0].text.split("\r\n\r\n").next().expect("a head").to_lowercase();
            assert!(!head.contains("transfer-encoding"), "{name}, {whose}: {head}");
            assert_eq!(head.matches("\ncontent-length: ").count(), 1, "{name}, {whose}: {head}");
            assert_eq!(head.matches("\naccept-encoding: ").count(), 1, "{name}, {whose}: {head}");
        }
    }
}

/// What a caller begins a client with. The features of this workspace leave the choice of the cryptography to the program.
fn callers_client() -> reqwest::ClientBuilder {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
}

/// A gateway that sends each answer twice: the second copy of a read's must not be the answer to a change.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_comes_twice_is_that_of_one_request() {
    for name in CHANGES {
        for gap in [Duration::ZERO, Duration::from_millis(2)] {
            let server = Raw::start(move |heard| {
                let answer = match heard.changes() {
                    true => answer("400 Bad Request", "", r#"{"success":false,"message":"NO"}"#),
                    false => answer("200 OK", "", r#"{"Balance":1,"success":true}"#),
                };
                vec![Act::Send(answer.clone()), Act::Pause(gap), Act::Send(answer)]
            })
            .await;
            let transport = transport();
            for _ in 0..5 {
                read(&server, &transport).await;
                let refused = change(name, &server, &transport).await.expect_err("no");
                assert!(!matches!(refused, Error::Transport(_)), "{name}: {refused:?}");
            }
            let mut connections: Vec<usize> = changes(&server).iter().map(|heard| heard.connection).collect();
            connections.dedup();
            assert_eq!(connections.len(), 5, "{name}: a change went over a connection that was kept");
        }
    }
}

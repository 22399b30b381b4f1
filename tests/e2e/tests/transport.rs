//! The reqwest transport on real sockets: what it follows, how much it takes, how long it waits, whom it trusts.

use std::time::{Duration, Instant};

use nordcase::altinn::{GetCaseList, InstantiateCollaboration};
use nordcase::client::{FastDokClient, Transport, TransportOptions};
use nordcase::error::Failure;
use nordcase::fastdok::{Access, GetBalance, ListInstances, StartCase};
use nordcase::{Error, Limits};
use nordcase_e2e::{Canned, PASSWORD, Services, lease, transport};
use nordcase_sandbox::Fault;
use nordcase_sandbox::server::{Options, Server};

fn client(server: &Canned, transport: Transport) -> FastDokClient {
    FastDokClient::new(Access::new(server.base_url()).with_ticket("geheim-ticket".into()), transport)
}

fn with(options: TransportOptions) -> Transport {
    Transport::new(options).expect("TLS can be set up")
}

fn transport_error(error: Error) -> (Failure, bool) {
    match error {
        Error::Transport(error) => (error.failure, error.may_have_arrived),
        other => panic!("not a transport failure: {other:?}"),
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let thief = Canned::start(None).await;
    let head = format!("HTTP/1.1 302 Found\r\nLocation: http://{}/\r\nContent-Length: 0\r\n\r\n", thief.address);
    let server = Canned::start(Some(head.into_bytes())).await;
    let error = client(&server, transport()).call(&GetBalance {}).await.expect_err("a redirect");
    assert_eq!(error.code(), "fastdok.redirect");
    assert_eq!((server.connections(), thief.connections()), (1, 0));
    assert!(!format!("{error:?} {error}").contains("geheim"));
}

#[tokio::test]
async fn an_answer_larger_than_the_limit_is_not_read_to_its_end() {
    let limits = Limits { answer_bytes: 10_000 };
    let options = || TransportOptions { limits, ..TransportOptions::default() };
    let announced = b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n".as_slice();
    let unannounced = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".as_slice();
    for head in [announced, unannounced] {
        let server = Canned::start(Some([head, &vec![b' '; 50_000_000]].concat())).await;
        let error = client(&server, with(options())).call(&GetBalance {}).await.expect_err("too large");
        assert_eq!(transport_error(error), (Failure::TooLarge, true));
    }
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let options = TransportOptions { timeout: Duration::from_millis(200), ..TransportOptions::default() };
    let server = Canned::start(None).await;
    let start = Instant::now();
    let error = client(&server, with(options.clone())).call(&GetBalance {}).await.expect_err("no answer");
    assert_eq!(transport_error(error), (Failure::Timeout, true));
    assert!(start.elapsed() < Duration::from_secs(15));

    // Half an answer is none: the time-out holds for the body too.
    let services = Services::start();
    let client = FastDokClient::new(services.fastdok_access(PASSWORD), with(options));
    client.call(&GetBalance {}).await.expect("in time");
    services.order("fastdok.get_balance", 1, Fault::Slow { ms: 3_000 });
    let error = client.call(&GetBalance {}).await.expect_err("too slow");
    assert_eq!(transport_error(error), (Failure::Timeout, true));
}

#[tokio::test]
async fn who_is_not_there_got_nothing() {
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("its address")
    };
    let base_url = nordcase::BaseUrl::new(&format!("http://{gone}")).expect("loopback");
    let client = FastDokClient::new(Access::new(base_url).with_ticket("t".into()), transport());
    let error = client.call(&StartCase::new(lease())).await.expect_err("nobody is there");
    assert_eq!(error.retry(), nordcase::Retry::Safe);
    assert_eq!(transport_error(error), (Failure::Network, false));
}

/// A server that accepts no connection, and a time-out that is shorter than that for connecting: nothing can have arrived.
#[tokio::test]
async fn who_accepts_no_connection_got_nothing() {
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("loopback")).expect("a port");
    let full = socket.listen(1).expect("it listens");
    let address = full.local_addr().expect("its address");
    let mut held = Vec::new();
    while let Ok(Ok(stream)) =
        tokio::time::timeout(Duration::from_millis(200), tokio::net::TcpStream::connect(address)).await
    {
        held.push(stream);
        assert!(held.len() < 100, "this system accepts for a server that does not");
    }
    let options = TransportOptions { timeout: Duration::from_millis(300), ..TransportOptions::default() };
    let base_url = nordcase::BaseUrl::new(&format!("http://{address}")).expect("loopback");
    let client = FastDokClient::new(Access::new(base_url).with_ticket("t".into()), with(options));
    let error = client.call(&StartCase::new(lease())).await.expect_err("nobody answers");
    assert_eq!(transport_error(error), (Failure::Timeout, false));
}

#[tokio::test]
async fn tls_is_trusted_only_with_its_root() {
    let server = Server::start(Options { tls: true, ..Options::default() }).expect("a server");
    let pem = server.certificate().expect("an https server has one").pem.clone();
    let services = Services { server };
    assert!(services.base_url().as_str().starts_with("https://"));

    let stranger = services.fastdok().call(&GetBalance {}).await.expect_err("an unknown certificate");
    assert_eq!(transport_error(stranger), (Failure::Network, false));
    let options = TransportOptions { extra_roots_pem: pem.into_bytes(), ..TransportOptions::default() };
    let friend = FastDokClient::new(services.fastdok_access(PASSWORD), with(options));
    assert_eq!(friend.call(&GetBalance {}).await.expect("trusted").balance.to_string(), "2000.00");

    let broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_vec();
    assert!(Transport::new(TransportOptions { extra_roots_pem: broken, ..TransportOptions::default() }).is_err());
}

#[tokio::test]
async fn dropping_the_future_cancels_the_call() {
    let services = Services::start();
    let client = services.fastdok();
    client.call(&GetBalance {}).await.expect("signed in");
    services.order("fastdok.get_balance", 1, Fault::Slow { ms: 20_000 });
    let start = Instant::now();
    let cancelled = tokio::time::timeout(Duration::from_millis(100), client.call(&GetBalance {})).await;
    assert!(cancelled.is_err());
    // The client is not held up, and does not take the late answer for the next call's.
    client.call(&GetBalance {}).await.expect("the next call");
    assert!(start.elapsed() < Duration::from_secs(15));
}

#[tokio::test]
async fn a_list_read_while_it_arrives_is_the_whole_list() {
    let services = Services::start();
    let (fastdok, altinn) = (services.fastdok(), services.altinn());
    for _ in 0..30 {
        altinn.call(&InstantiateCollaboration::new("2681", 1, "910453092")).await.expect("a case");
    }
    for _ in 0..5 {
        fastdok.call(&StartCase::new(lease())).await.expect("a case");
    }

    let operation = GetCaseList::of_service("2681", 1);
    let whole = altinn.call(&operation).await.expect("a list");
    let mut stream = altinn.list(&operation).await.expect("a list");
    let mut cases = Vec::new();
    while let Some(case) = stream.next().await {
        cases.push(case.expect("a case"));
    }
    assert_eq!(cases.len(), 30);
    assert_eq!(cases, whole);
    assert!(stream.end().is_some());

    let whole = fastdok.call(&ListInstances::default()).await.expect("a list");
    let mut stream = fastdok.list(&ListInstances::default()).await.expect("a list");
    let mut cases = Vec::new();
    while let Some(case) = stream.next().await {
        cases.push(case.expect("a case"));
    }
    assert_eq!(cases.len(), 5);
    assert_eq!(cases, whole.items);
}

#[tokio::test]
async fn a_list_that_breaks_off_is_not_whole() {
    let services = Services::start();
    let altinn = services.altinn();
    for _ in 0..30 {
        altinn.call(&InstantiateCollaboration::new("2681", 1, "910453092")).await.expect("a case");
    }
    services.order("altinn.get_case_list", 1, Fault::CutBody);
    let mut stream = altinn.list(&GetCaseList::of_service("2681", 1)).await.expect("a list");
    let mut outcome = Vec::new();
    while let Some(case) = stream.next().await {
        outcome.push(case.map(|case| case.case_id).map_err(|error| error.code().to_owned()));
    }
    assert_eq!(outcome.last(), Some(&Err("transport.network".to_owned())));
    assert!(outcome.len() < 30 && outcome.iter().filter(|item| item.is_err()).count() == 1);
    assert!(stream.end().is_none());
}

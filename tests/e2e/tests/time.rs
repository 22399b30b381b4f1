//! FAULTS 5.14 and 5.15: one bound on all the time that the network takes, and none of the consumer's time counts.

use std::time::{Duration, Instant};

use nordcase::Error;
use nordcase::client::{FastDokClient, Transport, TransportOptions};
use nordcase::error::Failure;
use nordcase::fastdok::{Access, GetBalance, ListInstances, StartCase};
use nordcase_e2e::lease;
use nordcase_e2e::raw::{Act, Raw, answer};

/// Much less than any of these answers would take.
const ENOUGH: Duration = Duration::from_secs(10);

fn client(server: &Raw, timeout: Duration) -> FastDokClient {
    let options = TransportOptions { timeout, ..TransportOptions::default() };
    let transport = Transport::new(options).expect("TLS can be set up");
    FastDokClient::new(Access::new(server.base_url()).with_ticket("biljett".into()), transport)
}

fn late(error: Error) {
    match error {
        Error::Transport(error) => {
            assert_eq!((error.failure, error.may_have_arrived), (Failure::Timeout, true), "{error:?}");
        }
        other => panic!("not a time-out: {other:?}"),
    }
}

/// Every way to answer for ever without being silent.
fn slow_answers() -> Vec<(&'static str, Vec<Act>)> {
    let pause = Duration::from_millis(100);
    let head = answer("200 OK", &format!("X-Padding: {}\r\n", "x".repeat(300)), r#"{"Balance":1}"#);
    let body = format!("{{\"Balance\":1{}}}", " ".repeat(300));
    let body_head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes();
    let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    vec![
        ("a head that drips", vec![Act::Drip(head, pause)]),
        (
            "early hints without end",
            vec![Act::Repeat(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".to_vec(), pause)],
        ),
        ("100s without end", vec![Act::Repeat(b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(), pause)]),
        ("a body that drips", vec![Act::Send(body_head), Act::Drip(body.into_bytes(), pause)]),
        ("chunks without end", vec![Act::Send(chunked.clone()), Act::Repeat(b"1\r\n \r\n".to_vec(), pause)]),
        (
            "trailers without end",
            vec![Act::Send([chunked, b"0\r\n".to_vec()].concat()), Act::Repeat(b"a: b\r\n".to_vec(), pause)],
        ),
    ]
}

#[tokio::test]
async fn fault_5_15_one_bound_on_the_whole_exchange() {
    for (name, acts) in slow_answers() {
        let server = Raw::start(move |_| acts.clone()).await;
        let client = client(&server, Duration::from_millis(400));
        for changing in [false, true] {
            let start = Instant::now();
            let error = match changing {
                false => client.call(&GetBalance {}).await.expect_err(name),
                true => client.call(&StartCase::new(lease())).await.expect_err(name),
            };
            late(error);
            assert!(start.elapsed() < ENOUGH, "{name}: {:?}", start.elapsed());
        }
    }
}

#[tokio::test]
async fn fault_5_15_the_bound_holds_for_a_list_too() {
    for (name, acts) in slow_answers() {
        let server = Raw::start(move |_| acts.clone()).await;
        let client = client(&server, Duration::from_millis(400));
        let start = Instant::now();
        let error = match client.list(&ListInstances::new()).await {
            Err(error) => error,
            Ok(mut list) => list.next().await.expect("no end").expect_err(name),
        };
        late(error);
        assert!(start.elapsed() < ENOUGH, "{name}: {:?}", start.elapsed());
    }
}

/// Items that come one by one for ever: those that came are given, and then the time is over.
#[tokio::test]
async fn fault_5_15_a_list_that_never_ends_is_left() {
    let server = Raw::start(|_| {
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n[{\"Id\":\"first\"}"
            .to_vec();
        vec![Act::Send(head), Act::Repeat(b",{\"Id\":\"more\"}".to_vec(), Duration::from_millis(50))]
    })
    .await;
    let client = client(&server, Duration::from_secs(1));
    let start = Instant::now();
    let mut list = client.list(&ListInstances::new()).await.expect("a list");
    let mut items = 0;
    let error = loop {
        match list.next().await.expect("no end") {
            Ok(_) => items += 1,
            Err(error) => break error,
        }
    };
    late(error);
    assert!(items > 1 && start.elapsed() < ENOUGH, "{items} in {:?}", start.elapsed());
    assert!(list.next().await.is_none());
}

#[tokio::test]
async fn fault_5_14_a_slow_consumer_is_not_the_network() {
    // More than fits between the two: most of it is sent when the consumer has made room.
    let padding = "x".repeat(30_000);
    let items: Vec<String> = (0..400).map(|n| format!(r#"{{"Id":"{n}","Name":"{padding}"}}"#)).collect();
    let body = format!("[{}]", items.join(","));
    let server = Raw::start(move |_| vec![Act::Send(answer("200 OK", "", &body))]).await;
    let client = client(&server, Duration::from_secs(2));
    let start = Instant::now();
    let mut list = client.list(&ListInstances::new()).await.expect("a list");
    let mut count = 0;
    while let Some(case) = list.next().await {
        case.expect("a case");
        count += 1;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(count, 400);
    assert!(start.elapsed() > Duration::from_secs(3), "the consumer was not slow: {:?}", start.elapsed());
}

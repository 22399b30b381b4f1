//! FAULTS 2.3 and 5.16: the transport says that it unpacks nothing, and names a packing that came all the same.

use nordcase::client::{FastDokClient, Transport, TransportOptions};
use nordcase::error::Failure;
use nordcase::fastdok::{Access, GetBalance, ListInstances};
use nordcase::{Error, Operation};
use nordcase_e2e::raw::{Act, Raw};
use nordcase_e2e::transport;

fn packed(headers: &str) -> Vec<u8> {
    // gzip of `{"Balance":1}`, or near enough: nobody is to unpack it.
    let body = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xabVrJ\xccI\xccKNU\xb22\xac\x05\x00";
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

fn named(error: Error, encoding: &str) {
    assert!(error.to_string().contains(encoding), "{error}");
    match error {
        Error::Transport(error) => assert_eq!((error.failure, error.may_have_arrived), (Failure::Network, true)),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn fault_2_3_a_packing_that_nobody_asked_for_is_named() {
    let cases = [
        ("Content-Encoding: gzip\r\n", "gzip"),
        ("Content-Encoding: br\r\n", "br"),
        ("content-encoding: identity, X-GZip\r\n", "x-gzip"),
        ("Content-Encoding: identity\r\nContent-Encoding: deflate\r\n", "deflate"),
        ("Content-Encoding: zstd\r\n", "zstd"),
        ("Transfer-Encoding: gzip\r\n", "gzip"),
    ];
    let foreign = callers_client().no_proxy().build().expect("a client");
    for transport in [transport(), Transport::with_client(foreign, TransportOptions::default())] {
        for (headers, encoding) in cases {
            let server = Raw::start(move |_| vec![Act::Send(packed(headers)), Act::Close]).await;
            // The transport alone: a client would send a read that is lost once more.
            let access = Access::new(server.base_url()).with_ticket("biljett".into());
            let request = GetBalance {}.request(&access).expect("a request");
            named(transport.send(request).await.expect_err(headers).into(), encoding);
            let error = match transport.list(access, &ListInstances::new()).await {
                Err(error) => error,
                Ok(mut list) => list.next().await.expect("no end").expect_err(headers),
            };
            named(error, encoding);
            for heard in server.heard() {
                assert!(heard.text.to_lowercase().contains("\r\naccept-encoding: identity\r\n"), "{heard:?}");
            }
        }
    }
}

#[tokio::test]
async fn fault_2_3_what_is_not_packed_is_read() {
    for headers in
        ["Content-Encoding: identity\r\n", "Content-Encoding:\r\n", "Content-Encoding: Identity, identity\r\n"]
    {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n{headers}\r\n");
        let whole = format!("{head}{{\"Balance\":1}}").into_bytes();
        let server = Raw::start(move |_| vec![Act::Send(whole.clone()), Act::Close]).await;
        let client = FastDokClient::new(Access::new(server.base_url()).with_ticket("biljett".into()), transport());
        client.call(&GetBalance {}).await.expect(headers);
    }
}

/// What a caller begins a client with. The features of this workspace leave the choice of the cryptography to the program.
fn callers_client() -> reqwest::ClientBuilder {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
}

//! FAULTS 5.12: a proxy of the environment sees neither what stays on this machine nor what is not encrypted.

use std::process::Stdio;

use nordcase_e2e::raw::{Act, Raw, answer};
use tokio::process::Command;

const VARIABLES: [&str; 4] = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

/// Runs the caller with this proxy in these variables, and gives what it printed.
async fn call(url: &str, proxy: &Raw, variables: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caller"));
    for name in VARIABLES.iter().chain(&["HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"]) {
        command.env_remove(name);
    }
    for name in variables {
        command.env(name, format!("http://{}", proxy.address));
    }
    let output = command.arg(url).stderr(Stdio::inherit()).output().await.expect("the caller runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

async fn proxy() -> Raw {
    Raw::start(|_| vec![Act::Send(answer("200 OK", "", r#"{"Balance":666}"#)), Act::Close]).await
}

#[tokio::test]
async fn fault_5_12_loopback_goes_past_any_proxy() {
    for variable in VARIABLES {
        let proxy = proxy().await;
        let server = Raw::start(|_| vec![Act::Send(answer("200 OK", "", r#"{"Balance":7}"#))]).await;
        let port = server.address.port();
        for (host, answers) in
            [("127.0.0.1", true), ("localhost", true), ("LOCALHOST", true), ("127.8.9.1", false), ("[::1]", false)]
        {
            let printed = call(&format!("http://{host}:{port}"), &proxy, &[variable]).await;
            assert!(proxy.heard().is_empty(), "{variable}, {host}: {:?}", proxy.heard());
            assert!(!answers || printed == "7.00" || printed == "7", "{variable}, {host}: {printed}");
        }
    }
}

#[tokio::test]
async fn fault_5_12_loopback_goes_past_any_proxy_with_tls_too() {
    let proxy = proxy().await;
    // Nobody is there: what matters is who is asked.
    let gone = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        let url = format!("https://{host}:{}", gone.port());
        let printed = call(&url, &proxy, &["HTTPS_PROXY", "ALL_PROXY"]).await;
        assert!(printed.starts_with("transport."), "{host}: {printed}");
        assert!(proxy.heard().is_empty(), "{host}: {:?}", proxy.heard());
    }
}

/// The kind's other member: `BaseUrl::insecure` allows the network of one's own, not a proxy that reads the password.
#[tokio::test]
async fn fault_5_12_nothing_in_the_clear_goes_to_a_proxy() {
    for variable in VARIABLES {
        let proxy = proxy().await;
        let printed = call("http://forms.invalid", &proxy, &[variable]).await;
        assert!(printed.starts_with("transport.network"), "{variable}: {printed}");
        assert!(proxy.heard().is_empty(), "{variable}: {:?}", proxy.heard());
    }
}

/// What is encrypted may go through one: the proxy of a company is often the only way out, and it sees the host's name alone.
#[tokio::test]
async fn fault_5_12_what_is_encrypted_goes_through_the_proxy() {
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
        let proxy = proxy().await;
        call("https://forms.invalid", &proxy, &[variable]).await;
        let heard = proxy.heard();
        assert_eq!(heard.len(), 1, "{variable}: {heard:?}");
        assert!(heard[0].text.starts_with("CONNECT forms.invalid:443 "), "{variable}: {heard:?}");
        assert!(!heard[0].text.contains("hemlig-biljett"), "{variable}: {heard:?}");
    }
}

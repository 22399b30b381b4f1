//! The server over real sockets: faults as a client meets them, the control endpoints, TLS, and how it stops.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use nordcase_sandbox::server::{Options, Server};
use serde_json::{Value, json};

const API_KEY: &str = "7b1f6a52-0c3e-4f8b-9d21-5a60c1e2d3f4";
const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

fn server() -> Server {
    Server::start(Options::default()).unwrap()
}

fn connect(url: &str) -> TcpStream {
    let stream = TcpStream::connect(url.split_once("://").unwrap().1).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream
}

/// Sends one request and reads until the server closes; the bytes as they came.
fn raw(url: &str, request: &str, body: &[u8]) -> Vec<u8> {
    let mut stream = connect(url);
    let host = url.split_once("://").unwrap().1;
    let host = if request.contains("Host:") { String::new() } else { format!("Host: {host}\r\n") };
    let (line, headers) = request.split_once("\r\n").unwrap_or((request, ""));
    let length = body.len();
    let head = format!("{line} HTTP/1.1\r\n{host}Connection: close\r\nContent-Length: {length}\r\n{headers}\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    // A server that refuses by the head alone may close before it has read the body.
    let _ = stream.write_all(body);
    let mut answer = Vec::new();
    // A reset is an end too: what came before it is in `answer`.
    let _ = stream.read_to_end(&mut answer);
    answer
}

/// An answer's status, head (lower case) and body.
fn call(url: &str, request: &str, body: &[u8]) -> (u16, String, String) {
    split(&raw(url, request, body))
}

fn split(answer: &[u8]) -> (u16, String, String) {
    let text = String::from_utf8_lossy(answer);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
    assert!(!chunked, "small answers have a length");
    (status, head.to_ascii_lowercase(), body.to_owned())
}

fn control(url: &str, command: &Value) -> Value {
    let (status, _, body) = call(url, "POST /_sandbox/control", command.to_string().as_bytes());
    assert_eq!(status, 200, "{command}: {body}");
    serde_json::from_str(&body).unwrap()
}

fn get(url: &str, path: &str) -> Value {
    let (status, _, body) = call(url, &format!("GET {path}"), b"");
    assert_eq!(status, 200, "{path}: {body}");
    serde_json::from_str(&body).unwrap()
}

fn sign_in_form() -> String {
    format!("APIKey={API_KEY}&Username=eva%40angstrom.example&Password=V%C3%A5gl%C3%A4ngd-550")
}

fn ticket(url: &str) -> String {
    let (status, _, ticket) = call(url, &format!("POST /API/v1.0/Authenticate\r\n{FORM}"), sign_in_form().as_bytes());
    assert_eq!(status, 200);
    assert_eq!(ticket.len(), 36, "a bare ticket");
    ticket
}

#[test]
fn both_services_answer() {
    let server = server();
    let url = server.url();
    let ticket = ticket(&url);
    let (status, head, body) =
        call(&url, &format!("GET /API/v1.0/Domains/Current/Balance\r\nTicket: {ticket}\r\n"), b"");
    assert_eq!((status, body.as_str()), (200, r#"{"Balance":500.00}"#));
    assert!(head.contains("access-control-allow-origin: *"));
    let path = "/ServiceEngineExternal/CaseAgencySystemExternalBasic.svc";
    let (status, _, wsdl) = call(&url, &format!("GET {path}?wsdl"), b"");
    assert_eq!(status, 200);
    assert!(wsdl.contains(&format!("{url}{path}")), "the WSDL tells the address that was asked");
    server.stop();
}

#[test]
fn a_lost_answer_was_applied_and_a_lost_request_was_not() {
    let server = server();
    let url = server.url();
    for (fault, entries) in [("never_arrives", 0), ("answer_lost", 1)] {
        control(&url, &json!({"command": "add_fault", "operation": "fastdok.authenticate", "nth": 1, "fault": fault}));
        let answer = raw(&url, &format!("POST /API/v1.0/Authenticate\r\n{FORM}"), sign_in_form().as_bytes());
        assert_eq!(answer, b"", "{fault}: not a byte comes back");
        assert_eq!(get(&url, "/_sandbox/ledger").as_array().unwrap().len(), entries, "{fault}");
    }
}

#[test]
fn a_lost_answer_closes_a_connection_that_is_kept_alive() {
    let server = server();
    let url = server.url();
    control(
        &url,
        &json!({"command": "add_fault", "operation": "fastdok.get_balance", "nth": 2, "fault": "answer_lost"}),
    );
    let mut stream = connect(&url);
    let request = b"GET /API/v1.0/Domains/Current/Balance HTTP/1.1\r\nHost: localhost\r\n\r\n";
    stream.write_all(request).unwrap();
    let mut buffer = [0; 2048];
    assert!(stream.read(&mut buffer).unwrap() > 0, "the first call is answered (401)");
    stream.write_all(request).unwrap();
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert_eq!(rest, b"");
}

#[test]
fn a_cut_body_promises_more_than_it_brings() {
    let server = server();
    let url = server.url();
    let request = format!("GET /API/v1.0/Domains/Current\r\nTicket: {}\r\n", ticket(&url));
    let (_, _, whole) = call(&url, &request, b"");
    control(
        &url,
        &json!({"command": "add_fault", "operation": "fastdok.get_current_domain", "nth": 1, "fault": "cut_body"}),
    );
    let (status, head, body) = call(&url, &request, b"");
    assert_eq!(status, 200);
    assert!(head.contains(&format!("content-length: {}", whole.len())), "{head}");
    assert_eq!(body.len(), whole.len() / 2);
    assert!(whole.starts_with(&body));
    let (_, _, again) = call(&url, &request, b"");
    assert_eq!(again, whole, "a fault strikes once");
}

#[test]
fn a_slow_answer_is_slow_and_holds_up_nobody_else() {
    let server = server();
    let url = server.url();
    let fault =
        json!({"command": "add_fault", "operation": "fastdok.get_balance", "nth": 1, "fault": "slow", "ms": 400});
    control(&url, &fault);
    let started = Instant::now();
    let slow = {
        let url = url.clone();
        std::thread::spawn(move || {
            call(&url, "GET /API/v1.0/Domains/Current/Balance", b"");
            started.elapsed()
        })
    };
    std::thread::sleep(Duration::from_millis(50));
    get(&url, "/_sandbox/overview");
    assert!(started.elapsed() < Duration::from_millis(350));
    assert!(slow.join().unwrap() >= Duration::from_millis(400));
}

#[test]
fn error_pages_of_servers_and_balancers() {
    let server = server();
    let url = server.url();
    for (fault, wanted) in [("error500", 500), ("html_page", 503)] {
        control(&url, &json!({"command": "add_fault", "operation": "*", "nth": 1, "fault": fault}));
        let (status, _, body) = call(&url, "GET /API/v1.0/Apps", b"");
        assert_eq!(status, wanted);
        assert!(body.contains("<html>"));
    }
}

#[test]
fn browsers_are_let_in_to_the_services() {
    let server = server();
    let request = "OPTIONS /API/v1.0/Tasks\r\nOrigin: https://app.example\r\nAccess-Control-Request-Method: GET\r\n\
                   Access-Control-Request-Headers: ticket,soapaction,content-type\r\n";
    let (status, head, _) = call(&server.url(), request, b"");
    assert_eq!(status, 204);
    for line in [
        "access-control-allow-origin: *",
        "access-control-allow-headers: ticket, soapaction, content-type",
        "access-control-allow-methods: get, post, delete, options",
    ] {
        assert!(head.contains(line), "{line} in {head}");
    }
    assert!(server.sandbox.lock().unwrap().ledger.entries.is_empty());
}

#[test]
fn other_web_sites_are_kept_out_of_the_control_endpoints() {
    let server = server();
    let url = server.url();
    let reset = br#"{"command":"reset","seed":3}"#;
    for headers in [
        "Origin: https://evil.example\r\n",
        "Origin: null\r\n",
        "Origin: http://127.0.0.1.evil.example\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
        "Host: evil.example\r\n",
        "Host: evil.example\r\nOrigin: http://evil.example\r\n",
    ] {
        let (status, head, _) = call(&url, &format!("POST /_sandbox/control\r\n{headers}"), reset);
        assert_eq!(status, 403, "{headers}");
        assert!(!head.contains("access-control-allow-origin"), "{headers}");
        let (status, _, _) = call(&url, &format!("OPTIONS /_sandbox/control\r\n{headers}"), b"");
        assert_eq!(status, 403, "{headers}");
    }
    for headers in ["", "Origin: http://localhost:5173\r\n", "Origin: http://[::1]:80\r\n"] {
        let (status, head, _) = call(&url, &format!("POST /_sandbox/control\r\n{headers}"), reset);
        assert_eq!(status, 200, "{headers}");
        assert_eq!(head.contains("access-control-allow-origin: http://"), !headers.is_empty());
    }
}

#[test]
fn refused_commands_tell_why() {
    let server = server();
    let (status, _, body) = call(&server.url(), "POST /_sandbox/control", br#"{"command":"unlock","name":"NOBODY"}"#);
    assert_eq!(status, 400);
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body, json!({"code": "unknown", "message": "there is no system user \"NOBODY\""}));
    let (status, _, _) = call(&server.url(), "GET /_sandbox/nothing", b"");
    assert_eq!(status, 404);
}

#[test]
fn tickets_grow_stale_by_the_servers_clock() {
    let server = server();
    let url = server.url();
    let (status, _, _) = call(&url, "POST /_sandbox/clock", br#"{"frozen":"2026-06-01T12:00:00Z"}"#);
    assert_eq!(status, 200);
    let request = format!("GET /API/v1.0/Apps\r\nTicket: {}\r\n", ticket(&url));
    let wait = |minutes: i64| {
        let change = json!({"advance_ms": minutes * 60_000}).to_string();
        assert_eq!(call(&url, "POST /_sandbox/clock", change.as_bytes()).0, 200);
        call(&url, &request, b"").0
    };
    assert_eq!(wait(49), 200);
    assert_eq!(wait(49), 200, "each use gives it 50 minutes more");
    assert_eq!(wait(51), 401);
    assert_eq!(get(&url, "/_sandbox/clock")["now"], "2026-06-01T14:29:00Z");
    assert_eq!(get(&url, "/_sandbox/ledger")[0]["at"], 1_780_315_200_000_i64);
    let (status, _, body) = call(&url, "POST /_sandbox/clock", br#"{"frozen":"soon"}"#);
    assert_eq!(status, 400, "{body}");
}

#[test]
fn late_applications_happen_when_the_clock_has_come_to_them() {
    let server = server();
    let url = server.url();
    call(&url, "POST /_sandbox/clock", br#"{"frozen":"2026-06-01T12:00:00Z"}"#);
    let fault = |fault: &str| json!({"command": "add_fault", "operation": "fastdok.start_case", "nth": 1, "fault": fault, "ms": 30_000});
    let request = format!("POST /API/v1.0/Apps/form\r\n{FORM}Ticket: {}\r\n", ticket(&url));
    let entries = br#"[{objectclass: "repository.typedobject", typenamespace: "Kontrakt", templateid: "7B"}]"#;
    control(&url, &fault("html_page_applied_late"));
    assert_eq!(call(&url, &request, entries).0, 504);
    control(&url, &fault("applied_late"));
    assert_eq!(raw(&url, &request, entries), b"", "closed without a byte");
    let started = || server.sandbox.lock().unwrap().ledger.entries.len() - 1;
    assert_eq!((started(), get(&url, "/_sandbox/overview")["late"].as_array().unwrap().len()), (0, 2));
    call(&url, "POST /_sandbox/clock", br#"{"advance_ms":30000}"#);
    assert_eq!(started(), 2);
    assert_eq!(control(&url, &json!({"command": "summary"}))["started"], 2);
}

#[test]
fn traffic_shows_everything_but_secrets() {
    let server = server();
    let url = server.url();
    let ticket = ticket(&url);
    call(&url, &format!("POST /API/v1.0/Authenticate?format=json&webTicket=true\r\n{FORM}"), sign_in_form().as_bytes());
    call(&url, &format!("GET /API/v1.0/Apps?ticket={ticket}&Max=1"), b"");
    let action = "http://www.altinn.no/services/ServiceEngine/Case/2010/10/ICaseAgencySystemExternalBasic/GetCaseListAgencySystemExternalBasic";
    let soap = format!(
        "POST /ServiceEngineExternal/CaseAgencySystemExternalBasic.svc\r\nContent-Type: text/xml\r\nSOAPAction: \"{action}\"\r\n"
    );
    let envelope = r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
        <GetCaseListAgencySystemExternalBasic xmlns="http://www.altinn.no/services/ServiceEngine/Case/2010/10">
        <systemUserName>SKDEN</systemUserName><systemPassword><![CDATA[sandkasse-2681]]></systemPassword><caseID>1001</caseID>
        </GetCaseListAgencySystemExternalBasic></s:Body></s:Envelope>"#;
    let (status, _, body) = call(&url, &soap, envelope.as_bytes());
    assert_eq!(status, 200, "{body}");

    let traffic = get(&url, "/_sandbox/traffic");
    let text = traffic.to_string();
    for secret in [API_KEY, "550", &ticket, "sandkasse", "CDATA"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let names: Vec<_> =
        traffic.as_array().unwrap().iter().map(|exchange| exchange["operation"].as_str().unwrap()).collect();
    assert_eq!(names, ["fastdok.authenticate", "fastdok.authenticate", "fastdok.list_apps", "altinn.get_case_list"]);
    assert_eq!(traffic[0]["request"]["body"], "APIKey=***&Username=eva%40angstrom.example&Password=***");
    assert_eq!(traffic[0]["response"]["body"], "***");
    assert_eq!(traffic[1]["response"]["body"], r#"{"success":true,"Ticket":"***","WebTicket":"***"}"#);
    assert_eq!(traffic[2]["path"], "/API/v1.0/Apps?ticket=***&Max=1");
    assert!(traffic[3]["request"]["soap_action"].as_str().unwrap().contains(action));
    assert_eq!(get(&url, "/_sandbox/traffic?since=3").as_array().unwrap().len(), 1);
}

#[test]
fn the_event_stream_ticks_when_something_changes() {
    let server = server();
    let mut stream = connect(&server.url());
    stream.write_all(b"GET /_sandbox/events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut seen = String::new();
    let mut wait_for = |wanted: &str| {
        let mut buffer = [0; 1024];
        while !seen.contains(wanted) {
            let read = stream.read(&mut buffer).unwrap();
            assert!(read > 0, "the stream ended: {seen}");
            seen.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
        }
    };
    wait_for("data: 0\n\n");
    control(&server.url(), &json!({"command": "sign_everybody_out"}));
    wait_for("data: 1\n\n");
}

#[test]
fn the_page_is_whole_and_runs_nothing_foreign() {
    let server = server();
    let url = server.url();
    let (status, head, page) = call(&url, "GET /", b"");
    assert_eq!(status, 200);
    assert!(head.contains("content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'"));
    assert!(!page.contains("style=") && !page.contains("<script>") && !page.contains(" onclick"));
    let mut to_read = vec![page];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(text) = to_read.pop() {
        assert!(!text.contains("innerHTML"));
        for path in text.split(['"', '\'']).filter(|word| word.starts_with("/_sandbox/page/") || word.starts_with("./"))
        {
            let path = path.replace("./", "/_sandbox/page/");
            if seen.insert(path.clone()) {
                let (status, _, text) = call(&url, &format!("GET {path}"), b"");
                assert_eq!(status, 200, "{path}");
                to_read.push(text);
            }
        }
    }
    assert_eq!(seen.len(), 9, "{seen:?}");
}

#[test]
fn oversized_and_broken_requests_are_refused() {
    let server = server();
    let url = server.url();
    let long = "x".repeat(200_000);
    let (status, _, _) = call(&url, &format!("GET /API/v1.0/Apps\r\nTicket: {long}\r\n"), b"");
    assert_eq!(status, 431);
    let mut stream = connect(&url);
    let head = "POST /API/v1.0/Authenticate HTTP/1.1\r\nHost: localhost\r\nContent-Length: 33554433\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = vec![b'a'; 1 << 20];
    // It may close before everything is sent.
    for _ in 0..33 {
        if stream.write_all(&chunk).is_err() {
            break;
        }
    }
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 413"), "{}", String::from_utf8_lossy(&answer));
    let (status, _, _) = call(&url, "PUT /API/v1.0/Objects/1", b"");
    assert_eq!(status, 405);
    let mut stream = connect(&url);
    stream.write_all(b"\x16\x03\x01 not http at all\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 400"));
    get(&url, "/_sandbox/overview");
}

#[test]
fn tls_with_the_certificate_it_tells() {
    use tokio_rustls::rustls::crypto::ring::default_provider;
    use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

    let server = Server::start(Options { tls: true, ..Options::default() }).unwrap();
    let url = server.url();
    let certificate = server.certificate().unwrap();
    assert!(url.starts_with("https://127.0.0.1:"));
    assert_eq!(certificate.fingerprint().len(), 95);

    let mut trusted = RootCertStore::empty();
    trusted.add(certificate.der.clone().into()).unwrap();
    let config =
        ClientConfig::builder_with_provider(Arc::new(default_provider())).with_safe_default_protocol_versions();
    let config = Arc::new(config.unwrap().with_root_certificates(trusted).with_no_client_auth());
    for name in ["127.0.0.1", "localhost"] {
        let client = ClientConnection::new(config.clone(), name.try_into().unwrap()).unwrap();
        let mut stream = StreamOwned::new(client, connect(&url));
        stream
            .write_all(b"GET /_sandbox/certificate.pem HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let (status, _, pem) = split(&answer);
        assert_eq!((status, &pem), (200, &certificate.pem));
    }
    // Without trust in it, no connection.
    let config =
        ClientConfig::builder_with_provider(Arc::new(default_provider())).with_safe_default_protocol_versions();
    let config = config.unwrap().with_root_certificates(RootCertStore::empty()).with_no_client_auth();
    let client = ClientConnection::new(Arc::new(config), "localhost".try_into().unwrap()).unwrap();
    assert!(StreamOwned::new(client, connect(&url)).write_all(b"GET / HTTP/1.1\r\n\r\n").is_err());
}

#[test]
fn stopping_lets_a_slow_request_go_and_frees_the_port() {
    let server = server();
    let url = server.url();
    let fault =
        json!({"command": "add_fault", "operation": "fastdok.get_balance", "nth": 1, "fault": "slow", "ms": 60_000});
    control(&url, &fault);
    let idle = connect(&url);
    let slow = {
        let url = url.clone();
        std::thread::spawn(move || call(&url, "GET /API/v1.0/Domains/Current/Balance", b"").0)
    };
    // A request that had not come yet would get no answer, and on a busy machine that takes its time.
    std::thread::sleep(Duration::from_secs(1));
    let started = Instant::now();
    server.stop();
    assert!(started.elapsed() < Duration::from_secs(3));
    assert_eq!(slow.join().unwrap(), 401, "answered early rather than not at all");
    drop(idle);
    assert!(TcpStream::connect(url.trim_start_matches("http://")).is_err());
}

/// The program itself, killed when the test ends.
struct Program(Child, String);

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_nordcase-sandbox"))
            .args(["--port", "0", "--quiet"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = Vec::new();
        let out = child.stdout.as_mut().unwrap();
        let mut byte = [0];
        while out.read(&mut byte).unwrap() == 1 && byte[0] != b'\n' {
            line.push(byte[0]);
        }
        let line = String::from_utf8(line).unwrap();
        let url = line.strip_prefix("listening on ").unwrap_or_else(|| panic!("{line:?}")).to_owned();
        Self(child, url)
    }

    /// Ends it with a signal; whether it ended well, and the rest of its stdout.
    fn end(mut self, signal: &str) -> (bool, String) {
        let sent = Command::new("kill").args([signal, &self.0.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let status = self.0.wait().unwrap();
        let mut rest = String::new();
        self.0.stdout.take().unwrap().read_to_string(&mut rest).unwrap();
        (status.success(), rest)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(unix)]
#[test]
fn the_program_keeps_its_data_over_a_clean_exit_and_survives_a_kill() {
    let file = std::env::temp_dir().join(format!("nordcase-sandbox-test-{}.json", std::process::id()));
    let data = ["--data", file.to_str().unwrap()];
    let set = |amount: &str| json!({"command": "set_balance", "domain": "Bostads AB Björken", "amount": amount});
    let balance = |url: &str| get(url, "/_sandbox/overview")["fastdok"]["domains"][0]["balance"].clone();

    let program = Program::start(&data);
    control(&program.1, &set("11.00"));
    assert_eq!(program.end("-TERM"), (true, String::new()), "one line on stdout and no more");
    let program = Program::start(&data);
    assert_eq!(balance(&program.1), "11.00");
    control(&program.1, &set("12.00"));
    assert!(program.end("-INT").0);
    let program = Program::start(&data);
    assert_eq!(balance(&program.1), "12.00");
    control(&program.1, &set("13.00"));
    assert!(!program.end("-KILL").0);
    let program = Program::start(&data);
    assert_eq!(balance(&program.1), "12.00", "the last clean exit's");
    drop(program);
    std::fs::remove_file(&file).unwrap();
}

#[cfg(unix)]
#[test]
fn the_program_writes_its_certificate() {
    let file = std::env::temp_dir().join(format!("nordcase-sandbox-test-{}.pem", std::process::id()));
    let program = Program::start(&["--tls", "--write-certificate", file.to_str().unwrap()]);
    assert!(program.1.starts_with("https://127.0.0.1:"));
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
    assert!(program.end("-TERM").0);
    std::fs::remove_file(&file).unwrap();
}

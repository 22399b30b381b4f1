//! Real processes, killed with SIGKILL in the middle of a payment, and real time-outs: it is paid once, and the end says so.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nordcase_e2e::{Services, lease};
use nordcase_sandbox::Fault;
use serde_json::Value;

/// The calls of a payment that goes well, the sign-in first.
const CALLS: u32 = 12;
/// How long the service holds an answer back while somebody is killed.
const HELD_MS: u64 = 20_000;
const PATIENCE: Duration = Duration::from_secs(30);

struct Stage {
    services: Services,
    case: String,
    file: PathBuf,
}

impl Stage {
    fn new(name: &str) -> Self {
        let services = Services::start();
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let start = nordcase::fastdok::StartCase::new(lease());
        let case = runtime.block_on(services.fastdok().call(&start)).expect("a case").instance_id;
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("killed-{name}.json"));
        let _ = std::fs::remove_file(&file);
        Self { services, case, file }
    }

    fn payer(&self, port: u16, timeout_ms: u64) -> Payer {
        let mut command = Command::new(env!("CARGO_BIN_EXE_payer"));
        command.args([&format!("http://127.0.0.1:{port}"), &self.case]).arg(&self.file).arg(timeout_ms.to_string());
        Payer(command.stdout(Stdio::piped()).spawn().expect("the payer starts"))
    }

    fn port(&self) -> u16 {
        port_of(&self.services.server.url())
    }

    /// Waits until the service has handled the call whose answer it holds back; `false` if the payer ended before it.
    fn wait_for_the_call(&self, payer: &mut Payer) -> bool {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if self.services.truth(|sandbox| sandbox.plan.rules.is_empty()) {
                return true;
            }
            if payer.0.try_wait().expect("its state").is_some() {
                return false;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("the payer neither called nor ended");
    }

    fn check(&self, end: &Value, what: &str) {
        let (debits, archived) =
            self.services.truth(|sandbox| (sandbox.ledger.debits(None), sandbox.ledger.archived(None)));
        assert_eq!(debits, 1, "{what}: {end}");
        assert_eq!(archived, 0, "{what}: {end}");
        assert_eq!(end["done"]["outcome"], "paid", "{what}: {end}");
    }
}

/// The process that pays; killed when dropped.
struct Payer(Child);

impl Payer {
    fn end(mut self) -> Value {
        let mut line = String::new();
        let out = self.0.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("no end: {line:?}"))
    }
}

impl Drop for Payer {
    fn drop(&mut self) {
        // SIGKILL: nothing is flushed, nothing is said.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The server's front as a process; killed when dropped.
struct Front {
    child: Child,
    port: u16,
}

impl Front {
    fn start(port: u16, server: u16) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_front"))
            .args([port.to_string(), server.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the front starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("its port");
        let port = line.trim().parse().expect("a port");
        Self { child, port }
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn port_of(url: &str) -> u16 {
    url.rsplit(':').next().and_then(|port| port.trim_end_matches('/').parse().ok()).expect("a port")
}

/// Each call in turn, a few at a time.
fn each_call(check: impl Fn(u32) + Sync) {
    let next = std::sync::atomic::AtomicU32::new(1);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let nth = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    if nth > CALLS {
                        return;
                    }
                    check(nth);
                }
            });
        }
    });
}

#[test]
fn a_payer_killed_while_a_call_is_handled_pays_once() {
    each_call(|nth| {
        let stage = Stage::new(&format!("payer-{nth}"));
        stage.services.order("*", nth, Fault::Slow { ms: HELD_MS });
        let mut payer = stage.payer(stage.port(), 60_000);
        assert!(stage.wait_for_the_call(&mut payer), "call {nth} never came");
        drop(payer);
        let end = stage.payer(stage.port(), 60_000).end();
        stage.check(&end, &format!("killed at call {nth}"));
    });
}

#[test]
fn a_server_killed_while_it_handles_a_call_debits_once() {
    each_call(|nth| {
        let stage = Stage::new(&format!("server-{nth}"));
        let front = Front::start(0, stage.port());
        let port = front.port;
        stage.services.order("*", nth, Fault::Slow { ms: HELD_MS });
        let mut payer = stage.payer(port, 60_000);
        assert!(stage.wait_for_the_call(&mut payer), "call {nth} never came");
        drop(front);
        let _front = Front::start(port, stage.port());
        stage.check(&payer.end(), &format!("server killed at call {nth}"));
    });
}

#[test]
fn a_call_that_takes_too_long_is_looked_after() {
    each_call(|nth| {
        let stage = Stage::new(&format!("slow-{nth}"));
        stage.services.order("*", nth, Fault::Slow { ms: HELD_MS });
        let end = stage.payer(stage.port(), 1_500).end();
        stage.check(&end, &format!("time-out at call {nth}"));
    });
}

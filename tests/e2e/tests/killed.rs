//! Real processes, killed with SIGKILL in the middle of a payment, and real time-outs: it is paid once, and the end says so.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nordcase::client::Journal;
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
    folder: PathBuf,
}

impl Stage {
    fn new(name: &str) -> Self {
        let services = Services::start();
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let start = nordcase::fastdok::StartCase::new(lease());
        let case = runtime.block_on(services.fastdok().call(&start)).expect("a case").instance_id;
        Self { services, case, folder: folder(name) }
    }

    fn payer(&self, port: u16, timeout_ms: u64) -> Payer {
        let mut command = Command::new(env!("CARGO_BIN_EXE_payer"));
        command.args([&format!("http://127.0.0.1:{port}"), &self.case]).arg(&self.folder).arg(timeout_ms.to_string());
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
        let journal = Journal::open(&self.folder).expect("nobody has it any more");
        assert_eq!(journal.unfinished().expect("a journal"), [], "{what}");
        assert_eq!(journal.ended().expect("a journal").len(), 1, "{what}");
    }
}

/// An empty folder of this name.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("killed-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    folder
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

/// 1.12: a process that is killed while it stores. `fs::write` leaves an empty file in nine of ten such kills.
#[test]
fn fault_1_12_a_kill_leaves_no_half_journey() {
    const KILLS: u64 = 60;
    let folder = folder("saver");
    for kill in 0..KILLS {
        let mut command = Command::new(env!("CARGO_BIN_EXE_saver"));
        let mut saver = Payer(command.arg(&folder).stdout(Stdio::piped()).spawn().expect("the saver starts"));
        let mut line = String::new();
        BufReader::new(saver.0.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        assert_eq!(line, "stored\n", "kill {kill}");
        // At moments that have nothing to do with its rounds.
        std::thread::sleep(Duration::from_micros(kill * 1_237 % 20_000));
        drop(saver);
        let journal = Journal::open(&folder).expect("the dead process has lost it");
        let unfinished = journal.unfinished().expect("a journal");
        assert_eq!(unfinished.len(), 3, "kill {kill}");
        for unfinished in unfinished {
            let about = unfinished.about.unwrap_or_else(|error| panic!("kill {kill}: {}: {error}", unfinished.key));
            assert_eq!(about.kind, "fastdok.start_case");
        }
    }
}

/// 1.12: payers that are killed again and again at any moment, and carried on from what the journal has.
#[test]
fn fault_1_12_a_payer_killed_at_random_moments_pays_once() {
    let stage = Stage::new("random");
    let mut seed = 88_172_645_463_325_252_u64;
    for _ in 0..25 {
        let payer = stage.payer(stage.port(), 60_000);
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        std::thread::sleep(Duration::from_millis(seed % 80));
        drop(payer);
        let journal = Journal::open(&stage.folder).expect("the dead process has lost it");
        for unfinished in journal.unfinished().expect("a journal") {
            unfinished.about.expect("a whole journey");
        }
        if !journal.ended().expect("a journal").is_empty() {
            break;
        }
    }
    let ended = Journal::open(&stage.folder).and_then(|journal| journal.ended()).expect("a journal");
    if ended.is_empty() {
        stage.check(&stage.payer(stage.port(), 60_000).end(), "after all kills");
    }
    assert_eq!(stage.services.truth(|sandbox| sandbox.ledger.debits(None)), 1);
}

//! Servers as processes of their own, for what talks real HTTP: the sandbox, as a user starts it, and what the benchmarks read from.

use crate::outcome::Stop;
use crate::shell::Shell;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// What the server prints before its address when it is ready.
const READY: &str = "listening on ";

const ANY_PORT: [&str; 2] = ["--port", "0"];

/// A server on a free port of loopback. It ends when this value does.
pub(crate) struct Server {
    /// `http://127.0.0.1:PORT`
    pub(crate) url: String,
    process: Child,
}

impl Server {
    /// Builds the sandbox (with the features that the tests are built with, so that nothing is compiled twice) and starts it.
    pub(crate) fn sandbox(shell: &Shell) -> Result<Self, Stop> {
        shell.run(&mut shell.cargo("build --workspace --all-features --bin nordcase-sandbox"))?;
        Self::start(shell, shell.command(shell.project.built("nordcase-sandbox")).args(ANY_PORT))
    }

    /// The same as fast as it can be, for what measures it.
    pub(crate) fn optimized_sandbox(shell: &Shell) -> Result<Self, Stop> {
        shell.run(
            &mut shell.cargo("build --release --package nordcase-sandbox --all-features --bin nordcase-sandbox"),
        )?;
        Self::start(shell, shell.command(shell.project.optimized("nordcase-sandbox")).args(ANY_PORT))
    }

    /// Starts a program that prints where it listens.
    pub(crate) fn start(shell: &Shell, command: &mut Command) -> Result<Self, Stop> {
        // Its input stays open as long as this value lives: there are servers that end with it.
        let mut process = shell.start(command.stdin(Stdio::piped()).stdout(Stdio::piped()))?;
        let (ready, address) = mpsc::channel();
        let output = process.stdout.take();
        // Reads on after the first line: a full pipe would stop the server.
        std::thread::spawn(move || {
            for line in BufReader::new(output?).lines().map_while(Result::ok) {
                if let Some(url) = line.strip_prefix(READY) {
                    ready.send(url.trim_end_matches('/').to_owned()).ok()?;
                }
            }
            Some(())
        });
        let mut server = Server { url: String::new(), process };
        match address.recv_timeout(Duration::from_secs(30)) {
            Ok(url) => server.url = url,
            Err(_) => return Err(Stop::Failed(format!("{command:?} did not print {READY:?} and its address"))),
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody left to tell.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

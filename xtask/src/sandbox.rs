//! The sandbox as a process of its own, as a user starts it, for stages that talk real HTTP.

use crate::outcome::Stop;
use crate::shell::Shell;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// What the server prints before its address when it is ready.
const READY: &str = "listening on ";

/// A server on a free port of loopback. It ends when this value does.
pub(crate) struct Sandbox {
    /// `http://127.0.0.1:PORT`
    pub(crate) url: String,
    process: Child,
}

impl Sandbox {
    /// Builds the server (with the features that the tests are built with, so that nothing is compiled twice) and starts it.
    pub(crate) fn start(shell: &Shell) -> Result<Self, Stop> {
        shell.run(&mut shell.cargo("build --workspace --all-features --bin nordcase-sandbox"))?;
        Self::serve(shell, shell.command(shell.project.built("nordcase-sandbox")))
    }

    /// The same as fast as it can be, for what measures it.
    pub(crate) fn optimized(shell: &Shell) -> Result<Self, Stop> {
        shell.run(
            &mut shell.cargo("build --release --package nordcase-sandbox --all-features --bin nordcase-sandbox"),
        )?;
        Self::serve(shell, shell.command(shell.project.optimized("nordcase-sandbox")))
    }

    fn serve(shell: &Shell, mut command: Command) -> Result<Self, Stop> {
        let mut process = shell.start(command.args(["--port", "0"]).stdin(Stdio::null()).stdout(Stdio::piped()))?;
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
        let mut sandbox = Sandbox { url: String::new(), process };
        match address.recv_timeout(Duration::from_secs(30)) {
            Ok(url) => sandbox.url = url,
            Err(_) => return Err(Stop::Failed(format!("nordcase-sandbox did not print {READY:?} and its address"))),
        }
        Ok(sandbox)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody left to tell.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

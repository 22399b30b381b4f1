//! What the benchmark programs of all languages are given, so that all read the same bytes.

use std::path::PathBuf;
use std::process::Command;

use crate::outcome::Stop;
use crate::server::Server;
use crate::shell::Shell;

/// The files, and a server of a list that no program should keep: `nordcase-bench-inputs` of `tests/bench`.
pub(super) struct Inputs {
    folder: PathBuf,
    stream: Server,
}

impl Inputs {
    /// Writes the files and starts the server, which ends with this value.
    pub(super) fn prepare(shell: &Shell) -> Result<Self, Stop> {
        let folder = shell.project.target.join("bench");
        let name = "nordcase-bench-inputs";
        shell.run(&mut shell.cargo(&format!("build --release --package nordcase-bench --bin {name}")))?;
        let stream = Server::start(shell, shell.command(shell.project.optimized(name)).arg(&folder))?;
        Ok(Self { folder, stream })
    }

    /// Tells a program where they are. No proxy stands between it and the server.
    pub(super) fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("NORDCASE_BENCH_INPUTS", &self.folder).env("NORDCASE_BENCH_STREAM", &self.stream.url);
        command.env("NO_PROXY", "127.0.0.1").env("no_proxy", "127.0.0.1")
    }
}

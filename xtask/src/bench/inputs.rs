//! What the benchmark programs of all languages are given, so that all read the same bytes.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use nordcase_bench::{StreamServer, case_list, task_list};

use crate::outcome::Stop;
use crate::shell::Shell;

/// As many as a very large agency might have.
const STREAMED_CASES: usize = 1_000_000;

/// The files, and a server of a list that no program should keep.
pub(super) struct Inputs {
    folder: PathBuf,
    stream: StreamServer,
}

impl Inputs {
    /// Writes the files and starts the server, which ends with this value.
    pub(super) fn prepare(shell: &Shell) -> Result<Self, Stop> {
        let folder = shell.project.target.join("bench");
        fs::create_dir_all(&folder).map_err(Stop::at(&folder))?;
        for count in [1, 10_000] {
            fs::write(folder.join(format!("cases-{count}.xml")), case_list(count)).map_err(Stop::at(&folder))?;
        }
        fs::write(folder.join("tasks-1000.json"), task_list(1_000)).map_err(Stop::at(&folder))?;
        let stream = StreamServer::start(STREAMED_CASES).map_err(Stop::at(&folder))?;
        Ok(Self { folder, stream })
    }

    /// Tells a program where they are. No proxy stands between it and the server.
    pub(super) fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("NORDCASE_BENCH_INPUTS", &self.folder).env("NORDCASE_BENCH_STREAM", &self.stream.url);
        command.env("NO_PROXY", "127.0.0.1").env("no_proxy", "127.0.0.1")
    }
}

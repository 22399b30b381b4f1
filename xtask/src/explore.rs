//! `cargo xtask explore`: the journeys under every fault (crate `tests/explore`), compiled for speed.

use std::process::{Command, ExitCode};

use crate::project::Project;

/// Hands its arguments on: `--faults N`, `--soak RUNS`, `--seed FIRST`, `--only JOURNEY`, `--json`.
pub(crate) fn run(args: &[String]) -> ExitCode {
    let status = Project::find().and_then(|project| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args(["run", "--quiet", "--release", "-p", "nordcase-explore", "--"])
            .args(args)
            .current_dir(&project.root);
        cargo.status().map_err(|error| format!("cargo cannot be started: {error}"))
    });
    match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

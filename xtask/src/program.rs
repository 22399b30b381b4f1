//! Commands that are programs of their own: `cargo xtask demo` and `cargo xtask explore`. What stands behind the name is theirs.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use crate::project::Project;

/// A package of the workspace that is one program.
pub(crate) struct Program {
    package: &'static str,
    is_optimized: bool,
}

/// Both APIs at work over real HTTP: `examples/demo`.
pub(crate) const DEMO: Program = Program { package: "nordcase-demo", is_optimized: false };

/// The journeys under every fault: `tests/explore`.
pub(crate) const EXPLORE: Program = Program { package: "nordcase-explore", is_optimized: true };

impl Program {
    /// It is built, and run with what is added to the command.
    pub(crate) fn command(&self, project: &Project) -> Command {
        let mut cargo = project.command("cargo");
        cargo.args(["run", "--package", self.package]);
        if self.is_optimized {
            cargo.arg("--release");
        }
        cargo.arg("--");
        cargo
    }

    /// Runs it with the user's arguments.
    pub(crate) fn run(&self, args: &[OsString]) -> ExitCode {
        let status = Project::find().and_then(|project| {
            let status = self.command(&project).args(args).status();
            status.map_err(|error| format!("cargo cannot be started: {error}"))
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
}

//! The Kotlin package: the program in `bindings-uniffi/kotlin/bench`, with the jar as it is published.

use super::inputs::Inputs;
use super::row::{Row, printed};
use crate::outcome::Stop;
use crate::package::kotlin::{FOLDER, maven, package, repository};
use crate::shell::Shell;

pub(super) fn rows(shell: &Shell) -> Result<Vec<Row>, Stop> {
    let repository = repository(shell, &package(shell)?)?;
    let inputs = Inputs::prepare(shell)?;
    let mut bench = maven(shell);
    bench.arg(format!("-Dmaven.repo.local={}", repository.display()));
    bench.arg(format!("-Dnordcase.bench.build={}", shell.project.target.join("kotlin/bench").display()));
    bench.args(["compile", "exec:exec"]).current_dir(shell.project.root.join(FOLDER).join("bench"));
    printed(&shell.run(inputs.tell(&mut bench))?)
}

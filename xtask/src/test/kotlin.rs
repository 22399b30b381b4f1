//! The Kotlin package: its tests through Maven, its style, and the packed jar in an empty project.

use super::outcome::{Counts, Outcome, Stop, surefire};
use crate::package::kotlin::{collect, maven, native, repository};
use crate::sandbox::Sandbox;
use crate::shell::Shell;
use std::fs;
use std::path::Path;

/// The vectors, the clients and the examples (also over real HTTP), the load test, ktlint; then the jar as a user has it.
pub(super) fn package(shell: &Shell) -> Outcome {
    shell.run(shell.command("javac").arg("-version"))?;
    shell.run(shell.command("mvn").arg("--version"))?;
    native(shell)?;
    let sandbox = Sandbox::start(shell)?;
    let mut build = maven(shell);
    build.args(["clean", "verify", "ktlint:check", "dokka:javadocJar"]).env("NORDCASE_SANDBOX", &sandbox.url);
    let tested = shell.attempt(&mut build)?;
    let mut counts = surefire(&tested);
    for line in tested.output.lines().filter(|line| line.starts_with("load: ")) {
        anstream::println!("  {line}");
    }
    if counts.failed == 0 {
        counts.add(from_an_empty_project(shell)?);
    }
    Ok(counts)
}

/// A project with nothing but the jar, which brings what it needs.
fn from_an_empty_project(shell: &Shell) -> Outcome {
    let repository = repository(shell, &collect(shell)?)?;
    let version = env!("CARGO_PKG_VERSION");
    let folder = shell.project.target.join("kotlin/empty-project");
    let pom = include_str!("kotlin/pom.xml").replace("NORDCASE_VERSION", version);
    write(&folder.join("pom.xml"), &pom)?;
    write(&folder.join("src/main/kotlin/Main.kt"), include_str!("kotlin/Main.kt"))?;
    let mut run = maven(shell);
    run.arg(format!("-Dmaven.repo.local={}", repository.display()));
    run.args(["clean", "compile", "exec:java"]).current_dir(&folder);
    let said = shell.run(&mut run)?;
    if said.lines().any(|line| line == "2000.00 SEK") {
        return Ok(Counts::passed(1));
    }
    Err(Stop::Failed("the empty project did not say what it should".to_owned()))
}

fn write(path: &Path, text: &str) -> Result<(), Stop> {
    let folder = path.parent().unwrap_or(path);
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(path, text));
    written.map_err(Stop::at(path))
}

//! The Kotlin package: its tests through Maven, its style, and the packed jar in an empty project.

use crate::outcome::{Counts, Outcome, Stop, surefire};
use crate::package::kotlin::{collect, maven, native, repository};
use crate::server::Server;
use crate::shell::Shell;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The vectors, the clients and the examples (also over real HTTP), the load test, ktlint; then the jar as a user has it.
pub(super) fn package(shell: &Shell) -> Outcome {
    shell.run(shell.command("javac").arg("-version"))?;
    shell.run(shell.command("mvn").arg("--version"))?;
    native(shell)?;
    let sandbox = Server::sandbox(shell)?;
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

/// A project with nothing but the jar, which brings what it needs: as it is, and as ProGuard leaves it.
fn from_an_empty_project(shell: &Shell) -> Outcome {
    let repository = repository(shell, &collect(shell)?)?;
    let version = env!("CARGO_PKG_VERSION");
    let folder = shell.project.target.join("kotlin/empty-project");
    let pom = include_str!("kotlin/pom.xml").replace("NORDCASE_VERSION", version);
    write(&folder.join("pom.xml"), &pom)?;
    write(&folder.join("src/main/kotlin/Main.kt"), include_str!("kotlin/Main.kt"))?;
    write(&folder.join("src/main/kotlin/Pay.kt"), include_str!("kotlin/Pay.kt"))?;
    let mut run = from(&repository, shell, &folder);
    shell.run(run.args(["clean", "compile", "dependency:copy-dependencies", "-DoutputDirectory=target/lib"]))?;
    // Not by Maven, which waits a quarter of a minute for the threads of coroutines to end.
    let classes = std::env::join_paths(["target/classes", "target/lib/*"]).map_err(|e| Stop::Failed(e.to_string()))?;
    let mut java = shell.command("java");
    java.arg("-classpath").arg(classes).arg("MainKt").current_dir(&folder);
    let mut counts = says(&shell.run(&mut java)?, "2000.00 SEK", "the empty project")?;
    counts.add(shrunk(shell, &repository, &folder.join("target"))?);
    Ok(counts)
}

/// What ProGuard leaves of a program and its libraries, with the rules in our jar alone, must still pay.
fn shrunk(shell: &Shell, repository: &Path, built: &Path) -> Outcome {
    let jar = format!("lib/nordcase-{}.jar", env!("CARGO_PKG_VERSION"));
    write(&built.join("rules/from"), &jar)?;
    let mut rules = shell.command("jar");
    rules.args(["--extract", "--file"]).arg(built.join(jar)).arg("META-INF/proguard/nordcase.pro");
    shell.run(rules.current_dir(built.join("rules")))?;
    write(&built.join("pom.xml"), include_str!("kotlin/proguard.xml"))?;
    write(&built.join("program.pro"), include_str!("kotlin/program.pro"))?;
    shell.run(from(repository, shell, built).arg("exec:exec"))?;
    let mut pay = shell.command("java");
    pay.args(["-classpath", "shrunk.jar", "Pay"]).current_dir(built);
    says(&shell.run(&mut pay)?, "PAID, 3 tasks, 0 cases, input.id_path", "the shrunk program")
}

/// Maven in this folder, with what this repository has.
fn from(repository: &Path, shell: &Shell, folder: &Path) -> Command {
    let mut maven = maven(shell);
    maven.arg(format!("-Dmaven.repo.local={}", repository.display())).current_dir(folder);
    maven
}

fn says(said: &str, line: &str, who: &str) -> Outcome {
    if said.lines().any(|it| it == line) {
        return Ok(Counts::passed(1));
    }
    Err(Stop::Failed(format!("{who} did not say what it should")))
}

fn write(path: &Path, text: &str) -> Result<(), Stop> {
    let folder = path.parent().unwrap_or(path);
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(path, text));
    written.map_err(Stop::at(path))
}

//! `cargo xtask test`: every check and every test, in every language, from nothing.
//!
//! It is a list of named stages in two lanes. Those of a lane run one after the other, the lanes beside each other: linkers and tests that wait leave a core
//! free. A stage is one small function in the module of its language: it installs what it needs below `target/`, runs the stock tool or test runner through
//! its [`Shell`], and returns what that counted. What a user may lack (Swift, a browser) skips a stage and says why; with `CI=true` a skip is a failure.
//!
//! To add a stage: write the function, and give it a row in [`stages`].

mod arrows;
mod fuzz;
mod kotlin;
mod node;
pub(crate) mod python;
pub(crate) mod rust;
mod stories;
mod swift;
mod tree;

use crate::generate;
use crate::outcome::{Counts, Outcome, Stop};
use crate::project::Project;
use crate::shell::{Shell, at_once};
use anstream::println;
use anstyle::{AnsiColor, Style};
use clap::Args;
use std::process::ExitCode;
use std::time::{Duration, Instant};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Shows the stages instead of running them.
    #[arg(long)]
    list: bool,
    /// Only these stages.
    #[arg(long, value_name = "STAGE", value_delimiter = ',')]
    only: Vec<String>,
}

struct Stage {
    name: &'static str,
    about: &'static str,
    run: fn(&Shell) -> Outcome,
    lane: Lane,
}

/// Stages of one lane may share an environment (Python's), or what an earlier one has built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lane {
    /// Rust, and what is proved of the core.
    Core,
    /// The packages of the other languages.
    Packages,
}

const fn stage(name: &'static str, about: &'static str, run: fn(&Shell) -> Outcome) -> Stage {
    Stage { name, about, run, lane: Lane::Core }
}

const fn package(name: &'static str, about: &'static str, run: fn(&Shell) -> Outcome) -> Stage {
    Stage { name, about, run, lane: Lane::Packages }
}

/// The stages, what fails fastest first. All Rust builds name the whole workspace and all features where they can, so that they
/// share what is compiled.
fn stages(project: &Project) -> Vec<Stage> {
    let mut stages = vec![
        stage(
            "house",
            "files: no path of a machine, no registry host, no dead link, none too long, no circle",
            tree::house,
        ),
        stage("generate", "what is made of the core's source is as it would be made", generate::stage),
        stage("fmt", "rustfmt", rust::format),
        stage("clippy", "lints of all targets with all features, warnings denied", rust::clippy),
        stage("test", "all Rust tests and doctests", rust::tests),
        stage("doc", "rustdoc, warnings denied", rust::docs),
        stage("features", "the core without features and with each alone", rust::features),
        stage("msrv", "core and sandbox with the oldest promised compiler", rust::oldest_compiler),
        stage("deny", "licences, banned crates and features, sources", rust::deny),
        stage(
            "fuzz",
            "every parser, stored journeys and the sandbox against the core: random inputs, 20 s each",
            fuzz::fuzz,
        ),
    ];
    if !project.programs(stories::EXAMPLES).is_empty() {
        stages.push(stage("examples", "the Rust examples against a sandbox", stories::examples));
    }
    stages.extend([
        stage("demo", "cargo xtask demo, and what it counts", stories::demo),
        stage(
            "explore",
            "two faults at every step of every journey, several journeys at once, and 20,000 random runs",
            stories::explore,
        ),
        stage("phones", "the native library for iPhones and Android, as far as it compiles here", swift::phones),
        package("spelling", "English words that are misspelt (typos)", python::spelling),
        package("npm", "the packed npm package: vectors, clients, types, sizes; Node, Chromium, Firefox", node::npm),
        package("xsd", "every Altinn request vector against our XSD, with libxml2", python::xsd),
        package(
            "python",
            "the Python wheel in a clean environment: vectors, clients, types, documents",
            python::package,
        ),
        package("soap-client", "a stock SOAP client (zeep) against the sandbox's WSDL", python::soap_client),
        package(
            "kotlin",
            "the Kotlin package: vectors, clients, real HTTP, load, ktlint, and the jar in an empty project",
            kotlin::package,
        ),
        package(
            "swift",
            "the Swift package: vectors, clients, real HTTP, load; its README and the examples as projects of their own",
            swift::swift,
        ),
    ]);
    stages
}

/// Runs the stages that the arguments choose.
pub(crate) fn run(Arguments { list, only }: &Arguments) -> ExitCode {
    let chosen = Project::find().and_then(|project| Ok((choose(stages(&project), only)?, project)));
    match chosen {
        Ok((stages, _)) if *list => {
            for stage in stages {
                println!("{:12} {}", stage.name, stage.about);
            }
            ExitCode::SUCCESS
        }
        Ok((stages, project)) => run_all(&project, &stages),
        Err(message) => {
            anstream::eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn choose(stages: Vec<Stage>, only: &[String]) -> Result<Vec<Stage>, String> {
    if only.is_empty() {
        return Ok(stages);
    }
    if let Some(unknown) = only.iter().find(|name| !stages.iter().any(|stage| stage.name == *name)) {
        let names: Vec<&str> = stages.iter().map(|stage| stage.name).collect();
        return Err(format!("There is no stage {unknown:?}. There are: {}", names.join(", ")));
    }
    Ok(stages.into_iter().filter(|stage| only.iter().any(|name| name == stage.name)).collect())
}

struct Row {
    name: &'static str,
    counts: Counts,
    /// What failed, by name.
    failures: Vec<String>,
    time: Duration,
}

fn run_all(project: &Project, stages: &[Stage]) -> ExitCode {
    let start = Instant::now();
    let lane = |lane: Lane| -> Vec<Row> {
        stages.iter().filter(|stage| stage.lane == lane).map(|stage| run_one(project, stage)).collect()
    };
    let (mut rows, packages) = at_once(|| lane(Lane::Core), || lane(Lane::Packages));
    rows.extend(packages);
    println!("\n{}", table(&rows, start.elapsed()));

    let mut total = Counts::default();
    for row in rows {
        if row.counts.failed > 0 {
            for line in row.failures {
                println!("{line}");
            }
            println!("again: cargo xtask test --only {}\n", row.name);
        }
        total.add(row.counts);
    }
    let skips_fail = std::env::var("CI").is_ok_and(|ci| ci == "true") && !total.skipped.is_empty();
    if skips_fail {
        println!("CI=true: what is skipped counts as a failure of this run");
    }
    // The last line is for programs: no colour, nothing after it.
    println!("{} passed, {} failed, {} skipped", total.passed, total.failed, total.skipped.len());
    if total.failed > 0 || skips_fail { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn run_one(project: &Project, stage: &Stage) -> Row {
    let bold = Style::new().bold();
    println!("{bold}{}{bold:#}  {}", stage.name, stage.about);
    let start = Instant::now();
    let shell = Shell::new(project, stage.name);
    let outcome = match &shell {
        Ok(shell) => (stage.run)(shell),
        Err(Stop::Failed(why) | Stop::Skipped(why)) => Err(Stop::Failed(why.clone())),
    };
    let counts = Counts::of(&outcome);
    let time = start.elapsed();
    let (style, mark) = match (counts.failed, counts.passed) {
        (0, 0) => (AnsiColor::Yellow.on_default(), "skipped"),
        (0, _) => (AnsiColor::Green.on_default(), "ok"),
        _ => (AnsiColor::Red.on_default().bold(), "FAILED"),
    };
    let mut said = String::new();
    let mut failures = Vec::new();
    if counts.failed > 0 {
        if let Ok(shell) = &shell {
            said += &format!("{}\n", shell.log_end());
            failures = shell.failures();
        }
        if let Err(Stop::Failed(why)) = &outcome {
            said += &format!("{why}\n");
        }
    }
    for why in &counts.skipped {
        said += &format!("  skipped: {why}\n");
    }
    let (passed, failed, seconds) = (counts.passed, counts.failed, time.as_secs_f64());
    // In one piece: the other lane prints too.
    println!("{said}  {style}{} {mark}{style:#}  {passed} passed, {failed} failed, {seconds:.1} s", stage.name);
    Row { name: stage.name, counts, failures, time }
}

fn table(rows: &[Row], elapsed: Duration) -> String {
    let mut text = format!("{:12} {:>7} {:>7} {:>8} {:>9}\n", "stage", "passed", "failed", "skipped", "seconds");
    for Row { name, counts, time, .. } in rows {
        let (passed, failed, skipped) = (counts.passed, counts.failed, counts.skipped.len());
        let seconds = time.as_secs_f64();
        let style = if failed > 0 { AnsiColor::Red.on_default() } else { Style::new() };
        text += &format!("{style}{name:12} {passed:>7} {failed:>7} {skipped:>8} {seconds:>9.1}{style:#}\n");
    }
    text + &format!("{:12} {:>34.1}\n", "all", elapsed.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(only: &[&str]) -> Result<Vec<&'static str>, String> {
        let nothing = |_: &Shell| Ok(Counts::passed(1));
        let stages = vec![stage("one", "", nothing), stage("two", "", nothing), stage("three", "", nothing)];
        let only: Vec<String> = only.iter().map(|name| (*name).to_owned()).collect();
        Ok(choose(stages, &only)?.iter().map(|stage| stage.name).collect())
    }

    #[test]
    fn stages_run_in_their_own_order_whatever_the_order_asked() {
        assert_eq!(names(&[]), Ok(vec!["one", "two", "three"]));
        assert_eq!(names(&["three", "one"]), Ok(vec!["one", "three"]));
        assert_eq!(names(&["three", "two"]), Ok(vec!["two", "three"]));
    }

    #[test]
    fn a_misspelt_stage_is_an_error_and_not_a_green_run_of_nothing() {
        assert!(names(&["one", "tow"]).is_err_and(|message| message.contains("\"tow\"")));
        assert!(names(&["one,two"]).is_err());
    }
}

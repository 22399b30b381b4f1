//! The fuzz targets of `core/fuzz`, each for a short time; `NORDCASE_FUZZ_SECONDS` makes it longer.
//!
//! A run starts from the committed inputs, so that whatever was found before is tried first. What it finds new stays below `target/fuzz`.

use super::rust::cargo_tool;
use crate::outcome::{Counts, Outcome, Stop};
use crate::shell::{Shell, at_once};
use std::path::{Path, PathBuf};
use std::process::Command;

const CARGO_FUZZ: &str = "0.13.2";

const FOLDER: &str = "core/fuzz";

/// Seconds for each target.
const SECONDS: &str = "20";

pub(super) fn fuzz(shell: &Shell) -> Outcome {
    nightly(shell)?;
    let program = cargo_tool(shell, "cargo-fuzz", CARGO_FUZZ)?;
    shell.run(&mut command(shell, &program, "build"))?;
    // Each target keeps one core busy, so two are tried at a time.
    let targets = targets(&shell.project.root)?;
    let (here, there) = targets.split_at(targets.len() / 2);
    let beside = Shell::new(shell.project, "fuzz-beside")?;
    let (here, there) = at_once(|| tried(shell, &program, here), || tried(&beside, &program, there));
    let mut counts = here?;
    counts.add(beside.shown_in(shell, there)?);
    Ok(counts)
}

/// Each of these targets for its time.
fn tried(shell: &Shell, program: &Path, targets: &[String]) -> Outcome {
    let seconds = std::env::var("NORDCASE_FUZZ_SECONDS").unwrap_or_else(|_| SECONDS.to_owned());
    let mut counts = Counts::default();
    for target in targets {
        let found = folder(shell, "corpus", target)?;
        let artifacts = folder(shell, "artifacts", target)?;
        let mut run = command(shell, program, "run");
        run.arg(target).arg(found).arg(Path::new(FOLDER).join("corpus").join(target)).arg("--");
        run.arg(format!("-max_total_time={seconds}")).arg(format!("-dict={FOLDER}/words.dict"));
        run.arg(format!("-artifact_prefix={}/", artifacts.display()));
        run.args(["-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1", "-verbosity=0"]);
        let finished = shell.attempt(&mut run)?;
        let ok = finished.ok && executions(&finished.output) > 0;
        counts.add(if ok { Counts::passed(1) } else { Counts { failed: 1, ..Counts::default() } });
    }
    Ok(counts)
}

fn command(shell: &Shell, program: &Path, verb: &str) -> Command {
    let mut command = shell.command("rustup");
    command.args(["run", "nightly"]).arg(program).arg(verb);
    // Cargo names itself here, but it is the stable one.
    command.env_remove("CARGO").env("CARGO_TARGET_DIR", shell.project.target.join("fuzz"));
    // The core forbids unsafe code, so no sanitizer: ten times as many inputs, and integer overflow still panics.
    command.args(["--fuzz-dir", FOLDER, "--sanitizer", "none"]);
    command
}

/// libFuzzer needs a compiler that is not yet released; where none can be had, nothing is fuzzed.
fn nightly(shell: &Shell) -> Result<(), Stop> {
    if shell.attempt(shell.command("rustup").args(["run", "nightly", "rustc", "--version"]))?.ok {
        return Ok(());
    }
    let installed = shell.rustup(&["toolchain", "install", "nightly", "--profile", "minimal"]);
    installed.map_err(|_| Stop::Skipped("no nightly compiler: rustup could not install it".to_owned()))
}

/// The names of the targets: one file each.
fn targets(root: &Path) -> Result<Vec<String>, Stop> {
    let folder = root.join(FOLDER).join("fuzz_targets");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(Stop::at(&folder))? {
        let path = entry.map_err(Stop::at(&folder))?.path();
        names.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

fn folder(shell: &Shell, what: &str, target: &str) -> Result<PathBuf, Stop> {
    let folder = shell.project.target.join("fuzz").join(what).join(target);
    std::fs::create_dir_all(&folder).map_err(Stop::at(&folder))?;
    Ok(folder)
}

/// How many inputs were tried, by libFuzzer's own count.
fn executions(output: &str) -> u64 {
    let count = output.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    count.and_then(|count| count.trim().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_without_inputs_is_told_from_one_with() {
        assert_eq!(
            executions("Done 7 runs\nstat::number_of_executed_units: 2551389\nstat::average_exec_per_sec:     21085\n"),
            2_551_389
        );
        assert_eq!(executions("thread panicked"), 0);
    }

    #[test]
    fn every_target_has_inputs_to_start_from() {
        let project = crate::project::Project::find().unwrap();
        let targets = targets(&project.root).unwrap_or_default();
        assert!(targets.contains(&"journeys".to_owned()), "{targets:?}");
        for target in targets {
            let corpus = project.root.join(FOLDER).join("corpus").join(&target);
            assert!(std::fs::read_dir(&corpus).is_ok_and(|mut files| files.next().is_some()), "{target}");
        }
    }
}

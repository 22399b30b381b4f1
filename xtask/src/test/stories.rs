//! The stages that do what a newcomer does: run the examples and the demonstration.

use crate::outcome::{Counts, Outcome, Stop};
use crate::program;
use crate::server::Server;
use crate::shell::Shell;
use serde_json::Value;
use std::path::PathBuf;

/// The package whose programs are the Rust examples.
pub(super) const EXAMPLES: &str = "examples/rust";

/// Runs each program against a sandbox of its own: its address is in `NORDCASE_SANDBOX`, exit code 0 is success.
pub(super) fn examples(shell: &Shell) -> Outcome {
    shell.run(&mut shell.cargo("build --workspace --all-features --bins --examples"))?;
    let mut counts = Counts::default();
    // README's own programs take arguments and talk: their test (examples/rust/tests/readme.rs) runs them.
    let is_example =
        |program: &PathBuf| !program.file_stem().is_some_and(|name| name.to_string_lossy().starts_with("readme-"));
    for program in shell.project.programs(EXAMPLES).into_iter().filter(is_example) {
        let sandbox = Server::sandbox(shell)?;
        let finished = shell.attempt(shell.command(program).env("NORDCASE_SANDBOX", &sandbox.url))?;
        counts.add(if finished.ok { Counts::passed(1) } else { Counts { failed: 1, ..Counts::default() } });
    }
    Ok(counts)
}

/// The demonstration's last line says how it went and how much it checked.
pub(super) fn demo(shell: &Shell) -> Outcome {
    // Not as the command builds it: with the features of the other stages, so that nothing is compiled twice.
    shell.run(&mut shell.cargo("build --workspace --all-features --bin nordcase-demo"))?;
    let demo = shell.project.built("nordcase-demo");
    demo_counts(&shell.run(shell.command(demo).arg("--json"))?)
}

fn demo_counts(output: &str) -> Outcome {
    let mut lines = output.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let end = lines.rfind(|line| line.get("demo").is_some());
    let checks = end.filter(|end| end["demo"] == "ok").and_then(|end| end["checks"].as_u64());
    match checks.and_then(|checks| u32::try_from(checks).ok()) {
        Some(checks) if checks > 0 => Ok(Counts::passed(checks)),
        _ => Err(Stop::Failed("the demo's last line does not say ok and how much it checked".to_owned())),
    }
}

/// Each journey explored without a violation is a test passed; so are the soak and the broken journey that must be caught.
pub(super) fn explore(shell: &Shell) -> Outcome {
    let mut explore = program::EXPLORE.command(shell.project);
    explore_counts(&shell.run(explore.args(["--json", "--faults", "2", "--soak", "20000"]))?)
}

fn explore_counts(output: &str) -> Outcome {
    let lines: Vec<Value> = output.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let clean = |line: &&Value| line["violations"] == 0 && line["runs"].as_u64().is_none_or(|runs| runs > 0);
    let journeys = lines.iter().filter(|line| line.get("journey").is_some()).filter(clean).count();
    let soak = lines.iter().filter(|line| line["soak"].as_u64().is_some_and(|runs| runs > 0)).filter(clean).count();
    let caught = lines.iter().filter(|line| line["broken_journey_caught"] == true).count();
    match u32::try_from(journeys + soak + caught) {
        Ok(count) if journeys >= 7 && soak == 1 && caught == 1 => Ok(Counts::passed(count)),
        _ => Err(Stop::Failed(
            "the exploration did not report every journey, the soak and the broken journey".to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_of_the_demo_counts() {
        let call = r#"{"api":"fastdok","step":"sign in","operation":"authenticate","status":200,"ok":true}"#;
        let ok = format!("{call}\n{}\n", r#"{"demo":"ok","calls":61,"checks":40,"debits":2,"archived":2,"cases":5}"#);
        assert_eq!(demo_counts(&ok).ok(), Some(Counts::passed(40)));
        for bad in [call, r#"{"demo":"failed","checks":40}"#, r#"{"demo":"ok","checks":0}"#, ""] {
            assert!(demo_counts(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_exploration_counts_only_when_it_is_whole() {
        let journeys: String =
            (0..7).map(|n| format!("{{\"journey\":\"{n}\",\"runs\":5,\"violations\":0}}\n")).collect();
        let rest = "{\"broken_journey_caught\":true,\"violations\":3}\n{\"soak\":9,\"violations\":0}\n";
        assert_eq!(explore_counts(&format!("{journeys}{rest}")).ok(), Some(Counts::passed(9)));
        assert!(explore_counts(rest).is_err());
        assert!(explore_counts(&journeys).is_err());
        assert!(explore_counts(&format!("{journeys}{}", rest.replace("true", "false"))).is_err());
    }
}

//! `cargo xtask bench`: how fast the packages are beside what people use instead, measured in the same run on the same machine.
//!
//! A language is a module below `bench/` with `fn rows(&Shell) -> Result<Vec<Row>, Stop>` and a row in [`LANGUAGES`]. Most run a benchmark
//! program of their own package, which prints [`Row`]s as JSON. A budget that was not kept is told, and is no failure of the command: on a
//! busy machine it says little. What fails is a benchmark that does not run.

mod inputs;
mod kotlin;
mod load;
mod node;
mod python;
mod report;
mod row;
mod rust;
mod size;
mod swift;

use std::process::ExitCode;

use anstream::{eprintln, println};
use anstyle::{AnsiColor, Style};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::outcome::Stop;
use crate::project::Project;
use crate::shell::Shell;
use row::{NO_GOAL, Row};

struct Language {
    name: &'static str,
    about: &'static str,
    rows: fn(&Shell) -> Result<Vec<Row>, Stop>,
}

const LANGUAGES: &[Language] = &[
    Language { name: "rust", about: "the core beside quick-xml's tokeniser and serde_json", rows: rust::rows },
    Language { name: "python", about: "the Python package beside zeep, lxml and json", rows: python::rows },
    Language { name: "node", about: "the npm package beside soap, fast-xml-parser and JSON.parse", rows: node::rows },
    Language { name: "load", about: "the sandbox's server under load", rows: load::rows },
    Language { name: "size", about: "what the packages weigh, and what costs how much", rows: size::rows },
    Language { name: "kotlin", about: "the Kotlin package beside Apache CXF and Gson", rows: kotlin::rows },
    Language { name: "swift", about: "the Swift package beside XMLParser, and its memory", rows: swift::rows },
];

#[derive(Args)]
pub(crate) struct Arguments {
    /// One JSON object for each row.
    #[arg(long)]
    json: bool,
    /// Which are measured. All, if none is named: that writes docs/benchmarks.md.
    #[arg(value_parser = PossibleValuesParser::new(LANGUAGES.iter().map(|it| PossibleValue::new(it.name).help(it.about))))]
    language: Vec<String>,
}

/// Measures the languages that the arguments name, or all and writes the page about them.
pub(crate) fn run(Arguments { json, language: names }: &Arguments) -> ExitCode {
    let wanted = |language: &&Language| names.is_empty() || names.iter().any(|name| name == language.name);
    let chosen: Vec<&Language> = LANGUAGES.iter().filter(wanted).collect();
    let mut measured = Vec::new();
    for language in &chosen {
        match measure(language) {
            Ok(rows) => {
                if *json {
                    rows.iter().filter_map(|row| serde_json::to_string(row).ok()).for_each(|it| println!("{it}"));
                } else {
                    println!("{}\n\n{}\n", language.about, table(&rows));
                }
                measured.push((language.name, language.about, rows));
            }
            Err(why) => eprintln!("{}: {why}", language.name),
        }
    }
    let all = measured.len() == LANGUAGES.len();
    if all && let Err(why) = Project::find().and_then(|project| report::write(&project, &measured)) {
        eprintln!("{why}");
        return ExitCode::FAILURE;
    }
    if measured.len() == chosen.len() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The rows, or the end of the log and why there are none.
fn measure(language: &Language) -> Result<Vec<Row>, String> {
    let project = Project::find()?;
    let words = |stop: Stop| match stop {
        Stop::Failed(why) | Stop::Skipped(why) => why,
    };
    let shell = Shell::new(&project, &format!("bench-{}", language.name)).map_err(words)?;
    (language.rows)(&shell).map_err(|stop| format!("{}\n{}", shell.log_end(), words(stop)))
}

fn table(rows: &[Row]) -> String {
    let wide = rows.iter().map(|row| row.bench.chars().count()).max().unwrap_or(0).max(5);
    let head = format!("{:wide$}  {:>13}  {:>26}  {:>7}  {:>9}", "bench", "ours", "theirs", "ratio", "goal");
    let line = |row: &Row| {
        let amount = |number: f64| format!("{number:.2} {}", row.unit);
        let peer = row.peer.as_deref().unwrap_or("");
        let theirs = row.theirs.map_or_else(String::new, |theirs| format!("{peer} {}", amount(theirs)));
        let ratio = row.ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
        let (style, met) = match row.met {
            _ if row.goal == NO_GOAL => (Style::new(), ""),
            true => (Style::new(), "met"),
            false => (AnsiColor::Red.on_default(), "NOT met"),
        };
        let numbers = format!("{:>13}  {theirs:>26}  {ratio:>7}", amount(row.ours));
        format!("{:wide$}  {numbers}  {:>9}  {style}{met}{style:#}", row.bench, row.goal)
    };
    std::iter::once(head).chain(rows.iter().map(line)).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::row::printed;
    use super::*;

    const ROW: &str = r#"{"bench":"one case","unit":"us","ours":20.0,"peer":"zeep","theirs":400.0,"ratio":20.0,"goal":"20 times","met":true}"#;
    const ALONE: &str =
        r#"{"bench":"size","unit":"kB","ours":3.0,"peer":null,"theirs":null,"ratio":null,"goal":"2 kB","met":false}"#;

    #[test]
    fn rows_are_read_among_other_lines() {
        let rows = printed(&format!("warming up\n{ROW}\n{ALONE}\n")).unwrap();
        assert_eq!(rows.iter().map(|row| row.met).collect::<Vec<_>>(), [true, false]);
        assert_eq!(serde_json::to_string(&rows[0]).unwrap(), ROW);
    }

    #[test]
    fn a_benchmark_without_rows_has_not_run() {
        assert!(printed("nothing here\n").is_err());
        assert!(printed(r#"{"bench":"half"}"#).is_err());
    }

    #[test]
    fn the_table_says_what_was_not_met() {
        let table = table(&printed(&format!("{ROW}\n{ALONE}")).unwrap());
        let lines: Vec<&str> = table.lines().collect();
        assert!(lines[1].contains("20.00 us") && lines[1].contains("zeep 400.00 us") && !lines[1].contains("NOT"));
        assert!(lines[2].contains("3.00 kB") && lines[2].contains("NOT met"));
    }
}

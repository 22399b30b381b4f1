//! `cargo xtask explore`: does a journey ever pay twice, archive by accident, create twice, or say what is not true?
//!
//! 1. **Exhaustive**: breadth-first over every step of every scenario, with every fault of the sandbox's plan, a kill before and after the sending,
//!    a cancellation, and other people's acts, up to `--faults` (3) of them in one run. Every end is checked against the ledger.
//! 2. **Kill anywhere**: the kills are part of 1: the journey is stored, everything else dropped, the journey loaded, and a new session signs in.
//! 3. **Soak**: `--soak` (100,000) random runs of several journeys on one company's balance, each from its own seed.
//! 4. **Two at once**: every order of the steps of two journeys on one case ([`pair`]), without faults; with `--faults 3`, also with one fault anywhere.
//! 5. **Two and three identical jobs at once** ([`crowd`]), in every order of their steps, each of them losing replies; with `--faults 2` or more.
//!
//! Two deliberately broken journeys ([`broken`]) are explored as well, and must be caught.

mod broken;
mod crowd;
mod diagram;
mod pair;
mod scenarios;
mod search;
mod soak;
mod twist;
mod world;

use std::process::ExitCode;

use search::Report;

struct Options {
    faults: u8,
    soak: u64,
    first_seed: u64,
    json: bool,
    diagram: bool,
    only: Option<String>,
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(options) => options,
        Err(problem) => {
            eprintln!(
                "{problem}\n\nusage: explore [--faults N] [--soak RUNS] [--seed FIRST] [--only JOURNEY] [--json] [--diagram]"
            );
            return ExitCode::FAILURE;
        }
    };
    let mut reports = scenarios::explore(options.faults, options.only.as_deref());
    if options.diagram {
        // Of `docs/journeys.md`, with --faults 1.
        for report in &reports {
            println!("{}\n\n{}", report.journey, report.diagram.to_mermaid());
        }
        return ExitCode::SUCCESS;
    }
    reports.extend(pair::explore(options.faults.saturating_sub(2), options.only.as_deref()));
    if options.faults > 1 {
        reports.extend(crowd::explore(options.only.as_deref()));
    }
    let broken = broken::explore(options.faults);
    if !options.json {
        println!("{:<35} {:>9} {:>14} {:>7} {:>11}", "journey", "states", "runs", "faults", "violations");
    }
    for report in &reports {
        print(report, options.json);
    }
    let caught = broken.iter().all(|(_, found)| found.violations > 0);
    if options.json {
        let violations: u64 = broken.iter().map(|(_, found)| found.violations).sum();
        let examples: Vec<_> = broken.iter().filter_map(|(_, found)| example(found)).collect();
        println!(
            "{}",
            serde_json::json!({"broken_journey_caught": caught, "violations": violations, "examples": examples})
        );
    } else {
        for (how, found) in &broken {
            let verdict = if found.violations > 0 { "caught, as it must be" } else { "NOT CAUGHT" };
            println!("\na deliberately broken journey ({how}): {verdict}");
            if let Some(example) = example(found) {
                println!("  {}", example.replace('\n', "\n  "));
            }
        }
    }
    let soak = soak::run(options.soak, options.first_seed);
    if options.json {
        println!("{}", soak.to_json());
    } else {
        println!("\n{soak}");
    }
    let violations: u64 = reports.iter().map(|report| report.violations).sum::<u64>() + soak.violations;
    for broken in reports.iter().flat_map(|report| report.kinds.values()) {
        eprintln!("\n{} times, for instance: {}", broken.times, broken.example);
    }
    for example in &soak.examples {
        eprintln!("\nviolation: {example}");
    }
    if violations == 0 && caught { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// One of the runs that broke a rule.
fn example(report: &Report) -> Option<&str> {
    report.kinds.values().next().map(|broken| broken.example.as_str())
}

fn print(report: &Report, json: bool) {
    if json {
        println!("{}", report.to_json());
    } else {
        println!(
            "{:<35} {:>9} {:>14} {:>7} {:>11}",
            report.journey, report.states, report.runs, report.max_faults, report.violations
        );
    }
}

fn options() -> Result<Options, String> {
    let mut options = Options { faults: 3, soak: 100_000, first_seed: 1, json: false, diagram: false, only: None };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = |name: &str| {
            args.next().and_then(|text| text.parse::<u64>().ok()).ok_or_else(|| format!("{name} takes a number"))
        };
        match arg.as_str() {
            "--faults" => options.faults = u8::try_from(number("--faults")?).map_err(|error| error.to_string())?,
            "--soak" => options.soak = number("--soak")?,
            "--seed" => options.first_seed = number("--seed")?,
            "--only" => options.only = args.next(),
            "--json" => options.json = true,
            "--diagram" => options.diagram = true,
            other => return Err(format!("unknown option {other}")),
        }
    }
    Ok(options)
}

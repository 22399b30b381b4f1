//! The core: criterion's benchmarks of `tests/bench`, the memory of a list that is streamed, and instructions where there is valgrind.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::inputs::Inputs;
use super::row::Row;
use crate::outcome::Stop;
use crate::shell::Shell;
use crate::test::rust::cargo_tool;

/// Must be the version of the crate in `tests/bench`.
const GUNGRAUN: &str = "0.20.0";

/// A list may take 1.5 times what the tokeniser takes for the same bytes.
const OF_TOKENISER: f64 = 1.0 / 1.5;

/// The time may grow as the size to the power of this: 1 is linear, 2 quadratic.
const STEEPEST: f64 = 1.3;

pub(super) fn rows(shell: &Shell) -> Result<Vec<Row>, Stop> {
    let inputs = Inputs::prepare(shell)?;
    // What an earlier run measured must not count.
    let _ = fs::remove_dir_all(shell.project.target.join("criterion"));
    let benches = "bench --package nordcase-bench --bench lists --bench encode --bench slopes";
    shell.run(&mut shell.cargo(benches))?;
    let medians = Medians::read(&shell.project.target.join("criterion"))?;

    let mut rows = lists(&medians)?;
    rows.extend(instructions(shell)?);
    rows.push(encode(&medians)?);
    rows.push(memory(shell, &inputs)?);
    rows.extend(slopes(&medians));
    Ok(rows)
}

fn lists(medians: &Medians) -> Result<Vec<Row>, Stop> {
    let row = |bench: &str, group: &str, peer: &str, name: &str, goal: Option<f64>| {
        let (ours, theirs) = (medians.of(group, "nordcase")? / 1e6, medians.of(group, name)? / 1e6);
        Ok(Row::beside(bench, "ms", ours, peer, theirs, goal))
    };
    let cases = "GetCaseList, 10,000 cases to owned values, 4.4 MB";
    let resolved = "NsReader, names resolved";
    Ok(vec![
        row(cases, "cases", "quick-xml NsReader, names resolved", resolved, Some(OF_TOKENISER))?,
        row(cases, "cases", "quick-xml NsReader", "NsReader", None)?,
        row(cases, "cases", "quick-xml Reader", "Reader", None)?,
        row("list_tasks, 1,000 tasks to owned values, 443 kB", "tasks", "serde_json Value", "serde_json Value", None)?,
    ])
}

fn encode(medians: &Medians) -> Result<Row, Stop> {
    let group = medians.group("encode");
    let slowest = group.iter().max_by(|one, other| one.1.total_cmp(other.1));
    let (name, nanos) = slowest.ok_or_else(|| Stop::Failed("no request was encoded".to_owned()))?;
    let bench = format!("encode, the slowest of {} requests ({name})", group.len());
    Ok(Row::alone(&bench, "us", nanos / 1e3, "2 us", *nanos <= 2_000.0))
}

fn slopes(medians: &Medians) -> Vec<Row> {
    let of_sizes = |(group, sizes): (&String, &BTreeMap<String, f64>)| {
        let input = group.strip_prefix("slopes ")?;
        let mut sizes: Vec<(f64, f64)> =
            sizes.iter().filter_map(|(size, nanos)| Some((size.parse().ok()?, *nanos))).collect();
        sizes.sort_by(|one, other| one.0.total_cmp(&other.0));
        let (small, large) = (sizes.first()?, sizes.last()?);
        let slope = (large.1 / small.1).log2() / (large.0 / small.0).log2();
        let bench = format!("growth with the size: {input}");
        Some(Row::alone(&bench, "power", slope, &format!("{STEEPEST}"), slope <= STEEPEST))
    };
    medians.0.iter().filter_map(of_sizes).collect()
}

fn memory(shell: &Shell, inputs: &Inputs) -> Result<Row, Stop> {
    let mut stream = shell.cargo("run --release --quiet --package nordcase-bench --bin nordcase-bench-stream");
    let printed = shell.run(inputs.tell(&mut stream))?;
    let grown = printed.lines().find_map(|line| line.strip_prefix("1000000 ")?.trim().parse::<f64>().ok());
    let grown = grown.ok_or_else(|| Stop::Failed(format!("not all cases were streamed: {printed}")))?;
    Ok(Row::alone("a million cases over HTTP, growth of the peak", "MB", grown, "32 MB", grown < 32.0))
}

/// Nothing without valgrind: few have it, and it is not for us to install.
fn instructions(shell: &Shell) -> Result<Vec<Row>, Stop> {
    let there = matches!(shell.attempt(shell.command("valgrind").arg("--version")), Ok(finished) if finished.ok);
    if !there {
        return Ok(Vec::new());
    }
    let runner = cargo_tool(shell, "gungraun-runner", GUNGRAUN)?;
    let folder = shell.project.target.join("gungraun");
    let _ = fs::remove_dir_all(&folder);
    let mut bench = shell.cargo("bench --package nordcase-bench --bench instructions");
    shell.run(bench.env("GUNGRAUN_RUNNER", runner))?;
    let counted = |name: &str| {
        let mut found = Vec::new();
        files(&folder, &mut found).map_err(Stop::at(&folder))?;
        let ours = |file: &&PathBuf| file.components().any(|part| part.as_os_str().to_string_lossy().starts_with(name));
        let count = found.iter().filter(ours).find_map(|file| total(&fs::read_to_string(file).ok()?));
        count.ok_or_else(|| Stop::Failed(format!("valgrind counted nothing for {name}")))
    };
    let million = 1e6;
    let (cases, names) = (counted("read_cases")? / million, counted("resolve_names")? / million);
    let bench = "the same in instructions, 1,000 cases";
    let peer = "quick-xml NsReader, names resolved";
    let encoded = counted("encode")? / 1e3;
    Ok(vec![
        Row::beside(bench, "million", cases, peer, names, Some(OF_TOKENISER)),
        Row::alone("NotifyEvent encoded, in instructions", "thousand", encoded, "-", true),
    ])
}

/// The instructions of a whole run in callgrind's own file.
fn total(callgrind: &str) -> Option<f64> {
    let count = |prefix| callgrind.lines().find_map(|line| line.strip_prefix(prefix));
    count("summary: ").or_else(|| count("totals: "))?.split_whitespace().next()?.parse().ok()
}

/// Nanoseconds by group and name.
struct Medians(BTreeMap<String, BTreeMap<String, f64>>);

impl Medians {
    /// From what criterion leaves beside each benchmark.
    fn read(folder: &Path) -> Result<Self, Stop> {
        #[derive(Deserialize)]
        struct Benchmark {
            group_id: String,
            function_id: Option<String>,
            value_str: Option<String>,
        }
        #[derive(Deserialize)]
        struct Estimates {
            median: Estimate,
        }
        #[derive(Deserialize)]
        struct Estimate {
            point_estimate: f64,
        }

        let mut found = Vec::new();
        files(folder, &mut found).map_err(Stop::at(folder))?;
        let mut medians = BTreeMap::<String, BTreeMap<String, f64>>::new();
        for file in found.iter().filter(|file| file.ends_with("new/benchmark.json")) {
            let benchmark: Benchmark = json(file)?;
            let estimates: Estimates = json(&file.with_file_name("estimates.json"))?;
            let name = benchmark.function_id.or(benchmark.value_str).unwrap_or_default();
            medians.entry(benchmark.group_id).or_default().insert(name, estimates.median.point_estimate);
        }
        Ok(Self(medians))
    }

    fn group(&self, group: &str) -> BTreeMap<&str, f64> {
        self.0.get(group).into_iter().flatten().map(|(name, nanos)| (name.as_str(), *nanos)).collect()
    }

    fn of(&self, group: &str, name: &str) -> Result<f64, Stop> {
        let median = self.0.get(group).and_then(|names| names.get(name));
        median.copied().ok_or_else(|| Stop::Failed(format!("criterion measured no {group}/{name}")))
    }
}

fn json<T: serde::de::DeserializeOwned>(file: &Path) -> Result<T, Stop> {
    let text = fs::read_to_string(file).map_err(Stop::at(file))?;
    serde_json::from_str(&text).map_err(Stop::at(file))
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files(&path, into)?;
        } else {
            into.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_of_a_run_is_the_first_number() {
        assert_eq!(total("version: 1\nevents: Ir Dr\nfn=(1) main\nsummary: 1234 5\n"), Some(1234.0));
        assert_eq!(total("events: Ir\ntotals: 99\n"), Some(99.0));
        assert_eq!(total("version: 1\n"), None);
    }

    #[test]
    fn what_takes_four_times_as_long_for_twice_the_size_is_told() {
        let sizes = |nanos: [f64; 2]| [("10".to_owned(), nanos[0]), ("20".to_owned(), nanos[1])].into();
        let medians = [("slopes a".to_owned(), sizes([1.0, 2.0])), ("slopes b".to_owned(), sizes([1.0, 4.0]))].into();
        let rows = slopes(&Medians(medians));
        assert_eq!(rows.iter().map(|row| (row.ours, row.met)).collect::<Vec<_>>(), [(1.0, true), (2.0, false)]);
    }
}

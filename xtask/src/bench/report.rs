//! `docs/benchmarks.md` and its chart, from what one run measured.

use std::fmt::Write as _;
use std::fs;

use super::row::{NO_GOAL, Row};
use crate::project::Project;

const PAGE: &str = "docs/benchmarks.md";
const CHART: &str = "docs/images/benchmarks.svg";

const HEAD: &str = "# Benchmarks

What the packages take beside what people use instead, on the same bytes, in the same run, on the same machine. This page and its chart are written by

```sh
cargo xtask bench                    # everything; writes this page
cargo xtask bench rust python        # some of it, printed only
cargo xtask bench --json             # one JSON object for each row
```

which installs the peers in the versions that the benchmarks name. Times say little on a machine that does other things; ratios say more, since ours and theirs
are measured in turns where that is possible. A ratio above 1 says that ours is the faster, or the smaller. *Goal* is the project's own budget, with what
came of it.

![Ratios of all rows that have a peer](images/benchmarks.svg)
";

/// Writes the page and the chart: what is measured in which language, and its rows.
pub(super) fn write(project: &Project, measured: &[(&str, &str, Vec<Row>)]) -> Result<(), String> {
    let mut page = HEAD.to_owned();
    let _ = write!(page, "\nMeasured on: {}.\n", machine());
    for (name, about, rows) in measured {
        let _ = write!(
            page,
            "\n## {name}: {about}\n\n| what | ours | theirs | ratio | goal |\n| --- | ---: | ---: | ---: | --- |\n"
        );
        rows.iter().for_each(|row| page.push_str(&line(row)));
    }
    let write = |path: &str, text: &str| {
        let path = project.root.join(path);
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
    };
    write(PAGE, &page)?;
    write(CHART, &chart(measured))
}

fn line(row: &Row) -> String {
    let amount = |number: f64| format!("{} {}", digits(number), row.unit);
    let theirs = match (&row.peer, row.theirs) {
        (Some(peer), Some(theirs)) => format!("{peer}: {}", amount(theirs)),
        _ => String::new(),
    };
    let ratio = row.ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
    let goal = match row.met {
        _ if row.goal == NO_GOAL => String::new(),
        true => format!("{}: met", row.goal),
        false => format!("{}: **not met**", row.goal),
    };
    format!("| {} | {} | {theirs} | {ratio} | {goal} |\n", row.bench, amount(row.ours))
}

/// Three digits that count.
fn digits(number: f64) -> String {
    let places = if number.abs() >= 100.0 {
        0
    } else if number.abs() >= 10.0 {
        1
    } else {
        2
    };
    format!("{number:.places$}")
}

/// What it ran on, as far as Linux says it.
fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let after = |text: &str, key: &str| {
        let line = text.lines().find(|line| line.starts_with(key))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let processor = after(&read("/proc/cpuinfo"), "model name").unwrap_or_else(|| "an unknown processor".to_owned());
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = after(&read("/proc/meminfo"), "MemTotal").and_then(|it| it.split(' ').next()?.parse::<f64>().ok());
    let memory = memory.map_or_else(String::new, |kb| format!(", {:.0} GB of memory", kb / 1e6));
    let system = after(&read("/etc/os-release").replace('=', ":").replace('"', ""), "PRETTY_NAME").unwrap_or_default();
    format!("{processor}, {cores} cores{memory}, {} {system}", std::env::consts::OS)
}

/// Bars of the ratios, each ten times as long for ten times the ratio's logarithm; the line is where both take the same.
fn chart(measured: &[(&str, &str, Vec<Row>)]) -> String {
    const WIDTH: f64 = 960.0;
    const LABELS: f64 = 520.0;
    const LINE: f64 = 26.0;
    let bars: Vec<(String, f64)> = measured
        .iter()
        .flat_map(|(name, _, rows)| rows.iter().map(move |row| (name, row)))
        .filter_map(|(name, row)| {
            Some((format!("{name}: {} / {}", shortened(&row.bench), row.peer.as_ref()?), row.ratio?))
        })
        .collect();
    // From half as fast to a hundred times as fast.
    let x = |ratio: f64| LABELS + (WIDTH - LABELS - 60.0) * (ratio.clamp(0.5, 100.0) / 0.5).log10() / 200_f64.log10();
    let height = LINE * bars.len() as f64 + 44.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"How many times as long, or as \
         much, peers take\">\n<style>text{{font:13px sans-serif;fill:#1f2328}}.bar{{fill:#2f6f9f}}.slower{{fill:#b35900}}line{{stroke:#8c959f}}\
         @media(prefers-color-scheme:dark){{text{{fill:#e6edf3}}.bar{{fill:#6cb6ff}}.slower{{fill:#f0a050}}}}</style>\n"
    );
    for mark in [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0] {
        let (at, dash) = (x(mark), if mark == 1.0 { "" } else { " stroke-dasharray=\"2 4\"" });
        let _ = writeln!(svg, "<line x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"24\" y2=\"{height}\"{dash}/>");
        let _ = writeln!(svg, "<text x=\"{at:.1}\" y=\"16\" text-anchor=\"middle\">{mark}×</text>");
    }
    for (row, (label, ratio)) in bars.iter().enumerate() {
        let y = 32.0 + LINE * row as f64;
        let (one, end) = (x(1.0), x(*ratio));
        let (from, class) = if end < one { (end, "bar slower") } else { (one, "bar") };
        let label = label.replace('&', "&amp;").replace('<', "&lt;");
        let _ =
            writeln!(svg, "<text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>", LABELS - 10.0, y + 13.0);
        let width = (end - one).abs().max(1.0);
        let _ = writeln!(
            svg,
            "<rect class=\"{class}\" x=\"{from:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"18\" rx=\"2\"/>"
        );
        let _ = writeln!(svg, "<text x=\"{:.1}\" y=\"{:.1}\">{ratio:.1}</text>", one.max(end) + 6.0, y + 13.0);
    }
    svg.push_str("</svg>\n");
    svg
}

/// What fits beside a bar.
fn shortened(bench: &str) -> &str {
    bench.split(" to owned values").next().unwrap_or(bench)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured() -> Vec<(&'static str, &'static str, Vec<Row>)> {
        let faster = Row::beside("a list", "ms", 20.0, "zeep", 700.0, Some(20.0));
        let slower = Row::beside("a <list>", "ms", 2.0, "other", 1.0, Some(1.0));
        vec![("python", "beside others", vec![faster, slower, Row::alone("size", "kB", 3.0, NO_GOAL, true)])]
    }

    #[test]
    fn a_row_says_what_came_of_its_goal() {
        let rows = &measured()[0].2;
        assert_eq!(line(&rows[0]), "| a list | 20.0 ms | zeep: 700 ms | 35.00 | 20.00 times: met |\n");
        assert!(line(&rows[1]).contains("1.00 times: **not met**"));
        assert_eq!(line(&rows[2]), "| size | 3.00 kB |  |  |  |\n");
    }

    #[test]
    fn a_bar_goes_left_where_ours_is_slower() {
        let chart = chart(&measured());
        assert_eq!(chart.matches("<rect class=\"bar\"").count(), 1);
        assert_eq!(chart.matches("<rect class=\"bar slower\"").count(), 1);
        assert!(chart.contains("a &lt;list>") && !chart.contains("size"), "{chart}");
    }
}

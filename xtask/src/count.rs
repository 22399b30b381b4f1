//! `cargo xtask count`: what is written by hand and what is generated, in lines (by tokei), and in how many places an operation is named by hand.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, ExitCode};

use anstream::{eprintln, println};
use serde_json::Value;

use crate::generate;
use crate::outcome::Stop;
use crate::project::Project;
use crate::shell::Shell;
use crate::test::rust::cargo_tool;

const TOKEI: &str = "15.0.0";

/// What is counted apart: a name, and the folders.
const PARTS: &[(&str, &[&str])] = &[
    ("core", &["core/src"]),
    ("sandbox", &["sandbox/src"]),
    ("npm, Rust", &["bindings-wasm/src", "bindings-wasm/sandbox/src"]),
    ("npm, TypeScript", &["bindings-wasm/js/src"]),
    ("Python, Rust", &["bindings-python/src"]),
    ("Python, Python", &["bindings-python/python"]),
    ("Kotlin and Swift, Rust", &["bindings-uniffi/src"]),
    ("Kotlin", &["bindings-uniffi/kotlin/src/main"]),
    ("Swift", &["bindings-uniffi/swift/Sources"]),
    ("xtask", &["xtask/src"]),
    ("demo", &["examples/demo/src"]),
    ("tests", &["tests", "core/tests", "core/fuzz", "bindings-wasm/tests", "bindings-python/tests"]),
    ("tests, Kotlin and Swift", &["bindings-uniffi/kotlin/src/test", "bindings-uniffi/swift/Tests"]),
];

/// Where an operation that is added must be named by hand: sources, not what tests or tells of it.
const SOURCES: &[&str] = &[
    "core/src",
    "sandbox/src",
    "bindings-wasm/src",
    "bindings-wasm/js/src",
    "bindings-python/src",
    "bindings-python/python",
    "bindings-uniffi/src",
    "bindings-uniffi/kotlin/src/main",
    "bindings-uniffi/swift/Sources",
    "tests/vectors",
];

/// Prints both.
pub(crate) fn run() -> ExitCode {
    match Project::find().map_err(Stop::Failed).and_then(|project| counted(&project)) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(Stop::Failed(why) | Stop::Skipped(why)) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn counted(project: &Project) -> Result<String, Stop> {
    let shell = Shell::new(project, "count")?;
    let tokei = cargo_tool(&shell, "tokei", TOKEI)?;
    let made = generate::paths();
    let mut text = format!("{:24} {:>9} {:>9} {:>9} {:>9}\n", "lines", "by hand", "code", "generated", "code");
    let mut all = [Lines::default(); 2];
    for (part, folders) in PARTS {
        let mut command = shell.command(&tokei);
        let folders = folders.iter().filter(|folder| project.root.join(folder).exists());
        let output = shell.run(command.args(["--files", "--output", "json"]).args(folders))?;
        let [by_hand, generated] = lines(&output, &made).map_err(Stop::Failed)?;
        text += &row(part, by_hand, generated);
        all[0].add(by_hand);
        all[1].add(generated);
    }
    text += &row("all", all[0], all[1]);
    text += "\nfiles that name an operation by hand (its own, registry, vectors, sandbox, packages)\n";
    for (files, operations) in named(&project.root, &made).map_err(Stop::Failed)? {
        text += &format!("{files:>3}  {}\n", operations.join(" "));
    }
    Ok(text)
}

fn row(part: &str, by_hand: Lines, generated: Lines) -> String {
    let [hand, made] = [by_hand, generated];
    format!("{part:24} {:>9} {:>9} {:>9} {:>9}\n", hand.all, hand.code, made.all, made.code)
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Lines {
    /// With comments and empty ones.
    all: u64,
    code: u64,
}

impl Lines {
    fn add(&mut self, other: Self) {
        self.all += other.all;
        self.code += other.code;
    }
}

/// What tokei counted, of what is written by hand and of what is generated.
fn lines(output: &str, made: &[String]) -> Result<[Lines; 2], String> {
    let counted: BTreeMap<String, Value> =
        serde_json::from_str(output).map_err(|error| format!("tokei's answer: {error}"))?;
    let mut sums = [Lines::default(); 2];
    for (language, counts) in counted {
        // Data and documents are no code; `Total` is all others once more.
        if ["Total", "JSON", "Markdown", "Plain Text"].contains(&language.as_str()) {
            continue;
        }
        for file in counts["reports"].as_array().into_iter().flatten() {
            let name = file["name"].as_str().unwrap_or_default().replace('\\', "/");
            let is_made = made.iter().any(|path| name.trim_start_matches("./") == path);
            let number = |what: &str| file["stats"][what].as_u64().unwrap_or(0);
            let all = number("code") + number("comments") + number("blanks");
            sums[usize::from(is_made)].add(Lines { all, code: number("code") });
        }
    }
    Ok(sums)
}

/// Operations by the number of files that name them by hand, the most first.
fn named(root: &Path, made: &[String]) -> Result<Vec<(usize, Vec<String>)>, String> {
    let mut by_files: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for forms in generate::operation_names(root)? {
        let pattern = format!(r"\b({})\b", forms.join("|").replace('.', "[.]"));
        let mut grep = Command::new("git");
        grep.args(["grep", "--files-with-matches", "--extended-regexp", &pattern, "--"]).args(SOURCES);
        let output = grep.current_dir(root).output().map_err(|error| format!("git grep: {error}"))?;
        let files = String::from_utf8_lossy(&output.stdout);
        let files = files.lines().filter(|file| !made.iter().any(|path| path == file)).count();
        by_files.entry(files).or_default().extend(forms.into_iter().next());
    }
    Ok(by_files.into_iter().rev().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_generated_files_are_told_from_those_by_hand() {
        let file = |name: &str, code: u64| serde_json::json!({"name": name, "stats": {"code": code, "comments": 2, "blanks": 1}});
        let output = serde_json::json!({
            "Rust": {"reports": [file("./a/hand.rs", 10), file("a/made.rs", 20)]},
            "JSON": {"reports": [file("a/data.json", 40)]},
            "Total": {"reports": []},
        });
        let sums = lines(&output.to_string(), &["a/made.rs".to_owned()]);
        assert_eq!(sums, Ok([Lines { all: 13, code: 10 }, Lines { all: 23, code: 20 }]));
        assert!(lines("tokei: no", &[]).is_err());
    }
}

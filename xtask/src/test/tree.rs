//! The house rules for files: what must not be in any file that is, or is about to be, committed.

use super::arrows;
use crate::generate;
use crate::outcome::{Counts, Outcome, Stop};
use crate::project::Project;
use crate::shell::Shell;
use std::path::Path;

/// Folders at a machine's root. A path into one of them means nothing on another machine.
const MACHINE_FOLDERS: [&str; 4] = ["work", "root", "home", "farm"];

/// Where packages come from is the user's setting (a mirror, a proxy), never a file's.
const REGISTRY_HOSTS: [&str; 8] = [
    "index.crates.io",
    "static.crates.io",
    "registry.npmjs.org",
    "registry.yarnpkg.com",
    "pypi.org/simple",
    "files.pythonhosted.org",
    "repo.maven.apache.org",
    "artifactory",
];

/// More lines than a newcomer reads at once.
const LONG: usize = 600;

/// Files that may be longer, beside those that are generated: made by other programs, or read in parts.
const MAY_BE_LONG: [&str; 8] = ["lock", ".json", ".md", ".svg", ".pyi", "vectors/", "generated", "dist/"];

/// What is wrong with one file's text, line by line.
type Rule = fn(&Project, path: &str, text: &str) -> Vec<String>;

const RULES: [Rule; 5] = [machine_paths, registry_hosts, overlong, dead_links, borrowed_examples];

/// The documents whose examples are run, by the language of theirs that the project's README shows.
const EXAMPLES: [(&str, &str); 4] = [
    ("js", "bindings-wasm/README.md"),
    ("pycon", "bindings-python/README.md"),
    ("kotlin", "bindings-uniffi/kotlin/README.md"),
    ("swift", "bindings-uniffi/swift/README.md"),
];

pub(super) fn house(shell: &Shell) -> Outcome {
    let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    // Not through the log: it would bury the findings under the names of all files.
    let files = match shell.command("git").args(list).output() {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout).into_owned(),
        _ => return Err(Stop::Skipped("git is not installed, or this is no checkout of it".to_owned())),
    };
    let mut findings = Vec::new();
    for path in files.split('\0').filter(|path| !path.is_empty()) {
        // A deleted file that is still in the index, or no text: nothing to read.
        let Ok(text) = std::fs::read_to_string(shell.project.root.join(path)) else { continue };
        for rule in RULES {
            findings.extend(rule(shell.project, path, &text).into_iter().map(|finding| format!("{path}:{finding}")));
        }
    }
    findings.extend(arrows::findings(shell.project)?);
    if findings.is_empty() {
        Ok(Counts::passed(RULES.len() as u32 + 1))
    } else {
        Err(Stop::Failed(findings.join("\n")))
    }
}

fn machine_paths(_: &Project, path: &str, text: &str) -> Vec<String> {
    // Prose may tell a reader to use the folder for temporary files; a program asks the system for it.
    let temporary = (!path.ends_with(".md")).then_some("tmp");
    let folders: Vec<String> = MACHINE_FOLDERS.into_iter().chain(temporary).map(|name| format!("/{name}/")).collect();
    let starts_a_path = |line: &str, folder: &str| {
        let mut before = line.match_indices(folder).map(|(at, _)| line[..at].chars().next_back());
        before.any(|before| before.is_none_or(|c| !(c.is_ascii_alphanumeric() || "_.-}>)".contains(c))))
    };
    lines_where(text, |line| {
        let folder = folders.iter().find(|folder| starts_a_path(line, folder))?;
        Some(format!("a path of a machine ({folder})"))
    })
}

fn registry_hosts(_: &Project, path: &str, text: &str) -> Vec<String> {
    // The list above is the one place that names them.
    if path == file!().replace('\\', "/") {
        return Vec::new();
    }
    lines_where(text, |line| {
        let host = REGISTRY_HOSTS.iter().find(|host| line.contains(**host))?;
        Some(format!("the host of a package registry ({host})"))
    })
}

fn overlong(_: &Project, path: &str, text: &str) -> Vec<String> {
    let lines = text.lines().count();
    if lines <= LONG || generate::makes(path) || MAY_BE_LONG.iter().any(|part| path.contains(part)) {
        return Vec::new();
    }
    vec![format!("{lines}: longer than {LONG} lines")]
}

fn dead_links(project: &Project, path: &str, text: &str) -> Vec<String> {
    if !path.ends_with(".md") {
        return Vec::new();
    }
    let file = project.root.join(path);
    let folder = file.parent().unwrap_or(Path::new(""));
    lines_where(text, |line| {
        let targets = line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ', '#']).next());
        let mut local = targets.filter(|target| !target.is_empty() && !target.contains(':'));
        let dead = local.find(|target| !folder.join(target).exists())?;
        Some(format!("a link to a file that is not there ({dead})"))
    })
}

/// What the project's README shows of another language is a part of that package's README, where it is run.
fn borrowed_examples(project: &Project, path: &str, text: &str) -> Vec<String> {
    if path != "README.md" {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (index, (number, _)) in text.match_indices("```").enumerate().filter(|(index, _)| index % 2 == 0) {
        let block = text.get(number + 3..).and_then(|rest| rest.split("```").next()).unwrap_or("");
        let (language, code) = block.split_once('\n').unwrap_or((block, ""));
        let Some((_, document)) = EXAMPLES.iter().find(|(name, _)| *name == language) else { continue };
        let run = std::fs::read_to_string(project.root.join(document)).unwrap_or_default();
        if !run.contains(code) {
            findings.push(format!(" example {} is not in {document}, and so not run", index / 2 + 1));
        }
    }
    findings
}

/// `NUMBER: finding` for each line in which `find` finds something.
fn lines_where(text: &str, find: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let numbered = text.lines().zip(1..);
    numbered.filter_map(|(line, number)| find(line).map(|finding| format!("{number}: {finding}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(rule: Rule, path: &str, text: &str) -> Vec<String> {
        rule(&Project::find().unwrap(), path, text)
    }

    #[test]
    fn paths_of_a_machine_are_found() {
        let path = |folder: &str| format!("first\nlet file = \"/{folder}/x.json\";\n");
        for folder in ["work", "root", "home", "tmp"] {
            assert_eq!(findings(machine_paths, "a.rs", &path(folder)).len(), 1, "{folder}");
        }
        assert!(findings(machine_paths, "a.rs", &path("work"))[0].starts_with("2: "));
        assert!(findings(machine_paths, "a.md", &path("tmp")).is_empty());
        // A part of another path or address is no path of a machine.
        let inside = format!("https://host.example/{0}/x target/{0}/x ./{0}/x {{base}}/{0}/x", "work");
        assert!(findings(machine_paths, "a.rs", &inside).is_empty());
    }

    #[test]
    fn hosts_of_registries_are_found() {
        for host in REGISTRY_HOSTS {
            assert_eq!(findings(registry_hosts, "package-lock.json", host).len(), 1, "{host}");
        }
        assert!(findings(registry_hosts, "README.md", "https://crates.io/crates/nordcase").is_empty());
        assert!(findings(registry_hosts, file!(), REGISTRY_HOSTS[0]).is_empty());
    }

    #[test]
    fn long_files_are_found() {
        let lines = |count: usize| "line\n".repeat(count);
        assert!(findings(overlong, "core/src/xml.rs", &lines(LONG)).is_empty());
        assert_eq!(findings(overlong, "core/src/xml.rs", &lines(LONG + 1)).len(), 1);
        assert!(findings(overlong, "tests/vectors/long.txt", &lines(LONG + 1)).is_empty());
        assert!(findings(overlong, "bindings-uniffi/src/operation.rs", &lines(LONG + 1)).is_empty());
    }

    #[test]
    fn examples_that_nobody_runs_are_found() {
        let text = "```sh\nanything\n```\n```js\nimport { FastDok } from \"nordcase\";\n```\n```js\nmadeUp();\n```\n";
        let expected = [" example 3 is not in bindings-wasm/README.md, and so not run"];
        assert_eq!(findings(borrowed_examples, "README.md", text), expected);
        assert!(findings(borrowed_examples, "docs/sandbox.md", text).is_empty());
    }

    #[test]
    fn dead_links_are_found() {
        let text = "[a](Cargo.toml) [b](core/src#part) [c](https://example.org/x) [d](#here)\n[e](no/such.md)";
        assert_eq!(findings(dead_links, "README.md", text), ["2: a link to a file that is not there (no/such.md)"]);
        assert!(findings(dead_links, "a.rs", text).is_empty());
    }
}

//! How the Python package's sources are laid out: what they begin with, what they import, how they call types, and their docstrings.

use std::collections::{BTreeMap, BTreeSet};

use super::super::description::Kind;
use super::super::names::Names;
use super::super::records::Record;
use super::super::text;

/// As long as a line may be.
pub(super) const WIDTH: usize = 120;

/// What stands below each file's first words.
pub(super) const HEAD: &str =
    "\n# Made of the core's source by `cargo xtask generate`: change it there.\n\nfrom __future__ import annotations\n";

/// What the marks in a description mean.
pub(super) const MARKS: &str = "Marks in the descriptions: *verified* (a public document or a recording says it), *inferred* (from a sibling or a client), *unknown*.";

/// A service, and what its client is called.
pub(crate) struct Service {
    /// `fastdok`: of the operations' names, and of the files.
    pub(super) api: &'static str,
    pub(super) client: &'static str,
    pub(super) name: &'static str,
}

pub(crate) const FASTDOK: Service = Service { api: "fastdok", client: "FastDok", name: "FastDok" };

pub(crate) const ALTINN: Service = Service { api: "altinn", client: "CaseAgency", name: "CaseAgencySystem" };

/// A module that a file takes names of.
struct Module<'a> {
    path: &'a str,
    names: &'a [&'a str],
    /// Only annotations name what it has: importing it would take every program's time for nothing.
    is_for_checkers: bool,
}

/// In the order in which they are imported. What stands in none of them is Python's own, or one of the service's records.
const MODULES: &[Module<'_>] = &[
    Module {
        path: "collections.abc",
        names: &["AsyncIterator", "Iterator", "Mapping", "Sequence"],
        is_for_checkers: true,
    },
    Module { path: "datetime", names: &["date", "datetime"], is_for_checkers: true },
    Module { path: "decimal", names: &["Decimal"], is_for_checkers: true },
    Module { path: "nordcase._base", names: &["AsyncClient", "Client"], is_for_checkers: false },
    Module { path: "nordcase._confidence", names: &["CreateConfidence"], is_for_checkers: false },
    Module { path: "nordcase._engine", names: &["given"], is_for_checkers: false },
    Module { path: "nordcase._errors", names: &["Retry"], is_for_checkers: false },
    Module {
        path: "nordcase._record",
        names: &["FrozenDict", "Listing", "OpenEnum", "RawJson", "Record", "Secret"],
        is_for_checkers: false,
    },
    Module { path: "nordcase._typing", names: &["TYPE_CHECKING", "TypeVar", "cast"], is_for_checkers: false },
];

/// The names that a file uses.
#[derive(Default)]
pub(super) struct Used(BTreeSet<String>);

impl Used {
    /// All names in some code: an annotation, a value.
    pub(super) fn add(&mut self, code: &str) {
        let names = code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|name| !name.is_empty());
        self.0.extend(names.map(str::to_owned));
    }

    /// The lines that import them, as the package's other files have them; records of other modules are named in annotations only.
    pub(super) fn imports<'a>(mut self, records: impl Iterator<Item = &'a Record>, names: &'a Names) -> String {
        let mut groups = vec![self.lines_of(true, "    ")];
        let mut of_records: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for record in records {
            let name = names.type_name("python", &record.name);
            if self.0.contains(name) {
                of_records.entry(&record.api).or_default().insert(name);
            }
        }
        let of_records = of_records.into_iter().map(|(api, names)| import(&format!("nordcase.{api}"), &names, "    "));
        groups.push(of_records.collect());
        groups.retain(|group| !group.is_empty());
        if groups.is_empty() {
            return format!("\n{}", self.lines_of(false, ""));
        }
        self.add("TYPE_CHECKING");
        format!("\n{}\nif TYPE_CHECKING:\n{}", self.lines_of(false, ""), groups.join("\n"))
    }

    fn lines_of(&self, is_for_checkers: bool, indent: &str) -> String {
        let modules = MODULES.iter().filter(|it| it.is_for_checkers == is_for_checkers);
        let used = modules.map(|it| {
            let names = it.names.iter().copied().filter(|name| self.0.contains(*name)).collect();
            import(it.path, &names, indent)
        });
        used.collect()
    }
}

/// In one line if it fits.
fn import(module: &str, names: &BTreeSet<&str>, indent: &str) -> String {
    if names.is_empty() {
        return String::new();
    }
    let all: Vec<&str> = names.iter().copied().collect();
    let line = format!("{indent}from {module} import {}\n", all.join(", "));
    if text::fits(&line, WIDTH) {
        return line;
    }
    let lines: String = all.iter().map(|name| format!("{indent}    {name},\n")).collect();
    format!("{indent}from {module} import (\n{lines}{indent})\n")
}

/// A docstring: in one line if it fits.
pub(super) fn docstring(paragraphs: &[String], indent: &str) -> String {
    let line = format!("{indent}\"\"\"{}\"\"\"\n", paragraphs.join(""));
    if paragraphs.len() == 1 && text::fits(&line, WIDTH) {
        return line;
    }
    with_closing(self::paragraphs(paragraphs, indent), indent)
}

/// The lines of a docstring but for its end.
pub(super) fn paragraphs(paragraphs: &[String], indent: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for (n, paragraph) in paragraphs.iter().enumerate() {
        if n > 0 {
            lines.push(String::new());
        }
        let begin = if n == 0 { format!("{indent}\"\"\"") } else { indent.to_owned() };
        lines.extend(wrapped(paragraph, &begin, indent));
    }
    lines
}

pub(super) fn with_closing(lines: Vec<String>, indent: &str) -> String {
    format!("{}\n{indent}\"\"\"\n", lines.join("\n"))
}

/// Words in lines of this length.
pub(super) fn wrapped(words: &str, first: &str, rest: &str) -> Vec<String> {
    text::wrapped(words, first, rest, WIDTH)
}

/// A type of the core's, as an annotation names it.
pub(super) fn type_of(kind: &Kind, names: &Names) -> String {
    match kind {
        Kind::Text => "str".to_owned(),
        Kind::Bool => "bool".to_owned(),
        Kind::Number(_) => "int".to_owned(),
        Kind::Bytes => "bytes".to_owned(),
        Kind::Unit => "None".to_owned(),
        Kind::List(of) => format!("tuple[{}, ...]", type_of(of, names)),
        Kind::Named(name, of) => {
            let name = names.type_name("python", name);
            let of: Vec<String> = of.iter().map(|kind| type_of(kind, names)).collect();
            if of.is_empty() { name.to_owned() } else { format!("{name}[{}]", of.join(", ")) }
        }
    }
}

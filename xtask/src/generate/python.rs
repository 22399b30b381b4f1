//! The Python package's sources that say what the core says: methods, records of answers, and enumerations of words.

mod records;

use std::collections::BTreeSet;
use std::fmt::Write;

use super::description::{Kind, Operation, Param, camel};
use super::names::Names;
use super::records::Record;
use super::text;

pub(crate) use records::records;

/// As long as a line may be.
const WIDTH: usize = 120;

/// What stands below each file's first words.
const HEAD: &str =
    "\n# Made of the core's source by `cargo xtask generate`: change it there.\n\nfrom __future__ import annotations\n";

/// What the marks in a description mean.
const MARKS: &str = "Marks in the descriptions: *verified* (a public document or a recording says it), *inferred* (from a sibling or a client), *unknown*.";

/// What all is made of.
pub(crate) struct Core<'a> {
    pub(crate) records: &'a [Record],
    pub(crate) names: &'a Names,
}

/// A service, and what its client is called.
pub(crate) struct Service {
    /// `fastdok`: of the operations' names, and of the files.
    api: &'static str,
    name: &'static str,
}

pub(crate) const FASTDOK: Service = Service { api: "fastdok", name: "FastDok" };

pub(crate) const ALTINN: Service = Service { api: "altinn", name: "CaseAgencySystem" };

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
    Module {
        path: "nordcase._record",
        names: &["FrozenDict", "Listing", "OpenEnum", "RawJson", "Record", "Secret"],
        is_for_checkers: false,
    },
    Module { path: "nordcase._typing", names: &["TYPE_CHECKING", "TypeVar"], is_for_checkers: false },
];

/// The names that a file uses.
#[derive(Default)]
struct Used(BTreeSet<String>);

impl Used {
    /// All names in some code: an annotation, a value.
    fn add(&mut self, code: &str) {
        let names = code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|name| !name.is_empty());
        self.0.extend(names.map(str::to_owned));
    }

    /// The lines that import them, as the package's other files have them.
    fn imports(mut self) -> String {
        let of = |used: &Self, module: &Module<'_>| {
            let names: Vec<&str> = module.names.iter().copied().filter(|name| used.0.contains(*name)).collect();
            if names.is_empty() { String::new() } else { format!("from {} import {}\n", module.path, names.join(", ")) }
        };
        let checkers = MODULES.iter().filter(|it| it.is_for_checkers);
        let checkers: String =
            checkers.map(|it| of(&self, it)).filter(|it| !it.is_empty()).map(|it| format!("    {it}")).collect();
        if !checkers.is_empty() {
            self.add("TYPE_CHECKING");
        }
        let others: String = MODULES.iter().filter(|it| !it.is_for_checkers).map(|it| of(&self, it)).collect();
        let checkers = if checkers.is_empty() { checkers } else { format!("\nif TYPE_CHECKING:\n{checkers}") };
        format!("\n{others}{checkers}")
    }
}

/// A docstring: in one line if it fits.
fn docstring(paragraphs: &[String], indent: &str) -> String {
    let line = format!("{indent}\"\"\"{}\"\"\"\n", paragraphs.join(""));
    if paragraphs.len() == 1 && text::fits(&line, WIDTH) {
        return line;
    }
    let mut lines = Vec::new();
    for (n, paragraph) in paragraphs.iter().enumerate() {
        if n > 0 {
            lines.push(String::new());
        }
        let begin = if n == 0 { format!("{indent}\"\"\"") } else { indent.to_owned() };
        lines.extend(wrapped(paragraph, &begin, indent));
    }
    lines.push(format!("{indent}\"\"\""));
    lines.join("\n") + "\n"
}

/// Words in lines of this length.
fn wrapped(words: &str, first: &str, rest: &str) -> Vec<String> {
    text::wrapped(words, first, rest, WIDTH)
}

/// A type of the core's, as an annotation names it.
fn type_of(kind: &Kind, names: &Names) -> String {
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

/// The file.
pub(crate) fn operations(all: &[Operation], names: &Names) -> Result<String, String> {
    let fastdok: Vec<&Operation> = all.iter().filter(|it| it.api == "fastdok").collect();
    let mut used = BTreeSet::new();
    let mut methods = Vec::new();
    for operation in fastdok {
        methods.push(method(operation, names, &mut used)?);
    }
    let mut file = String::from(
        "\"\"\"FastDok's operations for asyncio. `_fastdok_operations.py` is made of this file by `tools/unasync.py`.\"\"\"\n\n\
         # Made of the core's source by `cargo xtask generate`: change it there.\n\n\
         from __future__ import annotations\n\n\
         from nordcase._base import AsyncClient\nfrom nordcase._engine import given\nfrom nordcase._typing import TYPE_CHECKING, cast\n\n\
         if TYPE_CHECKING:\n    from collections.abc import Sequence\n\n    from nordcase.fastdok import (\n",
    );
    for name in used {
        writeln!(file, "        {name},").map_err(|error| error.to_string())?;
    }
    file.push_str(
        "    )\n\n\nclass AsyncFastDokOperations(AsyncClient):\n    \"\"\"One method for each operation, named as the API's reference names it.\"\"\"\n",
    );
    for method in methods {
        file.push('\n');
        file.push_str(&method);
    }
    Ok(file)
}

fn method(operation: &Operation, names: &Names, used: &mut BTreeSet<String>) -> Result<String, String> {
    let full = operation.full_name();
    let name = names.method("python", &full).unwrap_or(&operation.name);
    let output = method_type(&operation.output, used)?;
    let params = operation.params.iter().map(|param| declared(param, names, used)).collect::<Result<Vec<_>, _>>()?;
    let mut text = signature(name, &params, &output);
    text.push_str(&method_doc(operation, names, &full));
    let values: Vec<String> = operation.params.iter().map(handed_over).collect();
    let given = if values.is_empty() { "{}".to_owned() } else { format!("given({})", values.join(", ")) };
    let call = |params: &str| format!("        return cast(\"{output}\", await self._call(\"{full}\", {params}))\n");
    let whole = call(&given);
    if text::fits(&whole, WIDTH) {
        text.push_str(&whole);
    } else {
        text.push_str(&format!("        params = {given}\n"));
        text.push_str(&call("params"));
    }
    Ok(text)
}

/// As its formatter would break it.
fn signature(name: &str, params: &[String], output: &str) -> String {
    let mut all = vec!["self".to_owned()];
    if !params.is_empty() {
        all.push("*".to_owned());
        all.extend(params.iter().cloned());
    }
    let (head, tail) = (format!("    async def {name}("), format!(") -> {output}:\n"));
    let line = format!("{head}{}{tail}", all.join(", "));
    if text::fits(&line, WIDTH) {
        return line;
    }
    let inner = format!("        {}\n", all.join(", "));
    if text::fits(&inner, WIDTH) {
        return format!("{head}\n{inner}    {tail}");
    }
    let lines: String = all.iter().map(|param| format!("        {param},\n")).collect();
    format!("{head}\n{lines}    {tail}")
}

fn declared(param: &Param, names: &Names, used: &mut BTreeSet<String>) -> Result<String, String> {
    let is_word = matches!(&param.kind, Kind::Named(name, _) if names.is_plain_text(name));
    let of = if is_word { "str".to_owned() } else { method_type(&param.kind, used)? };
    // A text of one's own will do where the service may know more values than this release.
    let of = if matches!(&param.kind, Kind::Named(..)) && !is_word { format!("{of} | str") } else { of };
    Ok(match (&param.kind, param.is_optional) {
        (_, false) => format!("{}: {of}", param.name),
        (Kind::Bool, true) => format!("{}: bool = False", param.name),
        (Kind::List(_), true) => format!("{}: {of} = ()", param.name),
        (_, true) => format!("{}: {of} | None = None", param.name),
    })
}

fn method_type(kind: &Kind, used: &mut BTreeSet<String>) -> Result<String, String> {
    Ok(match kind {
        Kind::Text => "str".to_owned(),
        Kind::Bool => "bool".to_owned(),
        Kind::Number(_) => "int".to_owned(),
        Kind::Bytes => "bytes".to_owned(),
        Kind::Unit => "None".to_owned(),
        Kind::List(of) => format!("Sequence[{}]", method_type(of, used)?),
        Kind::Named(name, of) => {
            used.insert(name.clone());
            let of = of.iter().map(|kind| method_type(kind, used)).collect::<Result<Vec<_>, _>>()?;
            if of.is_empty() { name.clone() } else { format!("{name}[{}]", of.join(", ")) }
        }
    })
}

fn handed_over(param: &Param) -> String {
    let name = &param.name;
    let value = if matches!(param.kind, Kind::List(_)) { format!("list({name})") } else { name.clone() };
    format!("{}={value}", camel(name))
}

fn method_doc(operation: &Operation, names: &Names, full: &str) -> String {
    let said = |text: &str| names.said("python", text);
    let mut paragraphs: Vec<String> = operation.doc.iter().map(|text| said(text)).collect();
    paragraphs.extend(names.note("python", full).map(&said));
    let mut lines = Vec::new();
    for (n, paragraph) in paragraphs.iter().enumerate() {
        if n > 0 {
            lines.push(String::new());
        }
        let begin = if n == 0 { "        \"\"\"" } else { "        " };
        lines.extend(wrapped(paragraph, begin, "        "));
    }
    lines.push(String::new());
    lines.extend(wrapped(&format!("Source: {}", said(&operation.source)), "        ", "        "));
    if !operation.params.is_empty() {
        lines.extend([String::new(), "        Args:".to_owned()]);
        for param in &operation.params {
            let text = format!("{}: {}", param.name, said(&param.doc));
            lines.extend(wrapped(&text, "            ", "                "));
        }
    }
    lines.push("        \"\"\"".to_owned());
    lines.join("\n") + "\n"
}

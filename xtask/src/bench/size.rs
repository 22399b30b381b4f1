//! Sizes: what the packages weigh, and what of the WebAssembly costs how much.
//!
//! The parts are of the module as the compiler wrote it, where functions still have names: wasm-opt takes about a quarter of it away, from all parts
//! alike. A generic function counts for the part whose types it is made for, and for the crate that it was written in.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use wasmparser::{KnownCustom, Name, Parser, Payload};

use super::row::{NO_GOAL, Row};
use crate::outcome::Stop;
use crate::package::npm::order::functions;
use crate::package::{kotlin, npm, python};
use crate::shell::Shell;

/// A file that users of the npm package load, as which entry, and what it may weigh with brotli, in kB.
const FILES: [(&str, &str, Option<f64>); 6] = [
    ("index.js", "nordcase", Some(150.0)),
    ("nordcase.wasm", "nordcase/slim's WebAssembly", Some(110.0)),
    ("slim.js", "nordcase/slim", None),
    ("sandbox.js", "nordcase/sandbox", None),
    ("workflow.js", "nordcase/workflow", None),
    ("../cjs/index.js", "nordcase, for require", None),
];

/// Crates of less are told together, in kB.
const SMALL_CRATE: f64 = 3.0;

/// A part of the code, and what its functions' names contain. The first that fits counts.
const PARTS: [(&str, &[&str]); 9] = [
    ("journeys", &["journey"]),
    ("the registry, reading parameters", &["nordcase::wire", "nordcase::value", "serde_core::de", "serde::de"]),
    ("Altinn", &["nordcase::altinn"]),
    ("FastDok", &["nordcase::fastdok"]),
    ("reading XML", &["nordcase::xml", "quick_xml"]),
    ("reading and writing JSON", &["nordcase::json", "serde_json"]),
    ("regular expressions", &["regex_lite"]),
    ("the glue to JavaScript", &["wasm_bindgen", "nordcase_wasm"]),
    ("the rest of the core", &["nordcase::"]),
];

pub(super) fn rows(shell: &Shell) -> Result<Vec<Row>, Stop> {
    npm::package(shell)?;
    let target = &shell.project.target;
    let mut rows = Vec::new();
    for (file, entry, goal) in FILES {
        let sizes = packed(shell, &target.join("npm/nordcase/dist/esm").join(file))?;
        let (words, met) =
            goal.map_or((NO_GOAL.to_owned(), true), |goal| (format!("{goal:.0} kB"), sizes.brotli <= goal));
        rows.push(Row::alone(&format!("{entry}, brotli"), "kB", sizes.brotli, &words, met));
        rows.push(Row::alone(&format!("{entry}, gzip"), "kB", sizes.gzip, NO_GOAL, true));
        rows.push(Row::alone(&format!("{entry}, raw"), "kB", sizes.raw, NO_GOAL, true));
    }
    let wheel = python::wheel(shell)?;
    rows.push(Row::alone("Python's wheel", "kB", kilobytes(&wheel)?, NO_GOAL, true));
    let library = kotlin::native(shell)?;
    rows.push(Row::alone("Kotlin's native library, stripped", "kB", kilobytes(&library)?, NO_GOAL, true));

    let module = target.join("wasm32-unknown-unknown/wasm/nordcase_wasm.wasm");
    let code = fs::read(&module).map_err(Stop::at(&module))?;
    let sizes = Sizes::of(&code).map_err(|error| Stop::Failed(error.to_string()))?;
    let row = |what: String, bytes: usize| Row::alone(&what, "kB", bytes as f64 / 1000.0, NO_GOAL, true);
    rows.extend(sizes.parts.into_iter().map(|(part, bytes)| row(format!("of the module: {part}"), bytes)));
    let (large, small): (Vec<_>, Vec<_>) =
        sizes.crates.into_iter().partition(|(_, bytes)| *bytes as f64 / 1000.0 >= SMALL_CRATE);
    rows.extend(large.into_iter().map(|(name, bytes)| row(format!("of the module, by crate: {name}"), bytes)));
    let small: usize = small.into_iter().map(|(_, bytes)| bytes).sum();
    rows.push(row("of the module, by crate: all others".to_owned(), small));
    Ok(rows)
}

/// In kB.
#[derive(Deserialize)]
struct Packed {
    raw: f64,
    gzip: f64,
    brotli: f64,
}

/// What a file weighs on its way, by the Node that is there anyway.
fn packed(shell: &Shell, file: &Path) -> Result<Packed, Stop> {
    const SCRIPT: &str = "const {readFileSync} = require('node:fs'), {brotliCompressSync, gzipSync} = require('node:zlib');
        const file = readFileSync(process.argv[1]), kB = (bytes) => bytes.length / 1000;
        console.log(JSON.stringify({raw: kB(file), gzip: kB(gzipSync(file, {level: 9})), brotli: kB(brotliCompressSync(file))}))";
    let mut node: Command = shell.command("node");
    let printed = shell.run(node.args(["--eval", SCRIPT]).arg(file))?;
    let sizes = printed.lines().last().and_then(|line| serde_json::from_str(line).ok());
    sizes.ok_or_else(|| Stop::Failed(format!("{}: node said no size", file.display())))
}

fn kilobytes(file: &Path) -> Result<f64, Stop> {
    let data = fs::metadata(file).map_err(Stop::at(file))?;
    Ok(data.len() as f64 / 1000.0)
}

/// Bytes of code and data.
struct Sizes {
    parts: BTreeMap<&'static str, usize>,
    crates: BTreeMap<String, usize>,
}

impl Sizes {
    /// By part and by crate.
    fn of(module: &[u8]) -> Result<Self, wasmparser::BinaryReaderError> {
        let (imported, bodies) = functions(module)?;
        let mut names = BTreeMap::new();
        let mut parts = BTreeMap::new();
        let mut crates = BTreeMap::new();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::DataSection(data) => *parts.entry("data: texts and tables").or_default() += data.range().len(),
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(subsections) = section.as_known() {
                        for subsection in subsections {
                            if let Name::Function(functions) = subsection? {
                                for function in functions {
                                    let function = function?;
                                    names.insert(function.index, rustc_demangle::demangle(function.name).to_string());
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        for (index, size) in (imported as u32..).zip(bodies.into_iter().map(<[u8]>::len)) {
            let name = names.get(&index).map_or("", String::as_str);
            *parts.entry(part(name)).or_default() += size;
            *crates.entry(written_in(name).to_owned()).or_default() += size;
        }
        Ok(Self { parts, crates })
    }
}

/// The crate of a function: the first name in it that begins a path, as `quick_xml` in `<&quick_xml::name::QName as core::fmt::Debug>::fmt`.
fn written_in(name: &str) -> &str {
    let path = name.trim_start_matches(|it: char| !it.is_alphanumeric());
    let path = path.strip_prefix("mut ").or_else(|| path.strip_prefix("dyn ")).unwrap_or(path);
    let Some((first, _)) = path.split_once("::") else { return "no crate" };
    let first = first.rsplit(['<', '&', ' ']).next().unwrap_or(first);
    match first.split_once('[') {
        // Two of one name are told apart by a number.
        Some((name, _)) => name,
        // Methods of the language's own types, as `<str>::trim`.
        None if first.ends_with('>') => "core",
        None => first,
    }
}

fn part(name: &str) -> &'static str {
    let found = PARTS.iter().find(|(_, words)| words.iter().any(|word| name.contains(word)));
    found.map_or("the standard library, other crates", |(part, _)| part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_counts_for_the_part_whose_types_it_is_made_for() {
        for (name, expected) in [
            ("nordcase::journey::stored_state", "journeys"),
            ("<nordcase::fastdok::journeys::pay_case::At as serde_core::ser::Serialize>::serialize", "journeys"),
            ("nordcase::fastdok::task::Task::read", "FastDok"),
            ("<&mut serde_json::ser::Serializer as x>::y", "reading and writing JSON"),
            ("core::fmt::write", "the standard library, other crates"),
            ("", "the standard library, other crates"),
        ] {
            assert_eq!(part(name), expected, "{name}");
        }
    }

    #[test]
    fn a_function_is_of_the_crate_that_its_path_begins_with() {
        for (name, expected) in [
            ("quick_xml::reader::Reader::read", "quick_xml"),
            ("<nordcase::fastdok::task::Task as serde_core::ser::Serialize>::serialize", "nordcase"),
            ("<&mut serde_json::ser::Serializer as x>::y", "serde_json"),
            ("<dyn core::any::Any>::is", "core"),
            ("alloc[3ca501edff3f0c7c]::raw_vec::finish_grow", "alloc"),
            ("<str>::trim", "core"),
            ("memcpy", "no crate"),
            ("", "no crate"),
        ] {
            assert_eq!(written_in(name), expected, "{name}");
        }
    }

    #[test]
    fn what_is_no_module_is_an_error() {
        assert!(Sizes::of(b"no wasm").is_err());
    }
}

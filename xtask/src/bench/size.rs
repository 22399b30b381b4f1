//! Sizes: what the npm package weighs, and what of its WebAssembly costs how much.
//!
//! The parts are of the module as the compiler wrote it, where functions still have names: wasm-opt takes about a quarter of it away, from all parts
//! alike. A generic function counts for the part whose types it is made for.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

use super::Row;
use crate::package::npm;
use crate::shell::Shell;
use crate::test::outcome::Stop;

/// A file of the package, and what it may weigh with brotli, in kB.
const GOALS: [(&str, f64); 2] = [("nordcase.wasm", 110.0), ("index.js", 150.0)];

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
    for (file, goal) in GOALS {
        let ours = brotli(shell, &target.join("npm/nordcase/dist/esm").join(file))?;
        rows.push(Row {
            bench: format!("{file}, brotli"),
            unit: "kB".to_owned(),
            ours,
            peer: None,
            theirs: None,
            ratio: None,
            goal: format!("{goal:.0} kB"),
            met: ours <= goal,
        });
    }
    let module = target.join("wasm32-unknown-unknown/wasm/nordcase_wasm.wasm");
    let code = fs::read(&module).map_err(|error| Stop::Failed(format!("{}: {error}", module.display())))?;
    for (part, bytes) in parts(&code).map_err(|error| Stop::Failed(error.to_string()))? {
        rows.push(Row {
            bench: format!("  {part}"),
            unit: "kB".to_owned(),
            ours: bytes as f64 / 1000.0,
            peer: None,
            theirs: None,
            ratio: None,
            goal: "raw".to_owned(),
            met: true,
        });
    }
    Ok(rows)
}

/// kB with brotli, by the Node that is there anyway.
fn brotli(shell: &Shell, file: &Path) -> Result<f64, Stop> {
    const SCRIPT: &str = "const {readFileSync} = require('node:fs'), {brotliCompressSync} = require('node:zlib');
        console.log(brotliCompressSync(readFileSync(process.argv[1])).length / 1000)";
    let mut node: Command = shell.command("node");
    let printed = shell.run(node.args(["--eval", SCRIPT]).arg(file))?;
    let number = printed.lines().last().and_then(|line| line.trim().parse().ok());
    number.ok_or_else(|| Stop::Failed(format!("{}: node said no size", file.display())))
}

/// Bytes of code by part, and of data.
fn parts(module: &[u8]) -> Result<BTreeMap<&'static str, usize>, wasmparser::BinaryReaderError> {
    let mut imported = 0;
    let mut sizes = Vec::new();
    let mut names = BTreeMap::new();
    let mut parts = BTreeMap::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => sizes.push(body.range().len()),
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
    for (index, size) in (imported..).zip(sizes) {
        let name = names.get(&index).map_or("", String::as_str);
        *parts.entry(part(name)).or_default() += size;
    }
    Ok(parts)
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
    fn what_is_no_module_is_an_error() {
        assert!(parts(b"no wasm").is_err());
    }
}

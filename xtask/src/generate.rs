//! `cargo xtask generate [--check]`: what other languages' packages say of the core is made of its source.
//!
//! What is written is committed, and compared byte by byte by the first stage of the test command. Names follow one rule; exceptions stand, each with its
//! reason, in `names.toml`.

mod answers;
mod described;
mod description;
mod kotlin;
mod method;
mod names;
mod python;
mod record;
mod records;
mod remote;
mod swift;
mod table;
mod text;
mod typescript;
mod uniffi;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::outcome::{Counts, Outcome, Stop};
use crate::project::Project;
use crate::shell::Shell;
use described::Core;
use description::Operation;
use names::Names;
use records::Record;
use uniffi::Configuration;

/// What everything is made of.
struct Source {
    root: PathBuf,
    operations: Vec<Operation>,
    records: Vec<Record>,
    journeys: Vec<(String, String)>,
    names: Names,
    /// What the native library's types are called in Kotlin and Swift.
    types: Configuration,
}

impl Source {
    fn read(root: &Path) -> Result<Self, String> {
        let operations = description::operations(root)?;
        let journeys = description::journeys(root)?;
        let mut records = records::records(root, &operations)?;
        records.extend(records::of_journeys(root, &journeys)?);
        let names = Names::read(root, &operations)?;
        Ok(Self { root: root.to_owned(), records, operations, journeys, names, types: Configuration::read(root)? })
    }
}

impl Source {
    fn core(&self) -> Core<'_> {
        Core { operations: &self.operations, records: &self.records, names: &self.names }
    }
}

/// A file, and how it is made.
struct Made {
    path: &'static str,
    text: fn(&Source) -> Result<String, String>,
}

/// In this order: the table reads what was made before it.
const MADE: &[Made] = &[
    Made {
        path: "bindings-python/python/nordcase/_async_fastdok_operations.py",
        text: |source| Ok(python::methods(&python::FASTDOK, python::ASYNCIO, &source.core())),
    },
    Made {
        path: "bindings-python/python/nordcase/_fastdok_operations.py",
        text: |source| Ok(python::methods(&python::FASTDOK, python::BLOCKING, &source.core())),
    },
    Made {
        path: "bindings-python/python/nordcase/_async_altinn_operations.py",
        text: |source| Ok(python::methods(&python::ALTINN, python::ASYNCIO, &source.core())),
    },
    Made {
        path: "bindings-python/python/nordcase/_altinn_operations.py",
        text: |source| Ok(python::methods(&python::ALTINN, python::BLOCKING, &source.core())),
    },
    Made {
        path: "bindings-python/python/nordcase/_fastdok_client.py",
        text: |source| python::blocking(&source.root, "_async_fastdok.py"),
    },
    Made {
        path: "bindings-python/python/nordcase/_altinn_client.py",
        text: |source| python::blocking(&source.root, "_async_altinn.py"),
    },
    Made {
        path: "bindings-python/python/nordcase/fastdok.py",
        text: |source| python::records(&python::FASTDOK, &source.core()),
    },
    Made {
        path: "bindings-python/python/nordcase/altinn.py",
        text: |source| python::records(&python::ALTINN, &source.core()),
    },
    Made { path: "bindings-python/python/nordcase/journeys.py", text: |source| python::of_journeys(&source.core()) },
    Made {
        path: "bindings-uniffi/src/operation.rs",
        text: |source| uniffi::operations(&source.operations, &source.names),
    },
    Made {
        path: "bindings-uniffi/src/answer.rs",
        text: |source| uniffi::answers(&source.operations, &answers::by_name(&source.operations)?),
    },
    Made {
        path: "bindings-uniffi/src/fastdok.rs",
        text: |source| answers::records("fastdok", &source.operations, &source.records, &source.names),
    },
    Made { path: "bindings-uniffi/src/core_types.rs", text: |source| remote::types(&source.core()) },
    Made {
        path: "bindings-uniffi/src/altinn.rs",
        text: |source| answers::records("altinn", &source.operations, &source.records, &source.names),
    },
    Made {
        path: "bindings-uniffi/kotlin/src/main/kotlin/se/nordcase/FastDokOperations.kt",
        text: |source| kotlin::operations(&source.operations, &source.names, &source.types),
    },
    Made {
        path: "bindings-uniffi/kotlin/src/main/kotlin/se/nordcase/CaseAgencyOperations.kt",
        text: |source| kotlin::case_agency(&source.operations, &source.names, &source.types),
    },
    Made {
        path: "bindings-uniffi/swift/Sources/Nordcase/CaseAgencyOperations.swift",
        text: |source| swift::case_agency(&source.operations, &source.names, &source.types),
    },
    Made {
        path: "bindings-uniffi/swift/Sources/Nordcase/FastDokOperations.swift",
        text: |source| swift::operations(&source.operations, &source.names, &source.types),
    },
    Made {
        path: "bindings-uniffi/swift/Sources/Nordcase/FastDokLists.swift",
        text: |source| swift::lists(&source.operations, &source.names, &source.types),
    },
    Made {
        path: "bindings-wasm/js/src/fastdok-operations.ts",
        text: |source| typescript::methods(&typescript::FASTDOK, &source.core()),
    },
    Made {
        path: "bindings-wasm/js/src/fastdok-records.ts",
        text: |source| typescript::records(&typescript::FASTDOK, &source.core()),
    },
    Made {
        path: "bindings-wasm/js/src/fastdok-params.ts",
        text: |source| typescript::params(&typescript::FASTDOK, &source.core()),
    },
    Made {
        path: "bindings-wasm/js/src/altinn-operations.ts",
        text: |source| typescript::methods(&typescript::ALTINN, &source.core()),
    },
    Made {
        path: "bindings-wasm/js/src/altinn-records.ts",
        text: |source| typescript::records(&typescript::ALTINN, &source.core()),
    },
    Made {
        path: "bindings-wasm/js/src/altinn-params.ts",
        text: |source| typescript::params(&typescript::ALTINN, &source.core()),
    },
    Made { path: "docs/names.md", text: |source| table::names(&source.root, &source.core(), &source.journeys) },
];

/// Whether a file is written here: nobody reads it from its beginning to its end.
pub(crate) fn makes(path: &str) -> bool {
    MADE.iter().any(|made| made.path == path)
}

/// The files that are generated, from the workspace's folder.
pub(crate) fn paths() -> Vec<String> {
    MADE.iter().map(|made| made.path.to_owned()).collect()
}

/// Of each operation its names in the languages, its full one first: `fastdok.list_tasks`, `ListTasks`, `listTasks`.
pub(crate) fn operation_names(root: &Path) -> Result<Vec<Vec<String>>, String> {
    let forms = |it: Operation| {
        let camel = description::camel(&it.name);
        vec![it.full_name(), it.type_name, it.name, camel]
    };
    Ok(description::operations(root)?.into_iter().map(forms).collect())
}

#[derive(Args)]
pub(crate) struct Arguments {
    /// Writes nothing: says which files are not as they would be written.
    #[arg(long)]
    check: bool,
}

/// Writes the files, or says which are not as they would be written.
pub(crate) fn run(Arguments { check }: &Arguments) -> ExitCode {
    let done = Project::find().and_then(|project| if *check { checked(&project.root) } else { written(&project.root) });
    match done {
        Ok(stale) if stale.is_empty() => ExitCode::SUCCESS,
        Ok(stale) => {
            eprintln!("{}", stale.join("\n"));
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The stage of the test command.
pub(crate) fn stage(shell: &Shell) -> Outcome {
    let stale = checked(&shell.project.root).map_err(Stop::Failed)?;
    if stale.is_empty() { Ok(Counts::passed(MADE.len() as u32)) } else { Err(Stop::Failed(stale.join("\n"))) }
}

fn written(root: &Path) -> Result<Vec<String>, String> {
    let source = Source::read(root)?;
    for made in MADE {
        let path = root.join(made.path);
        fs::write(&path, (made.text)(&source)?).map_err(|error| format!("{}: {error}", made.path))?;
    }
    Ok(Vec::new())
}

fn checked(root: &Path) -> Result<Vec<String>, String> {
    stale(&Source::read(root)?)
}

/// What is not as it would be written, with the first line that differs.
fn stale(source: &Source) -> Result<Vec<String>, String> {
    let mut stale = Vec::new();
    for made in MADE {
        let there = fs::read_to_string(source.root.join(made.path)).unwrap_or_default();
        let text = (made.text)(source)?;
        if there != text {
            let line = there.lines().zip(text.lines()).take_while(|(one, other)| one == other).count() + 1;
            stale.push(format!("{}:{line}: is not what the core's source says: cargo xtask generate", made.path));
        }
    }
    Ok(stale)
}

#[cfg(test)]
mod tests {
    use super::description::Kind;
    use super::records::Shape;
    use super::*;

    /// A doc line, a member or a name that is changed on one side only, in each file that says it.
    #[test]
    fn what_is_changed_on_one_side_is_noticed() {
        let read = || Source::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).expect("the core's source");
        assert_eq!(stale(&read()), Ok(Vec::new()));
        /// A change, and the files that do not say what it changes.
        type Change = (fn(&mut Operation), &'static [&'static str]);
        let changes: [Change; 6] = [
            (|it| it.doc[0].push_str(" And more."), &["answer.rs", "src/fastdok.rs", "params.ts", "names.md"]),
            (
                |it| it.source.push_str(" And more."),
                &["operation.rs", "FastDokLists.swift", "answer.rs", "src/fastdok.rs", "names.md"],
            ),
            (
                |it| it.params[2].doc.push_str(" And more."),
                &["answer.rs", "src/fastdok.rs", "fastdok-operations.ts", "names.md"],
            ),
            (|it| it.params[2].name.push_str("_id"), &["answer.rs", "src/fastdok.rs", "fastdok-operations.ts"]),
            (|it| it.name.push_str("_now"), &["src/fastdok.rs", "names.md"]),
            (
                |it| it.output = Kind::Named("Page".to_owned(), vec![Kind::Named("App".to_owned(), vec![])]),
                &["operation.rs", "src/fastdok.rs", "names.md"],
            ),
        ];
        for (n, (change, silent)) in changes.into_iter().enumerate() {
            let mut changed = read();
            change(changed.operations.iter_mut().find(|it| it.name == "list_tasks").expect("list_tasks"));
            let noticed = stale(&changed).expect("texts");
            let in_file = |path: &str| noticed.iter().any(|line| line.starts_with(path));
            let quiet = MADE.iter().map(|made| made.path).filter(|path| !in_file(path));
            let elsewhere = |path: &&str| ELSEWHERE.iter().any(|it| path.contains(it));
            let expected = MADE.iter().map(|made| made.path);
            let expected = expected.filter(|path| elsewhere(path) || silent.iter().any(|end| path.ends_with(end)));
            assert_eq!(quiet.collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "change {n}");
        }
        let mut changed = read();
        record(&mut changed.records, "PayReceipt").doc[0].push_str(" And more.");
        let noticed = stale(&changed).expect("texts");
        let paths: Vec<&str> = noticed.iter().filter_map(|line| line.split(':').next()).collect();
        assert_eq!(paths, ["bindings-python/python/nordcase/journeys.py", "bindings-uniffi/src/core_types.rs"]);
        // An operation of Altinn's.
        let mut changed = read();
        changed.operations.iter_mut().find(|it| it.name == "set_notice").expect("set_notice").doc[0]
            .push_str(" And more.");
        let noticed = stale(&changed).expect("texts");
        let files = [
            "_async_altinn_operations.py",
            "_altinn_operations.py",
            "bindings-uniffi/src/operation.rs",
            "CaseAgencyOperations.kt",
            "CaseAgencyOperations.swift",
            "altinn-operations.ts",
        ];
        assert_eq!(noticed.len(), files.len(), "{noticed:?}");
        assert!(files.iter().zip(&noticed).all(|(file, line)| line.contains(&format!("{file}:"))), "{noticed:?}");
        // A record's doc, a member's name and its doc, and a word.
        let records = [
            "bindings-python/python/nordcase/fastdok.py",
            "bindings-uniffi/src/fastdok.rs",
            "bindings-uniffi/src/core_types.rs",
            "bindings-wasm/js/src/fastdok-records.ts",
            "docs/names.md",
        ];
        /// A change, and how many of these files notice it: an answer's record and the core's own words stand in different ones.
        type Rewrite = (fn(&mut Vec<Record>), usize);
        let changes: [Rewrite; 4] = [
            (|all| record(all, "Task").doc[0].push_str(" And more."), 3),
            (|all| members(all, "Task")[1].doc.push_str(" And more."), 3),
            (|all| members(all, "Task")[1].name.push_str("_id"), 4),
            (
                |all| match &mut record(all, "TaskKind").shape {
                    Shape::Words(words) => words[0].text.push_str("Anew"),
                    other => panic!("{other:?}"),
                },
                3,
            ),
        ];
        for (change, files) in changes {
            let mut changed = read();
            change(&mut changed.records);
            let noticed = stale(&changed).expect("texts");
            let paths: Vec<&str> = noticed.iter().filter_map(|line| line.split(':').next()).collect();
            assert_eq!(paths.len(), files, "{noticed:?}");
            assert!(paths.iter().all(|path| records.contains(path)), "{noticed:?}");
        }
    }

    /// What says nothing of `list_tasks`: Altinn's files, the records of answers, and what is made of what is written by hand.
    const ELSEWHERE: &[&str] = &[
        "/altinn",
        "/CaseAgency",
        "altinn_operations.py",
        "-records.ts",
        "nordcase/fastdok.py",
        "nordcase/journeys.py",
        "bindings-uniffi/src/fastdok.rs",
        "bindings-uniffi/src/core_types.rs",
        "_client.py",
    ];

    fn record<'a>(all: &'a mut [Record], name: &str) -> &'a mut Record {
        all.iter_mut().find(|it| it.name == name).expect("a record of this name")
    }

    fn members<'a>(all: &'a mut [Record], name: &str) -> &'a mut Vec<description::Param> {
        match &mut record(all, name).shape {
            Shape::Members(members) => members,
            other => panic!("{other:?}"),
        }
    }
}

//! The sandbox and the core check each other only as long as neither is made from the other: of the core's crate, the sandbox may use
//! the plain HTTP types and nothing else.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// What follows each mention of the crate `nordcase` in code, as `::http::Header`. The crates whose names merely begin so do not count.
fn uses(source: &str) -> Vec<String> {
    let code = source.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for (at, word) in code.match_indices("nordcase") {
        let in_a_word = |character: char| character.is_alphanumeric() || character == '_' || character == '-';
        let rest = &code[at + word.len()..];
        if code[..at].ends_with(in_a_word) || rest.starts_with(in_a_word) {
            continue;
        }
        let end = rest.find(['\n', ';', '(']).unwrap_or(rest.len());
        found.push(rest[..end].to_owned());
    }
    found
}

#[test]
fn only_the_http_types_of_the_core_are_used() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 20, "the sources were not found");
    let mut used = 0;
    for file in files {
        for follows in uses(&fs::read_to_string(&file).unwrap()) {
            // A string or prose in an attribute ("nordcase sandbox") is not a use; a path or an alias is.
            let is_use = follows.trim_start().starts_with("::") || follows.starts_with(" as ") || follows.is_empty();
            assert!(!is_use || follows.starts_with("::http::"), "{} uses nordcase{follows}", file.display());
            used += usize::from(is_use);
        }
    }
    assert!(used > 3, "the search found nothing: it is broken");
}

#[test]
fn the_search_finds_what_it_should() {
    assert_eq!(uses("use nordcase::fastdok::Status;"), ["::fastdok::Status"]);
    assert_eq!(uses("use nordcase as n;\nlet x = n::money::Sek;"), [" as n"]);
    assert_eq!(uses("extern crate nordcase;"), [""]);
    assert_eq!(uses("use nordcase_sandbox::Sandbox; // nordcase::fastdok\n"), [""; 0]);
}

/// The fault plan can name exactly the operations that the two services recognise.
#[test]
fn the_list_of_operations_is_complete() {
    let mut files = Vec::new();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    sources(&src.join("fastdok"), &mut files);
    sources(&src.join("altinn"), &mut files);
    files.extend([src.join("fastdok.rs"), src.join("altinn.rs")]);
    let mut named = std::collections::BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        for literal in text.split('"') {
            let Some((service, name)) = literal.split_once('.') else { continue };
            let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            if matches!(service, "fastdok" | "altinn") && plain && !name.is_empty() {
                named.insert(literal.to_owned());
            }
        }
    }
    let listed = nordcase_sandbox::control::OPERATIONS.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(named, listed);
}

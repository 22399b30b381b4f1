//! Runs the vectors that all languages share (`tests/vectors`, whose README is the schema), and checks that they leave
//! nothing out.
//!
//! `NORDCASE_BLESS=1 cargo test -p nordcase --test vectors` writes what the core does into the failing ones: to draft
//! new vectors, whose every line must then be read against the specification.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "vectors/check.rs"]
mod check;
#[path = "vectors/journeys.rs"]
mod journeys;
#[path = "vectors/layout.rs"]
mod layout;
#[path = "vectors/pieces.rs"]
mod pieces;
#[path = "vectors/schema.rs"]
mod schema;
#[path = "vectors/secrets.rs"]
mod secrets;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::{env, fs};

use nordcase::{Api, error_codes, wire};
use serde_json::{Value, json};

use schema::{Check, Vectors};

#[test]
fn every_vector() {
    let mut vectors = Vectors::load();
    let bless = env::var_os("NORDCASE_BLESS").is_some();
    let mut report = String::new();
    let (mut cases, mut failed) = (0, 0);
    let mut blessed = Vec::new();
    for (file, subject) in &vectors.files {
        let mut ids = BTreeSet::new();
        let mut subject = subject.clone();
        for case in &mut subject.cases {
            cases += 1;
            let mut wrong = Vec::new();
            if !ids.insert(case.id.clone()) {
                wrong.push("its id stands twice in the file".to_owned());
            }
            if !case.source.starts_with("captured: ") && !case.source.starts_with("constructed: ") {
                wrong.push("its source is neither captured nor constructed".to_owned());
            }
            let found = check::run(&vectors, &case.check);
            differences("", &json!(case.check), &json!(found.check), &mut wrong);
            wrong.extend(found.complaints);
            if !wrong.is_empty() {
                failed += 1;
                writeln!(report, "{file}: {}\n  {}", case.id, wrong.join("\n  ")).unwrap();
                case.check = found.check;
            }
        }
        blessed.push((file.clone(), subject));
    }
    println!("{cases} vectors in {} files", vectors.files.len());
    if bless {
        vectors.files = blessed.into_iter().collect();
        for (file, subject) in &vectors.files {
            fs::write(schema::folder().join(file), layout::write(&json!(subject))).unwrap();
        }
    }
    assert!(failed == 0, "{failed} of {cases} vectors fail:\n{report}");
}

/// The places where two values differ, with both.
fn differences(place: &str, expected: &Value, found: &Value, wrong: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(one), Value::Object(other)) => {
            for name in one.keys().chain(other.keys()).collect::<BTreeSet<_>>() {
                let missing = Value::String("(nothing)".to_owned());
                let value = |object: &serde_json::Map<String, Value>| object.get(name).unwrap_or(&missing).clone();
                differences(&format!("{place}/{name}"), &value(one), &value(other), wrong);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (one, other)) in one.iter().zip(other).enumerate() {
                differences(&format!("{place}/{index}"), one, other, wrong);
            }
        }
        (Value::Array(parts), Value::String(_)) if place.ends_with("/body") => {
            let joined = String::from_utf8_lossy(&schema::body(Some(&Value::Array(parts.clone())))).into_owned();
            differences(place, &Value::String(joined), found, wrong);
        }
        (Value::String(one), Value::String(other)) if one != other && one.len().min(other.len()) > 60 => {
            let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
            let around = |text: &str| text.chars().skip(same.saturating_sub(20)).take(80).collect::<String>();
            let (one, other) = (around(one), around(other));
            wrong.push(format!(
                "{place}: differs from character {same} on\n    expected …{one}…\n    found    …{other}…"
            ));
        }
        (one, other) if one != other => wrong.push(format!("{place}\n    expected {one}\n    found    {other}")),
        _ => {}
    }
}

#[test]
fn nothing_is_left_out() {
    let vectors = Vectors::load();
    let mut seen: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut bindings = BTreeSet::new();
    let mut codes = BTreeSet::new();
    let mut going_on = BTreeSet::new();
    for (_, case) in vectors.cases() {
        let (operation, what) = match &case.check {
            Check::Request(it) => {
                let binding =
                    vectors.access(&it.access).get("binding").and_then(Value::as_str).unwrap_or("").to_owned();
                bindings.insert((it.operation.as_str(), binding));
                (it.operation.as_str(), "request")
            }
            Check::Input(it) => (it.operation.as_str(), "input"),
            Check::Response(it) if it.error.is_some() => (it.operation.as_str(), "error"),
            Check::Response(it) => (it.operation.as_str(), "output"),
            Check::NextPage(it) => {
                if it.start.is_some() {
                    going_on.insert(it.operation.as_str());
                }
                (it.operation.as_str(), "next page")
            }
            _ => ("", ""),
        };
        seen.entry(operation).or_default().insert(what);
        collect_codes(&json!(case.check), &mut codes);
    }
    let mut missing = Vec::new();
    for info in wire::operations() {
        let kinds = seen.remove(info.name).unwrap_or_default();
        let wanted = ["request", "input", "output", "error"];
        missing
            .extend(wanted.iter().filter(|kind| !kinds.contains(*kind)).map(|kind| format!("{}: {kind}", info.name)));
        let page = json!({ "start": 0, "max": 1 });
        if wire::calls::next_start(info.name, &page, 1, None, 1).is_some() && !going_on.contains(info.name) {
            missing.push(format!("{}: a page after which it goes on", info.name));
        }
        if info.api == Api::Altinn {
            let lacks = |binding: &&&str| !bindings.contains(&(info.name, (**binding).to_owned()));
            missing.extend(["basic", "ws", "ec", "ec2"].iter().filter(lacks).map(|it| format!("{}: {it}", info.name)));
        }
    }
    let lacks = |code: &str| !codes.contains(code);
    missing.extend(error_codes().iter().filter(|row| lacks(&row.code)).map(|row| row.code.to_string()));
    assert!(missing.is_empty(), "no vector for:\n{}", missing.join("\n"));
}

/// Every `code` that a vector expects.
fn collect_codes(value: &Value, codes: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            codes.extend(members.get("code").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|value| collect_codes(value, codes));
        }
        Value::Array(items) => items.iter().for_each(|value| collect_codes(value, codes)),
        _ => {}
    }
}

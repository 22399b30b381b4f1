//! Writes the first inputs of the fuzz targets from the shared vectors: `cargo run --manifest-path core/fuzz/Cargo.toml --example seed`.
//!
//! A file is named after its vector. Files of other names (written by hand, or found by the fuzzer) are left alone.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Longer answers only make the fuzzer slow.
const LONGEST: usize = 1_500;

fn main() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    json_files(&fuzz.join("../../tests/vectors"), &mut files);
    for file in files {
        let text = fs::read_to_string(&file).expect("a readable vector file");
        let vectors: Value = serde_json::from_str(&text).expect("a vector file is JSON");
        for case in vectors["cases"].as_array().into_iter().flatten() {
            for (target, input) in inputs(case) {
                let stem = file.file_stem().unwrap_or_default().to_string_lossy();
                let id = case["id"].as_str().unwrap_or_default();
                let folder = fuzz.join("corpus").join(target);
                fs::create_dir_all(&folder).expect("the corpus folder");
                fs::write(folder.join(format!("{stem}.{id}")), input).expect("the corpus file");
            }
        }
    }
}

fn json_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the vectors").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            json_files(&entry, files);
        } else if entry.extension().is_some_and(|extension| extension == "json") {
            files.push(entry);
        }
    }
}

/// What a vector is an input for.
fn inputs(case: &Value) -> Vec<(&'static str, Vec<u8>)> {
    match case["kind"].as_str() {
        Some("response") => answers(case),
        Some("journey") if case["stored"].is_object() => {
            let inputs = "woke\nyes\nlost\nkill\n401 \n200 {\"success\":true}\ncancel";
            vec![("journeys", format!("{}\n{}\n{inputs}", text(&case["journey"]), case["stored"]).into_bytes())]
        }
        Some(_) if case["definition"].is_object() => {
            vec![("state_machine", format!("Opened\nDeadlineExpired\n{}", case["definition"]).into_bytes())]
        }
        _ => Vec::new(),
    }
}

fn answers(case: &Value) -> Vec<(&'static str, Vec<u8>)> {
    let response = &case["response"];
    let Some(body) = body(&response["body"]).filter(|body| body.len() <= LONGEST) else { return Vec::new() };
    let (operation, status) = (text(&case["operation"]), &response["status"]);
    let with = |head: String| [head.as_bytes(), &body].concat();
    let headers = response["headers"].as_array().into_iter().flatten();
    let content_type =
        headers.into_iter().find(|header| header[0] == "Content-Type").map_or("", |header| text(&header[1]));
    let mut inputs = Vec::new();
    if case["error"].is_null() {
        inputs.push(("wire", with(format!("{operation}\n{}\n{status}\n{content_type}\n", case["params"]))));
    }
    // The first byte of a list decides its pieces.
    match operation {
        "altinn.get_case_list" => inputs.push(("xml_lists", with("2".to_owned()))),
        "fastdok.list_tasks" | "fastdok.list_instances" => inputs.push(("json_lists", with("2".to_owned()))),
        _ if operation.starts_with("altinn.") => inputs.push(("xml_faults", with(format!("{status}\n")))),
        _ if content_type.contains("json") && !operation.contains("list") => {
            inputs.push(("json_objects", with(format!("{status}\n"))));
        }
        _ => {}
    }
    inputs
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A body without generators: those make large ones.
fn body(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::String(text) => Some(text.clone().into_bytes()),
        Value::Array(parts) => Some(parts.iter().map(|part| part.as_str()).collect::<Option<String>>()?.into_bytes()),
        _ => None,
    }
}

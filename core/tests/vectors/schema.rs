//! The files of `tests/vectors` as types. The schema itself, and what each member means, is in
//! `tests/vectors/README.md`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use nordcase::{Header, HttpResponse};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One file: a subject and its cases.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Subject {
    pub(crate) about: String,
    pub(crate) cases: Vec<Case>,
}

/// One vector.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) doc: String,
    pub(crate) source: String,
    #[serde(flatten)]
    pub(crate) check: Check,
}

/// What a vector says. Each kind refuses members that it does not know, so that a misspelt expectation is noticed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum Check {
    Request(Request),
    Input(Input),
    Response(Response),
    NextPage(NextPage),
    PageMark(PageMark),
    ErrorTable(ErrorTable),
    Transport(Transport),
    Workflow(Workflow),
    Machine(Machine),
    Journey(Journey),
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    pub(crate) operation: String,
    pub(crate) access: Value,
    pub(crate) params: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) request: Option<Sent>,
    /// Never in a file: what is found when there is no request. It makes the difference readable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<Value>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) body: Option<Value>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {
    pub(crate) operation: String,
    pub(crate) access: Value,
    pub(crate) params: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<Value>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Response {
    pub(crate) operation: String,
    pub(crate) access: Value,
    pub(crate) params: Value,
    pub(crate) response: Answer,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) output: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<Value>,
    /// How many items of a list come before the error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) items_before: Option<usize>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) body: Option<Value>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageMark {
    pub(crate) asked: usize,
    pub(crate) first: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) remembered: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mark: Option<String>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct NextPage {
    pub(crate) operation: String,
    pub(crate) params: Value,
    pub(crate) items: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) total_count: Option<i64>,
    pub(crate) asked: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) start: Option<u32>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ErrorTable {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) operation: Option<String>,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub(crate) access: Value,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub(crate) params: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) response: Option<Answer>,
    pub(crate) rows: Vec<Row>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) number: Option<i32>,
    pub(crate) code: String,
    pub(crate) kind: Value,
    pub(crate) retry: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Transport {
    pub(crate) failure: Value,
    pub(crate) may_have_arrived: bool,
    /// Whether the call only reads.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) reads: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<Value>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Workflow {
    pub(crate) machine: String,
    pub(crate) state: Value,
    pub(crate) event: Value,
    #[serde(default)]
    pub(crate) allowed: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) transition: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<Value>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Machine {
    pub(crate) definition: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) findings: Option<Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) steps: Vec<MachineStep>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<Value>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MachineStep {
    pub(crate) state: String,
    pub(crate) event: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) conditions: BTreeMap<String, bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) step: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<Value>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Journey {
    pub(crate) journey: String,
    pub(crate) stored: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) input: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<Value>,
}

/// All vectors, read.
pub(crate) struct Vectors {
    /// Each file by its path below `tests/vectors`, with `/`.
    pub(crate) files: BTreeMap<String, Subject>,
    access: Map<String, Value>,
}

/// `tests/vectors`
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors")
}

impl Vectors {
    pub(crate) fn load() -> Self {
        let mut files = BTreeMap::new();
        read_folder(&folder(), "", &mut files).unwrap();
        let access = files.remove("access.json").expect("access.json");
        let parse = |(name, text): (String, String)| {
            let subject: Subject = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, subject)
        };
        Self { files: files.into_iter().map(parse).collect(), access: serde_json::from_str(&access).unwrap() }
    }

    pub(crate) fn cases(&self) -> impl Iterator<Item = (&str, &Case)> {
        self.files.iter().flat_map(|(file, subject)| subject.cases.iter().map(move |case| (file.as_str(), case)))
    }

    /// The named accesses of one service.
    pub(crate) fn accesses(&self, altinn: bool) -> impl Iterator<Item = &Value> {
        self.access.values().filter(move |access| access.get("binding").is_some() == altinn)
    }

    /// An access by name, or the one that stands there itself.
    pub(crate) fn access(&self, named: &Value) -> Value {
        match named {
            Value::String(name) => self.access.get(name).unwrap_or_else(|| panic!("no access {name:?}")).clone(),
            whole => expand(whole),
        }
    }
}

fn read_folder(folder: &Path, below: &str, files: &mut BTreeMap<String, String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = format!("{below}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            read_folder(&path, &format!("{name}/"), files)?;
        } else if name.ends_with(".json") {
            files.insert(name, fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

impl Answer {
    pub(crate) fn to_response(&self) -> HttpResponse {
        let headers = self.headers.iter().map(|(name, value)| Header::new(name, value)).collect();
        HttpResponse { status: self.status, headers, body: body(self.body.as_ref()) }
    }
}

/// The bytes of a body: a string, or parts to be joined.
pub(crate) fn body(parts: Option<&Value>) -> Vec<u8> {
    match parts {
        None => Vec::new(),
        Some(Value::Array(parts)) => parts.iter().flat_map(part).collect(),
        Some(one) => part(one),
    }
}

fn part(part: &Value) -> Vec<u8> {
    if let Some(text) = part.as_str().map(str::to_owned).or_else(|| repeated(part)) {
        return text.into_bytes();
    }
    let digits = part.get("hex").and_then(Value::as_str).expect("a part is a string, repeat, or hex");
    let pair = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).expect("two hexadecimal digits");
    (0..digits.len()).step_by(2).map(pair).collect()
}

/// The string that `{"repeat": [text, n]}` stands for.
fn repeated(value: &Value) -> Option<String> {
    let object = value.as_object().filter(|object| object.len() == 1)?;
    let (text, times) = object.get("repeat")?.as_array().map(|pair| (&pair[0], &pair[1]))?;
    Some(text.as_str()?.repeat(usize::try_from(times.as_u64()?).ok()?))
}

/// The value with every generator replaced by its string.
pub(crate) fn expand(value: &Value) -> Value {
    match value {
        Value::Object(object) => match repeated(value) {
            Some(text) => Value::String(text),
            None => object.iter().map(|(name, value)| (name.clone(), expand(value))).collect(),
        },
        Value::Array(items) => items.iter().map(expand).collect(),
        other => other.clone(),
    }
}

/// Without members that say nothing: `null` (except directly inside `other`), and empty `extra` and `other`.
pub(crate) fn clean(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            object.iter().filter_map(|(name, value)| Some((name.clone(), kept(name, value)?))).collect()
        }
        Value::Array(items) => items.iter().map(clean).collect(),
        other => other.clone(),
    }
}

fn kept(name: &str, value: &Value) -> Option<Value> {
    match (name, value) {
        (_, Value::Null) => None,
        ("extra" | "other", Value::Object(object)) if object.is_empty() => None,
        ("other", Value::Object(_)) => Some(value.clone()),
        _ => Some(clean(value)),
    }
}

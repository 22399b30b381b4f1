//! Object entries: the JSON-like text that starts a case.
//!
//! ```text
//! [{objectclass: "repository.typedobject", typenamespace: "Kund", properties: [{name: "Namn", value: "Åsa Öberg"}]},
//!  {objectclass: "repository.typedobject", typenamespace: "Huvudkontrakt", templateid: "12B.2"}]
//! ```
//!
//! Relaxed JSON (verified) and strict JSON (inferred) are read alike, raw or percent-encoded as a whole (unknown, so
//! both are taken). The types below hold nothing that nests freely and take no unknown key, so text of any depth ends
//! at its first surprise and needs no depth limit.

use std::collections::HashSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

use super::pairs::decode;

/// Entries are text for a few forms; more than this is no honest case.
const MOST_BYTES: usize = 1 << 20;
const MOST_PROPERTIES: usize = 500;

/// One object to create.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ObjectEntry {
    pub(super) objectclass: String,
    #[serde(default)]
    pub(super) typenamespace: String,
    pub(super) templateid: Option<String>,
    /// Only of folders (verified by a client that creates one).
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) readonly: bool,
    #[serde(default)]
    pub(super) properties: Vec<PropertyEntry>,
}

/// One value of an object to create.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PropertyEntry {
    pub(super) name: String,
    #[serde(default)]
    pub(super) value: Scalar,
    #[serde(default)]
    pub(super) readonly: bool,
}

/// A value: text, number or truth, kept as text (FastDok's property values are strings).
#[derive(Debug, Default)]
pub(super) struct Scalar(pub(super) String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl Visitor<'_> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, a number, true, false or null")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar(text.to_owned()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Scalar, E> {
        Ok(Scalar(if value { "True" } else { "False" }.to_owned()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Scalar, E> {
        Ok(Scalar(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Scalar, E> {
        Ok(Scalar(value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Scalar, E> {
        Ok(Scalar(value.to_string()))
    }

    fn visit_unit<E: Error>(self) -> Result<Scalar, E> {
        Ok(Scalar::default())
    }
}

/// Whether the body holds entries at all, raw or percent-encoded; a generic start (`message=START`) does not.
pub(super) fn looks_like_entries(body: &str) -> bool {
    let text = body.trim_start();
    text.starts_with(['[', '{'])
        || ["%5b", "%7b"].iter().any(|start| text.get(..3).is_some_and(|head| head.eq_ignore_ascii_case(start)))
}

/// Reads an array of entries, or a single one. The error says what cannot be read.
pub(super) fn read(body: &str) -> Result<Vec<ObjectEntry>, String> {
    if body.len() > MOST_BYTES {
        return Err(format!("Objekten får vara högst {MOST_BYTES} byte."));
    }
    let raw = body.trim_start().starts_with(['[', '{']);
    let text = if raw { body.to_owned() } else { decode(body, true) };
    let read = if text.trim_start().starts_with('{') {
        json5::from_str(&text).map(|entry| vec![entry])
    } else {
        json5::from_str(&text)
    };
    let entries: Vec<ObjectEntry> =
        read.map_err(|error| format!("Objekten går inte att läsa: {}", short(&error.to_string())))?;
    for entry in &entries {
        if entry.properties.len() > MOST_PROPERTIES {
            return Err(format!("Ett objekt får ha högst {MOST_PROPERTIES} egenskaper."));
        }
        let mut names = HashSet::new();
        if let Some(twice) = entry.properties.iter().find(|property| !names.insert(property.name.to_lowercase())) {
            return Err(format!("Egenskapen {} anges två gånger.", short(&twice.name)));
        }
    }
    Ok(entries)
}

/// Callers' own text in a message, cut to a readable length.
pub(super) fn short(text: &str) -> String {
    text.chars().take(100).collect()
}

//! JSON that nobody documents, kept as it was written.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::depth::deeper_than;
use super::loose::string_width;
use super::problem::{Problem, not_json, too_deep};
use super::value;
use crate::limits::JSON_DEPTH;

/// One JSON value as the service wrote it, digit for digit and with its white space.
///
/// It is well-formed, nested at most [`JSON_DEPTH`] levels, and none of its objects names a member twice.
///
/// Serialised it is a *string that holds JSON text* and not the value itself: a number like `0.10` or
/// `9007199254740993` would otherwise be changed by the first language whose JSON parser knows only binary fractions.
/// Parse the string where its content is wanted, with a parser that suits it.
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
pub struct RawJson(String);

impl RawJson {
    /// Checks a text.
    pub fn new(text: &str) -> Result<Self, NotJson> {
        if deeper_than(text.as_bytes(), JSON_DEPTH) {
            return Err(NotJson(too_deep().reason));
        }
        Self::checked(text).map_err(|problem| NotJson(problem.reason))
    }

    /// The JSON text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes a text whose nesting has been checked.
    pub(crate) fn checked(text: &str) -> Result<Self, Problem> {
        let raw: &RawValue = serde_json::from_str(text).map_err(|error| not_json(&error))?;
        Self::well_formed(raw.get())
    }

    /// Takes a text that is known to be well-formed, and looks only for members that are named twice.
    pub(super) fn well_formed(text: &str) -> Result<Self, Problem> {
        if text.starts_with(['{', '[']) {
            no_member_twice(text)?;
        }
        Ok(Self(text.to_owned()))
    }
}

/// Refuses an object that names a member twice. Names that differ in case are two names here: what they mean is not
/// known.
fn no_member_twice(text: &str) -> Result<(), Problem> {
    // The names of each open object; `None` for an open array.
    let mut open: Vec<Option<BTreeSet<Cow<'_, str>>>> = Vec::new();
    let mut name_next = false;
    let mut rest = text;
    while let Some(byte) = rest.as_bytes().first() {
        let mut width = 1;
        match byte {
            b'{' => open.push(Some(BTreeSet::new())),
            b'[' => open.push(None),
            b'}' | b']' => drop(open.pop()),
            b'"' => {
                width = string_width(rest);
                if name_next
                    && let (Some(Some(names)), Some(raw)) = (open.last_mut(), rest.get(..width))
                    && !names.insert(value::string(raw, "a member's name")?)
                {
                    return Err(Problem::new("parse.duplicate", "an object names a member twice"));
                }
            }
            // The bytes of numbers, literals, separators and white space are all ASCII.
            _ => {}
        }
        name_next = match byte {
            b'{' | b',' => true,
            b' ' | b'\t' | b'\r' | b'\n' => name_next,
            _ => false,
        };
        rest = rest.get(width..).unwrap_or_default();
    }
    Ok(())
}

/// The text is not JSON that [`RawJson`] takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotJson(Cow<'static, str>);

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotJson {}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_text_and_crosses_as_a_string() {
        let text = r#"{"Total": 0.10, "n":[9007199254740993, {"a":1},{"a":2}], "å\"":",{", "N":null}"#;
        let raw = RawJson::new(&format!(" {text}\n")).unwrap();
        assert_eq!(raw.as_str(), text);
        let stored = serde_json::to_string(&raw).unwrap();
        assert!(stored.starts_with('"'));
        assert_eq!(serde_json::from_str::<RawJson>(&stored).unwrap(), raw);
    }

    #[test]
    fn refuses_what_is_not_plain_json() {
        for text in ["", "{", "{'a':1}", "[1,]", "01", "\"\n\"", "1 2", "nul", r#"{"a":1}}"#] {
            assert!(RawJson::new(text).is_err(), "{text}");
        }
        for text in [r#"{"a":1,"a":1}"#, r#"[{"b":{"a":[{}],"x":",","\u0061":2}}]"#, r#"{"a":{},"b":[1,2],"a":"x"}"#] {
            assert!(RawJson::new(text).unwrap_err().to_string().contains("twice"), "{text}");
        }
        assert!(RawJson::new(&format!("{}{}", "[".repeat(128), "]".repeat(128))).is_ok());
        assert!(RawJson::new(&format!("{}{}", "[".repeat(129), "]".repeat(129))).is_err());
        assert!(RawJson::new(&"[".repeat(1_000_000)).is_err());
    }
}

//! Why a value cannot be read.

use std::fmt;

use serde::de::{Expected, Unexpected};

/// Why a value cannot be read, and where in it: `entries[0].name: expected a string, found number`. It never quotes a value: an access holds secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(Box<ErrorImpl>);

/// Behind a pointer: each type's reading hands a reason on at each of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ErrorImpl {
    place: String,
    rule: String,
}

impl Reason {
    pub(super) fn new(rule: String) -> Self {
        Self::at(String::new(), rule)
    }

    pub(super) fn at(place: String, rule: String) -> Self {
        Self(Box::new(ErrorImpl { place, rule }))
    }

    /// The members that lead to it, as `states[1].name`; empty for the value itself. A text that is no JSON has its line and column.
    pub fn place(&self) -> &str {
        &self.0.place
    }

    /// What is wrong there.
    pub fn rule(&self) -> &str {
        &self.0.rule
    }

    /// The reason as one of the value around it.
    pub(super) fn inside(mut self, member: &str) -> Self {
        let place = &mut self.0.place;
        let dot = if place.is_empty() || place.starts_with('[') { "" } else { "." };
        place.insert_str(0, dot);
        place.insert_str(0, member);
        self
    }
}

impl From<String> for Reason {
    /// A host's own reason, which must not quote a value.
    fn from(reason: String) -> Self {
        Self::new(reason)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place().is_empty() {
            write!(f, "{}: ", self.place())?;
        }
        f.write_str(self.rule())
    }
}

impl std::error::Error for Reason {}

impl serde::de::Error for Reason {
    fn custom<T: fmt::Display>(message: T) -> Self {
        // serde quotes names of members in backticks and values in double quotes; the values go.
        let message = message.to_string();
        Self::new(message.split('"').enumerate().map(|(n, part)| if n % 2 == 0 { part } else { "…" }).collect())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {expected}, found {}", kind(&found)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {expected}, found another {}", kind(&found)))
    }

    /// A type's visitor was given nothing for a member, and has nothing to put in its place: `Fields` knows which.
    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self::new("is not whole".to_owned())
    }

    fn unknown_variant(_variant: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("expected one of {}", expected.join(", ")))
    }
}

fn kind(found: &Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => "number",
        Unexpected::Str(_) => "text",
        Unexpected::Bytes(_) => "bytes",
        Unexpected::Unit | Unexpected::Option => "nothing",
        Unexpected::Seq => "list",
        Unexpected::Map => "object",
        _ => "value",
    }
}

//! The stored form of journeys and batches.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::limits::EXCERPT_CHARS;
use crate::value::Value;

/// The version of the stored form that this crate writes.
pub const STORED_VERSION: u32 = 1;

/// The stored form around a journey.
#[derive(Serialize)]
pub(super) struct Stored<'a, T> {
    pub(super) journey: &'static str,
    pub(super) version: u32,
    pub(super) state: &'a T,
}

/// Reads the stored form of the journey called `name`.
pub(super) fn stored_state<T: DeserializeOwned>(text: &str, name: &str) -> Result<T, Error> {
    stored_value(text, name)?.read_known().map_err(|reason| unreadable(format!("is not a stored journey: {reason}")))
}

/// The state in a stored form of this name, and of a version that can be read.
fn stored_value(text: &str, name: &str) -> Result<Value, Error> {
    /// The largest stored journey: a batch of a hundred thousand items fits.
    const LARGEST: usize = 256 * 1024 * 1024;
    #[derive(Deserialize)]
    struct Read {
        journey: Option<String>,
        version: Option<u64>,
        #[serde(default)]
        state: Option<Value>,
    }
    if text.len() > LARGEST {
        return Err(unreadable("is larger than any stored journey".to_owned()));
    }
    let stored = Value::from_json(text).and_then(Value::read_known::<Read>);
    let stored = stored.map_err(|reason| unreadable(format!("is not a stored journey: {reason}")))?;
    match stored.version {
        Some(version) if version == u64::from(STORED_VERSION) => {}
        Some(version) => {
            let rule = format!("is of version {version}; this release reads version {STORED_VERSION}");
            return Err(Error::input("input.journey_version", "version", rule));
        }
        None => return Err(unreadable("has no version".to_owned())),
    }
    if stored.journey.as_deref() != Some(name) {
        return Err(unreadable(format!("is not a {name}")));
    }
    Ok(stored.state.unwrap_or(Value::Null))
}

fn unreadable(rule: String) -> Error {
    // It may name a member, whose name may be as long as the file.
    let rule: String = rule.chars().take(EXCERPT_CHARS).collect();
    Error::input("input.journey_stored", "journey", rule)
}

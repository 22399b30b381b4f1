//! How well a fact of the two APIs is known. Neither has a complete public specification.

use std::fmt;

use serde::Serialize;

/// How well a fact is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// Stated by the provider's documentation, or seen in recorded traffic or a working client.
    Verified,
    /// Concluded from something verified.
    Inferred,
    /// Found nowhere: what stands here is this library's choice.
    Unknown,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Verified => "verified",
            Self::Inferred => "inferred",
            Self::Unknown => "unknown",
        })
    }
}

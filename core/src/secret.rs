//! A string that never prints and is wiped from memory when dropped.

use std::fmt;

use serde::Deserialize;
use zeroize::Zeroizing;

/// A password, an API key or a ticket.
///
/// It has no `Display` and no `Serialize`, and its `Debug` is `***`. The memory it owned is overwritten on drop; copies that the host, its
/// HTTP client or the operating system made are out of its reach.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text over.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself, for the one place that writes it into a request.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_prints() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "***");
        assert_eq!(format!("{:?}", Some(Secret::new(""))), "Some(***)");
    }
}

//! How lists are cut into pages.

use serde::{Deserialize, Serialize};

/// How lists are cut into pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pages {
    /// The most rows in one answer, whatever was asked for.
    pub(super) most_rows: Option<usize>,
    /// Whether answers lack their `TotalCount`.
    pub(super) no_total: bool,
    /// How many running cases stand before all others in the lists of cases. They are in those lists and nowhere else.
    #[serde(default)]
    pub(super) older_cases: usize,
}

impl Pages {
    pub(super) fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}

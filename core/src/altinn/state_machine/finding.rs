//! What can be wrong with a machine.

use serde::Serialize;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The machine cannot work as it is written.
    Error,
    /// Probably a mistake.
    Warning,
}

/// Something wrong with a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable: `machine.no_start`, `machine.duplicate_state`, `machine.unknown_state`, `machine.bad_pattern`,
    /// `machine.unreachable`, `machine.dead_end`, `machine.overlap`, `machine.unmatched`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The place in the JSON, as `transitions[2].event`.
    pub place: String,
    /// What is wrong, in a sentence.
    pub message: String,
}

pub(super) fn finding(code: &'static str, severity: Severity, place: String, message: String) -> Finding {
    Finding { code, severity, place, message }
}

//! The time.

/// Milliseconds since 1970-01-01T00:00:00Z. The sandbox has no clock of its own.
pub type Now = i64;

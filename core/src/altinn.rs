//! Altinn: being written.
pub mod error_codes;

//! The program of the project's README, as it stands there; `tests/readme.rs` runs it.
include!(concat!(env!("OUT_DIR"), "/altinn.rs"));

//! What a package's sources are made of.

use super::description::Operation;
use super::names::Names;
use super::records::Record;

/// What the core's source describes, and what it is called elsewhere.
pub(crate) struct Core<'a> {
    pub(crate) operations: &'a [Operation],
    pub(crate) records: &'a [Record],
    pub(crate) names: &'a Names,
}

//! JSON as this crate reads it: exactly, tolerant where the service is known to vary, bounded against hostile answers.
//!
//! Four small parts, over `serde_json`'s raw values:
//!
//! - `Framer` cuts a list into its items while it arrives. It is the only list reader: a whole body is that reader fed
//!   once.
//! - `Members` reads one object: names in any case, `null` as missing, booleans and numbers also as strings, no member
//!   twice.
//! - `record!` declares an object whose members are known: each stands in one line, and is read as its type says.
//! - [`RawJson`] keeps what nobody documents, as it was written.
//!
//! A number never becomes a binary fraction on its way: amounts are read from their digits.

mod bytes;
mod depth;
mod document;
mod framer;
mod loose;
mod member;
pub(crate) mod members;
mod parts;
mod problem;
pub(crate) mod raw;
pub(crate) mod record;
mod scan;
mod value;

pub(crate) use bytes::{begins_like_json, is_blank, without_mark};
pub(crate) use document::{document, list_items, raw_at_root};
pub(crate) use framer::Framer;
pub(crate) use loose::id as loose_id;
pub(crate) use members::Members;
pub(crate) use problem::Place;
pub use raw::{NotJson, RawJson};
pub(crate) use record::{FromMember, Record, record};
pub(crate) use value::{amount, text as text_of};

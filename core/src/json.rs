//! JSON as this crate reads it: exactly, tolerant where the service is known to vary, bounded against hostile answers.
//!
//! Three small parts, over `serde_json`'s raw values:
//!
//! - `Framer` cuts a list into its items while it arrives. It is the only list reader: a whole body is that reader fed
//!   once.
//! - `Members` reads one object: names in any case, `null` as missing, booleans and numbers also as strings, no member
//!   twice.
//! - [`RawJson`] keeps what nobody documents, as it was written.
//!
//! A number never becomes a binary fraction on its way: amounts are read from their digits.

use std::borrow::Cow;
use std::fmt;

use crate::error::Error;
use crate::limits::JSON_DEPTH;

mod framer;
mod loose;
mod members;
mod parts;
mod raw;
mod scan;
mod value;

pub(crate) use framer::Framer;
pub(crate) use loose::id as loose_id;
pub(crate) use members::{Item, Members};
pub use raw::{NotJson, RawJson};
pub(crate) use value::{amount, text as text_of};

/// What is wrong with a value; the reader that knows where it stands makes an [`Error`] of it.
#[derive(Debug)]
pub(crate) struct Problem {
    code: &'static str,
    reason: Cow<'static, str>,
}

impl Problem {
    fn new(code: &'static str, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { code, reason: reason.into() }
    }

    /// The error at this place; `text` is the value.
    fn at(self, place: &Place<'_>, text: &[u8], status: u16) -> Error {
        Error::parse(self.code, place.to_string(), self.reason, text, status)
    }
}

/// A place in a document: a chain on the stack, written as a JSON pointer only when something is wrong.
#[derive(Clone, Copy)]
pub(crate) enum Place<'a> {
    /// The whole document.
    Root,
    /// A member of an object.
    Name(&'a Place<'a>, &'a str),
    /// An item of an array.
    Index(&'a Place<'a>, usize),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// A hostile name may be megabytes long.
        const NAME_CHARS: usize = 60;
        match self {
            Self::Root => Ok(()),
            Self::Name(parent, name) => {
                write!(f, "{parent}/")?;
                name.chars().take(NAME_CHARS).try_for_each(|c| match c {
                    '~' => f.write_str("~0"),
                    '/' => f.write_str("~1"),
                    c if c.is_control() => f.write_str(" "),
                    c => write!(f, "{c}"),
                })
            }
            Self::Index(parent, index) => write!(f, "{parent}/{index}"),
        }
    }
}

/// What .NET writes before text in UTF-8, and what says nothing.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The body without a byte order mark.
pub(crate) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body)
}

/// Whether the byte says nothing of what a body is.
pub(crate) fn is_blank(byte: u8) -> bool {
    is_space(byte) || BYTE_ORDER_MARK.contains(&byte)
}

/// Whether a body begins like an object or a list: then it is no page, whatever its content type says.
pub(crate) fn begins_like_json(body: &[u8]) -> bool {
    matches!(body.iter().find(|byte| !is_blank(**byte)), Some(b'{' | b'['))
}

/// A whole document as text, its nesting checked; whether it is JSON, its reader says.
pub(crate) fn document(body: &[u8], status: u16) -> Result<&str, Error> {
    let body = without_mark(body);
    if framer::deeper_than(body, JSON_DEPTH) {
        return Err(too_deep().at(&Place::Root, body, status));
    }
    text(body, &Place::Root, status)
}

/// A whole document, its nesting checked, kept as it is.
pub(crate) fn raw_at_root(text: &str, status: u16) -> Result<RawJson, Error> {
    RawJson::checked(text).map_err(|problem| problem.at(&Place::Root, text.as_bytes(), status))
}

/// The items of a list of which nothing else is known; `None` if it is no list.
pub(crate) fn list_items(raw: &RawJson) -> Option<Vec<RawJson>> {
    let mut items = Vec::new();
    let mut framer = Framer::new(200, u64::MAX);
    let keep = &mut |item: Item<'_>, _: Place<'_>| {
        items.extend(str::from_utf8(item.bytes).ok().and_then(|text| RawJson::checked(text).ok()));
        Ok(())
    };
    framer.feed(raw.as_str().as_bytes(), keep).ok()?;
    framer.finish().ok()?.is_list.then_some(items)
}

/// The bytes as text.
fn text<'a>(bytes: &'a [u8], place: &Place<'_>, status: u16) -> Result<&'a str, Error> {
    str::from_utf8(bytes).map_err(|error| {
        let rest = bytes.get(error.valid_up_to()..).unwrap_or_default();
        Problem::new("parse.utf8", "not valid UTF-8").at(place, rest, status)
    })
}

/// Whether JSON takes the byte for white space.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn too_deep() -> Problem {
    Problem::new("parse.depth", format!("nested deeper than {JSON_DEPTH} levels"))
}

/// A page for people in place of the answer, whatever its content type says.
fn page_instead() -> Problem {
    Problem::new("parse.content_type", "expected JSON, found an HTML or XML page")
}

/// What `serde_json` says of a text that is not JSON. Its words hold positions and never values: every type was looked
/// at before.
fn not_json(error: &serde_json::Error) -> Problem {
    let code = if error.is_eof() { "parse.truncated" } else { "parse.json" };
    Problem::new(code, error.to_string())
}

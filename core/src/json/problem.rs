//! What can be wrong with an answer, and where.

use std::borrow::Cow;
use std::fmt;

use crate::error::Error;
use crate::limits::JSON_DEPTH;

/// What is wrong with a value; the reader that knows where it stands makes an [`Error`] of it.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(super) code: &'static str,
    pub(super) reason: Cow<'static, str>,
}

impl Problem {
    pub(super) fn new(code: &'static str, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { code, reason: reason.into() }
    }

    /// The error at this place; `text` is the value.
    pub(super) fn at(self, place: &Place<'_>, text: &[u8], status: u16) -> Error {
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

pub(super) fn too_deep() -> Problem {
    Problem::new("parse.depth", format!("nested deeper than {JSON_DEPTH} levels"))
}

/// A page for people in place of the answer, whatever its content type says.
pub(super) fn page_instead() -> Problem {
    Problem::new("parse.content_type", "expected JSON, found an HTML or XML page")
}

/// What `serde_json` says of a text that is not JSON. Its words hold positions and never values: every type was looked
/// at before.
pub(super) fn not_json(error: &serde_json::Error) -> Problem {
    let code = if error.is_eof() { "parse.truncated" } else { "parse.json" };
    Problem::new(code, error.to_string())
}

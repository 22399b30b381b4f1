//! An answer before it is read as JSON.

use super::problem::{Place, Problem};
use crate::error::Error;

/// What .NET writes before text in UTF-8, and what says nothing.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

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

/// The bytes as text.
pub(super) fn text<'a>(bytes: &'a [u8], place: &Place<'_>, status: u16) -> Result<&'a str, Error> {
    str::from_utf8(bytes).map_err(|error| {
        let rest = bytes.get(error.valid_up_to()..).unwrap_or_default();
        Problem::new("parse.utf8", "not valid UTF-8").at(place, rest, status)
    })
}

/// Whether JSON takes the byte for white space.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

//! Identifiers that go into a path, and other short texts from the caller that must not change the shape of a request.

use crate::error::Error;
use crate::limits::ID_CHARS;

/// One path segment: percent-encoded, or refused where it would change the path.
///
/// Slashes are refused and not encoded, since servers of this kind decode `%2F` before they route.
pub(crate) fn path_segment(field: &'static str, id: &str) -> Result<String, Error> {
    if id.is_empty() {
        return Err(Error::input("input.id_empty", field, "must not be empty"));
    }
    if id.chars().any(char::is_control) {
        return Err(Error::input("input.id_control", field, "must have no control characters"));
    }
    if id == "." || id == ".." || id.contains(['/', '\\']) {
        return Err(Error::input(
            "input.id_path",
            field,
            "must be one path segment: no slash or backslash, not '.' or '..'",
        ));
    }
    check_length(field, id, ID_CHARS)?;
    Ok(percent_encode(id))
}

/// Refuses a text of more than `limit` characters.
pub(crate) fn check_length(field: &'static str, text: &str, limit: usize) -> Result<(), Error> {
    // Bytes first: counting characters is only worth it for a text that could be too long.
    if text.len() > limit && text.chars().count() > limit {
        return Err(Error::input("input.too_long", field, format!("must have at most {limit} characters")));
    }
    Ok(())
}

/// Refuses what a header value cannot carry: only visible ASCII may stand in one.
pub(crate) fn header_value(field: &'static str, text: &str) -> Result<(), Error> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::input("input.header_value", field, "must be visible ASCII characters, at least one"));
    }
    Ok(())
}

/// Percent-encodes as UTF-8 everything but the unreserved characters of RFC 3986.
pub(crate) fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    push_percent_encoded(&mut encoded, text);
    encoded
}

/// The same at the end of a text.
pub(crate) fn push_percent_encoded(encoded: &mut String, text: &str) {
    let stays = |byte| matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~');
    let mut rest = text;
    while let Some((before, c, after)) = split_at_first(rest, |byte| !stays(byte)) {
        encoded.push_str(before);
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            encoded.push('%');
            for digit in [byte >> 4, byte & 0xf] {
                encoded.push(char::from(if digit < 10 { b'0' + digit } else { b'A' + digit - 10 }));
            }
        }
        rest = after;
    }
    encoded.push_str(rest);
}

/// What stands before the first character that has such a byte, that character, and what stands behind it. Bytes beyond ASCII must all be such.
///
/// Most texts are written as they are: looking through bytes and copying what lies between is several times as fast as going from character to character.
pub(crate) fn split_at_first(text: &str, is_such: impl Fn(u8) -> bool) -> Option<(&str, char, &str)> {
    let at = text.bytes().position(is_such)?;
    let (before, from) = text.split_at_checked(at)?;
    let mut rest = from.chars();
    Some((before, rest.next()?, rest.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_stays_one_segment() {
        let segment = |id: &str| path_segment("id", id).map_err(|error| error.code().to_owned());
        assert_eq!(
            segment("3e1871cc-e43c-4bcf-8724-1dcb04a99318").as_deref(),
            Ok("3e1871cc-e43c-4bcf-8724-1dcb04a99318")
        );
        assert_eq!(segment("Hyresvärd 1?a=b#c%").as_deref(), Ok("Hyresv%C3%A4rd%201%3Fa%3Db%23c%25"));
        assert_eq!(segment("..."), Ok("...".to_owned()));
        for (id, code) in [
            ("", "input.id_empty"),
            (".", "input.id_path"),
            ("..", "input.id_path"),
            ("a/b", "input.id_path"),
            ("a\\b", "input.id_path"),
            ("a\r\nTicket: x", "input.id_control"),
            ("a\0", "input.id_control"),
            ("a\u{85}b", "input.id_control"),
        ] {
            assert_eq!(segment(id), Err(code.to_owned()), "{id:?}");
        }
        assert_eq!(segment(&"a".repeat(ID_CHARS + 1)), Err("input.too_long".to_owned()));
        assert!(segment(&"å".repeat(ID_CHARS)).is_ok());
    }
}

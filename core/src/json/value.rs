//! From the text of one JSON value to a value of ours. Each function takes well-formed JSON and says what is wrong with
//! it otherwise.

use std::borrow::Cow;

use super::parts::Parts;
use super::problem::Problem;
use crate::dates::DateTime;
use crate::money::Amount;

/// What a value is, for people, by its first byte.
pub(super) fn kind(raw: &str) -> &'static str {
    match raw.as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    }
}

pub(super) fn wrong_type(expected: &'static str, raw: &str) -> Problem {
    Problem::new("parse.type", format!("expected {expected}, found {}", kind(raw)))
}

/// A string.
pub(crate) fn text(raw: &str) -> Result<String, Problem> {
    string(raw, "a string").map(Cow::into_owned)
}

/// A string, or a number or boolean as it was written.
pub(crate) fn scalar(raw: &str) -> Result<String, Problem> {
    content(raw, "a string, number or boolean").map(Cow::into_owned)
}

/// `true` or `false`, also as a string in any case (a recorded test stub of the vendor's client has `"true"`).
pub(crate) fn boolean(raw: &str) -> Result<bool, Problem> {
    let content = content(raw, "a boolean")?;
    match content.as_ref() {
        word if word.eq_ignore_ascii_case("true") => Ok(true),
        word if word.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err(Problem::new("parse.value", "expected true or false")),
    }
}

/// A whole number of 64 bits, also as a string.
pub(crate) fn integer(raw: &str) -> Result<i64, Problem> {
    let content = content(raw, "a whole number")?;
    content.parse().map_err(|_| Problem::new("parse.value", "expected a whole number of 64 bits"))
}

/// An exact decimal from its digits, also as a string.
pub(crate) fn amount(raw: &str) -> Result<Amount, Problem> {
    let content = content(raw, "a decimal number")?;
    content.parse().map_err(|error| Problem::new("parse.value", format!("{error}")))
}

/// A date and time.
pub(crate) fn date_time(raw: &str) -> Result<DateTime, Problem> {
    let content = string(raw, "a date")?;
    content.parse().map_err(|error| Problem::new("parse.value", format!("{error}")))
}

/// The text of a string, borrowed where nothing in it is escaped.
pub(super) fn string<'a>(raw: &'a str, expected: &'static str) -> Result<Cow<'a, str>, Problem> {
    let inner = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let inner = inner.ok_or_else(|| wrong_type(expected, raw))?;
    if !inner.as_bytes().contains(&b'\\') {
        return Ok(Cow::Borrowed(inner));
    }
    let decoded = Parts::of(raw).map(Parts::into_text);
    decoded.map_err(|_| Problem::new("parse.value", "the string holds an escape that is no character"))
}

/// The text of a string, or a number or boolean as written.
fn content<'a>(raw: &'a str, expected: &'static str) -> Result<Cow<'a, str>, Problem> {
    match raw.as_bytes().first() {
        Some(b'"') => string(raw, expected),
        Some(b'{' | b'[' | b'n') | None => Err(wrong_type(expected, raw)),
        Some(_) => Ok(Cow::Borrowed(raw)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code<T: std::fmt::Debug>(result: Result<T, Problem>) -> &'static str {
        result.unwrap_err().code
    }

    #[test]
    fn what_is_tolerated() {
        for raw in ["true", "\"true\"", "\"True\"", "\"TRUE\""] {
            assert!(boolean(raw).unwrap(), "{raw}");
        }
        assert!(!boolean("\"False\"").unwrap());
        assert_eq!(integer("-9223372036854775808").unwrap(), i64::MIN);
        assert_eq!(integer("\"8\"").unwrap(), 8);
        assert_eq!(amount("1234.50").unwrap().to_string(), "1234.50");
        assert_eq!(amount("\"0.1\"").unwrap().to_string(), "0.1");
        assert_eq!(amount("1e2").unwrap().to_string(), "100");
        assert_eq!(scalar("100").unwrap(), "100");
        assert_eq!(text(r#""\u00c5sa\/\ud83d\ude00""#).unwrap(), "Åsa/😀");
        assert_eq!(date_time("\"2011-07-13T21:43:04Z\"").unwrap().to_string(), "2011-07-13T21:43:04Z");
    }

    #[test]
    fn what_is_not() {
        assert_eq!(code(boolean("1")), "parse.value");
        assert_eq!(code(boolean("\"yes\"")), "parse.value");
        assert_eq!(code(integer("1.0")), "parse.value");
        assert_eq!(code(integer("9223372036854775808")), "parse.value");
        assert_eq!(code(amount("1e400")), "parse.value");
        assert_eq!(code(amount("0.12345678901234567890123456789")), "parse.value");
        assert_eq!(code(amount("\"1,50\"")), "parse.value");
        assert_eq!(code(text("5")), "parse.type");
        assert_eq!(code(scalar("[]")), "parse.type");
        assert_eq!(code(text(r#""\ud800""#)), "parse.value");
        assert_eq!(code(date_time("\"13 July\"")), "parse.value");
        assert_eq!(code(date_time("20110713")), "parse.type");
    }
}

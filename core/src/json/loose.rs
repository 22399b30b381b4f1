//! What can still be said of a row that cannot be read.

use super::value;

/// The `Id` of an object, in text that may be neither JSON nor UTF-8: what stands behind that name, outside of inner objects.
pub(crate) fn id(row: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(row);
    let mut rest = text.as_ref();
    let (mut depth, mut name, mut wanted) = (0_usize, "", false);
    while let Some(first) = rest.chars().next() {
        let width = match first {
            '"' => string_width(rest),
            '-' | '0'..='9' => rest.find([',', '}', ']', ' ', '\t', '\r', '\n']).unwrap_or(rest.len()),
            other => other.len_utf8(),
        };
        let (token, after) = rest.split_at_checked(width)?;
        rest = after;
        match first {
            '"' | '-' | '0'..='9' if wanted => {
                let plain = token.trim_matches('"');
                let id = value::string(token, "").map_or_else(|_| plain.to_owned(), |id| id.into_owned());
                return Some(id).filter(|id| !id.is_empty());
            }
            '"' if depth == 1 => name = token.trim_matches('"'),
            ':' => wanted = depth == 1 && name.eq_ignore_ascii_case("Id"),
            ',' => (name, wanted) = ("", false),
            '{' | '[' => (depth, wanted) = (depth + 1, false),
            '}' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The length of the string that starts here, both quotes included.
pub(super) fn string_width(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_found_where_the_row_cannot_be_read() {
        for (row, expected) in [
            (&b"{\"Id\":\"a\",\"StartDate\":5}"[..], Some("a")),
            (b"{ \"Owner\":{\"Id\":\"u\"},\"List\":[\"Id\",{\"id\":\"v\"}],\"ID\" : \"b\\u00e5\" }", Some("bå")),
            (b"{\"Name\":\"L\xe5s\x0b, \\\"Id\\\":1\",\"id\":\"c\"}", Some("c")),
            (b"{\"Path\":\"C:\\Users\",\"Id\":17}", Some("17")),
            (b"{\"Id\":\"d\",\"Id\":\"e\"}", Some("d")),
            (b"{\"x\":\"Id\",\"Id\":null,\"y\":\"z\"}", None),
            (b"{\"Id\":{\"a\":\"b\"}}", None),
            (b"{\"Id\":\"\"}", None),
            (b"null", None),
            (b"[\"Id\",\"x\"]", None),
            (b"", None),
        ] {
            assert_eq!(id(row).as_deref(), expected, "{}", String::from_utf8_lossy(row));
        }
    }
}

//! Where a text of the service repeats a secret, in whatever way its writer escapes: as it is, in XML or HTML, in a URL or a form, in JSON, or in a mixture; also where it was misread.

use std::ops::Range;

/// Pieces of a secret that are shorter would mask ordinary words.
const SHORTEST_END: usize = 4;
const SHORTEST_BEGINNING: usize = 8;
/// The longest way to write a character: `&#x0010FFFF;`.
const LONGEST: usize = 12;

/// Where the secret stands in the text, in order and apart from each other.
pub(super) fn ranges(text: &str, secret: &str) -> Vec<Range<usize>> {
    let cut = text.strip_suffix('…');
    let body = cut.unwrap_or(text);
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    // An excerpt may begin in the middle of it.
    let tails = secret.char_indices().skip(1).map(|(at, _)| secret.get(at..).unwrap_or_default());
    let tails = tails.take_while(|tail| tail.chars().count() >= SHORTEST_BEGINNING);
    if let Some(end) = tails.filter_map(|tail| written(body, tail).end).next() {
        ranges.push(0..end);
        from = end;
    }
    while let Some(rest) = body.get(from..).filter(|rest| !rest.is_empty()) {
        let found = written(rest, secret);
        match found.end {
            Some(end) if end > 0 => {
                ranges.push(from..from + end);
                from += end;
            }
            // Only what was cut ends in the middle of a secret; a mask elsewhere would tell how the secret begins.
            _ if cut.is_some() && found.cut_after >= SHORTEST_END => {
                ranges.push(from..text.len());
                return ranges;
            }
            _ => from += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    ranges
}

/// How far a text that begins here is the secret.
#[derive(Default)]
struct Written {
    /// Where it ends, if it is all there.
    end: Option<usize>,
    /// How many of its characters are there, if the text ends before it does.
    cut_after: usize,
}

fn written(text: &str, secret: &str) -> Written {
    // A character may be written in several ways that begin alike: all places where the next one may begin.
    let mut places = vec![0];
    let mut cut_after = 0;
    for (count, c) in secret.chars().enumerate() {
        let mut following = Vec::new();
        for place in places {
            let rest = text.get(place..).unwrap_or_default();
            let half = rest.len() < LONGEST && rest.starts_with(['%', '&', '\\']);
            if rest.is_empty() || half {
                cut_after = count;
            }
            following.extend(ways(rest, c).map(|length| place + length));
        }
        following.sort_unstable();
        following.dedup();
        if following.is_empty() {
            return Written { end: None, cut_after };
        }
        places = following;
    }
    Written { end: places.last().copied(), cut_after: 0 }
}

/// The lengths of what this text begins with, where that is a way to write the character.
fn ways(text: &str, c: char) -> impl Iterator<Item = usize> {
    let literal = text.starts_with(c).then(|| c.len_utf8());
    let space = (c == ' ' && text.starts_with('+')).then_some(1);
    let escaped =
        text.strip_prefix('\\').is_some_and(|rest| matches!(c, '"' | '\\' | '/' | '\'') && rest.starts_with(c));
    let escapes = [escaped.then_some(2), percent(text, c), unicode(text, c), entity(text, c)];
    [literal, space, misread(text, c)].into_iter().chain(escapes).flatten()
}

/// `Ã¶`: UTF-8 that somebody read as ISO 8859-1 or as Windows-1252.
fn misread(text: &str, c: char) -> Option<usize> {
    /// What Windows has where ISO 8859-1 has control characters, from 0x80 on.
    const WINDOWS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    if c.is_ascii() {
        return None;
    }
    let mut rest = text;
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        let next = rest.chars().next()?;
        let windows = || WINDOWS.chars().nth(usize::from(byte & 0x1f)).filter(|_| byte < 0xa0);
        (next == char::from(byte) || Some(next) == windows()).then_some(())?;
        rest = rest.get(next.len_utf8()..)?;
    }
    Some(text.len() - rest.len())
}

/// `%C3%B6`, in capitals or not.
fn percent(text: &str, c: char) -> Option<usize> {
    let mut rest = text;
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        let digits = rest.strip_prefix('%')?;
        (u8::from_str_radix(digits.get(..2)?, 16).ok()? == byte).then_some(())?;
        rest = digits.get(2..)?;
    }
    Some(text.len() - rest.len())
}

/// `\u00f6`, in capitals or not.
fn unicode(text: &str, c: char) -> Option<usize> {
    let mut rest = text;
    for unit in c.encode_utf16(&mut [0; 2]) {
        let digits = rest.strip_prefix("\\u")?;
        (u16::from_str_radix(digits.get(..4)?, 16).ok()? == *unit).then_some(())?;
        rest = digits.get(4..)?;
    }
    Some(text.len() - rest.len())
}

/// `&amp;`, `&#246;`, `&#xF6;`.
fn entity(text: &str, c: char) -> Option<usize> {
    let end = text.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = text.get(..end)?.strip_prefix('&')?;
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let written = match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix(['x', 'X']) {
            Some(digits) => number(digits, 16),
            None => number(digits, 10),
        },
        None => match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => None,
        },
    };
    (written == Some(c)).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::ranges;

    fn masked(text: &str, secret: &str) -> String {
        let mut text = text.to_owned();
        for range in ranges(&text, secret).into_iter().rev() {
            text.replace_range(range, "***");
        }
        text
    }

    #[test]
    fn however_it_is_misread() {
        for (secret, written) in
            [("hemlig–åÅ€1", "hemligâ€“Ã¥Ã…â‚¬1"), ("hemlig–åÅ€1", "hemligâ\u{80}\u{93}Ã¥Ã\u{85}â\u{82}¬1")]
        {
            assert_eq!(masked(&format!("pw={written}!"), secret), "pw=***!");
        }
        assert_eq!(masked("pw=hemligÃ!", "hemligå"), "pw=hemligÃ!");
    }

    #[test]
    fn however_it_is_escaped() {
        let secret = "Björk&Löv+2026\"x<y";
        for written in [
            secret,
            "Bj%c3%b6rk%26L%c3%b6v%2b2026%22x%3cy",
            "Bj%C3%B6rk%26L%C3%B6v%2B2026%22x%3Cy",
            "Björk&amp;Löv+2026&quot;x&lt;y",
            "Bj&#246;rk&#38;L&#xF6;v+2026&#x22;x&#60;y",
            "Bj\\u00f6rk\\u0026L\\u00F6v\\u002B2026\\\"x\\u003cy",
            // UTF-8 read as something else.
            "BjÃ¶rk&LÃ¶v+2026\"x<y",
            // A mixture, as of JSON in HTML.
            "Bj\\u00f6rk&amp;L\\u00f6v+2026&quot;x&lt;y",
        ] {
            assert_eq!(masked(&format!("pw={written}, and {written}!"), secret), "pw=***, and ***!", "{written}");
            let halves: Vec<_> = written.char_indices().skip(written.chars().count() / 2).map(|(at, _)| at).collect();
            for at in halves {
                let cut = masked(&format!("pw={}…", &written[..at]), secret);
                assert!(cut.starts_with("pw=***"), "{cut}");
            }
        }
        assert_eq!(masked("a+b c%20d", "a b"), "*** c%20d");
    }

    #[test]
    fn what_begins_in_the_middle_of_it() {
        assert_eq!(masked("b1f6a52-0c1d is no key", "7b1f6a52-0c1d"), "*** is no key");
        assert_eq!(masked("52-0c1d is too short to tell", "7b1f6a52-0c1d"), "52-0c1d is too short to tell");
    }

    #[test]
    fn what_is_another_text_stays() {
        for text in ["hunter", "hunter3-S3CRET", "&#xFFFFFFFFFFFFFFFF; %zz \\uD800 &;", "%", "\\", "…", ""] {
            assert_eq!(masked(text, "hunter2-S3CRET"), text);
        }
    }

    #[test]
    fn what_only_looks_like_an_escape_stays() {
        for (text, secret) in [
            // Nothing is no secret.
            ("text", ""),
            // Cut, but behind another character than the secret's.
            ("say hunter3…", "hunter2-S3CRET"),
            ("hunter& and others…", "hunter2-S3CRET"),
            ("a-b and 1+3", "a b"),
            ("a\\xb", "a\"b"),
            ("a\\nb", "anb"),
            // `À` misread, not `à`.
            ("voilÃ€-hemlig", "voilà-hemlig"),
        ] {
            assert_eq!(masked(text, secret), text);
        }
        assert_eq!(masked("it&apos;s all", "it's"), "*** all");
    }
}

//! The members of a flat object in one pass, which is what nearly all objects of a list are.
//!
//! It only ever says *these are the members* of what is JSON for certain. Of all else (an escape, a number that is not whole, an object inside,
//! anything wrong) it says nothing, and the thorough reader has its turn.

use std::borrow::Cow;

use super::member::Member;

/// The members of the object that `text` begins with, if it is a flat one, and where it ends.
pub(super) fn flat(text: &str) -> Option<(Vec<Member<'_>>, usize)> {
    let mut scan = Scan { text, at: 0 };
    let mut members = Vec::with_capacity(16);
    scan.spaces();
    scan.byte(b'{')?;
    scan.spaces();
    loop {
        let name = scan.string()?;
        scan.spaces();
        scan.byte(b':')?;
        scan.spaces();
        let value = scan.scalar()?;
        // Both quotes are one byte each.
        members.push(Member::new(Cow::Borrowed(name.get(1..name.len() - 1)?), value));
        scan.spaces();
        if scan.byte(b',').is_none() {
            scan.byte(b'}')?;
            return Some((members, scan.at));
        }
        scan.spaces();
    }
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn byte(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn spaces(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn since(&self, start: usize) -> Option<&'a str> {
        self.text.get(start..self.at)
    }

    /// A string with its quotes, in which nothing is escaped.
    fn string(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.byte(b'"')?;
        self.at = plain_until(self.text.as_bytes(), self.at);
        self.byte(b'"')?;
        self.since(start)
    }

    /// A string, a whole number, a boolean or `null`.
    fn scalar(&mut self) -> Option<&'a str> {
        let start = self.at;
        let word = match self.peek()? {
            b'"' => return self.string(),
            b'-' | b'0'..=b'9' => return self.whole_number(),
            b't' => "true",
            b'f' => "false",
            _ => "null",
        };
        self.at += word.len();
        self.since(start).filter(|found| *found == word)
    }

    fn whole_number(&mut self) -> Option<&'a str> {
        let start = self.at;
        let _ = self.byte(b'-');
        let first = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        let digits = self.text.get(first..self.at)?;
        let whole = !digits.is_empty() && (digits == "0" || !digits.starts_with('0'));
        let ended = !matches!(self.peek(), Some(b'.' | b'e' | b'E'));
        if whole && ended { self.since(start) } else { None }
    }
}

/// From `at` on, the place of the first quote, backslash or control character: where plain text in a string ends.
///
/// The strings of an answer are short, so that this is faster than what finds a byte in a large text.
pub(super) fn plain_until(bytes: &[u8], mut at: usize) -> usize {
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let ends = ends(u64::from_le_bytes(*eight));
        if ends != 0 {
            return at + ends.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
    end.map_or(bytes.len(), |end| at + end)
}

/// Which of eight bytes are a quote, a backslash or a control character: the lowest bit that is set is the highest of the first such byte. (Bytes
/// above it may be marked without being one: the subtraction borrows from them.)
fn ends(bytes: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    let below = |bytes: u64, limit: u64| bytes.wrapping_sub(ONES * limit) & !bytes;
    let equal = |byte: u8| below(bytes ^ (ONES * u64::from(byte)), 1);
    (below(bytes, 0x20) | equal(b'"') | equal(b'\\')) & (ONES * 0x80)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Option<Vec<(String, String)>> {
        let (members, _) = flat(text).filter(|(_, end)| text[*end..].trim().is_empty())?;
        Some(members.iter().map(|member| (member.name.clone().into_owned(), member.value.to_owned())).collect())
    }

    #[test]
    fn strings_of_every_length_end_where_they_end() {
        for length in 0..40 {
            for (odd, end) in [("", "\""), ("\\", "\""), ("\u{1f}", "\""), ("\u{7f}é", "\""), ("", "")] {
                let string = format!("{}{odd}{}", "x".repeat(length), "y".repeat(40 - length));
                let found = pairs(&format!("{{\"a\":\"{string}{end}}}"));
                let kept = matches!((odd, end), ("" | "\u{7f}é", "\""));
                let expected = kept.then(|| vec![("a".to_owned(), format!("\"{string}\""))]);
                assert_eq!(found, expected, "{string}");
            }
        }
    }

    #[test]
    fn a_flat_object_is_cut_into_its_members() {
        let text = " {\"a\":\"å{\", \"N\" :null,\"t\":true\n,\"f\":false,\"n\":-10,\"z\":0} ";
        let members = [("a", "\"å{\""), ("N", "null"), ("t", "true"), ("f", "false"), ("n", "-10"), ("z", "0")];
        assert_eq!(pairs(text).unwrap(), members.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    /// Whatever it takes, the thorough reader takes too, with the same members.
    #[test]
    fn it_takes_nothing_that_is_no_json() {
        let pieces =
            ["{", "}", "\"a\"", "\"\\u0061\"", "\"\n\"", ":", ",", "[", "]", "1", "-", "01", "1.5", "null", "nul", " "];
        let mut taken = 0;
        // All texts of up to four pieces after either beginning.
        let four = pieces.len().pow(4);
        for number in 0..2 * four {
            let mut rest = number % four;
            let mut text = String::from(if number < four { "{\"x\"" } else { "{ \"x\":-10 , \"y\"" });
            while rest > 0 {
                text.push_str(pieces[rest % pieces.len()]);
                rest /= pieces.len();
            }
            if let Some(members) = pairs(&text) {
                taken += 1;
                let parsed: Vec<(String, Box<serde_json::value::RawValue>)> =
                    serde_json::from_str::<Ordered>(&text).unwrap().0;
                let parsed: Vec<_> = parsed.iter().map(|(name, raw)| (name.clone(), raw.get().to_owned())).collect();
                assert_eq!(members, parsed, "{text}");
            }
        }
        assert!(taken > 10);
    }

    struct Ordered(Vec<(String, Box<serde_json::value::RawValue>)>);

    impl<'de> serde::Deserialize<'de> for Ordered {
        fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            struct Pairs;
            impl<'de> serde::de::Visitor<'de> for Pairs {
                type Value = Ordered;

                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }

                fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Ordered, A::Error> {
                    let mut pairs = Vec::new();
                    while let Some(pair) = map.next_entry()? {
                        pairs.push(pair);
                    }
                    Ok(Ordered(pairs))
                }
            }
            from.deserialize_map(Pairs)
        }
    }
}

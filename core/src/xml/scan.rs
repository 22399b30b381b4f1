//! Where a token ends, in bytes that may come in pieces.
//!
//! Only boundaries are found here; every other rule looks at whole tokens, in `read.rs`. Each byte is looked at once,
//! however the document is cut, so that a document in pieces of one byte takes linear time.

use quick_xml::parser::{ElementParser, Parser};

/// The kinds of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Characters up to the next `<` or `&`.
    Text,
    /// `&…;`
    Reference,
    /// A start tag, an end tag or an empty-element tag.
    Tag,
    /// `<?…?>`, also the XML declaration.
    Instruction,
    /// `<!--…-->`
    Comment,
    /// `<![CDATA[…]]>`
    CData,
}

/// Markup that no answer may have, seen by its first characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// `<!D…`
    Doctype,
    /// `<!` and something else.
    Markup,
}

/// As many bytes as tell every kind from every other.
pub(super) const LONGEST_OPENING: usize = b"<![CDATA[".len();

impl Kind {
    /// The kind of the token that begins with `head`; `None` when more bytes are needed to tell.
    pub(super) fn of(head: &[u8]) -> Result<Option<Self>, Refused> {
        let opens = |opening: &[u8]| opening.starts_with(head) || head.starts_with(opening);
        Ok(match head {
            [] | [b'<'] | [b'<', b'!'] => None,
            [b'&', ..] => Some(Self::Reference),
            [b'<', b'?', ..] => Some(Self::Instruction),
            [b'<', b'!', b'D' | b'd', ..] => return Err(Refused::Doctype),
            [b'<', b'!', ..] if opens(b"<!--") => (head.len() >= 4).then_some(Self::Comment),
            [b'<', b'!', ..] if opens(b"<![CDATA[") => (head.len() >= LONGEST_OPENING).then_some(Self::CData),
            [b'<', b'!', ..] => return Err(Refused::Markup),
            [b'<', ..] => Some(Self::Tag),
            _ => Some(Self::Text),
        })
    }

    /// How many bytes at the start of the token cannot be part of its end.
    fn opening(self) -> usize {
        match self {
            Self::Text => 0,
            Self::Reference | Self::Tag => 1,
            Self::Instruction => 2,
            Self::Comment => 4,
            Self::CData => LONGEST_OPENING,
        }
    }
}

/// The search for the end of one token.
#[derive(Debug)]
pub(super) struct Scan {
    pub(super) kind: Kind,
    /// Bytes of the opening still to be passed over.
    opening: usize,
    /// Inside which quotes a tag is.
    tag: ElementParser,
    /// How many of the closing `-`, `]` or `?` stood right before.
    run: usize,
}

impl Scan {
    /// A search for the end of a token of this kind, from its first byte.
    pub(super) fn new(kind: Kind) -> Self {
        Self { kind, opening: kind.opening(), tag: ElementParser::Outside, run: 0 }
    }

    /// The index behind the token's last byte; `None` if it is not in these bytes, which are then done with.
    pub(super) fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        let passed = self.opening.min(bytes.len());
        self.opening -= passed;
        let bytes = bytes.get(passed..)?;
        let at = match self.kind {
            Kind::Text => memchr::memchr2(b'<', b'&', bytes)?,
            // A reference that runs into another or into markup ends there, and is found wrong when it is read.
            Kind::Reference => {
                let at = memchr::memchr3(b';', b'&', b'<', bytes)?;
                at + usize::from(bytes.get(at) == Some(&b';'))
            }
            Kind::Tag => self.tag.feed(bytes)? + 1,
            Kind::Instruction => self.closing(b'?', 1, bytes)?,
            Kind::Comment => self.closing(b'-', 2, bytes)?,
            Kind::CData => self.closing(b']', 2, bytes)?,
        };
        Some(passed + at)
    }

    /// Behind the first `>` that follows `count` times `byte`.
    fn closing(&mut self, byte: u8, count: usize, bytes: &[u8]) -> Option<usize> {
        let trailing = |bytes: &[u8]| bytes.iter().rev().take(count).take_while(|b| **b == byte).count();
        for at in memchr::memchr_iter(b'>', bytes) {
            let before = bytes.get(..at)?;
            let run = trailing(before);
            let run = if run == before.len() { run + self.run } else { run };
            if run >= count {
                return Some(at + 1);
            }
        }
        let run = trailing(bytes);
        self.run = if run == bytes.len() { (run + self.run).min(count) } else { run };
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The token at the start of `text`, fed in pieces of `size` bytes.
    fn token(text: &str, size: usize) -> Option<&str> {
        let head = &text.as_bytes()[..text.len().min(LONGEST_OPENING)];
        let mut scan = Scan::new(Kind::of(head).unwrap()?);
        let mut before = 0;
        for piece in text.as_bytes().chunks(size) {
            if let Some(end) = scan.end(piece) {
                return text.get(..before + end);
            }
            before += piece.len();
        }
        None
    }

    #[test]
    fn ends_where_it_ends_however_it_is_cut() {
        for (text, expected) in [
            ("text<a>", Some("text")),
            ("text&amp;", Some("text")),
            ("&amp;&lt;", Some("&amp;")),
            ("&amp<a>", Some("&amp")),
            ("<a b='>' c=\">'\">x", Some("<a b='>' c=\">'\">")),
            ("<>x", Some("<>")),
            ("<?p ? > ?>x", Some("<?p ? > ?>")),
            ("<?>x?>", Some("<?>x?>")),
            ("<!-->-->x", Some("<!-->-->")),
            ("<!----->x", Some("<!----->")),
            ("<!-- - > -- > -->x", Some("<!-- - > -- > -->")),
            ("<![CDATA[]]]]>]]>x", Some("<![CDATA[]]]]>")),
            ("<![CDATA[]>]]]>x", Some("<![CDATA[]>]]]>")),
            ("<![CDATA[>]>", None),
            ("<!-- --", None),
            ("<a b='>", None),
        ] {
            for size in 1..=text.len() {
                assert_eq!(token(text, size), expected, "{text} in {size}");
            }
        }
    }

    #[test]
    fn kinds_by_their_openings() {
        assert_eq!(Kind::of(b"<!DOCTYPE"), Err(Refused::Doctype));
        assert_eq!(Kind::of(b"<!d"), Err(Refused::Doctype));
        assert_eq!(Kind::of(b"<!ENTITY"), Err(Refused::Markup));
        assert_eq!(Kind::of(b"<!-x"), Err(Refused::Markup));
        assert_eq!(Kind::of(b"<![cdata["), Err(Refused::Markup));
        assert_eq!(Kind::of(b"<!-"), Ok(None));
        assert_eq!(Kind::of(b"<![CDATA"), Ok(None));
        assert_eq!(Kind::of(b"]"), Ok(Some(Kind::Text)));
    }
}

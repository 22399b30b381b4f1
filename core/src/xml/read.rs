//! The push reader: pieces of bytes in, elements out.

use std::mem;

use quick_xml::escape;
use quick_xml::events::{BytesDecl, BytesStart};

use super::chars::{has_foreign_character, is_space, is_xml_char};
use super::names::{self, Element, Names};
use super::problem::Problem;
use super::scan::{Kind, LONGEST_OPENING, Scan};
use crate::error::Error;
use crate::http::is_utf8;
use crate::limits::{ITEM_BYTES, XML_DEPTH};

/// Takes what the reader finds.
pub(crate) trait Handler<N> {
    /// An element begins.
    fn open(&mut self, element: Element<'_, N>) -> Result<(), Problem>;

    /// An element ends. `text` is its text since the last tag: all of it, for an element without children. `names`
    /// resolves a qualified name in that text.
    fn close(&mut self, element: Element<'_, N>, text: &str, names: &Names<N>) -> Result<(), Problem>;
}

/// Reads one document, fed in pieces. What it finds does not depend on how the document is cut.
///
/// Within one piece names and texts are borrowed from it; only a token that two pieces share is copied. Namespaces are
/// classified once, where they are declared, so that each element carries a small `N` and no comparison of URIs is made
/// twice.
#[derive(Debug)]
pub(crate) struct Reader<N> {
    /// The HTTP status, for errors.
    status: u16,
    /// How many bytes may still come.
    room: u64,
    /// The start of a token whose end has not come.
    carry: Vec<u8>,
    /// The search for that end, once the token's kind is known.
    scan: Option<Scan>,
    /// Text since the last tag, as far as it is not one borrowed run.
    text: String,
    names: Names<N>,
    /// Whether anything but a byte order mark was read.
    begun: bool,
    /// Whether the root element has ended.
    ended: bool,
    /// Whether what is wrong inside of texts is replaced instead of being an error.
    tolerant: bool,
    /// The first error; nothing is read after it.
    failed: Option<Error>,
}

/// Text since the last tag that is still where it came from: nothing is copied when there is only one run.
type Run<'p> = Option<&'p str>;

impl<N: Copy> Reader<N> {
    /// A reader of a document of at most `room` bytes that came with this HTTP status.
    pub(crate) fn new(room: u64, status: u16, classify: fn(&str) -> N) -> Self {
        Self {
            status,
            room,
            carry: Vec::new(),
            scan: None,
            text: String::new(),
            names: Names::new(classify),
            begun: false,
            ended: false,
            tolerant: false,
            failed: None,
        }
    }

    /// From now on, what is wrong inside of a text (a character that XML does not have, an entity that nobody declared, bytes that are no
    /// UTF-8) is replaced by U+FFFD. Markup is read as strictly as before.
    pub(crate) fn tolerate(&mut self) {
        self.tolerant = true;
    }

    /// Takes the next piece.
    pub(crate) fn feed(&mut self, piece: &[u8], handler: &mut dyn Handler<N>) -> Result<(), Error> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        // What is within the bound is read first, so that a document fails in the same place however it is cut.
        let room = usize::try_from(self.room).unwrap_or(usize::MAX);
        let (within, beyond) = piece.split_at(room.min(piece.len()));
        self.room -= within.len() as u64;
        let result = self.pieces(within, handler).and_then(|()| match beyond {
            [] => Ok(()),
            _ => Err(self.error(Problem::too_large("the answer is larger than the limit"), beyond)),
        });
        if let Err(error) = &result {
            self.failed = Some(error.clone());
        }
        result
    }

    /// The document has ended.
    pub(crate) fn finish(&mut self) -> Result<(), Error> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let outside = self.names.depth() == 0;
        if outside && self.scan.as_ref().is_some_and(|scan| scan.kind == Kind::Text) {
            let carry = mem::take(&mut self.carry);
            // Between and behind elements nothing is handed to a handler.
            let text = str::from_utf8(&carry).map_err(|_| not_utf8());
            text.and_then(|text| self.outside(text)).map_err(|problem| self.error(problem, &carry))?;
        }
        if outside && self.ended && self.carry.is_empty() {
            return Ok(());
        }
        Err(self.error(Problem::new("parse.truncated", "the answer ends before it is complete"), &self.carry))
    }

    fn pieces(&mut self, piece: &[u8], handler: &mut dyn Handler<N>) -> Result<(), Error> {
        let mut rest = self.complete(piece, handler)?;
        // Checked at once and not token by token: this is as far as the piece is UTF-8. A character may be cut off at its
        // end, but only in a token that is cut off as well.
        let utf8 = str::from_utf8(rest).unwrap_or_else(|error| {
            let valid = rest.get(..error.valid_up_to()).unwrap_or_default();
            str::from_utf8(valid).unwrap_or_default()
        });
        let all = rest.len();
        let mut run = None;
        while !rest.is_empty() {
            let head = rest.get(..LONGEST_OPENING).unwrap_or(rest);
            let Some(kind) = Kind::of(head).map_err(|refused| self.error(refused.into(), rest))? else {
                self.carry.extend_from_slice(rest);
                break;
            };
            let mut scan = Scan::new(kind);
            let Some(end) = scan.end(rest) else {
                self.scan = Some(scan);
                self.carry_over(rest)?;
                break;
            };
            let start = all - rest.len();
            // Behind a token that is not UTF-8 and tolerated, each is looked at by itself.
            let token = utf8.get(start..start + end).or_else(|| str::from_utf8(rest.get(..end)?).ok());
            self.token(kind, token, end, rest, &mut run, handler)?;
            rest = rest.get(end..).unwrap_or_default();
        }
        self.text.push_str(run.unwrap_or_default());
        Ok(())
    }

    /// Completes the carried token, if there is one, from the start of `piece`; returns what is left of it.
    fn complete<'p>(&mut self, piece: &'p [u8], handler: &mut dyn Handler<N>) -> Result<&'p [u8], Error> {
        let mut rest = piece;
        // The kind comes first: byte by byte, at most nine of them.
        while self.scan.is_none() && !self.carry.is_empty() {
            let Some((byte, after)) = rest.split_first() else { return Ok(rest) };
            self.carry.push(*byte);
            rest = after;
            let kind = Kind::of(&self.carry).map_err(|refused| self.error(refused.into(), &self.carry))?;
            if let Some(kind) = kind {
                let mut scan = Scan::new(kind);
                if scan.end(&self.carry).is_some() {
                    self.carried(kind, handler)?;
                    return Ok(rest);
                }
                self.scan = Some(scan);
            }
        }
        let Some(scan) = &mut self.scan else { return Ok(rest) };
        let kind = scan.kind;
        let end = scan.end(rest);
        let (token, after) = rest.split_at(end.unwrap_or(rest.len()));
        self.carry_over(token)?;
        if end.is_some() {
            self.carried(kind, handler)?;
        }
        Ok(after)
    }

    fn carry_over(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if self.carry.len() + bytes.len() > ITEM_BYTES {
            return Err(self.error(token_too_large(), if self.carry.is_empty() { bytes } else { &self.carry }));
        }
        self.carry.extend_from_slice(bytes);
        Ok(())
    }

    /// Reads the carried token, which is complete now.
    fn carried(&mut self, kind: Kind, handler: &mut dyn Handler<N>) -> Result<(), Error> {
        self.scan = None;
        let mut carry = mem::take(&mut self.carry);
        let mut run = None;
        self.token(kind, str::from_utf8(&carry).ok(), carry.len(), &carry, &mut run, handler)?;
        self.text.push_str(run.unwrap_or_default());
        carry.clear();
        self.carry = carry;
        Ok(())
    }

    /// Reads one whole token of `len` bytes, `None` if it is not UTF-8; `rest` is the piece from its start on.
    fn token<'p>(
        &mut self,
        kind: Kind,
        token: Option<&'p str>,
        len: usize,
        rest: &[u8],
        run: &mut Run<'p>,
        handler: &mut dyn Handler<N>,
    ) -> Result<(), Error> {
        if len > ITEM_BYTES {
            return Err(self.error(token_too_large(), rest));
        }
        let read = match token {
            None if self.tolerant && self.names.depth() > 0 => {
                let lossy = String::from_utf8_lossy(rest.get(..len).unwrap_or(rest));
                match kind {
                    Kind::Text | Kind::Reference => self.join(&readable(&lossy), run),
                    Kind::CData => self.join(&readable(between(&lossy, "<![CDATA[", "]]>")), run),
                    Kind::Comment => Ok(()),
                    Kind::Instruction | Kind::Tag => Err(not_utf8()),
                }
            }
            None => Err(not_utf8()),
            Some(token) => match kind {
                Kind::Text if self.names.depth() == 0 => self.outside(token),
                Kind::Text => self.text(token, run),
                Kind::Reference => self.reference(token, run),
                Kind::CData => self.cdata(token, run),
                Kind::Comment => self.comment(token),
                Kind::Instruction => self.instruction(token),
                Kind::Tag if token.starts_with("</") => self.end(token, run, handler),
                Kind::Tag => self.start(token, run, handler),
            },
        };
        read.map_err(|problem| self.error(problem, rest))
    }

    /// Text before or behind the root element.
    fn outside(&mut self, text: &str) -> Result<(), Problem> {
        let text = if self.begun { text } else { text.strip_prefix('\u{feff}').unwrap_or(text) };
        self.begun |= !text.is_empty();
        if is_space(text) { Ok(()) } else { Err(Problem::xml("there is text outside the root element")) }
    }

    fn text<'p>(&mut self, text: &'p str, run: &mut Run<'p>) -> Result<(), Problem> {
        // One pass rules out, for nearly every text, all that would need a closer look.
        let plain = |byte: u8| byte >= 0x20 && byte != b']' && byte != 0xef || byte == b'\n';
        if run.is_none() && self.text.is_empty() && text.bytes().fold(true, |all, byte| all & plain(byte)) {
            *run = Some(text);
            return Ok(());
        }
        if text.contains("]]>") && !self.tolerant {
            return Err(Problem::xml("a text holds ']]>'"));
        }
        self.characters(text, run)
    }

    fn cdata<'p>(&mut self, token: &'p str, run: &mut Run<'p>) -> Result<(), Problem> {
        if self.names.depth() == 0 {
            return Err(Problem::xml("there is a CDATA section outside the root element"));
        }
        self.characters(between(token, "<![CDATA[", "]]>"), run)
    }

    /// Adds literal characters to the text since the last tag.
    fn characters<'p>(&mut self, text: &'p str, run: &mut Run<'p>) -> Result<(), Problem> {
        if has_foreign_character(text) {
            if self.tolerant {
                return self.join(&readable(text), run);
            }
            return Err(Problem::xml("a text holds a character that XML does not allow"));
        }
        if text.contains('\r') {
            return self.join(&text.replace("\r\n", "\n").replace('\r', "\n"), run);
        }
        if run.is_none() && self.text.is_empty() {
            *run = Some(text);
            return Ok(());
        }
        self.join(text, run)
    }

    /// Gives up borrowing: there is more than one run of text.
    fn join(&mut self, text: &str, run: &mut Run<'_>) -> Result<(), Problem> {
        let borrowed = run.take().unwrap_or_default();
        if self.text.len() + borrowed.len() + text.len() > ITEM_BYTES {
            return Err(Problem::too_large("a text is larger than the limit for one item"));
        }
        self.text.push_str(borrowed);
        self.text.push_str(text);
        Ok(())
    }

    fn reference(&mut self, token: &str, run: &mut Run<'_>) -> Result<(), Problem> {
        if self.names.depth() == 0 {
            return Err(Problem::xml("there is a reference outside the root element"));
        }
        let c = match referenced(token) {
            Err(_) if self.tolerant && token.starts_with("&#") => REPLACEMENT,
            // An ampersand that begins no reference stands for itself.
            Err(_) if self.tolerant => return self.join(token, run),
            other => other?,
        };
        self.join(c.encode_utf8(&mut [0; 4]), run)
    }

    fn comment(&mut self, token: &str) -> Result<(), Problem> {
        self.begun = true;
        let content = between(token, "<!--", "-->");
        if content.contains("--") || content.ends_with('-') {
            return Err(Problem::xml("a comment holds '--'"));
        }
        Ok(())
    }

    fn instruction(&mut self, token: &str) -> Result<(), Problem> {
        let first = !mem::replace(&mut self.begun, true);
        let content = between(token, "<?", "?>");
        let target = content.split([' ', '\t', '\r', '\n']).next().unwrap_or_default();
        if !target.eq_ignore_ascii_case("xml") {
            return names::check(target).map(|_| ());
        }
        if !first || target != "xml" {
            return Err(Problem::xml("an XML declaration stands elsewhere than at the start"));
        }
        let declaration = BytesDecl::from_start(BytesStart::from_content(content, target.len()));
        if !declaration.version().is_ok_and(|version| version == "1.0") {
            return Err(Problem::xml("the XML declaration does not say version 1.0"));
        }
        match declaration.encoding() {
            None => Ok(()),
            Some(Ok(encoding)) if is_utf8(&encoding) || self.tolerant => Ok(()),
            Some(Ok(_)) => Err(Problem::new("parse.utf8", "the XML declaration names another encoding than UTF-8")),
            Some(Err(_)) => Err(Problem::xml("the XML declaration is malformed")),
        }
    }

    fn start(&mut self, token: &str, run: &mut Run<'_>, handler: &mut dyn Handler<N>) -> Result<(), Problem> {
        self.begun = true;
        *run = None;
        self.text.clear();
        if self.ended {
            return Err(Problem::xml("there is a second root element"));
        }
        if self.names.depth() == XML_DEPTH {
            return Err(Problem::new("parse.depth", "elements are nested deeper than the limit"));
        }
        let tag = between(token, "<", ">");
        let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let element = self.names.open(tag)?;
        handler.open(element)?;
        if empty { self.close("", handler) } else { Ok(()) }
    }

    fn end(&mut self, token: &str, run: &mut Run<'_>, handler: &mut dyn Handler<N>) -> Result<(), Problem> {
        let name = between(token, "</", ">").trim_end_matches([' ', '\t', '\r', '\n']);
        if self.names.innermost() != Some(name) {
            return Err(Problem::xml("an end tag does not match the element that is open"));
        }
        match run.take() {
            Some(text) => self.close(text, handler)?,
            None => {
                let text = mem::take(&mut self.text);
                self.close(&text, handler)?;
                self.text = text;
            }
        }
        self.text.clear();
        Ok(())
    }

    /// The innermost element ends.
    fn close(&mut self, text: &str, handler: &mut dyn Handler<N>) -> Result<(), Problem> {
        if let Some(element) = self.names.element() {
            handler.close(element, text, &self.names)?;
        }
        self.names.close();
        self.ended = self.names.depth() == 0;
        Ok(())
    }

    fn error(&self, problem: Problem, rest: &[u8]) -> Error {
        let rest = problem.excerpt.as_deref().map_or(rest, str::as_bytes);
        Error::parse(problem.code, self.names.path(), problem.reason, rest, self.status)
    }
}

fn not_utf8() -> Problem {
    Problem::new("parse.utf8", "the answer is not valid UTF-8")
}

fn token_too_large() -> Problem {
    Problem::too_large("one token is larger than the limit for one item")
}

/// Stands for what cannot be read.
const REPLACEMENT: char = char::REPLACEMENT_CHARACTER;

/// The text with every character that XML does not have replaced.
fn readable(text: &str) -> String {
    text.chars().map(|c| if is_xml_char(c) { c } else { REPLACEMENT }).collect()
}

/// The token without the marks around it; the scan has made sure of them.
fn between<'t>(token: &'t str, before: &str, behind: &str) -> &'t str {
    token.strip_prefix(before).and_then(|token| token.strip_suffix(behind)).unwrap_or_default()
}

/// The character of a reference.
fn referenced(token: &str) -> Result<char, Problem> {
    let name = token.strip_prefix('&').and_then(|rest| rest.strip_suffix(';'));
    let name = name.ok_or_else(|| Problem::xml("a reference does not end with ';'"))?;
    if let Some(number) = name.strip_prefix('#') {
        return character(number).ok_or_else(|| Problem::xml("a character reference names no XML character"));
    }
    let entity = escape::resolve_xml_entity(name).and_then(|text| text.chars().next());
    entity.ok_or_else(|| Problem::xml("an entity is none of the five that XML knows by itself"))
}

/// The character of `&#…;`.
fn character(number: &str) -> Option<char> {
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
    // `from_str_radix` alone would take a sign.
    let plain = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let code = plain.then(|| u32::from_str_radix(digits, radix).ok())??;
    char::from_u32(code).filter(|c| is_xml_char(*c))
}

#[cfg(test)]
mod tests;

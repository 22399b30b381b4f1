//! XML for SOAP: a push reader that takes a document in pieces of any size, and an escaping writer.
//!
//! Both are small on purpose and know nothing of Altinn. The reader is built from parts of quick-xml: its incremental
//! search for the end of a tag, its attributes, its entities. It is not quick-xml's own `Reader`, since that cannot
//! stop in the middle of a token and go on with the next piece; a second tokeniser for the pieces' edges would have to
//! agree with it for ever.
//!
//! ```text
//! bytes ──► scan: where does the token end? ──► read: names, namespaces, text, bounds ──► Handler: open, close(text)
//!                    │ not in this piece
//!                    └──► carried over to the next piece
//! ```
//!
//! What is refused: a DOCTYPE (nothing of a SOAP answer needs one, and entity bombs and file access begin there), any
//! encoding but UTF-8, nesting, tokens and documents beyond the bounds, and whatever is not well-formed or not
//! namespace-well-formed. What is not checked: the full set of characters that XML allows in names, which no answer's
//! meaning depends on.

mod read;
mod scan;
mod write;

pub(crate) use read::{Element, Handler, Names, Problem, Reader};
pub(crate) use write::Writer;

/// Whether XML 1.0 can carry this character, also as a reference.
fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Whether a text holds a character that XML 1.0 cannot carry.
fn has_foreign_character(text: &str) -> bool {
    // One cheap pass over the bytes; 0xEF starts U+FFFE and U+FFFF, and many harmless characters.
    let suspicious = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r') || byte == 0xef;
    text.bytes().fold(false, |found, byte| found | suspicious(byte)) && !text.chars().all(is_xml_char)
}

/// Whether these are only the four characters that XML takes for white space.
fn is_space(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

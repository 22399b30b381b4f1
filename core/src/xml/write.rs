//! The escaping writer: straight into one string.

use std::borrow::Cow;
use std::fmt::{self, Write};

use super::chars::{has_foreign_character, is_xml_char};
use crate::error::Error;

/// Writes a document. Names and namespaces are constants of this crate and stand as they are; every value is escaped.
#[derive(Debug)]
pub(crate) struct Writer(String);

impl Writer {
    /// An empty document with room for this many bytes.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    /// Markup, as it is.
    pub(crate) fn markup(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// `<name>value</name>`. An error names the field `name`, without its prefix.
    pub(crate) fn element(&mut self, name: &'static str, value: &str) -> Result<(), Error> {
        self.element_of(name, value, || name.split_once(':').map_or(name, |(_, local)| local).into())
    }

    /// The same, with the field named otherwise.
    pub(crate) fn element_of(
        &mut self,
        name: &'static str,
        value: &str,
        field: impl FnOnce() -> Cow<'static, str>,
    ) -> Result<(), Error> {
        if has_foreign_character(value) {
            return Err(xml_character(field(), value));
        }
        self.tag("<", name);
        self.escaped(value);
        self.tag("</", name);
        Ok(())
    }

    /// A value alone, between markup of the caller's.
    pub(crate) fn text(&mut self, field: &'static str, value: &str) -> Result<(), Error> {
        if has_foreign_character(value) {
            return Err(xml_character(field, value));
        }
        self.escaped(value);
        Ok(())
    }

    /// `<name>value</name>` for a value that needs no escaping: a number, a date.
    pub(crate) fn plain(&mut self, name: &'static str, value: impl fmt::Display) {
        self.tag("<", name);
        // Writing into a string cannot fail.
        let _ = write!(self.0, "{value}");
        self.tag("</", name);
    }

    /// The document.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }

    fn tag(&mut self, opening: &str, name: &str) {
        self.0.push_str(opening);
        self.0.push_str(name);
        self.0.push('>');
    }

    /// Text with its special characters escaped; CR as well, which a reader would otherwise take for a line feed.
    fn escaped(&mut self, text: &str) {
        let mut rest = text;
        while let Some((before, special, after)) = split(rest) {
            self.0.push_str(before);
            self.0.push_str(special);
            rest = after;
        }
        self.0.push_str(rest);
    }
}

/// The text up to the first special character, that character escaped, and the text behind it.
fn split(text: &str) -> Option<(&str, &'static str, &str)> {
    let at = text.bytes().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'\r'))?;
    let (before, rest) = text.split_at_checked(at)?;
    let mut chars = rest.chars();
    let escaped = match chars.next()? {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        _ => "&#13;",
    };
    Some((before, escaped, chars.as_str()))
}

/// The error for a text that XML cannot carry: names the character by its number, and never quotes the text.
fn xml_character(field: impl Into<Cow<'static, str>>, text: &str) -> Error {
    let code = text.chars().find(|c| !is_xml_char(*c)).map_or(0, u32::from);
    Error::input("input.xml_character", field, format!("must not hold U+{code:04X}, which XML 1.0 cannot carry"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_every_special_character() {
        let mut writer = Writer::with_capacity(64);
        writer.element("a:Event", "æ<&>\"'\r\n\t]]>").unwrap();
        writer.plain("caseID", 7);
        let text = String::from_utf8(writer.into_bytes()).unwrap();
        assert_eq!(text, "<a:Event>æ&lt;&amp;&gt;\"'&#13;\n\t]]&gt;</a:Event><caseID>7</caseID>");
    }

    #[test]
    fn refuses_what_xml_cannot_carry() {
        for c in ['\0', '\u{8}', '\u{b}', '\u{1f}', '\u{fffe}', '\u{ffff}'] {
            let error = Writer::with_capacity(0).element("a:Event", &format!("x{c}y")).unwrap_err();
            assert_eq!(error.code(), "input.xml_character", "{c:?}");
            assert!(error.to_string().starts_with("Event: "), "{error}");
        }
        for c in ['\u{7f}', '\u{85}', '\u{2028}', '\u{fffd}', '\u{10ffff}', 'ﬁ'] {
            assert!(Writer::with_capacity(0).element("a:Event", &format!("x{c}y")).is_ok(), "{c:?}");
        }
    }
}

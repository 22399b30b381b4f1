//! Writing XML: start, end, text, nil. Everything written through it is escaped.

/// A document being written.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    out: String,
}

impl Writer {
    /// Opens an element; attribute values are escaped.
    pub(crate) fn start(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.open(tag, attributes);
        self.out.push('>');
    }

    /// Closes an element.
    pub(crate) fn end(&mut self, tag: &str) {
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
    }

    /// An element without content.
    pub(crate) fn empty(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.open(tag, attributes);
        self.out.push_str("/>");
    }

    /// An element with text, `<x/>` when the text is empty (as WCF writes it).
    pub(crate) fn text(&mut self, tag: &str, text: &str) {
        self.text_with(tag, &[], text);
    }

    /// The same with attributes.
    pub(crate) fn text_with(&mut self, tag: &str, attributes: &[(&str, &str)], text: &str) {
        if text.is_empty() {
            return self.empty(tag, attributes);
        }
        self.start(tag, attributes);
        escape(text, &mut self.out);
        self.end(tag);
    }

    /// An element with text, or `i:nil="true"` for none.
    pub(crate) fn nillable(&mut self, tag: &str, text: Option<&str>) {
        match text {
            Some(text) => self.text(tag, text),
            None => self.empty(tag, &[("i:nil", "true")]),
        }
    }

    /// Takes over XML that another writer made.
    pub(crate) fn raw(&mut self, xml: &str) {
        self.out.push_str(xml);
    }

    /// What was written.
    pub(crate) fn finish(self) -> String {
        self.out
    }

    fn open(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(tag);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            escape(value, &mut self.out);
            self.out.push('"');
        }
    }
}

/// Escapes for text and double-quoted attributes alike. What XML 1.0 cannot carry becomes U+FFFD: state may come from
/// JSON.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#xD;"),
            '\n' | '\t' => out.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
}

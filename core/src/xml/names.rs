//! The open elements and the namespaces in scope.

use quick_xml::escape;
use quick_xml::events::attributes::Attributes;

use super::problem::Problem;
use crate::limits::XML_DEPTH;

/// The most namespace declarations in scope at once; a real answer has six. Every look-up walks over them.
const DECLARATIONS: usize = 128;

/// The most attributes of one element; a real answer has four. Each is compared with all before it.
const ATTRIBUTES: usize = 64;

/// The longest name of an element, in bytes. The longest of this service has 55.
const NAME_BYTES: usize = 256;

const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// An element, as a handler sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'a, N> {
    /// Its namespace, as the reader's `classify` calls it.
    pub(crate) ns: N,
    /// Its name without prefix.
    pub(crate) local: &'a str,
    /// How many elements are open around it.
    pub(crate) depth: usize,
    /// Whether it has `xsi:nil="true"`.
    pub(crate) nil: bool,
}

/// The open elements, from the root on, and the namespaces in scope.
#[derive(Debug)]
pub(crate) struct Names<N> {
    classify: fn(&str) -> N,
    /// The qualified names of the open elements, one behind the other.
    text: String,
    open: Vec<Open<N>>,
    bindings: Vec<Binding<N>>,
}

#[derive(Debug)]
struct Open<N> {
    /// Where its name starts in `text`, and its local name.
    start: usize,
    local: usize,
    ns: N,
    nil: bool,
}

#[derive(Debug)]
struct Binding<N> {
    /// Empty for the default namespace.
    prefix: Box<str>,
    ns: N,
    /// Whether it is the namespace of `nil`.
    xsi: bool,
    /// The depth of the element that declares it.
    depth: usize,
}

impl<N: Copy> Names<N> {
    pub(super) fn new(classify: fn(&str) -> N) -> Self {
        Self { classify, text: String::new(), open: Vec::with_capacity(XML_DEPTH), bindings: Vec::new() }
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The namespace and the local name of a qualified name in scope, as in the text of a fault code.
    pub(crate) fn resolve<'q>(&self, name: &'q str) -> Option<(N, &'q str)> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        Some((self.namespace(prefix)?, local))
    }

    /// The qualified name of the innermost open element.
    pub(super) fn innermost(&self) -> Option<&str> {
        self.text.get(self.open.last()?.start..)
    }

    /// The innermost open element.
    pub(super) fn element(&self) -> Option<Element<'_, N>> {
        let open = self.open.last()?;
        let local = self.text.get(open.local..)?;
        Some(Element { ns: open.ns, local, depth: self.open.len() - 1, nil: open.nil })
    }

    /// Local names of the open elements, from the root on.
    pub(super) fn path(&self) -> String {
        let ends = self.open.iter().skip(1).map(|open| open.start).chain([self.text.len()]);
        let names: Vec<&str> =
            self.open.iter().zip(ends).filter_map(|(open, end)| self.text.get(open.local..end)).collect();
        names.join("/")
    }

    /// Opens the element of this start tag, given without its angle brackets.
    pub(super) fn open<'t>(&mut self, tag: &'t str) -> Result<Element<'t, N>, Problem> {
        let end = tag.bytes().position(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).unwrap_or(tag.len());
        let (name, attributes) = tag.split_at(end);
        let (prefix, local) = check(name)?;
        let nil = !attributes.is_empty() && self.attributes(tag, end)?;
        let ns = self.namespace(prefix).ok_or_else(undeclared)?;
        let start = self.text.len();
        self.text.push_str(name);
        self.open.push(Open { start, local: self.text.len() - local.len(), ns, nil });
        Ok(Element { ns, local, depth: self.open.len() - 1, nil })
    }

    /// Closes the innermost element.
    pub(super) fn close(&mut self) {
        if let Some(open) = self.open.pop() {
            self.text.truncate(open.start);
        }
        let depth = self.open.len();
        while self.bindings.last().is_some_and(|binding| binding.depth == depth) {
            self.bindings.pop();
        }
    }

    /// Takes the namespace declarations of a tag in, and checks its other attributes; whether the element is nil.
    fn attributes(&mut self, tag: &str, end: usize) -> Result<bool, Problem> {
        let mut prefixed = false;
        for (count, attribute) in Attributes::new(tag, end).enumerate() {
            if count == ATTRIBUTES {
                return Err(Problem::new("parse.too_large", "an element has more attributes than are read"));
            }
            let attribute = attribute.map_err(|error| Problem::xml(format!("an attribute is malformed: {error}")))?;
            if attribute.value.contains('<') {
                return Err(Problem::xml("the value of an attribute holds '<'"));
            }
            let value = escape::unescape(&attribute.value)
                .map_err(|_| Problem::xml("the value of an attribute holds a bad reference"))?;
            match check(attribute.key.into_inner())? {
                ("", "xmlns") => self.declare("", &value)?,
                ("xmlns", prefix) => self.declare(prefix, &value)?,
                (prefix, _) => prefixed |= !prefix.is_empty(),
            }
        }
        // Only now are all declarations of this tag known.
        if prefixed { self.nil(tag, end) } else { Ok(false) }
    }

    fn nil(&self, tag: &str, end: usize) -> Result<bool, Problem> {
        let mut nil = None;
        for attribute in Attributes::new(tag, end).with_checks(false).flatten() {
            let Some((prefix, local)) = attribute.key.into_inner().split_once(':') else { continue };
            if matches!(prefix, "xml" | "xmlns") {
                continue;
            }
            let binding = self.binding(prefix).ok_or_else(undeclared)?;
            if binding.xsi && local == "nil" {
                let value = matches!(attribute.value.trim(), "true" | "1");
                if nil.replace(value).is_some() {
                    return Err(Problem::xml("an element has the attribute nil twice"));
                }
            }
        }
        Ok(nil == Some(true))
    }

    fn declare(&mut self, prefix: &str, uri: &str) -> Result<(), Problem> {
        let reserved = prefix == "xmlns" || uri == XMLNS || (prefix == "xml") != (uri == XML);
        if reserved || (uri.is_empty() && !prefix.is_empty()) {
            return Err(Problem::xml("a namespace declaration is not allowed by XML"));
        }
        if self.bindings.len() == DECLARATIONS {
            return Err(Problem::new("parse.too_large", "more namespaces are declared than are read"));
        }
        let ns = (self.classify)(uri);
        self.bindings.push(Binding { prefix: prefix.into(), ns, xsi: uri == XSI, depth: self.open.len() });
        Ok(())
    }

    fn namespace(&self, prefix: &str) -> Option<N> {
        match self.binding(prefix) {
            Some(binding) => Some(binding.ns),
            None if prefix.is_empty() => Some((self.classify)("")),
            None if prefix == "xml" => Some((self.classify)(XML)),
            None => None,
        }
    }

    fn binding(&self, prefix: &str) -> Option<&Binding<N>> {
        self.bindings.iter().rev().find(|binding| *binding.prefix == *prefix)
    }
}

fn undeclared() -> Problem {
    Problem::xml("a prefix is not declared")
}

/// Splits a name into prefix (may be empty) and local name, if it can be one.
pub(super) fn check(name: &str) -> Result<(&str, &str), Problem> {
    if name.len() > NAME_BYTES {
        return Err(Problem::new("parse.too_large", "a name is longer than the limit"));
    }
    let at = memchr::memchr(b':', name.as_bytes());
    let (prefix, local) = at.and_then(|at| name.split_at_checked(at)).unwrap_or(("", name));
    let local = local.strip_prefix(':').unwrap_or(local);
    let starts =
        |part: &str| part.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.') || byte >= 0x80;
    // Folded and not stopped at the first bad byte: that way the compiler looks at many bytes at once.
    let all_plain = |part: &str| part.bytes().fold(true, |all, byte| all & plain(byte));
    if starts(local) && all_plain(local) && (at.is_none() || starts(prefix) && all_plain(prefix)) {
        Ok((prefix, local))
    } else {
        Err(Problem::xml("a name is not one that XML allows"))
    }
}

//! The SOAP envelope: an operation's request around its parameters, and the one reader of every answer.
//!
//! An answer with a 2xx status is read by the rules of the operation, and whatever breaks them is a `Parse` error. An
//! answer with any other status is the service's refusal, whatever its body is: a fault if one can be read from it,
//! else what came, cut short.

use std::mem;

use super::access::{Access, Binding};
use super::fault::Fault;
use super::namespaces::{COMMON, Element, Namespace, SERVICE, SOAP11, SOAP12, WSA, is_date};
use super::security;
use crate::error::{Error, excerpt};
use crate::http::{Header, HttpRequest, Method, content_encoding, is_utf8};
use crate::xml::{self, Problem, Writer};

/// The operations, as the contract names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contract {
    /// One of the service's own, by its name without the binding's suffix.
    Case(&'static str),
    /// `Test`, which has one name in all bindings and takes no parameters, not even credentials.
    Test,
}

/// The complete request. `parameters` writes those behind the credentials, in the contract's order: WCF skips,
/// silently, what is out of order.
pub(super) fn request(
    access: &Access,
    contract: Contract,
    parameters: impl FnOnce(&mut Writer) -> Result<(), Error>,
) -> Result<HttpRequest, Error> {
    let binding = &access.binding;
    security::check(binding)?;
    if !is_date(&access.namespace_date) {
        return Err(Error::input("input.namespace_date", "namespaceDate", "must be of the form yyyy/MM"));
    }
    let url = [access.base_url.as_str(), "/ServiceEngineExternal/", binding.service(), ".svc"].concat();
    let action = match contract {
        Contract::Test => [COMMON, "/IAltinnContractBase/Test"].concat(),
        Contract::Case(name) => {
            [SERVICE, &access.namespace_date, "/", binding.contract(), "/", name, binding.suffix()].concat()
        }
    };
    let mut writer = Writer::with_capacity(2_048);
    let soap = if matches!(binding, Binding::Basic { .. }) { SOAP11 } else { SOAP12 };
    writer.markup("<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope xmlns:s=\"");
    writer.markup(soap);
    if soap == SOAP12 {
        writer.markup("\" xmlns:wsa=\"");
        writer.markup(WSA);
    }
    writer.markup("\">");
    security::write_header(&mut writer, binding, &action, &url)?;
    writer.markup("<s:Body>");
    match contract {
        Contract::Test => {
            writer.markup("<Test xmlns=\"");
            writer.markup(COMMON);
            writer.markup("\"/>");
        }
        Contract::Case(name) => {
            let suffix = binding.suffix();
            for part in ["<", name, suffix, " xmlns=\"", SERVICE, &access.namespace_date, "\">"] {
                writer.markup(part);
            }
            // WS has them in the header.
            if !matches!(binding, Binding::Ws { .. }) {
                writer.element("systemUserName", &binding.user().name)?;
                writer.element("systemPassword", binding.user().password.expose())?;
            }
            parameters(&mut writer)?;
            for part in ["</", name, suffix, ">"] {
                writer.markup(part);
            }
        }
    }
    writer.markup("</s:Body></s:Envelope>");
    let headers = if soap == SOAP11 {
        vec![
            Header::new("Content-Type", "text/xml; charset=utf-8"),
            Header::new("SOAPAction", ["\"", &action, "\""].concat()),
        ]
    } else {
        let content_type = ["application/soap+xml; charset=utf-8; action=\"", &action, "\""].concat();
        vec![Header::new("Content-Type", content_type)]
    };
    Ok(HttpRequest { method: Method::Post, url, headers, body: writer.into_bytes() })
}

/// What reads the inside of an operation's response wrapper. Depths count from the wrapper's children on.
pub(super) trait Body {
    /// An element begins.
    fn open(&mut self, depth: usize, element: Element<'_>) -> Result<(), Problem>;

    /// An element ends; `text` is all its text if it has no children.
    fn close(&mut self, depth: usize, element: Element<'_>, text: &str) -> Result<(), Problem>;
}

/// A response without content.
#[derive(Debug)]
pub(super) struct Empty;

impl Body for Empty {
    fn open(&mut self, _: usize, _: Element<'_>) -> Result<(), Problem> {
        Ok(())
    }

    fn close(&mut self, _: usize, _: Element<'_>, _: &str) -> Result<(), Problem> {
        Ok(())
    }
}

/// The names of an operation's response wrapper and result, in one binding.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names {
    contract: Contract,
    suffix: &'static str,
}

impl Names {
    pub(super) fn new(access: &Access, contract: Contract) -> Self {
        Self { contract, suffix: access.binding.suffix() }
    }

    /// Whether the element is the operation's name, followed by the binding's suffix and `end`.
    pub(super) fn matches(self, element: Element<'_>, end: &str) -> bool {
        let (ns, name, suffix) = match self.contract {
            Contract::Case(name) => (Namespace::Service, name, self.suffix),
            Contract::Test => (Namespace::Common, "Test", ""),
        };
        let rest = element.local.strip_prefix(name).and_then(|rest| rest.strip_prefix(suffix));
        element.ns == ns && rest == Some(end)
    }
}

/// The reader of one answer, fed in pieces.
#[derive(Debug)]
pub(super) struct Answer<B> {
    status: u16,
    xml: xml::Reader<Namespace>,
    soap: Soap<B>,
    /// The start of the body, as long as it may be a refusal.
    head: Vec<u8>,
    /// The content type, if it is not XML in UTF-8; and the encoding that is said to be on the body.
    foreign: Option<Foreign>,
    encoding: Option<String>,
    /// Why the answer cannot be read, where that may not be the whole story.
    failed: Option<Error>,
}

/// How much of an answer is looked at for a refusal, in bytes. A real fault has one kilobyte.
const REFUSAL_BYTES: usize = 64 * 1024;

/// What is read in the envelope.
#[derive(Debug)]
struct Soap<B> {
    names: Names,
    body: B,
    fault: Fault,
    /// Whether the child of the envelope that the reader is in is its body.
    inside: bool,
    part: Part,
}

/// What the body has been found to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Nothing: it has not come.
    Before,
    /// Nothing yet.
    Empty,
    /// The response.
    Response,
    /// A fault.
    Fault,
}

impl<B: Body> Answer<B> {
    pub(super) fn new(access: &Access, contract: Contract, status: u16, headers: &[Header], body: B) -> Self {
        let content_type = headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-type"));
        let foreign = content_type.and_then(|header| Foreign::of(&header.value));
        let soap = Soap {
            names: Names::new(access, contract),
            body,
            fault: Fault::default(),
            inside: false,
            part: Part::Before,
        };
        let xml = xml::Reader::new(access.limits.answer_bytes, status, Namespace::of);
        let encoding = content_encoding(headers).map(str::to_owned);
        Self { status, xml, soap, head: Vec::new(), foreign, encoding, failed: None }
    }

    /// What has been read inside the wrapper.
    pub(super) fn body(&mut self) -> &mut B {
        &mut self.soap.body
    }

    /// From now on, texts are read as well as they can be.
    pub(super) fn tolerate(&mut self) {
        self.xml.tolerate();
    }

    fn refused(&self) -> bool {
        !(200..300).contains(&self.status)
    }

    /// Takes the next piece.
    pub(super) fn feed(&mut self, piece: &[u8]) -> Result<(), Error> {
        let fed = self.read(piece);
        if self.soap.part == Part::Response && !self.refused() {
            return fed;
        }
        // It may be a refusal, which is found also where it cannot be read as XML: `finish` tells.
        let room = REFUSAL_BYTES.saturating_sub(self.head.len());
        self.head.extend_from_slice(piece.get(..room).unwrap_or(piece));
        match fed {
            Err(error) if room == 0 && !self.refused() => Err(error),
            Err(error) => {
                self.failed.get_or_insert(error);
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    fn read(&mut self, piece: &[u8]) -> Result<(), Error> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        if let Some(foreign) = &self.foreign
            && foreign.charset
        {
            return Err(foreign.error(piece, self.status));
        }
        if let Some(first) = piece.first()
            && let Some(encoding) = self.encoding.take()
            && !matches!(first, b'<' | 0xef | b' ' | b'\t' | b'\r' | b'\n')
        {
            return Err(Error::still_encoded(&encoding, self.status));
        }
        let fed = self.xml.feed(piece, &mut self.soap);
        fed.map_err(|error| self.unless_foreign(error, piece))
    }

    /// An answer that is called something else than XML is that, unless an envelope was found in it.
    fn unless_foreign(&self, error: Error, rest: &[u8]) -> Error {
        match &self.foreign {
            Some(foreign) if self.soap.part == Part::Before => foreign.error(rest, self.status),
            _ => error,
        }
    }

    /// The body has ended: what was read, or why there is nothing.
    pub(super) fn finish(mut self) -> Result<B, Error> {
        // For an empty body no piece may have been fed: its content type counts all the same.
        self.feed(&[])?;
        let whole = match self.failed.take() {
            Some(error) => Err(error),
            None => self.xml.finish().map_err(|error| self.unless_foreign(error, &self.head)),
        };
        let mut fault = (self.soap.part == Part::Fault).then_some(self.soap.fault);
        if whole.is_err() {
            fault = broken_fault(&self.head, self.status, self.soap.names).or(fault);
        }
        if !(200..300).contains(&self.status) {
            return Err(super::fault::refusal(self.status, fault, &self.head));
        }
        if let Err(error) = whole {
            let refused = fault.filter(|_| self.soap.part != Part::Response).filter(Fault::refuses_credentials);
            return Err(refused.map_or(error, |fault| super::fault::refusal(self.status, Some(fault), &[])));
        }
        match (self.soap.part, fault) {
            (Part::Response, _) => Ok(self.soap.body),
            (_, Some(fault)) => Err(super::fault::refusal(self.status, Some(fault), &[])),
            (_, None) => {
                Err(Error::parse("parse.missing", "Envelope/Body", "the answer holds no response", &[], self.status))
            }
        }
    }
}

/// The fault in an answer that is not well-formed, as far as it can be read. It stands where faults stand: a text that says the same is none.
fn broken_fault(head: &[u8], status: u16, names: Names) -> Option<Fault> {
    let mut soap = Soap { names, body: Empty, fault: Fault::default(), inside: false, part: Part::Before };
    let mut xml = xml::Reader::new(u64::MAX, status, Namespace::of);
    xml.tolerate();
    // Where this ends too, what was read until there counts.
    let whole = xml.feed(from_envelope(head)?, &mut soap);
    if soap.part != Part::Fault {
        return None;
    }
    if whole.is_err() {
        soap.fault.look_behind(head);
    }
    Some(soap.fault)
}

/// The body from its envelope on: what may stand before it (a byte order mark, blank lines, a declaration, a DOCTYPE) says nothing.
fn from_envelope(head: &[u8]) -> Option<&[u8]> {
    let begins = |at: &usize| {
        let tag = head.get(at + 1..).unwrap_or_default();
        let name =
            tag.split(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'<')).next().unwrap_or_default();
        name.rsplit(|byte| *byte == b':').next() == Some(b"Envelope")
    };
    let at = memchr::memchr_iter(b'<', head).find(begins)?;
    head.get(at..)
}

/// A content type that is not XML in UTF-8.
#[derive(Debug)]
struct Foreign {
    content_type: String,
    /// Whether it names another character set; else it is another type, which servers may put on anything.
    charset: bool,
}

impl Foreign {
    /// `None` if it is XML in UTF-8, or leaves that open.
    fn of(content_type: &str) -> Option<Self> {
        let (xml, utf8) = (is_xml(content_type), is_in_utf8(content_type));
        (!xml || !utf8).then(|| Self { content_type: content_type.to_owned(), charset: !utf8 })
    }

    fn error(&self, rest: &[u8], status: u16) -> Error {
        let reason = format!("the answer is not XML in UTF-8 but {}", excerpt(self.content_type.as_bytes()));
        Error::parse("parse.content_type", "", reason, rest, status)
    }
}

fn is_xml(content_type: &str) -> bool {
    let media = content_type.split(';').next().unwrap_or_default();
    let media = media.trim().to_ascii_lowercase();
    matches!(media.as_str(), "" | "text/xml" | "application/xml") || media.ends_with("+xml")
}

fn is_in_utf8(content_type: &str) -> bool {
    let parameters = content_type.split_once(';').map_or("", |(_, parameters)| parameters);
    let charset = parameters.split(';').filter_map(|parameter| parameter.split_once('='));
    let mut charset = charset.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    charset.all(|(_, value)| is_utf8(value))
}

impl<B: Body> xml::Handler<Namespace> for Soap<B> {
    fn open(&mut self, element: Element<'_>) -> Result<(), Problem> {
        let soap = |name: &str| element.ns == Namespace::Soap && element.local == name;
        match element.depth {
            0 if soap("Envelope") => Ok(()),
            0 => unexpected("the root element is not a SOAP envelope"),
            1 => {
                self.inside = soap("Body");
                if self.inside && mem::replace(&mut self.part, Part::Empty) != Part::Before {
                    return Err(Problem::new("parse.duplicate", "the envelope has a second body"));
                }
                Ok(())
            }
            // The header, and whatever else stands beside the body, says nothing that is needed.
            _ if !self.inside => Ok(()),
            2 if self.part != Part::Empty => unexpected("the body holds more than one answer"),
            2 if soap("Fault") => {
                self.part = Part::Fault;
                Ok(())
            }
            2 if self.names.matches(element, "Response") => {
                self.part = Part::Response;
                Ok(())
            }
            2 => unexpected("the answer belongs to another operation or binding"),
            depth if self.part == Part::Fault => {
                self.fault.open(depth - 3, element);
                Ok(())
            }
            depth => self.body.open(depth - 3, element),
        }
    }

    fn close(&mut self, element: Element<'_>, text: &str, names: &xml::Names<Namespace>) -> Result<(), Problem> {
        match element.depth {
            0..3 => Ok(()),
            _ if !self.inside => Ok(()),
            depth if self.part == Part::Fault => {
                self.fault.close(depth - 3, element, text, names);
                Ok(())
            }
            depth => self.body.close(depth - 3, element, text),
        }
    }
}

fn unexpected(reason: &'static str) -> Result<(), Problem> {
    Err(Problem::new("parse.unexpected", reason))
}

#[cfg(test)]
mod tests {
    use super::super::namespaces::{DATA, NOTICE_TOKENS};
    use super::*;

    #[test]
    fn content_types() {
        for value in [
            "text/xml; charset=utf-8",
            "text/xml;charset=UTF-8",
            "TEXT/XML",
            "application/soap+xml; charset=\"utf-8\"; action=\"urn:a\"",
            "application/xml",
            "text/xml; charset=utf8",
            "text/xml; charset='UTF8'",
            "",
        ] {
            assert!(Foreign::of(value).is_none(), "{value}");
        }
        for value in
            ["text/html", "application/json", "text/xml; charset=iso-8859-1", "application/soap", "multipart/x"]
        {
            assert!(Foreign::of(value).is_some(), "{value}");
        }
    }

    #[test]
    fn namespaces_of_any_date_and_no_other() {
        assert_eq!(Namespace::of(DATA), Namespace::Data);
        assert_eq!(Namespace::of(NOTICE_TOKENS), Namespace::Service);
        assert_eq!(Namespace::of("http://www.altinn.no/services/ServiceEngine/Case/2009/10"), Namespace::Service);
        for other in [
            "",
            "http://www.altinn.no/services/ServiceEngine/Case/",
            "http://www.altinn.no/services/ServiceEngine/Case/2010-10",
        ] {
            assert_eq!(Namespace::of(other), Namespace::Other);
        }
    }
}

//! The last exchanges, for the page and for whoever wonders what a client really sent.
//!
//! Secrets are masked before anything is kept: passwords, API keys and tickets never reach a reader of `/_sandbox/traffic`.

use std::collections::VecDeque;

use nordcase::http::Header;
use serde::Serialize;

use crate::{Fault, Now};

/// How many exchanges are remembered.
const KEPT: usize = 200;
/// How much of a body is kept, in bytes.
const BODY: usize = 4096;
/// How much of a path and query is kept, in bytes.
const PATH: usize = 1024;
/// How much of a body is looked at: more than is kept, since masking shortens.
const LOOKED_AT: usize = 4 * BODY;

/// One request and what became of it.
#[derive(Debug, Clone, Serialize)]
pub struct Exchange {
    /// Counts from 1.
    pub number: u64,
    /// When it arrived, by the sandbox's clock.
    pub at: Now,
    /// The method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// The operation it was taken for.
    pub operation: Option<&'static str>,
    /// The status answered; `None` when nothing was answered.
    pub status: Option<u16>,
    /// How long it took, in milliseconds.
    pub ms: u64,
    /// What the plan did to it.
    pub fault: Option<Fault>,
    /// What was asked.
    pub request: Part,
    /// What was answered, whole, also if the plan cut it or lost it on the way.
    pub response: Option<Part>,
}

/// A request or response as it is shown.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    /// Its content type.
    pub content_type: Option<String>,
    /// The SOAPAction, of a SOAP 1.1 request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub soap_action: Option<String>,
    /// Its size in bytes.
    pub bytes: usize,
    /// The body, masked and cut; `None` when it is not text.
    pub body: Option<String>,
    /// Whether the body was cut.
    pub cut: bool,
}

impl Part {
    /// Shows a body. `hidden` replaces the whole of it: for an answer that is nothing but a ticket.
    pub fn new(headers: &[Header], body: &[u8], hidden: bool) -> Self {
        let header = |name| {
            headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)).map(|found| cut(&found.value, PATH))
        };
        let shown = if hidden { Some("***".to_owned()) } else { text(body).map(mask) };
        Self {
            content_type: header("content-type"),
            soap_action: header("soapaction"),
            bytes: body.len(),
            cut: shown.as_ref().is_some_and(|shown| shown.len() > BODY) || body.len() > LOOKED_AT,
            body: shown.map(|shown| cut(&shown, BODY)),
        }
    }
}

/// The exchanges, oldest first.
#[derive(Debug, Default)]
pub struct Traffic {
    kept: VecDeque<Exchange>,
    count: u64,
}

impl Traffic {
    /// Remembers one more and gives it its number.
    pub fn push(&mut self, mut exchange: Exchange) {
        self.count += 1;
        exchange.number = self.count;
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(exchange);
    }

    /// Those with a number above `number`, oldest first.
    pub fn since(&self, number: u64) -> Vec<&Exchange> {
        self.kept.iter().filter(|exchange| exchange.number > number).collect()
    }

    /// Forgets them all; numbers go on.
    pub fn clear(&mut self) {
        self.kept.clear();
    }
}

/// Path and query of a request as they may be shown.
pub fn shown_path(path_and_query: &str) -> String {
    cut(&mask(cut(path_and_query, LOOKED_AT)), PATH)
}

/// The start of a body as text, if it is text.
fn text(body: &[u8]) -> Option<&str> {
    let start = &body[..body.len().min(LOOKED_AT)];
    match std::str::from_utf8(start) {
        Ok(text) => Some(text),
        // A character that only our own cut broke.
        Err(error) if error.error_len().is_none() && start.len() < body.len() => {
            std::str::from_utf8(&start[..error.valid_up_to()]).ok()
        }
        Err(_) => None,
    }
    .filter(|text| !text.contains('\0'))
}

/// At most `most` bytes of `text`, ending between two characters.
fn cut(text: &str, most: usize) -> String {
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text[..end].to_owned()
}

/// Names of form fields, JSON members and XML elements whose values are secrets. Part of a name is enough (`systemPassword`).
const SECRET: [&str; 4] = ["password", "apikey", "ticket", "pincode"];

/// Replaces the values of secrets by `***`, in forms and queries (`Password=…`), JSON (`"Ticket": "…"`) and XML
/// (`<systemPassword>…</systemPassword>`). Where the end of a value cannot be found, everything after it is masked.
fn mask(text: impl AsRef<str>) -> String {
    let text = text.as_ref();
    // ASCII lower case keeps every byte offset.
    let lower = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    while let Some((name, found)) = next_secret(&lower, done) {
        let after = found + name.len();
        let (from, to) = value_at(&lower, after, name).unwrap_or((after, after));
        out.push_str(&text[done..from]);
        if to > from {
            out.push_str("***");
        }
        done = to;
    }
    out.push_str(&text[done..]);
    out
}

fn next_secret(lower: &str, from: usize) -> Option<(&'static str, usize)> {
    SECRET.iter().filter_map(|name| lower[from..].find(name).map(|at| (*name, from + at))).min_by_key(|(_, at)| *at)
}

/// Where the value of the secret starts and ends whose name ends at `at`; `None` if no value follows.
fn value_at(lower: &str, at: usize, name: &str) -> Option<(usize, usize)> {
    let rest = &lower[at..];
    if rest.starts_with('=') {
        let end = rest.find(['&', '#', ' ', '\r', '\n']).unwrap_or(rest.len());
        return Some((at + 1, at + end.max(1)));
    }
    let member = rest.trim_start_matches(['"', '\'']).trim_start();
    if let Some(value) = member.strip_prefix(':').map(str::trim_start) {
        let start = lower.len() - value.len();
        return Some(match value.chars().next() {
            Some(quote @ ('"' | '\'')) => (start + 1, start + 1 + quoted_len(&value[1..], quote)),
            _ => (start, start + value.find([',', '}', ']', '\r', '\n']).unwrap_or(value.len())),
        });
    }
    // An XML start tag: everything up to its end tag, so that no CDATA section or comment inside can show through.
    let tag = lower[..at].rfind('<').filter(|open| !lower[*open..at].contains(['>', '/']))?;
    let close = rest.find('>')?;
    if lower[tag..at + close].ends_with('/') {
        return None;
    }
    let start = at + close + 1;
    let mut look = start;
    loop {
        let Some(end) = lower[look..].find("</").map(|end| look + end) else { return Some((start, lower.len())) };
        let tail = &lower[end..];
        if tail[..tail.find('>').unwrap_or(tail.len())].trim_end().ends_with(name) {
            return Some((start, end));
        }
        look = end + 2;
    }
}

/// How many bytes of `text` come before the closing quote.
fn quoted_len(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_forms_queries_json_and_xml() {
        for (raw, shown) in [
            ("APIKey=k%26y&Username=anna&password=s3cret", "APIKey=***&Username=anna&password=***"),
            ("/API/v1.0/Tasks?ticket=abc-123&Max=2", "/API/v1.0/Tasks?ticket=***&Max=2"),
            (
                r#"{"success":true,"Ticket":"a\"b","WebTicket" : "c"}"#,
                r#"{"success":true,"Ticket":"***","WebTicket" : "***"}"#,
            ),
            (r#"{apiKey: 'x', n: 1}"#, r#"{apiKey: '***', n: 1}"#),
            (
                "<a><systemUserName>SKDEN</systemUserName><systemPassword>p</systemPassword></a>",
                "<a><systemUserName>SKDEN</systemUserName><systemPassword>***</systemPassword></a>",
            ),
            (
                r#"<o:Password Type="x#PasswordText"><![CDATA[a</b>c]]></o:Password><q/>"#,
                r#"<o:Password Type="x#PasswordText">***</o:Password><q/>"#,
            ),
            ("<systemPassword/><x>1</x>", "<systemPassword/><x>1</x>"),
            ("<systemPassword>never closed", "<systemPassword>***"),
            ("no secret, only the word ticket in a text", "no secret, only the word ticket in a text"),
        ] {
            assert_eq!(mask(raw), shown);
        }
    }

    #[test]
    fn hostile_texts_do_not_panic() {
        for text in [
            "password",
            "password=",
            "password:",
            "<password",
            "<password>",
            "ticket\":\"",
            "åticket=å",
            "<<password>>",
        ] {
            for end in 0..=text.len() {
                if text.is_char_boundary(end) {
                    mask(&text[..end]);
                }
            }
        }
    }

    #[test]
    fn bodies_are_cut_between_characters_and_binaries_left_out() {
        let long = "å".repeat(BODY);
        let part = Part::new(&[], long.as_bytes(), false);
        assert!(part.cut && part.body.unwrap().len() <= BODY);
        assert_eq!(Part::new(&[], b"%PDF\0\xff", false).body, None);
        let longer = format!("x{}", "å".repeat(LOOKED_AT));
        assert!(Part::new(&[], longer.as_bytes(), false).body.is_some());
    }

    #[test]
    fn only_the_last_exchanges_are_kept() {
        let mut traffic = Traffic::default();
        let part = Part::new(&[], b"", false);
        for _ in 0..KEPT + 5 {
            traffic.push(Exchange {
                number: 0,
                at: 0,
                method: "GET".to_owned(),
                path: "/".to_owned(),
                operation: None,
                status: None,
                ms: 0,
                fault: None,
                request: part.clone(),
                response: None,
            });
        }
        assert_eq!(traffic.since(0).len(), KEPT);
        assert_eq!(traffic.since(0)[0].number, 6);
        assert_eq!(traffic.since(204).len(), 1);
    }
}

//! Answers that are no JSON: PDF, images, files.
//!
//! Their content types are undocumented, so they are looked at loosely. What must not happen is that an error page, or
//! a refusal in JSON, is stored as somebody's contract.

use serde::Serialize;

use super::access::Access;
use super::answer::{self, Content};
use crate::error::Error;
use crate::http::{HttpResponse, begins_like_text, content_encoding, is_utf8};
use crate::json::{self, Members, Place};

/// A PDF, an image or a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Binary {
    /// The content.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
    /// The `Content-Type`, as the service said it.
    pub content_type: Option<String>,
    /// The file name of `Content-Disposition`: only its last component, never a path, and never from anywhere else.
    pub file_name: Option<String>,
}

impl Binary {
    /// Reads an answer that must not be JSON or HTML.
    pub(super) fn read(access: &Access, response: &HttpResponse) -> Result<Self, Error> {
        let HttpResponse { status, body, .. } = response;
        if let Some(error) = answer::refusal(*status, body) {
            return Err(error);
        }
        answer::check_size(body.len(), access.limits.answer_bytes, *status)?;
        let content_type = response.header("Content-Type");
        let disposition = response.header("Content-Disposition");
        let file_name = disposition.and_then(file_name);
        if let Some(encoding) = content_encoding(&response.headers)
            && is_compressed(body)
            && !file_name.as_ref().is_some_and(|name| is_archive(name))
        {
            return Err(Error::still_encoded(encoding, *status));
        }
        // A file that somebody uploaded may itself be JSON or HTML, or empty; then its name is there.
        if file_name.is_none() {
            if body.is_empty() {
                return Err(Error::parse("parse.truncated", "", "the answer is empty", b"", *status));
            }
            refuse_text(response)?;
        }
        Ok(Self { bytes: body.clone(), content_type: content_type.map(str::to_owned), file_name })
    }

    /// Reads an answer that must be a PDF.
    pub(super) fn read_pdf(access: &Access, response: &HttpResponse) -> Result<Self, Error> {
        let binary = Self::read(access, response)?;
        if binary.bytes.starts_with(b"%PDF-") {
            return Ok(binary);
        }
        refuse_text(response)?;
        if let Some(encoding) = content_encoding(&response.headers) {
            return Err(Error::still_encoded(encoding, response.status));
        }
        Err(Error::parse(
            "parse.content_type",
            "",
            "expected a PDF, which starts with %PDF-",
            &binary.bytes,
            response.status,
        ))
    }
}

/// Whether the bytes begin as gzip, zlib or Zstandard write them. Others, such as Brotli, have no mark of their own: of those it can't be told
/// whether the transport undid them.
fn is_compressed(body: &[u8]) -> bool {
    match body {
        [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] => true,
        [0x78, second, ..] => (0x78 * 256 + u32::from(*second)) % 31 == 0,
        _ => false,
    }
}

/// Whether a file of this name is compressed itself.
fn is_archive(name: &str) -> bool {
    let end = name.rsplit('.').next().unwrap_or_default();
    ["gz", "tgz", "svgz", "emz", "zst", "zz"].iter().any(|known| end.eq_ignore_ascii_case(known))
}

/// Refuses an answer that says it is JSON or HTML, or that is a whole JSON object or begins like a page whatever it
/// says.
fn refuse_text(response: &HttpResponse) -> Result<(), Error> {
    let HttpResponse { status, body, .. } = response;
    let content_type = response.header("Content-Type").unwrap_or_default();
    let said = Content::of(Some(content_type));
    let said_json = said == Content::Json && content_type.to_ascii_lowercase().contains("json");
    let start = json::without_mark(body).trim_ascii_start();
    let begins = |word: &[u8]| start.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    // What a page cannot be; text in UTF-16, which can, has a mark of its own.
    let utf16 = body.starts_with(&[0xff, 0xfe]) || body.starts_with(&[0xfe, 0xff]);
    if start.starts_with(b"%PDF-") || !begins_like_text(start) && !utf16 {
        return Ok(());
    }
    let mut is_object = false;
    if said_json || begins(b"{") {
        let members = json::document(body, *status).and_then(|text| Members::read(text, Place::Root, *status));
        if let Ok(members) = members {
            is_object = true;
            answer::accepted(members, *status, body)?;
        }
    }
    if said_json || is_object || said == Content::Html || begins(b"<html") || begins(b"<!doctype html") {
        let found: String = content_type.chars().take(80).collect();
        let reason = format!("expected a binary, found JSON or HTML ({found})");
        return Err(Error::parse("parse.content_type", "", reason, body, *status));
    }
    Ok(())
}

/// The file name of a `Content-Disposition` header (RFC 6266), without directories and control characters.
fn file_name(disposition: &str) -> Option<String> {
    let extended = parameter(disposition, "filename*").and_then(|value| {
        let (charset, rest) = value.split_once('\'')?;
        let (_language, encoded) = rest.split_once('\'')?;
        is_utf8(charset).then(|| percent_decode(encoded))?
    });
    let name = extended.or_else(|| parameter(disposition, "filename"))?;
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).collect();
    let clean = clean.trim();
    let usable = !clean.is_empty() && clean != "." && clean != "..";
    usable.then(|| clean.to_owned())
}

/// A parameter of a header value, its quotes taken off.
fn parameter(header: &str, wanted: &str) -> Option<String> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => unquote(quoted),
            None => {
                let (token, next) = after.split_once(';').unwrap_or((after, ""));
                (token.trim().to_owned(), next)
            }
        };
        if name.trim_matches([' ', ';', '\t']).eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = next;
    }
}

/// What is in the quotes, and what follows them.
fn unquote(quoted: &str) -> (String, &str) {
    let mut value = String::new();
    let mut chars = quoted.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            // Some servers write Windows paths here unescaped; the last component is all that is used.
            '\\' => match chars.next() {
                Some(c @ ('"' | '\\')) => value.push(c),
                Some(c) => value.extend(['\\', c]),
                None => {}
            },
            c => value.push(c),
        }
    }
    (value, chars.as_str())
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first != b'%' {
            bytes.push(first);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2)?;
        let digits = str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, code, response};
    use super::*;
    use crate::http::Header;

    #[test]
    fn file_names_are_names() {
        let name = |header: &str| file_name(header).unwrap_or_default();
        assert_eq!(name("attachment; filename=\"Hyresavtal lokal.pdf\""), "Hyresavtal lokal.pdf");
        assert_eq!(name("attachment; size=1; FileName = a.pdf ; x=y"), "a.pdf");
        assert_eq!(name("attachment; filename=\"x.pdf\"; filename*=UTF-8''Hyresv%C3%A4rd.pdf"), "Hyresvärd.pdf");
        assert_eq!(name("attachment; filename=\"C:\\docs\\a;b.pdf\"; z=1"), "a;b.pdf");
        assert_eq!(name("attachment; filename=\"../../etc/passwd\""), "passwd");
        assert_eq!(name("attachment; filename*=UTF-8''..%2F..%2Fa%0D%0A.pdf"), "a.pdf");
        assert_eq!(name("attachment; filename*=UTF-8''%zz; filename=b.pdf"), "b.pdf");
        for none in ["attachment", "inline; x=1", "a; filename=\"..\"", "a; filename=", "a; filename=\"", "a;=;=;"] {
            assert_eq!(file_name(none), None, "{none}");
        }
    }

    #[test]
    fn only_a_binary_is_one() {
        let read = |content_type: &str, body: &[u8]| Binary::read(&access(), &response(200, content_type, body));
        assert!(read("application/pdf", b"%PDF-1.4").is_ok());
        assert!(read("application/octet-stream", &[0, 159, 146, 150]).is_ok());
        assert!(read("text/plain", b"{\\rtf1 Hej}").is_ok());
        assert!(read("text/html", b"%PDF-1.4").is_ok());
        assert!(read("text/html", b"GIF89a\x01\0\x01\0").is_ok());
        assert!(read("application/json", &[0xff, 0xd8, 0xff, 0xe0]).is_ok());
        assert_eq!(code(read("text/html", b"\xff\xfe<\0h\0t\0m\0l\0")), "parse.content_type");
        assert_eq!(code(read("text/html", b"Sessionen har g\xe5tt ut")), "parse.content_type");
        assert_eq!(code(read("image/png", b"\xef\xbb\xbf<!DOCTYPE html>")), "parse.content_type");
        assert_eq!(code(read("image/png", b"<!DOCTYPE html>")), "parse.content_type");
        assert_eq!(code(read("image/png", b" {\"success\":false,\"message\":\"nej\"}")), "fastdok.refused");
        assert_eq!(code(read("application/json", b"{}")), "parse.content_type");
        assert_eq!(code(read("application/pdf", b"")), "parse.truncated");
        assert_eq!(code(Binary::read(&access(), &response(404, "text/html", b""))), "fastdok.not_found");
    }

    #[test]
    fn an_uploaded_file_may_be_anything_if_it_has_a_name() {
        let mut answer = response(200, "application/json", b"{\"success\":false}");
        answer.headers.push(Header::new("content-disposition", "attachment; filename=a.json"));
        assert_eq!(Binary::read(&access(), &answer).unwrap().file_name.as_deref(), Some("a.json"));
        assert_eq!(code(Binary::read_pdf(&access(), &answer)), "fastdok.refused");
    }
}

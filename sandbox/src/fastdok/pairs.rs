//! Reads what callers send around the JSON: queries, form bodies, percent-encoding, multipart.

use nordcase::http::{Header, HttpRequest, HttpResponse};

use super::answer::fault;
use super::pages::Pages;

/// More pairs than any form has; a body cannot make us allocate more than this many.
const MOST_PAIRS: usize = 4096;

/// `name=value` pairs, in order, and how lists are cut. Names are looked up in any case (verified for the sign-in).
pub(super) struct Pairs(pub(super) Vec<(String, String)>, Pages);

impl Pairs {
    /// Reads `a=1&b=2`.
    pub(super) fn parse(text: &str) -> Self {
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).take(MOST_PAIRS).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name, true), decode(value, true))
        });
        Self(pairs.collect(), Pages::default())
    }

    /// Lists are cut so.
    pub(super) fn cap_pages(&mut self, pages: Pages) {
        self.1 = pages;
    }

    /// How lists are cut.
    pub(super) fn pages(&self) -> Pages {
        self.1
    }

    /// Reads the body of a POST, which must be form-urlencoded (verified) unless it is empty.
    pub(super) fn of_body(request: &HttpRequest) -> Result<Self, HttpResponse> {
        Ok(Self::parse(&form_text(request)?))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Whether the parameter says `true`.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }
}

/// The body of a POST that is no upload, as text.
pub(super) fn form_text(request: &HttpRequest) -> Result<String, HttpResponse> {
    if !request.body.is_empty() && media_type(request) != "application/x-www-form-urlencoded" {
        return Err(fault(415, "Content-Type ska vara application/x-www-form-urlencoded."));
    }
    Ok(String::from_utf8_lossy(&request.body).into_owned())
}

/// The content type without its parameters, in lower case.
pub(super) fn media_type(request: &HttpRequest) -> String {
    let value = request.header("content-type").unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Undoes percent-encoding (UTF-8); `plus` is whether `+` stands for a space. A `%` that starts no escape stays as it
/// is.
pub(super) fn decode(text: &str, plus: bool) -> String {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match (byte, digit(bytes.get(at)), digit(bytes.get(at + 1))) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 2;
            }
            (b'+', ..) if plus => out.push(b' '),
            _ => out.push(byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// One uploaded file.
pub(super) struct Upload<'a> {
    pub(super) file_name: String,
    pub(super) content_type: String,
    pub(super) data: &'a [u8],
}

/// The part `Data` of a multipart body; `None` as for [`uploads`].
pub(super) fn upload(request: &HttpRequest) -> Result<Option<Upload<'_>>, HttpResponse> {
    let Some(files) = uploads(request)? else { return Ok(None) };
    let data = files.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("data"));
    data.map(|(_, file)| Some(file)).ok_or_else(|| fault(400, "Delen Data med ett filnamn saknas."))
}

/// The parts of a multipart body that are files, with their names; at least one.
///
/// `Ok(None)` when the content type carries a charset parameter: the real server then answers OK and creates nothing
/// (verified).
pub(super) fn uploads(request: &HttpRequest) -> Result<Option<Vec<(String, Upload<'_>)>>, HttpResponse> {
    let content_type = request.header("content-type").unwrap_or_default();
    if parameter(content_type, "charset").is_some() {
        return Ok(None);
    }
    let boundary = parameter(content_type, "boundary")
        .filter(|boundary| (1..=70).contains(&boundary.len()))
        .ok_or_else(|| fault(400, "multipart/form-data utan boundary."))?;
    let parts = parts(&request.body, &format!("--{boundary}"));
    let files: Vec<_> = parts.into_iter().filter_map(|(head, data)| file_part(&head, data)).collect();
    if files.is_empty() { Err(fault(400, "En del med ett filnamn saknas.")) } else { Ok(Some(files)) }
}

fn file_part<'a>(head: &[Header], data: &'a [u8]) -> Option<(String, Upload<'a>)> {
    let value =
        |name: &str| head.iter().find(|line| line.name.eq_ignore_ascii_case(name)).map(|line| line.value.as_str());
    let disposition = value("content-disposition")?;
    let name = parameter(disposition, "name")?.chars().take(200).collect();
    let file_name = parameter(disposition, "filename").filter(|name| !name.is_empty())?;
    let plain = |text: &&str| text.len() <= 100 && text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    let content_type = value("content-type").filter(plain).unwrap_or("application/octet-stream").to_owned();
    Some((name, Upload { file_name: file_name.chars().take(200).collect(), content_type, data }))
}

/// Splits a multipart body. Its parts are few in any honest body, so the walk stops after a hundred.
fn parts<'a>(body: &'a [u8], delimiter: &str) -> Vec<(Vec<Header>, &'a [u8])> {
    let mut found = Vec::new();
    let Some(mut at) = position(body, delimiter.as_bytes()) else { return found };
    while found.len() < 100 {
        let rest = body.get(at + delimiter.len()..).unwrap_or_default();
        let Some(rest) = rest.strip_prefix(b"\r\n") else { break };
        let Some(length) = position(rest, format!("\r\n{delimiter}").as_bytes()) else { break };
        let part = rest.get(..length).unwrap_or_default();
        let blank = position(part, b"\r\n\r\n").unwrap_or(part.len());
        let head = String::from_utf8_lossy(part.get(..blank).unwrap_or_default());
        let lines = head.lines().take(20).filter_map(|line| line.split_once(':'));
        let lines = lines.map(|(name, value)| Header::new(name.trim(), value.trim())).collect();
        found.push((lines, part.get(blank + 4..).unwrap_or_default()));
        at = body.len() - rest.len() + length + 2;
    }
    found
}

fn position(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

/// The parameter of a header value, as `boundary` in `multipart/form-data; boundary="x"`.
fn parameter(value: &str, name: &str) -> Option<String> {
    let mut rest = value;
    while let Some((_, after)) = rest.split_once(';') {
        let (key, after) = after.split_once('=')?;
        let after = after.trim_start();
        let (text, next) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => after.find(';').map_or((after, ""), |at| after.split_at(at)),
        };
        if key.trim().eq_ignore_ascii_case(name) {
            return Some(text.trim().to_owned());
        }
        rest = next;
    }
    None
}

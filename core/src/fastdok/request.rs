//! How a FastDok request is written: the one place that knows the ticket header, the query and the form.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::access::Access;
use crate::error::Error;
use crate::http::{Header, HttpRequest, Method};
use crate::ids::{header_value, push_percent_encoded};

/// What an operation accepts as its answer. Errors come as JSON in any case (inferred).
pub(super) const JSON: &str = "application/json";
/// For PDF, images and files.
pub(super) const ANYTHING: &str = "*/*";

/// The content type of every post but an upload (verified), also of an empty one.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// One parameter of the query; `None` is left out.
pub(super) type Parameter = (&'static str, Option<String>);

/// A `GET` of this path and query.
pub(super) fn get(access: &Access, path: &str, query: &[Parameter]) -> Result<HttpRequest, Error> {
    fetch(access, path, query, JSON)
}

/// A `GET` whose answer is of this type.
pub(super) fn fetch(access: &Access, path: &str, query: &[Parameter], accept: &str) -> Result<HttpRequest, Error> {
    let (url, headers) = (access.url(&with_query(path, query)), headers(access, accept)?);
    Ok(HttpRequest { method: Method::Get, url, headers, body: Vec::new() })
}

/// A `GET` in version 1.1 of the API.
pub(super) fn get_v1_1(access: &Access, path: &str, query: &[Parameter]) -> Result<HttpRequest, Error> {
    let (url, headers) = (access.url_v1_1(&with_query(path, query)), headers(access, JSON)?);
    Ok(HttpRequest { method: Method::Get, url, headers, body: Vec::new() })
}

fn with_query(path: &str, query: &[Parameter]) -> String {
    let query = form(query.iter().filter_map(|(name, value)| value.as_deref().map(|value| (*name, value))));
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{path}{mark}{query}")
}

/// A `POST` of this body.
pub(super) fn post(access: &Access, path: &str, content_type: String, body: Vec<u8>) -> Result<HttpRequest, Error> {
    let mut headers = headers(access, JSON)?;
    headers.push(Header::new("Content-Type", content_type));
    Ok(HttpRequest { method: Method::Post, url: access.url(path), headers, body })
}

/// A `DELETE` of this path.
pub(super) fn delete(access: &Access, path: &str) -> Result<HttpRequest, Error> {
    let headers = headers(access, JSON)?;
    Ok(HttpRequest { method: Method::Delete, url: access.url(path), headers, body: Vec::new() })
}

/// Names and values as a form or a query: UTF-8, percent-encoded.
///
/// A space becomes `%20`. The documents' own example has `+`, which means the same in a form, but only there: `%20` is
/// right whatever decoder reads it.
pub(super) fn form<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut form = String::new();
    for (name, value) in pairs {
        if !form.is_empty() {
            form.push('&');
        }
        push_percent_encoded(&mut form, name);
        form.push('=');
        push_percent_encoded(&mut form, value);
    }
    form
}

/// A number as a parameter.
pub(super) fn number(value: Option<u32>) -> Option<String> {
    value.map(|value| value.to_string())
}

/// A word that a list is filtered by, as the documents write it there: in lower case (verified).
pub(super) fn filter(word: Option<&str>) -> Option<String> {
    word.map(str::to_ascii_lowercase)
}

/// `Max` as a parameter. Zero is refused: such a page would never end a list.
pub(super) fn max(value: Option<u32>) -> Result<Option<String>, Error> {
    if value == Some(0) {
        return Err(Error::input("input.paging", "max", "must be at least 1"));
    }
    Ok(number(value))
}

/// Refuses names of properties or fields that are empty, hold control characters, or occur twice (in whatever case).
pub(super) fn check_names<'a>(
    field: impl Fn() -> String,
    names: impl IntoIterator<Item = &'a str>,
) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    for (index, name) in names.into_iter().enumerate() {
        let place = || format!("{}[{index}].name", field());
        if name.is_empty() || name.chars().any(char::is_control) {
            return Err(Error::input("input.field_name", place(), "must not be empty or have control characters"));
        }
        if !seen.insert(InAnyCase(name)) {
            return Err(Error::input("input.property_duplicate", place(), "must not be named twice"));
        }
    }
    Ok(())
}

/// A name that is the same in upper and lower case. It is compared where it stands: most requests are written without a copy of their names.
struct InAnyCase<'a>(&'a str);

impl InAnyCase<'_> {
    /// The usual names, for which it is ten times as fast.
    fn lower_ascii(&self) -> impl Iterator<Item = u8> {
        self.0.bytes().map(|byte| byte.to_ascii_lowercase())
    }

    fn lower(&self) -> impl Iterator<Item = char> {
        self.0.chars().flat_map(char::to_lowercase)
    }
}

impl Ord for InAnyCase<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.0.is_ascii() && other.0.is_ascii() {
            return self.lower_ascii().cmp(other.lower_ascii());
        }
        self.lower().cmp(other.lower())
    }
}

impl PartialOrd for InAnyCase<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for InAnyCase<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for InAnyCase<'_> {}

fn headers(access: &Access, accept: &str) -> Result<Vec<Header>, Error> {
    let Some(ticket) = &access.ticket else {
        return Err(Error::input("input.ticket_missing", "ticket", "must be handed in with the call"));
    };
    header_value("ticket", ticket.expose())?;
    Ok(vec![Header::new("Ticket", ticket.expose()), Header::new("Accept", accept)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_value_ends_it() {
        let pairs = [("Namn", "Åsa & Öberg + Co"), ("instance.name", "a=b?c#d%20\r\n")];
        assert_eq!(form(pairs), "Namn=%C3%85sa%20%26%20%C3%96berg%20%2B%20Co&instance.name=a%3Db%3Fc%23d%2520%0D%0A");
        assert_eq!(form([]), "");
    }
}

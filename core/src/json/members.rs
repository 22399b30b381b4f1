//! One JSON object, read member by member.
//!
//! Names match in any case, because the service, its documents and its clients disagree on it (verified). A member that
//! occurs twice is an error, also when the two differ only in case: nobody knows which one counts. `null` is the same
//! as missing. What no one asked for is kept, as [`Members::extra`].

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::value::RawValue;

use super::bytes::{self, is_space};
use super::member::Member;
use super::parts::Parts;
use super::problem::{Place, Problem, not_json, page_instead};
use super::raw::RawJson;
use super::{scan, value};
use crate::dates::DateTime;
use crate::error::Error;

/// An object of the answer, its members still raw and borrowed from the body.
pub(crate) struct Members<'a> {
    members: Vec<Member<'a>>,
    place: Place<'a>,
    status: u16,
    /// Where the next name is looked for first: answers keep the order of the documents, mostly.
    next: usize,
    /// Whether a member that nobody decides by may be anything.
    tolerant: bool,
}

/// The members that a journey decides by: where one cannot be read, the whole row counts as unreadable.
const DECIDING: [&str; 8] =
    ["ReferenceId", "Status", "InstanceId", "TypeNamespace", "TemplateId", "KeyValue", "Value", "Balance"];

/// An item of a list, cut out of it.
pub(crate) struct Item<'a> {
    pub(crate) bytes: &'a [u8],
    /// Its members, if they were found on the way.
    pub(super) members: Option<Vec<Member<'a>>>,
}

impl<'a> Item<'a> {
    /// Reads the object that the item is.
    pub(crate) fn read(self, place: Place<'a>, status: u16) -> Result<Members<'a>, Error> {
        match self.members {
            Some(members) => Members::unique(members, place, status),
            None => Members::read(bytes::text(self.bytes, &place, status)?, place, status),
        }
    }
}

impl<'a> Members<'a> {
    /// Reads the object that `text` is, at `place` in an answer of this HTTP status.
    pub(crate) fn read(text: &'a str, place: Place<'a>, status: u16) -> Result<Self, Error> {
        if let Some((members, end)) = scan::flat(text)
            && text.as_bytes().iter().skip(end).all(|byte| is_space(*byte))
        {
            return Self::unique(members, place, status);
        }
        let trimmed = text.trim_ascii_start();
        let problem = match trimmed.as_bytes().first() {
            None | Some(b'{' | b'[' | b'"' | b't' | b'f' | b'n' | b'-' | b'0'..=b'9') => {
                // Not JSON at all is the more useful thing to say.
                match Parts::of(text).map_err(|error| at_error(text, &error, &place, status))? {
                    Parts::Object(members) => return Self::unique(members, place, status),
                    _ => value::wrong_type("an object", trimmed),
                }
            }
            Some(b'<') => page_instead(),
            Some(_) => Problem::new("parse.json", "expected an object"),
        };
        Err(problem.at(&place, trimmed.as_bytes(), status))
    }

    /// Takes members that were cut apart before, each value well-formed JSON.
    pub(super) fn of(members: &'a [(String, String)], status: u16) -> Result<Self, Error> {
        let member = |(name, value): &'a (String, String)| Member::new(Cow::Borrowed(name.as_str()), value.as_str());
        Self::unique(members.iter().map(member).collect(), Place::Root, status)
    }

    fn unique(members: Vec<Member<'a>>, place: Place<'a>, status: u16) -> Result<Self, Error> {
        if let Some(twice) = named_twice(&members) {
            let problem = Problem::new("parse.duplicate", "an object names a member twice");
            return Err(problem.at(&Place::Name(&place, &twice.name), twice.value.as_bytes(), status));
        }
        Ok(Self { members, place, status, next: 0, tolerant: false })
    }

    /// The same; if asked for, a member that nobody decides by counts as missing where it cannot be read.
    pub(crate) fn tolerant_if(self, tolerant: bool) -> Self {
        Self { tolerant, ..self }
    }

    /// A member that may be missing.
    pub(crate) fn optional<T>(
        &mut self,
        name: &str,
        convert: impl FnOnce(&'a str) -> Result<T, Problem>,
    ) -> Result<Option<T>, Error> {
        let Some(raw) = self.take(name) else { return Ok(None) };
        match convert(raw) {
            Ok(value) => Ok(Some(value)),
            Err(problem) => self.unreadable(name, raw, problem).map(|()| None),
        }
    }

    /// A member cannot be read: an error, unless it is to be tolerated.
    fn unreadable(&self, name: &str, raw: &str, problem: Problem) -> Result<(), Error> {
        if self.tolerant && !DECIDING.contains(&name) {
            return Ok(());
        }
        Err(problem.at(&Place::Name(&self.place, name), raw.as_bytes(), self.status))
    }

    /// A member that must be there.
    pub(crate) fn required<T>(
        &mut self,
        name: &str,
        convert: impl FnOnce(&'a str) -> Result<T, Problem>,
    ) -> Result<T, Error> {
        self.optional(name, convert)?.ok_or_else(|| self.missing(name))
    }

    /// A text that may be missing.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, Error> {
        self.optional(name, value::text)
    }

    /// A text that must be there, and not be empty: an identifier.
    pub(crate) fn id(&mut self, name: &str) -> Result<String, Error> {
        let id = self.text(name)?;
        self.not_empty(name, id)
    }

    /// A text that must be there, and not be empty.
    pub(super) fn not_empty(&self, name: &str, text: Option<String>) -> Result<String, Error> {
        text.filter(|text| !text.is_empty()).ok_or_else(|| self.missing(name))
    }

    /// A text, number or boolean, as written, that may be missing.
    pub(crate) fn scalar(&mut self, name: &str) -> Result<Option<String>, Error> {
        self.optional(name, value::scalar)
    }

    /// A boolean that may be missing.
    pub(crate) fn flag(&mut self, name: &str) -> Result<Option<bool>, Error> {
        self.optional(name, value::boolean)
    }

    /// A whole number that may be missing; the service writes an empty string for some missing values.
    pub(crate) fn integer(&mut self, name: &str) -> Result<Option<i64>, Error> {
        self.optional(name, |raw| unless_empty(raw, value::integer)).map(Option::flatten)
    }

    /// A date and time that may be missing; the service writes an empty string for some missing values.
    pub(crate) fn date(&mut self, name: &str) -> Result<Option<DateTime>, Error> {
        self.optional(name, |raw| unless_empty(raw, value::date_time)).map(Option::flatten)
    }

    /// An array of objects that may be missing.
    pub(crate) fn objects<T>(
        &mut self,
        name: &str,
        read: impl Fn(Members<'_>) -> Result<T, Error>,
    ) -> Result<Option<Vec<T>>, Error> {
        let status = self.status;
        let Some(items) = self.optional(name, array)? else { return Ok(None) };
        let place = Place::Name(&self.place, name);
        let tolerant = self.tolerant;
        let item = |(index, text): (usize, &&RawValue)| {
            let members = Members::read(text.get(), Place::Index(&place, index), status)?;
            read(Members { tolerant, ..members })
        };
        items.iter().enumerate().map(item).collect::<Result<_, _>>().map(Some)
    }

    /// Everything that was not asked for, by its name as the service wrote it.
    pub(crate) fn extra(self) -> Result<BTreeMap<String, RawJson>, Error> {
        let mut extra = BTreeMap::new();
        for member in self.members.iter().filter(|member| !member.taken) {
            match RawJson::well_formed(member.value) {
                Ok(raw) => drop(extra.insert(member.name.clone().into_owned(), raw)),
                Err(problem) => self.unreadable(&member.name, member.value, problem)?,
            }
        }
        Ok(extra)
    }

    /// A member that can't be done without is missing.
    pub(crate) fn missing(&self, name: &str) -> Error {
        Problem::new("parse.missing", "missing, empty or null").at(&Place::Name(&self.place, name), b"", self.status)
    }

    /// The raw value of a member, `None` for `null` too; it counts as asked for.
    fn take(&mut self, name: &str) -> Option<&'a str> {
        // The same case first: it is the usual one, and faster.
        let found = |member: &Member<'_>| member.name == name || member.name.eq_ignore_ascii_case(name);
        let ahead = self.members.iter().skip(self.next).position(found).map(|at| at + self.next);
        let at = ahead.or_else(|| self.members.iter().take(self.next).position(found))?;
        self.next = at + 1;
        let member = self.members.get_mut(at)?;
        member.taken = true;
        (member.value != "null").then_some(member.value)
    }
}

fn unless_empty<T>(raw: &str, convert: impl FnOnce(&str) -> Result<T, Problem>) -> Result<Option<T>, Problem> {
    if raw == "\"\"" { Ok(None) } else { convert(raw).map(Some) }
}

fn array(raw: &str) -> Result<Vec<&RawValue>, Problem> {
    match Parts::of(raw).map_err(|error| not_json(&error))? {
        Parts::List(items) => Ok(items),
        _ => Err(value::wrong_type("an array", raw)),
    }
}

/// The member whose name came before, in whatever case.
fn named_twice<'m, 'a>(members: &'m [Member<'a>]) -> Option<&'m Member<'a>> {
    /// Up to here comparing each with each is faster than a set; beyond, it would be quadratic.
    const FEW: usize = 40;
    if members.len() <= FEW {
        // Most names differ in length or in how they begin, so that they need not be compared at all.
        let mut seen: u128 = 0;
        for (at, member) in members.iter().enumerate() {
            let first = member.name.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
            let kind = 1 << ((member.name.len() * 16 + usize::from(first)) % 128);
            let before = members.get(..at).unwrap_or_default();
            if seen & kind != 0 && before.iter().any(|other| other.name.eq_ignore_ascii_case(&member.name)) {
                return Some(member);
            }
            seen |= kind;
        }
        return None;
    }
    let mut seen = BTreeSet::new();
    members.iter().find(|member| !seen.insert(member.name.to_ascii_lowercase()))
}

/// The error of `serde_json`, with the text from there on.
fn at_error(text: &str, error: &serde_json::Error, place: &Place<'_>, status: u16) -> Error {
    let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = line_start + error.column().saturating_sub(1);
    not_json(error).at(place, text.as_bytes().get(at..).unwrap_or_default(), status)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Members<'_>, Error> {
        Members::read(text, Place::Root, 200)
    }

    fn problem<T>(result: Result<T, Error>) -> (String, String) {
        match result.map(|_| ()).unwrap_err() {
            Error::Parse(error) => (error.code.to_owned(), error.place),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn names_in_any_case_null_is_missing_the_rest_is_kept() {
        let text = r#" {"ID":"1","name":null,"Ready":"True","Gone":"","N\u00e4sta": [ 1 ],"x":{"a":0.10}} "#;
        let mut members = read(text).unwrap();
        assert_eq!(members.flag("ready").unwrap(), Some(true));
        assert_eq!(members.id("Id").unwrap(), "1");
        assert_eq!(members.text("Name").unwrap(), None);
        assert_eq!(members.date("Gone").unwrap(), None);
        let extra = members.extra().unwrap();
        assert_eq!(extra.keys().collect::<Vec<_>>(), ["Nästa", "x"]);
        assert_eq!(extra["Nästa"].as_str(), "[ 1 ]");
        assert_eq!(extra["x"].as_str(), r#"{"a":0.10}"#);
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let at = |code: &str, place: &str| (code.to_owned(), place.to_owned());
        assert_eq!(problem(read("")), at("parse.truncated", ""));
        assert_eq!(problem(read(r#"{"a":1"#)), at("parse.truncated", ""));
        assert_eq!(problem(read(r#"{"a":1}}"#)), at("parse.json", ""));
        assert_eq!(problem(read("[]")), at("parse.type", ""));
        assert_eq!(problem(read("[")), at("parse.truncated", ""));
        assert_eq!(problem(read("<html>")), at("parse.content_type", ""));
        assert_eq!(problem(read("Sorry")), at("parse.json", ""));
        assert_eq!(problem(read(r#"{"a/~":1,"A/~":1}"#)), at("parse.duplicate", "/A~1~0"));
        assert_eq!(problem(read(r#"{"a":{"b":1,"b":2}}"#).unwrap().extra()), at("parse.duplicate", "/a"));
        assert_eq!(problem(read(r#"{"a":"x"}"#).unwrap().integer("a")), at("parse.value", "/a"));
        assert_eq!(problem(read(r#"{"a":""}"#).unwrap().id("Id")), at("parse.missing", "/Id"));
        let nested = read(r#"{"Items":[{},{"a":[]}]}"#).unwrap().objects("Items", |mut item| item.text("a"));
        assert_eq!(problem(nested), at("parse.type", "/Items/1/a"));
    }

    #[test]
    fn many_members_are_not_quadratic() {
        let text: Vec<String> = (0..200_000).map(|n| format!("\"m{n}\":0")).collect();
        let text = format!("{{{},\"M7\":1}}", text.join(","));
        let started = std::time::Instant::now();
        assert_eq!(problem(read(&text)).0, "parse.duplicate");
        // Quadratic it would take minutes.
        assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    }
}

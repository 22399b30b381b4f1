//! `POST /apps/form`: start a form case with the objects it begins with (verified; FastDok's page on form cases).
//!
//! The body is an array of *object entries*: text that looks like JSON, although the content type stays that of a form
//! (verified). Its keys are in lower case and, in the documents, not quoted.
//!
//! Whether the body is percent-decoded before it is read is unknown. So every character whose meaning would depend on
//! it (`%`, `+`, `&`, `=`, all that is not ASCII) is written as JSON's `\u0000` escape: the text then means the same
//! either way, and whatever character set the server assumes. That its reader knows the escape is inferred, as for any
//! reader of JSON. Should a server want something else, [`BodyForm`] has the other forms.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::request::{FORM, check_names, post};
use super::status::{StatusItem, StatusReply};
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::{percent_encode, split_at_first};
use crate::json::RawJson;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Starts a form case.
///
/// Only entries with a template are seen as forms by users; the others hold data that all forms of the case read
/// (verified). Each object may exist once in a case, and only one form may be a main contract (`Huvudkontrakt`,
/// verified): the service checks that.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartCase {
    /// The objects, at least one.
    pub entries: Vec<ObjectEntry>,
    /// How the body is written: as documented if left out.
    #[serde(default)]
    pub body_form: BodyForm,
}

/// An object that a case begins with, or that is added to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ObjectEntry {
    /// `typenamespace`: what it is, as `Hyresvard` (landlord) or `Kund` (customer).
    pub type_namespace: String,
    /// `objectclass`: `repository.typedobject` if left out, the only one documented.
    #[serde(default = "typed_object")]
    pub object_class: String,
    /// `templateid`: the form, as `7B`; none for shared data.
    #[serde(default)]
    pub template_id: Option<String>,
    /// `readonly`: whether users may not edit it.
    #[serde(default)]
    pub read_only: Option<bool>,
    /// `properties`: the values it begins with. Names seen in the documents: `Namn`, `Adress`, `OrgPersNr`, `Telefon`.
    #[serde(default)]
    pub properties: Vec<EntryProperty>,
}

/// A value that an object begins with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EntryProperty {
    /// `name`: the property's.
    pub name: String,
    /// `value`: its value, as text.
    pub value: String,
    /// `readonly`: whether users may not edit it.
    #[serde(default)]
    pub read_only: Option<bool>,
}

/// How the object entries are written. Inside strings all forms escape the same characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BodyForm {
    /// Keys without quotes, as the documents write them and a client in production does (verified).
    #[default]
    Documented,
    /// Strict JSON, keys in quotes (inferred to be accepted).
    StrictJson,
    /// As documented, and the whole percent-encoded like a form's value (unknown whether it is accepted).
    PercentEncoded,
}

impl StartCase {
    /// A start with these objects.
    pub fn new(entries: Vec<ObjectEntry>) -> Self {
        Self { entries, body_form: BodyForm::default() }
    }
}

/// Refuses entries that can't be right.
pub(super) fn check(entries: &[ObjectEntry]) -> Result<(), Error> {
    if entries.is_empty() {
        return Err(Error::input("input.entries", "entries", "must hold at least one object entry"));
    }
    for (index, entry) in entries.iter().enumerate() {
        let field = |name: &str| format!("entries[{index}].{name}");
        if entry.type_namespace.is_empty() {
            return Err(Error::input("input.entries", field("typeNamespace"), "must not be empty"));
        }
        if entry.object_class.is_empty() {
            return Err(Error::input("input.entries", field("objectClass"), "must not be empty"));
        }
        if entry.template_id.as_deref() == Some("") {
            return Err(Error::input("input.id_empty", field("templateId"), "must not be empty"));
        }
        check_names(|| field("properties"), entry.properties.iter().map(|property| property.name.as_str()))?;
    }
    Ok(())
}

/// The entries as they are sent.
pub(super) fn body(entries: &[ObjectEntry], form: BodyForm) -> String {
    let quote = if form == BodyForm::StrictJson { "\"" } else { "" };
    let mut body = Body { text: String::with_capacity(256 * entries.len()), quote };
    body.objects(entries, |body, entry| {
        body.string("objectclass", &entry.object_class);
        body.string("typenamespace", &entry.type_namespace);
        if let Some(id) = &entry.template_id {
            body.string("templateid", id);
        }
        body.flag("readonly", entry.read_only);
        body.key("properties");
        body.objects(&entry.properties, |body, property| {
            body.string("name", &property.name);
            body.string("value", &property.value);
            body.flag("readonly", property.read_only);
        });
    });
    if form == BodyForm::PercentEncoded { percent_encode(&body.text) } else { body.text }
}

/// These objects as strict JSON, in ASCII characters that no form decoder changes.
pub(super) fn strict_json<T>(items: &[T], members: impl Fn(&mut Body, &T)) -> String {
    let mut body = Body { text: String::new(), quote: "\"" };
    body.objects(items, members);
    body.text
}

/// The body while it is written: JSON, with or without quotes around its keys.
pub(super) struct Body {
    text: String,
    quote: &'static str,
}

impl Body {
    fn objects<T>(&mut self, items: &[T], members: impl Fn(&mut Self, &T)) {
        self.text.push('[');
        for (index, item) in items.iter().enumerate() {
            self.text.push_str(if index == 0 { "{" } else { ",{" });
            members(self, item);
            self.text.push('}');
        }
        self.text.push(']');
    }

    fn key(&mut self, key: &str) {
        let comma = if self.text.ends_with('{') { "" } else { "," };
        for part in [comma, self.quote, key, self.quote, ":"] {
            self.text.push_str(part);
        }
    }

    fn flag(&mut self, key: &str, value: Option<bool>) {
        if let Some(value) = value {
            self.key(key);
            self.text.push_str(if value { "true" } else { "false" });
        }
    }

    /// A JSON string of ASCII characters that no form decoder changes.
    pub(super) fn string(&mut self, key: &str, value: &str) {
        let stays = |byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\' | b'%' | b'+' | b'&' | b'=');
        self.key(key);
        self.text.push('"');
        let mut rest = value;
        while let Some((before, c, after)) = split_at_first(rest, |byte| !stays(byte)) {
            self.text.push_str(before);
            match c {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                _ => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        // Writing to a string does not fail.
                        let _ = write!(self.text, "\\u{unit:04x}");
                    }
                }
            }
            rest = after;
        }
        self.text.push_str(rest);
        self.text.push('"');
    }
}

impl ObjectEntry {
    /// Shared data of this type, without values yet.
    pub fn new(type_namespace: impl Into<String>) -> Self {
        Self {
            type_namespace: type_namespace.into(),
            object_class: typed_object(),
            template_id: None,
            read_only: None,
            properties: Vec::new(),
        }
    }

    /// The same with one value more.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.properties.push(EntryProperty { name: name.into(), value: value.into(), read_only: None });
        self
    }
}

fn typed_object() -> String {
    "repository.typedobject".to_owned()
}

/// A case that was started.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Started {
    /// The case.
    pub instance_id: String,
    /// Its first task, from `resourceURI` or `TaskId`; the generic API's answer does not name it.
    pub task_id: Option<String>,
    /// The case's name.
    pub name: Option<String>,
    /// A text for people, if there was one.
    pub message: Option<String>,
    /// What was made, as the service listed it.
    pub items: Vec<StatusItem>,
    /// What else the service said.
    pub extra: BTreeMap<String, RawJson>,
}

impl Started {
    /// Reads both shapes of the answer: `Items` (FastDok, verified) and `InstanceId` (generic, verified).
    pub(super) fn read(access: &Access, response: &HttpResponse) -> Result<Self, Error> {
        let reply = StatusReply::read(access, response)?;
        let is_case = |item: &&StatusItem| {
            let class = item.object_class.as_deref().unwrap_or("process.instance");
            class.eq_ignore_ascii_case("process.instance") && item.success != Some(false)
        };
        let case = reply.items.iter().find(is_case);
        let known = |id: &String| !id.is_empty();
        let instance_id = case.and_then(|item| item.id.clone()).filter(known).or(reply.instance_id.filter(known));
        let Some(instance_id) = instance_id else {
            let reason = "neither an item with the case's Id nor an InstanceId";
            return Err(Error::parse("parse.missing", "/Items/0/Id", reason, &response.body, response.status));
        };
        let task_id = case.and_then(|item| item.task_id().map(str::to_owned)).or(reply.task_id);
        let name = case.and_then(|item| item.name.clone());
        Ok(Self { instance_id, task_id, name, message: reply.message, items: reply.items, extra: reply.extra })
    }
}

impl Sealed for StartCase {}

impl Operation for StartCase {
    const NAME: &'static str = "fastdok.start_case";
    const EFFECT: Effect = Effect::Changes;
    type Access = Access;
    type Output = Started;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        check(&self.entries)?;
        post(access, "/apps/form", FORM.to_owned(), body(&self.entries, self.body_form).into_bytes())
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Started, Error> {
        Started::read(access, response)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, code, json, refused, sent};
    use super::*;

    fn start() -> StartCase {
        let landlord =
            ObjectEntry { read_only: Some(true), ..ObjectEntry::new("Hyresvard").with("Namn", "Åsa \"& Co\"") };
        let form = ObjectEntry { template_id: Some("7B".to_owned()), ..ObjectEntry::new("Kontrakt") };
        StartCase::new(vec![landlord, form])
    }

    #[test]
    fn the_request() {
        assert_eq!(
            sent(&start()),
            concat!(
                "POST /apps/form\nAccept: application/json\nContent-Type: application/x-www-form-urlencoded\n\n",
                r#"[{objectclass:"repository.typedobject",typenamespace:"Hyresvard",readonly:true,"#,
                r#"properties:[{name:"Namn",value:"\u00c5sa \"\u0026 Co\""}]},"#,
                r#"{objectclass:"repository.typedobject",typenamespace:"Kontrakt",templateid:"7B",properties:[]}]"#,
            )
        );
    }

    #[test]
    fn the_other_forms_say_the_same() {
        let value = "Å+%2B&=\"\\\r\n\u{1f600}'";
        let entries = [ObjectEntry::new("Kund").with("Namn", value)];
        let strict = body(&entries, BodyForm::StrictJson);
        let parsed: serde_json::Value = serde_json::from_str(&strict).unwrap();
        assert_eq!(parsed[0]["properties"][0]["value"], value);
        let documented = body(&entries, BodyForm::Documented);
        assert!(documented.is_ascii() && !documented.contains(['%', '+', '&', '=']), "{documented}");
        assert_eq!(body(&entries, BodyForm::PercentEncoded), percent_encode(&documented));
    }

    #[test]
    fn input_rules() {
        let entry = |entry: ObjectEntry| refused(&StartCase::new(vec![entry]));
        assert_eq!(refused(&StartCase::new(vec![])), "input.entries");
        assert_eq!(entry(ObjectEntry::new("")), "input.entries");
        assert_eq!(entry(ObjectEntry { object_class: String::new(), ..ObjectEntry::new("Kund") }), "input.entries");
        assert_eq!(
            entry(ObjectEntry { template_id: Some(String::new()), ..ObjectEntry::new("Kund") }),
            "input.id_empty"
        );
        assert_eq!(entry(ObjectEntry::new("Kund").with("", "x")), "input.field_name");
        assert_eq!(entry(ObjectEntry::new("Kund").with("a\nb", "x")), "input.field_name");
        assert_eq!(entry(ObjectEntry::new("Kund").with("Namn", "a").with("namn", "b")), "input.property_duplicate");
        let stored: StartCase = serde_json::from_str(r#"{"entries":[{"typeNamespace":"Kund"}]}"#).unwrap();
        assert_eq!(stored, StartCase::new(vec![ObjectEntry::new("Kund")]));
    }

    #[test]
    fn both_answers() {
        // The shape of the FastDok documentation's sample (captured shape, its values restated).
        let fastdok = r#"{"success":true,"Items":[{"success":true,"ObjectClass":"process.instance",
            "Name":"Hyreskontrakt för lokal","Id":"3e1871cc-e43c-4bcf-8724-1dcb04a99318",
            "ReferenceId":"3e1871cc-e43c-4bcf-8724-1dcb04a99318",
            "resourceURI":"/tasks/4673ff92-69e3-49c9-ae4f-224b0f14edfe"}]}"#;
        let started = start().response(&access(), &json(fastdok)).unwrap();
        assert_eq!(started.instance_id, "3e1871cc-e43c-4bcf-8724-1dcb04a99318");
        assert_eq!(started.task_id.as_deref(), Some("4673ff92-69e3-49c9-ae4f-224b0f14edfe"));
        assert_eq!(started.name.as_deref(), Some("Hyreskontrakt för lokal"));
        // The generic shape (captured shape).
        let generic = start().response(&access(), &json(r#"{"success":true,"InstanceId":"42be"}"#)).unwrap();
        assert_eq!((generic.instance_id.as_str(), generic.task_id), ("42be", None));
        assert_eq!(code(start().response(&access(), &json(r#"{"success":true}"#))), "parse.missing");
        let other = r#"{"success":true,"Items":[{"Id":"x","ObjectClass":"repository.file"}]}"#;
        assert_eq!(code(start().response(&access(), &json(other))), "parse.missing");
    }
}

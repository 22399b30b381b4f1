//! `POST /Apps/{id}`: start a case of an app by the message `START`, in the way of the generic API (verified;
//! Barium's page on apps).
//!
//! The form has `message`, `template` and the form's fields as pairs; the field `instance.name` names the case
//! (verified). Form cases of FastDok are started with [`StartCase`](super::StartCase).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::field::FieldValue;
use super::request::{FORM, check_names, form, post};
use super::start_case::Started;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Starts a case of an app.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartInstance {
    /// The app's id or reference id.
    pub app_id: String,
    /// The message that starts the process: `START` unless the app has another.
    #[serde(default = "start")]
    pub message: String,
    /// The form's template. It must be given when fields are: newer documents say any text will do, older ones that it
    /// is the template's data id (both verified), so give that.
    #[serde(default)]
    pub template: Option<String>,
    /// The form's fields, and `instance.name`.
    #[serde(default)]
    pub fields: Vec<FieldValue>,
}

impl StartInstance {
    /// A start without form data.
    pub fn new(app_id: impl Into<String>) -> Self {
        Self { app_id: app_id.into(), message: start(), template: None, fields: Vec::new() }
    }
}

fn start() -> String {
    "START".to_owned()
}

/// Parameters of the call itself, which a field of the same name would be taken for.
const RESERVED: [&str; 2] = ["message", "template"];

impl Sealed for StartInstance {}

impl Operation for StartInstance {
    const NAME: &'static str = "fastdok.start_instance";
    const EFFECT: Effect = Effect::Changes;
    type Access = Access;
    type Output = Started;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let app = path_segment("appId", &self.app_id)?;
        if self.message.is_empty() {
            return Err(Error::input("input.empty", "message", "must not be empty"));
        }
        check_names(|| "fields".to_owned(), self.fields.iter().map(|field| field.name.as_str()))?;
        let reserved = |field: &FieldValue| RESERVED.iter().any(|name| field.name.eq_ignore_ascii_case(name));
        if let Some(index) = self.fields.iter().position(reserved) {
            let rule = "must not be named as a parameter of the call";
            return Err(Error::input("input.property_duplicate", format!("fields[{index}].name"), rule));
        }
        let form_data = self.fields.iter().any(|field| field.name != "instance.name");
        if self.template.as_deref() == Some("") || (form_data && self.template.is_none()) {
            return Err(Error::input("input.empty", "template", "must be given when fields are"));
        }
        let mut pairs = vec![("message", self.message.as_str())];
        pairs.extend(self.template.as_deref().map(|template| ("template", template)));
        pairs.extend(self.fields.iter().map(|field| (field.name.as_str(), field.value.as_str())));
        post(access, &format!("/Apps/{app}"), FORM.to_owned(), form(pairs).into_bytes())
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Started, Error> {
        Started::read(access, response)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, json, refused, sent};
    use super::*;

    #[test]
    fn the_request() {
        let head = "POST /Apps/a1\nAccept: application/json\nContent-Type: application/x-www-form-urlencoded\n\n";
        assert_eq!(sent(&StartInstance::new("a1")), format!("{head}message=START"));
        let fields = vec![FieldValue::new("instance.name", "Ärende 1"), FieldValue::new("behov", "a&b+c")];
        let start = StartInstance { template: Some("IDE".to_owned()), fields, ..StartInstance::new("a1") };
        assert_eq!(
            sent(&start),
            format!("{head}message=START&template=IDE&instance.name=%C3%84rende%201&behov=a%26b%2Bc")
        );
    }

    #[test]
    fn input_rules() {
        let with = |fields: Vec<FieldValue>| StartInstance { fields, ..StartInstance::new("a1") };
        assert_eq!(refused(&StartInstance::new("a/b")), "input.id_path");
        assert_eq!(refused(&StartInstance { message: String::new(), ..StartInstance::new("a") }), "input.empty");
        assert_eq!(refused(&with(vec![FieldValue::new("behov", "x")])), "input.empty");
        assert_eq!(refused(&with(vec![FieldValue::new("Message", "x")])), "input.property_duplicate");
        assert!(with(vec![FieldValue::new("instance.name", "x")]).request(&access()).is_ok());
    }

    #[test]
    fn the_answer() {
        // Captured shape of the generic API.
        let body = r#"{"success":true,"InstanceId":"42be1d2c"}"#;
        assert_eq!(StartInstance::new("a1").response(&access(), &json(body)).unwrap().instance_id, "42be1d2c");
    }
}

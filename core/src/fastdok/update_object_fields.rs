//! `POST /Objects/{id}/Fields`: write into the fields of a form (verified for the generic API).
//!
//! The fields go as the pairs of a form (verified for the generic API by two clients; the part of FastDok's page that
//! would say so is lost).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::field::FieldValue;
use super::request::{FORM, check_names, form, post};
use super::status::StatusReply;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Writes fields of an object. Look at the answer's `ignoredFields`: a field in it was not written.
///
/// In a sharp case (`TaskPaid`) everything can be edited but `Kontrakt.KontraktNr` (verified).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateObjectFields {
    /// The object's id, or its data id where the service takes it.
    pub object_id: String,
    /// The fields, at least one. Others stay as they are (inferred).
    pub fields: Vec<FieldValue>,
}

impl UpdateObjectFields {
    /// These fields of this object.
    pub fn new(object_id: impl Into<String>, fields: Vec<FieldValue>) -> Self {
        Self { object_id: object_id.into(), fields }
    }
}

impl Sealed for UpdateObjectFields {}

impl Operation for UpdateObjectFields {
    const NAME: &'static str = "fastdok.update_object_fields";
    const EFFECT: Effect = Effect::Changes;
    type Access = Access;
    type Output = StatusReply;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let object = path_segment("objectId", &self.object_id)?;
        if self.fields.is_empty() {
            return Err(Error::input("input.empty", "fields", "must hold at least one field"));
        }
        check_names(|| "fields".to_owned(), self.fields.iter().map(|field| field.name.as_str()))?;
        let body = form(self.fields.iter().map(|field| (field.name.as_str(), field.value.as_str())));
        post(access, &format!("/Objects/{object}/Fields"), FORM.to_owned(), body.into_bytes())
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<StatusReply, Error> {
        StatusReply::read(access, response)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, json, refused, sent};
    use super::*;

    #[test]
    fn the_request() {
        let fields = vec![FieldValue::new("Kund.Namn", "Åsa + Öberg"), FieldValue::new("tomt", "")];
        assert_eq!(
            sent(&UpdateObjectFields::new("o1", fields)),
            "POST /Objects/o1/Fields\nAccept: application/json\nContent-Type: application/x-www-form-urlencoded\n\n\
             Kund.Namn=%C3%85sa%20%2B%20%C3%96berg&tomt="
        );
    }

    #[test]
    fn input_rules() {
        let update = |names: &[&str]| {
            let fields = names.iter().map(|name| FieldValue::new(*name, "x")).collect();
            refused(&UpdateObjectFields::new("o1", fields))
        };
        assert_eq!(update(&[]), "input.empty");
        assert_eq!(update(&[""]), "input.field_name");
        assert_eq!(update(&["a\0"]), "input.field_name");
        assert_eq!(update(&["Namn", "NAMN"]), "input.property_duplicate");
        assert_eq!(refused(&UpdateObjectFields::new("..", vec![])), "input.id_path");
    }

    #[test]
    fn the_answer() {
        // The shape of the vendor's own client.
        let body = r#"{"success":true,"updatedFields":["a"],"ignoredFields":["b"]}"#;
        let operation = UpdateObjectFields::new("o1", vec![FieldValue::new("a", "1")]);
        let reply = operation.response(&access(), &json(body)).unwrap();
        assert_eq!(reply.ignored_fields.unwrap().as_str(), r#"["b"]"#);
    }
}

//! `POST /Instances/{id}/Objects`: put objects into a case (verified for the generic API by a client in production; the part of FastDok's
//! page on objects that would say so is lost).
//!
//! The body is text that looks like JSON under a form's content type (verified), written as [`StartCase`](super::StartCase) writes it. That
//! client sends one entry without an array around it; that an array is taken here as it is for a start is inferred.

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::request::{FORM, post};
use super::start_case::BodyForm;
use super::start_case::{ObjectEntry, body, check};
use super::status::StatusReply;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Adds objects to a case: a form, or data that its forms share.
///
/// Each object may exist once in a case, and only one form may be a main contract (`Huvudkontrakt`, verified): the service checks that. Look
/// at the `success` of each of the answer's `items`; if none was made it is an error.
///
/// Forms that are added to a paid case are paid by going to the payment again (verified).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddInstanceObjects {
    /// The case's id.
    pub instance_id: String,
    /// The objects, at least one.
    pub entries: Vec<ObjectEntry>,
    /// How the body is written: as documented if left out.
    #[serde(default)]
    pub body_form: BodyForm,
}

impl AddInstanceObjects {
    /// Adds these objects to this case.
    pub fn new(instance_id: impl Into<String>, entries: Vec<ObjectEntry>) -> Self {
        Self { instance_id: instance_id.into(), entries, body_form: BodyForm::default() }
    }
}

impl Sealed for AddInstanceObjects {}

impl Operation for AddInstanceObjects {
    const NAME: &'static str = "fastdok.add_instance_objects";
    const EFFECT: Effect = Effect::Changes;
    type Access = Access;
    type Output = StatusReply;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let instance = path_segment("instanceId", &self.instance_id)?;
        check(&self.entries)?;
        let body = body(&self.entries, self.body_form);
        post(access, &format!("/Instances/{instance}/Objects"), FORM.to_owned(), body.into_bytes())
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<StatusReply, Error> {
        StatusReply::read(access, response)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, code, json, refused, sent};
    use super::*;

    fn add() -> AddInstanceObjects {
        let form = ObjectEntry { template_id: Some("7B".to_owned()), ..ObjectEntry::new("Bilaga").with("Namn", "Å") };
        AddInstanceObjects::new("i1", vec![form])
    }

    #[test]
    fn the_request() {
        let head =
            "POST /Instances/i1/Objects\nAccept: application/json\nContent-Type: application/x-www-form-urlencoded\n\n";
        let entry = r#"[{objectclass:"repository.typedobject",typenamespace:"Bilaga",templateid:"7B",properties:[{name:"Namn",value:"\u00c5"}]}]"#;
        assert_eq!(sent(&add()), format!("{head}{entry}"));
        let strict = AddInstanceObjects { body_form: BodyForm::StrictJson, ..add() };
        assert!(sent(&strict).contains(r#"[{"objectclass":"#));
    }

    #[test]
    fn input_rules() {
        assert_eq!(refused(&AddInstanceObjects { instance_id: "a/b".to_owned(), ..add() }), "input.id_path");
        assert_eq!(refused(&AddInstanceObjects::new("i1", vec![])), "input.entries");
        assert_eq!(refused(&AddInstanceObjects::new("i1", vec![ObjectEntry::new("")])), "input.entries");
    }

    #[test]
    fn the_answer() {
        // Constructed, from the members of other answers.
        let read = |body: &str| add().response(&access(), &json(body));
        let body = r#"{"success":true,"Items":[{"success":true,"ObjectClass":"repository.typedobject","Id":"o1"}]}"#;
        assert_eq!(read(body).unwrap().items[0].id.as_deref(), Some("o1"));
        assert_eq!(code(read(r#"{"success":true,"Items":[{"success":false}]}"#)), "fastdok.refused");
        assert_eq!(code(read("{}")), "parse.missing");
    }
}

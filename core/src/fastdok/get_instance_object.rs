//! `GET /Instances/{id}/Objects/{object}`: one object of a case, by its id or its DataId (verified).
//!
//! With the DataId, an object is found by the name that it has in every case, without listing the case's objects first.

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::answer;
use super::object::Object;
use super::request::get;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Reads an object of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetInstanceObject {
    /// The case's id.
    pub instance_id: String,
    /// The object's id, or its DataId.
    pub object_id: String,
    /// `VersionId`: an earlier version of the object.
    #[serde(default)]
    pub version_id: Option<String>,
}

impl GetInstanceObject {
    /// Reads the object with this id or DataId.
    pub fn new(instance_id: impl Into<String>, object_id: impl Into<String>) -> Self {
        Self { instance_id: instance_id.into(), object_id: object_id.into(), version_id: None }
    }
}

impl Sealed for GetInstanceObject {}

impl Operation for GetInstanceObject {
    const NAME: &'static str = "fastdok.get_instance_object";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Object;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let instance = path_segment("instanceId", &self.instance_id)?;
        let object = path_segment("objectId", &self.object_id)?;
        let query = [("VersionId", self.version_id.clone())];
        get(access, &format!("/Instances/{instance}/Objects/{object}"), &query)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Object, Error> {
        answer::record(access, response)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, json, refused, sent};
    use super::*;

    #[test]
    fn the_request() {
        let new = GetInstanceObject::new("i1", "Kund 1");
        assert_eq!(sent(&new), "GET /Instances/i1/Objects/Kund%201\nAccept: application/json\n\n");
        let full = GetInstanceObject { version_id: Some("v 1".to_owned()), ..new };
        assert_eq!(sent(&full), "GET /Instances/i1/Objects/Kund%201?VersionId=v%201\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&GetInstanceObject::new(id, "o1")), code, "{id:?}");
            assert_eq!(refused(&GetInstanceObject::new("i1", id)), code, "{id:?}");
        }
    }

    #[test]
    fn the_answer() {
        // Constructed after the documented members.
        let body = r#"{"Id":"o1","ParentId":"i1","ObjectClass":"dataforms.dataform","DataId":"Kund"}"#;
        let answer = GetInstanceObject::new("i1", "Kund").response(&access(), &json(body)).unwrap();
        assert_eq!((answer.id.as_str(), answer.data_id.as_deref()), ("o1", Some("Kund")));
    }
}

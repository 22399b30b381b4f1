//! `GET /Objects/{id}`: one object (verified).

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

/// Reads an object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetObject {
    /// The object's id.
    pub object_id: String,
    /// `VersionId`: an earlier version of the object.
    #[serde(default)]
    pub version_id: Option<String>,
}

impl GetObject {
    /// Reads it.
    pub fn new(object_id: impl Into<String>) -> Self {
        Self { object_id: object_id.into(), version_id: None }
    }
}

impl Sealed for GetObject {}

impl Operation for GetObject {
    const NAME: &'static str = "fastdok.get_object";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Object;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let object = path_segment("objectId", &self.object_id)?;
        let query = [("VersionId", self.version_id.clone())];
        get(access, &format!("/Objects/{object}"), &query)
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
        let new = GetObject::new("o1");
        assert_eq!(sent(&new), "GET /Objects/o1\nAccept: application/json\n\n");
        let full = GetObject { version_id: Some("v 1".to_owned()), ..new };
        assert_eq!(sent(&full), "GET /Objects/o1?VersionId=v%201\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&GetObject::new(id)), code, "{id:?}");
        }
    }

    #[test]
    fn the_answer() {
        // Constructed after the documented members.
        let body = r#"{"Id":"o1","ParentId":"f1","ObjectClass":"repository.typedobject","TypeNamespace":"Kund"}"#;
        let answer = GetObject::new("o1").response(&access(), &json(body)).unwrap();
        assert_eq!((answer.parent_id.as_deref(), answer.type_namespace.as_deref()), (Some("f1"), Some("Kund")));
    }
}

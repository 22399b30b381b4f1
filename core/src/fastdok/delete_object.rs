//! `DELETE /Objects/{id}`: remove an object (verified that it exists; its details are unknown).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::request::delete;
use super::status::StatusReply;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Removes an object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeleteObject {
    /// The object's id.
    pub object_id: String,
}

impl DeleteObject {
    /// Removes it.
    pub fn new(object_id: impl Into<String>) -> Self {
        Self { object_id: object_id.into() }
    }
}

impl Sealed for DeleteObject {}

impl Operation for DeleteObject {
    const NAME: &'static str = "fastdok.delete_object";
    const EFFECT: Effect = Effect::Changes;
    type Access = Access;
    type Output = StatusReply;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let object = path_segment("objectId", &self.object_id)?;
        delete(access, &format!("/Objects/{object}"))
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
        let new = DeleteObject::new("o1");
        assert_eq!(sent(&new), "DELETE /Objects/o1\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&DeleteObject::new(id)), code, "{id:?}");
        }
    }

    #[test]
    fn the_answer() {
        // Constructed.
        let body = r#"{"success":"true"}"#;
        let answer = DeleteObject::new("o1").response(&access(), &json(body)).unwrap();
        assert_eq!(answer, StatusReply::default());
    }
}

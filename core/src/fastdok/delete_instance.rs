//! `DELETE /Instances/{id}`: remove a case (verified by a client of the generic API; whether FastDok permits it is
//! unknown).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::request::delete;
use super::status::StatusReply;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Removes a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeleteInstance {
    /// The case's id.
    pub instance_id: String,
}

impl DeleteInstance {
    /// Removes it.
    pub fn new(instance_id: impl Into<String>) -> Self {
        Self { instance_id: instance_id.into() }
    }
}

impl Sealed for DeleteInstance {}

impl Operation for DeleteInstance {
    const NAME: &'static str = "fastdok.delete_instance";
    const EFFECT: Effect = Effect::Changes;
    type Access = Access;
    type Output = StatusReply;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let instance = path_segment("instanceId", &self.instance_id)?;
        delete(access, &format!("/Instances/{instance}"))
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
        let new = DeleteInstance::new("i1");
        assert_eq!(sent(&new), "DELETE /Instances/i1\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&DeleteInstance::new(id)), code, "{id:?}");
        }
    }

    #[test]
    fn the_answer() {
        // Captured shape.
        let body = r#"{"success":true}"#;
        let answer = DeleteInstance::new("i1").response(&access(), &json(body)).unwrap();
        assert_eq!(answer, StatusReply::default());
    }
}

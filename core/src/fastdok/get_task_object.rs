//! `GET /Tasks/{id}/Objects/{object}`: one object that a task works on (verified for the generic API; Barium's page on tasks).

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

/// Reads an object of a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetTaskObject {
    /// The task's id.
    pub task_id: String,
    /// The object's id.
    pub object_id: String,
}

impl GetTaskObject {
    /// Reads this object of this task.
    pub fn new(task_id: impl Into<String>, object_id: impl Into<String>) -> Self {
        Self { task_id: task_id.into(), object_id: object_id.into() }
    }
}

impl Sealed for GetTaskObject {}

impl Operation for GetTaskObject {
    const NAME: &'static str = "fastdok.get_task_object";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Object;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let task = path_segment("taskId", &self.task_id)?;
        let object = path_segment("objectId", &self.object_id)?;
        get(access, &format!("/Tasks/{task}/Objects/{object}"), &[])
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
        let new = GetTaskObject::new("t1", "Kund 1");
        assert_eq!(sent(&new), "GET /Tasks/t1/Objects/Kund%201\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&GetTaskObject::new(id, "x1")), code, "{id:?}");
            assert_eq!(refused(&GetTaskObject::new("x1", id)), code, "{id:?}");
        }
    }

    #[test]
    fn the_answer() {
        // Constructed after the documented members.
        let body = r#"{"Id":"o1","ParentId":"f1","ReferenceId":"Kontrakt","Name":"Kontrakt","Rights":["read"]}"#;
        let answer = GetTaskObject::new("t1", "o1").response(&access(), &json(body)).unwrap();
        assert_eq!((answer.id.as_str(), answer.parent_id.as_deref()), ("o1", Some("f1")));
        assert_eq!(answer.extra["Rights"].as_str(), r#"["read"]"#);
    }
}

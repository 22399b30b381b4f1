//! `GET /Instances/{id}`: one case (verified, with a recorded answer).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::answer;
use super::instance::Instance;
use super::request::get;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Reads a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetInstance {
    /// The case's id or reference id.
    pub instance_id: String,
}

impl GetInstance {
    /// Reads it.
    pub fn new(instance_id: impl Into<String>) -> Self {
        Self { instance_id: instance_id.into() }
    }

    /// The answer, as a journey reads it: a member that it does not decide by may be anything.
    pub(crate) fn read_lenient(access: &Access, response: &HttpResponse) -> Result<Instance, Error> {
        answer::lenient(access, response)
    }
}

impl Sealed for GetInstance {}

impl Operation for GetInstance {
    const NAME: &'static str = "fastdok.get_instance";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Instance;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let instance = path_segment("instanceId", &self.instance_id)?;
        get(access, &format!("/Instances/{instance}"), &[])
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Instance, Error> {
        answer::record(access, response)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, json, refused, sent};
    use super::*;

    #[test]
    fn the_request() {
        let new = GetInstance::new("i1");
        assert_eq!(sent(&new), "GET /Instances/i1\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&GetInstance::new(id)), code, "{id:?}");
        }
    }

    #[test]
    fn the_answer() {
        // Captured shape (a recording of the generic API), values restated.
        let body = r#"{"Id":"i1","ReferenceId":null,"Name":"Ansökan","Description":null,"Status":"Active","State":null,
            "StartDate":"2013-05-23T08:11:02Z","StartedBy":"Åsa","StartedByUserId":"u1","CompletedDate":null,"Priority":100,
            "PlannedDate":null,"DeadlineDate":null,"ApplicationId":"a1","ApplicationName":"App","ParentInstanceName":"",
            "ParentInstanceId":"","ProcessId":"p1"}"#;
        let answer = GetInstance::new("i1").response(&access(), &json(body)).unwrap();
        assert_eq!((answer.priority.as_deref(), answer.parent_instance_id.as_deref()), (Some("100"), Some("")));
        assert_eq!(answer.start_date.unwrap().to_string(), "2013-05-23T08:11:02Z");
        assert!(answer.extra.is_empty());
    }
}

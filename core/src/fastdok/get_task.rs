//! `GET /Tasks/{id}`: one task (verified, with the documentation's sample).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::answer;
use super::request::get;
use super::task::Task;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Reads a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetTask {
    /// The task's id.
    pub task_id: String,
}

impl GetTask {
    /// Reads it.
    pub fn new(task_id: impl Into<String>) -> Self {
        Self { task_id: task_id.into() }
    }

    /// The answer, as a journey reads it: a member that it does not decide by may be anything.
    pub(crate) fn read_lenient(access: &Access, response: &HttpResponse) -> Result<Task, Error> {
        answer::lenient(access, response)
    }
}

impl Sealed for GetTask {}

impl Operation for GetTask {
    const NAME: &'static str = "fastdok.get_task";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Task;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let task = path_segment("taskId", &self.task_id)?;
        get(access, &format!("/Tasks/{task}"), &[])
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Task, Error> {
        answer::record(access, response)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, json, refused, sent};
    use super::*;

    #[test]
    fn the_request() {
        let new = GetTask::new("t1");
        assert_eq!(sent(&new), "GET /Tasks/t1\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&GetTask::new(id)), code, "{id:?}");
        }
    }

    #[test]
    fn the_answer() {
        // Captured shape: the sample of the page on status changes, values restated.
        let body = r#"{"Id":"4673ff92-69e3-49c9-ae4f-224b0f14edfe","ReferenceId":"TaskCreate","Name":"Utkast","Status":"Ready",
            "CreatedDate":"2011-07-13T21:43:04Z","CompletedDate":null,"CompletedBy":null,"CompletedByUserId":null,
            "InstanceName":"12B.2 Hyreskontrakt för lokal","InstanceId":"3e1871cc-e43c-4bcf-8724-1dcb04a99318","PerformPermission":true}"#;
        let answer = GetTask::new("t1").response(&access(), &json(body)).unwrap();
        assert_eq!(
            (answer.kind().as_str(), answer.is_ready(), answer.perform_permission),
            ("TaskCreate", true, Some(true))
        );
        assert_eq!(answer.created_date.unwrap().to_string(), "2011-07-13T21:43:04Z");
        assert_eq!((answer.completed_date, answer.extra.len()), (None, 0));
    }
}

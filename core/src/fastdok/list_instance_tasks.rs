//! `GET /Instances/{id}/Tasks`: the tasks of a case (verified). There can be several, at present one at a time is ready
//! (verified).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::page::{Page, PageEnd, Paged, Rows};
use super::request::{filter, get, max, number};
use super::task::{Task, TaskStatus};
use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, ListOperation, Operation};

/// Lists the tasks of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListInstanceTasks {
    /// The case's id or reference id.
    pub instance_id: String,
    /// The index of the first item, from 0.
    #[serde(default)]
    pub start: Option<u32>,
    /// The largest number of items.
    #[serde(default)]
    pub max: Option<u32>,
    /// `Status`: only tasks of this status.
    #[serde(default)]
    pub status: Option<TaskStatus>,
}

impl ListInstanceTasks {
    /// The list from its start, as long as the service makes a page.
    pub fn new(instance_id: impl Into<String>) -> Self {
        Self { instance_id: instance_id.into(), start: None, max: None, status: None }
    }
}

impl Sealed for ListInstanceTasks {}

impl Operation for ListInstanceTasks {
    const NAME: &'static str = "fastdok.list_instance_tasks";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Page<Task>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let instance = path_segment("instanceId", &self.instance_id)?;
        let query = [
            ("Start", number(self.start)),
            ("Max", max(self.max)?),
            ("Status", filter(self.status.as_ref().map(TaskStatus::as_str))),
        ];
        get(access, &format!("/Instances/{instance}/Tasks"), &query)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Page<Task>, Error> {
        self.reader(access, response.status, &response.headers).whole(response)
    }
}

impl ListOperation for ListInstanceTasks {
    type Item = Task;
    type Reader = Rows<Task>;
    type End = PageEnd;

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> Rows<Task> {
        Rows::new(access, status, headers)
    }
}

impl Paged for ListInstanceTasks {
    type Row = Task;

    fn start(&self) -> Option<u32> {
        self.start
    }

    fn at(&self, start: u32) -> Self {
        Self { start: Some(start), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, json, refused, sent};
    use super::*;

    #[test]
    fn the_request() {
        let new = ListInstanceTasks::new("i1");
        assert_eq!(sent(&new), "GET /Instances/i1/Tasks\nAccept: application/json\n\n");
        let full = ListInstanceTasks { start: Some(20), max: Some(10), status: Some(TaskStatus::Ready), ..new };
        assert_eq!(sent(&full), "GET /Instances/i1/Tasks?Start=20&Max=10&Status=ready\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&ListInstanceTasks::new(id)), code, "{id:?}");
        }
        assert_eq!(refused(&ListInstanceTasks { max: Some(0), ..ListInstanceTasks::new("a") }), "input.paging");
    }

    #[test]
    fn the_answer() {
        // Constructed from the recorded envelope and the sample task.
        let body = r#"{"TotalCount":1,"Data":[{"Id":"t1","ReferenceId":"TaskPay","Status":"Ready"}]}"#;
        let answer = ListInstanceTasks::new("i1").response(&access(), &json(body)).unwrap();
        assert!(answer.items[0].is_ready());
        assert_eq!(answer.items[0].kind().as_str(), "TaskPay");
    }
}

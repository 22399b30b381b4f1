//! `GET /Tasks`: the tasks of the user (verified).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::page::{Page, PageEnd, Paged, Rows};
use super::request::{filter, get, max, number};
use super::task::{Task, TaskStatus};
use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, ListOperation, Operation};

/// Lists the tasks, as they stand in the user's inbox.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListTasks {
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

impl ListTasks {
    /// The list from its start, as long as the service makes a page.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Sealed for ListTasks {}

impl Operation for ListTasks {
    const NAME: &'static str = "fastdok.list_tasks";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Page<Task>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let query = [
            ("Start", number(self.start)),
            ("Max", max(self.max)?),
            ("Status", filter(self.status.as_ref().map(TaskStatus::as_str))),
        ];
        get(access, "/Tasks", &query)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Page<Task>, Error> {
        self.reader(access, response.status, &response.headers).whole(response)
    }
}

impl ListOperation for ListTasks {
    type Item = Task;
    type Reader = Rows<Task>;
    type End = PageEnd;

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> Rows<Task> {
        Rows::new(access, status, headers)
    }
}

impl Paged for ListTasks {
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
        let new = ListTasks::new();
        assert_eq!(sent(&new), "GET /Tasks\nAccept: application/json\n\n");
        let full = ListTasks { start: Some(20), max: Some(10), status: Some(TaskStatus::Completed) };
        assert_eq!(sent(&full), "GET /Tasks?Start=20&Max=10&Status=completed\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        assert_eq!(refused(&ListTasks { max: Some(0), ..ListTasks::new() }), "input.paging");
    }

    #[test]
    fn the_answer() {
        // Constructed: a bare array, unknown words, a refusal that is none.
        let body = r#"[{"Id":"t1","referenceid":"TaskSign","Status":"Paused","Locked":"true"}]"#;
        let answer = ListTasks::new().response(&access(), &json(body)).unwrap();
        let task = &answer.items[0];
        assert_eq!((task.kind().as_str(), task.is_ready(), task.locked), ("TaskSign", false, Some(true)));
        assert_eq!(answer.total_count, None);
    }
}

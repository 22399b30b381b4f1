//! `GET /Tasks/{id}/Objects`: the objects that a task works on (verified).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::object::Object;
use super::page::{Page, PageEnd, Paged, Rows};
use super::request::{get, max, number};
use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, ListOperation, Operation};

/// Lists the objects of a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListTaskObjects {
    /// The task's id.
    pub task_id: String,
    /// The index of the first item, from 0.
    #[serde(default)]
    pub start: Option<u32>,
    /// The largest number of items.
    #[serde(default)]
    pub max: Option<u32>,
}

impl ListTaskObjects {
    /// The list from its start, as long as the service makes a page.
    pub fn new(task_id: impl Into<String>) -> Self {
        Self { task_id: task_id.into(), start: None, max: None }
    }
}

impl Sealed for ListTaskObjects {}

impl Operation for ListTaskObjects {
    const NAME: &'static str = "fastdok.list_task_objects";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Page<Object>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let task = path_segment("taskId", &self.task_id)?;
        let query = [("Start", number(self.start)), ("Max", max(self.max)?)];
        get(access, &format!("/Tasks/{task}/Objects"), &query)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Page<Object>, Error> {
        self.reader(access, response.status, &response.headers).whole(response)
    }
}

impl ListOperation for ListTaskObjects {
    type Item = Object;
    type Reader = Rows<Object>;
    type End = PageEnd;

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> Rows<Object> {
        Rows::new(access, status, headers)
    }
}

impl Paged for ListTaskObjects {
    type Row = Object;

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
        let new = ListTaskObjects::new("t1");
        assert_eq!(sent(&new), "GET /Tasks/t1/Objects\nAccept: application/json\n\n");
        let full = ListTaskObjects { start: Some(20), max: Some(10), ..new };
        assert_eq!(sent(&full), "GET /Tasks/t1/Objects?Start=20&Max=10\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&ListTaskObjects::new(id)), code, "{id:?}");
        }
        assert_eq!(refused(&ListTaskObjects { max: Some(0), ..ListTaskObjects::new("a") }), "input.paging");
    }

    #[test]
    fn the_answer() {
        // Constructed after the documented members.
        let body = r#"{"Data":[{"Id":"o1","Type":"dataform","Container":false,"Renditions":[{"Type":"pdf"}]}]}"#;
        let answer = ListTaskObjects::new("t1").response(&access(), &json(body)).unwrap();
        assert_eq!(answer.items[0].extra["Renditions"].as_str(), r#"[{"Type":"pdf"}]"#);
    }
}

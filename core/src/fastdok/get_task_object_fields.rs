//! `GET /Tasks/{id}/Objects/{object}/fields`: the fields of a form as a task has them (verified for the generic API; Barium's page on tasks,
//! which writes `fields` in lower case here).
//!
//! `Start` and `Max` are inferred from the fields of an object, of which 200 come at once.

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::field::Field;
use super::page::{Page, PageEnd, Paged, Rows};
use super::request::{get, max, number};
use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, ListOperation, Operation};

/// Reads the fields of an object that are visible in a task. `readOnly` is the task's: a field can be edited in one task and not in the next
/// (verified).
///
/// `start` and `max`, and that without `max` 200 fields come, are inferred from the fields of an object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetTaskObjectFields {
    /// The task's id.
    pub task_id: String,
    /// The object's id.
    pub object_id: String,
    /// The index of the first item, from 0.
    #[serde(default)]
    pub start: Option<u32>,
    /// The largest number of items.
    #[serde(default)]
    pub max: Option<u32>,
}

impl GetTaskObjectFields {
    /// The list from its start, as long as the service makes a page.
    pub fn new(task_id: impl Into<String>, object_id: impl Into<String>) -> Self {
        Self { task_id: task_id.into(), object_id: object_id.into(), start: None, max: None }
    }
}

impl Sealed for GetTaskObjectFields {}

impl Operation for GetTaskObjectFields {
    const NAME: &'static str = "fastdok.get_task_object_fields";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Page<Field>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let task = path_segment("taskId", &self.task_id)?;
        let object = path_segment("objectId", &self.object_id)?;
        let query = [("Start", number(self.start)), ("Max", max(self.max)?)];
        get(access, &format!("/Tasks/{task}/Objects/{object}/fields"), &query)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Page<Field>, Error> {
        self.reader(access, response.status, &response.headers).whole(response)
    }
}

impl ListOperation for GetTaskObjectFields {
    type Item = Field;
    type Reader = Rows<Field>;
    type End = PageEnd;

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> Rows<Field> {
        Rows::new(access, status, headers)
    }
}

impl Paged for GetTaskObjectFields {
    type Row = Field;

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
        let new = GetTaskObjectFields::new("t1", "o1");
        assert_eq!(sent(&new), "GET /Tasks/t1/Objects/o1/fields\nAccept: application/json\n\n");
        let full = GetTaskObjectFields { start: Some(20), max: Some(10), ..new };
        assert_eq!(sent(&full), "GET /Tasks/t1/Objects/o1/fields?Start=20&Max=10\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&GetTaskObjectFields::new(id, "x1")), code, "{id:?}");
            assert_eq!(refused(&GetTaskObjectFields::new("x1", id)), code, "{id:?}");
        }
        assert_eq!(
            refused(&GetTaskObjectFields { max: Some(0), ..GetTaskObjectFields::new("a", "a") }),
            "input.paging"
        );
    }

    #[test]
    fn the_answer() {
        // Constructed after the documented members.
        let body = r#"{"Data":[{"Id":"Kontrakt.KontraktNr","Name":"Nummer","Value":"17","ReadOnly":true}]}"#;
        let answer = GetTaskObjectFields::new("t1", "o1").response(&access(), &json(body)).unwrap();
        assert_eq!((answer.items[0].id.as_str(), answer.items[0].read_only), ("Kontrakt.KontraktNr", Some(true)));
    }
}

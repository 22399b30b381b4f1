//! `GET /Instances/{id}/Objects/{object}/Fields`: the fields of a form of a case (verified for the generic API by a client in production, with
//! the form's DataId in the path; unknown for FastDok).
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

/// Reads the fields of an object of a case: by its DataId, without listing the case's objects first.
///
/// `start` and `max`, and that without `max` 200 fields come, are inferred from the fields of an object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetInstanceObjectFields {
    /// The case's id.
    pub instance_id: String,
    /// The object's id, or its DataId.
    pub object_id: String,
    /// The index of the first item, from 0.
    #[serde(default)]
    pub start: Option<u32>,
    /// The largest number of items.
    #[serde(default)]
    pub max: Option<u32>,
}

impl GetInstanceObjectFields {
    /// The list from its start, as long as the service makes a page.
    pub fn new(instance_id: impl Into<String>, object_id: impl Into<String>) -> Self {
        Self { instance_id: instance_id.into(), object_id: object_id.into(), start: None, max: None }
    }
}

impl Sealed for GetInstanceObjectFields {}

impl Operation for GetInstanceObjectFields {
    const NAME: &'static str = "fastdok.get_instance_object_fields";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Page<Field>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let instance = path_segment("instanceId", &self.instance_id)?;
        let object = path_segment("objectId", &self.object_id)?;
        let query = [("Start", number(self.start)), ("Max", max(self.max)?)];
        get(access, &format!("/Instances/{instance}/Objects/{object}/Fields"), &query)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Page<Field>, Error> {
        self.reader(access, response.status, &response.headers).whole(response)
    }
}

impl ListOperation for GetInstanceObjectFields {
    type Item = Field;
    type Reader = Rows<Field>;
    type End = PageEnd;

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> Rows<Field> {
        Rows::new(access, status, headers)
    }
}

impl Paged for GetInstanceObjectFields {
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
        let new = GetInstanceObjectFields::new("i1", "IDE");
        assert_eq!(sent(&new), "GET /Instances/i1/Objects/IDE/Fields\nAccept: application/json\n\n");
        let full = GetInstanceObjectFields { start: Some(20), max: Some(10), ..new };
        assert_eq!(sent(&full), "GET /Instances/i1/Objects/IDE/Fields?Start=20&Max=10\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&GetInstanceObjectFields::new(id, "x1")), code, "{id:?}");
            assert_eq!(refused(&GetInstanceObjectFields::new("x1", id)), code, "{id:?}");
        }
        assert_eq!(
            refused(&GetInstanceObjectFields { max: Some(0), ..GetInstanceObjectFields::new("a", "a") }),
            "input.paging"
        );
    }

    #[test]
    fn the_answer() {
        // Captured shape (a recording of the generic API), values restated.
        let body =
            r#"{"TotalCount":1,"Data":[{"Id":"behov","Name":"Behov","FieldType":"textarea","Value":"","Index":3}]}"#;
        let answer = GetInstanceObjectFields::new("i1", "IDE").response(&access(), &json(body)).unwrap();
        assert_eq!((answer.total_count, answer.items[0].value.as_deref()), (Some(1), Some("")));
    }
}

//! `GET /Objects/{id}/Objects`: the objects in an object (verified).

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

/// Lists the children of an object that is a container.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListObjectChildren {
    /// The object's id.
    pub object_id: String,
    /// `VersionId`: an earlier version of the object.
    #[serde(default)]
    pub version_id: Option<String>,
    /// The index of the first item, from 0.
    #[serde(default)]
    pub start: Option<u32>,
    /// The largest number of items.
    #[serde(default)]
    pub max: Option<u32>,
}

impl ListObjectChildren {
    /// The list from its start, as long as the service makes a page.
    pub fn new(object_id: impl Into<String>) -> Self {
        Self { object_id: object_id.into(), version_id: None, start: None, max: None }
    }
}

impl Sealed for ListObjectChildren {}

impl Operation for ListObjectChildren {
    const NAME: &'static str = "fastdok.list_object_children";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Page<Object>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let object = path_segment("objectId", &self.object_id)?;
        let query = [("VersionId", self.version_id.clone()), ("Start", number(self.start)), ("Max", max(self.max)?)];
        get(access, &format!("/Objects/{object}/Objects"), &query)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Page<Object>, Error> {
        self.reader(access, response.status, &response.headers).whole(response)
    }
}

impl ListOperation for ListObjectChildren {
    type Item = Object;
    type Reader = Rows<Object>;
    type End = PageEnd;

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> Rows<Object> {
        Rows::new(access, status, headers)
    }
}

impl Paged for ListObjectChildren {
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
        let new = ListObjectChildren::new("o1");
        assert_eq!(sent(&new), "GET /Objects/o1/Objects\nAccept: application/json\n\n");
        let full = ListObjectChildren { version_id: Some("v1".to_owned()), start: Some(20), max: Some(10), ..new };
        assert_eq!(sent(&full), "GET /Objects/o1/Objects?VersionId=v1&Start=20&Max=10\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&ListObjectChildren::new(id)), code, "{id:?}");
        }
        assert_eq!(refused(&ListObjectChildren { max: Some(0), ..ListObjectChildren::new("a") }), "input.paging");
    }

    #[test]
    fn the_answer() {
        // Constructed.
        let body = r#"{"data":[{"Id":"o2","Type":"file"}],"TOTALCOUNT":"1"}"#;
        let answer = ListObjectChildren::new("o1").response(&access(), &json(body)).unwrap();
        assert_eq!((answer.total_count, answer.items[0].id.as_str()), (Some(1), "o2"));
    }
}

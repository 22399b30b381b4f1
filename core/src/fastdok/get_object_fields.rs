//! `GET /Objects/{id}/Fields`: the fields of a form (verified, with a recorded answer). Until 2015 a bare array, since
//! then an envelope (verified).

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

/// Reads the fields of an object. FastDok's page on objects calls it deprecated in favour of the properties; Barium's
/// does not.
///
/// Without `max` 200 fields come (verified).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetObjectFields {
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

impl GetObjectFields {
    /// The list from its start, as long as the service makes a page.
    pub fn new(object_id: impl Into<String>) -> Self {
        Self { object_id: object_id.into(), version_id: None, start: None, max: None }
    }
}

impl Sealed for GetObjectFields {}

impl Operation for GetObjectFields {
    const NAME: &'static str = "fastdok.get_object_fields";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Page<Field>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let object = path_segment("objectId", &self.object_id)?;
        let query = [("VersionId", self.version_id.clone()), ("Start", number(self.start)), ("Max", max(self.max)?)];
        get(access, &format!("/Objects/{object}/Fields"), &query)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Page<Field>, Error> {
        self.reader(access, response.status, &response.headers).whole(response)
    }
}

impl ListOperation for GetObjectFields {
    type Item = Field;
    type Reader = Rows<Field>;
    type End = PageEnd;

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> Rows<Field> {
        Rows::new(access, status, headers)
    }
}

impl Paged for GetObjectFields {
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
        let new = GetObjectFields::new("o1");
        assert_eq!(sent(&new), "GET /Objects/o1/Fields\nAccept: application/json\n\n");
        let full = GetObjectFields { version_id: Some("v1".to_owned()), start: Some(20), max: Some(10), ..new };
        assert_eq!(sent(&full), "GET /Objects/o1/Fields?VersionId=v1&Start=20&Max=10\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&GetObjectFields::new(id)), code, "{id:?}");
        }
        assert_eq!(refused(&GetObjectFields { max: Some(0), ..GetObjectFields::new("a") }), "input.paging");
    }

    #[test]
    fn both_answers() {
        // Captured shape (a recording of the generic API), values restated.
        let recorded = r#"{"Data":[{"Id":"instance.name","Name":"Namn","DataType":"System.String","FieldType":"textfield","Value":"x",
            "FieldTypeNamespace":"","ReadOnly":false,"AllowBlank":true,"Index":0},
            {"Id":"fran-datum","DataType":"System.DateTime","FieldType":"datefield","Value":"2013-05-23T22:00:00Z"}]}"#;
        let answer = GetObjectFields::new("o1").response(&access(), &json(recorded)).unwrap();
        assert_eq!(answer.items[1].date(), crate::dates::Date::new(2013, 5, 24));
        assert!(answer.items[0].extra.is_empty());
        // Constructed after the older documents.
        let older = r#"[{"Id":"behov","Name":"Behov","Type":"textfield","Value":null,"Index":1}]"#;
        let answer = GetObjectFields::new("o1").response(&access(), &json(older)).unwrap();
        assert_eq!((answer.items[0].value.as_ref(), answer.items[0].extra["Type"].as_str()), (None, "\"textfield\""));
    }
}

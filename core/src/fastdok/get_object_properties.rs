//! `GET /Objects/{id}/Properties`: the values of an object (verified; FastDok's page on objects). They come as a bare
//! array.

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::field::Property;
use super::page::{Page, PageEnd, Rows};
use super::request::get;
use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, ListOperation, Operation};

/// Reads the properties of an object: what to use in place of its fields, which FastDok's page on objects calls
/// deprecated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetObjectProperties {
    /// The object's id.
    pub object_id: String,
    /// `VersionId`: an earlier version of the object.
    #[serde(default)]
    pub version_id: Option<String>,
}

impl GetObjectProperties {
    /// The properties of the current version.
    pub fn new(object_id: impl Into<String>) -> Self {
        Self { object_id: object_id.into(), version_id: None }
    }
}

impl Sealed for GetObjectProperties {}

impl Operation for GetObjectProperties {
    const NAME: &'static str = "fastdok.get_object_properties";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Page<Property>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let object = path_segment("objectId", &self.object_id)?;
        let query = [("VersionId", self.version_id.clone())];
        get(access, &format!("/Objects/{object}/Properties"), &query)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Page<Property>, Error> {
        self.reader(access, response.status, &response.headers).whole(response)
    }
}

impl ListOperation for GetObjectProperties {
    type Item = Property;
    type Reader = Rows<Property>;
    type End = PageEnd;

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> Rows<Property> {
        Rows::new(access, status, headers)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, json, refused, sent};
    use super::*;

    #[test]
    fn the_request() {
        let new = GetObjectProperties::new("o1");
        assert_eq!(sent(&new), "GET /Objects/o1/Properties\nAccept: application/json\n\n");
        let full = GetObjectProperties { version_id: Some("v1".to_owned()), ..new };
        assert_eq!(sent(&full), "GET /Objects/o1/Properties?VersionId=v1\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&GetObjectProperties::new(id)), code, "{id:?}");
        }
    }

    #[test]
    fn the_answer() {
        // Constructed after the documented members.
        let body = r#"[{"Name":"Namn","Value":"Åsa","ReadOnly":false,"TimeStamp":"2013-05-23T08:11:02Z","Index":3}]"#;
        let answer = GetObjectProperties::new("o1").response(&access(), &json(body)).unwrap();
        assert_eq!((answer.items[0].name.as_str(), answer.items[0].index), ("Namn", Some(3)));
        assert_eq!(answer.items[0].value.as_deref(), Some("Åsa"));
    }
}

//! `GET /Objects/{id}/Image`: a form or file as a picture, a PNG by the documents (verified).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::binary::Binary;
use super::request::{ANYTHING, fetch, number};
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Fetches an object as a picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetObjectImage {
    /// The object's id.
    pub object_id: String,
    /// `VersionId`: an earlier version of the object.
    #[serde(default)]
    pub version_id: Option<String>,
    /// `Width` in pixels (documented for the generic API).
    #[serde(default)]
    pub width: Option<u32>,
    /// `Height` in pixels (documented for the generic API).
    #[serde(default)]
    pub height: Option<u32>,
}

impl GetObjectImage {
    /// The current version.
    pub fn new(object_id: impl Into<String>) -> Self {
        Self { object_id: object_id.into(), version_id: None, width: None, height: None }
    }
}

impl Sealed for GetObjectImage {}

impl Operation for GetObjectImage {
    const NAME: &'static str = "fastdok.get_object_image";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Binary;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let object = path_segment("objectId", &self.object_id)?;
        let query =
            [("VersionId", self.version_id.clone()), ("Width", number(self.width)), ("Height", number(self.height))];
        fetch(access, &format!("/Objects/{object}/Image"), &query, ANYTHING)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Binary, Error> {
        Binary::read(access, response)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, code, refused, response, sent};
    use super::*;

    #[test]
    fn the_request() {
        let new = GetObjectImage::new("o1");
        assert_eq!(sent(&new), "GET /Objects/o1/Image\nAccept: */*\n\n");
        let full = GetObjectImage { version_id: Some("v1".to_owned()), width: Some(640), height: Some(480), ..new };
        assert_eq!(sent(&full), "GET /Objects/o1/Image?VersionId=v1&Width=640&Height=480\nAccept: */*\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&GetObjectImage::new(id)), code, "{id:?}");
        }
    }

    #[test]
    fn the_answer() {
        let image = GetObjectImage::new("o1");
        let answer = image.response(&access(), &response(200, "image/png", b"\x89PNG\r\n\x1a\n")).unwrap();
        assert_eq!(answer.content_type.as_deref(), Some("image/png"));
        assert_eq!(answer.bytes, b"\x89PNG\r\n\x1a\n");
        assert_eq!(code(image.response(&access(), &response(200, "text/html", b"hej"))), "parse.content_type");
    }
}

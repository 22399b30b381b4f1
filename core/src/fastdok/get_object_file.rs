//! `GET /Objects/{id}/File`: a file that was uploaded (verified for the generic API; FastDok's page does not have it).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::binary::Binary;
use super::request::{ANYTHING, fetch};
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Fetches a file as it was uploaded.
///
/// An answer of JSON or HTML is taken for the file only if the service names it (`Content-Disposition`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetObjectFile {
    /// The object's id.
    pub object_id: String,
    /// `VersionId`: an earlier version of the object.
    #[serde(default)]
    pub version_id: Option<String>,
}

impl GetObjectFile {
    /// The current version.
    pub fn new(object_id: impl Into<String>) -> Self {
        Self { object_id: object_id.into(), version_id: None }
    }
}

impl Sealed for GetObjectFile {}

impl Operation for GetObjectFile {
    const NAME: &'static str = "fastdok.get_object_file";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Binary;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let object = path_segment("objectId", &self.object_id)?;
        let query = [("VersionId", self.version_id.clone())];
        fetch(access, &format!("/Objects/{object}/File"), &query, ANYTHING)
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
        let new = GetObjectFile::new("o1");
        assert_eq!(sent(&new), "GET /Objects/o1/File\nAccept: */*\n\n");
        let full = GetObjectFile { version_id: Some("v1".to_owned()), ..new };
        assert_eq!(sent(&full), "GET /Objects/o1/File?VersionId=v1\nAccept: */*\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&GetObjectFile::new(id)), code, "{id:?}");
        }
    }

    #[test]
    fn the_answer() {
        let file = GetObjectFile::new("o1");
        let answer = file.response(&access(), &response(200, "text/plain", b"Hej")).unwrap();
        assert_eq!(answer.content_type.as_deref(), Some("text/plain"));
        assert_eq!(answer.bytes, b"Hej");
        let mut named = response(200, "text/html", b"<html></html>");
        assert_eq!(code(file.response(&access(), &named)), "parse.content_type");
        named.headers.push(crate::http::Header::new("Content-Disposition", "attachment; filename=\"sida.html\""));
        assert_eq!(file.response(&access(), &named).unwrap().file_name.as_deref(), Some("sida.html"));
    }
}

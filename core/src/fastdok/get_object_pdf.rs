//! `GET /Objects/{id}/PDF`: a form as PDF (verified). Until it is paid it has a draft watermark (verified).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::binary::Binary;
use super::request::{ANYTHING, fetch};
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Fetches a form as PDF. What does not begin like one is an error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetObjectPdf {
    /// The object's id.
    pub object_id: String,
    /// `VersionId`: an earlier version of the object.
    #[serde(default)]
    pub version_id: Option<String>,
}

impl GetObjectPdf {
    /// The current version.
    pub fn new(object_id: impl Into<String>) -> Self {
        Self { object_id: object_id.into(), version_id: None }
    }
}

impl Sealed for GetObjectPdf {}

impl Operation for GetObjectPdf {
    const NAME: &'static str = "fastdok.get_object_pdf";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Binary;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let object = path_segment("objectId", &self.object_id)?;
        let query = [("VersionId", self.version_id.clone())];
        fetch(access, &format!("/Objects/{object}/PDF"), &query, ANYTHING)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Binary, Error> {
        Binary::read_pdf(access, response)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, code, refused, response, sent};
    use super::*;

    #[test]
    fn the_request() {
        let new = GetObjectPdf::new("o1");
        assert_eq!(sent(&new), "GET /Objects/o1/PDF\nAccept: */*\n\n");
        let full = GetObjectPdf { version_id: Some("v1".to_owned()), ..new };
        assert_eq!(sent(&full), "GET /Objects/o1/PDF?VersionId=v1\nAccept: */*\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&GetObjectPdf::new(id)), code, "{id:?}");
        }
    }

    #[test]
    fn the_answer() {
        let pdf = GetObjectPdf::new("o1");
        let answer = pdf.response(&access(), &response(200, "application/pdf", b"%PDF-1.7 ...")).unwrap();
        assert_eq!(answer.content_type.as_deref(), Some("application/pdf"));
        assert_eq!(answer.bytes, b"%PDF-1.7 ...");
        let page = response(200, "application/pdf", b"<html>Fel</html>");
        assert_eq!(code(pdf.response(&access(), &page)), "parse.content_type");
        let refusal = response(200, "text/json", br#"{"success":false,"message":"nej"}"#);
        assert_eq!(code(pdf.response(&access(), &refusal)), "fastdok.refused");
        assert_eq!(code(pdf.response(&access(), &response(200, "application/pdf", b"hej"))), "parse.content_type");
    }
}

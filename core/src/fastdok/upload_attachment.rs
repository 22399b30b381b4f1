//! `POST /DataForms/{form}/Attachments`, in version 1.1 of the API: attach a file to a form (verified for the generic API by the vendor's own
//! client; unknown for FastDok).
//!
//! A multipart form whose part has the name of the form's field (verified by that client). What is answered, `success`, `updatedFields` and
//! `ignoredFields`, is inferred: the client has these members, but does not read them here.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::multipart::FilePart;
use super::request::post;
use super::status::StatusReply;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::{check_length, path_segment};
use crate::limits::ID_CHARS;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Attaches a file to a field of a form. Look at the answer's `ignoredFields`: a field in it was not written.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UploadAttachment {
    /// The form: the id of an object of the case (verified by the vendor's own client).
    pub form_id: String,
    /// The field's `Id`, at most [`ID_CHARS`] characters: no quotes. Its `fieldType` is `fileuploadfield` (inferred).
    pub field_name: String,
    /// The file's name, at most [`ID_CHARS`] characters: no path, no quotes.
    pub file_name: String,
    /// The file, at most [`UPLOAD_BYTES`](crate::limits::UPLOAD_BYTES).
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
    /// Its media type; `application/octet-stream` if unknown.
    #[serde(default)]
    pub content_type: Option<String>,
}

impl UploadAttachment {
    /// An attachment of unknown type.
    pub fn new(
        form_id: impl Into<String>,
        field_name: impl Into<String>,
        file_name: impl Into<String>,
        bytes: Vec<u8>,
    ) -> Self {
        Self {
            form_id: form_id.into(),
            field_name: field_name.into(),
            file_name: file_name.into(),
            bytes,
            content_type: None,
        }
    }
}

impl fmt::Debug for UploadAttachment {
    /// Without the content, which may be anyone's contract.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadAttachment")
            .field("form_id", &self.form_id)
            .field("field_name", &self.field_name)
            .field("file_name", &self.file_name)
            .field("bytes", &format_args!("{} bytes", self.bytes.len()))
            .field("content_type", &self.content_type)
            .finish()
    }
}

impl Sealed for UploadAttachment {}

impl Operation for UploadAttachment {
    const NAME: &'static str = "fastdok.upload_attachment";
    const EFFECT: Effect = Effect::Changes;
    type Access = Access;
    type Output = StatusReply;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let path = format!("/DataForms/{}/Attachments", path_segment("formId", &self.form_id)?);
        let name = self.field_name.as_str();
        if name.is_empty() || name.contains(|c: char| c.is_control() || matches!(c, '"' | '\\')) {
            let rule = "must not be empty or have control characters, quotes or backslashes";
            return Err(Error::input("input.field_name", "fieldName", rule));
        }
        check_length("fieldName", name, ID_CHARS)?;
        let (file_name, content_type) = (self.file_name.as_str(), self.content_type.as_deref());
        let (form_type, body) = FilePart { name, file_name, bytes: &self.bytes, content_type }.form()?;
        Ok(HttpRequest { url: access.url_v1_1(&path), ..post(access, &path, form_type, body)? })
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<StatusReply, Error> {
        StatusReply::read(access, response)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, json, refused, sent};
    use super::*;

    fn attach(field: &str) -> UploadAttachment {
        UploadAttachment::new("o1", field, "Ritning åäö.pdf", b"abc".to_vec())
    }

    #[test]
    fn the_request() {
        let typed = UploadAttachment { content_type: Some("application/pdf".to_owned()), ..attach("Bilaga.Ritning-1") };
        let request = sent(&typed);
        assert!(request.starts_with(
            "POST /v1.1/DataForms/o1/Attachments\nAccept: application/json\nContent-Type: multipart/form-data; boundary=nordcase-"
        ));
        assert!(request.contains(
            "\r\nContent-Disposition: form-data; name=\"Bilaga.Ritning-1\"; filename=\"Ritning åäö.pdf\"\r\n\
             Content-Type: application/pdf\r\n\r\nabc\r\n--nordcase-"
        ));
    }

    #[test]
    fn input_rules() {
        for field in ["", "a\"b", "a\\", "a\r\nb"] {
            assert_eq!(refused(&attach(field)), "input.field_name", "{field:?}");
        }
        assert_eq!(refused(&attach(&"å".repeat(ID_CHARS + 1))), "input.too_long");
        assert_eq!(refused(&UploadAttachment { form_id: "..".to_owned(), ..attach("f") }), "input.id_path");
        assert_eq!(refused(&UploadAttachment { file_name: "a/b".to_owned(), ..attach("f") }), "input.file_name");
    }

    #[test]
    fn the_answer_and_the_debug() {
        // The members of the vendor's own client.
        let body = r#"{"success":true,"updatedFields":[],"ignoredFields":["f"]}"#;
        let reply = attach("f").response(&access(), &json(body)).unwrap();
        assert_eq!(reply.ignored_fields.unwrap().as_str(), r#"["f"]"#);
        assert!(!format!("{:?}", attach("f")).contains("98"));
    }
}

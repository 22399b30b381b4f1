//! `POST /Objects/{folder}/Objects`: put a file into a folder of a case (verified).
//!
//! A multipart form with one part, `Data` (verified).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::multipart::FilePart;
use super::request::post;
use super::status::StatusReply;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Uploads a file. The answer's `items` have what was made.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UploadObject {
    /// The folder: an object that is a container.
    pub folder_id: String,
    /// The file's name, at most [`ID_CHARS`](crate::limits::ID_CHARS) characters: no path, no quotes.
    pub file_name: String,
    /// The file, at most [`UPLOAD_BYTES`](crate::limits::UPLOAD_BYTES).
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
    /// Its media type; `application/octet-stream` if unknown.
    #[serde(default)]
    pub content_type: Option<String>,
}

impl UploadObject {
    /// An upload of a file of unknown type.
    pub fn new(folder_id: impl Into<String>, file_name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self { folder_id: folder_id.into(), file_name: file_name.into(), bytes, content_type: None }
    }
}

impl fmt::Debug for UploadObject {
    /// Without the content, which may be anyone's contract.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadObject")
            .field("folder_id", &self.folder_id)
            .field("file_name", &self.file_name)
            .field("bytes", &format_args!("{} bytes", self.bytes.len()))
            .field("content_type", &self.content_type)
            .finish()
    }
}

impl Sealed for UploadObject {}

impl Operation for UploadObject {
    const NAME: &'static str = "fastdok.upload_object";
    const EFFECT: Effect = Effect::Changes;
    type Access = Access;
    type Output = StatusReply;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let folder = path_segment("folderId", &self.folder_id)?;
        let (name, file_name, content_type) = ("Data", self.file_name.as_str(), self.content_type.as_deref());
        let (form_type, body) = FilePart { name, file_name, bytes: &self.bytes, content_type }.form()?;
        post(access, &format!("/Objects/{folder}/Objects"), form_type, body)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<StatusReply, Error> {
        StatusReply::read(access, response)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, json, refused, sent};
    use super::*;
    use crate::limits::{ID_CHARS, UPLOAD_BYTES};

    #[test]
    fn the_request() {
        let upload = UploadObject::new("f1", "Ritning åäö.pdf", b"abc".to_vec());
        let boundary = "nordcase-e71fa2190541574b";
        assert_eq!(
            sent(&upload),
            format!(
                "POST /Objects/f1/Objects\nAccept: application/json\nContent-Type: multipart/form-data; boundary={boundary}\n\n\
                 --{boundary}\r\nContent-Disposition: form-data; name=\"Data\"; filename=\"Ritning åäö.pdf\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\nabc\r\n--{boundary}--\r\n"
            )
        );
        assert_eq!(upload.request(&access()), upload.request(&access()));
    }

    #[test]
    fn input_rules() {
        for name in ["", " ", "..", "a/b", "a\\b", "a\"b", "a\r\nb", "a\0"] {
            assert_eq!(refused(&UploadObject::new("f", name, vec![])), "input.file_name", "{name:?}");
        }
        assert_eq!(refused(&UploadObject::new("f", "å".repeat(ID_CHARS + 1), vec![])), "input.too_long");
        assert_eq!(refused(&UploadObject::new("f", "a", vec![0; UPLOAD_BYTES + 1])), "input.too_long");
        assert_eq!(refused(&UploadObject::new("", "a", vec![])), "input.id_empty");
        let typed = UploadObject { content_type: Some("a\r\nb".to_owned()), ..UploadObject::new("f", "a", vec![]) };
        assert_eq!(refused(&typed), "input.header_value");
    }

    #[test]
    fn the_answer_and_the_debug() {
        // Captured shape.
        let upload = UploadObject::new("f1", "a.txt", b"secret".to_vec());
        let body = r#"{"success":true,"Items":[{"success":true,"Name":"a.txt","Id":"o1","ReferenceId":"o1"}]}"#;
        let reply = upload.response(&access(), &json(body)).unwrap();
        assert_eq!(reply.items[0].id.as_deref(), Some("o1"));
        assert!(!format!("{upload:?}").contains("115"), "{upload:?}");
    }
}

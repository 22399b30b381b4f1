//! `POST /Objects/{folder}/Objects`: put a file into a folder of a case (verified).
//!
//! A multipart form with one part, `Data`, whose file name is raw UTF-8 (verified). Its content type must have no
//! `charset`: with one the server says OK and creates nothing (verified by a client's comment).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::request::post;
use super::status::StatusReply;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::{check_length, path_segment};
use crate::limits::{ID_CHARS, UPLOAD_BYTES};
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Uploads a file. The answer's `items` have what was made.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UploadObject {
    /// The folder: an object that is a container.
    pub folder_id: String,
    /// The file's name, at most [`ID_CHARS`] characters: no path, no quotes.
    pub file_name: String,
    /// The file, at most [`UPLOAD_BYTES`].
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

    fn check(&self) -> Result<(), Error> {
        let name = self.file_name.as_str();
        let unsafe_char = |c: char| c.is_control() || matches!(c, '"' | '/' | '\\');
        if name.trim().is_empty() || name == "." || name == ".." || name.contains(unsafe_char) {
            let rule = "must be a plain file name: no control characters, quotes or slashes";
            return Err(Error::input("input.file_name", "fileName", rule));
        }
        check_length("fileName", name, ID_CHARS)?;
        if self.bytes.len() > UPLOAD_BYTES {
            return Err(Error::input("input.too_long", "bytes", format!("must be at most {UPLOAD_BYTES} bytes")));
        }
        let printable = |text: &str| !text.is_empty() && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if !self.content_type.as_deref().is_none_or(printable) {
            return Err(Error::input("input.header_value", "contentType", "must be visible ASCII characters"));
        }
        Ok(())
    }

    /// A boundary that depends on the file alone (the core has no randomness) and does not occur in it.
    fn boundary(&self) -> String {
        // FNV-1a: it need not be strong, since what it gives is compared with the content.
        let hash = self
            .bytes
            .iter()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
        let mut candidate = hash;
        loop {
            let boundary = format!("nordcase-{candidate:016x}");
            let begins = |at| self.bytes.get(at..).is_some_and(|rest| rest.starts_with(boundary.as_bytes()));
            if !memchr::memchr_iter(b'n', &self.bytes).any(begins) {
                return boundary;
            }
            // A file holds only finitely many of them.
            candidate = candidate.wrapping_add(1);
        }
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
        self.check()?;
        let boundary = self.boundary();
        let content_type = self.content_type.as_deref().unwrap_or("application/octet-stream");
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"Data\"; filename=\"{}\"\r\nContent-Type: {content_type}\r\n\r\n",
            self.file_name
        );
        let tail = format!("\r\n--{boundary}--\r\n");
        let body = [head.as_bytes(), &self.bytes, tail.as_bytes()].concat();
        post(access, &format!("/Objects/{folder}/Objects"), format!("multipart/form-data; boundary={boundary}"), body)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<StatusReply, Error> {
        StatusReply::read(access, response)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, json, refused, sent};
    use super::*;

    #[test]
    fn the_request() {
        let upload = UploadObject::new("f1", "Ritning åäö.pdf", b"abc".to_vec());
        let boundary = upload.boundary();
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
    fn the_boundary_is_not_in_the_file() {
        // FNV's state after a file of no bytes is its offset basis; a file can't easily hold its own hash, so the loop
        // is fed here.
        let first = UploadObject::new("f", "a", Vec::new()).boundary();
        let upload = UploadObject::new("f", "a", first.clone().into_bytes());
        assert!(!String::from_utf8(upload.bytes.clone()).unwrap().contains(&upload.boundary()));
        assert_ne!(upload.boundary(), first);
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

//! A file as the one part of a multipart form.
//!
//! Its file name is raw UTF-8 (verified). The form's content type must have no `charset`: with one the server says OK and creates nothing
//! (verified by a client's comment).

use crate::error::Error;
use crate::ids::check_length;
use crate::limits::{ID_CHARS, UPLOAD_BYTES};

/// The part.
pub(super) struct FilePart<'a> {
    /// The part's name. It must not end the quotes that it stands in.
    pub(super) name: &'a str,
    pub(super) file_name: &'a str,
    pub(super) bytes: &'a [u8],
    /// The file's media type; `application/octet-stream` if unknown.
    pub(super) content_type: Option<&'a str>,
}

impl FilePart<'_> {
    /// The form's content type and the form, unless the file may not be sent so.
    pub(super) fn form(&self) -> Result<(String, Vec<u8>), Error> {
        self.check()?;
        let boundary = boundary(self.bytes);
        let content_type = self.content_type.unwrap_or("application/octet-stream");
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: {content_type}\r\n\r\n",
            self.name, self.file_name
        );
        let tail = format!("\r\n--{boundary}--\r\n");
        let body = [head.as_bytes(), self.bytes, tail.as_bytes()].concat();
        Ok((format!("multipart/form-data; boundary={boundary}"), body))
    }

    fn check(&self) -> Result<(), Error> {
        let name = self.file_name;
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
        if !self.content_type.is_none_or(printable) {
            return Err(Error::input("input.header_value", "contentType", "must be visible ASCII characters"));
        }
        Ok(())
    }
}

/// A boundary that depends on the file alone (the core has no randomness) and does not occur in it.
fn boundary(bytes: &[u8]) -> String {
    // FNV-1a: it need not be strong, since what it gives is compared with the content.
    let hash = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    free_boundary(hash, bytes)
}

/// The first of these, from `candidate` on, that is not in the file, which holds only finitely many of them.
fn free_boundary(mut candidate: u64, bytes: &[u8]) -> String {
    loop {
        let boundary = format!("nordcase-{candidate:016x}");
        let begins = |at| bytes.get(at..).is_some_and(|rest| rest.starts_with(boundary.as_bytes()));
        if !memchr::memchr_iter(b'n', bytes).any(begins) {
            return boundary;
        }
        candidate = candidate.wrapping_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boundary_is_not_in_the_file() {
        assert_ne!(boundary(b""), boundary(b"a"));
        let file = format!("a{}b{}", free_boundary(u64::MAX, b""), free_boundary(0, b""));
        assert_eq!(free_boundary(u64::MAX, file.as_bytes()), "nordcase-0000000000000001");
        assert_eq!(free_boundary(7, file.as_bytes()), "nordcase-0000000000000007");
    }
}

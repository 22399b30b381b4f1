//! The SOAP header of the WS and EC bindings: WS-Addressing, and who calls.
//!
//! WS: a WS-Security UsernameToken with the password in plain text, a nonce and the time of creation, under a Timestamp
//! of five minutes: the policy of a sibling service (verified there, inferred here). EC: the element that the caller's
//! security layer has made and signed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::access::{Binding, SystemUser};
use super::namespaces::WSSE;
use crate::dates::DateTime;
use crate::error::Error;
use crate::ids::check_length;
use crate::limits::{ID_CHARS, ITEM_BYTES};
use crate::xml::{self, Writer};

const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
const PASSWORD_TEXT: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText";
const BASE64_BINARY: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";

/// How long a message is valid, in seconds: WCF's own default (verified in Altinn's client).
const VALID_SECONDS: i64 = 300;

/// Fewer bytes could be guessed, or come twice.
const NONCE_BYTES: usize = 16;

/// Checks what a binding needs to sign in.
pub(super) fn check(binding: &Binding) -> Result<(), Error> {
    let user = binding.user();
    for (field, value) in [("systemUserName", user.name.as_str()), ("systemPassword", user.password.expose())] {
        if value.is_empty() {
            return Err(Error::input("input.credentials_missing", field, "must not be empty"));
        }
    }
    match binding {
        Binding::Basic { .. } => Ok(()),
        Binding::Ws { nonce, message_id, .. } => {
            // The upper bound only keeps the header small: no sound nonce is longer.
            if !(NONCE_BYTES..=1_024).contains(&nonce.len()) {
                return Err(Error::input("input.nonce", "nonce", "must be 16 to 1024 random bytes"));
            }
            check_message_id(message_id.as_deref())
        }
        Binding::Ec { security_header, message_id, .. } | Binding::Ec2 { security_header, message_id, .. } => {
            check_security_header(security_header.expose())?;
            check_message_id(message_id.as_deref())
        }
    }
}

fn check_message_id(id: Option<&str>) -> Result<(), Error> {
    match id {
        None => Ok(()),
        Some("") => Err(Error::input("input.empty", "messageID", "must not be empty; leave it out instead")),
        Some(id) => check_length("messageID", id, ID_CHARS),
    }
}

/// Writes `<s:Header>…</s:Header>`; nothing for Basic, which has none. The values were checked before.
pub(super) fn write_header(writer: &mut Writer, binding: &Binding, action: &str, url: &str) -> Result<(), Error> {
    let message_id = match binding {
        Binding::Basic { .. } => return Ok(()),
        Binding::Ws { message_id, .. } | Binding::Ec { message_id, .. } | Binding::Ec2 { message_id, .. } => message_id,
    };
    writer.markup("<s:Header><wsa:Action s:mustUnderstand=\"1\">");
    writer.markup(action);
    writer.markup("</wsa:Action>");
    if let Some(id) = message_id {
        writer.element_of("wsa:MessageID", id, || "messageID".into())?;
    }
    writer.markup("<wsa:To s:mustUnderstand=\"1\">");
    writer.text("baseUrl", url)?;
    writer.markup("</wsa:To>");
    match binding {
        Binding::Ws { user, created, nonce, .. } => write_username_token(writer, user, *created, nonce)?,
        Binding::Ec { security_header, .. } | Binding::Ec2 { security_header, .. } => {
            writer.markup(security_header.expose().trim());
        }
        Binding::Basic { .. } => {}
    }
    writer.markup("</s:Header>");
    Ok(())
}

fn write_username_token(writer: &mut Writer, user: &SystemUser, created: DateTime, nonce: &[u8]) -> Result<(), Error> {
    // Both written in UTC to the second, whatever the offset and the fraction the caller's clock gave.
    let seconds = created.unix_millis().map(|millis| millis.div_euclid(1_000));
    let utc = |plus: i64| seconds.and_then(|seconds| DateTime::from_unix_seconds(seconds + plus));
    let (Some(created), Some(expires)) = (utc(0), utc(VALID_SECONDS)) else {
        return Err(Error::input("input.created", "created", "must be a time in UTC or with an offset"));
    };
    writer.markup("<wsse:Security s:mustUnderstand=\"1\" xmlns:wsse=\"");
    writer.markup(WSSE);
    writer.markup("\" xmlns:wsu=\"");
    writer.markup(WSU);
    // The Timestamp comes first: the policy's layout is strict.
    writer.markup("\"><wsu:Timestamp wsu:Id=\"timestamp\">");
    writer.plain("wsu:Created", created);
    writer.plain("wsu:Expires", expires);
    writer.markup("</wsu:Timestamp><wsse:UsernameToken wsu:Id=\"user\">");
    writer.element_of("wsse:Username", &user.name, || "systemUserName".into())?;
    writer.markup("<wsse:Password Type=\"");
    writer.markup(PASSWORD_TEXT);
    writer.markup("\">");
    writer.text("systemPassword", user.password.expose())?;
    writer.markup("</wsse:Password><wsse:Nonce EncodingType=\"");
    writer.markup(BASE64_BINARY);
    writer.markup("\">");
    writer.markup(&STANDARD.encode(nonce));
    writer.markup("</wsse:Nonce>");
    writer.plain("wsu:Created", created);
    writer.markup("</wsse:UsernameToken></wsse:Security>");
    Ok(())
}

/// The ready-made header goes in as it is, so it must be one complete `wsse:Security` element that declares all its
/// prefixes itself.
fn check_security_header(header: &str) -> Result<(), Error> {
    let refused = |rule: &'static str| Err(Error::input("input.security_header", "securityHeader", rule));
    let header = header.trim();
    if header.is_empty() {
        return refused("is missing");
    }
    if header.starts_with("<?") || header.starts_with("<!") {
        return refused("must begin with the wsse:Security element itself");
    }
    let mut reader = xml::Reader::new(ITEM_BYTES as u64, 0, |uri| uri == WSSE);
    let mut root = Root { is_security: false };
    let read = reader.feed(header.as_bytes(), &mut root).and_then(|()| reader.finish());
    if read.is_err() {
        return refused("must be one well-formed element that declares the namespaces it uses");
    }
    if root.is_security { Ok(()) } else { refused("must be a wsse:Security element") }
}

/// Looks at the root element only.
struct Root {
    is_security: bool,
}

impl xml::Handler<bool> for Root {
    fn open(&mut self, element: xml::Element<'_, bool>) -> Result<(), xml::Problem> {
        self.is_security |= element.depth == 0 && element.ns && element.local == "Security";
        Ok(())
    }

    fn close(&mut self, _: xml::Element<'_, bool>, _: &str, _: &xml::Names<bool>) -> Result<(), xml::Problem> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ready_made_header_is_one_security_element() {
        let security = |inside: &str| format!("<o:Security xmlns:o=\"{WSSE}\">{inside}</o:Security>");
        for header in [security(""), security("<!-- c --><o:X a='>'>&amp;</o:X>"), format!(" \n{}\n", security(""))] {
            assert!(check_security_header(&header).is_ok(), "{header}");
        }
        let long = security(&"<o:X>".repeat(100));
        for header in [
            "",
            "  ",
            "text",
            "<Security/>",
            "<o:Security/>",
            "<o:Security xmlns:o=\"urn:other\"/>",
            &format!("<?xml version=\"1.0\"?>{}", security("")),
            &format!("<!DOCTYPE x>{}", security("")),
            &format!("<!-- c -->{}", security("")),
            &format!("{}{}", security(""), security("")),
            &format!("{}<x/>", security("")),
            &format!("{}</s:Header>", security("")),
            &security("<x>"),
            &security("<s:X/>"),
            &security("&x;"),
            &security("<!DOCTYPE x>"),
            &long,
        ] {
            let error = check_security_header(header).unwrap_err();
            assert_eq!(error.code(), "input.security_header", "{header}");
        }
    }
}

//! `POST /Authenticate`: sign in, and get the ticket that every other call carries (verified).
//!
//! The form has `APIKey`, `Username` and `Password` (verified). `format` and `webTicket` are documented for the query;
//! two clients send them in the body and it works (verified), so they go into the body: a URL is logged in more places.
//!
//! Three answers are read:
//! - JSON, `{success, Ticket}`, with `webTicket` also `WebTicket` (verified; names in any case);
//! - the bare ticket as text, which old servers send (verified by three clients);
//! - a text with the word `failed`, which is how a wrong password is told (inferred from a client; the exact text is
//!   unknown).
//!
//! Sign in with `webTicket` and the case's page can be opened in a browser: [`Access::task_link`].

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use super::access::Access;
use super::answer;
use super::request::{FORM, JSON, form};
use crate::error::{Error, excerpt};
use crate::http::{Header, HttpRequest, HttpResponse, Method};
use crate::ids::header_value;
use crate::json::{self, Members, Place};
use crate::limits::TEXT_CHARS;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};
use crate::secret::Secret;

/// Signs in with the credentials of the [`Access`]. Clients do so by themselves before a call that needs it.
/// The answer's tickets are secrets.
///
/// It counts as a read: it changes nothing of value. But a refusal (`fastdok.sign_in_failed`) must never be repeated
/// blindly, since accounts can get locked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Authenticate {
    /// Ask for a web ticket too, for [`Access::task_link`].
    #[serde(default)]
    pub web_ticket: bool,
}

impl Authenticate {
    /// A sign-in without a web ticket.
    pub fn new() -> Self {
        Self::default()
    }
}

/// What a sign-in gives: secrets, never to be logged or stored.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedIn {
    /// The ticket for [`Access::ticket`]. It lives 50 minutes after its last use (verified).
    pub ticket: Secret,
    /// The ticket for [`Access::task_link`], if it was asked for. It is another one than the API's (verified).
    pub web_ticket: Option<Secret>,
}

/// `Debug` masks the tickets. **Serialising writes them in the clear**: that is how they cross into another language,
/// and the only place in this crate where a secret is serialised. Do not log or store the result of it.
impl Serialize for SignedIn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("SignedIn", 2)?;
        fields.serialize_field("ticket", self.ticket.expose())?;
        fields.serialize_field("webTicket", &self.web_ticket.as_ref().map(Secret::expose))?;
        fields.end()
    }
}

impl Sealed for Authenticate {}

impl Operation for Authenticate {
    const NAME: &'static str = "fastdok.authenticate";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = SignedIn;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let Some(credentials) = &access.credentials else {
            return Err(Error::input("input.credentials_missing", "credentials", "must be handed in with the call"));
        };
        let (key, user, password) =
            (credentials.api_key.expose(), &credentials.username, credentials.password.expose());
        for (field, value) in [("apiKey", key), ("username", user), ("password", password)] {
            if value.is_empty() {
                return Err(Error::input("input.empty", field, "must not be empty"));
            }
        }
        let mut pairs = vec![("APIKey", key), ("Username", user), ("Password", password), ("format", "json")];
        if self.web_ticket {
            pairs.push(("webTicket", "true"));
        }
        Ok(HttpRequest {
            method: Method::Post,
            url: access.url("/Authenticate"),
            headers: vec![Header::new("Accept", JSON), Header::new("Content-Type", FORM)],
            body: form(pairs).into_bytes(),
        })
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<SignedIn, Error> {
        signed_in(access, response).map_err(|error| match error {
            // Elsewhere a 401 means a stale ticket, and to sign in again; here it would be the same wrong password
            // again.
            Error::Service(mut error) if matches!(error.code(), "fastdok.unauthorized" | "fastdok.refused") => {
                error.row = super::error_codes::refusal(FAILED).row;
                Error::Service(error)
            }
            // What can't be read here may be a ticket.
            Error::Parse(mut error) => {
                error.excerpt.clear();
                Error::Parse(error)
            }
            error => error,
        })
    }
}

const FAILED: &str = "fastdok.sign_in_failed";

fn signed_in(access: &Access, response: &HttpResponse) -> Result<SignedIn, Error> {
    let HttpResponse { status, body, .. } = response;
    if let Some(error) = answer::refusal(*status, body) {
        return Err(error);
    }
    // The content type of the bare ticket is unknown, so only the body is looked at.
    answer::check_size(body.len(), access.limits.answer_bytes.min(ANSWER_BYTES), *status)?;
    let text = json::document(body, *status)?.trim();
    if text.starts_with(['{', '[']) {
        let members = Members::read(text, Place::Root, *status)?;
        let mut members = answer::accepted(members, *status, b"")?;
        let ticket = members.required("Ticket", |raw| json::text_of(raw).map(Secret::new))?;
        let web_ticket = members.optional("WebTicket", |raw| json::text_of(raw).map(Secret::new))?;
        check("/Ticket", &ticket, *status)?;
        web_ticket.iter().try_for_each(|ticket| check("/WebTicket", ticket, *status))?;
        return Ok(SignedIn { ticket, web_ticket });
    }
    if text.to_ascii_lowercase().contains("failed") {
        let refusal = answer::service_error(FAILED, *status, true, None, b"");
        let Error::Service(mut refusal) = refusal else { return Err(refusal) };
        // A page for people is no message.
        let words = Some(excerpt(text.as_bytes()));
        if text.starts_with('<') {
            refusal.excerpt = words
        } else {
            refusal.message = words
        }
        return Err(Error::Service(refusal));
    }
    if text.starts_with('<') {
        return Err(Error::parse("parse.content_type", "", "expected a ticket, found an HTML page", b"", *status));
    }
    if text.is_empty() {
        return Err(Error::parse("parse.truncated", "", "the answer is empty", b"", *status));
    }
    // Text, or that text as a JSON string.
    let bare = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    let ticket = Secret::new(bare);
    check("", &ticket, *status)?;
    // A refusal may be a single word in any language; a ticket is a GUID or the like (inferred from the recorded ones), which has digits.
    if !bare.bytes().any(|byte| byte.is_ascii_digit()) {
        return Err(Error::parse("parse.value", "", "expected a ticket, found a word", b"", *status));
    }
    Ok(SignedIn { ticket, web_ticket: None })
}

/// A sign-in's answer is a few hundred bytes.
const ANSWER_BYTES: u64 = 64 * 1024;

/// A ticket that could not stand in a header is none.
fn check(place: &str, ticket: &Secret, status: u16) -> Result<(), Error> {
    if ticket.expose().len() > TEXT_CHARS || header_value("ticket", ticket.expose()).is_err() {
        return Err(Error::parse("parse.value", place, "expected a ticket of visible characters", b"", status));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, code, json, response};
    use super::*;
    use crate::operation::Access as _;

    fn read(body: &str) -> Result<SignedIn, Error> {
        Authenticate::new().response(&access(), &response(200, "text/html", body.as_bytes()))
    }

    #[test]
    fn the_request() {
        let request = Authenticate { web_ticket: true }.request(&access()).unwrap();
        assert_eq!(request.url, "https://forms.example.se/API/v1.0/Authenticate");
        assert_eq!(request.method, Method::Post);
        assert!(request.header("Ticket").is_none());
        assert_eq!(
            String::from_utf8(request.body).unwrap(),
            "APIKey=key-1&Username=anna&Password=p%26ss%20w%C3%B6rd&format=json&webTicket=true"
        );
        let none = Access { credentials: None, ..access() };
        assert_eq!(code(Authenticate::new().request(&none)), "input.credentials_missing");
        let mut empty = access();
        empty.credentials.as_mut().unwrap().password = Secret::new("");
        assert_eq!(code(Authenticate::new().request(&empty)), "input.empty");
    }

    #[test]
    fn a_ticket_in_every_form() {
        let ticket = "2b3c6d0e-0000-4000-8000-5f0a1b2c3d4e";
        for body in [
            format!(r#"{{"success":true,"Ticket":"{ticket}"}}"#),
            format!(r#"{{"ticket":"{ticket}"}}"#),
            format!("{ticket}\r\n"),
            format!("\"{ticket}\""),
        ] {
            assert_eq!(read(&body).unwrap().ticket.expose(), ticket, "{body}");
        }
        let both = read(r#"{"success":"True","TICKET":"a","webTicket":"w"}"#).unwrap();
        assert_eq!(both.web_ticket.as_ref().map(Secret::expose), Some("w"));
        assert_eq!(format!("{both:?}"), "SignedIn { ticket: ***, web_ticket: Some(***) }");
        assert_eq!(serde_json::to_string(&both).unwrap(), r#"{"ticket":"a","webTicket":"w"}"#);
    }

    #[test]
    fn a_refusal_is_never_taken_for_a_ticket_or_retried() {
        for body in
            ["Authentication failed", "FAILED", r#"{"success":false,"message":"Fel lösenord"}"#, "<p>Login failed"]
        {
            let error = read(body).unwrap_err();
            assert_eq!(error.code(), "fastdok.sign_in_failed", "{body}");
            assert_eq!(error.retry(), crate::error::Retry::Never);
        }
        let unauthorized = Authenticate::new().response(&access(), &response(401, "text/plain", b"no"));
        assert_eq!(code(unauthorized), "fastdok.sign_in_failed");
        let Error::Service(echo) = read("failed for key-1 / p&ss wörd").unwrap_err() else { panic!() };
        assert_eq!(echo.message.as_deref(), Some("failed for *** / ***"));
    }

    #[test]
    fn an_error_never_shows_a_ticket() {
        let secret = "sEcReT-tIcKeT";
        for (body, expected) in [
            (format!("{secret} {secret}"), "parse.value"),
            (format!(r#"{{"success":true,"Ticket":"{secret}"#), "parse.truncated"),
            (format!(r#"{{"Ticket":["{secret}"]}}"#), "parse.type"),
            (format!(r#"{{"Ticket":"{secret}\r\nX: y"}}"#), "parse.value"),
            (format!(r#"["{secret}"]"#), "parse.type"),
            (format!("<html>{secret}"), "parse.content_type"),
            ("{}".to_owned(), "parse.missing"),
            (r#"{"Ticket":""}"#.to_owned(), "parse.value"),
            (" ".to_owned(), "parse.truncated"),
        ] {
            let error = Authenticate::new().response(&access(), &json(&body)).unwrap_err();
            assert_eq!(error.code(), expected, "{body}");
            assert!(!format!("{error:?} {error}").contains(secret), "{error:?}");
        }
        let scrubbed = access().scrub(Error::parse("parse.json", "", "ticket-1", b"key-1", 200));
        assert!(!format!("{scrubbed:?}").contains("-1"), "{scrubbed:?}");
    }
}

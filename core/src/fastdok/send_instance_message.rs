//! `POST /Instances/{id}`: send a message to a case (verified for the generic API by the vendor's own client; unknown for FastDok).
//!
//! A process that waits at a *message event* goes on when the message comes. The form has one parameter, `message`.

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::request::{FORM, form, post};
use super::status::StatusReply;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Sends a message to a case.
///
/// Whether a form case of FastDok waits for any is unknown: its tasks are left by actions ([`PerformAction`](super::PerformAction)).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SendInstanceMessage {
    /// The case's id.
    pub instance_id: String,
    /// `message`: the message's name in the process.
    pub message: String,
}

impl SendInstanceMessage {
    /// This message to this case.
    pub fn new(instance_id: impl Into<String>, message: impl Into<String>) -> Self {
        Self { instance_id: instance_id.into(), message: message.into() }
    }
}

impl Sealed for SendInstanceMessage {}

impl Operation for SendInstanceMessage {
    const NAME: &'static str = "fastdok.send_instance_message";
    const EFFECT: Effect = Effect::Changes;
    type Access = Access;
    type Output = StatusReply;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let instance = path_segment("instanceId", &self.instance_id)?;
        if self.message.is_empty() {
            return Err(Error::input("input.empty", "message", "must not be empty"));
        }
        let body = form([("message", self.message.as_str())]);
        post(access, &format!("/Instances/{instance}"), FORM.to_owned(), body.into_bytes())
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<StatusReply, Error> {
        StatusReply::read(access, response)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, code, json, refused, sent};
    use super::*;

    #[test]
    fn the_request() {
        assert_eq!(
            sent(&SendInstanceMessage::new("i1", "Allt klart & sänt")),
            "POST /Instances/i1\nAccept: application/json\nContent-Type: application/x-www-form-urlencoded\n\n\
             message=Allt%20klart%20%26%20s%C3%A4nt"
        );
    }

    #[test]
    fn input_rules() {
        assert_eq!(refused(&SendInstanceMessage::new("..", "x")), "input.id_path");
        assert_eq!(refused(&SendInstanceMessage::new("i1", "")), "input.empty");
    }

    #[test]
    fn the_answer() {
        // Constructed: the status object of every changing call.
        let read = |body: &str| SendInstanceMessage::new("i1", "x").response(&access(), &json(body));
        assert!(read(r#"{"success":true}"#).is_ok());
        assert_eq!(code(read(r#"{"success":false,"errorMessage":"No such message"}"#)), "fastdok.refused");
    }
}

//! `POST /Tasks/{id}/Actions/{action}`: do something with a task (verified; FastDok's page on status changes).
//!
//! That page writes this path three ways; the one with `actions` and a slash is the generic API's too (verified). The
//! action goes by its `ReferenceId`, in lower case as that page writes it (`/actions/actionpay`, verified); an action's
//! `Id` is taken as well (verified for the generic API) and is sent as it is.
//!
//! Participants are assigned in the query: `participants`, an array of objects of `participant` and `securityIds` (verified for the generic API;
//! unknown for FastDok). The documents write it without quotes around its keys; it is sent as strict JSON, which a reader of that reads too
//! (inferred).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::action::{ActionKind, action_path};
use super::request::{FORM, form, post};
use super::start_case::strict_json;
use super::status::StatusReply;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::limits::ID_CHARS;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Does an action of a task. The answer often names the next task (`taskId`).
///
/// Only a task that is ready can be acted on (verified). **`ActionComplete` spends money on `TaskPay` and archives for
/// ever on `TaskPaid`**: never send it to a task whose `ReferenceId` was not just seen, and never again after an
/// outcome nobody saw. The journeys [`PayCase`](super::journeys::PayCase) and
/// [`CompleteCase`](super::journeys::CompleteCase) keep to that.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PerformAction {
    /// The task.
    pub task_id: String,
    /// The action.
    pub action: ActionKind,
    /// A comment, for actions that can have one. The parameter's name, `comment`, is inferred: no source has it.
    #[serde(default)]
    pub comment: Option<String>,
    /// `participants`: who performs what comes next, for actions that must be told (`mustAssignPerformers`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<ParticipantAssignment>,
}

/// Who performs what a participant does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ParticipantAssignment {
    /// `participant`: its `id`, as [`ListAssignableParticipants`](super::ListAssignableParticipants) gives it.
    pub participant: String,
    /// `securityIds`: the `identifier` of the performer, as [`GetAssignableParticipant`](super::GetAssignableParticipant) gives it. How more
    /// than one is written is unknown.
    pub security_ids: String,
}

impl PerformAction {
    /// This action of this task, without a comment.
    pub fn new(task_id: impl Into<String>, action: ActionKind) -> Self {
        Self { task_id: task_id.into(), action, comment: None, participants: Vec::new() }
    }
}

impl PerformAction {
    /// They go into the address, which no server takes at any length.
    fn check_participants(&self) -> Result<(), Error> {
        if self.participants.len() > PARTICIPANTS {
            let rule = format!("must be at most {PARTICIPANTS}");
            return Err(Error::input("input.too_long", "participants", rule));
        }
        for (index, assigned) in self.participants.iter().enumerate() {
            for (name, value) in [("participant", &assigned.participant), ("securityIds", &assigned.security_ids)] {
                let (code, rule) = match value {
                    value if value.is_empty() => ("input.id_empty", "must not be empty".to_owned()),
                    value if value.contains(char::is_control) => {
                        ("input.id_control", "must not hold control characters".to_owned())
                    }
                    value if value.chars().count() > ID_CHARS => {
                        ("input.too_long", format!("must have at most {ID_CHARS} characters"))
                    }
                    _ => continue,
                };
                return Err(Error::input(code, format!("participants[{index}].{name}"), rule));
            }
        }
        Ok(())
    }
}

/// As many as are sent at most: an action has a few.
const PARTICIPANTS: usize = 50;

impl Sealed for PerformAction {}

impl Operation for PerformAction {
    const NAME: &'static str = "fastdok.perform_action";
    const EFFECT: Effect = Effect::Changes;
    type Access = Access;
    type Output = StatusReply;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let mut path = action_path(&self.task_id, &self.action)?;
        self.check_participants()?;
        if !self.participants.is_empty() {
            let participants = strict_json(&self.participants, |json, assigned| {
                json.string("participant", &assigned.participant);
                json.string("securityIds", &assigned.security_ids);
            });
            path = format!("{path}?{}", form([("participants", participants.as_str())]));
        }
        let body = form(self.comment.as_deref().map(|comment| ("comment", comment)));
        post(access, &path, FORM.to_owned(), body.into_bytes())
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
        let tail = "Accept: application/json\nContent-Type: application/x-www-form-urlencoded\n\n";
        let action = |action| PerformAction::new("t1", action);
        assert_eq!(sent(&action(ActionKind::ActionPay)), format!("POST /Tasks/t1/Actions/actionpay\n{tail}"));
        let other = PerformAction { comment: Some("Ja & nej".to_owned()), ..action("ActionÅ".into()) };
        assert_eq!(sent(&other), format!("POST /Tasks/t1/Actions/Action%C3%85\n{tail}comment=Ja%20%26%20nej"));
    }

    #[test]
    fn participants_go_in_the_query() {
        let assigned = |participant: &str, security_ids: &str| ParticipantAssignment {
            participant: participant.to_owned(),
            security_ids: security_ids.to_owned(),
        };
        let action = |participants| PerformAction { participants, ..PerformAction::new("t1", "A-17".into()) };
        let request = sent(&action(vec![assigned("p1", "u\"7&Å"), assigned("p2", "u8")]));
        let (url, _) = request.split_once('\n').unwrap();
        assert_eq!(
            url,
            "POST /Tasks/t1/Actions/A-17?participants=%5B%7B%22participant%22%3A%22p1%22%2C%22securityIds%22%3A%22u%5C%227\
             %5Cu0026%5Cu00c5%22%7D%2C%7B%22participant%22%3A%22p2%22%2C%22securityIds%22%3A%22u8%22%7D%5D"
        );
        assert_eq!(refused(&action(vec![assigned("", "u7")])), "input.id_empty");
        assert_eq!(refused(&action(vec![assigned("p1", "")])), "input.id_empty");
        assert_eq!(refused(&action(vec![assigned("p1", "u\n7")])), "input.id_control");
        let long = "å".repeat(ID_CHARS);
        assert!(sent(&action(vec![assigned("p1", &long); PARTICIPANTS])).starts_with("POST "));
        assert_eq!(refused(&action(vec![assigned("p1", &format!("{long}a"))])), "input.too_long");
        assert_eq!(refused(&action(vec![assigned("p1", "u7"); PARTICIPANTS + 1])), "input.too_long");
    }

    #[test]
    fn input_rules() {
        let action = |task: &str, action: &str| refused(&PerformAction::new(task, action.into()));
        assert_eq!(action("", "ActionPay"), "input.id_empty");
        assert_eq!(action("a\\b", "ActionPay"), "input.id_path");
        assert_eq!(action("t1", ""), "input.id_empty");
        assert_eq!(action("t1", "../x"), "input.id_path");
        assert_eq!(action("t1", "a\r\nb"), "input.id_control");
    }

    #[test]
    fn the_answer() {
        // Constructed, from the members that the documentation names.
        let pay = PerformAction::new("t1", ActionKind::ActionComplete);
        let paid = pay.response(&access(), &json(r#"{"success":true,"TaskId":"t2"}"#)).unwrap();
        assert_eq!(paid.task_id.as_deref(), Some("t2"));
        let low = json(r#"{"success":false,"message":"Saldot är för lågt"}"#);
        assert_eq!(code(pay.response(&access(), &low)), "fastdok.refused");
    }
}

//! `POST /Tasks/{id}/Actions/{action}`: do something with a task (verified; FastDok's page on status changes).
//!
//! That page writes this path three ways; the one with `actions` and a slash is the generic API's too (verified). The
//! action goes by its `ReferenceId`, in lower case as that page writes it (`/actions/actionpay`, verified); an action's
//! `Id` is taken as well (verified for the generic API) and is sent as it is.

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::action::{ActionKind, action_path};
use super::request::{FORM, form, post};
use super::status::StatusReply;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
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
}

impl PerformAction {
    /// This action of this task, without a comment.
    pub fn new(task_id: impl Into<String>, action: ActionKind) -> Self {
        Self { task_id: task_id.into(), action, comment: None }
    }
}

impl Sealed for PerformAction {}

impl Operation for PerformAction {
    const NAME: &'static str = "fastdok.perform_action";
    const EFFECT: Effect = Effect::Changes;
    type Access = Access;
    type Output = StatusReply;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let path = action_path(&self.task_id, &self.action)?;
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

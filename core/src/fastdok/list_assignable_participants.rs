//! `GET /Tasks/{id}/Actions/{action}/AssignableParticipants`: the participants that performers must be assigned to when the action is
//! performed (verified for the generic API; Barium's page on actions).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::action::{ActionKind, action_path};
use super::page::{Page, PageEnd, Rows};
use super::participant::AssignableParticipant;
use super::request::get;
use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, ListOperation, Operation};

/// Lists the participants of an action. They come all at once.
///
/// An action that has any says so as `mustAssignPerformers`. Whether FastDok has such actions is unknown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListAssignableParticipants {
    /// The task's id.
    pub task_id: String,
    /// The action.
    pub action: ActionKind,
}

impl ListAssignableParticipants {
    /// The participants of this action of this task.
    pub fn new(task_id: impl Into<String>, action: ActionKind) -> Self {
        Self { task_id: task_id.into(), action }
    }
}

impl Sealed for ListAssignableParticipants {}

impl Operation for ListAssignableParticipants {
    const NAME: &'static str = "fastdok.list_assignable_participants";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Page<AssignableParticipant>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let path = action_path(&self.task_id, &self.action)?;
        get(access, &format!("{path}/AssignableParticipants"), &[])
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Page<AssignableParticipant>, Error> {
        self.reader(access, response.status, &response.headers).whole(response)
    }
}

impl ListOperation for ListAssignableParticipants {
    type Item = AssignableParticipant;
    type Reader = Rows<AssignableParticipant>;
    type End = PageEnd;

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> Rows<AssignableParticipant> {
        Rows::new(access, status, headers)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, json, refused, sent};
    use super::*;

    #[test]
    fn the_request() {
        let new = ListAssignableParticipants::new("t1", "A-17".into());
        assert_eq!(sent(&new), "GET /Tasks/t1/Actions/A-17/AssignableParticipants\nAccept: application/json\n\n");
        let known = ListAssignableParticipants::new("t1", ActionKind::ActionPay);
        assert_eq!(
            sent(&known),
            "GET /Tasks/t1/Actions/actionpay/AssignableParticipants\nAccept: application/json\n\n"
        );
    }

    #[test]
    fn input_rules() {
        assert_eq!(refused(&ListAssignableParticipants::new("..", ActionKind::ActionPay)), "input.id_path");
        assert_eq!(refused(&ListAssignableParticipants::new("t1", "a/b".into())), "input.id_path");
        assert_eq!(refused(&ListAssignableParticipants::new("t1", "".into())), "input.id_empty");
    }

    #[test]
    fn the_answer() {
        // Constructed after the documented members.
        let body = r#"{"Data":[{"Id":"p1","Name":"Handläggare"}]}"#;
        let new = ListAssignableParticipants::new("t1", "A-17".into());
        let answer = new.response(&access(), &json(body)).unwrap();
        assert_eq!((answer.items[0].id.as_str(), answer.items[0].name.as_deref()), ("p1", Some("Handläggare")));
    }
}

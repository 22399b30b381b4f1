//! `GET /Tasks/{id}/Actions/{action}/AssignableParticipants/{participant}`: the performers that can be assigned to a participant (verified for
//! the generic API; Barium's page on actions).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::action::{ActionKind, action_path};
use super::page::{Page, PageEnd, Rows};
use super::participant::AssignablePerformer;
use super::request::get;
use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, ListOperation, Operation};

/// Reads who can perform what a participant does. They come all at once; the participant's own `Id` and `Name` are in the answer's `extra`.
///
/// Assign them with [`PerformAction::participants`](super::PerformAction).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetAssignableParticipant {
    /// The task's id.
    pub task_id: String,
    /// The action.
    pub action: ActionKind,
    /// The participant's id.
    pub participant_id: String,
}

impl GetAssignableParticipant {
    /// The performers for this participant.
    pub fn new(task_id: impl Into<String>, action: ActionKind, participant_id: impl Into<String>) -> Self {
        Self { task_id: task_id.into(), action, participant_id: participant_id.into() }
    }
}

impl Sealed for GetAssignableParticipant {}

impl Operation for GetAssignableParticipant {
    const NAME: &'static str = "fastdok.get_assignable_participant";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Page<AssignablePerformer>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let path = action_path(&self.task_id, &self.action)?;
        let participant = path_segment("participantId", &self.participant_id)?;
        get(access, &format!("{path}/AssignableParticipants/{participant}"), &[])
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Page<AssignablePerformer>, Error> {
        self.reader(access, response.status, &response.headers).whole(response)
    }
}

impl ListOperation for GetAssignableParticipant {
    type Item = AssignablePerformer;
    type Reader = Rows<AssignablePerformer>;
    type End = PageEnd;

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> Rows<AssignablePerformer> {
        Rows::new(access, status, headers)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, json, refused, sent};
    use super::*;

    #[test]
    fn the_request() {
        let new = GetAssignableParticipant::new("t1", "A-17".into(), "p 1");
        assert_eq!(sent(&new), "GET /Tasks/t1/Actions/A-17/AssignableParticipants/p%201\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        assert_eq!(refused(&GetAssignableParticipant::new("", "A-17".into(), "p1")), "input.id_empty");
        assert_eq!(refused(&GetAssignableParticipant::new("t1", "..".into(), "p1")), "input.id_path");
        assert_eq!(refused(&GetAssignableParticipant::new("t1", "A-17".into(), "a\n")), "input.id_control");
    }

    #[test]
    fn the_answer() {
        // Constructed after the documented members.
        let body = r#"{"Id":"p1","Name":"Handläggare","Total Count":1,"Data":[{"Name":"Anna","Identifier":"u-7"}]}"#;
        let new = GetAssignableParticipant::new("t1", "A-17".into(), "p1");
        let answer = new.response(&access(), &json(body)).unwrap();
        assert_eq!((answer.total_count, answer.extra["Id"].as_str()), (Some(1), "\"p1\""));
        assert_eq!((answer.items[0].identifier.as_str(), answer.items[0].name.as_deref()), ("u-7", Some("Anna")));
    }
}

//! `GET /Tasks/{id}/Actions`: what can be done with a task (verified).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::action::Action;
use super::page::{Page, PageEnd, Rows};
use super::request::get;
use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, ListOperation, Operation};

/// Lists the actions of a task. They come all at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListTaskActions {
    /// The task's id.
    pub task_id: String,
}

impl ListTaskActions {
    /// The actions of this task.
    pub fn new(task_id: impl Into<String>) -> Self {
        Self { task_id: task_id.into() }
    }
}

impl Sealed for ListTaskActions {}

impl Operation for ListTaskActions {
    const NAME: &'static str = "fastdok.list_task_actions";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Page<Action>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let task = path_segment("taskId", &self.task_id)?;
        get(access, &format!("/Tasks/{task}/Actions"), &[])
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Page<Action>, Error> {
        self.reader(access, response.status, &response.headers).whole(response)
    }
}

impl ListOperation for ListTaskActions {
    type Item = Action;
    type Reader = Rows<Action>;
    type End = PageEnd;

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> Rows<Action> {
        Rows::new(access, status, headers)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, json, refused, sent};
    use super::*;

    #[test]
    fn the_request() {
        let new = ListTaskActions::new("t1");
        assert_eq!(sent(&new), "GET /Tasks/t1/Actions\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&ListTaskActions::new(id)), code, "{id:?}");
        }
    }

    #[test]
    fn the_answer() {
        // Constructed after the documented members; its page alone spells the total this way.
        let body = r#"{"Total Count":1,"Data":[{"Id":"x","ReferenceId":"actionpay","CanComment":"True","MustComment":false}]}"#;
        let answer = ListTaskActions::new("t1").response(&access(), &json(body)).unwrap();
        assert_eq!((answer.total_count, answer.items[0].kind().as_str()), (Some(1), "ActionPay"));
        assert_eq!((answer.items[0].can_comment, answer.items[0].must_comment), (Some(true), Some(false)));
    }
}

//! `GET /Tasks/{id}/Order`: what a payment task would charge (verified; only `TaskPay` has an order).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::answer;
use super::request::get;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::json::RawJson;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Reads the order of a task, to be shown before it is paid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetTaskOrder {
    /// The task, a `TaskPay`.
    pub task_id: String,
}

impl GetTaskOrder {
    /// The order of this task.
    pub fn new(task_id: impl Into<String>) -> Self {
        Self { task_id: task_id.into() }
    }
}

/// An order, whole and as the service wrote it: no source documents what is in it, so nothing of it is promised here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// The answer.
    pub raw: RawJson,
}

impl Sealed for GetTaskOrder {}

impl Operation for GetTaskOrder {
    const NAME: &'static str = "fastdok.get_task_order";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Order;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let task = path_segment("taskId", &self.task_id)?;
        get(access, &format!("/Tasks/{task}/Order"), &[])
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Order, Error> {
        Ok(Order { raw: answer::raw(access, response)? })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, code, json, refused, sent};
    use super::*;

    #[test]
    fn the_request() {
        assert_eq!(sent(&GetTaskOrder::new("t1")), "GET /Tasks/t1/Order\nAccept: application/json\n\n");
        assert_eq!(refused(&GetTaskOrder::new("")), "input.id_empty");
    }

    #[test]
    fn the_answer_is_kept_digit_for_digit() {
        // Invented: no source has an order.
        let read = |body: &str| GetTaskOrder::new("t1").response(&access(), &json(body));
        for body in [r#"{"Rows":[{"Price": 249.90}],"Sum":9007199254740993}"#, "[1, 2]", "null"] {
            assert_eq!(read(&format!("{body}\r\n")).unwrap().raw.as_str(), body);
        }
        assert_eq!(code(read(r#"{"success":false,"message":"Ingen order"}"#)), "fastdok.refused");
        assert_eq!(code(read(r#"{"Sum":1,"Sum":2}"#)), "parse.duplicate");
        assert_eq!(code(read(r#"{"a":{"Sum":1,"Sum":2}}"#)), "parse.duplicate");
        assert_eq!(code(read("<html>")), "parse.content_type");
        assert_eq!(code(read("[1,")), "parse.truncated");
    }
}

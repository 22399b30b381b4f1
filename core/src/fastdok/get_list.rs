//! `GET /Lists/{id}`: one list (verified for the generic API by a client; unknown for FastDok).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::answer;
use super::list_entry::ListEntry;
use super::request::get;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Reads what the service says of a list; its data is read with [`GetListData`](super::GetListData).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetList {
    /// The list's id.
    pub list_id: String,
}

impl GetList {
    /// Reads it.
    pub fn new(list_id: impl Into<String>) -> Self {
        Self { list_id: list_id.into() }
    }
}

impl Sealed for GetList {}

impl Operation for GetList {
    const NAME: &'static str = "fastdok.get_list";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = ListEntry;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let list = path_segment("listId", &self.list_id)?;
        get(access, &format!("/Lists/{list}"), &[])
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<ListEntry, Error> {
        answer::record(access, response)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, json, refused, sent};
    use super::*;

    #[test]
    fn the_request() {
        assert_eq!(sent(&GetList::new("l1")), "GET /Lists/l1\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&GetList::new(id)), code, "{id:?}");
        }
    }

    #[test]
    fn the_answer() {
        // Constructed: no source has an answer.
        let body = r#"{"Id":"l1","Name":"Hyresgäster","form.formId":"o1","New":[1.10]}"#;
        let answer = GetList::new("l1").response(&access(), &json(body)).unwrap();
        assert_eq!((answer.id.as_deref(), answer.form_id.as_deref()), (Some("l1"), Some("o1")));
        assert_eq!(answer.extra["New"].as_str(), "[1.10]");
    }
}

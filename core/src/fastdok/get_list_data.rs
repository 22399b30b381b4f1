//! `GET /Lists/{id}/Data`: what is in a list (verified for the generic API by a client; unknown for FastDok).
//!
//! No source has a whole answer, or says whether the entries come in pages.

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::list_entry::ListEntry;
use super::page::{Page, PageEnd, Rows};
use super::request::get;
use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, ListOperation, Operation};

/// Reads the entries of a list, all at once as far as is known. What the list's columns are called differs from list to list: they are in
/// `extra`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetListData {
    /// The list's id.
    pub list_id: String,
}

impl GetListData {
    /// The entries of this list.
    pub fn new(list_id: impl Into<String>) -> Self {
        Self { list_id: list_id.into() }
    }
}

impl Sealed for GetListData {}

impl Operation for GetListData {
    const NAME: &'static str = "fastdok.get_list_data";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Page<ListEntry>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let list = path_segment("listId", &self.list_id)?;
        get(access, &format!("/Lists/{list}/Data"), &[])
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Page<ListEntry>, Error> {
        self.reader(access, response.status, &response.headers).whole(response)
    }
}

impl ListOperation for GetListData {
    type Item = ListEntry;
    type Reader = Rows<ListEntry>;
    type End = PageEnd;

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> Rows<ListEntry> {
        Rows::new(access, status, headers)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, json, refused, sent};
    use super::*;

    #[test]
    fn the_request() {
        assert_eq!(sent(&GetListData::new("l1")), "GET /Lists/l1/Data\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&GetListData::new(id)), code, "{id:?}");
        }
    }

    #[test]
    fn the_answer() {
        // Constructed around the one known member.
        let body = r#"{"TotalCount":1,"Data":[{"form.formId":"o1","samAccountName":"usr123"}]}"#;
        let answer = GetListData::new("l1").response(&access(), &json(body)).unwrap();
        assert_eq!(answer.items[0].form_id.as_deref(), Some("o1"));
        assert_eq!(answer.items[0].extra["samAccountName"].as_str(), "\"usr123\"");
    }
}

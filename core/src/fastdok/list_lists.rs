//! `GET /Lists`: the lists of the company (verified for the generic API by a client; unknown for FastDok).
//!
//! No source has a whole answer, or says whether the lists come in pages.

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::list_entry::ListEntry;
use super::page::{Page, PageEnd, Rows};
use super::request::get;
use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, ListOperation, Operation};

/// Lists the lists, all at once as far as is known.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListLists {}

impl ListLists {
    /// All of them.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Sealed for ListLists {}

impl Operation for ListLists {
    const NAME: &'static str = "fastdok.list_lists";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Page<ListEntry>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        get(access, "/Lists", &[])
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Page<ListEntry>, Error> {
        self.reader(access, response.status, &response.headers).whole(response)
    }
}

impl ListOperation for ListLists {
    type Item = ListEntry;
    type Reader = Rows<ListEntry>;
    type End = PageEnd;

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> Rows<ListEntry> {
        Rows::new(access, status, headers)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, code, json, sent};
    use super::*;

    #[test]
    fn the_request() {
        assert_eq!(sent(&ListLists::new()), "GET /Lists\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        let none = Access { ticket: None, ..access() };
        assert_eq!(code(ListLists::new().request(&none)), "input.ticket_missing");
    }

    #[test]
    fn the_answer() {
        // Constructed: the client takes the member from the answer itself, so it is a bare array, or has one list.
        let answer = ListLists::new().response(&access(), &json(r#"[{"form.formId":"o1","List":1.0}]"#)).unwrap();
        let entry = &answer.items[0];
        assert_eq!((entry.form_id.as_deref(), entry.id.as_ref()), (Some("o1"), None));
        assert_eq!(entry.extra["List"].as_str(), "1.0");
    }
}

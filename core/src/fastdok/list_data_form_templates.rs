//! `GET /DataFormTemplates`: the templates that forms can be made from (verified for the generic API; Barium's page on
//! data form templates).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::data_form_template::DataFormTemplate;
use super::page::{Page, PageEnd, Paged, Rows};
use super::request::{get, max, number};
use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, ListOperation, Operation};

/// Lists the templates of forms. What of it FastDok has is unknown.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListDataFormTemplates {
    /// The index of the first item, from 0.
    #[serde(default)]
    pub start: Option<u32>,
    /// The largest number of items.
    #[serde(default)]
    pub max: Option<u32>,
}

impl ListDataFormTemplates {
    /// The list from its start, as long as the service makes a page.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Sealed for ListDataFormTemplates {}

impl Operation for ListDataFormTemplates {
    const NAME: &'static str = "fastdok.list_data_form_templates";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Page<DataFormTemplate>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let query = [("Start", number(self.start)), ("Max", max(self.max)?)];
        get(access, "/DataFormTemplates", &query)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Page<DataFormTemplate>, Error> {
        self.reader(access, response.status, &response.headers).whole(response)
    }
}

impl ListOperation for ListDataFormTemplates {
    type Item = DataFormTemplate;
    type Reader = Rows<DataFormTemplate>;
    type End = PageEnd;

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> Rows<DataFormTemplate> {
        Rows::new(access, status, headers)
    }
}

impl Paged for ListDataFormTemplates {
    type Row = DataFormTemplate;

    fn start(&self) -> Option<u32> {
        self.start
    }

    fn at(&self, start: u32) -> Self {
        Self { start: Some(start), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, json, refused, sent};
    use super::*;

    #[test]
    fn the_request() {
        let new = ListDataFormTemplates::new();
        assert_eq!(sent(&new), "GET /DataFormTemplates\nAccept: application/json\n\n");
        let full = ListDataFormTemplates { start: Some(20), max: Some(10) };
        assert_eq!(sent(&full), "GET /DataFormTemplates?Start=20&Max=10\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        assert_eq!(refused(&ListDataFormTemplates { max: Some(0), ..ListDataFormTemplates::new() }), "input.paging");
    }

    #[test]
    fn the_answer() {
        // Constructed after the documented members.
        let body =
            r#"{"Totalcount":9,"Data":[{"Id":"d1","ReferenceId":"7B","Name":"Hyreskontrakt","BasePrice":249.90}]}"#;
        let answer = ListDataFormTemplates::new().response(&access(), &json(body)).unwrap();
        assert_eq!((answer.total_count, answer.items[0].reference_id.as_deref()), (Some(9), Some("7B")));
        assert_eq!(answer.items[0].extra["BasePrice"].as_str(), "249.90");
    }
}

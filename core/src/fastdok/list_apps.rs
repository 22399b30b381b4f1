//! `GET /Apps`: the apps, the processes that cases are started in (verified; Barium's page on apps).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::app::App;
use super::page::{Page, PageEnd, Paged, Rows};
use super::request::{get, max, number};
use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, ListOperation, Operation};

/// Lists the apps.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListApps {
    /// The index of the first item, from 0.
    #[serde(default)]
    pub start: Option<u32>,
    /// The largest number of items.
    #[serde(default)]
    pub max: Option<u32>,
}

impl ListApps {
    /// The list from its start, as long as the service makes a page.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Sealed for ListApps {}

impl Operation for ListApps {
    const NAME: &'static str = "fastdok.list_apps";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Page<App>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let query = [("Start", number(self.start)), ("Max", max(self.max)?)];
        get(access, "/Apps", &query)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Page<App>, Error> {
        self.reader(access, response.status, &response.headers).whole(response)
    }
}

impl ListOperation for ListApps {
    type Item = App;
    type Reader = Rows<App>;
    type End = PageEnd;

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> Rows<App> {
        Rows::new(access, status, headers)
    }
}

impl Paged for ListApps {
    type Row = App;

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
        let new = ListApps::new();
        assert_eq!(sent(&new), "GET /Apps\nAccept: application/json\n\n");
        let full = ListApps { start: Some(20), max: Some(10) };
        assert_eq!(sent(&full), "GET /Apps?Start=20&Max=10\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        assert_eq!(refused(&ListApps { max: Some(0), ..ListApps::new() }), "input.paging");
    }

    #[test]
    fn the_answer() {
        // Constructed after the documented members.
        let body = r#"{"Totalcount":1,"Data":[{"Id":"a1","Name":"Formulär","InstancesCount":"12","ProcessId":"p"}]}"#;
        let answer = ListApps::new().response(&access(), &json(body)).unwrap();
        assert_eq!((answer.total_count, answer.items[0].instances_count), (Some(1), Some(12)));
    }
}

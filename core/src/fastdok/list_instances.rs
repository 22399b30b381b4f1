//! `GET /Instances`: the cases (verified; Barium's page on instances).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::instance::{Instance, InstanceStatus};
use super::page::{Page, PageEnd, Paged, Rows};
use super::request::{filter, get, max, number};
use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, ListOperation, Operation};

/// Lists the cases. All users of a company see all its cases (verified).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListInstances {
    /// The index of the first item, from 0.
    #[serde(default)]
    pub start: Option<u32>,
    /// The largest number of items.
    #[serde(default)]
    pub max: Option<u32>,
    /// `Status`: only cases of this status.
    #[serde(default)]
    pub status: Option<InstanceStatus>,
}

impl ListInstances {
    /// The list from its start, as long as the service makes a page.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Sealed for ListInstances {}

impl Operation for ListInstances {
    const NAME: &'static str = "fastdok.list_instances";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Page<Instance>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let query = [
            ("Start", number(self.start)),
            ("Max", max(self.max)?),
            ("Status", filter(self.status.as_ref().map(InstanceStatus::as_str))),
        ];
        get(access, "/Instances", &query)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Page<Instance>, Error> {
        self.reader(access, response.status, &response.headers).whole(response)
    }
}

impl ListOperation for ListInstances {
    type Item = Instance;
    type Reader = Rows<Instance>;
    type End = PageEnd;

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> Rows<Instance> {
        Rows::new(access, status, headers)
    }
}

impl Paged for ListInstances {
    type Row = Instance;

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
        let new = ListInstances::new();
        assert_eq!(sent(&new), "GET /Instances\nAccept: application/json\n\n");
        let full = ListInstances {
            start: Some(20),
            max: Some(10),
            status: Some(InstanceStatus::Other("milestone a&b".to_owned())),
        };
        assert_eq!(
            sent(&full),
            "GET /Instances?Start=20&Max=10&Status=milestone%20a%26b\nAccept: application/json\n\n"
        );
    }

    #[test]
    fn input_rules() {
        assert_eq!(refused(&ListInstances { max: Some(0), ..ListInstances::new() }), "input.paging");
    }

    #[test]
    fn the_answer() {
        // Constructed: the documents promise an empty list and no error.
        let body = r#"{"TotalCount":0,"Data":[]}"#;
        let answer = ListInstances::new().response(&access(), &json(body)).unwrap();
        assert!(answer.items.is_empty() && answer.total_count == Some(0));
    }
}

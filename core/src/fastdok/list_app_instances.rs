//! `GET /Apps/{id}/Instances`: the cases of an app (verified, with a recorded answer).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::instance::{Instance, InstanceStatus};
use super::page::{Page, PageEnd, Paged, Rows};
use super::request::{filter, get, max, number};
use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, ListOperation, Operation};

/// Lists the cases of an app.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListAppInstances {
    /// The app's id or reference id; `form` is the one of FastDok's form cases (verified).
    pub app_id: String,
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

impl ListAppInstances {
    /// The list from its start, as long as the service makes a page.
    pub fn new(app_id: impl Into<String>) -> Self {
        Self { app_id: app_id.into(), start: None, max: None, status: None }
    }
}

impl Sealed for ListAppInstances {}

impl Operation for ListAppInstances {
    const NAME: &'static str = "fastdok.list_app_instances";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Page<Instance>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let app = path_segment("appId", &self.app_id)?;
        let query = [
            ("Start", number(self.start)),
            ("Max", max(self.max)?),
            ("Status", filter(self.status.as_ref().map(InstanceStatus::as_str))),
        ];
        get(access, &format!("/Apps/{app}/Instances"), &query)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Page<Instance>, Error> {
        self.reader(access, response.status, &response.headers).whole(response)
    }
}

impl ListOperation for ListAppInstances {
    type Item = Instance;
    type Reader = Rows<Instance>;
    type End = PageEnd;

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> Rows<Instance> {
        Rows::new(access, status, headers)
    }
}

impl Paged for ListAppInstances {
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
        let new = ListAppInstances::new("a1");
        assert_eq!(sent(&new), "GET /Apps/a1/Instances\nAccept: application/json\n\n");
        let full = ListAppInstances { start: Some(20), max: Some(10), status: Some(InstanceStatus::Active), ..new };
        assert_eq!(sent(&full), "GET /Apps/a1/Instances?Start=20&Max=10&Status=active\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&ListAppInstances::new(id)), code, "{id:?}");
        }
        assert_eq!(refused(&ListAppInstances { max: Some(0), ..ListAppInstances::new("a") }), "input.paging");
    }

    #[test]
    fn the_answer() {
        // Captured shape (a recording of the generic API), values restated.
        let body = r#"{"TotalCount":1,"Data":[{"Id":"i1","ReferenceId":null,"Name":"Ansökan","Description":"",
            "Status":"Active","State":null,"StartDate":"2013-05-23T08:11:02Z","StartedBy":"Åsa","StartedByUserId":"u1",
            "CompletedDate":null,"ProcessId":"p1","DomainId":"d1"}]}"#;
        let answer = ListAppInstances::new("a1").response(&access(), &json(body)).unwrap();
        let case = &answer.items[0];
        assert_eq!((case.status.as_ref(), case.domain_id.as_deref()), (Some(&InstanceStatus::Active), Some("d1")));
        assert!(case.extra.is_empty() && answer.extra.is_empty());
    }
}

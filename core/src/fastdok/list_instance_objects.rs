//! `GET /Instances/{id}/Objects`: the objects of a case (verified, with a recorded answer).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::object::Object;
use super::page::{Page, PageEnd, Paged, Rows};
use super::request::{get, max, number};
use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, ListOperation, Operation};

/// Lists the objects of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListInstanceObjects {
    /// The case's id or reference id.
    pub instance_id: String,
    /// The index of the first item, from 0.
    #[serde(default)]
    pub start: Option<u32>,
    /// The largest number of items.
    #[serde(default)]
    pub max: Option<u32>,
}

impl ListInstanceObjects {
    /// The list from its start, as long as the service makes a page.
    pub fn new(instance_id: impl Into<String>) -> Self {
        Self { instance_id: instance_id.into(), start: None, max: None }
    }
}

impl Sealed for ListInstanceObjects {}

impl Operation for ListInstanceObjects {
    const NAME: &'static str = "fastdok.list_instance_objects";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Page<Object>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let instance = path_segment("instanceId", &self.instance_id)?;
        let query = [("Start", number(self.start)), ("Max", max(self.max)?)];
        get(access, &format!("/Instances/{instance}/Objects"), &query)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Page<Object>, Error> {
        self.reader(access, response.status, &response.headers).whole(response)
    }
}

impl ListOperation for ListInstanceObjects {
    type Item = Object;
    type Reader = Rows<Object>;
    type End = PageEnd;

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> Rows<Object> {
        Rows::new(access, status, headers)
    }
}

impl Paged for ListInstanceObjects {
    type Row = Object;

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
        let new = ListInstanceObjects::new("i1");
        assert_eq!(sent(&new), "GET /Instances/i1/Objects\nAccept: application/json\n\n");
        let full = ListInstanceObjects { start: Some(20), max: Some(10), ..new };
        assert_eq!(sent(&full), "GET /Instances/i1/Objects?Start=20&Max=10\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&ListInstanceObjects::new(id)), code, "{id:?}");
        }
        assert_eq!(refused(&ListInstanceObjects { max: Some(0), ..ListInstanceObjects::new("a") }), "input.paging");
    }

    #[test]
    fn the_answer() {
        // Captured shape (a recording of the generic API), values restated.
        let body = r#"{"TotalCount":1,"Data":[{"Id":"o1","ReferenceId":null,"Name":"Formulär","Description":"","Type":"dataform",
            "ObjectClass":"dataforms.dataform","Container":false,"ReadOnly":"false","TypeNamespace":null,"TemplateId":"t1","FileType":"",
            "SortIndex":null,"State":"1","CreatedDate":"2013-05-23T08:11:02Z","UpdatedDate":null,"DataId":"IDE"}]}"#;
        let answer = ListInstanceObjects::new("i1").response(&access(), &json(body)).unwrap();
        let object = &answer.items[0];
        assert_eq!((object.object_type.as_deref(), object.data_id.as_deref()), (Some("dataform"), Some("IDE")));
        assert_eq!((object.read_only, object.state.as_deref()), (Some(false), Some("1")));
        assert!(object.extra.is_empty());
    }
}

//! `GET /domains/{id}/usergroups`, in version 1.1 of the API: the users of a domain, each with its groups (verified for the generic API; Barium's
//! page on users. Unknown for FastDok).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::page::{Page, PageEnd, Paged, Rows};
use super::request::{get_v1_1, max, number};
use super::user::DomainUser;
use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, ListOperation, Operation};

/// Lists the users of a domain with the groups that they are in. `start` and `max` go as `Skip` and `Take` here; how many come without `max` is
/// unknown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListDomainUserGroups {
    /// The domain's id.
    pub domain_id: String,
    /// The index of the first item, from 0.
    #[serde(default)]
    pub start: Option<u32>,
    /// The largest number of items.
    #[serde(default)]
    pub max: Option<u32>,
}

impl ListDomainUserGroups {
    /// The list from its start, as long as the service makes a page.
    pub fn new(domain_id: impl Into<String>) -> Self {
        Self { domain_id: domain_id.into(), start: None, max: None }
    }
}

impl Sealed for ListDomainUserGroups {}

impl Operation for ListDomainUserGroups {
    const NAME: &'static str = "fastdok.list_domain_user_groups";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Page<DomainUser>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let domain = path_segment("domainId", &self.domain_id)?;
        let query = [("Skip", number(self.start)), ("Take", max(self.max)?)];
        get_v1_1(access, &format!("/domains/{domain}/usergroups"), &query)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Page<DomainUser>, Error> {
        self.reader(access, response.status, &response.headers).whole(response)
    }
}

impl ListOperation for ListDomainUserGroups {
    type Item = DomainUser;
    type Reader = Rows<DomainUser>;
    type End = PageEnd;

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> Rows<DomainUser> {
        Rows::new(access, status, headers)
    }
}

impl Paged for ListDomainUserGroups {
    type Row = DomainUser;

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
        let new = ListDomainUserGroups::new("d 1");
        assert_eq!(sent(&new), "GET /v1.1/domains/d%201/usergroups\nAccept: application/json\n\n");
        let full = ListDomainUserGroups { start: Some(20), max: Some(10), ..new };
        assert_eq!(sent(&full), "GET /v1.1/domains/d%201/usergroups?Skip=20&Take=10\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&ListDomainUserGroups::new(id)), code, "{id:?}");
        }
        assert_eq!(refused(&ListDomainUserGroups { max: Some(0), ..ListDomainUserGroups::new("a") }), "input.paging");
    }

    #[test]
    fn the_answer() {
        // Constructed after the documented members.
        let body = r#"{"TotalCount":1,"Data":[{"userid":"17","groups":[{"Id":3,"Name":"Uthyrning"},{"Id":4}]}]}"#;
        let answer = ListDomainUserGroups::new("d1").response(&access(), &json(body)).unwrap();
        let groups = &answer.items[0].groups;
        assert_eq!((groups[0].id.as_deref(), groups[0].name.as_deref()), (Some("3"), Some("Uthyrning")));
        assert_eq!((groups.len(), groups[1].name.as_ref()), (2, None));
    }
}

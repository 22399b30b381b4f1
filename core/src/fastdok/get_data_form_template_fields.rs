//! `GET /DataFormTemplates/{id}/Fields`: the fields that a form made from a template has (verified for the generic API; Barium's page on
//! data form templates).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::field::Field;
use super::page::{Page, PageEnd, Paged, Rows};
use super::request::{get, max, number};
use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, ListOperation, Operation};

/// Reads the fields of a template: names and types, no values. What of it FastDok has is unknown.
///
/// Without `max` 200 fields come (verified).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetDataFormTemplateFields {
    /// The template's id.
    pub template_id: String,
    /// `VersionId`: an earlier version of the template.
    #[serde(default)]
    pub version_id: Option<String>,
    /// The index of the first item, from 0.
    #[serde(default)]
    pub start: Option<u32>,
    /// The largest number of items.
    #[serde(default)]
    pub max: Option<u32>,
}

impl GetDataFormTemplateFields {
    /// The list from its start, as long as the service makes a page.
    pub fn new(template_id: impl Into<String>) -> Self {
        Self { template_id: template_id.into(), version_id: None, start: None, max: None }
    }
}

impl Sealed for GetDataFormTemplateFields {}

impl Operation for GetDataFormTemplateFields {
    const NAME: &'static str = "fastdok.get_data_form_template_fields";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Page<Field>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let template = path_segment("templateId", &self.template_id)?;
        let query = [("VersionId", self.version_id.clone()), ("Start", number(self.start)), ("Max", max(self.max)?)];
        get(access, &format!("/DataFormTemplates/{template}/Fields"), &query)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Page<Field>, Error> {
        self.reader(access, response.status, &response.headers).whole(response)
    }
}

impl ListOperation for GetDataFormTemplateFields {
    type Item = Field;
    type Reader = Rows<Field>;
    type End = PageEnd;

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> Rows<Field> {
        Rows::new(access, status, headers)
    }
}

impl Paged for GetDataFormTemplateFields {
    type Row = Field;

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
        let new = GetDataFormTemplateFields::new("d1");
        assert_eq!(sent(&new), "GET /DataFormTemplates/d1/Fields\nAccept: application/json\n\n");
        let full =
            GetDataFormTemplateFields { version_id: Some("v1".to_owned()), start: Some(2000), max: Some(2000), ..new };
        assert_eq!(
            sent(&full),
            "GET /DataFormTemplates/d1/Fields?VersionId=v1&Start=2000&Max=2000\nAccept: application/json\n\n"
        );
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&GetDataFormTemplateFields::new(id)), code, "{id:?}");
        }
        assert_eq!(
            refused(&GetDataFormTemplateFields { max: Some(0), ..GetDataFormTemplateFields::new("a") }),
            "input.paging"
        );
    }

    #[test]
    fn the_answer() {
        // Constructed after the documented members.
        let body = r#"[{"Id":"behov","Name":"Behov","DataType":"System.String","FieldType":"textarea","Index":1}]"#;
        let answer = GetDataFormTemplateFields::new("d1").response(&access(), &json(body)).unwrap();
        assert_eq!((answer.items[0].id.as_str(), answer.items[0].value.as_ref()), ("behov", None));
    }
}

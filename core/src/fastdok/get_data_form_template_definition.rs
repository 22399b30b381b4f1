//! `GET /DataFormTemplates/{id}/Definition`: how a form made from a template looks and works (verified for the generic API; Barium's page on
//! data form templates).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::answer;
use super::request::get;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::json::RawJson;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Reads the definition of a template. What of it FastDok has is unknown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetDataFormTemplateDefinition {
    /// The template's id.
    pub template_id: String,
}

impl GetDataFormTemplateDefinition {
    /// The definition of this template.
    pub fn new(template_id: impl Into<String>) -> Self {
        Self { template_id: template_id.into() }
    }
}

/// A definition, whole and as the service wrote it. The generic documentation names its members `definition`, `isHtmlForm`, `stylesheet` and
/// `javascript` (verified); what is in them no source says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataFormTemplateDefinition {
    /// The answer.
    pub raw: RawJson,
}

impl Sealed for GetDataFormTemplateDefinition {}

impl Operation for GetDataFormTemplateDefinition {
    const NAME: &'static str = "fastdok.get_data_form_template_definition";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = DataFormTemplateDefinition;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let template = path_segment("templateId", &self.template_id)?;
        get(access, &format!("/DataFormTemplates/{template}/Definition"), &[])
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<DataFormTemplateDefinition, Error> {
        Ok(DataFormTemplateDefinition { raw: answer::raw(access, response)? })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, code, json, refused, sent};
    use super::*;

    #[test]
    fn the_request() {
        let new = GetDataFormTemplateDefinition::new("d1");
        assert_eq!(sent(&new), "GET /DataFormTemplates/d1/Definition\nAccept: application/json\n\n");
        assert_eq!(refused(&GetDataFormTemplateDefinition::new("")), "input.id_empty");
    }

    #[test]
    fn the_answer_is_kept_as_written() {
        // Constructed after the documented members.
        let read = |body: &str| GetDataFormTemplateDefinition::new("d1").response(&access(), &json(body));
        let body = r#"{"definition":"<form/>", "isHtmlForm":true,"stylesheet":"","javascript":""}"#;
        assert_eq!(read(body).unwrap().raw.as_str(), body);
        assert_eq!(code(read(r#"{"success":false,"message":"Ingen mall"}"#)), "fastdok.refused");
    }
}

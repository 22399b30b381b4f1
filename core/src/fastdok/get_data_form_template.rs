//! `GET /DataFormTemplates/{id}`: one template of a form (verified for the generic API; Barium's page on
//! data form templates).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::answer;
use super::data_form_template::DataFormTemplate;
use super::request::get;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Reads a template. What of it FastDok has is unknown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetDataFormTemplate {
    /// The template's id.
    pub template_id: String,
    /// `VersionId`: an earlier version of the template.
    #[serde(default)]
    pub version_id: Option<String>,
}

impl GetDataFormTemplate {
    /// Reads it.
    pub fn new(template_id: impl Into<String>) -> Self {
        Self { template_id: template_id.into(), version_id: None }
    }
}

impl Sealed for GetDataFormTemplate {}

impl Operation for GetDataFormTemplate {
    const NAME: &'static str = "fastdok.get_data_form_template";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = DataFormTemplate;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let template = path_segment("templateId", &self.template_id)?;
        get(access, &format!("/DataFormTemplates/{template}"), &[("VersionId", self.version_id.clone())])
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<DataFormTemplate, Error> {
        answer::record(access, response)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, json, refused, sent};
    use super::*;

    #[test]
    fn the_request() {
        let new = GetDataFormTemplate::new("7B");
        assert_eq!(sent(&new), "GET /DataFormTemplates/7B\nAccept: application/json\n\n");
        let full = GetDataFormTemplate { version_id: Some("v 1".to_owned()), ..new };
        assert_eq!(sent(&full), "GET /DataFormTemplates/7B?VersionId=v%201\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&GetDataFormTemplate::new(id)), code, "{id:?}");
        }
    }

    #[test]
    fn the_answer() {
        // Constructed after the documented members.
        let body = r#"{"Id":"d1","TypeNamespace":"Kontrakt","CreatedDate":"2011-07-13T21:43:04Z","ChangedDate":null}"#;
        let answer = GetDataFormTemplate::new("d1").response(&access(), &json(body)).unwrap();
        assert_eq!((answer.id.as_str(), answer.type_namespace.as_deref()), ("d1", Some("Kontrakt")));
        assert!(answer.created_date.is_some() && answer.changed_date.is_none());
    }
}

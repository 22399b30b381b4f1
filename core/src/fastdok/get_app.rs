//! `GET /Apps/{id}`: one app (verified; Barium's page on apps).

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::answer;
use super::app::App;
use super::request::get;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::ids::path_segment;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Reads an app.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetApp {
    /// The app's id or reference id; `form` is the one of FastDok's form cases (verified).
    pub app_id: String,
}

impl GetApp {
    /// Reads it.
    pub fn new(app_id: impl Into<String>) -> Self {
        Self { app_id: app_id.into() }
    }
}

impl Sealed for GetApp {}

impl Operation for GetApp {
    const NAME: &'static str = "fastdok.get_app";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = App;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let app = path_segment("appId", &self.app_id)?;
        get(access, &format!("/Apps/{app}"), &[])
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<App, Error> {
        answer::record(access, response)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, json, refused, sent};
    use super::*;

    #[test]
    fn the_request() {
        let new = GetApp::new("form");
        assert_eq!(sent(&new), "GET /Apps/form\nAccept: application/json\n\n");
    }

    #[test]
    fn input_rules() {
        for (id, code) in
            [("", "input.id_empty"), ("..", "input.id_path"), ("a/b", "input.id_path"), ("a\n", "input.id_control")]
        {
            assert_eq!(refused(&GetApp::new(id)), code, "{id:?}");
        }
    }

    #[test]
    fn the_answer() {
        // Constructed after the documented members.
        let body = r#"{"id":"a1","NAME":"Formulär","New":{"x":1.0}}"#;
        let answer = GetApp::new("a").response(&access(), &json(body)).unwrap();
        assert_eq!((answer.id.as_str(), answer.extra["New"].as_str()), ("a1", r#"{"x":1.0}"#));
    }
}

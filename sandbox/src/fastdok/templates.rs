//! Form templates: what a case can hold, with the fields of each.

use serde::Serialize;

use super::answer::{Answer, date, json, unknown};
use super::lists::page;
use super::object_views::show_blank_field;
use super::standard::{self, FieldInfo, TEMPLATES, Template};
use super::state::{Call, Caller, FastDok};

/// 2011-07-13T21:43:04Z, the moment of the one recorded task.
const TEMPLATES_MADE: crate::Now = 1_310_593_384_000;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct TemplateView<'a> {
    id: &'a str,
    reference_id: &'a str,
    object_class: &'a str,
    name: String,
    description: &'a str,
    type_namespace: &'a str,
    created_date: String,
    changed_date: Option<String>,
}

fn show(template: &'static Template) -> TemplateView<'static> {
    TemplateView {
        id: template.id,
        reference_id: template.code,
        object_class: "dataforms.template",
        name: template.full_name(),
        description: "",
        type_namespace: template.namespace,
        created_date: date(TEMPLATES_MADE),
        changed_date: None,
    }
}

/// The template is named by its id or its code; a `VersionId` is ignored, since the sandbox's templates have one
/// version each.
fn asked(call: &Call<'_, '_>) -> Result<&'static Template, nordcase::http::HttpResponse> {
    standard::template(call.id(0)).ok_or_else(|| unknown("Formuläret"))
}

impl FastDok {
    pub(super) fn list_data_form_templates(&mut self, call: &mut Call<'_, '_>, _who: Caller) -> Answer {
        page(&call.query, TEMPLATES.iter(), show).map(|list| json(&list))
    }

    pub(super) fn get_data_form_template(&mut self, call: &mut Call<'_, '_>, _who: Caller) -> Answer {
        Ok(json(&show(asked(call)?)))
    }

    pub(super) fn get_data_form_template_fields(&mut self, call: &mut Call<'_, '_>, _who: Caller) -> Answer {
        let fields = asked(call)?.fields.iter().enumerate();
        page(&call.query, fields, |(index, info)| show_blank_field(info, index)).map(|list| json(&list))
    }

    /// `GET /DataFormTemplates/{id}/Definition`: generic Barium, whether FastDok's templates can be read so is unknown.
    /// The names of the members are verified; what they hold is unknown, and invented here.
    pub(super) fn get_data_form_template_definition(&mut self, call: &mut Call<'_, '_>, _who: Caller) -> Answer {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Definition<'a> {
            definition: String,
            is_html_form: bool,
            stylesheet: &'a str,
            javascript: &'a str,
        }
        Ok(json(&Definition {
            definition: html(asked(call)?),
            is_html_form: true,
            stylesheet: "label { display: block }",
            javascript: "",
        }))
    }
}

/// The names and labels of the standard data need no escaping.
fn html(template: &Template) -> String {
    let input = |FieldInfo(id, label, kind): &FieldInfo| {
        let (_, field_type) = kind.names();
        format!("<label>{label} <input class=\"{field_type}\" name=\"{id}\"></label>")
    };
    let inputs: String = template.fields.iter().map(input).collect();
    format!("<form><h1>{}</h1>{inputs}</form>", template.full_name())
}

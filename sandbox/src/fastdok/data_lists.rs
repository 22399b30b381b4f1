//! Lists (*Lists*): tables that the service keeps of the forms of one kind.
//!
//! Generic Barium; whether FastDok has any is unknown. Verified from a client: the three paths, and that an item has the
//! key `form.formId`. Everything else is invented: which lists there are, their other members, and that an item of a
//! list has the fields of its form.

use nordcase::http::HttpResponse;
use serde::{Serialize, Serializer};

use super::answer::{Answer, json, unknown};
use super::lists::page;
use super::model::{Case, Object};
use super::standard::{self, DataList, LISTS};
use super::state::{Call, Caller, FastDok};

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ListView {
    id: &'static str,
    reference_id: &'static str,
    name: &'static str,
    description: &'static str,
    /// The template whose forms the list shows.
    #[serde(rename = "form.formId")]
    form_id: &'static str,
}

fn show(list: &'static DataList) -> ListView {
    ListView {
        id: list.id,
        reference_id: list.reference,
        name: list.name,
        description: list.description,
        form_id: standard::template(list.template).map_or("", |template| template.id),
    }
}

/// The list is named by its id or its registered id.
fn asked(call: &Call<'_, '_>) -> Result<&'static DataList, HttpResponse> {
    let is_asked = |key: &str| key.eq_ignore_ascii_case(call.id(0));
    LISTS.iter().find(|list| is_asked(list.id) || is_asked(list.reference)).ok_or_else(|| unknown("Listan"))
}

impl FastDok {
    pub(super) fn list_lists(&mut self, call: &mut Call<'_, '_>, _who: Caller) -> Answer {
        page(&call.query, LISTS.iter(), show).map(|list| json(&list))
    }

    pub(super) fn get_list(&mut self, call: &mut Call<'_, '_>, _who: Caller) -> Answer {
        Ok(json(&show(asked(call)?)))
    }

    /// `GET /Lists/{id}/Data`: the forms of the company's cases as they are now, each with its case.
    pub(super) fn get_list_data(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let template = asked(call)?.template;
        let forms = self.own_cases(who).flat_map(|case| case.forms().map(move |(form, of)| (case, form, of)));
        let forms = forms.filter(|(.., of)| of.code == template);
        page(&call.query, forms, |(case, form, _)| Row(case, form)).map(|list| json(&list))
    }
}

/// An item of a list: a form, as one flat object with a member for each of its fields.
struct Row<'a>(&'a Case, &'a Object);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(case, form) = self;
        let known = [("form.formId", form.id.as_str()), ("instance.id", &case.id), ("instance.name", &case.name)];
        let fields = form.properties.iter().map(|property| (property.name.as_str(), property.value.as_str()));
        // A case can be started with properties of any name.
        let fields = fields.filter(|(name, _)| !known.iter().any(|(taken, _)| taken.eq_ignore_ascii_case(name)));
        serializer.collect_map(known.into_iter().chain(fields))
    }
}

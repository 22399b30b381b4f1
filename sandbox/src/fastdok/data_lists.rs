//! Lists (*Lists*): tables that the service keeps of the forms of one kind.
//!
//! Generic Barium; whether FastDok has any is unknown. Verified from a client: the three paths, and that an item has the
//! key `form.formId`. Everything else is invented: which lists there are, their other members, and that an item of a
//! list has the fields of its form.

use serde::Serialize;

use super::answer::{Answer, json};
use super::lists::page;
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

impl FastDok {
    pub(super) fn list_lists(&mut self, call: &mut Call<'_, '_>, _who: Caller) -> Answer {
        page(&call.query, LISTS.iter(), show).map(|list| json(&list))
    }
}

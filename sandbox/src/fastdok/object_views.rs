//! Objects, their fields and properties, and form templates as the API shows them.
//!
//! Three shapes of the same values, each where its source has it: *properties* as a bare array (verified), *fields* of
//! an object as a bare array (the older document), *fields* in a case or a task in the list envelope (the newer ones).

use serde::Serialize;

use super::answer::{Answer, date, json, unknown};
use super::lists::page;
use super::model::{Case, Kind, Object, Property, TaskKind};
use super::objects::is_read_only;
use super::standard::{FieldInfo, FieldKind};
use super::state::{Call, Caller, FastDok};

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ObjectView<'a> {
    id: &'a str,
    /// Only of a single object (verified); a `null` there means that the case itself holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_id: Option<Option<&'a str>>,
    reference_id: Option<&'a str>,
    name: &'a str,
    description: &'a str,
    #[serde(rename = "Type")]
    kind: &'a str,
    object_class: &'a str,
    container: bool,
    read_only: bool,
    type_namespace: Option<&'a str>,
    template_id: Option<&'a str>,
    file_type: &'a str,
    sort_index: Option<u32>,
    state: Option<&'a str>,
    created_date: String,
    updated_date: Option<String>,
    data_id: Option<&'a str>,
}

/// `Type` and `ObjectClass`; the `Type` of shared data and the class of a file are inferred.
fn class(object: &Object) -> (&'static str, &'static str) {
    match object.kind {
        Kind::Data => ("typedobject", "repository.typedobject"),
        Kind::Form(_) => ("dataform", "repository.typedobject"),
        Kind::Folder => ("folder", "repository.folder"),
        Kind::File(_) => ("file", "repository.file"),
    }
}

fn show(object: &Object) -> ObjectView<'_> {
    let (kind, object_class) = class(object);
    ObjectView {
        id: &object.id,
        parent_id: None,
        reference_id: None,
        name: &object.name,
        description: "",
        kind,
        object_class,
        container: object.kind == Kind::Folder,
        read_only: object.read_only,
        type_namespace: object.namespace.as_deref(),
        template_id: object.template().map(|template| template.id),
        file_type: match &object.kind {
            Kind::File(file) => &file.content_type,
            _ => "",
        },
        sort_index: None,
        state: None,
        created_date: date(object.created),
        updated_date: object.updated.map(date),
        data_id: object.data_id.as_deref(),
    }
}

fn show_single(object: &Object) -> ObjectView<'_> {
    ObjectView { parent_id: Some(object.parent.as_deref()), ..show(object) }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct FieldView<'a> {
    id: &'a str,
    name: &'a str,
    data_type: &'a str,
    field_type: &'a str,
    value: &'a str,
    field_type_namespace: Option<&'a str>,
    read_only: bool,
    allow_blank: bool,
    index: usize,
}

/// A field of a template: nobody has filled it in yet.
pub(super) fn show_blank_field(info: &'static FieldInfo, index: usize) -> FieldView<'static> {
    let (data_type, field_type) = info.2.names();
    FieldView {
        id: info.0,
        name: info.1,
        data_type,
        field_type,
        value: "",
        field_type_namespace: None,
        read_only: false,
        allow_blank: true,
        index,
    }
}

fn show_field<'a>(object: &Object, property: &'a Property, index: usize, task: Option<TaskKind>) -> FieldView<'a> {
    let info = object.field_info(&property.name);
    let (data_type, field_type) = info.map_or(FieldKind::Text, |info| info.2).names();
    FieldView {
        id: &property.name,
        name: info.map_or(&property.name, |info| info.1),
        data_type,
        field_type,
        value: &property.value,
        field_type_namespace: None,
        read_only: is_read_only(object, property, task),
        allow_blank: true,
        index,
    }
}

/// A page of fields. `task` decides what is read-only: the ready task of the case, or none for a task that is
/// completed.
fn fields<'a>(
    call: &Call<'_, '_>,
    object: &'a Object,
    task: Option<TaskKind>,
) -> Result<super::answer::List<FieldView<'a>>, nordcase::http::HttpResponse> {
    page(&call.query, object.properties.iter().enumerate(), |(index, property)| {
        show_field(object, property, index, task)
    })
}

fn ready_kind(case: &Case) -> Option<TaskKind> {
    case.ready().map(|task| task.kind)
}

impl FastDok {
    pub(super) fn list_instance_objects(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let case = self.case(who, call.id(0))?;
        let top = case.objects.iter().filter(|object| object.parent.is_none());
        page(&call.query, top, show).map(|list| json(&list))
    }

    pub(super) fn get_instance_object(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let object = self.case(who, call.id(0))?.object(call.id(1)).ok_or_else(|| unknown("Objektet"))?;
        Ok(json(&show_single(object)))
    }

    pub(super) fn get_instance_object_fields(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let case = self.case(who, call.id(0))?;
        let object = case.object(call.id(1)).ok_or_else(|| unknown("Objektet"))?;
        fields(call, object, ready_kind(case)).map(|list| json(&list))
    }

    pub(super) fn list_task_objects(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct TaskObject<'a> {
            id: &'a str,
            name: &'a str,
            description: &'a str,
            #[serde(rename = "Type")]
            kind: &'a str,
            container: bool,
            /// What an entry holds is unknown, so there is none.
            renditions: [(); 0],
        }
        let (case, _) = self.task(who, call.id(0))?;
        let top = case.objects.iter().filter(|object| object.parent.is_none());
        let list = page(&call.query, top, |object| TaskObject {
            id: &object.id,
            name: &object.name,
            description: "",
            kind: class(object).0,
            container: object.kind == Kind::Folder,
            renditions: [],
        })?;
        Ok(json(&list))
    }

    pub(super) fn get_task_object(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let (case, _) = self.task(who, call.id(0))?;
        Ok(json(&show_single(case.object(call.id(1)).ok_or_else(|| unknown("Objektet"))?)))
    }

    pub(super) fn get_task_object_fields(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let (case, task) = self.task(who, call.id(0))?;
        let object = case.object(call.id(1)).ok_or_else(|| unknown("Objektet"))?;
        let kind = task.completed.is_none().then_some(task.kind);
        fields(call, object, kind).map(|list| json(&list))
    }

    pub(super) fn get_object(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        Ok(json(&show_single(self.object(who, call.id(0))?.1)))
    }

    pub(super) fn list_object_children(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let (case, folder) = self.object(who, call.id(0))?;
        let children = case.objects.iter().filter(|object| object.parent.as_ref() == Some(&folder.id));
        page(&call.query, children, show).map(|list| json(&list))
    }

    pub(super) fn get_object_properties(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct PropertyView<'a> {
            name: &'a str,
            value: &'a str,
            key_value: Option<&'a str>,
            read_only: bool,
            time_stamp: String,
            index: usize,
        }
        let (case, object) = self.object(who, call.id(0))?;
        let list = page(&call.query, object.properties.iter().enumerate(), |(index, property)| PropertyView {
            name: &property.name,
            value: &property.value,
            key_value: None,
            read_only: is_read_only(object, property, ready_kind(case)),
            time_stamp: date(property.changed),
            index,
        })?;
        Ok(json(&list.data))
    }

    pub(super) fn get_object_fields(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let (case, object) = self.object(who, call.id(0))?;
        fields(call, object, ready_kind(case)).map(|list| json(&list.data))
    }
}

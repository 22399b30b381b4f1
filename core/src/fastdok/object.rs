//! Objects: the forms, folders, files and shared data of a case.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::dates::DateTime;
use crate::error::Error;
use crate::json::{Members, RawJson};

/// An object of a case: a form, a file, a folder, shared data. Members after recorded answers (verified); each list
/// leaves some out, and all but the id may be missing.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Object {
    /// `Id`, a GUID.
    pub id: String,
    /// `ParentId`; only when a single object is read.
    pub parent_id: Option<String>,
    /// `ReferenceId`.
    pub reference_id: Option<String>,
    /// `DataId`: a short name that can stand in a path instead of the id.
    pub data_id: Option<String>,
    /// `Name`.
    pub name: Option<String>,
    /// `Description`.
    pub description: Option<String>,
    /// `Type`: `folder`, `dataform`, `file`, …
    #[serde(rename = "type")]
    pub object_type: Option<String>,
    /// `ObjectClass`: `repository.folder`, `dataforms.dataform`; in FastDok `repository.typedobject`.
    pub object_class: Option<String>,
    /// `TypeNamespace`: `Hyresvard` (landlord), `Kund` (customer), …
    pub type_namespace: Option<String>,
    /// `TemplateId`: the form's template.
    pub template_id: Option<String>,
    /// `FileType`; empty for what is no file.
    pub file_type: Option<String>,
    /// `Container`: whether it can have children.
    pub container: Option<bool>,
    /// `ReadOnly`.
    pub read_only: Option<bool>,
    /// `SortIndex`.
    pub sort_index: Option<i64>,
    /// `State`.
    pub state: Option<String>,
    /// `CreatedDate`, UTC.
    pub created_date: Option<DateTime>,
    /// `UpdatedDate`, UTC.
    pub updated_date: Option<DateTime>,
    /// What else the service said; for the objects of a task also `Renditions`.
    pub extra: BTreeMap<String, RawJson>,
}

impl Object {
    pub(super) fn read(mut members: Members<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: members.id("Id")?,
            parent_id: members.text("ParentId")?,
            reference_id: members.text("ReferenceId")?,
            name: members.text("Name")?,
            description: members.text("Description")?,
            object_type: members.text("Type")?,
            object_class: members.text("ObjectClass")?,
            container: members.flag("Container")?,
            read_only: members.flag("ReadOnly")?,
            type_namespace: members.text("TypeNamespace")?,
            template_id: members.text("TemplateId")?,
            file_type: members.text("FileType")?,
            sort_index: members.integer("SortIndex")?,
            state: members.scalar("State")?,
            created_date: members.date("CreatedDate")?,
            updated_date: members.date("UpdatedDate")?,
            data_id: members.text("DataId")?,
            extra: members.extra()?,
        })
    }
}

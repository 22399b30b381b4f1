//! Objects: the forms, folders, files and shared data of a case.

use crate::dates::DateTime;
use crate::json::record;

record! {
    /// An object of a case: a form, a file, a folder, shared data. Members after recorded answers (verified); each list
    /// leaves some out, and all but the id may be missing.
    pub struct Object {
        /// `Id`, a GUID.
        id: String = "Id",
        /// `ParentId`; only when a single object is read.
        parent_id: Option<String> = "ParentId",
        /// `ReferenceId`.
        reference_id: Option<String> = "ReferenceId",
        /// `DataId`: a short name that can stand in a path instead of the id.
        data_id: Option<String> = "DataId",
        /// `Name`.
        name: Option<String> = "Name",
        /// `Description`.
        description: Option<String> = "Description",
        /// `Type`: `folder`, `dataform`, `file`, …
        #[serde(rename = "type")]
        object_type: Option<String> = "Type",
        /// `ObjectClass`: `repository.folder`, `dataforms.dataform`; in FastDok `repository.typedobject`.
        object_class: Option<String> = "ObjectClass",
        /// `TypeNamespace`: `Hyresvard` (landlord), `Kund` (customer), …
        type_namespace: Option<String> = "TypeNamespace",
        /// `TemplateId`: the form's template.
        template_id: Option<String> = "TemplateId",
        /// `FileType`; empty for what is no file.
        file_type: Option<String> = "FileType",
        /// `Container`: whether it can have children.
        container: Option<bool> = "Container",
        /// `ReadOnly`.
        read_only: Option<bool> = "ReadOnly",
        /// `SortIndex`.
        sort_index: Option<i64> = "SortIndex",
        /// `State`.
        state: Option<String> = "State" as written,
        /// `CreatedDate`, UTC.
        created_date: Option<DateTime> = "CreatedDate",
        /// `UpdatedDate`, UTC.
        updated_date: Option<DateTime> = "UpdatedDate",
        ..
        /// What else the service said; for the objects of a task also `Renditions`.
        extra
    }
}

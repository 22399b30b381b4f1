//! Data form templates: what forms are made from.

use crate::dates::DateTime;
use crate::json::record;

record! {
    /// A template of a form. Members after the generic documentation (verified); all but the id may be missing.
    ///
    /// FastDok's templates have a *base price* (verified); under which name it comes is unknown, so it would be in `extra`.
    pub struct DataFormTemplate {
        /// `Id`, a GUID.
        id: String = "Id",
        /// `ReferenceId`.
        reference_id: Option<String> = "ReferenceId",
        /// `ObjectClass` of what is made from it.
        object_class: Option<String> = "ObjectClass",
        /// `Name`.
        name: Option<String> = "Name",
        /// `Description`.
        description: Option<String> = "Description",
        /// `TypeNamespace`.
        type_namespace: Option<String> = "TypeNamespace",
        /// `CreatedDate`, UTC.
        created_date: Option<DateTime> = "CreatedDate",
        /// `ChangedDate`, UTC.
        changed_date: Option<DateTime> = "ChangedDate",
        ..
        /// What else the service said.
        extra
    }
}

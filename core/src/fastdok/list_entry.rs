//! Lists: tables that a company keeps in Barium for its processes.

use crate::json::record;

record! {
    /// A list, or an entry of its data. Only `form.formId` is known, from a client of the generic API (verified); all may be missing.
    pub struct ListEntry {
        /// `form.formId`: the object that holds the values, to be read with [`GetObjectFields`](super::GetObjectFields) and written with
        /// [`UpdateObjectFields`](super::UpdateObjectFields) (verified by that client).
        form_id: Option<String> = "form.formId" as written,
        /// `Id` (inferred).
        id: Option<String> = "Id" as written,
        /// `Name` (inferred).
        name: Option<String> = "Name" as written,
        ..
        /// What else the service said.
        extra
    }
}

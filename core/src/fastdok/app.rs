//! Apps: the processes that cases are started in.

use crate::json::record;

record! {
    /// An app. Members after the generic documentation and the vendor's own client (verified); all but the id may be
    /// missing.
    pub struct App {
        /// `Id`, a GUID.
        id: String = "Id",
        /// `Name`.
        name: Option<String> = "Name",
        /// `Description`.
        description: Option<String> = "Description",
        /// `Status`.
        status: Option<String> = "Status" as written,
        /// `InstancesCount`: how many cases it has.
        instances_count: Option<i64> = "InstancesCount",
        /// `ProcessId`.
        process_id: Option<String> = "ProcessId",
        /// `DomainObjectId`.
        domain_object_id: Option<String> = "DomainObjectId",
        ..
        /// What else the service said.
        extra
    }
}

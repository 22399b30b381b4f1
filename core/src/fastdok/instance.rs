//! Instances: the cases.

use serde::{Deserialize, Serialize};

use super::words::words;
use crate::dates::DateTime;
use crate::json::record;

record! {
    /// A case. Members after a recorded answer (verified); in a list some are left out, and all but the id may be missing.
    pub struct Instance {
        /// `Id`, a GUID.
        id: String = "Id",
        /// `ReferenceId`.
        reference_id: Option<String> = "ReferenceId",
        /// `Name`.
        name: Option<String> = "Name",
        /// `Description`.
        description: Option<String> = "Description",
        /// `Status`.
        status: Option<InstanceStatus> = "Status",
        /// `State`.
        state: Option<String> = "State" as written,
        /// `StartDate`, UTC.
        start_date: Option<DateTime> = "StartDate",
        /// `StartedBy`: a name.
        started_by: Option<String> = "StartedBy",
        /// `StartedByUserId`.
        started_by_user_id: Option<String> = "StartedByUserId",
        /// `CompletedDate`, UTC.
        completed_date: Option<DateTime> = "CompletedDate",
        /// `Priority`, as written: a number in recordings, a text in the documents.
        priority: Option<String> = "Priority" as written,
        /// `PlannedDate`, UTC.
        planned_date: Option<DateTime> = "PlannedDate",
        /// `DeadlineDate`, UTC.
        deadline_date: Option<DateTime> = "DeadlineDate",
        /// `ApplicationId`.
        application_id: Option<String> = "ApplicationId",
        /// `ApplicationName`.
        application_name: Option<String> = "ApplicationName",
        /// `ParentInstanceId`; empty for none.
        parent_instance_id: Option<String> = "ParentInstanceId",
        /// `ParentInstanceName`; empty for none.
        parent_instance_name: Option<String> = "ParentInstanceName",
        /// `ProcessId`.
        process_id: Option<String> = "ProcessId",
        /// `DomainId`: the company; in lists only.
        domain_id: Option<String> = "DomainId",
        ..
        /// What else the service said.
        extra
    }
}

/// A case's `Status`. Known ones are recognised in any case. The words are those lists are filtered by (verified);
/// `Active` is also recorded in an answer, and that an archived case is `Completed` is inferred.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum InstanceStatus {
    /// Running.
    Active,
    /// Ready.
    Ready,
    /// Ended, and in FastDok archived.
    Completed,
    /// Cancelled.
    Cancelled,
    /// Aborted.
    Aborted,
    /// Another one, as the service wrote it.
    Other(String),
}

words!(InstanceStatus: Active, Ready, Completed, Cancelled, Aborted);

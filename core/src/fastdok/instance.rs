//! Instances: the cases.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::words::words;
use crate::dates::DateTime;
use crate::error::Error;
use crate::json::{Members, RawJson};

/// A case. Members after a recorded answer (verified); in a list some are left out, and all but the id may be missing.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Instance {
    /// `Id`, a GUID.
    pub id: String,
    /// `ReferenceId`.
    pub reference_id: Option<String>,
    /// `Name`.
    pub name: Option<String>,
    /// `Description`.
    pub description: Option<String>,
    /// `Status`.
    pub status: Option<InstanceStatus>,
    /// `State`.
    pub state: Option<String>,
    /// `StartDate`, UTC.
    pub start_date: Option<DateTime>,
    /// `StartedBy`: a name.
    pub started_by: Option<String>,
    /// `StartedByUserId`.
    pub started_by_user_id: Option<String>,
    /// `CompletedDate`, UTC.
    pub completed_date: Option<DateTime>,
    /// `Priority`, as written: a number in recordings, a text in the documents.
    pub priority: Option<String>,
    /// `PlannedDate`, UTC.
    pub planned_date: Option<DateTime>,
    /// `DeadlineDate`, UTC.
    pub deadline_date: Option<DateTime>,
    /// `ApplicationId`.
    pub application_id: Option<String>,
    /// `ApplicationName`.
    pub application_name: Option<String>,
    /// `ParentInstanceId`; empty for none.
    pub parent_instance_id: Option<String>,
    /// `ParentInstanceName`; empty for none.
    pub parent_instance_name: Option<String>,
    /// `ProcessId`.
    pub process_id: Option<String>,
    /// `DomainId`: the company; in lists only.
    pub domain_id: Option<String>,
    /// What else the service said.
    pub extra: BTreeMap<String, RawJson>,
}

impl Instance {
    pub(super) fn read(mut members: Members<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: members.id("Id")?,
            reference_id: members.text("ReferenceId")?,
            name: members.text("Name")?,
            description: members.text("Description")?,
            status: members.text("Status")?.map(InstanceStatus::from),
            state: members.scalar("State")?,
            start_date: members.date("StartDate")?,
            started_by: members.text("StartedBy")?,
            started_by_user_id: members.text("StartedByUserId")?,
            completed_date: members.date("CompletedDate")?,
            priority: members.scalar("Priority")?,
            planned_date: members.date("PlannedDate")?,
            deadline_date: members.date("DeadlineDate")?,
            application_id: members.text("ApplicationId")?,
            application_name: members.text("ApplicationName")?,
            parent_instance_id: members.text("ParentInstanceId")?,
            parent_instance_name: members.text("ParentInstanceName")?,
            process_id: members.text("ProcessId")?,
            domain_id: members.text("DomainId")?,
            extra: members.extra()?,
        })
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

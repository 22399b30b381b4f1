//! Tasks: the pieces of work a case consists of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::words::words;
use crate::dates::DateTime;
use crate::error::Error;
use crate::json::{Members, RawJson};

/// A task of a case. Members after the FastDok sample and the generic documentation (verified); all but the id may be
/// missing.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Task {
    /// `Id`, a GUID.
    pub id: String,
    /// `ReferenceId`: which kind of task it is. It never changes, so it is what to program against (verified).
    pub reference_id: Option<TaskKind>,
    /// `Name`, for people, in the user's language: `Utkast`.
    pub name: Option<String>,
    /// `Description`.
    pub description: Option<String>,
    /// `Status`: only a task that is ready can be acted on (verified).
    pub status: Option<TaskStatus>,
    /// `CreatedDate`, UTC.
    pub created_date: Option<DateTime>,
    /// `CompletedDate`, UTC; missing while the task is ready.
    pub completed_date: Option<DateTime>,
    /// `CompletedBy`.
    pub completed_by: Option<String>,
    /// `CompletedByUserId`.
    pub completed_by_user_id: Option<String>,
    /// `InstanceName`: the case's name.
    pub instance_name: Option<String>,
    /// `InstanceId`: the case.
    pub instance_id: Option<String>,
    /// `ApplicationName`.
    pub application_name: Option<String>,
    /// `ApplicationId`; only when a single task is read.
    pub application_id: Option<String>,
    /// `Locked`.
    pub locked: Option<bool>,
    /// `PerformPermission`: whether this user may act on it.
    pub perform_permission: Option<bool>,
    /// What else the service said.
    pub extra: BTreeMap<String, RawJson>,
}

impl Task {
    pub(super) fn read(mut members: Members<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: members.id("Id")?,
            reference_id: members.text("ReferenceId")?.map(TaskKind::from),
            name: members.text("Name")?,
            description: members.text("Description")?,
            status: members.text("Status")?.map(TaskStatus::from),
            created_date: members.date("CreatedDate")?,
            completed_date: members.date("CompletedDate")?,
            completed_by: members.text("CompletedBy")?,
            completed_by_user_id: members.text("CompletedByUserId")?,
            instance_name: members.text("InstanceName")?,
            instance_id: members.text("InstanceId")?,
            application_name: members.text("ApplicationName")?,
            application_id: members.text("ApplicationId")?,
            locked: members.flag("Locked")?,
            perform_permission: members.flag("PerformPermission")?,
            extra: members.extra()?,
        })
    }

    /// Which kind of task it is; [`TaskKind::Other`] of an empty text when the service does not say.
    pub fn kind(&self) -> TaskKind {
        self.reference_id.clone().unwrap_or_else(|| TaskKind::Other(String::new()))
    }

    /// Whether it can be acted on.
    pub fn is_ready(&self) -> bool {
        self.status == Some(TaskStatus::Ready)
    }
}

/// A task's `ReferenceId`: what to program against. Known ones are recognised in any case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum TaskKind {
    /// The draft: everything can be edited.
    TaskCreate,
    /// Confirm the order, and pay.
    TaskPay,
    /// The sharp case: everything but `Kontrakt.KontraktNr` can be edited.
    TaskPaid,
    /// One that was added later, as the service wrote it.
    Other(String),
}

words!(TaskKind: TaskCreate, TaskPay, TaskPaid);

/// A task's `Status`: only one that is `Ready` can be acted on (verified). Known ones are recognised in any case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum TaskStatus {
    /// It can be acted on (verified).
    Ready,
    /// It has been acted on (the word as a status is inferred; as a filter verified).
    Completed,
    /// Another one, as the service wrote it.
    Other(String),
}

words!(TaskStatus: Ready, Completed);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_any_case_and_new_ones() {
        assert_eq!(TaskKind::from("taskPAY"), TaskKind::TaskPay);
        assert_eq!(TaskKind::from("TaskSign"), TaskKind::Other("TaskSign".to_owned()));
        assert_eq!(TaskStatus::from("ready"), TaskStatus::Ready);
        assert_eq!(serde_json::to_string(&TaskKind::TaskCreate).unwrap(), "\"TaskCreate\"");
        assert_eq!(serde_json::from_str::<TaskKind>("\"taskcreate\"").unwrap(), TaskKind::TaskCreate);
        assert_eq!(TaskKind::TaskPaid.to_string(), "TaskPaid");
    }
}

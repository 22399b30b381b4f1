//! Tasks: the pieces of work a case consists of.

use serde::{Deserialize, Serialize};

use super::words::words;
use crate::dates::DateTime;
use crate::json::record;

record! {
    /// A task of a case. Members after the FastDok sample and the generic documentation (verified); all but the id may be
    /// missing.
    pub struct Task {
        /// `Id`, a GUID.
        id: String = "Id",
        /// `ReferenceId`: which kind of task it is. It never changes, so it is what to program against (verified).
        reference_id: Option<TaskKind> = "ReferenceId",
        /// `Name`, for people, in the user's language: `Utkast`.
        name: Option<String> = "Name",
        /// `Description`.
        description: Option<String> = "Description",
        /// `Status`: only a task that is ready can be acted on (verified).
        status: Option<TaskStatus> = "Status",
        /// `CreatedDate`, UTC.
        created_date: Option<DateTime> = "CreatedDate",
        /// `CompletedDate`, UTC; missing while the task is ready.
        completed_date: Option<DateTime> = "CompletedDate",
        /// `CompletedBy`.
        completed_by: Option<String> = "CompletedBy",
        /// `CompletedByUserId`.
        completed_by_user_id: Option<String> = "CompletedByUserId",
        /// `InstanceName`: the case's name.
        instance_name: Option<String> = "InstanceName",
        /// `InstanceId`: the case.
        instance_id: Option<String> = "InstanceId",
        /// `ApplicationName`.
        application_name: Option<String> = "ApplicationName",
        /// `ApplicationId`; only when a single task is read.
        application_id: Option<String> = "ApplicationId",
        /// `Locked`.
        locked: Option<bool> = "Locked",
        /// `PerformPermission`: whether this user may act on it.
        perform_permission: Option<bool> = "PerformPermission",
        ..
        /// What else the service said.
        extra
    }
}

impl Task {
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

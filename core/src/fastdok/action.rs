//! Actions: what can be done with a task.

use serde::{Deserialize, Serialize};

use super::words::words;
use crate::error::Error;
use crate::ids::path_segment;
use crate::json::record;

record! {
    /// An action of a task. Members after the generic documentation, `ReferenceId` after FastDok's page (verified).
    pub struct Action {
        /// `Id`.
        id: String = "Id",
        /// `ReferenceId`: which action it is; what to program against (verified).
        reference_id: Option<ActionKind> = "ReferenceId",
        /// `Name`, for people.
        name: Option<String> = "Name",
        /// `Description`.
        description: Option<String> = "Description",
        /// `CanComment`.
        can_comment: Option<bool> = "CanComment",
        /// `MustComment`.
        must_comment: Option<bool> = "MustComment",
        /// `MustAssignPerformers`.
        must_assign_performers: Option<bool> = "MustAssignPerformers",
        ..
        /// What else the service said.
        extra
    }
}

impl Action {
    /// Which action it is; [`ActionKind::Other`] of an empty text when the service does not say.
    pub fn kind(&self) -> ActionKind {
        self.reference_id.clone().unwrap_or_else(|| ActionKind::Other(String::new()))
    }
}

/// An action's `ReferenceId`. Known ones are recognised in any case.
///
/// Beware: `ActionComplete` *pays* on `TaskPay` and *archives for ever* on `TaskPaid`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ActionKind {
    /// On to the payment.
    ActionPay,
    /// Pay, or archive: the task decides.
    ActionComplete,
    /// Back without paying.
    ActionCancel,
    /// One that was added later, as the service wrote it; or an action's `Id`, which the generic API takes too
    /// (verified).
    Other(String),
}

words!(ActionKind: ActionPay, ActionComplete, ActionCancel);

/// The path of an action of a task. A known action goes by its `ReferenceId` in lower case, any other as it is.
pub(super) fn action_path(task_id: &str, action: &ActionKind) -> Result<String, Error> {
    let task = path_segment("taskId", task_id)?;
    let action = match action {
        ActionKind::Other(id) => path_segment("action", id)?,
        known => known.as_str().to_ascii_lowercase(),
    };
    Ok(format!("/Tasks/{task}/Actions/{action}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_any_case_and_new_ones() {
        assert_eq!(ActionKind::from("actioncomplete"), ActionKind::ActionComplete);
        assert_eq!(ActionKind::from("ActionSign"), ActionKind::Other("ActionSign".to_owned()));
        assert_eq!(serde_json::to_string(&ActionKind::ActionPay).unwrap(), "\"ActionPay\"");
        assert_eq!(serde_json::from_str::<ActionKind>("\"ACTIONCANCEL\"").unwrap(), ActionKind::ActionCancel);
    }
}

//! Actions: what can be done with a task.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::words::words;
use crate::error::Error;
use crate::json::{Members, RawJson};

/// An action of a task. Members after the generic documentation, `ReferenceId` after FastDok's page (verified).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Action {
    /// `Id`.
    pub id: String,
    /// `ReferenceId`: which action it is; what to program against (verified).
    pub reference_id: Option<ActionKind>,
    /// `Name`, for people.
    pub name: Option<String>,
    /// `Description`.
    pub description: Option<String>,
    /// `CanComment`.
    pub can_comment: Option<bool>,
    /// `MustComment`.
    pub must_comment: Option<bool>,
    /// `MustAssignPerformers`.
    pub must_assign_performers: Option<bool>,
    /// What else the service said.
    pub extra: BTreeMap<String, RawJson>,
}

impl Action {
    pub(super) fn read(mut members: Members<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: members.id("Id")?,
            reference_id: members.text("ReferenceId")?.map(ActionKind::from),
            name: members.text("Name")?,
            description: members.text("Description")?,
            can_comment: members.flag("CanComment")?,
            must_comment: members.flag("MustComment")?,
            must_assign_performers: members.flag("MustAssignPerformers")?,
            extra: members.extra()?,
        })
    }

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

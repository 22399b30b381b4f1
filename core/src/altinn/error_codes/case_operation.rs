//! The operations whose pages list error codes.

use serde::{Deserialize, Serialize};

/// The four operations of CaseAgencySystem that act on cases. `Test` has no error code of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CaseOperation {
    /// `InstantiateCollaborationAgencySystem`
    #[serde(rename = "altinn.instantiate_collaboration")]
    InstantiateCollaboration,
    /// `GetCaseListAgencySystem`
    #[serde(rename = "altinn.get_case_list")]
    GetCaseList,
    /// `NotifyEventAgencySystem`
    #[serde(rename = "altinn.notify_event")]
    NotifyEvent,
    /// `SetNoticeAgencySystem`
    #[serde(rename = "altinn.set_notice")]
    SetNotice,
}

impl CaseOperation {
    /// All four, in the order of Altinn's page.
    pub const ALL: [Self; 4] = [Self::InstantiateCollaboration, Self::GetCaseList, Self::NotifyEvent, Self::SetNotice];

    /// The operation's name in nordcase, as `altinn.set_notice`.
    pub fn name(self) -> &'static str {
        match self {
            Self::InstantiateCollaboration => "altinn.instantiate_collaboration",
            Self::GetCaseList => "altinn.get_case_list",
            Self::NotifyEvent => "altinn.notify_event",
            Self::SetNotice => "altinn.set_notice",
        }
    }

    /// The operation of this nordcase name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.name() == name)
    }

    /// The operation's name in Altinn's documentation, as `SetNoticeAgencySystem`.
    pub fn altinn_name(self) -> &'static str {
        match self {
            Self::InstantiateCollaboration => "InstantiateCollaborationAgencySystem",
            Self::GetCaseList => "GetCaseListAgencySystem",
            Self::NotifyEvent => "NotifyEventAgencySystem",
            Self::SetNotice => "SetNoticeAgencySystem",
        }
    }
}

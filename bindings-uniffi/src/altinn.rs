//! Altinn's answers, as the core serialises them; see `fastdok.rs`.

use std::collections::HashMap;

use serde::Deserialize;

use crate::time::DateTime;

/// A case (`ExternalCaseBE`). All members but `CaseID` may be nil or missing.
#[derive(Debug, Clone, PartialEq, Deserialize, uniffi::Record)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExternalCase {
    /// `CaseID`.
    pub case_id: i32,
    /// `CaseName`: the service's name.
    pub case_name: Option<String>,
    /// `CurrentStateFriendlyName`: the state's name for people, in the language asked for.
    pub current_state_friendly_name: Option<String>,
    /// `CurrentStateID`.
    pub current_state_id: Option<i32>,
    /// `CurrentStateName`.
    pub current_state_name: Option<String>,
    /// `DueDate`, in Norwegian time without an offset. In the WSDL (verified), not in the documentation.
    pub due_date: Option<DateTime>,
    /// `IsArchived`. In the WSDL (verified), not in the documentation.
    pub is_archived: Option<bool>,
    /// `NoticeTemplateID`: of the notice on the case, if there is one. A text (verified).
    pub notice_template_id: Option<String>,
    /// `VisibleDateTime`, in Norwegian time without an offset. In the WSDL (verified), not in the documentation.
    pub visible_date_time: Option<DateTime>,
    /// Members that this version has no field for: name and text, none for nil or for one with elements in it.
    pub other: HashMap<String, Option<String>>,
}

/// The case that was created.
#[derive(Debug, Clone, PartialEq, Deserialize, uniffi::Record)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InstantiatedCase {
    /// Its `CaseID`.
    pub case_id: i32,
}

/// What became of an event in one case (`StateMachineNotificationResultBE`). All members but `CaseID` may be nil or
/// missing.
#[derive(Debug, Clone, PartialEq, Deserialize, uniffi::Record)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NotificationResult {
    /// `CaseID`.
    pub case_id: i32,
    /// `ConditionEvaluationResult`: what the transition's condition said; true if it has none. none when the service
    /// left it out.
    pub condition_evaluation_result: Option<bool>,
    /// `ConditionName`: of the transition's condition, if it has one.
    pub condition_name: Option<String>,
    /// `CurrentStateFriendlyName`: of the state after the event. In the WSDL (verified), not in the documentation.
    pub current_state_friendly_name: Option<String>,
    /// `CurrentStateID`: of the state after the event. In the WSDL (verified), not in the documentation.
    pub current_state_id: Option<i32>,
    /// `CurrentStateName`: of the state after the event (verified).
    pub current_state_name: Option<String>,
    /// `ErrorCode`: of trouble in the state machine; probably one of 60026 to 60031 (inferred). 0 or none without.
    pub error_code: Option<i32>,
    /// `ExceptionDetail`: what the trouble was.
    pub exception_detail: Option<String>,
    /// `HasException`: whether there was trouble in the state machine. Left out means false, as in all of the service's
    /// contracts (verified).
    pub has_exception: bool,
    /// `IsStateChanged`: whether the event changed the state. Left out means false.
    pub is_state_changed: bool,
    /// Members that this version has no field for: name and text, none for nil or for one with elements in it.
    pub other: HashMap<String, Option<String>>,
}

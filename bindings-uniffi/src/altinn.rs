//! The answers of `nordcase::altinn`, as they cross.
//!
//! Made of the core's source by `cargo xtask generate`: change it there.

use std::collections::HashMap;

use nordcase::altinn;

use crate::time::DateTime;

/// The case that was created.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct InstantiatedCase {
    /// Its `CaseID`, which is positive.
    pub case_id: i32,
}

impl From<altinn::InstantiatedCase> for InstantiatedCase {
    fn from(it: altinn::InstantiatedCase) -> Self {
        Self { case_id: it.case_id }
    }
}

/// A case (`ExternalCaseBE`). All members but `CaseID` may be nil or missing.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
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
    /// Members that this version has no field for: name and text, None for nil or for one with elements in it.
    pub other: HashMap<String, Option<String>>,
}

impl From<altinn::ExternalCase> for ExternalCase {
    fn from(it: altinn::ExternalCase) -> Self {
        Self {
            case_id: it.case_id,
            case_name: it.case_name,
            current_state_friendly_name: it.current_state_friendly_name,
            current_state_id: it.current_state_id,
            current_state_name: it.current_state_name,
            due_date: it.due_date.map(Into::into),
            is_archived: it.is_archived,
            notice_template_id: it.notice_template_id,
            visible_date_time: it.visible_date_time.map(Into::into),
            other: it.other.into_iter().collect(),
        }
    }
}

/// What became of an event in one case (`StateMachineNotificationResultBE`). All members but `CaseID` may be nil or
/// missing.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct NotificationResult {
    /// `CaseID`.
    pub case_id: i32,
    /// `ConditionEvaluationResult`: what the transition's condition said; true if it has none. None when the service
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
    /// `ErrorCode`: of trouble in the state machine; probably one of 60026 to 60031 (inferred). 0 or None without.
    pub error_code: Option<i32>,
    /// `ExceptionDetail`: what the trouble was.
    pub exception_detail: Option<String>,
    /// `HasException`: whether there was trouble in the state machine. Left out means false, as in all of the service's
    /// contracts (verified).
    pub has_exception: bool,
    /// `IsStateChanged`: whether the event changed the state. Left out means false.
    pub is_state_changed: bool,
    /// Members that this version has no field for: name and text, None for nil or for one with elements in it.
    pub other: HashMap<String, Option<String>>,
}

impl From<altinn::NotificationResult> for NotificationResult {
    fn from(it: altinn::NotificationResult) -> Self {
        Self {
            case_id: it.case_id,
            condition_evaluation_result: it.condition_evaluation_result,
            condition_name: it.condition_name,
            current_state_friendly_name: it.current_state_friendly_name,
            current_state_id: it.current_state_id,
            current_state_name: it.current_state_name,
            error_code: it.error_code,
            exception_detail: it.exception_detail,
            has_exception: it.has_exception,
            is_state_changed: it.is_state_changed,
            other: it.other.into_iter().collect(),
        }
    }
}

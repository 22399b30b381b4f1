//! `NotifyEventAgencySystem`: sends an event into the state machine of one case, or of all running cases of a service.
//! Parameters, order and types are verified for EC and EC2 (WSDL), inferred for Basic and WS.
//!
//! `POST …/CaseAgencySystem{binding}.svc`, action `…/NotifyEventAgencySystem{suffix}`. An event to a service gives one
//! result for each of its running cases (verified): [`RecordReader`] reads them while they arrive.

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::envelope::{Contract, request};
use super::namespaces::DATA;
use super::record::record;
use super::records::RecordReader;
use super::{check, records};
use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::ids::check_length;
use crate::limits::TEXT_CHARS;
use crate::operation::{Effect, ListOperation, Operation, read_whole, sealed};

const CONTRACT: Contract = Contract::Case("NotifyEventAgencySystem");

/// Sends an event: to one case by its `case_id`, or to all running cases of a service and edition.
///
/// An event that does not fit a case's state is no error: its result says that the state has not changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NotifyEvent {
    /// `CaseID`: positive. Either this, or service and edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_id: Option<i32>,
    /// `Event`: the agency's own, as `DeadlineExpired`, or a predefined one, as `3374:1:Submitted` (verified).
    pub event: String,
    /// `ExternalServiceCode`: letters and digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_service_code: Option<String>,
    /// `ExternalServiceEditionCode`: positive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_service_edition_code: Option<i32>,
    /// `ReporteeElementID`: the element that gave rise to the event, as a number. The service only writes it to its log
    /// (verified).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reportee_element_id: Option<i32>,
}

record! {
    /// What became of an event in one case (`StateMachineNotificationResultBE`). All members but `CaseID` may be nil or
    /// missing.
    pub struct NotificationResult = "StateMachineNotificationResultBE" {
        /// `CaseID`.
        case_id: i32 = "CaseID",
        /// `ConditionEvaluationResult`: what the transition's condition said; true if it has none. `None` when the service
        /// left it out.
        condition_evaluation_result: Option<bool> = "ConditionEvaluationResult",
        /// `ConditionName`: of the transition's condition, if it has one.
        condition_name: Option<String> = "ConditionName",
        /// `CurrentStateFriendlyName`: of the state after the event. In the WSDL (verified), not in the documentation.
        current_state_friendly_name: Option<String> = "CurrentStateFriendlyName",
        /// `CurrentStateID`: of the state after the event. In the WSDL (verified), not in the documentation.
        current_state_id: Option<i32> = "CurrentStateID",
        /// `CurrentStateName`: of the state after the event (verified).
        current_state_name: Option<String> = "CurrentStateName",
        /// `ErrorCode`: of trouble in the state machine; probably one of 60026 to 60031 (inferred). 0 or `None` without.
        error_code: Option<i32> = "ErrorCode",
        /// `ExceptionDetail`: what the trouble was.
        exception_detail: Option<String> = "ExceptionDetail",
        /// `HasException`: whether there was trouble in the state machine. Left out means false, as in all of the service's
        /// contracts (verified).
        has_exception: bool = "HasException",
        /// `IsStateChanged`: whether the event changed the state. Left out means false.
        is_state_changed: bool = "IsStateChanged",
        ..
        /// Members that this version has no field for: name and text, `None` for nil or for one with elements in it.
        other
    }
}

impl NotifyEvent {
    /// An event to one case.
    pub fn to_case(case_id: i32, event: impl Into<String>) -> Self {
        Self {
            case_id: Some(case_id),
            event: event.into(),
            external_service_code: None,
            external_service_edition_code: None,
            reportee_element_id: None,
        }
    }

    /// An event to all running cases of a service and edition.
    pub fn to_service(service_code: impl Into<String>, edition: i32, event: impl Into<String>) -> Self {
        Self {
            case_id: None,
            event: event.into(),
            external_service_code: Some(service_code.into()),
            external_service_edition_code: Some(edition),
            reportee_element_id: None,
        }
    }

    fn check(&self) -> Result<(), Error> {
        check::case_or_service(
            ["CaseID", "ExternalServiceCode", "ExternalServiceEditionCode"],
            self.case_id,
            self.external_service_code.as_deref(),
            self.external_service_edition_code,
        )?;
        if self.event.trim().is_empty() {
            return Err(Error::input("input.event_empty", "Event", "must not be empty"));
        }
        check_length("Event", &self.event, TEXT_CHARS)?;
        let element = self.reportee_element_id;
        element.map_or(Ok(()), |id| check::positive("input.element_id", "ReporteeElementID", id))
    }
}

impl sealed::Sealed for NotifyEvent {}

impl Operation for NotifyEvent {
    const NAME: &'static str = "altinn.notify_event";
    const EFFECT: Effect = Effect::Changes;
    type Access = Access;
    type Output = Vec<NotificationResult>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        self.check()?;
        request(access, CONTRACT, |writer| {
            for part in ["<notificationInfo xmlns:a=\"", DATA, "\">"] {
                writer.markup(part);
            }
            if let Some(id) = self.case_id {
                writer.plain("a:CaseID", id);
            }
            writer.element("a:Event", &self.event)?;
            if let Some(code) = &self.external_service_code {
                writer.element("a:ExternalServiceCode", code)?;
            }
            if let Some(edition) = self.external_service_edition_code {
                writer.plain("a:ExternalServiceEditionCode", edition);
            }
            if let Some(id) = self.reportee_element_id {
                writer.plain("a:ReporteeElementID", id);
            }
            writer.markup("</notificationInfo>");
            Ok(())
        })
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Vec<NotificationResult>, Error> {
        let reader = self.reader(access, response.status, &response.headers);
        read_whole(reader, &response.body).map(|(items, ())| items)
    }
}

impl ListOperation for NotifyEvent {
    type Item = NotificationResult;
    type Reader = RecordReader<NotificationResult>;
    type End = ();

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> RecordReader<NotificationResult> {
        records::reader(access, CONTRACT, status, headers)
    }
}

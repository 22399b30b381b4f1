//! `InstantiateCollaborationAgencySystem`: creates a case for a person or an organisation. Parameters, order and types
//! are verified for EC and EC2 (WSDL), inferred for Basic and WS.
//!
//! `POST …/CaseAgencySystem{binding}.svc`, action `…/InstantiateCollaborationAgencySystem{suffix}`.

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::envelope::{Answer, Contract, Names, request};
use super::records::Number;
use super::{check, reportee};
use crate::dates::DateTime;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::operation::{Effect, Operation, sealed};

const CONTRACT: Contract = Contract::Case("InstantiateCollaborationAgencySystem");

/// Creates a case.
///
/// The service has no idempotency key, and allows several cases of one service for one reportee: sending this again
/// after an answer that was lost makes a second case. List the cases before and after instead, as the journey
/// [`CreateCase`](super::journeys::CreateCase) does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InstantiateCollaboration {
    /// `externalServiceCode`: letters and digits, as `2681`.
    pub external_service_code: String,
    /// `externalServiceEditionCode`: positive.
    pub external_service_edition_code: i32,
    /// `reporteeNumber`: an organisasjonsnummer (9 digits), or a fødselsnummer or D-number (11).
    pub reportee_number: String,
    /// `visibleDateTime`: when the case is to be seen; at once if left out (verified). Norwegian time unless it has an
    /// offset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible_date_time: Option<DateTime>,
    /// `dueDate`: when it is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_date: Option<DateTime>,
    /// Whether the reportee number's form, check digits and birth date are checked before anything is sent. `true`
    /// unless switched off, for numbers that do not follow the rules.
    #[serde(default = "checked")]
    pub check_reportee: bool,
}

pub(super) fn checked() -> bool {
    true
}

/// The case that was created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InstantiatedCase {
    /// Its `CaseID`, which is positive.
    pub case_id: i32,
}

impl InstantiateCollaboration {
    /// A case of this service and edition for this reportee, visible at once and without a due date.
    pub fn new(service_code: impl Into<String>, edition: i32, reportee_number: impl Into<String>) -> Self {
        Self {
            external_service_code: service_code.into(),
            external_service_edition_code: edition,
            reportee_number: reportee_number.into(),
            visible_date_time: None,
            due_date: None,
            check_reportee: true,
        }
    }

    fn check(&self) -> Result<(), Error> {
        check::service_code("externalServiceCode", &self.external_service_code)?;
        check::service_edition("externalServiceEditionCode", self.external_service_edition_code)?;
        reportee::check(&self.reportee_number, self.check_reportee)?;
        check::date("visibleDateTime", self.visible_date_time)?;
        check::date("dueDate", self.due_date)?;
        check::date_order(self.visible_date_time, self.due_date)
    }
}

impl sealed::Sealed for InstantiateCollaboration {}

impl Operation for InstantiateCollaboration {
    const NAME: &'static str = "altinn.instantiate_collaboration";
    const EFFECT: Effect = Effect::Changes;
    type Access = Access;
    type Output = InstantiatedCase;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        self.check()?;
        request(access, CONTRACT, |writer| {
            writer.element("externalServiceCode", &self.external_service_code)?;
            writer.plain("externalServiceEditionCode", self.external_service_edition_code);
            writer.element("reporteeNumber", &self.reportee_number)?;
            // The full form: a date alone is not a valid xs:dateTime, though the documentation shows it.
            for (name, date) in [("visibleDateTime", self.visible_date_time), ("dueDate", self.due_date)] {
                if let Some(date) = date {
                    writer.plain(name, date);
                }
            }
            Ok(())
        })
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<InstantiatedCase, Error> {
        let body = Number::new(Names::new(access, CONTRACT));
        let mut answer = Answer::new(access, CONTRACT, response.status, &response.headers, body);
        answer.feed(&response.body)?;
        let bad = |code, reason: &str| {
            let place = "Envelope/Body/InstantiateCollaborationAgencySystemResponse";
            Error::parse(code, place, reason, &response.body, response.status)
        };
        match answer.finish()?.read.flatten() {
            Some(case_id) if case_id > 0 => Ok(InstantiatedCase { case_id }),
            Some(_) => Err(bad("parse.value", "the CaseID is not positive")),
            None => Err(bad("parse.missing", "there is no CaseID")),
        }
    }
}

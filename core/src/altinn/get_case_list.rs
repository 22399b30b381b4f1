//! `GetCaseListAgencySystem`: one case, or all running cases of a service. Parameters, order and types are verified for
//! EC and EC2 (WSDL), inferred for Basic and WS.
//!
//! `POST …/CaseAgencySystem{binding}.svc`, action `…/GetCaseListAgencySystem{suffix}`. There is no paging (verified),
//! and how many cases an answer can hold is unknown: [`RecordReader`] reads it while it arrives.

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::envelope::{Contract, request};
use super::instantiate_collaboration::checked;
use super::record::record;
use super::records::RecordReader;
use super::{check, records, reportee};
use crate::dates::DateTime;
use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::operation::{Effect, ListOperation, Operation, read_whole, sealed};

const CONTRACT: Contract = Contract::Case("GetCaseListAgencySystem");

/// Lists cases: one by its `case_id`, or all running ones of a service and edition, of one reportee or of all. The list
/// has no pages (verified).
///
/// Whether archived cases are ever listed is unknown; asking for one by its id is refused with 60014 (archived) or
/// 60015 (deleted).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetCaseList {
    /// `caseID`: positive. Either this, or service and edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_id: Option<i32>,
    /// `externalServiceCode`: letters and digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_service_code: Option<String>,
    /// `externalServiceEditionCode`: positive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_service_edition_code: Option<i32>,
    /// `languageID`: the language of the states' friendly names (1033 English, 1044 Bokmål, 2068 Nynorsk); the
    /// service's own if left out (verified).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language_id: Option<Language>,
    /// `reporteeNumber`: only this reportee's cases. The documentation wants it with a case as well, the WSDL does not:
    /// without it the service may answer 60012 (inferred).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reportee_number: Option<String>,
    /// Whether the reportee number's form, check digits and birth date are checked before anything is sent. `true`
    /// unless switched off.
    #[serde(default = "checked")]
    pub check_reportee: bool,
}

/// A language, written as Altinn's number for it (verified).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "i32", into = "i32")]
pub enum Language {
    /// English, 1033.
    English,
    /// Norwegian Bokmål, 1044.
    Bokmal,
    /// Norwegian Nynorsk, 2068.
    Nynorsk,
    /// Any other number, which is refused before anything is sent.
    Other(i32),
}

impl From<i32> for Language {
    fn from(id: i32) -> Self {
        match id {
            1033 => Self::English,
            1044 => Self::Bokmal,
            2068 => Self::Nynorsk,
            other => Self::Other(other),
        }
    }
}

impl From<Language> for i32 {
    fn from(language: Language) -> Self {
        match language {
            Language::English => 1033,
            Language::Bokmal => 1044,
            Language::Nynorsk => 2068,
            Language::Other(id) => id,
        }
    }
}

record! {
    /// A case (`ExternalCaseBE`). All members but `CaseID` may be nil or missing.
    pub struct ExternalCase = "ExternalCaseBE" {
        /// `CaseID`.
        case_id: i32 = "CaseID",
        /// `CaseName`: the service's name.
        case_name: Option<String> = "CaseName",
        /// `CurrentStateFriendlyName`: the state's name for people, in the language asked for.
        current_state_friendly_name: Option<String> = "CurrentStateFriendlyName",
        /// `CurrentStateID`.
        current_state_id: Option<i32> = "CurrentStateID",
        /// `CurrentStateName`.
        current_state_name: Option<String> = "CurrentStateName" as deciding,
        /// `DueDate`, in Norwegian time without an offset. In the WSDL (verified), not in the documentation.
        due_date: Option<DateTime> = "DueDate" as deciding,
        /// `IsArchived`. In the WSDL (verified), not in the documentation.
        is_archived: Option<bool> = "IsArchived",
        /// `NoticeTemplateID`: of the notice on the case, if there is one. A text (verified).
        notice_template_id: Option<String> = "NoticeTemplateID" as deciding,
        /// `VisibleDateTime`, in Norwegian time without an offset. In the WSDL (verified), not in the documentation.
        visible_date_time: Option<DateTime> = "VisibleDateTime" as deciding,
        ..
        /// Members that this version has no field for: name and text, `None` for nil or for one with elements in it.
        other
    }
}

impl GetCaseList {
    /// One case.
    pub fn of_case(case_id: i32) -> Self {
        Self { case_id: Some(case_id), ..Self::empty() }
    }

    /// All running cases of a service and edition.
    pub fn of_service(service_code: impl Into<String>, edition: i32) -> Self {
        Self {
            external_service_code: Some(service_code.into()),
            external_service_edition_code: Some(edition),
            ..Self::empty()
        }
    }

    fn empty() -> Self {
        Self {
            case_id: None,
            external_service_code: None,
            external_service_edition_code: None,
            language_id: None,
            reportee_number: None,
            check_reportee: true,
        }
    }

    fn check(&self) -> Result<(), Error> {
        check::case_or_service(
            ["caseID", "externalServiceCode", "externalServiceEditionCode"],
            self.case_id,
            self.external_service_code.as_deref(),
            self.external_service_edition_code,
        )?;
        if let Some(Language::Other(_)) = self.language_id {
            let rule = "must be 1033 (English), 1044 (Bokmål) or 2068 (Nynorsk)";
            return Err(Error::input("input.language", "languageID", rule));
        }
        self.reportee_number.as_deref().map_or(Ok(()), |number| reportee::check(number, self.check_reportee))
    }
}

impl sealed::Sealed for GetCaseList {}

impl Operation for GetCaseList {
    const NAME: &'static str = "altinn.get_case_list";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Vec<ExternalCase>;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        self.check()?;
        request(access, CONTRACT, |writer| {
            if let Some(id) = self.case_id {
                writer.plain("caseID", id);
            }
            if let Some(code) = &self.external_service_code {
                writer.element("externalServiceCode", code)?;
            }
            if let Some(edition) = self.external_service_edition_code {
                writer.plain("externalServiceEditionCode", edition);
            }
            if let Some(language) = self.language_id {
                writer.plain("languageID", i32::from(language));
            }
            if let Some(number) = &self.reportee_number {
                writer.element("reporteeNumber", number)?;
            }
            Ok(())
        })
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Vec<ExternalCase>, Error> {
        let reader = self.reader(access, response.status, &response.headers);
        read_whole(reader, &response.body).map(|(items, ())| items)
    }
}

impl ListOperation for GetCaseList {
    type Item = ExternalCase;
    type Reader = RecordReader<ExternalCase>;
    type End = ();

    fn reader(&self, access: &Access, status: u16, headers: &[Header]) -> RecordReader<ExternalCase> {
        records::reader(access, CONTRACT, status, headers)
    }
}

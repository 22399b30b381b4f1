//! `GetCaseListAgencySystem`: one case by its id, or the running cases of a service edition.
//!
//! Checked in this order (inferred). With a caseID, which counts before the service (verified): 60001 unknown, 60024
//! another owner's, 60015 deleted, 60014 archived, 60012 a reportee number that cannot be one. Without: 60002 service
//! or edition not given or unknown, 60024, 60012. Then, where the sources are silent or at odds, the sandbox decides
//! (inferred):
//! - reporteeNumber is optional with a caseID too, and limits the answer: another reportee's case gives an empty list;
//! - archived and deleted cases are never listed;
//! - a languageID that is none of the three is answered in the edition's default language, as the reference has it.

use super::case::{Case, SpoiledCase, Status};
use super::edition::Edition;
use super::fault::Fault;
use super::security::Caller;
use super::soap::{Call, Credentials};
use super::state::Altinn;
use super::xml::Writer;
use super::{reply, reportee};

pub(super) struct Input {
    pub(super) credentials: Credentials,
    case_id: i32,
    service: String,
    edition: i32,
    language: i32,
    reportee: Option<String>,
}

impl Input {
    pub(super) fn read(call: &Call<'_, '_>) -> Result<Self, Fault> {
        let names = ["caseID", "externalServiceCode", "externalServiceEditionCode", "languageID", "reporteeNumber"];
        let (credentials, [case_id, service, edition, language, reportee]) = call.parameters(names)?;
        Ok(Self {
            credentials,
            case_id: call.int(case_id, names[0])?,
            service: call.string(service, names[1])?.unwrap_or_default(),
            edition: call.int(edition, names[2])?,
            language: call.int(language, names[3])?,
            reportee: call.string(reportee, names[4])?.filter(|number| !number.is_empty()),
        })
    }
}

impl Altinn {
    pub(super) fn get_case_list(&self, call: &Call<'_, '_>, caller: &Caller, input: &Input) -> Result<String, Fault> {
        let (edition, candidates) = if input.case_id == 0 {
            let edition = self.editions.find(&input.service, input.edition).ok_or(Fault::Refused(60002))?;
            if edition.owner != caller.owner {
                return Err(Fault::Refused(60024));
            }
            let cases: Vec<&Case> = self.running(&input.service, input.edition).collect();
            (edition, cases)
        } else {
            let (case, edition) = self.case(input.case_id).ok_or(Fault::Refused(60001))?;
            if edition.owner != caller.owner {
                return Err(Fault::Refused(60024));
            }
            case.must_run()?;
            (edition, vec![case])
        };
        if input.reportee.as_deref().is_some_and(|number| !reportee::is_reportee(number)) {
            return Err(Fault::Refused(60012));
        }
        let wanted = |case: &&&Case| input.reportee.as_ref().is_none_or(|number| *number == case.reportee);
        Ok(reply::list_result(call, |out| {
            for case in candidates.iter().filter(wanted) {
                write(out, reply::data_prefix(call.binding), case, edition, input.language);
            }
        }))
    }
}

/// One `ExternalCaseBE`. Three of its members are in the real WSDL and not in the reference: DueDate, IsArchived,
/// VisibleDateTime.
fn write(out: &mut Writer, prefix: &str, case: &Case, edition: &Edition, language: i32) {
    let state = edition.state(case.state);
    let tag = |name: &str| format!("{prefix}:{name}");
    out.start(&tag("ExternalCaseBE"), &[]);
    out.text(&tag("CaseID"), &case.id.to_string());
    if case.spoiled == Some(SpoiledCase::ControlCharacter) {
        out.raw(&format!("<{0}>Linje&#xB;to</{0}>", tag("CaseName")));
    } else {
        out.nillable(&tag("CaseName"), edition.in_language(&edition.names, language));
    }
    let friendly = state.and_then(|state| edition.in_language(&state.friendly, language));
    out.nillable(&tag("CurrentStateFriendlyName"), friendly);
    out.text(&tag("CurrentStateID"), &case.state.to_string());
    out.nillable(&tag("CurrentStateName"), state.map(|state| state.name.as_str()));
    let due = if case.spoiled == Some(SpoiledCase::EmptyDueDate) { Some("") } else { case.due.as_deref() };
    out.nillable(&tag("DueDate"), due);
    out.text(&tag("IsArchived"), if case.status == Status::Archived { "true" } else { "false" });
    out.nillable(&tag("NoticeTemplateID"), case.notice.as_ref().map(|notice| notice.template.as_str()));
    out.nillable(&tag("VisibleDateTime"), case.visible.as_deref());
    out.end(&tag("ExternalCaseBE"));
}

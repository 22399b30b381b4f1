//! `InstantiateCollaborationAgencySystem`: creates a case, and answers with its id.
//!
//! Checked in this order (inferred): 60002 service or edition not given or unknown, 60024 another owner's, 60012
//! reportee. There is no idempotency key: the same call again makes a second case (verified).

use super::case::{Case, Status};
use super::fault::Fault;
use super::security::Caller;
use super::soap::{Call, Credentials};
use super::state::Altinn;
use super::{reply, reportee};
use crate::desk::Desk;
use crate::ledger::What;

pub(super) struct Input {
    pub(super) credentials: Credentials,
    service: String,
    edition: i32,
    reportee: String,
    visible: Option<String>,
    due: Option<String>,
}

impl Input {
    pub(super) fn read(call: &Call<'_, '_>) -> Result<Self, Fault> {
        let names =
            ["externalServiceCode", "externalServiceEditionCode", "reporteeNumber", "visibleDateTime", "dueDate"];
        let (credentials, [service, edition, reportee, visible, due]) = call.parameters(names)?;
        Ok(Self {
            credentials,
            service: call.string(service, names[0])?.unwrap_or_default(),
            edition: call.int(edition, names[1])?,
            reportee: call.string(reportee, names[2])?.unwrap_or_default(),
            visible: call.date_time(visible, names[3])?,
            due: call.date_time(due, names[4])?,
        })
    }
}

impl Altinn {
    pub(super) fn instantiate(
        &mut self,
        call: &Call<'_, '_>,
        caller: &Caller,
        input: Input,
        desk: &mut Desk<'_>,
    ) -> Result<String, Fault> {
        let edition = self.editions.find(&input.service, input.edition).ok_or(Fault::Refused(60002))?.clone();
        if edition.owner != caller.owner {
            return Err(Fault::Refused(60024));
        }
        if !reportee::is_reportee(&input.reportee) {
            return Err(Fault::Refused(60012));
        }
        let start = edition.state_named(&edition.start).ok_or(Fault::Refused(60027))?;
        let id = self.take_id();
        self.cases.push(Case {
            id,
            service: edition.service.clone(),
            edition: edition.edition,
            reportee: input.reportee.clone(),
            state: start.id,
            status: Status::Active,
            created: desk.now,
            visible: input.visible,
            due: input.due,
            notice: None,
            conditions: Default::default(),
            history: Vec::new(),
            spoiled: None,
        });
        desk.ledger.write(
            desk.now,
            What::CaseCreated {
                case_id: id,
                service: edition.service.clone(),
                edition: edition.edition,
                reportee: input.reportee,
                system: caller.system.clone(),
            },
        );
        Ok(reply::plain_result(call, &id.to_string()))
    }
}

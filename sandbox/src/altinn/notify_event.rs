//! `NotifyEventAgencySystem`: an event for one case, or for every running case of an edition.
//!
//! Checked in this order (inferred): 60022 no notificationInfo, 60023 no event; then with a CaseID 60001 unknown, 5
//! another owner's, 60015 deleted, 60014 archived; without one 60002 service or edition not given or unknown, 5 another
//! owner's; last 60032, a machine that knows no event at all. The operation's table has no 60024, hence the generic 5
//! (inferred).
//!
//! An event that does not fit the state, or whose condition is false, is no fault: the result says `IsStateChanged`
//! false (verified). Of several transitions that fit, the first whose condition holds is taken; if none does, the
//! result names the first (inferred). A transition back to its own state changes nothing (inferred). What breaks down
//! inside the machine is told in the result: `HasException`, `ErrorCode`, `ExceptionDetail`.

use super::binding::DATA;
use super::case::{Case, Step};
use super::edition::{Edition, State, Transition};
use super::fault::{Fault, NOT_AUTHORIZED};
use super::reply;
use super::security::Caller;
use super::soap::{self, Call, Credentials};
use super::state::Altinn;
use super::xml::Writer;
use crate::desk::Desk;
use crate::ledger::What;

pub(super) struct Input {
    pub(super) credentials: Credentials,
    /// `None`: notificationInfo was not given.
    notification: Option<Notification>,
}

struct Notification {
    case_id: i32,
    event: String,
    service: String,
    edition: i32,
}

impl Input {
    pub(super) fn read(call: &Call<'_, '_>) -> Result<Self, Fault> {
        let (credentials, [info]) = call.parameters(["notificationInfo"])?;
        let notification = info
            .filter(|info| !soap::is_nil(*info))
            .map(|info| {
                let names =
                    ["CaseID", "Event", "ExternalServiceCode", "ExternalServiceEditionCode", "ReporteeElementID"];
                let [case_id, event, service, edition, element] = soap::members(info, DATA, names);
                // The element that caused the event is only logged (verified), but it has to be a number.
                soap::int(element)?;
                Ok(Notification {
                    case_id: soap::int(case_id)?,
                    event: soap::string(event)?.unwrap_or_default(),
                    service: soap::string(service)?.unwrap_or_default(),
                    edition: soap::int(edition)?,
                })
            })
            .transpose()
            .map_err(|problem: String| call.unreadable("notificationInfo", &problem))?;
        Ok(Self { credentials, notification })
    }
}

/// What became of an event at one case, before it is written in either form.
pub(super) struct Outcome {
    case_id: i32,
    condition: Option<(String, bool)>,
    exception: Option<(i32, String)>,
    pub(super) changed: bool,
}

impl Altinn {
    pub(super) fn notify_event(
        &mut self,
        call: &Call<'_, '_>,
        caller: &Caller,
        input: Input,
        desk: &mut Desk<'_>,
    ) -> Result<String, Fault> {
        let notification = input.notification.ok_or(Fault::Refused(60022))?;
        if notification.event.is_empty() {
            return Err(Fault::Refused(60023));
        }
        let may = |edition: &Edition| {
            if edition.owner != caller.owner { Err(Fault::Refused(NOT_AUTHORIZED)) } else { Ok(()) }
        };
        let (edition, ids) = if notification.case_id == 0 {
            let edition = self.editions.find(&notification.service, notification.edition);
            let edition = edition.ok_or(Fault::Refused(60002))?.clone();
            may(&edition)?;
            let ids: Vec<i32> = self.running(&edition.service, edition.edition).map(|case| case.id).collect();
            (edition, ids)
        } else {
            let (case, edition) = self.case(notification.case_id).ok_or(Fault::Refused(60001))?;
            may(edition)?;
            case.must_run()?;
            (edition.clone(), vec![case.id])
        };
        if edition.transitions().next().is_none() {
            return Err(Fault::Refused(60032));
        }
        let outcomes: Vec<Outcome> =
            ids.into_iter().filter_map(|id| self.deliver(id, &edition, &notification.event, desk)).collect();
        Ok(reply::list_result(call, |out| {
            for outcome in &outcomes {
                let state = self.case(outcome.case_id).and_then(|(case, _)| edition.state(case.state));
                write(out, reply::data_prefix(call.binding), outcome, state, &edition);
            }
        }))
    }

    /// Hands an event to one case: moves it if it fits, and writes it down either way.
    pub(super) fn deliver(&mut self, id: i32, edition: &Edition, event: &str, desk: &mut Desk<'_>) -> Option<Outcome> {
        let index = self.index(id)?;
        let case = &mut self.cases[index];
        let (outcome, to) = decide(case, edition, event);
        let name = |id| edition.state(id).map(|state| state.name.clone()).unwrap_or_default();
        let from = name(case.state);
        if let Some(to) = to {
            case.state = to;
        }
        let to = name(case.state);
        let at = desk.now;
        let written = soap::cut(event);
        case.history.push(Step {
            at,
            event: written.clone(),
            from: from.clone(),
            to: to.clone(),
            changed: outcome.changed,
        });
        let changed = outcome.changed;
        desk.ledger.write(at, What::EventRegistered { case_id: id, event: written, from, to, changed });
        Some(outcome)
    }
}

/// What the machine makes of the event, and the state it moves to, if it moves.
fn decide(case: &Case, edition: &Edition, event: &str) -> (Outcome, Option<i32>) {
    let stays = |condition, exception| Outcome { case_id: case.id, condition, exception, changed: false };
    let Some(state) = edition.state(case.state) else {
        return (stays(None, Some((60028, "The case has no instance of its state machine.".to_owned()))), None);
    };
    let fitting: Vec<&Transition> = state.transitions.iter().filter(|transition| transition.fits(event)).collect();
    let holds =
        |transition: &Transition| transition.condition.as_ref().is_none_or(|name| condition(case, edition, name));
    let Some(transition) = fitting.iter().find(|transition| holds(transition)).or(fitting.first()) else {
        return (stays(None, None), None);
    };
    if let Some(failure) = &transition.fails {
        return (stays(None, Some((failure.error_code, failure.detail.clone()))), None);
    }
    let condition = transition.condition.as_ref().map(|name| (name.clone(), holds(transition)));
    if condition.as_ref().is_some_and(|(_, holds)| !holds) {
        return (stays(condition, None), None);
    }
    let to = edition.state_named(&transition.to).map(|state| state.id);
    (Outcome { case_id: case.id, condition, exception: None, changed: to.is_some_and(|to| to != case.state) }, to)
}

/// What a condition says: as set for the case, else as set or declared for the edition, else true.
fn condition(case: &Case, edition: &Edition, name: &str) -> bool {
    case.conditions.get(name).or_else(|| edition.conditions.get(name)).copied().unwrap_or(true)
}

/// One `StateMachineNotificationResultBE`. The two members about the condition are left out when null, the others are
/// nil (verified).
fn write(out: &mut Writer, prefix: &str, outcome: &Outcome, state: Option<&State>, edition: &Edition) {
    let tag = |name: &str| format!("{prefix}:{name}");
    let flag = |value: bool| if value { "true" } else { "false" };
    out.start(&tag("StateMachineNotificationResultBE"), &[]);
    out.text(&tag("CaseID"), &outcome.case_id.to_string());
    match (&outcome.condition, &outcome.exception) {
        (Some((name, holds)), _) => {
            out.text(&tag("ConditionEvaluationResult"), flag(*holds));
            out.text(&tag("ConditionName"), name);
        }
        (None, None) => out.text(&tag("ConditionEvaluationResult"), "true"),
        (None, Some(_)) => {}
    }
    let friendly = state.and_then(|state| edition.in_language(&state.friendly, 0));
    out.nillable(&tag("CurrentStateFriendlyName"), friendly);
    out.text(&tag("CurrentStateID"), &state.map_or(0, |state| state.id).to_string());
    out.nillable(&tag("CurrentStateName"), state.map(|state| state.name.as_str()));
    let exception = outcome.exception.as_ref();
    out.text(&tag("ErrorCode"), &exception.map_or(0, |(code, _)| *code).to_string());
    out.nillable(&tag("ExceptionDetail"), exception.map(|(_, detail)| detail.as_str()));
    out.text(&tag("HasException"), flag(exception.is_some()));
    out.text(&tag("IsStateChanged"), flag(outcome.changed));
    out.end(&tag("StateMachineNotificationResultBE"));
}

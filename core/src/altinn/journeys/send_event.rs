//! `SendEvent`: sends an event to one case, or to all running cases of an edition.
//!
//! Read the states → does the event fit the agency's machine? → send → (reply lost: read the states again).
//!
//! An event is not idempotent: the same event can move a case twice. So after an unseen outcome it is sent again only to a single case, only if the case
//! has not moved, and only if the agency's machine says that it would have moved, and that the state it leads to does not take the event a second time.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use super::calls::{AltinnAnswer, AltinnCall, SENDS};
use crate::altinn::state_machine::{Definition, StateMachine, Step};
use crate::altinn::{ExternalCase, GetCaseList, NotificationResult, NotifyEvent};
use crate::error::Error;
use crate::journey::{
    Certainty, Command, Evidence, Facts, FailureCode, FailureReport, LOOKS, NoQuestion, Refusal, Repeats, Script,
};
use crate::operation::Lenient;
use crate::value::{exact, tagged};

/// The most cases whose states are kept to tell which ones an event moved.
const CASES: usize = 1_000;

/// Sends an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SendEvent {
    target: EventTarget,
    event: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reportee_element_id: Option<i32>,
    /// The agency's machine, if the caller gave one.
    #[serde(default, deserialize_with = "exact", skip_serializing_if = "Option::is_none")]
    machine: Option<Definition>,
    at: At,
    /// The states before; `None` for an edition of too many cases.
    #[serde(default)]
    before: Option<BTreeMap<i32, Option<String>>>,
    #[serde(default)]
    applied: Certainty,
    /// A refusal that proves nothing by itself.
    #[serde(default)]
    refusal: Option<Refusal>,
    /// The reply, if it says that nothing has moved and the transport may have sent the event twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unchanged: Option<EventReceipt>,
    /// The cases that were seen moved, until the service has had its time for all of them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    moved: BTreeMap<i32, CaseMove>,
    #[serde(default)]
    sent: u32,
}

/// Whom an event is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "is")]
pub enum EventTarget {
    /// One case.
    #[serde(rename_all = "camelCase")]
    Case {
        /// Its id.
        case_id: i32,
    },
    /// All running cases of an edition.
    #[serde(rename_all = "camelCase")]
    Edition {
        /// externalServiceCode.
        service_code: String,
        /// externalServiceEditionCode.
        edition: i32,
    },
}

impl<'de> Deserialize<'de> for EventTarget {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        tagged(from, "is", |is, members| {
            Ok(Some(match is {
                "case" => Self::Case { case_id: members.take("caseId")? },
                "edition" => {
                    Self::Edition { service_code: members.take("serviceCode")?, edition: members.take("edition")? }
                }
                _ => return Ok(None),
            }))
        })
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "is")]
enum At {
    Before,
    Send,
    Settle { look: usize },
    Look { look: usize },
    Done { receipt: EventReceipt },
    Failed { report: FailureReport },
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        tagged(from, "is", |is, members| {
            Ok(Some(match is {
                "before" => Self::Before,
                "send" => Self::Send,
                "settle" => Self::Settle { look: members.take("look")? },
                "look" => Self::Look { look: members.take("look")? },
                "done" => Self::Done { receipt: members.take("receipt")? },
                "failed" => Self::Failed { report: members.take("report")? },
                _ => return Ok(None),
            }))
        })
    }
}

/// What an event did to one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseMove {
    /// The case.
    pub case_id: i32,
    /// The name of its state before, if it was read.
    pub from: Option<String>,
    /// The name of its state now.
    pub to: Option<String>,
    /// Whether its state changed.
    pub changed: bool,
    /// The condition of the transition, if it has one.
    pub condition_name: Option<String>,
    /// Its result; true as well when there is no condition (verified). `None` where the outcome was read from the state.
    pub condition_evaluation_result: Option<bool>,
    /// The code of a fault in the state machine, if there was one.
    pub error_code: Option<i32>,
    /// And its text.
    pub exception_detail: Option<String>,
}

/// The receipt of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventReceipt {
    /// How it is known. With [`Evidence::State`] only moved cases are listed, and another event may have moved them.
    pub seen: Evidence,
    /// What the event did to each case.
    pub cases: Vec<CaseMove>,
    /// How often it was sent.
    pub sent: u32,
}

impl SendEvent {
    /// Sends this event to one case.
    pub fn to_case(case_id: i32, event: impl Into<String>) -> Self {
        Self::new(EventTarget::Case { case_id }, event.into())
    }

    /// Sends this event to all running cases of an edition. After an unseen outcome it is never sent again.
    pub fn to_edition(service_code: impl Into<String>, edition: i32, event: impl Into<String>) -> Self {
        Self::new(EventTarget::Edition { service_code: service_code.into(), edition }, event.into())
    }

    fn new(target: EventTarget, event: String) -> Self {
        Self {
            target,
            event,
            reportee_element_id: None,
            machine: None,
            at: At::Before,
            before: None,
            applied: Certainty::No,
            refusal: None,
            unchanged: None,
            moved: BTreeMap::new(),
            sent: 0,
        }
    }

    /// Names the element that triggers the event. The service only logs it (verified).
    pub fn triggered_by(mut self, reportee_element_id: i32) -> Self {
        self.reportee_element_id = Some(reportee_element_id);
        self
    }

    /// Checks the event against the agency's machine before it is sent: one that cannot fit is not.
    pub fn with_machine(mut self, machine: &StateMachine) -> Self {
        self.machine = Some(machine.definition().clone());
        self
    }

    fn fail(&mut self, code: FailureCode, known: impl Into<String>, error: Option<&Error>) {
        let report = FailureReport::new(code, self.facts(), None).knowing(known);
        self.at = At::Failed { report: report.saying(error.map(Refusal::of).as_ref()) };
    }

    fn list(&self) -> GetCaseList {
        match &self.target {
            EventTarget::Case { case_id } => GetCaseList::of_case(*case_id),
            EventTarget::Edition { service_code, edition } => GetCaseList::of_service(service_code, *edition),
        }
    }

    fn notify(&self) -> NotifyEvent {
        let notify = match &self.target {
            EventTarget::Case { case_id } => NotifyEvent::to_case(*case_id, &self.event),
            EventTarget::Edition { service_code, edition } => {
                NotifyEvent::to_service(service_code, *edition, &self.event)
            }
        };
        NotifyEvent { reportee_element_id: self.reportee_element_id, ..notify }
    }

    /// The agency's machine, ready to be asked.
    fn compiled(&self) -> Option<StateMachine> {
        StateMachine::new(self.machine.clone()?).ok()
    }

    /// What the machine says of the event in this state; `None` without a machine, or if it does not know the state.
    fn fits(&self, machine: Option<&StateMachine>, state: Option<&str>) -> Option<Result<Step, Error>> {
        let machine = machine?;
        let state = state.filter(|state| machine.state(state).is_some())?;
        Some(machine.apply(state, &self.event, &BTreeMap::new()))
    }

    /// The listed cases that the event is for.
    fn targets(&self, listed: Lenient<ExternalCase>) -> Vec<ExternalCase> {
        let mut cases = listed.items;
        if let EventTarget::Case { case_id } = self.target {
            cases.retain(|case| case.case_id == case_id);
        }
        cases
    }

    fn read_before(&mut self, listed: Lenient<ExternalCase>, repeats: Repeats) {
        let unreadable = listed.unreadable;
        let cases = &self.targets(listed);
        if cases.is_empty() {
            let known = match self.target {
                _ if unreadable > 0 => "What the service lists cannot be read; nothing was sent.",
                EventTarget::Case { .. } => "The service does not list the case; nothing was sent.",
                EventTarget::Edition { .. } => "The edition has no running case; nothing was sent.",
            };
            return self.fail(FailureCode::NotPossible, known, None);
        }
        let machine = self.compiled();
        let mut refusal = None;
        let mut fits = false;
        for case in cases {
            match self.fits(machine.as_ref(), case.current_state_name.as_deref()) {
                Some(Err(error)) => refusal = Some(error),
                Some(Ok(_)) | None => fits = true,
            }
        }
        if let Some(error) = refusal.filter(|_| !fits) {
            let known = "The event fits no state that a case is in; nothing was sent.";
            return self.fail(FailureCode::NotPossible, known, Some(&error));
        }
        if repeats == Repeats::Maybe && !self.may_be_sent_again(cases) {
            let known = "This transport may send a request twice, and the agency's machine does not say that the event does nothing the second time; \
                nothing was sent.";
            return self.fail(FailureCode::NotPossible, known, None);
        }
        // A case that cannot be read may be moved as well; then nobody can tell of all of them.
        let tells = cases.len() <= CASES && (unreadable == 0 || matches!(self.target, EventTarget::Case { .. }));
        let states = cases.iter().map(|case| (case.case_id, case.current_state_name.clone()));
        self.before = tells.then(|| {
            let mut before = BTreeMap::new();
            before.extend(states);
            before
        });
        self.at = At::Send;
    }

    fn replied(&mut self, results: Vec<NotificationResult>, repeats: Repeats) {
        self.sent = self.sent.saturating_add(1);
        self.applied =
            if results.iter().any(|result| result.is_state_changed) { Certainty::Yes } else { Certainty::No };
        let before = self.before.clone().unwrap_or_default();
        let cases = results.into_iter().map(|result| CaseMove {
            case_id: result.case_id,
            from: before.get(&result.case_id).cloned().flatten(),
            to: result.current_state_name,
            changed: result.is_state_changed,
            condition_name: result.condition_name,
            condition_evaluation_result: result.condition_evaluation_result,
            error_code: result.error_code.filter(|_| result.has_exception),
            exception_detail: result.exception_detail.filter(|_| result.has_exception),
        });
        let receipt = EventReceipt { seen: Evidence::Reply, cases: cases.collect(), sent: self.sent };
        if repeats == Repeats::Never || self.applied == Certainty::Yes {
            return self.at = At::Done { receipt };
        }
        // The first one may have moved it, or may do so yet, and this is the reply to the second.
        self.applied = Certainty::Unknown;
        self.unchanged = Some(receipt);
        self.at = At::Settle { look: 0 };
    }

    /// Notes the cases that are in another state than before.
    fn note_moved(&mut self, cases: &[ExternalCase]) {
        let before = self.before.as_ref();
        let moved = cases.iter().filter_map(|case| {
            let from = before?.get(&case.case_id)?;
            (*from != case.current_state_name).then(|| CaseMove {
                case_id: case.case_id,
                from: from.clone(),
                to: case.current_state_name.clone(),
                changed: true,
                condition_name: None,
                condition_evaluation_result: None,
                error_code: None,
                exception_detail: None,
            })
        });
        self.moved.extend(moved.map(|moved| (moved.case_id, moved)));
    }

    fn looked(&mut self, look: usize, cases: &[ExternalCase]) {
        self.note_moved(cases);
        // The service moves one case after the other: of an edition all are waited for.
        let all = self.before.as_ref().is_some_and(|before| before.len() == self.moved.len());
        if !self.moved.is_empty() && (all || look == LOOKS - 1) {
            self.applied = Certainty::Yes;
            let cases = std::mem::take(&mut self.moved).into_values().collect();
            self.at = At::Done { receipt: EventReceipt { seen: Evidence::State, cases, sent: self.sent } };
        } else if look < LOOKS - 1 {
            self.at = At::Settle { look: look + 1 };
        } else if let Some(receipt) = self.unchanged.take() {
            self.applied = Certainty::No;
            self.at = At::Done { receipt };
        } else if self.may_be_sent_again(cases) {
            self.applied = Certainty::No;
            if let Some(refusal) = self.refusal.take() {
                let report = FailureReport::new(FailureCode::Refused, self.facts(), None);
                let report = report.knowing("The service did not take the event.").saying(Some(&refusal));
                return self.at = At::Failed { report };
            }
            if self.sent >= SENDS {
                return self.fail(FailureCode::GaveUp, "When last seen, the case had not moved.", None);
            }
            self.at = At::Send;
        } else {
            self.fail(
                FailureCode::OutcomeUnknown,
                "No case has moved since; the event may have been registered without moving any.",
                None,
            );
        }
    }

    /// Whether the event surely would have moved the case, and a second one surely would not move it on.
    fn may_be_sent_again(&self, cases: &[ExternalCase]) -> bool {
        let (EventTarget::Case { .. }, [case]) = (&self.target, cases) else { return false };
        let machine = self.compiled();
        let fits = |state: Option<&str>| self.fits(machine.as_ref(), state);
        let Some(Ok(Step::Moves { to, .. })) = fits(case.current_state_name.as_deref()) else { return false };
        matches!(fits(Some(&to)), Some(Err(error)) if error.code() == "transition.not_allowed")
    }
}

impl Script for SendEvent {
    const NAME: &'static str = "altinn.send_event";
    type Call = AltinnCall;
    type Question = NoQuestion;
    type Receipt = EventReceipt;

    fn next_command(&self) -> Command<AltinnCall, Self::Question, EventReceipt> {
        match &self.at {
            At::Before | At::Look { .. } => Command::Call(AltinnCall::List(self.list())),
            At::Send => Command::Call(AltinnCall::Event(self.notify())),
            At::Settle { look } => Command::Settle { look: *look },
            At::Done { receipt } => Command::Done(receipt.clone()),
            At::Failed { report } => Command::Fail(report.clone()),
        }
    }

    fn intends(&self) -> Option<AltinnCall> {
        matches!(self.at, At::Before).then(|| AltinnCall::Event(self.notify()))
    }

    fn on_response(&mut self, _call: &AltinnCall, answer: AltinnAnswer, repeats: Repeats) {
        match (self.at.clone(), answer) {
            (At::Before, AltinnAnswer::List(cases)) => self.read_before(cases, repeats),
            (At::Send, AltinnAnswer::Event(results)) => self.replied(results, repeats),
            (At::Look { look }, AltinnAnswer::List(cases)) => {
                let cases = self.targets(cases);
                self.looked(look, &cases);
            }
            // Each call is answered in its own kind.
            _ => {}
        }
    }

    fn on_refusal(&mut self, _call: &AltinnCall, error: &Error) {
        match self.at {
            At::Send => self.fail(FailureCode::Refused, "The service did not take the event.", Some(error)),
            At::Look { .. } => self.fail(FailureCode::OutcomeUnknown, "The case can no longer be read.", Some(error)),
            _ => self.fail(FailureCode::Refused, "The case could not be read; nothing was sent.", Some(error)),
        }
    }

    fn on_indeterminate(&mut self, _call: &AltinnCall, may_be_applied: bool, refusal: Option<&Error>) {
        if self.at != At::Send {
            return;
        }
        self.sent = self.sent.saturating_add(1);
        self.refusal = refusal.map(Refusal::of);
        if may_be_applied {
            self.applied = Certainty::Unknown;
            self.at = At::Settle { look: 0 };
            if self.before.is_none() {
                self.fail(
                    FailureCode::OutcomeUnknown,
                    "The edition has too many cases to tell which ones moved.",
                    None,
                );
            }
        } else if self.sent >= SENDS {
            self.fail(FailureCode::GaveUp, "The event never reached the service.", None);
        }
    }

    fn on_wake(&mut self) {
        if let At::Settle { look } = self.at {
            self.at = At::Look { look };
        }
    }

    fn case_id(&self) -> Option<String> {
        match self.target {
            EventTarget::Case { case_id } => Some(case_id.to_string()),
            EventTarget::Edition { .. } => None,
        }
    }

    fn is_same_job(&self, other: &Self) -> bool {
        (self.target == other.target)
            && self.event == other.event
            && self.reportee_element_id == other.reportee_element_id
    }

    fn facts(&self) -> Facts {
        Facts { changed: self.applied, ..Facts::default() }
    }
}

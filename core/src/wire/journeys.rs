//! Journeys by name: the stored text of a journey in, the next step and the new text out.
//!
//! It is what the packages of other languages drive their journeys with. Nothing is kept between calls: the journey is its stored text, and the session
//! is the access values together with a [`SessionState`] that the host keeps in memory (it holds the ticket, so it is never stored), and shares with
//! [single calls](super::calls) and their gate.

use std::marker::PhantomData;
use std::sync::Mutex;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::access::FromState;
use super::calls::{lock, read_at};
use super::params::params_error;
use super::{IntoSerializer, SessionState, Source, Value};
use crate::altinn::journeys::{CreateCase, PlaceNotice, SendEvent};
use crate::altinn::state_machine::{Definition, StateMachine};
use crate::altinn::{InstantiateCollaboration, NoticeToken, SetNotice};
use crate::error::Error;
use crate::fastdok::ObjectEntry;
use crate::fastdok::journeys::{CancelPayment, CompleteCase, PayCase, StartCase};
use crate::http::HttpRequest;
use crate::journey::{Call, Ended, FailureReport, Input, Journey, Moment, Repeats, Script, Step};
use crate::json::{Members, Place};

/// A step as plain values. `question` and `receipt` have the members of their journey's types.
#[derive(Debug, Serialize)]
#[serde(tag = "step", rename_all = "camelCase")]
pub enum StepValue<Question, Receipt> {
    /// Send this request.
    Send {
        /// The request.
        request: HttpRequest,
        /// The operation's name.
        operation: &'static str,
        /// What it is for.
        label: String,
        /// Whether it changes anything.
        changes: bool,
        /// Whether to keep the session's gate until [`resume`] has the outcome; else it is let go before sending.
        gated: bool,
    },
    /// Take the session's gate (wait for it), and call [`next`] again with [`Moment::gate`]. Nothing was handed out.
    Gate,
    /// Claim a case, as [`Claim`](crate::journey::Claim) says.
    #[serde(rename_all = "camelCase")]
    Claim {
        /// The journey, as the set of claims knows it.
        owner: String,
        /// The cases, the best first.
        case_ids: Vec<String>,
        /// Whether the first free one is claimed.
        take: bool,
    },
    /// Wait.
    Wait {
        /// Milliseconds.
        millis: u64,
        /// Why.
        reason: String,
    },
    /// Ask the caller.
    Ask {
        /// The question.
        question: Question,
    },
    /// It is done.
    Done {
        /// The receipt.
        receipt: Receipt,
    },
    /// It has failed.
    Failed {
        /// What is known.
        report: FailureReport,
    },
}

impl<Q, R> From<Step<Q, R>> for StepValue<Q, R> {
    fn from(step: Step<Q, R>) -> Self {
        match step {
            Step::Send(send) => Self::Send {
                request: send.request,
                operation: send.operation,
                label: send.label,
                changes: send.changes,
                gated: send.gated,
            },
            Step::Gate => Self::Gate,
            Step::Claim(claim) => Self::Claim { owner: claim.owner, case_ids: claim.case_ids, take: claim.take },
            Step::Wait { millis, reason } => Self::Wait { millis, reason },
            Step::Ask(question) => Self::Ask { question },
            Step::Done(receipt) => Self::Done { receipt },
            Step::Failed(report) => Self::Failed { report },
        }
    }
}

/// What takes a step whose types are found by the journey's name, as [`OutputSink`](super::OutputSink) takes an answer.
pub trait StepSink {
    /// What it makes of the step.
    type Out;
    /// Takes the step.
    fn accept<Q: Serialize + 'static, R: Serialize + 'static>(self, step: Step<Q, R>) -> Self::Out;
}

impl<S: serde::Serializer> StepSink for IntoSerializer<S> {
    type Out = Written<S>;

    fn accept<Q: Serialize + 'static, R: Serialize + 'static>(self, step: Step<Q, R>) -> Self::Out {
        StepValue::from(step).serialize(self.0)
    }
}

/// What a serializer made of a step.
pub type Written<S> = Result<<S as serde::Serializer>::Ok, <S as serde::Serializer>::Error>;

/// How a journey is carried out.
#[derive(Debug, Clone, Copy, Default)]
pub struct JourneyOptions {
    /// 64 random bits: they spread the pauses of many journeys, and name this one where it claims a case.
    pub seed: u64,
    /// The settle bound in milliseconds; none for [`SETTLE_MILLIS`](crate::journey::SETTLE_MILLIS).
    pub settle_millis: Option<u64>,
    /// Whether the transport may send a request twice.
    pub repeats: Repeats,
}

/// What a stored text is about.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Inspection {
    /// The journey's name.
    pub journey: String,
    /// How it has ended; none while it is under way.
    pub ended: Option<Ended>,
    /// The case that it is about; none if it is to make one, or is for many.
    pub case_id: Option<String>,
    /// Whether it asks before money is spent.
    pub spends: bool,
}

/// Begins a journey: its first stored text.
pub fn begin(name: &str, params: &dyn Source, options: JourneyOptions) -> Result<String, Error> {
    with(name, Begin { params: params.value().map_err(params_error("params"))?, options })?
}

/// What this stored text is about.
pub fn inspect(stored: &str) -> Result<Inspection, Error> {
    with(&name_of(stored)?, Inspect { stored })?
}

/// What to do next: the new stored text, to be kept before the step is carried out, and the step, written to `output` by the serializer.
///
/// A request under the gate is asked for twice, since the gate is free while a host stores: first for the text to be stored, with `kept` missing; then, from
/// the same text at the same moment and with the gate, with `kept` the text that was stored for it. If that still leads there, the request is out, and counts
/// as sent whoever hears of its answer. If not, something else is to be done now.
pub fn next<S: serde::Serializer>(
    stored: &str,
    kept: Option<&str>,
    access: &dyn Source,
    session: &Mutex<SessionState>,
    moment: Moment,
    output: S,
) -> Result<(String, Written<S>), Error> {
    next_with(stored, kept, access, session, moment, IntoSerializer(output))
}

/// The same, with the step handed to `output`, which sees the types behind the name.
pub fn next_with<O: StepSink>(
    stored: &str,
    kept: Option<&str>,
    access: &dyn Source,
    session: &Mutex<SessionState>,
    moment: Moment,
    output: O,
) -> Result<(String, O::Out), Error> {
    with(&name_of(stored)?, Next { stored, kept, access, session, moment, output })?
}

/// Takes what came of the step: the new stored text. The session is changed as it is now: other calls may have changed it since the step was handed out.
pub fn resume(
    stored: &str,
    access: &dyn Source,
    session: &Mutex<SessionState>,
    input: Input,
    moment: Moment,
) -> Result<String, Error> {
    with(&name_of(stored)?, Resume { stored, access, session, input, moment })?
}

/// Loads a stored journey that must be of this name, to go on over a transport that may send a request twice, or not. Stores it again as this release does.
pub fn load(name: &str, stored: &str, repeats: Repeats) -> Result<String, Error> {
    with(name, Load { stored, repeats })?
}

/// The error of a host that could not store a journey, and so sent nothing. The reason must hold no secret.
pub fn not_stored(reason: &str) -> Error {
    let rule = format!("could not be stored, so nothing was sent: {reason}");
    Error::input("input.journey_not_stored", "journey", rule)
}

/// The journey's name in its stored text.
pub fn name_of(stored: &str) -> Result<String, Error> {
    let unreadable = |_| Error::input("input.journey_stored", "journey", "is not a stored journey");
    Members::read(stored, Place::Root, 0).and_then(|mut members| members.id("journey")).map_err(unreadable)
}

/// A journey that can be begun from plain values.
trait FromParams: Script {
    type Params: DeserializeOwned;
    fn from_params(params: Self::Params) -> Result<Self, Error>;
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CaseParams {
    case_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PayParams {
    case_id: String,
    #[serde(default)]
    added_forms: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StartParams {
    entries: Vec<ObjectEntry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EventParams {
    #[serde(default)]
    case_id: Option<i32>,
    #[serde(default)]
    external_service_code: Option<String>,
    #[serde(default)]
    external_service_edition_code: Option<i32>,
    event: String,
    #[serde(default)]
    reportee_element_id: Option<i32>,
    #[serde(default)]
    machine: Option<Definition>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NoticeParams {
    #[serde(default)]
    case_id: Option<i32>,
    #[serde(default)]
    reportee_element_id: Option<String>,
    notice_template_id: String,
    #[serde(default)]
    notice_tokens: Vec<NoticeToken>,
    #[serde(default)]
    may_be_set_again: bool,
}

impl FromParams for StartCase {
    type Params = StartParams;

    fn from_params(params: StartParams) -> Result<Self, Error> {
        Ok(Self::new(params.entries))
    }
}

impl FromParams for PayCase {
    type Params = PayParams;

    fn from_params(params: PayParams) -> Result<Self, Error> {
        let pay = Self::new(params.case_id);
        Ok(if params.added_forms { pay.with_added_forms() } else { pay })
    }
}

impl FromParams for CancelPayment {
    type Params = CaseParams;

    fn from_params(params: CaseParams) -> Result<Self, Error> {
        Ok(Self::new(params.case_id))
    }
}

impl FromParams for CompleteCase {
    type Params = CaseParams;

    fn from_params(params: CaseParams) -> Result<Self, Error> {
        Ok(Self::new(params.case_id))
    }
}

impl FromParams for CreateCase {
    type Params = InstantiateCollaboration;

    fn from_params(params: InstantiateCollaboration) -> Result<Self, Error> {
        Ok(Self::new(params))
    }
}

impl FromParams for SendEvent {
    type Params = EventParams;

    fn from_params(params: EventParams) -> Result<Self, Error> {
        let target = (params.case_id, params.external_service_code, params.external_service_edition_code);
        let mut send = match target {
            (Some(case_id), None, None) => Self::to_case(case_id, params.event),
            (None, Some(code), Some(edition)) => Self::to_edition(code, edition, params.event),
            _ => {
                return Err(Error::input(
                    "input.case_or_service",
                    "caseID",
                    "give either a case, or a service code and its edition",
                ));
            }
        };
        if let Some(element) = params.reportee_element_id {
            send = send.triggered_by(element);
        }
        Ok(match params.machine {
            Some(definition) => send.with_machine(&StateMachine::new(definition)?),
            None => send,
        })
    }
}

impl FromParams for PlaceNotice {
    type Params = NoticeParams;

    fn from_params(params: NoticeParams) -> Result<Self, Error> {
        let NoticeParams { case_id, reportee_element_id, notice_template_id, notice_tokens, may_be_set_again } = params;
        let notice = |element: String| SetNotice { notice_tokens, ..SetNotice::new(element, notice_template_id) };
        let place = match (case_id, reportee_element_id) {
            (Some(case_id), None) => Self::on_case(case_id, notice(case_id.to_string())),
            (None, Some(element)) => Self::on_element(notice(element)),
            _ => return Err(Error::input("input.element_id", "reporteeElementID", "give either a case or an element")),
        };
        Ok(if may_be_set_again { place.may_be_set_again() } else { place })
    }
}

/// Something to do with a journey whose type is found by its name.
trait Visit {
    type Out;
    fn visit<S>(self, script: PhantomData<S>) -> Self::Out
    where
        S: FromParams,
        S::Question: Serialize + 'static,
        S::Receipt: Serialize + 'static,
        <S::Call as Call>::Session: FromState;
}

/// One arm for each journey: no function can be given a list of types.
macro_rules! registry {
    ($($journey:ident;)+) => {
        /// The names of all journeys.
        pub fn journeys() -> &'static [&'static str] {
            &[$($journey::NAME),+]
        }

        fn with<V: Visit>(name: &str, visit: V) -> Result<V::Out, Error> {
            Ok(match name {
                $($journey::NAME => visit.visit(PhantomData::<$journey>),)+
                _ => return Err(Error::input("input.operation", "journey", "there is no journey of this name")),
            })
        }
    };
}

registry! {
    StartCase;
    PayCase;
    CancelPayment;
    CompleteCase;
    CreateCase;
    SendEvent;
    PlaceNotice;
}

struct Begin {
    params: Value,
    options: JourneyOptions,
}

impl Visit for Begin {
    type Out = Result<String, Error>;

    fn visit<S: FromParams>(self, _: PhantomData<S>) -> Self::Out {
        let params = self.params.read().map_err(params_error("params"))?;
        let JourneyOptions { seed, settle_millis, repeats } = self.options;
        let journey = Journey::new(S::from_params(params)?, seed).with_repeats(repeats);
        Ok(settle_millis.map_or(journey.clone(), |millis| journey.with_settle(millis)).to_json())
    }
}

struct Inspect<'a> {
    stored: &'a str,
}

impl Visit for Inspect<'_> {
    type Out = Result<Inspection, Error>;

    fn visit<S: FromParams>(self, _: PhantomData<S>) -> Self::Out {
        let journey = Journey::<S>::from_json(self.stored)?;
        Ok(Inspection {
            journey: S::NAME.to_owned(),
            ended: journey.ended(),
            case_id: journey.script().case_id(),
            spends: S::SPENDS,
        })
    }
}

struct Load<'a> {
    stored: &'a str,
    repeats: Repeats,
}

impl Visit for Load<'_> {
    type Out = Result<String, Error>;

    fn visit<S: FromParams>(self, _: PhantomData<S>) -> Self::Out {
        Journey::<S>::from_json(self.stored).map(|journey| journey.with_repeats(self.repeats).to_json())
    }
}

struct Next<'a, O> {
    stored: &'a str,
    kept: Option<&'a str>,
    access: &'a dyn Source,
    session: &'a Mutex<SessionState>,
    moment: Moment,
    output: O,
}

impl<O: StepSink> Visit for Next<'_, O> {
    type Out = Result<(String, O::Out), Error>;

    fn visit<S>(self, _: PhantomData<S>) -> Self::Out
    where
        S: FromParams,
        S::Question: Serialize + 'static,
        S::Receipt: Serialize + 'static,
        <S::Call as Call>::Session: FromState,
    {
        let mut journey = Journey::<S>::from_json(self.stored)?;
        let session = <S::Call as Call>::Session::from_state(self.access, &read_at(self.session, self.moment))?;
        let step = journey.next(&session, self.moment);
        let stored = journey.to_json();
        if self.kept == Some(&stored) && matches!(&step, Step::Send(send) if send.gated) {
            lock(self.session).losses.hand_out(self.moment);
        }
        Ok((stored, self.output.accept(step)))
    }
}

struct Resume<'a> {
    stored: &'a str,
    access: &'a dyn Source,
    session: &'a Mutex<SessionState>,
    input: Input,
    moment: Moment,
}

impl Visit for Resume<'_> {
    type Out = Result<String, Error>;

    fn visit<S>(self, _: PhantomData<S>) -> Self::Out
    where
        S: FromParams,
        <S::Call as Call>::Session: FromState,
    {
        let mut journey = Journey::<S>::from_json(self.stored)?;
        let mut kept = lock(self.session);
        let mut session = <S::Call as Call>::Session::from_state(self.access, &kept)?;
        // Only the outcome of what was out: another journey's refused ticket says nothing of it.
        let is_outcome = matches!(self.input, Input::Response(_) | Input::Failed(_));
        let was_out = is_outcome && journey.is_gated(&session);
        journey.resume(&mut session, self.input, self.moment)?;
        *kept = session.state();
        if was_out {
            kept.losses.out = None;
        }
        Ok(journey.to_json())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCESS: &str = r#"{"baseUrl":"https://fastdok.example/API/v1.0","credentials":{"apiKey":"k","username":"u","password":"hunter2"}}"#;

    fn step(stored: &str, session: &Mutex<SessionState>, gate: bool) -> (String, serde_json::Value) {
        let moment = Moment { gate, ..Moment::at(1_000) };
        let (stored, step) = next(stored, None, &ACCESS, session, moment, serde_json::value::Serializer).unwrap();
        (stored, step.unwrap())
    }

    /// The gate is free while a host stores, and any number of others pass it. What was only made ready is not out.
    #[test]
    fn a_sign_in_is_out_once_it_was_stored() {
        let session = Mutex::new(SessionState::default());
        let begun: Vec<String> =
            (0..9).map(|seed| begin("fastdok.pay_case", &r#"{"caseId":"c1"}"#, seed).unwrap()).collect();
        let ready: Vec<String> = begun.iter().map(|stored| step(stored, &session, true).0).collect();
        assert_eq!(session.lock().unwrap().losses, crate::session::Losses::default());
        for (from, kept) in begun.iter().zip(&ready).take(4) {
            let moment = Moment::at(1_000).with_gate();
            let out = |kept| next(from, Some(kept), &ACCESS, &session, moment, serde_json::value::Serializer).unwrap();
            // What was stored is something else: nothing is out, and nobody has left.
            let before = session.lock().unwrap().losses.unanswered;
            out("other").1.unwrap();
            assert_eq!(session.lock().unwrap().losses.out, None);
            let (stored, step) = out(kept);
            assert_eq!((&stored, step.unwrap()["operation"].as_str()), (kept, Some("fastdok.authenticate")));
            assert_eq!(session.lock().unwrap().losses.unanswered, before);
            // Whoever has the gate next knows that this one left.
            super::super::calls::read_at(&session, moment);
            assert_eq!(session.lock().unwrap().losses.unanswered, before + 1);
        }
        let (_, failed) = step(&begun[8], &session, true);
        assert_eq!(failed["step"], "wait");
    }

    fn begin(name: &str, params: &dyn Source, seed: u64) -> Result<String, Error> {
        super::begin(name, params, JourneyOptions { seed, ..JourneyOptions::default() })
    }

    #[test]
    fn a_journey_by_name_signs_in_and_goes_on() {
        let stored = begin("fastdok.pay_case", &r#"{"caseId":"c1"}"#, 7).unwrap();
        let session = Mutex::new(SessionState::default());
        let (stored, gate) = step(&stored, &session, false);
        assert_eq!(gate["step"], "gate");
        let (stored, sign_in) = step(&stored, &session, true);
        assert_eq!((&sign_in["step"], &sign_in["gated"]), (&"send".into(), &true.into()));
        assert_eq!(sign_in["operation"], "fastdok.authenticate");
        assert!(!stored.contains("hunter2"));

        let response = crate::HttpResponse {
            status: 200,
            headers: vec![crate::Header::new("Content-Type", "application/json")],
            body: br#"{"success":true,"Ticket":"t-1"}"#.to_vec(),
        };
        let stored = resume(&stored, &ACCESS, &session, Input::Response(response), Moment::at(2_000)).unwrap();
        assert_eq!(session.lock().unwrap().ticket.as_deref(), Some("t-1"));
        assert!(!stored.contains("t-1"));
        assert!(!format!("{session:?}").contains("t-1"));
        let (_, domain) = step(&stored, &session, false);
        assert_eq!(domain["operation"], "fastdok.get_current_domain");
        assert_eq!(domain["gated"], false);
    }

    /// Another journey's outcome says nothing of a sign-in whose caller has left.
    #[test]
    fn only_the_outcome_of_what_was_out_settles_it() {
        let session = Mutex::new(SessionState { ticket: Some("t-0".to_owned()), ..SessionState::default() });
        let stored = begin("fastdok.pay_case", &r#"{"caseId":"c1"}"#, 7).unwrap();
        let (stored, _) = step(&stored, &session, false);
        session.lock().unwrap().losses.out = Some(1);
        let unauthorized = crate::HttpResponse { status: 401, headers: vec![], body: vec![] };
        resume(&stored, &ACCESS, &session, Input::Response(unauthorized), Moment::at(2_000)).unwrap();
        let kept = session.lock().unwrap();
        assert_eq!((kept.losses.out, kept.ticket.as_deref()), (Some(1), None));
    }

    #[test]
    fn every_journey_can_be_begun() {
        for &name in journeys() {
            let params = match name {
                "fastdok.start_case" => r#"{"entries":[{"typeNamespace":"Kund"}]}"#,
                "altinn.create_case" => {
                    r#"{"externalServiceCode":"2681","externalServiceEditionCode":1,"reporteeNumber":"910453092"}"#
                }
                "altinn.send_event" => r#"{"caseId":1,"event":"e"}"#,
                "altinn.place_notice" => r#"{"caseId":1,"noticeTemplateId":"12"}"#,
                _ => r#"{"caseId":"c1"}"#,
            };
            let stored = begin(name, &params, 1).unwrap();
            let about = inspect(&stored).unwrap();
            assert_eq!((about.journey.as_str(), about.ended), (name, None));
            assert_eq!(about.spends, name == "fastdok.pay_case");
            assert_eq!(about.case_id.is_none(), name.contains("start_") || name.contains("create_"));
        }
        assert_eq!(begin("fastdok.nothing", &"{}", 1).unwrap_err().code(), "input.operation");
        assert_eq!(begin("altinn.send_event", &r#"{"event":"e"}"#, 1).unwrap_err().code(), "input.case_or_service");
    }
}

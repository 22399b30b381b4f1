//! The machinery of every journey: [the call machine](crate::call), trying reads again, and the two rules.
//!
//! It sees a script only as [`DynScript`], so it is compiled once for each service and not once for each journey.

use serde::{Deserialize, Deserializer, Serialize};

use super::report::{FailureCode, FailureReport};
use super::script::{Call, Command, Script};
use super::settle::{READ_ATTEMPTS, SETTLE_MILLIS, SHARES};
use super::step::{Input, Repeats, SendStep};
use crate::call::{self, Begun, CallState, Kind, Verdict, is_bad_credentials};
use crate::error::{Error, Retry};
use crate::session::{Moment, Session};
use crate::value::tagged;

/// A script as the machinery sees it: what it asks and ends with is the caller's.
pub(super) trait DynScript<C: Call> {
    fn pending(&self) -> Pending<C>;
    fn intends(&self) -> Option<C>;
    fn on_response(&mut self, call: &C, answer: C::Answer, repeats: Repeats);
    fn on_refusal(&mut self, call: &C, error: &Error);
    fn on_indeterminate(&mut self, call: &C, may_be_applied: bool, refusal: Option<&Error>);
    fn on_unreadable(&mut self, call: &C, error: &Error) -> bool;
    fn on_abandoned(&mut self, call: &C) -> bool;
    fn on_wake(&mut self);
    fn on_decision(&mut self, approved: bool);
    fn on_claim(&mut self, case_ids: Vec<String>);
    fn report(&self, code: FailureCode, error: Option<&Error>) -> FailureReport;
}

/// A script's [`Command`], without what is in it for the caller.
pub(super) enum Pending<C> {
    Call(C),
    Wait,
    Decision,
    Claim(Vec<String>),
    /// It has ended.
    Nothing,
}

impl<S: Script> DynScript<S::Call> for S {
    fn pending(&self) -> Pending<S::Call> {
        match self.next_command() {
            Command::Call(call) => Pending::Call(call),
            Command::Settle { .. } => Pending::Wait,
            Command::Ask(_) => Pending::Decision,
            Command::Claim { case_ids, .. } => Pending::Claim(case_ids),
            Command::Done(_) | Command::Fail(_) => Pending::Nothing,
        }
    }

    fn intends(&self) -> Option<S::Call> {
        Script::intends(self)
    }

    fn on_response(&mut self, call: &S::Call, answer: <S::Call as Call>::Answer, repeats: Repeats) {
        Script::on_response(self, call, answer, repeats);
    }

    fn on_refusal(&mut self, call: &S::Call, error: &Error) {
        Script::on_refusal(self, call, error);
    }

    fn on_indeterminate(&mut self, call: &S::Call, may_be_applied: bool, refusal: Option<&Error>) {
        Script::on_indeterminate(self, call, may_be_applied, refusal);
    }

    fn on_unreadable(&mut self, call: &S::Call, error: &Error) -> bool {
        Script::on_unreadable(self, call, error)
    }

    fn on_abandoned(&mut self, call: &S::Call) -> bool {
        Script::on_abandoned(self, call)
    }

    fn on_wake(&mut self) {
        Script::on_wake(self);
    }

    fn on_decision(&mut self, approved: bool) {
        Script::on_decision(self, approved);
    }

    fn on_claim(&mut self, case_ids: Vec<String>) {
        Script::on_claim(self, case_ids);
    }

    fn report(&self, code: FailureCode, error: Option<&Error>) -> FailureReport {
        Script::report(self, code, error)
    }
}

/// A step of the machinery itself.
pub(super) enum Directive {
    Send(SendStep),
    Gate,
    Wait { millis: u64, reason: String },
    Failed(FailureReport),
}

/// Where the machinery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "is")]
enum Phase {
    /// The script's move is next.
    Ready,
    /// The script's call was handed out, under the ticket of this generation.
    Out { generation: u32 },
    /// A sign-in was handed out.
    SigningIn,
    /// A pause before something is tried again.
    Pause { millis: u64, reason: PauseReason },
}

impl<'de> Deserialize<'de> for Phase {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        tagged(from, "is", |is, members| {
            Ok(Some(match is {
                "ready" => Self::Ready,
                "out" => Self::Out { generation: members.take("generation")? },
                "signingIn" => Self::SigningIn,
                "pause" => Self::Pause { millis: members.take("millis")?, reason: members.take("reason")? },
                _ => return Ok(None),
            }))
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum PauseReason {
    ReadFailed,
    SignInFailed,
}

/// What the machinery remembers between steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Machine {
    phase: Phase,
    /// Tries of the read that is being tried.
    #[serde(default)]
    attempts: u32,
    /// Whether the ticket was renewed for the call that is being tried.
    #[serde(default)]
    renewed: bool,
    /// The session's lost requests when it began to wait for the gate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    waiting_from: Option<u32>,
    /// Seed of the jitter, as text since JSON readers round large integers.
    #[serde(with = "seed_text")]
    seed: u64,
    /// What it claims cases under: the seed that it began with. None in what older releases stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    /// The settle bound in milliseconds, if it is not the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    settle: Option<u64>,
    /// Whether the transport may send a request twice.
    #[serde(default, skip_serializing_if = "is_never")]
    repeats: Repeats,
    /// An end that the machinery found (bad credentials, given up, cancelled).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended: Option<FailureReport>,
    /// That end is the session's: its credentials were refused, or no sign-in came through. It is told, and then not stored any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    of_session: bool,
    /// The session's end, once it was told. With other credentials, or another day, the journey can be carried on, and looks first.
    #[serde(skip)]
    told: Option<FailureReport>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_never(repeats: &Repeats) -> bool {
    *repeats == Repeats::Never
}

/// How often a sign-in without an answer is sent for one journey: fewer than the five wrong ones that lock an account.
const SIGN_INS: u32 = 3;

impl Machine {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            phase: Phase::Ready,
            attempts: 0,
            renewed: false,
            waiting_from: None,
            seed,
            owner: Some(seed.to_string()),
            settle: None,
            repeats: Repeats::Never,
            ended: None,
            of_session: false,
            told: None,
        }
    }

    pub(super) fn set_settle(&mut self, millis: u64) {
        self.settle = (millis != SETTLE_MILLIS).then_some(millis);
    }

    pub(super) fn set_repeats(&mut self, repeats: Repeats) {
        if repeats == Repeats::Maybe {
            self.repeats = repeats;
        }
    }

    /// The share of the settle bound before this look; past the last look all of it.
    pub(super) fn settle(&self, look: usize) -> u64 {
        let bound = self.settle.unwrap_or(SETTLE_MILLIS);
        SHARES.get(look).map_or(bound, |share| bound.saturating_mul(*share) / 48)
    }

    pub(super) fn owner(&self) -> String {
        self.owner.clone().unwrap_or_default()
    }

    /// A journey that an older release stored has the name that its seed gives it, for good.
    pub(super) fn keep_owner(&mut self) {
        self.owner.get_or_insert_with(|| self.seed.to_string());
    }

    pub(super) fn is_gated(&self, session: &dyn Session) -> bool {
        match self.phase {
            Phase::SigningIn => true,
            Phase::Out { .. } => !session.is_accepted(),
            Phase::Ready | Phase::Pause { .. } => false,
        }
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failed().is_some()
    }

    /// Whether it has failed in this process only.
    pub(super) fn is_told_only(&self) -> bool {
        self.ended.is_none() && self.told.is_some()
    }

    pub(super) fn failed(&self) -> Option<&FailureReport> {
        self.ended.as_ref().or(self.told.as_ref())
    }

    /// What to do next; `None` where it is the script that says so.
    pub(super) fn next<C: Call>(
        &mut self,
        script: &mut dyn DynScript<C>,
        session: &C::Session,
        moment: Moment,
    ) -> Option<Directive> {
        let of_session = std::mem::take(&mut self.of_session);
        if let Some(report) = self.ended.take_if(|report| of_session || report.code == FailureCode::BadCredentials) {
            self.told = Some(report);
        }
        if let Some(report) = self.failed() {
            return Some(Directive::Failed(report.clone()));
        }
        if let Phase::Pause { millis, reason } = self.phase {
            return Some(Directive::Wait { millis, reason: reason.text().to_owned() });
        }
        if let (Phase::Out { .. }, Pending::Call(call)) = (self.phase, script.pending())
            && call.changes()
        {
            // Rule 1: it was handed out before, and nobody has said what became of it.
            self.phase = Phase::Ready;
            script.on_indeterminate(&call, true, None);
        }
        let Pending::Call(call) = script.pending() else { return None };
        let mut state = CallState { waiting_from: self.waiting_from, ..CallState::default() };
        let intended = script.intends().map_or(Ok(()), |change| call::sendable(change.request(session, moment)));
        let request = intended.and_then(|()| call.request(session, moment));
        let begun = call::begin(session, &mut state, kind(&call), moment, request);
        self.waiting_from = state.waiting_from;
        Some(match begun {
            Ok(Begun::Gate) => Directive::Gate,
            Ok(Begun::Send(request)) if state.signing_in => {
                self.phase = Phase::SigningIn;
                let (operation, label) = ("fastdok.authenticate", "Sign in".to_owned());
                Directive::Send(SendStep { request, operation, label, changes: false, gated: true })
            }
            Ok(Begun::Send(request)) => {
                self.phase = Phase::Out { generation: state.generation };
                let (operation, label, changes) = (call.operation(), call.label(), call.changes());
                Directive::Send(SendStep { request, operation, label, changes, gated: state.gated })
            }
            Err(error) => {
                self.phase = Phase::Ready;
                if matches!(error, Error::Transport(_)) {
                    // Others have tried the dead connection for it.
                    self.sign_in_lost(script, &error);
                } else {
                    match is_bad_credentials(&error) {
                        true => self.end_of_session(script, FailureCode::BadCredentials, &error),
                        false => self.end(script, FailureCode::Input, Some(&error)),
                    }
                }
                return self.next(script, session, moment);
            }
        })
    }

    /// Takes what came of the last step. A wrong input is an error (`input.journey_input`) and leaves the journey as it was.
    pub(super) fn resume<C: Call>(
        &mut self,
        script: &mut dyn DynScript<C>,
        session: &mut C::Session,
        input: Input,
        moment: Moment,
    ) -> Result<(), Error> {
        if self.has_failed() {
            return Err(wrong_input(&input, "nothing: it has ended"));
        }
        match (self.phase, script.pending(), input) {
            (_, Pending::Nothing, input) => return Err(wrong_input(&input, "nothing: it has ended")),
            (phase, wants, Input::Cancelled) => self.cancel(script, phase, wants),
            (Phase::Pause { .. }, _, Input::Woke) => self.phase = Phase::Ready,
            (Phase::Pause { .. }, _, input) => return Err(wrong_input(&input, "'woke'")),
            (Phase::SigningIn, _, Input::Response(response)) => {
                self.sign_in_ended(script, session.signed_in(Ok(&response), moment));
            }
            (Phase::SigningIn, _, Input::Failed(error)) => {
                self.sign_in_ended(script, session.signed_in(Err(&error), moment));
            }
            (Phase::SigningIn, _, input) => return Err(wrong_input(&input, "a response or a transport failure")),
            (Phase::Out { generation }, Pending::Call(call), Input::Response(response)) => {
                let outcome = call.read(session, moment, &response);
                self.call_ended(script, &call, generation, outcome, session, moment);
            }
            (Phase::Out { generation }, Pending::Call(call), Input::Failed(error)) => {
                self.call_ended(script, &call, generation, Err(error.into()), session, moment);
            }
            (_, Pending::Call(_), input) => return Err(wrong_input(&input, "a response or a transport failure")),
            (_, Pending::Wait, Input::Woke) => script.on_wake(),
            (_, Pending::Wait, input) => return Err(wrong_input(&input, "'woke'")),
            (_, Pending::Decision, Input::Decision { approved }) => script.on_decision(approved),
            (_, Pending::Decision, input) => return Err(wrong_input(&input, "a decision")),
            (_, Pending::Claim(wanted), Input::Claimed { case_ids }) => {
                if !case_ids.iter().all(|case| wanted.contains(case)) {
                    return Err(Error::input("input.journey_input", "caseIds", "has a case that was not asked for"));
                }
                script.on_claim(case_ids);
            }
            (_, Pending::Claim(_), input) => return Err(wrong_input(&input, "a claim")),
        }
        Ok(())
    }

    fn cancel<C: Call>(&mut self, script: &mut dyn DynScript<C>, phase: Phase, wants: Pending<C>) {
        if let (Phase::Out { .. }, Pending::Call(call)) = (phase, wants)
            && call.changes()
        {
            script.on_indeterminate(&call, true, None);
        }
        self.end(script, FailureCode::Cancelled, None);
    }

    /// Ends the journey, unless the script can end well without the answer it is waiting for.
    fn end<C: Call>(&mut self, script: &mut dyn DynScript<C>, code: FailureCode, error: Option<&Error>) {
        if let Pending::Call(call) = script.pending()
            && script.on_abandoned(&call)
        {
            self.phase = Phase::Ready;
            return;
        }
        self.ended = Some(script.report(code, error));
    }

    /// Ends it for now: the session cannot go on. The journey can, with another one.
    fn end_of_session<C: Call>(&mut self, script: &mut dyn DynScript<C>, code: FailureCode, error: &Error) {
        (self.phase, self.attempts) = (Phase::Ready, 0);
        if matches!(script.pending(), Pending::Nothing) {
            // It has ended by itself: what became of its call cannot be looked at.
            return;
        }
        self.end(script, code, Some(error));
        if let Some(report) = &mut self.ended {
            self.of_session = true;
            report.safe_next = match code {
                FailureCode::BadCredentials => {
                    "Check the credentials by hand before any further call; accounts get locked for about an hour. Then carry this journey on with right ones: it looks first."
                }
                _ => "Carry this journey on later: it looks first.",
            }
            .to_owned();
        }
    }

    fn sign_in_ended<C: Call>(&mut self, script: &mut dyn DynScript<C>, outcome: Result<(), Error>) {
        match outcome {
            Ok(()) => {
                self.phase = Phase::Ready;
                self.attempts = 0;
            }
            Err(error) if matches!(error, Error::Transport(_)) => self.sign_in_lost(script, &error),
            // A refused sign-in is never repeated: both services lock accounts.
            Err(error) => self.end_of_session(script, FailureCode::BadCredentials, &error),
        }
    }

    fn sign_in_lost<C: Call>(&mut self, script: &mut dyn DynScript<C>, error: &Error) {
        if self.attempts < SIGN_INS - 1 {
            self.pause(PauseReason::SignInFailed);
        } else {
            self.end_of_session(script, FailureCode::GaveUp, error);
        }
    }

    fn call_ended<C: Call>(
        &mut self,
        script: &mut dyn DynScript<C>,
        call: &C,
        generation: u32,
        outcome: Result<C::Answer, Error>,
        session: &mut C::Session,
        moment: Moment,
    ) {
        self.phase = Phase::Ready;
        let kind = kind(call);
        let mut state = CallState {
            renewed: self.renewed,
            generation,
            gated: !session.is_accepted(),
            // How often a read is tried again is the journey's own rule, below.
            failures: call::READ_SENDS,
            ..CallState::default()
        };
        let verdict = call::call_ended(session, &mut state, kind, outcome.as_ref().err(), moment);
        self.renewed = state.renewed;
        // A password that was never accepted travels with the call.
        let attempts = if session.is_accepted() { READ_ATTEMPTS } else { SIGN_INS };
        let error = match outcome {
            Ok(answer) => {
                self.attempts = 0;
                self.renewed = false;
                return script.on_response(call, answer, self.repeats);
            }
            Err(error) => call::of_read(error, kind),
        };
        let repeated = call.changes() && self.repeats == Repeats::Maybe;
        // What is not the service's own refusal proves nothing of a change.
        let doubtful = repeated || call.changes() && !is_own_refusal(&error);
        if let Verdict::Again { .. } = verdict {
            // HTTP 401: nothing was applied, and a new ticket is fetched. So may it be once more, if that is refused as well. But where the transport
            // repeats by itself, the ticket may have gone with the connection after the call was carried out.
            if call.changes() {
                script.on_indeterminate(call, repeated, None);
            }
            return;
        }
        if is_bad_credentials(&error) || error.code() == "fastdok.unauthorized" {
            if doubtful {
                script.on_indeterminate(call, true, Some(&error));
            }
            return self.end_of_session(script, FailureCode::BadCredentials, &error);
        }
        if !can_be_tried_again(&error) {
            self.attempts = 0;
            if !doubtful {
                return script.on_refusal(call, &error);
            }
            // It may also be the refusal of the request that the transport sent once more.
            return script.on_indeterminate(call, true, Some(&error));
        }
        if call.changes() {
            self.attempts = 0;
            let may_be_applied = match &error {
                Error::Transport(error) => error.may_have_arrived,
                error => error.retry() != Retry::Safe,
            };
            script.on_indeterminate(call, may_be_applied, None);
        } else if self.attempts < attempts - 1 && (call.is_documented() || matches!(error, Error::Transport(_))) {
            self.pause(PauseReason::ReadFailed);
        } else {
            self.attempts = 0;
            if script.on_unreadable(call, &error) {
                return;
            }
            // Where the password travels with each call, the first of them is the sign-in.
            match session.is_accepted() {
                true => self.end(script, FailureCode::GaveUp, Some(&error)),
                false => self.end_of_session(script, FailureCode::GaveUp, &error),
            }
        }
    }

    fn pause(&mut self, reason: PauseReason) {
        let millis = call::pause(self.attempts, &mut self.seed);
        self.attempts += 1;
        self.phase = Phase::Pause { millis, reason };
    }
}

fn kind<C: Call>(call: &C) -> Kind {
    Kind::of(call.operation(), call.changes())
}

impl PauseReason {
    fn text(self) -> &'static str {
        match self {
            Self::ReadFailed => "a read failed and is tried again",
            Self::SignInFailed => "the sign-in got no answer and is tried again",
        }
    }
}

/// Whether this says that the call was not carried out: in the service's own words; or with HTTP 401 and 407, which stand before everything.
fn is_own_refusal(error: &Error) -> bool {
    match error {
        Error::Service(refusal) => refusal.own || matches!(refusal.status, 401 | 407),
        _ => true,
    }
}

/// Whether a read may be tried again after this error, and a changing call's outcome is unknown.
fn can_be_tried_again(error: &Error) -> bool {
    match error {
        Error::Input(_) | Error::Transition(_) => false,
        Error::Transport(_) | Error::Parse(_) => true,
        // A redirect may follow what was carried out; 408 and 499 are a gateway's words for *I have stopped waiting*.
        Error::Service(refusal) => error.retry() != Retry::Never || matches!(refusal.status, 300..400 | 408 | 499),
    }
}

fn wrong_input(input: &Input, expected: &str) -> Error {
    Error::input("input.journey_input", "input", format!("the journey expects {expected}, not {}", input.name()))
}

mod seed_text {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(seed: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(seed)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

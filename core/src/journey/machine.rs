//! The machinery of every journey: signing in, trying reads again, renewing a ticket, and the two rules.
//!
//! It sees a script only as [`Driven`], so it is compiled once for each service and not once for each journey.

use serde::{Deserialize, Deserializer, Serialize};

use super::{Call, FailureCode, FailureReport, Input, Moment, Move, READ_ATTEMPTS, Script, Send, Session};
use crate::error::{Error, Retry};
use crate::value::tagged;

/// A script as the machinery sees it: what it asks and ends with is the caller's.
pub(super) trait Driven<C: Call> {
    fn want(&self) -> Want<C>;
    fn answered(&mut self, call: &C, answer: C::Answer);
    fn refused(&mut self, call: &C, error: &Error);
    fn unseen(&mut self, call: &C, may_be_applied: bool, error: Option<&Error>);
    fn without(&mut self, call: &C) -> bool;
    fn woke(&mut self);
    fn decided(&mut self, approved: bool);
    fn report(&self, code: FailureCode, error: Option<&Error>) -> FailureReport;
}

/// A script's [`Move`], without what is in it for the caller.
pub(super) enum Want<C> {
    Call(C),
    Wait,
    Decision,
    /// It has ended.
    Nothing,
}

impl<S: Script> Driven<S::Call> for S {
    fn want(&self) -> Want<S::Call> {
        match self.wants() {
            Move::Call(call) => Want::Call(call),
            Move::Wait { .. } => Want::Wait,
            Move::Ask(_) => Want::Decision,
            Move::Done(_) | Move::Fail(_) => Want::Nothing,
        }
    }

    fn answered(&mut self, call: &S::Call, answer: <S::Call as Call>::Answer) {
        Script::answered(self, call, answer);
    }

    fn refused(&mut self, call: &S::Call, error: &Error) {
        Script::refused(self, call, error);
    }

    fn unseen(&mut self, call: &S::Call, may_be_applied: bool, error: Option<&Error>) {
        Script::unseen(self, call, may_be_applied, error);
    }

    fn without(&mut self, call: &S::Call) -> bool {
        Script::without(self, call)
    }

    fn woke(&mut self) {
        Script::woke(self);
    }

    fn decided(&mut self, approved: bool) {
        Script::decided(self, approved);
    }

    fn report(&self, code: FailureCode, error: Option<&Error>) -> FailureReport {
        Script::report(self, code, error)
    }
}

/// A step of the machinery itself.
pub(super) enum Own {
    Send(Send),
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
    /// Seed of the jitter, as text since JSON readers round large integers.
    #[serde(with = "seed_text")]
    seed: u64,
    /// An end that the machinery found (bad credentials, given up, cancelled).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended: Option<FailureReport>,
}

impl Machine {
    pub(super) fn new(seed: u64) -> Self {
        Self { phase: Phase::Ready, attempts: 0, renewed: false, seed, ended: None }
    }

    /// Whether its step is a sign-in.
    pub(super) fn is_signing_in(&self) -> bool {
        self.phase == Phase::SigningIn
    }

    /// What to do next; `None` where it is the script that says so.
    pub(super) fn next<C: Call>(
        &mut self,
        script: &mut dyn Driven<C>,
        session: &C::Session,
        moment: Moment,
    ) -> Option<Own> {
        if let Some(report) = &self.ended {
            return Some(Own::Failed(report.clone()));
        }
        if let Phase::Pause { millis, reason } = self.phase {
            return Some(Own::Wait { millis, reason: reason.text().to_owned() });
        }
        if let (Phase::Out { .. }, Want::Call(call)) = (self.phase, script.want())
            && call.changes()
        {
            // Rule 1: it was handed out before, and nobody has said what became of it.
            self.phase = Phase::Ready;
            script.unseen(&call, true, None);
        }
        let Want::Call(call) = script.want() else { return None };
        match self.send(&call, session, moment) {
            Ok(send) => Some(Own::Send(send)),
            Err(error) => {
                self.phase = Phase::Ready;
                let code = if is_bad_credentials(&error) { FailureCode::BadCredentials } else { FailureCode::Input };
                self.end(script, code, Some(&error));
                self.ended.clone().map(Own::Failed)
            }
        }
    }

    fn send<C: Call>(&mut self, call: &C, session: &C::Session, moment: Moment) -> Result<Send, Error> {
        if let Some(request) = session.sign_in(moment) {
            self.phase = Phase::SigningIn;
            return request.map(|request| Send {
                request,
                operation: "fastdok.authenticate",
                label: "Sign in".to_owned(),
                changes: false,
            });
        }
        self.phase = Phase::Out { generation: session.generation() };
        call.request(session, moment).map(|request| Send {
            request,
            operation: call.operation(),
            label: call.label(),
            changes: call.changes(),
        })
    }

    /// Takes what came of the last step. A wrong input is an error (`input.journey_input`) and leaves the journey as it was.
    pub(super) fn resume<C: Call>(
        &mut self,
        script: &mut dyn Driven<C>,
        session: &mut C::Session,
        input: Input,
        moment: Moment,
    ) -> Result<(), Error> {
        if self.ended.is_some() {
            return Err(wrong_input(&input, "nothing: it has ended"));
        }
        match (self.phase, script.want(), input) {
            (_, Want::Nothing, input) => return Err(wrong_input(&input, "nothing: it has ended")),
            (phase, wants, Input::Cancelled) => self.cancel(script, phase, wants),
            (Phase::Pause { .. }, _, Input::Woke) => self.phase = Phase::Ready,
            (Phase::Pause { .. }, _, input) => return Err(wrong_input(&input, "'woke'")),
            (Phase::SigningIn, _, Input::Response(response)) => {
                let outcome = session.signed_in(&response, moment);
                self.sign_in_ended(script, outcome);
            }
            (Phase::SigningIn, _, Input::Failed(error)) => self.sign_in_ended(script, Err(error.into())),
            (Phase::SigningIn, _, input) => return Err(wrong_input(&input, "a response or a transport failure")),
            (Phase::Out { generation }, Want::Call(call), Input::Response(response)) => {
                let outcome = call.read(session, moment, &response);
                self.call_ended(script, &call, generation, outcome, session, moment);
            }
            (Phase::Out { generation }, Want::Call(call), Input::Failed(error)) => {
                self.call_ended(script, &call, generation, Err(error.into()), session, moment);
            }
            (_, Want::Call(_), input) => return Err(wrong_input(&input, "a response or a transport failure")),
            (_, Want::Wait, Input::Woke) => script.woke(),
            (_, Want::Wait, input) => return Err(wrong_input(&input, "'woke'")),
            (_, Want::Decision, Input::Decision { approved }) => script.decided(approved),
            (_, Want::Decision, input) => return Err(wrong_input(&input, "a decision")),
        }
        Ok(())
    }

    fn cancel<C: Call>(&mut self, script: &mut dyn Driven<C>, phase: Phase, wants: Want<C>) {
        if let (Phase::Out { .. }, Want::Call(call)) = (phase, wants)
            && call.changes()
        {
            script.unseen(&call, true, None);
        }
        self.end(script, FailureCode::Cancelled, None);
    }

    /// Ends the journey, unless the script can end well without the answer it is waiting for.
    fn end<C: Call>(&mut self, script: &mut dyn Driven<C>, code: FailureCode, error: Option<&Error>) {
        if let Want::Call(call) = script.want()
            && script.without(&call)
        {
            self.phase = Phase::Ready;
            return;
        }
        self.ended = Some(script.report(code, error));
    }

    fn sign_in_ended<C: Call>(&mut self, script: &mut dyn Driven<C>, outcome: Result<(), Error>) {
        match outcome {
            Ok(()) => {
                self.phase = Phase::Ready;
                self.attempts = 0;
            }
            Err(error) if can_be_tried_again(&error) && self.attempts < READ_ATTEMPTS - 1 => {
                self.pause(PauseReason::SignInFailed);
            }
            Err(error) => {
                // A refused sign-in is never repeated: both services lock accounts.
                let code = if can_be_tried_again(&error) { FailureCode::GaveUp } else { FailureCode::BadCredentials };
                self.end(script, code, Some(&error));
            }
        }
    }

    fn call_ended<C: Call>(
        &mut self,
        script: &mut dyn Driven<C>,
        call: &C,
        generation: u32,
        outcome: Result<C::Answer, Error>,
        session: &mut C::Session,
        moment: Moment,
    ) {
        self.phase = Phase::Ready;
        let error = match outcome {
            Ok(answer) => {
                session.used(moment);
                self.attempts = 0;
                self.renewed = false;
                return script.answered(call, answer);
            }
            Err(error) => error,
        };
        if error.code() == "fastdok.unauthorized" {
            return self.ticket_refused(script, call, generation, &error, session);
        }
        if is_bad_credentials(&error) {
            session.refused(&error);
            return self.end(script, FailureCode::BadCredentials, Some(&error));
        }
        let may_be_applied = match &error {
            Error::Transport(error) => error.may_have_arrived,
            error => error.retry() != Retry::Safe,
        };
        if !can_be_tried_again(&error) {
            self.attempts = 0;
            script.refused(call, &error);
        } else if call.changes() {
            self.attempts = 0;
            script.unseen(call, may_be_applied, Some(&error));
        } else if self.attempts < READ_ATTEMPTS - 1 {
            self.pause(PauseReason::ReadFailed);
        } else {
            self.end(script, FailureCode::GaveUp, Some(&error));
        }
    }

    /// HTTP 401: nothing was applied. Renewed once; a new ticket that is refused as well ends the journey.
    fn ticket_refused<C: Call>(
        &mut self,
        script: &mut dyn Driven<C>,
        call: &C,
        generation: u32,
        error: &Error,
        session: &mut C::Session,
    ) {
        if self.renewed {
            return self.end(script, FailureCode::BadCredentials, Some(error));
        }
        self.renewed = true;
        // Another journey of the same session may have signed in anew in the meantime.
        if session.generation() == generation {
            session.drop_ticket();
        }
        if call.changes() {
            script.unseen(call, false, Some(error));
        }
    }

    fn pause(&mut self, reason: PauseReason) {
        let millis = self.backoff();
        self.attempts += 1;
        self.phase = Phase::Pause { millis, reason };
    }

    /// Half a second, doubled with each try up to half a minute, spread by half.
    fn backoff(&mut self) -> u64 {
        let full = (500_u64 << self.attempts.min(6)).min(30_000);
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        full / 2 + (self.seed >> 33) % (full / 2 + 1)
    }
}

impl PauseReason {
    fn text(self) -> &'static str {
        match self {
            Self::ReadFailed => "a read failed and is tried again",
            Self::SignInFailed => "the sign-in got no answer and is tried again",
        }
    }
}

/// Whether the credentials were refused: then nothing is tried again, since the account would be locked.
fn is_bad_credentials(error: &Error) -> bool {
    let code = error.code();
    code == "fastdok.sign_in_failed" || crate::altinn::error_codes::is_bad_credentials(code)
}

/// Whether a read may be tried again after this error, and a changing call's outcome is unknown.
fn can_be_tried_again(error: &Error) -> bool {
    match error {
        Error::Input(_) | Error::Transition(_) => false,
        Error::Transport(_) | Error::Parse(_) => true,
        Error::Service(_) => error.retry() != Retry::Never,
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

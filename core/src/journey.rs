//! Journeys: jobs of several calls that end in a known state, whatever breaks on the way.
//!
//! A [`Journey`] is plain data. The host asks [`Journey::next`] what to do, **stores the journey**, does it, and tells [`Journey::resume`] what came of it.
//! Nothing here waits, sends or reads a clock, so a journey can be stopped after any step, stored as JSON, and go on in another process.
//!
//! Two rules carry all the safety:
//!
//! 1. **A request that changes something is handed out at most once.** When `next` is asked again and nobody has reported what became of it (the
//!    process was killed, the answer was lost), the journey takes its outcome as unseen.
//! 2. **After an unseen outcome comes a read, never the same call again.** What is read decides whether it was done, is to be done once more, or cannot be told.
//!
//! Rule 1 holds across processes only if the host stores the journey *between* `next` and the sending. The clients of all packages do.
//!
//! Secrets are not part of a journey. They live in the session that the host passes in with each call.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Retry, TransportError};
use crate::http::{HttpRequest, HttpResponse};

mod batch;
mod report;

pub use batch::{Batch, BatchStep, Item, ItemState, Progress};
pub use report::{Facts, FailureCode, FailureReport, Known, Refusal, Seen};

/// The version of the stored form that this crate writes.
pub const STORED_VERSION: u32 = 1;

/// How often a read (or a sign-in) is tried before the journey gives up.
pub const READ_ATTEMPTS: u32 = 5;

/// What the host adds to a step: the time, and random bytes where the protocol needs them (Altinn's WS binding).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub unix_millis: i64,
    /// Fresh random bytes for each step; zeros do for FastDok and for Altinn's Basic binding.
    pub random: [u8; 16],
}

impl Moment {
    /// This time, without random bytes.
    pub fn at(unix_millis: i64) -> Self {
        Self { unix_millis, random: [0; 16] }
    }
}

/// What the host is to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step<Question, Receipt> {
    /// Send this request, then resume with the response or the transport's failure.
    Send(Send),
    /// Wait, then resume with [`Input::Woke`].
    Wait {
        /// How long, in milliseconds.
        millis: u64,
        /// Why, for people.
        reason: String,
    },
    /// Ask the caller, then resume with [`Input::Decision`].
    Ask(Question),
    /// The job is done.
    Done(Receipt),
    /// The job has ended otherwise; the report says what is known, what is not, and what is safe to do.
    Failed(FailureReport),
}

/// A request to send.
#[derive(Debug, Clone, PartialEq)]
pub struct Send {
    /// The complete request.
    pub request: HttpRequest,
    /// The operation's name, as `fastdok.perform_action`.
    pub operation: &'static str,
    /// What it is for, for people.
    pub label: String,
    /// Whether it changes anything at the service.
    pub changes: bool,
}

/// The question of a journey that asks none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoQuestion {}

/// What came of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "input", content = "value", rename_all = "camelCase")]
pub enum Input {
    /// The service answered.
    Response(HttpResponse),
    /// The transport failed.
    Failed(TransportError),
    /// The waiting is over.
    Woke,
    /// The caller's answer to a question.
    Decision {
        /// Whether to go on.
        approved: bool,
    },
    /// The caller cancels the job. A request that is out may have been applied; the report says so.
    Cancelled,
}

impl Input {
    fn name(&self) -> &'static str {
        match self {
            Self::Response(_) => "a response",
            Self::Failed(_) => "a transport failure",
            Self::Woke => "'woke'",
            Self::Decision { .. } => "a decision",
            Self::Cancelled => "'cancelled'",
        }
    }
}

/// The secrets and the sign-in of one user at one service; lives beside the journeys that use it, and is never stored.
pub trait Session {
    /// The request that signs in, if a call at this time needs that first.
    fn sign_in(&self, moment: Moment) -> Option<Result<HttpRequest, Error>>;

    /// Takes the answer to the sign-in.
    fn signed_in(&mut self, response: &HttpResponse, moment: Moment) -> Result<(), Error>;

    /// Counts the sign-ins, so that a refused call knows whether a newer ticket is there already.
    fn generation(&self) -> u32;

    /// The service took a call with the present ticket at this time.
    fn used(&mut self, moment: Moment);

    /// The service refused the credentials of a call.
    fn refused(&mut self, _error: &Error) {}

    /// The service refused the present ticket.
    fn drop_ticket(&mut self);
}

/// One call of a journey: an operation among those that the journey's service has.
pub trait Call: Clone {
    /// The session that carries it.
    type Session: Session;
    /// What its answer says.
    type Answer;

    /// The operation's name.
    fn operation(&self) -> &'static str;
    /// What it is for, for people.
    fn label(&self) -> String;
    /// Whether it changes anything.
    fn changes(&self) -> bool;
    /// The request.
    fn request(&self, session: &Self::Session, moment: Moment) -> Result<HttpRequest, Error>;
    /// Reads the answer.
    fn read(&self, session: &Self::Session, moment: Moment, response: &HttpResponse) -> Result<Self::Answer, Error>;
}

/// What a script wants next.
pub enum Move<C, Question, Receipt> {
    /// This call.
    Call(C),
    /// Time to pass.
    Wait {
        /// Milliseconds.
        millis: u64,
        /// Why.
        reason: String,
    },
    /// The caller's word.
    Ask(Question),
    /// It is done.
    Done(Receipt),
    /// It has failed.
    Fail(FailureReport),
}

/// The story of one journey, without the machinery of sending: what it wants next in each state, and what each outcome means for it.
///
/// The machinery ([`Journey`]) signs in, tries reads again, and makes sure that a changing call is handed out once.
pub trait Script: Clone + Serialize + DeserializeOwned {
    /// The journey's name, as `fastdok.pay_case`.
    const NAME: &'static str;
    /// Its calls.
    type Call: Call;
    /// What it asks.
    type Question;
    /// What it ends with.
    type Receipt: Clone + std::fmt::Debug;

    /// What it wants in its present state. Pure: the same state gives the same move.
    fn wants(&self) -> Move<Self::Call, Self::Question, Self::Receipt>;

    /// The call was answered.
    fn answered(&mut self, call: &Self::Call, answer: <Self::Call as Call>::Answer);

    /// The service refused the call for good; nothing was applied.
    fn refused(&mut self, call: &Self::Call, error: &Error);

    /// A changing call has no usable answer. With `may_be_applied` false it is certain that nothing was applied.
    fn unseen(&mut self, call: &Self::Call, may_be_applied: bool, error: Option<&Error>);

    /// The call will get no answer: the service can't be read, refuses the credentials, or the caller cancels. A script that can end well without the answer
    /// does so, and returns `true`; else the journey fails.
    fn without(&mut self, _call: &Self::Call) -> bool {
        false
    }

    /// The waiting that it wanted is over.
    fn woke(&mut self) {}

    /// The caller decided.
    fn decided(&mut self, _approved: bool) {}

    /// What is certain now, should the journey end here.
    fn facts(&self) -> Facts;

    /// The report of an end without a receipt.
    fn report(&self, code: FailureCode, error: Option<&Error>) -> FailureReport {
        FailureReport::new(code, self.facts(), error)
    }
}

/// Where the machinery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum PauseReason {
    ReadFailed,
    SignInFailed,
}

/// A journey: a script with the machinery that carries it out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Journey<S> {
    script: S,
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

/// The stored form around a journey.
#[derive(Deserialize)]
struct Stored<T> {
    journey: String,
    version: u32,
    state: T,
}

#[derive(Serialize)]
struct StoredRef<'a, T> {
    journey: &'static str,
    version: u32,
    state: &'a T,
}

impl<S: Script> Journey<S> {
    /// A journey at its start. The seed spreads the pauses of many journeys; it need not be secret.
    pub fn new(script: S, seed: u64) -> Self {
        Self { script, phase: Phase::Ready, attempts: 0, renewed: false, seed, ended: None }
    }

    /// The script, to look at.
    pub fn script(&self) -> &S {
        &self.script
    }

    /// Whether its step is a sign-in.
    fn is_signing_in(&self) -> bool {
        self.phase == Phase::SigningIn
    }

    /// What to do next. Store the journey before doing it.
    pub fn next(&mut self, session: &<S::Call as Call>::Session, moment: Moment) -> Step<S::Question, S::Receipt> {
        if let Some(report) = &self.ended {
            return Step::Failed(report.clone());
        }
        if let Phase::Pause { millis, reason } = self.phase {
            return Step::Wait { millis, reason: reason.text().to_owned() };
        }
        if let (Phase::Out { .. }, Move::Call(call)) = (self.phase, self.script.wants())
            && call.changes()
        {
            // Rule 1: it was handed out before, and nobody has said what became of it.
            self.phase = Phase::Ready;
            self.script.unseen(&call, true, None);
        }
        match self.script.wants() {
            Move::Call(call) => self.send(&call, session, moment),
            Move::Wait { millis, reason } => Step::Wait { millis, reason },
            Move::Ask(question) => Step::Ask(question),
            Move::Done(receipt) => Step::Done(receipt),
            Move::Fail(report) => Step::Failed(report),
        }
    }

    fn send(
        &mut self,
        call: &S::Call,
        session: &<S::Call as Call>::Session,
        moment: Moment,
    ) -> Step<S::Question, S::Receipt> {
        let signing_in = session.sign_in(moment);
        let request = match signing_in {
            Some(request) => {
                self.phase = Phase::SigningIn;
                request.map(|request| Send {
                    request,
                    operation: "fastdok.authenticate",
                    label: "Sign in".to_owned(),
                    changes: false,
                })
            }
            None => {
                self.phase = Phase::Out { generation: session.generation() };
                call.request(session, moment).map(|request| Send {
                    request,
                    operation: call.operation(),
                    label: call.label(),
                    changes: call.changes(),
                })
            }
        };
        match request {
            Ok(send) => Step::Send(send),
            Err(error) => {
                self.phase = Phase::Ready;
                let code = if is_bad_credentials(&error) { FailureCode::BadCredentials } else { FailureCode::Input };
                self.end(code, Some(&error));
                match (&self.ended, self.script.wants()) {
                    (Some(report), _) => Step::Failed(report.clone()),
                    (None, Move::Fail(report)) => Step::Failed(report),
                    (None, Move::Done(receipt)) => Step::Done(receipt),
                    // `without` promises an end.
                    (None, _) => Step::Failed(self.script.report(code, Some(&error))),
                }
            }
        }
    }

    /// Takes what came of the last step. A wrong input is an error (`input.journey_input`) and leaves the journey as it was.
    pub fn resume(
        &mut self,
        session: &mut <S::Call as Call>::Session,
        input: Input,
        moment: Moment,
    ) -> Result<(), Error> {
        if self.ended.is_some() {
            return Err(wrong_input(&input, "nothing: it has ended"));
        }
        match (self.phase, self.script.wants(), input) {
            (_, Move::Done(_) | Move::Fail(_), input) => return Err(wrong_input(&input, "nothing: it has ended")),
            (phase, wants, Input::Cancelled) => self.cancel(phase, wants),
            (Phase::Pause { .. }, _, Input::Woke) => self.phase = Phase::Ready,
            (Phase::Pause { .. }, _, input) => return Err(wrong_input(&input, "'woke'")),
            (Phase::SigningIn, _, Input::Response(response)) => {
                let outcome = session.signed_in(&response, moment);
                self.sign_in_ended(outcome);
            }
            (Phase::SigningIn, _, Input::Failed(error)) => self.sign_in_ended(Err(error.into())),
            (Phase::SigningIn, _, input) => return Err(wrong_input(&input, "a response or a transport failure")),
            (Phase::Out { generation }, Move::Call(call), Input::Response(response)) => {
                let outcome = call.read(session, moment, &response);
                self.call_ended(&call, generation, outcome, session, moment);
            }
            (Phase::Out { generation }, Move::Call(call), Input::Failed(error)) => {
                self.call_ended(&call, generation, Err(error.into()), session, moment);
            }
            (_, Move::Call(_), input) => return Err(wrong_input(&input, "a response or a transport failure")),
            (_, Move::Wait { .. }, Input::Woke) => self.script.woke(),
            (_, Move::Wait { .. }, input) => return Err(wrong_input(&input, "'woke'")),
            (_, Move::Ask(_), Input::Decision { approved }) => self.script.decided(approved),
            (_, Move::Ask(_), input) => return Err(wrong_input(&input, "a decision")),
        }
        Ok(())
    }

    fn cancel(&mut self, phase: Phase, wants: Move<S::Call, S::Question, S::Receipt>) {
        if let (Phase::Out { .. }, Move::Call(call)) = (phase, wants)
            && call.changes()
        {
            self.script.unseen(&call, true, None);
        }
        self.end(FailureCode::Cancelled, None);
    }

    /// Ends the journey, unless the script can end well without the answer it is waiting for.
    fn end(&mut self, code: FailureCode, error: Option<&Error>) {
        if let Move::Call(call) = self.script.wants()
            && self.script.without(&call)
        {
            self.phase = Phase::Ready;
            return;
        }
        self.ended = Some(self.script.report(code, error));
    }

    fn sign_in_ended(&mut self, outcome: Result<(), Error>) {
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
                self.end(code, Some(&error));
            }
        }
    }

    fn call_ended(
        &mut self,
        call: &S::Call,
        generation: u32,
        outcome: Result<<S::Call as Call>::Answer, Error>,
        session: &mut <S::Call as Call>::Session,
        moment: Moment,
    ) {
        self.phase = Phase::Ready;
        let error = match outcome {
            Ok(answer) => {
                session.used(moment);
                self.attempts = 0;
                self.renewed = false;
                return self.script.answered(call, answer);
            }
            Err(error) => error,
        };
        if error.code() == "fastdok.unauthorized" {
            return self.ticket_refused(call, generation, &error, session);
        }
        if is_bad_credentials(&error) {
            session.refused(&error);
            return self.end(FailureCode::BadCredentials, Some(&error));
        }
        let may_be_applied = match &error {
            Error::Transport(error) => error.may_have_arrived,
            error => error.retry() != Retry::Safe,
        };
        if !can_be_tried_again(&error) {
            self.attempts = 0;
            self.script.refused(call, &error);
        } else if call.changes() {
            self.attempts = 0;
            self.script.unseen(call, may_be_applied, Some(&error));
        } else if self.attempts < READ_ATTEMPTS - 1 {
            self.pause(PauseReason::ReadFailed);
        } else {
            self.end(FailureCode::GaveUp, Some(&error));
        }
    }

    /// HTTP 401: nothing was applied. Renewed once; a new ticket that is refused as well ends the journey.
    fn ticket_refused(
        &mut self,
        call: &S::Call,
        generation: u32,
        error: &Error,
        session: &mut <S::Call as Call>::Session,
    ) {
        if self.renewed {
            return self.end(FailureCode::BadCredentials, Some(error));
        }
        self.renewed = true;
        // Another journey of the same session may have signed in anew in the meantime.
        if session.generation() == generation {
            session.drop_ticket();
        }
        if call.changes() {
            self.script.unseen(call, false, Some(error));
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

    /// The stored form: versioned JSON without secrets. It holds what the journey is about (ids, form data, event names).
    pub fn to_json(&self) -> String {
        let stored = StoredRef { journey: S::NAME, version: STORED_VERSION, state: self };
        // Serialising plain data into a string cannot fail; an empty object would be refused on loading.
        serde_json::to_string(&stored).unwrap_or_else(|_| "{}".to_owned())
    }

    /// Loads a stored journey of this kind. Files of every version up to [`STORED_VERSION`] can be read.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        stored_state(text, S::NAME)
    }
}

/// Reads the stored form of the journey called `name`.
fn stored_state<T: DeserializeOwned>(text: &str, name: &str) -> Result<T, Error> {
    /// The largest stored journey: a batch of a hundred thousand items fits.
    const LARGEST: usize = 256 * 1024 * 1024;
    let unreadable = |rule: String| Error::input("input.journey_stored", "journey", rule);
    if text.len() > LARGEST {
        return Err(unreadable("is larger than any stored journey".to_owned()));
    }
    #[derive(Deserialize)]
    struct Head {
        journey: Option<String>,
        version: Option<u64>,
    }
    // The error's text could quote the file, so only its place is told.
    let at = |error: serde_json::Error| {
        format!("is not a stored journey (line {}, column {})", error.line(), error.column())
    };
    let head: Head = serde_json::from_str(text).map_err(|error| unreadable(at(error)))?;
    match head.version {
        Some(version) if version == u64::from(STORED_VERSION) => {}
        Some(version) => {
            let rule = format!("is of version {version}; this release reads version {STORED_VERSION}");
            return Err(Error::input("input.journey_version", "version", rule));
        }
        None => return Err(unreadable("has no version".to_owned())),
    }
    if head.journey.as_deref() != Some(name) {
        return Err(unreadable(format!("is not a {name}")));
    }
    let stored: Stored<T> = serde_json::from_str(text).map_err(|error| unreadable(at(error)))?;
    debug_assert!(stored.journey == name && stored.version == STORED_VERSION);
    Ok(stored.state)
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

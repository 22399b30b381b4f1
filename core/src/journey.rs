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
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::{Error, TransportError};
use crate::http::{HttpRequest, HttpResponse};
use crate::limits::EXCERPT_CHARS;
use crate::value::{Value, object, tagged};

mod batch;
mod machine;
mod report;

use machine::{Machine, Own};

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
#[derive(Debug, Clone, PartialEq, Serialize)]
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

impl<'de> Deserialize<'de> for Input {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Decision {
            approved: bool,
        }
        tagged(from, "input", |input, members| {
            Ok(Some(match input {
                "response" => Self::Response(members.take("value")?),
                "failed" => Self::Failed(members.take("value")?),
                "woke" => Self::Woke,
                "decision" => {
                    let Decision { approved } = members.take("value")?;
                    Self::Decision { approved }
                }
                "cancelled" => Self::Cancelled,
                _ => return Ok(None),
            }))
        })
    }
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

/// A journey: a script with the machinery that carries it out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Journey<S> {
    script: S,
    #[serde(flatten)]
    machine: Machine,
}

impl<'de, S: DeserializeOwned> Deserialize<'de> for Journey<S> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        object(from, |mut members| Ok(Self { script: members.take("script")?, machine: members.rest()? }))
    }
}

/// The stored form around a journey.
#[derive(Serialize)]
struct Stored<'a, T> {
    journey: &'static str,
    version: u32,
    state: &'a T,
}

impl<S: Script> Journey<S> {
    /// A journey at its start. The seed spreads the pauses of many journeys; it need not be secret.
    pub fn new(script: S, seed: u64) -> Self {
        Self { script, machine: Machine::new(seed) }
    }

    /// The script, to look at.
    pub fn script(&self) -> &S {
        &self.script
    }

    /// Whether its step is a sign-in.
    fn is_signing_in(&self) -> bool {
        self.machine.is_signing_in()
    }

    /// What to do next. Store the journey before doing it.
    pub fn next(&mut self, session: &<S::Call as Call>::Session, moment: Moment) -> Step<S::Question, S::Receipt> {
        match self.machine.next(&mut self.script, session, moment) {
            Some(Own::Send(send)) => return Step::Send(send),
            Some(Own::Wait { millis, reason }) => return Step::Wait { millis, reason },
            Some(Own::Failed(report)) => return Step::Failed(report),
            None => {}
        }
        match self.script.wants() {
            // A call is the machinery's, and `without` promises an end.
            Move::Call(_) => Step::Failed(self.script.report(FailureCode::GaveUp, None)),
            Move::Wait { millis, reason } => Step::Wait { millis, reason },
            Move::Ask(question) => Step::Ask(question),
            Move::Done(receipt) => Step::Done(receipt),
            Move::Fail(report) => Step::Failed(report),
        }
    }

    /// Takes what came of the last step. A wrong input is an error (`input.journey_input`) and leaves the journey as it was.
    pub fn resume(
        &mut self,
        session: &mut <S::Call as Call>::Session,
        input: Input,
        moment: Moment,
    ) -> Result<(), Error> {
        self.machine.resume(&mut self.script, session, input, moment)
    }

    /// The stored form: versioned JSON without secrets. It holds what the journey is about (ids, form data, event names).
    pub fn to_json(&self) -> String {
        let stored = Stored { journey: S::NAME, version: STORED_VERSION, state: self };
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
    stored_value(text, name)?.read_known().map_err(|reason| unreadable(format!("is not a stored journey: {reason}")))
}

/// The state in a stored form of this name, and of a version that can be read.
fn stored_value(text: &str, name: &str) -> Result<Value, Error> {
    /// The largest stored journey: a batch of a hundred thousand items fits.
    const LARGEST: usize = 256 * 1024 * 1024;
    #[derive(Deserialize)]
    struct Read {
        journey: Option<String>,
        version: Option<u64>,
        #[serde(default)]
        state: Option<Value>,
    }
    if text.len() > LARGEST {
        return Err(unreadable("is larger than any stored journey".to_owned()));
    }
    let stored = Value::from_json(text).and_then(Value::read_known::<Read>);
    let stored = stored.map_err(|reason| unreadable(format!("is not a stored journey: {reason}")))?;
    match stored.version {
        Some(version) if version == u64::from(STORED_VERSION) => {}
        Some(version) => {
            let rule = format!("is of version {version}; this release reads version {STORED_VERSION}");
            return Err(Error::input("input.journey_version", "version", rule));
        }
        None => return Err(unreadable("has no version".to_owned())),
    }
    if stored.journey.as_deref() != Some(name) {
        return Err(unreadable(format!("is not a {name}")));
    }
    Ok(stored.state.unwrap_or(Value::Null))
}

fn unreadable(rule: String) -> Error {
    // It may name a member, whose name may be as long as the file.
    let rule: String = rule.chars().take(EXCERPT_CHARS).collect();
    Error::input("input.journey_stored", "journey", rule)
}

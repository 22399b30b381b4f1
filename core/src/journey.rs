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
//! A read proves what is, not what will be: a gateway may give up on a call that the service still carries out. So there is a *settle bound*
//! ([`SETTLE_MILLIS`], [`Journey::with_settle`]). Before it has passed since a call whose outcome nobody saw, a read proves only *not yet*: nothing that could
//! then be there twice is sent again, and no report says that it did not happen.
//!
//! Secrets are not part of a journey. They live in the session that the host passes in with each call.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::{Error, TransportError};
use crate::http::{HttpRequest, HttpResponse};
use crate::limits::EXCERPT_CHARS;
pub use crate::session::{Moment, Session};
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

/// The settle bound, unless the host sets another: how long after a call whose outcome nobody saw the service may still carry it out, in milliseconds.
///
/// Gateways give up on a call after 20 to 240 seconds (Azure's, the longest of the common ones, after 230), and what stands behind them goes on.
pub const SETTLE_MILLIS: u64 = 240_000;

/// How often a journey looks for what a lost call did. Before each look a share of the settle bound passes, and before the last one all of it has.
pub const LOOKS: usize = 4;

/// The share of the settle bound before each look, in 48ths: at once, after 5 s of the default, after 25 s, and at its end.
const SHARES: [u64; LOOKS] = [0, 1, 4, 43];

/// How often a journey looks again, each time after the whole settle bound, because others have found and claimed what could be its own.
pub(crate) const MORE_LOOKS: usize = 3;

/// The settle bound as a whole, in place of a look's share.
pub(crate) const WHOLE: usize = LOOKS;

/// Whether the transport may send a request twice by itself.
///
/// Browsers do: when a kept connection turns out closed, they send a POST again, and nobody can know (verified by measurement). Then a reply proves that the
/// call was carried out *at least* once, and a refusal may be that of the repeated one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Repeats {
    /// Each request is sent once.
    #[default]
    Never,
    /// A request may be sent twice.
    Maybe,
}

/// What the host is to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step<Question, Receipt> {
    /// Send this request, then resume with the response or the transport's failure.
    Send(Send),
    /// Take the session's gate (wait for it), and ask again with [`Moment::gate`]. Nothing was handed out.
    Gate,
    /// Claim a case for this journey, then resume with [`Input::Claimed`].
    Claim(Claim),
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
    /// Whether to keep the session's gate until the outcome was handed in. Otherwise let it go before sending.
    pub gated: bool,
}

/// Cases that a journey could take for its own. Journeys of one place share one set of claims, so that two of them never take the same case.
///
/// A case is free if nobody has claimed it, or this same owner has. With `take` the host notes the owner for the first free one, all at once, and answers
/// with it; without, it answers with all that are free, and notes nothing. In one process a map beside the session will do; a journal or a database shares
/// the set among processes. What no set can know is a program outside of it that starts the same contents.
///
/// A case that the service's reply named is claimed under [`BY_REPLY`], which is no journey's name: such a claim cannot be wrong. One that was found by its
/// contents may be of another journey, whose own is still to come; whoever finds all cases of its contents claimed waits until it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Claim {
    /// The journey, the same also when it is loaded again, or [`BY_REPLY`].
    pub owner: String,
    /// The cases that could be its own, the best first.
    pub case_ids: Vec<String>,
    /// Whether the first free one is claimed.
    pub take: bool,
}

/// Under which name a case is claimed that the service's reply named.
pub const BY_REPLY: &str = "reply";

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
    /// The answer to a claim: the case that was taken, or all that are free; none if all of them are others'.
    #[serde(rename_all = "camelCase")]
    Claimed {
        /// The cases.
        case_ids: Vec<String>,
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
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Claimed {
            case_ids: Vec<String>,
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
                "claimed" => {
                    let Claimed { case_ids } = members.take("value")?;
                    Self::Claimed { case_ids }
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
            Self::Claimed { .. } => "a claim",
            Self::Cancelled => "'cancelled'",
        }
    }
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
    /// Whether it is known what its answer looks like. One that is not, and cannot be read, is not tried again.
    fn is_documented(&self) -> bool {
        true
    }
    /// The request.
    fn request(&self, session: &Self::Session, moment: Moment) -> Result<HttpRequest, Error>;
    /// Reads the answer.
    fn read(&self, session: &Self::Session, moment: Moment, response: &HttpResponse) -> Result<Self::Answer, Error>;
}

/// Under which name a journey claims a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimant {
    /// Its own.
    Journey,
    /// [`BY_REPLY`].
    Reply,
}

/// What a script wants next.
pub enum Move<C, Question, Receipt> {
    /// This call.
    Call(C),
    /// The share of the settle bound before this look to pass.
    Settle {
        /// Which look, from 0.
        look: usize,
    },
    /// Cases that no other journey has: all of these that are free, or with `take` the first of them for its own.
    Claim {
        /// The cases, the best first.
        case_ids: Vec<String>,
        /// Whether the first free one is claimed.
        take: bool,
        /// Under which name: [`BY_REPLY`], or the journey's own.
        by: Claimant,
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
    /// Whether it asks before money is spent.
    const SPENDS: bool = false;
    /// Its calls.
    type Call: Call;
    /// What it asks.
    type Question;
    /// What it ends with.
    type Receipt: Clone + std::fmt::Debug;

    /// What it wants in its present state. Pure: the same state gives the same move.
    fn wants(&self) -> Move<Self::Call, Self::Question, Self::Receipt>;

    /// At its start: the changing call that it is for, if that is known already. A value in it that cannot be sent is told before anything is sent.
    fn intends(&self) -> Option<Self::Call> {
        None
    }

    /// The call was answered. Under [`Repeats::Maybe`] a changing call was then carried out once or twice.
    fn answered(&mut self, call: &Self::Call, answer: <Self::Call as Call>::Answer, repeats: Repeats);

    /// The service refused the call for good; nothing was applied.
    fn refused(&mut self, call: &Self::Call, error: &Error);

    /// A changing call has no usable answer. With `may_be_applied` false it is certain that nothing was applied.
    ///
    /// An error is a refusal that proves nothing, since the transport may have sent the call before.
    fn unseen(&mut self, call: &Self::Call, may_be_applied: bool, refusal: Option<&Error>);

    /// A read has no usable answer, and is not tried any more. A script that can go on without it does so, and returns `true`.
    fn unread(&mut self, call: &Self::Call, _error: &Error) -> bool {
        self.without(call)
    }

    /// The call will get no answer: the service can't be read, refuses the credentials, or the caller cancels. A script that can end well without the answer
    /// does so, and returns `true`; else the journey fails.
    fn without(&mut self, _call: &Self::Call) -> bool {
        false
    }

    /// The waiting that it wanted is over.
    fn woke(&mut self) {}

    /// The caller decided.
    fn decided(&mut self, _approved: bool) {}

    /// The cases that it asked for: the one that is its own now, or all that are free.
    fn claimed(&mut self, _case_ids: Vec<String>) {}

    /// The case that it is about; none if it is to make one.
    fn case_id(&self) -> Option<String> {
        None
    }

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
        object(from, |mut members| {
            let (script, mut machine): (S, Machine) = (members.take("script")?, members.rest()?);
            machine.keep_owner();
            Ok(Self { script, machine })
        })
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
    /// A journey at its start. The seed must be random: it spreads the pauses of many journeys, and is the name under which this one claims a case. It
    /// need not be secret.
    pub fn new(script: S, seed: u64) -> Self {
        Self { script, machine: Machine::new(seed) }
    }

    /// The same with another settle bound than [`SETTLE_MILLIS`].
    #[must_use]
    pub fn with_settle(mut self, millis: u64) -> Self {
        self.machine.set_settle(millis);
        self
    }

    /// The same over a transport that may send a request twice. Once a journey has used one, it stays so.
    #[must_use]
    pub fn with_repeats(mut self, repeats: Repeats) -> Self {
        self.machine.set_repeats(repeats);
        self
    }

    /// The script, to look at.
    pub fn script(&self) -> &S {
        &self.script
    }

    /// What to do next. Store the journey before doing it.
    pub fn next(&mut self, session: &<S::Call as Call>::Session, moment: Moment) -> Step<S::Question, S::Receipt> {
        match self.machine.next(&mut self.script, session, moment) {
            Some(Own::Send(send)) => return Step::Send(send),
            Some(Own::Gate) => return Step::Gate,
            Some(Own::Wait { millis, reason }) => return Step::Wait { millis, reason },
            Some(Own::Failed(report)) => return Step::Failed(report),
            None => {}
        }
        match self.script.wants() {
            // A call is the machinery's, and `without` promises an end.
            Move::Call(_) => Step::Failed(self.script.report(FailureCode::GaveUp, None)),
            Move::Settle { look } => Step::Wait {
                millis: self.machine.settle(look),
                reason: "the service may still carry out a call whose outcome nobody saw".to_owned(),
            },
            Move::Claim { case_ids, take, by } => {
                let owner = match by {
                    Claimant::Journey => self.machine.owner(),
                    Claimant::Reply => BY_REPLY.to_owned(),
                };
                Step::Claim(Claim { owner, case_ids, take })
            }
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

    /// How it has ended; nothing while it is under way.
    pub fn ended(&self) -> Option<Ended> {
        if self.machine.has_failed() {
            return Some(Ended::Failed);
        }
        match self.script.wants() {
            Move::Done(_) => Some(Ended::Done),
            Move::Fail(_) => Some(Ended::Failed),
            _ => None,
        }
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

/// How a journey has ended, as [`Journey::ended`] tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Ended {
    /// With a receipt.
    Done,
    /// Without one.
    Failed,
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

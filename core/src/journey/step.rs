//! What passes between a journey and its host: the steps that it asks for, and what came of them.

use serde::{Deserialize, Deserializer, Serialize};

use super::report::FailureReport;
use crate::error::TransportError;
use crate::http::{HttpRequest, HttpResponse};
#[cfg(doc)]
use crate::session::Moment;
use crate::value::tagged;

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
    Send(SendStep),
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
pub struct SendStep {
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

/// Cases that a journey could take for its own. Journeys that may want the same case share one set of claims, so that two of them never take it.
///
/// A case is free if nobody has claimed it, or this same owner has. With `take` the host notes the owner for the first free one, all at once, and answers
/// with it; without, it answers with all that are free, and notes nothing. For journeys of one session a map beside it will do, which ends with it; a journal
/// keeps its set for the processes that own it one after the other; a database shares one among many. What no set can know is a program outside of it that
/// starts the same contents.
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
    pub(super) fn name(&self) -> &'static str {
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

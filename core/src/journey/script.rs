//! What a journey's own file says: its calls, and what it wants next.

use serde::Serialize;
use serde::de::DeserializeOwned;

#[cfg(doc)]
use super::journey::Journey;
use super::report::{Facts, FailureCode, FailureReport};
#[cfg(doc)]
use super::step::BY_REPLY;
use super::step::Repeats;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::session::{Moment, Session};

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
pub enum Command<C, Question, Receipt> {
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
    fn next_command(&self) -> Command<Self::Call, Self::Question, Self::Receipt>;

    /// At its start: the changing call that it is for, if that is known already. A value in it that cannot be sent is told before anything is sent.
    fn intends(&self) -> Option<Self::Call> {
        None
    }

    /// The call was answered. Under [`Repeats::Maybe`] a changing call was then carried out once or twice.
    fn on_response(&mut self, call: &Self::Call, answer: <Self::Call as Call>::Answer, repeats: Repeats);

    /// The service refused the call for good; nothing was applied.
    fn on_refusal(&mut self, call: &Self::Call, error: &Error);

    /// A changing call has no usable answer. With `may_be_applied` false it is certain that nothing was applied.
    ///
    /// An error is a refusal that proves nothing, since the transport may have sent the call before.
    fn on_indeterminate(&mut self, call: &Self::Call, may_be_applied: bool, refusal: Option<&Error>);

    /// A read has no usable answer, and is not tried any more. A script that can go on without it does so, and returns `true`; else the call is
    /// abandoned.
    fn on_unreadable(&mut self, _call: &Self::Call, _error: &Error) -> bool {
        false
    }

    /// The call will get no answer: the service can't be read, refuses the credentials, or the caller cancels. A script that can end well without the answer
    /// does so, and returns `true`; else the journey fails.
    fn on_abandoned(&mut self, _call: &Self::Call) -> bool {
        false
    }

    /// The waiting that it wanted is over.
    fn on_wake(&mut self) {}

    /// The caller decided.
    fn on_decision(&mut self, _approved: bool) {}

    /// The cases that it asked for: the one that is its own now, or all that are free.
    fn on_claim(&mut self, _case_ids: Vec<String>) {}

    /// The case that it is about; none if it is to make one.
    fn case_id(&self) -> Option<String> {
        None
    }

    /// Whether the other one has the same job, however far each of them is.
    fn is_same_job(&self, other: &Self) -> bool {
        self.case_id() == other.case_id()
    }

    /// What is certain now, should the journey end here.
    fn facts(&self) -> Facts;

    /// The report of an end without a receipt.
    fn report(&self, code: FailureCode, error: Option<&Error>) -> FailureReport {
        FailureReport::new(code, self.facts(), error)
    }
}

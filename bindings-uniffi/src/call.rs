//! One call of a service. The client of each language is a loop around it.

use std::sync::{Arc, Mutex, PoisonError};

use nordcase::wire::calls::{self, CallState, Outgoing};
use nordcase::wire::{self, Value, lists};

use crate::access::{Access, Moment, Session};
use crate::answer::Answer;
use crate::errors::NordcaseError;
use crate::http::{Header, HttpRequest, HttpResponse, Outcome};
use crate::lists::ListReading;
use crate::operation::Operation;
use crate::sink::IntoAnswer;

/// What to do first.
#[derive(uniffi::Enum)]
pub enum Begun {
    /// Take the session's gate (wait for it), and begin again with a moment that says so.
    Gate,
    /// Send this.
    Send {
        /// The request.
        request: HttpRequest,
        /// Whether the gate is kept until `end` has the outcome. Otherwise it is let go before the request is sent.
        gated: bool,
    },
}

/// What came of a request.
#[derive(uniffi::Enum)]
pub enum Incoming {
    /// Begin again: it was the sign-in, or a ticket was refused before anything was applied, or a read is sent once more.
    Again {
        /// How long to wait before, in milliseconds; mostly 0.
        wait_millis: u64,
    },
    /// The answer.
    Answered {
        /// What it says.
        answer: Answer,
    },
}

/// One call: send what `begin` says, hand to `end` what came of it, and begin again until there is an answer.
///
/// Beside the session the client has a lock, *the gate*, which is taken when `begin` says so: then one sign-in serves all calls that begin together, and a
/// wrong password is sent once.
#[derive(uniffi::Object)]
pub struct ServiceCall {
    name: &'static str,
    params: Value,
    state: Mutex<CallState>,
}

#[uniffi::export]
impl ServiceCall {
    /// A call at its start.
    #[uniffi::constructor]
    pub fn new(operation: Operation) -> Result<Self, NordcaseError> {
        Ok(Self { name: operation.name(), params: operation.params()?, state: Mutex::default() })
    }

    /// The request to send now: the call's own, or the sign-in that the session needs first.
    pub fn begin(&self, access: &Access, session: &Session, moment: Moment) -> Result<Begun, NordcaseError> {
        let begun = calls::begin(self.name, &self.params, access, &session.0, self.state(), moment.into())?;
        Ok(match begun {
            calls::Begun::Gate(state) => {
                self.keep(state);
                Begun::Gate
            }
            calls::Begun::Send(Outgoing { request, state }) => {
                self.keep(state);
                Begun::Send { request: request.into(), gated: state.gated() }
            }
        })
    }

    /// Takes what came of that request.
    pub fn end(
        &self,
        access: &Access,
        session: &Session,
        outcome: Outcome,
        moment: Moment,
    ) -> Result<Incoming, NordcaseError> {
        let (outcome, answer) = (outcome.into_core(), IntoAnswer(self.name));
        let (state, moment) = (self.state(), moment.into());
        match calls::end(self.name, &self.params, access, &session.0, state, outcome, moment, answer)? {
            calls::Incoming::Again { state, wait_millis } => {
                self.keep(state);
                Ok(Incoming::Again { wait_millis })
            }
            calls::Incoming::Answer(answer) => Ok(Incoming::Answered { answer: answer? }),
            calls::Incoming::Failed(error) => Err(error.into()),
        }
    }

    /// Begins to read the answer to that request while it arrives, from its status and headers. Nothing: collect the body, it is for `end`; the
    /// operation is no list, or this is a refusal, or the answer to a sign-in.
    pub fn open(
        &self,
        access: &Access,
        session: &Session,
        status: u16,
        headers: Vec<Header>,
        moment: Moment,
    ) -> Result<Option<Arc<ListReading>>, NordcaseError> {
        let headers: Vec<nordcase::Header> = headers.into_iter().map(Into::into).collect();
        let (name, state) = (self.name, self.state());
        let reading = lists::open(name, &self.params, access, &session.0, state, moment.into(), status, &headers)?;
        Ok(reading.map(|reading| Arc::new(ListReading::new(name, reading))))
    }

    /// The operation's name, as `fastdok.get_task`.
    pub fn operation_name(&self) -> String {
        self.name.to_owned()
    }

    /// Where the next page of a list begins; nothing at its end. `items` and `total_count` are of the page that came, `asked` counts the pages so far.
    pub fn next_start(&self, items: u32, total_count: Option<i64>, asked: u32) -> Option<u32> {
        calls::next_start(self.name, &self.params, items as usize, total_count, asked as usize)
    }
}

impl ServiceCall {
    fn state(&self) -> CallState {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, state: CallState) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }
}

/// One row of the registry.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct OperationInfo {
    /// The name, as `fastdok.get_task`.
    pub name: String,
    /// Whether it can change anything.
    pub changes: bool,
}

/// All operations.
#[uniffi::export]
pub fn operations() -> Vec<OperationInfo> {
    wire::operations()
        .into_iter()
        .map(|info| OperationInfo { name: info.name.to_owned(), changes: info.changes })
        .collect()
}

/// The request of the operation of this name, without a session. `params` is JSON, as the shared vectors have it.
#[uniffi::export]
pub fn encode(name: &str, params: &str, access: &Access) -> Result<HttpRequest, NordcaseError> {
    Ok(wire::encode(name, &params, access)?.into())
}

/// Where the next page of a list begins, to be asked for with the same parameters and this `start`; nothing at the list's end, and for an operation without
/// pages. `items` and `total_count` are those of the page that came for `params`, `asked` is its number, from 1.
#[uniffi::export]
pub fn next_start(name: &str, params: &str, items: u32, total_count: Option<i64>, asked: u32) -> Option<u32> {
    calls::next_start(name, &params, items as usize, total_count, asked as usize)
}

/// What to remember of a list's pages so that a list that never ends is noticed; nothing if this page came before: then the list is over, and none of the page's
/// items is new. Ask once the first item of each page is there, before it is handed out.
///
/// `asked` is the number of this page, from 1, `first_id` its first item's id; `remembered` is what the page before gave, nothing for the first.
#[uniffi::export]
pub fn mark_page(asked: u32, first_id: &str, remembered: Option<String>) -> Option<String> {
    nordcase::fastdok::mark_page(asked as usize, first_id, remembered)
}

/// Reads the response to that request.
#[uniffi::export]
pub fn decode(name: &str, params: &str, access: &Access, response: HttpResponse) -> Result<Answer, NordcaseError> {
    wire::decode_with(name, &params, access, &response.into(), IntoAnswer(name))?
}

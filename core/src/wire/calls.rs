//! Single calls by name, with a session: which request comes first, what its answer says, and whether the call is to be sent once more.
//!
//! The clients of other languages are loops around it: [`begin`], send, [`end`], until there is an answer. As with [journeys](super::journeys),
//! the host keeps the [`SessionState`] in memory; calls of several threads may share it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::access::{AnySession, SessionState};
use super::{Decoded, Source, Value, answer, info, params_error, request};
use crate::altinn::error_codes::is_bad_credentials;
use crate::error::{Api, Error, TransportError};
use crate::fastdok::{self, PAGES};
use crate::http::{HttpRequest, HttpResponse};
use crate::journey::{Moment, Session};
use crate::operation::Operation as _;

/// Where a call stands between its requests; the default is its start. Plain data without secrets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallState {
    /// The request that is out is the sign-in.
    signing_in: bool,
    /// The ticket was refused once, and a new one asked for.
    renewed: bool,
    /// The sign-in whose ticket the request carries: another call may have renewed it since.
    generation: u32,
}

impl CallState {
    /// Whether the request that is out is the sign-in. A host that holds others back meanwhile signs in once for all of them.
    pub fn signs_in(self) -> bool {
        self.signing_in
    }
}

/// A request to send.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// The request.
    pub request: HttpRequest,
    /// To be handed to [`end`] with what comes of it.
    pub state: CallState,
}

/// What came of a request.
#[derive(Debug)]
pub enum Incoming<T> {
    /// Go on with [`begin`]: it was the sign-in, or a ticket was refused before anything was applied (HTTP 401).
    Again(CallState),
    /// The answer.
    Answer(T),
    /// The call has failed.
    Failed(Error),
}

/// What to send now for the operation called `name`: its own request, or the sign-in that the session needs first.
///
/// Once the credentials have been refused it is that error again, and nothing is to be sent.
pub fn begin(
    name: &str,
    params: &dyn Source,
    access: &dyn Source,
    session: &Mutex<SessionState>,
    state: CallState,
    moment: Moment,
) -> Result<Outgoing, Error> {
    let api = info(name)?.api;
    let params = params.value().map_err(params_error("params"))?;
    let session = AnySession::restore(api, access, &read(session))?;
    let request = request(name, params, &session.access(moment));
    let session = session.as_dyn();
    let state = CallState { signing_in: false, generation: session.generation(), ..state };
    match session.sign_in(moment).transpose()? {
        Some(sign_in) if name != fastdok::Authenticate::NAME => match request {
            // A value that cannot be sent is told before anybody signs in.
            Err(error) if error.code() != "input.ticket_missing" => Err(error),
            _ => Ok(Outgoing { request: sign_in, state: CallState { signing_in: true, ..state } }),
        },
        _ => Ok(Outgoing { request: request?, state }),
    }
}

/// Takes the response to the request of [`begin`], or how the transport failed.
///
/// An error of this function itself is about the values; what the service or the transport said is in [`Incoming::Failed`].
#[expect(clippy::too_many_arguments, reason = "a call is plain values, and a host has them apart")]
pub fn end<D: Decoded>(
    name: &str,
    params: &dyn Source,
    access: &dyn Source,
    session: &Mutex<SessionState>,
    state: CallState,
    outcome: Result<HttpResponse, TransportError>,
    moment: Moment,
    output: D,
) -> Result<Incoming<D::Out>, Error> {
    let api = info(name)?.api;
    let allowed = AnySession::restore(api, access, &read(session))?.access(moment);
    let response = match outcome {
        Ok(response) => response,
        Err(error) => return Ok(Incoming::Failed(allowed.scrub(error.into()))),
    };
    let change = |change: &mut dyn FnMut(&mut dyn Session)| change_session(api, access, session, change);
    if state.signing_in {
        let mut signed_in = Ok(());
        change(&mut |kept| signed_in = kept.signed_in(&response, moment))?;
        return Ok(signed_in.map_or_else(Incoming::Failed, |()| Incoming::Again(state)));
    }
    let params = params.value().map_err(params_error("params"))?;
    let error = match answer(name, params, &allowed, &response, output) {
        Ok(answer) => {
            if name != fastdok::Authenticate::NAME {
                lock(session).used(api, moment);
            }
            return Ok(Incoming::Answer(answer));
        }
        Err(error) => error,
    };
    if is_bad_credentials(error.code()) {
        change(&mut |kept| kept.refused(&error))?;
    }
    if error.code() != "fastdok.unauthorized" || state.renewed {
        return Ok(Incoming::Failed(error));
    }
    change(&mut |kept| {
        if kept.generation() == state.generation {
            kept.drop_ticket();
        }
    })?;
    Ok(Incoming::Again(CallState { renewed: true, ..state }))
}

/// Where the next page of a list begins, as [`fastdok::Paged::following`] has it; `None` at its end, and for an operation without pages.
///
/// `items` and `total_count` are those of the page that came for `params`; `asked` counts the pages so far.
pub fn next_start(
    name: &str,
    params: &dyn Source,
    items: usize,
    total_count: Option<i64>,
    asked: usize,
) -> Option<u32> {
    const PAGED: [&str; 9] = [
        fastdok::ListApps::NAME,
        fastdok::ListAppInstances::NAME,
        fastdok::ListInstances::NAME,
        fastdok::ListInstanceTasks::NAME,
        fastdok::ListInstanceObjects::NAME,
        fastdok::ListTasks::NAME,
        fastdok::ListTaskObjects::NAME,
        fastdok::ListObjectChildren::NAME,
        fastdok::GetObjectFields::NAME,
    ];
    #[derive(Deserialize)]
    struct Part {
        start: Option<u32>,
        max: Option<u32>,
    }
    if !PAGED.contains(&name) || asked >= PAGES {
        return None;
    }
    let Part { start, max } = params.value().and_then(Value::read_known).ok()?;
    fastdok::following_start(start, max, items, total_count)
}

/// The session's state; a panic elsewhere cannot leave it half changed.
pub(super) fn lock(session: &Mutex<SessionState>) -> MutexGuard<'_, SessionState> {
    session.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A copy of it, so that the lock is not held while the host's values are read.
pub(super) fn read(session: &Mutex<SessionState>) -> SessionState {
    lock(session).clone()
}

/// Changes the session as it is now: another call may have changed it since this one began.
pub(super) fn change_session(
    api: Api,
    access: &dyn Source,
    session: &Mutex<SessionState>,
    change: &mut dyn FnMut(&mut dyn Session),
) -> Result<(), Error> {
    let mut kept = lock(session);
    let mut changed = AnySession::restore(api, access, &kept)?;
    change(changed.as_dyn_mut());
    *kept = changed.keep();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCESS: &str =
        r#"{"baseUrl":"https://forms.example.se","credentials":{"apiKey":"k","username":"u","password":"p"}}"#;

    fn first(name: &str, params: &str) -> Result<Outgoing, Error> {
        let session = Mutex::new(SessionState::default());
        begin(name, &params, &ACCESS, &session, CallState::default(), Moment::at(0))
    }

    #[test]
    fn nobody_signs_in_for_a_value_that_cannot_be_sent() {
        assert!(first("fastdok.get_balance", "{}").unwrap().state.signs_in());
        assert_eq!(first("fastdok.list_tasks", r#"{"max":0}"#).unwrap_err().code(), "input.paging");
    }

    #[test]
    fn where_the_next_page_begins() {
        let next = |params: &str, items, total| next_start("fastdok.list_tasks", &params, items, total, 1);
        assert_eq!(next(r#"{"start":10,"max":5}"#, 5, None), Some(15));
        assert_eq!(next(r#"{"max":5}"#, 4, None), None);
        assert_eq!(next("{}", 4, Some(9)), Some(4));
        assert_eq!(next(r#"{"max":5,"status":"ready"}"#, 5, None), Some(5));
        assert_eq!(next_start("fastdok.list_tasks", &"{}", 200, None, PAGES), None);
        assert_eq!(next_start("fastdok.get_task", &"{}", 200, None, 1), None);
    }
}

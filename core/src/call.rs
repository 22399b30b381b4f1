//! The call machine: which request a call sends now, and whether what came of it is the end.
//!
//! The Rust client, calls by name and journeys are its users. Its rules, for all of them:
//!
//! 1. One sign-in of a session is out at a time; the others wait for it ([`Begun::Gate`]).
//! 2. A sign-in that got an answer is not sent again by itself. What is not understood as a ticket is a refusal.
//! 3. Where the credentials travel with each call (Altinn): until they were accepted once, one request is out at a time.
//! 4. After a refusal the session sends nothing more, ever, and each waiting call gets that same error.
//! 5. Reads are sent again by a stated policy ([`READ_SENDS`]); a changing call never.

use serde::{Deserialize, Serialize};

use crate::altinn::{self, error_codes};
use crate::error::{Error, Failure, ServiceError, TransportError};
use crate::fastdok;
use crate::http::{HttpRequest, HttpResponse};
use crate::operation::Operation as _;
use crate::session::{Moment, Session};

/// How often a single call that only reads, or its sign-in, is sent at most: again only after `transport.network`, after about half a second and a second.
pub(crate) const READ_SENDS: u32 = 3;

/// After so many lost requests under the gate, those that waited for them give up too: none of them need try the same dead connection once more.
const SHARED_LOSSES: u32 = 3;

/// Where a call stands between its requests; the default is its start. Plain data without secrets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallState {
    /// The request that is out is the sign-in.
    #[serde(default)]
    pub(crate) signing_in: bool,
    /// The request that is out holds the gate.
    #[serde(default)]
    pub(crate) gated: bool,
    /// The ticket was refused once, and a new one asked for.
    #[serde(default)]
    pub(crate) renewed: bool,
    /// The sign-in whose ticket the request carries: another call may have renewed it since.
    #[serde(default)]
    pub(crate) generation: u32,
    /// How often the present request has failed.
    #[serde(default)]
    pub(crate) failures: u32,
    /// The session's losses when the call began to wait for the gate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) waiting_from: Option<u32>,
}

impl CallState {
    /// Whether the request that is out holds the gate: it is kept until its outcome was handed in.
    pub fn gated(self) -> bool {
        self.gated
    }
}

/// What a call is, as far as the machine needs to know.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    /// It can change something.
    pub changes: bool,
    /// It is itself a sign-in.
    pub authenticates: bool,
    /// It says nothing of the credentials, however well it is answered: Altinn's `Test` carries none (over Basic).
    pub anonymous: bool,
}

impl Kind {
    /// What the operation of this name is.
    pub(crate) fn of(name: &str, changes: bool) -> Self {
        let (authenticates, anonymous) = (name == fastdok::Authenticate::NAME, name == altinn::Test::NAME);
        Self { changes, authenticates, anonymous }
    }

    /// Whether a good answer says that the service took the credentials.
    pub(crate) fn proves(self) -> bool {
        !self.authenticates && !self.anonymous
    }
}

/// What to do first for a call.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Begun {
    /// Take the session's gate, and ask again.
    Gate,
    /// Send this request.
    Send(HttpRequest),
}

/// What came of a call's own request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is the end: the answer, or the error.
    Ended,
    /// Go on from the start after so many milliseconds.
    Again { wait_millis: u64 },
}

/// A value that cannot be sent is told before anybody signs in; that there is no ticket yet is no such value.
pub(crate) fn sendable(request: Result<HttpRequest, Error>) -> Result<(), Error> {
    match request {
        Err(error) if error.code() != "input.ticket_missing" => Err(error),
        _ => Ok(()),
    }
}

/// What to send now: the call's own request, or the sign-in that it needs first.
pub(crate) fn begin(
    session: &dyn Session,
    state: &mut CallState,
    kind: Kind,
    moment: Moment,
    request: Result<HttpRequest, Error>,
) -> Result<Begun, Error> {
    let sign_in = session.sign_in(moment).transpose()?.filter(|_| !kind.authenticates);
    let request = match (sign_in, request) {
        (Some(sign_in), request) => {
            sendable(request)?;
            state.signing_in = true;
            sign_in
        }
        (None, request) => {
            state.signing_in = false;
            request?
        }
    };
    state.gated = state.signing_in || kind.authenticates || !session.is_accepted();
    if state.gated
        && session.is_held_back(moment)
        && let Some(lost) = session.last_loss()
    {
        let reason = format!(
            "since the credentials were last accepted they got no answer four times ({}); five wrong ones lock an account, so nothing is sent for 15 minutes",
            lost.reason
        );
        return Err(TransportError::new(lost.failure, false, reason).into());
    }
    if state.gated && !moment.gate {
        state.waiting_from.get_or_insert(session.losses());
        return Ok(Begun::Gate);
    }
    if let Some(from) = state.waiting_from.take()
        && session.losses().wrapping_sub(from) >= SHARED_LOSSES
        && state.gated
        && let Some(lost) = session.last_loss()
    {
        let reason = format!("the request that this one waited for got no usable answer: {}", lost.reason);
        return Err(TransportError { failure: lost.failure, may_have_arrived: false, reason, reads: false }.into());
    }
    state.generation = session.generation();
    Ok(Begun::Send(request))
}

/// Takes what came of a sign-in.
pub(crate) fn sign_in_ended(
    session: &mut dyn Session,
    state: &mut CallState,
    outcome: Result<&HttpResponse, &TransportError>,
    moment: Moment,
) -> Result<Verdict, Error> {
    let Err(error) = session.signed_in(outcome, moment) else {
        state.failures = 0;
        return Ok(Verdict::Again { wait_millis: 0 });
    };
    // Only without an answer, and only where the connection failed: a time-out is as long as the caller was ready to wait.
    again(state, &error, moment).ok_or(error)
}

/// Takes what came of the call's own request: nothing if it was answered well.
pub(crate) fn call_ended(
    session: &mut dyn Session,
    state: &mut CallState,
    kind: Kind,
    error: Option<&Error>,
    moment: Moment,
) -> Verdict {
    let Some(error) = error else {
        if kind.proves() {
            session.accepted(moment);
        }
        return Verdict::Ended;
    };
    if error.code() == "fastdok.unauthorized" && !state.renewed {
        state.renewed = true;
        // Another call of the same session may have signed in anew in the meantime.
        if session.generation() == state.generation {
            session.drop_ticket();
        }
        return Verdict::Again { wait_millis: 0 };
    }
    let answered = !matches!(error, Error::Transport(_));
    if is_bad_credentials(error) || kind.authenticates && answered {
        session.refused(error);
        return Verdict::Ended;
    }
    match error {
        Error::Service(refusal) if accepts(refusal) => session.accepted(moment),
        _ if state.gated => session.lost(error, moment),
        _ => {}
    }
    if kind.changes {
        return Verdict::Ended;
    }
    again(state, error, moment).unwrap_or(Verdict::Ended)
}

/// Whether a read or a sign-in whose connection failed is sent once more.
fn again(state: &mut CallState, error: &Error, moment: Moment) -> Option<Verdict> {
    let failed = matches!(error, Error::Transport(error) if error.failure == Failure::Network);
    if !failed || state.failures >= READ_SENDS - 1 {
        return None;
    }
    let mut seed = moment.unix_millis.unsigned_abs();
    let wait_millis = pause(state.failures, &mut seed);
    state.failures += 1;
    Some(Verdict::Again { wait_millis })
}

/// Half a second, doubled with each try up to half a minute, spread by half.
pub(crate) fn pause(failures: u32, seed: &mut u64) -> u64 {
    let full = (500_u64 << failures.min(6)).min(30_000);
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    full / 2 + (*seed >> 33) % (full / 2 + 1)
}

/// Whether the credentials were refused: then nothing is tried again, since the account would be locked.
pub(crate) fn is_bad_credentials(error: &Error) -> bool {
    let code = error.code();
    code == "fastdok.sign_in_failed" || error_codes::is_bad_credentials(code)
}

/// Whether it is a fault in the service's own words about something else: then it took the credentials. A number that is missing, or that no table has, and
/// the general one may mean anything.
fn accepts(refusal: &ServiceError) -> bool {
    let by_altinn = refusal.fault.as_ref().is_some_and(|fault| fault.has_altinn_fault);
    by_altinn && error_codes::number_of(refusal.code()).is_some_and(|number| number != 0)
}

/// The error of a call that only reads: it may be sent again whatever arrived.
pub(crate) fn of_read(mut error: Error, kind: Kind) -> Error {
    if let Error::Transport(lost) = &mut error {
        lost.reads = !kind.changes;
    }
    error
}

#[cfg(test)]
mod tests;

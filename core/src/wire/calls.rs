//! Single calls by name, with a session: which request comes first, what its answer says, and whether the call is to be sent once more.
//!
//! The clients of other languages are loops around it: [`begin`], send, [`end`], until there is an answer. As with [journeys](super::journeys),
//! the host keeps the [`SessionState`] in memory; calls of several threads may share it. Beside it the host has a lock, *the gate*, which it takes when it is
//! told to: then one sign-in serves all calls that begin together, and a wrong password is sent once.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Deserialize;

use super::access::AnySession;
use super::params::params_error;
use super::registry::is_paged;
use super::{OutputSink, Source, Value, answer, info, request};
pub use crate::call::CallState;
use crate::call::{self, Kind, Verdict};
use crate::error::{Api, Error, TransportError};
use crate::fastdok::{self, PAGES};
use crate::http::{HttpRequest, HttpResponse};
use crate::session::{Moment, Session, SessionState};

/// What to do first.
#[derive(Debug, Clone, PartialEq)]
pub enum Begun {
    /// Take the session's gate (wait for it), and call [`begin`] again with this state and [`Moment::gate`].
    Gate(CallState),
    /// Send this request. If its state is [`gated`](CallState::gated), keep the gate until [`end`] has its outcome; else let it go before sending.
    Send(Outgoing),
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
    /// Go on with [`begin`]: it was the sign-in, or a ticket was refused before anything was applied (HTTP 401), or a read is sent once more.
    Again {
        /// To be handed to [`begin`].
        state: CallState,
        /// How long to wait before that, in milliseconds; mostly 0.
        wait_millis: u64,
    },
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
    mut state: CallState,
    moment: Moment,
) -> Result<Begun, Error> {
    let (api, kind) = kind_of(name)?;
    let params = params.value().map_err(params_error("params"))?;
    let kept = AnySession::restore(api, access, &read_at(session, moment))?;
    let request = request(name, params, &kept.access(moment));
    Ok(match call::begin(kept.as_dyn(), &mut state, kind, moment, request)? {
        call::Begun::Gate => Begun::Gate(state),
        call::Begun::Send(request) => {
            if state.gated {
                lock(session).losses.hand_out(moment);
            }
            Begun::Send(Outgoing { request, state })
        }
    })
}

/// Takes the response to the request of [`begin`], or how the transport failed.
///
/// An error of this function itself is about the values; what the service or the transport said is in [`Incoming::Failed`].
#[expect(clippy::too_many_arguments, reason = "a call is plain values, and a host has them apart")]
pub fn end<D: OutputSink>(
    name: &str,
    params: &dyn Source,
    access: &dyn Source,
    session: &Mutex<SessionState>,
    mut state: CallState,
    outcome: Result<HttpResponse, TransportError>,
    moment: Moment,
    output: D,
) -> Result<Incoming<D::Out>, Error> {
    let (api, kind) = kind_of(name)?;
    if state.gated {
        lock(session).losses.out = None;
    }
    if state.signing_in {
        let mut verdict = Ok(Verdict::Ended);
        change_session(api, access, session, &mut |kept| {
            verdict = call::sign_in_ended(kept, &mut state, outcome.as_ref(), moment);
        })?;
        return Ok(match verdict {
            Ok(Verdict::Again { wait_millis }) => Incoming::Again { state, wait_millis },
            Ok(Verdict::Ended) => Incoming::Again { state, wait_millis: 0 },
            Err(error) => Incoming::Failed(error),
        });
    }
    let allowed = AnySession::restore(api, access, &read(session))?.access(moment);
    let answered = match outcome {
        Ok(response) => {
            let params = params.value().map_err(params_error("params"))?;
            // Without the lock: a large answer takes its time.
            answer(name, params, &allowed, &response, output)
        }
        Err(error) => Err(call::of_read(allowed.scrub(error.into()), kind)),
    };
    let verdict = judge(api, access, session, &mut state, kind, answered.as_ref().err(), moment)?;
    Ok(match (verdict, answered) {
        (Verdict::Again { wait_millis }, _) => Incoming::Again { state, wait_millis },
        (Verdict::Ended, Ok(answer)) => Incoming::Answer(answer),
        (Verdict::Ended, Err(error)) => Incoming::Failed(error),
    })
}

/// What the session learns from the outcome of a call's own request, and whether the call goes on.
pub(super) fn judge(
    api: Api,
    access: &dyn Source,
    session: &Mutex<SessionState>,
    state: &mut CallState,
    kind: Kind,
    error: Option<&Error>,
    moment: Moment,
) -> Result<Verdict, Error> {
    if error.is_none() && kind.proves() {
        lock(session).was_accepted(api, moment);
        return Ok(Verdict::Ended);
    }
    if state.gated {
        lock(session).losses.out = None;
    }
    let mut verdict = Verdict::Ended;
    change_session(api, access, session, &mut |kept| {
        verdict = call::call_ended(kept, state, kind, error, moment);
    })?;
    Ok(verdict)
}

/// An operation's service, and what the machine needs to know of it.
pub(super) fn kind_of(name: &str) -> Result<(Api, Kind), Error> {
    let info = info(name)?;
    Ok((info.api, Kind::of(name, info.changes)))
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
    #[derive(Deserialize)]
    struct Part {
        start: Option<u32>,
    }
    if !is_paged(name) || asked >= PAGES {
        return None;
    }
    let Part { start } = params.value().and_then(Value::read_known).ok()?;
    fastdok::following_start(start, items, total_count)
}

/// The session's state; a panic elsewhere cannot leave it half changed.
pub(super) fn lock(session: &Mutex<SessionState>) -> MutexGuard<'_, SessionState> {
    session.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A copy of it, so that the lock is not held while the host's values are read.
pub(super) fn read(session: &Mutex<SessionState>) -> SessionState {
    lock(session).clone()
}

/// The same for what asks at this moment, and may hold the gate.
pub(super) fn read_at(session: &Mutex<SessionState>, moment: Moment) -> SessionState {
    let mut kept = lock(session);
    kept.losses.take_gate(moment);
    kept.clone()
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
    use crate::wire::IntoSerializer;

    const ACCESS: &str =
        r#"{"baseUrl":"https://forms.example.se","credentials":{"apiKey":"k","username":"u","password":"p"}}"#;

    fn first(name: &str, params: &str, moment: Moment) -> Result<Begun, Error> {
        begin(name, &params, &ACCESS, &Mutex::new(SessionState::default()), CallState::default(), moment)
    }

    #[test]
    fn nobody_signs_in_for_a_value_that_cannot_be_sent_or_without_the_gate() {
        let begun = first("fastdok.get_balance", "{}", Moment::at(0)).unwrap();
        assert!(matches!(begun, Begun::Gate(_)), "{begun:?}");
        let begun = first("fastdok.get_balance", "{}", Moment::at(0).with_gate()).unwrap();
        assert!(matches!(&begun, Begun::Send(out) if out.state.gated()), "{begun:?}");
        assert_eq!(first("fastdok.list_tasks", r#"{"max":0}"#, Moment::at(0)).unwrap_err().code(), "input.paging");
    }

    /// Whoever leaves while the sign-in is out need not say so.
    #[test]
    fn a_sign_in_whose_outcome_nobody_hands_in_is_counted() {
        let session = Mutex::new(SessionState::default());
        let again = |millis| {
            let moment = Moment::at(millis).with_gate();
            begin("fastdok.get_balance", &"{}", &ACCESS, &session, CallState::default(), moment)
        };
        for millis in 1..=4 {
            assert!(matches!(again(millis), Ok(Begun::Send(_))), "{millis}");
        }
        let held = again(5).unwrap_err();
        assert!(held.to_string().contains("15 minutes"), "{held}");
        // An outcome settles it, whatever it is.
        let session = Mutex::new(SessionState::default());
        for millis in 1..=9 {
            let moment = Moment::at(millis).with_gate();
            let begun = begin("fastdok.get_balance", &"{}", &ACCESS, &session, CallState::default(), moment);
            let Ok(Begun::Send(out)) = begun else { panic!("{begun:?}") };
            let unsent = TransportError::new(crate::error::Failure::Timeout, false, "nothing was sent");
            let output = IntoSerializer(serde_json::value::Serializer);
            end("fastdok.get_balance", &"{}", &ACCESS, &session, out.state, Err(unsent), moment, output).unwrap();
        }
    }

    /// A ticket that was handed in beside the credentials is renewed, as one of a sign-in's.
    #[test]
    fn a_ticket_that_was_handed_in_is_renewed_once_it_is_refused() {
        const WITH_TICKET: &str = r#"{"baseUrl":"https://forms.example.se","ticket":"old","credentials":{"apiKey":"k","username":"u","password":"p"}}"#;
        let session = Mutex::new(SessionState::default());
        let answer = |status, body: &str| HttpResponse {
            status,
            headers: vec![crate::Header::new("Content-Type", "application/json")],
            body: body.as_bytes().to_vec(),
        };
        let mut state = CallState::default();
        let mut sent = Vec::new();
        for answer in [answer(401, "{}"), answer(200, r#"{"success":true,"Ticket":"new"}"#), answer(401, "{}")] {
            let moment = Moment::at(1).with_gate();
            let begun = begin("fastdok.get_balance", &"{}", &WITH_TICKET, &session, state, moment).unwrap();
            let Begun::Send(out) = begun else { panic!("{begun:?}") };
            sent.push((out.request.url, out.request.headers.iter().any(|header| header.value == "old")));
            let output = IntoSerializer(serde_json::value::Serializer);
            let came = end("fastdok.get_balance", &"{}", &WITH_TICKET, &session, out.state, Ok(answer), moment, output);
            match came.unwrap() {
                Incoming::Again { state: next, .. } => state = next,
                Incoming::Failed(error) => assert_eq!((error.code(), sent.len()), ("fastdok.unauthorized", 3)),
                Incoming::Answer(_) => panic!("{sent:?}"),
            }
        }
        assert!(sent[0].1 && sent[1].0.ends_with("/Authenticate") && !sent[2].1, "{sent:?}");
    }

    #[test]
    fn where_the_next_page_begins() {
        let next = |params: &str, items, total| next_start("fastdok.list_tasks", &params, items, total, 1);
        assert_eq!(next(r#"{"start":10,"max":5}"#, 5, None), Some(15));
        assert_eq!(next(r#"{"max":5}"#, 4, None), Some(4));
        assert_eq!(next("{}", 4, Some(9)), Some(4));
        assert_eq!(next(r#"{"max":5,"status":"ready"}"#, 5, None), Some(5));
        assert_eq!(next_start("fastdok.list_tasks", &"{}", 200, None, PAGES), None);
        assert_eq!(next_start("fastdok.get_task", &"{}", 200, None, 1), None);
    }
}

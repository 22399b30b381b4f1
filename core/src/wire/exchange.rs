//! One call with its sign-in, by name, over a session that several threads share.
//!
//! The host's loop is the same for both services, and knows no rule of either:
//!
//! ```text
//! loop {
//!     outgoing = begin(name, params, access, session, state, moment)
//!     outcome  = send(outgoing.request)
//!     next     = end(name, params, access, session, outgoing.state, outcome, moment)
//!     if next is an answer or an error: done
//! }
//! ```
//!
//! The session is the access values together with a [`SessionState`] that the host keeps in memory. Calls that run at the same time share it; the lock
//! is held only for the moment that it takes to read or change it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::journeys::{FromState, SessionState};
use super::{Decoded, FromValues, Source, Visit, params_error, with};
use crate::error::{Error, TransportError};
use crate::http::{HttpRequest, HttpResponse};
use crate::journey::{Moment, Session};
use crate::operation::{Access, Operation};

/// A request to send: a sign-in that the call needs first, or the call itself.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The request.
    pub request: HttpRequest,
    /// Where the call stands; to be handed back to [`end`].
    pub state: CallState,
}

/// Where a call stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallState {
    signing_in: bool,
    /// The generation of the ticket that the request was sent with.
    generation: u32,
    /// Whether the ticket was renewed for this call.
    renewed: bool,
}

/// What came of a request.
#[derive(Debug)]
pub enum Incoming<T> {
    /// There is more to send: call [`begin`] again, with this.
    Again(CallState),
    /// What the service said, as the [`Decoded`] made of it.
    Answer(T),
    /// The call has failed.
    Failed(Error),
}

/// The next request of the call: the call's own, or a sign-in that it needs first. A new call starts with the default state.
///
/// After the service has refused the credentials it fails with that refusal, and nothing is sent: repeating a wrong password locks accounts.
pub fn begin(
    name: &str,
    params: &impl Source,
    access: &impl Source,
    session: &Mutex<SessionState>,
    state: CallState,
    moment: Moment,
) -> Result<Outgoing, Error> {
    with(name, Begin { params, access, session, state, moment })?
}

/// Takes what came of that request, and says what is next.
///
/// Nothing is sent twice but a call that was refused for its ticket, once (HTTP 401: nothing was applied).
#[expect(clippy::too_many_arguments, reason = "a call is its name and plain values")]
pub fn end<D: Decoded>(
    name: &str,
    params: &impl Source,
    access: &impl Source,
    session: &Mutex<SessionState>,
    state: CallState,
    outcome: Result<HttpResponse, TransportError>,
    moment: Moment,
    output: D,
) -> Result<Incoming<D::Out>, Error> {
    with(name, End { params, access, session, state, outcome, moment, output })?
}

struct Begin<'a, P, A> {
    params: &'a P,
    access: &'a A,
    session: &'a Mutex<SessionState>,
    state: CallState,
    moment: Moment,
}

impl<P: Source, A: Source> Visit for Begin<'_, P, A> {
    type Out = Result<Outgoing, Error>;

    fn visit<O>(self) -> Self::Out
    where
        O: Operation + DeserializeOwned,
        O::Access: FromValues,
        O::Output: Serialize,
    {
        let operation: O = self.params.get().map_err(params_error("params"))?;
        let session = <O::Access as FromValues>::Session::from_state(self.access, &lock(self.session))?;
        let sign_in = session.sign_in(self.moment).transpose()?;
        let signing_in = sign_in.is_some();
        let request = match sign_in {
            Some(request) => request,
            None => operation.request(&O::Access::of_session(&session, self.moment))?,
        };
        let state = CallState { signing_in, generation: session.generation(), ..self.state };
        Ok(Outgoing { request, state })
    }
}

struct End<'a, P, A, D> {
    params: &'a P,
    access: &'a A,
    session: &'a Mutex<SessionState>,
    state: CallState,
    outcome: Result<HttpResponse, TransportError>,
    moment: Moment,
    output: D,
}

impl<P: Source, A: Source, D: Decoded> Visit for End<'_, P, A, D> {
    type Out = Result<Incoming<D::Out>, Error>;

    fn visit<O>(self) -> Self::Out
    where
        O: Operation + DeserializeOwned,
        O::Access: FromValues,
        O::Output: Serialize,
    {
        let Self { params, access: values, session, state, outcome, moment, output } = self;
        let restored = <O::Access as FromValues>::Session::from_state(values, &lock(session))?;
        let access = O::Access::of_session(&restored, moment);
        let response = match outcome {
            Ok(response) => response,
            Err(error) => return Ok(Incoming::Failed(access.scrub(error.into()))),
        };
        if state.signing_in {
            let signed_in = change::<O, _>(values, session, |session| session.signed_in(&response, moment))?;
            return Ok(signed_in.map_or_else(Incoming::Failed, |()| Incoming::Again(state)));
        }
        let operation: O = params.get().map_err(params_error("params"))?;
        match operation.response(&access, &response) {
            Ok(answer) => {
                change::<O, _>(values, session, |session| session.used(moment))?;
                Ok(Incoming::Answer(output.take(&answer)))
            }
            Err(error) if error.code() == "fastdok.unauthorized" && !state.renewed => {
                // Another call of the same session may have signed in anew in the meantime.
                change::<O, _>(values, session, |session| {
                    if session.generation() == state.generation {
                        session.drop_ticket();
                    }
                })?;
                Ok(Incoming::Again(CallState { renewed: true, ..state }))
            }
            Err(error) => {
                if crate::altinn::error_codes::is_bad_credentials(error.code()) {
                    change::<O, _>(values, session, |session| session.refused(&error))?;
                }
                Ok(Incoming::Failed(error))
            }
        }
    }
}

/// Changes the newest state of the session.
fn change<O, T>(
    access: &impl Source,
    state: &Mutex<SessionState>,
    change: impl FnOnce(&mut <O::Access as FromValues>::Session) -> T,
) -> Result<T, Error>
where
    O: Operation,
    O::Access: FromValues,
{
    let mut state = lock(state);
    let mut session = <O::Access as FromValues>::Session::from_state(access, &state)?;
    let out = change(&mut session);
    *state = session.state();
    Ok(out)
}

/// A panic elsewhere cannot leave a state half changed.
fn lock(state: &Mutex<SessionState>) -> MutexGuard<'_, SessionState> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Header;
    use crate::wire::IntoSerializer;

    const ACCESS: &str = r#"{"baseUrl":"https://fastdok.example/API/v1.0","credentials":{"apiKey":"k","username":"u","password":"hunter2"}}"#;
    const NAME: &str = "fastdok.get_balance";

    fn answer(status: u16, body: &str) -> Result<HttpResponse, TransportError> {
        let headers = vec![Header::new("Content-Type", "application/json")];
        Ok(HttpResponse { status, headers, body: body.as_bytes().to_vec() })
    }

    fn take(
        session: &Mutex<SessionState>,
        state: CallState,
        outcome: Result<HttpResponse, TransportError>,
    ) -> Incoming<Result<serde_json::Value, serde_json::Error>> {
        let output = IntoSerializer(serde_json::value::Serializer);
        end(NAME, &"{}", &ACCESS, session, state, outcome, Moment::at(2_000), output).unwrap()
    }

    fn request(session: &Mutex<SessionState>, state: CallState) -> Outgoing {
        begin(NAME, &"{}", &ACCESS, session, state, Moment::at(1_000)).unwrap()
    }

    #[test]
    fn signs_in_calls_and_renews_a_refused_ticket_once() {
        let session = Mutex::new(SessionState::default());
        let mut state = CallState::default();
        for ticket in ["t-1", "t-2"] {
            let sign_in = request(&session, state);
            assert!(sign_in.request.url.ends_with("/Authenticate"), "{}", sign_in.request.url);
            let body = format!(r#"{{"success":true,"Ticket":"{ticket}"}}"#);
            let next = take(&session, sign_in.state, answer(200, &body));
            let Incoming::Again(again) = next else { panic!("{next:?}") };
            let call = request(&session, again);
            assert_eq!(call.request.header("Ticket"), Some(ticket));
            match take(&session, call.state, answer(401, "")) {
                Incoming::Again(next) if ticket == "t-1" => state = next,
                Incoming::Failed(error) if ticket == "t-2" => assert_eq!(error.code(), "fastdok.unauthorized"),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn a_refused_sign_in_is_never_repeated() {
        let session = Mutex::new(SessionState::default());
        let sign_in = request(&session, CallState::default());
        let next = take(&session, sign_in.state, answer(200, r#"{"success":false}"#));
        assert!(matches!(next, Incoming::Failed(error) if error.code() == "fastdok.sign_in_failed"));
        let again = begin(NAME, &"{}", &ACCESS, &session, CallState::default(), Moment::at(3_000));
        assert_eq!(again.unwrap_err().code(), "fastdok.sign_in_failed");
    }
}

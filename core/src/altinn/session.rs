//! A system user's access: a fresh nonce for each call, one call at a time until the credentials were accepted, and none after they were refused.

use super::{Access, Binding};
use crate::dates::DateTime;
use crate::error::{Error, ServiceError, TransportError};
use crate::http::{HttpRequest, HttpResponse};
use crate::session::{Losses, Moment, SessionState};

/// Access to Altinn beside the calls and journeys that use it.
///
/// After a refusal of the credentials (5, 44, 989 and their like) every further call is refused here, without being sent: repeating a wrong password
/// locks the system user for about an hour (verified). Make a new session once the credentials are mended.
///
/// With the EC bindings the security header is used as it is for every call; set a fresh one by making a new session when it expires.
#[derive(Debug, Clone)]
pub struct Session {
    access: Access,
    accepted: bool,
    refused: Option<Box<ServiceError>>,
    losses: Losses,
}

impl Session {
    /// A session of this access.
    pub fn new(access: Access) -> Self {
        Self { access, accepted: false, refused: None, losses: Losses::default() }
    }

    /// The session that [`Session::keep`] took apart.
    pub(crate) fn restore(access: Access, state: &SessionState) -> Self {
        Self { access, accepted: state.accepted, refused: state.refused.clone(), losses: state.losses.clone() }
    }

    /// What a session is besides its access, as plain values.
    pub(crate) fn keep(&self) -> SessionState {
        let (refused, losses) = (self.refused.clone(), self.losses.clone());
        SessionState { accepted: self.accepted, refused, losses, ..SessionState::default() }
    }

    /// The access for a call at this moment: the WS binding gets its time and nonce.
    pub fn access(&self, moment: Moment) -> Access {
        let mut access = self.access.clone();
        if let Binding::Ws { created, nonce, .. } = &mut access.binding {
            *created = DateTime::from_unix_seconds(moment.unix_millis.div_euclid(1_000)).unwrap_or(*created);
            *nonce = moment.random.to_vec();
        }
        access
    }
}

impl crate::session::Session for Session {
    fn sign_in(&self, _moment: Moment) -> Option<Result<HttpRequest, Error>> {
        // There is no sign-in; but after a refusal nothing is sent any more.
        self.refused.clone().map(|error| Err(Error::Service(error)))
    }

    fn signed_in(&mut self, _outcome: Result<&HttpResponse, &TransportError>, _moment: Moment) -> Result<(), Error> {
        Ok(())
    }

    fn is_accepted(&self) -> bool {
        self.accepted
    }

    fn accepted(&mut self, _moment: Moment) {
        self.accepted = true;
        self.losses.forget();
    }

    fn refused(&mut self, error: &Error) {
        // What is remembered is always a refusal: an answer that cannot be read becomes one in the reader.
        if let Error::Service(refusal) = error {
            self.refused = Some(refusal.clone());
        }
    }

    fn lost(&mut self, error: &Error) {
        self.losses.add(error);
    }

    fn losses(&self) -> u32 {
        self.losses.count
    }

    fn last_loss(&self) -> Option<&TransportError> {
        self.losses.last.as_deref()
    }

    fn generation(&self) -> u32 {
        0
    }

    fn drop_ticket(&mut self) {}
}

//! A system user's access, as journeys use it: a fresh nonce for each call, and no call after the service refused the credentials.

use super::{Access, Binding};
use crate::dates::DateTime;
use crate::error::{Api, Error, ServiceError};
use crate::http::{HttpRequest, HttpResponse};
use crate::journey::Moment;
use crate::wire::SessionState;

/// Access to Altinn beside the journeys that use it.
///
/// After 5, 44 or 989 every further call is refused here, without being sent: repeating a wrong password locks the system user for about an hour
/// (verified). Make a new session once the credentials are mended.
///
/// With the EC bindings the security header is used as it is for every call; set a fresh one by making a new session when it expires.
#[derive(Debug, Clone)]
pub struct Session {
    access: Access,
    refused: Option<Error>,
}

impl Session {
    /// A session of this access.
    pub fn new(access: Access) -> Self {
        Self { access, refused: None }
    }

    /// The session that [`Session::keep`] took apart.
    pub(crate) fn restore(access: Access, state: &SessionState) -> Self {
        let refused = state
            .refused
            .as_ref()
            .map(|code| Error::Service(Box::new(ServiceError::remembered(code.clone(), Api::Altinn))));
        Self { access, refused }
    }

    /// What a session is besides its access, as plain values.
    pub(crate) fn keep(&self) -> SessionState {
        SessionState { refused: self.refused.as_ref().map(|error| error.code().to_owned()), ..SessionState::default() }
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

impl crate::journey::Session for Session {
    fn sign_in(&self, _moment: Moment) -> Option<Result<HttpRequest, Error>> {
        // There is no sign-in; but after a refusal nothing is sent any more.
        self.refused.clone().map(Err)
    }

    fn signed_in(&mut self, _response: &HttpResponse, _moment: Moment) -> Result<(), Error> {
        Ok(())
    }

    fn generation(&self) -> u32 {
        0
    }

    fn used(&mut self, _moment: Moment) {}

    fn refused(&mut self, error: &Error) {
        self.refused = Some(error.clone());
    }

    fn drop_ticket(&mut self) {}
}

//! One user's sign-in, as journeys use it: the ticket and its age, beside the journeys and never in them.

use super::{Access, Authenticate};
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::journey::Moment;
use crate::operation::Operation;
use crate::wire::SessionState;

/// How long a ticket lives after its last use (verified: 50 minutes, sliding), less a margin for slow clocks and calls.
const TICKET_MILLIS: i64 = 49 * 60 * 1000;

/// Access to FastDok together with the state of its ticket.
///
/// A refused sign-in is remembered: every later one is refused here, without a call, until [`Session::new`] is given other credentials. Repeating
/// a wrong password locks the account for all of the company's programs.
#[derive(Debug, Clone)]
pub struct Session {
    access: Access,
    generation: u32,
    used_at: i64,
    refused: Option<Error>,
}

impl Session {
    /// A session of this access. A ticket that is in it is used until the service refuses it.
    pub fn new(access: Access) -> Self {
        // The age of a ticket that was handed in is unknown; i64::MAX takes it for fresh.
        Self { access, generation: 0, used_at: i64::MAX, refused: None }
    }

    /// The session that [`Session::keep`] took apart.
    pub(crate) fn restore(access: Access, state: &SessionState) -> Self {
        let refused = state.refused.is_some().then(|| {
            let api = crate::error::Api::FastDok;
            let error = crate::error::ServiceError::remembered("fastdok.sign_in_failed", api);
            Error::Service(Box::new(error))
        });
        Self { access, generation: state.generation, used_at: state.used_at.unwrap_or(i64::MAX), refused }
    }

    /// What a session is besides its access, as plain values; the ticket in the clear.
    pub(crate) fn keep(&self) -> SessionState {
        SessionState {
            ticket: self.access.ticket.as_ref().map(|ticket| ticket.expose().to_owned()),
            generation: self.generation,
            used_at: (self.used_at != i64::MAX).then_some(self.used_at),
            refused: self.refused.as_ref().map(|error| error.code().to_owned()),
        }
    }

    /// The access, with the present ticket.
    pub fn access(&self) -> &Access {
        &self.access
    }
}

impl crate::journey::Session for Session {
    fn sign_in(&self, moment: Moment) -> Option<Result<HttpRequest, Error>> {
        if let Some(error) = &self.refused {
            return Some(Err(error.clone()));
        }
        let fresh = moment.unix_millis.saturating_sub(self.used_at) < TICKET_MILLIS;
        if self.access.ticket.is_some() && fresh {
            return None;
        }
        Some(Authenticate::default().request(&self.access))
    }

    fn signed_in(&mut self, response: &HttpResponse, moment: Moment) -> Result<(), Error> {
        match Authenticate::default().response(&self.access, response) {
            Ok(signed_in) => {
                self.access.ticket = Some(signed_in.ticket);
                self.generation = self.generation.wrapping_add(1);
                self.used_at = moment.unix_millis;
                Ok(())
            }
            Err(error) => {
                if error.code() == "fastdok.sign_in_failed" {
                    self.refused = Some(error.clone());
                }
                Err(error)
            }
        }
    }

    fn generation(&self) -> u32 {
        self.generation
    }

    fn used(&mut self, moment: Moment) {
        self.used_at = moment.unix_millis;
    }

    fn drop_ticket(&mut self) {
        self.access.ticket = None;
    }
}

//! A system user's access: a fresh nonce for each call, one call at a time until the credentials were accepted, and none after they were refused.

use super::access::{Access, Binding};
use super::error_codes;
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
        let refused = state.refused.clone().map(|refusal| Box::new(error_codes::with_row(*refusal)));
        Self { access, accepted: state.accepted, refused, losses: state.losses.clone() }
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

    fn lost(&mut self, error: &Error, moment: Moment) {
        self.losses.add(error, moment);
    }

    fn is_held_back(&self, moment: Moment) -> bool {
        !self.accepted && self.losses.hold_back(moment)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::BaseUrl;
    use crate::error::Failure;
    use crate::session::Session as _;

    fn url() -> BaseUrl {
        BaseUrl::new("https://www.altinn.no").unwrap()
    }

    #[test]
    fn a_refusal_is_remembered_whole_and_nothing_else_is() {
        let mut session = Session::new(Access::basic(url(), "SKDEN", "hunter2"));
        // What is no refusal in the service's words makes none.
        session.refused(&Error::parse("parse.xml", "", "no XML", b"", 200));
        assert!(session.sign_in(Moment::at(0)).is_none());
        let refusal =
            ServiceError { message: Some("Nei".to_owned()), status: 500, ..error_codes::refusal("altinn.989".into()) };
        let refusal = Error::Service(Box::new(error_codes::with_row(refusal)));
        session.refused(&refusal);
        assert_eq!(session.sign_in(Moment::at(0)).unwrap().unwrap_err(), refusal);
        let kept = Session::restore(session.access(Moment::at(0)), &session.keep());
        assert_eq!(kept.sign_in(Moment::at(0)).unwrap().unwrap_err(), refusal);
    }

    #[test]
    fn what_was_accepted_stays_so_and_forgets_what_was_lost() {
        let mut session = Session::new(Access::basic(url(), "SKDEN", "hunter2"));
        assert!(!session.is_accepted());
        let lost =
            TransportError { failure: Failure::Timeout, may_have_arrived: true, reason: "x".to_owned(), reads: false };
        session.lost(&lost.into(), Moment::at(0));
        assert_eq!((session.losses(), session.last_loss().is_some()), (1, true));
        let kept = Session::restore(session.access(Moment::at(0)), &session.keep());
        assert_eq!((kept.losses(), kept.last_loss()), (1, session.last_loss()));
        session.accepted(Moment::at(0));
        assert_eq!((session.is_accepted(), session.losses(), session.last_loss()), (true, 1, None));
        assert!(Session::restore(session.access(Moment::at(0)), &session.keep()).is_accepted());
    }

    #[test]
    fn each_call_of_the_ws_binding_has_its_own_time_and_nonce() {
        let access = Access::ws(url(), "SKDEN", "hunter2", "2020-01-01T00:00:00Z".parse().unwrap(), Vec::new());
        let session = Session::new(access);
        let moment = Moment { random: [7; 16], ..Moment::at(1_803_888_000_999) };
        let Binding::Ws { created, nonce, .. } = session.access(moment).binding else { panic!() };
        assert_eq!((created.unix_millis(), nonce), (Some(1_803_888_000_000), vec![7; 16]));
    }
}

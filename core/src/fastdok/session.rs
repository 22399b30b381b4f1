//! One user's sign-in: the ticket and its age, beside the calls and journeys and never in them.

use super::access::Access;
use super::authenticate::Authenticate;
use super::error_codes;
use crate::error::{Error, Failure, ServiceError, TransportError};
use crate::http::{HttpRequest, HttpResponse};
use crate::operation::Operation;
use crate::secret::Secret;
use crate::session::{Losses, Moment, SessionState};

/// How long a ticket lives after its last use (verified: 50 minutes, sliding), less a margin for slow clocks and calls.
const TICKET_MILLIS: i64 = 49 * 60 * 1000;

/// The code of every refusal of a sign-in.
const FAILED: &str = "fastdok.sign_in_failed";

/// Access to FastDok together with the state of its ticket.
///
/// A refused sign-in is remembered: every later call is refused here, without being sent, until [`Session::new`] is given other credentials. Repeating
/// a wrong password locks the account for all of the company's programs. Every answer that is no ticket counts as a refusal, a gateway's page too:
/// nobody can tell whether the password was looked at.
#[derive(Debug, Clone)]
pub struct Session {
    access: Access,
    generation: u32,
    /// The ticket that was handed in is not used any more.
    dropped: bool,
    used_at: i64,
    refused: Option<Box<ServiceError>>,
    losses: Losses,
}

impl Session {
    /// A session of this access. A ticket that is in it is used until the service refuses it.
    pub fn new(access: Access) -> Self {
        // The age of a ticket that was handed in is unknown; i64::MAX takes it for fresh.
        Self { access, generation: 0, dropped: false, used_at: i64::MAX, refused: None, losses: Losses::default() }
    }

    /// The session that [`Session::keep`] took apart. The access may still have the ticket that was handed in.
    pub(crate) fn restore(access: Access, state: &SessionState) -> Self {
        let own = access.ticket.filter(|_| !state.dropped);
        Self {
            access: Access { ticket: state.ticket.clone().map(Secret::new).or(own), ..access },
            generation: state.generation,
            dropped: state.dropped,
            used_at: state.used_at.unwrap_or(i64::MAX),
            refused: state.refused.clone().map(|refusal| Box::new(error_codes::with_row(*refusal))),
            losses: state.losses.clone(),
        }
    }

    /// What a session is besides its access, as plain values; the ticket in the clear.
    pub(crate) fn keep(&self) -> SessionState {
        SessionState {
            ticket: self.access.ticket.as_ref().map(|ticket| ticket.expose().to_owned()),
            generation: self.generation,
            dropped: self.dropped,
            used_at: (self.used_at != i64::MAX).then_some(self.used_at),
            accepted: false,
            refused: self.refused.clone(),
            losses: self.losses.clone(),
        }
    }

    /// The access, with the present ticket.
    pub fn access(&self) -> &Access {
        &self.access
    }
}

impl crate::session::Session for Session {
    fn sign_in(&self, moment: Moment) -> Option<Result<HttpRequest, Error>> {
        if let Some(error) = &self.refused {
            return Some(Err(Error::Service(error.clone())));
        }
        let fresh = moment.unix_millis.saturating_sub(self.used_at) < TICKET_MILLIS;
        if self.access.ticket.is_some() && fresh {
            return None;
        }
        Some(Authenticate::default().request(&self.access))
    }

    fn signed_in(&mut self, outcome: Result<&HttpResponse, &TransportError>, moment: Moment) -> Result<(), Error> {
        use crate::operation::Access as _;

        let error = match outcome {
            Ok(response) => match Authenticate::default().response(&self.access, response) {
                Ok(signed_in) => {
                    self.access.ticket = Some(signed_in.ticket);
                    self.generation = self.generation.wrapping_add(1);
                    self.used_at = moment.unix_millis;
                    self.losses.forget();
                    return Ok(());
                }
                Err(error) => no_ticket(error, response.status),
            },
            // It had an answer, though nobody read it.
            Err(error) if error.failure == Failure::TooLarge => no_ticket(error.clone().into(), 0),
            Err(error) => {
                let error = self.access.scrub(error.clone().into());
                self.losses.add(&error, moment);
                return Err(error);
            }
        };
        self.refused(&error);
        Err(error)
    }

    fn is_accepted(&self) -> bool {
        // Only the sign-in carries the password.
        true
    }

    fn accepted(&mut self, moment: Moment) {
        self.used_at = moment.unix_millis;
    }

    fn refused(&mut self, error: &Error) {
        if let Error::Service(refusal) = no_ticket(error.clone(), 0) {
            self.refused = Some(refusal);
        }
    }

    fn lost(&mut self, error: &Error, moment: Moment) {
        self.losses.add(error, moment);
    }

    fn is_held_back(&self, moment: Moment) -> bool {
        self.losses.hold_back(moment)
    }

    fn losses(&self) -> u32 {
        self.losses.count
    }

    fn last_loss(&self) -> Option<&TransportError> {
        self.losses.last.as_deref()
    }

    fn generation(&self) -> u32 {
        self.generation
    }

    fn drop_ticket(&mut self) {
        self.access.ticket = None;
        self.dropped = true;
    }
}

/// An answer to a sign-in that is no ticket, as the refusal that it is taken for.
fn no_ticket(error: Error, status: u16) -> Error {
    let refusal =
        |message: String, status| ServiceError { message: Some(message), status, ..error_codes::refusal(FAILED) };
    let refusal = match error {
        Error::Service(error) if error.code() == FAILED => return Error::Service(error),
        Error::Service(error) => {
            let words = format!("the answer to the sign-in is no ticket, but HTTP {}", error.status);
            ServiceError { row: error_codes::refusal(FAILED).row, message: error.message.or(Some(words)), ..*error }
        }
        Error::Parse(error) => {
            refusal(format!("the answer to the sign-in is no ticket: {}", error.reason), error.status)
        }
        error => refusal(format!("the answer to the sign-in could not be read: {error}"), status),
    };
    Error::Service(Box::new(refusal))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fastdok::Credentials;
    use crate::http::Header;
    use crate::session::Session as _;
    use crate::{BaseUrl, Secret};

    const NOW: Moment = Moment { unix_millis: 1_803_888_000_000, random: [0; 16], gate: false };

    fn session() -> Session {
        let access = Access::new(BaseUrl::new("https://forms.example.se").unwrap());
        let credentials = Credentials {
            api_key: Secret::new("key-12345"),
            username: "anna".to_owned(),
            password: Secret::new("hunter2"),
        };
        Session::new(access.with_credentials(credentials))
    }

    fn answer(status: u16, body: &str) -> HttpResponse {
        let headers = vec![Header::new("Content-Type", "text/plain")];
        HttpResponse { status, headers, body: body.as_bytes().to_vec() }
    }

    /// What the session says after this answer to a sign-in.
    fn refused(status: u16, body: &str) -> ServiceError {
        let mut session = session();
        let error = session.signed_in(Ok(&answer(status, body)), NOW).unwrap_err();
        assert_eq!(session.sign_in(NOW).unwrap().unwrap_err(), error, "the same, whole error");
        // Also when it was taken apart and put together again.
        let kept = Session::restore(session.access().clone(), &session.keep());
        assert_eq!(kept.sign_in(NOW).unwrap().unwrap_err(), error);
        let Error::Service(error) = error else { panic!("{error:?}") };
        assert_eq!(error.code(), FAILED);
        *error
    }

    #[test]
    fn fault_1_5_every_answer_that_is_no_ticket_is_a_refusal_in_true_words() {
        let said = refused(400, r#"{"success":false,"message":"Fel lösenord","errorLogId":"L-1"}"#);
        assert_eq!(
            (said.status, said.message.as_deref(), said.support_id.as_deref()),
            (400, Some("Fel lösenord"), Some("L-1"))
        );
        for (status, body, words) in [
            (200, "", "no ticket"),
            (200, "<html><form>Logga in</form></html>", "no ticket"),
            (200, r#"{"message":"Invalid credentials"}"#, "no ticket"),
            (429, "", "HTTP 429"),
            (302, "", "HTTP 302"),
            (503, "<html>", "HTTP 503"),
        ] {
            let refusal = refused(status, body);
            assert_eq!(refusal.status, status);
            assert!(
                refusal.message.as_deref().is_some_and(|message| message.contains(words)),
                "{status} {body}: {refusal:?}"
            );
        }
    }

    #[test]
    fn a_refusal_that_echoes_a_secret_masks_it() {
        for (status, body) in [
            (200, r#"{"success":false,"message":"hunter2 key-12345"}"#),
            (500, "hunter2 key-12345"),
            (200, "failed hunter2"),
        ] {
            let shown = format!("{:?}", refused(status, body));
            assert!(!shown.contains("hunter2") && !shown.contains("key-12345"), "{shown}");
        }
    }

    #[test]
    fn a_ticket_is_used_until_it_is_old_or_refused() {
        let mut session = session();
        session.signed_in(Ok(&answer(200, r#"{"success":true,"Ticket":"t-1"}"#)), NOW).unwrap();
        assert_eq!((session.generation(), session.sign_in(NOW).is_none()), (1, true));
        let later = |millis: i64| Moment::at(NOW.unix_millis + millis);
        assert!(session.sign_in(later(TICKET_MILLIS - 1)).is_none());
        assert!(session.sign_in(later(TICKET_MILLIS)).is_some_and(|request| request.is_ok()));
        session.accepted(later(TICKET_MILLIS - 1));
        assert!(session.sign_in(later(TICKET_MILLIS)).is_none());
        let kept = Session::restore(session.access().clone(), &session.keep());
        assert!(kept.sign_in(later(TICKET_MILLIS)).is_none() && kept.generation() == 1);
        session.drop_ticket();
        assert!(session.sign_in(NOW).is_some());
    }

    /// The password may have been changed since it was accepted.
    #[test]
    fn sign_ins_without_an_answer_hold_back_also_after_one_was_accepted() {
        let mut session = session();
        let unheard = TransportError::new(Failure::Timeout, true, "");
        session.signed_in(Ok(&answer(200, r#"{"success":true,"Ticket":"t-1"}"#)), NOW).unwrap();
        for _ in 0..4 {
            assert!(!session.is_held_back(NOW));
            session.signed_in(Err(&unheard), NOW).unwrap_err();
        }
        assert!(session.is_held_back(NOW));
        session.signed_in(Ok(&answer(200, r#"{"success":true,"Ticket":"t-2"}"#)), NOW).unwrap();
        assert!(!session.is_held_back(NOW));
    }

    #[test]
    fn a_sign_in_without_an_answer_is_lost_and_nothing_else() {
        let mut session = session();
        let failed = |failure| TransportError {
            failure,
            may_have_arrived: true,
            reason: "hunter2 broke".to_owned(),
            reads: false,
        };
        let error = session.signed_in(Err(&failed(Failure::Network)), NOW).unwrap_err();
        assert!(matches!(&error, Error::Transport(lost) if !lost.reason.contains("hunter2")), "{error:?}");
        assert_eq!(session.losses(), 1);
        assert!(session.last_loss().is_some_and(|lost| !lost.reason.contains("hunter2")));
        session.signed_in(Err(&failed(Failure::Cancelled)), NOW).unwrap_err();
        assert_eq!(session.losses(), 1);
        assert!(session.sign_in(NOW).is_some_and(|request| request.is_ok()));
        // An answer that was too large is an answer.
        session.signed_in(Err(&failed(Failure::TooLarge)), NOW).unwrap_err();
        assert!(session.sign_in(NOW).is_some_and(|request| request.is_err()));
    }

    #[test]
    fn a_call_that_signs_in_by_itself_is_lost_or_refused_as_a_sign_in_is() {
        let mut session = session();
        let lost = TransportError::new(Failure::Timeout, true, "no answer");
        session.lost(&lost.clone().into(), NOW);
        assert_eq!((session.losses(), session.last_loss()), (1, Some(&lost)));
        // A refusal without words gets none that the service did not say.
        let refusal = ServiceError { message: None, status: 200, ..error_codes::refusal(FAILED) };
        let refusal = Error::Service(Box::new(refusal));
        session.refused(&refusal);
        assert_eq!(session.sign_in(NOW).unwrap().unwrap_err(), refusal);
    }
}

//! What a user's calls share: the ticket, whether the credentials were accepted or refused, and what became of the last sign-in.
//!
//! It is a leaf: the sessions of both services implement [`Session`], and the call machine (`call.rs`) knows no more of them.

use serde::{Deserialize, Serialize};

use crate::error::{Api, Error, ServiceError, TransportError};
use crate::http::{HttpRequest, HttpResponse};

/// What the host adds to a step: the time, random bytes where the protocol needs them (Altinn's WS binding), and whether it holds the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub unix_millis: i64,
    /// Fresh random bytes for each step; zeros do for FastDok and for Altinn's Basic binding.
    pub random: [u8; 16],
    /// Whether the host holds the session's gate: a lock beside the session, held by one call at a time.
    ///
    /// The core asks for it before a sign-in, and with Altinn, whose password goes with each call, until the credentials were accepted once. So one
    /// wrong password is sent once, however many calls begin together.
    pub gate: bool,
}

impl Moment {
    /// This time, without random bytes and without the gate.
    pub fn at(unix_millis: i64) -> Self {
        Self { unix_millis, random: [0; 16], gate: false }
    }

    /// The same while the gate is held.
    #[must_use]
    pub fn with_gate(self) -> Self {
        Self { gate: true, ..self }
    }
}

/// The secrets and the sign-in of one user at one service; lives beside the calls and journeys that use it, and is never stored.
pub trait Session {
    /// The request that signs in, if a call at this time needs that first; the refusal, once the service has refused the credentials.
    fn sign_in(&self, moment: Moment) -> Option<Result<HttpRequest, Error>>;

    /// Takes what came of the sign-in. An answer that is no ticket is a refusal, and is remembered.
    fn signed_in(&mut self, outcome: Result<&HttpResponse, &TransportError>, moment: Moment) -> Result<(), Error>;

    /// Whether calls may go out side by side: `false` while each of them carries a password that was never accepted.
    fn is_accepted(&self) -> bool;

    /// The service took the credentials of a call at this time.
    fn accepted(&mut self, moment: Moment);

    /// The service refused the credentials. Every later call gets this same error, and nothing more is sent.
    fn refused(&mut self, error: &Error);

    /// A request that was out under the gate has no usable answer: it tells nothing of the credentials.
    fn lost(&mut self, error: &Error, moment: Moment);

    /// Whether no more is sent for now: since they were last accepted, the credentials have gone out without an answer almost as often as accounts bear.
    fn is_held_back(&self, moment: Moment) -> bool;

    /// How many requests have been lost in this way.
    fn losses(&self) -> u32;

    /// How the last of them was lost.
    fn last_loss(&self) -> Option<&TransportError>;

    /// Counts the sign-ins, so that a refused call knows whether a newer ticket is there already.
    fn generation(&self) -> u32;

    /// The service refused the present ticket.
    fn drop_ticket(&mut self);
}

/// What a session remembers between steps, as plain values. It holds a secret: keep it in memory, never store or log it.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SessionState {
    /// FastDok's ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// How often the session has signed in.
    #[serde(default)]
    pub generation: u32,
    /// Whether the service refused the ticket that was handed in beside the credentials.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dropped: bool,
    /// When the ticket was last used, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<i64>,
    /// Altinn: the credentials were accepted.
    #[serde(default)]
    pub accepted: bool,
    /// How the service refused the credentials; nothing more is sent then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Box<ServiceError>>,
    /// How many requests under the gate have been lost, and how the last one was.
    #[serde(default)]
    pub losses: Losses,
}

impl SessionState {
    /// The service took the credentials of a call. As [`Session::accepted`], without making the session: it is so after every call.
    pub(crate) fn was_accepted(&mut self, api: Api, moment: Moment) {
        match api {
            Api::FastDok => self.used_at = Some(moment.unix_millis),
            Api::Altinn => {
                self.accepted = true;
                self.losses.forget();
            }
        }
    }
}

impl std::fmt::Debug for SessionState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionState")
            .field("generation", &self.generation)
            .field("refused", &self.refused.as_ref().map(|error| error.code()))
            .finish_non_exhaustive()
    }
}

/// Requests under the gate that were lost.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Losses {
    /// How many.
    #[serde(default)]
    pub count: u32,
    /// How the last one was lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Box<TransportError>>,
    /// How many credentials may have arrived, and been refused, without anybody seeing it; since they were last accepted.
    #[serde(default)]
    pub unanswered: u32,
    /// When the last of these went out, in milliseconds since 1970.
    #[serde(default)]
    pub unanswered_at: i64,
    /// When a request under the gate was handed out whose outcome was not handed in yet, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out: Option<i64>,
}

/// Accounts of both services are locked by five wrong passwords (`docs/on-call.md`).
const MOST_UNANSWERED: u32 = 4;
/// How long no more is sent then, in milliseconds.
const HELD_BACK_MILLIS: u64 = 15 * 60 * 1_000;

impl Losses {
    /// One more. What came and could not be read counts as lost on the way.
    ///
    /// What its caller broke off may have been refused all the same, so it holds others back as any other. But it is no reason for those who wait to give
    /// up: pages break calls off with every key that is pressed.
    pub(crate) fn add(&mut self, error: &Error, moment: Moment) {
        use crate::error::Failure;

        let broken_off = matches!(error, Error::Transport(lost) if lost.failure == Failure::Cancelled);
        let lost = match error {
            Error::Transport(error) if broken_off => TransportError {
                failure: Failure::Timeout,
                reason: "its caller stopped waiting".to_owned(),
                ..(**error).clone()
            },
            Error::Transport(error) => (**error).clone(),
            error => TransportError {
                failure: Failure::Network,
                may_have_arrived: true,
                reason: error.to_string(),
                reads: false,
            },
        };
        if lost.may_have_arrived {
            self.unanswered = self.unanswered.saturating_add(1);
            self.unanswered_at = moment.unix_millis;
        }
        self.count = self.count.wrapping_add(u32::from(!broken_off));
        self.last = Some(Box::new(lost));
        self.out = None;
    }

    /// A request under the gate is handed out, as plain values: who leaves then may not say so.
    pub(crate) fn hand_out(&mut self, moment: Moment) {
        self.out = Some(moment.unix_millis);
    }

    /// Who holds the gate now: the one before has left, whatever came of its request.
    pub(crate) fn take_gate(&mut self, moment: Moment) {
        if let Some(unix_millis) = self.out.take_if(|_| moment.gate) {
            let error = TransportError::new(crate::error::Failure::Cancelled, true, "");
            self.add(&error.into(), Moment::at(unix_millis));
        }
    }

    /// Whether so many have, and so lately, that one more could lock the account.
    pub(crate) fn hold_back(&self, moment: Moment) -> bool {
        // A clock that was far ahead, and was put right, must not hold them back for as long as it was wrong.
        let apart = moment.unix_millis.abs_diff(self.unanswered_at);
        self.unanswered >= MOST_UNANSWERED && apart < HELD_BACK_MILLIS
    }

    /// The credentials were accepted: what was lost before tells nothing any more.
    pub(crate) fn forget(&mut self) {
        self.last = None;
        self.unanswered = 0;
        self.out = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ErrorCode, Failure};

    fn lost(reason: &str) -> Error {
        TransportError { failure: Failure::Timeout, may_have_arrived: true, reason: reason.to_owned(), reads: false }
            .into()
    }

    #[test]
    fn losses_are_counted_and_the_last_one_is_kept() {
        let mut losses = Losses::default();
        losses.add(&lost("one"), Moment::at(0));
        losses.add(&lost("two"), Moment::at(0));
        assert_eq!((losses.count, losses.last.as_ref().map(|last| last.reason.as_str())), (2, Some("two")));
        // What came and could not be read was not usable either.
        losses.add(&Error::parse("parse.xml", "", "no XML", b"", 200), Moment::at(0));
        let last = losses.last.clone().unwrap();
        assert!(last.may_have_arrived && last.reason.contains("no XML"), "{last:?}");
        losses.forget();
        assert_eq!((losses.count, losses.last), (3, None));
        let mut full = Losses { count: u32::MAX, ..Losses::default() };
        full.add(&lost("one more"), Moment::at(0));
        assert_eq!(full.count, 0);
    }

    #[test]
    fn a_clock_that_was_wrong_does_not_hold_sign_ins_back_for_long() {
        const MINUTE: i64 = 60 * 1_000;
        let mut losses = Losses::default();
        for _ in 0..4 {
            losses.add(&lost("late"), Moment::at(1_000 * MINUTE));
        }
        let held = |at| losses.hold_back(Moment::at(at * MINUTE));
        assert_eq!([held(980), held(990), held(1_000), held(1_014), held(1_015)], [false, true, true, true, false]);
    }

    #[test]
    fn an_accepted_call_tells_each_service_its_own() {
        let moment = Moment::at(7);
        let mut state = SessionState::default();
        state.losses.add(&lost("one"), Moment::at(0));
        state.was_accepted(Api::FastDok, moment);
        assert_eq!((state.used_at, state.accepted), (Some(7), false));
        state.was_accepted(Api::Altinn, moment);
        assert!(state.accepted && state.losses.last.is_none());
    }

    #[test]
    fn a_state_reads_back_and_shows_no_ticket() {
        let refused =
            Some(Box::new(ServiceError::of(ErrorCode::unknown("fastdok.sign_in_failed".into()), Api::FastDok)));
        let mut state =
            SessionState { ticket: Some("hunter2".to_owned()), generation: 3, refused, ..SessionState::default() };
        state.losses.add(&lost("one"), Moment::at(0));
        let text = serde_json::to_string(&state).unwrap();
        assert_eq!(serde_json::from_str::<SessionState>(&text).unwrap(), state);
        assert_eq!(serde_json::from_str::<SessionState>("{}").unwrap(), SessionState::default());
        assert!(serde_json::from_str::<SessionState>(r#"{"other":1}"#).is_err());
        let shown = format!("{state:?}");
        assert!(shown.contains("sign_in_failed") && !shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn a_call_that_was_broken_off_says_so_and_counts_for_nobody_else() {
        let mut losses = Losses::default();
        let mut moment = Moment::at(5);
        losses.hand_out(moment);
        moment = Moment::at(9).with_gate();
        losses.take_gate(moment);
        let last = losses.last.clone().unwrap();
        assert_eq!((last.failure, last.reason.as_str()), (Failure::Timeout, "its caller stopped waiting"));
        assert_eq!((losses.count, losses.unanswered, losses.unanswered_at), (0, 1, 5));
    }
}

//! Late application: a request that was accepted, and that the service carries out only after a time, when its answer has been lost or a gateway has given
//! up waiting.
//!
//! Who may call was decided when it was accepted; everything else is decided by the rules and the state of the moment in which it is applied, so that a task
//! completed meanwhile or a low balance refuses it without anybody hearing of it.

use std::ops::Range;

use nordcase::http::HttpRequest;
use serde::{Deserialize, Serialize};

use crate::fastdok::SignedIn;
use crate::{Now, Sandbox, altinn};

/// What may wait at once; what comes after that is applied at once.
const MOST_LATE: usize = 1000;

/// A request that was accepted and is not applied yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Late {
    /// When it is applied.
    pub due: Now,
    /// The request; it may hold a ticket or a password, as a snapshot may.
    pub request: HttpRequest,
    /// FastDok: who was let in with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signed_in: Option<SignedIn>,
}

/// A late request that was applied now.
#[derive(Debug, Clone)]
pub struct Applied {
    /// The request.
    pub request: HttpRequest,
    /// The ledger's entries that it made, by their places.
    pub entries: Range<usize>,
}

impl Late {
    /// What it will do, as `fastdok.perform_action`.
    pub fn operation(&self) -> Option<&'static str> {
        crate::fastdok::operation(&self.request).or_else(|| altinn::operation(&self.request))
    }
}

impl Sandbox {
    /// Lets time pass: what was accepted and is due by `now` is applied, in the order in which it is due. [`Sandbox::handle`] and [`Sandbox::control`] do
    /// this first; call it to read the ledger of a later time. Gives what was applied.
    pub fn advance(&mut self, now: Now) -> Vec<Applied> {
        let mut applied = Vec::new();
        while let Some(index) = self.next_due(now) {
            let Late { due, request, signed_in } = self.late.remove(index);
            self.note_past(due);
            let before = self.ledger.entries.len();
            let lent = signed_in.is_some_and(|who| self.fastdok.lend_ticket(who, due));
            // Nobody hears the answer.
            self.answer(&request, false, due);
            if lent {
                self.fastdok.take_ticket_back();
            }
            applied.push(Applied { request, entries: before..self.ledger.entries.len() });
        }
        applied
    }

    fn next_due(&self, now: Now) -> Option<usize> {
        let due = self.late.iter().enumerate().filter(|(_, late)| late.due <= now);
        due.min_by_key(|(_, late)| late.due).map(|(index, _)| index)
    }

    /// Takes a request in to be applied later; false when it is to be handled now: its caller is not let in, or it changes nothing but a session.
    pub(crate) fn accept(&mut self, request: &HttpRequest, now: Now, ms: u64) -> bool {
        let signed_in = if altinn::is_altinn(request) { None } else { self.fastdok.signed_in(request, now) };
        if self.late.len() >= MOST_LATE || (signed_in.is_none() && !altinn::is_altinn(request)) {
            return false;
        }
        let due = now.saturating_add(i64::try_from(ms).unwrap_or(i64::MAX));
        self.late.push(Late { due, request: request.clone(), signed_in });
        true
    }
}

//! What a service uses besides its own data.

use crate::ledger::Ledger;
use crate::now::Now;
use crate::random::Random;

/// What a service may use while it handles a request.
pub struct Desk<'a> {
    /// Where every debit and state change is written down.
    pub ledger: &'a mut Ledger,
    /// The source of every id and ticket.
    pub random: &'a mut Random,
    /// The time.
    pub now: Now,
}

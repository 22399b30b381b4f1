//! Journeys: jobs of several calls that end in a known state, whatever breaks on the way.
//!
//! A [`Journey`] is plain data. The host asks [`Journey::next`] what to do, **stores the journey**, does it, and tells [`Journey::resume`] what came of it.
//! Nothing here waits, sends or reads a clock, so a journey can be stopped after any step, stored as JSON, and go on in another process.
//!
//! Two rules carry all the safety:
//!
//! 1. **A request that changes something is handed out at most once.** When `next` is asked again and nobody has reported what became of it (the
//!    process was killed, the answer was lost), the journey takes its outcome as unseen.
//! 2. **After an unseen outcome comes a read, never the same call again.** What is read decides whether it was done, is to be done once more, or cannot be told.
//!
//! Rule 1 holds across processes only if the host stores the journey *between* `next` and the sending. The clients of all packages do.
//!
//! A read proves what is, not what will be: a gateway may give up on a call that the service still carries out. So there is a *settle bound*
//! ([`SETTLE_MILLIS`], [`Journey::with_settle`]). Before it has passed since a call whose outcome nobody saw, a read proves only *not yet*: nothing that could
//! then be there twice is sent again, and no report says that it did not happen.
//!
//! Secrets are not part of a journey. They live in the session that the host passes in with each call.

mod batch;
mod claims;
#[expect(clippy::module_inception, reason = "it holds `Journey`")]
mod journey;
mod machine;
mod report;
mod script;
mod settle;
mod step;
mod stored;

pub use crate::session::{Moment, Session};
pub use batch::{Batch, BatchStep, Item, ItemState, Progress};
pub use journey::{Ended, Journey};
pub use report::{Certainty, Evidence, Facts, FailureCode, FailureReport, Refusal};
pub use script::{Call, Claimant, Command, Script};
pub use settle::{LOOKS, READ_ATTEMPTS, SETTLE_MILLIS};
pub(crate) use settle::{MORE_LOOKS, WHOLE};
pub use step::{BY_REPLY, Claim, Input, NoQuestion, Repeats, SendStep, Step};
pub use stored::STORED_VERSION;

//! FastDok's journeys: start a case once, pay it once, cancel a payment, complete and archive it.
//!
//! | journey | does | money | ends with |
//! | --- | --- | --- | --- |
//! | [`StartCase`] | starts a form case, finds its first task | no | the case and its task |
//! | [`PayCase`] | brings a draft to payment, asks, pays | asks first | balance before and after |
//! | [`CancelPayment`] | brings a case back from payment | no | where it came back to |
//! | [`CompleteCase`] | completes and archives a paid case for ever | no | that it is archived |
//!
//! What makes them safe: a task can be completed once (verified: it must be Ready), and every move makes a new task with a new id. So `ActionComplete` sent twice to
//! the *same* TaskPay debits once at most, also where the first one is carried out late; it is never sent to a task that was not just seen as that kind and Ready.
//! A new case has no such key: [`StartCase`] sends it again only when the settle bound has passed and no case has these contents.

mod act;
mod calls;
mod cancel_payment;
mod compare;
mod complete_case;
mod history;
mod pay_case;
mod start_case;
mod tasks;

pub use calls::{FastDokAnswer, FastDokCall};
pub use cancel_payment::{CancelPayment, CancelReceipt};
pub use complete_case::{CompleteCase, CompleteReceipt};
pub use pay_case::{PayCase, PayOutcome, PayReceipt, PaymentQuestion};
pub use start_case::{StartCase, StartConfidence, StartReceipt};

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
//! the *same* TaskPay debits once at most; it is never sent to a task that was not just seen as that kind and Ready.

mod act;
mod calls;
mod cancel_payment;
mod complete_case;
mod pay_case;
mod start_case;

pub use calls::{FastDokAnswer, FastDokCall};
pub use cancel_payment::{CancelPayment, CancelReceipt};
pub use complete_case::{CompleteCase, CompleteReceipt};
pub use pay_case::{PayCase, PayOutcome, PayReceipt, PaymentQuestion};
pub use start_case::{Certainty, StartCase, StartReceipt};

use crate::fastdok::{Instance, InstanceStatus, Task};

/// How often a changing call is sent to the same task, each time only after that task was seen still waiting for it.
const SENDS: u32 = 3;

/// How often a journey begins anew with the case's tasks before it reports that others keep moving the case.
const ROUNDS: u32 = 8;

/// The one task of a case that can be acted on. A case can hold several tasks, presently one at a time (verified).
fn ready_task(tasks: &[Task]) -> Result<Option<&Task>, String> {
    let mut ready = tasks.iter().filter(|task| task.is_ready());
    match (ready.next(), ready.next()) {
        (task, None) => Ok(task),
        (_, Some(_)) => Err("The case has several ready tasks; it cannot be told which is meant.".to_owned()),
    }
}

/// Whether a case has ended. That a case has the status Completed after its last ActionComplete is inferred.
fn is_archived(instance: &Instance) -> bool {
    instance.status == Some(InstanceStatus::Completed)
}

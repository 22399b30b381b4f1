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
mod pay_case;
mod start_case;

pub use calls::{FastDokAnswer, FastDokCall};
pub use cancel_payment::{CancelPayment, CancelReceipt};
pub use complete_case::{CompleteCase, CompleteReceipt};
pub use pay_case::{PayCase, PayOutcome, PayReceipt, PaymentQuestion};
pub use start_case::{Certainty, StartCase, StartReceipt};

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::fastdok::{Instance, InstanceStatus, Task, TaskKind};
use crate::operation::Lenient;
use calls::next_start;

/// How often a changing call is sent to the same task, each time only after that task was seen still waiting for it.
const SENDS: u32 = 3;

/// How often a journey begins anew with the case's tasks before it reports that others keep moving the case.
const ROUNDS: u32 = 8;

/// The one task of a case that can be acted on. A case can hold several tasks, presently one at a time (verified).
fn ready_task(tasks: &Lenient<Task>) -> Result<Option<&Task>, String> {
    let mut ready = tasks.items.iter().filter(|task| task.is_ready());
    match (ready.next(), ready.next(), tasks.unreadable_ids.first()) {
        (Some(_), Some(_), _) => Err("The case has several ready tasks; it cannot be told which is meant.".to_owned()),
        (_, _, Some(id)) => Err(format!("The service's words about the case's task {id} cannot be read.")),
        _ if tasks.unreadable > 0 => Err("The service's words about a task of the case cannot be read.".to_owned()),
        (task, ..) => Ok(task),
    }
}

/// Whether a case has ended. That a case has the status Completed after its last ActionComplete is inferred.
fn is_archived(instance: &Instance) -> bool {
    instance.status == Some(InstanceStatus::Completed)
}

/// What a case has been through: the tasks that it has left behind, page by page.
///
/// It tells a first payment from a later one. A payment that is cancelled leads back to where it came from: to TaskCreate before the first one, to TaskPaid
/// ever after (verified). So a case at TaskPaid was surely paid only if it never was there before.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct History {
    #[serde(default)]
    start: u32,
    /// The tasks that have been read: a page may come again.
    #[serde(default)]
    seen: BTreeSet<String>,
    /// How often it has left TaskPaid.
    #[serde(default)]
    left_paid: u32,
    /// How often it has left a payment.
    #[serde(default)]
    left_payments: u32,
    /// The payment task in question is among them, so the service does show what was left.
    #[serde(default)]
    shows_task: bool,
    /// Something of it could not be read.
    #[serde(default)]
    partial: bool,
}

impl History {
    /// Takes a page. `true`: there is another one to read.
    fn read(&mut self, tasks: &Lenient<Task>, payment: &str) -> bool {
        self.partial |= tasks.unreadable > 0;
        let known = self.seen.len();
        for task in &tasks.items {
            if !self.seen.insert(task.id.to_ascii_lowercase()) {
                continue;
            }
            self.left_paid += u32::from(task.kind() == TaskKind::TaskPaid && !task.is_ready());
            self.left_payments += u32::from(task.kind() == TaskKind::TaskPay && !task.is_ready());
            self.shows_task |= task.id.eq_ignore_ascii_case(payment);
        }
        let more = next_start(tasks, self.start);
        // A page without anything new is the one before once more. If the service counts more tasks than it shows, they are not all read.
        let new = self.seen.len() > known;
        self.partial |= more.is_some() && !new && tasks.total_count.is_some();
        let next = more.filter(|next| new && *next < HISTORY);
        self.partial |= more.is_some_and(|next| next >= HISTORY);
        self.start = next.unwrap_or(self.start);
        next.is_some()
    }

    /// Whether the case, which is at TaskPaid now, surely was paid by this payment: there never was another one that could have been.
    fn proves_only_payment(&self) -> bool {
        self.proves_first_payment(false) && self.left_payments == 1
    }

    /// Whether the case, which is at TaskPaid now or was archived from there, had never been there before this payment.
    fn proves_first_payment(&self, archived: bool) -> bool {
        // Of an archived case the answer may be from before it was archived: then the TaskPaid that it left may be that of an earlier payment.
        let only = !archived || self.left_payments <= 1;
        self.shows_task && !self.partial && only && self.left_paid == u32::from(archived)
    }
}

/// The most tasks of a case's history that are read.
const HISTORY: u32 = 2_000;

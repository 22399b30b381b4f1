//! What the journeys make of a case's tasks.

use crate::fastdok::{Instance, InstanceStatus, Task};
use crate::operation::Lenient;

/// How often a changing call is sent to the same task, each time only after that task was seen still waiting for it.
pub(super) const SENDS: u32 = 3;

/// How often a journey begins anew with the case's tasks before it reports that others keep moving the case.
pub(super) const ROUNDS: u32 = 8;

/// The one task of a case that can be acted on. A case can hold several tasks, presently one at a time (verified).
pub(super) fn ready_task(tasks: &Lenient<Task>) -> Result<Option<&Task>, String> {
    let mut ready = tasks.items.iter().filter(|task| task.is_ready());
    match (ready.next(), ready.next(), tasks.unreadable_ids.first()) {
        (Some(_), Some(_), _) => Err("The case has several ready tasks; it cannot be told which is meant.".to_owned()),
        (_, _, Some(id)) => Err(format!("The service's words about the case's task {id} cannot be read.")),
        _ if tasks.unreadable > 0 => Err("The service's words about a task of the case cannot be read.".to_owned()),
        (task, ..) => Ok(task),
    }
}

/// Whether a case has ended. That a case has the status Completed after its last ActionComplete is inferred.
pub(super) fn is_archived(instance: &Instance) -> bool {
    instance.status == Some(InstanceStatus::Completed)
}

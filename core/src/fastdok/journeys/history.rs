//! What a case has been through, as its past tasks tell.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::calls::next_start;
use crate::fastdok::{Task, TaskKind};
use crate::operation::Lenient;

/// What a case has been through: the tasks that it has left behind, page by page.
///
/// It tells a first payment from a later one. A payment that is cancelled leads back to where it came from: to TaskCreate before the first one, to TaskPaid
/// ever after (verified). So a case at TaskPaid was surely paid only if it never was there before.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct History {
    #[serde(default)]
    pub(super) start: u32,
    /// The tasks that have been read: a page may come again.
    #[serde(default)]
    pub(super) seen: BTreeSet<String>,
    /// How often it has left TaskPaid.
    #[serde(default)]
    pub(super) left_paid: u32,
    /// How often it has left a payment.
    #[serde(default)]
    pub(super) left_payments: u32,
    /// The payment task in question is among them, so the service does show what was left.
    #[serde(default)]
    pub(super) shows_task: bool,
    /// Something of it could not be read.
    #[serde(default)]
    pub(super) partial: bool,
}

impl History {
    /// Takes a page. `true`: there is another one to read.
    pub(super) fn read(&mut self, tasks: &Lenient<Task>, payment: &str) -> bool {
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
    pub(super) fn proves_only_payment(&self) -> bool {
        self.proves_first_payment(false) && self.left_payments == 1
    }

    /// Whether the case, which is at TaskPaid now or was archived from there, had never been there before this payment.
    pub(super) fn proves_first_payment(&self, archived: bool) -> bool {
        // Of an archived case the answer may be from before it was archived: then the TaskPaid that it left may be that of an earlier payment.
        let only = !archived || self.left_payments <= 1;
        self.shows_task && !self.partial && only && self.left_paid == u32::from(archived)
    }
}

/// The most tasks of a case's history that are read.
const HISTORY: u32 = 2_000;

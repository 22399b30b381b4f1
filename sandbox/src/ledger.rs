//! The ledger: one entry for everything that changed a balance or the state of a case, in the order it happened.
//!
//! It is what a test asks when it says *paid once*. Nothing is ever removed from it.

use serde::{Deserialize, Serialize};

use crate::now::Now;

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Counts from 1.
    pub number: u64,
    /// When it happened.
    pub at: Now,
    /// What happened.
    #[serde(flatten)]
    pub what: What,
}

/// What can happen.
///
/// Names of tasks and actions are the API's ReferenceIds (`TaskPay`, `ActionComplete`); amounts are decimal text in SEK, so
/// that no reader rounds them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// FastDok: someone tried to sign in.
    SignedIn {
        /// The user's name, as given.
        user: String,
        /// Whether a ticket was issued.
        ok: bool,
    },
    /// FastDok: a case was started.
    CaseStarted {
        /// Id of the case (the instance).
        case: String,
        /// Id of its first task.
        task: String,
        /// Who started it.
        user: String,
    },
    /// FastDok: an action was carried out and the case moved on.
    ActionDone {
        /// Id of the case.
        case: String,
        /// Id of the task that the action completed.
        task: String,
        /// The kind of that task.
        from: String,
        /// The action.
        action: String,
        /// The kind of task the case has now; `None` when it has none (archived).
        to: Option<String>,
        /// Who did it.
        user: String,
    },
    /// FastDok: money left the company's balance.
    Debited {
        /// Id of the case paid for.
        case: String,
        /// Id of the TaskPay that was completed.
        task: String,
        /// Id of the company (the domain).
        domain: String,
        /// What was taken.
        amount: String,
        /// What was left.
        balance_after: String,
    },
    /// FastDok: a payment was refused, since the balance did not cover it.
    PaymentRefused {
        /// Id of the case.
        case: String,
        /// Id of the TaskPay, still ready.
        task: String,
        /// What it would have cost.
        amount: String,
        /// What there was.
        balance: String,
    },
    /// FastDok: a case was completed and archived.
    CaseArchived {
        /// Id of the case.
        case: String,
        /// Who completed it.
        user: String,
    },
    /// FastDok: a message was sent to a case that runs; the case stays as it is.
    MessageReceived {
        /// Id of the case.
        case: String,
        /// The message, cut to a hundred characters.
        message: String,
        /// Who sent it.
        user: String,
    },
    /// FastDok: a case was deleted.
    CaseDeleted {
        /// Id of the case.
        case: String,
        /// Who deleted it.
        user: String,
    },
    /// FastDok: an object (a form, a file) was created, changed or deleted.
    ObjectChanged {
        /// Id of the case it belongs to.
        case: String,
        /// Id of the object.
        object: String,
        /// What was done to it, in one word.
        change: String,
    },
    /// Altinn: an authentication failed.
    SystemRefused {
        /// The system user's name, as given.
        system: String,
        /// Whether the system user is locked now.
        locked: bool,
    },
    /// Altinn: a collaboration case was created.
    CaseCreated {
        /// The new case's CaseID.
        case_id: i32,
        /// The external service code.
        service: String,
        /// The external service edition code.
        edition: i32,
        /// The reportee's number.
        reportee: String,
        /// The system user that asked for it.
        system: String,
    },
    /// Altinn: an event reached a case.
    EventRegistered {
        /// The case.
        case_id: i32,
        /// The event, as sent.
        event: String,
        /// Name of the state before.
        from: String,
        /// Name of the state after; equal to `from` when nothing moved.
        to: String,
        /// Whether a transition was taken.
        changed: bool,
    },
    /// Altinn: a notice was set on a case or one of its elements.
    NoticeSet {
        /// The reporteeElementID, as sent.
        element: String,
        /// The case it belongs to.
        case_id: i32,
        /// The NoticeTemplateID.
        template: String,
    },
    /// Altinn: the portal user archived or deleted the case (by a control command).
    CaseClosed {
        /// The case.
        case_id: i32,
        /// `archived` or `deleted`.
        how: String,
    },
}

/// All entries.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// In the order they happened.
    pub entries: Vec<Entry>,
}

impl Ledger {
    /// Writes down that `what` happened.
    pub fn write(&mut self, at: Now, what: What) {
        let number = self.entries.len() as u64 + 1;
        self.entries.push(Entry { number, at, what });
    }

    /// How many debits there were, for one case or for all.
    pub fn debits(&self, of: Option<&str>) -> usize {
        self.entries
            .iter()
            .filter(|entry| matches!(&entry.what, What::Debited { case, .. } if of.is_none_or(|of| of == case)))
            .count()
    }

    /// How many FastDok cases were archived, this one or all.
    pub fn archived(&self, of: Option<&str>) -> usize {
        self.entries
            .iter()
            .filter(|entry| matches!(&entry.what, What::CaseArchived { case, .. } if of.is_none_or(|of| of == case)))
            .count()
    }

    /// How many Altinn cases were created.
    pub fn created(&self) -> usize {
        self.entries.iter().filter(|entry| matches!(entry.what, What::CaseCreated { .. })).count()
    }
}

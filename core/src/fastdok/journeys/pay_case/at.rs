//! Where a payment stands.

use serde::{Deserialize, Deserializer, Serialize};

use super::super::history::History;
use super::receipt::PayReceipt;
use crate::journey::{Evidence, FailureReport};
use crate::value::tagged;

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "is")]
pub(super) enum At {
    /// Who pays how?
    Customer,
    /// Where is the case?
    Tasks,
    /// It has no ready task: is it archived?
    Instance,
    /// May the task be moved to payment?
    Actions {
        task: String,
    },
    /// Move it to payment.
    Pay {
        task: String,
    },
    /// What is to be paid?
    Order {
        task: String,
    },
    /// From how much?
    Balance {
        task: String,
    },
    /// Shall it?
    Approve {
        task: String,
    },
    /// Is it still that task, and Ready?
    Confirm {
        task: String,
    },
    /// Pay.
    Complete {
        task: String,
    },
    /// What became of the payment?
    Look {
        task: String,
    },
    /// Nothing yet: what was sent for this task may still be carried out.
    Settle {
        task: String,
    },
    /// And likewise what was sent to move the case to payment.
    SettleMove,
    /// An answer from before the case was moved: give it time.
    Stale {
        look: usize,
    },
    /// The case is paid. Was this its first payment?
    History {
        payment: String,
        now: Option<String>,
        history: History,
    },
    /// The payment task is completed: where is the case now?
    After {
        task: String,
        seen: Evidence,
    },
    /// Neither draft, payment nor paid: is it archived?
    AfterInstance {
        seen: Evidence,
    },
    /// What is left? (Not needed for the receipt's truth.)
    BalanceAfter {
        receipt: PayReceipt,
    },
    Done {
        receipt: PayReceipt,
    },
    Failed {
        report: FailureReport,
    },
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        tagged(from, "is", |is, members| {
            Ok(Some(match is {
                "customer" => Self::Customer,
                "tasks" => Self::Tasks,
                "instance" => Self::Instance,
                "actions" => Self::Actions { task: members.take("task")? },
                "pay" => Self::Pay { task: members.take("task")? },
                "order" => Self::Order { task: members.take("task")? },
                "balance" => Self::Balance { task: members.take("task")? },
                "approve" => Self::Approve { task: members.take("task")? },
                "confirm" => Self::Confirm { task: members.take("task")? },
                "complete" => Self::Complete { task: members.take("task")? },
                "look" => Self::Look { task: members.take("task")? },
                "settle" => Self::Settle { task: members.take("task")? },
                "settleMove" => Self::SettleMove,
                "stale" => Self::Stale { look: members.take("look")? },
                "history" => Self::History {
                    payment: members.take("payment")?,
                    now: members.take("now")?,
                    history: members.take("history")?,
                },
                "after" => Self::After { task: members.take("task")?, seen: members.take("seen")? },
                "afterInstance" => Self::AfterInstance { seen: members.take("seen")? },
                "balanceAfter" => Self::BalanceAfter { receipt: members.take("receipt")? },
                "done" => Self::Done { receipt: members.take("receipt")? },
                "failed" => Self::Failed { report: members.take("report")? },
                _ => return Ok(None),
            }))
        })
    }
}

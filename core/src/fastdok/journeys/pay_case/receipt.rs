//! What a payment asks, and what it ends with.

use serde::{Deserialize, Serialize};

use crate::journey::Evidence;
use crate::json::RawJson;
use crate::money::Amount;

/// What the caller is asked before money is spent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentQuestion {
    /// The case.
    pub case_id: String,
    /// The payment task.
    pub task_id: String,
    /// The order as the service gave it, whole. Its fields are documented nowhere (unknown), so none is named here. `None` if it could not be had.
    pub order: Option<RawJson>,
    /// Why there is no order, in words.
    #[serde(default)]
    pub order_problem: Option<String>,
    /// The balance in SEK. All users of the company share it, so it may change at any time.
    pub balance: Option<Amount>,
    /// The company's discount factor: the price is the form's base price times this, excluding VAT (verified). `None` if the company has none.
    pub discount_factor: Option<Amount>,
}

/// How the case came to be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayOutcome {
    /// This journey paid it. With [`Evidence::State`] its reply was lost and the case was then seen paid, for the first time; somebody else may have paid at
    /// the same moment.
    Paid,
    /// It was paid already, or somebody else paid it meanwhile; this journey debited nothing.
    AlreadyPaid,
    /// It is paid, for the first time, and this journey asked for that; but it also was refused, so that it cannot be told who paid. It was debited once.
    PaidByUnknown,
    /// A licence customer's case: it is sharp now, and nothing was debited.
    MadeSharp,
}

/// The receipt of a payment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PayReceipt {
    /// The case.
    pub case_id: String,
    /// What happened.
    pub outcome: PayOutcome,
    /// How it is known.
    pub seen: Evidence,
    /// The TaskPaid task to go on with; `None` if the case has none (archived meanwhile) or it could not be read.
    pub task_id: Option<String>,
    /// Whether the case was archived by somebody else meanwhile.
    pub archived_meanwhile: bool,
    /// The order that was approved.
    pub order: Option<RawJson>,
    /// The balance before, in SEK. It is shared with the whole company: before minus after need not be the price.
    pub balance_before: Option<Amount>,
    /// The balance after, in SEK, shared likewise. `None` if it could not be read; that says nothing about the payment.
    pub balance_after: Option<Amount>,
    /// How often the payment was sent; more than once only to the same task, which was seen unpaid in between.
    pub sent: u32,
}

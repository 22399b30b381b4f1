//! What journeys ask, and how they end. They are the core's types themselves (`uniffi::remote`).

use nordcase::altinn::journeys::{CaseMove, CreateConfidence, CreateReceipt, EventReceipt, NoticeReceipt};
use nordcase::error::Retry;
use nordcase::fastdok::TaskKind;
use nordcase::fastdok::journeys::{
    CancelReceipt, CompleteReceipt, PayOutcome, PayReceipt, PaymentQuestion, StartConfidence, StartReceipt,
};
use nordcase::journey::{Certainty, Evidence, Facts, FailureCode, FailureReport};
use nordcase::{Amount, RawJson};

/// How the end of a journey is known.
#[uniffi::remote(Enum)]
pub enum Evidence {
    /// The service's own reply to the call said so.
    Reply,
    /// The reply was lost, and the state of the case shows it. Somebody else may have done the same at the same time.
    State,
}

/// What is certain about one thing.
#[uniffi::remote(Enum)]
pub enum Certainty {
    /// It has not happened by this journey's doing.
    No,
    /// It has happened.
    Yes,
    /// It cannot be told.
    Unknown,
}

/// What is certain when a journey ends: each is about this journey's own doing.
#[uniffi::remote(Record)]
pub struct Facts {
    /// Money was debited for the case. `Yes` also when it was seen paid and somebody else may have paid.
    pub debited: Certainty,
    /// The case was archived.
    pub archived: Certainty,
    /// A case was created.
    pub created: Certainty,
    /// Anything else was changed: a task moved, an event registered, a notice set. `Yes` also when the change was seen and somebody else may have made it.
    pub changed: Certainty,
}

/// Why a journey ended without a receipt.
#[uniffi::remote(Enum)]
pub enum FailureCode {
    /// A value cannot be sent; nothing was.
    Input,
    /// The service refused the credentials. Never repeat it: accounts get locked.
    BadCredentials,
    /// The service refused the call, in its own words.
    Refused,
    /// The caller did not approve.
    Declined,
    /// The caller cancelled.
    Cancelled,
    /// The service could not be read for too long.
    GaveUp,
    /// A changing call has an outcome that cannot be told.
    OutcomeUnknown,
    /// The case is in a state that the job cannot start from (archived, not paid, no task).
    NotPossible,
    /// The case has a task of a kind that this version does not know.
    UnknownTask,
    /// Somebody else moved the case while the job was under way.
    ChangedMeanwhile,
}

/// How a journey ended without a receipt. It always tells the truth, also where that is *cannot be told*.
#[uniffi::remote(Record)]
pub struct FailureReport {
    /// Why.
    pub code: FailureCode,
    /// What is certain.
    pub facts: Facts,
    /// What is known, in sentences.
    pub known: Vec<String>,
    /// What is not known, in sentences.
    pub unknown: Vec<String>,
    /// What is safe to do next.
    pub safe_next: String,
    /// Whether the job may be begun anew by a program: never where that cannot help or does harm, after a look where something cannot be told. None in what
    /// older releases stored.
    pub retry: Option<Retry>,
    /// The code of the error behind it, as `fastdok.refused`.
    pub error_code: Option<String>,
    /// The service's own words, or the error's.
    pub message: Option<String>,
}

/// What the caller is asked before money is spent.
#[uniffi::remote(Record)]
pub struct PaymentQuestion {
    /// The case.
    pub case_id: String,
    /// The payment task.
    pub task_id: String,
    /// The order as the service gave it, whole. Its fields are documented nowhere (unknown), so none is named here. none if it could not be had.
    pub order: Option<RawJson>,
    /// Why there is no order, in words.
    pub order_problem: Option<String>,
    /// The balance in SEK. All users of the company share it, so it may change at any time.
    pub balance: Option<Amount>,
    /// The company's discount factor: the price is the form's base price times this, excluding VAT (verified). none if the company has none.
    pub discount_factor: Option<Amount>,
}

/// How the case came to be paid.
#[uniffi::remote(Enum)]
pub enum PayOutcome {
    /// This journey paid it. With `Evidence.State` its reply was lost and the case was then seen paid, for the first time; somebody else may have paid at the
    /// same moment.
    Paid,
    /// It was paid already, or somebody else paid it meanwhile; this journey debited nothing.
    AlreadyPaid,
    /// It is paid, for the first time, and this journey asked for that; but it also was refused, so that it cannot be told who paid. It was debited once.
    PaidByUnknown,
    /// A licence customer's case: it is sharp now, and nothing was debited.
    MadeSharp,
}

/// The receipt of a payment.
#[uniffi::remote(Record)]
pub struct PayReceipt {
    /// The case.
    pub case_id: String,
    /// What happened.
    pub outcome: PayOutcome,
    /// How it is known.
    pub seen: Evidence,
    /// The TaskPaid task to go on with; none if the case has none (archived meanwhile) or it could not be read.
    pub task_id: Option<String>,
    /// Whether the case was archived by somebody else meanwhile.
    pub archived_meanwhile: bool,
    /// The order that was approved.
    pub order: Option<RawJson>,
    /// The balance before, in SEK. It is shared with the whole company: before minus after need not be the price.
    pub balance_before: Option<Amount>,
    /// The balance after, in SEK, shared likewise. none if it could not be read; that says nothing about the payment.
    pub balance_after: Option<Amount>,
    /// How often the payment was sent; more than once only to the same task, which was seen unpaid in between.
    pub sent: u32,
}

/// How sure it is that a case found after a lost reply is the one that this journey started.
#[uniffi::remote(Enum)]
pub enum StartConfidence {
    /// It is the only new case; its contents could not be compared. (Older releases took such a case; this one reports that it cannot be told.)
    OnlyNewCase,
    /// It is the only new case that has the kinds and forms that were sent; no values were sent that could tell more.
    SameObjects,
    /// Several new cases have these contents, which is so when several jobs start the same at once: it is the first of them that no other job has claimed.
    OneOf,
    /// It is the only new case whose contents are all that this journey sent.
    SameContents,
    /// The service's reply named it.
    Reply,
}

/// The receipt of a started case.
#[uniffi::remote(Record)]
pub struct StartReceipt {
    /// The case.
    pub case_id: String,
    /// Its first task. none if it could not be read.
    pub task_id: Option<String>,
    /// Its name, as the reply gave it.
    pub name: Option<String>,
    /// How it is known.
    pub seen: Evidence,
    /// How sure it is that it is ours.
    pub certainty: StartConfidence,
    /// With `OneOf`: all cases that could be it, this one included.
    pub candidates: Vec<String>,
    /// Over a transport that may send a request twice: other new cases with the same contents, which nobody has claimed. Whether one was started by this
    /// request is for the caller to look at; nothing was deleted.
    pub twins: Vec<String>,
}

/// The receipt of a cancelled payment.
#[uniffi::remote(Record)]
pub struct CancelReceipt {
    /// The case.
    pub case_id: String,
    /// Where it came back to: TaskCreate, or TaskPaid if it had been paid before (verified). none if it could not be read any more.
    pub returned_to: Option<TaskKind>,
    /// That task's id.
    pub task_id: Option<String>,
    /// How it is known.
    pub seen: Evidence,
}

/// The receipt of a completed case.
#[uniffi::remote(Record)]
pub struct CompleteReceipt {
    /// The case.
    pub case_id: String,
    /// Whether it was archived before this journey did anything.
    pub already_archived: bool,
    /// How it is known.
    pub seen: Evidence,
    /// Whether the case was seen completed after the reply. `false` if it could not be read any more.
    pub verified: bool,
}

/// How sure it is that the case is the one that this journey created.
#[uniffi::remote(Enum)]
pub enum CreateConfidence {
    /// The service's reply named it.
    Reply,
    /// The reply was lost; it is the only new case of this edition and reportee, and its dates do not say otherwise.
    OnlyNewCase,
    /// The reply was lost, and there are several new cases; it is the only one with the dates that were sent.
    OnlyOneWithTheseDates {
        /// The other new cases.
        others: Vec<i32>,
    },
    /// The reply was lost, and several new cases could be it; it is the first of them that no other job has claimed.
    OneOf {
        /// All that could be it, this one included.
        candidates: Vec<i32>,
    },
}

/// The receipt of a created case.
#[uniffi::remote(Record)]
pub struct CreateReceipt {
    /// The case.
    pub case_id: i32,
    /// How sure it is that it is ours.
    pub sure: CreateConfidence,
    /// How often the creation was sent; more than once only after a look that found no new case.
    pub sent: u32,
    /// Over a transport that may send a request twice: other new cases that could have been created by it, which nobody has claimed.
    pub twins: Vec<i32>,
}

/// What an event did to one case.
#[uniffi::remote(Record)]
pub struct CaseMove {
    /// The case.
    pub case_id: i32,
    /// The name of its state before, if it was read.
    pub from: Option<String>,
    /// The name of its state now.
    pub to: Option<String>,
    /// Whether its state changed.
    pub changed: bool,
    /// The condition of the transition, if it has one.
    pub condition_name: Option<String>,
    /// Its result; true as well when there is no condition (verified). none where the outcome was read from the state.
    pub condition_evaluation_result: Option<bool>,
    /// The code of a fault in the state machine, if there was one.
    pub error_code: Option<i32>,
    /// And its text.
    pub exception_detail: Option<String>,
}

/// The receipt of an event.
#[uniffi::remote(Record)]
pub struct EventReceipt {
    /// How it is known. With `Evidence.State` only moved cases are listed, and another event may have moved them.
    pub seen: Evidence,
    /// What the event did to each case.
    pub cases: Vec<CaseMove>,
    /// How often it was sent.
    pub sent: u32,
}

/// The receipt of a notice.
#[uniffi::remote(Record)]
pub struct NoticeReceipt {
    /// The element, as it was given.
    pub reportee_element_id: String,
    /// How it is known. With `Evidence.State` the case shows the template; its tokens cannot be read.
    pub seen: Evidence,
    /// How often it was sent.
    pub sent: u32,
}

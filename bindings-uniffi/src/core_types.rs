//! The core's own types that cross as they are: what operations take, what journeys ask and how they end, and the services' words.
//!
//! Made of the core's source by `cargo xtask generate`: change it there.

use nordcase::altinn::NoticeToken;
use nordcase::altinn::journeys::{CaseMove, CreateConfidence, CreateReceipt, EventReceipt, NoticeReceipt};
use nordcase::error::Retry;
use nordcase::fastdok::journeys::{
    CancelReceipt, CompleteReceipt, PayOutcome, PayReceipt, PaymentQuestion, StartConfidence, StartReceipt,
};
use nordcase::fastdok::{
    ActionKind, BodyForm, EntryProperty, FieldValue, InstanceStatus, ObjectEntry, ParticipantAssignment, TaskKind,
    TaskStatus,
};
use nordcase::journey::{Certainty, Evidence, Facts, FailureCode, FailureReport};
use nordcase::{Amount, RawJson};

/// A case's `Status`. Known ones are recognised in any case. The words are those lists are filtered by (verified);
/// `Active` is also recorded in an answer, and that an archived case is `Completed` is inferred.
#[uniffi::remote(Enum)]
pub enum InstanceStatus {
    /// Running.
    Active,
    /// Ready.
    Ready,
    /// Ended, and in FastDok archived.
    Completed,
    /// Cancelled.
    Cancelled,
    /// Aborted.
    Aborted,
    /// Another one, as the service wrote it.
    Other(String),
}

/// An object that a case begins with, or that is added to it.
#[uniffi::remote(Record)]
pub struct ObjectEntry {
    /// `typenamespace`: what it is, as `Hyresvard` (landlord) or `Kund` (customer).
    pub type_namespace: String,
    /// `objectclass`: `repository.typedobject` if left out, the only one documented.
    #[uniffi(default = "repository.typedobject")]
    pub object_class: String,
    /// `templateid`: the form, as `7B`; none for shared data.
    #[uniffi(default = None)]
    pub template_id: Option<String>,
    /// `readonly`: whether users may not edit it.
    #[uniffi(default = None)]
    pub read_only: Option<bool>,
    /// `properties`: the values it begins with. Names seen in the documents: `Namn`, `Adress`, `OrgPersNr`, `Telefon`.
    #[uniffi(default = [])]
    pub properties: Vec<EntryProperty>,
}

/// A value that an object begins with.
#[uniffi::remote(Record)]
pub struct EntryProperty {
    /// `name`: the property's.
    pub name: String,
    /// `value`: its value, as text.
    pub value: String,
    /// `readonly`: whether users may not edit it.
    #[uniffi(default = None)]
    pub read_only: Option<bool>,
}

/// How the object entries are written. Inside strings all forms escape the same characters.
#[uniffi::remote(Enum)]
pub enum BodyForm {
    /// Keys without quotes, as the documents write them and a client in production does (verified).
    Documented,
    /// Strict JSON, keys in quotes (inferred to be accepted).
    StrictJson,
    /// As documented, and the whole percent-encoded like a form's value (unknown whether it is accepted).
    PercentEncoded,
}

/// A value to be written into a field.
#[uniffi::remote(Record)]
pub struct FieldValue {
    /// The field's `Id`, or for a start `instance.name`.
    pub name: String,
    /// Its value; an empty one clears the field (inferred).
    pub value: String,
}

/// A task's `ReferenceId`: what to program against. Known ones are recognised in any case.
#[uniffi::remote(Enum)]
pub enum TaskKind {
    /// The draft: everything can be edited.
    TaskCreate,
    /// Confirm the order, and pay.
    TaskPay,
    /// The sharp case: everything but `Kontrakt.KontraktNr` can be edited.
    TaskPaid,
    /// One that was added later, as the service wrote it.
    Other(String),
}

/// A task's `Status`: only one that is `Ready` can be acted on (verified). Known ones are recognised in any case.
#[uniffi::remote(Enum)]
pub enum TaskStatus {
    /// It can be acted on (verified).
    Ready,
    /// It has been acted on (the word as a status is inferred; as a filter verified).
    Completed,
    /// Another one, as the service wrote it.
    Other(String),
}

/// An action's `ReferenceId`. Known ones are recognised in any case.
///
/// Beware: `ActionComplete` *pays* on `TaskPay` and *archives for ever* on `TaskPaid`.
#[uniffi::remote(Enum)]
pub enum ActionKind {
    /// On to the payment.
    ActionPay,
    /// Pay, or archive: the task decides.
    ActionComplete,
    /// Back without paying.
    ActionCancel,
    /// One that was added later, as the service wrote it; or an action's `Id`, which the generic API takes too
    /// (verified).
    Other(String),
}

/// Who performs what a participant does.
#[uniffi::remote(Record)]
pub struct ParticipantAssignment {
    /// `participant`: its `id`, as `ListAssignableParticipants` gives it.
    pub participant: String,
    /// `securityIds`: the `identifier` of the performer, as `GetAssignableParticipant` gives it. How more than one is
    /// written is unknown.
    pub security_ids: String,
}

/// What to put in the place of one variable (`NoticeTokenBE`).
#[uniffi::remote(Record)]
pub struct NoticeToken {
    /// `TokenKey`: the variable's name, without the `$$` around it. Upper and lower case are the same (verified).
    pub token_key: String,
    /// `TokenValue`: its text.
    pub token_value: String,
}

/// The receipt of a started case.
#[uniffi::remote(Record)]
pub struct StartReceipt {
    /// The case.
    pub case_id: String,
    /// Its first task. None if it could not be read.
    pub task_id: Option<String>,
    /// Its name, as the reply gave it.
    pub name: Option<String>,
    /// How it is known.
    pub seen: Evidence,
    /// How sure it is that it is ours.
    pub certainty: StartConfidence,
    /// With `StartConfidence.OneOf`: all cases that could be it, this one included.
    pub candidates: Vec<String>,
    /// Over a transport that may send a request twice: other new cases with the same contents, which nobody has
    /// claimed. Whether one was started by this request is for the caller to look at; nothing was deleted.
    pub twins: Vec<String>,
}

/// How the end of a journey is known.
#[uniffi::remote(Enum)]
pub enum Evidence {
    /// The service's own reply to the call said so.
    Reply,
    /// The reply was lost, and the state of the case shows it. Somebody else may have done the same at the same time.
    State,
}

/// How sure it is that a case is the one that this journey started.
#[uniffi::remote(Enum)]
pub enum StartConfidence {
    /// It is the only new case; its contents could not be compared. (Older releases took such a case; this one reports
    /// that it cannot be told.)
    OnlyNewCase,
    /// It is the only new case that has the kinds and forms that were sent; no values were sent that could tell more.
    SameObjects,
    /// Several new cases have these contents, which is so when several jobs start the same at once: it is the first of
    /// them that no other job has claimed.
    OneOf,
    /// It is the only new case whose contents are all that this journey sent.
    SameContents,
    /// The service's reply named it.
    Reply,
}

/// What the caller is asked before money is spent.
#[uniffi::remote(Record)]
pub struct PaymentQuestion {
    /// The case.
    pub case_id: String,
    /// The payment task.
    pub task_id: String,
    /// The order as the service gave it, whole. Its fields are documented nowhere (unknown), so none is named here.
    /// None if it could not be had.
    pub order: Option<RawJson>,
    /// Why there is no order, in words.
    pub order_problem: Option<String>,
    /// The balance in SEK. All users of the company share it, so it may change at any time.
    pub balance: Option<Amount>,
    /// The company's discount factor: the price is the form's base price times this, excluding VAT (verified). None if
    /// the company has none.
    pub discount_factor: Option<Amount>,
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
    /// The TaskPaid task to go on with; None if the case has none (archived meanwhile) or it could not be read.
    pub task_id: Option<String>,
    /// Whether the case was archived by somebody else meanwhile.
    pub archived_meanwhile: bool,
    /// The order that was approved.
    pub order: Option<RawJson>,
    /// The balance before, in SEK. It is shared with the whole company: before minus after need not be the price.
    pub balance_before: Option<Amount>,
    /// The balance after, in SEK, shared likewise. None if it could not be read; that says nothing about the payment.
    pub balance_after: Option<Amount>,
    /// How often the payment was sent; more than once only to the same task, which was seen unpaid in between.
    pub sent: u32,
}

/// How the case came to be paid.
#[uniffi::remote(Enum)]
pub enum PayOutcome {
    /// This journey paid it. With `Evidence.State` its reply was lost and the case was then seen paid, for the first
    /// time; somebody else may have paid at the same moment.
    Paid,
    /// It was paid already, or somebody else paid it meanwhile; this journey debited nothing.
    AlreadyPaid,
    /// It is paid, for the first time, and this journey asked for that; but it also was refused, so that it cannot be
    /// told who paid. It was debited once.
    PaidByUnknown,
    /// A licence customer's case: it is sharp now, and nothing was debited.
    MadeSharp,
}

/// The receipt of a cancelled payment.
#[uniffi::remote(Record)]
pub struct CancelReceipt {
    /// The case.
    pub case_id: String,
    /// Where it came back to: TaskCreate, or TaskPaid if it had been paid before (verified). None if it could not be
    /// read any more. With `Evidence.State` a case found at TaskPaid may also have been paid by somebody else at the
    /// same moment.
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
    /// Whether it was archived before this journey asked for it. Otherwise this journey archived it; with
    /// `Evidence.State` somebody else may have done so at the same time.
    pub already_archived: bool,
    /// How it is known.
    pub seen: Evidence,
    /// Whether the case was seen completed after the reply. `false` if it could not be read any more.
    pub verified: bool,
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
    /// Over a transport that may send a request twice: other new cases that could have been created by it, which nobody
    /// has claimed.
    pub twins: Vec<i32>,
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
    /// Its result; true as well when there is no condition (verified). None where the outcome was read from the state.
    pub condition_evaluation_result: Option<bool>,
    /// The code of a fault in the state machine, if there was one.
    pub error_code: Option<i32>,
    /// And its text.
    pub exception_detail: Option<String>,
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
    /// Whether the job may be begun anew by a program: `Retry.Never` where that cannot help or does harm,
    /// `Retry.VerifyFirst` where something cannot be told. None in what older releases stored.
    pub retry: Option<Retry>,
    /// The code of the error behind it, as `fastdok.refused`.
    pub error_code: Option<String>,
    /// The service's own words, or the error's.
    pub message: Option<String>,
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

/// What is certain when a journey ends: each is about this journey's own doing.
#[uniffi::remote(Record)]
pub struct Facts {
    /// Money was debited for the case. `Yes` also when it was seen paid and somebody else may have paid.
    pub debited: Certainty,
    /// The case was archived.
    pub archived: Certainty,
    /// A case was created.
    pub created: Certainty,
    /// Anything else was changed: a task moved, an event registered, a notice set. `Yes` also when the change was seen
    /// and somebody else may have made it.
    pub changed: Certainty,
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

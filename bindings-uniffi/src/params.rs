//! The core's own types that parameters are made of, and its enumerations. Most enumerations are open: what a service may add later is kept.
//!
//! They are the core's types themselves (`uniffi::remote`): the compiler checks each member.

use nordcase::altinn::{Language, NoticeToken};
use nordcase::fastdok::{
    ActionKind, BodyForm, EntryProperty, FieldValue, InstanceStatus, ObjectEntry, ParticipantAssignment, TaskKind,
    TaskStatus,
};

/// A task's `ReferenceId`. Known ones are recognised in any case.
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

/// A task's `Status`. Known ones are recognised in any case.
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

/// An object that a case begins with.
#[uniffi::remote(Record)]
pub struct ObjectEntry {
    /// `typenamespace`: what it is, as `Hyresvard` (landlord) or `Kund` (customer).
    pub type_namespace: String,
    /// `objectclass`: `repository.typedobject`, the only one documented.
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
    /// `name`.
    pub name: String,
    /// `value`.
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

/// Who performs what a participant does.
#[uniffi::remote(Record)]
pub struct ParticipantAssignment {
    /// `participant`: its `id`, as the list of assignable participants gives it.
    pub participant: String,
    /// `securityIds`: the `identifier` of the performer, as the assignable participant gives it. How more than one is written is unknown.
    pub security_ids: String,
}

/// A language, written as Altinn's number for it (verified).
#[uniffi::remote(Enum)]
pub enum Language {
    /// English, 1033.
    English,
    /// Norwegian Bokmål, 1044.
    Bokmal,
    /// Norwegian Nynorsk, 2068.
    Nynorsk,
    /// Any other number, which is refused before anything is sent.
    Other(i32),
}

/// What to put in the place of one variable (`NoticeTokenBE`).
#[uniffi::remote(Record)]
pub struct NoticeToken {
    /// `TokenKey`: the variable's name, without the `$$` around it. Upper and lower case are the same (verified).
    pub token_key: String,
    /// `TokenValue`: its text.
    pub token_value: String,
}

/// The kind of task of this word, whatever its case.
#[uniffi::export]
pub fn task_kind(word: String) -> TaskKind {
    word.into()
}

/// The status of a task of this word, whatever its case.
#[uniffi::export]
pub fn task_status(word: String) -> TaskStatus {
    word.into()
}

/// The kind of action of this word, whatever its case.
#[uniffi::export]
pub fn action_kind(word: String) -> ActionKind {
    word.into()
}

/// The status of a case of this word, whatever its case.
#[uniffi::export]
pub fn instance_status(word: String) -> InstanceStatus {
    word.into()
}

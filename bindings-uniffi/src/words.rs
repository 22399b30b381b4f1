//! Altinn's languages, and the services' words as a program has them.

use nordcase::altinn::Language;
use nordcase::fastdok::{ActionKind, InstanceStatus, TaskKind, TaskStatus};

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

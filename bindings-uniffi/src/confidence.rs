//! The one thing in a receipt whose words have members. It is the core's type itself (`uniffi::remote`).

use nordcase::altinn::journeys::CreateConfidence;

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

//! What a start ends with.

use serde::{Deserialize, Serialize};

use crate::journey::Evidence;

/// How sure it is that a case is the one that this journey started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartReceipt {
    /// The case.
    pub case_id: String,
    /// Its first task. `None` if it could not be read.
    pub task_id: Option<String>,
    /// Its name, as the reply gave it.
    pub name: Option<String>,
    /// How it is known.
    pub seen: Evidence,
    /// How sure it is that it is ours.
    pub certainty: StartConfidence,
    /// With [`StartConfidence::OneOf`]: all cases that could be it, this one included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<String>,
    /// Over a transport that may send a request twice: other new cases with the same contents, which nobody has claimed. Whether one was started by this
    /// request is for the caller to look at; nothing was deleted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub twins: Vec<String>,
}

impl StartReceipt {
    pub(super) fn of_state(case_id: String, certainty: StartConfidence, candidates: Vec<String>) -> Self {
        Self { case_id, task_id: None, name: None, seen: Evidence::State, certainty, candidates, twins: Vec::new() }
    }
}

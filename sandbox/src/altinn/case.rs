//! Cases, the elements in them, and the notices on both.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::Fault;
use crate::now::Now;

/// A collaboration case.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Case {
    pub(super) id: i32,
    pub(super) service: String,
    pub(super) edition: i32,
    pub(super) reportee: String,
    /// `CurrentStateID`.
    pub(super) state: i32,
    pub(super) status: Status,
    pub(super) created: Now,
    /// Norwegian local time; `None`: visible at once.
    pub(super) visible: Option<String>,
    /// Norwegian local time.
    pub(super) due: Option<String>,
    pub(super) notice: Option<Notice>,
    /// What its conditions say where that was set for this case alone.
    pub(super) conditions: BTreeMap<String, bool>,
    pub(super) history: Vec<Step>,
    /// How its row in lists is written, if not as it should be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) spoiled: Option<SpoiledCase>,
}

/// A row of a list that cannot be read as the contract has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpoiledCase {
    /// `<DueDate/>`: neither a date nor nil.
    EmptyDueDate,
    /// A `CaseName` with `&#xB;`, which XML 1.0 does not have.
    ControlCharacter,
}

/// Where in its life a case or an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// At work.
    Active,
    /// In the archive of the portal user.
    Archived,
    /// Gone.
    Deleted,
}

/// One event that reached a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Step {
    pub(super) at: Now,
    pub(super) event: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) changed: bool,
}

/// A notice that was set: the last one stands (inferred).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Notice {
    /// `NoticeTemplateID`.
    pub(super) template: String,
    /// The text in the edition's default language, filled in.
    pub(super) text: String,
}

/// A sub-element: something that was sent in, received or looked up as a part of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Element {
    /// Its id; `0` or left out: the next free one. `AR` before the digits is its archive reference.
    #[serde(default)]
    pub id: i32,
    /// What it is.
    pub kind: ElementKind,
    /// Where in its life it is.
    #[serde(default = "active")]
    pub status: Status,
}

fn active() -> Status {
    Status::Active
}

/// What a sub-element is. A notice can be set on each, on an *innsyn* only once it is archived (verified).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ElementKind {
    /// A form sent in.
    Innsending,
    /// A message received.
    Melding,
    /// A look-up.
    Innsyn,
}

/// An element in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PlacedElement {
    /// The case it is in; `0` for none.
    pub(super) case_id: i32,
    pub(super) element: Element,
    pub(super) notice: Option<Notice>,
}

impl Case {
    /// Refuses what only a running case takes: 60015 deleted, 60014 archived.
    pub(super) fn must_run(&self) -> Result<(), Fault> {
        match self.status {
            Status::Active => Ok(()),
            Status::Archived => Err(Fault::Refused(60014)),
            Status::Deleted => Err(Fault::Refused(60015)),
        }
    }
}

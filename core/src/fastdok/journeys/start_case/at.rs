//! Where a start is, as it is stored.

use serde::{Deserialize, Deserializer, Serialize};

use super::receipt::{StartConfidence, StartReceipt};
use crate::fastdok::journeys::compare::Comparison;
use crate::journey::FailureReport;
use crate::value::tagged;

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "is")]
pub(super) enum At {
    /// Which cases run before?
    Before {
        start: u32,
    },
    Start,
    /// Give the service time to show what it did.
    Settle {
        look: usize,
    },
    /// Which cases run now that did not before?
    Look {
        look: usize,
        start: u32,
        fresh: Vec<String>,
        nameless: usize,
        /// The last case of the page before: a page that ends with it too is the same once more.
        last: Option<String>,
    },
    /// Which of these are no other journey's?
    Free {
        look: usize,
        fresh: Vec<String>,
    },
    /// Which of the others did a reply name?
    ByReply {
        look: usize,
        fresh: Vec<String>,
        others: Vec<String>,
    },
    /// Are the objects of the first of these ours?
    Objects {
        look: usize,
        fresh: Vec<String>,
        matching: Vec<Match>,
        /// What its earlier pages of objects say, and where the next one starts.
        begun: Option<(Comparison, u32)>,
    },
    /// And what they say, one after the other?
    Properties {
        look: usize,
        fresh: Vec<String>,
        matching: Vec<Match>,
        comparison: Comparison,
    },
    /// What older releases stored while they compared: it is compared anew.
    #[serde(rename = "objects")]
    OldObjects {
        fresh: Vec<String>,
        matching: Vec<Match>,
    },
    #[serde(rename = "properties")]
    OldProperties {
        fresh: Vec<String>,
        matching: Vec<Match>,
        object: Option<String>,
    },
    /// Is one of these still free?
    Claim {
        look: usize,
        matching: Vec<Match>,
        receipt: Option<StartReceipt>,
    },
    /// What is its first task?
    Task {
        receipt: StartReceipt,
    },
    Done {
        receipt: StartReceipt,
    },
    Failed {
        report: FailureReport,
    },
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        tagged(from, "is", |is, members| {
            let stored: Option<usize> = members.take("look")?;
            let look = stored.unwrap_or_default();
            Ok(Some(match is {
                "before" => Self::Before { start: members.take("start")? },
                "start" => Self::Start,
                "settle" => Self::Settle { look },
                "look" => {
                    let nameless = members.take::<Option<usize>>("nameless")?.unwrap_or_default();
                    let start = members.take("start")?;
                    Self::Look { look, start, fresh: members.take("fresh")?, nameless, last: members.take("last")? }
                }
                "free" => Self::Free { look, fresh: members.take("fresh")? },
                "byReply" => Self::ByReply { look, fresh: members.take("fresh")?, others: members.take("others")? },
                "objects" if stored.is_none() => {
                    Self::OldObjects { fresh: members.take("fresh")?, matching: members.take("matching")? }
                }
                "objects" => Self::Objects {
                    look,
                    fresh: members.take("fresh")?,
                    matching: members.take("matching")?,
                    begun: members.take("begun")?,
                },
                "properties" if stored.is_none() => Self::OldProperties {
                    fresh: members.take("fresh")?,
                    matching: members.take("matching")?,
                    object: members.take("object")?,
                },
                "properties" => Self::Properties {
                    look,
                    fresh: members.take("fresh")?,
                    matching: members.take("matching")?,
                    comparison: members.take("comparison")?,
                },
                "claim" => Self::Claim { look, matching: members.take("matching")?, receipt: members.take("receipt")? },
                "task" => Self::Task { receipt: members.take("receipt")? },
                "done" => Self::Done { receipt: members.take("receipt")? },
                "failed" => Self::Failed { report: members.take("report")? },
                _ => return Ok(None),
            }))
        })
    }
}

/// A new case that could be ours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Match {
    pub case: String,
    pub certainty: StartConfidence,
}

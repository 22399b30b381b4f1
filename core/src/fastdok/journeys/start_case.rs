//! `StartCase`: starts a form case once, and finds its first task.
//!
//! The service has no idempotency key. So the running cases are listed first; after a start whose outcome nobody saw they are listed again,
//! and a new case is taken for ours only if its objects say what we sent.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize};

use super::calls::{FastDokAnswer, FastDokCall};
use super::{SENDS, ready_task};
use crate::error::Error;
use crate::fastdok::{
    self, GetObjectProperties, Instance, ListInstanceObjects, ListInstances, Object, ObjectEntry, Page, Property,
};
use crate::journey::{Facts, FailureCode, FailureReport, Known, Move, NoQuestion, Refusal, Script, Seen};
use crate::value::{exact, tagged};

/// How long the service is given to show a case that a lost start created, in milliseconds, before each look.
const SETTLE_MILLIS: [u64; 3] = [0, 5_000, 20_000];

/// The most pages of running cases that are read, of [`PAGE`] each.
const PAGES: u32 = 100;
const PAGE: u32 = 200;

/// Starts a form case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartCase {
    #[serde(deserialize_with = "exact")]
    entries: Vec<ObjectEntry>,
    at: At,
    /// The cases that ran before the start.
    #[serde(default)]
    before: BTreeSet<String>,
    #[serde(default)]
    created: Known,
    #[serde(default)]
    sent: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "is")]
enum At {
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
    },
    /// Are the objects of the first of these ours?
    Objects {
        fresh: Vec<String>,
        matching: Vec<Match>,
    },
    /// And what they say?
    Properties {
        fresh: Vec<String>,
        matching: Vec<Match>,
        object: String,
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
            Ok(Some(match is {
                "before" => Self::Before { start: members.take("start")? },
                "start" => Self::Start,
                "settle" => Self::Settle { look: members.take("look")? },
                "look" => Self::Look {
                    look: members.take("look")?,
                    start: members.take("start")?,
                    fresh: members.take("fresh")?,
                },
                "objects" => Self::Objects { fresh: members.take("fresh")?, matching: members.take("matching")? },
                "properties" => Self::Properties {
                    fresh: members.take("fresh")?,
                    matching: members.take("matching")?,
                    object: members.take("object")?,
                },
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
struct Match {
    case: String,
    certainty: Certainty,
}

/// How sure it is that a case found after a lost reply is the one that this journey started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// It is the only new case; its contents could not be compared.
    OnlyNewCase,
    /// It is new, and its objects are of the same kinds and forms as ours.
    SameObjects,
    /// It is new, and its contents are what this journey sent.
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
    pub seen: Seen,
    /// How sure it is that it is ours.
    pub certainty: Certainty,
}

impl StartCase {
    /// Starts a case of these object entries.
    pub fn new(entries: Vec<ObjectEntry>) -> Self {
        Self { entries, at: At::Before { start: 0 }, before: BTreeSet::new(), created: Known::No, sent: 0 }
    }

    fn fail(&mut self, code: FailureCode, known: impl Into<String>, refusal: Option<&Refusal>) {
        let report = FailureReport::new(code, self.facts(), None).knowing(known).saying(refusal);
        self.at = At::Failed { report };
    }

    /// Where the next page of running cases starts; `None` after the last.
    fn next_page(&mut self, page: &Page<Instance>, start: u32) -> Option<u32> {
        let read = start.saturating_add(u32::try_from(page.items.len()).unwrap_or(u32::MAX));
        let more = page.total_count.map_or(page.items.len() >= PAGE as usize, |total| i64::from(read) < total);
        (more && !page.items.is_empty() && read < PAGES * PAGE).then_some(read)
    }

    fn looked(&mut self, look: usize, start: u32, mut fresh: Vec<String>, page: &Page<Instance>) {
        let new = page.items.iter().map(|case| &case.id).filter(|id| !self.before.contains(*id) && !fresh.contains(id));
        let new: Vec<_> = new.cloned().collect();
        fresh.extend(new);
        if let Some(start) = self.next_page(page, start) {
            return self.at = At::Look { look, start, fresh };
        }
        if !fresh.is_empty() {
            return self.at = At::Objects { fresh, matching: Vec::new() };
        }
        self.nothing(look);
    }

    /// No new case is ours, so far.
    fn nothing(&mut self, look: usize) {
        if look < SETTLE_MILLIS.len() - 1 {
            self.at = At::Settle { look: look + 1 };
        } else {
            self.not_started();
        }
    }

    /// No new case is ours: the start was not carried out.
    fn not_started(&mut self) {
        self.created = Known::No;
        if self.sent >= SENDS {
            return self.fail(FailureCode::GaveUp, "When last seen, no new case of ours was there.", None);
        }
        self.at = At::Start;
    }

    /// The first of the new cases has these objects.
    fn compare_objects(&mut self, fresh: Vec<String>, matching: Vec<Match>, objects: &[Object]) {
        let mut theirs = BTreeSet::new();
        theirs
            .extend(objects.iter().filter_map(|object| object.type_namespace.as_deref().map(str::to_ascii_lowercase)));
        let is_theirs = |entry: &ObjectEntry| theirs.contains(&entry.type_namespace.to_ascii_lowercase());
        if !theirs.is_empty() && !self.entries.iter().all(is_theirs) {
            return self.compared(fresh, matching, None);
        }
        let telling = self.telling().map(|entry| entry.type_namespace.clone());
        let object = objects.iter().find(|object| match (&telling, &object.type_namespace) {
            (Some(telling), Some(namespace)) => telling.eq_ignore_ascii_case(namespace),
            _ => false,
        });
        match object {
            Some(object) => self.at = At::Properties { fresh, matching, object: object.id.clone() },
            None => {
                let certainty = if theirs.is_empty() { Certainty::OnlyNewCase } else { Certainty::SameObjects };
                self.compared(fresh, matching, Some(certainty));
            }
        }
    }

    /// The entry whose properties tell our case from another: the one with the most of them.
    fn telling(&self) -> Option<&ObjectEntry> {
        self.entries.iter().max_by_key(|entry| entry.properties.len()).filter(|entry| !entry.properties.is_empty())
    }

    fn compare_properties(&mut self, fresh: Vec<String>, matching: Vec<Match>, properties: &[Property]) {
        let value = |property: &'_ Property| property.value.clone().unwrap_or_default();
        let mut theirs = BTreeMap::new();
        theirs.extend(properties.iter().map(|property| (property.name.to_lowercase(), value(property))));
        let same = self.telling().is_some_and(|entry| {
            entry.properties.iter().all(|ours| theirs.get(&ours.name.to_lowercase()) == Some(&ours.value))
        });
        self.compared(fresh, matching, same.then_some(Certainty::SameContents));
    }

    /// The first of the new cases is ours with this certainty, or is not.
    fn compared(&mut self, mut fresh: Vec<String>, mut matching: Vec<Match>, certainty: Option<Certainty>) {
        if !fresh.is_empty() {
            let case = fresh.remove(0);
            matching.extend(certainty.map(|certainty| Match { case, certainty }));
        }
        if !fresh.is_empty() {
            return self.at = At::Objects { fresh, matching };
        }
        let best = matching.iter().map(|matching| matching.certainty).max();
        let best: Vec<_> = matching.into_iter().filter(|matching| Some(matching.certainty) == best).collect();
        match best.as_slice() {
            [] => self.not_started(),
            [ours] => {
                self.created = Known::Yes;
                let receipt = StartReceipt {
                    case_id: ours.case.clone(),
                    task_id: None,
                    name: None,
                    seen: Seen::State,
                    certainty: ours.certainty,
                };
                self.at = At::Task { receipt };
            }
            several => {
                let cases: Vec<_> = several.iter().map(|matching| matching.case.as_str()).collect();
                let known = format!("Several new cases could be the one that was started: {}.", cases.join(", "));
                self.fail(FailureCode::OutcomeUnknown, known, None);
            }
        }
    }
}

impl Script for StartCase {
    const NAME: &'static str = "fastdok.start_case";
    type Call = FastDokCall;
    type Question = NoQuestion;
    type Receipt = StartReceipt;

    fn wants(&self) -> Move<FastDokCall, Self::Question, StartReceipt> {
        let first = |fresh: &[String]| fresh.first().cloned().unwrap_or_default();
        Move::Call(match &self.at {
            At::Before { start } | At::Look { start, .. } => FastDokCall::Instances(ListInstances {
                start: Some(*start),
                max: Some(PAGE),
                ..ListInstances::default()
            }),
            At::Start => FastDokCall::Start(fastdok::StartCase::new(self.entries.clone())),
            At::Settle { look } => {
                let millis = SETTLE_MILLIS.get(*look).copied().unwrap_or_default();
                return Move::Wait { millis, reason: "a lost start may still show".to_owned() };
            }
            At::Objects { fresh, .. } => FastDokCall::Objects(ListInstanceObjects::new(first(fresh))),
            At::Properties { object, .. } => FastDokCall::Properties(GetObjectProperties::new(object)),
            At::Task { receipt } => FastDokCall::tasks(&receipt.case_id),
            At::Done { receipt } => return Move::Done(receipt.clone()),
            At::Failed { report } => return Move::Fail(report.clone()),
        })
    }

    fn answered(&mut self, _call: &FastDokCall, answer: FastDokAnswer) {
        match (self.at.clone(), answer) {
            (At::Before { start }, FastDokAnswer::Instances(page)) => {
                self.before.extend(page.items.iter().map(|case| case.id.clone()));
                self.at = match self.next_page(&page, start) {
                    Some(start) => At::Before { start },
                    None => At::Start,
                };
            }
            (At::Start, FastDokAnswer::Started(started)) => {
                self.created = Known::Yes;
                let receipt = StartReceipt {
                    case_id: started.instance_id,
                    task_id: started.task_id,
                    name: started.name,
                    seen: Seen::Reply,
                    certainty: Certainty::Reply,
                };
                self.at = if receipt.task_id.is_some() { At::Done { receipt } } else { At::Task { receipt } };
            }
            (At::Look { look, start, fresh }, FastDokAnswer::Instances(page)) => self.looked(look, start, fresh, &page),
            (At::Objects { fresh, matching }, FastDokAnswer::Objects(objects)) => {
                self.compare_objects(fresh, matching, &objects);
            }
            (At::Properties { fresh, matching, .. }, FastDokAnswer::Properties(properties)) => {
                self.compare_properties(fresh, matching, &properties);
            }
            (At::Task { mut receipt }, FastDokAnswer::Tasks(tasks)) => {
                receipt.task_id = ready_task(&tasks).ok().flatten().map(|task| task.id.clone());
                self.at = At::Done { receipt };
            }
            // Each call is answered in its own kind.
            _ => {}
        }
    }

    fn refused(&mut self, call: &FastDokCall, error: &Error) {
        match self.at.clone() {
            _ if self.without(call) => {}
            At::Start => {
                // With an earlier start unseen, this refusal is not the whole story, but the look before it was.
                self.fail(FailureCode::Refused, "The service did not start the case.", Some(&Refusal::of(error)));
            }
            // The case cannot be compared: it counts as new, and no more.
            At::Objects { fresh, matching } | At::Properties { fresh, matching, .. } => {
                self.compared(fresh, matching, Some(Certainty::OnlyNewCase));
            }
            _ => self.fail(FailureCode::Refused, "The cases could not be listed.", Some(&Refusal::of(error))),
        }
    }

    fn unseen(&mut self, _call: &FastDokCall, may_be_applied: bool, _error: Option<&Error>) {
        if self.at != At::Start {
            return;
        }
        self.sent = self.sent.saturating_add(1);
        if may_be_applied {
            self.created = Known::Unknown;
            self.at = At::Settle { look: 0 };
        } else if self.sent >= SENDS {
            self.fail(FailureCode::GaveUp, "The start never reached the service.", None);
        }
    }

    fn woke(&mut self) {
        if let At::Settle { look } = self.at {
            self.at = At::Look { look, start: 0, fresh: Vec::new() };
        }
    }

    fn without(&mut self, _call: &FastDokCall) -> bool {
        let At::Task { receipt } = self.at.clone() else { return false };
        self.at = At::Done { receipt };
        true
    }

    fn facts(&self) -> Facts {
        Facts { created: self.created, ..Facts::default() }
    }
}

//! `CreateCase`: creates a collaboration case exactly once.
//!
//! List the reportee's running cases → create → (reply lost: list again until the settle bound has passed, adopt the new one that no other journey has claimed).

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize};

use super::calls::{AltinnAnswer, AltinnCall, SENDS};
use crate::altinn::{ExternalCase, GetCaseList, InstantiateCollaboration};
use crate::dates::{DateTime, Same};
use crate::error::Error;
use crate::journey::{
    Certainty, Claimant, Command, Facts, FailureCode, FailureReport, LOOKS, MORE_LOOKS, NoQuestion, Refusal, Repeats,
    Script,
};
use crate::operation::Lenient;
use crate::value::{exact, tagged};

/// The look after a reply, for a second case that the transport may have created.
const TWIN_LOOK: usize = 1;

/// Creates a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateCase {
    #[serde(deserialize_with = "exact")]
    create: InstantiateCollaboration,
    at: At,
    /// The cases that are not ours: they were there before, or are another journey's.
    #[serde(default)]
    before: BTreeSet<i32>,
    /// How many rows of the list had not even an id that could be read.
    #[serde(default)]
    nameless: usize,
    /// The reply, if the transport may have sent the request twice.
    #[serde(default)]
    reply: Option<CreateReceipt>,
    /// A refusal that proves nothing by itself.
    #[serde(default)]
    refusal: Option<Refusal>,
    /// A case that this journey created was claimed by another one, before the reply came.
    #[serde(default)]
    taken: bool,
    /// Another journey has found and claimed a case that could be ours, so that its own may be the one that is left for us.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    contested: bool,
    /// New cases that could be ours and were nobody's when they were seen. One that is gone was ours, perhaps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sighted: Vec<i32>,
    #[serde(default)]
    created: Certainty,
    #[serde(default)]
    sent: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "is")]
enum At {
    /// Which cases are there before?
    Before,
    Create,
    /// Give the service time to show what it did.
    Settle {
        look: usize,
    },
    /// Which cases are there now?
    Look {
        look: usize,
    },
    /// Which of these new ones are no other journey's?
    Free {
        look: usize,
        new: Vec<New>,
    },
    /// Which of the others did a reply name?
    ByReply {
        look: usize,
        new: Vec<New>,
        others: Vec<i32>,
    },
    /// Is one of these still free?
    Claim {
        look: usize,
        cases: Vec<i32>,
        receipt: CreateReceipt,
    },
    Done {
        receipt: CreateReceipt,
    },
    Failed {
        report: FailureReport,
    },
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        tagged(from, "is", |is, members| {
            Ok(Some(match is {
                "before" => Self::Before,
                "create" => Self::Create,
                "settle" => Self::Settle { look: members.take("look")? },
                "look" => Self::Look { look: members.take("look")? },
                "free" => Self::Free { look: members.take("look")?, new: members.take("new")? },
                "byReply" => Self::ByReply {
                    look: members.take("look")?,
                    new: members.take("new")?,
                    others: members.take("others")?,
                },
                "claim" => Self::Claim {
                    look: members.take("look")?,
                    cases: members.take("cases")?,
                    receipt: members.take("receipt")?,
                },
                "done" => Self::Done { receipt: members.take("receipt")? },
                "failed" => Self::Failed { report: members.take("report")? },
                _ => return Ok(None),
            }))
        })
    }
}

/// A new case that could be ours: its dates do not say otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct New {
    case: i32,
    /// Dates were sent, and it surely has them.
    dated: bool,
}

/// How sure it is that the case is the one that this journey created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "is")]
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

impl<'de> Deserialize<'de> for CreateConfidence {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        tagged(from, "is", |is, members| {
            Ok(Some(match is {
                "reply" => Self::Reply,
                "onlyNewCase" => Self::OnlyNewCase,
                "onlyOneWithTheseDates" => Self::OnlyOneWithTheseDates { others: members.take("others")? },
                "oneOf" => Self::OneOf { candidates: members.take("candidates")? },
                _ => return Ok(None),
            }))
        })
    }
}

/// The receipt of a created case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateReceipt {
    /// The case.
    pub case_id: i32,
    /// How sure it is that it is ours.
    pub sure: CreateConfidence,
    /// How often the creation was sent; more than once only after a look that found no new case.
    pub sent: u32,
    /// Over a transport that may send a request twice: other new cases that could have been created by it, which nobody has claimed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub twins: Vec<i32>,
}

impl CreateCase {
    /// Creates this case.
    pub fn new(create: InstantiateCollaboration) -> Self {
        Self {
            create,
            at: At::Before,
            before: BTreeSet::new(),
            nameless: 0,
            reply: None,
            refusal: None,
            taken: false,
            contested: false,
            sighted: Vec::new(),
            created: Certainty::No,
            sent: 0,
        }
    }

    fn fail(&mut self, code: FailureCode, known: &str, error: Option<&Error>) {
        let report = FailureReport::new(code, self.facts(), None).knowing(known);
        self.at = At::Failed { report: report.saying(error.map(Refusal::of).as_ref()) };
    }

    fn unknown(&mut self, known: &str, cases: &[i32]) {
        self.created = Certainty::Unknown;
        let cases: Vec<String> = cases.iter().map(i32::to_string).collect();
        self.fail(FailureCode::OutcomeUnknown, &format!("{known}: {}.", cases.join(", ")), None);
    }

    fn list(&self) -> GetCaseList {
        GetCaseList {
            reportee_number: Some(self.create.reportee_number.clone()),
            check_reportee: self.create.check_reportee,
            ..GetCaseList::of_service(&self.create.external_service_code, self.create.external_service_edition_code)
        }
    }

    fn receipt(&self, case_id: i32, sure: CreateConfidence) -> CreateReceipt {
        CreateReceipt { case_id, sure, sent: self.sent, twins: Vec::new() }
    }

    fn looked(&mut self, look: usize, cases: &Lenient<ExternalCase>) {
        let mut new = Vec::new();
        for case in cases.items.iter().filter(|case| !self.before.contains(&case.case_id)) {
            match self.same_dates(case) {
                Same::No => {}
                same => new.push(New { case: case.case_id, dated: same == Same::Yes && self.has_dates() }),
            }
        }
        for case in ids(&cases.unreadable_ids).filter(|case| !self.before.contains(case)) {
            new.push(New { case, dated: false });
        }
        // A new row of which not even the id can be read may be ours.
        if nameless(cases) > self.nameless && look >= LOOKS - 1 && self.reply.is_none() {
            self.created = Certainty::Unknown;
            return self.fail(FailureCode::OutcomeUnknown, "A new case in the list cannot be read.", None);
        }
        if new.is_empty() { self.found(look, Vec::new()) } else { self.at = At::Free { look, new } }
    }

    fn has_dates(&self) -> bool {
        self.create.due_date.is_some() || self.create.visible_date_time.is_some()
    }

    /// Whether the case is due and visible when we said.
    fn same_dates(&self, case: &ExternalCase) -> Same {
        let same = |sent: Option<DateTime>, listed: Option<DateTime>| match (sent, listed) {
            (None, _) => Same::Yes,
            (Some(_), None) => Same::Maybe,
            (Some(sent), Some(listed)) => sent.same_in_norway(listed),
        };
        let due = same(self.create.due_date, case.due_date);
        match (due, same(self.create.visible_date_time, case.visible_date_time)) {
            (Same::No, _) | (_, Same::No) => Same::No,
            (Same::Yes, Same::Yes) => Same::Yes,
            _ => Same::Maybe,
        }
    }

    /// These new cases could be ours, and are no other journey's.
    fn found(&mut self, look: usize, new: Vec<New>) {
        let all: Vec<i32> = new.iter().map(|new| new.case).collect();
        let dated: Vec<i32> = new.iter().filter(|new| new.dated).map(|new| new.case).collect();
        if let Some(receipt) = self.reply.clone() {
            // The reply was there already: these are other cases.
            let twins = if self.has_dates() { dated } else { all };
            return self.at = At::Done { receipt: CreateReceipt { twins, ..receipt } };
        }
        for case in &all {
            if !self.sighted.contains(case) {
                self.sighted.push(*case);
            }
        }
        // Without dates nothing tells ours from another: it may still show up, until the settle bound has passed.
        if dated.is_empty() && look < LOOKS - 1 {
            return self.at = At::Settle { look: look + 1 };
        }
        // Dates were sent, and a new case shows none that could be read: it is neither surely ours nor surely not.
        if self.has_dates() && dated.is_empty() && !all.is_empty() {
            return self.unknown("New cases could be the one that was created, and cannot be told from it", &all);
        }
        let mut cases = BTreeSet::new();
        cases.extend(if dated.is_empty() { &all } else { &dated });
        let cases: Vec<i32> = cases.into_iter().copied().collect();
        let sure = match (all.as_slice(), cases.as_slice()) {
            ([], _) => return self.none_is_ours(look),
            // Ours, or one that is gone.
            _ if self.sighted.len() > all.len() && dated.is_empty() => {
                CreateConfidence::OneOf { candidates: self.sighted.clone() }
            }
            ([_], _) => CreateConfidence::OnlyNewCase,
            (_, [one]) => CreateConfidence::OnlyOneWithTheseDates {
                others: all.iter().copied().filter(|case| case != one).collect(),
            },
            _ => CreateConfidence::OneOf { candidates: cases.clone() },
        };
        let receipt = self.receipt(0, sure);
        self.at = At::Claim { look, cases, receipt };
    }

    /// The settle bound has passed, and no case is left for us.
    fn none_is_ours(&mut self, look: usize) {
        if !self.sighted.is_empty() {
            let gone = std::mem::take(&mut self.sighted);
            return self.unknown("A case that could be the one that was created was there, and is not any more", &gone);
        }
        if !self.contested {
            return self.not_created();
        }
        // The other journey's own may still show up, until the settle bound has passed since it claimed.
        self.contested = false;
        if look < LOOKS + MORE_LOOKS - 1 {
            return self.at = At::Settle { look: look + 1 };
        }
        self.created = Certainty::Unknown;
        let known =
            "Other journeys of this service and reportee found cases, so it cannot be told whether one was ours.";
        self.fail(FailureCode::OutcomeUnknown, known, None);
    }

    /// The settle bound has passed, and no new case is ours.
    fn not_created(&mut self) {
        self.created = if self.taken { Certainty::Unknown } else { Certainty::No };
        if let Some(refusal) = self.refusal.take() {
            let report = FailureReport::new(FailureCode::Refused, self.facts(), None);
            let report = report.knowing("The service did not create the case.").saying(Some(&refusal));
            return self.at = At::Failed { report };
        }
        if self.sent >= SENDS {
            return self.fail(FailureCode::GaveUp, "When last seen, no new case was there.", None);
        }
        self.at = At::Create;
    }

    /// They are other journeys'.
    fn are_not_ours(&mut self, cases: &[i32]) {
        self.before.extend(cases);
        self.sighted.retain(|case| !cases.contains(case));
    }

    /// One of these cases is ours, or all of them are others'.
    fn took(&mut self, look: usize, cases: &[i32], receipt: CreateReceipt, case: Option<i32>) {
        let by_reply = receipt.sure == CreateConfidence::Reply;
        match case {
            Some(case_id) if by_reply && self.reply.is_some() => {
                self.before.insert(case_id);
                self.at = At::Settle { look: TWIN_LOOK };
            }
            Some(case_id) => {
                self.created = Certainty::Yes;
                self.at = At::Done { receipt: CreateReceipt { case_id, ..receipt } };
            }
            None => {
                self.are_not_ours(cases);
                self.contested |= !by_reply;
                if by_reply {
                    // Another journey saw our case first, and took it for its own. Its own may show up, and is ours then: that a case is there for this job
                    // is no longer known.
                    self.taken = true;
                    self.created = Certainty::Unknown;
                    self.reply = None;
                    self.at = At::Settle { look: 0 };
                } else if look < LOOKS - 1 {
                    self.at = At::Settle { look: look + 1 };
                } else {
                    self.none_is_ours(look);
                }
            }
        }
    }
}

/// The ids of rows that cannot be read further.
fn ids(texts: &[String]) -> impl Iterator<Item = i32> {
    texts.iter().filter_map(|id| id.parse().ok())
}

/// How many rows had not even an id that could be read.
fn nameless(cases: &Lenient<ExternalCase>) -> usize {
    cases.unreadable.saturating_sub(ids(&cases.unreadable_ids).count())
}

impl Script for CreateCase {
    const NAME: &'static str = "altinn.create_case";
    type Call = AltinnCall;
    type Question = NoQuestion;
    type Receipt = CreateReceipt;

    fn next_command(&self) -> Command<AltinnCall, Self::Question, CreateReceipt> {
        match &self.at {
            At::Before | At::Look { .. } => Command::Call(AltinnCall::List(self.list())),
            At::Create => Command::Call(AltinnCall::Create(self.create.clone())),
            At::Settle { look } => Command::Settle { look: *look },
            At::Free { new, .. } => Command::Claim {
                case_ids: new.iter().map(|new| new.case.to_string()).collect(),
                take: false,
                by: Claimant::Journey,
            },
            At::ByReply { others, .. } => Command::Claim {
                case_ids: others.iter().map(i32::to_string).collect(),
                take: false,
                by: Claimant::Reply,
            },
            At::Claim { cases, receipt, .. } => Command::Claim {
                case_ids: cases.iter().map(i32::to_string).collect(),
                take: true,
                by: if receipt.sure == CreateConfidence::Reply { Claimant::Reply } else { Claimant::Journey },
            },
            At::Done { receipt } => Command::Done(receipt.clone()),
            At::Failed { report } => Command::Fail(report.clone()),
        }
    }

    fn intends(&self) -> Option<AltinnCall> {
        matches!(self.at, At::Before).then(|| AltinnCall::Create(self.create.clone()))
    }

    fn on_response(&mut self, call: &AltinnCall, answer: AltinnAnswer, repeats: Repeats) {
        match (self.at.clone(), answer) {
            (At::Before, AltinnAnswer::List(cases)) => {
                self.before.extend(cases.items.iter().map(|case| case.case_id).chain(ids(&cases.unreadable_ids)));
                self.nameless = nameless(&cases);
                self.at = At::Create;
            }
            // The answer of another creation, given once more on the way. What became of this one nobody has seen.
            (At::Create, AltinnAnswer::Created(case_id)) if self.before.contains(&case_id) => {
                self.on_indeterminate(call, true, None);
            }
            (At::Create, AltinnAnswer::Created(case_id)) => {
                self.sent = self.sent.saturating_add(1);
                self.created = Certainty::Yes;
                self.refusal = None;
                let receipt = self.receipt(case_id, CreateConfidence::Reply);
                self.reply = (repeats == Repeats::Maybe).then(|| receipt.clone());
                self.at = At::Claim { look: 0, cases: vec![case_id], receipt };
            }
            (At::Look { look }, AltinnAnswer::List(cases)) => self.looked(look, &cases),
            // Each call is answered in its own kind.
            _ => {}
        }
    }

    fn on_refusal(&mut self, call: &AltinnCall, error: &Error) {
        if self.on_abandoned(call) {
            return;
        }
        let known = match self.at {
            At::Create => "The service did not create the case.",
            _ => "The cases could not be listed.",
        };
        self.fail(FailureCode::Refused, known, Some(error));
    }

    fn on_indeterminate(&mut self, _call: &AltinnCall, may_be_applied: bool, refusal: Option<&Error>) {
        if self.at != At::Create {
            return;
        }
        self.sent = self.sent.saturating_add(1);
        self.refusal = refusal.map(Refusal::of);
        if may_be_applied {
            self.created = Certainty::Unknown;
            self.at = At::Settle { look: 0 };
        } else if self.sent >= SENDS {
            self.fail(FailureCode::GaveUp, "The call never reached the service.", None);
        }
    }

    fn on_wake(&mut self) {
        if let At::Settle { look } = self.at {
            self.at = At::Look { look };
        }
    }

    fn on_claim(&mut self, case_ids: Vec<String>) {
        match self.at.clone() {
            At::Free { look, new } => {
                let free: BTreeSet<i32> = ids(&case_ids).collect();
                // What another journey has claimed stays its own.
                let others: Vec<i32> = new.iter().map(|new| new.case).filter(|case| !free.contains(case)).collect();
                self.are_not_ours(&others);
                let new = new.into_iter().filter(|new| free.contains(&new.case)).collect();
                if others.is_empty() || self.reply.is_some() {
                    self.found(look, new);
                } else {
                    self.at = At::ByReply { look, new, others };
                }
            }
            At::ByReply { look, new, others } => {
                let named: BTreeSet<i32> = ids(&case_ids).collect();
                self.contested |= others.iter().any(|case| !named.contains(case));
                self.found(look, new);
            }
            At::Claim { look, cases, receipt } => {
                let case = ids(&case_ids).next();
                self.took(look, &cases, receipt, case);
            }
            _ => {}
        }
    }

    /// After a reply only a second case is looked for.
    fn on_abandoned(&mut self, _call: &AltinnCall) -> bool {
        let Some(receipt) = self.reply.clone() else { return false };
        self.at = At::Done { receipt };
        true
    }

    /// The case that the reply named must not be forgotten, whatever keeps the journey from its end.
    fn report(&self, code: FailureCode, error: Option<&Error>) -> FailureReport {
        let report = FailureReport::new(code, self.facts(), error);
        match (&self.reply, &self.at) {
            (Some(receipt), _) => report.knowing(format!("The service's reply named the case {}.", receipt.case_id)),
            (None, At::Claim { cases, receipt, .. }) if receipt.sure == CreateConfidence::Reply => {
                let case = cases.first().copied().unwrap_or_default();
                report.knowing(format!("The service's reply named the case {case}."))
            }
            _ => report,
        }
    }

    fn is_same_job(&self, other: &Self) -> bool {
        self.create == other.create
    }

    fn facts(&self) -> Facts {
        Facts { created: self.created, ..Facts::default() }
    }
}

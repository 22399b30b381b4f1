//! `StartCase`: starts a form case once, and finds its first task.
//!
//! The service has no idempotency key. So the running cases are listed first; after a start whose outcome nobody saw they are listed again, until the settle
//! bound has passed. A new case is taken for ours only if its objects say all that we sent, and if no other journey has claimed it.
mod at;
mod receipt;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::calls::next_start;
use super::calls::{FastDokAnswer, FastDokCall};
use super::compare::{Comparison, Likeness};
use super::tasks::{SENDS, ready_task};
use crate::dates::DateTime;
use crate::error::Error;
use crate::fastdok::{self, GetObjectProperties, Instance, ListInstanceObjects, ListInstances, ObjectEntry};
use crate::journey::{
    Certainty, Claimant, Command, Evidence, Facts, FailureCode, FailureReport, LOOKS, MORE_LOOKS, NoQuestion, Refusal,
    Repeats, Script,
};
use crate::operation::Lenient;
use crate::value::exact;
use at::{At, Match};
pub use receipt::{StartConfidence, StartReceipt};

/// The most pages of running cases that are read, of [`PAGE`] each; a service may make them smaller.
const PAGES: u32 = 100;
const PAGE: u32 = 200;

/// The look after a reply, for a second case that the transport may have started.
const TWIN_LOOK: usize = 1;

/// Starts a form case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartCase {
    #[serde(deserialize_with = "exact")]
    entries: Vec<ObjectEntry>,
    at: At,
    /// The cases that are not ours: they ran before the start, or have other contents, or are another journey's.
    #[serde(default)]
    before: BTreeSet<String>,
    /// When the last of them was started: a case that is older is not ours either.
    #[serde(default)]
    latest: Option<DateTime>,
    /// New cases that were started before that one, by their date: the list did not show them, or a date is wrong. They are neither ours nor surely not.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    older: BTreeSet<String>,
    /// Whether there were more of them than are read. Then a case that shows up later need not be new.
    #[serde(default)]
    too_many: bool,
    /// The most rows of a list that could not be read and had no id either: one more may be ours.
    #[serde(default)]
    nameless: usize,
    /// The reply, if the transport may have sent the request twice.
    #[serde(default)]
    reply: Option<StartReceipt>,
    /// A refusal that proves nothing by itself.
    #[serde(default)]
    refusal: Option<Refusal>,
    /// A case that this journey started was claimed by another one, before the reply came.
    #[serde(default)]
    taken: bool,
    /// Another journey has found and claimed a case that could be ours, so that its own may be the one that is left for us.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    contested: bool,
    /// New cases that could be ours and were nobody's when they were seen. One that is gone was ours, perhaps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sighted: Vec<Match>,
    #[serde(default)]
    created: Certainty,
    #[serde(default)]
    sent: u32,
}

impl StartCase {
    /// Starts a case of these object entries.
    pub fn new(entries: Vec<ObjectEntry>) -> Self {
        Self {
            entries,
            at: At::Before { start: 0 },
            before: BTreeSet::new(),
            latest: None,
            older: BTreeSet::new(),
            too_many: false,
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

    fn fail(&mut self, code: FailureCode, known: impl Into<String>, refusal: Option<&Refusal>) {
        let report = FailureReport::new(code, self.facts(), None).knowing(known).saying(refusal);
        self.at = At::Failed { report };
    }

    /// Where the next page of running cases starts; `None` after the last. A page that has nothing new is the one before once more.
    fn next_page(&mut self, page: &Lenient<Instance>, start: u32, new: bool) -> Option<u32> {
        let next = next_start(page, start)?;
        let within = next < PAGES * PAGE;
        // The service says that there are more, or shows what cannot be read.
        self.too_many |= !within || !new && (page.total_count.is_some() || nameless(page) > 0);
        (within && new).then_some(next)
    }

    /// The cases that run before the start.
    fn read_before(&mut self, page: &Lenient<Instance>, start: u32) {
        let known = self.before.len();
        self.nameless = self.nameless.saturating_add(nameless(page));
        self.before.extend(page.items.iter().map(|case| case.id.clone()).chain(page.unreadable_ids.iter().cloned()));
        for date in page.items.iter().filter_map(|case| case.start_date) {
            if self.latest.is_none_or(|latest| latest.as_if_utc() < date.as_if_utc()) {
                self.latest = Some(date);
            }
        }
        let new = self.before.len() > known;
        self.at = match self.next_page(page, start, new) {
            Some(start) => At::Before { start },
            None => At::Start,
        };
    }

    fn looked(
        &mut self,
        look: usize,
        start: u32,
        mut fresh: Vec<String>,
        mut seen_nameless: usize,
        before: Option<&str>,
        page: &Lenient<Instance>,
    ) {
        seen_nameless = seen_nameless.saturating_add(nameless(page));
        for case in &page.items {
            let dates = case.start_date.zip(self.latest);
            let older = dates.is_some_and(|(date, latest)| date.as_if_utc() < latest.as_if_utc());
            if older && !self.before.contains(&case.id) {
                self.older.insert(case.id.clone());
            }
        }
        let rows = page.items.iter().map(|case| &case.id).chain(&page.unreadable_ids);
        let last = rows.clone().next_back().cloned();
        let known = fresh.len();
        for id in rows {
            if !self.before.contains(id) && !fresh.contains(id) {
                fresh.push(id.clone());
            }
        }
        let new = fresh.len() > known || last.is_some() && last.as_deref() != before;
        match self.next_page(page, start, new) {
            Some(start) => self.at = At::Look { look, start, fresh, nameless: seen_nameless, last },
            // A new row of which not even the id can be read may be ours.
            None if seen_nameless > self.nameless && look >= LOOKS - 1 && self.reply.is_none() => {
                self.unknown("A new case in the list cannot be read.", &[]);
            }
            None if fresh.is_empty() => self.compared_all(look, Vec::new()),
            None => self.at = At::Free { look, fresh },
        }
    }

    /// The next new case to compare; after the last one: is one of them ours?
    fn next_fresh(&mut self, look: usize, fresh: Vec<String>, matching: Vec<Match>) {
        if !fresh.is_empty() {
            return self.at = At::Objects { look, fresh, matching, begun: None };
        }
        self.compared_all(look, matching);
    }

    /// The first of the new cases is being compared.
    fn compare(&mut self, look: usize, fresh: Vec<String>, matching: Vec<Match>, comparison: Comparison) {
        if comparison.next_object().is_some() {
            self.at = At::Properties { look, fresh, matching, comparison };
        } else {
            self.compared(look, fresh, matching, comparison.likeness());
        }
    }

    /// The first of the new cases has been compared.
    fn compared(&mut self, look: usize, mut fresh: Vec<String>, mut matching: Vec<Match>, likeness: Likeness) {
        if !fresh.is_empty() {
            let case = fresh.remove(0);
            let most = if self.older.contains(&case) { Likeness::Unclear } else { Likeness::SameContents };
            match likeness.min(most) {
                // Now: at the next look it is compared anew, since a case may show up before its contents do.
                Likeness::Different => {
                    self.sighted.retain(|it| it.case != case);
                }
                Likeness::Unclear => matching.push(Match { case, certainty: StartConfidence::OnlyNewCase }),
                Likeness::SameObjects => matching.push(Match { case, certainty: StartConfidence::SameObjects }),
                Likeness::SameContents => matching.push(Match { case, certainty: StartConfidence::SameContents }),
            }
        }
        self.next_fresh(look, fresh, matching);
    }

    /// Every new case has been compared with what was sent.
    fn compared_all(&mut self, look: usize, matching: Vec<Match>) {
        let of = |certainty: StartConfidence| {
            matching.iter().filter(move |matching| matching.certainty == certainty).cloned().collect::<Vec<_>>()
        };
        let same = of(StartConfidence::SameContents);
        let weak = of(StartConfidence::SameObjects);
        if let Some(receipt) = self.reply.clone() {
            // The reply was there already: these are other cases of the same contents.
            let twins =
                same.into_iter().chain(weak).map(|twin| twin.case).filter(|twin| *twin != receipt.case_id).collect();
            return self.found(StartReceipt { twins, ..receipt });
        }
        for one in &matching {
            if !self.sighted.iter().any(|it| it.case == one.case) {
                self.sighted.push(one.clone());
            }
        }
        // One that could not be compared may be ours, and this one that of another job: the next look may read it.
        let unread =
            matching.iter().any(|it| it.certainty == StartConfidence::OnlyNewCase && !self.older.contains(&it.case));
        let wait = unread && look < LOOKS - 1;
        if !same.is_empty() && !self.too_many && !wait {
            return self.at = At::Claim { look, matching: same, receipt: None };
        }
        // Anything less certain may still turn out otherwise: it is judged at the end of the settle bound.
        if look < LOOKS - 1 {
            return self.at = At::Settle { look: look + 1 };
        }
        match (matching.as_slice(), weak.as_slice()) {
            _ if self.too_many => {
                self.unknown("There are more running cases than are read, so a new one cannot be told.", &[])
            }
            _ if self.sighted.len() > matching.len() => {
                let cases = std::mem::take(&mut self.sighted);
                self.unknown("A case that could be the one that was started was there, and is not any more", &cases);
            }
            ([], _) => self.none_is_ours(look),
            ([_], [_]) => self.at = At::Claim { look, matching: weak, receipt: None },
            _ => self.unknown("New cases could be the one that was started, and cannot be told from it", &matching),
        }
    }

    /// They are other journeys'.
    fn are_not_ours(&mut self, cases: impl IntoIterator<Item = String>) {
        for case in cases {
            self.sighted.retain(|it| it.case != case);
            self.before.insert(case);
        }
    }

    fn unknown(&mut self, known: &str, cases: &[Match]) {
        self.created = Certainty::Unknown;
        let cases: Vec<_> = cases.iter().map(|matching| matching.case.as_str()).collect();
        let known = if cases.is_empty() { known.to_owned() } else { format!("{known}: {}.", cases.join(", ")) };
        self.fail(FailureCode::OutcomeUnknown, known, None);
    }

    /// The settle bound has passed, and no case is left for us.
    fn none_is_ours(&mut self, look: usize) {
        if !self.contested {
            return self.not_started();
        }
        // The other journey's own may still show up, until the settle bound has passed since it claimed.
        self.contested = false;
        if look < LOOKS + MORE_LOOKS - 1 {
            self.at = At::Settle { look: look + 1 };
        } else {
            self.unknown(
                "Other journeys of these contents found cases, so it cannot be told whether one was ours.",
                &[],
            );
        }
    }

    /// The settle bound has passed, and no new case is ours: the start was not carried out.
    fn not_started(&mut self) {
        self.created = if self.taken { Certainty::Unknown } else { Certainty::No };
        if let Some(refusal) = self.refusal.take() {
            return self.fail(FailureCode::Refused, "The service did not start the case.", Some(&refusal));
        }
        if self.sent >= SENDS {
            return self.fail(FailureCode::GaveUp, "When last seen, no new case of ours was there.", None);
        }
        self.at = At::Start;
    }

    /// One of the matching cases is ours, or all of them are others'.
    fn took(&mut self, look: usize, matching: &[Match], reply: Option<StartReceipt>, case: Option<String>) {
        match (case, reply) {
            (Some(case), Some(receipt)) => {
                self.before.insert(case);
                if self.reply.is_some() && !self.too_many {
                    self.at = At::Settle { look: TWIN_LOOK };
                } else {
                    self.found(receipt);
                }
            }
            (Some(case), None) => {
                let certainty = match matching {
                    [one] => one.certainty,
                    _ => StartConfidence::OneOf,
                };
                let candidates = match certainty {
                    StartConfidence::OneOf => matching.iter().map(|matching| matching.case.clone()).collect(),
                    _ => Vec::new(),
                };
                self.found(StartReceipt::of_state(case, certainty, candidates));
            }
            (None, reply) => {
                self.are_not_ours(matching.iter().map(|matching| matching.case.clone()));
                self.contested |= reply.is_none();
                if reply.is_some() {
                    // Another journey of the same contents saw our case first, and took it for its own. Its own may show up, and is ours then: that a case is
                    // there for this job is no longer known.
                    self.taken = true;
                    self.created = Certainty::Unknown;
                    self.reply = None;
                    self.sent = self.sent.saturating_add(1);
                    self.at = At::Settle { look: 0 };
                } else if look < LOOKS - 1 {
                    self.at = At::Settle { look: look + 1 };
                } else {
                    self.none_is_ours(look);
                }
            }
        }
    }

    /// A case is ours.
    fn found(&mut self, receipt: StartReceipt) {
        self.created = Certainty::Yes;
        self.at = if receipt.task_id.is_some() { At::Done { receipt } } else { At::Task { receipt } };
    }
}

/// The rows of a page of which nothing could be read.
fn nameless(page: &Lenient<Instance>) -> usize {
    page.unreadable.saturating_sub(page.unreadable_ids.len())
}

impl Script for StartCase {
    const NAME: &'static str = "fastdok.start_case";
    type Call = FastDokCall;
    type Question = NoQuestion;
    type Receipt = StartReceipt;

    fn next_command(&self) -> Command<FastDokCall, Self::Question, StartReceipt> {
        let first = |fresh: &[String]| fresh.first().cloned().unwrap_or_default();
        Command::Call(match &self.at {
            At::Before { start } | At::Look { start, .. } => FastDokCall::Instances(ListInstances {
                start: Some(*start),
                max: Some(PAGE),
                ..ListInstances::default()
            }),
            At::Start => FastDokCall::Start(fastdok::StartCase::new(self.entries.clone())),
            At::Settle { look } => return Command::Settle { look: *look },
            At::Free { fresh, .. } => {
                return Command::Claim { case_ids: fresh.clone(), take: false, by: Claimant::Journey };
            }
            At::ByReply { others, .. } => {
                return Command::Claim { case_ids: others.clone(), take: false, by: Claimant::Reply };
            }
            At::OldObjects { fresh, matching } | At::OldProperties { fresh, matching, .. } => {
                let case_ids = matching.iter().map(|matching| &matching.case).chain(fresh).cloned().collect();
                return Command::Claim { case_ids, take: false, by: Claimant::Journey };
            }
            At::Objects { fresh, begun, .. } => {
                let start = begun.as_ref().map(|(_, start)| *start);
                FastDokCall::Objects(ListInstanceObjects { start, ..ListInstanceObjects::new(first(fresh)) })
            }
            At::Properties { comparison, .. } => {
                FastDokCall::Properties(GetObjectProperties::new(comparison.next_object().unwrap_or_default()))
            }
            At::Claim { matching, receipt, .. } => {
                let case_ids = matching.iter().map(|matching| matching.case.clone()).collect();
                let by = if receipt.is_some() { Claimant::Reply } else { Claimant::Journey };
                return Command::Claim { case_ids, take: true, by };
            }
            At::Task { receipt } => FastDokCall::tasks(&receipt.case_id),
            At::Done { receipt } => return Command::Done(receipt.clone()),
            At::Failed { report } => return Command::Fail(report.clone()),
        })
    }

    fn intends(&self) -> Option<FastDokCall> {
        matches!(self.at, At::Before { start: 0 })
            .then(|| FastDokCall::Start(fastdok::StartCase::new(self.entries.clone())))
    }

    fn on_response(&mut self, call: &FastDokCall, answer: FastDokAnswer, repeats: Repeats) {
        match (self.at.clone(), answer) {
            (At::Before { start }, FastDokAnswer::Instances(page)) => self.read_before(&page, start),
            // The answer of another start, given once more on the way. What became of this one nobody has seen.
            (At::Start, FastDokAnswer::Started(started)) if self.before.contains(&started.instance_id) => {
                self.on_indeterminate(call, true, None);
            }
            (At::Start, FastDokAnswer::Started(started)) => {
                self.created = Certainty::Yes;
                self.refusal = None;
                let receipt = StartReceipt {
                    case_id: started.instance_id,
                    task_id: started.task_id,
                    name: started.name,
                    seen: Evidence::Reply,
                    certainty: StartConfidence::Reply,
                    candidates: Vec::new(),
                    twins: Vec::new(),
                };
                self.reply = (repeats == Repeats::Maybe).then(|| receipt.clone());
                let matching = vec![Match { case: receipt.case_id.clone(), certainty: StartConfidence::Reply }];
                self.at = At::Claim { look: 0, matching, receipt: Some(receipt) };
            }
            (At::Look { look, start, fresh, nameless, last }, FastDokAnswer::Instances(page)) => {
                self.looked(look, start, fresh, nameless, last.as_deref(), &page);
            }
            (At::Objects { look, fresh, matching, begun }, FastDokAnswer::Objects(objects)) => {
                let (mut comparison, start) = begun.unwrap_or_else(|| (Comparison::new(&self.entries), 0));
                match comparison.page(&self.entries, &objects, start) {
                    Some(next) => {
                        self.at = At::Objects { look, fresh, matching, begun: Some((comparison, next)) };
                    }
                    None => self.compare(look, fresh, matching, comparison),
                }
            }
            (At::Properties { look, fresh, matching, mut comparison }, FastDokAnswer::Properties(values)) => {
                comparison.take(&self.entries, Some(&values));
                self.compare(look, fresh, matching, comparison);
            }
            (At::Task { mut receipt }, FastDokAnswer::Tasks(tasks)) => {
                receipt.task_id = ready_task(&tasks).ok().flatten().map(|task| task.id.clone());
                self.at = At::Done { receipt };
            }
            // Each call is answered in its own kind.
            _ => {}
        }
    }

    fn on_refusal(&mut self, call: &FastDokCall, error: &Error) {
        if self.on_unreadable(call, error) {
            return;
        }
        let known = match self.at {
            At::Start => "The service did not start the case.",
            _ => "The cases could not be listed.",
        };
        // With an earlier start unseen, a refusal is not the whole story, but the look before it was.
        self.fail(FailureCode::Refused, known, Some(&Refusal::of(error)));
    }

    fn on_indeterminate(&mut self, _call: &FastDokCall, may_be_applied: bool, refusal: Option<&Error>) {
        if self.at != At::Start {
            return;
        }
        self.sent = self.sent.saturating_add(1);
        self.refusal = refusal.map(Refusal::of);
        if may_be_applied {
            self.created = Certainty::Unknown;
            self.at = At::Settle { look: 0 };
            if self.too_many {
                self.unknown("There are more running cases than are read, so a new one cannot be told.", &[]);
            }
        } else if self.sent >= SENDS {
            self.fail(FailureCode::GaveUp, "The start never reached the service.", None);
        }
    }

    fn on_wake(&mut self) {
        if let At::Settle { look } = self.at {
            self.at = At::Look { look, start: 0, fresh: Vec::new(), nameless: 0, last: None };
        }
    }

    fn on_claim(&mut self, case_ids: Vec<String>) {
        match self.at.clone() {
            At::Free { look, fresh } => {
                // What another journey has claimed stays its own.
                let (fresh, others): (Vec<_>, Vec<_>) = fresh.into_iter().partition(|case| case_ids.contains(case));
                self.are_not_ours(others.iter().cloned());
                if others.is_empty() || self.reply.is_some() {
                    self.next_fresh(look, fresh, Vec::new());
                } else {
                    self.at = At::ByReply { look, fresh, others };
                }
            }
            At::ByReply { look, fresh, others } => {
                self.contested |= others.iter().any(|case| !case_ids.contains(case));
                self.next_fresh(look, fresh, Vec::new());
            }
            At::OldObjects { .. } | At::OldProperties { .. } => self.next_fresh(0, case_ids, Vec::new()),
            At::Claim { look, matching, receipt } => self.took(look, &matching, receipt, case_ids.into_iter().next()),
            _ => {}
        }
    }

    fn on_unreadable(&mut self, call: &FastDokCall, _error: &Error) -> bool {
        match self.at.clone() {
            At::Objects { look, fresh, matching, .. } => self.compared(look, fresh, matching, Comparison::unreadable()),
            At::Properties { look, fresh, matching, mut comparison } => {
                comparison.take(&self.entries, None);
                self.compare(look, fresh, matching, comparison);
            }
            _ => return self.on_abandoned(call),
        }
        true
    }

    fn on_abandoned(&mut self, _call: &FastDokCall) -> bool {
        match (self.at.clone(), self.reply.clone()) {
            (At::Task { receipt }, _) | (_, Some(receipt)) => self.at = At::Done { receipt },
            _ => return false,
        }
        true
    }

    /// The case that the reply named must not be forgotten, whatever keeps the journey from its end.
    fn report(&self, code: FailureCode, error: Option<&Error>) -> FailureReport {
        let report = FailureReport::new(code, self.facts(), error);
        match (&self.reply, &self.at) {
            (Some(receipt), _) | (None, At::Claim { receipt: Some(receipt), .. }) => {
                report.knowing(format!("The service's reply named the case {}.", receipt.case_id))
            }
            _ => report,
        }
    }

    fn is_same_job(&self, other: &Self) -> bool {
        self.entries == other.entries
    }

    fn facts(&self) -> Facts {
        Facts { created: self.created, ..Facts::default() }
    }
}

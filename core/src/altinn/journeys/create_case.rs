//! `CreateCase`: creates a collaboration case exactly once.
//!
//! List the reportee's running cases → create → (reply lost: list again, adopt the new one).

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize};

use super::calls::{AltinnAnswer, AltinnCall};
use super::{SENDS, SETTLE_MILLIS, SETTLE_REASON};
use crate::altinn::{ExternalCase, GetCaseList, InstantiateCollaboration};
use crate::error::Error;
use crate::journey::{Facts, FailureCode, FailureReport, Known, Move, NoQuestion, Refusal, Script};
use crate::value::{exact, tagged};

/// Creates a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateCase {
    #[serde(deserialize_with = "exact")]
    create: InstantiateCollaboration,
    at: At,
    /// The reportee's cases of the edition before.
    #[serde(default)]
    before: BTreeSet<i32>,
    #[serde(default)]
    created: Known,
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
                "done" => Self::Done { receipt: members.take("receipt")? },
                "failed" => Self::Failed { report: members.take("report")? },
                _ => return Ok(None),
            }))
        })
    }
}

/// How sure it is that the case is the one that this journey created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "is")]
pub enum Sure {
    /// The service's reply named it.
    Reply,
    /// The reply was lost; it is the only new case of this edition and reportee.
    OnlyNewCase,
    /// The reply was lost, and there are several new cases; it is the only one with the dates that were sent.
    OnlyOneWithTheseDates {
        /// The other new cases.
        others: Vec<i32>,
    },
    /// The reply was lost, and several new cases could be it; the first of them was taken.
    OneOf {
        /// All that could be it, this one included.
        candidates: Vec<i32>,
    },
}

impl<'de> Deserialize<'de> for Sure {
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
    pub sure: Sure,
    /// How often the creation was sent; more than once only after a look that found no new case.
    pub sent: u32,
}

impl CreateCase {
    /// Creates this case.
    pub fn new(create: InstantiateCollaboration) -> Self {
        Self { create, at: At::Before, before: BTreeSet::new(), created: Known::No, sent: 0 }
    }

    fn fail(&mut self, code: FailureCode, known: &str, error: Option<&Error>) {
        let report = FailureReport::new(code, self.facts(), None).knowing(known);
        self.at = At::Failed { report: report.saying(error.map(Refusal::of).as_ref()) };
    }

    fn list(&self) -> GetCaseList {
        GetCaseList {
            reportee_number: Some(self.create.reportee_number.clone()),
            check_reportee: self.create.check_reportee,
            ..GetCaseList::of_service(&self.create.external_service_code, self.create.external_service_edition_code)
        }
    }

    fn looked(&mut self, look: usize, cases: &[ExternalCase]) {
        let new: Vec<_> = cases.iter().filter(|case| !self.before.contains(&case.case_id)).collect();
        let with_dates: Vec<_> = new.iter().copied().filter(|case| self.has_our_dates(case)).collect();
        let ids = |cases: &[&ExternalCase]| cases.iter().map(|case| case.case_id).collect::<Vec<_>>();
        let (case_id, sure) = match (new.as_slice(), with_dates.as_slice()) {
            ([], _) => return self.nothing(look),
            ([one], _) => (one.case_id, Sure::OnlyNewCase),
            (_, [one]) => {
                let others = ids(&new).into_iter().filter(|id| *id != one.case_id).collect();
                (one.case_id, Sure::OnlyOneWithTheseDates { others })
            }
            (new, dated) => {
                // Filled one by one: `collect` would sort first, and a sort is a kilobyte of the npm package.
                let mut candidates = BTreeSet::new();
                candidates.extend(ids(if dated.is_empty() { new } else { dated }));
                let first = candidates.first().copied().unwrap_or_default();
                (first, Sure::OneOf { candidates: candidates.into_iter().collect() })
            }
        };
        self.created = Known::Yes;
        self.at = At::Done { receipt: CreateReceipt { case_id, sure, sent: self.sent } };
    }

    /// Whether the case is due and visible when we said. The list shows local times; so do we send them.
    fn has_our_dates(&self, case: &ExternalCase) -> bool {
        let same = |sent: Option<crate::dates::DateTime>, listed: Option<crate::dates::DateTime>| {
            sent.is_none_or(|sent| listed.is_some_and(|listed| listed.as_if_utc() == sent.as_if_utc()))
        };
        same(self.create.due_date, case.due_date) && same(self.create.visible_date_time, case.visible_date_time)
    }

    fn nothing(&mut self, look: usize) {
        if look < SETTLE_MILLIS.len() - 1 {
            self.at = At::Settle { look: look + 1 };
            return;
        }
        self.created = Known::No;
        if self.sent >= SENDS {
            return self.fail(FailureCode::GaveUp, "When last seen, no new case was there.", None);
        }
        self.at = At::Create;
    }
}

impl Script for CreateCase {
    const NAME: &'static str = "altinn.create_case";
    type Call = AltinnCall;
    type Question = NoQuestion;
    type Receipt = CreateReceipt;

    fn wants(&self) -> Move<AltinnCall, Self::Question, CreateReceipt> {
        match &self.at {
            At::Before | At::Look { .. } => Move::Call(AltinnCall::List(self.list())),
            At::Create => Move::Call(AltinnCall::Create(self.create.clone())),
            At::Settle { look } => Move::Wait {
                millis: SETTLE_MILLIS.get(*look).copied().unwrap_or_default(),
                reason: SETTLE_REASON.to_owned(),
            },
            At::Done { receipt } => Move::Done(receipt.clone()),
            At::Failed { report } => Move::Fail(report.clone()),
        }
    }

    fn answered(&mut self, _call: &AltinnCall, answer: AltinnAnswer) {
        match (self.at.clone(), answer) {
            (At::Before, AltinnAnswer::List(cases)) => {
                self.before.extend(cases.iter().map(|case| case.case_id));
                self.at = At::Create;
            }
            (At::Create, AltinnAnswer::Created(case_id)) => {
                self.sent = self.sent.saturating_add(1);
                self.created = Known::Yes;
                self.at = At::Done { receipt: CreateReceipt { case_id, sure: Sure::Reply, sent: self.sent } };
            }
            (At::Look { look }, AltinnAnswer::List(cases)) => self.looked(look, &cases),
            // Each call is answered in its own kind.
            _ => {}
        }
    }

    fn refused(&mut self, _call: &AltinnCall, error: &Error) {
        let known = match self.at {
            At::Create => "The service did not create the case.",
            _ => "The cases could not be listed.",
        };
        self.fail(FailureCode::Refused, known, Some(error));
    }

    fn unseen(&mut self, _call: &AltinnCall, may_be_applied: bool, _error: Option<&Error>) {
        if self.at != At::Create {
            return;
        }
        self.sent = self.sent.saturating_add(1);
        if may_be_applied {
            self.created = Known::Unknown;
            self.at = At::Settle { look: 0 };
        } else if self.sent >= SENDS {
            self.fail(FailureCode::GaveUp, "The call never reached the service.", None);
        }
    }

    fn woke(&mut self) {
        if let At::Settle { look } = self.at {
            self.at = At::Look { look };
        }
    }

    fn facts(&self) -> Facts {
        Facts { created: self.created, ..Facts::default() }
    }
}

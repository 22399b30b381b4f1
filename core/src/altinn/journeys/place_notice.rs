//! `PlaceNotice`: sets a notice on a case, or on an element of one.
//!
//! Setting is not adding: the last notice set is the one a case has (inferred), so the same notice set twice is one notice. What a second setting can harm is the notice
//! of somebody else who has set theirs in between. So after an unseen outcome, when the settle bound has passed:
//!
//! | the case shows | and showed before | |
//! | --- | --- | --- |
//! | ours | another, or none | it is set |
//! | none | none | it was not set, since no call takes a notice away (inferred): set again |
//! | ours | ours | cannot be told, nor does it matter: set again |
//! | another | that other | not set; or set, and somebody has put back theirs. Unknown: set again only if the caller allows it |
//! | another | something else | somebody else has set theirs: unknown, never set again |
//!
//! An element's notice cannot be read, so there an unseen outcome is reported as unknown unless the caller allows it to be set again.

use serde::{Deserialize, Deserializer, Serialize};

use super::calls::{AltinnAnswer, AltinnCall, SENDS};
use crate::altinn::{ExternalCase, GetCaseList, SetNotice};
use crate::error::Error;
use crate::journey::{
    Certainty, Command, Evidence, Facts, FailureCode, FailureReport, LOOKS, NoQuestion, Refusal, Repeats, Script,
};
use crate::value::{exact, tagged};

/// Sets a notice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlaceNotice {
    #[serde(deserialize_with = "exact")]
    notice: SetNotice,
    /// The case that can be looked at; `None` for an element.
    case_id: Option<i32>,
    #[serde(default)]
    set_again: bool,
    at: At,
    /// The case's notice template before.
    #[serde(default)]
    before: Option<String>,
    #[serde(default)]
    applied: Certainty,
    /// A refusal that proves nothing by itself.
    #[serde(default)]
    refusal: Option<Refusal>,
    #[serde(default)]
    sent: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "is")]
enum At {
    Before,
    Set,
    Settle { look: usize },
    Look { look: usize },
    Done { receipt: NoticeReceipt },
    Failed { report: FailureReport },
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        tagged(from, "is", |is, members| {
            Ok(Some(match is {
                "before" => Self::Before,
                "set" => Self::Set,
                "settle" => Self::Settle { look: members.take("look")? },
                "look" => Self::Look { look: members.take("look")? },
                "done" => Self::Done { receipt: members.take("receipt")? },
                "failed" => Self::Failed { report: members.take("report")? },
                _ => return Ok(None),
            }))
        })
    }
}

/// The receipt of a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NoticeReceipt {
    /// The element, as it was given.
    pub reportee_element_id: String,
    /// How it is known. With [`Evidence::State`] the case shows the template; its tokens cannot be read.
    pub seen: Evidence,
    /// How often it was sent.
    pub sent: u32,
}

impl PlaceNotice {
    /// Sets a notice on a case. The notice's `reportee_element_id` is replaced by the case's id.
    pub fn on_case(case_id: i32, notice: SetNotice) -> Self {
        let notice = SetNotice { reportee_element_id: case_id.to_string(), ..notice };
        Self::new(notice, Some(case_id), At::Before)
    }

    /// Sets a notice on an active or archived element of a case.
    pub fn on_element(notice: SetNotice) -> Self {
        Self::new(notice, None, At::Set)
    }

    fn new(notice: SetNotice, case_id: Option<i32>, at: At) -> Self {
        Self { notice, case_id, set_again: false, at, before: None, applied: Certainty::No, refusal: None, sent: 0 }
    }

    /// Allows the notice to be set again after an unseen outcome that no look can tell: on an element, and on a case that shows the same other notice as before.
    /// Somebody else may have put that back after ours was set; it is then overwritten.
    pub fn may_be_set_again(mut self) -> Self {
        self.set_again = true;
        self
    }

    fn fail(&mut self, code: FailureCode, known: &str, error: Option<&Error>) {
        self.fail_saying(code, known, error.map(Refusal::of).as_ref());
    }

    fn fail_saying(&mut self, code: FailureCode, known: &str, refusal: Option<&Refusal>) {
        let report = FailureReport::new(code, self.facts(), None).knowing(known);
        self.at = At::Failed { report: report.saying(refusal) };
    }

    fn done(&mut self, seen: Evidence) {
        self.applied = Certainty::Yes;
        let reportee_element_id = self.notice.reportee_element_id.clone();
        self.at = At::Done { receipt: NoticeReceipt { reportee_element_id, seen, sent: self.sent } };
    }

    fn again(&mut self, known: &str) {
        if let Some(refusal) = self.refusal.take() {
            return if self.applied == Certainty::No {
                self.fail_saying(FailureCode::Refused, "The service did not set the notice.", Some(&refusal))
            } else {
                self.fail_saying(
                    FailureCode::OutcomeUnknown,
                    "Whether the notice was set cannot be read back.",
                    Some(&refusal),
                )
            };
        }
        if self.sent >= SENDS {
            return self.fail(FailureCode::GaveUp, known, None);
        }
        self.at = At::Set;
    }

    fn looked(&mut self, look: usize, cases: &[ExternalCase]) {
        let ours = Some(self.notice.notice_template_id.as_str());
        let now =
            cases.iter().find(|case| Some(case.case_id) == self.case_id).map(|case| case.notice_template_id.as_deref());
        match now {
            Some(now) if now == ours && self.before.as_deref() != ours => self.done(Evidence::State),
            _ if look < LOOKS - 1 => self.at = At::Settle { look: look + 1 },
            // Ours may have been there in between; setting it again would overwrite what somebody else has set since.
            Some(now) if now != ours && now != self.before.as_deref() => self.fail(
                FailureCode::OutcomeUnknown,
                "The case shows another notice than before, which somebody else has set meanwhile.",
                None,
            ),
            // Or it was put back after ours was set.
            Some(Some(now)) if Some(now) != ours && !self.set_again => {
                let refusal = self.refusal.take();
                self.fail_saying(
                    FailureCode::OutcomeUnknown,
                    "The case shows the notice that it had before: ours was not set, or somebody else has put that back.",
                    refusal.as_ref(),
                );
            }
            Some(now) => {
                // Nobody takes a notice away.
                if now.is_none() {
                    self.applied = Certainty::No;
                }
                self.again("When last seen, the case did not show the notice as new.");
            }
            None => self.fail(FailureCode::OutcomeUnknown, "The service no longer lists the case.", None),
        }
    }
}

impl Script for PlaceNotice {
    const NAME: &'static str = "altinn.place_notice";
    type Call = AltinnCall;
    type Question = NoQuestion;
    type Receipt = NoticeReceipt;

    fn next_command(&self) -> Command<AltinnCall, Self::Question, NoticeReceipt> {
        match &self.at {
            At::Before | At::Look { .. } => {
                Command::Call(AltinnCall::List(GetCaseList::of_case(self.case_id.unwrap_or_default())))
            }
            At::Set => Command::Call(AltinnCall::Notice(self.notice.clone())),
            At::Settle { look } => Command::Settle { look: *look },
            At::Done { receipt } => Command::Done(receipt.clone()),
            At::Failed { report } => Command::Fail(report.clone()),
        }
    }

    fn intends(&self) -> Option<AltinnCall> {
        matches!(self.at, At::Before).then(|| AltinnCall::Notice(self.notice.clone()))
    }

    fn on_response(&mut self, _call: &AltinnCall, answer: AltinnAnswer, _repeats: Repeats) {
        match (self.at.clone(), answer) {
            (At::Before, AltinnAnswer::List(cases)) => {
                let case = cases.items.into_iter().find(|case| Some(case.case_id) == self.case_id);
                match case {
                    Some(case) => {
                        self.before = case.notice_template_id;
                        self.at = At::Set;
                    }
                    None => self.fail(
                        FailureCode::NotPossible,
                        "The service does not list the case; nothing was sent.",
                        None,
                    ),
                }
            }
            (At::Set, AltinnAnswer::Notice) => {
                self.sent = self.sent.saturating_add(1);
                self.done(Evidence::Reply);
            }
            (At::Look { look }, AltinnAnswer::List(cases)) => self.looked(look, &cases.items),
            // Each call is answered in its own kind.
            _ => {}
        }
    }

    fn on_refusal(&mut self, _call: &AltinnCall, error: &Error) {
        match self.at {
            At::Set => self.fail(FailureCode::Refused, "The service did not set the notice.", Some(error)),
            At::Look { .. } => self.fail(FailureCode::OutcomeUnknown, "The case can no longer be read.", Some(error)),
            _ => self.fail(FailureCode::Refused, "The case could not be read; nothing was sent.", Some(error)),
        }
    }

    fn on_indeterminate(&mut self, _call: &AltinnCall, may_be_applied: bool, refusal: Option<&Error>) {
        if self.at != At::Set {
            return;
        }
        self.sent = self.sent.saturating_add(1);
        self.refusal = refusal.map(Refusal::of);
        if may_be_applied {
            self.applied = Certainty::Unknown;
        }
        match self.case_id {
            Some(_) if may_be_applied => self.at = At::Settle { look: 0 },
            None if may_be_applied && !self.set_again => {
                self.fail(FailureCode::OutcomeUnknown, "An element's notice cannot be read back.", refusal);
            }
            _ => self.again("The notice could not be set."),
        }
    }

    fn on_wake(&mut self) {
        if let At::Settle { look } = self.at {
            self.at = At::Look { look };
        }
    }

    fn case_id(&self) -> Option<String> {
        self.case_id.map(|case| case.to_string())
    }

    fn is_same_job(&self, other: &Self) -> bool {
        self.notice == other.notice && self.set_again == other.set_again
    }

    fn facts(&self) -> Facts {
        Facts { changed: self.applied, ..Facts::default() }
    }
}

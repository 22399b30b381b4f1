//! What a journey that did not end well reports: what is known, what is not, and what is safe to do next.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Kind, Retry};

/// How the end of a journey is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// The service's own reply to the call said so.
    Reply,
    /// The reply was lost, and the state of the case shows it. Somebody else may have done the same at the same time.
    State,
}

/// What is certain about one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// It has not happened by this journey's doing.
    #[default]
    No,
    /// It has happened.
    Yes,
    /// It cannot be told.
    Unknown,
}

/// What is certain when a journey ends: each is about this journey's own doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// Money was debited for the case. `Yes` also when it was seen paid and somebody else may have paid.
    #[serde(default)]
    pub debited: Certainty,
    /// The case was archived.
    #[serde(default)]
    pub archived: Certainty,
    /// A case was created.
    #[serde(default)]
    pub created: Certainty,
    /// Anything else was changed: a task moved, an event registered, a notice set. `Yes` also when the change was seen and somebody else may have made it.
    #[serde(default)]
    pub changed: Certainty,
}

/// Why a journey ended without a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// A value cannot be sent; nothing was.
    Input,
    /// The service refused the credentials. Never repeat it: accounts get locked.
    BadCredentials,
    /// The service refused the call, in its own words.
    Refused,
    /// The caller did not approve.
    Declined,
    /// The caller cancelled.
    Cancelled,
    /// The service could not be read for too long.
    GaveUp,
    /// A changing call has an outcome that cannot be told.
    OutcomeUnknown,
    /// The case is in a state that the job cannot start from (archived, not paid, no task).
    NotPossible,
    /// The case has a task of a kind that this version does not know.
    UnknownTask,
    /// Somebody else moved the case while the job was under way.
    ChangedMeanwhile,
}

impl FailureCode {
    /// The code as it stands in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::BadCredentials => "bad_credentials",
            Self::Refused => "refused",
            Self::Declined => "declined",
            Self::Cancelled => "cancelled",
            Self::GaveUp => "gave_up",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::NotPossible => "not_possible",
            Self::UnknownTask => "unknown_task",
            Self::ChangedMeanwhile => "changed_meanwhile",
        }
    }

    /// What is safe to do next, when nothing more specific is known.
    fn safe_next(self) -> &'static str {
        match self {
            Self::Input => "Correct the value and start again.",
            Self::BadCredentials => {
                "Check the credentials by hand before any further call; accounts get locked for about an hour."
            }
            Self::Refused => {
                "Read the service's message, and mend what it says. Then starting the journey again is safe: it reads the case first."
            }
            Self::Declined | Self::Cancelled => "Starting the journey again is safe: it reads the case first.",
            Self::GaveUp => "Try again later. Starting the journey again is safe: it reads the case first.",
            Self::OutcomeUnknown => "Look at the case by hand before anything else is sent for it.",
            Self::NotPossible => "Look at the case; another journey may be the right one.",
            Self::UnknownTask => "Look at the case in the service's own pages, or use a newer version of this library.",
            Self::ChangedMeanwhile => "Look at the case, then start again if it is still wanted.",
        }
    }
}

/// A refusal in the service's own words, as a journey keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The error's code.
    pub code: String,
    /// The service's words, or the error's.
    pub message: String,
}

impl Refusal {
    pub(crate) fn of(error: &Error) -> Self {
        let message = match error {
            Error::Service(error) => error.message.clone().unwrap_or_else(|| "the service gave no reason".to_owned()),
            error => error.to_string(),
        };
        Self { code: error.code().to_owned(), message }
    }
}

/// How a journey ended without a receipt. It always tells the truth, also where that is *cannot be told*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FailureReport {
    /// Why.
    pub code: FailureCode,
    /// What is certain.
    pub facts: Facts,
    /// What is known, in sentences.
    pub known: Vec<String>,
    /// What is not known, in sentences.
    pub unknown: Vec<String>,
    /// What is safe to do next.
    pub safe_next: String,
    /// Whether the job may be begun anew by a program: [`Retry::Never`] where that cannot help or does harm, [`Retry::VerifyFirst`] where something cannot be
    /// told. `None` in what older releases stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<Retry>,
    /// The code of the error behind it, as `fastdok.refused`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// The service's own words, or the error's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl FailureReport {
    /// A report of these facts; the sentences about them are made here, the same for all journeys.
    pub(crate) fn new(code: FailureCode, facts: Facts, error: Option<&Error>) -> Self {
        let mut known = Vec::new();
        let mut unknown = Vec::new();
        for (fact, yes, unsure) in [
            (facts.debited, "The payment was made.", "Whether the payment was made."),
            (facts.archived, "The case was archived.", "Whether the case was archived."),
            (facts.created, "The case was created.", "Whether the case was created."),
            (facts.changed, "The case was changed.", "Whether the last call was applied."),
        ] {
            match fact {
                Certainty::Yes => known.push(yes.to_owned()),
                Certainty::No => {}
                Certainty::Unknown => unknown.push(unsure.to_owned()),
            }
        }
        // In doubt, the general advice to start again would be wrong for a job that cannot look.
        let safe_next = match facts.created {
            _ if !unknown.is_empty() => FailureCode::OutcomeUnknown.safe_next(),
            Certainty::Yes => "Go on with the case that was created: starting the journey again creates another one.",
            _ => code.safe_next(),
        };
        let report = Self {
            code,
            facts,
            known,
            unknown,
            safe_next: safe_next.to_owned(),
            retry: None,
            error_code: None,
            message: None,
        };
        let report = report.saying(error.map(Refusal::of).as_ref());
        // The error itself may know more of whether anything arrived than its code does.
        let retry = report.retry_of(error.map(Error::retry));
        Self { retry: Some(retry), ..report }
    }

    /// The same word for the same code, wherever it appears; but nothing is safe while something cannot be told, or once a case was created.
    fn retry_of(&self, error: Option<Retry>) -> Retry {
        let of_code = || self.error_code.as_deref().and_then(crate::error_codes::find_code).map(|row| row.retry);
        let word = match self.code {
            FailureCode::Input | FailureCode::BadCredentials => Retry::Never,
            _ => error.or_else(of_code).unwrap_or(match self.code {
                FailureCode::Declined | FailureCode::Cancelled | FailureCode::GaveUp => Retry::Safe,
                _ => Retry::VerifyFirst,
            }),
        };
        let safe = self.unknown.is_empty() && self.facts.created != Certainty::Yes;
        if word == Retry::Safe && !safe { Retry::VerifyFirst } else { word }
    }

    /// The same in the service's own words.
    pub(crate) fn saying(mut self, refusal: Option<&Refusal>) -> Self {
        self.error_code = refusal.map(|refusal| refusal.code.clone());
        self.message = refusal.map(|refusal| refusal.message.clone());
        self.retry = Some(self.retry_of(None));
        self
    }

    /// The same with one more thing that is known.
    pub(crate) fn knowing(mut self, sentence: impl Into<String>) -> Self {
        self.known.push(sentence.into());
        self
    }

    /// Whether the error behind it is of this kind.
    pub fn is_kind(&self, kind: Kind) -> bool {
        self.error_code.as_deref().and_then(crate::error_codes::find_code).is_some_and(|row| row.kind == kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Failure, TransportError};

    fn retry(code: FailureCode, facts: Facts, error: Option<&Error>) -> Option<Retry> {
        FailureReport::new(code, facts, error).retry
    }

    #[test]
    fn what_the_code_alone_says_of_beginning_anew() {
        use FailureCode::{
            BadCredentials, Cancelled, ChangedMeanwhile, Declined, GaveUp, Input, NotPossible, OutcomeUnknown, Refused,
            UnknownTask,
        };
        for (codes, word) in [
            (&[Input, BadCredentials][..], Retry::Never),
            (&[Declined, Cancelled, GaveUp], Retry::Safe),
            (&[Refused, OutcomeUnknown, NotPossible, UnknownTask, ChangedMeanwhile], Retry::VerifyFirst),
        ] {
            for code in codes {
                assert_eq!(retry(*code, Facts::default(), None), Some(word), "{code:?}");
            }
        }
        // Whatever the error says: a refused password is never sent again by a program.
        let unsent = Error::from(TransportError::new(Failure::Network, false, "no route"));
        assert_eq!(retry(FailureCode::BadCredentials, Facts::default(), Some(&unsent)), Some(Retry::Never));
        assert_eq!(retry(FailureCode::Refused, Facts::default(), Some(&unsent)), Some(Retry::Safe));
    }

    #[test]
    fn nothing_is_safe_to_begin_anew_in_doubt_or_with_a_case_that_was_created() {
        let created = Facts { created: Certainty::Yes, ..Facts::default() };
        let debited = Facts { debited: Certainty::Unknown, ..Facts::default() };
        let paid = Facts { debited: Certainty::Yes, ..Facts::default() };
        for (facts, word) in [(created, Retry::VerifyFirst), (debited, Retry::VerifyFirst), (paid, Retry::Safe)] {
            assert_eq!(retry(FailureCode::GaveUp, facts, None), Some(word), "{facts:?}");
            // What never helps does not become possible by a doubt.
            assert_eq!(retry(FailureCode::Input, facts, None), Some(Retry::Never), "{facts:?}");
        }
    }
}

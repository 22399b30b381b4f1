//! A journey: a script with the machinery that carries it out.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use super::machine::{Directive, Machine};
use super::report::{FailureCode, FailureReport};
use super::script::{Call, Claimant, Command, Script};
#[cfg(doc)]
use super::settle::SETTLE_MILLIS;
use super::step::{BY_REPLY, Claim, Input, Repeats, Step};
use super::stored::{STORED_VERSION, Stored, stored_state};
use crate::error::Error;
use crate::session::Moment;
use crate::value::object;

/// A journey: a script with the machinery that carries it out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Journey<S> {
    script: S,
    #[serde(flatten)]
    machine: Machine,
}

impl<'de, S: DeserializeOwned> Deserialize<'de> for Journey<S> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        object(from, |mut members| {
            let (script, mut machine): (S, Machine) = (members.take("script")?, members.rest()?);
            machine.keep_owner();
            Ok(Self { script, machine })
        })
    }
}

impl<S: Script> Journey<S> {
    /// A journey at its start. The seed must be random: it spreads the pauses of many journeys, and is the name under which this one claims a case. It
    /// need not be secret.
    pub fn new(script: S, seed: u64) -> Self {
        Self { script, machine: Machine::new(seed) }
    }

    /// The same with another settle bound than [`SETTLE_MILLIS`].
    #[must_use]
    pub fn with_settle(mut self, millis: u64) -> Self {
        self.machine.set_settle(millis);
        self
    }

    /// The same over a transport that may send a request twice. Once a journey has used one, it stays so.
    #[must_use]
    pub fn with_repeats(mut self, repeats: Repeats) -> Self {
        self.machine.set_repeats(repeats);
        self
    }

    /// The script, to look at.
    pub fn script(&self) -> &S {
        &self.script
    }

    /// What to do next. Store the journey before doing it.
    pub fn next(&mut self, session: &<S::Call as Call>::Session, moment: Moment) -> Step<S::Question, S::Receipt> {
        match self.machine.next(&mut self.script, session, moment) {
            Some(Directive::Send(send)) => return Step::Send(send),
            Some(Directive::Gate) => return Step::Gate,
            Some(Directive::Wait { millis, reason }) => return Step::Wait { millis, reason },
            Some(Directive::Failed(report)) => return Step::Failed(report),
            None => {}
        }
        match self.script.next_command() {
            // A call is the machinery's, and `on_abandoned` promises an end.
            Command::Call(_) => Step::Failed(self.script.report(FailureCode::GaveUp, None)),
            Command::Settle { look } => Step::Wait {
                millis: self.machine.settle(look),
                reason: "the service may still carry out a call whose outcome nobody saw".to_owned(),
            },
            Command::Claim { case_ids, take, by } => {
                let owner = match by {
                    Claimant::Journey => self.machine.owner(),
                    Claimant::Reply => BY_REPLY.to_owned(),
                };
                Step::Claim(Claim { owner, case_ids, take })
            }
            Command::Ask(question) => Step::Ask(question),
            Command::Done(receipt) => Step::Done(receipt),
            Command::Fail(report) => Step::Failed(report),
        }
    }

    /// Takes what came of the last step. A wrong input is an error (`input.journey_input`) and leaves the journey as it was.
    pub fn resume(
        &mut self,
        session: &mut <S::Call as Call>::Session,
        input: Input,
        moment: Moment,
    ) -> Result<(), Error> {
        self.machine.resume(&mut self.script, session, input, moment)
    }

    /// Whether the request that is out holds the session's gate.
    pub(crate) fn is_gated(&self, session: &<S::Call as Call>::Session) -> bool {
        self.machine.is_gated(session)
    }

    /// The name under which it claims a case.
    pub(super) fn owner(&self) -> String {
        self.machine.owner()
    }

    /// How it has ended; nothing while it is under way.
    pub fn ended(&self) -> Option<Ended> {
        if self.machine.has_failed() {
            return Some(Ended::Failed);
        }
        match self.script.next_command() {
            Command::Done(_) => Some(Ended::Done),
            Command::Fail(_) => Some(Ended::Failed),
            _ => None,
        }
    }

    /// The report of its end, if it has ended without a receipt.
    pub fn report(&self) -> Option<FailureReport> {
        if let Some(report) = self.machine.failed() {
            return Some(report.clone());
        }
        match self.script.next_command() {
            Command::Fail(report) => Some(report),
            _ => None,
        }
    }

    /// Whether what is stored has ended too. It has not if only the session could not go on.
    pub(super) fn has_ended_for_good(&self) -> bool {
        !self.machine.is_told_only()
    }

    /// The stored form: versioned JSON without secrets. It holds what the journey is about (ids, form data, event names).
    pub fn to_json(&self) -> String {
        let stored = Stored { journey: S::NAME, version: STORED_VERSION, state: self };
        // Serialising plain data into a string cannot fail; an empty object would be refused on loading.
        serde_json::to_string(&stored).unwrap_or_else(|_| "{}".to_owned())
    }

    /// Loads a stored journey of this kind. Files of every version up to [`STORED_VERSION`] can be read.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        stored_state(text, S::NAME)
    }
}

/// How a journey has ended, as [`Journey::ended`] tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Ended {
    /// With a receipt.
    Done,
    /// Without one.
    Failed,
}

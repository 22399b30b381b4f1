//! Many journeys of one kind at once: bounded, resumable, with a result for each.

use serde::de::DeserializeOwned;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::claims;
use super::journey::Journey;
use super::report::FailureReport;
use super::script::{Call, Script};
use super::step::{Claim, Input, Step};
use super::stored::{STORED_VERSION, Stored, stored_state};
use crate::error::Error;
use crate::session::Moment;
use crate::value::tagged;

/// A bounded number of journeys at a time, until each has a result.
///
/// It is stored as a whole, in the same way and under the same rule as a single journey: between [`Batch::next`] and the sending.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound = "S: Script, S::Receipt: Serialize + DeserializeOwned", rename_all = "camelCase")]
pub struct Batch<S: Script> {
    kind: String,
    items: Vec<Item<S>>,
    concurrency: usize,
    stopped: bool,
}

/// One job of a batch.
#[derive(Debug, Clone, Deserialize)]
#[serde(bound = "S: Script, S::Receipt: DeserializeOwned", rename_all = "camelCase")]
pub struct Item<S: Script> {
    /// The caller's own name for it.
    pub key: String,
    /// How far it is.
    pub state: ItemState<S>,
    /// Whether its step was handed out and not yet answered, in this process.
    #[serde(skip)]
    busy: bool,
    /// Whether that step is a request that holds the session's gate.
    #[serde(skip)]
    gated: bool,
    /// Its journey, if its end is the session's: what is stored is under way, and goes on when the batch is loaded.
    #[serde(skip)]
    unfinished: Option<Journey<S>>,
}

impl<S: Script> Serialize for Item<S>
where
    S::Receipt: Serialize,
{
    fn serialize<T: Serializer>(&self, to: T) -> Result<T::Ok, T::Error> {
        /// [`ItemState::Running`], of a journey that is only lent.
        #[derive(Serialize)]
        struct Running<'a, S> {
            is: &'static str,
            state: &'a Journey<S>,
        }
        let mut item = to.serialize_struct("Item", 2)?;
        item.serialize_field("key", &self.key)?;
        match &self.unfinished {
            Some(state) => item.serialize_field("state", &Running { is: "running", state })?,
            None => item.serialize_field("state", &self.state)?,
        }
        item.end()
    }
}

/// How far a job is.
#[derive(Debug, Clone, Serialize)]
#[serde(bound = "S: Script, S::Receipt: Serialize", rename_all = "camelCase", tag = "is", content = "state")]
pub enum ItemState<S: Script> {
    /// Not yet started.
    Waiting(Journey<S>),
    /// Under way.
    Running(Journey<S>),
    /// Ended with a receipt.
    Done(S::Receipt),
    /// Ended without one. If it was the session's end (refused credentials, no sign-in), it is stored as under way.
    Failed(FailureReport),
}

impl<'de, S: Script> Deserialize<'de> for ItemState<S>
where
    S::Receipt: DeserializeOwned,
{
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        tagged(from, "is", |is, members| {
            Ok(Some(match is {
                "waiting" => Self::Waiting(members.take("state")?),
                "running" => Self::Running(members.take("state")?),
                "done" => Self::Done(members.take("state")?),
                "failed" => Self::Failed(members.take("state")?),
                _ => return Ok(None),
            }))
        })
    }
}

/// How many jobs are in which state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// All of them.
    pub total: usize,
    /// Not yet started.
    pub waiting: usize,
    /// Under way.
    pub running: usize,
    /// Ended with a receipt.
    pub done: usize,
    /// Ended without one.
    pub failed: usize,
}

/// A step of one job. `Done` and `Failed` do not occur here: results are read from [`Batch::items`].
#[derive(Debug, Clone, PartialEq)]
pub struct BatchStep<Question, Receipt> {
    /// Which job: the index for [`Batch::resume`].
    pub index: usize,
    /// What to do.
    pub step: Step<Question, Receipt>,
}

impl<S: Script> Batch<S>
where
    S::Receipt: Serialize + DeserializeOwned,
{
    /// A batch of these jobs, each with the caller's name for it; at most `concurrency` (at least one) are under way at a time.
    pub fn new(jobs: impl IntoIterator<Item = (String, Journey<S>)>, concurrency: usize) -> Self {
        let items = jobs.into_iter().map(|(key, journey)| Item {
            key,
            state: ItemState::Waiting(journey),
            busy: false,
            gated: false,
            unfinished: None,
        });
        Self { kind: S::NAME.to_owned(), items: items.collect(), concurrency: concurrency.max(1), stopped: false }
    }

    /// The jobs, in the order they were given.
    pub fn items(&self) -> &[Item<S>] {
        &self.items
    }

    /// How many jobs are in which state.
    pub fn progress(&self) -> Progress {
        let mut progress = Progress { total: self.items.len(), ..Progress::default() };
        for item in &self.items {
            match item.state {
                ItemState::Waiting(_) => progress.waiting += 1,
                ItemState::Running(_) => progress.running += 1,
                ItemState::Done(_) => progress.done += 1,
                ItemState::Failed(_) => progress.failed += 1,
            }
        }
        progress
    }

    /// Whether nothing is left to do: all have ended, or the batch is stopped and none is under way.
    pub fn is_finished(&self) -> bool {
        let progress = self.progress();
        progress.running == 0 && (self.stopped || progress.waiting == 0)
    }

    /// Starts no further job; those under way go on to their end.
    pub fn stop(&mut self) {
        self.stopped = true;
    }

    /// Starts jobs again after [`Batch::stop`].
    pub fn go_on(&mut self) {
        self.stopped = false;
    }

    /// What its jobs have claimed, one case each: those that have ended, and those under way. A host whose set of claims may not know it, since it has
    /// died with a process or never was another one, takes it over before it begins.
    pub fn claims(&self) -> Vec<Claim> {
        let claimed = self.items.iter().filter_map(|item| match (&item.unfinished, &item.state) {
            (Some(journey), _) | (None, ItemState::Waiting(journey) | ItemState::Running(journey)) => {
                claims::of_script(journey.script(), &journey.owner())
            }
            // Its name has gone with its journey; no journey's name is a word.
            (None, ItemState::Done(receipt)) => claims::of_ended(receipt, "ended"),
            (None, ItemState::Failed(_)) => None,
        });
        claimed.map(|(case, owner)| Claim { owner, case_ids: vec![case], take: true }).collect()
    }

    /// The steps to begin now, none of them begun before. Empty while all jobs under way are busy, and at the end.
    pub fn next(
        &mut self,
        session: &<S::Call as Call>::Session,
        moment: Moment,
    ) -> Vec<BatchStep<S::Question, S::Receipt>> {
        let mut steps = Vec::new();
        let mut running = self.items.iter().filter(|item| matches!(item.state, ItemState::Running(_))).count();
        // The gate is the batch's own: one sign-in serves all, and a wrong password is sent once and not once for each job.
        let mut gate_is_free = !self.items.iter().any(|item| item.busy && item.gated);
        for (index, item) in self.items.iter_mut().enumerate() {
            if item.busy {
                continue;
            }
            let may_start = !self.stopped && running < self.concurrency;
            let Some((mut journey, started)) = item.journey(may_start) else { continue };
            let step = journey.next(session, Moment { gate: gate_is_free, ..moment });
            running += usize::from(started);
            match step {
                Step::Done(receipt) => {
                    item.state = ItemState::Done(receipt);
                    running -= 1;
                }
                Step::Failed(report) => {
                    item.unfinished = (!journey.has_ended_for_good()).then_some(journey);
                    item.state = ItemState::Failed(report);
                    running -= 1;
                }
                // It goes on when the one that holds the gate has its answer.
                Step::Gate => item.state = ItemState::Running(journey),
                step => {
                    item.gated = matches!(&step, Step::Send(send) if send.gated);
                    gate_is_free &= !item.gated;
                    item.state = ItemState::Running(journey);
                    item.busy = true;
                    steps.push(BatchStep { index, step });
                }
            }
        }
        steps
    }

    /// Takes what came of a step. A wrong index or input is an error and leaves the batch as it was.
    pub fn resume(
        &mut self,
        index: usize,
        session: &mut <S::Call as Call>::Session,
        input: Input,
        moment: Moment,
    ) -> Result<(), Error> {
        let not_busy = || Error::input("input.journey_input", "index", "is not a job whose step is under way");
        let item = self.items.get_mut(index).filter(|item| item.busy).ok_or_else(not_busy)?;
        let ItemState::Running(journey) = &mut item.state else { return Err(not_busy()) };
        journey.resume(session, input, moment)?;
        item.busy = false;
        Ok(())
    }

    /// Says that nobody carries out its steps any more, where a host's loop was cut off: what was under way has no outcome that anybody saw. Its jobs are
    /// then as if they were loaded: those whose change was out look first.
    pub fn cut_off(&mut self) {
        for item in &mut self.items {
            (item.busy, item.gated) = (false, false);
        }
    }

    /// The stored form: versioned JSON without secrets.
    pub fn to_json(&self) -> String {
        let stored = Stored { journey: "batch", version: STORED_VERSION, state: self };
        serde_json::to_string(&stored).unwrap_or_else(|_| "{}".to_owned())
    }

    /// Loads a stored batch of journeys of this kind.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let batch: Self = stored_state(text, "batch")?;
        if batch.concurrency == 0 {
            return Err(Error::input(
                "input.journey_stored",
                "concurrency",
                "must be at least 1: nothing would ever be done",
            ));
        }
        if batch.kind != S::NAME {
            let rule = format!("is not a batch of {}", S::NAME);
            return Err(Error::input("input.journey_stored", "journey", rule));
        }
        Ok(batch)
    }
}

impl<S: Script> Item<S> {
    /// Its journey, if it is under way, or may be started; and whether this starts it.
    fn journey(&self, may_start: bool) -> Option<(Journey<S>, bool)> {
        match &self.state {
            ItemState::Running(journey) => Some((journey.clone(), false)),
            ItemState::Waiting(journey) if may_start => Some((journey.clone(), true)),
            _ => None,
        }
    }
}

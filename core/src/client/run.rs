//! The host loop: carries journeys out over a transport and a clock.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::stream::{FuturesUnordered, StreamExt};

use super::journal::Entry;
use super::session::{Pass, SharedSession, needs_gate};
use super::transport::Transport;
use crate::error::{Error, TransportError};
use crate::http::{HttpRequest, HttpResponse};
use crate::journey::{
    Batch, BatchStep, Call, Claim, Input, Journey, Moment, NoQuestion, Progress, Script, Session, Step,
};

/// Carries one request: [`Transport`], or a test's own.
pub trait Exchange {
    /// The whole answer, or how the transport failed.
    fn exchange(&self, request: HttpRequest) -> impl Future<Output = Result<HttpResponse, TransportError>> + Send;
}

impl Exchange for Transport {
    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.send(request).await
    }
}

/// The time, the random bytes and the waiting.
pub trait Clock {
    /// The present moment with fresh random bytes.
    fn now(&self) -> Moment;
    /// Waits.
    fn sleep(&self, millis: u64) -> impl Future<Output = ()> + Send;
}

/// The system's clock and random source, and tokio's timer.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut random = [0; 16];
        // Without a random source the nonce is zeros, which the service refuses as a replay: safe, and visible.
        let _ = getrandom::fill(&mut random);
        Moment { unix_millis: i64::try_from(since.as_millis()).unwrap_or(i64::MAX), random, gate: false }
    }

    async fn sleep(&self, millis: u64) {
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
}

/// A journey at its start, with a seed that no other has: it is the name under which the journey claims a case.
pub fn begin<S: Script>(script: S) -> Journey<S> {
    let mut seed = [0; 8];
    if getrandom::fill(&mut seed).is_err() {
        // Not as good, but still another one in each process and at each call.
        let other = RandomState::new().hash_one((std::process::id(), SystemTime::now()));
        seed = other.to_ne_bytes();
    }
    Journey::new(script, u64::from_ne_bytes(seed))
}

/// What the host loop reports as it goes.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A request is about to be sent.
    Sending {
        /// The operation's name.
        operation: &'static str,
        /// What it is for.
        label: &'a str,
        /// Whether it changes anything.
        changes: bool,
    },
    /// The loop waits.
    Waiting {
        /// Milliseconds.
        millis: u64,
        /// Why.
        reason: &'a str,
    },
    /// The journey has ended, and could not be stored so. What is stored is unfinished; carried on, it looks, and comes to the same end.
    EndNotStored {
        /// Why.
        error: &'a std::io::Error,
    },
}

/// What the caller adds to a journey that is carried out: where it is stored, who approves, who is told.
///
/// The loops run in any task, so what they wait for must be `Send`.
pub trait Watcher<S: Script> {
    /// The journal's place for this journey, if it has one: then `save` and `claim` go there.
    fn entry(&mut self) -> Option<&mut Entry> {
        None
    }

    /// Stores the journey. It is called before each request and each claim, where a failure ends the loop, and nothing is sent and no case taken; and at the
    /// end of the journey, so that it does not look unfinished.
    ///
    /// Without storing, a process that is killed during a payment leaves no trace of it. The default stores in [`Watcher::entry`], or nowhere.
    fn save(&mut self, journey: &Journey<S>) -> std::io::Result<()> {
        self.entry().map_or(Ok(()), |entry| entry.save(journey))
    }

    /// Answers a question: money is spent if, and only if, this gives `true`.
    fn approve(&mut self, question: &S::Question) -> impl Future<Output = bool> + Send;

    /// Answers a claim, from a set that is shared with other processes; nothing for the session's own set. The default asks the journal of
    /// [`Watcher::entry`], if there is one.
    fn claim(&mut self, claim: &Claim) -> impl Future<Output = std::io::Result<Option<Vec<String>>>> + Send {
        std::future::ready(self.entry().map(|entry| entry.journal().claim(claim)).transpose())
    }

    /// Is told what happens.
    fn event(&mut self, _event: Event<'_>) {}
}

/// Watches journeys that ask nothing: stores nothing, tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl<S: Script<Question = NoQuestion>> Watcher<S> for Unwatched {
    fn approve(&mut self, question: &NoQuestion) -> impl Future<Output = bool> + Send {
        match *question {}
        #[expect(
            unreachable_code,
            reason = "there is no such question; the type of its answer must be known all the same"
        )]
        std::future::ready(false)
    }
}

/// Carries a journey to its end, [`Step::Done`] or [`Step::Failed`].
///
/// Other journeys and calls may use the session meanwhile. Dropping the future stops the journey; it then knows what was out, and can be carried on
/// (which looks first) or cancelled.
pub async fn run<S: Script>(
    journey: &mut Journey<S>,
    session: &SharedSession<<S::Call as Call>::Session>,
    exchange: &impl Exchange,
    clock: &impl Clock,
    watcher: &mut impl Watcher<S>,
) -> Result<Step<S::Question, S::Receipt>, Error> {
    let mut pass = None;
    loop {
        let moment = Moment { gate: pass.is_some(), ..clock.now() };
        let step = journey.next(&session.lock(), moment);
        // The gate is kept for a request that asks for it, until its outcome was taken.
        if !matches!(&step, Step::Send(send) if send.gated) {
            drop(pass.take());
        }
        let input = match step {
            Step::Gate => {
                pass = Some(session.pass().await);
                continue;
            }
            Step::Done(_) | Step::Failed(_) => {
                if let Err(error) = watcher.save(journey) {
                    watcher.event(Event::EndNotStored { error: &error });
                }
                return Ok(step);
            }
            Step::Send(send) => {
                watcher.save(journey).map_err(|error| not_stored(&error))?;
                let (operation, changes) = (send.operation, send.changes);
                watcher.event(Event::Sending { operation, label: &send.label, changes });
                input(exchange.exchange(send.request).await)
            }
            Step::Claim(claim) => {
                // Killed behind the claim, it must know that it made it: the case is nobody else's.
                watcher.save(journey).map_err(|error| not_stored(&error))?;
                let answer = watcher.claim(&claim).await.map_err(|error| not_stored(&error))?;
                Input::Claimed { case_ids: answer.unwrap_or_else(|| session.claim(&claim)) }
            }
            Step::Wait { millis, reason } => {
                watcher.event(Event::Waiting { millis, reason: &reason });
                clock.sleep(millis).await;
                Input::Woke
            }
            Step::Ask(question) => Input::Decision { approved: watcher.approve(&question).await },
        };
        journey.resume(&mut session.lock(), input, clock.now())?;
        pass = None;
    }
}

/// What the caller adds to a batch that is carried out.
///
/// Its methods are called while other jobs go on, and questions of several jobs may be open at once; what must be done one by one takes a lock.
pub trait BatchWatcher<S: Script> {
    /// Stores the batch. It is called before requests are sent, where a failure ends the loop and nothing more is sent; and at the end.
    fn save(&self, _batch: &Batch<S>) -> std::io::Result<()> {
        Ok(())
    }

    /// Answers the question of the job with this key: money is spent if, and only if, this gives `true`.
    fn approve(&self, key: &str, question: &S::Question) -> impl Future<Output = bool> + Send;

    /// As [`Watcher::claim`], for the job with this key.
    fn claim(&self, _key: &str, _claim: &Claim) -> impl Future<Output = std::io::Result<Option<Vec<String>>>> + Send {
        std::future::ready(Ok(None))
    }

    /// Is told how far the batch is; it may stop it.
    fn progress(&self, _progress: Progress) -> std::ops::ControlFlow<()> {
        std::ops::ControlFlow::Continue(())
    }
}

/// Carries a batch on until it is finished; its results are in [`Batch::items`].
pub async fn run_batch<S: Script>(
    batch: &mut Batch<S>,
    session: &SharedSession<<S::Call as Call>::Session>,
    exchange: &impl Exchange,
    clock: &impl Clock,
    watcher: &impl BatchWatcher<S>,
) -> Result<(), Error>
where
    S::Receipt: serde::Serialize + serde::de::DeserializeOwned,
{
    let host = Host { session, exchange, clock, watcher };
    let mut under_way = FuturesUnordered::new();
    // The batch lets one of its jobs through a gate that it takes for its own; this is the one that others of the session share.
    let (mut pass, mut waits_for_pass) = (None, false);
    // The job whose request holds it.
    let mut gated = None;
    loop {
        let steps = {
            let (kept, moment) = (session.lock(), clock.now());
            match needs_gate(&*kept, moment) && pass.is_none() {
                true => None,
                false => Some(batch.next(&kept, moment)),
            }
        };
        match steps {
            None if !waits_for_pass => {
                waits_for_pass = true;
                under_way.push(host.carry(Errand::Pass));
            }
            None => {}
            Some(steps) => {
                if !steps.is_empty() {
                    watcher.save(batch).map_err(|error| not_stored(&error))?;
                }
                for BatchStep { index, step } in steps {
                    if matches!(&step, Step::Send(send) if send.gated) {
                        gated = Some(index);
                    }
                    let key = batch.items().get(index).map(|item| item.key.clone()).unwrap_or_default();
                    under_way.push(host.carry(Errand::Step { index, key, step }));
                }
                if gated.is_none() {
                    drop(pass.take());
                }
            }
        }
        if watcher.progress(batch.progress()).is_break() {
            batch.stop();
        }
        match under_way.next().await {
            Some(Came::Pass(came)) => (pass, waits_for_pass) = (Some(came), false),
            Some(Came::Input(index, input)) => {
                batch.resume(index, &mut session.lock(), input.map_err(|error| not_stored(&error))?, clock.now())?;
                if gated == Some(index) {
                    gated = None;
                }
            }
            None if batch.is_finished() => {
                return watcher.save(batch).map_err(|error| not_stored(&error));
            }
            None => {}
        }
    }
}

/// What a batch has carried out.
enum Errand<Q, R> {
    /// Wait for the gate.
    Pass,
    /// A job's step.
    Step { index: usize, key: String, step: Step<Q, R> },
}

/// What came of it.
enum Came<'a> {
    Pass(Pass<'a>),
    Input(usize, std::io::Result<Input>),
}

/// What the steps of a batch are carried out with.
struct Host<'a, S, E, C, W> {
    session: &'a SharedSession<S>,
    exchange: &'a E,
    clock: &'a C,
    watcher: &'a W,
}

impl<'a, S: Session, E: Exchange, C: Clock, W> Host<'a, S, E, C, W> {
    async fn carry<J: Script>(&self, errand: Errand<J::Question, J::Receipt>) -> Came<'a>
    where
        W: BatchWatcher<J>,
    {
        let (index, key, step) = match errand {
            Errand::Pass => return Came::Pass(self.session.pass().await),
            Errand::Step { index, key, step } => (index, key, step),
        };
        let outcome = match step {
            Step::Send(send) => input(self.exchange.exchange(send.request).await),
            Step::Wait { millis, .. } => {
                self.clock.sleep(millis).await;
                Input::Woke
            }
            Step::Ask(question) => Input::Decision { approved: self.watcher.approve(&key, &question).await },
            Step::Claim(claim) => match self.watcher.claim(&key, &claim).await {
                Ok(answer) => Input::Claimed { case_ids: answer.unwrap_or_else(|| self.session.claim(&claim)) },
                Err(error) => return Came::Input(index, Err(error)),
            },
            // A batch keeps these to itself.
            Step::Gate | Step::Done(_) | Step::Failed(_) => Input::Cancelled,
        };
        Came::Input(index, Ok(outcome))
    }
}

fn input(outcome: Result<HttpResponse, TransportError>) -> Input {
    outcome.map_or_else(Input::Failed, Input::Response)
}

fn not_stored(error: &std::io::Error) -> Error {
    crate::wire::journeys::not_stored(&error.to_string())
}

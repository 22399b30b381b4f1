//! The host loop: carries journeys out over a transport and a clock.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::stream::{FuturesUnordered, StreamExt};

use super::transport::Transport;
use crate::error::{Error, TransportError};
use crate::http::{HttpRequest, HttpResponse};
use crate::journey::{Batch, Call, Claim, Input, Journey, Moment, Progress, Script, Step};

/// Carries one request: [`Transport`], or a test's own.
pub trait Exchange {
    /// The whole answer, or how the transport failed.
    fn exchange(&self, request: HttpRequest) -> impl Future<Output = Result<HttpResponse, TransportError>>;
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
    fn sleep(&self, millis: u64) -> impl Future<Output = ()>;
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

/// What the host loop reports as it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
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
}

/// What the caller adds to a journey that is carried out: where it is stored, who approves, who is told.
pub trait Watcher<S: Script> {
    /// Stores the journey. It is called before each request; when it fails, nothing is sent and the loop ends.
    ///
    /// Without storing, a process that is killed during a payment leaves no trace of it. The default does not store.
    fn save(&mut self, _journey: &Journey<S>) -> std::io::Result<()> {
        Ok(())
    }

    /// Answers a question; the default says no.
    fn approve(&mut self, _question: &S::Question) -> impl Future<Output = bool> {
        std::future::ready(false)
    }

    /// Is told what happens.
    fn event(&mut self, _event: Event<'_>) {}
}

/// Carries a journey to its end, [`Step::Done`] or [`Step::Failed`].
///
/// Dropping the future stops it; the journey then knows what was out, and can be carried on (which looks first) or cancelled.
pub async fn run<S: Script>(
    journey: &mut Journey<S>,
    session: &mut <S::Call as Call>::Session,
    exchange: &impl Exchange,
    clock: &impl Clock,
    watcher: &mut impl Watcher<S>,
) -> Result<Step<S::Question, S::Receipt>, Error> {
    let mut gate = false;
    loop {
        let step = journey.next(session, Moment { gate, ..clock.now() });
        gate = matches!(step, Step::Gate);
        let input = match step {
            Step::Gate => continue,
            Step::Claim(claim) => Input::Claimed { case_ids: free(&claim) },
            Step::Done(_) | Step::Failed(_) => return Ok(step),
            Step::Send(send) => {
                watcher.save(journey).map_err(|error| not_stored(&error))?;
                let (operation, changes) = (send.operation, send.changes);
                watcher.event(Event::Sending { operation, label: &send.label, changes });
                input(exchange.exchange(send.request).await)
            }
            Step::Wait { millis, reason } => {
                watcher.event(Event::Waiting { millis, reason: &reason });
                clock.sleep(millis).await;
                Input::Woke
            }
            Step::Ask(question) => Input::Decision { approved: watcher.approve(&question).await },
        };
        journey.resume(session, input, clock.now())?;
    }
}

/// What the caller adds to a batch that is carried out.
pub trait BatchWatcher<S: Script> {
    /// Stores the batch. It is called before requests are sent; when it fails, nothing more is sent and the loop ends.
    fn save(&mut self, _batch: &Batch<S>) -> std::io::Result<()> {
        Ok(())
    }

    /// Answers the question of the job with this key; the default says no.
    fn approve(&mut self, _key: &str, _question: &S::Question) -> impl Future<Output = bool> {
        std::future::ready(false)
    }

    /// Is told how far the batch is; it may stop it.
    fn progress(&mut self, _progress: Progress) -> std::ops::ControlFlow<()> {
        std::ops::ControlFlow::Continue(())
    }
}

/// Carries a batch on until it is finished; its results are in [`Batch::items`].
pub async fn run_batch<S: Script>(
    batch: &mut Batch<S>,
    session: &mut <S::Call as Call>::Session,
    exchange: &impl Exchange,
    clock: &impl Clock,
    watcher: &mut impl BatchWatcher<S>,
) -> Result<(), Error>
where
    S::Receipt: serde::Serialize + serde::de::DeserializeOwned,
{
    let mut under_way = FuturesUnordered::new();
    loop {
        let steps = batch.next(session, clock.now());
        if !steps.is_empty() {
            watcher.save(batch).map_err(|error| not_stored(&error))?;
        }
        for step in steps {
            let index = step.index;
            match step.step {
                Step::Ask(question) => {
                    let key = batch.items().get(index).map(|item| item.key.clone()).unwrap_or_default();
                    let approved = watcher.approve(&key, &question).await;
                    batch.resume(index, session, Input::Decision { approved }, clock.now())?;
                }
                step => under_way.push(carry(index, step, exchange, clock)),
            }
        }
        if watcher.progress(batch.progress()).is_break() {
            batch.stop();
        }
        match under_way.next().await {
            Some((index, input)) => batch.resume(index, session, input, clock.now())?,
            None if batch.is_finished() => return Ok(()),
            None => {}
        }
    }
}

async fn carry<Q, R>(index: usize, step: Step<Q, R>, exchange: &impl Exchange, clock: &impl Clock) -> (usize, Input) {
    match step {
        Step::Send(send) => (index, input(exchange.exchange(send.request).await)),
        Step::Wait { millis, .. } => {
            clock.sleep(millis).await;
            (index, Input::Woke)
        }
        Step::Claim(claim) => (index, Input::Claimed { case_ids: free(&claim) }),
        // A batch asks through its watcher, and keeps the gate and ends to itself.
        Step::Gate | Step::Ask(_) | Step::Done(_) | Step::Failed(_) => (index, Input::Cancelled),
    }
}

/// Nobody else claims anything here.
fn free(claim: &Claim) -> Vec<String> {
    let most = if claim.take { 1 } else { claim.case_ids.len() };
    claim.case_ids.iter().take(most).cloned().collect()
}

fn input(outcome: Result<HttpResponse, TransportError>) -> Input {
    outcome.map_or_else(Input::Failed, Input::Response)
}

fn not_stored(error: &std::io::Error) -> Error {
    let rule = format!("could not be stored, so nothing was sent: {error}");
    Error::input("input.journey_not_stored", "journey", rule)
}

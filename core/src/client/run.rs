//! The host loop: carries journeys out over a transport and a clock.

use std::collections::HashSet;

use futures_util::stream::{FuturesUnordered, StreamExt};

use super::clock::Clock;
use super::exchange::Exchange;
use super::session::{Pass, SharedSession, needs_gate};
use super::watcher::{BatchWatcher, Event, Watcher};
use crate::error::{Error, TransportError};
use crate::http::HttpResponse;
use crate::journey::{Batch, BatchStep, Call, Input, Journey, Moment, Script, Session, Step};

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
    // What is sent is made after it was stored, which may have taken a while: the journey as it was when it asked for the request, and the text that was stored.
    let mut ready: Option<(Journey<S>, String)> = None;
    loop {
        let moment = Moment { gate: pass.is_some(), ..clock.now() };
        if let Some((from, _)) = &ready {
            journey.clone_from(from);
        }
        let from = journey.clone();
        let step = journey.next(&session.lock(), moment);
        let is_stored = ready.take().is_some_and(|(_, stored)| stored == journey.to_json());
        // The gate is kept for a request that asks for it, until its outcome was taken.
        if !matches!(&step, Step::Send(send) if send.gated) {
            drop(pass.take());
        }
        let input = match step {
            Step::Gate => {
                pass = Some(session.pass().await?);
                continue;
            }
            Step::Done(_) | Step::Failed(_) => {
                if let Err(error) = watcher.save(journey) {
                    watcher.event(Event::EndNotStored { error: &error });
                }
                return Ok(step);
            }
            Step::Send(send) => {
                if !is_stored {
                    // The watcher may use this session, and would wait for the gate for ever.
                    drop(pass.take());
                    watcher.save(journey).map_err(|error| not_stored(&error))?;
                    let (operation, changes) = (send.operation, send.changes);
                    watcher.event(Event::Sending { operation, label: &send.label, changes });
                    let stored = journey.to_json();
                    if send.gated {
                        // Only stored, and not out.
                        pass = Some(session.pass().await.inspect_err(|_| journey.clone_from(&from))?);
                    }
                    ready = Some((from, stored));
                    continue;
                }
                input(session.sent(send.gated, clock, exchange.exchange(send.request)).await)
            }
            Step::Claim(claim) => {
                // Killed behind the claim, it must know that it made it: the case is nobody else's.
                watcher.save(journey).map_err(|error| not_stored(&error))?;
                loop {
                    let free = session.free_of(&claim);
                    let answer = watcher.claim(&free).await.and_then(|answer| session.claimed(free, answer));
                    if let Some(case_ids) = answer.map_err(|error| not_stored(&error))? {
                        break Input::Claimed { case_ids };
                    }
                }
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

/// Carries a batch on until it is finished; its results are in [`Batch::items`].
///
/// It may be the same batch again after a run that was cut off, or a stored one in another process: what was under way then looks first, and the cases that
/// its jobs have are theirs also in this session. When it cannot be stored, no further step is begun; the
/// requests that are out are heard, and then comes the error.
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
    batch.cut_off();
    session.know(batch.claims());
    let host = Host { session, exchange, clock, watcher };
    let mut under_way = FuturesUnordered::new();
    // The batch lets one of its jobs through a gate that it takes for its own; this is the one that others of the session share.
    let (mut pass, mut waits_for_pass) = (None, false);
    // The job whose request holds it.
    let mut gated = None;
    // The jobs whose requests are out.
    let mut out = HashSet::new();
    // Why nothing more is begun.
    let mut failed = None;
    loop {
        let steps = {
            let (kept, moment) = (session.lock(), clock.now());
            match needs_gate(&*kept, moment) && pass.is_none() {
                _ if failed.is_some() => Some(Vec::new()),
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
                let stored = if steps.is_empty() { Ok(()) } else { watcher.save(batch) };
                failed = failed.or_else(|| stored.err().map(|error| batch_not_stored(&error)));
                for BatchStep { index, step } in steps.into_iter().filter(|_| failed.is_none()) {
                    if let Step::Send(send) = &step {
                        out.insert(index);
                        gated = if send.gated { Some(index) } else { gated };
                    }
                    let key = batch.items().get(index).map(|item| item.key.clone()).unwrap_or_default();
                    under_way.push(host.carry(Errand::Step { index, key, step }));
                }
                if gated.is_none() {
                    drop(pass.take());
                }
            }
        }
        // A question or a pause is not waited for: it comes again.
        if let Some(error) = failed.take_if(|_| out.is_empty()) {
            batch.cut_off();
            return Err(error);
        }
        if watcher.progress(batch.progress()).is_break() {
            batch.stop();
        }
        match under_way.next().await {
            Some(Came::Pass(Ok(came))) => (pass, waits_for_pass) = (Some(came), false),
            Some(Came::Pass(Err(error))) => failed = failed.or_else(|| Some(error.into())),
            Some(Came::Input(index, input)) => {
                out.remove(&index);
                let taken = input
                    .map_err(|error| batch_not_stored(&error))
                    .and_then(|input| batch.resume(index, &mut session.lock(), input, clock.now()));
                failed = failed.or(taken.err());
                if gated == Some(index) {
                    gated = None;
                }
            }
            None if batch.is_finished() => return watcher.save(batch).map_err(|error| end_not_stored(&error)),
            // The next turn has a step: a job has ended, and made room for one before it.
            None => tokio::task::yield_now().await,
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
    Pass(Result<Pass<'a>, TransportError>),
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
            Step::Send(send) => {
                input(self.session.sent(send.gated, self.clock, self.exchange.exchange(send.request)).await)
            }
            Step::Wait { millis, .. } => {
                self.clock.sleep(millis).await;
                Input::Woke
            }
            Step::Ask(question) => Input::Decision { approved: self.watcher.approve(&key, &question).await },
            Step::Claim(claim) => loop {
                let free = self.session.free_of(&claim);
                let answer = self.watcher.claim(&key, &free).await;
                match answer.and_then(|answer| self.session.claimed(free, answer)) {
                    Ok(Some(case_ids)) => break Input::Claimed { case_ids },
                    Ok(None) => {}
                    Err(error) => return Came::Input(index, Err(error)),
                }
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

/// Requests of other jobs may have been sent before: only what this was the store for was not.
fn batch_not_stored(error: &std::io::Error) -> Error {
    let rule = format!("could not be stored, so no further request was sent: {error}");
    Error::input("input.journey_not_stored", "batch", rule)
}

fn end_not_stored(error: &std::io::Error) -> Error {
    let rule = format!(
        "has ended, and its end could not be stored; carried on, what is stored looks, and ends the same: {error}"
    );
    Error::input("input.journey_not_stored", "batch", rule)
}

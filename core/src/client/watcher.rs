//! What the caller adds to journeys that are carried out: where they are stored, who approves, who is told.

use super::journal::Entry;
use crate::journey::{Batch, Claim, Journey, NoQuestion, Progress, Script};

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

/// An entry watches journeys that ask nothing by itself.
impl<S: Script<Question = NoQuestion>> Watcher<S> for Entry {
    fn entry(&mut self) -> Option<&mut Entry> {
        Some(self)
    }

    async fn approve(&mut self, question: &NoQuestion) -> bool {
        match *question {}
    }
}

/// What the caller adds to a batch that is carried out.
///
/// Its methods are called while other jobs go on, and questions of several jobs may be open at once; what must be done one by one takes a lock.
pub trait BatchWatcher<S: Script> {
    /// Stores the batch. It is called before requests are sent, and at the end. After a failure no further step is begun; the requests of other
    /// jobs that are out are heard, and the loop ends with the error. It must not use this session: the gate may be held meanwhile.
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

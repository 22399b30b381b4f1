//! What all connections of a server share.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::clock::Clock;
use super::traffic;
use crate::{Now, Sandbox};

/// The largest request body.
pub const MAX_BODY: usize = 32 * 1024 * 1024;

/// What all connections share.
pub(super) struct Shared {
    pub(super) sandbox: Arc<Mutex<Sandbox>>,
    pub(super) clock: Mutex<Clock>,
    pub(super) traffic: Mutex<traffic::Traffic>,
    /// Grows with every change: what `/_sandbox/events` reports.
    pub(super) changed: watch::Sender<u64>,
    pub(super) stopping: watch::Receiver<bool>,
    pub(super) address: SocketAddr,
    pub(super) certificate: Option<String>,
    pub(super) log: bool,
}

impl Shared {
    pub(super) fn now(&self) -> Now {
        lock(&self.clock).now()
    }

    pub(super) fn tick(&self) {
        self.changed.send_modify(|version| *version += 1);
    }

    pub(super) fn scheme(&self) -> &'static str {
        if self.certificate.is_some() { "https" } else { "http" }
    }
}

/// A lock that outlives a panic of another thread: the data of a test double is worth reading even then.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Marks a response that must never be sent: the connection is closed instead.
#[derive(Clone)]
pub(super) struct HangUp;

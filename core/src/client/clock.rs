//! What a host has and the core has not: the time, random bytes, and waiting.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::journey::{Journey, Moment, Script};

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

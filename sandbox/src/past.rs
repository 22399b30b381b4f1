//! How the services were some time ago, for answers that come from a cache or from a replica that lags.

use std::sync::Arc;

use crate::altinn::Altinn;
use crate::fastdok::FastDok;
use crate::now::Now;

/// The most states that are kept.
const MOST_STATES: usize = 100;

/// The states of some time, the oldest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Past {
    /// How far back to remember, in milliseconds, whatever the plan has.
    pub(crate) remember_ms: u64,
    states: Vec<State>,
}

/// How the services were until a moment.
#[derive(Debug, Clone)]
struct State {
    until: Now,
    services: Arc<(FastDok, Altinn)>,
}

impl Past {
    /// Keeps the present state, which is about to change, if anybody looks back so far (in milliseconds).
    pub(crate) fn note(&mut self, now: Now, looks_back: u64, services: impl FnOnce() -> (FastDok, Altinn)) {
        let back = self.remember_ms.max(looks_back);
        if back == 0 {
            self.states.clear();
            return;
        }
        let oldest = now.saturating_sub(i64::try_from(back).unwrap_or(i64::MAX));
        // A state is needed as long as a moment of the time looked back on lies before its end.
        self.states.retain(|state| state.until > oldest);
        if self.states.len() >= MOST_STATES {
            self.states.remove(0);
        }
        self.states.push(State { until: now, services: Arc::new(services()) });
    }

    /// How the services were at a moment, if they have changed since.
    pub(crate) fn at(&self, then: Now) -> Option<(FastDok, Altinn)> {
        self.states.iter().find(|state| state.until > then).map(|state| (*state.services).clone())
    }
}

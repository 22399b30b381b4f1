//! How the services were some time ago, for answers that come from a cache or from a replica that lags.

use std::sync::Arc;

use nordcase::http::{HttpRequest, HttpResponse};

use crate::altinn::{self, Altinn};
use crate::fastdok::FastDok;
use crate::ledger::Ledger;
use crate::{Desk, Now, Sandbox};

/// The most states that are kept.
const MOST_STATES: usize = 100;

/// The states of some time, the oldest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Past {
    /// How far back to remember, in milliseconds, whatever the plan has.
    remember_ms: u64,
    states: Vec<State>,
}

/// How the services were until a moment.
#[derive(Debug, Clone)]
struct State {
    until: Now,
    services: Arc<(FastDok, Altinn)>,
}

impl Sandbox {
    /// Keeps how the services were for so long from now on. An old answer that waits in the plan does the same by itself.
    pub fn remember(&mut self, ms: u64) {
        self.past.remember_ms = ms;
    }

    /// Keeps the present state, which is about to change.
    pub(crate) fn note_past(&mut self, now: Now) {
        let back = self.past.remember_ms.max(self.plan.looks_back());
        if back == 0 {
            self.past.states.clear();
            return;
        }
        let oldest = now.saturating_sub(i64::try_from(back).unwrap_or(i64::MAX));
        // A state is needed as long as a moment of the time looked back on lies before its end.
        self.past.states.retain(|state| state.until > oldest);
        if self.past.states.len() >= MOST_STATES {
            self.past.states.remove(0);
        }
        let services = Arc::new((self.fastdok.clone(), self.altinn.clone()));
        self.past.states.push(State { until: now, services });
    }

    /// The answer that the service would have given some time ago. Who may call is decided now.
    pub(crate) fn answer_as_of(&mut self, request: &HttpRequest, now: Now, ms: u64) -> HttpResponse {
        let then = now.saturating_sub(i64::try_from(ms).unwrap_or(i64::MAX));
        let Some(state) = self.past.states.iter().find(|state| state.until > then) else {
            return self.answer(request, false, now);
        };
        let (mut fastdok, mut altinn) = (*state.services).clone();
        // What a read writes (a used ticket, a refused system) was written when it was handled now.
        let (mut ledger, mut random) = (Ledger::default(), self.random.clone());
        let mut desk = Desk { ledger: &mut ledger, random: &mut random, now };
        if altinn::is_altinn(request) {
            altinn.take_sessions_from(&self.altinn);
            altinn.handle(request, false, &mut desk)
        } else {
            fastdok.take_sessions_from(&self.fastdok);
            fastdok.handle(request, false, &mut desk)
        }
    }
}

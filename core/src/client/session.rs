//! A session that calls and journeys share while they run at once: with its gate, and its claims.

use std::collections::HashMap;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::clock::{Clock, SystemClock};
use super::exchange::Exchange;
use super::transport::{ListStream, Transport, TransportOptions};
use crate::call::{self, Begun, CallState, Kind, Verdict};
use crate::error::{Error, Failure, TransportError};
use crate::http::HttpRequest;
use crate::journey::Claim;
use crate::operation::{Access, Effect, ListOperation, Operation};
use crate::session::{Moment, Session};
use crate::{altinn, fastdok};

/// One user's session, shared by everything that runs at once: what one call learns (a ticket, a refusal) the others know from then on.
///
/// Beside it stands the *gate* that the core asks for: a wrong password is sent once, however many calls begin at the same time. And the *claims* of its
/// journeys: two of them never take the same case for their own.
#[derive(Debug)]
pub struct SharedSession<S> {
    session: Mutex<S>,
    /// Fair: those who wait come in the order in which they asked.
    gate: tokio::sync::Mutex<()>,
    /// Whose each claimed case is.
    claims: Mutex<HashMap<String, String>>,
    /// The longest wait for the gate.
    patience: Duration,
}

/// How many time-outs of the transport a wait for the gate lasts.
const PATIENCE: u32 = 5;

/// The gate, held; it opens when this is dropped.
pub(super) type Pass<'a> = tokio::sync::MutexGuard<'a, ()>;

impl<S: Session> SharedSession<S> {
    /// Shares this session.
    pub fn new(session: S) -> Self {
        let gate = tokio::sync::Mutex::new(());
        let patience = TransportOptions::default().timeout.saturating_mul(PATIENCE);
        Self { session: Mutex::new(session), gate, claims: Mutex::default(), patience }
    }

    /// The same over a transport of this [`timeout`](TransportOptions::timeout): who waits for the gate waits for five of these, then gets
    /// `transport.timeout`, and nothing of it was sent. Who holds the gate may be a future that nobody polls any more.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.patience = timeout.saturating_mul(PATIENCE);
        self
    }

    /// The session, for a moment: never held while anything is awaited.
    pub(super) fn lock(&self) -> MutexGuard<'_, S> {
        lock(&self.session)
    }

    /// Waits for the gate, but not for ever.
    pub(super) async fn pass(&self) -> Result<Pass<'_>, TransportError> {
        let waiting = self.gate.lock();
        // A loop of the caller's own may run without tokio, which has the timer.
        if tokio::runtime::Handle::try_current().is_err() {
            return Ok(waiting.await);
        }
        tokio::time::timeout(self.patience, waiting).await.map_err(|_| {
            let reason = "another call of this client, which is to end before this one can begin, has not ended in time: is its future polled?";
            TransportError::new(Failure::Timeout, false, reason)
        })
    }

    /// What of a claim is to be asked of another set (a journal's): the cases that this session's own set does not know for another's. Jobs of one session
    /// may claim in different sets.
    pub(super) fn free_of(&self, claim: &Claim) -> Claim {
        Claim { case_ids: self.claim(&Claim { take: false, ..claim.clone() }), ..claim.clone() }
    }

    /// The answer to a claim: what the other set gave, if there is one, as far as this session's own set, which has the last word, gives it as well. Nothing
    /// if another journey of this session has taken that one meanwhile: then the others are to be asked for. An answer with a case that was not asked for is
    /// refused: asked again, its set would give it again, for ever.
    pub(super) fn claimed(&self, claim: Claim, other: Option<Vec<String>>) -> io::Result<Option<Vec<String>>> {
        if other.iter().flatten().any(|case| !claim.case_ids.contains(case)) {
            return Err(io::Error::other("the answer to a claim has a case that was not asked for"));
        }
        let claim = Claim { case_ids: other.unwrap_or(claim.case_ids), ..claim };
        let mine = self.claim(&claim);
        Ok((!claim.take || claim.case_ids.is_empty() || !mine.is_empty()).then_some(mine))
    }

    /// Takes over what was claimed before this session was there.
    pub(super) fn know(&self, claimed: Vec<Claim>) {
        let mut claims = lock(&self.claims);
        for Claim { owner, case_ids, .. } in claimed {
            for case in case_ids {
                claims.entry(case).or_insert_with(|| owner.clone());
            }
        }
    }

    /// Carries out a request. If it holds the gate and is broken off (this future is dropped), nobody hears what came of it: the credentials that it carried
    /// may have been refused, and count as if they were lost.
    pub(super) async fn sent<T>(&self, gated: bool, clock: &impl Clock, request: impl Future<Output = T>) -> T {
        let mut unheard = Unheard { session: self, clock, is_out: gated };
        let outcome = request.await;
        unheard.is_out = false;
        outcome
    }

    /// Answers a claim from the set of this session.
    fn claim(&self, claim: &Claim) -> Vec<String> {
        let mut claims = lock(&self.claims);
        let is_free = |case: &&String| claims.get(*case).is_none_or(|owner| *owner == claim.owner);
        let free = claim.case_ids.iter().filter(is_free).cloned();
        if !claim.take {
            return free.collect();
        }
        let taken: Vec<String> = free.take(1).collect();
        for case in &taken {
            claims.insert(case.clone(), claim.owner.clone());
        }
        taken
    }
}

/// Counts a request under the gate that was broken off.
struct Unheard<'a, S: Session, C: Clock> {
    session: &'a SharedSession<S>,
    clock: &'a C,
    is_out: bool,
}

impl<S: Session, C: Clock> Drop for Unheard<'_, S, C> {
    fn drop(&mut self) {
        if self.is_out {
            let error = TransportError::new(Failure::Cancelled, true, "broken off");
            self.session.lock().lost(&error.into(), self.clock.now());
        }
    }
}

/// Whether what is sent now needs the gate: a sign-in, or credentials that nobody has accepted yet.
pub(super) fn needs_gate(session: &impl Session, moment: Moment) -> bool {
    session.sign_in(moment).map_or(!session.is_accepted(), |sign_in| sign_in.is_ok())
}

impl<S: AccessAt> SharedSession<S> {
    /// Carries out one operation, with the sign-in that it may need. Only a read is sent again after a lost connection, and a call whose ticket was refused.
    pub async fn call<O>(&self, exchange: &impl Exchange, operation: &O) -> Result<O::Output, Error>
    where
        O: Operation<Access = S::Access>,
    {
        let mut attempt = Attempt::new::<O>(self, exchange);
        loop {
            let (request, access) = attempt.begin(operation).await?;
            let outcome = match attempt.sent(exchange.exchange(request)).await {
                Ok(response) => operation.response(&access, &response),
                Err(error) => Err(access.scrub(error.into())),
            };
            if let Some(outcome) = attempt.end(outcome).await {
                return outcome;
            }
        }
    }
}

/// Reads a list while it arrives.
pub(super) async fn list<S: AccessAt, O: ListOperation<Access = S::Access>>(
    shared: &SharedSession<S>,
    transport: &Transport,
    operation: &O,
) -> Result<ListStream<O>, Error> {
    let mut attempt = Attempt::new::<O>(shared, transport);
    loop {
        let (request, access) = attempt.begin(operation).await?;
        let gated = attempt.state.gated;
        let begun = async {
            match transport.read_list(access, operation, request).await {
                // The others wait until the service shows that it has accepted the credentials, not until the list ends.
                Ok(begun) if gated => begun.begun().await,
                list => list,
            }
        };
        let list = attempt.sent(begun).await;
        if let Some(list) = attempt.end(list).await {
            return list;
        }
    }
}

/// One call on its way, as the core's call machine has it.
struct Attempt<'a, S, E> {
    shared: &'a SharedSession<S>,
    exchange: &'a E,
    kind: Kind,
    state: CallState,
    pass: Option<Pass<'a>>,
}

impl<'a, S: AccessAt, E: Exchange> Attempt<'a, S, E> {
    fn new<O: Operation>(shared: &'a SharedSession<S>, exchange: &'a E) -> Self {
        let kind = Kind::of(O::NAME, O::EFFECT == Effect::Changes);
        Self { shared, exchange, kind, state: CallState::default(), pass: None }
    }

    /// The request to send now, and what it goes out with: after the sign-in, if it needs one.
    async fn begin<O: Operation<Access = S::Access>>(
        &mut self,
        operation: &O,
    ) -> Result<(HttpRequest, S::Access), Error> {
        loop {
            let moment = Moment { gate: self.pass.is_some(), ..SystemClock.now() };
            let (begun, access) = {
                let session = self.shared.lock();
                let access = session.access_at(moment);
                let request = operation.request(&access);
                (call::begin(&*session, &mut self.state, self.kind, moment, request)?, access)
            };
            let Begun::Send(request) = begun else {
                self.pass = Some(self.shared.pass().await?);
                continue;
            };
            if !self.state.gated {
                self.pass = None;
            }
            if !self.state.signing_in {
                return Ok((request, access));
            }
            let outcome = self.shared.sent(true, &SystemClock, self.exchange.exchange(request)).await;
            let moment = SystemClock.now();
            let verdict = {
                let mut session = self.shared.lock();
                call::sign_in_ended(&mut *session, &mut self.state, outcome.as_ref(), moment)?
            };
            self.again(verdict).await;
        }
    }

    /// Carries out the call's own request.
    async fn sent<T>(&self, request: impl Future<Output = T>) -> T {
        self.shared.sent(self.state.gated, &SystemClock, request).await
    }

    /// Takes what came of the request; nothing if the call goes on from the start.
    async fn end<T>(&mut self, outcome: Result<T, Error>) -> Option<Result<T, Error>> {
        let outcome = outcome.map_err(|error| call::of_read(error, self.kind));
        let verdict = {
            let mut session = self.shared.lock();
            call::call_ended(&mut *session, &mut self.state, self.kind, outcome.as_ref().err(), SystemClock.now())
        };
        if verdict == Verdict::Ended {
            return Some(outcome);
        }
        self.again(verdict).await;
        None
    }

    /// Lets the others through, and waits before the next try.
    async fn again(&mut self, verdict: Verdict) {
        self.pass = None;
        if let Verdict::Again { wait_millis: millis @ 1.. } = verdict {
            tokio::time::sleep(Duration::from_millis(millis)).await;
        }
    }
}

/// The session's access for a call at a moment.
pub trait AccessAt: Session {
    /// The service's.
    type Access: Access;

    /// With the present ticket, or this moment's nonce.
    fn access_at(&self, moment: Moment) -> Self::Access;
}

impl AccessAt for fastdok::Session {
    type Access = fastdok::Access;

    fn access_at(&self, _moment: Moment) -> fastdok::Access {
        self.access().clone()
    }
}

impl AccessAt for altinn::Session {
    type Access = altinn::Access;

    fn access_at(&self, moment: Moment) -> altinn::Access {
        self.access(moment)
    }
}

/// A panic elsewhere cannot leave any of these half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::BaseUrl;

    /// A case that another journey of this session takes between the question and the answer is none; the next one is asked for.
    #[test]
    fn a_case_that_was_taken_meanwhile_is_asked_for_no_more() {
        let access = fastdok::Access::new(BaseUrl::new("https://forms.example.se").unwrap());
        let session = SharedSession::new(fastdok::Session::new(access));
        let claim =
            |owner: &str| Claim { owner: owner.to_owned(), case_ids: vec!["a".to_owned(), "b".to_owned()], take: true };
        let (ours, theirs) = (claim("ours"), claim("theirs"));
        let asked = session.free_of(&ours);
        assert_eq!(asked.case_ids, ["a", "b"]);
        let claimed = |claim, other| session.claimed(claim, other).unwrap();
        let taken = claimed(session.free_of(&theirs), None);
        assert_eq!(taken.as_deref(), Some(["a".to_owned()].as_slice()));
        // Our journal gave it to us as well.
        assert_eq!(claimed(asked, Some(vec!["a".to_owned()])), None);
        let asked = session.free_of(&ours);
        assert_eq!(asked.case_ids, ["b"]);
        // A set that gives what was not asked for would give it for ever.
        session.claimed(asked.clone(), Some(vec!["a".to_owned()])).unwrap_err();
        assert_eq!(claimed(asked, Some(vec!["b".to_owned()])), Some(vec!["b".to_owned()]));
        // A set that has none free ends the asking.
        assert_eq!(claimed(session.free_of(&claim("third")), Some(Vec::new())), Some(Vec::new()));
    }
}

//! A session that calls and journeys share while they run at once: with its gate, and its claims.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::run::{Clock, Exchange, SystemClock};
use super::transport::{ListStream, Transport};
use crate::call::{self, Begun, CallState, Kind, Verdict};
use crate::error::Error;
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
}

/// The gate, held; it opens when this is dropped.
pub(super) type Pass<'a> = tokio::sync::MutexGuard<'a, ()>;

impl<S: Session> SharedSession<S> {
    /// Shares this session.
    pub fn new(session: S) -> Self {
        let gate = tokio::sync::Mutex::new(());
        Self { session: Mutex::new(session), gate, claims: Mutex::default() }
    }

    /// The session, for a moment: never held while anything is awaited.
    pub(super) fn lock(&self) -> MutexGuard<'_, S> {
        lock(&self.session)
    }

    /// Waits for the gate.
    pub(super) async fn pass(&self) -> Pass<'_> {
        self.gate.lock().await
    }

    /// Answers a claim from the set of this session.
    pub(super) fn claim(&self, claim: &Claim) -> Vec<String> {
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
            let outcome = match exchange.exchange(request).await {
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
        let mut list = transport.read_list(access, operation, request).await;
        if attempt.state.gated
            && let Ok(begun) = list
        {
            // The others wait until the service shows that it has accepted the credentials, not until the list ends.
            list = begun.begun().await;
        }
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
                self.pass = Some(self.shared.pass().await);
                continue;
            };
            if !self.state.gated {
                self.pass = None;
            }
            if !self.state.signing_in {
                return Ok((request, access));
            }
            let outcome = self.exchange.exchange(request).await;
            let moment = SystemClock.now();
            let verdict = {
                let mut session = self.shared.lock();
                call::sign_in_ended(&mut *session, &mut self.state, outcome.as_ref(), moment)?
            };
            self.again(verdict).await;
        }
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

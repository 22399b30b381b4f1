//! A client of FastDok.

use std::sync::{Arc, Mutex, PoisonError};

use super::run::{Clock, SystemClock, Watcher, run};
use super::transport::{ListStream, Transport};
use crate::error::Error;
use crate::fastdok::journeys::FastDokCall;
use crate::fastdok::{Access, Session};
use crate::journey::{Journey, Script, Session as _, Step};
use crate::operation::{Access as _, ListOperation, Operation};

/// Calls FastDok: signs in when needed, keeps the ticket, renews it once when the service refuses it.
///
/// Cheap to clone; clones share the ticket. A refused sign-in is never repeated: make a new client for other credentials.
#[derive(Debug, Clone)]
pub struct FastDokClient {
    transport: Transport,
    session: Arc<Mutex<Session>>,
}

impl FastDokClient {
    /// A client for this access, which needs credentials, or a ticket.
    pub fn new(access: Access, transport: Transport) -> Self {
        Self { transport, session: Arc::new(Mutex::new(Session::new(access))) }
    }

    /// Carries out one operation. Nothing is sent twice but a call that was refused for its ticket (HTTP 401: nothing was applied).
    pub async fn call<O: Operation<Access = Access>>(&self, operation: &O) -> Result<O::Output, Error> {
        self.signed_in(async |access| {
            let request = operation.request(&access)?;
            let response = self.transport.send(request).await.map_err(|error| access.scrub(error.into()))?;
            operation.response(&access, &response)
        })
        .await
    }

    /// Reads a list while it arrives. The ticket is renewed as for [`FastDokClient::call`].
    pub async fn list<O: ListOperation<Access = Access>>(&self, operation: &O) -> Result<ListStream<O>, Error> {
        self.signed_in(async |access| self.transport.list(access, operation).await).await
    }

    /// Makes a call with a ticket, and once more with a new one if the ticket is refused.
    async fn signed_in<T>(&self, call: impl AsyncFn(Access) -> Result<T, Error>) -> Result<T, Error> {
        let mut renewed = false;
        loop {
            self.sign_in().await?;
            let session = self.session();
            let outcome = call(session.access().clone()).await;
            if matches!(&outcome, Err(error) if error.code() == "fastdok.unauthorized") && !renewed {
                renewed = true;
                self.refused(session.generation());
                continue;
            }
            if outcome.is_ok() {
                self.change(|session| session.accepted(SystemClock.now()));
            }
            return outcome;
        }
    }

    /// Carries out a journey to its end, or until the watcher refuses to store it. Dropping the future stops it where it is.
    pub async fn run<S: Script<Call = FastDokCall>>(
        &self,
        journey: &mut Journey<S>,
        watcher: &mut impl Watcher<S>,
    ) -> Result<Step<S::Question, S::Receipt>, Error> {
        let mut session = self.session();
        let end = run(journey, &mut session, &self.transport, &SystemClock, watcher).await;
        self.change(|kept| *kept = session);
        end
    }

    async fn sign_in(&self) -> Result<(), Error> {
        let moment = SystemClock.now();
        let Some(request) = self.session().sign_in(moment) else { return Ok(()) };
        let access = self.session().access().clone();
        let _ = access;
        let outcome = self.transport.send(request?).await;
        self.change(|session| session.signed_in(outcome.as_ref(), moment))
    }

    fn refused(&self, generation: u32) {
        self.change(|session| {
            if session.generation() == generation {
                session.drop_ticket();
            }
        });
    }

    fn session(&self) -> Session {
        self.change(|session| session.clone())
    }

    fn change<T>(&self, change: impl FnOnce(&mut Session) -> T) -> T {
        // A panic elsewhere cannot leave a session half changed.
        change(&mut self.session.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

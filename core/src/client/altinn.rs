//! A client of Altinn's CaseAgencySystem.

use std::sync::{Arc, Mutex, PoisonError};

use super::run::{Clock, SystemClock, Watcher, run};
use super::transport::{ListStream, Transport};
use crate::altinn::journeys::AltinnCall;
use crate::altinn::{Access, Session};
use crate::error::Error;
use crate::journey::{Journey, Script, Session as _, Step};
use crate::operation::{Access as _, ListOperation, Operation};

/// Calls CaseAgencySystem. For the WS binding it gives each call its time and nonce.
///
/// Cheap to clone; clones share what they know of the credentials: once the service has refused them (5, 44, 989), nothing more is sent. Make a
/// new client when they are mended.
#[derive(Debug, Clone)]
pub struct CaseAgencyClient {
    transport: Transport,
    session: Arc<Mutex<Session>>,
}

impl CaseAgencyClient {
    /// A client for this access.
    pub fn new(access: Access, transport: Transport) -> Self {
        Self { transport, session: Arc::new(Mutex::new(Session::new(access))) }
    }

    /// Carries out one operation. Nothing is ever sent twice.
    pub async fn call<O: Operation<Access = Access>>(&self, operation: &O) -> Result<O::Output, Error> {
        let access = self.access()?;
        let request = operation.request(&access)?;
        let response = self.transport.send(request).await.map_err(|error| access.scrub(error.into()))?;
        let outcome = operation.response(&access, &response);
        if let Err(error) = &outcome {
            self.note(error);
        }
        outcome
    }

    /// Reads a list while it arrives.
    pub async fn list<O: ListOperation<Access = Access>>(&self, operation: &O) -> Result<ListStream<O>, Error> {
        let list = self.transport.list(self.access()?, operation).await;
        if let Err(error) = &list {
            self.note(error);
        }
        list
    }

    /// Carries out a journey to its end, or until the watcher refuses to store it. Dropping the future stops it where it is.
    pub async fn run<S: Script<Call = AltinnCall>>(
        &self,
        journey: &mut Journey<S>,
        watcher: &mut impl Watcher<S>,
    ) -> Result<Step<S::Question, S::Receipt>, Error> {
        let mut session = self.session();
        let end = run(journey, &mut session, &self.transport, &SystemClock, watcher).await;
        if let Some(Err(error)) = session.sign_in(SystemClock.now()) {
            self.note(&error);
        }
        end
    }

    /// The access for a call now, unless the credentials were refused before.
    fn access(&self) -> Result<Access, Error> {
        let moment = SystemClock.now();
        let session = self.session();
        match session.sign_in(moment) {
            Some(Err(error)) => Err(error),
            _ => Ok(session.access(moment)),
        }
    }

    fn note(&self, error: &Error) {
        if crate::altinn::error_codes::is_bad_credentials(error.code()) {
            self.session.lock().unwrap_or_else(PoisonError::into_inner).refused(error);
        }
    }

    fn session(&self) -> Session {
        self.session.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

//! A client of FastDok.

use std::sync::Arc;

use super::clock::SystemClock;
use super::run::run;
use super::session::{SharedSession, list};
use super::transport::{ListStream, Transport};
use super::watcher::Watcher;
use crate::error::Error;
use crate::fastdok::journeys::FastDokCall;
use crate::fastdok::{Access, Session};
use crate::journey::{Journey, Script, Step};
use crate::operation::{ListOperation, Operation};

/// Calls FastDok: signs in when needed, keeps the ticket, renews it once when the service refuses it.
///
/// Cheap to clone; clones share the ticket, and so do all calls, lists and journeys of it that run at once: they sign in once. A refused sign-in is
/// never repeated: every later call gets that same error, and nothing is sent. Make a new client for other credentials.
///
/// While the credentials are not yet accepted, calls wait for the one that tries them. A future that is begun and then not polled (in a `select!` whose other
/// branch uses the client too, in a `buffer_unordered` whose loop does) may be that one: those that wait get `transport.timeout` after five time-outs of
/// the transport. Spawn such calls as tasks. A client is for one runtime: in another one, which runs while the first stands still, its kept connections hang.
#[derive(Debug, Clone)]
pub struct FastDokClient {
    transport: Transport,
    session: Arc<SharedSession<Session>>,
}

impl FastDokClient {
    /// A client for this access, which needs credentials, or a ticket.
    pub fn new(access: Access, transport: Transport) -> Self {
        let session = SharedSession::new(Session::new(access)).with_timeout(transport.timeout());
        Self { transport, session: Arc::new(session) }
    }

    /// Carries out one operation. A call that changes something is sent once; again only if it was refused for its ticket (HTTP 401: nothing was applied).
    /// One that reads is sent again, at most twice, if its connection fails.
    pub async fn call<O: Operation<Access = Access>>(&self, operation: &O) -> Result<O::Output, Error> {
        self.session.call(&self.transport, operation).await
    }

    /// Reads a list while it arrives. Until its first item is there it goes as [`FastDokClient::call`].
    pub async fn list<O: ListOperation<Access = Access>>(&self, operation: &O) -> Result<ListStream<O>, Error> {
        list(&self.session, &self.transport, operation).await
    }

    /// Carries out a journey to its end, or until the watcher refuses to store it. Dropping the future stops it where it is.
    pub async fn run<S: Script<Call = FastDokCall>>(
        &self,
        journey: &mut Journey<S>,
        watcher: &mut impl Watcher<S>,
    ) -> Result<Step<S::Question, S::Receipt>, Error> {
        run(journey, &self.session, &self.transport, &SystemClock, watcher).await
    }

    /// The session, for [`run_batch`](super::run_batch) and one's own loops.
    pub fn session(&self) -> &SharedSession<Session> {
        &self.session
    }
}

//! What the end-to-end tests share: both services on loopback, clients of them, and a server that answers what a test wants.

pub mod raw;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError};

use nordcase::client::{
    BatchWatcher, CaseAgencyClient, Clock, FastDokClient, SystemClock, Transport, TransportOptions, Watcher,
};
use nordcase::fastdok::journeys::{PayCase, PaymentQuestion};
use nordcase::fastdok::{self, Credentials, ObjectEntry};
use nordcase::journey::Moment;
use nordcase::{BaseUrl, altinn};
use nordcase_sandbox::fastdok::API_KEY;
use nordcase_sandbox::ledger::What;
use nordcase_sandbox::server::{Options, Server};
use nordcase_sandbox::{Fault, Sandbox};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// The sandbox as a server on loopback.
pub struct Services {
    /// It runs as long as this lives.
    pub server: Server,
}

impl Services {
    /// With the standard data.
    #[must_use]
    pub fn start() -> Self {
        Self { server: Server::start(Options::default()).expect("a free port on loopback") }
    }

    /// Where both services are.
    #[must_use]
    pub fn base_url(&self) -> BaseUrl {
        BaseUrl::new(&self.server.url()).expect("the server's own address")
    }

    /// FastDok for the user with a balance, with this password.
    #[must_use]
    pub fn fastdok_access(&self, password: &str) -> fastdok::Access {
        fastdok::Access::new(self.base_url()).with_credentials(Credentials {
            api_key: API_KEY.into(),
            username: "asa.oberg@bjorken.example".to_owned(),
            password: password.into(),
        })
    }

    /// FastDok for the user with a balance.
    #[must_use]
    pub fn fastdok(&self) -> FastDokClient {
        FastDokClient::new(self.fastdok_access(PASSWORD), transport())
    }

    /// Altinn for the system user `SKDEN`, with this password.
    #[must_use]
    pub fn altinn_access(&self, password: &str) -> altinn::Access {
        altinn::Access::basic(self.base_url(), "SKDEN", password)
    }

    /// Altinn for the system user `SKDEN`.
    #[must_use]
    pub fn altinn(&self) -> CaseAgencyClient {
        CaseAgencyClient::new(self.altinn_access(SYSTEM_PASSWORD), transport())
    }

    /// Looks at what the services know themselves.
    pub fn truth<T>(&self, read: impl FnOnce(&mut Sandbox) -> T) -> T {
        read(&mut self.server.sandbox.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The nth call of an operation from now on goes wrong.
    pub fn order(&self, operation: &str, nth: u32, fault: Fault) {
        self.truth(|sandbox| sandbox.plan.add(operation, nth, fault));
    }

    /// How many entries of the ledger are such.
    pub fn count(&self, is: impl Fn(&What) -> bool) -> usize {
        self.truth(|sandbox| sandbox.ledger.entries.iter().filter(|entry| is(&entry.what)).count())
    }
}

/// Of the user with a balance: every character in it needs its encoding.
pub const PASSWORD: &str = "Björk&Löv+2026";
/// Of the system user `SKDEN`.
pub const SYSTEM_PASSWORD: &str = "sandkasse-2681";

/// The transport as it comes.
#[must_use]
pub fn transport() -> Transport {
    Transport::new(TransportOptions::default()).expect("TLS can be set up")
}

/// A lease: landlord, tenant and form.
#[must_use]
pub fn lease() -> Vec<ObjectEntry> {
    let form = ObjectEntry { template_id: Some("12B.2".to_owned()), ..ObjectEntry::new("Huvudkontrakt") };
    vec![ObjectEntry::new("Hyresvard").with("Namn", "Björken"), ObjectEntry::new("Kund").with("Namn", "Åsa"), form]
}

/// The real time, but waiting takes none: the pauses of journeys are minutes in sum.
pub struct Impatient;

impl Clock for Impatient {
    fn now(&self) -> Moment {
        SystemClock.now()
    }

    async fn sleep(&self, _millis: u64) {}
}

/// Approves every payment.
pub struct Approve;

impl Watcher<PayCase> for Approve {
    async fn approve(&mut self, _question: &PaymentQuestion) -> bool {
        true
    }
}

impl BatchWatcher<PayCase> for Approve {
    async fn approve(&self, _key: &str, _question: &PaymentQuestion) -> bool {
        true
    }
}

/// A server that answers every connection with the same bytes, whatever was asked.
pub struct Canned {
    /// Where it listens.
    pub address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Canned {
    /// Sends `answer` after the request's head has come, and closes; with `None` never answers at all.
    pub async fn start(answer: Option<Vec<u8>>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port on loopback");
        let address = listener.local_addr().expect("a bound socket has an address");
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = connections.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::SeqCst);
                let answer = answer.clone();
                tokio::spawn(async move {
                    let mut request = Vec::new();
                    while !request.windows(4).any(|window| window == b"\r\n\r\n") {
                        if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
                            return;
                        }
                    }
                    match answer {
                        // The client may hang up in the middle of a large answer: that is what some tests want.
                        Some(answer) => drop(stream.write_all(&answer).await),
                        None => std::future::pending().await,
                    }
                });
            }
        });
        Self { address, connections }
    }

    /// Its address as a base URL.
    #[must_use]
    pub fn base_url(&self) -> BaseUrl {
        BaseUrl::new(&format!("http://{}", self.address)).expect("a loopback address")
    }

    /// How many connections were made to it.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

//! The sandbox as an HTTP server: both services at their own paths, what the fault plan orders done to the real sockets, and beside
//! them the control endpoints under `/_sandbox/` and a page that shows it all.
//!
//! ```no_run
//! use nordcase_sandbox::server::{Options, Server};
//!
//! let server = Server::start(Options::default())?;
//! println!("{}/API/v1.0/", server.url());
//! server.stop();
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! It runs on threads of its own, so that tests with and without an async runtime can use it. The parts: [`service`] hands requests
//! to the sandbox and breaks connections, [`site`] has the control endpoints and the page, [`traffic`] remembers the last exchanges,
//! [`clock`] owns the time, [`tls`] makes the certificate.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tower_service::Service;

use crate::Sandbox;

pub mod clock;
pub mod service;
mod shared;
pub mod site;
pub mod tls;
pub mod traffic;

pub use clock::Clock;
pub use shared::MAX_BODY;
use shared::{HangUp, Shared};

/// The largest request head, request line and all headers: hyper reads up to twice this before it refuses.
const MAX_HEAD: usize = 64 * 1024;
/// The most connections served at once; further ones wait.
const MAX_CONNECTIONS: usize = 256;
/// How long a client may take for a request's head, and how long an unused connection stays open.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);
/// How long a TLS handshake may take.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long `stop` waits for requests that are being answered.
const GRACE: Duration = Duration::from_secs(2);

/// How to start a [`Server`].
#[derive(Debug)]
pub struct Options {
    /// The address to listen on. Loopback unless others are meant to reach it.
    pub host: IpAddr,
    /// The port; 0 lets the system choose.
    pub port: u16,
    /// Whether to serve https with a certificate made at start.
    pub tls: bool,
    /// Whether to write a line per exchange to stderr.
    pub log: bool,
    /// What to serve.
    pub sandbox: Sandbox,
}

impl Default for Options {
    /// Plain HTTP on a free loopback port, standard data from seed 1, nothing logged.
    fn default() -> Self {
        Self { host: Ipv4Addr::LOCALHOST.into(), port: 0, tls: false, log: false, sandbox: Sandbox::new(1) }
    }
}

/// A running server. Dropping it stops it.
#[derive(Debug)]
pub struct Server {
    /// What it serves. Lock it briefly: no request is answered meanwhile.
    pub sandbox: Arc<Mutex<Sandbox>>,
    address: SocketAddr,
    certificate: Option<tls::Certificate>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server; when this returns it accepts connections.
    ///
    /// # Errors
    /// When the address cannot be bound, or the certificate or the threads cannot be made.
    pub fn start(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind((options.host, options.port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let (certificate, acceptor) = if options.tls {
            let (certificate, acceptor) = tls::self_signed(options.host)?;
            (Some(certificate), Some(acceptor))
        } else {
            (None, None)
        };
        let sandbox = Arc::new(Mutex::new(options.sandbox));
        let (stop, stopping) = watch::channel(false);
        let shared = Arc::new(Shared {
            sandbox: sandbox.clone(),
            clock: Mutex::default(),
            traffic: Mutex::default(),
            changed: watch::Sender::new(0),
            stopping: stopping.clone(),
            address,
            certificate: certificate.as_ref().map(|certificate| certificate.pem.clone()),
            log: options.log,
        });
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("nordcase-sandbox")
            .enable_all()
            .build()?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        let thread = std::thread::Builder::new().name("nordcase-sandbox".to_owned()).spawn(move || {
            runtime.block_on(accept(listener, acceptor, shared, stopping));
            runtime.shutdown_background();
        })?;
        Ok(Self { sandbox, address, certificate, stop, thread: Some(thread) })
    }

    /// Where it listens, as `http://127.0.0.1:49152`, without a trailing slash.
    pub fn url(&self) -> String {
        format!("{}://{}", if self.certificate.is_some() { "https" } else { "http" }, self.address)
    }

    /// The certificate of an https server: for tests to trust.
    pub fn certificate(&self) -> Option<&tls::Certificate> {
        self.certificate.as_ref()
    }

    /// Stops it: refuses new connections, lets requests in progress finish for up to two seconds, closes the rest.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            // It can only fail if the server's thread panicked, which has been reported on stderr then.
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

/// Why hyper is told that a request failed; makes it close the connection without an answer.
#[derive(Debug)]
struct HungUp;

impl std::fmt::Display for HungUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the fault plan ordered to close the connection")
    }
}

impl std::error::Error for HungUp {}

async fn accept(
    listener: tokio::net::TcpListener,
    tls: Option<TlsAcceptor>,
    shared: Arc<Shared>,
    mut stopping: watch::Receiver<bool>,
) {
    let router = site::router(shared);
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        let place = places.clone().acquire_owned();
        let next = async { (place.await, listener.accept().await) };
        tokio::select! {
            (place, accepted) = next => {
                // accept fails for one connection (reset before we came) or for want of file handles: neither is the end.
                let Ok((stream, _)) = accepted else {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                };
                // Answers are small; waiting to fill packets would only delay them.
                let _ = stream.set_nodelay(true);
                let (router, tls, stopping) = (router.clone(), tls.clone(), stopping.clone());
                connections.spawn(async move {
                    let _place = place;
                    match tls {
                        None => connection(stream, router, stopping).await,
                        Some(tls) => {
                            if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE_TIMEOUT, tls.accept(stream)).await {
                                connection(stream, router, stopping).await;
                            }
                        }
                    }
                });
            }
            Some(_) = connections.join_next() => {}
            _ = stopping.changed() => break,
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await;
}

/// Serves one connection until it ends, or until the server stops and the request in progress is answered.
async fn connection(
    stream: impl AsyncRead + AsyncWrite + Unpin + 'static,
    router: Router,
    mut stopping: watch::Receiver<bool>,
) {
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let mut router = router.clone();
        async move {
            let answered: Result<Response, Infallible> = router.call(request).await;
            match answered {
                Ok(response) if response.extensions().get::<HangUp>().is_some() => Err(HungUp),
                Ok(response) => Ok(response),
                Err(never) => match never {},
            }
        }
    });
    let served = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(served);
    // How a connection ended is the client's business; faults of the plan end here too.
    tokio::select! {
        _ = served.as_mut() => return,
        _ = stopping.changed() => {}
    }
    served.as_mut().graceful_shutdown();
    let _ = served.await;
}

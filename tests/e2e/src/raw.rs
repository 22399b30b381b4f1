//! A server made of raw bytes: it hears each request whole, keeps it, and does what the test says.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use nordcase::BaseUrl;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// One thing that the server does with a request.
#[derive(Debug, Clone)]
pub enum Act {
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Sends these bytes one by one, with this pause between them.
    Drip(Vec<u8>, Duration),
    /// Sends these bytes again and again, with this pause between them.
    Repeat(Vec<u8>, Duration),
    /// Waits.
    Pause(Duration),
    /// Closes the connection.
    Close,
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Heard {
    /// Which connection it came on, counted from 0.
    pub connection: usize,
    /// How many requests came before it, on all connections.
    pub nth: usize,
    /// Head and body.
    pub text: String,
}

impl Heard {
    /// The request line without the version, as `POST /API/v1.0/Instances`.
    #[must_use]
    pub fn line(&self) -> &str {
        self.text.split(" HTTP/").next().unwrap_or_default()
    }

    /// Whether its method changes something.
    #[must_use]
    pub fn changes(&self) -> bool {
        !self.text.starts_with("GET ")
    }
}

type Script = dyn Fn(&Heard) -> Vec<Act> + Send + Sync;

/// The server. It runs until the test's runtime ends.
pub struct Raw {
    /// Where it listens.
    pub address: SocketAddr,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Raw {
    /// Does with each request what `script` says. A connection stays open until [`Act::Close`].
    pub async fn start(script: impl Fn(&Heard) -> Vec<Act> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port on loopback");
        let address = listener.local_addr().expect("a bound socket has an address");
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (script, kept): (Arc<Script>, _) = (Arc::new(script), heard.clone());
        tokio::spawn(async move {
            let mut connection = 0;
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, connection, script.clone(), kept.clone()));
                connection += 1;
            }
        });
        Self { address, heard }
    }

    /// Its address as a base URL.
    #[must_use]
    pub fn base_url(&self) -> BaseUrl {
        BaseUrl::new(&format!("http://{}", self.address)).expect("a loopback address")
    }

    /// What it has heard so far.
    #[must_use]
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn serve(mut stream: TcpStream, connection: usize, script: Arc<Script>, kept: Arc<Mutex<Vec<Heard>>>) {
    let mut bytes = Vec::new();
    while let Some(text) = request(&mut stream, &mut bytes).await {
        let heard = {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            let heard = Heard { connection, nth: kept.len(), text };
            kept.push(heard.clone());
            heard
        };
        for act in script(&heard) {
            // The client may hang up at any time: that is what some tests want.
            let done = match act {
                Act::Send(bytes) => stream.write_all(&bytes).await,
                Act::Drip(bytes, pause) => drip(&mut stream, &bytes, pause).await,
                Act::Repeat(bytes, pause) => repeat(&mut stream, &bytes, pause).await,
                Act::Pause(pause) => {
                    tokio::time::sleep(pause).await;
                    Ok(())
                }
                Act::Close => return,
            };
            if done.is_err() {
                return;
            }
        }
    }
}

async fn drip(stream: &mut TcpStream, bytes: &[u8], pause: Duration) -> std::io::Result<()> {
    for byte in bytes {
        stream.write_all(&[*byte]).await?;
        tokio::time::sleep(pause).await;
    }
    Ok(())
}

async fn repeat(stream: &mut TcpStream, bytes: &[u8], pause: Duration) -> std::io::Result<()> {
    loop {
        stream.write_all(bytes).await?;
        tokio::time::sleep(pause).await;
    }
}

/// The next whole request; `None` when the client has hung up.
async fn request(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<String> {
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
            let whole = end + 4 + length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
            if bytes.len() >= whole {
                let request: Vec<u8> = bytes.drain(..whole).collect();
                return Some(String::from_utf8_lossy(&request).into_owned());
            }
        }
        if stream.read_buf(bytes).await.unwrap_or(0) == 0 {
            return None;
        }
    }
}

/// An answer with this status, these further header lines and this body, which leaves the connection open.
#[must_use]
pub fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{headers}Content-Length: {length}\r\n\r\n{body}")
        .into_bytes()
}

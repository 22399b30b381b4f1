//! A ready async transport on `reqwest`, and a client for each service (feature `reqwest`).
//!
//! The clients hold no rule of either service: they carry requests and answers between the core and the wire, keep FastDok's ticket, and hand the
//! time and random bytes to Altinn's WS binding. Everything is cancelled by dropping the future.

mod altinn;
mod clock;
mod exchange;
mod fastdok;
mod journal;
mod run;
mod session;
mod transport;
mod watcher;

pub use altinn::CaseAgencyClient;
pub use clock::{Clock, SystemClock, begin};
pub use exchange::Exchange;
pub use fastdok::FastDokClient;
pub use journal::{About, EndedEntry, Entry, Journal, Unfinished};
pub use run::{run, run_batch};
pub use session::{AccessAt, SharedSession};
pub use transport::{Incoming, ListStream, Transport, TransportOptions};
pub use watcher::{BatchWatcher, Event, Unwatched, Watcher};

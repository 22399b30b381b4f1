//! A ready async transport on `reqwest`, and a client for each service (feature `reqwest`).
//!
//! The clients hold no rule of either service: they carry requests and answers between the core and the wire, keep FastDok's ticket, and hand the
//! time and random bytes to Altinn's WS binding. Everything is cancelled by dropping the future.

mod altinn;
mod fastdok;
mod journal;
mod run;
mod session;
mod transport;

pub use altinn::CaseAgencyClient;
pub use fastdok::FastDokClient;
pub use journal::{About, EndedEntry, Entry, Journal, Unfinished};
pub use run::{BatchWatcher, Clock, Event, Exchange, SystemClock, Unwatched, Watcher, begin, run, run_batch};
pub use session::{AccessAt, SharedSession};
pub use transport::{Incoming, ListStream, Transport, TransportOptions};

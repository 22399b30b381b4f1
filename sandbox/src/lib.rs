//! Both services in memory, without any I/O.
//!
//! [`Sandbox::handle`] takes a request and the time, and gives back what the wire would have carried. It is deterministic: the same seed, the
//! same requests at the same times, the same answers. Everything is written from `specs/`, never from the core's code, so that
//! each of the two is the other's check.

pub mod altinn;
pub mod control;
mod desk;
pub mod fastdok;
mod late;
pub mod ledger;
mod now;
mod past;
pub mod plan;
pub mod random;
mod sandbox;
#[cfg(feature = "server")]
pub mod server;

pub use control::Command;
pub use desk::Desk;
pub use late::{Applied, Late};
pub use ledger::{Entry, Ledger};
pub use now::Now;
pub use plan::{Fault, FaultRule, Plan};
pub use sandbox::{Reply, Sandbox};

//! Sans-IO core for FastDok and Altinn II CaseAgencySystem.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod altinn;
pub mod base_url;
#[cfg(feature = "reqwest")]
pub mod client;
pub mod dates;
mod diagram;
pub mod error;
pub mod fastdok;
pub mod http;
mod ids;
pub mod journey;
pub mod json;
pub mod limits;
pub mod mark;
pub mod money;
pub mod operation;
pub mod secret;
pub mod wire;
mod xml;

pub use base_url::BaseUrl;
pub use dates::{Date, DateTime};
pub use error::{Api, Error, ErrorCode, Kind, Retry, error_codes};
pub use http::{Header, HttpRequest, HttpResponse, Method};
pub use json::RawJson;
pub use limits::Limits;
pub use money::Amount;
pub use operation::{Access, Effect, ListOperation, ListReader, Operation};
pub use secret::Secret;

//! Sans-IO core for FastDok and Altinn II CaseAgencySystem.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod altinn;
pub mod base_url;
pub mod dates;
pub mod error;
pub mod fastdok;
pub mod http;
mod ids;
pub mod limits;
pub mod money;
pub mod operation;
pub mod secret;

pub use base_url::BaseUrl;
pub use dates::{Date, DateTime};
pub use error::{Api, Error, ErrorCode, Kind, Retry, error_codes};
pub use http::{Header, HttpRequest, HttpResponse, Method};
pub use limits::Limits;
pub use money::Amount;
pub use operation::{Access, Effect, ListOperation, ListReader, Operation};
pub use secret::Secret;

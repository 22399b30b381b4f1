//! A sans-IO core for two Nordic case-handling APIs: [`fastdok`] (Fastighetsägarna Dokument, Swedish, REST and JSON)
//! and [`altinn`] (Altinn II CaseAgencySystem, Norwegian, SOAP).
//!
//! # The contract
//!
//! The core does no I/O. It opens no socket and no file, starts no thread, and reads neither clock, random source nor
//! environment; it has no global state. What goes in and comes out is plain data. It offers four things:
//!
//! 1. **An operation makes a request.** [`Operation::request`] gives the *complete* [`HttpRequest`]: method, absolute
//!    URL, headers in their order, body. The host never builds a path or a header. A value that must not be sent is an
//!    error that names the field and the rule, and nothing was sent.
//! 2. **The same operation reads the response.** [`Operation::response`] takes status, headers and body, all of it also
//!    when the status says failure. It gives what the service said, or why there is nothing: the service refused, or
//!    the answer cannot be read. An answer never meets the wrong parser. Lists can be read while they arrive
//!    ([`ListOperation`]).
//! 3. **A workflow says what is allowed.** [`fastdok::workflow`], [`altinn::workflow`] and [`altinn::state_machine`]
//!    are pure functions over tables.
//! 4. **A journey carries out a job of several calls.** A [`journey::Journey`] says what to do next, takes what came of
//!    it, and can be stored as JSON after every step. It never sends a changing call again before it has looked what
//!    became of the first.
//!
//! The host gives the rest: the transport, the time and random bytes where a step needs them ([`journey::Moment`]), and
//! the credentials, with each call, in an [`Access`]. Credentials are in no operation and in no stored journey, so both
//! can be logged and stored. What a transport must keep: it follows no redirect (a ticket must not travel), sends
//! nothing twice by itself, and hands over the body as it came (only unpacked, if it was compressed).
//!
//! # One exchange
//!
//! ```
//! use nordcase::error::{Failure, TransportError};
//! use nordcase::fastdok::{Access, DEVELOPMENT, GetTask, Task, TaskKind};
//! use nordcase::{BaseUrl, Error, Header, HttpRequest, HttpResponse, Method, Operation, Retry};
//!
//! /// The host's part: any HTTP client. This one stands for the network.
//! fn send(request: &HttpRequest) -> Result<HttpResponse, TransportError> {
//!     assert_eq!((request.method, request.header("Ticket")), (Method::Get, Some("2b3c")));
//!     match request.url.as_str() {
//!         "https://fsab.bariumlive.com/API/v1.0/Tasks/4673ff92" => Ok(HttpResponse {
//!             status: 200,
//!             headers: vec![Header::new("Content-Type", "application/json; charset=utf-8")],
//!             body: br#"{"Id":"4673ff92","ReferenceId":"TaskPay","Status":"Ready","InstanceId":"3e1871cc"}"#.to_vec(),
//!         }),
//!         _ => Err(TransportError::new(Failure::Timeout, true, "no answer in 120 s")),
//!     }
//! }
//!
//! fn read(access: &Access, id: &str) -> Result<Task, Error> {
//!     let operation = GetTask::new(id);
//!     let request = operation.request(access)?;  // Input: refused before anything is sent
//!     let response = send(&request)?;            // Transport: made by the host
//!     operation.response(access, &response)      // Parse, or Service: what the service refused
//! }
//!
//! let access = Access::new(BaseUrl::new(DEVELOPMENT)?).with_ticket("2b3c".into());
//! assert_eq!(read(&access, "4673ff92")?.kind(), TaskKind::TaskPay);
//!
//! let error = read(&access, "../Domains").unwrap_err();
//! assert_eq!((error.code(), error.retry()), ("input.id_path", Retry::Never));
//! let error = read(&access, "another").unwrap_err();
//! assert_eq!((error.code(), error.retry()), ("transport.timeout", Retry::VerifyFirst));
//! # Ok::<(), Error>(())
//! ```
//!
//! # Where to go on
//!
//! | to | see |
//! | --- | --- |
//! | call FastDok | [`fastdok`]: its operations, by what they are for |
//! | call Altinn | [`altinn`]: its operations and bindings |
//! | pay a case, create a case once, and the like | [`journey`], [`fastdok::journeys`], [`altinn::journeys`] |
//! | understand an error | [`error`]: five kinds; [`error_codes`] lists every code with what it means and what to do |
//! | call operations by name, with JSON values | [`wire`] |
//! | know the bounds | [`limits`] |
//! | have it all sent for you | feature `reqwest`: module `client` |
//!
//! # How sure a fact is
//!
//! What the documentation says of the two services is marked: *verified* (a public document, a WSDL or a recording says
//! it), *inferred* (from a sibling or a client), or *unknown*. Nothing here has been tried against the services
//! themselves: FastDok needs an account, and Altinn II was closed in June 2026.
//!
//! # Features
//!
//! Default: none. `reqwest` adds a transport and a client for each service, `http` conversions to and from the types of
//! the `http` crate.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod altinn;
pub mod base_url;
mod call;
#[cfg(feature = "reqwest")]
pub mod client;
pub mod dates;
mod diagram;
pub mod error;
mod error_codes;
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
pub mod session;
mod value;
pub mod wire;
mod xml;

pub use base_url::BaseUrl;
pub use dates::{Date, DateTime};
pub use error::{Api, Error, ErrorCode, Kind, Retry};
pub use error_codes::{error_codes, find_code};
pub use http::{Header, HttpRequest, HttpResponse, Method};
pub use json::RawJson;
pub use limits::Limits;
pub use money::Amount;
pub use operation::{Access, Effect, ListOperation, ListReader, Operation};
pub use secret::Secret;

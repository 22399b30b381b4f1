//! The native library of the Kotlin and Swift packages: [`nordcase::wire`], and the sandbox, through UniFFI.
//!
//! Everything is synchronous and plain data; sending, waiting and asking is the business of the packages, in their own languages
//! (`kotlin/`, `swift/`). There is no rule of either API here.
//!
//! # How the types come about
//!
//! [`Operation`], [`Answer`], the records of answers and the declarations of what the core can read back are made of the core's source by `cargo xtask generate`.
//!
//! What the core can read back (parameters, receipts, enumerations) is exported as the core's own type with `uniffi::remote`: the declaration here repeats
//! its members, and does not compile if it differs. Answers cannot cross so, since UniFFI has one kind of
//! map and no generic types: they are records of this crate, into which the core's members are moved. What holds a secret is an object, or has a text of
//! its own.
//!
//! A name is the core's, but where all stand beside each other: `fastdok::workflow::State` is `FormState`.
#![expect(
    clippy::result_large_err,
    clippy::large_enum_variant,
    reason = "each value is copied once, on its way into the other language"
)]

mod access;
mod altinn;
mod answer;
mod call;
mod confidence;
mod core_types;
mod errors;
mod fastdok;
mod http;
mod journeys;
mod lists;
mod operation;
mod parts;
mod sandbox;
mod sink;
mod time;
mod values;
mod words;
mod workflow;

use nordcase::{Amount, BaseUrl, RawJson, Secret};

pub use access::{Access, Binding, Moment, Session};
pub use altinn::{ExternalCase, InstantiatedCase, NotificationResult};
pub use answer::Answer;
pub use call::{Begun, Incoming, OperationInfo, ServiceCall, decode, encode, mark_page, next_start, operations};
pub use errors::{
    ErrorCode, InputDetails, NordcaseError, ParseDetails, ServiceDetails, TransitionDetails, error_codes,
};
pub use fastdok::*;
pub use http::{Header, HttpRequest, HttpResponse, Outcome};
pub use journeys::{
    Journey, JourneyAbout, JourneyInput, Next, Receipt, Step, journal_claim_name, journey_begin, journey_failed,
    journey_inspect, journey_load, journey_next, journey_not_stored, journey_resume, journeys,
};
pub use lists::ListReading;
pub use operation::Operation;
pub use sandbox::{SandboxError, SandboxReply, Services};
pub use time::DateTime;
pub use words::{action_kind, instance_status, task_kind, task_status};
pub use workflow::{
    Finding, MachineDefinition, MachineState, StateMachine, case_allowed, case_apply, case_explain, form_allowed,
    form_apply, form_explain,
};

uniffi::setup_scaffolding!();

// An exact decimal number, as text on its way: BigDecimal and Decimal on the other side.
uniffi::custom_type!(Amount, String, {
    remote,
    lower: |amount| amount.to_string(),
    try_lift: |text| Ok(text.parse()?),
});

// JSON whose members no source documents, as the service wrote it.
uniffi::custom_type!(RawJson, String, {
    remote,
    lower: |json| json.as_str().to_owned(),
    try_lift: |text| Ok(RawJson::new(&text)?),
});

/// FastDok's address in production.
#[uniffi::export]
pub fn fastdok_production() -> String {
    nordcase::fastdok::PRODUCTION.to_owned()
}

/// FastDok's address for development and tests.
#[uniffi::export]
pub fn fastdok_development() -> String {
    nordcase::fastdok::DEVELOPMENT.to_owned()
}

/// The web page of a task, for a browser: `https://…/tasks/{id}?ticket={webTicket}` (verified). `web_ticket` is that of `SignedIn`; it logs the
/// reader of the page in, so the address is a secret as the ticket is.
#[uniffi::export]
pub fn fastdok_task_link(
    base_url: &str,
    allow_insecure: bool,
    task_id: &str,
    web_ticket: &str,
) -> Result<String, NordcaseError> {
    let base_url = if allow_insecure { BaseUrl::insecure(base_url) } else { BaseUrl::new(base_url) };
    let access = nordcase::fastdok::Access::new(base_url?);
    let link = access.task_link(task_id, &Secret::new(web_ticket))?;
    Ok(link.expose().to_owned())
}

/// Altinn's address in production. It was closed in June 2026.
#[uniffi::export]
pub fn altinn_production() -> String {
    nordcase::altinn::PRODUCTION.to_owned()
}

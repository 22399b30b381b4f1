//! Altinn II CaseAgencySystem: how a Norwegian agency runs the cases of its collaboration services
//! (*samhandlingstjenester*), over SOAP.
//!
//! | operation | what it does | |
//! | --- | --- | --- |
//! | [`InstantiateCollaboration`] | creates a case for a person or an organisation | changes |
//! | [`GetCaseList`] | one case, or all running cases of a service | reads |
//! | [`NotifyEvent`] | sends an event to one case, or to all running cases of a service | changes |
//! | [`SetNotice`] | puts a notice on a case or on an element in it | changes |
//! | [`Test`] | asks whether the service answers | reads |
//!
//! Each can be called over four bindings ([`Binding`]): the same operation, under another name, address and way to sign
//! in.
//!
//! Where the facts come from: the EC binding's own WSDL (verified); its Basic and WS siblings follow from the same
//! names in the WSDLs of Altinn's other services (inferred: no WSDL of this service's Basic or WS binding is public).
//! Altinn II was closed in June 2026.
//!
//! ```
//! use nordcase::altinn::{Access, GetCaseList};
//! use nordcase::{BaseUrl, Operation};
//!
//! let access = Access::basic(BaseUrl::new("https://www.altinn.no")?, "SKDEN", "secret");
//! let request = GetCaseList::of_service("2681", 1).request(&access)?;
//! assert_eq!(request.url, "https://www.altinn.no/ServiceEngineExternal/CaseAgencySystemExternalBasic.svc");
//! # Ok::<(), nordcase::Error>(())
//! ```

mod access;
mod check;
mod envelope;
pub mod error_codes;
mod fault;
mod get_case_list;
mod instantiate_collaboration;
pub mod journeys;
mod namespaces;
mod notify_event;
mod record;
mod records;
mod reportee;
mod security;
mod session;
mod set_notice;
pub mod state_machine;
mod test;
pub mod workflow;

pub use access::{Access, Binding, NAMESPACE_DATE, PRODUCTION, SystemUser};
pub use get_case_list::{ExternalCase, GetCaseList, Language};
pub use instantiate_collaboration::{InstantiateCollaboration, InstantiatedCase};
pub use notify_event::{NotificationResult, NotifyEvent};
pub use records::RecordReader;
pub use session::Session;
pub use set_notice::{NoticeToken, SetNotice};
pub use test::Test;

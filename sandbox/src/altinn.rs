//! Altinn II `CaseAgencySystem`, from the specs alone: the service by which Norwegian agencies run collaboration cases
//! (*samhandlingstjenester*), over all four of its bindings.
//!
//! A request goes through [`Altinn::handle`] in the order of the submodules: `binding` (which endpoint), `soap` (read
//! it), `security` (who calls), one module per operation, `reply` (write the answer). `edition` and `case` are the
//! data, `schema` and `wsdl` the contract that `?wsdl` serves. Each module's head says which of its facts are verified,
//! which are inferred from sibling services or from WCF, and what the sandbox made up.
//!
//! # The standard data
//!
//! All of it is public test data.
//!
//! | system | password | service owner |
//! | --- | --- | --- |
//! | `SKDEN` | `sandkasse-2681` | `SKD` |
//! | `TDIREN` | `sandkasse-4500` | `TDIR` |
//!
//! | edition | owner | name | states (the start first; `A` may archive, `D` may delete) |
//! | --- | --- | --- | --- |
//! | 2681:1|SKD|Konkursbo| Opprettet `D`, UnderArbeid, TilBehandling, FristUtlopt `A`, Avsluttet `A`, Avvist `AD` |
//! | 2690:1 | SKD | Orientering | Sendt `AD`; a machine without events, so that NotifyEvent gives 60032 |
//! | 4500:1 | TDIR | Tilsyn | Varslet, Lukket `A` |
//!
//! | from | event (regular expression) | to | |
//! | --- | --- | --- | --- |
//! | Opprettet | `^3374:1:Instantiated$` | UnderArbeid | |
//! | Opprettet, UnderArbeid | `^DeadlineExpired$` | FristUtlopt | |
//! | UnderArbeid | `^3374:1:(Submitted\|Archived)$` | TilBehandling | condition `AlleVedleggMottatt`, true until set |
//! | TilBehandling | `^Approved$` | Avsluttet | |
//! | TilBehandling | `^Rejected$` | Avvist | |
//! | TilBehandling | `^MoreInformationNeeded$` | UnderArbeid | |
//! | TilBehandling | `^Recalculate$` | | breaks down: ErrorCode 60029 |
//! | FristUtlopt | `^DeadlineExtended$` | UnderArbeid | |
//! | Avvist | `^3375:1:(Opened\|Confirmed)$` | Avsluttet | |
//! | Varslet (4500:1) | `^Closed$` | Lukket | |
//!
//! | notice template | edition | variables |
//! | --- | --- | --- |
//! | `12` | 2681:1, 2690:1 | `frist`, `navn` |
//! | `13` | 2681:1, 2690:1 | none |
//!
//! | case | edition | |
//! | --- | --- | --- |
//! | 1001 | 2690:1 | running, for 910453092, with the elements below |
//! | 1002 | 2690:1 | archived |
//! | 1003 | 2690:1 | deleted |
//! | 1004 | 4500:1 | running, the other owner's |
//!
//! | element | in case | |
//! | --- | --- | --- |
//! | 2001 | 1001 | melding, active |
//! | 2002 (`AR2002`) | 1001 | innsending, archived |
//! | 2003 | 1001 | innsending, deleted |
//! | 2004 | none | melding, active |
//! | 2005 | 1001 | innsyn, active: takes no notice before it is archived |
//!
//! New cases count from 100001. Edition 2681:1 starts without cases.
//!
//! # A service edition in JSON
//!
//! What an agency defines in TUL, as [`Altinn::add_edition`] takes it; members marked `?` may be left out:
//!
//! ```json5
//! {
//!   "service": "2681",            // externalServiceCode
//!   "edition": 1,                 // externalServiceEditionCode, from 1
//!   "owner": "SKD",               // the service owner whose systems may use it
//!   "names": {"nb": "Konkursbo", "nn": "…", "en": "…"},   // CaseName; at least the default language
//!   "default_language": "nb",     // ? nb (1044), nn (2068) or en (1033)
//!   "start": "Opprettet",         // the state a new case is in
//!   "states": [{
//!     "id": 1,                    // CurrentStateID
//!     "name": "Opprettet",        // CurrentStateName, which transitions refer to
//!     "friendly": {"nb": "…"},    // ? CurrentStateFriendlyName
//!     "may_archive": false,       // ? whether the portal user may archive the case in this state
//!     "may_delete": true,         // ? the same for deleting
//!     "transitions": [{           // ? tried in this order
//!       "name": "Skjema sendt inn",
//!       "event": "^3374:1:Submitted$",   // a regular expression that matches anywhere in the event
//!       "to": "TilBehandling",
//!       "condition": "AlleVedleggMottatt",                       // ? a name, case-sensitive
//!       "fails": {"error_code": 60029, "detail": "…"}            // ? the state machine breaks down instead of moving
//!     }]
//!   }],
//!   "conditions": {"AlleVedleggMottatt": true},  // ? what each says until it is set; one not listed: true
//!   "notices": [{"id": "12", "text": {"nb": "Frist: $$frist$$"}}]  // ? NoticeTemplateID and its text with variables
//! }
//! ```
//!
//! That the event matches *anywhere* in the text is inferred from .NET's `Regex.IsMatch`. The rules are this program's
//! `regex` crate's, which has no look-around and no back-references.
//!
//! # What differs from a real server, knowingly
//!
//! The EC bindings' signature and secure conversation are not checked; any reportee whose number checks out exists;
//! there is no portal, so that [`Altinn::close_case`] and [`Altinn::portal_event`] stand in for what its user does.

use nordcase::http::{Header, HttpRequest, HttpResponse, Method};

use crate::desk::Desk;

mod binding;
mod case;
mod date_time;
mod edition;
mod fault;
mod get_case_list;
mod instantiate;
mod notify_event;
mod portal;
mod reply;
mod reportee;
mod schema;
mod security;
mod set_notice;
mod soap;
mod standard;
mod state;
mod wsdl;
mod xml;

pub use case::{Element, ElementKind, SpoiledCase, Status};
pub use portal::Scope;
pub use schema::schemas;
pub use state::Altinn;

use binding::{Binding, Operation};
use fault::Fault;
use reply::Reply;
use soap::Call;

/// Whether the request is for one of Altinn's endpoints.
pub fn is_altinn(request: &HttpRequest) -> bool {
    soap::is_below_folder(request.path())
}

/// The operation that a request is for, as `altinn.get_case_list`; `altinn.wsdl` for the WSDL; `None` for anything
/// else.
///
/// It is the body element that counts, whether or not the rest of the request holds.
pub fn operation(request: &HttpRequest) -> Option<&'static str> {
    Binding::of_path(request.path())?;
    match request.method {
        Method::Get => wsdl::is_asked(request).then_some("altinn.wsdl"),
        Method::Post => soap::operation(request).map(Operation::label),
        Method::Delete => None,
    }
}

impl Altinn {
    /// The standard data, as in the tables above.
    pub fn standard() -> Self {
        standard::altinn()
    }

    /// Answers one request. With `locked` the caller's system is treated as locked, for this call only.
    pub fn handle(&mut self, request: &HttpRequest, locked: bool, desk: &mut Desk<'_>) -> HttpResponse {
        let Some(binding) = Binding::of_path(request.path()) else { return page(404, "There is no such service.") };
        match request.method {
            Method::Get if wsdl::is_asked(request) => wsdl::response(binding, request),
            Method::Get => page(
                200,
                &format!(
                    "{} Service. This is a stand-in for testing. Its contract: ?wsdl or ?singlewsdl.",
                    binding.stem()
                ),
            ),
            Method::Delete => {
                let mut response = page(405, "Use POST.");
                response.headers.push(Header::new("Allow", "GET, POST"));
                response
            }
            Method::Post => self.post(binding, request, locked, desk),
        }
    }

    fn post(&mut self, binding: Binding, request: &HttpRequest, locked: bool, desk: &mut Desk<'_>) -> HttpResponse {
        if let Err(status) = soap::acceptable(binding, request) {
            return HttpResponse { status, headers: Vec::new(), body: Vec::new() };
        }
        let Some(document) = soap::parse(&request.body) else {
            return HttpResponse { status: 400, headers: Vec::new(), body: Vec::new() };
        };
        let mut reply = Reply::new(binding, desk.now);
        let result = soap::open(binding, &document, request).and_then(|call| {
            reply.to(&call);
            self.call(&call, locked, desk)
        });
        match result {
            Ok(content) => reply.success(&content),
            Err(fault) => reply.fault(&fault, &desk.random.guid()),
        }
    }

    /// Reads the parameters, lets the caller in, runs the operation: in this order, so that what cannot be read is told
    /// before who may ask (inferred from WCF). Only the WS binding, whose credentials are in the header, looks at those
    /// first.
    fn call(&mut self, call: &Call<'_, '_>, locked: bool, desk: &mut Desk<'_>) -> Result<String, Fault> {
        let binding = call.binding;
        let header = match binding {
            Binding::Ws => Some(self.security.username_token(call, desk.now)?),
            _ => None,
        };
        match call.operation {
            Operation::InstantiateCollaboration => {
                let mut input = instantiate::Input::read(call)?;
                let credentials = header.unwrap_or(std::mem::take(&mut input.credentials));
                let caller = self.security.authenticate(binding, credentials, locked, desk)?;
                self.instantiate(call, &caller, input, desk)
            }
            Operation::GetCaseList => {
                let mut input = get_case_list::Input::read(call)?;
                let credentials = header.unwrap_or(std::mem::take(&mut input.credentials));
                let caller = self.security.authenticate(binding, credentials, locked, desk)?;
                self.get_case_list(call, &caller, &input)
            }
            Operation::NotifyEvent => {
                let mut input = notify_event::Input::read(call)?;
                let credentials = header.unwrap_or(std::mem::take(&mut input.credentials));
                let caller = self.security.authenticate(binding, credentials, locked, desk)?;
                self.notify_event(call, &caller, input, desk)
            }
            Operation::SetNotice => {
                let mut input = set_notice::Input::read(call)?;
                let credentials = header.unwrap_or(std::mem::take(&mut input.credentials));
                let caller = self.security.authenticate(binding, credentials, locked, desk)?;
                self.set_notice(&caller, &input, desk)
            }
            // No credentials in its body; on WS the binding asks for them all the same.
            Operation::Test => {
                if let Some(credentials) = header {
                    self.security.authenticate(binding, credentials, locked, desk)?;
                }
                Ok(String::new())
            }
        }
    }
}

/// A small HTML page. `text` is the sandbox's own.
fn page(status: u16, text: &str) -> HttpResponse {
    HttpResponse {
        status,
        headers: vec![Header::new("Content-Type", "text/html; charset=utf-8")],
        body: format!("<!DOCTYPE html><html lang=\"en\"><title>Altinn II sandbox</title><p>{text}</p></html>")
            .into_bytes(),
    }
}

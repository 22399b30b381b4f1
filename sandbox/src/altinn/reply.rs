//! Writing answers the way real ones look: prefixes, header, faults.
//!
//! Basic (verified in real samples): `s:Envelope`, no XML declaration, no header, data members under `a`. SOAP 1.2
//! (verified for siblings): `a` is WS-Addressing, so that data members are under `b`; the header has the action, a
//! five-minute timestamp, and `RelatesTo` when the request had a `MessageID` (inferred). Faults come with HTTP 500
//! (inferred: WCF's default).

use nordcase::http::{Header, HttpResponse};

use super::binding::{ADDRESSING, Binding, DATA, FAULT, INSTANCE, Operation, TEST};
use super::date_time;
use super::fault::{EXTERNAL_SYSTEM_AUTHENTICATION, Fault, messages};
use super::security::{SECEXT, UTILITY};
use super::soap::{self, Call};
use super::xml::Writer;
use crate::now::Now;

const MINUTE: Now = 60_000;

/// What is known of the request that is being answered.
pub(crate) struct Reply {
    binding: Binding,
    now: Now,
    /// The request's action, once it is known to be one.
    action: Option<String>,
    message_id: Option<String>,
    wrapper: String,
    namespace: &'static str,
}

/// The prefix of data members on a binding.
pub(crate) fn data_prefix(binding: Binding) -> &'static str {
    if binding.soap12() { "b" } else { "a" }
}

impl Reply {
    pub(crate) fn new(binding: Binding, now: Now) -> Self {
        Self { binding, now, action: None, message_id: None, wrapper: String::new(), namespace: TEST }
    }

    /// Takes from the call what its answer refers to.
    pub(crate) fn to(&mut self, call: &Call<'_, '_>) {
        self.action = Some(call.binding.action(call.operation, call.namespace));
        self.wrapper = call.operation.name(call.binding);
        self.namespace = if call.operation == Operation::Test { TEST } else { call.namespace };
        if call.binding.soap12() {
            let id = call.header.and_then(|header| soap::child(header, ADDRESSING, "MessageID"));
            self.message_id = id.map(|node| soap::text_of(node).trim().to_owned());
        }
    }

    /// A result; `content` is the result element, or nothing for an operation without one.
    pub(crate) fn success(&self, content: &str) -> HttpResponse {
        let mut body = Writer::default();
        let tag = format!("{}Response", self.wrapper);
        if content.is_empty() {
            body.empty(&tag, &[("xmlns", self.namespace)]);
        } else {
            body.start(&tag, &[("xmlns", self.namespace)]);
            body.raw(content);
            body.end(&tag);
        }
        let action = self.action.as_ref().map(|action| format!("{action}Response"));
        self.envelope(200, &action.unwrap_or_default(), &body.finish())
    }

    /// A fault; `guid` is its `ErrorGuid`.
    pub(crate) fn fault(&self, fault: &Fault, guid: &str) -> HttpResponse {
        let detail = match fault {
            Fault::Refused(code) => {
                let (message, localized) = messages(*code);
                Some(altinn_fault(*code, message, localized, guid))
            }
            // The spelling is that of the real fault.
            Fault::Unreadable(text) => {
                let message = format!(
                    "Your request suffered from a non-functional error. Contact support and include the id \
                     concerning this speciffic error [{guid}]."
                );
                Some(altinn_fault(0, &message, text, guid))
            }
            _ => None,
        };
        let body = if self.binding.soap12() { self.fault_12(fault, detail) } else { self.fault_11(fault, detail) };
        let action = match (&self.action, fault) {
            (Some(action), Fault::Refused(_) | Fault::Unreadable(_)) => format!("{action}AltinnFaultFault"),
            _ => format!("{ADDRESSING}/soap/fault"),
        };
        self.envelope(500, &action, &body)
    }

    fn fault_11(&self, fault: &Fault, detail: Option<String>) -> String {
        let mut body = Writer::default();
        body.start("s:Fault", &[]);
        match subcode(fault, self.binding) {
            Some((_, "VersionMismatch")) => body.text("faultcode", "s:VersionMismatch"),
            Some((namespace, code)) => body.text_with("faultcode", &[("xmlns:a", namespace)], &format!("a:{code}")),
            None => body.text("faultcode", "s:Client"),
        }
        body.text_with("faultstring", &[("xml:lang", "nb-NO")], &reason(fault));
        if let Some(detail) = detail {
            body.start("detail", &[]);
            body.raw(&detail);
            body.end("detail");
        }
        body.end("s:Fault");
        body.finish()
    }

    fn fault_12(&self, fault: &Fault, detail: Option<String>) -> String {
        let mut body = Writer::default();
        body.start("s:Fault", &[]);
        body.start("s:Code", &[]);
        match subcode(fault, self.binding) {
            Some((_, "VersionMismatch")) => body.text("s:Value", "s:VersionMismatch"),
            Some((namespace, code)) => {
                body.text("s:Value", "s:Sender");
                body.start("s:Subcode", &[]);
                body.text_with("s:Value", &[("xmlns:c", namespace)], &format!("c:{code}"));
                body.end("s:Subcode");
            }
            None => body.text("s:Value", "s:Sender"),
        }
        body.end("s:Code");
        body.start("s:Reason", &[]);
        body.text_with("s:Text", &[("xml:lang", "nb-NO")], &reason(fault));
        body.end("s:Reason");
        if let Some(detail) = detail {
            body.start("s:Detail", &[]);
            body.raw(&detail);
            body.end("s:Detail");
        }
        body.end("s:Fault");
        body.finish()
    }

    fn envelope(&self, status: u16, action: &str, body: &str) -> HttpResponse {
        let mut out = Writer::default();
        let envelope = ("xmlns:s", self.binding.envelope());
        if self.binding.soap12() {
            out.start("s:Envelope", &[envelope, ("xmlns:a", ADDRESSING), ("xmlns:u", UTILITY)]);
            self.header(&mut out, action);
        } else {
            out.start("s:Envelope", &[envelope]);
        }
        out.start("s:Body", &[]);
        out.raw(body);
        out.end("s:Body");
        out.end("s:Envelope");
        HttpResponse {
            status,
            headers: vec![Header::new("Content-Type", format!("{}; charset=utf-8", self.binding.media_type()))],
            body: out.finish().into_bytes(),
        }
    }

    fn header(&self, out: &mut Writer, action: &str) {
        out.start("s:Header", &[]);
        out.text_with("a:Action", &[("s:mustUnderstand", "1")], action);
        if let Some(id) = &self.message_id {
            out.text("a:RelatesTo", id);
        }
        out.start("o:Security", &[("s:mustUnderstand", "1"), ("xmlns:o", SECEXT)]);
        out.start("u:Timestamp", &[("u:Id", "_0")]);
        out.text("u:Created", &date_time::utc(self.now));
        out.text("u:Expires", &date_time::utc(self.now.saturating_add(5 * MINUTE)));
        out.end("u:Timestamp");
        out.end("o:Security");
        out.end("s:Header");
    }
}

/// The `AltinnFault` element: the seven members in their order, with the values that real samples have where nothing is
/// known.
fn altinn_fault(code: i32, message: &str, localized: &str, guid: &str) -> String {
    let mut out = Writer::default();
    out.start("AltinnFault", &[("xmlns", FAULT), ("xmlns:i", INSTANCE)]);
    out.text("AltinnErrorMessage", message);
    out.text("AltinnExtendedErrorMessage", "No information available");
    out.text("AltinnLocalizedErrorMessage", localized);
    out.text("ErrorGuid", guid);
    out.text("ErrorID", &code.to_string());
    out.text("UserGuid", "-no value-");
    out.text("UserId", "0");
    out.end("AltinnFault");
    out.finish()
}

/// The code of WCF's own faults, with its namespace.
fn subcode(fault: &Fault, binding: Binding) -> Option<(&'static str, &'static str)> {
    match fault {
        Fault::Refused(_) | Fault::Unreadable(_) => None,
        Fault::ActionNotSupported(_) if binding.soap12() => Some((ADDRESSING, "ActionNotSupported")),
        Fault::ActionNotSupported(_) => {
            Some(("http://schemas.microsoft.com/ws/2005/05/addressing/none", "ActionNotSupported"))
        }
        Fault::VersionMismatch => Some((binding.envelope(), "VersionMismatch")),
        Fault::InvalidSecurity => Some((SECEXT, "InvalidSecurity")),
    }
}

fn reason(fault: &Fault) -> String {
    match fault {
        // Three r's, as in the real fault.
        Fault::Refused(EXTERNAL_SYSTEM_AUTHENTICATION) => "An errror occurred".to_owned(),
        Fault::Refused(_) | Fault::Unreadable(_) => "An error occurred".to_owned(),
        Fault::ActionNotSupported(action) => format!(
            "The message with Action '{}' cannot be processed at the receiver, due to a ContractFilter mismatch at the \
             EndpointDispatcher.",
            soap::cut(action)
        ),
        Fault::VersionMismatch => "The envelope's version does not match the binding.".to_owned(),
        Fault::InvalidSecurity => "An error occurred when verifying security for the message.".to_owned(),
    }
}

/// Opens a result element that holds a list, closes it around `items`.
pub(crate) fn list_result(call: &Call<'_, '_>, items: impl FnOnce(&mut Writer)) -> String {
    let tag = format!("{}Result", call.operation.name(call.binding));
    let data = format!("xmlns:{}", data_prefix(call.binding));
    let attributes = [(data.as_str(), DATA), ("xmlns:i", INSTANCE)];
    let mut inner = Writer::default();
    items(&mut inner);
    let inner = inner.finish();
    let mut out = Writer::default();
    if inner.is_empty() {
        out.empty(&tag, &attributes);
    } else {
        out.start(&tag, &attributes);
        out.raw(&inner);
        out.end(&tag);
    }
    out.finish()
}

/// A result element that is a plain value.
pub(crate) fn plain_result(call: &Call<'_, '_>, value: &str) -> String {
    let mut out = Writer::default();
    out.text(&format!("{}Result", call.operation.name(call.binding)), value);
    out.finish()
}

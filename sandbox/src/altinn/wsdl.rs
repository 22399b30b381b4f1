//! The WSDL of a binding, for stock SOAP clients: `?wsdl` and `?singlewsdl` give the same single document.
//!
//! Names of service, port and binding are verified for EC and inferred for the rest. The real one tells an `http:`
//! address even when it was asked over `https:`, a trap for clients; this one tells the address that it was asked at.
//! Security policies are not in it: what the bindings want in the header is in their documentation.

use nordcase::http::{Header, HttpRequest, HttpResponse};

use super::binding::{Binding, FAULT, Operation, SERVICE, TEST};
use super::schema;
use super::xml::Writer;

const WSDL: &str = "http://schemas.xmlsoap.org/wsdl/";
const METADATA: &str = "http://www.w3.org/2007/05/addressing/metadata";

/// Whether the query is `wsdl` or `singlewsdl`, in any case, with anything beside it.
pub(super) fn is_asked(request: &HttpRequest) -> bool {
    let name = |part: &str| part.split('=').next().unwrap_or_default().to_ascii_lowercase();
    request.query().split('&').any(|part| matches!(name(part).as_str(), "wsdl" | "singlewsdl"))
}

/// The answer to a request for it.
pub(super) fn response(binding: Binding, request: &HttpRequest) -> HttpResponse {
    HttpResponse {
        status: 200,
        headers: vec![Header::new("Content-Type", "text/xml; charset=utf-8")],
        body: document(binding, &address(request)).into_bytes(),
    }
}

/// The URL that was asked, without its query.
fn address(request: &HttpRequest) -> String {
    let url = request.url.split(['?', '#']).next().unwrap_or_default();
    match request.header("Host") {
        Some(host) if !url.contains("://") => format!("http://{host}{url}"),
        _ => url.to_owned(),
    }
}

fn document(binding: Binding, address: &str) -> String {
    let stem = binding.stem();
    let port_type = format!("I{stem}");
    let kind = if binding == Binding::Basic { "BasicHttpBinding" } else { "CustomBinding" };
    let name = format!("{kind}_{port_type}");
    let mut out = Writer::default();
    out.raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let service = format!("{stem}SF");
    out.start(
        "wsdl:definitions",
        &[
            ("name", &service),
            ("targetNamespace", SERVICE),
            ("xmlns:wsdl", WSDL),
            (
                "xmlns:soap",
                if binding.soap12() {
                    "http://schemas.xmlsoap.org/wsdl/soap12/"
                } else {
                    "http://schemas.xmlsoap.org/wsdl/soap/"
                },
            ),
            ("xmlns:wsam", METADATA),
            ("xmlns:tns", SERVICE),
            ("xmlns:test", TEST),
            ("xmlns:fault", FAULT),
        ],
    );
    out.text("wsdl:documentation", documentation(binding));
    out.start("wsdl:types", &[]);
    out.raw(&schema::inline(binding));
    out.end("wsdl:types");
    for operation in Operation::ALL {
        let name = operation.name(binding);
        let prefix = if operation == Operation::Test { "test" } else { "tns" };
        message(&mut out, &format!("{port_type}_{name}_InputMessage"), "parameters", &format!("{prefix}:{name}"));
        message(
            &mut out,
            &format!("{port_type}_{name}_OutputMessage"),
            "parameters",
            &format!("{prefix}:{name}Response"),
        );
    }
    message(&mut out, &format!("{port_type}_AltinnFault"), "detail", "fault:AltinnFault");
    abstract_part(&mut out, binding, &port_type);
    concrete_part(&mut out, binding, &name, &port_type);
    out.start("wsdl:service", &[("name", &service)]);
    out.start("wsdl:port", &[("name", &name), ("binding", &format!("tns:{name}"))]);
    out.empty("soap:address", &[("location", address)]);
    out.end("wsdl:port");
    out.end("wsdl:service");
    out.end("wsdl:definitions");
    out.finish()
}

fn documentation(binding: Binding) -> &'static str {
    match binding {
        Binding::Basic => "Sandbox. Credentials are the first two parameters of each operation.",
        Binding::Ws => {
            "Sandbox. Needs WS-Addressing, and in the header a UsernameToken with PasswordText, Nonce and Created."
        }
        Binding::Ec | Binding::Ec2 => {
            "Sandbox. Credentials are the first two parameters of each operation. A real server also wants \
             a secure conversation with a certificate; it is not checked here."
        }
    }
}

fn message(out: &mut Writer, name: &str, part: &str, element: &str) {
    out.start("wsdl:message", &[("name", name)]);
    out.empty("wsdl:part", &[("name", part), ("element", element)]);
    out.end("wsdl:message");
}

fn abstract_part(out: &mut Writer, binding: Binding, port_type: &str) {
    out.start("wsdl:portType", &[("name", port_type)]);
    for operation in Operation::ALL {
        let name = operation.name(binding);
        let action = binding.action(operation, SERVICE);
        out.start("wsdl:operation", &[("name", &name)]);
        for (tag, message, action) in [
            ("wsdl:input", format!("{name}_InputMessage"), action.clone()),
            ("wsdl:output", format!("{name}_OutputMessage"), format!("{action}Response")),
            ("wsdl:fault", "AltinnFault".to_owned(), format!("{action}AltinnFaultFault")),
        ] {
            let message = format!("tns:{port_type}_{message}");
            let mut attributes = vec![("message", message.as_str())];
            if binding.soap12() {
                attributes.push(("wsam:Action", &action));
            }
            if tag == "wsdl:fault" {
                attributes.push(("name", "AltinnFaultFault"));
            }
            out.empty(tag, &attributes);
        }
        out.end("wsdl:operation");
    }
    out.end("wsdl:portType");
}

fn concrete_part(out: &mut Writer, binding: Binding, name: &str, port_type: &str) {
    out.start("wsdl:binding", &[("name", name), ("type", &format!("tns:{port_type}"))]);
    if binding.soap12() {
        out.empty("wsaw:UsingAddressing", &[("xmlns:wsaw", "http://www.w3.org/2006/05/addressing/wsdl")]);
    }
    out.empty("soap:binding", &[("transport", "http://schemas.xmlsoap.org/soap/http"), ("style", "document")]);
    for operation in Operation::ALL {
        out.start("wsdl:operation", &[("name", &operation.name(binding))]);
        out.empty("soap:operation", &[("soapAction", &binding.action(operation, SERVICE)), ("style", "document")]);
        for tag in ["wsdl:input", "wsdl:output"] {
            out.start(tag, &[]);
            out.empty("soap:body", &[("use", "literal")]);
            out.end(tag);
        }
        out.start("wsdl:fault", &[("name", "AltinnFaultFault")]);
        out.empty("soap:fault", &[("name", "AltinnFaultFault"), ("use", "literal")]);
        out.end("wsdl:fault");
        out.end("wsdl:operation");
    }
    out.end("wsdl:binding");
}

//! Refusals: faults of both SOAP versions, and answers that are no SOAP. *Captured* marks shapes of real faults,
//! restated.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use nordcase::altinn::{Access, GetCaseList};
use nordcase::error::ServiceError;
use nordcase::{BaseUrl, Error, Header, HttpResponse, Kind, Operation};

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

fn service(status: u16, content_type: &str, body: &str) -> ServiceError {
    let access = Access::basic(BaseUrl::new("https://www.altinn.no").unwrap(), "SKDEN", "hunter2secret");
    let headers = vec![Header::new("Content-Type", content_type)];
    let answer = HttpResponse { status, headers, body: body.as_bytes().to_vec() };
    match GetCaseList::of_case(1).response(&access, &answer).unwrap_err() {
        Error::Service(error) => {
            assert!(
                nordcase::error_codes().iter().any(|row| row.code == error.code() && row.kind == Kind::Service),
                "{}",
                error.code()
            );
            *error
        }
        other => panic!("{other}"),
    }
}

fn fault11(detail: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault>\
            <faultcode>s:Client</faultcode>\
         <faultstring xml:lang=\"nb-NO\">An errror occurred</faultstring>{detail}</s:Fault></s:Body></s:Envelope>"
    )
}

fn altinn_fault(members: &str) -> String {
    let namespace = "http://www.altinn.no/services/common/fault/2009/10";
    format!("<AltinnFault xmlns=\"{namespace}\" xmlns:i=\"{XSI}\">{members}</AltinnFault>")
}

fn fault12(code: &str, detail: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" \
            xmlns:a=\"http://www.w3.org/2005/08/addressing\"><s:Header><a:Action>urn:x</a:Action></s:Header>\
         <s:Body><s:Fault><s:Code>{code}</s:Code><s:Reason><s:Text xml:lang=\"nb-NO\">En feil</s:Text>\
         <s:Text xml:lang=\"en\">An error</s:Text></s:Reason>{detail}</s:Fault></s:Body></s:Envelope>"
    )
}

/// Captured: the picture soap-fault.png of Altinn's documentation, and a public Swift client; error 989.
fn captured() -> String {
    let message = "Incorrect username/password/pin given for user";
    fault11(&format!(
        "<detail>{}</detail>",
        altinn_fault(&format!(
            "<AltinnErrorMessage>{message}</AltinnErrorMessage>\
                <AltinnExtendedErrorMessage>No information available</AltinnExtendedErrorMessage>\
             <AltinnLocalizedErrorMessage>{message}</AltinnLocalizedErrorMessage>\
             <ErrorGuid>5f2c1f5e-0000-4000-8000-000000000001</ErrorGuid>\
             <ErrorID>989</ErrorID><UserGuid>-no value-</UserGuid><UserId/>"
        ))
    ))
}

#[test]
fn a_captured_fault() {
    for status in [500, 400, 200] {
        let error = service(status, "text/xml; charset=utf-8", &captured());
        assert_eq!((error.code(), error.status), ("altinn.989", status));
        assert_eq!(error.message.as_deref(), Some("Incorrect username/password/pin given for user"));
        assert_eq!(error.support_id.as_deref(), Some("5f2c1f5e-0000-4000-8000-000000000001"));
        let fault = error.fault.unwrap();
        assert_eq!(fault.fault_code.as_deref(), Some("Client"));
        assert_eq!(fault.reason.as_deref(), Some("An errror occurred"));
        assert!(fault.has_altinn_fault);
        assert_eq!(fault.error_id, Some(989));
        assert_eq!(fault.extended_error_message.as_deref(), Some("No information available"));
        assert_eq!(fault.user_guid.as_deref(), Some("-no value-"));
        assert_eq!(fault.user_id.as_deref(), Some(""));
        assert_eq!(error.excerpt, None);
    }
}

#[test]
fn a_fault_of_soap_12() {
    let detail = format!(
        "<s:Detail>{}</s:Detail>",
        altinn_fault("<ErrorID>60014</ErrorID><AltinnErrorMessage>Archived</AltinnErrorMessage>")
    );
    let error = service(500, "application/soap+xml", &fault12("<s:Value>s:Sender</s:Value>", &detail));
    assert_eq!((error.code(), error.message.as_deref()), ("altinn.60014", Some("Archived")));
    let fault = error.fault.unwrap();
    assert_eq!((fault.fault_code.as_deref(), fault.reason.as_deref()), (Some("Sender"), Some("En feil")));
}

#[test]
fn members_may_be_nil_missing_or_wrong() {
    let with =
        |members: &str| service(500, "text/xml", &fault11(&format!("<detail>{}</detail>", altinn_fault(members))));
    let nil = "<AltinnErrorMessage i:nil=\"true\"/><AltinnExtendedErrorMessage i:nil=\"true\"/>\
        <AltinnLocalizedErrorMessage i:nil=\"true\"/><ErrorGuid i:nil=\"true\"/><ErrorID>0</ErrorID>";
    let error = with(nil);
    assert_eq!(
        (error.code(), error.message.as_deref(), error.support_id.clone()),
        ("altinn.0", Some("An errror occurred"), None)
    );
    for (members, code) in [
        ("", "altinn.fault"),
        ("<ErrorID/>", "altinn.fault"),
        ("<ErrorID>abc</ErrorID>", "altinn.fault"),
        ("<ErrorID>99999999999</ErrorID>", "altinn.fault"),
        ("<ErrorID i:nil=\"true\"/>", "altinn.fault"),
        ("<ErrorID>123456</ErrorID>", "altinn.unknown_code"),
        ("<ErrorID>-1</ErrorID>", "altinn.unknown_code"),
        ("<ErrorID> 60001 </ErrorID><ErrorID>5</ErrorID><New><x/></New>", "altinn.60001"),
    ] {
        let error = with(members);
        assert_eq!(error.code(), code, "{members}");
        assert!(error.fault.unwrap().has_altinn_fault);
    }
    let messages =
        "<AltinnErrorMessage>plain</AltinnErrorMessage><AltinnLocalizedErrorMessage> </AltinnLocalizedErrorMessage>";
    assert_eq!(with(messages).message.as_deref(), Some("plain"));
    // The text sample of the documentation lost its namespace.
    let bare = fault11("<detail><AltinnFault><ErrorID>60002</ErrorID></AltinnFault></detail>");
    assert_eq!(service(500, "text/xml", &bare).code(), "altinn.60002");
}

#[test]
fn faults_without_altinns_own() {
    let error = service(500, "text/xml", &fault11(""));
    assert_eq!((error.code(), error.message.as_deref()), ("altinn.fault", Some("An errror occurred")));
    assert!(!error.fault.unwrap().has_altinn_fault);
    // WCF's answer to a wrong action.
    let action = "<s:Value>s:Sender</s:Value><s:Subcode><s:Value>a:ActionNotSupported</s:Value></s:Subcode>";
    let error = service(500, "application/soap+xml", &fault12(action, ""));
    assert_eq!(
        (error.code(), error.fault.as_ref().unwrap().fault_code.as_deref()),
        ("altinn.fault", Some("ActionNotSupported"))
    );
    let sc = "http://schemas.xmlsoap.org/ws/2005/02/sc";
    for code in [
        format!(
            "<s:Value>s:Sender</s:Value><s:Subcode><s:Value xmlns:c=\"{sc}\">c:BadContextToken</s:Value></s:Subcode>"
        ),
        "<s:Value>s:Sender</s:Value><s:Subcode><s:Value>undeclared:BadContextToken</s:Value></s:Subcode>".to_owned(),
    ] {
        let error = service(500, "application/soap+xml", &fault12(&code, ""));
        assert_eq!(error.code(), "altinn.security_fault", "{code}");
    }
    let code = format!("<faultcode xmlns:o=\"{WSSE}\">o:InvalidSecurity</faultcode>");
    let body = fault11("").replace("<faultcode>s:Client</faultcode>", &code);
    assert_eq!(service(500, "text/xml", &body).code(), "altinn.security_fault");
    // FAULTS 5.10: one that refuses the credentials has a code of its own.
    for code in ["o:FailedAuthentication", "o:InvalidSecurityToken", "undeclared:FailedAuthentication"] {
        let code =
            format!("<s:Value>s:Sender</s:Value><s:Subcode><s:Value xmlns:o=\"{WSSE}\">{code}</s:Value></s:Subcode>");
        let general = format!("<s:Detail>{}</s:Detail>", altinn_fault("<ErrorID>0</ErrorID>"));
        for detail in ["", &general] {
            let error = service(500, "application/soap+xml", &fault12(&code, detail));
            assert_eq!(error.code(), "altinn.failed_authentication", "{code}");
        }
    }
    // With a number of Altinn's own that does too, that one decides.
    let detail = format!("<s:Detail>{}</s:Detail>", altinn_fault("<ErrorID>5</ErrorID>"));
    let code = format!("<s:Value xmlns:o=\"{WSSE}\">o:FailedAuthentication</s:Value>");
    assert_eq!(service(500, "application/soap+xml", &fault12(&code, &detail)).code(), "altinn.5");
}

#[test]
fn what_is_no_fault_at_all() {
    let html = "<!DOCTYPE html><html><body>Altinn er nede\n".to_owned() + &"x".repeat(10_000);
    let error = service(503, "text/html", &html);
    assert_eq!((error.code(), error.status, &error.message), ("altinn.http_error", 503, &None));
    let excerpt = error.excerpt.unwrap();
    assert!(excerpt.starts_with("<!DOCTYPE html><html><body>Altinn er nede x") && excerpt.chars().count() == 161);
    for (status, body) in
        [(500, ""), (404, "not found"), (415, "<a/>"), (500, "\u{0}"), (199, "x"), (502, "<s:Envelope")]
    {
        let error = service(status, "text/xml", body);
        assert_eq!((error.code(), error.excerpt.is_none()), ("altinn.http_error", body.is_empty()), "{status}");
    }
    let list = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>\
        <GetCaseListAgencySystemExternalBasicResponse \
                xmlns=\"http://www.altinn.no/services/ServiceEngine/Case/2010/10\"/></s:Body></s:Envelope>";
    assert_eq!(service(500, "text/xml", list).code(), "altinn.http_error");
    for status in [301, 302, 307] {
        assert_eq!(service(status, "text/html", "moved").code(), "altinn.redirect");
    }
}

#[test]
fn a_fault_cut_off_still_says_what_came() {
    let whole = captured();
    let at = whole.find("<UserGuid>").unwrap();
    assert_eq!(service(500, "text/xml", &whole[..at]).code(), "altinn.989");
    let at = whole.find("<ErrorID>").unwrap();
    let error = service(500, "text/xml", &whole[..at]);
    assert_eq!((error.code(), error.message.is_some()), ("altinn.fault", true));
}

#[test]
fn an_echoed_password_is_masked() {
    let body = captured().replace("No information available", "you sent hunter2secret").replace("nb-NO", "en");
    let error = service(500, "text/xml", &body.replace("Incorrect", "hunter2secret"));
    assert!(!format!("{error:?}").contains("hunter2secret"));
    let error = service(500, "text/html", "<p>systemPassword=hunter2secret");
    assert_eq!(error.excerpt.as_deref(), Some("<p>systemPassword=***"));
}

//! The namespaces of SOAP, of its headers and of the service, and what an answer's elements are told apart by.

use crate::xml;

/// The data contracts' namespace. Its date does not change with the service's (verified: these contracts exist with
/// this one only).
pub(super) const DATA: &str = "http://schemas.altinn.no/services/ServiceEngine/Case/2010/10";

/// Where `NoticeTokenBE` and its members are, unlike all other data contracts, in every binding (verified in the EC
/// binding's WSDL).
pub(super) const NOTICE_TOKENS: &str = "http://www.altinn.no/services/ServiceEngine/Case/2010/10";

pub(super) const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub(super) const SOAP12: &str = "http://www.w3.org/2003/05/soap-envelope";

pub(super) const WSA: &str = "http://www.w3.org/2005/08/addressing";
pub(super) const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

/// The service's namespace, before its date.
pub(super) const SERVICE: &str = "http://www.altinn.no/services/ServiceEngine/Case/";

/// The contract that all of Altinn's services have in common, with the operation `Test` (verified).
pub(super) const COMMON: &str = "http://www.altinn.no/services/2009/10";

/// The namespaces that an answer's elements are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Namespace {
    /// SOAP 1.1 or 1.2. Which one does not matter: their elements have different names where they differ.
    Soap,
    /// The operations' wrappers and results, of any date.
    Service,
    /// The data contracts, of any date.
    Data,
    /// `Test`.
    Common,
    /// WS-Security, WS-Trust and WS-SecureConversation.
    Security,
    /// Any other, or none.
    Other,
}

impl Namespace {
    pub(super) fn of(uri: &str) -> Self {
        let dated = |before: &str| uri.strip_prefix(before).is_some_and(is_date);
        match uri {
            SOAP11 | SOAP12 => Self::Soap,
            COMMON => Self::Common,
            WSSE | "http://schemas.xmlsoap.org/ws/2005/02/trust" | "http://schemas.xmlsoap.org/ws/2005/02/sc" => {
                Self::Security
            }
            _ if dated(SERVICE) => Self::Service,
            _ if dated("http://schemas.altinn.no/services/ServiceEngine/Case/") => Self::Data,
            _ => Self::Other,
        }
    }
}

/// `yyyy/MM`
pub(super) fn is_date(text: &str) -> bool {
    let digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    text.len() == 7 && text.as_bytes().get(4) == Some(&b'/') && [0, 1, 2, 3, 5, 6].into_iter().all(digit)
}

/// An element of an answer.
pub(super) type Element<'a> = xml::Element<'a, Namespace>;

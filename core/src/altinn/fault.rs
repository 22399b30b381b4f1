//! A refusal: the faults of SOAP 1.1 and 1.2, with and without `AltinnFault`, and answers that are no SOAP at all.
//!
//! The shape of `AltinnFault` is verified (WSDL, and captured faults of SOAP 1.1). Whether a value is missing, nil or
//! not a number: making the error never fails, since an error about an error helps nobody.

use std::borrow::Cow;

use super::error_codes;
use super::namespaces::{Element, Namespace};
use crate::error::{Error, ServiceError, SoapFault, excerpt};
use crate::xml;

/// A fault while it is read.
#[derive(Debug, Default)]
pub(super) struct Fault {
    read: SoapFault,
    section: Section,
    /// Whether the code is one of WS-Security's, or of the layers on it.
    security: bool,
    /// Whether that code says that the credentials are wrong.
    unauthenticated: bool,
}

/// The child of the fault that the reader is in.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Section {
    /// `faultcode` or `Code`
    Code,
    /// `faultstring` or `Reason`
    Reason,
    /// `detail` or `Detail`
    Detail,
    #[default]
    Other,
}

impl Fault {
    pub(super) fn open(&mut self, depth: usize, element: Element<'_>) {
        if depth == 0 {
            self.section = match element.local {
                "faultcode" | "Code" => Section::Code,
                "faultstring" | "Reason" => Section::Reason,
                "detail" | "Detail" => Section::Detail,
                _ => Section::Other,
            };
        }
        self.read.has_altinn_fault |= self.section == Section::Detail && element.local == "AltinnFault";
    }

    pub(super) fn close(&mut self, depth: usize, element: Element<'_>, text: &str, names: &xml::Names<Namespace>) {
        if element.nil {
            return;
        }
        match (self.section, element.local) {
            // The innermost subcode comes last and says most.
            (Section::Code, "faultcode" | "Value") => {
                let name = text.trim();
                let ns = names.resolve(name).map_or(Namespace::Other, |(ns, _)| ns);
                let local = name.rsplit(':').next().unwrap_or(name);
                self.unauthenticated = matches!(local, "FailedAuthentication" | "InvalidSecurityToken");
                self.security = ns == Namespace::Security || self.unauthenticated || local == "BadContextToken";
                self.read.fault_code = Some(local.to_owned());
            }
            (Section::Reason, "faultstring" | "Text") => keep(&mut self.read.reason, text),
            (Section::Detail, _) if depth == 2 && self.read.has_altinn_fault => self.member(element.local, text),
            _ => {}
        }
    }

    fn member(&mut self, name: &str, text: &str) {
        let fault = &mut self.read;
        match name {
            "ErrorID" => fault.error_id = fault.error_id.or(text.trim().parse().ok()),
            "AltinnErrorMessage" => keep(&mut fault.error_message, text),
            "AltinnExtendedErrorMessage" => keep(&mut fault.extended_error_message, text),
            "AltinnLocalizedErrorMessage" => keep(&mut fault.localized_error_message, text),
            "ErrorGuid" => keep(&mut fault.error_guid, text),
            "UserGuid" => keep(&mut fault.user_guid, text),
            "UserId" => keep(&mut fault.user_id, text),
            _ => {}
        }
    }

    /// Takes the number from a fault that could only be read up to its detail: the last of the elements that are named so, since the
    /// service's own stands behind all texts.
    pub(super) fn look_behind(&mut self, head: &[u8]) {
        if self.read.has_altinn_fault && self.read.error_id.is_none() {
            self.read.error_id = last_number(&String::from_utf8_lossy(head));
        }
    }

    /// Whether it says that the credentials are wrong.
    pub(super) fn refuses_credentials(&self) -> bool {
        error_codes::is_bad_credentials(&self.code(0))
    }

    /// `altinn.…`
    fn code(&self, status: u16) -> Cow<'static, str> {
        match self.read.error_id {
            id if self.unauthenticated && !id.is_some_and(|id| error_codes::BAD_CREDENTIALS.contains(&id)) => {
                error_codes::FAILED_AUTHENTICATION.into()
            }
            Some(id) => {
                let code = format!("altinn.{id}");
                if error_codes::find(&code).is_some() { code.into() } else { "altinn.unknown_code".into() }
            }
            None if self.security && !self.read.has_altinn_fault => "altinn.security_fault".into(),
            None => by_status(status).unwrap_or("altinn.fault").into(),
        }
    }
}

/// What a status says by itself.
fn by_status(status: u16) -> Option<&'static str> {
    match status {
        401 => Some(error_codes::UNAUTHORIZED),
        403 => Some(error_codes::FORBIDDEN),
        _ => None,
    }
}

/// The number in the last element named `ErrorID` of a text that may be no XML; what stands in comments and CDATA sections does not count.
fn last_number(text: &str) -> Option<i32> {
    let mut last = None;
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        for (begin, end) in [("!--", "-->"), ("![CDATA[", "]]>")] {
            if after.starts_with(begin) {
                rest = after.split_once(end).map_or("", |(_, rest)| rest);
            }
        }
        let tag = after.split(['<', '>']).next().unwrap_or_default();
        let name = tag.split_ascii_whitespace().next().unwrap_or_default();
        if name.rsplit(':').next() == Some("ErrorID") {
            let content = after.get(tag.len()..).and_then(|rest| rest.strip_prefix('>')?.split_once('<'));
            last = content.and_then(|(digits, _)| digits.trim().parse().ok()).or(last);
        }
    }
    last
}

/// Keeps the first: a reason may come in several languages.
fn keep(member: &mut Option<String>, text: &str) {
    member.get_or_insert_with(|| text.to_owned());
}

/// The error for an answer that is a fault, or whose status is not 2xx; `head` is the start of its body.
pub(super) fn refusal(status: u16, fault: Option<Fault>, head: &[u8]) -> Error {
    let code = match &fault {
        _ if (300..400).contains(&status) => "altinn.redirect".into(),
        Some(fault) => fault.code(status),
        None => by_status(status).unwrap_or("altinn.http_error").into(),
    };
    let fault = fault.map(|fault| fault.read);
    let message = fault.as_ref().and_then(|fault| {
        let messages = [&fault.localized_error_message, &fault.error_message, &fault.reason];
        messages.into_iter().flatten().find(|text| !text.trim().is_empty()).cloned()
    });
    let refusal = ServiceError {
        status,
        message,
        support_id: fault.as_ref().and_then(|fault| fault.error_guid.clone()),
        excerpt: (fault.is_none() && !head.is_empty()).then(|| excerpt(head)),
        own: fault.is_some(),
        fault,
        ..error_codes::refusal(code)
    };
    Error::Service(Box::new(error_codes::with_row(refusal)))
}

//! A refusal: the faults of SOAP 1.1 and 1.2, with and without `AltinnFault`, and answers that are no SOAP at all.
//!
//! The shape of `AltinnFault` is verified (WSDL, and captured faults of SOAP 1.1). Whether a value is missing, nil or
//! not a number: making the error never fails, since an error about an error helps nobody.

use std::borrow::Cow;

use super::envelope::{Element, Namespace};
use super::error_codes;
use crate::error::{Api, Error, ServiceError, SoapFault, excerpt};
use crate::xml;

/// A fault while it is read.
#[derive(Debug, Default)]
pub(super) struct Fault {
    read: SoapFault,
    section: Section,
    /// Whether the code is one of WS-Security's, or of the layers on it.
    security: bool,
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
                self.security = ns == Namespace::Security || local == "BadContextToken";
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

    /// `altinn.…`
    fn code(&self) -> Cow<'static, str> {
        match self.read.error_id {
            Some(id) => {
                let code = format!("altinn.{id}");
                if error_codes::find(&code).is_some() { code.into() } else { "altinn.unknown_code".into() }
            }
            None if self.security && !self.read.has_altinn_fault => "altinn.security_fault".into(),
            None => "altinn.fault".into(),
        }
    }
}

/// Keeps the first: a reason may come in several languages.
fn keep(member: &mut Option<String>, text: &str) {
    member.get_or_insert_with(|| text.to_owned());
}

/// The error for an answer that is a fault, or whose status is not 2xx; `head` is the start of its body.
pub(super) fn refusal(status: u16, fault: Option<Fault>, head: &[u8]) -> Error {
    let code = match &fault {
        _ if (300..400).contains(&status) => "altinn.redirect".into(),
        Some(fault) => fault.code(),
        None => "altinn.http_error".into(),
    };
    let fault = fault.map(|fault| fault.read);
    let message = fault.as_ref().and_then(|fault| {
        let messages = [&fault.localized_error_message, &fault.error_message, &fault.reason];
        messages.into_iter().flatten().find(|text| !text.trim().is_empty()).cloned()
    });
    Error::Service(Box::new(ServiceError {
        code,
        api: Api::Altinn,
        status,
        message,
        error_code: None,
        support_id: fault.as_ref().and_then(|fault| fault.error_guid.clone()),
        task_id: None,
        excerpt: (fault.is_none() && !head.is_empty()).then(|| excerpt(head)),
        fault,
    }))
}

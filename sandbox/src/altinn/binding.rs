//! The four bindings of `CaseAgencySystem`, its five operations, and the names that follow from the two.
//!
//! | binding | path below `/ServiceEngineExternal/` | operation names | SOAP | credentials |
//! | --- | --- | --- | --- | --- |
//! | Basic | `CaseAgencySystemExternalBasic.svc` | `…ExternalBasic` | 1.1 | first two parameters |
//! | WS | `CaseAgencySystemExternal.svc` | `…External` | 1.2 | WS-Security `UsernameToken` |
//! | EC | `CaseAgencySystemEC.svc` | `…EC` | 1.2 | first two parameters (and a signed header) |
//! | EC2 | `CaseAgencySystemEC2.svc` | `…EC` | 1.2 | first two parameters (and a signed header) |
//!
//! Paths, names and the EC actions are verified; the actions and the namespace date of Basic and WS are inferred from
//! sibling services, which is why those two also take the older date.

/// Service namespace: wrappers and notice tokens.
pub(crate) const SERVICE: &str = "http://www.altinn.no/services/ServiceEngine/Case/2010/10";
/// The same with the date that services older than 2010 have on Basic and WS.
pub(crate) const SERVICE_2009: &str = "http://www.altinn.no/services/ServiceEngine/Case/2009/10";
/// Data contracts.
pub(crate) const DATA: &str = "http://schemas.altinn.no/services/ServiceEngine/Case/2010/10";
/// The `Test` operation that every Altinn service has.
pub(crate) const TEST: &str = "http://www.altinn.no/services/2009/10";
/// `AltinnFault`.
pub(crate) const FAULT: &str = "http://www.altinn.no/services/common/fault/2009/10";
/// `nil`.
pub(crate) const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// SOAP 1.1 envelope.
pub(crate) const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// SOAP 1.2 envelope.
pub(crate) const SOAP12: &str = "http://www.w3.org/2003/05/soap-envelope";
/// WS-Addressing 1.0.
pub(crate) const ADDRESSING: &str = "http://www.w3.org/2005/08/addressing";

/// The folder of all Altinn II services, in lower case.
pub(crate) const FOLDER: &str = "/serviceengineexternal/";

/// How the service is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Binding {
    Basic,
    Ws,
    Ec,
    Ec2,
}

impl Binding {
    pub(crate) const ALL: [Self; 4] = [Self::Basic, Self::Ws, Self::Ec, Self::Ec2];

    /// The binding that lives at this path, whatever its case.
    pub(crate) fn of_path(path: &str) -> Option<Self> {
        let path = path.to_ascii_lowercase();
        let file = path.strip_prefix(FOLDER)?.strip_suffix(".svc")?;
        Self::ALL.into_iter().find(|binding| binding.stem().eq_ignore_ascii_case(file))
    }

    /// The name of the `.svc` file without its ending.
    pub(crate) fn stem(self) -> &'static str {
        match self {
            Self::Basic => "CaseAgencySystemExternalBasic",
            Self::Ws => "CaseAgencySystemExternal",
            Self::Ec => "CaseAgencySystemEC",
            Self::Ec2 => "CaseAgencySystemEC2",
        }
    }

    /// What each operation's name ends in.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Self::Basic => "ExternalBasic",
            Self::Ws => "External",
            Self::Ec | Self::Ec2 => "EC",
        }
    }

    /// The contract's name as it stands in the actions. EC2 kept that of EC (verified).
    fn contract(self) -> &'static str {
        match self {
            Self::Basic => "ICaseAgencySystemExternalBasic",
            Self::Ws => "ICaseAgencySystemExternal",
            Self::Ec | Self::Ec2 => "ICaseAgencySystemEC",
        }
    }

    /// Whether messages are SOAP 1.2 with WS-Addressing (else plain SOAP 1.1).
    pub(crate) fn soap12(self) -> bool {
        self != Self::Basic
    }

    /// The envelope's namespace.
    pub(crate) fn envelope(self) -> &'static str {
        if self.soap12() { SOAP12 } else { SOAP11 }
    }

    /// Whether `systemUserName` and `systemPassword` are the first two parameters of each operation.
    pub(crate) fn credentials_in_body(self) -> bool {
        self != Self::Ws
    }

    /// The service namespaces it takes; the first is the one of its WSDL.
    pub(crate) fn namespaces(self) -> &'static [&'static str] {
        match self {
            Self::Basic | Self::Ws => &[SERVICE, SERVICE_2009],
            Self::Ec | Self::Ec2 => &[SERVICE],
        }
    }

    /// `Content-Type` without parameters.
    pub(crate) fn media_type(self) -> &'static str {
        if self.soap12() { "application/soap+xml" } else { "text/xml" }
    }

    /// The request's action for an operation in a service namespace.
    pub(crate) fn action(self, operation: Operation, namespace: &str) -> String {
        match operation {
            Operation::Test => format!("{TEST}/IAltinnContractBase/Test"),
            _ => format!("{namespace}/{}/{}", self.contract(), operation.name(self)),
        }
    }
}

/// What the service can be asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    InstantiateCollaboration,
    GetCaseList,
    NotifyEvent,
    SetNotice,
    Test,
}

impl Operation {
    pub(crate) const ALL: [Self; 5] =
        [Self::InstantiateCollaboration, Self::GetCaseList, Self::NotifyEvent, Self::SetNotice, Self::Test];

    /// The name of the operation, and of its request element, on a binding.
    pub(crate) fn name(self, binding: Binding) -> String {
        let stem = match self {
            Self::InstantiateCollaboration => "InstantiateCollaborationAgencySystem",
            Self::GetCaseList => "GetCaseListAgencySystem",
            Self::NotifyEvent => "NotifyEventAgencySystem",
            Self::SetNotice => "SetNoticeAgencySystem",
            Self::Test => return "Test".to_owned(),
        };
        format!("{stem}{}", binding.suffix())
    }

    /// The name the fault plan and the page know it by.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::InstantiateCollaboration => "altinn.instantiate_collaboration",
            Self::GetCaseList => "altinn.get_case_list",
            Self::NotifyEvent => "altinn.notify_event",
            Self::SetNotice => "altinn.set_notice",
            Self::Test => "altinn.test",
        }
    }
}

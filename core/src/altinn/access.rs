//! The four ways in, and what each call of a way needs.

use crate::base_url::BaseUrl;
use crate::dates::DateTime;
use crate::error::Error;
use crate::limits::Limits;
use crate::operation;
use crate::secret::Secret;
use std::borrow::Cow;

/// The address of the production service (verified). Test environments differ in the host only.
pub const PRODUCTION: &str = "https://www.altinn.no";

/// The date in the service's namespace (verified for EC and EC2, inferred for Basic and WS).
pub const NAMESPACE_DATE: &str = "2010/10";

/// An agency system, as it is registered with Altinn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemUser {
    /// `systemUserName`: a name like `SKDEN`, or a number. Both are seen (verified).
    pub name: String,
    /// `systemPassword`. Wrong ones lock the system user for about an hour (verified), so that a refusal must not be
    /// tried again blindly.
    pub password: Secret,
}

/// One of the four ways in, with what it needs to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Binding {
    /// SOAP 1.1; name and password are the first two parameters of each operation. Names and actions are inferred from
    /// sibling services.
    Basic {
        /// Who calls.
        user: SystemUser,
    },
    /// SOAP 1.2 with WS-Addressing; name and password in a WS-Security UsernameToken. Inferred from sibling services.
    Ws {
        /// Who calls.
        user: SystemUser,
        /// The time of the call; any time with a known offset. The message is valid for five minutes from then on.
        created: DateTime,
        /// At least 16 random bytes, fresh for each call.
        nonce: Vec<u8>,
        /// `wsa:MessageID`, as `urn:uuid:…`; left out if `None`.
        message_id: Option<String>,
    },
    /// SOAP 1.2 with WS-Addressing and the agency's certificate, the older of two addresses (Altinn marks it obsolete).
    /// Verified.
    Ec {
        /// Who calls: the credentials stand in the body as well.
        user: SystemUser,
        /// The complete `wsse:Security` element of this call. Getting the secure conversation's token and signing are
        /// not done by this crate: a WS-SecureConversation library (WCF, CXF) makes this element, and this crate puts
        /// it into the envelope as it is.
        security_header: Secret,
        /// `wsa:MessageID`, as `urn:uuid:…`; left out if `None`.
        message_id: Option<String>,
    },
    /// The same over the current address. Verified.
    Ec2 {
        /// Who calls: the credentials stand in the body as well.
        user: SystemUser,
        /// As for [`Binding::Ec`].
        security_header: Secret,
        /// `wsa:MessageID`, as `urn:uuid:…`; left out if `None`.
        message_id: Option<String>,
    },
}

/// What a call needs besides its own values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The service's root, as [`PRODUCTION`].
    pub base_url: BaseUrl,
    /// The binding, with the credentials.
    pub binding: Binding,
    /// The `yyyy/MM` in the namespace of requests, [`NAMESPACE_DATE`] unless the service's WSDL says otherwise. Answers
    /// are read with any date.
    pub namespace_date: Cow<'static, str>,
    /// How much of an answer is accepted.
    pub limits: Limits,
}

impl Access {
    /// Access over the Basic binding.
    pub fn basic(base_url: BaseUrl, name: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::new(base_url, Binding::Basic { user: SystemUser::new(name, password) })
    }

    /// Access over the WS binding, for one call made at the time `created`, with at least 16 fresh random bytes.
    pub fn ws(
        base_url: BaseUrl,
        name: impl Into<String>,
        password: impl Into<Secret>,
        created: DateTime,
        nonce: impl Into<Vec<u8>>,
    ) -> Self {
        let user = SystemUser::new(name, password);
        Self::new(base_url, Binding::Ws { user, created, nonce: nonce.into(), message_id: None })
    }

    /// Access over the EC binding, for one call, with the security header made for it.
    pub fn ec(
        base_url: BaseUrl,
        name: impl Into<String>,
        password: impl Into<Secret>,
        security_header: impl Into<Secret>,
    ) -> Self {
        let (user, security_header) = (SystemUser::new(name, password), security_header.into());
        Self::new(base_url, Binding::Ec { user, security_header, message_id: None })
    }

    /// Access over the EC2 binding, for one call, with the security header made for it.
    pub fn ec2(
        base_url: BaseUrl,
        name: impl Into<String>,
        password: impl Into<Secret>,
        security_header: impl Into<Secret>,
    ) -> Self {
        let (user, security_header) = (SystemUser::new(name, password), security_header.into());
        Self::new(base_url, Binding::Ec2 { user, security_header, message_id: None })
    }

    /// Access over this binding.
    pub fn new(base_url: BaseUrl, binding: Binding) -> Self {
        Self { base_url, binding, namespace_date: Cow::Borrowed(NAMESPACE_DATE), limits: Limits::default() }
    }
}

impl SystemUser {
    /// An agency system of this name and password.
    pub fn new(name: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { name: name.into(), password: password.into() }
    }
}

impl Binding {
    /// Who calls.
    pub fn user(&self) -> &SystemUser {
        match self {
            Self::Basic { user } | Self::Ws { user, .. } | Self::Ec { user, .. } | Self::Ec2 { user, .. } => user,
        }
    }

    /// The stem of the address: `….svc`.
    pub(super) fn service(&self) -> &'static str {
        match self {
            Self::Basic { .. } => "CaseAgencySystemExternalBasic",
            Self::Ws { .. } => "CaseAgencySystemExternal",
            Self::Ec { .. } => "CaseAgencySystemEC",
            Self::Ec2 { .. } => "CaseAgencySystemEC2",
        }
    }

    /// The contract in the actions. EC2 keeps the name of EC (verified).
    pub(super) fn contract(&self) -> &'static str {
        match self {
            Self::Basic { .. } => "ICaseAgencySystemExternalBasic",
            Self::Ws { .. } => "ICaseAgencySystemExternal",
            Self::Ec { .. } | Self::Ec2 { .. } => "ICaseAgencySystemEC",
        }
    }

    /// What the binding adds to the name of each operation.
    pub(super) fn suffix(&self) -> &'static str {
        match self {
            Self::Basic { .. } => "ExternalBasic",
            Self::Ws { .. } => "External",
            Self::Ec { .. } | Self::Ec2 { .. } => "EC",
        }
    }
}

impl operation::sealed::Sealed for Access {}

impl operation::Access for Access {
    fn limits(&self) -> Limits {
        self.limits
    }

    fn scrub(&self, error: Error) -> Error {
        let password = &self.binding.user().password;
        match &self.binding {
            Binding::Basic { .. } | Binding::Ws { .. } => error.without(&[password]),
            Binding::Ec { security_header, .. } | Binding::Ec2 { security_header, .. } => {
                error.without(&[password, security_header])
            }
        }
    }
}

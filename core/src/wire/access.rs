//! Access and sessions as plain values: what a host of another language has of an API's address and credentials.

use std::borrow::Cow;

use serde::Deserialize;

use super::params::params_error;
use crate::base_url::BaseUrl;
use crate::dates::DateTime;
use crate::error::{Api, Error};
use crate::limits::Limits;
use crate::operation::Access as _;
use crate::secret::Secret;
use crate::session::{Moment, Session, SessionState};
use crate::value::Source;
use crate::{altinn, fastdok};

/// The access of an operation, whichever its service.
pub(super) enum AnyAccess {
    FastDok(fastdok::Access),
    Altinn(altinn::Access),
}

impl AnyAccess {
    pub(super) fn read(api: Api, source: &dyn Source) -> Result<Self, Error> {
        Ok(match api {
            Api::FastDok => Self::FastDok(fastdok_access(source)?),
            Api::Altinn => Self::Altinn(altinn_access(read(source)?)?),
        })
    }

    /// The error without the secrets of this access.
    pub(super) fn scrub(&self, error: Error) -> Error {
        match self {
            Self::FastDok(access) => access.scrub(error),
            Self::Altinn(access) => access.scrub(error),
        }
    }
}

/// One of the services' kinds of access.
pub(super) trait ApiAccess: Sized {
    const API: Api;
    /// The access, if it is of this service.
    fn downcast(any: &AnyAccess) -> Option<&Self>;
}

impl ApiAccess for fastdok::Access {
    const API: Api = Api::FastDok;

    fn downcast(any: &AnyAccess) -> Option<&Self> {
        if let AnyAccess::FastDok(access) = any { Some(access) } else { None }
    }
}

impl ApiAccess for altinn::Access {
    const API: Api = Api::Altinn;

    fn downcast(any: &AnyAccess) -> Option<&Self> {
        if let AnyAccess::Altinn(access) = any { Some(access) } else { None }
    }
}

/// A session, whichever its service.
pub(super) enum AnySession {
    FastDok(fastdok::Session),
    Altinn(altinn::Session),
}

impl AnySession {
    pub(super) fn restore(api: Api, access: &dyn Source, state: &SessionState) -> Result<Self, Error> {
        Ok(match api {
            Api::FastDok => Self::FastDok(fastdok::Session::from_state(access, state)?),
            Api::Altinn => Self::Altinn(altinn::Session::from_state(access, state)?),
        })
    }

    pub(super) fn keep(&self) -> SessionState {
        match self {
            Self::FastDok(session) => session.state(),
            Self::Altinn(session) => session.state(),
        }
    }

    /// The access for a call at this moment.
    pub(super) fn access(&self, moment: Moment) -> AnyAccess {
        match self {
            Self::FastDok(session) => AnyAccess::FastDok(session.access().clone()),
            Self::Altinn(session) => AnyAccess::Altinn(session.access(moment)),
        }
    }

    pub(super) fn as_dyn(&self) -> &dyn Session {
        match self {
            Self::FastDok(session) => session,
            Self::Altinn(session) => session,
        }
    }

    pub(super) fn as_dyn_mut(&mut self) -> &mut dyn Session {
        match self {
            Self::FastDok(session) => session,
            Self::Altinn(session) => session,
        }
    }
}

/// A session that can be made from plain values and taken apart again.
pub(super) trait FromState: Sized {
    fn from_state(access: &dyn Source, state: &SessionState) -> Result<Self, Error>;
    fn state(&self) -> SessionState;
}

impl FromState for fastdok::Session {
    fn from_state(access: &dyn Source, state: &SessionState) -> Result<Self, Error> {
        Ok(Self::restore(fastdok_access(access)?, state))
    }

    fn state(&self) -> SessionState {
        self.keep()
    }
}

impl FromState for altinn::Session {
    fn from_state(access: &dyn Source, state: &SessionState) -> Result<Self, Error> {
        // Of the WS binding each call gets its own time and nonce, so the host needs none.
        let values: AltinnAccess = read(access)?;
        let created = values.created.or_else(|| DateTime::from_unix_seconds(0));
        Ok(Self::restore(altinn_access(AltinnAccess { created, ..values })?, state))
    }

    fn state(&self) -> SessionState {
        self.keep()
    }
}

/// Access to FastDok as plain values.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FastDokAccess {
    base_url: String,
    #[serde(default)]
    allow_insecure: Option<bool>,
    #[serde(default)]
    credentials: Option<fastdok::Credentials>,
    #[serde(default)]
    ticket: Option<Secret>,
    #[serde(default)]
    max_answer_bytes: Option<u64>,
}

/// Access to Altinn as plain values.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AltinnAccess {
    base_url: String,
    #[serde(default)]
    allow_insecure: Option<bool>,
    binding: BindingName,
    system_user_name: String,
    system_password: Secret,
    /// WS: the time of the call, UTC. Only for a call without a session: a session gives each call its own, and the nonce too.
    #[serde(default)]
    created: Option<DateTime>,
    /// WS: at least 16 random bytes, as hexadecimal digits.
    #[serde(default)]
    nonce: Option<String>,
    /// EC and EC2: the signed `wsse:Security` element.
    #[serde(default)]
    security_header: Option<Secret>,
    #[serde(default)]
    message_id: Option<String>,
    #[serde(default)]
    namespace_date: Option<String>,
    #[serde(default)]
    max_answer_bytes: Option<u64>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum BindingName {
    Basic,
    Ws,
    Ec,
    Ec2,
}

/// `allow_insecure` is no plain `bool`: where it is absent, as it mostly is, reading one would make a reason that nobody hears.
fn base_url(url: &str, allow_insecure: Option<bool>) -> Result<BaseUrl, Error> {
    if allow_insecure == Some(true) { BaseUrl::insecure(url) } else { BaseUrl::new(url) }
}

fn limits(max_answer_bytes: Option<u64>) -> Limits {
    max_answer_bytes.map_or_else(Limits::default, |answer_bytes| Limits { answer_bytes })
}

fn read<T: serde::de::DeserializeOwned>(source: &dyn Source) -> Result<T, Error> {
    source.value().and_then(crate::value::Value::read).map_err(params_error("access"))
}

fn fastdok_access(source: &dyn Source) -> Result<fastdok::Access, Error> {
    let values: FastDokAccess = read(source)?;
    let access = fastdok::Access::new(base_url(&values.base_url, values.allow_insecure)?);
    Ok(fastdok::Access {
        credentials: values.credentials,
        ticket: values.ticket,
        limits: limits(values.max_answer_bytes),
        ..access
    })
}

fn altinn_access(values: AltinnAccess) -> Result<altinn::Access, Error> {
    let url = base_url(&values.base_url, values.allow_insecure)?;
    let user = altinn::SystemUser::new(values.system_user_name, values.system_password);
    let message_id = values.message_id;
    let security_header = values.security_header;
    let header = || {
        let missing = || Error::input("input.security_header", "securityHeader", "is missing");
        security_header.ok_or_else(missing)
    };
    let binding = match values.binding {
        BindingName::Basic => altinn::Binding::Basic { user },
        BindingName::Ws => {
            let created = values.created.ok_or_else(|| Error::input("input.created", "created", "is missing"))?;
            let nonce = values.nonce.as_deref().unwrap_or_default();
            let nonce = hex(nonce).ok_or_else(|| Error::input("input.nonce", "nonce", "must be hexadecimal digits"))?;
            altinn::Binding::Ws { user, created, nonce, message_id }
        }
        BindingName::Ec => altinn::Binding::Ec { user, security_header: header()?, message_id },
        BindingName::Ec2 => altinn::Binding::Ec2 { user, security_header: header()?, message_id },
    };
    let access = altinn::Access::new(url, binding);
    let namespace_date = values.namespace_date.map_or(access.namespace_date, Cow::Owned);
    Ok(altinn::Access { namespace_date, limits: limits(values.max_answer_bytes), ..access })
}

fn hex(digits: &str) -> Option<Vec<u8>> {
    let digits = digits.as_bytes();
    let pairs = digits.chunks(2).map(|pair| match pair {
        [high, low] => {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
        }
        _ => None,
    });
    pairs.collect()
}

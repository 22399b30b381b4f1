//! What a call needs besides its own values: address, credentials and limits; and what a client remembers of its sign-in.
//!
//! Both are objects and not records, because they hold secrets, and records are printed whole.

use std::sync::Mutex;

use nordcase::journey::Moment as CoreMoment;
use nordcase::wire::{Reason, SessionState, Source, Value};
use serde::Serialize;

use crate::errors::NordcaseError;
use crate::values::value;

/// The address of a service, and the credentials of its calls. It is never shown, and nothing stores it.
#[derive(uniffi::Object)]
pub struct Access(Value);

/// Which of Altinn's endpoints is called, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, uniffi::Enum)]
#[serde(rename_all = "lowercase")]
pub enum Binding {
    /// SOAP 1.1; name and password are parameters.
    Basic,
    /// SOAP 1.2 with WS-Security; each call has its time and a nonce.
    Ws,
    /// SOAP 1.2 with a certificate, whose signed header the caller gives.
    Ec,
    /// The same, second version.
    Ec2,
}

/// How an answer and a sign-in are bounded in time and size.
#[uniffi::export]
impl Access {
    /// Access to FastDok: with credentials the client signs in by itself; with a ticket only as long as that lives. At most
    /// `max_answer_bytes` of an answer are read.
    #[uniffi::constructor(default(
        api_key = None, username = None, password = None, ticket = None, allow_insecure = false, max_answer_bytes = None
    ))]
    pub fn fastdok(
        base_url: String,
        api_key: Option<String>,
        username: Option<String>,
        password: Option<String>,
        ticket: Option<String>,
        allow_insecure: bool,
        max_answer_bytes: Option<u64>,
    ) -> Result<Self, NordcaseError> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Credentials {
            api_key: String,
            username: String,
            password: String,
        }
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Values {
            base_url: String,
            allow_insecure: bool,
            credentials: Option<Credentials>,
            ticket: Option<String>,
            max_answer_bytes: Option<u64>,
        }
        let some = api_key.is_some() || username.is_some() || password.is_some();
        let credentials = some.then(|| Credentials {
            api_key: api_key.unwrap_or_default(),
            username: username.unwrap_or_default(),
            password: password.unwrap_or_default(),
        });
        Self::of(&Values { base_url, allow_insecure, credentials, ticket, max_answer_bytes })
    }

    /// Access to Altinn as a system user. The EC bindings need `security_header`, the signed `wsse:Security` element.
    #[uniffi::constructor(default(
        security_header = None, message_id = None, namespace_date = None, allow_insecure = false, max_answer_bytes = None
    ))]
    #[expect(clippy::too_many_arguments, reason = "each has a name in Kotlin and Swift, and most a default")]
    pub fn altinn(
        base_url: String,
        binding: Binding,
        system_user_name: String,
        system_password: String,
        security_header: Option<String>,
        message_id: Option<String>,
        namespace_date: Option<String>,
        allow_insecure: bool,
        max_answer_bytes: Option<u64>,
    ) -> Result<Self, NordcaseError> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Values {
            base_url: String,
            allow_insecure: bool,
            binding: Binding,
            system_user_name: String,
            system_password: String,
            security_header: Option<String>,
            message_id: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            namespace_date: Option<String>,
            max_answer_bytes: Option<u64>,
        }
        Self::of(&Values {
            base_url,
            allow_insecure,
            binding,
            system_user_name,
            system_password,
            security_header,
            message_id,
            namespace_date,
            max_answer_bytes,
        })
    }

    /// Access from the JSON that the shared vectors have.
    #[uniffi::constructor]
    pub fn from_json(text: &str) -> Result<Self, NordcaseError> {
        Value::from_json(text).map(Self).map_err(NordcaseError::unreadable)
    }
}

impl Access {
    fn of(values: &impl Serialize) -> Result<Self, NordcaseError> {
        value(values).map(Self).map_err(NordcaseError::unreadable)
    }
}

impl Source for Access {
    fn value(&self) -> Result<Value, Reason> {
        Ok(self.0.clone())
    }
}

/// What a client remembers of its sign-in. Threads may share it. It holds the ticket: it is neither shown nor stored.
#[derive(Default, uniffi::Object)]
pub struct Session(pub(crate) Mutex<SessionState>);

#[uniffi::export]
impl Session {
    /// Nobody has signed in yet.
    #[uniffi::constructor]
    pub fn new() -> Self {
        Self::default()
    }
}

/// The time, and random bytes. The core has neither.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Moment {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub unix_millis: i64,
    /// 16 fresh random bytes; other lengths count as zeros.
    pub random: Vec<u8>,
    /// Whether the caller holds the session's gate now.
    #[uniffi(default = false)]
    pub gate: bool,
}

impl From<Moment> for CoreMoment {
    fn from(Moment { unix_millis, random, gate }: Moment) -> Self {
        Self { unix_millis, random: random.try_into().unwrap_or_default(), gate }
    }
}

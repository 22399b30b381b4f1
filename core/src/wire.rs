//! The registry: every operation by name, with plain values in and out.
//!
//! It is what the bindings of dynamic languages, the shared vectors and the fuzzers call. Values come from a [`Source`] (JSON, a JavaScript object) and
//! go to any serde serializer, so that no binding needs a copy of a type.

pub mod calls;
pub mod journeys;

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, Serializer};

use crate::base_url::BaseUrl;
use crate::dates::DateTime;
use crate::error::{Api, Error};
use crate::http::{HttpRequest, HttpResponse};
use crate::journey::{Moment, Session};
use crate::limits::Limits;
use crate::operation::{Effect, Operation};
use crate::secret::Secret;
use crate::{altinn, fastdok};

/// One row of the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct OperationInfo {
    /// The name, as `fastdok.get_task`.
    pub name: &'static str,
    /// Its service.
    pub api: Api,
    /// Whether it can change anything.
    pub changes: bool,
}

/// Where the values of a call come from.
pub trait Source {
    /// The value as a `T`, or why it is none. The reason must not quote values: an access holds secrets.
    fn get<T: DeserializeOwned>(&self) -> Result<T, String>;
}

impl Source for serde_json::Value {
    fn get<T: DeserializeOwned>(&self) -> Result<T, String> {
        T::deserialize(self).map_err(|error| without_values(&error.to_string()))
    }
}

/// A JSON text.
impl Source for &str {
    fn get<T: DeserializeOwned>(&self) -> Result<T, String> {
        serde_json::from_str(self).map_err(|error| without_values(&error.to_string()))
    }
}

/// A JSON text as bytes. A member that is bytes may be a string of exactly these bytes, in which only `"` and `\\` are escaped.
impl Source for &[u8] {
    fn get<T: DeserializeOwned>(&self) -> Result<T, String> {
        serde_json::from_slice(self).map_err(|error| without_values(&error.to_string()))
    }
}

/// serde quotes names of members in backticks and values in double quotes; the values go.
fn without_values(message: &str) -> String {
    message.split('"').enumerate().map(|(n, part)| if n % 2 == 0 { part } else { "…" }).collect()
}

/// All operations.
pub fn operations() -> Vec<OperationInfo> {
    NAMES.iter().filter_map(|name| with(name, Describe).ok()).collect()
}

/// The request of the operation called `name` with these parameters. `access` is read as [`FastDokAccess`] or [`AltinnAccess`].
pub fn encode(name: &str, params: &impl Source, access: &impl Source) -> Result<HttpRequest, Error> {
    with(name, Encode { params, access })?
}

/// Reads the response to that request, and writes what it says to `output`.
///
/// The outer error is the serializer's own; the inner one is the operation's.
pub fn decode<S: Serializer>(
    name: &str,
    params: &impl Source,
    access: &impl Source,
    response: &HttpResponse,
    output: S,
) -> Result<Result<S::Ok, S::Error>, Error> {
    decode_with(name, params, access, response, IntoSerializer(output))
}

/// Reads the response to that request, and hands what it says to `output`, which sees the type behind the name.
pub fn decode_with<D: Decoded>(
    name: &str,
    params: &impl Source,
    access: &impl Source,
    response: &HttpResponse,
    output: D,
) -> Result<D::Out, Error> {
    with(name, Decode { params, access, response, output })?
}

/// What takes an answer whose type is found by its name. [`IntoSerializer`] is the usual one; a host with a lock around its objects
/// (Python's) writes its own, to take the lock only once the answer is read.
pub trait Decoded {
    /// What it makes of the answer.
    type Out;
    /// Takes the answer.
    fn take<T: Serialize>(self, output: &T) -> Self::Out;
}

/// Writes the answer to a serializer.
pub struct IntoSerializer<S>(pub S);

impl<S: Serializer> Decoded for IntoSerializer<S> {
    type Out = Result<S::Ok, S::Error>;

    fn take<T: Serialize>(self, output: &T) -> Self::Out {
        output.serialize(self.0)
    }
}

/// Access to FastDok as plain values.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FastDokAccess {
    base_url: String,
    #[serde(default)]
    allow_insecure: bool,
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
    allow_insecure: bool,
    binding: BindingName,
    system_user_name: String,
    system_password: Secret,
    /// WS: the time of the call, UTC.
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

/// What can be read from plain values as the access of an operation.
trait FromValues: Sized {
    const API: Api;
    /// What remembers the sign-in between calls.
    type Session: journeys::FromState + Session;
    fn from_values(source: &impl Source) -> Result<Self, Error>;
    /// The access for a call of the session at this moment.
    fn of_session(session: &Self::Session, moment: Moment) -> Self;
}

fn base_url(url: &str, allow_insecure: bool) -> Result<BaseUrl, Error> {
    if allow_insecure { BaseUrl::insecure(url) } else { BaseUrl::new(url) }
}

fn limits(max_answer_bytes: Option<u64>) -> Limits {
    max_answer_bytes.map_or_else(Limits::default, |answer_bytes| Limits { answer_bytes })
}

fn params_error(field: &'static str) -> impl Fn(String) -> Error {
    move |reason| Error::input("input.params", field, reason)
}

impl FromValues for fastdok::Access {
    const API: Api = Api::FastDok;
    type Session = fastdok::Session;

    fn of_session(session: &fastdok::Session, _moment: Moment) -> Self {
        session.access().clone()
    }

    fn from_values(source: &impl Source) -> Result<Self, Error> {
        let values: FastDokAccess = source.get().map_err(params_error("access"))?;
        let access = Self::new(base_url(&values.base_url, values.allow_insecure)?);
        Ok(Self {
            credentials: values.credentials,
            ticket: values.ticket,
            limits: limits(values.max_answer_bytes),
            ..access
        })
    }
}

impl FromValues for altinn::Access {
    const API: Api = Api::Altinn;
    type Session = altinn::Session;

    fn of_session(session: &altinn::Session, moment: Moment) -> Self {
        session.access(moment)
    }

    fn from_values(source: &impl Source) -> Result<Self, Error> {
        let values: AltinnAccess = source.get().map_err(params_error("access"))?;
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
                let nonce =
                    hex(nonce).ok_or_else(|| Error::input("input.nonce", "nonce", "must be hexadecimal digits"))?;
                altinn::Binding::Ws { user, created, nonce, message_id }
            }
            BindingName::Ec => altinn::Binding::Ec { user, security_header: header()?, message_id },
            BindingName::Ec2 => altinn::Binding::Ec2 { user, security_header: header()?, message_id },
        };
        let access = Self::new(url, binding);
        let namespace_date = values.namespace_date.map_or(access.namespace_date, Cow::Owned);
        Ok(Self { namespace_date, limits: limits(values.max_answer_bytes), ..access })
    }
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

/// Something to do with an operation whose type is found by its name.
trait Visit {
    type Out;
    fn visit<O>(self) -> Self::Out
    where
        O: Operation + DeserializeOwned,
        O::Access: FromValues,
        O::Output: Serialize;
}

struct Describe;

impl Visit for Describe {
    type Out = OperationInfo;

    fn visit<O>(self) -> OperationInfo
    where
        O: Operation + DeserializeOwned,
        O::Access: FromValues,
        O::Output: Serialize,
    {
        OperationInfo { name: O::NAME, api: O::Access::API, changes: O::EFFECT == Effect::Changes }
    }
}

struct Encode<'a, P, A> {
    params: &'a P,
    access: &'a A,
}

impl<P: Source, A: Source> Visit for Encode<'_, P, A> {
    type Out = Result<HttpRequest, Error>;

    fn visit<O>(self) -> Self::Out
    where
        O: Operation + DeserializeOwned,
        O::Access: FromValues,
        O::Output: Serialize,
    {
        let operation: O = self.params.get().map_err(params_error("params"))?;
        operation.request(&O::Access::from_values(self.access)?)
    }
}

struct Decode<'a, P, A, D> {
    params: &'a P,
    access: &'a A,
    response: &'a HttpResponse,
    output: D,
}

impl<P: Source, A: Source, D: Decoded> Visit for Decode<'_, P, A, D> {
    type Out = Result<D::Out, Error>;

    fn visit<O>(self) -> Self::Out
    where
        O: Operation + DeserializeOwned,
        O::Access: FromValues,
        O::Output: Serialize,
    {
        let operation: O = self.params.get().map_err(params_error("params"))?;
        let output = operation.response(&O::Access::from_values(self.access)?, self.response)?;
        Ok(self.output.take(&output))
    }
}

/// The names, in the order of [`operations`].
const NAMES: &[&str] = &[
    fastdok::Authenticate::NAME,
    fastdok::ListApps::NAME,
    fastdok::GetApp::NAME,
    fastdok::ListAppInstances::NAME,
    fastdok::StartCase::NAME,
    fastdok::StartInstance::NAME,
    fastdok::ListInstances::NAME,
    fastdok::GetInstance::NAME,
    fastdok::DeleteInstance::NAME,
    fastdok::ListInstanceTasks::NAME,
    fastdok::ListInstanceObjects::NAME,
    fastdok::GetInstanceObject::NAME,
    fastdok::ListTasks::NAME,
    fastdok::GetTask::NAME,
    fastdok::ListTaskObjects::NAME,
    fastdok::ListTaskActions::NAME,
    fastdok::PerformAction::NAME,
    fastdok::GetTaskOrder::NAME,
    fastdok::GetObject::NAME,
    fastdok::ListObjectChildren::NAME,
    fastdok::GetObjectProperties::NAME,
    fastdok::GetObjectFields::NAME,
    fastdok::UpdateObjectFields::NAME,
    fastdok::DeleteObject::NAME,
    fastdok::GetObjectPdf::NAME,
    fastdok::GetObjectImage::NAME,
    fastdok::GetObjectFile::NAME,
    fastdok::UploadObject::NAME,
    fastdok::GetCurrentDomain::NAME,
    fastdok::GetBalance::NAME,
    fastdok::ListTransactions::NAME,
    altinn::InstantiateCollaboration::NAME,
    altinn::GetCaseList::NAME,
    altinn::NotifyEvent::NAME,
    altinn::SetNotice::NAME,
    altinn::Test::NAME,
];

/// The one place that knows which type has which name.
fn with<V: Visit>(name: &str, visit: V) -> Result<V::Out, Error> {
    Ok(match name {
        fastdok::Authenticate::NAME => visit.visit::<fastdok::Authenticate>(),
        fastdok::ListApps::NAME => visit.visit::<fastdok::ListApps>(),
        fastdok::GetApp::NAME => visit.visit::<fastdok::GetApp>(),
        fastdok::ListAppInstances::NAME => visit.visit::<fastdok::ListAppInstances>(),
        fastdok::StartCase::NAME => visit.visit::<fastdok::StartCase>(),
        fastdok::StartInstance::NAME => visit.visit::<fastdok::StartInstance>(),
        fastdok::ListInstances::NAME => visit.visit::<fastdok::ListInstances>(),
        fastdok::GetInstance::NAME => visit.visit::<fastdok::GetInstance>(),
        fastdok::DeleteInstance::NAME => visit.visit::<fastdok::DeleteInstance>(),
        fastdok::ListInstanceTasks::NAME => visit.visit::<fastdok::ListInstanceTasks>(),
        fastdok::ListInstanceObjects::NAME => visit.visit::<fastdok::ListInstanceObjects>(),
        fastdok::GetInstanceObject::NAME => visit.visit::<fastdok::GetInstanceObject>(),
        fastdok::ListTasks::NAME => visit.visit::<fastdok::ListTasks>(),
        fastdok::GetTask::NAME => visit.visit::<fastdok::GetTask>(),
        fastdok::ListTaskObjects::NAME => visit.visit::<fastdok::ListTaskObjects>(),
        fastdok::ListTaskActions::NAME => visit.visit::<fastdok::ListTaskActions>(),
        fastdok::PerformAction::NAME => visit.visit::<fastdok::PerformAction>(),
        fastdok::GetTaskOrder::NAME => visit.visit::<fastdok::GetTaskOrder>(),
        fastdok::GetObject::NAME => visit.visit::<fastdok::GetObject>(),
        fastdok::ListObjectChildren::NAME => visit.visit::<fastdok::ListObjectChildren>(),
        fastdok::GetObjectProperties::NAME => visit.visit::<fastdok::GetObjectProperties>(),
        fastdok::GetObjectFields::NAME => visit.visit::<fastdok::GetObjectFields>(),
        fastdok::UpdateObjectFields::NAME => visit.visit::<fastdok::UpdateObjectFields>(),
        fastdok::DeleteObject::NAME => visit.visit::<fastdok::DeleteObject>(),
        fastdok::GetObjectPdf::NAME => visit.visit::<fastdok::GetObjectPdf>(),
        fastdok::GetObjectImage::NAME => visit.visit::<fastdok::GetObjectImage>(),
        fastdok::GetObjectFile::NAME => visit.visit::<fastdok::GetObjectFile>(),
        fastdok::UploadObject::NAME => visit.visit::<fastdok::UploadObject>(),
        fastdok::GetCurrentDomain::NAME => visit.visit::<fastdok::GetCurrentDomain>(),
        fastdok::GetBalance::NAME => visit.visit::<fastdok::GetBalance>(),
        fastdok::ListTransactions::NAME => visit.visit::<fastdok::ListTransactions>(),
        altinn::InstantiateCollaboration::NAME => visit.visit::<altinn::InstantiateCollaboration>(),
        altinn::GetCaseList::NAME => visit.visit::<altinn::GetCaseList>(),
        altinn::NotifyEvent::NAME => visit.visit::<altinn::NotifyEvent>(),
        altinn::SetNotice::NAME => visit.visit::<altinn::SetNotice>(),
        altinn::Test::NAME => visit.visit::<altinn::Test>(),
        _ => return Err(Error::input("input.operation", "operation", "there is no operation of this name")),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_name_is_found_once() {
        let infos = operations();
        let names: BTreeSet<_> = infos.iter().map(|info| info.name).collect();
        assert_eq!(infos.len(), NAMES.len());
        assert_eq!(names.len(), NAMES.len());
        assert!(infos.iter().all(|info| {
            let prefix = if info.api == Api::FastDok { "fastdok." } else { "altinn." };
            info.name.starts_with(prefix)
        }));
    }

    #[test]
    fn bytes_may_stand_in_a_text_as_they_are() {
        let bytes: Vec<u8> = (0..=255).collect();
        let mut params = br#"{"folderId":"f","fileName":"a.bin","bytes":""#.to_vec();
        for &byte in &bytes {
            if matches!(byte, b'"' | b'\\') {
                params.push(b'\\');
            }
            params.push(byte);
        }
        params.extend(br#""}"#);
        let access = r#"{"baseUrl":"https://example.se","ticket":"t"}"#;
        let request = encode("fastdok.upload_object", &params.as_slice(), &access).unwrap();
        assert!(request.body.windows(bytes.len()).any(|part| part == bytes));
    }

    #[test]
    fn a_value_of_the_wrong_form_is_not_quoted() {
        let access = r#"{"baseUrl":"https://example.se","ticket":"t","credentials":"hunter2"}"#;
        let error = encode("fastdok.get_balance", &"{}", &access).unwrap_err();
        assert_eq!(error.code(), "input.params");
        assert!(!error.to_string().contains("hunter2"), "{error}");
        assert_eq!(encode("fastdok.nothing", &"{}", &"{}").unwrap_err().code(), "input.operation");
    }
}

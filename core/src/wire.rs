//! Every operation by name, with plain values in and out.
//!
//! It is what the bindings of dynamic languages, the shared vectors and the fuzzers call. Values come from a [`Source`] (JSON, or what a host has) and
//! go to any serde serializer, so that no binding needs a copy of a type.

mod access;
pub mod calls;
pub mod journeys;
pub mod lists;
mod params;
mod registry;

use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};

use crate::error::{Api, Error};
use crate::http::{HttpRequest, HttpResponse};
use crate::operation::{Effect, Operation};
pub use crate::session::SessionState;
pub use crate::value::{Reason, Source, Value};
pub use access::{AltinnAccess, FastDokAccess};
use access::{AnyAccess, ApiAccess};
use params::params_error;
use registry::{NAMES, Visit, unknown, with};

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

/// All operations.
pub fn operations() -> Vec<OperationInfo> {
    NAMES.iter().filter_map(|name| info(name).ok()).collect()
}

fn info(name: &str) -> Result<OperationInfo, Error> {
    with(name, Describe)
}

/// The request of the operation called `name` with these parameters. `access` is read as [`FastDokAccess`] or [`AltinnAccess`].
pub fn encode(name: &str, params: &dyn Source, access: &dyn Source) -> Result<HttpRequest, Error> {
    let api = info(name)?.api;
    let params = params.value().map_err(params_error("params"))?;
    request(name, params, &AnyAccess::read(api, access)?)
}

/// Reads the response to that request, and writes what it says to `output`.
///
/// The outer error is the serializer's own; the inner one is the operation's.
pub fn decode<S: Serializer>(
    name: &str,
    params: &dyn Source,
    access: &dyn Source,
    response: &HttpResponse,
    output: S,
) -> Result<Result<S::Ok, S::Error>, Error> {
    decode_with(name, params, access, response, IntoSerializer(output))
}

/// Reads the response to that request, and hands what it says to `output`, which sees the type behind the name.
pub fn decode_with<D: OutputSink>(
    name: &str,
    params: &dyn Source,
    access: &dyn Source,
    response: &HttpResponse,
    output: D,
) -> Result<D::Out, Error> {
    let api = info(name)?.api;
    let params = params.value().map_err(params_error("params"))?;
    answer(name, params, &AnyAccess::read(api, access)?, response, output)
}

/// What takes an answer whose type is found by its name. [`IntoSerializer`] is the usual one; a host with a lock around its objects
/// (Python's) writes its own, to take the lock only once the answer is read; and one that knows the types takes the answer as it is
/// ([`Any`](std::any::Any)).
pub trait OutputSink {
    /// What it makes of the answer.
    type Out;
    /// Takes the answer.
    fn accept<T: Serialize + 'static>(self, output: T) -> Self::Out;
}

/// Writes the answer to a serializer.
pub struct IntoSerializer<S>(pub S);

impl<S: Serializer> OutputSink for IntoSerializer<S> {
    type Out = Result<S::Ok, S::Error>;

    fn accept<T: Serialize + 'static>(self, output: T) -> Self::Out {
        output.serialize(self.0)
    }
}

fn request(name: &str, params: Value, access: &AnyAccess) -> Result<HttpRequest, Error> {
    with(name, Encode { params, access })?
}

fn answer<D: OutputSink>(
    name: &str,
    params: Value,
    access: &AnyAccess,
    response: &HttpResponse,
    output: D,
) -> Result<D::Out, Error> {
    with(name, Decode { params, access, response, output })?
}

struct Describe;

impl Visit for Describe {
    type Out = OperationInfo;

    fn visit<O>(self) -> OperationInfo
    where
        O: Operation + DeserializeOwned,
        O::Access: ApiAccess,
        O::Output: Serialize + 'static,
    {
        OperationInfo { name: O::NAME, api: O::Access::API, changes: O::EFFECT == Effect::Changes }
    }
}

/// The operation of these parameters, and the access in the form that it needs.
fn operation<O>(params: Value, access: &AnyAccess) -> Result<(O, &O::Access), Error>
where
    O: Operation + DeserializeOwned,
    O::Access: ApiAccess,
{
    let operation = params.read().map_err(params_error("params"))?;
    let access = O::Access::downcast(access).ok_or_else(unknown)?;
    Ok((operation, access))
}

struct Encode<'a> {
    params: Value,
    access: &'a AnyAccess,
}

impl Visit for Encode<'_> {
    type Out = Result<HttpRequest, Error>;

    fn visit<O>(self) -> Self::Out
    where
        O: Operation + DeserializeOwned,
        O::Access: ApiAccess,
        O::Output: Serialize + 'static,
    {
        let (operation, access) = operation::<O>(self.params, self.access)?;
        operation.request(access)
    }
}

struct Decode<'a, D> {
    params: Value,
    access: &'a AnyAccess,
    response: &'a HttpResponse,
    output: D,
}

impl<D: OutputSink> Visit for Decode<'_, D> {
    type Out = Result<D::Out, Error>;

    fn visit<O>(self) -> Self::Out
    where
        O: Operation + DeserializeOwned,
        O::Access: ApiAccess,
        O::Output: Serialize + 'static,
    {
        let (operation, access) = operation::<O>(self.params, self.access)?;
        Ok(self.output.accept(operation.response(access, self.response)?))
    }
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
    fn bytes_stay_as_they_are() {
        let bytes: Vec<u8> = (0..=255).collect();
        let text = |text: &str| Value::Text(text.to_owned());
        let members = [("folderId", text("f")), ("fileName", text("a.bin")), ("bytes", Value::Bytes(bytes.clone()))];
        let params = Value::Object(members.map(|(name, value)| (name.to_owned(), value)).into());
        let access = r#"{"baseUrl":"https://example.se","ticket":"t"}"#;
        let request = encode("fastdok.upload_object", &params, &access).unwrap();
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

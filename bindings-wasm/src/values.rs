//! Values on their way between Rust and JavaScript.

use nordcase::journey::Moment;
use nordcase::wire::calls::CallState;
use nordcase::wire::{Reason, Source, Value};
use nordcase::{Error, Header, HttpRequest, HttpResponse, Method};
use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer as _};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

/// A value, or what is thrown.
pub(crate) type Thrown<T = JsValue> = Result<T, JsValue>;

/// JavaScript's plain objects: maps are objects, bytes `Uint8Array`, what is missing `undefined`.
pub(crate) fn serializer() -> Serializer {
    Serializer::new().serialize_maps_as_objects(true)
}

/// A value as a JavaScript object.
pub(crate) fn object(value: &impl Serialize) -> Thrown {
    value.serialize(&serializer()).map_err(JsValue::from)
}

/// An error as what is thrown: its plain data.
pub(crate) fn thrown(error: Error) -> JsValue {
    object(&error).unwrap_or_else(|error| error)
}

/// A request as `[text, body]`: its other members, and what else is told with it, cross faster as one text than as the objects they are.
pub(crate) fn request(request: HttpRequest, state: Option<&CallState>) -> Thrown<Vec<JsValue>> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Head<'a> {
        method: Method,
        url: &'a str,
        headers: &'a [Header],
        #[serde(skip_serializing_if = "Option::is_none")]
        state: Option<String>,
        signs_in: bool,
    }
    let head = Head {
        method: request.method,
        url: &request.url,
        headers: &request.headers,
        state: state.map(text),
        signs_in: state.is_some_and(|state| state.signs_in()),
    };
    Ok(vec![text(&head).into(), serializer().serialize_bytes(&request.body)?])
}

/// What comes back only to JavaScript's own hands: as JSON text. (Plain data: writing it cannot fail.)
pub(crate) fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Plain values of our own TypeScript, as JSON text.
pub(crate) fn own<T: DeserializeOwned>(text: &str) -> Thrown<T> {
    Value::from_json(text).and_then(Value::read).map_err(|reason| JsValue::from(reason.to_string()))
}

/// The parameters of an operation: JSON text, and beside it the file to upload, in whose place the text has `"bytes":""`.
pub(crate) struct Params<'a> {
    pub(crate) json: &'a str,
    pub(crate) bytes: Option<Vec<u8>>,
}

impl Source for Params<'_> {
    fn value(&self) -> Result<Value, Reason> {
        let mut value = Value::from_json(self.json)?;
        if let (Value::Object(members), Some(bytes)) = (&mut value, &self.bytes)
            && let Some((_, empty)) = members.iter_mut().find(|(name, _)| name == "bytes")
        {
            *empty = Value::Bytes(bytes.clone());
        }
        Ok(value)
    }
}

/// A response from its parts; headers are name, value, name, value, …
pub(crate) fn response(status: u16, headers: Vec<String>, body: Vec<u8>) -> HttpResponse {
    let mut rest = headers.into_iter();
    let mut headers = Vec::new();
    while let (Some(name), Some(value)) = (rest.next(), rest.next()) {
        headers.push(Header { name, value });
    }
    HttpResponse { status, headers, body }
}

/// The time in milliseconds since 1970, and random bytes (zeros where none are needed).
pub(crate) fn moment(now: f64, random: &[u8]) -> Moment {
    Moment { unix_millis: now as i64, random: random.try_into().unwrap_or_default() }
}

//! Values on their way between Rust and JavaScript.

use nordcase::journey::Moment;
use nordcase::{Error, Header, HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
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

/// A request.
pub(crate) fn request(request: HttpRequest) -> Thrown {
    object(&request)
}

/// Plain values of our own TypeScript, as JSON text.
pub(crate) fn own<'a, T: Deserialize<'a>>(text: &'a str) -> Thrown<T> {
    serde_json::from_str(text).map_err(|error| JsValue::from(error.to_string()))
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

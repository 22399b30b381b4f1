//! Values on their way between Rust and JavaScript: JSON texts, in both directions. Bytes cross beside their text, in
//! which they are a number. Only a single call's request, which every call makes, crosses in a form of its own.
//!
//! Journeys need the JSON serializer anyway, and a second one (serde-wasm-bindgen, which the sandbox's module uses) would
//! compile every type once more: size is what this module is short of.

use std::fmt::Display;
use std::io;
use std::sync::{Mutex, PoisonError};

use nordcase::journey::Moment;
use nordcase::wire::calls::CallState;
use nordcase::wire::{OutputSink, Reason, SessionState, Source, Value};
use nordcase::{Error, Header, HttpRequest, HttpResponse};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::ser::Formatter;
use wasm_bindgen::prelude::*;

/// A value, or what is thrown: for an error of the core its plain data as text, and otherwise an `Error`.
pub(crate) type Thrown<T = String> = Result<T, JsValue>;

/// JavaScript's exact integers: another one would come out as its neighbour.
const LARGEST_INTEGER: u64 = (1 << 53) - 1;

/// A value as it crosses: its text, in which bytes are their place in `bytes`.
#[derive(Default)]
pub(crate) struct Encoded {
    pub(crate) text: String,
    bytes: Vec<Vec<u8>>,
}

/// The one serializer that is used here, so that each type is compiled for no other.
pub(crate) type Json<'a> = &'a mut serde_json::Serializer<&'a mut Vec<u8>, DetachBytes<'a>>;

impl Encoded {
    /// What `write` hands to the serializer. It is called once; as it is no type parameter, this is compiled once and not
    /// for each type.
    pub(crate) fn with(write: &mut dyn FnMut(Json<'_>) -> Result<(), serde_json::Error>) -> Thrown<Self> {
        let (mut text, mut bytes) = (Vec::new(), Vec::new());
        write(&mut serde_json::Serializer::with_formatter(&mut text, DetachBytes(&mut bytes)))
            .map_err(internal_error)?;
        Ok(Self { text: String::from_utf8(text).map_err(internal_error)?, bytes })
    }

    /// The text and the bytes, behind what else is told.
    pub(crate) fn into_js(self, before: impl IntoIterator<Item = String>) -> Vec<JsValue> {
        let texts = before.into_iter().chain([self.text]).map(JsValue::from);
        texts.chain(self.bytes.into_iter().map(JsValue::from)).collect()
    }
}

/// Compact JSON, but for bytes.
pub(crate) struct DetachBytes<'a>(&'a mut Vec<Vec<u8>>);

impl Formatter for DetachBytes<'_> {
    fn write_byte_array<W: ?Sized + io::Write>(&mut self, writer: &mut W, bytes: &[u8]) -> io::Result<()> {
        write!(writer, "{}", self.0.len())?;
        self.0.push(bytes.to_vec());
        Ok(())
    }

    fn write_i64<W: ?Sized + io::Write>(&mut self, writer: &mut W, number: i64) -> io::Result<()> {
        if number.unsigned_abs() > LARGEST_INTEGER {
            return Err(io::Error::other(format!("{number} can't be represented as a JavaScript number")));
        }
        write!(writer, "{number}")
    }
}

/// Takes an answer, or the items of one, and writes it.
pub(crate) struct Answer;

impl OutputSink for Answer {
    type Out = Thrown<Encoded>;

    fn accept<T: Serialize + 'static>(self, output: T) -> Self::Out {
        written(&output)
    }
}

fn written(value: &impl Serialize) -> Thrown<Encoded> {
    Encoded::with(&mut |json| value.serialize(json))
}

/// A value that has no bytes in it.
pub(crate) fn text(value: &impl Serialize) -> Thrown {
    written(value).map(|written| written.text)
}

/// An error of the core as what is thrown.
pub(crate) fn thrown(error: Error) -> JsValue {
    text(&error).map_or_else(|error| error, JsValue::from)
}

/// Any other error.
fn internal_error(reason: impl Display) -> JsValue {
    JsError::new(&reason.to_string()).into()
}

/// A request in one piece, which is one crossing: the body (first, so that a large one is not copied), the head, and the head's length in four bytes, the
/// lowest first.
///
/// The head has a line for the method, the URL, whether the gate is kept, the call's state, the session where it has changed, and each header's name and value:
/// the core lets no line break into any of them. Lines are read in half the time that JSON takes.
pub(crate) fn request(request: HttpRequest, state: Option<&CallState>, session: &str) -> Thrown<Vec<u8>> {
    let HttpRequest { method, url, headers, body } = request;
    let gated = if state.is_some_and(|state| state.gated()) { "gated" } else { "" };
    let state = state_text(state)?;
    let headers = headers.iter().flat_map(|header| [&header.name, &header.value]).map(String::as_str);
    piece(body, [method.as_str(), &url, gated, &state, session].into_iter().chain(headers))
}

/// The same where there is no request yet: the host takes the gate, and begins again with this state.
pub(crate) fn gate(state: &CallState) -> Thrown<Vec<u8>> {
    piece(Vec::new(), ["", "", "", &state_text(Some(state))?, ""].into_iter())
}

/// The session after a request was handed out, if that has changed it; else an empty text.
pub(crate) fn changed(before: &SessionState, session: Mutex<SessionState>) -> Thrown {
    let after = session.into_inner().unwrap_or_else(PoisonError::into_inner);
    if after == *before { Ok(String::new()) } else { text(&after) }
}

fn state_text(state: Option<&CallState>) -> Thrown {
    state.map_or_else(|| Ok(String::new()), text)
}

fn piece<'a>(body: Vec<u8>, lines: impl Iterator<Item = &'a str>) -> Thrown<Vec<u8>> {
    let mut piece = body;
    let body = piece.len();
    for (n, line) in lines.enumerate() {
        if n > 0 {
            piece.push(b'\n');
        }
        piece.extend_from_slice(line.as_bytes());
    }
    let head = u32::try_from(piece.len() - body).map_err(internal_error)?;
    piece.extend_from_slice(&head.to_le_bytes());
    Ok(piece)
}

/// Plain values of our own TypeScript, as JSON text.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Thrown<T> {
    Value::from_json(text).and_then(Value::read_known).map_err(internal_error)
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

/// Headers from name, value, name, value, …
pub(crate) fn headers(flat: Vec<String>) -> Vec<Header> {
    let mut rest = flat.into_iter();
    let mut headers = Vec::new();
    while let (Some(name), Some(value)) = (rest.next(), rest.next()) {
        headers.push(Header { name, value });
    }
    headers
}

/// A response from its parts.
pub(crate) fn response(status: u16, flat: Vec<String>, body: Vec<u8>) -> HttpResponse {
    HttpResponse { status, headers: headers(flat), body }
}

/// The time in milliseconds since 1970, and random bytes (zeros where none are needed); without the gate.
pub(crate) fn moment(now: f64, random: &[u8]) -> Moment {
    Moment { unix_millis: now as i64, random: random.try_into().unwrap_or_default(), gate: false }
}

//! Python's plain values for the core: None, bool, int, float, str, bytes, sequences, mappings; also `Decimal`, `date` and `datetime` (as their text)
//! and the package's own records.

use nordcase::wire::{Reason, Source, Value};
use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use serde::de::DeserializeOwned;

/// The deepest nesting of values that is read: a list that contains itself must end.
const DEPTH: usize = 100;

/// A value of the caller, to be read when the core asks for it.
pub(crate) struct Values<'a>(pub(crate) &'a Py<PyAny>);

impl Source for Values<'_> {
    fn value(&self) -> Result<Value, Reason> {
        Python::attach(|py| value(self.0.bind(py), DEPTH)).map_err(Reason::from)
    }
}

/// A value of the caller that was read already, for what happens under the session's lock: whoever holds that must not wait for the interpreter's, which
/// somebody who waits for the session's may hold.
pub(crate) struct Held(Result<Value, String>);

pub(crate) fn held(from: &Bound<'_, PyAny>) -> Held {
    Held(value(from, DEPTH))
}

impl Source for Held {
    fn value(&self) -> Result<Value, Reason> {
        self.0.clone().map_err(Reason::from)
    }
}

/// A value as a `T`, for what is no parameter of the core's: a `TypeError` else.
pub(crate) fn read<T: DeserializeOwned>(from: &Bound<'_, PyAny>) -> PyResult<T> {
    let value = value(from, DEPTH).map_err(PyTypeError::new_err)?;
    value.read_known().map_err(|reason| PyTypeError::new_err(reason.to_string()))
}

/// The value, or why it is none. The reason never quotes one: an access holds secrets.
fn value(from: &Bound<'_, PyAny>, depth: usize) -> Result<Value, String> {
    let Some(depth) = depth.checked_sub(1) else { return Err("the values are nested too deeply".to_owned()) };
    if let Ok(text) = from.cast::<PyString>() {
        return read_text(text).map(Value::Text);
    }
    if from.is_none() {
        return Ok(Value::Null);
    }
    if let Ok(flag) = from.cast::<PyBool>() {
        return Ok(Value::Flag(flag.is_true()));
    }
    if from.is_instance_of::<PyInt>() {
        return match from.extract::<u64>() {
            Ok(number) => Ok(Value::Number(number)),
            Err(_) => from.extract().map(Value::Negative).map_err(|error| kind(&error, from.py())),
        };
    }
    if from.is_instance_of::<PyFloat>() {
        return from.extract().map(Value::Float).map_err(|error| kind(&error, from.py()));
    }
    if let Ok(bytes) = from.cast::<PyBytes>() {
        return Ok(Value::Bytes(bytes.as_bytes().to_vec()));
    }
    if let Ok(bytes) = from.cast::<PyByteArray>() {
        return Ok(Value::Bytes(bytes.to_vec()));
    }
    if let Ok(list) = from.cast::<PyList>() {
        return list.iter().map(|item| value(&item, depth)).collect::<Result<_, _>>().map(Value::List);
    }
    if let Ok(tuple) = from.cast::<PyTuple>() {
        return tuple.iter().map(|item| value(&item, depth)).collect::<Result<_, _>>().map(Value::List);
    }
    if let Some(dict) = dict(from) {
        let member = |(name, member): (Bound<'_, PyAny>, Bound<'_, PyAny>)| {
            let name = name.cast::<PyString>().map_err(|_| "a key that is no str".to_owned())?;
            Ok((read_text(name)?, value(&member, depth)?))
        };
        return dict.iter().map(member).collect::<Result<_, _>>().map(Value::Object);
    }
    if let Some(text) = text(from) {
        return Ok(Value::Text(text));
    }
    let name = from.get_type().name().map_or_else(|_| "object".to_owned(), |name| name.to_string());
    Err(format!("a {name} is no plain value"))
}

/// A text. One with half a surrogate pair is none.
fn read_text(text: &Bound<'_, PyString>) -> Result<String, String> {
    text.extract().map_err(|error| kind(&error, text.py()))
}

/// A mapping, or a record of the package, which knows its wire form.
fn dict<'py>(from: &Bound<'py, PyAny>) -> Option<Bound<'py, PyDict>> {
    if let Ok(dict) = from.cast::<PyDict>() {
        return Some(dict.clone());
    }
    let wire = from.getattr_opt(intern!(from.py(), "_to_wire")).ok()??;
    wire.call0().ok()?.cast_into().ok()
}

/// What is written as a text: a date, a time, a `Decimal`.
fn text(from: &Bound<'_, PyAny>) -> Option<String> {
    let py = from.py();
    if let Some(write) = from.getattr_opt(intern!(py, "isoformat")).ok()? {
        return write.call0().ok()?.extract().ok();
    }
    from.getattr_opt(intern!(py, "as_tuple")).ok()??;
    from.str().ok()?.extract().ok()
}

/// What went wrong, by its type: the exception's text may quote the value.
fn kind(error: &PyErr, py: Python<'_>) -> String {
    error.get_type(py).name().map_or_else(|_| "a value cannot be read".to_owned(), |name| name.to_string())
}

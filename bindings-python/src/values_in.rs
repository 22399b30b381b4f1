//! Python's plain values as a serde source: None, bool, int, float, str, bytes, sequences, mappings; also `Decimal`, `date` and `datetime` (as their text)
//! and the package's own records.

use std::fmt;

use nordcase::wire::Source;
use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use serde::de::value::{MapAccessDeserializer, StringDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

/// The deepest nesting of values that is read: a list that contains itself must end.
const DEPTH: usize = 100;

/// A value of the caller, to be read when the core asks for it.
pub(crate) struct Values<'a>(pub(crate) &'a Py<PyAny>);

impl Source for Values<'_> {
    fn get<T: DeserializeOwned>(&self) -> Result<T, String> {
        Python::attach(|py| T::deserialize(In { value: self.0.bind(py).clone(), depth: DEPTH }))
            .map_err(|reason| reason.0)
    }
}

/// A value as a `T`, for what is no parameter of the core's: a `TypeError` else.
pub(crate) fn read<T: DeserializeOwned>(value: &Bound<'_, PyAny>) -> PyResult<T> {
    T::deserialize(In { value: value.clone(), depth: DEPTH }).map_err(|reason| PyTypeError::new_err(reason.0))
}

/// Why a value cannot be used. Never quotes one: an access holds secrets.
#[derive(Debug)]
pub(crate) struct Reason(String);

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Reason {}

impl serde::de::Error for Reason {
    fn custom<T: fmt::Display>(message: T) -> Self {
        // serde quotes names of members in backticks and values in double quotes; the values go.
        let message = message.to_string();
        Self(message.split('"').enumerate().map(|(n, part)| if n % 2 == 0 { part } else { "…" }).collect())
    }

    fn invalid_type(found: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self(format!("expected {expected}, found {}", kind(&found)))
    }

    fn invalid_value(found: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self(format!("expected {expected}, found another {}", kind(&found)))
    }
}

fn kind(found: &serde::de::Unexpected<'_>) -> &'static str {
    use serde::de::Unexpected;
    match found {
        Unexpected::Bool(_) => "bool",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "int",
        Unexpected::Float(_) => "float",
        Unexpected::Str(_) => "str",
        Unexpected::Bytes(_) => "bytes",
        Unexpected::Unit | Unexpected::Option => "None",
        Unexpected::Seq => "sequence",
        Unexpected::Map => "mapping",
        _ => "value",
    }
}

fn failed(error: &PyErr, py: Python<'_>) -> Reason {
    // The exception's text may quote the value; its type does not.
    Reason(error.get_type(py).name().map_or_else(|_| "a value cannot be read".to_owned(), |name| name.to_string()))
}

struct In<'py> {
    value: Bound<'py, PyAny>,
    depth: usize,
}

impl<'py> In<'py> {
    fn inner(&self, value: Bound<'py, PyAny>) -> Result<Self, Reason> {
        let depth = self.depth.checked_sub(1).ok_or_else(|| Reason("the values are nested too deeply".to_owned()))?;
        Ok(Self { value, depth })
    }

    /// A mapping's items.
    fn dict(&self) -> Option<Bound<'py, PyDict>> {
        let py = self.value.py();
        if let Ok(dict) = self.value.cast::<PyDict>() {
            return Some(dict.clone());
        }
        // The package's records know their wire form.
        let wire = self.value.getattr_opt(intern!(py, "_to_wire")).ok()??;
        wire.call0().ok()?.cast_into().ok()
    }

    fn text(&self) -> Option<String> {
        let py = self.value.py();
        if self.value.hasattr(intern!(py, "isoformat")).ok()? {
            return self.value.call_method0(intern!(py, "isoformat")).ok()?.extract().ok();
        }
        if self.value.hasattr(intern!(py, "as_tuple")).ok()? {
            return self.value.str().ok()?.extract().ok();
        }
        None
    }

    fn items(&self) -> Result<Option<Vec<Bound<'py, PyAny>>>, Reason> {
        if let Ok(list) = self.value.cast::<PyList>() {
            return Ok(Some(list.iter().collect()));
        }
        Ok(self.value.cast::<PyTuple>().ok().map(|tuple| tuple.iter().collect()))
    }
}

impl<'de> Deserializer<'de> for In<'_> {
    type Error = Reason;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        let py = self.value.py();
        let value = &self.value;
        if value.is_none() {
            visitor.visit_unit()
        } else if let Ok(text) = value.cast::<PyString>() {
            visitor.visit_str(&text.to_cow().map_err(|error| failed(&error, py))?)
        } else if let Ok(bool) = value.cast::<PyBool>() {
            visitor.visit_bool(bool.is_true())
        } else if value.is_instance_of::<PyInt>() {
            match value.extract::<i64>() {
                Ok(number) => visitor.visit_i64(number),
                Err(_) => visitor.visit_u64(value.extract().map_err(|error: PyErr| failed(&error, py))?),
            }
        } else if value.is_instance_of::<PyFloat>() {
            visitor.visit_f64(value.extract().map_err(|error: PyErr| failed(&error, py))?)
        } else if let Ok(bytes) = value.cast::<PyBytes>() {
            visitor.visit_bytes(bytes.as_bytes())
        } else if let Ok(bytes) = value.cast::<PyByteArray>() {
            visitor.visit_byte_buf(bytes.to_vec())
        } else if let Some(items) = self.items()? {
            visitor.visit_seq(Items { rest: items.into_iter(), outer: &self })
        } else if let Some(dict) = self.dict() {
            let pairs: Vec<_> = dict.iter().collect();
            visitor.visit_map(Pairs { rest: pairs.into_iter(), value: None, outer: &self })
        } else if let Some(text) = self.text() {
            visitor.visit_string(text)
        } else {
            let name = value.get_type().name().map_or_else(|_| "object".to_owned(), |name| name.to_string());
            Err(Reason(format!("a {name} is no plain value")))
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        if self.value.is_none() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Reason> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Reason> {
        // serde would take a sequence for the fields in their order.
        if self.items()?.is_some() {
            Err(Reason("expected a mapping".to_owned()))
        } else {
            self.deserialize_any(visitor)
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Reason> {
        let py = self.value.py();
        if let Ok(text) = self.value.cast::<PyString>() {
            let text = text.to_cow().map_err(|error| failed(&error, py))?.into_owned();
            let text: StringDeserializer<Reason> = text.into_deserializer();
            return visitor.visit_enum(text);
        }
        let dict = self.dict().ok_or_else(|| Reason("expected a str or a mapping with one member".to_owned()))?;
        let pairs: Vec<_> = dict.iter().collect();
        visitor.visit_enum(MapAccessDeserializer::new(Pairs { rest: pairs.into_iter(), value: None, outer: &self }))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

struct Items<'a, 'py> {
    rest: std::vec::IntoIter<Bound<'py, PyAny>>,
    outer: &'a In<'py>,
}

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = Reason;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Reason> {
        self.rest.next().map(|value| seed.deserialize(self.outer.inner(value)?)).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

type Pair<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

struct Pairs<'a, 'py> {
    rest: std::vec::IntoIter<Pair<'py>>,
    value: Option<Bound<'py, PyAny>>,
    outer: &'a In<'py>,
}

impl<'de> MapAccess<'de> for Pairs<'_, '_> {
    type Error = Reason;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Reason> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        self.value = Some(value);
        // JSON's keys are text, and so are those of the core's types, also where it reads a number from them.
        if key.is_instance_of::<PyString>() {
            seed.deserialize(self.outer.inner(key)?).map(Some)
        } else {
            Err(Reason("a key that is no str".to_owned()))
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Reason> {
        let value = self.value.take().ok_or_else(|| Reason("a value without a key".to_owned()))?;
        seed.deserialize(self.outer.inner(value)?)
    }
}

//! A serde serializer that makes Python objects: the package's records where the core's struct has one, else plain values.

use std::fmt::{self, Write as _};

use pyo3::BoundObject;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyTuple};
use serde::ser::{self, Serialize, Serializer};

use crate::classes::{Class, Classes, Field, Text};
use crate::texts::Texts;

/// A value as plain Python values: dict with the wire's names, list, str, int, …
pub(crate) fn plain<'py>(py: Python<'py>, value: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    value.serialize(Out { py, classes: None, text: &Text::Str, texts: &Texts::default() }).map_err(Into::into)
}

/// A value as the package's records.
pub(crate) fn typed<'py>(py: Python<'py>, value: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    value.serialize(records(py, &Texts::default())?).map_err(Into::into)
}

/// A serializer that makes the package's records.
pub(crate) fn records<'py, 'a>(
    py: Python<'py>,
    texts: &'a Texts<'py>,
) -> PyResult<impl Serializer<Ok = Bound<'py, PyAny>, Error = impl Into<PyErr> + fmt::Display> + use<'py, 'a>> {
    Ok(Out { py, classes: Some(Classes::get(py)?), text: &Text::Str, texts })
}

/// A Python exception on its way through serde.
#[derive(Debug)]
pub(crate) struct Failed(PyErr);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Failed {}

impl ser::Error for Failed {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(PyValueError::new_err(message.to_string()))
    }
}

impl From<Failed> for PyErr {
    fn from(failed: Failed) -> Self {
        failed.0
    }
}

impl From<PyErr> for Failed {
    fn from(error: PyErr) -> Self {
        Self(error)
    }
}

/// Where a value goes: with the classes, or without for plain values; and what a text becomes there.
#[derive(Clone, Copy)]
struct Out<'py, 'a> {
    py: Python<'py>,
    classes: Option<&'a Classes>,
    text: &'a Text,
    texts: &'a Texts<'py>,
}

type Object<'py> = Bound<'py, PyAny>;

impl<'py, 'a> Out<'py, 'a> {
    fn int<T>(self, number: T) -> Result<Object<'py>, Failed>
    where
        T: IntoPyObject<'py>,
        PyErr: From<T::Error>,
    {
        let number = number.into_pyobject(self.py).map_err(PyErr::from)?;
        Ok(number.into_any().into_bound())
    }

    fn sequence(self, length: Option<usize>) -> Sequence<'py, 'a> {
        Sequence { out: self, items: Vec::with_capacity(length.unwrap_or(0).min(1_000)) }
    }

    fn map(self) -> Map<'py, 'a> {
        Map { out: self, dict: PyDict::new(self.py), key: None }
    }
}

impl<'py, 'a> Serializer for Out<'py, 'a> {
    type Ok = Object<'py>;
    type Error = Failed;
    type SerializeSeq = Sequence<'py, 'a>;
    type SerializeTuple = Sequence<'py, 'a>;
    type SerializeTupleStruct = Sequence<'py, 'a>;
    type SerializeTupleVariant = ser::Impossible<Object<'py>, Failed>;
    type SerializeMap = Map<'py, 'a>;
    type SerializeStruct = Struct<'py, 'a>;
    type SerializeStructVariant = Variant<'py, 'a>;

    fn serialize_bool(self, value: bool) -> Result<Object<'py>, Failed> {
        Ok(pyo3::types::PyBool::new(self.py, value).to_owned().into_any())
    }

    fn serialize_i8(self, value: i8) -> Result<Object<'py>, Failed> {
        self.int(value)
    }

    fn serialize_i16(self, value: i16) -> Result<Object<'py>, Failed> {
        self.int(value)
    }

    fn serialize_i32(self, value: i32) -> Result<Object<'py>, Failed> {
        self.int(value)
    }

    fn serialize_i64(self, value: i64) -> Result<Object<'py>, Failed> {
        self.int(value)
    }

    fn serialize_u8(self, value: u8) -> Result<Object<'py>, Failed> {
        self.int(value)
    }

    fn serialize_u16(self, value: u16) -> Result<Object<'py>, Failed> {
        self.int(value)
    }

    fn serialize_u32(self, value: u32) -> Result<Object<'py>, Failed> {
        self.int(value)
    }

    fn serialize_u64(self, value: u64) -> Result<Object<'py>, Failed> {
        self.int(value)
    }

    fn serialize_f32(self, value: f32) -> Result<Object<'py>, Failed> {
        self.int(value)
    }

    fn serialize_f64(self, value: f64) -> Result<Object<'py>, Failed> {
        self.int(value)
    }

    fn serialize_char(self, value: char) -> Result<Object<'py>, Failed> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<Object<'py>, Failed> {
        match self.classes {
            Some(classes) if !matches!(self.text, Text::Str) => Ok(classes.text(self.py, self.text, value)?),
            _ => Ok(self.texts.object(self.py, value).into_any()),
        }
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<Object<'py>, Failed> {
        // Times and amounts, of which a list has many, are short: they are written without an allocation for each.
        let mut short = Short { bytes: [0; 64], length: 0 };
        match write!(short, "{value}").ok().and_then(|()| short.text()) {
            Some(text) => self.serialize_str(text),
            None => self.serialize_str(&value.to_string()),
        }
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Object<'py>, Failed> {
        Ok(PyBytes::new(self.py, value).into_any())
    }

    fn serialize_none(self) -> Result<Object<'py>, Failed> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Object<'py>, Failed> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Object<'py>, Failed> {
        Ok(self.py.None().into_bound(self.py))
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Object<'py>, Failed> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Object<'py>, Failed> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Object<'py>, Failed> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Object<'py>, Failed> {
        let mut map = self.map();
        map.add(variant, value)?;
        ser::SerializeMap::end(map)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Sequence<'py, 'a>, Failed> {
        Ok(self.sequence(length))
    }

    fn serialize_tuple(self, length: usize) -> Result<Sequence<'py, 'a>, Failed> {
        Ok(self.sequence(Some(length)))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Sequence<'py, 'a>, Failed> {
        Ok(self.sequence(Some(length)))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Failed> {
        Err(ser::Error::custom("no output of the core has a variant of this form"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Map<'py, 'a>, Failed> {
        Ok(self.map())
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Struct<'py, 'a>, Failed> {
        match self.classes.and_then(|classes| classes.find(name)) {
            Some(class) => Ok(Struct::Record(Record { out: self, class, object: class.alloc(self.py)?, next: 0 })),
            None => Ok(Struct::Plain(Out { text: &Text::Str, ..self }.map())),
        }
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Variant<'py, 'a>, Failed> {
        Ok(Variant { name: variant, members: Out { text: &Text::Str, ..self }.map() })
    }
}

/// A short text on the stack. What does not fit is an error.
struct Short {
    bytes: [u8; 64],
    length: usize,
}

impl Short {
    fn text(&self) -> Option<&str> {
        str::from_utf8(self.bytes.get(..self.length)?).ok()
    }
}

impl fmt::Write for Short {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

struct Sequence<'py, 'a> {
    out: Out<'py, 'a>,
    items: Vec<Object<'py>>,
}

impl<'py> ser::SerializeSeq for Sequence<'py, '_> {
    type Ok = Object<'py>;
    type Error = Failed;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        self.items.push(value.serialize(self.out)?);
        Ok(())
    }

    fn end(self) -> Result<Object<'py>, Failed> {
        // What is typed cannot be changed; plain values are what JSON has.
        Ok(match self.out.classes {
            Some(_) => PyTuple::new(self.out.py, self.items)?.into_any(),
            None => PyList::new(self.out.py, self.items)?.into_any(),
        })
    }
}

impl<'py> ser::SerializeTuple for Sequence<'py, '_> {
    type Ok = Object<'py>;
    type Error = Failed;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Result<Object<'py>, Failed> {
        ser::SerializeSeq::end(self)
    }
}

impl<'py> ser::SerializeTupleStruct for Sequence<'py, '_> {
    type Ok = Object<'py>;
    type Error = Failed;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Result<Object<'py>, Failed> {
        ser::SerializeSeq::end(self)
    }
}

struct Map<'py, 'a> {
    out: Out<'py, 'a>,
    dict: Bound<'py, PyDict>,
    key: Option<Object<'py>>,
}

impl Map<'_, '_> {
    fn add<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), Failed> {
        Ok(self.dict.set_item(key, value.serialize(self.out)?)?)
    }
}

impl<'py> ser::SerializeMap for Map<'py, '_> {
    type Ok = Object<'py>;
    type Error = Failed;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Failed> {
        self.key = Some(key.serialize(Out { classes: None, ..self.out })?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        let key = self.key.take().ok_or_else(|| <Failed as ser::Error>::custom("a value without a key"))?;
        Ok(self.dict.set_item(key, value.serialize(self.out)?)?)
    }

    fn end(self) -> Result<Object<'py>, Failed> {
        match self.out.classes {
            Some(classes) => Ok(classes.frozen(self.dict)?),
            None => Ok(self.dict.into_any()),
        }
    }
}

enum Struct<'py, 'a> {
    Record(Record<'py, 'a>),
    Plain(Map<'py, 'a>),
}

impl<'py> ser::SerializeStruct for Struct<'py, '_> {
    type Ok = Object<'py>;
    type Error = Failed;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Failed> {
        match self {
            Self::Record(record) => record.set(key, value),
            Self::Plain(map) => map.add(key, value),
        }
    }

    fn end(self) -> Result<Object<'py>, Failed> {
        match self {
            Self::Record(record) => record.end(),
            Self::Plain(map) => ser::SerializeMap::end(map),
        }
    }
}

/// A record under construction. Fields come in the order of the class, but some may be left out.
struct Record<'py, 'a> {
    out: Out<'py, 'a>,
    class: &'a Class,
    object: Object<'py>,
    next: usize,
}

impl<'py> Record<'py, '_> {
    fn set<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), Failed> {
        let rest = self.class.fields.get(self.next..).unwrap_or_default();
        let Some(skipped) = rest.iter().position(|field| field.wire == key) else {
            // A test compares the classes with the core's structs, member by member.
            return Err(ser::Error::custom(format!("the package's class lacks {key}, or has it in another place")));
        };
        for field in rest.iter().take(skipped) {
            self.leave_out(field)?;
        }
        if let Some(field) = rest.get(skipped) {
            let out = Out { text: &field.text, ..self.out };
            field.set(&self.object, &value.serialize(out)?)?;
        }
        self.next += skipped + 1;
        Ok(())
    }

    fn leave_out(&self, field: &Field) -> PyResult<()> {
        field.set(&self.object, field.absent.bind(self.out.py))
    }

    fn end(self) -> Result<Object<'py>, Failed> {
        for field in self.class.fields.get(self.next..).unwrap_or_default() {
            self.leave_out(field)?;
        }
        self.class.untrack(&self.object);
        Ok(self.object)
    }
}

struct Variant<'py, 'a> {
    name: &'static str,
    members: Map<'py, 'a>,
}

impl<'py> ser::SerializeStructVariant for Variant<'py, '_> {
    type Ok = Object<'py>;
    type Error = Failed;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Failed> {
        self.members.add(key, value)
    }

    fn end(self) -> Result<Object<'py>, Failed> {
        let (py, classes) = (self.members.out.py, self.members.out.classes);
        let dict = PyDict::new(py);
        dict.set_item(self.name, ser::SerializeMap::end(self.members)?)?;
        match classes {
            Some(classes) => Ok(classes.frozen(dict)?),
            None => Ok(dict.into_any()),
        }
    }
}

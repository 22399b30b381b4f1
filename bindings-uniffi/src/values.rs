//! The core's plain values ([`nordcase::wire::Value`]) from anything that serde can write. Bytes stay bytes, however large.

use std::fmt::Display;

use nordcase::wire::Value;
use serde::ser::{self, Serialize};

/// Something that has no plain value. None of the core's types is like that.
#[derive(Debug)]
pub(crate) struct NoValue(String);

impl Display for NoValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoValue {}

impl ser::Error for NoValue {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// The plain value of `from`.
pub(crate) fn value(from: &(impl Serialize + ?Sized)) -> Result<Value, NoValue> {
    from.serialize(Plain)
}

/// Takes a member out of an object.
pub(crate) fn take(object: &mut Value, name: &str) -> Option<Value> {
    let Value::Object(members) = object else { return None };
    let index = members.iter().position(|(member, _)| member == name)?;
    Some(members.swap_remove(index).1)
}

/// Writes a plain value.
struct Plain;

impl ser::Serializer for Plain {
    type Ok = Value;
    type Error = NoValue;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = Variant<List>;
    type SerializeMap = Object;
    type SerializeStruct = Object;
    type SerializeStructVariant = Variant<Object>;

    fn serialize_bool(self, flag: bool) -> Result<Value, NoValue> {
        Ok(Value::Flag(flag))
    }

    fn serialize_i8(self, number: i8) -> Result<Value, NoValue> {
        self.serialize_i64(number.into())
    }

    fn serialize_i16(self, number: i16) -> Result<Value, NoValue> {
        self.serialize_i64(number.into())
    }

    fn serialize_i32(self, number: i32) -> Result<Value, NoValue> {
        self.serialize_i64(number.into())
    }

    fn serialize_i64(self, number: i64) -> Result<Value, NoValue> {
        Ok(u64::try_from(number).map_or(Value::Negative(number), Value::Number))
    }

    fn serialize_u8(self, number: u8) -> Result<Value, NoValue> {
        self.serialize_u64(number.into())
    }

    fn serialize_u16(self, number: u16) -> Result<Value, NoValue> {
        self.serialize_u64(number.into())
    }

    fn serialize_u32(self, number: u32) -> Result<Value, NoValue> {
        self.serialize_u64(number.into())
    }

    fn serialize_u64(self, number: u64) -> Result<Value, NoValue> {
        Ok(Value::Number(number))
    }

    fn serialize_f32(self, number: f32) -> Result<Value, NoValue> {
        self.serialize_f64(number.into())
    }

    fn serialize_f64(self, number: f64) -> Result<Value, NoValue> {
        Ok(Value::Float(number))
    }

    fn serialize_char(self, character: char) -> Result<Value, NoValue> {
        Ok(Value::Text(character.to_string()))
    }

    fn serialize_str(self, text: &str) -> Result<Value, NoValue> {
        Ok(Value::Text(text.to_owned()))
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<Value, NoValue> {
        Ok(Value::Bytes(bytes.to_vec()))
    }

    fn serialize_none(self) -> Result<Value, NoValue> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, inner: &T) -> Result<Value, NoValue> {
        inner.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, NoValue> {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Value, NoValue> {
        Ok(Value::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Value, NoValue> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, inner: &T) -> Result<Value, NoValue> {
        inner.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        inner: &T,
    ) -> Result<Value, NoValue> {
        Ok(tagged(variant, inner.serialize(self)?))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<List, NoValue> {
        Ok(List(Vec::with_capacity(length.unwrap_or_default())))
    }

    fn serialize_tuple(self, length: usize) -> Result<List, NoValue> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<List, NoValue> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Variant<List>, NoValue> {
        Ok(Variant(variant, self.serialize_seq(Some(length))?))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Object, NoValue> {
        Ok(Object { members: Vec::with_capacity(length.unwrap_or_default()), name: None })
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Object, NoValue> {
        self.serialize_map(Some(length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Variant<Object>, NoValue> {
        Ok(Variant(variant, self.serialize_map(Some(length))?))
    }
}

fn tagged(variant: &str, inner: Value) -> Value {
    Value::Object(vec![(variant.to_owned(), inner)])
}

/// A list under construction.
pub(crate) struct List(Vec<Value>);

impl List {
    fn push<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), NoValue> {
        self.0.push(item.serialize(Plain)?);
        Ok(())
    }
}

impl ser::SerializeSeq for List {
    type Ok = Value;
    type Error = NoValue;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), NoValue> {
        self.push(item)
    }

    fn end(self) -> Result<Value, NoValue> {
        Ok(Value::List(self.0))
    }
}

impl ser::SerializeTuple for List {
    type Ok = Value;
    type Error = NoValue;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), NoValue> {
        self.push(item)
    }

    fn end(self) -> Result<Value, NoValue> {
        Ok(Value::List(self.0))
    }
}

impl ser::SerializeTupleStruct for List {
    type Ok = Value;
    type Error = NoValue;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), NoValue> {
        self.push(item)
    }

    fn end(self) -> Result<Value, NoValue> {
        Ok(Value::List(self.0))
    }
}

/// An object under construction.
pub(crate) struct Object {
    members: Vec<(String, Value)>,
    name: Option<String>,
}

impl ser::SerializeMap for Object {
    type Ok = Value;
    type Error = NoValue;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NoValue> {
        let Value::Text(name) = key.serialize(Plain)? else { return Err(ser::Error::custom("a key is no text")) };
        self.name = Some(name);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, member: &T) -> Result<(), NoValue> {
        let name = self.name.take().unwrap_or_default();
        self.members.push((name, member.serialize(Plain)?));
        Ok(())
    }

    fn end(self) -> Result<Value, NoValue> {
        Ok(Value::Object(self.members))
    }
}

impl ser::SerializeStruct for Object {
    type Ok = Value;
    type Error = NoValue;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, member: &T) -> Result<(), NoValue> {
        self.members.push((name.to_owned(), member.serialize(Plain)?));
        Ok(())
    }

    fn end(self) -> Result<Value, NoValue> {
        Ok(Value::Object(self.members))
    }
}

/// A variant with members under construction.
pub(crate) struct Variant<T>(&'static str, T);

impl ser::SerializeTupleVariant for Variant<List> {
    type Ok = Value;
    type Error = NoValue;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), NoValue> {
        self.1.push(item)
    }

    fn end(self) -> Result<Value, NoValue> {
        Ok(tagged(self.0, ser::SerializeSeq::end(self.1)?))
    }
}

impl ser::SerializeStructVariant for Variant<Object> {
    type Ok = Value;
    type Error = NoValue;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, member: &T) -> Result<(), NoValue> {
        ser::SerializeStruct::serialize_field(&mut self.1, name, member)
    }

    fn end(self) -> Result<Value, NoValue> {
        Ok(tagged(self.0, ser::SerializeStruct::end(self.1)?))
    }
}

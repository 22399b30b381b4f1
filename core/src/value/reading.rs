//! How a type is made of a value: a deserializer that compiles to little for each type.

use std::vec::IntoIter;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Expected, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::Value;
use super::reason::Reason;

impl Value {
    /// The value as a `T`, or why it is none. A member that `T` does not know is refused: it may be a word misspelt.
    pub fn read<T: DeserializeOwned>(self) -> Result<T, Reason> {
        T::deserialize(Reading { value: self, exact: true })
    }

    /// The same without what `T` does not know: for what nordcase itself has written, perhaps a later release of it, and where only a part is asked for.
    pub fn read_known<T: DeserializeOwned>(self) -> Result<T, Reason> {
        T::deserialize(Reading { value: self, exact: false })
    }
}

/// A value while it is read.
pub(super) struct Reading {
    pub(super) value: Value,
    /// Members that a type does not know are refused.
    pub(super) exact: bool,
}

impl<'de> Deserializer<'de> for Reading {
    type Error = Reason;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Flag(flag) => visitor.visit_bool(flag),
            Value::Negative(number) => visitor.visit_i64(number),
            Value::Number(number) => visitor.visit_u64(number),
            Value::Float(number) => visitor.visit_f64(number),
            Value::Text(text) => visitor.visit_string(text),
            Value::Bytes(bytes) => visitor.visit_byte_buf(bytes),
            Value::List(items) => visitor.visit_seq(Items::of(items, self.exact)),
            Value::Object(members) => visitor.visit_map(Pairs::of(members, self.exact)),
        }
    }

    // Each form on its own, not all by `deserialize_any`: what a type cannot be read from is then not compiled for it.

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        match self.value {
            Value::Flag(flag) => visitor.visit_bool(flag),
            other => other.unlike(&visitor),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        match self.value {
            Value::Negative(number) => visitor.visit_i64(number),
            Value::Number(number) => visitor.visit_u64(number),
            other => other.unlike(&visitor),
        }
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        match self.value {
            Value::Text(text) => visitor.visit_string(text),
            other => other.unlike(&visitor),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        self.deserialize_string(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        match self.value {
            Value::Bytes(bytes) => visitor.visit_byte_buf(bytes),
            // A text stands for its UTF-8, and a list of numbers for bytes: JSON has nothing better.
            Value::Text(text) => visitor.visit_byte_buf(text.into_bytes()),
            Value::List(items) => visitor.visit_seq(Items::of(items, self.exact)),
            other => other.unlike(&visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Reason> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        match self.value {
            Value::List(items) => visitor.visit_seq(Items::of(items, self.exact)),
            other => other.unlike(&visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Reason> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        match self.value {
            Value::Object(members) => visitor.visit_map(Pairs::of(members, self.exact)),
            other => other.unlike(&visitor),
        }
    }

    /// By the order of the type's own members, as if it were a list: a type's visitor for lists is a third of its visitor for objects.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Reason> {
        let mut fields = Fields::of(self, names, &visitor)?;
        visitor.visit_seq(&mut fields).map_err(|reason| fields.missing(reason))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Reason> {
        let exact = self.exact;
        match self.value {
            Value::Text(name) => visitor.visit_enum(Variant { name, content: Self { value: Value::Null, exact } }),
            Value::Object(members) => match Variant::of(members, exact) {
                Some(variant) => visitor.visit_enum(variant),
                None => Value::Object(Vec::new()).unlike(&visitor),
            },
            other => other.unlike(&visitor),
        }
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        self.deserialize_string(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 u8 u16 i128 u128 f32 f64 char bytes unit unit_struct tuple_struct
    }
}

/// The members of an object in the order of a type's own.
struct Fields {
    members: Vec<(String, Value)>,
    /// The type's own.
    names: &'static [&'static str],
    exact: bool,
    /// How many of the type's own were taken.
    at: usize,
    /// The object does not have the last of them.
    absent: bool,
}

// What is the same for all types is apart from what is compiled for each.
impl Fields {
    fn of(from: Reading, names: &'static [&'static str], expected: &dyn Expected) -> Result<Self, Reason> {
        let Reading { value: Value::Object(members), exact } = from else { return from.value.unlike(expected) };
        for (at, (name, _)) in members.iter().enumerate() {
            if names.contains(&name.as_str()) {
                if members.iter().skip(at + 1).any(|(other, _)| other == name) {
                    return Err(Reason::new(format!("duplicate field `{name}`")));
                }
            } else if exact {
                // The name stands in backticks, and ends where they end.
                let (name, names) = (name.replace('`', "'"), names.join("`, `"));
                return Err(Reason::new(format!("unknown field `{name}`, expected one of `{names}`")));
            }
        }
        Ok(Self { members, names, exact, at: 0, absent: false })
    }

    /// The member that the type's own list has last taken.
    fn name(&self) -> &'static str {
        self.at.checked_sub(1).and_then(|at| self.names.get(at)).copied().unwrap_or_default()
    }

    /// The next member of the type's own list; nothing, if the object does not have it.
    fn take(&mut self) -> Option<Reading> {
        let name = *self.names.get(self.at)?;
        self.at += 1;
        let found = self.members.iter().position(|(member, _)| member == name);
        self.absent = found.is_none();
        let value = found.map_or(Value::Null, |at| self.members.swap_remove(at).1);
        Some(Reading { value, exact: self.exact })
    }

    /// It cannot be read. What may be missing is read from nothing; or else the visitor has a value of its own for it, or an error.
    fn unread<T>(&self, reason: Reason) -> Result<Option<T>, Reason> {
        if self.absent { Ok(None) } else { Err(reason.inside(self.name())) }
    }

    /// The reason of a visitor that was given nothing, and has nothing to put in its place.
    fn missing(&self, reason: Reason) -> Reason {
        if self.absent { Reason::new(format!("missing field `{}`", self.name())) } else { reason }
    }
}

impl<'de> SeqAccess<'de> for &mut Fields {
    type Error = Reason;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Reason> {
        match self.take() {
            Some(member) => seed.deserialize(member).map(Some).or_else(|reason| self.unread(reason)),
            None => Ok(None),
        }
    }
}

struct Items {
    rest: IntoIter<Value>,
    at: usize,
    exact: bool,
}

impl Items {
    fn of(items: Vec<Value>, exact: bool) -> Self {
        Self { rest: items.into_iter(), at: 0, exact }
    }
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Reason;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Reason> {
        let Some(value) = self.rest.next() else { return Ok(None) };
        self.at += 1;
        let item = seed.deserialize(Reading { value, exact: self.exact });
        item.map(Some).map_err(|reason| reason.inside(&format!("[{}]", self.at - 1)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

struct Pairs {
    rest: IntoIter<(String, Value)>,
    name: String,
    value: Value,
    exact: bool,
}

impl Pairs {
    fn of(members: Vec<(String, Value)>, exact: bool) -> Self {
        Self { rest: members.into_iter(), name: String::new(), value: Value::Null, exact }
    }
}

impl<'de> MapAccess<'de> for Pairs {
    type Error = Reason;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Reason> {
        let Some((name, value)) = self.rest.next() else { return Ok(None) };
        (self.name, self.value) = (name, value);
        seed.deserialize(Key(&self.name)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Reason> {
        let value = std::mem::replace(&mut self.value, Value::Null);
        seed.deserialize(Reading { value, exact: self.exact }).map_err(|reason| reason.inside(&self.name))
    }
}

/// A member's name. JSON's are text, also where the type has whole numbers.
struct Key<'a>(&'a str);

impl<'de> Deserializer<'de> for Key<'_> {
    type Error = Reason;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        visitor.visit_str(self.0)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Reason> {
        match self.0.parse() {
            Ok(number) => visitor.visit_i32(number),
            Err(_) => Err(serde::de::Error::invalid_type(Unexpected::Str(""), &visitor)),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i64 u8 u16 u32 u64 i128 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// A variant of an enum: its name alone, or an object with one member of its name.
struct Variant {
    name: String,
    content: Reading,
}

impl Variant {
    fn of(members: Vec<(String, Value)>, exact: bool) -> Option<Self> {
        let [(name, value)] = <[_; 1]>::try_from(members).ok()?;
        Some(Self { name, content: Reading { value, exact } })
    }
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Reason;
    type Variant = Reading;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Reading), Reason> {
        Ok((seed.deserialize(Key(&self.name))?, self.content))
    }
}

impl<'de> VariantAccess<'de> for Reading {
    type Error = Reason;

    fn unit_variant(self) -> Result<(), Reason> {
        if self.value == Value::Null { Ok(()) } else { self.value.unlike(&"nothing") }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Reason> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Reason> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, names: &'static [&'static str], visitor: V) -> Result<V::Value, Reason> {
        self.deserialize_struct("", names, visitor)
    }
}

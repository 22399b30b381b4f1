//! Plain values on their way in: what a caller's parameters, a stored journey or an agency's machine are before a type is made of them.
//!
//! All sources of values end here, so that each type's reading is compiled once, and not once for every form that values come in. It is also
//! stricter than serde is by itself: a struct is only read from an object, never from a list of its members.

use std::fmt;
use std::vec::IntoIter;

use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Expected, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

/// A plain value. It may hold secrets, so it has no `Debug`.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// Nothing: `null`, `None`, `undefined`.
    Null,
    /// True or false.
    Flag(bool),
    /// A whole number below zero.
    Negative(i64),
    /// A whole number.
    Number(u64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(String),
    /// Bytes: a file.
    Bytes(Vec<u8>),
    /// A list.
    List(Vec<Self>),
    /// An object: its members in their order.
    Object(Vec<(String, Self)>),
}

impl Value {
    /// The value of a JSON text. The reason does not quote it.
    pub fn from_json(text: &str) -> Result<Self, Reason> {
        // serde_json's text could quote the values, so only the place is told.
        serde_json::from_str(text).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            Reason::at(place, "is not JSON".to_owned())
        })
    }

    /// The value as a `T`, or why it is none. A member that `T` does not know is refused: it may be a word misspelt.
    pub fn read<T: DeserializeOwned>(self) -> Result<T, Reason> {
        T::deserialize(Reading { value: self, exact: true })
    }

    /// The same for what nordcase itself has written: a member that `T` does not know is of a later release, and is left out.
    pub(crate) fn read_stored<T: DeserializeOwned>(self) -> Result<T, Reason> {
        T::deserialize(Reading { value: self, exact: false })
    }

    fn kind(&self) -> Unexpected<'static> {
        match self {
            Self::Null => Unexpected::Unit,
            Self::Flag(flag) => Unexpected::Bool(*flag),
            Self::Negative(number) => Unexpected::Signed(*number),
            Self::Number(number) => Unexpected::Unsigned(*number),
            Self::Float(number) => Unexpected::Float(*number),
            Self::Text(_) => Unexpected::Str(""),
            Self::Bytes(_) => Unexpected::Bytes(&[]),
            Self::List(_) => Unexpected::Seq,
            Self::Object(_) => Unexpected::Map,
        }
    }

    fn unlike<T>(&self, expected: &dyn Expected) -> Result<T, Reason> {
        Err(serde::de::Error::invalid_type(self.kind(), expected))
    }
}

/// Why a value cannot be read, and where in it: `entries[0].name: expected a string, found number`. It never quotes a value: an access holds secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(Box<Told>);

/// Behind a pointer: each type's reading hands a reason on at each of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    place: String,
    rule: String,
}

impl Reason {
    fn new(rule: String) -> Self {
        Self::at(String::new(), rule)
    }

    fn at(place: String, rule: String) -> Self {
        Self(Box::new(Told { place, rule }))
    }

    /// The members that lead to it, as `states[1].name`; empty for the value itself. A text that is no JSON has its line and column.
    pub fn place(&self) -> &str {
        &self.0.place
    }

    /// What is wrong there.
    pub fn rule(&self) -> &str {
        &self.0.rule
    }

    /// The reason as one of the value around it.
    fn inside(mut self, member: &str) -> Self {
        let place = &mut self.0.place;
        let dot = if place.is_empty() || place.starts_with('[') { "" } else { "." };
        place.insert_str(0, dot);
        place.insert_str(0, member);
        self
    }
}

impl From<String> for Reason {
    /// A host's own reason, which must not quote a value.
    fn from(reason: String) -> Self {
        Self::new(reason)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place().is_empty() {
            write!(f, "{}: ", self.place())?;
        }
        f.write_str(self.rule())
    }
}

impl std::error::Error for Reason {}

impl serde::de::Error for Reason {
    fn custom<T: fmt::Display>(message: T) -> Self {
        // serde quotes names of members in backticks and values in double quotes; the values go.
        let message = message.to_string();
        Self::new(message.split('"').enumerate().map(|(n, part)| if n % 2 == 0 { part } else { "…" }).collect())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {expected}, found {}", kind(&found)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {expected}, found another {}", kind(&found)))
    }

    /// A type's visitor was given nothing for a member, and has nothing to put in its place: [`Fields`] knows which.
    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self::new("is not whole".to_owned())
    }

    fn unknown_variant(_variant: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("expected one of {}", expected.join(", ")))
    }
}

fn kind(found: &Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => "number",
        Unexpected::Str(_) => "text",
        Unexpected::Bytes(_) => "bytes",
        Unexpected::Unit | Unexpected::Option => "nothing",
        Unexpected::Seq => "list",
        Unexpected::Map => "object",
        _ => "value",
    }
}

/// A value while it is read.
struct Reading {
    value: Value,
    /// Members that a type does not know are refused.
    exact: bool,
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

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a plain value")
            }

            fn visit_unit<E>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }

            fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
                Ok(Value::Flag(flag))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
                Ok(u64::try_from(number).map_or(Value::Negative(number), Value::Number))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
                Ok(Value::Number(number))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
                Ok(Value::Float(number))
            }

            fn visit_str<E>(self, text: &str) -> Result<Value, E> {
                Ok(Value::Text(text.to_owned()))
            }

            fn visit_string<E>(self, text: String) -> Result<Value, E> {
                Ok(Value::Text(text))
            }

            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Value, E> {
                Ok(Value::Bytes(bytes))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Value::List(items))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Value::Object(members))
            }
        }

        from.deserialize_any(Any)
    }
}

/// The members of an object that says by one of them, its tag, which of several forms it has.
pub(crate) struct Members(Vec<(String, Value)>);

impl Members {
    /// Takes a member; one that is missing is read from [`Value::Null`].
    pub(crate) fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Reason> {
        self.remove(name).read_stored().map_err(|reason| reason.inside(name))
    }

    fn remove(&mut self, name: &str) -> Value {
        let at = self.0.iter().position(|(member, _)| member == name);
        at.map_or(Value::Null, |at| self.0.swap_remove(at).1)
    }

    /// All that were not taken, as one value.
    pub(crate) fn rest<T: DeserializeOwned>(self) -> Result<T, Reason> {
        Value::Object(self.0).read_stored()
    }
}

/// Reads an object member by member, where serde's own way would compile to several times as much.
pub(crate) fn object<'de, D: Deserializer<'de>, T>(
    from: D,
    read: impl FnOnce(Members) -> Result<T, Reason>,
) -> Result<T, D::Error> {
    let members = match Value::deserialize(from)? {
        Value::Object(members) => Ok(Members(members)),
        other => other.unlike(&"an object"),
    };
    members.and_then(read).map_err(serde::de::Error::custom)
}

/// Reads a value whose member `tag` says which form it has; `read` gives `None` for a form that it does not know.
///
/// serde's own reading of such enums compiles every type in them once more, for a copy of the value: half of the npm package's size.
pub(crate) fn tagged<'de, D: Deserializer<'de>, T>(
    from: D,
    tag: &str,
    read: impl FnOnce(&str, &mut Members) -> Result<Option<T>, Reason>,
) -> Result<T, D::Error> {
    object(from, |mut members| {
        let form: String = members.take(tag)?;
        read(&form, &mut members)?.ok_or_else(|| Reason::new(format!("{tag}: unknown")))
    })
}

/// For a member of a stored journey that becomes a request: what this release does not know of it is refused, since leaving it out would send another
/// request than the one that was asked for.
pub(crate) fn exact<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<T, D::Error> {
    Value::deserialize(from)?.read().map_err(serde::de::Error::custom)
}

/// What plain values can be had from: JSON, or what a host has.
pub trait Source {
    /// The value. The reason must not quote it: an access holds secrets.
    fn value(&self) -> Result<Value, Reason>;
}

impl Source for Value {
    fn value(&self) -> Result<Value, Reason> {
        Ok(self.clone())
    }
}

/// A JSON text.
impl Source for &str {
    fn value(&self) -> Result<Value, Reason> {
        Value::from_json(self)
    }
}

impl Source for serde_json::Value {
    fn value(&self) -> Result<Value, Reason> {
        Value::deserialize(self).map_err(|error| Reason::new(error.to_string()))
    }
}

#[cfg(test)]
mod tests;

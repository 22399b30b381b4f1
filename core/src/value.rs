//! Plain values on their way in: what a caller's parameters, a stored journey or an agency's machine are before a type is made of them.
//!
//! All sources of values end here, so that each type's reading is compiled once, and not once for every form that values come in. It is also
//! stricter than serde is by itself: a struct is only read from an object, never from a list of its members.

use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Expected, MapAccess, SeqAccess, Unexpected, Visitor};

mod reading;
mod reason;

pub use reason::Reason;

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
pub(crate) struct TaggedMembers(Vec<(String, Value)>);

impl TaggedMembers {
    /// Takes a member; one that is missing is read from [`Value::Null`].
    pub(crate) fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Reason> {
        self.remove(name).read_known().map_err(|reason| reason.inside(name))
    }

    fn remove(&mut self, name: &str) -> Value {
        let at = self.0.iter().position(|(member, _)| member == name);
        at.map_or(Value::Null, |at| self.0.swap_remove(at).1)
    }

    /// All that were not taken, as one value.
    pub(crate) fn rest<T: DeserializeOwned>(self) -> Result<T, Reason> {
        Value::Object(self.0).read_known()
    }
}

/// Reads an object member by member, where serde's own way would compile to several times as much.
pub(crate) fn object<'de, D: Deserializer<'de>, T>(
    from: D,
    read: impl FnOnce(TaggedMembers) -> Result<T, Reason>,
) -> Result<T, D::Error> {
    let members = match Value::deserialize(from)? {
        Value::Object(members) => Ok(TaggedMembers(members)),
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
    read: impl FnOnce(&str, &mut TaggedMembers) -> Result<Option<T>, Reason>,
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

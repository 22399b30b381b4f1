//! What a JSON text is, one level deep: what is inside stays text.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::member::Member;

/// The one form in which JSON is read here; it takes whatever comes, so that a wrong type is ours to name.
pub(super) enum Parts<'a> {
    Object(Vec<Member<'a>>),
    List(Vec<&'a RawValue>),
    Text(Cow<'a, str>),
    /// A number, a boolean or `null`.
    Other,
}

impl<'a> Parts<'a> {
    pub(super) fn of(text: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The text of a string; of anything else, nothing.
    pub(super) fn into_text(self) -> Cow<'a, str> {
        if let Self::Text(text) = self { text } else { Cow::Borrowed("") }
    }
}

impl<'de> Deserialize<'de> for Parts<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Parts<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Parts<'de>, E> {
        Ok(Parts::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Parts<'de>, E> {
        Ok(Parts::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Parts<'de>, E> {
        Ok(Parts::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Parts<'de>, E> {
        Ok(Parts::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Parts<'de>, E> {
        Ok(Parts::Other)
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Parts<'de>, E> {
        Ok(Parts::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Parts<'de>, E> {
        Ok(Parts::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Parts<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Parts::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parts<'de>, A::Error> {
        let mut members = Vec::with_capacity(16);
        while let Some(name) = map.next_key::<Parts<'de>>()? {
            let value: &RawValue = map.next_value()?;
            members.push(Member::new(name.into_text(), value.get()));
        }
        Ok(Parts::Object(members))
    }
}

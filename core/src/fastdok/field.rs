//! Fields and properties: what is written in a form.
//!
//! Both hold their values as text. A field that is only a date is stored as the UTC instant of midnight in Sweden
//! (verified by a recording: `2013-05-23T22:00:00Z` is 24 May), so its date is not the one that its text begins with:
//! use `date()`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::dates::{Date, DateTime};
use crate::error::Error;
use crate::json::{Members, RawJson};

/// A field of a form. Members after a recorded answer (verified); all but the id may be missing.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// `Id`: the field's name for programs; it may hold `.` and `-`.
    pub id: String,
    /// `Name`: its label.
    pub name: Option<String>,
    /// `DataType`: `System.String`, `System.Bool`, `System.DateTime`, `System.Binary`.
    pub data_type: Option<String>,
    /// `FieldType`: `textfield`, `checkbox`, `datefield`, `select`, …
    pub field_type: Option<String>,
    /// `FieldTypeNamespace`.
    pub field_type_namespace: Option<String>,
    /// `Value`, always text; an unticked checkbox is `off` or empty.
    pub value: Option<String>,
    /// `ReadOnly`.
    pub read_only: Option<bool>,
    /// `AllowBlank`.
    pub allow_blank: Option<bool>,
    /// `Index`: the order of display.
    pub index: Option<i64>,
    /// What else the service said; in the older shape also `Type`.
    pub extra: BTreeMap<String, RawJson>,
}

impl Field {
    pub(super) fn read(mut members: Members<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: members.id("Id")?,
            name: members.text("Name")?,
            data_type: members.text("DataType")?,
            field_type: members.text("FieldType")?,
            value: members.scalar("Value")?,
            field_type_namespace: members.text("FieldTypeNamespace")?,
            read_only: members.flag("ReadOnly")?,
            allow_blank: members.flag("AllowBlank")?,
            index: members.integer("Index")?,
            extra: members.extra()?,
        })
    }

    /// The date that the value means, if it is one.
    pub fn date(&self) -> Option<Date> {
        date_of(self.value.as_deref()?)
    }
}

/// A property of an object. Members after FastDok's page on objects (verified); all but the name may be missing.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Property {
    /// `Name`.
    pub name: String,
    /// `Value`, always text.
    pub value: Option<String>,
    /// `KeyValue`.
    pub key_value: Option<String>,
    /// `ReadOnly`.
    pub read_only: Option<bool>,
    /// `TimeStamp`: when it was last changed.
    pub time_stamp: Option<DateTime>,
    /// `Index`: the order of display, which may change.
    pub index: Option<i64>,
    /// What else the service said.
    pub extra: BTreeMap<String, RawJson>,
}

impl Property {
    pub(super) fn read(mut members: Members<'_>) -> Result<Self, Error> {
        Ok(Self {
            name: members.id("Name")?,
            value: members.scalar("Value")?,
            key_value: members.scalar("KeyValue")?,
            read_only: members.flag("ReadOnly")?,
            time_stamp: members.date("TimeStamp")?,
            index: members.integer("Index")?,
            extra: members.extra()?,
        })
    }

    /// The date that the value means, if it is one.
    pub fn date(&self) -> Option<Date> {
        date_of(self.value.as_deref()?)
    }
}

/// The date in Sweden of an instant; a date that was written without one is what it says.
fn date_of(value: &str) -> Option<Date> {
    let value: DateTime = value.trim().parse().ok()?;
    if value.offset_minutes().is_some() { value.stockholm_date() } else { Some(value.date()) }
}

/// A value to be written into a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FieldValue {
    /// The field's `Id`, or for a start `instance.name`.
    pub name: String,
    /// Its value; an empty one clears the field (inferred).
    pub value: String,
}

impl FieldValue {
    /// A text.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }

    /// A date, written the way the service stores it: as the UTC instant of midnight in Sweden. That it takes dates in
    /// the form in which it gives them is inferred.
    pub fn date(name: impl Into<String>, date: Date) -> Self {
        Self::new(name, date.to_stockholm_midnight().to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_the_one_in_sweden() {
        assert_eq!(date_of("2013-05-23T22:00:00Z"), Date::new(2013, 5, 24));
        assert_eq!(date_of("2013-12-31T23:00:00Z"), Date::new(2014, 1, 1));
        assert_eq!(date_of("2013-05-24"), Date::new(2013, 5, 24));
        assert_eq!(date_of("24 maj"), None);
        let written = FieldValue::date("fran", Date::new(2013, 5, 24).unwrap());
        assert_eq!(written, FieldValue::new("fran", "2013-05-23T22:00:00Z"));
    }
}

//! Fields and properties: what is written in a form.
//!
//! Both hold their values as text. A field that is only a date is stored as the UTC instant of midnight in Sweden
//! (verified by a recording: `2013-05-23T22:00:00Z` is 24 May), so its date is not the one that its text begins with:
//! use `date()`.

use serde::{Deserialize, Serialize};

use crate::dates::{Date, DateTime};
use crate::json::record;

record! {
    /// A field of a form. Members after a recorded answer (verified); all but the id may be missing.
    pub struct Field {
        /// `Id`: the field's name for programs; it may hold `.` and `-`.
        id: String = "Id",
        /// `Name`: its label.
        name: Option<String> = "Name",
        /// `DataType`: `System.String`, `System.Bool`, `System.DateTime`, `System.Binary`.
        data_type: Option<String> = "DataType",
        /// `FieldType`: `textfield`, `checkbox`, `datefield`, `select`, …
        field_type: Option<String> = "FieldType",
        /// `FieldTypeNamespace`.
        field_type_namespace: Option<String> = "FieldTypeNamespace",
        /// `Value`, always text; an unticked checkbox is `off` or empty.
        value: Option<String> = "Value" as written,
        /// `ReadOnly`.
        read_only: Option<bool> = "ReadOnly",
        /// `AllowBlank`.
        allow_blank: Option<bool> = "AllowBlank",
        /// `Index`: the order of display.
        index: Option<i64> = "Index",
        ..
        /// What else the service said; in the older shape also `Type`.
        extra
    }
}

impl Field {
    /// The date that the value means, if it is one.
    pub fn date(&self) -> Option<Date> {
        date_of(self.value.as_deref()?)
    }
}

record! {
    /// A property of an object. Members after FastDok's page on objects (verified); all but the name may be missing.
    pub struct Property {
        /// `Name`.
        name: String = "Name",
        /// `Value`, always text.
        value: Option<String> = "Value" as written,
        /// `KeyValue`.
        key_value: Option<String> = "KeyValue" as written,
        /// `ReadOnly`.
        read_only: Option<bool> = "ReadOnly",
        /// `TimeStamp`: when it was last changed.
        time_stamp: Option<DateTime> = "TimeStamp",
        /// `Index`: the order of display, which may change.
        index: Option<i64> = "Index",
        ..
        /// What else the service said.
        extra
    }
}

impl Property {
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

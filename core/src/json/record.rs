//! Records: the objects of an answer whose members are known.

use super::members::Members;
use super::raw::RawJson;
use super::value;
use crate::dates::DateTime;
use crate::error::Error;
use crate::money::Amount;

/// What a member of an answer can be. The type of a member says how it is read, so that the two cannot disagree.
pub(crate) trait FromMember: Sized {
    /// Reads the member of this name.
    fn from_member(members: &mut Members<'_>, name: &str) -> Result<Self, Error>;
}

/// The same for a text that the service also writes as a number or a boolean.
pub(crate) trait FromWritten: Sized {
    /// Reads the member of this name.
    fn from_written(members: &mut Members<'_>, name: &str) -> Result<Self, Error>;
}

impl FromWritten for Option<String> {
    fn from_written(members: &mut Members<'_>, name: &str) -> Result<Self, Error> {
        members.scalar(name)
    }
}

/// An identifier: it must be there, and not be empty.
impl FromWritten for String {
    fn from_written(members: &mut Members<'_>, name: &str) -> Result<Self, Error> {
        let text = members.scalar(name)?;
        members.not_empty(name, text)
    }
}

/// An object of an answer: a type that [`record!`] declares.
pub(crate) trait Record: Sized {
    /// Reads it; what no member is declared for is kept.
    fn read(members: Members<'_>) -> Result<Self, Error>;
}

/// An identifier: it must be there, and not be empty.
impl FromMember for String {
    fn from_member(members: &mut Members<'_>, name: &str) -> Result<Self, Error> {
        members.id(name)
    }
}

impl FromMember for Option<String> {
    fn from_member(members: &mut Members<'_>, name: &str) -> Result<Self, Error> {
        members.text(name)
    }
}

impl FromMember for Option<bool> {
    fn from_member(members: &mut Members<'_>, name: &str) -> Result<Self, Error> {
        members.flag(name)
    }
}

impl FromMember for Option<i64> {
    fn from_member(members: &mut Members<'_>, name: &str) -> Result<Self, Error> {
        members.integer(name)
    }
}

impl FromMember for Option<DateTime> {
    fn from_member(members: &mut Members<'_>, name: &str) -> Result<Self, Error> {
        members.date(name)
    }
}

impl FromMember for Option<Amount> {
    fn from_member(members: &mut Members<'_>, name: &str) -> Result<Self, Error> {
        members.optional(name, value::amount)
    }
}

impl FromMember for Option<RawJson> {
    fn from_member(members: &mut Members<'_>, name: &str) -> Result<Self, Error> {
        members.optional(name, RawJson::checked)
    }
}

impl<T: Record> FromMember for Vec<T> {
    fn from_member(members: &mut Members<'_>, name: &str) -> Result<Self, Error> {
        Ok(members.objects(name, T::read)?.unwrap_or_default())
    }
}

/// Declares a record: of each member its doc, its name here, its type and its name on the wire, in one line. `as written` after
/// the name on the wire is for texts that the service also writes as numbers or booleans. Behind `..` stands what holds everything
/// that no member is declared for.
///
/// A function cannot declare a struct, and a struct and its reader as two lists of members have to be kept the same by hand.
/// What else was tried: docs/decisions.md.
macro_rules! record {
    (
        $(#[$about:meta])*
        pub struct $name:ident {
            $($(#[$doc:meta])* $member:ident: $type:ty = $wire:literal $(as $written:ident)?,)+
            ..
            $(#[$rest:meta])*
            $extra:ident
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            $($(#[$doc])* pub $member: $type,)+
            $(#[$rest])*
            pub $extra: std::collections::BTreeMap<String, $crate::json::raw::RawJson>,
        }

        impl $crate::json::record::Record for $name {
            fn read(mut members: $crate::json::members::Members<'_>) -> Result<Self, $crate::error::Error> {
                Ok(Self {
                    $($member: $crate::json::record::record!(@read members, $wire $(as $written)?),)+
                    $extra: members.extra()?,
                })
            }
        }
    };
    (@read $members:ident, $wire:literal) => {
        $crate::json::record::FromMember::from_member(&mut $members, $wire)?
    };
    (@read $members:ident, $wire:literal as written) => {
        $crate::json::record::FromWritten::from_written(&mut $members, $wire)?
    };
}

pub(crate) use record;

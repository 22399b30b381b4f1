//! One record of a list: its members, each declared in one line.
//!
//! Members may come in any order, be nil, be left out, or be undocumented; what no field is made for is kept by its
//! name. The same member twice is refused: which of the two counts, nobody knows.

use std::collections::BTreeMap;

use crate::dates::DateTime;
use crate::xml::Problem;

/// Members that no field is made for: name and text, `None` for nil or for one with elements in it.
pub(super) type Other = BTreeMap<String, Option<String>>;

/// One record of a list.
pub(super) trait Record: Default {
    /// The name of its element.
    const ELEMENT: &'static str;

    /// The members that a journey decides by: where one cannot be read, the whole record counts as unreadable.
    const DECIDING: &'static [&'static str];

    /// Where to keep members that no field is made for.
    fn other(&mut self) -> &mut Other;

    /// Takes a member. `false` if there is no field of this name.
    fn set(&mut self, name: &str, value: Content<'_>, seen: &mut Seen) -> Result<bool, Problem>;

    /// The id of the case that it is about.
    fn case_id(&self) -> i32;

    /// The record is complete: whether it has what it cannot be without.
    fn check(&self, seen: Seen) -> Result<(), Problem> {
        if seen.has(Seen::CASE_ID) { Ok(()) } else { Err(no_case_id()) }
    }

    /// The id of a record that may not be complete.
    fn id(&self, seen: Seen) -> Option<String> {
        (seen.has(Seen::CASE_ID) && self.case_id() != 0).then(|| self.case_id().to_string())
    }
}

/// The members of a record that have come, by the number that the record gives each.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Seen(u32);

impl Seen {
    /// The case's id is the first member of each record.
    const CASE_ID: u32 = 0;

    /// Notes a member; an error if it came before.
    pub(super) fn note(&mut self, number: u32) -> Result<(), Problem> {
        let bit = 1_u32.wrapping_shl(number);
        if self.0 & bit != 0 {
            return Err(duplicate());
        }
        self.0 |= bit;
        Ok(())
    }

    fn has(self, number: u32) -> bool {
        self.0 & 1_u32.wrapping_shl(number) != 0
    }
}

pub(super) fn duplicate() -> Problem {
    Problem::new("parse.duplicate", "the member comes twice")
}

/// What stands in a member.
#[derive(Debug, Clone, Copy)]
pub(super) enum Content<'a> {
    /// `xsi:nil`
    Nil,
    /// Text.
    Text(&'a str),
    /// Elements.
    Elements,
}

impl<'a> Content<'a> {
    fn text(self) -> Result<Option<&'a str>, Problem> {
        match self {
            Self::Nil => Ok(None),
            Self::Text(text) => Ok(Some(text)),
            Self::Elements => Err(Problem::new("parse.type", "the member holds elements where a text is expected")),
        }
    }
}

fn no_case_id() -> Problem {
    Problem::new("parse.missing", "there is no CaseID")
}

/// What a member can be. Its type says how it is read, so that the two cannot disagree.
pub(super) trait FromContent: Sized {
    fn from_content(value: Content<'_>) -> Result<Self, Problem>;
}

/// An empty text stays an empty one.
impl FromContent for Option<String> {
    fn from_content(value: Content<'_>) -> Result<Self, Problem> {
        Ok(value.text()?.map(str::to_owned))
    }
}

/// An `xs:int`.
impl FromContent for Option<i32> {
    fn from_content(value: Content<'_>) -> Result<Self, Problem> {
        value.text()?.map(int).transpose()
    }
}

/// An id: never nil.
impl FromContent for i32 {
    fn from_content(value: Content<'_>) -> Result<Self, Problem> {
        Option::from_content(value)?.ok_or_else(no_case_id)
    }
}

/// An `xs:boolean`.
impl FromContent for Option<bool> {
    fn from_content(value: Content<'_>) -> Result<Self, Problem> {
        let boolean = |text: &str| match text.trim() {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(Problem::with("parse.value", "is not a boolean", text)),
        };
        value.text()?.map(boolean).transpose()
    }
}

/// The same, where nil means false.
impl FromContent for bool {
    fn from_content(value: Content<'_>) -> Result<Self, Problem> {
        Ok(Option::from_content(value)?.unwrap_or(false))
    }
}

/// An `xs:dateTime`, or a date alone. .NET's `DateTime.MinValue` is *not given* (inferred).
impl FromContent for Option<DateTime> {
    fn from_content(value: Content<'_>) -> Result<Self, Problem> {
        let date_time = |text: &str| {
            let parsed = text.trim().parse::<DateTime>();
            parsed.map_err(|error| Problem::with("parse.value", format!("is {error}"), text))
        };
        Ok(value.text()?.map(date_time).transpose()?.filter(|date| !date.is_min_value()))
    }
}

pub(super) fn int(text: &str) -> Result<i32, Problem> {
    text.trim().parse().map_err(|_| Problem::with("parse.value", "is not a 32-bit number", text))
}

/// Declares a record: of each member its doc, its name here, its type and its name on the wire, in one line. A journey decides
/// by those that say `as deciding`. Behind `..` stands what keeps the members that none is declared for.
///
/// `record!` of FastDok's answers says why it is a macro.
macro_rules! record {
    (
        $(#[$about:meta])*
        pub struct $name:ident = $element:literal {
            $(#[$id_doc:meta])*
            case_id: $id_type:ty = $id:literal,
            $($(#[$doc:meta])* $member:ident: $type:ty = $wire:literal $(as $deciding:ident)?,)+
            ..
            $(#[$rest:meta])*
            $other:ident
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            $(#[$id_doc])*
            pub case_id: $id_type,
            $($(#[$doc])* pub $member: $type,)+
            $(#[$rest])*
            pub $other: $crate::altinn::record::Other,
        }

        impl $crate::altinn::record::Record for $name {
            const ELEMENT: &'static str = $element;

            const DECIDING: &'static [&'static str] = &[$id, $($({ stringify!($deciding); $wire },)?)+];

            fn other(&mut self) -> &mut $crate::altinn::record::Other {
                &mut self.$other
            }

            fn set(
                &mut self,
                name: &str,
                value: $crate::altinn::record::Content<'_>,
                seen: &mut $crate::altinn::record::Seen,
            ) -> Result<bool, $crate::xml::Problem> {
                // The number of each, by its name.
                #[allow(non_camel_case_types)]
                enum Number {
                    case_id,
                    $($member,)+
                }
                match name {
                    $id => {
                        seen.note(Number::case_id as u32)?;
                        self.case_id = $crate::altinn::record::FromContent::from_content(value)?;
                    }
                    $($wire => {
                        seen.note(Number::$member as u32)?;
                        self.$member = $crate::altinn::record::FromContent::from_content(value)?;
                    })+
                    _ => return Ok(false),
                }
                Ok(true)
            }

            fn case_id(&self) -> i32 {
                self.case_id
            }
        }
    };
}

pub(super) use record;

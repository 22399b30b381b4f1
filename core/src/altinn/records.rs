//! What stands inside a response: nothing, a number, or a list of records.
//!
//! Members of a record may come in any order, be nil, be left out, or be undocumented; what no field is made for is
//! kept by its name. The same member twice is refused: which of the two counts, nobody knows.

use std::collections::BTreeMap;

use super::Access;
use super::envelope::{Answer, Body, Contract, Element, Names, Namespace};
use crate::dates::DateTime;
use crate::error::Error;
use crate::http::Header;
use crate::limits::ITEM_BYTES;
use crate::operation::ListReader;
use crate::xml::Problem;

/// Members that no field is made for: name and text, `None` for nil or for one with elements in it.
pub(super) type Other = BTreeMap<String, Option<String>>;

/// One record of a list.
pub(super) trait Record: Default {
    /// The name of its element.
    const ELEMENT: &'static str;

    /// Where to keep members that no field is made for.
    fn other(&mut self) -> &mut Other;

    /// Takes a member. `false` if there is no field of this name.
    fn set(&mut self, name: &str, value: &Value<'_>, seen: &mut Seen) -> Result<bool, Problem>;

    /// The record is complete: whether it has what it cannot be without.
    fn check(&self, seen: Seen) -> Result<(), Problem>;
}

/// The members of a record that have come, by the number that the record gives each.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Seen(u32);

impl Seen {
    /// Notes a member; an error if it came before.
    pub(super) fn note(&mut self, number: u32) -> Result<(), Problem> {
        let bit = 1_u32.wrapping_shl(number);
        if self.0 & bit != 0 {
            return Err(duplicate());
        }
        self.0 |= bit;
        Ok(())
    }

    /// Whether the member has come.
    pub(super) fn has(self, number: u32) -> bool {
        self.0 & 1_u32.wrapping_shl(number) != 0
    }
}

fn duplicate() -> Problem {
    Problem::new("parse.duplicate", "the member comes twice")
}

/// The value of a member.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    /// `xsi:nil`
    Nil,
    /// Text.
    Text(&'a str),
    /// Elements.
    Elements,
}

impl Value<'_> {
    fn text(&self) -> Result<Option<&str>, Problem> {
        match self {
            Self::Nil => Ok(None),
            Self::Text(text) => Ok(Some(text)),
            Self::Elements => Err(Problem::new("parse.type", "the member holds elements where a text is expected")),
        }
    }

    /// A text; an empty one stays an empty one.
    pub(super) fn string(&self) -> Result<Option<String>, Problem> {
        Ok(self.text()?.map(str::to_owned))
    }

    /// An `xs:int`.
    pub(super) fn int(&self) -> Result<Option<i32>, Problem> {
        self.text()?.map(int).transpose()
    }

    /// An `xs:boolean`.
    pub(super) fn boolean(&self) -> Result<Option<bool>, Problem> {
        let boolean = |text: &str| match text.trim() {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(Problem::with("parse.value", "is not a boolean", text)),
        };
        self.text()?.map(boolean).transpose()
    }

    /// An `xs:dateTime`, or a date alone. .NET's `DateTime.MinValue` is *not given* (inferred).
    pub(super) fn date_time(&self) -> Result<Option<DateTime>, Problem> {
        let date_time = |text: &str| {
            let parsed = text.trim().parse::<DateTime>();
            parsed.map_err(|error| Problem::with("parse.value", format!("is {error}"), text))
        };
        Ok(self.text()?.map(date_time).transpose()?.filter(|date| !date.is_min_value()))
    }
}

fn int(text: &str) -> Result<i32, Problem> {
    text.trim().parse().map_err(|_| Problem::with("parse.value", "is not a 32-bit number", text))
}

/// A response without content.
#[derive(Debug)]
pub(super) struct Empty;

impl Body for Empty {
    fn open(&mut self, _: usize, _: Element<'_>) -> Result<(), Problem> {
        Ok(())
    }

    fn close(&mut self, _: usize, _: Element<'_>, _: &str) -> Result<(), Problem> {
        Ok(())
    }
}

/// A response that holds one number.
#[derive(Debug)]
pub(super) struct Number {
    names: Names,
    /// The result, once it has come: `None` in it is nil.
    pub(super) read: Option<Option<i32>>,
}

impl Number {
    pub(super) fn new(names: Names) -> Self {
        Self { names, read: None }
    }
}

impl Body for Number {
    fn open(&mut self, depth: usize, element: Element<'_>) -> Result<(), Problem> {
        match depth {
            0 if self.names.matches(element, "Result") && self.read.is_some() => Err(duplicate()),
            1 => Err(Problem::new("parse.type", "the result holds elements where a number is expected")),
            _ => Ok(()),
        }
    }

    fn close(&mut self, depth: usize, element: Element<'_>, text: &str) -> Result<(), Problem> {
        if depth == 0 && self.names.matches(element, "Result") {
            self.read = Some(if element.nil { None } else { Some(int(text)?) });
        }
        Ok(())
    }
}

/// A response that holds a list. A nil list, an empty one and none at all are the same.
#[derive(Debug)]
pub(super) struct List<R> {
    names: Names,
    /// The records that are complete.
    pub(super) items: Vec<R>,
    record: R,
    seen: Seen,
    /// How many bytes the current record holds, so that one record cannot take memory without end.
    held: usize,
    /// Whether the result has come, whether the reader is in it, and whether the current member has elements in it.
    came: bool,
    inside: bool,
    elements: bool,
}

impl<R: Record> List<R> {
    pub(super) fn new(names: Names) -> Self {
        Self {
            names,
            items: Vec::new(),
            record: R::default(),
            seen: Seen::default(),
            held: 0,
            came: false,
            inside: false,
            elements: false,
        }
    }

    fn member(&mut self, element: Element<'_>, text: &str) -> Result<(), Problem> {
        // A record grows by its texts, and by what it takes to keep an unknown member.
        self.held += element.local.len() + text.len();
        if self.held > ITEM_BYTES {
            return Err(Problem::new("parse.too_large", "one record is larger than the limit for one item"));
        }
        let value = match (element.nil, self.elements) {
            (true, _) => Value::Nil,
            (false, true) => Value::Elements,
            (false, false) => Value::Text(text),
        };
        if self.record.set(element.local, &value, &mut self.seen)? {
            return Ok(());
        }
        let text = if let Value::Text(text) = value { Some(text.to_owned()) } else { None };
        match self.record.other().insert(element.local.to_owned(), text) {
            None => Ok(()),
            Some(_) => Err(duplicate()),
        }
    }
}

impl<R: Record> Body for List<R> {
    fn open(&mut self, depth: usize, element: Element<'_>) -> Result<(), Problem> {
        match depth {
            0 => {
                self.inside = self.names.matches(element, "Result");
                if self.inside && std::mem::replace(&mut self.came, true) {
                    return Err(duplicate());
                }
            }
            _ if !self.inside => {}
            1 if element.ns != Namespace::Data || element.local != R::ELEMENT => {
                return Err(Problem::new(
                    "parse.unexpected",
                    format!("the list holds something else than {}", R::ELEMENT),
                ));
            }
            1 => {
                self.record = R::default();
                self.seen = Seen::default();
                self.held = 0;
            }
            2 => self.elements = false,
            _ => self.elements = true,
        }
        Ok(())
    }

    fn close(&mut self, depth: usize, element: Element<'_>, text: &str) -> Result<(), Problem> {
        match depth {
            _ if !self.inside => {}
            // A nil record says nothing.
            1 if !element.nil => {
                self.record.check(self.seen)?;
                self.items.push(std::mem::take(&mut self.record));
            }
            // Members of foreign namespaces are extensions of somebody else's.
            2 if element.ns == Namespace::Data => self.member(element, text)?,
            _ => {}
        }
        Ok(())
    }
}

/// Reads a list of cases, or of an event's results, while it arrives.
#[derive(Debug)]
pub struct RecordReader<R>(Answer<List<R>>);

pub(super) fn reader<R: Record>(
    access: &Access,
    contract: Contract,
    status: u16,
    headers: &[Header],
) -> RecordReader<R> {
    let list = List::new(Names::new(access, contract));
    RecordReader(Answer::new(access, contract, status, headers, list))
}

impl<R: Record> ListReader for RecordReader<R> {
    type Item = R;
    type End = ();

    fn feed(&mut self, piece: &[u8], items: &mut Vec<R>) -> Result<(), Error> {
        let fed = self.0.feed(piece);
        items.append(&mut self.0.body().items);
        fed
    }

    fn finish(self) -> Result<(), Error> {
        self.0.finish().map(|_| ())
    }
}

//! Cuts a list into its items while it arrives.
//!
//! A list comes in one of two envelopes: a bare array, or an object whose `Data` is the array and which may say
//! `TotalCount` (both verified). The framer follows only the structure: it finds where each value ends by counting
//! brackets outside strings, checks what stands between the values, and hands each item's text to the one who reads
//! objects. That one is strict, so a value whose brackets do not match is found there.
//!
//! An item that lies whole in a piece is borrowed from it; only what a piece cuts through is copied. A flat object, as
//! nearly all items are, is cut out and taken apart in one pass. Else no byte is looked at twice, in however many pieces
//! it comes. Memory is bounded by [`ITEM_BYTES`] for one value and for all unknown
//! members together.

use std::collections::BTreeSet;
use std::mem;

use super::bytes::{BYTE_ORDER_MARK, is_space, text};
use super::depth::{Extent, TooDeep};
use super::members::{Item, Members};
use super::parts::Parts;
use super::problem::{Place, Problem, not_json, page_instead, too_deep};
use super::raw::RawJson;
use super::{scan, value};
use crate::error::Error;
use crate::limits::{ITEM_BYTES, JSON_DEPTH};

/// Where in the list the framer stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before `[` or `{`.
    Start,
    /// After `[`: an item, or the end of an empty array.
    FirstItem,
    /// After a comma: an item.
    NextItem,
    /// In an item.
    InItem,
    /// After an item: a comma or the end.
    AfterItem,
    /// After `{`: a name, or the end of an empty object.
    FirstName,
    /// After a comma: a name.
    NextName,
    /// In a name.
    InName,
    /// After a name: a colon.
    AfterName,
    /// After the colon: a value, which for `Data` is the array of items.
    MemberValue,
    /// In a value that is not the array of items.
    InMember,
    /// After a member: a comma or the end.
    AfterMember,
    /// After the whole: white space.
    End,
}

/// The list reader's structural half. It is given pieces, and gives items to a function.
pub(crate) struct Framer {
    state: State,
    /// The value it stands in, in one of the `In…` states.
    value: Extent,
    /// What earlier pieces had of that value.
    held: Vec<u8>,
    /// How much of a byte order mark has been passed over.
    mark: usize,
    /// Whether an object is around the array.
    in_object: bool,
    /// The last member's name, as the service wrote it.
    name: String,
    names: BTreeSet<String>,
    members: Vec<(String, String)>,
    members_bytes: usize,
    /// The name of the member that held the array of items, or `null`.
    data: Option<String>,
    index: usize,
    /// How many more bytes are accepted.
    left: u64,
    status: u16,
}

/// What a list says besides its items.
pub(crate) struct Envelope {
    members: Vec<(String, String)>,
    /// Whether the items are all there is to expect: a bare array, or an object that had `Data`.
    pub(crate) is_list: bool,
    status: u16,
}

impl Envelope {
    /// The members of the object, without `Data`; none for a bare array.
    pub(crate) fn members(&self) -> Result<Members<'_>, Error> {
        Members::of(&self.members, self.status)
    }
}

impl Framer {
    /// A reader for an answer of this HTTP status and at most so many bytes.
    pub(crate) fn new(status: u16, limit: u64) -> Self {
        Self {
            state: State::Start,
            value: Extent::start(b'0', 0, JSON_DEPTH),
            held: Vec::new(),
            mark: 0,
            in_object: false,
            name: String::new(),
            names: BTreeSet::new(),
            members: Vec::new(),
            members_bytes: 0,
            data: None,
            index: 0,
            left: limit,
            status,
        }
    }

    /// Takes the next piece, and gives each item it completes to `item`, with its place.
    pub(crate) fn feed(
        &mut self,
        piece: &[u8],
        item: &mut dyn FnMut(Item<'_>, Place<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let accepted = usize::try_from(self.left).unwrap_or(usize::MAX).min(piece.len());
        self.left -= accepted as u64;
        let (mut rest, beyond) = piece.split_at_checked(accepted).unwrap_or((piece, &[]));
        let length = rest.len();
        let text = valid_text(rest);
        while let Some(&byte) = rest.first() {
            let flat = text.get(length - rest.len()..).unwrap_or_default();
            if let Some(end) = self.flat_item(flat, item)? {
                rest = rest.get(end..).unwrap_or_default();
            } else if matches!(self.state, State::InItem | State::InName | State::InMember) {
                rest = self.go_on(rest, item)?;
            } else if is_space(byte) {
                // Not trim_ascii_start: it takes a form feed for white space, JSON does not.
                let spaces = rest.iter().take_while(|byte| is_space(**byte)).count();
                rest = rest.get(spaces..).unwrap_or_default();
            } else if self.step(byte).map_err(|problem| self.error(problem, rest))? {
                rest = rest.get(1..).unwrap_or_default();
            }
        }
        if beyond.is_empty() {
            return Ok(());
        }
        Err(self.error(Problem::new("parse.too_large", "the answer is larger than the limit"), beyond))
    }

    /// The body has ended.
    pub(crate) fn finish(self) -> Result<Envelope, Error> {
        if self.state != State::End {
            let problem = Problem::new("parse.truncated", "the answer ends before the list is complete");
            return Err(self.error(problem, &self.held));
        }
        let is_list = !self.in_object || self.data.is_some();
        Ok(Envelope { members: self.members, is_list, status: self.status })
    }

    /// One byte between values. Whether it was used up; a byte that starts a value is not.
    fn step(&mut self, byte: u8) -> Result<bool, Problem> {
        if self.state == State::Start && BYTE_ORDER_MARK.get(self.mark) == Some(&byte) {
            self.mark += 1;
            return Ok(true);
        }
        let next = match (self.state, byte) {
            (State::Start, _) if (1..BYTE_ORDER_MARK.len()).contains(&self.mark) => {
                return Err(Problem::new("parse.utf8", "not valid UTF-8"));
            }
            (State::Start, b'[') => State::FirstItem,
            (State::Start, b'{') => {
                self.in_object = true;
                State::FirstName
            }
            (State::Start, b'<') => return Err(page_instead()),
            (State::Start, b'"' | b't' | b'f' | b'n' | b'-' | b'0'..=b'9') => {
                let found = char::from(byte).to_string();
                return Err(value::wrong_type("an array or an object", &found));
            }
            (State::FirstItem, b']') => self.array_ended(),
            (State::FirstItem | State::NextItem, _) if starts_value(byte) => return Ok(self.start(byte, State::InItem)),
            (State::AfterItem, b',') => State::NextItem,
            (State::AfterItem, b']') => self.array_ended(),
            (State::FirstName | State::NextName, b'"') => return Ok(self.start(byte, State::InName)),
            (State::FirstName | State::AfterMember, b'}') => State::End,
            (State::AfterName, b':') => State::MemberValue,
            (State::MemberValue, b'[') if self.at_data() => {
                self.data = Some(self.name.clone());
                State::FirstItem
            }
            (State::MemberValue, _) if starts_value(byte) => return Ok(self.start(byte, State::InMember)),
            (State::AfterMember, b',') => State::NextName,
            (state, _) => return Err(Problem::new("parse.json", format!("expected {}", state.expected()))),
        };
        self.state = next;
        Ok(true)
    }

    fn start(&mut self, byte: u8, state: State) -> bool {
        let outer = if self.in_object && state == State::InItem { 2 } else { 1 };
        self.value = Extent::start(byte, outer, JSON_DEPTH);
        self.state = state;
        false
    }

    fn array_ended(&self) -> State {
        if self.in_object { State::AfterMember } else { State::End }
    }

    fn at_data(&self) -> bool {
        self.name.eq_ignore_ascii_case("Data")
    }

    /// A flat object that begins here and is the next item: where it ends.
    fn flat_item(
        &mut self,
        text: &str,
        item: &mut dyn FnMut(Item<'_>, Place<'_>) -> Result<(), Error>,
    ) -> Result<Option<usize>, Error> {
        if self.state != State::InItem || !self.held.is_empty() {
            return Ok(None);
        }
        let flat = scan::flat(text).filter(|(_, end)| *end <= ITEM_BYTES);
        let Some((members, end)) = flat else { return Ok(None) };
        let array = self.array_place();
        let text = text.get(..end).unwrap_or_default();
        item(Item { bytes: text.as_bytes(), members: Some(members) }, Place::Index(&array, self.index))?;
        self.index += 1;
        self.state = State::AfterItem;
        Ok(Some(end))
    }

    /// Goes on in a value; what comes after it.
    fn go_on<'p>(
        &mut self,
        piece: &'p [u8],
        item: &mut dyn FnMut(Item<'_>, Place<'_>) -> Result<(), Error>,
    ) -> Result<&'p [u8], Error> {
        // Never looks beyond the limit, so that which error comes first does not depend on the pieces.
        let room = piece.get(..ITEM_BYTES.saturating_sub(self.held.len())).unwrap_or(piece);
        let end = match self.value.advance(room) {
            Ok(None) if room.len() < piece.len() => {
                let problem = Problem::new("parse.too_large", "one value of the list is larger than the limit");
                return Err(self.error(problem, if self.held.is_empty() { piece } else { &self.held }));
            }
            Ok(end) => end,
            Err(TooDeep) => return Err(self.error(too_deep(), piece)),
        };
        let (head, tail) = piece.split_at_checked(end.unwrap_or(piece.len())).unwrap_or((piece, &[]));
        if end.is_none() {
            self.held.extend_from_slice(head);
        } else if self.held.is_empty() {
            self.complete(head, item)?;
        } else {
            self.held.extend_from_slice(head);
            let mut whole = mem::take(&mut self.held);
            self.complete(&whole, item)?;
            whole.clear();
            self.held = whole;
        }
        Ok(tail)
    }

    /// A value is complete.
    fn complete(
        &mut self,
        whole: &[u8],
        item: &mut dyn FnMut(Item<'_>, Place<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let array = self.array_place();
        match self.state {
            State::InItem => {
                let place = Place::Index(&array, self.index);
                item(Item { bytes: whole, members: None }, place)?;
                self.index += 1;
                self.state = State::AfterItem;
            }
            State::InName => {
                let raw = text(whole, &Place::Root, self.status)?;
                let name = Parts::of(raw).map_err(|error| self.error(not_json(&error), whole))?;
                let name = name.into_text().into_owned();
                self.count(name.len())?;
                let first = self.names.insert(name.to_ascii_lowercase());
                self.name = name;
                if !first {
                    let problem = Problem::new("parse.duplicate", "an object names a member twice");
                    return Err(problem.at(&Place::Name(&Place::Root, &self.name), whole, self.status));
                }
                self.state = State::AfterName;
            }
            _ => {
                let place = Place::Name(&Place::Root, &self.name);
                let text = text(whole, &place, self.status)?;
                let raw = RawJson::checked(text).map_err(|problem| self.error(problem, whole))?;
                if !self.at_data() {
                    self.count(text.len())?;
                    self.members.push((self.name.clone(), raw.as_str().to_owned()));
                } else if text == "null" {
                    self.data = Some(self.name.clone());
                } else {
                    return Err(self.error(value::wrong_type("an array", text), whole));
                }
                self.state = State::AfterMember;
            }
        }
        Ok(())
    }

    /// Counts what is kept of the envelope.
    fn count(&mut self, bytes: usize) -> Result<(), Error> {
        self.members_bytes += bytes;
        if self.members_bytes > ITEM_BYTES {
            return Err(
                self.error(Problem::new("parse.too_large", "the list's envelope is larger than the limit"), b"")
            );
        }
        Ok(())
    }

    fn error(&self, problem: Problem, rest: &[u8]) -> Error {
        let array = self.array_place();
        match self.state {
            State::NextItem | State::InItem | State::AfterItem => {
                problem.at(&Place::Index(&array, self.index), rest, self.status)
            }
            State::FirstItem => problem.at(&array, rest, self.status),
            State::AfterName | State::MemberValue | State::InMember => {
                problem.at(&Place::Name(&Place::Root, &self.name), rest, self.status)
            }
            _ => problem.at(&Place::Root, rest, self.status),
        }
    }

    fn array_place(&self) -> Place<'_> {
        self.data.as_deref().map_or(Place::Root, |name| Place::Name(&Place::Root, name))
    }
}

impl State {
    fn expected(self) -> &'static str {
        match self {
            Self::Start => "an array or an object",
            Self::FirstItem => "a value or ']'",
            Self::AfterItem => "',' or ']'",
            Self::FirstName => "a name or '}'",
            Self::NextName => "a name",
            Self::AfterName => "':'",
            Self::AfterMember => "',' or '}'",
            Self::End => "nothing more",
            Self::NextItem | Self::InItem | Self::InName | Self::MemberValue | Self::InMember => "a value",
        }
    }
}

/// The text that the bytes begin with, as far as they are UTF-8.
fn valid_text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap_or_else(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        str::from_utf8(valid).unwrap_or_default()
    })
}

/// Whether a value may start with this byte. A scalar that starts well and goes on wrong is its reader's to refuse.
fn starts_value(byte: u8) -> bool {
    matches!(byte, b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n')
}

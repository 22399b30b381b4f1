//! What an operation is: a value that encodes its own request and reads its own answer.

use crate::error::Error;
use crate::http::{Header, HttpRequest, HttpResponse};
use crate::limits::Limits;

/// Whether a call can change anything at the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Only reads: may be sent again after any failure.
    Reads,
    /// May change something: after an outcome nobody saw, read before anything is sent again.
    Changes,
}

/// What a call needs besides its own values: the service's address, the credentials of this call, the limits.
///
/// It is never part of an operation, so that an operation can be logged and stored.
pub trait Access: sealed::Sealed {
    /// How much of an answer is accepted.
    fn limits(&self) -> Limits;

    /// The error with every secret of this access masked.
    fn scrub(&self, error: Error) -> Error;
}

/// One call of one service.
///
/// The trait is sealed: an operation is one of this crate's.
pub trait Operation: sealed::Sealed {
    /// `fastdok.…` or `altinn.…`, as the registry in [`crate::wire`] lists it.
    const NAME: &'static str;
    /// Whether it can change anything.
    const EFFECT: Effect;
    /// What it needs to be sent.
    type Access: Access;
    /// What its answer says.
    type Output;

    /// The complete request, or the first rule that a value breaks.
    fn request(&self, access: &Self::Access) -> Result<HttpRequest, Error>;

    /// Reads the answer. Errors may still quote secrets; callers use [`Operation::response`].
    #[doc(hidden)]
    fn read(&self, access: &Self::Access, response: &HttpResponse) -> Result<Self::Output, Error>;

    /// The answer, or why there is none. An error never contains a secret of `access`.
    fn response(&self, access: &Self::Access, response: &HttpResponse) -> Result<Self::Output, Error> {
        self.read(access, response).map_err(|error| access.scrub(error))
    }
}

/// An operation whose answer is a list that can be read while it arrives.
pub trait ListOperation: Operation {
    /// One item of the list.
    type Item;
    /// The incremental reader of its answer.
    type Reader: ListReader<Item = Self::Item, End = Self::End>;
    /// What the answer says besides its items.
    type End;

    /// A reader of the answer with this status and these headers. Feed it the body as it comes.
    fn reader(&self, access: &Self::Access, status: u16, headers: &[Header]) -> Self::Reader;
}

/// Reads a list piece by piece. The result does not depend on how the body is cut into pieces.
///
/// Items are handed out as soon as they are complete. An error ends the reading: items read before it are valid and are handed out first, but
/// the list is not whole. Errors may still quote secrets; [`Access::scrub`] masks them (clients of this crate do it).
pub trait ListReader {
    /// One item.
    type Item;
    /// What the answer says besides its items.
    type End;

    /// Takes the next piece of the body, and appends the items that it completes: all those before the mistake, if it gives an error. Who
    /// calls hands these out before the error, so that the same items come however the body is cut.
    fn feed(&mut self, piece: &[u8], items: &mut Vec<Self::Item>) -> Result<(), Error>;

    /// The body has ended: what else the answer says, or that it is not whole, or that the service refused.
    fn finish(self) -> Result<Self::End, Error>;
}

/// The whole answer of a list: its reader, fed once, so that there is one set of rules.
pub(crate) fn read_whole<R: ListReader>(mut reader: R, body: &[u8]) -> Result<(Vec<R::Item>, R::End), Error> {
    let mut items = Vec::new();
    reader.feed(body, &mut items)?;
    Ok((items, reader.finish()?))
}

/// A list as journeys read it: a row that cannot be read stops nothing.
///
/// A row counts as unreadable only if a member that journeys decide by is unreadable; other members are then as if they were missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Lenient<T> {
    /// The rows that could be read.
    pub items: Vec<T>,
    /// How many could not.
    pub unreadable: usize,
    /// The ids of those, where at least the id could be read: they are there, so they are not new the next time.
    pub unreadable_ids: Vec<String>,
    /// How many rows the whole list has, if the service said it.
    pub total_count: Option<i64>,
}

impl<T> Lenient<T> {
    /// How many rows came, readable or not: what the next page's start is counted by.
    pub fn rows(&self) -> usize {
        self.items.len() + self.unreadable
    }
}

/// A list reader that can go on after a row that it cannot read.
pub(crate) trait LenientReader: ListReader {
    /// Reads the whole answer so.
    fn lenient(self, body: &[u8]) -> Result<Lenient<Self::Item>, Error>;
}

/// The answer of a list, as a journey reads it. Single calls and lists for callers stay strict: [`Operation::response`].
pub(crate) fn read_lenient<O>(
    operation: &O,
    access: &O::Access,
    response: &HttpResponse,
) -> Result<Lenient<O::Item>, Error>
where
    O: ListOperation,
    O::Reader: LenientReader,
{
    let reader = operation.reader(access, response.status, &response.headers);
    reader.lenient(&response.body).map_err(|error| access.scrub(error))
}

pub(crate) mod sealed {
    pub trait Sealed {}
}

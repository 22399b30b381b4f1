//! Lists that are read while they arrive. What comes out of a reading has the types of the whole answer.

use std::sync::{Mutex, PoisonError};

use nordcase::error::{Api, TransportError as TransportFailure};
use nordcase::wire::lists::ListDecoder;
use nordcase::wire::{OutputSink, Value};
use serde::Serialize;

use crate::access::{Moment, Session};
use crate::answer::Answer;
use crate::errors::NordcaseError;
use crate::sink::answer;
use crate::values::value;

/// The reading of one answer, from `ServiceCall.open`. It holds the access: it is neither shown nor stored.
#[derive(uniffi::Object)]
pub struct ListReading {
    name: String,
    api: Api,
    reading: Mutex<Option<ListDecoder<Part>>>,
}

#[uniffi::export]
impl ListReading {
    /// Takes the next piece of the body. Gives the items that it completes, if there are any, as an answer that says nothing else. Once there are some,
    /// whoever holds the gate for this list lets it go.
    ///
    /// An error ends the reading: items that came before it were valid, but the list is not whole.
    pub fn feed(&self, session: &Session, piece: &[u8]) -> Result<Option<Answer>, NordcaseError> {
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(reading) = reading.as_mut() else { return Err(ended()) };
        reading.feed(piece, &session.0, self.part(false))?.transpose()
    }

    /// Throws the error of a list that broke off after some of its items were handed out: it is not sent again by itself.
    pub fn lost(&self, failure: TransportFailure) -> Result<(), NordcaseError> {
        Err(nordcase::Error::from(TransportFailure { reads: true, ..failure }).into())
    }

    /// The body has ended. Gives what the answer says besides its items, as an answer without any.
    pub fn finish(&self, session: &Session, moment: Moment) -> Result<Answer, NordcaseError> {
        let reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner).take();
        reading.ok_or_else(ended)?.finish(&session.0, moment.into(), self.part(true))?
    }
}

impl ListReading {
    pub(crate) fn new(name: &str, reading: ListDecoder<Part>) -> Self {
        Self { name: name.to_owned(), api: reading.api(), reading: Mutex::new(Some(reading)) }
    }

    fn part(&self, end: bool) -> Part {
        Part { name: self.name.clone(), api: self.api, end }
    }
}

fn ended() -> NordcaseError {
    NordcaseError::unreadable("the reading has ended")
}

/// Makes an answer of a part: of items, or of what a list says at its end.
pub(crate) struct Part {
    name: String,
    api: Api,
    end: bool,
}

impl OutputSink for Part {
    type Out = Result<Answer, NordcaseError>;

    fn accept<T: Serialize>(self, part: &T) -> Self::Out {
        let part = value(part).map_err(NordcaseError::unreadable)?;
        let whole = match (self.api, self.end, part) {
            // Altinn's lists are nothing but their items.
            (Api::Altinn, true, _) => Value::List(Vec::new()),
            (Api::Altinn, false, items) => items,
            (Api::FastDok, true, Value::Object(mut end)) => {
                end.push(("items".to_owned(), Value::List(Vec::new())));
                Value::Object(end)
            }
            (Api::FastDok, _, items) => {
                let rest = [("totalCount", Value::Null), ("extra", Value::Object(Vec::new())), ("items", items)];
                Value::Object(rest.map(|(name, value)| (name.to_owned(), value)).into())
            }
        };
        answer(&self.name, whole)
    }
}

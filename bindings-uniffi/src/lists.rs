//! Lists that are read while they arrive. What comes out of a reading has the types of the whole answer.

use std::sync::{Mutex, PoisonError};

use nordcase::error::TransportError as TransportFailure;
use nordcase::wire::lists::ListDecoder;

use crate::access::{Moment, Session};
use crate::answer::Answer;
use crate::errors::NordcaseError;
use crate::sink::IntoAnswer;

/// The reading of one answer, from `ServiceCall.open`. It holds the access: it is neither shown nor stored.
#[derive(uniffi::Object)]
pub struct ListReading {
    name: &'static str,
    reading: Mutex<Option<ListDecoder<IntoAnswer<'static>>>>,
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
        reading.feed(piece, &session.0, IntoAnswer(self.name))?.transpose()
    }

    /// Throws the error of a list that broke off after some of its items were handed out: it is not sent again by itself.
    pub fn lost(&self, failure: TransportFailure) -> Result<(), NordcaseError> {
        Err(nordcase::Error::from(TransportFailure { reads: true, ..failure }).into())
    }

    /// The body has ended. Gives what the answer says besides its items, as an answer without any.
    pub fn finish(&self, session: &Session, moment: Moment) -> Result<Answer, NordcaseError> {
        let reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner).take();
        reading.ok_or_else(ended)?.finish(&session.0, moment.into(), IntoAnswer(self.name))?
    }
}

impl ListReading {
    pub(crate) fn new(name: &'static str, reading: ListDecoder<IntoAnswer<'static>>) -> Self {
        Self { name, reading: Mutex::new(Some(reading)) }
    }
}

fn ended() -> NordcaseError {
    NordcaseError::unreadable("the reading has ended")
}

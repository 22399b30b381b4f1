//! Reads the typed answers from what the core serialises.

use nordcase::wire::{OutputSink, Value};
use serde::Serialize;

use crate::answer::Answer;
use crate::errors::NordcaseError;
use crate::values::value;

/// Takes the answer to the operation of this name.
pub(crate) struct IntoAnswer<'a>(pub(crate) &'a str);

impl OutputSink for IntoAnswer<'_> {
    type Out = Result<Answer, NordcaseError>;

    fn accept<T: Serialize>(self, output: &T) -> Self::Out {
        answer(self.0, value(output).map_err(NordcaseError::unreadable)?)
    }
}

/// The answer to the operation of this name, from its serialised form.
pub(crate) fn answer(name: &str, output: Value) -> Result<Answer, NordcaseError> {
    let name = Value::Text(name.to_owned());
    let answer = Value::Object(vec![("operation".to_owned(), name), ("output".to_owned(), output)]);
    answer.read_known().map_err(NordcaseError::unreadable)
}

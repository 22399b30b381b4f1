//! Texts that come again in an answer. A list says the same names in row after row: one `str` serves for all of them, which saves memory and time.

use std::cell::RefCell;

use pyo3::prelude::*;
use pyo3::types::PyString;

/// Longer ones are rarely said twice: they are ids, or sentences.
const LONGEST: usize = 32;

/// How many are remembered.
const PLACES: usize = 64;

/// The short texts that one answer has had, as long as no other text took their place.
#[derive(Default)]
pub(crate) struct Texts<'py>(RefCell<Vec<Option<Known<'py>>>>);

struct Known<'py> {
    bytes: [u8; LONGEST],
    length: usize,
    object: Bound<'py, PyString>,
}

impl<'py> Texts<'py> {
    /// The text as a `str`, the one from before if it is still remembered.
    pub(crate) fn object(&self, py: Python<'py>, text: &str) -> Bound<'py, PyString> {
        let bytes = text.as_bytes();
        let (Some(&first), Some(&last), true) = (bytes.first(), bytes.last(), bytes.len() <= LONGEST) else {
            return PyString::new(py, text);
        };
        // Any place will do, as long as different texts mostly have different ones.
        let place = (usize::from(first) * 5 + usize::from(last) * 3 + bytes.len()) % PLACES;
        let mut places = self.0.borrow_mut();
        if places.is_empty() {
            places.resize_with(PLACES, || None);
        }
        let Some(place) = places.get_mut(place) else { return PyString::new(py, text) };
        if let Some(known) = place
            && known.bytes.get(..known.length) == Some(bytes)
        {
            return known.object.clone();
        }
        let object = PyString::new(py, text);
        let mut copy = [0; LONGEST];
        copy.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        *place = Some(Known { bytes: copy, length: bytes.len(), object: object.clone() });
        object
    }
}

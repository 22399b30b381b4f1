//! The Python package's sources that say what the core says: methods, records of answers, and enumerations of words.

mod blocking;
mod layout;
mod methods;
mod records;

pub(crate) use blocking::blocking;
pub(crate) use layout::{ALTINN, FASTDOK};
pub(crate) use methods::{ASYNCIO, BLOCKING, methods};
pub(crate) use records::{of_journeys, records};

//! Lists that are read while they arrive: the loop around them is in `js/src/caller.ts`.

use std::sync::{Mutex, PoisonError};

use nordcase::wire::SessionState;
use nordcase::wire::lists::{self, ListDecoder};
use wasm_bindgen::prelude::*;

use crate::calls::came;
use crate::values::{Answer, Thrown, from_json, headers, moment, text, thrown};

/// The reading of one answer. It is freed by `finish`, and must be by `free` where it does not come to that.
#[wasm_bindgen]
pub struct ListReading(ListDecoder<Answer>);

/// Begins to read the answer to the request of `callBegin`, from its status and headers. `undefined`: collect it, it is
/// for `callEnd`.
#[wasm_bindgen(js_name = listOpen)]
#[expect(clippy::too_many_arguments, reason = "plain values in, plain values out")]
pub fn list_open(
    name: &str,
    params: &str,
    access: &str,
    session: &str,
    state: &str,
    status: u16,
    flat: Vec<String>,
    now: f64,
    random: &[u8],
) -> Thrown<Option<ListReading>> {
    let (session, moment) = (Mutex::new(from_json(session)?), moment(now, random));
    let reading = lists::open(name, &params, &access, &session, from_json(state)?, moment, status, &headers(flat));
    Ok(reading.map_err(thrown)?.map(ListReading))
}

#[wasm_bindgen]
impl ListReading {
    /// Takes the next piece of the body. If it completes items: the session, which then knows that the credentials were accepted, and the text of the items.
    pub fn feed(&mut self, piece: &[u8], session: &str) -> Thrown<Option<Vec<String>>> {
        let session = Mutex::new(from_json::<SessionState>(session)?);
        let Some(items) = self.0.feed(piece, &session, Answer).map_err(thrown)?.transpose()? else { return Ok(None) };
        Ok(Some(vec![text(&session.into_inner().unwrap_or_else(PoisonError::into_inner))?, items.text]))
    }

    /// The body has ended. Gives the text of `{session}` with `error`, and the text of what the answer says besides its
    /// items.
    pub fn finish(self, session: &str, now: f64, random: &[u8]) -> Thrown<Vec<JsValue>> {
        let session = Mutex::new(from_json(session)?);
        let end = self.0.finish(&session, moment(now, random), Answer);
        came(session, None, end.map_or_else(|error| Ok(Err(error)), |end| end.map(Ok))?)
    }
}

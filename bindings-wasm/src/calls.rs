//! Single calls: the loop around them is in `js/src/caller.ts`.

use std::sync::{Mutex, PoisonError};

use nordcase::error::{Error, TransportError};
use nordcase::journey::Moment;
use nordcase::wire::calls::{self, Begun, CallState, Incoming};
use nordcase::wire::{self, SessionState};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::values::{
    Answer, Encoded, Params, Thrown, changed, from_json, gate, moment, request, response, text, thrown,
};

/// The next request of a call, as `values::request` writes it, or that the gate is to be taken first (`holds_gate`: it is held now). The session that comes with
/// a request is to be kept before that is sent.
#[wasm_bindgen(js_name = callBegin)]
#[expect(clippy::too_many_arguments, reason = "plain values in, plain values out")]
pub fn call_begin(
    name: &str,
    params: &str,
    bytes: Option<Vec<u8>>,
    access: &str,
    session: &str,
    state: Option<String>,
    now: f64,
    random: &[u8],
    holds_gate: bool,
) -> Thrown<Vec<u8>> {
    let before: SessionState = from_json(session)?;
    let session = Mutex::new(before.clone());
    let state = state.as_deref().map_or_else(|| Ok(CallState::default()), from_json)?;
    let params = Params { json: params, bytes };
    let moment = Moment { gate: holds_gate, ..moment(now, random) };
    match calls::begin(name, &params, &access, &session, state, moment).map_err(thrown)? {
        Begun::Gate(state) => gate(&state),
        Begun::Send(outgoing) => request(outgoing.request, Some(&outgoing.state), &changed(&before, session)?),
    }
}

/// Takes what came of that request. Gives the text of `{session}` with `again` (a state to go on with, after `waitMillis`) or `error`, the
/// text of the output, and the bytes in the output.
#[wasm_bindgen(js_name = callEnd)]
#[expect(clippy::too_many_arguments, reason = "plain values in, plain values out")]
pub fn call_end(
    name: &str,
    params: &str,
    access: &str,
    session: &str,
    state: &str,
    status: u16,
    headers: Vec<String>,
    body: Vec<u8>,
    now: f64,
    random: &[u8],
) -> Thrown<Vec<JsValue>> {
    let outcome = Ok(response(status, headers, body));
    ended(name, params, access, session, state, outcome, now, random)
}

/// The same for a request without response: `failure` is JSON.
#[wasm_bindgen(js_name = callFailed)]
#[expect(clippy::too_many_arguments, reason = "plain values in, plain values out")]
pub fn call_failed(
    name: &str,
    params: &str,
    access: &str,
    session: &str,
    state: &str,
    failure: &str,
    now: f64,
    random: &[u8],
) -> Thrown<Vec<JsValue>> {
    ended(name, params, access, session, state, Err(from_json::<TransportError>(failure)?), now, random)
}

#[expect(clippy::too_many_arguments, reason = "what both ends of a call have")]
fn ended(
    name: &str,
    params: &str,
    access: &str,
    session: &str,
    state: &str,
    outcome: Result<nordcase::HttpResponse, TransportError>,
    now: f64,
    random: &[u8],
) -> Thrown<Vec<JsValue>> {
    let session = Mutex::new(from_json::<SessionState>(session)?);
    let incoming =
        calls::end(name, &params, &access, &session, from_json(state)?, outcome, moment(now, random), Answer)
            .map_err(thrown)?;
    match incoming {
        Incoming::Again { state, wait_millis } => {
            came(session, Some((text(&state)?, wait_millis)), Ok(Encoded::default()))
        }
        Incoming::Failed(error) => came(session, None, Err(error)),
        Incoming::Answer(output) => came(session, None, Ok(output?)),
    }
}

/// What came of a call, with the session after it.
pub(crate) fn came(
    session: Mutex<SessionState>,
    again: Option<(String, u64)>,
    output: Result<Encoded, Error>,
) -> Thrown<Vec<JsValue>> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Came {
        session: String,
        again: Option<String>,
        wait_millis: u64,
        error: Option<Error>,
    }
    let session = text(&session.into_inner().unwrap_or_else(PoisonError::into_inner))?;
    let (output, error) = output.map_or_else(|error| (Encoded::default(), Some(error)), |output| (output, None));
    let (again, wait_millis) = again.map_or((None, 0), |(state, wait_millis)| (Some(state), wait_millis));
    Ok(output.into_js([text(&Came { session, again, wait_millis, error })?]))
}

/// The answer to an operation's request, without a session: its text, and the bytes in it.
#[wasm_bindgen]
pub fn decode(
    name: &str,
    params: &str,
    access: &str,
    status: u16,
    headers: Vec<String>,
    body: Vec<u8>,
) -> Thrown<Vec<JsValue>> {
    let response = response(status, headers, body);
    let output = wire::decode_with(name, &params, &access, &response, Answer).map_err(thrown)?;
    Ok(output?.into_js([]))
}

/// Where the next page of a list begins; `undefined` at its end.
#[wasm_bindgen(js_name = nextStart)]
pub fn next_start(name: &str, params: &str, items: u32, total_count: Option<f64>, asked: u32) -> Option<u32> {
    calls::next_start(name, &params, items as usize, total_count.map(|total| total as i64), asked as usize)
}

/// What to remember of a list's pages; `undefined` if this page came before.
#[wasm_bindgen(js_name = markPage)]
pub fn mark_page(asked: u32, first_id: &str, remembered: Option<String>) -> Option<String> {
    nordcase::fastdok::mark_page(asked as usize, first_id, remembered)
}

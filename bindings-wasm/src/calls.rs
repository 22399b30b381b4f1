//! Single calls: the loop around them is in `js/src/caller.ts`.

use std::sync::{Mutex, PoisonError};

use nordcase::error::{Error, TransportError};
use nordcase::wire::calls::{self, CallState, Incoming};
use nordcase::wire::{self, IntoSerializer, SessionState};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::values::{Params, Thrown, moment, object, own, request, response, serializer, text, thrown};

/// The next request of a call: `[text of method, url, headers, state and signsIn, body]`.
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
) -> Thrown<Vec<JsValue>> {
    let session = Mutex::new(own(session)?);
    let state = state.as_deref().map_or_else(|| Ok(CallState::default()), own)?;
    let params = Params { json: params, bytes };
    let outgoing = calls::begin(name, &params, &access, &session, state, moment(now, random)).map_err(thrown)?;
    request(outgoing.request, Some(&outgoing.state))
}

/// Takes what came of that request. Gives `{session}` with `again` (a state to go on with), `error`, or `output`.
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
) -> Thrown {
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
) -> Thrown {
    ended(name, params, access, session, state, Err(own::<TransportError>(failure)?), now, random)
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
) -> Thrown {
    #[derive(Serialize, Default)]
    struct Ended {
        session: String,
        again: Option<String>,
        error: Option<Error>,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        output: JsValue,
    }
    let session = Mutex::new(own::<SessionState>(session)?);
    let output = serializer();
    let output = IntoSerializer(&output);
    let incoming = calls::end(name, &params, &access, &session, own(state)?, outcome, moment(now, random), output)
        .map_err(thrown)?;
    let session = text(&session.into_inner().unwrap_or_else(PoisonError::into_inner));
    object(&match incoming {
        Incoming::Again(state) => Ended { session, again: Some(text(&state)), ..Ended::default() },
        Incoming::Failed(error) => Ended { session, error: Some(error), ..Ended::default() },
        Incoming::Answer(output) => Ended { session, output: output.map_err(JsValue::from)?, ..Ended::default() },
    })
}

/// The answer to an operation's request, without a session.
#[wasm_bindgen]
pub fn decode(name: &str, params: &str, access: &str, status: u16, headers: Vec<String>, body: Vec<u8>) -> Thrown {
    let response = response(status, headers, body);
    let output = wire::decode(name, &params, &access, &response, &serializer()).map_err(thrown)?;
    output.map_err(JsValue::from)
}

/// Where the next page of a list begins; `undefined` at its end.
#[wasm_bindgen(js_name = nextStart)]
pub fn next_start(name: &str, params: &str, items: u32, total_count: Option<f64>, asked: u32) -> Option<u32> {
    calls::next_start(name, &params, items as usize, total_count.map(|total| total as i64), asked as usize)
}

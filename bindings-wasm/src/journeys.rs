//! Journeys: the loop around them is in `js/src/run.ts`.

use std::sync::{Mutex, PoisonError};

use nordcase::journey::{Input, Moment, Repeats};
use nordcase::wire::SessionState;
use nordcase::wire::journeys as wire;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::values::{Encoded, Thrown, changed, from_json, moment, response, text, thrown};

/// Begins a journey: its stored text. The seed is 64 random bits as a decimal number, which JavaScript's numbers cannot hold.
#[wasm_bindgen(js_name = journeyBegin)]
pub fn journey_begin(name: &str, params: &str, seed: &str, settle_millis: Option<f64>, may_repeat: bool) -> Thrown {
    let options = wire::JourneyOptions {
        seed: from_json(seed)?,
        settle_millis: settle_millis.map(|millis| millis as u64),
        repeats: repeats(may_repeat),
    };
    wire::begin(name, &params, options).map_err(thrown)
}

/// Loads a stored journey that must be of this name: its stored text as this release writes it.
#[wasm_bindgen(js_name = journeyLoad)]
pub fn journey_load(name: &str, stored: &str, may_repeat: bool) -> Thrown {
    wire::load(name, stored, repeats(may_repeat)).map_err(thrown)
}

/// What a stored text is about.
#[wasm_bindgen(js_name = journeyInspect)]
pub fn journey_inspect(stored: &str) -> Thrown {
    text(&wire::inspect(stored).map_err(thrown)?)
}

fn repeats(may_repeat: bool) -> Repeats {
    if may_repeat { Repeats::Maybe } else { Repeats::Never }
}

/// The data of the error that a journey could not be stored.
#[wasm_bindgen(js_name = journeyNotStored)]
pub fn journey_not_stored(reason: &str) -> Thrown {
    text(&wire::not_stored(reason))
}

/// What to do next: the stored text, the session where it has changed (else an empty text), the step's text, and the bytes in the step. `holds_gate`: the
/// session's gate is held now. `kept` is the text that was stored for a request under the gate (`wire::next`). The session is to be kept.
#[wasm_bindgen(js_name = journeyNext)]
#[expect(clippy::needless_pass_by_value, reason = "wasm-bindgen gives what may be missing as it is")]
pub fn journey_next(
    stored: &str,
    kept: Option<String>,
    access: &str,
    session: &str,
    now: f64,
    random: &[u8],
    holds_gate: bool,
) -> Thrown<Vec<JsValue>> {
    let before: SessionState = from_json(session)?;
    let session = Mutex::new(before.clone());
    let moment = Moment { gate: holds_gate, ..moment(now, random) };
    let mut after = Ok(String::new());
    let step = Encoded::with(&mut |json| match wire::next(stored, kept.as_deref(), &access, &session, moment, json) {
        Ok((stored, step)) => {
            after = Ok(stored);
            step
        }
        Err(error) => {
            after = Err(thrown(error));
            Ok(())
        }
    })?;
    Ok(step.into_js([after?, changed(&before, session)?]))
}

/// Takes what came of a step other than a response; `input` is JSON.
#[wasm_bindgen(js_name = journeyResume)]
pub fn journey_resume(stored: &str, access: &str, session: &str, input: &str, now: f64, random: &[u8]) -> Thrown {
    resumed(stored, access, session, from_json(input)?, now, random)
}

/// Takes the response to a request.
#[wasm_bindgen(js_name = journeyResponse)]
#[expect(clippy::too_many_arguments, reason = "plain values in, plain values out")]
pub fn journey_response(
    stored: &str,
    access: &str,
    session: &str,
    status: u16,
    headers: Vec<String>,
    body: Vec<u8>,
    now: f64,
    random: &[u8],
) -> Thrown {
    resumed(stored, access, session, Input::Response(response(status, headers, body)), now, random)
}

fn resumed(stored: &str, access: &str, session: &str, input: Input, now: f64, random: &[u8]) -> Thrown {
    #[derive(Serialize)]
    struct Resumed {
        stored: String,
        session: String,
    }
    let session = Mutex::new(from_json::<SessionState>(session)?);
    let stored = wire::resume(stored, &access, &session, input, moment(now, random)).map_err(thrown)?;
    let session = text(&session.into_inner().unwrap_or_else(PoisonError::into_inner))?;
    text(&Resumed { stored, session })
}

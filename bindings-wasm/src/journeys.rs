//! Journeys: the loop around them is in `js/src/caller.ts`.

use nordcase::journey::Input;
use nordcase::wire::journeys as wire;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::values::{Thrown, Written, moment, own, response, text, thrown};

/// Begins a journey: its stored text.
#[wasm_bindgen(js_name = journeyBegin)]
pub fn journey_begin(name: &str, params: &str, seed: u32) -> Thrown {
    wire::begin(name, &params, seed.into()).map_err(thrown)
}

/// Loads a stored journey that must be of this name: its stored text as this release writes it.
#[wasm_bindgen(js_name = journeyLoad)]
pub fn journey_load(name: &str, stored: &str) -> Thrown {
    wire::load(name, stored).map_err(thrown)
}

/// The data of the error that a journey could not be stored.
#[wasm_bindgen(js_name = journeyNotStored)]
pub fn journey_not_stored(reason: &str) -> Thrown {
    text(&wire::not_stored(reason))
}

/// What to do next: the stored text, the step's text, and the bytes in the step.
#[wasm_bindgen(js_name = journeyNext)]
pub fn journey_next(stored: &str, access: &str, session: &str, now: f64, random: &[u8]) -> Thrown<Vec<JsValue>> {
    let session = own(session)?;
    let mut after = Ok(String::new());
    let step = Written::by(&mut |json| match wire::next(stored, &access, &session, moment(now, random), json) {
        Ok((stored, step)) => {
            after = Ok(stored);
            step
        }
        Err(error) => {
            after = Err(thrown(error));
            Ok(())
        }
    })?;
    Ok(step.told([after?]))
}

/// Takes what came of a step other than a response; `input` is JSON.
#[wasm_bindgen(js_name = journeyResume)]
pub fn journey_resume(stored: &str, access: &str, session: &str, input: &str, now: f64, random: &[u8]) -> Thrown {
    resumed(stored, access, session, own(input)?, now, random)
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
    let (stored, session) =
        wire::resume(stored, &access, &own(session)?, input, moment(now, random)).map_err(thrown)?;
    text(&Resumed { stored, session: text(&session)? })
}

//! The core for JavaScript: a few plain functions over the registry of [`nordcase::wire`].
//!
//! Values come in and go out as JSON text, which is one crossing however large they are. What goes wrong is thrown as
//! the plain data of a [`nordcase::Error`]; the TypeScript in `js/` makes a `NordcaseError` of it. Nothing is kept
//! between calls, but for the reading of a list.

pub mod calls;
pub mod helpers;
pub mod journeys;
pub mod lists;
mod values;
pub mod workflow;

use nordcase::error::{Failure, InputError, TransportError};
use nordcase::{Error, altinn, fastdok, wire};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use values::{Params, Thrown, text, thrown};

/// The operations and journeys by name: what the declarations in TypeScript are checked against.
#[wasm_bindgen]
pub fn registry() -> Thrown {
    #[derive(Serialize)]
    struct Registry {
        operations: Vec<wire::OperationInfo>,
        journeys: &'static [&'static str],
    }
    text(&Registry { operations: wire::operations(), journeys: wire::journeys::journeys() })
}

/// The services' addresses.
#[wasm_bindgen]
pub fn addresses() -> Thrown {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Addresses {
        fastdok_production: &'static str,
        fastdok_development: &'static str,
        altinn_production: &'static str,
    }
    text(&Addresses {
        fastdok_production: fastdok::PRODUCTION,
        fastdok_development: fastdok::DEVELOPMENT,
        altinn_production: altinn::PRODUCTION,
    })
}

/// The table of all error codes.
#[wasm_bindgen(js_name = errorCodes)]
pub fn error_codes() -> Thrown {
    text(&nordcase::error_codes())
}

/// The data of a transport's failure: `timeout`, `network`, `cancelled` or `too_large`. `reads`: the call only reads.
#[wasm_bindgen(js_name = transportError)]
pub fn transport_error(failure: &str, may_have_arrived: bool, reads: bool, reason: String) -> Thrown {
    let failure = match failure {
        "timeout" => Failure::Timeout,
        "cancelled" => Failure::Cancelled,
        "too_large" => Failure::TooLarge,
        _ => Failure::Network,
    };
    text(&Error::from(TransportError { reads, ..TransportError::new(failure, may_have_arrived, reason) }))
}

/// The data of the error of a value that cannot be sent, for what JavaScript alone can get wrong. The code must be one of these.
#[wasm_bindgen(js_name = inputError)]
pub fn input_error(code: &str, field: String, rule: String) -> Thrown {
    const CODES: [&str; 5] =
        ["input.approve", "input.journey_case", "input.journey_not_stored", "input.journey_stored", "input.params"];
    let code = CODES.into_iter().find(|known| *known == code).unwrap_or("input.params");
    text(&Error::Input(Box::new(InputError { code, field: field.into(), rule: rule.into() })))
}

/// The request of an operation, without a session, as `values::request` writes it.
#[wasm_bindgen]
pub fn encode(name: &str, params: &str, bytes: Option<Vec<u8>>, access: &str) -> Thrown<Vec<u8>> {
    values::request(wire::encode(name, &Params { json: params, bytes }, &access).map_err(thrown)?, None, "")
}

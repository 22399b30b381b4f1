//! The sandbox for JavaScript: a class over [`nordcase_sandbox::Sandbox`]. It has no clock and no network: each call brings its time, and an answer says how
//! long it takes and where it breaks off; the TypeScript in `js/src/sandbox.ts` does both.

use nordcase::{Header, HttpRequest, HttpResponse, Method};
use nordcase_sandbox::Command;
use nordcase_sandbox::control::Refused;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Both services in memory.
#[wasm_bindgen]
pub struct Services(nordcase_sandbox::Sandbox);

/// A reply as plain values.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Reply {
    operation: Option<&'static str>,
    arrived: bool,
    response: Option<HttpResponse>,
    cut_after: Option<usize>,
    delay_ms: u64,
    fault: Option<String>,
}

#[wasm_bindgen]
impl Services {
    /// With the standard data.
    #[wasm_bindgen(constructor)]
    pub fn new(seed: u32) -> Self {
        Self(nordcase_sandbox::Sandbox::new(seed.into()))
    }

    /// Handles a request; headers are name, value, name, value, …
    pub fn handle(
        &mut self,
        method: &str,
        url: String,
        headers: Vec<String>,
        body: Vec<u8>,
        now: f64,
    ) -> Result<JsValue, JsValue> {
        let method = match method {
            "GET" => Method::Get,
            "DELETE" => Method::Delete,
            _ => Method::Post,
        };
        let mut rest = headers.into_iter();
        let mut headers = Vec::new();
        while let (Some(name), Some(value)) = (rest.next(), rest.next()) {
            headers.push(Header { name, value });
        }
        let reply = self.0.handle(&HttpRequest { method, url, headers, body }, now as i64);
        let fault = reply.fault.and_then(|fault| serde_json::to_value(fault).ok());
        object(&Reply {
            operation: reply.operation,
            arrived: reply.arrived,
            response: reply.response,
            cut_after: reply.cut_after,
            delay_ms: reply.delay_ms,
            fault: fault.and_then(|fault| fault.get("fault")?.as_str().map(str::to_owned)),
        })
    }

    /// Carries out a control command, which is JSON; gives its answer as JSON, or throws `{code, message}`.
    pub fn control(&mut self, command: &str, now: f64) -> Result<String, JsValue> {
        let command = Command::from_json(command.as_bytes()).map_err(refused)?;
        self.0.control(command, now as i64).map(|answer| answer.to_string()).map_err(refused)
    }
}

fn refused(refused: Refused) -> JsValue {
    #[derive(Serialize)]
    struct Plain {
        code: &'static str,
        message: String,
    }
    object(&Plain { code: refused.code(), message: refused.to_string() }).unwrap_or_else(|error| error)
}

fn object(value: &impl Serialize) -> Result<JsValue, JsValue> {
    value.serialize(&serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true)).map_err(JsValue::from)
}

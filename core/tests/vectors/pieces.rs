//! The answers of lists, fed to their readers in small pieces, as the packages do it.

use std::sync::Mutex;

use nordcase::wire::calls::CallState;
use nordcase::wire::{IntoSerializer, lists};
use nordcase::{Error, HttpResponse, journey::Moment};
use serde_json::value::Serializer;
use serde_json::{Value, json};

/// What comes of the body, cut into pieces of this many bytes: how many items, and the whole or the error behind them. `None` where it is not read while it
/// arrives.
pub(crate) fn read(
    operation: &str,
    params: &Value,
    access: &Value,
    response: &HttpResponse,
    size: usize,
) -> Option<(usize, Result<Value, Error>)> {
    let (session, moment) = (Mutex::default(), Moment::at(0));
    let HttpResponse { status, headers, body } = response;
    let mut reading =
        lists::open(operation, params, access, &session, CallState::default(), moment, *status, headers).unwrap()?;
    let json = || IntoSerializer(Serializer);
    let mut items = Vec::new();
    for piece in body.chunks(size) {
        match reading.feed(piece, &session, json()) {
            Ok(None) => {}
            Ok(Some(came)) => items.extend(came.unwrap().as_array().unwrap().iter().cloned()),
            Err(error) => return Some((items.len(), Err(error))),
        }
    }
    let end = reading.finish(&session, moment, json()).map(Result::unwrap);
    // A whole answer of FastDok's is an object with what else it says; Altinn's is the items alone.
    let whole = end.map(|mut end| match end.as_object_mut() {
        Some(page) => {
            page.insert("items".to_owned(), json!(items));
            end
        }
        None => json!(items),
    });
    Some((items.len(), whole))
}

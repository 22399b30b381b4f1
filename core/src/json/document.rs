//! Whole documents.

use super::bytes::{text, without_mark};
use super::depth::deeper_than;
use super::framer::Framer;
use super::members::Item;
use super::problem::{Place, too_deep};
use super::raw::RawJson;
use crate::error::Error;
use crate::limits::JSON_DEPTH;

/// A whole document as text, its nesting checked; whether it is JSON, its reader says.
pub(crate) fn document(body: &[u8], status: u16) -> Result<&str, Error> {
    let body = without_mark(body);
    if deeper_than(body, JSON_DEPTH) {
        return Err(too_deep().at(&Place::Root, body, status));
    }
    text(body, &Place::Root, status)
}

/// A whole document, its nesting checked, kept as it is.
pub(crate) fn raw_at_root(text: &str, status: u16) -> Result<RawJson, Error> {
    RawJson::checked(text).map_err(|problem| problem.at(&Place::Root, text.as_bytes(), status))
}

/// The items of a list of which nothing else is known; `None` if it is no list.
pub(crate) fn list_items(raw: &RawJson) -> Option<Vec<RawJson>> {
    let mut items = Vec::new();
    let mut framer = Framer::new(200, u64::MAX);
    let keep = &mut |item: Item<'_>, _: Place<'_>| {
        items.extend(str::from_utf8(item.bytes).ok().and_then(|text| RawJson::checked(text).ok()));
        Ok(())
    };
    framer.feed(raw.as_str().as_bytes(), keep).ok()?;
    framer.finish().ok()?.is_list.then_some(items)
}

//! Calls whose answers are documented nowhere.

use nordcase::http::HttpResponse;
use serde::{Deserialize, Serialize};

use super::answer::{fault, respond};

/// What a call may answer whose answer is documented nowhere: an order, a list of transactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undocumented {
    /// HTTP 404 with a readable fault.
    NotFound,
    /// HTTP 204.
    NoContent,
    /// HTTP 200 with nothing in it.
    Empty,
    /// HTTP 200 with an HTML page.
    Html,
    /// HTTP 200 with XML.
    Xml,
    /// HTTP 200 with `null`.
    JsonNull,
    /// HTTP 200 with a bare number.
    JsonNumber,
    /// HTTP 200 with an array of this and that.
    JsonArray,
    /// HTTP 200 with an object that has one member twice.
    JsonTwice,
}

impl Undocumented {
    pub(super) fn response(self) -> HttpResponse {
        let ok = |content_type: &str, body: &str| respond(200, content_type, body.as_bytes().to_vec());
        let json = |body: &str| ok("application/json; charset=utf-8", body);
        match self {
            Self::NotFound => fault(404, "Resursen finns inte."),
            Self::NoContent => HttpResponse { status: 204, headers: Vec::new(), body: Vec::new() },
            Self::Empty => json(""),
            Self::Html => ok(
                "text/html; charset=utf-8",
                "<!DOCTYPE html><title>Order</title><table><tr><td>200,00 kr</td></tr></table>",
            ),
            Self::Xml => {
                ok("application/xml; charset=utf-8", "<?xml version=\"1.0\"?><Order><Total>200.00</Total></Order>")
            }
            Self::JsonNull => json("null"),
            Self::JsonNumber => json("200.00"),
            Self::JsonArray => json(r#"[1,"två",null,{"Pris":[200.00]}]"#),
            Self::JsonTwice => json(r#"{"Total":200.00,"Total":1.00}"#),
        }
    }
}

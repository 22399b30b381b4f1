//! `GET /Domains/Current/Balance`: what the company has left to pay with (verified; FastDok's page on company
//! information).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::answer;
use super::request::get;
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::json::{self, RawJson};
use crate::money::Amount;
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Reads the company's balance, in SEK. All its users share it (verified).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetBalance {}

impl GetBalance {
    /// Reads it.
    pub fn new() -> Self {
        Self::default()
    }
}

/// A company's balance.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Balance {
    /// `Balance`, in SEK.
    pub balance: Amount,
    /// What else the service said.
    pub extra: BTreeMap<String, RawJson>,
}

impl Sealed for GetBalance {}

impl Operation for GetBalance {
    const NAME: &'static str = "fastdok.get_balance";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Balance;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        get(access, "/Domains/Current/Balance", &[])
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Balance, Error> {
        answer::object(access, response, |mut members| {
            let balance = members.required("Balance", json::amount)?;
            Ok(Balance { balance, extra: members.extra()? })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, code, json, sent};
    use super::*;

    #[test]
    fn the_request() {
        assert_eq!(sent(&GetBalance::new()), "GET /Domains/Current/Balance\nAccept: application/json\n\n");
    }

    #[test]
    fn the_answer() {
        // Captured shape, and what else a number may look like; never through a binary fraction.
        let read = |body: &str| GetBalance::new().response(&access(), &json(body));
        for (body, amount) in [
            (r#"{"Balance":1250.50}"#, "1250.50"),
            (r#"{"balance":"0.1"}"#, "0.1"),
            (r#"{"Balance":-3}"#, "-3"),
            (r#"{"Balance":9007199254740993.07}"#, "9007199254740993.07"),
        ] {
            assert_eq!(read(body).unwrap().balance.to_string(), amount);
        }
        assert_eq!(code(read(r#"{"Balance":null}"#)), "parse.missing");
        assert_eq!(code(read(r#"{"Balance":1e300}"#)), "parse.value");
        assert_eq!(code(read(r#"{"Balance":{}}"#)), "parse.type");
    }
}

//! `GET /Domains/Current/Transactions`: what was paid into and from the company's balance (verified: the page
//! on status changes names the call; its parameters and its answer are unknown).
//!
//! Nothing else is known: not its parameters, not what a transaction has. `Start` and `Max` are inferred from the other
//! lists.

use serde::{Deserialize, Serialize};

use super::access::Access;
use super::answer;
use super::request::{get, max, number};
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::json::{self, RawJson};
use crate::operation::sealed::Sealed;
use crate::operation::{Effect, Operation};

/// Lists the transactions of the company, as the service wrote them: no source documents their fields.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListTransactions {
    /// `Start`: the index of the first, from 0. Inferred.
    #[serde(default)]
    pub start: Option<u32>,
    /// `Max`: the largest number of them. Inferred.
    #[serde(default)]
    pub max: Option<u32>,
}

impl ListTransactions {
    /// All of them, or as many as the service gives.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Transactions, whole and as the service wrote them: no source documents what is in them, so nothing is promised here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Transactions {
    /// The answer.
    pub raw: RawJson,
}

impl Transactions {
    /// The single transactions, if the answer is a list like the service's other lists: a bare array, or an object with
    /// `Data`.
    pub fn items(&self) -> Option<Vec<RawJson>> {
        json::list_items(&self.raw)
    }
}

impl Sealed for ListTransactions {}

impl Operation for ListTransactions {
    const NAME: &'static str = "fastdok.list_transactions";
    const EFFECT: Effect = Effect::Reads;
    type Access = Access;
    type Output = Transactions;

    fn request(&self, access: &Access) -> Result<HttpRequest, Error> {
        let query = [("Start", number(self.start)), ("Max", max(self.max)?)];
        get(access, "/Domains/Current/Transactions", &query)
    }

    fn read(&self, access: &Access, response: &HttpResponse) -> Result<Transactions, Error> {
        Ok(Transactions { raw: answer::raw(access, response)? })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, code, json, refused, sent};
    use super::*;

    #[test]
    fn the_request() {
        let path = "/Domains/Current/Transactions";
        assert_eq!(sent(&ListTransactions::new()), format!("GET {path}\nAccept: application/json\n\n"));
        let page = ListTransactions { start: Some(20), max: Some(10) };
        assert_eq!(sent(&page), format!("GET {path}?Start=20&Max=10\nAccept: application/json\n\n"));
        assert_eq!(refused(&ListTransactions { max: Some(0), ..page }), "input.paging");
    }

    #[test]
    fn the_answer_is_kept_digit_for_digit() {
        // Invented: no source has a transaction.
        let read = |body: &str| ListTransactions::new().response(&access(), &json(body));
        let list = read(r#"{"TotalCount":2,"data":[{"Sum": -99.10}, 5]}"#).unwrap();
        let items: Vec<_> = list.items().unwrap().iter().map(|item| item.as_str().to_owned()).collect();
        assert_eq!(items, [r#"{"Sum": -99.10}"#, "5"]);
        assert_eq!(read("[1]").unwrap().items().unwrap().len(), 1);
        assert_eq!(read(r#"{"Rows":[1]}"#).unwrap().items(), None);
        assert_eq!(code(read(r#"{"success":"false"}"#)), "fastdok.refused");
    }
}

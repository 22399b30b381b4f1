//! The fault plan: which calls go wrong, and how.

use nordcase::http::{Header, HttpResponse};
use serde::{Deserialize, Serialize};

/// One way for a call to go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// The request is lost on its way: nothing is applied and nothing answered.
    NeverArrives,
    /// The request is applied, but not a byte of the answer comes back.
    AnswerLost,
    /// HTTP 500 from a server that did not apply the request.
    Error500,
    /// HTTP 500 from a server that applied it all the same.
    Error500Applied,
    /// A load balancer's HTML page (HTTP 503); nothing is applied.
    HtmlPage,
    /// A load balancer's HTML page (HTTP 503) after the request was applied.
    HtmlPageApplied,
    /// Applied; the connection breaks in the middle of the answer's body.
    CutBody,
    /// Applied; the answer takes this long.
    Slow {
        /// Milliseconds.
        ms: u64,
    },
    /// FastDok: the ticket is stale (HTTP 401, nothing applied). Altinn: no effect.
    StaleTicket,
    /// The account is locked: nothing is applied, and the service says so in its own way.
    LockedAccount,
}

/// One order of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultRule {
    /// The operation's name, as `fastdok.perform_action`; `*` for any.
    pub operation: String,
    /// Which call of it, counted from 1 from when the rule was added.
    pub nth: u32,
    /// What goes wrong.
    #[serde(flatten)]
    pub fault: Fault,
    /// How many calls it has seen.
    #[serde(default)]
    pub seen: u32,
}

/// All orders; each strikes once and is then spent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// In the order they were added.
    pub rules: Vec<FaultRule>,
}

impl Plan {
    /// Orders that the `nth` call of `operation` from now on goes wrong.
    pub fn add(&mut self, operation: &str, nth: u32, fault: Fault) {
        self.rules.push(FaultRule { operation: operation.to_owned(), nth: nth.max(1), fault, seen: 0 });
    }

    /// Counts a call of `operation`, and takes out the rule that it triggers.
    pub fn take(&mut self, operation: &str) -> Option<Fault> {
        let mut hit = None;
        for (index, rule) in self.rules.iter_mut().enumerate() {
            if rule.operation == "*" || rule.operation == operation {
                rule.seen += 1;
                if rule.seen >= rule.nth && hit.is_none() {
                    hit = Some(index);
                }
            }
        }
        hit.map(|index| self.rules.remove(index).fault)
    }
}

/// What a broken application server answers.
pub(crate) fn error_500() -> HttpResponse {
    HttpResponse {
        status: 500,
        headers: vec![Header::new("Content-Type", "text/html; charset=utf-8")],
        body: b"<!DOCTYPE html><html><head><title>Runtime Error</title></head><body><h1>Server Error in '/' Application.</h1></body></html>".to_vec(),
    }
}

/// What a load balancer answers while the service behind it is away.
pub(crate) fn html_page() -> HttpResponse {
    HttpResponse {
        status: 503,
        headers: vec![Header::new("Content-Type", "text/html")],
        body: b"<html><head><title>503 Service Unavailable</title></head><body>The service is temporarily unavailable.</body></html>".to_vec(),
    }
}

//! Late application: a request that was accepted, and that the service carries out only after a time, when its answer has been lost or a gateway has given
//! up waiting.
//!
//! Who may call was decided when it was accepted; everything else is decided by the rules and the state of the moment in which it is applied, so that a task
//! completed meanwhile or a low balance refuses it without anybody hearing of it.

use std::ops::Range;

use nordcase::http::HttpRequest;
use serde::{Deserialize, Serialize};

use crate::fastdok::SignedIn;
use crate::now::Now;
use crate::{altinn, fastdok};

/// A request that was accepted and is not applied yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Late {
    /// When it is applied.
    pub due: Now,
    /// The request; it may hold a ticket or a password, as a snapshot may.
    pub request: HttpRequest,
    /// FastDok: who was let in with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) signed_in: Option<SignedIn>,
}

/// A late request that was applied now.
#[derive(Debug, Clone)]
pub struct Applied {
    /// The request.
    pub request: HttpRequest,
    /// The ledger's entries that it made, by their places.
    pub entries: Range<usize>,
}

impl Late {
    /// What it will do, as `fastdok.perform_action`.
    pub fn operation(&self) -> Option<&'static str> {
        fastdok::operation(&self.request).or_else(|| altinn::operation(&self.request))
    }
}

//! Both services in memory, for tests and demonstrations.

use std::sync::{Mutex, PoisonError};

use nordcase_sandbox::Command;
use nordcase_sandbox::control::Refused;

use crate::http::{HttpRequest, HttpResponse};

/// Both services with their data, the fault plan and the ledger. It has no clock and no network: each call is told the time, in milliseconds since
/// 1970, and an answer says how long it takes and where it breaks off.
#[derive(uniffi::Object)]
pub struct Services(Mutex<nordcase_sandbox::Sandbox>);

/// What the sandbox answers.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct SandboxReply {
    /// Whether the service handled the request; a lost answer was handled all the same.
    pub arrived: bool,
    /// The answer; missing when no byte of it reaches the client.
    pub response: Option<HttpResponse>,
    /// After how many bytes of the body the connection breaks, if it does.
    pub cut_after: Option<u64>,
    /// How long the answer takes, in milliseconds.
    pub delay_millis: u64,
}

/// The sandbox did not carry out a command; nothing has changed.
#[derive(Debug, uniffi::Error)]
pub enum SandboxError {
    /// The refusal.
    Refused {
        /// `not_a_command`, `unknown` or `not_possible`.
        code: String,
        /// What is wrong with the command.
        reason: String,
    },
}

#[uniffi::export]
impl Services {
    /// With the standard data. The same seed and the same requests at the same times give the same answers.
    #[uniffi::constructor]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(nordcase_sandbox::Sandbox::new(seed)))
    }

    /// Handles one request.
    pub fn handle(&self, request: HttpRequest, unix_millis: i64) -> SandboxReply {
        let mut sandbox = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let reply = sandbox.handle(&request.into(), unix_millis);
        SandboxReply {
            arrived: reply.arrived,
            response: reply.response.map(HttpResponse::from),
            cut_after: reply.cut_after.map(|bytes| bytes as u64),
            delay_millis: reply.delay_ms,
        }
    }

    /// Carries out a control command, which is JSON; its answer is JSON too.
    pub fn control(&self, command: &str, unix_millis: i64) -> Result<String, SandboxError> {
        let command = Command::from_json(command.as_bytes())?;
        let mut sandbox = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(sandbox.control(command, unix_millis)?.to_string())
    }
}

impl From<Refused> for SandboxError {
    fn from(refused: Refused) -> Self {
        Self::Refused { code: refused.code().to_owned(), reason: refused.to_string() }
    }
}

impl std::fmt::Display for SandboxError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self::Refused { code, reason } = self;
        write!(f, "{code}: {reason}")
    }
}

impl std::error::Error for SandboxError {}

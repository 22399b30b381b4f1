//! Both services in memory, without any I/O.
//!
//! [`Sandbox::handle`] takes a request and the time, and gives back what the wire would have carried. It is deterministic: the same seed, the
//! same requests at the same times, the same answers. Everything is written from `specs/`, never from the core's code, so that
//! each of the two is the other's check.

use nordcase::http::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};

pub mod altinn;
pub mod control;
pub mod fastdok;
pub mod ledger;
pub mod plan;
pub mod random;
#[cfg(feature = "server")]
pub mod server;

pub use control::Command;
pub use ledger::{Entry, Ledger};
pub use plan::{Fault, FaultRule, Plan};

/// Milliseconds since 1970-01-01T00:00:00Z. The sandbox has no clock of its own.
pub type Now = i64;

/// What became of a request on its way to the service and back.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The operation that the sandbox took it for, as `fastdok.get_task`; `None` for a path it does not know.
    pub operation: Option<&'static str>,
    /// Whether the service handled the request (a lost answer was handled all the same).
    pub arrived: bool,
    /// The answer as sent; `None` when no byte of it reaches the client.
    pub response: Option<HttpResponse>,
    /// With `Some(n)` the connection breaks after `n` bytes of the body (`Content-Length` still tells the whole).
    pub cut_after: Option<usize>,
    /// How long the answer takes, in milliseconds.
    pub delay_ms: u64,
    /// The fault that the plan ordered, if any.
    pub fault: Option<Fault>,
}

/// What a service may use while it handles a request.
pub struct Desk<'a> {
    /// Where every debit and state change is written down.
    pub ledger: &'a mut Ledger,
    /// The source of every id and ticket.
    pub random: &'a mut random::Random,
    /// The time.
    pub now: Now,
}

/// Both services with their data, the fault plan and the ledger. Its serde form is the snapshot.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sandbox {
    /// FastDok: companies, users, cases, tasks.
    pub fastdok: fastdok::FastDok,
    /// Altinn: agency systems, service editions, cases.
    pub altinn: altinn::Altinn,
    /// Which calls go wrong, and how.
    pub plan: Plan,
    /// Every debit and state change.
    pub ledger: Ledger,
    random: random::Random,
}

impl Sandbox {
    /// A sandbox with the standard data (`docs/sandbox.md` lists it).
    pub fn new(seed: u64) -> Self {
        let mut random = random::Random::new(seed);
        Self {
            fastdok: fastdok::FastDok::standard(&mut random),
            altinn: altinn::Altinn::standard(),
            plan: Plan::default(),
            ledger: Ledger::default(),
            random,
        }
    }

    /// Handles one request at the time `now`, as the plan orders.
    pub fn handle(&mut self, request: &HttpRequest, now: Now) -> Reply {
        let operation = fastdok::operation(request).or_else(|| altinn::operation(request));
        let fault = operation.and_then(|name| self.plan.take(name));
        let mut reply = Reply { operation, arrived: true, response: None, cut_after: None, delay_ms: 0, fault };
        match fault {
            Some(Fault::NeverArrives) => {
                reply.arrived = false;
                return reply;
            }
            Some(Fault::Error500) => {
                reply.arrived = false;
                reply.response = Some(plan::error_500());
                return reply;
            }
            Some(Fault::HtmlPage) => {
                reply.arrived = false;
                reply.response = Some(plan::html_page());
                return reply;
            }
            Some(Fault::StaleTicket) => self.fastdok.expire_tickets(),
            _ => {}
        }
        let locked = fault == Some(Fault::LockedAccount);
        let mut desk = Desk { ledger: &mut self.ledger, random: &mut self.random, now };
        let answer = if altinn::is_altinn(request) {
            self.altinn.handle(request, locked, &mut desk)
        } else {
            self.fastdok.handle(request, locked, &mut desk)
        };
        match fault {
            Some(Fault::AnswerLost) => return reply,
            Some(Fault::Error500Applied) => reply.response = Some(plan::error_500()),
            Some(Fault::HtmlPageApplied) => reply.response = Some(plan::html_page()),
            Some(Fault::CutBody) => {
                reply.cut_after = Some(answer.body.len() / 2);
                reply.response = Some(answer);
            }
            Some(Fault::Slow { ms }) => {
                reply.delay_ms = ms;
                reply.response = Some(answer);
            }
            _ => reply.response = Some(answer),
        }
        reply
    }

    /// Changes or reads the sandbox itself, as the server's control endpoints and the packages do.
    pub fn control(&mut self, command: Command, now: Now) -> Result<serde_json::Value, control::Refused> {
        control::run(self, command, now)
    }
}

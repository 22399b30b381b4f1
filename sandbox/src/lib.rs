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
mod later;
pub mod ledger;
mod past;
pub mod plan;
pub mod random;
#[cfg(feature = "server")]
pub mod server;

pub use control::Command;
pub use later::{Applied, Late};
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
    /// What was accepted and is not applied yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub late: Vec<Late>,
    random: random::Random,
    /// How the services were; no part of a snapshot.
    #[serde(skip)]
    past: past::Past,
}

/// The calls that change something at a service; all others but the sign-in only read.
const CHANGING: [&str; 11] = [
    "fastdok.start_case",
    "fastdok.start_instance",
    "fastdok.delete_instance",
    "fastdok.add_instance_object",
    "fastdok.perform_action",
    "fastdok.update_object_fields",
    "fastdok.delete_object",
    "fastdok.upload_object",
    "altinn.instantiate_collaboration",
    "altinn.notify_event",
    "altinn.set_notice",
];

impl Sandbox {
    /// A sandbox with the standard data (`docs/sandbox.md` lists it).
    pub fn new(seed: u64) -> Self {
        let mut random = random::Random::new(seed);
        Self {
            fastdok: fastdok::FastDok::standard(&mut random),
            altinn: altinn::Altinn::standard(),
            plan: Plan::default(),
            ledger: Ledger::default(),
            late: Vec::new(),
            random,
            past: past::Past::default(),
        }
    }

    /// Handles one request at the time `now`, as the plan orders; before it, what was accepted earlier and is due by now.
    pub fn handle(&mut self, request: &HttpRequest, now: Now) -> Reply {
        self.advance(now);
        let operation = fastdok::operation(request).or_else(|| altinn::operation(request));
        // Before the order is taken out of the plan, which says how far back to remember.
        let changes = operation.is_some_and(|name| CHANGING.contains(&name));
        if changes {
            self.note_past(now);
        }
        let fault = operation.and_then(|name| self.plan.take(name));
        let mut reply = Reply { operation, arrived: true, response: None, cut_after: None, delay_ms: 0, fault };
        match fault {
            Some(Fault::NeverArrives) => {
                reply.arrived = false;
                return reply;
            }
            Some(Fault::StaleTicket) => self.fastdok.expire_tickets(),
            Some(Fault::AppliedLate { ms } | Fault::HtmlPageAppliedLate { ms })
                if changes && self.accept(request, now, ms) =>
            {
                if let Some(Fault::HtmlPageAppliedLate { .. }) = fault {
                    reply.response = Some(plan::gateway_timeout());
                }
                return reply;
            }
            Some(Fault::OldAnswer { ms }) if !changes && operation != Some("fastdok.authenticate") => {
                // The ticket is used all the same.
                self.answer(request, false, now);
                reply.response = Some(self.answer_as_of(request, now, ms));
                return reply;
            }
            Some(Fault::Repeated) => drop(self.answer(request, false, now)),
            Some(fault) => {
                if let Some(response) = fault.answer_before_the_service() {
                    reply.arrived = false;
                    reply.response = Some(response);
                    return reply;
                }
            }
            None => {}
        }
        let answer = self.answer(request, fault == Some(Fault::LockedAccount), now);
        match fault {
            Some(Fault::AnswerLost | Fault::AppliedLate { .. }) => return reply,
            Some(Fault::Error500Applied) => reply.response = Some(plan::error_500()),
            Some(Fault::HtmlPageApplied) => reply.response = Some(plan::html_page()),
            Some(Fault::HtmlPageAppliedLate { .. }) => reply.response = Some(plan::gateway_timeout()),
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

    /// The service's own answer. With `locked` the caller's account is a locked one.
    fn answer(&mut self, request: &HttpRequest, locked: bool, now: Now) -> HttpResponse {
        let mut desk = Desk { ledger: &mut self.ledger, random: &mut self.random, now };
        if altinn::is_altinn(request) {
            self.altinn.handle(request, locked, &mut desk)
        } else {
            self.fastdok.handle(request, locked, &mut desk)
        }
    }

    /// Changes or reads the sandbox itself, as the server's control endpoints and the packages do; before it, what was accepted earlier and is due by
    /// now.
    pub fn control(&mut self, command: Command, now: Now) -> Result<serde_json::Value, control::Refused> {
        self.advance(now);
        if !command.only_reads() {
            self.note_past(now);
        }
        control::run(self, command, now)
    }
}

//! Both services behind one door: what comes in is handled, later, or not at all, as the plan orders.

use nordcase::http::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};

use crate::desk::Desk;
use crate::late::{Applied, Late};
use crate::ledger::Ledger;
use crate::now::Now;
use crate::past::Past;
use crate::plan::{self, Fault, Plan};
use crate::random::Random;
use crate::{altinn, fastdok};

/// What may wait at once; what comes after that is applied at once.
const MOST_LATE: usize = 1000;

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
    pub(crate) random: Random,
    /// How the services were; no part of a snapshot.
    #[serde(skip)]
    past: Past,
}

/// The calls that change something at a service; all others but the sign-in only read.
const CHANGING: [&str; 13] = [
    "fastdok.start_case",
    "fastdok.start_instance",
    "fastdok.send_instance_message",
    "fastdok.delete_instance",
    "fastdok.add_instance_objects",
    "fastdok.perform_action",
    "fastdok.update_object_fields",
    "fastdok.delete_object",
    "fastdok.upload_object",
    "fastdok.upload_attachment",
    "altinn.instantiate_collaboration",
    "altinn.notify_event",
    "altinn.set_notice",
];

impl Sandbox {
    /// A sandbox with the standard data (`docs/sandbox.md` lists it).
    pub fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        Self {
            fastdok: fastdok::FastDok::standard(&mut random),
            altinn: altinn::Altinn::standard(),
            plan: Plan::default(),
            ledger: Ledger::default(),
            late: Vec::new(),
            random,
            past: Past::default(),
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

    /// Lets time pass: what was accepted and is due by `now` is applied, in the order in which it is due. [`Sandbox::handle`] and [`Sandbox::control`] do
    /// this first; call it to read the ledger of a later time. Gives what was applied.
    pub fn advance(&mut self, now: Now) -> Vec<Applied> {
        let mut applied = Vec::new();
        while let Some(index) = self.next_due(now) {
            let Late { due, request, signed_in } = self.late.remove(index);
            self.note_past(due);
            let before = self.ledger.entries.len();
            let lent = signed_in.is_some_and(|who| self.fastdok.lend_ticket(who, due));
            // Nobody hears the answer.
            self.answer(&request, false, due);
            if lent {
                self.fastdok.take_ticket_back();
            }
            applied.push(Applied { request, entries: before..self.ledger.entries.len() });
        }
        applied
    }

    fn next_due(&self, now: Now) -> Option<usize> {
        let due = self.late.iter().enumerate().filter(|(_, late)| late.due <= now);
        due.min_by_key(|(_, late)| late.due).map(|(index, _)| index)
    }

    /// Takes a request in to be applied later; false when it is to be handled now: its caller is not let in, or it changes nothing but a session.
    fn accept(&mut self, request: &HttpRequest, now: Now, ms: u64) -> bool {
        let signed_in = if altinn::is_altinn(request) { None } else { self.fastdok.signed_in(request, now) };
        if self.late.len() >= MOST_LATE || (signed_in.is_none() && !altinn::is_altinn(request)) {
            return false;
        }
        let due = now.saturating_add(i64::try_from(ms).unwrap_or(i64::MAX));
        self.late.push(Late { due, request: request.clone(), signed_in });
        true
    }

    /// Keeps how the services were for so long from now on. An old answer that waits in the plan does the same by itself.
    pub fn remember(&mut self, ms: u64) {
        self.past.remember_ms = ms;
    }

    /// Keeps the present state, which is about to change.
    pub(crate) fn note_past(&mut self, now: Now) {
        self.past.note(now, self.plan.looks_back(), || (self.fastdok.clone(), self.altinn.clone()));
    }

    /// The answer that the service would have given some time ago. Who may call is decided now.
    fn answer_as_of(&mut self, request: &HttpRequest, now: Now, ms: u64) -> HttpResponse {
        let then = now.saturating_sub(i64::try_from(ms).unwrap_or(i64::MAX));
        let Some((mut fastdok, mut altinn)) = self.past.at(then) else {
            return self.answer(request, false, now);
        };
        // What a read writes (a used ticket, a refused system) was written when it was handled now.
        let (mut ledger, mut random) = (Ledger::default(), self.random.clone());
        let mut desk = Desk { ledger: &mut ledger, random: &mut random, now };
        if altinn::is_altinn(request) {
            altinn.take_sessions_from(&self.altinn);
            altinn.handle(request, false, &mut desk)
        } else {
            fastdok.take_sessions_from(&self.fastdok);
            fastdok.handle(request, false, &mut desk)
        }
    }
}

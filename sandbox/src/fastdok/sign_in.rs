//! Authenticate, tickets, and the lock after bad passwords.
//!
//! Verified: the parameters, their free case and place, the three shapes of the answer, the 50 minutes that slide, 401
//! for a stale ticket, and that an identical call within 15 seconds gets the same answer. Inferred: a refusal is HTTP
//! 200 and contains the word `failed`. Invented: everything about locks.

use nordcase::http::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};

use super::answer::{Answer, NO_XML, fault, json, refused, respond};
use super::model::Ticket;
use super::pairs::Pairs;
use super::standard;
use super::state::{Call, Caller, FastDok};
use crate::ledger::What;
use crate::now::Now;

/// A ticket dies when it has not been used for this long.
const TICKET_LIFE_MS: Now = 50 * 60 * 1000;
/// An identical sign-in within this time gives the same ticket.
const CACHE_MS: Now = 15 * 1000;
/// Bad passwords in a row until a user is locked, and for how long (invented).
const MOST_FAILURES: u32 = 5;
const LOCK_MS: Now = 60 * 60 * 1000;
/// The oldest ticket goes when there are more.
const MOST_TICKETS: usize = 1000;

const REFUSED: &str = "Authentication failed: wrong API key, user name or password.";
const LOCKED: &str = "Authentication failed: the account is locked after too many attempts. Try again in an hour.";

const FORM: &str = "<!DOCTYPE html><html lang=\"sv\"><meta charset=\"utf-8\"><title>Logga in</title><h1>Logga in</h1>\
    <form method=\"post\"><p><label>API-nyckel <input name=\"APIKey\"></label></p>\
    <p><label>Användare <input name=\"Username\"></label></p>\
    <p><label>Lösenord <input name=\"Password\" type=\"password\"></label></p>\
    <p><button>Logga in</button></p></form></html>";

/// How a caller wants the answer.
#[derive(Clone, Copy)]
struct Wanted {
    json: bool,
    web: bool,
}

impl FastDok {
    pub(super) fn sign_in_form(&mut self, _call: &mut Call<'_, '_>) -> Answer {
        Ok(respond(200, "text/html; charset=utf-8", FORM.into()))
    }

    pub(super) fn authenticate(&mut self, call: &mut Call<'_, '_>) -> Answer {
        let body = Pairs::of_body(call.request)?;
        let value = |name: &str| body.get(name).or_else(|| call.query.get(name));
        let is = |name: &str, wanted: &str| value(name).is_some_and(|given| given.eq_ignore_ascii_case(wanted));
        if is("format", "xml") {
            return Err(fault(400, NO_XML));
        }
        let web = is("webTicket", "true");
        let wanted = Wanted { json: web || is("format", "json"), web };
        let login = body.get("username").unwrap_or_default();
        let signed = if call.locked {
            Err(LOCKED)
        } else {
            self.check(body.get("apikey"), login, body.get("password").unwrap_or_default(), call.desk.now)
        };
        let user: String = login.chars().take(100).collect();
        call.desk.ledger.write(call.desk.now, What::SignedIn { user, ok: signed.is_ok() });
        Ok(match signed {
            Ok(user) => self.issue(user, wanted, call),
            Err(why) => refusal(why, wanted),
        })
    }

    /// The user of these credentials, or what to answer.
    fn check(&mut self, key: Option<&str>, login: &str, password: &str, now: Now) -> Result<usize, &'static str> {
        if key != Some(standard::API_KEY) {
            return Err(REFUSED);
        }
        let index = self.users.iter().position(|user| user.login.eq_ignore_ascii_case(login)).ok_or(REFUSED)?;
        let user = self.users.get_mut(index).ok_or(REFUSED)?;
        if user.locked_until.is_some_and(|until| now < until) {
            return Err(LOCKED);
        }
        if standard::standard_user(login).is_some_and(|standard| standard.password == password) {
            user.failures = 0;
            user.locked_until = None;
            user.last_login = Some(now);
            return Ok(index);
        }
        user.failures = user.failures.saturating_add(1);
        if user.failures >= MOST_FAILURES {
            user.failures = 0;
            user.locked_until = Some(now.saturating_add(LOCK_MS));
        }
        Err(REFUSED)
    }

    fn issue(&mut self, user: usize, wanted: Wanted, call: &mut Call<'_, '_>) -> HttpResponse {
        let now = call.desk.now;
        self.tickets.retain(|ticket| is_fresh(ticket, now));
        let same = |ticket: &&Ticket| {
            ticket.user == user && ticket.web.is_some() == wanted.web && now.saturating_sub(ticket.issued) < CACHE_MS
        };
        let cached = self.tickets.iter().find(same).cloned();
        let ticket = cached.unwrap_or_else(|| {
            let web = wanted.web.then(|| call.desk.random.guid());
            let ticket = Ticket { id: call.desk.random.guid(), web, user, issued: now, used: now };
            if self.tickets.len() >= MOST_TICKETS {
                self.tickets.remove(0);
            }
            self.tickets.push(ticket.clone());
            ticket
        });
        if !wanted.json {
            return respond(200, "text/plain; charset=utf-8", ticket.id.into_bytes());
        }
        #[derive(Serialize)]
        struct Signed {
            success: bool,
            #[serde(rename = "Ticket")]
            ticket: String,
            #[serde(rename = "WebTicket", skip_serializing_if = "Option::is_none")]
            web: Option<String>,
        }
        json(&Signed { success: true, ticket: ticket.id, web: ticket.web })
    }

    /// Whose ticket the request carries; its life starts anew.
    pub(super) fn caller(&mut self, call: &Call<'_, '_>) -> Result<Caller, HttpResponse> {
        let stale = || fault(401, "Biljetten saknas eller är för gammal. Logga in igen.");
        if call.locked {
            return Err(fault(401, "Kontot är låst."));
        }
        let now = call.desk.now;
        let given = call.request.header("ticket").or_else(|| call.query.get("ticket")).ok_or_else(stale)?.trim();
        let known = |ticket: &&mut Ticket| ticket.id.eq_ignore_ascii_case(given) && is_fresh(ticket, now);
        let ticket = self.tickets.iter_mut().find(known).ok_or_else(stale)?;
        let user = self.users.get(ticket.user).filter(|user| user.company < self.companies.len()).ok_or_else(stale)?;
        ticket.used = now;
        Ok(Caller { user: ticket.user, company: user.company })
    }
}

/// Who was let in with a request, to apply it later.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignedIn(Ticket);

impl FastDok {
    /// Who is let in with this request now; `None` for nobody.
    pub(crate) fn signed_in(&self, request: &HttpRequest, now: Now) -> Option<SignedIn> {
        let query = Pairs::parse(request.query());
        let given = request.header("ticket").or_else(|| query.get("ticket"))?.trim();
        let known = |ticket: &&Ticket| ticket.id.eq_ignore_ascii_case(given) && is_fresh(ticket, now);
        self.tickets.iter().find(known).cloned().map(SignedIn)
    }

    /// Makes the ticket of a request that was let in earlier good once more; false when it is good still.
    pub(crate) fn lend_ticket(&mut self, SignedIn(ticket): SignedIn, now: Now) -> bool {
        let good = self.tickets.iter().any(|known| known.id == ticket.id && is_fresh(known, now));
        if !good {
            self.tickets.push(Ticket { used: now, ..ticket });
        }
        !good
    }

    /// Takes back what was lent.
    pub(crate) fn take_ticket_back(&mut self) {
        self.tickets.pop();
    }

    /// Who may call is as there.
    pub(crate) fn take_sessions_from(&mut self, present: &Self) {
        self.tickets.clone_from(&present.tickets);
        self.users.clone_from(&present.users);
    }
}

fn is_fresh(ticket: &Ticket, now: Now) -> bool {
    now.saturating_sub(ticket.used) < TICKET_LIFE_MS
}

fn refusal(why: &str, wanted: Wanted) -> HttpResponse {
    if wanted.json {
        return refused(why);
    }
    respond(200, "text/plain; charset=utf-8", why.into())
}

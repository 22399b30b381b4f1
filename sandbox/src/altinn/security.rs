//! Who calls: agency systems, their passwords, the lock, and the WS binding's security header.
//!
//! - Wrong, missing or locked: 989 on Basic and WS (verified), 5 on EC and EC2 (inferred from *certificate systems*).
//! - Five wrong passwords in a row lock a system for an hour (the hour is what users report; the five is the sandbox's
//!   own). While it is locked the right password is refused too; the time does not start anew.
//! - WS: a `UsernameToken` with a password in plain text, a nonce, and a `Created` at most five minutes from now; the
//!   same nonce a second time is refused (inferred from WCF). What is wrong with the header itself is a security fault
//!   without `AltinnFault`; what is wrong with name or password is 989.
//! - EC and EC2: the header is neither asked for nor checked, signature and secure conversation included, so that a
//!   client can be tried without a certificate. A real server does check it.

use std::collections::VecDeque;
use std::fmt;

use roxmltree::Node;
use serde::{Deserialize, Serialize};

use super::binding::Binding;
use super::date_time;
use super::fault::{EXTERNAL_SYSTEM_AUTHENTICATION, Fault, NOT_AUTHORIZED};
use super::soap::{self, Call, Credentials};
use crate::desk::Desk;
use crate::ledger::What;
use crate::now::Now;

/// WS-Security headers.
pub(crate) const SECEXT: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
/// `Created`, `Timestamp`.
pub(crate) const UTILITY: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
const PASSWORD_TEXT: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText";

/// Wrong passwords in a row before the lock.
const MAX_WRONG: u32 = 5;
const LOCK: Now = 60 * 60_000;
const SKEW: Now = 5 * 60_000;
const MAX_NONCE: usize = 256;
const MAX_NONCES: usize = 10_000;

/// A registered agency system.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct System {
    pub(super) name: String,
    password: String,
    /// The service owner it acts for.
    pub(super) owner: String,
    /// Wrong passwords since the last right one.
    pub(super) wrong: u32,
    /// Until when it is locked.
    pub(super) locked_until: Option<Now>,
}

impl fmt::Debug for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("System")
            .field("name", &self.name)
            .field("owner", &self.owner)
            .field("wrong", &self.wrong)
            .field("locked_until", &self.locked_until)
            .finish_non_exhaustive()
    }
}

/// The systems, and the nonces of the last minutes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Security {
    pub(super) systems: Vec<System>,
    /// When they were seen, oldest first.
    nonces: VecDeque<(Now, String)>,
}

/// Who was let in.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) system: String,
    pub(super) owner: String,
}

impl Security {
    /// Registers a system, or gives it another password and owner and unlocks it.
    pub(super) fn set_system(&mut self, name: &str, password: &str, owner: &str) {
        self.systems.retain(|system| system.name != name);
        self.systems.push(System {
            name: name.to_owned(),
            password: password.to_owned(),
            owner: owner.to_owned(),
            wrong: 0,
            locked_until: None,
        });
    }

    /// Lifts the lock of a system; false if there is no such system.
    pub(super) fn unlock(&mut self, name: &str) -> bool {
        let system = self.systems.iter_mut().find(|system| system.name == name);
        system.is_some_and(|system| {
            system.wrong = 0;
            system.locked_until = None;
            true
        })
    }

    /// Lets a system in. `locked` answers as if it were locked, and changes nothing.
    pub(super) fn authenticate(
        &mut self,
        binding: Binding,
        credentials: Credentials,
        locked: bool,
        desk: &mut Desk<'_>,
    ) -> Result<Caller, Fault> {
        let refused = Fault::Refused(match binding {
            Binding::Basic | Binding::Ws => EXTERNAL_SYSTEM_AUTHENTICATION,
            Binding::Ec | Binding::Ec2 => NOT_AUTHORIZED,
        });
        let name = credentials.user.unwrap_or_default();
        let password = credentials.password.unwrap_or_default();
        let system = self.systems.iter_mut().find(|system| system.name == name);
        let mut is_locked = locked;
        if let Some(system) = system
            && !locked
        {
            if system.locked_until.is_some_and(|until| desk.now >= until) {
                system.locked_until = None;
                system.wrong = 0;
            }
            is_locked = system.locked_until.is_some();
            if !is_locked && system.password == password && !password.is_empty() {
                system.wrong = 0;
                return Ok(Caller { system: system.name.clone(), owner: system.owner.clone() });
            }
            if !is_locked {
                system.wrong += 1;
                if system.wrong >= MAX_WRONG {
                    system.locked_until = Some(desk.now.saturating_add(LOCK));
                    is_locked = true;
                }
            }
        }
        desk.ledger.write(desk.now, What::SystemRefused { system: soap::cut(&name), locked: is_locked });
        Err(refused)
    }

    /// Reads the WS binding's security header.
    pub(super) fn username_token(&mut self, call: &Call<'_, '_>, now: Now) -> Result<Credentials, Fault> {
        let token = call
            .header
            .and_then(|header| soap::child(header, SECEXT, "Security"))
            .filter(|security| timestamp_holds(*security, now))
            .and_then(|security| soap::child(security, SECEXT, "UsernameToken"))
            .ok_or(Fault::InvalidSecurity)?;
        let text =
            |namespace, name| soap::child(token, namespace, name).map(|node| soap::text_of(node).trim().to_owned());
        let nonce = text(SECEXT, "Nonce").filter(|nonce| !nonce.is_empty() && nonce.len() <= MAX_NONCE);
        let created = text(UTILITY, "Created").and_then(|created| date_time::instant(&created));
        let (Some(nonce), Some(created)) = (nonce, created) else { return Err(Fault::InvalidSecurity) };
        if created.abs_diff(now) > SKEW.unsigned_abs() || !self.is_new(nonce, now) {
            return Err(Fault::InvalidSecurity);
        }
        let password = soap::child(token, SECEXT, "Password");
        if password.and_then(|node| node.attribute("Type")).is_some_and(|kind| kind != PASSWORD_TEXT) {
            return Err(Fault::InvalidSecurity);
        }
        Ok(Credentials { user: text(SECEXT, "Username"), password: password.map(|node| soap::text_of(node)) })
    }

    /// Remembers a nonce for as long as its `Created` could still pass, and says whether it is a new one.
    fn is_new(&mut self, nonce: String, now: Now) -> bool {
        let stale = |seen: &(Now, String)| seen.0.saturating_add(2 * SKEW) < now;
        while self.nonces.front().is_some_and(stale) || self.nonces.len() >= MAX_NONCES {
            self.nonces.pop_front();
        }
        let new = self.nonces.iter().all(|(_, seen)| *seen != nonce);
        if new {
            self.nonces.push_back((now, nonce));
        }
        new
    }
}

/// A `Timestamp` in the header is not asked for, but one that is over, or lies ahead, is refused.
fn timestamp_holds(security: Node<'_, '_>, now: Now) -> bool {
    let Some(timestamp) = soap::child(security, UTILITY, "Timestamp") else { return true };
    let at = |name| soap::child(timestamp, UTILITY, name).map(|node| date_time::instant(&soap::text_of(node)));
    let created = at("Created").is_none_or(|at| at.is_some_and(|at| at <= now.saturating_add(SKEW)));
    let expires = at("Expires").is_none_or(|at| at.is_some_and(|at| at >= now.saturating_sub(SKEW)));
    created && expires
}

//! A journey, its session, the service and the time: everything that a step can change, cheap to clone.

use std::hash::Hasher;
use std::rc::Rc;

use nordcase::error::{Failure, TransportError};
use nordcase::http::{HttpRequest, HttpResponse};
use nordcase::journey::{Call, FailureReport, Input, Journey, Moment, Script, Step};
use nordcase_sandbox::{Now, Sandbox};

use crate::twist::Twist;

/// The session of a script.
pub(crate) type SessionOf<S> = <<S as Script>::Call as Call>::Session;

/// How long the host waits for an answer.
const HOST_TIMEOUT_MS: u64 = 120_000;

/// What happened so far, for the report of a violation.
#[derive(Debug)]
pub(crate) struct Trail {
    what: String,
    before: Option<Rc<Trail>>,
}

/// One state of a run.
pub(crate) struct World<S: Script> {
    pub journey: Journey<S>,
    pub session: SessionOf<S>,
    pub sandbox: Sandbox,
    pub now: Now,
    pub faults: u8,
    /// Whether the service has refused the credentials.
    refused: bool,
    /// Requests sent although it had.
    pub after_refusal: u32,
    trail: Option<Rc<Trail>>,
}

impl<S: Script> Clone for World<S>
where
    SessionOf<S>: Clone,
{
    fn clone(&self) -> Self {
        Self {
            journey: self.journey.clone(),
            session: self.session.clone(),
            sandbox: self.sandbox.clone(),
            now: self.now,
            faults: self.faults,
            refused: self.refused,
            after_refusal: self.after_refusal,
            trail: self.trail.clone(),
        }
    }
}

/// How a run ended.
pub(crate) enum End<R> {
    Done(R),
    Failed(FailureReport),
}

/// What a world can do next.
pub(crate) enum Next<S: Script> {
    Send { request: HttpRequest, label: String, changes: bool },
    Wait { millis: u64 },
    Ask,
    End(End<S::Receipt>),
}

impl<S: Script> World<S>
where
    SessionOf<S>: Clone,
{
    pub(crate) fn new(journey: Journey<S>, session: SessionOf<S>, sandbox: Sandbox, now: Now) -> Self {
        Self { journey, session, sandbox, now, faults: 0, refused: false, after_refusal: 0, trail: None }
    }

    /// This journey when another one has acted on the same service.
    pub(crate) fn after<O: Script>(&self, other: &World<O>) -> Self {
        Self { sandbox: other.sandbox.clone(), now: other.now, faults: other.faults, ..self.clone() }
    }

    fn moment(&self) -> Moment {
        // Random bytes that never repeat: the sandbox refuses a nonce seen before.
        let mut random = [7; 16];
        random[..8].copy_from_slice(&self.sandbox.ledger.entries.len().to_le_bytes());
        Moment { unix_millis: self.now, random }
    }

    /// Asks the journey, which changes it: a changing request is handed out once.
    pub(crate) fn next(&mut self) -> Next<S> {
        match self.journey.next(&self.session, self.moment()) {
            Step::Send(send) => Next::Send { request: send.request, label: send.label, changes: send.changes },
            Step::Wait { millis, .. } => Next::Wait { millis },
            Step::Ask(_) => Next::Ask,
            Step::Done(receipt) => Next::End(End::Done(receipt)),
            Step::Failed(report) => Next::End(End::Failed(report)),
        }
    }

    /// Carries the step out with this twist. `fresh` is the session of a new process.
    pub(crate) fn step(&mut self, next: &Next<S>, twist: Twist, fresh: &SessionOf<S>) -> Result<(), String> {
        self.faults += u8::from(!matches!(twist, Twist::None | Twist::Decline));
        self.note(next, twist);
        let input = match (next, twist) {
            (_, Twist::KillBefore) => return self.kill(fresh),
            (Next::Send { request, .. }, Twist::KillAfter) => {
                self.handle(request);
                return self.kill(fresh);
            }
            (Next::Send { request, .. }, Twist::CancelAfter) => {
                self.handle(request);
                Input::Cancelled
            }
            (_, Twist::CancelBefore) => Input::Cancelled,
            (Next::Send { request, .. }, Twist::Fault(fault)) => {
                self.sandbox.plan.add("*", 1, fault);
                self.handle(request)
            }
            (Next::Send { request, .. }, _) => self.handle(request),
            (Next::Wait { millis }, _) => {
                self.now += i64::try_from(*millis).unwrap_or(0);
                Input::Woke
            }
            (Next::Ask, twist) => Input::Decision { approved: twist != Twist::Decline },
            (Next::End(_), _) => return Err("a step after the end".to_owned()),
        };
        let moment = self.moment();
        self.journey
            .resume(&mut self.session, input, moment)
            .map_err(|error| format!("the journey refused its own input: {error}"))
    }

    /// The process dies: all that is left is what was stored.
    fn kill(&mut self, fresh: &SessionOf<S>) -> Result<(), String> {
        self.journey =
            Journey::from_json(&self.journey.to_json()).map_err(|error| format!("cannot be loaded: {error}"))?;
        self.session = fresh.clone();
        // A new process has not heard of a refusal; what it sends counts as its own.
        self.refused = false;
        Ok(())
    }

    fn handle(&mut self, request: &HttpRequest) -> Input {
        self.after_refusal += u32::from(self.refused);
        let reply = self.sandbox.handle(request, self.now);
        let failed =
            |failure| Input::Failed(TransportError { failure, may_have_arrived: true, reason: "lost".to_owned() });
        if reply.delay_ms > HOST_TIMEOUT_MS {
            return failed(Failure::Timeout);
        }
        let Some(mut response) = reply.response else { return failed(Failure::Network) };
        if let Some(cut) = reply.cut_after {
            // A host that does not notice the cut: the core has to.
            response.body.truncate(cut);
        }
        self.refused |= refuses_credentials(&response);
        Input::Response(response)
    }

    fn note(&mut self, next: &Next<S>, twist: Twist) {
        let what = match next {
            Next::Send { label, .. } => label.clone(),
            Next::Wait { millis } => format!("wait {millis} ms"),
            Next::Ask => "ask".to_owned(),
            Next::End(_) => "end".to_owned(),
        };
        let what = if twist == Twist::None { what } else { format!("{what} [{twist:?}]") };
        self.trail = Some(Rc::new(Trail { what, before: self.trail.take() }));
    }

    /// What happened, first things first.
    pub(crate) fn story(&self) -> String {
        let mut steps = Vec::new();
        let mut link = self.trail.as_ref();
        while let Some(trail) = link {
            steps.push(trail.what.as_str());
            link = trail.before.as_ref();
        }
        steps.reverse();
        steps.join(" → ")
    }

    /// Two worlds of the same fingerprint have the same future.
    pub(crate) fn fingerprint(&self) -> u128 {
        let mut hash = Fingerprint::default();
        hash.write(self.journey.to_json().as_bytes());
        // The session's Debug has no secrets, but tells whether there is a ticket, its age and its generation.
        hash.write(format!("{:?}", SessionState::<S>(&self.session, self.moment())).as_bytes());
        serde_json::to_writer(&mut hash, &self.sandbox).unwrap_or_default();
        hash.write(format!("{} {} {} {}", self.now, self.faults, self.refused, self.after_refusal).as_bytes());
        hash.value()
    }
}

/// What of a session decides its future.
struct SessionState<'a, S: Script>(&'a SessionOf<S>, Moment);

impl<S: Script> std::fmt::Debug for SessionState<'_, S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        use nordcase::journey::Session;
        let sign_in = self.0.sign_in(self.1).map(|request| request.is_ok());
        write!(f, "{sign_in:?} {}", self.0.generation())
    }
}

/// Whether this answer says that the credentials are wrong or the account is locked.
fn refuses_credentials(response: &HttpResponse) -> bool {
    let body = String::from_utf8_lossy(&response.body);
    let altinn = ["<ErrorID>989<", "<ErrorID>5<", "<ErrorID>44<"].iter().any(|id| body.contains(id));
    let fastdok = body.len() < 1_000 && body.contains("failed") && !body.contains("Envelope");
    altinn || fastdok
}

/// Two independent 64-bit FNV-1a hashes.
struct Fingerprint(u64, u64);

impl Default for Fingerprint {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325, 0x6c62_272e_07bb_0142)
    }
}

impl Fingerprint {
    fn value(&self) -> u128 {
        u128::from(self.0) << 64 | u128::from(self.1)
    }
}

impl Hasher for Fingerprint {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            let word = u64::from_le_bytes(word) ^ (chunk.len() as u64) << 59;
            self.0 = (self.0 ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
            self.1 = (self.1.rotate_left(31) ^ word).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        }
    }
}

impl std::io::Write for Fingerprint {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        Hasher::write(self, bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

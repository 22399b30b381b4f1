//! A journey, its session, the service and the time: everything that a step can change, cheap to clone.
//!
//! Time passes when the journey waits, and a second with each change at the service, so that an answer can be from before it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use nordcase::error::{Failure, TransportError};
use nordcase::http::{Header, HttpRequest, HttpResponse};
use nordcase::journey::{Call, Claim, FailureCode, FailureReport, Input, Journey, Moment, Repeats, Script, Step};
use nordcase_sandbox::ledger::What;
use nordcase_sandbox::{Fault, Now, Sandbox};

use crate::twist::{Acts, CACHE_MS, Kind, Twist};

/// The session of a script.
pub(crate) type SessionOf<S> = <<S as Script>::Call as Call>::Session;

/// How long the host waits for an answer.
const HOST_TIMEOUT_MS: u64 = 120_000;
/// How long a change takes at the service.
const CHANGE_MS: Now = 1_000;
/// Long after the end, all that was accepted has been applied.
const LONG_AFTER_MS: Now = 3_600_000;
/// A header that the services do not know: which job sent a request that is applied later.
const JOB: &str = "X-Job";

/// Who made an entry of the ledger: a journey, by its number from 1 on, or somebody else.
pub(crate) type Maker = u8;
pub(crate) const OTHERS: Maker = 0;
/// Somebody else, who made just what a journey makes.
pub(crate) const ALIKE: Maker = Maker::MAX;

/// Whether a journey made it.
pub(crate) fn is_job(maker: Maker) -> bool {
    maker != OTHERS && maker != ALIKE
}

/// What happened so far, for the report of a violation.
#[derive(Debug)]
pub(crate) struct Trail {
    what: String,
    before: Option<Rc<Trail>>,
}

/// The services, the time, and who did what: what all journeys at work share.
#[derive(Clone)]
pub(crate) struct Place {
    pub sandbox: Sandbox,
    pub now: Now,
    /// How many entries the ledger had at the start.
    scene: usize,
    /// Who made each of the entries after those.
    makers: Vec<Maker>,
    /// Which journey has claimed which case.
    claims: BTreeMap<String, String>,
}

impl Place {
    pub(crate) fn new(mut sandbox: Sandbox, now: Now) -> Self {
        sandbox.remember(CACHE_MS);
        let scene = sandbox.ledger.entries.len();
        Self { sandbox, now, scene, makers: Vec::new(), claims: BTreeMap::new() }
    }

    /// What has been done since the start, and by whom.
    pub(crate) fn deeds(&self) -> impl DoubleEndedIterator<Item = (Maker, &What)> {
        self.makers.iter().copied().zip(self.sandbox.ledger.entries.iter().skip(self.scene).map(|entry| &entry.what))
    }

    /// The cases that were made since the start by those whom `who` picks.
    pub(crate) fn made(&self, who: impl Fn(Maker) -> bool) -> impl Iterator<Item = String> {
        self.deeds().filter(move |(maker, _)| who(*maker)).filter_map(|(_, what)| match what {
            What::CaseCreated { case_id, .. } => Some(case_id.to_string()),
            What::CaseStarted { case, .. } => Some(case.clone()),
            _ => None,
        })
    }

    /// Whether somebody has deleted this case.
    fn was_deleted(&self, case: &str) -> bool {
        self.deeds().any(|(_, what)| match what {
            What::CaseClosed { case_id, .. } => case_id.to_string() == case,
            What::CaseDeleted { case: deleted, .. } => deleted == case,
            _ => false,
        })
    }

    /// The same, an hour later; nothing if it is as it is now.
    pub(crate) fn long_after(&self) -> Option<Self> {
        if self.sandbox.late.is_empty() {
            return None;
        }
        let mut later = self.clone();
        later.now += LONG_AFTER_MS;
        later.advance();
        Some(later)
    }

    /// Lets what is due by now be applied.
    fn advance(&mut self) {
        for applied in self.sandbox.advance(self.now) {
            let job = applied.request.header(JOB).and_then(|job| job.parse().ok()).unwrap_or(OTHERS);
            self.made_by(job, applied.entries);
        }
    }

    /// Answers a claim, as every host's set does.
    fn claim(&mut self, claim: &Claim) -> Vec<String> {
        let is_free = |case: &&String| self.claims.get(*case).is_none_or(|owner| *owner == claim.owner);
        let mut free: Vec<_> = claim.case_ids.iter().filter(is_free).cloned().collect();
        if claim.take {
            free.truncate(1);
            self.claims.extend(free.iter().map(|case| (case.clone(), claim.owner.clone())));
        }
        free
    }

    /// What was accepted is applied now: so much time has passed.
    fn apply_what_is_late(&mut self) {
        let due = self.sandbox.late.iter().map(|late| late.due).min();
        self.now = self.now.max(due.unwrap_or(self.now));
        self.advance();
    }

    fn made_by(&mut self, maker: Maker, entries: Range<usize>) {
        self.makers.resize(entries.start - self.scene, OTHERS);
        self.makers.resize(entries.end - self.scene, maker);
    }

    /// Does something at the service in somebody's name.
    pub(crate) fn act<T>(&mut self, maker: Maker, act: impl FnOnce(&mut Sandbox, Now) -> T) -> T {
        self.advance();
        let before = self.sandbox.ledger.entries.len();
        let done = act(&mut self.sandbox, self.now);
        self.made_by(maker, before..self.sandbox.ledger.entries.len());
        let is_change = |what: &What| !matches!(what, What::SignedIn { .. } | What::SystemRefused { .. });
        if self.sandbox.ledger.entries.iter().skip(before).any(|entry| is_change(&entry.what)) {
            self.now += CHANGE_MS;
        }
        done
    }

    /// Two places of the same fingerprint have the same future, up to the names of things.
    ///
    /// `name` gives what stands for the owner of a claim.
    pub(crate) fn fingerprint(&self, altinn: bool, name: impl Fn(&str) -> u128) -> u128 {
        let mut hash = Fingerprint::default();
        let service = if altinn {
            serde_json::to_writer(&mut hash, &self.sandbox.altinn)
        } else {
            serde_json::to_writer(&mut hash, &self.sandbox.fastdok)
        };
        service.unwrap_or_default();
        // How the services were before is what the ledger tells.
        for (entry, maker) in self.sandbox.ledger.entries.iter().skip(self.scene).zip(&self.makers) {
            serde_json::to_writer(&mut hash, entry).unwrap_or_default();
            hash.write(&[*maker]);
        }
        for late in &self.sandbox.late {
            serde_json::to_writer(&mut hash, &(late.due, &late.request.url)).unwrap_or_default();
            hash.write(&late.request.body);
        }
        for (case, owner) in &self.claims {
            hash.write(case.as_bytes());
            hash.write(&name(owner).to_le_bytes());
        }
        hash.write(&self.now.to_le_bytes());
        hash.value()
    }
}

/// One state of a run.
pub(crate) struct World<S: Script> {
    pub journey: Journey<S>,
    pub session: SessionOf<S>,
    pub place: Place,
    /// Who this journey is in the ledger.
    pub job: Maker,
    /// Whether the transport may send a request twice by itself.
    pub repeats: bool,
    /// What somebody else who has begun with it still means to do.
    pub chain: Acts,
    pub faults: u8,
    /// How many changing requests the transport has sent twice.
    pub repeated: u8,
    /// The seed, which is also the name in claims, of one of several identical jobs: which of them it is makes no difference.
    pub alias: Option<u64>,
    /// While it sleeps: until when.
    pub wakes: Option<Now>,
    /// The cases of its own making that an answer has shown it, in a list or as the reply.
    shown: Rc<BTreeSet<String>>,
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
            place: self.place.clone(),
            job: self.job,
            repeats: self.repeats,
            chain: self.chain,
            faults: self.faults,
            repeated: self.repeated,
            alias: self.alias,
            wakes: self.wakes,
            shown: self.shown.clone(),
            refused: self.refused,
            after_refusal: self.after_refusal,
            trail: self.trail.clone(),
        }
    }
}

/// How a run ended.
#[derive(Debug)]
pub(crate) enum End<R> {
    Done(R),
    Failed(FailureReport),
}

impl<R> End<R> {
    /// Whether the end may be the session's and not the journey's: credentials refused, or no sign-in that came through.
    pub(crate) fn may_be_of_session(&self) -> bool {
        matches!(self, Self::Failed(report) if matches!(report.code, FailureCode::BadCredentials | FailureCode::GaveUp))
    }
}

/// What a world can do next.
pub(crate) enum Next<S: Script> {
    Send {
        request: HttpRequest,
        operation: &'static str,
        label: String,
        changes: bool,
    },
    Claim(Claim),
    Wait {
        millis: u64,
    },
    Ask,
    /// It asks for the gate that it was given.
    Stuck,
    End(End<S::Receipt>),
}

impl<S: Script> Next<S> {
    /// What the request is, if it is one.
    pub(crate) fn kind(&self) -> Option<Kind> {
        match self {
            Self::Send { operation: "fastdok.authenticate", .. } => Some(Kind::SignIn),
            Self::Send { changes: true, .. } => Some(Kind::Change),
            Self::Send { .. } => Some(Kind::Read),
            _ => None,
        }
    }
}

impl<S: Script> World<S>
where
    SessionOf<S>: Clone,
{
    pub(crate) fn new(journey: Journey<S>, session: SessionOf<S>, sandbox: Sandbox, now: Now) -> Self {
        Self {
            journey,
            session,
            place: Place::new(sandbox, now),
            job: 1,
            repeats: false,
            chain: &[],
            faults: 0,
            repeated: 0,
            alias: None,
            wakes: None,
            shown: Rc::default(),
            refused: false,
            after_refusal: 0,
            trail: None,
        }
    }

    /// The same as another job.
    pub(crate) fn for_job(self, job: Maker) -> Self {
        Self { job, ..self }
    }

    /// The same as one of several identical jobs, which has this seed.
    pub(crate) fn one_of_many(self, seed: u64) -> Self {
        Self { alias: Some(seed), ..self }
    }

    /// The same over a transport that may send a request twice by itself.
    pub(crate) fn over_a_repeating_transport(self) -> Self {
        Self { repeats: true, journey: self.journey.with_repeats(Repeats::Maybe), ..self }
    }

    /// The same after somebody else has acted on the service.
    pub(crate) fn at(self, place: &Place) -> Self {
        Self { place: place.clone(), ..self }
    }

    pub(crate) fn is_altinn() -> bool {
        S::NAME.starts_with("altinn")
    }

    fn moment(&self) -> Moment {
        // Random bytes that never repeat: the sandbox refuses a nonce seen before.
        let mut random = [7; 16];
        random[..8].copy_from_slice(&self.place.sandbox.ledger.entries.len().to_le_bytes());
        Moment { unix_millis: self.place.now, random, gate: false }
    }

    /// Asks the journey, which changes it: a changing request is handed out once.
    pub(crate) fn next(&mut self) -> Next<S> {
        let moment = self.moment();
        let mut step = self.journey.next(&self.session, moment);
        if matches!(step, Step::Gate) {
            // Each journey has a session of its own here, and a request is handled as soon as it is handed out: the gate is free.
            step = self.journey.next(&self.session, moment.with_gate());
        }
        match step {
            // A second refusal to go on would be one for ever.
            Step::Gate => Next::Stuck,
            Step::Claim(claim) => Next::Claim(claim),
            Step::Send(send) => Next::Send {
                request: send.request,
                operation: send.operation,
                label: send.label,
                changes: send.changes,
            },
            Step::Wait { millis, .. } => Next::Wait { millis },
            Step::Ask(_) => Next::Ask,
            Step::Done(receipt) => Next::End(End::Done(receipt)),
            Step::Failed(report) => Next::End(End::Failed(report)),
        }
    }

    /// If it is to wait now, it begins to: its time does not start anew when others act meanwhile.
    pub(crate) fn fall_asleep(&mut self) {
        if self.wakes.is_none()
            && let Next::Wait { millis } = self.clone().next()
        {
            self.wakes = Some(self.place.now + i64::try_from(millis).unwrap_or(0));
        }
    }

    /// Carries the step out with this twist. `fresh` is the session of a new process.
    pub(crate) fn step(&mut self, next: &Next<S>, twist: Twist, fresh: &SessionOf<S>) -> Result<(), String> {
        let is_free = matches!(
            twist,
            Twist::None | Twist::LateNow | Twist::GoOn { .. } | Twist::Decline | Twist::OtherCredentials
        );
        self.faults += u8::from(!is_free);
        if let Twist::Begin { then, .. } | Twist::GoOn { then, .. } = twist {
            self.chain = then;
        }
        self.note(next, twist);
        if twist == Twist::LateNow {
            self.place.apply_what_is_late();
        }
        let input = match (next, twist) {
            (_, Twist::KillBefore) => return self.kill(fresh),
            (Next::End(end), Twist::OtherCredentials) if end.may_be_of_session() => return self.kill(fresh),
            (_, Twist::CancelBefore) => Input::Cancelled,
            (Next::Send { .. }, Twist::KillAfter) => {
                self.handle(next, None);
                return self.kill(fresh);
            }
            (Next::Claim(claim), Twist::KillAfter) => {
                self.place.claim(claim);
                return self.kill(fresh);
            }
            (Next::Claim(claim), _) => Input::Claimed { case_ids: self.place.claim(claim) },
            (Next::Send { .. }, Twist::CancelAfter) => {
                self.handle(next, None);
                Input::Cancelled
            }
            (Next::Send { .. }, Twist::Fault(fault)) => self.handle(next, Some(fault)),
            (Next::Send { .. }, Twist::Page(page)) => {
                self.handle(next, Some(page.fault()));
                Input::Response(page.answer())
            }
            (Next::Send { .. }, _) => self.handle(next, None),
            (Next::Wait { millis }, _) => {
                let wakes = self.wakes.take().unwrap_or(self.place.now + i64::try_from(*millis).unwrap_or(0));
                self.place.now = self.place.now.max(wakes);
                Input::Woke
            }
            (Next::Ask, twist) => Input::Decision { approved: twist != Twist::Decline },
            (Next::Stuck, _) => return Err("asks for the gate that it holds".to_owned()),
            (Next::End(_), _) => return Err("a step after the end".to_owned()),
        };
        if let Input::Response(response) = &input {
            self.show(response);
        }
        let moment = self.moment();
        self.journey
            .resume(&mut self.session, input, moment)
            .map_err(|error| format!("the journey refused its own input: {error}"))
    }

    /// Which of its own cases this answer names.
    fn show(&mut self, response: &HttpResponse) {
        let body = String::from_utf8_lossy(&response.body);
        let is_named = |case: &String| body.contains(&format!("\"{case}\"")) || body.contains(&format!(">{case}<"));
        let named: Vec<String> = self.place.made(|maker| maker == self.job).filter(is_named).collect();
        if !named.is_empty() {
            Rc::make_mut(&mut self.shown).extend(named);
        }
    }

    /// The cases that journeys have made at this place, but those that it cannot know: deleted before any answer showed them.
    pub(crate) fn own_cases(&self, place: &Place) -> Vec<String> {
        place.made(is_job).filter(|case| self.shown.contains(case) || !place.was_deleted(case)).collect()
    }

    /// The process dies: all that is left is what was stored.
    fn kill(&mut self, fresh: &SessionOf<S>) -> Result<(), String> {
        self.journey =
            Journey::from_json(&self.journey.to_json()).map_err(|error| format!("cannot be loaded: {error}"))?;
        self.session = fresh.clone();
        self.wakes = None;
        // A new process has not heard of a refusal; what it sends counts as its own.
        self.refused = false;
        Ok(())
    }

    /// The end that what is stored has for a new process.
    pub(crate) fn stored_end(&self) -> Option<End<S::Receipt>> {
        let journey = Journey::from_json(&self.journey.to_json()).ok()?;
        match (Self { journey, ..self.clone() }).next() {
            Next::End(end) => Some(end),
            _ => None,
        }
    }

    fn handle(&mut self, next: &Next<S>, fault: Option<Fault>) -> Input {
        let Next::Send { request, .. } = next else { return Input::Cancelled };
        self.after_refusal += u32::from(self.refused);
        if let Some(fault) = fault {
            self.place.sandbox.plan.add("*", 1, fault);
        }
        self.repeated += u8::from(fault == Some(Fault::Repeated));
        let reply = if matches!(fault, Some(Fault::AppliedLate { .. } | Fault::HtmlPageAppliedLate { .. })) {
            let mut signed = request.clone();
            signed.headers.push(Header::new(JOB, self.job.to_string()));
            self.place.act(self.job, |sandbox, now| sandbox.handle(&signed, now))
        } else {
            self.place.act(self.job, |sandbox, now| sandbox.handle(request, now))
        };
        let failed = |failure| Input::Failed(TransportError::new(failure, true, "lost"));
        if reply.delay_ms > HOST_TIMEOUT_MS {
            return failed(Failure::Timeout);
        }
        let Some(mut response) = reply.response else { return failed(Failure::Network) };
        if let Some(cut) = reply.cut_after {
            // A host that does not notice the cut: the core has to.
            response.body.truncate(cut);
        }
        // Half an answer is none.
        let is_answer = reply.cut_after.is_none();
        let is_ticket = response.status == 200 && reply.arrived;
        let refused = refuses_credentials(&response) || (next.kind() == Some(Kind::SignIn) && !is_ticket);
        self.refused |= is_answer && refused;
        Input::Response(response)
    }

    fn note(&mut self, next: &Next<S>, twist: Twist) {
        let what = match next {
            Next::Send { label, .. } => label.clone(),
            Next::Wait { millis } => format!("wait {millis} ms"),
            Next::Claim(claim) => {
                format!("claim {} of {}", if claim.take { "one" } else { "the free ones" }, claim.case_ids.len())
            }
            Next::Ask => "ask".to_owned(),
            Next::Stuck => "the gate".to_owned(),
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
        let name = |owner: &str| {
            let mut hash = Fingerprint::default();
            hash.write(owner.as_bytes());
            hash.value()
        };
        self.place.fingerprint(Self::is_altinn(), name).rotate_left(1) ^ self.own_fingerprint()
    }

    /// The same without what it shares with others.
    pub(crate) fn own_fingerprint(&self) -> u128 {
        let mut hash = Fingerprint::default();
        match self.alias {
            None => hash.write(self.journey.to_json().as_bytes()),
            Some(seed) => hash.write(self.journey.to_json().replace(&seed.to_string(), "").as_bytes()),
        }
        // The session's Debug has no secrets, but tells whether there is a ticket, its age and its generation.
        hash.write(format!("{:?}", SessionState::<S>(&self.session, self.moment())).as_bytes());
        hash.write(&[self.faults, u8::from(self.refused), self.repeated]);
        hash.write(&self.after_refusal.to_le_bytes());
        hash.write(&self.wakes.unwrap_or_default().to_le_bytes());
        hash.write(self.chain.join("\n").as_bytes());
        hash.write(self.shown.iter().map(String::as_str).collect::<Vec<_>>().join("\n").as_bytes());
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
    // Altinn knows no ticket that could be stale.
    let page = response.status == 401 && body.contains("<h1>Unauthorized");
    let fastdok = body.len() < 1_000 && body.contains("failed") && !body.contains("Envelope");
    altinn || page || fastdok
}

/// Two independent 64-bit FNV-1a hashes of all that was written, taken in words: writers of JSON write a few bytes at a time.
#[derive(Default)]
pub(crate) struct Fingerprint(Vec<u8>);

impl Fingerprint {
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
        // What stands between two things that are written one after the other.
        self.0.push(0xff);
    }

    pub(crate) fn value(&self) -> u128 {
        let mut hash = (0xcbf2_9ce4_8422_2325_u64, 0x6c62_272e_07bb_0142_u64);
        for chunk in self.0.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            let word = u64::from_le_bytes(word) ^ (chunk.len() as u64) << 59;
            hash.0 = (hash.0 ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
            hash.1 = (hash.1.rotate_left(31) ^ word).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        }
        u128::from(hash.0) << 64 | u128::from(hash.1)
    }
}

impl std::io::Write for Fingerprint {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

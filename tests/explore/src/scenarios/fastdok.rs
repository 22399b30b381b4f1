//! FastDok's scenarios.

use nordcase::fastdok::journeys::{
    CancelPayment, CancelReceipt, Certainty, CompleteCase, CompleteReceipt, PayCase, PayOutcome, PayReceipt, StartCase,
    StartReceipt,
};
use nordcase::fastdok::{
    Access, ActionKind, Authenticate, Credentials, ListInstanceTasks, ObjectEntry, PerformAction, Session,
    StartCase as StartCaseCall, TaskKind,
};
use nordcase::journey::{FailureCode, Journey, Seen};
use nordcase::{BaseUrl, Secret};
use nordcase_sandbox::fastdok::API_KEY;
use nordcase_sandbox::ledger::What;
use nordcase_sandbox::{Command, Sandbox};

use super::{Job, START, call, job, truth};
use crate::search::Scenario;
use crate::world::{End, World};

/// Every FastDok scenario with its journey's name.
pub(crate) fn jobs() -> Vec<(&'static str, Job)> {
    let pay = "fastdok.pay_case";
    let others: &[&str] = &["ActionPay", "ActionComplete", "ActionCancel"];
    vec![
        (pay, job(Paying { name: "a draft", user: ASA, setup: Setup::Draft, added: false, others })),
        (
            pay,
            job(Paying {
                name: "a case that waits for payment",
                user: ASA,
                setup: Setup::AtPayment,
                added: false,
                others,
            }),
        ),
        (
            pay,
            job(Paying {
                name: "a balance that is too low",
                user: PER,
                setup: Setup::Draft,
                added: false,
                others: &[],
            }),
        ),
        (pay, job(Paying { name: "a licence customer", user: EVA, setup: Setup::Draft, added: false, others })),
        (
            pay,
            job(Paying {
                name: "a form added to a paid case",
                user: ASA,
                setup: Setup::PaidAndAdded,
                added: true,
                others: &["ActionPay", "ActionComplete"],
            }),
        ),
        ("fastdok.cancel_payment", job(Cancelling { name: "from the first payment", setup: Setup::AtPayment, others })),
        (
            "fastdok.cancel_payment",
            job(Cancelling { name: "from a later payment", setup: Setup::AtSecondPayment, others }),
        ),
        (
            "fastdok.complete_case",
            job(Completing { name: "a paid case", setup: Setup::Paid, others: &["ActionPay", "ActionComplete"] }),
        ),
        (
            "fastdok.complete_case",
            job(Completing { name: "a case that waits for payment", setup: Setup::AtPayment, others }),
        ),
        ("fastdok.start_case", job(Starting)),
    ]
}

/// A user of the sandbox's standard data: name and password.
pub(crate) type User = (&'static str, &'static str);
pub(crate) const ASA: User = ("asa.oberg@bjorken.example", "Björk&Löv+2026");
pub(crate) const NILS: User = ("nils.ek@bjorken.example", "Ek-och-Alm-7");
const EVA: User = ("eva@angstrom.example", "Våglängd-550");
const PER: User = ("per@tommakassan.example", "Tre-Kronor-3");

fn access(user: User) -> Access {
    let base_url = BaseUrl::new("https://fastdok.example/API/v1.0").expect("a valid address");
    let (api_key, username, password) = (Secret::new(API_KEY), user.0.to_owned(), Secret::new(user.1));
    Access::new(base_url).with_credentials(Credentials { api_key, username, password })
}

/// A session of a user, not signed in.
pub(crate) fn session(user: User) -> Session {
    Session::new(access(user))
}

/// Where a case stands when the journey begins.
#[derive(Clone, Copy, PartialEq)]
enum Setup {
    Draft,
    AtPayment,
    Paid,
    PaidAndAdded,
    AtSecondPayment,
}

/// A sandbox with somebody signed in, to set scenes.
pub(crate) struct Bench {
    pub sandbox: Sandbox,
    access: Access,
}

impl Bench {
    pub(crate) fn new(seed: u64, user: User) -> Self {
        let mut sandbox = Sandbox::new(seed);
        let access = access(user);
        let signed_in = call(&mut sandbox, &access, &Authenticate::default()).expect("the standard user signs in");
        Self { sandbox, access: access.with_ticket(signed_in.ticket) }
    }

    /// Starts a case with one form to pay.
    pub(crate) fn start(&mut self) -> String {
        let started = call(&mut self.sandbox, &self.access, &StartCaseCall::new(entries())).expect("the case starts");
        started.instance_id
    }

    /// An action on the case's ready task.
    pub(crate) fn act(&mut self, case: &str, action: ActionKind) {
        let tasks = call(&mut self.sandbox, &self.access, &ListInstanceTasks::new(case)).expect("the tasks are listed");
        let task = tasks.items.iter().find(|task| task.is_ready()).expect("a ready task");
        call(&mut self.sandbox, &self.access, &PerformAction::new(&task.id, action))
            .expect("the action is carried out");
    }

    fn set(&mut self, setup: Setup) -> String {
        let case = self.start();
        if setup == Setup::Draft {
            return case;
        }
        self.act(&case, ActionKind::ActionPay);
        if setup == Setup::AtPayment {
            return case;
        }
        self.act(&case, ActionKind::ActionComplete);
        if setup == Setup::Paid {
            return case;
        }
        let command = Command::AddForm { case: case.clone(), template: "15A".to_owned() };
        self.sandbox.control(command, START).expect("the form is added");
        if setup == Setup::AtSecondPayment {
            self.act(&case, ActionKind::ActionPay);
        }
        case
    }
}

fn entries() -> Vec<ObjectEntry> {
    let form = ObjectEntry { template_id: Some("12B.2".to_owned()), ..ObjectEntry::new("Kontrakt") };
    vec![ObjectEntry::new("Kund").with("Namn", "Åsa Öberg & Söner").with("Telefon", "+46 8 123"), form]
}

/// What the journey's own user did to the case after the scene was set.
struct Deeds {
    debits: usize,
    debits_by_others: usize,
    archived: usize,
    archived_by_others: usize,
    cancels: usize,
    pays: usize,
    moves_by_others: usize,
    refused_sign_ins: usize,
}

fn deeds(sandbox: &Sandbox, case: &str, from: usize) -> Deeds {
    let mut deeds = Deeds {
        debits: 0,
        debits_by_others: 0,
        archived: 0,
        archived_by_others: 0,
        cancels: 0,
        pays: 0,
        moves_by_others: 0,
        refused_sign_ins: 0,
    };
    // A debit is followed by the action that made it.
    let mut debited = false;
    for entry in sandbox.ledger.entries.iter().skip(from) {
        match &entry.what {
            What::Debited { case: of, .. } if of == case => debited = true,
            What::ActionDone { case: of, from, action, user, .. } if of == case => {
                let web = user == "web";
                match (from.as_str(), action.as_str()) {
                    _ if web && !std::mem::take(&mut debited) => deeds.moves_by_others += 1,
                    _ if web => {
                        deeds.moves_by_others += 1;
                        deeds.debits_by_others += 1;
                    }
                    ("TaskPay", "ActionComplete") => deeds.debits += usize::from(std::mem::take(&mut debited)),
                    (_, "ActionCancel") => deeds.cancels += 1,
                    (_, "ActionPay") => deeds.pays += 1,
                    _ => {}
                }
            }
            What::CaseArchived { case: of, user } if of == case => {
                if user == "web" {
                    deeds.archived_by_others += 1;
                } else {
                    deeds.archived += 1;
                }
            }
            What::SignedIn { ok: false, .. } => deeds.refused_sign_ins += 1,
            _ => {}
        }
    }
    deeds
}

/// The case that the scene made: the last one started.
fn case_of(sandbox: &Sandbox) -> String {
    let started = sandbox.ledger.entries.iter().rev().find_map(|entry| match &entry.what {
        What::CaseStarted { case, .. } => Some(case.clone()),
        _ => None,
    });
    started.unwrap_or_default()
}

fn web_action(sandbox: &mut Sandbox, action: &str, now: i64) -> bool {
    let command = Command::WebAction { case: case_of(sandbox), action: action.to_owned() };
    sandbox.control(command, now).is_ok()
}

/// The number of ledger entries that setting the scene makes, the same each time.
fn scene(user: User, setup: Setup) -> (Sandbox, String) {
    let mut bench = Bench::new(1, user);
    let case = bench.set(setup);
    (bench.sandbox, case)
}

struct Paying {
    name: &'static str,
    user: User,
    setup: Setup,
    added: bool,
    others: &'static [&'static str],
}

impl Scenario for Paying {
    type Script = PayCase;

    fn name(&self) -> &'static str {
        self.name
    }

    fn world(&self) -> World<PayCase> {
        let (sandbox, case) = scene(self.user, self.setup);
        let pay = PayCase::new(case);
        let pay = if self.added { pay.with_added_forms() } else { pay };
        World::new(Journey::new(pay, 1), session(self.user), sandbox, START)
    }

    fn fresh_session(&self) -> Session {
        session(self.user)
    }

    fn others(&self) -> &'static [&'static str] {
        self.others
    }

    fn act(&self, sandbox: &mut Sandbox, act: &str, now: i64) -> bool {
        web_action(sandbox, act, now)
    }

    fn check(&self, world: &World<PayCase>, end: &End<PayReceipt>) -> Vec<String> {
        let (start, case) = scene(self.user, self.setup);
        let deeds = deeds(&world.sandbox, &case, start.ledger.entries.len());
        let mut problems = Vec::new();
        if deeds.debits + deeds.debits_by_others > 1 {
            problems.push(format!("{} debits", deeds.debits + deeds.debits_by_others));
        }
        if deeds.archived > 0 {
            problems.push("archived, which nobody asked for".to_owned());
        }
        if deeds.refused_sign_ins > usize::from(world.faults) {
            problems.push("signed in again after a refusal".to_owned());
        }
        match end {
            End::Done(receipt) => {
                let expected = match (receipt.outcome, receipt.seen) {
                    (PayOutcome::Paid, Seen::Reply) => deeds.debits == 1,
                    (PayOutcome::Paid, Seen::State) => deeds.debits + deeds.debits_by_others == 1,
                    (PayOutcome::AlreadyPaid, _) => deeds.debits == 0,
                    (PayOutcome::MadeSharp, _) => deeds.debits == 0 && self.user == EVA,
                };
                if !expected {
                    problems.push(format!("the receipt does not fit {} debits", deeds.debits));
                }
                if receipt.archived_meanwhile && deeds.archived_by_others == 0 {
                    problems.push("says archived, but it is not".to_owned());
                }
            }
            End::Failed(report) => {
                problems.extend(truth("paid", report.facts.debited, deeds.debits, deeds.debits_by_others));
                problems.extend(truth("archived", report.facts.archived, deeds.archived, deeds.archived_by_others));
                problems.extend(truth("moved the case", report.facts.changed, deeds.pays, deeds.moves_by_others));
                if report.code == FailureCode::ChangedMeanwhile && deeds.moves_by_others == 0 {
                    problems.push("blames others, who did nothing".to_owned());
                }
                if world.faults == 0 && self.user != PER && report.code != FailureCode::Declined {
                    problems.push("failed although nothing went wrong".to_owned());
                }
                if self.user == PER
                    && report.code == FailureCode::Refused
                    && report.message.as_ref().is_none_or(|words| !words.contains("Saldot"))
                {
                    problems.push("the refusal does not carry the service's words".to_owned());
                }
            }
        }
        problems
    }
}

struct Cancelling {
    name: &'static str,
    setup: Setup,
    others: &'static [&'static str],
}

impl Scenario for Cancelling {
    type Script = CancelPayment;

    fn name(&self) -> &'static str {
        self.name
    }

    fn world(&self) -> World<CancelPayment> {
        let (sandbox, case) = scene(ASA, self.setup);
        World::new(Journey::new(CancelPayment::new(case), 1), session(ASA), sandbox, START)
    }

    fn fresh_session(&self) -> Session {
        session(ASA)
    }

    fn others(&self) -> &'static [&'static str] {
        self.others
    }

    fn act(&self, sandbox: &mut Sandbox, act: &str, now: i64) -> bool {
        web_action(sandbox, act, now)
    }

    fn check(&self, world: &World<CancelPayment>, end: &End<CancelReceipt>) -> Vec<String> {
        let (start, case) = scene(ASA, self.setup);
        let deeds = deeds(&world.sandbox, &case, start.ledger.entries.len());
        let mut problems = Vec::new();
        if deeds.debits > 0 || deeds.archived > 0 || deeds.pays > 0 {
            problems.push("did something else than cancelling".to_owned());
        }
        match end {
            End::Done(receipt) => {
                let expected = if self.setup == Setup::AtPayment { TaskKind::TaskCreate } else { TaskKind::TaskPaid };
                if deeds.moves_by_others == 0
                    && (deeds.cancels != 1 || receipt.returned_to.as_ref().is_some_and(|to| *to != expected))
                {
                    problems.push(format!("the receipt does not fit {} cancellations", deeds.cancels));
                }
                if receipt.seen == Seen::Reply && deeds.cancels == 0 {
                    problems.push("says that the service said so".to_owned());
                }
            }
            End::Failed(report) => {
                problems.extend(truth("cancelled", report.facts.changed, deeds.cancels, deeds.moves_by_others));
                problems.extend(truth("paid", report.facts.debited, deeds.debits, deeds.debits_by_others));
                if world.faults == 0 {
                    problems.push("failed although nothing went wrong".to_owned());
                }
            }
        }
        problems
    }
}

struct Completing {
    name: &'static str,
    setup: Setup,
    others: &'static [&'static str],
}

impl Scenario for Completing {
    type Script = CompleteCase;

    fn name(&self) -> &'static str {
        self.name
    }

    fn world(&self) -> World<CompleteCase> {
        let (sandbox, case) = scene(ASA, self.setup);
        World::new(Journey::new(CompleteCase::new(case), 1), session(ASA), sandbox, START)
    }

    fn fresh_session(&self) -> Session {
        session(ASA)
    }

    fn others(&self) -> &'static [&'static str] {
        self.others
    }

    fn act(&self, sandbox: &mut Sandbox, act: &str, now: i64) -> bool {
        web_action(sandbox, act, now)
    }

    fn check(&self, world: &World<CompleteCase>, end: &End<CompleteReceipt>) -> Vec<String> {
        let (start, case) = scene(ASA, self.setup);
        let deeds = deeds(&world.sandbox, &case, start.ledger.entries.len());
        let mut problems = Vec::new();
        if deeds.debits > 0 || deeds.pays > 0 || deeds.cancels > 0 {
            problems.push("did something else than completing".to_owned());
        }
        if deeds.archived > 1 {
            problems.push("archived twice".to_owned());
        }
        match end {
            End::Done(receipt) => {
                if deeds.archived + deeds.archived_by_others == 0 {
                    problems.push("says that the case is archived, but it is not".to_owned());
                }
                if receipt.already_archived && deeds.archived > 0 {
                    problems.push("says that it was archived before".to_owned());
                }
            }
            End::Failed(report) => {
                problems.extend(truth("archived", report.facts.archived, deeds.archived, deeds.archived_by_others));
                if world.faults == 0 && self.setup == Setup::Paid {
                    problems.push("failed although nothing went wrong".to_owned());
                }
            }
        }
        problems
    }
}

struct Starting;

impl Scenario for Starting {
    type Script = StartCase;

    fn name(&self) -> &'static str {
        "a form case, while a colleague's case runs"
    }

    fn world(&self) -> World<StartCase> {
        let (sandbox, _) = scene(NILS, Setup::Draft);
        World::new(Journey::new(StartCase::new(entries()), 1), session(ASA), sandbox, START)
    }

    fn fresh_session(&self) -> Session {
        session(ASA)
    }

    /// A colleague starts a case of other contents.
    fn others(&self) -> &'static [&'static str] {
        &["starts another case"]
    }

    fn act(&self, sandbox: &mut Sandbox, _act: &str, now: i64) -> bool {
        let access = access(NILS);
        let Ok(signed_in) = call(sandbox, &access, &Authenticate::default()) else { return false };
        let access = access.with_ticket(signed_in.ticket);
        let _ = now;
        let entry = ObjectEntry::new("Kund").with("Namn", "Nils Ek").with("Telefon", "08");
        let form = ObjectEntry { template_id: Some("12B.2".to_owned()), ..ObjectEntry::new("Kontrakt") };
        call(sandbox, &access, &StartCaseCall::new(vec![entry, form])).is_ok()
    }

    fn check(&self, world: &World<StartCase>, end: &End<StartReceipt>) -> Vec<String> {
        let (start, _) = scene(NILS, Setup::Draft);
        let ours: Vec<_> = world.sandbox.ledger.entries[start.ledger.entries.len()..]
            .iter()
            .filter_map(|entry| match &entry.what {
                What::CaseStarted { case, user, .. } if user == ASA.0 => Some(case.as_str()),
                _ => None,
            })
            .collect();
        let mut problems = Vec::new();
        if ours.len() > 1 {
            problems.push(format!("{} cases", ours.len()));
        }
        match end {
            End::Done(receipt) => {
                if ours != [receipt.case_id.as_str()] {
                    problems.push(format!("the receipt names a case that is not ours: {ours:?}"));
                }
                if receipt.seen == Seen::State && receipt.certainty == Certainty::Reply {
                    problems.push("says more than it knows".to_owned());
                }
            }
            End::Failed(report) => {
                problems.extend(truth("started a case", report.facts.created, ours.len(), 0));
                if world.faults == 0 {
                    problems.push("failed although nothing went wrong".to_owned());
                }
            }
        }
        problems
    }
}

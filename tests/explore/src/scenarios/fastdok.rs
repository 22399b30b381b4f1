//! FastDok's scenarios: the scenes that they begin with, and what people did after that.

mod act;
mod pay;
mod start;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use nordcase::fastdok::{
    Access, ActionKind, Authenticate, Credentials, DeleteInstance, ListInstanceTasks, ObjectEntry, PerformAction,
    Session, StartCase as StartCaseCall,
};
use nordcase::{BaseUrl, Secret};
use nordcase_sandbox::fastdok::{API_KEY, Undocumented};
use nordcase_sandbox::ledger::What;
use nordcase_sandbox::{Command, Sandbox};

use super::{Job, START, Times, call, call_at};
use crate::twist::Acts;
use crate::world::{Maker, Place, is_job};

/// Every FastDok scenario.
pub(crate) fn jobs() -> Vec<Job> {
    let mut jobs = pay::jobs();
    jobs.extend(act::jobs());
    jobs.extend(start::jobs());
    jobs
}

/// What colleagues may do to a case in the web pages.
const COLLEAGUES: &[&str] = &["ActionPay", "ActionComplete", "ActionCancel", "adds a form"];

/// And one after the other, with any steps of ours in between: a payment is cancelled, asked for anew and made; another one is made for an added form, or asked
/// for and cancelled.
const CHAINS: &[Acts] = &[
    &["ActionCancel", "ActionPay", "ActionComplete"],
    &["adds a form", "ActionPay", "ActionComplete"],
    &["adds a form", "ActionPay", "ActionCancel"],
];

/// A user of the sandbox's standard data: name and password.
pub(crate) type User = (&'static str, &'static str);
pub(crate) const ASA: User = ("asa.oberg@bjorken.example", "Björk&Löv+2026");
pub(crate) const NILS: User = ("nils.ek@bjorken.example", "Ek-och-Alm-7");
const EVA: User = ("eva@angstrom.example", "Våglängd-550");
const PER: User = ("per@tommakassan.example", "Tre-Kronor-3");

pub(crate) fn access(user: User) -> Access {
    let base_url = BaseUrl::new("https://fastdok.example/API/v1.0").expect("a valid address");
    let (api_key, username, password) = (Secret::new(API_KEY), user.0.to_owned(), Secret::new(user.1));
    Access::new(base_url).with_credentials(Credentials { api_key, username, password })
}

/// A session of a user, not signed in.
pub(crate) fn session(user: User) -> Session {
    Session::new(access(user))
}

/// Where a case stands when the journey begins.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Setup {
    Draft,
    AtPayment,
    Paid,
    PaidAndAdded,
    AtSecondPayment,
}

/// What is special about the service.
#[derive(Clone, Copy, Default)]
struct Frame {
    /// The most rows that its lists have in one answer.
    most_rows: Option<usize>,
    /// Whether its lists lack their `TotalCount`.
    no_total: bool,
    /// What it answers where nothing is documented.
    undocumented: Option<Undocumented>,
    /// How many running cases stand before all others.
    older_cases: usize,
}

impl Frame {
    fn put_around(self, mut sandbox: Sandbox) -> Sandbox {
        sandbox.fastdok.set_pages(self.most_rows, !self.no_total, self.older_cases);
        sandbox.fastdok.set_undocumented(self.undocumented);
        sandbox
    }
}

/// Lists of one row in an answer, with and without their `TotalCount`.
const NARROW: [Frame; 2] = [
    Frame { most_rows: Some(1), no_total: false, undocumented: None, older_cases: 0 },
    Frame { most_rows: Some(1), no_total: true, undocumented: None, older_cases: 0 },
];

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

/// A landlord with four values, a customer with two, and the form.
pub(crate) fn entries() -> Vec<ObjectEntry> {
    entries_with("Åsa Öberg & Söner", "08-400 10 20")
}

fn entries_with(customer: &str, landlords_phone: &str) -> Vec<ObjectEntry> {
    let landlord = ObjectEntry::new("Hyresvard")
        .with("Namn", "Bostads AB Björken")
        .with("Telefon", landlords_phone)
        .with("Adress", "Storgatan 1, Ystad")
        .with("OrgPersNr", "556000-1234");
    let form = ObjectEntry { template_id: Some("12B.2".to_owned()), ..ObjectEntry::new("Kontrakt") };
    vec![landlord, ObjectEntry::new("Kund").with("Namn", customer).with("Telefon", "+46 8 123"), form]
}

/// A colleague starts a case of these contents.
fn colleague_starts(sandbox: &mut Sandbox, entries: Vec<ObjectEntry>, now: i64) -> Option<String> {
    let access = access(NILS);
    let signed_in = call_at(now, sandbox, &access, &Authenticate::default()).ok()?;
    let access = access.with_ticket(signed_in.ticket);
    call_at(now, sandbox, &access, &StartCaseCall::new(entries)).ok().map(|started| started.instance_id)
}

/// A colleague deletes this case.
fn colleague_deletes(sandbox: &mut Sandbox, case: String, now: i64) -> bool {
    let access = access(NILS);
    let Ok(signed_in) = call_at(now, sandbox, &access, &Authenticate::default()) else { return false };
    call_at(now, sandbox, &access.with_ticket(signed_in.ticket), &DeleteInstance::new(case)).is_ok()
}

/// What somebody did to the case after the scene was set.
#[derive(Debug, Default)]
pub(crate) struct Deeds {
    pub debits: usize,
    pub archived: usize,
    pub cancels: usize,
    pub pays: usize,
    pub moves: usize,
}

/// What those did whom `who` picks.
pub(crate) fn deeds(place: &Place, case: &str, who: impl Fn(Maker) -> bool) -> Deeds {
    let mut deeds = Deeds::default();
    for (_, what) in place.deeds().filter(|(maker, _)| who(*maker)) {
        match what {
            What::Debited { case: of, .. } if of == case => deeds.debits += 1,
            What::ActionDone { case: of, action, .. } if of == case => {
                deeds.moves += 1;
                deeds.cancels += usize::from(action == "ActionCancel");
                deeds.pays += usize::from(action == "ActionPay");
            }
            What::CaseArchived { case: of, .. } if of == case => deeds.archived += 1,
            _ => {}
        }
    }
    deeds
}

/// Both sides of an end: what the journey did until then and until long after, and what others did until then.
struct Sides {
    own: Deeds,
    own_later: Deeds,
    others: Deeds,
}

impl Sides {
    fn of(now: &Place, later: &Place, case: &str) -> Self {
        let others = |maker| !is_job(maker);
        Self { own: deeds(now, case, is_job), own_later: deeds(later, case, is_job), others: deeds(now, case, others) }
    }

    fn times(&self, of: impl Fn(&Deeds) -> usize) -> Times {
        Times { own: of(&self.own), own_later: of(&self.own_later), others: of(&self.others) }
    }
}

/// The case that the scene made: the last one started.
fn case_of(sandbox: &Sandbox) -> String {
    let started = sandbox.ledger.entries.iter().rev().find_map(|entry| match &entry.what {
        What::CaseStarted { case, .. } => Some(case.clone()),
        _ => None,
    });
    started.unwrap_or_default()
}

/// A colleague does one of [`COLLEAGUES`] to the scene's case.
fn colleague_acts(sandbox: &mut Sandbox, act: &str, now: i64) -> bool {
    let case = case_of(sandbox);
    let command = match act {
        "adds a form" => Command::AddForm { case, template: "16B".to_owned() },
        action => Command::WebAction { case, action: action.to_owned() },
    };
    sandbox.control(command, now).is_ok()
}

/// A sandbox in which somebody has brought a case so far, and the case. Every end is compared with it, so it is made once.
fn scene(user: User, setup: Setup) -> Arc<(Sandbox, String)> {
    type Scenes = HashMap<(User, Setup), Arc<(Sandbox, String)>>;
    static SCENES: LazyLock<Mutex<Scenes>> = LazyLock::new(Mutex::default);
    let mut scenes = SCENES.lock().expect("no worker panics");
    let scene = scenes.entry((user, setup)).or_insert_with(|| {
        let mut bench = Bench::new(1, user);
        let case = bench.set(setup);
        Arc::new((bench.sandbox, case))
    });
    Arc::clone(scene)
}

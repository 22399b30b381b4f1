//! Altinn's scenarios.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use nordcase::BaseUrl;
use nordcase::altinn::journeys::{CreateCase, CreateReceipt, EventReceipt, NoticeReceipt, PlaceNotice, SendEvent};
use nordcase::altinn::state_machine::StateMachine;
use nordcase::altinn::{Access, InstantiateCollaboration, NoticeToken, NotifyEvent, Session, SetNotice};
use nordcase::journey::{Evidence, Journey};
use nordcase_sandbox::altinn::SpoiledCase;
use nordcase_sandbox::ledger::What;
use nordcase_sandbox::{Command, Sandbox};

use super::{Adoption, Job, START, Times, call, call_at, job, job_up_to, plain, texts, truth};
use crate::search::Scenario;
use crate::world::{ALIKE, End, Maker, Place, World, is_job};

/// Every Altinn scenario.
pub(super) fn jobs() -> Vec<Job> {
    let creating = |name, due| Creating { name, due, spoiled: None, repeats: false };
    let to_case = Sending { name: "to a case, with the machine", to: To::Case, machine: true, repeats: false };
    let on_case = Placing { name: "on a case", on_case: true, again: false, repeats: false };
    let mut jobs = vec![
        job(creating("a case for a reportee who has one", None)),
        job(creating("the same, with a due date", Some(DUE))),
        job(to_case),
        job(Sending { name: "to a case, without the machine", machine: false, ..to_case }),
        job(Sending { name: "to an edition", to: To::Edition, ..to_case }),
        job(on_case),
        job(Placing { name: "on a case, may be set again", again: true, ..on_case }),
        job(Placing { name: "on an element", on_case: false, ..on_case }),
        job(Placing { name: "on an element, may be set again", on_case: false, again: true, ..on_case }),
    ];
    let over = "over a transport that repeats";
    jobs.push(job_up_to(2, Creating { repeats: true, ..creating(over, Some(DUE)) }));
    jobs.push(job_up_to(2, Sending { name: over, repeats: true, ..to_case }));
    jobs.push(job_up_to(2, Placing { name: over, repeats: true, ..on_case }));
    for spoiled in [SpoiledCase::EmptyDueDate, SpoiledCase::ControlCharacter] {
        let name = "while a case runs whose row cannot be read";
        jobs.push(job_up_to(1, Creating { spoiled: Some(spoiled), ..creating(name, Some(DUE)) }));
    }
    jobs
}

/// An instant: 12 o'clock in Norway, which is what the lists show.
const DUE: &str = "2027-03-01T11:00:00.000Z";
const OTHER_DUE: &str = "2027-04-15T00:00:00";

const REPORTEE: &str = "910453092";
const EVENT: &str = "DeadlineExpired";

pub(crate) fn access() -> Access {
    Access::basic(BaseUrl::new("https://altinn.example").expect("a valid address"), "SKDEN", "sandkasse-2681")
}

fn create() -> InstantiateCollaboration {
    InstantiateCollaboration::new("2681", 1, REPORTEE)
}

/// The same with a due date.
pub(crate) fn create_due(due: Option<&str>) -> InstantiateCollaboration {
    let date = due.map(|due| serde_json::from_value(due.into()).expect("a date and time"));
    InstantiateCollaboration { due_date: date, ..create() }
}

/// A sandbox with so many cases of edition 2681:1. Every end is compared with it, so it is made once.
pub(crate) fn scene(cases: usize) -> Arc<(Sandbox, Vec<i32>)> {
    type Scenes = HashMap<usize, Arc<(Sandbox, Vec<i32>)>>;
    static SCENES: LazyLock<Mutex<Scenes>> = LazyLock::new(Mutex::default);
    let mut scenes = SCENES.lock().expect("no worker panics");
    Arc::clone(scenes.entry(cases).or_insert_with(|| Arc::new(set_scene(cases))))
}

fn set_scene(cases: usize) -> (Sandbox, Vec<i32>) {
    let mut sandbox = Sandbox::new(1);
    let ids = (0..cases).map(|_| call(&mut sandbox, &access(), &create()).expect("the case is created").case_id);
    let ids = ids.collect();
    (sandbox, ids)
}

#[derive(Clone, Copy)]
struct Creating {
    name: &'static str,
    due: Option<&'static str>,
    /// How the row of the reportee's other case is written.
    spoiled: Option<SpoiledCase>,
    repeats: bool,
}

impl Scenario for Creating {
    type Script = CreateCase;

    fn name(&self) -> &'static str {
        self.name
    }

    fn world(&self) -> World<CreateCase> {
        let (mut sandbox, cases) = scene(1).as_ref().clone();
        sandbox.altinn.spoil_case(cases[0], self.spoiled).expect("the case is there");
        let create = CreateCase::new(create_due(self.due));
        let world = World::new(Journey::new(create, 1), Session::new(access()), sandbox, START);
        if self.repeats { world.over_a_repeating_transport() } else { world }
    }

    fn fresh_session(&self) -> Session {
        Session::new(access())
    }

    /// Without a due date of ours, another one tells nothing for certain: the service might have set it.
    fn others(&self) -> &'static [&'static str] {
        match self.due {
            Some(_) => &[
                "creates the same",
                "creates one due later",
                "creates one without a date",
                "creates one that cannot be read",
                "deletes the newest",
            ],
            None => &["creates the same", "deletes the newest"],
        }
    }

    fn act(&self, sandbox: &mut Sandbox, act: &str, now: i64) -> bool {
        if act == "deletes the newest" {
            let since = sandbox.ledger.entries.iter().skip(scene(1).0.ledger.entries.len());
            let newest = since.rev().find_map(|entry| match entry.what {
                What::CaseCreated { case_id, .. } => Some(case_id),
                _ => None,
            });
            let close = |case_id| Command::CloseCase { case_id, how: "deleted".to_owned() };
            return newest.is_some_and(|case_id| sandbox.control(close(case_id), now).is_ok());
        }
        let due = match act {
            "creates the same" => self.due,
            "creates one without a date" => None,
            _ => Some(OTHER_DUE),
        };
        let Ok(created) = call_at(now, sandbox, &access(), &create_due(due)) else { return false };
        act != "creates one that cannot be read"
            || sandbox.altinn.spoil_case(created.case_id, Some(SpoiledCase::ControlCharacter)).is_ok()
    }

    fn is_alike(&self, act: &str) -> bool {
        act == "creates the same"
    }

    fn check(&self, world: &World<CreateCase>, later: &Place, end: &End<CreateReceipt>) -> Vec<String> {
        let own = world.own_cases(&world.place);
        let own_later = world.own_cases(later);
        let alike: Vec<String> = world.place.made(|maker| maker == ALIKE).collect();
        let mut problems = Vec::new();
        if own_later.len() > 1 + usize::from(world.repeated) {
            problems.push("created two cases".to_owned());
        }
        match end {
            End::Done(receipt) => {
                let receipt = plain(receipt);
                let adoption = Adoption {
                    case: &receipt["caseId"].to_string(),
                    by_reply: receipt["sure"]["is"] == "reply",
                    candidates: texts(&receipt["sure"]["candidates"]),
                    twins: texts(&receipt["twins"]),
                    could_look: world.faults == world.repeated,
                };
                problems.extend(adoption.judge(&own, &own_later, &alike));
            }
            End::Failed(report) => {
                let times = Times { own: own.len(), own_later: own_later.len(), others: alike.len() };
                problems.extend(truth("created a case", report.facts.created, times));
                if world.faults == 0 {
                    problems.push("failed although nothing went wrong".to_owned());
                }
            }
        }
        problems
    }
}

#[derive(Clone, Copy, PartialEq)]
enum To {
    Case,
    Edition,
}

#[derive(Clone, Copy)]
struct Sending {
    name: &'static str,
    to: To,
    machine: bool,
    repeats: bool,
}

impl Sending {
    fn scene(&self) -> Arc<(Sandbox, Vec<i32>)> {
        scene(if self.to == To::Case { 1 } else { 3 })
    }
}

fn machine() -> StateMachine {
    let definition = r#"{
        "serviceCode": "2681", "serviceEdition": 1, "start": "Opprettet",
        "states": [
            {"name": "Opprettet", "mayDelete": true}, {"name": "UnderArbeid"},
            {"name": "FristUtlopt", "mayArchive": true}
        ],
        "transitions": [
            {"name": "Påbegynt", "from": "Opprettet", "to": "UnderArbeid", "event": "^3374:1:Instantiated$"},
            {"name": "Frist", "from": "Opprettet", "to": "FristUtlopt", "event": "^DeadlineExpired$"},
            {"name": "Frist", "from": "UnderArbeid", "to": "FristUtlopt", "event": "^DeadlineExpired$"},
            {"name": "Ny frist", "from": "FristUtlopt", "to": "UnderArbeid", "event": "^DeadlineExtended$"}
        ]
    }"#;
    StateMachine::from_json(definition).expect("the machine is valid")
}

impl Scenario for Sending {
    type Script = SendEvent;

    fn name(&self) -> &'static str {
        self.name
    }

    fn world(&self) -> World<SendEvent> {
        let (sandbox, cases) = self.scene().as_ref().clone();
        let send = match self.to {
            To::Case => SendEvent::to_case(cases[0], EVENT),
            To::Edition => SendEvent::to_edition("2681", 1, EVENT),
        };
        let send = if self.machine { send.with_machine(&machine()) } else { send };
        let world = World::new(Journey::new(send, 1), Session::new(access()), sandbox, START);
        if self.repeats { world.over_a_repeating_transport() } else { world }
    }

    fn fresh_session(&self) -> Session {
        Session::new(access())
    }

    fn others(&self) -> &'static [&'static str] {
        CLERKS
    }

    fn act(&self, sandbox: &mut Sandbox, act: &str, now: i64) -> bool {
        clerk_acts(sandbox, self.scene().1[0], act, now)
    }

    fn check(&self, world: &World<SendEvent>, later: &Place, end: &End<EventReceipt>) -> Vec<String> {
        let scene = self.scene();
        let cases = &scene.1;
        let mut problems = Vec::new();
        let mut unless = |good: bool, problem: &str| problems.extend((!good).then(|| problem.to_owned()));
        let registered = |place: &Place, case: i32| {
            let ours = |(maker, what): &(Maker, &What)| {
                is_job(*maker) && matches!(what, What::EventRegistered { case_id, .. } if *case_id == case)
            };
            place.deeds().filter(ours).count()
        };
        let moved = |place: &Place, own: bool| {
            let is_move = |(maker, what): &(Maker, &What)| {
                is_job(*maker) == own
                    && matches!(what, What::EventRegistered { changed: true, .. } | What::CaseClosed { .. })
            };
            place.deeds().filter(is_move).count()
        };
        let times =
            Times { own: moved(&world.place, true), own_later: moved(later, true), others: moved(&world.place, false) };
        let most = cases.iter().map(|case| registered(later, *case)).max().unwrap_or_default();
        if self.to == To::Edition {
            unless(most <= 1 + usize::from(world.repeated), "an event to all was sent twice");
        } else if moved(later, false) == 0 {
            unless(most <= 1 + usize::from(world.repeated), "the event reached the case twice");
        }
        unless(times.own_later <= cases.len(), "moved a case twice");
        match end {
            End::Done(receipt) => {
                let by_reply = receipt.seen == Evidence::Reply;
                let sent = cases.iter().any(|case| registered(&world.place, *case) > 0);
                unless(!by_reply || sent, "says that the service registered it, but it did not");
                unless(times.own + times.others > 0, "a receipt, but nothing moved");
                let closed = world.place.deeds().filter(|(_, what)| matches!(what, What::CaseClosed { .. })).count();
                let told = receipt.cases.len() + closed;
                unless(!by_reply || told >= cases.len(), "the receipt does not tell of every case");
            }
            End::Failed(report) => {
                problems.extend(truth("moved a case", report.facts.changed, times));
                if world.faults == 0 {
                    problems.push("failed although nothing went wrong".to_owned());
                }
            }
        }
        problems
    }
}

/// What the portal's user and other clerks may do to a case.
const CLERKS: &[&str] =
    &["begins in the portal", "sends the same event", "deletes the case", "sets a notice", "sets another notice"];

fn clerk_acts(sandbox: &mut Sandbox, case_id: i32, act: &str, now: i64) -> bool {
    match act {
        "begins in the portal" => {
            let command = Command::PortalEvent { case_id, event: "3374:1:Instantiated".to_owned() };
            sandbox.control(command, now).is_ok_and(|moved| moved == true)
        }
        "sends the same event" => call_at(now, sandbox, &access(), &NotifyEvent::to_case(case_id, EVENT)).is_ok(),
        "sets a notice" => call_at(now, sandbox, &access(), &notice(&case_id.to_string(), "12")).is_ok(),
        "sets another notice" => call_at(now, sandbox, &access(), &notice(&case_id.to_string(), "13")).is_ok(),
        _ => sandbox.control(Command::CloseCase { case_id, how: "deleted".to_owned() }, now).is_ok(),
    }
}

fn notice(element: &str, template: &str) -> SetNotice {
    let tokens = vec![NoticeToken::new("frist", "1. mars"), NoticeToken::new("navn", "Åse")];
    let notice_tokens = if template == "12" { tokens } else { Vec::new() };
    SetNotice { notice_tokens, ..SetNotice::new(element, template) }
}

#[derive(Clone, Copy)]
struct Placing {
    name: &'static str,
    on_case: bool,
    again: bool,
    repeats: bool,
}

impl Scenario for Placing {
    type Script = PlaceNotice;

    fn name(&self) -> &'static str {
        self.name
    }

    fn world(&self) -> World<PlaceNotice> {
        let (sandbox, cases) = scene(1).as_ref().clone();
        let notice = notice("2001", "12");
        let place = if self.on_case { PlaceNotice::on_case(cases[0], notice) } else { PlaceNotice::on_element(notice) };
        let place = if self.again { place.may_be_set_again() } else { place };
        let world = World::new(Journey::new(place, 1), Session::new(access()), sandbox, START);
        if self.repeats { world.over_a_repeating_transport() } else { world }
    }

    fn fresh_session(&self) -> Session {
        Session::new(access())
    }

    fn others(&self) -> &'static [&'static str] {
        if self.on_case { CLERKS } else { &["sets a notice", "sets another notice"] }
    }

    fn act(&self, sandbox: &mut Sandbox, act: &str, now: i64) -> bool {
        if self.on_case {
            return clerk_acts(sandbox, scene(1).1[0], act, now);
        }
        let template = if act == "sets a notice" { "12" } else { "13" };
        call_at(now, sandbox, &access(), &notice("2001", template)).is_ok()
    }

    fn check(&self, world: &World<PlaceNotice>, later: &Place, end: &End<NoticeReceipt>) -> Vec<String> {
        let set = |place: &Place, own: bool| {
            let is_set = |(maker, what): &(Maker, &What)| {
                is_job(*maker) == own && matches!(what, What::NoticeSet { template, .. } if template == "12")
            };
            place.deeds().filter(is_set).count()
        };
        let times =
            Times { own: set(&world.place, true), own_later: set(later, true), others: set(&world.place, false) };
        let mut problems = Vec::new();
        let mut unless = |good: bool, problem: &str| problems.extend((!good).then(|| problem.to_owned()));
        // Where the case showed the same notice before, no look can tell; then the same is set again, which is one notice (inferred).
        let shown_before = times.others > 0;
        let once = times.own_later <= 1 + usize::from(world.repeated);
        unless(once || shown_before || self.again, "set the notice twice");
        match end {
            End::Done(receipt) => {
                unless(
                    receipt.seen != Evidence::Reply || times.own > 0,
                    "says that the service said so, but it did not",
                );
                unless(times.own + times.others > 0, "a receipt, but no notice");
                unless(receipt.sent as usize <= 3, "sent too often");
            }
            End::Failed(report) => {
                problems.extend(truth("set a notice", report.facts.changed, times));
                if world.faults == 0 {
                    problems.push("failed although nothing went wrong".to_owned());
                }
            }
        }
        problems
    }
}

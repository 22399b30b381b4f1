//! Altinn's scenarios.

use nordcase::BaseUrl;
use nordcase::altinn::journeys::{
    CreateCase, CreateReceipt, EventReceipt, NoticeReceipt, PlaceNotice, SendEvent, Sure,
};
use nordcase::altinn::state_machine::StateMachine;
use nordcase::altinn::{Access, InstantiateCollaboration, NoticeToken, Session, SetNotice};
use nordcase::journey::{Journey, Seen};
use nordcase_sandbox::ledger::What;
use nordcase_sandbox::{Command, Sandbox};

use super::{Job, START, call, job, truth};
use crate::search::Scenario;
use crate::world::{End, World};

/// Every Altinn scenario with its journey's name.
pub(crate) fn jobs() -> Vec<(&'static str, Job)> {
    vec![
        ("altinn.create_case", job(Creating)),
        ("altinn.send_event", job(Sending { name: "to a case, with the machine", to: To::Case, machine: true })),
        ("altinn.send_event", job(Sending { name: "to a case, without the machine", to: To::Case, machine: false })),
        ("altinn.send_event", job(Sending { name: "to an edition", to: To::Edition, machine: true })),
        ("altinn.place_notice", job(Placing { name: "on a case", on_case: true, again: false })),
        ("altinn.place_notice", job(Placing { name: "on an element", on_case: false, again: false })),
        ("altinn.place_notice", job(Placing { name: "on an element, may be set again", on_case: false, again: true })),
    ]
}

const REPORTEE: &str = "910453092";
const EVENT: &str = "DeadlineExpired";

fn access() -> Access {
    Access::basic(BaseUrl::new("https://altinn.example").expect("a valid address"), "SKDEN", "sandkasse-2681")
}

fn create() -> InstantiateCollaboration {
    InstantiateCollaboration::new("2681", 1, REPORTEE)
}

/// A sandbox with so many cases of edition 2681:1.
fn scene(cases: usize) -> (Sandbox, Vec<i32>) {
    let mut sandbox = Sandbox::new(1);
    let ids = (0..cases).map(|_| call(&mut sandbox, &access(), &create()).expect("the case is created").case_id);
    let ids = ids.collect();
    (sandbox, ids)
}

/// The ledger's entries since the scene was set.
fn since(sandbox: &Sandbox, scene: &Sandbox) -> Vec<What> {
    sandbox.ledger.entries.iter().skip(scene.ledger.entries.len()).map(|entry| entry.what.clone()).collect()
}

struct Creating;

impl Scenario for Creating {
    type Script = CreateCase;

    fn name(&self) -> &'static str {
        "a case for a reportee who has one"
    }

    fn world(&self) -> World<CreateCase> {
        World::new(Journey::new(CreateCase::new(create()), 1), Session::new(access()), scene(1).0, START)
    }

    fn fresh_session(&self) -> Session {
        Session::new(access())
    }

    fn check(&self, world: &World<CreateCase>, end: &End<CreateReceipt>) -> Vec<String> {
        let created: Vec<_> = since(&world.sandbox, &scene(1).0)
            .into_iter()
            .filter_map(|what| match what {
                What::CaseCreated { case_id, .. } => Some(case_id),
                _ => None,
            })
            .collect();
        let mut problems = Vec::new();
        if created.len() > 1 {
            problems.push(format!("{} cases", created.len()));
        }
        match end {
            End::Done(receipt) => {
                if created != [receipt.case_id] {
                    problems.push(format!("the receipt names another case than {created:?}"));
                }
                if !matches!(receipt.sure, Sure::Reply | Sure::OnlyNewCase) {
                    problems.push("is less sure than it can be".to_owned());
                }
            }
            End::Failed(report) => {
                problems.extend(truth("created a case", report.facts.created, created.len(), 0));
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

struct Sending {
    name: &'static str,
    to: To,
    machine: bool,
}

impl Sending {
    fn scene(&self) -> (Sandbox, Vec<i32>) {
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
        let (sandbox, cases) = self.scene();
        let send = match self.to {
            To::Case => SendEvent::to_case(cases[0], EVENT),
            To::Edition => SendEvent::to_edition("2681", 1, EVENT),
        };
        let send = if self.machine { send.with_machine(&machine()) } else { send };
        World::new(Journey::new(send, 1), Session::new(access()), sandbox, START)
    }

    fn fresh_session(&self) -> Session {
        Session::new(access())
    }

    /// The portal user begins, which moves the case too.
    fn others(&self) -> &'static [&'static str] {
        &["3374:1:Instantiated"]
    }

    fn act(&self, sandbox: &mut Sandbox, act: &str, now: i64) -> bool {
        let (_, cases) = self.scene();
        let command = Command::PortalEvent { case_id: cases[0], event: act.to_owned() };
        sandbox.control(command, now).is_ok_and(|moved| moved == true)
    }

    fn check(&self, world: &World<SendEvent>, end: &End<EventReceipt>) -> Vec<String> {
        let (start, cases) = self.scene();
        let mut problems = Vec::new();
        let mut registered = vec![0; cases.len()];
        let (mut moved, mut by_others) = (0, 0);
        for what in since(&world.sandbox, &start) {
            let What::EventRegistered { case_id, event, changed, .. } = what else { continue };
            if event == EVENT {
                moved += usize::from(changed);
                for (count, _) in registered.iter_mut().zip(&cases).filter(|(_, id)| **id == case_id) {
                    *count += 1;
                }
            } else {
                by_others += 1;
            }
        }
        if moved > cases.len() {
            problems.push(format!("{moved} moves of {} cases", cases.len()));
        }
        if self.to == To::Edition && registered.iter().any(|count| *count > 1) {
            problems.push("an event to all was sent twice".to_owned());
        }
        if self.to == To::Case && registered[0] > 1 && by_others == 0 {
            problems.push("the event reached the case twice".to_owned());
        }
        match end {
            End::Done(receipt) => {
                if moved == 0 && by_others == 0 {
                    problems.push("a receipt, but nothing moved".to_owned());
                }
                if receipt.seen == Seen::Reply && receipt.cases.len() != cases.len() {
                    problems.push("the receipt does not tell of every case".to_owned());
                }
            }
            End::Failed(report) => {
                problems.extend(truth("moved a case", report.facts.changed, moved, by_others));
                if world.faults == 0 {
                    problems.push("failed although nothing went wrong".to_owned());
                }
            }
        }
        problems
    }
}

struct Placing {
    name: &'static str,
    on_case: bool,
    again: bool,
}

impl Scenario for Placing {
    type Script = PlaceNotice;

    fn name(&self) -> &'static str {
        self.name
    }

    fn world(&self) -> World<PlaceNotice> {
        let (sandbox, cases) = scene(1);
        let notice = SetNotice {
            notice_tokens: vec![NoticeToken::new("frist", "1. mars"), NoticeToken::new("navn", "Åse")],
            ..SetNotice::new("2001", "12")
        };
        let place = if self.on_case { PlaceNotice::on_case(cases[0], notice) } else { PlaceNotice::on_element(notice) };
        let place = if self.again { place.may_be_set_again() } else { place };
        World::new(Journey::new(place, 1), Session::new(access()), sandbox, START)
    }

    fn fresh_session(&self) -> Session {
        Session::new(access())
    }

    fn check(&self, world: &World<PlaceNotice>, end: &End<NoticeReceipt>) -> Vec<String> {
        let set =
            since(&world.sandbox, &scene(1).0).iter().filter(|what| matches!(what, What::NoticeSet { .. })).count();
        let mut problems = Vec::new();
        if set > 1 && !self.again {
            problems.push(format!("{set} notices"));
        }
        match end {
            End::Done(receipt) => {
                if set == 0 {
                    problems.push("a receipt, but no notice".to_owned());
                }
                if receipt.sent as usize > 3 {
                    problems.push("sent too often".to_owned());
                }
            }
            End::Failed(report) => {
                problems.extend(truth("set a notice", report.facts.changed, set, 0));
                if world.faults == 0 {
                    problems.push("failed although nothing went wrong".to_owned());
                }
            }
        }
        problems
    }
}

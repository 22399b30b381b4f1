//! Both workflows over every state and every event, and the page `docs/workflow.md`, whose diagrams and tables come from the
//! same tables as the code. `NORDCASE_BLESS=1 cargo test -p nordcase --test workflow` writes the page anew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::fmt::Display;

use nordcase::altinn::error_codes;
use nordcase::altinn::state_machine::StateMachine;
use nordcase::altinn::workflow::{self as altinn, CaseEvent, CaseOutcome, CaseState};
use nordcase::fastdok::workflow::{self as fastdok, Customer, Effect, Origin, Stage, State};
use nordcase::fastdok::{ActionKind, TaskKind};
use nordcase::mark::Mark;
use nordcase::{Error, Kind, Retry};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/workflow.md");

fn actions() -> [ActionKind; 4] {
    let later = ActionKind::Other("ActionSign".into());
    [ActionKind::ActionPay, ActionKind::ActionComplete, ActionKind::ActionCancel, later]
}

fn transition_error(error: Error) -> nordcase::error::TransitionError {
    assert_eq!((error.kind(), error.retry()), (Kind::Transition, Retry::Never));
    assert!(!error.explanation().is_empty());
    match error {
        Error::Transition(error) => *error,
        other => panic!("{other:?}"),
    }
}

/// FastDok's page, written down once more by hand: where an action leads when everything is known.
fn by_hand(state: &State, action: &ActionKind) -> Option<(State, Effect)> {
    use ActionKind::{ActionCancel, ActionComplete, ActionPay};
    use TaskKind::{TaskCreate, TaskPaid, TaskPay};
    let Stage::Task(task) = &state.stage else { return None };
    let licence = state.customer == Customer::Licence;
    Some(match (task, action, state.came_from) {
        (TaskCreate, ActionPay, _) if licence => (State::new(TaskPaid, state.customer), Effect::BecomesSharp),
        (TaskCreate, ActionPay, _) => (State::pay(Origin::TaskCreate, state.customer), Effect::Nothing),
        (TaskPay, ActionComplete, _) => (State::new(TaskPaid, state.customer), Effect::DebitsBalance),
        (TaskPay, ActionCancel, Origin::TaskCreate) => (State::new(TaskCreate, state.customer), Effect::Nothing),
        (TaskPay, ActionCancel, Origin::TaskPaid) => (State::new(TaskPaid, state.customer), Effect::Nothing),
        (TaskPaid, ActionComplete, _) => (State::new(Stage::Archived, state.customer), Effect::Archives),
        (TaskPaid, ActionPay, _) if !licence => (State::pay(Origin::TaskPaid, state.customer), Effect::Nothing),
        _ => return None,
    })
}

/// The states that a state which is not known well enough may be.
fn known(state: &State) -> Vec<State> {
    let is_pay = state.stage == Stage::Task(TaskKind::TaskPay);
    let customers = match state.customer {
        Customer::Unknown => vec![Customer::Balance, Customer::Licence],
        customer => vec![customer],
    };
    let origins = match state.came_from {
        Origin::Unknown if is_pay => vec![Origin::TaskCreate, Origin::TaskPaid],
        origin => vec![origin],
    };
    let one = |customer| {
        let stage = state.stage.clone();
        origins.iter().map(move |&came_from| State { stage: stage.clone(), customer, came_from })
    };
    customers.into_iter().flat_map(one).collect()
}

#[test]
fn fastdok_every_state_and_every_action() {
    let states = fastdok::states();
    assert_eq!(states.len(), 3 + 9 + 3 + 1);
    for state in &states {
        for action in actions() {
            let expected: Vec<_> = known(state).iter().map(|it| by_hand(it, &action)).collect();
            let possible: BTreeSet<_> = expected.iter().flatten().map(|it| format!("{it:?}")).collect();
            match fastdok::apply(state, &action) {
                Ok(transition) => {
                    let mut found = BTreeSet::new();
                    for outcome in &transition.outcomes {
                        assert_eq!(outcome.allowed, fastdok::allowed(&outcome.state));
                        // A row that holds for every customer or origin leaves it unknown.
                        for next in known_after(&outcome.state) {
                            found.insert(format!("{:?}", (next, outcome.effect)));
                        }
                    }
                    assert_eq!(found, possible, "{state} {action}");
                    assert_eq!(transition.may_be_refused, expected.contains(&None), "{state} {action}");
                    assert!(fastdok::allowed(state).contains(&action));
                }
                Err(error) => {
                    assert!(possible.is_empty(), "{state} {action}: {error}");
                    let error = transition_error(error);
                    let finished = state.stage == Stage::Archived;
                    assert_eq!(error.code, if finished { "transition.finished" } else { "transition.not_allowed" });
                    assert_eq!((error.state, error.event), (state.to_string(), action.to_string()));
                    assert_eq!(error.allowed.len(), fastdok::allowed(state).len());
                    assert_eq!(error.allowed.is_empty(), finished);
                    assert!(!fastdok::allowed(state).contains(&action));
                }
            }
        }
    }
}

/// Only the customer may still be unknown after an action; where `TaskPay` came from was just seen.
fn known_after(state: &State) -> Vec<State> {
    if state.stage == Stage::Task(TaskKind::TaskPay) {
        assert_ne!(state.came_from, Origin::Unknown);
    }
    known(state)
}

#[test]
fn fastdok_kinds_added_later_are_neither_allowed_nor_forbidden() {
    let state = State::new(TaskKind::from("TaskSign"), Customer::Balance);
    assert!(fastdok::allowed(&state).is_empty());
    for action in actions() {
        let error = transition_error(fastdok::apply(&state, &action).unwrap_err());
        assert_eq!(error.code, "transition.unknown_state");
        assert!(error.reason.contains("TaskSign"));
    }
}

#[test]
fn fastdok_money_is_debited_and_cases_are_archived_by_one_action_only() {
    for row in &fastdok::TRANSITIONS {
        let complete = row.event == ActionKind::ActionComplete;
        assert_eq!(row.effect == Effect::DebitsBalance, complete && row.from == TaskKind::TaskPay);
        assert_eq!(row.effect == Effect::Archives, complete && row.from == TaskKind::TaskPaid);
    }
}

#[test]
fn fastdok_states_as_json() {
    let state = State::pay(Origin::TaskCreate, Customer::Balance);
    let json = r#"{"stage":"TaskPay","customer":"balance","cameFrom":"TaskCreate"}"#;
    assert_eq!(serde_json::to_string(&state).unwrap(), json);
    assert_eq!(serde_json::from_str::<State>(json).unwrap(), state);
    let short: State = serde_json::from_str(r#"{"stage":"taskpaid"}"#).unwrap();
    assert_eq!(short, State::new(TaskKind::TaskPaid, Customer::Unknown));
    assert_eq!(serde_json::from_str::<State>(r#"{"stage":"Archived"}"#).unwrap().stage, Stage::Archived);
    for wrong in
        [r#"{}"#, r#"{"stage":1}"#, r#"{"stage":"TaskPay","customer":"rich"}"#, r#"{"stage":"TaskPay","from":"x"}"#]
    {
        assert!(serde_json::from_str::<State>(wrong).is_err(), "{wrong}");
    }
    let transition = fastdok::apply(&state, &ActionKind::ActionComplete).unwrap();
    assert_eq!(
        serde_json::to_value(&transition).unwrap()["outcomes"][0],
        serde_json::json!({
            "state": { "stage": "TaskPaid", "customer": "balance", "cameFrom": "unknown" },
            "effect": "debitsBalance",
            "mark": "verified",
            "allowed": ["ActionPay", "ActionComplete"],
        })
    );
}

#[test]
fn fastdok_in_words() {
    let draft = State::new(TaskKind::TaskCreate, Customer::Unknown);
    assert_eq!(
        fastdok::explain(&draft, &ActionKind::ActionPay),
        "ActionPay leads from TaskCreate to TaskPay from TaskCreate (pays from the balance), where nothing is final; or to \
         TaskPaid (licence customer), where the case becomes sharp."
    );
    assert_eq!(
        fastdok::explain(&draft, &ActionKind::ActionCancel),
        "Not possible: TaskCreate has no ActionCancel. Allowed: ActionPay."
    );
    let sharp = State::new(TaskKind::TaskPaid, Customer::Unknown);
    assert!(fastdok::explain(&sharp, &ActionKind::ActionPay).ends_with("; or nowhere, for a licence customer."));
    let archived = State::new(Stage::Archived, Customer::Balance);
    assert_eq!(
        fastdok::explain(&archived, &ActionKind::ActionPay),
        "Not possible: the case is completed and archived."
    );
}

#[test]
fn altinn_every_state_and_every_event() {
    for state in CaseState::ALL {
        for event in CaseEvent::ALL {
            let rows = altinn::TRANSITIONS.iter().filter(|row| row.state == state && row.event == event);
            assert_eq!(rows.count(), 1, "{state} {event}");
            let ends = matches!(event, CaseEvent::Archive | CaseEvent::Delete);
            let number = match (state, ends) {
                (CaseState::Active, _) => None,
                (_, true) => Some(60013),
                (CaseState::Archived, false) => Some(60014),
                (CaseState::Deleted, false) => Some(60015),
            };
            assert_eq!(altinn::refused_by(state, event), number, "{state} {event}");
            assert_eq!(altinn::allowed(state).contains(&event), number.is_none());
            match (altinn::apply(state, event), number) {
                (Ok(transition), None) => {
                    let to = match event {
                        CaseEvent::Archive => CaseState::Archived,
                        CaseEvent::Delete => CaseState::Deleted,
                        _ => state,
                    };
                    assert_eq!(transition.to, to);
                    assert_eq!(transition.allowed, altinn::allowed(to));
                    assert!(altinn::explain(state, event).contains(&to.to_string()));
                }
                (Err(error), Some(number)) => {
                    let error = transition_error(error);
                    assert_eq!(error.code, "transition.finished");
                    assert!(error.reason.contains(&number.to_string()), "{}", error.reason);
                    assert!(error.allowed.is_empty());
                    let meaning = error_codes::find_number(number).unwrap().explanation;
                    assert!(altinn::explain(state, event).ends_with(&*meaning));
                }
                (result, number) => panic!("{state} {event}: {result:?}, {number:?}"),
            }
        }
    }
}

#[test]
fn altinn_in_words() {
    assert_eq!(
        altinn::explain(CaseState::Active, CaseEvent::GetCaseList),
        "GetCaseList is possible; the case stays active."
    );
    assert_eq!(
        altinn::explain(CaseState::Active, CaseEvent::Archive),
        "Archive makes the case archived, if its state machine allows that in the state it is in."
    );
}

/// Mermaid's text is on the page; Graphviz's is not, so what it must show is written here.
#[test]
fn both_workflows_for_graphviz() {
    let parts = |text: &str, parts: &[&str]| {
        assert!(text.starts_with("digraph {\n") && text.ends_with("}\n"), "{text}");
        for part in parts {
            assert!(text.contains(part), "{part}\n{text}");
        }
    };
    let paid = "s1 -> s2 [label=\"ActionComplete (the balance is debited)\"]";
    parts(&fastdok::to_graphviz(), &["s1 [label=\"TaskPay\"]", "s3 [label=\"Archived\", peripheries=2]", paid]);
    parts(
        &altinn::to_graphviz(),
        &["start -> s0", "s1 [label=\"archived\", peripheries=2]", "s0 -> s2 [label=\"Delete\"]"],
    );
}

#[test]
fn altinn_the_refusing_codes_are_on_the_pages_of_the_operations() {
    for operation in error_codes::CaseOperation::ALL {
        let event = match operation {
            error_codes::CaseOperation::InstantiateCollaboration => continue,
            error_codes::CaseOperation::GetCaseList => CaseEvent::GetCaseList,
            error_codes::CaseOperation::NotifyEvent => CaseEvent::NotifyEvent,
            error_codes::CaseOperation::SetNotice => CaseEvent::SetNotice,
        };
        for state in [CaseState::Archived, CaseState::Deleted] {
            let number = altinn::refused_by(state, event).unwrap();
            assert!(error_codes::operations_of(&error_codes::code_of(number)).contains(&operation));
            assert_eq!(altinn::state_told_by(number), Some(state));
        }
    }
    assert_eq!(altinn::state_told_by(60013), None);
}

#[test]
fn the_page_is_what_the_tables_say() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let example = between(&page, "```json\n", "```").expect("the page has an example of a machine");
    let machine = StateMachine::from_json(example).unwrap();
    assert_eq!(machine.check(), []);
    let fence = |text: String| format!("```mermaid\n{text}```\n");
    let mut fresh = page.clone();
    for (name, content) in [
        ("fastdok diagram", fence(fastdok::to_mermaid())),
        ("fastdok table", fastdok_table()),
        ("altinn diagram", fence(altinn::to_mermaid())),
        ("altinn table", altinn_table()),
        ("machine diagram", fence(machine.to_mermaid())),
    ] {
        let (start, end) = (format!("<!-- generated: {name} -->\n"), format!("<!-- end: {name} -->"));
        let old = between(&fresh, &start, &end).unwrap_or_else(|| panic!("the page has no place for {name}"));
        fresh = fresh.replace(&format!("{start}{old}{end}"), &format!("{start}{content}{end}"));
    }
    if std::env::var_os("NORDCASE_BLESS").is_some() {
        std::fs::write(PAGE, &fresh).unwrap();
    } else {
        assert!(fresh == page, "docs/workflow.md is stale: run this test with NORDCASE_BLESS=1");
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    Some(text.split_once(start)?.1.split_once(end)?.0)
}

fn line<T: Display>(first: impl Display, cells: impl IntoIterator<Item = T>) -> String {
    cells.into_iter().fold(format!("| {first} |"), |text, cell| format!("{text} {cell} |")) + "\n"
}

fn fastdok_table() -> String {
    let [pay, complete, cancel, _] = actions();
    let actions = [pay, complete, cancel];
    let mut text = line("state", &actions) + &line("---", ["---"; 3]);
    for state in fastdok::states() {
        let cell = |action: &ActionKind| {
            let Ok(transition) = fastdok::apply(&state, action) else { return "–".to_owned() };
            let mut ways: Vec<String> = transition
                .outcomes
                .iter()
                .map(|outcome| {
                    let effect = match outcome.effect {
                        Effect::Nothing => String::new(),
                        effect => format!(", **{effect}**"),
                    };
                    let mark =
                        if outcome.mark == Mark::Verified { String::new() } else { format!(" ({})", outcome.mark) };
                    format!("{}{effect}{mark}", outcome.state)
                })
                .collect();
            if transition.may_be_refused {
                ways.push("refused (licence customer)".into());
            }
            ways.join("; or ")
        };
        text += &line(&state, actions.iter().map(cell));
    }
    text
}

fn altinn_table() -> String {
    let mut text = line("", CaseState::ALL) + &line("---", ["---"; 3]);
    for event in CaseEvent::ALL {
        let cell = |state| {
            let row = altinn::TRANSITIONS.iter().find(|row| row.state == state && row.event == event).unwrap();
            let mark = if row.mark == Mark::Verified { String::new() } else { format!(" ({})", row.mark) };
            match row.outcome {
                CaseOutcome::Stays => format!("yes{mark}"),
                CaseOutcome::Becomes(next) => format!("becomes {next}{mark}"),
                CaseOutcome::Refused(number) => format!("refused, {number}{mark}"),
            }
        };
        text += &line(event, CaseState::ALL.map(cell));
    }
    text
}

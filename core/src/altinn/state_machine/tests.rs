use super::*;
use crate::altinn::NotificationResult;

/// A machine with a ring, conditions and predefined events, as an agency might write it.
const MACHINE: &str = r#"{
  "serviceCode": "3374", "serviceEdition": 1, "start": "Åpen",
  "states": [
    { "name": "Åpen", "friendlyNames": { "1044": "Åpen sak", "1033": "Open case" }, "mayDelete": true },
    { "name": "Mottatt" },
    { "name": "Ferdig", "mayArchive": true }
  ],
  "transitions": [
    { "name": "Send inn", "from": "Åpen", "to": "Mottatt", "event": "^3374:1:Submitted$", "condition": "AllFormsSent" },
    { "name": "Be om mer", "from": "Mottatt", "to": "Åpen", "event": "^MoreNeeded$" },
    { "name": "Avslutt", "from": "Mottatt", "to": "Ferdig", "event": "^(DeadlineExpired|Approved)$" }
  ],
  "events": ["MoreNeeded", "DeadlineExpired", "Approved"]
}"#;

fn machine() -> StateMachine {
    StateMachine::from_json(MACHINE).unwrap()
}

/// The machine of [`MACHINE`], changed.
fn changed(change: impl FnOnce(&mut Definition)) -> StateMachine {
    let mut definition = machine().definition().clone();
    change(&mut definition);
    StateMachine::new(definition).unwrap()
}

fn codes(machine: &StateMachine) -> Vec<&'static str> {
    machine.check().iter().map(|finding| finding.code).collect()
}

fn conditions<const N: usize>(known: [(&str, bool); N]) -> BTreeMap<String, bool> {
    known.map(|(name, value)| (name.to_owned(), value)).into()
}

fn transition(name: &str, from: &str, to: &str, event: &str) -> Transition {
    Transition { name: name.into(), from: from.into(), to: to.into(), event: event.into(), condition: None }
}

fn input_place(text: &str) -> String {
    match StateMachine::from_json(text).unwrap_err() {
        Error::Input(error) => {
            assert_eq!(error.code, "input.machine");
            error.field.into_owned()
        }
        other => panic!("{other:?}"),
    }
}

fn code(result: Result<Step, Error>) -> String {
    result.unwrap_err().code().to_owned()
}

#[test]
fn the_example_of_the_documentation_is_a_good_machine() {
    let example: String = include_str!("../state_machine.rs")
        .lines()
        .skip_while(|line| *line != "//! ```json")
        .skip(1)
        .take_while(|line| *line != "//! ```")
        .map(|line| line.trim_start_matches("//!"))
        .collect();
    assert_eq!(StateMachine::from_json(&example).unwrap().check(), []);
}

#[test]
fn a_good_machine_has_no_findings_and_reads_back() {
    let machine = machine();
    assert_eq!(machine.check(), []);
    let again = serde_json::to_string(machine.definition()).unwrap();
    assert_eq!(StateMachine::from_json(&again).unwrap().definition(), machine.definition());
}

#[test]
fn every_state_and_event() {
    let machine = machine();
    let all_true = conditions([("AllFormsSent", true)]);
    let moves = |name: &str, to: &str| Ok(Step::Moves { transition: name.into(), to: to.into() });
    let events =
        ["3374:1:Submitted", "MoreNeeded", "DeadlineExpired", "Approved", "3374:1:Opened", "deadlineexpired", ""];
    for state in ["Åpen", "Mottatt", "Ferdig"] {
        for event in events {
            let step = machine.apply(state, event, &all_true);
            match (state, event) {
                ("Åpen", "3374:1:Submitted") => assert_eq!(step, moves("Send inn", "Mottatt")),
                ("Mottatt", "MoreNeeded") => assert_eq!(step, moves("Be om mer", "Åpen")),
                ("Mottatt", "DeadlineExpired" | "Approved") => assert_eq!(step, moves("Avslutt", "Ferdig")),
                _ => assert_eq!(code(step), "transition.not_allowed", "{state} {event}"),
            }
        }
    }
    assert_eq!(code(machine.apply("åpen", "MoreNeeded", &all_true)), "transition.unknown_state");
}

#[test]
fn conditions_decide() {
    let machine = machine();
    let step = |known: &BTreeMap<String, bool>| machine.apply("Åpen", "3374:1:Submitted", known).unwrap();
    assert_eq!(step(&conditions([("AllFormsSent", false)])), Step::Stays { conditions: vec!["AllFormsSent".into()] });
    // Names of conditions are case-sensitive.
    assert_eq!(
        step(&conditions([("allformssent", true)])),
        Step::MayMove { transitions: vec!["Send inn".into()], conditions: vec!["AllFormsSent".into()] }
    );
    let two = changed(|definition| {
        let mut second = transition("Mangler", "Åpen", "Ferdig", "Submitted$");
        second.condition = Some("Missing".into());
        definition.transitions.push(second);
    });
    let step = |known: &BTreeMap<String, bool>| two.apply("Åpen", "3374:1:Submitted", known);
    let to = |name: &str| Ok(Step::Moves { transition: "Mangler".into(), to: name.into() });
    assert_eq!(step(&conditions([("AllFormsSent", false), ("Missing", true)])), to("Ferdig"));
    assert_eq!(code(step(&conditions([("AllFormsSent", true), ("Missing", true)]))), "transition.ambiguous");
    assert!(matches!(step(&conditions([("AllFormsSent", true)])), Ok(Step::MayMove { .. })));
    assert!(matches!(step(&conditions([("AllFormsSent", false)])), Ok(Step::MayMove { .. })));
    assert_eq!(
        two.check().iter().map(|it| (it.code, it.severity)).collect::<Vec<_>>(),
        [("machine.overlap", Severity::Warning)]
    );
}

#[test]
fn a_refusal_names_state_event_and_what_is_expected() {
    let Error::Transition(error) = machine().apply("Mottatt", "Forfalt", &BTreeMap::new()).unwrap_err() else {
        panic!()
    };
    assert_eq!((error.state.as_str(), error.event.as_str()), ("Mottatt", "Forfalt"));
    assert_eq!(error.allowed, ["^MoreNeeded$", "^(DeadlineExpired|Approved)$"]);
    let long = "x".repeat(1_000_000);
    let Error::Transition(error) = machine().apply(&long, &long, &BTreeMap::new()).unwrap_err() else { panic!() };
    assert_eq!(error.state.len(), NAME_CHARS);
    assert_eq!(code(machine().apply("Mottatt", &long, &BTreeMap::new())), "transition.not_allowed");
}

#[test]
fn an_expression_that_cannot_be_read_refuses_nothing() {
    let machine = changed(|definition| definition.transitions[1].event = "(?!x)".into());
    let step = machine.apply("Mottatt", "whatever", &BTreeMap::new()).unwrap();
    assert_eq!(step, Step::MayMove { transitions: vec!["Be om mer".into()], conditions: vec![] });
}

#[test]
fn each_fault_is_found() {
    type Change = fn(&mut Definition);
    let cases: [(&[&str], Change); 10] = [
        (&["machine.no_start"], |it| it.start = "Ny".into()),
        (&["machine.duplicate_state"], |it| it.states.push(it.states[1].clone())),
        (&["machine.unknown_state"], |it| it.transitions[1].to = "Borte".into()),
        (&["machine.bad_pattern"], |it| it.transitions[1].event = "^More(Needed$".into()),
        (&["machine.unreachable"], |it| {
            it.states.push(State {
                name: "Øy".into(),
                friendly_names: BTreeMap::new(),
                may_archive: true,
                may_delete: false,
            });
        }),
        (&["machine.dead_end"], |it| it.states[2].may_archive = false),
        (&["machine.dead_end", "machine.dead_end"], |it| {
            it.states[2].may_archive = false;
            it.states.push(State {
                name: "Ring".into(),
                friendly_names: BTreeMap::new(),
                may_archive: false,
                may_delete: true,
            });
            it.transitions.push(transition("a", "Ferdig", "Ring", "^Approved$"));
            it.transitions.push(transition("b", "Ring", "Ferdig", "^Approved$"));
        }),
        (&["machine.overlap"], |it| it.transitions[2].event = "Needed".into()),
        // Found by the literal of the other transition alone: the event is not among the known ones.
        (&["machine.overlap", "machine.unmatched"], |it| {
            it.transitions.push(transition("Spesial", "Mottatt", "Åpen", "^Special$"));
            it.transitions[1].event = "^(MoreNeeded|Spec.*)$".into();
        }),
        (&["machine.unmatched"], |it| it.events.retain(|event| event != "MoreNeeded")),
    ];
    for (index, (expected, change)) in cases.into_iter().enumerate() {
        let machine = changed(change);
        assert_eq!(codes(&machine), expected, "case {index}: {:?}", machine.check());
    }
}

#[test]
fn overlaps_are_errors_unless_different_conditions_keep_them_apart() {
    let severities = |first: Option<&str>, second: Option<&str>| {
        let machine = changed(|it| {
            it.transitions[1].event = "^Approved$".into();
            it.transitions[1].condition = first.map(str::to_owned);
            it.transitions[2].condition = second.map(str::to_owned);
            it.events.retain(|event| event != "MoreNeeded");
        });
        machine.check().iter().map(|it| (it.code, it.severity)).collect::<Vec<_>>()
    };
    assert_eq!(severities(Some("a"), Some("b")), [("machine.overlap", Severity::Warning)]);
    for (first, second) in [(Some("a"), Some("a")), (Some("a"), None), (None, None)] {
        assert_eq!(severities(first, second), [("machine.overlap", Severity::Error)], "{first:?} {second:?}");
    }
    let many = changed(|it| {
        it.transitions.extend((0..110).map(|n| transition(&n.to_string(), "Mottatt", "Ferdig", "^Approved$")));
    });
    assert_eq!(codes(&many), ["machine.overlap"; 100]);
}

#[test]
fn findings_name_place_and_position() {
    let machine = changed(|it| it.transitions[1].event = "^More(Needed$".into());
    let finding = &machine.check()[0];
    assert_eq!(finding.place, "transitions[1].event");
    assert!(finding.message.contains("at character 6"), "{}", finding.message);
    let quiet = changed(|it| it.events.clear());
    assert_eq!(codes(&quiet), Vec::<&str>::new(), "without known events nothing is said to be unmatched");
}

#[test]
fn json_that_cannot_be_used_is_refused_with_its_place() {
    let with = |from: &str, to: &str| {
        assert!(MACHINE.contains(from), "{from}");
        MACHINE.replacen(from, to, 1)
    };
    assert_eq!(input_place("{"), "line 1, column 1");
    assert_eq!(input_place(&with("\"mayDelete\": true", "\"mayDelte\": true")), "states[0]");
    assert_eq!(input_place(&with("\"serviceEdition\": 1", "\"serviceEdition\": 0")), "serviceEdition");
    assert_eq!(input_place(&with("\"3374\"", "\"33:74\"")), "serviceCode");
    assert_eq!(input_place(&with("\"Mottatt\"", "\"\"")), "states[1].name");
    assert_eq!(input_place(&with("\"1033\"", "\"1083\"")), "states[0].friendlyNames");
    assert_eq!(input_place(&with("^MoreNeeded$", &"x".repeat(PATTERN_CHARS + 1))), "transitions[1].event");
    assert_eq!(input_place(&with("\"Approved\"]", &format!("\"Approved\"{}]", ",\"x\"".repeat(EVENTS)))), "events");
    assert_eq!(input_place(&" ".repeat(1_048_577)), "machine");
    let padding = " ".repeat(1_048_576 - MACHINE.len());
    assert!(StateMachine::from_json(&format!("{MACHINE}{padding}")).is_ok());
    input_place(&"[".repeat(100_000));
}

#[test]
fn the_largest_machine_is_checked_in_bounded_time() {
    let machine = changed(|it| {
        it.states = (0..STATES)
            .map(|n| State {
                name: n.to_string(),
                friendly_names: BTreeMap::new(),
                may_archive: n == 7,
                may_delete: false,
            })
            .collect();
        it.start = "0".into();
        let state = |n: usize| (n % STATES).to_string();
        it.transitions = (0..TRANSITIONS)
            .map(|n| transition(&state(n), &state(n), &state(n + 1), &"(".repeat(PATTERN_CHARS)))
            .collect();
    });
    assert_eq!(codes(&machine), ["machine.bad_pattern"; TRANSITIONS]);
}

#[test]
fn the_longest_event_is_judged_and_a_longer_one_is_not() {
    let machine = changed(|it| it.transitions[1].event = "x$".into());
    let step = |length: usize| machine.apply("Mottatt", &"x".repeat(length), &BTreeMap::new());
    assert!(matches!(step(TEXT_CHARS), Ok(Step::Moves { .. })));
    assert_eq!(code(step(TEXT_CHARS + 1)), "transition.not_allowed");
}

#[test]
fn diagrams_show_everything_escaped() {
    let mermaid = machine().to_mermaid();
    for part in ["state \"Åpen\" as s0", "s0 : may be deleted", "[*] --> s0", "s2 --> [*]", "3374#58;1#58;Submitted"] {
        assert!(mermaid.contains(part), "{part}\n{mermaid}");
    }
    let graphviz = machine().to_graphviz();
    assert!(graphviz.contains("s1 -> s2 [label=\"Avslutt: ^(DeadlineExpired|Approved)$\"]"), "{graphviz}");
    let hostile = changed(|it| {
        it.states[0].name = "\" ] --> [*]".into();
        it.transitions[0].to = "nowhere".into();
    });
    assert!(!hostile.to_mermaid().contains("\" ]") && hostile.to_graphviz().contains("label=\"\\\" ] --> [*]"));
}

#[test]
fn steps_are_explained() {
    let machine = machine();
    assert!(machine.explain("Mottatt", "Approved").contains("moves to \"Ferdig\""));
    assert!(machine.explain("Åpen", "3374:1:Submitted").contains("if this is true: AllFormsSent"));
    assert!(machine.explain("Mottatt", "x").contains("Expected: ^MoreNeeded$ or"));
    assert_eq!(machine.explain("Ferdig", "x"), "\"x\" does nothing in \"Ferdig\": no transition fits the event.");
    assert!(machine.explain("Borte", "x").contains("no such state"));
    let back = changed(|it| it.transitions[1].to = "Mottatt".into());
    assert!(back.explain("Mottatt", "MoreNeeded").contains("leads back to \"Mottatt\""));
    let unreadable = changed(|it| it.transitions[1].event = "(?!x)".into());
    let text = unreadable.explain("Mottatt", "whatever");
    assert_eq!(text, "\"whatever\" may fire Be om mer; the expression cannot be judged here.");
}

#[test]
fn results_are_explained() {
    let explain = |result: &NotificationResult| machine().explain_result(result);
    let named = |name: &str| Some(name.to_owned());
    let at = |state| NotificationResult { case_id: 42, current_state_name: named(state), ..Default::default() };

    let mut moved =
        NotificationResult { is_state_changed: true, condition_evaluation_result: Some(true), ..at("Mottatt") };
    assert_eq!(explain(&moved), "Case 42 moved to \"Mottatt\".");
    moved.condition_name = named("AllFormsSent");
    assert_eq!(explain(&moved), "Case 42 moved to \"Mottatt\", \"AllFormsSent\" being true.");

    let mut blocked = NotificationResult { condition_evaluation_result: Some(false), ..at("Åpen") };
    assert_eq!(explain(&blocked), "Case 42 stays in \"Åpen\": the event fits, but its condition is not true.");
    blocked.condition_name = named("AllFormsSent");
    assert_eq!(explain(&blocked), "Case 42 stays in \"Åpen\": the event fits, but \"AllFormsSent\" is not true.");

    assert!(explain(&at("Åpen")).contains("fits no transition"));
    assert!(explain(&NotificationResult { is_state_changed: true, ..at("Ny") }).contains("out of date"));

    let failed = NotificationResult {
        has_exception: true,
        error_code: Some(60029),
        exception_detail: named("Timeout in hook."),
        ..at("Åpen")
    };
    assert_eq!(
        explain(&failed),
        "Case 42: the state machine failed with 60029 (The state machine of the case failed): Timeout in hook. It is in \
         \"Åpen\" now."
    );
    let bare = NotificationResult { case_id: 42, has_exception: true, error_code: Some(0), ..Default::default() };
    assert_eq!(explain(&bare), "Case 42: the state machine failed. It is in a state not named now.");
}

//! The stored form: versioned, refused where it is not known, tolerant where it grows. The files of each version are in `tests/vectors/journeys`.

use nordcase::Retry;
use nordcase::fastdok::journeys::{CompleteCase, PayCase};
use nordcase::journey::{Input, Journey, STORED_VERSION, Step};
use serde_json::{Value, json};

use super::pay_case::{asking, paying};
use super::*;

fn stored() -> Value {
    serde_json::from_str(&paying().journey.to_json()).unwrap()
}

fn refused(text: &str) -> String {
    let error = Journey::<PayCase>::from_json(text).unwrap_err();
    assert!(!error.to_string().contains("t2"), "it quotes the file: {error}");
    error.code().to_owned()
}

#[test]
fn it_says_its_name_and_version() {
    let stored = stored();
    assert_eq!(
        (stored["journey"].as_str(), stored["version"].as_u64()),
        (Some("fastdok.pay_case"), Some(u64::from(STORED_VERSION)))
    );
}

#[test]
fn what_is_larger_than_any_stored_journey_is_not_read() {
    const LARGEST: usize = 256 * 1024 * 1024;
    let error = |length: usize| Journey::<PayCase>::from_json(&"x".repeat(length)).unwrap_err().to_string();
    assert!(error(LARGEST).contains("line 1, column 1"), "{}", error(LARGEST));
    assert!(error(LARGEST + 1).contains("larger than any stored journey"));
}

#[test]
fn another_version_or_name_is_refused() {
    for version in [json!(0), json!(2), json!(u64::MAX)] {
        let mut other = stored();
        other["version"] = version;
        assert_eq!(refused(&other.to_string()), "input.journey_version");
    }
    for (member, value) in
        [("version", json!("1")), ("version", Value::Null), ("journey", json!("fastdok.pay")), ("journey", Value::Null)]
    {
        let mut other = stored();
        other[member] = value;
        assert_eq!(refused(&other.to_string()), "input.journey_stored", "{member}");
    }
    assert_eq!(Journey::<CompleteCase>::from_json(&stored().to_string()).unwrap_err().code(), "input.journey_stored");
    for text in
        ["", "{}", "[]", "null", "{\"journey\":\"fastdok.pay_case\",\"version\":1}", &stored().to_string()[..40]]
    {
        assert_eq!(refused(text), "input.journey_stored", "{text}");
    }
    let mut phase = stored();
    phase["state"]["phase"] = json!({"is": "asleep"});
    assert_eq!(refused(&phase.to_string()), "input.journey_stored");
}

#[test]
fn what_a_later_release_adds_is_ignored_and_what_is_optional_may_be_missing() {
    let mut newer = stored();
    for place in ["", "/state", "/state/script", "/state/script/at", "/state/phase"] {
        newer.pointer_mut(place).unwrap()["addedLater"] = json!({"a": [1]});
    }
    assert_eq!(Journey::<PayCase>::from_json(&newer.to_string()).unwrap(), paying().journey);

    let least = json!({
        "journey": "fastdok.pay_case", "version": 1,
        "state": {"script": {"caseId": "c1", "addedForms": false, "at": {"is": "customer"}}, "phase": {"is": "ready"}, "seed": "1"},
    });
    assert_eq!(Journey::<PayCase>::from_json(&least.to_string()).unwrap(), Journey::new(PayCase::new("c1"), 1));
    // A seed is text: JSON readers round large numbers.
    for seed in [json!(1), json!("x"), json!("-1")] {
        let mut wrong = least.clone();
        wrong["state"]["seed"] = seed;
        assert_eq!(refused(&wrong.to_string()), "input.journey_stored");
    }
}

#[test]
fn words_of_before_are_read() {
    let report: FailureReport = serde_json::from_value(json!({
        "code": "gave_up", "facts": {"debited": "unknown"}, "known": [], "unknown": [], "safeNext": "", "retry": "after_a_look",
    }))
    .unwrap();
    assert_eq!(report.retry, Some(Retry::VerifyFirst));
}

#[test]
fn the_order_survives_storing_digit_by_digit() {
    let mut rig = asking();
    rig.killed(session());
    assert_eq!(rig.ask().order.unwrap().as_str(), r#"{"rows":[1.50]}"#);
}

#[test]
fn a_file_with_absurd_numbers_ends_the_journey_and_does_not_panic() {
    // Found by the fuzzer: each of these overflowed.
    let text = |state: Value| json!({"journey": "fastdok.complete_case", "version": 1, "state": state}).to_string();
    let script = json!({"caseId": "c1", "on": "TaskPaid", "action": "ActionComplete", "at": {"is": "perform", "task": "t"}, "sent": u32::MAX, "rounds": u32::MAX});
    let mut rig = Rig::new(CompleteCase::new("c1"), session());
    rig.journey = Journey::from_json(&text(json!({"script": &script, "phase": {"is": "ready"}, "seed": "1"}))).unwrap();
    rig.lost("POST /Tasks/t/Actions/actioncomplete");
    assert_report(
        &rig.failed(),
        FailureCode::ChangedMeanwhile,
        Facts { archived: Certainty::Unknown, ..Facts::default() },
    );

    // The bound itself: eight rounds may be, a ninth not.
    for (rounds, goes_on) in [(7, true), (8, false)] {
        let mut script = script.clone();
        (script["sent"], script["rounds"]) = (json!(0), json!(rounds));
        rig.journey =
            Journey::from_json(&text(json!({"script": script, "phase": {"is": "ready"}, "seed": "1"}))).unwrap();
        rig.lost("POST /Tasks/t/Actions/actioncomplete");
        assert_eq!(matches!(rig.next(), Step::Send(_)), goes_on);
    }

    let fresh = json!({"caseId": "c1", "on": "TaskPaid", "action": "ActionComplete", "at": {"is": "tasks"}});
    rig.journey = Journey::from_json(&text(
        json!({"script": fresh, "phase": {"is": "ready"}, "seed": "1", "attempts": u32::MAX}),
    ))
    .unwrap();
    rig.lost(TASKS);
    assert_eq!(rig.failed().code, FailureCode::GaveUp);
    assert!(matches!(rig.next(), Step::Failed(_)));
}

#[test]
fn an_input_reads_as_it_was_written() {
    let inputs = [
        response(200, "application/json", "{}"),
        rig::failed(true),
        Input::Woke,
        Input::Decision { approved: true },
        Input::Decision { approved: false },
        Input::Claimed { case_ids: vec!["n1".to_owned(), "n2".to_owned()] },
        Input::Claimed { case_ids: Vec::new() },
        Input::Cancelled,
    ];
    for input in inputs {
        let text = serde_json::to_string(&input).unwrap();
        assert_eq!(serde_json::from_str::<Input>(&text).unwrap(), input, "{text}");
    }
    for wrong in [r#"{"input":"slept"}"#, r#"{"input":"decision"}"#, r#"{"value":{"approved":true}}"#, r#""woke""#] {
        assert!(serde_json::from_str::<Input>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_failures_code_is_the_word_that_is_stored() {
    use FailureCode::{
        BadCredentials, Cancelled, ChangedMeanwhile, Declined, GaveUp, Input, NotPossible, OutcomeUnknown, Refused,
        UnknownTask,
    };
    let codes = [
        Input,
        BadCredentials,
        Refused,
        Declined,
        Cancelled,
        GaveUp,
        OutcomeUnknown,
        NotPossible,
        UnknownTask,
        ChangedMeanwhile,
    ];
    for code in codes {
        assert_eq!(json!(code), json!(code.as_str()));
    }
}

//! `SendEvent`: an event moves a case once, or nobody knows and nothing is sent again.

use nordcase::altinn::journeys::{CaseMove, EventReceipt, SendEvent};
use nordcase::altinn::state_machine::StateMachine;
use nordcase::journey::Evidence;

use super::*;

pub(crate) const SEND: &str = "altinn.notify_event";

/// `Go` leads from A to B and does nothing there; `Round` leads from A to B and from B to C; `Stay` leads back; `If` has a condition.
pub(crate) fn machine() -> StateMachine {
    let state = |name: &str| format!(r#"{{"name":"{name}","mayArchive":true}}"#);
    let way = |from: &str, event: &str, to: &str, more: &str| {
        format!(r#"{{"name":"{event} {from}","from":"{from}","to":"{to}","event":"^{event}$"{more}}}"#)
    };
    let ways = [
        way("A", "Go", "B", ""),
        way("A", "Round", "B", ""),
        way("B", "Round", "C", ""),
        way("A", "Stay", "A", ""),
        way("A", "If", "B", r#","condition":"X""#),
    ];
    let json = format!(
        r#"{{"serviceCode":"2681","serviceEdition":1,"start":"A","states":[{},{},{}],"transitions":[{}]}}"#,
        state("A"),
        state("B"),
        state("C"),
        ways.join(",")
    );
    StateMachine::from_json(&json).unwrap()
}

/// A case in state A; the next step sends the event.
pub(crate) fn sending(event: &str, with_machine: bool) -> Rig<SendEvent> {
    let script = SendEvent::to_case(7, event);
    let script = if with_machine { script.with_machine(&machine()) } else { script };
    let mut rig = Rig::new(script, session());
    rig.answer(LIST, &cases(&[(7, &state("A"))]));
    rig
}

pub(crate) fn edition(states: &[(i32, &str)]) -> Rig<SendEvent> {
    let mut rig = Rig::new(SendEvent::to_edition("2681", 1, "Go").with_machine(&machine()), session());
    let states: Vec<_> = states.iter().map(|(id, name)| (*id, state(name))).collect();
    rig.answer(LIST, &cases(&states.iter().map(|(id, name)| (*id, name.as_str())).collect::<Vec<_>>()));
    rig
}

/// All looks all show this state.
fn looks(rig: &mut Rig<SendEvent>, name: &str) {
    rig.lost(SEND);
    let mut waited = Vec::new();
    for _ in 0..4 {
        waited.push(rig.pause());
        rig.answer(LIST, &cases(&[(7, &state(name))]));
    }
    assert_eq!(waited, SHARES);
}

pub(crate) fn result(id: i32, members: &str) -> String {
    format!(
        "<a:StateMachineNotificationResultBE><a:CaseID>{id}</a:CaseID>{members}</a:StateMachineNotificationResultBE>"
    )
}

#[test]
fn the_reply_says_what_became_of_each_case() {
    let mut rig = edition(&[(1, "A"), (2, "A"), (3, "B")]);
    let body = String::from_utf8(rig.send().request.body).unwrap();
    assert!(body.contains("2681") && body.contains("Go") && !body.contains("CaseID"), "{body}");
    let mut rig = edition(&[(1, "A"), (2, "A"), (3, "B")]);
    let results = [
        result(
            1,
            "<a:ConditionEvaluationResult>true</a:ConditionEvaluationResult><a:ConditionName>X</a:ConditionName><a:CurrentStateName>B</a:CurrentStateName><a:ErrorCode>0</a:ErrorCode><a:ExceptionDetail>old</a:ExceptionDetail><a:HasException>false</a:HasException><a:IsStateChanged>true</a:IsStateChanged>",
        ),
        result(
            9,
            "<a:CurrentStateName>A</a:CurrentStateName><a:ErrorCode>60029</a:ErrorCode><a:ExceptionDetail>Feil</a:ExceptionDetail><a:HasException>true</a:HasException><a:IsStateChanged>false</a:IsStateChanged>",
        ),
    ];
    rig.answer(SEND, &envelope("NotifyEvent", &results.concat()));
    let moved = CaseMove {
        case_id: 1,
        from: Some("A".to_owned()),
        to: Some("B".to_owned()),
        changed: true,
        condition_name: Some("X".to_owned()),
        condition_evaluation_result: Some(true),
        error_code: None,
        exception_detail: None,
    };
    let failed = CaseMove {
        case_id: 9,
        from: None,
        to: Some("A".to_owned()),
        changed: false,
        condition_name: None,
        condition_evaluation_result: None,
        error_code: Some(60029),
        exception_detail: Some("Feil".to_owned()),
    };
    assert_eq!(rig.done(), EventReceipt { seen: Evidence::Reply, cases: vec![moved, failed], sent: 1 });

    let mut element = Rig::new(SendEvent::to_case(7, "Go").triggered_by(2001), session());
    element.answer(LIST, &cases(&[(7, "")]));
    let body = String::from_utf8(element.send().request.body).unwrap();
    assert!(body.contains("2001"), "{body}");
}

#[test]
fn an_event_that_cannot_fit_is_not_sent() {
    let mut rig = sending("Nonsense", true);
    let report = rig.failed();
    assert_report(&report, FailureCode::NotPossible, changed(Certainty::No));
    assert_eq!(report.error_code.as_deref(), Some("transition.not_allowed"));
    // Without the machine nobody can tell, and in a state that the machine does not know neither.
    sending("Nonsense", false).expect(SEND);
    let mut unknown = Rig::new(SendEvent::to_case(7, "Nonsense").with_machine(&machine()), session());
    unknown.answer(LIST, &cases(&[(7, &state("Z"))]));
    unknown.expect(SEND);
    // Of an edition it is enough that it fits one case.
    edition(&[(1, "C"), (2, "A")]).expect(SEND);
    assert_eq!(edition(&[(1, "C"), (2, "B")]).failed().code, FailureCode::NotPossible);
}

#[test]
fn where_no_case_is_there_is_nothing_to_send() {
    let mut rig = Rig::new(SendEvent::to_case(7, "Go"), session());
    rig.answer(LIST, &cases(&[]));
    let report = rig.failed();
    assert_report(&report, FailureCode::NotPossible, changed(Certainty::No));
    assert!(report.known.iter().any(|it| it.contains("not list")), "{report:?}");
    let report = edition(&[]).failed();
    assert_report(&report, FailureCode::NotPossible, changed(Certainty::No));
    assert!(report.known.iter().any(|it| it.contains("edition")), "{report:?}");
}

#[test]
fn a_lost_event_is_seen_by_its_effect() {
    let mut rig = sending("Go", false);
    rig.lost(SEND);
    rig.pause();
    rig.answer(LIST, &cases(&[(7, &state("A"))]));
    rig.pause();
    rig.answer(LIST, &cases(&[(7, &state("B"))]));
    let moved = CaseMove {
        case_id: 7,
        from: Some("A".to_owned()),
        to: Some("B".to_owned()),
        changed: true,
        condition_name: None,
        condition_evaluation_result: None,
        error_code: None,
        exception_detail: None,
    };
    assert_eq!(rig.done(), EventReceipt { seen: Evidence::State, cases: vec![moved], sent: 1 });

    // One to an edition is looked for until the settle bound has passed: the service moves one case after the other.
    let mut all = edition(&[(1, "A"), (2, "A")]);
    all.lost(SEND);
    for _ in 0..4 {
        all.pause();
        // A case that was not there before tells nothing.
        all.answer(LIST, &cases(&[(1, &state("A")), (2, &state("B")), (3, &state("B"))]));
    }
    assert_eq!(all.done().cases.iter().map(|it| it.case_id).collect::<Vec<_>>(), [2]);
}

#[test]
fn it_is_sent_again_only_where_that_is_surely_harmless() {
    let mut rig = sending("Go", true);
    for _ in 0..3 {
        looks(&mut rig, "A");
    }
    assert_report(&rig.failed(), FailureCode::GaveUp, changed(Certainty::No));

    // It may have moved nothing, lead back, lead on a second time, or hang on a condition; or nobody knows the machine.
    for (event, with_machine) in [("Stay", true), ("Round", true), ("If", true), ("Go", false)] {
        let mut rig = sending(event, with_machine);
        looks(&mut rig, "A");
        assert_report(&rig.failed(), FailureCode::OutcomeUnknown, changed(Certainty::Unknown));
    }
    // To all of an edition never.
    let mut all = edition(&[(7, "A")]);
    looks(&mut all, "A");
    assert_report(&all.failed(), FailureCode::OutcomeUnknown, changed(Certainty::Unknown));
    // Nor when the case is listed no more.
    let mut gone = sending("Go", true);
    gone.lost(SEND);
    for _ in 0..4 {
        gone.pause();
        gone.answer(LIST, &cases(&[]));
    }
    assert_report(&gone.failed(), FailureCode::OutcomeUnknown, changed(Certainty::Unknown));
}

#[test]
fn an_event_that_never_left_is_sent_three_times() {
    let mut rig = sending("Go", false);
    for _ in 0..3 {
        rig.unsent(SEND);
    }
    assert_report(&rig.failed(), FailureCode::GaveUp, changed(Certainty::No));
    let mut reply = sending("Go", false);
    reply.unsent(SEND);
    reply.unsent(SEND);
    reply.answer(
        SEND,
        &envelope(
            "NotifyEvent",
            &result(7, "<a:HasException>false</a:HasException><a:IsStateChanged>false</a:IsStateChanged>"),
        ),
    );
    let receipt = reply.done();
    assert_eq!((receipt.sent, receipt.cases[0].changed), (3, false));
}

#[test]
fn an_edition_of_too_many_cases_cannot_be_looked_at() {
    for (count, looked) in [(1_000, true), (1_001, false)] {
        let states: Vec<_> = (0..count).map(|id| (id, "A")).collect();
        let mut rig = edition(&states);
        rig.lost(SEND);
        if looked {
            rig.pause();
            rig.expect(LIST);
        } else {
            assert_report(&rig.failed(), FailureCode::OutcomeUnknown, changed(Certainty::Unknown));
        }
    }
}

#[test]
fn refusals_are_told() {
    let refused = |mut rig: Rig<SendEvent>, wanted: &str, code: FailureCode, fact: Certainty, known: &str| {
        rig.refuse(wanted, 60014);
        let report = rig.failed();
        assert_report(&report, code, changed(fact));
        assert_eq!(report.error_code.as_deref(), Some("altinn.60014"));
        assert!(report.known.iter().any(|it| it.contains(known)), "{report:?}");
    };
    refused(sending("Go", false), SEND, FailureCode::Refused, Certainty::No, "not take");
    refused(
        Rig::new(SendEvent::to_case(7, "Go"), session()),
        LIST,
        FailureCode::Refused,
        Certainty::No,
        "nothing was sent",
    );
    let mut lost = sending("Go", false);
    lost.lost(SEND);
    lost.pause();
    refused(lost, LIST, FailureCode::OutcomeUnknown, Certainty::Unknown, "no longer be read");
}

#[test]
fn an_event_that_cannot_be_sent_is_told_before_the_look() {
    for script in [SendEvent::to_case(7, ""), SendEvent::to_edition("2681", 1, "a\u{0}b")] {
        assert_eq!(Rig::new(script, session()).failed().code, FailureCode::Input);
    }
}

#[test]
fn a_list_that_cannot_be_read_is_not_an_empty_one() {
    let unreadable = envelope("GetCaseList", "<a:ExternalCaseBE/>");
    for (listed, known) in [(unreadable, "cannot be read"), (cases(&[]), "does not list")] {
        let mut rig = Rig::new(SendEvent::to_case(7, "Go"), session());
        rig.answer(LIST, &listed);
        let report = rig.failed();
        assert_report(&report, FailureCode::NotPossible, changed(Certainty::No));
        assert!(report.known.iter().any(|it| it.contains(known)), "{report:?}");
    }
}

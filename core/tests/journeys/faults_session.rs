//! Sign-ins, tickets and stored texts against what use has found (FAULTS.md).

use nordcase::fastdok::journeys::{CompleteCase, PayCase, StartCase};
use nordcase::journey::{Batch, FailureCode, Input, ItemState, Journey, Moment, Repeats, Session as _, Step};
use nordcase::wire::journeys as wire;
use nordcase::{Error, Retry};

use super::*;

const SIGN_IN: &str = "POST /Authenticate";

fn signed_out() -> Session {
    Session::new(Access { ticket: None, ..session().access().clone() })
}

/// Answers to a sign-in that are no ticket.
fn no_tickets() -> Vec<Input> {
    let json = "application/json";
    [
        (200, "text/plain", "Inloggningen misslyckades"),
        (200, "text/html", "<html><form>Logga in</form></html>"),
        (200, json, r#"{"message":"Invalid credentials"}"#),
        (200, json, ""),
        (200, json, "{}"),
        (200, json, "null"),
        (200, json, r#"{"success":true}"#),
        (200, json, r#"{"success":true,"Ticket":null}"#),
        (200, json, r#"{"success":false,"message":"fel"}"#),
        (200, json, r#"{"success":"#),
        (204, "", ""),
        (302, "text/html", ""),
        (400, json, r#"{"success":false,"message":"fel"}"#),
        (401, "text/html", "<html>"),
        (403, "text/html", "<html>"),
        (429, json, ""),
        (500, json, ""),
        (503, "text/html", "<html>"),
    ]
    .into_iter()
    .map(|(status, content_type, body)| response(status, content_type, body))
    .collect()
}

#[test]
fn fault_1_5_a_sign_in_that_got_an_answer_is_never_sent_again() {
    for answer in no_tickets() {
        let mut rig = Rig::new(CompleteCase::new("c1"), signed_out());
        rig.expect(SIGN_IN);
        rig.resume(answer.clone());
        let report = rig.failed();
        assert_report(&report, FailureCode::BadCredentials, Facts::default());
        assert_eq!(report.error_code.as_deref(), Some("fastdok.sign_in_failed"), "{answer:?}");
        assert_eq!(report.retry, Some(Retry::Never));
        assert!(report.message.is_some_and(|message| !message.is_empty()), "{answer:?}");
        // Nor by another journey of the session, which gets the same error.
        let mut other = Rig::new(PayCase::new("c2"), rig.session);
        let again = other.failed();
        assert_eq!((again.code, &again.error_code), (report.code, &report.error_code));
        assert!(other.session.sign_in(other.moment()).unwrap().is_err());
    }
}

#[test]
fn fault_5_10_a_refusal_is_remembered_by_the_whole_session() {
    for answer in no_tickets() {
        let mut session = signed_out();
        let jobs = (0..20).map(|n| (n.to_string(), Journey::new(CompleteCase::new(format!("c{n}")), n)));
        let mut batch = Batch::new(jobs, 10);
        let mut sent = 0;
        for _ in 0..100 {
            for step in batch.next(&session, Moment::at(0)) {
                let Step::Send(send) = step.step else { panic!("no request") };
                assert_eq!(send.operation, "fastdok.authenticate");
                sent += 1;
                batch.resume(step.index, &mut session, answer.clone(), Moment::at(0)).unwrap();
            }
        }
        assert_eq!((sent, batch.progress().failed), (1, 20), "{answer:?}");
    }
}

#[test]
fn fault_1_4_25_journeys_send_one_wrong_password() {
    let mut session = signed_out();
    let jobs = (0..25).map(|n| (n.to_string(), Journey::new(PayCase::new(format!("c{n}")), n)));
    let mut batch = Batch::new(jobs, 10);
    let steps = batch.next(&session, Moment::at(0));
    assert_eq!(steps.len(), 1);
    let wrong = response(200, "application/json", r#"{"success":false,"message":"fel"}"#);
    batch.resume(steps[0].index, &mut session, wrong, Moment::at(0)).unwrap();
    for _ in 0..3 {
        assert!(batch.next(&session, Moment::at(0)).is_empty());
    }
    assert!(batch.is_finished());
    let bad = |item: &nordcase::journey::Item<PayCase>| matches!(&item.state, ItemState::Failed(report) if report.code == FailureCode::BadCredentials);
    assert!(batch.items().iter().all(bad));
}

#[test]
fn a_dead_service_is_not_asked_by_each_journey_in_turn() {
    // 25 sign-ins without an answer, one after the other, would take 25 time-outs.
    let mut session = signed_out();
    let jobs = (0..25).map(|n| (n.to_string(), Journey::new(CompleteCase::new(format!("c{n}")), n)));
    let mut batch = Batch::new(jobs, 25);
    let mut sent = 0;
    for _ in 0..1_000 {
        for step in batch.next(&session, Moment::at(0)) {
            let input = match step.step {
                Step::Send(_) => {
                    sent += 1;
                    rig::failed(true)
                }
                Step::Wait { .. } => Input::Woke,
                _ => panic!("neither a request nor a pause"),
            };
            batch.resume(step.index, &mut session, input, Moment::at(0)).unwrap();
        }
    }
    assert_eq!(batch.progress().failed, 25);
    assert!(sent <= 15, "{sent} sign-ins");
}

#[test]
fn fault_5_19_a_stored_batch_that_would_do_nothing_is_refused() {
    let jobs = [("a".to_owned(), Journey::new(CompleteCase::new("c1"), 1))];
    let stored = Batch::new(jobs, 1).to_json();
    let none = stored.replace(r#""concurrency":1"#, r#""concurrency":0"#);
    assert_ne!(none, stored);
    let error = Batch::<CompleteCase>::from_json(&none).unwrap_err();
    assert_eq!(error.code(), "input.journey_stored");
    assert!(error.to_string().contains("concurrency"), "{error}");
    for other in [r#""concurrency":-1"#, r#""concurrency":null"#, r#""concurrency":1.5"#, r#""also":1"#] {
        let text = stored.replace(r#""concurrency":1"#, other);
        assert_eq!(Batch::<CompleteCase>::from_json(&text).unwrap_err().code(), "input.journey_stored", "{other}");
    }
}

fn code(error: Error) -> String {
    error.code().to_owned()
}

#[test]
fn fault_1_10_a_stored_text_is_of_one_kind_and_says_what_it_is_about() {
    let stored = Journey::new(PayCase::new("c1"), 1).to_json();
    for &other in wire::journeys() {
        let loaded = wire::load(other, &stored, Repeats::Never);
        match other {
            "fastdok.pay_case" => assert_eq!(loaded.unwrap(), stored),
            _ => assert_eq!(code(loaded.unwrap_err()), "input.journey_stored", "{other}"),
        }
    }
    let about = wire::inspect(&stored).unwrap();
    assert_eq!(
        (about.journey.as_str(), about.case_id.as_deref(), about.spends),
        ("fastdok.pay_case", Some("c1"), true)
    );
    assert_eq!(about.ended, None);
    let start = Journey::new(StartCase::new(vec![]), 1).to_json();
    let about = wire::inspect(&start).unwrap();
    assert_eq!((about.case_id, about.spends), (None, false));
    for text in ["", "{}", "null", r#"{"journey":"fastdok.nothing","version":1,"state":{}}"#, &stored[..60]] {
        assert!(wire::inspect(text).is_err(), "{text}");
    }
    let batch = Batch::new([("a".to_owned(), Journey::new(PayCase::new("c1"), 1))], 1).to_json();
    assert!(wire::inspect(&batch).is_err());
}

#[test]
fn fault_1_10_the_end_of_a_journey_shows_in_its_text() {
    let ended = |text: &str| wire::inspect(text).unwrap().ended;
    let mut done = Rig::new(CompleteCase::new("c1"), session());
    done.answer(TASKS, NO_TASKS);
    assert_eq!(ended(&done.journey.to_json()), None);
    done.answer(CASE, ARCHIVED);
    assert_eq!(ended(&done.journey.to_json()), Some(nordcase::journey::Ended::Done));
    let mut failed = Rig::new(CompleteCase::new("c1"), session());
    failed.refuse(TASKS, 403);
    assert_eq!(ended(&failed.journey.to_json()), Some(nordcase::journey::Ended::Failed));
    // Also an end that the machinery found.
    let mut cancelled = Rig::new(CompleteCase::new("c1"), session());
    cancelled.expect(TASKS);
    cancelled.resume(Input::Cancelled);
    assert_eq!(ended(&cancelled.journey.to_json()), Some(nordcase::journey::Ended::Failed));
    let mut bad = Rig::new(CompleteCase::new("c1"), signed_out());
    bad.refuse(SIGN_IN, 200);
    assert_eq!(ended(&bad.journey.to_json()), Some(nordcase::journey::Ended::Failed));
}

#[test]
fn the_report_of_a_journey_is_there_once_it_has_ended_without_a_receipt() {
    let mut rig = Rig::new(CompleteCase::new("c1"), session());
    assert_eq!(rig.journey.report(), None);
    rig.refuse(TASKS, 403);
    assert_eq!(rig.journey.report().map(|report| report.code), Some(FailureCode::Refused));
    assert_eq!(rig.journey.report(), Some(rig.failed()));
    // An end that the machinery found.
    let mut cancelled = Rig::new(CompleteCase::new("c1"), session());
    cancelled.resume(Input::Cancelled);
    assert_eq!(cancelled.journey.report().map(|report| report.code), Some(FailureCode::Cancelled));
    let mut done = Rig::new(CompleteCase::new("c1"), session());
    done.answer(TASKS, NO_TASKS);
    done.answer(CASE, ARCHIVED);
    done.done();
    assert_eq!(done.journey.report(), None);
}

#[test]
fn a_journey_that_waited_for_three_lost_sign_ins_does_not_send_a_fourth() {
    let mut rig = Rig::new(CompleteCase::new("c1"), signed_out());
    let mut waiting = Journey::new(CompleteCase::new("c2"), 2);
    assert!(matches!(waiting.next(&rig.session, rig.moment()), Step::Gate));
    for _ in 0..2 {
        rig.lost(SIGN_IN);
        rig.pause();
    }
    rig.lost(SIGN_IN);
    assert_eq!(rig.failed().code, FailureCode::GaveUp);
    // Asked with the gate, and loaded anew in between: what it waited for is stored.
    waiting = Journey::from_json(&waiting.to_json()).unwrap();
    let step = waiting.next(&rig.session, rig.moment().with_gate());
    assert!(matches!(&step, Step::Wait { reason, .. } if reason.contains("sign-in")), "it does not wait");
}

#[test]
fn a_lost_read_is_not_counted_where_it_carries_no_password() {
    let mut rig = Rig::new(CompleteCase::new("c1"), session());
    rig.lost(TASKS);
    rig.pause();
    assert_eq!(rig.session.losses(), 0);
}

#[test]
fn fault_1_10_a_transport_that_may_repeat_makes_a_loaded_journey_know_it() {
    let stored = Journey::new(PayCase::new("c1"), 1).to_json();
    let loaded = wire::load("fastdok.pay_case", &stored, Repeats::Maybe).unwrap();
    let maybe = Journey::new(PayCase::new("c1"), 1).with_repeats(Repeats::Maybe);
    assert_eq!(Journey::<PayCase>::from_json(&loaded).unwrap(), maybe);
    // And it stays so, whatever carries it on.
    assert_eq!(wire::load("fastdok.pay_case", &loaded, Repeats::Never).unwrap(), loaded);
}

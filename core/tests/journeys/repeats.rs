//! A transport that may send a request twice by itself, as browsers do (FAULTS 5.9): a reply proves *at least once*, a refusal proves nothing.

use nordcase::fastdok::ObjectEntry;
use nordcase::fastdok::journeys::{CancelPayment, CompleteCase, PayCase, PayOutcome, StartCase, StartConfidence};
use nordcase::journey::{Certainty, Evidence, Facts, FailureCode, Input, Journey, Repeats, Script, Step};

use super::pay_case::{debited, paying};
use super::start_case::*;
use super::*;

/// The same journey over a transport that may send a request twice.
fn maybe<S: Script + Clone>(mut rig: Rig<S>) -> Rig<S> {
    rig.journey = rig.journey.with_repeats(Repeats::Maybe);
    rig
}

const CANCEL: &str = "POST /Tasks/t2/Actions/actioncancel";
const ARCHIVE: &str = "POST /Tasks/t3/Actions/actioncomplete";
const GONE: &str = r#"{"Id":"t2","ReferenceId":"TaskPay","Status":"Completed"}"#;

#[test]
fn it_is_kept_with_the_journey() {
    let stored = maybe(paying()).journey.to_json();
    let loaded = Journey::<PayCase>::from_json(&stored).unwrap();
    assert_eq!(loaded, maybe(paying()).journey);
    // Once so, always so: what is out may have been sent twice.
    assert_eq!(loaded.clone().with_repeats(Repeats::Never), loaded);
    assert_ne!(loaded, paying().journey);
    // It is not said where it is not so.
    assert!(stored.contains(r#""repeats":"maybe""#) && !paying().journey.to_json().contains("repeats"), "{stored}");
}

#[test]
fn fault_5_9_a_refused_payment_may_be_the_refusal_of_its_repetition() {
    let mut rig = maybe(paying());
    rig.refuse(COMPLETE, 200);
    rig.answer("GET /Tasks/t2", GONE);
    rig.answer(TASKS, &at("t3", "TaskPaid"));
    rig.answer(HISTORY, &first_payment());
    rig.answer(BALANCE, r#"{"Balance":1}"#);
    let receipt = rig.done();
    assert_eq!((receipt.outcome, receipt.seen, receipt.sent), (PayOutcome::PaidByUnknown, Evidence::State, 1));

    // Not carried out: that is certain when the settle bound has passed, and then it is a refusal.
    let mut refused = maybe(paying());
    refused.refuse(COMPLETE, 200);
    refused.answer("GET /Tasks/t2", &task("t2", "TaskPay"));
    assert_eq!(refused.pause(), SETTLE);
    refused.answer("GET /Tasks/t2", &task("t2", "TaskPay"));
    let report = refused.failed();
    assert_report(&report, FailureCode::Refused, debited(Certainty::No));
    assert_eq!(report.message.as_deref(), Some("Saldot räcker inte"));
    let mut stopped = maybe(paying());
    stopped.refuse(COMPLETE, 200);
    stopped.expect("GET /Tasks/t2");
    stopped.resume(Input::Cancelled);
    assert_report(&stopped.failed(), FailureCode::Cancelled, debited(Certainty::Unknown));
}

#[test]
fn fault_5_9_a_refused_ticket_may_be_that_of_the_repetition() {
    let ticket = r#"{"success":true,"Ticket":"ticket-2-S3CRET"}"#;
    let mut rig = maybe(paying());
    rig.refuse(COMPLETE, 401);
    rig.answer("POST /Authenticate", ticket);
    rig.expect("GET /Tasks/t2");
    rig.resume(Input::Cancelled);
    assert_report(&rig.failed(), FailureCode::Cancelled, debited(Certainty::Unknown));

    // Nor is a start sent again for it before the settle bound.
    let mut start = maybe(starting());
    start.refuse(START, 401);
    assert!(matches!(start.next(), Step::Wait { .. }));
    // Refused once more after the new ticket, it ends, and what the first one did is unknown.
    let mut ended = maybe(paying());
    ended.refuse(COMPLETE, 401);
    ended.answer("POST /Authenticate", ticket);
    ended.answer("GET /Tasks/t2", &task("t2", "TaskPay"));
    ended.refuse(COMPLETE, 401);
    ended.answer("POST /Authenticate", ticket);
    ended.answer("GET /Tasks/t2", &task("t2", "TaskPay"));
    ended.expect(COMPLETE);
}

#[test]
fn fault_5_9_a_move_to_payment_that_was_refused_and_applied() {
    let mut rig = maybe(pay_case::pay());
    rig.answer(DOMAIN, &domain("False"));
    rig.answer(TASKS, &at("t1", "TaskCreate"));
    rig.answer("GET /Tasks/t1/Actions", r#"[{"Id":"a","ReferenceId":"ActionPay"}]"#);
    rig.refuse(PAY, 200);
    rig.answer(TASKS, &at("t1", "TaskCreate"));
    assert_eq!(rig.pause(), SETTLE);
    rig.answer(TASKS, &at("t1", "TaskCreate"));
    assert_report(&rig.failed(), FailureCode::Refused, Facts::default());
}

#[test]
fn fault_5_9_completions_and_cancellations_that_were_refused_and_applied() {
    let mut complete = maybe(Rig::new(CompleteCase::new("c1"), session()));
    complete.answer(TASKS, &at("t3", "TaskPaid"));
    complete.refuse(ARCHIVE, 200);
    complete.answer(TASKS, NO_TASKS);
    complete.answer(CASE, ARCHIVED);
    let receipt = complete.done();
    assert_eq!((receipt.already_archived, receipt.seen), (false, Evidence::State));

    let mut refused = maybe(Rig::new(CompleteCase::new("c1"), session()));
    refused.answer(TASKS, &at("t3", "TaskPaid"));
    refused.refuse(ARCHIVE, 200);
    refused.answer(TASKS, &at("t3", "TaskPaid"));
    assert_eq!(refused.pause(), SETTLE);
    refused.answer(TASKS, &at("t3", "TaskPaid"));
    assert_report(&refused.failed(), FailureCode::Refused, Facts::default());

    let mut cancel = maybe(Rig::new(CancelPayment::new("c1"), session()));
    cancel.answer(TASKS, &at("t2", "TaskPay"));
    cancel.refuse(CANCEL, 200);
    cancel.answer(TASKS, &at("t9", "TaskCreate"));
    assert_eq!(cancel.done().task_id.as_deref(), Some("t9"));
}

#[test]
fn fault_5_9_after_a_reply_a_twin_is_looked_for() {
    let replied = || {
        let mut rig = maybe(starting());
        rig.answer(START, r#"{"success":true,"InstanceId":"n1"}"#);
        rig.take_named("n1", true);
        rig
    };
    let mut rig = replied();
    look(&mut rig, 1, &["o1", "n1", "n2", "n3"]);
    free(&mut rig, &["n2", "n3"]);
    contents(&mut rig, "n2", SAME);
    contents(&mut rig, "n3", OTHER);
    rig.answer(TASK, &at("t1", "TaskCreate"));
    let receipt = rig.done();
    assert_eq!((receipt.case_id.as_str(), receipt.certainty), ("n1", StartConfidence::Reply));
    assert_eq!(receipt.twins, ["n2"]);
    // Another journey's case is no twin; and what cannot be read is none either.
    let mut others = replied();
    look(&mut others, 1, &["o1", "n1", "n2"]);
    others.claim(&["n2"], false, &[]);
    others.answer(TASK, NO_TASKS);
    assert_eq!(others.done().twins, Vec::<String>::new());
    for ends in [&(|rig: &mut Rig<StartCase>| rig.refuse(FIRST_PAGE, 403)) as &dyn Fn(&mut Rig<StartCase>), &|rig| {
        rig.expect(FIRST_PAGE);
        rig.resume(Input::Cancelled);
    }] {
        let mut unread = replied();
        unread.pause();
        ends(&mut unread);
        assert_eq!((unread.done().case_id.as_str(), unread.done().twins.len()), ("n1", 0));
    }
    // Without values the kinds are all that there is to compare.
    let mut plain = maybe(Rig::new(StartCase::new(vec![ObjectEntry::new("Kund")]), session()));
    plain.answer(FIRST_PAGE, &cases(&["o1"]));
    plain.answer(START, r#"{"success":true,"InstanceId":"n1"}"#);
    plain.take_named("n1", true);
    look(&mut plain, 1, &["o1", "n1", "n2"]);
    free(&mut plain, &["n2"]);
    plain.answer(&objects("n2"), r#"{"TotalCount":1,"Data":[{"Id":"x","TypeNamespace":"Kund"}]}"#);
    plain.answer(TASK, NO_TASKS);
    assert_eq!(plain.done().twins, ["n2"]);
}

#[test]
fn fault_5_9_a_refused_start_may_have_started_a_case() {
    let mut rig = maybe(starting());
    rig.refuse(START, 200);
    look(&mut rig, 0, &["o1", "n1"]);
    free(&mut rig, &["n1"]);
    contents(&mut rig, "n1", SAME);
    rig.take(&["n1"]);
    rig.answer(TASK, NO_TASKS);
    assert_eq!(rig.done().certainty, StartConfidence::SameContents);
    // Nothing came of it: refused, in the service's words, and not sent again.
    let mut none = maybe(starting());
    none.refuse(START, 200);
    for number in 0..4 {
        look(&mut none, number, &["o1"]);
    }
    let report = none.failed();
    assert_report(&report, FailureCode::Refused, created(Certainty::No));
    assert_eq!(report.message.as_deref(), Some("Saldot räcker inte"));
}

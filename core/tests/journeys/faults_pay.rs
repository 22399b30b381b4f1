//! Payments, cancellations and completions against what use has found (FAULTS.md): colleagues who cancel, late application, orders of any form.

use nordcase::fastdok::journeys::{CancelPayment, CompleteCase, PayCase, PayOutcome, PaymentQuestion};
use nordcase::journey::{Certainty, Evidence, Facts, FailureCode, Input, Journey};

use super::pay_case::{asking, debited, pay, paying};
use super::*;

const LOOK: &str = "GET /Tasks/t2";
const GONE: &str = r#"{"Id":"t2","ReferenceId":"TaskPay","Status":"Completed"}"#;
const CANCEL: &str = "POST /Tasks/t2/Actions/actioncancel";
const ARCHIVE: &str = "POST /Tasks/t3/Actions/actioncomplete";

/// The history of a case that was paid before the payment t2.
fn later_payment() -> String {
    left(&[("t0", "TaskPay"), ("t1", "TaskPaid"), ("t2", "TaskPay")])
}

/// A case with a form that was added since it was paid: its payment t2 waits for the caller's word.
fn asking_for_added() -> Rig<PayCase> {
    let mut rig = Rig::new(PayCase::new("c1").with_added_forms(), session());
    rig.answer(DOMAIN, &domain("False"));
    rig.answer(TASKS, &at("t1", "TaskPaid"));
    rig.answer("GET /Tasks/t1/Actions", r#"[{"Id":"a","ReferenceId":"ActionPay"}]"#);
    rig.answer(PAY, OK);
    rig.answer(TASKS, &at("t2", "TaskPay"));
    rig.answer("GET /Tasks/t2/Order", "{}");
    rig.answer(BALANCE, r#"{"Balance":1}"#);
    rig
}

fn paying_for_added() -> Rig<PayCase> {
    let mut rig = asking_for_added();
    rig.decide(true);
    rig.answer(LOOK, &task("t2", "TaskPay"));
    rig
}

/// A payment was lost, and the case is at its payment when the settle bound has passed.
fn paying_once_more() -> Rig<PayCase> {
    let mut rig = paying();
    rig.lost(COMPLETE);
    rig.answer(LOOK, GONE);
    rig.answer(TASKS, &at("t9", "TaskCreate"));
    assert_eq!(rig.pause(), SETTLE);
    rig.answer(LOOK, &task("t2", "TaskPay"));
    rig
}

fn cancelling() -> Rig<CancelPayment> {
    let mut rig = Rig::new(CancelPayment::new("c1"), session());
    rig.answer(TASKS, &at("t2", "TaskPay"));
    rig
}

fn completing() -> Rig<CompleteCase> {
    let mut rig = Rig::new(CompleteCase::new("c1"), session());
    rig.answer(TASKS, &at("t3", "TaskPaid"));
    rig
}

#[test]
fn fault_5_1_a_later_payment_that_is_cancelled_while_the_caller_is_asked_is_not_paid() {
    let mut rig = asking_for_added();
    rig.decide(true);
    rig.answer(LOOK, GONE);
    rig.answer(TASKS, &at("t5", "TaskPaid"));
    rig.answer(HISTORY, &later_payment());
    assert_report(&rig.failed(), FailureCode::ChangedMeanwhile, debited(Certainty::No));

    // The same for a journey that found the payment waiting, and does not know of the case's past.
    let mut found = pay();
    found.answer(DOMAIN, &domain("False"));
    found.answer(TASKS, &at("t2", "TaskPay"));
    found.answer("GET /Tasks/t2/Order", "{}");
    found.answer(BALANCE, r#"{"Balance":1}"#);
    found.decide(true);
    found.refuse(LOOK, 404);
    found.answer(TASKS, &at("t5", "TaskPaid"));
    found.answer(HISTORY, &later_payment());
    assert_report(&found.failed(), FailureCode::ChangedMeanwhile, Facts::default());
}

#[test]
fn fault_5_1_a_later_payment_that_was_lost_or_refused_cannot_be_told_from_a_cancelled_one() {
    let mut lost = paying_for_added();
    lost.lost(COMPLETE);
    lost.answer(LOOK, GONE);
    lost.answer(TASKS, &at("t5", "TaskPaid"));
    lost.answer(HISTORY, &later_payment());
    assert_report(&lost.failed(), FailureCode::OutcomeUnknown, debited(Certainty::Unknown));

    // Refused, it was not this journey that paid; whether anybody did cannot be told.
    let mut refused = paying_for_added();
    refused.refuse(COMPLETE, 200);
    refused.answer(LOOK, GONE);
    refused.answer(TASKS, &at("t5", "TaskPaid"));
    refused.answer(HISTORY, &later_payment());
    assert_report(&refused.failed(), FailureCode::ChangedMeanwhile, debited(Certainty::No));

    // Archived from there, it is the same.
    let mut archived = paying_for_added();
    archived.lost(COMPLETE);
    archived.answer(LOOK, GONE);
    archived.answer(TASKS, NO_TASKS);
    archived.answer(CASE, ARCHIVED);
    archived.answer(HISTORY, &left(&[("t0", "TaskPay"), ("t1", "TaskPaid"), ("t2", "TaskPay"), ("t5", "TaskPaid")]));
    assert_report(&archived.failed(), FailureCode::OutcomeUnknown, debited(Certainty::Unknown));

    // The history may be from before it was archived: one TaskPaid less, as of a first payment.
    let mut stale = paying_for_added();
    stale.lost(COMPLETE);
    stale.answer(LOOK, GONE);
    stale.answer(TASKS, NO_TASKS);
    stale.answer(CASE, ARCHIVED);
    stale.answer(HISTORY, &left(&[("t0", "TaskPay"), ("t1", "TaskPaid"), ("t2", "TaskPay")]));
    assert_report(&stale.failed(), FailureCode::OutcomeUnknown, debited(Certainty::Unknown));
}

/// A first payment was lost, the case is at TaskPaid, and this is what its history says.
fn judged(histories: &dyn Fn(&mut Rig<PayCase>)) -> Rig<PayCase> {
    let mut rig = paying();
    rig.lost(COMPLETE);
    rig.answer(LOOK, GONE);
    rig.answer(TASKS, &at("t3", "TaskPaid"));
    histories(&mut rig);
    rig
}

#[test]
fn fault_5_1_only_a_history_that_is_read_whole_proves_a_first_payment() {
    let mut paid = judged(&|rig| rig.answer(HISTORY, &first_payment()));
    paid.answer(BALANCE, r#"{"Balance":1}"#);
    assert_eq!((paid.done().outcome, paid.done().seen), (PayOutcome::Paid, Evidence::State));

    let next = "GET /Instances/c1/Tasks?Start=1&Status=completed";
    let mut pages = judged(&|rig| {
        rig.answer(HISTORY, r#"{"TotalCount":2,"Data":[{"Id":"t1","ReferenceId":"TaskCreate"}]}"#);
        rig.answer(next, r#"{"TotalCount":2,"Data":[{"Id":"T2","ReferenceId":"TaskPay"}]}"#);
    });
    pages.answer(BALANCE, r#"{"Balance":1}"#);
    assert_eq!(pages.done().outcome, PayOutcome::Paid);

    let unclear = |history: &str| judged(&|rig| rig.answer(HISTORY, history));
    for history in [
        // It does not show what was left, a row of it cannot be read, or it has been at TaskPaid before.
        "[]".to_owned(),
        left(&[("t1", "TaskCreate")]),
        r#"{"TotalCount":3,"Data":[{"Id":"t1","ReferenceId":"TaskCreate"},{"Id":"t2","ReferenceId":"TaskPay"},null]}"#.to_owned(),
        r#"{"TotalCount":3,"Data":[{"Id":"t0","ReferenceId":7},{"Id":"t1","ReferenceId":"TaskCreate"},{"Id":"t2","ReferenceId":"TaskPay"}]}"#
            .to_owned(),
        later_payment(),
    ] {
        let mut rig = unclear(&history);
        assert_report(&rig.failed(), FailureCode::OutcomeUnknown, debited(Certainty::Unknown));
    }
    let mut refused = judged(&|rig| rig.refuse(HISTORY, 403));
    assert_report(&refused.failed(), FailureCode::OutcomeUnknown, debited(Certainty::Unknown));
    let mut silent = judged(&|rig| {
        for _ in 0..4 {
            rig.lost(HISTORY);
            rig.pause();
        }
        rig.lost(HISTORY);
    });
    assert_report(&silent.failed(), FailureCode::OutcomeUnknown, debited(Certainty::Unknown));
}

#[test]
fn fault_5_1_a_history_that_is_the_same_page_for_ever_is_read_once() {
    let page = r#"[{"Id":"t1","ReferenceId":"TaskCreate"},{"Id":"t2","ReferenceId":"TaskPay"},{"Id":"t3","ReferenceId":"TaskPaid"}]"#;
    let mut rig = paying();
    rig.lost(COMPLETE);
    rig.answer(LOOK, GONE);
    rig.answer(TASKS, NO_TASKS);
    rig.answer(CASE, ARCHIVED);
    rig.answer(HISTORY, page);
    rig.answer("GET /Instances/c1/Tasks?Start=3&Status=completed", page);
    // TaskPaid stands there once, however often it is shown.
    rig.answer(BALANCE, r#"{"Balance":1}"#);
    assert_eq!(rig.done().outcome, PayOutcome::Paid);
}

#[test]
fn fault_5_1_somebody_else_paid_for_the_first_time_while_the_caller_was_asked() {
    let mut rig = asking();
    rig.decide(true);
    rig.answer(LOOK, GONE);
    rig.answer(TASKS, &at("t3", "TaskPaid"));
    rig.answer(HISTORY, &first_payment());
    let receipt = rig.done();
    assert_eq!((receipt.outcome, receipt.sent), (PayOutcome::AlreadyPaid, 0));
}

#[test]
fn fault_5_1_a_lost_cancellation_and_a_case_that_is_paid() {
    // For the first time: it was paid, not cancelled.
    let mut paid = cancelling();
    paid.lost(CANCEL);
    paid.answer(TASKS, &at("t3", "TaskPaid"));
    paid.answer(HISTORY, &first_payment());
    // That answer may be from before somebody paid anew.
    assert_eq!(paid.pause(), SETTLE);
    paid.answer(TASKS, &at("t3", "TaskPaid"));
    paid.answer(HISTORY, &first_payment());
    assert_report(&paid.failed(), FailureCode::NotPossible, Facts::default());
    // A history that cannot be read proves nothing.
    let mut unread = cancelling();
    unread.lost(CANCEL);
    unread.answer(TASKS, &at("t3", "TaskPaid"));
    unread.refuse(HISTORY, 404);
    assert_report(
        &unread.failed(),
        FailureCode::OutcomeUnknown,
        Facts { changed: Certainty::Unknown, ..Facts::default() },
    );
}

/// A payment of which three sends were lost, each before a look that showed nothing; the settle bound passes next.
fn all_lost() -> Rig<PayCase> {
    let mut rig = paying();
    for _ in 0..3 {
        rig.lost(COMPLETE);
        rig.answer(LOOK, &task("t2", "TaskPay"));
    }
    rig
}

#[test]
fn fault_5_2_a_payment_that_is_carried_out_late_is_ours() {
    let mut rig = all_lost();
    assert_eq!(rig.pause(), SETTLE);
    rig.answer(LOOK, GONE);
    rig.answer(TASKS, &at("t3", "TaskPaid"));
    rig.answer(HISTORY, &first_payment());
    rig.answer(BALANCE, r#"{"Balance":1}"#);
    let receipt = rig.done();
    assert_eq!((receipt.outcome, receipt.seen, receipt.sent), (PayOutcome::Paid, Evidence::State, 3));

    // Carried out between the look and the second send, which the service therefore refuses.
    let mut refused = paying();
    refused.lost(COMPLETE);
    refused.answer(LOOK, &task("t2", "TaskPay"));
    refused.refuse(COMPLETE, 200);
    refused.answer(LOOK, GONE);
    refused.answer(TASKS, &at("t3", "TaskPaid"));
    refused.answer(HISTORY, &first_payment());
    refused.answer(BALANCE, r#"{"Balance":1}"#);
    assert_eq!(refused.done().outcome, PayOutcome::PaidByUnknown);
}

#[test]
fn fault_5_2_no_report_says_no_before_the_settle_bound_has_passed() {
    let unknown = |mut rig: Rig<PayCase>| {
        rig.resume(Input::Cancelled);
        assert_report(&rig.failed(), FailureCode::Cancelled, debited(Certainty::Unknown));
    };
    let mut waiting = all_lost();
    assert!(matches!(waiting.next(), nordcase::journey::Step::Wait { millis: SETTLE, .. }));
    unknown(waiting);
    // Nor when the process dies there, nor for a refusal beside a lost send.
    let mut killed = all_lost();
    killed.killed(session());
    assert!(matches!(killed.next(), nordcase::journey::Step::Wait { millis: SETTLE, .. }));
    unknown(killed);
    let mut refused = paying();
    refused.lost(COMPLETE);
    refused.answer(LOOK, &task("t2", "TaskPay"));
    refused.refuse(COMPLETE, 200);
    refused.answer(LOOK, &task("t2", "TaskPay"));
    assert_eq!(refused.pause(), SETTLE);
    refused.answer(LOOK, &task("t2", "TaskPay"));
    assert_report(&refused.failed(), FailureCode::Refused, debited(Certainty::No));
    // A send after the bound opens it anew.
    let mut rig = paying_once_more();
    rig.lost(COMPLETE);
    rig.expect(LOOK);
    unknown(rig);
}

#[test]
fn fault_5_2_the_host_sets_the_bound() {
    let mut rig = all_lost();
    let script = rig.journey.script().clone();
    rig.journey = Journey::new(script, 1).with_settle(7_000);
    rig.killed(session());
    assert_eq!(rig.pause(), 7_000);
}

#[test]
fn fault_5_2_a_move_to_payment_that_is_carried_out_late() {
    let moving = || {
        let mut rig = pay();
        rig.answer(DOMAIN, &domain("False"));
        rig.answer(TASKS, &at("t1", "TaskCreate"));
        rig.answer("GET /Tasks/t1/Actions", r#"[{"Id":"a","ReferenceId":"ActionPay"}]"#);
        for n in 0..3 {
            rig.lost(PAY);
            rig.answer(TASKS, &at("t1", "TaskCreate"));
            if n < 2 {
                rig.answer("GET /Tasks/t1/Actions", r#"[{"Id":"a","ReferenceId":"ActionPay"}]"#);
            }
        }
        rig
    };
    let mut late = moving();
    assert_eq!(late.pause(), SETTLE);
    late.answer(TASKS, &at("t2", "TaskPay"));
    late.expect("GET /Tasks/t2/Order");
    let mut cancelled = moving();
    cancelled.next();
    cancelled.resume(Input::Cancelled);
    assert_report(
        &cancelled.failed(),
        FailureCode::Cancelled,
        Facts { changed: Certainty::Unknown, ..Facts::default() },
    );
}

#[test]
fn fault_5_2_a_completion_or_cancellation_that_is_carried_out_late() {
    let mut complete = completing();
    for _ in 0..3 {
        complete.lost(ARCHIVE);
        complete.answer(TASKS, &at("t3", "TaskPaid"));
    }
    assert_eq!(complete.pause(), SETTLE);
    complete.answer(TASKS, NO_TASKS);
    complete.answer(CASE, ARCHIVED);
    let receipt = complete.done();
    assert_eq!((receipt.already_archived, receipt.seen), (false, Evidence::State));

    // Carried out between the look and the second send: this journey asked before it was archived.
    let mut refused = completing();
    refused.lost(ARCHIVE);
    refused.answer(TASKS, &at("t3", "TaskPaid"));
    refused.refuse(ARCHIVE, 200);
    refused.answer(TASKS, NO_TASKS);
    refused.answer(CASE, ARCHIVED);
    assert!(!refused.done().already_archived);

    let mut cancel = cancelling();
    for _ in 0..3 {
        cancel.lost(CANCEL);
        cancel.answer(TASKS, &at("t2", "TaskPay"));
    }
    let stopped = cancel.journey.clone();
    assert_eq!(cancel.pause(), SETTLE);
    cancel.answer(TASKS, &at("t9", "TaskCreate"));
    assert_eq!(cancel.done().task_id.as_deref(), Some("t9"));
    cancel.journey = stopped;
    cancel.resume(Input::Cancelled);
    assert_report(&cancel.failed(), FailureCode::Cancelled, Facts { changed: Certainty::Unknown, ..Facts::default() });
}

#[test]
fn fault_5_2_a_completion_is_not_denied_by_an_answer_from_before() {
    // The case seems to wait for payment: perhaps it did, before it was paid.
    let mut rig = completing();
    rig.lost(ARCHIVE);
    rig.answer(TASKS, &at("t2", "TaskPay"));
    assert_eq!(rig.pause(), SETTLE);
    rig.answer(TASKS, NO_TASKS);
    rig.answer(CASE, ARCHIVED);
    assert!(!rig.done().already_archived);
    // A task that was made later is no such answer.
    let dated = |id: &str, kind: &str, date: &str| {
        format!(r#"[{{"Id":"{id}","ReferenceId":"{kind}","Status":"Ready","CreatedDate":"{date}"}}]"#)
    };
    let mut moved = Rig::new(CompleteCase::new("c1"), session());
    moved.answer(TASKS, &dated("t3", "TaskPaid", "2027-03-01T10:00:00Z"));
    moved.lost(ARCHIVE);
    moved.answer(TASKS, &dated("t9", "TaskPay", "2027-03-01T10:00:01Z"));
    assert_report(&moved.failed(), FailureCode::ChangedMeanwhile, Facts::default());
}

#[test]
fn a_payment_goes_only_to_the_task_that_was_approved() {
    // Asked for the old task, the service shows the case's new one, which nobody has approved.
    for shown in [task("t9", "TaskPay"), r#"{"Id":"t9","ReferenceId":"TaskPay","Status":"Ready"}"#.to_owned()] {
        let mut rig = paying();
        rig.lost(COMPLETE);
        rig.answer(LOOK, &shown);
        rig.answer(TASKS, &at("t9", "TaskPay"));
        assert_report(&rig.failed(), FailureCode::OutcomeUnknown, debited(Certainty::Unknown));
    }
    // In other letters it is the same one.
    let mut same = paying();
    same.lost(COMPLETE);
    same.answer(LOOK, &task("T2", "TaskPay"));
    same.expect(COMPLETE);
}

#[test]
fn a_ready_task_that_cannot_be_read_at_all_stops_the_job() {
    for tasks in
        [format!("[null,{}]", task("t2", "TaskPay")), "[null]".to_owned(), r#"[{"Status":"Ready"}]"#.to_owned()]
    {
        let mut rig = pay();
        rig.answer(DOMAIN, &domain("False"));
        rig.answer(TASKS, &tasks);
        assert_report(&rig.failed(), FailureCode::NotPossible, Facts::default());
        let mut complete = Rig::new(CompleteCase::new("c1"), session());
        complete.answer(TASKS, &tasks);
        assert_report(&complete.failed(), FailureCode::NotPossible, Facts::default());
    }
}

/// What is asked when the order is answered so.
fn question(order: Input) -> PaymentQuestion {
    let mut rig = pay();
    rig.answer(DOMAIN, &domain("False"));
    rig.answer(TASKS, &at("t2", "TaskPay"));
    rig.expect("GET /Tasks/t2/Order");
    rig.resume(order);
    rig.answer(BALANCE, r#"{"Balance":1}"#);
    let question = rig.ask();
    // It can be paid all the same.
    rig.resume(Input::Decision { approved: true });
    rig.answer(LOOK, &task("t2", "TaskPay"));
    rig.expect(COMPLETE);
    question
}

#[test]
fn fault_5_7_it_asks_without_an_order_and_says_why() {
    for (status, content_type, body) in [
        (404, "application/json", ""),
        (204, "", ""),
        (200, "text/html", "<html><body>Order</body></html>"),
        (200, "application/json", "<html>"),
        (200, "application/xml", "<Order><Sum>10</Sum></Order>"),
        (200, "application/json", r#"{"Sum":"#),
        (200, "application/json", r#"{"success":false,"message":"Ingen order"}"#),
        (400, "application/json", ""),
        (403, "text/plain", "no"),
        (406, "text/html", "<html>"),
        (500, "text/html", "<html>"),
        (302, "text/html", ""),
    ] {
        let question = question(response(status, content_type, body));
        assert_eq!(question.order, None, "{status} {body}");
        let problem = question.order_problem.unwrap();
        assert!(!problem.is_empty(), "{status} {body}");
    }
    // Anything that is JSON is an order.
    for order in [r#"{"a":1.50}"#, "[1]", "12.50", r#""text""#, "null"] {
        let question = question(response(200, "application/json", order));
        assert_eq!(question.order.unwrap().as_str(), order);
        assert_eq!(question.order_problem, None);
    }
}

#[test]
fn fault_5_7_an_order_that_gets_no_answer_is_asked_for_a_few_times() {
    let mut rig = pay();
    rig.answer(DOMAIN, &domain("False"));
    rig.answer(TASKS, &at("t2", "TaskPay"));
    for _ in 0..4 {
        rig.lost("GET /Tasks/t2/Order");
        rig.pause();
    }
    rig.lost("GET /Tasks/t2/Order");
    for _ in 0..4 {
        rig.lost(BALANCE);
        rig.pause();
    }
    rig.lost(BALANCE);
    let question = rig.ask();
    assert_eq!((question.order, question.balance), (None, None));
    assert!(question.order_problem.unwrap().contains("no answer"));
}

#[test]
fn a_gateway_that_stopped_waiting_has_proved_nothing() {
    // 408 and 499 are said by gateways about calls that may run on; 429 and their like by services that did nothing.
    for status in [408, 499] {
        let mut rig = paying();
        rig.expect(COMPLETE);
        rig.resume(response(status, "text/html", "<html>"));
        rig.expect(LOOK);
        rig.resume(Input::Cancelled);
        assert_report(&rig.failed(), FailureCode::Cancelled, debited(Certainty::Unknown));
    }
}

/// A draft of this answer to what its task offers.
fn offered(actions: &str) -> Rig<PayCase> {
    let mut rig = pay();
    rig.answer(DOMAIN, &domain("False"));
    rig.answer(TASKS, &at("t1", "TaskCreate"));
    rig.answer("GET /Tasks/t1/Actions", actions);
    rig
}

#[test]
fn only_a_whole_list_without_action_pay_says_that_it_is_not_offered() {
    let cancel = r#"{"Id":"b","ReferenceId":"ActionCancel"}"#;
    for shown in [
        r#"{"TotalCount":1,"Data":[{"Id":"a","ReferenceId":"ActionPay"}]}"#.to_owned(),
        // A row of it cannot be read, or there are more than it shows.
        format!(r#"{{"TotalCount":2,"Data":[null,{cancel}]}}"#),
        format!(r#"{{"TotalCount":2,"Data":[{cancel}]}}"#),
    ] {
        offered(&shown).expect(PAY);
    }
    for whole in [
        "[]".to_owned(),
        r#"{"TotalCount":0,"Data":[]}"#.to_owned(),
        format!(r#"{{"TotalCount":1,"Data":[{cancel}]}}"#),
    ] {
        assert_report(&offered(&whole).failed(), FailureCode::NotPossible, Facts::default());
    }
}

#[test]
fn a_case_that_does_not_come_to_rest_is_looked_at_eight_times_more() {
    let mut rig = pay();
    rig.answer(DOMAIN, &domain("False"));
    for _ in 0..9 {
        rig.answer(TASKS, &at("t1", "TaskCreate"));
        rig.refuse("GET /Tasks/t1/Actions", 404);
    }
    assert_report(&rig.failed(), FailureCode::ChangedMeanwhile, Facts::default());
}

#[test]
fn a_refused_payment_and_a_case_that_is_a_draft_again_wait_for_nothing() {
    let mut rig = paying();
    rig.refuse(COMPLETE, 200);
    rig.answer(LOOK, GONE);
    rig.answer(TASKS, &at("t9", "TaskCreate"));
    assert_report(&rig.failed(), FailureCode::ChangedMeanwhile, debited(Certainty::No));
}

#[test]
fn only_a_wait_since_the_last_payment_that_may_have_arrived_proves_that_it_was_not_made() {
    // One was lost, and the next one never left: that says nothing of the first.
    let mut unsent = paying();
    unsent.lost(COMPLETE);
    unsent.answer(LOOK, &task("t2", "TaskPay"));
    unsent.unsent(COMPLETE);
    unsent.answer(LOOK, &task("t2", "TaskPay"));
    unsent.resume(Input::Cancelled);
    assert_report(&unsent.failed(), FailureCode::Cancelled, debited(Certainty::Unknown));

    // The settle bound has passed, and then another one is lost, or never leaves.
    for (may_have_arrived, fact) in [(true, Certainty::Unknown), (false, Certainty::No)] {
        let mut rig = paying_once_more();
        rig.expect(COMPLETE);
        rig.resume(rig::failed(may_have_arrived));
        rig.answer(LOOK, &task("t2", "TaskPay"));
        rig.resume(Input::Cancelled);
        assert_report(&rig.failed(), FailureCode::Cancelled, debited(fact));
    }
}

#[test]
fn what_is_stored_of_a_payment_says_whose_it_was() {
    let debited = |rig: &Rig<PayCase>| {
        let stored: serde_json::Value = serde_json::from_str(&rig.journey.to_json()).unwrap();
        stored["state"]["script"]["debited"].clone()
    };
    let ours = judged(&|rig| rig.answer(HISTORY, &first_payment()));
    assert_eq!(debited(&ours), "yes");
    let mut theirs = paying();
    theirs.refuse(COMPLETE, 200);
    theirs.answer(LOOK, GONE);
    theirs.answer(TASKS, &at("t3", "TaskPaid"));
    theirs.answer(HISTORY, &first_payment());
    assert_eq!((theirs.done().outcome, debited(&theirs)), (PayOutcome::AlreadyPaid, "no".into()));
}

#[test]
fn a_history_of_more_tasks_than_are_read_proves_nothing() {
    let history = |count: usize| {
        let rows: Vec<_> = (0..count).map(|n| format!(r#"{{"Id":"h{n}","ReferenceId":"TaskCreate"}}"#)).collect();
        judged(&|rig| rig.answer(HISTORY, &format!("[{}]", rows.join(","))))
    };
    assert_report(&history(2_000).failed(), FailureCode::OutcomeUnknown, debited(Certainty::Unknown));
    history(1_999).expect("GET /Instances/c1/Tasks?Start=1999&Status=completed");
}

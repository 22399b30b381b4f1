//! `PayCase`: one payment, or none, and the truth about it.

use nordcase::fastdok::journeys::{PayCase, PayOutcome, PayReceipt};
use nordcase::journey::{Certainty, Evidence, Facts, FailureCode, Input};

use super::*;

pub(crate) fn pay() -> Rig<PayCase> {
    Rig::new(PayCase::new("c1"), session())
}

/// A payment that waits for the answer to the question.
pub(crate) fn asking() -> Rig<PayCase> {
    let mut rig = pay();
    rig.answer(DOMAIN, &domain("False"));
    rig.answer(TASKS, &at("t1", "TaskCreate"));
    rig.answer("GET /Tasks/t1/Actions", r#"[{"Id":"a","ReferenceId":"ActionPay"}]"#);
    rig.answer(PAY, OK);
    rig.answer(TASKS, &at("t2", "TaskPay"));
    rig.answer("GET /Tasks/t2/Order", r#"{"rows":[1.50]}"#);
    rig.answer(BALANCE, r#"{"Balance":500.00}"#);
    rig
}

/// A payment that was approved and confirmed: the next step spends money.
pub(crate) fn paying() -> Rig<PayCase> {
    let mut rig = asking();
    rig.decide(true);
    rig.answer("GET /Tasks/t2", &task("t2", "TaskPay"));
    rig
}

pub(crate) fn debited(debited: Certainty) -> Facts {
    Facts { debited, changed: Certainty::Yes, ..Facts::default() }
}

#[test]
fn pay_a_draft() {
    let mut rig = asking();
    let question = rig.ask();
    assert_eq!((question.case_id.as_str(), question.task_id.as_str()), ("c1", "t2"));
    assert_eq!(question.order.as_ref().unwrap().as_str(), r#"{"rows":[1.50]}"#);
    assert_eq!(question.balance.unwrap().to_string(), "500.00");
    assert_eq!(question.discount_factor.unwrap().to_string(), "0.85");
    rig.resume(Input::Decision { approved: true });
    rig.answer("GET /Tasks/t2", &task("t2", "TaskPay"));
    rig.answer(COMPLETE, OK);
    rig.answer(TASKS, &at("t3", "TaskPaid"));
    rig.answer(BALANCE, r#"{"Balance":287.60}"#);
    let receipt = PayReceipt {
        case_id: "c1".to_owned(),
        outcome: PayOutcome::Paid,
        seen: Evidence::Reply,
        task_id: Some("t3".to_owned()),
        archived_meanwhile: false,
        order: question.order,
        balance_before: Some("500.00".parse().unwrap()),
        balance_after: Some("287.60".parse().unwrap()),
        sent: 1,
    };
    assert_eq!(rig.done(), receipt);
    // Asked again, it says the same.
    assert_eq!(rig.done(), receipt);
}

#[test]
fn a_payment_that_is_declined_debits_nothing() {
    let mut rig = asking();
    rig.decide(false);
    let report = rig.failed();
    assert_report(&report, FailureCode::Declined, debited(Certainty::No));
    assert_eq!(report.message, None);
}

#[test]
fn a_lost_payment_is_looked_for_and_found() {
    let mut rig = paying();
    rig.lost(COMPLETE);
    rig.answer("GET /Tasks/t2", r#"{"Id":"t2","ReferenceId":"TaskPay","Status":"Completed"}"#);
    rig.answer(TASKS, &at("t3", "TaskPaid"));
    rig.answer(HISTORY, &first_payment());
    rig.refuse(BALANCE, 404);
    let receipt = rig.done();
    assert_eq!((receipt.outcome, receipt.seen, receipt.sent), (PayOutcome::Paid, Evidence::State, 1));
    assert_eq!((receipt.task_id.as_deref(), receipt.balance_after), (Some("t3"), None));
}

#[test]
fn a_payment_seen_not_applied_is_sent_to_the_same_task_three_times_at_most() {
    let mut rig = paying();
    for _ in 0..2 {
        rig.lost(COMPLETE);
        rig.answer("GET /Tasks/t2", &task("t2", "TaskPay"));
    }
    // A server's error is as bad as no answer; so is a page, and a cut answer.
    rig.expect(COMPLETE);
    rig.resume(response(500, "text/html", "<html>"));
    rig.answer("GET /Tasks/t2", &task("t2", "TaskPay"));
    // One look proves not yet: what was sent may still be carried out.
    assert_eq!(rig.pause(), SETTLE);
    rig.answer("GET /Tasks/t2", &task("t2", "TaskPay"));
    let report = rig.failed();
    assert_report(&report, FailureCode::GaveUp, debited(Certainty::No));
}

#[test]
fn a_payment_that_surely_was_not_sent_leaves_nothing_in_doubt() {
    let mut rig = paying();
    rig.unsent(COMPLETE);
    rig.expect("GET /Tasks/t2");
    rig.resume(Input::Cancelled);
    let report = rig.failed();
    assert_report(&report, FailureCode::Cancelled, debited(Certainty::No));
    let no_payment = "No payment was made by this journey.".to_owned();
    assert!(report.known.contains(&no_payment), "{report:?}");

    // But once in doubt, a later send that did not arrive does not make it certain.
    let mut rig = paying();
    rig.lost(COMPLETE);
    rig.expect("GET /Tasks/t2");
    rig.resume(Input::Cancelled);
    let report = rig.failed();
    assert_report(&report, FailureCode::Cancelled, debited(Certainty::Unknown));
    assert!(!report.known.contains(&no_payment), "{report:?}");
    assert!(report.safe_next.contains("by hand"), "{}", report.safe_next);
}

#[test]
fn an_answer_that_cannot_be_read_leaves_the_payment_in_doubt() {
    for unusable in [
        response(500, "text/html", "<html>"),
        response(200, "application/json", r#"{"succ"#),
        response(200, "text/html", "<html>"),
    ] {
        let mut rig = paying();
        rig.expect(COMPLETE);
        rig.resume(unusable);
        rig.expect("GET /Tasks/t2");
        rig.resume(Input::Cancelled);
        assert_report(&rig.failed(), FailureCode::Cancelled, debited(Certainty::Unknown));
    }
}

#[test]
fn cancelling_while_the_payment_is_out_is_told() {
    let mut rig = paying();
    rig.expect(COMPLETE);
    rig.resume(Input::Cancelled);
    assert_report(&rig.failed(), FailureCode::Cancelled, debited(Certainty::Unknown));
    let mut rig = pay();
    rig.expect(DOMAIN);
    rig.resume(Input::Cancelled);
    let report = rig.failed();
    assert_report(&report, FailureCode::Cancelled, Facts::default());
    assert!(!report.safe_next.contains("by hand"));
}

#[test]
fn a_payment_handed_out_before_the_process_died_is_looked_for() {
    let mut rig = paying();
    rig.expect(COMPLETE);
    rig.killed(session());
    rig.expect("GET /Tasks/t2");
    // Handing out a read twice is harmless.
    rig.killed(session());
    rig.answer("GET /Tasks/t2", &task("t2", "TaskPay"));
    rig.expect(COMPLETE);
}

#[test]
fn a_lost_payment_and_a_case_that_moved_on() {
    let look = |tasks: &str| {
        let mut rig = paying();
        rig.lost(COMPLETE);
        rig.answer("GET /Tasks/t2", r#"{"Id":"t2","ReferenceId":"TaskPay","Status":"Completed"}"#);
        rig.answer(TASKS, tasks);
        rig
    };
    let mut draft = look(&at("t9", "TaskCreate"));
    // It may be an answer from before.
    assert_eq!(draft.pause(), SETTLE);
    draft.answer("GET /Tasks/t2", r#"{"Id":"t2","ReferenceId":"TaskPay","Status":"Completed"}"#);
    draft.answer(TASKS, &at("t9", "TaskCreate"));
    assert_report(&draft.failed(), FailureCode::ChangedMeanwhile, debited(Certainty::No));

    for moved in
        [at("t9", "TaskPay"), at("t9", "TaskNew"), format!("[{},{}]", task("a", "TaskPaid"), task("b", "TaskPaid"))]
    {
        let mut rig = look(&moved);
        assert_report(&rig.failed(), FailureCode::OutcomeUnknown, debited(Certainty::Unknown));
    }

    let mut archived = look(NO_TASKS);
    archived.answer(CASE, ARCHIVED);
    archived.answer(HISTORY, &left(&[("t1", "TaskCreate"), ("t2", "TaskPay"), ("t3", "TaskPaid")]));
    archived.answer(BALANCE, r#"{"Balance":1}"#);
    let receipt = archived.done();
    assert_eq!(
        (receipt.outcome, receipt.seen, receipt.archived_meanwhile, receipt.task_id),
        (PayOutcome::Paid, Evidence::State, true, None)
    );

    let mut nowhere = look(NO_TASKS);
    nowhere.answer(CASE, RUNNING);
    assert_report(&nowhere.failed(), FailureCode::OutcomeUnknown, debited(Certainty::Unknown));
}

#[test]
fn a_payment_task_that_cannot_be_read_is_looked_for_in_the_case() {
    let mut rig = paying();
    rig.lost(COMPLETE);
    for _ in 0..8 {
        rig.refuse("GET /Tasks/t2", 404);
        // The rounds before the payment count as well: one, for the move to payment.
        match rig.next() {
            nordcase::journey::Step::Failed(_) => break,
            _ => rig.answer(TASKS, &at("t2", "TaskPay")),
        }
    }
    assert_report(&rig.failed(), FailureCode::OutcomeUnknown, debited(Certainty::Unknown));
}

#[test]
fn a_refused_payment_is_told_in_the_services_words_unless_another_paid() {
    let mut rig = paying();
    rig.refuse(COMPLETE, 200);
    rig.answer("GET /Tasks/t2", &task("t2", "TaskPay"));
    let report = rig.failed();
    assert_report(&report, FailureCode::Refused, debited(Certainty::No));
    assert_eq!(report.message.as_deref(), Some("Saldot räcker inte"));
    assert_eq!(report.error_code.as_deref(), Some("fastdok.refused"));
    assert!(report.is_kind(nordcase::Kind::Service) && !report.is_kind(nordcase::Kind::Parse));

    let mut rig = paying();
    rig.refuse(COMPLETE, 200);
    rig.answer("GET /Tasks/t2", r#"{"Id":"t2","ReferenceId":"TaskPay","Status":"Completed"}"#);
    rig.answer(TASKS, &at("t3", "TaskPaid"));
    rig.answer(HISTORY, &first_payment());
    let receipt = rig.done();
    assert_eq!((receipt.outcome, receipt.seen, receipt.sent), (PayOutcome::AlreadyPaid, Evidence::State, 1));

    let mut rig = paying();
    rig.refuse(COMPLETE, 200);
    rig.answer("GET /Tasks/t2", r#"{"Id":"t2","ReferenceId":"TaskPay","Status":"Completed"}"#);
    rig.answer(TASKS, &at("t9", "TaskPay"));
    assert_report(&rig.failed(), FailureCode::ChangedMeanwhile, debited(Certainty::No));

    let mut rig = paying();
    rig.refuse(COMPLETE, 200);
    rig.answer("GET /Tasks/t2", r#"{"Id":"t2","ReferenceId":"TaskPay","Status":"Completed"}"#);
    rig.answer(TASKS, NO_TASKS);
    rig.answer(CASE, ARCHIVED);
    rig.answer(HISTORY, &left(&[("t1", "TaskCreate"), ("t2", "TaskPay"), ("t3", "TaskPaid")]));
    let receipt = rig.done();
    assert_eq!((receipt.outcome, receipt.archived_meanwhile), (PayOutcome::AlreadyPaid, true));
}

#[test]
fn after_the_services_yes_nothing_makes_it_a_failure() {
    let paid = || {
        let mut rig = paying();
        rig.answer(COMPLETE, OK);
        rig
    };
    let mut refused = paid();
    refused.refuse(TASKS, 403);
    assert_eq!((refused.done().outcome, refused.done().seen), (PayOutcome::Paid, Evidence::Reply));

    let mut silent = paid();
    silent.answer(TASKS, NO_TASKS);
    for _ in 0..4 {
        silent.lost(CASE);
        silent.pause();
    }
    silent.lost(CASE);
    assert_eq!(silent.done().outcome, PayOutcome::Paid);

    let mut cancelled = paid();
    cancelled.expect(TASKS);
    cancelled.resume(Input::Cancelled);
    assert_eq!(cancelled.done().outcome, PayOutcome::Paid);

    // Whatever the case looks like now.
    for tasks in [at("t9", "TaskPay"), at("t2", "TaskPay"), at("t9", "TaskCreate"), at("t9", "TaskNew")] {
        let mut rig = paid();
        rig.answer(TASKS, &tasks);
        rig.answer(BALANCE, r#"{"Balance":1}"#);
        let receipt = rig.done();
        assert_eq!((receipt.outcome, receipt.seen, receipt.task_id), (PayOutcome::Paid, Evidence::Reply, None));
    }
    let mut nowhere = paid();
    nowhere.answer(TASKS, NO_TASKS);
    nowhere.answer(CASE, RUNNING);
    nowhere.answer(BALANCE, r#"{"Balance":1}"#);
    assert!(!nowhere.done().archived_meanwhile);
}

#[test]
fn a_payment_is_never_sent_to_a_task_that_changed_after_the_approval() {
    for changed in [
        task("t2", "TaskPaid"),
        task("t9", "TaskPay"),
        r#"{"Id":"t2","ReferenceId":"TaskPay","Status":"Completed"}"#.to_owned(),
    ] {
        let mut rig = asking();
        rig.decide(true);
        rig.answer("GET /Tasks/t2", &changed);
        // Another payment task: it is asked about anew.
        rig.answer(TASKS, &at("t7", "TaskPay"));
        rig.answer("GET /Tasks/t7/Order", "{}");
        rig.answer(BALANCE, r#"{"Balance":1}"#);
        assert_eq!(rig.ask().task_id, "t7");
    }
    let mut rig = asking();
    rig.decide(true);
    rig.refuse("GET /Tasks/t2", 404);
    // The same task again: it is approved already.
    rig.answer(TASKS, &at("t2", "TaskPay"));
    rig.answer("GET /Tasks/t2", &task("T2", "TaskPay"));
    rig.expect(COMPLETE);
}

#[test]
fn the_question_is_asked_also_without_order_and_balance() {
    let mut rig = pay();
    rig.answer(DOMAIN, r#"{"Id":"d","Name":"AB","Properties":[]}"#);
    rig.answer(TASKS, &at("t2", "TaskPay"));
    rig.refuse("GET /Tasks/t2/Order", 403);
    rig.refuse(BALANCE, 403);
    let question = rig.ask();
    assert_eq!((question.order, question.balance, question.discount_factor), (None, None, None));
}

#[test]
fn a_licence_customer_never_comes_to_the_question() {
    let start = || {
        let mut rig = pay();
        rig.answer(DOMAIN, &domain("True"));
        rig.answer(TASKS, &at("t1", "TaskCreate"));
        rig.answer("GET /Tasks/t1/Actions", r#"[{"Id":"a","ReferenceId":"ActionPay"}]"#);
        rig
    };
    let mut rig = start();
    rig.answer(PAY, OK);
    rig.answer(TASKS, &at("t3", "TaskPaid"));
    let receipt = rig.done();
    assert_eq!((receipt.outcome, receipt.task_id.as_deref(), receipt.sent), (PayOutcome::MadeSharp, Some("t3"), 0));
    let mut rig = start();
    rig.lost(PAY);
    rig.answer(TASKS, &at("t3", "TaskPaid"));
    assert_eq!(rig.done().outcome, PayOutcome::MadeSharp);

    let mut sharp = pay();
    sharp.answer(DOMAIN, &domain("True"));
    sharp.answer(TASKS, &at("t3", "TaskPaid"));
    assert_eq!(sharp.done().outcome, PayOutcome::AlreadyPaid);

    let mut added = Rig::new(PayCase::new("c1").with_added_forms(), session());
    added.answer(DOMAIN, &domain("True"));
    added.answer(TASKS, &at("t3", "TaskPaid"));
    assert_report(&added.failed(), FailureCode::NotPossible, Facts::default());
}

#[test]
fn added_forms_are_paid_only_where_the_caller_asks_for_it() {
    let mut plain = pay();
    plain.answer(DOMAIN, &domain("False"));
    plain.answer(TASKS, &at("t3", "TaskPaid"));
    let receipt = plain.done();
    assert_eq!(
        (receipt.outcome, receipt.seen, receipt.task_id.as_deref()),
        (PayOutcome::AlreadyPaid, Evidence::State, Some("t3"))
    );

    let mut added = Rig::new(PayCase::new("c1").with_added_forms(), session());
    added.answer(DOMAIN, &domain("False"));
    added.answer(TASKS, &at("t1", "TaskPaid"));
    added.answer("GET /Tasks/t1/Actions", r#"[{"Id":"a","ReferenceId":"ActionPay"}]"#);
    added.lost(PAY);
    added.answer(TASKS, &at("t1", "TaskPaid"));
    added.answer("GET /Tasks/t1/Actions", r#"[{"Id":"a","ReferenceId":"ActionPay"}]"#);
    added.answer(PAY, OK);
    added.answer(TASKS, &at("t2", "TaskPay"));
    added.expect("GET /Tasks/t2/Order");

    // Moved to payment by this journey, and paid by somebody else before it was asked.
    let mut others = Rig::new(PayCase::new("c1").with_added_forms(), session());
    others.answer(DOMAIN, &domain("False"));
    others.answer(TASKS, &at("t1", "TaskPaid"));
    others.answer("GET /Tasks/t1/Actions", r#"[{"Id":"a","ReferenceId":"ActionPay"}]"#);
    others.answer(PAY, OK);
    others.answer(TASKS, &at("t3", "TaskPaid"));
    // Whether the added form was paid or its payment cancelled, TaskPaid does not tell.
    others.answer(HISTORY, &left(&[("t0", "TaskPay"), ("t1", "TaskPaid"), ("t2", "TaskPay")]));
    assert_report(&others.failed(), FailureCode::ChangedMeanwhile, debited(Certainty::No));
}

#[test]
fn cases_that_cannot_be_paid() {
    let ends = |tasks: &str, code: FailureCode, known: &str| {
        let mut rig = pay();
        rig.answer(DOMAIN, &domain("False"));
        rig.answer(TASKS, tasks);
        let report = rig.failed();
        assert_report(&report, code, Facts::default());
        assert!(report.known.iter().any(|it| it.contains(known)), "{report:?}");
    };
    ends(&at("t", "TaskNew"), FailureCode::UnknownTask, "TaskNew");
    let two = format!("[{},{}]", task("a", "TaskPay"), task("b", "TaskPay"));
    ends(&two, FailureCode::NotPossible, "several");

    for (case, known) in [(ARCHIVED, "archived"), (RUNNING, "no ready task")] {
        let mut rig = pay();
        rig.answer(DOMAIN, &domain("False"));
        rig.answer(TASKS, r#"[{"Id":"t","ReferenceId":"TaskPay","Status":"Completed"}]"#);
        rig.answer(CASE, case);
        let report = rig.failed();
        assert_report(&report, FailureCode::NotPossible, Facts::default());
        assert!(report.known.iter().any(|it| it.contains(known)), "{report:?}");
    }

    let mut rig = pay();
    rig.answer(DOMAIN, &domain("False"));
    rig.answer(TASKS, &at("t1", "TaskCreate"));
    rig.answer("GET /Tasks/t1/Actions", r#"{"TotalCount":1,"Data":[{"Id":"a","ReferenceId":"ActionCancel"}]}"#);
    assert_report(&rig.failed(), FailureCode::NotPossible, Facts::default());

    let mut rig = pay();
    rig.refuse(DOMAIN, 403);
    let report = rig.failed();
    assert_report(&report, FailureCode::Refused, Facts::default());
    assert_eq!(report.error_code.as_deref(), Some("fastdok.forbidden"));
}

/// A draft whose move to payment is the next step.
fn moving() -> Rig<PayCase> {
    let mut rig = pay();
    rig.answer(DOMAIN, &domain("False"));
    rig.answer(TASKS, &at("t1", "TaskCreate"));
    rig.answer("GET /Tasks/t1/Actions", r#"[{"Id":"a","ReferenceId":"ActionPay"}]"#);
    rig
}

#[test]
fn the_move_to_payment_is_refused_lost_or_without_effect() {
    let mut refused = moving();
    refused.refuse(PAY, 200);
    refused.answer(TASKS, &at("t1", "TaskCreate"));
    let report = refused.failed();
    assert_report(&report, FailureCode::Refused, Facts::default());
    assert_eq!(report.message.as_deref(), Some("Saldot räcker inte"));

    // Refused, since another was faster; the refusal is forgotten, and a later one counts alone.
    let mut faster = moving();
    faster.refuse(PAY, 200);
    faster.answer(TASKS, &at("t2", "TaskPay"));
    faster.answer("GET /Tasks/t2/Order", "{}");
    faster.answer(BALANCE, r#"{"Balance":1}"#);
    faster.decide(false);
    let report = faster.failed();
    assert_report(&report, FailureCode::Declined, Facts::default());
    assert_eq!(report.message, None);

    let mut lost = moving();
    for n in 0..3 {
        lost.lost(PAY);
        lost.answer(TASKS, &at("t1", "TaskCreate"));
        if n < 2 {
            lost.answer("GET /Tasks/t1/Actions", r#"[{"Id":"a","ReferenceId":"ActionPay"}]"#);
        }
    }
    assert_eq!(lost.pause(), SETTLE);
    lost.answer(TASKS, &at("t1", "TaskCreate"));
    assert_report(&lost.failed(), FailureCode::GaveUp, Facts::default());

    let mut doubt = moving();
    doubt.lost(PAY);
    doubt.expect(TASKS);
    doubt.resume(Input::Cancelled);
    assert_report(&doubt.failed(), FailureCode::Cancelled, Facts { changed: Certainty::Unknown, ..Facts::default() });
    let mut found = moving();
    found.lost(PAY);
    found.answer(TASKS, &at("t2", "TaskPay"));
    found.expect("GET /Tasks/t2/Order");
    found.resume(Input::Cancelled);
    assert_report(&found.failed(), FailureCode::Cancelled, Facts { changed: Certainty::Yes, ..Facts::default() });

    // The service says yes, and shows the old task for ever: it is given the settle bound, is not asked twice, and it ends.
    let mut rounds = moving();
    rounds.answer(PAY, OK);
    for pause in [5_000, 20_000, 215_000] {
        rounds.answer(TASKS, &at("t1", "TaskCreate"));
        assert_eq!(rounds.pause(), pause);
    }
    rounds.answer(TASKS, &at("t1", "TaskCreate"));
    assert_report(&rounds.failed(), FailureCode::ChangedMeanwhile, debited(Certainty::No));
    // A task that vanishes between two reads: the case is read again.
    let mut gone = pay();
    gone.answer(DOMAIN, &domain("False"));
    gone.answer(TASKS, &at("t1", "TaskCreate"));
    gone.refuse("GET /Tasks/t1/Actions", 404);
    gone.expect(TASKS);
}

#[test]
fn three_sends_count_anew_for_the_payment() {
    let mut rig = moving();
    for _ in 0..2 {
        rig.lost(PAY);
        rig.answer(TASKS, &at("t1", "TaskCreate"));
        rig.answer("GET /Tasks/t1/Actions", r#"[{"Id":"a","ReferenceId":"ActionPay"}]"#);
    }
    rig.answer(PAY, OK);
    rig.answer(TASKS, &at("t2", "TaskPay"));
    rig.answer("GET /Tasks/t2/Order", "{}");
    rig.answer(BALANCE, r#"{"Balance":1}"#);
    rig.decide(true);
    rig.answer("GET /Tasks/t2", &task("t2", "TaskPay"));
    rig.answer(COMPLETE, OK);
    rig.refuse(TASKS, 403);
    assert_eq!(rig.done().sent, 1);
}

#[test]
fn another_draft_after_a_lost_move_tells_that_it_is_not_known_what_happened() {
    let after = |tasks: &str, wanted: &str| {
        let mut rig = moving();
        rig.lost(PAY);
        rig.answer(TASKS, tasks);
        rig.expect(wanted);
        rig.resume(Input::Cancelled);
        rig.failed().facts.changed
    };
    assert_eq!(after(&at("t1", "TaskCreate"), "GET /Tasks/t1/Actions"), Certainty::Unknown);
    assert_eq!(after(&at("t7", "TaskCreate"), "GET /Tasks/t7/Actions"), Certainty::Unknown);
    assert_eq!(after(&at("t7", "TaskPay"), "GET /Tasks/t7/Order"), Certainty::Yes);
}

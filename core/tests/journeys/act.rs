//! `CancelPayment` and `CompleteCase`: one action on one kind of task.

use nordcase::fastdok::TaskKind;
use nordcase::fastdok::journeys::{CancelPayment, CompleteCase, CompleteReceipt};
use nordcase::journey::{Certainty, Evidence, Facts, FailureCode, Input};

use super::*;

const CANCEL: &str = "POST /Tasks/t2/Actions/actioncancel";
const ARCHIVE: &str = "POST /Tasks/t3/Actions/actioncomplete";

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

fn changed(changed: Certainty) -> Facts {
    Facts { changed, ..Facts::default() }
}

fn archived(archived: Certainty) -> Facts {
    Facts { archived, ..Facts::default() }
}

#[test]
fn a_payment_is_cancelled_to_where_it_came_from() {
    for (kind, origin) in [("TaskCreate", TaskKind::TaskCreate), ("TaskPaid", TaskKind::TaskPaid)] {
        let mut rig = cancelling();
        rig.answer(CANCEL, OK);
        rig.answer(TASKS, &at("t9", kind));
        let receipt = rig.done();
        assert_eq!(
            (receipt.case_id.as_str(), receipt.returned_to, receipt.task_id.as_deref(), receipt.seen),
            ("c1", Some(origin.clone()), Some("t9"), Evidence::Reply)
        );
        let mut rig = cancelling();
        rig.lost(CANCEL);
        rig.answer(TASKS, &at("t9", kind));
        if origin == TaskKind::TaskPaid {
            // A payment leads there as well, and the case had been paid before: which of the two it was cannot be told.
            rig.answer(HISTORY, &left(&[("t0", "TaskPay"), ("t1", "TaskPaid"), ("t2", "TaskPay")]));
            assert_report(&rig.failed(), FailureCode::OutcomeUnknown, changed(Certainty::Unknown));
            continue;
        }
        let receipt = rig.done();
        assert_eq!((receipt.returned_to, receipt.seen), (Some(origin), Evidence::State));
    }
}

#[test]
fn there_is_nothing_to_cancel() {
    for (tasks, case, known) in [
        (at("t", "TaskCreate"), "", "draft"),
        (at("t", "TaskPaid"), "", "is paid"),
        (NO_TASKS.to_owned(), ARCHIVED, "archived"),
        (NO_TASKS.to_owned(), RUNNING, "no ready task"),
    ] {
        let mut rig = Rig::new(CancelPayment::new("c1"), session());
        rig.answer(TASKS, &tasks);
        if !case.is_empty() {
            rig.answer(CASE, case);
        }
        let report = rig.failed();
        assert_report(&report, FailureCode::NotPossible, Facts::default());
        assert!(report.known.iter().any(|it| it.contains(known)), "{known}: {report:?}");
    }
}

#[test]
fn a_lost_cancellation_and_a_case_that_moved_on() {
    for case in [ARCHIVED, RUNNING] {
        let mut rig = cancelling();
        rig.lost(CANCEL);
        rig.answer(TASKS, NO_TASKS);
        rig.answer(CASE, case);
        assert_report(&rig.failed(), FailureCode::ChangedMeanwhile, changed(Certainty::Unknown));
    }
    let mut new = cancelling();
    new.lost(CANCEL);
    new.answer(TASKS, &at("t9", "TaskNew"));
    let report = new.failed();
    assert_report(&report, FailureCode::UnknownTask, changed(Certainty::Unknown));
    let mut doubt = cancelling();
    doubt.expect(CANCEL);
    doubt.resume(Input::Cancelled);
    assert_report(&doubt.failed(), FailureCode::Cancelled, changed(Certainty::Unknown));
}

#[test]
fn a_new_task_of_the_same_kind_tells_that_the_lost_action_was_applied() {
    let dated = |id: &str, kind: &str, date: &str| {
        format!(r#"[{{"Id":"{id}","ReferenceId":"{kind}","Status":"Ready","CreatedDate":"2027-03-01T{date}Z"}}]"#)
    };
    let (before, ours, after) = ("09:00:00", "10:00:00", "10:00:01");
    let cancelling = || {
        let mut rig = Rig::new(CancelPayment::new("c1"), session());
        rig.answer(TASKS, &dated("t2", "TaskPay", ours));
        rig.lost(CANCEL);
        rig
    };
    let completing = || {
        let mut rig = Rig::new(CompleteCase::new("c1"), session());
        rig.answer(TASKS, &dated("t3", "TaskPaid", ours));
        rig.lost(ARCHIVE);
        rig
    };
    let mut cancelled = cancelling();
    cancelled.answer(TASKS, &dated("t7", "TaskPay", after));
    assert_report(&cancelled.failed(), FailureCode::ChangedMeanwhile, changed(Certainty::Unknown));
    // An archived case has no task at all: this one was not archived.
    let mut completed = completing();
    completed.answer(TASKS, &dated("t7", "TaskPaid", after));
    completed.expect("POST /Tasks/t7/Actions/actioncomplete");

    // But an older one, or one whose age nobody tells, may be from a cache: the case may be archived.
    for shown in [dated("t1", "TaskPaid", before), dated("t1", "TaskPaid", ours), at("t1", "TaskPaid")] {
        let mut stale = completing();
        stale.answer(TASKS, &shown);
        assert_eq!(stale.pause(), SETTLE);
        stale.answer(TASKS, NO_TASKS);
        stale.answer(CASE, ARCHIVED);
        assert!(!stale.done().already_archived);
        let mut there = completing();
        there.answer(TASKS, &shown);
        there.pause();
        there.answer(TASKS, &shown);
        there.expect("POST /Tasks/t1/Actions/actioncomplete");
    }
    let mut stale = cancelling();
    stale.answer(TASKS, &dated("t0", "TaskPay", before));
    assert_eq!(stale.pause(), SETTLE);
    stale.answer(TASKS, &dated("t7", "TaskCreate", after));
    assert_eq!(stale.done().task_id.as_deref(), Some("t7"));
}

#[test]
fn an_action_is_sent_three_times_at_most_each_after_a_look() {
    let mut rig = cancelling();
    for _ in 0..3 {
        rig.lost(CANCEL);
        rig.answer(TASKS, &at("t2", "TaskPay"));
    }
    // One look proves not yet: what was sent may still be carried out.
    assert_eq!(rig.pause(), SETTLE);
    rig.answer(TASKS, &at("t2", "TaskPay"));
    assert_report(&rig.failed(), FailureCode::GaveUp, Facts::default());

    let mut unsent = cancelling();
    unsent.unsent(CANCEL);
    unsent.expect(TASKS);
    unsent.resume(Input::Cancelled);
    assert_report(&unsent.failed(), FailureCode::Cancelled, Facts::default());
    let mut elsewhere = cancelling();
    elsewhere.unsent(CANCEL);
    elsewhere.answer(TASKS, &at("t9", "TaskCreate"));
    assert_eq!(elsewhere.failed().code, FailureCode::NotPossible);
}

#[test]
fn a_refused_action_is_told_unless_another_was_faster() {
    let mut rig = cancelling();
    rig.refuse(CANCEL, 200);
    rig.answer(TASKS, &at("t2", "TaskPay"));
    let report = rig.failed();
    assert_report(&report, FailureCode::Refused, Facts::default());
    assert_eq!(report.message.as_deref(), Some("Saldot räcker inte"));
    let mut faster = cancelling();
    faster.refuse(CANCEL, 200);
    faster.answer(TASKS, &at("t9", "TaskCreate"));
    let report = faster.failed();
    assert_report(&report, FailureCode::NotPossible, Facts::default());
    assert_eq!(report.message, None);
    let mut unreadable = Rig::new(CancelPayment::new("c1"), session());
    unreadable.refuse(TASKS, 404);
    assert_report(&unreadable.failed(), FailureCode::Refused, Facts::default());
    let mut several = Rig::new(CancelPayment::new("c1"), session());
    several.answer(TASKS, &format!("[{},{}]", task("a", "TaskPay"), task("b", "TaskPay")));
    assert_report(&several.failed(), FailureCode::NotPossible, Facts::default());
}

#[test]
fn a_confirmed_action_is_done_however_the_case_looks() {
    let done = |ends: &dyn Fn(&mut Rig<CancelPayment>)| {
        let mut rig = cancelling();
        rig.answer(CANCEL, OK);
        ends(&mut rig);
        let receipt = rig.done();
        assert_eq!((receipt.seen, receipt.returned_to, receipt.task_id), (Evidence::Reply, None, None));
    };
    done(&|rig| rig.refuse(TASKS, 404));
    done(&|rig| {
        rig.expect(TASKS);
        rig.resume(Input::Cancelled);
    });
    done(&|rig| rig.answer(TASKS, &format!("[{},{}]", task("a", "TaskPay"), task("b", "TaskPay"))));
    done(&|rig| {
        rig.answer(TASKS, NO_TASKS);
        rig.refuse(CASE, 404);
    });
    for case in [ARCHIVED, RUNNING] {
        done(&|rig| {
            rig.answer(TASKS, NO_TASKS);
            rig.answer(CASE, case);
        });
    }
}

#[test]
fn a_paid_case_is_completed_and_seen_archived() {
    let receipt = |already_archived, seen, verified| CompleteReceipt {
        case_id: "c1".to_owned(),
        already_archived,
        seen,
        verified,
    };
    let mut rig = completing();
    rig.answer(ARCHIVE, OK);
    rig.answer(TASKS, NO_TASKS);
    rig.answer(CASE, ARCHIVED);
    assert_eq!(rig.done(), receipt(false, Evidence::Reply, true));

    let mut lost = completing();
    lost.lost(ARCHIVE);
    lost.answer(TASKS, NO_TASKS);
    lost.answer(CASE, ARCHIVED);
    assert_eq!(lost.done(), receipt(false, Evidence::State, true));

    let mut before = Rig::new(CompleteCase::new("c1"), session());
    before.answer(TASKS, NO_TASKS);
    before.answer(CASE, ARCHIVED);
    assert_eq!(before.done(), receipt(true, Evidence::State, true));

    for tasks in [NO_TASKS.to_owned(), at("t9", "TaskPay")] {
        let mut rig = completing();
        rig.answer(ARCHIVE, OK);
        rig.answer(TASKS, &tasks);
        if tasks == NO_TASKS {
            rig.answer(CASE, RUNNING);
        }
        assert_eq!(rig.done(), receipt(false, Evidence::Reply, false));
    }
}

#[test]
fn a_confirmed_archive_is_done_though_it_cannot_be_looked_at() {
    let done =
        CompleteReceipt { case_id: "c1".to_owned(), already_archived: false, seen: Evidence::Reply, verified: false };
    let mut refused = completing();
    refused.answer(ARCHIVE, OK);
    refused.refuse(TASKS, 404);
    assert_eq!(refused.done(), done);
    let mut cancelled = completing();
    cancelled.answer(ARCHIVE, OK);
    cancelled.answer(TASKS, NO_TASKS);
    cancelled.expect(CASE);
    cancelled.resume(Input::Cancelled);
    assert_eq!(cancelled.done(), done);
}

#[test]
fn what_is_not_paid_is_never_completed() {
    for (tasks, known) in [
        (at("t2", "TaskPay"), "not paid"),
        (at("t1", "TaskCreate"), "not paid"),
        (NO_TASKS.to_owned(), "no ready task"),
    ] {
        let mut rig = Rig::new(CompleteCase::new("c1"), session());
        rig.answer(TASKS, &tasks);
        if tasks == NO_TASKS {
            rig.answer(CASE, RUNNING);
        }
        let report = rig.failed();
        assert_report(&report, FailureCode::NotPossible, Facts::default());
        assert!(report.known.iter().any(|it| it.contains(known)), "{report:?}");
    }
    let mut moved = completing();
    moved.lost(ARCHIVE);
    for n in 0..2 {
        moved.answer(TASKS, &at("t9", "TaskPay"));
        if n == 0 {
            assert_eq!(moved.pause(), SETTLE);
        }
    }
    assert_report(&moved.failed(), FailureCode::ChangedMeanwhile, Facts::default());
    let mut nowhere = completing();
    nowhere.lost(ARCHIVE);
    nowhere.answer(TASKS, NO_TASKS);
    nowhere.answer(CASE, RUNNING);
    assert_report(&nowhere.failed(), FailureCode::OutcomeUnknown, archived(Certainty::Unknown));
    let mut refused = completing();
    refused.refuse(ARCHIVE, 200);
    refused.answer(TASKS, &at("t3", "TaskPaid"));
    let report = refused.failed();
    assert_report(&report, FailureCode::Refused, Facts::default());
    assert_eq!(report.message.as_deref(), Some("Saldot räcker inte"));
}

#[test]
fn a_lost_cancellation_of_a_case_that_was_asked_for_and_paid_anew_cannot_be_told() {
    // Ours was carried out, and a colleague asked for payment once more and paid: as if ours had not been, but for the second payment.
    let mut anew = cancelling();
    anew.lost(CANCEL);
    anew.answer(TASKS, &at("t9", "TaskPaid"));
    anew.answer(HISTORY, &left(&[("t2", "TaskPay"), ("t4", "TaskCreate"), ("t7", "TaskPay")]));
    assert_report(&anew.failed(), FailureCode::OutcomeUnknown, changed(Certainty::Unknown));

    // An answer from before that payment was made does not show it: what is asked after the settle bound does.
    let only_ours = left(&[("t1", "TaskCreate"), ("t2", "TaskPay")]);
    for second in
        [left(&[("t1", "TaskCreate"), ("t2", "TaskPay"), ("t4", "TaskCreate"), ("t7", "TaskPay")]), only_ours.clone()]
    {
        let mut stale = cancelling();
        stale.lost(CANCEL);
        stale.answer(TASKS, &at("t9", "TaskPaid"));
        stale.answer(HISTORY, &only_ours);
        assert_eq!(stale.pause(), SETTLE);
        stale.killed(session());
        stale.answer(TASKS, &at("t9", "TaskPaid"));
        stale.answer(HISTORY, &second);
        if second == only_ours {
            assert_report(&stale.failed(), FailureCode::NotPossible, Facts::default());
        } else {
            assert_report(&stale.failed(), FailureCode::OutcomeUnknown, changed(Certainty::Unknown));
        }
    }
    // Paid once more meanwhile: the same doubt about another task.
    let mut moved = cancelling();
    moved.lost(CANCEL);
    moved.answer(TASKS, &at("t9", "TaskPaid"));
    moved.answer(HISTORY, &only_ours);
    moved.pause();
    moved.answer(TASKS, &at("t12", "TaskPaid"));
    moved.answer(HISTORY, &only_ours);
    assert_report(&moved.failed(), FailureCode::OutcomeUnknown, changed(Certainty::Unknown));
}

#[test]
fn a_refusal_that_is_not_the_services_own_proves_nothing() {
    // A firewall that reads answers puts its page in place of the answer of a call that was carried out.
    for (status, kind, body) in [
        (403, "text/html", "<!DOCTYPE html><title>Request blocked</title>"),
        (400, "text/html", "<h1>Bad Request</h1>"),
        (404, "text/plain", ""),
        (451, "application/json", r#"{"message":"Forbidden"}"#),
    ] {
        let mut rig = cancelling();
        rig.expect(CANCEL);
        rig.resume(response(status, kind, body));
        rig.answer(TASKS, &at("t9", "TaskCreate"));
        let receipt = rig.done();
        assert_eq!((receipt.returned_to, receipt.seen), (Some(TaskKind::TaskCreate), Evidence::State), "{status}");

        let mut start = super::start_case::starting();
        start.expect(super::start_case::START);
        start.resume(response(status, kind, body));
        for number in 0..4 {
            super::start_case::look(&mut start, number, &["o1"]);
        }
        // Only then is it taken for what it says.
        assert_report(&start.failed(), FailureCode::Refused, Facts::default());
    }
    // HTTP 401 stands before everything.
    let mut unauthorized = cancelling();
    unauthorized.expect(CANCEL);
    unauthorized.resume(response(401, "text/html", "<h1>Unauthorized</h1>"));
    unauthorized.expect("POST /Authenticate");
}

#[test]
fn an_answer_from_before_a_confirmed_action_does_not_say_where_the_case_is() {
    let mut rig = cancelling();
    rig.answer(CANCEL, OK);
    rig.answer(TASKS, &at("t2", "TaskPay"));
    let receipt = rig.done();
    assert_eq!((receipt.seen, receipt.returned_to, receipt.task_id), (Evidence::Reply, None, None));
}

#[test]
fn a_case_that_was_archived_after_this_journey_asked_was_not_archived_before() {
    let mut rig = completing();
    rig.lost(ARCHIVE);
    rig.answer(TASKS, &at("t9", "TaskPay"));
    assert_eq!(rig.pause(), SETTLE);
    // The settle bound has passed, and the case is where it was: the first request was not carried out. The second never left.
    rig.answer(TASKS, &at("t3", "TaskPaid"));
    rig.unsent(ARCHIVE);
    rig.answer(TASKS, NO_TASKS);
    rig.answer(CASE, ARCHIVED);
    assert!(!rig.done().already_archived);
    // One that asked nothing found it so.
    let mut never = completing();
    never.unsent(ARCHIVE);
    never.answer(TASKS, NO_TASKS);
    never.answer(CASE, ARCHIVED);
    assert!(never.done().already_archived);
}

/// All tries of this read are lost.
fn unread<S>(rig: &mut Rig<S>, wanted: &str)
where
    S: Script<Call = nordcase::fastdok::journeys::FastDokCall, Receipt: PartialEq, Question: std::fmt::Debug>,
    S: PartialEq + std::fmt::Debug,
{
    for _ in 0..4 {
        rig.lost(wanted);
        rig.pause();
    }
    rig.lost(wanted);
}

#[test]
fn a_case_that_cannot_be_read_ends_the_job_and_a_history_leaves_it_in_doubt() {
    let mut cancel = Rig::new(CancelPayment::new("c1"), session());
    unread(&mut cancel, TASKS);
    assert_report(&cancel.failed(), FailureCode::GaveUp, Facts::default());
    let mut complete = completing();
    complete.lost(ARCHIVE);
    unread(&mut complete, TASKS);
    assert_report(&complete.failed(), FailureCode::GaveUp, archived(Certainty::Unknown));
    let mut confirmed = completing();
    confirmed.answer(ARCHIVE, OK);
    unread(&mut confirmed, TASKS);
    assert_eq!((confirmed.done().seen, confirmed.done().verified), (Evidence::Reply, false));
    // Whether the case was paid before was the last thing to ask: an answer in doubt, not a service to try again later.
    let mut history = cancelling();
    history.lost(CANCEL);
    history.answer(TASKS, &at("t9", "TaskPaid"));
    unread(&mut history, HISTORY);
    assert_report(&history.failed(), FailureCode::OutcomeUnknown, changed(Certainty::Unknown));
}

#[test]
fn a_task_that_cannot_be_read_is_named() {
    let mut rig = Rig::new(CancelPayment::new("c1"), session());
    rig.answer(TASKS, r#"[{"Id":"t7","ReferenceId":7,"Status":"Ready"}]"#);
    let report = rig.failed();
    assert_report(&report, FailureCode::NotPossible, Facts::default());
    assert!(report.known.iter().any(|it| it.contains("task t7")), "{report:?}");
}

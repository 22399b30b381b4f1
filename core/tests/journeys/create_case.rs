//! `CreateCase`: exactly one case, also when the reply is lost.

use nordcase::altinn::InstantiateCollaboration;
use nordcase::altinn::journeys::{CreateCase, CreateReceipt, Sure};

use super::*;

pub(crate) const CREATE: &str = "altinn.instantiate_collaboration";
pub(crate) const DATES: &str =
    "<a:DueDate>2027-03-01T00:00:00</a:DueDate><a:VisibleDateTime>2027-02-01T08:30:00</a:VisibleDateTime>";
pub(crate) const OTHER_DUE: &str =
    "<a:DueDate>2027-03-02T00:00:00</a:DueDate><a:VisibleDateTime>2027-02-01T08:30:00</a:VisibleDateTime>";
const OTHER_VISIBLE: &str =
    "<a:DueDate>2027-03-01T00:00:00</a:DueDate><a:VisibleDateTime>2027-02-01T08:31:00</a:VisibleDateTime>";

pub(crate) fn script() -> CreateCase {
    CreateCase::new(InstantiateCollaboration {
        due_date: Some("2027-03-01T00:00:00".parse().unwrap()),
        visible_date_time: Some("2027-02-01T08:30:00".parse().unwrap()),
        ..InstantiateCollaboration::new("2681", 1, "910453092")
    })
}

/// One case is there before; the next step creates ours.
pub(crate) fn creating() -> Rig<CreateCase> {
    let mut rig = Rig::new(script(), session());
    rig.answer(LIST, &cases(&[(1, DATES)]));
    rig
}

/// The creation was lost, and at the first look there are these cases.
pub(crate) fn looking(now: &[(i32, &str)]) -> Rig<CreateCase> {
    let mut rig = creating();
    rig.lost(CREATE);
    assert_eq!(rig.pause(), 0);
    rig.answer(LIST, &cases(now));
    rig
}

/// All of these are nobody's.
pub(crate) fn free(rig: &mut Rig<CreateCase>, wanted: &[&str]) {
    rig.claim(wanted, false, wanted);
}

/// The looks after the first one show the same, until the settle bound has passed.
pub(crate) fn until_settled(rig: &mut Rig<CreateCase>, now: &[(i32, &str)], fresh: &[&str]) {
    for millis in SHARES.into_iter().skip(1) {
        assert_eq!(rig.pause(), millis);
        rig.answer(LIST, &cases(now));
        if !fresh.is_empty() {
            free(rig, fresh);
        }
    }
}

pub(crate) fn created(created: Known) -> Facts {
    Facts { created, ..Facts::default() }
}

#[test]
fn the_reply_names_the_case() {
    let mut rig = Rig::new(script(), session());
    let send = rig.send();
    let body = String::from_utf8(send.request.body).unwrap();
    for part in ["910453092", "2681", "externalServiceEditionCode>1<"] {
        assert!(body.contains(part), "{part}: {body}");
    }
    rig.answer(LIST, &cases(&[]));
    rig.answer(CREATE, &envelope("InstantiateCollaboration", "47"));
    // Also a case that the reply names is claimed: another journey may have taken it for its own.
    rig.take_named("47", true);
    assert_eq!(rig.done(), CreateReceipt { case_id: 47, sure: Sure::Reply, sent: 1, twins: Vec::new() });
}

#[test]
fn the_list_checks_the_reportee_as_the_creation_does() {
    let unchecked =
        InstantiateCollaboration { check_reportee: false, ..InstantiateCollaboration::new("2681", 1, "123") };
    Rig::new(CreateCase::new(unchecked), session()).expect(LIST);
    let mut checked = Rig::new(CreateCase::new(InstantiateCollaboration::new("2681", 1, "123")), session());
    assert_eq!(checked.failed().code, FailureCode::Input);
}

#[test]
fn a_lost_reply_and_what_is_new() {
    let adopted = |now: &[(i32, &str)], fresh: &[&str], taken: &[&str]| {
        let mut rig = looking(now);
        free(&mut rig, fresh);
        rig.take(taken);
        let receipt = rig.done();
        assert_eq!((receipt.sent, &receipt.twins), (1, &Vec::new()));
        (receipt.case_id, receipt.sure)
    };
    // Its dates are those that were sent: at once.
    assert_eq!(adopted(&[(1, DATES), (9, DATES)], &["9"], &["9"]), (9, Sure::OnlyNewCase));
    // Ours has dates, and of this one nobody can say which: when the settle bound has passed it is neither surely ours nor surely not.
    for now in [&[(1, DATES), (9, "")][..], &[(9, ""), (7, ""), (8, OTHER_DUE)]] {
        let fresh: Vec<&str> = if now.len() == 2 { vec!["9"] } else { vec!["9", "7"] };
        let mut rig = looking(now);
        free(&mut rig, &fresh);
        until_settled(&mut rig, now, &fresh);
        assert_report(&rig.failed(), FailureCode::OutcomeUnknown, created(Known::Unknown));
    }
    // A case with other dates is none of ours.
    let dated = Sure::OnlyOneWithTheseDates { others: vec![7] };
    let now = [(1, DATES), (7, ""), (8, OTHER_DUE), (6, OTHER_VISIBLE), (9, DATES)];
    assert_eq!(adopted(&now, &["7", "9"], &["9"]), (9, dated));
    let now = [(9, DATES), (8, DATES), (7, "")];
    assert_eq!(adopted(&now, &["9", "8", "7"], &["8", "9"]), (8, Sure::OneOf { candidates: vec![8, 9] }));
}

#[test]
fn dates_that_were_not_sent_tell_nothing() {
    let mut rig = Rig::new(CreateCase::new(InstantiateCollaboration::new("2681", 1, "910453092")), session());
    rig.answer(LIST, &cases(&[]));
    rig.lost(CREATE);
    rig.pause();
    let now = [(2, DATES), (3, OTHER_DUE)];
    rig.answer(LIST, &cases(&now));
    free(&mut rig, &["2", "3"]);
    until_settled(&mut rig, &now, &["2", "3"]);
    rig.take(&["2", "3"]);
    assert_eq!(rig.done().sure, Sure::OneOf { candidates: vec![2, 3] });
}

#[test]
fn a_creation_that_left_no_trace_is_sent_three_times_at_most() {
    let mut rig = creating();
    for _ in 0..3 {
        rig.lost(CREATE);
        let mut waited = Vec::new();
        for _ in 0..4 {
            waited.push(rig.pause());
            rig.answer(LIST, &cases(&[(1, "")]));
        }
        assert_eq!(waited, SHARES);
    }
    assert_report(&rig.failed(), FailureCode::GaveUp, created(Known::No));
    let mut unsent = creating();
    for _ in 0..2 {
        unsent.unsent(CREATE);
    }
    unsent.lost(CREATE);
    unsent.pause();
    unsent.answer(LIST, &cases(&[(1, ""), (5, DATES)]));
    free(&mut unsent, &["5"]);
    unsent.take(&["5"]);
    assert_eq!(unsent.done(), CreateReceipt { case_id: 5, sure: Sure::OnlyNewCase, sent: 3, twins: Vec::new() });
    let mut never = creating();
    for _ in 0..3 {
        never.unsent(CREATE);
    }
    assert_report(&never.failed(), FailureCode::GaveUp, created(Known::No));
    let mut late = creating();
    late.lost(CREATE);
    late.pause();
    late.answer(LIST, &cases(&[(1, "")]));
    late.pause();
    late.answer(LIST, &cases(&[(4, DATES)]));
    free(&mut late, &["4"]);
    late.take(&["4"]);
    assert_eq!(late.done().case_id, 4);
}

#[test]
fn a_refusal_is_told_and_a_doubt_too() {
    let mut refused = creating();
    refused.refuse(CREATE, 60002);
    let report = refused.failed();
    assert_report(&report, FailureCode::Refused, created(Known::No));
    assert_eq!((report.error_code.as_deref(), report.message.as_deref()), (Some("altinn.60002"), Some("Nei")));
    assert!(report.known.iter().any(|it| it.contains("not create")), "{report:?}");
    let mut list = Rig::new(script(), session());
    list.refuse(LIST, 60024);
    let report = list.failed();
    assert_report(&report, FailureCode::Refused, created(Known::No));
    assert!(report.known.iter().any(|it| it.contains("listed")), "{report:?}");
    let mut killed = creating();
    killed.expect(CREATE);
    killed.killed(session());
    killed.pause();
    killed.expect(LIST);
    killed.resume(Input::Cancelled);
    assert_report(&killed.failed(), FailureCode::Cancelled, created(Known::Unknown));
}

#[test]
fn a_refusal_that_is_no_fault_proves_nothing() {
    let mut rig = creating();
    rig.expect(CREATE);
    rig.resume(response(403, "text/html", "<title>Request blocked</title>"));
    // The credentials may be what is refused, so nothing more is sent; but the case may be there.
    assert_report(&rig.failed(), FailureCode::BadCredentials, Facts { created: Known::Unknown, ..Facts::default() });
    let mut gone = creating();
    gone.expect(CREATE);
    gone.resume(response(404, "text/html", ""));
    assert_eq!(gone.pause(), 0);
    gone.expect(LIST);
}

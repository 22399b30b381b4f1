//! `CreateCase`: exactly one case, also when the reply is lost.

use nordcase::altinn::InstantiateCollaboration;
use nordcase::altinn::journeys::{CreateCase, CreateConfidence, CreateReceipt};

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

pub(crate) fn created(created: Certainty) -> Facts {
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
    assert_eq!(rig.done(), CreateReceipt { case_id: 47, sure: CreateConfidence::Reply, sent: 1, twins: Vec::new() });
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
    assert_eq!(adopted(&[(1, DATES), (9, DATES)], &["9"], &["9"]), (9, CreateConfidence::OnlyNewCase));
    // Ours has dates, and of this one nobody can say which: when the settle bound has passed it is neither surely ours nor surely not.
    for now in [&[(1, DATES), (9, "")][..], &[(9, ""), (7, ""), (8, OTHER_DUE)]] {
        let fresh: Vec<&str> = if now.len() == 2 { vec!["9"] } else { vec!["9", "7"] };
        let mut rig = looking(now);
        free(&mut rig, &fresh);
        until_settled(&mut rig, now, &fresh);
        assert_report(&rig.failed(), FailureCode::OutcomeUnknown, created(Certainty::Unknown));
    }
    // A case with other dates is none of ours.
    let dated = CreateConfidence::OnlyOneWithTheseDates { others: vec![7] };
    let now = [(1, DATES), (7, ""), (8, OTHER_DUE), (6, OTHER_VISIBLE), (9, DATES)];
    assert_eq!(adopted(&now, &["7", "9"], &["9"]), (9, dated));
    let now = [(9, DATES), (8, DATES), (7, "")];
    assert_eq!(adopted(&now, &["9", "8", "7"], &["8", "9"]), (8, CreateConfidence::OneOf { candidates: vec![8, 9] }));
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
    assert_eq!(rig.done().sure, CreateConfidence::OneOf { candidates: vec![2, 3] });
}

#[test]
fn what_could_be_ours_and_is_gone_is_not_made_again() {
    let without_dates = || {
        let mut rig = Rig::new(CreateCase::new(InstantiateCollaboration::new("2681", 1, "910453092")), session());
        rig.answer(LIST, &cases(&[]));
        rig.lost(CREATE);
        rig.pause();
        rig.answer(LIST, &cases(&[(2, "")]));
        free(&mut rig, &["2"]);
        rig
    };
    // Somebody has deleted it meanwhile, or an old list came.
    let mut gone = without_dates();
    until_settled(&mut gone, &[], &[]);
    let report = gone.failed();
    assert_report(&report, FailureCode::OutcomeUnknown, created(Certainty::Unknown));
    assert!(report.known.iter().any(|it| it.contains("not any more: 2.")), "{report:?}");
    // Another one that is there may be another's.
    let mut another = without_dates();
    until_settled(&mut another, &[(3, "")], &["3"]);
    another.take(&["3"]);
    let receipt = another.done();
    assert_eq!((receipt.case_id, receipt.sure), (3, CreateConfidence::OneOf { candidates: vec![2, 3] }));
    // It is another journey's: ours was not created, once the bound has passed since that was seen.
    let mut others = without_dates();
    others.pause();
    others.answer(LIST, &cases(&[(2, "")]));
    others.claim(&["2"], false, &[]);
    others.named(&["2"], &["2"]);
    for _ in 2..4 {
        others.pause();
        others.answer(LIST, &cases(&[(2, "")]));
    }
    others.expect(CREATE);
}

#[test]
fn a_reply_that_names_an_older_case_is_another_creations() {
    let mut rig = creating();
    rig.answer(CREATE, &envelope("InstantiateCollaboration", "1"));
    assert_eq!(rig.pause(), 0);
    rig.answer(LIST, &cases(&[(1, DATES), (9, DATES)]));
    free(&mut rig, &["9"]);
    rig.take(&["9"]);
    let receipt = rig.done();
    assert_eq!((receipt.case_id, receipt.sure, receipt.sent), (9, CreateConfidence::OnlyNewCase, 1));
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
    assert_report(&rig.failed(), FailureCode::GaveUp, created(Certainty::No));
    let mut unsent = creating();
    for _ in 0..2 {
        unsent.unsent(CREATE);
    }
    unsent.lost(CREATE);
    unsent.pause();
    unsent.answer(LIST, &cases(&[(1, ""), (5, DATES)]));
    free(&mut unsent, &["5"]);
    unsent.take(&["5"]);
    assert_eq!(
        unsent.done(),
        CreateReceipt { case_id: 5, sure: CreateConfidence::OnlyNewCase, sent: 3, twins: Vec::new() }
    );
    let mut never = creating();
    for _ in 0..3 {
        never.unsent(CREATE);
    }
    assert_report(&never.failed(), FailureCode::GaveUp, created(Certainty::No));
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
    assert_report(&report, FailureCode::Refused, created(Certainty::No));
    assert_eq!((report.error_code.as_deref(), report.message.as_deref()), (Some("altinn.60002"), Some("Nei")));
    assert!(report.known.iter().any(|it| it.contains("not create")), "{report:?}");
    let mut list = Rig::new(script(), session());
    list.refuse(LIST, 60024);
    let report = list.failed();
    assert_report(&report, FailureCode::Refused, created(Certainty::No));
    assert!(report.known.iter().any(|it| it.contains("listed")), "{report:?}");
    let mut killed = creating();
    killed.expect(CREATE);
    killed.killed(session());
    killed.pause();
    killed.expect(LIST);
    killed.resume(Input::Cancelled);
    assert_report(&killed.failed(), FailureCode::Cancelled, created(Certainty::Unknown));
}

#[test]
fn a_refusal_that_is_no_fault_proves_nothing() {
    let mut rig = creating();
    rig.expect(CREATE);
    rig.resume(response(403, "text/html", "<title>Request blocked</title>"));
    // The credentials may be what is refused, so nothing more is sent; but the case may be there.
    assert_report(
        &rig.failed(),
        FailureCode::BadCredentials,
        Facts { created: Certainty::Unknown, ..Facts::default() },
    );
    let mut gone = creating();
    gone.expect(CREATE);
    gone.resume(response(404, "text/html", ""));
    assert_eq!(gone.pause(), 0);
    gone.expect(LIST);
}

#[test]
fn a_creation_that_cannot_be_sent_is_told_before_the_list() {
    let create = InstantiateCollaboration {
        due_date: Some("2027-02-01T00:00:00".parse().unwrap()),
        visible_date_time: Some("2027-03-01T00:00:00".parse().unwrap()),
        ..InstantiateCollaboration::new("2681", 1, "910453092")
    };
    let report = Rig::new(CreateCase::new(create), session()).failed();
    assert_report(&report, FailureCode::Input, created(Certainty::No));
}

#[test]
fn a_report_names_the_case_that_the_reply_named_and_no_other() {
    let names = |mut rig: Rig<CreateCase>| {
        rig.resume(Input::Cancelled);
        let report = rig.failed();
        assert_eq!(report.code, FailureCode::Cancelled);
        report.known.iter().any(|it| it.contains("reply named the case 47"))
    };
    // While a second case is looked for.
    let mut replied = creating();
    replied.journey = replied.journey.with_repeats(nordcase::journey::Repeats::Maybe);
    replied.answer(CREATE, &envelope("InstantiateCollaboration", "47"));
    replied.take_named("47", true);
    assert!(names(replied));
    // One that was found is no reply's.
    let mut found = looking(&[(1, DATES), (47, DATES)]);
    free(&mut found, &["47"]);
    assert!(!names(found));
}

#[test]
fn a_case_that_another_journey_found_may_be_ours() {
    const ONE: (i32, &str) = (1, DATES);
    let found_by_others = || {
        let mut rig = looking(&[ONE, (8, DATES)]);
        rig.claim(&["8"], false, &[]);
        rig.named(&["8"], &[]);
        until_settled(&mut rig, &[ONE, (8, DATES)], &[]);
        // Its own may be the one that is left for us, as long as the settle bound since it claimed.
        assert_eq!(rig.pause(), 240_000);
        rig
    };
    let mut comes = found_by_others();
    comes.answer(LIST, &cases(&[ONE, (8, DATES), (9, DATES)]));
    free(&mut comes, &["9"]);
    comes.take(&["9"]);
    assert_eq!(comes.done().case_id, 9);
    let mut never = found_by_others();
    never.answer(LIST, &cases(&[ONE, (8, DATES)]));
    never.expect(CREATE);
    // Others go on finding: at some time it cannot be told any more.
    let mut on_and_on = found_by_others();
    let mut running = vec![ONE, (8, DATES)];
    for (number, case) in [10, 11, 12].into_iter().enumerate() {
        if number > 0 {
            assert_eq!(on_and_on.pause(), 240_000);
        }
        running.push((case, DATES));
        on_and_on.answer(LIST, &cases(&running));
        on_and_on.claim(&[&case.to_string()], false, &[]);
        on_and_on.named(&[&case.to_string()], &[]);
    }
    assert_report(&on_and_on.failed(), FailureCode::OutcomeUnknown, created(Certainty::Unknown));
}

#[test]
fn a_case_that_another_journey_was_faster_to_take_makes_it_wait_for_that_ones_own() {
    const NOW: [(i32, &str); 2] = [(1, DATES), (9, DATES)];
    let faster = |rig: &mut Rig<CreateCase>| {
        free(rig, &["9"]);
        rig.claim(&["9"], true, &[]);
    };
    let mut first = looking(&NOW);
    faster(&mut first);
    until_settled(&mut first, &NOW, &[]);
    // The settle bound has not passed since it took it.
    assert_eq!(first.pause(), 240_000);
    first.answer(LIST, &cases(&NOW));
    first.expect(CREATE);
    // At the last look it is the same, and waited for once.
    let mut last = looking(&NOW[..1]);
    for millis in &SHARES[1..3] {
        assert_eq!(last.pause(), *millis);
        last.answer(LIST, &cases(&NOW[..1]));
    }
    assert_eq!(last.pause(), SHARES[3]);
    last.answer(LIST, &cases(&NOW));
    faster(&mut last);
    assert_eq!(last.pause(), 240_000);
    last.answer(LIST, &cases(&NOW));
    last.expect(CREATE);
}

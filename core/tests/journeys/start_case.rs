//! `StartCase`: one case, found again by what is in it when the reply is lost.

use nordcase::fastdok::journeys::{StartCase, StartConfidence, StartReceipt};
use nordcase::fastdok::{ObjectEntry, Session};
use nordcase::journey::{Certainty, Evidence, Facts, FailureCode, FailureReport, Input};

use super::*;

pub(crate) const START: &str = "POST /apps/form";
pub(crate) const FIRST_PAGE: &str = "GET /Instances?Start=0&Max=200";
pub(crate) const TASK: &str = "GET /Instances/n1/Tasks?Status=ready";

/// The pauses before the looks at what a lost start did: in all the settle bound.
pub(crate) const SHARES: [u64; 4] = [0, 5_000, 20_000, 215_000];

pub(crate) fn script() -> StartCase {
    let customer = ObjectEntry::new("Kund").with("Namn", "Åsa").with("Telefon", "");
    StartCase::new(vec![ObjectEntry::new("Kontrakt").with("Yta", "40"), customer])
}

fn start() -> Rig<StartCase> {
    Rig::new(script(), session())
}

/// The running cases, as a list that says how many there are.
pub(crate) fn cases(ids: &[&str]) -> String {
    let cases: Vec<_> = ids.iter().map(|id| format!(r#"{{"Id":"{id}"}}"#)).collect();
    format!(r#"{{"TotalCount":{},"Data":[{}]}}"#, ids.len(), cases.join(","))
}

/// One case runs before; the next step starts ours.
pub(crate) fn starting() -> Rig<StartCase> {
    let mut rig = start();
    rig.answer(FIRST_PAGE, &cases(&["o1"]));
    rig
}

/// The start was lost, and at the first look these cases run.
pub(crate) fn looking(ids: &[&str]) -> Rig<StartCase> {
    let mut rig = starting();
    rig.lost(START);
    assert_eq!(rig.pause(), 0);
    rig.answer(FIRST_PAGE, &cases(ids));
    rig
}

/// The next look shows these cases.
pub(crate) fn look(rig: &mut Rig<StartCase>, look: usize, ids: &[&str]) {
    assert_eq!(rig.pause(), SHARES[look]);
    rig.answer(FIRST_PAGE, &cases(ids));
}

/// All of these are nobody's.
pub(crate) fn free(rig: &mut Rig<StartCase>, wanted: &[&str]) {
    rig.claim(wanted, false, wanted);
}

pub(crate) fn objects(case: &str) -> String {
    format!("GET /Instances/{case}/Objects")
}

/// The case has our objects, with these values for the customer.
pub(crate) fn contents(rig: &mut Rig<StartCase>, case: &str, customer: &str) {
    rig.answer(&objects(case), OURS);
    rig.answer("GET /Objects/x1/Properties", r#"[{"Name":"Yta","Value":"40"}]"#);
    rig.answer("GET /Objects/x2/Properties", customer);
}

pub(crate) const OURS: &str = r#"{"TotalCount":3,"Data":[{"Id":"x1","TypeNamespace":"kontrakt"},
    {"Id":"x2","TypeNamespace":"KUND"},{"Id":"x3","TypeNamespace":"More"}]}"#;
pub(crate) const SAME: &str =
    r#"[{"Name":"NAMN","Value":"Åsa"},{"Name":"Telefon","Value":null},{"Name":"New","Value":"x"}]"#;
pub(crate) const OTHER: &str = r#"[{"Name":"Namn","Value":"Nils"},{"Name":"Telefon","Value":null}]"#;

pub(crate) fn created(created: Certainty) -> Facts {
    Facts { created, ..Facts::default() }
}

fn gives_up(mut rig: Rig<StartCase>) -> FailureReport {
    rig.failed()
}

#[test]
fn the_reply_names_the_case_and_often_its_task() {
    let mut rig = starting();
    rig.answer(
        START,
        r#"{"success":true,"Items":[{"success":true,"Id":"n1","Name":"Ärende","resourceURI":"/tasks/t1"}]}"#,
    );
    // Also a case that the reply names is claimed: another journey may have taken it for its own.
    rig.take_named("n1", true);
    let receipt = StartReceipt {
        case_id: "n1".to_owned(),
        task_id: Some("t1".to_owned()),
        name: Some("Ärende".to_owned()),
        seen: Evidence::Reply,
        certainty: StartConfidence::Reply,
        candidates: Vec::new(),
        twins: Vec::new(),
    };
    assert_eq!(rig.done(), receipt);

    let without = || {
        let mut rig = starting();
        rig.answer(START, r#"{"success":true,"InstanceId":"n1"}"#);
        rig.take_named("n1", true);
        rig
    };
    let mut read = without();
    read.answer(TASK, &at("t1", "TaskCreate"));
    assert_eq!(read.done().task_id.as_deref(), Some("t1"));
    let mut unreadable = without();
    unreadable.refuse(TASK, 403);
    assert_eq!((unreadable.done().task_id, unreadable.done().certainty), (None, StartConfidence::Reply));
    let mut cancelled = without();
    cancelled.expect(TASK);
    cancelled.resume(Input::Cancelled);
    assert_eq!(cancelled.done().case_id, "n1");
    let mut several = without();
    several.answer(TASK, &format!("[{},{}]", task("a", "TaskPay"), task("b", "TaskPay")));
    assert_eq!(several.done().task_id, None);
}

#[test]
fn a_case_whose_contents_are_ours_is_adopted() {
    let mut rig = looking(&["o1", "n1"]);
    free(&mut rig, &["n1"]);
    // All that was sent is compared, entry after entry.
    contents(&mut rig, "n1", SAME);
    rig.take(&["n1"]);
    rig.answer(TASK, &at("t1", "TaskCreate"));
    let receipt = rig.done();
    assert_eq!((receipt.case_id.as_str(), receipt.task_id.as_deref(), receipt.name), ("n1", Some("t1"), None));
    assert_eq!((receipt.seen, receipt.certainty), (Evidence::State, StartConfidence::SameContents));
}

#[test]
fn a_colleagues_case_is_not_adopted() {
    // Other contents, other kinds of objects: no new case of ours; it is looked for again, then started once more.
    for other in [true, false] {
        let mut rig = looking(&["n1", "o1"]);
        for number in 0..4 {
            if number > 0 {
                look(&mut rig, number, &["n1", "o1"]);
            }
            free(&mut rig, &["n1"]);
            if other {
                contents(&mut rig, "n1", OTHER);
            } else {
                rig.answer(&objects("n1"), r#"{"TotalCount":1,"Data":[{"Id":"x","TypeNamespace":"Kund"}]}"#);
            }
        }
        rig.expect(START);
    }
}

#[test]
fn of_several_new_cases_the_surest_is_taken() {
    let mut rig = looking(&["n2", "n1", "n3"]);
    for number in 0..4 {
        if number > 0 {
            look(&mut rig, number, &["n2", "n1", "n3"]);
        }
        free(&mut rig, &["n2", "n1", "n3"]);
        contents(&mut rig, "n2", OTHER);
        contents(&mut rig, "n1", SAME);
        // This one can be read at no look: it counts as new, and no more.
        rig.refuse(&objects("n3"), 403);
    }
    rig.take(&["n1"]);
    rig.answer(TASK, NO_TASKS);
    let receipt = rig.done();
    assert_eq!((receipt.case_id.as_str(), receipt.certainty), ("n1", StartConfidence::SameContents));

    // Several jobs have started the same: each takes one that no other has.
    let mut twins = looking(&["n1", "n2"]);
    free(&mut twins, &["n1", "n2"]);
    for case in ["n1", "n2"] {
        contents(&mut twins, case, SAME);
    }
    twins.claim(&["n1", "n2"], true, &["n2"]);
    twins.answer("GET /Instances/n2/Tasks?Status=ready", NO_TASKS);
    let receipt = twins.done();
    assert_eq!((receipt.case_id.as_str(), receipt.certainty), ("n2", StartConfidence::OneOf));
    assert_eq!(receipt.candidates, ["n1", "n2"]);
}

/// What becomes of a start whose only new case reads so at each look.
fn only_new(rig: &mut Rig<StartCase>, read: &dyn Fn(&mut Rig<StartCase>)) {
    for number in 0..4 {
        look(rig, number, &["o1", "n1"]);
        free(rig, &["n1"]);
        read(rig);
    }
}

#[test]
fn a_case_that_cannot_be_told_is_neither_adopted_nor_started_again() {
    let unclear = |read: &dyn Fn(&mut Rig<StartCase>)| {
        let mut rig = starting();
        rig.lost(START);
        only_new(&mut rig, read);
        let report = rig.failed();
        assert_report(&report, FailureCode::OutcomeUnknown, created(Certainty::Unknown));
        assert!(report.known.iter().any(|it| it.contains("n1")), "{report:?}");
    };
    unclear(&|rig| rig.answer(&objects("n1"), r#"{"TotalCount":0,"Data":[]}"#));
    unclear(&|rig| rig.refuse(&objects("n1"), 404));
    unclear(&|rig| {
        rig.answer(&objects("n1"), OURS);
        rig.refuse("GET /Objects/x1/Properties", 404);
        rig.answer("GET /Objects/x2/Properties", SAME);
    });
    // Written another way, it is not surely another value.
    unclear(&|rig| contents(rig, "n1", r#"[{"Name":"Namn","Value":"ÅSA"},{"Name":"Telefon","Value":""}]"#));
}

#[test]
fn how_sure_it_is_is_told() {
    // Without properties there are only the kinds of objects to compare: at the end of the settle bound.
    let mut plain = Rig::new(StartCase::new(vec![ObjectEntry::new("Kund")]), session());
    plain.answer(FIRST_PAGE, &cases(&["o1"]));
    plain.lost(START);
    only_new(&mut plain, &|rig| {
        rig.answer(&objects("n1"), r#"{"TotalCount":1,"Data":[{"Id":"x","TypeNamespace":"Kund"}]}"#);
    });
    plain.take(&["n1"]);
    plain.answer(TASK, NO_TASKS);
    assert_eq!(plain.done().certainty, StartConfidence::SameObjects);
}

#[test]
fn what_could_be_ours_and_is_gone_is_not_started_again() {
    let plain = || {
        let mut rig = Rig::new(StartCase::new(vec![ObjectEntry::new("Kund")]), session());
        rig.answer(FIRST_PAGE, &cases(&["o1"]));
        rig.lost(START);
        look(&mut rig, 0, &["o1", "n1"]);
        free(&mut rig, &["n1"]);
        rig.answer(&objects("n1"), r#"{"TotalCount":1,"Data":[{"Id":"x","TypeNamespace":"Kund"}]}"#);
        rig
    };
    let told = |mut rig: Rig<StartCase>, cases: &str| {
        let report = rig.failed();
        assert_report(&report, FailureCode::OutcomeUnknown, created(Certainty::Unknown));
        assert!(report.known.iter().any(|it| it.contains(cases)), "{report:?}");
    };
    // A colleague has deleted it meanwhile, or an old list came.
    let mut gone = plain();
    for number in 1..4 {
        look(&mut gone, number, &["o1"]);
    }
    told(gone, "not any more: n1.");
    // Another one that is there may be another's.
    let mut another = plain();
    for number in 1..4 {
        look(&mut another, number, &["o1", "n2"]);
        free(&mut another, &["n2"]);
        another.answer(&objects("n2"), r#"{"TotalCount":1,"Data":[{"Id":"x","TypeNamespace":"Kund"}]}"#);
    }
    told(another, "n1, n2");
    // It has other contents, now that they show: the start was not carried out.
    let mut other = plain();
    for number in 1..4 {
        look(&mut other, number, &["o1", "n1"]);
        free(&mut other, &["n1"]);
        other.answer(&objects("n1"), r#"{"TotalCount":1,"Data":[{"Id":"x","TypeNamespace":"Kontrakt"}]}"#);
    }
    other.expect(START);
}

#[test]
fn a_reply_that_names_an_older_case_is_another_starts() {
    let mut rig = starting();
    rig.answer(START, r#"{"success":true,"Items":[{"success":true,"Id":"o1"}]}"#);
    look(&mut rig, 0, &["o1", "n1"]);
    free(&mut rig, &["n1"]);
    contents(&mut rig, "n1", SAME);
    rig.take(&["n1"]);
    rig.answer(TASK, NO_TASKS);
    let receipt = rig.done();
    assert_eq!((receipt.case_id.as_str(), receipt.certainty), ("n1", StartConfidence::SameContents));
}

#[test]
fn a_start_that_left_no_trace_is_sent_three_times_at_most() {
    let mut rig = starting();
    for _ in 0..3 {
        rig.lost(START);
        for number in 0..4 {
            look(&mut rig, number, &["o1"]);
        }
    }
    assert_report(&gives_up(rig), FailureCode::GaveUp, created(Certainty::No));

    let mut unsent = starting();
    for _ in 0..3 {
        unsent.unsent(START);
    }
    assert_report(&gives_up(unsent), FailureCode::GaveUp, created(Certainty::No));
}

#[test]
fn a_refused_start_is_told_and_a_doubt_too() {
    let mut refused = starting();
    refused.refuse(START, 200);
    let report = refused.failed();
    assert_report(&report, FailureCode::Refused, created(Certainty::No));
    assert_eq!(report.message.as_deref(), Some("Saldot räcker inte"));
    assert!(report.known.iter().any(|it| it.contains("not start")), "{report:?}");
    let mut list = start();
    list.refuse(FIRST_PAGE, 403);
    let report = list.failed();
    assert_report(&report, FailureCode::Refused, created(Certainty::No));
    assert!(report.known.iter().any(|it| it.contains("listed")), "{report:?}");
    let mut doubt = starting();
    doubt.expect(START);
    doubt.resume(Input::Cancelled);
    assert_report(&doubt.failed(), FailureCode::Cancelled, created(Certainty::Unknown));
    let mut unreadable = starting();
    unreadable.lost(START);
    unreadable.pause();
    unreadable.refuse(FIRST_PAGE, 403);
    assert_report(&unreadable.failed(), FailureCode::Refused, created(Certainty::Unknown));
}

/// So many rows from this one on.
fn rows(first: usize, count: usize) -> String {
    (first..first + count).map(|n| format!(r#"{{"Id":"o{n}"}}"#)).collect::<Vec<_>>().join(",")
}

#[test]
fn every_page_of_the_running_cases_is_read() {
    let page = |start: usize| format!("GET /Instances?Start={start}&Max=200");
    // Where the service does not count, only an empty page is the end: it may make its pages smaller than was asked for.
    let mut rig = start();
    rig.answer(&page(0), &format!("[{}]", rows(0, 200)));
    rig.answer(&page(200), &format!("[{}]", rows(200, 3)));
    rig.answer(&page(203), "[]");
    rig.lost(START);
    rig.pause();
    rig.answer(&page(0), &format!("[{}]", rows(3, 200)));
    rig.answer(&page(200), r#"[{"Id":"n1"},{"Id":"o202"}]"#);
    rig.answer(&page(202), "[]");
    free(&mut rig, &["n1"]);
    rig.expect(&objects("n1"));

    // Where it counts, its count decides.
    let mut counted = start();
    counted.answer(&page(0), &format!(r#"{{"TotalCount":3,"Data":[{}]}}"#, rows(0, 2)));
    counted.answer(&page(2), &format!(r#"{{"TotalCount":3,"Data":[{}]}}"#, rows(2, 1)));
    counted.expect(START);
    // An empty page is the last, whatever the count says.
    let mut empty = start();
    empty.answer(&page(0), r#"{"TotalCount":9,"Data":[]}"#);
    empty.expect(START);
    // A service that caps its pages far below what was asked for.
    let mut capped = start();
    for number in 0..5 {
        capped.answer(&page(number), &format!("[{}]", rows(number, 1)));
    }
    capped.answer(&page(5), "[]");
    capped.expect(START);
    // A case that moves to the next page while they are read is new once.
    let mut moving = looking(&["o1"]);
    moving.pause();
    moving.answer(FIRST_PAGE, r#"{"TotalCount":3,"Data":[{"Id":"n1"},{"Id":"o1"}]}"#);
    moving.answer(&page(2), r#"{"TotalCount":3,"Data":[{"Id":"n1"}]}"#);
    free(&mut moving, &["n1"]);
    moving.expect(&objects("n1"));
}

/// A company that has more running cases than are read; the next step starts ours.
pub(crate) fn of_too_many() -> Rig<StartCase> {
    let mut rig = start();
    rig.answer(FIRST_PAGE, &format!("[{}]", rows(0, 20_000)));
    rig
}

#[test]
fn a_company_of_more_cases_than_can_be_read_ends_the_reading() {
    let mut rig = start();
    for number in 0..100 {
        let page = format!("GET /Instances?Start={}&Max=200", number * 200);
        rig.answer(&page, &format!("[{}]", rows(number * 200, 200)));
    }
    rig.expect(START);
}

#[test]
fn entries_that_cannot_be_sent_are_told_before_anybody_signs_in() {
    for entries in [Vec::new(), vec![ObjectEntry::new("")]] {
        let report = Rig::new(StartCase::new(entries), Session::new(signed_out())).failed();
        assert_report(&report, FailureCode::Input, created(Certainty::No));
        assert_eq!(report.error_code.as_deref(), Some("input.entries"));
    }
}

#[test]
fn a_case_that_could_not_be_compared_may_be_ours_too() {
    // Two jobs of these contents lost their replies. One of the two cases cannot be read for a moment: the other one is not taken for the only one.
    let mut rig = looking(&["o1", "n1", "n2"]);
    free(&mut rig, &["n1", "n2"]);
    rig.answer(&objects("n1"), OURS);
    rig.answer("GET /Objects/x1/Properties", r#"[{"Name":"Yta","Value":"40"}]"#);
    rig.expect("GET /Objects/x2/Properties");
    rig.resume(response(404, "text/html", "<title>Not Found</title>"));
    contents(&mut rig, "n2", SAME);
    look(&mut rig, 1, &["o1", "n1", "n2"]);
    free(&mut rig, &["n1", "n2"]);
    contents(&mut rig, "n1", SAME);
    contents(&mut rig, "n2", SAME);
    rig.take(&["n1", "n2"]);
    rig.answer(TASK, NO_TASKS);
    let receipt = rig.done();
    assert_eq!(
        (receipt.certainty, receipt.candidates),
        (StartConfidence::OneOf, vec!["n1".to_owned(), "n2".to_owned()])
    );
}

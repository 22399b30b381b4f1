//! `StartCase`: one case, found again by what is in it when the reply is lost.

use nordcase::fastdok::ObjectEntry;
use nordcase::fastdok::journeys::{Certainty, StartCase, StartReceipt};
use nordcase::journey::{Facts, FailureCode, FailureReport, Input, Known, Seen};

use super::*;

const START: &str = "POST /apps/form";
const FIRST_PAGE: &str = "GET /Instances?Start=0&Max=200";
const TASK: &str = "GET /Instances/n1/Tasks?Status=ready";

fn start() -> Rig<StartCase> {
    let customer = ObjectEntry::new("Kund").with("Namn", "Åsa").with("Telefon", "");
    Rig::new(StartCase::new(vec![ObjectEntry::new("Kontrakt").with("Yta", "40"), customer]), session())
}

fn cases(ids: &[&str]) -> String {
    let cases: Vec<_> = ids.iter().map(|id| format!(r#"{{"Id":"{id}"}}"#)).collect();
    format!("[{}]", cases.join(","))
}

/// One case runs before; the next step starts ours.
fn starting() -> Rig<StartCase> {
    let mut rig = start();
    rig.answer(FIRST_PAGE, &cases(&["o1"]));
    rig
}

/// The start was lost, and at the first look these cases run.
fn looking(ids: &[&str]) -> Rig<StartCase> {
    let mut rig = starting();
    rig.lost(START);
    assert_eq!(rig.pause(), 0);
    rig.answer(FIRST_PAGE, &cases(ids));
    rig
}

fn objects(case: &str) -> String {
    format!("GET /Instances/{case}/Objects")
}

const OURS: &str =
    r#"[{"Id":"x1","TypeNamespace":"kontrakt"},{"Id":"x2","TypeNamespace":"KUND"},{"Id":"x3","TypeNamespace":"More"}]"#;
const SAME: &str = r#"[{"Name":"NAMN","Value":"Åsa"},{"Name":"Telefon","Value":null},{"Name":"New","Value":"x"}]"#;
const OTHER: &str = r#"[{"Name":"Namn","Value":"Nils"},{"Name":"Telefon","Value":null}]"#;

fn created(created: Known) -> Facts {
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
    let receipt = StartReceipt {
        case_id: "n1".to_owned(),
        task_id: Some("t1".to_owned()),
        name: Some("Ärende".to_owned()),
        seen: Seen::Reply,
        certainty: Certainty::Reply,
    };
    assert_eq!(rig.done(), receipt);

    let without = || {
        let mut rig = starting();
        rig.answer(START, r#"{"success":true,"InstanceId":"n1"}"#);
        rig
    };
    let mut read = without();
    read.answer(TASK, &at("t1", "TaskCreate"));
    assert_eq!(read.done().task_id.as_deref(), Some("t1"));
    let mut unreadable = without();
    unreadable.refuse(TASK, 403);
    assert_eq!((unreadable.done().task_id, unreadable.done().certainty), (None, Certainty::Reply));
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
    rig.answer(&objects("n1"), OURS);
    // The entry with the most properties tells it.
    rig.answer("GET /Objects/x2/Properties", SAME);
    rig.answer(TASK, &at("t1", "TaskCreate"));
    let receipt = rig.done();
    assert_eq!((receipt.case_id.as_str(), receipt.task_id.as_deref(), receipt.name), ("n1", Some("t1"), None));
    assert_eq!((receipt.seen, receipt.certainty), (Seen::State, Certainty::SameContents));
}

#[test]
fn a_colleagues_case_is_not_adopted() {
    // Other contents, other kinds of objects: no new case of ours; it is looked for again, then started once more.
    for other in [true, false] {
        let mut rig = looking(&["n1", "o1"]);
        if other {
            rig.answer(&objects("n1"), OURS);
            rig.answer("GET /Objects/x2/Properties", OTHER);
        } else {
            rig.answer(&objects("n1"), r#"[{"Id":"x","TypeNamespace":"Kund"}]"#);
        }
        rig.expect(START);
    }
}

#[test]
fn of_several_new_cases_the_surest_is_taken() {
    let mut rig = looking(&["n2", "n1", "n3"]);
    rig.answer(&objects("n2"), OURS);
    rig.answer("GET /Objects/x2/Properties", OTHER);
    rig.answer(&objects("n1"), OURS);
    rig.answer("GET /Objects/x2/Properties", SAME);
    // This one cannot be read: it counts as new, and no more.
    rig.refuse(&objects("n3"), 403);
    rig.answer(TASK, NO_TASKS);
    let receipt = rig.done();
    assert_eq!((receipt.case_id.as_str(), receipt.certainty), ("n1", Certainty::SameContents));

    let mut twins = looking(&["n1", "n2"]);
    for case in ["n1", "n2"] {
        twins.answer(&objects(case), OURS);
        twins.answer("GET /Objects/x2/Properties", SAME);
    }
    let report = twins.failed();
    assert_report(&report, FailureCode::OutcomeUnknown, created(Known::Unknown));
    assert!(report.known.iter().any(|it| it.contains("n1, n2")), "{report:?}");
}

#[test]
fn how_sure_it_is_is_told() {
    let adopted = |read: &dyn Fn(&mut Rig<StartCase>)| {
        let mut rig = looking(&["n1"]);
        read(&mut rig);
        rig.answer(TASK, NO_TASKS);
        rig.done().certainty
    };
    assert_eq!(adopted(&|rig| rig.answer(&objects("n1"), "[]")), Certainty::OnlyNewCase);
    assert_eq!(adopted(&|rig| rig.refuse(&objects("n1"), 404)), Certainty::OnlyNewCase);
    let properties = |rig: &mut Rig<StartCase>| {
        rig.answer(&objects("n1"), OURS);
        rig.refuse("GET /Objects/x2/Properties", 404);
    };
    assert_eq!(adopted(&properties), Certainty::OnlyNewCase);

    // Without properties there are only the kinds of objects to compare.
    let mut plain = Rig::new(StartCase::new(vec![ObjectEntry::new("Kund")]), session());
    plain.answer(FIRST_PAGE, "[]");
    plain.lost(START);
    plain.pause();
    plain.answer(FIRST_PAGE, &cases(&["n1"]));
    plain.answer(&objects("n1"), r#"[{"Id":"x","TypeNamespace":"Kund"}]"#);
    plain.answer(TASK, NO_TASKS);
    assert_eq!(plain.done().certainty, Certainty::SameObjects);
}

#[test]
fn a_start_that_left_no_trace_is_sent_three_times_at_most() {
    let mut rig = starting();
    for _ in 0..3 {
        rig.lost(START);
        let mut waited = Vec::new();
        for _ in 0..3 {
            waited.push(rig.pause());
            rig.answer(FIRST_PAGE, &cases(&["o1"]));
        }
        assert_eq!(waited, [0, 5_000, 20_000]);
    }
    assert_report(&gives_up(rig), FailureCode::GaveUp, created(Known::No));

    let mut unsent = starting();
    for _ in 0..3 {
        unsent.unsent(START);
    }
    assert_report(&gives_up(unsent), FailureCode::GaveUp, created(Known::No));
}

#[test]
fn a_refused_start_is_told_and_a_doubt_too() {
    let mut refused = starting();
    refused.refuse(START, 200);
    let report = refused.failed();
    assert_report(&report, FailureCode::Refused, created(Known::No));
    assert_eq!(report.message.as_deref(), Some("Saldot räcker inte"));
    assert!(report.known.iter().any(|it| it.contains("not start")), "{report:?}");
    let mut list = start();
    list.refuse(FIRST_PAGE, 403);
    let report = list.failed();
    assert_report(&report, FailureCode::Refused, created(Known::No));
    assert!(report.known.iter().any(|it| it.contains("listed")), "{report:?}");
    let mut doubt = starting();
    doubt.expect(START);
    doubt.resume(Input::Cancelled);
    assert_report(&doubt.failed(), FailureCode::Cancelled, created(Known::Unknown));
    let mut unreadable = starting();
    unreadable.lost(START);
    unreadable.pause();
    unreadable.refuse(FIRST_PAGE, 403);
    assert_report(&unreadable.failed(), FailureCode::Refused, created(Known::Unknown));
}

#[test]
fn every_page_of_the_running_cases_is_read() {
    let page = |first: usize, count: usize| {
        (first..first + count).map(|n| format!(r#"{{"Id":"o{n}"}}"#)).collect::<Vec<_>>().join(",")
    };
    // A full page: there may be more. A short one is the last.
    let mut rig = start();
    rig.answer(FIRST_PAGE, &format!("[{}]", page(0, 200)));
    rig.answer("GET /Instances?Start=200&Max=200", &format!("[{}]", page(200, 3)));
    rig.lost(START);
    rig.pause();
    rig.answer(FIRST_PAGE, &format!("[{}]", page(3, 200)));
    rig.answer("GET /Instances?Start=200&Max=200", r#"[{"Id":"n1"},{"Id":"o202"}]"#);
    rig.expect(&objects("n1"));

    // Where the service counts, its count decides.
    let mut counted = start();
    counted.answer(FIRST_PAGE, &format!(r#"{{"TotalCount":3,"Data":[{}]}}"#, page(0, 2)));
    counted.answer("GET /Instances?Start=2&Max=200", &format!(r#"{{"TotalCount":3,"Data":[{}]}}"#, page(2, 1)));
    counted.expect(START);
    // An empty page is the last, whatever the count says.
    let mut empty = start();
    empty.answer(FIRST_PAGE, r#"{"TotalCount":9,"Data":[]}"#);
    empty.expect(START);
    // A case that moves to the next page while they are read is new once.
    let mut moving = looking(&["o1"]);
    moving.pause();
    moving.answer(FIRST_PAGE, &format!(r#"{{"TotalCount":3,"Data":[{}]}}"#, r#"{"Id":"n1"},{"Id":"o1"}"#));
    moving.answer("GET /Instances?Start=2&Max=200", r#"{"TotalCount":3,"Data":[{"Id":"n1"}]}"#);
    moving.answer(&objects("n1"), "[]");
    moving.expect(TASK);
}

#[test]
fn a_company_of_more_cases_than_can_be_read_ends_the_reading() {
    let mut rig = start();
    let page = (0..200).map(|n| format!(r#"{{"Id":"o{n}"}}"#)).collect::<Vec<_>>().join(",");
    for number in 0..100 {
        rig.answer(&format!("GET /Instances?Start={}&Max=200", number * 200), &format!("[{page}]"));
    }
    rig.expect(START);
}

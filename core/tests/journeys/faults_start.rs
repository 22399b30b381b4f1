//! `StartCase` against what use has found (FAULTS.md): colleagues who start the same or nearly the same, late application, lists that are too long.

use nordcase::fastdok::ObjectEntry;
use nordcase::fastdok::journeys::{StartCase, StartConfidence};
use nordcase::journey::{Certainty, Evidence, FailureCode, Input, Step};

use super::start_case::*;
use super::*;

#[test]
fn fault_5_3_all_entries_are_compared() {
    let landlord = ObjectEntry::new("Hyresvard")
        .with("Namn", "Björken")
        .with("Adress", "Gatan 1")
        .with("OrgPersNr", "556677-8899")
        .with("Telefon", "08-1");
    let customer = ObjectEntry::new("Kund").with("Namn", "Åsa").with("Telefon", "070");
    let mut rig = Rig::new(StartCase::new(vec![landlord, customer]), session());
    rig.answer(FIRST_PAGE, &cases(&["o1"]));
    rig.lost(START);
    let objects_of =
        r#"{"TotalCount":2,"Data":[{"Id":"h","TypeNamespace":"Hyresvard"},{"Id":"k","TypeNamespace":"Kund"}]}"#;
    for number in 0..4 {
        look(&mut rig, number, &["o1", "n1"]);
        free(&mut rig, &["n1"]);
        rig.answer(&objects("n1"), objects_of);
        rig.answer(
            "GET /Objects/h/Properties",
            r#"[{"Name":"Namn","Value":"Björken"},{"Name":"Adress","Value":"Gatan 1"},{"Name":"OrgPersNr","Value":"556677-8899"},{"Name":"Telefon","Value":"08-1"}]"#,
        );
        rig.answer("GET /Objects/k/Properties", r#"[{"Name":"Namn","Value":"Nils"},{"Name":"Telefon","Value":"070"}]"#);
    }
    // It is the colleague's; ours never arrived.
    rig.expect(START);
}

#[test]
fn fault_5_3_what_the_service_shows_in_its_own_way_is_no_other_case() {
    let script = || {
        let entry =
            ObjectEntry::new("Kontrakt").with("Yta", "1200.50").with("Fran", "2027-03-01").with("Text", "Långt ord");
        Rig::new(StartCase::new(vec![entry]), session())
    };
    let shown = |values: [&str; 3]| {
        let mut rig = script();
        rig.answer(FIRST_PAGE, &cases(&["o1"]));
        rig.lost(START);
        for number in 0..4 {
            look(&mut rig, number, &["o1", "n1"]);
            free(&mut rig, &["n1"]);
            rig.answer(&objects("n1"), r#"{"TotalCount":1,"Data":[{"Id":"x","TypeNamespace":"Kontrakt"}]}"#);
            let [area, from, text] = values;
            rig.answer(
                "GET /Objects/x/Properties",
                &format!(r#"[{{"Name":"Yta","Value":{area}}},{{"Name":"Fran","Value":{from}}},{{"Name":"Text","Value":{text}}}]"#),
            );
        }
        rig
    };
    for values in [
        [r#""1200,5""#, r#""2027-03-01""#, r#""Långt ord""#],
        [r#""1 200,50""#, r#""2027-03-01""#, r#""Långt ord""#],
        [r#""1200.50""#, r#""2027-03-01T00:00:00""#, r#""Långt ord""#],
        [r#""1200.50""#, r#""2027-03-01""#, r#""Långt""#],
        [r#""1200.50""#, r#""2027-03-01""#, r#""""#],
        [r#""1200.50""#, r#""2027-03-01""#, "null"],
    ] {
        let mut rig = shown(values);
        assert_report(&rig.failed(), FailureCode::OutcomeUnknown, created(Certainty::Unknown));
    }
    for values in [
        [r#""1200.51""#, r#""2027-03-01""#, r#""Långt ord""#],
        [r#""1200.50""#, r#""2027-03-02""#, r#""Långt ord""#],
        [r#""1200.50""#, r#""2027-03-01""#, r#""Annat ord""#],
    ] {
        shown(values).expect(START);
    }
}

#[test]
fn fault_5_3_a_list_of_objects_in_small_pages_is_read_whole() {
    let one = |id: &str, kind: &str| format!(r#"[{{"Id":"{id}","TypeNamespace":"{kind}"}}]"#);
    let mut rig = looking(&["o1", "n1"]);
    free(&mut rig, &["n1"]);
    rig.answer(&objects("n1"), &one("x1", "Kontrakt"));
    rig.answer("GET /Instances/n1/Objects?Start=1", &one("x2", "Kund"));
    rig.answer("GET /Objects/x1/Properties", r#"[{"Name":"Yta","Value":"40"}]"#);
    rig.answer("GET /Objects/x2/Properties", SAME);
    rig.take(&["n1"]);
    rig.answer(TASK, NO_TASKS);
    assert_eq!(rig.done().certainty, StartConfidence::SameContents);

    // A page that comes again, and a page that cannot be read, end the reading.
    let mut again = looking(&["o1", "n1"]);
    free(&mut again, &["n1"]);
    again.answer(&objects("n1"), &one("x1", "Kontrakt"));
    again.answer("GET /Instances/n1/Objects?Start=1", &one("x1", "Kontrakt"));
    look(&mut again, 1, &["o1", "n1"]);
    free(&mut again, &["n1"]);
    again.answer(&objects("n1"), &one("x1", "Kontrakt"));
    again.refuse("GET /Instances/n1/Objects?Start=1", 404);
    again.pause();
}

#[test]
fn fault_5_3_what_an_older_release_had_compared_is_compared_anew() {
    // It looked at the longest entry alone, and has noted n1 as the same.
    let file = include_str!("../../../tests/vectors/journeys/v1/fastdok.start_case.json");
    let file: serde_json::Value = serde_json::from_str(file).unwrap();
    for (id, fresh) in [("properties-out", ["n1", "n2"]), ("objects-out", ["n1", "n3"])] {
        let case = file["cases"].as_array().unwrap().iter().find(|case| case["id"] == id).unwrap();
        let mut rig = Rig::new(script(), session());
        rig.journey = nordcase::journey::Journey::from_json(&case["stored"].to_string()).unwrap();
        rig.claim(&fresh, false, &fresh);
        for case in fresh {
            contents(&mut rig, case, OTHER);
        }
        assert_eq!(rig.pause(), SHARES[1]);
    }
}

#[test]
fn fault_5_4_a_colleagues_case_does_not_cut_the_waiting_short() {
    let mut rig = looking(&["o1", "n2"]);
    free(&mut rig, &["n2"]);
    contents(&mut rig, "n2", OTHER);
    // Ours is applied three seconds late.
    look(&mut rig, 1, &["o1", "n2", "n1"]);
    free(&mut rig, &["n2", "n1"]);
    contents(&mut rig, "n2", OTHER);
    contents(&mut rig, "n1", SAME);
    rig.take(&["n1"]);
    rig.answer(TASK, NO_TASKS);
    assert_eq!(rig.done().case_id, "n1");
}

#[test]
fn fault_5_2_a_start_is_not_sent_again_before_the_settle_bound() {
    // Applied at the very end of it.
    let mut rig = looking(&["o1"]);
    let mut waited = 0;
    for number in 1..4 {
        let Step::Wait { millis, .. } = rig.next() else { panic!("it does not wait") };
        waited += millis;
        look(&mut rig, number, if number < 3 { &["o1"] } else { &["o1", "n1"] });
    }
    assert_eq!(waited, SETTLE);
    free(&mut rig, &["n1"]);
    contents(&mut rig, "n1", SAME);
    rig.take(&["n1"]);
    rig.answer(TASK, NO_TASKS);
    assert_eq!((rig.done().seen, rig.done().certainty), (Evidence::State, StartConfidence::SameContents));
    // Cancelled in the meantime it is unknown.
    let mut stopped = looking(&["o1"]);
    stopped.pause();
    stopped.resume(Input::Cancelled);
    assert_report(&stopped.failed(), FailureCode::Cancelled, created(Certainty::Unknown));
}

#[test]
fn fault_5_5_more_cases_than_are_read() {
    let mut rig = of_too_many();
    rig.lost(START);
    let report = rig.failed();
    assert_report(&report, FailureCode::OutcomeUnknown, created(Certainty::Unknown));
    assert!(!report.safe_next.contains("Starting the journey again is safe"), "{}", report.safe_next);
    // What surely was not sent may be sent again, and what was answered is well.
    let mut unsent = of_too_many();
    unsent.unsent(START);
    unsent.answer(START, r#"{"success":true,"InstanceId":"n1"}"#);
    unsent.take_named("n1", true);
    unsent.answer(TASK, NO_TASKS);
    assert_eq!(unsent.done().certainty, StartConfidence::Reply);
}

#[test]
fn fault_5_5_a_list_that_repeats_itself_is_left_and_its_rest_is_not_taken_for_read() {
    // It counts three cases, and shows the same one for ever.
    let page = r#"{"TotalCount":3,"Data":[{"Id":"o1"}]}"#;
    let mut rig = Rig::new(script(), session());
    rig.answer(FIRST_PAGE, page);
    rig.answer("GET /Instances?Start=1&Max=200", page);
    rig.lost(START);
    assert_report(&rig.failed(), FailureCode::OutcomeUnknown, created(Certainty::Unknown));

    // Without a count it may well be all of them: it is asked twice at each look, not ten thousand times.
    let mut uncounted = Rig::new(script(), session());
    uncounted.answer(FIRST_PAGE, r#"[{"Id":"o1"},{"Id":"o2"}]"#);
    uncounted.answer("GET /Instances?Start=2&Max=200", r#"[{"Id":"o1"},{"Id":"o2"}]"#);
    uncounted.lost(START);
    uncounted.pause();
    let now = r#"[{"Id":"n1"},{"Id":"o1"},{"Id":"o2"}]"#;
    uncounted.answer(FIRST_PAGE, now);
    uncounted.answer("GET /Instances?Start=3&Max=200", now);
    free(&mut uncounted, &["n1"]);
    uncounted.expect(&objects("n1"));
}

#[test]
fn a_date_of_somebody_elses_case_does_not_hide_ours() {
    // One case says that it was started in a hundred years.
    let dated = |id: &str, date: &str| format!(r#"{{"Id":"{id}","StartDate":"{date}"}}"#);
    let odd = dated("o1", "2127-03-01T10:00:00Z");
    let mut rig = Rig::new(script(), session());
    rig.answer(FIRST_PAGE, &format!(r#"{{"TotalCount":1,"Data":[{odd}]}}"#));
    rig.lost(START);
    for millis in SHARES {
        assert_eq!(rig.pause(), millis);
        let ours = dated("n1", "2027-03-01T10:00:00Z");
        rig.answer(FIRST_PAGE, &format!(r#"{{"TotalCount":2,"Data":[{ours},{odd}]}}"#));
        free(&mut rig, &["n1"]);
        contents(&mut rig, "n1", SAME);
    }
    // It may be ours, or one that the list did not show before: it is neither taken nor started again.
    assert_report(&rig.failed(), FailureCode::OutcomeUnknown, created(Certainty::Unknown));
}

#[test]
fn fault_1_7_another_journeys_case_is_never_taken() {
    // Two jobs of the same contents, both replies lost; the other one has claimed n2.
    let mut rig = looking(&["o1", "n1", "n2"]);
    rig.claim(&["n1", "n2"], false, &["n1"]);
    rig.named(&["n2"], &["n2"]);
    contents(&mut rig, "n1", SAME);
    // The other one was faster here as well; ours may still come.
    rig.claim(&["n1"], true, &[]);
    look(&mut rig, 1, &["o1", "n1", "n2", "n3"]);
    free(&mut rig, &["n3"]);
    contents(&mut rig, "n3", SAME);
    rig.take(&["n3"]);
    rig.answer("GET /Instances/n3/Tasks?Status=ready", NO_TASKS);
    assert_eq!((rig.done().case_id.as_str(), rig.done().certainty), ("n3", StartConfidence::SameContents));

    // All new ones are others' until the end, as the replies to these say: ours was not carried out.
    let mut none = looking(&["o1", "n1"]);
    none.claim(&["n1"], false, &[]);
    none.named(&["n1"], &["n1"]);
    for number in 1..4 {
        look(&mut none, number, &["o1", "n1"]);
    }
    none.expect(START);
}

#[test]
fn fault_1_7_a_case_that_another_journey_found_may_be_ours() {
    // The other one's reply was lost as well: its own may be the one that is left for us, as long as the settle bound since it claimed.
    let found_by_others = || {
        let mut rig = looking(&["o1", "n1"]);
        rig.claim(&["n1"], false, &[]);
        rig.named(&["n1"], &[]);
        for number in 1..4 {
            look(&mut rig, number, &["o1", "n1"]);
        }
        assert_eq!(rig.pause(), 240_000);
        rig
    };
    let mut comes = found_by_others();
    comes.answer(FIRST_PAGE, &cases(&["o1", "n1", "n2"]));
    free(&mut comes, &["n2"]);
    contents(&mut comes, "n2", SAME);
    comes.take(&["n2"]);
    comes.answer("GET /Instances/n2/Tasks?Status=ready", NO_TASKS);
    assert_eq!(comes.done().case_id, "n2");
    let mut never = found_by_others();
    never.answer(FIRST_PAGE, &cases(&["o1", "n1"]));
    never.expect(START);
    // Others go on finding: at some time it cannot be told any more.
    let mut on_and_on = found_by_others();
    let mut running = vec!["o1", "n1"];
    for (number, case) in ["n2", "n3", "n4"].into_iter().enumerate() {
        if number > 0 {
            assert_eq!(on_and_on.pause(), 240_000);
        }
        running.push(case);
        on_and_on.answer(FIRST_PAGE, &cases(&running));
        on_and_on.claim(&[case], false, &[]);
        on_and_on.named(&[case], &[]);
    }
    assert_report(&on_and_on.failed(), FailureCode::OutcomeUnknown, created(Certainty::Unknown));
}

#[test]
fn fault_1_7_a_case_of_a_reply_that_another_journey_took() {
    let taken = || {
        let mut rig = starting();
        rig.answer(START, r#"{"success":true,"InstanceId":"n1"}"#);
        rig.take_named("n1", false);
        rig
    };
    // The other one's own case shows up: it is ours now.
    let mut rig = taken();
    look(&mut rig, 0, &["o1", "n1", "n2"]);
    free(&mut rig, &["n2"]);
    contents(&mut rig, "n2", SAME);
    rig.take(&["n2"]);
    rig.answer("GET /Instances/n2/Tasks?Status=ready", NO_TASKS);
    assert_eq!((rig.done().case_id.as_str(), rig.done().certainty), ("n2", StartConfidence::SameContents));
    // It never does: it is started once more, so that there is one case for each job.
    let mut again = taken();
    for number in 0..4 {
        look(&mut again, number, &["o1", "n1"]);
    }
    again.expect(START);
    again.resume(Input::Cancelled);
    let report = again.failed();
    assert_report(&report, FailureCode::Cancelled, created(Certainty::Unknown));
}

#[test]
fn fault_1_7_a_process_that_dies_in_a_claim_asks_again_under_the_same_name() {
    let mut rig = looking(&["o1", "n1"]);
    free(&mut rig, &["n1"]);
    contents(&mut rig, "n1", SAME);
    let Step::Claim(before) = rig.next() else { panic!("no claim") };
    rig.killed(session());
    let Step::Claim(after) = rig.next() else { panic!("no claim") };
    assert_eq!(before, after);
    assert!(after.take && !after.owner.is_empty());
    rig.take(&["n1"]);
    rig.answer(TASK, NO_TASKS);
    assert_eq!(rig.done().case_id, "n1");
}

#[test]
fn a_reply_is_not_forgotten_when_the_job_is_cancelled_before_its_claim() {
    let mut rig = starting();
    rig.answer(START, r#"{"success":true,"InstanceId":"n1"}"#);
    assert!(matches!(rig.next(), Step::Claim(_)));
    rig.resume(Input::Cancelled);
    let report = rig.failed();
    assert_report(&report, FailureCode::Cancelled, created(Certainty::Yes));
    assert!(report.known.iter().any(|it| it.contains("n1")), "{report:?}");
}

#[test]
fn fault_1_9_rows_that_nobody_needs_stop_no_start() {
    for row in [
        "null",
        r#"{"Id":"odd","StartDate":"2011-07-13 21:43:04"}"#,
        r#"{"Id":"odd","StartDate":"/Date(1310593384000)/"}"#,
        r#"{"Id":"odd","StartDate":{}}"#,
        r#"{"Id":"odd","Name":7}"#,
        "[1]",
        r#""text""#,
    ] {
        let with = |more: &str, count: usize| format!(r#"{{"TotalCount":{count},"Data":[{row},{{"Id":"o1"}}{more}]}}"#);
        let mut rig = Rig::new(script(), session());
        rig.answer(FIRST_PAGE, &with("", 2));
        rig.lost(START);
        rig.pause();
        rig.answer(FIRST_PAGE, &with(r#",{"Id":"n1"}"#, 3));
        free(&mut rig, &["n1"]);
        contents(&mut rig, "n1", SAME);
        rig.take(&["n1"]);
        rig.answer(TASK, NO_TASKS);
        assert_eq!(rig.done().case_id, "n1", "{row}");
    }
}

#[test]
fn fault_1_9_a_new_row_that_cannot_be_read_may_be_ours() {
    // Not even its id can be read.
    let mut nameless = starting();
    nameless.lost(START);
    for millis in SHARES {
        assert_eq!(nameless.pause(), millis);
        nameless.answer(FIRST_PAGE, r#"{"TotalCount":2,"Data":[{"Id":"o1"},null]}"#);
    }
    assert_report(&nameless.failed(), FailureCode::OutcomeUnknown, created(Certainty::Unknown));
    // Its id alone: it is compared as any other.
    let mut named = starting();
    named.lost(START);
    named.pause();
    named.answer(FIRST_PAGE, r#"{"TotalCount":2,"Data":[{"Id":"o1"},{"Id":"n1","Status":{}}]}"#);
    free(&mut named, &["n1"]);
    contents(&mut named, "n1", SAME);
    named.take(&["n1"]);
}

#[test]
fn a_list_of_several_pages_that_was_read_whole_lets_a_new_case_be_told() {
    let mut counted = Rig::new(script(), session());
    counted.answer(FIRST_PAGE, r#"{"TotalCount":2,"Data":[{"Id":"o1"}]}"#);
    counted.answer("GET /Instances?Start=1&Max=200", r#"{"TotalCount":2,"Data":[{"Id":"o2"}]}"#);
    counted.lost(START);
    look(&mut counted, 0, &["o1", "o2"]);
    assert_eq!(counted.pause(), SHARES[1]);
    // An empty page is the end, whatever the count says.
    let mut empty = Rig::new(script(), session());
    empty.answer(FIRST_PAGE, r#"{"TotalCount":9,"Data":[]}"#);
    empty.lost(START);
    assert_eq!(empty.pause(), SHARES[0]);
    // A page that comes again with a row that cannot be read may hide others.
    let mut hidden = Rig::new(script(), session());
    for start in [0, 2] {
        hidden.answer(&format!("GET /Instances?Start={start}&Max=200"), r#"[{"Id":"o1"},null]"#);
    }
    hidden.lost(START);
    assert_report(&hidden.failed(), FailureCode::OutcomeUnknown, created(Certainty::Unknown));
}

#[test]
fn a_list_that_repeats_itself_after_a_lost_start_lets_nothing_be_started_again() {
    // Before the start it was read whole; now it counts more cases than it shows, and ours may be among them.
    let mut rig = starting();
    rig.lost(START);
    let page = r#"{"TotalCount":9,"Data":[{"Id":"o1"}]}"#;
    for millis in SHARES {
        assert_eq!(rig.pause(), millis);
        rig.answer(FIRST_PAGE, page);
        rig.answer("GET /Instances?Start=1&Max=200", page);
    }
    assert_report(&rig.failed(), FailureCode::OutcomeUnknown, created(Certainty::Unknown));
}

#[test]
fn a_case_that_is_older_than_the_latest_before_is_not_surely_ours() {
    let dated = |id: &str, day: u32| format!(r#"{{"Id":"{id}","StartDate":"2027-03-0{day}T10:00:00Z"}}"#);
    let list = |rows: &[String]| format!(r#"{{"TotalCount":{},"Data":[{}]}}"#, rows.len(), rows.join(","));
    for (before, day, ours) in [([1, 3], 2, false), ([3, 1], 2, false), ([1, 3], 3, true), ([1, 3], 4, true)] {
        let old = [dated("o1", before[0]), dated("o2", before[1])];
        let mut rig = Rig::new(script(), session());
        rig.answer(FIRST_PAGE, &list(&old));
        rig.lost(START);
        rig.pause();
        rig.answer(FIRST_PAGE, &list(&[&old[..], &[dated("n1", day)]].concat()));
        free(&mut rig, &["n1"]);
        contents(&mut rig, "n1", SAME);
        // One that is surely new is taken at once, another one may still turn out otherwise.
        assert_eq!(matches!(rig.next(), Step::Claim(_)), ours, "{before:?} {day}");
        if !ours {
            assert_eq!(rig.pause(), SHARES[1]);
        }
    }
}

#[test]
fn a_case_that_another_journey_was_faster_to_take_makes_it_wait_for_that_ones_own() {
    let faster = |rig: &mut Rig<StartCase>| {
        free(rig, &["n1"]);
        contents(rig, "n1", SAME);
        rig.claim(&["n1"], true, &[]);
    };
    let mut first = looking(&["o1", "n1"]);
    faster(&mut first);
    for number in 1..4 {
        look(&mut first, number, &["o1", "n1"]);
    }
    // The settle bound has not passed since it took it.
    assert_eq!(first.pause(), SETTLE);
    first.answer(FIRST_PAGE, &cases(&["o1", "n1"]));
    first.expect(START);
    // At the last look it is the same, and waited for once.
    let mut last = looking(&["o1"]);
    for number in 1..3 {
        look(&mut last, number, &["o1"]);
    }
    look(&mut last, 3, &["o1", "n1"]);
    faster(&mut last);
    assert_eq!(last.pause(), SETTLE);
    last.answer(FIRST_PAGE, &cases(&["o1", "n1"]));
    last.expect(START);
}

//! `PlaceNotice`: set, seen, or told that it cannot be known.

use nordcase::altinn::SetNotice;
use nordcase::altinn::journeys::{NoticeReceipt, PlaceNotice};
use nordcase::journey::{Evidence, Journey, Repeats};

use super::*;

const SET: &str = "altinn.set_notice";
const OURS: &str = "<a:NoticeTemplateID>T1</a:NoticeTemplateID>";
const OTHER: &str = "<a:NoticeTemplateID>T0</a:NoticeTemplateID>";

/// A case with this notice before; the next step sets ours.
fn setting(before: &str) -> Rig<PlaceNotice> {
    let mut rig = Rig::new(PlaceNotice::on_case(7, SetNotice::new("", "T1")), session());
    rig.answer(LIST, &cases(&[(6, OURS), (7, before)]));
    rig
}

fn element() -> PlaceNotice {
    PlaceNotice::on_element(SetNotice::new("AR2001", "T1"))
}

fn done() -> String {
    envelope("SetNotice", "")
}

#[test]
fn a_notice_is_set_on_a_case_or_an_element() {
    let mut rig = setting(OTHER);
    let body = String::from_utf8(rig.send().request.body).unwrap();
    assert!(body.contains("reporteeElementID>7<") && body.contains("T1"), "{body}");
    rig.killed(session());
    let mut rig = setting(OTHER);
    rig.answer(SET, &done());
    assert_eq!(rig.done(), NoticeReceipt { reportee_element_id: "7".to_owned(), seen: Evidence::Reply, sent: 1 });
    let mut rig = Rig::new(element(), session());
    rig.answer(SET, &done());
    assert_eq!(rig.done(), NoticeReceipt { reportee_element_id: "AR2001".to_owned(), seen: Evidence::Reply, sent: 1 });
}

#[test]
fn a_lost_notice_is_looked_for_on_the_case() {
    let mut rig = setting(OTHER);
    rig.lost(SET);
    assert_eq!(rig.pause(), 0);
    rig.answer(LIST, &cases(&[(6, OURS), (7, OTHER)]));
    assert_eq!(rig.pause(), 5_000);
    rig.answer(LIST, &cases(&[(7, OURS)]));
    let receipt = rig.done();
    assert_eq!((receipt.seen, receipt.sent), (Evidence::State, 1));
}

#[test]
fn not_seen_it_is_set_three_times_at_most() {
    let on_case = || PlaceNotice::on_case(7, SetNotice::new("", "T1"));
    for (place, before, now, fact) in [
        (on_case(), "", "", Certainty::No),
        (on_case(), OURS, OURS, Certainty::Unknown),
        (on_case().may_be_set_again(), OTHER, OTHER, Certainty::Unknown),
    ] {
        let mut rig = Rig::new(place, session());
        rig.answer(LIST, &cases(&[(7, before)]));
        for _ in 0..3 {
            rig.lost(SET);
            let mut waited = Vec::new();
            for _ in 0..4 {
                waited.push(rig.pause());
                rig.answer(LIST, &cases(&[(7, now)]));
            }
            assert_eq!(waited, SHARES);
        }
        assert_report(&rig.failed(), FailureCode::GaveUp, changed(fact));
    }
    let mut unsent = setting("");
    for _ in 0..3 {
        unsent.unsent(SET);
    }
    assert_report(&unsent.failed(), FailureCode::GaveUp, changed(Certainty::No));
}

/// Somebody else may have put theirs back after ours was set late: setting ours again would overwrite what they chose.
#[test]
fn the_other_notice_that_was_there_before_proves_nothing() {
    let looks = |rig: &mut Rig<PlaceNotice>, now: &str| {
        for _ in 0..4 {
            rig.pause();
            rig.answer(LIST, &cases(&[(7, now)]));
        }
    };
    let mut rig = setting(OTHER);
    rig.lost(SET);
    looks(&mut rig, OTHER);
    let report = rig.failed();
    assert_report(&report, FailureCode::OutcomeUnknown, changed(Certainty::Unknown));
    assert!(report.known.iter().any(|known| known.contains("put that back")), "{report:?}");

    // Nor does the refusal of a request that may have been sent twice; its words are told.
    for (before, code, fact) in [
        ("", FailureCode::Refused, Certainty::No),
        (OTHER, FailureCode::OutcomeUnknown, Certainty::Unknown),
        (OURS, FailureCode::OutcomeUnknown, Certainty::Unknown),
    ] {
        let mut rig = setting(before);
        rig.journey = rig.journey.with_repeats(Repeats::Maybe);
        rig.refuse(SET, 60014);
        looks(&mut rig, before);
        let report = rig.failed();
        assert_report(&report, code, changed(fact));
        assert_eq!(report.error_code.as_deref(), Some("altinn.60014"), "{report:?}");
    }
}

#[test]
fn an_elements_notice_cannot_be_read() {
    let mut rig = Rig::new(element(), session());
    rig.lost(SET);
    assert_report(&rig.failed(), FailureCode::OutcomeUnknown, changed(Certainty::Unknown));
    let mut unsent = Rig::new(element(), session());
    unsent.unsent(SET);
    unsent.answer(SET, &done());
    assert_eq!(unsent.done().sent, 2);
    let mut again = Rig::new(element().may_be_set_again(), session());
    again.lost(SET);
    again.lost(SET);
    again.lost(SET);
    assert_report(&again.failed(), FailureCode::GaveUp, changed(Certainty::Unknown));
    let mut killed = Rig::new(element(), session());
    killed.expect(SET);
    killed.killed(session());
    assert_report(&killed.failed(), FailureCode::OutcomeUnknown, changed(Certainty::Unknown));
}

#[test]
fn a_case_that_is_not_there() {
    let mut rig = Rig::new(PlaceNotice::on_case(7, SetNotice::new("", "T1")), session());
    rig.answer(LIST, &cases(&[(6, "")]));
    assert_report(&rig.failed(), FailureCode::NotPossible, changed(Certainty::No));
    let mut vanished = setting("");
    vanished.lost(SET);
    for _ in 0..4 {
        vanished.pause();
        vanished.answer(LIST, &cases(&[(6, OURS)]));
    }
    assert_report(&vanished.failed(), FailureCode::OutcomeUnknown, changed(Certainty::Unknown));
}

#[test]
fn refusals_are_told() {
    let refused = |mut rig: Rig<PlaceNotice>, wanted: &str, code: FailureCode, fact: Certainty, known: &str| {
        rig.refuse(wanted, 60014);
        let report = rig.failed();
        assert_report(&report, code, changed(fact));
        assert_eq!(report.error_code.as_deref(), Some("altinn.60014"));
        assert!(report.known.iter().any(|it| it.contains(known)), "{report:?}");
    };
    refused(setting(""), SET, FailureCode::Refused, Certainty::No, "did not set");
    let fresh = Rig::new(PlaceNotice::on_case(7, SetNotice::new("", "T1")), session());
    refused(fresh, LIST, FailureCode::Refused, Certainty::No, "nothing was sent");
    let mut lost = setting("");
    lost.lost(SET);
    lost.pause();
    refused(lost, LIST, FailureCode::OutcomeUnknown, Certainty::Unknown, "no longer be read");
}

#[test]
fn a_stored_notice_with_a_strange_member_is_refused_in_few_words() {
    let strange = format!("\"{}\":1,\"noticeTemplateId\"", "x".repeat(100_000));
    let stored = setting("").journey.to_json().replacen("\"noticeTemplateId\"", &strange, 1);
    assert!(stored.len() > 100_000, "{stored}");
    let error = Journey::<PlaceNotice>::from_json(&stored).unwrap_err();
    assert_eq!(error.code(), "input.journey_stored");
    assert!(format!("{error:?}").len() < 1_000);
}

#[test]
fn a_strange_member_stands_in_backticks_whatever_its_name() {
    let stored = setting("").journey.to_json().replacen("\"noticeTemplateId\"", "\"a`b\":1,\"noticeTemplateId\"", 1);
    let error = Journey::<PlaceNotice>::from_json(&stored).unwrap_err();
    assert!(error.to_string().contains("`a'b`"), "{error}");
}

#[test]
fn a_notice_that_cannot_be_sent_is_told_before_the_look() {
    let mut rig = Rig::new(PlaceNotice::on_case(7, SetNotice::new("", "")), session());
    assert_eq!(rig.failed().code, FailureCode::Input);
}

#[test]
fn a_notice_that_somebody_else_has_set_meanwhile_is_never_overwritten() {
    // Not even by a caller who allows it to be set again over the one that was there before.
    for now in ["<a:NoticeTemplateID>T9</a:NoticeTemplateID>", ""] {
        let place = PlaceNotice::on_case(7, SetNotice::new("", "T1")).may_be_set_again();
        let mut rig = Rig::new(place, session());
        rig.answer(LIST, &cases(&[(7, OTHER)]));
        rig.lost(SET);
        for _ in 0..4 {
            rig.pause();
            rig.answer(LIST, &cases(&[(7, now)]));
        }
        let report = rig.failed();
        assert_report(&report, FailureCode::OutcomeUnknown, changed(Certainty::Unknown));
        assert!(report.known.iter().any(|it| it.contains("another notice than before")), "{report:?}");
    }
}

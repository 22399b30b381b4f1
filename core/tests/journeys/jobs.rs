//! What a journey is about, every journey's in one place: its case, and which other journey has the same job. A journal begins no job a second time by it.

use nordcase::altinn::journeys::{CreateCase, PlaceNotice, SendEvent};
use nordcase::altinn::{InstantiateCollaboration, SetNotice};
use nordcase::fastdok::ObjectEntry;
use nordcase::fastdok::journeys::{CancelPayment, CompleteCase, PayCase, StartCase};
use nordcase::journey::Script;

use super::*;

/// Each of these is the same job as itself, and as none of the others.
fn apart<S: Script>(jobs: &[S]) {
    for (at, job) in jobs.iter().enumerate() {
        for (other_at, other) in jobs.iter().enumerate() {
            assert_eq!(job.is_same_job(other), at == other_at, "{}: {at} and {other_at}", S::NAME);
        }
    }
}

#[test]
fn a_journey_has_the_same_job_as_another_only_if_it_does_the_same() {
    apart(&[PayCase::new("c1"), PayCase::new("c2")]);
    apart(&[CancelPayment::new("c1"), CancelPayment::new("c2")]);
    apart(&[CompleteCase::new("c1"), CompleteCase::new("c2")]);
    let customer = |name: &str| StartCase::new(vec![ObjectEntry::new("Kund").with("Namn", name)]);
    apart(&[customer("Åsa"), customer("Nils"), StartCase::new(vec![ObjectEntry::new("Kund")])]);
    let create = |reportee: &str| CreateCase::new(InstantiateCollaboration::new("2681", 1, reportee));
    apart(&[create("910453092"), create("910453093")]);
    apart(&[
        SendEvent::to_case(7, "Go"),
        SendEvent::to_case(8, "Go"),
        SendEvent::to_case(7, "Stay"),
        SendEvent::to_case(7, "Go").triggered_by(2001),
        SendEvent::to_case(8, "Stay").triggered_by(2001),
        SendEvent::to_edition("2681", 1, "Go"),
    ]);
    apart(&[
        PlaceNotice::on_case(7, SetNotice::new("", "T1")),
        PlaceNotice::on_case(8, SetNotice::new("", "T1")),
        PlaceNotice::on_case(7, SetNotice::new("", "T2")),
        PlaceNotice::on_element(SetNotice::new("AR2001", "T1")),
    ]);
}

#[test]
fn how_far_a_journey_is_makes_no_other_job_of_it() {
    let mut paying = pay_case::paying();
    paying.lost(COMPLETE);
    assert!(paying.journey.script().is_same_job(&PayCase::new("c1")));
    let starting = start_case::starting();
    assert!(starting.journey.script().is_same_job(&start_case::script()));
    let mut completing = Rig::new(CompleteCase::new("c1"), session());
    completing.answer(TASKS, NO_TASKS);
    assert!(completing.journey.script().is_same_job(&CompleteCase::new("c1")));
}

#[test]
fn each_journey_names_the_case_that_it_is_about() {
    fn case<S: Script>(script: &S) -> Option<String> {
        script.case_id()
    }
    let c1 = Some("c1".to_owned());
    assert_eq!(case(&PayCase::new("c1")), c1);
    assert_eq!(case(&CancelPayment::new("c1")), c1);
    assert_eq!(case(&CompleteCase::new("c1")), c1);
    let seven = Some("7".to_owned());
    assert_eq!(case(&SendEvent::to_case(7, "Go")), seven);
    assert_eq!(case(&PlaceNotice::on_case(7, SetNotice::new("", "T1"))), seven);
    // These make one, or are about none, or about many.
    assert_eq!(case(&start_case::script()), None);
    assert_eq!(case(&CreateCase::new(InstantiateCollaboration::new("2681", 1, "910453092"))), None);
    assert_eq!(case(&SendEvent::to_edition("2681", 1, "Go")), None);
    assert_eq!(case(&PlaceNotice::on_element(SetNotice::new("AR2001", "T1"))), None);
}

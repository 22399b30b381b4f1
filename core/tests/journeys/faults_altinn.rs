//! Altinn's journeys against what use has found (FAULTS.md), and over a transport that may send a request twice.

use nordcase::altinn::journeys::{CreateCase, CreateConfidence, PlaceNotice, SendEvent};
use nordcase::altinn::{InstantiateCollaboration, SetNotice};
use nordcase::journey::{Batch, Evidence, ItemState, Journey, Moment, Repeats, Step};

use super::create_case::{CREATE, created, free, looking, until_settled};
use super::send_event::{SEND, edition, machine, result, sending};
use super::*;

fn maybe<S: Script + Clone>(mut rig: Rig<S>) -> Rig<S> {
    rig.journey = rig.journey.with_repeats(Repeats::Maybe);
    rig
}

/// A creation that is due at this time; its request was lost.
fn due(date: &str) -> Rig<CreateCase> {
    let create = InstantiateCollaboration {
        due_date: Some(date.parse().unwrap()),
        ..InstantiateCollaboration::new("2681", 1, "910453092")
    };
    let mut rig = Rig::new(CreateCase::new(create), session());
    rig.answer(LIST, &cases(&[]));
    rig.lost(CREATE);
    rig.pause();
    rig
}

fn dated(date: &str) -> String {
    format!("<a:DueDate>{date}</a:DueDate>")
}

#[test]
fn fault_1_8_a_due_date_is_compared_as_norwegian_time() {
    let (ours, theirs) = (dated("2027-03-01T12:00:00"), dated("2027-03-01T11:00:00"));
    let mut rig = due("2027-03-01T11:00:00.000Z");
    rig.answer(LIST, &cases(&[(8, &theirs), (9, &ours)]));
    free(&mut rig, &["9"]);
    rig.take(&["9"]);
    assert_eq!((rig.done().case_id, rig.done().sure), (9, CreateConfidence::OnlyNewCase));
    // In summer, with an offset, and without one.
    for (sent, listed) in [
        ("2027-07-01T11:00:00Z", "2027-07-01T13:00:00"),
        ("2027-03-01T06:00:00-05:00", "2027-03-01T12:00:00"),
        ("2027-03-01T12:00:00", "2027-03-01T12:00:00"),
    ] {
        let mut rig = due(sent);
        rig.answer(LIST, &cases(&[(9, &dated(listed))]));
        free(&mut rig, &["9"]);
        rig.take(&["9"]);
    }
}

#[test]
fn fault_5_6_a_case_with_another_due_date_is_never_ours() {
    let theirs = dated("2027-03-02T00:00:00");
    let mut rig = due("2027-03-01T00:00:00");
    rig.answer(LIST, &cases(&[(8, &theirs)]));
    until_settled(&mut rig, &[(8, &theirs)], &[]);
    // Ours never arrived: it is sent once more.
    rig.expect(CREATE);
    // Ours comes late, beside it.
    let mut late = due("2027-03-01T00:00:00");
    late.answer(LIST, &cases(&[(8, &theirs)]));
    late.pause();
    late.answer(LIST, &cases(&[(8, &theirs), (9, &dated("2027-03-01T00:00:00"))]));
    free(&mut late, &["9"]);
    late.take(&["9"]);
    assert_eq!(late.done().case_id, 9);
}

#[test]
fn fault_1_7_another_journeys_case_is_never_taken() {
    const DATES: &str = super::create_case::DATES;
    let mut rig = looking(&[(1, DATES), (8, DATES), (9, DATES)]);
    rig.claim(&["8", "9"], false, &["9"]);
    rig.named(&["8"], &["8"]);
    // The other journey was faster for this one too.
    rig.claim(&["9"], true, &[]);
    rig.pause();
    rig.answer(LIST, &cases(&[(1, DATES), (8, DATES), (9, DATES), (10, DATES)]));
    free(&mut rig, &["10"]);
    rig.take(&["10"]);
    assert_eq!((rig.done().case_id, rig.done().sure), (10, CreateConfidence::OnlyNewCase));

    // A case that the reply names, and another journey took before: another case is created, one for each job.
    let mut replied = super::create_case::creating();
    replied.answer(CREATE, &envelope("InstantiateCollaboration", "47"));
    replied.take_named("47", false);
    assert_eq!(replied.pause(), 0);
    replied.answer(LIST, &cases(&[(1, DATES), (47, DATES)]));
    until_settled(&mut replied, &[(1, DATES), (47, DATES)], &[]);
    replied.expect(CREATE);
    // Cancelled before the claim is answered, the report still names the case.
    let mut cancelled = super::create_case::creating();
    cancelled.answer(CREATE, &envelope("InstantiateCollaboration", "47"));
    assert!(matches!(cancelled.next(), Step::Claim(_)));
    cancelled.resume(Input::Cancelled);
    let report = cancelled.failed();
    assert_report(&report, FailureCode::Cancelled, created(Certainty::Yes));
    assert!(report.known.iter().any(|it| it.contains("47")), "{report:?}");
}

#[test]
fn fault_1_9_rows_that_nobody_needs_stop_no_creation() {
    const DATES: &str = super::create_case::DATES;
    for row in [
        "<a:CaseName>Linje&#xB;to</a:CaseName>",
        "<a:DueDate/>",
        "<a:DueDate>snart</a:DueDate>",
        "<a:Active>nei</a:Active>",
    ] {
        let mut rig = Rig::new(super::create_case::script(), session());
        rig.answer(LIST, &cases(&[(1, row)]));
        rig.lost(CREATE);
        rig.pause();
        rig.answer(LIST, &cases(&[(1, row), (9, DATES)]));
        free(&mut rig, &["9"]);
        rig.take(&["9"]);
        assert_eq!(rig.done().case_id, 9, "{row}");
    }
    // A new row whose date cannot be read may be ours: it is not taken, and no second case is created.
    let odd = [(1, DATES), (9, "<a:DueDate>snart</a:DueDate>")];
    let mut rig = looking(&odd);
    free(&mut rig, &["9"]);
    until_settled(&mut rig, &odd, &["9"]);
    assert_report(&rig.failed(), FailureCode::OutcomeUnknown, created(Certainty::Unknown));
    // One without an id is not to be told.
    let listed = cases(&[(1, DATES)]).replace("</a:ExternalCaseBE>", "</a:ExternalCaseBE><a:ExternalCaseBE/>");
    let mut nameless = super::create_case::creating();
    nameless.lost(CREATE);
    for _ in 0..4 {
        nameless.pause();
        nameless.answer(LIST, &listed);
    }
    assert_report(&nameless.failed(), FailureCode::OutcomeUnknown, created(Certainty::Unknown));
}

#[test]
fn fault_5_2_what_is_carried_out_late_is_found_and_nothing_is_denied_before() {
    const DATES: &str = super::create_case::DATES;
    let mut create = looking(&[(1, DATES)]);
    create.pause();
    create.answer(LIST, &cases(&[(1, DATES)]));
    create.pause();
    create.answer(LIST, &cases(&[(1, DATES)]));
    create.next();
    let stopped = create.journey.clone();
    assert_eq!(create.pause(), 215_000);
    create.answer(LIST, &cases(&[(1, DATES), (9, DATES)]));
    free(&mut create, &["9"]);
    create.take(&["9"]);
    assert_eq!(create.done().case_id, 9);
    create.journey = stopped;
    create.resume(Input::Cancelled);
    assert_report(&create.failed(), FailureCode::Cancelled, created(Certainty::Unknown));

    let mut event = sending("Go", true);
    event.lost(SEND);
    for _ in 0..3 {
        event.pause();
        event.answer(LIST, &cases(&[(7, &state("A"))]));
    }
    event.pause();
    event.answer(LIST, &cases(&[(7, &state("B"))]));
    assert_eq!((event.done().seen, event.done().sent), (Evidence::State, 1));

    let notice = "<a:NoticeTemplateID>T1</a:NoticeTemplateID>";
    let mut place = Rig::new(PlaceNotice::on_case(7, SetNotice::new("", "T1")), session());
    place.answer(LIST, &cases(&[(7, "")]));
    place.lost("altinn.set_notice");
    for _ in 0..3 {
        place.pause();
        place.answer(LIST, &cases(&[(7, "")]));
    }
    place.pause();
    place.answer(LIST, &cases(&[(7, notice)]));
    assert_eq!((place.done().seen, place.done().sent), (Evidence::State, 1));
}

#[test]
fn fault_5_2_an_event_to_an_edition_is_reported_when_it_has_had_its_time() {
    // The service moves one case after the other, long after the gateway has given up.
    let mut rig = edition(&[(1, "A"), (2, "A"), (3, "A")]);
    rig.lost(SEND);
    for moved in 0..4 {
        rig.pause();
        let now = |id: i32| (id, state(if id <= moved { "B" } else { "A" }));
        let now: Vec<_> = (1..=3).map(now).collect();
        rig.answer(LIST, &cases(&now.iter().map(|(id, name)| (*id, name.as_str())).collect::<Vec<_>>()));
    }
    let receipt = rig.done();
    assert_eq!(receipt.cases.iter().map(|it| it.case_id).collect::<Vec<_>>(), [1, 2, 3]);
    // When all have moved there is nothing to wait for.
    let mut all = edition(&[(1, "A"), (2, "A")]);
    all.lost(SEND);
    all.pause();
    all.answer(LIST, &cases(&[(1, &state("B")), (2, &state("B"))]));
    assert_eq!(all.done().cases.len(), 2);
    // A case that moved and was then archived is not forgotten.
    let mut archived = edition(&[(1, "A"), (2, "A")]);
    archived.lost(SEND);
    archived.pause();
    archived.answer(LIST, &cases(&[(1, &state("B")), (2, &state("A"))]));
    for _ in 0..3 {
        archived.pause();
        archived.answer(LIST, &cases(&[(2, &state("A"))]));
    }
    assert_eq!(archived.done().cases.iter().map(|it| it.case_id).collect::<Vec<_>>(), [1]);
}

#[test]
fn another_case_in_the_answer_says_nothing_of_an_event_to_one_case() {
    let mut rig = Rig::new(SendEvent::to_case(7, "Go").with_machine(&machine()), session());
    rig.answer(LIST, &cases(&[(6, &state("A")), (7, &state("A"))]));
    rig.lost(SEND);
    rig.pause();
    // Somebody else has moved the other one.
    rig.answer(LIST, &cases(&[(6, &state("B")), (7, &state("A"))]));
    rig.pause();
    rig.answer(LIST, &cases(&[(6, &state("B")), (7, &state("B"))]));
    assert_eq!(rig.done().cases.iter().map(|it| it.case_id).collect::<Vec<_>>(), [7]);
    // The case itself is not listed.
    let mut gone = Rig::new(SendEvent::to_case(7, "Go"), session());
    gone.answer(LIST, &cases(&[(6, &state("A"))]));
    assert_report(&gone.failed(), FailureCode::NotPossible, changed(Certainty::No));
    // Nor does another one's fit count.
    let mut unfit = Rig::new(SendEvent::to_case(7, "Go").with_machine(&machine()), session());
    unfit.answer(LIST, &cases(&[(6, &state("A")), (7, &state("B"))]));
    assert_report(&unfit.failed(), FailureCode::NotPossible, changed(Certainty::No));
}

/// Carries a batch on with this answer for each request, and counts the requests.
fn requests<S>(batch: &mut Batch<S>, session: &mut Session, answer: &dyn Fn() -> Input) -> usize
where
    S: Script<Call = AltinnCall>,
    S::Receipt: serde::Serialize + serde::de::DeserializeOwned,
{
    let mut sent = 0;
    for _ in 0..500 {
        for step in batch.next(session, Moment::at(0)) {
            let input = match step.step {
                Step::Send(_) => {
                    sent += 1;
                    answer()
                }
                Step::Wait { .. } => Input::Woke,
                _ => panic!("neither a request nor a pause"),
            };
            batch.resume(step.index, session, input, Moment::at(0)).unwrap();
        }
    }
    sent
}

fn batch(jobs: u64, concurrency: usize) -> Batch<CreateCase> {
    Batch::new((0..jobs).map(|n| (n.to_string(), Journey::new(super::create_case::script(), n))), concurrency)
}

#[test]
fn fault_1_4_25_journeys_send_one_wrong_password() {
    for number in [5, 44, 989] {
        let mut session = session();
        let mut batch = batch(25, 10);
        assert_eq!(requests(&mut batch, &mut session, &|| fault(number)), 1);
        let bad = |item: &nordcase::journey::Item<CreateCase>| matches!(&item.state, ItemState::Failed(report) if report.code == FailureCode::BadCredentials);
        assert!(batch.items().iter().all(bad));
    }
}

#[test]
fn fault_1_4_one_request_is_out_until_the_credentials_were_accepted() {
    let mut session = session();
    let mut batch = batch(5, 5);
    let steps = batch.next(&session, Moment::at(0));
    assert_eq!(steps.len(), 1);
    assert!(matches!(&steps[0].step, Step::Send(send) if send.gated));
    assert!(batch.next(&session, Moment::at(0)).is_empty());
    // A fault about something else accepts them as a good answer does.
    let other = Input::Response(match fault(60024) {
        Input::Response(response) => response,
        _ => unreachable!(),
    });
    batch.resume(steps[0].index, &mut session, other, Moment::at(0)).unwrap();
    assert_eq!(batch.next(&session, Moment::at(0)).len(), 4);
}

#[test]
fn fault_1_6_a_fault_without_a_number_that_is_known_accepts_nothing() {
    // A number that no table has may be a new way of refusing; one that is missing may be 989.
    let unnumbered = r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Client</faultcode>
        <faultstring>x</faultstring><detail><AltinnFault><AltinnErrorMessage>Nei</AltinnErrorMessage></AltinnFault></detail></s:Fault></s:Body></s:Envelope>"#;
    for answer in [fault(1_001), response(500, "text/xml", unnumbered)] {
        let mut session = session();
        let mut batch = batch(5, 5);
        let steps = batch.next(&session, Moment::at(0));
        batch.resume(steps[0].index, &mut session, answer, Moment::at(0)).unwrap();
        assert!(!session.is_accepted());
        assert!(batch.next(&session, Moment::at(0)).len() <= 2, "one request and the pause of the other");
    }
}

#[test]
fn fault_1_6_a_password_that_was_never_accepted_is_sent_three_times_at_most() {
    // A page instead of an answer tells nothing; five of them may be five wrong passwords.
    let mut rig = Rig::new(super::create_case::script(), session());
    for _ in 0..2 {
        rig.expect(LIST);
        rig.resume(response(500, "text/html", "<html>"));
        rig.pause();
    }
    rig.expect(LIST);
    rig.resume(response(500, "text/html", "<html>"));
    assert_report(&rig.failed(), FailureCode::GaveUp, created(Certainty::No));
    // Once they were accepted it is a read as any other.
    let mut known = super::create_case::creating();
    known.lost(CREATE);
    known.pause();
    for _ in 0..4 {
        known.expect(LIST);
        known.resume(response(500, "text/html", "<html>"));
        known.pause();
    }
    known.expect(LIST);
}

#[test]
fn fault_5_19_the_machine_of_ten_thousand_cases_is_made_once() {
    let many: String =
        (0..200).map(|n| format!(r#",{{"name":"e{n}","from":"A","to":"B","event":"^(x{n}|y{n})+$"}}"#)).collect();
    let json = format!(
        r#"{{"serviceCode":"2681","serviceEdition":1,"start":"A","states":[{{"name":"A","mayArchive":true}},{{"name":"B","mayArchive":true}}],
           "transitions":[{{"name":"Go","from":"A","to":"B","event":"^Go$"}}{many}]}}"#
    );
    let started = std::time::Instant::now();
    let machine = nordcase::altinn::state_machine::StateMachine::from_json(&json).unwrap();
    let once = started.elapsed();
    let mut rig = Rig::new(SendEvent::to_edition("2681", 1, "Go").with_machine(&machine), session());
    let cases_: Vec<_> = (1..=10_000).map(|id| (id, "<a:CurrentStateName>A</a:CurrentStateName>")).collect();
    let listed = cases(&cases_);
    let before = std::time::Instant::now();
    rig.answer(LIST, &listed);
    rig.expect(SEND);
    // Made for each case it takes ten thousand times as long as once.
    assert!(
        before.elapsed() < once * 1_000 + std::time::Duration::from_secs(20),
        "{:?}, once {once:?}",
        before.elapsed()
    );
}

#[test]
fn fault_5_9_a_second_case_is_looked_for_after_a_reply() {
    const DATES: &str = super::create_case::DATES;
    let replied = || {
        let mut rig = maybe(super::create_case::creating());
        rig.answer(CREATE, &envelope("InstantiateCollaboration", "47"));
        rig.take_named("47", true);
        assert_eq!(rig.pause(), 5_000);
        rig
    };
    let mut rig = replied();
    rig.answer(LIST, &cases(&[(1, DATES), (47, DATES), (48, DATES), (49, super::create_case::OTHER_DUE)]));
    free(&mut rig, &["48"]);
    let receipt = rig.done();
    assert_eq!((receipt.case_id, receipt.sure, receipt.twins), (47, CreateConfidence::Reply, vec![48]));
    let mut alone = replied();
    alone.answer(LIST, &cases(&[(1, DATES), (47, DATES)]));
    assert_eq!(alone.done().twins, Vec::<i32>::new());
    let mut unread = replied();
    unread.refuse(LIST, 60024);
    assert_eq!(unread.done().case_id, 47);
    // A refusal may be that of the repetition: the list decides.
    let mut refused = maybe(super::create_case::creating());
    refused.refuse(CREATE, 60002);
    assert_eq!(refused.pause(), 0);
    refused.answer(LIST, &cases(&[(1, DATES), (9, DATES)]));
    free(&mut refused, &["9"]);
    refused.take(&["9"]);
    assert_eq!(refused.done().case_id, 9);
    let mut none = maybe(super::create_case::creating());
    none.refuse(CREATE, 60002);
    none.pause();
    none.answer(LIST, &cases(&[(1, DATES)]));
    until_settled(&mut none, &[(1, DATES)], &[]);
    let report = none.failed();
    assert_report(&report, FailureCode::Refused, created(Certainty::No));
    assert_eq!(report.error_code.as_deref(), Some("altinn.60002"));
}

#[test]
fn fault_5_9_refused_credentials_may_be_those_of_the_repetition() {
    let mut rig = maybe(super::create_case::creating());
    rig.refuse(CREATE, 989);
    assert_report(&rig.failed(), FailureCode::BadCredentials, created(Certainty::Unknown));
}

#[test]
fn fault_5_9_an_event_is_sent_only_where_a_second_one_does_nothing() {
    let before = |script: SendEvent| {
        let mut rig = maybe(Rig::new(script, session()));
        rig.answer(LIST, &cases(&[(7, &state("A"))]));
        rig
    };
    let refused = |mut rig: Rig<SendEvent>| {
        let report = rig.failed();
        assert_report(&report, FailureCode::NotPossible, changed(Certainty::No));
        assert!(report.known.iter().any(|it| it.contains("twice")), "{report:?}");
    };
    for event in ["Stay", "Round", "If"] {
        refused(before(SendEvent::to_case(7, event).with_machine(&machine())));
    }
    refused(before(SendEvent::to_case(7, "Go")));
    refused(before(SendEvent::to_edition("2681", 1, "Go").with_machine(&machine())));
    before(SendEvent::to_case(7, "Go").with_machine(&machine())).expect(SEND);
}

#[test]
fn fault_5_9_an_event_that_changed_nothing_by_its_reply_is_looked_for() {
    let unchanged = || {
        let mut rig = maybe(Rig::new(SendEvent::to_case(7, "Go").with_machine(&machine()), session()));
        rig.answer(LIST, &cases(&[(7, &state("A"))]));
        let members = "<a:HasException>false</a:HasException><a:IsStateChanged>false</a:IsStateChanged>";
        rig.answer(SEND, &envelope("NotifyEvent", &result(7, members)));
        rig
    };
    let mut moved = unchanged();
    assert_eq!(moved.pause(), 0);
    moved.answer(LIST, &cases(&[(7, &state("B"))]));
    let receipt = moved.done();
    assert_eq!((receipt.seen, receipt.cases[0].changed), (Evidence::State, true));
    // The first of the two may be carried out late.
    let mut still = unchanged();
    for millis in SHARES {
        assert_eq!(still.pause(), millis);
        still.answer(LIST, &cases(&[(7, &state("A"))]));
    }
    let receipt = still.done();
    assert_eq!((receipt.seen, receipt.cases[0].changed, receipt.sent), (Evidence::Reply, false, 1));
    // Unread, it is not known.
    let mut unread = unchanged();
    unread.pause();
    unread.refuse(LIST, 60014);
    assert_report(&unread.failed(), FailureCode::OutcomeUnknown, changed(Certainty::Unknown));
    let mut cancelled = unchanged();
    cancelled.pause();
    cancelled.resume(Input::Cancelled);
    assert_report(&cancelled.failed(), FailureCode::Cancelled, changed(Certainty::Unknown));
}

#[test]
fn fault_5_9_a_refused_notice_may_have_been_set() {
    let notice = "<a:NoticeTemplateID>T1</a:NoticeTemplateID>";
    let mut rig = maybe(Rig::new(PlaceNotice::on_case(7, SetNotice::new("", "T1")), session()));
    rig.answer(LIST, &cases(&[(7, "")]));
    rig.refuse("altinn.set_notice", 60014);
    rig.pause();
    rig.answer(LIST, &cases(&[(7, notice)]));
    assert_eq!(rig.done().seen, Evidence::State);
    // An element's cannot be read; the service's words are told.
    let mut element = maybe(Rig::new(PlaceNotice::on_element(SetNotice::new("AR2001", "T1")), session()));
    element.refuse("altinn.set_notice", 60014);
    let report = element.failed();
    assert_report(&report, FailureCode::OutcomeUnknown, changed(Certainty::Unknown));
    assert_eq!(report.error_code.as_deref(), Some("altinn.60014"));
}

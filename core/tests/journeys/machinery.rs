//! What every journey does by itself: signs in, tries reads again, keeps the ticket alive, and never repeats a refused password.

use nordcase::fastdok::journeys::{CompleteCase, FastDokCall};
use nordcase::journey::{Certainty, FailureCode, Input, Journey, Moment, Script, Session as _, Step};

use super::pay_case::{pay, paying};
use super::*;

const SIGN_IN: &str = "POST /Authenticate";
const TICKET: &str = r#"{"success":true,"Ticket":"ticket-2-S3CRET"}"#;
const MINUTE: i64 = 60_000;

fn signed_out() -> Session {
    Session::new(Access { ticket: None, ..session().access().clone() })
}

fn signing_in() -> Rig<CompleteCase> {
    Rig::new(CompleteCase::new("c1"), signed_out())
}

#[test]
fn it_signs_in_first_and_only_once() {
    let mut rig = signing_in();
    rig.answer(SIGN_IN, TICKET);
    assert_eq!(rig.session.generation(), 1);
    let send = rig.send();
    assert_eq!((send.operation, send.changes), ("fastdok.list_instance_tasks", false));
    assert_eq!(send.request.header("Ticket"), Some("ticket-2-S3CRET"));
    rig.answer(TASKS, NO_TASKS);
    rig.expect(CASE);
}

#[test]
fn a_ticket_lives_as_long_as_it_is_used() {
    let mut rig = pay();
    rig.answer(DOMAIN, &domain("False"));
    // Sliding: each use counts, so that three times 48 minutes are no reason to sign in again.
    for _ in 0..3 {
        rig.now += 48 * MINUTE;
        rig.answer(TASKS, &at("t1", "TaskCreate"));
        rig.refuse("GET /Tasks/t1/Actions", 404);
        rig.answer(TASKS, &at("t1", "TaskCreate"));
        rig.refuse("GET /Tasks/t1/Actions", 404);
    }
    // A refusal by the service is no proof that the ticket was taken; the read before it was.
    rig.now += 49 * MINUTE - 1;
    rig.expect(TASKS);
    rig.now += 1;
    rig.expect(SIGN_IN);
    rig.now += 10;
    rig.answer(SIGN_IN, TICKET);
    rig.now += 49 * MINUTE - 1;
    rig.expect(TASKS);
    rig.now += 1;
    rig.expect(SIGN_IN);
}

#[test]
fn a_ticket_that_was_handed_in_is_tried_first_whatever_the_time() {
    let mut rig = pay();
    rig.now = i64::MAX;
    rig.expect(DOMAIN);
    rig.now = i64::MIN;
    rig.expect(DOMAIN);
}

#[test]
fn a_stale_ticket_is_renewed_once_for_each_call() {
    let mut rig = pay();
    rig.refuse(DOMAIN, 401);
    rig.answer(SIGN_IN, TICKET);
    rig.answer(DOMAIN, &domain("False"));
    // The next call may meet a stale ticket as well.
    rig.refuse(TASKS, 401);
    rig.answer(SIGN_IN, TICKET);
    rig.refuse(TASKS, 401);
    let report = rig.failed();
    assert_report(&report, FailureCode::BadCredentials, Facts::default());
    assert_eq!(report.error_code.as_deref(), Some("fastdok.unauthorized"));
}

#[test]
fn a_stale_ticket_in_the_middle_of_a_payment_debits_nothing() {
    let mut rig = paying();
    rig.refuse("POST /Tasks/t2/Actions/actioncomplete", 401);
    rig.answer(SIGN_IN, TICKET);
    rig.answer("GET /Tasks/t2", &task("t2", "TaskPay"));
    rig.refuse("POST /Tasks/t2/Actions/actioncomplete", 401);
    rig.answer(SIGN_IN, TICKET);
    rig.expect("GET /Tasks/t2");
    rig.resume(Input::Cancelled);
    assert_report(&rig.failed(), FailureCode::Cancelled, Facts { changed: Certainty::Yes, ..Facts::default() });
}

#[test]
fn a_newer_ticket_of_another_journey_is_not_thrown_away() {
    let mut rig = pay();
    rig.expect(DOMAIN);
    let nordcase::journey::Input::Response(signed_in) = response(200, "application/json", TICKET) else {
        unreachable!()
    };
    rig.session.signed_in(Ok(&signed_in), rig.moment()).unwrap();
    rig.resume(response(401, "application/json", "{}"));
    rig.expect(DOMAIN);
}

/// A dead network at a restart loses no job: the end is told, and what is stored goes on another day, behind the payment's request too.
#[test]
fn a_sign_in_that_never_came_through_is_no_end_of_what_is_stored() {
    fn restarted<S>(mut rig: Rig<S>, debited: Certainty, looks: &str)
    where
        S: Script<Call = FastDokCall, Receipt: PartialEq, Question: std::fmt::Debug> + PartialEq + std::fmt::Debug,
    {
        for _ in 0..2 {
            rig.lost(SIGN_IN);
            rig.pause();
        }
        rig.unsent(SIGN_IN);
        let report = rig.failed();
        assert_eq!((report.code, report.facts.debited), (FailureCode::GaveUp, debited));
        assert!(report.safe_next.starts_with("Carry this journey on later"), "{}", report.safe_next);
        rig.journey = Journey::from_json(&rig.journey.to_json()).unwrap();
        assert_eq!(rig.journey.ended(), None);
        rig.answer(SIGN_IN, TICKET);
        rig.expect(looks);
    }
    restarted(signing_in(), Certainty::No, TASKS);
    let mut killed = paying();
    killed.expect("POST /Tasks/t2/Actions/actioncomplete");
    killed.killed(signed_out());
    restarted(killed, Certainty::Unknown, "GET /Tasks/t2");
}

#[test]
fn a_refused_password_is_never_sent_again() {
    let mut rig = signing_in();
    rig.refuse(SIGN_IN, 200);
    let report = rig.failed();
    assert_report(&report, FailureCode::BadCredentials, Facts::default());
    assert_eq!(report.error_code.as_deref(), Some("fastdok.sign_in_failed"));
    // Not by another journey of the session either.
    let mut other = Rig::new(CompleteCase::new("c2"), rig.session);
    assert_eq!(other.failed().code, FailureCode::BadCredentials);
    let refused = other.session.sign_in(other.moment()).unwrap();
    assert!(refused.is_err());
}

#[test]
fn a_sign_in_without_credentials_is_an_input_error() {
    let url = BaseUrl::new("https://forms.example.se").unwrap();
    let mut rig = Rig::new(CompleteCase::new("c1"), Session::new(Access::new(url)));
    let report = rig.failed();
    assert_report(&report, FailureCode::Input, Facts::default());
    assert_eq!(report.error_code.as_deref(), Some("input.credentials_missing"));
    let mut bad = Rig::new(CompleteCase::new("../x"), session());
    assert_eq!(bad.failed().code, FailureCode::Input);
}

/// The pauses until a journey of this seed gives up on a read that always fails.
fn pauses(seed: u64) -> Vec<u64> {
    let mut rig = pay();
    rig.journey = Journey::new(nordcase::fastdok::journeys::PayCase::new("c1"), seed);
    let mut pauses = Vec::new();
    for _ in 0..4 {
        rig.lost(DOMAIN);
        let reason = match rig.next() {
            Step::Wait { reason, .. } => reason,
            _ => panic!("no pause"),
        };
        assert!(reason.contains("read"), "{reason}");
        pauses.push(rig.pause());
    }
    rig.lost(DOMAIN);
    let report = rig.failed();
    assert_report(&report, FailureCode::GaveUp, Facts::default());
    assert_eq!(report.error_code.as_deref(), Some("transport.timeout"));
    pauses
}

#[test]
fn pauses_grow_and_are_the_same_for_the_same_seed() {
    for seed in [0, 1, 7, u64::MAX] {
        let found = pauses(seed);
        assert_eq!(pauses(seed), found);
        for (n, pause) in found.iter().enumerate() {
            let full = 500 << n;
            assert!((full / 2..=full).contains(pause), "pause {n} of seed {seed}: {pause}");
        }
    }
    assert_ne!(pauses(1), pauses(2));
    // Known values: a stored journey goes on as it would have.
    assert_eq!(pauses(1), KNOWN_PAUSES);
}

const KNOWN_PAUSES: [u64; 4] = [419, 632, 1_246, 3_980];

#[test]
fn a_read_that_works_again_starts_the_count_anew() {
    let mut rig = pay();
    for _ in 0..4 {
        rig.lost(DOMAIN);
        rig.pause();
    }
    rig.answer(DOMAIN, &domain("False"));
    rig.lost(TASKS);
    assert!(rig.pause() <= 500);
    // A page, a cut answer and a server's error are tried again; what can never work is not.
    rig.answer(TASKS, r#"[{"Id":"#);
    rig.pause();
    rig.expect(TASKS);
    rig.resume(response(500, "application/json", ""));
    rig.pause();
    rig.refuse(TASKS, 404);
    assert_eq!(rig.failed().code, FailureCode::Refused);
}

#[test]
fn a_sign_in_that_gets_no_answer_is_tried_again_with_pauses() {
    let mut rig = signing_in();
    for _ in 0..2 {
        rig.lost(SIGN_IN);
        assert!(matches!(rig.next(), Step::Wait { reason, .. } if reason.contains("sign-in")));
        rig.pause();
    }
    rig.lost(SIGN_IN);
    assert_report(&rig.failed(), FailureCode::GaveUp, Facts::default());
    let mut rig = signing_in();
    rig.lost(SIGN_IN);
    rig.pause();
    rig.answer(SIGN_IN, TICKET);
    // The tries of the sign-in are not those of the read.
    for _ in 0..4 {
        rig.lost(TASKS);
        rig.pause();
    }
    rig.expect(TASKS);
}

#[test]
fn an_answer_to_a_request_that_nobody_handed_out_is_refused() {
    let mut journey = Journey::new(CompleteCase::new("c1"), 1);
    let mut session = session();
    let before = journey.clone();
    for input in [response(200, "application/json", "[]"), rig::failed(true)] {
        let error = journey.resume(&mut session, input, Moment::at(0)).unwrap_err();
        assert_eq!(error.code(), "input.journey_input");
        assert!(error.to_string().contains("response"), "{error}");
    }
    assert_eq!(journey, before);
}

#[test]
fn cancelled_in_a_pause_or_a_sign_in_it_ends() {
    let mut rig = pay();
    rig.lost(DOMAIN);
    assert!(matches!(rig.next(), Step::Wait { .. }));
    rig.resume(Input::Cancelled);
    assert_eq!(rig.failed().code, FailureCode::Cancelled);
    let mut rig = signing_in();
    rig.expect(SIGN_IN);
    rig.resume(Input::Cancelled);
    assert_report(&rig.failed(), FailureCode::Cancelled, Facts::default());
}

#[test]
fn a_read_whose_connection_failed_is_tried_again_with_the_journeys_own_pauses() {
    let broken = || {
        let error = nordcase::error::TransportError::new(nordcase::error::Failure::Network, false, "connection reset");
        Input::Failed(error)
    };
    let mut rig = pay();
    for _ in 0..4 {
        rig.expect(DOMAIN);
        rig.resume(broken());
        assert!(rig.pause() >= 250);
    }
    rig.expect(DOMAIN);
    rig.resume(broken());
    assert_report(&rig.failed(), FailureCode::GaveUp, Facts::default());
}

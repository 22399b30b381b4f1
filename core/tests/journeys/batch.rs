//! `Batch`: many journeys at once, each with its own end.

use nordcase::fastdok::journeys::CompleteCase;
use nordcase::journey::{
    Batch, BatchStep, FailureCode, Input, ItemState, Journey, Moment, NoQuestion, Progress, Session as _, Step,
};

use super::*;

const NOW: Moment = Moment { unix_millis: 1_803_888_000_000, random: [0; 16], gate: false };

fn batch(jobs: usize, concurrency: usize) -> Batch<CompleteCase> {
    let job = |n: usize| (format!("job-{n}"), Journey::new(CompleteCase::new(format!("c{n}")), n as u64));
    Batch::new((0..jobs).map(job), concurrency)
}

type Steps = Vec<BatchStep<NoQuestion, nordcase::fastdok::journeys::CompleteReceipt>>;

/// What is to be sent, as `0 GET /Instances/c0`.
fn shown(steps: &Steps) -> Vec<String> {
    let show = |step: &BatchStep<_, _>| match &step.step {
        Step::Send(send) => format!("{} {}", step.index, rig::shown(send)),
        Step::Wait { .. } => format!("{} wait", step.index),
        _ => panic!("results are read from the items"),
    };
    steps.iter().map(show).collect()
}

fn answer(batch: &mut Batch<CompleteCase>, index: usize, session: &mut Session, body: &str) {
    batch.resume(index, session, response(200, "application/json", body), NOW).unwrap();
}

/// Finds the case archived: two reads.
fn finish(batch: &mut Batch<CompleteCase>, index: usize, session: &mut Session) {
    answer(batch, index, session, NO_TASKS);
    assert_eq!(shown(&batch.next(session, NOW)), [format!("{index} GET /Instances/c{index}")]);
    answer(batch, index, session, ARCHIVED);
}

fn progress(total: usize, waiting: usize, running: usize, done: usize, failed: usize) -> Progress {
    Progress { total, waiting, running, done, failed }
}

#[test]
fn so_many_at_a_time_and_a_result_for_each() {
    let mut session = session();
    let mut batch = batch(4, 2);
    assert_eq!(batch.progress(), progress(4, 4, 0, 0, 0));
    let tasks = |n: usize| format!("{n} GET /Instances/c{n}/Tasks?Status=ready");
    assert_eq!(shown(&batch.next(&session, NOW)), [tasks(0), tasks(1)]);
    assert_eq!(batch.next(&session, NOW).len(), 0, "all under way are busy");
    assert_eq!(batch.progress(), progress(4, 2, 2, 0, 0));
    assert!(!batch.is_finished());

    finish(&mut batch, 1, &mut session);
    // One has ended: the next begins at once.
    assert_eq!(shown(&batch.next(&session, NOW)), [tasks(2)]);
    assert_eq!(batch.progress(), progress(4, 1, 2, 1, 0));
    answer(&mut batch, 0, &mut session, &at("t", "TaskNew"));
    assert_eq!(shown(&batch.next(&session, NOW)), [tasks(3)]);
    assert_eq!(batch.progress(), progress(4, 0, 2, 1, 1));
    finish(&mut batch, 2, &mut session);
    assert_eq!(batch.next(&session, NOW).len(), 0);
    batch.resume(3, &mut session, rig::failed(true), NOW).unwrap();
    let steps = batch.next(&session, NOW);
    assert_eq!(shown(&steps), ["3 wait"]);
    batch.resume(3, &mut session, Input::Woke, NOW).unwrap();
    assert_eq!(shown(&batch.next(&session, NOW)), [tasks(3)]);
    finish(&mut batch, 3, &mut session);
    assert_eq!(batch.next(&session, NOW).len(), 0);
    assert!(batch.is_finished());
    assert_eq!(batch.progress(), progress(4, 0, 0, 3, 1));
    let items = batch.items();
    assert_eq!(items.iter().map(|item| item.key.as_str()).collect::<Vec<_>>(), ["job-0", "job-1", "job-2", "job-3"]);
    assert!(matches!(&items[0].state, ItemState::Failed(report) if report.code == FailureCode::UnknownTask));
    assert!(matches!(&items[1].state, ItemState::Done(receipt) if receipt.case_id == "c1"));
}

#[test]
fn at_least_one_at_a_time() {
    let mut batch = batch(2, 0);
    assert_eq!(batch.next(&session(), NOW).len(), 1);
    assert!(Batch::<CompleteCase>::new([], 1).is_finished());
}

#[test]
fn a_wrong_index_or_input_changes_nothing() {
    let mut session = session();
    let mut batch = batch(2, 1);
    assert_eq!(batch.next(&session, NOW).len(), 1);
    let before = batch.to_json();
    for (index, input) in [(1, rig::failed(true)), (2, rig::failed(true)), (0, Input::Woke)] {
        let error = batch.resume(index, &mut session, input, NOW).unwrap_err();
        assert_eq!(error.code(), "input.journey_input");
        assert_eq!(batch.to_json(), before);
    }
    // The step is still under way.
    assert_eq!(batch.next(&session, NOW).len(), 0);
    answer(&mut batch, 0, &mut session, NO_TASKS);
    let twice = batch.resume(0, &mut session, rig::failed(true), NOW).unwrap_err();
    assert_eq!(twice.code(), "input.journey_input");
}

#[test]
fn stopped_it_ends_what_is_under_way_and_goes_on_later() {
    let mut session = session();
    let mut batch = batch(3, 1);
    assert_eq!(batch.next(&session, NOW).len(), 1);
    batch.stop();
    assert!(!batch.is_finished(), "one is under way");
    finish(&mut batch, 0, &mut session);
    assert_eq!(batch.next(&session, NOW).len(), 0);
    assert!(batch.is_finished());
    assert_eq!(batch.progress(), progress(3, 2, 0, 1, 0));
    batch.go_on();
    assert!(!batch.is_finished());
    assert_eq!(shown(&batch.next(&session, NOW)), ["1 GET /Instances/c1/Tasks?Status=ready"]);
}

#[test]
fn stored_and_loaded_it_goes_on_where_it_was() {
    let mut first = session();
    let mut old = batch(3, 2);
    assert_eq!(old.next(&first, NOW).len(), 2);
    answer(&mut old, 0, &mut first, NO_TASKS);
    assert_eq!(old.next(&first, NOW).len(), 1);
    answer(&mut old, 0, &mut first, ARCHIVED);
    assert_eq!(shown(&old.next(&first, NOW)), ["2 GET /Instances/c2/Tasks?Status=ready"]);
    let stored = old.to_json();
    assert!(!stored.contains(SECRET));
    let mut new = Batch::<CompleteCase>::from_json(&stored).unwrap();
    assert_eq!(new.to_json(), stored);
    assert_eq!(new.progress(), progress(3, 0, 2, 1, 0));
    // Nobody is busy in the new process: each step is handed out again.
    let tasks = |n: usize| format!("{n} GET /Instances/c{n}/Tasks?Status=ready");
    assert_eq!(shown(&new.next(&session(), NOW)), [tasks(1), tasks(2)]);

    let code = |text: &str| Batch::<CompleteCase>::from_json(text).unwrap_err().code().to_owned();
    assert_eq!(code(&stored.replace("fastdok.complete_case", "fastdok.pay_case")), "input.journey_stored");
    assert_eq!(code(&stored.replace(r#""version":1"#, r#""version":2"#)), "input.journey_version");
    assert_eq!(code(&Journey::new(CompleteCase::new("c"), 1).to_json()), "input.journey_stored");
}

#[test]
fn a_job_is_stored_in_whatever_state_it_is() {
    let mut session = session();
    let mut batch = batch(4, 2);
    batch.next(&session, NOW);
    finish(&mut batch, 0, &mut session);
    batch.next(&session, NOW);
    answer(&mut batch, 1, &mut session, &at("t", "TaskNew"));
    batch.stop();
    batch.next(&session, NOW);
    let loaded = Batch::<CompleteCase>::from_json(&batch.to_json()).unwrap();
    assert_eq!(loaded.to_json(), batch.to_json());
    assert_eq!(loaded.progress(), progress(4, 1, 1, 1, 1));
    let asleep = batch.to_json().replace(r#""is":"waiting""#, r#""is":"asleep""#);
    assert_eq!(Batch::<CompleteCase>::from_json(&asleep).unwrap_err().code(), "input.journey_stored");
}

#[test]
fn one_sign_in_serves_all() {
    let mut session = Session::new(Access { ticket: None, ..session().access().clone() });
    let mut batch = batch(3, 3);
    assert_eq!(shown(&batch.next(&session, NOW)), ["0 POST /Authenticate"]);
    assert_eq!(batch.next(&session, NOW).len(), 0, "the others wait for it");
    answer(&mut batch, 0, &mut session, r#"{"success":true,"Ticket":"t"}"#);
    let steps = batch.next(&session, NOW);
    assert_eq!(steps.len(), 3);
    assert!(
        steps.iter().all(|step| matches!(&step.step, Step::Send(send) if send.request.header("Ticket") == Some("t")))
    );
}

#[test]
fn a_job_that_waits_for_another_answer_keeps_nobody_from_signing_in() {
    let mut session = session();
    let mut batch = batch(2, 2);
    assert_eq!(batch.next(&session, NOW).len(), 2);
    answer(&mut batch, 1, &mut session, NO_TASKS);
    session.drop_ticket();
    assert_eq!(shown(&batch.next(&session, NOW)), ["1 POST /Authenticate"]);
}

#[test]
fn one_refused_password_fails_all_and_is_sent_once() {
    let mut session = Session::new(Access { ticket: None, ..session().access().clone() });
    let mut batch = batch(3, 3);
    assert_eq!(batch.next(&session, NOW).len(), 1);
    answer(&mut batch, 0, &mut session, r#"{"success":false,"message":"fel"}"#);
    assert_eq!(batch.next(&session, NOW).len(), 0);
    assert!(batch.is_finished());
    assert_eq!(batch.progress(), progress(3, 0, 0, 0, 3));
    let failed = |item: &nordcase::journey::Item<CompleteCase>| matches!(&item.state, ItemState::Failed(report) if report.code == FailureCode::BadCredentials);
    assert!(batch.items().iter().all(failed));
    // It is the session's end: what is stored goes on with other credentials.
    let mut loaded = Batch::<CompleteCase>::from_json(&batch.to_json()).unwrap();
    assert_eq!(loaded.progress(), progress(3, 0, 3, 0, 0));
    let right = Session::new(Access { ticket: None, ..session.access().clone() });
    assert_eq!(shown(&loaded.next(&right, NOW)), ["0 POST /Authenticate"]);
}

//! Stored journeys: any text is loaded or refused, and what was loaded takes any input.
//!
//! Input, on lines of their own: the journey's name, its stored form, then what comes of its steps: `woke`, `yes`, `no`, `cancel`, `lost`, `failed`
//! (certainly not sent), `kill` (stored and loaded), `claim` and the cases that are free, else an HTTP status and the answer.
//!
//! A wrong input leaves the journey as it was; what is stored loads as the same; no secret is stored.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nordcase::altinn::journeys::{CreateCase, PlaceNotice, SendEvent};
use nordcase::error::{Failure, TransportError};
use nordcase::fastdok::journeys::{CancelPayment, CompleteCase, PayCase, StartCase};
use nordcase::journey::{Batch, Call, FailureCode, Input, Journey, Moment, Script, Step};
use nordcase::{altinn, fastdok};
use nordcase_fuzz::{SECRET, altinn_access, answer, check, fastdok_access, line};

/// More steps than any journey has between two inputs that it takes.
const STEPS: usize = 40;

fn input(line: &str, content_type: &str) -> Input {
    let failed = |may_have_arrived| Input::Failed(TransportError::new(Failure::Timeout, may_have_arrived, "no answer"));
    match line {
        "woke" => Input::Woke,
        "yes" => Input::Decision { approved: true },
        "no" => Input::Decision { approved: false },
        "cancel" => Input::Cancelled,
        "lost" => failed(true),
        "failed" => failed(false),
        claimed if claimed.starts_with("claim") => {
            Input::Claimed { case_ids: claimed.split_whitespace().skip(1).map(str::to_owned).collect() }
        }
        answered => {
            let (status, body) = answered.split_once(' ').unwrap_or((answered, ""));
            Input::Response(answer(status.parse().unwrap_or(200), content_type, body.as_bytes()))
        }
    }
}

fn load<S: Script + PartialEq + std::fmt::Debug>(text: &str) -> Option<Journey<S>> {
    match Journey::<S>::from_json(text) {
        Ok(journey) => Some(journey),
        Err(error) => {
            // It may name a member that should not be there, in backticks; what a member holds it never tells.
            let shown: String = error.to_string().split('`').step_by(2).collect();
            assert_eq!(error.code().split('.').next(), Some("input"));
            assert!(!shown.contains(SECRET) && shown.len() < 1_000, "{shown}");
            None
        }
    }
}

fn run<S: Script + PartialEq + std::fmt::Debug>(
    stored: &str,
    inputs: &str,
    content_type: &str,
    mut session: <S::Call as Call>::Session,
) {
    let Some(mut journey) = load::<S>(stored) else { return };
    for (number, line) in inputs.lines().take(STEPS).enumerate() {
        let moment = Moment::at(number as i64 * 1_000).with_gate();
        let step = journey.next(&session, moment);
        let ended = matches!(step, Step::Done(_) | Step::Failed(_));
        let before = journey.to_json();
        let kept = load::<S>(&before).expect("what is stored can be loaded");
        let of_session = match &step {
            Step::Failed(report) if report.code == FailureCode::GaveUp => kept.ended().is_none(),
            Step::Failed(report) => report.code == FailureCode::BadCredentials,
            _ => false,
        };
        if of_session {
            // It can be carried on with other credentials, or later.
            assert_eq!(kept.ended(), None);
        } else {
            assert_eq!(kept, journey);
        }
        assert!(stored.contains(SECRET) || inputs.contains(SECRET) || !before.contains(SECRET));
        if line == "kill" {
            journey = kept;
            continue;
        }
        match journey.resume(&mut session, input(line, content_type), moment) {
            Ok(()) => assert!(!ended, "a journey that has ended takes nothing"),
            Err(error) => {
                check(&error);
                assert_eq!(journey.to_json(), before, "a wrong input changed the journey");
            }
        }
    }
}

/// A batch of payments takes the same inputs, one for each step in turn.
fn run_batch(stored: &str, inputs: &str) {
    let mut session = fastdok::Session::new(fastdok_access());
    let mut batch = match Batch::<PayCase>::from_json(stored) {
        Ok(batch) => batch,
        Err(error) => return check(&error),
    };
    let total = batch.progress().total;
    let mut steps = Vec::new();
    for (number, line) in inputs.lines().take(STEPS).enumerate() {
        let moment = Moment::at(number as i64 * 1_000);
        steps.extend(batch.next(&session, moment).into_iter().map(|step| step.index));
        let Some(index) = steps.pop() else { break };
        if let Err(error) = batch.resume(index, &mut session, input(line, "application/json"), moment) {
            check(&error);
            steps.push(index);
        }
        assert_eq!(batch.progress().total, total);
        let again = Batch::<PayCase>::from_json(&batch.to_json()).expect("what is stored can be loaded");
        assert_eq!(again.progress(), batch.progress());
    }
}

fuzz_target!(|text: &str| {
    let (name, rest) = line(text);
    let (stored, inputs) = line(rest);
    let fastdok = || fastdok::Session::new(fastdok_access());
    let altinn = || altinn::Session::new(altinn_access());
    match name {
        "fastdok.start_case" => run::<StartCase>(stored, inputs, "application/json", fastdok()),
        "fastdok.pay_case" => run::<PayCase>(stored, inputs, "application/json", fastdok()),
        "fastdok.cancel_payment" => run::<CancelPayment>(stored, inputs, "application/json", fastdok()),
        "fastdok.complete_case" => run::<CompleteCase>(stored, inputs, "application/json", fastdok()),
        "altinn.create_case" => run::<CreateCase>(stored, inputs, "text/xml", altinn()),
        "altinn.send_event" => run::<SendEvent>(stored, inputs, "text/xml", altinn()),
        "altinn.place_notice" => run::<PlaceNotice>(stored, inputs, "text/xml", altinn()),
        _ => run_batch(stored, inputs),
    }
});

//! A journey on a bench: the test says what must be sent, and hands in what comes of it. No service behind it.
//!
//! At every step the rig also checks what holds for every journey: a wrong input is a typed error and changes nothing, what is stored loads as
//! the same, and no secret is stored.

use std::fmt::Debug;

use nordcase::error::{Failure, TransportError};
use nordcase::journey::{BY_REPLY, Call, FailureCode, FailureReport, Input, Journey, Moment, Script, SendStep, Step};
use nordcase::{Header, HttpResponse};

/// The password, API key or ticket of every session here.
pub(crate) const SECRET: &str = "hunter2-S3CRET";

pub(crate) type SessionOf<S> = <<S as Script>::Call as Call>::Session;

pub(crate) struct Rig<S: Script> {
    pub(crate) journey: Journey<S>,
    pub(crate) session: SessionOf<S>,
    pub(crate) now: i64,
}

pub(crate) fn response(status: u16, content_type: &str, body: &str) -> Input {
    let headers = vec![Header::new("Content-Type", content_type)];
    Input::Response(HttpResponse { status, headers, body: body.as_bytes().to_vec() })
}

pub(crate) fn failed(may_have_arrived: bool) -> Input {
    Input::Failed(TransportError {
        failure: Failure::Timeout,
        may_have_arrived,
        reason: "no answer".to_owned(),
        reads: false,
    })
}

impl<S: Script<Receipt: PartialEq, Question: Debug> + PartialEq + Debug> Rig<S> {
    pub(crate) fn new(script: S, session: SessionOf<S>) -> Self {
        Self { journey: Journey::new(script, 1), session, now: 1_803_888_000_000 }
    }

    pub(crate) fn moment(&self) -> Moment {
        Moment::at(self.now)
    }

    /// The next step, after the checks that hold at every step.
    pub(crate) fn next(&mut self) -> Step<S::Question, S::Receipt> {
        let moment = self.moment();
        let mut step = self.journey.next(&self.session, moment);
        if matches!(step, Step::Gate) {
            // Nothing was handed out: the same is stored, and asked again with the gate it is sent.
            step = self.journey.next(&self.session, moment.with_gate());
            assert!(matches!(&step, Step::Send(send) if send.gated), "{}", name(&step));
        }
        let stored = self.journey.to_json();
        assert!(!stored.contains(SECRET), "a secret is stored: {stored}");
        let loaded = Journey::<S>::from_json(&stored).unwrap();
        let of_session = |report: &FailureReport| match report.code {
            FailureCode::BadCredentials => true,
            FailureCode::GaveUp => report.safe_next.starts_with("Carry this journey on"),
            _ => false,
        };
        if matches!(&step, Step::Failed(report) if of_session(report)) {
            // It can be carried on with other credentials, or later.
            assert!(loaded.ended().is_none() && self.journey.ended().is_some(), "{stored}");
        } else {
            assert_eq!(loaded, self.journey, "{stored}");
        }
        for input in wrong_inputs(&step) {
            let error = self.journey.resume(&mut self.session, input.clone(), moment).unwrap_err();
            assert_eq!(error.code(), "input.journey_input", "{input:?}");
            assert_eq!(self.journey.to_json(), stored, "changed by {input:?}");
        }
        step
    }

    pub(crate) fn send(&mut self) -> SendStep {
        match self.next() {
            Step::Send(send) => send,
            other => panic!("not a request: {}", name(&other)),
        }
    }

    /// The next step is this request: method and path, and its form for a changing FastDok call; the operation's name for Altinn.
    pub(crate) fn expect(&mut self, wanted: &str) {
        let send = self.send();
        assert!(!send.label.is_empty());
        assert_eq!(shown(&send), wanted);
        let names = ["fastdok.perform_action", "fastdok.start_case"];
        let changing = names.contains(&send.operation)
            || send.operation.starts_with("altinn.") && send.operation != "altinn.get_case_list";
        assert_eq!(send.changes, changing, "{}", send.operation);
    }

    pub(crate) fn resume(&mut self, input: Input) {
        let moment = self.moment();
        self.journey.resume(&mut self.session, input, moment).unwrap();
    }

    /// This request, and the answer was lost.
    pub(crate) fn lost(&mut self, wanted: &str) {
        self.expect(wanted);
        self.resume(failed(true));
    }

    /// This request, which surely was not sent.
    pub(crate) fn unsent(&mut self, wanted: &str) {
        self.expect(wanted);
        self.resume(failed(false));
    }

    /// The process dies, and the journey is loaded in a new one that has this session.
    pub(crate) fn killed(&mut self, session: SessionOf<S>) {
        self.journey = Journey::from_json(&self.journey.to_json()).unwrap();
        self.session = session;
    }

    /// The next step is a pause; it passes.
    pub(crate) fn pause(&mut self) -> u64 {
        match self.next() {
            Step::Wait { millis, reason } => {
                assert!(!reason.is_empty());
                self.now += i64::try_from(millis).unwrap();
                self.resume(Input::Woke);
                millis
            }
            other => panic!("not a pause: {}", name(&other)),
        }
    }

    /// The next step asks which of these cases are free (`take`: for one of them): these.
    pub(crate) fn claim(&mut self, wanted: &[&str], take: bool, answer: &[&str]) {
        self.claim_as("1", wanted, take, answer);
    }

    /// The next step asks which of these cases, which others have claimed, a reply named: these.
    pub(crate) fn named(&mut self, wanted: &[&str], answer: &[&str]) {
        self.claim_as(BY_REPLY, wanted, false, answer);
    }

    /// The case that the reply named is free, and taken; or nothing is.
    pub(crate) fn take_named(&mut self, case: &str, free: bool) {
        self.claim_as(BY_REPLY, &[case], true, if free { std::slice::from_ref(&case) } else { &[] });
    }

    fn claim_as(&mut self, owner: &str, wanted: &[&str], take: bool, answer: &[&str]) {
        match self.next() {
            Step::Claim(claim) => {
                assert_eq!((claim.case_ids, claim.take), (wanted.iter().map(|&case| case.to_owned()).collect(), take));
                assert_eq!(claim.owner, owner);
                self.resume(Input::Claimed { case_ids: answer.iter().map(|&case| case.to_owned()).collect() });
            }
            other => panic!("not a claim: {}", name(&other)),
        }
    }

    /// These new cases are nobody's, and the journey takes the first that it wants.
    pub(crate) fn take(&mut self, wanted: &[&str]) {
        self.claim(wanted, true, wanted.get(..1).unwrap_or_default());
    }

    pub(crate) fn ask(&mut self) -> S::Question {
        match self.next() {
            Step::Ask(question) => question,
            other => panic!("not a question: {}", name(&other)),
        }
    }

    pub(crate) fn decide(&mut self, approved: bool) {
        self.ask();
        self.resume(Input::Decision { approved });
    }

    pub(crate) fn done(&mut self) -> S::Receipt {
        match self.next() {
            Step::Done(receipt) => receipt,
            other => panic!("not done: {}", name(&other)),
        }
    }

    pub(crate) fn failed(&mut self) -> FailureReport {
        match self.next() {
            Step::Failed(report) => report,
            other => panic!("not failed: {}", name(&other)),
        }
    }
}

/// `GET /Tasks/t1`, `POST /Tasks/t1/Actions/ActionPay`, `altinn.notify_event`.
pub(crate) fn shown(send: &SendStep) -> String {
    match send.request.url.split_once("/API/v1.0") {
        Some((_, path)) => format!("{} {path}", send.request.method),
        None => send.operation.to_owned(),
    }
}

/// A step without its contents: a request would show the ticket.
fn name<Q: Debug, R: Debug>(step: &Step<Q, R>) -> String {
    match step {
        Step::Send(send) => format!("send {}", shown(send)),
        other => format!("{other:?}"),
    }
}

fn wrong_inputs<Q, R>(step: &Step<Q, R>) -> Vec<Input> {
    let answer = || vec![response(200, "application/json", "{}"), failed(true)];
    let decision = Input::Decision { approved: true };
    match step {
        Step::Gate => unreachable!("the rig has the gate"),
        Step::Claim(_) => {
            let claimed = Input::Claimed { case_ids: vec!["another".to_owned()] };
            [answer(), vec![decision, Input::Woke, claimed]].concat()
        }
        Step::Send(_) => vec![Input::Woke, decision],
        Step::Wait { .. } => [answer(), vec![decision]].concat(),
        Step::Ask(_) => [answer(), vec![Input::Woke]].concat(),
        Step::Done(_) | Step::Failed(_) => [answer(), vec![Input::Woke, decision, Input::Cancelled]].concat(),
    }
}

//! Altinn's journeys step by step, against answers written by hand: what is sent, what is never sent again, and what the end says.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[path = "journeys/create_case.rs"]
mod create_case;
#[path = "journeys/faults_altinn.rs"]
mod faults_altinn;
#[path = "journeys/place_notice.rs"]
mod place_notice;
#[allow(dead_code, reason = "FastDok's journeys use the rest")]
#[path = "journeys/rig.rs"]
mod rig;
#[path = "journeys/send_event.rs"]
mod send_event;

use nordcase::BaseUrl;
use nordcase::altinn::journeys::AltinnCall;
use nordcase::altinn::{Access, Session};
use nordcase::journey::{Certainty, Facts, FailureCode, FailureReport, Input, Script, Session as _};

use rig::{Rig, SECRET, response};

/// The pauses before the looks at what a lost call did: in all the settle bound.
const SHARES: [u64; 4] = [0, 5_000, 20_000, 215_000];
const LIST: &str = "altinn.get_case_list";

fn session() -> Session {
    Session::new(Access::basic(BaseUrl::new("https://www.altinn.no").unwrap(), "SKDEN", SECRET))
}

/// The answer to an operation, with this result.
fn envelope(operation: &str, result: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>\
         <{operation}AgencySystemExternalBasicResponse xmlns=\"http://www.altinn.no/services/ServiceEngine/Case/2010/10\">\
         <{operation}AgencySystemExternalBasicResult xmlns:a=\"http://schemas.altinn.no/services/ServiceEngine/Case/2010/10\">{result}\
         </{operation}AgencySystemExternalBasicResult></{operation}AgencySystemExternalBasicResponse></s:Body></s:Envelope>"
    )
}

/// A list of cases, each with further members.
fn cases(cases: &[(i32, &str)]) -> String {
    let item = |(id, members): &(i32, &str)| {
        format!("<a:ExternalCaseBE><a:CaseID>{id}</a:CaseID>{members}</a:ExternalCaseBE>")
    };
    envelope("GetCaseList", &cases.iter().map(item).collect::<String>())
}

fn state(name: &str) -> String {
    format!("<a:CurrentStateName>{name}</a:CurrentStateName>")
}

fn fault(number: i32) -> Input {
    let body = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>s:Client</faultcode>\
         <faultstring>x</faultstring><detail><AltinnFault xmlns=\"http://www.altinn.no/services/common/fault/2009/10\">\
         <AltinnErrorMessage>Nei</AltinnErrorMessage><ErrorID>{number}</ErrorID></AltinnFault></detail></s:Fault></s:Body></s:Envelope>"
    );
    response(500, "text/xml; charset=utf-8", &body)
}

/// What Altinn's tests say more often.
trait Altinn {
    fn answer(&mut self, wanted: &str, body: &str);
    fn refuse(&mut self, wanted: &str, number: i32);
}

impl<S> Altinn for Rig<S>
where
    S: Script<Call = AltinnCall, Receipt: PartialEq, Question: std::fmt::Debug> + PartialEq + std::fmt::Debug,
{
    fn answer(&mut self, wanted: &str, body: &str) {
        self.expect(wanted);
        self.resume(response(200, "text/xml; charset=utf-8", body));
    }

    fn refuse(&mut self, wanted: &str, number: i32) {
        self.expect(wanted);
        self.resume(fault(number));
    }
}

fn assert_report(report: &FailureReport, code: FailureCode, facts: Facts) {
    assert_eq!((report.code, report.facts), (code, facts), "{report:?}");
    let all = [facts.debited, facts.archived, facts.created, facts.changed];
    assert_eq!(report.unknown.is_empty(), all.iter().all(|it| *it != Certainty::Unknown));
    assert!(!report.safe_next.is_empty());
}

fn changed(changed: Certainty) -> Facts {
    Facts { changed, ..Facts::default() }
}

#[test]
fn refused_credentials_end_every_journey_of_the_session() {
    for number in [5, 44, 989] {
        let mut rig = create_case::creating();
        rig.refuse("altinn.instantiate_collaboration", number);
        let report = rig.failed();
        assert_report(&report, FailureCode::BadCredentials, Facts::default());
        assert_eq!(report.error_code, Some(format!("altinn.{number}")));
        assert!(report.safe_next.contains("credentials"), "{}", report.safe_next);
        // Nothing is sent any more, not even a read.
        let mut next = Rig::new(create_case::script(), rig.session);
        assert_eq!(next.failed().code, FailureCode::BadCredentials);
        // The error at a read is the same.
        let mut read = Rig::new(create_case::script(), session());
        read.refuse(LIST, number);
        assert_eq!(read.failed().code, FailureCode::BadCredentials);
        // With others it is carried on, from what is stored.
        let mut again = Rig::new(create_case::script(), session());
        again.journey = nordcase::journey::Journey::from_json(&read.journey.to_json()).unwrap();
        again.expect(LIST);
        // What had left looks first.
        let mut after = Rig::new(create_case::script(), session());
        after.journey = nordcase::journey::Journey::from_json(&rig_after_a_page().journey.to_json()).unwrap();
        assert_eq!(after.pause(), 0);
        after.expect(LIST);
    }
}

/// A creation that a page answered which may be about the credentials.
fn rig_after_a_page() -> Rig<nordcase::altinn::journeys::CreateCase> {
    let mut rig = create_case::creating();
    rig.expect("altinn.instantiate_collaboration");
    rig.resume(response(403, "text/html", "<title>Request blocked</title>"));
    rig.failed();
    rig
}

#[test]
fn there_is_no_sign_in_and_no_ticket() {
    let mut session = session();
    let moment = nordcase::journey::Moment::at(0);
    assert!(session.sign_in(moment).is_none());
    assert_eq!(session.generation(), 0);
    session.accepted(moment);
    session.drop_ticket();
    assert!(session.sign_in(moment).is_none());
}

#[test]
fn a_lost_request_is_counted_while_it_carries_a_password_that_was_never_accepted() {
    let mut rig = Rig::new(create_case::script(), session());
    for lost in 1..3 {
        rig.lost(LIST);
        rig.pause();
        assert_eq!(rig.session.losses(), lost);
    }
    let mut known = create_case::creating();
    known.lost("altinn.instantiate_collaboration");
    assert_eq!(known.session.losses(), 0);
}

#[test]
fn a_transient_fault_at_a_read_is_tried_again() {
    let mut rig = Rig::new(create_case::script(), session());
    rig.expect(LIST);
    rig.resume(response(503, "text/html", "<html>"));
    assert!((250..=500).contains(&rig.pause()));
    rig.answer(LIST, &cases(&[]));
    rig.expect("altinn.instantiate_collaboration");
}

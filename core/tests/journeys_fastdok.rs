//! FastDok's journeys step by step, against answers written by hand: what is sent, what is never sent, and what the end says.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[path = "journeys/act.rs"]
mod act;
#[path = "journeys/batch.rs"]
mod batch;
#[path = "journeys/faults_pay.rs"]
mod faults_pay;
#[path = "journeys/faults_session.rs"]
mod faults_session;
#[path = "journeys/faults_start.rs"]
mod faults_start;
#[path = "journeys/jobs.rs"]
mod jobs;
#[path = "journeys/machinery.rs"]
mod machinery;
#[path = "journeys/pay_case.rs"]
mod pay_case;
#[path = "journeys/repeats.rs"]
mod repeats;
#[path = "journeys/rig.rs"]
mod rig;
#[path = "journeys/start_case.rs"]
mod start_case;
#[path = "journeys/stored.rs"]
mod stored;

use nordcase::fastdok::{Access, Credentials, Session};
use nordcase::journey::{Certainty, Facts, FailureCode, FailureReport, Script};
use nordcase::{BaseUrl, Secret};

use rig::{Rig, SECRET, response};

const DOMAIN: &str = "GET /Domains/Current";
const TASKS: &str = "GET /Instances/c1/Tasks?Status=ready";
const CASE: &str = "GET /Instances/c1";
const BALANCE: &str = "GET /Domains/Current/Balance";
const OK: &str = r#"{"success":true}"#;
const NO_TASKS: &str = "[]";
const ARCHIVED: &str = r#"{"Id":"c1","Status":"Completed"}"#;
const RUNNING: &str = r#"{"Id":"c1","Status":"Running"}"#;
const PAY: &str = "POST /Tasks/t1/Actions/actionpay";
const HISTORY: &str = "GET /Instances/c1/Tasks?Start=0&Status=completed";
const COMPLETE: &str = "POST /Tasks/t2/Actions/actioncomplete";

fn session() -> Session {
    Session::new(signed_out().with_ticket(Secret::new(SECRET)))
}

fn signed_out() -> Access {
    let url = BaseUrl::new("https://forms.example.se").unwrap();
    let credentials =
        Credentials { api_key: Secret::new(SECRET), username: "anna".to_owned(), password: Secret::new(SECRET) };
    Access::new(url).with_credentials(credentials)
}

fn task(id: &str, kind: &str) -> String {
    format!(r#"{{"Id":"{id}","ReferenceId":"{kind}","Status":"Ready"}}"#)
}

fn at(id: &str, kind: &str) -> String {
    format!("[{}]", task(id, kind))
}

/// The tasks that a case has left behind.
fn left(tasks: &[(&str, &str)]) -> String {
    let row = |(id, kind): &(&str, &str)| format!(r#"{{"Id":"{id}","ReferenceId":"{kind}","Status":"Completed"}}"#);
    let rows: Vec<_> = tasks.iter().map(row).collect();
    format!(r#"{{"TotalCount":{},"Data":[{}]}}"#, rows.len(), rows.join(","))
}

/// The history of a case that was never paid before the payment t2.
fn first_payment() -> String {
    left(&[("t1", "TaskCreate"), ("t2", "TaskPay")])
}

/// The settle bound that a journey has by default.
const SETTLE: u64 = 240_000;

fn domain(licence: &str) -> String {
    format!(
        r#"{{"Id":"d","Name":"AB","Balance":500,"Properties":[
            {{"TypeNamespace":"fsab.avtalskund","Value":"{licence}"}},{{"TypeNamespace":"fsab.rabattfaktor","Value":"0.85"}}]}}"#
    )
}

/// What FastDok's tests say more often.
trait FastDok {
    fn answer(&mut self, wanted: &str, body: &str);
    fn refuse(&mut self, wanted: &str, status: u16);
}

impl<
    S: Script<Call = nordcase::fastdok::journeys::FastDokCall, Receipt: PartialEq, Question: std::fmt::Debug>
        + PartialEq
        + std::fmt::Debug,
> FastDok for Rig<S>
{
    fn answer(&mut self, wanted: &str, body: &str) {
        self.expect(wanted);
        self.resume(response(200, "application/json", body));
    }

    fn refuse(&mut self, wanted: &str, status: u16) {
        self.expect(wanted);
        self.resume(response(status, "application/json", r#"{"success":false,"message":"Saldot räcker inte"}"#));
    }
}

fn assert_report(report: &FailureReport, code: FailureCode, facts: Facts) {
    assert_eq!((report.code, report.facts), (code, facts), "{report:?}");
    assert_eq!(
        report.unknown.is_empty(),
        [facts.debited, facts.archived, facts.created, facts.changed].iter().all(|it| *it != Certainty::Unknown)
    );
    assert!(!report.safe_next.is_empty());
}

//! The call machine, against sessions of both services.

use super::*;
use crate::altinn::InstantiateCollaboration;
use crate::fastdok::{Authenticate, Credentials, GetBalance, PerformAction};
use crate::http::Header;
use crate::operation::{Effect, Operation};
use crate::{BaseUrl, Secret, altinn, fastdok};

const NOW: Moment = Moment { unix_millis: 1_803_888_000_000, random: [0; 16], gate: false };

fn fastdok() -> fastdok::Session {
    let access = fastdok::Access::new(BaseUrl::new("https://forms.example.se").unwrap());
    let credentials =
        Credentials { api_key: Secret::new("key-1"), username: "anna".to_owned(), password: Secret::new("hunter2") };
    fastdok::Session::new(access.with_credentials(credentials))
}

fn altinn() -> altinn::Session {
    altinn::Session::new(altinn::Access::basic(BaseUrl::new("https://www.altinn.no").unwrap(), "SKDEN", "hunter2"))
}

fn answer(status: u16, body: &str) -> HttpResponse {
    let headers = vec![Header::new("Content-Type", "application/json")];
    HttpResponse { status, headers, body: body.as_bytes().to_vec() }
}

fn ticket(name: &str) -> HttpResponse {
    answer(200, &format!(r#"{{"success":true,"Ticket":"{name}"}}"#))
}

fn failed(failure: Failure) -> TransportError {
    TransportError { failure, may_have_arrived: true, reason: "it broke".to_owned(), reads: false }
}

fn kind<O: Operation>(_: &O) -> Kind {
    Kind::of(O::NAME, O::EFFECT == Effect::Changes)
}

fn first(session: &fastdok::Session, state: &mut CallState, moment: Moment) -> Result<Begun, Error> {
    let read = GetBalance {};
    begin(session, state, kind(&read), moment, read.request(session.access()))
}

fn list(session: &altinn::Session, state: &mut CallState, moment: Moment) -> Result<Begun, Error> {
    let list = altinn::GetCaseList::of_case(7);
    begin(session, state, kind(&list), moment, list.request(&session.access(moment)))
}

fn path(begun: Begun) -> String {
    match begun {
        Begun::Send(request) => request.url.rsplit_once("/API/v1.0").unwrap().1.to_owned(),
        Begun::Gate => "gate".to_owned(),
    }
}

/// So many calls begin together, each in turn as the gate lets it; how often it signed in, and how each of them went on.
fn storm(count: usize, outcome: &dyn Fn() -> Result<HttpResponse, TransportError>) -> (usize, Vec<Result<(), Error>>) {
    let mut session = fastdok();
    let mut calls = vec![CallState::default(); count];
    for call in &mut calls {
        assert_eq!(path(first(&session, call, NOW).unwrap()), "gate");
    }
    let mut sign_ins = 0;
    let mut ends: Vec<Option<Result<(), Error>>> = vec![None; count];
    while ends.iter().any(Option::is_none) {
        for (call, end) in calls.iter_mut().zip(&mut ends).filter(|(_, end)| end.is_none()) {
            match first(&session, call, NOW.with_gate()) {
                Ok(Begun::Send(_)) if call.signing_in => {
                    assert!(call.gated());
                    sign_ins += 1;
                    let outcome = outcome();
                    let ended = sign_in_ended(&mut session, call, outcome.as_ref(), NOW);
                    *end = ended.err().map(Err);
                }
                Ok(Begun::Send(_)) => *end = Some(Ok(())),
                Ok(Begun::Gate) => panic!("it has the gate"),
                Err(error) => *end = Some(Err(error)),
            }
        }
    }
    (sign_ins, ends.into_iter().flatten().collect())
}

#[test]
fn fault_1_3_one_sign_in_serves_two_hundred_calls() {
    let (sign_ins, ends) = storm(200, &|| Ok(ticket("t-1")));
    assert_eq!(sign_ins, 1);
    assert!(ends.iter().all(Result::is_ok));
}

#[test]
fn fault_1_3_one_wrong_password_is_sent_once_and_each_call_gets_the_whole_error() {
    for wrong in [
        answer(200, r#"{"success":false,"message":"Fel lösenord","errorLogId":"L-1"}"#),
        answer(503, "<html>"),
        answer(200, ""),
    ] {
        let (sign_ins, ends) = storm(200, &|| Ok(wrong.clone()));
        assert_eq!(sign_ins, 1);
        let one = ends[0].clone().unwrap_err();
        assert_eq!((one.code(), one.retry()), ("fastdok.sign_in_failed", crate::Retry::Never));
        assert!(ends.iter().all(|end| end.as_ref().unwrap_err() == &one), "{one}");
    }
}

#[test]
fn calls_that_waited_for_lost_requests_share_them() {
    for (failure, code) in [(Failure::Timeout, "transport.timeout"), (Failure::Network, "transport.network")] {
        let (sign_ins, ends) = storm(200, &|| Err(failed(failure)));
        assert!(sign_ins < 10, "{sign_ins}");
        for end in ends {
            let error = end.unwrap_err();
            assert_eq!(error.code(), code);
            let Error::Transport(lost) = error else { panic!() };
            assert!(lost.reason.contains("it broke"), "{}", lost.reason);
        }
    }
    // What the callers themselves broke off is no reason for the others to give up.
    let mut session = fastdok();
    let mut waiting = CallState::default();
    first(&session, &mut waiting, NOW).unwrap();
    let broken_off = |session: &mut fastdok::Session| {
        let mut call = CallState::default();
        first(session, &mut call, NOW.with_gate()).unwrap();
        sign_in_ended(session, &mut call, Err(&failed(Failure::Cancelled)), NOW).unwrap_err();
    };
    (0..3).for_each(|_| broken_off(&mut session));
    assert_eq!(path(first(&session, &mut waiting, NOW.with_gate()).unwrap()), "/Authenticate");
    // But their refusals may only not have been heard.
    broken_off(&mut session);
    let held = first(&session, &mut CallState::default(), NOW).unwrap_err();
    assert!(held.to_string().contains("15 minutes"), "{held}");
    assert_eq!((held.code(), held.retry()), ("transport.timeout", crate::Retry::Safe));
}

#[test]
fn the_gate_is_for_the_sign_in_alone() {
    let mut session = fastdok();
    let mut call = CallState::default();
    assert_eq!(path(first(&session, &mut call, NOW).unwrap()), "gate");
    assert_eq!(path(first(&session, &mut call, NOW.with_gate()).unwrap()), "/Authenticate");
    let again = sign_in_ended(&mut session, &mut call, Ok(&ticket("t-1")), NOW).unwrap();
    assert_eq!(again, Verdict::Again { wait_millis: 0 });
    // Whether it still holds the gate or not.
    for moment in [NOW, NOW.with_gate()] {
        let Begun::Send(request) = first(&session, &mut call, moment).unwrap() else { panic!() };
        assert_eq!((request.header("Ticket"), call.gated()), (Some("t-1"), false));
    }
    // What is lost without the gate is no loss of those who wait for a sign-in.
    let lost = failed(Failure::Timeout).into();
    call_ended(&mut session, &mut call, kind(&GetBalance {}), Some(&lost), NOW);
    assert_eq!((session.losses(), session.last_loss()), (0, None));
    // A value that cannot be sent is told before anybody waits or signs in.
    let bad = PerformAction::new("../x", fastdok::ActionKind::ActionPay);
    let signed_out = fastdok();
    let request = bad.request(signed_out.access());
    let error = begin(&signed_out, &mut CallState::default(), kind(&bad), NOW, request).unwrap_err();
    assert_eq!(error.code(), "input.id_path");
}

#[test]
fn a_refused_ticket_is_renewed_once_and_by_one_of_the_calls() {
    let mut session = fastdok();
    let mut calls = [CallState::default(); 3];
    first(&session, &mut calls[0], NOW.with_gate()).unwrap();
    sign_in_ended(&mut session, &mut calls[0], Ok(&ticket("t-1")), NOW).unwrap();
    for call in &mut calls {
        assert_eq!(path(first(&session, call, NOW).unwrap()), "/Domains/Current/Balance");
    }
    let read = kind(&GetBalance {});
    let stale = GetBalance {}.response(session.access(), &answer(401, "")).unwrap_err();
    let again = Verdict::Again { wait_millis: 0 };
    assert_eq!(call_ended(&mut session, &mut calls[0], read, Some(&stale), NOW), again);
    assert_eq!(path(first(&session, &mut calls[0], NOW.with_gate()).unwrap()), "/Authenticate");
    sign_in_ended(&mut session, &mut calls[0], Ok(&ticket("t-2")), NOW).unwrap();
    // The others were sent with the old ticket: the new one stays.
    assert_eq!(call_ended(&mut session, &mut calls[1], read, Some(&stale), NOW), again);
    let Begun::Send(request) = first(&session, &mut calls[1], NOW).unwrap() else { panic!() };
    assert_eq!(request.header("Ticket"), Some("t-2"));
    // Also a changing call: nothing was applied. But each call renews once.
    let pay = kind(&PerformAction::new("t1", fastdok::ActionKind::ActionPay));
    assert_eq!(call_ended(&mut session, &mut calls[2], pay, Some(&stale), NOW), again);
    assert_eq!(call_ended(&mut session, &mut calls[2], pay, Some(&stale), NOW), Verdict::Ended);
}

#[test]
fn a_read_is_sent_again_after_a_broken_connection_alone() {
    let read = kind(&GetBalance {});
    let ends = |kind: Kind, error: &Error| {
        let (mut session, mut state) = (fastdok(), CallState::default());
        let mut waits = Vec::new();
        while let Verdict::Again { wait_millis } = call_ended(&mut session, &mut state, kind, Some(error), NOW) {
            waits.push(wait_millis);
        }
        waits
    };
    let network = Error::from(failed(Failure::Network));
    let waits = ends(read, &network);
    assert!(waits.len() == 2 && (250..=500).contains(&waits[0]) && (500..=1_000).contains(&waits[1]), "{waits:?}");
    for failure in [Failure::Timeout, Failure::Cancelled, Failure::TooLarge] {
        assert!(ends(read, &failed(failure).into()).is_empty(), "{failure:?}");
    }
    for (status, body) in [(500, ""), (503, "<html>"), (404, ""), (200, r#"{"Bal"#)] {
        let error = GetBalance {}.response(fastdok().access(), &answer(status, body)).unwrap_err();
        assert!(ends(read, &error).is_empty(), "{status} {body}");
    }
    // A changing call never, not even if it surely was not sent.
    let pay = kind(&PerformAction::new("t1", fastdok::ActionKind::ActionPay));
    let unsent = TransportError { may_have_arrived: false, ..failed(Failure::Network) };
    assert!(ends(pay, &network).is_empty() && ends(pay, &unsent.into()).is_empty());
    // The lost read is safe to send again; the lost payment is not.
    assert_eq!(of_read(network.clone(), read).retry(), crate::Retry::Safe);
    assert_eq!(of_read(network, pay).retry(), crate::Retry::VerifyFirst);
}

#[test]
fn a_sign_in_is_sent_again_only_without_an_answer() {
    let ends = |outcome: Result<&HttpResponse, &TransportError>| {
        let (mut session, mut state) = (fastdok(), CallState::default());
        for sent in 1.. {
            if let Err(error) = sign_in_ended(&mut session, &mut state, outcome, NOW) {
                return (sent, error);
            }
        }
        unreachable!()
    };
    let (sent, error) = ends(Err(&failed(Failure::Network)));
    assert_eq!((sent, error.code()), (3, "transport.network"));
    for failure in [Failure::Timeout, Failure::Cancelled] {
        assert_eq!(ends(Err(&failed(failure))).0, 1, "{failure:?}");
    }
    // Too large to be read, it was an answer.
    let (sent, error) = ends(Err(&failed(Failure::TooLarge)));
    assert_eq!((sent, error.code()), (1, "fastdok.sign_in_failed"));
    assert_eq!(ends(Ok(&answer(500, ""))).0, 1);
}

#[test]
fn a_sign_in_that_the_caller_makes_is_judged_likewise() {
    let sign_in = kind(&Authenticate::new());
    let mut session = fastdok();
    let mut state = CallState::default();
    let request = || Authenticate::new().request(fastdok().access());
    assert_eq!(begin(&session, &mut state, sign_in, NOW, request()).unwrap(), Begun::Gate);
    assert!(matches!(begin(&session, &mut state, sign_in, NOW.with_gate(), request()).unwrap(), Begun::Send(_)));
    assert!(state.gated() && !state.signing_in);
    let error = Authenticate::new().response(session.access(), &answer(200, "<html>")).unwrap_err();
    assert_eq!(call_ended(&mut session, &mut state, sign_in, Some(&error), NOW), Verdict::Ended);
    let refused = first(&session, &mut CallState::default(), NOW.with_gate()).unwrap_err();
    assert_eq!(refused.code(), "fastdok.sign_in_failed");
    // Without an answer it is tried again as a read is.
    let network = Error::from(failed(Failure::Network));
    let verdict = call_ended(&mut fastdok(), &mut CallState::default(), sign_in, Some(&network), NOW);
    assert!(matches!(verdict, Verdict::Again { wait_millis: 250.. }));
}

#[test]
fn fault_1_4_one_request_of_altinn_is_out_until_the_credentials_were_accepted() {
    let mut session = altinn();
    let mut calls = [CallState::default(); 3];
    for call in &mut calls {
        assert_eq!(list(&session, call, NOW).unwrap(), Begun::Gate);
    }
    assert!(matches!(list(&session, &mut calls[0], NOW.with_gate()).unwrap(), Begun::Send(_)));
    assert!(calls[0].gated());
    let read = Kind::of(altinn::GetCaseList::NAME, false);
    assert_eq!(call_ended(&mut session, &mut calls[0], read, None, NOW), Verdict::Ended);
    for call in &mut calls[1..] {
        assert!(matches!(list(&session, call, NOW).unwrap(), Begun::Send(_)));
        assert!(!call.gated());
    }
}

/// Whether the credentials count as accepted after this answer to a list, and how its error is called.
fn after(status: u16, body: &str) -> (bool, String) {
    let mut session = altinn();
    let mut state = CallState::default();
    list(&session, &mut state, NOW.with_gate()).unwrap();
    let headers = vec![Header::new("Content-Type", "text/xml")];
    let response = HttpResponse { status, headers, body: body.as_bytes().to_vec() };
    let error = altinn::GetCaseList::of_case(7).response(&session.access(NOW), &response).unwrap_err();
    call_ended(&mut session, &mut state, Kind::of(altinn::GetCaseList::NAME, false), Some(&error), NOW);
    let next = list(&session, &mut CallState::default(), NOW);
    if let Err(refused) = next {
        assert_eq!(refused, error, "the same, whole error");
    }
    (session.is_accepted(), error.code().to_owned())
}

#[test]
fn fault_1_6_what_altinn_says_of_the_credentials() {
    let fault = |detail: &str| {
        format!(
            r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>x</faultstring>
            <detail><AltinnFault>{detail}</AltinnFault></detail></s:Fault></s:Body></s:Envelope>"#
        )
    };
    let accepted = |status, body: &str| after(status, body).0;
    assert!(accepted(500, &fault("<ErrorID>60014</ErrorID>")));
    for detail in
        ["<ErrorID>989</ErrorID>", "<ErrorID>1001</ErrorID>", "<ErrorID>0</ErrorID>", "<ErrorID>x</ErrorID>", ""]
    {
        assert!(!accepted(500, &fault(detail)), "{detail}");
    }
    assert!(!accepted(500, "<html>") && !accepted(200, "<html>") && !accepted(503, ""));
    for refused in [
        (500, fault("<AltinnErrorMessage>&#x1;</AltinnErrorMessage><ErrorID>989</ErrorID>")),
        (
            500,
            format!(
                "\n{}",
                fault("<ErrorID>989</ErrorID>").replace("<s:Envelope", "<?xml version=\"1.0\"?><s:Envelope")
            ),
        ),
        (500, format!("<!DOCTYPE x>{}", fault("<ErrorID>989</ErrorID>"))),
        (200, fault("<ErrorID>989</ErrorID>")),
        (401, "<html>".to_owned()),
    ] {
        let (accepted, code) = after(refused.0, &refused.1);
        assert!(!accepted);
        assert!(error_codes::is_bad_credentials(&code), "{code}: {}", refused.1);
    }
}

#[test]
fn altinns_test_says_nothing_of_the_credentials() {
    let mut session = altinn();
    let mut state = CallState::default();
    let test = Kind::of(altinn::Test::NAME, false);
    let request = altinn::Test::new().request(&session.access(NOW));
    assert!(matches!(begin(&session, &mut state, test, NOW.with_gate(), request).unwrap(), Begun::Send(_)));
    assert_eq!(call_ended(&mut session, &mut state, test, None, NOW), Verdict::Ended);
    assert!(!session.is_accepted());
    assert_eq!(list(&session, &mut CallState::default(), NOW).unwrap(), Begun::Gate);
}

#[test]
fn a_changing_call_of_altinn_that_is_lost_is_lost_for_those_that_wait() {
    let mut session = altinn();
    let create = InstantiateCollaboration { check_reportee: false, ..InstantiateCollaboration::new("2681", 1, "1") };
    let mut waiting = CallState::default();
    assert_eq!(list(&session, &mut waiting, NOW).unwrap(), Begun::Gate);
    for _ in 0..SHARED_LOSSES {
        let mut state = CallState::default();
        let request = create.request(&session.access(NOW));
        begin(&session, &mut state, kind(&create), NOW.with_gate(), request).unwrap();
        let lost = Error::from(failed(Failure::Network));
        assert_eq!(call_ended(&mut session, &mut state, kind(&create), Some(&lost), NOW), Verdict::Ended);
    }
    let error = list(&session, &mut waiting, NOW.with_gate()).unwrap_err();
    assert_eq!(error.code(), "transport.network");
    // Nothing of the waiting call was sent; asked again, it goes out.
    assert!(matches!(&error, Error::Transport(lost) if !lost.may_have_arrived));
    assert!(matches!(list(&session, &mut waiting, NOW.with_gate()).unwrap(), Begun::Send(_)));
    // An accepted session forgets them.
    session.accepted(NOW);
    assert_eq!(session.last_loss(), None);
}

#[test]
fn a_call_keeps_no_secret_and_reads_back() {
    let mut state = CallState::default();
    first(&fastdok(), &mut state, NOW).unwrap();
    let text = serde_json::to_string(&state).unwrap();
    assert_eq!(serde_json::from_str::<CallState>(&text).unwrap(), state);
    assert_eq!(serde_json::from_str::<CallState>("{}").unwrap(), CallState::default());
    assert!(!text.contains("hunter2"));
}

#[test]
fn a_password_whose_refusal_nobody_sees_is_sent_four_times() {
    let later = |minutes: i64| Moment { unix_millis: NOW.unix_millis + minutes * 60_000, ..NOW.with_gate() };
    let balance = Kind::of(GetBalance::NAME, false);
    let mut session = fastdok();
    let sent = |session: &fastdok::Session, moment| {
        begin(session, &mut CallState::default(), balance, moment, GetBalance {}.request(session.access())).map(drop)
    };
    // What surely never arrived does not count; what the caller broke off does.
    let unsent = TransportError::new(Failure::Network, false, "refused");
    for lost in [
        unsent,
        failed(Failure::Cancelled),
        failed(Failure::Network),
        failed(Failure::Timeout),
        failed(Failure::Network),
    ] {
        sent(&session, NOW.with_gate()).unwrap();
        session.signed_in(Err(&lost), NOW).unwrap_err();
    }
    let held = sent(&session, later(14)).unwrap_err();
    assert!(matches!(&held, Error::Transport(lost) if !lost.may_have_arrived), "{held}");
    // It goes on after a pause, and each further one has its own.
    sent(&session, later(15)).unwrap();
    session.signed_in(Err(&failed(Failure::Network)), later(15)).unwrap_err();
    sent(&session, later(29)).unwrap_err();

    // Altinn's password goes with each call.
    let mut agency = altinn();
    for _ in 0..4 {
        list(&agency, &mut CallState::default(), NOW.with_gate()).unwrap();
        agency.lost(&failed(Failure::Network).into(), NOW);
    }
    assert!(list(&agency, &mut CallState::default(), later(14)).is_err());
    agency.accepted(NOW);
    list(&agency, &mut CallState::default(), later(14)).unwrap();
}

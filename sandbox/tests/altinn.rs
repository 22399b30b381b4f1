//! The Altinn service as a client sees it: requests in, bytes out.

use nordcase_sandbox::altinn::{Element, ElementKind, Scope, Status, operation, schemas};
use nordcase_sandbox::ledger::What;
use serde_json::json;

#[path = "altinn/client.rs"]
mod client;
#[path = "altinn/protocol.rs"]
mod protocol;

use client::Binding::{Basic, Ws};
use client::*;

#[test]
fn every_operation_on_every_binding() {
    for binding in Binding::ALL {
        let mut world = World::new();
        let mut id = String::new();
        for (name, parameters, expected) in [
            ("InstantiateCollaboration", CREATE.to_owned(), "100001"),
            ("GetCaseList", "<caseID>100001</caseID>".to_owned(), "<CaseName>Konkursbo</CaseName>"),
            ("NotifyEvent", to_case(100_001, "DeadlineExpired"), "<IsStateChanged>true</IsStateChanged>"),
            ("SetNotice", notice("100001", "12", &TOKENS), ""),
            ("Test", String::new(), ""),
        ] {
            let ask = world.ask(binding, name, &parameters);
            let request = ask.request();
            let (status, body) = world.send(&request);
            assert_eq!(status, 200, "{body}");
            let plain = body.replace("<a:", "<").replace("</a:", "</").replace("<b:", "<").replace("</b:", "</");
            assert!(plain.contains(expected), "{body}");
            let response = format!("{}Response", request_name(&ask));
            let document = roxmltree::Document::parse(&body).unwrap();
            let namespace = if name == "Test" { TEST } else { W };
            assert!(document.descendants().any(|node| node.has_tag_name((namespace, response.as_str()))), "{body}");
            if binding == Basic {
                assert!(body.starts_with("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>"));
            } else {
                assert_eq!(text(&body, "Action"), format!("{}Response", ask.action()));
                assert_eq!(text(&body, "RelatesTo"), "urn:uuid:1");
                assert_eq!(text(&body, "Created"), "2027-01-15T08:00:00.000Z");
                assert_eq!(text(&body, "Expires"), "2027-01-15T08:05:00.000Z");
            }
            id.push_str(operation(&request).unwrap());
            id.push(' ');
        }
        assert_eq!(
            id.trim(),
            "altinn.instantiate_collaboration altinn.get_case_list altinn.notify_event altinn.set_notice altinn.test"
        );
        let overview = world.altinn.overview();
        let case = overview["cases"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(case["notice"]["text"], "Fristen for Åse & co er 1. mars.");
        assert_eq!(case["state"], "FristUtlopt");
        assert_eq!(world.ledger.created(), 1);
    }
}

#[test]
fn the_answer_is_written_as_in_real_samples() {
    let mut world = World::new();
    let dates = "<visibleDateTime>2027-01-20</visibleDateTime><dueDate>2027-07-01T10:00:00Z</dueDate>";
    world.ok("InstantiateCollaboration", &format!("{CREATE}{dates}"));
    world.create();
    let list =
        "<externalServiceCode>2681</externalServiceCode><externalServiceEditionCode>1</externalServiceEditionCode>";
    let body = world.ok("GetCaseList", list);
    let first = "<a:ExternalCaseBE><a:CaseID>100001</a:CaseID><a:CaseName>Konkursbo</a:CaseName>\
                 <a:CurrentStateFriendlyName>Saken er opprettet</a:CurrentStateFriendlyName>\
                 <a:CurrentStateID>1</a:CurrentStateID>\
                 <a:CurrentStateName>Opprettet</a:CurrentStateName><a:DueDate>2027-07-01T12:00:00</a:DueDate>\
                 <a:IsArchived>false</a:IsArchived><a:NoticeTemplateID i:nil=\"true\"/>\
                 <a:VisibleDateTime>2027-01-20T00:00:00</a:VisibleDateTime></a:ExternalCaseBE>";
    assert!(body.contains(first), "{body}");
    assert!(
        body.contains("<a:DueDate i:nil=\"true\"/>") && body.contains("<a:VisibleDateTime i:nil=\"true\"/>"),
        "{body}"
    );
    let head = format!(
        "<GetCaseListAgencySystemExternalBasicResponse xmlns=\"{W}\"><GetCaseListAgencySystemExternalBasicResult \
         xmlns:a=\"{S}\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">"
    );
    assert!(body.contains(&head), "{body}");
    let nobody = format!("{list}<reporteeNumber>974761076</reporteeNumber>");
    let body = world.ok("GetCaseList", &nobody);
    assert!(body.contains("xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"/></GetCaseList"), "{body}");
}

#[test]
fn names_follow_the_language() {
    let mut world = World::new();
    let id = world.create();
    for (language, name) in [
        ("1033", "Bankruptcy estate"),
        ("1044", "Konkursbo"),
        ("2068", "Konkursbu"),
        ("1083", "Konkursbo"),
        ("0", "Konkursbo"),
    ] {
        let body = world.ok("GetCaseList", &format!("<caseID>{id}</caseID><languageID>{language}</languageID>"));
        assert_eq!(text(&body, "CaseName"), name);
    }
}

#[test]
fn the_codes_of_instantiate() {
    let mut world = World::new();
    let with = |from: &str, to: &str| CREATE.replace(from, to);
    for (parameters, code) in [
        (String::new(), 60002),
        (with("2681", ""), 60002),
        (with("2681", "9999"), 60002),
        (with(">1<", ">0<"), 60002),
        (with(">1<", ">2<"), 60002),
        (with("2681", "4500"), 60024),
        (with("910453092", "910453093"), 60012),
        (with("910453092", ""), 60012),
        (with(">1<", "><"), 0),
        (with(">1<", ">99999999999<"), 0),
        (format!("{CREATE}<dueDate>soon</dueDate>"), 0),
        (format!("{CREATE}<dueDate/>"), 0),
    ] {
        assert_eq!(world.code("InstantiateCollaboration", &parameters), code, "{parameters}");
    }
    assert_eq!(world.ledger.created(), 0);
    // An absent date comes from .NET clients as the smallest one; a person's number will do too.
    let unset = "<visibleDateTime>0001-01-01T00:00:00</visibleDateTime><dueDate>0001-01-01T00:00:00</dueDate>";
    world.ok("InstantiateCollaboration", &format!("{CREATE}{unset}"));
    assert_eq!(world.altinn.overview()["cases"][4]["due"], json!(null));
}

#[test]
fn the_codes_of_get_case_list() {
    let mut world = World::new();
    for (parameters, code) in [
        ("", 60002),
        ("<externalServiceCode>2681</externalServiceCode>", 60002),
        ("<externalServiceEditionCode>1</externalServiceEditionCode>", 60002),
        (
            "<externalServiceCode>4500</externalServiceCode><externalServiceEditionCode>1</externalServiceEditionCode>",
            60024,
        ),
        ("<caseID>5</caseID>", 60001),
        ("<caseID>-1001</caseID>", 60001),
        ("<caseID>1002</caseID>", 60014),
        ("<caseID>1003</caseID>", 60015),
        ("<caseID>1004</caseID>", 60024),
        ("<caseID>1001</caseID><reporteeNumber>123</reporteeNumber>", 60012),
        ("<caseID>1001</caseID><languageID/>", 0),
    ] {
        assert_eq!(world.code("GetCaseList", parameters), code, "{parameters}");
    }
    // The caseID counts before the service, and another reportee's case is not listed.
    let both = "<caseID>1001</caseID><externalServiceCode>4500</externalServiceCode>\
                <externalServiceEditionCode>1</externalServiceEditionCode>";
    assert_eq!(text(&world.ok("GetCaseList", both), "CaseID"), "1001");
    let other = world.ok("GetCaseList", "<caseID>1001</caseID><reporteeNumber>974761076</reporteeNumber>");
    assert!(!other.contains("ExternalCaseBE"), "{other}");
    let running =
        "<externalServiceCode>2690</externalServiceCode><externalServiceEditionCode>1</externalServiceEditionCode>";
    assert_eq!(world.ok("GetCaseList", running).matches("<a:CaseID>").count(), 1);
}

#[test]
fn the_codes_of_notify_event() {
    let mut world = World::new();
    for (parameters, code) in [
        (String::new(), 60022),
        ("<notificationInfo xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"true\"/>".to_owned(), 60022),
        ("<notificationInfo/>".to_owned(), 60023),
        (to_case(1001, ""), 60023),
        (to_case(5, "x"), 60001),
        (to_case(-1, "x"), 60001),
        (to_case(1002, "x"), 60014),
        (to_case(1003, "x"), 60015),
        (to_case(1004, "x"), 5),
        (to_case(1001, "x"), 60032),
        (to_case(0, "x"), 60002),
        (to_all("9999", "x"), 60002),
        (to_all("4500", "x"), 5),
        (to_all("2690", "x"), 60032),
        ("<notificationInfo><d:CaseID/></notificationInfo>".to_owned(), 0),
        ("<notificationInfo><d:ReporteeElementID>AR1</d:ReporteeElementID></notificationInfo>".to_owned(), 0),
    ] {
        assert_eq!(world.code("NotifyEvent", &parameters), code, "{parameters}");
    }
    assert!(world.ok("NotifyEvent", &to_all("2681", "DeadlineExpired")).contains("XMLSchema-instance\"/>"));
}

#[test]
fn the_codes_of_set_notice() {
    let mut world = World::new();
    for (parameters, code) in [
        (String::new(), 60005),
        (notice("", "13", &[]), 60005),
        (notice("AR", "13", &[]), 60005),
        (notice("abc", "13", &[]), 60005),
        (notice("-1", "13", &[]), 60005),
        (notice("99999999999", "13", &[]), 60016),
        (notice("5", "13", &[]), 60016),
        (notice("AR5", "13", &[]), 60016),
        (notice("AR1001", "13", &[]), 60016),
        (notice("AR2001", "13", &[]), 60016),
        (notice("2005", "13", &[]), 60016),
        (notice("2004", "13", &[]), 60017),
        (notice("2003", "13", &[]), 60018),
        (notice("2002", "13", &[]), 60019),
        (notice("1002", "13", &[]), 60014),
        (notice("1003", "13", &[]), 60015),
        (notice("1004", "13", &[]), 60024),
        ("<reporteeElementID>1001</reporteeElementID>".to_owned(), 60011),
        (notice("1001", "99", &[]), 60011),
        (notice("1001", "12", &[("frist", "x"), ("ukjent", "y")]), 60020),
        (notice("1001", "12", &[("frist", "x"), ("Frist", "y")]), 60020),
        (notice("1001", "12", &[("frist", "x")]), 60025),
        (notice("1001", "12", &TOKENS).replace("<TokenValue>1. mars</TokenValue>", ""), 60021),
        // In the data namespace a token is skipped without a word, and so the template misses it.
        (notice("1001", "12", &TOKENS).replace("NoticeTokenBE", "d:NoticeTokenBE"), 60025),
    ] {
        assert_eq!(world.code("SetNotice", &parameters), code, "{parameters}");
    }
    assert!(world.ledger.entries.is_empty());
    for element in ["1001", "2001", "AR2002"] {
        world.ok("SetNotice", &notice(element, "13", &[]));
    }
    let overview = world.altinn.overview();
    assert_eq!(overview["elements"][1]["notice"]["template"], "13");
    assert_eq!(text(&world.ok("GetCaseList", "<caseID>1001</caseID>"), "NoticeTemplateID"), "13");
}

#[test]
fn the_machine_moves_only_where_it_may() {
    let mut world = World::new();
    let id = world.create();
    let result = |body: &str| {
        (text(body, "CurrentStateName"), text(body, "IsStateChanged"), text(body, "ConditionEvaluationResult"))
    };
    let is = |state: &str, changed: &str, condition: &str| (state.to_owned(), changed.to_owned(), condition.to_owned());
    let body = world.event(id, "Approved");
    assert_eq!(result(&body), is("Opprettet", "false", "true"));
    assert!(!body.contains("ConditionName"), "left out when null: {body}");
    assert!(body.contains("<a:ExceptionDetail i:nil=\"true\"/><a:HasException>false</a:HasException>"), "{body}");
    assert_eq!(result(&world.event(id, "3374:1:Instantiated")), is("UnderArbeid", "true", "true"));

    world.altinn.set_condition(&Scope::Case { case_id: id }, "AlleVedleggMottatt", Some(false)).unwrap();
    let body = world.event(id, "3374:1:Submitted");
    assert_eq!(result(&body), is("UnderArbeid", "false", "false"));
    assert_eq!(text(&body, "ConditionName"), "AlleVedleggMottatt");
    world.altinn.set_condition(&Scope::Case { case_id: id }, "AlleVedleggMottatt", None).unwrap();
    let edition = Scope::Edition { service: "2681".to_owned(), edition: 1 };
    world.altinn.set_condition(&edition, "AlleVedleggMottatt", Some(false)).unwrap();
    assert_eq!(result(&world.event(id, "3374:1:Archived")), is("UnderArbeid", "false", "false"));
    world.altinn.set_condition(&edition, "AlleVedleggMottatt", None).unwrap();
    assert_eq!(result(&world.event(id, "3374:1:Archived")), is("TilBehandling", "true", "true"));

    let body = world.event(id, "Recalculate");
    assert_eq!(text(&body, "HasException"), "true");
    assert_eq!(text(&body, "ErrorCode"), "60029");
    assert!(!body.contains("Condition") && body.contains("<a:CurrentStateID>3</a:CurrentStateID>"), "{body}");

    let (altinn, mut desk) = world.desk();
    assert!(altinn.close_case(id, "archived", &mut desk).unwrap_err().contains("TilBehandling"));
    world.event(id, "Rejected");
    let (altinn, mut desk) = world.desk();
    assert_eq!(altinn.portal_event(id, "3375:1:Opened", &mut desk), Ok(true));
    assert!(altinn.close_case(id, "deleted", &mut desk).is_err());
    assert_eq!(altinn.close_case(id, "archived", &mut desk), Ok(()));
    assert!(altinn.close_case(id, "archived", &mut desk).is_err());
    assert_eq!(world.code("NotifyEvent", &to_case(id, "x")), 60014);
    let overview = world.altinn.overview();
    let history = overview["cases"][4]["history"].as_array().unwrap().clone();
    assert_eq!(history.len(), 8);
    assert_eq!(history[1]["to"], "UnderArbeid");
    assert!(
        world
            .ledger
            .entries
            .iter()
            .any(|entry| matches!(&entry.what, What::CaseClosed { how, .. } if how == "archived"))
    );
}

#[test]
fn an_event_for_all_running_cases() {
    let mut world = World::new();
    let ids: Vec<i32> = (0..4).map(|_| world.create()).collect();
    world.event(ids[1], "3374:1:Instantiated");
    world.event(ids[2], "3374:1:Instantiated");
    world.event(ids[2], "3374:1:Submitted");
    let (altinn, mut desk) = world.desk();
    altinn.close_case(ids[3], "deleted", &mut desk).unwrap();
    let body = world.ok("NotifyEvent", &to_all("2681", "DeadlineExpired"));
    let document = roxmltree::Document::parse(&body).unwrap();
    let values = |name: &str| -> Vec<String> {
        document
            .descendants()
            .filter(|node| node.tag_name().name() == name)
            .map(|node| node.text().unwrap().to_owned())
            .collect()
    };
    assert_eq!(values("CaseID"), ids[..3].iter().map(i32::to_string).collect::<Vec<_>>());
    assert_eq!(values("IsStateChanged"), ["true", "true", "false"]);
    assert_eq!(values("CurrentStateName"), ["FristUtlopt", "FristUtlopt", "TilBehandling"]);
}

#[test]
fn a_snapshot_goes_on_where_it_was() {
    let mut world = World::new();
    let id = world.create();
    world.event(id, "3374:1:Instantiated");
    let mut ask = world.ask(Ws, "GetCaseList", "<caseID>1001</caseID>");
    world.send(&ask.request());
    ask.password = "wrong".to_owned();
    for n in 0..5 {
        ask.nonce = format!("again{n}");
        world.send(&ask.request());
    }
    let stored = serde_json::to_string(&world.altinn).unwrap();
    let before = world.altinn.overview();
    world.altinn = serde_json::from_str(&stored).unwrap();
    assert_eq!(world.altinn.overview(), before);
    assert_eq!(world.code("NotifyEvent", &to_case(id, "3374:1:Submitted")), 989, "still locked");
    assert!(world.altinn.unlock("SKDEN") && !world.altinn.unlock("NOBODY"));
    assert_eq!(text(&world.event(id, "3374:1:Submitted"), "CurrentStateName"), "TilBehandling");
    assert_eq!(world.create(), id + 1);
    assert!(!format!("{:?}", world.altinn).contains("sandkasse"), "no password in Debug");
    assert!(!world.altinn.overview().to_string().contains("sandkasse"));
}

#[test]
fn of_two_transitions_that_fit_the_one_that_may_is_taken() {
    let mut world = World::new();
    let way = |to: &str, condition: Option<&str>| json!({"name": to, "event": "Go", "to": to, "condition": condition});
    let definition = json!({
        "service": "5000", "edition": 1, "owner": "SKD", "names": {"nb": "N"}, "start": "A",
        "conditions": {"First": false},
        "states": [
            {"id": 1, "name": "A", "transitions": [way("B", Some("First")), way("C", Some("Second"))]},
            {"id": 2, "name": "B"}, {"id": 3, "name": "C", "transitions": [way("C", None)]}],
    });
    world.altinn.add_edition(definition).unwrap();
    world.ok("InstantiateCollaboration", &CREATE.replace("2681", "5000"));
    let case = Scope::Case { case_id: 100_001 };
    world.altinn.set_condition(&case, "Second", Some(false)).unwrap();
    assert_eq!(text(&world.event(100_001, "Go"), "ConditionName"), "First", "none holds: the first is named");
    world.altinn.set_condition(&case, "Second", None).unwrap();
    let body = world.event(100_001, "Go");
    assert_eq!((text(&body, "ConditionName"), text(&body, "CurrentStateName")), ("Second".to_owned(), "C".to_owned()));
    assert_eq!(text(&world.event(100_001, "Go"), "IsStateChanged"), "false", "from C to C nothing changes");
}

#[test]
fn an_agency_defines_its_own() {
    let mut world = World::new();
    let definition = json!({
        "service": "5000", "edition": 1, "owner": "SKD", "names": {"nb": "Etterlysning"}, "start": "Ny",
        "states": [{"id": 10, "name": "Ny", "transitions": [
            {"name": "Feil", "event": "Crash", "to": "Ny", "fails": {"error_code": 60030, "detail": "Lost."}},
            {"name": "Til", "event": "Fer(dig|die)", "to": "Ferdig"}]},
            {"id": 11, "name": "Ferdig", "may_archive": true}],
        "notices": [{"id": "7", "text": {"nb": "Hei"}}],
    });
    world.altinn.add_edition(definition.clone()).unwrap();
    world.ok("InstantiateCollaboration", &CREATE.replace("2681", "5000"));
    let body = world.event(100_001, "xCrashx");
    assert!(body.contains("<a:CurrentStateFriendlyName i:nil=\"true\"/>") && body.contains("60030"), "{body}");
    assert_eq!(text(&world.event(100_001, "mer Ferdig nå"), "CurrentStateName"), "Ferdig");
    let mut smaller = definition;
    smaller["states"].as_array_mut().unwrap().pop();
    smaller["states"][0]["transitions"].as_array_mut().unwrap().pop();
    assert!(world.altinn.add_edition(smaller).unwrap_err().contains("state 11"));

    let element = Element { id: 0, kind: ElementKind::Innsyn, status: Status::Archived };
    let id = world.altinn.add_element(100_001, element.clone()).unwrap();
    world.ok("SetNotice", &notice(&format!("AR{id}"), "7", &[]));
    assert!(world.altinn.add_element(77, element.clone()).is_err());
    assert!(world.altinn.add_element(0, Element { id: 1001, ..element.clone() }).is_err());
    assert!(world.altinn.add_element(0, Element { id: -1, ..element }).is_err());
    world.altinn.set_system("NY", "hemmelig", "SKD");
    let mut ask = world.ask(Basic, "GetCaseList", "<caseID>100001</caseID>");
    (ask.user, ask.password) = ("NY".to_owned(), "hemmelig".to_owned());
    assert_eq!(world.send(&ask.request()).0, 200);
}

#[test]
fn the_schema_files_are_those_of_the_wsdl() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/xsd");
    for (file, schema) in schemas() {
        if std::env::var_os("NORDCASE_UPDATE").is_some() {
            std::fs::write(folder.join(file), &schema).unwrap();
        }
        let stored = std::fs::read_to_string(folder.join(file)).unwrap();
        assert!(stored == schema, "{file} is stale: NORDCASE_UPDATE=1 writes it anew");
    }
}

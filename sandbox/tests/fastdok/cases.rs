//! What can be done to a case that runs: objects are added to it, messages are sent to it.

use nordcase::http::Method;
use nordcase_sandbox::ledger::What;
use serde_json::{Value, json};

use crate::client::*;

const APPENDIX: &str = "[{objectclass: 'repository.typedobject', templateid: '15A',
    properties: [{name: 'Bilaga.Text', value: 'Å & Ö'}]}]";

fn refusal(answer: &Value) -> &str {
    assert_eq!(answer["success"], false, "{answer}");
    answer["message"].as_str().unwrap()
}

#[test]
fn a_form_that_is_added_to_a_paid_case_is_paid_by_itself() {
    let mut world = World::signed_in(ASA);
    let (case, create) = world.start();
    let pay = world.perform(&create, "ActionPay").unwrap();
    let path = format!("Instances/{case}/Objects");
    assert!(refusal(&world.post(&path, APPENDIX)).contains("betalning"), "not while paying");
    let paid = world.perform(&pay, "ActionComplete").unwrap();
    assert_eq!(world.balance(), "{\"Balance\":1800.00}");

    let added = world.post(&path, APPENDIX);
    let item = &added["Items"][0];
    assert_eq!((&added["success"], &item["success"]), (&true.into(), &true.into()));
    assert_eq!((&item["Name"], &item["ReferenceId"]), (&"15A Brandskyddsklausul".into(), &item["Id"]));
    let form = world.get(&format!("objects/{}", item["Id"].as_str().unwrap()));
    assert_eq!((&form["ParentId"], &form["DataId"]), (&Value::Null, &"15A".into()));
    let fields = world.get(&format!("instances/{case}/objects/15a/fields"));
    assert_eq!(fields["Data"][0]["Value"], "Å & Ö");
    assert!(refusal(&world.post(&path, APPENDIX)).contains("en gång"), "each object exists once");

    let pay = world.perform(&paid, "ActionPay").unwrap();
    let order = text(&world.get_raw(&format!("tasks/{pay}/order")));
    assert!(order.contains("\"Total\":48.40") && !order.contains("12B.2"), "{order}");
    let paid = world.perform(&pay, "ActionComplete").unwrap();
    assert_eq!((world.balance().as_str(), world.ledger.debits(Some(&case))), ("{\"Balance\":1751.60}", 2));
    assert_eq!(world.post(&format!("tasks/{paid}/actions/actionpay"), "")["success"], false, "nothing is unpaid");
    world.perform(&paid, "ActionComplete");
    assert!(refusal(&world.post(&path, APPENDIX)).contains("arkiverat"));
}

#[test]
fn objects_are_added_all_or_none() {
    let mut world = World::signed_in(ASA);
    let (case, _) = world.start();
    let path = format!("instances/{case}/objects");
    let before = (world.get(&path), world.ledger.clone());
    let entry = |rest: &str| format!("{{objectclass: 'repository.typedobject', {rest}}}");
    let bad = [
        entry("templateid: '7B'"),
        entry("templateid: '99X'"),
        entry("typenamespace: 'Kund'"),
        entry("templateid: '16b'"),
        "{objectclass: 'process.instance'}".to_owned(),
        "{objectclass: 'repository.folder'}".to_owned(),
    ];
    for bad in bad {
        let answer = world.post(&path, &format!("[{}, {bad}]", entry("templateid: '16B'")));
        assert!(!refusal(&answer).is_empty(), "{bad}");
    }
    refusal(&world.post(&path, "[]"));
    for body in ["message=START", "", "[{objectclass: 'a'"] {
        assert_eq!(world.send(Method::Post, &path, FORM, body.as_bytes()).status, 400, "{body}");
    }
    assert_eq!(world.send(Method::Post, &path, "application/json", APPENDIX.as_bytes()).status, 415);
    assert_eq!((world.get(&path), world.ledger.clone()), before);

    // Several at once, percent-encoded as a whole.
    let several = format!("[{}, {}]", entry("templateid: '16B'"), entry("typenamespace: 'Objekt'"));
    let added = world.post(&path, &encode(&several));
    let names: Vec<_> = added["Items"].as_array().unwrap().iter().map(|item| item["Name"].clone()).collect();
    assert_eq!(names, [json!("16B Fastighetsskatteklausul"), json!("Objekt")]);
    assert_eq!(world.get(&path)["TotalCount"].as_u64(), before.0["TotalCount"].as_u64().map(|count| count + 2));

    world.sign_in(REVISOR);
    refusal(&world.post(&path, APPENDIX));
    world.sign_in(PER);
    assert_eq!(world.send(Method::Post, &path, FORM, APPENDIX.as_bytes()).status, 404);
    world.ticket = None;
    assert_eq!(world.send(Method::Post, &path, FORM, APPENDIX.as_bytes()).status, 401);
}

#[test]
fn a_case_that_runs_takes_messages() {
    let mut world = World::signed_in(ASA);
    let (case, create) = world.start();
    let path = format!("Instances/{}", case.to_uppercase());
    let before = world.get(&path);
    let sent = world.post(&path, "MESSAGE=Godk%C3%A4nn+%26+forts%C3%A4tt");
    assert_eq!(sent, json!({"success": true, "InstanceId": case}));
    let last = world.ledger.entries.last().unwrap().what.clone();
    let (message, user) = ("Godkänn & fortsätt".to_owned(), ASA.0.to_owned());
    assert_eq!(last, What::MessageReceived { case: case.clone(), message, user });
    assert_eq!(world.get(&path), before, "nothing else comes of it");
    assert_eq!(world.kind(&create), "TaskCreate");
    assert_eq!(world.post(&format!("{path}?message=x"), "")["success"], true, "or in the query");

    for body in ["", "message=", "meddelande=x"] {
        assert_eq!(world.send(Method::Post, &path, FORM, body.as_bytes()).status, 400, "{body}");
    }
    assert_eq!(world.send(Method::Post, &path, "text/plain", b"message=x").status, 415);
    assert_eq!(world.send(Method::Post, "instances/nobody", FORM, b"message=x").status, 404);
    world.sign_in(REVISOR);
    refusal(&world.post(&path, "message=x"));
    world.sign_in(PER);
    assert_eq!(world.send(Method::Post, &path, FORM, b"message=x").status, 404);
    world.sign_in(NILS);
    let paid = world.perform(&create, "ActionPay").and_then(|pay| world.perform(&pay, "ActionComplete")).unwrap();
    world.perform(&paid, "ActionComplete");
    assert!(refusal(&world.post(&path, "message=x")).contains("arkiverat"));
}

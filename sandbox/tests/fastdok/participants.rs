//! Whom the task after an action can be given to.

use serde_json::{Value, json};

use crate::client::*;

#[test]
fn an_action_that_a_task_follows_has_participants() {
    let mut world = World::signed_in(ASA);
    let (_, create) = world.start();
    let path = |task: &str, action: &str| format!("Tasks/{task}/Actions/{action}/AssignableParticipants");
    let list = world.get(&path(&create, "actionpay"));
    let handler = json!({"Id": "9a27c1fa-0001-4b00-8b00-000000000001", "Name": "Handläggare"});
    let reviewer = json!({"Id": "9a27c1fa-0001-4b00-8b00-000000000002", "Name": "Granskare"});
    assert_eq!(list, json!({"TotalCount": 2, "Data": [handler, reviewer]}));
    let id = world.get(&format!("tasks/{create}/actions"))["Data"][0]["Id"].as_str().unwrap().to_owned();
    assert_eq!(world.get(&path(&create, &id)), list);
    assert_eq!(world.get(&format!("{}?start=1", path(&create, &id)))["Data"], json!([reviewer]));
    for action in ["ActionCancel", "ActionSaknas"] {
        assert_eq!(world.get_raw(&path(&create, action)).status, 404, "{action}");
    }
    let pay = world.perform(&create, "ActionPay").unwrap();
    let nobody = json!({"TotalCount": 0, "Data": []});
    assert_eq!(world.get(&path(&create, "ActionPay")), nobody, "the task is completed");
    assert_eq!(world.get(&path(&pay, "ActionCancel")), list);
    let paid = world.perform(&pay, "ActionComplete").unwrap();
    assert_eq!(world.get(&path(&paid, "ActionComplete")), nobody, "no task follows");
    world.sign_in(PER);
    assert_eq!(world.get_raw(&path(&paid, "ActionComplete")).status, 404);
    world.ticket = None;
    assert_eq!(world.get_raw(&path(&paid, "ActionComplete")).status, 401);
}

const HANDLER: &str = "9a27c1fa-0001-4b00-8b00-000000000001";
const REVIEWER: &str = "9a27c1fa-0001-4b00-8b00-000000000002";

/// The people that a participant of the ready task's action can be: name and identifier.
fn people(world: &mut World, task: &str, participant: &str) -> Vec<(String, String)> {
    let path = format!("tasks/{task}/actions/actionpay/assignableparticipants/{participant}");
    let list = world.get(&path)["Data"].clone();
    let text = |person: &Value, key: &str| person[key].as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(|person| (text(person, "Name"), text(person, "Identifier"))).collect()
}

#[test]
fn a_participant_is_some_of_the_company_s_users() {
    let mut world = World::signed_in(ASA);
    let (_, create) = world.start();
    let names = |people: Vec<(String, String)>| people.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names(people(&mut world, &create, HANDLER)), ["Åsa Öberg", "Nils Ek"]);
    assert_eq!(names(people(&mut world, &create, &REVIEWER.to_uppercase())), ["Åsa Öberg", "Nils Ek", "Rut Revisor"]);
    let path = format!("tasks/{create}/action/actionpay/assignableparticipants");
    let page = world.get(&format!("{path}/{REVIEWER}?start=2&max=5"));
    let rut = json!([{"Name": "Rut Revisor", "Identifier": page["Data"][0]["Identifier"]}]);
    assert_eq!(page, json!({"Id": REVIEWER, "Name": "Granskare", "TotalCount": 3, "Data": rut}));
    assert_eq!(world.get_raw(&format!("{path}/{create}")).status, 404);
    let pay = world.perform(&create, "ActionPay").unwrap();
    assert_eq!(world.get_raw(&format!("{path}/{HANDLER}")).status, 404, "of a completed task there is none");
    world.sign_in(EVA);
    let foreign = format!("tasks/{pay}/actions/actioncancel/assignableparticipants/{HANDLER}");
    assert_eq!(world.get_raw(&foreign).status, 404);
}

#[test]
fn an_action_takes_only_participants_that_are_assignable() {
    let mut world = World::signed_in(ASA);
    let (_, create) = world.start();
    let reviewers = people(&mut world, &create, REVIEWER);
    let (asa, rut) = (reviewers[0].1.clone(), reviewers[2].1.clone());
    let act = |world: &mut World, task: &str, action: &str, participants: &str| {
        let path = format!("tasks/{task}/actions/{action}?Participants={}", encode(participants));
        let response = world.send(nordcase::http::Method::Post, &path, FORM, b"");
        (response.status, value(&response)["success"] == true)
    };
    let before = (world.fastdok.overview(), world.ledger.clone());
    let one = |participant: &str, ids: Value| json!([{"participant": participant, "securityIds": ids}]);
    let refused = [
        one(HANDLER, json!(["nobody"])),
        one(HANDLER, json!([asa, rut])),
        one(HANDLER, json!(rut)),
        one(HANDLER, json!(["Åsa Öberg"])),
        one("nobody", json!([asa])),
        one("", json!([])),
        json!([{"participant": REVIEWER, "securityIds": [rut]}, {"participant": HANDLER, "securityIds": [rut]}]),
    ];
    let example = |participant: &str, id: &str| format!("[{{participant:'{participant}',securityIds:'{id}'}}]");
    let refused = refused.iter().map(Value::to_string).chain([example(HANDLER, &rut)]);
    for given in refused {
        assert_eq!(act(&mut world, &create, "ActionPay", &given), (200, false), "{given}");
    }
    let unreadable = [
        json!(asa),
        json!([asa]),
        json!({"participant": HANDLER, "securityIds": [asa]}),
        json!([{"participant": HANDLER}]),
        json!([{"Id": HANDLER, "Identifier": asa}]),
        json!([{"participant": HANDLER, "securityIds": [asa], "name": "Åsa Öberg"}]),
        json!({HANDLER: [asa]}),
        json!(null),
        one(HANDLER, json!([1])),
        one(HANDLER, json!(null)),
    ];
    let deep = "[".repeat(10_000);
    let unreadable = unreadable.iter().map(Value::to_string).chain(["{".to_owned(), "'".to_owned(), deep]);
    for given in unreadable {
        assert_eq!(act(&mut world, &create, "ActionPay", &given).0, 400, "{given}");
    }
    assert_eq!((world.fastdok.overview(), world.ledger.clone()), before, "nothing moved");

    let taken = [
        json!([]),
        one(HANDLER, json!([asa])),
        one(&HANDLER.to_uppercase(), json!(asa.to_uppercase())),
        json!([{"participant": HANDLER, "securityIds": [asa]}, {"securityIds": [asa, rut], "participant": REVIEWER}]),
    ];
    let taken = taken.iter().map(Value::to_string).chain([example(REVIEWER, &rut)]);
    for given in taken {
        let (_, create) = world.start();
        assert_eq!(act(&mut world, &create, "ActionPay", &given), (200, true), "{given}");
    }
    // After the last action there is nobody to give anything to.
    let pay = world.perform(&create, "ActionPay").unwrap();
    let paid = world.perform(&pay, "ActionComplete").unwrap();
    assert_eq!(act(&mut world, &paid, "ActionComplete", &example(HANDLER, &asa)), (200, false));
    assert_eq!(act(&mut world, &paid, "ActionComplete", ""), (200, true));
}

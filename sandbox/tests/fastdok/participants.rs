//! Whom the task after an action can be given to.

use serde_json::json;

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

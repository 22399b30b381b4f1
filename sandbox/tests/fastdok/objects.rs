//! Objects and their fields as a case and as a task show them.

use serde_json::{Value, json};

use crate::client::*;

#[test]
fn an_object_of_a_task_is_the_object_of_its_case() {
    let mut world = World::signed_in(ASA);
    let (case, create) = world.start();
    let form = world.form_id(&case);
    let single = world.get(&format!("Tasks/{create}/Objects/{form}"));
    assert_eq!(single, world.get(&format!("objects/{form}")));
    assert_eq!(
        (&single["ParentId"], &single["Name"], &single["Type"]),
        (&Value::Null, &"12B.2 Hyreskontrakt för lokal".into(), &"dataform".into())
    );
    assert_eq!(single, world.get(&format!("tasks/{create}/objects/12b.2/")), "its DataId serves as well");
    // A completed task shows it still.
    let pay = world.perform(&create, "ActionPay").unwrap();
    for task in [&create, &pay] {
        assert_eq!(world.get(&format!("tasks/{task}/objects/KUND"))["TypeNamespace"], "Kund");
    }
    assert_eq!(world.get_raw(&format!("tasks/{create}/objects/saknas")).status, 404);
    assert_eq!(world.get_raw(&format!("tasks/{case}/objects/{form}")).status, 404, "a case is no task");
    let (_, other) = world.start();
    assert_eq!(world.get_raw(&format!("tasks/{other}/objects/{form}")).status, 404, "another case's object");
    world.sign_in(PER);
    assert_eq!(world.get_raw(&format!("tasks/{create}/objects/{form}")).status, 404);
    world.ticket = None;
    assert_eq!(world.get_raw(&format!("tasks/{create}/objects/{form}")).status, 401);
}

//! The tables that the service keeps of forms.

use nordcase::http::Method;
use serde_json::json;

use crate::client::*;

#[test]
fn lists_are_listed_in_pages() {
    let mut world = World::signed_in(PER);
    let list = world.get("Lists");
    assert_eq!(list["TotalCount"], 2);
    assert_eq!(
        list["Data"][0],
        json!({
            "Id": "115c0000-5b1e-4c7d-9e00-000000000001", "ReferenceId": "lokaler", "Name": "Lokalkontrakt",
            "Description": "Hyreskontrakt för lokaler i alla ärenden",
            "form.formId": "0b6f1c5e-6a0d-4c1b-9f3a-12b200000001",
        })
    );
    assert_eq!(list["Data"][0]["form.formId"], world.get("dataformtemplates/12b.2")["Id"]);
    assert_eq!(world.get("lists/?Start=1&Max=1"), json!({"TotalCount": 2, "Data": [list["Data"][1]]}));
    assert_eq!(world.get_raw("lists?max=-1").status, 400);
    world.fastdok.set_pages(Some(1), false, 0);
    assert_eq!(world.get("lists"), json!({"Data": [list["Data"][0]]}));
    assert_eq!(world.send(Method::Delete, "lists", FORM, b"").header("allow"), Some("GET"));
    world.ticket = None;
    assert_eq!(world.get_raw("lists").status, 401);
}

#[test]
fn a_list_is_found_by_its_id_or_its_registered_id() {
    let mut world = World::signed_in(EVA);
    for list in world.get("lists")["Data"].as_array().unwrap() {
        for key in ["Id", "ReferenceId"] {
            assert_eq!(&world.get(&format!("Lists/{}", list[key].as_str().unwrap().to_uppercase())), list);
        }
    }
    assert_eq!(world.get_raw("lists/saknas").status, 404);
    world.ticket = None;
    assert_eq!(world.get_raw("lists/lokaler").status, 401);
}

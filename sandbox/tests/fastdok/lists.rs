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

#[test]
fn the_items_of_a_list_are_the_company_s_forms() {
    let mut world = World::signed_in(ASA);
    assert_eq!(world.get("Lists/lokaler/Data"), json!({"TotalCount": 0, "Data": []}));
    let (case, _) = world.start();
    let form = world.form_id(&case);
    let list = world.get("Lists/lokaler/Data");
    assert_eq!(list["TotalCount"], 1);
    let item = &list["Data"][0];
    assert_eq!((&item["form.formId"], &item["instance.id"]), (&form.as_str().into(), &case.as_str().into()));
    assert_eq!(item["instance.name"], "12B.2 Hyreskontrakt för lokal");
    assert_eq!((&item["Hyra.Belopp"], &item["Kontrakt.KontraktNr"]), (&"120000".into(), &"00001".into()));
    world.post(&format!("objects/{form}/fields"), "Objekt.Adress=%C3%85gatan+1");
    assert_eq!(world.get("lists/lokaler/data")["Data"][0]["Objekt.Adress"], "Ågatan 1");

    // A case may have properties with the names that items have besides.
    let odd = "[{objectclass: 'repository.typedobject', templateid: '7B',
        properties: [{name: 'Form.formId', value: 'x'}, {name: 'Egen', value: '1'}]}]";
    world.post("apps/form", odd);
    let item = world.get("lists/bostader/data")["Data"][0].clone();
    assert_eq!((&item["Egen"], item.get("Form.formId")), (&"1".into(), None));

    world.start();
    let second = world.get("lists/lokaler/data?start=1&max=1");
    assert_eq!((&second["TotalCount"], &second["Data"][0]["Kontrakt.KontraktNr"]), (&2.into(), &"00003".into()));
    assert_eq!(world.get_raw("lists/saknas/data").status, 404);
    world.sign_in(NILS);
    assert_eq!(world.get("lists/lokaler/data")["TotalCount"], 2, "colleagues share cases");
    world.sign_in(PER);
    assert_eq!(world.get("lists/lokaler/data")["TotalCount"], 0);
    world.ticket = None;
    assert_eq!(world.get_raw("lists/lokaler/data").status, 401);
}

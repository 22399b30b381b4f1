//! Form templates.

use nordcase::http::Method;
use serde_json::{Value, json};

use crate::client::*;

#[test]
fn templates_are_listed_in_pages() {
    let mut world = World::signed_in(ASA);
    let list = world.get("DataFormTemplates");
    assert_eq!(list["TotalCount"], 5);
    let codes: Vec<_> = list["Data"].as_array().unwrap().iter().map(|template| &template["ReferenceId"]).collect();
    assert_eq!(codes, ["12B.2", "7B", "15A", "16B", "INFO"]);
    assert_eq!(
        list["Data"][0],
        json!({
            "Id": "0b6f1c5e-6a0d-4c1b-9f3a-12b200000001", "ReferenceId": "12B.2", "ObjectClass": "dataforms.template",
            "Name": "12B.2 Hyreskontrakt för lokal", "Description": "", "TypeNamespace": "Huvudkontrakt",
            "CreatedDate": "2011-07-13T21:43:04Z", "ChangedDate": null,
        })
    );
    let page = world.get("dataformtemplates/?Start=3&Max=2");
    assert_eq!(page, json!({"TotalCount": 5, "Data": [list["Data"][3], list["Data"][4]]}));
    assert_eq!(world.get("dataformtemplates?start=5"), json!({"TotalCount": 5, "Data": []}));
    assert_eq!(world.get_raw("dataformtemplates?max=many").status, 400);
    world.fastdok.set_pages(Some(1), false, 0);
    assert_eq!(world.get("dataformtemplates"), json!({"Data": [list["Data"][0]]}));
    assert_eq!(world.send(Method::Post, "dataformtemplates", FORM, b"").status, 405);
    world.ticket = None;
    assert_eq!(world.get_raw("dataformtemplates").status, 401);
}

#[test]
fn a_template_is_found_by_its_id_or_its_code() {
    let mut world = World::signed_in(PER);
    let list = world.get("dataformtemplates")["Data"].clone();
    for template in list.as_array().unwrap() {
        for key in ["Id", "ReferenceId"] {
            let key = template[key].as_str().unwrap().to_lowercase();
            assert_eq!(&world.get(&format!("DataFormTemplates/{key}?VersionId=1")), template);
        }
    }
    let unknown = world.get_raw("dataformtemplates/99X");
    assert_eq!((unknown.status, &value(&unknown)["success"]), (404, &Value::Bool(false)));
}

#[test]
fn a_template_has_the_fields_of_the_forms_made_from_it() {
    let mut world = World::signed_in(ASA);
    let blank = world.get("DataFormTemplates/12b.2/Fields");
    let field = &blank["Data"][3];
    assert_eq!((&field["Id"], &field["Name"]), (&"Kontrakt.FranDatum".into(), &"Från och med".into()));
    assert_eq!((&field["DataType"], &field["FieldType"]), (&"System.DateTime".into(), &"datefield".into()));
    assert_eq!((&field["Value"], &field["ReadOnly"], &field["Index"]), (&"".into(), &false.into(), &3.into()));
    let (case, _) = world.start();
    let filled = world.get(&format!("instances/{case}/objects/12b.2/fields"));
    assert_eq!(blank["TotalCount"], filled["TotalCount"]);
    for field in filled["Data"].as_array().unwrap() {
        let same = |other: &&Value| ["Id", "Name", "DataType", "FieldType"].iter().all(|key| other[key] == field[key]);
        assert!(blank["Data"].as_array().unwrap().iter().any(|other| same(&other)), "{field}");
    }
    let page = world.get("dataformtemplates/12b.2/fields?start=3&max=1");
    assert_eq!(page["Data"], json!([field]));
    assert_eq!(world.get_raw("dataformtemplates/99X/fields").status, 404);
    assert_eq!(world.get_raw("dataformtemplates/12b.2/fields?start=-1").status, 400);
}

#[test]
fn a_definition_is_a_document_of_four_members() {
    let mut world = World::signed_in(ASA);
    let definition = world.get("DataFormTemplates/15A/Definition");
    let mut names: Vec<_> = definition.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["definition", "isHtmlForm", "javascript", "stylesheet"]);
    assert_eq!(definition["isHtmlForm"], true);
    assert!(definition["definition"].as_str().unwrap().contains("name=\"Bilaga.Datum\""), "{definition}");
    assert_eq!(world.get_raw("dataformtemplates/99X/definition").status, 404);
    world.ticket = None;
    assert_eq!(world.get_raw("dataformtemplates/15A/definition").status, 401);
}

//! Objects and their fields as a case and as a task show them.

use nordcase::http::Method;
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

fn read_only(list: &Value, id: &str) -> Value {
    let fields = list["Data"].as_array().unwrap();
    fields.iter().find(|field| field["Id"] == id).unwrap()["ReadOnly"].clone()
}

#[test]
fn each_task_says_which_fields_can_be_changed_in_it() {
    let mut world = World::signed_in(ASA);
    let (case, create) = world.start();
    let form = world.form_id(&case);
    let fields = |task: &str, object: &str| format!("Tasks/{task}/Objects/{object}/fields");
    let list = world.get(&fields(&create, &form));
    let field = &list["Data"][0];
    let mut names: Vec<_> = field.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    let known =
        ["AllowBlank", "DataType", "FieldType", "FieldTypeNamespace", "Id", "Index", "Name", "ReadOnly", "Value"];
    assert_eq!(names, known);
    assert_eq!((&field["Id"], &field["Value"]), (&"Hyra.Belopp".into(), &"120000".into()));
    assert_eq!((&field["DataType"], &field["FieldType"]), (&"System.String".into(), &"numberfield".into()));
    assert_eq!(read_only(&list, "Kontrakt.KontraktNr"), false);
    assert_eq!(list["TotalCount"].as_u64(), Some(list["Data"].as_array().unwrap().len() as u64));
    let page = world.get(&format!("{}?start=1&max=1", fields(&create, "12B.2")));
    assert_eq!((&page["TotalCount"], &page["Data"]), (&list["TotalCount"], &json!([list["Data"][1]])));

    let pay = world.perform(&create, "ActionPay").unwrap();
    let paid = world.perform(&pay, "ActionComplete").unwrap();
    for (task, rent, number) in [(&create, true, true), (&pay, true, true), (&paid, false, true)] {
        let list = world.get(&fields(task, &form));
        assert_eq!(read_only(&list, "Hyra.Belopp"), rent, "{task}");
        assert_eq!(read_only(&list, "Kontrakt.KontraktNr"), number, "{task}");
    }
    assert_eq!(read_only(&world.get(&fields(&paid, "hyresvard")), "Telefon"), true, "it was started so");
    assert_eq!(world.get_raw(&fields(&paid, "saknas")).status, 404);
    assert_eq!(world.get_raw(&fields("saknas", &form)).status, 404);
    world.sign_in(EVA);
    assert_eq!(world.get_raw(&fields(&paid, &form)).status, 404);
}

#[test]
fn the_fields_of_a_case_go_with_its_ready_task() {
    let mut world = World::signed_in(ASA);
    let (case, create) = world.start();
    let path = format!("Instances/{case}/Objects/IDE/Fields").replace("IDE", "12b.2");
    let list = world.get(&path);
    assert_eq!(list, world.get(&format!("tasks/{create}/objects/12B.2/fields")));
    let bare = world.form_id(&case);
    assert_eq!(list["Data"], world.get(&format!("objects/{bare}/fields")), "of an object alone they are a bare array");
    assert_eq!(list["Data"][1]["Value"], "2013-05-23T22:00:00Z", "a day is Swedish midnight");
    let pay = world.perform(&create, "ActionPay").unwrap();
    assert_eq!(read_only(&world.get(&path), "Hyra.Belopp"), true);
    world.perform(&pay, "ActionCancel");
    assert_eq!(read_only(&world.get(&path), "Hyra.Belopp"), false);

    // A folder has none; what a page of them is, the lists' rules say.
    let folder = world.get(&format!("instances/{case}/objects"))["Data"][0]["Id"].as_str().unwrap().to_owned();
    let none = world.get(&format!("instances/{case}/objects/{folder}/fields"));
    assert_eq!(none, json!({"TotalCount": 0, "Data": []}));
    world.fastdok.set_pages(Some(2), false, 0);
    assert_eq!(world.get(&format!("{path}?max=9")), json!({"Data": [list["Data"][0], list["Data"][1]]}));
    assert_eq!(world.get_raw(&format!("{path}?max=x")).status, 400);
    assert_eq!(world.get_raw(&path.replace("12b.2", "15A")).status, 404);
    world.sign_in(PER);
    assert_eq!(world.get_raw(&path).status, 404);
}

const MULTIPART: &str = "multipart/form-data; boundary=GRANS";

/// A multipart body with these files: part name, file name, content.
fn multipart(files: &[(&str, &str, &str)]) -> Vec<u8> {
    let part = |(name, file, data): &(&str, &str, &str)| {
        format!(
            "--GRANS\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
             Content-Type: image/png\r\n\r\n{data}\r\n"
        )
    };
    format!("{}--GRANS--\r\n", files.iter().map(part).collect::<String>()).into_bytes()
}

#[test]
fn files_go_into_the_file_fields_of_a_form() {
    let mut world = World::signed_in(ASA);
    let (case, create) = world.start();
    let form = world.form_id(&case);
    let path = format!("v1.1/DataForms/{form}/Attachments");
    let files = [("objekt.planritning", "Plan å.png", "BILD"), ("Hyra.Belopp", "b.png", "x"), ("Saknas", "c.png", "x")];
    let answer = value(&world.send(Method::Post, &path, MULTIPART, &multipart(&files)));
    let ignored = ["Hyra.Belopp", "Saknas"];
    assert_eq!(answer, json!({"success": true, "updatedFields": ["objekt.planritning"], "ignoredFields": ignored}));
    let fields = world.get(&format!("objects/{form}/fields"));
    let field = fields.as_array().unwrap().iter().find(|field| field["Id"] == "Objekt.Planritning").unwrap();
    assert_eq!((&field["DataType"], &field["FieldType"]), (&"System.Binary".into(), &"fileuploadfield".into()));
    assert_eq!(field["Value"], "Plan å.png");
    let below = world.get(&format!("objects/{form}/objects"));
    assert_eq!((&below["TotalCount"], &below["Data"][0]["Name"]), (&1.into(), &"Plan å.png".into()));
    let file = world.get_raw(&format!("objects/{}/file", below["Data"][0]["Id"].as_str().unwrap()));
    assert_eq!((file.body.as_slice(), file.header("content-type")), (&b"BILD"[..], Some("image/png")));
    assert_eq!(world.get(&format!("instances/{case}/objects"))["TotalCount"], 4, "it lies below the form");

    let one = multipart(&files[..1]);
    let charset = value(&world.send(Method::Post, &path, &format!("{MULTIPART}; charset=UTF-8"), &one));
    assert_eq!(charset, json!({"success": true, "updatedFields": [], "ignoredFields": []}));
    assert_eq!(world.get(&format!("objects/{form}/objects"))["TotalCount"], 1);
    assert_eq!(world.send(Method::Post, &path, FORM, b"").status, 415);
    assert_eq!(world.send(Method::Post, &path, MULTIPART, &multipart(&[])).status, 400);
    let kund = world.get(&format!("instances/{case}/objects/kund"))["Id"].as_str().unwrap().to_owned();
    for other in [kund.as_str(), &case, "nobody"] {
        let path = format!("v1.1/dataforms/{other}/attachments");
        assert_eq!(world.send(Method::Post, &path, MULTIPART, &one).status, 404, "{other}");
    }
    assert_eq!(world.send(Method::Post, &path["v1.1/".len()..], MULTIPART, &one).status, 400, "v1.0 has no such path");

    world.perform(&create, "ActionPay");
    let paying = value(&world.send(Method::Post, &path, MULTIPART, &one));
    assert_eq!(paying["success"], false, "not while paying");
    world.sign_in(REVISOR);
    assert_eq!(value(&world.send(Method::Post, &path, MULTIPART, &one))["success"], false);
    world.sign_in(PER);
    assert_eq!(world.send(Method::Post, &path, MULTIPART, &one).status, 404);
}

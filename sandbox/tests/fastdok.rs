//! The FastDok service of the sandbox, driven as a client drives it: whole requests in, whole answers out.

#[path = "fastdok/cases.rs"]
mod cases;
#[path = "fastdok/client.rs"]
mod client;
#[path = "fastdok/domain_users.rs"]
mod domain_users;
#[path = "fastdok/lists.rs"]
mod lists;
#[path = "fastdok/objects.rs"]
mod objects;
#[path = "fastdok/participants.rs"]
mod participants;
#[path = "fastdok/templates.rs"]
mod templates;

use client::*;
use nordcase::http::{Header, HttpRequest, HttpResponse, Method};
use nordcase_sandbox::fastdok::{API_KEY, operation};
use nordcase_sandbox::ledger::What;
use nordcase_sandbox::random::Random;
use rust_decimal::Decimal;
use serde_json::Value;

#[test]
fn a_case_from_start_to_archive_is_paid_once() {
    let mut world = World::signed_in(ASA);
    let (case, create) = world.start();
    let started = world.get(&format!("Instances/{case}"));
    assert_eq!(started["Name"], "12B.2 Hyreskontrakt för lokal");
    assert_eq!(started["Status"], "Active");
    let task = world.get(&format!("tasks/{create}"));
    assert_eq!(
        (&task["ReferenceId"], &task["Name"], &task["Status"]),
        (&"TaskCreate".into(), &"Utkast".into(), &"Ready".into())
    );
    assert_eq!(task["CreatedDate"], "2026-02-02T02:40:00Z");
    assert_eq!((&task["CompletedDate"], &task["PerformPermission"]), (&Value::Null, &true.into()));

    let actions = world.get(&format!("tasks/{create}/actions"));
    assert_eq!(actions["TotalCount"], 1);
    let pay = world.perform(&create, actions["Data"][0]["ReferenceId"].as_str().unwrap()).unwrap();
    assert_eq!(world.kind(&pay), "TaskPay");
    assert_eq!(world.get(&format!("tasks/{create}"))["Status"], "Completed");
    assert_eq!(world.get(&format!("tasks/{create}"))["CompletedBy"], "Åsa Öberg");

    let order = text(&world.get_raw(&format!("tasks/{pay}/order")));
    assert!(order.contains("\"_invented\"") && order.contains("\"Total\":200.00"), "{order}");
    assert_eq!(world.get_raw(&format!("tasks/{create}/order")).status, 404);
    world.now += 2 * MINUTE;
    let paid = world.perform(&pay, "ACTIONCOMPLETE").unwrap();
    assert_eq!(world.kind(&paid), "TaskPaid");
    assert_eq!(world.balance(), "{\"Balance\":1800.00}");
    assert!(text(&world.get_raw(&format!("tasks/{pay}/order"))).contains("\"Total\":200.00"), "a paid order stays");
    let transactions = text(&world.get_raw("domains/current/transactions"));
    assert!(transactions.contains("\"Amount\":-200.00,\"BalanceAfter\":1800.00"), "{transactions}");

    // The task that was completed refuses a second payment.
    let again = world.post(&format!("tasks/{pay}/actions/actioncomplete"), "");
    assert_eq!(again["success"], false);
    assert!(again["message"].is_string());
    assert_eq!(world.ledger.debits(Some(&case)), 1);

    // Singular `action` and the action's Id serve as well.
    let actions = world.get(&format!("tasks/{paid}/actions"))["Data"].clone();
    let complete = actions.as_array().unwrap().iter().find(|action| action["ReferenceId"] == "ActionComplete").unwrap();
    let done = world.post(&format!("tasks/{paid}/action/{}", complete["Id"].as_str().unwrap()), "");
    assert_eq!(
        (&done["success"], &done["TaskId"], &done["InstanceId"]),
        (&true.into(), &Value::Null, &case.clone().into())
    );
    let archived = world.get(&format!("instances/{case}"));
    assert_eq!(
        (&archived["Status"], &archived["CompletedDate"]),
        (&"Completed".into(), &"2026-02-02T02:42:00Z".into())
    );
    assert_eq!(world.get("tasks?status=ready")["TotalCount"], 0);
    assert_eq!(world.ledger.archived(Some(&case)), 1);
    let form = world.form_id(&case);
    assert_eq!(world.post(&format!("objects/{form}/fields"), "Hyra.Belopp=1")["success"], false);
    assert_eq!(world.delete(&format!("instances/{case}"))["success"], false);
}

#[test]
fn cancel_returns_to_where_the_payment_came_from() {
    let mut world = World::signed_in(ASA);
    let (case, create) = world.start();
    let pay = world.perform(&create, "ActionPay").unwrap();
    let draft = world.perform(&pay, "ActionCancel").unwrap();
    assert_eq!(world.kind(&draft), "TaskCreate");
    assert_ne!(draft, create, "every move makes a new task");
    let pay = world.perform(&draft, "ActionPay").unwrap();
    let paid = world.perform(&pay, "ActionComplete").unwrap();

    // Nothing is unpaid: there is nothing to go to TaskPay for.
    assert_eq!(world.post(&format!("tasks/{paid}/actions/actionpay"), "")["success"], false);
    world.act(|fastdok, desk| fastdok.add_form(&case, "15a", desk)).unwrap();
    let pay = world.perform(&paid, "ActionPay").unwrap();
    let back = world.perform(&pay, "ActionCancel").unwrap();
    assert_eq!(world.kind(&back), "TaskPaid");
    assert_eq!(world.fastdok.overview()["cases"][0]["forms"][1]["paid"], false);

    // Only what was added is paid: 60.50 × 0.8.
    let pay = world.perform(&back, "ActionPay").unwrap();
    assert!(text(&world.get_raw(&format!("tasks/{pay}/order"))).contains("\"Total\":48.40"));
    world.perform(&pay, "ActionComplete").unwrap();
    assert_eq!(world.balance(), "{\"Balance\":1751.60}");
    assert_eq!(world.ledger.debits(Some(&case)), 2);
    let history = world.fastdok.overview()["cases"][0]["history"].clone();
    let kinds: Vec<_> = history.as_array().unwrap().iter().map(|task| task["kind"].as_str().unwrap()).collect();
    let (create, pay, paid) = ("TaskCreate", "TaskPay", "TaskPaid");
    assert_eq!(kinds, [create, pay, create, pay, paid, pay, paid, pay, paid]);
}

#[test]
fn a_licence_customer_never_pays() {
    let mut world = World::signed_in(EVA);
    let domain = world.get("domains/current");
    let flag = |name: &str| {
        let all = domain["Properties"].as_array().unwrap();
        all.iter().find(|property| property["TypeNamespace"] == name).unwrap()["Value"].clone()
    };
    assert_eq!((flag("fsab.avtalskund"), flag("fsab.rabattfaktor")), ("True".into(), "0".into()));
    let (case, create) = world.start();
    let paid = world.perform(&create, "actionpay").unwrap();
    assert_eq!(world.kind(&paid), "TaskPaid");
    assert_eq!(world.get(&format!("tasks/{paid}/actions"))["TotalCount"], 1);
    assert_eq!(world.post(&format!("tasks/{paid}/actions/actionpay"), "")["success"], false);
    world.act(|fastdok, desk| fastdok.add_form(&case, "16B", desk)).unwrap();
    let forms = world.fastdok.overview()["cases"][0]["forms"].clone();
    assert!(forms.as_array().unwrap().iter().all(|form| form["paid"] == true), "{forms}");
    assert_eq!((world.ledger.debits(None), world.balance().as_str()), (0, "{\"Balance\":500.00}"));
}

#[test]
fn a_low_balance_refuses_and_leaves_everything_as_it_was() {
    let mut world = World::signed_in(PER);
    let (case, create) = world.start();
    let pay = world.perform(&create, "actionpay").unwrap();
    let refused = world.post(&format!("tasks/{pay}/actions/actioncomplete"), "");
    assert_eq!(refused["success"], false);
    assert_eq!(refused["message"], "Saldot är för lågt: ordern kostar 250.00 SEK men saldot är 100.00 SEK.");
    assert_eq!(world.get(&format!("tasks/{pay}"))["Status"], "Ready");
    assert!(matches!(world.ledger.entries.last().unwrap().what, What::PaymentRefused { .. }));
    assert!(world.fastdok.set_balance("Fastighets AB Tomma Kassan", Decimal::new(250, 0)));
    assert!(!world.fastdok.set_balance("Fastighets AB Tomma Kassan", Decimal::new(1, 3)), "no parts of an öre");
    assert!(!world.fastdok.set_balance("ingen", Decimal::ONE));
    world.perform(&pay, "actioncomplete").unwrap();
    assert_eq!(world.balance(), "{\"Balance\":0.00}");
    assert_eq!(world.ledger.debits(Some(&case)), 1);
}

#[test]
fn colleagues_share_cases_and_other_companies_see_nothing() {
    let mut world = World::signed_in(ASA);
    let (case, create) = world.start();
    let form = world.form_id(&case);
    world.sign_in(NILS);
    assert_eq!(world.get("instances")["TotalCount"], 1);
    world.sign_in(REVISOR);
    assert_eq!(world.get(&format!("tasks/{create}"))["PerformPermission"], false);
    assert_eq!(world.post(&format!("tasks/{create}/actions/actionpay"), "")["success"], false);
    assert_eq!(world.post("apps/form", ENTRIES)["success"], false);
    world.sign_in(PER);
    assert_eq!(world.get("instances")["TotalCount"], 0);
    assert_eq!(world.get("tasks")["TotalCount"], 0);
    assert_eq!(world.get("apps")["Data"][0]["InstancesCount"], 0);
    for path in [format!("instances/{case}"), format!("tasks/{create}"), format!("objects/{form}/pdf")] {
        let (theirs, nobodys) = (world.get_raw(&path), world.get_raw(&path.replace(|c: char| c.is_ascii_digit(), "0")));
        assert_eq!((theirs.status, &theirs.body), (404, &nobodys.body), "{path}");
    }
    assert_eq!(world.send(Method::Post, &format!("tasks/{create}/actions/actionpay"), FORM, b"").status, 404);
    assert_eq!(world.send(Method::Delete, &format!("instances/{case}"), FORM, b"").status, 404);
}

#[test]
fn tickets_slide_for_fifty_minutes() {
    let mut world = World::signed_in(ASA);
    for _ in 0..3 {
        world.now += 50 * MINUTE - 1;
        assert_eq!(world.get_raw("apps").status, 200);
    }
    world.now += 50 * MINUTE;
    assert_eq!(world.get_raw("apps").status, 401);
    world.sign_in(ASA);
    world.fastdok.expire_tickets();
    assert_eq!(world.get_raw("apps").status, 401);
    world.ticket = None;
    assert_eq!(world.get_raw("apps").status, 401);
}

#[test]
fn sign_in_answers_in_three_shapes() {
    let mut world = World::new();
    let bare = world.login(ASA, "");
    assert_eq!((bare.body.len(), bare.header("content-type")), (36, Some("text/plain; charset=utf-8")));
    // The same call within 15 seconds is answered from a cache; later there is a new ticket.
    assert_eq!(world.login(ASA, "").body, bare.body);
    world.now += 15_000;
    assert_ne!(world.login(ASA, "").body, bare.body);
    let web = value(&world.login(ASA, "&webTicket=true"));
    assert_eq!(web["success"], true);
    assert_ne!(web["WebTicket"], web["Ticket"]);
    world.ticket = web["WebTicket"].as_str().map(str::to_owned);
    assert_eq!(world.get_raw("apps").status, 401, "a web ticket is none for the API");
    // Names in any case, options in the query, the ticket in the query.
    let body = format!("apikey={API_KEY}&USERNAME={}&password={}", encode(ASA.0), encode(ASA.1));
    let answer = value(&world.send(Method::Post, "AUTHENTICATE/?Format=JSON", FORM, body.as_bytes()));
    world.ticket = None;
    assert_eq!(world.get_raw(&format!("apps?ticket={}", answer["Ticket"].as_str().unwrap())).status, 200);

    let wrong = world.login((ASA.0, "fel"), "");
    assert_eq!(wrong.status, 200);
    assert!(text(&wrong).contains("failed"));
    let wrong = value(&world.login(("ingen@bjorken.example", "fel"), "&format=json"));
    assert!(wrong["success"] == false && wrong["message"].as_str().unwrap().contains("failed"));
    assert!(text(&world.get_raw("Authenticate")).contains("<form"));
    assert_eq!(world.login(ASA, "&format=xml").status, 400);
}

#[test]
fn five_bad_passwords_lock_a_user_for_an_hour() {
    let mut world = World::new();
    for _ in 0..4 {
        world.login((ASA.0, "fel"), "");
    }
    assert!(!text(&world.login(ASA, "")).contains("failed"), "a good one in time forgets the bad ones");
    for _ in 0..5 {
        world.login((ASA.0, "fel"), "");
    }
    assert!(text(&world.login(ASA, "")).contains("failed"));
    assert!(!text(&world.login(NILS, "")).contains("failed"), "another user is free");
    world.now += 60 * MINUTE;
    assert!(!text(&world.login(ASA, "")).contains("failed"));
    let refused = world.ledger.entries.iter().filter(|entry| matches!(entry.what, What::SignedIn { ok: false, .. }));
    assert_eq!(refused.count(), 10);

    // The fault plan's locked account.
    world.sign_in(ASA);
    let ticket = world.ticket.clone().unwrap();
    let url = "https://fsab.bariumlive.com/API/v1.0/apps".to_owned();
    let request = HttpRequest { method: Method::Get, url, headers: vec![Header::new("Ticket", ticket)], body: vec![] };
    assert_eq!(world.act(|fastdok, desk| fastdok.handle(&request, true, desk)).status, 401);
}

#[test]
fn paths_match_in_any_case_under_any_prefix() {
    let request = |method, path: &str| HttpRequest {
        method,
        url: format!("http://127.0.0.1:8080/{path}"),
        headers: vec![],
        body: vec![],
    };
    let cases = [
        (Method::Get, "API/v1.0/Apps", Some("fastdok.list_apps")),
        (Method::Get, "formular/server/api/V1.0/APPS/Form/", Some("fastdok.get_app")),
        (Method::Post, "api/v1.0/apps/FORM?x=1", Some("fastdok.start_case")),
        (Method::Post, "api/v1.0/apps/bostad", Some("fastdok.start_instance")),
        (Method::Post, "api/v1.0/Tasks/1/Action/ActionPay/", Some("fastdok.perform_action")),
        (Method::Get, "api/v1.0/objects/1/PDF", Some("fastdok.get_object_pdf")),
        (Method::Post, "api/v1.0/objects/1/Objects", Some("fastdok.upload_object")),
        (Method::Get, "api/v1.0/instances/1/objects/IDE/", Some("fastdok.get_instance_object")),
        (Method::Get, "api/v1.0/domains/current/transactions", Some("fastdok.list_transactions")),
        (Method::Delete, "api/v1.0/apps", None),
        (Method::Get, "api/v1.0/tasks//actions", None),
        (Method::Get, "api/v1.0/processes", None),
        (Method::Get, "FORMULAR/API/V1.1/Tasks", Some("fastdok.list_tasks")),
        (Method::Post, "api/v1.1/DataForms/1/attachments/", Some("fastdok.upload_attachment")),
        (Method::Post, "api/v1.0/dataforms/1/attachments", None),
        (Method::Get, "api/v1.1/Domains/Current/users", Some("fastdok.list_domain_users")),
        (Method::Get, "api/v1.0/domains/current/users", None),
        (Method::Get, "api/v2/apps", None),
    ];
    for (method, path, wanted) in cases {
        assert_eq!(operation(&request(method, path)), wanted, "{path}");
    }
    let mut world = World::signed_in(ASA);
    assert_eq!(world.get_raw("Processes").status, 400);
    let wrong_verb = world.send(Method::Delete, "apps", FORM, b"");
    assert_eq!((wrong_verb.status, wrong_verb.header("allow")), (405, Some("GET")));
    assert_eq!(world.get_raw("apps?format=xml").status, 400);
    assert_eq!(world.get_raw("apps?jsontext=true").header("content-type"), Some("text/json; charset=utf-8"));
    let (case, _) = world.start();
    assert_eq!(world.get(&format!("INSTANCES/{}", case.to_uppercase()))["Id"], case.as_str());
}

#[test]
fn starting_checks_its_entries() {
    let mut world = World::signed_in(ASA);
    // Strict JSON, and relaxed JSON percent-encoded as a whole.
    let strict = r#"[{"objectclass":"repository.typedobject","typenamespace":"Kund",
        "properties":[{"name":"Namn","value":"Å+Ö 100%"}]}]"#;
    for body in [strict.to_owned(), encode(strict)] {
        let case = world.post("apps/form", &body)["Items"][0]["Id"].as_str().unwrap().to_owned();
        let fields = world.get(&format!("instances/{case}/objects/kund/fields"));
        assert_eq!(fields["Data"][0]["Value"], "Å+Ö 100%");
    }
    let form = |code: &str| format!("{{objectclass: 'repository.typedobject', templateid: '{code}'}}");
    let kund = "{objectclass: 'repository.typedobject', typenamespace: 'Kund'}";
    let refused = [
        format!("[{},{}]", form("12B.2"), form("7B")),
        format!("[{kund},{kund}]"),
        format!("[{}]", form("99X")),
        "[{objectclass: 'repository.folder', name: 'X'}]".to_owned(),
        "[{objectclass: 'repository.typedobject'}]".to_owned(),
        "[]".to_owned(),
    ];
    for body in refused {
        let answer = world.post("apps/form", &body);
        assert!(answer["success"] == false && answer["message"].is_string(), "{body}: {answer}");
    }
    let unreadable = [
        "[{ObjectClass: 'repository.typedobject'}]",
        "[{objectclass: 'a', properties: [{name: 'a', value: {deep: 1}}]}]",
        "[{objectclass: 'a', properties: [{name: 'a'}, {name: 'A'}]}]",
        "[{objectclass: 'a'",
        "{}",
    ];
    for body in unreadable {
        assert_eq!(world.send(Method::Post, "apps/form", FORM, body.as_bytes()).status, 400, "{body}");
    }
    assert_eq!(world.send(Method::Post, "apps/form", "application/json", ENTRIES.as_bytes()).status, 415);
    assert_eq!(world.get("instances")["TotalCount"], 2);

    let body = "message=START&template=x&instance.name=R%C3%A5sunda%20%26%20S%C3%B6n&Objekt.Adress=Gatan+1";
    let started = world.post("Apps/bostad", body);
    let case = started["InstanceId"].as_str().unwrap().to_owned();
    assert_eq!(world.get(&format!("instances/{case}"))["Name"], "Råsunda & Sön");
    let fields = world.get(&format!("instances/{case}/objects/7b/fields"))["Data"].clone();
    assert!(fields.as_array().unwrap().iter().any(|field| field["Value"] == "Gatan 1"), "{fields}");
    assert_eq!(world.get("apps/bostad/instances")["TotalCount"], 1);
    assert_eq!(world.get(&format!("instances/{case}/tasks"))["Data"][0]["ReferenceId"], "TaskCreate");
}

#[test]
fn fields_are_read_only_when_the_task_says_so() {
    let mut world = World::signed_in(ASA);
    let (case, create) = world.start();
    let form = world.form_id(&case);
    let update = "kontrakt.kontraktnr=A-1&Hyra.Belopp=130000&Kontrakt.FranDatum=2026-07-01&Saknas=1";
    let answer = world.post(&format!("objects/{form}/fields"), update);
    assert_eq!(answer["updatedFields"].as_array().unwrap().len(), 3, "{answer}");
    assert_eq!(answer["ignoredFields"], serde_json::json!(["Saknas"]));
    let field =
        |fields: &Value, id: &str| fields.as_array().unwrap().iter().find(|field| field["Id"] == id).unwrap().clone();
    let fields = world.get(&format!("objects/{form}/fields"));
    assert_eq!(field(&fields, "Kontrakt.FranDatum")["Value"], "2026-06-30T22:00:00Z", "a day is Swedish midnight");
    assert_eq!(field(&fields, "Kontrakt.KontraktNr")["ReadOnly"], false);

    let pay = world.perform(&create, "actionpay").unwrap();
    assert_eq!(world.post(&format!("objects/{form}/fields"), "Hyra.Belopp=1")["success"], false, "not while paying");
    let paid = world.perform(&pay, "actioncomplete").unwrap();
    let answer = world.post(&format!("objects/{form}/fields"), "Kontrakt.KontraktNr=B-2&Hyra.Belopp=140000");
    assert_eq!(answer["updatedFields"], serde_json::json!(["Hyra.Belopp"]));
    assert_eq!(answer["ignoredFields"], serde_json::json!(["Kontrakt.KontraktNr"]));
    let fields = world.get(&format!("tasks/{paid}/objects/12B.2/fields"))["Data"].clone();
    assert_eq!(field(&fields, "Kontrakt.KontraktNr")["ReadOnly"], true);
    assert_eq!(field(&fields, "Kontrakt.KontraktNr")["Value"], "A-1");
    let fields = world.get(&format!("tasks/{pay}/objects/{form}/fields"))["Data"].clone();
    assert_eq!(field(&fields, "Hyra.Belopp")["ReadOnly"], true, "of a completed task everything is");

    let lessor = world.get(&format!("instances/{case}/objects/hyresvard"))["Id"].as_str().unwrap().to_owned();
    let properties = world.get(&format!("objects/{lessor}/properties"));
    assert_eq!(properties[1]["Name"], "Telefon");
    assert_eq!(properties[1]["ReadOnly"], true);
    assert_eq!(world.delete(&format!("objects/{form}"))["success"], false, "a paid form stays");
    assert_eq!(world.delete(&format!("objects/{lessor}"))["success"], true);
    assert_eq!(world.get_raw(&format!("objects/{lessor}")).status, 404);
}

#[test]
fn files_go_into_folders() {
    let mut world = World::signed_in(ASA);
    let (case, create) = world.start();
    let made =
        world.post(&format!("instances/{case}/objects"), "{objectclass: \"repository.folder\", name: \"Ritningar\"}");
    let folder = made["Items"][0]["Id"].as_str().unwrap().to_owned();
    let data = b"--\r\nno boundary\r\n--GRAN \x00\xff";
    let mut body = b"--GRANS\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--GRANS\r\n\
        Content-Disposition: form-data; name=\"Data\"; filename=\"Rit; ning \xc3\xa5.dwg\"\r\n\
        Content-Type: image/x-dwg\r\n\r\n"
        .to_vec();
    body.extend_from_slice(data);
    body.extend_from_slice(b"\r\n--GRANS--\r\n");
    let path = format!("objects/{folder}/objects");
    let nothing = value(&world.send(Method::Post, &path, "multipart/form-data; boundary=GRANS; charset=UTF-8", &body));
    assert_eq!(nothing, serde_json::json!({"success": true, "Items": []}));
    assert_eq!(world.get(&path)["TotalCount"], 0, "with a charset nothing is created");
    let made = value(&world.send(Method::Post, &path, "multipart/form-data; boundary=\"GRANS\"", &body));
    let item = &made["Items"][0];
    assert_eq!((&item["success"], &item["Name"]), (&true.into(), &"Rit; ning å.dwg".into()));
    assert_eq!(item["Id"], item["ReferenceId"]);
    let file = world.get_raw(&format!("objects/{}/file", item["Id"].as_str().unwrap()));
    assert_eq!((file.status, file.body.as_slice(), file.header("content-type")), (200, &data[..], Some("image/x-dwg")));
    let single = world.get(&format!("objects/{}", item["Id"].as_str().unwrap()));
    assert_eq!(single["ParentId"], folder.as_str());

    let objects = world.get(&format!("instances/{case}/objects"));
    assert_eq!(objects["TotalCount"], 5, "two folders, two parties, one form; what lies in a folder is not listed");
    assert_eq!(world.get(&format!("tasks/{create}/objects"))["TotalCount"], 5);
    assert_eq!(world.delete(&format!("objects/{folder}"))["success"], true);
    assert_eq!(world.get_raw(&format!("objects/{}/file", item["Id"].as_str().unwrap())).status, 404);
    let huge = vec![b'x'; (16 << 20) + 1];
    assert_eq!(world.send(Method::Post, &path, "multipart/form-data; boundary=GRANS", &huge).status, 413);
}

#[test]
fn the_draft_watermark_goes_with_the_payment() {
    let mut world = World::signed_in(ASA);
    let (case, create) = world.start();
    let form = world.form_id(&case);
    let contains =
        |response: &HttpResponse, wanted: &[u8]| response.body.windows(wanted.len()).any(|part| part == wanted);
    let draft = world.get_raw(&format!("objects/{form}/PDF"));
    assert_eq!(draft.header("content-type"), Some("application/pdf"));
    assert!(draft.body.starts_with(b"%PDF-") && contains(&draft, b"(UTKAST)"));
    assert!(contains(&draft, b"<C5736120D662657267>"), "the tenant, in WinAnsi");
    let image = world.get_raw(&format!("objects/{form}/image?width=40&height=60"));
    let reader = png::Decoder::new(std::io::Cursor::new(&image.body)).read_info().unwrap();
    assert_eq!((reader.info().width, reader.info().height), (40, 60));
    assert_eq!(world.get_raw(&format!("objects/{form}/image?width=99999999999")).status, 400);
    let pay = world.perform(&create, "actionpay").unwrap();
    assert!(contains(&world.get_raw(&format!("objects/{form}/PDF")), b"(UTKAST)"));
    world.perform(&pay, "actioncomplete").unwrap();
    assert!(!contains(&world.get_raw(&format!("objects/{form}/PDF")), b"(UTKAST)"));
    let lessor = world.get(&format!("instances/{case}/objects/hyresvard"))["Id"].as_str().unwrap().to_owned();
    assert_eq!(world.get_raw(&format!("objects/{lessor}/pdf")).status, 404);
}

#[test]
fn lists_come_in_pages() {
    let mut world = World::signed_in(ASA);
    for _ in 0..205 {
        world.start();
    }
    let whole = world.get("instances");
    assert_eq!((whole["TotalCount"].as_u64(), whole["Data"].as_array().unwrap().len()), (Some(205), 200));
    let page = world.get("tasks?Status=Ready&Start=203&Max=10&unknown=1");
    assert_eq!((page["TotalCount"].as_u64(), page["Data"].as_array().unwrap().len()), (Some(205), 2));
    assert_eq!(world.get("tasks?start=9999999")["Data"], serde_json::json!([]));
    assert_eq!(world.get("tasks?status=completed")["TotalCount"], 0);
    assert_eq!(world.get_raw("tasks?max=-1").status, 400);
    assert_eq!(world.get_raw("tasks?status=nonsense").status, 400);
    assert_eq!(world.get("dataformtemplates?max=1")["TotalCount"], 5);
}

#[test]
fn a_snapshot_goes_on_in_the_middle_of_a_payment() {
    let mut world = World::signed_in(ASA);
    let (case, create) = world.start();
    let pay = world.perform(&create, "actionpay").unwrap();
    let stored = serde_json::to_string(&world).unwrap();
    assert!(!stored.contains("Ek-och-Alm-7"), "a snapshot holds no password");
    let mut restored: World = serde_json::from_str(&stored).unwrap();
    for world in [&mut world, &mut restored] {
        let paid = world.perform(&pay, "actioncomplete").unwrap();
        world.perform(&paid, "actioncomplete");
    }
    assert_eq!(serde_json::to_string(&world).unwrap(), serde_json::to_string(&restored).unwrap());
    assert_eq!(restored.ledger.debits(Some(&case)), 1);
    let ticket = restored.ticket.unwrap();
    assert!(!format!("{:?}", restored.fastdok).contains(&ticket), "Debug prints no ticket");
}

#[test]
fn somebody_else_may_act_in_the_web_ui() {
    let mut world = World::signed_in(ASA);
    let (case, create) = world.start();
    world.act(|fastdok, desk| fastdok.web_action(&case, "actionpay", desk)).unwrap();
    assert_eq!(world.post(&format!("tasks/{create}/actions/actionpay"), "")["success"], false, "it is completed");
    assert!(world.act(|fastdok, desk| fastdok.add_form(&case, "15A", desk)).is_err(), "not while paying");
    world.act(|fastdok, desk| fastdok.web_action(&case, "ActionComplete", desk)).unwrap();
    assert!(world.act(|fastdok, desk| fastdok.web_action(&case, "ActionCancel", desk)).is_err());
    assert!(world.act(|fastdok, desk| fastdok.web_action("nobody", "ActionPay", desk)).is_err());
    assert!(world.fastdok.set_customer("bostads ab björken", Some(true), None, Some(Decimal::ZERO)));
    assert_eq!(world.fastdok.overview()["domains"][0]["licence"], true);
    assert_eq!(world.ledger.debits(None), 1);
}

#[test]
fn hostile_requests_never_panic() {
    let mut world = World::signed_in(ASA);
    let (case, create) = world.start();
    let form = world.form_id(&case);
    let mut random = Random::new(99);
    let words = [
        "apps",
        "form",
        "instances",
        "tasks",
        "objects",
        "actions",
        "pdf",
        "%",
        "%ff",
        "..",
        "\u{0}",
        "ä",
        "order",
        "lists",
        "data",
        "dataforms",
        "attachments",
        "fields",
        "assignableparticipants",
        "actionpay",
        "v1.1",
        "users",
    ];
    let parts: Vec<&str> = words.into_iter().chain([case.as_str(), create.as_str(), form.as_str()]).collect();
    let types = [FORM, "multipart/form-data; boundary=x", "multipart/form-data; boundary", "text/plain", ""];
    let bits = [
        "[",
        "{",
        "}",
        "]",
        "objectclass:",
        "'",
        "\"",
        ":",
        ",",
        "--x",
        "\r\n",
        "name=\"Data\"",
        "%5B",
        "=",
        "&",
        "1e999",
        "\\u",
        "//",
    ];
    for _ in 0..20_000 {
        let mut pick = |count: usize| (random.next_u64() % count as u64) as usize;
        let path = (0..pick(6)).map(|_| parts[pick(parts.len())]).collect::<Vec<_>>().join("/");
        let method = [Method::Get, Method::Post, Method::Post, Method::Delete][pick(4)];
        let mut body: Vec<u8> = (0..pick(12)).flat_map(|_| bits[pick(bits.len())].bytes()).collect();
        body.extend((0..pick(8)).map(|_| pick(256) as u8));
        let query = [
            "",
            "?max=99999999999999999999",
            "?start=%&max==&&",
            "?width=0",
            "?status=%00",
            "?take=%ff&participants=[[{",
        ][pick(6)];
        let response = world.send(method, &format!("{path}{query}"), types[pick(types.len())], &body);
        assert!((200..500).contains(&response.status));
    }
    // Depth, size, numbers, comments that never end.
    for body in [
        "[".repeat(900_000),
        "[{a:".repeat(200_000),
        format!("[{{objectclass:'x',properties:{}", "[".repeat(900_000)),
        format!("[{{objectclass:'x',typenamespace:{}}}]", "9".repeat(900_000)),
        format!("[{}]", "{objectclass:'repository.typedobject',typenamespace:'a'},".repeat(15_000)),
        "[/*".repeat(300_000),
        "x".repeat(2 << 20),
        format!("[{}", "'".repeat(2 << 20)),
    ] {
        let response = world.send(Method::Post, "apps/form", FORM, body.as_bytes());
        assert!(response.status < 500 && response.body.len() < 4096);
    }
    let many = format!(
        "[{}]",
        (0..600)
            .map(|nth| format!("{{objectclass:'repository.typedobject',typenamespace:'n{nth}'}}"))
            .collect::<Vec<_>>()
            .join(",")
    );
    assert_eq!(world.post("apps/form", &many)["success"], false, "a case holds 500 objects");
    // A very long text makes a document of bounded length.
    let long = format!("Objekt.Adress={}", "ord ".repeat(100_000));
    let (case, _) = world.start();
    let form = world.form_id(&case);
    world.post(&format!("objects/{form}/fields"), &long);
    assert!(world.get_raw(&format!("objects/{form}/pdf")).body.len() < 100_000);
    world.now = i64::MAX;
    assert!(world.send(Method::Get, "apps", FORM, b"").status < 500);
    assert!(!world.login(ASA, "").body.is_empty());
    world.now = i64::MIN;
    assert!(world.login(ASA, "").status < 500);
}

#[test]
fn callers_cannot_store_without_end() {
    let mut world = World::signed_in(ASA);
    let (case, _) = world.start();
    let mut body = b"--x\r\nContent-Disposition: form-data; name=\"Data\"; filename=\"a\"\r\n\r\n".to_vec();
    body.resize(body.len() + (15 << 20), b'a');
    body.extend_from_slice(b"\r\n--x--\r\n");
    let path = format!("instances/{case}/objects");
    let stored = (0..8).filter(|_| {
        value(&world.send(Method::Post, &path, "multipart/form-data; boundary=x", &body))["success"] == true
    });
    assert_eq!(stored.count(), 4);
}

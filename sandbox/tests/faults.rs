//! What goes wrong by order of the plan and of the control commands, with both services: late applications, old answers, requests sent twice, answers of
//! something that stands before the service, lists and calls that are not as one thinks.

use nordcase::http::{Header, HttpRequest, Method};
use nordcase_sandbox::fastdok::API_KEY;
use nordcase_sandbox::ledger::What;
use nordcase_sandbox::{Command, Fault, Now, Reply, Sandbox};
use serde_json::{Value, json};

const START: Now = 1_770_000_000_000;
const SECOND: Now = 1_000;

/// Both services, a clock, and one user of FastDok.
#[derive(Clone)]
struct World {
    sandbox: Sandbox,
    now: Now,
    ticket: String,
}

impl World {
    fn new() -> Self {
        let mut world = Self { sandbox: Sandbox::new(3), now: START, ticket: String::new() };
        world.ticket = body(&world.sign_in());
        assert_eq!(world.ticket.len(), 36);
        world
    }

    fn sign_in(&mut self) -> Reply {
        let body = format!("apikey={API_KEY}&username=asa.oberg@bjorken.example&password=Bj%C3%B6rk%26L%C3%B6v%2B2026");
        self.fastdok(Method::Post, "authenticate", &body)
    }

    fn fastdok(&mut self, method: Method, path: &str, body: &str) -> Reply {
        let headers =
            vec![Header::new("Content-Type", "application/x-www-form-urlencoded"), Header::new("ticket", &self.ticket)];
        let url = format!("https://fastdok.example/API/v1.0/{path}");
        let request = HttpRequest { method, url, headers, body: body.as_bytes().to_vec() };
        self.sandbox.handle(&request, self.now)
    }

    fn get(&mut self, path: &str) -> Value {
        let reply = self.fastdok(Method::Get, path, "");
        serde_json::from_str(&body(&reply)).unwrap_or_else(|_| panic!("{path}: {}", body(&reply)))
    }

    fn altinn(&mut self, operation: &str, parameters: &str) -> Reply {
        let namespace = "http://www.altinn.no/services/ServiceEngine/Case/2010/10";
        let tag = format!("{operation}AgencySystemExternalBasic");
        let envelope = format!(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><{tag} xmlns=\"{namespace}\">\
             <systemUserName>SKDEN</systemUserName><systemPassword>sandkasse-2681</systemPassword>{parameters}</{tag}></e:Body></e:Envelope>"
        );
        let action = format!("\"{namespace}/ICaseAgencySystemExternalBasic/{tag}\"");
        let headers = vec![Header::new("Content-Type", "text/xml; charset=utf-8"), Header::new("SOAPAction", action)];
        let url = "https://altinn.example/ServiceEngineExternal/CaseAgencySystemExternalBasic.svc".to_owned();
        let request = HttpRequest { method: Method::Post, url, headers, body: envelope.into_bytes() };
        self.sandbox.handle(&request, self.now)
    }

    fn create(&mut self) -> Reply {
        self.altinn(
            "InstantiateCollaboration",
            "<externalServiceCode>2681</externalServiceCode><externalServiceEditionCode>1</externalServiceEditionCode>\
             <reporteeNumber>910453092</reporteeNumber><visibleDateTime>0001-01-01T00:00:00</visibleDateTime><dueDate>0001-01-01T00:00:00</dueDate>",
        )
    }

    fn list(&mut self) -> String {
        let reply = self.altinn(
            "GetCaseList",
            "<caseID>0</caseID><externalServiceCode>2681</externalServiceCode><externalServiceEditionCode>1</externalServiceEditionCode>\
             <languageID>1044</languageID>",
        );
        body(&reply)
    }

    fn start(&mut self) -> Reply {
        let entries =
            r#"[{objectclass: "repository.typedobject", typenamespace: "Huvudkontrakt", templateid: "12B.2"}]"#;
        self.fastdok(Method::Post, "apps/form", entries)
    }

    /// A case with its ready task.
    fn case(&mut self) -> (String, String) {
        let started: Value = serde_json::from_str(&body(&self.start())).unwrap();
        let case = started["Items"][0]["Id"].as_str().unwrap().to_owned();
        let task = self.ready(&case);
        (case, task)
    }

    fn ready(&mut self, case: &str) -> String {
        let tasks = self.get(&format!("instances/{case}/tasks?status=ready"));
        tasks["Data"][0]["Id"].as_str().unwrap_or_default().to_owned()
    }

    fn act(&mut self, task: &str, action: &str) -> Reply {
        self.fastdok(Method::Post, &format!("tasks/{task}/actions/{action}"), "")
    }

    /// A case that waits for payment, and its task.
    fn waiting(&mut self) -> (String, String) {
        let (case, task) = self.case();
        self.act(&task, "ActionPay");
        let task = self.ready(&case);
        (case, task)
    }

    fn plan(&mut self, operation: &str, fault: Fault) {
        self.sandbox.plan.add(operation, 1, fault);
    }

    fn control(&mut self, command: Value) -> Value {
        let command = Command::from_json(command.to_string().as_bytes()).unwrap();
        self.sandbox.control(command, self.now).unwrap()
    }

    fn pass(&mut self, time: Now) {
        self.now += time;
        self.sandbox.advance(self.now);
    }

    fn debits(&self) -> usize {
        self.sandbox.ledger.debits(None)
    }
}

fn body(reply: &Reply) -> String {
    String::from_utf8_lossy(&reply.response.as_ref().expect("an answer").body).into_owned()
}

const LATE: Fault = Fault::AppliedLate { ms: 30_000 };

#[test]
fn a_late_payment_is_taken_after_its_time_and_no_sooner() {
    let mut world = World::new();
    let (case, task) = world.waiting();
    world.plan("fastdok.perform_action", LATE);
    let reply = world.act(&task, "ActionComplete");
    assert!(reply.arrived && reply.response.is_none());
    world.pass(29_999);
    assert_eq!((world.debits(), world.ready(&case)), (0, task.clone()), "not yet");
    world.pass(1);
    assert_eq!(world.debits(), 1);
    let paid = world.ready(&case);
    assert_eq!(world.get(&format!("tasks/{paid}"))["ReferenceId"], "TaskPaid");
    let debit = world.sandbox.ledger.entries.iter().find(|entry| matches!(entry.what, What::Debited { .. }));
    assert_eq!(debit.unwrap().at, START + 30_000, "when it was due, and not when somebody looked");
    world.pass(3600 * SECOND);
    assert_eq!(world.debits(), 1);
}

#[test]
fn a_request_or_a_look_into_the_sandbox_lets_what_is_due_be_applied_first() {
    for looks in [true, false] {
        let mut world = World::new();
        let (_, task) = world.waiting();
        world.plan("*", Fault::HtmlPageAppliedLate { ms: 5_000 });
        let reply = world.act(&task, "ActionComplete");
        let page = reply.response.clone().unwrap();
        assert_eq!(page.status, 504);
        assert!(body(&reply).starts_with("<html>"));
        let overview = world.control(json!({"command": "overview"}));
        assert_eq!(overview["late"], json!([{"due": START + 5_000, "operation": "fastdok.perform_action"}]));
        world.now += 5_000;
        if looks {
            assert_eq!(world.control(json!({"command": "summary"}))["debits"], 1);
        } else {
            assert_eq!(world.get("domains/current/balance"), json!({"Balance": 1800.0}));
        }
    }
}

#[test]
fn late_requests_obey_the_rules_that_hold_then() {
    // A colleague was faster: the task is completed.
    let mut world = World::new();
    let (case, task) = world.waiting();
    world.plan("*", LATE);
    world.act(&task, "ActionComplete");
    world.control(json!({"command": "web_action", "case": case, "action": "ActionComplete"}));
    world.pass(60 * SECOND);
    assert_eq!((world.debits(), world.sandbox.ledger.archived(None)), (1, 0));

    // The money is gone meanwhile, and the refusal reaches nobody but the ledger.
    let mut world = World::new();
    let (case, task) = world.waiting();
    world.plan("*", LATE);
    world.act(&task, "ActionComplete");
    world.control(json!({"command": "set_balance", "domain": "Bostads AB Björken", "amount": "1.00"}));
    world.pass(60 * SECOND);
    assert_eq!((world.debits(), world.ready(&case)), (0, task));
    assert_eq!(world.control(json!({"command": "summary"}))["payments_refused"], 1);
}

#[test]
fn who_may_call_is_decided_when_a_request_is_accepted() {
    let mut world = World::new();
    let (_, task) = world.waiting();
    world.plan("*", LATE);
    world.act(&task, "ActionComplete");
    world.control(json!({"command": "sign_everybody_out"}));
    world.pass(30 * SECOND);
    assert_eq!(world.debits(), 1, "it was let in before");
    assert_eq!(world.fastdok(Method::Get, "instances", "").response.unwrap().status, 401, "the ticket is stale still");

    // Nobody is let in with a stale ticket, late or not.
    let mut world = World::new();
    let (_, task) = world.waiting();
    world.control(json!({"command": "sign_everybody_out"}));
    world.plan("*", Fault::HtmlPageAppliedLate { ms: 1_000 });
    world.act(&task, "ActionComplete");
    world.pass(60 * SECOND);
    assert_eq!(world.debits(), 0);
}

#[test]
fn several_late_requests_are_applied_as_they_are_due() {
    let mut world = World::new();
    world.plan("*", Fault::AppliedLate { ms: 20_000 });
    world.start();
    world.plan("*", Fault::AppliedLate { ms: 10_000 });
    world.create();
    let applied = world.sandbox.advance(START + 60_000);
    let made: Vec<_> =
        world.sandbox.ledger.entries.iter().skip(1).map(|entry| (entry.at - START, &entry.what)).collect();
    assert!(matches!(made[..], [(10_000, What::CaseCreated { .. }), (20_000, What::CaseStarted { .. })]), "{made:?}");
    let entries: Vec<_> = applied.iter().map(|applied| applied.entries.clone()).collect();
    assert_eq!(entries, [1..2, 2..3]);
    assert!(applied[0].request.url.contains("CaseAgencySystem"));
    assert!(world.list().contains("<a:CaseID>100001</a:CaseID>"));
}

#[test]
fn a_read_or_a_sign_in_cannot_be_late() {
    let mut world = World::new();
    let before = world.sandbox.ledger.entries.len();
    world.plan("*", LATE);
    assert_eq!(world.fastdok(Method::Get, "instances", "").response, None);
    world.plan("*", LATE);
    assert_eq!(world.sign_in().response, None);
    assert!(world.sandbox.late.is_empty());
    assert_eq!(world.sandbox.ledger.entries.len(), before + 1, "the sign-in happened, its answer was lost");
}

#[test]
fn a_snapshot_holds_what_is_late() {
    let mut world = World::new();
    let (_, task) = world.waiting();
    world.plan("*", LATE);
    world.act(&task, "ActionComplete");
    let snapshot = world.control(json!({"command": "snapshot"}));
    let mut other = Sandbox::new(9);
    other.control(Command::Restore { snapshot }, START).unwrap();
    other.advance(START + 30_000);
    assert_eq!(other.ledger.debits(None), 1);
}

#[test]
fn an_old_answer_is_from_then_and_changes_nothing() {
    let mut world = World::new();
    world.control(json!({"command": "remember", "ms": 10_000}));
    let (case, task) = world.case();
    world.now += 4 * SECOND;
    world.act(&task, "ActionPay");
    world.now += 2 * SECOND;
    let old = |world: &mut World, ms: u64, path: &str| {
        world.plan("*", Fault::OldAnswer { ms });
        world.fastdok(Method::Get, path, "").response.unwrap()
    };
    let path = format!("instances/{case}/tasks?status=ready");
    let kinds = |response: &nordcase::http::HttpResponse| {
        let tasks: Value = serde_json::from_slice(&response.body).unwrap();
        tasks["Data"][0]["ReferenceId"].as_str().unwrap_or("none").to_owned()
    };
    assert_eq!(kinds(&old(&mut world, 1_999, &path)), "TaskPay", "as it is since two seconds");
    assert_eq!(kinds(&old(&mut world, 2_001, &path)), "TaskCreate", "as it was before");
    assert_eq!(old(&mut world, 7_000, &path).status, 404, "there was no such case yet");
    assert_eq!(world.get(&path)["Data"][0]["ReferenceId"], "TaskPay", "one answer was old, and no more");
    // What changes something is done now, whatever the plan says.
    let pay = world.ready(&case);
    world.plan("*", Fault::OldAnswer { ms: 5_000 });
    assert!(body(&world.act(&pay, "ActionComplete")).contains("\"success\":true"));
    // Further back than anything is remembered it is as at the oldest state that is.
    world.now += 60 * SECOND;
    assert_eq!(kinds(&old(&mut world, 5_000, &path)), "TaskPaid");
}

#[test]
fn an_old_answer_that_waits_in_the_plan_needs_no_remembering() {
    let mut world = World::new();
    world.sandbox.plan.add("altinn.get_case_list", 1, Fault::OldAnswer { ms: 3_000 });
    world.create();
    world.now += SECOND;
    assert!(!world.list().contains("<a:CaseID>100001</a:CaseID>"), "as before the case was created");
    assert!(world.list().contains("<a:CaseID>100001</a:CaseID>"));
    assert_eq!(world.sandbox.ledger.created(), 1);
}

#[test]
fn a_repeated_request_is_handled_twice_and_the_second_answer_comes_back() {
    let mut world = World::new();
    let (_, task) = world.waiting();
    world.plan("*", Fault::Repeated);
    assert!(body(&world.act(&task, "ActionComplete")).contains("Uppgiften är redan avslutad"));
    assert_eq!(world.debits(), 1);
    world.plan("*", Fault::Repeated);
    let created = body(&world.create());
    assert!(created.contains(">100002<"), "{created}");
    assert_eq!(world.sandbox.ledger.created(), 2);
    world.plan("*", Fault::Repeated);
    world.start();
    assert_eq!(world.control(json!({"command": "summary"}))["started"], 3);
}

#[test]
fn what_stands_before_the_service_answers_and_nothing_is_applied() {
    for (fault, status, says) in [
        ("plain_words", 200, "Inloggningen misslyckades"),
        ("sign_in_page", 200, "<form method=\"post\">"),
        ("json_message", 200, "{\"message\":\"Invalid credentials\"}"),
        ("empty_answer", 200, ""),
        ("status400", 400, "Bad Request"),
        ("status401", 401, "Unauthorized"),
        ("status403", 403, "Forbidden"),
        ("status429", 429, "Too Many Requests"),
        ("redirect", 302, "Found"),
        ("unreadable989", 500, "<ErrorID>989</ErrorID>"),
    ] {
        let mut world = World::new();
        let (case, task) = world.waiting();
        let before = world.sandbox.ledger.entries.len();
        for call in 0..3 {
            world.control(json!({"command": "add_fault", "operation": "*", "nth": 1, "fault": fault}));
            let reply = match call {
                0 => world.sign_in(),
                1 => world.act(&task, "ActionComplete"),
                _ => world.create(),
            };
            assert_eq!(reply.response.as_ref().unwrap().status, status, "{fault}");
            assert!(body(&reply).contains(says), "{fault}: {}", body(&reply));
            assert!(!reply.arrived);
        }
        assert_eq!(world.sandbox.ledger.entries.len(), before, "{fault}");
        assert_eq!(world.ready(&case), task);
    }
    assert!(
        roxmltree::Document::parse(&{
            let mut world = World::new();
            world.plan("*", Fault::Unreadable989);
            body(&world.create())
        })
        .is_err()
    );
}

#[test]
fn lists_come_in_smaller_pages_than_were_asked_for() {
    let mut world = World::new();
    let cases: Vec<String> = (0..5).map(|_| world.case().0).collect();
    let ids = |list: &Value| -> Vec<String> {
        list["Data"].as_array().unwrap().iter().map(|row| row["Id"].as_str().unwrap().to_owned()).collect()
    };
    world.control(json!({"command": "set_pages", "most_rows": 2}));
    let page = world.get("instances?start=0&max=100");
    assert_eq!((ids(&page), &page["TotalCount"]), (cases[..2].to_vec(), &json!(5)));
    assert_eq!(ids(&world.get("instances?start=4&max=100")), cases[4..]);
    assert_eq!(ids(&world.get("instances?max=1")).len(), 1, "fewer may be asked for");
    world.control(json!({"command": "set_pages", "most_rows": 3, "total_count": false}));
    let page = world.get("instances?start=1");
    assert_eq!((ids(&page), page.get("TotalCount")), (cases[1..4].to_vec(), None));
    world.control(json!({"command": "set_pages", "older_cases": 20_000}));
    let page = world.get("instances?start=19999&max=2");
    assert_eq!(page["TotalCount"], 20_005);
    let rows = ids(&page);
    assert_eq!(rows[1], cases[0]);
    assert_eq!(world.fastdok(Method::Get, &format!("instances/{}", rows[0]), "").response.unwrap().status, 404);
    assert_eq!(world.get("instances?status=completed")["TotalCount"], 0);
    world.control(json!({"command": "set_pages"}));
    assert_eq!(world.get("instances")["TotalCount"], 5);
}

#[test]
fn rows_can_be_spoiled_one_by_one() {
    let mut world = World::new();
    let (first, _) = world.case();
    let (second, _) = world.case();
    for (how, date) in [("date", "2011-07-13 21:43:04"), ("net_date", "/Date(1310593384000)/")] {
        world.control(json!({"command": "spoil_case", "case": first, "how": how}));
        let list = world.get("instances");
        assert_eq!((&list["Data"][0]["StartDate"], &list["Data"][1]["Id"]), (&json!(date), &json!(second)));
    }
    world.control(json!({"command": "spoil_case", "case": first, "how": "null"}));
    let list = world.get("apps/form/instances");
    assert_eq!((&list["Data"][0], &list["TotalCount"]), (&Value::Null, &json!(2)));
    assert_eq!(world.get(&format!("instances/{first}"))["Id"], json!(first), "by itself it can be read");
    world.control(json!({"command": "spoil_case", "case": first}));
    assert_eq!(world.get("instances")["Data"][0]["Id"], json!(first));

    world.create();
    let good = world.list();
    assert!(good.contains("<a:DueDate i:nil=\"true\"/>"));
    world.control(json!({"command": "spoil_external_case", "case_id": 100_001, "how": "empty_due_date"}));
    assert!(world.list().contains("<a:DueDate/>"));
    world.control(json!({"command": "spoil_external_case", "case_id": 100_001, "how": "control_character"}));
    let spoiled = world.list();
    assert!(spoiled.contains("<a:CaseName>Linje&#xB;to</a:CaseName>"));
    assert!(roxmltree::Document::parse(&spoiled).is_err());
    world.control(json!({"command": "spoil_external_case", "case_id": 100_001}));
    assert_eq!(world.list(), good);
}

#[test]
fn what_is_documented_nowhere_can_answer_anything() {
    let mut world = World::new();
    let (_, task) = world.waiting();
    for (answer, status, says) in [
        ("not_found", 404, "\"success\":false"),
        ("no_content", 204, ""),
        ("empty", 200, ""),
        ("html", 200, "<!DOCTYPE html>"),
        ("xml", 200, "<Order>"),
        ("json_null", 200, "null"),
        ("json_number", 200, "200.00"),
        ("json_array", 200, "[1,"),
        ("json_twice", 200, "\"Total\":1.00"),
    ] {
        world.control(json!({"command": "set_undocumented", "answer": answer}));
        for path in [format!("tasks/{task}/order"), "domains/current/transactions".to_owned()] {
            let reply = world.fastdok(Method::Get, &path, "");
            assert_eq!(reply.response.as_ref().unwrap().status, status, "{answer}");
            assert!(body(&reply).contains(says), "{answer}: {}", body(&reply));
        }
    }
    world.control(json!({"command": "set_undocumented"}));
    assert_eq!(world.get(&format!("tasks/{task}/order"))["Currency"], "SEK");
}

#[test]
fn forms_are_added_late_and_by_the_rules_that_hold_then() {
    let mut world = World::new();
    let (case, task) = world.case();
    let path = format!("instances/{case}/objects");
    let before = world.get(&path)["TotalCount"].as_u64().unwrap();
    let entry = "[{objectclass: 'repository.typedobject', templateid: '15A'}]";
    world.plan("fastdok.add_instance_objects", LATE);
    assert_eq!(world.fastdok(Method::Post, &path, entry).response, None);
    assert_eq!(world.get(&path)["TotalCount"], before);
    world.pass(30 * SECOND);
    assert_eq!(world.get(&path)["TotalCount"], before + 1);
    world.plan("fastdok.add_instance_objects", LATE);
    world.fastdok(Method::Post, &path, &entry.replace("15A", "16B"));
    world.act(&task, "ActionPay");
    world.pass(30 * SECOND);
    assert_eq!(world.get(&path)["TotalCount"], before + 1, "a payment was open by then");
    // The second of two is refused, since an object exists once.
    let (case, _) = world.case();
    world.plan("fastdok.add_instance_objects", Fault::Repeated);
    let again = body(&world.fastdok(Method::Post, &format!("instances/{case}/objects"), entry));
    assert!(again.contains("en gång"), "{again}");
    assert_eq!(world.get(&format!("instances/{case}/objects/15A"))["DataId"], "15A");
}

#[test]
fn a_late_message_reaches_only_a_case_that_runs_then() {
    let mut world = World::new();
    let (case, _) = world.waiting();
    let messages = |world: &World| {
        let entries = world.sandbox.ledger.entries.iter();
        entries.filter(|entry| matches!(entry.what, What::MessageReceived { .. })).count()
    };
    world.plan("fastdok.send_instance_message", LATE);
    world.fastdok(Method::Post, &format!("instances/{case}"), "message=x");
    assert_eq!(messages(&world), 0);
    world.pass(30 * SECOND);
    assert_eq!(messages(&world), 1);
    world.plan("fastdok.send_instance_message", LATE);
    world.fastdok(Method::Post, &format!("instances/{case}"), "message=x");
    world.fastdok(Method::Delete, &format!("instances/{case}"), "");
    world.pass(30 * SECOND);
    assert_eq!(messages(&world), 1);
}

#[test]
fn an_attachment_can_be_late_and_its_answer_lost() {
    let mut world = World::new();
    let (case, _) = world.case();
    let form = world.get(&format!("instances/{case}/objects/12b.2"))["Id"].as_str().unwrap().to_owned();
    let send = |world: &mut World| {
        let part = "Content-Disposition: form-data; name=\"Objekt.Planritning\"; filename=\"a.png\"";
        let headers =
            vec![Header::new("Content-Type", "multipart/form-data; boundary=x"), Header::new("Ticket", &world.ticket)];
        let url = format!("https://fastdok.example/API/v1.1/DataForms/{form}/Attachments");
        let body = format!("--x\r\n{part}\r\n\r\nBILD\r\n--x--\r\n").into_bytes();
        world.sandbox.handle(&HttpRequest { method: Method::Post, url, headers, body }, world.now)
    };
    let below = format!("objects/{form}/objects");
    world.plan("fastdok.upload_attachment", LATE);
    assert_eq!(send(&mut world).response, None);
    assert_eq!(world.get(&below)["TotalCount"], 0);
    world.pass(30 * SECOND);
    assert_eq!(world.get(&below)["TotalCount"], 1);
    world.plan("fastdok.upload_attachment", Fault::AnswerLost);
    assert_eq!(send(&mut world).response, None);
    assert_eq!(world.get(&below)["TotalCount"], 2);
    world.plan("fastdok.upload_attachment", Fault::StaleTicket);
    assert_eq!(send(&mut world).response.unwrap().status, 401);
}

#[test]
fn the_data_of_a_list_can_be_old() {
    let mut world = World::new();
    world.control(json!({"command": "remember", "ms": 60_000}));
    world.pass(10 * SECOND);
    let (case, _) = world.case();
    world.pass(10 * SECOND);
    for (operation, path, then) in [
        ("fastdok.get_list_data", "lists/lokaler/data", 0),
        ("fastdok.list_lists", "lists", 2),
        ("fastdok.get_list", "lists/lokaler", 2),
    ] {
        world.plan(operation, Fault::OldAnswer { ms: 15_000 });
        let old = world.get(path);
        assert!(old["TotalCount"] == then || old["Name"] == "Lokalkontrakt", "{path}: {old}");
    }
    assert_eq!(world.get("lists/lokaler/data")["Data"][0]["instance.id"], case.as_str());
}

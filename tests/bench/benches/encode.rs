//! Requests: one of each kind of body, with as much in it as a usual call has.

use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use nordcase::altinn::{self, GetCaseList, InstantiateCollaboration, NotifyEvent, SetNotice};
use nordcase::fastdok::{
    self, Authenticate, Credentials, GetTask, ListTasks, PerformAction, StartCase, UpdateObjectFields,
};
use nordcase::{BaseUrl, Operation, Secret};
use serde_json::{Value, from_value, json};

fn of<O: Operation + serde::de::DeserializeOwned>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    kind: &str,
    access: &O::Access,
    params: Value,
) {
    let operation: O = from_value(params).unwrap();
    let name = format!("{} {kind}", O::NAME);
    group.bench_function(name.trim(), |bencher| bencher.iter(|| black_box(&operation).request(access).unwrap()));
}

fn encode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("encode");

    let base_url = || BaseUrl::new("https://f.example.se").unwrap();
    let fd = fastdok::Access::new(base_url()).with_ticket(Secret::new("a8098c1a-f86e-11da-bd1a-00112444be1e"));
    let (api_key, password) = (Secret::new("key"), Secret::new("password"));
    let credentials = Credentials { api_key, username: "user".to_owned(), password };
    let signing_in = fastdok::Access::new(base_url()).with_credentials(credentials);
    let id = "497305c5-d1aa-499f-8c43-000000000001";
    let entry = |name: &str, template: Option<&str>| {
        json!({
            "typeNamespace": name,
            "templateId": template,
            "properties": [
                { "name": "Namn", "value": "Åsas Fastigheter AB" },
                { "name": "OrgPersNr", "value": "556677-8899" },
                { "name": "Adress", "value": "Storgatan 1, 111 22 Stockholm" },
            ],
        })
    };
    let entries = [entry("Hyresvard", None), entry("Kund", None), entry("Formular", Some("12B"))];
    let fields: Vec<_> =
        (0..10).map(|number| json!({ "name": format!("falt{number}"), "value": "ett värde" })).collect();
    of::<Authenticate>(&mut group, "", &signing_in, json!({}));
    of::<GetTask>(&mut group, "", &fd, json!({ "taskId": id }));
    of::<ListTasks>(&mut group, "", &fd, json!({ "status": "Ready", "start": 0, "max": 100 }));
    of::<PerformAction>(&mut group, "", &fd, json!({ "taskId": id, "action": "ActionComplete" }));
    of::<StartCase>(&mut group, "", &fd, json!({ "entries": entries }));
    of::<UpdateObjectFields>(&mut group, "", &fd, json!({ "objectId": id, "fields": fields }));

    let base_url = || BaseUrl::new("https://a.example.no").unwrap();
    let basic = altinn::Access::basic(base_url(), "SKDEN", Secret::new("sandkasse-2681"));
    let created = "2026-03-01T10:00:00Z".parse().unwrap();
    let ws = altinn::Access::ws(base_url(), "SKDEN", Secret::new("sandkasse-2681"), created, [7; 16]);
    let tokens: Vec<_> =
        (0..5).map(|number| json!({ "tokenKey": format!("felt{number}"), "tokenValue": "Frist" })).collect();
    for (binding, access) in [("over Basic", &basic), ("over WS", &ws)] {
        let service =
            json!({ "externalServiceCode": "2681", "externalServiceEditionCode": 1, "reporteeNumber": "910021451" });
        of::<InstantiateCollaboration>(&mut group, binding, access, service);
        let service = json!({ "externalServiceCode": "2681", "externalServiceEditionCode": 1 });
        of::<GetCaseList>(&mut group, binding, access, service);
        of::<NotifyEvent>(&mut group, binding, access, json!({ "caseId": 100_001, "event": "3374:1:Instantiated" }));
        let notice = json!({ "reporteeElementId": "1", "noticeTemplateId": "2", "noticeTokens": tokens });
        of::<SetNotice>(&mut group, binding, access, notice);
    }
    group.finish();
}

criterion_group! {
    name = requests;
    config = Criterion::default().sample_size(30).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    targets = encode
}
criterion_main!(requests);

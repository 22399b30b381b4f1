//! What the core reads is what the sandbox meant: each list and view against the sandbox's own overview of its data.

use nordcase::altinn::{ExternalCase, GetCaseList, InstantiateCollaboration, Language, NotifyEvent, SetNotice};
use nordcase::fastdok::{
    ActionKind, GetCurrentDomain, InstanceStatus, ListInstanceTasks, ListInstances, PerformAction, StartCase,
};
use nordcase::{Date, DateTime};
use nordcase_e2e::{Services, lease};
use serde_json::Value;

#[tokio::test]
async fn fastdok_cases_and_tasks() {
    let services = Services::start();
    let fastdok = services.fastdok();
    // Cases in each state that this customer's can be in: draft, waiting for payment, paid, archived.
    for moves in 0..4 {
        let case = fastdok.call(&StartCase::new(lease())).await.expect("a case").instance_id;
        for action in
            [ActionKind::ActionPay, ActionKind::ActionComplete, ActionKind::ActionComplete].into_iter().take(moves)
        {
            let tasks = fastdok.call(&ListInstanceTasks::new(&case)).await.expect("its tasks").items;
            let ready = tasks.iter().find(|task| task.is_ready()).expect("a ready task");
            fastdok.call(&PerformAction::new(&ready.id, action)).await.expect("the action");
        }
    }
    let overview = services.truth(|sandbox| sandbox.fastdok.overview());
    let meant = overview["cases"].as_array().expect("a list");
    assert_eq!(meant.len(), 4);
    let mut archived = 0;
    for case in meant {
        let id = case["id"].as_str().expect("an id");
        let tasks = fastdok.call(&ListInstanceTasks::new(id)).await.expect("its tasks").items;
        let mut read: Vec<_> =
            tasks.iter().map(|task| (task.id.as_str(), task.kind().to_string(), task.is_ready())).collect();
        let history = case["history"].as_array().expect("a list");
        let task = |task: &'_ Value| {
            let text = |name: &str| task[name].as_str().unwrap_or_default().to_owned();
            (text("id"), text("kind"), task["completed"].is_null())
        };
        let mut expected: Vec<_> = history.iter().map(task).collect();
        read.sort();
        expected.sort();
        let read: Vec<_> = read.into_iter().map(|(id, kind, ready)| (id.to_owned(), kind, ready)).collect();
        assert_eq!(read, expected);

        let instance = fastdok.call(&nordcase::fastdok::GetInstance::new(id)).await.expect("the case");
        assert_eq!(instance.name.as_deref(), case["name"].as_str());
        let completed = instance.status == Some(InstanceStatus::Completed);
        assert_eq!(Some(completed), case["archived"].as_bool());
        archived += usize::from(completed);
    }
    assert_eq!(archived, 1);

    let listed = fastdok.call(&ListInstances::default()).await.expect("a list").items;
    let running = meant.iter().filter(|case| case["archived"] == false);
    let mut ids: Vec<_> = listed.iter().map(|case| case.id.as_str()).collect();
    let mut expected: Vec<_> = running.filter_map(|case| case["id"].as_str()).collect();
    ids.sort_unstable();
    expected.sort_unstable();
    assert!(expected.iter().all(|id| ids.contains(id)), "{expected:?} in {ids:?}");
}

#[tokio::test]
async fn fastdok_company() {
    let services = Services::start();
    let read = services.fastdok().call(&GetCurrentDomain {}).await.expect("the company");
    let overview = services.truth(|sandbox| sandbox.fastdok.overview());
    let domains = overview["domains"].as_array().expect("a list");
    let meant = domains.iter().find(|domain| domain["id"] == read.id.as_str()).expect("the same company");
    assert_eq!(read.name.as_deref(), meant["name"].as_str());
    assert_eq!(read.balance.map(|it| it.to_string()).as_deref(), meant["balance"].as_str());
    assert_eq!(read.discount_factor().map(|it| it.to_string()).as_deref(), meant["factor"].as_str());
    assert_eq!((read.is_licence_customer(), read.is_member()), (meant["licence"].as_bool(), meant["member"].as_bool()));
}

#[tokio::test]
async fn altinn_cases() {
    let services = Services::start();
    let altinn = services.altinn();
    let day = |day| Date::new(2027, 3, day).map(DateTime::midnight);
    let noon = Date::new(2027, 3, 5).and_then(|date| DateTime::local(date, 12, 30, 15));
    let plain = InstantiateCollaboration::new("2681", 1, "910453092");
    for (visible_date_time, due_date) in [(None, None), (None, day(1)), (day(2), day(3)), (noon, noon), (None, noon)] {
        let create = InstantiateCollaboration { visible_date_time, due_date, ..plain.clone() };
        altinn.call(&create).await.expect("a case");
    }
    altinn.call(&NotifyEvent::to_case(100_002, "3374:1:Instantiated")).await.expect("a result");
    altinn.call(&NotifyEvent::to_case(100_003, "DeadlineExpired")).await.expect("a result");
    altinn.call(&SetNotice::new("100004", "13")).await.expect("a notice");

    for language_id in [Language::Bokmal, Language::Nynorsk, Language::English] {
        let list = GetCaseList { language_id: Some(language_id), ..GetCaseList::of_service("2681", 1) };
        let read = altinn.call(&list).await.expect("a list");
        let overview = services.truth(|sandbox| sandbox.altinn.overview());
        let all = overview["cases"].as_array().expect("a list");
        let meant: Vec<_> = all.iter().filter(|case| case["service"] == "2681").collect();
        assert_eq!((read.len(), meant.len()), (5, 5));
        for (read, meant) in read.iter().zip(meant) {
            same(read, meant);
            let name = |language| match language {
                Language::Bokmal => "Konkursbo",
                Language::Nynorsk => "Konkursbu",
                _ => "Bankruptcy estate",
            };
            assert_eq!(read.case_name.as_deref(), Some(name(language_id)));
        }
    }
}

fn same(read: &ExternalCase, meant: &Value) {
    assert_eq!(meant["id"], read.case_id);
    assert_eq!(meant["state_id"].as_i64(), read.current_state_id.map(i64::from));
    assert_eq!(meant["state"].as_str(), read.current_state_name.as_deref());
    assert_eq!(meant["notice"]["template"].as_str(), read.notice_template_id.as_deref());
    assert_eq!(meant["archived"].as_bool(), read.is_archived);
    assert_eq!(meant["due"].as_str(), read.due_date.map(|date| date.to_string()).as_deref());
    if meant["visible"].is_string() {
        assert_eq!(meant["visible"].as_str(), read.visible_date_time.map(|date| date.to_string()).as_deref());
    }
}

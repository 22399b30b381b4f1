//! What the sandbox writes and the core reads is what the sandbox meant.
//!
//! Input: pairs of bytes, each an act on the sandbox and what it is about; then, after a line feed, the texts that the acts use, one a line. After the
//! acts everything is read through the core, over FastDok's JSON and Altinn's SOAP, and compared with the sandbox's own overview.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use nordcase::altinn::{GetCaseList, InstantiateCollaboration, NotifyEvent, SetNotice};
use nordcase::fastdok::{
    ActionKind, Authenticate, Credentials, GetBalance, GetCurrentDomain, GetInstance, GetObjectProperties,
    InstanceStatus, ListInstanceObjects, ListInstanceTasks, ListInstances, ListTransactions, ObjectEntry,
    PerformAction, StartCase,
};
use nordcase::{Amount, BaseUrl, DateTime, Error, Operation, Secret, altinn, fastdok};
use nordcase_fuzz::line;
use nordcase_sandbox::fastdok::API_KEY;
use nordcase_sandbox::{Command, Sandbox};
use serde_json::Value;

/// 2027-03-01T08:00:00Z.
const NOW: i64 = 1_803_888_000_000;
/// The company of the user who signs in.
const COMPANY: &str = "Bostads AB Björken";
/// More acts than this only take longer.
const ACTS: usize = 24;

struct World {
    sandbox: Sandbox,
    fastdok: fastdok::Access,
    altinn: altinn::Access,
}

fn call<O: Operation>(sandbox: &mut Sandbox, access: &O::Access, operation: &O) -> Result<O::Output, Error> {
    let request = operation.request(access)?;
    operation.response(access, &sandbox.handle(&request, NOW).response.expect("no fault is planned"))
}

fn start() -> World {
    let url = |url| BaseUrl::new(url).expect("a valid address");
    let (api_key, password) = (Secret::new(API_KEY), Secret::new("Björk&Löv+2026"));
    let credentials = Credentials { api_key, username: "asa.oberg@bjorken.example".to_owned(), password };
    let fastdok = fastdok::Access::new(url("https://fastdok.example/API/v1.0")).with_credentials(credentials);
    let mut sandbox = Sandbox::new(1);
    let signed_in = call(&mut sandbox, &fastdok, &Authenticate::new()).expect("the standard user signs in");
    let altinn = altinn::Access::basic(url("https://altinn.example"), "SKDEN", "sandkasse-2681");
    World { sandbox, fastdok: fastdok.with_ticket(signed_in.ticket), altinn }
}

static START: LazyLock<World> = LazyLock::new(start);

impl World {
    fn overview(&mut self) -> Value {
        self.sandbox.control(Command::Overview, NOW).expect("an overview")
    }

    /// The id of the n-th case at a place of the overview, counted around.
    fn case(&mut self, api: &str, n: u8) -> Option<Value> {
        let overview = self.overview();
        let cases = overview[api]["cases"].as_array()?;
        cases.get(usize::from(n) % cases.len().max(1)).map(|case| case["id"].clone())
    }

    /// One act. What the service refuses changes nothing, and is no matter here.
    fn act(&mut self, act: u8, about: u8, text: &str) -> Option<()> {
        let (sandbox, fastdok, altinn) = (&mut self.sandbox, &self.fastdok, &self.altinn);
        match act % 10 {
            0 => {
                let form = ObjectEntry { template_id: Some("12B.2".to_owned()), ..ObjectEntry::new("Kontrakt") };
                let entries = vec![ObjectEntry::new("Kund").with("Namn", text).with("Telefon", "+46 8"), form];
                let Ok(started) = call(sandbox, fastdok, &StartCase::new(entries)) else { return None };
                let objects = call(sandbox, fastdok, &ListInstanceObjects::new(started.instance_id))
                    .expect("the new case has objects");
                let is_customer = |namespace: &Option<String>| namespace.as_deref() == Some("Kund");
                let customer =
                    objects.items.iter().find(|object| is_customer(&object.type_namespace)).expect("a customer");
                let properties =
                    call(sandbox, fastdok, &GetObjectProperties::new(&customer.id)).expect("its properties");
                let name = properties.items.iter().find(|property| property.name == "Namn").expect("its name");
                assert_eq!(name.value.as_deref().unwrap_or_default(), text);
            }
            1 | 2 => {
                let case = self.case("fastdok", about / 4)?;
                let actions = [ActionKind::ActionPay, ActionKind::ActionComplete, ActionKind::ActionCancel];
                let action = actions.get(usize::from(about % 4)).cloned().unwrap_or(ActionKind::ActionPay);
                let tasks = call(&mut self.sandbox, &self.fastdok, &ListInstanceTasks::new(case.as_str()?)).ok()?;
                let task = tasks.items.iter().find(|task| task.is_ready())?;
                call(&mut self.sandbox, &self.fastdok, &PerformAction::new(&task.id, action)).ok()?;
            }
            3 => {
                let case = self.case("fastdok", about)?.as_str()?.to_owned();
                let template = if about.is_multiple_of(2) { "15A" } else { "12B.2" };
                self.sandbox.control(Command::AddForm { case, template: template.to_owned() }, NOW).ok()?;
            }
            4 => {
                let amount = text.parse::<Amount>().ok()?.decimal();
                sandbox.control(Command::SetBalance { domain: COMPANY.to_owned(), amount }, NOW).ok()?;
            }
            5 | 6 => {
                let due = text
                    .parse::<DateTime>()
                    .ok()
                    .or_else(|| DateTime::from_unix_seconds(NOW / 1_000 + i64::from(about) * 90_061));
                let create =
                    InstantiateCollaboration { due_date: due, ..InstantiateCollaboration::new("2681", 1, "910453092") };
                call(sandbox, altinn, &create).ok()?;
            }
            7 => {
                let id = i32::try_from(self.case("altinn", about)?.as_i64()?).ok()?;
                let events = ["DeadlineExpired", "Approved", "Rejected", "3374:1:Instantiated", text];
                let event = events.get(usize::from(about) % events.len()).copied().unwrap_or(text);
                call(&mut self.sandbox, &self.altinn, &NotifyEvent::to_case(id, event)).ok()?;
            }
            8 => {
                let id = self.case("altinn", about)?.to_string();
                call(&mut self.sandbox, &self.altinn, &SetNotice::new(id, text)).ok()?;
            }
            _ => {
                let case_id = i32::try_from(self.case("altinn", about)?.as_i64()?).ok()?;
                let how = if about.is_multiple_of(2) { "archived" } else { "deleted" };
                self.sandbox.control(Command::CloseCase { case_id, how: how.to_owned() }, NOW).ok()?;
            }
        }
        Some(())
    }

    fn compare_fastdok(&mut self, meant: &Value) {
        let (sandbox, access) = (&mut self.sandbox, &self.fastdok);
        let domains = meant["domains"].as_array().expect("companies");
        let company = domains.iter().find(|domain| domain["name"] == COMPANY).expect("the user's company");
        let balance =
            |amount: Amount| assert_eq!(Some(amount), company["balance"].as_str().and_then(|text| text.parse().ok()));
        balance(call(sandbox, access, &GetBalance::new()).expect("the balance").balance);
        let domain = call(sandbox, access, &GetCurrentDomain::new()).expect("the company");
        balance(domain.balance.expect("a balance"));
        assert_eq!(domain.is_licence_customer(), company["licence"].as_bool());
        assert_eq!(domain.is_member(), company["member"].as_bool());
        assert_eq!(domain.discount_factor(), company["factor"].as_str().and_then(|text| text.parse().ok()));
        call(sandbox, access, &ListTransactions::new()).expect("the transactions");

        let listed =
            call(sandbox, access, &ListInstances { max: Some(200), ..ListInstances::new() }).expect("the cases");
        let cases: Vec<&Value> =
            meant["cases"].as_array().expect("cases").iter().filter(|case| case["domain"] == COMPANY).collect();
        for case in &listed.items {
            assert!(cases.iter().any(|meant| meant["id"] == case.id.as_str()), "{} is not there", case.id);
        }
        for meant in cases {
            let id = meant["id"].as_str().expect("an id");
            let case = call(sandbox, access, &GetInstance::new(id)).expect("the case");
            assert_eq!(case.name.as_deref(), meant["name"].as_str());
            assert_eq!(case.status == Some(InstanceStatus::Completed), meant["archived"] == true);
            let started = meant["started"].as_str().and_then(|text| text.parse::<DateTime>().ok());
            assert_eq!(case.start_date, started);
            let tasks = call(sandbox, access, &ListInstanceTasks::new(id)).expect("its tasks").items;
            let history = meant["history"].as_array().expect("a history");
            assert_eq!(tasks.len(), history.len());
            for task in &tasks {
                let meant = history.iter().find(|meant| meant["id"] == task.id.as_str()).expect("the same tasks");
                assert_eq!(task.kind().as_str(), meant["kind"]);
                assert_eq!(task.is_ready(), meant["completed"].is_null());
            }
        }
    }

    fn compare_altinn(&mut self, meant: &Value) {
        for meant in meant["cases"].as_array().expect("cases").iter().filter(|case| case["service"] == "2681") {
            let id = meant["id"].as_i64().and_then(|id| i32::try_from(id).ok()).expect("a case id");
            let answer = call(&mut self.sandbox, &self.altinn, &GetCaseList::of_case(id));
            let refused = |code: &str| assert!(answer.as_ref().is_err_and(|error| error.code() == code), "{answer:?}");
            if meant["deleted"] == true {
                refused("altinn.60015");
                continue;
            }
            if meant["archived"] == true {
                refused("altinn.60014");
                continue;
            }
            let cases = answer.expect("a running case");
            let [case] = cases.as_slice() else { panic!("{} cases", cases.len()) };
            assert_eq!(case.case_id, id);
            assert_eq!(case.case_name.as_deref(), meant["name"].as_str());
            assert_eq!(case.current_state_name.as_deref(), meant["state"].as_str());
            assert_eq!(case.current_state_id.map(i64::from), meant["state_id"].as_i64());
            let time = |value: &Value| value.as_str().and_then(|text| text.parse::<DateTime>().ok());
            assert_eq!(case.due_date, time(&meant["due"]));
            assert_eq!(case.visible_date_time, time(&meant["visible"]));
            assert_eq!(case.notice_template_id.as_deref(), meant["notice"]["template"].as_str());
            assert!(case.other.is_empty(), "{:?}", case.other);
        }
    }
}

fuzz_target!(|input: &[u8]| {
    let input = String::from_utf8_lossy(input);
    let (acts, texts) = line(&input);
    let texts: Vec<&str> = texts.lines().collect();
    let World { sandbox, fastdok, altinn } = &*START;
    let mut world = World { sandbox: sandbox.clone(), fastdok: fastdok.clone(), altinn: altinn.clone() };
    for (number, pair) in acts.as_bytes().chunks(2).take(ACTS).enumerate() {
        let (act, about) = (pair[0].wrapping_sub(b'0'), pair.get(1).map_or(0, |about| about.wrapping_sub(b'0')));
        let text = texts.get(number % texts.len().max(1)).copied().unwrap_or_default();
        world.act(act, about, text);
    }
    let overview = world.overview();
    world.compare_fastdok(&overview["fastdok"]);
    world.compare_altinn(&overview["altinn"]);
});

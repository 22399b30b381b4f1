//! A client of the tests' own: it writes what the documents say, and knows nothing of the core.

use nordcase::http::{Header, HttpRequest, HttpResponse, Method};
use nordcase_sandbox::fastdok::{API_KEY, FastDok};
use nordcase_sandbox::random::Random;
use nordcase_sandbox::{Desk, Ledger};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(crate) const ASA: (&str, &str) = ("asa.oberg@bjorken.example", "Björk&Löv+2026");
pub(crate) const NILS: (&str, &str) = ("nils.ek@bjorken.example", "Ek-och-Alm-7");
pub(crate) const REVISOR: (&str, &str) = ("revisor@bjorken.example", "Bara-Läsa-1");
pub(crate) const EVA: (&str, &str) = ("eva@angstrom.example", "Våglängd-550");
pub(crate) const PER: (&str, &str) = ("per@tommakassan.example", "Tre-Kronor-3");

pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
pub(crate) const ENTRIES: &str = r#"[
    {objectclass: "repository.typedobject", typenamespace: "Hyresvard",
     properties: [{name: "Namn", value: "Bostads AB Björken & Söner"},
                  {name: "Telefon", value: "+46 8 123", readonly: true}]},
    {objectclass: 'repository.typedobject', typenamespace: 'Kund', properties: [{name: 'Namn', value: 'Åsa Öberg'}]},
    {objectclass: "repository.typedobject", typenamespace: "Huvudkontrakt", templateid: "12B.2",
     properties: [{name: "Hyra.Belopp", value: 120000}, {name: "Kontrakt.FranDatum", value: "2013-05-24"}]}]"#;

/// One service with its ledger and a clock.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct World {
    pub(crate) fastdok: FastDok,
    pub(crate) ledger: Ledger,
    pub(crate) random: Random,
    pub(crate) now: i64,
    pub(crate) ticket: Option<String>,
}

impl World {
    pub(crate) fn new() -> Self {
        let mut random = Random::new(7);
        let fastdok = FastDok::standard(&mut random);
        Self { fastdok, ledger: Ledger::default(), random, now: 1_770_000_000_000, ticket: None }
    }

    pub(crate) fn signed_in(user: (&str, &str)) -> Self {
        let mut world = Self::new();
        world.sign_in(user);
        world
    }

    pub(crate) fn act<T>(&mut self, act: impl FnOnce(&mut FastDok, &mut Desk<'_>) -> T) -> T {
        let mut desk = Desk { ledger: &mut self.ledger, random: &mut self.random, now: self.now };
        act(&mut self.fastdok, &mut desk)
    }

    pub(crate) fn send(&mut self, method: Method, path: &str, content_type: &str, body: &[u8]) -> HttpResponse {
        let mut headers = vec![Header::new("Content-Type", content_type)];
        headers.extend(self.ticket.iter().map(|ticket| Header::new("ticket", ticket)));
        // What belongs to another version says so.
        let version = if path.starts_with("v1.") { "" } else { "v1.0/" };
        let url = format!("https://fsab.bariumlive.com/API/{version}{path}");
        let request = HttpRequest { method, url, headers, body: body.to_vec() };
        self.act(|fastdok, desk| fastdok.handle(&request, false, desk))
    }

    pub(crate) fn get_raw(&mut self, path: &str) -> HttpResponse {
        self.send(Method::Get, path, FORM, b"")
    }

    pub(crate) fn get(&mut self, path: &str) -> Value {
        let response = self.get_raw(path);
        assert_eq!(response.status, 200, "{path}: {}", text(&response));
        value(&response)
    }

    pub(crate) fn post(&mut self, path: &str, body: &str) -> Value {
        let response = self.send(Method::Post, path, FORM, body.as_bytes());
        assert_eq!(response.status, 200, "{path}: {}", text(&response));
        value(&response)
    }

    pub(crate) fn delete(&mut self, path: &str) -> Value {
        value(&self.send(Method::Delete, path, FORM, b""))
    }

    pub(crate) fn login(&mut self, user: (&str, &str), extra: &str) -> HttpResponse {
        let body = format!("APIKey={API_KEY}&Username={}&Password={}{extra}", encode(user.0), encode(user.1));
        self.send(Method::Post, "Authenticate", FORM, body.as_bytes())
    }

    pub(crate) fn sign_in(&mut self, user: (&str, &str)) {
        let answer = value(&self.login(user, "&format=json"));
        assert_eq!(answer["success"], true, "{answer}");
        self.ticket = answer["Ticket"].as_str().map(str::to_owned);
    }

    /// Starts the case of `ENTRIES`; gives the case's and the first task's id.
    pub(crate) fn start(&mut self) -> (String, String) {
        let answer = self.post("apps/form", ENTRIES);
        assert_eq!(answer["success"], true, "{answer}");
        let item = &answer["Items"][0];
        let task = item["resourceURI"].as_str().unwrap().strip_prefix("/tasks/").unwrap();
        (item["Id"].as_str().unwrap().to_owned(), task.to_owned())
    }

    /// Performs an action that must work and gives the next task's id.
    pub(crate) fn perform(&mut self, task: &str, action: &str) -> Option<String> {
        let answer = self.post(&format!("tasks/{task}/actions/{action}"), "");
        assert_eq!(answer["success"], true, "{answer}");
        answer["TaskId"].as_str().map(str::to_owned)
    }

    pub(crate) fn kind(&mut self, task: &str) -> String {
        self.get(&format!("tasks/{task}"))["ReferenceId"].as_str().unwrap().to_owned()
    }

    pub(crate) fn balance(&mut self) -> String {
        text(&self.get_raw("domains/current/balance"))
    }

    pub(crate) fn form_id(&mut self, case: &str) -> String {
        self.get(&format!("instances/{case}/objects/12b.2"))["Id"].as_str().unwrap().to_owned()
    }
}

pub(crate) fn text(response: &HttpResponse) -> String {
    String::from_utf8_lossy(&response.body).into_owned()
}

pub(crate) fn value(response: &HttpResponse) -> Value {
    serde_json::from_slice(&response.body).unwrap_or_else(|_| panic!("no JSON: {}", text(response)))
}

pub(crate) fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

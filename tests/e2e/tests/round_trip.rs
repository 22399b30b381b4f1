//! What the core encodes, the sandbox reads back equal: over the whole way of client, socket and server, for any text.
//!
//! The sandbox shares no encoder and no parser with the core, so that a mistake on one side shows here.

use std::collections::BTreeMap;

use nordcase::altinn::{InstantiateCollaboration, NoticeToken, NotifyEvent, SetNotice};
use nordcase::client::{CaseAgencyClient, FastDokClient};
use nordcase::fastdok::{
    BodyForm, DeleteInstance, FieldValue, GetObjectProperties, ListInstanceObjects, ObjectEntry, StartCase,
    UpdateObjectFields,
};
use nordcase_e2e::Services;
use nordcase_sandbox::ledger::What;
use proptest::prelude::*;
use tokio::runtime::Runtime;

/// What forms, JSON and XML each give a meaning of their own, and what encodings break.
const NASTY: [&str; 24] = [
    "å",
    "Ö",
    "&",
    "+",
    "%",
    "%2B",
    "=",
    "\"",
    "'",
    "\\",
    "\r\n",
    "\n",
    "\r",
    "\t",
    "<",
    "]]>",
    "&amp;",
    ";",
    " ",
    "{",
    "\u{1f3e0}",
    "\u{feff}",
    "\u{2028}",
    "e\u{301}",
];

/// Text of the nasty pieces and of any others that XML can carry.
fn text(longest: usize) -> impl Strategy<Value = String> {
    let nasty = prop::sample::select(NASTY.as_slice()).prop_map(str::to_owned);
    let any = any::<char>().prop_filter("XML 1.0 can carry it", |c| carried_by_xml(*c)).prop_map(String::from);
    let piece = prop_oneof![3 => nasty, 1 => any];
    prop::collection::vec(piece, 0..longest).prop_map(|pieces| pieces.concat())
}

fn carried_by_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// Names of properties: no control characters, none twice.
fn values() -> impl Strategy<Value = BTreeMap<String, String>> {
    let name = text(6).prop_map(|name| name.replace(char::is_control, "").to_lowercase());
    let name = name.prop_filter("not empty", |name| !name.is_empty());
    prop::collection::btree_map(name, text(40), 1..6).prop_filter("none twice", |values| {
        let folded: std::collections::BTreeSet<_> = values.keys().map(|name| name.to_lowercase()).collect();
        folded.len() == values.len()
    })
}

fn body_form() -> impl Strategy<Value = BodyForm> {
    prop::sample::select(vec![BodyForm::Documented, BodyForm::StrictJson, BodyForm::PercentEncoded])
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Starts a case with one object, and reads that object's properties.
async fn started(fastdok: &FastDokClient, start: StartCase) -> (String, String, BTreeMap<String, String>) {
    let case = fastdok.call(&start).await.expect("a case").instance_id;
    let objects = fastdok.call(&ListInstanceObjects::new(&case)).await.expect("its objects").items;
    let object = objects.into_iter().find(|object| object.type_namespace.as_deref() == Some("Annat")).expect("ours").id;
    let properties = properties(fastdok, &object).await;
    (case, object, properties)
}

async fn properties(fastdok: &FastDokClient, object: &str) -> BTreeMap<String, String> {
    let items = fastdok.call(&GetObjectProperties::new(object)).await.expect("its properties").items;
    items.into_iter().map(|property| (property.name, property.value.unwrap_or_default())).collect()
}

#[test]
fn object_entries_and_fields() {
    let (services, runtime) = (Services::start(), runtime());
    let fastdok = services.fastdok();
    proptest!(cases(150), |(sent in values(), form in body_form(), changed in text(40))| {
        runtime.block_on(async {
            let entry = sent.iter().fold(ObjectEntry::new("Annat"), |entry, (name, value)| entry.with(name, value));
            let start = StartCase { body_form: form, ..StartCase::new(vec![entry]) };
            let (case, object, read) = started(&fastdok, start).await;
            assert_eq!(read, sent);

            let mut expected = sent.clone();
            let (name, value) = expected.iter_mut().next().expect("at least one");
            value.clone_from(&changed);
            let update = UpdateObjectFields::new(&object, vec![FieldValue::new(name.clone(), changed.clone())]);
            fastdok.call(&update).await.expect("an update");
            assert_eq!(properties(&fastdok, &object).await, expected);
            fastdok.call(&DeleteInstance::new(&case)).await.expect("a draft can be deleted");
        });
    });
}

/// A case of the standard edition, for events and notices.
fn altinn_case(services: &Services, runtime: &Runtime) -> (CaseAgencyClient, i32) {
    let altinn = services.altinn();
    let create = InstantiateCollaboration::new("2681", 1, "910453092");
    let case = runtime.block_on(altinn.call(&create)).expect("a case").case_id;
    (altinn, case)
}

#[test]
fn notice_tokens() {
    let (services, runtime) = (Services::start(), runtime());
    let (altinn, case) = altinn_case(&services, &runtime);
    proptest!(cases(150), |(name in text(40), deadline in text(40))| {
        // The template's variables are put in from first to last; a token's text that looks like a variable is another matter.
        prop_assume!(!name.contains("$$") && !deadline.contains("$$"));
        let tokens = vec![NoticeToken::new("NAVN", &name), NoticeToken::new("frist", &deadline)];
        let notice = SetNotice { notice_tokens: tokens, ..SetNotice::new(case.to_string(), "12") };
        runtime.block_on(altinn.call(&notice)).expect("a notice");
        let overview = services.truth(|sandbox| sandbox.altinn.overview());
        let cases = overview["cases"].as_array().expect("a list");
        let ours = cases.iter().find(|it| it["id"] == case).expect("our case");
        let expected = format!("Fristen for {name} er {deadline}.");
        prop_assert_eq!(ours["notice"]["text"].as_str(), Some(expected.as_str()));
    });
}

#[test]
fn events() {
    let (services, runtime) = (Services::start(), runtime());
    let (altinn, case) = altinn_case(&services, &runtime);
    proptest!(cases(150), |(event in text(40))| {
        prop_assume!(!event.trim().is_empty());
        // None of these matches the state machine: its expressions are anchored, and these texts are not its words.
        let results = runtime.block_on(altinn.call(&NotifyEvent::to_case(case, &event))).expect("a result");
        prop_assert_eq!(results.iter().map(|it| (it.case_id, it.is_state_changed)).collect::<Vec<_>>(), vec![(case, false)]);
        let last = services.truth(|sandbox| sandbox.ledger.entries.last().map(|entry| entry.what.clone()));
        let read = match last {
            Some(What::EventRegistered { event, .. }) => event,
            other => panic!("not an event: {other:?}"),
        };
        // The ledger keeps the first 200 characters.
        prop_assert_eq!(read, event.chars().take(200).collect::<String>());
    });
}

/// What XML 1.0 cannot carry is refused before anything is sent, never changed on the way.
#[test]
fn what_cannot_be_carried_is_refused() {
    let (services, runtime) = (Services::start(), runtime());
    let (altinn, case) = altinn_case(&services, &runtime);
    let entries = services.truth(|sandbox| sandbox.ledger.entries.len());
    for bad in ["a\0b", "a\u{1}b", "a\u{fffe}b", "a\u{b}b"] {
        let event = runtime.block_on(altinn.call(&NotifyEvent::to_case(case, bad)));
        assert_eq!(event.expect_err(bad).kind(), nordcase::Kind::Input);
    }
    assert_eq!(services.truth(|sandbox| sandbox.ledger.entries.len()), entries);
}

//! The calls of the generic API beside the sandbox's own reading of the documents: forms added to a case, messages, templates, participants,
//! attachments, lists, users.

use nordcase::client::{FastDokClient, SharedSession, run};
use nordcase::fastdok::journeys::{PayCase, PayOutcome};
use nordcase::fastdok::{
    ActionKind, AddInstanceObjects, Domain, GetAssignableParticipant, GetCurrentDomain, GetDataFormTemplate,
    GetDataFormTemplateDefinition, GetDataFormTemplateFields, GetInstance, GetInstanceObjectFields, GetList,
    GetListData, GetObjectFields, GetTaskObject, GetTaskObjectFields, ListAssignableParticipants,
    ListDataFormTemplates, ListDomainUserGroups, ListDomainUsers, ListInstanceObjects, ListInstanceTasks, ListLists,
    ObjectEntry, ParticipantAssignment, PerformAction, SendInstanceMessage, Session, StartCase, Task, UploadAttachment,
};
use nordcase::journey::{Journey, Step};
use nordcase_e2e::{Approve, Impatient, PASSWORD, Services, lease, transport};

fn form(template: &str) -> ObjectEntry {
    ObjectEntry { template_id: Some(template.to_owned()), ..ObjectEntry::new("Bilaga") }
}

/// A new case, and its open task.
async fn started(client: &FastDokClient) -> (String, Task) {
    let case = client.call(&StartCase::new(lease())).await.expect("a case").instance_id;
    let tasks = client.call(&ListInstanceTasks::new(&case)).await.expect("its tasks");
    let open = tasks.items.into_iter().find(Task::is_ready).expect("an open task");
    (case, open)
}

/// The object that is the case's form.
async fn form_of(client: &FastDokClient, case: &str) -> String {
    let objects = client.call(&ListInstanceObjects::new(case)).await.expect("objects").items;
    objects.into_iter().find(|it| it.data_id.as_deref() == Some("12B.2")).expect("the form").id
}

#[tokio::test]
async fn a_form_that_is_added_after_the_payment_is_paid_by_itself() {
    let services = Services::start();
    let client = services.fastdok();
    let (case, _) = started(&client).await;
    let pay = async |journey: PayCase, seed| {
        let session = SharedSession::new(Session::new(services.fastdok_access(PASSWORD)));
        let end = run(&mut Journey::new(journey, seed), &session, &transport(), &Impatient, &mut Approve).await;
        match end.expect("an end") {
            Step::Done(receipt) => receipt.outcome,
            other => panic!("not done: {other:?}"),
        }
    };
    assert_eq!(pay(PayCase::new(&case), 1).await, PayOutcome::Paid);
    assert_eq!(services.truth(|sandbox| sandbox.ledger.debits(None)), 1);

    let added = client.call(&AddInstanceObjects::new(&case, vec![form("15A")])).await.expect("an added form");
    let id = added.items[0].id.clone().expect("its id");
    let objects = client.call(&ListInstanceObjects::new(&case)).await.expect("objects").items;
    assert!(objects.iter().any(|it| it.id == id && it.data_id.as_deref() == Some("15A")), "{objects:?}");

    assert_eq!(pay(PayCase::new(&case).with_added_forms(), 2).await, PayOutcome::Paid);
    assert_eq!(services.truth(|sandbox| sandbox.ledger.debits(None)), 2);
    // Nothing was added since.
    pay(PayCase::new(&case), 3).await;
    assert_eq!(services.truth(|sandbox| sandbox.ledger.debits(None)), 2);
}

#[tokio::test]
async fn what_a_task_and_a_case_show_of_their_forms_is_the_same() {
    let services = Services::start();
    let client = services.fastdok();
    let (case, task) = started(&client).await;
    let id = form_of(&client, &case).await;
    let object = client.call(&GetTaskObject::new(&task.id, &id)).await.expect("the object");
    assert_eq!((object.id.as_str(), object.data_id.as_deref()), (id.as_str(), Some("12B.2")));
    let of_object = client.call(&GetObjectFields::new(&id)).await.expect("fields").items;
    let of_task = client.call(&GetTaskObjectFields::new(&task.id, &id)).await.expect("fields").items;
    let of_case = client.call(&GetInstanceObjectFields::new(&case, &id)).await.expect("fields").items;
    let ids = |fields: &[nordcase::fastdok::Field]| fields.iter().map(|it| it.id.clone()).collect::<Vec<_>>();
    assert!(!of_object.is_empty());
    assert_eq!((ids(&of_task), ids(&of_case)), (ids(&of_object), ids(&of_object)));
    let one = GetTaskObjectFields { start: Some(1), max: Some(1), ..GetTaskObjectFields::new(&task.id, &id) };
    assert_eq!(ids(&client.call(&one).await.expect("a page").items), ids(&of_task)[1..2]);

    client.call(&SendInstanceMessage::new(&case, "UPPDATERA")).await.expect("a message");
    let missing = client.call(&SendInstanceMessage::new("no-such-case", "UPPDATERA")).await;
    assert_eq!(missing.expect_err("no case").code(), "fastdok.not_found");
    assert_eq!(client.call(&GetInstance::new(&case)).await.expect("the case").id, case);
}

#[tokio::test]
async fn templates_are_listed_and_read() {
    let services = Services::start();
    let client = services.fastdok();
    let all = client.call(&ListDataFormTemplates::new()).await.expect("templates").items;
    let lease = all.iter().find(|it| it.reference_id.as_deref() == Some("12B.2")).expect("the lease's template");
    assert_eq!(&client.call(&GetDataFormTemplate::new(&lease.id)).await.expect("it").id, &lease.id);
    let fields = client.call(&GetDataFormTemplateFields::new(&lease.id)).await.expect("its fields").items;
    assert!(fields.iter().any(|field| field.id == "Kontrakt.KontraktNr"), "{fields:?}");
    let definition = client.call(&GetDataFormTemplateDefinition::new(&lease.id)).await.expect("its definition");
    assert!(definition.raw.as_str().contains("\"isHtmlForm\""));
}

#[tokio::test]
async fn an_action_names_who_performs_what_follows() {
    let services = Services::start();
    let client = services.fastdok();
    let (_, task) = started(&client).await;
    let action = ActionKind::ActionPay;
    let list = ListAssignableParticipants::new(&task.id, action.clone());
    let participants = client.call(&list).await.expect("participants").items;
    let participant = participants.first().expect("one").id.clone();
    let one = GetAssignableParticipant::new(&task.id, action.clone(), &participant);
    let performer = client.call(&one).await.expect("performers").items.into_iter().next().expect("one").identifier;
    let named = |security_ids: &str| PerformAction {
        participants: vec![ParticipantAssignment {
            participant: participant.clone(),
            security_ids: security_ids.to_owned(),
        }],
        ..PerformAction::new(&task.id, action.clone())
    };
    let refused = client.call(&named("nobody")).await.expect_err("nobody can be assigned");
    assert_eq!(refused.code(), "fastdok.refused");
    client.call(&named(&performer)).await.expect("the action");
}

#[tokio::test]
async fn an_attachment_goes_into_its_field() {
    let services = Services::start();
    let client = services.fastdok();
    let (case, _) = started(&client).await;
    let id = form_of(&client, &case).await;
    let fields = client.call(&GetObjectFields::new(&id)).await.expect("fields").items;
    let file = fields.iter().find(|field| field.data_type.as_deref() == Some("System.Binary")).expect("a file's field");
    let upload = UploadAttachment::new(&id, &file.id, "Planritning Å.pdf", b"%PDF-1.7".to_vec());
    let reply = client.call(&upload).await.expect("an upload");
    assert!(reply.updated_fields.is_some_and(|it| it.as_str().contains(&file.id)), "{:?}", reply.ignored_fields);
    let fields = client.call(&GetObjectFields::new(&id)).await.expect("fields").items;
    let value = fields.into_iter().find(|field| field.id == file.id).and_then(|field| field.value);
    assert_eq!(value.as_deref(), Some("Planritning Å.pdf"));
}

#[tokio::test]
async fn lists_and_users_are_read() {
    let services = Services::start();
    let client = services.fastdok();
    started(&client).await;
    let lists = client.call(&ListLists::new()).await.expect("lists").items;
    let id = lists.first().and_then(|list| list.id.clone()).expect("a list");
    assert_eq!(client.call(&GetList::new(&id)).await.expect("it").id.as_ref(), Some(&id));
    for list in &lists {
        let data = GetListData::new(list.id.clone().expect("an id"));
        for row in client.call(&data).await.expect("its data").items {
            let form = row.form_id.expect("the object that holds the values");
            assert!(!client.call(&GetObjectFields::new(form)).await.expect("fields").items.is_empty());
        }
    }
    let Domain { id, .. } = client.call(&GetCurrentDomain::new()).await.expect("the company");
    let users = client.call(&ListDomainUsers::new(&id)).await.expect("users").items;
    assert!(users.iter().any(|user| user.email.as_deref() == Some("asa.oberg@bjorken.example")), "{users:?}");
    let second = ListDomainUsers { start: Some(1), max: Some(1), ..ListDomainUsers::new(&id) };
    assert_eq!(client.call(&second).await.expect("a page").items, users[1..2]);
    let grouped = client.call(&ListDomainUserGroups::new(&id)).await.expect("users with groups").items;
    assert!(grouped.iter().any(|user| user.groups.iter().any(|group| group.name.is_some())), "{grouped:?}");
}

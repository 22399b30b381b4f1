//! The stories of FastDok, call by call: a case from draft to archive, and what else can happen to one.

use nordcase::fastdok::{
    ActionKind, DeleteInstance, Domain, EntryProperty, GetBalance, GetCurrentDomain, GetInstance, GetObjectPdf,
    GetObjectProperties, GetTask, GetTaskOrder, ListInstanceObjects, ListInstanceTasks, ListTaskActions,
    ListTransactions, ObjectEntry, Page, PerformAction, StartCase, Started, Task, TaskKind, TaskStatus,
};
use nordcase::{Amount, Error};
use nordcase_sandbox::Command;
use nordcase_sandbox::ledger::What;

use crate::options::UserAt;
use crate::report::{short, strong};
use crate::stage::{FastDok, Stage, told};

const COMPANY: &str = "Bostads AB Björken";
const FORM: &str = "12B.2";
/// Of the form, before the company's factor.
const BASE_PRICE: &str = "250.00";
const PRICE: &str = "200.00";
/// What lies across a form that is not paid for.
const WATERMARK: &[u8] = b"UTKAST";

pub(super) async fn tell(stage: &Stage) {
    let Some(users) = &stage.options.fastdok else { return };
    stage.report.story("FastDok", "a case from draft to archive");
    told(stage, draft_to_archive(stage, &users.customer).await);
    let Some(others) = &users.others else { return };
    stage.report.story("FastDok", "a balance that is too low");
    told(stage, low_balance(stage, &others.poor).await);
    stage.report.story("FastDok", "a licence customer skips the payment");
    told(stage, licence_customer(stage, &others.licence).await);
    stage.report.story("FastDok", "a payment is cancelled, from both sides");
    told(stage, cancelled(stage, &users.customer).await);
}

/// What a lease begins with: the landlord, whom users may not edit, the tenant, and the form. Every character here has broken some client's encoding.
pub(super) fn lease(tenant: &str) -> Vec<ObjectEntry> {
    let landlord = ObjectEntry::new("Hyresvard").with("Namn", "Bostads AB Björken").with("OrgPersNr", "556677-8899");
    let tenant = ObjectEntry::new("Kund").with("Namn", tenant).with("Adress", "Ängsvägen 5, 100 % \"Ö\"");
    let form = ObjectEntry::new("Huvudkontrakt").with("Objekt.Adress", "Storgatan 1, Örebro");
    vec![
        ObjectEntry { read_only: Some(true), ..landlord },
        tenant,
        ObjectEntry { template_id: Some(FORM.to_owned()), ..form },
    ]
}

async fn draft_to_archive(stage: &Stage, user: &UserAt) -> Result<(), Error> {
    let report = &stage.report;
    let mut fastdok = FastDok::new(stage, user);

    report.step("sign in");
    fastdok.call(&GetCurrentDomain {}).await?;
    report.learnt(format_args!("a ticket for {}, good for 50 minutes after each use", user.name()));

    report.step("who pays, and how much");
    let domain = fastdok.call(&GetCurrentDomain {}).await?;
    let price = BASE_PRICE.parse().ok().and_then(|base| domain.price(base));
    report.learnt(about(&domain));
    if stage.has_sandbox() {
        report.check("a form of 250.00 SEK costs this company 200.00 SEK", amount(PRICE), price);
    }

    report.step("start a case");
    let tenant = "Åsa Öberg & Söner + Co";
    let entries = lease(tenant);
    let sent = entries[1].properties.clone();
    let Started { instance_id: case, name, .. } = fastdok.call(&StartCase::new(entries)).await?;
    report.learnt(format_args!("case {} {}", strong(short(&case)), name.unwrap_or_default()));

    report.step("its data");
    let objects = fastdok.call(&ListInstanceObjects::new(&case)).await?.items;
    let object = |namespace: &str| {
        let named = objects.iter().find(|object| object.type_namespace.as_deref() == Some(namespace));
        named.map(|object| object.id.clone()).unwrap_or_default()
    };
    let (customer, form) = (object("Kund"), object("Huvudkontrakt"));
    let properties = fastdok.call(&GetObjectProperties::new(&customer)).await?.items;
    let read = |EntryProperty { name, value, .. }: &EntryProperty| {
        let named = properties.iter().find(|property| property.name == *name);
        named.is_some_and(|property| property.value.as_deref() == Some(value))
    };
    report.learnt(format_args!("the tenant is {}", strong(tenant)));
    report.check("å, ä, ö, &, +, %, \" come back as they were sent", true, sent.iter().all(read));

    report.step("its task and actions");
    let draft = ready_task(&mut fastdok, &case).await?;
    let actions = fastdok.call(&ListTaskActions::new(&draft.id)).await?.items;
    let actions: Vec<_> = actions.iter().map(|action| action.kind()).collect();
    report.learnt(format_args!("{} offers {}", strong(draft.kind()), listed(&actions)));
    report.check("a draft can be brought to payment", true, actions.contains(&ActionKind::ActionPay));

    report.step("preview the PDF");
    let pdf = fastdok.call(&GetObjectPdf::new(&form)).await?.bytes;
    report.learnt(format_args!("{} bytes", pdf.len()));
    report.check("it is a PDF", true, pdf.starts_with(b"%PDF-"));
    if stage.has_sandbox() {
        report.check("with the draft watermark UTKAST", true, has_watermark(&pdf));
    }

    // Bringing a licence customer's draft to payment makes it sharp at once.
    let may_spend = stage.has_sandbox() || stage.options.flags.yes;
    if !may_spend && domain.is_licence_customer() != Some(false) {
        report.aside("perhaps a licence customer, whose draft would become sharp at once: with --yes only");
        return delete(stage, &mut fastdok, &case).await;
    }
    report.step("ActionPay");
    let pay = act(stage, &mut fastdok, &case, &draft, ActionKind::ActionPay).await?;
    report.check("the draft waits for payment", Some(TaskKind::TaskPay), pay.as_ref().map(Task::kind));
    // ActionComplete pays a TaskPay, but archives a TaskPaid: it is sent to no other kind than the one meant.
    let Some(pay) = pay.filter(|task| task.kind() == TaskKind::TaskPay) else { return Ok(()) };
    report.step("the order");
    let order = fastdok.call(&GetTaskOrder::new(&pay.id)).await?.raw;
    report.learnt(format_args!("{} bytes of JSON, kept whole: no document tells its members", order.as_str().len()));
    if stage.has_sandbox() {
        let says = order.as_str().contains("\"Total\":200.00");
        report.check("in the sandbox's own shape it says 200.00 SEK", true, says);
    }
    report.step("balance before");
    let before = fastdok.call(&GetBalance {}).await?.balance;
    report.learnt(format_args!("{} SEK", strong(before)));

    if !may_spend {
        report.aside("paying spends money and archiving is for ever: with --yes only");
        report.step("ActionCancel");
        let back = act(stage, &mut fastdok, &case, &pay, ActionKind::ActionCancel).await?;
        report.check("the case is a draft again", Some(TaskKind::TaskCreate), back.map(|task| task.kind()));
        return delete(stage, &mut fastdok, &case).await;
    }

    report.step("ActionComplete: pay");
    let paid = act(stage, &mut fastdok, &case, &pay, ActionKind::ActionComplete).await?;
    report.check("the case is paid", Some(TaskKind::TaskPaid), paid.as_ref().map(Task::kind));
    report.step("balance after");
    let after = fastdok.call(&GetBalance {}).await?.balance;
    let spent = before.minus(after);
    report.learnt(format_args!("{before} − {} = {} SEK", shown(spent), strong(after)));
    let transactions = fastdok.call(&ListTransactions::default()).await?;
    if stage.has_sandbox() {
        report.check("200.00 SEK less than before", amount(PRICE), spent);
        report.check("one transaction", Some(1), transactions.items().map(|items| items.len()));
    }
    check_debits(stage, &case, &[PRICE]);

    report.step("the PDF again");
    let pdf = fastdok.call(&GetObjectPdf::new(&form)).await?.bytes;
    if stage.has_sandbox() {
        report.check("the watermark is gone", false, has_watermark(&pdf));
    }

    report.step("ActionComplete: archive");
    if let Some(paid) = paid.filter(|task| task.kind() == TaskKind::TaskPaid) {
        let none = act(stage, &mut fastdok, &case, &paid, ActionKind::ActionComplete).await?;
        report.check("no task is left", None, none.map(|task| task.kind()));
    }
    report.step("the case now");
    let status = fastdok.call(&GetInstance::new(&case)).await?.status;
    report.learnt(format_args!(
        "{}, for ever",
        strong(status.as_ref().map_or("without a status", |status| status.as_str()))
    ));
    stage.check_truth("the case is archived once", 1, |sandbox| sandbox.ledger.archived(Some(&case)));
    Ok(())
}

async fn delete(stage: &Stage, fastdok: &mut FastDok<'_>, case: &str) -> Result<(), Error> {
    stage.report.step("delete the draft");
    fastdok.call(&DeleteInstance::new(case)).await.map(drop)
}

async fn low_balance(stage: &Stage, user: &UserAt) -> Result<(), Error> {
    let report = &stage.report;
    let mut fastdok = FastDok::new(stage, user);
    let (case, draft) = start(stage, &mut fastdok, "Fattig & Snål").await?;
    report.step("ActionPay");
    let pay = act(stage, &mut fastdok, &case, &draft, ActionKind::ActionPay).await?;
    let pay = pay.map(|task| task.id).unwrap_or_default();
    report.step("ActionComplete: pay");
    let refused = fastdok.call(&PerformAction::new(&pay, ActionKind::ActionComplete)).await;
    stage.check_refused(refused, "fastdok.refused");
    report.step("the task now");
    let task = fastdok.call(&GetTask::new(&pay)).await?;
    report.check("it still waits for payment", (TaskKind::TaskPay, true), (task.kind(), task.is_ready()));
    check_debits(stage, &case, &[]);
    stage.check_truth("one refused payment", 1, |sandbox| {
        let refused = |what: &What| matches!(what, What::PaymentRefused { case: of, .. } if *of == case);
        sandbox.ledger.entries.iter().filter(|entry| refused(&entry.what)).count()
    });
    Ok(())
}

async fn licence_customer(stage: &Stage, user: &UserAt) -> Result<(), Error> {
    let report = &stage.report;
    let mut fastdok = FastDok::new(stage, user);
    let (case, draft) = start(stage, &mut fastdok, "Ångström & Dotter").await?;
    report.step("who pays");
    let domain = fastdok.call(&GetCurrentDomain {}).await?;
    report.learnt(about(&domain));
    report.check("a licence customer", Some(true), domain.is_licence_customer());
    report.step("ActionPay");
    let paid = act(stage, &mut fastdok, &case, &draft, ActionKind::ActionPay).await?;
    report.check("the case is sharp at once", Some(TaskKind::TaskPaid), paid.map(|task| task.kind()));
    report.step("balance after");
    let balance = fastdok.call(&GetBalance {}).await?.balance;
    report.check("the balance is what it was", domain.balance, Some(balance));
    check_debits(stage, &case, &[]);
    Ok(())
}

async fn cancelled(stage: &Stage, user: &UserAt) -> Result<(), Error> {
    let report = &stage.report;
    let mut fastdok = FastDok::new(stage, user);
    let (case, draft) = start(stage, &mut fastdok, "Ångrat & Avbrutet").await?;

    report.step("ActionPay, ActionCancel");
    let pay = act(stage, &mut fastdok, &case, &draft, ActionKind::ActionPay).await?.unwrap_or_else(|| draft.clone());
    let back = act(stage, &mut fastdok, &case, &pay, ActionKind::ActionCancel).await?;
    report.check("a draft comes back as a draft", Some(TaskKind::TaskCreate), back.as_ref().map(Task::kind));
    check_debits(stage, &case, &[]);

    report.step("ActionPay, and pay");
    let draft = back.unwrap_or(draft);
    let pay = act(stage, &mut fastdok, &case, &draft, ActionKind::ActionPay).await?.unwrap_or(draft);
    let paid = act(stage, &mut fastdok, &case, &pay, ActionKind::ActionComplete).await?.unwrap_or(pay);
    report.aside("a colleague adds form 15A in the service's own pages");
    stage.arrange(Command::AddForm { case: case.clone(), template: "15A".to_owned() });
    report.step("ActionPay, ActionCancel");
    let again = act(stage, &mut fastdok, &case, &paid, ActionKind::ActionPay).await?.unwrap_or_else(|| paid.clone());
    let back = act(stage, &mut fastdok, &case, &again, ActionKind::ActionCancel).await?;
    report.check("a paid case comes back as paid", Some(TaskKind::TaskPaid), back.map(|task| task.kind()));
    check_debits(stage, &case, &[PRICE]);
    Ok(())
}

/// Signs in, and starts a lease: the case and its draft.
async fn start(stage: &Stage, fastdok: &mut FastDok<'_>, tenant: &str) -> Result<(String, Task), Error> {
    stage.report.step("sign in");
    fastdok.call(&GetCurrentDomain {}).await?;
    stage.report.step("start a case");
    let case = fastdok.call(&StartCase::new(lease(tenant))).await?.instance_id;
    let draft = ready_task(fastdok, &case).await?;
    stage.report.learnt(format_args!("case {} for {tenant}: {}", strong(short(&case)), strong(draft.kind())));
    Ok((case, draft))
}

/// Does something with a task, and reads which task is ready then.
async fn act(
    stage: &Stage,
    fastdok: &mut FastDok<'_>,
    case: &str,
    task: &Task,
    action: ActionKind,
) -> Result<Option<Task>, Error> {
    fastdok.call(&PerformAction::new(&task.id, action)).await?;
    let next = ready_tasks(fastdok, case).await?.items.into_iter().next();
    let to = next.as_ref().map_or_else(|| "no task".to_owned(), |next| next.kind().to_string());
    stage.report.learnt(format_args!("{} → {}", task.kind(), strong(to)));
    Ok(next)
}

async fn ready_task(fastdok: &mut FastDok<'_>, case: &str) -> Result<Task, Error> {
    let task = ready_tasks(fastdok, case).await?.items.into_iter().next();
    match task {
        Some(task) => Ok(task),
        // The story cannot go on; reading a task without an id says so in the library's own words.
        None => fastdok.call(&GetTask::new("")).await,
    }
}

async fn ready_tasks(fastdok: &mut FastDok<'_>, case: &str) -> Result<Page<Task>, Error> {
    fastdok.call(&ListInstanceTasks { status: Some(TaskStatus::Ready), ..ListInstanceTasks::new(case) }).await
}

/// Checks the ledger: these debits for this case, no other.
pub(super) fn check_debits(stage: &Stage, case: &str, amounts: &[&str]) {
    let what = match amounts {
        [] => "nothing was debited for this case".to_owned(),
        [one] => format!("exactly one debit for this case, {one} SEK"),
        several => format!("{} debits for this case", several.len()),
    };
    let expected: Vec<String> = amounts.iter().map(|&amount| amount.to_owned()).collect();
    stage.check_truth(&what, expected, |sandbox| {
        let debit = |what: &What| match what {
            What::Debited { case: of, domain, amount, .. } if of == case && domain == COMPANY => Some(amount.clone()),
            What::Debited { case: of, domain, amount, .. } if of == case => Some(format!("{amount} from {domain}")),
            _ => None,
        };
        sandbox.ledger.entries.iter().filter_map(|entry| debit(&entry.what)).collect()
    });
}

fn about(domain: &Domain) -> String {
    let name = domain.name.as_deref().unwrap_or("a company");
    let pays = if domain.is_licence_customer() == Some(true) { "licence customer" } else { "pays from its balance" };
    format!(
        "{}: {pays}, discount factor {}, balance {} SEK",
        strong(name),
        shown(domain.discount_factor()),
        shown(domain.balance)
    )
}

fn amount(text: &str) -> Option<Amount> {
    text.parse().ok()
}

pub(super) fn shown(amount: Option<Amount>) -> String {
    amount.map_or_else(|| "unknown".to_owned(), |amount| amount.to_string())
}

fn listed(actions: &[ActionKind]) -> String {
    actions.iter().map(ActionKind::as_str).collect::<Vec<_>>().join(", ")
}

fn has_watermark(pdf: &[u8]) -> bool {
    pdf.windows(WATERMARK.len()).any(|window| window == WATERMARK)
}

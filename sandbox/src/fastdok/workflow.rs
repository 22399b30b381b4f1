//! What an action does to a case.
//!
//! | task | action | then |
//! | --- | --- | --- |
//! | TaskCreate | ActionPay | TaskPay; a licence customer's forms are sharp at once: TaskPaid |
//! | TaskPay | ActionComplete | the order is debited, its forms are sharp: TaskPaid; a low balance refuses |
//! | TaskPay | ActionCancel | the kind of task it was entered from |
//! | TaskPaid | ActionPay | TaskPay, for forms added since; never for a licence customer |
//! | TaskPaid | ActionComplete | the case is archived, no task follows |
//!
//! The table is verified. Invented where the documents are silent: ActionPay in TaskPaid is refused while nothing is
//! unpaid; for a licence customer it is neither listed nor taken, and forms that one adds to a sharp case are sharp at
//! once; an order of 0.00 SEK is completed without a debit; ActionComplete in TaskPaid archives even when an added form
//! is unpaid.

use rust_decimal::Decimal;

use super::model::{Action, Case, Company, Completed, Payment, Task, TaskKind, Transaction};
use super::standard;
use super::state::FastDok;
use crate::desk::Desk;
use crate::ledger::What;

/// An action as a task offers it; its id and texts are invented, its `ReferenceId` is not.
pub(super) struct ActionInfo {
    pub(super) kind: TaskKind,
    pub(super) action: Action,
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) description: &'static str,
}

impl ActionInfo {
    /// Whether this names it: its `ReferenceId` or its `Id`.
    pub(super) fn is(&self, key: &str) -> bool {
        self.action.reference().eq_ignore_ascii_case(key) || self.id.eq_ignore_ascii_case(key)
    }
}

pub(super) static ACTIONS: [ActionInfo; 5] = [
    ActionInfo {
        kind: TaskKind::Create,
        action: Action::Pay,
        id: "ac710000-0001-4a00-8a00-000000000001",
        name: "Gör skarpt",
        description: "Lämnar utkastet och går till betalning",
    },
    ActionInfo {
        kind: TaskKind::Pay,
        action: Action::Complete,
        id: "ac710000-0002-4a00-8a00-000000000002",
        name: "Bekräfta och betala",
        description: "Bekräftar ordern och betalar från saldot",
    },
    ActionInfo {
        kind: TaskKind::Pay,
        action: Action::Cancel,
        id: "ac710000-0002-4a00-8a00-000000000003",
        name: "Avbryt",
        description: "Avbryter betalningen",
    },
    ActionInfo {
        kind: TaskKind::Paid,
        action: Action::Complete,
        id: "ac710000-0003-4a00-8a00-000000000004",
        name: "Avsluta och arkivera",
        description: "Avslutar ärendet; det kan sedan inte ändras",
    },
    ActionInfo {
        kind: TaskKind::Paid,
        action: Action::Pay,
        id: "ac710000-0003-4a00-8a00-000000000005",
        name: "Betala tillagda formulär",
        description: "Går till betalning av formulär som lagts till",
    },
];

/// The actions of a kind of task for this customer.
pub(super) fn actions_of(kind: TaskKind, licence: bool) -> impl Iterator<Item = &'static ActionInfo> {
    ACTIONS
        .iter()
        .filter(move |info| info.kind == kind && !(licence && kind == TaskKind::Paid && info.action == Action::Pay))
}

/// Who acts.
pub(super) struct Actor {
    pub(super) login: String,
    pub(super) name: String,
    pub(super) id: String,
}

impl FastDok {
    /// Carries the action out on the ready task of the case at this place. Gives the id of the next task, if one
    /// follows, or why it is refused.
    pub(super) fn act(
        &mut self,
        at: usize,
        action: Action,
        actor: &Actor,
        desk: &mut Desk<'_>,
    ) -> Result<Option<String>, String> {
        let case = self.cases.get_mut(at).ok_or("Ärendet finns inte.")?;
        let company = self.companies.get_mut(case.company).ok_or("Företaget finns inte.")?;
        let task = case.ready().ok_or("Ärendet är avslutat och arkiverat.")?.clone();
        let from = task.kind;
        if !actions_of(from, company.licence).any(|info| info.action == action) {
            return Err(format!("{} finns inte i {}.", action.reference(), from.reference()));
        }
        let to = match (from, action) {
            (TaskKind::Create, _) if company.licence => {
                make_sharp(case, &task.id, |_| Decimal::ZERO);
                Some(TaskKind::Paid)
            }
            (TaskKind::Create, _) => Some(TaskKind::Pay),
            (TaskKind::Pay, Action::Cancel) => Some(task.origin.unwrap_or(TaskKind::Create)),
            (TaskKind::Pay, _) => {
                pay(case, company, &task.id, actor, desk)?;
                Some(TaskKind::Paid)
            }
            (TaskKind::Paid, Action::Pay) => {
                if case.forms().all(|(form, _)| form.payment.is_some()) {
                    return Err("Det finns inget att betala: alla formulär är redan betalda.".to_owned());
                }
                Some(TaskKind::Pay)
            }
            (TaskKind::Paid, _) => None,
        };
        if let Some(open) = case.tasks.last_mut() {
            let (by, user_id) = (actor.name.clone(), actor.id.clone());
            open.completed = Some(Completed { at: desk.now, by, user_id, action });
        }
        let user = actor.login.clone();
        desk.ledger.write(
            desk.now,
            What::ActionDone {
                case: case.id.clone(),
                task: task.id,
                from: from.reference().to_owned(),
                action: action.reference().to_owned(),
                to: to.map(|kind| kind.reference().to_owned()),
                user: user.clone(),
            },
        );
        let Some(kind) = to else {
            case.archived = Some(desk.now);
            desk.ledger.write(desk.now, What::CaseArchived { case: case.id.clone(), user });
            return Ok(None);
        };
        let id = desk.random.guid();
        let origin = (kind == TaskKind::Pay).then_some(from);
        case.tasks.push(Task { id: id.clone(), kind, created: desk.now, completed: None, origin });
        Ok(Some(id))
    }
}

/// What the unpaid forms of a case cost together.
fn total(case: &Case, company: &Company) -> Decimal {
    let unpaid = case.forms().filter(|(form, _)| form.payment.is_none());
    unpaid
        .fold(Decimal::new(0, 2), |sum, (_, template)| sum.checked_add(company.price(template)).unwrap_or(Decimal::MAX))
}

/// Debits the company and makes the unpaid forms sharp, or does neither.
fn pay(case: &mut Case, company: &mut Company, task: &str, actor: &Actor, desk: &mut Desk<'_>) -> Result<(), String> {
    let amount = total(case, company);
    if amount > Decimal::ZERO {
        let left = company.balance.checked_sub(amount).filter(|left| *left >= Decimal::ZERO);
        let (case_id, task_id) = (case.id.clone(), task.to_owned());
        let Some(left) = left else {
            let (amount, balance) = (amount.to_string(), company.balance.to_string());
            let why = format!("Saldot är för lågt: ordern kostar {amount} SEK men saldot är {balance} SEK.");
            desk.ledger.write(desk.now, What::PaymentRefused { case: case_id, task: task_id, amount, balance });
            return Err(why);
        };
        company.balance = left;
        company.transactions.push(Transaction {
            id: desk.random.guid(),
            at: desk.now,
            amount,
            balance_after: left,
            case: case_id.clone(),
            task: task_id.clone(),
            user: actor.name.clone(),
        });
        desk.ledger.write(
            desk.now,
            What::Debited {
                case: case_id,
                task: task_id,
                domain: company.name.clone(),
                amount: amount.to_string(),
                balance_after: left.to_string(),
            },
        );
    }
    make_sharp(case, task, |template| company.price(template));
    Ok(())
}

fn make_sharp(case: &mut Case, task: &str, price: impl Fn(&standard::Template) -> Decimal) {
    for form in &mut case.objects {
        if let (Some(template), None) = (form.template(), &form.payment) {
            form.payment = Some(Payment { task: task.to_owned(), price: price(template) });
        }
    }
}

//! The company (*domain*), its balance, its transactions, and the order of a payment task.
//!
//! Order and transactions exist (verified), but no document found shows a field of them. The sandbox serves shapes of
//! its own, and says so inside each answer in the member `_invented`.

use nordcase::http::HttpResponse;
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::value::RawValue;

use super::answer::{Answer, List, date, fault, json, number, unknown};
use super::lists::page;
use super::model::{Company, TaskKind};
use super::state::{Call, Caller, FastDok};

const INVENTED: &str = "this shape is the sandbox's own; no source documents the real one";

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DomainView<'a> {
    id: &'a str,
    name: &'a str,
    description: &'a str,
    balance: Box<RawValue>,
    owned_by: &'a str,
    properties: [DomainProperty; 3],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DomainProperty {
    type_namespace: &'static str,
    key_value: Option<String>,
    value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct OrderView<'a> {
    #[serde(rename = "_invented")]
    invented: &'a str,
    task_id: &'a str,
    instance_id: &'a str,
    currency: &'a str,
    rows: Vec<OrderRow<'a>>,
    total: Box<RawValue>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct OrderRow<'a> {
    object_id: &'a str,
    template_id: &'a str,
    name: String,
    base_price: Box<RawValue>,
    price: Box<RawValue>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct TransactionView<'a> {
    id: &'a str,
    date: String,
    /// Negative: money leaves the balance.
    amount: Box<RawValue>,
    balance_after: Box<RawValue>,
    currency: &'a str,
    instance_id: &'a str,
    task_id: &'a str,
    user: &'a str,
}

#[derive(Serialize)]
struct Transactions<'a> {
    #[serde(rename = "_invented")]
    invented: &'a str,
    #[serde(flatten)]
    list: List<TransactionView<'a>>,
}

impl FastDok {
    pub(super) fn get_current_domain(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let company = self.asked_company(call, who)?;
        let property = |type_namespace, value| DomainProperty { type_namespace, key_value: None, value };
        let flag = |value: bool| if value { "True".to_owned() } else { "False".to_owned() };
        Ok(json(&DomainView {
            id: &company.id,
            name: &company.name,
            description: &company.description,
            balance: number(company.balance),
            owned_by: "Fastighetsägarna Dokument (sandlåda)",
            properties: [
                property("fsab.avtalskund", flag(company.licence)),
                property("fsab.medlem", flag(company.member)),
                property("fsab.rabattfaktor", company.factor.normalize().to_string()),
            ],
        }))
    }

    pub(super) fn get_balance(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Balance {
            balance: Box<RawValue>,
        }
        Ok(json(&Balance { balance: number(self.asked_company(call, who)?.balance) }))
    }

    pub(super) fn list_transactions(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let company = self.asked_company(call, who)?;
        if let Some(answer) = self.undocumented {
            return Ok(answer.response());
        }
        let list = page(&call.query, company.transactions.iter(), |debit| TransactionView {
            id: &debit.id,
            date: date(debit.at),
            amount: number(-debit.amount),
            balance_after: number(debit.balance_after),
            currency: "SEK",
            instance_id: &debit.case,
            task_id: &debit.task,
            user: &debit.user,
        })?;
        Ok(json(&Transactions { invented: INVENTED, list }))
    }

    /// Only a TaskPay has an order. An open one shows what is unpaid now; a paid one keeps showing what it paid for.
    pub(super) fn get_task_order(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let (case, task) = self.task(who, call.id(0))?;
        if let Some(answer) = self.undocumented {
            return Ok(answer.response());
        }
        if task.kind != TaskKind::Pay {
            return Err(fault(404, "Bara en betalningsuppgift har en order."));
        }
        let company = self.company(who)?;
        let mut sum = Decimal::new(0, 2);
        let mut rows = Vec::new();
        for (form, template) in case.forms() {
            let price = match &form.payment {
                Some(payment) if payment.task == task.id => payment.price,
                None if task.completed.is_none() => company.price(template),
                _ => continue,
            };
            sum = sum.checked_add(price).unwrap_or(sum);
            rows.push(OrderRow {
                object_id: &form.id,
                template_id: template.id,
                name: template.full_name(),
                base_price: number(template.base_price()),
                price: number(price),
            });
        }
        Ok(json(&OrderView {
            invented: INVENTED,
            task_id: &task.id,
            instance_id: &case.id,
            currency: "SEK",
            rows,
            total: number(sum),
        }))
    }

    /// `Current`, or the caller's own company by its id.
    pub(super) fn asked_company(&self, call: &Call<'_, '_>, who: Caller) -> Result<&Company, HttpResponse> {
        let (company, asked) = (self.company(who)?, call.id(0));
        let own = asked.eq_ignore_ascii_case("current") || asked.eq_ignore_ascii_case(&company.id);
        if own { Ok(company) } else { Err(unknown("Domänen")) }
    }
}

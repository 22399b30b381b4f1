//! What the service remembers: companies, users, tickets, cases with their tasks and objects.
//!
//! All of it is small, so that a test that explores thousands of states can clone it each time; an uploaded file is
//! shared between clones.

use std::fmt;
use std::sync::Arc;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::standard::{self, FieldInfo, FieldKind, Template};
use crate::now::Now;

/// A company (the API says *domain*): all its users see all its cases and share its balance.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Company {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) balance: Decimal,
    /// `fsab.avtalskund`: pays by contract, never per form.
    pub(super) licence: bool,
    /// `fsab.medlem`.
    pub(super) member: bool,
    /// `fsab.rabattfaktor`: what a base price is multiplied by.
    pub(super) factor: Decimal,
    pub(super) transactions: Vec<Transaction>,
    /// How many contract numbers it has given out.
    pub(super) contracts: u32,
}

impl Company {
    /// What a form costs this company, in SEK without VAT; rounded to whole öre (the rounding is invented).
    pub(super) fn price(&self, template: &Template) -> Decimal {
        let price = template.base_price().checked_mul(self.factor).unwrap_or(Decimal::MAX);
        let mut price = price.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        price.rescale(2);
        price
    }
}

/// One debit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Transaction {
    pub(super) id: String,
    pub(super) at: Now,
    pub(super) amount: Decimal,
    pub(super) balance_after: Decimal,
    pub(super) case: String,
    pub(super) task: String,
    pub(super) user: String,
}

/// A user; the password stands in the standard data only.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct User {
    pub(super) id: String,
    pub(super) login: String,
    pub(super) name: String,
    pub(super) company: usize,
    pub(super) performs: bool,
    /// Bad passwords in a row.
    pub(super) failures: u32,
    pub(super) locked_until: Option<Now>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) last_login: Option<Now>,
}

/// A signed-in user's ticket. `Debug` does not print it.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Ticket {
    pub(super) id: String,
    /// Logs a browser in; the API does not take it.
    pub(super) web: Option<String>,
    pub(super) user: usize,
    pub(super) issued: Now,
    pub(super) used: Now,
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ticket").field("user", &self.user).field("used", &self.used).finish_non_exhaustive()
    }
}

/// The kinds of task; their `ReferenceId`s start with `Task`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum TaskKind {
    Create,
    Pay,
    Paid,
}

impl TaskKind {
    pub(super) fn reference(self) -> &'static str {
        match self {
            Self::Create => "TaskCreate",
            Self::Pay => "TaskPay",
            Self::Paid => "TaskPaid",
        }
    }

    /// The localised name; only `Utkast` is from a recording.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Create => "Utkast",
            Self::Pay => "Bekräfta och betala",
            Self::Paid => "Skarpt ärende",
        }
    }
}

/// The actions; their `ReferenceId`s start with `Action`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Action {
    Pay,
    Complete,
    Cancel,
}

impl Action {
    pub(super) fn reference(self) -> &'static str {
        match self {
            Self::Pay => "ActionPay",
            Self::Complete => "ActionComplete",
            Self::Cancel => "ActionCancel",
        }
    }
}

/// A piece of work in a case. The last one of a running case is Ready; all others are completed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) id: String,
    pub(super) kind: TaskKind,
    pub(super) created: Now,
    pub(super) completed: Option<Completed>,
    /// Of a TaskPay: the kind it was entered from, to which ActionCancel returns.
    pub(super) origin: Option<TaskKind>,
}

/// How a task ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Completed {
    pub(super) at: Now,
    pub(super) by: String,
    pub(super) user_id: String,
    pub(super) action: Action,
}

/// A form case (the API says *instance*).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Case {
    pub(super) id: String,
    pub(super) company: usize,
    /// The id of its application.
    pub(super) app: String,
    /// `12B.2 Hyreskontrakt för lokal`.
    pub(super) name: String,
    pub(super) started: Now,
    pub(super) started_by: String,
    pub(super) started_by_id: String,
    pub(super) archived: Option<Now>,
    /// In the order they arose; never empty.
    pub(super) tasks: Vec<Task>,
    pub(super) objects: Vec<Object>,
    /// How its row in lists of cases is written, if not as it should be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) spoiled: Option<Spoiled>,
}

/// A row of a list that cannot be read (invented, each seen in some service).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spoiled {
    /// `null` instead of the row.
    Null,
    /// A start date without its letters: `2011-07-13 21:43:04`.
    Date,
    /// A start date as old .NET writes it: `/Date(1310593384000)/`.
    NetDate,
}

impl Case {
    pub(super) fn ready(&self) -> Option<&Task> {
        self.tasks.last().filter(|task| task.completed.is_none())
    }

    /// The forms with their templates.
    pub(super) fn forms(&self) -> impl Iterator<Item = (&Object, &'static Template)> {
        self.objects.iter().filter_map(|object| Some((object, object.template()?)))
    }

    /// The object of this id or DataId.
    pub(super) fn object(&self, key: &str) -> Option<&Object> {
        self.objects.iter().find(|object| object.is(key))
    }
}

/// What an object is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    /// Shared data that every form of the case reads.
    Data,
    /// A form, by the code of its template.
    Form(String),
    Folder,
    File(File),
}

/// An object of a case.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Object {
    pub(super) id: String,
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) namespace: Option<String>,
    /// A short id within the case, as `Kund`.
    pub(super) data_id: Option<String>,
    /// The folder it lies in; `None` for the case itself.
    pub(super) parent: Option<String>,
    pub(super) read_only: bool,
    pub(super) created: Now,
    pub(super) updated: Option<Now>,
    pub(super) properties: Vec<Property>,
    /// Of a form: the payment that made it sharp.
    pub(super) payment: Option<Payment>,
}

impl Object {
    pub(super) fn template(&self) -> Option<&'static Template> {
        match &self.kind {
            Kind::Form(code) => standard::template(code),
            _ => None,
        }
    }

    pub(super) fn is(&self, key: &str) -> bool {
        self.id.eq_ignore_ascii_case(key) || self.data_id.as_ref().is_some_and(|id| id.eq_ignore_ascii_case(key))
    }

    pub(super) fn field_info(&self, name: &str) -> Option<&'static FieldInfo> {
        let known = match self.template() {
            Some(template) => template.fields,
            None => standard::shared_fields(self.namespace.as_deref().unwrap_or_default()),
        };
        known.iter().find(|field| field.0.eq_ignore_ascii_case(name))
    }

    pub(super) fn field_kind(&self, name: &str) -> FieldKind {
        self.field_info(name).map_or(FieldKind::Text, |field| field.2)
    }

    /// Whether this property is the contract number, in a form of its own or as `KontraktNr` of the shared data
    /// `Kontrakt`.
    pub(super) fn is_contract_number(&self, name: &str) -> bool {
        name.eq_ignore_ascii_case(standard::CONTRACT_NUMBER)
            || (name.eq_ignore_ascii_case("KontraktNr")
                && self.namespace.as_ref().is_some_and(|namespace| namespace.eq_ignore_ascii_case("Kontrakt")))
    }
}

/// One value of an object.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Property {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) read_only: bool,
    pub(super) changed: Now,
}

/// When a form became sharp, and at which price.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Payment {
    /// The task that was completed by it.
    pub(super) task: String,
    pub(super) price: Decimal,
}

/// An uploaded file, the only binary that is stored.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct File {
    pub(super) content_type: String,
    #[serde(with = "hex")]
    pub(super) data: Arc<[u8]>,
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "File({}, {} bytes)", self.content_type, self.data.len())
    }
}

/// Bytes as hexadecimal text in a snapshot: a JSON array of numbers would be twice as long again.
mod hex {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(data: &Arc<[u8]>, serializer: S) -> Result<S::Ok, S::Error> {
        let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value & 15)]);
        serializer.serialize_str(&data.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect::<String>())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<[u8]>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digit = |byte: u8| char::from(byte).to_digit(16).map(|value| value as u8);
        let pairs = text.as_bytes().chunks(2).map(|pair| match pair {
            [high, low] => Some((digit(*high)? << 4) | digit(*low)?),
            _ => None,
        });
        pairs.collect::<Option<Arc<[u8]>>>().ok_or_else(|| D::Error::custom("not hexadecimal"))
    }
}

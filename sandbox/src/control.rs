//! Control commands: how a test, a demonstration or the page arranges the sandbox and looks into it.
//!
//! A [`Command`] is plain data with a JSON form, `{"command": "set_balance", "domain": "…", "amount": "100.00"}`; its answer is JSON
//! too. The same commands serve the Rust library ([`Sandbox::control`]), the server (`POST /_sandbox/control`) and the packages that
//! carry the sandbox inside. Like everything here they do no I/O and are deterministic.
//!
//! What the commands do is the sandbox's own; neither service has anything like it.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::altinn::{Element, Scope, SpoiledCase};
use crate::desk::Desk;
use crate::fastdok::{Spoiled, Undocumented};
use crate::ledger::{Ledger, What};
use crate::now::Now;
use crate::plan::FaultRule;
use crate::sandbox::Sandbox;

/// Every operation that the fault plan can name. FastDok's first, both in the order a case meets them.
pub const OPERATIONS: &[&str] = &[
    "fastdok.authenticate",
    "fastdok.sign_in_form",
    "fastdok.list_apps",
    "fastdok.get_app",
    "fastdok.list_app_instances",
    "fastdok.start_case",
    "fastdok.start_instance",
    "fastdok.list_instances",
    "fastdok.get_instance",
    "fastdok.send_instance_message",
    "fastdok.delete_instance",
    "fastdok.list_instance_tasks",
    "fastdok.list_instance_objects",
    "fastdok.get_instance_object",
    "fastdok.get_instance_object_fields",
    "fastdok.add_instance_objects",
    "fastdok.list_tasks",
    "fastdok.get_task",
    "fastdok.list_task_objects",
    "fastdok.get_task_object",
    "fastdok.get_task_object_fields",
    "fastdok.list_task_actions",
    "fastdok.list_assignable_participants",
    "fastdok.get_assignable_participant",
    "fastdok.perform_action",
    "fastdok.get_task_order",
    "fastdok.get_object",
    "fastdok.list_object_children",
    "fastdok.get_object_properties",
    "fastdok.get_object_fields",
    "fastdok.update_object_fields",
    "fastdok.delete_object",
    "fastdok.get_object_pdf",
    "fastdok.get_object_image",
    "fastdok.get_object_file",
    "fastdok.upload_object",
    "fastdok.upload_attachment",
    "fastdok.list_data_form_templates",
    "fastdok.get_data_form_template",
    "fastdok.get_data_form_template_fields",
    "fastdok.get_data_form_template_definition",
    "fastdok.list_lists",
    "fastdok.get_list",
    "fastdok.get_list_data",
    "fastdok.get_current_domain",
    "fastdok.get_balance",
    "fastdok.list_transactions",
    "fastdok.list_domain_users",
    "fastdok.list_domain_user_groups",
    "altinn.instantiate_collaboration",
    "altinn.get_case_list",
    "altinn.notify_event",
    "altinn.set_notice",
    "altinn.test",
    "altinn.wsdl",
];

/// The most fault rules that can wait at once.
const MAX_RULES: usize = 1000;

/// What the sandbox can be told or asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// FastDok: sets a company's balance.
    SetBalance {
        /// Id or name of the company (the domain).
        domain: String,
        /// SEK, as decimal text.
        amount: Decimal,
    },
    /// FastDok: sets what a company is to the service. What is left out stays as it is.
    SetCustomer {
        /// Id or name of the company (the domain).
        domain: String,
        /// Whether it is a licence customer (`fsab.avtalskund`), who never meets TaskPay.
        #[serde(default)]
        licence: Option<bool>,
        /// Whether it is a member (`fsab.medlem`).
        #[serde(default)]
        member: Option<bool>,
        /// The discount factor (`fsab.rabattfaktor`): the price is the template's base price times this.
        #[serde(default)]
        factor: Option<Decimal>,
    },
    /// FastDok: makes every ticket stale, so that each user must sign in again.
    SignEverybodyOut,
    /// FastDok: a colleague adds a form to a case in the web UI, which is what makes a paid case payable again.
    AddForm {
        /// Id of the case.
        case: String,
        /// The form template, as `12B.2`.
        template: String,
    },
    /// FastDok: a colleague acts on the case's ready task in the web UI.
    WebAction {
        /// Id of the case.
        case: String,
        /// `ActionPay`, `ActionComplete` or `ActionCancel`.
        action: String,
    },
    /// FastDok: cuts every list into pages of at most so many rows, whatever is asked for.
    SetPages {
        /// The most rows; left out: as asked.
        #[serde(default)]
        most_rows: Option<usize>,
        /// Whether lists tell their `TotalCount`.
        #[serde(default = "yes")]
        total_count: bool,
        /// How many running cases the lists of cases begin with, which are in those lists and nowhere else.
        #[serde(default)]
        older_cases: usize,
    },
    /// FastDok: how the calls are answered whose answers are documented nowhere: a task's order, a company's transactions.
    SetUndocumented {
        /// As `not_found`; left out: in the sandbox's own way.
        #[serde(default)]
        answer: Option<Undocumented>,
    },
    /// FastDok: writes a case's row in lists of cases so that it cannot be read.
    SpoilCase {
        /// Id of the case.
        case: String,
        /// `null`, `date` or `net_date`; left out: as it should be.
        #[serde(default)]
        how: Option<Spoiled>,
    },
    /// Altinn: the same for a collaboration case.
    SpoilExternalCase {
        /// The CaseID.
        case_id: i32,
        /// `empty_due_date` or `control_character`; left out: as it should be.
        #[serde(default)]
        how: Option<SpoiledCase>,
    },
    /// Altinn: the portal user archives or deletes a case; refused where its state does not allow it.
    CloseCase {
        /// The CaseID.
        case_id: i32,
        /// `archived` or `deleted`.
        how: String,
    },
    /// Altinn: registers a system user, or gives it a new password or owner, and unlocks it.
    SetSystem {
        /// The systemUserName.
        name: String,
        /// The systemPassword.
        password: Password,
        /// The service owner it acts for.
        owner: String,
    },
    /// Altinn: unlocks a system user that too many wrong passwords locked.
    Unlock {
        /// The systemUserName.
        name: String,
    },
    /// Altinn: registers a service edition with its state machine, or replaces it.
    AddEdition {
        /// The edition; its shape is in the docs of [`crate::altinn`].
        definition: Value,
    },
    /// Altinn: puts a sub-element (form, message, lookup) into a case, for notices to be set on. Answers its id.
    AddElement {
        /// The CaseID; 0 for an element that is in no case.
        case_id: i32,
        /// The element, as `{"kind": "melding", "status": "active"}`.
        element: Element,
    },
    /// Altinn: decides how a named condition of transitions turns out.
    SetCondition {
        /// `{"case_id": 1001}`, or `{"service": "2681", "edition": 1}` for all its cases.
        scope: Scope,
        /// The condition's name, case-sensitive.
        name: String,
        /// How it turns out; nothing forgets what was set.
        #[serde(default)]
        value: Option<bool>,
    },
    /// Altinn: the portal sends an event to a case, as when its user submits a form. Answers whether the state changed.
    PortalEvent {
        /// The CaseID.
        case_id: i32,
        /// The event, as `3374:1:Submitted`.
        event: String,
    },
    /// Orders that a call goes wrong: operation, which call of it from now on, and the [`crate::Fault`].
    AddFault(FaultRule),
    /// Keeps how both services were, for orders of an `old_answer` that are given only later. Forgets all when `ms` is 0.
    Remember {
        /// How far back, in milliseconds.
        ms: u64,
    },
    /// Lists the faults that wait.
    ListFaults,
    /// Forgets the faults that wait.
    ClearFaults,
    /// Reads the ledger.
    Ledger {
        /// Only entries with a number above this one.
        #[serde(default)]
        since: u64,
    },
    /// Everything the page shows: both services' data (no passwords, no tickets), the fault plan, the operations' names and the summary.
    Overview,
    /// Counts over the whole ledger, by kind of entry.
    Summary,
    /// The whole state, for `restore`. It holds the sandbox's passwords and tickets.
    Snapshot,
    /// Puts back the state that `snapshot` gave.
    Restore {
        /// A snapshot.
        snapshot: Value,
    },
    /// Starts over with the standard data.
    Reset {
        /// Seed of every id and ticket from here on.
        #[serde(default)]
        seed: u64,
    },
}

/// A password inside a command: never printed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Password(pub String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Why a command was refused. Nothing has changed then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// It is not a command: unknown name, missing or surplus field, wrong type.
    NotACommand(String),
    /// There is no such company, system user or operation.
    Unknown {
        /// What was looked for, as `domain`.
        what: &'static str,
        /// The name that was given.
        name: String,
    },
    /// The command does not fit the state of things, or its content is not valid.
    NotPossible(String),
}

impl Refused {
    /// A stable name for programs: `not_a_command`, `unknown` or `not_possible`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotACommand(_) => "not_a_command",
            Self::Unknown { .. } => "unknown",
            Self::NotPossible(_) => "not_possible",
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotACommand(why) => write!(f, "not a command: {why}"),
            Self::Unknown { what, name } => write!(f, "there is no {what} {name:?}"),
            Self::NotPossible(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Refused {}

impl Command {
    /// Reads a command from its JSON form.
    ///
    /// # Errors
    /// [`Refused::NotACommand`], with the reader's words.
    pub fn from_json(json: &[u8]) -> Result<Self, Refused> {
        serde_json::from_slice(json).map_err(|error| Refused::NotACommand(error.to_string()))
    }

    pub(crate) fn only_reads(&self) -> bool {
        matches!(self, Self::ListFaults | Self::Ledger { .. } | Self::Overview | Self::Summary | Self::Snapshot)
    }
}

fn yes() -> bool {
    true
}

impl Sandbox {
    /// Changes or reads the sandbox itself, as the server's control endpoints and the packages do; before it, what was accepted earlier and is due by
    /// now.
    pub fn control(&mut self, command: Command, now: Now) -> Result<Value, Refused> {
        self.advance(now);
        if !command.only_reads() {
            self.note_past(now);
        }
        run(self, command, now)
    }
}

/// Carries out one command. Changes answer `null` unless their docs say otherwise.
fn run(sandbox: &mut Sandbox, command: Command, now: Now) -> Result<Value, Refused> {
    let Sandbox { fastdok, altinn, plan, ledger, random, late, .. } = sandbox;
    let mut desk = Desk { ledger, random, now };
    match command {
        Command::SetBalance { domain, amount } => {
            // A change of nothing tells whether there is such a company.
            known(fastdok.set_customer(&domain, None, None, None), "company", domain.clone())?;
            let done = fastdok.set_balance(&domain, amount);
            if done { Ok(Value::Null) } else { Err(Refused::NotPossible(format!("{amount} SEK cannot be a balance"))) }
        }
        Command::SetCustomer { domain, licence, member, factor } => {
            known(fastdok.set_customer(&domain, None, None, None), "company", domain.clone())?;
            let done = fastdok.set_customer(&domain, licence, member, factor);
            if done { Ok(Value::Null) } else { Err(Refused::NotPossible("the factor is out of range".to_owned())) }
        }
        Command::SignEverybodyOut => {
            fastdok.expire_tickets();
            Ok(Value::Null)
        }
        Command::AddForm { case, template } => possible(fastdok.add_form(&case, &template, &mut desk)),
        Command::WebAction { case, action } => possible(fastdok.web_action(&case, &action, &mut desk)),
        Command::SetPages { most_rows, total_count, older_cases } => {
            fastdok.set_pages(most_rows, total_count, older_cases);
            Ok(Value::Null)
        }
        Command::SetUndocumented { answer } => {
            fastdok.set_undocumented(answer);
            Ok(Value::Null)
        }
        Command::SpoilCase { case, how } => possible(fastdok.spoil_case(&case, how)),
        Command::SpoilExternalCase { case_id, how } => possible(altinn.spoil_case(case_id, how)),
        Command::CloseCase { case_id, how } => possible(altinn.close_case(case_id, &how, &mut desk)),
        Command::SetSystem { name, password, owner } => {
            altinn.set_system(&name, &password.0, &owner);
            Ok(Value::Null)
        }
        Command::Unlock { name } => known(altinn.unlock(&name), "system user", name),
        Command::AddEdition { definition } => possible(altinn.add_edition(definition)),
        Command::AddElement { case_id, element } => possible(altinn.add_element(case_id, element)),
        Command::SetCondition { scope, name, value } => possible(altinn.set_condition(&scope, &name, value)),
        Command::PortalEvent { case_id, event } => possible(altinn.portal_event(case_id, &event, &mut desk)),
        Command::AddFault(rule) => {
            if rule.operation != "*" && !OPERATIONS.contains(&rule.operation.as_str()) {
                return Err(Refused::Unknown { what: "operation", name: rule.operation });
            }
            if plan.rules.len() >= MAX_RULES {
                return Err(Refused::NotPossible(format!("there are {MAX_RULES} faults waiting already")));
            }
            plan.add(&rule.operation, rule.nth, rule.fault);
            Ok(Value::Null)
        }
        Command::Remember { ms } => {
            sandbox.remember(ms);
            Ok(Value::Null)
        }
        Command::ListFaults => to_json(&plan.rules),
        Command::ClearFaults => {
            plan.rules.clear();
            Ok(Value::Null)
        }
        Command::Ledger { since } => {
            to_json(&desk.ledger.entries.get(usize::try_from(since).unwrap_or(usize::MAX)..).unwrap_or_default())
        }
        Command::Overview => Ok(json!({
            "now": now,
            "fastdok": fastdok.overview(),
            "altinn": altinn.overview(),
            "faults": plan.rules,
            "late": late.iter().map(|late| json!({"due": late.due, "operation": late.operation()})).collect::<Vec<_>>(),
            "operations": OPERATIONS,
            "summary": summary(desk.ledger),
        })),
        Command::Summary => Ok(summary(desk.ledger)),
        Command::Snapshot => to_json(sandbox),
        Command::Restore { snapshot } => {
            *sandbox = serde_json::from_value(snapshot)
                .map_err(|error| Refused::NotPossible(format!("not a snapshot: {error}")))?;
            Ok(Value::Null)
        }
        Command::Reset { seed } => {
            *sandbox = Sandbox::new(seed);
            Ok(Value::Null)
        }
    }
}

fn known(found: bool, what: &'static str, name: String) -> Result<Value, Refused> {
    if found { Ok(Value::Null) } else { Err(Refused::Unknown { what, name }) }
}

fn possible(done: Result<impl Serialize, String>) -> Result<Value, Refused> {
    to_json(&done.map_err(Refused::NotPossible)?)
}

fn to_json(value: &impl Serialize) -> Result<Value, Refused> {
    serde_json::to_value(value).map_err(|error| Refused::NotPossible(error.to_string()))
}

/// Counts what a test asks for most: `debits` = payments taken, `archived` = FastDok cases archived, `cases` = Altinn cases created.
fn summary(ledger: &Ledger) -> Value {
    let count = |is: fn(&What) -> bool| ledger.entries.iter().filter(|entry| is(&entry.what)).count();
    json!({
        "entries": ledger.entries.len(),
        "started": count(|what| matches!(what, What::CaseStarted { .. })),
        "actions": count(|what| matches!(what, What::ActionDone { .. })),
        "debits": ledger.debits(None),
        "payments_refused": count(|what| matches!(what, What::PaymentRefused { .. })),
        "archived": ledger.archived(None),
        "deleted": count(|what| matches!(what, What::CaseDeleted { .. })),
        "sign_ins_refused": count(|what| matches!(what, What::SignedIn { ok: false, .. } | What::SystemRefused { .. })),
        "cases": ledger.created(),
        "events": count(|what| matches!(what, What::EventRegistered { .. })),
        "events_moved": count(|what| matches!(what, What::EventRegistered { changed: true, .. })),
        "notices": count(|what| matches!(what, What::NoticeSet { .. })),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Fault;

    const NOW: Now = 1_780_315_200_000;

    fn run_json(sandbox: &mut Sandbox, command: &str) -> Result<Value, Refused> {
        sandbox.control(Command::from_json(command.as_bytes())?, NOW)
    }

    #[test]
    fn balance_and_flags_show_in_the_overview() {
        let mut sandbox = Sandbox::new(1);
        run_json(&mut sandbox, r#"{"command":"set_balance","domain":"bostads ab björken","amount":"12.50"}"#).unwrap();
        let customer = r#"{"command":"set_customer","domain":"Bostads AB Björken","licence":true,"factor":"0.25"}"#;
        run_json(&mut sandbox, customer).unwrap();
        let overview = run_json(&mut sandbox, r#"{"command":"overview"}"#).unwrap();
        let company = &overview["fastdok"]["domains"][0];
        assert_eq!(company["balance"], "12.50");
        assert_eq!((&company["licence"], &company["member"]), (&json!(true), &json!(true)));
        assert_eq!(company["factor"], "0.25");
        assert_eq!(overview["now"], NOW);
    }

    #[test]
    fn refusals_say_what_is_wrong_and_change_nothing() {
        let mut sandbox = Sandbox::new(1);
        let before = serde_json::to_value(&sandbox).unwrap();
        for (command, code) in [
            (r#"{"command":"set_balance","domain":"Nobody AB","amount":"1"}"#, "unknown"),
            (r#"{"command":"set_balance","domain":"Bostads AB Björken","amount":"0.001"}"#, "not_possible"),
            (r#"{"command":"set_balance","domain":"Bostads AB Björken","amount":"much"}"#, "not_a_command"),
            (
                r#"{"command":"set_balance","domain":"Bostads AB Björken","amount":"1","currency":"SEK"}"#,
                "not_a_command",
            ),
            (r#"{"command":"set_customer","domain":"Bostads AB Björken","factor":"-1"}"#, "not_possible"),
            (r#"{"command":"add_form","case":"none","template":"12B.2"}"#, "not_possible"),
            (r#"{"command":"web_action","case":"none","action":"ActionPay"}"#, "not_possible"),
            (r#"{"command":"close_case","case_id":1002,"how":"archived"}"#, "not_possible"),
            (r#"{"command":"unlock","name":"NOBODY"}"#, "unknown"),
            (r#"{"command":"add_edition","definition":{}}"#, "not_possible"),
            (r#"{"command":"add_element","case_id":7,"element":{"kind":"melding"}}"#, "not_possible"),
            (
                r#"{"command":"set_condition","scope":{"service":"x","edition":1},"name":"A","value":true}"#,
                "not_possible",
            ),
            (r#"{"command":"add_fault","operation":"fastdok.pay","nth":1,"fault":"answer_lost"}"#, "unknown"),
            (r#"{"command":"add_fault","operation":"*","nth":1,"fault":"gremlins"}"#, "not_a_command"),
            (r#"{"command":"restore","snapshot":{"fastdok":1}}"#, "not_possible"),
            (r#"{"command":"win"}"#, "not_a_command"),
            ("[", "not_a_command"),
        ] {
            let refused = run_json(&mut sandbox, command).unwrap_err();
            assert_eq!(refused.code(), code, "{command}: {refused}");
        }
        assert_eq!(serde_json::to_value(&sandbox).unwrap(), before);
    }

    #[test]
    fn faults_are_added_listed_and_cleared() {
        let mut sandbox = Sandbox::new(1);
        let slow = r#"{"command":"add_fault","operation":"fastdok.get_balance","nth":2,"fault":"slow","ms":250}"#;
        run_json(&mut sandbox, slow).unwrap();
        let listed = run_json(&mut sandbox, r#"{"command":"list_faults"}"#).unwrap();
        let rule = json!({"operation": "fastdok.get_balance", "nth": 2, "fault": "slow", "ms": 250, "seen": 0});
        assert_eq!(listed, json!([rule]));
        assert_eq!(sandbox.plan.take("fastdok.get_balance"), None);
        assert_eq!(sandbox.plan.take("fastdok.get_balance"), Some(Fault::Slow { ms: 250 }));
        run_json(&mut sandbox, slow).unwrap();
        run_json(&mut sandbox, r#"{"command":"clear_faults"}"#).unwrap();
        assert!(sandbox.plan.rules.is_empty());
    }

    #[test]
    fn waiting_faults_are_bounded() {
        let mut sandbox = Sandbox::new(1);
        let fault = r#"{"command":"add_fault","operation":"*","nth":9999,"fault":"answer_lost"}"#;
        for _ in 0..MAX_RULES {
            run_json(&mut sandbox, fault).unwrap();
        }
        assert_eq!(run_json(&mut sandbox, fault).unwrap_err().code(), "not_possible");
    }

    #[test]
    fn portal_and_conditions_move_a_case_and_the_ledger_tells() {
        let mut sandbox = Sandbox::new(1);
        let event = r#"{"command":"portal_event","case_id":1004,"event":"Closed"}"#;
        assert_eq!(run_json(&mut sandbox, event).unwrap(), json!(true));
        run_json(&mut sandbox, r#"{"command":"close_case","case_id":1004,"how":"archived"}"#).unwrap();
        let scope = r#"{"command":"set_condition","scope":{"service":"2681","edition":1},"name":"AlleVedleggMottatt","value":false}"#;
        run_json(&mut sandbox, scope).unwrap();
        let element = r#"{"command":"add_element","case_id":1001,"element":{"kind":"melding"}}"#;
        assert!(run_json(&mut sandbox, element).unwrap().is_i64());
        let all = run_json(&mut sandbox, r#"{"command":"ledger"}"#).unwrap();
        assert_eq!(all[0]["what"], "event_registered");
        assert_eq!(all[1], json!({"number": 2, "at": NOW, "what": "case_closed", "case_id": 1004, "how": "archived"}));
        let later = run_json(&mut sandbox, r#"{"command":"ledger","since":1}"#).unwrap();
        assert_eq!(later.as_array().unwrap().len(), 1);
        assert_eq!(run_json(&mut sandbox, r#"{"command":"ledger","since":18446744073709551615}"#).unwrap(), json!([]));
        let summary = run_json(&mut sandbox, r#"{"command":"summary"}"#).unwrap();
        assert_eq!(
            (&summary["events_moved"], &summary["debits"], &summary["cases"]),
            (&json!(1), &json!(0), &json!(0))
        );
    }

    #[test]
    fn snapshot_comes_back_and_reset_starts_over() {
        let mut sandbox = Sandbox::new(7);
        let fresh = serde_json::to_value(&sandbox).unwrap();
        run_json(&mut sandbox, r#"{"command":"portal_event","case_id":1004,"event":"Closed"}"#).unwrap();
        run_json(&mut sandbox, r#"{"command":"add_fault","operation":"*","nth":1,"fault":"cut_body"}"#).unwrap();
        let snapshot = run_json(&mut sandbox, r#"{"command":"snapshot"}"#).unwrap();
        run_json(&mut sandbox, r#"{"command":"reset","seed":7}"#).unwrap();
        assert_eq!(serde_json::to_value(&sandbox).unwrap(), fresh);
        sandbox.control(Command::Restore { snapshot: snapshot.clone() }, NOW).unwrap();
        assert_eq!(serde_json::to_value(&sandbox).unwrap(), snapshot);
    }

    #[test]
    fn passwords_are_not_printed() {
        let command =
            Command::from_json(br#"{"command":"set_system","name":"NEW","password":"hush-hush","owner":"SKD"}"#);
        assert!(!format!("{command:?}").contains("hush"));
        let mut sandbox = Sandbox::new(1);
        sandbox.control(command.unwrap(), NOW).unwrap();
        assert!(!sandbox.control(Command::Overview, NOW).unwrap().to_string().contains("hush"));
    }
}

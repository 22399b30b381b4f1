//! What happens outside the four operations: the portal user's doings, the agency's and TUL's settings, and what there
//! is to see.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::case::{Case, Element, Notice, PlacedElement, SpoiledCase, Status};
use super::edition::Edition;
use super::state::Altinn;
use crate::desk::Desk;
use crate::ledger::What;

/// Where a condition is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Scope {
    /// For one case: `{"case_id": 1001}`.
    Case {
        /// The case.
        case_id: i32,
    },
    /// For every case of an edition that has no setting of its own: `{"service": "2681", "edition": 1}`.
    Edition {
        /// externalServiceCode.
        service: String,
        /// externalServiceEditionCode.
        edition: i32,
    },
}

impl Altinn {
    /// The portal user archives or deletes a case: `how` is `archived` or `deleted`. Allowed only where the case's
    /// state says so.
    pub fn close_case(&mut self, case_id: i32, how: &str, desk: &mut Desk<'_>) -> Result<(), String> {
        let (case, edition) = self.case(case_id).ok_or_else(|| no_case(case_id))?;
        if case.status != Status::Active {
            return Err(format!("case {case_id} is not running"));
        }
        let state = edition.state(case.state);
        let (status, may) = match how {
            "archived" => (Status::Archived, state.is_some_and(|state| state.may_archive)),
            "deleted" => (Status::Deleted, state.is_some_and(|state| state.may_delete)),
            _ => return Err("a case is closed as archived or deleted".to_owned()),
        };
        if !may {
            let name = state.map_or("", |state| state.name.as_str());
            return Err(format!("a case in state {name} may not be {how}"));
        }
        let index = self.index(case_id).ok_or_else(|| no_case(case_id))?;
        self.cases[index].status = status;
        desk.ledger.write(desk.now, What::CaseClosed { case_id, how: how.to_owned() });
        Ok(())
    }

    /// The portal sends an event to a case, as it does when its user submits a form: `3374:1:Submitted`. Answers
    /// whether the state changed.
    pub fn portal_event(&mut self, case_id: i32, event: &str, desk: &mut Desk<'_>) -> Result<bool, String> {
        let (case, edition) = self.case(case_id).ok_or_else(|| no_case(case_id))?;
        if case.status != Status::Active {
            return Err(format!("case {case_id} is not running"));
        }
        let edition = Arc::clone(edition);
        Ok(self.deliver(case_id, &edition, event, desk).is_some_and(|outcome| outcome.changed))
    }

    /// Registers an agency system, or gives it another password and owner; either way it is not locked.
    pub fn set_system(&mut self, name: &str, password: &str, owner: &str) {
        self.security.set_system(name, password, owner);
    }

    /// Lifts the lock of a system; false if there is no such system.
    pub fn unlock(&mut self, name: &str) -> bool {
        self.security.unlock(name)
    }

    /// Adds a service edition, or replaces one whose cases are all in states that the new one has too.
    ///
    /// The definition: service, edition, owner, names, default_language, start, states with transitions, conditions,
    /// notices.
    ///
    /// ```
    /// let mut altinn = nordcase_sandbox::altinn::Altinn::standard();
    /// altinn.add_edition(serde_json::json!({
    ///     "service": "5000", "edition": 1, "owner": "SKD",
    ///     "names": {"nb": "Etterlysning", "nn": "Etterlysing", "en": "Reminder"}, "default_language": "nb",
    ///     "start": "Ny",
    ///     "states": [
    ///         {"id": 1, "name": "Ny", "friendly": {"nb": "Ny sak"}, "may_delete": true, "transitions": [
    ///             {"name": "Sendt inn", "event": "^3374:1:Submitted$", "to": "Ferdig", "condition": "Komplett"},
    ///             {"name": "Feil", "event": "^Crash$", "to": "Ny", "fails": {"error_code": 60026, "detail": "-"}}]},
    ///         {"id": 2, "name": "Ferdig", "may_archive": true}],
    ///     "conditions": {"Komplett": true},
    ///     "notices": [{"id": "7", "text": {"nb": "Frist: $$frist$$"}}],
    /// }))?;
    /// # Ok::<(), String>(())
    /// ```
    pub fn add_edition(&mut self, definition: Value) -> Result<(), String> {
        let edition = Edition::from_definition(definition)?;
        let lost = self
            .cases
            .iter()
            .filter(|case| case.service == edition.service && case.edition == edition.edition)
            .find(|case| edition.state(case.state).is_none());
        if let Some(case) = lost {
            return Err(format!("case {} is in state {}, which the new edition lacks", case.id, case.state));
        }
        self.editions.put(edition);
        Ok(())
    }

    /// Puts a sub-element into a case, `0` for into none, and answers with its id.
    pub fn add_element(&mut self, case_id: i32, mut element: Element) -> Result<i32, String> {
        if case_id != 0 && self.case(case_id).is_none() {
            return Err(no_case(case_id));
        }
        if element.id == 0 {
            element.id = self.take_id();
        }
        let id = element.id;
        if id < 0 || self.case(id).is_some() || self.elements.iter().any(|placed| placed.element.id == id) {
            return Err(format!("{id} is negative or taken"));
        }
        self.next_id = self.next_id.max(id.saturating_add(1));
        self.elements.push(PlacedElement { case_id, element, notice: None });
        Ok(id)
    }

    /// Writes the row of this case in lists so that it cannot be read as the contract has it; `None`: as ever.
    pub fn spoil_case(&mut self, case_id: i32, how: Option<SpoiledCase>) -> Result<(), String> {
        let index = self.index(case_id).ok_or_else(|| no_case(case_id))?;
        self.cases[index].spoiled = how;
        Ok(())
    }

    /// Who may call is as there.
    pub(crate) fn take_sessions_from(&mut self, present: &Self) {
        self.security.clone_from(&present.security);
    }

    /// Sets what a named condition of transitions says; `None` forgets the setting (then the edition's holds for a
    /// case, and true for an edition).
    pub fn set_condition(&mut self, scope: &Scope, name: &str, value: Option<bool>) -> Result<(), String> {
        let conditions = match scope {
            Scope::Case { case_id } => {
                let index = self.index(*case_id).ok_or_else(|| no_case(*case_id))?;
                &mut self.cases[index].conditions
            }
            Scope::Edition { service, edition } => {
                let found = self.editions.find_mut(service, *edition);
                &mut found.ok_or_else(|| format!("there is no edition {service}:{edition}"))?.conditions
            }
        };
        match value {
            Some(value) => conditions.insert(name.to_owned(), value),
            None => conditions.remove(name),
        };
        Ok(())
    }

    /// Everything there is to see, without passwords: systems, editions with their machines, cases with their history,
    /// elements.
    ///
    /// Times are milliseconds since 1970 (`locked_until`, `created`, `at`), but `visible` and `due`, which are
    /// Norwegian local time as the service answers them. A case's `state` is the state's name.
    pub fn overview(&self) -> Value {
        let systems = self.security.systems.iter().map(|system| {
            json!({
                "name": system.name, "owner": system.owner,
                "wrong_passwords": system.wrong, "locked_until": system.locked_until,
            })
        });
        json!({
            "systems": systems.collect::<Vec<_>>(),
            "editions": self.editions.iter().map(edition_overview).collect::<Vec<_>>(),
            "cases": self.cases.iter().map(|case| self.case_overview(case)).collect::<Vec<_>>(),
            "elements": self.elements.iter().map(element_overview).collect::<Vec<_>>(),
        })
    }

    fn case_overview(&self, case: &Case) -> Value {
        let edition = self.editions.find(&case.service, case.edition);
        let state = edition.and_then(|edition| edition.state(case.state));
        json!({
            "id": case.id, "service": case.service, "edition": case.edition, "reportee": case.reportee,
            "name": edition.and_then(|edition| edition.in_language(&edition.names, 0)),
            "state": state.map(|state| &state.name), "state_id": case.state,
            "archived": case.status == Status::Archived, "deleted": case.status == Status::Deleted,
            "created": case.created, "visible": case.visible, "due": case.due,
            "notice": case.notice.as_ref().map(notice_overview),
            "conditions": case.conditions, "history": case.history,
        })
    }
}

fn edition_overview(edition: &Edition) -> Value {
    let states = edition.states.iter().map(|state| {
        let transitions = state.transitions.iter().map(|transition| {
            json!({
                "name": transition.name, "event": transition.event, "to": transition.to,
                "condition": transition.condition, "fails": transition.fails,
            })
        });
        json!({
            "id": state.id, "name": state.name, "friendly": edition.in_language(&state.friendly, 0),
            "may_archive": state.may_archive, "may_delete": state.may_delete,
            "transitions": transitions.collect::<Vec<_>>(),
        })
    });
    let notices = edition.notices.iter().map(|notice| {
        json!({"id": notice.id, "text": edition.in_language(&notice.text, 0), "variables": notice.variables()})
    });
    json!({
        "service": edition.service, "edition": edition.edition, "owner": edition.owner,
        "name": edition.in_language(&edition.names, 0), "default_language": edition.default_language,
        "start": edition.start, "states": states.collect::<Vec<_>>(),
        "conditions": edition.conditions, "notices": notices.collect::<Vec<_>>(),
    })
}

fn element_overview(placed: &PlacedElement) -> Value {
    json!({
        "id": placed.element.id, "case_id": placed.case_id, "kind": placed.element.kind,
        "status": placed.element.status, "notice": placed.notice.as_ref().map(notice_overview),
    })
}

fn notice_overview(notice: &Notice) -> Value {
    json!({"template": notice.template, "text": notice.text})
}

fn no_case(id: i32) -> String {
    format!("there is no case {id}")
}

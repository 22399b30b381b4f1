//! Applications and cases (*apps* and *instances*): lists, starts, deletion.

use std::borrow::Cow;

use nordcase::http::HttpResponse;
use serde::Serialize;

use super::answer::{Answer, Item, List, Status, date, done, fault, items, json, refused, unknown};
use super::entries;
use super::lists::{filter, page};
use super::model::{Case, Kind, Object, Property, Spoiled, Task, TaskKind};
use super::objects::{Draft, build, stored};
use super::pairs::{Pairs, form_text};
use super::standard::{self, APPS, App, Template};
use super::state::{Call, Caller, FastDok};
use super::tasks::show_tasks;
use crate::desk::Desk;
use crate::ledger::What;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct AppView<'a> {
    id: &'a str,
    reference_id: &'a str,
    name: &'a str,
    description: &'a str,
    status: &'a str,
    instances_count: usize,
    process_id: &'a str,
    domain_object_id: &'a str,
}

/// The short form of lists and the long one of a single case, as recorded; what only one of them has is left out in the
/// other.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct InstanceView<'a> {
    id: Cow<'a, str>,
    reference_id: Option<&'a str>,
    name: &'a str,
    description: &'a str,
    status: &'a str,
    state: Option<&'a str>,
    start_date: String,
    started_by: &'a str,
    started_by_user_id: &'a str,
    completed_date: Option<String>,
    process_id: &'a str,
    #[serde(flatten)]
    more: More<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum More<'a> {
    #[serde(rename_all = "PascalCase")]
    Short { domain_id: &'a str },
    #[serde(rename_all = "PascalCase")]
    Long {
        priority: u32,
        planned_date: Option<&'a str>,
        deadline_date: Option<&'a str>,
        application_id: &'a str,
        application_name: &'a str,
        parent_instance_name: &'a str,
        parent_instance_id: &'a str,
    },
}

impl FastDok {
    pub(super) fn list_apps(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let list = page(&call.query, APPS.iter(), |app| self.show_app(app, who))?;
        Ok(json(&list))
    }

    pub(super) fn get_app(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        Ok(json(&self.show_app(asked_app(call)?, who)))
    }

    fn show_app(&self, app: &'static App, who: Caller) -> AppView<'static> {
        AppView {
            id: app.id,
            reference_id: app.reference,
            name: app.name,
            description: app.description,
            status: "Active",
            instances_count: self.own_cases(who).filter(|case| case.app == app.id).count(),
            process_id: app.process_id,
            domain_object_id: app.id,
        }
    }

    pub(super) fn list_app_instances(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let app = asked_app(call)?;
        self.show_cases(&call.query, who, Some(app)).map(|list| json(&list))
    }

    pub(super) fn list_instances(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        self.show_cases(&call.query, who, None).map(|list| json(&list))
    }

    fn show_cases(
        &self,
        query: &Pairs,
        who: Caller,
        app: Option<&App>,
    ) -> Result<List<Option<InstanceView<'_>>>, HttpResponse> {
        let wanted = filter(query, &["active", "completed", "ready", "cancelled", "aborted"])?;
        let company = self.company(who)?;
        let is_wanted = |status: &str| wanted.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(status));
        let cases = self.own_cases(who).filter(|case| app.is_none_or(|app| case.app == app.id));
        let cases = cases.filter(|case| is_wanted(status(case))).map(Row::Case);
        let older = if is_wanted("Active") { self.pages.older_cases } else { 0 };
        page(query, (0..older).map(Row::Older).chain(cases), |row| {
            let more = More::Short { domain_id: &company.id };
            let case = match row {
                Row::Older(number) => return Some(show_older(number, more)),
                Row::Case(case) => case,
            };
            let row = show_case(case, more);
            match case.spoiled {
                None => Some(row),
                Some(Spoiled::Null) => None,
                Some(Spoiled::Date) => Some(InstanceView { start_date: "2011-07-13 21:43:04".to_owned(), ..row }),
                Some(Spoiled::NetDate) => Some(InstanceView { start_date: "/Date(1310593384000)/".to_owned(), ..row }),
            }
        })
    }

    pub(super) fn get_instance(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let case = self.case(who, call.id(0))?;
        let more = More::Long {
            priority: 100,
            planned_date: None,
            deadline_date: None,
            application_id: &case.app,
            application_name: standard::app(&case.app).map_or("", |app| app.name),
            parent_instance_name: "",
            parent_instance_id: "",
        };
        Ok(json(&show_case(case, more)))
    }

    /// `POST /Instances/{id}`: a message event for the process of a case. Generic Barium; which messages FastDok's
    /// processes know, if any, is unknown. Here a case that runs takes every message and stays as it is; only the
    /// ledger tells of it. `message` may stand in the body or the query, as in a start.
    pub(super) fn send_instance_message(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        self.may_change(who)?;
        let body = Pairs::of_body(call.request)?;
        let message = body.get("message").or_else(|| call.query.get("message")).filter(|message| !message.is_empty());
        let message = entries::short(message.ok_or_else(|| fault(400, "Parametern message saknas."))?);
        let case = self.case(who, call.id(0))?;
        if case.archived.is_some() {
            return Err(refused("Ärendet är avslutat och arkiverat."));
        }
        let (case, user) = (case.id.clone(), self.login(who));
        self.charge(1024)?;
        call.desk.ledger.write(call.desk.now, What::MessageReceived { case: case.clone(), message, user });
        Ok(json(&Status { success: true, instance_id: Some(&case), ..Status::default() }))
    }

    /// Whether FastDok lets API users delete cases is unknown; that an archived case stays is invented.
    pub(super) fn delete_instance(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        self.may_change(who)?;
        let index = self.case_index(who, call.id(0))?;
        if self.cases.get(index).is_some_and(|case| case.archived.is_some()) {
            return Err(refused("Ett arkiverat ärende kan inte tas bort."));
        }
        let case = self.cases.remove(index).id;
        let user = self.login(who);
        call.desk.ledger.write(call.desk.now, What::CaseDeleted { case, user });
        Ok(done())
    }

    pub(super) fn list_instance_tasks(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let case = self.case(who, call.id(0))?;
        let performs = self.performs(who);
        show_tasks(&call.query, case.tasks.iter().map(|task| (case, task)), performs).map(|list| json(&list))
    }

    /// `POST /apps/form` with object entries. A body without any is a generic start, as for every other application.
    pub(super) fn start_case(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let body = form_text(call.request)?;
        if !entries::looks_like_entries(&body) {
            return self.start_by_message(&Pairs::parse(&body), &APPS[0], call, who);
        }
        let entries = entries::read(&body).map_err(|why| fault(400, &why))?;
        if entries.is_empty() {
            return Err(refused("Ett ärende behöver minst ett objekt."));
        }
        let mut objects = Vec::new();
        for entry in entries {
            if !entry.objectclass.eq_ignore_ascii_case("repository.typedobject") {
                return Err(refused("objectclass ska vara repository.typedobject."));
            }
            objects.push(build(Draft::of(entry), &objects, call.desk).map_err(|why| refused(&why))?);
        }
        let forms: Vec<&Template> = objects.iter().filter_map(Object::template).collect();
        let main = forms.iter().find(|form| form.is_main_contract()).or(forms.first());
        let (name, title) = main.map_or((APPS[0].name, APPS[0].name.to_owned()), |form| (form.name, form.full_name()));
        let (case, task) = self.create_case(&APPS[0], title, objects, who, call)?;
        Ok(items(&[Item {
            success: true,
            object_class: Some("process.instance"),
            name,
            id: &case,
            reference_id: &case,
            resource_uri: Some(format!("/tasks/{task}")),
        }]))
    }

    pub(super) fn start_instance(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let app = asked_app(call)?;
        let body = Pairs::of_body(call.request)?;
        self.start_by_message(&body, app, call, who)
    }

    /// The generic start: `message=START`, the case's name as `instance.name`, and with any `template` a form whose
    /// fields are the other pairs.
    fn start_by_message(&mut self, body: &Pairs, app: &App, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let value = |name: &str| body.get(name).or_else(|| call.query.get(name));
        if value("message").is_some_and(|message| !message.eq_ignore_ascii_case("START")) {
            return Err(refused("Processen känner inte meddelandet."));
        }
        let mut objects = Vec::new();
        let mut title = app.name.to_owned();
        if let Some(key) = value("template").filter(|key| !key.is_empty()) {
            let template = standard::template(key).or_else(|| standard::template(app.template));
            let template = template.ok_or_else(|| unknown("Formuläret"))?;
            title = template.full_name();
            let mut form = build(Draft::form(template), &[], call.desk).map_err(|why| refused(&why))?;
            for (name, value) in &body.0 {
                let kind = form.field_kind(name);
                if let Some(property) = form.properties.iter_mut().find(|known| known.name.eq_ignore_ascii_case(name)) {
                    property.value = stored(kind, value);
                }
            }
            objects.push(form);
        }
        let name = value("instance.name").filter(|name| !name.is_empty()).map_or(title, str::to_owned);
        let (case, _) = self.create_case(app, name, objects, who, call)?;
        Ok(json(&Status { success: true, instance_id: Some(&case), ..Status::default() }))
    }

    fn create_case(
        &mut self,
        app: &App,
        name: String,
        mut objects: Vec<Object>,
        who: Caller,
        call: &mut Call<'_, '_>,
    ) -> Result<(String, String), HttpResponse> {
        self.may_change(who)?;
        self.charge(call.request.body.len() + 4096)?;
        let desk = &mut *call.desk;
        self.number_contract(who.company, &mut objects, desk);
        objects.insert(0, attachments(desk));
        let user = self.users.get(who.user).ok_or_else(|| unknown("Användaren"))?;
        let (case, task) = (desk.random.guid(), desk.random.guid());
        let first = Task { id: task.clone(), kind: TaskKind::Create, created: desk.now, completed: None, origin: None };
        self.cases.push(Case {
            id: case.clone(),
            company: who.company,
            app: app.id.to_owned(),
            name,
            started: desk.now,
            started_by: user.name.clone(),
            started_by_id: user.id.clone(),
            archived: None,
            tasks: vec![first],
            objects,
            spoiled: None,
        });
        let user = user.login.clone();
        desk.ledger.write(desk.now, What::CaseStarted { case: case.clone(), task: task.clone(), user });
        Ok((case, task))
    }

    /// A main contract that comes without a number gets the company's next one (invented: how the real numbers look is
    /// unknown).
    pub(super) fn number_contract(&mut self, company: usize, objects: &mut [Object], desk: &Desk<'_>) {
        let Some(company) = self.companies.get_mut(company) else { return };
        for object in objects.iter_mut().filter(|object| object.template().is_some_and(Template::is_main_contract)) {
            let number = object.properties.iter_mut().find(|property| property.name == standard::CONTRACT_NUMBER);
            if let Some(Property { value, changed, .. }) = number.filter(|property| property.value.is_empty()) {
                company.contracts = company.contracts.saturating_add(1);
                *value = format!("{:05}", company.contracts);
                *changed = desk.now;
            }
        }
    }
}

/// Every case has a folder that files can be uploaded into (invented; without it nothing could be uploaded before a
/// folder is made).
fn attachments(desk: &mut Desk<'_>) -> Object {
    Object::new(Kind::Folder, "Bilagor".to_owned(), desk)
}

fn asked_app(call: &Call<'_, '_>) -> Result<&'static App, HttpResponse> {
    standard::app(call.id(0)).ok_or_else(|| unknown("Applikationen"))
}

fn status(case: &Case) -> &'static str {
    if case.archived.is_some() { "Completed" } else { "Active" }
}

fn show_case<'a>(case: &'a Case, more: More<'a>) -> InstanceView<'a> {
    InstanceView {
        id: case.id.as_str().into(),
        reference_id: None,
        name: &case.name,
        description: "",
        status: status(case),
        state: None,
        start_date: date(case.started),
        started_by: &case.started_by,
        started_by_user_id: &case.started_by_id,
        completed_date: case.archived.map(date),
        process_id: standard::app(&case.app).map_or("", |app| app.process_id),
        more,
    }
}

/// A row of a list of cases.
enum Row<'a> {
    Case(&'a Case),
    /// One of the older cases, by its number.
    Older(usize),
}

fn show_older(number: usize, more: More<'_>) -> InstanceView<'_> {
    InstanceView {
        id: format!("01de0000-0000-4000-8000-{number:012}").into(),
        reference_id: None,
        name: "7B Hyreskontrakt för bostad",
        description: "",
        status: "Active",
        state: None,
        start_date: date(1_300_000_000_000),
        started_by: "Birgitta Lind",
        started_by_user_id: "01de0000-0000-4000-9000-000000000000",
        completed_date: None,
        process_id: APPS.first().map_or("", |app| app.process_id),
        more,
    }
}

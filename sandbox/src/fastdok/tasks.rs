//! Tasks and their actions as the API shows them; what an action does stands in `workflow`.

use nordcase::http::HttpResponse;
use serde::Serialize;

use super::answer::{Answer, List, Status, date, json, refused, unknown};
use super::lists::{filter, page};
use super::model::{Action, Case, Task};
use super::pairs::Pairs;
use super::standard;
use super::state::{Call, Caller, FastDok};
use super::workflow::{ACTIONS, Actor, actions_of};

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TaskView<'a> {
    id: &'a str,
    reference_id: &'a str,
    name: &'a str,
    description: Option<&'a str>,
    status: &'a str,
    created_date: String,
    completed_date: Option<String>,
    completed_by: Option<&'a str>,
    completed_by_user_id: Option<&'a str>,
    instance_name: &'a str,
    instance_id: &'a str,
    application_name: &'a str,
    /// Only of a single task (verified).
    #[serde(skip_serializing_if = "Option::is_none")]
    application_id: Option<&'a str>,
    locked: bool,
    perform_permission: bool,
}

fn show<'a>(case: &'a Case, task: &'a Task, performs: bool) -> TaskView<'a> {
    let done = task.completed.as_ref();
    TaskView {
        id: &task.id,
        reference_id: task.kind.reference(),
        name: task.kind.name(),
        description: None,
        status: status(task),
        created_date: date(task.created),
        completed_date: done.map(|done| date(done.at)),
        completed_by: done.map(|done| done.by.as_str()),
        completed_by_user_id: done.map(|done| done.user_id.as_str()),
        instance_name: &case.name,
        instance_id: &case.id,
        application_name: standard::app(&case.app).map_or("", |app| app.name),
        application_id: None,
        locked: false,
        perform_permission: performs,
    }
}

/// `Ready` is verified, `Completed` inferred.
pub(super) fn status(task: &Task) -> &'static str {
    if task.completed.is_some() { "Completed" } else { "Ready" }
}

/// A page of tasks; without a `Status` both the ready and the completed ones (unknown, so the sandbox hides nothing).
pub(super) fn show_tasks<'a>(
    query: &Pairs,
    tasks: impl Iterator<Item = (&'a Case, &'a Task)>,
    performs: bool,
) -> Result<List<TaskView<'a>>, HttpResponse> {
    let wanted = filter(query, &["ready", "completed"])?;
    let tasks =
        tasks.filter(|(_, task)| wanted.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(status(task))));
    page(query, tasks, |(case, task)| show(case, task, performs))
}

impl FastDok {
    /// The task of this id and its case, by their places.
    pub(super) fn task_index(&self, who: Caller, id: &str) -> Result<(usize, usize), HttpResponse> {
        let mine = self.cases.iter().enumerate().filter(|(_, case)| case.company == who.company);
        let mut tasks =
            mine.flat_map(|(at, case)| case.tasks.iter().enumerate().map(move |(nth, task)| (at, nth, task)));
        let found = tasks.find(|(.., task)| task.id.eq_ignore_ascii_case(id));
        found.map(|(at, nth, _)| (at, nth)).ok_or_else(|| unknown("Uppgiften"))
    }

    /// The task of this id and its case.
    pub(super) fn task(&self, who: Caller, id: &str) -> Result<(&Case, &Task), HttpResponse> {
        let (at, nth) = self.task_index(who, id)?;
        self.cases.get(at).and_then(|case| Some((case, case.tasks.get(nth)?))).ok_or_else(|| unknown("Uppgiften"))
    }

    pub(super) fn list_tasks(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let tasks = self.own_cases(who).flat_map(|case| case.tasks.iter().map(move |task| (case, task)));
        show_tasks(&call.query, tasks, self.performs(who)).map(|list| json(&list))
    }

    pub(super) fn get_task(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        let (case, task) = self.task(who, call.id(0))?;
        Ok(json(&TaskView { application_id: Some(&case.app), ..show(case, task, self.performs(who)) }))
    }

    pub(super) fn list_task_actions(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct ActionView<'a> {
            id: &'a str,
            reference_id: &'a str,
            name: &'a str,
            description: &'a str,
            can_comment: bool,
            must_comment: bool,
            must_assign_performers: bool,
        }
        let (_, task) = self.task(who, call.id(0))?;
        let licence = self.company(who)?.licence;
        let actions = actions_of(task.kind, licence).filter(|_| task.completed.is_none());
        let list = page(&call.query, actions, |info| ActionView {
            id: info.id,
            reference_id: info.action.reference(),
            name: info.name,
            description: info.description,
            can_comment: false,
            must_comment: false,
            must_assign_performers: false,
        })?;
        Ok(json(&list))
    }

    /// The action is named by its `ReferenceId` (any case) or its `Id`. An action that the task does not have is
    /// refused, one that nobody has is unknown.
    pub(super) fn perform_action(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        self.may_change(who)?;
        Pairs::of_body(call.request)?;
        let (at, nth) = self.task_index(who, call.id(0))?;
        let case = self.cases.get(at).ok_or_else(|| unknown("Ärendet"))?;
        let task = case.tasks.get(nth).ok_or_else(|| unknown("Uppgiften"))?;
        if task.completed.is_some() {
            return Err(refused("Uppgiften är redan avslutad."));
        }
        let (key, case_id) = (call.id(1), case.id.clone());
        let action: Action = ACTIONS
            .iter()
            .find(|info| {
                info.action.reference().eq_ignore_ascii_case(key)
                    || (info.kind == task.kind && info.id.eq_ignore_ascii_case(key))
            })
            .map(|info| info.action)
            .ok_or_else(|| unknown("Åtgärden"))?;
        self.check_participants(call, who, task, action)?;
        self.charge(1024)?;
        let user = self.users.get(who.user).ok_or_else(|| unknown("Användaren"))?;
        let actor = Actor { login: user.login.clone(), name: user.name.clone(), id: user.id.clone() };
        let next = self.act(at, action, &actor, call.desk).map_err(|why| refused(&why))?;
        Ok(json(&Status { success: true, task_id: next.as_deref(), instance_id: Some(&case_id), ..Status::default() }))
    }
}

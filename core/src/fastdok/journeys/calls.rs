//! The calls that FastDok's journeys make.

use crate::error::Error;
use crate::fastdok::session::Session;
use crate::fastdok::{
    Action, Domain, GetBalance, GetCurrentDomain, GetInstance, GetObjectProperties, GetTask, GetTaskOrder, Instance,
    ListInstanceObjects, ListInstanceTasks, ListInstances, ListTaskActions, Object, Order, PerformAction, Property,
    StartCase, Started, StatusReply, Task, TaskStatus,
};
use crate::http::{HttpRequest, HttpResponse};
use crate::journey::{Call, Moment};
use crate::money::Amount;
use crate::operation::{Access as _, Lenient, Operation, read_lenient};

/// One call of a FastDok journey.
#[derive(Debug, Clone)]
pub enum FastDokCall {
    /// The case's tasks.
    Tasks(ListInstanceTasks),
    /// One task.
    Task(GetTask),
    /// A task's actions.
    Actions(ListTaskActions),
    /// A payment task's order.
    Order(GetTaskOrder),
    /// The company.
    Domain(GetCurrentDomain),
    /// The company's balance.
    Balance(GetBalance),
    /// An action on a task.
    Perform(PerformAction),
    /// A new case.
    Start(StartCase),
    /// The company's cases.
    Instances(ListInstances),
    /// One case.
    Instance(GetInstance),
    /// A case's objects.
    Objects(ListInstanceObjects),
    /// An object's properties.
    Properties(GetObjectProperties),
}

/// What a call was answered.
#[derive(Debug, Clone)]
pub enum FastDokAnswer {
    /// The case's tasks.
    Tasks(Lenient<Task>),
    /// One task.
    Task(Task),
    /// A task's actions.
    Actions(Lenient<Action>),
    /// A payment task's order.
    Order(Order),
    /// The company.
    Domain(Domain),
    /// The company's balance.
    Balance(Amount),
    /// An action was carried out.
    Performed(StatusReply),
    /// A case was started.
    Started(Started),
    /// A page of the company's cases.
    Instances(Lenient<Instance>),
    /// One case.
    Instance(Instance),
    /// A case's objects.
    Objects(Lenient<Object>),
    /// An object's properties.
    Properties(Lenient<Property>),
}

/// Where the next page of a list starts; `None` at its end. A service may make its pages smaller than was asked for, so only a count or an empty page tells
/// the end.
pub(super) fn next_start<T>(page: &Lenient<T>, start: u32) -> Option<u32> {
    let read = start.saturating_add(u32::try_from(page.rows()).unwrap_or(u32::MAX));
    let more = page.total_count.is_none_or(|total| i64::from(read) < total);
    (page.rows() > 0 && more).then_some(read)
}

impl FastDokCall {
    /// A page of the tasks that the case has left behind.
    pub(super) fn history(case_id: &str, start: u32) -> Self {
        let (status, start) = (Some(TaskStatus::Completed), Some(start));
        Self::Tasks(ListInstanceTasks { status, start, ..ListInstanceTasks::new(case_id) })
    }

    /// The case's ready tasks.
    pub(super) fn tasks(case_id: &str) -> Self {
        Self::Tasks(ListInstanceTasks { status: Some(TaskStatus::Ready), ..ListInstanceTasks::new(case_id) })
    }
}

impl Call for FastDokCall {
    type Session = Session;
    type Answer = FastDokAnswer;

    fn operation(&self) -> &'static str {
        match self {
            Self::Tasks(_) => ListInstanceTasks::NAME,
            Self::Task(_) => GetTask::NAME,
            Self::Actions(_) => ListTaskActions::NAME,
            Self::Order(_) => GetTaskOrder::NAME,
            Self::Domain(_) => GetCurrentDomain::NAME,
            Self::Balance(_) => GetBalance::NAME,
            Self::Perform(_) => PerformAction::NAME,
            Self::Start(_) => StartCase::NAME,
            Self::Instances(_) => ListInstances::NAME,
            Self::Instance(_) => GetInstance::NAME,
            Self::Objects(_) => ListInstanceObjects::NAME,
            Self::Properties(_) => GetObjectProperties::NAME,
        }
    }

    fn label(&self) -> String {
        match self {
            Self::Tasks(_) => "Read the case's tasks",
            Self::Task(_) => "Read the task",
            Self::Actions(_) => "Read the task's actions",
            Self::Order(_) => "Read the order",
            Self::Domain(_) => "Read the company",
            Self::Balance(_) => "Read the balance",
            Self::Perform(action) => return format!("Carry out {}", action.action.as_str()),
            Self::Start(_) => "Start the case",
            Self::Instances(_) => "List the running cases",
            Self::Instance(_) => "Read the case",
            Self::Objects(_) => "Read the case's objects",
            Self::Properties(_) => "Read the object's properties",
        }
        .to_owned()
    }

    fn changes(&self) -> bool {
        matches!(self, Self::Perform(_) | Self::Start(_))
    }

    fn is_documented(&self) -> bool {
        !matches!(self, Self::Order(_))
    }

    fn request(&self, session: &Session, _moment: Moment) -> Result<HttpRequest, Error> {
        let access = session.access();
        match self {
            Self::Tasks(operation) => operation.request(access),
            Self::Task(operation) => operation.request(access),
            Self::Actions(operation) => operation.request(access),
            Self::Order(operation) => operation.request(access),
            Self::Domain(operation) => operation.request(access),
            Self::Balance(operation) => operation.request(access),
            Self::Perform(operation) => operation.request(access),
            Self::Start(operation) => operation.request(access),
            Self::Instances(operation) => operation.request(access),
            Self::Instance(operation) => operation.request(access),
            Self::Objects(operation) => operation.request(access),
            Self::Properties(operation) => operation.request(access),
        }
    }

    /// What a journey does not decide by may be anything: one row or member of somebody else's stops no job.
    fn read(&self, session: &Session, _moment: Moment, response: &HttpResponse) -> Result<FastDokAnswer, Error> {
        let access = session.access();
        let scrub = |error| access.scrub(error);
        Ok(match self {
            Self::Tasks(operation) => FastDokAnswer::Tasks(read_lenient(operation, access, response)?),
            Self::Task(_) => FastDokAnswer::Task(GetTask::read_lenient(access, response).map_err(scrub)?),
            Self::Actions(operation) => FastDokAnswer::Actions(read_lenient(operation, access, response)?),
            Self::Order(operation) => FastDokAnswer::Order(operation.response(access, response)?),
            Self::Domain(_) => FastDokAnswer::Domain(GetCurrentDomain::read_lenient(access, response).map_err(scrub)?),
            Self::Balance(operation) => FastDokAnswer::Balance(operation.response(access, response)?.balance),
            Self::Perform(operation) => FastDokAnswer::Performed(operation.response(access, response)?),
            Self::Start(operation) => FastDokAnswer::Started(operation.response(access, response)?),
            Self::Instances(operation) => FastDokAnswer::Instances(read_lenient(operation, access, response)?),
            Self::Instance(_) => FastDokAnswer::Instance(GetInstance::read_lenient(access, response).map_err(scrub)?),
            Self::Objects(operation) => FastDokAnswer::Objects(read_lenient(operation, access, response)?),
            Self::Properties(operation) => FastDokAnswer::Properties(read_lenient(operation, access, response)?),
        })
    }
}

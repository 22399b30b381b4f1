//! The answers of `nordcase::fastdok`, as they cross.
//!
//! Made of the core's source by `cargo xtask generate`: change it there.

use std::collections::HashMap;

use nordcase::fastdok::{ActionKind, InstanceStatus, TaskKind, TaskStatus};
use nordcase::{Amount, RawJson, fastdok};

use crate::time::DateTime;

/// What a sign-in gives: secrets, never to be logged or stored.
///
/// As text it is shown without them.
#[derive(Clone, PartialEq, uniffi::Record)]
#[uniffi::export(Display)]
pub struct SignedIn {
    /// The ticket for `Access`. It lives 50 minutes after its last use (verified).
    pub ticket: String,
    /// The ticket for a link to a task's page, if it was asked for. It is another one than the API's (verified).
    pub web_ticket: Option<String>,
}

impl From<fastdok::SignedIn> for SignedIn {
    fn from(it: fastdok::SignedIn) -> Self {
        Self { ticket: it.ticket.expose().to_owned(), web_ticket: it.web_ticket.map(|it| it.expose().to_owned()) }
    }
}

/// One page of a list of apps.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct AppPage {
    /// The items, in the order of the service.
    pub items: Vec<App>,
    /// How many items the whole list has: `TotalCount`, which the service does not always say.
    pub total_count: Option<i64>,
    /// What else the answer said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Page<fastdok::App>> for AppPage {
    fn from(it: fastdok::Page<fastdok::App>) -> Self {
        Self {
            items: it.items.into_iter().map(Into::into).collect(),
            total_count: it.total_count,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// An app. Members after the generic documentation and the vendor's own client (verified); all but the id may be
/// missing.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct App {
    /// `Id`, a GUID.
    pub id: String,
    /// `Name`.
    pub name: Option<String>,
    /// `Description`.
    pub description: Option<String>,
    /// `Status`.
    pub status: Option<String>,
    /// `InstancesCount`: how many cases it has.
    pub instances_count: Option<i64>,
    /// `ProcessId`.
    pub process_id: Option<String>,
    /// `DomainObjectId`.
    pub domain_object_id: Option<String>,
    /// What else the service said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::App> for App {
    fn from(it: fastdok::App) -> Self {
        Self {
            id: it.id,
            name: it.name,
            description: it.description,
            status: it.status,
            instances_count: it.instances_count,
            process_id: it.process_id,
            domain_object_id: it.domain_object_id,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// One page of a list of instances.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct InstancePage {
    /// The items, in the order of the service.
    pub items: Vec<Instance>,
    /// How many items the whole list has: `TotalCount`, which the service does not always say.
    pub total_count: Option<i64>,
    /// What else the answer said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Page<fastdok::Instance>> for InstancePage {
    fn from(it: fastdok::Page<fastdok::Instance>) -> Self {
        Self {
            items: it.items.into_iter().map(Into::into).collect(),
            total_count: it.total_count,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// A case. Members after a recorded answer (verified); in a list some are left out, and all but the id may be missing.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Instance {
    /// `Id`, a GUID.
    pub id: String,
    /// `ReferenceId`.
    pub reference_id: Option<String>,
    /// `Name`.
    pub name: Option<String>,
    /// `Description`.
    pub description: Option<String>,
    /// `Status`.
    pub status: Option<InstanceStatus>,
    /// `State`.
    pub state: Option<String>,
    /// `StartDate`, UTC.
    pub start_date: Option<DateTime>,
    /// `StartedBy`: a name.
    pub started_by: Option<String>,
    /// `StartedByUserId`.
    pub started_by_user_id: Option<String>,
    /// `CompletedDate`, UTC.
    pub completed_date: Option<DateTime>,
    /// `Priority`, as written: a number in recordings, a text in the documents.
    pub priority: Option<String>,
    /// `PlannedDate`, UTC.
    pub planned_date: Option<DateTime>,
    /// `DeadlineDate`, UTC.
    pub deadline_date: Option<DateTime>,
    /// `ApplicationId`.
    pub application_id: Option<String>,
    /// `ApplicationName`.
    pub application_name: Option<String>,
    /// `ParentInstanceId`; empty for none.
    pub parent_instance_id: Option<String>,
    /// `ParentInstanceName`; empty for none.
    pub parent_instance_name: Option<String>,
    /// `ProcessId`.
    pub process_id: Option<String>,
    /// `DomainId`: the company; in lists only.
    pub domain_id: Option<String>,
    /// What else the service said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Instance> for Instance {
    fn from(it: fastdok::Instance) -> Self {
        Self {
            id: it.id,
            reference_id: it.reference_id,
            name: it.name,
            description: it.description,
            status: it.status,
            state: it.state,
            start_date: it.start_date.map(Into::into),
            started_by: it.started_by,
            started_by_user_id: it.started_by_user_id,
            completed_date: it.completed_date.map(Into::into),
            priority: it.priority,
            planned_date: it.planned_date.map(Into::into),
            deadline_date: it.deadline_date.map(Into::into),
            application_id: it.application_id,
            application_name: it.application_name,
            parent_instance_id: it.parent_instance_id,
            parent_instance_name: it.parent_instance_name,
            process_id: it.process_id,
            domain_id: it.domain_id,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// A case that was started.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Started {
    /// The case.
    pub instance_id: String,
    /// Its first task, from `resourceURI` or `TaskId`; the generic API's answer does not name it.
    pub task_id: Option<String>,
    /// The case's name.
    pub name: Option<String>,
    /// A text for people, if there was one.
    pub message: Option<String>,
    /// What was made, as the service listed it.
    pub items: Vec<StatusItem>,
    /// What else the service said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Started> for Started {
    fn from(it: fastdok::Started) -> Self {
        Self {
            instance_id: it.instance_id,
            task_id: it.task_id,
            name: it.name,
            message: it.message,
            items: it.items.into_iter().map(Into::into).collect(),
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// Something that a changing call made.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct StatusItem {
    /// Whether this one was made.
    pub success: Option<bool>,
    /// `process.instance` for a case.
    pub object_class: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// The same as the id in every recording.
    pub reference_id: Option<String>,
    /// `resourceURI`: where to go on, relative to the API root; after the start of a form case its first task
    /// (verified).
    pub resource_uri: Option<String>,
    /// What else was said of it.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::StatusItem> for StatusItem {
    fn from(it: fastdok::StatusItem) -> Self {
        Self {
            success: it.success,
            object_class: it.object_class,
            name: it.name,
            id: it.id,
            reference_id: it.reference_id,
            resource_uri: it.resource_uri,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// The service did it. What it did not do is an error (`fastdok.refused`), never a value of this type.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct StatusReply {
    /// A text for people, in some cases (verified).
    pub message: Option<String>,
    /// `TaskId`: the task the case is at now; often there after an action (verified).
    pub task_id: Option<String>,
    /// `InstanceId`: the case, after a start (verified for the generic API).
    pub instance_id: Option<String>,
    /// `Items`: what was made, after an upload or the start of a form case (verified).
    pub items: Vec<StatusItem>,
    /// `updatedFields` (from the vendor's own client).
    pub updated_fields: Option<RawJson>,
    /// `ignoredFields` (from the vendor's own client): look at it, a field in it was not written.
    pub ignored_fields: Option<RawJson>,
    /// What else was said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::StatusReply> for StatusReply {
    fn from(it: fastdok::StatusReply) -> Self {
        Self {
            message: it.message,
            task_id: it.task_id,
            instance_id: it.instance_id,
            items: it.items.into_iter().map(Into::into).collect(),
            updated_fields: it.updated_fields,
            ignored_fields: it.ignored_fields,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// One page of a list of tasks.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct TaskPage {
    /// The items, in the order of the service.
    pub items: Vec<Task>,
    /// How many items the whole list has: `TotalCount`, which the service does not always say.
    pub total_count: Option<i64>,
    /// What else the answer said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Page<fastdok::Task>> for TaskPage {
    fn from(it: fastdok::Page<fastdok::Task>) -> Self {
        Self {
            items: it.items.into_iter().map(Into::into).collect(),
            total_count: it.total_count,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// A task of a case. Members after the FastDok sample and the generic documentation (verified); all but the id may be
/// missing.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Task {
    /// `Id`, a GUID.
    pub id: String,
    /// `ReferenceId`: which kind of task it is. It never changes, so it is what to program against (verified).
    pub reference_id: Option<TaskKind>,
    /// `Name`, for people, in the user's language: `Utkast`.
    pub name: Option<String>,
    /// `Description`.
    pub description: Option<String>,
    /// `Status`: only a task that is ready can be acted on (verified).
    pub status: Option<TaskStatus>,
    /// `CreatedDate`, UTC.
    pub created_date: Option<DateTime>,
    /// `CompletedDate`, UTC; missing while the task is ready.
    pub completed_date: Option<DateTime>,
    /// `CompletedBy`.
    pub completed_by: Option<String>,
    /// `CompletedByUserId`.
    pub completed_by_user_id: Option<String>,
    /// `InstanceName`: the case's name.
    pub instance_name: Option<String>,
    /// `InstanceId`: the case.
    pub instance_id: Option<String>,
    /// `ApplicationName`.
    pub application_name: Option<String>,
    /// `ApplicationId`; only when a single task is read.
    pub application_id: Option<String>,
    /// `Locked`.
    pub locked: Option<bool>,
    /// `PerformPermission`: whether this user may act on it.
    pub perform_permission: Option<bool>,
    /// What else the service said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Task> for Task {
    fn from(it: fastdok::Task) -> Self {
        Self {
            id: it.id,
            reference_id: it.reference_id,
            name: it.name,
            description: it.description,
            status: it.status,
            created_date: it.created_date.map(Into::into),
            completed_date: it.completed_date.map(Into::into),
            completed_by: it.completed_by,
            completed_by_user_id: it.completed_by_user_id,
            instance_name: it.instance_name,
            instance_id: it.instance_id,
            application_name: it.application_name,
            application_id: it.application_id,
            locked: it.locked,
            perform_permission: it.perform_permission,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// One page of a list of objects.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct ObjectPage {
    /// The items, in the order of the service.
    pub items: Vec<Object>,
    /// How many items the whole list has: `TotalCount`, which the service does not always say.
    pub total_count: Option<i64>,
    /// What else the answer said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Page<fastdok::Object>> for ObjectPage {
    fn from(it: fastdok::Page<fastdok::Object>) -> Self {
        Self {
            items: it.items.into_iter().map(Into::into).collect(),
            total_count: it.total_count,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// An object of a case: a form, a file, a folder, shared data. Members after recorded answers (verified); each list
/// leaves some out, and all but the id may be missing.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Object {
    /// `Id`, a GUID.
    pub id: String,
    /// `ParentId`; only when a single object is read.
    pub parent_id: Option<String>,
    /// `ReferenceId`.
    pub reference_id: Option<String>,
    /// `DataId`: a short name that can stand in a path instead of the id.
    pub data_id: Option<String>,
    /// `Name`.
    pub name: Option<String>,
    /// `Description`.
    pub description: Option<String>,
    /// `Type`: `folder`, `dataform`, `file`, …
    pub object_type: Option<String>,
    /// `ObjectClass`: `repository.folder`, `dataforms.dataform`; in FastDok `repository.typedobject`.
    pub object_class: Option<String>,
    /// `TypeNamespace`: `Hyresvard` (landlord), `Kund` (customer), …
    pub type_namespace: Option<String>,
    /// `TemplateId`: the form's template.
    pub template_id: Option<String>,
    /// `FileType`; empty for what is no file.
    pub file_type: Option<String>,
    /// `Container`: whether it can have children.
    pub container: Option<bool>,
    /// `ReadOnly`.
    pub read_only: Option<bool>,
    /// `SortIndex`.
    pub sort_index: Option<i64>,
    /// `State`.
    pub state: Option<String>,
    /// `CreatedDate`, UTC.
    pub created_date: Option<DateTime>,
    /// `UpdatedDate`, UTC.
    pub updated_date: Option<DateTime>,
    /// What else the service said; for the objects of a task also `Renditions`.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Object> for Object {
    fn from(it: fastdok::Object) -> Self {
        Self {
            id: it.id,
            parent_id: it.parent_id,
            reference_id: it.reference_id,
            data_id: it.data_id,
            name: it.name,
            description: it.description,
            object_type: it.object_type,
            object_class: it.object_class,
            type_namespace: it.type_namespace,
            template_id: it.template_id,
            file_type: it.file_type,
            container: it.container,
            read_only: it.read_only,
            sort_index: it.sort_index,
            state: it.state,
            created_date: it.created_date.map(Into::into),
            updated_date: it.updated_date.map(Into::into),
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// One page of a list of fields.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct FieldPage {
    /// The items, in the order of the service.
    pub items: Vec<Field>,
    /// How many items the whole list has: `TotalCount`, which the service does not always say.
    pub total_count: Option<i64>,
    /// What else the answer said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Page<fastdok::Field>> for FieldPage {
    fn from(it: fastdok::Page<fastdok::Field>) -> Self {
        Self {
            items: it.items.into_iter().map(Into::into).collect(),
            total_count: it.total_count,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// A field of a form. Members after a recorded answer (verified); all but the id may be missing.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Field {
    /// `Id`: the field's name for programs; it may hold `.` and `-`.
    pub id: String,
    /// `Name`: its label.
    pub name: Option<String>,
    /// `DataType`: `System.String`, `System.Bool`, `System.DateTime`, `System.Binary`.
    pub data_type: Option<String>,
    /// `FieldType`: `textfield`, `checkbox`, `datefield`, `select`, …
    pub field_type: Option<String>,
    /// `FieldTypeNamespace`.
    pub field_type_namespace: Option<String>,
    /// `Value`, always text; an unticked checkbox is `off` or empty.
    pub value: Option<String>,
    /// `ReadOnly`.
    pub read_only: Option<bool>,
    /// `AllowBlank`.
    pub allow_blank: Option<bool>,
    /// `Index`: the order of display.
    pub index: Option<i64>,
    /// What else the service said; in the older shape also `Type`.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Field> for Field {
    fn from(it: fastdok::Field) -> Self {
        Self {
            id: it.id,
            name: it.name,
            data_type: it.data_type,
            field_type: it.field_type,
            field_type_namespace: it.field_type_namespace,
            value: it.value,
            read_only: it.read_only,
            allow_blank: it.allow_blank,
            index: it.index,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// One page of a list of actions.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct ActionPage {
    /// The items, in the order of the service.
    pub items: Vec<Action>,
    /// How many items the whole list has: `TotalCount`, which the service does not always say.
    pub total_count: Option<i64>,
    /// What else the answer said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Page<fastdok::Action>> for ActionPage {
    fn from(it: fastdok::Page<fastdok::Action>) -> Self {
        Self {
            items: it.items.into_iter().map(Into::into).collect(),
            total_count: it.total_count,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// An action of a task. Members after the generic documentation, `ReferenceId` after FastDok's page (verified).
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Action {
    /// `Id`.
    pub id: String,
    /// `ReferenceId`: which action it is; what to program against (verified).
    pub reference_id: Option<ActionKind>,
    /// `Name`, for people.
    pub name: Option<String>,
    /// `Description`.
    pub description: Option<String>,
    /// `CanComment`.
    pub can_comment: Option<bool>,
    /// `MustComment`.
    pub must_comment: Option<bool>,
    /// `MustAssignPerformers`.
    pub must_assign_performers: Option<bool>,
    /// What else the service said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Action> for Action {
    fn from(it: fastdok::Action) -> Self {
        Self {
            id: it.id,
            reference_id: it.reference_id,
            name: it.name,
            description: it.description,
            can_comment: it.can_comment,
            must_comment: it.must_comment,
            must_assign_performers: it.must_assign_performers,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// One page of a list of assignable participants.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct AssignableParticipantPage {
    /// The items, in the order of the service.
    pub items: Vec<AssignableParticipant>,
    /// How many items the whole list has: `TotalCount`, which the service does not always say.
    pub total_count: Option<i64>,
    /// What else the answer said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Page<fastdok::AssignableParticipant>> for AssignableParticipantPage {
    fn from(it: fastdok::Page<fastdok::AssignableParticipant>) -> Self {
        Self {
            items: it.items.into_iter().map(Into::into).collect(),
            total_count: it.total_count,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// A participant that performers are assigned to. Members after the generic documentation (verified).
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct AssignableParticipant {
    /// `Id`.
    pub id: String,
    /// `Name`.
    pub name: Option<String>,
    /// What else the service said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::AssignableParticipant> for AssignableParticipant {
    fn from(it: fastdok::AssignableParticipant) -> Self {
        Self { id: it.id, name: it.name, extra: it.extra.into_iter().collect() }
    }
}

/// One page of a list of assignable performers.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct AssignablePerformerPage {
    /// The items, in the order of the service.
    pub items: Vec<AssignablePerformer>,
    /// How many items the whole list has: `TotalCount`, which the service does not always say.
    pub total_count: Option<i64>,
    /// What else the answer said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Page<fastdok::AssignablePerformer>> for AssignablePerformerPage {
    fn from(it: fastdok::Page<fastdok::AssignablePerformer>) -> Self {
        Self {
            items: it.items.into_iter().map(Into::into).collect(),
            total_count: it.total_count,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// A performer that can be assigned to a participant. Members after the generic documentation (verified).
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct AssignablePerformer {
    /// `Identifier`: what the assignment names it by.
    pub identifier: String,
    /// `Name`.
    pub name: Option<String>,
    /// What else the service said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::AssignablePerformer> for AssignablePerformer {
    fn from(it: fastdok::AssignablePerformer) -> Self {
        Self { identifier: it.identifier, name: it.name, extra: it.extra.into_iter().collect() }
    }
}

/// An order, whole and as the service wrote it: no source documents what is in it, so nothing of it is promised here.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Order {
    /// The answer.
    pub raw: RawJson,
}

impl From<fastdok::Order> for Order {
    fn from(it: fastdok::Order) -> Self {
        Self { raw: it.raw }
    }
}

/// One page of a list of properties.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct PropertyPage {
    /// The items, in the order of the service.
    pub items: Vec<Property>,
    /// How many items the whole list has: `TotalCount`, which the service does not always say.
    pub total_count: Option<i64>,
    /// What else the answer said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Page<fastdok::Property>> for PropertyPage {
    fn from(it: fastdok::Page<fastdok::Property>) -> Self {
        Self {
            items: it.items.into_iter().map(Into::into).collect(),
            total_count: it.total_count,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// A property of an object. Members after FastDok's page on objects (verified); all but the name may be missing.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Property {
    /// `Name`.
    pub name: String,
    /// `Value`, always text.
    pub value: Option<String>,
    /// `KeyValue`.
    pub key_value: Option<String>,
    /// `ReadOnly`.
    pub read_only: Option<bool>,
    /// `TimeStamp`: when it was last changed.
    pub time_stamp: Option<DateTime>,
    /// `Index`: the order of display, which may change.
    pub index: Option<i64>,
    /// What else the service said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Property> for Property {
    fn from(it: fastdok::Property) -> Self {
        Self {
            name: it.name,
            value: it.value,
            key_value: it.key_value,
            read_only: it.read_only,
            time_stamp: it.time_stamp.map(Into::into),
            index: it.index,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// A PDF, an image or a file.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Binary {
    /// The content.
    pub bytes: Vec<u8>,
    /// The `Content-Type`, as the service said it.
    pub content_type: Option<String>,
    /// The file name of `Content-Disposition`: only its last component, never a path, and never from anywhere else.
    pub file_name: Option<String>,
}

impl From<fastdok::Binary> for Binary {
    fn from(it: fastdok::Binary) -> Self {
        Self { bytes: it.bytes, content_type: it.content_type, file_name: it.file_name }
    }
}

/// One page of a list of data form templates.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct DataFormTemplatePage {
    /// The items, in the order of the service.
    pub items: Vec<DataFormTemplate>,
    /// How many items the whole list has: `TotalCount`, which the service does not always say.
    pub total_count: Option<i64>,
    /// What else the answer said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Page<fastdok::DataFormTemplate>> for DataFormTemplatePage {
    fn from(it: fastdok::Page<fastdok::DataFormTemplate>) -> Self {
        Self {
            items: it.items.into_iter().map(Into::into).collect(),
            total_count: it.total_count,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// A template of a form. Members after the generic documentation (verified); all but the id may be missing.
///
/// FastDok's templates have a *base price* (verified); under which name it comes is unknown, so it would be in `extra`.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct DataFormTemplate {
    /// `Id`, a GUID.
    pub id: String,
    /// `ReferenceId`.
    pub reference_id: Option<String>,
    /// `ObjectClass` of what is made from it.
    pub object_class: Option<String>,
    /// `Name`.
    pub name: Option<String>,
    /// `Description`.
    pub description: Option<String>,
    /// `TypeNamespace`.
    pub type_namespace: Option<String>,
    /// `CreatedDate`, UTC.
    pub created_date: Option<DateTime>,
    /// `ChangedDate`, UTC.
    pub changed_date: Option<DateTime>,
    /// What else the service said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::DataFormTemplate> for DataFormTemplate {
    fn from(it: fastdok::DataFormTemplate) -> Self {
        Self {
            id: it.id,
            reference_id: it.reference_id,
            object_class: it.object_class,
            name: it.name,
            description: it.description,
            type_namespace: it.type_namespace,
            created_date: it.created_date.map(Into::into),
            changed_date: it.changed_date.map(Into::into),
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// A definition, whole and as the service wrote it. The generic documentation names its members `definition`,
/// `isHtmlForm`, `stylesheet` and `javascript` (verified); what is in them no source says.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct DataFormTemplateDefinition {
    /// The answer.
    pub raw: RawJson,
}

impl From<fastdok::DataFormTemplateDefinition> for DataFormTemplateDefinition {
    fn from(it: fastdok::DataFormTemplateDefinition) -> Self {
        Self { raw: it.raw }
    }
}

/// One page of a list of list entries.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct ListEntryPage {
    /// The items, in the order of the service.
    pub items: Vec<ListEntry>,
    /// How many items the whole list has: `TotalCount`, which the service does not always say.
    pub total_count: Option<i64>,
    /// What else the answer said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Page<fastdok::ListEntry>> for ListEntryPage {
    fn from(it: fastdok::Page<fastdok::ListEntry>) -> Self {
        Self {
            items: it.items.into_iter().map(Into::into).collect(),
            total_count: it.total_count,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// A list, or an entry of its data. Only `form.formId` is known, from a client of the generic API (verified); all may
/// be missing.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct ListEntry {
    /// `form.formId`: the object that holds the values, to be read with `GetObjectFields` and written with
    /// `UpdateObjectFields` (verified by that client).
    pub form_id: Option<String>,
    /// `Id` (inferred).
    pub id: Option<String>,
    /// `Name` (inferred).
    pub name: Option<String>,
    /// What else the service said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::ListEntry> for ListEntry {
    fn from(it: fastdok::ListEntry) -> Self {
        Self { form_id: it.form_id, id: it.id, name: it.name, extra: it.extra.into_iter().collect() }
    }
}

/// The company of the user who signed in. Members after FastDok's page on company information (verified).
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Domain {
    /// `Id`, a GUID.
    pub id: String,
    /// `Name`.
    pub name: Option<String>,
    /// `Description`.
    pub description: Option<String>,
    /// `Balance`, in SEK.
    pub balance: Option<Amount>,
    /// `OwnedBy`.
    pub owned_by: Option<String>,
    /// `Properties`: flags and values of the company's agreement.
    pub properties: Vec<DomainProperty>,
    /// What else the service said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Domain> for Domain {
    fn from(it: fastdok::Domain) -> Self {
        Self {
            id: it.id,
            name: it.name,
            description: it.description,
            balance: it.balance,
            owned_by: it.owned_by,
            properties: it.properties.into_iter().map(Into::into).collect(),
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// A property of a company. Its value is text, also for flags (`"True"`) and numbers (verified).
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct DomainProperty {
    /// `TypeNamespace`: which property it is.
    pub type_namespace: Option<String>,
    /// `KeyValue`; missing in the documents' sample.
    pub key_value: Option<String>,
    /// `Value`.
    pub value: Option<String>,
    /// What else the service said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::DomainProperty> for DomainProperty {
    fn from(it: fastdok::DomainProperty) -> Self {
        Self {
            type_namespace: it.type_namespace,
            key_value: it.key_value,
            value: it.value,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// A company's balance.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Balance {
    /// `Balance`, in SEK.
    pub balance: Amount,
    /// What else the service said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Balance> for Balance {
    fn from(it: fastdok::Balance) -> Self {
        Self { balance: it.balance, extra: it.extra.into_iter().collect() }
    }
}

/// Transactions, whole and as the service wrote them: no source documents what is in them, so nothing is promised here.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Transactions {
    /// The answer.
    pub raw: RawJson,
}

impl From<fastdok::Transactions> for Transactions {
    fn from(it: fastdok::Transactions) -> Self {
        Self { raw: it.raw }
    }
}

/// One page of a list of domain users.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct DomainUserPage {
    /// The items, in the order of the service.
    pub items: Vec<DomainUser>,
    /// How many items the whole list has: `TotalCount`, which the service does not always say.
    pub total_count: Option<i64>,
    /// What else the answer said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::Page<fastdok::DomainUser>> for DomainUserPage {
    fn from(it: fastdok::Page<fastdok::DomainUser>) -> Self {
        Self {
            items: it.items.into_iter().map(Into::into).collect(),
            total_count: it.total_count,
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// A user of a domain. Members after Barium's page on users (verified for the generic API, which writes them in lower
/// case here); all but the id may be missing.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct DomainUser {
    /// `userid`, a number.
    pub id: String,
    /// `firstname`.
    pub first_name: Option<String>,
    /// `lastname`.
    pub last_name: Option<String>,
    /// `email`.
    pub email: Option<String>,
    /// `disabled`: whether the user may not sign in (inferred).
    pub disabled: Option<bool>,
    /// `lastlogin`, UTC.
    pub last_login: Option<DateTime>,
    /// `origin`: the system that the user comes from (inferred).
    pub origin: Option<String>,
    /// `originkey`: the user's key there (inferred).
    pub origin_key: Option<String>,
    /// `title`.
    pub title: Option<String>,
    /// `department`.
    pub department: Option<String>,
    /// `country`.
    pub country: Option<String>,
    /// `telephone`.
    pub telephone: Option<String>,
    /// `groups` that the user is in; only `ListDomainUserGroups` has them.
    pub groups: Vec<DomainUserGroup>,
    /// What else the service said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::DomainUser> for DomainUser {
    fn from(it: fastdok::DomainUser) -> Self {
        Self {
            id: it.id,
            first_name: it.first_name,
            last_name: it.last_name,
            email: it.email,
            disabled: it.disabled,
            last_login: it.last_login.map(Into::into),
            origin: it.origin,
            origin_key: it.origin_key,
            title: it.title,
            department: it.department,
            country: it.country,
            telephone: it.telephone,
            groups: it.groups.into_iter().map(Into::into).collect(),
            extra: it.extra.into_iter().collect(),
        }
    }
}

/// A group of users.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct DomainUserGroup {
    /// `Id`, a number.
    pub id: Option<String>,
    /// `Name`.
    pub name: Option<String>,
    /// What else the service said.
    pub extra: HashMap<String, RawJson>,
}

impl From<fastdok::DomainUserGroup> for DomainUserGroup {
    fn from(it: fastdok::DomainUserGroup) -> Self {
        Self { id: it.id, name: it.name, extra: it.extra.into_iter().collect() }
    }
}

//! Every answer with its type.
//!
//! Made of the core's source by `cargo xtask generate`: change it there.

use serde::Deserialize;

use crate::altinn::{ExternalCase, InstantiatedCase, NotificationResult};
use crate::fastdok::{
    ActionPage, App, AppPage, Balance, Binary, Domain, FieldPage, Instance, InstancePage, Object, ObjectPage, Order,
    PropertyPage, SignedIn, Started, StatusReply, Task, TaskPage, Transactions,
};

/// What a service answered, by the name of the operation.
#[derive(Clone, PartialEq, Deserialize, uniffi::Enum)]
#[serde(tag = "operation", content = "output")]
pub enum Answer {
    /// The answer to `fastdok.authenticate`.
    #[serde(rename = "fastdok.authenticate")]
    Authenticate(SignedIn),
    /// The answer to `fastdok.list_apps`.
    #[serde(rename = "fastdok.list_apps")]
    ListApps(AppPage),
    /// The answer to `fastdok.get_app`.
    #[serde(rename = "fastdok.get_app")]
    GetApp(App),
    /// The answer to `fastdok.list_app_instances`.
    #[serde(rename = "fastdok.list_app_instances")]
    ListAppInstances(InstancePage),
    /// The answer to `fastdok.start_case`.
    #[serde(rename = "fastdok.start_case")]
    StartCase(Started),
    /// The answer to `fastdok.start_instance`.
    #[serde(rename = "fastdok.start_instance")]
    StartInstance(Started),
    /// The answer to `fastdok.list_instances`.
    #[serde(rename = "fastdok.list_instances")]
    ListInstances(InstancePage),
    /// The answer to `fastdok.get_instance`.
    #[serde(rename = "fastdok.get_instance")]
    GetInstance(Instance),
    /// The answer to `fastdok.delete_instance`.
    #[serde(rename = "fastdok.delete_instance")]
    DeleteInstance(StatusReply),
    /// The answer to `fastdok.list_instance_tasks`.
    #[serde(rename = "fastdok.list_instance_tasks")]
    ListInstanceTasks(TaskPage),
    /// The answer to `fastdok.list_instance_objects`.
    #[serde(rename = "fastdok.list_instance_objects")]
    ListInstanceObjects(ObjectPage),
    /// The answer to `fastdok.get_instance_object`.
    #[serde(rename = "fastdok.get_instance_object")]
    GetInstanceObject(Object),
    /// The answer to `fastdok.list_tasks`.
    #[serde(rename = "fastdok.list_tasks")]
    ListTasks(TaskPage),
    /// The answer to `fastdok.get_task`.
    #[serde(rename = "fastdok.get_task")]
    GetTask(Task),
    /// The answer to `fastdok.list_task_objects`.
    #[serde(rename = "fastdok.list_task_objects")]
    ListTaskObjects(ObjectPage),
    /// The answer to `fastdok.list_task_actions`.
    #[serde(rename = "fastdok.list_task_actions")]
    ListTaskActions(ActionPage),
    /// The answer to `fastdok.perform_action`.
    #[serde(rename = "fastdok.perform_action")]
    PerformAction(StatusReply),
    /// The answer to `fastdok.get_task_order`.
    #[serde(rename = "fastdok.get_task_order")]
    GetTaskOrder(Order),
    /// The answer to `fastdok.get_object`.
    #[serde(rename = "fastdok.get_object")]
    GetObject(Object),
    /// The answer to `fastdok.list_object_children`.
    #[serde(rename = "fastdok.list_object_children")]
    ListObjectChildren(ObjectPage),
    /// The answer to `fastdok.get_object_properties`.
    #[serde(rename = "fastdok.get_object_properties")]
    GetObjectProperties(PropertyPage),
    /// The answer to `fastdok.get_object_fields`.
    #[serde(rename = "fastdok.get_object_fields")]
    GetObjectFields(FieldPage),
    /// The answer to `fastdok.update_object_fields`.
    #[serde(rename = "fastdok.update_object_fields")]
    UpdateObjectFields(StatusReply),
    /// The answer to `fastdok.delete_object`.
    #[serde(rename = "fastdok.delete_object")]
    DeleteObject(StatusReply),
    /// The answer to `fastdok.get_object_pdf`.
    #[serde(rename = "fastdok.get_object_pdf")]
    GetObjectPdf(Binary),
    /// The answer to `fastdok.get_object_image`.
    #[serde(rename = "fastdok.get_object_image")]
    GetObjectImage(Binary),
    /// The answer to `fastdok.get_object_file`.
    #[serde(rename = "fastdok.get_object_file")]
    GetObjectFile(Binary),
    /// The answer to `fastdok.upload_object`.
    #[serde(rename = "fastdok.upload_object")]
    UploadObject(StatusReply),
    /// The answer to `fastdok.get_current_domain`.
    #[serde(rename = "fastdok.get_current_domain")]
    GetCurrentDomain(Domain),
    /// The answer to `fastdok.get_balance`.
    #[serde(rename = "fastdok.get_balance")]
    GetBalance(Balance),
    /// The answer to `fastdok.list_transactions`.
    #[serde(rename = "fastdok.list_transactions")]
    ListTransactions(Transactions),
    /// The answer to `altinn.instantiate_collaboration`.
    #[serde(rename = "altinn.instantiate_collaboration")]
    InstantiateCollaboration(InstantiatedCase),
    /// The answer to `altinn.get_case_list`.
    #[serde(rename = "altinn.get_case_list")]
    GetCaseList(Vec<ExternalCase>),
    /// The answer to `altinn.notify_event`.
    #[serde(rename = "altinn.notify_event")]
    NotifyEvent(Vec<NotificationResult>),
    /// The answer to `altinn.set_notice`.
    #[serde(rename = "altinn.set_notice")]
    SetNotice,
    /// The answer to `altinn.test`.
    #[serde(rename = "altinn.test")]
    Test,
}

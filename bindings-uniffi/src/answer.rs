//! Every answer with its type.
//!
//! Made of the core's source by `cargo xtask generate`: change it there.

use std::any::Any;

use nordcase::{altinn, fastdok};

use crate::altinn::{ExternalCase, InstantiatedCase, NotificationResult};
use crate::fastdok::{
    ActionPage, App, AppPage, AssignableParticipantPage, AssignablePerformerPage, Balance, Binary, DataFormTemplate,
    DataFormTemplateDefinition, DataFormTemplatePage, Domain, DomainUserPage, FieldPage, Instance, InstancePage,
    ListEntry, ListEntryPage, Object, ObjectPage, Order, PropertyPage, SignedIn, Started, StatusReply, Task, TaskPage,
    Transactions,
};
use crate::sink::{list, page, whole};

/// What a service answered, by the name of the operation.
#[derive(Clone, PartialEq, uniffi::Enum)]
pub enum Answer {
    /// The answer to `fastdok.authenticate`.
    Authenticate(SignedIn),
    /// The answer to `fastdok.list_apps`.
    ListApps(AppPage),
    /// The answer to `fastdok.get_app`.
    GetApp(App),
    /// The answer to `fastdok.list_app_instances`.
    ListAppInstances(InstancePage),
    /// The answer to `fastdok.start_case`.
    StartCase(Started),
    /// The answer to `fastdok.start_instance`.
    StartInstance(Started),
    /// The answer to `fastdok.list_instances`.
    ListInstances(InstancePage),
    /// The answer to `fastdok.get_instance`.
    GetInstance(Instance),
    /// The answer to `fastdok.delete_instance`.
    DeleteInstance(StatusReply),
    /// The answer to `fastdok.list_instance_tasks`.
    ListInstanceTasks(TaskPage),
    /// The answer to `fastdok.list_instance_objects`.
    ListInstanceObjects(ObjectPage),
    /// The answer to `fastdok.get_instance_object`.
    GetInstanceObject(Object),
    /// The answer to `fastdok.get_instance_object_fields`.
    GetInstanceObjectFields(FieldPage),
    /// The answer to `fastdok.add_instance_objects`.
    AddInstanceObjects(StatusReply),
    /// The answer to `fastdok.send_instance_message`.
    SendInstanceMessage(StatusReply),
    /// The answer to `fastdok.list_tasks`.
    ListTasks(TaskPage),
    /// The answer to `fastdok.get_task`.
    GetTask(Task),
    /// The answer to `fastdok.list_task_objects`.
    ListTaskObjects(ObjectPage),
    /// The answer to `fastdok.get_task_object`.
    GetTaskObject(Object),
    /// The answer to `fastdok.get_task_object_fields`.
    GetTaskObjectFields(FieldPage),
    /// The answer to `fastdok.list_task_actions`.
    ListTaskActions(ActionPage),
    /// The answer to `fastdok.list_assignable_participants`.
    ListAssignableParticipants(AssignableParticipantPage),
    /// The answer to `fastdok.get_assignable_participant`.
    GetAssignableParticipant(AssignablePerformerPage),
    /// The answer to `fastdok.perform_action`.
    PerformAction(StatusReply),
    /// The answer to `fastdok.get_task_order`.
    GetTaskOrder(Order),
    /// The answer to `fastdok.get_object`.
    GetObject(Object),
    /// The answer to `fastdok.list_object_children`.
    ListObjectChildren(ObjectPage),
    /// The answer to `fastdok.get_object_properties`.
    GetObjectProperties(PropertyPage),
    /// The answer to `fastdok.get_object_fields`.
    GetObjectFields(FieldPage),
    /// The answer to `fastdok.update_object_fields`.
    UpdateObjectFields(StatusReply),
    /// The answer to `fastdok.delete_object`.
    DeleteObject(StatusReply),
    /// The answer to `fastdok.get_object_pdf`.
    GetObjectPdf(Binary),
    /// The answer to `fastdok.get_object_image`.
    GetObjectImage(Binary),
    /// The answer to `fastdok.get_object_file`.
    GetObjectFile(Binary),
    /// The answer to `fastdok.upload_object`.
    UploadObject(StatusReply),
    /// The answer to `fastdok.upload_attachment`.
    UploadAttachment(StatusReply),
    /// The answer to `fastdok.list_data_form_templates`.
    ListDataFormTemplates(DataFormTemplatePage),
    /// The answer to `fastdok.get_data_form_template`.
    GetDataFormTemplate(DataFormTemplate),
    /// The answer to `fastdok.get_data_form_template_fields`.
    GetDataFormTemplateFields(FieldPage),
    /// The answer to `fastdok.get_data_form_template_definition`.
    GetDataFormTemplateDefinition(DataFormTemplateDefinition),
    /// The answer to `fastdok.list_lists`.
    ListLists(ListEntryPage),
    /// The answer to `fastdok.get_list`.
    GetList(ListEntry),
    /// The answer to `fastdok.get_list_data`.
    GetListData(ListEntryPage),
    /// The answer to `fastdok.get_current_domain`.
    GetCurrentDomain(Domain),
    /// The answer to `fastdok.get_balance`.
    GetBalance(Balance),
    /// The answer to `fastdok.list_transactions`.
    ListTransactions(Transactions),
    /// The answer to `fastdok.list_domain_users`.
    ListDomainUsers(DomainUserPage),
    /// The answer to `fastdok.list_domain_user_groups`.
    ListDomainUserGroups(DomainUserPage),
    /// The answer to `altinn.instantiate_collaboration`.
    InstantiateCollaboration(InstantiatedCase),
    /// The answer to `altinn.get_case_list`.
    GetCaseList(Vec<ExternalCase>),
    /// The answer to `altinn.notify_event`.
    NotifyEvent(Vec<NotificationResult>),
    /// The answer to `altinn.set_notice`.
    SetNotice,
    /// The answer to `altinn.test`.
    Test,
}

impl Answer {
    /// The answer to the operation of this name, of what the core gave: all of it, or a part of a list. Nothing if that is of another operation.
    pub(crate) fn of(name: &str, output: &mut dyn Any) -> Option<Self> {
        Some(match name {
            "fastdok.authenticate" => Self::Authenticate(whole::<fastdok::SignedIn, _>(output)?),
            "fastdok.list_apps" => Self::ListApps(page::<fastdok::App, _>(output)?),
            "fastdok.get_app" => Self::GetApp(whole::<fastdok::App, _>(output)?),
            "fastdok.list_app_instances" => Self::ListAppInstances(page::<fastdok::Instance, _>(output)?),
            "fastdok.start_case" => Self::StartCase(whole::<fastdok::Started, _>(output)?),
            "fastdok.start_instance" => Self::StartInstance(whole::<fastdok::Started, _>(output)?),
            "fastdok.list_instances" => Self::ListInstances(page::<fastdok::Instance, _>(output)?),
            "fastdok.get_instance" => Self::GetInstance(whole::<fastdok::Instance, _>(output)?),
            "fastdok.delete_instance" => Self::DeleteInstance(whole::<fastdok::StatusReply, _>(output)?),
            "fastdok.list_instance_tasks" => Self::ListInstanceTasks(page::<fastdok::Task, _>(output)?),
            "fastdok.list_instance_objects" => Self::ListInstanceObjects(page::<fastdok::Object, _>(output)?),
            "fastdok.get_instance_object" => Self::GetInstanceObject(whole::<fastdok::Object, _>(output)?),
            "fastdok.get_instance_object_fields" => Self::GetInstanceObjectFields(page::<fastdok::Field, _>(output)?),
            "fastdok.add_instance_objects" => Self::AddInstanceObjects(whole::<fastdok::StatusReply, _>(output)?),
            "fastdok.send_instance_message" => Self::SendInstanceMessage(whole::<fastdok::StatusReply, _>(output)?),
            "fastdok.list_tasks" => Self::ListTasks(page::<fastdok::Task, _>(output)?),
            "fastdok.get_task" => Self::GetTask(whole::<fastdok::Task, _>(output)?),
            "fastdok.list_task_objects" => Self::ListTaskObjects(page::<fastdok::Object, _>(output)?),
            "fastdok.get_task_object" => Self::GetTaskObject(whole::<fastdok::Object, _>(output)?),
            "fastdok.get_task_object_fields" => Self::GetTaskObjectFields(page::<fastdok::Field, _>(output)?),
            "fastdok.list_task_actions" => Self::ListTaskActions(page::<fastdok::Action, _>(output)?),
            "fastdok.list_assignable_participants" => {
                Self::ListAssignableParticipants(page::<fastdok::AssignableParticipant, _>(output)?)
            }
            "fastdok.get_assignable_participant" => {
                Self::GetAssignableParticipant(page::<fastdok::AssignablePerformer, _>(output)?)
            }
            "fastdok.perform_action" => Self::PerformAction(whole::<fastdok::StatusReply, _>(output)?),
            "fastdok.get_task_order" => Self::GetTaskOrder(whole::<fastdok::Order, _>(output)?),
            "fastdok.get_object" => Self::GetObject(whole::<fastdok::Object, _>(output)?),
            "fastdok.list_object_children" => Self::ListObjectChildren(page::<fastdok::Object, _>(output)?),
            "fastdok.get_object_properties" => Self::GetObjectProperties(page::<fastdok::Property, _>(output)?),
            "fastdok.get_object_fields" => Self::GetObjectFields(page::<fastdok::Field, _>(output)?),
            "fastdok.update_object_fields" => Self::UpdateObjectFields(whole::<fastdok::StatusReply, _>(output)?),
            "fastdok.delete_object" => Self::DeleteObject(whole::<fastdok::StatusReply, _>(output)?),
            "fastdok.get_object_pdf" => Self::GetObjectPdf(whole::<fastdok::Binary, _>(output)?),
            "fastdok.get_object_image" => Self::GetObjectImage(whole::<fastdok::Binary, _>(output)?),
            "fastdok.get_object_file" => Self::GetObjectFile(whole::<fastdok::Binary, _>(output)?),
            "fastdok.upload_object" => Self::UploadObject(whole::<fastdok::StatusReply, _>(output)?),
            "fastdok.upload_attachment" => Self::UploadAttachment(whole::<fastdok::StatusReply, _>(output)?),
            "fastdok.list_data_form_templates" => {
                Self::ListDataFormTemplates(page::<fastdok::DataFormTemplate, _>(output)?)
            }
            "fastdok.get_data_form_template" => {
                Self::GetDataFormTemplate(whole::<fastdok::DataFormTemplate, _>(output)?)
            }
            "fastdok.get_data_form_template_fields" => {
                Self::GetDataFormTemplateFields(page::<fastdok::Field, _>(output)?)
            }
            "fastdok.get_data_form_template_definition" => {
                Self::GetDataFormTemplateDefinition(whole::<fastdok::DataFormTemplateDefinition, _>(output)?)
            }
            "fastdok.list_lists" => Self::ListLists(page::<fastdok::ListEntry, _>(output)?),
            "fastdok.get_list" => Self::GetList(whole::<fastdok::ListEntry, _>(output)?),
            "fastdok.get_list_data" => Self::GetListData(page::<fastdok::ListEntry, _>(output)?),
            "fastdok.get_current_domain" => Self::GetCurrentDomain(whole::<fastdok::Domain, _>(output)?),
            "fastdok.get_balance" => Self::GetBalance(whole::<fastdok::Balance, _>(output)?),
            "fastdok.list_transactions" => Self::ListTransactions(whole::<fastdok::Transactions, _>(output)?),
            "fastdok.list_domain_users" => Self::ListDomainUsers(page::<fastdok::DomainUser, _>(output)?),
            "fastdok.list_domain_user_groups" => Self::ListDomainUserGroups(page::<fastdok::DomainUser, _>(output)?),
            "altinn.instantiate_collaboration" => {
                Self::InstantiateCollaboration(whole::<altinn::InstantiatedCase, _>(output)?)
            }
            "altinn.get_case_list" => Self::GetCaseList(list::<altinn::ExternalCase, _>(output)?),
            "altinn.notify_event" => Self::NotifyEvent(list::<altinn::NotificationResult, _>(output)?),
            "altinn.set_notice" => Self::SetNotice,
            "altinn.test" => Self::Test,
            _ => return None,
        })
    }
}

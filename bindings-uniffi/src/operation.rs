//! Every operation with its parameters.
//!
//! Made of the core's source by `cargo xtask generate`: change it there.

use nordcase::altinn::{Language, NoticeToken};
use nordcase::fastdok::{
    ActionKind, BodyForm, FieldValue, InstanceStatus, ObjectEntry, ParticipantAssignment, TaskStatus,
};
use serde::{Deserialize, Serialize};

/// One call of a service. It holds no credentials.
#[derive(Clone, PartialEq, Serialize, Deserialize, uniffi::Enum)]
#[serde(tag = "operation", content = "params", rename_all_fields = "camelCase")]
pub enum Operation {
    /// Signs in with the credentials of the `Access`. Clients do so by themselves before a call that needs it. The
    /// answer's tickets are secrets.
    ///
    /// It counts as a read: it changes nothing of value. But a refusal (`fastdok.sign_in_failed`) must never be
    /// repeated blindly, since accounts can get locked.
    #[serde(rename = "fastdok.authenticate")]
    Authenticate {
        /// Ask for a web ticket too, for a link to a task's page.
        #[serde(default)]
        web_ticket: bool,
    },
    /// Lists the apps.
    #[serde(rename = "fastdok.list_apps")]
    ListApps {
        /// The index of the first item, from 0.
        #[serde(default)]
        start: Option<u32>,
        /// The largest number of items.
        #[serde(default)]
        max: Option<u32>,
    },
    /// Reads an app.
    #[serde(rename = "fastdok.get_app")]
    GetApp {
        /// The app's id or reference id; `form` is the one of FastDok's form cases (verified).
        app_id: String,
    },
    /// Lists the cases of an app.
    #[serde(rename = "fastdok.list_app_instances")]
    ListAppInstances {
        /// The app's id or reference id; `form` is the one of FastDok's form cases (verified).
        app_id: String,
        /// The index of the first item, from 0.
        #[serde(default)]
        start: Option<u32>,
        /// The largest number of items.
        #[serde(default)]
        max: Option<u32>,
        /// `Status`: only cases of this status.
        #[serde(default)]
        status: Option<InstanceStatus>,
    },
    /// Starts a form case.
    ///
    /// Only entries with a template are seen as forms by users; the others hold data that all forms of the case read
    /// (verified). Each object may exist once in a case, and only one form may be a main contract (`Huvudkontrakt`,
    /// verified): the service checks that.
    #[serde(rename = "fastdok.start_case")]
    StartCase {
        /// The objects, at least one.
        entries: Vec<ObjectEntry>,
        /// How the body is written: as documented if left out.
        #[serde(default)]
        body_form: BodyForm,
    },
    /// Starts a case of an app.
    #[serde(rename = "fastdok.start_instance")]
    StartInstance {
        /// The app's id or reference id.
        app_id: String,
        /// The message that starts the process: `START` unless the app has another.
        message: String,
        /// The form's template. It must be given when fields are: newer documents say any text will do, older ones that
        /// it is the template's data id (both verified), so give that.
        #[serde(default)]
        template: Option<String>,
        /// The form's fields, and `instance.name`.
        #[serde(default)]
        fields: Vec<FieldValue>,
    },
    /// Lists the cases. All users of a company see all its cases (verified).
    #[serde(rename = "fastdok.list_instances")]
    ListInstances {
        /// The index of the first item, from 0.
        #[serde(default)]
        start: Option<u32>,
        /// The largest number of items.
        #[serde(default)]
        max: Option<u32>,
        /// `Status`: only cases of this status.
        #[serde(default)]
        status: Option<InstanceStatus>,
    },
    /// Reads a case.
    #[serde(rename = "fastdok.get_instance")]
    GetInstance {
        /// The case's id or reference id.
        instance_id: String,
    },
    /// Removes a case.
    #[serde(rename = "fastdok.delete_instance")]
    DeleteInstance {
        /// The case's id.
        instance_id: String,
    },
    /// Lists the tasks of a case.
    #[serde(rename = "fastdok.list_instance_tasks")]
    ListInstanceTasks {
        /// The case's id or reference id.
        instance_id: String,
        /// The index of the first item, from 0.
        #[serde(default)]
        start: Option<u32>,
        /// The largest number of items.
        #[serde(default)]
        max: Option<u32>,
        /// `Status`: only tasks of this status.
        #[serde(default)]
        status: Option<TaskStatus>,
    },
    /// Lists the objects of a case.
    #[serde(rename = "fastdok.list_instance_objects")]
    ListInstanceObjects {
        /// The case's id or reference id.
        instance_id: String,
        /// The index of the first item, from 0.
        #[serde(default)]
        start: Option<u32>,
        /// The largest number of items.
        #[serde(default)]
        max: Option<u32>,
    },
    /// Reads an object of a case.
    #[serde(rename = "fastdok.get_instance_object")]
    GetInstanceObject {
        /// The case's id.
        instance_id: String,
        /// The object's id, or its DataId.
        object_id: String,
        /// `VersionId`: an earlier version of the object.
        #[serde(default)]
        version_id: Option<String>,
    },
    /// Reads the fields of an object of a case: by its DataId, without listing the case's objects first.
    ///
    /// `start` and `max`, and that without `max` 200 fields come, are inferred from the fields of an object.
    #[serde(rename = "fastdok.get_instance_object_fields")]
    GetInstanceObjectFields {
        /// The case's id.
        instance_id: String,
        /// The object's id, or its DataId.
        object_id: String,
        /// The index of the first item, from 0.
        #[serde(default)]
        start: Option<u32>,
        /// The largest number of items.
        #[serde(default)]
        max: Option<u32>,
    },
    /// Adds objects to a case: a form, or data that its forms share.
    ///
    /// Each object may exist once in a case, and only one form may be a main contract (`Huvudkontrakt`, verified): the
    /// service checks that. Look at the `success` of each of the answer's `items`; if none was made it is an error.
    ///
    /// Forms that are added to a paid case are paid by going to the payment again (verified).
    #[serde(rename = "fastdok.add_instance_objects")]
    AddInstanceObjects {
        /// The case's id.
        instance_id: String,
        /// The objects, at least one.
        entries: Vec<ObjectEntry>,
        /// How the body is written: as documented if left out.
        #[serde(default)]
        body_form: BodyForm,
    },
    /// Sends a message to a case.
    ///
    /// Whether a form case of FastDok waits for any is unknown: its tasks are left by actions (`PerformAction`).
    #[serde(rename = "fastdok.send_instance_message")]
    SendInstanceMessage {
        /// The case's id.
        instance_id: String,
        /// `message`: the message's name in the process.
        message: String,
    },
    /// Lists the tasks, as they stand in the user's inbox.
    #[serde(rename = "fastdok.list_tasks")]
    ListTasks {
        /// The index of the first item, from 0.
        #[serde(default)]
        start: Option<u32>,
        /// The largest number of items.
        #[serde(default)]
        max: Option<u32>,
        /// `Status`: only tasks of this status.
        #[serde(default)]
        status: Option<TaskStatus>,
    },
    /// Reads a task.
    #[serde(rename = "fastdok.get_task")]
    GetTask {
        /// The task's id.
        task_id: String,
    },
    /// Lists the objects of a task.
    #[serde(rename = "fastdok.list_task_objects")]
    ListTaskObjects {
        /// The task's id.
        task_id: String,
        /// The index of the first item, from 0.
        #[serde(default)]
        start: Option<u32>,
        /// The largest number of items.
        #[serde(default)]
        max: Option<u32>,
    },
    /// Reads an object of a task.
    #[serde(rename = "fastdok.get_task_object")]
    GetTaskObject {
        /// The task's id.
        task_id: String,
        /// The object's id.
        object_id: String,
    },
    /// Reads the fields of an object that are visible in a task. `readOnly` is the task's: a field can be edited in one
    /// task and not in the next (verified).
    ///
    /// `start` and `max`, and that without `max` 200 fields come, are inferred from the fields of an object.
    #[serde(rename = "fastdok.get_task_object_fields")]
    GetTaskObjectFields {
        /// The task's id.
        task_id: String,
        /// The object's id.
        object_id: String,
        /// The index of the first item, from 0.
        #[serde(default)]
        start: Option<u32>,
        /// The largest number of items.
        #[serde(default)]
        max: Option<u32>,
    },
    /// Lists the actions of a task. They come all at once.
    #[serde(rename = "fastdok.list_task_actions")]
    ListTaskActions {
        /// The task's id.
        task_id: String,
    },
    /// Lists the participants of an action. They come all at once.
    ///
    /// An action that has any says so as `mustAssignPerformers`. Whether FastDok has such actions is unknown.
    #[serde(rename = "fastdok.list_assignable_participants")]
    ListAssignableParticipants {
        /// The task's id.
        task_id: String,
        /// The action.
        action: ActionKind,
    },
    /// Reads who can perform what a participant does. They come all at once; the participant's own `Id` and `Name` are
    /// in the answer's `extra`.
    ///
    /// Assign them with `PerformAction::participants`.
    #[serde(rename = "fastdok.get_assignable_participant")]
    GetAssignableParticipant {
        /// The task's id.
        task_id: String,
        /// The action.
        action: ActionKind,
        /// The participant's id.
        participant_id: String,
    },
    /// Does an action of a task. The answer often names the next task (`taskId`).
    ///
    /// Only a task that is ready can be acted on (verified). **`ActionComplete` spends money on `TaskPay` and archives
    /// for ever on `TaskPaid`**: never send it to a task whose `ReferenceId` was not just seen, and never again after
    /// an outcome nobody saw. The journeys `PayCase` and `CompleteCase` keep to that.
    #[serde(rename = "fastdok.perform_action")]
    PerformAction {
        /// The task.
        task_id: String,
        /// The action.
        action: ActionKind,
        /// A comment, for actions that can have one. The parameter's name, `comment`, is inferred: no source has it.
        #[serde(default)]
        comment: Option<String>,
        /// `participants`: who performs what comes next, for actions that must be told (`mustAssignPerformers`).
        #[serde(default)]
        participants: Vec<ParticipantAssignment>,
    },
    /// Reads the order of a task, to be shown before it is paid.
    #[serde(rename = "fastdok.get_task_order")]
    GetTaskOrder {
        /// The task, a `TaskPay`.
        task_id: String,
    },
    /// Reads an object.
    #[serde(rename = "fastdok.get_object")]
    GetObject {
        /// The object's id.
        object_id: String,
        /// `VersionId`: an earlier version of the object.
        #[serde(default)]
        version_id: Option<String>,
    },
    /// Lists the children of an object that is a container.
    #[serde(rename = "fastdok.list_object_children")]
    ListObjectChildren {
        /// The object's id.
        object_id: String,
        /// `VersionId`: an earlier version of the object.
        #[serde(default)]
        version_id: Option<String>,
        /// The index of the first item, from 0.
        #[serde(default)]
        start: Option<u32>,
        /// The largest number of items.
        #[serde(default)]
        max: Option<u32>,
    },
    /// Reads the properties of an object: what to use in place of its fields, which FastDok's page on objects calls
    /// deprecated.
    #[serde(rename = "fastdok.get_object_properties")]
    GetObjectProperties {
        /// The object's id.
        object_id: String,
        /// `VersionId`: an earlier version of the object.
        #[serde(default)]
        version_id: Option<String>,
    },
    /// Reads the fields of an object. FastDok's page on objects calls it deprecated in favour of the properties;
    /// Barium's does not.
    ///
    /// Without `max` 200 fields come (verified).
    #[serde(rename = "fastdok.get_object_fields")]
    GetObjectFields {
        /// The object's id.
        object_id: String,
        /// `VersionId`: an earlier version of the object.
        #[serde(default)]
        version_id: Option<String>,
        /// The index of the first item, from 0.
        #[serde(default)]
        start: Option<u32>,
        /// The largest number of items.
        #[serde(default)]
        max: Option<u32>,
    },
    /// Writes fields of an object. Look at the answer's `ignoredFields`: a field in it was not written.
    ///
    /// In a sharp case (`TaskPaid`) everything can be edited but `Kontrakt.KontraktNr` (verified).
    #[serde(rename = "fastdok.update_object_fields")]
    UpdateObjectFields {
        /// The object's id, or its data id where the service takes it.
        object_id: String,
        /// The fields, at least one. Others stay as they are (inferred).
        fields: Vec<FieldValue>,
    },
    /// Removes an object.
    #[serde(rename = "fastdok.delete_object")]
    DeleteObject {
        /// The object's id.
        object_id: String,
    },
    /// Fetches a form as PDF. What does not begin like one is an error.
    #[serde(rename = "fastdok.get_object_pdf")]
    GetObjectPdf {
        /// The object's id.
        object_id: String,
        /// `VersionId`: an earlier version of the object.
        #[serde(default)]
        version_id: Option<String>,
    },
    /// Fetches an object as a picture.
    #[serde(rename = "fastdok.get_object_image")]
    GetObjectImage {
        /// The object's id.
        object_id: String,
        /// `VersionId`: an earlier version of the object.
        #[serde(default)]
        version_id: Option<String>,
        /// `Width` in pixels (documented for the generic API).
        #[serde(default)]
        width: Option<u32>,
        /// `Height` in pixels (documented for the generic API).
        #[serde(default)]
        height: Option<u32>,
    },
    /// Fetches a file as it was uploaded.
    ///
    /// An answer of JSON or HTML is taken for the file only if the service names it (`Content-Disposition`).
    #[serde(rename = "fastdok.get_object_file")]
    GetObjectFile {
        /// The object's id.
        object_id: String,
        /// `VersionId`: an earlier version of the object.
        #[serde(default)]
        version_id: Option<String>,
    },
    /// Uploads a file. The answer's `items` have what was made.
    #[serde(rename = "fastdok.upload_object")]
    UploadObject {
        /// The folder: an object that is a container.
        folder_id: String,
        /// The file's name, at most 200 characters: no path, no quotes.
        file_name: String,
        /// The file, at most 64 MiB.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
        /// Its media type; `application/octet-stream` if unknown.
        #[serde(default)]
        content_type: Option<String>,
    },
    /// Attaches a file to a field of a form. Look at the answer's `ignoredFields`: a field in it was not written.
    #[serde(rename = "fastdok.upload_attachment")]
    UploadAttachment {
        /// The form: the id of an object of the case (verified by the vendor's own client).
        form_id: String,
        /// The field's `Id`, at most 200 characters: no quotes. Its `fieldType` is `fileuploadfield` (inferred).
        field_name: String,
        /// The file's name, at most 200 characters: no path, no quotes.
        file_name: String,
        /// The file, at most 64 MiB.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
        /// Its media type; `application/octet-stream` if unknown.
        #[serde(default)]
        content_type: Option<String>,
    },
    /// Lists the templates of forms. What of it FastDok has is unknown.
    #[serde(rename = "fastdok.list_data_form_templates")]
    ListDataFormTemplates {
        /// The index of the first item, from 0.
        #[serde(default)]
        start: Option<u32>,
        /// The largest number of items.
        #[serde(default)]
        max: Option<u32>,
    },
    /// Reads a template. What of it FastDok has is unknown.
    #[serde(rename = "fastdok.get_data_form_template")]
    GetDataFormTemplate {
        /// The template's id.
        template_id: String,
        /// `VersionId`: an earlier version of the template.
        #[serde(default)]
        version_id: Option<String>,
    },
    /// Reads the fields of a template: names and types, no values. What of it FastDok has is unknown.
    ///
    /// Without `max` 200 fields come (verified).
    #[serde(rename = "fastdok.get_data_form_template_fields")]
    GetDataFormTemplateFields {
        /// The template's id.
        template_id: String,
        /// `VersionId`: an earlier version of the template.
        #[serde(default)]
        version_id: Option<String>,
        /// The index of the first item, from 0.
        #[serde(default)]
        start: Option<u32>,
        /// The largest number of items.
        #[serde(default)]
        max: Option<u32>,
    },
    /// Reads the definition of a template. What of it FastDok has is unknown.
    #[serde(rename = "fastdok.get_data_form_template_definition")]
    GetDataFormTemplateDefinition {
        /// The template's id.
        template_id: String,
    },
    /// Lists the lists, all at once as far as is known.
    #[serde(rename = "fastdok.list_lists")]
    ListLists {},
    /// Reads what the service says of a list; its data is read with `GetListData`.
    #[serde(rename = "fastdok.get_list")]
    GetList {
        /// The list's id.
        list_id: String,
    },
    /// Reads the entries of a list, all at once as far as is known. What the list's columns are called differs from
    /// list to list: they are in `extra`.
    #[serde(rename = "fastdok.get_list_data")]
    GetListData {
        /// The list's id.
        list_id: String,
    },
    /// Reads the company: its balance, and whether it is a licence customer or a member.
    #[serde(rename = "fastdok.get_current_domain")]
    GetCurrentDomain {},
    /// Reads the company's balance, in SEK. All its users share it (verified).
    #[serde(rename = "fastdok.get_balance")]
    GetBalance {},
    /// Lists the transactions of the company, as the service wrote them: no source documents their fields.
    #[serde(rename = "fastdok.list_transactions")]
    ListTransactions {
        /// `Start`: the index of the first, from 0. Inferred.
        #[serde(default)]
        start: Option<u32>,
        /// `Max`: the largest number of them. Inferred.
        #[serde(default)]
        max: Option<u32>,
    },
    /// Lists the users of a domain. `start` and `max` go as `Skip` and `Take` here; how many come without `max` is
    /// unknown.
    #[serde(rename = "fastdok.list_domain_users")]
    ListDomainUsers {
        /// The domain's id.
        domain_id: String,
        /// The index of the first item, from 0.
        #[serde(default)]
        start: Option<u32>,
        /// The largest number of items.
        #[serde(default)]
        max: Option<u32>,
    },
    /// Lists the users of a domain with the groups that they are in. `start` and `max` go as `Skip` and `Take` here;
    /// how many come without `max` is unknown.
    #[serde(rename = "fastdok.list_domain_user_groups")]
    ListDomainUserGroups {
        /// The domain's id.
        domain_id: String,
        /// The index of the first item, from 0.
        #[serde(default)]
        start: Option<u32>,
        /// The largest number of items.
        #[serde(default)]
        max: Option<u32>,
    },
    /// Creates a case.
    ///
    /// The service has no idempotency key, and allows several cases of one service for one reportee: sending this again
    /// after an answer that was lost makes a second case. List the cases before and after instead, as the journey
    /// `CreateCase` does.
    #[serde(rename = "altinn.instantiate_collaboration")]
    InstantiateCollaboration {
        /// `externalServiceCode`: letters and digits, as `2681`.
        external_service_code: String,
        /// `externalServiceEditionCode`: positive.
        external_service_edition_code: i32,
        /// `reporteeNumber`: an organisasjonsnummer (9 digits), or a fødselsnummer or D-number (11).
        reportee_number: String,
        /// `visibleDateTime`: when the case is to be seen; at once if left out (verified). Norwegian time unless it has
        /// an offset.
        #[serde(default)]
        visible_date_time: Option<String>,
        /// `dueDate`: when it is to be done.
        #[serde(default)]
        due_date: Option<String>,
        /// Whether the reportee number's form, check digits and birth date are checked before anything is sent. `true`
        /// unless switched off, for numbers that do not follow the rules.
        check_reportee: bool,
    },
    /// Lists cases: one by its `case_id`, or all running ones of a service and edition, of one reportee or of all. The
    /// list has no pages (verified).
    ///
    /// Whether archived cases are ever listed is unknown; asking for one by its id is refused with 60014 (archived) or
    /// 60015 (deleted).
    #[serde(rename = "altinn.get_case_list")]
    GetCaseList {
        /// `caseID`: positive. Either this, or service and edition.
        #[serde(default)]
        case_id: Option<i32>,
        /// `externalServiceCode`: letters and digits.
        #[serde(default)]
        external_service_code: Option<String>,
        /// `externalServiceEditionCode`: positive.
        #[serde(default)]
        external_service_edition_code: Option<i32>,
        /// `languageID`: the language of the states' friendly names (1033 English, 1044 Bokmål, 2068 Nynorsk); the
        /// service's own if left out (verified).
        #[serde(default)]
        language_id: Option<Language>,
        /// `reporteeNumber`: only this reportee's cases. The documentation wants it with a case as well, the WSDL does
        /// not: without it the service may answer 60012 (inferred).
        #[serde(default)]
        reportee_number: Option<String>,
        /// Whether the reportee number's form, check digits and birth date are checked before anything is sent. `true`
        /// unless switched off.
        check_reportee: bool,
    },
    /// Sends an event: to one case by its `case_id`, or to all running cases of a service and edition.
    ///
    /// An event that does not fit a case's state is no error: its result says that the state has not changed.
    #[serde(rename = "altinn.notify_event")]
    NotifyEvent {
        /// `CaseID`: positive. Either this, or service and edition.
        #[serde(default)]
        case_id: Option<i32>,
        /// `Event`: the agency's own, as `DeadlineExpired`, or a predefined one, as `3374:1:Submitted` (verified).
        event: String,
        /// `ExternalServiceCode`: letters and digits.
        #[serde(default)]
        external_service_code: Option<String>,
        /// `ExternalServiceEditionCode`: positive.
        #[serde(default)]
        external_service_edition_code: Option<i32>,
        /// `ReporteeElementID`: the element that gave rise to the event, as a number. The service only writes it to its
        /// log (verified).
        #[serde(default)]
        reportee_element_id: Option<i32>,
    },
    /// Puts a notice on a case or on an element in it. The text is a template of the service's, in which tokens are
    /// replaced.
    #[serde(rename = "altinn.set_notice")]
    SetNotice {
        /// `reporteeElementID`: the digits of a CaseID or of an active element; `AR` and digits for an archived
        /// element, as `AR5276128` (verified).
        reportee_element_id: String,
        /// `NoticeTemplateID`: a template defined on the case's service (verified; its format is unknown).
        notice_template_id: String,
        /// `NoticeTokens`: what to put in the place of the template's variables; may be empty.
        #[serde(default)]
        notice_tokens: Vec<NoticeToken>,
    },
    /// Asks whether the service answers. Says nothing about the credentials over the Basic binding, which sends none.
    #[serde(rename = "altinn.test")]
    Test {},
}

impl Operation {
    /// Its name in the registry of the core.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Authenticate { .. } => "fastdok.authenticate",
            Self::ListApps { .. } => "fastdok.list_apps",
            Self::GetApp { .. } => "fastdok.get_app",
            Self::ListAppInstances { .. } => "fastdok.list_app_instances",
            Self::StartCase { .. } => "fastdok.start_case",
            Self::StartInstance { .. } => "fastdok.start_instance",
            Self::ListInstances { .. } => "fastdok.list_instances",
            Self::GetInstance { .. } => "fastdok.get_instance",
            Self::DeleteInstance { .. } => "fastdok.delete_instance",
            Self::ListInstanceTasks { .. } => "fastdok.list_instance_tasks",
            Self::ListInstanceObjects { .. } => "fastdok.list_instance_objects",
            Self::GetInstanceObject { .. } => "fastdok.get_instance_object",
            Self::GetInstanceObjectFields { .. } => "fastdok.get_instance_object_fields",
            Self::AddInstanceObjects { .. } => "fastdok.add_instance_objects",
            Self::SendInstanceMessage { .. } => "fastdok.send_instance_message",
            Self::ListTasks { .. } => "fastdok.list_tasks",
            Self::GetTask { .. } => "fastdok.get_task",
            Self::ListTaskObjects { .. } => "fastdok.list_task_objects",
            Self::GetTaskObject { .. } => "fastdok.get_task_object",
            Self::GetTaskObjectFields { .. } => "fastdok.get_task_object_fields",
            Self::ListTaskActions { .. } => "fastdok.list_task_actions",
            Self::ListAssignableParticipants { .. } => "fastdok.list_assignable_participants",
            Self::GetAssignableParticipant { .. } => "fastdok.get_assignable_participant",
            Self::PerformAction { .. } => "fastdok.perform_action",
            Self::GetTaskOrder { .. } => "fastdok.get_task_order",
            Self::GetObject { .. } => "fastdok.get_object",
            Self::ListObjectChildren { .. } => "fastdok.list_object_children",
            Self::GetObjectProperties { .. } => "fastdok.get_object_properties",
            Self::GetObjectFields { .. } => "fastdok.get_object_fields",
            Self::UpdateObjectFields { .. } => "fastdok.update_object_fields",
            Self::DeleteObject { .. } => "fastdok.delete_object",
            Self::GetObjectPdf { .. } => "fastdok.get_object_pdf",
            Self::GetObjectImage { .. } => "fastdok.get_object_image",
            Self::GetObjectFile { .. } => "fastdok.get_object_file",
            Self::UploadObject { .. } => "fastdok.upload_object",
            Self::UploadAttachment { .. } => "fastdok.upload_attachment",
            Self::ListDataFormTemplates { .. } => "fastdok.list_data_form_templates",
            Self::GetDataFormTemplate { .. } => "fastdok.get_data_form_template",
            Self::GetDataFormTemplateFields { .. } => "fastdok.get_data_form_template_fields",
            Self::GetDataFormTemplateDefinition { .. } => "fastdok.get_data_form_template_definition",
            Self::ListLists {} => "fastdok.list_lists",
            Self::GetList { .. } => "fastdok.get_list",
            Self::GetListData { .. } => "fastdok.get_list_data",
            Self::GetCurrentDomain {} => "fastdok.get_current_domain",
            Self::GetBalance {} => "fastdok.get_balance",
            Self::ListTransactions { .. } => "fastdok.list_transactions",
            Self::ListDomainUsers { .. } => "fastdok.list_domain_users",
            Self::ListDomainUserGroups { .. } => "fastdok.list_domain_user_groups",
            Self::InstantiateCollaboration { .. } => "altinn.instantiate_collaboration",
            Self::GetCaseList { .. } => "altinn.get_case_list",
            Self::NotifyEvent { .. } => "altinn.notify_event",
            Self::SetNotice { .. } => "altinn.set_notice",
            Self::Test {} => "altinn.test",
        }
    }
}

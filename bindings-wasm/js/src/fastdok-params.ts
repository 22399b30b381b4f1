/**
 * What the operations of FastDok take, and what they give.
 *
 * Made of the core's source by `cargo xtask generate`: change it there.
 */
import type {
  Action,
  ActionKind,
  App,
  AssignableParticipant,
  AssignablePerformer,
  Balance,
  Binary,
  BodyForm,
  CaseObject,
  DataFormTemplate,
  DataFormTemplateDefinition,
  Domain,
  DomainUser,
  Field,
  FieldValue,
  Instance,
  InstanceStatus,
  ListEntry,
  ObjectEntry,
  Order,
  Page,
  ParticipantAssignment,
  Property,
  SignedIn,
  Started,
  StatusReply,
  Task,
  TaskStatus,
  Transactions,
} from "./fastdok-records.js";

/** Which part of a list. */
export interface Paging {
  /** The index of the first item, from 0. */
  readonly start?: number | undefined;
  /** The largest number of items. */
  readonly max?: number | undefined;
}

/** What {@link FastDok.authenticate} takes. */
export interface AuthenticateParams {
  /** Ask for a web ticket too, for {@link FastDok.taskLink}. */
  readonly webTicket?: boolean | undefined;
}

/** What {@link FastDok.getApp} takes. */
export interface GetAppParams {
  /** The app's id or reference id; `form` is the one of FastDok's form cases (verified). */
  readonly appId: string;
}

/** What {@link FastDok.listAppInstances} takes. */
export interface ListAppInstancesParams extends Paging {
  /** The app's id or reference id; `form` is the one of FastDok's form cases (verified). */
  readonly appId: string;
  /** `Status`: only cases of this status. */
  readonly status?: InstanceStatus | undefined;
}

/** What {@link FastDok.startCaseOnce} takes. */
export interface StartCaseParams {
  /** The objects, at least one. */
  readonly entries: readonly ObjectEntry[];
  /** How the body is written: as documented if left out. */
  readonly bodyForm?: BodyForm | undefined;
}

/** What {@link FastDok.startInstance} takes. */
export interface StartInstanceParams {
  /** The app's id or reference id. */
  readonly appId: string;
  /** The message that starts the process: `START` unless the app has another. */
  readonly message?: string | undefined;
  /**
   * The form's template. It must be given when fields are: newer documents say any text will do, older ones that it is
   * the template's data id (both verified), so give that.
   */
  readonly template?: string | undefined;
  /** The form's fields, and `instance.name`. */
  readonly fields?: readonly FieldValue[] | undefined;
}

/** What {@link FastDok.listInstances} takes. */
export interface ListInstancesParams extends Paging {
  /** `Status`: only cases of this status. */
  readonly status?: InstanceStatus | undefined;
}

/** What {@link FastDok.getInstance} takes. */
export interface GetInstanceParams {
  /** The case's id or reference id. */
  readonly instanceId: string;
}

/** What {@link FastDok.deleteInstance} takes. */
export interface DeleteInstanceParams {
  /** The case's id. */
  readonly instanceId: string;
}

/** What {@link FastDok.listInstanceTasks} takes. */
export interface ListInstanceTasksParams extends Paging {
  /** The case's id or reference id. */
  readonly instanceId: string;
  /** `Status`: only tasks of this status. */
  readonly status?: TaskStatus | undefined;
}

/** What {@link FastDok.listInstanceObjects} takes. */
export interface ListInstanceObjectsParams extends Paging {
  /** The case's id or reference id. */
  readonly instanceId: string;
}

/** What {@link FastDok.getInstanceObject} takes. */
export interface GetInstanceObjectParams {
  /** The case's id. */
  readonly instanceId: string;
  /** The object's id, or its DataId. */
  readonly objectId: string;
  /** `VersionId`: an earlier version of the object. */
  readonly versionId?: string | undefined;
}

/** What {@link FastDok.getInstanceObjectFields} takes. */
export interface GetInstanceObjectFieldsParams extends Paging {
  /** The case's id. */
  readonly instanceId: string;
  /** The object's id, or its DataId. */
  readonly objectId: string;
}

/** What {@link FastDok.addInstanceObjects} takes. */
export interface AddInstanceObjectsParams {
  /** The case's id. */
  readonly instanceId: string;
  /** The objects, at least one. */
  readonly entries: readonly ObjectEntry[];
  /** How the body is written: as documented if left out. */
  readonly bodyForm?: BodyForm | undefined;
}

/** What {@link FastDok.sendInstanceMessage} takes. */
export interface SendInstanceMessageParams {
  /** The case's id. */
  readonly instanceId: string;
  /** `message`: the message's name in the process. */
  readonly message: string;
}

/** What {@link FastDok.listTasks} takes. */
export interface ListTasksParams extends Paging {
  /** `Status`: only tasks of this status. */
  readonly status?: TaskStatus | undefined;
}

/** What {@link FastDok.getTask} takes. */
export interface GetTaskParams {
  /** The task's id. */
  readonly taskId: string;
}

/** What {@link FastDok.listTaskObjects} takes. */
export interface ListTaskObjectsParams extends Paging {
  /** The task's id. */
  readonly taskId: string;
}

/** What {@link FastDok.getTaskObject} takes. */
export interface GetTaskObjectParams {
  /** The task's id. */
  readonly taskId: string;
  /** The object's id. */
  readonly objectId: string;
}

/** What {@link FastDok.getTaskObjectFields} takes. */
export interface GetTaskObjectFieldsParams extends Paging {
  /** The task's id. */
  readonly taskId: string;
  /** The object's id. */
  readonly objectId: string;
}

/** What {@link FastDok.listTaskActions} takes. */
export interface ListTaskActionsParams {
  /** The task's id. */
  readonly taskId: string;
}

/** What {@link FastDok.listAssignableParticipants} takes. */
export interface ListAssignableParticipantsParams {
  /** The task's id. */
  readonly taskId: string;
  /** The action. */
  readonly action: ActionKind;
}

/** What {@link FastDok.getAssignableParticipant} takes. */
export interface GetAssignableParticipantParams {
  /** The task's id. */
  readonly taskId: string;
  /** The action. */
  readonly action: ActionKind;
  /** The participant's id. */
  readonly participantId: string;
}

/** What {@link FastDok.performAction} takes. */
export interface PerformActionParams {
  /** The task. */
  readonly taskId: string;
  /** The action. */
  readonly action: ActionKind;
  /** A comment, for actions that can have one. The parameter's name, `comment`, is inferred: no source has it. */
  readonly comment?: string | undefined;
  /** `participants`: who performs what comes next, for actions that must be told (`mustAssignPerformers`). */
  readonly participants?: readonly ParticipantAssignment[] | undefined;
}

/** What {@link FastDok.getTaskOrder} takes. */
export interface GetTaskOrderParams {
  /** The task, a `TaskPay`. */
  readonly taskId: string;
}

/** What {@link FastDok.getObject} takes. */
export interface GetObjectParams {
  /** The object's id. */
  readonly objectId: string;
  /** `VersionId`: an earlier version of the object. */
  readonly versionId?: string | undefined;
}

/** What {@link FastDok.listObjectChildren} takes. */
export interface ListObjectChildrenParams extends Paging {
  /** The object's id. */
  readonly objectId: string;
  /** `VersionId`: an earlier version of the object. */
  readonly versionId?: string | undefined;
}

/** What {@link FastDok.getObjectProperties} takes. */
export interface GetObjectPropertiesParams {
  /** The object's id. */
  readonly objectId: string;
  /** `VersionId`: an earlier version of the object. */
  readonly versionId?: string | undefined;
}

/** What {@link FastDok.getObjectFields} takes. */
export interface GetObjectFieldsParams extends Paging {
  /** The object's id. */
  readonly objectId: string;
  /** `VersionId`: an earlier version of the object. */
  readonly versionId?: string | undefined;
}

/** What {@link FastDok.updateObjectFields} takes. */
export interface UpdateObjectFieldsParams {
  /** The object's id, or its data id where the service takes it. */
  readonly objectId: string;
  /** The fields, at least one. Others stay as they are (inferred). */
  readonly fields: readonly FieldValue[];
}

/** What {@link FastDok.deleteObject} takes. */
export interface DeleteObjectParams {
  /** The object's id. */
  readonly objectId: string;
}

/** What {@link FastDok.getObjectPdf} takes. */
export interface GetObjectPdfParams {
  /** The object's id. */
  readonly objectId: string;
  /** `VersionId`: an earlier version of the object. */
  readonly versionId?: string | undefined;
}

/** What {@link FastDok.getObjectImage} takes. */
export interface GetObjectImageParams {
  /** The object's id. */
  readonly objectId: string;
  /** `VersionId`: an earlier version of the object. */
  readonly versionId?: string | undefined;
  /** `Width` in pixels (documented for the generic API). */
  readonly width?: number | undefined;
  /** `Height` in pixels (documented for the generic API). */
  readonly height?: number | undefined;
}

/** What {@link FastDok.getObjectFile} takes. */
export interface GetObjectFileParams {
  /** The object's id. */
  readonly objectId: string;
  /** `VersionId`: an earlier version of the object. */
  readonly versionId?: string | undefined;
}

/** What {@link FastDok.uploadObject} takes. */
export interface UploadObjectParams {
  /** The folder: an object that is a container. */
  readonly folderId: string;
  /** The file's name, at most 200 characters: no path, no quotes. */
  readonly fileName: string;
  /** The file, at most 64 MiB. */
  readonly bytes: Uint8Array;
  /** Its media type; `application/octet-stream` if unknown. */
  readonly contentType?: string | undefined;
}

/** What {@link FastDok.uploadAttachment} takes. */
export interface UploadAttachmentParams {
  /** The form: the id of an object of the case (verified by the vendor's own client). */
  readonly formId: string;
  /** The field's `Id`, at most 200 characters: no quotes. Its `fieldType` is `fileuploadfield` (inferred). */
  readonly fieldName: string;
  /** The file's name, at most 200 characters: no path, no quotes. */
  readonly fileName: string;
  /** The file, at most 64 MiB. */
  readonly bytes: Uint8Array;
  /** Its media type; `application/octet-stream` if unknown. */
  readonly contentType?: string | undefined;
}

/** What {@link FastDok.getDataFormTemplate} takes. */
export interface GetDataFormTemplateParams {
  /** The template's id. */
  readonly templateId: string;
  /** `VersionId`: an earlier version of the template. */
  readonly versionId?: string | undefined;
}

/** What {@link FastDok.getDataFormTemplateFields} takes. */
export interface GetDataFormTemplateFieldsParams extends Paging {
  /** The template's id. */
  readonly templateId: string;
  /** `VersionId`: an earlier version of the template. */
  readonly versionId?: string | undefined;
}

/** What {@link FastDok.getDataFormTemplateDefinition} takes. */
export interface GetDataFormTemplateDefinitionParams {
  /** The template's id. */
  readonly templateId: string;
}

/** What {@link FastDok.getList} takes. */
export interface GetListParams {
  /** The list's id. */
  readonly listId: string;
}

/** What {@link FastDok.getListData} takes. */
export interface GetListDataParams {
  /** The list's id. */
  readonly listId: string;
}

/** What {@link FastDok.listTransactions} takes. */
export interface ListTransactionsParams {
  /** `Start`: the index of the first, from 0. Inferred. */
  readonly start?: number | undefined;
  /** `Max`: the largest number of them. Inferred. */
  readonly max?: number | undefined;
}

/** What {@link FastDok.listDomainUsers} takes. */
export interface ListDomainUsersParams extends Paging {
  /** The domain's id. */
  readonly domainId: string;
}

/** What {@link FastDok.listDomainUserGroups} takes. */
export interface ListDomainUserGroupsParams extends Paging {
  /** The domain's id. */
  readonly domainId: string;
}

/** The lists of FastDok that come page by page, and what is in each. */
export interface FastDokLists {
  /** Of {@link FastDok.apps}. */
  list_apps: App;
  /** Of {@link FastDok.appInstances}. */
  list_app_instances: Instance;
  /** Of {@link FastDok.instances}. */
  list_instances: Instance;
  /** Of {@link FastDok.instanceTasks}. */
  list_instance_tasks: Task;
  /** Of {@link FastDok.instanceObjects}. */
  list_instance_objects: CaseObject;
  /** Of {@link FastDok.instanceObjectFields}. */
  get_instance_object_fields: Field;
  /** Of {@link FastDok.tasks}. */
  list_tasks: Task;
  /** Of {@link FastDok.taskObjects}. */
  list_task_objects: CaseObject;
  /** Of {@link FastDok.taskObjectFields}. */
  get_task_object_fields: Field;
  /** Of {@link FastDok.objectChildren}. */
  list_object_children: CaseObject;
  /** Of {@link FastDok.objectFields}. */
  get_object_fields: Field;
  /** Of {@link FastDok.dataFormTemplates}. */
  list_data_form_templates: DataFormTemplate;
  /** Of {@link FastDok.dataFormTemplateFields}. */
  get_data_form_template_fields: Field;
  /** Of {@link FastDok.domainUsers}. */
  list_domain_users: DomainUser;
  /** Of {@link FastDok.domainUserGroups}. */
  list_domain_user_groups: DomainUser;
}

/** Every operation of FastDok: its parameters and its answer. */
export interface FastDokOperations {
  /** `POST /Authenticate`: sign in, and get the ticket that every other call carries (verified). */
  authenticate: [params: AuthenticateParams, output: SignedIn];
  /** `GET /Apps`: the apps, the processes that cases are started in (verified; Barium's page on apps). */
  list_apps: [params: Paging, output: Page<App>];
  /** `GET /Apps/{id}`: one app (verified; Barium's page on apps). */
  get_app: [params: GetAppParams, output: App];
  /** `GET /Apps/{id}/Instances`: the cases of an app (verified, with a recorded answer). */
  list_app_instances: [params: ListAppInstancesParams, output: Page<Instance>];
  /** `POST /apps/form`: start a form case with the objects it begins with (verified; FastDok's page on form cases). */
  start_case: [params: StartCaseParams, output: Started];
  /**
   * `POST /Apps/{id}`: start a case of an app by the message `START`, in the way of the generic API (verified; Barium's
   * page on apps).
   */
  start_instance: [params: StartInstanceParams, output: Started];
  /** `GET /Instances`: the cases (verified; Barium's page on instances). */
  list_instances: [params: ListInstancesParams, output: Page<Instance>];
  /** `GET /Instances/{id}`: one case (verified, with a recorded answer). */
  get_instance: [params: GetInstanceParams, output: Instance];
  /**
   * `DELETE /Instances/{id}`: remove a case (verified by a client of the generic API; whether FastDok permits it is
   * unknown).
   */
  delete_instance: [params: DeleteInstanceParams, output: StatusReply];
  /**
   * `GET /Instances/{id}/Tasks`: the tasks of a case (verified). There can be several, at present one at a time is
   * ready (verified).
   */
  list_instance_tasks: [params: ListInstanceTasksParams, output: Page<Task>];
  /** `GET /Instances/{id}/Objects`: the objects of a case (verified, with a recorded answer). */
  list_instance_objects: [params: ListInstanceObjectsParams, output: Page<CaseObject>];
  /** `GET /Instances/{id}/Objects/{object}`: one object of a case, by its id or its DataId (verified). */
  get_instance_object: [params: GetInstanceObjectParams, output: CaseObject];
  /**
   * `GET /Instances/{id}/Objects/{object}/Fields`: the fields of a form of a case (verified for the generic API by a
   * client in production, with the form's DataId in the path; unknown for FastDok).
   */
  get_instance_object_fields: [params: GetInstanceObjectFieldsParams, output: Page<Field>];
  /**
   * `POST /Instances/{id}/Objects`: put objects into a case (verified for the generic API by a client in production;
   * the part of FastDok's page on objects that would say so is lost).
   */
  add_instance_objects: [params: AddInstanceObjectsParams, output: StatusReply];
  /**
   * `POST /Instances/{id}`: send a message to a case (verified for the generic API by the vendor's own client; unknown
   * for FastDok).
   */
  send_instance_message: [params: SendInstanceMessageParams, output: StatusReply];
  /** `GET /Tasks`: the tasks of the user (verified). */
  list_tasks: [params: ListTasksParams, output: Page<Task>];
  /** `GET /Tasks/{id}`: one task (verified, with the documentation's sample). */
  get_task: [params: GetTaskParams, output: Task];
  /** `GET /Tasks/{id}/Objects`: the objects that a task works on (verified). */
  list_task_objects: [params: ListTaskObjectsParams, output: Page<CaseObject>];
  /**
   * `GET /Tasks/{id}/Objects/{object}`: one object that a task works on (verified for the generic API; Barium's page on
   * tasks).
   */
  get_task_object: [params: GetTaskObjectParams, output: CaseObject];
  /**
   * `GET /Tasks/{id}/Objects/{object}/fields`: the fields of a form as a task has them (verified for the generic API;
   * Barium's page on tasks, which writes `fields` in lower case here).
   */
  get_task_object_fields: [params: GetTaskObjectFieldsParams, output: Page<Field>];
  /** `GET /Tasks/{id}/Actions`: what can be done with a task (verified). */
  list_task_actions: [params: ListTaskActionsParams, output: Page<Action>];
  /**
   * `GET /Tasks/{id}/Actions/{action}/AssignableParticipants`: the participants that performers must be assigned to
   * when the action is performed (verified for the generic API; Barium's page on actions).
   */
  list_assignable_participants: [params: ListAssignableParticipantsParams, output: Page<AssignableParticipant>];
  /**
   * `GET /Tasks/{id}/Actions/{action}/AssignableParticipants/{participant}`: the performers that can be assigned to a
   * participant (verified for the generic API; Barium's page on actions).
   */
  get_assignable_participant: [params: GetAssignableParticipantParams, output: Page<AssignablePerformer>];
  /** `POST /Tasks/{id}/Actions/{action}`: do something with a task (verified; FastDok's page on status changes). */
  perform_action: [params: PerformActionParams, output: StatusReply];
  /** `GET /Tasks/{id}/Order`: what a payment task would charge (verified; only `TaskPay` has an order). */
  get_task_order: [params: GetTaskOrderParams, output: Order];
  /** `GET /Objects/{id}`: one object (verified). */
  get_object: [params: GetObjectParams, output: CaseObject];
  /** `GET /Objects/{id}/Objects`: the objects in an object (verified). */
  list_object_children: [params: ListObjectChildrenParams, output: Page<CaseObject>];
  /**
   * `GET /Objects/{id}/Properties`: the values of an object (verified; FastDok's page on objects). They come as a bare
   * array.
   */
  get_object_properties: [params: GetObjectPropertiesParams, output: Page<Property>];
  /**
   * `GET /Objects/{id}/Fields`: the fields of a form (verified, with a recorded answer). Until 2015 a bare array, since
   * then an envelope (verified).
   */
  get_object_fields: [params: GetObjectFieldsParams, output: Page<Field>];
  /** `POST /Objects/{id}/Fields`: write into the fields of a form (verified for the generic API). */
  update_object_fields: [params: UpdateObjectFieldsParams, output: StatusReply];
  /** `DELETE /Objects/{id}`: remove an object (verified that it exists; its details are unknown). */
  delete_object: [params: DeleteObjectParams, output: StatusReply];
  /** `GET /Objects/{id}/PDF`: a form as PDF (verified). Until it is paid it has a draft watermark (verified). */
  get_object_pdf: [params: GetObjectPdfParams, output: Binary];
  /** `GET /Objects/{id}/Image`: a form or file as a picture, a PNG by the documents (verified). */
  get_object_image: [params: GetObjectImageParams, output: Binary];
  /**
   * `GET /Objects/{id}/File`: a file that was uploaded (verified for the generic API; FastDok's page does not have it).
   */
  get_object_file: [params: GetObjectFileParams, output: Binary];
  /** `POST /Objects/{folder}/Objects`: put a file into a folder of a case (verified). */
  upload_object: [params: UploadObjectParams, output: StatusReply];
  /**
   * `POST /DataForms/{form}/Attachments`, in version 1.1 of the API: attach a file to a form (verified for the generic
   * API by the vendor's own client; unknown for FastDok).
   */
  upload_attachment: [params: UploadAttachmentParams, output: StatusReply];
  /**
   * `GET /DataFormTemplates`: the templates that forms can be made from (verified for the generic API; Barium's page on
   * data form templates).
   */
  list_data_form_templates: [params: Paging, output: Page<DataFormTemplate>];
  /**
   * `GET /DataFormTemplates/{id}`: one template of a form (verified for the generic API; Barium's page on data form
   * templates).
   */
  get_data_form_template: [params: GetDataFormTemplateParams, output: DataFormTemplate];
  /**
   * `GET /DataFormTemplates/{id}/Fields`: the fields that a form made from a template has (verified for the generic
   * API; Barium's page on data form templates).
   */
  get_data_form_template_fields: [params: GetDataFormTemplateFieldsParams, output: Page<Field>];
  /**
   * `GET /DataFormTemplates/{id}/Definition`: how a form made from a template looks and works (verified for the generic
   * API; Barium's page on data form templates).
   */
  get_data_form_template_definition: [params: GetDataFormTemplateDefinitionParams, output: DataFormTemplateDefinition];
  /** `GET /Lists`: the lists of the company (verified for the generic API by a client; unknown for FastDok). */
  list_lists: [params: Record<never, never>, output: Page<ListEntry>];
  /** `GET /Lists/{id}`: one list (verified for the generic API by a client; unknown for FastDok). */
  get_list: [params: GetListParams, output: ListEntry];
  /** `GET /Lists/{id}/Data`: what is in a list (verified for the generic API by a client; unknown for FastDok). */
  get_list_data: [params: GetListDataParams, output: Page<ListEntry>];
  /**
   * `GET /Domains/Current`: the company of the user who signed in (verified; FastDok's page on company information).
   */
  get_current_domain: [params: Record<never, never>, output: Domain];
  /**
   * `GET /Domains/Current/Balance`: what the company has left to pay with (verified; FastDok's page on company
   * information).
   */
  get_balance: [params: Record<never, never>, output: Balance];
  /**
   * `GET /Domains/Current/Transactions`: what was paid into and from the company's balance (verified: the page on
   * status changes names the call; its parameters and its answer are unknown).
   */
  list_transactions: [params: ListTransactionsParams, output: Transactions];
  /**
   * `GET /domains/{id}/users`, in version 1.1 of the API: the users of a domain (verified for the generic API; Barium's
   * page on users. Unknown for FastDok).
   */
  list_domain_users: [params: ListDomainUsersParams, output: Page<DomainUser>];
  /**
   * `GET /domains/{id}/usergroups`, in version 1.1 of the API: the users of a domain, each with its groups (verified
   * for the generic API; Barium's page on users. Unknown for FastDok).
   */
  list_domain_user_groups: [params: ListDomainUserGroupsParams, output: Page<DomainUser>];
}

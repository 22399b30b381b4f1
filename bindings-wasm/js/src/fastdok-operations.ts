/**
 * FastDok's operations, one method each, and its lists to their end.
 *
 * Made of the core's source by `cargo xtask generate`: change it there.
 */
import type {
  AddInstanceObjectsParams,
  AuthenticateParams,
  DeleteInstanceParams,
  DeleteObjectParams,
  FastDokLists,
  FastDokOperations,
  GetAppParams,
  GetAssignableParticipantParams,
  GetDataFormTemplateDefinitionParams,
  GetDataFormTemplateFieldsParams,
  GetDataFormTemplateParams,
  GetInstanceObjectFieldsParams,
  GetInstanceObjectParams,
  GetInstanceParams,
  GetListDataParams,
  GetListParams,
  GetObjectFieldsParams,
  GetObjectFileParams,
  GetObjectImageParams,
  GetObjectParams,
  GetObjectPdfParams,
  GetObjectPropertiesParams,
  GetTaskObjectFieldsParams,
  GetTaskObjectParams,
  GetTaskOrderParams,
  GetTaskParams,
  ListAppInstancesParams,
  ListAssignableParticipantsParams,
  ListDomainUserGroupsParams,
  ListDomainUsersParams,
  ListInstanceObjectsParams,
  ListInstanceTasksParams,
  ListInstancesParams,
  ListObjectChildrenParams,
  ListTaskActionsParams,
  ListTaskObjectsParams,
  ListTasksParams,
  ListTransactionsParams,
  Paging,
  PerformActionParams,
  SendInstanceMessageParams,
  StartCaseParams,
  StartInstanceParams,
  UpdateObjectFieldsParams,
  UploadAttachmentParams,
  UploadObjectParams,
} from "./fastdok-params.js";
import type {
  Action,
  App,
  AssignableParticipant,
  AssignablePerformer,
  Balance,
  Binary,
  CaseObject,
  DataFormTemplate,
  DataFormTemplateDefinition,
  Domain,
  DomainUser,
  Field,
  Instance,
  ListEntry,
  Order,
  Page,
  Property,
  SignedIn,
  Started,
  StatusReply,
  Task,
  Transactions,
} from "./fastdok-records.js";
import type { CallOptions } from "./values.js";

/** What {@link FastDok} has of FastDok's operations. */
export abstract class FastDokMethods {
  /** Carries out the operation of this name, once. */
  abstract call<Name extends keyof FastDokOperations>(
    name: Name,
    params: FastDokOperations[Name][0],
    options?: CallOptions,
  ): Promise<FastDokOperations[Name][1]>;

  /** All items of the list of this name, page after page. */
  abstract all<Name extends keyof FastDokLists>(
    name: Name,
    params: FastDokOperations[Name][0],
    options?: CallOptions,
  ): AsyncGenerator<FastDokLists[Name], void, undefined>;

  // Operations.

  /**
   * Signs in with the credentials of the client. Clients do so by themselves before a call that needs it. The answer's
   * tickets are secrets.
   *
   * It counts as a read: it changes nothing of value. But a refusal (`fastdok.sign_in_failed`) must never be repeated
   * blindly, since accounts can get locked.
   *
   * Source: `POST /Authenticate`: sign in, and get the ticket that every other call carries (verified).
   */
  authenticate(params: AuthenticateParams = {}, options?: CallOptions): Promise<SignedIn> {
    return this.call("authenticate", params, options);
  }

  /**
   * Lists the apps.
   *
   * One page; {@link FastDok.apps} reads all of them.
   *
   * Source: `GET /Apps`: the apps, the processes that cases are started in (verified; Barium's page on apps).
   */
  listApps(params: Paging = {}, options?: CallOptions): Promise<Page<App>> {
    return this.call("list_apps", params, options);
  }

  /**
   * Reads an app.
   *
   * Source: `GET /Apps/{id}`: one app (verified; Barium's page on apps).
   */
  getApp(params: GetAppParams, options?: CallOptions): Promise<App> {
    return this.call("get_app", params, options);
  }

  /**
   * Lists the cases of an app.
   *
   * One page; {@link FastDok.appInstances} reads all of them.
   *
   * Source: `GET /Apps/{id}/Instances`: the cases of an app (verified, with a recorded answer).
   */
  listAppInstances(params: ListAppInstancesParams, options?: CallOptions): Promise<Page<Instance>> {
    return this.call("list_app_instances", params, options);
  }

  /**
   * Starts a form case.
   *
   * Only entries with a template are seen as forms by users; the others hold data that all forms of the case read
   * (verified). Each object may exist once in a case, and only one form may be a main contract (`Huvudkontrakt`,
   * verified): the service checks that.
   *
   * It is the bare operation behind {@link FastDok.startCase}: one request, and no look after a reply that was lost.
   *
   * Source: `POST /apps/form`: start a form case with the objects it begins with (verified; FastDok's page on form
   * cases).
   */
  startCaseOnce(params: StartCaseParams, options?: CallOptions): Promise<Started> {
    return this.call("start_case", params, options);
  }

  /**
   * Starts a case of an app.
   *
   * Source: `POST /Apps/{id}`: start a case of an app by the message `START`, in the way of the generic API (verified;
   * Barium's page on apps).
   */
  startInstance(params: StartInstanceParams, options?: CallOptions): Promise<Started> {
    return this.call("start_instance", params, options);
  }

  /**
   * Lists the cases. All users of a company see all its cases (verified).
   *
   * One page; {@link FastDok.instances} reads all of them.
   *
   * Source: `GET /Instances`: the cases (verified; Barium's page on instances).
   */
  listInstances(params: ListInstancesParams = {}, options?: CallOptions): Promise<Page<Instance>> {
    return this.call("list_instances", params, options);
  }

  /**
   * Reads a case.
   *
   * Source: `GET /Instances/{id}`: one case (verified, with a recorded answer).
   */
  getInstance(params: GetInstanceParams, options?: CallOptions): Promise<Instance> {
    return this.call("get_instance", params, options);
  }

  /**
   * Removes a case.
   *
   * Source: `DELETE /Instances/{id}`: remove a case (verified by a client of the generic API; whether FastDok permits
   * it is unknown).
   */
  deleteInstance(params: DeleteInstanceParams, options?: CallOptions): Promise<StatusReply> {
    return this.call("delete_instance", params, options);
  }

  /**
   * Lists the tasks of a case.
   *
   * One page; {@link FastDok.instanceTasks} reads all of them.
   *
   * Source: `GET /Instances/{id}/Tasks`: the tasks of a case (verified). There can be several, at present one at a time
   * is ready (verified).
   */
  listInstanceTasks(params: ListInstanceTasksParams, options?: CallOptions): Promise<Page<Task>> {
    return this.call("list_instance_tasks", params, options);
  }

  /**
   * Lists the objects of a case.
   *
   * One page; {@link FastDok.instanceObjects} reads all of them.
   *
   * Source: `GET /Instances/{id}/Objects`: the objects of a case (verified, with a recorded answer).
   */
  listInstanceObjects(params: ListInstanceObjectsParams, options?: CallOptions): Promise<Page<CaseObject>> {
    return this.call("list_instance_objects", params, options);
  }

  /**
   * Reads an object of a case.
   *
   * Source: `GET /Instances/{id}/Objects/{object}`: one object of a case, by its id or its DataId (verified).
   */
  getInstanceObject(params: GetInstanceObjectParams, options?: CallOptions): Promise<CaseObject> {
    return this.call("get_instance_object", params, options);
  }

  /**
   * Reads the fields of an object of a case: by its DataId, without listing the case's objects first.
   *
   * `start` and `max`, and that without `max` 200 fields come, are inferred from the fields of an object.
   *
   * One page; {@link FastDok.instanceObjectFields} reads all of them.
   *
   * Source: `GET /Instances/{id}/Objects/{object}/Fields`: the fields of a form of a case (verified for the generic API
   * by a client in production, with the form's DataId in the path; unknown for FastDok).
   */
  getInstanceObjectFields(params: GetInstanceObjectFieldsParams, options?: CallOptions): Promise<Page<Field>> {
    return this.call("get_instance_object_fields", params, options);
  }

  /**
   * Adds objects to a case: a form, or data that its forms share.
   *
   * Each object may exist once in a case, and only one form may be a main contract (`Huvudkontrakt`, verified): the
   * service checks that. Look at the `success` of each of the answer's `items`; if none was made it is an error.
   *
   * Forms that are added to a paid case are paid by going to the payment again (verified).
   *
   * Source: `POST /Instances/{id}/Objects`: put objects into a case (verified for the generic API by a client in
   * production; the part of FastDok's page on objects that would say so is lost).
   */
  addInstanceObjects(params: AddInstanceObjectsParams, options?: CallOptions): Promise<StatusReply> {
    return this.call("add_instance_objects", params, options);
  }

  /**
   * Sends a message to a case.
   *
   * Whether a form case of FastDok waits for any is unknown: its tasks are left by actions (`performAction`).
   *
   * Source: `POST /Instances/{id}`: send a message to a case (verified for the generic API by the vendor's own client;
   * unknown for FastDok).
   */
  sendInstanceMessage(params: SendInstanceMessageParams, options?: CallOptions): Promise<StatusReply> {
    return this.call("send_instance_message", params, options);
  }

  /**
   * Lists the tasks, as they stand in the user's inbox.
   *
   * One page; {@link FastDok.tasks} reads all of them.
   *
   * Source: `GET /Tasks`: the tasks of the user (verified).
   */
  listTasks(params: ListTasksParams = {}, options?: CallOptions): Promise<Page<Task>> {
    return this.call("list_tasks", params, options);
  }

  /**
   * Reads a task.
   *
   * Source: `GET /Tasks/{id}`: one task (verified, with the documentation's sample).
   */
  getTask(params: GetTaskParams, options?: CallOptions): Promise<Task> {
    return this.call("get_task", params, options);
  }

  /**
   * Lists the objects of a task.
   *
   * One page; {@link FastDok.taskObjects} reads all of them.
   *
   * Source: `GET /Tasks/{id}/Objects`: the objects that a task works on (verified).
   */
  listTaskObjects(params: ListTaskObjectsParams, options?: CallOptions): Promise<Page<CaseObject>> {
    return this.call("list_task_objects", params, options);
  }

  /**
   * Reads an object of a task.
   *
   * Source: `GET /Tasks/{id}/Objects/{object}`: one object that a task works on (verified for the generic API; Barium's
   * page on tasks).
   */
  getTaskObject(params: GetTaskObjectParams, options?: CallOptions): Promise<CaseObject> {
    return this.call("get_task_object", params, options);
  }

  /**
   * Reads the fields of an object that are visible in a task. `readOnly` is the task's: a field can be edited in one
   * task and not in the next (verified).
   *
   * `start` and `max`, and that without `max` 200 fields come, are inferred from the fields of an object.
   *
   * One page; {@link FastDok.taskObjectFields} reads all of them.
   *
   * Source: `GET /Tasks/{id}/Objects/{object}/fields`: the fields of a form as a task has them (verified for the
   * generic API; Barium's page on tasks, which writes `fields` in lower case here).
   */
  getTaskObjectFields(params: GetTaskObjectFieldsParams, options?: CallOptions): Promise<Page<Field>> {
    return this.call("get_task_object_fields", params, options);
  }

  /**
   * Lists the actions of a task. They come all at once.
   *
   * Source: `GET /Tasks/{id}/Actions`: what can be done with a task (verified).
   */
  listTaskActions(params: ListTaskActionsParams, options?: CallOptions): Promise<Page<Action>> {
    return this.call("list_task_actions", params, options);
  }

  /**
   * Lists the participants of an action. They come all at once.
   *
   * An action that has any says so as `mustAssignPerformers`. Whether FastDok has such actions is unknown.
   *
   * Source: `GET /Tasks/{id}/Actions/{action}/AssignableParticipants`: the participants that performers must be
   * assigned to when the action is performed (verified for the generic API; Barium's page on actions).
   */
  listAssignableParticipants(
    params: ListAssignableParticipantsParams,
    options?: CallOptions,
  ): Promise<Page<AssignableParticipant>> {
    return this.call("list_assignable_participants", params, options);
  }

  /**
   * Reads who can perform what a participant does. They come all at once; the participant's own `Id` and `Name` are in
   * the answer's `extra`.
   *
   * Assign them with `participants` of `performAction`.
   *
   * Source: `GET /Tasks/{id}/Actions/{action}/AssignableParticipants/{participant}`: the performers that can be
   * assigned to a participant (verified for the generic API; Barium's page on actions).
   */
  getAssignableParticipant(
    params: GetAssignableParticipantParams,
    options?: CallOptions,
  ): Promise<Page<AssignablePerformer>> {
    return this.call("get_assignable_participant", params, options);
  }

  /**
   * Does an action of a task. The answer often names the next task (`taskId`).
   *
   * Only a task that is ready can be acted on (verified). **`ActionComplete` spends money on `TaskPay` and archives for
   * ever on `TaskPaid`**: never send it to a task whose `ReferenceId` was not just seen, and never again after an
   * outcome nobody saw. The journeys {@link FastDok.payCase} and {@link FastDok.completeCase} keep to that.
   *
   * Source: `POST /Tasks/{id}/Actions/{action}`: do something with a task (verified; FastDok's page on status changes).
   */
  performAction(params: PerformActionParams, options?: CallOptions): Promise<StatusReply> {
    return this.call("perform_action", params, options);
  }

  /**
   * Reads the order of a task, to be shown before it is paid.
   *
   * Source: `GET /Tasks/{id}/Order`: what a payment task would charge (verified; only `TaskPay` has an order).
   */
  getTaskOrder(params: GetTaskOrderParams, options?: CallOptions): Promise<Order> {
    return this.call("get_task_order", params, options);
  }

  /**
   * Reads an object.
   *
   * Source: `GET /Objects/{id}`: one object (verified).
   */
  getObject(params: GetObjectParams, options?: CallOptions): Promise<CaseObject> {
    return this.call("get_object", params, options);
  }

  /**
   * Lists the children of an object that is a container.
   *
   * One page; {@link FastDok.objectChildren} reads all of them.
   *
   * Source: `GET /Objects/{id}/Objects`: the objects in an object (verified).
   */
  listObjectChildren(params: ListObjectChildrenParams, options?: CallOptions): Promise<Page<CaseObject>> {
    return this.call("list_object_children", params, options);
  }

  /**
   * Reads the properties of an object: what to use in place of its fields, which FastDok's page on objects calls
   * deprecated.
   *
   * Source: `GET /Objects/{id}/Properties`: the values of an object (verified; FastDok's page on objects). They come as
   * a bare array.
   */
  getObjectProperties(params: GetObjectPropertiesParams, options?: CallOptions): Promise<Page<Property>> {
    return this.call("get_object_properties", params, options);
  }

  /**
   * Reads the fields of an object. FastDok's page on objects calls it deprecated in favour of the properties; Barium's
   * does not.
   *
   * Without `max` 200 fields come (verified).
   *
   * One page; {@link FastDok.objectFields} reads all of them.
   *
   * Source: `GET /Objects/{id}/Fields`: the fields of a form (verified, with a recorded answer). Until 2015 a bare
   * array, since then an envelope (verified).
   */
  getObjectFields(params: GetObjectFieldsParams, options?: CallOptions): Promise<Page<Field>> {
    return this.call("get_object_fields", params, options);
  }

  /**
   * Writes fields of an object. Look at the answer's `ignoredFields`: a field in it was not written.
   *
   * In a sharp case (`TaskPaid`) everything can be edited but `Kontrakt.KontraktNr` (verified).
   *
   * Source: `POST /Objects/{id}/Fields`: write into the fields of a form (verified for the generic API).
   */
  updateObjectFields(params: UpdateObjectFieldsParams, options?: CallOptions): Promise<StatusReply> {
    return this.call("update_object_fields", params, options);
  }

  /**
   * Removes an object.
   *
   * Source: `DELETE /Objects/{id}`: remove an object (verified that it exists; its details are unknown).
   */
  deleteObject(params: DeleteObjectParams, options?: CallOptions): Promise<StatusReply> {
    return this.call("delete_object", params, options);
  }

  /**
   * Fetches a form as PDF. What does not begin like one is an error.
   *
   * Source: `GET /Objects/{id}/PDF`: a form as PDF (verified). Until it is paid it has a draft watermark (verified).
   */
  getObjectPdf(params: GetObjectPdfParams, options?: CallOptions): Promise<Binary> {
    return this.call("get_object_pdf", params, options);
  }

  /**
   * Fetches an object as a picture.
   *
   * Source: `GET /Objects/{id}/Image`: a form or file as a picture, a PNG by the documents (verified).
   */
  getObjectImage(params: GetObjectImageParams, options?: CallOptions): Promise<Binary> {
    return this.call("get_object_image", params, options);
  }

  /**
   * Fetches a file as it was uploaded.
   *
   * An answer of JSON or HTML is taken for the file only if the service names it (`Content-Disposition`).
   *
   * Source: `GET /Objects/{id}/File`: a file that was uploaded (verified for the generic API; FastDok's page does not
   * have it).
   */
  getObjectFile(params: GetObjectFileParams, options?: CallOptions): Promise<Binary> {
    return this.call("get_object_file", params, options);
  }

  /**
   * Uploads a file. The answer's `items` have what was made.
   *
   * Source: `POST /Objects/{folder}/Objects`: put a file into a folder of a case (verified).
   */
  uploadObject(params: UploadObjectParams, options?: CallOptions): Promise<StatusReply> {
    return this.call("upload_object", params, options);
  }

  /**
   * Attaches a file to a field of a form. Look at the answer's `ignoredFields`: a field in it was not written.
   *
   * Source: `POST /DataForms/{form}/Attachments`, in version 1.1 of the API: attach a file to a form (verified for the
   * generic API by the vendor's own client; unknown for FastDok).
   */
  uploadAttachment(params: UploadAttachmentParams, options?: CallOptions): Promise<StatusReply> {
    return this.call("upload_attachment", params, options);
  }

  /**
   * Lists the templates of forms. What of it FastDok has is unknown.
   *
   * One page; {@link FastDok.dataFormTemplates} reads all of them.
   *
   * Source: `GET /DataFormTemplates`: the templates that forms can be made from (verified for the generic API; Barium's
   * page on data form templates).
   */
  listDataFormTemplates(params: Paging = {}, options?: CallOptions): Promise<Page<DataFormTemplate>> {
    return this.call("list_data_form_templates", params, options);
  }

  /**
   * Reads a template. What of it FastDok has is unknown.
   *
   * Source: `GET /DataFormTemplates/{id}`: one template of a form (verified for the generic API; Barium's page on data
   * form templates).
   */
  getDataFormTemplate(params: GetDataFormTemplateParams, options?: CallOptions): Promise<DataFormTemplate> {
    return this.call("get_data_form_template", params, options);
  }

  /**
   * Reads the fields of a template: names and types, no values. What of it FastDok has is unknown.
   *
   * Without `max` 200 fields come (verified).
   *
   * One page; {@link FastDok.dataFormTemplateFields} reads all of them.
   *
   * Source: `GET /DataFormTemplates/{id}/Fields`: the fields that a form made from a template has (verified for the
   * generic API; Barium's page on data form templates).
   */
  getDataFormTemplateFields(params: GetDataFormTemplateFieldsParams, options?: CallOptions): Promise<Page<Field>> {
    return this.call("get_data_form_template_fields", params, options);
  }

  /**
   * Reads the definition of a template. What of it FastDok has is unknown.
   *
   * Source: `GET /DataFormTemplates/{id}/Definition`: how a form made from a template looks and works (verified for the
   * generic API; Barium's page on data form templates).
   */
  getDataFormTemplateDefinition(
    params: GetDataFormTemplateDefinitionParams,
    options?: CallOptions,
  ): Promise<DataFormTemplateDefinition> {
    return this.call("get_data_form_template_definition", params, options);
  }

  /**
   * Lists the lists, all at once as far as is known.
   *
   * Source: `GET /Lists`: the lists of the company (verified for the generic API by a client; unknown for FastDok).
   */
  listLists(options?: CallOptions): Promise<Page<ListEntry>> {
    return this.call("list_lists", {}, options);
  }

  /**
   * Reads what the service says of a list; its data is read with `getListData`.
   *
   * Source: `GET /Lists/{id}`: one list (verified for the generic API by a client; unknown for FastDok).
   */
  getList(params: GetListParams, options?: CallOptions): Promise<ListEntry> {
    return this.call("get_list", params, options);
  }

  /**
   * Reads the entries of a list, all at once as far as is known. What the list's columns are called differs from list
   * to list: they are in `extra`.
   *
   * Source: `GET /Lists/{id}/Data`: what is in a list (verified for the generic API by a client; unknown for FastDok).
   */
  getListData(params: GetListDataParams, options?: CallOptions): Promise<Page<ListEntry>> {
    return this.call("get_list_data", params, options);
  }

  /**
   * Reads the company: its balance, and whether it is a licence customer or a member.
   *
   * Source: `GET /Domains/Current`: the company of the user who signed in (verified; FastDok's page on company
   * information).
   */
  getCurrentDomain(options?: CallOptions): Promise<Domain> {
    return this.call("get_current_domain", {}, options);
  }

  /**
   * Reads the company's balance, in SEK. All its users share it (verified).
   *
   * Source: `GET /Domains/Current/Balance`: what the company has left to pay with (verified; FastDok's page on company
   * information).
   */
  getBalance(options?: CallOptions): Promise<Balance> {
    return this.call("get_balance", {}, options);
  }

  /**
   * Lists the transactions of the company, as the service wrote them: no source documents their fields.
   *
   * Source: `GET /Domains/Current/Transactions`: what was paid into and from the company's balance (verified: the page
   * on status changes names the call; its parameters and its answer are unknown).
   */
  listTransactions(params: ListTransactionsParams = {}, options?: CallOptions): Promise<Transactions> {
    return this.call("list_transactions", params, options);
  }

  /**
   * Lists the users of a domain. `start` and `max` go as `Skip` and `Take` here; how many come without `max` is
   * unknown.
   *
   * One page; {@link FastDok.domainUsers} reads all of them.
   *
   * Source: `GET /domains/{id}/users`, in version 1.1 of the API: the users of a domain (verified for the generic API;
   * Barium's page on users. Unknown for FastDok).
   */
  listDomainUsers(params: ListDomainUsersParams, options?: CallOptions): Promise<Page<DomainUser>> {
    return this.call("list_domain_users", params, options);
  }

  /**
   * Lists the users of a domain with the groups that they are in. `start` and `max` go as `Skip` and `Take` here; how
   * many come without `max` is unknown.
   *
   * One page; {@link FastDok.domainUserGroups} reads all of them.
   *
   * Source: `GET /domains/{id}/usergroups`, in version 1.1 of the API: the users of a domain, each with its groups
   * (verified for the generic API; Barium's page on users. Unknown for FastDok).
   */
  listDomainUserGroups(params: ListDomainUserGroupsParams, options?: CallOptions): Promise<Page<DomainUser>> {
    return this.call("list_domain_user_groups", params, options);
  }

  // Lists to their end.

  /**
   * Lists the apps.
   *
   * All of them: page by page, each read while it arrives.
   *
   * Leaving the loop ends the exchange. {@link FastDok.all} says more.
   */
  apps(params: Paging = {}, options?: CallOptions): AsyncGenerator<App, void, undefined> {
    return this.all("list_apps", params, options);
  }

  /**
   * Lists the cases of an app.
   *
   * All of them: page by page, each read while it arrives.
   *
   * Leaving the loop ends the exchange. {@link FastDok.all} says more.
   */
  appInstances(params: ListAppInstancesParams, options?: CallOptions): AsyncGenerator<Instance, void, undefined> {
    return this.all("list_app_instances", params, options);
  }

  /**
   * Lists the cases. All users of a company see all its cases (verified).
   *
   * All of them: page by page, each read while it arrives.
   *
   * Leaving the loop ends the exchange. {@link FastDok.all} says more.
   */
  instances(params: ListInstancesParams = {}, options?: CallOptions): AsyncGenerator<Instance, void, undefined> {
    return this.all("list_instances", params, options);
  }

  /**
   * Lists the tasks of a case.
   *
   * All of them: page by page, each read while it arrives.
   *
   * Leaving the loop ends the exchange. {@link FastDok.all} says more.
   */
  instanceTasks(params: ListInstanceTasksParams, options?: CallOptions): AsyncGenerator<Task, void, undefined> {
    return this.all("list_instance_tasks", params, options);
  }

  /**
   * Lists the objects of a case.
   *
   * All of them: page by page, each read while it arrives.
   *
   * Leaving the loop ends the exchange. {@link FastDok.all} says more.
   */
  instanceObjects(
    params: ListInstanceObjectsParams,
    options?: CallOptions,
  ): AsyncGenerator<CaseObject, void, undefined> {
    return this.all("list_instance_objects", params, options);
  }

  /**
   * Reads the fields of an object of a case: by its DataId, without listing the case's objects first.
   *
   * All of them: page by page, each read while it arrives.
   *
   * Leaving the loop ends the exchange. {@link FastDok.all} says more.
   */
  instanceObjectFields(
    params: GetInstanceObjectFieldsParams,
    options?: CallOptions,
  ): AsyncGenerator<Field, void, undefined> {
    return this.all("get_instance_object_fields", params, options);
  }

  /**
   * Lists the tasks, as they stand in the user's inbox.
   *
   * All of them: page by page, each read while it arrives.
   *
   * Leaving the loop ends the exchange. {@link FastDok.all} says more.
   */
  tasks(params: ListTasksParams = {}, options?: CallOptions): AsyncGenerator<Task, void, undefined> {
    return this.all("list_tasks", params, options);
  }

  /**
   * Lists the objects of a task.
   *
   * All of them: page by page, each read while it arrives.
   *
   * Leaving the loop ends the exchange. {@link FastDok.all} says more.
   */
  taskObjects(params: ListTaskObjectsParams, options?: CallOptions): AsyncGenerator<CaseObject, void, undefined> {
    return this.all("list_task_objects", params, options);
  }

  /**
   * Reads the fields of an object that are visible in a task. `readOnly` is the task's: a field can be edited in one
   * task and not in the next (verified).
   *
   * All of them: page by page, each read while it arrives.
   *
   * Leaving the loop ends the exchange. {@link FastDok.all} says more.
   */
  taskObjectFields(params: GetTaskObjectFieldsParams, options?: CallOptions): AsyncGenerator<Field, void, undefined> {
    return this.all("get_task_object_fields", params, options);
  }

  /**
   * Lists the children of an object that is a container.
   *
   * All of them: page by page, each read while it arrives.
   *
   * Leaving the loop ends the exchange. {@link FastDok.all} says more.
   */
  objectChildren(params: ListObjectChildrenParams, options?: CallOptions): AsyncGenerator<CaseObject, void, undefined> {
    return this.all("list_object_children", params, options);
  }

  /**
   * Reads the fields of an object. FastDok's page on objects calls it deprecated in favour of the properties; Barium's
   * does not.
   *
   * All of them: page by page, each read while it arrives.
   *
   * Leaving the loop ends the exchange. {@link FastDok.all} says more.
   */
  objectFields(params: GetObjectFieldsParams, options?: CallOptions): AsyncGenerator<Field, void, undefined> {
    return this.all("get_object_fields", params, options);
  }

  /**
   * Lists the templates of forms. What of it FastDok has is unknown.
   *
   * All of them: page by page, each read while it arrives.
   *
   * Leaving the loop ends the exchange. {@link FastDok.all} says more.
   */
  dataFormTemplates(params: Paging = {}, options?: CallOptions): AsyncGenerator<DataFormTemplate, void, undefined> {
    return this.all("list_data_form_templates", params, options);
  }

  /**
   * Reads the fields of a template: names and types, no values. What of it FastDok has is unknown.
   *
   * All of them: page by page, each read while it arrives.
   *
   * Leaving the loop ends the exchange. {@link FastDok.all} says more.
   */
  dataFormTemplateFields(
    params: GetDataFormTemplateFieldsParams,
    options?: CallOptions,
  ): AsyncGenerator<Field, void, undefined> {
    return this.all("get_data_form_template_fields", params, options);
  }

  /**
   * Lists the users of a domain. `start` and `max` go as `Skip` and `Take` here; how many come without `max` is
   * unknown.
   *
   * All of them: page by page, each read while it arrives.
   *
   * Leaving the loop ends the exchange. {@link FastDok.all} says more.
   */
  domainUsers(params: ListDomainUsersParams, options?: CallOptions): AsyncGenerator<DomainUser, void, undefined> {
    return this.all("list_domain_users", params, options);
  }

  /**
   * Lists the users of a domain with the groups that they are in. `start` and `max` go as `Skip` and `Take` here; how
   * many come without `max` is unknown.
   *
   * All of them: page by page, each read while it arrives.
   *
   * Leaving the loop ends the exchange. {@link FastDok.all} says more.
   */
  domainUserGroups(
    params: ListDomainUserGroupsParams,
    options?: CallOptions,
  ): AsyncGenerator<DomainUser, void, undefined> {
    return this.all("list_domain_user_groups", params, options);
  }
}

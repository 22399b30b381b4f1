package se.nordcase

import kotlinx.coroutines.flow.Flow

/**
 * The operations of FastDok, one function each. All are functions of [FastDok].
 *
 * Each may throw a [NordcaseException]; a flow throws it after the items that came, and leaving a flow early ends its exchange. Ids, names and
 * facts are the service's; marks say how well a fact is known: *verified* (a public document or a recording says it), *inferred*, *unknown*.
 */
public abstract class FastDokOperations internal constructor(
    internal val caller: Caller,
) {
    /**
     * Signs in with the credentials of the `Access`; they are never part of this value.
     *
     * It counts as a read: it changes nothing of value. But a refusal (`fastdok.sign_in_failed`) must never be repeated
     * blindly, since accounts can get locked.
     *
     * @param webTicket Ask for a web ticket too, for a link to a task's page.
     */
    public suspend fun authenticate(webTicket: Boolean = false): SignedIn = caller.answer<Answer.Authenticate>(Operation.Authenticate(webTicket)).v1

    /**
     * Lists the apps: one page.
     *
     * @param start `Start`: the index of the first item, from 0.
     * @param max `Max`: the largest number of items.
     */
    public suspend fun appsPage(
        start: Int? = null,
        max: Int? = null,
    ): AppPage = caller.answer<Answer.ListApps>(Operation.ListApps(count("start", start), count("max", max))).v1

    /**
     * Lists the apps, page by page, each read while it arrives.
     *
     * @param max How many are asked for at once; the service's own number if none.
     */
    public fun apps(max: Int? = null): Flow<App> =
        caller.pages<App, Answer.ListApps>({ it.v1.items }, { it.id }, { it.v1.totalCount }) { start ->
            Operation.ListApps(start, count("max", max))
        }

    /**
     * Reads an app.
     *
     * @param appId The app's id or reference id; `form` is the one of FastDok's form cases (verified).
     */
    public suspend fun getApp(appId: String): App = caller.answer<Answer.GetApp>(Operation.GetApp(appId)).v1

    /**
     * Lists the cases of an app: one page.
     *
     * @param appId The app's id or reference id.
     * @param start `Start`: the index of the first item, from 0.
     * @param max `Max`: the largest number of items.
     * @param status `Status`: only cases of this status.
     */
    public suspend fun appInstancesPage(
        appId: String,
        start: Int? = null,
        max: Int? = null,
        status: InstanceStatus? = null,
    ): InstancePage = caller.answer<Answer.ListAppInstances>(Operation.ListAppInstances(appId, count("start", start), count("max", max), status)).v1

    /**
     * Lists the cases of an app, page by page, each read while it arrives.
     *
     * @param appId The app's id or reference id.
     * @param max How many are asked for at once; the service's own number if none.
     * @param status `Status`: only cases of this status.
     */
    public fun appInstances(
        appId: String,
        max: Int? = null,
        status: InstanceStatus? = null,
    ): Flow<Instance> =
        caller.pages<Instance, Answer.ListAppInstances>({ it.v1.items }, { it.id }, { it.v1.totalCount }) { start ->
            Operation.ListAppInstances(appId, start, count("max", max), status)
        }

    /**
     * Starts a form case.
     *
     * Only entries with a template are seen as forms by users; the others hold data that all forms of the case read
     * (verified). Each object may exist once in a case, and only one form may be a main contract (`Huvudkontrakt`,
     * verified): the service checks that.
     *
     * @param entries The objects, at least one.
     * @param bodyForm How the body is written.
     */
    public suspend fun startCaseOnce(
        entries: List<ObjectEntry>,
        bodyForm: BodyForm = BodyForm.DOCUMENTED,
    ): Started = caller.answer<Answer.StartCase>(Operation.StartCase(entries, bodyForm)).v1

    /**
     * Starts a case of an app.
     *
     * @param appId The app's id or reference id.
     * @param message The message that starts the process: `START` unless the app has another.
     * @param template The form's template. It must be given when fields are: newer documents say any text will do,
     *   older ones that it is the template's data id (both verified), so give that.
     * @param fields The form's fields, and `instance.name`.
     */
    public suspend fun startInstance(
        appId: String,
        message: String = "START",
        template: String? = null,
        fields: List<FieldValue> = emptyList(),
    ): Started = caller.answer<Answer.StartInstance>(Operation.StartInstance(appId, message, template, fields)).v1

    /**
     * Lists the cases. All users of a company see all its cases (verified): one page.
     *
     * @param start `Start`: the index of the first item, from 0.
     * @param max `Max`: the largest number of items.
     * @param status `Status`: only cases of this status.
     */
    public suspend fun instancesPage(
        start: Int? = null,
        max: Int? = null,
        status: InstanceStatus? = null,
    ): InstancePage = caller.answer<Answer.ListInstances>(Operation.ListInstances(count("start", start), count("max", max), status)).v1

    /**
     * Lists the cases. All users of a company see all its cases (verified), page by page, each read while it arrives.
     *
     * @param max How many are asked for at once; the service's own number if none.
     * @param status `Status`: only cases of this status.
     */
    public fun instances(
        max: Int? = null,
        status: InstanceStatus? = null,
    ): Flow<Instance> =
        caller.pages<Instance, Answer.ListInstances>({ it.v1.items }, { it.id }, { it.v1.totalCount }) { start ->
            Operation.ListInstances(start, count("max", max), status)
        }

    /**
     * Reads a case.
     *
     * @param instanceId The case's id or reference id.
     */
    public suspend fun getInstance(instanceId: String): Instance = caller.answer<Answer.GetInstance>(Operation.GetInstance(instanceId)).v1

    /**
     * Removes a case.
     *
     * @param instanceId The case's id.
     */
    public suspend fun deleteInstance(instanceId: String): StatusReply = caller.answer<Answer.DeleteInstance>(Operation.DeleteInstance(instanceId)).v1

    /**
     * Lists the tasks of a case: one page.
     *
     * @param instanceId The case's id or reference id.
     * @param start `Start`: the index of the first item, from 0.
     * @param max `Max`: the largest number of items.
     * @param status `Status`: only tasks of this status.
     */
    public suspend fun instanceTasksPage(
        instanceId: String,
        start: Int? = null,
        max: Int? = null,
        status: TaskStatus? = null,
    ): TaskPage =
        caller.answer<Answer.ListInstanceTasks>(Operation.ListInstanceTasks(instanceId, count("start", start), count("max", max), status)).v1

    /**
     * Lists the tasks of a case, page by page, each read while it arrives.
     *
     * @param instanceId The case's id or reference id.
     * @param max How many are asked for at once; the service's own number if none.
     * @param status `Status`: only tasks of this status.
     */
    public fun instanceTasks(
        instanceId: String,
        max: Int? = null,
        status: TaskStatus? = null,
    ): Flow<Task> =
        caller.pages<Task, Answer.ListInstanceTasks>({ it.v1.items }, { it.id }, { it.v1.totalCount }) { start ->
            Operation.ListInstanceTasks(instanceId, start, count("max", max), status)
        }

    /**
     * Lists the objects of a case: one page.
     *
     * @param instanceId The case's id or reference id.
     * @param start `Start`: the index of the first item, from 0.
     * @param max `Max`: the largest number of items.
     */
    public suspend fun instanceObjectsPage(
        instanceId: String,
        start: Int? = null,
        max: Int? = null,
    ): ObjectPage = caller.answer<Answer.ListInstanceObjects>(Operation.ListInstanceObjects(instanceId, count("start", start), count("max", max))).v1

    /**
     * Lists the objects of a case, page by page, each read while it arrives.
     *
     * @param instanceId The case's id or reference id.
     * @param max How many are asked for at once; the service's own number if none.
     */
    public fun instanceObjects(
        instanceId: String,
        max: Int? = null,
    ): Flow<Object> =
        caller.pages<Object, Answer.ListInstanceObjects>({ it.v1.items }, { it.id }, { it.v1.totalCount }) { start ->
            Operation.ListInstanceObjects(instanceId, start, count("max", max))
        }

    /**
     * Reads an object of a case.
     *
     * @param instanceId The case's id.
     * @param objectId The object's id, or its DataId.
     * @param versionId `VersionId`: an earlier version of the object.
     */
    public suspend fun getInstanceObject(
        instanceId: String,
        objectId: String,
        versionId: String? = null,
    ): Object = caller.answer<Answer.GetInstanceObject>(Operation.GetInstanceObject(instanceId, objectId, versionId)).v1

    /**
     * Lists the tasks, as they stand in the user's inbox: one page.
     *
     * @param start `Start`: the index of the first item, from 0.
     * @param max `Max`: the largest number of items.
     * @param status `Status`: only tasks of this status.
     */
    public suspend fun tasksPage(
        start: Int? = null,
        max: Int? = null,
        status: TaskStatus? = null,
    ): TaskPage = caller.answer<Answer.ListTasks>(Operation.ListTasks(count("start", start), count("max", max), status)).v1

    /**
     * Lists the tasks, as they stand in the user's inbox, page by page, each read while it arrives.
     *
     * @param max How many are asked for at once; the service's own number if none.
     * @param status `Status`: only tasks of this status.
     */
    public fun tasks(
        max: Int? = null,
        status: TaskStatus? = null,
    ): Flow<Task> =
        caller.pages<Task, Answer.ListTasks>({ it.v1.items }, { it.id }, { it.v1.totalCount }) { start ->
            Operation.ListTasks(start, count("max", max), status)
        }

    /**
     * Reads a task.
     *
     * @param taskId The task's id.
     */
    public suspend fun getTask(taskId: String): Task = caller.answer<Answer.GetTask>(Operation.GetTask(taskId)).v1

    /**
     * Lists the objects of a task: one page.
     *
     * @param taskId The task's id.
     * @param start `Start`: the index of the first item, from 0.
     * @param max `Max`: the largest number of items.
     */
    public suspend fun taskObjectsPage(
        taskId: String,
        start: Int? = null,
        max: Int? = null,
    ): ObjectPage = caller.answer<Answer.ListTaskObjects>(Operation.ListTaskObjects(taskId, count("start", start), count("max", max))).v1

    /**
     * Lists the objects of a task, page by page, each read while it arrives.
     *
     * @param taskId The task's id.
     * @param max How many are asked for at once; the service's own number if none.
     */
    public fun taskObjects(
        taskId: String,
        max: Int? = null,
    ): Flow<Object> =
        caller.pages<Object, Answer.ListTaskObjects>({ it.v1.items }, { it.id }, { it.v1.totalCount }) { start ->
            Operation.ListTaskObjects(taskId, start, count("max", max))
        }

    /**
     * Lists the actions of a task. They come all at once.
     *
     * @param taskId The task's id.
     */
    public suspend fun listTaskActions(taskId: String): ActionPage = caller.answer<Answer.ListTaskActions>(Operation.ListTaskActions(taskId)).v1

    /**
     * Does an action of a task. The answer often names the next task (`taskId`).
     *
     * Only a task that is ready can be acted on (verified). **`ActionComplete` spends money on `TaskPay` and archives for
     * ever on `TaskPaid`**: never send it to a task whose `ReferenceId` was not just seen, and never again after an
     * outcome nobody saw.
     *
     * @param taskId The task.
     * @param action The action.
     * @param comment A comment, for actions that can have one. The parameter's name, `comment`, is inferred: no
     *   source has it.
     */
    public suspend fun performAction(
        taskId: String,
        action: ActionKind,
        comment: String? = null,
    ): StatusReply = caller.answer<Answer.PerformAction>(Operation.PerformAction(taskId, action, comment)).v1

    /**
     * Reads the order of a task, to be shown before it is paid.
     *
     * @param taskId The task, a `TaskPay`.
     */
    public suspend fun getTaskOrder(taskId: String): Order = caller.answer<Answer.GetTaskOrder>(Operation.GetTaskOrder(taskId)).v1

    /**
     * Reads an object.
     *
     * @param objectId The object's id.
     * @param versionId `VersionId`: an earlier version of the object.
     */
    public suspend fun getObject(
        objectId: String,
        versionId: String? = null,
    ): Object = caller.answer<Answer.GetObject>(Operation.GetObject(objectId, versionId)).v1

    /**
     * Lists the children of an object that is a container: one page.
     *
     * @param objectId The object's id.
     * @param versionId `VersionId`: an earlier version of the object.
     * @param start `Start`: the index of the first item, from 0.
     * @param max `Max`: the largest number of items.
     */
    public suspend fun objectChildrenPage(
        objectId: String,
        versionId: String? = null,
        start: Int? = null,
        max: Int? = null,
    ): ObjectPage =
        caller.answer<Answer.ListObjectChildren>(Operation.ListObjectChildren(objectId, versionId, count("start", start), count("max", max))).v1

    /**
     * Lists the children of an object that is a container, page by page, each read while it arrives.
     *
     * @param objectId The object's id.
     * @param versionId `VersionId`: an earlier version of the object.
     * @param max How many are asked for at once; the service's own number if none.
     */
    public fun objectChildren(
        objectId: String,
        versionId: String? = null,
        max: Int? = null,
    ): Flow<Object> =
        caller.pages<Object, Answer.ListObjectChildren>({ it.v1.items }, { it.id }, { it.v1.totalCount }) { start ->
            Operation.ListObjectChildren(objectId, versionId, start, count("max", max))
        }

    /**
     * Reads the properties of an object: what to use in place of its fields, which that page calls deprecated.
     *
     * @param objectId The object's id.
     * @param versionId `VersionId`: an earlier version of the object.
     */
    public suspend fun getObjectProperties(
        objectId: String,
        versionId: String? = null,
    ): PropertyPage = caller.answer<Answer.GetObjectProperties>(Operation.GetObjectProperties(objectId, versionId)).v1

    /**
     * Reads the fields of an object. FastDok's page on objects calls it deprecated in favour of the properties; Barium's
     * does not. One page.
     *
     * Without `max` 200 fields come (verified).
     *
     * @param objectId The object's id.
     * @param versionId `VersionId`: an earlier version of the object.
     * @param start `Start`: the index of the first item, from 0.
     * @param max `Max`: the largest number of items.
     */
    public suspend fun objectFieldsPage(
        objectId: String,
        versionId: String? = null,
        start: Int? = null,
        max: Int? = null,
    ): FieldPage = caller.answer<Answer.GetObjectFields>(Operation.GetObjectFields(objectId, versionId, count("start", start), count("max", max))).v1

    /**
     * Reads the fields of an object. FastDok's page on objects calls it deprecated in favour of the properties; Barium's
     * does not. Page by page, each read while it arrives.
     *
     * Without `max` 200 fields come (verified).
     *
     * @param objectId The object's id.
     * @param versionId `VersionId`: an earlier version of the object.
     * @param max How many are asked for at once; the service's own number if none.
     */
    public fun objectFields(
        objectId: String,
        versionId: String? = null,
        max: Int? = null,
    ): Flow<Field> =
        caller.pages<Field, Answer.GetObjectFields>({ it.v1.items }, { it.id }, { it.v1.totalCount }) { start ->
            Operation.GetObjectFields(objectId, versionId, start, count("max", max))
        }

    /**
     * Writes fields of an object. Look at the answer's `ignoredFields`.
     *
     * In a sharp case (`TaskPaid`) everything can be edited but `Kontrakt.KontraktNr` (verified).
     *
     * @param objectId The object's id, or its data id where the service takes it.
     * @param fields The fields, at least one.
     */
    public suspend fun updateObjectFields(
        objectId: String,
        fields: List<FieldValue>,
    ): StatusReply = caller.answer<Answer.UpdateObjectFields>(Operation.UpdateObjectFields(objectId, fields)).v1

    /**
     * Removes an object.
     *
     * @param objectId The object's id.
     */
    public suspend fun deleteObject(objectId: String): StatusReply = caller.answer<Answer.DeleteObject>(Operation.DeleteObject(objectId)).v1

    /**
     * Fetches a form as PDF. What does not begin like one is an error.
     *
     * @param objectId The object's id.
     * @param versionId `VersionId`: an earlier version of the object.
     */
    public suspend fun getObjectPdf(
        objectId: String,
        versionId: String? = null,
    ): Binary = caller.answer<Answer.GetObjectPdf>(Operation.GetObjectPdf(objectId, versionId)).v1

    /**
     * Fetches an object as a picture.
     *
     * @param objectId The object's id.
     * @param versionId `VersionId`: an earlier version of the object.
     * @param width `Width` in pixels (documented for the generic API).
     * @param height `Height` in pixels (documented for the generic API).
     */
    public suspend fun getObjectImage(
        objectId: String,
        versionId: String? = null,
        width: Int? = null,
        height: Int? = null,
    ): Binary = caller.answer<Answer.GetObjectImage>(Operation.GetObjectImage(objectId, versionId, count("width", width), count("height", height))).v1

    /**
     * Fetches a file as it was uploaded.
     *
     * An answer of JSON or HTML is taken for the file only if the service names it (`Content-Disposition`).
     *
     * @param objectId The object's id.
     * @param versionId `VersionId`: an earlier version of the object.
     */
    public suspend fun getObjectFile(
        objectId: String,
        versionId: String? = null,
    ): Binary = caller.answer<Answer.GetObjectFile>(Operation.GetObjectFile(objectId, versionId)).v1

    /**
     * Uploads a file. The answer's `items` have what was made.
     *
     * @param folderId The folder: an object that is a container.
     * @param fileName The file's name, at most `ID_CHARS` characters: no path, no quotes.
     * @param bytes The file, at most `UPLOAD_BYTES`.
     * @param contentType Its media type; `application/octet-stream` if unknown.
     */
    public suspend fun uploadObject(
        folderId: String,
        fileName: String,
        bytes: ByteArray,
        contentType: String? = null,
    ): StatusReply = caller.answer<Answer.UploadObject>(Operation.UploadObject(folderId, fileName, bytes, contentType)).v1

    /**
     * Reads the company: its balance, and whether it is a licence customer or a member.
     */
    public suspend fun getCurrentDomain(): Domain = caller.answer<Answer.GetCurrentDomain>(Operation.GetCurrentDomain).v1

    /**
     * Reads the company's balance. All its users share it (verified).
     */
    public suspend fun getBalance(): Balance = caller.answer<Answer.GetBalance>(Operation.GetBalance).v1

    /**
     * Lists the transactions of the company.
     *
     * @param start `Start`: the index of the first, from 0. Inferred.
     * @param max `Max`: the largest number of them. Inferred.
     */
    public suspend fun transactions(
        start: Int? = null,
        max: Int? = null,
    ): Transactions = caller.answer<Answer.ListTransactions>(Operation.ListTransactions(count("start", start), count("max", max))).v1
}

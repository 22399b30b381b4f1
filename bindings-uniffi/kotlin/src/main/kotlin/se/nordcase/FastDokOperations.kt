// Made of the core's source by `cargo xtask generate`: change it there.

package se.nordcase

import kotlinx.coroutines.flow.Flow

/**
 * The operations of FastDok, one function each, and its lists. All are functions of [FastDok].
 *
 * Each may throw a [NordcaseException]; a flow throws it after the items that came, and leaving a flow early ends its exchange. Ids, names and
 * facts are the service's; marks say how well a fact is known: *verified* (a public document or a recording says it), *inferred*, *unknown*.
 */
public abstract class FastDokOperations internal constructor(
    internal val caller: Caller,
) {
    /**
     * Signs in with the credentials of the client. Clients do so by themselves before a call that needs it. The answer's tickets are secrets.
     *
     * It counts as a read: it changes nothing of value. But a refusal (`fastdok.sign_in_failed`) must never be repeated blindly, since accounts can
     * get locked.
     *
     * Source: `POST /Authenticate`: sign in, and get the ticket that every other call carries (verified).
     *
     * @param webTicket Ask for a web ticket too, for [FastDok.taskLink].
     */
    public suspend fun authenticate(webTicket: Boolean = false): SignedIn = caller.answer<Answer.Authenticate>(Operation.Authenticate(webTicket)).v1

    /**
     * Lists the apps.
     *
     * One page; [apps] reads all of them.
     *
     * Source: `GET /Apps`: the apps, the processes that cases are started in (verified; Barium's page on apps).
     *
     * @param start The index of the first item, from 0.
     * @param max The largest number of items.
     */
    public suspend fun listApps(
        start: Int? = null,
        max: Int? = null,
    ): AppPage = caller.answer<Answer.ListApps>(Operation.ListApps(count("start", start), count("max", max))).v1

    /**
     * Lists the apps.
     *
     * All of them: page by page, each read while it arrives.
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
     * Source: `GET /Apps/{id}`: one app (verified; Barium's page on apps).
     *
     * @param appId The app's id or reference id; `form` is the one of FastDok's form cases (verified).
     */
    public suspend fun getApp(appId: String): App = caller.answer<Answer.GetApp>(Operation.GetApp(appId)).v1

    /**
     * Lists the cases of an app.
     *
     * One page; [appInstances] reads all of them.
     *
     * Source: `GET /Apps/{id}/Instances`: the cases of an app (verified, with a recorded answer).
     *
     * @param appId The app's id or reference id; `form` is the one of FastDok's form cases (verified).
     * @param start The index of the first item, from 0.
     * @param max The largest number of items.
     * @param status `Status`: only cases of this status.
     */
    public suspend fun listAppInstances(
        appId: String,
        start: Int? = null,
        max: Int? = null,
        status: InstanceStatus? = null,
    ): InstancePage = caller.answer<Answer.ListAppInstances>(Operation.ListAppInstances(appId, count("start", start), count("max", max), status)).v1

    /**
     * Lists the cases of an app.
     *
     * All of them: page by page, each read while it arrives.
     *
     * @param appId The app's id or reference id; `form` is the one of FastDok's form cases (verified).
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
     * Only entries with a template are seen as forms by users; the others hold data that all forms of the case read (verified). Each object may exist
     * once in a case, and only one form may be a main contract (`Huvudkontrakt`, verified): the service checks that.
     *
     * It is one plain request. [FastDok.startCase] is safer: it finds out whether a request with no answer started one.
     *
     * Source: `POST /apps/form`: start a form case with the objects it begins with (verified; FastDok's page on form cases).
     *
     * @param entries The objects, at least one.
     * @param bodyForm How the body is written: as documented if left out.
     */
    public suspend fun startCaseOnce(
        entries: List<ObjectEntry>,
        bodyForm: BodyForm = BodyForm.DOCUMENTED,
    ): Started = caller.answer<Answer.StartCase>(Operation.StartCase(entries, bodyForm)).v1

    /**
     * Starts a case of an app.
     *
     * Source: `POST /Apps/{id}`: start a case of an app by the message `START`, in the way of the generic API (verified; Barium's page on apps).
     *
     * @param appId The app's id or reference id.
     * @param message The message that starts the process: `START` unless the app has another.
     * @param template The form's template. It must be given when fields are: newer documents say any text will do, older ones that it is the
     *   template's data id (both verified), so give that.
     * @param fields The form's fields, and `instance.name`.
     */
    public suspend fun startInstance(
        appId: String,
        message: String = "START",
        template: String? = null,
        fields: List<FieldValue> = emptyList(),
    ): Started = caller.answer<Answer.StartInstance>(Operation.StartInstance(appId, message, template, fields)).v1

    /**
     * Lists the cases. All users of a company see all its cases (verified).
     *
     * One page; [instances] reads all of them.
     *
     * Source: `GET /Instances`: the cases (verified; Barium's page on instances).
     *
     * @param start The index of the first item, from 0.
     * @param max The largest number of items.
     * @param status `Status`: only cases of this status.
     */
    public suspend fun listInstances(
        start: Int? = null,
        max: Int? = null,
        status: InstanceStatus? = null,
    ): InstancePage = caller.answer<Answer.ListInstances>(Operation.ListInstances(count("start", start), count("max", max), status)).v1

    /**
     * Lists the cases. All users of a company see all its cases (verified).
     *
     * All of them: page by page, each read while it arrives.
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
     * Source: `GET /Instances/{id}`: one case (verified, with a recorded answer).
     *
     * @param instanceId The case's id or reference id.
     */
    public suspend fun getInstance(instanceId: String): Instance = caller.answer<Answer.GetInstance>(Operation.GetInstance(instanceId)).v1

    /**
     * Removes a case.
     *
     * Source: `DELETE /Instances/{id}`: remove a case (verified by a client of the generic API; whether FastDok permits it is unknown).
     *
     * @param instanceId The case's id.
     */
    public suspend fun deleteInstance(instanceId: String): StatusReply = caller.answer<Answer.DeleteInstance>(Operation.DeleteInstance(instanceId)).v1

    /**
     * Lists the tasks of a case.
     *
     * One page; [instanceTasks] reads all of them.
     *
     * Source: `GET /Instances/{id}/Tasks`: the tasks of a case (verified). There can be several, at present one at a time is ready (verified).
     *
     * @param instanceId The case's id or reference id.
     * @param start The index of the first item, from 0.
     * @param max The largest number of items.
     * @param status `Status`: only tasks of this status.
     */
    public suspend fun listInstanceTasks(
        instanceId: String,
        start: Int? = null,
        max: Int? = null,
        status: TaskStatus? = null,
    ): TaskPage =
        caller.answer<Answer.ListInstanceTasks>(Operation.ListInstanceTasks(instanceId, count("start", start), count("max", max), status)).v1

    /**
     * Lists the tasks of a case.
     *
     * All of them: page by page, each read while it arrives.
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
     * Lists the objects of a case.
     *
     * One page; [instanceObjects] reads all of them.
     *
     * Source: `GET /Instances/{id}/Objects`: the objects of a case (verified, with a recorded answer).
     *
     * @param instanceId The case's id or reference id.
     * @param start The index of the first item, from 0.
     * @param max The largest number of items.
     */
    public suspend fun listInstanceObjects(
        instanceId: String,
        start: Int? = null,
        max: Int? = null,
    ): ObjectPage = caller.answer<Answer.ListInstanceObjects>(Operation.ListInstanceObjects(instanceId, count("start", start), count("max", max))).v1

    /**
     * Lists the objects of a case.
     *
     * All of them: page by page, each read while it arrives.
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
     * Source: `GET /Instances/{id}/Objects/{object}`: one object of a case, by its id or its DataId (verified).
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
     * Reads the fields of an object of a case: by its DataId, without listing the case's objects first.
     *
     * `start` and `max`, and that without `max` 200 fields come, are inferred from the fields of an object.
     *
     * One page; [instanceObjectFields] reads all of them.
     *
     * Source: `GET /Instances/{id}/Objects/{object}/Fields`: the fields of a form of a case (verified for the generic API by a client in production,
     * with the form's DataId in the path; unknown for FastDok).
     *
     * @param instanceId The case's id.
     * @param objectId The object's id, or its DataId.
     * @param start The index of the first item, from 0.
     * @param max The largest number of items.
     */
    public suspend fun getInstanceObjectFields(
        instanceId: String,
        objectId: String,
        start: Int? = null,
        max: Int? = null,
    ): FieldPage {
        val operation = Operation.GetInstanceObjectFields(instanceId, objectId, count("start", start), count("max", max))
        return caller.answer<Answer.GetInstanceObjectFields>(operation).v1
    }

    /**
     * Reads the fields of an object of a case: by its DataId, without listing the case's objects first.
     *
     * All of them: page by page, each read while it arrives.
     *
     * @param instanceId The case's id.
     * @param objectId The object's id, or its DataId.
     * @param max How many are asked for at once; the service's own number if none.
     */
    public fun instanceObjectFields(
        instanceId: String,
        objectId: String,
        max: Int? = null,
    ): Flow<Field> =
        caller.pages<Field, Answer.GetInstanceObjectFields>({ it.v1.items }, { it.id }, { it.v1.totalCount }) { start ->
            Operation.GetInstanceObjectFields(instanceId, objectId, start, count("max", max))
        }

    /**
     * Adds objects to a case: a form, or data that its forms share.
     *
     * Each object may exist once in a case, and only one form may be a main contract (`Huvudkontrakt`, verified): the service checks that. Look at
     * the `success` of each of the answer's `items`; if none was made it is an error.
     *
     * Forms that are added to a paid case are paid by going to the payment again (verified).
     *
     * Source: `POST /Instances/{id}/Objects`: put objects into a case (verified for the generic API by a client in production; the part of FastDok's
     * page on objects that would say so is lost).
     *
     * @param instanceId The case's id.
     * @param entries The objects, at least one.
     * @param bodyForm How the body is written: as documented if left out.
     */
    public suspend fun addInstanceObjects(
        instanceId: String,
        entries: List<ObjectEntry>,
        bodyForm: BodyForm = BodyForm.DOCUMENTED,
    ): StatusReply = caller.answer<Answer.AddInstanceObjects>(Operation.AddInstanceObjects(instanceId, entries, bodyForm)).v1

    /**
     * Sends a message to a case.
     *
     * Whether a form case of FastDok waits for any is unknown: its tasks are left by actions (`performAction`).
     *
     * Source: `POST /Instances/{id}`: send a message to a case (verified for the generic API by the vendor's own client; unknown for FastDok).
     *
     * @param instanceId The case's id.
     * @param message `message`: the message's name in the process.
     */
    public suspend fun sendInstanceMessage(
        instanceId: String,
        message: String,
    ): StatusReply = caller.answer<Answer.SendInstanceMessage>(Operation.SendInstanceMessage(instanceId, message)).v1

    /**
     * Lists the tasks, as they stand in the user's inbox.
     *
     * One page; [tasks] reads all of them.
     *
     * Source: `GET /Tasks`: the tasks of the user (verified).
     *
     * @param start The index of the first item, from 0.
     * @param max The largest number of items.
     * @param status `Status`: only tasks of this status.
     */
    public suspend fun listTasks(
        start: Int? = null,
        max: Int? = null,
        status: TaskStatus? = null,
    ): TaskPage = caller.answer<Answer.ListTasks>(Operation.ListTasks(count("start", start), count("max", max), status)).v1

    /**
     * Lists the tasks, as they stand in the user's inbox.
     *
     * All of them: page by page, each read while it arrives.
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
     * Source: `GET /Tasks/{id}`: one task (verified, with the documentation's sample).
     *
     * @param taskId The task's id.
     */
    public suspend fun getTask(taskId: String): Task = caller.answer<Answer.GetTask>(Operation.GetTask(taskId)).v1

    /**
     * Lists the objects of a task.
     *
     * One page; [taskObjects] reads all of them.
     *
     * Source: `GET /Tasks/{id}/Objects`: the objects that a task works on (verified).
     *
     * @param taskId The task's id.
     * @param start The index of the first item, from 0.
     * @param max The largest number of items.
     */
    public suspend fun listTaskObjects(
        taskId: String,
        start: Int? = null,
        max: Int? = null,
    ): ObjectPage = caller.answer<Answer.ListTaskObjects>(Operation.ListTaskObjects(taskId, count("start", start), count("max", max))).v1

    /**
     * Lists the objects of a task.
     *
     * All of them: page by page, each read while it arrives.
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
     * Reads an object of a task.
     *
     * Source: `GET /Tasks/{id}/Objects/{object}`: one object that a task works on (verified for the generic API; Barium's page on tasks).
     *
     * @param taskId The task's id.
     * @param objectId The object's id.
     */
    public suspend fun getTaskObject(
        taskId: String,
        objectId: String,
    ): Object = caller.answer<Answer.GetTaskObject>(Operation.GetTaskObject(taskId, objectId)).v1

    /**
     * Reads the fields of an object that are visible in a task. `readOnly` is the task's: a field can be edited in one task and not in the next
     * (verified).
     *
     * `start` and `max`, and that without `max` 200 fields come, are inferred from the fields of an object.
     *
     * One page; [taskObjectFields] reads all of them.
     *
     * Source: `GET /Tasks/{id}/Objects/{object}/fields`: the fields of a form as a task has them (verified for the generic API; Barium's page on
     * tasks, which writes `fields` in lower case here).
     *
     * @param taskId The task's id.
     * @param objectId The object's id.
     * @param start The index of the first item, from 0.
     * @param max The largest number of items.
     */
    public suspend fun getTaskObjectFields(
        taskId: String,
        objectId: String,
        start: Int? = null,
        max: Int? = null,
    ): FieldPage =
        caller.answer<Answer.GetTaskObjectFields>(Operation.GetTaskObjectFields(taskId, objectId, count("start", start), count("max", max))).v1

    /**
     * Reads the fields of an object that are visible in a task. `readOnly` is the task's: a field can be edited in one task and not in the next
     * (verified).
     *
     * All of them: page by page, each read while it arrives.
     *
     * @param taskId The task's id.
     * @param objectId The object's id.
     * @param max How many are asked for at once; the service's own number if none.
     */
    public fun taskObjectFields(
        taskId: String,
        objectId: String,
        max: Int? = null,
    ): Flow<Field> =
        caller.pages<Field, Answer.GetTaskObjectFields>({ it.v1.items }, { it.id }, { it.v1.totalCount }) { start ->
            Operation.GetTaskObjectFields(taskId, objectId, start, count("max", max))
        }

    /**
     * Lists the actions of a task. They come all at once.
     *
     * Source: `GET /Tasks/{id}/Actions`: what can be done with a task (verified).
     *
     * @param taskId The task's id.
     */
    public suspend fun listTaskActions(taskId: String): ActionPage = caller.answer<Answer.ListTaskActions>(Operation.ListTaskActions(taskId)).v1

    /**
     * Lists the participants of an action. They come all at once.
     *
     * An action that has any says so as `mustAssignPerformers`. Whether FastDok has such actions is unknown.
     *
     * Source: `GET /Tasks/{id}/Actions/{action}/AssignableParticipants`: the participants that performers must be assigned to when the action is
     * performed (verified for the generic API; Barium's page on actions).
     *
     * @param taskId The task's id.
     * @param action The action.
     */
    public suspend fun listAssignableParticipants(
        taskId: String,
        action: ActionKind,
    ): AssignableParticipantPage = caller.answer<Answer.ListAssignableParticipants>(Operation.ListAssignableParticipants(taskId, action)).v1

    /**
     * Reads who can perform what a participant does. They come all at once; the participant's own `Id` and `Name` are in the answer's `extra`.
     *
     * Assign them with `participants` of `performAction`.
     *
     * Source: `GET /Tasks/{id}/Actions/{action}/AssignableParticipants/{participant}`: the performers that can be assigned to a participant (verified
     * for the generic API; Barium's page on actions).
     *
     * @param taskId The task's id.
     * @param action The action.
     * @param participantId The participant's id.
     */
    public suspend fun getAssignableParticipant(
        taskId: String,
        action: ActionKind,
        participantId: String,
    ): AssignablePerformerPage = caller.answer<Answer.GetAssignableParticipant>(Operation.GetAssignableParticipant(taskId, action, participantId)).v1

    /**
     * Does an action of a task. The answer often names the next task (`taskId`).
     *
     * Only a task that is ready can be acted on (verified). **`ActionComplete` spends money on `TaskPay` and archives for ever on `TaskPaid`**: never
     * send it to a task whose `ReferenceId` was not just seen, and never again after an outcome nobody saw. The journeys [FastDok.payCase] and
     * [FastDok.completeCase] keep to that.
     *
     * Source: `POST /Tasks/{id}/Actions/{action}`: do something with a task (verified; FastDok's page on status changes).
     *
     * @param taskId The task.
     * @param action The action.
     * @param comment A comment, for actions that can have one. The parameter's name, `comment`, is inferred: no source has it.
     * @param participants `participants`: who performs what comes next, for actions that must be told (`mustAssignPerformers`).
     */
    public suspend fun performAction(
        taskId: String,
        action: ActionKind,
        comment: String? = null,
        participants: List<ParticipantAssignment> = emptyList(),
    ): StatusReply = caller.answer<Answer.PerformAction>(Operation.PerformAction(taskId, action, comment, participants)).v1

    /**
     * Reads the order of a task, to be shown before it is paid.
     *
     * Source: `GET /Tasks/{id}/Order`: what a payment task would charge (verified; only `TaskPay` has an order).
     *
     * @param taskId The task, a `TaskPay`.
     */
    public suspend fun getTaskOrder(taskId: String): Order = caller.answer<Answer.GetTaskOrder>(Operation.GetTaskOrder(taskId)).v1

    /**
     * Reads an object.
     *
     * Source: `GET /Objects/{id}`: one object (verified).
     *
     * @param objectId The object's id.
     * @param versionId `VersionId`: an earlier version of the object.
     */
    public suspend fun getObject(
        objectId: String,
        versionId: String? = null,
    ): Object = caller.answer<Answer.GetObject>(Operation.GetObject(objectId, versionId)).v1

    /**
     * Lists the children of an object that is a container.
     *
     * One page; [objectChildren] reads all of them.
     *
     * Source: `GET /Objects/{id}/Objects`: the objects in an object (verified).
     *
     * @param objectId The object's id.
     * @param versionId `VersionId`: an earlier version of the object.
     * @param start The index of the first item, from 0.
     * @param max The largest number of items.
     */
    public suspend fun listObjectChildren(
        objectId: String,
        versionId: String? = null,
        start: Int? = null,
        max: Int? = null,
    ): ObjectPage =
        caller.answer<Answer.ListObjectChildren>(Operation.ListObjectChildren(objectId, versionId, count("start", start), count("max", max))).v1

    /**
     * Lists the children of an object that is a container.
     *
     * All of them: page by page, each read while it arrives.
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
     * Reads the properties of an object: what to use in place of its fields, which FastDok's page on objects calls deprecated.
     *
     * Source: `GET /Objects/{id}/Properties`: the values of an object (verified; FastDok's page on objects). They come as a bare array.
     *
     * @param objectId The object's id.
     * @param versionId `VersionId`: an earlier version of the object.
     */
    public suspend fun getObjectProperties(
        objectId: String,
        versionId: String? = null,
    ): PropertyPage = caller.answer<Answer.GetObjectProperties>(Operation.GetObjectProperties(objectId, versionId)).v1

    /**
     * Reads the fields of an object. FastDok's page on objects calls it deprecated in favour of the properties; Barium's does not.
     *
     * Without `max` 200 fields come (verified).
     *
     * One page; [objectFields] reads all of them.
     *
     * Source: `GET /Objects/{id}/Fields`: the fields of a form (verified, with a recorded answer). Until 2015 a bare array, since then an envelope
     * (verified).
     *
     * @param objectId The object's id.
     * @param versionId `VersionId`: an earlier version of the object.
     * @param start The index of the first item, from 0.
     * @param max The largest number of items.
     */
    public suspend fun getObjectFields(
        objectId: String,
        versionId: String? = null,
        start: Int? = null,
        max: Int? = null,
    ): FieldPage = caller.answer<Answer.GetObjectFields>(Operation.GetObjectFields(objectId, versionId, count("start", start), count("max", max))).v1

    /**
     * Reads the fields of an object. FastDok's page on objects calls it deprecated in favour of the properties; Barium's does not.
     *
     * All of them: page by page, each read while it arrives.
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
     * Writes fields of an object. Look at the answer's `ignoredFields`: a field in it was not written.
     *
     * In a sharp case (`TaskPaid`) everything can be edited but `Kontrakt.KontraktNr` (verified).
     *
     * Source: `POST /Objects/{id}/Fields`: write into the fields of a form (verified for the generic API).
     *
     * @param objectId The object's id, or its data id where the service takes it.
     * @param fields The fields, at least one. Others stay as they are (inferred).
     */
    public suspend fun updateObjectFields(
        objectId: String,
        fields: List<FieldValue>,
    ): StatusReply = caller.answer<Answer.UpdateObjectFields>(Operation.UpdateObjectFields(objectId, fields)).v1

    /**
     * Removes an object.
     *
     * Source: `DELETE /Objects/{id}`: remove an object (verified that it exists; its details are unknown).
     *
     * @param objectId The object's id.
     */
    public suspend fun deleteObject(objectId: String): StatusReply = caller.answer<Answer.DeleteObject>(Operation.DeleteObject(objectId)).v1

    /**
     * Fetches a form as PDF. What does not begin like one is an error.
     *
     * Source: `GET /Objects/{id}/PDF`: a form as PDF (verified). Until it is paid it has a draft watermark (verified).
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
     * Source: `GET /Objects/{id}/Image`: a form or file as a picture, a PNG by the documents (verified).
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
     * Source: `GET /Objects/{id}/File`: a file that was uploaded (verified for the generic API; FastDok's page does not have it).
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
     * Source: `POST /Objects/{folder}/Objects`: put a file into a folder of a case (verified).
     *
     * @param folderId The folder: an object that is a container.
     * @param fileName The file's name, at most 200 characters: no path, no quotes.
     * @param bytes The file, at most 64 MiB.
     * @param contentType Its media type; `application/octet-stream` if unknown.
     */
    public suspend fun uploadObject(
        folderId: String,
        fileName: String,
        bytes: ByteArray,
        contentType: String? = null,
    ): StatusReply = caller.answer<Answer.UploadObject>(Operation.UploadObject(folderId, fileName, bytes, contentType)).v1

    /**
     * Attaches a file to a field of a form. Look at the answer's `ignoredFields`: a field in it was not written.
     *
     * Source: `POST /DataForms/{form}/Attachments`, in version 1.1 of the API: attach a file to a form (verified for the generic API by the vendor's
     * own client; unknown for FastDok).
     *
     * @param formId The form: the id of an object of the case (verified by the vendor's own client).
     * @param fieldName The field's `Id`, at most 200 characters: no quotes. Its `fieldType` is `fileuploadfield` (inferred).
     * @param fileName The file's name, at most 200 characters: no path, no quotes.
     * @param bytes The file, at most 64 MiB.
     * @param contentType Its media type; `application/octet-stream` if unknown.
     */
    public suspend fun uploadAttachment(
        formId: String,
        fieldName: String,
        fileName: String,
        bytes: ByteArray,
        contentType: String? = null,
    ): StatusReply = caller.answer<Answer.UploadAttachment>(Operation.UploadAttachment(formId, fieldName, fileName, bytes, contentType)).v1

    /**
     * Lists the templates of forms. What of it FastDok has is unknown.
     *
     * One page; [dataFormTemplates] reads all of them.
     *
     * Source: `GET /DataFormTemplates`: the templates that forms can be made from (verified for the generic API; Barium's page on data form
     * templates).
     *
     * @param start The index of the first item, from 0.
     * @param max The largest number of items.
     */
    public suspend fun listDataFormTemplates(
        start: Int? = null,
        max: Int? = null,
    ): DataFormTemplatePage =
        caller.answer<Answer.ListDataFormTemplates>(Operation.ListDataFormTemplates(count("start", start), count("max", max))).v1

    /**
     * Lists the templates of forms. What of it FastDok has is unknown.
     *
     * All of them: page by page, each read while it arrives.
     *
     * @param max How many are asked for at once; the service's own number if none.
     */
    public fun dataFormTemplates(max: Int? = null): Flow<DataFormTemplate> =
        caller.pages<DataFormTemplate, Answer.ListDataFormTemplates>({ it.v1.items }, { it.id }, { it.v1.totalCount }) { start ->
            Operation.ListDataFormTemplates(start, count("max", max))
        }

    /**
     * Reads a template. What of it FastDok has is unknown.
     *
     * Source: `GET /DataFormTemplates/{id}`: one template of a form (verified for the generic API; Barium's page on data form templates).
     *
     * @param templateId The template's id.
     * @param versionId `VersionId`: an earlier version of the template.
     */
    public suspend fun getDataFormTemplate(
        templateId: String,
        versionId: String? = null,
    ): DataFormTemplate = caller.answer<Answer.GetDataFormTemplate>(Operation.GetDataFormTemplate(templateId, versionId)).v1

    /**
     * Reads the fields of a template: names and types, no values. What of it FastDok has is unknown.
     *
     * Without `max` 200 fields come (verified).
     *
     * One page; [dataFormTemplateFields] reads all of them.
     *
     * Source: `GET /DataFormTemplates/{id}/Fields`: the fields that a form made from a template has (verified for the generic API; Barium's page on
     * data form templates).
     *
     * @param templateId The template's id.
     * @param versionId `VersionId`: an earlier version of the template.
     * @param start The index of the first item, from 0.
     * @param max The largest number of items.
     */
    public suspend fun getDataFormTemplateFields(
        templateId: String,
        versionId: String? = null,
        start: Int? = null,
        max: Int? = null,
    ): FieldPage {
        val operation = Operation.GetDataFormTemplateFields(templateId, versionId, count("start", start), count("max", max))
        return caller.answer<Answer.GetDataFormTemplateFields>(operation).v1
    }

    /**
     * Reads the fields of a template: names and types, no values. What of it FastDok has is unknown.
     *
     * All of them: page by page, each read while it arrives.
     *
     * @param templateId The template's id.
     * @param versionId `VersionId`: an earlier version of the template.
     * @param max How many are asked for at once; the service's own number if none.
     */
    public fun dataFormTemplateFields(
        templateId: String,
        versionId: String? = null,
        max: Int? = null,
    ): Flow<Field> =
        caller.pages<Field, Answer.GetDataFormTemplateFields>({ it.v1.items }, { it.id }, { it.v1.totalCount }) { start ->
            Operation.GetDataFormTemplateFields(templateId, versionId, start, count("max", max))
        }

    /**
     * Reads the definition of a template. What of it FastDok has is unknown.
     *
     * Source: `GET /DataFormTemplates/{id}/Definition`: how a form made from a template looks and works (verified for the generic API; Barium's page
     * on data form templates).
     *
     * @param templateId The template's id.
     */
    public suspend fun getDataFormTemplateDefinition(templateId: String): DataFormTemplateDefinition =
        caller.answer<Answer.GetDataFormTemplateDefinition>(Operation.GetDataFormTemplateDefinition(templateId)).v1

    /**
     * Lists the lists, all at once as far as is known.
     *
     * Source: `GET /Lists`: the lists of the company (verified for the generic API by a client; unknown for FastDok).
     */
    public suspend fun listLists(): ListEntryPage = caller.answer<Answer.ListLists>(Operation.ListLists).v1

    /**
     * Reads what the service says of a list; its data is read with `getListData`.
     *
     * Source: `GET /Lists/{id}`: one list (verified for the generic API by a client; unknown for FastDok).
     *
     * @param listId The list's id.
     */
    public suspend fun getList(listId: String): ListEntry = caller.answer<Answer.GetList>(Operation.GetList(listId)).v1

    /**
     * Reads the entries of a list, all at once as far as is known. What the list's columns are called differs from list to list: they are in `extra`.
     *
     * Source: `GET /Lists/{id}/Data`: what is in a list (verified for the generic API by a client; unknown for FastDok).
     *
     * @param listId The list's id.
     */
    public suspend fun getListData(listId: String): ListEntryPage = caller.answer<Answer.GetListData>(Operation.GetListData(listId)).v1

    /**
     * Reads the company: its balance, and whether it is a licence customer or a member.
     *
     * Source: `GET /Domains/Current`: the company of the user who signed in (verified; FastDok's page on company information).
     */
    public suspend fun getCurrentDomain(): Domain = caller.answer<Answer.GetCurrentDomain>(Operation.GetCurrentDomain).v1

    /**
     * Reads the company's balance, in SEK. All its users share it (verified).
     *
     * Source: `GET /Domains/Current/Balance`: what the company has left to pay with (verified; FastDok's page on company information).
     */
    public suspend fun getBalance(): Balance = caller.answer<Answer.GetBalance>(Operation.GetBalance).v1

    /**
     * Lists the transactions of the company, as the service wrote them: no source documents their fields.
     *
     * Source: `GET /Domains/Current/Transactions`: what was paid into and from the company's balance (verified: the page on status changes names the
     * call; its parameters and its answer are unknown).
     *
     * @param start `Start`: the index of the first, from 0. Inferred.
     * @param max `Max`: the largest number of them. Inferred.
     */
    public suspend fun listTransactions(
        start: Int? = null,
        max: Int? = null,
    ): Transactions = caller.answer<Answer.ListTransactions>(Operation.ListTransactions(count("start", start), count("max", max))).v1

    /**
     * Lists the users of a domain. `start` and `max` go as `Skip` and `Take` here; how many come without `max` is unknown.
     *
     * One page; [domainUsers] reads all of them.
     *
     * Source: `GET /domains/{id}/users`, in version 1.1 of the API: the users of a domain (verified for the generic API; Barium's page on users.
     * Unknown for FastDok).
     *
     * @param domainId The domain's id.
     * @param start The index of the first item, from 0.
     * @param max The largest number of items.
     */
    public suspend fun listDomainUsers(
        domainId: String,
        start: Int? = null,
        max: Int? = null,
    ): DomainUserPage = caller.answer<Answer.ListDomainUsers>(Operation.ListDomainUsers(domainId, count("start", start), count("max", max))).v1

    /**
     * Lists the users of a domain. `start` and `max` go as `Skip` and `Take` here; how many come without `max` is unknown.
     *
     * All of them: page by page, each read while it arrives.
     *
     * @param domainId The domain's id.
     * @param max How many are asked for at once; the service's own number if none.
     */
    public fun domainUsers(
        domainId: String,
        max: Int? = null,
    ): Flow<DomainUser> =
        caller.pages<DomainUser, Answer.ListDomainUsers>({ it.v1.items }, { it.id }, { it.v1.totalCount }) { start ->
            Operation.ListDomainUsers(domainId, start, count("max", max))
        }

    /**
     * Lists the users of a domain with the groups that they are in. `start` and `max` go as `Skip` and `Take` here; how many come without `max` is
     * unknown.
     *
     * One page; [domainUserGroups] reads all of them.
     *
     * Source: `GET /domains/{id}/usergroups`, in version 1.1 of the API: the users of a domain, each with its groups (verified for the generic API;
     * Barium's page on users. Unknown for FastDok).
     *
     * @param domainId The domain's id.
     * @param start The index of the first item, from 0.
     * @param max The largest number of items.
     */
    public suspend fun listDomainUserGroups(
        domainId: String,
        start: Int? = null,
        max: Int? = null,
    ): DomainUserPage =
        caller.answer<Answer.ListDomainUserGroups>(Operation.ListDomainUserGroups(domainId, count("start", start), count("max", max))).v1

    /**
     * Lists the users of a domain with the groups that they are in. `start` and `max` go as `Skip` and `Take` here; how many come without `max` is
     * unknown.
     *
     * All of them: page by page, each read while it arrives.
     *
     * @param domainId The domain's id.
     * @param max How many are asked for at once; the service's own number if none.
     */
    public fun domainUserGroups(
        domainId: String,
        max: Int? = null,
    ): Flow<DomainUser> =
        caller.pages<DomainUser, Answer.ListDomainUserGroups>({ it.v1.items }, { it.id }, { it.v1.totalCount }) { start ->
            Operation.ListDomainUserGroups(domainId, start, count("max", max))
        }
}

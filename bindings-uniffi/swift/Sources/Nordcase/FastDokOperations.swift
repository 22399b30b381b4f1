// Made of the core's source by `cargo xtask generate`: change it there.

import Foundation

/// One method for each operation, named as the API's reference names it. Each sends one request, and the sign-in that
/// it may need. What only reads, and whose connection breaks, is sent up to three times; what changes something once,
/// but for one whose ticket was refused before anything was done.
extension FastDok {
    /// Signs in with the credentials of the client. Clients do so by themselves before a call that needs it. The
    /// answer's tickets are secrets.
    ///
    /// It counts as a read: it changes nothing of value. But a refusal (`fastdok.sign_in_failed`) must never be
    /// repeated blindly, since accounts can get locked.
    ///
    /// Source: `POST /Authenticate`: sign in, and get the ticket that every other call carries (verified).
    ///
    /// - Parameter webTicket: Ask for a web ticket too, for
    ///   ``fastdokTaskLink(baseUrl:allowInsecure:taskId:webTicket:)``.
    public func authenticate(webTicket: Bool = false) async throws(NordcaseError) -> SignedIn {
        try await engine.answer(.authenticate(webTicket: webTicket)) {
            if case .authenticate(let it) = $0 { it } else { nil }
        }
    }

    /// Lists the apps.
    ///
    /// One page; ``apps(max:)`` reads all of them.
    ///
    /// Source: `GET /Apps`: the apps, the processes that cases are started in (verified; Barium's page on apps).
    ///
    /// - Parameters:
    ///   - start: The index of the first item, from 0.
    ///   - max: The largest number of items.
    public func listApps(start: UInt32? = nil, max: UInt32? = nil) async throws(NordcaseError) -> AppPage {
        try await engine.answer(.listApps(start: start, max: max)) {
            if case .listApps(let it) = $0 { it } else { nil }
        }
    }

    /// Reads an app.
    ///
    /// Source: `GET /Apps/{id}`: one app (verified; Barium's page on apps).
    ///
    /// - Parameter appId: The app's id or reference id; `form` is the one of FastDok's form cases (verified).
    public func getApp(appId: String) async throws(NordcaseError) -> FastDokApp {
        try await engine.answer(.getApp(appId: appId)) { if case .getApp(let it) = $0 { it } else { nil } }
    }

    /// Lists the cases of an app.
    ///
    /// One page; ``appInstances(appId:max:status:)`` reads all of them.
    ///
    /// Source: `GET /Apps/{id}/Instances`: the cases of an app (verified, with a recorded answer).
    ///
    /// - Parameters:
    ///   - appId: The app's id or reference id; `form` is the one of FastDok's form cases (verified).
    ///   - start: The index of the first item, from 0.
    ///   - max: The largest number of items.
    ///   - status: `Status`: only cases of this status.
    public func listAppInstances(
        appId: String, start: UInt32? = nil, max: UInt32? = nil, status: InstanceStatus? = nil
    ) async throws(NordcaseError) -> InstancePage {
        try await engine.answer(.listAppInstances(appId: appId, start: start, max: max, status: status)) {
            if case .listAppInstances(let it) = $0 { it } else { nil }
        }
    }

    /// Starts a form case.
    ///
    /// Only entries with a template are seen as forms by users; the others hold data that all forms of the case read
    /// (verified). Each object may exist once in a case, and only one form may be a main contract (`Huvudkontrakt`,
    /// verified): the service checks that.
    ///
    /// It is one plain request. ``startCase(entries:save:)`` is safer: it finds out whether a request with no answer
    /// started one.
    ///
    /// Source: `POST /apps/form`: start a form case with the objects it begins with (verified; FastDok's page on form
    /// cases).
    ///
    /// - Parameters:
    ///   - entries: The objects, at least one.
    ///   - bodyForm: How the body is written: as documented if left out.
    public func startCaseOnce(
        entries: [ObjectEntry], bodyForm: BodyForm = .documented
    ) async throws(NordcaseError) -> FastDokStarted {
        try await engine.answer(.startCase(entries: entries, bodyForm: bodyForm)) {
            if case .startCase(let it) = $0 { it } else { nil }
        }
    }

    /// Starts a case of an app.
    ///
    /// Source: `POST /Apps/{id}`: start a case of an app by the message `START`, in the way of the generic API
    /// (verified; Barium's page on apps).
    ///
    /// - Parameters:
    ///   - appId: The app's id or reference id.
    ///   - message: The message that starts the process: `START` unless the app has another.
    ///   - template: The form's template. It must be given when fields are: newer documents say any text will do, older
    ///     ones that it is the template's data id (both verified), so give that.
    ///   - fields: The form's fields, and `instance.name`.
    public func startInstance(
        appId: String, message: String = "START", template: String? = nil, fields: [FieldValue] = []
    ) async throws(NordcaseError) -> FastDokStarted {
        try await engine.answer(.startInstance(appId: appId, message: message, template: template, fields: fields)) {
            if case .startInstance(let it) = $0 { it } else { nil }
        }
    }

    /// Lists the cases. All users of a company see all its cases (verified).
    ///
    /// One page; ``instances(max:status:)`` reads all of them.
    ///
    /// Source: `GET /Instances`: the cases (verified; Barium's page on instances).
    ///
    /// - Parameters:
    ///   - start: The index of the first item, from 0.
    ///   - max: The largest number of items.
    ///   - status: `Status`: only cases of this status.
    public func listInstances(
        start: UInt32? = nil, max: UInt32? = nil, status: InstanceStatus? = nil
    ) async throws(NordcaseError) -> InstancePage {
        try await engine.answer(.listInstances(start: start, max: max, status: status)) {
            if case .listInstances(let it) = $0 { it } else { nil }
        }
    }

    /// Reads a case.
    ///
    /// Source: `GET /Instances/{id}`: one case (verified, with a recorded answer).
    ///
    /// - Parameter instanceId: The case's id or reference id.
    public func getInstance(instanceId: String) async throws(NordcaseError) -> FastDokInstance {
        try await engine.answer(.getInstance(instanceId: instanceId)) {
            if case .getInstance(let it) = $0 { it } else { nil }
        }
    }

    /// Removes a case.
    ///
    /// Source: `DELETE /Instances/{id}`: remove a case (verified by a client of the generic API; whether FastDok
    /// permits it is unknown).
    ///
    /// - Parameter instanceId: The case's id.
    public func deleteInstance(instanceId: String) async throws(NordcaseError) -> StatusReply {
        try await engine.answer(.deleteInstance(instanceId: instanceId)) {
            if case .deleteInstance(let it) = $0 { it } else { nil }
        }
    }

    /// Lists the tasks of a case.
    ///
    /// One page; ``instanceTasks(instanceId:max:status:)`` reads all of them.
    ///
    /// Source: `GET /Instances/{id}/Tasks`: the tasks of a case (verified). There can be several, at present one at a
    /// time is ready (verified).
    ///
    /// - Parameters:
    ///   - instanceId: The case's id or reference id.
    ///   - start: The index of the first item, from 0.
    ///   - max: The largest number of items.
    ///   - status: `Status`: only tasks of this status.
    public func listInstanceTasks(
        instanceId: String, start: UInt32? = nil, max: UInt32? = nil, status: TaskStatus? = nil
    ) async throws(NordcaseError) -> TaskPage {
        try await engine.answer(.listInstanceTasks(instanceId: instanceId, start: start, max: max, status: status)) {
            if case .listInstanceTasks(let it) = $0 { it } else { nil }
        }
    }

    /// Lists the objects of a case.
    ///
    /// One page; ``instanceObjects(instanceId:max:)`` reads all of them.
    ///
    /// Source: `GET /Instances/{id}/Objects`: the objects of a case (verified, with a recorded answer).
    ///
    /// - Parameters:
    ///   - instanceId: The case's id or reference id.
    ///   - start: The index of the first item, from 0.
    ///   - max: The largest number of items.
    public func listInstanceObjects(
        instanceId: String, start: UInt32? = nil, max: UInt32? = nil
    ) async throws(NordcaseError) -> ObjectPage {
        try await engine.answer(.listInstanceObjects(instanceId: instanceId, start: start, max: max)) {
            if case .listInstanceObjects(let it) = $0 { it } else { nil }
        }
    }

    /// Reads an object of a case.
    ///
    /// Source: `GET /Instances/{id}/Objects/{object}`: one object of a case, by its id or its DataId (verified).
    ///
    /// - Parameters:
    ///   - instanceId: The case's id.
    ///   - objectId: The object's id, or its DataId.
    ///   - versionId: `VersionId`: an earlier version of the object.
    public func getInstanceObject(
        instanceId: String, objectId: String, versionId: String? = nil
    ) async throws(NordcaseError) -> FastDokObject {
        try await engine.answer(.getInstanceObject(instanceId: instanceId, objectId: objectId, versionId: versionId)) {
            if case .getInstanceObject(let it) = $0 { it } else { nil }
        }
    }

    /// Reads the fields of an object of a case: by its DataId, without listing the case's objects first.
    ///
    /// `start` and `max`, and that without `max` 200 fields come, are inferred from the fields of an object.
    ///
    /// One page; ``instanceObjectFields(instanceId:objectId:max:)`` reads all of them.
    ///
    /// Source: `GET /Instances/{id}/Objects/{object}/Fields`: the fields of a form of a case (verified for the generic
    /// API by a client in production, with the form's DataId in the path; unknown for FastDok).
    ///
    /// - Parameters:
    ///   - instanceId: The case's id.
    ///   - objectId: The object's id, or its DataId.
    ///   - start: The index of the first item, from 0.
    ///   - max: The largest number of items.
    public func getInstanceObjectFields(
        instanceId: String, objectId: String, start: UInt32? = nil, max: UInt32? = nil
    ) async throws(NordcaseError) -> FieldPage {
        try await engine.answer(
            .getInstanceObjectFields(instanceId: instanceId, objectId: objectId, start: start, max: max)
        ) {
            if case .getInstanceObjectFields(let it) = $0 { it } else { nil }
        }
    }

    /// Adds objects to a case: a form, or data that its forms share.
    ///
    /// Each object may exist once in a case, and only one form may be a main contract (`Huvudkontrakt`, verified): the
    /// service checks that. Look at the `success` of each of the answer's `items`; if none was made it is an error.
    ///
    /// Forms that are added to a paid case are paid by going to the payment again (verified).
    ///
    /// Source: `POST /Instances/{id}/Objects`: put objects into a case (verified for the generic API by a client in
    /// production; the part of FastDok's page on objects that would say so is lost).
    ///
    /// - Parameters:
    ///   - instanceId: The case's id.
    ///   - entries: The objects, at least one.
    ///   - bodyForm: How the body is written: as documented if left out.
    public func addInstanceObjects(
        instanceId: String, entries: [ObjectEntry], bodyForm: BodyForm = .documented
    ) async throws(NordcaseError) -> StatusReply {
        try await engine.answer(.addInstanceObjects(instanceId: instanceId, entries: entries, bodyForm: bodyForm)) {
            if case .addInstanceObjects(let it) = $0 { it } else { nil }
        }
    }

    /// Sends a message to a case.
    ///
    /// Whether a form case of FastDok waits for any is unknown: its tasks are left by actions (`performAction`).
    ///
    /// Source: `POST /Instances/{id}`: send a message to a case (verified for the generic API by the vendor's own
    /// client; unknown for FastDok).
    ///
    /// - Parameters:
    ///   - instanceId: The case's id.
    ///   - message: `message`: the message's name in the process.
    public func sendInstanceMessage(instanceId: String, message: String) async throws(NordcaseError) -> StatusReply {
        try await engine.answer(.sendInstanceMessage(instanceId: instanceId, message: message)) {
            if case .sendInstanceMessage(let it) = $0 { it } else { nil }
        }
    }

    /// Lists the tasks, as they stand in the user's inbox.
    ///
    /// One page; ``tasks(max:status:)`` reads all of them.
    ///
    /// Source: `GET /Tasks`: the tasks of the user (verified).
    ///
    /// - Parameters:
    ///   - start: The index of the first item, from 0.
    ///   - max: The largest number of items.
    ///   - status: `Status`: only tasks of this status.
    public func listTasks(
        start: UInt32? = nil, max: UInt32? = nil, status: TaskStatus? = nil
    ) async throws(NordcaseError) -> TaskPage {
        try await engine.answer(.listTasks(start: start, max: max, status: status)) {
            if case .listTasks(let it) = $0 { it } else { nil }
        }
    }

    /// Reads a task.
    ///
    /// Source: `GET /Tasks/{id}`: one task (verified, with the documentation's sample).
    ///
    /// - Parameter taskId: The task's id.
    public func getTask(taskId: String) async throws(NordcaseError) -> FastDokTask {
        try await engine.answer(.getTask(taskId: taskId)) { if case .getTask(let it) = $0 { it } else { nil } }
    }

    /// Lists the objects of a task.
    ///
    /// One page; ``taskObjects(taskId:max:)`` reads all of them.
    ///
    /// Source: `GET /Tasks/{id}/Objects`: the objects that a task works on (verified).
    ///
    /// - Parameters:
    ///   - taskId: The task's id.
    ///   - start: The index of the first item, from 0.
    ///   - max: The largest number of items.
    public func listTaskObjects(
        taskId: String, start: UInt32? = nil, max: UInt32? = nil
    ) async throws(NordcaseError) -> ObjectPage {
        try await engine.answer(.listTaskObjects(taskId: taskId, start: start, max: max)) {
            if case .listTaskObjects(let it) = $0 { it } else { nil }
        }
    }

    /// Reads an object of a task.
    ///
    /// Source: `GET /Tasks/{id}/Objects/{object}`: one object that a task works on (verified for the generic API;
    /// Barium's page on tasks).
    ///
    /// - Parameters:
    ///   - taskId: The task's id.
    ///   - objectId: The object's id.
    public func getTaskObject(taskId: String, objectId: String) async throws(NordcaseError) -> FastDokObject {
        try await engine.answer(.getTaskObject(taskId: taskId, objectId: objectId)) {
            if case .getTaskObject(let it) = $0 { it } else { nil }
        }
    }

    /// Reads the fields of an object that are visible in a task. `readOnly` is the task's: a field can be edited in one
    /// task and not in the next (verified).
    ///
    /// `start` and `max`, and that without `max` 200 fields come, are inferred from the fields of an object.
    ///
    /// One page; ``taskObjectFields(taskId:objectId:max:)`` reads all of them.
    ///
    /// Source: `GET /Tasks/{id}/Objects/{object}/fields`: the fields of a form as a task has them (verified for the
    /// generic API; Barium's page on tasks, which writes `fields` in lower case here).
    ///
    /// - Parameters:
    ///   - taskId: The task's id.
    ///   - objectId: The object's id.
    ///   - start: The index of the first item, from 0.
    ///   - max: The largest number of items.
    public func getTaskObjectFields(
        taskId: String, objectId: String, start: UInt32? = nil, max: UInt32? = nil
    ) async throws(NordcaseError) -> FieldPage {
        try await engine.answer(.getTaskObjectFields(taskId: taskId, objectId: objectId, start: start, max: max)) {
            if case .getTaskObjectFields(let it) = $0 { it } else { nil }
        }
    }

    /// Lists the actions of a task. They come all at once.
    ///
    /// Source: `GET /Tasks/{id}/Actions`: what can be done with a task (verified).
    ///
    /// - Parameter taskId: The task's id.
    public func listTaskActions(taskId: String) async throws(NordcaseError) -> ActionPage {
        try await engine.answer(.listTaskActions(taskId: taskId)) {
            if case .listTaskActions(let it) = $0 { it } else { nil }
        }
    }

    /// Lists the participants of an action. They come all at once.
    ///
    /// An action that has any says so as `mustAssignPerformers`. Whether FastDok has such actions is unknown.
    ///
    /// Source: `GET /Tasks/{id}/Actions/{action}/AssignableParticipants`: the participants that performers must be
    /// assigned to when the action is performed (verified for the generic API; Barium's page on actions).
    ///
    /// - Parameters:
    ///   - taskId: The task's id.
    ///   - action: The action.
    public func listAssignableParticipants(
        taskId: String, action: ActionKind
    ) async throws(NordcaseError) -> AssignableParticipantPage {
        try await engine.answer(.listAssignableParticipants(taskId: taskId, action: action)) {
            if case .listAssignableParticipants(let it) = $0 { it } else { nil }
        }
    }

    /// Reads who can perform what a participant does. They come all at once; the participant's own `Id` and `Name` are
    /// in the answer's `extra`.
    ///
    /// Assign them with `participants` of `performAction`.
    ///
    /// Source: `GET /Tasks/{id}/Actions/{action}/AssignableParticipants/{participant}`: the performers that can be
    /// assigned to a participant (verified for the generic API; Barium's page on actions).
    ///
    /// - Parameters:
    ///   - taskId: The task's id.
    ///   - action: The action.
    ///   - participantId: The participant's id.
    public func getAssignableParticipant(
        taskId: String, action: ActionKind, participantId: String
    ) async throws(NordcaseError) -> AssignablePerformerPage {
        try await engine.answer(
            .getAssignableParticipant(taskId: taskId, action: action, participantId: participantId)
        ) {
            if case .getAssignableParticipant(let it) = $0 { it } else { nil }
        }
    }

    /// Does an action of a task. The answer often names the next task (`taskId`).
    ///
    /// Only a task that is ready can be acted on (verified). **`ActionComplete` spends money on `TaskPay` and archives
    /// for ever on `TaskPaid`**: never send it to a task whose `ReferenceId` was not just seen, and never again after
    /// an outcome nobody saw. The journeys ``payCase(caseId:addedForms:approve:save:)`` and
    /// ``completeCase(caseId:save:)`` keep to that.
    ///
    /// Source: `POST /Tasks/{id}/Actions/{action}`: do something with a task (verified; FastDok's page on status
    /// changes).
    ///
    /// - Parameters:
    ///   - taskId: The task.
    ///   - action: The action.
    ///   - comment: A comment, for actions that can have one. The parameter's name, `comment`, is inferred: no source
    ///     has it.
    ///   - participants: `participants`: who performs what comes next, for actions that must be told
    ///     (`mustAssignPerformers`).
    public func performAction(
        taskId: String, action: ActionKind, comment: String? = nil, participants: [ParticipantAssignment] = []
    ) async throws(NordcaseError) -> StatusReply {
        try await engine.answer(
            .performAction(taskId: taskId, action: action, comment: comment, participants: participants)
        ) {
            if case .performAction(let it) = $0 { it } else { nil }
        }
    }

    /// Reads the order of a task, to be shown before it is paid.
    ///
    /// Source: `GET /Tasks/{id}/Order`: what a payment task would charge (verified; only `TaskPay` has an order).
    ///
    /// - Parameter taskId: The task, a `TaskPay`.
    public func getTaskOrder(taskId: String) async throws(NordcaseError) -> FastDokOrder {
        try await engine.answer(.getTaskOrder(taskId: taskId)) {
            if case .getTaskOrder(let it) = $0 { it } else { nil }
        }
    }

    /// Reads an object.
    ///
    /// Source: `GET /Objects/{id}`: one object (verified).
    ///
    /// - Parameters:
    ///   - objectId: The object's id.
    ///   - versionId: `VersionId`: an earlier version of the object.
    public func getObject(objectId: String, versionId: String? = nil) async throws(NordcaseError) -> FastDokObject {
        try await engine.answer(.getObject(objectId: objectId, versionId: versionId)) {
            if case .getObject(let it) = $0 { it } else { nil }
        }
    }

    /// Lists the children of an object that is a container.
    ///
    /// One page; ``objectChildren(objectId:versionId:max:)`` reads all of them.
    ///
    /// Source: `GET /Objects/{id}/Objects`: the objects in an object (verified).
    ///
    /// - Parameters:
    ///   - objectId: The object's id.
    ///   - versionId: `VersionId`: an earlier version of the object.
    ///   - start: The index of the first item, from 0.
    ///   - max: The largest number of items.
    public func listObjectChildren(
        objectId: String, versionId: String? = nil, start: UInt32? = nil, max: UInt32? = nil
    ) async throws(NordcaseError) -> ObjectPage {
        try await engine.answer(.listObjectChildren(objectId: objectId, versionId: versionId, start: start, max: max)) {
            if case .listObjectChildren(let it) = $0 { it } else { nil }
        }
    }

    /// Reads the properties of an object: what to use in place of its fields, which FastDok's page on objects calls
    /// deprecated.
    ///
    /// Source: `GET /Objects/{id}/Properties`: the values of an object (verified; FastDok's page on objects). They come
    /// as a bare array.
    ///
    /// - Parameters:
    ///   - objectId: The object's id.
    ///   - versionId: `VersionId`: an earlier version of the object.
    public func getObjectProperties(
        objectId: String, versionId: String? = nil
    ) async throws(NordcaseError) -> PropertyPage {
        try await engine.answer(.getObjectProperties(objectId: objectId, versionId: versionId)) {
            if case .getObjectProperties(let it) = $0 { it } else { nil }
        }
    }

    /// Reads the fields of an object. FastDok's page on objects calls it deprecated in favour of the properties;
    /// Barium's does not.
    ///
    /// Without `max` 200 fields come (verified).
    ///
    /// One page; ``objectFields(objectId:versionId:max:)`` reads all of them.
    ///
    /// Source: `GET /Objects/{id}/Fields`: the fields of a form (verified, with a recorded answer). Until 2015 a bare
    /// array, since then an envelope (verified).
    ///
    /// - Parameters:
    ///   - objectId: The object's id.
    ///   - versionId: `VersionId`: an earlier version of the object.
    ///   - start: The index of the first item, from 0.
    ///   - max: The largest number of items.
    public func getObjectFields(
        objectId: String, versionId: String? = nil, start: UInt32? = nil, max: UInt32? = nil
    ) async throws(NordcaseError) -> FieldPage {
        try await engine.answer(.getObjectFields(objectId: objectId, versionId: versionId, start: start, max: max)) {
            if case .getObjectFields(let it) = $0 { it } else { nil }
        }
    }

    /// Writes fields of an object. Look at the answer's `ignoredFields`: a field in it was not written.
    ///
    /// In a sharp case (`TaskPaid`) everything can be edited but `Kontrakt.KontraktNr` (verified).
    ///
    /// Source: `POST /Objects/{id}/Fields`: write into the fields of a form (verified for the generic API).
    ///
    /// - Parameters:
    ///   - objectId: The object's id, or its data id where the service takes it.
    ///   - fields: The fields, at least one. Others stay as they are (inferred).
    public func updateObjectFields(objectId: String, fields: [FieldValue]) async throws(NordcaseError) -> StatusReply {
        try await engine.answer(.updateObjectFields(objectId: objectId, fields: fields)) {
            if case .updateObjectFields(let it) = $0 { it } else { nil }
        }
    }

    /// Removes an object.
    ///
    /// Source: `DELETE /Objects/{id}`: remove an object (verified that it exists; its details are unknown).
    ///
    /// - Parameter objectId: The object's id.
    public func deleteObject(objectId: String) async throws(NordcaseError) -> StatusReply {
        try await engine.answer(.deleteObject(objectId: objectId)) {
            if case .deleteObject(let it) = $0 { it } else { nil }
        }
    }

    /// Fetches a form as PDF. What does not begin like one is an error.
    ///
    /// Source: `GET /Objects/{id}/PDF`: a form as PDF (verified). Until it is paid it has a draft watermark (verified).
    ///
    /// - Parameters:
    ///   - objectId: The object's id.
    ///   - versionId: `VersionId`: an earlier version of the object.
    public func getObjectPdf(objectId: String, versionId: String? = nil) async throws(NordcaseError) -> FastDokBinary {
        try await engine.answer(.getObjectPdf(objectId: objectId, versionId: versionId)) {
            if case .getObjectPdf(let it) = $0 { it } else { nil }
        }
    }

    /// Fetches an object as a picture.
    ///
    /// Source: `GET /Objects/{id}/Image`: a form or file as a picture, a PNG by the documents (verified).
    ///
    /// - Parameters:
    ///   - objectId: The object's id.
    ///   - versionId: `VersionId`: an earlier version of the object.
    ///   - width: `Width` in pixels (documented for the generic API).
    ///   - height: `Height` in pixels (documented for the generic API).
    public func getObjectImage(
        objectId: String, versionId: String? = nil, width: UInt32? = nil, height: UInt32? = nil
    ) async throws(NordcaseError) -> FastDokBinary {
        try await engine.answer(
            .getObjectImage(objectId: objectId, versionId: versionId, width: width, height: height)
        ) {
            if case .getObjectImage(let it) = $0 { it } else { nil }
        }
    }

    /// Fetches a file as it was uploaded.
    ///
    /// An answer of JSON or HTML is taken for the file only if the service names it (`Content-Disposition`).
    ///
    /// Source: `GET /Objects/{id}/File`: a file that was uploaded (verified for the generic API; FastDok's page does
    /// not have it).
    ///
    /// - Parameters:
    ///   - objectId: The object's id.
    ///   - versionId: `VersionId`: an earlier version of the object.
    public func getObjectFile(objectId: String, versionId: String? = nil) async throws(NordcaseError) -> FastDokBinary {
        try await engine.answer(.getObjectFile(objectId: objectId, versionId: versionId)) {
            if case .getObjectFile(let it) = $0 { it } else { nil }
        }
    }

    /// Uploads a file. The answer's `items` have what was made.
    ///
    /// Source: `POST /Objects/{folder}/Objects`: put a file into a folder of a case (verified).
    ///
    /// - Parameters:
    ///   - folderId: The folder: an object that is a container.
    ///   - fileName: The file's name, at most 200 characters: no path, no quotes.
    ///   - bytes: The file, at most 64 MiB.
    ///   - contentType: Its media type; `application/octet-stream` if unknown.
    public func uploadObject(
        folderId: String, fileName: String, bytes: Data, contentType: String? = nil
    ) async throws(NordcaseError) -> StatusReply {
        try await engine.answer(
            .uploadObject(folderId: folderId, fileName: fileName, bytes: bytes, contentType: contentType)
        ) {
            if case .uploadObject(let it) = $0 { it } else { nil }
        }
    }

    /// Attaches a file to a field of a form. Look at the answer's `ignoredFields`: a field in it was not written.
    ///
    /// Source: `POST /DataForms/{form}/Attachments`, in version 1.1 of the API: attach a file to a form (verified for
    /// the generic API by the vendor's own client; unknown for FastDok).
    ///
    /// - Parameters:
    ///   - formId: The form: the id of an object of the case (verified by the vendor's own client).
    ///   - fieldName: The field's `Id`, at most 200 characters: no quotes. Its `fieldType` is `fileuploadfield`
    ///     (inferred).
    ///   - fileName: The file's name, at most 200 characters: no path, no quotes.
    ///   - bytes: The file, at most 64 MiB.
    ///   - contentType: Its media type; `application/octet-stream` if unknown.
    public func uploadAttachment(
        formId: String, fieldName: String, fileName: String, bytes: Data, contentType: String? = nil
    ) async throws(NordcaseError) -> StatusReply {
        try await engine.answer(
            .uploadAttachment(
                formId: formId, fieldName: fieldName, fileName: fileName, bytes: bytes, contentType: contentType)
        ) {
            if case .uploadAttachment(let it) = $0 { it } else { nil }
        }
    }

    /// Lists the templates of forms. What of it FastDok has is unknown.
    ///
    /// One page; ``dataFormTemplates(max:)`` reads all of them.
    ///
    /// Source: `GET /DataFormTemplates`: the templates that forms can be made from (verified for the generic API;
    /// Barium's page on data form templates).
    ///
    /// - Parameters:
    ///   - start: The index of the first item, from 0.
    ///   - max: The largest number of items.
    public func listDataFormTemplates(
        start: UInt32? = nil, max: UInt32? = nil
    ) async throws(NordcaseError) -> DataFormTemplatePage {
        try await engine.answer(.listDataFormTemplates(start: start, max: max)) {
            if case .listDataFormTemplates(let it) = $0 { it } else { nil }
        }
    }

    /// Reads a template. What of it FastDok has is unknown.
    ///
    /// Source: `GET /DataFormTemplates/{id}`: one template of a form (verified for the generic API; Barium's page on
    /// data form templates).
    ///
    /// - Parameters:
    ///   - templateId: The template's id.
    ///   - versionId: `VersionId`: an earlier version of the template.
    public func getDataFormTemplate(
        templateId: String, versionId: String? = nil
    ) async throws(NordcaseError) -> DataFormTemplate {
        try await engine.answer(.getDataFormTemplate(templateId: templateId, versionId: versionId)) {
            if case .getDataFormTemplate(let it) = $0 { it } else { nil }
        }
    }

    /// Reads the fields of a template: names and types, no values. What of it FastDok has is unknown.
    ///
    /// Without `max` 200 fields come (verified).
    ///
    /// One page; ``dataFormTemplateFields(templateId:versionId:max:)`` reads all of them.
    ///
    /// Source: `GET /DataFormTemplates/{id}/Fields`: the fields that a form made from a template has (verified for the
    /// generic API; Barium's page on data form templates).
    ///
    /// - Parameters:
    ///   - templateId: The template's id.
    ///   - versionId: `VersionId`: an earlier version of the template.
    ///   - start: The index of the first item, from 0.
    ///   - max: The largest number of items.
    public func getDataFormTemplateFields(
        templateId: String, versionId: String? = nil, start: UInt32? = nil, max: UInt32? = nil
    ) async throws(NordcaseError) -> FieldPage {
        try await engine.answer(
            .getDataFormTemplateFields(templateId: templateId, versionId: versionId, start: start, max: max)
        ) {
            if case .getDataFormTemplateFields(let it) = $0 { it } else { nil }
        }
    }

    /// Reads the definition of a template. What of it FastDok has is unknown.
    ///
    /// Source: `GET /DataFormTemplates/{id}/Definition`: how a form made from a template looks and works (verified for
    /// the generic API; Barium's page on data form templates).
    ///
    /// - Parameter templateId: The template's id.
    public func getDataFormTemplateDefinition(
        templateId: String
    ) async throws(NordcaseError) -> DataFormTemplateDefinition {
        try await engine.answer(.getDataFormTemplateDefinition(templateId: templateId)) {
            if case .getDataFormTemplateDefinition(let it) = $0 { it } else { nil }
        }
    }

    /// Lists the lists, all at once as far as is known.
    ///
    /// Source: `GET /Lists`: the lists of the company (verified for the generic API by a client; unknown for FastDok).
    public func listLists() async throws(NordcaseError) -> ListEntryPage {
        try await engine.answer(.listLists) { if case .listLists(let it) = $0 { it } else { nil } }
    }

    /// Reads what the service says of a list; its data is read with `getListData`.
    ///
    /// Source: `GET /Lists/{id}`: one list (verified for the generic API by a client; unknown for FastDok).
    ///
    /// - Parameter listId: The list's id.
    public func getList(listId: String) async throws(NordcaseError) -> ListEntry {
        try await engine.answer(.getList(listId: listId)) { if case .getList(let it) = $0 { it } else { nil } }
    }

    /// Reads the entries of a list, all at once as far as is known. What the list's columns are called differs from
    /// list to list: they are in `extra`.
    ///
    /// Source: `GET /Lists/{id}/Data`: what is in a list (verified for the generic API by a client; unknown for
    /// FastDok).
    ///
    /// - Parameter listId: The list's id.
    public func getListData(listId: String) async throws(NordcaseError) -> ListEntryPage {
        try await engine.answer(.getListData(listId: listId)) { if case .getListData(let it) = $0 { it } else { nil } }
    }

    /// Reads the company: its balance, and whether it is a licence customer or a member.
    ///
    /// Source: `GET /Domains/Current`: the company of the user who signed in (verified; FastDok's page on company
    /// information).
    public func getCurrentDomain() async throws(NordcaseError) -> FastDokDomain {
        try await engine.answer(.getCurrentDomain) { if case .getCurrentDomain(let it) = $0 { it } else { nil } }
    }

    /// Reads the company's balance, in SEK. All its users share it (verified).
    ///
    /// Source: `GET /Domains/Current/Balance`: what the company has left to pay with (verified; FastDok's page on
    /// company information).
    public func getBalance() async throws(NordcaseError) -> FastDokBalance {
        try await engine.answer(.getBalance) { if case .getBalance(let it) = $0 { it } else { nil } }
    }

    /// Lists the transactions of the company, as the service wrote them: no source documents their fields.
    ///
    /// Source: `GET /Domains/Current/Transactions`: what was paid into and from the company's balance (verified: the
    /// page on status changes names the call; its parameters and its answer are unknown).
    ///
    /// - Parameters:
    ///   - start: `Start`: the index of the first, from 0. Inferred.
    ///   - max: `Max`: the largest number of them. Inferred.
    public func listTransactions(
        start: UInt32? = nil, max: UInt32? = nil
    ) async throws(NordcaseError) -> FastDokTransactions {
        try await engine.answer(.listTransactions(start: start, max: max)) {
            if case .listTransactions(let it) = $0 { it } else { nil }
        }
    }

    /// Lists the users of a domain. `start` and `max` go as `Skip` and `Take` here; how many come without `max` is
    /// unknown.
    ///
    /// One page; ``domainUsers(domainId:max:)`` reads all of them.
    ///
    /// Source: `GET /domains/{id}/users`, in version 1.1 of the API: the users of a domain (verified for the generic
    /// API; Barium's page on users. Unknown for FastDok).
    ///
    /// - Parameters:
    ///   - domainId: The domain's id.
    ///   - start: The index of the first item, from 0.
    ///   - max: The largest number of items.
    public func listDomainUsers(
        domainId: String, start: UInt32? = nil, max: UInt32? = nil
    ) async throws(NordcaseError) -> DomainUserPage {
        try await engine.answer(.listDomainUsers(domainId: domainId, start: start, max: max)) {
            if case .listDomainUsers(let it) = $0 { it } else { nil }
        }
    }

    /// Lists the users of a domain with the groups that they are in. `start` and `max` go as `Skip` and `Take` here;
    /// how many come without `max` is unknown.
    ///
    /// One page; ``domainUserGroups(domainId:max:)`` reads all of them.
    ///
    /// Source: `GET /domains/{id}/usergroups`, in version 1.1 of the API: the users of a domain, each with its groups
    /// (verified for the generic API; Barium's page on users. Unknown for FastDok).
    ///
    /// - Parameters:
    ///   - domainId: The domain's id.
    ///   - start: The index of the first item, from 0.
    ///   - max: The largest number of items.
    public func listDomainUserGroups(
        domainId: String, start: UInt32? = nil, max: UInt32? = nil
    ) async throws(NordcaseError) -> DomainUserPage {
        try await engine.answer(.listDomainUserGroups(domainId: domainId, start: start, max: max)) {
            if case .listDomainUserGroups(let it) = $0 { it } else { nil }
        }
    }
}

import Foundation

/// One method for each operation, named as the API's reference names it. Each sends one request, and the sign-in that it may need. What
/// only reads, and whose connection breaks, is sent up to three times; what changes something once, but for one whose ticket was refused before anything was done.
extension FastDok {
    /// Signs in with the client's credentials. No call needs it: each signs in by itself.
    ///
    /// It changes nothing of value, but a refusal (`fastdok.sign_in_failed`) must never be repeated blindly, since
    /// accounts can get locked. `POST /Authenticate`.
    ///
    /// - Parameter webTicket: Ask for a web ticket too.
    public func authenticate(webTicket: Bool = false) async throws(NordcaseError) -> SignedIn {
        try await engine.answer(.authenticate(webTicket: webTicket)) {
            if case .authenticate(let it) = $0 { it } else { nil }
        }
    }

    /// Lists one page of the apps, the processes that cases are started in (verified). `GET /Apps`.
    ///
    /// - Parameters:
    ///   - start: `Start`: the index of the first item, from 0.
    ///   - max: `Max`: the largest number of items.
    public func listApps(start: UInt32? = nil, max: UInt32? = nil) async throws(NordcaseError) -> AppPage {
        try await engine.answer(.listApps(start: start, max: max)) {
            if case .listApps(let it) = $0 { it } else { nil }
        }
    }

    /// Reads an app. `GET /Apps/{id}` (verified).
    ///
    /// - Parameter appId: The app's id or reference id; `form` is the one of FastDok's form cases (verified).
    public func getApp(appId: String) async throws(NordcaseError) -> FastDokApp {
        try await engine.answer(.getApp(appId: appId)) { if case .getApp(let it) = $0 { it } else { nil } }
    }

    /// Lists one page of the cases of an app. `GET /Apps/{id}/Instances` (verified, with a recorded answer).
    ///
    /// - Parameters:
    ///   - appId: The app's id or reference id; `form` is the one of FastDok's form cases (verified).
    ///   - start: `Start`: the index of the first item, from 0.
    ///   - max: `Max`: the largest number of items.
    ///   - status: Only cases of this status.
    public func listAppInstances(
        appId: String, start: UInt32? = nil, max: UInt32? = nil, status: InstanceStatus? = nil
    ) async throws(NordcaseError) -> InstancePage {
        try await engine.answer(.listAppInstances(appId: appId, start: start, max: max, status: status)) {
            if case .listAppInstances(let it) = $0 { it } else { nil }
        }
    }

    /// Starts a form case by one plain request. ``startCase(entries:save:)`` is safer: it finds out whether a request
    /// with no answer started one. `POST /apps/form`.
    ///
    /// - Parameters:
    ///   - entries: The objects, at least one.
    ///   - bodyForm: How the body is written.
    public func startCaseOnce(
        entries: [ObjectEntry], bodyForm: BodyForm = .documented
    ) async throws(NordcaseError) -> FastDokStarted {
        try await engine.answer(.startCase(entries: entries, bodyForm: bodyForm)) {
            if case .startCase(let it) = $0 { it } else { nil }
        }
    }

    /// Starts a case of an app by a message, in the way of the generic API. `POST /Apps/{id}`.
    ///
    /// - Parameters:
    ///   - appId: The app's id or reference id; `form` is the one of FastDok's form cases (verified).
    ///   - message: The message that starts it: `START` unless the app has another.
    ///   - template: The form's template. It must be given when fields are: newer documents say any text will do, older ones that it is the template's data
    ///     id (both verified), so give that.
    ///   - fields: The form's fields, and `instance.name`.
    public func startInstance(
        appId: String, message: String = "START", template: String? = nil, fields: [FieldValue] = []
    ) async throws(NordcaseError) -> FastDokStarted {
        try await engine.answer(.startInstance(appId: appId, message: message, template: template, fields: fields)) {
            if case .startInstance(let it) = $0 { it } else { nil }
        }
    }

    /// Lists one page of the cases. `GET /Instances`.
    ///
    /// - Parameters:
    ///   - start: `Start`: the index of the first item, from 0.
    ///   - max: `Max`: the largest number of items.
    ///   - status: Only cases of this status.
    public func listInstances(
        start: UInt32? = nil, max: UInt32? = nil, status: InstanceStatus? = nil
    ) async throws(NordcaseError) -> InstancePage {
        try await engine.answer(.listInstances(start: start, max: max, status: status)) {
            if case .listInstances(let it) = $0 { it } else { nil }
        }
    }

    /// Reads a case. `GET /Instances/{id}`.
    ///
    /// - Parameter instanceId: The case's id.
    public func getInstance(instanceId: String) async throws(NordcaseError) -> FastDokInstance {
        try await engine.answer(.getInstance(instanceId: instanceId)) {
            if case .getInstance(let it) = $0 { it } else { nil }
        }
    }

    /// Removes a case. `DELETE /Instances/{id}` (verified for the generic API; whether FastDok permits it is unknown).
    ///
    /// - Parameter instanceId: The case's id.
    public func deleteInstance(instanceId: String) async throws(NordcaseError) -> StatusReply {
        try await engine.answer(.deleteInstance(instanceId: instanceId)) {
            if case .deleteInstance(let it) = $0 { it } else { nil }
        }
    }

    /// Lists one page of the tasks of a case. `GET /Instances/{id}/Tasks`.
    ///
    /// - Parameters:
    ///   - instanceId: The case's id.
    ///   - start: `Start`: the index of the first item, from 0.
    ///   - max: `Max`: the largest number of items.
    ///   - status: Only tasks of this status.
    public func listInstanceTasks(
        instanceId: String, start: UInt32? = nil, max: UInt32? = nil, status: TaskStatus? = nil
    ) async throws(NordcaseError) -> TaskPage {
        try await engine.answer(.listInstanceTasks(instanceId: instanceId, start: start, max: max, status: status)) {
            if case .listInstanceTasks(let it) = $0 { it } else { nil }
        }
    }

    /// Lists one page of the objects of a case. `GET /Instances/{id}/Objects` (verified, with a recorded answer).
    ///
    /// - Parameters:
    ///   - instanceId: The case's id.
    ///   - start: `Start`: the index of the first item, from 0.
    ///   - max: `Max`: the largest number of items.
    public func listInstanceObjects(
        instanceId: String, start: UInt32? = nil, max: UInt32? = nil
    ) async throws(NordcaseError) -> ObjectPage {
        try await engine.answer(.listInstanceObjects(instanceId: instanceId, start: start, max: max)) {
            if case .listInstanceObjects(let it) = $0 { it } else { nil }
        }
    }

    /// Reads an object of a case. `GET /Instances/{id}/Objects/{object}` (verified).
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

    /// Lists one page of the tasks, as they stand in the user's inbox. `GET /Tasks` (verified).
    ///
    /// - Parameters:
    ///   - start: `Start`: the index of the first item, from 0.
    ///   - max: `Max`: the largest number of items.
    ///   - status: Only tasks of this status.
    public func listTasks(
        start: UInt32? = nil, max: UInt32? = nil, status: TaskStatus? = nil
    ) async throws(NordcaseError) -> TaskPage {
        try await engine.answer(.listTasks(start: start, max: max, status: status)) {
            if case .listTasks(let it) = $0 { it } else { nil }
        }
    }

    /// Reads a task. `GET /Tasks/{id}` (verified, with the documentation's sample).
    ///
    /// - Parameter taskId: The task's id.
    public func getTask(taskId: String) async throws(NordcaseError) -> FastDokTask {
        try await engine.answer(.getTask(taskId: taskId)) { if case .getTask(let it) = $0 { it } else { nil } }
    }

    /// Lists one page of the objects that a task works on. `GET /Tasks/{id}/Objects` (verified).
    ///
    /// - Parameters:
    ///   - taskId: The task's id.
    ///   - start: `Start`: the index of the first item, from 0.
    ///   - max: `Max`: the largest number of items.
    public func listTaskObjects(
        taskId: String, start: UInt32? = nil, max: UInt32? = nil
    ) async throws(NordcaseError) -> ObjectPage {
        try await engine.answer(.listTaskObjects(taskId: taskId, start: start, max: max)) {
            if case .listTaskObjects(let it) = $0 { it } else { nil }
        }
    }

    /// Lists the actions of a task. They come all at once. `GET /Tasks/{id}/Actions` (verified).
    ///
    /// - Parameter taskId: The task's id.
    public func listTaskActions(taskId: String) async throws(NordcaseError) -> ActionPage {
        try await engine.answer(.listTaskActions(taskId: taskId)) {
            if case .listTaskActions(let it) = $0 { it } else { nil }
        }
    }

    /// Does an action of a task. The answer often names the next task. `POST /Tasks/{id}/Actions/{action}`.
    ///
    /// Only a task that is ready can be acted on (verified). **`ActionComplete` spends money on `TaskPay` and archives
    /// for ever on `TaskPaid`**: never send it to a task whose `ReferenceId` was not just seen, and never again after
    /// an outcome that nobody saw. ``payCase(caseId:addedForms:approve:save:)`` and ``completeCase(caseId:save:)`` keep
    /// to that.
    ///
    /// - Parameters:
    ///   - taskId: The task's id.
    ///   - action: The action.
    ///   - comment: A comment, for actions that can have one. The parameter's name on the wire is inferred.
    public func performAction(
        taskId: String, action: ActionKind, comment: String? = nil
    ) async throws(NordcaseError) -> StatusReply {
        try await engine.answer(.performAction(taskId: taskId, action: action, comment: comment)) {
            if case .performAction(let it) = $0 { it } else { nil }
        }
    }

    /// Reads the order of a task, to be shown before it is paid. `GET /Tasks/{id}/Order` (verified; only `TaskPay` has
    /// an order).
    ///
    /// - Parameter taskId: The task, a `TaskPay`.
    public func getTaskOrder(taskId: String) async throws(NordcaseError) -> FastDokOrder {
        try await engine.answer(.getTaskOrder(taskId: taskId)) {
            if case .getTaskOrder(let it) = $0 { it } else { nil }
        }
    }

    /// Reads an object. `GET /Objects/{id}` (verified).
    ///
    /// - Parameters:
    ///   - objectId: The object's id.
    ///   - versionId: `VersionId`: an earlier version of the object.
    public func getObject(objectId: String, versionId: String? = nil) async throws(NordcaseError) -> FastDokObject {
        try await engine.answer(.getObject(objectId: objectId, versionId: versionId)) {
            if case .getObject(let it) = $0 { it } else { nil }
        }
    }

    /// Lists one page of the children of an object that is a container. `GET /Objects/{id}/Objects` (verified).
    ///
    /// - Parameters:
    ///   - objectId: The object's id.
    ///   - versionId: `VersionId`: an earlier version of the object.
    ///   - start: `Start`: the index of the first item, from 0.
    ///   - max: `Max`: the largest number of items.
    public func listObjectChildren(
        objectId: String, versionId: String? = nil, start: UInt32? = nil, max: UInt32? = nil
    ) async throws(NordcaseError) -> ObjectPage {
        try await engine.answer(.listObjectChildren(objectId: objectId, versionId: versionId, start: start, max: max)) {
            if case .listObjectChildren(let it) = $0 { it } else { nil }
        }
    }

    /// Reads the properties of an object: what to use in place of its fields. `GET /Objects/{id}/Properties`
    /// (verified).
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

    /// Reads one page of the fields of an object; without `max` 200 come (verified). FastDok's page on objects calls it
    /// deprecated in favour of the properties; Barium's does not. `GET /Objects/{id}/Fields`.
    ///
    /// - Parameters:
    ///   - objectId: The object's id.
    ///   - versionId: `VersionId`: an earlier version of the object.
    ///   - start: `Start`: the index of the first item, from 0.
    ///   - max: `Max`: the largest number of items.
    public func getObjectFields(
        objectId: String, versionId: String? = nil, start: UInt32? = nil, max: UInt32? = nil
    ) async throws(NordcaseError) -> FieldPage {
        try await engine.answer(.getObjectFields(objectId: objectId, versionId: versionId, start: start, max: max)) {
            if case .getObjectFields(let it) = $0 { it } else { nil }
        }
    }

    /// Writes fields of an object. Look at the reply's `ignoredFields`: a field in it was not written. `POST
    /// /Objects/{id}/Fields`.
    ///
    /// - Parameters:
    ///   - objectId: The object's id.
    ///   - fields: The fields and their new values.
    public func updateObjectFields(objectId: String, fields: [FieldValue]) async throws(NordcaseError) -> StatusReply {
        try await engine.answer(.updateObjectFields(objectId: objectId, fields: fields)) {
            if case .updateObjectFields(let it) = $0 { it } else { nil }
        }
    }

    /// Removes an object. `DELETE /Objects/{id}` (verified that it exists; its details are unknown).
    ///
    /// - Parameter objectId: The object's id.
    public func deleteObject(objectId: String) async throws(NordcaseError) -> StatusReply {
        try await engine.answer(.deleteObject(objectId: objectId)) {
            if case .deleteObject(let it) = $0 { it } else { nil }
        }
    }

    /// Reads the PDF of a form; that of a draft has a watermark. `GET /Objects/{id}/PDF` (verified).
    ///
    /// - Parameters:
    ///   - objectId: The object's id.
    ///   - versionId: `VersionId`: an earlier version of the object.
    public func getObjectPdf(objectId: String, versionId: String? = nil) async throws(NordcaseError) -> FastDokBinary {
        try await engine.answer(.getObjectPdf(objectId: objectId, versionId: versionId)) {
            if case .getObjectPdf(let it) = $0 { it } else { nil }
        }
    }

    /// Reads a form or file as a picture, a PNG by the documents. `GET /Objects/{id}/Image` (verified).
    ///
    /// - Parameters:
    ///   - objectId: The object's id.
    ///   - versionId: `VersionId`: an earlier version of the object.
    ///   - width: In pixels.
    ///   - height: In pixels.
    public func getObjectImage(
        objectId: String, versionId: String? = nil, width: UInt32? = nil, height: UInt32? = nil
    ) async throws(NordcaseError) -> FastDokBinary {
        try await engine.answer(
            .getObjectImage(objectId: objectId, versionId: versionId, width: width, height: height)
        ) {
            if case .getObjectImage(let it) = $0 { it } else { nil }
        }
    }

    /// Reads the file that an object is. `GET /Objects/{id}/File` (verified for the generic API).
    ///
    /// - Parameters:
    ///   - objectId: The object's id.
    ///   - versionId: `VersionId`: an earlier version of the object.
    public func getObjectFile(objectId: String, versionId: String? = nil) async throws(NordcaseError) -> FastDokBinary {
        try await engine.answer(.getObjectFile(objectId: objectId, versionId: versionId)) {
            if case .getObjectFile(let it) = $0 { it } else { nil }
        }
    }

    /// Uploads a file into a folder. `POST /Objects/{folder}/Objects` (verified).
    ///
    /// - Parameters:
    ///   - folderId: The folder's id.
    ///   - fileName: The name it gets.
    ///   - bytes: The content.
    ///   - contentType: Its type.
    public func uploadObject(
        folderId: String, fileName: String, bytes: Data, contentType: String? = nil
    ) async throws(NordcaseError) -> StatusReply {
        try await engine.answer(
            .uploadObject(folderId: folderId, fileName: fileName, bytes: bytes, contentType: contentType)
        ) {
            if case .uploadObject(let it) = $0 { it } else { nil }
        }
    }

    /// Reads the company of the user. `GET /Domains/Current`.
    public func getCurrentDomain() async throws(NordcaseError) -> FastDokDomain {
        try await engine.answer(.getCurrentDomain) { if case .getCurrentDomain(let it) = $0 { it } else { nil } }
    }

    /// Reads the company's balance, in SEK. All its users share it. `GET /Domains/Current/Balance`.
    public func getBalance() async throws(NordcaseError) -> FastDokBalance {
        try await engine.answer(.getBalance) { if case .getBalance(let it) = $0 { it } else { nil } }
    }

    /// Lists one page of the company's transactions, whole and as the service wrote them: no source documents their
    /// fields. `GET /Domains/Current/Transactions`.
    ///
    /// - Parameters:
    ///   - start: `Start`: the index of the first item, from 0.
    ///   - max: `Max`: the largest number of items.
    public func listTransactions(
        start: UInt32? = nil, max: UInt32? = nil
    ) async throws(NordcaseError) -> FastDokTransactions {
        try await engine.answer(.listTransactions(start: start, max: max)) {
            if case .listTransactions(let it) = $0 { it } else { nil }
        }
    }
}

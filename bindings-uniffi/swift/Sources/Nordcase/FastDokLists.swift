/// Whole lists, as asynchronous sequences. The service sends them in pages; a list that changes meanwhile may give an item twice or not at all.
extension FastDok {
    /// All apps. Read page by page, as they are asked for and while they arrive.
    ///
    /// - Parameter max: The size of a page.
    public func apps(max: UInt32? = nil) -> ListItems<FastDokApp> {
        ListItems(engine: engine) { start in
            .listApps(start: start, max: max)
        } read: {
            if case .listApps(let page) = $0 {
                .init(items: page.items, totalCount: page.totalCount, id: \.id)
            } else {
                nil
            }
        }
    }

    /// All cases of an app. Read page by page, as they are asked for and while they arrive.
    ///
    /// - Parameters:
    ///   - appId: The app's id or reference id; `form` is the one of FastDok's form cases (verified).
    ///   - max: The size of a page.
    ///   - status: Only cases of this status.
    public func appInstances(
        appId: String, max: UInt32? = nil, status: InstanceStatus? = nil
    ) -> ListItems<FastDokInstance> {
        ListItems(engine: engine) { start in
            .listAppInstances(appId: appId, start: start, max: max, status: status)
        } read: {
            if case .listAppInstances(let page) = $0 {
                .init(items: page.items, totalCount: page.totalCount, id: \.id)
            } else {
                nil
            }
        }
    }

    /// All cases. Read page by page, as they are asked for and while they arrive.
    ///
    /// - Parameters:
    ///   - max: The size of a page.
    ///   - status: Only cases of this status.
    public func instances(max: UInt32? = nil, status: InstanceStatus? = nil) -> ListItems<FastDokInstance> {
        ListItems(engine: engine) { start in
            .listInstances(start: start, max: max, status: status)
        } read: {
            if case .listInstances(let page) = $0 {
                .init(items: page.items, totalCount: page.totalCount, id: \.id)
            } else {
                nil
            }
        }
    }

    /// All tasks of a case. Read page by page, as they are asked for and while they arrive.
    ///
    /// - Parameters:
    ///   - instanceId: The case's id.
    ///   - max: The size of a page.
    ///   - status: Only tasks of this status.
    public func instanceTasks(instanceId: String, max: UInt32? = nil, status: TaskStatus? = nil) -> ListItems<
        FastDokTask
    > {
        ListItems(engine: engine) { start in
            .listInstanceTasks(instanceId: instanceId, start: start, max: max, status: status)
        } read: {
            if case .listInstanceTasks(let page) = $0 {
                .init(items: page.items, totalCount: page.totalCount, id: \.id)
            } else {
                nil
            }
        }
    }

    /// All objects of a case. Read page by page, as they are asked for and while they arrive.
    ///
    /// - Parameters:
    ///   - instanceId: The case's id.
    ///   - max: The size of a page.
    public func instanceObjects(instanceId: String, max: UInt32? = nil) -> ListItems<FastDokObject> {
        ListItems(engine: engine) { start in
            .listInstanceObjects(instanceId: instanceId, start: start, max: max)
        } read: {
            if case .listInstanceObjects(let page) = $0 {
                .init(items: page.items, totalCount: page.totalCount, id: \.id)
            } else {
                nil
            }
        }
    }

    /// All tasks, as they stand in the user's inbox. Read page by page, as they are asked for and while they arrive.
    ///
    /// - Parameters:
    ///   - max: The size of a page.
    ///   - status: Only tasks of this status.
    public func tasks(max: UInt32? = nil, status: TaskStatus? = nil) -> ListItems<FastDokTask> {
        ListItems(engine: engine) { start in
            .listTasks(start: start, max: max, status: status)
        } read: {
            if case .listTasks(let page) = $0 {
                .init(items: page.items, totalCount: page.totalCount, id: \.id)
            } else {
                nil
            }
        }
    }

    /// All objects that a task works on. Read page by page, as they are asked for and while they arrive.
    ///
    /// - Parameters:
    ///   - taskId: The task's id.
    ///   - max: The size of a page.
    public func taskObjects(taskId: String, max: UInt32? = nil) -> ListItems<FastDokObject> {
        ListItems(engine: engine) { start in
            .listTaskObjects(taskId: taskId, start: start, max: max)
        } read: {
            if case .listTaskObjects(let page) = $0 {
                .init(items: page.items, totalCount: page.totalCount, id: \.id)
            } else {
                nil
            }
        }
    }

    /// All children of an object that is a container. Read page by page, as they are asked for and while they arrive.
    ///
    /// - Parameters:
    ///   - objectId: The object's id.
    ///   - versionId: `VersionId`: an earlier version of the object.
    ///   - max: The size of a page.
    public func objectChildren(objectId: String, versionId: String? = nil, max: UInt32? = nil) -> ListItems<
        FastDokObject
    > {
        ListItems(engine: engine) { start in
            .listObjectChildren(objectId: objectId, versionId: versionId, start: start, max: max)
        } read: {
            if case .listObjectChildren(let page) = $0 {
                .init(items: page.items, totalCount: page.totalCount, id: \.id)
            } else {
                nil
            }
        }
    }

    /// All fields of an object. Read page by page, as they are asked for and while they arrive.
    ///
    /// - Parameters:
    ///   - objectId: The object's id.
    ///   - versionId: `VersionId`: an earlier version of the object.
    ///   - max: The size of a page.
    public func objectFields(objectId: String, versionId: String? = nil, max: UInt32? = nil) -> ListItems<FastDokField>
    {
        ListItems(engine: engine) { start in
            .getObjectFields(objectId: objectId, versionId: versionId, start: start, max: max)
        } read: {
            if case .getObjectFields(let page) = $0 {
                .init(items: page.items, totalCount: page.totalCount, id: \.id)
            } else {
                nil
            }
        }
    }
}

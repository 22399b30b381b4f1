// Made of the core's source by `cargo xtask generate`: change it there.

/// Whole lists, as asynchronous sequences. The service sends them in pages; a list that changes meanwhile may give an
/// item twice or not at all.
extension FastDok {
    /// Lists the apps.
    ///
    /// All of them: page by page, each read while it arrives.
    ///
    /// - Parameter max: How many are asked for at once; the service's own number if none.
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

    /// Lists the cases of an app.
    ///
    /// All of them: page by page, each read while it arrives.
    ///
    /// - Parameters:
    ///   - appId: The app's id or reference id; `form` is the one of FastDok's form cases (verified).
    ///   - max: How many are asked for at once; the service's own number if none.
    ///   - status: `Status`: only cases of this status.
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

    /// Lists the cases. All users of a company see all its cases (verified).
    ///
    /// All of them: page by page, each read while it arrives.
    ///
    /// - Parameters:
    ///   - max: How many are asked for at once; the service's own number if none.
    ///   - status: `Status`: only cases of this status.
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

    /// Lists the tasks of a case.
    ///
    /// All of them: page by page, each read while it arrives.
    ///
    /// - Parameters:
    ///   - instanceId: The case's id or reference id.
    ///   - max: How many are asked for at once; the service's own number if none.
    ///   - status: `Status`: only tasks of this status.
    public func instanceTasks(
        instanceId: String, max: UInt32? = nil, status: TaskStatus? = nil
    ) -> ListItems<FastDokTask> {
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

    /// Lists the objects of a case.
    ///
    /// All of them: page by page, each read while it arrives.
    ///
    /// - Parameters:
    ///   - instanceId: The case's id or reference id.
    ///   - max: How many are asked for at once; the service's own number if none.
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

    /// Reads the fields of an object of a case: by its DataId, without listing the case's objects first.
    ///
    /// All of them: page by page, each read while it arrives.
    ///
    /// - Parameters:
    ///   - instanceId: The case's id.
    ///   - objectId: The object's id, or its DataId.
    ///   - max: How many are asked for at once; the service's own number if none.
    public func instanceObjectFields(
        instanceId: String, objectId: String, max: UInt32? = nil
    ) -> ListItems<FastDokField> {
        ListItems(engine: engine) { start in
            .getInstanceObjectFields(instanceId: instanceId, objectId: objectId, start: start, max: max)
        } read: {
            if case .getInstanceObjectFields(let page) = $0 {
                .init(items: page.items, totalCount: page.totalCount, id: \.id)
            } else {
                nil
            }
        }
    }

    /// Lists the tasks, as they stand in the user's inbox.
    ///
    /// All of them: page by page, each read while it arrives.
    ///
    /// - Parameters:
    ///   - max: How many are asked for at once; the service's own number if none.
    ///   - status: `Status`: only tasks of this status.
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

    /// Lists the objects of a task.
    ///
    /// All of them: page by page, each read while it arrives.
    ///
    /// - Parameters:
    ///   - taskId: The task's id.
    ///   - max: How many are asked for at once; the service's own number if none.
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

    /// Reads the fields of an object that are visible in a task. `readOnly` is the task's: a field can be edited in one
    /// task and not in the next (verified).
    ///
    /// All of them: page by page, each read while it arrives.
    ///
    /// - Parameters:
    ///   - taskId: The task's id.
    ///   - objectId: The object's id.
    ///   - max: How many are asked for at once; the service's own number if none.
    public func taskObjectFields(taskId: String, objectId: String, max: UInt32? = nil) -> ListItems<FastDokField> {
        ListItems(engine: engine) { start in
            .getTaskObjectFields(taskId: taskId, objectId: objectId, start: start, max: max)
        } read: {
            if case .getTaskObjectFields(let page) = $0 {
                .init(items: page.items, totalCount: page.totalCount, id: \.id)
            } else {
                nil
            }
        }
    }

    /// Lists the children of an object that is a container.
    ///
    /// All of them: page by page, each read while it arrives.
    ///
    /// - Parameters:
    ///   - objectId: The object's id.
    ///   - versionId: `VersionId`: an earlier version of the object.
    ///   - max: How many are asked for at once; the service's own number if none.
    public func objectChildren(
        objectId: String, versionId: String? = nil, max: UInt32? = nil
    ) -> ListItems<FastDokObject> {
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

    /// Reads the fields of an object. FastDok's page on objects calls it deprecated in favour of the properties;
    /// Barium's does not.
    ///
    /// All of them: page by page, each read while it arrives.
    ///
    /// - Parameters:
    ///   - objectId: The object's id.
    ///   - versionId: `VersionId`: an earlier version of the object.
    ///   - max: How many are asked for at once; the service's own number if none.
    public func objectFields(
        objectId: String, versionId: String? = nil, max: UInt32? = nil
    ) -> ListItems<FastDokField> {
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

    /// Lists the templates of forms. What of it FastDok has is unknown.
    ///
    /// All of them: page by page, each read while it arrives.
    ///
    /// - Parameter max: How many are asked for at once; the service's own number if none.
    public func dataFormTemplates(max: UInt32? = nil) -> ListItems<DataFormTemplate> {
        ListItems(engine: engine) { start in
            .listDataFormTemplates(start: start, max: max)
        } read: {
            if case .listDataFormTemplates(let page) = $0 {
                .init(items: page.items, totalCount: page.totalCount, id: \.id)
            } else {
                nil
            }
        }
    }

    /// Reads the fields of a template: names and types, no values. What of it FastDok has is unknown.
    ///
    /// All of them: page by page, each read while it arrives.
    ///
    /// - Parameters:
    ///   - templateId: The template's id.
    ///   - versionId: `VersionId`: an earlier version of the template.
    ///   - max: How many are asked for at once; the service's own number if none.
    public func dataFormTemplateFields(
        templateId: String, versionId: String? = nil, max: UInt32? = nil
    ) -> ListItems<FastDokField> {
        ListItems(engine: engine) { start in
            .getDataFormTemplateFields(templateId: templateId, versionId: versionId, start: start, max: max)
        } read: {
            if case .getDataFormTemplateFields(let page) = $0 {
                .init(items: page.items, totalCount: page.totalCount, id: \.id)
            } else {
                nil
            }
        }
    }

    /// Lists the users of a domain. `start` and `max` go as `Skip` and `Take` here; how many come without `max` is
    /// unknown.
    ///
    /// All of them: page by page, each read while it arrives.
    ///
    /// - Parameters:
    ///   - domainId: The domain's id.
    ///   - max: How many are asked for at once; the service's own number if none.
    public func domainUsers(domainId: String, max: UInt32? = nil) -> ListItems<DomainUser> {
        ListItems(engine: engine) { start in
            .listDomainUsers(domainId: domainId, start: start, max: max)
        } read: {
            if case .listDomainUsers(let page) = $0 {
                .init(items: page.items, totalCount: page.totalCount, id: \.id)
            } else {
                nil
            }
        }
    }

    /// Lists the users of a domain with the groups that they are in. `start` and `max` go as `Skip` and `Take` here;
    /// how many come without `max` is unknown.
    ///
    /// All of them: page by page, each read while it arrives.
    ///
    /// - Parameters:
    ///   - domainId: The domain's id.
    ///   - max: How many are asked for at once; the service's own number if none.
    public func domainUserGroups(domainId: String, max: UInt32? = nil) -> ListItems<DomainUser> {
        ListItems(engine: engine) { start in
            .listDomainUserGroups(domainId: domainId, start: start, max: max)
        } read: {
            if case .listDomainUserGroups(let page) = $0 {
                .init(items: page.items, totalCount: page.totalCount, id: \.id)
            } else {
                nil
            }
        }
    }
}

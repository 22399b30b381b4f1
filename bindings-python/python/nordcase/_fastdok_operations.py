"""FastDok's operations, blocking."""

# Made of the core's source by `cargo xtask generate`: change it there.

from __future__ import annotations

from nordcase._base import Client
from nordcase._engine import given
from nordcase._typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nordcase.fastdok import (
        Action,
        ActionKind,
        App,
        AssignableParticipant,
        AssignablePerformer,
        Balance,
        Binary,
        DataFormTemplate,
        DataFormTemplateDefinition,
        Domain,
        DomainUser,
        Field,
        FieldValue,
        Instance,
        InstanceStatus,
        ListEntry,
        Object,
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
    )


class FastDokOperations(Client):
    """One method for each operation, named as the core names it."""

    def authenticate(self, *, web_ticket: bool = False) -> SignedIn:
        """Signs in with the credentials of the client. Clients do so by themselves before a call that needs it. The
        answer's tickets are secrets.

        It counts as a read: it changes nothing of value. But a refusal (`fastdok.sign_in_failed`) must never be
        repeated blindly, since accounts can get locked.

        Source: `POST /Authenticate`: sign in, and get the ticket that every other call carries (verified).

        Args:
            web_ticket: Ask for a web ticket too, for `FastDok.task_link`.
        """
        return cast("SignedIn", self._call("fastdok.authenticate", given(webTicket=web_ticket)))

    def list_apps(self, *, start: int | None = None, max: int | None = None) -> Page[App]:
        """Lists the apps.

        One page; `iter_apps` reads all of them.

        Source: `GET /Apps`: the apps, the processes that cases are started in (verified; Barium's page on apps).

        Args:
            start: The index of the first item, from 0.
            max: The largest number of items.
        """
        return cast("Page[App]", self._call("fastdok.list_apps", given(start=start, max=max)))

    def iter_apps(self, *, max: int | None = None) -> Iterator[App]:
        """Lists the apps.

        All of them: page by page, each read while it arrives.

        Args:
            max: How many are asked for at once; the service's own number if none.
        """
        return self._pages("fastdok.list_apps", given(max=max))

    def get_app(self, *, app_id: str) -> App:
        """Reads an app.

        Source: `GET /Apps/{id}`: one app (verified; Barium's page on apps).

        Args:
            app_id: The app's id or reference id; `form` is the one of FastDok's form cases (verified).
        """
        return cast("App", self._call("fastdok.get_app", given(appId=app_id)))

    def list_app_instances(
        self,
        *,
        app_id: str,
        start: int | None = None,
        max: int | None = None,
        status: InstanceStatus | str | None = None,
    ) -> Page[Instance]:
        """Lists the cases of an app.

        One page; `iter_app_instances` reads all of them.

        Source: `GET /Apps/{id}/Instances`: the cases of an app (verified, with a recorded answer).

        Args:
            app_id: The app's id or reference id; `form` is the one of FastDok's form cases (verified).
            start: The index of the first item, from 0.
            max: The largest number of items.
            status: `Status`: only cases of this status.
        """
        params = given(appId=app_id, start=start, max=max, status=status)
        return cast("Page[Instance]", self._call("fastdok.list_app_instances", params))

    def iter_app_instances(
        self, *, app_id: str, max: int | None = None, status: InstanceStatus | str | None = None
    ) -> Iterator[Instance]:
        """Lists the cases of an app.

        All of them: page by page, each read while it arrives.

        Args:
            app_id: The app's id or reference id; `form` is the one of FastDok's form cases (verified).
            max: How many are asked for at once; the service's own number if none.
            status: `Status`: only cases of this status.
        """
        return self._pages("fastdok.list_app_instances", given(appId=app_id, max=max, status=status))

    def start_case_once(self, *, entries: Sequence[ObjectEntry], body_form: str | None = None) -> Started:
        """Starts a form case.

        Only entries with a template are seen as forms by users; the others hold data that all forms of the case read
        (verified). Each object may exist once in a case, and only one form may be a main contract (`Huvudkontrakt`,
        verified): the service checks that.

        It is one plain request. `start_case` is safer: it finds out whether a request with no answer started one.

        Source: `POST /apps/form`: start a form case with the objects it begins with (verified; FastDok's page on form
        cases).

        Args:
            entries: The objects, at least one.
            body_form: How the body is written: as documented if left out.
        """
        return cast("Started", self._call("fastdok.start_case", given(entries=list(entries), bodyForm=body_form)))

    def start_instance(
        self, *, app_id: str, message: str | None = None, template: str | None = None, fields: Sequence[FieldValue] = ()
    ) -> Started:
        """Starts a case of an app.

        Source: `POST /Apps/{id}`: start a case of an app by the message `START`, in the way of the generic API
        (verified; Barium's page on apps).

        Args:
            app_id: The app's id or reference id.
            message: The message that starts the process: `START` unless the app has another.
            template: The form's template. It must be given when fields are: newer documents say any text will do, older
                ones that it is the template's data id (both verified), so give that.
            fields: The form's fields, and `instance.name`.
        """
        params = given(appId=app_id, message=message, template=template, fields=list(fields))
        return cast("Started", self._call("fastdok.start_instance", params))

    def list_instances(
        self, *, start: int | None = None, max: int | None = None, status: InstanceStatus | str | None = None
    ) -> Page[Instance]:
        """Lists the cases. All users of a company see all its cases (verified).

        One page; `iter_instances` reads all of them.

        Source: `GET /Instances`: the cases (verified; Barium's page on instances).

        Args:
            start: The index of the first item, from 0.
            max: The largest number of items.
            status: `Status`: only cases of this status.
        """
        return cast("Page[Instance]", self._call("fastdok.list_instances", given(start=start, max=max, status=status)))

    def iter_instances(
        self, *, max: int | None = None, status: InstanceStatus | str | None = None
    ) -> Iterator[Instance]:
        """Lists the cases. All users of a company see all its cases (verified).

        All of them: page by page, each read while it arrives.

        Args:
            max: How many are asked for at once; the service's own number if none.
            status: `Status`: only cases of this status.
        """
        return self._pages("fastdok.list_instances", given(max=max, status=status))

    def get_instance(self, *, instance_id: str) -> Instance:
        """Reads a case.

        Source: `GET /Instances/{id}`: one case (verified, with a recorded answer).

        Args:
            instance_id: The case's id or reference id.
        """
        return cast("Instance", self._call("fastdok.get_instance", given(instanceId=instance_id)))

    def delete_instance(self, *, instance_id: str) -> StatusReply:
        """Removes a case.

        Source: `DELETE /Instances/{id}`: remove a case (verified by a client of the generic API; whether FastDok
        permits it is unknown).

        Args:
            instance_id: The case's id.
        """
        return cast("StatusReply", self._call("fastdok.delete_instance", given(instanceId=instance_id)))

    def list_instance_tasks(
        self,
        *,
        instance_id: str,
        start: int | None = None,
        max: int | None = None,
        status: TaskStatus | str | None = None,
    ) -> Page[Task]:
        """Lists the tasks of a case.

        One page; `iter_instance_tasks` reads all of them.

        Source: `GET /Instances/{id}/Tasks`: the tasks of a case (verified). There can be several, at present one at a
        time is ready (verified).

        Args:
            instance_id: The case's id or reference id.
            start: The index of the first item, from 0.
            max: The largest number of items.
            status: `Status`: only tasks of this status.
        """
        params = given(instanceId=instance_id, start=start, max=max, status=status)
        return cast("Page[Task]", self._call("fastdok.list_instance_tasks", params))

    def iter_instance_tasks(
        self, *, instance_id: str, max: int | None = None, status: TaskStatus | str | None = None
    ) -> Iterator[Task]:
        """Lists the tasks of a case.

        All of them: page by page, each read while it arrives.

        Args:
            instance_id: The case's id or reference id.
            max: How many are asked for at once; the service's own number if none.
            status: `Status`: only tasks of this status.
        """
        return self._pages("fastdok.list_instance_tasks", given(instanceId=instance_id, max=max, status=status))

    def list_instance_objects(
        self, *, instance_id: str, start: int | None = None, max: int | None = None
    ) -> Page[Object]:
        """Lists the objects of a case.

        One page; `iter_instance_objects` reads all of them.

        Source: `GET /Instances/{id}/Objects`: the objects of a case (verified, with a recorded answer).

        Args:
            instance_id: The case's id or reference id.
            start: The index of the first item, from 0.
            max: The largest number of items.
        """
        params = given(instanceId=instance_id, start=start, max=max)
        return cast("Page[Object]", self._call("fastdok.list_instance_objects", params))

    def iter_instance_objects(self, *, instance_id: str, max: int | None = None) -> Iterator[Object]:
        """Lists the objects of a case.

        All of them: page by page, each read while it arrives.

        Args:
            instance_id: The case's id or reference id.
            max: How many are asked for at once; the service's own number if none.
        """
        return self._pages("fastdok.list_instance_objects", given(instanceId=instance_id, max=max))

    def get_instance_object(self, *, instance_id: str, object_id: str, version_id: str | None = None) -> Object:
        """Reads an object of a case.

        Source: `GET /Instances/{id}/Objects/{object}`: one object of a case, by its id or its DataId (verified).

        Args:
            instance_id: The case's id.
            object_id: The object's id, or its DataId.
            version_id: `VersionId`: an earlier version of the object.
        """
        params = given(instanceId=instance_id, objectId=object_id, versionId=version_id)
        return cast("Object", self._call("fastdok.get_instance_object", params))

    def get_instance_object_fields(
        self, *, instance_id: str, object_id: str, start: int | None = None, max: int | None = None
    ) -> Page[Field]:
        """Reads the fields of an object of a case: by its DataId, without listing the case's objects first.

        `start` and `max`, and that without `max` 200 fields come, are inferred from the fields of an object.

        One page; `iter_instance_object_fields` reads all of them.

        Source: `GET /Instances/{id}/Objects/{object}/Fields`: the fields of a form of a case (verified for the generic
        API by a client in production, with the form's DataId in the path; unknown for FastDok).

        Args:
            instance_id: The case's id.
            object_id: The object's id, or its DataId.
            start: The index of the first item, from 0.
            max: The largest number of items.
        """
        params = given(instanceId=instance_id, objectId=object_id, start=start, max=max)
        return cast("Page[Field]", self._call("fastdok.get_instance_object_fields", params))

    def iter_instance_object_fields(
        self, *, instance_id: str, object_id: str, max: int | None = None
    ) -> Iterator[Field]:
        """Reads the fields of an object of a case: by its DataId, without listing the case's objects first.

        All of them: page by page, each read while it arrives.

        Args:
            instance_id: The case's id.
            object_id: The object's id, or its DataId.
            max: How many are asked for at once; the service's own number if none.
        """
        params = given(instanceId=instance_id, objectId=object_id, max=max)
        return self._pages("fastdok.get_instance_object_fields", params)

    def add_instance_objects(
        self, *, instance_id: str, entries: Sequence[ObjectEntry], body_form: str | None = None
    ) -> StatusReply:
        """Adds objects to a case: a form, or data that its forms share.

        Each object may exist once in a case, and only one form may be a main contract (`Huvudkontrakt`, verified): the
        service checks that. Look at the `success` of each of the answer's `items`; if none was made it is an error.

        Forms that are added to a paid case are paid by going to the payment again (verified).

        Source: `POST /Instances/{id}/Objects`: put objects into a case (verified for the generic API by a client in
        production; the part of FastDok's page on objects that would say so is lost).

        Args:
            instance_id: The case's id.
            entries: The objects, at least one.
            body_form: How the body is written: as documented if left out.
        """
        params = given(instanceId=instance_id, entries=list(entries), bodyForm=body_form)
        return cast("StatusReply", self._call("fastdok.add_instance_objects", params))

    def send_instance_message(self, *, instance_id: str, message: str) -> StatusReply:
        """Sends a message to a case.

        Whether a form case of FastDok waits for any is unknown: its tasks are left by actions (`perform_action`).

        Source: `POST /Instances/{id}`: send a message to a case (verified for the generic API by the vendor's own
        client; unknown for FastDok).

        Args:
            instance_id: The case's id.
            message: `message`: the message's name in the process.
        """
        params = given(instanceId=instance_id, message=message)
        return cast("StatusReply", self._call("fastdok.send_instance_message", params))

    def list_tasks(
        self, *, start: int | None = None, max: int | None = None, status: TaskStatus | str | None = None
    ) -> Page[Task]:
        """Lists the tasks, as they stand in the user's inbox.

        One page; `iter_tasks` reads all of them.

        Source: `GET /Tasks`: the tasks of the user (verified).

        Args:
            start: The index of the first item, from 0.
            max: The largest number of items.
            status: `Status`: only tasks of this status.
        """
        return cast("Page[Task]", self._call("fastdok.list_tasks", given(start=start, max=max, status=status)))

    def iter_tasks(self, *, max: int | None = None, status: TaskStatus | str | None = None) -> Iterator[Task]:
        """Lists the tasks, as they stand in the user's inbox.

        All of them: page by page, each read while it arrives.

        Args:
            max: How many are asked for at once; the service's own number if none.
            status: `Status`: only tasks of this status.
        """
        return self._pages("fastdok.list_tasks", given(max=max, status=status))

    def get_task(self, *, task_id: str) -> Task:
        """Reads a task.

        Source: `GET /Tasks/{id}`: one task (verified, with the documentation's sample).

        Args:
            task_id: The task's id.
        """
        return cast("Task", self._call("fastdok.get_task", given(taskId=task_id)))

    def list_task_objects(self, *, task_id: str, start: int | None = None, max: int | None = None) -> Page[Object]:
        """Lists the objects of a task.

        One page; `iter_task_objects` reads all of them.

        Source: `GET /Tasks/{id}/Objects`: the objects that a task works on (verified).

        Args:
            task_id: The task's id.
            start: The index of the first item, from 0.
            max: The largest number of items.
        """
        params = given(taskId=task_id, start=start, max=max)
        return cast("Page[Object]", self._call("fastdok.list_task_objects", params))

    def iter_task_objects(self, *, task_id: str, max: int | None = None) -> Iterator[Object]:
        """Lists the objects of a task.

        All of them: page by page, each read while it arrives.

        Args:
            task_id: The task's id.
            max: How many are asked for at once; the service's own number if none.
        """
        return self._pages("fastdok.list_task_objects", given(taskId=task_id, max=max))

    def get_task_object(self, *, task_id: str, object_id: str) -> Object:
        """Reads an object of a task.

        Source: `GET /Tasks/{id}/Objects/{object}`: one object that a task works on (verified for the generic API;
        Barium's page on tasks).

        Args:
            task_id: The task's id.
            object_id: The object's id.
        """
        return cast("Object", self._call("fastdok.get_task_object", given(taskId=task_id, objectId=object_id)))

    def get_task_object_fields(
        self, *, task_id: str, object_id: str, start: int | None = None, max: int | None = None
    ) -> Page[Field]:
        """Reads the fields of an object that are visible in a task. `readOnly` is the task's: a field can be edited in
        one task and not in the next (verified).

        `start` and `max`, and that without `max` 200 fields come, are inferred from the fields of an object.

        One page; `iter_task_object_fields` reads all of them.

        Source: `GET /Tasks/{id}/Objects/{object}/fields`: the fields of a form as a task has them (verified for the
        generic API; Barium's page on tasks, which writes `fields` in lower case here).

        Args:
            task_id: The task's id.
            object_id: The object's id.
            start: The index of the first item, from 0.
            max: The largest number of items.
        """
        params = given(taskId=task_id, objectId=object_id, start=start, max=max)
        return cast("Page[Field]", self._call("fastdok.get_task_object_fields", params))

    def iter_task_object_fields(self, *, task_id: str, object_id: str, max: int | None = None) -> Iterator[Field]:
        """Reads the fields of an object that are visible in a task. `readOnly` is the task's: a field can be edited in
        one task and not in the next (verified).

        All of them: page by page, each read while it arrives.

        Args:
            task_id: The task's id.
            object_id: The object's id.
            max: How many are asked for at once; the service's own number if none.
        """
        return self._pages("fastdok.get_task_object_fields", given(taskId=task_id, objectId=object_id, max=max))

    def list_task_actions(self, *, task_id: str) -> Page[Action]:
        """Lists the actions of a task. They come all at once.

        Source: `GET /Tasks/{id}/Actions`: what can be done with a task (verified).

        Args:
            task_id: The task's id.
        """
        return cast("Page[Action]", self._call("fastdok.list_task_actions", given(taskId=task_id)))

    def list_assignable_participants(self, *, task_id: str, action: ActionKind | str) -> Page[AssignableParticipant]:
        """Lists the participants of an action. They come all at once.

        An action that has any says so as `mustAssignPerformers`. Whether FastDok has such actions is unknown.

        Source: `GET /Tasks/{id}/Actions/{action}/AssignableParticipants`: the participants that performers must be
        assigned to when the action is performed (verified for the generic API; Barium's page on actions).

        Args:
            task_id: The task's id.
            action: The action.
        """
        params = given(taskId=task_id, action=action)
        return cast("Page[AssignableParticipant]", self._call("fastdok.list_assignable_participants", params))

    def get_assignable_participant(
        self, *, task_id: str, action: ActionKind | str, participant_id: str
    ) -> Page[AssignablePerformer]:
        """Reads who can perform what a participant does. They come all at once; the participant's own `Id` and `Name`
        are in the answer's `extra`.

        Assign them with `participants` of `perform_action`.

        Source: `GET /Tasks/{id}/Actions/{action}/AssignableParticipants/{participant}`: the performers that can be
        assigned to a participant (verified for the generic API; Barium's page on actions).

        Args:
            task_id: The task's id.
            action: The action.
            participant_id: The participant's id.
        """
        params = given(taskId=task_id, action=action, participantId=participant_id)
        return cast("Page[AssignablePerformer]", self._call("fastdok.get_assignable_participant", params))

    def perform_action(
        self,
        *,
        task_id: str,
        action: ActionKind | str,
        comment: str | None = None,
        participants: Sequence[ParticipantAssignment] = (),
    ) -> StatusReply:
        """Does an action of a task. The answer often names the next task (`taskId`).

        Only a task that is ready can be acted on (verified). **`ActionComplete` spends money on `TaskPay` and archives
        for ever on `TaskPaid`**: never send it to a task whose `ReferenceId` was not just seen, and never again after
        an outcome nobody saw. The journeys `pay_case` and `complete_case` keep to that.

        Source: `POST /Tasks/{id}/Actions/{action}`: do something with a task (verified; FastDok's page on status
        changes).

        Args:
            task_id: The task.
            action: The action.
            comment: A comment, for actions that can have one. The parameter's name, `comment`, is inferred: no source
                has it.
            participants: `participants`: who performs what comes next, for actions that must be told
                (`mustAssignPerformers`).
        """
        params = given(taskId=task_id, action=action, comment=comment, participants=list(participants))
        return cast("StatusReply", self._call("fastdok.perform_action", params))

    def get_task_order(self, *, task_id: str) -> Order:
        """Reads the order of a task, to be shown before it is paid.

        Source: `GET /Tasks/{id}/Order`: what a payment task would charge (verified; only `TaskPay` has an order).

        Args:
            task_id: The task, a `TaskPay`.
        """
        return cast("Order", self._call("fastdok.get_task_order", given(taskId=task_id)))

    def get_object(self, *, object_id: str, version_id: str | None = None) -> Object:
        """Reads an object.

        Source: `GET /Objects/{id}`: one object (verified).

        Args:
            object_id: The object's id.
            version_id: `VersionId`: an earlier version of the object.
        """
        return cast("Object", self._call("fastdok.get_object", given(objectId=object_id, versionId=version_id)))

    def list_object_children(
        self, *, object_id: str, version_id: str | None = None, start: int | None = None, max: int | None = None
    ) -> Page[Object]:
        """Lists the children of an object that is a container.

        One page; `iter_object_children` reads all of them.

        Source: `GET /Objects/{id}/Objects`: the objects in an object (verified).

        Args:
            object_id: The object's id.
            version_id: `VersionId`: an earlier version of the object.
            start: The index of the first item, from 0.
            max: The largest number of items.
        """
        params = given(objectId=object_id, versionId=version_id, start=start, max=max)
        return cast("Page[Object]", self._call("fastdok.list_object_children", params))

    def iter_object_children(
        self, *, object_id: str, version_id: str | None = None, max: int | None = None
    ) -> Iterator[Object]:
        """Lists the children of an object that is a container.

        All of them: page by page, each read while it arrives.

        Args:
            object_id: The object's id.
            version_id: `VersionId`: an earlier version of the object.
            max: How many are asked for at once; the service's own number if none.
        """
        return self._pages("fastdok.list_object_children", given(objectId=object_id, versionId=version_id, max=max))

    def get_object_properties(self, *, object_id: str, version_id: str | None = None) -> Page[Property]:
        """Reads the properties of an object: what to use in place of its fields, which FastDok's page on objects calls
        deprecated.

        Source: `GET /Objects/{id}/Properties`: the values of an object (verified; FastDok's page on objects). They come
        as a bare array.

        Args:
            object_id: The object's id.
            version_id: `VersionId`: an earlier version of the object.
        """
        params = given(objectId=object_id, versionId=version_id)
        return cast("Page[Property]", self._call("fastdok.get_object_properties", params))

    def get_object_fields(
        self, *, object_id: str, version_id: str | None = None, start: int | None = None, max: int | None = None
    ) -> Page[Field]:
        """Reads the fields of an object. FastDok's page on objects calls it deprecated in favour of the properties;
        Barium's does not.

        Without `max` 200 fields come (verified).

        One page; `iter_object_fields` reads all of them.

        Source: `GET /Objects/{id}/Fields`: the fields of a form (verified, with a recorded answer). Until 2015 a bare
        array, since then an envelope (verified).

        Args:
            object_id: The object's id.
            version_id: `VersionId`: an earlier version of the object.
            start: The index of the first item, from 0.
            max: The largest number of items.
        """
        params = given(objectId=object_id, versionId=version_id, start=start, max=max)
        return cast("Page[Field]", self._call("fastdok.get_object_fields", params))

    def iter_object_fields(
        self, *, object_id: str, version_id: str | None = None, max: int | None = None
    ) -> Iterator[Field]:
        """Reads the fields of an object. FastDok's page on objects calls it deprecated in favour of the properties;
        Barium's does not.

        All of them: page by page, each read while it arrives.

        Args:
            object_id: The object's id.
            version_id: `VersionId`: an earlier version of the object.
            max: How many are asked for at once; the service's own number if none.
        """
        return self._pages("fastdok.get_object_fields", given(objectId=object_id, versionId=version_id, max=max))

    def update_object_fields(self, *, object_id: str, fields: Sequence[FieldValue]) -> StatusReply:
        """Writes fields of an object. Look at the answer's `ignoredFields`: a field in it was not written.

        In a sharp case (`TaskPaid`) everything can be edited but `Kontrakt.KontraktNr` (verified).

        Source: `POST /Objects/{id}/Fields`: write into the fields of a form (verified for the generic API).

        Args:
            object_id: The object's id, or its data id where the service takes it.
            fields: The fields, at least one. Others stay as they are (inferred).
        """
        params = given(objectId=object_id, fields=list(fields))
        return cast("StatusReply", self._call("fastdok.update_object_fields", params))

    def delete_object(self, *, object_id: str) -> StatusReply:
        """Removes an object.

        Source: `DELETE /Objects/{id}`: remove an object (verified that it exists; its details are unknown).

        Args:
            object_id: The object's id.
        """
        return cast("StatusReply", self._call("fastdok.delete_object", given(objectId=object_id)))

    def get_object_pdf(self, *, object_id: str, version_id: str | None = None) -> Binary:
        """Fetches a form as PDF. What does not begin like one is an error.

        Source: `GET /Objects/{id}/PDF`: a form as PDF (verified). Until it is paid it has a draft watermark (verified).

        Args:
            object_id: The object's id.
            version_id: `VersionId`: an earlier version of the object.
        """
        return cast("Binary", self._call("fastdok.get_object_pdf", given(objectId=object_id, versionId=version_id)))

    def get_object_image(
        self, *, object_id: str, version_id: str | None = None, width: int | None = None, height: int | None = None
    ) -> Binary:
        """Fetches an object as a picture.

        Source: `GET /Objects/{id}/Image`: a form or file as a picture, a PNG by the documents (verified).

        Args:
            object_id: The object's id.
            version_id: `VersionId`: an earlier version of the object.
            width: `Width` in pixels (documented for the generic API).
            height: `Height` in pixels (documented for the generic API).
        """
        params = given(objectId=object_id, versionId=version_id, width=width, height=height)
        return cast("Binary", self._call("fastdok.get_object_image", params))

    def get_object_file(self, *, object_id: str, version_id: str | None = None) -> Binary:
        """Fetches a file as it was uploaded.

        An answer of JSON or HTML is taken for the file only if the service names it (`Content-Disposition`).

        Source: `GET /Objects/{id}/File`: a file that was uploaded (verified for the generic API; FastDok's page does
        not have it).

        Args:
            object_id: The object's id.
            version_id: `VersionId`: an earlier version of the object.
        """
        return cast("Binary", self._call("fastdok.get_object_file", given(objectId=object_id, versionId=version_id)))

    def upload_object(
        self, *, folder_id: str, file_name: str, bytes: bytes, content_type: str | None = None
    ) -> StatusReply:
        """Uploads a file. The answer's `items` have what was made.

        Source: `POST /Objects/{folder}/Objects`: put a file into a folder of a case (verified).

        Args:
            folder_id: The folder: an object that is a container.
            file_name: The file's name, at most 200 characters: no path, no quotes.
            bytes: The file, at most 64 MiB.
            content_type: Its media type; `application/octet-stream` if unknown.
        """
        params = given(folderId=folder_id, fileName=file_name, bytes=bytes, contentType=content_type)
        return cast("StatusReply", self._call("fastdok.upload_object", params))

    def upload_attachment(
        self, *, form_id: str, field_name: str, file_name: str, bytes: bytes, content_type: str | None = None
    ) -> StatusReply:
        """Attaches a file to a field of a form. Look at the answer's `ignoredFields`: a field in it was not written.

        Source: `POST /DataForms/{form}/Attachments`, in version 1.1 of the API: attach a file to a form (verified for
        the generic API by the vendor's own client; unknown for FastDok).

        Args:
            form_id: The form: the id of an object of the case (verified by the vendor's own client).
            field_name: The field's `Id`, at most 200 characters: no quotes. Its `fieldType` is `fileuploadfield`
                (inferred).
            file_name: The file's name, at most 200 characters: no path, no quotes.
            bytes: The file, at most 64 MiB.
            content_type: Its media type; `application/octet-stream` if unknown.
        """
        params = given(formId=form_id, fieldName=field_name, fileName=file_name, bytes=bytes, contentType=content_type)
        return cast("StatusReply", self._call("fastdok.upload_attachment", params))

    def list_data_form_templates(self, *, start: int | None = None, max: int | None = None) -> Page[DataFormTemplate]:
        """Lists the templates of forms. What of it FastDok has is unknown.

        One page; `iter_data_form_templates` reads all of them.

        Source: `GET /DataFormTemplates`: the templates that forms can be made from (verified for the generic API;
        Barium's page on data form templates).

        Args:
            start: The index of the first item, from 0.
            max: The largest number of items.
        """
        params = given(start=start, max=max)
        return cast("Page[DataFormTemplate]", self._call("fastdok.list_data_form_templates", params))

    def iter_data_form_templates(self, *, max: int | None = None) -> Iterator[DataFormTemplate]:
        """Lists the templates of forms. What of it FastDok has is unknown.

        All of them: page by page, each read while it arrives.

        Args:
            max: How many are asked for at once; the service's own number if none.
        """
        return self._pages("fastdok.list_data_form_templates", given(max=max))

    def get_data_form_template(self, *, template_id: str, version_id: str | None = None) -> DataFormTemplate:
        """Reads a template. What of it FastDok has is unknown.

        Source: `GET /DataFormTemplates/{id}`: one template of a form (verified for the generic API; Barium's page on
        data form templates).

        Args:
            template_id: The template's id.
            version_id: `VersionId`: an earlier version of the template.
        """
        params = given(templateId=template_id, versionId=version_id)
        return cast("DataFormTemplate", self._call("fastdok.get_data_form_template", params))

    def get_data_form_template_fields(
        self, *, template_id: str, version_id: str | None = None, start: int | None = None, max: int | None = None
    ) -> Page[Field]:
        """Reads the fields of a template: names and types, no values. What of it FastDok has is unknown.

        Without `max` 200 fields come (verified).

        One page; `iter_data_form_template_fields` reads all of them.

        Source: `GET /DataFormTemplates/{id}/Fields`: the fields that a form made from a template has (verified for the
        generic API; Barium's page on data form templates).

        Args:
            template_id: The template's id.
            version_id: `VersionId`: an earlier version of the template.
            start: The index of the first item, from 0.
            max: The largest number of items.
        """
        params = given(templateId=template_id, versionId=version_id, start=start, max=max)
        return cast("Page[Field]", self._call("fastdok.get_data_form_template_fields", params))

    def iter_data_form_template_fields(
        self, *, template_id: str, version_id: str | None = None, max: int | None = None
    ) -> Iterator[Field]:
        """Reads the fields of a template: names and types, no values. What of it FastDok has is unknown.

        All of them: page by page, each read while it arrives.

        Args:
            template_id: The template's id.
            version_id: `VersionId`: an earlier version of the template.
            max: How many are asked for at once; the service's own number if none.
        """
        params = given(templateId=template_id, versionId=version_id, max=max)
        return self._pages("fastdok.get_data_form_template_fields", params)

    def get_data_form_template_definition(self, *, template_id: str) -> DataFormTemplateDefinition:
        """Reads the definition of a template. What of it FastDok has is unknown.

        Source: `GET /DataFormTemplates/{id}/Definition`: how a form made from a template looks and works (verified for
        the generic API; Barium's page on data form templates).

        Args:
            template_id: The template's id.
        """
        params = given(templateId=template_id)
        return cast("DataFormTemplateDefinition", self._call("fastdok.get_data_form_template_definition", params))

    def list_lists(self) -> Page[ListEntry]:
        """Lists the lists, all at once as far as is known.

        Source: `GET /Lists`: the lists of the company (verified for the generic API by a client; unknown for FastDok).
        """
        return cast("Page[ListEntry]", self._call("fastdok.list_lists", {}))

    def get_list(self, *, list_id: str) -> ListEntry:
        """Reads what the service says of a list; its data is read with `get_list_data`.

        Source: `GET /Lists/{id}`: one list (verified for the generic API by a client; unknown for FastDok).

        Args:
            list_id: The list's id.
        """
        return cast("ListEntry", self._call("fastdok.get_list", given(listId=list_id)))

    def get_list_data(self, *, list_id: str) -> Page[ListEntry]:
        """Reads the entries of a list, all at once as far as is known. What the list's columns are called differs from
        list to list: they are in `extra`.

        Source: `GET /Lists/{id}/Data`: what is in a list (verified for the generic API by a client; unknown for
        FastDok).

        Args:
            list_id: The list's id.
        """
        return cast("Page[ListEntry]", self._call("fastdok.get_list_data", given(listId=list_id)))

    def get_current_domain(self) -> Domain:
        """Reads the company: its balance, and whether it is a licence customer or a member.

        Source: `GET /Domains/Current`: the company of the user who signed in (verified; FastDok's page on company
        information).
        """
        return cast("Domain", self._call("fastdok.get_current_domain", {}))

    def get_balance(self) -> Balance:
        """Reads the company's balance, in SEK. All its users share it (verified).

        Source: `GET /Domains/Current/Balance`: what the company has left to pay with (verified; FastDok's page on
        company information).
        """
        return cast("Balance", self._call("fastdok.get_balance", {}))

    def list_transactions(self, *, start: int | None = None, max: int | None = None) -> Transactions:
        """Lists the transactions of the company, as the service wrote them: no source documents their fields.

        Source: `GET /Domains/Current/Transactions`: what was paid into and from the company's balance (verified: the
        page on status changes names the call; its parameters and its answer are unknown).

        Args:
            start: `Start`: the index of the first, from 0. Inferred.
            max: `Max`: the largest number of them. Inferred.
        """
        return cast("Transactions", self._call("fastdok.list_transactions", given(start=start, max=max)))

    def list_domain_users(
        self, *, domain_id: str, start: int | None = None, max: int | None = None
    ) -> Page[DomainUser]:
        """Lists the users of a domain. `start` and `max` go as `Skip` and `Take` here; how many come without `max` is
        unknown.

        One page; `iter_domain_users` reads all of them.

        Source: `GET /domains/{id}/users`, in version 1.1 of the API: the users of a domain (verified for the generic
        API; Barium's page on users. Unknown for FastDok).

        Args:
            domain_id: The domain's id.
            start: The index of the first item, from 0.
            max: The largest number of items.
        """
        params = given(domainId=domain_id, start=start, max=max)
        return cast("Page[DomainUser]", self._call("fastdok.list_domain_users", params))

    def iter_domain_users(self, *, domain_id: str, max: int | None = None) -> Iterator[DomainUser]:
        """Lists the users of a domain. `start` and `max` go as `Skip` and `Take` here; how many come without `max` is
        unknown.

        All of them: page by page, each read while it arrives.

        Args:
            domain_id: The domain's id.
            max: How many are asked for at once; the service's own number if none.
        """
        return self._pages("fastdok.list_domain_users", given(domainId=domain_id, max=max))

    def list_domain_user_groups(
        self, *, domain_id: str, start: int | None = None, max: int | None = None
    ) -> Page[DomainUser]:
        """Lists the users of a domain with the groups that they are in. `start` and `max` go as `Skip` and `Take` here;
        how many come without `max` is unknown.

        One page; `iter_domain_user_groups` reads all of them.

        Source: `GET /domains/{id}/usergroups`, in version 1.1 of the API: the users of a domain, each with its groups
        (verified for the generic API; Barium's page on users. Unknown for FastDok).

        Args:
            domain_id: The domain's id.
            start: The index of the first item, from 0.
            max: The largest number of items.
        """
        params = given(domainId=domain_id, start=start, max=max)
        return cast("Page[DomainUser]", self._call("fastdok.list_domain_user_groups", params))

    def iter_domain_user_groups(self, *, domain_id: str, max: int | None = None) -> Iterator[DomainUser]:
        """Lists the users of a domain with the groups that they are in. `start` and `max` go as `Skip` and `Take` here;
        how many come without `max` is unknown.

        All of them: page by page, each read while it arrives.

        Args:
            domain_id: The domain's id.
            max: How many are asked for at once; the service's own number if none.
        """
        return self._pages("fastdok.list_domain_user_groups", given(domainId=domain_id, max=max))

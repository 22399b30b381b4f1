"""The values of FastDok, under the names that its API gives them.

Marks in the descriptions: *verified* (a public document or a recording says it), *inferred* (from a sibling or a
client), *unknown*.
"""

# Made of the core's source by `cargo xtask generate`: change it there.

from __future__ import annotations

from nordcase._record import FrozenDict, Listing, OpenEnum, RawJson, Record, Secret
from nordcase._typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from decimal import Decimal

T = TypeVar("T")


class InstanceStatus(OpenEnum):
    """A case's `Status`. Known ones are recognised in any case. The words are those lists are filtered by (verified);
    `Active` is also recorded in an answer, and that an archived case is `Completed` is inferred. Others are kept as
    they are.
    """

    ACTIVE = "Active"
    """Running."""
    READY = "Ready"
    """Ready."""
    COMPLETED = "Completed"
    """Ended, and in FastDok archived."""
    CANCELLED = "Cancelled"
    """Cancelled."""
    ABORTED = "Aborted"
    """Aborted."""


class TaskKind(OpenEnum):
    """A task's `ReferenceId`: what to program against. Known ones are recognised in any case. Others are kept as they
    are.
    """

    TASK_CREATE = "TaskCreate"
    """The draft: everything can be edited."""
    TASK_PAY = "TaskPay"
    """Confirm the order, and pay."""
    TASK_PAID = "TaskPaid"
    """The sharp case: everything but `Kontrakt.KontraktNr` can be edited."""


class TaskStatus(OpenEnum):
    """A task's `Status`: only one that is `Ready` can be acted on (verified). Known ones are recognised in any case.
    Others are kept as they are.
    """

    READY = "Ready"
    """It can be acted on (verified)."""
    COMPLETED = "Completed"
    """It has been acted on (the word as a status is inferred; as a filter verified)."""


class ActionKind(OpenEnum):
    """An action's `ReferenceId`. Known ones are recognised in any case. Others are kept as they are.

    Beware: `ActionComplete` *pays* on `TaskPay` and *archives for ever* on `TaskPaid`.
    """

    ACTION_PAY = "ActionPay"
    """On to the payment."""
    ACTION_COMPLETE = "ActionComplete"
    """Pay, or archive: the task decides."""
    ACTION_CANCEL = "ActionCancel"
    """Back without paying."""


class SignedIn(Record):
    """What a sign-in gives: secrets, never to be logged or stored."""

    ticket: Secret
    """The ticket for the client's `ticket`. It lives 50 minutes after its last use (verified)."""
    web_ticket: Secret | None = None
    """The ticket for `FastDok.task_link`, if it was asked for. It is another one than the API's (verified)."""


class Page(Listing[T]):
    """One page of a list."""

    items: tuple[T, ...] = ()
    """The items, in the order of the service."""
    total_count: int | None = None
    """How many items the whole list has: `TotalCount`, which the service does not always say."""
    extra: Mapping[str, RawJson] = FrozenDict()
    """What else the answer said."""


class App(Record):
    """An app. Members after the generic documentation and the vendor's own client (verified); all but the id may be
    missing.
    """

    id: str
    """`Id`, a GUID."""
    name: str | None = None
    """`Name`."""
    description: str | None = None
    """`Description`."""
    status: str | None = None
    """`Status`."""
    instances_count: int | None = None
    """`InstancesCount`: how many cases it has."""
    process_id: str | None = None
    """`ProcessId`."""
    domain_object_id: str | None = None
    """`DomainObjectId`."""
    extra: Mapping[str, RawJson] = FrozenDict()
    """What else the service said."""


class Instance(Record):
    """A case. Members after a recorded answer (verified); in a list some are left out, and all but the id may be
    missing.
    """

    id: str
    """`Id`, a GUID."""
    reference_id: str | None = None
    """`ReferenceId`."""
    name: str | None = None
    """`Name`."""
    description: str | None = None
    """`Description`."""
    status: InstanceStatus | None = None
    """`Status`."""
    state: str | None = None
    """`State`."""
    start_date: datetime | None = None
    """`StartDate`, UTC."""
    started_by: str | None = None
    """`StartedBy`: a name."""
    started_by_user_id: str | None = None
    """`StartedByUserId`."""
    completed_date: datetime | None = None
    """`CompletedDate`, UTC."""
    priority: str | None = None
    """`Priority`, as written: a number in recordings, a text in the documents."""
    planned_date: datetime | None = None
    """`PlannedDate`, UTC."""
    deadline_date: datetime | None = None
    """`DeadlineDate`, UTC."""
    application_id: str | None = None
    """`ApplicationId`."""
    application_name: str | None = None
    """`ApplicationName`."""
    parent_instance_id: str | None = None
    """`ParentInstanceId`; empty for none."""
    parent_instance_name: str | None = None
    """`ParentInstanceName`; empty for none."""
    process_id: str | None = None
    """`ProcessId`."""
    domain_id: str | None = None
    """`DomainId`: the company; in lists only."""
    extra: Mapping[str, RawJson] = FrozenDict()
    """What else the service said."""


class Started(Record):
    """A case that was started."""

    instance_id: str
    """The case."""
    task_id: str | None = None
    """Its first task, from `resourceURI` or `TaskId`; the generic API's answer does not name it."""
    name: str | None = None
    """The case's name."""
    message: str | None = None
    """A text for people, if there was one."""
    items: tuple[StatusItem, ...] = ()
    """What was made, as the service listed it."""
    extra: Mapping[str, RawJson] = FrozenDict()
    """What else the service said."""


class StatusItem(Record, resource_uri="resourceURI"):
    """Something that a changing call made."""

    success: bool | None = None
    """Whether this one was made."""
    object_class: str | None = None
    """`process.instance` for a case."""
    name: str | None = None
    """Its name."""
    id: str | None = None
    """Its id."""
    reference_id: str | None = None
    """The same as the id in every recording."""
    resource_uri: str | None = None
    """`resourceURI`: where to go on, relative to the API root; after the start of a form case its first task
    (verified).
    """
    extra: Mapping[str, RawJson] = FrozenDict()
    """What else was said of it."""


class ObjectEntry(Record):
    """An object that a case begins with, or that is added to it."""

    type_namespace: str
    """`typenamespace`: what it is, as `Hyresvard` (landlord) or `Kund` (customer)."""
    object_class: str = "repository.typedobject"
    """`objectclass`: `repository.typedobject` if left out, the only one documented."""
    template_id: str | None = None
    """`templateid`: the form, as `7B`; none for shared data."""
    read_only: bool | None = None
    """`readonly`: whether users may not edit it."""
    properties: tuple[EntryProperty, ...] = ()
    """`properties`: the values it begins with. Names seen in the documents: `Namn`, `Adress`, `OrgPersNr`, `Telefon`.
    """


class EntryProperty(Record):
    """A value that an object begins with."""

    name: str
    """`name`: the property's."""
    value: str
    """`value`: its value, as text."""
    read_only: bool | None = None
    """`readonly`: whether users may not edit it."""


class FieldValue(Record):
    """A value to be written into a field."""

    name: str
    """The field's `Id`, or for a start `instance.name`."""
    value: str
    """Its value; an empty one clears the field (inferred)."""


class StatusReply(Record):
    """The service did it. What it did not do is an error (`fastdok.refused`), never a value of this type."""

    message: str | None = None
    """A text for people, in some cases (verified)."""
    task_id: str | None = None
    """`TaskId`: the task the case is at now; often there after an action (verified)."""
    instance_id: str | None = None
    """`InstanceId`: the case, after a start (verified for the generic API)."""
    items: tuple[StatusItem, ...] = ()
    """`Items`: what was made, after an upload or the start of a form case (verified)."""
    updated_fields: RawJson | None = None
    """`updatedFields` (from the vendor's own client)."""
    ignored_fields: RawJson | None = None
    """`ignoredFields` (from the vendor's own client): look at it, a field in it was not written."""
    extra: Mapping[str, RawJson] = FrozenDict()
    """What else was said."""


class Task(Record):
    """A task of a case. Members after the FastDok sample and the generic documentation (verified); all but the id may
    be missing.
    """

    id: str
    """`Id`, a GUID."""
    reference_id: TaskKind | None = None
    """`ReferenceId`: which kind of task it is. It never changes, so it is what to program against (verified)."""
    name: str | None = None
    """`Name`, for people, in the user's language: `Utkast`."""
    description: str | None = None
    """`Description`."""
    status: TaskStatus | None = None
    """`Status`: only a task that is ready can be acted on (verified)."""
    created_date: datetime | None = None
    """`CreatedDate`, UTC."""
    completed_date: datetime | None = None
    """`CompletedDate`, UTC; missing while the task is ready."""
    completed_by: str | None = None
    """`CompletedBy`."""
    completed_by_user_id: str | None = None
    """`CompletedByUserId`."""
    instance_name: str | None = None
    """`InstanceName`: the case's name."""
    instance_id: str | None = None
    """`InstanceId`: the case."""
    application_name: str | None = None
    """`ApplicationName`."""
    application_id: str | None = None
    """`ApplicationId`; only when a single task is read."""
    locked: bool | None = None
    """`Locked`."""
    perform_permission: bool | None = None
    """`PerformPermission`: whether this user may act on it."""
    extra: Mapping[str, RawJson] = FrozenDict()
    """What else the service said."""


class Object(Record, object_type="type"):
    """An object of a case: a form, a file, a folder, shared data. Members after recorded answers (verified); each list
    leaves some out, and all but the id may be missing.
    """

    id: str
    """`Id`, a GUID."""
    parent_id: str | None = None
    """`ParentId`; only when a single object is read."""
    reference_id: str | None = None
    """`ReferenceId`."""
    data_id: str | None = None
    """`DataId`: a short name that can stand in a path instead of the id."""
    name: str | None = None
    """`Name`."""
    description: str | None = None
    """`Description`."""
    object_type: str | None = None
    """`Type`: `folder`, `dataform`, `file`, …"""
    object_class: str | None = None
    """`ObjectClass`: `repository.folder`, `dataforms.dataform`; in FastDok `repository.typedobject`."""
    type_namespace: str | None = None
    """`TypeNamespace`: `Hyresvard` (landlord), `Kund` (customer), …"""
    template_id: str | None = None
    """`TemplateId`: the form's template."""
    file_type: str | None = None
    """`FileType`; empty for what is no file."""
    container: bool | None = None
    """`Container`: whether it can have children."""
    read_only: bool | None = None
    """`ReadOnly`."""
    sort_index: int | None = None
    """`SortIndex`."""
    state: str | None = None
    """`State`."""
    created_date: datetime | None = None
    """`CreatedDate`, UTC."""
    updated_date: datetime | None = None
    """`UpdatedDate`, UTC."""
    extra: Mapping[str, RawJson] = FrozenDict()
    """What else the service said; for the objects of a task also `Renditions`."""


class Field(Record):
    """A field of a form. Members after a recorded answer (verified); all but the id may be missing."""

    id: str
    """`Id`: the field's name for programs; it may hold `.` and `-`."""
    name: str | None = None
    """`Name`: its label."""
    data_type: str | None = None
    """`DataType`: `System.String`, `System.Bool`, `System.DateTime`, `System.Binary`."""
    field_type: str | None = None
    """`FieldType`: `textfield`, `checkbox`, `datefield`, `select`, …"""
    field_type_namespace: str | None = None
    """`FieldTypeNamespace`."""
    value: str | None = None
    """`Value`, always text; an unticked checkbox is `off` or empty."""
    read_only: bool | None = None
    """`ReadOnly`."""
    allow_blank: bool | None = None
    """`AllowBlank`."""
    index: int | None = None
    """`Index`: the order of display."""
    extra: Mapping[str, RawJson] = FrozenDict()
    """What else the service said; in the older shape also `Type`."""


class Action(Record):
    """An action of a task. Members after the generic documentation, `ReferenceId` after FastDok's page (verified)."""

    id: str
    """`Id`."""
    reference_id: ActionKind | None = None
    """`ReferenceId`: which action it is; what to program against (verified)."""
    name: str | None = None
    """`Name`, for people."""
    description: str | None = None
    """`Description`."""
    can_comment: bool | None = None
    """`CanComment`."""
    must_comment: bool | None = None
    """`MustComment`."""
    must_assign_performers: bool | None = None
    """`MustAssignPerformers`."""
    extra: Mapping[str, RawJson] = FrozenDict()
    """What else the service said."""


class AssignableParticipant(Record):
    """A participant that performers are assigned to. Members after the generic documentation (verified)."""

    id: str
    """`Id`."""
    name: str | None = None
    """`Name`."""
    extra: Mapping[str, RawJson] = FrozenDict()
    """What else the service said."""


class AssignablePerformer(Record):
    """A performer that can be assigned to a participant. Members after the generic documentation (verified)."""

    identifier: str
    """`Identifier`: what the assignment names it by."""
    name: str | None = None
    """`Name`."""
    extra: Mapping[str, RawJson] = FrozenDict()
    """What else the service said."""


class ParticipantAssignment(Record):
    """Who performs what a participant does."""

    participant: str
    """`participant`: its `id`, as `list_assignable_participants` gives it."""
    security_ids: str
    """`securityIds`: the `identifier` of the performer, as `get_assignable_participant` gives it. How more than one is
    written is unknown.
    """


class Order(Record):
    """An order, whole and as the service wrote it: no source documents what is in it, so nothing of it is promised
    here.
    """

    raw: RawJson
    """The answer."""


class Property(Record):
    """A property of an object. Members after FastDok's page on objects (verified); all but the name may be missing."""

    name: str
    """`Name`."""
    value: str | None = None
    """`Value`, always text."""
    key_value: str | None = None
    """`KeyValue`."""
    read_only: bool | None = None
    """`ReadOnly`."""
    time_stamp: datetime | None = None
    """`TimeStamp`: when it was last changed."""
    index: int | None = None
    """`Index`: the order of display, which may change."""
    extra: Mapping[str, RawJson] = FrozenDict()
    """What else the service said."""


class Binary(Record):
    """A PDF, an image or a file."""

    bytes: bytes
    """The content."""
    content_type: str | None = None
    """The `Content-Type`, as the service said it."""
    file_name: str | None = None
    """The file name of `Content-Disposition`: only its last component, never a path, and never from anywhere else."""


class DataFormTemplate(Record):
    """A template of a form. Members after the generic documentation (verified); all but the id may be missing.

    FastDok's templates have a *base price* (verified); under which name it comes is unknown, so it would be in `extra`.
    """

    id: str
    """`Id`, a GUID."""
    reference_id: str | None = None
    """`ReferenceId`."""
    object_class: str | None = None
    """`ObjectClass` of what is made from it."""
    name: str | None = None
    """`Name`."""
    description: str | None = None
    """`Description`."""
    type_namespace: str | None = None
    """`TypeNamespace`."""
    created_date: datetime | None = None
    """`CreatedDate`, UTC."""
    changed_date: datetime | None = None
    """`ChangedDate`, UTC."""
    extra: Mapping[str, RawJson] = FrozenDict()
    """What else the service said."""


class DataFormTemplateDefinition(Record):
    """A definition, whole and as the service wrote it. The generic documentation names its members `definition`,
    `isHtmlForm`, `stylesheet` and `javascript` (verified); what is in them no source says.
    """

    raw: RawJson
    """The answer."""


class ListEntry(Record):
    """A list, or an entry of its data. Only `form.formId` is known, from a client of the generic API (verified); all
    may be missing.
    """

    form_id: str | None = None
    """`form.formId`: the object that holds the values, to be read with `get_object_fields` and written with
    `update_object_fields` (verified by that client).
    """
    id: str | None = None
    """`Id` (inferred)."""
    name: str | None = None
    """`Name` (inferred)."""
    extra: Mapping[str, RawJson] = FrozenDict()
    """What else the service said."""


class Domain(Record):
    """The company of the user who signed in. Members after FastDok's page on company information (verified)."""

    id: str
    """`Id`, a GUID."""
    name: str | None = None
    """`Name`."""
    description: str | None = None
    """`Description`."""
    balance: Decimal | None = None
    """`Balance`, in SEK."""
    owned_by: str | None = None
    """`OwnedBy`."""
    properties: tuple[DomainProperty, ...] = ()
    """`Properties`: flags and values of the company's agreement."""
    extra: Mapping[str, RawJson] = FrozenDict()
    """What else the service said."""


class DomainProperty(Record):
    """A property of a company. Its value is text, also for flags (`"True"`) and numbers (verified)."""

    type_namespace: str | None = None
    """`TypeNamespace`: which property it is."""
    key_value: str | None = None
    """`KeyValue`; missing in the documents' sample."""
    value: str | None = None
    """`Value`."""
    extra: Mapping[str, RawJson] = FrozenDict()
    """What else the service said."""


class Balance(Record):
    """A company's balance."""

    balance: Decimal
    """`Balance`, in SEK."""
    extra: Mapping[str, RawJson] = FrozenDict()
    """What else the service said."""


class Transactions(Record):
    """Transactions, whole and as the service wrote them: no source documents what is in them, so nothing is promised
    here.
    """

    raw: RawJson
    """The answer."""


class DomainUser(Record):
    """A user of a domain. Members after Barium's page on users (verified for the generic API, which writes them in
    lower case here); all but the id may be missing.
    """

    id: str
    """`userid`, a number."""
    first_name: str | None = None
    """`firstname`."""
    last_name: str | None = None
    """`lastname`."""
    email: str | None = None
    """`email`."""
    disabled: bool | None = None
    """`disabled`: whether the user may not sign in (inferred)."""
    last_login: datetime | None = None
    """`lastlogin`, UTC."""
    origin: str | None = None
    """`origin`: the system that the user comes from (inferred)."""
    origin_key: str | None = None
    """`originkey`: the user's key there (inferred)."""
    title: str | None = None
    """`title`."""
    department: str | None = None
    """`department`."""
    country: str | None = None
    """`country`."""
    telephone: str | None = None
    """`telephone`."""
    groups: tuple[DomainUserGroup, ...] = ()
    """`groups` that the user is in; only `list_domain_user_groups` has them."""
    extra: Mapping[str, RawJson] = FrozenDict()
    """What else the service said."""


class DomainUserGroup(Record):
    """A group of users."""

    id: str | None = None
    """`Id`, a number."""
    name: str | None = None
    """`Name`."""
    extra: Mapping[str, RawJson] = FrozenDict()
    """What else the service said."""

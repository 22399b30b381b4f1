/**
 * The values of FastDok, under the names that its API gives them.
 *
 * Made of the core's source by `cargo xtask generate`: change it there.
 */
import type { Amount, DateTimeText, Extra, Open, RawJson } from "./values.js";

/** What a sign-in gives: secrets, never to be logged or stored. */
export interface SignedIn {
  /** The ticket for the client's option `ticket`. It lives 50 minutes after its last use (verified). */
  readonly ticket: string;
  /** The ticket for {@link FastDok.taskLink}, if it was asked for. It is another one than the API's (verified). */
  readonly webTicket?: string | undefined;
}

/** One page of a list. */
export interface Page<T> {
  /** The items, in the order of the service. */
  readonly items: readonly T[];
  /** How many items the whole list has: `TotalCount`, which the service does not always say. */
  readonly totalCount?: number | undefined;
  /** What else the answer said. */
  readonly extra: Extra;
}

/**
 * An app. Members after the generic documentation and the vendor's own client (verified); all but the id may be
 * missing.
 */
export interface App {
  /** `Id`, a GUID. */
  readonly id: string;
  /** `Name`. */
  readonly name?: string | undefined;
  /** `Description`. */
  readonly description?: string | undefined;
  /** `Status`. */
  readonly status?: string | undefined;
  /** `InstancesCount`: how many cases it has. */
  readonly instancesCount?: number | undefined;
  /** `ProcessId`. */
  readonly processId?: string | undefined;
  /** `DomainObjectId`. */
  readonly domainObjectId?: string | undefined;
  /** What else the service said. */
  readonly extra: Extra;
}

/**
 * A case. Members after a recorded answer (verified); in a list some are left out, and all but the id may be missing.
 */
export interface Instance {
  /** `Id`, a GUID. */
  readonly id: string;
  /** `ReferenceId`. */
  readonly referenceId?: string | undefined;
  /** `Name`. */
  readonly name?: string | undefined;
  /** `Description`. */
  readonly description?: string | undefined;
  /** `Status`. */
  readonly status?: InstanceStatus | undefined;
  /** `State`. */
  readonly state?: string | undefined;
  /** `StartDate`, UTC. */
  readonly startDate?: DateTimeText | undefined;
  /** `StartedBy`: a name. */
  readonly startedBy?: string | undefined;
  /** `StartedByUserId`. */
  readonly startedByUserId?: string | undefined;
  /** `CompletedDate`, UTC. */
  readonly completedDate?: DateTimeText | undefined;
  /** `Priority`, as written: a number in recordings, a text in the documents. */
  readonly priority?: string | undefined;
  /** `PlannedDate`, UTC. */
  readonly plannedDate?: DateTimeText | undefined;
  /** `DeadlineDate`, UTC. */
  readonly deadlineDate?: DateTimeText | undefined;
  /** `ApplicationId`. */
  readonly applicationId?: string | undefined;
  /** `ApplicationName`. */
  readonly applicationName?: string | undefined;
  /** `ParentInstanceId`; empty for none. */
  readonly parentInstanceId?: string | undefined;
  /** `ParentInstanceName`; empty for none. */
  readonly parentInstanceName?: string | undefined;
  /** `ProcessId`. */
  readonly processId?: string | undefined;
  /** `DomainId`: the company; in lists only. */
  readonly domainId?: string | undefined;
  /** What else the service said. */
  readonly extra: Extra;
}

/**
 * A case's `Status`. Known ones are recognised in any case. The words are those lists are filtered by (verified);
 * `Active` is also recorded in an answer, and that an archived case is `Completed` is inferred.
 *
 * - `Active`: Running.
 * - `Ready`: Ready.
 * - `Completed`: Ended, and in FastDok archived.
 * - `Cancelled`: Cancelled.
 * - `Aborted`: Aborted.
 */
export type InstanceStatus = Open<"Active" | "Ready" | "Completed" | "Cancelled" | "Aborted">;

/** A case that was started. */
export interface Started {
  /** The case. */
  readonly instanceId: string;
  /** Its first task, from `resourceURI` or `TaskId`; the generic API's answer does not name it. */
  readonly taskId?: string | undefined;
  /** The case's name. */
  readonly name?: string | undefined;
  /** A text for people, if there was one. */
  readonly message?: string | undefined;
  /** What was made, as the service listed it. */
  readonly items: readonly StatusItem[];
  /** What else the service said. */
  readonly extra: Extra;
}

/** Something that a changing call made. */
export interface StatusItem {
  /** Whether this one was made. */
  readonly success?: boolean | undefined;
  /** `process.instance` for a case. */
  readonly objectClass?: string | undefined;
  /** Its name. */
  readonly name?: string | undefined;
  /** Its id. */
  readonly id?: string | undefined;
  /** The same as the id in every recording. */
  readonly referenceId?: string | undefined;
  /**
   * `resourceURI`: where to go on, relative to the API root; after the start of a form case its first task (verified).
   */
  readonly resourceURI?: string | undefined;
  /** What else was said of it. */
  readonly extra: Extra;
}

/** An object that a case begins with, or that is added to it. */
export interface ObjectEntry {
  /** `typenamespace`: what it is, as `Hyresvard` (landlord) or `Kund` (customer). */
  readonly typeNamespace: string;
  /** `objectclass`: `repository.typedobject` if left out, the only one documented. */
  readonly objectClass?: string | undefined;
  /** `templateid`: the form, as `7B`; none for shared data. */
  readonly templateId?: string | undefined;
  /** `readonly`: whether users may not edit it. */
  readonly readOnly?: boolean | undefined;
  /**
   * `properties`: the values it begins with. Names seen in the documents: `Namn`, `Adress`, `OrgPersNr`, `Telefon`. By
   * name, or as a list.
   */
  readonly properties?: Readonly<Record<string, string>> | readonly EntryProperty[] | undefined;
}

/** A value that an object begins with. */
export interface EntryProperty {
  /** `name`: the property's. */
  readonly name: string;
  /** `value`: its value, as text. */
  readonly value: string;
  /** `readonly`: whether users may not edit it. */
  readonly readOnly?: boolean | undefined;
}

/**
 * How the object entries are written. Inside strings all forms escape the same characters.
 *
 * - `documented`: Keys without quotes, as the documents write them and a client in production does (verified).
 * - `strictJson`: Strict JSON, keys in quotes (inferred to be accepted).
 * - `percentEncoded`: As documented, and the whole percent-encoded like a form's value (unknown whether it is
 *   accepted).
 */
export type BodyForm = "documented" | "strictJson" | "percentEncoded";

/** A value to be written into a field. */
export interface FieldValue {
  /** The field's `Id`, or for a start `instance.name`. */
  readonly name: string;
  /** Its value; an empty one clears the field (inferred). */
  readonly value: string;
}

/** The service did it. What it did not do is an error (`fastdok.refused`), never a value of this type. */
export interface StatusReply {
  /** A text for people, in some cases (verified). */
  readonly message?: string | undefined;
  /** `TaskId`: the task the case is at now; often there after an action (verified). */
  readonly taskId?: string | undefined;
  /** `InstanceId`: the case, after a start (verified for the generic API). */
  readonly instanceId?: string | undefined;
  /** `Items`: what was made, after an upload or the start of a form case (verified). */
  readonly items: readonly StatusItem[];
  /** `updatedFields` (from the vendor's own client). */
  readonly updatedFields?: RawJson | undefined;
  /** `ignoredFields` (from the vendor's own client): look at it, a field in it was not written. */
  readonly ignoredFields?: RawJson | undefined;
  /** What else was said. */
  readonly extra: Extra;
}

/**
 * A task of a case. Members after the FastDok sample and the generic documentation (verified); all but the id may be
 * missing.
 */
export interface Task {
  /** `Id`, a GUID. */
  readonly id: string;
  /** `ReferenceId`: which kind of task it is. It never changes, so it is what to program against (verified). */
  readonly referenceId?: TaskKind | undefined;
  /** `Name`, for people, in the user's language: `Utkast`. */
  readonly name?: string | undefined;
  /** `Description`. */
  readonly description?: string | undefined;
  /** `Status`: only a task that is ready can be acted on (verified). */
  readonly status?: TaskStatus | undefined;
  /** `CreatedDate`, UTC. */
  readonly createdDate?: DateTimeText | undefined;
  /** `CompletedDate`, UTC; missing while the task is ready. */
  readonly completedDate?: DateTimeText | undefined;
  /** `CompletedBy`. */
  readonly completedBy?: string | undefined;
  /** `CompletedByUserId`. */
  readonly completedByUserId?: string | undefined;
  /** `InstanceName`: the case's name. */
  readonly instanceName?: string | undefined;
  /** `InstanceId`: the case. */
  readonly instanceId?: string | undefined;
  /** `ApplicationName`. */
  readonly applicationName?: string | undefined;
  /** `ApplicationId`; only when a single task is read. */
  readonly applicationId?: string | undefined;
  /** `Locked`. */
  readonly locked?: boolean | undefined;
  /** `PerformPermission`: whether this user may act on it. */
  readonly performPermission?: boolean | undefined;
  /** What else the service said. */
  readonly extra: Extra;
}

/**
 * A task's `ReferenceId`: what to program against. Known ones are recognised in any case.
 *
 * - `TaskCreate`: The draft: everything can be edited.
 * - `TaskPay`: Confirm the order, and pay.
 * - `TaskPaid`: The sharp case: everything but `Kontrakt.KontraktNr` can be edited.
 */
export type TaskKind = Open<"TaskCreate" | "TaskPay" | "TaskPaid">;

/**
 * A task's `Status`: only one that is `Ready` can be acted on (verified). Known ones are recognised in any case.
 *
 * - `Ready`: It can be acted on (verified).
 * - `Completed`: It has been acted on (the word as a status is inferred; as a filter verified).
 */
export type TaskStatus = Open<"Ready" | "Completed">;

/**
 * An object of a case: a form, a file, a folder, shared data. Members after recorded answers (verified); each list
 * leaves some out, and all but the id may be missing.
 */
export interface CaseObject {
  /** `Id`, a GUID. */
  readonly id: string;
  /** `ParentId`; only when a single object is read. */
  readonly parentId?: string | undefined;
  /** `ReferenceId`. */
  readonly referenceId?: string | undefined;
  /** `DataId`: a short name that can stand in a path instead of the id. */
  readonly dataId?: string | undefined;
  /** `Name`. */
  readonly name?: string | undefined;
  /** `Description`. */
  readonly description?: string | undefined;
  /** `Type`: `folder`, `dataform`, `file`, … */
  readonly type?: string | undefined;
  /** `ObjectClass`: `repository.folder`, `dataforms.dataform`; in FastDok `repository.typedobject`. */
  readonly objectClass?: string | undefined;
  /** `TypeNamespace`: `Hyresvard` (landlord), `Kund` (customer), … */
  readonly typeNamespace?: string | undefined;
  /** `TemplateId`: the form's template. */
  readonly templateId?: string | undefined;
  /** `FileType`; empty for what is no file. */
  readonly fileType?: string | undefined;
  /** `Container`: whether it can have children. */
  readonly container?: boolean | undefined;
  /** `ReadOnly`. */
  readonly readOnly?: boolean | undefined;
  /** `SortIndex`. */
  readonly sortIndex?: number | undefined;
  /** `State`. */
  readonly state?: string | undefined;
  /** `CreatedDate`, UTC. */
  readonly createdDate?: DateTimeText | undefined;
  /** `UpdatedDate`, UTC. */
  readonly updatedDate?: DateTimeText | undefined;
  /** What else the service said; for the objects of a task also `Renditions`. */
  readonly extra: Extra;
}

/** A field of a form. Members after a recorded answer (verified); all but the id may be missing. */
export interface Field {
  /** `Id`: the field's name for programs; it may hold `.` and `-`. */
  readonly id: string;
  /** `Name`: its label. */
  readonly name?: string | undefined;
  /** `DataType`: `System.String`, `System.Bool`, `System.DateTime`, `System.Binary`. */
  readonly dataType?: string | undefined;
  /** `FieldType`: `textfield`, `checkbox`, `datefield`, `select`, … */
  readonly fieldType?: string | undefined;
  /** `FieldTypeNamespace`. */
  readonly fieldTypeNamespace?: string | undefined;
  /** `Value`, always text; an unticked checkbox is `off` or empty. */
  readonly value?: string | undefined;
  /** `ReadOnly`. */
  readonly readOnly?: boolean | undefined;
  /** `AllowBlank`. */
  readonly allowBlank?: boolean | undefined;
  /** `Index`: the order of display. */
  readonly index?: number | undefined;
  /** What else the service said; in the older shape also `Type`. */
  readonly extra: Extra;
}

/** An action of a task. Members after the generic documentation, `ReferenceId` after FastDok's page (verified). */
export interface Action {
  /** `Id`. */
  readonly id: string;
  /** `ReferenceId`: which action it is; what to program against (verified). */
  readonly referenceId?: ActionKind | undefined;
  /** `Name`, for people. */
  readonly name?: string | undefined;
  /** `Description`. */
  readonly description?: string | undefined;
  /** `CanComment`. */
  readonly canComment?: boolean | undefined;
  /** `MustComment`. */
  readonly mustComment?: boolean | undefined;
  /** `MustAssignPerformers`. */
  readonly mustAssignPerformers?: boolean | undefined;
  /** What else the service said. */
  readonly extra: Extra;
}

/**
 * An action's `ReferenceId`. Known ones are recognised in any case.
 *
 * Beware: `ActionComplete` *pays* on `TaskPay` and *archives for ever* on `TaskPaid`.
 *
 * - `ActionPay`: On to the payment.
 * - `ActionComplete`: Pay, or archive: the task decides.
 * - `ActionCancel`: Back without paying.
 */
export type ActionKind = Open<"ActionPay" | "ActionComplete" | "ActionCancel">;

/** A participant that performers are assigned to. Members after the generic documentation (verified). */
export interface AssignableParticipant {
  /** `Id`. */
  readonly id: string;
  /** `Name`. */
  readonly name?: string | undefined;
  /** What else the service said. */
  readonly extra: Extra;
}

/** A performer that can be assigned to a participant. Members after the generic documentation (verified). */
export interface AssignablePerformer {
  /** `Identifier`: what the assignment names it by. */
  readonly identifier: string;
  /** `Name`. */
  readonly name?: string | undefined;
  /** What else the service said. */
  readonly extra: Extra;
}

/** Who performs what a participant does. */
export interface ParticipantAssignment {
  /** `participant`: its `id`, as `listAssignableParticipants` gives it. */
  readonly participant: string;
  /**
   * `securityIds`: the `identifier` of the performer, as `getAssignableParticipant` gives it. How more than one is
   * written is unknown.
   */
  readonly securityIds: string;
}

/**
 * An order, whole and as the service wrote it: no source documents what is in it, so nothing of it is promised here.
 */
export interface Order {
  /** The answer. */
  readonly raw: RawJson;
}

/** A property of an object. Members after FastDok's page on objects (verified); all but the name may be missing. */
export interface Property {
  /** `Name`. */
  readonly name: string;
  /** `Value`, always text. */
  readonly value?: string | undefined;
  /** `KeyValue`. */
  readonly keyValue?: string | undefined;
  /** `ReadOnly`. */
  readonly readOnly?: boolean | undefined;
  /** `TimeStamp`: when it was last changed. */
  readonly timeStamp?: DateTimeText | undefined;
  /** `Index`: the order of display, which may change. */
  readonly index?: number | undefined;
  /** What else the service said. */
  readonly extra: Extra;
}

/** A PDF, an image or a file. */
export interface Binary {
  /** The content. */
  readonly bytes: Uint8Array;
  /** The `Content-Type`, as the service said it. */
  readonly contentType?: string | undefined;
  /** The file name of `Content-Disposition`: only its last component, never a path, and never from anywhere else. */
  readonly fileName?: string | undefined;
}

/**
 * A template of a form. Members after the generic documentation (verified); all but the id may be missing.
 *
 * FastDok's templates have a *base price* (verified); under which name it comes is unknown, so it would be in `extra`.
 */
export interface DataFormTemplate {
  /** `Id`, a GUID. */
  readonly id: string;
  /** `ReferenceId`. */
  readonly referenceId?: string | undefined;
  /** `ObjectClass` of what is made from it. */
  readonly objectClass?: string | undefined;
  /** `Name`. */
  readonly name?: string | undefined;
  /** `Description`. */
  readonly description?: string | undefined;
  /** `TypeNamespace`. */
  readonly typeNamespace?: string | undefined;
  /** `CreatedDate`, UTC. */
  readonly createdDate?: DateTimeText | undefined;
  /** `ChangedDate`, UTC. */
  readonly changedDate?: DateTimeText | undefined;
  /** What else the service said. */
  readonly extra: Extra;
}

/**
 * A definition, whole and as the service wrote it. The generic documentation names its members `definition`,
 * `isHtmlForm`, `stylesheet` and `javascript` (verified); what is in them no source says.
 */
export interface DataFormTemplateDefinition {
  /** The answer. */
  readonly raw: RawJson;
}

/**
 * A list, or an entry of its data. Only `form.formId` is known, from a client of the generic API (verified); all may be
 * missing.
 */
export interface ListEntry {
  /**
   * `form.formId`: the object that holds the values, to be read with `getObjectFields` and written with
   * `updateObjectFields` (verified by that client).
   */
  readonly formId?: string | undefined;
  /** `Id` (inferred). */
  readonly id?: string | undefined;
  /** `Name` (inferred). */
  readonly name?: string | undefined;
  /** What else the service said. */
  readonly extra: Extra;
}

/** The company of the user who signed in. Members after FastDok's page on company information (verified). */
export interface Domain {
  /** `Id`, a GUID. */
  readonly id: string;
  /** `Name`. */
  readonly name?: string | undefined;
  /** `Description`. */
  readonly description?: string | undefined;
  /** `Balance`, in SEK. */
  readonly balance?: Amount | undefined;
  /** `OwnedBy`. */
  readonly ownedBy?: string | undefined;
  /** `Properties`: flags and values of the company's agreement. */
  readonly properties: readonly DomainProperty[];
  /** What else the service said. */
  readonly extra: Extra;
}

/** A property of a company. Its value is text, also for flags (`"True"`) and numbers (verified). */
export interface DomainProperty {
  /** `TypeNamespace`: which property it is. */
  readonly typeNamespace?: string | undefined;
  /** `KeyValue`; missing in the documents' sample. */
  readonly keyValue?: string | undefined;
  /** `Value`. */
  readonly value?: string | undefined;
  /** What else the service said. */
  readonly extra: Extra;
}

/** A company's balance. */
export interface Balance {
  /** `Balance`, in SEK. */
  readonly balance: Amount;
  /** What else the service said. */
  readonly extra: Extra;
}

/**
 * Transactions, whole and as the service wrote them: no source documents what is in them, so nothing is promised here.
 */
export interface Transactions {
  /** The answer. */
  readonly raw: RawJson;
}

/**
 * A user of a domain. Members after Barium's page on users (verified for the generic API, which writes them in lower
 * case here); all but the id may be missing.
 */
export interface DomainUser {
  /** `userid`, a number. */
  readonly id: string;
  /** `firstname`. */
  readonly firstName?: string | undefined;
  /** `lastname`. */
  readonly lastName?: string | undefined;
  /** `email`. */
  readonly email?: string | undefined;
  /** `disabled`: whether the user may not sign in (inferred). */
  readonly disabled?: boolean | undefined;
  /** `lastlogin`, UTC. */
  readonly lastLogin?: DateTimeText | undefined;
  /** `origin`: the system that the user comes from (inferred). */
  readonly origin?: string | undefined;
  /** `originkey`: the user's key there (inferred). */
  readonly originKey?: string | undefined;
  /** `title`. */
  readonly title?: string | undefined;
  /** `department`. */
  readonly department?: string | undefined;
  /** `country`. */
  readonly country?: string | undefined;
  /** `telephone`. */
  readonly telephone?: string | undefined;
  /** `groups` that the user is in; only `listDomainUserGroups` has them. */
  readonly groups: readonly DomainUserGroup[];
  /** What else the service said. */
  readonly extra: Extra;
}

/** A group of users. */
export interface DomainUserGroup {
  /** `Id`, a number. */
  readonly id?: string | undefined;
  /** `Name`. */
  readonly name?: string | undefined;
  /** What else the service said. */
  readonly extra: Extra;
}

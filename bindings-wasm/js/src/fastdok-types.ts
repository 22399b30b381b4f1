/**
 * FastDok's values, under the names its API gives them. Members of answers may be missing unless they are ids; where
 * nothing else is said they are verified from the service's documents or recorded answers.
 */
import type { Amount, DateTimeText, Extra, Mark, Open, RawJson } from "./values.js";

/** A task's `ReferenceId`: program against it. */
export type TaskKind = Open<"TaskCreate" | "TaskPay" | "TaskPaid">;
/** An action's `ReferenceId`. Beware: `ActionComplete` *pays* on `TaskPay` and *archives for ever* on `TaskPaid`. */
export type ActionKind = Open<"ActionPay" | "ActionComplete" | "ActionCancel">;
/** Only a task that is `Ready` can be acted on. */
export type TaskStatus = Open<"Ready" | "Completed">;
/** The words that lists of cases are filtered by; that an archived case is `Completed` is inferred. */
export type InstanceStatus = Open<"Active" | "Ready" | "Completed" | "Cancelled" | "Aborted">;

/** Which part of a list. */
export interface Paging {
  /** The index of the first item, from 0. */
  readonly start?: number | undefined;
  /** The largest number of items; 200 if left out. */
  readonly max?: number | undefined;
}

/** One page of a list. */
export interface Page<T> {
  /** The items, in the order of the service. */
  readonly items: readonly T[];
  /** How many items the whole list has, if the service said it. */
  readonly totalCount?: number | undefined;
  /** What else the answer said. */
  readonly extra: Extra;
}

/** What a sign-in gives. Both are secrets: never log or store them. */
export interface SignedIn {
  /** It lives 50 minutes after its last use. */
  readonly ticket: string;
  /** A ticket for the web pages, if it was asked for. It is another one than the API's (verified). */
  readonly webTicket?: string | undefined;
}

/** An app. */
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

/** A value that an object begins with. */
export interface EntryProperty {
  /** The property's name. */
  readonly name: string;
  /** Its value, as text. */
  readonly value: string;
  /** `readonly`: whether users may not edit it. */
  readonly readOnly?: boolean | undefined;
}

/** An object that a case begins with. */
export interface ObjectEntry {
  /** What it is, as `Hyresvard` (landlord) or `Kund` (customer). */
  readonly typeNamespace: string;
  /** `repository.typedobject` if left out, the only one documented. */
  readonly objectClass?: string | undefined;
  /** The form, as `7B`; none for shared data. */
  readonly templateId?: string | undefined;
  /** `readonly`: whether users may not edit it. */
  readonly readOnly?: boolean | undefined;
  /** The values it begins with: by name, or as a list. */
  readonly properties?: Readonly<Record<string, string>> | readonly EntryProperty[] | undefined;
}

/** A value to be written into a field. */
export interface FieldValue {
  /** The field's `id`, or for a start `instance.name`. */
  readonly name: string;
  /** An empty one clears the field (inferred). */
  readonly value: string;
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
  /** Where to go on, relative to the API root. */
  readonly resourceURI?: string | undefined;
  /** What else was said of it. */
  readonly extra: Extra;
}

/** A case that was started. */
export interface Started {
  /** The case. */
  readonly instanceId: string;
  /** Its first task; the generic API's answer does not name it. */
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

/** The service did it. */
export interface StatusReply {
  /** A text for people, in some cases (verified). */
  readonly message?: string | undefined;
  /** The task the case is at now; often there after an action. */
  readonly taskId?: string | undefined;
  /** `InstanceId`: the case, after a start (verified for the generic API). */
  readonly instanceId?: string | undefined;
  /** `Items`: what was made, after an upload or the start of a form case (verified). */
  readonly items: readonly StatusItem[];
  /** `updatedFields` (from the vendor's own client). */
  readonly updatedFields?: RawJson | undefined;
  /** Look at it: a field in it was not written. */
  readonly ignoredFields?: RawJson | undefined;
  /** What else was said. */
  readonly extra: Extra;
}

/** A case. */
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
  /** The company; in lists only. */
  readonly domainId?: string | undefined;
  /** What else the service said. */
  readonly extra: Extra;
}

/** A task of a case. */
export interface Task {
  /** `Id`, a GUID. */
  readonly id: string;
  /** `ReferenceId`: which kind of task it is. It never changes, so it is what to program against (verified). */
  readonly referenceId?: TaskKind | undefined;
  /** For people, in the user's language. */
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
  /** Whether this user may act on it. */
  readonly performPermission?: boolean | undefined;
  /** What else the service said. */
  readonly extra: Extra;
}

/** An action of a task. */
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

/** An order, whole: no source documents what is in it. */
export interface Order {
  /** The answer, as it came. */
  readonly raw: RawJson;
}

/** Transactions, whole: no source documents what is in them. */
export interface Transactions {
  /** The answer, as it came. */
  readonly raw: RawJson;
}

/** An object of a case: a form, a file, a folder, shared data. */
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
  /** `Type`. */
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

/** A field of a form. */
export interface Field {
  /** Its name for programs. */
  readonly id: string;
  /** Its label. */
  readonly name?: string | undefined;
  /** `DataType`: `System.String`, `System.Bool`, `System.DateTime`, `System.Binary`. */
  readonly dataType?: string | undefined;
  /** `FieldType`: `textfield`, `checkbox`, `datefield`, `select`, … */
  readonly fieldType?: string | undefined;
  /** `FieldTypeNamespace`. */
  readonly fieldTypeNamespace?: string | undefined;
  /** Always text; an unticked checkbox is `off` or empty. */
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

/** A property of an object. */
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
  /** Only the last component of what the service named, never a path. */
  readonly fileName?: string | undefined;
}

/** A property of a company. Its value is text, also for flags (`"True"`) and numbers. */
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

/** The company of the user who signed in. */
export interface Domain {
  /** `Id`, a GUID. */
  readonly id: string;
  /** `Name`. */
  readonly name?: string | undefined;
  /** `Description`. */
  readonly description?: string | undefined;
  /** In SEK. */
  readonly balance?: Amount | undefined;
  /** `OwnedBy`. */
  readonly ownedBy?: string | undefined;
  /** `Properties`: flags and values of the company's agreement. */
  readonly properties: readonly DomainProperty[];
  /** What else the service said. */
  readonly extra: Extra;
}

/** A company's balance. */
export interface Balance {
  /** In SEK. */
  readonly balance: Amount;
  /** What else the service said. */
  readonly extra: Extra;
}

/** Where a case stands: the `ReferenceId` of its ready task, or `Archived`. */
export type Stage = Open<"TaskCreate" | "TaskPay" | "TaskPaid" | "Archived">;

/** A case's place in the workflow, as far as it is known. */
export interface WorkflowState {
  /** Where the case stands. */
  readonly stage: Stage;
  /** Whether the company pays by licence or from its balance. */
  readonly customer?: "licence" | "balance" | "unknown" | undefined;
  /** The task that `TaskPay` came from. */
  readonly cameFrom?: "TaskCreate" | "TaskPaid" | "unknown" | undefined;
}

/** What an action does that cannot be taken back. */
export type Effect = "nothing" | "becomesSharp" | "debitsBalance" | "archives";

/** What an action may lead to. */
export interface WorkflowOutcome {
  /** The state after it. */
  readonly state: Required<WorkflowState>;
  /** What cannot be taken back. */
  readonly effect: Effect;
  /** How well it is known. */
  readonly mark: Mark;
  /** The actions allowed after it. */
  readonly allowed: readonly ActionKind[];
}

/** An allowed action. Several outcomes if the state is not known well enough to tell. */
export interface WorkflowTransition {
  /** The state before it. */
  readonly from: Required<WorkflowState>;
  /** The action. */
  readonly event: ActionKind;
  /** At least one; several if the state is not known well enough to tell. */
  readonly outcomes: readonly WorkflowOutcome[];
  /** Whether it is refused for a kind of customer that this one may be. */
  readonly mayBeRefused: boolean;
}

type Of<Id extends string> = { readonly [K in Id]: string };
interface Versioned {
  /** An earlier version of the object. */
  readonly versionId?: string | undefined;
}

/** Every operation of FastDok: its parameters and its answer. */
export interface FastDokOperations {
  /** `POST /Authenticate`: sign in, and get the ticket that every other call carries (verified). */
  authenticate: [params: AuthenticateParams, output: SignedIn];
  /** `GET /Apps`: the apps, the processes that cases are started in (verified; Barium's page on apps). */
  list_apps: [params: Paging, output: Page<App>];
  /** `GET /Apps/{id}`: one app (verified; Barium's page on apps). */
  get_app: [params: Of<"appId">, output: App];
  /** `GET /Apps/{id}/Instances`: the cases of an app (verified, with a recorded answer). */
  list_app_instances: [params: Of<"appId"> & ListInstancesParams, output: Page<Instance>];
  /** `POST /apps/form`: start a form case with the objects it begins with (verified). */
  start_case: [params: StartCaseParams, output: Started];
  /** `POST /Apps/{id}`: start a case of an app by the message `START`, in the way of the generic API (verified). */
  start_instance: [params: StartInstanceParams, output: Started];
  /** `GET /Instances`: the cases (verified; Barium's page on instances). */
  list_instances: [params: ListInstancesParams, output: Page<Instance>];
  /** `GET /Instances/{id}`: one case (verified, with a recorded answer). */
  get_instance: [params: Of<"instanceId">, output: Instance];
  /**
   * `DELETE /Instances/{id}`: remove a case (verified by a client of the generic API; whether FastDok permits it
   * is unknown).
   */
  delete_instance: [params: Of<"instanceId">, output: StatusReply];
  /** `GET /Instances/{id}/Tasks`: the tasks of a case (verified). */
  list_instance_tasks: [params: Of<"instanceId"> & ListTasksParams, output: Page<Task>];
  /** `GET /Instances/{id}/Objects`: the objects of a case (verified, with a recorded answer). */
  list_instance_objects: [params: Of<"instanceId"> & Paging, output: Page<CaseObject>];
  /** `GET /Instances/{id}/Objects/{object}`: one object of a case, by its id or its DataId (verified). */
  get_instance_object: [params: Of<"instanceId" | "objectId"> & Versioned, output: CaseObject];
  /** `GET /Tasks`: the tasks of the user (verified). */
  list_tasks: [params: ListTasksParams, output: Page<Task>];
  /** `GET /Tasks/{id}`: one task (verified, with the documentation's sample). */
  get_task: [params: Of<"taskId">, output: Task];
  /** `GET /Tasks/{id}/Objects`: the objects that a task works on (verified). */
  list_task_objects: [params: Of<"taskId"> & Paging, output: Page<CaseObject>];
  /** `GET /Tasks/{id}/Actions`: what can be done with a task (verified). */
  list_task_actions: [params: Of<"taskId">, output: Page<Action>];
  /** `POST /Tasks/{id}/Actions/{action}`: do something with a task (verified). */
  perform_action: [params: PerformActionParams, output: StatusReply];
  /** `GET /Tasks/{id}/Order`: what a payment task would charge (verified; only `TaskPay` has an order). */
  get_task_order: [params: Of<"taskId">, output: Order];
  /** `GET /Objects/{id}`: one object (verified). */
  get_object: [params: Of<"objectId"> & Versioned, output: CaseObject];
  /** `GET /Objects/{id}/Objects`: the objects in an object (verified). */
  list_object_children: [params: Of<"objectId"> & Versioned & Paging, output: Page<CaseObject>];
  /** `GET /Objects/{id}/Properties`: the values of an object (verified; FastDok's page on objects). */
  get_object_properties: [params: Of<"objectId"> & Versioned, output: Page<Property>];
  /** `GET /Objects/{id}/Fields`: the fields of a form (verified, with a recorded answer). */
  get_object_fields: [params: Of<"objectId"> & Versioned & Paging, output: Page<Field>];
  /** `POST /Objects/{id}/Fields`: write into the fields of a form (verified for the generic API). */
  update_object_fields: [params: UpdateObjectFieldsParams, output: StatusReply];
  /** `DELETE /Objects/{id}`: remove an object (verified that it exists; its details are unknown). */
  delete_object: [params: Of<"objectId">, output: StatusReply];
  /** `GET /Objects/{id}/PDF`: a form as PDF (verified). */
  get_object_pdf: [params: Of<"objectId"> & Versioned, output: Binary];
  /** `GET /Objects/{id}/Image`: a form or file as a picture, a PNG by the documents (verified). */
  get_object_image: [params: GetObjectImageParams, output: Binary];
  /**
   * `GET /Objects/{id}/File`: a file that was uploaded (verified for the generic API; FastDok's page does not have
   * it).
   */
  get_object_file: [params: Of<"objectId"> & Versioned, output: Binary];
  /** `POST /Objects/{folder}/Objects`: put a file into a folder of a case (verified). */
  upload_object: [params: UploadObjectParams, output: StatusReply];
  /**
   * `GET /Domains/Current`: the company of the user who signed in (verified; FastDok's page on company
   * information).
   */
  get_current_domain: [params: Record<never, never>, output: Domain];
  /**
   * `GET /Domains/Current/Balance`: what the company has left to pay with (verified; FastDok's page on company
   * information).
   */
  get_balance: [params: Record<never, never>, output: Balance];
  /**
   * `GET /Domains/Current/Transactions`: what was paid into and from the company's balance (verified that it
   * exists; its parameters and its answer are unknown).
   */
  list_transactions: [params: Paging, output: Transactions];
}

/** How to sign in. */
export interface AuthenticateParams {
  /** Whether to ask for a ticket for the web pages too. */
  readonly webTicket?: boolean | undefined;
}

/** Which cases to list. */
export interface ListInstancesParams extends Paging {
  /** Only those of this status. */
  readonly status?: InstanceStatus | undefined;
}

/** Which tasks to list. */
export interface ListTasksParams extends Paging {
  /** Only those of this status. */
  readonly status?: TaskStatus | undefined;
}

/** What to write into a form. */
export interface UpdateObjectFieldsParams {
  /** The form. */
  readonly objectId: string;
  /** Other fields stay as they are. */
  readonly fields: readonly FieldValue[];
}

/** A form case to start. */
export interface StartCaseParams {
  /** At least one. */
  readonly entries: readonly ObjectEntry[];
  /** How the body is written; `documented` (keys without quotes) if left out. */
  readonly bodyForm?: "documented" | "strictJson" | "percentEncoded" | undefined;
}

/** A case of an app to start. */
export interface StartInstanceParams {
  /** The app. */
  readonly appId: string;
  /** `START` unless the app has another. */
  readonly message?: string | undefined;
  /** The template's data id; it must be given when fields are. */
  readonly template?: string | undefined;
  /** Values for fields of the template. */
  readonly fields?: readonly FieldValue[] | undefined;
}

/** An action to perform. */
export interface PerformActionParams {
  /** The task; it must be ready. */
  readonly taskId: string;
  /** On `TaskPay`, `ActionComplete` spends money. Use a journey unless you have just read the task. */
  readonly action: ActionKind;
  /** The parameter's name is inferred: no source has it. */
  readonly comment?: string | undefined;
}

/** A picture of an object. */
export interface GetObjectImageParams extends Versioned {
  /** The object. */
  readonly objectId: string;
  /** In pixels. */
  readonly width?: number | undefined;
  /** In pixels. */
  readonly height?: number | undefined;
}

/** A file to upload. */
export interface UploadObjectParams {
  /** An object that is a container. */
  readonly folderId: string;
  /** No path, no quotes. */
  readonly fileName: string;
  /** Its content. */
  readonly bytes: Uint8Array;
  /** `application/octet-stream` if left out. */
  readonly contentType?: string | undefined;
}

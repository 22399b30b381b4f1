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
  readonly items: readonly T[];
  /** How many items the whole list has, if the service said it. */
  readonly totalCount?: number | undefined;
  readonly extra: Extra;
}

/** What a sign-in gives. Both are secrets: never log or store them. */
export interface SignedIn {
  /** It lives 50 minutes after its last use. */
  readonly ticket: string;
  readonly webTicket?: string | undefined;
}

/** An app. */
export interface App {
  readonly id: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly status?: string | undefined;
  readonly instancesCount?: number | undefined;
  readonly processId?: string | undefined;
  readonly domainObjectId?: string | undefined;
  readonly extra: Extra;
}

/** A value that an object begins with. */
export interface EntryProperty {
  readonly name: string;
  readonly value: string;
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
  readonly success?: boolean | undefined;
  readonly objectClass?: string | undefined;
  readonly name?: string | undefined;
  readonly id?: string | undefined;
  readonly referenceId?: string | undefined;
  /** Where to go on, relative to the API root. */
  readonly resourceURI?: string | undefined;
  readonly extra: Extra;
}

/** A case that was started. */
export interface Started {
  readonly instanceId: string;
  /** Its first task; the generic API's answer does not name it. */
  readonly taskId?: string | undefined;
  readonly name?: string | undefined;
  readonly message?: string | undefined;
  readonly items: readonly StatusItem[];
  readonly extra: Extra;
}

/** The service did it. */
export interface StatusReply {
  readonly message?: string | undefined;
  /** The task the case is at now; often there after an action. */
  readonly taskId?: string | undefined;
  readonly instanceId?: string | undefined;
  readonly items: readonly StatusItem[];
  readonly updatedFields?: RawJson | undefined;
  /** Look at it: a field in it was not written. */
  readonly ignoredFields?: RawJson | undefined;
  readonly extra: Extra;
}

/** A case. */
export interface Instance {
  readonly id: string;
  readonly referenceId?: string | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly status?: InstanceStatus | undefined;
  readonly state?: string | undefined;
  readonly startDate?: DateTimeText | undefined;
  readonly startedBy?: string | undefined;
  readonly startedByUserId?: string | undefined;
  readonly completedDate?: DateTimeText | undefined;
  readonly priority?: string | undefined;
  readonly plannedDate?: DateTimeText | undefined;
  readonly deadlineDate?: DateTimeText | undefined;
  readonly applicationId?: string | undefined;
  readonly applicationName?: string | undefined;
  readonly parentInstanceId?: string | undefined;
  readonly parentInstanceName?: string | undefined;
  readonly processId?: string | undefined;
  /** The company; in lists only. */
  readonly domainId?: string | undefined;
  readonly extra: Extra;
}

/** A task of a case. */
export interface Task {
  readonly id: string;
  readonly referenceId?: TaskKind | undefined;
  /** For people, in the user's language. */
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly status?: TaskStatus | undefined;
  readonly createdDate?: DateTimeText | undefined;
  readonly completedDate?: DateTimeText | undefined;
  readonly completedBy?: string | undefined;
  readonly completedByUserId?: string | undefined;
  readonly instanceName?: string | undefined;
  readonly instanceId?: string | undefined;
  readonly applicationName?: string | undefined;
  readonly applicationId?: string | undefined;
  readonly locked?: boolean | undefined;
  /** Whether this user may act on it. */
  readonly performPermission?: boolean | undefined;
  readonly extra: Extra;
}

/** An action of a task. */
export interface Action {
  readonly id: string;
  readonly referenceId?: ActionKind | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly canComment?: boolean | undefined;
  readonly mustComment?: boolean | undefined;
  readonly mustAssignPerformers?: boolean | undefined;
  readonly extra: Extra;
}

/** An order, whole: no source documents what is in it. */
export interface Order {
  readonly raw: RawJson;
}

/** Transactions, whole: no source documents what is in them. */
export interface Transactions {
  readonly raw: RawJson;
}

/** An object of a case: a form, a file, a folder, shared data. */
export interface CaseObject {
  readonly id: string;
  readonly parentId?: string | undefined;
  readonly referenceId?: string | undefined;
  readonly dataId?: string | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly type?: string | undefined;
  readonly objectClass?: string | undefined;
  readonly typeNamespace?: string | undefined;
  readonly templateId?: string | undefined;
  readonly fileType?: string | undefined;
  readonly container?: boolean | undefined;
  readonly readOnly?: boolean | undefined;
  readonly sortIndex?: number | undefined;
  readonly state?: string | undefined;
  readonly createdDate?: DateTimeText | undefined;
  readonly updatedDate?: DateTimeText | undefined;
  readonly extra: Extra;
}

/** A field of a form. */
export interface Field {
  /** Its name for programs. */
  readonly id: string;
  /** Its label. */
  readonly name?: string | undefined;
  readonly dataType?: string | undefined;
  readonly fieldType?: string | undefined;
  readonly fieldTypeNamespace?: string | undefined;
  /** Always text; an unticked checkbox is `off` or empty. */
  readonly value?: string | undefined;
  readonly readOnly?: boolean | undefined;
  readonly allowBlank?: boolean | undefined;
  readonly index?: number | undefined;
  readonly extra: Extra;
}

/** A property of an object. */
export interface Property {
  readonly name: string;
  readonly value?: string | undefined;
  readonly keyValue?: string | undefined;
  readonly readOnly?: boolean | undefined;
  readonly timeStamp?: DateTimeText | undefined;
  readonly index?: number | undefined;
  readonly extra: Extra;
}

/** A PDF, an image or a file. */
export interface Binary {
  readonly bytes: Uint8Array;
  readonly contentType?: string | undefined;
  /** Only the last component of what the service named, never a path. */
  readonly fileName?: string | undefined;
}

/** A property of a company. Its value is text, also for flags (`"True"`) and numbers. */
export interface DomainProperty {
  readonly typeNamespace?: string | undefined;
  readonly keyValue?: string | undefined;
  readonly value?: string | undefined;
  readonly extra: Extra;
}

/** The company of the user who signed in. */
export interface Domain {
  readonly id: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** In SEK. */
  readonly balance?: Amount | undefined;
  readonly ownedBy?: string | undefined;
  readonly properties: readonly DomainProperty[];
  readonly extra: Extra;
}

/** A company's balance. */
export interface Balance {
  /** In SEK. */
  readonly balance: Amount;
  readonly extra: Extra;
}

/** Where a case stands: the `ReferenceId` of its ready task, or `Archived`. */
export type Stage = Open<"TaskCreate" | "TaskPay" | "TaskPaid" | "Archived">;

/** A case's place in the workflow, as far as it is known. */
export interface WorkflowState {
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
  readonly state: Required<WorkflowState>;
  readonly effect: Effect;
  readonly mark: Mark;
  readonly allowed: readonly ActionKind[];
}

/** An allowed action. Several outcomes if the state is not known well enough to tell. */
export interface WorkflowTransition {
  readonly from: Required<WorkflowState>;
  readonly event: ActionKind;
  readonly outcomes: readonly WorkflowOutcome[];
  readonly mayBeRefused: boolean;
}

type Of<Id extends string> = { readonly [K in Id]: string };
interface Versioned {
  /** An earlier version of the object. */
  readonly versionId?: string | undefined;
}

/** Every operation of FastDok: its parameters and its answer. */
export interface FastDokOperations {
  authenticate: [params: { readonly webTicket?: boolean | undefined }, output: SignedIn];
  list_apps: [params: Paging, output: Page<App>];
  get_app: [params: Of<"appId">, output: App];
  list_app_instances: [params: Of<"appId"> & Paging & { readonly status?: InstanceStatus | undefined }, output: Page<Instance>];
  start_case: [params: StartCaseParams, output: Started];
  start_instance: [params: StartInstanceParams, output: Started];
  list_instances: [params: Paging & { readonly status?: InstanceStatus | undefined }, output: Page<Instance>];
  get_instance: [params: Of<"instanceId">, output: Instance];
  delete_instance: [params: Of<"instanceId">, output: StatusReply];
  list_instance_tasks: [params: Of<"instanceId"> & Paging & { readonly status?: TaskStatus | undefined }, output: Page<Task>];
  list_instance_objects: [params: Of<"instanceId"> & Paging, output: Page<CaseObject>];
  get_instance_object: [params: Of<"instanceId" | "objectId"> & Versioned, output: CaseObject];
  list_tasks: [params: Paging & { readonly status?: TaskStatus | undefined }, output: Page<Task>];
  get_task: [params: Of<"taskId">, output: Task];
  list_task_objects: [params: Of<"taskId"> & Paging, output: Page<CaseObject>];
  list_task_actions: [params: Of<"taskId">, output: Page<Action>];
  perform_action: [params: PerformActionParams, output: StatusReply];
  get_task_order: [params: Of<"taskId">, output: Order];
  get_object: [params: Of<"objectId"> & Versioned, output: CaseObject];
  list_object_children: [params: Of<"objectId"> & Versioned & Paging, output: Page<CaseObject>];
  get_object_properties: [params: Of<"objectId"> & Versioned, output: Page<Property>];
  get_object_fields: [params: Of<"objectId"> & Versioned & Paging, output: Page<Field>];
  update_object_fields: [params: Of<"objectId"> & { readonly fields: readonly FieldValue[] }, output: StatusReply];
  delete_object: [params: Of<"objectId">, output: StatusReply];
  get_object_pdf: [params: Of<"objectId"> & Versioned, output: Binary];
  get_object_image: [params: GetObjectImageParams, output: Binary];
  get_object_file: [params: Of<"objectId"> & Versioned, output: Binary];
  upload_object: [params: UploadObjectParams, output: StatusReply];
  get_current_domain: [params: Record<never, never>, output: Domain];
  get_balance: [params: Record<never, never>, output: Balance];
  list_transactions: [params: Paging, output: Transactions];
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
  readonly appId: string;
  /** `START` unless the app has another. */
  readonly message?: string | undefined;
  /** The template's data id; it must be given when fields are. */
  readonly template?: string | undefined;
  readonly fields?: readonly FieldValue[] | undefined;
}

/** An action to perform. */
export interface PerformActionParams {
  readonly taskId: string;
  /** On `TaskPay`, `ActionComplete` spends money. Use a journey unless you have just read the task. */
  readonly action: ActionKind;
  /** The parameter's name is inferred: no source has it. */
  readonly comment?: string | undefined;
}

/** A picture of an object. */
export interface GetObjectImageParams extends Versioned {
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
  readonly bytes: Uint8Array;
  /** `application/octet-stream` if left out. */
  readonly contentType?: string | undefined;
}

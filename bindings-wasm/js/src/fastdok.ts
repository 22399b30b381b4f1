/**
 * Fastighetsägarna Dokument: its operations, one method each, and its journeys.
 */
import { call, rows, type ListEnd } from "./caller.js";
import { ask, core, inputError, isRecord, markPage, nextStart, told } from "./core.js";
import type {
  App,
  CaseObject,
  Domain,
  FastDokOperations,
  Instance,
  ObjectEntry,
  StartCaseParams,
  Task,
} from "./fastdok-types.js";
import { Host, clientOptions } from "./host.js";
import type {
  CancelReceipt,
  CompleteReceipt,
  FastDokJourneys,
  JourneyOptions,
  PayOptions,
  PayReceipt,
  ResumeOptions,
  ResumePayOptions,
  StartReceipt,
  UnfinishedJourneys,
} from "./journeys.js";
import { checkApprove, journeyOptions } from "./options.js";
import { resume, resumeAll, type ResumeAllOptions, type ResumeResult } from "./resume.js";
import { begun, carryOut } from "./run.js";
import type { Amount, CallOptions, ClientOptions } from "./values.js";

/** Who signs in at FastDok. */
export interface FastDokCredentials {
  /** The key of the system vendor, normally the same for all its customers. */
  readonly apiKey: string;
  /** The user name at the customer's company. */
  readonly username: string;
  /** A secret: it is sent only to sign in, and never stored or logged. */
  readonly password: string;
}

/** Options of {@link FastDok}: the address, and either credentials or a ticket. */
export type FastDokOptions = ClientOptions & {
  /** {@link FastDok.production}, {@link FastDok.development}, or a server's address. */
  readonly baseUrl: string;
} & (
    | (FastDokCredentials & {
        /** A ticket to begin with, in place of a first sign-in. */
        readonly ticket?: string | undefined;
      })
    | {
        /** A ticket alone cannot be renewed: 50 minutes after its last use, calls fail. */
        readonly ticket: string;
        /** Not without the other credentials. */
        readonly apiKey?: undefined;
        /** Not without the other credentials. */
        readonly username?: undefined;
        /** Not without the other credentials. */
        readonly password?: undefined;
      }
  );

const KINDS: readonly (keyof FastDokJourneys)[] = [
  "fastdok.start_case",
  "fastdok.pay_case",
  "fastdok.cancel_payment",
  "fastdok.complete_case",
];

type Params<Name extends keyof FastDokOperations> = FastDokOperations[Name][0];
type Output<Name extends keyof FastDokOperations> = Promise<FastDokOperations[Name][1]>;

/** An operation that lists: its name and its items. */
interface Lists {
  list_apps: App;
  list_app_instances: Instance;
  list_instances: Instance;
  list_instance_tasks: Task;
  list_instance_objects: CaseObject;
  list_tasks: Task;
  list_task_objects: CaseObject;
  list_object_children: CaseObject;
}

/**
 * A client of FastDok. It signs in when needed, keeps the ticket in memory, and renews it once when the service refuses
 * it. A refused sign-in is never repeated: make a new client for other credentials.
 *
 * Operations reject with a {@link NordcaseError}, journeys also with a {@link JourneyError}; both come from the core, and
 * {@link errorCodes} lists all codes. Verb, path and source of each operation are in {@link FastDokOperations}.
 */
export class FastDok {
  readonly #host: Host;
  readonly #baseUrl: string;
  readonly #allowInsecure: boolean;

  constructor(options: FastDokOptions) {
    const { baseUrl, apiKey, username, password, ticket } = clientOptions(options);
    const credentials = apiKey === undefined ? undefined : { apiKey, username, password };
    this.#host = new Host(options, { baseUrl, credentials, ticket });
    this.#baseUrl = baseUrl;
    this.#allowInsecure = options.allowInsecure ?? false;
  }

  /** The address of the production system. */
  static get production(): string {
    return core().addresses().fastdokProduction;
  }

  /** The address of the development system. */
  static get development(): string {
    return core().addresses().fastdokDevelopment;
  }

  /** Carries out the operation of this name, once. */
  call<Name extends keyof FastDokOperations>(name: Name, params: Params<Name>, options?: CallOptions): Output<Name> {
    return call(this.#host, `fastdok.${name}`, params, options) as Output<Name>;
  }

  /**
   * The web page of a task, for a browser: `https://…/tasks/{id}?ticket={webTicket}` (verified).
   *
   * `webTicket` is what {@link FastDok.authenticate} gives when it is asked for one. It logs the reader of the page in, so the address is
   * a secret as the ticket in it is. Throws an error of kind `input` for an id or a ticket that can't stand in an address.
   */
  taskLink(taskId: string, webTicket: string): string {
    return ask((it) => it.taskLink(this.#baseUrl, this.#allowInsecure, taskId, webTicket));
  }

  // Journeys.

  /** Starts a form case, once: after a reply that was lost it looks for the case in place of starting another. */
  async startCase(entries: readonly ObjectEntry[], options?: JourneyOptions): Promise<StartReceipt> {
    const checked = journeyOptions(options);
    return (await carryOut(this.#host, begun(this.#host, "fastdok.start_case", { entries: entriesOf(entries) }), checked)) as StartReceipt;
  }

  /** Pays a case from the company's balance, once, after `approve` said yes. Licence customers' cases are made sharp without. */
  async payCase(caseId: string, options: PayOptions): Promise<PayReceipt> {
    const checked = journeyOptions(options, "approve", "addedForms");
    const { approve, addedForms = false } = checked;
    checkApprove(approve);
    return (await carryOut(this.#host, begun(this.#host, "fastdok.pay_case", { caseId, addedForms }), checked, approve)) as PayReceipt;
  }

  /** Cancels the payment that a case waits for. */
  async cancelPayment(caseId: string, options?: JourneyOptions): Promise<CancelReceipt> {
    const checked = journeyOptions(options);
    return (await carryOut(this.#host, begun(this.#host, "fastdok.cancel_payment", { caseId }), checked)) as CancelReceipt;
  }

  /** Completes a paid case and archives it for ever. */
  async completeCase(caseId: string, options?: JourneyOptions): Promise<CompleteReceipt> {
    const checked = journeyOptions(options);
    return (await carryOut(this.#host, begun(this.#host, "fastdok.complete_case", { caseId }), checked)) as CompleteReceipt;
  }

  /**
   * Carries a stored journey on: what `save` was given last. It looks first at what has become of the request that was out.
   *
   * A text of another kind, or of another case than `caseId`, is refused before anything is sent, and so is a payment without `approve`.
   */
  resume<Kind extends keyof FastDokJourneys>(
    kind: Kind,
    stored: string,
    ...[options]: Kind extends "fastdok.pay_case" ? [options: ResumePayOptions] : [options?: ResumeOptions]
  ): Promise<FastDokJourneys[Kind]> {
    return resume(this.#host, KINDS, kind, stored, options) as Promise<FastDokJourneys[Kind]>;
  }

  /**
   * Carries on all of FastDok's journeys that a journal has unfinished, and gives for each its receipt or its error. An error of one does not stop the others.
   * Payments need `approve`.
   */
  resumeAll(journal: UnfinishedJourneys, options?: ResumeAllOptions): Promise<ResumeResult<FastDokJourneys[keyof FastDokJourneys]>[]> {
    return resumeAll(this.#host, KINDS, journal, options);
  }

  // Operations.

  /** Signs in. All other methods do so by themselves. Both tickets are secrets. */
  authenticate(params: Params<"authenticate"> = {}, options?: CallOptions): Output<"authenticate"> {
    return this.call("authenticate", params, options);
  }

  /** Lists the apps. */
  listApps(params: Params<"list_apps"> = {}, options?: CallOptions): Output<"list_apps"> {
    return this.call("list_apps", params, options);
  }

  /** Reads an app; `form` is the one of FastDok's form cases. */
  getApp(params: Params<"get_app">, options?: CallOptions): Output<"get_app"> {
    return this.call("get_app", params, options);
  }

  /** Lists the cases of an app. */
  listAppInstances(params: Params<"list_app_instances">, options?: CallOptions): Output<"list_app_instances"> {
    return this.call("list_app_instances", params, options);
  }

  /** The bare operation behind {@link FastDok.startCase}: one request, and no look after a lost reply. */
  async startCaseOnce(params: StartCaseParams, options?: CallOptions): Output<"start_case"> {
    const { entries } = isRecord(params) ? params : ({} as Partial<StartCaseParams>);
    return this.call("start_case", { ...params, entries: entriesOf(entries) }, options);
  }

  /** Starts a case of an app. */
  startInstance(params: Params<"start_instance">, options?: CallOptions): Output<"start_instance"> {
    return this.call("start_instance", params, options);
  }

  /** Lists the cases. All users of a company see all its cases. */
  listInstances(params: Params<"list_instances"> = {}, options?: CallOptions): Output<"list_instances"> {
    return this.call("list_instances", params, options);
  }

  /** Reads a case. */
  getInstance(params: Params<"get_instance">, options?: CallOptions): Output<"get_instance"> {
    return this.call("get_instance", params, options);
  }

  /** Removes a case. */
  deleteInstance(params: Params<"delete_instance">, options?: CallOptions): Output<"delete_instance"> {
    return this.call("delete_instance", params, options);
  }

  /** Lists the tasks of a case. */
  listInstanceTasks(params: Params<"list_instance_tasks">, options?: CallOptions): Output<"list_instance_tasks"> {
    return this.call("list_instance_tasks", params, options);
  }

  /** Lists the objects of a case. */
  listInstanceObjects(params: Params<"list_instance_objects">, options?: CallOptions): Output<"list_instance_objects"> {
    return this.call("list_instance_objects", params, options);
  }

  /** Reads an object of a case, by its id or its DataId. */
  getInstanceObject(params: Params<"get_instance_object">, options?: CallOptions): Output<"get_instance_object"> {
    return this.call("get_instance_object", params, options);
  }

  /** Lists the tasks, as they stand in the user's inbox. */
  listTasks(params: Params<"list_tasks"> = {}, options?: CallOptions): Output<"list_tasks"> {
    return this.call("list_tasks", params, options);
  }

  /** Reads a task. */
  getTask(params: Params<"get_task">, options?: CallOptions): Output<"get_task"> {
    return this.call("get_task", params, options);
  }

  /** Lists the objects of a task. */
  listTaskObjects(params: Params<"list_task_objects">, options?: CallOptions): Output<"list_task_objects"> {
    return this.call("list_task_objects", params, options);
  }

  /** Lists the actions of a task. */
  listTaskActions(params: Params<"list_task_actions">, options?: CallOptions): Output<"list_task_actions"> {
    return this.call("list_task_actions", params, options);
  }

  /** Does an action of a task. `ActionComplete` spends money on `TaskPay` and archives for ever on `TaskPaid`: prefer a journey. */
  performAction(params: Params<"perform_action">, options?: CallOptions): Output<"perform_action"> {
    return this.call("perform_action", params, options);
  }

  /** Reads the order of a payment task. */
  getTaskOrder(params: Params<"get_task_order">, options?: CallOptions): Output<"get_task_order"> {
    return this.call("get_task_order", params, options);
  }

  /** Reads an object. */
  getObject(params: Params<"get_object">, options?: CallOptions): Output<"get_object"> {
    return this.call("get_object", params, options);
  }

  /** Lists the children of an object that is a container. */
  listObjectChildren(params: Params<"list_object_children">, options?: CallOptions): Output<"list_object_children"> {
    return this.call("list_object_children", params, options);
  }

  /** Reads the properties of an object. */
  getObjectProperties(params: Params<"get_object_properties">, options?: CallOptions): Output<"get_object_properties"> {
    return this.call("get_object_properties", params, options);
  }

  /** Reads the fields of an object. */
  getObjectFields(params: Params<"get_object_fields">, options?: CallOptions): Output<"get_object_fields"> {
    return this.call("get_object_fields", params, options);
  }

  /** Writes fields of an object. Look at the answer's `ignoredFields`. */
  updateObjectFields(params: Params<"update_object_fields">, options?: CallOptions): Output<"update_object_fields"> {
    return this.call("update_object_fields", params, options);
  }

  /** Removes an object. */
  deleteObject(params: Params<"delete_object">, options?: CallOptions): Output<"delete_object"> {
    return this.call("delete_object", params, options);
  }

  /** Fetches a form as PDF. */
  getObjectPdf(params: Params<"get_object_pdf">, options?: CallOptions): Output<"get_object_pdf"> {
    return this.call("get_object_pdf", params, options);
  }

  /** Fetches an object as a picture. */
  getObjectImage(params: Params<"get_object_image">, options?: CallOptions): Output<"get_object_image"> {
    return this.call("get_object_image", params, options);
  }

  /** Fetches a file as it was uploaded. */
  getObjectFile(params: Params<"get_object_file">, options?: CallOptions): Output<"get_object_file"> {
    return this.call("get_object_file", params, options);
  }

  /** Uploads a file. The answer's `items` have what was made. */
  uploadObject(params: Params<"upload_object">, options?: CallOptions): Output<"upload_object"> {
    return this.call("upload_object", params, options);
  }

  /** Reads the company: its balance, and whether it is a licence customer or a member. */
  getCurrentDomain(options?: CallOptions): Output<"get_current_domain"> {
    return this.call("get_current_domain", {}, options);
  }

  /** Reads the company's balance. */
  getBalance(options?: CallOptions): Output<"get_balance"> {
    return this.call("get_balance", {}, options);
  }

  /** Lists the transactions of the company. */
  listTransactions(params: Params<"list_transactions"> = {}, options?: CallOptions): Output<"list_transactions"> {
    return this.call("list_transactions", params, options);
  }

  // Whole lists, page after page.

  /**
   * All items of a list, one page after the other, and each page while it arrives: `for await (const task of fd.all("list_tasks", {}))`.
   * Leaving the loop ends the exchange. A page that breaks off rejects after the items that came.
   *
   * It never goes on for ever: it ends at the list's end, or with a page that came before.
   */
  async *all<Name extends keyof Lists>(
    name: Name,
    params: Params<Name>,
    options?: CallOptions,
  ): AsyncGenerator<Lists[Name], void, undefined> {
    const operation = `fastdok.${name}`;
    let asking: Params<Name> = params;
    let remembered: string | undefined;
    for (let asked = 1; ; asked++) {
      const page: ListEnd = {};
      let items = 0;
      for await (const come of rows(this.#host, operation, asking, page, options)) {
        if (items === 0) {
          remembered = markPage(asked, (come[0] as { readonly id: string }).id, remembered);
          if (remembered === undefined) return;
        }
        items += come.length;
        yield* come as readonly Lists[Name][];
      }
      const start = nextStart(operation, asking, items, page.totalCount, asked);
      if (start === undefined) return;
      asking = { ...asking, start };
    }
  }

  /** All cases. */
  instances(params: Params<"list_instances"> = {}, options?: CallOptions): AsyncGenerator<Instance, void, undefined> {
    return this.all("list_instances", params, options);
  }

  /** All tasks in the user's inbox. */
  tasks(params: Params<"list_tasks"> = {}, options?: CallOptions): AsyncGenerator<Task, void, undefined> {
    return this.all("list_tasks", params, options);
  }
}

/** What is known of a company's agreement. `undefined` where the service does not say. */
export interface Company {
  /** Whether it pays by licence and not per case: `fsab.avtalskund` (that the two mean the same is inferred). */
  readonly isLicenceCustomer: boolean | undefined;
  /** Whether it is a member of Fastighetsägarna: `fsab.medlem`. */
  readonly isMember: boolean | undefined;
  /** What a template's base price is multiplied with: `fsab.rabattfaktor` (verified). */
  readonly discountFactor: Amount | undefined;
  /** The base price times the factor, without VAT (verified), exact and not rounded. The task's order has the last word. */
  readonly price: Amount | undefined;
}

/**
 * What the properties of a company say, and what a form of this base price (in SEK) costs it.
 *
 * `company(await fastdok.getCurrentDomain(), "249.90").price`. Throws an error of kind `input` for a price that is no decimal number.
 */
export function company(domain: Domain, basePrice?: Amount): Company {
  const properties = domain.properties.flatMap(({ typeNamespace, value }) =>
    typeNamespace === undefined ? [] : [typeNamespace, value ?? ""],
  );
  return told((it) => it.company(properties, basePrice));
}

/** Entries as the core takes them: properties given by name become a list. */
function entriesOf(entries: readonly ObjectEntry[] | undefined): ObjectEntry[] {
  if (!Array.isArray(entries) || !entries.every(isRecord)) {
    throw inputError("input.params", "entries", 'must be a list of objects, as [{ typeNamespace: "Huvudkontrakt", templateId: "12B.2" }]');
  }
  return (entries as readonly ObjectEntry[]).map((entry) => {
    const { properties } = entry;
    if (!isRecord(properties)) return entry;
    return { ...entry, properties: Object.entries(properties).map(([name, value]) => ({ name, value })) };
  });
}

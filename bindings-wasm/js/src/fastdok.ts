/**
 * Fastighetsägarna Dokument: its client, and its journeys. The operations' methods are in `fastdok-operations.ts`.
 */
import { call, rows, type ListEnd } from "./caller.js";
import { core, inputError, invoke, invokeJson, isRecord, markPage, nextStart } from "./core.js";
import { FastDokMethods } from "./fastdok-operations.js";
import type { FastDokLists, FastDokOperations, StartCaseParams } from "./fastdok-params.js";
import type { Domain, ObjectEntry } from "./fastdok-records.js";
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

/**
 * A client of FastDok. It signs in when needed, keeps the ticket in memory, and renews it once when the service refuses
 * it. A refused sign-in is never repeated: make a new client for other credentials.
 *
 * Operations reject with a {@link NordcaseError}, journeys also with a {@link JourneyError}; both come from the core, and
 * {@link errorCodes} lists all codes.
 */
export class FastDok extends FastDokMethods {
  readonly #host: Host;
  readonly #baseUrl: string;
  readonly #allowInsecure: boolean;

  constructor(options: FastDokOptions) {
    super();
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
  async call<Name extends keyof FastDokOperations>(
    name: Name,
    params: FastDokOperations[Name][0],
    options?: CallOptions,
  ): Promise<FastDokOperations[Name][1]> {
    const given = name === "start_case" ? startOf(params as StartCaseParams) : params;
    return (await call(this.#host, `fastdok.${name}`, given, options)) as FastDokOperations[Name][1];
  }

  /**
   * All items of a list, one page after the other, and each page while it arrives: `for await (const task of fd.all("list_tasks", {}))`.
   * Leaving the loop ends the exchange. A page that breaks off rejects after the items that came. Each list has a method of its own too, as {@link FastDok.tasks}.
   *
   * It never goes on for ever: it ends at the list's end, or with a page that came before.
   */
  async *all<Name extends keyof FastDokLists>(
    name: Name,
    params: FastDokOperations[Name][0],
    options?: CallOptions,
  ): AsyncGenerator<FastDokLists[Name], void, undefined> {
    const operation = `fastdok.${name}`;
    let asking = params;
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
        yield* come as readonly FastDokLists[Name][];
      }
      const start = nextStart(operation, asking, items, page.totalCount, asked);
      if (start === undefined) return;
      asking = { ...asking, start };
    }
  }

  /**
   * The web page of a task, for a browser: `https://…/tasks/{id}?ticket={webTicket}` (verified).
   *
   * `webTicket` is what {@link FastDok.authenticate} gives when it is asked for one. It logs the reader of the page in, so the address is
   * a secret as the ticket in it is. Throws an error of kind `input` for an id or a ticket that can't stand in an address.
   */
  taskLink(taskId: string, webTicket: string): string {
    return invoke((it) => it.taskLink(this.#baseUrl, this.#allowInsecure, taskId, webTicket));
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
  return invokeJson((it) => it.company(properties, basePrice));
}

/** A start as the core takes it. */
function startOf(params: StartCaseParams): StartCaseParams {
  const { entries } = isRecord(params) ? params : ({} as Partial<StartCaseParams>);
  return { ...params, entries: entriesOf(entries) };
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

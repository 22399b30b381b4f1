/**
 * `nordcase/sandbox`: both services in memory, as a transport. No network, a clock and faults that you set, and a ledger
 * of every debit, so that a test of your own code can say *paid once*.
 *
 * @module
 */
import { Services, initSync } from "nordcase-sandbox-glue";
import { bytesIn } from "./bytes.js";
import { fromHex } from "./hex.js";
import wasm from "./sandbox-wasm.js";
import type { HttpRequest, HttpResponse, SendOptions, StreamedResponse, Transport } from "./values.js";

export type { Header, HttpRequest, HttpResponse, SendOptions, Signal, StreamedResponse, Transport } from "./values.js";

/**
 * What goes wrong with a call. `answer_lost`, `..._applied`, `cut_body` and `slow` are applied at the service; `applied_late`, `html_page_applied_late`, `old_answer`
 * and `slow` want `ms`.
 */
export type Fault =
  | "never_arrives"
  | "answer_lost"
  | "error500"
  | "error500_applied"
  | "html_page"
  | "html_page_applied"
  | "applied_late"
  | "html_page_applied_late"
  | "old_answer"
  | "repeated"
  | "cut_body"
  | "slow"
  | "stale_ticket"
  | "locked_account"
  | "plain_words"
  | "sign_in_page"
  | "json_message"
  | "empty_answer"
  | "status400"
  | "status401"
  | "status403"
  | "status429"
  | "redirect"
  | "unreadable989";

/** One entry of the ledger. `what` says which other members there are; docs/sandbox.md lists them. */
export interface LedgerEntry {
  /** Counts from 1. */
  readonly number: number;
  /** Milliseconds since 1970, by the sandbox's clock. */
  readonly at: number;
  /** `debited`, `case_started`, `case_archived`, `case_created`, `event_registered`, `notice_set`, ... */
  readonly what: string;
  readonly [member: string]: unknown;
}

/** Counts of what happened. */
export interface Summary {
  /** Payments debited from a balance. */
  readonly debits: number;
  /** FastDok cases completed and archived. */
  readonly archived: number;
  /** Altinn cases created. */
  readonly cases: number;
  /** FastDok cases started. */
  readonly started: number;
  /** Payments refused, as for a balance that is too low. */
  readonly payments_refused: number;
  /** Events registered. */
  readonly events: number;
  /** Events that moved a case to another state. */
  readonly events_moved: number;
  /** Notices set. */
  readonly notices: number;
  readonly [count: string]: number;
}

/** A control command: `command` and its members, as docs/sandbox.md lists them. */
export interface Command {
  /** As `advance` or `sign_everybody_out`. */
  readonly command: string;
  readonly [member: string]: unknown;
}

/** What the sandbox refuses to do: `not_a_command`, `unknown` or `not_possible`. Nothing has changed then. */
export class SandboxError extends Error {
  /** Its class, for whoever has several copies of the package. */
  override readonly name = "SandboxError";
  /** `not_a_command`, `unknown` or `not_possible`. */
  readonly code: string;
  /** Node shows no line of code that has this in it, and so no bundle that is one line. */
  protected static readonly unshown: string = "node-do-not-add-exception-line";

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Options of a sandbox. */
export interface SandboxOptions {
  /** The same seed and the same requests at the same times give the same answers. */
  readonly seed?: number | undefined;
  /** Milliseconds since 1970 at which its clock begins to stand; without it the clock is the platform's. */
  readonly now?: number | undefined;
  /** A state that {@link Sandbox.snapshot} gave. */
  readonly snapshot?: object | undefined;
}

/** An exchange, for whoever wants to show the traffic. */
export interface Exchange {
  /** As `fastdok.get_task`; `undefined` for a path that the sandbox does not know. */
  readonly operation: string | undefined;
  /** The method. */
  readonly method: string;
  /** The absolute URL. */
  readonly url: string;
  /** `undefined`: no answer came back. */
  readonly status: number | undefined;
  /** Whether the service handled it. */
  readonly arrived: boolean;
  /** What the fault plan did to it. */
  readonly fault: string | undefined;
}

/** Addresses for clients of a sandbox, and its public test accounts. docs/sandbox.md lists all of its data. */
export const standard = {
  /** Bostads AB Björken: 2000.00 SEK. */
  fastdok: {
    baseUrl: "https://fastdok.sandbox.example",
    apiKey: "7b1f6a52-0c3e-4f8b-9d21-5a60c1e2d3f4",
    username: "asa.oberg@bjorken.example",
    password: "Björk&Löv+2026",
  },
  /** Hyresfastigheter Ångström AB: a licence customer. */
  licenceCustomer: {
    baseUrl: "https://fastdok.sandbox.example",
    apiKey: "7b1f6a52-0c3e-4f8b-9d21-5a60c1e2d3f4",
    username: "eva@angstrom.example",
    password: "Våglängd-550",
  },
  /** SKD, with the service editions 2681:1 and 2690:1. */
  altinn: {
    baseUrl: "https://altinn.sandbox.example",
    systemUserName: "SKDEN",
    systemPassword: "sandkasse-2681",
  },
} as const;

/** What the services say, as the module gives it. */
interface Reply {
  readonly operation: string | undefined;
  readonly arrived: boolean;
  readonly response: HttpResponse | undefined;
  readonly cutAfter: number | undefined;
  readonly delayMs: number;
  readonly fault: string | undefined;
}

/** So many bytes of an answer come at once. */
const PIECE = 1400;

let ready = false;

function services(seed: number): Services {
  if (!ready) initSync({ module: fromHex(wasm) });
  ready = true;
  return new Services(seed);
}

/**
 * Both services in memory.
 *
 * ```ts
 * const sandbox = new Sandbox();
 * const fastdok = new FastDok({ ...standard.fastdok, transport: sandbox.transport });
 * ```
 */
export class Sandbox {
  readonly #services: Services;
  readonly #listeners = new Set<(exchange: Exchange) => void>();
  #frozen: number | undefined;
  #ahead = 0;

  constructor(options: SandboxOptions = {}) {
    this.#services = services(options.seed ?? 0);
    this.#frozen = options.now;
    if (options.snapshot !== undefined) this.control({ command: "restore", snapshot: options.snapshot });
  }

  /**
   * The transport to hand to a client. It fails as a network does: a lost answer and a lost request look the same. A list that is read while
   * it arrives comes in pieces, and breaks in the middle where the fault plan cuts its body.
   */
  readonly transport: Transport = Object.assign(
    async (request: HttpRequest, options: SendOptions): Promise<HttpResponse> => {
      const { response, cutAfter } = await this.#handle(request, options);
      if (cutAfter !== undefined) throw cut();
      return response;
    },
    {
      stream: async (request: HttpRequest, options: SendOptions): Promise<StreamedResponse> => {
        const { response, cutAfter } = await this.#handle(request, options);
        return { ...response, body: pieces(response.body, cutAfter) };
      },
      repeats: "never" as const,
    },
  );

  async #handle(request: HttpRequest, { signal }: SendOptions): Promise<{ response: HttpResponse; cutAfter: number | undefined }> {
    const { method, url, headers, body } = request;
    const flat = headers.flatMap(({ name, value }) => [name, value]);
    const reply = this.#services.handle(method, url, flat, bytesIn(body) ?? new Uint8Array(), this.now()) as Reply;
    const { operation, arrived, response, cutAfter, delayMs, fault } = reply;
    if (delayMs > 0) await slow(delayMs, signal as AbortSignal);
    const status = cutAfter === undefined ? response?.status : undefined;
    for (const listener of this.#listeners) listener({ operation, method, url, status, arrived, fault });
    if (response === undefined) throw cut();
    return { response, cutAfter };
  }

  /** The sandbox's time in milliseconds since 1970; hand it to a client as `now`, so that both agree. */
  readonly now = (): number => (this.#frozen ?? Date.now()) + this.#ahead;

  /** Moves the clock. 51 minutes make every ticket stale. */
  advance(millis: number): void {
    this.#ahead += millis;
  }

  /** Stops the clock at this time. */
  freeze(millis: number): void {
    this.#frozen = millis;
    this.#ahead = 0;
  }

  /** Orders that the `nth` call of an operation from now on goes wrong, once. `*` is any operation. */
  addFault(operation: string, fault: Fault, options: { readonly nth?: number; readonly ms?: number } = {}): void {
    const { nth = 1, ms } = options;
    this.control({ command: "add_fault", operation, nth, fault, ...(ms === undefined ? {} : { ms }) });
  }

  /** Takes back all faults that wait. */
  clearFaults(): void {
    this.control({ command: "clear_faults" });
  }

  /** Every debit and state change, in order; with `since` those after the entry of that number. */
  ledger(since = 0): readonly LedgerEntry[] {
    return this.control({ command: "ledger", since }) as LedgerEntry[];
  }

  /** Counts of what the ledger has. */
  summary(): Summary {
    return this.control({ command: "summary" }) as Summary;
  }

  /** Both services' data, without passwords and tickets. */
  overview(): unknown {
    return this.control({ command: "overview" });
  }

  /** The whole state, as plain JSON data; it holds the sandbox's passwords and tickets. */
  snapshot(): object {
    return this.control({ command: "snapshot" }) as object;
  }

  /** Carries out any control command. Throws a {@link SandboxError} if it is refused. */
  control(command: Command): unknown {
    "node-do-not-add-exception-line";
    try {
      return JSON.parse(this.#services.control(JSON.stringify(command), this.now()));
    } catch (error) {
      if (error !== null && typeof error === "object" && "code" in error && "message" in error) {
        throw new SandboxError(String(error.code), String(error.message));
      }
      throw error;
    }
  }

  /** Tells of each exchange; gives back the function that ends it. */
  onExchange(listener: (exchange: Exchange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function cut(): Error {
  return new Error("the connection was cut before the whole answer came");
}

/** A body as a network brings it. */
async function* pieces(body: Uint8Array, cutAfter = Infinity): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < Math.min(body.length, cutAfter); at += PIECE) yield body.subarray(at, Math.min(at + PIECE, cutAfter));
  if (cutAfter < Infinity) throw cut();
}

/** Waits so long, unless the caller gives up before. */
function slow(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

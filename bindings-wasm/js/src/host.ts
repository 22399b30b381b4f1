/**
 * What the calls, lists and journeys of one client share: its transport, its access, its session with the gate beside it, and what its journeys have claimed.
 */
import { OwnClaims } from "./claims.js";
import { inputError, isRecord, registry } from "./core.js";
import type { Sending } from "./exchange.js";
import { Gate } from "./gate.js";
import type { Claims } from "./journeys.js";
import { checkTimeout } from "./options.js";
import { PLATFORM } from "./platform.js";
import { fetchTransport } from "./transport.js";
import type { ClientOptions } from "./values.js";

/** No answer that is accepted is larger, unless the caller says otherwise: the core's own bound. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const NO_RANDOM = new Uint8Array(16);

/** The time, the random bytes of the WS binding, as the core takes them. */
export interface Moment {
  readonly now: number;
  readonly random: Uint8Array;
}

export class Host {
  readonly sending: Sending;
  /** As JSON, which is how it crosses. */
  readonly access: string;
  readonly gate = new Gate();
  /** What this client's journeys have, wherever they are stored. */
  readonly ownClaims = new OwnClaims();
  /** The set that the caller has brought. */
  readonly claims: Claims | undefined;
  readonly settleMs: number | undefined;
  /** Ticket and refusals, as the core wrote them last; never stored, never shown. Nothing is awaited between reading and writing it. */
  session: string;
  readonly #now: () => number;
  readonly #needsRandom: boolean;

  constructor(options: ClientOptions, access: Readonly<Record<string, unknown>>) {
    const { ticket, ...rest } = access;
    const { allowInsecure, maxAnswerBytes, transport, timeoutMs, settleMs, claims } = options;
    checkTimeout(timeoutMs);
    if (transport !== undefined && typeof transport !== "function") throw inputError("input.params", "transport", "must be a function");
    if (settleMs !== undefined && !(Number.isSafeInteger(settleMs) && settleMs >= 0)) {
      throw inputError("input.params", "settleMs", "must be a whole number of milliseconds");
    }
    if (claims !== undefined && typeof claims?.claim !== "function") throw inputError("input.params", "claims", "must have a function claim(owner, caseIds, take)");
    this.sending = {
      transport: transport ?? fetchTransport(),
      timeoutMs: timeoutMs ?? 30_000,
      maxAnswerBytes: maxAnswerBytes ?? MAX_ANSWER_BYTES,
    };
    this.settleMs = settleMs;
    this.claims = claims;
    this.#now = options.now ?? Date.now;
    this.#needsRandom = access["binding"] === "ws";
    this.access = JSON.stringify({ ...rest, allowInsecure, maxAnswerBytes });
    // The ticket is the session's, so that it can be renewed.
    this.session = JSON.stringify({ ticket });
  }

  moment(): Moment {
    return { now: this.#now(), random: this.#needsRandom ? crypto.getRandomValues(new Uint8Array(16)) : NO_RANDOM };
  }

  /** Whether the transport may send a request twice by itself; one of the caller's that does not say counts as its platform does. */
  get mayRepeat(): boolean {
    const { repeats = PLATFORM === "browser" ? "maybe" : "never" } = this.sending.transport;
    return repeats !== "never";
  }
}

/** The options of a client, which must be an object. */
export function clientOptions<T extends object>(options: T): T {
  if (!isRecord(options)) throw inputError("input.params", "options", "must be an object with the client's options by name, as { baseUrl, ... }");
  return options;
}

let changing: ReadonlySet<string> | undefined;

/** Whether an operation can change something at the service. */
export function changes(operation: string): boolean {
  changing ??= new Set(registry().operations.flatMap((it) => (it.changes ? [it.name] : [])));
  return changing.has(operation);
}

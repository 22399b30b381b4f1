/**
 * The loops around the core for single calls and for lists that are read while they arrive.
 *
 * All decisions are the core's. These only send, wait, keep the gate, and cancel.
 */
import { bytesOf, flat, inOurWords, invoke, paramsOf, read, requestOf, type Crossed, type ListReading } from "./core.js";
import { NordcaseError, isTransportError, made, type ErrorData } from "./errors.js";
import { Exchange, exchange } from "./exchange.js";
import type { Release } from "./gate.js";
import { changes, type Host } from "./host.js";
import { sleep, transportError } from "./transport.js";
import type { CallOptions, HttpResponse } from "./values.js";

/** What came of a request, as it crosses: the text of session, state and error, and the output. */
type Came = readonly [head: string, ...output: Crossed];

/** The same, once the session is kept. */
interface Ended {
  /** A state to go on with, and after how long. */
  readonly again: string | undefined;
  readonly waitMillis: number;
  readonly output: unknown;
}

/** What a list's answer says besides its items. */
export interface ListEnd {
  totalCount?: number | undefined;
}

/** A request that is to be sent for a call, and the gate if it is kept meanwhile. */
type Begun = ReturnType<typeof requestOf> & { readonly release: Release | undefined; readonly changes: boolean };

/** So much of a list is read at once, however large the pieces are in which it comes. */
const READ_BYTES = 64 * 1024;

/** Carries out one operation. Which request is sent once more, and when, the core says: none that may have changed something. */
export async function call(host: Host, name: string, params: object, options: CallOptions = {}): Promise<unknown> {
  const written = paramsOf(params);
  const bytes = bytesOf(params);
  let state: string | undefined;
  for (;;) {
    const begun = await begin(host, name, written, bytes, state, options);
    let ended: Ended;
    try {
      ended = end(host, name, written, begun, await exchange(host.sending, begun, options));
    } finally {
      begun.release?.();
    }
    if (ended.again === undefined) return ended.output;
    state = ended.again;
    await pause(ended.waitMillis, options);
  }
}

/**
 * The items of a list while they arrive: those of each piece of its body. What else the answer says is in `listEnd` afterwards. Leaving the
 * loop ends the exchange.
 */
export async function* rows(
  host: Host,
  name: string,
  params: object,
  listEnd: ListEnd,
  options: CallOptions = {},
): AsyncGenerator<readonly unknown[], void, undefined> {
  const written = paramsOf(params);
  let state: string | undefined;
  for (;;) {
    const begun = await begin(host, name, written, undefined, state, options);
    const out = new Exchange(host.sending, options);
    let reading: ListReading | undefined;
    let handedOut = false;
    let ended: Ended;
    try {
      const { status, headers } = await out.open(begun, true);
      const { now, random } = host.moment();
      reading = invoke<ListReading | undefined>((it) =>
        it.listOpen(name, written, host.access, host.session, begun.state, status, flat(headers), now, random),
      );
      if (reading === undefined) {
        // No list has come: a refusal, or a ticket that has to be renewed.
        ended = end(host, name, written, begun, { status, headers, body: await out.whole() });
      } else {
        for (let piece = await out.next(); piece !== undefined; piece = await out.next()) {
          for (let at = 0; at < piece.length; at += READ_BYTES) {
            const fed = invoke<string[] | undefined>(() => reading?.feed(piece.subarray(at, at + READ_BYTES), host.session));
            if (fed === undefined) continue;
            const [session, items] = fed as [string, string];
            host.session = session;
            // The credentials were accepted, and whoever reads the list may make other calls meanwhile.
            begun.release?.();
            handedOut = true;
            yield read([items]);
          }
        }
        const finished = host.moment();
        const finish = reading.finish.bind(reading);
        reading = undefined;
        Object.assign(listEnd, came(host, invoke(() => finish(host.session, finished.now, finished.random))).output);
        return;
      }
    } catch (error) {
      if (!isTransportError(error)) throw error;
      ended = end(host, name, written, begun, error);
      // Of a list that was handed out in part nothing is sent again: the core is told of the loss until it gives up.
      while (handedOut && ended.again !== undefined) ended = end(host, name, written, { ...begun, state: ended.again }, error);
    } finally {
      out.end();
      begun.release?.();
      reading?.free();
    }
    if (ended.again === undefined) return;
    state = ended.again;
    await pause(ended.waitMillis, options);
  }
}

/** The next request of a call: its own, or the sign-in that it needs first; with the gate where the core wants it kept. */
async function begin(
  host: Host,
  name: string,
  params: string,
  bytes: Uint8Array | undefined,
  before: string | undefined,
  options: CallOptions,
): Promise<Begun> {
  let state = before;
  let release: Release | undefined;
  try {
    for (;;) {
      const { now, random } = host.moment();
      const begun = requestOf(
        invoke((it) => it.callBegin(name, params, bytes, host.access, host.session, state, now, random, release !== undefined)),
      );
      if (!begun.takesGate) {
        // It knows that a password is out now, whoever hears of the answer.
        host.session = begun.session ?? host.session;
        if (!begun.gated) release?.();
        return { ...begun, release: begun.gated ? release : undefined, changes: !begun.signsIn && changes(name) };
      }
      state = begun.state;
      release ??= await host.gate.take(options.signal);
      if (options.signal?.aborted) throw transportError("cancelled", false, "it was cancelled before anything was sent");
    }
  } catch (error) {
    release?.();
    throw error;
  }
}

/** Takes what came of a request: a state to go on with, or the output. Throws the error of a call that has failed. */
function end(host: Host, name: string, params: string, begun: Begun, outcome: HttpResponse | NordcaseError<"transport">): Ended {
  const { now, random } = host.moment();
  const { access, session } = host;
  if (outcome instanceof NordcaseError) {
    const { failure: how, mayHaveArrived, reason } = outcome.details;
    // The caller has left: there is nothing to learn from it.
    if (how === "cancelled") throw transportError(how, mayHaveArrived, reason, outcome.cause, !begun.changes);
    const failure = JSON.stringify(outcome.details);
    return came(host, invoke<Came>((it) => it.callFailed(name, params, access, session, begun.state, failure, now, random)), outcome.cause);
  }
  const { status, headers, body } = outcome;
  return came(host, invoke((it) => it.callEnd(name, params, access, session, begun.state, status, flat(headers), body, now, random)));
}

function came(host: Host, [head, ...output]: Came, cause?: unknown): Ended {
  const { session, again, waitMillis, error } = read<{ session: string; again?: string; waitMillis: number; error?: ErrorData }>([head]);
  host.session = session;
  if (error !== undefined) throw made(inOurWords(error), cause);
  return { again, waitMillis, output: again === undefined ? read(output) : undefined };
}

/** The pause before a request is sent once more. */
async function pause(millis: number, { signal }: CallOptions): Promise<void> {
  if (millis > 0) await sleep(millis, signal);
  if (signal?.aborted) throw transportError("cancelled", false, "it was cancelled before it was sent again; what was sent before was answered, or only read");
}

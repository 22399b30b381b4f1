/**
 * The transport over `fetch`: no redirects, no cookies, no cache, a bounded answer.
 */
import { ask } from "./core.js";
import { NordcaseError, type ErrorData, type TransportFailure } from "./errors.js";
import type { Header, HttpRequest, Signal, Transport } from "./values.js";

/** The platform's `fetch`, where the types know it. */
export type Fetch = typeof globalThis extends { fetch: infer F } ? F : never;

/** Codes of Node's network errors after which it is certain that nothing was sent. */
const NEVER_SENT = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"];

/** A transport's failure, as this package throws it; for transports of your own. */
export function transportError(
  failure: TransportFailure,
  mayHaveArrived: boolean,
  reason: string,
  cause?: unknown,
): NordcaseError<"transport"> {
  return NordcaseError.from(ask<ErrorData<"transport">>((it) => it.transportError(failure, mayHaveArrived, reason)), cause);
}

/** A failure that says nothing of whether the request arrived. */
export function mayHaveArrivedUnknown(cause: unknown): NordcaseError<"transport"> {
  return transportError("network", true, reasonOf(cause), cause);
}

/**
 * A transport over `fetch`.
 *
 * Redirects are refused, since a `Ticket` header must not follow one; cookies are neither sent nor kept. An answer larger
 * than the bound is not read to its end.
 */
export function fetchTransport(options: { readonly fetch?: Fetch | undefined } = {}): Transport {
  return async (request, { signal, maxAnswerBytes }) => {
    const send = options.fetch ?? globalThis.fetch;
    const prepared = prepare(request, signal as AbortSignal);
    let response: Response;
    try {
      response = await send(prepared);
    } catch (error) {
      throw transportError("network", !neverSent(error), reasonOf(error), error);
    }
    if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
      await response.body?.cancel().catch(() => undefined);
      throw transportError("network", true, "the answer is a redirect, and none is followed");
    }
    const headers: Header[] = [];
    response.headers.forEach((value, name) => headers.push({ name, value }));
    return { status: response.status, headers, body: await read(response, maxAnswerBytes) };
  };
}

function prepare(request: HttpRequest, signal: AbortSignal): Request {
  try {
    return new Request(request.url, {
      method: request.method,
      headers: request.headers.map(({ name, value }): [string, string] => [name, value]),
      body: request.body.length > 0 ? (request.body as Uint8Array<ArrayBuffer>) : null,
      redirect: "manual",
      signal,
      // Workers have no cookies, no cache and no referrer, and refuse to hear of them.
      ...("credentials" in Request.prototype
        ? { credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" }
        : {}),
    });
  } catch {
    // Its words could quote a header.
    throw transportError("network", false, "the platform's fetch does not take the request");
  }
}

async function read(response: Response, most: number): Promise<Uint8Array> {
  const tooLarge = () => transportError("too_large", true, `the answer is larger than ${most} bytes`);
  if (Number(response.headers.get("content-length") ?? 0) > most && !response.headers.has("content-encoding")) {
    await response.body?.cancel().catch(() => undefined);
    throw tooLarge();
  }
  if (response.body === null) return new Uint8Array();
  const pieces: Uint8Array[] = [];
  let length = 0;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > most) {
        await reader.cancel().catch(() => undefined);
        throw tooLarge();
      }
      pieces.push(value);
    }
  } catch (error) {
    if (error instanceof NordcaseError) throw error;
    throw mayHaveArrivedUnknown(error);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    body.set(piece, at);
    at += piece.length;
  }
  return body;
}

function neverSent(error: unknown): boolean {
  if (globalThis.navigator?.onLine === false) return true;
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ("code" in at && NEVER_SENT.includes(String(at.code))) return true;
  }
  return false;
}

/** The platform's words for a failure. Neither Node nor browsers put headers or bodies into them. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "the transport failed";
  const { cause } = error;
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message;
}

/** The promise's value, or `undefined` at once when the signal aborts. */
export function cancellable<T>(promise: Promise<T>, signal: Signal | undefined): Promise<T | undefined> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

/** Waits so long, or until the signal aborts. */
export function sleep(millis: number, signal: Signal | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const slept = new Promise<void>((resolve) => (timer = setTimeout(resolve, millis)));
  return cancellable(slept, signal).then(() => clearTimeout(timer));
}

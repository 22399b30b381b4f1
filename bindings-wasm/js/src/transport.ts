/**
 * The transport over `fetch`: no redirects, no cookies, no cache, a bounded answer.
 */
import { told } from "./core.js";
import { NordcaseError, type ErrorData, type TransportFailure } from "./errors.js";
import type { Header, HttpRequest, HttpResponse, SendOptions, Signal, StreamedResponse, Transport } from "./values.js";

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
  return NordcaseError.from(told<ErrorData<"transport">>((it) => it.transportError(failure, mayHaveArrived, reason)), cause);
}

/** A failure that says nothing of whether the request arrived. */
export function mayHaveArrivedUnknown(cause: unknown): NordcaseError<"transport"> {
  return transportError("network", true, reasonOf(cause), cause);
}

/**
 * A transport over `fetch`.
 *
 * Redirects are refused, since a `Ticket` header must not follow one; cookies are neither sent nor kept. An answer larger
 * than the bound is not read to its end. Lists are handed on while they arrive.
 */
export function fetchTransport(options: { readonly fetch?: Fetch | undefined } = {}): Transport {
  const stream = async (request: HttpRequest, { signal, maxAnswerBytes }: SendOptions): Promise<StreamedResponse> => {
    const send = options.fetch ?? globalThis.fetch;
    const prepared = prepare(request, signal as AbortSignal);
    let response: Response;
    try {
      response = await send(prepared);
    } catch (error) {
      throw transportError("network", !neverSent(error), reasonOf(error), error);
    }
    const { status, body } = response;
    const refuse = async (error: NordcaseError) => {
      await body?.cancel().catch(() => undefined);
      throw error;
    };
    if (response.type === "opaqueredirect" || (status >= 300 && status < 400)) {
      await refuse(transportError("network", true, "the answer is a redirect, and none is followed"));
    }
    if (Number(response.headers.get("content-length") ?? 0) > maxAnswerBytes && !response.headers.has("content-encoding")) {
      await refuse(tooLarge(maxAnswerBytes));
    }
    const headers: Header[] = [];
    response.headers.forEach((value, name) => headers.push({ name, value }));
    return { status, headers, body: bounded(pieces(response), maxAnswerBytes) };
  };
  const collect = async (request: HttpRequest, options: SendOptions): Promise<HttpResponse> => {
    const response = await stream(request, options);
    const collected: Uint8Array[] = [];
    for await (const piece of response.body) collected.push(piece);
    return { ...response, body: whole(collected) };
  };
  return Object.assign(collect, { stream });
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

/** The body as it comes. (Not all platforms let one iterate over it.) */
async function* pieces({ body }: Response): AsyncGenerator<Uint8Array, void, undefined> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (error) {
    throw mayHaveArrivedUnknown(error);
  } finally {
    // Of a body that is at its end, or broken, this does nothing.
    reader.cancel().catch(() => undefined);
  }
}

/** A body piece after piece, as far as it is within the bound: what comes does not depend on how it is cut. */
export async function* bounded(
  body: Uint8Array | AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let room = most;
  for await (const piece of Symbol.asyncIterator in body ? body : [body]) {
    yield piece.length > room ? piece.subarray(0, room) : piece;
    room -= piece.length;
    if (room < 0) throw tooLarge(most);
  }
}

function tooLarge(most: number): NordcaseError<"transport"> {
  return transportError("too_large", true, `the answer is larger than ${most} bytes`);
}

/** The pieces as one. */
export function whole(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const body = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
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

/**
 * The transport over `fetch`: no redirects, no cookies, no cache, a bounded answer, and each request once where the platform allows.
 */
import { bytesIn, whole } from "./bytes.js";
import { invokeJson } from "./core.js";
import { NordcaseError, made, messageOf, type ErrorData, type TransportFailure } from "./errors.js";
import { PLATFORM, bodyOf, proxyFor, takesStreams, type Handing } from "./platform.js";
import type { Header, HttpRequest, HttpResponse, SendOptions, Signal, StreamedResponse, Transport } from "./values.js";

/** The platform's `fetch`, where the types know it. */
export type Fetch = typeof globalThis extends { fetch: infer F } ? F : never;

/** Codes of Node's network errors after which it is certain that nothing was sent. */
const NEVER_SENT = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"];

/** Encodings that a platform's `fetch` unpacks; browsers do with all that they ask for. */
const UNPACKED = ["", "identity", "gzip", "x-gzip", "deflate", "br", ...(PLATFORM === "bun" ? ["zstd"] : [])];

/** A transport's failure, as this package throws it; for transports of your own. `reads`: the call is known to only read, so that it may be sent again. */
export function transportError(
  failure: TransportFailure,
  mayHaveArrived: boolean,
  reason: string,
  cause?: unknown,
  reads = false,
): NordcaseError<"transport"> {
  return made(invokeJson<ErrorData<"transport">>((it) => it.transportError(failure, mayHaveArrived, reads, reason)), cause);
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
 *
 * In Node, Bun and Deno each request goes out once. Browsers send a request again by themselves when a kept connection closes without an answer, and no page can
 * forbid it: `repeats` is `"maybe"` there, and journeys reckon with it. Only Chromium over HTTP/2 sends once what is handed over as a stream; so `repeats` is
 * `"never"` once a first answer has shown that it takes them.
 */
export function fetchTransport(options: { readonly fetch?: Fetch | undefined } = {}): Transport {
  const handed = new Handed();
  const stream = async (request: HttpRequest, limits: SendOptions): Promise<StreamedResponse> => {
    const send = options.fetch ?? globalThis.fetch;
    if (typeof send !== "function") {
      throw transportError("network", false, "this platform has no fetch: hand the client a transport of your own");
    }
    const url = new URL(request.url);
    const proxy = proxyFor(url);
    if (proxy !== undefined) {
      throw transportError("network", false, `${proxy} is set, and the proxy would see what goes to ${url.hostname}: set NO_PROXY=${url.hostname} beside it`);
    }
    const signal = limits.signal as AbortSignal;
    const response = await handed.send(url.origin, request, limits, (handing) => {
      const { sent, beside } = prepare(request, signal, handing);
      return send(sent, beside);
    });
    return received(response, limits.maxAnswerBytes);
  };
  const collect = async (request: HttpRequest, options: SendOptions): Promise<HttpResponse> => {
    const response = await stream(request, options);
    const collected: Uint8Array[] = [];
    for await (const piece of response.body) collected.push(piece);
    return { ...response, body: whole(collected) };
  };
  return Object.defineProperty(Object.assign(collect, { stream }), "repeats", { get: () => handed.repeats, enumerable: true });
}

/** How requests are handed to a platform's `fetch`, as far as it has shown what it takes. */
class Handed {
  /** Browsers: the origins that were tried with a stream, and whether they took it. */
  readonly #tried = new Map<string, boolean>();
  #takes: boolean | undefined;
  /** It was said that nothing is sent twice: from then on nothing may be. */
  #promised = false;

  /** Whether the platform may send a request twice. */
  get repeats(): "never" | "maybe" {
    if (PLATFORM !== "browser") return "never";
    const once = this.#tried.size > 0 && [...this.#tried.values()].every(Boolean);
    this.#promised ||= once;
    return once ? "never" : "maybe";
  }

  /** Sends a request in the way that lets it out once; where it is not known whether the platform takes that, a request that changes nothing tries it. */
  async send(origin: string, { method }: HttpRequest, { changes, signal }: SendOptions, fetching: (handing: Handing) => Promise<Response>): Promise<Response> {
    if (PLATFORM !== "browser") return this.#fetched(fetching("once"), changes);
    const took = this.#tried.get(origin);
    if (this.#promised && took !== true && changes !== false && method !== "GET") {
      throw transportError("network", false, `this transport sends each request once, and ${origin} has not shown that it takes that: make one fetchTransport() for each client`);
    }
    if (took !== undefined || changes !== false || method === "GET" || !(this.#takes ??= takesStreams())) {
      return this.#fetched(fetching(took === true ? "once" : "plainly"), changes);
    }
    try {
      const response = await fetching("once");
      this.#tried.set(origin, true);
      return response;
    } catch (error) {
      if (signal.aborted || error instanceof NordcaseError) throw error;
    }
    // It changes nothing, so it may go out twice. If this one fails too, it was not the stream's fault.
    const response = await this.#fetched(fetching("plainly"), changes);
    this.#tried.set(origin, false);
    return response;
  }

  async #fetched(sent: Promise<Response>, changes: boolean | undefined): Promise<Response> {
    try {
      return await sent;
    } catch (error) {
      if (error instanceof NordcaseError) throw error;
      // Node hides an answer with 407 behind an error without words. It is one, and a password is not sent again after it. (A changing call looks, as after none.)
      const { cause } = isErrorLike(error) ? error : ({} as { cause?: unknown });
      if (PLATFORM === "node" && changes === false && isErrorLike(cause) && cause.message === "" && !("code" in cause)) return new Response(null, { status: 407 });
      throw transportError("network", !neverSent(error), reasonOf(error), innermost(error));
    }
  }
}

/** The response, unless it is none that may be read. */
async function received(response: Response, maxAnswerBytes: number): Promise<StreamedResponse> {
  const { status, body } = response;
  const refuse = async (error: NordcaseError) => {
    await body?.cancel().catch(() => undefined);
    throw error;
  };
  // It is an answer, and none is followed. Browsers hide which redirect it is.
  if (response.type === "opaqueredirect") return { status: 302, headers: [], body: bounded(new Uint8Array(), maxAnswerBytes) };
  if (Number(response.headers.get("content-length") ?? 0) > maxAnswerBytes && !response.headers.has("content-encoding")) {
    await refuse(tooLarge(maxAnswerBytes));
  }
  // What the platform has unpacked says nothing of the body that is handed on; the core names an encoding that is still on it.
  const unpacked = unpacks(response.headers.get("content-encoding") ?? "");
  const headers: Header[] = [];
  response.headers.forEach((value, name) => (unpacked && /^content-(encoding|length)$/i.test(name)) || headers.push({ name, value }));
  return { status, headers, body: bounded(pieces(response), maxAnswerBytes) };
}

/** Whether a body that came in these encodings is unpacked when `fetch` hands it on. */
export function unpacks(encodings: string): boolean {
  return PLATFORM === "browser" || encodings.split(",").every((it) => UNPACKED.includes(it.trim().toLowerCase()));
}

/** What `fetch` gets. What fails here has sent nothing. */
function prepare(request: HttpRequest, signal: AbortSignal, handing: Handing): { readonly sent: Request; readonly beside: object } {
  try {
    const { init, headers, beside } = bodyOf(request.method, request.body, handing);
    const all: RequestInit = {
      ...init,
      method: request.method,
      headers: [...request.headers.map(({ name, value }): [string, string] => [name, value]), ...headers],
      redirect: "manual",
      // Workers have no cookies, no cache and no referrer, and refuse to hear of them.
      ...("credentials" in Request.prototype
        ? ({ credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" } as const)
        : {}),
    };
    return { sent: requestOf(request.url, { ...all, signal }, all), beside };
  } catch {
    // Its words could quote a header.
    throw transportError("network", false, "the platform's fetch does not take the request");
  }
}

/** In a page's world inside of Node (jsdom) the signal is the page's and `fetch` is Node's, which refuses it: a call that is cancelled then ends before its connection. */
function requestOf(url: string, options: RequestInit, without: RequestInit): Request {
  try {
    return new Request(url, options);
  } catch {
    return new Request(url, without);
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
export async function* bounded(body: unknown, most: number): AsyncGenerator<Uint8Array, void, undefined> {
  let room = most;
  for await (const part of isIterable(body) ? body : [body]) {
    const piece = bytesIn(part);
    if (piece === undefined) throw transportError("network", true, "the transport gave a body that is no Uint8Array");
    yield piece.length > room ? piece.subarray(0, room) : piece;
    room -= piece.length;
    if (room < 0) throw tooLarge(most);
  }
}

function isIterable(body: unknown): body is AsyncIterable<unknown> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}

function tooLarge(most: number): NordcaseError<"transport"> {
  return transportError("too_large", true, `the answer is larger than ${most} bytes`);
}

function neverSent(error: unknown): boolean {
  if (globalThis.navigator?.onLine === false) return true;
  for (let at: unknown = error, depth = 0; isErrorLike(at) && depth < 5; at = at.cause, depth++) {
    if ("code" in at && NEVER_SENT.includes(String(at.code))) return true;
  }
  return false;
}

/** What really went wrong: the platform's own error without those around it, whose words are in the reason. */
function innermost(error: unknown): unknown {
  let inner = error;
  for (let depth = 0; depth < 5 && isErrorLike(inner) && isErrorLike(inner.cause); depth++) inner = inner.cause;
  return inner;
}

/** The platform's words for a failure. Neither Node nor browsers put headers or bodies into them. */
function reasonOf(error: unknown): string {
  if (!isErrorLike(error)) return "the transport failed";
  const { message, cause } = error;
  return isErrorLike(cause) ? `${message}: ${cause.message}` : message;
}

/** An error, also of another realm. */
function isErrorLike(error: unknown): error is { readonly message: string; readonly cause?: unknown } {
  if (typeof error !== "object" || messageOf(error) === undefined) return false;
  try {
    return [(error as Error).cause].length > 0;
  } catch {
    return false; // Its members throw.
  }
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

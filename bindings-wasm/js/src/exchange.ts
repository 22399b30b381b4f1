/**
 * One request and its answer: within the time, until the caller cancels, and within the bound. Whatever a transport throws is a transport
 * error in the end.
 */
import { answerOf } from "./answer.js";
import { whole } from "./bytes.js";
import { isTransportError, type NordcaseError } from "./errors.js";
import { bounded, cancellable, mayHaveArrivedUnknown, transportError } from "./transport.js";
import type { CallOptions, HttpRequest, HttpResponse, Transport } from "./values.js";

/** How a client sends. */
export interface Sending {
  readonly transport: Transport;
  /** Milliseconds that the network may take for one exchange, where a call says nothing else. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
}

/** A request, and whether it can change anything. */
export interface Outgoing {
  readonly request: HttpRequest;
  readonly changes: boolean;
}

/** Sends, and collects the response. */
export async function exchange(
  sending: Sending,
  outgoing: Outgoing,
  options: CallOptions,
): Promise<HttpResponse | NordcaseError<"transport">> {
  const out = new Exchange(sending, options);
  try {
    const head = await out.open(outgoing, false);
    return { ...head, body: await out.whole() };
  } catch (error) {
    if (!isTransportError(error)) throw error;
    return error;
  } finally {
    out.end();
  }
}

/**
 * An exchange that is under way. What it promises is rejected with a transport error only.
 *
 * Its time is what the network takes from the request to the end of the body, all in all: a head and a body that drip use it up together, and what the caller does
 * between two pieces does not count.
 */
export class Exchange {
  readonly #sending: Sending;
  readonly #options: CallOptions;
  readonly #timeoutMs: number;
  readonly #stop = new AbortController();
  readonly #cancel = () => this.#stop.abort("cancelled");
  #waited = 0;
  #pieces: AsyncGenerator<Uint8Array, void, undefined> | undefined;

  constructor(sending: Sending, options: CallOptions) {
    this.#sending = sending;
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? sending.timeoutMs;
    options.signal?.addEventListener("abort", this.#cancel);
  }

  /** Sends the request. If the transport can stream, and is to, the promise is fulfilled while the body still arrives. */
  async open({ request, changes }: Outgoing, streams: boolean): Promise<Pick<HttpResponse, "status" | "headers">> {
    if (this.#options.signal?.aborted) throw transportError("cancelled", false, "it was cancelled before anything was sent");
    const { transport, maxAnswerBytes } = this.#sending;
    const send = (streams ? transport.stream : undefined) ?? transport;
    const { status, headers, body } = await this.#within(async () =>
      answerOf(await send(request, { signal: this.#stop.signal, maxAnswerBytes, changes })),
    );
    this.#pieces = bounded(body, maxAnswerBytes);
    return { status, headers };
  }

  /** The next piece of the body; `undefined` at its end. */
  async next(): Promise<Uint8Array | undefined> {
    const pieces = this.#pieces;
    if (pieces === undefined) return undefined;
    const { done, value } = await this.#within(() => pieces.next());
    if (!done) return value;
    this.#pieces = undefined;
    return undefined;
  }

  /** The rest of the body. */
  async whole(): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for (let piece = await this.next(); piece !== undefined; piece = await this.next()) pieces.push(piece);
    return whole(pieces);
  }

  /** Ends it, wherever it is. */
  end(): void {
    this.#options.signal?.removeEventListener("abort", this.#cancel);
    const pieces = this.#pieces;
    if (pieces === undefined) return;
    this.#stop.abort("ended");
    pieces.return().catch(() => undefined);
  }

  /** Waits no longer than what is left of the time, and until the caller cancels: also a transport that knows no signal is not waited for. */
  async #within<T extends object>(work: () => Promise<T>): Promise<T> {
    const stop = this.#stop;
    const begun = performance.now();
    const left = Math.max(0, this.#timeoutMs - this.#waited);
    const timer = setTimeout(() => stop.abort("timeout"), Math.min(left, 2 ** 31 - 1));
    try {
      const done = await cancellable(work(), stop.signal);
      if (done !== undefined) return done;
    } catch (error) {
      if (!stop.signal.aborted) throw isTransportError(error) ? error : mayHaveArrivedUnknown(error);
    } finally {
      clearTimeout(timer);
      this.#waited += performance.now() - begun;
    }
    throw stop.signal.reason === "timeout"
      ? transportError("timeout", true, `no whole answer within ${this.#timeoutMs} ms`)
      : transportError("cancelled", true, "it was cancelled while the request was out");
  }
}

/**
 * Values that both services share: what an HTTP client is, and the texts that stand for money, dates and raw JSON.
 */
import type { Claims } from "./journeys.js";

/** A decimal number as text, digit for digit as the service wrote it: `"2000.00"`. Never a float. Currency: SEK for FastDok. */
export type Amount = string;

/**
 * A date and time as the service wrote it.
 *
 * FastDok writes UTC (`2011-07-13T21:43:04Z`, verified), Altinn writes Norwegian local time without an offset
 * (`2020-03-15T15:23:17.43`, verified). {@link instant} gives a `Date` where the text names one.
 */
export type DateTimeText = string;

/** One JSON value as text, digit for digit as the service wrote it. `JSON.parse` it if its numbers need not be exact. */
export type RawJson = string;

/** Members of an answer that this version has no name for, by the name the service gave them. */
export type Extra = Readonly<Record<string, RawJson>>;

/** Text that this version knows, or another one that was added later. */
export type Open<Known extends string> = Known | (string & Record<never, never>);

/** How well a fact is known: documented or seen; concluded; this library's own choice. */
export type Mark = "verified" | "inferred" | "unknown";

/** One header line. Order and duplicates matter. */
export interface Header {
  /** In any case. */
  readonly name: string;
  /** As it goes over the wire. */
  readonly value: string;
}

/** A complete request. A transport sends exactly this; it adds only what HTTP itself needs (`Host`, `Content-Length`). */
export interface HttpRequest {
  /** The method. */
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Absolute. */
  readonly url: string;
  /** They may hold a ticket: never log them. */
  readonly headers: readonly Header[];
  /** Empty for none. It may be a part of its `buffer`, as any `Uint8Array`. It may hold a password: never log it. */
  readonly body: Uint8Array;
}

/** What came back. */
export interface HttpResponse {
  /** The status code. */
  readonly status: number;
  /** The headers, in order. */
  readonly headers: readonly Header[];
  /** The body, whole. */
  readonly body: Uint8Array;
}

/** What came back, with a body that still arrives. */
export interface StreamedResponse {
  /** The status code. */
  readonly status: number;
  /** The headers, in order. */
  readonly headers: readonly Header[];
  /** The body, piece after piece. It rejects when the body breaks off; its `return` is called when no more of it is wanted. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** The platform's `AbortSignal`, or what is needed of one where the types know no such thing. */
export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer S } }
  ? S
  : {
      readonly aborted: boolean;
      addEventListener(type: "abort", listener: () => void): void;
      removeEventListener(type: "abort", listener: () => void): void;
    };

/** What a transport is given besides the request. */
export interface SendOptions {
  /** Aborts when the caller cancels, the time is up, or no more of a body is wanted. */
  readonly signal: Signal;
  /** The largest body that is accepted, in bytes. */
  readonly maxAnswerBytes: number;
  /** Whether the request may change something at the service. One that does must go out once. */
  readonly changes: boolean;
}

/**
 * Carries a request to the service and the response back: any function that does. One that can also hand a body on while it arrives has that
 * beside it, as `stream`.
 *
 * It must not follow redirects, send cookies, or repeat a request. It rejects when there is no response: with a
 * {@link NordcaseError} of kind `transport`, or with anything else, which then counts as a network failure after which
 * the request may have arrived.
 */
export interface Transport {
  /** Sends, and gives the whole response. */
  (request: HttpRequest, options: SendOptions): Promise<HttpResponse>;
  /**
   * Sends, and gives the response as soon as its headers are there. Only lists are asked for in this way, to be read while they arrive; without it they
   * come all the same, once they are there as a whole.
   */
  readonly stream?: ((request: HttpRequest, options: SendOptions) => Promise<StreamedResponse>) | undefined;
  /**
   * Whether it may send a request twice by itself, as browsers do. Journeys over one that may reckon with it, and say no more than they know. Without it: `"maybe"`
   * in a browser, and `"never"` elsewhere.
   */
  readonly repeats?: "never" | "maybe" | undefined;
}

/** Options of a single call. */
export interface CallOptions {
  /** Cancels the call. What was sent may have arrived all the same; the error says so. */
  readonly signal?: Signal | undefined;
  /** Milliseconds that the network may take for a request and its answer in all, in place of the client's. */
  readonly timeoutMs?: number | undefined;
}

/** What both clients take. */
export interface ClientOptions {
  /** How requests are sent; `fetch` of the platform by default. */
  readonly transport?: Transport | undefined;
  /**
   * Milliseconds that the network may take in all, from a request to the end of its answer. What your own code does with the items of a list meanwhile does not
   * count. Default 30,000.
   */
  readonly timeoutMs?: number | undefined;
  /**
   * The settle bound of journeys in milliseconds: how long after a changing call whose outcome nobody saw the service may still carry it out. Before that, nothing
   * that could be there twice is sent again, and nothing is said not to have happened. Default 240,000: Azure's gateways wait 230 s, the longest of the common ones.
   */
  readonly settleMs?: number | undefined;
  /** Which journey has claimed which case; by default a set of this client's own, in memory. */
  readonly claims?: Claims | undefined;
  /** The largest answer accepted, in bytes. Default 64 MiB. */
  readonly maxAnswerBytes?: number | undefined;
  /** Allow plain `http:` to other hosts than the loopback. Passwords then travel readable for all on the way. */
  readonly allowInsecure?: boolean | undefined;
  /** The present time in milliseconds since 1970; for tests. */
  readonly now?: (() => number) | undefined;
}

/** The instant that a text names; `undefined` for a local time without offset, which names none. */
export function instant(text: DateTimeText): Date | undefined {
  if (!/(?:Z|[+-]\d\d:?\d\d)$/i.test(text)) return undefined;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/**
 * The amount as a decimal of your choice, made from its text, so that nothing is rounded on the way.
 *
 * `decimal(balance, (text) => new Big(text))`
 */
export function decimal<T>(amount: Amount, make: (text: string) => T): T {
  return make(amount);
}

/**
 * The compiled core, once it is there: `.` puts it in place on import, `./slim` when it is loaded.
 */
import { bytesIn } from "./bytes.js";
import { made, type ErrorData, type InputDetails, type NordcaseError } from "./errors.js";
import { TextDecoder } from "./text.js";
import type { Header, HttpRequest } from "./values.js";

/** The reading of a list while it arrives. */
export interface ListReading {
  feed(piece: Uint8Array, session: string): string[] | undefined;
  finish(session: string, now: number, random: Uint8Array): unknown;
  free(): void;
}

/**
 * The functions that the WebAssembly module exports (bindings-wasm/src). Plain data is JSON text, in and out; where there may be bytes in it, they come
 * beside it, as {@link Crossed}. A request is one piece, for {@link requestOf}.
 */
export interface Glue {
  registry(): string;
  addresses(): string;
  errorCodes(): string;
  inputError(code: string, field: string, rule: string): string;
  transportError(failure: string, mayHaveArrived: boolean, reads: boolean, reason: string): string;
  taskLink(baseUrl: string, allowInsecure: boolean, taskId: string, webTicket: string): string;
  company(properties: string[], basePrice: string | undefined): string;
  encode(name: string, params: string, bytes: Uint8Array | undefined, access: string): Uint8Array;
  decode(name: string, params: string, access: string, status: number, headers: string[], body: Uint8Array): unknown;
  nextStart(name: string, params: string, items: number, totalCount: number | undefined, asked: number): number | undefined;
  markPage(asked: number, firstId: string, remembered: string | undefined): string | undefined;
  callBegin(
    name: string,
    params: string,
    bytes: Uint8Array | undefined,
    access: string,
    session: string,
    state: string | undefined,
    now: number,
    random: Uint8Array,
    gate: boolean,
  ): Uint8Array;
  callEnd(
    name: string,
    params: string,
    access: string,
    session: string,
    state: string,
    status: number,
    headers: string[],
    body: Uint8Array,
    now: number,
    random: Uint8Array,
  ): unknown;
  callFailed(
    name: string,
    params: string,
    access: string,
    session: string,
    state: string,
    failure: string,
    now: number,
    random: Uint8Array,
  ): unknown;
  listOpen(
    name: string,
    params: string,
    access: string,
    session: string,
    state: string,
    status: number,
    headers: string[],
    now: number,
    random: Uint8Array,
  ): ListReading | undefined;
  journeyBegin(name: string, params: string, seed: string, settleMillis: number | undefined, mayRepeat: boolean): string;
  journeyLoad(name: string, stored: string, mayRepeat: boolean): string;
  journeyInspect(stored: string): string;
  journeyNotStored(reason: string): string;
  journeyNext(stored: string, kept: string | undefined, access: string, session: string, now: number, random: Uint8Array, gate: boolean): unknown;
  journeyResume(stored: string, access: string, session: string, input: string, now: number, random: Uint8Array): string;
  journeyResponse(
    stored: string,
    access: string,
    session: string,
    status: number,
    headers: string[],
    body: Uint8Array,
    now: number,
    random: Uint8Array,
  ): string;
  machine(definition: string, question: string, args: string[]): string;
}

/** A text, and the bytes in what it says: in the text they are their number. */
export type Crossed = readonly [text: string, ...bytes: Uint8Array[]];

/** A row of the table of error codes. */
export interface ErrorCode {
  /** The stable code, as `fastdok.refused` or `altinn.60014`. */
  readonly code: string;
  /** Its kind. */
  readonly kind: ErrorData["kind"];
  /** For transport failures: when the request may have arrived. */
  readonly retry: ErrorData["retry"];
  /** What it means, in English. */
  readonly explanation: string;
  /** What to do about it, in English. */
  readonly whatToDo: string;
  /** Altinn's name of the code. */
  readonly name?: string | undefined;
  /** What it means, in Bokmål. */
  readonly bokmal?: string | undefined;
  /** What it means, in Nynorsk. */
  readonly nynorsk?: string | undefined;
}

/** What is known of an operation. */
export interface OperationInfo {
  /** As `fastdok.get_task`. */
  readonly name: string;
  /** Its service. */
  readonly api: "fastdok" | "altinn";
  /** Whether it can change anything. */
  readonly changes: boolean;
}

let glue: Glue | undefined;
let begin: (() => Glue) | undefined;

/** Says how the compiled core is made ready, which the first call does. */
export function setGlue(ready: () => Glue): void {
  begin = ready;
}

/** Calls the core; what it throws is the text of plain data, which becomes a {@link NordcaseError}. */
export function invoke<T>(question: (glue: Glue) => unknown): T {
  "node-do-not-add-exception-line";
  glue ??= begin?.();
  if (glue === undefined) throw new Error("nordcase/slim: call and await load() first");
  try {
    return question(glue) as T;
  } catch (error) {
    throw typeof error === "string" ? made(inOurWords(read<ErrorData>([error]))) : error;
  }
}

/** An error of the core with the name of the member as it is written here: Altinn's `NoticeTokens[2].TokenKey` is `noticeTokens[2].tokenKey`. */
export function inOurWords(data: ErrorData): ErrorData {
  if (data.kind !== "input") return data;
  const { field } = data.details as InputDetails;
  const ours = field.replace(/(^|\.)[A-Z]/g, (letter) => letter.toLowerCase()).replace(/ID(?![a-z])/g, "Id");
  if (ours === field) return data;
  const message = data.message.startsWith(field) ? ours + data.message.slice(field.length) : data.message;
  return { ...data, message, details: { ...data.details, field: ours } as InputDetails };
}

/** The error of a value that cannot be sent, before anything is. The rule goes on from the field, and never holds the value. */
export function inputError(code: string, field: string, rule: string, cause?: unknown): NordcaseError<"input"> {
  return made(invokeJson<ErrorData<"input">>((it) => it.inputError(code, field, rule)), cause);
}

/** The same, for an answer without bytes: what its text says. */
export function invokeJson<T>(question: (glue: Glue) => string): T {
  return read([invoke(question)]);
}

/** What a text says. What is missing is `undefined`, and never `null`. */
export function read<T>([text, ...bytes]: Crossed): T {
  const value = JSON.parse(text) as unknown;
  if (typeof value === "object" && value !== null) complete(value as Record<string, unknown>, bytes);
  return (value ?? undefined) as T;
}

/** Puts `undefined` where a text can only say `null`, and the bytes in their place. */
function complete(value: Record<string, unknown> | readonly unknown[], bytes: readonly Uint8Array[]): void {
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) {
      if (typeof item === "object" && item !== null) complete(item as Record<string, unknown>, bytes);
    }
    return;
  }
  const members = value as Record<string, unknown>;
  for (const name in members) {
    const member = members[name];
    if (member === null) members[name] = undefined;
    else if (typeof member === "object") complete(member as Record<string, unknown>, bytes);
    else if (typeof member === "number" && bytes.length > 0 && (name === "bytes" || name === "body")) members[name] = bytes[member];
  }
}

/** The few functions of the core that need no session. */
export function core() {
  return {
    addresses: () =>
      invokeJson<{ fastdokProduction: string; fastdokDevelopment: string; altinnProduction: string }>((it) => it.addresses()),
    machine: (definition: string, question: string, args: string[]) =>
      invokeJson<unknown>((it) => it.machine(definition, question, args)),
  };
}

/** The table of all error codes, with their explanations. */
export function errorCodes(): readonly ErrorCode[] {
  return invokeJson((it) => it.errorCodes());
}

/** What this version can do. */
export interface Registry {
  /** The operations of both services. */
  readonly operations: readonly OperationInfo[];
  /** The names of the journeys, as `fastdok.pay_case`. */
  readonly journeys: readonly string[];
}

/** All operations and journeys by name. */
export function registry(): Registry {
  return invokeJson((it) => it.registry());
}

/**
 * The complete request of an operation, without any client: for HTTP clients that want to do all of the rest.
 *
 * `access` is what the clients are given, as plain data: `{ baseUrl, ticket }`, or `{ baseUrl, binding, systemUserName, systemPassword }`.
 *
 * Throws an error of kind `input` for a value that can't be sent.
 */
export function encode(name: string, params: object, access: object): HttpRequest {
  return requestOf(invoke((it) => it.encode(name, paramsOf(params), bytesOf(params), textOf(access, "access", "{ baseUrl, ticket }")))).request;
}

/**
 * What the response to that request says: the output that {@link FastDokOperations} or {@link AltinnOperations} declares.
 *
 * Throws an error of kind `service` for a refusal, and of kind `parse` for an answer that can't be read.
 */
export function decode(
  name: string,
  params: object,
  access: object,
  response: { readonly status: number; readonly headers: HttpRequest["headers"]; readonly body: Uint8Array },
): unknown {
  const { status, headers, body: given } = isRecord(response) ? response : ({} as Partial<typeof response>);
  const body = bytesIn(given);
  if (typeof status !== "number" || !Array.isArray(headers) || body === undefined) {
    throw inputError("input.params", "response", "must be an object { status, headers, body } whose body is a Uint8Array");
  }
  const allowed = textOf(access, "access", "{ baseUrl, ticket }");
  return read(invoke((it) => it.decode(name, paramsOf(params), allowed, status, flat(headers), body)));
}

/**
 * Where the next page of a list begins, to be asked for with the same parameters and this `start`; `undefined` at the list's end, and for an operation
 * without pages.
 *
 * `items` and `totalCount` are those of the page that came for `params`, `asked` is its number, from 1. A service that gives the same page again, whatever
 * `start` says, is noticed by {@link markPage}.
 */
export function nextStart(
  name: string,
  params: object,
  items: number,
  totalCount: number | undefined,
  asked: number,
): number | undefined {
  return invoke((it) => it.nextStart(name, paramsOf(params), items, totalCount, asked));
}

/**
 * What to remember of a list's pages, so that a list that never ends is noticed: `undefined` if this page came before, and the list is over.
 *
 * `asked` is the page's number, from 1; `firstId` the id of its first item; `remembered` what this function gave for the page before, nothing for the first.
 */
export function markPage(asked: number, firstId: string, remembered: string | undefined): string | undefined {
  return invoke((it) => it.markPage(asked, firstId, remembered));
}

const utf8 = new TextDecoder();

/** A request that has crossed (`request` of bindings-wasm/src/values.rs), and what came with it. */
export function requestOf(piece: Uint8Array): {
  readonly request: HttpRequest;
  /** Whether there is no request yet: the gate is to be taken first. */
  readonly takesGate: boolean;
  /** Whether it is the sign-in. */
  readonly signsIn: boolean;
  /** Whether the gate is kept until the outcome was handed in. */
  readonly gated: boolean;
  readonly state: string;
  /** The session, if handing the request out has changed it: kept before it is sent. */
  readonly session: string | undefined;
} {
  const end = piece.length - 4;
  // Without a DataView, which would be another object for each call.
  const byte = (n: number) => piece[end + n] as number;
  const from = end - (byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24));
  const lines = utf8.decode(piece.subarray(from, end)).split("\n");
  const [method, url, gated, state, session] = lines as [HttpRequest["method"], string, string, string, string];
  const headers: Header[] = [];
  for (let at = 5; at < lines.length; at += 2) headers.push({ name: lines[at] as string, value: lines[at + 1] as string });
  const request = { method, url, headers, body: piece.subarray(0, from) };
  return { request, takesGate: url === "", signsIn: state.includes('"signingIn":true'), gated: gated !== "", state, session: session || undefined };
}

/** Headers in the form that crosses. */
export function flat(headers: HttpRequest["headers"]): string[] {
  return headers.flatMap(({ name, value }) => [name, value]);
}

/** Whether a value is an object with members, and neither a list nor bytes. */
export function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && bytesIn(value) === undefined;
}

/** An object of the caller's as JSON. */
function textOf(value: unknown, field: string, example: string): string {
  if (!isRecord(value)) throw inputError("input.params", field, `must be an object with its members by name, as ${example}`);
  try {
    return JSON.stringify(value);
  } catch {
    throw inputError("input.params", field, "must be plain data: texts, numbers, true and false, lists and objects of them");
  }
}

/** Parameters in the form that crosses: JSON, in which a file to upload is empty; {@link bytesOf} is the file. */
export function paramsOf(params: object): string {
  const bytes = bytesOf(params);
  return textOf(bytes === undefined ? params : { ...params, bytes: "" }, "params", '{ taskId: "..." }');
}

/** The file among the parameters, which crosses beside the others. */
export function bytesOf(params: object): Uint8Array | undefined {
  if (!isRecord(params) || !("bytes" in params) || params.bytes === undefined) return undefined;
  const bytes = bytesIn(params.bytes);
  if (bytes === undefined) throw inputError("input.params", "bytes", "must be a Uint8Array (a Buffer is one) or an ArrayBuffer");
  return bytes;
}

/** What came of a journey's step, for {@link journeyDriver}. */
export type JourneyInput =
  | {
      /** The pause is over, or the caller cancels. */
      readonly input: "woke" | "cancelled";
    }
  | {
      /** The answer to what was asked before money is spent. */
      readonly input: "decision";
      /** Whether to pay. */
      readonly value: JourneyDecision;
    };

/** The answer to what a journey asks. */
export interface JourneyDecision {
  /** Whether to pay. */
  readonly approved: boolean;
}

/** A journey after a step. */
export interface JourneyResumed {
  /** The journey, as JSON without secrets. */
  readonly stored: string;
  /** The session, as JSON; a secret. */
  readonly session: string;
}

/** What a stored journey is about. */
export interface Inspection {
  /** Its name, as `fastdok.pay_case`. */
  readonly journey: string;
  /** How it has ended; `undefined` while it is under way. */
  readonly ended: "done" | "failed" | undefined;
  /** The case that it is about; `undefined` if it is to make one, or is for many. */
  readonly caseId: string | undefined;
  /** Whether it asks before money is spent. */
  readonly spends: boolean;
}

/** What a stored text is about. Throws an error of kind `input` for a text that is no stored journey. */
export function inspect(stored: string): Inspection {
  if (typeof stored !== "string") throw inputError("input.journey_stored", "stored", "must be the text that save was given");
  return invokeJson((it) => it.journeyInspect(stored));
}

/** 64 random bits, as text: they spread the pauses of many journeys, and name one where it claims a case. */
export function seed(): string {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2)) as unknown as [number, number];
  return ((BigInt(high) << 32n) | BigInt(low)).toString();
}

/** Journeys by hand, for hosts that cannot leave the loop to the clients. Stored texts hold no secrets, sessions do. */
export const journeyDriver = {
  /** Begins a journey: its stored text. */
  begin: (name: string, params: object): string =>
    invoke((it) => it.journeyBegin(name, paramsOf(params), seed(), undefined, false)),
  /** Loads a stored journey of this name, and gives its text as this release writes it. */
  load: (name: string, stored: string): string => invoke((it) => it.journeyLoad(name, stored, false)),
  /** Takes what came of a step; gives the new stored text and the new session, as JSON. */
  resume: (
    stored: string,
    access: object,
    session: string,
    input: JourneyInput,
    now: number,
  ): JourneyResumed =>
    invokeJson((it) =>
      it.journeyResume(stored, JSON.stringify(access), session, JSON.stringify(input), now, new Uint8Array(16)),
    ),
};
